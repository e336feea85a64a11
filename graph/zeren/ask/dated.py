"""Which duty falls on which day: deadlines with a date, and recurring ones on each of their days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from zeren.ask.lookup import Reader, find_plans, landing_for
from zeren.ground.errors import WrongUsage
from zeren.ground.recurrence import occurrences
from zeren.table import scope, short, whole
from zeren.table.landing import Value

COLUMNS = (
    "date", "start", "kind", "agency", "role", "text", "deadline", "stated_in", "id", "plan", "annex", "source",
)  # fmt: skip
"""keys of a row, in order"""

# A measure that two files state is placed by the first. A year that only the number or the day of issue tells
# (某政发〔2020〕8号) is when a plan begins; how long it holds only its title can tell.
_SAID = """WITH line AS (
  SELECT * FROM (
    SELECT l.*, row_number() OVER (PARTITION BY l.id ORDER BY l.file, l.start_offset, l.place) AS turn
    FROM measure_line l
    WHERE TRUE
      AND l.plan IN ($plan)
  ) WHERE turn = 1
),
years AS (
  SELECT id, file, min(plan_year) AS plan_year,
         max(coalesce(last_year, CASE WHEN contains(concat(title, part_of_title), CAST(plan_year AS STRING)) THEN plan_year END))
           AS last_year
  FROM plan
  GROUP BY id, file
),
said AS (
  SELECT l.id, l.file, l.start_offset, l.place, l.text, l.plan_title, l.annex, l.locator, d.kind, d.start_date, d.end_date, d.rrule,
         d.raw, CASE d.origin WHEN 'Deadline' THEN 'deadline' ELSE 'text' END AS stated_in, d.start_offset AS said_at,
         y.plan_year, y.last_year
  FROM deadline d
  JOIN line l ON l.id = d.measure AND l.file = d.file
  LEFT JOIN years y ON y.id = l.plan AND y.file = l.file
  LEFT JOIN deadline o ON o.measure = d.measure AND o.file = d.file AND o.origin = 'Deadline'
  WHERE (d.end_date IS NOT NULL OR (d.rrule IS NOT NULL AND $bounded))
    AND (d.end_date IS NULL OR d.end_date >= $first)
    AND (d.end_date IS NULL OR d.end_date <= $last OR ($whole AND d.start_date <= $last))
    AND (d.origin = 'Deadline' OR ($texts AND d.start_offset IS NOT NULL
         AND (d.end_date IS NULL OR o.end_date IS NULL OR d.end_date <> o.end_date)))
),
held AS (
  SELECT DISTINCT measure, body, role, role_raw, mention, position, basis
  FROM duty
  WHERE TRUE
    AND body = $body
    AND role = $role
)
SELECT s.end_date, s.rrule, s.plan_year, s.last_year, s.start_date, s.kind, n.name, h.role, s.text, s.raw, s.stated_in, s.id, s.plan_title, s.annex,
       concat(s.file, ' ', s.locator)
