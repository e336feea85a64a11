"""A row that the edge of a page breaks: its rest below the repeated head goes to the measure above, with both places kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import begins_name, is_body
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.table.drafted import SENTENCE_END, remarks_of, unwrap
from zeren.extract.table.header import Header
from zeren.extract.table.reading import Reading, State
from zeren.extract.table.row_bodies import bodies_of
from zeren.extract.table.rows import Row
from zeren.ground.model import Assignment, Cell, Place, Remark, Table
from zeren.outline import closed, heading


def is_rest(row: Row, header: Header, drafts: Sequence[Draft], state: State) -> bool:
    """Whether the first row of a page goes on with the last one of the page before."""
    if row.index != state.page:
        return False
    return _is_rest(row, header, drafts[-1], state) if header.of("number") else _is_unnamed_rest(row, header, drafts)


def _is_rest(row: Row, header: Header, above: Draft, state: State) -> bool:
    """The same where a column numbers the rows: no number, words that were cut off."""
    cell = row.cells.get(header.measure)
    if any(row.text(c) for c in header.of("number")) or not state.number:
        return False
    if cell is None or not cell.text:
        return any(row.text(c) for c in header.of("role"))
    return not SENTENCE_END.search(above.text) and heading(cell.text) is None


def _is_unnamed_rest(row: Row, header: Header, drafts: Sequence[Draft]) -> bool:
    """The same where no column numbers the rows: what names them is blank, and the words above break off as no others do."""
    keys = [at for at in (*header.of("section"), *header.of("task")) if at < header.measure]
    cell = row.cells.get(header.measure)
    if not keys or any(row.text(at) for at in keys) or cell is None or not cell.text:
        return False
    *others, last = (draft.text for draft in drafts)
    ended = sum(SENTENCE_END.search(text) is not None for text in others)
    return len(others) > 1 and 2 * ended > len(others) and not SENTENCE_END.search(last) and heading(cell.text) is None


def join_rest(row: Row, header: Header, table: Table, reading: Reading, state: State) -> None:
    """Give the rest of a row to its measure: words, the second half of a name, further bodies, time, task and named columns."""
    draft = reading.drafts[-1]
    cell = row.cells.get(header.measure)
    have, bodies = _mended(draft.assignments, bodies_of(row, header, table).assignments)
    draft = replace(draft, assignments=have, remarks=_remarked(draft.remarks, remarks_of(row, cell, header)))
    if cell and cell.text:
        draft = replace(draft, text=_onward(draft.text, cell), place=draft.place.then(cell.place))
    draft = _timed(draft, row, header)
    targets = [row.cells[c].place for c in header.of("target") if row.text(c)]
    reading.drafts[-1] = replace(extended(draft, bodies), targets=_targeted(draft.targets, targets))
    _name_task(row, header, reading, state)
    reading.read += len(row.own)


def _onward(text: str, cell: Cell) -> str:
    """Words that go on with those of a cell, parted by a blank only where two Latin words meet; a number is one (1｜50个)."""
    words = unwrap(cell.text)
    meet = (text[-1:] + words[:1]).isascii() and text[-1:].isalpha() and words[:1].isalpha()
    return text + (" " if meet else "") + words


def _timed(draft: Draft, row: Row, header: Header) -> Draft:
    """The deadline of a broken row: its own cell may go on (2026年｜6月底), or stand wholly behind the edge."""
    cell = next((row.cells[c] for c in header.of("deadline") if row.text(c)), None)
    above = draft.deadline_place
    if cell is None or is_none(cell.text) or closed(cell.text) == draft.deadline:
        return draft
    words = closed(unwrap(cell.text))
    own = above is not None and (above.table, above.row) == (draft.place.table, draft.place.row)
    if draft.deadline and above and own:
        return replace(draft, deadline=draft.deadline + words, deadline_place=above.then(cell.place))
    return replace(draft, deadline=words, deadline_place=cell.place, deadline_inherited=False)


def _targeted(above: Sequence[Place], below: Sequence[Place]) -> tuple[Place, ...]:
    """The cells of target columns above the edge, each with the one that goes on with it, and those that begin below."""
    joined = [next((one.then(more) for more in below if more.column == one.column), one) for one in above]
    columns = {one.column for one in above}
    return (*joined, *(one for one in below if one.column not in columns))


def _remarked(above: Sequence[Remark], below: Sequence[Remark]) -> tuple[Remark, ...]:
    """The named columns above the edge, each with what goes on with it, and those that are filled only below."""
    rest = {remark.head: remark for remark in below}
    joined = []
    for one in above:
        more = rest.pop(one.head, None)
        joined.append(replace(one, text=one.text + more.text, place=one.place.then(more.place)) if more else one)
    return (*joined, *rest.values())


def _name_task(row: Row, header: Header, reading: Reading, state: State) -> None:
    """Let a task that the edge breaks have all of its words, in every measure under it."""
    cell = row.cells.get(header.task) if header.task is not None and header.task != header.measure else None
    task, place = state.task, state.task_place
    if cell is None or is_none(cell.text) or not task or not place or closed(cell.text) == task:
        return
    state.task = closed(_onward(task, cell).replace("\n", ""))
    state.task_place = place.then(cell.place)
    under = {at for at, draft in enumerate(reading.drafts) if draft.task_place == place}
    for at in under:
        reading.drafts[at] = replace(reading.drafts[at], task=state.task, task_place=state.task_place)


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
            place = have[last].place.then(one.place)
            have[last] = replace(have[last], mention=name, full=name, place=place, open_ended=one.open_ended)
            rest.remove(one)
        seen.add(one.role)
    return tuple(have), tuple(rest)


def extended(draft: Draft, more: tuple[Assignment, ...]) -> Draft:
    """A measure with more bodies, those that it has not yet."""
    have = {(a.role, a.place.start) for a in draft.assignments}
    new = [a for a in more if (a.role, a.place.start) not in have]
    first = len(draft.assignments)
    return replace(
        draft, assignments=draft.assignments + tuple(replace(a, position=first + i) for i, a in enumerate(new, 1))
    )
