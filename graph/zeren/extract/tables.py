"""Read the tables of a plan: every row a measure with its deadline and its bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from zeren.extract.boxes import ticked
from zeren.extract.captions import COUNT, above, bodies_above, captions, inner_tables, sections_of
from zeren.extract.columns import is_ditto, is_none
from zeren.extract.draft import Draft
from zeren.extract.endings import is_body
from zeren.extract.header import Header
from zeren.extract.heads import Head
from zeren.extract.items import Item, items, numbered
from zeren.extract.layout import Decided, Laid, goes_on, lay
from zeren.extract.marks import legend, role_of_mark
from zeren.extract.matrices import value_under
from zeren.extract.natures import nature
from zeren.extract.rows import Bodies, Row, bodies_of, is_sum
from zeren.extract.rules import LeadRule, Rules, StandingRule, lead_rule, standing_rule
from zeren.extract.turned import as_rows
from zeren.ground.fold import fold
from zeren.ground.model import (
    Assignment,
    Block,
    Cell,
    Paragraph,
    Place,
    Remark,
    Residue,
    Section,
    Table,
    Target,
)
from zeren.outline import closed, heading

_SENTENCE_END = re.compile(r"[。！？；：!?;:]$")
_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.]?")
_NOTE = re.compile(r"\s*(?:备?注|说明|填表说明|附注)\s*[:：]")
_OVER_NUMBER = re.compile(
    r"^[^\w(]{0,3}(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.:]?|第[一二三四五六七八九十]{1,2}[批类]:?)?\s{0,4}(?=\d|[^\s月季年])"
)
"""一、3月底前完成, （二）9月底前, ▍6月底前, but 一季度"""
_OVER_COUNT = re.compile(
    r"(?:完成)?(?:的?(?:任务|事项|项目|工作|措施|内容))?\s{0,4}(?:[(](?:共|计)?\s{0,4}[\d一二三四五六七八九十]{1,4}\s{0,4}[项条个件][)])?\s{0,4}:?$"
)
_BRACKETED_TIME = re.compile(r"[(（](?P<time>[^()（）\n]{2,16})[)）][。；;]?$")
_TITLE = re.compile(r"20\d\d|(?:表|单|账|方案|计划|规划|分工|分解|要点)(?:[(（].{0,12}[)）])?$|附件|单位[:：]")
"""words that titles of plans hold and headings over a part of their tables do not"""
_SECTION_LENGTH = 60
"""code points; a longer single cell is a statement, not a section row"""


@dataclass(slots=True)
class Reading:
    """What the tables of one plan gave."""

    drafts: list[Draft] = field(default_factory=list)
    residue: list[Residue] = field(default_factory=list)
    read: int = 0
    """non-empty cells that a record took or that only say what others mean (headers, none-marks)"""
    has_lead: bool = False
    """a lead column stands in some table"""
    lead_rule: LeadRule | None = None
    """a lead rule that a remark across a table prints"""
    standing: list[StandingRule] = field(default_factory=list)
    """standing rules that remarks across a table print"""
    formal: list[Place] = field(default_factory=list)
    """cells that only say what others mean, or that records hold in another form: heads, numbers, marks, captions"""
    headings: list[Section] = field(default_factory=list)
    """headings that stand in rows of a table"""
    captions: list[Place] = field(default_factory=list)
    """captions that name the bodies of their table"""
    others: list[Table] = field(default_factory=list)
    """tables without columns of duties, whose cells are neither read nor residue yet"""


@dataclass(slots=True)
class _State:
    """What a row takes over from the rows above it, across tables of one plan."""

    header: Header | None = None
    heads: tuple[tuple[int, Head], ...] = ()
    columns: int = 0
    sections: tuple[Section, ...] = ()
    number: str | None = None
    task: str | None = None
    task_place: Place | None = None
    caption: tuple[Assignment, ...] = ()
    """bodies that the caption of the table names"""
    over: dict[int, tuple[Assignment, ...]] = field(default_factory=dict)
    """bodies that the headings in rows name, by the offset of the heading (（二）工程建设（牵头单位：县住房城乡建设局）)"""
    page: int = -1
    """index of the first row under the head of a table that continues the one before; -1: none may go on"""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """roles of marks by the legend"""


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
    reading, state = Reading(), _State()
    whole = [(*ticked(block), block) for block in blocks if isinstance(block, Table)]
    parts = [(part, table) for table_, _, table in whole for part in as_rows(table_)]
    laid = lay([part for part, _ in parts], decided)
    meanings = _legend(blocks) if any(head.header.of("mark") for one in laid for head in one.heads) else {}
    outer = captions(blocks)
    for one, (_, table) in zip(laid, parts, strict=True):
        if table.columns > 1 and (inner := inner_tables(blocks, table)):
            outer |= inner
            reading.formal += [cell.place for cell in table.cells]
            reading.headings += inner.values()
            reading.read += sum(bool(cell.text) for cell in table.cells)
            continue
        paragraphs = above(blocks, table)
        if not one.heads and not (state.columns == one.table.columns and goes_on(one.rows, state.heads)):
            reading.others += [table] if table not in reading.others else []
            continue
        caption = bodies_above(paragraphs)
        if one.heads and not any(_states_duties(head.header, caption) for head in one.heads):
            reading.others += [table] if table not in reading.others else []
            continue
        state.caption, state.meanings = (caption if one.heads else state.caption), meanings
        reading.captions += [paragraph.place for paragraph in paragraphs if caption and _holds(paragraph, caption[0])]
        if one.heads and (sections := sections_of(paragraphs)):
            state.sections = sections
        if (section := outer.get(table.place.start)) and not caption and not (one.heads and sections_of(paragraphs)):
            state.sections = (section,)
        known = state.heads
        first = one.heads[0] if one.heads else None
        goes = first is None or (first.at == 0 and first.heads == known)
        state.page = (first.rows if first else 0) if goes and reading.drafts else -1
        _read_table(one, reading, state)
    reading.residue += [one for _, unticked, table in whole if table not in reading.others for one in unticked]
    rules = Rules()
    its_rule = reading.lead_rule or (lead_rule(rule) if rule else None)
    if its_rule and not reading.has_lead:
        rules.lead(its_rule, whole=True)
    for stands in (*standing, *reading.standing):
        rules.stand(stands, 0)
    reading.drafts = rules.applied(reading.drafts)
    over = {section.place.start for draft in reading.drafts for section in draft.sections}
    empty = [section for section in reading.headings if section.place.start not in over]
    reading.read -= len(empty)
    reading.residue += [Residue(one.heading, "a heading without measures", one.place, ignored=True) for one in empty]
    return reading


def _holds(paragraph: Paragraph, body: Assignment) -> bool:
    return paragraph.place.start <= body.place.start < paragraph.place.end


def _states_duties(header: Header, caption: Sequence[Assignment]) -> bool:
    """Whether a table states duties: in its columns, as values of bodies, or for the body that its caption names."""
    if header.is_plan or header.is_values:
        return True
    return bool(caption) and header.has_words and bool(header.of("deadline") or header.of("number"))


def _legend(blocks: Sequence[Block]) -> dict[str, str]:
    texts = (block.text for block in blocks if not isinstance(block, Table))
    cells = (cell.text for block in blocks if isinstance(block, Table) for cell in block.cells)
    return legend((*texts, *cells))


def left_over(table: Table) -> list[Residue]:
    """Return every filled cell of a table that nothing could read, with what tells and what decides its columns."""
    number = table.place.table
    told = f"; zeren explain FILE --table {number} tells its columns, --column 1=responsible decides" if number else ""
    return [_left(cell, f"table without columns of duties{told}") for cell in table.cells if cell.text]


def unwrap(text: str) -> str:
    """Join lines that only the width of a cell broke; a line that ends a sentence keeps its break."""
    joined = ""
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if not joined:
            joined = line
        elif _SENTENCE_END.search(joined):
            joined += "\n" + line
        else:
            joined += (" " if joined[-1].isascii() and line[0].isascii() else "") + line
    return joined


def _read_table(laid: Laid, reading: Reading, state: _State) -> None:
    table, rows = laid.table, laid.rows
    previous: Row | None = None
    reading.read += sum(cell.row > 0 and is_ditto(cell.text) for cell in table.cells)
    at = 0
    while at < len(rows):
        row = rows[at]
        if head := laid.at(at):
            state.header, state.heads, state.columns = head.header, head.heads, table.columns
            reading.has_lead |= any(state.header.columns[c].role == "lead" for c in state.header.of("role"))
            reading.read += sum(len(rows[r].own) for r in range(at, at + head.rows))
            reading.formal += [cell.place for r in range(at, at + head.rows) for cell in rows[r].own]
            at += head.rows
            continue
        at += 1
        if laid.heads and at <= laid.heads[0].at and (section := _over_head(row, table)):
            state.sections = (section,)
            reading.headings.append(section)
            reading.read += len(row.own)
            reading.formal += [cell.place for cell in row.own]
        elif state.header is None:
            reading.read += len(row.own)  # the caption row that some tables carry above their header
            reading.formal += [cell.place for cell in row.own]
        elif state.header.is_values:
            _read_values(row, table, state.header, reading, state)
        elif not state.header.has_words:
            reading.residue += [_left(cell, "a row under a header that names neither task nor measure") for cell in row.own]
        elif _is_sum(row, state.header):
            reading.residue += [_left(cell, "a row of sums", ignored=True) for cell in row.own]
        elif section := _section(row, state.header, table):
            reading.headings.append(section)
            state.sections = (*(s for s in state.sections if s.level < section.level), section)
            state.over[section.place.start] = bodies_above([_as_paragraph(row, section)])
            beside = [cell for cell in row.own if cell.place.start > section.place.start and not is_none(cell.text)]
            reading.read += len(row.own) - len(beside)
            reading.formal += [cell.place for cell in row.own if cell not in beside]
            reading.residue += [_left(cell, "beside a heading", ignored=True) for cell in beside]
        elif remark := _remark(row, table, state.header):
            _take_remark(remark, reading)
        else:
            _read_row(row, previous, table, state.header, reading, state)
            # Empty body cells further down still belong to the last ones filled.
            previous = row if previous is None or any(row.text(c) for c in state.header.of("role")) else previous


def _as_paragraph(row: Row, section: Section) -> Paragraph:
    """A heading that stands in a row, as a caption over the rows below it."""
    cell = next(cell for cell in row.own if cell.place.start == section.place.start)
    text = cell.text[: match.start()] if (match := COUNT.search(cell.text)) else cell.text
    return Paragraph(text, replace(cell.place, end=cell.place.start + len(text)))


def _section(row: Row, header: Header, table: Table) -> Section | None:
    """A row with nothing but a heading: one filled cell at the left, or across the table, its number before it."""
    filled = row.filled
    if not filled or any(not row.starts(cell) or cell.rows > 1 for cell in filled):
        return None
    numeral = ""
    if len(filled) > 1 and filled[0].column in header.of("number") and _NUMERAL.fullmatch(closed(filled[0].text)):
        number = closed(filled[0].text).rstrip("、.")
        if len(filled) == 2 or not number.isdigit():
            filled = filled[1:]
            numeral = number + ("" if number[-1] in ")）" else "、")
    if len(filled) != 1 and _stands_over(filled, numeral, row, header):
        filled = filled[:1]
    if len(filled) != 1:
        return None
    cell = filled[0]
    across = bool(numeral) or cell.columns > table.columns // 2
    first = header.has_words and header.measure == 0
    if not across and (cell.column != 0 or first or cell.text.isdigit()):
        return None
    words = numeral + closed(cell.text)
    if len(words) > _SECTION_LENGTH or words.endswith("。"):
        return None
    numbered = heading(words)
    return Section(words, numbered.level if numbered else 1, cell.place)


def _over_head(row: Row, table: Table) -> Section | None:
    """A row across the table above its head that is no title of a plan: what the table is about (甲类：环境整治)."""
    filled = row.filled
    if len(filled) != 1 or filled[0].columns < table.columns or table.columns < 2 or _TITLE.search(filled[0].text):
        return None
    words = closed(filled[0].text)
    return Section(words, 1, filled[0].place) if len(words) <= _SECTION_LENGTH and not words.endswith(("。", ":", "：")) else None


def _stands_over(filled: list[Cell], numeral: str, row: Row, header: Header) -> bool:
    """Whether the first words of a row are a heading beside which only figures stand (一、老旧小区改造 | 15320 | 小计3个)."""
    cell = filled[0]
    if not (numeral or heading(closed(cell.text))) or (not numeral and cell.columns < 2):
        return False
    words = row.cells.get(header.measure) if header.has_words else None
    if words and words.text and words is not cell:
        return False
    return not any(row.text(c) for c in header.of("role") if row.cells[c] is not cell)


def _is_sum(row: Row, header: Header) -> bool:
    """Whether a row sums up others (合计, 总计, 小计): its first words say so and it names no bodies."""
    if not row.sums:
        return False
    return not any(nature(row.text(c)) in ("body", "states") for c in header.of("role") if row.text(c) and not is_sum(row.text(c)))


def _remark(row: Row, table: Table, header: Header) -> Cell | None:
    """A cell over the whole width that is no heading: a note under the table."""
    filled = row.filled
    alone = len(filled) == 1 and row.starts(filled[0]) and filled[0].column == 0
    across = alone and (filled[0].columns == table.columns > 1 or _NOTE.match(filled[0].text) is not None)
    return filled[0] if across else None


def _take_remark(cell: Cell, reading: Reading) -> None:
    reading.lead_rule = reading.lead_rule or lead_rule(cell.text)
    standing = standing_rule(cell.text, cell.place.start, cell.place)
    reading.standing += [standing] if standing else []
    if standing or lead_rule(cell.text):
        reading.read += 1
        reading.formal.append(cell.place)
    else:
        reading.residue.append(_left(cell, "a remark across the table", ignored=_NOTE.match(cell.text) is not None))


def _read_row(
    row: Row, previous: Row | None, table: Table, header: Header, reading: Reading, state: _State
) -> None:
    if not row.filled:
        return
    if reading.drafts and _is_rest(row, header, reading.drafts[-1], state):
        _join_rest(row, header, table, reading)
        return
    _take_task(row, header, state)
    measure = _measure(row, header)
    bodies = _bodies(row, previous, table, state, stated=measure is not None)
    reading.residue += bodies.residue
    _account(row, header, reading)
    if measure and row.starts(measure):
        reading.drafts += _drafts(row, measure, bodies, header, state)
    elif reading.drafts and bodies.assignments and _goes_on(row, header, table, reading):
        # A measure whose cell spans several rows of bodies, or whose words stand in the row above.
        reading.drafts[-1] = _extended(reading.drafts[-1], bodies.assignments)
    else:
        reading.residue += _unclaimed(row, measure, header)


def _is_rest(row: Row, header: Header, above: Draft, state: _State) -> bool:
    """Whether the first row of a page goes on with the last one of the page before: no number, words that were cut off."""
    numbers = header.of("number")
    cell = row.cells.get(header.measure)
    if row.index != state.page or not numbers or any(row.text(c) for c in numbers) or not state.number:
        return False
    if cell is None or not cell.text:
        return any(row.text(c) for c in header.of("role"))
    return not _SENTENCE_END.search(above.text) and heading(cell.text) is None


def _join_rest(row: Row, header: Header, table: Table, reading: Reading) -> None:
    """Give the rest of a row that a page broke to its measure: words, the second half of a name, further bodies."""
    draft = reading.drafts[-1]
    cell = row.cells.get(header.measure)
    bodies = list(bodies_of(row, header, table).assignments)
    have = list(draft.assignments)
    if bodies and have and have[-1].role == bodies[0].role and not is_body(have[-1].mention):
        name = have[-1].mention + bodies[0].mention
        have[-1] = replace(have[-1], mention=name, full=name)
        bodies = bodies[1:]
    words = unwrap(cell.text) if cell else ""
    joint = "" if not words or not draft.text[-1].isascii() or not words[0].isascii() else " "
    draft = replace(draft, text=draft.text + joint + words, assignments=tuple(have))
    rests = tuple(one for one in _remarks(row, cell, header) if one.text) if cell else ()
    reading.drafts[-1] = replace(_extended(draft, tuple(bodies)), remarks=(*draft.remarks, *rests))
    reading.formal += [one.place for one in row.own if header.columns.get(one.column) and header.columns[one.column].kind not in _NAMED]
    reading.read += len(row.own)


def _bodies(row: Row, previous: Row | None, table: Table, state: _State, *, stated: bool) -> Bodies:
    """The bodies of a row: of its columns, of its marks, of the rows above where its cells are blank, of the caption."""
    header = state.header
    if header is None:
        return Bodies(())
    bodies = bodies_of(row, header, table)
    blank = header.of("role") and not any(row.text(c) for c in header.of("role"))
    if stated and previous and blank and _blank_below(table, header):
        inherited = bodies_of(previous, header, table).assignments
        likely = table.spans_stated
        bodies = replace(bodies, assignments=tuple(replace(a, basis="inherited-cell", likely=a.likely or likely) for a in inherited))
    elif stated and previous and not table.spans_stated and _in_group(row, header):
        above = bodies_of(previous, header, table).assignments
        acting_ = tuple(replace(a, basis="inherited-cell") for a in above if a.role in ("lead", "responsible"))
        later = tuple(replace(a, position=len(acting_) + at) for at, a in enumerate(bodies.assignments, 1))
        bodies = replace(bodies, assignments=(*acting_, *later))
    if header.of("mark"):
        bodies = replace(bodies, assignments=bodies.assignments + _marked(row, header, state, len(bodies.assignments)))
    acting = any(a.role in ("lead", "responsible") for a in bodies.assignments)
    over = next((found for s in reversed(state.sections) if (found := state.over.get(s.place.start))), ())
    if stated and over and (adds := _adds(over, bodies.assignments, acting=acting)):
        bodies = _behind(adds, bodies)
    elif state.caption and not header.names_acting and not acting:
        bodies = _behind(state.caption, bodies)
    return bodies


def _behind(first: Sequence[Assignment], bodies: Bodies) -> Bodies:
    """The bodies of a row behind those that stand over it."""
    every = enumerate((*first, *bodies.assignments), 1)
    return replace(bodies, assignments=tuple(replace(a, position=at) for at, a in every))


def _adds(over: Sequence[Assignment], own: Sequence[Assignment], *, acting: bool) -> list[Assignment]:
    """The bodies of a heading that a row does not name itself: those with a printed role, else all where the row names none."""
    roles = {a.role for a in own}
    return [a for a in over if (a.role not in roles if a.role_raw else not acting)]


def _in_group(row: Row, header: Header) -> bool:
    """Whether a row of text goes on with the task above: its task and its acting bodies are blank, others it names itself."""
    acting = [c for c in header.of("role") if header.columns[c].role in ("lead", "responsible")]
    blank = not any(row.text(c) for c in acting)
    return header.task is not None and not row.text(header.task) and bool(acting) and blank


def _blank_below(table: Table, header: Header) -> bool:
    """Whether blank body cells mean those above: in text always, else where blanks are many and none is merged."""
    if not table.spans_stated:
        return True
    columns = set(header.of("role"))
    cells = [cell for cell in table.cells if cell.column in columns and cell.row > 0]
    if any(cell.rows > 1 for cell in cells):
        return False
    filled = {cell.row for cell in cells if cell.text}
    blank = {cell.row for cell in table.cells if cell.row > 0 and cell.text and cell.columns == 1} - filled
    return len(blank) > 1 and len(blank) >= 0.2 * len(filled | blank)


def _marked(row: Row, header: Header, state: _State, count: int) -> tuple[Assignment, ...]:
    """The bodies whose columns a row marks; their names stand in the header."""
    found: list[Assignment] = []
    for at in header.of("mark"):
        column, cell = header.columns[at], row.cells.get(at)
        meant = role_of_mark(cell.text, state.meanings) if cell and cell.text and not is_none(cell.text) else None
        if column.values and cell and cell.text and not is_none(cell.text):
            meant = ("responsible", False)  # a district answers for its share of the value
        if meant and cell and column.place:
            basis = "cell" if row.starts(cell) else "inherited-cell"
            position = count + len(found) + 1
            name = column.header
            found.append(Assignment(meant[0], cell.text, name, name, position, basis, column.place, likely=not meant[1]))
    return tuple(found)


def _drafts(row: Row, measure: Cell, bodies: Bodies, header: Header, state: _State) -> list[Draft]:
    """The measures of a row: one, or one for each item of a cell whose items name their own bodies."""
    whole = _draft(row, measure, bodies, header, state)
    acting = any(a.role in ("lead", "responsible") for a in bodies.assignments)
    mixed = any(header.columns[c].mixed for c in header.of("measure"))
    if not mixed and acting:
        return _numbered(whole, measure) if _lists_duties(header, measure) else [_timed(whole)]
    parts = items(measure, header.columns[measure.column].header if measure.column in header.columns else None)
    if not parts or (acting and sum(part.said is not None for part in parts) < 2):
        return [_timed(whole)]
    return [_of_item(whole, part) for part in parts]


def _lists_duties(header: Header, measure: Cell) -> bool:
    """Whether a table gives each body its duties: the body stands before them, and neither task nor deadline beside."""
    roles = header.of("role")
    return bool(roles) and max(roles) < measure.column and header.task is None and not header.of("deadline")


def _numbered(whole: Draft, measure: Cell) -> list[Draft]:
    """The numbered duties of a cell, each a measure of its own; the cell as one where it numbers none."""
    parts = numbered(measure)
    return [_timed(replace(whole, text=unwrap(part.text), place=part.place)) for part in parts] or [_timed(whole)]


def _of_item(whole: Draft, item: Item) -> Draft:
    """A measure inside a cell: its own bodies and deadline, the row's others."""
    said = item.said
    own = said.assignments if said else ()
    roles = {a.role for a in own} | ({"responsible"} if {"lead", "responsible"} & {a.role for a in own} else set())
    rest = [a for a in whole.assignments if not own or a.role not in roles]
    assignments = tuple(replace(a, position=at) for at, a in enumerate((*own, *rest), 1))
    draft = replace(whole, text=unwrap(item.text), place=item.place, assignments=assignments)
    if said and said.deadline:
        draft = replace(draft, deadline=said.deadline, deadline_place=said.deadline_place, deadline_inherited=False)
    return _timed(draft)


