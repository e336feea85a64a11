"""Tables narrowed to some documents say of these what the whole tables say, read from parts or kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from test_table import put
from zeren.store import open_reader
from zeren.store.reader import Reader
from zeren.table import Landing, narrow, open_landing, scope


@pytest.fixture(scope="module")
def reader(store: Path) -> Iterator[Reader]:
    with open_reader(store) as opened:
        yield opened


@pytest.fixture
def landing(reader: Reader) -> Iterator[Landing]:
    """A landing of its own, for it keeps what it is asked."""
    opened = open_landing(reader)
    yield opened
    opened.close()


def files(landing: Landing) -> list[str]:
    return [file for (file,) in landing.rows("SELECT DISTINCT file FROM measure ORDER BY file")]


def kept(landing: Landing) -> int:
    return landing.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'held%'")[0][0]


@pytest.mark.parametrize("table", sorted(scope.SCOPED))
def test_a_table_of_one_document_is_that_part_of_the_whole_table(landing: Landing, table: str) -> None:
    for file in files(landing):
        whole = landing.rows(f"SELECT * FROM {table} WHERE file = $file ORDER BY ALL", {"file": file})
        asked = f"SELECT * FROM {table} ORDER BY ALL"
        assert landing.rows(asked, {}, [file]) == whole
        landing.stay()
        assert landing.rows(asked, {}, [file]) == landing.rows(asked, {}, [file]) == whole


def test_a_view_of_some_documents_is_that_part_of_the_whole_view(landing: Landing) -> None:
    one, *_ = files(landing)
    whole = landing.rows("SELECT * FROM measure_line WHERE file = $file ORDER BY ALL", {"file": one})
    assert len(whole) > 10
    for _ in range(2):
        assert landing.rows("SELECT * FROM measure_line ORDER BY ALL", {}, [one]) == whole
        landing.stay()


def test_only_the_documents_that_were_asked_for_last_are_kept(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = files(landing)
    landing.stay()
    for chosen in ([one], [other], [one, other]):
        landing.rows("SELECT count(*) FROM measure", {}, chosen)
        landing.rows("SELECT count(*) FROM duty", {}, chosen)
    assert kept(landing) == 6
    monkeypatch.setattr(narrow, "HELD", 1)
    assert landing.rows("SELECT count(*) FROM measure", {}, [one, other]) == landing.rows("SELECT count(*) FROM measure")
    assert kept(landing) == 2


def test_many_documents_are_read_from_the_parts_each_time(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren.table.landing.FEW", 1)
    landing.stay()
    every = landing.rows("SELECT count(*) FROM measure")
    assert landing.rows("SELECT count(*) FROM measure", {}, files(landing)) == every
    assert kept(landing) == 0


def test_the_documents_of_measures_are_the_same_from_memory_as_from_columns(landing: Landing) -> None:
    rows = landing.rows("SELECT id, file FROM measure ORDER BY id")
    chosen = [[rows[0][0]], [path for path, _ in rows[:7]], [path for path, _ in rows], ["measure/none"], []]
    from_columns = [landing.files_of(scope.OF_MEASURES, {"measures": ids}) for ids in chosen]
    assert from_columns[0] == [rows[0][1]]
    landing.stay()
    landing._found.clear()
    assert [landing.files_of(scope.OF_MEASURES, {"measures": ids}) for ids in chosen] == from_columns


@pytest.mark.parametrize("stays", [False, True])
def test_what_is_dead_in_a_part_is_not_read_with_what_lives_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, stays: bool) -> None:
    """The first part holds the first version of b beside a and c, the second its next one."""
    monkeypatch.setattr(scope, "SCOPED", scope.SCOPED | {"notice"})
    put(tmp_path / "store", ("a", "1"), ("b", "1"), ("c", "1"))
    put(tmp_path / "store", ("b", "2"))
    with open_reader(tmp_path / "store") as opened:
        landing = open_landing(opened)
        if stays:
            landing.stay()
        asked = "SELECT * FROM notice ORDER BY ALL"
        for _ in range(2):
            assert landing.rows(asked, {}, ["a", "b"]) == [("a", "1"), ("b", "2")]
            assert landing.rows(asked, {}, ["b"]) == [("b", "2")]
            assert landing.rows(asked, {}, ["c"]) == [("c", "1")]
            assert landing.rows(asked, {}, ["none"]) == []
        landing.close()
