"""The engine's database: what it holds derives from the journal and can be made again from it.

Each document is a named graph; the default graph holds the union of all, each statement once. The engine's
own union of graphs is no union: a statement of two documents is found twice there, and counts come out double.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from zeren.errors import StoreBusy, StoreError
from zeren.store import disk
from zeren.store.engine import ENGINE_ERRORS, with_union
from zeren.store.place import Place
from zeren.store.records import Version
from zeren.store.seal import seal
from zeren.store.statements import unpack

if TYPE_CHECKING:
    import pyoxigraph as ox

_PORTION = 32 << 20
# How the engine says that its database is open elsewhere, in this process or in another (EAGAIN); its lock file is
# named LOCK, so the mere word stands in other errors too.
_HELD = ("lock hold by current process", "Resource temporarily unavailable")


class Index:
    """The writer's handle on the engine; the caller holds the store's lock.

    The engine is reached through this object only: its own lock is freed when the last reference goes.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.engine: ox.Store | None = None

    def close(self) -> None:
        """Let go of the engine."""
        self.engine = None

    def refill(self, graphs: Mapping[str, Version]) -> None:
        """Make the database anew with exactly these documents."""
        import pyoxigraph as ox

        self.close()
        disk.discard(self.place.live)
        self.engine = ox.Store(str(self.place.live))
        self._load((graph, self._added(None, version)) for graph, version in graphs.items())

    def open(self, graphs: Mapping[str, Version], unsure: frozenset[str] = frozenset()) -> None:
        """Open the database that should hold ``graphs``; nothing is known of those in ``unsure``.

        Where it cannot be opened, or holds other documents, it is made anew.
        """
        if self.engine is not None:
            return
        for litter in self.place.live.glob("bulk-*.sst"):
            disk.discard(litter)
        try:
            self._open()
            named = {node.value for node in self._engine.named_graphs()}
        except ENGINE_ERRORS as error:
            if any(words in str(error) for words in _HELD):
                raise StoreBusy(
                    f"{self.place.live}: 正被使用 (open in another place)", "end that first"
                ) from error
            self.refill({graph: version for graph, version in graphs.items() if graph not in unsure})
            return
        expected = {graph for graph, version in graphs.items() if version.triples}
        if named - unsure != expected - unsure:
            self.refill({graph: version for graph, version in graphs.items() if graph not in unsure})

    def _open(self) -> None:
        import pyoxigraph as ox

        self.engine = ox.Store(str(self.place.live))

    @property
    def _engine(self) -> ox.Store:
        if self.engine is None:
            raise StoreError("the index is not open", "open it first")
        return self.engine

    def change(
        self,
        before: Mapping[str, Version],
        after: Mapping[str, Version],
        unsure: frozenset[str] = frozenset(),
    ) -> None:
        """Bring the database from one set of current versions to another and make it durable.

        Of a replaced document only the statements that differ are touched; documents in ``unsure`` are
        dropped whole and loaded again.
        """
        fresh: list[str] = []
        for graph in sorted(before.keys() | after.keys() | unsure):
            old, new = before.get(graph), after.get(graph)
            if graph in unsure:
                self._empty(graph)
            elif old == new:
                continue
            elif old is not None:
                self._take_out(b"".join(sorted(self._lines(old) - self._lines(new))))
            if new is not None and new.triples:
                fresh.append(graph)
            else:
                self._forget(graph)
        known = {graph: before[graph] for graph in fresh if graph in before and graph not in unsure}
        self._load((graph, self._added(known.get(graph), after[graph])) for graph in fresh)
        self._engine.flush()

    def _lines(self, version: Version | None) -> set[bytes]:
        return set(unpack(self.place.graph(version.quads)).splitlines(keepends=True)) if version else set()

    def _take_out(self, gone: bytes) -> None:
        import pyoxigraph as ox

        for quad in ox.parse(gone, format=ox.RdfFormat.N_QUADS):
            self._remove(quad)

    def _empty(self, graph: str) -> None:
        import pyoxigraph as ox

        for quad in list(self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))):
            self._remove(quad)

    def _remove(self, quad: ox.Quad) -> None:
        import pyoxigraph as ox

        union = ox.DefaultGraph()
        held = self._engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(other.graph_name in (union, quad.graph_name) for other in held):
            # First from the union: after a crash here the document still tells what has to be done.
            self._engine.remove(ox.Quad(quad.subject, quad.predicate, quad.object, union))
        self._engine.remove(quad)

    def _forget(self, graph: str) -> None:
        import pyoxigraph as ox

        self._engine.remove_graph(ox.NamedNode(graph))

    def _added(self, old: Version | None, new: Version) -> bytes:
        if old is None:
            return unpack(self.place.graph(new.quads))
        return b"".join(sorted(self._lines(new) - self._lines(old)))

    def _load(self, texts: Iterable[tuple[str, bytes]]) -> None:
        import pyoxigraph as ox

        portion = bytearray()
        for graph, text in texts:
            portion += with_union(text, graph)
            if len(portion) >= _PORTION:
                self._engine.bulk_load(bytes(portion), format=ox.RdfFormat.N_QUADS)
                portion.clear()
        if portion:
            self._engine.bulk_load(bytes(portion), format=ox.RdfFormat.N_QUADS)

    def publish(self, number: int) -> None:
        """Make a snapshot, point readers to it in one step and sweep the ones before the last two."""
        folder = self.place.snapshots
        folder.mkdir(exist_ok=True)
        former = self.place.pointer()
        for litter in folder.glob("new-*"):
            disk.discard(litter)
        fresh = folder / f"new-{number}"
        self._engine.backup(str(fresh))
        for file in sorted(fresh.iterdir()):
            # The engine has made its tables durable itself; they are links to the live ones.
            if file.suffix != ".sst":
                disk.sync_file(file)
        seal(fresh, folder / former[0] if former else None)
        disk.sync_folder(fresh)
        turn = 0
        while (target := folder / f"{number:08}.{turn}").exists():
            turn += 1
        fresh.rename(target)
        disk.sync_folder(folder)
        self.place.point(target.name)
        self._sweep({target.name, former[0] if former else target.name})

    def _sweep(self, keep: set[str]) -> None:
        for old in sorted(self.place.snapshots.iterdir()):
            if old.name in keep:
                continue
            if not old.is_dir():
                disk.discard(old)
                continue
            doomed = old.with_name("new-" + old.name)
            with disk.claimed(old) as free:
                # Moved first, so that no reader can begin to open a folder that is half removed.
                if free:
                    old.rename(doomed)
            disk.discard(doomed)
