"""Tables whose rows hold several bodies, each with its own duty beside it: 牵头部门 | 职责 | 协助部门 | 职责.

Each duty gets a row of its own, under the head of its body and one head for all duties; what the row says besides holds for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zeren.extract.heads import head_of
from zeren.extract.rows import Row
from zeren.ground.model import Cell, Table
from zeren.outline import closed

_TOP = 3
"""rows at the top of a table in which such a head may stand"""
Heads = tuple[Cell | None, Cell | None]
"""the upper and the lowest head over a column"""
NAMES = frozenset({"名称", "单位名称", "部门名称", "单位", "部门"})
"""heads below a wider one that say no more than that the body's name stands there"""


def doubled(table: Table, rows: Sequence[Row]) -> Table | None:
    """Return the table with a row for each duty; None where no two bodies of a row have duties of their own."""
    for at in range(min(_TOP, len(rows) - 1)):
        height = 2 if _is_parted(rows, at) else 1
        heads = _heads(rows[at : at + height], table.columns)
        pairs = [c for c in range(table.columns - 1) if _is_pair(heads[c], heads[c + 1])]
        stated = {_own(heads[c], heads[c + 1]) for c in pairs}
        if len(pairs) > 1 and len(stated) == 1 and len(rows) > at + height:
            return _laid(table, rows, (at, height), pairs)
    return None


def _is_parted(rows: Sequence[Row], at: int) -> bool:
    """Whether a head takes two rows: cells of the first reach over columns that the second names one by one."""
    below = rows[at + 1].own
    return any(cell.columns > 1 for cell in rows[at].own) and bool(below) and all(len(cell.text) < 12 for cell in below)


def _heads(rows: Sequence[Row], width: int) -> list[Heads]:
    """The upper and the lowest head over each grid column; the same twice where it has one."""
    found: list[Heads] = []
    for c in range(width):
        cells = [row.cells.get(c) for row in rows]
        filled = [cell for cell in cells if cell is not None and cell.text]
        found.append((filled[0], filled[-1]) if filled else (None, None))
    return found


def _is_pair(body: Heads, duty: Heads) -> bool:
    """Whether a column of bodies stands before one of their duties."""
    if body[1] is None or duty[1] is None or body[1] is duty[1]:
        return False
    named = body[0] if closed(body[1].text) in NAMES else body[1]
    told = head_of(named.text) if named else None
    return told is not None and told.kind == "role" and head_of(_own(body, duty)).kind in ("measure", "task")


def _own(body: Heads, duty: Heads) -> str:
    """What the head of a duty says beside the words of its body's head (牵头部门职责 → 职责)."""
    words = closed(duty[1].text) if duty[1] else ""
    return words.removeprefix(closed(body[1].text) if body[1] else "")


def _laid(table: Table, rows: Sequence[Row], head: tuple[int, int], pairs: Sequence[int]) -> Table:
    """The rows anew: every duty under the first head of duties, the head of a body over its names."""
    at, height = head
    dropped = {c + 1 for c in pairs[1:]}
    place = {c: new for new, c in enumerate(c for c in range(table.columns) if c not in dropped)}
    cells = [cell for row in rows[:at] for cell in row.own]
    heads = _heads(rows[at : at + height], table.columns)
    for c, (upper, lowest) in enumerate(heads):
        if c in place and upper is not None and lowest is not None:
            words = upper if closed(lowest.text) in NAMES else lowest
            text = _own(heads[c - 1], heads[c]) if c - 1 in pairs else words.text
            cells.append(replace(words, text=text, row=at, rows=1, column=place[c], columns=1))
    lines, line = {}, at + 1
    for row in rows[at + height :]:
        lines[row.index] = line
        line += max(1, len(_parts(row, pairs)))
    lines[len(rows)] = line
    for row in rows[at + height :]:
        cells += _row_anew(row, pairs, place, lines)
    return Table(tuple(cells), line, len(place), table.place, spans_stated=True)


def _parts(row: Row, pairs: Sequence[int]) -> list[int]:
    """The columns of a row's bodies that have a duty; none of a heading or a note across the table."""
    return [c for c in pairs if row.text(c + 1)] if len(row.filled) > 1 else []


def _row_anew(row: Row, pairs: Sequence[int], place: Mapping[int, int], lines: Mapping[int, int]) -> list[Cell]:
    """The cells of one row over the rows of its duties; what it says besides reaches over all of them."""
    line, parts = lines[row.index], _parts(row, pairs)
    if not parts:
        return [replace(cell, row=line, rows=1, column=place.get(cell.column, 0), columns=min(cell.columns, len(place))) for cell in row.own]
    found = [
        replace(cell, row=line, rows=lines[min(row.index + cell.rows, max(lines))] - line, column=place[cell.column], columns=1)
        for cell in row.own
        if cell.column in place and cell.column not in pairs and cell.column != pairs[0] + 1
    ]
    for below, c in enumerate(parts):
        own = [(row.cells[c + 1], pairs[0] + 1), *([(row.cells[c], c)] if row.text(c) else [])]
        found += [replace(cell, row=line + below, rows=1, column=place[column], columns=1) for cell, column in own]
    return found
