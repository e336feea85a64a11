"""What is stated: sorted triples without blank nodes, every duty with the words that prove it."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import Graph, URIRef

from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, PREFIXES, expand
from zeren.state.document import document_iri, state, triples_of
from zeren.store.statements import canonical
from zeren.table.facts import read

ZR = PREFIXES["zr"]


@pytest.fixture(scope="module")
def graph(district) -> Graph:
    return Graph().parse(data=state(district), format="nt")


def test_the_same_extraction_gives_the_same_sorted_bytes(district) -> None:
    first = state(district)
    assert first == state(district)
    lines = first.decode().splitlines()
    assert lines == sorted(set(lines))


def test_a_plan_is_written_as_the_engine_would_keep_it(district) -> None:
    said, name = triples_of(district), document_iri("甲.txt")
    assert said.plain
    assert said.quads(name) == canonical(state(district), name)
    wanted = {"rdf:type", "zr:text", "zr:evidence", "zr:locator"}
    assert said.known(wanted, BASE) == read(said.quads(name), wanted)
    assert b"/quote> <" in said.quads(name)


def test_selectors_say_again_what_evidence_says_and_are_not_read(district) -> None:
    quads = triples_of(district).quads(document_iri("甲.txt"))
    assert b"/quote> <http://www.w3.org/ns/oa#exact> " in quads
    assert b"/position> <http://www.w3.org/ns/oa#start> " in quads
    assert not [subject for subject in read(quads, {"oa:exact", "oa:start"}) if subject.endswith(("/quote", "/position"))]


def test_there_are_no_blank_nodes(graph) -> None:
    assert not [term for triple in graph for term in triple if type(term).__name__ == "BNode"]


def test_every_assignment_and_measure_has_evidence_in_the_document(graph, district) -> None:
    for kind, count in (("Assignment", 589), ("Measure", 179)):
        subjects = list(graph.subjects(URIRef(expand("rdf:type")), URIRef(ZR + kind)))
        assert len(subjects) == count
        for subject in subjects:
            words = graph.value(subject, URIRef(ZR + "evidence"))
            start, end = (int(graph.value(words, URIRef(expand(p)))) for p in ("oa:start", "oa:end"))
            assert str(graph.value(words, URIRef(expand("oa:exact")))) == district.document.text[start:end]


def test_shortcuts_say_what_the_assignments_say(graph) -> None:
    through = Counter()
    for role, shortcut in (("responsible", "responsibleParty"), ("support", "assistedBy")):
        direct = set(graph.subject_objects(URIRef(ZR + shortcut)))
        long_way = {
            (measure, graph.value(duty, URIRef(ZR + "body")))
            for measure, duty in graph.subject_objects(URIRef(ZR + "hasAssignment"))
            if graph.value(duty, URIRef(ZR + "role")) == URIRef(expand("zrc:" + role))
        }
        assert direct == long_way
        through[role] = len(direct)
    # One body stands twice in one cell nowhere in the plan, so every mention is one pair.
    assert through == {"responsible": 436, "support": 153}


def test_expanded_duties_point_back_to_the_group(graph) -> None:
    expanded = list(graph.subjects(URIRef(expand("rdf:type")), URIRef(ZR + "ExpandedAssignment")))
    assert expanded
    for duty in expanded:
        group = graph.value(duty, URIRef(ZR + "derivedFrom"))
        assert graph.value(group, URIRef(ZR + "role")) == graph.value(duty, URIRef(ZR + "role"))
        assert graph.value(duty, URIRef(ZR + "certainty")) is not None


ODD = (
    ("xsd:decimal", "0012.50"), ("xsd:integer", "+7"), ("xsd:integer", "007"), ("xsd:integer", "12345678901234567890123"),
    ("xsd:dateTime", "2026-03-01T24:00:00"), ("xsd:gYear", "02026"), ("xsd:boolean", "1"), ("xsd:nonNegativeInteger", "5"),
)  # fmt: skip


def test_plain_statements_are_written_as_the_engine_would_keep_them() -> None:
    pyoxigraph = pytest.importorskip("pyoxigraph")
    said, subject, g = Triples(), "https://example.org/s", "https://example.org/%E7%94%B2"
    for code in (*range(0xD800), *range(0xE000, 0x10000), 0x10FFFF):
        said.text(f"{subject}/{code // 64}", "zr:text", f"a{chr(code)}b")
    for number in (0, 1, -1, 7, 10**17, 0.5, -0.25, 12.0, 1e15, 1234.0000000001, True, False):
        said.value(subject, "zr:value", number)
    for day in ("2026-06-30", "2026-02-30", "1999-12-31"):
        said.value(subject, "zr:endDate", day, "xsd:date")
    said.text(subject, "rdfs:label", "甲", "zh")
    said.text(subject, "rdfs:label", "甲")
    said.link(subject, "zr:body", "https://example.org/s/1")
    said.link(subject, "zr:body", "https://example.org/s")
    for _ in range(2):
        said.select(f"{subject}/words", (3, 5), "甲\t乙\n丙丁戊")
        said.code(subject, "zr:role", "lead")
    assert said.plain
    engine = pyoxigraph.Store()
    engine.load(said.lines(), format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=pyoxigraph.NamedNode(g))
    kept = sorted(engine.dump(format=pyoxigraph.RdfFormat.N_QUADS).splitlines(keepends=True))
    assert said.quads(g).splitlines(keepends=True) == kept
    assert len(said) == len(kept)


@pytest.mark.parametrize(("datatype", "lexical"), ODD)
def test_what_an_engine_may_write_in_another_way_is_left_to_it(datatype, lexical) -> None:
    said = Triples()
    said.value("https://example.org/s", "zr:value", lexical, datatype)
    assert not said.plain
    with pytest.raises(ValueError, match="engine"):
        said.quads("https://example.org/g")


@pytest.mark.parametrize("iri", ["https://example.org/a b", "https://example.org/甲", "https://example.org/%zz", "urn:x", "a", "https://e.org/<"])
def test_no_iri_out_of_the_ordinary_passes_for_sound(iri) -> None:
    said = Triples()
    said.link("https://example.org/s", "zr:body", iri)
    assert not said.plain


def test_what_is_known_of_statements_is_what_is_read_of_their_lines() -> None:
    said, subject = Triples(), BASE + "plan/1"
    said.text(subject, "zr:text", 'a"b\\c\nd\x01\t，\u3000\ud800')
    said.value(subject, "zr:order", 12)
    said.link(subject, "zr:body", BASE + "agency/2")
    said.link(subject, "zr:body", "https://example.org/elsewhere")
    said.text(subject, "rdfs:label", "甲", "zh")
    wanted = {"zr:text", "zr:order", "zr:body"}
    known = said.known(wanted, BASE)
    assert known == read(said.quads("https://example.org/g"), wanted)
    assert known["plan/1"] == {
        "zr:text": ['a"b\\c\nd\x01\t，\u3000\ufffd'], "zr:order": ["12"], "zr:body": ["https://example.org/elsewhere", "agency/2"],
    }  # fmt: skip


def test_hostile_words_stay_words() -> None:
    triples = Triples()
    words = 'a"b\\c\nd\x00\x1b\u202e</script>\ud800'
    triples.text("https://example.org/s", "zr:text", words)
    (literal,) = Graph().parse(data=triples.lines(), format="nt").objects()
    assert str(literal) == words.replace("\ud800", "\ufffd")


def test_names_of_documents_become_one_iri_each() -> None:
    assert document_iri("甲 乙/丙.txt") == BASE + "document/%E7%94%B2%20%E4%B9%99/%E4%B8%99.txt"
