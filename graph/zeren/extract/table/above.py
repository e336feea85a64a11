"""What stands above a table and holds for its rows: bodies in fields and in cells across it, a time, headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zeren.extract.prose.parties import Parties
from zeren.extract.table.captions import above, bodies_above, bodies_named, due_above, sections_of
from zeren.extract.table.header import Header
from zeren.extract.table.headless import goes_on
from zeren.extract.table.laid import Laid
from zeren.extract.table.reading import Reading, State
from zeren.extract.table.roster import is_roster
from zeren.extract.table.rows import Row
from zeren.ground.model import Assignment, Block, Paragraph, Section, Table
from zeren.outline import closed

_OVER = 40
"""code points of a cell across a table that may name who answers for the rows below it"""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the tables of a plan."""

    blocks: Sequence[Block]
    captions: dict[int, Section]
    """what tables are about by the words above them or the row that holds them, by the starts of the tables"""
    titles: Mapping[int, tuple[Assignment, ...]]
    """bodies to whose tasks titles give tables, by the starts of the tables"""
    parties: Parties | None = None
    """who gives and who takes the tasks, where the plan is a letter"""

    def taker(self, table: Table) -> tuple[Assignment, ...]:
        """The body that takes on the rows of a table of a letter; no role is printed beside them."""
        if self.parties is None or table.place.start < self.parties.end:
            return ()
        return tuple(replace(one, role_raw=None) for one in self.parties.takes.assignments)


def take_above(one: Laid, table: Table, around: Around, reading: Reading, state: State) -> bool:
    """Take what stands above a table (bodies, a time, headings) for its rows; False for a table that states no duties."""
    if not one.heads and not (state.columns == one.table.columns and goes_on(one.rows, state.heads)):
        return False
    if one.heads and all(map(is_roster, one.heads)):
        return False
    paragraphs = above(around.blocks, table)
    taker = around.taker(table)
    over = over_rows(one)
    # 县教育局 alone above the head, where 县卫健局 stands so in a row further down: a body by itself may as well be the issuer.
    alone = bodies_named(paragraphs[0]) if paragraphs and over else ()
    caption = bodies_above(paragraphs) or _in_fields(one) or around.titles.get(table.place.start) or taker or alone
    in_rows = caption or next(iter(over.values()), ())
    if one.heads and not any(_states_duties(head.header, in_rows, letter=bool(taker)) for head in one.heads):
        return False
    sections = sections_of(paragraphs) if one.heads else ()
    if one.heads:
        if caption:  # the headings in rows of the table before say nothing of one with a body of its own
            state.sections = tuple(section for section in state.sections if section.place.start not in state.over)
        state.caption, state.due = caption, due_above(paragraphs)
        reading.captions += [state.due[1]] if state.due else []
        if one.heads[0].heads != state.heads:  # another head: rows of the table before head none of its rows
            state.sections = tuple(section for section in state.sections if not section.place.table)
            state.number = state.task = state.task_place = None
        state.sections = sections or state.sections
    reading.captions += [paragraph.place for paragraph in paragraphs if caption and _holds(paragraph, caption[0])]
    section = around.captions.get(table.place.start)
    if section and not sections and (not caption or section.place.end <= caption[0].place.start):
        state.sections = (section,)
    first = one.heads[0] if one.heads else None
    goes = first is None or (first.at == 0 and first.heads == state.heads)
    state.page = (first.rows if first else 0) if goes and reading.drafts else -1
    return True


def _in_fields(laid: Laid) -> tuple[Assignment, ...]:
    """The bodies that a field above the head of a table names for its rows: 时间：上半年 | 主责单位：县文旅局."""
    rows = laid.rows[: laid.heads[0].at] if laid.heads else []
    fields = [Paragraph(cell.text, cell.place) for row in rows for cell in row.own if len(row.filled) > 1]
    return next((found for field in fields if (found := bodies_above([field])) and all(one.role_raw for one in found)), ())


def over_rows(laid: Laid) -> dict[int, tuple[Assignment, ...]]:
    """The bodies that single cells across a table name for the rows below them (第一组（组长单位：市发改委）, 科室：规划科), by their
    offsets; empty where none of its heads is one of bodies, marks or values would be read instead.
    """
    if any(head.header.is_plan or head.header.is_values for head in laid.heads):
        return {}
    found: dict[int, tuple[Assignment, ...]] = {}
    for row in laid.rows:
        cells = row.filled
        if len(cells) == 1 and row.starts(cells[0]) and cells[0].columns > 1 and len(cells[0].text) <= _OVER:
            over = Paragraph(cells[0].text, cells[0].place)
            if bodies := bodies_above([over]) or bodies_named(over):
                found[cells[0].place.start] = bodies
    return found


def named_over(row: Row, over: Mapping[int, tuple[Assignment, ...]]) -> Section | None:
    """A row above the head of a table that names who answers for what follows, as a heading."""
    cell = next((cell for cell in row.own if cell.place.start in over), None)
    return Section(closed(cell.text), 1, cell.place) if cell else None


def _holds(paragraph: Paragraph, body: Assignment) -> bool:
    return paragraph.place.start <= body.place.start < paragraph.place.end


def _states_duties(header: Header, caption: Sequence[Assignment], *, letter: bool) -> bool:
    """Whether a table states duties: in its columns, as values of bodies, or for the body that its caption or a letter names."""
    if header.is_plan or header.is_values:
        return True
    return bool(caption) and header.has_words and (letter or bool(header.of("deadline") or header.of("number")))
