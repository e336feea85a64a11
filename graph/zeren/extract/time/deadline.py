"""When a duty is due: the words of a deadline cell, and the dates that stand inside running text.

The calendar part is a grammar (年底前, 6-9月, 到2025年, 2026—2028年, 每季度); words that name no date
(持续推进, 长期实施, 汛期前) are data in ``ontology/vocabulary/deadlines.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.extract.compact import compact, sentences
from zeren.extract.numbers import whole
from zeren.extract.time import times
from zeren.extract.time.feasts import event_at, events_in
from zeren.extract.time.printed_time import binding, calendar_words, chinese_lines, is_term, without_aims
from zeren.extract.time.times import is_time
from zeren.ground.model import Deadline, Place
from zeren.ground.resources import table

_HAN = "一二三四五六七八九十"
_MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR = r"(?:(?P<year>20\d\d)年?度?|(?P<near>[今本当明次翌])年度?)"
_MOMENT = re.compile(
    # A look at the first character spares most places the trial of every form.
    r"(?=[0-9今本当明次翌上下第前年全“\"一二三四五六七八九十ⅠⅡⅢⅣIQq])(?:(?P<iso>20\d\d(?:(?:1[0-2]|0[1-9])(?:[12]\d|3[01]|0[1-9])|—(?:1[0-2]|0?[1-9])(?![\d—年月])|[./](?:1[0-2]|0?[1-9])(?:[./](?:[12]\d|3[01]|0?[1-9]))?|—(?:1[0-2]|0?[1-9])—(?:[12]\d|3[01]|0?[1-9]))(?!\d))"
    rf"|{_YEAR}?(?:(?<![\d.])(?P<month>1[0-2]|0?[1-9]|十[一二]?|(?<!十)[一二三四五六七八九])月份?"
    rf"(?:(?P<day>[12]\d|3[01]|0?[1-9]|[{_HAN}]{{1,3}})(?:[日号]?[—至到](?P<until>[12]\d|3[01]|0?[1-9]|[{_HAN}]{{1,3}})(?=[日号]))?[日号](?:[上下]午|凌晨|晚)?(?:\d{{1,2}}(?:[时点](?:\d{{1,2}}分|半|整)?|:\d\d))?|(?P<part>底|末|初|[上中]?[中下]旬|上旬))?"
    rf"|(?P<half>[上下])半年(?:底|末)?"
    rf"|第?(?:(?P<since>[一二三四1-4])(?:季度)?[—至到]第?)?(?P<quarter>[一二三四1-4ⅠⅡⅢⅣ]|I{{1,3}}V?|IV)季度(?:底|末)?|第?[Qq](?P<short>[1-4])(?:季度)?(?:底|末)?|前(?P<first>[二三两])个?季度)"
    rf"|(?P<years>20\d\d[—至]20\d\d)(?![\d年月.—])"
    rf"|(?P<era>(?:20\d\d|[今本当明次翌])年度?年?|(?<![\d{_HAN}两几半近每多末])年度?)"
    rf"(?P<edge>底|末|初|终(?![考评奖总绩])|内(?![蒙容部外])|中(?![国央心小学期型秋]))"
    r"|(?P<bare>20\d\d|[今本当明次翌](?=年度?(?:$|[,，、;；)(])))年度?"
    rf"|[“\"]?(?P<plan>十[{_HAN}])五[”\"]?(?P<span>规划)?(?P<when>期末|末|期间|时期|期内)?"
    r"|(?P<full>全年)(?!龄))"
)
_ANY_MOMENT = re.compile(r"20\d\d|[年月季]|半年|十[一二三四五六七八九]五|[Qq][1-4]")
"""what every moment holds, to pass over the many words without one"""
_FROM = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<first>20\d\d|1[0-2]|[1-9])[月年]?[—至到]$")
_DAY = r"(?:[12]\d|3[01]|[1-9])"
EVERY = re.compile(
    rf"(?:每隔?|[按逐](?=[月季年周旬])|(?<![\d{_HAN}])[一1]个?(?=(?:月|季度|年|周)[一两二三1-9]次)|(?=半年[一1]次)|(?=半个?月[一1]次))(?P<count>\d{{1,2}}|[{_HAN}两])?个?"
    r"(?P<unit>半年|半个?月|季度|季|月|年度?(?![级龄])|周(?!岁)|星期|旬|工作日|日|天)"
    r"(?:的?(?P<which>首月|末月|中间?月|次月|下个?月|第[一二三]个?月|最后[一1]?个?月)|(?P<behind>(?:结束|终了)?后)(?=\d{1,2}日内))?"
    rf"(?:第?(?P<months>{_MONTH}月?份?(?:[底末]?[、和及]{_MONTH}月?份?)*)(?<=[月份]))?"
    rf"(?:(?P<edge>底|末)?(?P<day>{_DAY}(?:[日号]?[、和及]{_DAY})*)[日号]|(?P<last>底|末)"
    rf"|(?P<weekday>[一二三四五六日天](?:[、和及](?:周|星期)?[一二三四五六日天])*(?=前|$|[^次度]{{0,2}}[前上下])))?"
)
"""a recurrence: 每季度末月20日前, 每月5日、20日前, 每年1月、7月10日前, 每周五"""
_NEXT_MONTH = re.compile(rf"(?<!每月)(?<!季度)[次下]个?月(?P<day>{_DAY})[日号]前?")
"""a duty of every month that falls into the next (次月5日前)"""
_AFTER = re.compile(
    rf"(?P<event>[一-龥]{{0,12}})(?:之日|之后|后|日)起?(?:的)?(?P<count>\d{{1,3}}|[{_HAN}两]{{1,3}})"
    r"(?P<unit>个?工作日|日|天|个月|年)(?:之?内|以内)"
)
_SPAN = re.compile(
    rf"(?:用|力争用)?(?<!\d)(?P<count>\d{{1,3}}|[{_HAN}两]{{1,3}})(?P<unit>个?工作日|日|天|个月|年)(?:左右)?(?:的?时间|之?内)"
)
_TERM = re.compile(rf"(?<![\d{_HAN}])(?:\d{{1,3}}|[{_HAN}两]{{1,3}})(?:个?工作日|[日天]|个?月|个?周|年)(?:之?内|以内)")
"""a term in running text (一个月内)"""
_COUNTED = re.compile(
    rf"(?:(?:[\u4e00-\u9fff]{{1,10}}(?<![最此之以提向往])[前后]|自?[\u4e00-\u9fff]{{1,10}}(?:之日)?起|(?:收到|接到?)[\u4e00-\u9fff]{{1,8}})的?第?(?:\d{{1,3}}|[{_HAN}两]{{1,3}})(?:个?工作日|[日天周年]|个?星期|个?月|个?小时)"
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
_ALTERNATE = re.compile("(?:每逢?|逢)?(?P<which>[单双])月|每?(?:隔[1一]?个?|双(?=周))(?P<unit>月|周|星期|日|天|年)(?:[1一]次)?")
"""every second month, week …: 逢双月, 隔月, 隔周, 双周一次"""
_ADJECTIVE = re.compile("(?P<unit>[月季])度(?:[1一]次|推进|报送)?")
"""a rhythm as the heads of reports print it: 月度, 季度"""
_BEFORE_EVENT = re.compile(
    "(?:(?<=[于在])|(?<=[，,、;；。:：(（])|^)(?![此之年])(?:(?![于在应须要请以])[\u4e00-\u9fff]){1,7}?(?:节|季|学期|汛期|赛事?|(?<![协社机])会议?|开学|放假|假期?|收割|播种?|周年|封冻|上冻)"
    "(?:来临|到来|召开|开幕|举办|开始|结束)?之?前(?!后)"
)
"""a limit of running text before an event whose day no list knows (在春播前, 火把节前完成); 年 and what ends in it are dates"""
_NAMED = re.compile("(?:时限|期限)[为是:]?$|原则上$|(?:持续|延续)(?:开展)?[至到]$")
"""what makes a bare day behind it a limit (时限为6月10日, 原则上6月1日开通, 持续至6月30日)"""
_BY_THEN = re.compile("(?:之|以)?前(?![往去来后期])")
"""what makes the day of a recurrence a limit (每月25日｜前报送)"""
_WITHIN = re.compile("(?<=[于在])(?![于在])(?:(?![于在])[\u4e00-\u9fff\\d]){2,8}(?:期间|期内)")
"""the same in running text (在防火期内将视频接入)"""
_EMPTY = re.compile(r"[-—/\\.·无]*")
_ONWARD = ("ongoing", "long-term")
_FREQUENCY = {
    "日": "DAILY", "天": "DAILY", "工作日": "WEEKLY;BYDAY=MO,TU,WE,TH,FR", "周": "WEEKLY", "星期": "WEEKLY",
    "旬": "MONTHLY;BYMONTHDAY=10,20,-1", "半月": "MONTHLY;BYMONTHDAY=15,-1", "月": "MONTHLY",
    "季": "MONTHLY", "季度": "MONTHLY", "半年": "MONTHLY", "年": "YEARLY", "年度": "YEARLY",
}  # fmt: skip
_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "I": 1, "II": 2, "III": 3, "IV": 4}
_STEP = {"季": 3, "季度": 3, "半年": 6}
_WHICH = {"二": 1, "中": 1, "三": 2}
"""how many months after the first of a quarter its second and third stand"""
_WEEKDAYS = dict(zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True))
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "上中旬": (1, 20), "中下旬": (11, 31), "下旬": (21, 31), "初": (1, 10)}


_REMEMBERED = 1 << 12
"""cells: those of a plan name few times, again and again"""
_Reading = tuple[str, str | None, str | None, str | None]
"""kind, ISO dates of begin and end, recurrence rule"""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A stretch of the calendar: the day it begins, the day it ends, and where it is printed."""

    first: str | None
    last: str | None
    begin: int
    stop: int
    bare: bool = False
    """a year or month alone, which in running text need not be a date of anything due"""
    span: bool = False
    """printed as a stretch from one moment to another"""
    event: bool = False
    """a year's feast or season (2026年国庆节前); ``last`` is None where no calendar fixes its day"""


