"""The measure of a row: its words, deadline, headings in columns and named columns, or the items of its cell one by one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body, is_solid, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.cells.marks import time_of_period
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.lexicon import role_in, role_of
from zeren.extract.statement.items import Item, each_its_own, in_step, items, numbered
from zeren.extract.table.banners import time_over
from zeren.extract.table.header import Header
from zeren.extract.table.matrices import value_under
from zeren.extract.table.reading import State
from zeren.extract.table.row_bodies import Bodies
from zeren.extract.table.rows import Row
from zeren.extract.time.headings import time_of
from zeren.extract.time.overall import limit_that_ends
from zeren.extract.time.own import is_from_above
from zeren.ground.fold import fold
from zeren.ground.letters import is_spaced
from zeren.ground.model import Assignment, Cell, Place, Remark, Section, Target
from zeren.outline import closed

SENTENCE_END = re.compile(r"[。！？；：!?;:]$")
"""how a line ends that the next one does not go on"""
_BRACKETED_TIME = re.compile(r"[(（](?P<time>[^()（）\n]{2,16})[)）][。；;]?$")
_LEAST_TIMED = 2
"""items of a cell with a time of their own that part it"""
_REMARKS = re.compile("备注|说明|其他要求|要求")
_LIMIT = re.compile("[前底末内]$")
_HELPED = re.compile(
    r"[(（,，。；;](?:由|请)?(?P<bodies>[^()（）,，。；;:：\s]{2,40}?)(?:予以|给予|共同|密切|积极|主动|全力)?(?P<role>配合|协助|协办)(?:[)）]|(?=[。；;]|$))[。；;]?$"
)
"""how words end that say who helps: …（市资规局配合）, …，市数据局配合。"""
_DUTY = re.compile(r"(?:积极|主动|全力|密切|认真|共同){0,2}(?P<word>协助配合|配合|协助|协同|参与|牵头)(?![单部责])")
"""协助市消防大队开展高层建筑检查"""
NAMED = frozenset({"person", "target", "remark", "unknown"})
"""kinds of columns whose cells stay with the measure as named columns"""


_WORDS = re.compile(r"[^\W\d_]")
"""a letter of any script: figures and signs alone are no words (1200, ≥)"""


def measure_of(row: Row, header: Header) -> Cell | None:
    """The cell with the measure's words: the task's own where a row has no other words."""
    cell = row.cells.get(header.measure)
    if cell and cell.text and not is_none(cell.text) and _WORDS.search(cell.text):
        return cell
    task = row.cells.get(header.task) if header.task is not None else None
    return task if task and task.text and row.starts(task) else None


def drafts_of(row: Row, measure: Cell, bodies: Bodies, header: Header, state: State) -> list[Draft]:
    """The measures of a row, each with those that its last words say help (…（县林业局配合）)."""
    return [_helped(one) for one in _drafts_of(row, measure, bodies, header, state)]


def _helped(draft: Draft) -> Draft:
    """A measure of known bodies with those that its last clause or bracket says help; as it was where that names no bodies for sure."""
    match = _HELPED.search(draft.text) if any(one.role in ("lead", "responsible") for one in draft.assignments) else None
    role = role_in(match["role"]) if match else None
    if match is None or role is None:
        return draft
    printed = draft.place.end - draft.place.start == len(draft.text)
    begin = draft.place.start + match.start("bodies") if printed else 0
    mentions = split(match["bodies"], begin)
    if not mentions or not all(is_body(one.printed) and is_whole(one.printed) and is_solid(fold(one.printed)) for one in mentions):
        return draft
    have = {one.full for one in draft.assignments}
    count = len(draft.assignments)
    new = [one for one in mentions if one.full not in have]
    # Of words that are wrapped in their cell the whole cell is the proof.
    more = (
        Assignment(
            role, match["role"], one.printed, one.full, count + at, "text",
            replace(draft.place, start=one.start, end=one.end) if printed else draft.place,
        )
        for at, one in enumerate(new, 1)
    )  # fmt: skip
    return replace(draft, assignments=(*draft.assignments, *more))


def _drafts_of(row: Row, measure: Cell, bodies: Bodies, header: Header, state: State) -> list[Draft]:
    """The measures of a row: one, or one for each item of a cell whose items name their own bodies."""
    whole = draft_of(row, measure, bodies, header, state)
    acting = any(a.role in ("lead", "responsible") for a in bodies.assignments)
    mixed = any(header.columns[c].mixed for c in header.of("measure"))
    if not mixed and acting and (steps := _in_step(whole, row, measure, header)):
        return steps
    if not mixed and acting and (timed := _timed_items(whole, measure)):
        return timed
    if not mixed and acting:
        return [_by_duty(one) for one in _numbered(whole, measure)] if _lists_duties(header, measure) else [_timed(whole)]
    parts = items(measure, header.columns[measure.column].header if measure.column in header.columns else None)
    if not parts or (acting and sum(part.said is not None for part in parts) < 2):
        return [_timed(whole)]
    return [_of_item(whole, part) for part in parts]


def _in_step(whole: Draft, row: Row, measure: Cell, header: Header) -> list[Draft]:
    """The numbered items of a cell, where the cell of deadlines or one of bodies numbers its lines as they do; else none."""
    parts = numbered(measure)
    due = next((row.cells[c] for c in header.of("deadline") if row.text(c)), None)
    times = each_its_own(due, len(parts)) if due else []
    named = [line for c in header.of("role") if row.text(c) and (line := in_step(row.cells[c], len(parts)))]
    if not times and not named:
        return []
    found: list[Draft] = []
    for at, part in enumerate(parts):
        draft = replace(whole, text=unwrap(part.text), place=part.place)
        if due and times:
            start, end = times[at].start - due.place.start, times[at].end - due.place.start
            draft = replace(draft, deadline=closed(due.text[start:end]), deadline_place=times[at])
        held = [a for a in draft.assignments if all(_stands_in(a.place, lines[at]) or not _among(a.place, lines) for lines in named)]
        found.append(replace(draft, assignments=tuple(replace(a, position=n) for n, a in enumerate(held, 1))))
    return found


def _timed_items(whole: Draft, measure: Cell) -> list[Draft]:
    """The numbered items of a cell of which two at least close with a time of their own in brackets; else none.

    ①修订议事规则（3月底前）；②开展专项清理（4月30日前）: each is done by its own time, whatever a column says of all.
    """
    parts = [replace(whole, text=unwrap(part.text), place=part.place, deadline="", deadline_place=None) for part in numbered(measure)]
    timed = [_timed(part) for part in parts]
    if sum(bool(one.deadline) for one in timed) < _LEAST_TIMED:
        return []
    over, place = whole.deadline, whole.deadline_place
    return [
        replace(one, deadline_inherited=False) if one.deadline else replace(one, deadline=over, deadline_place=place) for one in timed
    ]


def _stands_in(place: Place, line: Place) -> bool:
    return line.start <= place.start < line.end


def _among(place: Place, lines: Sequence[Place]) -> bool:
    return any(_stands_in(place, line) for line in lines)


def _lists_duties(header: Header, measure: Cell) -> bool:
    """Whether a table gives each body its duties: the body stands before them, and neither task nor deadline beside."""
    roles = header.of("role")
    return bool(roles) and max(roles) < measure.column and header.task is None and not header.of("deadline")


def _by_duty(draft: Draft) -> Draft:
    """A duty that begins with what sets it below another's (配合做好…, 协助开展…) or before it (牵头制定…), in that role."""
    match = _DUTY.match(draft.text)
    role = role_of(match["word"]) if match else None
    # A head that prints the role (责任单位, not 成员单位) is stronger than the words of the duty.
    printed = any(one.role != "responsible" or role_in(one.role_raw or "") for one in draft.assignments)
    if match is None or role is None or printed:
        return draft
    return replace(draft, assignments=tuple(replace(one, role=role, role_raw=match["word"]) for one in draft.assignments))


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
    """A measure without a deadline, or with that of a heading alone, whose words end with one in brackets: 新种油茶800亩（4月底前）."""
    match = _BRACKETED_TIME.search(draft.text)
    limit = limit_that_ends(match["time"]) if match else ""
    if (draft.deadline and not is_from_above(draft)) or match is None or match.start() < 2 or not (limit or nature(match["time"]) == "date"):
        return draft
    due = limit if limit and match["time"].startswith(limit) else match["time"]  # 6月底前完成: 6月底前
    start = draft.place.start + match.start("time")
    printed = draft.place.end - draft.place.start == len(draft.text)
    # Of words that are wrapped in their cell the whole cell is the proof.
    place = replace(draft.place, start=start, end=start + len(due)) if printed else draft.place
    return replace(draft, text=draft.text[: match.start()], deadline=due, deadline_place=place, deadline_inherited=False)


