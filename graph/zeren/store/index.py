"""The engine's index: made when a query needs it, from the kept statements, and brought up to date when it next does.

There are two. ``union`` holds every statement of the current documents once, in the default graph: what nearly every query
asks. ``dataset`` has each document as a named graph besides, at three times the cost: for queries that say GRAPH or FROM.
(The engine's own union of named graphs is no union: a statement of two documents is found twice there.)

An index never changes. A newer one begins as links to the tables of the older one, is changed where no reader looks, sealed
(``zeren.store.seal``) and then named by its CURRENT; a crash leaves litter and the older one.
"""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from zeren.ground import temporary
from zeren.ground.errors import StoreBusy, StoreError
from zeren.store import disk, seal
from zeren.store.counted import counted, without_parts
from zeren.store.engine import ENGINE_ERRORS, without_graph
from zeren.store.place import Place
from zeren.store.postings import Postings
from zeren.store.records import Version
from zeren.store.statements import unpack
from zeren.store.syntax import names_graphs

if TYPE_CHECKING:
    import pyoxigraph as ox

Kind = Literal["union", "dataset", "counted-union", "counted-dataset"]
KINDS: tuple[Kind, ...] = ("union", "dataset")
"""kinds over all current documents: a proof of what was stored"""
_COUNTED: Mapping[Kind, Kind] = {"union": "counted-union", "dataset": "counted-dataset"}
"""the same over the documents that count alone, where some do not (``zeren.store.counted``)"""
ALL_KINDS: tuple[Kind, ...] = (*KINDS, *_COUNTED.values())
SMALL = 200_000
"""statements of which an index is made within a second or two, and which a reader may hold in memory: about 100 MB"""
_SHARED = 0.5
"""share of documents that changed from which on an index is made anew"""
_TOLD = 20
"""documents from which on progress is told"""
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


def kind_for(sparql: str) -> Kind:
    """Tell which index a query needs."""
    return "dataset" if names_graphs(sparql) else "union"