def last_day(year: int, month: int) -> int:
    """Return the last day of a month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


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


@lru_cache(maxsize=_REMEMBERED)
def _cell(raw: str, year: int | None, issued: str | None, column: bool) -> tuple[_Reading, tuple[str, ...]]:
    """What the words of a cell state, and the several days that they name."""
    words = calendar_words(re.sub("——+", "—", compact(chinese_lines(raw), 0).words), column)
    kind, *dates = _binding(words, year, issued)
    if kind == "none" and (is_term(words, column) or (column and is_time(words))):
        kind = "relative"
    start, end, rrule = dates
    return (kind, start, end, rrule), _several(words, year, end) if end else ()


def _binding(words: str, year: int | None, issued: str | None) -> _Reading:
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
    moments = _moments(words, year)
    if any(moment.span for moment in moments):
        return ()
    # 2026年（10月底前）: the year that holds the day is no day of its own.
    moments = [moment for moment in moments if not (moment.last and moment.last > end and _YEAR_ENDS.search(words, moment.begin, moment.stop))]
    days = {moment.last for moment in moments if moment.last and not _PAST.search(words[max(0, moment.begin - 3) : moment.begin])}
    return tuple(sorted(days)) if len(days) > 1 else ()


def _read(words: str, year: int | None, issued: str | None) -> _Reading:
    if _EMPTY.fullmatch(words):
        return "none", None, None, None
    if alternate := _ALTERNATE.fullmatch(words):
        months = {"单": ";BYMONTH=1,3,5,7,9,11", "双": ";BYMONTH=2,4,6,8,10,12", None: ";INTERVAL=2"}[alternate["which"]]
        return "recurring", None, None, f"FREQ={_FREQUENCY[alternate['unit'] or '月']}{months}"
    if adjective := _ADJECTIVE.fullmatch(words):
        return "recurring", None, None, "FREQ=MONTHLY" if adjective["unit"] == "月" else "FREQ=MONTHLY;INTERVAL=3"
    every = EVERY.search(words)
    if every:
        return "recurring", None, None, rule(every)
    if following := _NEXT_MONTH.fullmatch(words):
        return "recurring", None, None, f"FREQ=MONTHLY;BYMONTHDAY={int(following['day'])}"
    onward = next((row for row in _words() if row["kind"] in _ONWARD and row["word"] in words), None)
    after = (_AFTER.search(words) if "内" in words else None) or _SPAN.search(words)
    moments = _moments(words, year) if not after else []
    rest = words[moments[0].stop :] if moments else ""
    season = rest[:1] != "起" and bool(moments) and _YEAR_ENDS.search(words, 0, moments[0].stop) is not None and is_time(rest)
    if len(moments) == 1 and moments[0].bare and not moments[0].span and (season or _is_event(rest)):
        # 2026年秋季学期开学前, 2026年秋季 is no date of the calendar, however much it names the year.
        return "relative", None, None, None
    events = [] if after else sorted(events_in(words, year), key=lambda event: event.stop)
    later = events[-1] if moments and events and events[-1].begin >= moments[-1].stop and events[-1].before else None
    if moments and not (later and later.day):
        return _dated(words, moments, onward is not None)
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


def _dated(words: str, moments: list[_Moment], onward: bool) -> _Reading:
    """Kind and dates of words that name calendar moments; the last one is the one that binds."""
    moment = moments[-1]
    following = words[moment.stop : moment.stop + 1]
    if moment.span:
        return "interval", moment.first, moment.last, None
    if moment.event:
        return ("staged" if onward else "relative"), None, moment.last, None
    if following == "起" and words[moment.stop : moment.stop + 2] != "起草":
        return "ongoing", moment.first, None, None
    return ("staged" if onward else "by-date"), None, moment.last, None


def _counted(match: re.Match[str], issued: str | None) -> _Reading:
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


def rule(every: re.Match[str]) -> str:
    """Return the RFC 5545 rule of a recurrence (每两个月 → ``FREQ=MONTHLY;INTERVAL=2``)."""
    unit = every["unit"].replace("半个月", "半月")
    interval = _STEP.get(unit, 1) * (whole(every["count"]) or 1)
    days = [str(int(day)) for day in re.findall(r"\d+", every["day"] or "")]
    which = every["which"] or ("次月" if every["behind"] else "末月" if days and every["edge"] else "")
    if interval in (3, 6) and which:
        # A quarter's first, last or next month: the months of the year on which the duty falls.
        first = interval if which[0] in "末最" else 1 + _WHICH.get(which.lstrip("第")[0], 0)
        months = [str(month) for month in range(first, 13, interval)]
        return f"FREQ=YEARLY;BYMONTH={','.join(months)};BYMONTHDAY={','.join(days) or '-1'}"
    parts = ["FREQ=" + _FREQUENCY[unit]]
    if interval > 1:
        parts.insert(1, f"INTERVAL={interval}")
    if every["months"]:
        numbers = [whole(month) or 0 for month in re.findall(_MONTH, every["months"])]
        parts.append("BYMONTH=" + ",".join(str(month) for month in sorted(numbers)))
    if every["weekday"] and unit in ("周", "星期"):
        parts.append("BYDAY=" + ",".join(_WEEKDAYS[day] for day in re.findall("[一二三四五六日天]", every["weekday"])))
    elif days:
        parts.append("BYMONTHDAY=" + ",".join(days))
    elif (every["last"] and unit != "旬") or every["months"]:
        parts.append("BYMONTHDAY=-1")
    return ";".join(parts)


def _moments(words: str, year: int | None) -> list[_Moment]:
    """All calendar moments in compacted words, ranges joined."""
    if not _ANY_MOMENT.search(words):
        return []
    found: list[_Moment] = []
    for match in _MOMENT.finditer(words):
        moment = _moment(match, year)
        before = _FROM.search(words, max(0, match.start() - 12), match.start())
        previous = found[-1] if found else None
        if previous and re.fullmatch("[—至到]", words[previous.stop : match.start()].lstrip("起")):
            # 2026年3月至5月: what prints no year is of the year before it.
            onward = previous.first and year is None and moment.last is None
            found[-1] = _joined(previous, _moment(match, int(previous.first[:4])) if previous.first and onward else moment)
        elif before and (match["month"] or match["bare"]):
            found.append(_joined(_opening(before, match, year), moment))
        elif match["plan"] is None or match["when"]:
            found.append(moment)
    return [_before_event(words, moment) for moment in found]


_YEAR_ENDS = re.compile(r"20\d\d年度?$")


def _before_event(words: str, moment: _Moment) -> _Moment:
    """The moment itself, or, where a feast or season follows its year (2027年春节前), the day before that, None where no calendar fixes it."""
    year = _YEAR_ENDS.search(words, max(0, moment.stop - 6), moment.stop)
    event = event_at(words, moment.stop, int(year[0][:4])) if year else None
    if event is None:
        return moment
    return _Moment(moment.first if moment.span else None, event.day, moment.begin, event.stop, span=moment.span, event=True)


def _joined(first: _Moment, last: _Moment) -> _Moment:
    """The stretch from one moment to another; one that would end before it begins ends a year later."""
    end = last.last
    if first.first and end and end < first.first:
        end = f"{int(first.first[:4]) + 1}{end[4:]}"
    return _Moment(first.first, end, first.begin, last.stop, span=True)


def _opening(before: re.Match[str], match: re.Match[str], year: int | None) -> _Moment:
    """The first end of 6—9月 or 2026—2028年, which leaves its unit to the second."""
    number = int(before["first"])
    if number > 12:
        return _Moment(f"{number}-01-01", None, before.start(), before.end())
    base = before["year"] or match["year"] or year
    return _Moment(f"{base}-{number:02d}-01" if base else None, None, before.start(), before.end())


def _moment(match: re.Match[str], year: int | None) -> _Moment:
    if match["iso"]:
        printed = match["iso"]
        numbers = [int(part) for part in re.split(r"[—./]", printed)]
        if len(printed) == 8 and printed.isdigit():
            numbers = [int(printed[:4]), int(printed[4:6]), int(printed[6:])]
        return _stretch(match, numbers[0], numbers[1], numbers[1], *(2 * numbers[2:]))
    if match["years"]:
        first, last = match["years"][:4], match["years"][-4:]
        return _Moment(f"{first}-01-01", f"{last}-12-31", match.start(), match.end(), span=True)
    if match["plan"]:
        # The 15th five-year plan runs 2026–2030, and each lasts five years.
        first = 2026 + 5 * ((whole(match["plan"]) or 15) - 15)
        moment = _Moment(f"{first}-01-01", f"{first + 4}-12-31", match.start(), match.end())
        return moment if match["when"] in ("末", "期末") else _joined(moment, moment)
    base = _base(match, year)
    if match["month"]:
        month = whole(match["month"]) or 1
        day = whole(match["day"])
        until = whole(match["until"])
        if day and until and until > day:
            # 6月18日—20日 is a stretch, which ends on the 20th.
            days_of_month = _stretch(match, base, month, month, day, until)
            return _joined(days_of_month, days_of_month)
        days = (day, day) if day else _PARTS.get(match["part"] or "", (1, 31))
        return _stretch(match, base, month, month, *days, bare=match["part"] in (None, "初"))
    if match["half"]:
        return _stretch(match, base, 1 if match["half"] == "上" else 7, 6 if match["half"] == "上" else 12)
    if match["first"]:
        return _joined(_stretch(match, base, 1, 3), _stretch(match, base, 1, 9 if match["first"] == "三" else 6))
    if quarter := match["quarter"] or match["short"]:
        last = 3 * (_ROMAN.get(quarter) or whole(quarter) or 1)
        quarters = _stretch(match, base, last - 2, last)
        if match["since"]:
            # 二至四季度 runs from the first of its quarters to the end of the last.
            first = whole(match["since"]) or 1
            return _joined(_stretch(match, base, 3 * first - 2, 3 * first), quarters)
        return quarters
    if match["edge"]:
        first, last = {"初": (1, 1), "中": (1, 6)}.get(match["edge"], (1, 12))
        return _stretch(match, base, first, last, bare=match["edge"] == "初")
    whole_year = _stretch(match, base, 1, 12, bare=bool(match["bare"]))
    return _joined(whole_year, whole_year) if match["full"] else whole_year


def _base(match: re.Match[str], year: int | None) -> int | None:
    """The year of a moment: printed, or told from the plan's."""
    era = match["year"] or match["near"] or match["bare"] or (match["era"] or "")
    if era[:4].isdigit() and len(era) >= 4:
        return int(era[:4])
    if era[:1] in ("明", "次", "翌"):
        return year + 1 if year else None
    return year


