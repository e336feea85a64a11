"""Which headings of running text say a time, and how far it holds: until a heading of the same rank, or another time.

What a heading says by its form stands in ``time/headings``; here its neighbours decide whether it binds, and where it ends.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_whole
from zeren.extract.cells.heads import head_of
from zeren.extract.numbers import whole
from zeren.extract.prose.cards import label_kind
from zeren.extract.prose.passage import number_in
from zeren.extract.prose.segments import Segment
from zeren.extract.time.headings import HeadingTime, TimeOver, time_of
from zeren.extract.time.overall import due_for_all
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Paragraph, Place, Section
from zeren.outline import closed, is_title

_LABEL = re.compile(
    r"[\s\u3000]{0,8}[【\[(]?(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,9})[】\]]?\s{0,4}:\s{0,4}"
    r"(?P<time>[^\n。;()]{2,30}(?:[(][^()\n]{1,20}[)])?)[)\s。;]{0,4}"
)
"""时间节点：选举前7日; （完成时限：三季度）"""
_PLAIN_HEADING = re.compile("[\u4e00-\u9fff“”、]{4,20}")
"""其他常年工作"""
_DONE_BY = re.compile("(?:全部|全面|基本)?(?:完成|办结|落实|整改|销号)[到位完毕]{0,2}[)]$")
_TO_THE_END = sys.maxsize
"""offset behind all words of a plan"""
_ALIKE = 2
"""headings of one form with other times that bind where one alone may only name what a paper is about"""


def times_over(
    segments: Sequence[Segment], stated: Collection[int], labels: Mapping[int, HeadingTime], paragraphs: Sequence[Paragraph]
) -> dict[int, TimeOver]:
    """Return the times that headings among ``segments`` give to what stands below them, in order, by the index of the heading.

    ``stated`` are the indices of segments that state duties themselves, which head nothing; ``labels`` those of ``times_labelled``.
    """
    told = {at: one for at, segment in enumerate(segments) if at not in stated and (one := _heads(segment))}
    told |= labels
    if not told:
        return {}
    ranks = {paragraph.place.start: paragraph.level for paragraph in paragraphs if paragraph.level}
    forms: dict[tuple[str, int | None], set[str]] = {}
    for at, one in told.items():
        forms.setdefault((one.form, segments[at].level), set()).add(one.words)
    bound = {at: one for at, one in told.items() if one.firm or len(forms[one.form, segments[at].level]) >= _ALIKE}
    over: dict[int, TimeOver] = {}
    for at, one in sorted(bound.items()):
        over[at] = _over(segments, at, one, bound, ranks, tuple(over.values()))
    return over


def times_labelled(segments: Sequence[Segment], statements: Collection[int]) -> dict[int, HeadingTime]:
    """Return label lines that say a time and stand over the items that they hold for (时间节点：选举前7日); none where they stand under them.

    The same lines stand under items as often. Where the first comes before the first of all ``statements`` and the last before their
    last, they are over.
    """
    lines = {at: one for at, segment in enumerate(segments) if segment.level is None and (one := _labelled(segment))}
    if not lines or not statements or min(lines) > min(statements) or max(lines) > max(statements):
        return {}
    return lines


def _labelled(segment: Segment) -> HeadingTime | None:
    match = _LABEL.fullmatch(segment.folded)
    if match is None or label_kind(unspaced(match["label"]))[0] != "deadline" or is_whole(match["time"]) or due_for_all(segment.text):
        return None
    begin, end = match.span("time")
    end = begin + len(segment.text[begin:end].rstrip())
    return HeadingTime(begin, end, unspaced(segment.text[begin:end]), "label", firm=True)


def _heads(segment: Segment) -> HeadingTime | None:
    text = segment.text.strip()
    if text.endswith(("。", "；", ";")) or "\n" in text or head_of(fold(text).partition(":")[0]).kind == "number":
        return None  # 编号：2026-07 numbers the paper
    told = time_of(segment.text)
    # The title of a paper may be such a line too: it binds where what is then done follows its time (…任务（9月底前完成）).
    return replace(told, firm=told.form == "bracket" and _DONE_BY.search(fold(text)) is not None) if told and is_title(text) else told


def _over(
    segments: Sequence[Segment], at: int, one: HeadingTime, bound: Mapping[int, HeadingTime], ranks: Mapping[int, int], earlier: Sequence[TimeOver]
) -> TimeOver:
    segment = segments[at]
    place = Place(segment.start + one.begin, segment.start + one.end)
    chapter = _chapter(segments, at, earlier)
    stop = next((j for j in range(at + 1, len(segments)) if _ends(segments, at, j, bound, ranks, chapter)), None)
    end = segments[stop].start if stop is not None else _TO_THE_END  # tables below the last heading too
    words = closed(segment.text.strip().strip("：:"))
    above = max((s.level or 0 for s in segments[:at] if s.level), default=0)
    section = Section(words, above + 1, Place(segment.start, segment.end)) if one.titled and segment.level is None else None
    first = one.form == "label" and sum(other.form == "label" for other in bound.values()) < _ALIKE
    return TimeOver(unspaced(segment.text[one.begin : one.end]), place, segment.end, end, first, section)


def _chapter(segments: Sequence[Segment], at: int, earlier: Sequence[TimeOver]) -> int | None:
    """The level of the number that a heading without one stands under (二、实施步骤 over 第二阶段：4月—5月); None where it stands under
    none, or where the last number before it is an item under another time (第一批：一、…二、…第二批：三、…)."""
    before = next((one for one in reversed(segments[:at]) if one.level is not None), None)
    if before is None or any(one.begin <= before.start < one.end for one in earlier):
        return None
    return before.level


def _begins_anew(segments: Sequence[Segment], at: int) -> bool:
    """Whether the items right below a line are counted from one."""
    return at + 1 < len(segments) and segments[at + 1].level is not None and _count(segments[at + 1]) == 1


def _count(segment: Segment) -> int | None:
    return whole(number_in(segment.mark).strip("()（）"))


def _ends(
    segments: Sequence[Segment], at: int, other: int, bound: Mapping[int, HeadingTime], ranks: Mapping[int, int], chapter: int | None
) -> bool:
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
        if _begins_anew(segments, at) and _begins_anew(segments, other) and _PLAIN_HEADING.fullmatch(segment.text.strip()):
            return True  # 其他常年工作 over 1. below 三月：学雷锋活动月 over 1.
        return heading.text.strip()[:1] in "【〖［[" and segment.text.strip()[:1] == heading.text.strip()[:1]
    # Below a heading without a number, the first number says how deep its items stand, and what stands higher ends it.
    first = next((one.level for one in segments[at + 1 : other] if one.level is not None), None)
    if first is None and chapter is not None and (_count(segment) or 1) > 1:
        return segment.level <= chapter  # 三、工作要求 below the stages of 二、实施步骤
    first = first or segment.level
    before = next((one.level for one in reversed(segments[:at]) if one.level is not None), None)
    return segment.level < first or (other == at + 1 and before is not None and segment.level < before and segment.short)