class Held:
    """An index that is kept from being swept until it is closed."""

    def __init__(self, folder: Path, handle: int | None, private: bool = False) -> None:
        self.folder = folder
        """what the engine opens"""
        self._handle = handle
        self._private = private

    def close(self) -> None:
        """Give the index free."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        if self._private:
            temporary.remove(self.folder.parent)
            self._private = False


def of_kind(kind: Kind, graphs: Mapping[str, Version], every: bool = True) -> tuple[Kind, Mapping[str, Version]]:
    """Return the kind of index, and its documents, for a reader that wants ``every`` current one, or those that count."""
    all_ = without_parts(graphs)
    some = all_ if every and kind in KINDS else counted(graphs)
    return (_COUNTED.get(kind, kind), some) if some.keys() != all_.keys() else (kind, all_)


def hold(
    place: Place, kind: Kind, number: int, graphs: Mapping[str, Version] | None, every: bool = False, on: str | None = None
) -> Held | None:
    """Hold an index of the current documents, as of commit ``number``; make or update it where it is not there yet.

    ``every``: of all of them, else of those that count; ``on`` an ISO day: of those that counted then, made for this reader
    alone. ``graphs`` None, for a store whose journal no longer tells its
    documents, takes the index that is there if it is as new. None where nothing is to be held. Where the store's folder may
    not be written, the index is made in a temporary one. Raises StoreError where the disk or the engine fails.
    """
    if graphs is None:
        with disk.disk_errors(place.index(kind), "cannot open the index"):
            held = None if every else _current(place, _COUNTED[kind], number, None)
            return held or _current(place, kind, number, None)
    if on is not None and not every:
        some = counted(graphs, on)
        with disk.disk_errors(place.index(kind), "cannot make the index"):
            return _private(place, kind, some) if any(version.triples for version in some.values()) else None
    kind, graphs = of_kind(kind, graphs, every)
    if not any(version.triples for version in graphs.values()):
        return None
    with disk.disk_errors(place.index(kind), "cannot make the index"):
        for _ in range(100):
            held = _current(place, kind, number, graphs)
            if held is not None:
                return held
            try:
                # An index proves that its commit was there: no crash may take the line away that it was made by.
                if place.journal.exists():
                    disk.sync_file(place.journal)
                place.index(kind).mkdir(parents=True, exist_ok=True)
                with disk.locked(place.index_lock, wait=True):
                    if not fits(place, kind, graphs):
                        _publish(place, kind, number, graphs)
            except OSError as error:
                if error.errno not in _READ_ONLY:
                    raise
                return _private(place, kind, graphs)
            except (RuntimeError, sqlite3.Error) as error:
                raise StoreError(
                    f"{place.index(kind)}: 无法建立索引 (cannot make the index): {error}",
                    "what is stored is not touched; free space or mend the disk and ask again",
                ) from error
    raise StoreBusy(f"{place.index(kind)}: 索引不断更替 (the index keeps changing)", "try again in a moment")


def _wanted(graphs: Mapping[str, Version]) -> dict[str, str]:
    return {graph: version.quads for graph, version in graphs.items() if version.triples}


def fits(place: Place, kind: Kind, graphs: Mapping[str, Version]) -> bool:
    """Tell whether the index that is there is of exactly these documents."""
    pointer = place.pointer(kind)
    return pointer is not None and seal.read(place.index(kind) / pointer[0]).documents == _wanted(graphs)


def _current(place: Place, kind: Kind, number: int, graphs: Mapping[str, Version] | None) -> Held | None:
    pointer = place.pointer(kind)
    if pointer is None or not (pointer[1] >= number if graphs is None else fits(place, kind, graphs)):
        return None
    folder = place.index(kind) / pointer[0]
    handle = disk.hold(folder)
    return None if handle is None else Held(folder, handle)


def _private(place: Place, kind: Kind, graphs: Mapping[str, Version]) -> Held:
    """An index of one's own, where the store's folder may be read only."""
    folder = temporary.make("index") / kind
    try:
        _fill(place, kind, folder, graphs)
    except BaseException:
        temporary.remove(folder.parent)
        raise
    return Held(folder, None, private=True)


def drop(place: Place) -> None:
    """Forget the indexes: the next query makes them anew. The caller holds the store's lock."""
    if not place.index_lock.parent.is_dir():
        return
    with disk.locked(place.index_lock, wait=True):
        for kind in ALL_KINDS:
            if place.index(kind).is_dir():
                disk.discard(place.current(kind))
                _sweep(place.index(kind), set())


def _publish(place: Place, kind: Kind, number: int, graphs: Mapping[str, Version]) -> None:
    """Make the index, seal it, point readers to it in one step and sweep the ones before the last two."""
    folder, pointer = place.index(kind), place.pointer(kind)
    former = folder / pointer[0] if pointer else None
    for litter in folder.glob("new-*"):
        disk.discard(litter)
    fresh = folder / f"new-{number}"
    if former is None or not _updated(place, kind, former, fresh, graphs):
        disk.discard(fresh)
        _fill(place, kind, fresh, graphs)
    for file in sorted(fresh.iterdir()):
        if file.name == "LOCK":
            disk.discard(file)
        elif file.stat().st_nlink == 1:
            disk.sync_file(file)
    seal.seal(fresh, former, _wanted(graphs))
    disk.sync_folder(fresh)
    turn = 0
    while (target := folder / f"{number:08}.{turn}").exists():
        turn += 1
    fresh.rename(target)
    disk.sync_folder(folder)
    place.point(kind, target.name)
    _sweep(folder, {target.name, pointer[0] if pointer else target.name})


def _sweep(folder: Path, keep: set[str]) -> None:
    for old in sorted(folder.iterdir()):
        if old.name in keep or not old.is_dir():
            continue
        doomed = old.with_name("new-" + old.name)
        with disk.claimed(old) as free:
            # Moved first, so that no reader can begin to open a folder that is half removed.
            if free:
                old.rename(doomed)
        disk.discard(doomed)


# ── Making ───────────────────────────────────────────────────────────────────────────────


