"""The cells of an answer as plain values."""

from __future__ import annotations

from zeren.ask.lookup import Row
from zeren.ground.vocabulary import CODES


def text(row: Row, name: str) -> str:
    """Return the words of a cell; empty where it is not bound."""
    term = row.get(name)
    return term.value if term is not None else ""


def maybe(row: Row, name: str) -> str | None:
    """Return the words of a cell; None where it is not bound."""
    term = row.get(name)
    return term.value if term is not None else None


def number(row: Row, name: str) -> int:
    """Return a whole number; 0 where the cell is not bound."""
    return int(text(row, name) or 0)


def whole(row: Row, name: str) -> int | None:
    """Return a whole number; None where the cell is not bound."""
    words = maybe(row, name)
    return int(words) if words else None


def decimal(row: Row, name: str) -> float | None:
    """Return a number; None where the cell is not bound."""
    words = maybe(row, name)
    return float(words) if words else None


def code(row: Row, name: str, prefix: str = "") -> str:
    """Return the code that an IRI of ``codes.ttl`` names, without its prefix; empty where the cell is not bound."""
    return text(row, name).removeprefix(CODES).removeprefix(prefix)
