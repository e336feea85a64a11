"""Where things stand by what was reported: never by what was verified."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from zeren.ledger.said import said_done
from zeren.ledger.standing import NEWEST

if TYPE_CHECKING:
    from zeren.table import Landing

By = Literal["plan", "body", "deadline"]

_LATEST = f"""WITH {NEWEST},
standing AS (
  SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(d.due) AS due,
         CASE WHEN bool_or(n.said) THEN 'said-done'
              WHEN min(n.status) IN ('done', 'changed') THEN min(n.status)
              WHEN min(d.closes) < $on OR min(n.status) = 'late' THEN 'late'
              ELSE coalesce(min(n.status), CASE WHEN min(n.id) IS NULL THEN 'no-report' ELSE 'words-only' END) END AS state
  FROM measure_line l
  LEFT JOIN dates d ON d.measure = l.id
  LEFT JOIN newest n ON n.measure = l.id
  WHERE TRUE
    AND l.plan IN ($plan)
  GROUP BY l.id
)
"""
_GROUPS: dict[str, tuple[str, str]] = {
    "plan": ("concat(s.plan, coalesce(concat(' ', s.annex), ''))", ""),
    "deadline": ("coalesce(substr(s.due, 1, 7), '—')", ""),
    "body": (
        "b.name",
        "JOIN (SELECT DISTINCT d.measure, d.body FROM duty d JOIN answering a ON a.measure = d.measure AND a.file = d.file AND a.role = d.role) u "
        "ON u.measure = s.id "
        "JOIN body_name b ON b.id = u.body",
    ),
}
"""way of grouping → SQL of the group, and what it joins; a body counts the measures that it leads or answers for"""
_COUNTS = """
SELECT {group} AS "group", count(*) AS total,
       count(*) FILTER (WHERE s.state = 'done') AS done,
       count(*) FILTER (WHERE s.state = 'on-the-way') AS on_the_way,
       count(*) FILTER (WHERE s.state = 'not-started') AS not_started,
       count(*) FILTER (WHERE s.state = 'changed') AS changed,
       count(*) FILTER (WHERE s.state = 'late') AS late,
       count(*) FILTER (WHERE s.state = 'words-only') AS words_only,
       count(*) FILTER (WHERE s.state = 'no-report') AS no_report,
       count(*) FILTER (WHERE s.state = 'said-done') AS said_done
FROM standing s {joins}
GROUP BY {group}
ORDER BY {order}
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many measures of a group stand how, on one day."""

    group: str
    total: int
    done: int
    on_the_way: int
    not_started: int
    changed: int
    late: int
    """every printed day past without being reported as done or changed, or reported as late; reported or not"""
    words_only: int
    """not late, and words were reported but no state"""
    no_report: int
    """not late, and nothing was reported"""
    said_done: int = 0
    """the words or the day of completion say done while the state says nothing or another thing: a person must settle it"""


def progress(landing: Landing, on: str, by: By = "plan", plans: Sequence[str] | None = None) -> list[Standing]:
    """Return the standing of each group on the ISO date ``on`` by the newest report of each measure until then.

    Groups that hold late measures come first, by deadline the months follow one another. By body, a measure counts for each of its
    principal bodies, as written.
    """
    group, joins = _GROUPS[by]
    order = '"group"' if by == "deadline" else 'late DESC, total DESC, "group"'
    sql = _LATEST + _COUNTS.format(group=group, joins=joins, order=order)
    return [Standing(str(name), *map(_count, counts)) for name, *counts in landing.rows(sql, {"on": on, "plan": plans, "said": said_done(landing)})]


def _count(cell: object) -> int:
    return int(str(cell))


_CONFLICTS = """
SELECT r.measure, m.text, r.status, r.reported_on, r.file, r.locator, r.advance
FROM weighed_report r
JOIN (SELECT id, min(text) AS text FROM measure GROUP BY id) m ON m.id = r.measure
WHERE r.status IS NOT NULL
  AND r.measure IN (SELECT measure FROM report WHERE status IS NOT NULL GROUP BY measure
                    HAVING count(DISTINCT status) > 1 AND count(DISTINCT concat(file, '!', split_part(locator, '!', 1))) > 1)
