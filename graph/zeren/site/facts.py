"""What the pages of a site show, asked of the landing: small tables whole, measures a few plans at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from zeren.ground.figures import figure
from zeren.site.names import file_of
from zeren.site.records import Body, Duty, Link, Measure, Plan, Target
from zeren.table import Landing, whole
from zeren.table.duties import ROLES
from zeren.table.plans import plan_rows

PLANS_AT_ONCE = 40
"""plans whose measures are in memory together"""

_COUNTS = """SELECT m.plan, count(DISTINCT m.id), count(DISTINCT m.task), count(DISTINCT d.body)
FROM measure m
LEFT JOIN duty d ON d.measure = m.id AND d.file = m.file
GROUP BY m.plan"""

_BODIES = """SELECT b.id, b.name, b.kind, b.level, b.jurisdiction, string_agg(DISTINCT s.label, chr(10)) AS labels
FROM body_name b
LEFT JOIN spelling s ON s.body = b.id
GROUP BY b.id, b.name, b.kind, b.level, b.jurisdiction
ORDER BY b.name, b.id"""

# A group of bodies of one level is of that level.
_LEVELS = """SELECT g.body, min(b.level)
FROM duty g
JOIN expanded_duty e ON e.duty = g.id AND e.file = g.file
JOIN body_name b ON b.id = e.body
GROUP BY g.body
HAVING count(DISTINCT b.level) = 1"""

_HELD = "SELECT body, role, count(DISTINCT measure) FROM duty GROUP BY body, role"
_ALL = "SELECT body, count(DISTINCT measure) FROM duty GROUP BY body"
_THROUGH = """SELECT e.body, count(DISTINCT e.measure)
FROM expanded_duty e
LEFT JOIN duty o ON o.measure = e.measure AND o.body = e.body
WHERE o.id IS NULL
GROUP BY e.body"""

_SECTIONS = "SELECT id, title, outer_section FROM section"

_MEASURES = """SELECT m.id, m.plan, m.section, m.task, t.number, t.title, m.text, l.raw, l.kind, l.start_date, l.end_date, l.inherited,
       m.file, m.locator, d.id, m.start_offset
FROM measure m
JOIN document d ON d.file = m.file
LEFT JOIN task t ON t.id = m.task AND t.file = m.file
LEFT JOIN deadline l ON l.measure = m.id AND l.file = m.file AND l.origin = 'Deadline'
WHERE m.plan IN ($plans)
ORDER BY m.file, m.start_offset, m.id"""

_DUTIES = """SELECT DISTINCT d.measure, d.position, d.body, d.role, coalesce(d.full_mention, d.mention), d.likely
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE m.plan IN ($plans)
ORDER BY d.measure, d.position, d.body, d.role"""

_DATES = """SELECT DISTINCT l.measure, l.start_offset, l.raw, l.kind, l.end_date, l.rrule
FROM deadline l
JOIN measure m ON m.id = l.measure AND m.file = l.file
WHERE l.origin = 'TextDate' AND m.plan IN ($plans)
ORDER BY l.measure, l.start_offset"""

_TARGETS = """SELECT t.id, t.measure, coalesce(m.plan, t.plan), t.indicator, t.label, t.kind, t.comparator, t.value, t.value_max, t.unit,
       t.scope, t.force, t.change, t.quote, t.file
