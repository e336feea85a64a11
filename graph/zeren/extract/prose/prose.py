"""Read the running text of a plan: every responsibility statement closes a measure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from zeren.extract.draft import Draft
from zeren.extract.prose import goals
from zeren.extract.prose.addressed import named, saluted
from zeren.extract.prose.aligned import Aligned, aligned
from zeren.extract.prose.asked_of_all import asked_of_all
from zeren.extract.prose.beside import beside_labels
from zeren.extract.prose.by_number import by_number, items_of
from zeren.extract.prose.cards import cards
from zeren.extract.prose.closing import closing
from zeren.extract.prose.covering import Cover, covering
from zeren.extract.prose.dealt_out import dealt_out
from zeren.extract.prose.force import is_thanks
from zeren.extract.prose.gathered import (
    Group,
    closed,
    groups_of_lines,
    headings_over_items,
    led_in,
    titles_of_lines,
    under_headings,
)
from zeren.extract.prose.habits import habits
from zeren.extract.prose.headed import Headed, headed
from zeren.extract.prose.inline import inline
from zeren.extract.prose.parties import besides, parties, parties_of
from zeren.extract.prose.running import running
from zeren.extract.prose.segments import Segment, cut
from zeren.extract.prose.sentence import Duty
from zeren.extract.prose.times_over import times_labelled, times_over
from zeren.extract.prose.titled import titled
from zeren.extract.prose.unstated import unstated
from zeren.extract.prose.untold import IS_PRESENT, PRESENT
from zeren.extract.prose.walk import Walk
from zeren.extract.statement.rules import LeadRule, StandingRule
from zeren.extract.statement.said import PlaceOf
from zeren.extract.statement.spans import Span, names_unread, spans
from zeren.extract.time.headings import TimeOver
from zeren.extract.time.overall import due_for_all
from zeren.ground.model import Block, Document, Paragraph, Place, Residue, Table


@dataclass(frozen=True, slots=True)
class Prose:
    """What the running text of one plan gave."""

    drafts: tuple[Draft, ...] = ()
    residue: tuple[Residue, ...] = ()
    """words of statements that no record took"""
    lead_rule: str | None = None
    """printed words of the lead rule; None where the plan prints none"""
    whole_rule: LeadRule | None = None
    """the lead rule where it stands in running text: it holds for the whole document, tables and annexes too"""
    standing: tuple[StandingRule, ...] = ()
    """rules that name bodies for every measure, once each; the drafts hold them with basis ``rule``"""
    accounted: tuple[Place, ...] = ()
    """statements and rules that were read, in order"""
    ruled: tuple[Place, ...] = ()
    """the rules among them"""
    due_for_all: tuple[Place, ...] = ()
    """where a deadline is stated for all tasks"""
    goals: tuple[Place, ...] = ()
    """stretches of text that set goals of the plan"""
    times: tuple[TimeOver, ...] = ()
    """times that headings give to what stands under them"""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the segments of one plan are, by their index, before they are walked."""

    segments: Sequence[Segment]
    spoken: Sequence[list[Span]]
    """the statements that stand in each"""
    found: Sequence[list[Span]]
    """those of them that state a duty themselves"""
    duties: Mapping[int, tuple[Duty, ...]]
    """measures without a statement behind their words"""
    below: Headed
    """what headings of bodies give to the items below them"""
    over: Mapping[int, tuple[int, ...]]
    """headings that bodies in brackets close, with the items below"""
    covers: Mapping[int, Cover]
    """sentences that say who answers for the items above"""
    closings: frozenset[int]
    """lines of bodies that close plain lines, or that give items above them their bodies by number"""
    present: frozenset[int]
    """lines that say who was there"""
    inside: Mapping[int, tuple[Duty, ...]]
    """items inside one paragraph, which are among the duties"""
    titles: Mapping[int, tuple[Duty, ...]]
    """items whose title answers, which are among the duties"""
    times: Mapping[int, TimeOver]