ORDER BY r.measure, r.reported_on DESC NULLS LAST, r.saved_at DESC NULLS LAST, r.advance, r.file, r.id
"""
Kind = Literal["same-day", "fell-back", "went-on"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Reports of several files or sheets that give one measure different states; the newest counts, all are kept."""

    measure: str
    """path below the base IRI"""
    text: str
    reports: tuple[tuple[str, str | None, str, str], ...]
    """state code, ISO date, file, sheet and row; the one that counts first"""
    kind: Kind = "went-on"
    """same-day: two states on one day, or on a day that is not told; fell-back: a later report says less than an earlier one;
    went-on: each later report goes further, as from one quarter to the next"""


def conflicts(landing: Landing) -> list[Conflict]:
    """Return the measures on which returned files do not agree: of one day first, then those that fell back, then those that went on."""
    found: dict[str, tuple[str, list[tuple[str, str | None, str, str]], list[int]]] = {}
    for measure, text, status, day, file, locator, advance in landing.rows(_CONFLICTS):
        _, reports, advances = found.setdefault(str(measure), (str(text), [], []))
        reports.append((str(status), None if day is None else str(day), str(file), str(locator)))
        advances.append(int(advance))
    made = [Conflict(measure, text, tuple(its), _kind(its, advances)) for measure, (text, its, advances) in found.items()]
    return sorted(made, key=lambda one: (_KINDS.index(one.kind), one.measure))


_KINDS = ("same-day", "fell-back", "went-on")


def _kind(reports: Sequence[tuple[str, str | None, str, str]], advances: Sequence[int]) -> Kind:
    """How reports differ, the newest first; ``advances`` say how far each state goes."""
    days: dict[str | None, set[str]] = {}
    for status, day, _, _ in reports:
        days.setdefault(day, set()).add(status)
    if any(len(states) > 1 for states in days.values()) or (None in days and len(days) > 1):
        return "same-day"
    return "went-on" if list(advances) == sorted(advances, reverse=True) else "fell-back"


_LOST = """
SELECT DISTINCT r.measure, r.file, r.locator FROM report r
WHERE r.measure NOT IN (SELECT id FROM measure) ORDER BY r.file, r.locator
"""


def lost(landing: Landing) -> list[tuple[str, str, str]]:
    """Return the reports whose measure the store does not hold, its words having changed: measure, file, place."""
    return [(str(measure), str(file), str(locator)) for measure, file, locator in landing.rows(_LOST)]


_OLDER = """
SELECT r.file, min(r.locator), min(r.measure), count(DISTINCT r.measure), max(n.reported_on), max(n.file)
FROM report r
JOIN report n ON n.measure = r.measure AND n.reported_on > r.reported_on AND n.file <> r.file
WHERE r.file IN ($files)
GROUP BY r.file
ORDER BY r.file
"""


def older(landing: Landing, files: Collection[str]) -> list[tuple[str, str, str, str]]:
    """Return of files (names) those that report on a day before other reports of the same measures: file, place, measure, the newer in words."""
    return [
        (str(file), str(place), str(measure), f"{count} 项，最近 {day} {newer}")
        for file, place, measure, count, day, newer in landing.rows(_OLDER, {"files": sorted(files)})
    ]


_AFTER = """
SELECT count(DISTINCT r.measure), min(r.reported_on)
FROM report r
WHERE r.reported_on > $on
  AND r.measure IN (
    SELECT id FROM measure_line WHERE TRUE
      AND plan IN ($plan)
  )
"""


def reported_after(landing: Landing, on: str, plans: Sequence[str] | None = None) -> tuple[int, str | None]:
    """Return of how many measures reports bear a day after the ISO date ``on``, which ``progress`` leaves out, and the first such day."""
    ((count, first),) = landing.rows(_AFTER, {"on": on, "plan": plans})
    return _count(count), None if first is None else str(first)
