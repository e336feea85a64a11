"""Reading a directory: what its journal says, and an index that was made of just that."""

from __future__ import annotations

import heapq
import threading
import time
import weakref
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.errors import StoreError
from zeren.store import disk, journal
from zeren.store import place as places
from zeren.store.counted import note, wanted_day, wants_all, without_parts
from zeren.store.engine import ENGINE_ERRORS, ask, without_graph
from zeren.store.index import SMALL, Held, Kind, hold, kind_for
from zeren.store.journal import Journal, Ledger
from zeren.store.place import Place
from zeren.store.reader import Reader, user_cache
from zeren.store.records import Entry, Problem
from zeren.store.recover import damage
from zeren.store.statements import lines, unpack
from zeren.store.terms import Result
from zeren.table.landing import Columns

if TYPE_CHECKING:
    import pyoxigraph as ox


class DirectoryReader(Reader):
    """A store directory as of the last commit when it was opened; the index is opened, or made, by the first query."""

    def __init__(self, place: Place, number: int, columns: int | None = None, known: Journal | None = None) -> None:
        self._place = place
        self._known = known
        self.number = number
        self.all_editions, self.on = wants_all(), wanted_day()
        self._lock = threading.RLock()
        self._engines: dict[Kind, ox.Store] = {}
        # Kept from being swept, with the index that comes later.
        self._held = [] if columns is None else [Held(place.columns, columns)]
        self._closed = False
        # The index is given free even where the reader is only forgotten.
        self._release = weakref.finalize(self, _free, self._held)

    @cached_property
    def _replayed(self) -> Ledger:
        known, self._known = self._known or journal.read(self._place, short=True), None
        if any(number <= self.number for number in known.lost):
            raise damage(self._place, known)
        return Ledger.of(known.commits, self.number)

    def _engine(self, kind: Kind) -> ox.Store:
        """The engine over the index of a kind."""
        import pyoxigraph as ox

        with self._lock:
            if self._closed:
                raise StoreError("图谱库的读取已关闭 (the reader is closed)", "open it again")
            if kind not in self._engines:
                known = journal.read(self._place, short=True)
                graphs = None if known.lost else self._ledger.graphs()
                held = hold(self._place, kind, self.number, graphs, self.all_editions, self.on)
                if held is None and graphs is None:
                    raise damage(self._place, known)
                if held is None:
                    self._engines[kind] = ox.Store()
                else:
                    self._held.append(held)
                    self._engines[kind] = _opened(held)
            return self._engines[kind]

    @property
    def _ledger(self) -> Ledger:
        return self._replayed

    def documents(self) -> list[Entry]:
        """Return the manifest; of a damaged journal what can be read of it, see ``warning``."""
        return Ledger.of(journal.read(self._place).commits, self.number).entries()

    def warning(self) -> str:
        """Say what is damaged about the journal; empty where nothing is."""
        known = self._known or journal.read(self._place, short=True)
        return str(damage(self._place, known)) if known.damaged else ""

    def close(self) -> None:
        """Give the index and the columns free."""
        if "_replayed" in self.__dict__ and not self._closed:
            note(str(self._place.root), [] if self.all_editions else self.left_out_names())
        with self._lock:
            self._closed = True
            self._engines.clear()
            self._release()

    def query(self, sparql: str, *, base: str | None = None) -> Result:
        """Answer a trusted query inside this process; see ``Reader.query``."""
        return ask(self._engine(kind_for(sparql)), sparql, base, str(self._place.root))

    def prepare(self) -> None:
        """Make the index now; see ``Reader.prepare``."""
        self._engine("union")

    def hasten(self) -> bool:
        """Answer from memory from now on, where the store is SMALL; see ``Reader.hasten``."""
        import pyoxigraph as ox

        graphs = self._counted()
        if self._closed or sum(version.triples for version in graphs.values()) > SMALL:
            return False
        engine = ox.Store()
        for graph, version in graphs.items():
            text = unpack(self._place.graph(version.quads))
            engine.bulk_load(without_graph(text, graph), format=ox.RdfFormat.N_TRIPLES)
        with self._lock:
            if not self._closed:
                self._engines["union"] = engine
        return True

    @cached_property
    def _parts(self) -> Columns | None:
        try:
            return Columns(self._place.columns, tuple(self._ledger.parts))
        except StoreError:
            return None

    def columns(self) -> Columns | None:
        """Return the parts of columns as of this view; None where a damaged journal cannot tell which count."""
        return self._parts

    def cache(self) -> Path:
        """Return where columns of an older schema are made anew once, until a writer does so in the store itself."""
        return user_cache(str(self._place.root.resolve()))

    def dump(self) -> Iterator[str]:
        """Yield all current statements from the kept files; see ``Reader.dump``."""
        files = [self._place.graph(version.quads) for version in without_parts(self._ledger.graphs()).values()]
        return (line.decode() for line in heapq.merge(*map(lines, files)))

    def statements(self, document: str, version: int | None = None) -> bytes:
        """Return the sorted N-Quads of one version (default: the last) of a document."""
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


def _free(held: list[Held]) -> None:
    while held:
        held.pop().close()


def _opened(held: Held) -> ox.Store:
    import pyoxigraph as ox

    try:
        return ox.Store.read_only(str(held.folder))
    except ENGINE_ERRORS as error:
        raise StoreError(
            f"{held.folder}: 索引无法打开 (cannot open the index): {error}", "run zeren verify, then zeren rebuild"
        ) from error


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

    Raises NotFound where nothing is, StoreError for something else or a newer format.
    """
    with disk.disk_errors(path, "cannot open the store"):
        place = places.readable(path)
        # First, so that no part that this view needs is swept before it is open.
        columns = _hold_columns(place)
        known = journal.read(place, short=True)
        return DirectoryReader(place, known.last, columns, known)
