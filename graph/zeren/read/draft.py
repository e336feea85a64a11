"""A table cell on its way from a format to the text."""

from __future__ import annotations

from typing import NamedTuple


class Draft(NamedTuple):
    """A cell before it has a place in the text; rows and columns are 0-based."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    path: str | None = None
    wraps: tuple[int, ...] = ()
    """line ends in ``text`` at which its words filled the cell"""
