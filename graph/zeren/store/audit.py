"""Comparing a store with its own hashes: journal, originals, statements, snapshot."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.store import journal, seal
from zeren.store.columns import faults
from zeren.store.journal import Ledger
from zeren.store.place import Place
from zeren.store.records import Problem, Version
from zeren.store.recover import at_stake
from zeren.store.statements import digest, intact

_REBUILD = "run zeren rebuild"
_COPY = "run zeren build or zeren rebuild; it is made again from the journal"
_RESTORE = "restore it from a backup, or read the document again with zeren build"


def problems(place: Place) -> list[Problem]:
    """Return what is wrong with a store, in the order journal, kept files, columns, index; empty where all is well.

    Reads every kept file, every file of the snapshot and every statement once.
    """
    known = journal.read(place)
    found = []
    if known.damaged:
        found.append(Problem(place.journal.name, f"日志损坏 (the journal is damaged): {at_stake(place, known)}", _REBUILD))
    if known.copy_damaged:
        found.append(Problem(place.copy.name, "日志副本损坏 (the journal's copy is damaged)", _COPY))
    ledger = Ledger.of(known.commits)
    found += _files(place, ledger)
    found += faults(place, ledger)
    found += _index(place, known, ledger)
    return found


def _files(place: Place, ledger: Ledger) -> Iterator[Problem]:
    versions = [version for past in ledger.versions.values() for version in past]
    for sha256 in sorted({version.sha256 for version in versions}):
        path = place.original(sha256)
        if not intact(path):
            what = (
                "原件已被改动 (the original bytes have changed)"
                if path.exists()
                else "原件丢失 (missing original)"
            )
            yield Problem(str(path.relative_to(place.root)), what, _RESTORE)
    for quads in sorted({version.quads for version in versions}):
        path = place.graph(quads)
        if not intact(path):
            what = (
                "陈述已被改动 (the statements have changed)"
                if path.exists()
                else "陈述丢失 (missing statements)"
            )
            yield Problem(str(path.relative_to(place.root)), what, _REBUILD)


def _index(place: Place, known: journal.Journal, ledger: Ledger) -> Iterator[Problem]:
    pointer = place.pointer()
    if pointer is None:
        if ledger.number or place.current.exists():
            yield Problem(
                "CURRENT", "没有快照 (there is no snapshot)", "run zeren build; it completes the index"
            )
        return
    name, number = pointer
    if number != ledger.number:
        yield Problem(
            "CURRENT",
            f"快照停在第 {number} 次提交, 日志已到第 {ledger.number} 次 (the index is not that of the journal)",
            "run zeren build; it completes the index",
        )
    yield from _snapshot(place, name, Ledger.of(known.commits, number).graphs())


def _snapshot(place: Place, name: str, graphs: dict[str, Version]) -> Iterator[Problem]:
    import pyoxigraph as ox

    where = f"snapshots/{name}"
    broken = list(seal.faults(place.snapshots / name)) if place.is_sealed() else []
    yield from (Problem(f"{where}/{file}", what, _REBUILD) for file, what in broken)
    if broken:
        # The engine may end the whole process over such files.
        return
    try:
        engine = ox.Store.read_only(str(place.snapshots / name))
        named = {node.value for node in engine.named_graphs()}
        for graph in sorted(named - graphs.keys()):
            yield Problem(
                where, f"含日志中没有的文件 (holds <{graph}>, which the journal does not)", _REBUILD
            )
        union: set[bytes] = set()
        for graph, version in graphs.items():
            held = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
            union.update(held.splitlines())
            if digest(_quads(held, graph)) != version.quads:
                yield Problem(where, f"<{graph}> 与所存陈述不符 (differs from the kept statements)", _REBUILD)
        held = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
        if set(held.splitlines()) != union:
            yield Problem(where, "默认图不是各文件之并 (the default graph is not the union)", _REBUILD)
    except (OSError, RuntimeError) as error:
        yield Problem(where, f"索引损坏 (the index is damaged): {error}", _REBUILD)


def _quads(triples: bytes, graph: str) -> bytes:
    suffix = f" <{graph}> .\n".encode()
    return b"".join(sorted(line[:-2] + suffix for line in triples.splitlines()))
