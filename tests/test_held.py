"""What is made of a whole store reads no more measures than are told, and counts the rest in columns: the same pictures, the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import zeren
from zeren import ask, picture
from zeren.ask import dated, loading
from zeren.cli.checks import due
from zeren.cli.measures import network
from zeren.cli.products import graph
from zeren.draw.scene import compose
from zeren.ground.errors import NotFound, WrongUsage
from zeren.store import open_reader

SHOWN = (
    {"role": None, "groups": "as-written", "top": None, "lang": "zh"},
    {"role": "support", "groups": "expanded", "top": 7, "lang": "en"},
    {"role": "responsible", "groups": "possible", "top": 3, "lang": "zh"},
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(store: Path) -> Iterator[ask.Reader]:
    with open_reader(store) as opened:
        yield opened


@pytest.mark.parametrize("how", SHOWN)
@pytest.mark.parametrize("plan", [None, "附1"])
@pytest.mark.parametrize("kind", ["bars", "network", "calendar"])
def test_a_picture_counted_in_columns_is_that_of_the_measures(
    reader: ask.Reader, kind: str, plan: str | None, how: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = picture.draw(kind, ask.load_duties(reader, plan), **how)  # type: ignore[arg-type]
    monkeypatch.setattr(loading, "IN_MEMORY", 0)
    assert picture.of_store(reader, kind, plan, **how).svg() == drawn.svg()  # type: ignore[arg-type]


def test_a_picture_counted_in_columns_is_refused_where_there_is_nothing(reader: ask.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "IN_MEMORY", 0)
    with pytest.raises(NotFound, match="没有可画的内容"):
        picture.of_store(reader, "bars", "附1", role="guide")


def test_the_flow_reads_the_plans_that_it_joins_alone(reader: ask.Reader) -> None:
    flows = ask.load_flows(reader)
    duties = ask.load_flow_duties(reader, flows)
    assert picture.flow(duties, flows).svg() == picture.flow(ask.load_duties(reader), flows).svg()
    assert {row.plan_id for row in duties.measures.values()} == {plan for its in flows for plan in (its.upper_plan, its.lower_plan)}
    assert ask.load_flow_duties(reader, ()).measures == {}


def test_what_needs_more_measures_than_are_read_at_once_is_refused(
    reader: ask.Reader, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "HELD", 200)
    with pytest.raises(WrongUsage, match="一次最多读 200 项"):
        picture.of_store(reader, "matrix", None)
    page = tmp_path / "page.html"
    told = CliRunner().invoke(graph, ["-o", str(page), "--store", str(store)])
    assert isinstance(told.exception, WrongUsage) and not page.exists()
    assert picture.of_store(reader, "matrix", "附1")


@pytest.mark.parametrize("top", [None, 5])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_dated_duties_are_printed_some_days_at_a_time_as_all_at_once(
    store: Path, monkeypatch: pytest.MonkeyPatch, form: str, top: int | None
) -> None:
    given = ["--store", str(store), "--format", form, *(["--top", str(top)] if top else [])]
    whole = CliRunner().invoke(due, given)
    monkeypatch.setattr(loading, "IN_MEMORY", 0)
    monkeypatch.setattr(dated, "_TOGETHER", 10)
    monkeypatch.setattr(dated, "MOST", 10)
    asked: list[list[dict[str, object]]] = []
    portions = dated.Wanted.portions
    monkeypatch.setattr(dated.Wanted, "portions", lambda self: (asked.append(rows) or rows for rows in portions(self)))
    parted = CliRunner().invoke(due, given)
    assert (parted.stdout, parted.stderr, parted.exit_code) == (whole.stdout, whole.stderr, 0)
    assert len(asked) == 1 if top else len(asked) > 3
    assert all(len(rows) <= 10 or len({row["date"] for row in rows}) == 1 for rows in asked)


def test_more_dated_duties_than_are_held_are_refused_with_what_to_name(reader: ask.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    every = dated.wanted(reader, "2026-01-01", "2026-12-31").whole()
    monkeypatch.setattr(loading, "IN_MEMORY", 0)
    monkeypatch.setattr(dated, "MOST", 200)
    with pytest.raises(WrongUsage, match=r"一次最多读 200 行.*指明单位、计划或短些的时段"):
        dated.wanted(reader, "2026-01-01", "2026-12-31").whole()
    body = ask.find_body(reader, "区水务局").iri
    assert dated.wanted(reader, body=body).whole()
    # 3-5月 too is listed in March, by its last day.
    march = [row for row in every if row["date"] >= "2026-03-01" and (row["start"] or row["date"]) <= "2026-03-31"]
    assert dated.wanted(reader, "2026-03-01", "2026-03-31").whole() == march


def test_the_network_of_bodies_and_measures_is_refused_where_it_is_more_than_is_read_at_once(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["--what", "bipartite", "--format", "csv", "--store", str(store)]
    monkeypatch.setattr(loading, "HELD", 200)
    told = CliRunner().invoke(network, given)
    assert isinstance(told.exception, WrongUsage) and "一次最多读 200 项" in str(told.exception) and not told.stdout
    assert CliRunner().invoke(network, [*given, "--plan", "附1"]).exit_code == 0


@pytest.mark.parametrize("plan", [None, "附1"])
@pytest.mark.parametrize("hops", [1, 2])
@pytest.mark.parametrize("groups", ["as-written", "possible"])
def test_the_network_around_a_body_is_that_of_the_whole_store(reader: ask.Reader, hops: int, groups: str, plan: str | None) -> None:
    body = ask.find_body(reader, "区水务局", plan).iri
    near = loading.load_around(reader, body, hops, plan)
    whole = ask.load_duties(reader, plan)
    assert compose(near, None, body, hops, groups) == compose(whole, None, body, hops, groups)


def test_the_network_around_a_body_reads_no_measures_of_others(reader: ask.Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    body = ask.find_body(reader, "区统计局").iri
    assert 0 < len(loading.load_around(reader, body, 1).measures) < len(ask.load_duties(reader).measures)
    monkeypatch.setattr(loading, "HELD", 3)
    with pytest.raises(WrongUsage, match="一次最多读 3 项"):
        loading.load_around(reader, body, 1)


def test_a_notebook_reads_of_a_store_what_it_is_asked_for(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(book: zeren.Book) -> list[object]:
        rows = book.measures(body="区水务局", role="responsible"), book.duties(body="区水务局"), book.show("区水务局")
        return [*(_records(found) for found in rows), book.agency("区水务局"), book.report("区水务局").html]

    with zeren.open(store) as whole:
        first = str(next(iter(whole.table().measures)))
        said, shown = told(whole), _records(whole.show(first))
    monkeypatch.setattr(loading, "HELD", 200)
    with zeren.open(store) as book:
        assert told(book) == said and _records(book.show(first)) == shown
        with pytest.raises(WrongUsage, match="一次最多读 200 项"):
            book.bodies()


def _records(found: object) -> object:
    return found.to_dict("records") if hasattr(found, "to_dict") else list(found)  # type: ignore[call-overload]
