"""A table of a summary, as all its forms show it."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows."""

    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