class _Stream(io.RawIOBase):
    """Texts one after another as a file to read, so that they go to the engine in one call and never lie in memory."""

    def __init__(self, texts: Iterator[bytes]) -> None:
        self._texts = texts
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._rest:
            text = next(self._texts, None)
            if text is None:
                return 0
            self._rest = memoryview(text)
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _fill(place: Place, kind: Kind, folder: Path, graphs: Mapping[str, Version]) -> None:
    """Make an index of these documents in a folder that is not there yet."""
    import pyoxigraph as ox

    engine = ox.Store(str(folder))
    with Postings(folder) as postings:
        _load(engine, kind, _texts(place, graphs, postings))
    engine.flush()


def _texts(place: Place, graphs: Mapping[str, Version], postings: Postings) -> Iterator[tuple[str, bytes]]:
    tell = len(graphs) >= _TOLD and sys.stderr.isatty()
    for done, (graph, version) in enumerate(graphs.items(), 1):
        if version.triples:
            text = unpack(place.graph(version.quads))
            postings.put(graph, text)
            yield graph, text
        if tell:
            end = "\n" if done == len(graphs) else ""
            print(f"\r\x1b[K索引 index {done}/{len(graphs)}", end=end, file=sys.stderr, flush=True)


def _load(engine: ox.Store, kind: Kind, texts: Iterable[tuple[str, bytes]]) -> None:
    import pyoxigraph as ox

    form = ox.RdfFormat.N_QUADS if kind.endswith("dataset") else ox.RdfFormat.N_TRIPLES
    stream = io.BufferedReader(_Stream(_parts(kind, texts)), 1 << 20)
    engine.bulk_load(stream, format=form)


def _parts(kind: Kind, texts: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    for graph, text in texts:
        yield without_graph(text, graph)
        if kind.endswith("dataset"):
            yield text


# ── Updating ─────────────────────────────────────────────────────────────────────────────


def _updated(place: Place, kind: Kind, former: Path, fresh: Path, graphs: Mapping[str, Version]) -> bool:
    """Make ``fresh`` of the former index; False where that is not worth it, or the former one is not fit for it."""
    import pyoxigraph as ox

    old, new = seal.read(former).documents, _wanted(graphs)
    changed = sorted(graph for graph in old.keys() | new.keys() if old.get(graph) != new.get(graph))
    if not old or len(changed) > _SHARED * len(new.keys() | old.keys()) + 1:
        return False
    try:
        seal.linked(former, fresh)
        engine = ox.Store(str(fresh))
        with Postings(fresh) as postings:
            _change(engine, kind, place, postings, [(graph, old.get(graph), new.get(graph)) for graph in changed], new)
        engine.flush()
    except (*ENGINE_ERRORS, sqlite3.Error):
        return False
    return True


def _lines(place: Place, graph: str, quads: str | None) -> set[bytes]:
    """The statements of a version as triples."""
    if quads is None:
        return set()
    suffix = len(f" <{graph}> .\n".encode())
    return {line[:-suffix] for line in unpack(place.graph(quads)).splitlines(keepends=True)}


Change = tuple[str, str | None, str | None]
"""graph with the digests of its former and of its new statements"""


def _change(
    engine: ox.Store,
    kind: Kind,
    place: Place,
    postings: Postings,
    changes: Iterable[Change],
    documents: Mapping[str, str],
) -> None:
    import pyoxigraph as ox

    gone: set[bytes] = set()
    added: list[tuple[str, bytes]] = []
    for graph, former, latter in changes:
        old, new = _lines(place, graph, former), _lines(place, graph, latter)
        suffix = f" <{graph}> .\n".encode()
        gone |= old - new
        added.append((graph, b"".join(sorted(line + suffix for line in new - old))))
        postings.put(graph, b"\n".join(new), b"\n".join(old))
        if kind.endswith("dataset"):
            _remove(engine, sorted(line + suffix for line in old - new), ox.RdfFormat.N_QUADS)
    for graph, held in postings.others(gone):
        if not gone:
            break
        if graph in documents:
            gone -= held & _lines(place, graph, documents[graph])
    _remove(engine, sorted(line + b" .\n" for line in gone), ox.RdfFormat.N_TRIPLES)
    _load(engine, kind, added)


def _remove(engine: ox.Store, lines: Iterable[bytes], form: ox.RdfFormat) -> None:
    import pyoxigraph as ox

    for quad in ox.parse(b"".join(lines), format=form):
        engine.remove(quad)
