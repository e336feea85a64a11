"""What a document states, by subject: read from its lines without an engine, or gathered while it is stated."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.ground.statements import Known, known_of
from zeren.ground.vocabulary import BASE

Facts = Known
"""path of the subject below the base IRI → prefixed property → values: lexical forms, and IRIs as ``short`` gives them"""

def short(iri: str) -> str:
    """Return an IRI as the landing holds it: its path below the base, or whole where it has another base."""
    return iri.removeprefix(BASE)


def whole(path: str) -> str:
    """Return the IRI that ``short`` made shorter."""
    return path if ":" in path and ":" in path.partition("/")[0] else BASE + path


def read(statements: bytes, wanted: Iterable[str]) -> Facts:
    """Return what canonical N-Triples or N-Quads of one document say with the wanted properties, prefixed names."""
    return known_of(statements, wanted, BASE)
