"""Calendar moments as plans print them: 2026年6月底, 上半年, 二至四季度, “十五五”期末, 2026—2028年, 9月15日.

A moment is a stretch of days; years that are not printed are told from the plan's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.extract.numbers import NUMERALS, whole
from zeren.extract.time.feasts import event_at

_YEAR = r"(?:(?P<year>20\d\d)年?度?|(?P<near>[今本当明次翌])年度?)"
_MOMENT = re.compile(
    # A look at the first character spares most places the trial of every form.
    r"(?=[0-9今本当明次翌上下第前年全“\"一二三四五六七八九十ⅠⅡⅢⅣIQq])(?:(?P<iso>20\d\d(?:(?:1[0-2]|0[1-9])(?:[12]\d|3[01]|0[1-9])|—(?:1[0-2]|0?[1-9])(?![\d—年月])|[./](?:1[0-2]|0?[1-9])(?:[./](?:[12]\d|3[01]|0?[1-9]))?|—(?:1[0-2]|0?[1-9])—(?:[12]\d|3[01]|0?[1-9]))(?!\d))"
    rf"|{_YEAR}?(?:(?<![\d.])(?P<month>1[0-2]|0?[1-9]|十[一二]?|(?<!十)[一二三四五六七八九])月份?"
    rf"(?:(?P<day>[12]\d|3[01]|0?[1-9]|[{NUMERALS}]{{1,3}})(?:[日号]?[—至到](?P<until>[12]\d|3[01]|0?[1-9]|[{NUMERALS}]{{1,3}})(?=[日号]))?[日号](?:[上下]午|凌晨|晚|下班)?(?:\d{{1,2}}(?:[时点](?:\d{{1,2}}分|半|整)?|:\d\d))?|(?P<part>底|末|初|[上中]?[中下]旬|上旬))?"
    rf"|(?P<half>[上下])半年(?:底|末)?"
    rf"|第?(?:(?P<since>[一二三四1-4])(?:季度)?[—至到]第?)?(?P<quarter>[一二三四1-4ⅠⅡⅢⅣ]|I{{1,3}}V?|IV)季度(?:底|末)?|第?[Qq](?P<short>[1-4])(?:季度)?(?:底|末)?|前(?P<first>[二三两])个?季度)"
    rf"|(?P<years>20\d\d[—至]20\d\d)(?![\d年月.—])"
    rf"|(?P<era>(?:20\d\d|[今本当明次翌])年度?年?|(?<![\d{NUMERALS}两几半近每多末])年度?)"
    rf"(?P<edge>底|末|初|终(?![考评奖总绩])|内(?![蒙容部外])|中(?![国央心小学期型秋]))"
    r"|(?P<bare>20\d\d|[今本当明次翌](?=年度?(?:$|完成$|[,，、;；)(])))年度?"
    rf"|[“\"]?(?P<plan>十[{NUMERALS}])五[”\"]?(?P<span>规划)?(?P<when>期末|末|期间|时期|期内)?"
    r"|(?P<full>全年)(?!龄))"
)
_ANY_MOMENT = re.compile(r"20\d\d|[年月季]|半年|十[一二三四五六七八九]五|[Qq][1-4]")
"""what every moment holds, to pass over the many words without one"""
_FROM = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<first>20\d\d|1[0-2]|[1-9])[月年]?[—至到]$")
_OWN_YEAR = re.compile("20\\d\\d|[今本当明]年")
_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "I": 1, "II": 2, "III": 3, "IV": 4}
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "上中旬": (1, 20), "中下旬": (11, 31), "下旬": (21, 31), "初": (1, 10)}
_LEAP = 2000
"""a year in which every month is as long as it can be"""
YEAR_ENDS = re.compile(r"20\d\d年度?$")
ONLY_TOLD = re.compile(r"(?:较|比|截至|截止|自|从|对照|去|(?<!原则)上)$")
"""words before a moment that something is measured against or told of, and nothing due (较2020年, 比上年末)"""


@dataclass(frozen=True, slots=True)
class Moment:
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
    impossible: bool = False
    """a day that its month has not (2月30日, 6月31日), which is no date at all"""


def last_day(year: int, month: int) -> int:
    """Return the last day of a month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def moments_in(words: str, year: int | None) -> list[Moment]:
    """All calendar moments in compacted words, ranges joined."""
    if not _ANY_MOMENT.search(words):
        return []
    found: list[Moment] = []
    for match in _MOMENT.finditer(words):
        moment = _moment(match, year)
        before = _FROM.search(words, max(0, match.start() - 12), match.start())
        previous = found[-1] if found else None
        if previous and re.fullmatch("[—至到]", words[previous.stop : match.start()].lstrip("起")):
            # 2026年3月至5月, 2025年11月至次年3月: what prints no year of its own goes by the one before it.
            onward = previous.first and not _OWN_YEAR.match(match[0])
            found[-1] = _joined(previous, _moment(match, int(previous.first[:4])) if previous.first and onward else moment)
        elif before and (match["month"] or match["bare"]):
            found.append(_joined(_opening(before, match, year), moment))
        elif match["plan"] is None or match["when"]:
            found.append(moment)
    return [_before_event(words, moment) for moment in found]