def _stretch(
    match: re.Match[str],
    year: int | None,
    month: int,
    until: int,
    day: int = 1,
    to: int = 31,
    *,
    bare: bool = False,
) -> _Moment:
    """The moment from day ``day`` of ``month`` to day ``to`` (or the month's last) of ``until``."""
    if year is None:
        return _Moment(None, None, match.start(), match.end(), bare)
    end = min(to, last_day(year, until))
    start = min(day, last_day(year, month))
    return _Moment(
        f"{year}-{month:02d}-{start:02d}", f"{year}-{until:02d}-{end:02d}", match.start(), match.end(), bare
    )


_DUE = re.compile(r"(?:份|以|之)?(?:前|底|止)|(?:左右)?(?:基本|全面|力争)?(?:完成|建成|实现|达到|取得)|内")
_PAST = re.compile(r"(?:较|比|截至|截止|自|从|对照|去|(?<!原则)上)$")
_TITLE = re.compile(r"《[^《》]*》|〔\d{4}〕|[<＜][^<>＜＞]*[>＞]")


def deadlines_in(text: str, offset: int, year: int | None) -> tuple[Deadline, ...]:
    """Return the dates that running text sets, in order; places are ``offset`` plus the position in ``text``.

    Years and months that only date something (2025年度执行报告, titles in 《》, 较2020年) are left out.
    """
    source = compact(text, offset)
    words = _TITLE.sub(lambda title: "《" * len(title[0]), source.words)
    found: list[tuple[int, int, _Reading]] = [
        (every.start(), every.end(), ("recurring", None, None, rule(every)))
        for every in EVERY.finditer(words)
        if not re.match("[^。；]{0,3}(?:均|平均)", words[every.end() :]) and not _is_rate(words, every)
    ]
    for moment in _moments(words, year):
        stop = _due_until(words, moment)
        if stop and not any(begin < stop and moment.begin < end for begin, end, _ in found):
            found.append((moment.begin, stop, _dated(words, [moment], False)))
    for event in events_in(words, year, prose=True) if "前" in words else ():
        if not any(begin < event.stop and event.begin < end for begin, end, _ in found):
            found.append((event.begin, event.stop, ("relative", None, event.day, None)))
    for match in _AFTER.finditer(words) if "内" in words else ():
        found.append((match.start(), match.end(), ("relative", None, None, None)))
    return tuple(
        Deadline(source.quote(begin, stop), *reading, place=Place(source.start(begin), source.end(stop)))
        for begin, stop, reading in sorted(found, key=lambda item: item[:2])
    )


