"""Rows kept for each document: the same as asking the whole store, and never in the way."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from conftest import CITY, DISTRICT
from zeren import ask, build, files
from zeren.ask.lookup import ask_rows
from zeren.duties import Duties
from zeren.pipeline import Settings
from zeren.store import open_reader, open_writer
from zeren.store.reader import Reader

PLANS = {"plans": "SELECT ?plan ?title WHERE { ?plan a <https://w3id.org/zeren/ns#Plan> ; <http://purl.org/dc/terms/title> ?title }"}


class Whole:
    """A reader that can only ask the whole store."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def query(self, sparql: str) -> object:
        return self._reader.query(sparql)


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A store with both plans to do as one likes with, without kept rows."""
    shutil.copytree(store, tmp_path / "store", ignore=shutil.ignore_patterns("rows.sqlite"))
    return tmp_path / "store"


def duties(store: Path) -> Duties:
    with open_reader(store) as reader:
        return ask.load_duties(reader)


def kept(store: Path) -> int:
    with closing(sqlite3.connect(store / "rows.sqlite")) as rows:
        return int(rows.execute("SELECT count(DISTINCT quads) FROM rows").fetchone()[0])


def test_rows_by_document_give_what_the_whole_store_gives(tmp_path: Path) -> None:
    """Also where two files state the same measures."""
    shutil.copy(DISTRICT, tmp_path / "甲.txt")
    (tmp_path / "乙.txt").write_text(DISTRICT.read_text(encoding="utf-8")[:20000].rpartition("\n")[0], encoding="utf-8")
    shutil.copy(CITY, tmp_path / "丙.txt")
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files(sorted(tmp_path.glob("*.txt"))), writer, Settings())
    with open_reader(tmp_path / "store") as reader:
        whole = ask.load_duties(Whole(reader))
        fresh = ask.load_duties(reader)
        again = ask.load_duties(reader)
    files_of = Counter(row.file for row in whole.measures.values())
    assert sum(files_of.values()) == 240, "a measure of both files is one measure"
    assert files_of["乙.txt"] > 20, "and is placed by the first"
    for its in (fresh, again):
        assert its == whole
        assert (list(its.bodies), list(its.measures)) == (list(whole.bodies), list(whole.measures))


def test_a_document_is_asked_once(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = duties(own)

    def unasked(*_: object) -> bytes:
        raise AssertionError("a kept document was read again")

    monkeypatch.setattr("zeren.store.rows.unpack", unasked)
    assert duties(own) == first


@pytest.mark.parametrize("harm", ["text", "cut", "foreign", "folder"])
def test_a_damaged_file_of_rows_changes_no_answer(own: Path, harm: str) -> None:
    first = duties(own)
    file = own / "rows.sqlite"
    if harm == "text":
        file.write_bytes(b"no database at all" * 400)
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif harm == "foreign":
        with closing(sqlite3.connect(file)) as rows, rows:
            rows.execute("UPDATE rows SET data = x'00'")
    else:
        file.unlink()
        file.mkdir()
    assert duties(own) == first
    assert duties(own) == first


def test_rows_of_a_version_that_is_gone_are_dropped(own: Path) -> None:
    assert len(duties(own).measures) == 240
    before = kept(own)
    with open_writer(own) as writer:
        writer.remove(DISTRICT.name)
        writer.commit()
    assert len(duties(own).measures) == 61
    assert kept(own) == before - 1


def test_a_reader_of_the_state_before_is_not_given_rows_of_the_next(own: Path) -> None:
    with open_reader(own) as before:
        with open_writer(own) as writer:
            writer.remove(DISTRICT.name)
            writer.commit()
        assert len(duties(own).measures) == 61
        assert len(ask.load_duties(before).measures) == 240


def test_the_store_is_sound_with_kept_rows(own: Path) -> None:
    duties(own)
    with open_reader(own) as reader:
        assert reader.verify() == []
        assert sorted(map(str, reader.by_document(PLANS)["plans"])) == sorted(map(str, ask_rows(reader, PLANS["plans"])))
