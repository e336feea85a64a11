"""Bodies as headings over their tasks: 一、区教育局（2项）, with numbered items below."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from zeren.extract.bodies.endings import is_solid
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.prose.below_headings import (
    asks_all,
    closes_document,
    ends_below,
    has_own_label,
    is_field,
    is_item,
    is_over_parts,
    item_below,
    own_role,
    timed,
)
from zeren.extract.prose.heading_bodies import (
    LONGEST,
    NO_HEADING,
    ROUND,
    bare_heading,
    bodies_in_brackets,
    dress,
    named_in,
    said,
    stated_in_brackets,
    under_label,
    with_labels_in_brackets,
)
from zeren.extract.prose.labels_over import labels_over, parts
from zeren.extract.prose.onward import with_helpers
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty
from zeren.extract.prose.subjects import is_alone
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.time.due import first_due
from zeren.ground.fold import fold

_COUNTED = re.compile(r"\([\u4e00-\u9fff]{0,4}\d{1,3}[项件条]\)[:]?$")
"""how many tasks a heading of bodies says stand below it: one such heading is sure"""
_STOPPED = ("。", "；", ";")
"""how a sentence ends"""
_HABIT = 3
"""such headings that make a habit where neither a number nor the format tells them, or where they stand at several levels"""
_LEAST = 2
"""headings of bodies that make a habit: one may be a signature or an address"""


@dataclass(frozen=True, slots=True)
class Headed:
    """What headings of bodies give to the items below them."""

    headings: frozenset[int] = field(default_factory=frozenset)
    """indices of the heading segments"""
    statements: dict[int, Statement] = field(default_factory=dict)
    """the heading's bodies for each segment below it"""
    duties: dict[int, tuple[Duty, ...]] = field(default_factory=dict)
    """items that have no statement of their own: measures of the heading's bodies"""
    fields: frozenset[int] = field(default_factory=frozenset)
    """indices of lines that label something else: 部长：方亮, 工作职责："""


def headed(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, styled: Collection[int] = ()
) -> Headed:
    """Tell which segments are headings of bodies and what stands below them.

    ``styled`` are the offsets of paragraphs that the format itself calls headings.
    """
    bodies, over = _headings(segments, found, place_of, styled)
    if not bodies:
        return Headed()
    first = segments[min(bodies)].level
    level = first or 0
    statements: dict[int, Statement] = {}
    duties: dict[int, tuple[Duty, ...]] = {}
    fields: set[int] = set()
    numbered = over and any(segments[at + 1].level is not None for at in bodies)
    current: Statement | None = None
    for at, segment in enumerate(segments):
        if at in bodies:
            current, level = bodies[at], segment.level or 0
        elif (parts(segments, at) or closes_document(segment)) if over else ends_below(segment, level, styled if first is None else ()):
            current = None
        elif current is not None and is_field(segment) and not found[at]:
            fields.add(at)
        elif current is not None and not is_over_parts(segments, at) and not asks_all(segment) and not (numbered and segment.level is None):
            start = segment.end - len(segment.text[segment.body :].lstrip())
            statements[at] = own_role(segment, start, current)
            if not any(span.kind in ("roles", "bare") for span in found[at]):
                end, statement = timed(segment, found[at], statements[at], place_of)
                statement = with_helpers(statement, segment.text[start - segment.start : end - segment.start], start, place_of)
                duties[at] = (Duty(start, end, statement, "heading"),)
    return Headed(frozenset(bodies), statements, duties, frozenset(fields))


def _headings(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, styled: Collection[int]
) -> tuple[dict[int, Statement], bool]:
    """The headings of bodies, and whether they are label lines over their items; none where there are too few to be sure."""
    bodies = {at: one for at, segment in enumerate(segments) if (one := _bodies(segments, at, segment, place_of))}
    if any(segments[at].level is not None for at in bodies):
        # The title of a list of 各部门 stands over its first number too, and is none of its headings.
        bodies = {at: one for at, one in bodies.items() if segments[at].level is not None}
    sure = any(all(is_solid(fold(a.mention)) for a in one.assignments) and _is_sure(segments, at, styled) for at, one in bodies.items())
    least = 1 if sure else _LEAST
    if len(bodies) < least:
        bodies = _plain(segments, place_of, styled)
    else:
        bodies |= _dressed_alike(segments, bodies, place_of)
    if 2 * sum(has_own_label(segments, found, at) for at in bodies) >= max(1, len(bodies)):
        bodies = {}  # 二、城东水厂项目 over （二）责任单位：县水务局 names no body
    over = {} if bodies else labels_over(segments, place_of)
    bodies = bodies or over
    several = len({segments[at].level for at in bodies}) > 1
    if len(bodies) < (1 if over else least) or (several and (over or len(bodies) < _HABIT)):
        return {}, False
    return bodies, bool(over)