_RATE = re.compile(r"(?:不少于|不低于|不超过)?\d{1,9}(?:\.\d{1,4})?(?![\d.次日号月周期])")
"""an amount behind 每日: 12小时, 不少于500吨; 每月1次 is a rhythm"""


def _is_rate(words: str, every: re.Match[str]) -> bool:
    """Tell whether 每日 measures what something comes to (延长至每日12小时, 提高到每天500吨), and so is no rhythm of a duty."""
    return words[max(0, every.start() - 1) : every.start()] in tuple("至到达为") and bool(_RATE.match(words, every.end()))


def first_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """Return the first words of running text that set a limit, with their offsets; None where none do.

    Only words that end in a limit count (6月底前, 15个工作日内, 秋季开学前): other dates of a sentence tell of something else.
    """
    source = compact(text, offset)
    found = _limits(source.words)
    if not found:
        return None
    begin, stop = min(found, key=lambda span: (span[0], -span[1]))
    if _is_of_an_early_part(source.words, begin, stop) and all(other < stop for other, _ in found):
        return None
    return "".join(source.quote(begin, stop).split()), source.start(begin), source.end(stop)


def _closed_by_last(words: str, limits: list[tuple[int, int]]) -> bool:
    """Whether the last of several limits of one sentence ends the matter (2月15日前完成排查，3月底前整改完毕)."""
    if len(limits) < 2 or len(sentences(words)) != 1:
        return False
    begin, stop = limits[-1]
    return times.closes(words, stop) and not _EACH_TIME.search(words[begin:stop])


