"""What a ledger shows of each measure, asked of the landing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren.ground.fold import label
from zeren.ledger.standing import CLOSES, PRINTED_DATES

if TYPE_CHECKING:
    from zeren.table import Landing


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A measure as it is handed out."""

    measure: str
    """path below the base IRI"""
    file: str
    """name of the document that states it"""
    plan: str
    annex: str | None
    """mark of the annex; None where the plan is none"""
    task: str | None
    text: str
    principal: tuple[str, ...]
    """bodies that lead, or answer for it where none leads, as printed but for radicals of a PDF, in order"""
    support: tuple[str, ...]
    deadline: str
    """printed words; empty where none"""
    due: str | None
    """ISO date: the last day of all that its deadline and its text set; None where none is set or the duty has no end"""
    targets: tuple[str, ...]
    """promised values as printed"""
    stages: tuple[str, ...]
    """dates that the text sets beside the deadline, as printed"""
    status: str | None
    """code of the latest report; None where nothing was reported"""
    progress: str | None
    """words of the latest report"""
    reported: str | None
    """ISO date of the latest report"""
    leader: str | None = None
    """of the latest report, as the two below"""
    person: str | None = None
    phone: str | None = None


_ROWS = f"""
WITH {PRINTED_DATES.strip()},
held AS (
  SELECT measure, file FROM duty WHERE TRUE
    AND body = $body
  UNION
  SELECT measure, file FROM expanded_duty WHERE certainty = 'certain'
    AND body = $body
),
dates AS (
  SELECT measure, file, {CLOSES} AS due FROM printed_dates GROUP BY measure, file
)
SELECT l.id, l.file, l.plan_title, l.annex, l.task, l.text, l.deadline, d.due, coalesce(a.role, 'responsible'),
       r.status, r.progress, r.reported_on, r.leader, r.person, r.phone
FROM measure_line l
LEFT JOIN dates d ON d.measure = l.id AND d.file = l.file
LEFT JOIN answering a ON a.measure = l.id AND a.file = l.file
LEFT JOIN latest_report r ON r.measure = l.id
WHERE EXISTS (SELECT 1 FROM held h WHERE h.measure = l.id AND h.file = l.file)
  AND l.plan IN ($plan)
ORDER BY l.file, l.start_offset, l.id
"""

_BODIES = """
SELECT measure, file, role, coalesce(full_mention, mention) AS name, min(position) AS place
FROM duty
GROUP BY measure, file, role, coalesce(full_mention, mention)
ORDER BY measure, file, role, place, name
"""

_STAGES = """
SELECT measure, file, raw FROM deadline WHERE origin = 'TextDate' ORDER BY file, start_offset, raw
"""

_TARGETS = """
SELECT measure, file, quote FROM target WHERE measure IS NOT NULL ORDER BY file, start_offset, quote
"""


def ledger_rows(landing: Landing, *, body: str | None = None, plans: Sequence[str] | None = None) -> list[LedgerRow]:
    """Return the measures of a body (its path; its own duties and those that come through a group for certain), of plans
    (their paths), of both, or of the whole store, in document order; a measure that two files state stands once.
    """
    asked = {"body": body, "plan": plans}
    bodies: dict[tuple[str, str, str], list[str]] = {}
    for measure, file, role, name, _ in landing.rows(_BODIES):
        names = bodies.setdefault((str(measure), str(file), str(role)), [])
        names += [shown] if (shown := label(str(name))) not in names else []
    targets: dict[tuple[str, str], list[str]] = {}
    for measure, file, quote in landing.rows(_TARGETS):
        targets.setdefault((str(measure), str(file)), []).append(str(quote))
    stages: dict[tuple[str, str], list[str]] = {}
    for measure, file, raw in landing.rows(_STAGES):
        stages.setdefault((str(measure), str(file)), []).append(str(raw))
    rows: dict[str, LedgerRow] = {}
    for cells in landing.rows(_ROWS, asked):
        measure, file, plan, annex, task, text, deadline, due, principal, *latest = cells
        key = str(measure), str(file)
        rows.setdefault(
            key[0],
            LedgerRow(
                *key, str(plan), _text(annex), _text(task), str(text),
                tuple(bodies.get((*key, str(principal)), ())), tuple(bodies.get((*key, "support"), ())),
                str(deadline or ""), _text(due), tuple(dict.fromkeys(targets.get(key, ()))),
                tuple(raw for raw in dict.fromkeys(stages.get(key, ())) if raw and raw != deadline),
                *map(_text, latest),
            ),
        )  # fmt: skip
    return list(rows.values())


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
