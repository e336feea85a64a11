"""Tables that are no rows under a head: one task a card of label and value, records of two rows, two tables side by side.

All are laid out anew as rows under a head, every cell with its own place, and read as any other table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import NamedTuple

from zeren.extract.cells.heads import head_of
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.table.card_labels import Pair, is_label
from zeren.extract.table.card_pairs import pairs_of
from zeren.extract.table.carded import carded, laid
from zeren.extract.table.doubled import doubled
from zeren.extract.table.header import read_header
from zeren.extract.table.headless import is_headless
from zeren.extract.table.labelled import spread
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Cell, Table

_TOP = 4
"""rows at the top of a table in which the head of records of two rows may stand"""
_WORDS = 4
"""code points of words that name a task"""
_SHARE = 0.8
"""share of cells that must be what their head says"""


_COUNTED = re.compile(r"(?P<base>[\u4e00-\u9fff]{2,8})[(]?(?:\d{1,2}|[一二三四五六七八九十])[)]?")
"""任务1, 重点任务（二）"""


class _Kind(NamedTuple):
    kind: str
    role: str | None


def as_rows(table: Table, repeated: Collection[str] = (), *, alone: bool = False) -> list[Table]:
    """Return a table as tables of rows under heads: cards turned, rows of one record joined, tables side by side parted;
    itself where it is none of these. ``repeated``: the labels that come again in other tables of the document;
    ``alone``: no table before it may go on in it."""
    rows = rows_of(table)
    turned = doubled(table, rows) or _crossways(table, rows) or carded(table, rows, repeated)
    turned = turned or spread(table, rows) or _paired(table, rows) or _worded(table, rows)
    if turned:
        return [turned]
    if unfolded := _unfolded(table, rows):
        return [unfolded]
    return _parted(table, rows) or ([_under_blanks(table)] if alone and is_headless(rows) else [table])


# ── Without a head ───────────────────────────────────────────────────────────────────────


def _under_blanks(table: Table) -> Table:
    """A table under a head of blank cells."""
    rows = rows_of(table)
    at = next(at for at, row in enumerate(rows) if len(row.filled) > 2)
    start = rows[at].own[0].place
    blank = [Cell("", replace(start, end=start.start), at, c) for c in range(table.columns)]
    cells = [replace(cell, row=cell.row + 1) if cell.row >= at else cell for cell in table.cells]
    ordered = [cell for cell in cells if cell.row < at] + blank + [cell for cell in cells if cell.row > at]
    return replace(table, cells=tuple(ordered), rows=table.rows + 1)


# ── Tasks as heads ───────────────────────────────────────────────────────────────────────


def _crossways(table: Table, rows: Sequence[Row]) -> Table | None:
    """A matrix with a task over each column and a body before each row, marks or role words where they meet, turned over."""
    if len(rows) < 3 or table.columns < 3 or any(cell.rows > 1 or cell.columns > 1 for cell in table.cells):
        return None
    heads = [rows[0].text(c) for c in range(1, table.columns)]
    marks = [row.text(c) for row in rows[1:] for c in range(1, table.columns) if row.text(c).strip()]
    worded = all(len(head) >= _WORDS and nature(head) in ("text", "long") and not head_of(head).strength for head in heads)
    if not worded or not marks or 2 * sum(nature(row.text(0)) == "body" for row in rows[1:]) <= len(rows) - 1:
        return None
    if not all(nature(mark) == "mark" or mark.strip() in ascii_uppercase or is_none(mark) or role_of_mark(mark, {}) for mark in marks):
        return None
    cells = tuple(sorted((replace(c, row=c.column, column=c.row) for c in table.cells), key=lambda c: (c.row, c.column)))
    return replace(table, cells=cells, rows=table.columns, columns=table.rows)


# ── Several tasks in a row ───────────────────────────────────────────────────────────────


def _unfolded(table: Table, rows: Sequence[Row]) -> Table | None:
    """A table with tasks side by side under heads that only a number tells apart (任务1 | 任务2 | 任务3), as one row a task."""
    if len(rows) < 2 or any(cell.rows > 1 or cell.columns > 1 for cell in table.cells if cell.row):
        return None
    bases: dict[str, list[int]] = {}
    for c, cell in rows[0].cells.items():
        words = unspaced(fold(cell.text))
        if (match := _COUNTED.fullmatch(words)) and head_of(match["base"]).kind in ("task", "measure"):
            bases.setdefault(match["base"], []).append(c)
    alike = next((columns for columns in bases.values() if len(columns) > 1 and columns == list(range(columns[0], columns[-1] + 1))), None)
    if alike is None or len(bases) > 1 or rows[0].filled[0].row or len(rows[0].filled) == len(alike):
        return None
    first, extra = alike[0], len(alike) - 1
    cells = [replace(cell, column=_moved(cell.column, alike)) for cell in rows[0].own if cell.column <= first or cell.column > alike[-1]]
    below = 1
    for row in rows[1:]:
        parts = [row.cells[c] for c in alike if row.text(c) and not is_none(row.text(c))] or [row.cells[first]]
        for cell in row.own:
            if cell.column not in alike:
                cells.append(replace(cell, row=below, column=_moved(cell.column, alike), rows=len(parts)))
        cells += [replace(part, row=below + at, column=first) for at, part in enumerate(parts)]
        below += len(parts)
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return replace(table, cells=tuple(ordered), rows=below, columns=table.columns - extra)


def _moved(column: int, alike: Sequence[int]) -> int:
    """Where a column stands when those that are alike are one."""
    return column if column <= alike[0] else column - len(alike) + 1


# ── Side by side ─────────────────────────────────────────────────────────────────────────


def _parted(table: Table, rows: Sequence[Row]) -> list[Table] | None:
    """The tables of which each has a head of its own beside the other's (序号 | 任务 | 责任单位 | 序号 | 任务 | 责任单位)."""
    for row in rows[:4]:
        if read_header([list(row.cells.values())]) is None:
            continue
        words = [head_of(row.text(at)).words for at in range(table.columns)]
        named = [(at, word) for at, word in enumerate(words) if word and (at == 0 or row.cells.get(at) is not row.cells.get(at - 1))]
        half = len(named) // 2
        if len(named) < 4 or len(named) % 2 or [w for _, w in named[:half]] != [w for _, w in named[half:]]:
            return None
        return _cut(table, named[half][0])
    return None


