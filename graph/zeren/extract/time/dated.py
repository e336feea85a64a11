"""Dates that running text sets, and those that it only tells of (较2020年, 2025年度执行报告)."""

from __future__ import annotations

import re

from zeren.extract.compact import compact
from zeren.extract.time.deadline import AFTER_EVENT, Reading, reading_of
from zeren.extract.time.feasts import events_in
from zeren.extract.time.moments import ONLY_TOLD, Moment, moments_in
from zeren.extract.time.rhythms import EVERY, rule
from zeren.ground.model import Deadline, Place

NAMES_A_LIMIT = re.compile("(?:时限|期限)[为是:]?$|原则上$|(?:持续|延续)(?:开展)?[至到]$")
"""what makes a bare day behind it a limit (时限为6月10日, 原则上6月1日开通, 持续至6月30日)"""
_DUE = re.compile(r"(?:份|以|之)?(?:前|底|止)|(?:左右)?(?:基本|全面|力争)?(?:完成|建成|实现|达到|取得)|内")
_TITLE = re.compile(r"《[^《》]*》|〔\d{4}〕|[<＜][^<>＜＞]*[>＞]")


def without_titles(words: str) -> str:
    """Return compacted words with a sign in place of every character of a title or a number of a document, whose years set nothing."""
    return _TITLE.sub(lambda title: "《" * len(title[0]), words)


def deadlines_in(text: str, offset: int, year: int | None) -> tuple[Deadline, ...]:
    """Return the dates that running text sets, in order; places are ``offset`` plus the position in ``text``.

    Years and months that only date something (2025年度执行报告, titles in 《》, 较2020年) are left out.
    """
    source = compact(text, offset)
    words = without_titles(source.words)
    found: list[tuple[int, int, Reading]] = [
        (every.start(), every.end(), ("recurring", None, None, rule(every)))
        for every in EVERY.finditer(words)
        if not re.match("[^。；]{0,3}(?:均|平均)", words[every.end() :]) and not is_rate(words, every)
    ]
    for moment in moments_in(words, year):
        stop = 0 if moment.impossible else due_until(words, moment)
        if stop and not any(begin < stop and moment.begin < end for begin, end, _ in found):
            found.append((moment.begin, stop, reading_of(words, [moment], False)))
    for event in events_in(words, year, prose=True) if "前" in words else ():
        if not any(begin < event.stop and event.begin < end for begin, end, _ in found):
            found.append((event.begin, event.stop, ("relative", None, event.day, None)))
    for match in AFTER_EVENT.finditer(words) if "内" in words else ():
        found.append((match.start(), match.end(), ("relative", None, None, None)))
    return tuple(
        Deadline(source.quote(begin, stop), *reading, place=Place(source.start(begin), source.end(stop)))
        for begin, stop, reading in sorted(found, key=lambda item: item[:2])
    )


_RATE = re.compile(r"(?:不少于|不低于|不超过)?\d{1,9}(?:\.\d{1,4})?(?![\d.次日号月周期])")
"""an amount behind 每日: 12小时, 不少于500吨; 每月1次 is a rhythm"""


def is_rate(words: str, every: re.Match[str]) -> bool:
    """Tell whether 每日 measures what something comes to (延长至每日12小时, 提高到每天500吨), and so is no rhythm of a duty."""
    return words[max(0, every.start() - 1) : every.start()] in tuple("至到达为") and bool(_RATE.match(words, every.end()))


def last_days(text: str, offset: int, year: int | None) -> list[tuple[int, str]]:
    """Return the calendar moments that running text prints, each with its offset and its last day (ISO), in order.

    A moment that something is measured against (较2020年, 比上年末) is left out.
    """
    source = compact(text, offset)
    words = without_titles(source.words)
    return [
        (source.start(moment.begin), moment.last)
        for moment in moments_in(words, year)
        if moment.last and not ONLY_TOLD.search(words[max(0, moment.begin - 3) : moment.begin])
    ]


def due_until(words: str, moment: Moment) -> int:
    """Where the words of a due date end in running text; 0 where the moment dates something else.

    “十五五”时期 in a sentence names an age that tasks belong to, not their end.
    """
    before, after = words[max(0, moment.begin - 3) : moment.begin], words[moment.stop :]
    if NAMES_A_LIMIT.search(words, max(0, moment.begin - 5), moment.begin) and not re.match("(?:份|以|之)?前|止|起", after):
        return moment.stop
    ranged = moment.span and before.endswith(("自", "从"))  # 自10月1日起至11月30日止
    if (
        (ONLY_TOLD.search(before) and not ranged)
        or re.match("以来|相比|度?数据|水平|版|修订", after)
        or words.endswith("时期", 0, moment.stop)
    ):
        return 0
    tail = re.match("(?:份|以|之)?前后?|止|起(?!草)", after)
    if tail:
        return moment.stop + tail.end()
    if moment.bare and not moment.span:
        lead = re.search("[到至]$", before)
        return moment.stop if lead or (after and _DUE.match(after) and not after.startswith("度")) else 0
    return moment.stop
