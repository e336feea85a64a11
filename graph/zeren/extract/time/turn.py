"""Days of the year after in papers of its last months: 1月15日前 in minutes of 20 December is a day of January to come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from zeren.extract.time.deadline import read_deadline
from zeren.ground.model import Deadline

_LAST_MONTHS = 10
"""the month from which a paper may set days of the next year"""
_FIRST_MONTHS = "04"
"""the month of the next year up to which it sets them without its number"""
_JUST_PAST = timedelta(days=60)
"""days by which a time may lie before its paper that is of the same weeks (第一阶段：12月1日至15日, issued on the 20th)"""
_OWN_YEAR = re.compile("20\\d\\d|二[〇○零]|[今本当明次翌]年|[去前]年")
_TELLS = re.compile("完成情况|进展|总结|通报|台账|督查|回顾")
"""words of a title whose paper tells of times gone by too"""


def crosses_the_year(deadlines: Iterable[Deadline], issued: str | None, year: int | None, title: str) -> bool:
    """Whether times of a plan without a year that lie long before its day of issue are those of the year after.

    They are where all of them stand in the first months: times in between show a paper over the whole year.
    """
    if not issued or year != int(issued[:4]) or int(issued[5:7]) < _LAST_MONTHS or _TELLS.search(title):
        return False
    past = [one.end for one in deadlines if _is_past(one, issued)]
    return bool(past) and all(day is not None and day[5:7] <= _FIRST_MONTHS for day in past)


def of_next_year(deadline: Deadline, issued: str, year: int) -> Deadline:
    """The same time a year later where it lies long before the day of issue; any other as it is."""
    if not _is_past(deadline, issued):
        return deadline
    later = read_deadline(deadline.raw, year + 1, issued=issued, place=deadline.place, inherited=deadline.inherited, column=True)
    return replace(deadline, start=later.start, end=later.end, days=later.days)


def _is_past(deadline: Deadline, issued: str) -> bool:
    """Whether a time without a year of its own ended weeks before a day."""
    if not deadline.end or _OWN_YEAR.search(deadline.raw):
        return False
    return date.fromisoformat(deadline.end) < date.fromisoformat(issued) - _JUST_PAST
