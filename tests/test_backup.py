"""A backup is whole or refused, and restores everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from storing import GRAPH, kept, sound, three, values
from zeren.ground.errors import StoreError, UnreadableInput
from zeren.store import backup, open_reader, open_writer, restore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


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