def _cut(table: Table, at: int) -> list[Table] | None:
    if any(cell.column < at < cell.column + cell.columns and cell.text for cell in table.cells if cell.columns < table.columns):
        return None
    left = tuple(
        replace(cell, columns=min(cell.columns, at - cell.column)) for cell in table.cells if cell.column < at
    )
    right = tuple(replace(cell, column=cell.column - at) for cell in table.cells if cell.column >= at)
    return [
        replace(table, cells=left, columns=at),
        replace(table, cells=right, columns=table.columns - at),
    ]


# ── Records of two rows ──────────────────────────────────────────────────────────────────


def _paired(table: Table, rows: Sequence[Row]) -> Table | None:
    """A table whose head and records take two rows each, as one row a record.

    序号 | 工作任务 | 责任单位 stands above 具体措施 | 完成时限, and below them words and bodies above words and dates.
    """
    at = next((at for at, row in enumerate(rows[:_TOP]) if len(row.filled) > 1), len(rows))
    if at + 3 >= len(rows):
        return None
    upper, lower = _kinds(rows[at]), _kinds(rows[at + 1])
    wide = {cell.column: cell.columns for cell in rows[at].own}
    # All heads but that of the number have another one of their own width and of another kind below.
    both = [
        cell.column
        for cell in rows[at + 1].own
        if lower and upper.get(cell.column, lower[cell.column]) != lower[cell.column] and wide.get(cell.column) == cell.columns
    ]
    records = _records(rows[at + 2 :], table.columns)
    if len(both) < max(2, len(upper) - 1) or "role" not in {head.kind for head in (*upper.values(), *lower.values())} or records is None:
        return None
    if not all(_fits(records, part, kinds) for part, kinds in enumerate((upper, lower))):
        return None
    cells = [cell for row in rows[:at] for cell in row.own]
    for r, record in enumerate([rows[at : at + 2], *records], at):
        if len(record) == 1:
            cells += [replace(cell, row=r, columns=2 * table.columns) for cell in record[0].own]
            continue
        for part, row in enumerate(record):
            cells += [replace(cell, row=r, rows=1, column=cell.column + part * table.columns) for cell in row.own]
    return Table(tuple(cells), at + 1 + len(records), 2 * table.columns, table.place, spans_stated=True)


