"""What becomes of a row: measures of its own, more bodies or words for the measure above, or residue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import begins_name, is_body
from zeren.extract.columns import is_ditto, is_none
from zeren.extract.draft import Draft
from zeren.extract.table.around import bodies_around
from zeren.extract.table.banners import heading_in, remark_across, sums_up, take_remark
from zeren.extract.table.drafted import (
    NAMED,
    SENTENCE_END,
    draft_of,
    drafts_of,
    measure_of,
    remarks_of,
    unwrap,
)
from zeren.extract.table.header import Header
from zeren.extract.table.matrices import value_under
from zeren.extract.table.reading import Reading, State, account, left
from zeren.extract.table.rows import Row, bodies_of
from zeren.ground.model import Assignment, Cell, Residue, Table
from zeren.outline import closed, heading


def read_row(
    row: Row, previous: Row | None, table: Table, header: Header, reading: Reading, state: State
) -> None:
    """Read a row as measures of its own, as more of the measure above, or as residue."""
    if not row.filled:
        return
    if reading.drafts and (_is_rest(row, header, reading.drafts[-1], state) or _is_unnamed_rest(row, header, reading.drafts, state)):
        _join_rest(row, header, table, reading)
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
        reading.drafts[-1] = _extended(reading.drafts[-1], bodies.assignments)
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


def _is_rest(row: Row, header: Header, above: Draft, state: State) -> bool:
    """Whether the first row of a page goes on with the last one of the page before: no number, words that were cut off."""
    numbers = header.of("number")
    cell = row.cells.get(header.measure)
    if row.index != state.page or not numbers or any(row.text(c) for c in numbers) or not state.number:
        return False
    if cell is None or not cell.text:
        return any(row.text(c) for c in header.of("role"))
    return not SENTENCE_END.search(above.text) and heading(cell.text) is None


def _is_unnamed_rest(row: Row, header: Header, drafts: Sequence[Draft], state: State) -> bool:
    """The same where no column numbers the rows: what names them is blank, and the words above break off as no others do."""
    keys = [at for at in (*header.of("section"), *header.of("task")) if at < header.measure]
    cell = row.cells.get(header.measure)
    if row.index != state.page or header.of("number") or not keys or any(row.text(at) for at in keys) or cell is None or not cell.text:
        return False
    *others, last = (draft.text for draft in drafts)
    ended = sum(SENTENCE_END.search(text) is not None for text in others)
    return len(others) > 1 and 2 * ended > len(others) and not SENTENCE_END.search(last) and heading(cell.text) is None


def _join_rest(row: Row, header: Header, table: Table, reading: Reading) -> None:
    """Give the rest of a row that a page broke to its measure: words, the second half of a name, further bodies."""
    draft = reading.drafts[-1]
    cell = row.cells.get(header.measure)
    have, bodies = _mended(draft.assignments, bodies_of(row, header, table).assignments)
    words = unwrap(cell.text) if cell else ""
    joint = "" if not words or not draft.text[-1].isascii() or not words[0].isascii() else " "
    draft = replace(draft, text=draft.text + joint + words, assignments=have)
    rests = tuple(one for one in remarks_of(row, cell, header) if one.text) if cell else ()
    reading.drafts[-1] = replace(_extended(draft, bodies), remarks=(*draft.remarks, *rests))
    reading.formal += [one.place for one in row.own if header.columns.get(one.column) and header.columns[one.column].kind not in NAMED]
    reading.read += len(row.own)


def _mended(
    above: Sequence[Assignment], below: Sequence[Assignment]
) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...]]:
    """The bodies above a page break and those below it, a name that the page breaks put together above: 准东经济技术｜开发区管委会.

    In every column of bodies the last name above may go on with the first one below.
    """
    have, rest, seen = list(above), list(below), set[str]()
    for one in below:
        last = next((at for at in range(len(have) - 1, -1, -1) if have[at].role == one.role), None)
        if one.role not in seen and last is not None and (not is_body(have[last].mention) or not begins_name(one.mention)):
            name = have[last].mention + one.mention
            have[last] = replace(have[last], mention=name, full=name)
            rest.remove(one)
        seen.add(one.role)
    return tuple(have), tuple(rest)


def _goes_on(row: Row, header: Header, table: Table, reading: Reading) -> bool:
    """Whether the bodies of a row without words of its own belong to the measure above: its cell reaches down, or may."""
    cell = row.cells.get(header.measure)
    if cell and cell.text:
        return not row.starts(cell)
    number = next((row.text(c) for c in header.of("number")), "")
    return not table.spans_stated and not number


def _extended(draft: Draft, more: tuple[Assignment, ...]) -> Draft:
    have = {(a.role, a.place.start) for a in draft.assignments}
    new = [a for a in more if (a.role, a.place.start) not in have]
    first = len(draft.assignments)
    return replace(
        draft, assignments=draft.assignments + tuple(replace(a, position=first + i) for i, a in enumerate(new, 1))
    )


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
