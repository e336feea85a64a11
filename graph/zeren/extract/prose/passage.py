"""What is open while the segments of a plan are walked, and the measures that it gives.

A measure's words reach back from its statement to the statement before it, the item that it stands in, or the heading
above it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zeren.extract.draft import Draft
from zeren.extract.prose.habits import EDGE, Habits
from zeren.extract.statement.rules import Rules
from zeren.extract.statement.said import Statement
from zeren.extract.time.due import only_due, sole_due
from zeren.extract.time.limits import is_deadline
from zeren.extract.time.overall import shown_time
from zeren.ground.fold import unspaced
from zeren.ground.letters import is_spaced
from zeren.ground.model import Document, Paragraph, Place, Residue, Section

_ORGANISED = re.compile("(?:活动|赛事|会议)?(?:组织|领导|主办|办赛|办会)(?:机构|架构|单位)")
"""headings over who holds an event, which are nothing to do: 一、组织机构⏎主办单位：…"""
_PHASE = re.compile(r"[(（](?P<when>[^()（）]{2,40})[)）]$")
"""when a phase runs, behind its heading (动员部署阶段（3月10日至3月31日）)"""
_BLANK = " \t\r\n\u3000"


@dataclass(frozen=True, slots=True)
class Heading:
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
class Opened:
    """What is open while the segments are walked."""

    stack: list[Heading] = field(default_factory=list)
    start: int | None = None
    """offset where the words of the next measure begin"""
    own: Heading | None = None
    """mark and title of the item that is open"""
    pending: list[tuple[int, Heading]] = field(default_factory=list)
    """the items that still have no statement, each with the offset of its words"""
    parts: int = 0
    """parts of an item, (1) or ①, that still have no statement"""
    ahead: tuple[Statement, Place] | None = None
    """a statement that stands before its words"""
    last: int | None = None
    """offset where the last statement ended that has its words"""


class Passage:
    """What is walked; ``drafts``, ``residue``, ``accounted``, ``ruled`` and ``rules`` hold what they gave."""

    def __init__(self, document: Document, paragraphs: Sequence[Paragraph], its_habits: Habits) -> None:
        self.drafts: list[Draft] = []
        self.residue: list[Residue] = []
        self.accounted: list[Place] = []
        self.ruled: list[Place] = []
        self.rules = Rules()
        self.text = document.text
        self.paragraphs = paragraphs
        self._starts = [paragraph.place.start for paragraph in paragraphs]
        self.habits = its_habits
        self.opened = Opened()
        self.above: Statement | None = None

    def place(self, start: int, end: int) -> Place:
        """Place of a range of the document, with the line or page of its paragraph."""
        its = self._paragraph_at(start)
        return Place(start, end, its.line, its.page, its.table, its.row, its.column, its.path)

    def _paragraph_at(self, at: int) -> Place:
        """Place of the paragraph that holds an offset."""
        return self.paragraphs[max(0, bisect_right(self._starts, at) - 1)].place

    def emit(
        self, statement: Statement, begin: int, end: int, targets: Sequence[Place] = (), *, apart: bool = False
    ) -> None:
        """Put down a measure; one that stands ``apart`` does not take the heading above it for its task."""
        heading, above = self.opened.own, list(self.opened.stack)
        if not apart and (heading is None or not (heading.mark or heading.title)):
            heading = above.pop() if above else None
        words = self.text[begin:end]
        begin += len(words) - len(words.lstrip(EDGE))
        end -= len(words) - len(words.rstrip(_BLANK + ",，、"))
        deadline, where, inherited = self._due(statement, begin, end, [*above, *([heading] if heading else [])])
        self.drafts.append(
            Draft(
                text=joined(self.text[begin:end]),
                place=self.place(begin, end),
                sections=tuple(Section(one.printed, one.level, one.place) for one in above),
                task_no=number_in(heading.mark) if heading and heading.mark else None,
                task=joined(heading.title) or None if heading else None,
                task_place=heading.place if heading else None,
                deadline=deadline,
                deadline_place=where,
                deadline_inherited=inherited,
                assignments=statement.assignments,
                targets=tuple(targets),
                remarks=statement.remarks,
            )
        )

    def _due(
        self, statement: Statement, begin: int, end: int, above: Sequence[Heading]
    ) -> tuple[str, Place | None, bool]:
        """The deadline of a measure and its place: the statement's, else that of the phase above it.

        Below a heading of bodies the one limit or rhythm that the words set is the deadline, elsewhere the one limit of a
        measure of one sentence.
        """
        if statement.deadline:
            return statement.deadline, statement.deadline_place, False
        words = self.text[begin:end]
        if own := only_due(words, begin) if self.above else sole_due(words, begin):
            return own[0], self.place(own[1], own[2]), False
        for heading in reversed(above):
            match = _PHASE.search(heading.title)
            if match and is_deadline(unspaced(match["when"])):
                said = shown_time(match["when"])
                at = self.text.find(said, heading.place.start, heading.place.end)
                return unspaced(said), self.place(at, at + len(said)) if at >= 0 else heading.place, True
        return "", None, False

    def flush(self, stop: int, level: int = 0) -> None:
        """Close a measure whose statement stood before its words, where the next heading begins."""
        state = self.opened
        if state.ahead is None or (state.stack and level > state.stack[-1].level and not state.own):
            return
        statement, place = state.ahead
        state.ahead = None
        if self.text[place.end : stop].strip(EDGE):
            self.emit(statement, place.end, stop)
            return
        self.emit_heading(statement, place)

    def emit_heading(self, statement: Statement, place: Place) -> None:
        """A measure whose words are those of the heading or item that stands before its statement at ``place``.

        An item that begins with its statement (1.由县就业局牵头，评估机构参与，年底前完成评估。) is its whole paragraph.
        """
        state = self.opened
        own, stack = state.own, state.stack
        above = [one for one in (*stack, *([own] if own else [])) if one.place.start <= place.start]
        if above and not _ORGANISED.fullmatch(above[-1].title.strip()):
            heading = above[-1]
            state.own, state.stack = replace(heading, title=""), above[:-1]
            words = self.text[heading.place.start : place.start]
            mark = len(words) - len(words.lstrip()) + len(heading.mark)
            begin = heading.place.start + mark
            said = bool(self.text[begin : place.start].strip(EDGE))
            self.emit(statement, begin, place.start if said else self._paragraph_at(place.start).end)
        state.own, state.stack = own, stack

    def sentence_above(self) -> bool:
        """Whether the heading right above is a sentence, a measure in itself: 1.努力实现地区生产总值增长6%左右。"""
        state = self.opened
        if state.own or state.ahead or not state.stack or not state.stack[-1].mark:
            return False
        return self.text[state.stack[-1].place.end - 1] == "。"

    def account(self, rule: Place) -> None:
        """Put down where a rule stands: it was read, and nothing else need hold its words."""
        self.accounted.append(rule)
        self.ruled.append(rule)


def joined(text: str) -> str:
    """Join wrapped lines; a blank is kept only between words of scripts that part them so."""
    out = ""
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        out += (" " if out and is_spaced(out[-1]) and out[-1].isalnum() and is_spaced(line[0]) else "") + line
    return out


def number_in(mark: str) -> str:
    """The number in a printed mark: 3 of 3．."""
    return re.sub(r"\s+", "", mark).strip(".．、﹒,，:：")