def drafts(blocks: Sequence[Block], document: Document) -> Prose:
    """Return the measures that the paragraphs of one plan state; tables among ``blocks`` are left to others.

    ``blocks`` are in order; places are those of ``document``.
    """
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.text.strip()]
    its_cards, free = cards(beside_labels(paragraphs, document))
    segments = cut(free, document.text)
    found = closing(segments, [spans(segment.folded, segment.text) for segment in segments])
    lists = aligned(segments, found)
    found = [[*its, *lists.spans.get(at, ())] for at, its in enumerate(found)]
    lines_closed = groups_of_lines(segments, found)
    segments = titles_of_lines(segments, lines_closed)
    missed = {at for at, (one, its) in enumerate(zip(segments, found, strict=True)) if one.level and not its and names_unread(one.folded)}
    styled = {paragraph.place.start for paragraph in paragraphs if paragraph.level}
    walk = Walk(document, paragraphs, habits(segments, found, missed, styled))
    told = _told(blocks, document, segments, found, lists, lines_closed, walk.place, cards_stated=bool(its_cards))
    waiting = list(reversed(its_cards))
    for at, segment in enumerate(segments):
        while waiting and waiting[-1].start < segment.start:
            walk.card(waiting.pop())
        _take(walk, told, at, missed)
        _account(walk, told, at)
    while waiting:
        walk.card(waiting.pop())
    walk.end()
    return _gathered(walk, told, blocks)


