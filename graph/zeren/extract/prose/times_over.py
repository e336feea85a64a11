"""Which headings of running text say a time, and how far it holds: until a heading of the same rank, or another time.

What a heading says by its form stands in ``time/headings``; here its neighbours decide whether it binds, and where it ends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from zeren.extract.prose.segments import Segment
from zeren.extract.time.headings import HeadingTime, TimeOver, time_of
from zeren.ground.model import Paragraph, Place, Section
from zeren.outline import closed, is_title

_UNNUMBERED = 9
"""rank of a heading that neither a number nor a format ranks"""
_ALIKE = 2
"""headings of one form with other times that bind where one alone may only name what a paper is about"""


def times_over(segments: Sequence[Segment], stated: Collection[int], paragraphs: Sequence[Paragraph]) -> dict[int, TimeOver]:
    """Return the times that headings among ``segments`` give to what stands below them, in order, by the index of the heading.

    ``stated`` are the indices of segments that state duties themselves, which head nothing.
    """
    told = {at: one for at, segment in enumerate(segments) if at not in stated and (one := _heads(segment))}
    if not told:
        return {}
    ranks = {paragraph.place.start: paragraph.level for paragraph in paragraphs if paragraph.level}
    forms: dict[tuple[str, int | None], set[str]] = {}
    for at, one in told.items():
        forms.setdefault((one.form, segments[at].level), set()).add(one.words)
    bound = {at: one for at, one in told.items() if one.firm or len(forms[one.form, segments[at].level]) >= _ALIKE}
    return {at: _over(segments, at, one, bound, ranks) for at, one in bound.items()}


def _heads(segment: Segment) -> HeadingTime | None:
    text = segment.text.strip()
    if text.endswith(("。", "；", ";")) or "\n" in text:
        return None
    told = time_of(segment.text)
    # The title of a paper may be such a line too.
    return replace(told, firm=False) if told and is_title(text) else told


def _over(segments: Sequence[Segment], at: int, one: HeadingTime, bound: Mapping[int, HeadingTime], ranks: Mapping[int, int]) -> TimeOver:
    segment = segments[at]
    place = Place(segment.start + one.begin, segment.start + one.end)
    stop = next((j for j in range(at + 1, len(segments)) if _ends(segments, at, j, bound, ranks)), None)
    end = segments[stop].start if stop is not None else segments[-1].end
    words = closed(segment.text.strip().strip("：:"))
    above = max((s.level or 0 for s in segments[:at] if s.level), default=0)
    section = Section(words, above + 1, Place(segment.start, segment.end)) if one.titled and segment.level is None else None
    return TimeOver("".join(segment.text[one.begin : one.end].split()), place, segment.end, end, section)


def _ends(segments: Sequence[Segment], at: int, other: int, bound: Mapping[int, HeadingTime], ranks: Mapping[int, int]) -> bool:
    """Whether what a heading says of its time no longer holds at another segment."""
    heading, segment = segments[at], segments[other]
    rank, its = ranks.get(heading.start), ranks.get(segment.start)
    if segment.boundary:
        return True
    if other in bound and segment.level == heading.level and rank == its:
        return True
    if its is not None and (rank is None or its <= rank) and heading.level is None:
        return True
    if heading.level is not None:
        return segment.level is not None and segment.level <= heading.level
    if segment.level is None:
        return heading.text.strip()[:1] in "【〖［[" and segment.text.strip()[:1] == heading.text.strip()[:1]
    # Below a heading without a number, the first number says how deep its items stand, and what stands higher ends it.
    first = next((one.level for one in segments[at + 1 : other] if one.level is not None), segment.level)
    before = next((one.level for one in reversed(segments[:at]) if one.level is not None), None)
    return segment.level < first or (other == at + 1 and before is not None and segment.level < before and segment.short)
