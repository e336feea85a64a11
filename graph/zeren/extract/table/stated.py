"""Tables without columns of bodies whose cells state them: 新建学校60所。（责任单位：省教育厅）."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.marks import is_period
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.prose.prose import drafts
from zeren.extract.statement.items import Item, items
from zeren.extract.statement.said import Statement
from zeren.extract.statement.spans import spans
from zeren.extract.table.banners import time_over
from zeren.extract.table.header import Header, read_header
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Cell, Document, Paragraph, Place, Residue, Table
from zeren.outline import closed

_ITEM_LENGTH, _ITEMS = 10, 3
"""code points of a cell that may list items; items of all cells that make a habit of the table"""
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the cells of such a table gave."""

    drafts: tuple[Draft, ...]
    residue: tuple[Residue, ...]
    read: int
    """cells with statements, numbers and titles"""


def stated(table: Table, document: Document) -> Stated | None:
    """Read every cell with a responsibility statement as prose; None where no cell holds one.

    The number and the title of the row go with its measures where a header names their columns.
    """
    listed = _lists(table)
    header: Header | None = None
    found: list[Draft] = []
    left: list[Residue] = []
    read = 0
    rows = rows_of(table)
    above = {cell.column: (words, cell.place) for cell in rows[0].own if (words := _time_of(cell))}
    for row in rows:
        header = read_header([list(row.cells.values())]) or header
        for cell in row.own:
            if cell.place.start in listed:
                found += [_due(_under(_item(one, row), row, header), above.get(cell.column)) for one in listed[cell.place.start]]
                read += 1
            elif _states(cell):
                prose = drafts(_paragraphs(cell), document)
                found += [_due(_under(one, row, header), above.get(cell.column)) for one in prose.drafts]
                left += prose.residue
                read += 1
            elif _is_formal(cell, row, above, listed=bool(listed)):
                read += 1
            elif header is None or cell.column not in (*header.of("number"), *header.of("task")):
                left.append(Residue(cell.text, "beside cells with statements of their own", cell.place))
            else:
                read += 1
    return Stated(tuple(found), tuple(left), read) if found else None


def _is_formal(cell: Cell, row: Row, above: Mapping[int, tuple[str, Place]], *, listed: bool) -> bool:
    """Whether a cell only says when, nothing, or what the cells below it hold."""
    if (row.index == 0 and cell.column in above) or is_period(cell.text) or is_none(cell.text):
        return True
    return listed and read_header([list(row.cells.values())], least=1) is not None


def _time_of(cell: Cell) -> str | None:
    """The time by which what stands below a head is done: 近期（2026年6月底前）, 9月底前, 一季度."""
    return closed(cell.text) if is_period(cell.text) else time_over(cell.text)


def _due(draft: Draft, above: tuple[str, Place] | None) -> Draft:
    """A measure without a time of its own has that of the head over its column."""
    return replace(draft, deadline=above[0], deadline_place=above[1], deadline_inherited=True) if above and not draft.deadline else draft


def _lists(table: Table) -> dict[int, list[Item]]:
    """Cells whose every item names its bodies behind it in brackets, where most long cells of the table do, by their starts."""
    long = [cell for cell in table.cells if len(cell.text) >= _ITEM_LENGTH]
    found: dict[int, list[Item]] = {}
    for cell in long:
        parts = items(cell)
        bodies = [one.mention for part in parts if part.said for one in part.said.assignments]
        if parts and all(part.said for part in parts) and bodies and all(map(is_body, bodies)):
            found[cell.place.start] = parts
    enough = sum(map(len, found.values())) >= _ITEMS and 2 * len(found) >= len(long)
    return found if enough else {}


def _item(item: Item, row: Row) -> Draft:
    """A measure of such a cell; the month or quarter of its row is its deadline where it has none of its own."""
    said = item.said or Statement()
    when = next((cell for cell in row.filled if is_period(cell.text)), None)
    deadline, place = said.deadline, said.deadline_place
    if not deadline and when:
        deadline, place = unspaced(when.text), when.place
    return Draft(item.text, item.place, deadline=deadline, deadline_place=place, assignments=said.assignments)


def _states(cell: Cell) -> bool:
    return any(span.kind == "roles" for span in spans(fold(cell.text), cell.text))


def _paragraphs(cell: Cell) -> list[Paragraph]:
    start = cell.place.start
    return [
        Paragraph(line[0], replace(cell.place, start=start + line.start(), end=start + line.end()))
        for line in _LINE.finditer(cell.text)
    ]


def _under(draft: Draft, row: Row, header: Header | None) -> Draft:
    """A measure with the number and title of its row, where its own words have none."""
    if header is None or draft.task_no:
        return draft
    number = next((row.text(at) for at in header.of("number")), "")
    tasks = [row.cells[at] for at in header.of("task") if row.text(at) and row.cells[at].place.start != draft.place.start]
    if not number and not tasks:
        return draft
    place = tasks[-1].place if tasks else row.filled[0].place
    title = closed(tasks[-1].text) if tasks else draft.task
    return replace(draft, task_no=unspaced(number) or None, task=title, task_place=place)
