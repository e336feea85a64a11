"""Tables that are no rows under a head: one task a card of label and value, records of two rows, two tables side by side.

All are laid out anew as rows under a head, every cell with its own place, and read as any other table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from zeren.extract.header import read_header
from zeren.extract.heads import Head, head_of
from zeren.extract.natures import nature
from zeren.extract.rows import Row, rows_of
from zeren.ground.model import Cell, Table

_LABEL = 16
"""code points; a longer cell is no label"""
_COUNTED = re.compile("(?P<words>[\u4e00-\u9fff]{2,6}?)(?:[一二三四五六七八九十]{1,3}|\\d{1,2})[:：]?$")
_SHORT = 6
"""code points of a label that no list knows"""
_LEAST = 3
"""labels that make a card"""
_TOP = 4
"""rows at the top of a table in which the head of records of two rows may stand"""
_SHARE = 0.8
"""share of cells that must be what their head says"""
_WORDS = frozenset({"measure", "task", "problem", "target", "mixed", "yearly"})


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label with the cells that hold its values, one for each task of the card."""

    head: Head
    label: Cell
    values: tuple[Cell, ...]


class _Kind(NamedTuple):
    kind: str
    role: str | None


def as_rows(table: Table) -> list[Table]:
    """Return a table as tables of rows under heads: cards turned, rows of one record joined, tables side by side parted;
    itself where it is none of these."""
    rows = rows_of(table)
    turned = _turned(table, rows) or _paired(table, rows) or _worded(table, rows)
    if turned:
        return [turned]
    return _parted(table, rows) or [table]


# ── Cards ────────────────────────────────────────────────────────────────────────────────


def _turned(table: Table, rows: Sequence[Row]) -> Table | None:
    pairs = [pair for row in rows for pair in _pairs(row)] if not _is_list(rows) else _listed(rows)
    if len({pair.head.words for pair in pairs}) < _LEAST:
        return None
    filled = sum(len(row.own) for row in rows)
    covered = sum(1 + len(pair.values) for pair in pairs)
    kinds = {pair.head.kind for pair in pairs}
    if 5 * covered < 4 * filled or "role" not in kinds or not kinds & {*_WORDS, "unknown"}:
        return None
    return _laid(table, _cards(pairs))


def _is_list(rows: Sequence[Row]) -> bool:
    """Whether every row is one label and its value, half of the labels at least known, a body among them."""
    if len(rows) < _LEAST or any(len(row.own) != 2 or len(row.own[0].text) > _LABEL or row.own[0].column for row in rows):
        return False
    heads = [_head(row.own[0]) for row in rows]
    known = [head for head in heads if head.strength and head.kind not in ("period", "number")]
    values = [head_of(row.own[1].text) for row in rows]
    headed = sum(value.strength == 1.0 and value.kind != "period" for value in values)
    return 2 * len(known) >= len(heads) and any(head.kind == "role" for head in known) and not headed and len(set(heads)) > 2


def _listed(rows: Sequence[Row]) -> list[_Pair]:
    return [_Pair(_head(row.own[0]), row.own[0], (row.own[1],)) for row in rows]