def limits_in(text: str) -> list[tuple[int, int]]:
    """Begin and end in ``text`` of every limit that it sets, in order, those inside another left out (6月底 too)."""
    source = compact(text, 0)
    words = _TITLE.sub(lambda title: "《" * len(title[0]), source.words)
    moments = ((moment.begin, stop) for moment in _moments(words, 2000) if (stop := _due_until(words, moment)))
    return [(source.start(begin), source.end(stop)) for begin, stop in _apart([*_limits(source.words), *moments])]


@lru_cache(maxsize=_REMEMBERED)
def _limits(compacted: str) -> tuple[tuple[int, int], ...]:
    """Where words stand that set a limit; the same sentence is asked for all of them, for its first and for the one that it sets."""
    words = _TITLE.sub(lambda title: "《" * len(title[0]), compacted)
    found = [(moment.begin, _due_until(words, moment)) for moment in _moments(words, 2000)]
    found = [span for span in found if span[1] and (words[span[1] - 1] in "前内止" or _NAMED.search(words, max(0, span[0] - 5), span[0]))]
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
    """Where words stand behind 在 or 于 that are before an event of any name (负责在夏灌前完成巡检); 在校门前 is a place."""
    for match in _IN_BEFORE.finditer(words):
        if is_time(match["event"]) and _FOLLOWS.match(words, match.end()):
            yield match.span("event")


