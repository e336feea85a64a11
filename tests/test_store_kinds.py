"""What is a store and what is not: formats, markers, and one writer at a time."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storing import ENVIRONMENT, FORMAT_1, GRAPH, dump, put, sound, source, tree, triples, values
from zeren.ground.errors import NotFound, StoreBusy, StoreError
from zeren.store import open_reader, open_writer, rebuild, verify
from zeren.store import place as places


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


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
