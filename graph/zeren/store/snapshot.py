"""Reading a directory: always a snapshot, never the writer's own database."""

from __future__ import annotations

import heapq
import os
import time
import weakref
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.errors import StoreError
from zeren.store import disk, journal
from zeren.store import place as places
from zeren.store.engine import ENGINE_ERRORS, ask, with_union
from zeren.store.journal import Ledger
from zeren.store.place import Place
from zeren.store.reader import Reader
from zeren.store.records import Entry, Problem
from zeren.store.recover import damage, dumped
from zeren.store.statements import digest, lines, unpack
from zeren.store.terms import Result
from zeren.table.landing import Columns

if TYPE_CHECKING:
    import pyoxigraph as ox


SMALL = 200_000
"""statements that a reader may hold in memory: about 100 MB, loaded within two seconds"""


class DirectoryReader(Reader):
    """A snapshot of a store directory, kept from being swept while it is open."""

    def __init__(self, place: Place, number: int, engine: ox.Store, handles: Iterable[int] = ()) -> None:
        self._place = place
        self._engine: ox.Store | None = engine
        # The handles are given back even where the reader is only forgotten.
        self._release = [weakref.finalize(self, os.close, handle) for handle in handles]
        self.number = number

    @cached_property
    def _replayed(self) -> Ledger:
        known = journal.read(self._place)
        if any(number <= self.number for number in known.lost):
            raise damage(self._place, known)
        return Ledger.of(known.commits, self.number)

    @property
    def _ledger(self) -> Ledger:
        return self._replayed

    def documents(self) -> list[Entry]:
        """Return the manifest; of a damaged journal what can be read of it, see ``warning``."""
        return Ledger.of(journal.read(self._place).commits, self.number).entries()

    def warning(self) -> str:
        """Say what is damaged about the journal; empty where nothing is."""
        known = journal.read(self._place)
        return str(damage(self._place, known)) if known.damaged else ""

    def close(self) -> None:
        """Give the snapshot free."""
        self._engine = None
        for release in self._release:
            release()

    def query(self, sparql: str, *, base: str | None = None) -> Result:
        """Answer a trusted query inside this process; see ``Reader.query``."""
        if self._engine is None:
            raise StoreError("the reader is closed", "open it again")
        return ask(self._engine, sparql, base, str(self._place.root))

    def hasten(self) -> bool:
        """Answer from memory from now on, where the store is SMALL; see ``Reader.hasten``."""
        import pyoxigraph as ox

        graphs = self._ledger.graphs()
        if self._engine is None or sum(version.triples for version in graphs.values()) > SMALL:
            return False
        engine = ox.Store()
        for graph, version in graphs.items():
            text = with_union(unpack(self._place.graph(version.quads)), graph)
            engine.bulk_load(text, format=ox.RdfFormat.N_QUADS)
        if self._engine is not None:
            self._engine = engine
        return True

    @cached_property
    def _parts(self) -> Columns | None:
        try:
            return Columns(self._place.columns, tuple(self._ledger.parts))
        except StoreError:
            return None

    def current(self) -> dict[str, str]:
        """Return graph IRI → digest of every current document; where the journal is damaged, of those in the snapshot."""
        if self._parts is None and self._engine is not None:
            named = sorted(node.value for node in self._engine.named_graphs())
            return {graph: digest(dumped(self._engine, graph)) for graph in named}
        return super().current()

    def columns(self) -> Columns | None:
        """Return the parts of columns as of this view; None where a damaged journal cannot tell which count."""
        return self._parts

    def dump(self) -> Iterator[str]:
        """Yield all current statements from the kept files; see ``Reader.dump``."""
        files = [self._place.graph(version.quads) for version in self._ledger.graphs().values()]
        return (line.decode() for line in heapq.merge(*map(lines, files)))

    def statements(self, document: str, version: int | None = None) -> bytes:
        """Return the sorted N-Quads of one version (default: the last) of a document."""
        if self._parts is None and version is None and self._engine is not None:
            return dumped(self._engine, document)
        return unpack(self._place.graph(self._version(document, version).quads))

    def original(self, document: str, version: int | None = None) -> bytes:
        """Return the original bytes of one version (default: the last) of a document."""
        path = self._place.original(self._version(document, version).sha256)
        with disk.disk_errors(path, "cannot read"):
            return path.read_bytes()

    def verify(self) -> list[Problem]:
        """Compare journal, originals, statements and index with their hashes; empty where all is well."""
        from zeren.store.audit import problems

        return problems(self._place)


def hold_current(place: Place) -> tuple[str, int, int] | None:
    """Hold the current snapshot; gives its name, its commit number and the handle to close afterwards.

    None for a store without a commit. Raises StoreError where the snapshot is gone, or the disk fails.
    """
    with disk.disk_errors(place.root, "cannot open the store"):
        for _ in range(100):
            pointer = place.pointer()
            if pointer is None:
                if place.journal.exists() and journal.read(place).commits:
                    break
                return None
            handle = disk.hold(place.snapshots / pointer[0])
            if handle is not None:
                return *pointer, handle
            # Between our look at the pointer and the opening the writer has moved on: look again.
            time.sleep(0.005)
    raise StoreError(
        f"{place.root}: 快照丢失 (the snapshot is missing)", "run zeren build; it makes a new one"
    )


def open_snapshot(place: Place) -> DirectoryReader:
    """Open the current snapshot; a store without a commit is an empty one.

    Raises StoreError where the snapshot cannot be opened.
    """
    import pyoxigraph as ox

    # First, so that no part that this view needs is swept before it is open.
    columns = _hold_columns(place)
    handles = [] if columns is None else [columns]
    try:
        held = hold_current(place)
        if held is None:
            return DirectoryReader(place, 0, ox.Store(), handles)
        name, number, handle = held
        handles.append(handle)
        return DirectoryReader(place, number, ox.Store.read_only(str(place.snapshots / name)), handles)
    except ENGINE_ERRORS as error:
        for each in handles:
            os.close(each)
        raise StoreError(
            f"{place.root}: 快照无法打开 (cannot open the snapshot): {error}", "run zeren rebuild"
        ) from error
    except StoreError:
        for each in handles:
            os.close(each)
        raise


def _hold_columns(place: Place) -> int | None:
    """Keep the parts of columns from being swept; None where there are none."""
    for _ in range(100):
        handle = disk.hold(place.columns)
        if handle is not None or not place.columns.is_dir():
            return handle
        time.sleep(0.005)
    return None


def open_directory(path: Path) -> DirectoryReader:
    """Open the store directory at ``path`` for reading.

    Raises NotFound where nothing is, StoreError for something else, a newer format or a damaged snapshot.
    """
    with disk.disk_errors(path, "cannot open the store"):
        return open_snapshot(places.readable(path))
