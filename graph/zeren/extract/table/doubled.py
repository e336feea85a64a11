"""Tables whose rows hold several duties: 牵头部门 | 职责 | 协助部门 | 职责, or 部门 | 平时职责 | 应急响应后职责.

Each duty gets a row of its own, under the head of its body and one head for all duties; what the row says besides holds for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.heads import head_of
from zeren.extract.table.rows import Row
from zeren.ground.model import Cell, Table
from zeren.outline import closed

_TOP = 3
"""rows at the top of a table in which such a head may stand"""
Heads = tuple[Cell | None, Cell | None]
"""the upper and the lowest head over a column"""
Duty = tuple[int, int | None]
"""grid columns of a duty and of the body before it that has no other; None where the bodies of the row have all its duties"""
NAMES = frozenset({"名称", "单位名称", "部门名称", "单位", "部门"})
"""heads below a wider one that say no more than that the body's name stands there"""


def doubled(table: Table, rows: Sequence[Row]) -> Table | None:
    """Return the table with a row for each duty; None where no row has several."""
    for at in range(min(_TOP, len(rows) - 1)):
        height = 2 if _is_parted(rows, at) else 1
        heads = _heads(rows[at : at + height], table.columns)
        below = rows[at + height :]
        duties = _of_bodies(heads) or _of_times(heads, below)
        if duties and below:
            return _laid(table, rows, (at, height), duties)
    return None


def _of_bodies(heads: Sequence[Heads]) -> list[Duty]:
    """The duties each of which stands behind its own body, under heads of the same words."""
    found: list[Duty] = [(c + 1, c) for c in range(len(heads) - 1) if _is_pair(heads[c], heads[c + 1])]
    said = {_own(heads[body], heads[duty]) for duty, body in found if body is not None}
    return found if len(found) > 1 and len(said) == 1 else []


def _of_times(heads: Sequence[Heads], rows: Sequence[Row]) -> list[Duty]:
    """The duties of one body for several occasions, side by side under heads that end alike: 平时职责 | 应急响应后职责."""
    words = ["" if one[1] is None else closed(one[1].text) for one in heads]
    kinds = [head_of(word).kind if word else "" for word in words]
    at = next((c for c in range(len(heads) - 1) if kinds[c] == kinds[c + 1] == "measure" and _end_alike(words[c], words[c + 1])), None)
    if at is None or "role" not in kinds or "task" in kinds or not rows:
        return []
    last = next((c for c in range(at + 1, len(heads)) if kinds[c] != "measure" or not _end_alike(words[at], words[c])), len(heads))
    found: list[Duty] = [(c, None) for c in range(at, last)]
    return found if all(_says_deeds(rows, c) for c, _ in found) else []


def _end_alike(first: str, second: str) -> bool:
    """Whether heads that differ end with the same two characters."""
    return first != second and len(first) > 2 and len(second) > 2 and first[-2:] == second[-2:]


def _says_deeds(rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds a deed of its own in nearly every row."""
    cells = [row.cells[column] for row in rows if row.text(column) and row.starts(row.cells[column]) and len(row.filled) > 1]
    spoken = sum(len(row.filled) > 1 for row in rows)
    return 5 * len(cells) >= 4 * spoken > 0 and 2 * sum(begins_with_act(cell.text) for cell in cells) >= len(cells)


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


def _laid(table: Table, rows: Sequence[Row], head: tuple[int, int], duties: Sequence[Duty]) -> Table:
    """The rows anew: every duty under the first head of duties, the head of a body over its names.

    The head of a duty of no body of its own stands before the duty, in a column without a head.
    """
    at, height = head
    dropped = {duty for duty, _ in duties[1:]}
    place = {c: new for new, c in enumerate(c for c in range(table.columns) if c not in dropped)}
    cells = [cell for row in rows[:at] for cell in row.own]
    heads = _heads(rows[at : at + height], table.columns)
    first, body = duties[0]
    for c, (upper, lowest) in enumerate(heads):
        if c in place and upper is not None and lowest is not None:
            words = upper if closed(lowest.text) in NAMES else lowest
            text = _own(heads[body], heads[c]) if c == first and body is not None else words.text[-2:] if c == first else words.text
            cells.append(replace(words, text=text, row=at, rows=1, column=place[c], columns=1))
    lines, line = {}, at + 1
    for row in rows[at + height :]:
        lines[row.index] = line
        line += max(1, len(_parts(row, duties)))
    lines[len(rows)] = line
    for row in rows[at + height :]:
        cells += _row_anew(row, duties, place, lines)
    if body is None:
        start = rows[at].own[0].place
        cells.append(Cell("", replace(start, end=start.start), at, len(place)))
        for row in rows[at + height :]:
            for below, (duty, _) in enumerate(_parts(row, duties)):
                over = heads[duty][1]
                cells += [replace(over, row=lines[row.index] + below, rows=1, column=len(place), columns=1)] if over else []
    return Table(tuple(cells), line, len(place) + (body is None), table.place, spans_stated=True)


def _parts(row: Row, duties: Sequence[Duty]) -> list[Duty]:
    """The duties of a row; none of a heading or a note across the table."""
    return [duty for duty in duties if row.text(duty[0])] if len(row.filled) > 1 else []


def _row_anew(row: Row, duties: Sequence[Duty], place: Mapping[int, int], lines: Mapping[int, int]) -> list[Cell]:
    """The cells of one row over the rows of its duties; what it says besides reaches over all of them."""
    line, parts = lines[row.index], _parts(row, duties)
    if not parts:
        return [replace(cell, row=line, rows=1, column=place.get(cell.column, 0), columns=min(cell.columns, len(place))) for cell in row.own]
    own = {column for duty in duties for column in duty if column is not None}
    found = [
        replace(cell, row=line, rows=lines[min(row.index + cell.rows, max(lines))] - line, column=place[cell.column], columns=1)
        for cell in row.own
        if cell.column in place and cell.column not in own
    ]
    for below, (duty, body) in enumerate(parts):
        said = [(row.cells[duty], duties[0][0]), *([(row.cells[body], body)] if body is not None and row.text(body) else [])]
        found += [replace(cell, row=line + below, rows=1, column=place[column], columns=1) for cell, column in said]
    return found
