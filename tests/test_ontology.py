"""The ontology declares what is stated, documents what it declares, and quotes the plans truly."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from zeren.ground import model
from zeren.ground.model import Extraction
from zeren.ground.resources import ontology_dir, table
from zeren.ground.vocabulary import CODES, COMPARATORS, PREFIXES, ROLE_SHORTCUTS, TERMS
from zeren.state.document import state
from zeren.table.duties import ROLES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ontology_dir()
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)

# Field of the model → prefix of its codes and the scheme that lists them.
CODED = {
    ("Assignment", "role"): ("", "roles"),
    ("Assignment", "basis"): ("basis-", "bases"),
    ("Deadline", "kind"): ("deadline-", "deadline-kinds"),
    ("AgencySet", "expansion"): ("expansion-", "expansion-kinds"),
    ("Jurisdiction", "level"): ("", "levels"),
    ("Agency", "kind"): ("body-", "body-kinds"),
    ("Plan", "status"): ("", "statuses"),
    ("Plan", "lead_basis"): ("lead-", "lead-bases"),
    ("Resolution", "how"): ("resolved-", "resolutions"),
    ("Target", "kind"): ("target-", "target-kinds"),
    ("Target", "force"): ("force-", "forces"),
    ("Target", "change"): ("change-", "changes"),
    ("Change", "kind"): ("reform-", "reform-kinds"),
    ("Reference", "relation"): ("relation-", "relations"),
}


def load(*names: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in names:
        graph.parse(FOLDER / f"{name}.ttl")
    return graph


TERMS_GRAPH, CODES_GRAPH = load("zeren"), load("codes")


def declared() -> set[str]:
    subjects = {s for kind in (OWL.Class, *PROPERTIES) for s in TERMS_GRAPH.subjects(RDF.type, kind)}
    return {str(s).removeprefix(TERMS) for s in subjects if str(s).startswith(TERMS)}


def codes() -> set[str]:
    return {str(s).removeprefix(CODES) for s in CODES_GRAPH.subjects(RDF.type, SKOS.Concept)}


def listed(scheme: str) -> set[str]:
    members = CODES_GRAPH.subjects(SKOS.inScheme, URIRef(CODES + scheme))
    return {str(member).removeprefix(CODES) for member in members}


def named_in_code() -> set[str]:
    """Terms that the program writes, from its source: ``"zr:…"``, and those it makes from names of fields."""
    code = ROOT / "graph" / "zeren"
    stating = ("state/document", "state/bodies", "cascade/stated", "editions/stated", "export/cube", "ledger/statements", "ledger/office_statements")
    text = "".join((code / f"{name}.py").read_text(encoding="utf-8") for name in stating)
    names = set(re.findall(r'"zr:(\w+)"', text)) | set(ROLE_SHORTCUTS.values())
    names |= {"page", "table", "row", "column", "line"}
    return names | {"unit", "unitCode", "scope", "baseline", "period", "targetReading"}


@pytest.fixture(scope="module")
def stated(city: Extraction, district: Extraction) -> rdflib.Graph:
    graph = rdflib.Graph()
    for extraction in (city, district):
        graph.parse(data=state(extraction), format="nt")
    return graph


# ── Declared and used ────────────────────────────────────────────────────────────────────


def test_every_term_the_program_names_is_declared() -> None:
    assert named_in_code() - declared() == set()


def test_every_term_the_two_plans_are_stated_in_is_declared(stated: rdflib.Graph) -> None:
    used = {str(node) for triple in stated for node in triple[1:]}
    terms = {node.removeprefix(TERMS) for node in used if node.startswith(TERMS)}
    assert terms - declared() == set()
    assert {node.removeprefix(CODES) for node in used if node.startswith(CODES)} - codes() == set()


def test_every_term_that_code_questions_rules_shapes_and_context_use_is_declared() -> None:
    files = [*(ROOT / "graph" / "zeren").rglob("*.py"), *FOLDER.glob("*/*.rq"), *(ROOT / "docs").rglob("*.rq"), FOLDER / "shapes.ttl"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    own = set(re.findall(r"(?<![\w:/])zr:([A-Za-z]\w*)", text)) | set(re.findall(re.escape(TERMS) + r"(\w+)", text))
    coded = set(re.findall(r"(?<![\w:/])zrc:([a-z][\w-]*\w)", text))
    assert len(own) > 100
    assert own - declared() == set()
    schemes = {str(s).removeprefix(CODES) for s in CODES_GRAPH.subjects(RDF.type, SKOS.ConceptScheme)}
    assert coded - codes() - schemes == set()


@pytest.mark.parametrize("name", sorted(declared()))
def test_domains_are_classes_and_ranges_fit_the_kind_of_property(name: str) -> None:
    term = URIRef(TERMS + name)
    classes = set(TERMS_GRAPH.subjects(RDF.type, OWL.Class))
    for place in TERMS_GRAPH.objects(term, RDFS.domain):
        members = place if isinstance(place, URIRef) else TERMS_GRAPH.value(place, OWL.unionOf)
        listed = [members] if isinstance(place, URIRef) else list(TERMS_GRAPH.items(members))
        assert {one for one in listed if str(one).startswith(TERMS)} <= classes
        assert listed
    for found in TERMS_GRAPH.objects(term, RDFS.range):
        literal = str(found).startswith(str(rdflib.XSD)) or found == RDFS.Literal
        assert literal == ((term, RDF.type, OWL.DatatypeProperty) in TERMS_GRAPH)
        assert not str(found).startswith(TERMS) or found in classes


def test_no_term_is_declared_in_vain() -> None:
    """Used: stated, asked for by a question, or a class that others stand under; else marked unstable."""
    questions = "".join(file.read_text(encoding="utf-8") for file in (FOLDER / "questions").glob("*.rq"))
    asked = set(re.findall(r"(?<![\w:])zr:(\w+)", questions))
    above = {str(o).removeprefix(TERMS) for o in TERMS_GRAPH.objects(None, RDFS.subClassOf)}
    ranges = {str(o).removeprefix(TERMS) for o in TERMS_GRAPH.objects(None, RDFS.domain)}
    ahead = {str(s).removeprefix(TERMS) for s in TERMS_GRAPH.subjects(STATUS, rdflib.Literal("unstable"))}
    assert declared() - named_in_code() - asked - above - ranges == ahead


@pytest.mark.parametrize(("field", "where"), CODED.items(), ids=[".".join(field) for field in CODED])
def test_the_codes_of_a_scheme_are_the_values_of_the_model(
    field: tuple[str, str], where: tuple[str, str]
) -> None:
    prefix, scheme = where
    values = {prefix + value for value in documented(*field)}
    assert listed(scheme) == values


def documented(record: str, name: str) -> set[str]:
    """Values that the docstring under a field of the model names."""
    tree = ast.parse(Path(model.__file__).read_text(encoding="utf-8"))
    (found,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == record]
    for field, words in zip(found.body, found.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and ast.unparse(field.target) == name:
            return set(re.findall(r"``([a-z-]+)``", ast.unparse(words)))
    raise AssertionError(f"{record}.{name} is not documented")


def test_the_comparators_are_those_of_the_program() -> None:
    scheme = URIRef(CODES + "comparators")
    signs = {str(CODES_GRAPH.value(s, SKOS.notation)): str(s).removeprefix(CODES)
             for s in CODES_GRAPH.subjects(SKOS.inScheme, scheme)}  # fmt: skip
    assert signs == COMPARATORS


def test_every_code_belongs_to_a_scheme_that_is_declared() -> None:
    schemes = set(CODES_GRAPH.subjects(RDF.type, SKOS.ConceptScheme))
    for concept in CODES_GRAPH.subjects(RDF.type, SKOS.Concept):
        assert set(CODES_GRAPH.objects(concept, SKOS.inScheme)) <= schemes
    pointed = {o for o in TERMS_GRAPH.objects(None, RDFS.seeAlso) if str(o).startswith(CODES)}
    assert pointed <= schemes


# ── Documented ───────────────────────────────────────────────────────────────────────────


def languages(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: URIRef) -> set[str | None]:
    return {o.language for o in graph.objects(subject, predicate) if isinstance(o, rdflib.Literal)}


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_term_is_labelled_defined_and_exemplified(name: str) -> None:
    term = URIRef(TERMS + name)
    assert languages(TERMS_GRAPH, term, RDFS.label) == {"zh", "en"}
    assert languages(TERMS_GRAPH, term, SKOS.definition) == {"zh", "en"}
    assert TERMS_GRAPH.value(term, SKOS.example)
    assert TERMS_GRAPH.value(term, RDFS.isDefinedBy) == URIRef(TERMS.removesuffix("#"))
    if (term, RDF.type, OWL.Class) not in TERMS_GRAPH:
        assert TERMS_GRAPH.value(term, RDFS.domain)
        assert TERMS_GRAPH.value(term, RDFS.range)


@pytest.mark.parametrize("name", sorted(codes()))
def test_a_code_is_labelled_defined_and_exemplified(name: str) -> None:
    code = URIRef(CODES + name)
    assert languages(CODES_GRAPH, code, SKOS.prefLabel) == {"zh", "en"}
    assert languages(CODES_GRAPH, code, SKOS.definition) == {"zh", "en"}
    assert CODES_GRAPH.value(code, SKOS.example)


def test_terms_of_other_vocabularies_say_what_they_stand_for_here(stated: rdflib.Graph) -> None:
    foreign = {p for p in stated.predicates() if not str(p).startswith(TERMS)} - {RDF.type}
    assert {str(p) for p in foreign if not TERMS_GRAPH.value(p, SKOS.scopeNote)} == set()


def test_every_quoted_example_is_printed_in_a_plan() -> None:
    plans = (ROOT / "data" / "plans").glob("*.txt")
    text = "".join(re.sub(r"\s", "", plan.read_text(encoding="utf-8")) for plan in plans)
    examples = [*TERMS_GRAPH.objects(None, SKOS.example), *CODES_GRAPH.objects(None, SKOS.example)]
    quotes = {quote for example in examples for quote in re.findall("「(.+?)」", str(example))}
    assert {quote for quote in quotes if re.sub(r"\s", "", quote) not in text} == set()


def test_each_file_has_a_version() -> None:
    for name in ("zeren", "codes", "alignments", "shapes"):
        graph = load(name)
        (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
        version = graph.value(ontology, OWL.versionInfo)
        assert str(graph.value(ontology, OWL.versionIRI)) == f"{ontology}/{version}"


# ── Words and codes are one ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ROLES)
def test_the_words_of_a_role_are_its_labels(role: str) -> None:
    # One letter before a colon (主：) stands for a word; it is none, and no label.
    rows = (*table("vocabulary/columns"), *(row for row in table("vocabulary/roles") if row["kind"] != "letter"))
    words = {row["word"] for row in rows if row["role"] == role}
    assert labels(role) == words


@pytest.mark.parametrize("kind", ["ongoing", "long-term", "relative"])
def test_the_words_of_a_deadline_kind_are_its_labels(kind: str) -> None:
    words = {row["word"] for row in table("vocabulary/deadlines") if row["kind"] == kind}
    alternative = {str(o) for o in CODES_GRAPH.objects(URIRef(f"{CODES}deadline-{kind}"), SKOS.altLabel)}
    assert alternative | (labels(f"deadline-{kind}") & words) == words


def labels(code: str) -> set[str]:
    concept = URIRef(CODES + code)
    found = [*CODES_GRAPH.objects(concept, SKOS.prefLabel), *CODES_GRAPH.objects(concept, SKOS.altLabel)]
    return {str(label) for label in found if isinstance(label, rdflib.Literal) and label.language == "zh"}


# ── Alignments, shapes, context ──────────────────────────────────────────────────────────


def test_alignments_and_shapes_speak_only_of_what_is_declared() -> None:
    for name in ("alignments", "shapes"):
        nodes = {str(node) for triple in load(name) for node in triple}
        terms = {node.removeprefix(TERMS) for node in nodes if node.startswith(TERMS)}
        assert terms - declared() == set()
        assert {node.removeprefix(CODES) for node in nodes if node.startswith(CODES)} - codes() == set()


def test_what_the_alignments_keep_apart_is_apart_in_the_plans(stated: rdflib.Graph) -> None:
    """And nothing that they say is more than a mapping makes a group expression an organisation."""
    aligned = load("zeren", "alignments")
    pairs = set(aligned.subject_objects(OWL.disjointWith))
    assert {str(one).removeprefix(TERMS) for one, _ in pairs} == {"AgencySet", "UnresolvedBody"}
    for one, other in pairs:
        below = {*aligned.transitive_subjects(RDFS.subClassOf, one)}
        above = {*aligned.transitive_subjects(RDFS.subClassOf, other)}
        members = {s for kind in below for s in stated.subjects(RDF.type, kind)}
        assert members.isdisjoint(s for kind in above for s in stated.subjects(RDF.type, kind))


def test_every_message_of_a_shape_is_chinese() -> None:
    shacl = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    messages = list(load("shapes").objects(None, shacl.message))
    assert len(messages) > 40
    assert all(isinstance(m, rdflib.Literal) and m.language == "zh" for m in messages)


def test_the_plans_have_the_right_shape_but_for_the_gaps_they_really_have(district: Extraction) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    shacl = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    graph = rdflib.Graph().parse(data=state(district), format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=load("shapes"), inference="none")
    found = [
        (str(report.value(r, shacl.resultSeverity)).rpartition("#")[2], str(report.value(r, shacl.resultMessage)))
        for r in report.subjects(RDF.type, shacl.ValidationResult)
    ]
    assert [message for severity, message in found if severity == "Violation"] == []
    assert found.count(("Warning", "措施没有完成时限")) == 2


def test_a_broken_graph_is_told_in_words() -> None:
    pyshacl = pytest.importorskip("pyshacl")
    broken = rdflib.Graph().parse(data=f"<urn:m> a <{TERMS}Measure> .", format="turtle")
    conforms, _, text = pyshacl.validate(broken, shacl_graph=load("shapes"), inference="none")
    assert not conforms
    assert {"措施没有正文", "措施应属于一份计划", "措施没有任何承担单位"} <= set(re.findall(r"Message: (\S+)", text))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_context_reads_json_as_the_ontology_means_it() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    record = {
        "@context": context,
        "id": "zri:measure/1",
        "type": "Measure",
        "text": "推动货物绿色运输",
        "order": 3,
        "inPlan": "zri:plan/1",
        "hasDeadline": {"id": "zri:d", "endDate": "2026-12-31", "deadlineKind": "deadline-by-date"},
    }
    graph = rdflib.Graph().parse(data=json.dumps(record), format="json-ld")
    base, terms = PREFIXES["zri"], rdflib.Namespace(TERMS)
    measure, deadline = URIRef(base + "measure/1"), URIRef(base + "d")
    assert set(graph) == {
        (measure, RDF.type, terms.Measure),
        (measure, terms.text, rdflib.Literal("推动货物绿色运输")),
        (measure, terms.order, rdflib.Literal(3)),
        (measure, terms.inPlan, URIRef(base + "plan/1")),
        (measure, terms.hasDeadline, deadline),
        (deadline, terms.endDate, rdflib.Literal("2026-12-31", datatype=rdflib.XSD.date)),
        (deadline, terms.deadlineKind, URIRef(CODES + "deadline-by-date")),
    }


def test_the_context_names_every_term() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert declared() <= set(context)
