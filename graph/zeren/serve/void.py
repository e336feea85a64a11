"""What this server says of itself: the SPARQL service description and the VoID description of its data.

Sources: SPARQL 1.1 Service Description (W3C Recommendation 2013), Describing Linked Datasets with the VoID
Vocabulary (W3C Interest Group Note 2011).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from zeren.ground.vocabulary import BASE, CODES, TERMS
from zeren.serve import pages, rdf
from zeren.serve.kept import Kept
from zeren.serve.rdf import about, iri, number
from zeren.store.reader import Reader
from zeren.store.terms import Row, Solutions, Statement, Term

RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
           "Turtle", "N-Triples", "JSON-LD", "RDF_XML")  # fmt: skip
"""names under http://www.w3.org/ns/formats/ of what the endpoint writes"""

_LICENSED = (
    ("dcterms:license", Term("iri", "https://spdx.org/licenses/MIT")),
    ("dcterms:rights", Term("literal", "陈述与结构依 MIT 许可使用；照录的文字出自各来源文件，其使用依来源文件。", None, "zh")),
    ("dcterms:rights", Term("literal", "Statements and structure: MIT. Quoted words come from the source documents, whose terms hold.", None, "en")),
)
"""under what a reader may use the data"""
_TOTALS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties)
  (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }"""
_CLASSES = "SELECT ?name (COUNT(DISTINCT ?s) AS ?count) WHERE { ?s a ?name } GROUP BY ?name"
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?count) WHERE { ?s ?name ?o } GROUP BY ?name"
_EXAMPLE = "SELECT (MIN(?s) AS ?name) WHERE { ?s a <https://w3id.org/zeren/ns#Measure> }"


def service(request: Request) -> Response:
    """Describe the endpoint."""
    site = pages.site(request)
    endpoint = Term("iri", f"{site}/sparql")
    data, graph = Term("blank", "dataset"), Term("blank", "union")
    said = about(
        endpoint,
        [
            ("rdf:type", iri("sd:Service")),
            ("sd:endpoint", endpoint),
            ("sd:supportedLanguage", iri("sd:SPARQL11Query")),
            ("sd:feature", iri("sd:UnionDefaultGraph")),
            ("sd:defaultDataset", data),
            *(("sd:resultFormat", iri(f"formats:{name}")) for name in RESULTS),
        ],
    )
    said += about(data, [("rdf:type", iri("sd:Dataset")), ("sd:defaultGraph", graph)])
    said += about(graph, [("rdf:type", iri("sd:Graph")), ("rdfs:seeAlso", Term("iri", f"{site}/.well-known/void"))])
    return rdf.answer(request, said)


async def void(request: Request) -> Response:
    """Describe the data: how much of what, and where to ask."""
    kept: Kept = request.app.state.kept
    site = pages.site(request)
    said = await kept.cached(("void", site), lambda reader: describe(reader, site), lambda found: 200 * len(found))
    return rdf.answer(request, said)


def describe(reader: Reader, site: str) -> list[Statement]:
    """Return the description of all that a reader holds, document by document."""
    data, service = (Term("iri", f"{site}/.well-known/void#{part}") for part in ("data", "sparql"))
    said = _dataset(reader, site, data, service) + _service(site, data, service)
    said += _parts(reader, data, _CLASSES, "class", "entities")
    said += _parts(reader, data, _PROPERTIES, "property", "triples")
    return said + _documents(reader, data)


def _dataset(reader: Reader, site: str, data: Term, service: Term) -> list[Statement]:
    """Say what the whole is, where it is seen, and how much it holds."""
    totals = first(reader, _TOTALS)
    example = first(reader, _EXAMPLE).get("name")
    return about(
        data,
        [
            ("rdf:type", iri("void:Dataset")),
            ("rdf:type", iri("dcat:Dataset")),
            ("dcterms:title", Term("literal", "责任图谱", None, "zh")),
            ("dcterms:title", Term("literal", "Who answers for what in Chinese government plans", None, "en")),
            *_LICENSED,
            ("dcterms:language", Term("iri", "http://publications.europa.eu/resource/authority/language/ZHO")),
            ("dcat:landingPage", Term("iri", f"{site}/")),
            ("dcat:distribution", service),
            ("foaf:homepage", Term("iri", f"{site}/")),
            ("void:sparqlEndpoint", Term("iri", f"{site}/sparql")),
            ("void:uriSpace", Term("literal", BASE)),
            ("void:vocabulary", Term("iri", TERMS)),
            ("void:vocabulary", Term("iri", CODES)),
            ("void:triples", number(_count(totals, "triples"))),
            ("void:distinctSubjects", number(_count(totals, "subjects"))),
            ("void:distinctObjects", number(_count(totals, "objects"))),
            ("void:properties", number(_count(totals, "properties"))),
            *([("void:exampleResource", example)] if example is not None else []),
        ],
    )


def _service(site: str, data: Term, service: Term) -> list[Statement]:
    """Say where it is asked."""
    endpoint = Term("iri", f"{site}/sparql")
    said = about(
        service,
        [
            ("rdf:type", iri("dcat:Distribution")),
            ("dcterms:title", Term("literal", "SPARQL", None, "en")),
            ("dcat:accessURL", endpoint),
            ("dcat:accessService", endpoint),
            *_LICENSED,
        ],
    )
    return said + about(endpoint, [("rdf:type", iri("dcat:DataService")), ("dcat:endpointURL", endpoint), ("dcat:servesDataset", data)])


def _documents(reader: Reader, data: Term) -> list[Statement]:
    """Say what each stored document is a part of, and where it comes from."""
    said: list[Statement] = []
    for place, entry in enumerate(entry for entry in reader.documents() if entry.status == "stored"):
        part = Term("blank", f"document{place}")
        said += [(data, iri("void:subset"), part)]
        said += about(part, [("rdf:type", iri("void:Dataset")), ("void:triples", number(entry.triples))])
        said += about(part, [("dcterms:title", Term("literal", entry.name))])
        said += about(part, [("dcterms:source", Term("iri", entry.graph))] if entry.graph else [])
    return said


def _parts(reader: Reader, data: Term, query: str, what: str, counted: str) -> list[Statement]:
    said: list[Statement] = []
    for place, row in enumerate(rows(reader, query)):
        name = row["name"]
        if name is not None:
            part = Term("blank", f"{what}{place}")
            said.append((data, iri(f"void:{what}Partition"), part))
            said += about(part, [(f"void:{what}", name), (f"void:{counted}", number(_count(row, "count")))])
    return said


def first(reader: Reader, query: str) -> Row:
    """Return the first row of a SELECT query; empty where there is none."""
    return next(iter(rows(reader, query)), {})


def rows(reader: Reader, query: str) -> list[Row]:
    """Return the rows of a SELECT query."""
    found = reader.query(query)
    return found.rows if isinstance(found, Solutions) else []


def _count(row: Row, name: str) -> int:
    term = row.get(name)
    return int(term.value) if term is not None else 0


routes = [Route("/.well-known/void", void)]
