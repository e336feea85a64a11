"""Tables that cross bodies with months, quarters or other times: every cell of words is a measure of the body of its row.

责任单位 | 4月 | 5月 | 年底前 over 街道城管办 | 清运垃圾80吨 | 整治占道经营 | 组织评比. A cell merged over several times is due
at the last of them (5月 and 6月: 6月); numbered items of one cell are measures of their own. A column that only names what its row is
about is their task (重点工作 | 一季度 | 二季度 | 责任部门 over 党员教育 | 制定培训计划 | 举办培训班 | 组织部).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from zeren.extract.bodies.mentions import split
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.marks import is_period, time_of_period
from zeren.extract.cells.natures import is_list, nature
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.statement.items import numbered
from zeren.extract.table.rows import Row
from zeren.ground.fold import unspaced
from zeren.ground.model import Assignment, Cell, Place, Remark
from zeren.outline import closed

_LEAST = 2
"""times side by side that make a row the head of such a table"""
_TOPIC = 10
"""code points of what a row is about"""
_DEEDS = 0.8
"""share of the cells under times that are deeds"""
_ABOVE = 4
"""rows in which such a head begins"""


def by_periods(rows: Sequence[Row]) -> tuple[tuple[Draft, ...], tuple[Place, ...]] | None:
    """The measures of such a table with its heads and the cells that are none; None where the table is no such one."""
    at = _lowest_head(rows)
    if at is None or at + 1 == len(rows):
        return None
    heads = {column: cell for column, cell in rows[at].cells.items() if is_period(cell.text)}
    below = [row for row in rows[at + 1 :] if len({id(cell) for cell in row.cells.values()}) > 1]  # no note across the table
    asides = [c for c in rows[at].cells if c not in heads and head_of(rows[at].text(c)).kind in ("number", "note", "person")]
    bodies = [c for c in rows[at].cells if c not in heads and c not in asides and _holds_bodies(below, c)]
    cells = [row.cells[c] for row in below for c in heads if c in row.cells and row.text(c) and not is_none(row.text(c))]
    topic = _topic(rows[at], below, cells, {*heads, *asides, *bodies})
    wordy = [cell for cell in cells if nature(cell.text) in ("long", "text", "stated")]
    others = {*rows[at].cells} - {*heads, *asides, *bodies, topic}
    if not bodies or others or rows[at].cells.get(0) is None or len(cells) < _LEAST or 2 * len(wordy) < len(cells):
        return None
    drafts = tuple(_about(draft, row, rows[at], topic) for row in below for draft in _of_row(row, rows[at], heads, bodies, asides))
    taken = [cell.place for row in rows[: at + 1] for cell in row.own]
    taken += [row.cells[c].place for row in below for c in row.cells if head_of(rows[at].text(c)).kind == "number" and c not in heads]
    taken += [cell.place for row in below for c, cell in row.cells.items() if c in heads and is_none(cell.text)]
    return (drafts, tuple(taken)) if drafts else None


def names_topics(rows: Sequence[Row]) -> bool:
    """Whether such a table has a column of topics: without looking at what is done when, its rows would be read as measures."""
    found = by_periods(rows)
    return found is not None and any(draft.task is not None for draft in found[0])


def _topic(head: Row, below: Sequence[Row], cells: Sequence[Cell], known: Collection[int]) -> int | None:
    """The one other column, where it names what its rows are about in a few words that are no deed, and the cells under times are deeds."""
    columns = [c for c in head.cells if c not in known]
    texts = [closed(row.text(c)) for row in below for c in columns if row.text(c)]
    if len(columns) != 1 or head_of(head.text(columns[0])).kind not in ("task", "section", "measure") or len(texts) < _LEAST:
        return None
    if any(len(text) > _TOPIC or opens_with_deed(text) or nature(text) != "text" for text in texts):
        return None
    deeds = [cell for cell in cells if opens_with_deed(cell.text)]
    return columns[0] if 2 * len(cells) > 3 * len(below) and len(deeds) >= _DEEDS * len(cells) else None


def _about(draft: Draft, row: Row, head: Row, topic: int | None) -> Draft:
    """A measure with what its row is about as its task, and the number of the row."""
    if topic is None or not row.text(topic):
        return draft
    number = next((closed(row.text(c)) for c in head.cells if head_of(head.text(c)).kind == "number"), "") or None
    return replace(draft, task_no=number, task=closed(row.text(topic)), task_place=row.cells[topic].place)


def _lowest_head(rows: Sequence[Row]) -> int | None:
    """The row of times, the lowest where halves of a year stand over quarters or quarters over months."""
    timed = [sum(is_period(cell.text) for cell in row.own) >= _LEAST for row in rows[: _ABOVE + 1]]
    first = next((at for at, its in enumerate(timed[:_ABOVE]) if its), None)
    while first is not None and first + 1 < len(timed) and timed[first + 1]:
        first += 1
    return first


def _of_row(row: Row, head: Row, heads: dict[int, Cell], bodies: Sequence[int], asides: Sequence[int]) -> list[Draft]:
    """The measures of the cells of a row."""
    held: list[Assignment] = []
    for c in bodies:
        named, printed = row.cells.get(c), head.text(c)
        held += holders(named, _role(printed, len(bodies)), printed, inherited=not row.starts(named)) if named else ()
    told = {id(row.cells[c]): Remark(unspaced(head.text(c)), row.text(c), row.cells[c].place) for c in asides if _says(row, c, head)}
    drafts: list[Draft] = []
    for cell in {id(row.cells[c]): row.cells[c] for c in sorted(heads) if c in row.cells}.values():
        if not held or not cell.text or is_none(cell.text) or not row.starts(cell):
            continue
        over = [heads[c] for c in sorted(heads) if row.cells.get(c) is cell]  # of several the last holds: its words are printed
        stated = [(one.text, one.place) for one in numbered(cell)] or [(cell.text, cell.place)]
        drafts += [
            Draft(
                words.replace("\n", ""), place, deadline=time_of_period(over[-1].text), deadline_place=over[-1].place,
                assignments=tuple(replace(one, position=at) for at, one in enumerate(held, 1)), remarks=tuple(told.values()),
            )
            for words, place in stated
        ]  # fmt: skip
    return drafts


def _says(row: Row, column: int, head: Row) -> bool:
    """Whether a column of another kind says something of its row, and no number."""
    return bool(row.text(column)) and not is_none(row.text(column)) and head_of(head.text(column)).kind != "number"


def _role(head: str, columns: int) -> str:
    """The role of a column of bodies; a column alone names who acts (成员单位)."""
    role = head_of(head).role or "responsible"
    return "responsible" if columns == 1 and role == "support" else role


def _holds_bodies(rows: Sequence[Row], column: int) -> bool:
    cells = [row.text(column) for row in rows if row.text(column)]
    return bool(cells) and all(map(is_list, cells))


def holders(cell: Cell, role: str, printed: str, *, inherited: bool) -> tuple[Assignment, ...]:
    """The bodies of a cell with the role that its head says."""
    basis = "inherited-cell" if inherited else "cell"
    return tuple(
        Assignment(
            role, unspaced(printed) or None, one.printed, one.full, at, basis,
            replace(cell.place, start=one.start, end=one.end), open_ended=one.open_ended,
        )
        for at, one in enumerate(split(cell.text, cell.place.start), 1)
    )  # fmt: skip
