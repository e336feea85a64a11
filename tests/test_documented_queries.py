"""The queries of docs/sparql.md work as they stand: each finds something, and what is told of the two plans."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from zeren.ground.vocabulary import with_prefixes
from zeren.store import Solutions
from zeren.store.reader import Reader
from zeren.store.terms import Triples

FILES = sorted((ROOT / "docs" / "sparql").glob("*.rq"))


def answer(reader: Reader, name: str) -> list[tuple[str, ...]]:
    found = reader.query(with_prefixes((ROOT / "docs" / "sparql" / f"{name}.rq").read_text(encoding="utf-8")))
    assert isinstance(found, Solutions)
    return [tuple(term.value if term else "" for term in row.values()) for row in found.rows]


def test_the_page_shows_every_query_as_its_file_has_it() -> None:
    page = (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"\(\[[\w.-]+\]\(sparql/([\w-]+)\.rq\)\)\n\n```sparql\n(.*?)```", page, re.DOTALL))
    assert shown == {file.stem: file.read_text(encoding="utf-8").partition("\n")[2] for file in FILES}
    assert len(FILES) >= 40


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_each_finds_something(reader: Reader, file) -> None:
    found = reader.query(with_prefixes(file.read_text(encoding="utf-8")))
    if isinstance(found, bool):
        return
    assert len(found) > 0
    if not isinstance(found, Triples):
        empty = [name for name in found.rows[0] if all(row.get(name) is None for row in found.rows)]
        assert empty == [], "a column that nothing fills"


def test_what_they_find_is_what_the_two_plans_print(reader: Reader) -> None:
    # 牵头 129, 主责 138 + 436, 协办 85 + 153 names in the cells of the two plans.
    assert answer(reader, "duties-by-role") == [("主责", "574"), ("协办", "238"), ("牵头", "129")]
    # 各街道办事处 stands 29 times under 主责单位 and 23 times under 协办单位 of the district plan.
    assert [row[::2] for row in answer(reader, "through-groups")] == [("主责", "29"), ("协办", "23")]
    assert len(answer(reader, "responsible-of-one")) == 107
    assert [text[:4] for (text,) in answer(reader, "no-deadline")] != []
    # Annex 4: the district and its fifteen subdistricts, and once more in the text of annex 1.
    assert {row[1] for row in answer(reader, "pm25")} == {"28", "29"}
    assert answer(reader, "roles")[1] == ("https://w3id.org/zeren/code/lead", "牵头", "lead")
    assert ("PM2.5年均浓度", "微克/立方米", "越低越好", "17") in answer(reader, "indicators")


def test_no_name_is_also_another_label_of_the_same_thing(reader: Reader) -> None:
    """SKOS Reference, S13: prefLabel and altLabel are disjoint; S14: one prefLabel a language."""
    both = "SELECT ?x WHERE { ?x skos:prefLabel ?name ; skos:altLabel ?name }"
    twice = "SELECT ?x WHERE { ?x skos:prefLabel ?a, ?b FILTER(LANG(?a) = LANG(?b) && STR(?a) < STR(?b)) }"
    for query in (both, twice):
        found = reader.query(with_prefixes(query))
        assert isinstance(found, Solutions) and not found.rows


def test_every_code_that_is_stated_has_its_names_in_the_same_graph(reader: Reader) -> None:
    query = """SELECT DISTINCT ?code WHERE { ?s ?p ?code FILTER(STRSTARTS(STR(?code), STR(zrc:)) && ?p != owl:versionIRI)
      FILTER NOT EXISTS { ?code skos:prefLabel|rdfs:label ?name } }"""
    found = reader.query(with_prefixes(query))
    assert isinstance(found, Solutions) and [row["code"] for row in found.rows] == []
