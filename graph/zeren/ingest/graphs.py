"""A store as far as the computed graphs need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from zeren.store import Outcome, Source, Version


class Graphs(Protocol):
    """A writer of a store, as far as this needs it."""

    def graphs(self) -> dict[str, Version]:
        """Current versions by graph IRI, staged changes included."""

    def statements(self, graph: str) -> bytes:
        """The sorted N-Quads of a current version."""

    def put(self, source: Source, graph: str, quads: bytes, meta: Mapping[str, str] | None = None) -> Outcome:
        """Stage one document."""

    def remove(self, document: str) -> None:
        """Take a document out of the current state."""
