"""Damage is found, said and mended from what is left, and nothing is given up unasked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from storing import FORMAT_1, GRAPH, dump, indexed, kept, put, sound, source, three, tree, triples, values
from zeren.ground.errors import StoreError, UnreadableInput
from zeren.store import Outcome, Source, backup, open_reader, open_writer, rebuild, restore, verify
from zeren.store import index as indexes
from zeren.store import place as places


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def old(path: Path) -> Path:
    import tarfile

    with tarfile.open(FORMAT_1) as archive:
        archive.extractall(path, filter="data")
    return path


def again(document: Source, _graph: str) -> bytes:
    """What the program makes of the three documents."""
    return triples({b"v1": "a", b"v2": "b", b"w1": "w"}[document.data])


def problems(path: Path) -> list[str]:
    return [problem.place for problem in verify(path)]


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
