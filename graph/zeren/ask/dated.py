"""Which duty falls on which day: deadlines with a date, and recurring ones on each of their days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from zeren.ask.lookup import Reader, find_plans, landing_for
from zeren.ground.errors import WrongUsage
from zeren.ground.recurrence import occurrences
from zeren.table import Landing, scope, short, whole
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
    AND d.end_date BETWEEN $since AND $until
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
)"""

_ROWS = _SAID + """
SELECT s.end_date, s.rrule, s.plan_year, s.last_year, s.start_date, s.kind, n.name, h.role, s.text, s.raw, s.stated_in, s.id, s.plan_title, s.annex,
       concat(s.file, ' ', s.locator)
FROM said s
JOIN held h ON h.measure = s.id
JOIN body_name n ON n.id = h.body
ORDER BY s.file, s.start_offset, s.place, s.id, s.stated_in, s.said_at, s.raw, h.position, h.role, h.body"""

# What one row of ``_ROWS`` becomes hangs on its day, or its rule and the years of its plan.
_COUNTS = _SAID + """
SELECT s.end_date, s.rrule, s.plan_year, s.last_year, count(*)
FROM said s
JOIN held h ON h.measure = s.id
GROUP BY ALL
ORDER BY ALL"""

_RECURRING = """SELECT count(DISTINCT d.measure)
FROM deadline d
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE d.rrule IS NOT NULL AND (d.origin = 'Deadline' OR ($texts AND d.start_offset IS NOT NULL))
  AND m.plan IN ($plan)"""


MOST = 500_000
"""rows that are held at once, 5 kB each"""
_TOGETHER = 50_000
"""rows of one portion of ``Wanted.portions``, where one day has no more"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dated duties are asked for: one row a day, body and role, groups as written, with the keys of ``COLUMNS``, by day, then as printed."""

    landing: Landing
    params: Mapping[str, Value]
    """of ``_SAID``, ``since`` and ``until`` open"""
    files: Sequence[str] | None
    """the documents in which all of it stands; None: any"""
    bounds: tuple[str, str] | None
    """first and last day on which recurring duties are listed; None: they are left out"""

    def rows(self, since: str | None = None, until: str | None = None) -> list[dict[str, Any]]:
        """Return the rows, or those of the days from ``since`` to ``until``, which only duties that do not recur are asked by."""
        period = (str(self.params["first"] or ""), str(self.params["last"] or "9999"))
        said = self.landing.rows(_ROWS, {**self.params, "since": since, "until": until}, self.files)
        # Two columns of one role (督导, 验收) give one row.
        found = list({tuple(row.values()): row for row in _rows(said, self.bounds, period, bool(self.params["whole"]))}.values())
        told = {_duty_of_day(row) for row in found if row["stated_in"] == "deadline"}
        # 每月底前 beside 每月通报1次: the words of the measure only repeat its deadline.
        found = [row for row in found if row["stated_in"] == "deadline" or _duty_of_day(row) not in told]
        # A stable sort: what is printed first comes first on its day.
        found.sort(key=itemgetter("date"))
        return found

    def portions(self) -> Iterator[list[dict[str, Any]]]:
        """Give the rows some days at a time, all days in order; in one portion where recurring duties are among them."""
        if self.bounds is not None or not self._may_be_many():
            self._demand_few()
            yield self.rows()
            return
        for since, until in _together(self._counts()):
            yield self.rows(since, until)

    def whole(self) -> list[dict[str, Any]]:
        """Return all rows; WrongUsage where that is more than is held at once."""
        self._demand_few()
        return self.rows()

    def recurring(self) -> int:
        """Return how many measures recur and are left out because neither end of the period is given; 0 where one is."""
        return int(self.landing.rows(_RECURRING, self.params)[0][0]) if self.bounds is None else 0

    def _may_be_many(self) -> bool:
        """Tell whether it has to be counted first: what one body has, or a store of middle size, is never too much."""
        if self.files is not None:
            return False
        from zeren.ask.loading import is_large

        return is_large(self.landing)

    def _counts(self) -> list[tuple[str, int]]:
        """Return how many rows each day has at most."""
        found: Counter[str] = Counter()
        for end, rule, year, last_year, count in self.landing.rows(_COUNTS, {**self.params, "since": None, "until": None}, self.files):
            for day in (end,) if end else _days(rule, *self.bounds, year, last_year) if self.bounds else ():
                found[day] += count
        return sorted(found.items())

    def _demand_few(self) -> None:
        if self._may_be_many() and (count := sum(count for _, count in self._counts())) > MOST:
            told = f"有日期的事项共 {count:,} 行，一次最多读 {MOST:,} 行 (more dated duties than are read at once)"
            raise WrongUsage(told, "指明单位、计划或短些的时段再试 (name a body, a plan or a shorter period)")


def wanted(
    reader: Reader,
    first: str | None = None,
    last: str | None = None,
    *,
    plan: str | None = None,
    body: str | None = None,
    role: str = "any",
    texts: bool = True,
) -> Wanted:
    """Return the dated duties from ``first`` to ``last`` (ISO dates, both included), not yet read.

    An open end of the period has no bound. An interval (6-9月) is listed, by its last day, where it overlaps a period with
    both ends; by its last day alone where an end is open (what is due by June). Recurring duties are listed on each of
    their days, which needs both ends; where one is open the year of the other bounds them, and where both are, they are
    left out. They recur from the year of their plan to its last, as far as those are told. ``texts`` adds the dates that
    the words of measures set, but for those that only repeat the deadline. ``body`` is an IRI, an empty ``plan`` none.
    They raise WrongUsage for a period longer than a century, and for more rows than ``MOST``.
    """
    bounds = _bounds(first, last)
    params: dict[str, Value] = {
        "plan": [short(known.iri) for known in find_plans(reader, plan)] if plan else None,
        "body": None if body is None else short(body),
        "role": None if role == "any" else role,
        "first": first,
        "last": last,
        "texts": texts,
        "bounded": bounds is not None,
        "whole": first is not None and last is not None,
    }
    landing = landing_for(reader)
    return Wanted(landing, params, landing.files_of(scope.OF_BODY, {"body": params["body"]}) if body else None, bounds)


def _together(counts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """Give first and last day of portions, from days in order with their number of rows."""
    since, until, rows = "", "", 0
    for day, count in counts:
        if rows and rows + count > _TOGETHER:
            yield since, until
            rows = 0
        since, until, rows = since if rows else day, day, rows + count
    if rows:
        yield since, until


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
    """Return rows of ``Wanted`` with each recurring duty once, at its first day: ``date`` says first and last day and how many.

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
