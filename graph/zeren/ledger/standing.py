"""How one measure stands on a day by what was reported: its state, its light, and the report that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from zeren.table import Landing

SOON = 30
"""days before a deadline from which a measure that is not done is soon due"""
State = Literal["done", "changed", "late", "on-the-way", "not-started", "words-only", "no-report"]
Light = Literal["red", "yellow", "blue", "green"]

NEWEST = """
newest AS (
  SELECT * FROM (
    SELECT r.*, row_number() OVER (
             PARTITION BY measure ORDER BY stateless, reported_on DESC NULLS LAST, saved_at DESC NULLS LAST, advance, file, id) AS newest
    FROM weighed_report r
    WHERE reported_on IS NULL OR reported_on <= $on
  ) ranked
  WHERE newest = 1
),
dates AS (
  SELECT measure, min(end_date) AS due FROM deadline WHERE end_date IS NOT NULL GROUP BY measure
)"""
"""tables of a statement with the parameter ``on``: the report of each measure that counts on that day, its earliest date"""
_STANDING = f"""WITH {NEWEST}
SELECT m.id, d.due, n.status, n.reported_on, n.progress, n.problem, n.next_step, n.person, n.phone, n.reporter, n.file, n.locator
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
    """ISO date, the earliest that its deadline or its text sets; None where none is set"""
    state: State
    """late: past ``due`` without being reported as done or changed, or reported as late; words-only: not late, and only words
    were reported; no-report: not late, and no report"""
    light: Light
    """green done, red late, yellow due within ``SOON`` days, blue all others"""
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


def standing(
    landing: Landing, on: str, plans: Sequence[str] | None = None, measures: Sequence[str] | None = None
) -> dict[str, MeasureStanding]:
    """Return how each measure of the plans (paths), of ``measures`` (paths), of both, or of the store stands on the ISO date ``on``.

    What was reported after that day does not count.
    """
    soon = (date.fromisoformat(on) + timedelta(days=SOON)).isoformat()
    found = {}
    for measure, due, status, *report in landing.rows(_STANDING, {"on": on, "plan": plans, "measure": measures}):
        cells = [None if cell is None else str(cell) for cell in report]
        state = _state(status, due, on, reported=cells[-1] is not None)
        found[str(measure)] = MeasureStanding(str(measure), due, state, light(state, due, soon), status, *cells)
    return found


def _state(status: str | None, due: str | None, on: str, *, reported: bool) -> State:
    if status == "done":
        return "done"
    if status == "changed":
        return "changed"
    if status == "late" or (due is not None and due < on):
        return "late"
    return "on-the-way" if status == "on-the-way" else "not-started" if status == "not-started" else "words-only" if reported else "no-report"


def light(state: State, due: str | None, soon: str) -> Light:
    """The light of a state; ``soon`` is the last ISO date that counts as soon."""
    if state == "done":
        return "green"
    if state == "late":
        return "red"
    return "yellow" if state != "changed" and due is not None and due <= soon else "blue"