def _timed(draft: Draft) -> Draft:
    """A measure without a deadline whose words end with one in brackets: 新种油茶800亩（4月底前）."""
    match = _BRACKETED_TIME.search(draft.text)
    if draft.deadline or match is None or match.start() < 2 or nature(match["time"]) != "date":
        return draft
    end = draft.place.end - (len(draft.text) - match.start("time")) + len(match["time"])
    place = replace(draft.place, start=end - len(match["time"]), end=end)
    return replace(draft, text=draft.text[: match.start()], deadline=match["time"], deadline_place=place)


def _read_values(row: Row, table: Table, header: Header, reading: Reading, state: _State) -> None:
    """A body with its values: the body's own words stand for the measure, which has no others."""
    if section := _section(row, header, table):
        state.sections = (*(s for s in state.sections if s.level < section.level), section)
        reading.read += 1
        return
    if _is_sum(row, header):
        reading.residue += [_left(cell, "a row of sums", ignored=True) for cell in row.own]
        return
    cell = next((row.cells[c] for c in header.of("role") if row.text(c) and row.starts(row.cells[c])), None)
    bodies = bodies_of(row, header, table)
    values = [c for c, column in header.columns.items() if column.values and row.text(c)]
    if cell is None or not bodies.assignments or not values:
        reading.residue += [_left(one, "a row without a body or values") for one in row.own]
        return
    _take_task(row, header, state)
    found = (value_under(row.cells[c], header.columns[c].header) for c in values)
    draft = _draft(row, cell, bodies, header, state)
    reading.drafts.append(replace(draft, values=tuple(value for value in found if value)))
    _account(row, header, reading)


