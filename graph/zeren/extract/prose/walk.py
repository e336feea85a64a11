"""Walk through the segments of a plan and give every statement its words.

A measure's words reach back from its statement to the statement before it, the item that it stands in, or
the heading above it. Numbered lines without a statement of their own are headings, or the first part of an
item whose statement follows; a statement right below a heading belongs to the words that follow it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zeren.extract.draft import Draft
from zeren.extract.prose.cards import Card
from zeren.extract.prose.covering import Cover
from zeren.extract.prose.habits import EDGE, Habits, groups, heads, title
from zeren.extract.prose.segments import Segment, mark_of
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.statement.rules import Rules, lead_rule, led, standing_rule
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import Statement, parse
from zeren.extract.time.deadline import first_due, only_due, sole_due
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Document, Paragraph, Place, Residue, Section

_ITEM = 3
"""level of 1.; deeper marks part an item"""
_UPPER = 2
"""level of （一）: below such a paragraph plain ones are measures of the same heading"""
_TITLE_LENGTH = 45
"""code points; a longer first sentence is no title"""
_PHASE = re.compile(r"[(（](?P<when>[^()（）]{2,40})[)）]$")
"""when a phase runs, behind its heading (动员部署阶段（3月10日至3月31日）)"""
_BLANK = " \t\r\n\u3000"
_DONE = "完成"
"""the verb behind a time in a statement of clauses"""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading, or the number and title of an item."""

    level: int
    mark: str
    title: str
    place: Place

    @property
    def printed(self) -> str:
        """Mark and title, with a blank after 第一章 and 3.1."""
        apart = self.mark.startswith("第") or self.mark[-1:].isdigit()
        return f"{self.mark}{' ' if apart else ''}{joined(self.title)}"


@dataclass(slots=True)
class _State:
    """What is open while the segments are walked."""

    stack: list[_Heading] = field(default_factory=list)
    start: int | None = None
    """offset where the words of the next measure begin"""
    own: _Heading | None = None
    """mark and title of the item that is open"""
    pending: list[tuple[int, _Heading]] = field(default_factory=list)
    """the items that still have no statement, each with the offset of its words"""
    parts: int = 0
    """parts of an item, (1) or ①, that still have no statement"""
    ahead: tuple[Statement, Place] | None = None
    """a statement that stands before its words"""
    last: int | None = None
    """offset where the last statement ended that has its words"""


