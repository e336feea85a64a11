"""When a duty is due: the kind and the dates that the words of a cell or a parenthesis state.

Calendar moments and recurrences are grammars of their own (``moments``, ``rhythms``); words that name no date
(持续推进, 长期实施, 汛期前) are data in ``ontology/vocabulary/deadlines.tsv``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bilingual import chinese_lines
from zeren.extract.compact import compact
from zeren.extract.numbers import NUMERALS, whole
from zeren.extract.time.feasts import events_in
from zeren.extract.time.moments import ONLY_TOLD, YEAR_ENDS, Moment, last_day, moments_in
from zeren.extract.time.printed_time import binding, calendar_words, is_term, without_aims
from zeren.extract.time.rhythms import rule_of
from zeren.extract.time.times import is_time
from zeren.ground.model import Deadline, Place
from zeren.ground.resources import table

AFTER_EVENT = re.compile(
    rf"(?P<event>[一-龥]{{0,12}})(?:之日|之后|后|日)起?(?:的)?(?P<count>\d{{1,3}}|[{NUMERALS}两]{{1,3}})"
    r"(?P<unit>个?工作日|日|天|个月|年)(?:之?内|以内)"
)
_SPAN = re.compile(
    rf"(?:用|力争用)?(?<!\d)(?P<count>\d{{1,3}}|[{NUMERALS}两]{{1,3}})(?P<unit>个?工作日|日|天|个月|年)(?:左右)?(?:的?时间|之?内)"
)
_COUNTED = re.compile(
    rf"(?:(?:[\u4e00-\u9fff]{{1,10}}(?<![最此之以提向往])[前后]|自?[\u4e00-\u9fff]{{1,10}}(?:之日)?起|(?:收到|接到?)[\u4e00-\u9fff]{{1,8}})的?第?(?:\d{{1,3}}|[{NUMERALS}两]{{1,3}})(?:个?工作日|[日天周年]|个?星期|个?月|个?小时)"
    rf"(?:之?内|以内|之?前|左右)?|倒计时\d{{1,3}}天|[TDtd]日?(?:[+—-]\d{{1,3}}(?:个?工作日|[日天周]|个?月)?|日)(?:之?前|之?内)?)(?:完成|到位|办结)?"
)
"""counted from an event that the document knows: 会前90天, 赛后4小时内, 自交办之日起15日内, T+3日, 倒计时30天"""
_REFERENCE = re.compile(r"(?:按照?|根据|依据|与).{0,14}(?:要求|部署|时限|规定|安排|时间|进度|同步)")
_EVENT = re.compile(
    "[\u4e00-\u9fff]{1,8}(?:节|季|期|天|赛事?|大会|盛会|开学|假期?|收割|播种|周年|公告|验收|挂牌|签约|开工|完工|竣工|投产|开业|交付)"
    "(?:来临|到来|召开|开幕|举办|开始|发布|结束|完成)?之?前"
)
"""before an event whose day no list knows: 火把节前, 博览会召开前, 出让公告发布前"""
_DURING = re.compile(
    "[暑寒]期|[暑寒]假|农闲|[\u4e00-\u9fff]{2,8}(?:期间|期内|时节|前后)|(?:20\\d\\d年)?[春秋]季学期(?:期?末|初)?|每?学期[末初]?|第\\d{1,2}(?:—\\d{1,2})?周"
)
"""a stretch that no calendar fixes: 暑期, 降雨期间, 防火期内, 秋季学期, 第3—4周"""
_AHEAD = re.compile("(?![以之])(?!.{0,9}(?:完成|实现|建成|基本))[\u4e00-\u9fff“”\"]{2,10}(?<![提目以])前")
"""ahead of anything else, behind a year (2026年高考前, 2026年人代会前)"""
_EMPTY = re.compile(r"[-—/\\.·无]*")
_ONWARD = ("ongoing", "long-term")
REMEMBERED = 1 << 12
"""cells: those of a plan name few times, again and again"""
Reading = tuple[str, str | None, str | None, str | None]
"""kind, ISO dates of begin and end, recurrence rule"""


def read_deadline(
    raw: str,
    year: int | None,
    *,
    issued: str | None = None,
    inherited: bool = False,
    place: Place | None = None,
    column: bool = False,
) -> Deadline:
    """Return the deadline that the words of a cell or parenthesis state.

    ``year`` is the year of the plan, to which dates without a year belong; where it is None the year of
    ``issued`` (ISO date) serves; without both, such dates stay None. ``column`` tells that the words fill a cell
    of deadlines, where bare numbers are dates and terms (9.15, 5天). Of a bilingual cell the Chinese half is read.
    Words that state no time at all are kept in ``raw`` with kind ``none``.
    """
    (kind, start, end, rrule), days = _cell(raw, int(issued[:4]) if year is None and issued else year, issued, column)
    return Deadline(raw.strip(), kind, start, end, rrule, inherited, place, days)


@lru_cache(maxsize=REMEMBERED)
def _cell(raw: str, year: int | None, issued: str | None, column: bool) -> tuple[Reading, tuple[str, ...]]:
    """What the words of a cell state, and the several days that they name."""
    words = calendar_words(re.sub("——+", "—", compact(chinese_lines(raw), 0).words), column)
    kind, *dates = _binding(words, year, issued)
    if kind == "none" and not impossible_days(words, year) and (is_term(words, column) or (column and is_time(words))):
        kind = "relative"
    start, end, rrule = dates
    return (kind, start, end, rrule), _several(words, year, end) if end else ()


def impossible_days(words: str, year: int | None) -> list[str]:
    """Days that compacted words print and no calendar has (2月30日, 6月31日前 → 6月31日)."""
    return [words[one.begin : one.stop] for one in moments_in(words, year) if one.impossible] if _LAST_DAYS.search(words) else []


_LAST_DAYS = re.compile("29|3[01]|[廿二]十?九|三十")
"""days that not every month has"""


def _binding(words: str, year: int | None, issued: str | None) -> Reading:
    """What the words state without their remarks: 10月底前（供热9月底前） ends with October, 年底（力争10月） with the year."""
    whole_reading = _read(words, year, issued)
    outside = binding(words)
    if outside == words:
        return whole_reading
    reading = _read(outside, year, issued)
    if reading[0] == "none" or (reading[0] == "by-date" and whole_reading[0] == "staged" and reading[2] == whole_reading[2]):
        return whole_reading
    return ("staged", *reading[1:]) if reading[0] == "by-date" and whole_reading[0] == "staged" else reading


def _several(words: str, year: int | None, end: str) -> tuple[str, ...]:
    """Each of several days on which parts of a duty are due (分别于6月底、12月底前), in order; empty where one is."""
    words = without_aims(words)
    moments = moments_in(words, year)
    if any(moment.span for moment in moments):
        return ()
    # 2026年（10月底前）: the year that holds the day is no day of its own.
    moments = [moment for moment in moments if not (moment.last and moment.last > end and YEAR_ENDS.search(words, moment.begin, moment.stop))]
    days = {moment.last for moment in moments if moment.last and not ONLY_TOLD.search(words[max(0, moment.begin - 3) : moment.begin])}
    return tuple(sorted(days)) if len(days) > 1 else ()


def _read(words: str, year: int | None, issued: str | None) -> Reading:
    if _EMPTY.fullmatch(words):
        return "none", None, None, None
    if rhythm := rule_of(words):
        return "recurring", None, None, rhythm
    onward = next((row for row in _words() if row["kind"] in _ONWARD and row["word"] in words), None)
    after = (AFTER_EVENT.search(words) if "内" in words else None) or _SPAN.search(words)
    moments = moments_in(words, year) if not after else []
    rest = words[moments[0].stop :] if moments else ""
    season = rest[:1] != "起" and bool(moments) and YEAR_ENDS.search(words, 0, moments[0].stop) is not None and is_time(rest)
    if len(moments) == 1 and moments[0].bare and not moments[0].span and (season or _is_event(rest)):
        # 2026年秋季学期开学前, 2026年秋季 is no date of the calendar, however much it names the year.
        return "relative", None, None, None
    events = [] if after else sorted(events_in(words, year), key=lambda event: event.stop)
    later = events[-1] if moments and events and events[-1].begin >= moments[-1].stop and events[-1].before else None
    if moments and not (later and later.day):
        return reading_of(words, moments, onward is not None)
    if after:
        return _counted(after, issued)
    event = events[-1] if events else None
    if event and not (onward and not event.before):
        return ("staged" if onward else "relative"), None, event.day, None
    if onward:
        return onward["kind"], None, None, None
    told = _REFERENCE.search(words) or _EVENT.fullmatch(words) or _DURING.fullmatch(words) or is_counted(words)
    return ("relative" if told else "none"), None, None, None


def is_counted(words: str) -> bool:
    """Whether words are nothing but a time counted from an event (会前90天, T+3日), or several of them."""
    pieces = [piece for piece in re.split("[、,，;；至]", re.sub("[—–~～]", "—", words).replace("－", "—")) if piece]
    return bool(pieces) and all(_COUNTED.fullmatch(piece) for piece in pieces)


def _is_event(words: str) -> bool:
    """Whether what follows a year is an event or a stretch that no calendar fixes (2026年春播前, 2026年国庆期间, 2026年会议前)."""
    return _EVENT.fullmatch(words) is not None or _DURING.fullmatch(words) is not None or _AHEAD.fullmatch(words) is not None


def reading_of(words: str, moments: list[Moment], onward: bool) -> Reading:
    """Kind and dates of words that name calendar moments; the last one is the one that binds."""
    moment = moments[-1]
    following = words[moment.stop : moment.stop + 1]
    if moment.impossible:
        return "none", None, None, None  # 2月30日: no day is told, and none is made up
    if moment.span:
        return "interval", moment.first, moment.last, None
    if moment.event:
        return ("staged" if onward else "relative"), None, moment.last, None
    if following == "起" and words[moment.stop : moment.stop + 2] != "起草":
        return "ongoing", moment.first, None, None
    return ("staged" if onward else "by-date"), None, moment.last, None


def _counted(match: re.Match[str], issued: str | None) -> Reading:
    """A term that is counted from an event; only the day of issue is known to us."""
    count, unit = whole(match["count"]), match["unit"]
    event = match.groupdict().get("event")
    known = issued and count and (event is None or re.search("印发|发布|公布|下发|出台|发文|本", event))
    if not known or issued is None or count is None or "工作日" in unit:
        # Working days need the calendar of public holidays of that year, which no document carries.
        return "relative", None, None, None
    return "relative", issued, _later(issued, count, unit), None


def _later(day: str, count: int, unit: str) -> str:
    from datetime import date, timedelta

    base = date.fromisoformat(day)
    if unit in ("日", "天"):
        return (base + timedelta(days=count)).isoformat()
    months = base.year * 12 + base.month - 1 + (count if unit == "个月" else 12 * count)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(base.day, last_day(year, month + 1))).isoformat()


@cache
def _words() -> tuple[dict[str, str], ...]:
    return tuple(sorted(table("vocabulary/deadlines"), key=lambda row: -len(row["word"])))
