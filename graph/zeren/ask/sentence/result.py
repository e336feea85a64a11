"""What answers a reading: rows, a figure, notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.ask.answer import Cell
from zeren.ask.sentence.reading import Reading

Row = dict[str, Cell]

JOINER = "、"


@dataclass(slots=True)
class Result:
    """Rows and what was seen on the way."""

    rows: list[Row] = field(default_factory=list)
    figure: str = ""
    """the number that was asked for, in words"""
    notes: list[str] = field(default_factory=list)
    reading: Reading | None = None
    """the reading that was answered, where it had to be widened"""
    query: str = ""
    """the query that gave the rows"""
    nothing: bool = False
    """no measure meets the conditions"""
