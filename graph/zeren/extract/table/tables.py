"""Read the tables of a plan: every row a measure with its deadline and its bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zeren.extract.cells.boxes import ticked
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.marks import finishing, legend, legend_of_rows
from zeren.extract.columns import is_ditto, is_none, like_row
from zeren.extract.draft import Draft
from zeren.extract.lexicon import is_composed, labels, role_in
from zeren.extract.prose.parties import Parties, is_signatures, parties_of
from zeren.extract.statement.rules import Rules, StandingRule, lead_rule
from zeren.extract.table.agenda import agenda
from zeren.extract.table.banners import (
    as_paragraph,
    cancelled,
    heading_in,
    heading_over_head,
    is_legend,
    parent_in,
    remark_across,
    states_rule,
    sums_up,
    take_remark,
)
from zeren.extract.table.captions import (
    COUNT,
    above,
    bodies_above,
    bodies_named,
    bodies_of_tables,
    captions,
    due_above,
    inner_tables,
    sections_of,
    shares_out,
)
from zeren.extract.table.carded import dropped_labels, repeated_labels
from zeren.extract.table.field_table import Fielded, places_of_labels
from zeren.extract.table.head_rows import goes_on
from zeren.extract.table.header import Header
from zeren.extract.table.laid import Laid, Top
from zeren.extract.table.layout import Decided, lay
from zeren.extract.table.noted import noted
from zeren.extract.table.noted_for_all import holds_all, noted_for_all
from zeren.extract.table.reading import Reading, State, left
from zeren.extract.table.recorded import read_row, read_values
from zeren.extract.table.rows import Row, bodies_of
from zeren.extract.table.turned import as_rows
from zeren.extract.time.due import sole_due
from zeren.ground.fold import key
from zeren.ground.model import Assignment, Block, Cell, Paragraph, Residue, Section, Table
from zeren.outline import closed

_NAME_MARKS = frozenset("◎○●■□◆◇▲△★☆")
"""marks that stand before names"""
_MARKED_NAME = 3
"""code points of a mark and the shortest name"""
_OVER = 40
"""code points of a cell across a table that may name who answers for the rows below it"""


@dataclass(frozen=True, slots=True)
class _Around:
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


def read_tables(
    blocks: Sequence[Block],
    rule: str | None = None,
    standing: Sequence[StandingRule] = (),
    decided: Decided | None = None,
) -> Reading:
    """Read the tables among the blocks of one plan in order; its paragraphs tell what stands above them.

    ``rule`` and ``standing`` are the lead rule (printed words) and the standing rules that its running text states;
    they hold for its tables too, the lead rule where no column names the lead. A table without a header of its own
    that is as wide as the plan table before it continues it (a table printed over several pages). ``decided`` holds
    what people decided about columns.
    """
    reading, state = Reading(), State()
    letter = parties_of(blocks)
    named = letter.tables if letter else ()
    legends = [block for block in blocks if isinstance(block, Table) and (legend_of_rows(block) or block in named)]
    reading.formal += places_of_labels([block for block in blocks if isinstance(block, Table)])
    reading.formal += [cell.place for table in legends for cell in table.cells]
    reading.read += sum(bool(cell.text) for table in legends for cell in table.cells)
    reading.others += [block for block in blocks if isinstance(block, Table) and (agenda(block) or is_signatures(block))]
    whole = [(*ticked(block), block) for block in blocks if isinstance(block, Table) and block not in (*legends, *reading.others)]
    repeated = repeated_labels([table for table, _, _ in whole])
    first = {table.columns: table for _, _, table in reversed(whole)}
    parts = [
        (part, table)
        for table_, _, table in whole
        for part in ([table_] if isinstance(table_, Fielded) else as_rows(table_, repeated, alone=first[table.columns] is table))
    ]
    cards = {at for at, (part, table) in enumerate(parts) if part.rows < table.rows and part.place == table.place}
    grown = {at for at, (part, table) in enumerate(parts) if part.rows > table.rows and part.place == table.place}
    shaped = {at: table.readings for at, (_, table) in enumerate(parts) if isinstance(table, Fielded)}
    laid = lay([part for part, _ in parts], decided, turned={*cards, *shaped}, shared=shares_out(blocks), shaped=shaped)
    if any(column.period for one in laid for head in one.heads for column in head.header.columns.values()):
        state.finishing = finishing(_texts(blocks))
    told = {mark: role for table in legends for mark, role in legend_of_rows(table).items()}
    state.meanings = told | legend(_texts(blocks)) if any(head.header.of("mark") for one in laid for head in one.heads) else {}
    around = _Around(blocks, captions(blocks), bodies_of_tables(blocks), letter)
    for at, (one, (_, table)) in enumerate(zip(laid, parts, strict=True)):
        if table.columns > 1 and (inner := inner_tables(blocks, table)):
            around.captions.update(inner)
            reading.formal += [cell.place for cell in table.cells]
            reading.headings += inner.values()
            reading.read += sum(bool(cell.text) for cell in table.cells)
        elif _take_above(one, table, around, reading, state):
            before = len(reading.drafts)
            _read_table(one, reading, state)
            if isinstance(table, Fielded):
                reading.drafts[before:] = [_of_fields(draft) for draft in reading.drafts[before:]]
            reading.formal += [cell.place for cell in dropped_labels(table, one.table)] if at in cards | grown else []
        else:
            reading.others += [table] if table not in reading.others else []
    reading.drafts = _by_marks(reading.drafts, blocks)
    reading.residue += [one for _, unticked, table in whole if table not in reading.others for one in unticked]
    _apply_rules(reading, rule, standing)
    reading.drafts, notes = noted_for_all(noted(reading.drafts, blocks), blocks)
    reading.standing += notes
    reading.notes = [note.place for note in notes]
    reading.formal += reading.notes
    reading.residue = [one for one in reading.residue if not holds_all(one.text, one.place.start, notes)]
    heads = _untold_heads(reading)
    reading.residue += heads
    reading.read -= len(heads)
    over = {section.place.start for draft in reading.drafts for section in draft.sections}
    empty = [section for section in reading.headings if section.place.start not in over]
    reading.read -= len(empty)
    reading.residue += [Residue(one.heading, "a heading without measures", one.place, ignored=True) for one in empty]
    return reading


def _of_fields(draft: Draft) -> Draft:
    """A measure of labelled fields: without a deadline of its own it has the one limit that its sentence sets.

    Bodies behind a label that says no role (谁扛旗) have theirs only by its place among the labels.
    """
    bodies = tuple(one if not one.role_raw or _says_role(one.role_raw) else replace(one, likely=True) for one in draft.assignments)
    draft = replace(draft, assignments=bodies)
    within = sole_due(draft.text, draft.place.start) if not draft.deadline and len(draft.text) == draft.place.end - draft.place.start else None
    return replace(draft, deadline=within[0], deadline_place=replace(draft.place, start=within[1], end=within[2])) if within else draft


def _says_role(label: str) -> bool:
    return label in labels() or role_in(label) is not None or is_composed(label)


def _take_above(one: Laid, table: Table, around: _Around, reading: Reading, state: State) -> bool:
    """Take what stands above a table (bodies, a time, headings) for its rows; False for a table that states no duties."""
    if not one.heads and not (state.columns == one.table.columns and goes_on(one.rows, state.heads)):
        return False
    paragraphs = above(around.blocks, table)
    taker = around.taker(table)
    caption = bodies_above(paragraphs) or _in_fields(one) or around.titles.get(table.place.start) or taker
    in_rows = caption or next(iter(_over_rows(one).values()), ())
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


def _by_marks(drafts: list[Draft], blocks: Sequence[Block]) -> list[Draft]:
    """Measures whose bodies bear marks before their names, with the roles that a legend gives the marks: ◎区工信局 ○区统计局."""
    if not any(one.mention[:1] in _NAME_MARKS for draft in drafts for one in draft.assignments):
        return drafts
    meanings = legend(_texts(blocks))
    return [replace(draft, assignments=tuple(_unmarked(one, meanings) for one in draft.assignments)) for draft in drafts]


def _unmarked(one: Assignment, meanings: Mapping[str, str]) -> Assignment:
    mark = one.mention[:1]
    role = meanings.get(mark) if mark in _NAME_MARKS else None
    if role is None or len(one.mention) < _MARKED_NAME:
        return one
    full = one.full.removeprefix(mark)
    place = replace(one.place, start=one.place.start + 1)
    return replace(one, role=role, role_raw=mark, mention=one.mention[1:], full=full, place=place)


def _in_fields(laid: Laid) -> tuple[Assignment, ...]:
    """The bodies that a field above the head of a table names for its rows: 时间：上半年 | 主责单位：县文旅局."""
    rows = laid.rows[: laid.heads[0].at] if laid.heads else []
    fields = [Paragraph(cell.text, cell.place) for row in rows for cell in row.own if len(row.filled) > 1]
    return next((found for field in fields if (found := bodies_above([field])) and all(one.role_raw for one in found)), ())


def _over_rows(laid: Laid) -> dict[int, tuple[Assignment, ...]]:
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


def _named_over(row: Row, over: Mapping[int, tuple[Assignment, ...]]) -> Section | None:
    """A row above the head of a table that names who answers for what follows, as a heading."""
    cell = next((cell for cell in row.own if cell.place.start in over), None)
    return Section(closed(cell.text), 1, cell.place) if cell else None


def _apply_rules(reading: Reading, rule: str | None, standing: Sequence[StandingRule]) -> None:
    """Apply the rules of the running text and of remarks across tables to all measures."""
    rules = Rules()
    its_rule = reading.lead_rule or (lead_rule(rule) if rule else None)
    if its_rule and not reading.has_lead:
        rules.lead(its_rule, whole=True)
    for stands in (*standing, *reading.standing):
        rules.stand(stands, 0)
    reading.drafts = rules.applied(reading.drafts)


def _holds(paragraph: Paragraph, body: Assignment) -> bool:
    return paragraph.place.start <= body.place.start < paragraph.place.end


def _states_duties(header: Header, caption: Sequence[Assignment], *, letter: bool) -> bool:
    """Whether a table states duties: in its columns, as values of bodies, or for the body that its caption or a letter names."""
    if header.is_plan or header.is_values:
        return True
    return bool(caption) and header.has_words and (letter or bool(header.of("deadline") or header.of("number")))


def _texts(blocks: Sequence[Block]) -> list[str]:
    texts = (block.text for block in blocks if not isinstance(block, Table))
    cells = (cell.text for block in blocks if isinstance(block, Table) for cell in block.cells)
    return [*texts, *cells]


def left_over(table: Table) -> list[Residue]:
    """Return every filled cell of a table that nothing could read, with what tells and what decides its columns."""
    number = table.place.table
    told = f"; zeren explain FILE --table {number} tells its columns, --column 1=responsible decides" if number else ""
    return [left(cell, f"table without columns of duties{told}") for cell in table.cells if cell.text]


def _untold_heads(reading: Reading) -> list[Residue]:
    """The heads that no list knows and that no record prints, with what their columns were taken for by their cells."""
    if not reading.unlisted:
        return []
    said = {key(word) for draft in reading.drafts for word in _said_by(draft)}
    told = "\n".join(sorted(said))
    heads = ((cell, taken) for cell, taken in reading.unlisted if key(cell.text) not in told)
    return [left(cell, f"a head that no list knows: {taken}", ignored=True) for cell, taken in heads]


def _said_by(draft: Draft) -> Iterator[str]:
    """The words of a measure that heads of columns may have given."""
    yield from (remark.head for remark in draft.remarks)
    yield from (word for value in draft.values for word in (f"{value.indicator}{value.unit or ''}", value.scope or ""))
    yield from (word for duty in draft.assignments for word in (duty.role_raw or "", duty.mention, duty.full))
    yield from (draft.deadline, draft.task or "", draft.text, *(section.heading for section in draft.sections))


def _unlisted(head: Top, heads: Sequence[Cell]) -> list[tuple[Cell, str]]:
    """The heads that no list knows, each with what its column was taken for."""
    told = head.header.judgements or {}
    found: list[tuple[Cell, str]] = []
    for cell in heads:
        if head_of(cell.text).strength == 0:
            judgement = told.get(cell.column)
            filled = any(row.text(at) for row in head.body for at in range(cell.column, cell.column + cell.columns))
            found.append((cell, "nothing stands below it" if not filled else judgement.reading if judgement else "none"))
    return found


def _says_nothing_again(cell: Cell, rows: Sequence[Row]) -> bool:
    """Whether a cell says 同上 below nothing."""
    return is_ditto(cell.text) and cell.row < len(rows) and not rows[cell.row].text(cell.column)


def _read_table(laid: Laid, reading: Reading, state: State) -> None:
    table, rows = laid.table, laid.rows
    over = _over_rows(laid)
    previous: Row | None = None
    reading.read += sum(cell.row > 0 and (is_ditto(cell.text) or like_row(cell.text) is not None) for cell in table.cells)
    reading.residue += [left(cell, "words that no record took") for cell in table.cells if _says_nothing_again(cell, rows)]
    at = 0
    while at < len(rows):
        row = rows[at]
        if head := laid.at(at):
            if head is not laid.heads[0] and head.heads == state.heads and reading.drafts:
                state.page = at + head.rows  # the head of a printed page, again in the same table
            state.header, state.heads, state.columns = head.header, head.heads, table.columns
            reading.has_lead |= any(state.header.columns[c].role == "lead" for c in state.header.of("role"))
            heads = [cell for r in range(at, at + head.rows) for cell in rows[r].own]
            reading.unlisted += _unlisted(head, heads)
            reading.read += len(heads)
            reading.formal += [cell.place for cell in heads]
            at += head.rows
            continue
        at += 1
        if laid.heads and at <= laid.heads[0].at and (section := heading_over_head(row, table) or _named_over(row, over)):
            state.sections = (section,)
            state.over[section.place.start] = over.get(section.place.start, ())
            reading.headings.append(section)
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif laid.heads and at <= laid.heads[0].at and len(row.own) == 1 and states_rule(row.own[0]):
            take_remark(row.own[0], reading)
        elif state.header is None and len(row.own) > 1:
            reading.residue += [left(cell, "a remark across the table", ignored=True) for cell in row.own]  # 填报单位：… | 填报时间：…
        elif state.header is None:
            reading.read += len(row.own)  # the caption row that some tables carry above their header
            reading.formal += [cell.place for cell in row.own]
        elif state.header.is_values:
            read_values(row, table, state.header, reading, state)
        elif not state.header.has_words:
            reading.residue += [left(cell, "a row under a header that names neither task nor measure") for cell in row.own]
        elif is_legend(row):
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif cancelled(row, state.header):
            reading.residue += [left(cell, "a row that its table says is cancelled", ignored=True) for cell in row.own]
        elif sums_up(row, state.header):
            reading.residue += [left(cell, "a row of sums", ignored=True) for cell in row.own]
        elif section := heading_in(row, state.header, table):
            reading.headings.append(section)
            state.sections = (*(s for s in state.sections if s.level < section.level), section)
            named = bodies_above([as_paragraph(row, section)], counted=COUNT.search(section.heading) is not None)
            state.over[section.place.start] = named or over.get(section.place.start, ())
            again = closed(next(cell.text for cell in row.own if cell.place.start == section.place.start))
            beside = [cell for cell in row.own if cell.place.start > section.place.start and not is_none(cell.text) and closed(cell.text) != again]
            reading.read += len(row.own) - len(beside)
            reading.formal += [cell.place for cell in row.own if cell not in beside]
            reading.residue += [left(cell, "beside a heading", ignored=True) for cell in beside]
        elif section := parent_in(row, rows[at] if at < len(rows) else None, state.header):
            reading.headings.append(section)
            state.sections = (*(s for s in state.sections if s.level < section.level), section)
            state.over[section.place.start] = bodies_of(row, state.header, table).assignments
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif remark := remark_across(row, table, state.header):
            take_remark(remark, reading)
        else:
            read_row(row, previous, table, state.header, reading, state)
            # Empty body cells further down still belong to the last ones filled.
            previous = row if previous is None or any(row.text(c) for c in state.header.of("role")) else previous