def draft_of(row: Row, measure: Cell, bodies: Bodies, header: Header, state: State) -> Draft:
    """The measure of a whole row, with the headings and the task over it."""
    cell = next((row.cells[c] for c in header.of("deadline") if row.text(c)), None)
    given = cell is not None and not is_none(cell.text)
    deadline = closed(unwrap(cell.text)) if cell and given else bodies.deadline
    place = cell.place if cell else bodies.deadline_place
    shared = each_its_own(cell, cell.rows) if cell and given else []
    if cell and shared:
        # （1）6月底前；（2）（3）12月底前 over three rows, the items of one task.
        place = shared[row.index - cell.row]
        deadline = closed(cell.text[place.start - cell.place.start : place.end - cell.place.start])
    its = _sections(row, measure, header, state)
    if not deadline:
        deadline, place = _periods(row, header, state.finishing) or _beside(row, header) or _above(state) or _staged(its) or (deadline, place)
    return Draft(
        text=unwrap(measure.text),
        place=measure.place,
        sections=(*state.sections, *its),
        task_no=state.number,
        task=state.task,
        task_place=state.task_place,
        deadline=deadline,
        deadline_place=place,
        deadline_inherited=bool(cell and given and not shared and not row.starts(cell)) or _stands_over(place, state, its),
        assignments=bodies.assignments,
        targets=tuple(row.cells[c].place for c in header.of("target") if row.text(c) and row.starts(row.cells[c])),
        values=_shares(row, measure, header),
        remarks=(*remarks_of(row, measure, header), *bodies.remarks),
    )


