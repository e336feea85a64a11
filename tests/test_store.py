"""The store loses nothing: what was acknowledged is there, whatever happened meanwhile."""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zeren.ground.errors import Ambiguous, NotFound, StoreBusy, StoreError, UnreadableInput, WrongUsage
from zeren.store import (
    Outcome,
    Solutions,
    Source,
    Term,
    Triples,
    backup,
    disk,
    open_reader,
    open_writer,
    rebuild,
    restore,
    snapshot,
    verify,
)
from zeren.store import index as indexes
from zeren.store import place as places
from zeren.store.memory import earlier

CRASH = Path(__file__).with_name("store") / "crash.py"
_spec = importlib.util.spec_from_file_location("crash", CRASH)
assert _spec is not None
assert _spec.loader is not None
crash: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(crash)

FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
KILLS = 500 if FULL else 100
OPENINGS = 200 if FULL else 80
INGEST = 6
"""documents of an ingest within which kills fall"""
GRAPH = "http://example.org/plan/a"
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def source(text: str, name: str = "a.txt") -> Source:
    data = text.encode()
    return Source(name, hashlib.sha256(data).hexdigest(), data)


def triples(*words: str, subject: str = "http://example.org/s") -> bytes:
    return "".join(f'<{subject}> <http://example.org/p> "{word}" .\n' for word in words).encode()


def put(path: Path, text: str, quads: bytes, *, graph: str = GRAPH, name: str = "a.txt") -> Outcome:
    with open_writer(path) as writer:
        outcome = writer.put(source(text, name), graph, quads, {"title": text})
        writer.commit()
    return outcome


def dump(path: Path) -> list[str]:
    with open_reader(path) as reader:
        return list(reader.dump())


def values(path: Path) -> list[str]:
    """The objects that a query finds, which is what the index, not the kept files, says."""
    with open_reader(path) as reader:
        found = reader.query("SELECT ?o { ?s <http://example.org/p> ?o } ORDER BY ?o")
    assert isinstance(found, Solutions)
    return [str(row["o"]) for row in found]


def indexed(path: Path, kind: str = "union") -> list[Path]:
    """The indexes that are there, the newest last."""
    return sorted(folder for folder in (path / "index" / kind).iterdir() if folder.is_dir())


def sound(path: Path) -> bool:
    assert verify(path) == []
    return True


def tree(path: Path) -> dict[str, bytes]:
    return {str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def quick(path: Path) -> Iterator[Path]:
    """A path in memory where the system has one: what is tried here is the order of steps, not the disk."""
    if not Path("/dev/shm").is_dir():
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="zeren-test-", dir="/dev/shm"))
    yield folder / "store"
    shutil.rmtree(folder)


# ── putting and reading ──────────────────────────────────────────────────────────────────


def test_a_document_is_new_then_unchanged_then_replaced(path: Path) -> None:
    assert put(path, "v1", triples("b", "a")) == Outcome(GRAPH, "new", 2)
    assert put(path, "v1", triples("a", "b")) == Outcome(GRAPH, "unchanged", 2)
    assert put(path, "v2", triples("b", "c", "d")) == Outcome(GRAPH, "replaced", 3)
    assert values(path) == ["b", "c", "d"]
    assert sound(path)


def test_an_unchanged_document_writes_nothing_but_the_holder_of_the_lock(path: Path) -> None:
    put(path, "v1", triples("a"))
    before = tree(path)
    put(path, "v1", triples("a"))
    assert tree(path) == before


def test_the_same_text_with_other_statements_is_a_new_version(path: Path) -> None:
    put(path, "v1", triples("a"))
    assert put(path, "v1", triples("b")).status == "replaced"


def test_the_dump_is_sorted_canonical_and_independent_of_order_and_history(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    put(one, "a", triples("x", "国", "x"), graph="http://e/1")
    put(one, "b", triples("y"), graph="http://e/2", name="b.txt")
    put(two, "b", triples("old"), graph="http://e/2", name="b.txt")
    put(two, "b", triples("y"), graph="http://e/2", name="b.txt")
    put(two, "a", triples("国", "x"), graph="http://e/1")
    assert dump(one) == [
        '<http://example.org/s> <http://example.org/p> "x" <http://e/1> .',
        '<http://example.org/s> <http://example.org/p> "y" <http://e/2> .',
        '<http://example.org/s> <http://example.org/p> "国" <http://e/1> .',
    ]
    assert dump(two) == dump(one)


def test_nothing_counts_before_the_commit(path: Path) -> None:
    put(path, "v1", triples("a"))
    with open_writer(path) as writer:
        writer.put(source("v2"), GRAPH, triples("b"))
        assert values(path) == ["a"]
    assert values(path) == ["a"]
    assert put(path, "v2", triples("b")).status == "replaced"
    assert list((path / "staging").iterdir()) == []


def test_one_commit_takes_many_documents_and_two_versions_of_one(path: Path) -> None:
    with open_writer(path) as writer:
        for number in range(20):
            writer.put(*crash.document(number))
        writer.commit()
    with open_reader(path) as reader:
        assert [entry.versions for entry in reader.documents()] == [3] * 6 + [2]
        assert reader.number == 1
    assert sound(path)


def test_a_literal_is_kept_as_the_engine_will_answer_it(path: Path) -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    put(path, "v1", f'<http://e/s> <http://example.org/p> "00123"^^<{integer}> .\n'.encode())
    assert dump(path)[0].split(" ")[2] == f'"123"^^<{integer}>'
    with open_reader(path) as reader:
        answer = reader.query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, Solutions)
    assert answer.rows == [{"o": Term("literal", "123", integer)}]
    assert answer.rows[0]["o"].python == 123
    assert sound(path)


def test_control_characters_quotes_and_backslashes_come_back_as_they_were(path: Path) -> None:
    text = '"引\\u0041号"\t\x01\x7f\u0085\u2028\r\n𠮷'
    line = f"<http://e/s> <http://example.org/p> {Term('literal', text).ntriples} .\n"
    put(path, "v1", line.encode())
    assert values(path) == [text]
    assert dump(path) == [line[:-2] + f"<{GRAPH}> ."]
    assert sound(path)