def _goes_on(row: Row, header: Header, table: Table, reading: Reading) -> bool:
    """Whether the bodies of a row without words of its own belong to the measure above: its cell reaches down, or may."""
    cell = row.cells.get(header.measure)
    if cell and cell.text:
        return not row.starts(cell)
    number = next((row.text(c) for c in header.of("number")), "")
    return not table.spans_stated and not number


def _unclaimed(row: Row, measure: Cell | None, header: Header) -> list[Residue]:
    """Cells of a row that gave no measure: its bodies, and named columns that no other row took."""
    kinds = {"role"} if measure else {"role", "deadline", *_NAMED}
    own = (cell for cell in row.own if cell.column in header.columns and not is_none(cell.text))
    return [_left(cell, "a row without words of a measure") for cell in own if header.columns[cell.column].kind in kinds]


def _measure(row: Row, header: Header) -> Cell | None:
    """The cell with the measure's words: the task's own where a row has no other words."""
    cell = row.cells.get(header.measure)
    if cell and cell.text and not is_none(cell.text):
        return cell
    task = row.cells.get(header.task) if header.task is not None else None
    return task if task and task.text and row.starts(task) else None


def _extended(draft: Draft, more: tuple[Assignment, ...]) -> Draft:
    have = {(a.role, a.place.start) for a in draft.assignments}
    new = [a for a in more if (a.role, a.place.start) not in have]
    first = len(draft.assignments)
    return replace(
        draft, assignments=draft.assignments + tuple(replace(a, position=first + i) for i, a in enumerate(new, 1))
    )


