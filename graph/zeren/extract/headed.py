"""Bodies as headings over their tasks: 一、区教育局（2项）, with numbered items below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.extract import grammar
from zeren.extract.endings import is_body, is_whole
from zeren.extract.mentions import split
from zeren.extract.running import Duty, is_generic
from zeren.extract.segments import Segment
from zeren.extract.spans import Span
from zeren.extract.statement import PlaceOf, Statement
from zeren.fold import fold
from zeren.model import Assignment

_COUNT = re.compile(r"[(（〔]?共?\s{0,9}\d{1,3}\s{0,9}[项条件个][)）〔]?\s{0,9}[:：]?$|[:：]$")
"""how many tasks follow, or the colon before them"""
_LEAST = 2
"""headings of bodies that make a habit: one may be a signature or an address"""
_DATE = re.compile(r"\d{4}年\d{1,2}月")


@dataclass(frozen=True, slots=True)
class Headed:
    """What headings of bodies give to the items below them."""

    headings: frozenset[int]
    """indices of the heading segments"""
    statements: dict[int, Statement]
    """the heading's bodies for each segment below it"""
    duties: dict[int, tuple[Duty, ...]]
    """items that have no statement of their own: measures of the heading's bodies"""


def headed(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> Headed:
    """Tell which segments are headings of bodies and what stands below them."""
    bodies = {at: one for at, segment in enumerate(segments) if (one := _bodies(segments, at, segment, place_of))}
    levels = [segments[at].level for at in bodies]
    if len(bodies) < _LEAST or len(set(levels)) > 1:
        return Headed(frozenset(), {}, {})
    level = levels[0] or 0
    statements: dict[int, Statement] = {}
    duties: dict[int, tuple[Duty, ...]] = {}
    current: Statement | None = None
    for at, segment in enumerate(segments):
        if at in bodies:
            current = bodies[at]
        elif segment.boundary or (segment.level is not None and segment.level <= max(level, 1)) or _closes(segment):
            current = None
        elif current is not None and not _parts(segments, at):
            statements[at] = current
            if not any(span.kind in ("roles", "bare") for span in found[at]):
                lead = len(segment.text) - len(segment.text.lstrip())
                start = segment.start + max(segment.body, lead)
                end = segment.start + len(segment.text.rstrip())
                duties[at] = (Duty(start, end, current, "heading"),)
    return Headed(frozenset(bodies), statements, duties)


def _bodies(segments: Sequence[Segment], at: int, segment: Segment, place_of: PlaceOf) -> Statement | None:
    """The bodies that a segment consists of, where a numbered item follows it; None where it is no such heading."""
    raw = segment.text[segment.body :]
    words = _COUNT.sub("", raw.rstrip())
    words = words.strip()
    following = segments[at + 1] if at + 1 < len(segments) else None
    if not 3 <= len(words) <= 60 or following is None or following.level is None or following.boundary:
        return None
    if segment.level is not None and following.level <= segment.level:
        return None
    if not is_whole(fold(words).replace(" ", "")) or re.search("[。，；：:\n]", words):
        return None
    start = segment.start + segment.text.index(words)
    mentions = split(words, start, prose=True)
    if not mentions or not all(_is_name(mention.printed) for mention in mentions):
        return None
    return Statement(
        tuple(
            Assignment("responsible", None, m.printed, m.full, position, "text", place_of(m.start, m.end))
            for position, m in enumerate(mentions, 1)
        )
    )


def _is_name(name: str) -> bool:
    return is_body(name) and is_whole(name) and not is_generic(name) and not grammar.is_deadline(name) and len(name) > 2


def _parts(segments: Sequence[Segment], at: int) -> bool:
    """Whether a segment is a heading over parts: a short one with deeper items right below."""
    following = segments[at + 1] if at + 1 < len(segments) else None
    level = segments[at].level
    return bool(
        level is not None and segments[at].short and following and following.level is not None and following.level > level
    )


def _closes(segment: Segment) -> bool:
    """Whether a plain paragraph is the signature or the date under a document."""
    words = segment.text.strip()
    return segment.level is None and len(words) < 40 and (is_whole(words) or _DATE.match(fold(words)) is not None)