@pytest.mark.parametrize(
    ("quads", "word"),
    [
        (b'_:b <http://e/p> "x" .\n', "blank node"),
        (b"<http://e/s> <http://e/p> _:b .\n", "blank node"),
        (b'<http://e/s> <http://e/p> "x" <http://e/other> .\n', "another graph"),
        (b'<http://e/s> <http://e/p> "x .\n', "not valid N-Quads"),
        (b"<http://e/s> <relative> <http://e/o> .\n", "not valid N-Quads"),
    ],
)
def test_statements_that_cannot_be_kept_are_refused_and_harm_nothing(
    path: Path, quads: bytes, word: str
) -> None:
    put(path, "v1", triples("a"))
    with open_writer(path) as writer:
        with pytest.raises(StoreError, match=word):
            writer.put(source("bad"), GRAPH, quads)
        writer.put(source("good", "b.txt"), "http://e/b", triples("b"))
        writer.commit()
    assert values(path) == ["a", "b"]


def test_an_object_that_is_the_graph_itself_is_a_statement(path: Path) -> None:
    put(path, "v1", f"<http://e/s> <http://e/p> <{GRAPH}> .\n".encode())
    assert dump(path) == [f"<http://e/s> <http://e/p> <{GRAPH}> <{GRAPH}> ."]


def test_a_document_without_statements_is_a_document(path: Path) -> None:
    put(path, "v1", triples("a"))
    assert put(path, "v2", b"").triples == 0
    assert values(path) == []
    assert sound(path)
    assert put(path, "v3", triples("b")).status == "replaced"
    assert values(path) == ["b"]


def test_bytes_that_are_not_those_of_the_digest_are_refused(path: Path) -> None:
    with open_writer(path) as writer, pytest.raises(StoreError, match="digest and bytes differ"):
        writer.put(Source("a.txt", "0" * 64, b"x"), GRAPH, triples("a"))


# ── asking ───────────────────────────────────────────────────────────────────────────────