_IN_BEFORE = re.compile("[在于](?P<event>(?![于在])[\u4e00-\u9fff“”]{2,6}?之?前)(?!后)")
_FOLLOWS = re.compile("(?:基本|全部|全面|初步|正式)?(?:完成|建成|办结|投用|投入|开通|交付|到位|见效|形成|出台|印发|开展|组织|启动)")
"""what is then to be done"""


def _before_events(words: str) -> Iterator[tuple[int, int]]:
    """Where words stand that are before an event of the list, its name in quotes or not (“五一”前)."""
    yield from ((event.begin, event.stop) for event in events_in(words, None) if event.before)


def only_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """Return the one limit or rhythm that a measure's words set, as ``first_due`` does; None where they set none or several.

    A rhythm counts only where the words are one sentence (每半年开展一次检查。): in longer ones it belongs to a part.
    """
    source = compact(text, offset)
    words = source.words
    if any(mark in words for mark in ("年", "月", "日", "季", "周", "前", "内", "旬", "立即")):
        limits = _limits(words)
        one = len(sentences(words)) == 1
        spans = [every.span() for every in EVERY.finditer(words)] if one and not limits else []
        found = _apart([*limits, *spans])
        if (len(found) == 1 and not _is_of_an_early_part(words, *found[0])) or (found and _closed_by_last(words, found)):
            begin, stop = found[-1]
            return "".join(source.quote(begin, stop).split()), source.start(begin), source.end(stop)
    return None


