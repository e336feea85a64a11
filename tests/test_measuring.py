"""The page of network measures: the figures of ``zeren network`` as tables that can be narrowed and taken away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import cached_property
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from zeren import network
from zeren.ground.errors import NotFound, WrongUsage
from zeren.network.columns import Measured
from zeren.serve.explorer import measuring, networks, picture
from zeren.serve.explorer.answers import Asked, Explorer, File, Page, explorer
from zeren.serve.explorer.networks import Choice
from zeren.serve.explorer.stored import StoredLibrary
from zeren.store import open_reader
from zeren.store.reader import Reader


@pytest.fixture(scope="module")
def reader(store: Path) -> Iterator[Reader]:
    with open_reader(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def ex(reader: Reader) -> Explorer:
    return explorer(StoredLibrary(reader))


def page(ex: Explorer, reader: Reader, **query: str) -> dict[str, Any]:
    answer = measuring.measures(ex, reader, Asked("/network/measures", query))
    assert isinstance(answer, Page)
    return answer.values


def rows(ex: Explorer, reader: Reader, **query: str) -> list[dict[str, Any]]:
    answer = measuring.measures(ex, reader, Asked("/network/measures", {"format": "json", **query}))
    assert isinstance(answer, File)
    found: list[dict[str, Any]] = json.loads(answer.data)
    return found


def district(ex: Explorer) -> str:
    """The IRI of the district plan, whose annexes hold its measures."""
    return next(iri for iri, plan in ex.library.plans.items() if plan.title == "美丽西城建设2026年行动计划" and plan.over is None)


def test_a_plan_is_measured_with_its_annexes(ex: Explorer, reader: Reader) -> None:
    """46 bodies and 276 ties, as networkx counts them in tests/test_measures.py."""
    values = page(ex, reader, plan=district(ex))
    (shown,) = (row for row in values["figures"] if row[1])
    assert shown[2:4] == (46, 276)
    assert isclose(shown[4], 276 / (46 * 45 / 2))
    assert [bool(row[2]) for row in values["figures"]] == [True] * 3


def test_the_tables_hold_the_columns_and_the_figures_of_the_room(ex: Explorer, reader: Reader) -> None:
    found = rows(ex, reader, role="support", weight="newman", groups="expanded")
    wanted = network.columns(ex.library.duties, "support", "expanded", "newman")
    assert [row["id"] for row in found] == list(wanted)
    for row in found:
        figures = {**wanted[row["id"]], "in_core": "core" if wanted[row["id"]]["in_core"] else "periphery"}
        assert {column: row[column] for column in network.COLUMNS} == figures


def test_a_table_is_narrowed_and_sorted_by_its_own_parameters_only(ex: Explorer, reader: Reader) -> None:
    asked = {"bodies.in_core": "1", "bodies.sort": "pagerank", "communities.sort": "size"}
    found = rows(ex, reader, **asked)
    assert len(found) == len(network.periphery(network.projection(ex.library.duties, "any")).core) == 18
    assert [row["pagerank"] for row in found] == sorted(row["pagerank"] for row in found)
    unknown = rows(ex, reader, **{"bodies.level": "unstated"})
    assert [row["level"] for row in unknown] == [""] * 3  # the three standing groups; other groups have the level of their members
    sizes = [row["size"] for row in rows(ex, reader, table="communities", **asked)]
    assert sizes == sorted(sizes)
    assert sum(sizes) == 87


def test_who_bridges_comes_worst_split_first_with_those_cut_off(ex: Explorer, reader: Reader) -> None:
    """In the district 区城市管理委 alone ties 区数据局 (measure on 余热回收): 44 pairs part."""
    found = rows(ex, reader, table="bridges", plan=district(ex))
    assert [row["separated"] for row in found] == sorted((row["separated"] for row in found), reverse=True)
    (keeper,) = (row for row in found if [its["name"] for its in row["cut_off"]] == ["区数据局"])
    assert (keeper["agency"], keeper["separated"], keeper["pieces"]) == ("北京市西城区城市管理委员会", 44, "44 + 1")


def test_every_formula_and_source_stands_on_the_page(ex: Explorer, reader: Reader) -> None:
    found = rows(ex, reader, table="definitions")
    assert [(row["formula"], row["source"]) for row in found] == [(row["formula"], row["source"]) for row in network.definitions()]
    assert set(network.COLUMNS) <= {row["key"] for row in found}
    heads = {head.key: head.about for head in page(ex, reader)["tables"]["bodies"].headings}
    for column, key in network.COLUMNS.items():
        defined = next(row for row in network.definitions() if row["key"] == key)
        assert heads[column] == f"{defined['formula']}\n{defined['source']}"


def test_only_ties_whose_roles_occur_are_offered_and_a_choice_keeps_the_others(ex: Explorer, reader: Reader) -> None:
    values = page(ex, reader, role="lead-responsible", weight="jaccard")
    offered = {name: [value for value, _, _ in options] for name, _, options in values["strips"]}
    assert offered["role"] == [None, "lead", "responsible", "support", "lead-responsible", "lead-support", "responsible-support"]
    assert offered["groups"] == [None, "expanded", "possible"]
    assert [words for _, words, active in values["strips"][0][2] if active] == ["牵头 → 主责"]
    assert values["told"] == {"role": "lead-responsible", "weight": "jaccard"}
    assert values["tables"]["comparison"].all == 0


def test_more_plans_than_fit_are_a_list_to_choose_from(ex: Explorer, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LISTED", 2)
    values = page(ex, reader, role="support", plan=district(ex))
    assert [value for value, _, _ in values["strips"][-1][2]] == [None, *list(ex.networks.plans())[:2]]
    assert [option.value for option in values["more"]] == ex.networks.plans()[2:]
    assert values["rest"] == {"role": "support"}


def test_a_network_is_measured_once_for_each_choice(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    ex = explorer(StoredLibrary(reader))
    first = ex.networks.of(Choice("support"))
    assert first is not None
    assert ex.networks.of(Choice("support")) is first
    assert ex.networks.of(Choice("support", weight="newman")) is not first
    monkeypatch.setattr(networks, "KEPT", 1)
    ex.networks.of(Choice("lead"))
    assert ex.networks.of(Choice("support")) is not first


def test_a_network_too_large_to_wait_for_asks_for_a_plan(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The district plan has 179 measures, the city plan 61; a plan that has annexes only is offered too."""
    ex = explorer(StoredLibrary(reader))
    monkeypatch.setattr(networks, "LARGEST", 180)
    values = page(ex, reader)
    assert values["its"] is None
    assert [words.partition(" ")[0] for _, words, _ in values["strips"][-1][2]] == [
        "全部", "深化多元协同共治", "美丽西城建设2026年行动计划（北京市西城区）", "附1", "附2", "附3",
    ]  # fmt: skip
    assert ex.networks.standing(next(iter(ex.library.duties.bodies))) == []
    assert page(ex, reader, plan=district(ex))["its"] is not None
    with pytest.raises(WrongUsage, match="too large"):
        rows(ex, reader)
    monkeypatch.setattr(networks, "DENSEST", 275)
    dense = explorer(StoredLibrary(reader))
    assert page(dense, reader, plan=district(ex))["its"] is None
    assert page(dense, reader, plan=district(ex), role="support")["its"] is not None