def _draft(row: Row, measure: Cell, bodies: Bodies, header: Header, state: _State) -> Draft:
    cell = next((row.cells[c] for c in header.of("deadline") if row.text(c)), None)
    given = cell is not None and not is_none(cell.text)
    deadline = closed(unwrap(cell.text)) if cell and given else bodies.deadline
    place = cell.place if cell else bodies.deadline_place
    if not deadline:
        deadline, place = _periods(row, header) or _over(state.sections) or (deadline, place)
    return Draft(
        text=unwrap(measure.text),
        place=measure.place,
        sections=(*state.sections, *_sections(row, measure, header, state)),
        task_no=state.number,
        task=state.task,
        task_place=state.task_place,
        deadline=deadline,
        deadline_place=place,
        deadline_inherited=bool(cell and given and not row.starts(cell)) or bool(place and any(place == s.place for s in state.sections)),
        assignments=bodies.assignments,
        targets=tuple(row.cells[c].place for c in header.of("target") if row.text(c) and row.starts(row.cells[c])),
        values=_shares(row, measure, header),
        remarks=(*_remarks(row, measure, header), *bodies.remarks),
    )


def _shares(row: Row, measure: Cell, header: Header) -> tuple[Target, ...]:
    """The values that the columns of districts give for the indicator of a row: 造林面积 | 万亩 under 东城区 | 西岭区."""
    columns = [(header.columns[c].header, row.cells[c]) for c in header.of("mark") if header.columns[c].values and row.text(c)]
    if not columns:
        return ()
    unit = next((row.text(c) for c, column in sorted(header.columns.items()) if column.header in ("单位", "计量单位")), None)
    found = ((place, value_under(cell, unwrap(measure.text), unit)) for place, cell in columns)
    return tuple(replace(value, scope=place) for place, value in found if value)


