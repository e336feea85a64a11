"""How one measure stands on a day by what was reported: its state, its light, and the report that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from zeren.ledger.said import said_done

if TYPE_CHECKING:
    from zeren.table import Landing

SOON = 30
"""days before a deadline from which a measure that is not done is soon due"""
State = Literal["done", "said-done", "changed", "late", "on-the-way", "not-started", "words-only", "no-report"]
Light = Literal["red", "yellow", "blue", "green"]

CLOSES = """
  CASE WHEN bool_or(origin = 'Deadline' AND end_date IS NULL AND kind <> 'none') THEN NULL
       WHEN bool_or(origin = 'Deadline' AND end_date IS NOT NULL) OR NOT bool_or(end_date IS NULL AND kind <> 'none') THEN max(end_date)
  END"""
"""SQL over the rows of ``deadline`` of one measure: the last day of all that is printed, null where none or where it has no end.

长期实施 with 3—5月 in the text has no end; 年底前 with 每月 or 6月底前 in the text ends with the year.
"""
NEWEST = f"""
newest AS (
  SELECT * FROM (
    SELECT r.*, row_number() OVER (
             PARTITION BY measure
             ORDER BY stateless AND NOT said, reported_on DESC NULLS LAST, saved_at DESC NULLS LAST, advance, file, id) AS newest
    FROM (SELECT w.*, coalesce(id IN ($said), FALSE) AS said FROM weighed_report w) r
    WHERE reported_on IS NULL OR reported_on <= $on
  ) ranked
  WHERE newest = 1
),
ends AS (
  SELECT measure, min(end_date) FILTER (WHERE end_date >= $on) AS next_day, max(end_date) FILTER (WHERE end_date < $on) AS passed_day,
         {CLOSES} AS closes
  FROM deadline GROUP BY measure
),
dates AS (
  SELECT measure, coalesce(next_day, closes) AS due, closes, passed_day FROM ends
)"""
"""tables of a statement with the parameters ``on`` and ``said`` (``said_done``): the report of each measure that counts on that
day, and its dates: ``due`` the next printed day, of what is wholly past the last; ``closes`` as above; ``passed_day`` the last
printed one before ``on``"""
_STANDING = f"""WITH {NEWEST}
SELECT m.id, d.due, d.closes, d.passed_day,
       n.status, n.reported_on, n.progress, n.problem, n.next_step, n.person, n.phone, n.reporter, n.file, n.locator, n.said
FROM (SELECT DISTINCT id FROM measure WHERE TRUE
      AND plan IN ($plan)
      AND id IN ($measure)
     ) m
LEFT JOIN dates d ON d.measure = m.id
LEFT JOIN newest n ON n.measure = m.id
ORDER BY m.id"""


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """One measure on one day, as reported, not as verified."""

    measure: str
    """path below the base IRI"""
    due: str | None
    """ISO date: the next day on or after the day asked for that its deadline or its text sets; of a measure whose printed days have
    all passed the last of them; None where neither is known"""
    state: State
    """said-done: the words or the day of completion say done while the state says nothing or another thing, a person must settle it;
    late: every printed day has passed without it being reported as done or changed, or reported as late; words-only: not late, and only
    words were reported; no-report: not late, and no report"""
    light: Light
    """green done, red late, yellow due within ``SOON`` days or with a ``passed`` day, blue all others"""
    status: str | None
    """code of the report that counts; None where no state was reported until that day, as for all below"""
    reported_on: str | None
    """ISO date"""
    progress: str | None
    problem: str | None
    next_step: str | None
    person: str | None
    phone: str | None
    reporter: str | None
    file: str | None
    """the returned file"""
    locator: str | None
    """sheet and row there"""
    passed: str | None = None
    """ISO date: the last printed day that went by without a report on or after it, while others are to come or the deadline has no
    end; None for what is done, changed or late"""


def standing(
    landing: Landing, on: str, plans: Sequence[str] | None = None, measures: Sequence[str] | None = None
) -> dict[str, MeasureStanding]:
    """Return how each measure of the plans (paths), of ``measures`` (paths), of both, or of the store stands on the ISO date ``on``.

    What was reported after that day does not count.
    """
    soon = (date.fromisoformat(on) + timedelta(days=SOON)).isoformat()
    found = {}
    asked = {"on": on, "plan": plans, "measure": measures, "said": said_done(landing)}
    for measure, due, closes, passed, status, *report, said in landing.rows(_STANDING, asked):
        cells = [None if cell is None else str(cell) for cell in report]
        state: State = "said-done" if said else _state(status, closes, on, reported=cells[-1] is not None)
        missed = passed if state not in ("done", "said-done", "changed", "late") and passed and (cells[0] or "") < passed else None
        shown = light(state, missed or due, soon)
        found[str(measure)] = replace(MeasureStanding(str(measure), due, state, shown, status, *cells), passed=missed)
    return found


def _state(status: str | None, closes: str | None, on: str, *, reported: bool) -> State:
    if status == "done":
        return "done"
    if status == "changed":
        return "changed"
    if status == "late" or (closes is not None and closes < on):
        return "late"
    return "on-the-way" if status == "on-the-way" else "not-started" if status == "not-started" else "words-only" if reported else "no-report"


def light(state: State, due: str | None, soon: str) -> Light:
    """The light of a state; ``due`` is the next day or one that was missed, ``soon`` the last ISO date that counts as soon."""
    if state == "done":
        return "green"
    if state == "late":
        return "red"
    return "yellow" if state not in ("changed", "said-done") and due is not None and due <= soon else "blue"
