"""The query operation of the SPARQL 1.1 Protocol: the 34 tests of the W3C suite, and what else clients rely on.

The requests are those of ``sparql/sparql11/protocol/manifest.ttl`` of the W3C's rdf-tests, written anew. In
query_multiple_dataset the manifest escapes the ``&`` between its two graphs; here they are two, as its name says.
This endpoint takes no updates: where the suite expects an update to be done, it must say 403 and change nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from serving import Reply, Site, serving
from zeren.ground.errors import WrongUsage
from zeren.serve.negotiate import GRAPHS, TABLES, preferred, wants_page
from zeren.serve.query import shape, with_dataset
from zeren.store import Source, open_writer

DATA = "http://kasei.us/2009/09/sparql/data/"
D0, D1, D2, D3 = (f"{DATA}data{number}.rdf" for number in range(4))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over three documents that each say of themselves what they are."""
    path = tmp_path_factory.mktemp("protocol") / "store"
    with open_writer(path) as writer:
        for graph in (D1, D2, D3):
            data = graph.encode()
            said = (
                f"<{graph}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document> .\n"
            )
            source = Source(graph.rpartition("/")[2], hashlib.sha256(data).hexdigest(), data)
            writer.put(source, graph, said.encode(), {})
        writer.commit()
    with serving(path) as site:
        yield site


def address(*fields: tuple[str, str]) -> str:
    """The path with its query string."""
    return "/sparql/?" + urlencode(fields, quote_via=quote)


def post(site: Site, body: str | bytes, headers: dict[str, str], *fields: tuple[str, str]) -> Reply:
    """POST a body."""
    data = body.encode() if isinstance(body, str) else body
    return site.ask("POST", address(*fields) if fields else "/sparql/", headers, data)


# ── Queries ──────────────────────────────────────────────────────────────────────────────

IS_1 = f"<{D1}> a ?type"
IS_2 = f"<{D2}> a ?type"
IN_BOTH = f"GRAPH ?g1 {{ {IS_1} }} GRAPH ?g2 {{ {IS_2} }}"