FROM said s
JOIN held h ON h.measure = s.id
JOIN body_name n ON n.id = h.body
ORDER BY s.file, s.start_offset, s.place, s.id, s.stated_in, s.said_at, s.raw, h.position, h.role, h.body"""

_RECURRING = """SELECT count(DISTINCT d.measure)
FROM deadline d
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE d.rrule IS NOT NULL AND (d.origin = 'Deadline' OR ($texts AND d.start_offset IS NOT NULL))
  AND m.plan IN ($plan)"""


@dataclass(frozen=True, slots=True)
class Dated:
    """The dated duties of a period."""

    rows: list[dict[str, Any]]
    """one a day, body and role, groups as written, with the keys of ``COLUMNS``, by day, then as printed"""
    recurring: int
    """measures that recur and are left out because neither end of the period is given; 0 where one is"""


def dated(
    reader: Reader,
    first: str | None = None,
    last: str | None = None,
    *,
    plan: str | None = None,
    body: str | None = None,
    role: str = "any",
    texts: bool = True,
) -> Dated:
    """Return the dated duties from ``first`` to ``last`` (ISO dates, both included).

    An open end of the period has no bound. An interval (6-9月) is listed, by its last day, where it overlaps a period with
    both ends; by its last day alone where an end is open (what is due by June). Recurring duties are listed on each of
    their days, which needs both ends; where one is open the year of the other bounds them, and where both are, they are
    left out. They recur from the year of their plan to its last, as far as those are told. ``texts`` adds the dates that
    the words of measures set, but for those that only repeat the deadline. ``body`` is an IRI, an empty ``plan`` none.
    Raises WrongUsage for a period longer than a century.
    """
    bounds, whole_period = _bounds(first, last), first is not None and last is not None
    params: dict[str, Value] = {
        "plan": [short(known.iri) for known in find_plans(reader, plan)] if plan else None,
        "body": None if body is None else short(body),
        "role": None if role == "any" else role,
        "first": first,
        "last": last,
        "texts": texts,
        "bounded": bounds is not None,
        "whole": whole_period,
    }
    landing = landing_for(reader)
    files = landing.files_of(scope.OF_BODY, {"body": params["body"]}) if body else None
    rows = _rows(landing.rows(_SAID, params, files), bounds, (first or "", last or "9999"), whole_period)
    # Two columns of one role (督导, 验收) give one row.
    found = list({tuple(row.values()): row for row in rows}.values())
    told = {_duty_of_day(row) for row in found if row["stated_in"] == "deadline"}
    # 每月底前 beside 每月通报1次: the words of the measure only repeat its deadline.
    found = [row for row in found if row["stated_in"] == "deadline" or _duty_of_day(row) not in told]
    # A stable sort: what is printed first comes first on its day.
    found.sort(key=itemgetter("date"))
    unlisted = landing.rows(_RECURRING, params)[0][0] if bounds is None else 0
    return Dated(found, int(unlisted))


def _duty_of_day(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["id"], row["agency"], row["role"], row["date"]


def _rows(
    said: list[tuple[Any, ...]], bounds: tuple[str, str] | None, period: tuple[str, str], overlapping: bool
) -> Iterator[dict[str, Any]]:
    for end, rule, year, last_year, start, *cells in said:
        kind, agency, role, text, words, stated_in, measure, *others = cells
        for day in (end,) if end else _days(rule, *bounds, year, last_year) if bounds else ():
            if period[0] <= day and (start if overlapping and end and start else day) <= period[1]:
                row = (day, start if end else None, kind, agency, role, text, words, stated_in, whole(measure), *others)
                yield dict(zip(COLUMNS, row, strict=True))


SEVERAL = 3
"""days from which a recurring duty is one line of a list for people"""
_SAME = ("id", "agency", "role", "kind", "deadline", "stated_in")


def in_one_line(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of ``dated`` with each recurring duty once, at its first day: ``date`` says first and last day and how many.

    A daily duty would otherwise fill the list, and what is due once would not be seen in it.
    """
    days: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        if row["start"] is None:
            days.setdefault(tuple(row[name] for name in _SAME), []).append(row["date"])
    found, told = [], set()
    for row in rows:
        same = tuple(row[name] for name in _SAME)
        on = days.get(same, []) if row["start"] is None else []
        if len(on) < SEVERAL:
            found.append(row)
        elif same not in told:
            told.add(same)
            found.append({**row, "date": f"{on[0]} … {on[-1]} 共{len(on)}次"})
    return found


@lru_cache(256)
def _days(rule: str, first: str, last: str, year: int | None, last_year: int | None) -> tuple[str, ...]:
    """Days of a rule within the period and the years of the plan; a year that is not told bounds nothing."""
    if year is not None:
        first = max(first, f"{year}-01-01")
    if last_year is not None:
        last = min(last, f"{last_year}-12-31")
    return occurrences(rule, first, last, anchor=year) if first <= last else ()


def _bounds(first: str | None, last: str | None) -> tuple[str, str] | None:
    if first is None and last is None:
        return None
    return first or f"{(last or '')[:4]}-01-01", last or f"{(first or '')[:4]}-12-31"


def check_period(first: str | None, last: str | None, first_word: str, last_word: str) -> None:
    """Raise WrongUsage, with the words for both ends, where a day is no ISO date or the last comes before the first."""
    for word, value in ((first_word, first), (last_word, last)):
        if value is not None and not _is_day(value):
            raise WrongUsage(f"{word} {value}: 日期无效 (no date)", "write it as 2026-06-30")
    if first and last and first > last:
        raise WrongUsage(f"起止颠倒 ({first_word} {first} is after {last_word} {last})", "give the earlier day first")


def _is_day(value: str) -> bool:
    try:
        # The short forms of ISO 8601 would not compare with the dates of the store.
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