def _stands_over(place: Place | None, state: State, its: Sequence[Section]) -> bool:
    """Whether a deadline stands in a heading or a caption over the row, or in the stage beside it."""
    return place is not None and (any(place == one.place for one in (*state.sections, *its)) or (state.due is not None and place == state.due[1]))


def _shares(row: Row, measure: Cell, header: Header) -> tuple[Target, ...]:
    """The values that the columns of districts give for the indicator of a row: 造林面积 | 万亩 under 东城区 | 西岭区."""
    columns = [(header.columns[c].header, row.cells[c]) for c in header.of("mark") if header.columns[c].values and row.text(c)]
    if not columns:
        return ()
    unit = next((row.text(c) for c, column in sorted(header.columns.items()) if column.header in ("单位", "计量单位")), None)
    found = ((place, value_under(cell, unwrap(measure.text), unit)) for place, cell in columns)
    return tuple(replace(value, scope=place) for place, value in found if value)


def _above(state: State) -> tuple[str, Place] | None:
    """The deadline above a row: of a heading and of a line over the table that of the nearer."""
    over, due = _over(state.sections), state.due
    return max((one for one in (over, due) if one), key=lambda one: one[1].start, default=None)


def _staged(sections: Sequence[Section]) -> tuple[str, Place] | None:
    """The time that a cell beside the row says of its stage (抢收阶段（5月26日—6月15日）)."""
    told = ((time_of(one.heading), one.place) for one in reversed(sections))
    return next(((time.words, place) for time, place in told if time and time.firm and time.form == "bracket"), None)


