"""Which rows of a table are its head: by known words, by what stands below, or by the cells alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import nature
from zeren.extract.table.head_top import HEAD_LENGTH, MARKED_ROWS, TOP, height_of, speaks, top_of
from zeren.extract.table.header import read_header
from zeren.extract.table.headless import is_headless, says_what, states_duties_by_cells
from zeren.extract.table.heads_of_marks import marked_head, marks_only
from zeren.extract.table.laid import LEAST_KNOWN, Laid, Top
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.model import Table
from zeren.outline import closed

_COUNTS = re.compile("[\\d一二三四五六七八九十]")
_DATA = frozenset({"number", "value", "date", "phone", "stated", "long"})
"""natures that no head of a column has"""


def first_row_as_head(laid: Laid) -> Top | None:
    """The first row of several short cells as a head."""
    for at, row in enumerate(laid.rows[:TOP]):
        if len(row.filled) > 1 and at + 1 < len(laid.rows):
            if any(len(cell.text) > HEAD_LENGTH for cell in row.filled):
                return None
            top = top_of(laid.rows, at, height_of(laid.rows, at, laid.table, None), None)
            top.body = laid.rows[at + top.rows :]
            return top
    return None


_Alike = Callable[[], Mapping[tuple[str, ...], list[Row]]]


def rows_by_first_words(tables: Sequence[Table]) -> dict[tuple[str, ...], list[Row]]:
    """The rows below the first row of all tables that begin with the same words: a small table alone shows little."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for table in tables:
        rows = rows_of(table)
        for row in rows[:TOP]:
            if len(row.filled) > 1:
                found.setdefault(_first_words(row), []).extend(rows[row.index + 1 :])
                break
    return found


def _first_words(row: Row) -> tuple[str, ...]:
    return tuple(closed(cell.text) for cell in row.filled)


def with_heads(table: Table, alike: _Alike) -> Laid:
    """A table with the rows that are heads by their words, by marks below or by the rows of other tables (``alike``)."""
    rows = rows_of(table)
    found: list[Top] = []
    at = 0
    while at < len(rows):
        under = bool(found) and found[-1].marked and marks_only(rows[at], found[-1].marked)
        again = _printed_again(rows, at, found[-1]) if found else None
        under = under or (bool(found) and _is_numbered(rows[at], found[-1]))
        head = again or (None if under else marked_head(rows, at, table) or _strict(rows, at, table))
        head = head or (_of_another(rows, at, found[-1]) if found else None)
        if head:
            found.append(head)
        elif found:
            found[-1].body.append(rows[at])
        at += head.rows if head else 1
    if not found and (head := _lenient(rows, table, alike)):
        found = _with_repeated(rows, head)
    return Laid(table, rows, found)


def _is_numbered(row: Row, above: Top) -> bool:
    """Whether a row has a number in the column of numbers of the head above it: no head has, though its words end as heads do
    (1 | 完成半年目标 | 完成全年目标).
    """
    numbers = [c for c, head in above.heads if head.kind == "number"]
    return bool(numbers) and closed(row.text(numbers[0])).isdigit()


def _with_repeated(rows: list[Row], head: Top) -> list[Top]:
    """A head of unknown words, and the same where its table prints it again, each with the rows under it."""
    found = [head]
    at = head.at + head.rows
    while at < len(rows):
        again = _printed_again(rows, at, head)
        if again:
            found.append(again)
        else:
            found[-1].body.append(rows[at])
        at += again.rows if again else 1
    return found


def _printed_again(rows: list[Row], at: int, head: Top) -> Top | None:
    """The head of a table where row ``at`` prints it again word by word, as every page does."""
    above, here = rows[head.at : head.at + head.rows], rows[at : at + head.rows]
    same = len(here) == len(above) and all(
        one.cells.keys() == other.cells.keys() and all(closed(one.text(c)) == closed(other.text(c)) for c in one.cells)
        for one, other in zip(above, here, strict=True)
    )
    if not same or len(here[0].own) < LEAST_KNOWN:
        return None
    top = top_of(rows, at, head.rows, read_header([list(here[0].cells.values())]))
    top.marked = head.marked
    return top


