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

_STEP = (
    "其中[，,：:]?(?:到|至|在|于|截至|力争)?(?:20[0-9][0-9]年|今年|当年)?"
    "(?:第?[一二三四1-4]季度|前[二三两]个?季度|[上下]半年|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月|年[底末中]|(?:20[0-9][0-9]|[今当])年)[^。；;]*$"
)
"""words up to a date that is a step: 淘汰1200辆，其中一季度300辆，上半年累计700辆"""
_WHOLE = "^[^，,。；;]*(?:全部|全面)"
"""words behind a date that closes the whole, though it stands among steps: 其中6月底前300户，年底前全部完成"""
_YEAR = "^[^，,。；;]*(?:完成|实现|达到?|新增|建成|不少于|不低于|超过|以上)"
"""words behind 全年 by which the year is a limit (全年完成900台), and not a stretch (全年开展巡查)"""
PRINTED_DATES = f"""
printed_dates AS (
  SELECT measure, file, origin, kind, end_date,
         origin <> 'Deadline' AND kind = 'interval' AND NOT (contains(raw, '全年') AND regexp_matches(behind, '{_YEAR}')) AS is_period,
         origin <> 'Deadline' AND regexp_matches(before, '{_STEP}') AND NOT regexp_matches(behind, '{_WHOLE}') AS is_step
  FROM (
    SELECT d.*,
           CASE WHEN strpos(m.text, d.raw) > 0 THEN substr(m.text, 1, strpos(m.text, d.raw) + length(d.raw) - 1) ELSE '' END AS before,
           CASE WHEN strpos(m.text, d.raw) > 0 THEN substr(m.text, strpos(m.text, d.raw) + length(d.raw)) ELSE '' END AS behind
    FROM deadline d
    LEFT JOIN (SELECT id, file, min(text) AS text FROM measure GROUP BY id, file) m ON m.id = d.measure AND m.file = d.file
  ) said
)"""
"""table of a statement: the rows of ``deadline``, with what the text prints of them that is no limit of the duty.

``is_period``: a stretch in which something is done (夏收期间（5月25日至6月20日）值守), which ``ask`` does not count as due either; a stretch
in the deadline itself (完成时限：3—5月) is a limit. ``is_step``: a part of the whole by a day (其中上半年不少于700辆).
"""
CLOSES = """
  CASE WHEN bool_or(origin = 'Deadline' AND end_date IS NULL AND kind <> 'none') THEN NULL
       WHEN bool_or(origin = 'Deadline' AND end_date IS NOT NULL) THEN max(end_date)
       WHEN bool_or(end_date IS NULL AND kind <> 'none') OR max(end_date) = max(end_date) FILTER (WHERE is_step) THEN NULL
       WHEN bool_or(end_date IS NOT NULL AND NOT is_period AND NOT is_step) THEN max(end_date)
  END"""
"""SQL over ``printed_dates`` of one measure: the last day of all that is printed, null where none or where it has no end.

长期实施 with 3—5月 in the text has no end; 年底前 with 每月 or 6月底前 in the text ends with the year; a period alone, or what ends in
a step, sets no limit to the whole.
"""
NEWEST = f"""{PRINTED_DATES},
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
  SELECT measure, min(end_date) FILTER (WHERE end_date >= $on) AS next_day,
         max(end_date) FILTER (WHERE end_date < $on AND NOT is_period) AS passed_day,
         {CLOSES} AS closes
  FROM printed_dates GROUP BY measure
),
dates AS (
  SELECT measure, coalesce(next_day, closes) AS due, closes, passed_day FROM ends
)"""
"""tables of a statement with the parameters ``on`` and ``said`` (``said_done``): the report of each measure that counts on that
day, and its dates: ``due`` the next printed day, of what is wholly past the last; ``closes`` as above; ``passed_day`` the last
printed one before ``on``, periods apart"""
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
    """ISO date: the last printed day, ends of periods apart, that went by without a report on or after it, while others are to come or
    the duty has no end; None for what is done, changed or late"""


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