def _over(sections: Sequence[Section]) -> tuple[str, Place] | None:
    """The deadline that a heading over a row says: 一、3月底前完成（2项）."""
    return next(((words, one.place) for one in reversed(sections) if (words := time_over(one.heading))), None)


def _beside(row: Row, header: Header) -> tuple[str, Place] | None:
    """The deadline that a remark consists of, in a table without a column of deadlines (备注: 8月底前)."""
    if header.of("deadline"):
        return None
    remarks = (row.cells[c] for c in header.of("remark") if row.text(c) and _REMARKS.fullmatch(header.columns[c].header))
    for cell in remarks:
        words = closed(cell.text)
        if limit := limit_that_ends(words) or (words if _LIMIT.search(words) and nature(cell.text) == "date" else ""):
            return limit, cell.place
    return None


def _periods(row: Row, header: Header, finishing: Collection[str]) -> tuple[str, Place] | None:
    """The deadline that the filled columns of months or quarters give: 2月至4月 by marks, the last one by words.

    Where a legend says which mark ends a task, its column alone counts.
    """
    filled = [(c, row.cells[c]) for c, column in sorted(header.columns.items()) if column.period and row.text(c)]
    filled = [(c, cell) for c, cell in filled if not is_none(cell.text)]
    if not filled:
        return None
    ends = [(c, cell) for c, cell in filled if fold(cell.text).strip() in finishing]
    filled = ends or filled
    first, last = (time_of_period(header.columns[c].header) for c in (filled[0][0], filled[-1][0]))
    marks = all(nature(cell.text) == "mark" for _, cell in filled)
    periods = [c for c, column in sorted(header.columns.items()) if column.period]
    among = periods[periods.index(filled[0][0]) : periods.index(filled[-1][0]) + 1]
    whole = len(among) == len(filled)
    # Marks side by side are one stretch of time, marks apart are several times.
    words = first if first == last else f"{first}至{last}" if whole else "、".join(time_of_period(header.columns[c].header) for c, _ in filled)
    return (words if marks else last), filled[-1][1].place


def _sections(row: Row, measure: Cell, header: Header, state: State) -> list[Section]:
    """Headings that stand in columns of the row (类别, 领域), below those that stand above it."""
    level = max((section.level for section in state.sections), default=0)
    cells: dict[int, Cell] = {}
    for at in header.of("section"):
        cell = row.cells.get(at)
        if cell and cell is not measure and cell.text and not is_none(cell.text):
            cells.setdefault(id(cell), cell)
    return [Section(closed(unwrap(cell.text).replace("\n", "")), level + at, cell.place) for at, cell in enumerate(cells.values(), 1)]


def remarks_of(row: Row, measure: Cell | None, header: Header) -> tuple[Remark, ...]:
    """The named columns of a row; a merged cell holds for every row that it spans."""
    found: dict[int, Remark] = {}
    for at, column in sorted(header.columns.items()):
        cell = row.cells.get(at)
        if column.kind in NAMED and cell and cell is not measure and cell.text and not is_none(cell.text):
            found.setdefault(id(cell), Remark(column.header, cell.text, cell.place))
    return tuple(found.values())


def unwrap(text: str) -> str:
    """Join lines that only the width of a cell broke; a line that ends a sentence keeps its break."""
    joined = ""
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if not joined:
            joined = line
        elif SENTENCE_END.search(joined):
            joined += "\n" + line
        else:
            joined += (" " if is_spaced(joined[-1]) and is_spaced(line[0]) else "") + line
    return joined