def test_the_default_graph_is_the_union_of_documents_unless_the_query_says_from(path: Path) -> None:
    put(path, "a", triples("a"), graph="http://e/1")
    put(path, "b", triples("b", "a"), graph="http://e/2", name="b.txt")
    with open_reader(path) as reader:

        def count(sparql: str) -> int:
            answer = reader.query(sparql)
            assert isinstance(answer, Solutions)
            return len(answer)

        assert count("SELECT ?o { ?s ?p ?o }") == 2
        assert count("SELECT ?o FROM <http://e/1> { ?s ?p ?o }") == 1
        assert count("PREFIX e: <http://e/> SELECT ?o FROM e:2 { ?s ?p ?o }") == 2
        assert count("SELECT ?o FROM NAMED <http://e/1> { GRAPH ?g { ?s ?p ?o } }") == 1
        assert count('SELECT ?o { ?s ?p ?o FILTER(?o != " FROM <http://e/1> ") } # FROM <http://e/1>') == 2
        assert count("PREFIX from: <http://e/> SELECT ?from { ?from ?p ?o . FILTER(?p != from:x) }") == 2
        assert count("SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == 3


def test_a_statement_of_two_documents_is_one_statement_until_both_are_gone(path: Path) -> None:
    put(path, "a", triples("both", "a"), graph="http://e/1")
    put(path, "b", triples("both", "b"), graph="http://e/2", name="b.txt")
    assert values(path) == ["a", "b", "both"]
    put(path, "a2", triples("a"), graph="http://e/1")
    assert values(path) == ["a", "b", "both"]
    put(path, "a3", triples("a", "both"), graph="http://e/1")
    with open_writer(path) as writer:
        writer.remove("b.txt")
        writer.commit()
    assert values(path) == ["a", "both"]
    with open_writer(path) as writer:
        writer.remove("http://e/1")
        writer.commit()
    assert values(path) == []
    assert sound(path)


def test_answers_are_plain_values_of_each_kind(path: Path) -> None:
    put(path, "a", triples("a") + b'<http://e/s> <http://e/q> "hallo"@de .\n')
    with open_reader(path) as reader:
        assert reader.query("ASK { ?s ?p 'a' }") is True
        graph = reader.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert isinstance(graph, Triples)
        assert graph.ntriples == b'<http://e/s> <http://e/q> "hallo"@de .\n' + triples("a")
        table = reader.query("SELECT ?s ?none { ?s <http://example.org/p> ?o }")
        assert isinstance(table, Solutions)
        assert table.variables == ("s", "none")
        assert table.rows == [{"s": Term("iri", "http://example.org/s"), "none": None}]
        with pytest.raises(WrongUsage, match="syntax error"):
            reader.query("SELECT { ?s")


def test_a_reader_keeps_its_view_while_others_write(path: Path) -> None:
    put(path, "v0", triples("0"))
    with open_reader(path) as reader:
        assert reader.query("ASK { ?s ?p '0' }") is True
        for number in range(1, 6):
            put(path, f"v{number}", triples(str(number)))
            assert values(path) == [str(number)]
        assert reader.query("ASK { ?s ?p '0' }") is True
        assert reader.query("ASK { ?s ?p '5' }") is False
        assert [f.name for f in indexed(path)] == ["00000001.0", "00000005.0", "00000006.0"]
        assert list(reader.dump()) == [f'<http://example.org/s> <http://example.org/p> "0" <{GRAPH}> .']
        assert len(reader.history(GRAPH)) == 1
    assert values(path) == ["5"]
    put(path, "v6", triples("6"))
    assert values(path) == ["6"]
    assert [f.name for f in indexed(path)] == ["00000006.0", "00000007.0"]


def test_a_reader_answers_from_other_threads(path: Path) -> None:
    put(path, "v1", triples("a"))
    found: list[object] = []
    with open_reader(path) as reader:
        threads = [
            threading.Thread(target=lambda: found.append(reader.query("ASK { ?s ?p 'a' }"))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [True] * 4


def test_a_hastened_reader_gives_the_same_answers_from_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(path, "a", triples("both", "a"), graph="http://e/1")
    put(path, "b", triples("both", "b"), graph="http://e/2", name="b.txt")
    queries = (
        "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?o FROM <http://e/1> { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?o",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    )
    with open_reader(path) as reader:
        before = [reader.query(sparql) for sparql in queries]
        assert reader.hasten() is True
        shutil.rmtree(path / "index" / "union")
        assert [reader.query(sparql) for sparql in queries] == before
    monkeypatch.setattr(snapshot, "SMALL", 3)
    with open_reader(path) as reader:
        assert reader.hasten() is False
        assert reader.query(queries[0]) == before[0]
    with pytest.raises(StoreError, match="reader is closed"):
        reader.query("ASK {}")


# ── manifest and history ─────────────────────────────────────────────────────────────────


def test_the_earlier_version_stays_askable(path: Path) -> None:
    put(path, "v1", triples("a", "b"))
    put(path, "v2", triples("b", "c"))
    with open_reader(path) as reader:
        first, second = reader.history("a.txt")
        assert (first.number, first.triples, first.commit, first.meta) == (1, 2, 1, {"title": "v1"})
        assert second.sha256 == source("v2").sha256
        assert reader.original("a.txt", 1) == b"v1"
        assert reader.original(GRAPH) == b"v2"
        gone = set(reader.statements(GRAPH, 1).splitlines()) - set(reader.statements(GRAPH, 2).splitlines())
        assert gone == {f'<http://example.org/s> <http://example.org/p> "a" <{GRAPH}> .'.encode()}
        with earlier(reader, GRAPH, 1) as past:
            assert past.query("ASK { ?s ?p 'a' }") is True
            assert past.query("ASK { ?s ?p 'c' }") is False
        with pytest.raises(NotFound, match="no such version"):
            reader.statements(GRAPH, 3)
        with pytest.raises(NotFound, match="no such document"):
            reader.history("nothing.txt")


def test_a_removed_document_is_gone_from_answers_and_its_history_stays(path: Path) -> None:
    put(path, "v1", triples("a"))
    put(path, "w1", triples("w"), graph="http://e/w", name="w.txt")
    with open_writer(path) as writer:
        writer.remove("a.txt")
        with pytest.raises(NotFound):
            writer.remove("a.txt")
        writer.commit()
    assert values(path) == ["w"]
    with open_reader(path) as reader:
        assert [(entry.name, entry.status) for entry in reader.documents()] == [
            ("a.txt", "removed"),
            ("w.txt", "stored"),
        ]
        assert reader.original("a.txt", 1) == b"v1"
    assert sound(path)
    assert put(path, "v1", triples("a")) == Outcome(GRAPH, "new", 1)
    assert values(path) == ["a", "w"]


def test_a_name_that_several_documents_bear_is_ambiguous(path: Path) -> None:
    put(path, "v1", triples("a"))
    put(path, "w1", triples("w"), graph="http://e/w")
    with open_writer(path) as writer, pytest.raises(Ambiguous, match=r"http://e/w"):
        writer.remove("a.txt")
    with open_reader(path) as reader, pytest.raises(Ambiguous, match=r"http://e/w"):
        reader.history("a.txt")


def test_a_refused_file_is_listed_until_it_is_taken(path: Path) -> None:
    put(path, "v1", triples("a"))
    for _ in range(2):
        with open_writer(path) as writer:
            writer.refuse("a.txt", "1" * 64, "not a plan")
            writer.commit()
    with open_reader(path) as reader:
        assert reader.number == 2
        assert [(e.status, e.reason) for e in reader.documents() if e.status == "refused"] == [
            ("refused", "not a plan")
        ]
    assert values(path) == ["a"]
    put(path, "v1", triples("a"))
    with open_reader(path) as reader:
        assert [entry.status for entry in reader.documents()] == ["stored"]


def test_a_commit_bears_the_time_that_the_caller_gives_and_no_other(path: Path) -> None:
    with open_writer(path, at="2026-03-01") as writer:
        writer.put(source("v1"), GRAPH, triples("a"))
        writer.commit()
    put(path, "v2", triples("b"))
    with open_reader(path) as reader:
        assert [version.at for version in reader.history(GRAPH)] == ["2026-03-01", None]


# ── what is a store and what is not ──────────────────────────────────────────────────────


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="not a zeren store"), open_writer(tmp_path):
        pass
    with pytest.raises(StoreError, match="not a zeren store"):
        open_reader(tmp_path)
    assert tree(tmp_path) == {"thesis.txt": b"mine"}
    file = tmp_path / "thesis.txt"
    with pytest.raises(StoreError, match="not a zeren store"), open_writer(file):
        pass


def test_no_store_is_not_found_and_reading_makes_none(path: Path) -> None:
    with pytest.raises(NotFound, match="zeren build"):
        open_reader(path)
    assert not path.exists()


def test_a_store_without_a_document_is_empty(path: Path) -> None:
    with open_writer(path):
        pass
    assert dump(path) == []
    assert values(path) == []
    assert sound(path)


def test_a_newer_format_is_refused_with_a_clear_word_and_left_alone(path: Path) -> None:
    put(path, "v1", triples("a"))
    (path / places.MARKER).write_text(json.dumps({"store": "zeren", "format": places.FORMAT + 1}))
    before = tree(path)
    with pytest.raises(StoreError, match="written by a newer zeren"), open_writer(path):
        pass
    with pytest.raises(StoreError, match="written by a newer zeren"):
        open_reader(path)
    assert tree(path) == before


FORMAT_1 = Path(__file__).with_name("store") / "format-1.tar.xz"
"""a store as zeren 0.1.0 left it: a.txt in two versions, b.txt, c.txt removed, scan.pdf refused"""


@pytest.fixture
def old(path: Path) -> Path:
    import tarfile

    with tarfile.open(FORMAT_1) as archive:
        archive.extractall(path, filter="data")
    return path


def told_by_the_old(path: Path) -> None:
    with open_reader(path) as reader:
        assert [(entry.name, entry.status, entry.versions) for entry in reader.documents()] == [
            ("a.txt", "stored", 2),
            ("b.txt", "stored", 1),
            ("c.txt", "removed", 1),
            ("scan.pdf", "refused", 0),
        ]
        assert reader.original("a.txt", 1) == b"first"
        assert reader.history("a.txt")[0].at == "2026-03-01"
        assert "甲".encode() in reader.statements("a.txt", 1)
    assert values(path) == ["丁", "丙", "乙"]


def test_a_store_of_the_first_release_is_read_and_written_on(old: Path) -> None:
    assert sound(old)
    told_by_the_old(old)
    assert put(old, "new", triples("己"), graph="http://example.org/plan/d", name="d.txt").status == "new"
    assert values(old) == ["丁", "丙", "乙", "己"]
    assert sound(old)


def test_an_older_format_is_brought_on_step_by_step_also_after_a_crash_within_a_step(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first step is the program's; two of the test's own follow, which really move something; the second fails once."""
    done: list[int] = []

    def step(version: int, former: str, later: str) -> None:
        def move(place: places.Place) -> None:
            if (place.root / former).exists():
                (place.root / former).rename(place.root / later)
            done.append(version)
            if done == [2, 3]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setitem(places.MIGRATIONS, version, move)

    step(2, "graphs", "kept")
    step(3, "kept", "graphs")
    monkeypatch.setattr(places, "FORMAT", 4)
    monkeypatch.setattr(places, "READABLE", 2)
    with pytest.raises(StoreError, match=r"format 1\); .*run zeren build once"):
        open_reader(old)
    with pytest.raises(StoreError, match="format 1"):
        verify(old)
    with pytest.raises(StoreError, match="No space left"), open_writer(old):
        pass
    assert json.loads((old / places.MARKER).read_text())["format"] == 3
    assert (old / "journal.copy").read_bytes() == (old / "journal").read_bytes()
    with open_writer(old):
        pass
    assert done == [2, 3, 3]
    assert json.loads((old / places.MARKER).read_text())["format"] == 4
    told_by_the_old(old)
    assert sound(old)
    with open_writer(old):
        pass
    assert done == [2, 3, 3]


def test_a_format_that_no_step_leads_on_from_is_left_alone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(places.MIGRATIONS, 1)
    before = tree(old)
    with pytest.raises(StoreError, match="unknown format version"), open_writer(old):
        pass
    assert {**tree(old), "lock": b""} == {**before, "lock": b""}
    monkeypatch.undo()
    told_by_the_old(old)


def test_a_damaged_marker_is_said(path: Path) -> None:
    put(path, "v1", triples("a"))
    (path / places.MARKER).write_text("{")
    with pytest.raises(StoreError, match="marker is damaged"):
        open_reader(path)


def test_a_rebuild_writes_a_damaged_marker_anew_where_the_journal_is_whole(path: Path) -> None:
    put(path, "v1", triples("a"))
    before, marker = dump(path), (path / places.MARKER).read_bytes()
    (path / places.MARKER).write_bytes(marker[:7] + b"\xff" + marker[8:])
    with pytest.raises(StoreError, match="zeren rebuild"):
        open_reader(path)
    said: list[str] = []
    rebuild(path, lambda source, graph: triples("a"), tell=said.append)
    assert [words for words in said if "marker was written anew" in words]
    assert (path / places.MARKER).read_bytes() == marker
    assert dump(path) == before
    assert sound(path)


@pytest.mark.parametrize("files", [("journal",), ("journal.copy",), ("journal", "journal.copy")])
def test_a_damaged_marker_without_a_whole_journal_proves_no_store(path: Path, files: tuple[str, ...]) -> None:
    put(path, "v1", triples("a"))
    (path / places.MARKER).write_text("{")
    for name in files:
        (path / name).unlink()
    with pytest.raises(StoreError, match="marker is damaged"):
        rebuild(path, lambda source, graph: triples("a"))
    assert (path / places.MARKER).read_text() == "{"


def test_the_second_writer_is_told_the_first_ones_process_number(path: Path) -> None:
    with (
        open_writer(path),
        pytest.raises(StoreBusy, match=f"process {os.getpid()} is writing"),
        open_writer(path),
    ):
        pass


def test_an_index_that_is_being_made_is_waited_for_and_made_once(path: Path) -> None:
    put(path, "v1", triples("a"))
    (path / "index" / "union").mkdir(parents=True)
    found: list[list[str]] = []
    with disk.locked(path / "index" / "lock", wait=False):
        threads = [threading.Thread(target=lambda: found.append(values(path))) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        assert found == []
    for thread in threads:
        thread.join()
    assert found == [["a"]] * 3
    assert [folder.name for folder in indexed(path)] == ["00000001.0"]
    assert sound(path)


def test_a_build_makes_no_index_and_a_question_of_the_columns_needs_none(path: Path) -> None:
    put(path, "v1", triples("a"))
    with open_reader(path) as reader:
        reader.documents()
        list(reader.dump())
        reader.columns()
    assert sound(path)
    assert not (path / "index").exists()


def test_an_index_is_brought_on_by_what_changed_and_is_that_which_is_made_anew(path: Path) -> None:
    """Documents come, change and go in any order, many of their statements being those of others; every index is audited."""
    dice = random.Random(7)
    for step in range(60):
        with open_writer(path) as writer:
            for _ in range(dice.choice((1, 1, 2))):
                number = dice.randrange(9)
                graph = f"http://e/{number}"
                if graph in writer.graphs() and dice.random() < 0.25:
                    writer.remove(graph)
                    continue
                words = dice.sample([f"w{word}" for word in range(12)], dice.randrange(8))
                said = triples(*words[::2], subject="http://e/shared") + triples(*words[1::2], subject=f"http://e/own{number}")
                writer.put(source(f"{step} {number}", f"{number}.txt"), graph, said)
            writer.commit()
        with open_reader(path) as reader:
            reader.prepare()
            count = reader.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            expected = len({line.rpartition(" <")[0] for line in reader.dump()})
            assert isinstance(count, Solutions)
            assert count.rows[0]["n"] is not None
            assert count.rows[0]["n"].python == expected
            if step % 3 == 0:
                reader.query("ASK { GRAPH ?g { ?s ?p ?o } }")
        assert sound(path)
    names = {kind: indexed(path, kind)[-1].name for kind in indexes.KINDS}
    assert set(names) == {"union", "dataset"}


def test_a_store_that_may_only_be_read_is_indexed_elsewhere(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, "v1", triples("a"))
    before = tree(path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(disk, "locked", refuse)
    with open_reader(path) as reader:
        assert reader.query("ASK { ?s ?p 'a' }") is True
        assert reader.query("ASK { GRAPH ?g { ?s ?p 'a' } }") is True
    assert tree(path) == before


def test_a_system_that_cannot_lock_is_said_to_be_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(path, "v1", triples("a"))

    def fail(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", fail)
    with pytest.raises(StoreError, match="No locks available"), open_writer(path):
        pass
    with pytest.raises(StoreError, match="No locks available"):
        values(path)


def test_the_second_writer_waits_where_asked(path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with open_writer(path, wait=True) as writer:
            order.append("second")
            writer.put(source("w", "w.txt"), "http://e/w", triples("w"))
            writer.commit()

    with open_writer(path) as writer:
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        writer.put(source("v"), GRAPH, triples("v"))
        writer.commit()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert values(path) == ["v", "w"]


def test_two_ingests_at_once_both_land(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from zeren.store import Source, open_writer; import hashlib\n"
        "for i in range(8):\n"
        "    name = f'{sys.argv[2]}-{i}'; data = name.encode()\n"
        "    with open_writer(Path(sys.argv[1]), wait=True) as w:\n"
        "        w.put(Source(name, hashlib.sha256(data).hexdigest(), data), f'http://e/{name}',\n"
        "              f'<http://e/s> <http://example.org/p> \"{name}\" .'.encode()); w.commit()\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(path), who], env=ENVIRONMENT) for who in "ab"
    ]
    assert [child.wait() for child in children] == [0, 0]
    assert values(path) == sorted(f"{who}-{i}" for who in "ab" for i in range(8))
    assert sound(path)


# ── crashes ──────────────────────────────────────────────────────────────────────────────


def check_after_crash(path: Path, acknowledged: list[str]) -> None:
    """Everything acknowledged is there, nothing is torn, and recovery takes less than a second of processor time."""
    began = time.process_time()
    with open_writer(path):
        pass
    assert time.process_time() - began < 1
    assert sound(path)
    with open_reader(path) as reader:
        kept = {
            version.sha256 for entry in reader.documents() for version in reader.history(entry.graph or "")
        }
        assert {line.split()[1] for line in acknowledged} <= kept
        if acknowledged:
            last = int(acknowledged[-1].split()[0])
            known = {entry.graph: entry.sha256 for entry in reader.documents()}
            for number in range(max(0, last - crash.GROUPS + 1), last + 1):
                document, graph, _ = crash.document(number)
                # The one after the last acknowledged may have landed too.
                assert known[graph] in (document.sha256, crash.document(number + crash.GROUPS)[0].sha256)


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """A process that forks writers which can be killed."""
    with Nursery() as opened:
        yield opened


class Nursery:
    """Starts writers and kills them."""

    def __enter__(self) -> Nursery:
        self._process = subprocess.Popen(
            [sys.executable, str(CRASH), "nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, path: Path, first: int, seconds: float) -> list[str]:
        """Store documents from ``first`` on for so long, then kill -9; gives the acknowledged ones."""
        child, lines = self._start(f"{first} -1 {path}")
        time.sleep(seconds)
        os.kill(child, 9)
        return lines + self._rest()

    def until(self, path: Path, documents: int) -> float:
        """Store so many documents; gives the seconds that it took."""
        began = time.perf_counter()
        child, lines = self._start(f"0 -1 {path}")
        while len(lines) < documents:
            lines.append(self._line())
        spent = time.perf_counter() - began
        os.kill(child, 9)
        self._rest()
        return spent

    def to_step(self, path: Path, step: int) -> list[str]:
        """Store documents until that step towards the disk; gives the acknowledged ones."""
        _, lines = self._start(f"0 {step} {path}")
        return lines + self._rest()

    def _start(self, order: str) -> tuple[int, list[str]]:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        lines = []
        # The child may be quicker than the one that tells its number.
        while not (line := self._line()).startswith("child "):
            lines.append(line)
        return int(line.split()[1]), lines

    def _rest(self) -> list[str]:
        return list(iter(self._line, "gone\n"))

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.endswith("\n")
        return line


def test_kill_minus_nine_loses_no_acknowledged_document(quick: Path, nursery: Nursery) -> None:
    """Killed at moments drawn over the whole ingest of INGEST documents, several times in every store."""
    dice = random.Random(20260301)
    whole = nursery.until(quick.with_name("whole"), INGEST)
    landed = 0
    for store in range(KILLS // 10):
        path = quick.with_name(str(store))
        said: list[str] = []
        for _ in range(10):
            said += nursery.run(path, len(said), dice.random() * whole)
            check_after_crash(path, said)
            with open_reader(path) as reader:
                stored = sum(entry.versions for entry in reader.documents())
            assert stored in (len(said), len(said) + 1)
            if stored > len(said):
                said.append(f"{len(said)} {crash.document(len(said))[0].sha256}\n")
        landed += len(said)
        shutil.rmtree(path)
    assert landed >= KILLS


def test_an_end_at_every_step_towards_the_disk_leaves_the_former_or_the_new_state(
    quick: Path, nursery: Nursery
) -> None:
    ends = 0
    for step in range(200):
        path = quick.with_name(str(step))
        said = nursery.to_step(path, step)
        ends += 1
        check_after_crash(path, said)
        if len(said) == 2:
            break
    assert ends > 30


def _faults(path: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Raise ``code`` at the first, second, … step of a commit until one goes through; yields after each."""
    for fault in range(200):
        left = [fault]

        def act(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            for name in crash.STEPS:
                real = getattr(os, name)
                patch.setattr(os, name, lambda *a, _real=real, _act=act, **k: (_act(), _real(*a, **k))[1])
            try:
                put(path, f"fault {fault}", triples("new", f"fault {fault}"))
            except StoreError as error:
                assert os.strerror(code) in str(error)
        yield fault
        if left[0] >= 0:
            return


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_an_error_of_the_disk_at_every_step_leaves_a_consistent_store(
    quick: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(quick, "v1", triples("old"))
    previous = values(quick)
    count = 0
    for fault in _faults(quick, code, monkeypatch):
        new = ["fault " + str(fault), "new"]
        assert values(quick) in (previous, new)
        with open_writer(quick):
            pass
        assert values(quick) in (previous, new)
        assert sound(quick)
        previous = values(quick)
        count += 1
    assert count > 15
    assert previous == new


@pytest.mark.parametrize("method", ["_load", "_change", "_publish"])
def test_an_error_of_the_engine_is_a_store_error_and_the_next_run_completes(
    path: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        put(path, f"v{number}", triples(f"a{number}"), graph=f"http://e/{number}", name=f"{number}.txt")
    assert values(path) == ["a0", "a1", "a2", "a3"]

    def fail(*_: object) -> None:
        raise RuntimeError("IO error: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(indexes, method, fail)
        put(path, "v9", triples("b"), graph="http://e/0", name="0.txt")
        if method == "_change":
            # What cannot be brought on is made anew.
            assert values(path) == ["a1", "a2", "a3", "b"]
        else:
            with pytest.raises(StoreError, match="No space left"):
                values(path)
    assert values(path) == ["a1", "a2", "a3", "b"]
    assert sound(path)


def test_a_full_disk_loses_nothing_and_the_next_run_works(tmp_path: Path) -> None:
    mount = tmp_path / "small"
    mount.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(mount)], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        path = mount / "store"
        filler = mount / "filler"
        dice = random.Random(1)
        stored: list[str] = []
        with pytest.raises(StoreError, match=r"No space left|cannot"):
            for number in range(200):
                text = dice.randbytes(60_000).hex()
                put(path, text, triples(text), graph=f"http://e/{number}", name=f"{number}.txt")
                stored.append(text)
        assert stored
        subprocess.run(["mount", "-o", "remount,size=40m", str(mount)], check=True)
        assert not filler.exists()
        with open_writer(path):
            pass
        assert set(stored) <= set(values(path))
        assert sound(path)
        assert put(path, "after", triples("after"), graph="http://e/after").status == "new"
        assert "after" in values(path)
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def test_an_interrupted_build_leaves_the_former_state(path: Path) -> None:
    put(path, "v1", triples("a"))
    with pytest.raises(KeyboardInterrupt), open_writer(path) as writer:
        writer.put(source("v2"), GRAPH, triples("b"))
        raise KeyboardInterrupt
    assert values(path) == ["a"]


def test_openings_during_an_ingest_all_succeed(quick: Path) -> None:
    put(quick, "v0", triples("0"))
    # A commit takes 3 ms, an opening ten times that: the pause keeps the ingest going as long as the openings do.
    command = [sys.executable, str(CRASH), str(quick), "0", "0.02"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    try:
        seen = set()
        for _ in range(OPENINGS):
            with open_reader(quick) as reader:
                assert reader.query("ASK { GRAPH ?g { ?s ?p '0' } }") is True
                seen.add(reader.number)
        assert child.poll() is None, "the ingest was over before the openings were"
    finally:
        child.kill()
        child.wait()
    assert len(seen) > 3


# ── damage ───────────────────────────────────────────────────────────────────────────────


def three(path: Path) -> None:
    put(path, "v1", triples("a"))
    put(path, "v2", triples("b"))
    put(path, "w1", triples("w"), graph="http://e/w", name="w.txt")


def again(document: Source, _graph: str) -> bytes:
    """What the program makes of the three documents."""
    return triples({b"v1": "a", b"v2": "b", b"w1": "w"}[document.data])


def problems(path: Path) -> list[str]:
    return [problem.place for problem in verify(path)]


def kept(path: Path, folder: str) -> list[Path]:
    return sorted(file for file in (path / folder).rglob("*") if file.is_file())


def test_rebuild_gives_the_same_bytes_and_says_unchanged(path: Path) -> None:
    three(path)
    before = dump(path)
    assert rebuild(path, again) == [Outcome("http://e/w", "unchanged", 1), Outcome(GRAPH, "unchanged", 1)]
    assert dump(path) == before
    assert values(path) == ["b", "w"]
    assert sound(path)


def test_rebuild_with_a_better_program_replaces(path: Path) -> None:
    three(path)
    assert [o.status for o in rebuild(path, lambda s, g: again(s, g) + triples("more"))] == [
        "replaced",
        "replaced",
    ]
    assert values(path) == ["b", "more", "w"]
    with open_reader(path) as reader:
        assert len(reader.history(GRAPH)) == 3


def test_rebuild_keeps_the_statements_of_a_document_that_is_now_refused(path: Path) -> None:
    three(path)

    def refusing(document: Source, graph: str) -> bytes:
        if document.name == "w.txt":
            raise UnreadableInput("w.txt: no longer read")
        return again(document, graph)

    rebuild(path, refusing)
    assert values(path) == ["b", "w"]
    with open_reader(path) as reader:
        assert [e.reason for e in reader.documents() if e.status == "refused"] == ["w.txt: no longer read"]


@pytest.mark.parametrize("harm", ["cut", "flip", "remove"])
def test_lost_or_changed_statements_are_found_and_made_again(path: Path, harm: str) -> None:
    three(path)
    before = dump(path)
    for file in kept(path, "graphs"):
        spoil(file, harm)
    assert len(problems(path)) == 3
    rebuild(path, again)
    assert sound(path)
    assert dump(path) == before
    with open_reader(path) as reader:
        assert b'"a"' in reader.statements(GRAPH, 1)


def spoil(file: Path, harm: str) -> None:
    data = bytearray(file.read_bytes())
    file.unlink()
    if harm == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif harm == "flip":
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(data)


@pytest.mark.parametrize("harm", ["cut", "flip", "remove"])
def test_a_lost_original_is_found_and_its_statements_stay(path: Path, harm: str) -> None:
    three(path)
    spoil(path / "originals" / source("w1").sha256[:2] / source("w1").sha256, harm)
    assert problems(path) == [f"originals/{source('w1').sha256[:2]}/{source('w1').sha256}"]
    with pytest.raises(StoreError, match=r"w\.txt"):
        rebuild(path, again)
    assert values(path) == ["b", "w"]
    put(path, "w1", triples("w"), graph="http://e/w", name="w.txt")
    assert sound(path)


@pytest.mark.parametrize("harm", ["cut", "flip", "remove"])
def test_a_damaged_index_is_found_and_made_again(path: Path, harm: str) -> None:
    three(path)
    assert values(path) == ["b", "w"]
    for file in kept(path, "index"):
        if file.suffix == ".sst":
            spoil(file, harm)
    assert {place.split("/")[0] for place in problems(path)} == {"index"}
    with pytest.raises(StoreError, match="zeren rebuild"):
        values(path)
    rebuild(path, again)
    assert sound(path)
    assert values(path) == ["b", "w"]


def test_every_file_of_the_index_is_looked_at_to_the_byte(path: Path) -> None:
    """Whichever order of the statements a query would read: eight zeros anywhere are found."""
    three(path)
    with open_reader(path) as reader:
        reader.prepare()
        reader.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    for kind in indexes.KINDS:
        (folder,) = indexed(path, kind)
        files = [file for file in sorted(folder.iterdir()) if file.stat().st_size > 8]
        assert len([file for file in files if file.suffix == ".sst"]) > 3
        for file in files:
            whole = file.read_bytes()
            for place in {0, len(whole) // 2, len(whole) - 8}:
                if whole[place : place + 8] == bytes(8):
                    continue
                file.unlink()
                file.write_bytes(whole[:place] + bytes(8) + whole[place + 8 :])
                found = problems(path)
                assert [name.rpartition("/")[2] for name in found] == [file.name], place
            file.write_bytes(whole)
    assert sound(path)


def test_a_table_damaged_before_the_next_index_is_not_sealed_as_good(path: Path) -> None:
    for number in range(4):
        put(path, f"v{number}", triples(f"a{number}"), graph=f"http://e/{number}", name=f"{number}.txt")
    assert len(values(path)) == 4
    (folder,) = indexed(path)
    table = max(folder.glob("*.sst"), key=lambda file: file.stat().st_size)
    with table.open("rb+") as file:
        file.seek(table.stat().st_size // 2)
        file.write(bytes(8))
    put(path, "x1", triples("x"), graph="http://e/x", name="x.txt")
    with open_reader(path) as reader:
        reader.prepare()
    newest = indexed(path)[-1]
    assert newest != folder
    held = (newest / table.name).exists() and (newest / table.name).samefile(table)
    assert not held or f"index/union/{newest.name}/{table.name}" in problems(path)


def test_a_lost_index_or_pointer_is_made_again_by_the_next_query(path: Path) -> None:
    three(path)
    assert values(path) == ["b", "w"]
    shutil.rmtree(indexed(path)[-1])
    assert values(path) == ["b", "w"]
    (path / "index" / "union" / "CURRENT").write_text("nonsense")
    assert values(path) == ["b", "w"]
    shutil.rmtree(path / "index")
    assert values(path) == ["b", "w"]
    assert sound(path)


def test_a_torn_last_line_of_the_journal_was_never_acknowledged(path: Path) -> None:
    three(path)
    with (path / "journal").open("ab") as file:
        file.write(b'0123456789abcdef {"commit":4,"rec' + b"x" * 5000)
    assert sound(path)
    assert put(path, "x1", triples("x"), graph="http://e/x").status == "new"
    assert values(path) == ["b", "w", "x"]
    assert b"xxx" not in (path / "journal").read_bytes()
    assert sound(path)


HARMS = {
    "flip in the first line": lambda data: flipped(data, 40),
    "flip in the last line": lambda data: flipped(data, -30),
    "flip of the last line end": lambda data: flipped(data, -1),
    "flip of the first line end": lambda data: flipped(data, data.index(b"\n")),
    "first line gone": lambda data: data[data.index(b"\n") + 1 :],
    "last line gone": lambda data: data[: data.rindex(b"\n", 0, -1) + 1],
    "middle line gone": lambda data: b"".join(data.splitlines(keepends=True)[::2]),
    "last line cut": lambda data: data[:-20],
    "half": lambda data: data[: len(data) // 2],
    "zeroed": lambda data: bytes(len(data)),
    "emptied": lambda _: b"",
    "deleted": None,
}
"""what happens to a journal of three commits, and never by a crash: all three were reported"""
FILES = {"journal": ("journal",), "both": ("journal", "journal.copy")}


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 0x01
    return bytes(changed)


def harmed(path: Path, harm: str, files: tuple[str, ...]) -> None:
    act = HARMS[harm]
    for name in files:
        data = (path / name).read_bytes()
        (path / name).unlink()
        if act is not None:
            (path / name).write_bytes(act(data))


@pytest.mark.parametrize("files", FILES)
@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_journal_is_refused_by_writers_and_restored_by_rebuild(path: Path, tmp_path: Path, harm: str, files: str) -> None:
    three(path)
    assert values(path) == ["b", "w"]
    before, told = dump(path), {}
    with open_reader(path) as reader:
        told = {entry.name: (entry.status, entry.sha256, entry.meta) for entry in reader.documents()}
    harmed(path, harm, FILES[files])
    after = {name: file for name, file in tree(path).items() if name != "lock"}
    assert "journal" in problems(path)
    with open_reader(path) as reader:
        assert "journal is damaged" in reader.warning()
        assert values(path) == ["b", "w"]
    with pytest.raises(StoreError, match=r"at stake.*commits [123].*(a|w)\.txt"):
        put(path, "x1", triples("x"), graph="http://e/x", name="x.txt")
    assert {name: file for name, file in tree(path).items() if name != "lock"} == after
    if files == "journal":
        backup(path, tmp_path / "whole.tar")
        assert restore(tmp_path / "whole.tar", tmp_path / "restored") == 2
        assert dump(tmp_path / "restored") == before
    else:
        with pytest.raises(StoreError, match="at stake"):
            backup(path, tmp_path / "whole.tar")
    said: list[str] = []
    rebuild(path, again, tell=said.append)
    assert any("restored" in line for line in said)
    assert sound(path)
    assert dump(path) == before
    assert values(path) == ["b", "w"]
    with open_reader(path) as reader:
        assert {entry.name: (entry.status, entry.sha256, entry.meta) for entry in reader.documents()} == told
        assert [reader.original(GRAPH, number) for number in (1, 2)] == [b"v1", b"v2"]
    assert put(path, "v3", triples("c")).status == "replaced"
    assert sound(path)


def test_a_torn_copy_is_completed_and_a_damaged_one_made_again(path: Path) -> None:
    three(path)
    whole = (path / "journal").read_bytes()
    start = whole.rindex(b"\n", 0, -1) + 1
    for left in (whole[:start], whole[: start + 9]):
        (path / "journal.copy").write_bytes(left)
        with open_reader(path) as reader:
            assert reader.warning() == ""
        with open_writer(path):
            pass
        assert (path / "journal.copy").read_bytes() == whole
    for harm in HARMS:
        harmed(path, harm, ("journal.copy",))
        assert values(path) == ["b", "w"]
        with open_writer(path):
            pass
        assert (path / "journal.copy").read_bytes() == whole, harm
        assert sound(path)


def test_a_line_that_was_torn_while_it_was_written_is_no_damage(path: Path) -> None:
    """Whatever a lost flush leaves of it: nobody was told that it is safe, and the copy has not a byte of it."""
    three(path)
    whole = (path / "journal").read_bytes()
    put(path, "x1", triples("x"), graph="http://e/x", name="x.txt")
    line = (path / "journal").read_bytes()[len(whole) :]
    shutil.rmtree(path)
    three(path)
    for torn in (line[:1], line[:-1], bytes(len(line)), bytes(len(line) - 1) + b"\n", line[:8] + bytes(len(line) - 8)):
        (path / "journal").write_bytes(whole + torn)
        assert sound(path)
        with open_writer(path):
            pass
    assert put(path, "x1", triples("x"), graph="http://e/x", name="x.txt").status == "new"
    assert values(path) == ["b", "w", "x"]
    assert sound(path)


def test_a_removed_document_stays_removed_when_lines_are_restored(path: Path) -> None:
    three(path)
    with open_writer(path) as writer:
        writer.remove("w.txt")
        writer.commit()
    assert values(path) == ["b"]
    for name in ("journal", "journal.copy"):
        (path / name).unlink()
    rebuild(path, again)
    assert values(path) == ["b"]
    with open_reader(path) as reader:
        assert [(e.name, e.status, e.versions) for e in reader.documents()] == [("a.txt", "stored", 2), ("w.txt", "removed", 1)]
    assert sound(path)


def test_documents_of_which_only_originals_are_left_are_named(path: Path) -> None:
    three(path)
    assert values(path) == ["b", "w"]
    for name in ("journal", "journal.copy"):
        (path / name).unlink()
    for file in kept(path, "graphs"):
        file.unlink()
    with pytest.raises(StoreError, match=f"nothing was changed.*http://e/w: .*its statements are lost.*{source('w1').sha256}.*accept-loss"):
        rebuild(path, again)
    assert not (path / "journal").exists()
    rebuild(path, again, accept_loss=True)
    assert dump(path) == []
    for text, graph, name in (("v2", GRAPH, "a.txt"), ("w1", "http://e/w", "w.txt")):
        put(path, text, again(source(text), graph), graph=graph, name=name)
    assert values(path) == ["b", "w"]
    assert sound(path)


def test_what_cannot_be_restored_is_named_and_given_up_only_when_asked(path: Path) -> None:
    three(path)
    for name in ("journal", "journal.copy"):
        (path / name).unlink()
    for folder in ("graphs", "columns"):
        shutil.rmtree(path / folder)
    state = tree(path)
    with pytest.raises(StoreError, match="not all can be restored, nothing was changed") as refused:
        rebuild(path, again)
    assert all(f"originals/{source(text).sha256[:2]}/{source(text).sha256}" in str(refused.value) for text in ("v1", "v2", "w1"))
    assert {**tree(path), "lock": b""} == {**state, "lock": b""}
    said: list[str] = []
    rebuild(path, again, accept_loss=True, tell=said.append)
    assert sum("an original of which nothing else is left" in line for line in said) == 3
    assert put(path, "v2", triples("b")).status == "new"
    assert sound(path)


def test_a_document_with_neither_original_nor_statements_is_named_and_not_dropped(path: Path) -> None:
    three(path)
    (path / "originals" / source("w1").sha256[:2] / source("w1").sha256).unlink()
    with open_writer(path) as writer:
        quads = writer.graphs()["http://e/w"].quads
    (path / "graphs" / quads[:2] / f"{quads}.nq.gz").unlink()
    with pytest.raises(StoreError, match=r"w\.txt.*neither original nor statements"):
        rebuild(path, again)
    with pytest.raises(StoreError, match="originals lost"):
        rebuild(path, again, accept_loss=True)
    assert values(path) == ["b"]


def test_a_pointer_that_was_flipped_is_no_proof_of_commits_that_never_were(path: Path) -> None:
    three(path)
    assert values(path) == ["b", "w"]
    pointer = path / "index" / "union" / "CURRENT"
    said = pointer.read_bytes()
    for place in range(len(said) - 1):
        pointer.write_bytes(flipped(said, place))
        assert problems(path) == ["index/union/CURRENT"]
        with open_writer(path):
            pass
        assert values(path) == ["b", "w"]
        assert sound(path)
        said = pointer.read_bytes()


def test_a_first_release_store_with_a_damaged_journal_is_not_brought_on(old: Path) -> None:
    data = (old / "journal").read_bytes()
    (old / "journal").write_bytes(flipped(data, -30))
    with pytest.raises(StoreError, match="at stake"), open_writer(old):
        pass
    assert json.loads((old / places.MARKER).read_text())["format"] == 1
    with pytest.raises(StoreError, match="at stake"):
        backup(old, old.with_name("b.tar"))


# ── backup ───────────────────────────────────────────────────────────────────────────────


def test_a_backup_restores_everything_and_is_the_same_bytes_twice(path: Path, tmp_path: Path) -> None:
    three(path)
    with open_writer(path) as writer:
        writer.refuse("bad.pdf", "2" * 64, "scanned")
        writer.remove("w.txt")
        writer.commit()
    assert backup(path, tmp_path / "one.tar") == 9
    backup(path, tmp_path / "two.tar")
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()
    other = tmp_path / "deep" / "other"
    assert restore(tmp_path / "one.tar", other) == 1
    with open_reader(path) as one, open_reader(other) as two:
        assert one.documents() == two.documents()
        assert one.history(GRAPH) == two.history(GRAPH)
        assert list(one.dump()) == list(two.dump())
        assert two.original(GRAPH, 1) == b"v1"
    assert sound(other)
    assert values(other) == ["b"]
    with pytest.raises(StoreError, match="exists already"):
        backup(path, tmp_path / "one.tar")
    with pytest.raises(StoreError, match="a store is there already"):
        restore(tmp_path / "one.tar", other)


def test_a_backup_of_a_damaged_store_is_refused(path: Path, tmp_path: Path) -> None:
    three(path)
    kept(path, "originals")[0].write_bytes(b"other")
    with pytest.raises(StoreError, match="damaged"):
        backup(path, tmp_path / "one.tar")
    assert list(tmp_path.glob("one.tar*")) == []


def test_a_file_that_is_no_whole_backup_restores_nothing(path: Path, tmp_path: Path) -> None:
    import io
    import tarfile

    three(path)
    backup(path, tmp_path / "good.tar")
    good = (tmp_path / "good.tar").read_bytes()
    bad = {
        "text": b"hello" * 1000,
        # Half of it is the padding that ends an archive.
        "cut": good[: len(good) // 4],
        "changed": good.replace(b"v1", b"v7"),
        "empty": b"",
    }
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        member = tarfile.TarInfo("../evil.txt")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    bad["evil"] = (tmp_path / "evil.tar").read_bytes()
    for name, data in bad.items():
        file = tmp_path / f"{name}.bad"
        file.write_bytes(data)
        with pytest.raises((UnreadableInput, StoreError)):
            restore(file, tmp_path / "made")
        assert not (tmp_path / "made").exists(), name
    assert not (tmp_path.parent / "evil.txt").exists()


# ── time ─────────────────────────────────────────────────────────────────────────────────


def test_the_store_is_imported_without_the_engine_and_without_http() -> None:
    script = "import sys, zeren.store; print([m for m in ('pyoxigraph', 'urllib.request', 'subprocess', 'tarfile') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert done.stdout == "[]\n"


def test_a_document_of_ten_thousand_statements_costs_at_most_the_bulk_load_three_times(
    tmp_path: Path,
) -> None:
    import pyoxigraph as ox

    quads = "".join(
        f'<http://e/d/s{row // 10}> <http://e/p{row % 10}> "措施 {row} 的文字" <{GRAPH}> .\n'
        for row in range(10_000)
    ).encode()

    def plain(number: int) -> float:
        began = time.process_time()
        engine = ox.Store(str(tmp_path / f"plain{number}"))
        engine.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
        engine.flush()
        return time.process_time() - began

    def ours(number: int) -> float:
        began = time.process_time()
        put(tmp_path / f"ours{number}", "v1", quads)
        return time.process_time() - began

    assert min(ours(n) for n in range(3)) <= 3 * min(plain(n) for n in range(3)) + 0.1


def test_a_read_only_disk_is_told_with_its_own_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told, disk.disk_errors(tmp_path, "cannot open the store"):
        raise OSError(errno.EROFS, "Read-only file system")
    assert re.search(r"只读.*read-only file system.*--store", str(told.value))
    assert "free space" not in str(told.value)
