"""What the cells of returned ledgers mean: words, days, names of bodies, and words as they are compared."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

from zeren.ground.fold import fold, label

_DAY = re.compile(r"(20\d\d)[年.\-/](1[0-2]|0?[1-9])[月.\-/](?:(3[01]|[12]\d|0?[1-9])日?|底|末|份)?")
"""``2026年9月30日``, ``2026年9月底``, ``2026-09-30``"""
_QUARTER = re.compile(r"(20\d\d)年?第?([一二三四1-4])季度?")
"""``2026年第三季度``"""
_NUMBERS = re.compile(r"\d+")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?$")
"""``2026-06-30 00:00:00``"""
_CLOSE = re.compile(r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""``20260630``"""
_MONTH_DAY = re.compile(r"(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])日?|(1[0-2]|0?[1-9])[./\-](3[01]|[12]\d|0?[1-9])")
"""``6月30日``, ``6.30``"""
_SERIALS = range(36526, 73051)
"""days since 30 December 1899, as workbooks count them, from 2000 to 2099"""
_LEADING = re.compile(
    r"^(?:[(]?[0-9一二三四五六七八九十]{1,3}(?:[)、:]|\.(?!\d))|第[0-9一二三四五六七八九十]{1,3}[条项][、:]?|[①-⑳])"
)
"""``1.``, ``（一）``, ``12、``, ``①``, ``第三项``, as folded; not ``1.5万吨``"""
_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.%]|_")
"""what is no word: all but letters, digits, the point of ``2.5`` and ``%``"""
_PARTED = re.compile(r"[、，,；;\r\n]")
_ASIDE = re.compile(
    r"(?:合计|总计|小计|累计|共计).{0,20}|(?:注|备注|附注|说明|填表说明|填报说明|[填制]表人?|填报人|审核人?|审批人?|负责人|单位负责人|联系人|联系电话"
    r"|填报单位|填报日期|签字|签章|盖章)(?:[:：].*|$)",
    re.DOTALL,
)
"""``合计 122 项``, ``注：数据截至9月底``, ``填表人：张三``: rows below a list that are no tasks"""


ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""errors of formulas (ISO/IEC 29500-1, 18.18.11)"""
_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
"""``=DISPIMG("ID_0A1B",1)``: what WPS writes for a picture that is the value of a cell"""


def is_picture(value: object) -> bool:
    """Whether a cell holds a picture of WPS (嵌入单元格图片)."""
    return isinstance(value, str) and _PICTURE.match(value) is not None


def as_words(value: Any) -> str:
    """A cell as words; a whole number without its fraction, a date in ISO form; none for a picture or the error of a formula."""
    if value is None or is_picture(value) or value in ERRORS:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def as_date(value: Any) -> str | None:
    """The ISO date that a cell holds, as a date or as words (2026年6月30日, 2026.6.30, 20260630); None where it holds none."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m-%d}"
    words = _CLOCK.sub("", fold(as_words(value)))
    if close := _CLOSE.fullmatch(words):
        return _real(*map(int, close.groups()))
    if isinstance(value, int | float) and value in _SERIALS:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(value))).isoformat()
    parts = [int(part) for part in _NUMBERS.findall(words) if len(part) <= 4]
    return _real(*parts) if len(parts) == 3 else None


def past_day(words: str, until: str | None) -> str | None:
    """The last day before or on the ISO date ``until`` that words without a year name (6月30日); None where they name none."""
    found = _MONTH_DAY.fullmatch(fold(words).replace(" ", ""))
    if found is None or until is None:
        return None
    month, day = (int(part) for part in found.groups() if part)
    days = (_real(int(until[:4]) - back, month, day) for back in (0, 1))
    return next((one for one in days if one and one <= until), None)


def _real(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def day_of(words: str) -> str | None:
    """The ISO date that words state: a day, the end of a month or of a quarter; None where they state none or no real one."""
    plain_words = fold(words).replace(" ", "")
    if quarter := _QUARTER.search(plain_words):
        number = "一二三四".find(quarter[2]) + 1 or int(quarter[2])
        return last_day(quarter[1], 3 * number)
    if found := _DAY.search(plain_words):
        return _real(int(found[1]), int(found[2]), int(found[3])) if found[3] else last_day(found[1], int(found[2]))
    return None


def last_day(year: str, month: int) -> str | None:
    """The ISO date of the last day of a month; None where ``year`` is no number."""
    return f"{year}-{month:02}-{calendar.monthrange(int(year), month)[1]}" if year.isdecimal() else None


def plain(words: str) -> str:
    """Words for comparison: folded letters and digits without a leading number."""
    return _POINT.sub("", _LEADING.sub("", fold(words).strip().lower()))


def names_of(cell: str) -> list[str]:
    """The bodies that a cell names, in order."""
    return [name for part in _PARTED.split(cell) if (name := label(part.strip()))]


def is_aside(words: str) -> bool:
    """Whether the first words of a row below a list begin a total, a note or a signature, which are no task."""
    return _ASIDE.fullmatch(words.strip()) is not None