def _pairs(row: Row) -> list[_Pair]:
    """Labels and values of a row: label | value, label | value | label | value, or label | value | value for several tasks."""
    cells = row.own
    if len(cells) < 2 or not (_is_label(cells[0]) or _stands_beside(cells)):
        return []
    paired = len(cells) % 2 == 0 and all(map(_is_label, cells[::2])) and not any(map(_is_known, cells[1::2]))
    if paired or _stands_beside(cells):
        return [_Pair(_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    if any(map(_is_label, cells[1:])):
        return []
    return [_Pair(_head(cells[0]), cells[0], tuple(cells[1:]))]


def _stands_beside(cells: Sequence[Cell]) -> bool:
    """Whether a short word that no list knows stands as a label beside one of bodies (村名 | 白果村 | 驻村单位 | 县财政局)."""
    labels, values = cells[::2], cells[1::2]
    short = all(2 <= len("".join(cell.text.split())) <= _SHORT for cell in labels)
    if len(cells) != 4 or not short or any(map(_is_label, values)):
        return False
    return not _is_label(labels[0]) and _is_label(labels[1]) and _head(labels[1]).kind == "role"


def _head(cell: Cell) -> Head:
    """What a label says; the number that counts it is no part of it (任务一, 措施2)."""
    head = head_of(cell.text)
    counted = _COUNTED.match("".join(cell.text.split())) if not head.strength else None
    return head_of(counted["words"]) if counted else head


def _is_label(cell: Cell) -> bool:
    head = _head(cell)
    short = len("".join(cell.text.split())) <= _LABEL and "。" not in cell.text
    return short and head.strength > 0 and head.kind != "period"


def _is_known(cell: Cell) -> bool:
    return _is_label(cell) and _head(cell).strength == 1.0


def _cards(pairs: Sequence[_Pair]) -> list[list[tuple[_Pair, Cell]]]:
    """The labels and values of one task each; a label that comes again begins the next."""
    cards: list[list[tuple[_Pair, Cell]]] = []
    block: list[_Pair] = []
    common, pairs = _common(pairs)
    for pair in [*pairs, None]:
        if pair is not None and all(pair.head.words != one.head.words for one in block):
            block.append(pair)
            continue
        width = max((len(one.values) for one in block), default=0)
        for at in range(width):
            cards.append([(one, one.values[min(at, len(one.values) - 1)]) for one in block])
        block = [pair] if pair is not None else []
    return [[*((pair, pair.values[0]) for pair in common), *card] for card in cards]


def _common(pairs: Sequence[_Pair]) -> tuple[list[_Pair], Sequence[_Pair]]:
    """The labels at the top that hold for every task below them, apart from those that come again with each task."""
    counts = Counter(pair.head.words for pair in pairs)
    first = next((at for at, pair in enumerate(pairs) if counts[pair.head.words] > 1), 0)
    again = {pair.head.kind for pair in pairs[first:]}
    if not first or not again & {"task", "measure", "mixed"} or any(len(pair.values) > 1 for pair in pairs):
        return [], pairs
    return list(pairs[:first]), pairs[first:]


def _laid(table: Table, cards: Sequence[Sequence[tuple[_Pair, Cell]]]) -> Table:
    """One row a card, under the labels of the first one that prints them."""
    heads: dict[str, Cell] = {}
    for card in cards:
        for pair, _ in card:
            heads.setdefault(pair.head.words, pair.label)
    order = {words: at for at, words in enumerate(heads)}
    cells = [replace(label, row=0, column=order[words], rows=1, columns=1) for words, label in heads.items()]
    spans = Counter(key for card in cards for key in {id(value) for _, value in card})
    taken: set[int] = set()
    for row, card in enumerate(cards, 1):
        for pair, value in card:
            if id(value) in taken:
                continue
            taken.add(id(value))
            cells.append(replace(value, row=row, column=order[pair.head.words], rows=spans[id(value)], columns=1))
    return Table(tuple(cells), len(cards) + 1, len(order), table.place, spans_stated=True)


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
    cards: list[tuple[list[Cell], list[_Pair]]] = []
    for row in rows[at:]:
        if words := _words_of(row, table.columns):
            cards.append((words, []))
        elif cards:
            pairs = _pairs(replace(row, cells={c: cell for c, cell in row.cells.items() if row.starts(cell)}))
            if not pairs or len(pairs[0].values) > 1:
                return None
            cards[-1][1].extend(pairs)
    labels = {pair.head.words for _, pairs in cards for pair in pairs}
    roles = any(pair.head.kind == "role" for _, pairs in cards for pair in pairs)
    if len(cards) < 2 or not roles or any(not pairs for _, pairs in cards) or len(labels) > 2 * len(cards[0][1]):
        return None
    first = cards[0][0][0]
    head = [replace(first, text="", row=0, column=c, rows=1, columns=1, place=replace(first.place, end=first.place.start)) for c in range(2)]
    laid = _laid(table, [[(pair, pair.values[0]) for pair in pairs] for _, pairs in cards])
    cells = [*head, *(replace(cell, column=cell.column + 2) for cell in laid.cells)]
    for row_at, (words, _) in enumerate(cards, 1):
        cells += [replace(cell, row=row_at, column=c, rows=1, columns=1) for c, cell in zip((1, 0), words[::-1], strict=False)]
    above_ = [cell for row in rows[:at] for cell in row.own]
    moved = [replace(cell, row=cell.row + at) for cell in cells]
    return Table((*above_, *moved), laid.rows + at, laid.columns + 2, table.place, spans_stated=True)


def _words_of(row: Row, width: int) -> list[Cell]:
    """The words of a record that reach across the table, a number before them; empty where the row is anything else."""
    own = row.own
    numbered = len(own) == 2 and nature(own[0].text) == "number"
    if not own or (len(own) == 2 and not numbered) or len(own) > 2:
        return []
    words = own[-1]
    wide = words.columns > width // 2 and words.columns > 1
    return own if wide and nature(words.text) in ("text", "long", "stated") and (numbered or not _is_label(words)) else []


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