def _worded(table: Table, rows: Sequence[Row]) -> Table | None:
    """A table without a head whose records are words across it and labels with their values below.

    1 | 新建重点实验室2个 stands above 责任部门 | 科研处 | 配合部门 | 财务处 | 时限 | 11月30日.
    """
    at = next((at for at, row in enumerate(rows[:_TOP]) if _words_of(row, table.columns)), len(rows))
    cards: list[tuple[list[Cell], list[Pair]]] = []
    for row in rows[at:]:
        if words := _words_of(row, table.columns):
            cards.append((words, []))
        elif cards:
            pairs = pairs_of(replace(row, cells={c: cell for c, cell in row.cells.items() if row.starts(cell)}))
            if not pairs or len(pairs[0].values) > 1:
                return None
            cards[-1][1].extend(pairs)
    labels = {pair.head.words for _, pairs in cards for pair in pairs}
    roles = any(pair.head.kind == "role" for _, pairs in cards for pair in pairs)
    if len(cards) < 2 or not roles or any(not pairs for _, pairs in cards) or len(labels) > 2 * len(cards[0][1]):
        return None
    first = cards[0][0][0]
    head = [replace(first, text="", row=0, column=c, rows=1, columns=1, place=replace(first.place, end=first.place.start)) for c in range(2)]
    turned = laid(table, [[(pair, pair.values[0]) for pair in pairs] for _, pairs in cards])
    cells = [*head, *(replace(cell, column=cell.column + 2) for cell in turned.cells)]
    for row_at, (words, _) in enumerate(cards, 1):
        cells += [replace(cell, row=row_at, column=c, rows=1, columns=1) for c, cell in zip((1, 0), words[::-1], strict=False)]
    above_ = [cell for row in rows[:at] for cell in row.own]
    moved = [replace(cell, row=cell.row + at) for cell in cells]
    return Table((*above_, *moved), turned.rows + at, turned.columns + 2, table.place, spans_stated=True)


def _words_of(row: Row, width: int) -> list[Cell]:
    """The words of a record that reach across the table, a number before them; empty where the row is anything else."""
    own = row.own
    numbered = len(own) == 2 and nature(own[0].text) == "number"
    if not own or (len(own) == 2 and not numbered) or len(own) > 2:
        return []
    words = own[-1]
    wide = words.columns > width // 2 and words.columns > 1
    told = nature(words.text)
    worded = told in ("text", "long", "stated") or (numbered and told not in ("body", "states", "number"))
    return list(own) if wide and worded and (numbered or not is_label(words)) else []


def _kinds(row: Row) -> dict[int, _Kind]:
    """What the heads of a row say, by grid column; empty where it holds words that head no column."""
    heads = {cell.column: head_of(cell.text) for cell in row.own}
    return {c: _Kind(head.kind, head.role) for c, head in heads.items()} if all(head.strength == 1.0 for head in heads.values()) else {}


def _records(rows: Sequence[Row], width: int) -> list[list[Row]] | None:
    """Rows two by two, headings across the table alone; None where a row is left without its second."""
    records: list[list[Row]] = []
    for row in rows:
        if records and len(records[-1]) == 1 and not _across(records[-1][0], width):
            records[-1].append(row)
        else:
            records.append([row])
    whole = all(len(record) == 2 or _across(record[0], width) for record in records)
    return records if whole and sum(len(record) == 2 for record in records) > 1 else None


def _across(row: Row, width: int) -> bool:
    return len(row.filled) == 1 and row.starts(row.filled[0]) and row.filled[0].columns == width


def _fits(records: Sequence[Sequence[Row]], part: int, kinds: Mapping[int, _Kind]) -> bool:
    """Whether bodies stand under heads of bodies and dates under heads of dates."""
    told = {"role": ("body", "states"), "deadline": ("date",)}
    for c, kind in kinds.items():
        texts = [record[part].text(c) for record in records if len(record) == 2 and record[part].text(c)]
        fit = told.get(kind.kind)
        if fit and (not texts or sum(nature(text) in fit for text in texts) < _SHARE * len(texts)):
            return False
    return True
