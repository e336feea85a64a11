"""What becomes of a row: measures of its own, more bodies or words for the measure above, or residue."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.extract.columns import is_ditto, is_none
from zeren.extract.table.around import bodies_around
from zeren.extract.table.banners import heading_in, remark_across, sums_up, take_remark
from zeren.extract.table.broken import extended, is_rest, join_rest
from zeren.extract.table.drafted import NAMED, draft_of, drafts_of, measure_of, unwrap
from zeren.extract.table.header import Header
from zeren.extract.table.matrices import value_under
from zeren.extract.table.reading import Reading, State, account, left
from zeren.extract.table.row_bodies import bodies_of
from zeren.extract.table.rows import Row
from zeren.ground.model import Cell, Residue, Table
from zeren.outline import closed


def read_row(
    row: Row, previous: Row | None, table: Table, header: Header, reading: Reading, state: State
) -> None:
    """Read a row as measures of its own, as more of the measure above, or as residue."""
    if not row.filled:
        return
    if reading.drafts and is_rest(row, header, reading.drafts, state):
        join_rest(row, header, table, reading, state)
        return
    _take_task(row, header, state)
    measure = measure_of(row, header)
    bodies = bodies_around(row, previous, table, state, stated=measure is not None)
    reading.residue += bodies.residue
    account(row, header, reading, state.meanings)
    if measure and (row.starts(measure) or _says_again(measure, row, table)):
        reading.drafts += drafts_of(row, measure, bodies, header, state)
    elif reading.drafts and bodies.assignments and _goes_on(row, header, table, reading):
        # A measure whose cell spans several rows of bodies, or whose words stand in the row above.
        reading.drafts[-1] = extended(reading.drafts[-1], bodies.assignments)
    else:
        reading.residue += _unclaimed(row, measure, header)


def _says_again(measure: Cell, row: Row, table: Table) -> bool:
    """Whether the cell of a row's words says 同上: the words of the row above, with bodies or a time of its own."""
    own = (cell for cell in table.cells if cell.row == row.index and cell.column == measure.column)
    return measure.row >= 0 and any(is_ditto(cell.text) for cell in own) and len(row.own) > 0


def read_values(row: Row, table: Table, header: Header, reading: Reading, state: State) -> None:
    """A body with its values: the body's own words stand for the measure, which has no others."""
    if section := heading_in(row, header, table):
        state.sections = (*(s for s in state.sections if s.level < section.level), section)
        reading.headings.append(section)
        reading.read += 1
        return
    if sums_up(row, header):
        reading.residue += [left(cell, "a row of sums", ignored=True) for cell in row.own]
        return
    if remark := remark_across(row, table, header):
        take_remark(remark, reading)
        return
    cell = next((row.cells[c] for c in header.of("role") if row.text(c) and row.starts(row.cells[c])), None)
    bodies = bodies_of(row, header, table, every=True)
    values = [c for c, column in header.columns.items() if column.values and row.text(c)]
    if cell is None or not bodies.assignments or not values:
        reading.residue += [left(one, "a row without a body or values") for one in row.own]
        return
    _take_task(row, header, state)
    found = (value_under(row.cells[c], header.columns[c].header) for c in values)
    draft = draft_of(row, cell, bodies, header, state)
    reading.drafts.append(replace(draft, values=tuple(value for value in found if value)))
    account(row, header, reading, state.meanings)


def _goes_on(row: Row, header: Header, table: Table, reading: Reading) -> bool:
    """Whether the bodies of a row without words of its own belong to the measure above: its cell reaches down, or may."""
    cell = row.cells.get(header.measure)
    if cell and cell.text:
        return not row.starts(cell)
    number = next((row.text(c) for c in header.of("number")), "")
    return not table.spans_stated and not number


def _unclaimed(row: Row, measure: Cell | None, header: Header) -> list[Residue]:
    """Cells of a row that gave no measure: its bodies, and named columns that no other row took."""
    kinds = {"role"} if measure else {"role", "deadline", "task", "measure", *NAMED}
    own = (cell for cell in row.own if cell.column in header.columns and not is_none(cell.text))
    return [left(cell, "a row without words of a measure") for cell in own if header.columns[cell.column].kind in kinds]


def _take_task(row: Row, header: Header, state: State) -> None:
    """Carry the task's number and title down; a number or title of its own begins another task."""
    numbers = header.of("number")
    number = re.sub(r"\s+", "", row.text(numbers[0] if numbers else None)) or None
    cell = row.cells.get(header.task) if header.task is not None else None
    title = closed(unwrap(cell.text).replace("\n", "")) if cell and cell.text else None
    if number is None and title is None:
        return
    if number != state.number or title != state.task:
        state.number = number if number is not None or title != state.task else state.number
        state.task = title
        state.task_place = cell.place if cell and cell.text else row.filled[0].place
