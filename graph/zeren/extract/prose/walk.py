"""Walk through the segments of a plan and give every statement its words.

A measure's words reach back from its statement to the statement before it, the item that it stands in, or
the heading above it. Numbered lines without a statement of their own are headings, or the first part of an
item whose statement follows; a statement right below a heading belongs to the words that follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.prose.carding import take_card
from zeren.extract.prose.cards import Card
from zeren.extract.prose.covering import Cover
from zeren.extract.prose.habits import EDGE, groups, title
from zeren.extract.prose.opening import open_segment
from zeren.extract.prose.passage import Heading, Passage
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty
from zeren.extract.prose.settling import take_late, take_statement
from zeren.extract.statement.rules import lead_rule, led, standing_rule
from zeren.extract.statement.said import Statement
from zeren.extract.statement.spans import Span
from zeren.ground.fold import unspaced
from zeren.ground.model import Assignment, Residue


class Walk(Passage):
    """Takes segments in order; what they gave stands in the passage."""

    def take(self, segment: Segment, its: list[Span], above: Statement | None = None) -> None:
        """Take one segment with the statements that stand in it; ``above`` are the bodies of the heading over it."""
        closing = groups(segment, its)
        self.above = above
        if not closing and take_late(self, segment, its):
            return
        open_segment(self, segment, closing)
        for group in closing:
            take_statement(self, segment, group)
        self._find_rules(segment, its)
        if closing:
            after = closing[-1][-1].end
            self.opened.start = segment.start + after if segment.text[after:].strip(EDGE) else None

    def state(self, segment: Segment, duties: Sequence[Duty]) -> None:
        """Take a segment whose sentences state duties, each a measure."""
        state, level = self.opened, segment.level
        self.flush(segment.start, level or 0)
        state.own, state.start, state.last, state.pending, state.parts = None, None, None, [], 0
        if level is not None:
            state.stack = [one for one in state.stack if one.level < level]
            bodies = duties[0].statement.assignments
            at = duties[0].start if not bodies or duties[0].strength in ("heading", "party") else bodies[0].place.start
            first = max(at, segment.start + segment.body)
            head = title(segment, []) if segment.start + segment.body < first else None
            words = segment.text[segment.body : head].strip(EDGE + ":：") if head and segment.start + head <= first else ""
            stop = head if words and head else segment.body
            state.own = Heading(level, segment.mark, words, self.place(segment.start, segment.start + stop))
        self.above = duties[0].statement if duties[0].strength in ("heading", "party") else None
        for duty in duties:
            self.emit(duty.statement, duty.start, duty.end, apart=True)
            self.accounted.append(self.place(duty.start, duty.end))
            self.residue.extend(duty.statement.residue)
        state.own = None

    def cover(self, segment: Segment, cover: Cover) -> None:
        """Give the items above a sentence to the bodies that it names for all of them; they are its measure where no items wait."""
        state, duty = self.opened, cover.duty
        items = state.pending[-cover.count :] if cover.count else state.pending
        if not items and self.sentence_above():
            alone = state.stack.pop()  # one item alone looks like a heading
            items = [(alone.place.start + len(alone.mark), replace(alone, title=""))]
        if not items:
            self.state(segment, (duty,))
            return
        self.above = duty.statement
        stops = [*(heading.place.start for _, heading in items[1:]), segment.start]
        for (start, heading), stop in zip(items, stops, strict=True):
            state.own = heading
            self.emit(duty.statement, heading.place.end if heading.title else start, stop)
        self.accounted.append(self.place(duty.start, duty.end))
        state.own, state.start, state.last, state.pending, state.parts = None, None, None, [], 0

    def card(self, card: Card) -> None:
        """Take the measures of label lines; the item or heading above them is their task."""
        take_card(self, card)

    def skip(self, segment: Segment, reason: str) -> None:
        """Put down a line that states no duty whatever bodies it names."""
        words = segment.text.strip()
        start = segment.start + segment.text.index(words)
        self.residue.append(Residue(words, reason, self.place(start, start + len(words)), ignored=True))

    def pass_over(self, segment: Segment) -> None:
        """Put down a line that labels a person below a heading of bodies; a label without words holds nothing to put down."""
        label, _, words = segment.text.strip().replace("：", ":").partition(":")
        if words.strip():
            self.skip(segment, f"person, not a responsible body: {unspaced(label)}")

    def divide(self, segment: Segment) -> None:
        """Let a heading without a number end what is open: it is no word of the measures below it."""
        self.flush(segment.start)
        self.opened.start = self.opened.own = None

    def miss(self, segment: Segment) -> None:
        """Put down an item whose statement was not read, so that no later statement takes its words."""
        open_segment(self, segment, [])
        state = self.opened
        state.start = state.own = state.last = None
        state.pending, state.parts = [], 0
        words = segment.text.strip()
        start = segment.start + segment.text.index(words)
        self.residue.append(Residue(words, "bodies in brackets that were not read", self.place(start, start + len(words))))

    def leave(self, segment: Segment, span: Span) -> None:
        """Put down bodies in brackets that this document's habits give no reason to read as a statement."""
        place = self.place(segment.start + span.start, segment.start + span.end)
        words = self.text[place.start : place.end]
        self.residue.append(Residue(words, "bodies in brackets inside a sentence", place, ignored=True))

    def end(self) -> None:
        """End the walk: what still waits is settled, rules for the whole plan are applied."""
        self.flush(self.paragraphs[-1].place.end if self.paragraphs else 0)
        self.drafts = [one for one in self.rules.applied(self.drafts) if one.assignments]

    def _find_rules(self, segment: Segment, its: list[Span]) -> None:
        """Rules in running text hold for the whole plan; one in brackets of its own from there on."""
        characters = list(segment.text)
        for span in its:
            characters[span.start : span.end] = "\n" * (span.end - span.start)
            if span.kind == "rule" and (rule := lead_rule(segment.text[span.inner_start : span.inner_end])):
                if self.drafts:
                    self.drafts[-1] = replace(self.drafts[-1], assignments=led(self.drafts[-1].assignments, rule))
                self.rules.lead(rule, beside=True)
                self.account(self.place(segment.start + span.start, segment.start + span.end))
        free = "".join(characters)
        if rule := lead_rule(free):
            self.rules.lead(rule, whole=True)
            self.account(self.place(segment.start + rule.start, segment.start + rule.end))
        standing = standing_rule(free, segment.start, self.place(segment.start, segment.end))
        # A name around a statement (各区（…）落实) would be given words that do not stand at its place.
        if standing and all(_quotes(self.text, one) for one in standing.assignments):
            self.rules.stand(standing, len(self.drafts))
            self.account(standing.place)


def _quotes(text: str, one: Assignment) -> bool:
    """Whether the words at the place of a body are its name."""
    return unspaced(text[one.place.start : one.place.end]) == unspaced(one.mention)
