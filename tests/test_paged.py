"""The tables of a large store show on every page what those of a store in memory show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from zeren.ask.heard import pattern
from zeren.ground.errors import WrongUsage
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.large import LargeTables
from zeren.serve.explorer.paged import BETWEEN
from zeren.serve.explorer.shape import Column, Facet
from zeren.serve.explorer.stored import StoredLibrary, load
from zeren.serve.explorer.tables import Tables
from zeren.store import open_reader


@pytest.fixture(scope="module")
def libraries(store: Path) -> Iterator[tuple[StoredLibrary, StoredLibrary]]:
    """The library of the two plans twice: for tables in memory, and for tables that stay in the columns, as those of a large store."""
    with open_reader(store) as one, open_reader(store) as other:
        large = load(other)
        large.landing.stay()
        yield load(one), large


ASKED = [
    {},
    {"page": "2"},
    {"page": "5"},
    {"role": "support"},
    {"role": "lead", "level": "county"},
    {"level": "unstated"},
    {"deadline": "2026-12"},
    {"deadline": "none", "role": "responsible"},
    {"q": "噪声"},
    {"q": "ｐｍ2.5"},
    {"q": "噪 声 監測"},
    {"q": "大气 12月底"},
    {"q": "不在任何地方"},
    *({"sort": sort} for sort in ("plan", "task", "-task", "text", "-text", "deadline", "-deadline", "support", "-responsible")),
    *({"sort": sort} for sort in ("deadline_kind", "-deadline_end", "deadline_start", "file", "-locator", "id")),
    {"sort": "-support", "role": "support", "page": "2"},
]


def same(one: Grid[object], other: Grid[object], asked: dict[str, str]) -> None:
    """Both show the same page."""
    assert one.view(asked, "zh") == other.view(asked, "zh")


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_page_of_measures_is_the_same_from_columns_as_from_memory(
    libraries: tuple[StoredLibrary, StoredLibrary], asked: dict[str, str]
) -> None:
    same(Tables(libraries[0]).measures, LargeTables(libraries[1]).measures, asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked",
    [{}, {"kind": "numeric"}, {"force": "unstated"}, {"q": "PM"}, {"q": "优良"}, {"sort": "value"}, {"sort": "-value"}, {"sort": "indicator"},
     {"sort": "-bodies"}, {"sort": "measure"}, {"sort": "unit"}],
    ids=str,
)  # fmt: skip
def test_a_page_of_targets_is_the_same_from_columns_as_from_memory(
    libraries: tuple[StoredLibrary, StoredLibrary], asked: dict[str, str]
) -> None:
    same(Tables(libraries[0]).targets, LargeTables(libraries[1]).targets, asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [{}, {"page": "2"}, {"kind": "numeric"}, {"q": "率"}, {"sort": "targets"}, {"sort": "indicator"}], ids=str)
def test_a_page_of_indicators_is_the_same_from_columns_as_from_memory(
    libraries: tuple[StoredLibrary, StoredLibrary], asked: dict[str, str]
) -> None:
    same(Tables(libraries[0]).indicators, LargeTables(libraries[1]).indicators, asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [{"page": "6"}, {"sort": "nothing"}, {"role": "nobody"}], ids=str)
def test_what_is_not_there_is_refused_from_columns_as_from_memory(
    libraries: tuple[StoredLibrary, StoredLibrary], asked: dict[str, str]
) -> None:
    told = []
    for tables in (Tables(libraries[0]), LargeTables(libraries[1])):
        with pytest.raises(WrongUsage) as refused:
            tables.measures.view(asked, "zh")
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_what_needs_a_person_is_the_same_from_columns_as_from_memory(libraries: tuple[StoredLibrary, StoredLibrary]) -> None:
    for asked in ({}, {"kind": "two-roles"}, {"q": "区"}):
        same(Tables(libraries[0]).review, LargeTables(libraries[1]).review, asked)  # type: ignore[arg-type]


def test_a_file_of_measures_holds_the_rows_of_all_its_pages_in_order(libraries: tuple[StoredLibrary, StoredLibrary]) -> None:
    grids = Tables(libraries[0]).measures, LargeTables(libraries[1]).measures
    one, other = ([row for rows, _ in grid.portions({"q": "噪声"}) for row in rows] for grid in grids)
    assert one == other


def test_words_are_heard_in_any_width_and_across_blanks() -> None:
    import re

    found = re.compile(pattern("pm2.5浓", BETWEEN))
    assert found.search("降低ＰＭ _{2.5} 浓度")
    assert not found.search("降低PM2x5浓度")
    assert re.fullmatch(pattern("工厂"), "⼯⼚")
    assert not re.search(pattern("_ ^"), "_ ^")


def test_of_many_values_a_page_offers_the_first_and_the_chosen_one_and_counts_the_others() -> None:
    facet: Facet[int] = Facet(("digit",), (("数字", "Digit"),), lambda n: [(str(n),)], lambda _, v, __: v, lambda _, v: -int(v), offered=3)
    grid: Grid[int] = Grid("numbers", range(10), [Column("n", "数", "N", lambda n: n)], [facet])
    (strip,) = grid.view({"digit": "2"}, "en").strips
    assert [(option.label, option.count, option.active) for option in strip.options] == [
        ("all", 10, False), ("9", 1, False), ("8", 1, False), ("7", 1, False), ("2", 1, True),
    ]  # fmt: skip
    assert strip.more == 6
    (plain,) = Grid("numbers", range(10), grid.columns, [replace(facet, order=None)]).view({}, "en").strips
    assert [option.label for option in plain.options] == ["all", "0", "1", "2"]
    assert plain.more == 7


def test_what_most_pages_show_is_counted_ahead(libraries: tuple[StoredLibrary, StoredLibrary]) -> None:
    tables = LargeTables(libraries[1])
    tables.warm()
    same(Tables(libraries[0]).measures, tables.measures, {"sort": "deadline"})  # type: ignore[arg-type]