_EACH_TIME = re.compile(r"每年?[\u4e00-\u9fff\d]{0,3}$|工作日|小时|分钟")
"""before or in a limit that comes again (每年10月底前) or that only says how fast something is done (5个工作日内答复)"""


def sole_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """Return the one limit that a measure of one sentence sets (…，10月底前完成); None where none or several, or it comes again."""
    source = compact(text, offset)
    words = source.words
    found = _apart(_limits(words)) if any(mark in words for mark in "前内止") and len(sentences(words)) == 1 else []
    if not found or (len(found) > 1 and not _closed_by_last(words, found)):
        return None
    begin, stop = found[-1]
    again = _EACH_TIME.search(words[max(0, begin - 5) : begin]) or _EACH_TIME.search(words[begin:stop]) or EVERY.search(words)
    parted = _is_of_a_part(words, begin, stop) or _is_of_an_early_part(words, begin, stop)
    return None if again or parted else ("".join(source.quote(begin, stop).split()), source.start(begin), source.end(stop))


_PART = re.compile("其中|对|关于|落实|推广|按|依|据|较|比|从|自|如|若|凡|除")
"""words before a limit in its clause with which it belongs to something else: 其中东泵站6月底前完成, 对10月底前未完成整改的企业…"""


def _is_of_an_early_part(words: str, begin: int, stop: int) -> bool:
    """Whether a limit is that of one of several duties parted by ；, neither opening them nor in the last (负责协调，4月底前申报；负责审核)."""
    opened = any(mark in words[:begin] for mark in ",，;；")
    return opened and _FURTHER.search(words, stop) is not None