class Walk:
    """Takes segments in order; ``drafts``, ``residue``, ``accounted``, ``ruled`` and ``rules`` hold what they gave."""

    def __init__(self, document: Document, paragraphs: Sequence[Paragraph], its_habits: Habits) -> None:
        self.drafts: list[Draft] = []
        self.residue: list[Residue] = []
        self.accounted: list[Place] = []
        self.ruled: list[Place] = []
        self.rules = Rules()
        self._text = document.text
        self._paragraphs = paragraphs
        self._starts = [paragraph.place.start for paragraph in paragraphs]
        self._habits = its_habits
        self._state = _State()
        self._above: Statement | None = None

    def take(self, segment: Segment, its: list[Span], above: Statement | None = None) -> None:
        """Take one segment with the statements that stand in it; ``above`` are the bodies of the heading over it."""
        closing = groups(segment, its)
        self._above = above
        if not closing and self._late(segment, its):
            return
        self._open(segment, closing)
        for group in closing:
            self._statement(segment, group)
        self._find_rules(segment, its)
        if closing:
            after = closing[-1][-1].end
            self._state.start = segment.start + after if segment.text[after:].strip(EDGE) else None

    def state(self, segment: Segment, duties: Sequence[Duty]) -> None:
        """Take a segment whose sentences state duties, each a measure."""
        state, level = self._state, segment.level
        self._flush(segment.start, level or 0)
        state.own, state.start, state.last, state.pending, state.parts = None, None, None, [], 0
        if level is not None:
            state.stack = [one for one in state.stack if one.level < level]
            bodies = duties[0].statement.assignments
            at = duties[0].start if not bodies or duties[0].strength == "heading" else bodies[0].place.start
            first = max(at, segment.start + segment.body)
            head = title(segment, []) if segment.start + segment.body < first else None
            words = segment.text[segment.body : head].strip(EDGE + ":：") if head and segment.start + head <= first else ""
            stop = head if words and head else segment.body
            state.own = _Heading(level, segment.mark, words, self.place(segment.start, segment.start + stop))
        self._above = duties[0].statement if duties[0].strength in ("heading", "party") else None
        for duty in duties:
            self._emit(duty.statement, duty.start, duty.end, apart=True)
            self.accounted.append(self.place(duty.start, duty.end))
        state.own = None

    def cover(self, segment: Segment, cover: Cover) -> None:
        """Give the items above a sentence to the bodies that it names for all of them; they are its measure where no items wait."""
        state, duty = self._state, cover.duty
        items = state.pending[-cover.count :] if cover.count else state.pending
        if not items and self._sentence_above():
            alone = state.stack.pop()  # one item alone looks like a heading
            items = [(alone.place.start + len(alone.mark), replace(alone, title=""))]
        if not items:
            self.state(segment, (duty,))
            return
        self._above = duty.statement
        stops = [*(heading.place.start for _, heading in items[1:]), segment.start]
        for (start, heading), stop in zip(items, stops, strict=True):
            state.own = heading
            self._emit(duty.statement, heading.place.end if heading.title else start, stop)
        self.accounted.append(self.place(duty.start, duty.end))
        state.own, state.start, state.last, state.pending, state.parts = None, None, None, [], 0

    def card(self, card: Card) -> None:
        """Take the measures of label lines; the item or heading above them is their task."""
        state = self._state
        self._flush(card.start)
        statement = self._carded(card)
        if state.own and state.start is not None and self._text[state.start : card.start].strip(EDGE):
            words = self._text[state.start : card.start].strip()
            place = self.place(state.start, card.start)
            self.residue.append(Residue(words, "words above the labels of their measures", place, ignored=True))
        own, stack = state.own, state.stack
        targets = [Place(line.begin, line.end) for line in card.of("target")]
        for mark, start, end in card.measures:
            if tasks := card.of("task"):
                # The problem's own figures are findings: it is the task, no words of the measure.
                place = self.place(tasks[0].begin, tasks[0].end)
                words = self._text[place.start : place.end]
                numbered = mark_of(words)
                number = numbered[1] if numbered else mark if mark.isdigit() else own.mark if own else ""
                state.own = _Heading(9, number, words[len(numbered[1]) :] if numbered else words, place)
            self._emit(statement, start, end, targets)
            if mark and not (self.drafts[-1].task_no or self.drafts[-1].task):
                self.drafts[-1] = replace(self.drafts[-1], task_no=_number(mark))
            state.own, state.stack = own, stack
        state.start = state.own = state.last = None
        state.pending, state.parts = [], 0

    def _carded(self, card: Card) -> Statement:
        """The bodies and the deadline that the labels of a card name."""
        statement = Statement()
        for line in card.lines:
            place = self.place(line.start, line.end)
            words = self._text[line.begin : line.end]
            if line.kind == "role" and words:
                position = len(statement.assignments) + 1
                its = parse(words, line.begin, self.place, line.role or "responsible", line.label, position)
                marked = tuple(replace(one, likely=True) for one in its.assignments) if line.likely else its.assignments
                statement = statement.joined(replace(its, assignments=marked))
                self.residue += its.residue
                self.accounted.append(place)
            elif line.kind == "deadline" and words and not statement.deadline:
                statement = replace(statement, deadline="".join(words.rstrip("。；;").split()), deadline_place=self.place(line.begin, line.end))
                self.accounted.append(place)
            elif line.kind not in ("task", "target") and words:
                words = self._text[line.start : line.end]
                self.residue.append(Residue(words, f"under the label {line.label}", place, ignored=True))
        return replace(statement, assignments=self.rules.led(statement.assignments))

    def skip(self, segment: Segment, reason: str) -> None:
        """Put down a line that states no duty whatever bodies it names."""
        words = segment.text.strip()
        start = segment.start + segment.text.index(words)
        self.residue.append(Residue(words, reason, self.place(start, start + len(words)), ignored=True))

    def pass_over(self, segment: Segment) -> None:
        """Put down a line that labels a person below a heading of bodies; a label without words holds nothing to put down."""
        label, _, words = segment.text.strip().replace("：", ":").partition(":")
        if words.strip():
            self.skip(segment, f"person, not a responsible body: {''.join(label.split())}")

    def miss(self, segment: Segment) -> None:
        """Put down an item whose statement was not read, so that no later statement takes its words."""
        self._open(segment, [])
        state = self._state
        state.start = state.own = state.last = None
        state.pending, state.parts = [], 0
        words = segment.text.strip()
        start = segment.start + segment.text.index(words)
        self.residue.append(Residue(words, "bodies in brackets that were not read", self.place(start, start + len(words))))

    def leave(self, segment: Segment, span: Span) -> None:
        """Put down bodies in brackets that this document's habits give no reason to read as a statement."""
        place = self.place(segment.start + span.start, segment.start + span.end)
        words = self._text[place.start : place.end]
        self.residue.append(Residue(words, "bodies in brackets inside a sentence", place, ignored=True))

    def end(self) -> None:
        """End the walk: what still waits is settled, rules for the whole plan are applied."""
        self._flush(self._paragraphs[-1].place.end if self._paragraphs else 0)
        self.drafts = [one for one in self.rules.applied(self.drafts) if one.assignments]

    def place(self, start: int, end: int) -> Place:
        """Place of a range of the document, with the line or page of its paragraph."""
        its = self._paragraphs[max(0, bisect_right(self._starts, start) - 1)].place
        return Place(start, end, its.line, its.page, its.table, its.row, its.column, its.path)

    def _late(self, segment: Segment, its: list[Span]) -> bool:
        """Give a deadline on a line of its own to the statement right above it."""
        last = self._state.last
        if not its or last is None or segment.level is not None or any(span.kind == "rule" for span in its):
            return False
        start, end = segment.start + its[0].start, segment.start + its[-1].end
        if self._text[last:start].strip(EDGE) or self._text[end : segment.end].strip(EDGE):
            return False
        self.drafts[-1] = _merged(self.drafts[-1], self._parsed(segment, its))
        self._state.last = end
        self.accounted.append(self.place(start, end))
        return True

    def _open(self, segment: Segment, closing: list[list[Span]]) -> None:
        """Let a segment begin an item or a heading, or go on with what is open."""
        state = self._state
        if segment.boundary:
            self._flush(segment.start)
            state.start, state.own, state.pending = None, None, []
        elif segment.level is not None:
            self._numbered(segment, closing)
        elif closing and not segment.text[: closing[0][0].start].strip(EDGE):
            return
        elif not closing and segment.text.rstrip().endswith(("：", ":")):
            self._flush(segment.start)
            state.start, state.own = None, None
        elif state.start is None or self._restarts(segment, closing):
            self._open_section(segment, closing)
            state.start, state.own = segment.start, None
            self._take_title(segment, closing)

    def _open_section(self, segment: Segment, closing: list[list[Span]]) -> None:
        """Let the title that opens a numbered paragraph be the heading of the plain measures below it too (（一）标题。…)."""
        own = self._state.own
        if own is None or not closing or own.level > _UPPER or not own.mark:
            return
        first = self._text[own.place.start : own.place.end].partition("。")[0]
        words = own.title or first[first.find(own.mark) + len(own.mark) :].strip()
        if 2 < len(words) <= _TITLE_LENGTH:
            place = self.place(own.place.start, own.place.start + len(first))
            self._state.stack = [one for one in self._state.stack if one.level < own.level]
            self._state.stack.append(replace(own, title=words, place=place))

    def _restarts(self, segment: Segment, closing: list[list[Span]]) -> bool:
        """A titled paragraph below a heading begins anew, any where no heading stands; below an item it goes on."""
        if not self._state.stack and not self._state.own:
            return bool(closing)
        level = self._state.stack[-1].level if self._state.stack else 0
        titled = self._habits.titled_paragraphs and title(segment, closing) is not None
        return level < _ITEM and bool(closing) and titled

    def _take_title(self, segment: Segment, closing: list[list[Span]]) -> None:
        """Take the title of a paragraph without a number; below an item it is only its first sentence."""
        state = self._state
        if not self._habits.titled_paragraphs or (state.stack and state.stack[-1].level >= _ITEM):
            return
        end = title(segment, closing)
        if end is not None:
            words = segment.text[segment.body : end].strip(EDGE + ":：")
            state.own = _Heading(9, "", words, self.place(segment.start, segment.start + end))
            if self._habits.titles_apart:
                state.start = segment.start + end

    def _numbered(self, segment: Segment, closing: list[list[Span]]) -> None:
        state, level = self._state, segment.level or 0
        is_heading = heads(segment, closing)
        if level > _ITEM and not is_heading and (not closing or state.parts):
            # (1) or ① without a statement goes on with its item; the statement of the last one covers all.
            state.parts += 1
            if state.start is None:
                state.start = segment.start
            return
        self._flush(segment.start, level)
        if state.own and state.own.level < level and state.own.title and "，" not in state.own.title:
            state.stack.append(state.own)
        if not (state.own and state.own.level == level):
            state.pending = []
        state.stack = [one for one in state.stack if one.level < level]
        state.parts = 0
        if is_heading:
            stop = closing[0][0].start if closing else len(segment.text)
            words = segment.text[segment.body : stop].strip(EDGE)
            place = self.place(segment.start, segment.start + max(segment.body, stop))
            state.stack.append(_Heading(level, segment.mark, words, place))
            state.start, state.own, state.pending = None, None, []
        else:
            self._begin_item(segment, closing)

    def _begin_item(self, segment: Segment, closing: list[list[Span]]) -> None:
        state = self._state
        end = title(segment, closing) if self._habits.titled_items else None
        words = segment.text[segment.body : end].strip(EDGE + ":：") if end else ""
        stop = closing[0][0].start if closing else len(segment.text)
        state.own = _Heading(
            segment.level or 0, segment.mark, words, self.place(segment.start, segment.start + (end or stop))
        )
        state.start = segment.start + (end or segment.body)
        state.pending.append((segment.start + segment.body, state.own))

    def _statement(self, segment: Segment, group: list[Span]) -> None:
        start, end = segment.start + group[0].start, segment.start + group[-1].end
        statement = self._parsed(segment, group)
        place = self.place(start, end)
        self.accounted.append(place)
        self.residue += statement.residue
        if statement.lead_rule:
            self.rules.lead(statement.lead_rule)
        if statement.standing:
            self.rules.stand(statement.standing, len(self.drafts))
        statement = replace(statement, assignments=self.rules.led(statement.assignments))
        if statement.same and self.drafts:
            statement = _repeated(statement, self.drafts)
            self.ruled += [place] if statement.assignments else []
        if not statement.assignments:
            self.residue.append(Residue(self._text[start:end], "no body found in this statement", place))
        if not statement.same and not any(one.role in ("lead", "responsible") for one in statement.assignments):
            statement = self._with_subject(segment, statement, start)
        if self._above and not any(one.role in ("lead", "responsible") for one in statement.assignments):
            statement = self._above.joined(_moved(statement, len(self._above.assignments)))
        self._settle(statement, start, end)

    def _with_subject(self, segment: Segment, statement: Statement, stop: int) -> Statement:
        """A statement that names only helpers, with the bodies that lead as subject of the sentence before it (A牵头修渠（B配合）)."""
        words = segment.text[segment.body : stop - segment.start]
        begin = segment.body + max(words.rfind(mark) for mark in "。；;\n") + 1
        duty = read(segment.text[begin : stop - segment.start].strip(), segment.start + begin + _lead(segment.text[begin:]), self.place)
        if duty is None or duty.strength not in ("role", "opener", "modal"):
            return statement
        return duty.statement.joined(_moved(statement, len(duty.statement.assignments)))

    def _parsed(self, segment: Segment, group: list[Span]) -> Statement:
        """Read statements that stand side by side as one."""
        parts: list[Statement] = []
        position = 1
        for span in group:
            words = segment.text[span.inner_start : span.inner_end]
            said = parse(words, segment.start + span.inner_start, self.place, "responsible", None, position)
            # A bracket of clauses (县财政局负责，9月底前完成) is a sentence; after a label the words are the deadline as printed.
            spoken = bool(said.assignments) and said.deadline.endswith(_DONE) and ":" not in fold(words)
            timed = span.kind == "clause" or span.line
            parts.append(self._timed(said, words, segment.start + span.inner_start) if timed else self._undone(said) if spoken else said)
            position += len(parts[-1].assignments)
        # Two halves, not one after another: each is copied a few times only, however many there are.
        while len(parts) > 1:
            parts = [left.joined(*right) for left, *right in (parts[at : at + 2] for at in range(0, len(parts), 2))]
        return parts[0] if parts else Statement()

    def _undone(self, statement: Statement) -> Statement:
        """A statement whose last clause says when all is done, by the time alone: 9月底前 of 9月底前完成."""
        due, where = statement.deadline.removesuffix(_DONE), statement.deadline_place
        if not is_deadline(due) or where is None or not self._text[: where.end].endswith(_DONE):
            return statement
        return replace(statement, deadline=due, deadline_place=self.place(where.start, where.end - len(_DONE)))

    def _timed(self, statement: Statement, words: str, start: int) -> Statement:
        """The last clauses of a sentence, with their limit as running text states it (年底前, not 年底前完成)."""
        due = first_due(words, start) if statement.deadline else None
        return replace(statement, deadline=due[0], deadline_place=self.place(due[1], due[2])) if due else statement

    def _settle(self, statement: Statement, start: int, end: int) -> None:
        """Give a statement to the words before it, to the draft that it continues, or to the words that follow."""
        state = self._state
        begin = state.start
        if self._habits.covers and len(state.pending) > 1:
            begin, state.own = state.pending[0][0], None
        if begin is not None and self._text[begin:start].strip(EDGE):
            if state.ahead and state.own:
                # The items below have statements of their own: the one beside the heading is the heading's.
                beside, state.ahead = state.ahead, None
                self._emit_heading(*beside)
            if begin == state.last:
                begin = self._inner_mark(begin, start)
            self._emit(statement, begin, start)
        elif state.last is not None and not self._text[state.last : start].strip(EDGE):
            self.drafts[-1] = _merged(self.drafts[-1], statement)
        elif self._sentence_above():
            above = state.stack.pop()
            state.own = replace(above, title="")
            self._emit(statement, above.place.start + len(above.mark), start)
        elif state.own or state.stack:
            self._flush(start)
            state.ahead = (statement, self.place(start, end))
            if self._habits.ahead:
                state.start, state.last = end, None
                return
            self._flush(end)
        else:
            place = self.place(start, end)
            self.residue.append(Residue(self._text[start:end], "no words before this statement", place))
            return
        state.start = state.last = end
        state.pending, state.parts = [], 0

    def _inner_mark(self, begin: int, start: int) -> int:
        """Take the number of an item that follows a statement in the same paragraph (。二是…); where its words begin."""
        words = self._text[begin:start]
        begin += len(words) - len(words.lstrip(EDGE))
        numbered = mark_of(self._text[begin:start])
        if numbered:
            level, mark = numbered
            self._state.own = _Heading(level, mark, "", self.place(begin, start))
            begin += len(mark)
        return begin

    def _sentence_above(self) -> bool:
        """Whether the heading right above is a sentence, a measure in itself: 1.努力实现地区生产总值增长6%左右。"""
        state = self._state
        if state.own or state.ahead or not state.stack or not state.stack[-1].mark:
            return False
        return self._text[state.stack[-1].place.end - 1] == "。"

    def _emit(
        self, statement: Statement, begin: int, end: int, targets: Sequence[Place] = (), *, apart: bool = False
    ) -> None:
        """Put down a measure; one that stands ``apart`` does not take the heading above it for its task."""
        heading, above = self._state.own, list(self._state.stack)
        if not apart and (heading is None or not (heading.mark or heading.title)):
            heading = above.pop() if above else None
        words = self._text[begin:end]
        begin += len(words) - len(words.lstrip(EDGE))
        end -= len(words) - len(words.rstrip(_BLANK + ",，、"))
        deadline, where, inherited = self._due(statement, begin, end, [*above, *([heading] if heading else [])])
        self.drafts.append(
            Draft(
                text=joined(self._text[begin:end]),
                place=self.place(begin, end),
                sections=tuple(Section(one.printed, one.level, one.place) for one in above),
                task_no=_number(heading.mark) if heading and heading.mark else None,
                task=joined(heading.title) or None if heading else None,
                task_place=heading.place if heading else None,
                deadline=deadline,
                deadline_place=where,
                deadline_inherited=inherited,
                assignments=statement.assignments,
                targets=tuple(targets),
            )
        )

    def _due(
        self, statement: Statement, begin: int, end: int, above: Sequence[_Heading]
    ) -> tuple[str, Place | None, bool]:
        """The deadline of a measure and its place: the statement's, else that of the phase above it.

        Below a heading of bodies the one limit or rhythm that the words set is the deadline, elsewhere the one limit of a
        measure of one sentence.
        """
        if statement.deadline:
            return statement.deadline, statement.deadline_place, False
        words = self._text[begin:end]
        if own := only_due(words, begin) if self._above else sole_due(words, begin):
            return own[0], self.place(own[1], own[2]), False
        for heading in reversed(above):
            match = _PHASE.search(heading.title)
            if match and is_deadline(words := "".join(match["when"].split())):
                at = self._text.find(match["when"], heading.place.start, heading.place.end)
                return words, self.place(at, at + len(match["when"])) if at >= 0 else heading.place, True
        return "", None, False

    def _flush(self, stop: int, level: int = 0) -> None:
        """Close a measure whose statement stood before its words, where the next heading begins."""
        state = self._state
        if state.ahead is None or (state.stack and level > state.stack[-1].level and not state.own):
            return
        statement, place = state.ahead
        state.ahead = None
        if self._text[place.end : stop].strip(EDGE):
            self._emit(statement, place.end, stop)
            return
        self._emit_heading(statement, place)

    def _emit_heading(self, statement: Statement, place: Place) -> None:
        """A measure whose words are those of the heading or item that stands before its statement at ``place``."""
        state = self._state
        own, stack = state.own, state.stack
        above = [one for one in (*stack, *([own] if own else [])) if one.place.start <= place.start]
        if above:
            heading = above[-1]
            state.own, state.stack = replace(heading, title=""), above[:-1]
            words = self._text[heading.place.start : place.start]
            mark = len(words) - len(words.lstrip()) + len(heading.mark)
            self._emit(statement, heading.place.start + mark, place.start)
        state.own, state.stack = own, stack

    def _find_rules(self, segment: Segment, its: list[Span]) -> None:
        """Rules in running text hold for the whole plan; one in brackets of its own from there on."""
        characters = list(segment.text)
        for span in its:
            characters[span.start : span.end] = "\n" * (span.end - span.start)
            if span.kind == "rule" and (rule := lead_rule(segment.text[span.inner_start : span.inner_end])):
                if self.drafts:
                    self.drafts[-1] = replace(self.drafts[-1], assignments=led(self.drafts[-1].assignments, rule))
                self.rules.lead(rule, beside=True)
                self._account(self.place(segment.start + span.start, segment.start + span.end))
        free = "".join(characters)
        if rule := lead_rule(free):
            self.rules.lead(rule, whole=True)
            self._account(self.place(segment.start + rule.start, segment.start + rule.end))
        if standing := standing_rule(free, segment.start, self.place(segment.start, segment.end)):
            self.rules.stand(standing, len(self.drafts))
            self._account(standing.place)

    def _account(self, rule: Place) -> None:
        """Put down where a rule stands: it was read, and nothing else need hold its words."""
        self.accounted.append(rule)
        self.ruled.append(rule)


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
    return replace(draft, assignments=draft.assignments + more)


def joined(text: str) -> str:
    """Join wrapped lines; a blank is kept only between words of Latin letters."""
    out = ""
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        out += (" " if out and out[-1].isascii() and out[-1].isalnum() and line[0].isascii() else "") + line
    return out


def _number(mark: str) -> str:
    return re.sub(r"\s+", "", mark).strip(".．、﹒,，:：")
