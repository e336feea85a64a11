"""Whatever file of a store is harmed, and how: it is found or does no harm, and nothing that was acknowledged is dropped."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zeren.ground.errors import StoreError
from zeren.ingest.documents import build
from zeren.ingest.files import find_files
from zeren.ingest.pipeline import Extractor
from zeren.ingest.renew import is_computed
from zeren.ingest.settings import Settings
from zeren.read import read
from zeren.state.document import state
from zeren.store import Solutions, Source, open_reader, open_writer, rebuild, verify
from zeren.store.reader import Reader

FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
SAMPLE = 36
"""harms that are tried; all of them in a full run"""
PLAN = "{}2026年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t{}\t市水务局\t6月底\n2\t同办一事。\t市财政局\t年底前\n"
EXTRACTOR = Extractor(Settings())


def restated(source: Source, graph: str) -> bytes:
    """What the program makes of an original."""
    return source.data if is_computed(graph) else state(EXTRACTOR.extract(read(source.data, source.name)[0]))


HARMS: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "flip": lambda data, dice: flipped(data, dice.randrange(len(data)), dice.randrange(8)),
    "truncate": lambda data, dice: data[: dice.randrange(len(data))],
    "zero": lambda data, dice: zeroed(data, dice.randrange(len(data))),
    "delete": lambda *_: None,
}


def flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def zeroed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes(len(data[place : place + 64])) + data[place + 64 :]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three documents, one in two versions, one removed, in four commits, with both indexes."""
    folder = tmp_path_factory.mktemp("damage")
    plans = folder / "in"
    plans.mkdir()
    store = folder / "store"

    def put(name: str, title: str, words: str) -> None:
        (plans / name).write_text(PLAN.format(title, words), encoding="utf-8")
        with open_writer(store) as writer:
            build(find_files([plans / name]), writer)

    put("a.txt", "某某市", "做甲事。")
    put("b.txt", "北京市", "做乙事。")
    put("a.txt", "某某市", "做丙事。")
    with open_writer(store) as writer:
        writer.remove("b.txt")
        writer.commit()
    put("c.txt", "北京市西城区", "做丁事。")
    with open_reader(store) as reader:
        reader.query("ASK { GRAPH ?g { ?s ?p ?o } }")
        reader.prepare()
    assert verify(store) == []
    return store


def told(store: Path) -> dict[str, Any]:
    """All that a store tells: its manifest, statements, originals, rows of columns, answers of its index."""
    with open_reader(store) as reader:
        entries = reader.documents()
        parts = reader.columns()
        return {
            "documents": [(e.name, e.status, e.versions, e.sha256, e.quads) for e in entries],
            "dump": list(reader.dump()),
            "originals": [reader.original(e.graph or "", n) for e in entries for n in range(1, e.versions + 1)],
            "versions": [reader.statements(e.graph or "", n) for e in entries for n in range(1, e.versions + 1)],
            "parts": parts is not None,
            "answer": answer(reader),
            "warning": reader.warning(),
        }


def answer(reader: Reader) -> list[tuple[str | None, ...]]:
    """All statements that the index finds, put in order here: the engine takes ten times as long."""
    found = reader.query("SELECT * { ?s ?p ?o }")
    assert isinstance(found, Solutions)
    terms = ([row[name] for name in "spo"] for row in found)
    return sorted(tuple(part for term in row if term for part in (term.kind, term.value, term.datatype or "", term.language or "")) for row in terms)


def cases(base: Path) -> list[tuple[str, str]]:
    files = [path.relative_to(base).as_posix() for path in sorted(base.rglob("*")) if path.is_file() and path.stat().st_size]
    every = [(file, harm) for file in files for harm in HARMS]
    assert len(every) > 200
    if FULL:
        return every
    # As evenly as can be over the kinds of files.
    dice = random.Random(20260301)
    kinds: dict[str, list[tuple[str, str]]] = {}
    for file, harm in dice.sample(every, len(every)):
        kinds.setdefault(file.split("/")[0] + Path(file).suffix, []).append((file, harm))
    rows = [kinds[kind] for kind in sorted(kinds)]
    return [row[turn] for turn in range(len(every)) for row in rows if turn < len(row)][:SAMPLE]


def test_every_harm_to_every_file_is_found_or_harmless_and_drops_nothing(base: Path, tmp_path: Path) -> None:
    whole = told(base)
    wrong: list[tuple[str, str, str]] = []
    for file, harm in cases(base):
        store = tmp_path / "store"
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(base, store)
        dice = random.Random(f"{file} {harm}")
        data = HARMS[harm]((store / file).read_bytes(), dice)
        (store / file).unlink()
        if data is not None:
            (store / file).write_bytes(data)
        try:
            words = complaint(store, whole)
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
        if words:
            wrong.append((file, harm, words))
    assert wrong == []


def complaint(store: Path, whole: dict[str, Any]) -> str:
    """What is wrong with the way in which a harmed store is treated; empty where nothing is."""
    try:
        found = [str(problem) for problem in verify(store)]
    except StoreError as error:
        found = [str(error)]
    if not found and told(store) != whole:
        return "not found, and not harmless"
    said: list[str] = []
    try:
        rebuild(store, restated, tell=said.append)
        refusal = ""
    except StoreError as error:
        refusal = str(error)
    if not refusal and verify(store):
        return f"rebuilt, and yet {verify(store)}"
    try:
        after = told(store)
    except StoreError:
        return "" if refusal else "rebuilt, and yet not to be read"
    same = {key: after[key] for key in ("documents", "dump", "answer")} == {key: whole[key] for key in ("documents", "dump", "answer")}
    return "" if same or refusal else f"rebuild said nothing, and yet differs: {after['documents']} {said} {found}"