def _of_another(rows: list[Row], at: int, above: Top) -> Top | None:
    """The head of another table below one on the same sheet: a blank row or a title above it, and nothing but heads (姓名 | 单位 | 电话),
    or one at least and words where the table above numbers its rows (等级 | 死亡人数（人）).
    """
    row = rows[at]
    if at + 1 >= len(rows) or len(rows[at - 1].filled) > 1 or not LEAST_KNOWN < len(row.filled) == len(row.own):
        return None
    natures = [nature(cell.text) for cell in row.own]
    number = next((row.text(c) for c, head in above.heads if head.kind == "number"), "")
    unnumbered = number != "" and nature(number) == "text" and len(number) <= HEAD_LENGTH
    heads = [says_what(cell.text) for cell in row.own]
    if "body" in natures or not (all(heads) or (unnumbered and any(heads) and set(natures) <= {"text", "unit"})):
        return None
    top = top_of(rows, at, 1, None)
    top.apart = True
    return top


def _strict(rows: list[Row], at: int, table: Table) -> Top | None:
    """A head of which at least two words are known, wherever it stands."""
    row = rows[at]
    header = read_header([list(row.cells.values())])
    if header is None and table.spans_stated and at + 1 < len(rows) and _reaches_over(row):
        header = read_header([list(row.cells.values()), rows[at + 1].own])
    if header is None or not _is_headlike(row):
        return None
    return top_of(rows, at, height_of(rows, at, table, header), header)


def _reaches_over(row: Row) -> bool:
    """Whether a row is the upper one of a head: cells that reach down beside one over several columns (干什么 | 分工 over 牵头 | 配合)."""
    own = [cell for cell in row.cells.values() if row.starts(cell)]
    return any(cell.rows > 1 for cell in own) and any(cell.columns > 1 and cell.rows == 1 and cell.text for cell in own)


def _is_headlike(row: Row) -> bool:
    if any(cell.row + cell.rows <= row.index for cell in row.cells.values()):
        return False  # 同上 stands in it, right under a head: it says the head's words again
    # 新增事项 and 县水务局牵头 end as heads do, but no head names a body and what it does.
    return not any(nature(cell.text) in ("stated", "states") or len(cell.text) > 3 * HEAD_LENGTH for cell in row.filled)


def _lenient(rows: list[Row], table: Table, alike: _Alike) -> Top | None:
    """A head of words that no list knows, at the top of a table."""
    for at, row in enumerate(rows[:TOP]):
        filled = row.filled
        if not filled and len(row.cells) > 1 and is_headless(rows[at + 1 :]):
            return top_of(rows, at, 1, None)
        if len(filled) < 2 or at + 1 >= len(rows):
            continue
        if any(len(cell.text) > HEAD_LENGTH or (nature(cell.text) in _DATA and not _dates_head(cell.text)) for cell in filled):
            return None
        top = top_of(rows, at, height_of(rows, at, table, None), None)
        heads = {head.words: head for _, head in top.heads if head.words}
        named = {head.words for c, head in top.heads if is_body(head.words) and not _holds_bodies(rows[at + top.rows :], c)}
        known = [head for head in heads.values() if head.strength or head.words in named]
        if known and len(known) >= min(2, len(heads) - 1) and len(heads) > 1:
            return top
        below = alike().get(_first_words(row)) or rows[at + 1 :]
        if top.rows > 1 and states_duties_by_cells([r for r in rows[at + top.rows :] if speaks(r)], [c for c, _ in top.heads]):
            return top
        if states_duties_by_cells([r for r in below if speaks(r)], [cell.column for cell in filled]):
            return top_of(rows, at, 1, None)
    return None


def _dates_head(text: str) -> bool:
    """Whether a time is one of a head: a month over marks, a year before what it is the head of (2026年要求)."""
    head = head_of(text)
    undated = nature(text) == "date" and _COUNTS.search(text) is None  # 年内频次
    return head.kind == "period" or undated or (nature(text) == "date" and head.strength > 0)


def _holds_bodies(rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds bodies further down: then one that stands over them is no head."""
    return any(nature(row.text(column)) == "body" for row in rows[:MARKED_ROWS])


def is_still_head(head: Top, laid: Laid, below: Sequence[Row]) -> bool:
    """Whether a head of unknown words holds after its columns were judged: it must state duties."""
    if head.apart or read_header([list(laid.rows[head.at].cells.values())]) is not None:
        return True
    known = any(h.strength and head.header.columns[c].kind in ("role", "task", "measure") for c, h in head.heads)
    if head.header.is_values:
        return known
    if head.header.is_plan:
        return known or states_duties_by_cells([row for row in below if speaks(row)], [c for c, _ in head.heads])
    # Without bodies of its own: a caption or the name on a tab may give its rows one (序号 | 推进标准 | 工作时间).
    return head.header.has_words and len({h.words for _, h in head.heads if h.strength}) >= LEAST_KNOWN