TRUE = {
    "query_post_form": ("POST", [("default-graph-uri", D0)], FORM, "query=ASK%20%7B%7D"),
    "query_dataset_default_graphs_get": (
        "GET",
        [("query", f"ASK {{ {IS_1} . {IS_2} . }}"), ("default-graph-uri", D1), ("default-graph-uri", D2)],
        {},
        None,
    ),
    "query_dataset_default_graphs_post": (
        "POST",
        [("default-graph-uri", D1), ("default-graph-uri", D2)],
        QUERY,
        f"ASK {{ {IS_1} . {IS_2} . }}",
    ),
    "query_dataset_named_graphs_post": (
        "POST",
        [("named-graph-uri", D1), ("named-graph-uri", D2)],
        QUERY,
        f"ASK {{ {IN_BOTH} }}",
    ),
    "query_dataset_named_graphs_get": (
        "GET",
        [("query", f"ASK {{ {IN_BOTH} }}"), ("named-graph-uri", D1), ("named-graph-uri", D2)],
        {},
        None,
    ),
    "query_dataset_full": (
        "POST",
        [("default-graph-uri", D3), ("named-graph-uri", D1), ("named-graph-uri", D2)],
        QUERY,
        f"ASK {{\n  <{D3}> a ?type\n  GRAPH ?g1 {{ {IS_1} }}\n  GRAPH ?g2 {{ {IS_2} }}\n}}",
    ),
    "query_multiple_dataset": (
        "POST",
        [("named-graph-uri", D1), ("named-graph-uri", D2)],
        QUERY,
        f"ASK FROM <{D3}> {{ {IN_BOTH} }}",
    ),
    "query_get": ("GET", [("query", "ASK {}"), ("default-graph-uri", D0)], {}, None),
    "query_post_direct": ("POST", [], QUERY, "ASK {}"),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_query_over_the_dataset_that_the_request_names_is_true(site: Site, name: str) -> None:
    method, fields, headers, body = TRUE[name]
    reply = site.ask(method, address(*fields) if fields else "/sparql/", headers, body.encode() if body else None)
    assert (reply.status, reply.media) == (200, "application/sparql-results+json")
    assert json.loads(reply.body)["boolean"] is True


KINDS = [
    ("query_content_type_select", "SELECT (1 AS ?value) {}", "application/sparql-results+json"),
    ("query_content_type_ask", "ASK {}", "application/sparql-results+json"),
    ("query_content_type_describe", "DESCRIBE <http://example.org/>", "text/turtle"),
    ("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", "text/turtle"),
]


def ways(site: Site, query: str) -> list[Reply]:
    """The answers to a query sent in each of the three ways."""
    form = urlencode({"query": query})
    return [site.ask("GET", address(("query", query)), {}), post(site, form, FORM), post(site, query, QUERY)]


def test_our_prefixes_need_no_declaring(site: Site) -> None:
    for query in ("ASK { ?s rdf:type ?o }", "ASK { ?s rdf:type ?o . FILTER NOT EXISTS { ?s a zr:Plan } }"):
        assert [json.loads(reply.body)["boolean"] for reply in ways(site, query)] == [True] * 3
    named = post(site, "ASK { ?s rdf:type ?o }", QUERY, ("default-graph-uri", D1))
    assert json.loads(named.body)["boolean"] is True


def test_a_prefix_that_nobody_declared_is_named_in_one_line(site: Site) -> None:
    for reply in ways(site, "PREFIX bar: <http://e/> SELECT * { ?s a foo:Plan ; bar:is 'baz:x' }"):
        assert (reply.status, reply.text.count("\n")) == (400, 1)
        assert reply.text.startswith("未知的前缀 foo: ")
        assert "PREFIX foo:" in reply.text


def test_a_message_of_the_parser_names_the_line_as_written(site: Site) -> None:
    assert "error at 2:" in post(site, "SELECT * { ?s a zr:Plan .\n ?s rdf:type }", QUERY).text


@pytest.mark.parametrize(("name", "query", "media"), KINDS)
def test_an_answer_has_the_media_type_of_its_kind(site: Site, name: str, query: str, media: str) -> None:
    reply = post(site, query, QUERY, ("default-graph-uri", D0))
    assert (reply.status, reply.media) == (200, media)


BAD_QUERIES = [
    ("bad_query_method", "PUT", address(("query", "ASK {}"), ("default-graph-uri", D0)), FORM, b"", 405),
    ("bad_multiple_queries", "GET", address(("query", "ASK {}"), ("query", "SELECT * {}")), {}, None, 400),
    ("bad_query_wrong_media_type", "POST", "/sparql/", {"Content-Type": "text/plain"}, b"ASK {}", 415),
    ("bad_query_missing_form_type", "POST", "/sparql/", {}, b"query=ASK%20%7B%7D", 415),
    ("bad_query_missing_direct_type", "POST", "/sparql/", {}, b"ASK {}", 415),
    (
        "bad_query_non_utf8",
        "POST",
        "/sparql/",
        {"Content-Type": "application/sparql-query; charset=UTF-16"},
        "ASK {}".encode("utf-16"),
        415,
    ),
    ("bad_query_syntax", "GET", address(("query", "ASK {")), {}, None, 400),
]


@pytest.mark.parametrize(("name", "method", "target", "headers", "body", "status"), BAD_QUERIES)
def test_a_bad_query_is_refused(
    site: Site, name: str, method: str, target: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    assert site.ask(method, target, headers, body).status == status


# ── Updates ──────────────────────────────────────────────────────────────────────────────

INSERT = f"""PREFIX dc: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
CLEAR ALL ;
INSERT DATA {{ GRAPH <{D1}> {{ <{D1}> a foaf:Document }} }} ;
INSERT {{ GRAPH <http://example.org/protocol-update-dataset-test/> {{ ?s a dc:BibliographicResource }} }}
WHERE {{ ?s a foaf:Document }}"""
WITH = """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
WITH <http://example/addresses>
DELETE { ?person foaf:givenName 'Bill' } INSERT { ?person foaf:givenName 'William' }
WHERE { ?person foaf:givenName 'Bill' }"""

UPDATES = {
    "update_dataset_default_graph": ([("using-graph-uri", D1)], UPDATE, INSERT),
    "update_dataset_default_graphs": ([("using-graph-uri", D1), ("using-graph-uri", D2)], UPDATE, INSERT),
    "update_dataset_named_graphs": ([("using-named-graph-uri", D1), ("using-named-graph-uri", D2)], UPDATE, INSERT),
    "update_dataset_full": ([("using-graph-uri", D1), ("using-named-graph-uri", D2)], UPDATE, INSERT),
    "update_post_form": ([], FORM, "update=CLEAR+ALL"),
    "update_post_direct": ([], UPDATE, "CLEAR ALL"),
    "update_base_uri": (
        [],
        UPDATE,
        "INSERT DATA { GRAPH <http://example.org/g> { <http://e/s> <http://e/p> <test> } }",
    ),
    "bad_multiple_updates": ([], FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    "bad_update_non_utf8": ([], {"Content-Type": "application/sparql-update; charset=UTF-16"}, "CLEAR NAMED"),
    "bad_update_syntax": ([], FORM, "update=CLEAR%20XYZ"),
    "bad_update_dataset_conflict": ([("using-named-graph-uri", "http://example/people")], UPDATE, WITH),
}


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_is_forbidden_and_changes_nothing(site: Site, name: str) -> None:
    fields, headers, body = UPDATES[name]
    data = body.encode("utf-16") if "UTF-16" in headers["Content-Type"] else body
    assert post(site, data, headers, *fields).status == 403
    left = site.get("/sparql?" + urlencode({"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}))
    assert json.loads(left.body)["results"]["bindings"][0]["n"]["value"] == "3"


BAD_UPDATES = [
    ("bad_update_get", "GET", "/sparql/?update=CLEAR%20ALL", {}, None, 403),
    ("bad_update_wrong_media_type", "POST", "/sparql/", {"Content-Type": "text/plain"}, b"CLEAR NAMED", 415),
    ("bad_update_missing_form_type", "POST", "/sparql/", {}, b"update=CLEAR%20NAMED", 415),
]


@pytest.mark.parametrize(("name", "method", "target", "headers", "body", "status"), BAD_UPDATES)
def test_an_update_in_the_wrong_form_is_refused_too(
    site: Site, name: str, method: str, target: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    assert site.ask(method, target, headers, body).status == status


def test_all_34_tests_of_the_suite_are_here() -> None:
    names = [*TRUE, *UPDATES, *(row[0] for row in KINDS), *(row[0] for row in BAD_QUERIES + BAD_UPDATES)]
    assert (len(names), len(set(names))) == (34, 34)


# ── What the suite does not ask ──────────────────────────────────────────────────────────


def test_without_a_dataset_the_default_graph_is_the_union_of_documents(site: Site) -> None:
    reply = site.get("/sparql?" + urlencode({"query": f"ASK {{ {IS_1} . {IS_2} . <{D3}> a ?type }}"}))
    assert json.loads(reply.body)["boolean"] is True


def test_the_dataset_of_the_request_hides_every_other_document(site: Site) -> None:
    for fields in ([("default-graph-uri", D1)], [("named-graph-uri", D1)]):
        asked = [("query", f"ASK {{ {{ <{D3}> a ?t }} UNION {{ GRAPH ?g {{ <{D3}> a ?t }} }} }}"), *fields]
        assert json.loads(site.get(address(*asked)).body)["boolean"] is False


def test_relative_names_are_resolved_against_the_endpoint(site: Site) -> None:
    reply = post(site, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY | {"Accept": "application/n-triples"})
    assert reply.body.decode() == f'<{site.url}s> <{site.url}p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "text/csv", "text/csv"),
        ("SELECT * {}", "text/tab-separated-values", "text/tab-separated-values"),
        ("SELECT * {}", "application/json;q=0.5, text/csv;q=0.4", "application/sparql-results+json"),
        ("SELECT * {}", "text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("DESCRIBE <a:b>", "application/ld+json", "application/ld+json"),
        ("DESCRIBE <a:b>", "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <a:b>", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv, text/turtle;q=0.2", "text/turtle"),
    ],
)
def test_the_client_chooses_the_format(site: Site, query: str, accept: str, media: str) -> None:
    reply = post(site, query, QUERY | {"Accept": accept})
    assert (reply.status, reply.media, reply.headers["vary"]) == (200, media, "Accept")


@pytest.mark.parametrize(
    ("query", "accept"), [("SELECT * {}", "text/turtle"), ("DESCRIBE <a:b>", "text/csv"), ("ASK {}", "image/png")]
)
def test_a_format_that_cannot_be_is_not_acceptable(site: Site, query: str, accept: str) -> None:
    reply = post(site, query, QUERY | {"Accept": accept})
    assert reply.status == 406
    assert ("json, xml, csv, tsv" if "DESCRIBE" not in query else "ttl, nt, jsonld, rdf") in reply.text


def test_a_format_can_be_named_where_no_header_can_be_sent(site: Site) -> None:
    assert site.get("/sparql?query=ASK%20%7B%7D&format=csv").body == b"true\r\n"
    assert site.get("/sparql?query=ASK%20%7B%7D&format=xls").status == 400
    assert site.get("/sparql?query=ASK%20%7B%7D&format=text/turtle").status == 406


# What SPARQLWrapper sends: one name in three parameters, xml for every query unless told otherwise, n3 and json-ld for graphs.
@pytest.mark.parametrize(
    ("query", "name", "media"),
    [
        ("ASK {}", "xml", "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+json", "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "xml", "application/rdf+xml"),
        ("DESCRIBE <urn:x>", "xml", "application/rdf+xml"),
        ("DESCRIBE <urn:x>", "rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "turtle", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "n3", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "json-ld", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
    ],
)
def test_a_format_has_the_names_that_clients_give_it(site: Site, query: str, name: str, media: str) -> None:
    for escaped in (quote(name, safe=""), quote(name, safe="+/")):
        told = f"format={escaped}&output={escaped}&results={escaped}"
        reply = site.get(f"/sparql?query={quote(query)}&{told}", {"Accept": "*/*"})
        assert (reply.status, reply.media) == (200, media)


def test_the_parsers_message_names_the_place(site: Site) -> None:
    reply = post(site, "SELECT ?s WHERE {\n  ?s ?p\n}", QUERY, ("default-graph-uri", D1))
    assert reply.status == 400
    assert "error at 3:" in reply.text


@pytest.mark.parametrize(
    "update", ["DROP ALL", "PREFIX a: <b:> # x\ninsert data { a:b a:c 1 }", "LOAD <http://127.0.0.1:9/>"]
)
def test_an_update_sent_as_a_query_is_forbidden(site: Site, update: str) -> None:
    assert post(site, update, QUERY).status == 403


def test_what_is_no_query_at_all_is_refused_in_words(site: Site) -> None:
    assert post(site, "", FORM).status == 400
    assert post(site, "hello", QUERY).status == 400
    assert site.get("/sparql?quer=ASK%20%7B%7D").status == 400
    assert site.get("/sparql?query=%ff").status == 400
    assert post(site, b"ASK { ?s ?p '\xff' }", QUERY).text.endswith("byte 13)\n")
    assert post(site, "ASK {}", QUERY, ("default-graph-uri", "relative")).status == 400
    assert post(site, "ASK {}", QUERY, ("default-graph-uri", "a:b> { ?s ?p ?o } #")).status == 400


def test_head_is_get_without_the_body(site: Site) -> None:
    reply = site.ask("HEAD", "/sparql?query=ASK%20%7B%7D", {})
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", "29")


def test_without_a_query_the_endpoint_describes_itself(site: Site) -> None:
    import pyoxigraph as ox

    formats = {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
    }
    service = "http://www.w3.org/ns/sparql-service-description#"
    for media, form in formats.items():
        reply = site.get("/sparql", {"Accept": media})
        assert (reply.status, reply.media) == (200, media)
        said = {(q.subject.value, q.predicate.value, q.object.value) for q in ox.parse(reply.body, format=form)}
        assert (f"{site.url}sparql", f"{service}endpoint", f"{site.url}sparql") in said
        assert (f"{site.url}sparql", f"{service}feature", f"{service}UnionDefaultGraph") in said
        assert (f"{site.url}sparql", f"{service}supportedLanguage", f"{service}SPARQL11Query") in said
    assert site.get("/sparql", {"Accept": "image/png"}).status == 406


def test_a_person_who_follows_a_link_to_the_endpoint_gets_the_editor(site: Site) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert site.get("/sparql", browser).headers["location"] == "/sparql/editor"
    assert site.get("/sparql?query=ASK%20%7B%7D", browser).headers["location"] == "/sparql/editor#query=ASK+%7B%7D"


# ── The parts ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "SELECT * |WHERE { ?s ?p ?o }"),
        ("SELECT * { ?s ?p ?o }", "SELECT * |{ ?s ?p ?o }"),
        ("ASK FROM <a:x> FROM NAMED <a:y> { }", "ASK   |{ }"),
        ("ASK FROM <a:x>\nFROM\nNAMED a:y { }", "ASK \n\n |{ }"),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?where) { }", "SELECT (EXISTS { ?a ?b ?c } AS ?where) |{ }"),
        ("SELECT ?from ('FROM <a:x> {' AS ?w) # FROM { \n{ }", "SELECT ?from ('FROM <a:x> {' AS ?w) # FROM { \n|{ }"),
        ("PREFIX from: <a:x> SELECT * { from:a ?p 1 }", "PREFIX from: <a:x> SELECT * |{ from:a ?p 1 }"),
        ("CONSTRUCT { ?s ?p [] } FROM <a:x> WHERE { }", "CONSTRUCT { ?s ?p [] }  |WHERE { }"),
        ("CONSTRUCT FROM <a:x> WHERE { ?s ?p ?o }", "CONSTRUCT  |WHERE { ?s ?p ?o }"),
        ("DESCRIBE <a:b>", "DESCRIBE <a:b>|"),
        ("DESCRIBE ?x { ?x a ?y } LIMIT 3", "DESCRIBE ?x |{ ?x a ?y } LIMIT 3"),
        ("describe <a:b> limit 3", "describe <a:b> |limit 3"),
        ("BASE <a:/> PREFIX x: <y> ASK { }", "BASE <a:/> PREFIX x: <y> ASK |{ }"),
    ],
)
def test_the_dataset_of_a_request_replaces_that_of_the_query(before: str, after: str) -> None:
    found = with_dataset(before, shape(before), ["a:d"], ["a:n"])
    assert found == after.replace("|", " FROM <a:d> FROM NAMED <a:n> ")


@pytest.mark.parametrize("sparql", ["", "hello", "PREFIX", "PREFIX a: <a:where{> SELECT * { }", "CONSTRUCT { { "])
def test_a_query_of_unknown_form_gets_no_dataset(sparql: str) -> None:
    shaped = shape(sparql)
    if shaped.form == "CONSTRUCT":
        assert with_dataset(sparql, shaped, ["a:d"], []).startswith(sparql)
        return
    with pytest.raises(WrongUsage):
        with_dataset(sparql, shaped, ["a:d"], [])


@pytest.mark.parametrize(
    ("accept", "formats"),
    [
        ("", ["json", "xml", "csv", "tsv"]),
        ("*/*", ["json", "xml", "csv", "tsv"]),
        ("text/*", ["xml", "csv", "tsv"]),
        ("text/csv;q=0.9, application/*;q=0.5", ["csv", "json", "xml"]),
        ("*/*;q=0.1, application/sparql-results+json;q=0, application/json;q=0", ["xml", "csv", "tsv"]),
        ("TEXT/CSV", ["csv"]),
        ("text/csv;q=oops", []),
        ("nonsense", []),
    ],
)
def test_the_most_specific_range_decides(accept: str, formats: list[str]) -> None:
    assert preferred(accept, TABLES) == formats


def test_a_page_is_wanted_only_where_nothing_is_liked_better() -> None:
    assert wants_page("text/html,application/xml;q=0.9,*/*;q=0.8")
    assert not wants_page("*/*")
    assert not wants_page("text/html;q=0.5,text/turtle")
    assert preferred("application/ld+json, text/turtle;q=0.9", GRAPHS) == ["jsonld", "ttl"]
