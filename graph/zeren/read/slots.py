"""Word tables while they are read: cells with what they say about their place, laid on the grid at the end."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from zeren.read.blocks import lines_of
from zeren.read.draft import Draft
from zeren.read.flat import names_bodies
from zeren.read.numbering import W
from zeren.read.wraps import filled

_TWIPS = 20
"""twips a point"""
_MARGIN = 5.4
"""points between border and words, on either side, where a document states none (ECMA-376 part 1, 17.4.42)"""


class Slot(NamedTuple):
    """A w:tc with what it says about its place."""

    row: int
    before: int
    """grid columns skipped at the row's begin"""
    parts: list[str | OpenTable]
    """its paragraphs and tables in order"""
    width: int
    down: str | None
    """``restart`` or ``continue`` of a vertical merge"""
    right: str | None
    """the same of a horizontal merge"""
    ems: float
    """width of its words' lines by the size of its characters; 0 where it does not say how wide it is"""


class OpenTable:
    """A table while it is read; the elements tell which of them is still open."""

    __slots__ = ("before", "cell", "down", "line", "node", "parts", "right", "row", "size", "slots", "width")

    def __init__(self, node: etree._Element, size: float) -> None:
        self.node = node
        self.size = size
        """points of the characters that state none"""
        self.line: etree._Element | None = None
        self.cell: etree._Element | None = None
        self.slots: list[Slot] = []
        self.row = -1
        self.before = 0
        self.parts: list[str | OpenTable] = []
        self.width = 1
        self.down: str | None = None
        self.right: str | None = None

    def end_cell(self) -> None:
        """Keep the open cell, if there is one."""
        if self.cell is not None:
            slot = Slot(self.row, self.before, self.parts, self.width, self.down, self.right, self._ems())
            self.slots.append(slot)
            self.cell = None

    def _ems(self) -> float:
        """How wide the lines of the open cell are, of more than one line."""
        if self.cell is None or not (len(self.parts) > 1 or any(isinstance(part, str) and "\n" in part for part in self.parts)):
            return 0.0
        width = next(self.cell.iter(W + "tcW"), None)
        stated = width.get(W + "w") or "" if width is not None and width.get(W + "type") == "dxa" else ""
        sizes = [int(size) for node in self.cell.iter(W + "sz") if (size := node.get(W + "val") or "").isdecimal() and 0 < len(size) < 4]
        points = max(sizes) / 2 if sizes else self.size
        return max(0.0, int(stated) / _TWIPS - 2 * _MARGIN) / points if stated.isdecimal() and len(stated) < 6 and points else 0.0

    def begin_cell(self, node: etree._Element) -> None:
        """Open a cell."""
        self.end_cell()
        self.cell, self.parts, self.width, self.down, self.right = node, [], 1, None, None

    def begin_row(self, node: etree._Element) -> None:
        """Open a row."""
        self.end_cell()
        self.line, self.row, self.before = node, self.row + 1, 0


def laid(slots: list[Slot]) -> list[Draft]:
    """Put cells on the grid; a continued merge lengthens the cell that begins above at the same column."""
    drafts: list[Draft] = []
    above: dict[int, int] = {}
    row = column = -1
    for slot in slots:
        if slot.row != row:
            row, column = slot.row, slot.before
        if slot.right == "continue" and drafts and drafts[-1].row == row:
            drafts[-1] = drafts[-1]._replace(columns=drafts[-1].columns + slot.width)
        else:
            held = above.get(column) if slot.down == "continue" else None
            if held is not None and drafts[held].row + drafts[held].rows == row:
                drafts[held] = drafts[held]._replace(rows=drafts[held].rows + 1)
            else:
                if slot.down:
                    above[column] = len(drafts)
                text = tidy(slot.parts)
                drafts.append(Draft(row, column, 1, slot.width, text, wraps=filled(text, slot.ems)))
        column += slot.width
    return drafts


def tidy(parts: list[str | OpenTable]) -> str:
    """The printed lines of a cell, blank ones left out; a table in it gives a line a row, unless it stands alone."""
    if len(parts) == 1 and isinstance(parts[0], str) and "\n" not in parts[0]:
        return parts[0].strip()
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines += part.split("\n")
        elif not stands_alone(part):
            lines += lines_of(laid(part.slots))
    stripped = [line.strip() for line in lines]
    return "\n".join([line for line in stripped if line])


def stands_alone(table: OpenTable) -> bool:
    """True for a table inside a cell that is one of duties itself: its first row names a column of bodies.

    Labels of bodies one below the other (牵头 | 县水利局 above 配合 | 县应急局) are no such row.
    """
    first = [names_bodies(tidy(slot.parts)) for slot in table.slots if slot.row == 0]
    labels = sum(names_bodies(tidy(slot.parts)) for slot in _firsts(table))
    return any(first) and not (labels > 1 and first.count(True) == 1)


def _firsts(table: OpenTable) -> list[Slot]:
    """The first cell of every row."""
    found: dict[int, Slot] = {}
    for slot in table.slots:
        found.setdefault(slot.row, slot)
    return list(found.values())
