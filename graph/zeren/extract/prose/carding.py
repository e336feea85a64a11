"""Take the measures of label lines."""

from __future__ import annotations

from dataclasses import replace

from zeren.extract.prose.cards import Card, Line
from zeren.extract.prose.habits import EDGE
from zeren.extract.prose.passage import Heading, Passage, number_in
from zeren.extract.prose.segments import mark_of
from zeren.extract.statement.said import Statement
from zeren.extract.statement.spans import spans
from zeren.extract.statement.statement import parse
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place, Residue


def take_card(passage: Passage, card: Card) -> None:
    """Take the measures of label lines; the item or heading above them is their task."""
    state = passage.opened
    passage.flush(card.start)
    if not card.measures:  # what an event is and who holds it
        for line in card.lines:
            passage.residue.append(_under(passage, line))
        return
    statement = _carded(passage, card)
    if state.own and state.start is not None and passage.text[state.start : card.start].strip(EDGE):
        words = passage.text[state.start : card.start].strip()
        place = passage.place(state.start, card.start)
        passage.residue.append(Residue(words, "words above the labels of their measures", place, ignored=True))
    own, stack = state.own, state.stack
    targets = [Place(line.begin, line.end) for line in card.of("target")]
    for mark, start, end in card.measures:
        if tasks := card.of("task"):
            # The problem's own figures are findings: it is the task, no words of the measure.
            place = passage.place(tasks[0].begin, tasks[0].end)
            words = passage.text[place.start : place.end]
            numbered = mark_of(words)
            number = numbered[1] if numbered else mark if mark.isdigit() else own.mark if own else ""
            state.own = Heading(9, number, words[len(numbered[1]) :] if numbered else words, place)
        stop, said = _with_own(passage, statement, start, end)
        passage.emit(said, start, stop, targets)
        if mark and not (passage.drafts[-1].task_no or passage.drafts[-1].task):
            passage.drafts[-1] = replace(passage.drafts[-1], task_no=number_in(mark))
        state.own, state.stack = own, stack
    state.start = state.own = state.last = None
    state.pending, state.parts = [], 0


def _with_own(passage: Passage, statement: Statement, start: int, end: int) -> tuple[int, Statement]:
    """Where the words of a measure end and what holds for it: the card's bodies with those that a bracket behind it names
    (（配合单位：各团场；时限：5月）), these alone where one of them acts."""
    words = passage.text[start:end]
    last = next((span for span in spans(fold(words), words) if span.kind == "roles" and not words[span.end :].strip("。；; \n\u3000")), None)
    if last is None or not words[: last.start].strip():
        return end, statement
    own = parse(words[last.inner_start : last.inner_end], start + last.inner_start, passage.place, "responsible", None)
    if own.residue or not own.assignments:
        return end, statement
    passage.accounted.append(passage.place(start + last.start, start + last.end))
    acts = any(one.role in ("lead", "responsible") for one in own.assignments)
    every = [*(() if acts else statement.assignments), *own.assignments]
    dated = own if own.deadline else statement
    bodies = tuple(replace(one, position=at) for at, one in enumerate(every, 1))
    return start + last.start, replace(statement, assignments=bodies, deadline=dated.deadline, deadline_place=dated.deadline_place)


def _carded(passage: Passage, card: Card) -> Statement:
    """The bodies and the deadline that the labels of a card name."""
    statement = Statement()
    for line in card.lines:
        place = passage.place(line.start, line.end)
        words = passage.text[line.begin : line.end]
        if line.kind == "role" and words:
            position = len(statement.assignments) + 1
            its = parse(words, line.begin, passage.place, line.role or "responsible", line.label, position)
            marked = tuple(replace(one, likely=True) for one in its.assignments) if line.likely else its.assignments
            statement = statement.joined(replace(its, assignments=marked))
            passage.residue += its.residue
            passage.accounted.append(place)
        elif line.kind == "deadline" and words and not statement.deadline:
            statement = replace(statement, deadline=unspaced(words.rstrip("。；;")), deadline_place=passage.place(line.begin, line.end))
            passage.accounted.append(place)
        elif line.kind not in ("task", "target") and words:
            passage.residue.append(_under(passage, line))
    return replace(statement, assignments=passage.rules.led(statement.assignments))


def _under(passage: Passage, line: Line) -> Residue:
    """A label and what it holds, where no record has it."""
    return Residue(passage.text[line.start : line.end], f"under the label {line.label}", passage.place(line.start, line.end), ignored=True)
