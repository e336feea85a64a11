"""The index is made when it is asked for and once, elsewhere where the store may only be read, and brought on by what changed."""

from __future__ import annotations

import errno
import os
import random
import threading
import time
from pathlib import Path

import pytest

from storing import indexed, put, sound, source, tree, triples, values
from zeren.store import Solutions, disk, open_reader, open_writer
from zeren.store import index as indexes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


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