def test_what_is_unknown_is_told(ex: Explorer, reader: Reader) -> None:
    with pytest.raises(WrongUsage, match="boss"):
        page(ex, reader, role="boss")
    with pytest.raises(WrongUsage, match="cosine"):
        page(ex, reader, weight="cosine")
    with pytest.raises(WrongUsage, match=r"table=matrix.*bridges"):
        rows(ex, reader, table="matrix")
    with pytest.raises(NotFound, match="/plans"):
        page(ex, reader, plan="x")


def test_a_body_stands_in_the_network_with_its_ranks(ex: Explorer) -> None:
    """区生态环境局 has the most partners, 41; 市生态环境局 the largest betweenness, it the second."""
    body = next(row.id for row in ex.library.duties.bodies.values() if row.name == "北京市西城区生态环境局")
    found = {its.en: (its.value, its.place, its.among) for its in ex.networks.standing(body)}
    assert found["Degree"] == (41, 1, 87)
    assert found["Betweenness"][1:] == (2, 87)
    assert list(found) == ["Degree", "Strength", "Betweenness", "PageRank", "K-core number"]


def drawn(ex: Explorer, **query: str) -> tuple[File, dict[str, Any]]:
    answer = picture.picture(ex, Asked("/network", query))
    assert isinstance(answer, File)
    return answer, json.loads(answer.data.decode().partition('id="data">')[2].partition("</script>")[0])


def test_the_picture_shows_the_figures_that_the_table_has(ex: Explorer, reader: Reader) -> None:
    """Of the whole store, and of a plan whose measures stand in its annexes."""
    for query in ({}, {"plan": district(ex)}):
        page, data = drawn(ex, **query)
        listed = {row["id"]: row for row in rows(ex, reader, table="bodies", **query)}
        places = {data["base"] + node["iri"]: number for node, number in zip(data["nodes"], data["communities"], strict=True)}
        # The page also holds the bodies of the other readings of groups, which these figures leave out.
        assert {body: number for body, number in places.items() if number} == {iri: row["community"] for iri, row in listed.items()}
        assert max(data["metrics"]["betweenness"]) == max(row["betweenness"] for row in listed.values())
        assert not page.passing
        assert b'class="notice" role' not in page.data


def test_a_picture_does_not_wait_for_figures_that_take_long(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """While they are computed the page comes without them and says so; asked again it has them."""
    fresh, may = explorer(StoredLibrary(reader)), threading.Event()
    found = Measured.columns.func
    slow = cached_property(lambda its: may.wait(20) and found(its))
    slow.__set_name__(Measured, "columns")
    monkeypatch.setattr(Measured, "columns", slow)
    monkeypatch.setattr(picture, "WAIT", 0.05)
    page, data = drawn(fresh)
    assert page.passing
    assert '<p class="notice" role="status" data-w="measuring">社群与中心性还在计算' in page.data.decode()
    assert set(data["communities"]) == {0}
    may.set()
    monkeypatch.setattr(picture, "WAIT", 20)
    page, data = drawn(fresh)
    assert not page.passing
    assert set(data["communities"]) > {1, 2}


def test_a_picture_of_a_network_too_large_to_measure_says_so(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "DENSEST", 100)
    page, data = drawn(explorer(StoredLibrary(reader)))
    assert '<p class="notice" data-w="unmeasured">网络太大' in page.data.decode()
    assert data["metrics"] == {}
    assert not page.passing
