"""Where words of running text stand that set a limit: 6月底前, 15个工作日内, 秋季开学前, 在夏灌前, 每月25日前."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from zeren.extract.compact import compact
from zeren.extract.numbers import NUMERALS
from zeren.extract.time import times
from zeren.extract.time.dated import NAMES_A_LIMIT, due_until, without_titles
from zeren.extract.time.deadline import REMEMBERED
from zeren.extract.time.feasts import events_in
from zeren.extract.time.moments import moments_in
from zeren.extract.time.rhythms import EVERY
from zeren.extract.time.times import is_time
from zeren.ground.vocabulary import deeds

_TERM = re.compile(rf"(?<![\d{NUMERALS}])(?:\d{{1,3}}|[{NUMERALS}两]{{1,3}})(?:个?工作日|[日天]|个?月|个?周|年)(?:之?内|以内)")
"""a term in running text (一个月内)"""
_BEFORE_EVENT = re.compile(
    "(?:(?<=[于在])|(?<=[，,、;；。:：(（])|^)(?![此之年])(?:(?![于在应须要请以])[\u4e00-\u9fff]){0,7}?(?:节|季|供[暖热]|采暖|学期|汛期|赛事?|(?<![协社机])会议?|开学|放假|假期?|收割|播种?|周年|封冻|上冻)"
    "(?:来临|到来|召开|开幕|举办|开始|结束)?之?前(?!后)"
)
"""a limit of running text before an event whose day no list knows (在春播前, 火把节前完成); 年 and what ends in it are dates"""
_BY_THEN = re.compile("(?:之|以)?前(?![往去来后期])")
"""what makes the day of a recurrence a limit (每月25日｜前报送)"""
_WITHIN = re.compile("(?<=[于在])(?![于在]|一定|规定|约定)(?:(?![于在])[\u4e00-\u9fff\\d]){2,8}(?:期间|期内)")
"""the same in running text (在防火期内将视频接入)"""


def limits_in(text: str) -> list[tuple[int, int]]:
    """Begin and end in ``text`` of every limit that it sets, in order, those inside another left out (6月底 too)."""
    source = compact(text, 0)
    words = without_titles(source.words)
    moments = ((moment.begin, stop) for moment in moments_in(words, 2000) if (stop := due_until(words, moment)))
    return [(source.start(begin), source.end(stop)) for begin, stop in apart([*limit_spans(source.words), *moments])]


@lru_cache(maxsize=REMEMBERED)
def limit_spans(compacted: str) -> tuple[tuple[int, int], ...]:
    """Where words stand that set a limit; the same sentence is asked for all of them, for its first and for the one that it sets."""
    words = without_titles(compacted)
    found = [(moment.begin, due_until(words, moment)) for moment in moments_in(words, 2000)]
    found = [span for span in found if span[1] and (words[span[1] - 1] in "前内止" or NAMES_A_LIMIT.search(words, max(0, span[0] - 5), span[0]))]
    firm, loose = times.limits(words)
    found += firm
    found += [match.span() for match in _TERM.finditer(words)]
    if "前" in words:
        found += _before_events(words)
        found += [match.span() for match in _BEFORE_EVENT.finditer(words)]
        found += _before_named(words)
    if "期" in words:
        found += [match.span() for match in _WITHIN.finditer(words)]
    found = [(times.begin_of(words, times.without_lead(words, begin, stop)), stop) for begin, stop in found]
    return _each_time(words, found) or tuple(loose)


def _each_time(words: str, found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Limits with the recurrence that they are the day of (每｜月底前), and the recurrences whose day is a limit (每月25日前, 每周一前)."""
    for every in EVERY.finditer(words) if found or "前" in words else ():
        dayed = every["day"] or every["last"] or every["weekday"] or every["months"]
        tail = _BY_THEN.match(words, every.end()) if dayed else None
        found = [(every.start() if every.start() <= begin < every.end() else begin, stop) for begin, stop in found]
        found += [(every.start(), tail.end())] if tail else []
    return tuple(found)


def _before_named(words: str) -> Iterator[tuple[int, int]]:
    """Where words stand behind 在 or 于, or open a clause, that are before an event of any name (负责在夏灌前完成巡检); 在校门前 is a place."""
    for match in _IN_BEFORE.finditer(words):
        if is_time(match["event"]) and (_FOLLOWS.match(words, match.end()) or (_SEASON.search(match["event"]) and acts(words, match.end()))):
            yield match.span("event")


_IN_BEFORE = re.compile("(?:[在于]|^|(?<=[，,。；;、:：(（]))(?P<event>(?![于在])[\u4e00-\u9fff“”]{2,6}?之?前)(?!后)")
_FOLLOWS = re.compile("(?:基本|全部|全面|初步|正式)?(?:完成|建成|办结|投用|投入|开通|交付|到位|见效|形成|出台|印发|开展|组织|启动)")
"""what is then to be done"""


_SEASON = re.compile("[春夏秋冬汛]|[季节]")
"""a stretch of the year in the name of an event, before which anything may be done (秋季造林前培育苗木)"""


def acts(words: str, at: int) -> bool:
    """Whether a verb stands at ``at``."""
    return any(words[at : at + size] in deeds() for size in (2, 3, 4))


def _before_events(words: str) -> Iterator[tuple[int, int]]:
    """Where words stand that are before an event of the list, its name in quotes or not (“五一”前)."""
    yield from ((event.begin, event.stop) for event in events_in(words, None) if event.before)


def apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those inside another left out."""
    kept: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
