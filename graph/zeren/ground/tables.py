"""A table of words and figures, as every form of a handed-out file shows it."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows."""

    title: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
