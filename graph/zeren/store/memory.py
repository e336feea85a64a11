"""A view over one version of one document."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.ground.errors import NotFound
from zeren.store.engine import ask, with_union
from zeren.store.journal import Ledger
from zeren.store.reader import Reader
from zeren.store.records import Problem
from zeren.store.statements import digest
from zeren.store.terms import Result


class MemoryReader(Reader):
    """Statements in memory, with the history of the store that they came from."""

    def __init__(self, quads: bytes, graph: str, ledger: Ledger) -> None:
        import pyoxigraph as ox

        self.number = ledger.number
        self._known = ledger
        self._quads = quads
        self._graph_iri = graph
        self._engine = ox.Store()
        self._engine.load(with_union(quads, graph), format=ox.RdfFormat.N_QUADS)

    @property
    def _ledger(self) -> Ledger:
        return self._known

    def close(self) -> None:
        """Nothing is held."""

    def query(self, sparql: str, *, base: str | None = None) -> Result:
        """Answer a query over this version alone."""
        return ask(self._engine, sparql, base, "this version")

    def current(self) -> dict[str, str]:
        """Return the one document of this version."""
        return {self._graph_iri: digest(self._quads)}

    def dump(self) -> Iterator[str]:
        """Yield the statements of this version."""
        return (line.decode() for line in self._quads.splitlines())

    def statements(self, document: str, version: int | None = None) -> bytes:
        """Return the statements of this version; NotFound for any other."""
        here = document == self._graph_iri and version is None
        if not here and self._version(document, version).quads != digest(self._quads):
            raise NotFound(f"{document}: 此处只有一个版本 (only one version is here)", "ask the store itself")
        return self._quads

    def original(self, document: str, version: int | None = None) -> bytes:
        """Raise NotFound: originals are with the store."""
        raise NotFound(f"{document}: 此处不存原件 (no originals here)", "ask the store itself")

    def verify(self) -> list[Problem]:
        """Nothing on a disk, nothing to compare."""
        return []


def earlier(reader: Reader, document: str, version: int) -> Reader:
    """Return a reader over one version of one document alone, for asking what was said before.

    Raises as ``Reader.statements`` and ``Reader.history``.
    """
    return MemoryReader(reader.statements(document, version), reader._graph(document), reader._ledger)
