"""What is stated: sorted triples without blank nodes, every duty with the words that prove it."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import Graph, URIRef

from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, PREFIXES, expand
from zeren.state.document import document_iri, state

ZR = PREFIXES["zr"]


@pytest.fixture(scope="module")
def graph(district) -> Graph:
    return Graph().parse(data=state(district), format="nt")


def test_the_same_extraction_gives_the_same_sorted_bytes(district) -> None:
    first = state(district)
    assert first == state(district)
    lines = first.decode().splitlines()
    assert lines == sorted(set(lines))


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


def test_hostile_words_stay_words() -> None:
    triples = Triples()
    words = 'a"b\\c\nd\x00\x1b\u202e</script>\ud800'
    triples.text("https://example.org/s", "zr:text", words)
    (literal,) = Graph().parse(data=triples.lines(), format="nt").objects()
    assert str(literal) == words.replace("\ud800", "\ufffd")


def test_names_of_documents_become_one_iri_each() -> None:
    assert document_iri("甲 乙/丙.txt") == BASE + "document/%E7%94%B2%20%E4%B9%99/%E4%B8%99.txt"
