"""What either side of a comparison holds, asked of the landing for that side alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.compare.sides import Side
from zeren.ground.fold import fold
from zeren.table import Landing
from zeren.table.duties import ROLES

_HELD = """
SELECT l.id, min(l.file), min(l.text), min(l.plan_title), min(l.annex), min(l.task), min(l.deadline), min(x.due),
       min(coalesce(a.role, 'responsible')),
       min(l.locator), min(l.start_offset) AS place
FROM measure_line l
LEFT JOIN answering a ON a.measure = l.id AND a.file = l.file
LEFT JOIN (SELECT measure, min(end_date) AS due FROM deadline WHERE end_date IS NOT NULL GROUP BY measure) x ON x.measure = l.id
WHERE TRUE
  AND l.plan IN ($plans)
  AND l.id IN (SELECT measure FROM duty WHERE body = $body)
GROUP BY l.id
ORDER BY min(l.file), place, l.id
"""
_DUTIES = """
SELECT d.measure, d.role, d.body, b.name, b.function_key, min(coalesce(d.full_mention, d.mention)), min(d.position) AS place
FROM duty d JOIN body_name b ON b.id = d.body
WHERE d.measure IN ($measures)
GROUP BY d.measure, d.role, d.body, b.name, b.function_key
ORDER BY d.measure, place, d.body, d.role
"""
_THROUGH = """
SELECT count(DISTINCT measure) FROM expanded_duty
WHERE body = $body AND certainty = 'certain'
  AND measure NOT IN (SELECT measure FROM duty WHERE body = $body)
"""
_TARGETS = """
SELECT t.indicator, t.label, t.quote, t.comparator, t.value, t.value_max, t.unit, t.change, t.scope, coalesce(t.measure, t.plan), min(t.file) AS file,
       min(t.start_offset) AS place
FROM target t
WHERE t.measure IN ($measures)
   OR (t.measure IS NULL AND t.plan IN ($plans))
GROUP BY ALL
ORDER BY file, place, t.indicator, t.quote
"""
_LINKS = """
SELECT upper_measure, lower_measure, kind, basis, likely FROM link
WHERE upper_measure IN ($measures) OR lower_measure IN ($measures)
ORDER BY upper_measure, lower_measure, kind, basis
"""
_NOISE = re.compile(r"[^\w.%]|_|(?<!\d)\.|\.(?!\d)")
"""what does not tell two texts apart: blanks and punctuation, but the point of ``2.5`` and ``%`` do"""


@dataclass(frozen=True, slots=True)
class Share:
    """A body's share in a measure, as written."""

    role: str
    body: str
    """path below the base IRI"""
    name: str
    function: str | None
    """key of its function in the register; None where it has none"""
    printed: str


@dataclass(frozen=True, slots=True)
class Held:
    """A measure of one side."""

    id: str
    """path below the base IRI"""
    file: str
    text: str
    plan: str
    """title, with the mark of the annex before it"""
    task: str | None
    deadline: str | None
    """as printed"""
    due: str | None
    """ISO date, the earliest that its deadline or its text sets"""
    principal: str
    """role that answers for it: lead, or responsible where no body leads it"""
    locator: str
    shares: tuple[Share, ...]

    def roles_of(self, body: str) -> tuple[str, ...]:
        """Roles of a body (path) in it, in the order of ``ROLES``."""
        held = {share.role for share in self.shares if share.body == body}
        return tuple(role for role in ROLES if role in held)

    @property
    def answerable(self) -> tuple[Share, ...]:
        """Those who answer for it."""
        return tuple(share for share in self.shares if share.role == self.principal)


@dataclass(frozen=True, slots=True)
class Value:
    """A promised value of one side."""

    indicator: str
    """path below the base IRI"""
    label: str
    quote: str
    """verbatim"""
    measure: tuple[str | None, float | None, float | None, str | None, str | None]
    """comparator, value, upper end, unit and direction: what makes two values the same"""
    scope: str | None
    holder: str
    """path of the measure or plan that promises it"""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that one side holds."""

    side: Side
    measures: tuple[Held, ...]
    """in document order"""
    values: tuple[Value, ...]
    through: int
    """measures that a body has through a group for certain and not by its own name; 0 for plans and districts"""


def holdings(landing: Landing, side: Side, plans: Sequence[str] | None = None) -> Holdings:
    """Return what a side holds; ``plans`` (paths) bounds what a body is asked over."""
    body = side.id if side.kind == "body" else None
    bounds = {"plans": list(side.plans) or (list(plans) if plans is not None else None), "body": body}
    rows = landing.rows(_HELD, bounds)
    shares: dict[str, list[Share]] = {}
    for measure, role, holder, name, function, printed, _ in landing.rows(_DUTIES, {"measures": [str(row[0]) for row in rows]}):
        share = Share(str(role), str(holder), str(name), None if function is None else str(function), str(printed))
        shares.setdefault(str(measure), []).append(share)
    measures = tuple(
        Held(
            str(i), str(file), str(text), " ".join(filter(None, (annex, str(plan)))), task, deadline, due, str(principal), str(locator),
            tuple(shares.get(str(i), ())),
        )
        for i, file, text, plan, annex, task, deadline, due, principal, locator, _ in rows
    )  # fmt: skip
    counted = [one.id for one in measures if body is None or one.principal in one.roles_of(body)]
    found = landing.rows(_TARGETS, {"measures": counted, "plans": list(side.plans)})
    values = tuple(
        Value(str(indicator), str(label), str(quote), (comparator, low, high, unit, change), scope, str(holder))
        for indicator, label, quote, comparator, low, high, unit, change, scope, holder, _, _ in found
    )
    through = int(landing.rows(_THROUGH, {"body": body})[0][0]) if body else 0
    return Holdings(side, measures, values, through)


def links(landing: Landing, measures: Sequence[str]) -> list[tuple[str, str, str, str, bool]]:
    """Links of measures (paths) with those of other levels: upper, lower, kind, basis, whether a person has yet to confirm it."""
    found = landing.rows(_LINKS, {"measures": list(measures)})
    return [(str(upper), str(lower), str(kind), str(basis or ""), bool(likely)) for upper, lower, kind, basis, likely in found]


def words(text: str) -> str:
    """Words for comparison: folded letters and digits."""
    return _NOISE.sub("", fold(text).lower())
