"""Give a statement to the words before it, to the measure that it continues, or to the words that follow.

A statement right below a heading belongs to the words that follow it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.draft import Draft
from zeren.extract.prose.habits import EDGE
from zeren.extract.prose.passage import Heading, Passage
from zeren.extract.prose.segments import Segment, mark_of
from zeren.extract.prose.sentence import read
from zeren.extract.statement.said import Statement
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.extract.time.due import first_due
from zeren.extract.time.overall import bare_time
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Residue

_BLANK = " \t\u3000"
_LABELLED = re.compile(r"[\u4e00-\u9fff]\s{0,4}:")
_OPENING = "（(【〔［["


def take_statement(passage: Passage, segment: Segment, group: list[Span]) -> None:
    """Take statements that stand side by side as one, with the rules that they state."""
    start, end = segment.start + group[0].start, segment.start + group[-1].end
    statement = _parsed(passage, segment, group)
    place = passage.place(start, end)
    passage.accounted.append(place)
    passage.residue += statement.residue
    if statement.lead_rule:
        passage.rules.lead(statement.lead_rule)
    if statement.standing:
        passage.rules.stand(statement.standing, len(passage.drafts))
    statement = replace(statement, assignments=passage.rules.led(statement.assignments))
    if statement.same and passage.drafts:
        statement = _repeated(statement, passage.drafts)
        passage.ruled += [place] if statement.assignments else []
    if not statement.assignments:
        passage.residue.append(Residue(passage.text[start:end], "no body found in this statement", place))
    if not statement.same and not any(one.role in ("lead", "responsible") for one in statement.assignments):
        statement = _with_subject(passage, segment, statement, start)
    if passage.above and not any(one.role in ("lead", "responsible") for one in statement.assignments):
        statement = passage.above.joined(_moved(statement, len(passage.above.assignments)))
    _settle(passage, statement, start, end)


def _with_subject(passage: Passage, segment: Segment, statement: Statement, stop: int) -> Statement:
    """A statement that names only helpers, with the bodies that lead as subject of the sentence before it (A牵头修渠（B配合）)."""
    words = segment.text[segment.body : stop - segment.start]
    begin = segment.body + max(words.rfind(mark) for mark in "。；;\n") + 1
    duty = read(segment.text[begin : stop - segment.start].strip(), segment.start + begin + _lead(segment.text[begin:]), passage.place)
    if duty is None or duty.strength not in ("role", "opener", "modal"):
        return statement
    return duty.statement.joined(_moved(statement, len(duty.statement.assignments)))


def _parsed(passage: Passage, segment: Segment, group: list[Span]) -> Statement:
    """Read statements that stand side by side as one."""
    parts: list[Statement] = []
    position = 1
    for span in group:
        words = segment.text[span.inner_start : span.inner_end]
        said = parse(words, segment.start + span.inner_start, passage.place, "responsible", None, position)
        # A bracket or a line of clauses (县财政局负责，9月底前完成) is a sentence; after a label the words are the deadline as printed.
        spoken = bool(said.deadline) and _LABELLED.search(fold(words)) is None
        timed = span.kind == "clause" or span.line
        said = _timed(passage, said, words, segment.start + span.inner_start) if timed else said
        parts.append(_undone(passage, said) if spoken else said)
        position += len(parts[-1].assignments)
    # Two halves, not one after another: each is copied a few times only, however many there are.
    while len(parts) > 1:
        parts = [left.joined(*right) for left, *right in (parts[at : at + 2] for at in range(0, len(parts), 2))]
    return parts[0] if parts else Statement()


def _undone(passage: Passage, statement: Statement) -> Statement:
    """A statement whose last clause says when all is done, by the time alone: 9月底前 of 9月底前办结, 每季度 of 每季度开展一次."""
    due, where = bare_time(statement.deadline), statement.deadline_place
    cut = len(statement.deadline) - len(due)
    if not due or not cut or where is None or not passage.text[: where.end].endswith(statement.deadline[-cut:]):
        return statement
    return replace(statement, deadline=due, deadline_place=passage.place(where.start, where.end - cut))


def _timed(passage: Passage, statement: Statement, words: str, start: int) -> Statement:
    """The last clauses of a sentence, with their limit as running text states it (年底前, not 年底前完成)."""
    due = first_due(words, start) if statement.deadline else None
    return replace(statement, deadline=due[0], deadline_place=passage.place(due[1], due[2])) if due else statement


def _settle(passage: Passage, statement: Statement, start: int, end: int) -> None:
    """Give a statement to the words before it, to the draft that it continues, or to the words that follow."""
    state = passage.opened
    begin = state.start
    if passage.habits.covers and len(state.pending) > 1:
        if passage.text[start] in _OPENING and passage.text[:start].rstrip(_BLANK).endswith("\n"):
            _give_each(passage, statement, start)
            state.start = state.last = end
            return
        begin, state.own = state.pending[0][0], None
    if begin is not None and passage.text[begin:start].strip(EDGE):
        if state.ahead and state.own:
            # The items below have statements of their own: the one beside the heading is the heading's.
            beside, state.ahead = state.ahead, None
            passage.emit_heading(*beside)
        if begin == state.last:
            begin = _inner_mark(passage, begin, start)
        passage.emit(statement, begin, start)
    elif state.last is not None and not passage.text[state.last : start].strip(EDGE):
        passage.drafts[-1] = _merged(passage.drafts[-1], statement)
    elif passage.sentence_above():
        above = state.stack.pop()
        state.own = replace(above, title="")
        passage.emit(statement, above.place.start + len(above.mark), start)
    elif state.own or state.stack:
        passage.flush(start)
        state.ahead = (statement, passage.place(start, end))
        if passage.habits.ahead:
            state.start, state.last = end, None
            return
        passage.flush(end)
    else:
        place = passage.place(start, end)
        passage.residue.append(Residue(passage.text[start:end], "no words before this statement", place))
        return
    state.start = state.last = end
    state.pending, state.parts = [], 0


def _give_each(passage: Passage, statement: Statement, stop: int) -> None:
    """Give a statement in brackets on a line of its own to each of the items above it."""
    state = passage.opened
    ends = [*(heading.place.start for _, heading in state.pending[1:]), stop]
    for (begin, heading), end in zip(state.pending, ends, strict=True):
        state.own = heading
        passage.emit(statement, max(begin, heading.place.end if heading.title else begin), end)
    state.pending, state.parts, state.own = [], 0, None


def _inner_mark(passage: Passage, begin: int, start: int) -> int:
    """Take the number of an item that follows a statement in the same paragraph (。二是…); where its words begin."""
    words = passage.text[begin:start]
    begin += len(words) - len(words.lstrip(EDGE))
    numbered = mark_of(passage.text[begin:start])
    if numbered:
        level, mark = numbered
        passage.opened.own = Heading(level, mark, "", passage.place(begin, start))
        begin += len(mark)
    return begin


def take_late(passage: Passage, segment: Segment, its: list[Span]) -> bool:
    """Give a deadline on a line of its own to the statement right above it."""
    last = passage.opened.last
    if not its or last is None or segment.level is not None or any(span.kind == "rule" for span in its):
        return False
    start, end = segment.start + its[0].start, segment.start + its[-1].end
    if passage.text[last:start].strip(EDGE) or passage.text[end : segment.end].strip(EDGE):
        return False
    passage.drafts[-1] = _merged(passage.drafts[-1], _parsed(passage, segment, its))
    passage.opened.last = end
    passage.accounted.append(passage.place(start, end))
    return True


def _lead(words: str) -> int:
    """How many blanks words begin with."""
    return len(words) - len(words.lstrip())


def _repeated(statement: Statement, drafts: Sequence[Draft]) -> Statement:
    """A statement that takes bodies by their role from the measure above (牵头单位同上) or the nearest of a number (同第2项).

    All bodies of that measure where it has none of that role and 责任单位 is what the label says.
    """
    taken: list[Assignment] = []
    for role, number in statement.same:
        above = next((one for one in reversed(drafts) if not number or one.task_no == number), None)
        held = above.assignments if above else ()
        alike = [one for one in held if one.role == role]
        taken += alike or (held if role == "responsible" else ())
    every = [*taken, *statement.assignments]
    return replace(statement, assignments=tuple(replace(one, position=at) for at, one in enumerate(every, 1)))


def _moved(statement: Statement, count: int) -> Statement:
    """A statement whose positions follow ``count`` bodies."""
    moved = tuple(replace(one, position=one.position + count) for one in statement.assignments)
    return replace(statement, assignments=moved)


def _merged(draft: Draft, statement: Statement) -> Draft:
    count = len(draft.assignments)
    more = tuple(replace(a, position=count + at) for at, a in enumerate(statement.assignments, 1))
    if not draft.deadline and statement.deadline:
        draft = replace(draft, deadline=statement.deadline, deadline_place=statement.deadline_place)
    return replace(draft, assignments=draft.assignments + more, remarks=draft.remarks + statement.remarks)