def _over(sections: Sequence[Section]) -> tuple[str, Place] | None:
    """The deadline that is all that a heading over a row says: 一、3月底前完成（2项）."""
    for section in reversed(sections):
        words = _OVER_NUMBER.sub("", _OVER_COUNT.sub("", fold(section.heading)))
        if nature(words) == "date":
            return words, section.place
    return None


def _periods(row: Row, header: Header) -> tuple[str, Place] | None:
    """The deadline that the filled columns of months or quarters give: 2月至4月 by marks, the last one by words."""
    filled = [(c, row.cells[c]) for c, column in sorted(header.columns.items()) if column.period and row.text(c)]
    filled = [(c, cell) for c, cell in filled if not is_none(cell.text)]
    if not filled:
        return None
    first, last = header.columns[filled[0][0]].header, header.columns[filled[-1][0]].header
    marks = all(nature(cell.text) == "mark" for _, cell in filled)
    words = first if first == last else f"{first}至{last}"
    return (words if marks else last), filled[-1][1].place


def _sections(row: Row, measure: Cell, header: Header, state: _State) -> list[Section]:
    """Headings that stand in columns of the row (类别, 领域), below those that stand above it."""
    level = max((section.level for section in state.sections), default=0)
    cells: dict[int, Cell] = {}
    for at in header.of("section"):
        cell = row.cells.get(at)
        if cell and cell is not measure and cell.text and not is_none(cell.text):
            cells.setdefault(id(cell), cell)
    return [Section(closed(unwrap(cell.text).replace("\n", "")), level + at, cell.place) for at, cell in enumerate(cells.values(), 1)]