FROM target t
LEFT JOIN measure m ON m.id = t.measure AND m.file = t.file
ORDER BY t.file, t.start_offset, t.id"""

_LINKS = """SELECT DISTINCT l.cascade, c.upper_plan, c.lower_plan, l.upper_measure, l.lower_measure, l.kind, l.likely, l.basis
FROM link l
JOIN cascade c ON c.id = l.cascade
ORDER BY c.upper_plan, c.lower_plan, l.upper_measure, l.lower_measure, l.kind"""

_REPORTS = "SELECT measure, status, reported_on, progress FROM latest_report ORDER BY measure"

_GROUPS = """SELECT e.body, d.body, count(DISTINCT e.measure), count(DISTINCT CASE WHEN e.certainty = 'possible' THEN e.measure END)
FROM expanded_duty e
JOIN duty d ON d.id = e.duty AND d.file = e.file
GROUP BY e.body, d.body
ORDER BY e.body, d.body"""

_PARTNERS = """SELECT x.body, y.body, count(DISTINCT x.measure) AS shared
FROM duty x
JOIN duty y ON y.measure = x.measure AND y.body <> x.body
GROUP BY x.body, y.body
QUALIFY row_number() OVER (PARTITION BY x.body ORDER BY shared DESC, y.body) <= $most
ORDER BY x.body, shared DESC, y.body"""

_MET = """SELECT x.body, count(DISTINCT y.body)
FROM duty x
JOIN duty y ON y.measure = x.measure AND y.body <> x.body
GROUP BY x.body"""


class Facts:
    """What one site shows."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing
        self.plans = _plans(landing)
        """by file and place"""
        self.bodies = _bodies(landing)
        """by name"""
        self.targets = [_target(row) for row in _once(landing.rows(_TARGETS))]
        """in document order"""
        self.of_measure: dict[str, list[Target]] = {}
        for target in self.targets:
            if target.measure:
                self.of_measure.setdefault(target.measure, []).append(target)
        self.links = [
            Link(above, below, upper, lower, kind, bool(likely), basis)
            for _, above, below, upper, lower, kind, likely, basis in landing.rows(_LINKS)
        ]
        self.reports = {measure: cells for measure, *cells in landing.rows(_REPORTS)}
        """measure → state, day and words of the report that counts"""
        self._sections = {iri: (title, outer) for iri, title, outer in landing.rows(_SECTIONS)}

    def measures(self) -> Iterator[tuple[Plan, list[Measure]]]:
        """Give each plan with its measures in document order, a few plans in memory at a time."""
        for some in _batches(self.plans.values(), PLANS_AT_ONCE):
            found: dict[str, Measure] = {}
            plans = [plan.id for plan in some]
            for row in self._landing.rows(_MEASURES, {"plans": plans}):
                if row[0] not in found:
                    found[row[0]] = self._measure(row)
            for measure, _, *cells in self._landing.rows(_DUTIES, {"plans": plans}):
                found[measure].duties.append(Duty(cells[0], cells[1], cells[2], bool(cells[3])))
            for measure, _, raw, kind, end, rule in self._landing.rows(_DATES, {"plans": plans}):
                found[measure].dates.append((raw, kind, end, bool(rule)))
            of: dict[str, list[Measure]] = {plan: [] for plan in plans}
            for its in found.values():
                of[its.plan].append(its)
            for plan in some:
                yield plan, of[plan.id]

    def partners(self, most: int) -> dict[str, list[tuple[str, int]]]:
        """Return body → those it shares most measures with, and how many."""
        found: dict[str, list[tuple[str, int]]] = {}
        for body, other, shared in self._landing.rows(_PARTNERS, {"most": most}):
            found.setdefault(body, []).append((other, shared))
        return found

    def met(self) -> dict[str, int]:
        """Return body → with how many others it shares a measure."""
        return dict(self._landing.rows(_MET))

    def groups(self) -> dict[str, list[tuple[str, int, int]]]:
        """Return body → the groups that it has a share through: group, measures, of them only possible."""
        found: dict[str, list[tuple[str, int, int]]] = {}
        for body, group, number, possible in self._landing.rows(_GROUPS):
            found.setdefault(body, []).append((group, number, possible))
        return found

    def _measure(self, row: Sequence[Any]) -> Measure:
        iri, plan, section, _, number, title, text, raw, kind, start, end, inherited, *where = row
        task = " ".join(filter(None, (number, title)))
        return Measure(iri, plan, self._over(section), task, text, raw or "", kind or "none", start, end, bool(inherited), *where)

    def _over(self, section: str | None) -> tuple[str, ...]:
        path: list[str] = []
        while section in self._sections and len(path) < 20:
            title, section = self._sections[section]
            path.insert(0, title)
        return tuple(path)


def _plans(landing: Landing) -> dict[str, Plan]:
    counts = {plan: counted for plan, *counted in landing.rows(_COUNTS)}
    found = {}
    for path, row in plan_rows(landing, paths=True).items():
        told = {one.name: getattr(row, one.name) for one in fields(row)}
        measures, tasks, bodies = counts.get(path, (0, 0, 0))
        found[path] = Plan(**told, key=file_of(whole(path)), measures=measures, tasks=tasks, bodies=bodies)
    return found


def _bodies(landing: Landing) -> dict[str, Body]:
    found = {}
    for iri, name, kind, level, place, labels in landing.rows(_BODIES):
        spelled = tuple(sorted((labels or name).split("\n")))
        found[iri] = Body(iri, name, kind or "agency", level, place, spelled, file_of(whole(iri)), dict.fromkeys(ROLES, 0))
    for body, level in landing.rows(_LEVELS):
        found[body].level = found[body].level or level
    for body, role, number in landing.rows(_HELD):
        found[body].counts[role] = number
    for body, number in landing.rows(_ALL):
        found[body].every = number
    for body, number in landing.rows(_THROUGH):
        if body in found:
            found[body].through = number
    return {iri: body for iri, body in found.items() if body.every or body.through}


def _target(row: Sequence[Any]) -> Target:
    iri, measure, plan, indicator, label, kind, comparator, value, upper, unit, scope, force, change, quote, _ = row
    said = figure(comparator, value, upper, unit, change)
    return Target(iri, measure, plan, indicator, label, kind, said, scope, force, quote)


def _once(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows without those of a thing that another file stated before."""
    found: dict[Any, tuple[Any, ...]] = {}
    for row in rows:
        found.setdefault(row[0], row)
    return list(found.values())


def _batches(items: Iterable[Plan], size: int) -> Iterator[list[Plan]]:
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