def _told(
    blocks: Sequence[Block],
    document: Document,
    segments: Sequence[Segment],
    spoken: Sequence[list[Span]],
    lists: Aligned,
    lines_closed: Sequence[Group],
    place_of: PlaceOf,
    *,
    cards_stated: bool,
) -> _Told:
    """Tell what each segment is: who answers for it may stand in it, over it, below it or in the letter as a whole."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.text.strip()]
    over = headings_over_items(segments, spoken, place_of)
    below = headed(segments, spoken, place_of, {paragraph.place.start for paragraph in paragraphs if paragraph.level})
    if below.headings <= over.keys():
        below = Headed()
    else:
        over = {}
    between = parties_of(blocks)
    letter = parties(segments, spoken, between, place_of)
    addressed = between.addressed if between else None
    lines = _present(segments)
    # The lines that name the parties of a target letter, or who was there, state no duties themselves.
    numbers = by_number(segments, place_of)
    silent = {*range(0 if addressed else min(letter, default=0)), *lines, *below.headings, *over, *numbers}
    found = [[] if at in silent else its for at, its in enumerate(spoken)]
    with_roles = {at for at, its in enumerate(found) if any(span.kind == "roles" and not span.line for span in its)}
    tables = len(paragraphs) < len(blocks) and any(isinstance(block, Table) for block in blocks)
    others = tables or cards_stated or below.duties or (letter and not addressed)
    alone = not (others or _elsewhere(paragraphs, document))
    said = {} if is_thanks(blocks) else running(segments, found, place_of, alone=alone, saluted=saluted(blocks))
    titles = titled(segments, found, place_of)
    handed = under_headings(segments, spoken, over, place_of)
    inside = inline(segments, found, place_of)
    lines_led = {**handed, **led_in(segments, found, place_of), **closed(segments, found, lines_closed, place_of)}
    of_all = asked_of_all(segments, found, blocks, place_of) if alone else {}
    said = {**dealt_out(segments, found, place_of), **of_all, **said}
    duties = {**said, **inside, **lines_led, **titles, **lists.duties(segments, place_of), **below.duties}
    if addressed:
        stated = bool(with_roles)
        duties = (besides(segments, found, letter, stated=stated) if stated or said else letter) | duties
    elif with_roles <= letter.keys() and not any(segments[at].level is not None for at in below.headings):
        duties |= {at: one for at, one in letter.items() if at not in with_roles}
    duties |= items_of(numbers.values(), segments, spoken)
    covers = {at: one for at, one in covering(segments, place_of).items() if at not in numbers}
    closings = frozenset((*(group.closing for group in lines_closed), *numbers))
    heads = {at for at, its in enumerate(found) if any(span.kind != "accessory" for span in its)}
    labels = times_labelled(segments, {*heads, *duties})
    times = times_over(segments, {*heads, *duties, *covers, *closings}, labels, paragraphs)
    onward = {at for at in lines if not PRESENT.match(segments[at].folded)}
    present = frozenset(at for at in lines if spoken[at] or at in duties or at in onward or at + 1 in onward)
    return _Told(segments, spoken, found, duties, below, over, covers, closings, present, inside, titles, times)


def _present(segments: Sequence[Segment]) -> set[int]:
    """The lines that say who was there or gets a paper, with those in which their lists go on."""
    found: set[int] = set()
    for at, segment in enumerate(segments):
        goes_on = at - 1 in found and segment.level is None and segments[at - 1].folded.rstrip().endswith(("、", ","))
        if goes_on or PRESENT.match(segment.folded):
            found.add(at)
    return found


def _take(walk: Walk, told: _Told, at: int, missed: Collection[int]) -> None:
    """Let the walk take a segment as what it is."""
    segment, its = told.segments[at], told.found[at]
    if at in told.present:
        walk.skip(segment, IS_PRESENT)
    elif at in told.closings:
        walk.accounted.append(walk.place(segment.start, segment.end))
    elif at in told.covers:
        walk.cover(segment, told.covers[at])
    elif at in told.over:
        first = told.spoken[at][0].start
        walk.take(replace(segment, text=segment.text[:first].rstrip()), [])
        walk.accounted.append(walk.place(segment.start + first, segment.end))
    elif at in told.duties:
        walk.state(segment, told.duties[at])
    elif at in told.below.fields:
        walk.pass_over(segment)
    elif at in missed:
        walk.miss(segment)
    elif at in told.times and segment.level is None:
        walk.divide(segment)
    else:
        walk.take(segment, [span for span in its if span.kind in walk.habits.kinds], told.below.statements.get(at))


def _account(walk: Walk, told: _Told, at: int) -> None:
    """Put down the statements of a segment that the walk did not take."""
    segment = told.segments[at]
    for span in told.found[at]:
        begin, end = segment.start + span.start, segment.start + span.end
        if at in told.inside:
            walk.accounted.append(walk.place(begin, end))
            continue
        read = any(duty.start <= begin and end <= duty.end for duty in told.duties.get(at, ()))
        if span.kind not in walk.habits.kinds and not read and not (at in told.titles and end <= told.titles[at][0].start):
            walk.leave(segment, span)


def _gathered(walk: Walk, told: _Told, blocks: Sequence[Block]) -> Prose:
    """What a walk that has ended gave."""
    rules, segments = walk.rules, told.segments
    held = [*(draft.place for draft in walk.drafts), *walk.accounted, *(one.place for one in walk.residue)]
    left = unstated(segments, {*told.duties, *told.covers}, held, walk.place)
    return Prose(
        named(walk.drafts, blocks),
        (*walk.residue, *left),
        rules.printed,
        rules.whole,
        rules.standing,
        tuple(place for place in walk.accounted if place.start < place.end),
        tuple(walk.ruled),
        tuple(walk.place(one.start + due[0], one.start + due[1]) for one in segments if (due := due_for_all(one.text))),
        goals.stretches(segments, told.found),
        tuple(told.times.values()),
    )


_STATEMENT = re.compile(r"(?:责任|牵头|主责|配合|考核|承办|主办|协办)[ \u3000]{0,4}(?:单位|部门)[ \u3000]{0,4}[:：]|(?:负责|落实|配合)[)）]")
_MANY = 3
"""statements or tables in other parts of a document that show where it states its duties"""


def _elsewhere(paragraphs: Sequence[Paragraph], document: Document) -> bool:
    """Whether other parts of the document hold tables or statements: the notice that carries them then states none in passing."""
    if not paragraphs:
        return False
    first, last = paragraphs[0].place.start, paragraphs[-1].place.end
    if any(isinstance(block, Table) and not first <= block.place.start < last for block in document.blocks):
        return True
    outside = (match for match in _STATEMENT.finditer(document.text) if not first <= match.start() < last)
    return sum(1 for _ in islice(outside, _MANY)) == _MANY


def plain(blocks: Sequence[Block], document: Document) -> tuple[Draft, ...]:
    """Return the tasks of a plan that names no body, as measures without bodies."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.text.strip()]
    segments = cut(paragraphs, document.text)
    items = goals.tasks(segments)
    walk = Walk(document, paragraphs, habits(segments, [[] for _ in segments]))
    for at, segment in enumerate(segments):
        if at in items:
            walk.state(segment, items[at])
        else:
            walk.take(segment, [])
    return tuple(walk.drafts)
