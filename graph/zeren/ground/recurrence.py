"""Recurring duties over a period: the days an RFC 5545 rule falls on.

Plans say 每季度, not on which day; the duty of a period is due at its end (每月 → the last day of each
month, 每季度 → 31 March, 30 June …, 每半年 → 30 June and 31 December, 每年 → 31 December, 每周 → Sunday).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from zeren.ground.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import date

_UNITS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WORKDAYS = 5
_LONGEST = 36525
"""days of the longest period that is expanded: a century"""


def is_often(rule: str) -> bool:
    """Whether a rule falls on days or weeks (每天, 每周): nobody is reminded of each."""
    return "FREQ=DAILY" in rule or "FREQ=WEEKLY" in rule


_BY_MONTHS = {1: "year", 2: "half-year", 3: "four-months", 4: "quarter", 6: "two-months", 12: "month"}
"""months of the year on which a rule falls, as far from one another → its rhythm"""


def rhythm(rule: str) -> str:
    """Return how often a rule falls, whatever its days: ``FREQ=MONTHLY;BYMONTHDAY=25`` is ``month``.

    day, workday, week, two-weeks, ten-days, half-month, month, two-months, quarter, four-months, half-year or year; of other
    intervals the number too (``3 week``), and ``year`` for months that do not part it evenly.
    """
    parts = dict(part.split("=", 1) for part in completed(rule).split(";"))
    unit, step = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    if "BYMONTH" in parts and step == 1:
        months = sorted(map(int, parts["BYMONTH"].split(",")))
        even = all(later - month == 12 // len(months) for month, later in pairwise(months))
        return _BY_MONTHS.get(len(months), "year") if even else "year"
    if unit == "WEEKLY":
        word = "workday" if parts["BYDAY"].count(",") == _WORKDAYS - 1 else "week"
    else:
        days = {"10,20,-1": "ten-days", "15,-1": "half-month"}.get(parts.get("BYMONTHDAY", "")) if unit == "MONTHLY" else None
        word = days or {"DAILY": "day", "MONTHLY": "month", "YEARLY": "year"}[unit]
    return word if step == 1 else {(2, "week"): "two-weeks"}.get((step, word), f"{step} {word}")


def completed(rule: str) -> str:
    """Return ``rule`` with the days that a period's end implies; equal for every reader of the rule.

    ``FREQ=MONTHLY;INTERVAL=3`` → ``FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1``: a calendar program counts
    an interval from the first event and would leave out months without a 31st.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    step = int(parts.get("INTERVAL", "1"))
    unit = parts.get("FREQ", "")
    if unit not in _UNITS:
        raise WrongUsage(f"{rule!r}: 不是重复规则 (not a recurrence rule)", "expected FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    if unit == "WEEKLY" and "BYDAY" not in parts:
        parts["BYDAY"] = "SU"
    if unit in ("MONTHLY", "YEARLY") and "BYMONTHDAY" not in parts:
        parts["BYMONTHDAY"] = "-1"
    if unit == "YEARLY" and "BYMONTH" not in parts:
        parts["BYMONTH"] = "12"
    if unit == "MONTHLY" and step in (2, 3, 4, 6):
        parts["BYMONTH"] = ",".join(str(month) for month in range(step, 13, step))
        parts["FREQ"] = "YEARLY"
        del parts["INTERVAL"]
    order = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY")
    return ";".join(f"{key}={parts[key]}" for key in order if key in parts)


def occurrences(rule: str, first: str, last: str, *, anchor: int | None = None) -> tuple[str, ...]:
    """Return the ISO dates from ``first`` to ``last``, both included, on which ``rule`` falls, in order.

    ``anchor`` is the year an interval of several years counts from (the plan's); None: the year of ``first``.
    Raises WrongUsage where a date or the rule is none, or the period is longer than a century.
    """
    from datetime import date, timedelta

    try:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise WrongUsage(f"{first}–{last}: 不是日期 (not a date): {error}", "write dates as 2026-03-01") from error
    if (end - day).days > _LONGEST:
        raise WrongUsage(f"{first}–{last}: 时段超过一百年 (longer than a century)", "choose a shorter one")
    parts = dict(part.split("=", 1) for part in completed(rule).split(";"))
    found = []
    start = date(anchor or day.year, 1, 1)
    while day <= end:
        if _falls(day, start, parts, (day + timedelta(days=1)).day == 1):
            found.append(day.isoformat())
        day += timedelta(days=1)
    return tuple(found)


def _falls(day: date, start: date, parts: dict[str, str], month_end: bool) -> bool:
    """Whether a completed rule falls on a day; intervals count from ``start``."""
    if "BYDAY" in parts and ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday()] not in parts[
        "BYDAY"
    ].split(","):
        return False
    if "BYMONTH" in parts and str(day.month) not in parts["BYMONTH"].split(","):
        return False
    if "BYMONTHDAY" in parts:
        days = parts["BYMONTHDAY"].split(",")
        # A 31st asked of a short month would be skipped by the standard; the duty still stands at its end.
        late = month_end and any(int(number) > day.day for number in days)
        if str(day.day) not in days and not (month_end and "-1" in days) and not late:
            return False
    passed = {
        "DAILY": (day - start).days,
        "WEEKLY": (day - start).days // 7,
        "MONTHLY": (day.year - start.year) * 12 + day.month - start.month,
        "YEARLY": day.year - start.year,
    }[parts["FREQ"]]
    return passed % int(parts.get("INTERVAL", "1")) == 0
