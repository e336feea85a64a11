"""Days and months in questions: 6月底前, 3月到6月, 上半年, 2026年10月31日前."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_NUMERALS = {word: str(number) for number, word in enumerate("一二三四五六七八九", 1)}
_MONTHS = re.compile("十[一二]|[一二三四五六七八九十](?=月|季|个)")
_YEAR = r"(?:(?P<year>20\d\d)年|今年|本年)?"
_BEFORE = r"(?:之前|以前|前|止)"
_FORMS = tuple(
    re.compile(_YEAR + form)
    for form in (
        rf"(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号](?P<before>{_BEFORE})?",
        rf"(?P<month>\d{{1,2}})月(?:份)?(?:底|末)(?P<before>{_BEFORE})",
        rf"(?P<month>\d{{1,2}})月(?:份)?(?P<until>{_BEFORE})",
        r"(?P<month>\d{1,2})月(?:份)?(?:底|末|内|里|中)?",
        r"(?P<month>\d{1,2})月?(?:份)?(?:到|至|-|—|~)(?P<last>\d{1,2})月(?:份)?(?:底|末)?(?:之间|期间)?",
        rf"第?(?P<quarter>[1-4])季度(?:底|末)?(?:内|里|(?P<by>{_BEFORE}))?",
        rf"(?P<half>上|下)半年(?:底|末)?(?:内|里|(?P<by>{_BEFORE}))?",
        rf"(?P<end>年?底|年?末|年内|全年)(?:{_BEFORE})?",
        r"(?P<whole>)(?:内|里)?",
    )
)
_DAYS = {"五一": (5, 1), "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "十一": (10, 1), "国庆": (10, 1), "教师节": (9, 10)}
"""holidays of a fixed day: what is due before one is due on the day before at the latest"""
_HOLIDAY = re.compile(f"(?P<name>{'|'.join(_DAYS)})(?:节|国庆)?{_BEFORE}")
# 国庆前, 国庆节之前, 五一以前


@dataclass(frozen=True, slots=True)
class Period:
    """Days from and to, inclusive; None where open."""

    start: date | None
    end: date


def read_period(words: str, year: int) -> Period | None:
    """Return what the words mean in ``year``, which a year in the words overrides; None: no period."""
    until = re.match("截至|截止到?|赶在", words)
    if until is not None:
        named = read_period(words[until.end() :], year)
        return Period(None, named.end) if named is not None else None
    text = _MONTHS.sub(_arabic, words)
    if text in ("", "内", "里"):
        return None
    holiday = _HOLIDAY.fullmatch(text)
    if holiday is not None:
        month, day = _DAYS[holiday["name"]]
        return Period(None, date.fromordinal(date(year, month, day).toordinal() - 1))
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            found = match.groupdict()
            if found.get("end") in ("底", "末") and not found["year"]:
                return None
            return _period(found, int(found["year"] or year))
    return None


def _arabic(match: re.Match[str]) -> str:
    word = match.group()
    return {"十": "10", "十一": "11", "十二": "12"}.get(word) or _NUMERALS[word]


def _period(found: dict[str, str | None], year: int) -> Period | None:
    month, last = int(found.get("month") or 0), int(found.get("last") or 0)
    if found.get("month") and not (1 <= month <= 12 and last <= 12):
        return None
    if found.get("day"):
        return _day(year, month, int(found["day"] or 0), bool(found.get("before")))
    if found.get("last"):
        return _span(year, month, last) if month <= last else None
    if found.get("before"):
        return Period(None, _end(year, month))
    if found.get("until"):
        return Period(None, date.fromordinal(date(year, month, 1).toordinal() - 1))
    if month:
        return _span(year, month, month)
    if found.get("quarter"):
        first = 3 * int(found["quarter"] or 1) - 2
        return _until(_span(year, first, first + 2), found)
    if found.get("half"):
        return _until(_span(year, 1, 6) if found["half"] == "上" else _span(year, 7, 12), found)
    return Period(None, date(year, 12, 31)) if found.get("end") else _span(year, 1, 12)


def _until(span: Period, found: dict[str, str | None]) -> Period:
    """三季度之前, 上半年前: all that is due by its end."""
    return Period(None, span.end) if found.get("by") else span


def _day(year: int, month: int, day: int, before: bool) -> Period | None:
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return Period(None if before else date(year, month, day), date(year, month, day))


def _span(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), _end(year, last))


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
