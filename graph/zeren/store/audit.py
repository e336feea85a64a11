"""Comparing a store with its own hashes: journal, originals, statements, snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zeren.store import journal, seal
from zeren.store.columns import faults
from zeren.store.engine import ENGINE_ERRORS, without_graph
from zeren.store.index import ALL_KINDS, Kind, of_kind
from zeren.store.journal import Ledger
from zeren.store.place import Place
from zeren.store.records import Problem
from zeren.store.recover import at_stake
from zeren.store.statements import digest, intact, unpack

_REBUILD = "run zeren rebuild"
_COPY = "run zeren build or zeren rebuild; it is made again from the journal"
_QUERY = "nothing need be done; the next query makes it again"
_LARGE = 2_000_000
"""statements up to which an index is read and compared with the kept ones"""
_RESTORE = "run zeren rebuild; where it names the document, read that again with zeren build, or restore a backup"


def problems(place: Place) -> list[Problem]:
    """Return what is wrong with a store, in the order journal, kept files, columns, index; empty where all is well.

    Reads every kept file, every file of the indexes and every statement once. An index that is not there, or older than the
    journal, is no problem: the next query makes it.
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
    found += _index(place, known)
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


def _index(place: Place, known: journal.Journal) -> Iterator[Problem]:
    for kind in ALL_KINDS:
        pointer = place.pointer(kind)
        if pointer is None:
            if place.current(kind).exists():
                yield Problem(f"index/{kind}/CURRENT", "已被改动 (has changed)", _QUERY)
            continue
        name, number = pointer
        where = f"index/{kind}/{name}"
        folder = place.index(kind) / name
        if not folder.is_dir():
            yield Problem(where, "索引丢失 (the index is missing)", _QUERY)
            continue
        broken = list(seal.faults(folder))
        yield from (Problem(f"{where}/{file}", what, _REBUILD) for file, what in broken)
        if not broken and not any(lost <= number for lost in known.lost):
            # The engine may end the whole process over damaged files: it is asked only where there are none.
            yield from _content(place, kind, where, seal.read(folder).documents, Ledger.of(known.commits, number))


def _content(place: Place, kind: Kind, where: str, documents: Mapping[str, str], ledger: Ledger) -> Iterator[Problem]:
    """What an index says against the kept statements that it was made of; of a large one its files must do."""
    _, graphs = of_kind(kind, ledger.graphs())
    wanted = {graph: version for graph, version in graphs.items() if version.triples}
    if documents != {graph: version.quads for graph, version in wanted.items()}:
        yield Problem(where, "与日志不符 (is not of the documents that the journal tells)", _REBUILD)
        return
    kept = [place.graph(version.quads) for version in wanted.values()]
    if sum(version.triples for version in wanted.values()) > _LARGE or not all(map(intact, kept)):
        return
    import pyoxigraph as ox

    try:
        engine = ox.Store.read_only(str(place.root / where))
        union: set[bytes] = set()
        for graph, version in wanted.items():
            text = unpack(place.graph(version.quads))
            union.update(without_graph(text, graph).splitlines())
            if kind.endswith("dataset"):
                held = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
                if digest(_quads(held, graph)) != version.quads:
                    yield Problem(where, f"<{graph}> 与所存陈述不符 (differs from the kept statements)", _REBUILD)
        held = engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
        if set(held.splitlines()) != union:
            yield Problem(where, "不是各文件之并 (is not the union of the documents)", _REBUILD)
    except ENGINE_ERRORS as error:
        yield Problem(where, f"索引损坏 (the index is damaged): {error}", _REBUILD)


def _quads(triples: bytes, graph: str) -> bytes:
    suffix = f" <{graph}> .\n".encode()
    return b"".join(sorted(line[:-2] + suffix for line in triples.splitlines()))
