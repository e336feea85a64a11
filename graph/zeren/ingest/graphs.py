"""A store as far as the computed graphs need it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Protocol

from zeren.ground.triples import Triples
from zeren.store import Outcome, Source, Version
from zeren.store.columns import Decoded
from zeren.store.statements import Made, canonical, kept


class Graphs(Protocol):
    """A writer of a store, as far as this needs it."""

    def graphs(self) -> dict[str, Version]:
        """Current versions by graph IRI, staged changes included."""

    def statements(self, graph: str) -> bytes:
        """The sorted N-Quads of a current version."""

    def put(self, source: Source, graph: str, quads: bytes, meta: Mapping[str, str] | None = None) -> Outcome:
        """Stage one document."""

    def put_made(self, source: Source, graph: str, made: Made, meta: Mapping[str, str] | None = None) -> Outcome:
        """Stage one document whose statements are in the form in which they are kept."""

    def restate(self, graph: str, made: Made, meta: Mapping[str, str], rows: Decoded | None = None) -> None:
        """Stage other statements of a current document, made of the same original."""

    def remove(self, document: str) -> None:
        """Take a document out of the current state."""


def put(writer: Graphs, said: Triples, graph: str, name: str, key: str, meta: Mapping[str, str]) -> None:
    """Stage a computed graph; its "original" is its own text below a line with ``key``, which tells what it was made of."""
    put_text(writer, said.quads(graph) if said.plain else canonical(said.lines(), graph), graph, name, key, meta)


def put_text(writer: Graphs, text: bytes, graph: str, name: str, key: str, meta: Mapping[str, str]) -> None:
    """Stage a computed graph of canonical N-Quads; as ``put``."""
    data = f"# {key}\n".encode() + text.replace(f" <{graph}> .\n".encode(), b" .\n")
    source = Source(name, hashlib.sha256(data).hexdigest(), data)
    writer.put_made(source, graph, kept(text, graph, name, source.sha256, meta), meta)