def _take_task(row: Row, header: Header, state: _State) -> None:
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


_NAMED = frozenset({"person", "target", "remark", "unknown"})
"""kinds of columns whose cells stay with the measure as named columns"""


def _remarks(row: Row, measure: Cell, header: Header) -> tuple[Remark, ...]:
    """The named columns of a row; a merged cell holds for every row that it spans."""
    found: dict[int, Remark] = {}
    for at, column in sorted(header.columns.items()):
        cell = row.cells.get(at)
        if column.kind in _NAMED and cell and cell is not measure and cell.text and not is_none(cell.text):
            found.setdefault(id(cell), Remark(column.header, cell.text, cell.place))
    return tuple(found.values())


def _account(row: Row, header: Header, reading: Reading) -> None:
    """Count the cells that a record takes; words beside the columns of the header are left over."""
    for cell in row.own:
        if cell.column in header.columns or is_none(cell.text):
            reading.read += 1
            kind = header.columns[cell.column].kind if cell.column in header.columns else ""
            reading.formal += [cell.place] if kind in ("number", "mark") else []
        else:
            reading.residue.append(_left(cell, "a cell beside the columns of the header"))


def _left(cell: Cell, reason: str, *, ignored: bool = False) -> Residue:
    return Residue(cell.text, reason, cell.place, ignored=ignored)
