"""A table with its rows and its heads, as it was laid out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.extract.cells.heads import Head
from zeren.extract.table.header import Header
from zeren.extract.table.judge import Seen
from zeren.extract.table.rows import Row
from zeren.ground.model import Place, Table

LEAST_BODIES = 2
"""columns under bodies that make a table of bodies as columns"""
LEAST_KNOWN = 2
"""heads, known in whole or in part, that make a row a head where no column holds bodies"""
DISTRICT = re.compile("(?![全各本])[\u4e00-\u9fff]{1,7}[区县市旗镇乡]|[\u4e00-\u9fff]{2,7}街道")
"""东城区, 西岭县, 青山街道, but 全市"""
PLACES = re.compile("各?(?:县|市|区|镇|乡|街道|村|社区|园区|苏木|旗|州|地区|农场|办事处|团场){1,4}(?:名称)?")
"""a head that says what kind of places stand below it: 镇（街道）, 县（市、区）"""
SURE = 0.7
"""share of a column's cells that shows what the column is although no word of its head says so"""


@dataclass(frozen=True, slots=True)
class Judged:
    """The columns under heads of the same words, as they were seen and judged."""

    header: Header
    seen: tuple[Seen, ...]
    """of each column, or of neighbouring grid columns that are one"""
    cells: tuple[tuple[str, ...], ...]
    """the words of their cells"""
    units: tuple[tuple[int, ...], ...]
    """their grid columns"""


@dataclass(slots=True)
class Top:
    """The head of a table and the rows under it."""

    at: int
    """row index of its first row"""
    rows: int
    """rows that it takes"""
    header: Header
    heads: tuple[tuple[int, Head], ...]
    """what each grid column's head says"""
    places: Mapping[int, Place]
    """where the lowest head of each grid column is printed"""
    body: list[Row] = field(default_factory=list)
    """the rows under it, up to the next head"""
    apart: bool = False
    """the head of another table below one on the same sheet"""
    marked: frozenset[int] = frozenset()
    """grid columns headed by bodies over marks or role words"""
    judged: Judged | None = None
    """how its columns were judged, with those of every other head of the same words"""
    shaped: Mapping[int, str] = field(default_factory=dict)
    """what grid columns are by the shape of the text that was laid out"""

    @property
    def words(self) -> str:
        """Heads of all columns, by which tables are known to go on from one page to the next."""
        return " | ".join(head.words for _, head in self.heads)


@dataclass(slots=True)
class Laid:
    """A table with its rows and its heads."""

    table: Table
    rows: list[Row]
    heads: list[Top]

    def at(self, index: int) -> Top | None:
        """The head that begins at a row."""
        return next((head for head in self.heads if head.at == index), None)
