"""What of the words in a deadline cell states the time that binds, and how it is printed there.

Remarks in brackets and aims beside the limit (10月底前（供热9月底前）, 年底前，力争10月) set no limit of the whole,
and a clerk writes 9.15 or 5个工作日 where the column says what is meant.
"""

from __future__ import annotations

import re

from zeren.extract.time.times import is_time

_REMARK = re.compile(r"\([^()]*\)")
_AIM = re.compile(r"[,，;。、]并?(?:力争|争取|尽量)[^,，;。、()]*|\((?:力争|争取|尽量)[^()]*\)")
"""what is hoped for beside the limit: ，力争10月底前; （力争10月）"""
_PART = re.compile(r"[,，;。]其中[^,，;。]*")
"""the time of a part: 12月底前，其中一期6月底前"""
_YEAR_ALONE = re.compile(r"(?:20\d\d年?|[今本当明]年)度?")
_CALENDAR = re.compile(r"\d|年|月|季度")
_WEEK = re.compile(r"第[\d一二三四五六七八九十—]{1,7}个?(?:教学)?周")
"""a week of the school year, which a bracket behind it dates: 第3周（3月9日—15日）"""
_SHORT = r"(?:1[0-2]|0?[1-9])[./](?:[12]\d|3[01]|0?[1-9])(?:日)?"
_SHORT_DAYS = re.compile(rf"(?P<year>20\d\d年)?(?P<days>{_SHORT}(?:[、,，;和至到—]{_SHORT}){{0,5}})(?P<limit>之?前|以前|完成)?")
"""days printed as clerks write them: 9.15, 9/15, 9.1—9.15, 6.30、12.20前"""
_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""the last day that each month can have"""
_TERM = re.compile(
    r"(?:限|限时)?(?:\d{1,3}|[一二三四五六七八九十两]{1,3})(?:(?P<unit>个?工作日)|个?自然日|天|个?小时|个月|个?周|个?星期)(?P<within>之?内|以内)?"
)
"""a term that tells no day by itself: 5个工作日, 48小时内"""


def without_aims(words: str) -> str:
    """Return compacted words without what is only hoped for beside the limit."""
    return _AIM.sub("", words) or words


def binding(words: str) -> str:
    """Return what of compacted words stands outside remarks, aims and times of parts; all where the bracket only tells the time more exactly."""
    words = _PART.sub("", without_aims(words))
    first = _REMARK.search(words)
    if first is None or first.start() == 0:
        return words
    outside, inside = _REMARK.sub("", words), first[0][1:-1]
    open_year = _YEAR_ALONE.fullmatch(outside) or _YEAR_ALONE.fullmatch(inside) or not _CALENDAR.search(_WEEK.sub("", outside))
    closer = is_time(inside) and open_year
    return words if closer or not outside else outside


def calendar_words(words: str, column: bool) -> str:
    """Return compacted words with days like 9.15 or 9/15 as 9月15日, where they are all that the cell holds.

    Bare numbers count only in a ``column`` of deadlines, and 9.1, 9.2 and 9.3 there not: a spreadsheet prints 9.10 so.
    """
    bracket = _REMARK.search(words)
    if column and bracket and bracket.start() and _WEEK.fullmatch(words[: bracket.start()]):
        return words[: bracket.start() + 1] + calendar_words(bracket[0][1:-1], column) + words[bracket.end() - 1 :]
    match = _SHORT_DAYS.fullmatch(words)
    if match is None or not (column or match["limit"]) or (not match["limit"] and re.fullmatch(r"\d{1,2}\.[123]", words)):
        return words
    found = [(int(month), int(day)) for month, day in re.findall(r"(\d{1,2})[./](\d{1,2})", match["days"])]
    if any(day > _LAST[month - 1] for month, day in found):
        return words
    days = re.sub(r"(\d{1,2})[./](\d{1,2})日?", lambda day: f"{int(day[1])}月{int(day[2])}日", match["days"])
    return (match["year"] or "") + days + (match["limit"] or "")


def is_term(words: str, column: bool) -> bool:
    """Tell whether compacted words are nothing but a term; days, weeks and months without 内 only in a ``column`` of deadlines."""
    match = _TERM.fullmatch(binding(words))
    return match is not None and bool(column or match["unit"] or match["within"])
