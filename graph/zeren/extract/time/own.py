"""The time that the words of a measure set for it where nothing beside them does: 三季度主体封顶, 每月调度一次, 全年培训5万人次.

What ends as limits do (6月底前) is told by ``due`` first, then come the times of ``said``. What something is measured against, or what
tells of things done, sets no time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zeren.extract.compact import Compact, compact, sentences
from zeren.extract.draft import Draft
from zeren.extract.time.clause_times import rhythms_said, times_said
from zeren.extract.time.dated import without_titles
from zeren.extract.time.due import is_of_a_part, is_parted, sole_due, with_listed
from zeren.extract.time.limit_words import apart, limit_spans
from zeren.extract.time.moments import ONLY_TOLD, moments_in
from zeren.ground.fold import unspaced

_HINT = re.compile("[年月日季周旬期天每按逐起前内末底初节旦假]|常态|立改|即改|持续|清明|端午|中秋|国庆|元宵|五一")
"""one of these stands in every such time"""
_TELLS = re.compile("(?<![自])已(?!有)|累计|同比|环比|截至|截止|以来|完成率|(?<![为除])了(?![解然])|去年|上年|近年|往年|历年")
"""words of a clause that tells what was done"""
_HOW_LONG = re.compile("并?(?:常态化|长期|持续)")
_RANGED = re.compile("[起日月旬][至到—]")
_AT_ONCE = re.compile("小时|分钟")
"""in a term that only says how fast something is done each time"""


@dataclass(frozen=True, slots=True)
class OwnTime:
    """A time in the words of a measure."""

    words: str
    """closed up"""
    begin: int
    """offset in the document"""
    end: int
    how_often: bool = False
    """a rhythm or how long, which gives way to any other time"""


def own_time(text: str, offset: int, year: int | None) -> OwnTime | None:
    """Return the time that the words of a measure set for it; None where they set none, or where parts of it have their own.

    ``year`` is the plan's: what ended before it was told, not set.
    """
    if limit := sole_due(text, offset):
        return OwnTime(*limit)
    source = compact(text, offset)
    words = without_titles(source.words)
    if not _HINT.search(words) or _parts(words) > 2 or is_parted(words):
        return None
    limits = [span for span in apart(limit_spans(source.words)) if not is_of_a_part(words, *span)]
    limits = [span for span in limits if not _is_told(words, *span, year)]
    limits = [span for span in limits if not _AT_ONCE.search(words, *span)]
    if limits and words[limits[0][1] - 1] in "前内止":
        return None if _parts(words) > 1 and len(limits) > 1 else _made(source, *with_listed(words, *limits[0], limits[1:]))
    if found := sorted(span for span in times_said(words) if not _is_told(words, *span, year)):
        return _made(source, *found[0], how_often=_HOW_LONG.match(words, found[0][0]) is not None)
    return next((_made(source, *span, how_often=True) for span in rhythms_said(words) if not _is_told(words, *span, None)), None)


def _made(source: Compact, begin: int, stop: int, *, how_often: bool = False) -> OwnTime:
    return OwnTime(unspaced(source.quote(begin, stop)), source.start(begin), source.end(stop), how_often)


def _parts(words: str) -> int:
    return len(sentences(words))


def _clause(words: str, begin: int, stop: int) -> tuple[int, int]:
    """Begin and end of the clause in which a time stands."""
    opens = max(words.rfind(mark, 0, begin) for mark in "，,;；。:") + 1
    return opens, min((at for mark in "，,;；。" if (at := words.find(mark, stop)) >= 0), default=len(words))


def _is_told(words: str, begin: int, stop: int, year: int | None) -> bool:
    """Whether a time only dates what was done, or ended before the year of the plan."""
    opens, ends = _clause(words, begin, stop)
    # 从7月1日起, 自10月1日起至11月30日止
    onward = words[stop - 1] == "起" or (words[begin - 1 : begin] in ("自", "从") and _RANGED.search(words, begin, stop) is not None)
    if _TELLS.search(words, opens, ends) or (not onward and ONLY_TOLD.search(words[max(0, begin - 3) : begin])):
        return True
    last = [moment.last for moment in moments_in(words[begin:stop], year) if moment.last]
    return bool(year and last and last[-1] < f"{year}-01-01")


def with_own_times(drafts: Sequence[Draft], text: str, year: int | None, *, how_often: bool) -> list[Draft]:
    """Measures with the time that their own words set, where they have none or that of a heading or a caption over them.

    With ``how_often`` those without any have the rhythm of their words.
    """
    return [_dated(draft, text, year, how_often=how_often) for draft in drafts]


def _dated(draft: Draft, text: str, year: int | None, *, how_often: bool) -> Draft:
    if draft.deadline and (how_often or not is_from_above(draft)):
        return draft
    own = own_time(text[draft.place.start : draft.place.end], draft.place.start, year)
    if own is None or own.how_often != how_often:
        return draft
    return replace(draft, deadline=own.words, deadline_place=replace(draft.place, start=own.begin, end=own.end), deadline_inherited=False)


def is_from_above(draft: Draft) -> bool:
    """Whether a deadline stands in a heading or a caption over the measure, not in a cell that its row shares."""
    place = draft.deadline_place
    if not draft.deadline_inherited or place is None:
        return draft.deadline_inherited
    return not place.table or any(section.place == place for section in draft.sections)
