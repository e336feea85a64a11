"""Agendas: tables with a body over each column and times or matters beside each row, whose cells say what the body does then.

季度 | 月份 | 办公室 | 组织宣传部 above 一季度 | 1月 | 召开全委会 | 举办读书活动2场: every cell is a measure of the body above
it, due at the time of its row; what else stands before the row is its section. Without times (健全制度 | 应急处置 beside the rows)
a cell has the limit that its own words set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.marks import is_period, role_of_mark
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.statement.items import numbered
from zeren.extract.table.rows import Row, rows_of
from zeren.extract.time.due import only_due
from zeren.ground.model import Assignment, Cell, Place, Section, Table
from zeren.outline import closed

_TOP = 3
"""rows at the top of a table in which its head may stand"""
_MATTER = 10
"""code points of what a row is about"""
_ROLE = 4
"""code points of a role in a cell"""
_LEAST = 2
"""bodies over columns, and rows with a time"""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What such a table gave."""

    drafts: tuple[Draft, ...]
    formal: tuple[Place, ...]
    """heads and times"""


def agenda(table: Table) -> Agenda | None:
    """Read an agenda; None for any other table."""
    at = next((row.index for row in rows_of(table, _TOP) if len(_bodies(row)) >= _LEAST), None)
    if at is None:
        return None
    rows = rows_of(table)
    bodies, below = _bodies(rows[at]), [row for row in rows[at + 1 :] if len(row.filled) > 1]
    beside = [c for c in sorted(rows[at].cells) if c not in bodies]
    sides = rows[at].cells.keys() - bodies.keys() - set(range(min(bodies)))
    # What costs little is asked first: nearly every table is none.
    if sides or len(below) < _LEAST or not _says_deeds(below, bodies):
        return None
    times = [c for c in beside if _holds_times([row.text(c) for row in below])]
    if not times and not (beside and all(_holds_matters([row.text(c) for row in below]) for c in beside)):
        return None
    if not times and any(len(row.text(c)) <= _ROLE and role_of_mark(row.text(c), {}) for row in below for c in bodies):
        return None  # 牵头, √: who does what stands beside
    drafts = [draft for row in below for draft in _drafts(row, bodies, times, beside)]
    formal = [cell.place for cell in rows[at].own]
    formal += [row.cells[c].place for row in below for c in beside if row.text(c)]
    return Agenda(tuple(drafts), tuple(formal))


def _bodies(row: Row) -> dict[int, Cell]:
    """The bodies that head columns of their own; empty where a head among them, from the first one on, is no body."""
    named = {c: cell for c, cell in row.cells.items() if cell.text and cell.columns == 1 and _names_one(cell.text)}
    first = min(named, default=0)
    rest = [cell for c, cell in row.cells.items() if c > first and cell.text]
    return named if len(rest) + 1 == len(named) and any(is_body(closed(cell.text)) for cell in named.values()) else {}


def _names_one(text: str) -> bool:
    words = closed(text)
    return is_whole(words) and not head_of(words).strength


def _holds_times(texts: Sequence[str]) -> bool:
    said = [text for text in texts if text.strip()]
    timed = sum(is_period(text) or nature(text) == "date" for text in said)
    return timed >= _LEAST and timed >= 0.8 * len(said)


def _holds_matters(texts: Sequence[str]) -> bool:
    """Whether a column beside bodies names what its rows are about, and nothing that is a measure or a body: 健全制度, 应急处置."""
    said = [text for text in texts if text.strip()]
    return bool(said) and all(len(closed(text)) <= _MATTER and nature(text) in ("text", "number") for text in said)


def _says_deeds(rows: Sequence[Row], bodies: dict[int, Cell]) -> bool:
    """Whether the cells below bodies are words, half of them deeds at least."""
    texts = [row.text(c) for row in rows for c in bodies if row.text(c) and not is_none(row.text(c))]
    if not texts or 2 * sum(map(begins_with_act, texts)) < len(texts):
        return False
    return sum(begins_with_act(text) or nature(text) in ("text", "long", "stated") for text in texts) >= 0.8 * len(texts)


def _drafts(row: Row, bodies: dict[int, Cell], times: Sequence[int], beside: Sequence[int]) -> list[Draft]:
    timed = [row.cells[c] for c in times if row.text(c)]
    when = timed[-1] if timed else None  # the month before which its quarter stands
    sections = tuple(
        Section(closed(row.text(c)), at, row.cells[c].place)
        for at, c in enumerate(beside, 1)
        if row.text(c) and (when is None or row.cells[c] is not when) and nature(row.text(c)) != "number"
    )
    found: list[Draft] = []
    for c, head in bodies.items():
        cell = row.cells.get(c)
        if cell is None or is_none(cell.text) or not cell.text or not row.starts(cell):
            continue
        held = tuple(
            Assignment("responsible", None, one.printed, one.full, at, "cell", replace(head.place, start=one.start, end=one.end))
            for at, one in enumerate(split(head.text, head.place.start), 1)
        )
        for words, place in [(one.text, one.place) for one in numbered(cell)] or [(cell.text, cell.place)]:
            due, at_ = (closed(when.text), when.place) if when else _within(words, place)
            found.append(Draft(words.replace("\n", ""), place, sections, deadline=due, deadline_place=at_, assignments=held))
    return found


def _within(words: str, place: Place) -> tuple[str, Place | None]:
    """The one limit that the words of a cell set themselves."""
    own = only_due(words, place.start)
    return (own[0], replace(place, start=own[1], end=own[2])) if own else ("", None)