_FURTHER = re.compile("[;；][^。;；]{4}")
"""what parts a further duty from the one before"""


def _is_of_a_part(words: str, begin: int, stop: int) -> bool:
    """Whether a limit is that of a part of the matter, or of what is told about it (推广2025年6月底前建成的示范点经验)."""
    opens = max(words.rfind(mark, 0, begin) for mark in ",，;；:：。(（") + 1
    ends = min((at for mark in ",，;；:：。)）" if (at := words.find(mark, stop)) >= 0), default=len(words))
    before, after = words[opens:begin], words[stop:ends]
    # 6月底前完成占用草原的清理 sets a limit, 10月底前未整改的企业一律停产 and 展示6月底前建成的样板 do not.
    told = "的" in after and (after[:1] in ("未", "没", "不") or not (before == "" or before[-1] in "于在须应要需"))
    return _PART.search(before) is not None or told


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those inside another left out."""
    kept: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def last_days(text: str, offset: int, year: int | None) -> list[tuple[int, str]]:
    """Return the calendar moments that running text prints, each with its offset and its last day (ISO), in order.

    A moment that something is measured against (较2020年, 比上年末) is left out.
    """
    source = compact(text, offset)
    words = _TITLE.sub(lambda title: "《" * len(title[0]), source.words)
    return [
        (source.start(moment.begin), moment.last)
        for moment in _moments(words, year)
        if moment.last and not _PAST.search(words[max(0, moment.begin - 3) : moment.begin])
    ]


def _due_until(words: str, moment: _Moment) -> int:
    """Where the words of a due date end in running text; 0 where the moment dates something else.

    “十五五”时期 in a sentence names an age that tasks belong to, not their end.
    """
    before, after = words[max(0, moment.begin - 3) : moment.begin], words[moment.stop :]
    if _NAMED.search(words, max(0, moment.begin - 5), moment.begin) and not re.match("(?:份|以|之)?前|止|起", after):
        return moment.stop
    if (
        _PAST.search(before)
        or re.match("以来|相比|度?数据|水平|版|修订", after)
        or words.endswith("时期", 0, moment.stop)
    ):
        return 0
    tail = re.match("(?:份|以|之)?前|止|起(?!草)", after)
    if tail:
        return moment.stop + tail.end()
    if moment.bare and not moment.span:
        lead = re.search("[到至]$", before)
        return moment.stop if lead or (after and _DUE.match(after) and not after.startswith("度")) else 0
    return moment.stop
