"""Heads that name bodies over columns of marks or role words: 任务 | 县财政局 | 各乡镇, and 牵头 | 配合 below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.cells.natures import nature
from zeren.extract.columns import column_of, is_none
from zeren.extract.table.head_top import MARKED_ROWS, ROWS_TOLD, top_of
from zeren.extract.table.header import read_header
from zeren.extract.table.laid import LEAST_BODIES, Top
from zeren.extract.table.rows import Row
from zeren.ground.model import Table
from zeren.outline import closed

_MARK_LENGTH = 8
"""code points; a longer cell is no mark"""


def marked_head(rows: list[Row], at: int, table: Table) -> Top | None:
    """A head that names bodies over columns of marks or role words: 任务 | 县财政局 | 各乡镇, and 牵头 | 配合 below."""
    last = _parts_above(rows, at)
    row = rows[last]
    below = [one for one in rows[last + 1 : last + 1 + MARKED_ROWS] if len(one.filled) > 1]
    if len(below) < ROWS_TOLD:
        return None
    own = [c for c, cell in row.cells.items() if cell.text and row.starts(cell)]
    # Nearly every row is no head by what stands right below it, before its own words are looked at.
    if len(_names_bodies(row, [c for c in own if _is_short(below[0].text(c))])) < LEAST_BODIES:
        return None
    named = _names_bodies(row, own)
    if len(named) == len({*row.cells, *rows[at].cells}):
        return None
    if not all(marks_only(one, named) for one in below) or not any(one.text(c) for one in below for c in named):
        return None
    top = top_of(rows, at, last - at + 1, read_header([list(rows[at].cells.values())]))
    top.marked = frozenset(named)
    return top


def _parts_above(rows: Sequence[Row], at: int) -> int:
    """The row in which a head that begins in row ``at`` names its bodies: the next one where a head above is parted there.

    序号 | 任务 | 部门 (over three columns) above 县财政局 | 县教育局 | 各乡镇; without stated spans the columns beside are blank.
    """
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below is None:
        return at
    parts = {c for c, cell in below.cells.items() if cell.text and below.starts(cell)}
    beside = {c for c, cell in rows[at].cells.items() if cell.text} - parts
    if not parts or not beside or len(rows[at].own) < LEAST_BODIES:
        return at
    bodies = all(is_body(closed(below.text(c))) and column_of(below.text(c)).kind == "unknown" for c in parts)
    return at + 1 if bodies and not all(is_body(closed(cell.text)) for cell in rows[at].own) else at


def _names_bodies(row: Row, columns: Iterable[int]) -> set[int]:
    """Those of some columns at which a row names a body and no known head."""
    return {c for c in columns if is_body(closed(row.text(c))) and column_of(closed(row.text(c))).kind == "unknown"}


def _is_short(text: str) -> bool:
    """Whether a cell is blank or no longer than a mark."""
    return len(text) <= _MARK_LENGTH or not text.strip()


def marks_only(row: Row, columns: Iterable[int]) -> bool:
    """Whether the cells of a row at some columns are marks, role words or blank."""
    texts = [row.text(c) for c in columns if row.text(c).strip()]
    return all(len(text) <= _MARK_LENGTH and (role_of_mark(text, {}) is not None or is_none(text) or nature(text) == "mark") for text in texts)