def _before_event(words: str, moment: Moment) -> Moment:
    """The moment itself, or, where a feast or season follows its year (2027年春节前), the day before that, None where no calendar fixes it."""
    year = YEAR_ENDS.search(words, max(0, moment.stop - 6), moment.stop)
    event = event_at(words, moment.stop, int(year[0][:4])) if year else None
    if event is None:
        return moment
    return Moment(moment.first if moment.span else None, event.day, moment.begin, event.stop, span=moment.span, event=True)


def _joined(first: Moment, last: Moment) -> Moment:
    """The stretch from one moment to another; one that would end before it begins ends a year later."""
    end = last.last
    if first.first and end and end < first.first:
        end = f"{int(first.first[:4]) + 1}{end[4:]}"
    return Moment(first.first, end, first.begin, last.stop, span=True, impossible=first.impossible or last.impossible)


def _opening(before: re.Match[str], match: re.Match[str], year: int | None) -> Moment:
    """The first end of 6—9月 or 2026—2028年, which leaves its unit to the second."""
    number = int(before["first"])
    if number > 12:
        return Moment(f"{number}-01-01", None, before.start(), before.end())
    base = before["year"] or match["year"] or year
    return Moment(f"{base}-{number:02d}-01" if base else None, None, before.start(), before.end())


def _moment(match: re.Match[str], year: int | None) -> Moment:
    if match["iso"]:
        printed = match["iso"]
        numbers = [int(part) for part in re.split(r"[—./]", printed)]
        if len(printed) == 8 and printed.isdigit():
            numbers = [int(printed[:4]), int(printed[4:6]), int(printed[6:])]
        return _stretch(match, numbers[0], numbers[1], numbers[1], *(2 * numbers[2:]))
    if match["years"]:
        first, last = match["years"][:4], match["years"][-4:]
        return Moment(f"{first}-01-01", f"{last}-12-31", match.start(), match.end(), span=True)
    if match["plan"]:
        # The 15th five-year plan runs 2026–2030, and each lasts five years.
        first = 2026 + 5 * ((whole(match["plan"]) or 15) - 15)
        moment = Moment(f"{first}-01-01", f"{first + 4}-12-31", match.start(), match.end())
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
) -> Moment:
    """The moment from day ``day`` of ``month`` to day ``to`` (or the month's last) of ``until``."""
    exact = day == to or bool(match["until"])
    if exact and to > last_day(year or _LEAP, until):
        return Moment(None, None, match.start(), match.end(), bare, impossible=True)
    if year is None:
        return Moment(None, None, match.start(), match.end(), bare)
    end = min(to, last_day(year, until))
    start = min(day, last_day(year, month))
    return Moment(
        f"{year}-{month:02d}-{start:02d}", f"{year}-{until:02d}-{end:02d}", match.start(), match.end(), bare
    )