def _is_sure(segments: Sequence[Segment], at: int, styled: Collection[int]) -> bool:
    """Whether one heading of bodies alone shows that it is one: it counts its tasks, or the items right below it begin with deeds."""
    if _COUNTED.search(segments[at].folded.rstrip()):
        return True
    level = 0 if segments[at].start in styled else segments[at].level
    items = segments[at + 1 : at + 1 + _LEAST]
    below = len(items) == _LEAST and level is not None and all((one.level or 0) > level and not one.boundary for one in items)
    return below and all(_asks(one.text[one.body :].strip()) for one in items)


def _asks(words: str) -> bool:
    """Whether an item begins with a deed, or with the time by which it is to be done (10月底前建设发热门诊2处)."""
    due = first_due(words, 0)
    return opens_with_deed(words) or (due is not None and due[1] == 0)


def _dressed_alike(segments: Sequence[Segment], bodies: Mapping[int, Statement], place_of: PlaceOf) -> dict[int, Statement]:
    """Lines of bodies in the brackets or with the colon of all headings of bodies, over a sentence without a number: one of several
    bodies has a single task (【县妇联】⏎1.…⏎2.… beside 【县融媒体中心】⏎全程宣传报道。)."""
    dresses = {dress(segments[at]) for at in bodies}
    if len(dresses) != 1 or "" in dresses or any(segments[at].level is not None for at in bodies):
        return {}
    first = min(bodies) if dresses == {":"} else 0  # before it a colon may end a salutation
    pairs = ((at, one, below) for at, (one, below) in enumerate(pairwise(segments)) if at >= first and at not in bodies and one.level is None)
    alike = [(at, one) for at, one, below in pairs if dress(one) in dresses and is_item(below) and below.text.rstrip().endswith(_STOPPED)]
    return {at: its for at, one in alike if (its := named_in(one, place_of))}


def _plain(segments: Sequence[Segment], place_of: PlaceOf, styled: Collection[int]) -> dict[int, Statement]:
    """Headings of bodies without a number over items without one; empty where neither the format nor repetition says so."""
    lines = {at: one for at, segment in enumerate(segments) if segment.level is None and (one := named_in(segment, place_of))}
    last = len(segments) - 1
    below = [at for at in lines if at < last and at + 1 not in lines and is_item(segments[at + 1], numbered=dress(segments[at]) != "")]
    over = {at: lines[at] for at in below}
    marked = {at: one for at, one in over.items() if segments[at].start in styled}
    if len(marked) >= _LEAST:
        return marked
    # All but two lines of bodies, the address and the signature, stand over items.
    return over if len(over) >= max(_HABIT, len(lines) - 2) else {}


def _bodies(segments: Sequence[Segment], at: int, segment: Segment, place_of: PlaceOf) -> Statement | None:
    """The bodies that a segment consists of, where a numbered item follows it; None where it is no such heading."""
    raw = bare_heading(segment)
    following = item_below(segments, at)
    # Most segments are no headings at all: what costs little to see comes first.
    if not (3 <= len(raw) <= LONGEST or is_alone(raw)) or ROUND.fullmatch(raw) or following is None or following.boundary:
        return None
    if following.level is None and (segment.level is None or not is_item(following) or not following.text.rstrip().endswith(_STOPPED)):
        return None
    if segment.level is not None and following.level is not None and following.level <= segment.level:
        return None
    if segment.level is not None and (labelled := under_label(segment, raw, place_of)):
        return labelled  # without a number it is the statement under the item above
    if labelled := with_labels_in_brackets(segment, raw, place_of) if raw.endswith(("）", ")")) else None:
        return labelled
    if beside := bodies_in_brackets(segment, raw, place_of) if segment.level is not None else None:
        return beside
    if NO_HEADING.search(raw):
        return None
    if "（" in raw and (stated := stated_in_brackets(segment, raw, place_of)):
        return stated
    return said(segment, raw, place_of)
