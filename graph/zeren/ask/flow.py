"""From the tasks of an upper plan to the bodies below that answer for them: what a flow picture draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zeren.ask.loading import load_bodies, load_duties
from zeren.ask.lookup import Reader, find_plans, landing_for
from zeren.table import short, whole
from zeren.table.duties import Duties
from zeren.table.landing import Value

_PAIRS = """SELECT DISTINCT id, upper_plan, lower_plan FROM cascade
WHERE TRUE
  AND lower_plan IN ($under)
ORDER BY upper_plan, lower_plan, id"""

_UPPER = """SELECT DISTINCT c.id, m.plan, m.id, m.place, m.task, t.number, t.title
FROM cascade c
JOIN measure m ON m.plan = c.upper_plan
LEFT JOIN task t ON t.id = m.task AND t.file = m.file
WHERE TRUE
  AND c.lower_plan IN ($under)
ORDER BY c.id, m.place, m.id"""

_LINKS = """SELECT DISTINCT k.cascade, k.upper_measure, k.lower_measure, k.kind, coalesce(k.likely, FALSE), d.body, n.name, d.position
FROM link k
JOIN cascade c ON c.id = k.cascade
LEFT JOIN duty d ON d.measure = k.lower_measure AND d.role IN ('lead', 'responsible')
LEFT JOIN body_name n ON n.id = d.body
WHERE TRUE
  AND c.lower_plan IN ($under)
ORDER BY k.lower_measure, d.position NULLS FIRST, d.body NULLS FIRST, k.upper_measure"""


@dataclass(frozen=True, slots=True)
class MeasurePair:
    """A measure of the upper plan and the one below that carries it out."""

    upper: str
    """IRI"""
    lower: str | None
    """IRI; None where no measure below carries it out"""
    kind: str | None
    """``copied``, ``adapted``, ``narrowed``, ``raised`` or ``broken-down``; None where nothing below carries it out"""
    likely: bool
    """True where a person has yet to confirm the pair"""


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one task of an upper plan to one body below."""

    upper_plan: str
    """IRI"""
    lower_plan: str
    """IRI"""
    task: str
    """IRI of the upper task; of the upper plan for measures that stand under no task"""
    task_no: str | None
    """number of the task as printed"""
    task_title: str
    """empty where the measures stand under no task"""
    body: str | None
    """IRI of a body that leads or is responsible below, groups as written; None: not taken up, or no body is named"""
    body_name: str | None
    """resolved name with its jurisdiction"""
    count: int
    """lower measures that the body answers for; for no body, upper measures that are not taken up, else lower ones"""
    pairs: tuple[MeasurePair, ...]
    """behind the count, in the order of the upper plan"""


def load_flows(reader: Reader, plan: str | None = None) -> tuple[Flow, ...]:
    """Return the flows between all pairs of plans, or those into the lower plans that ``plan`` points to.

    Ordered by pair of plans, then tasks as the upper plan has them, then bodies by count and name; the part of a task
    that is not taken up comes last. Raises NotFound where no plan fits.
    """
    landing = landing_for(reader)
    under: dict[str, Value] = {"under": [short(known.iri) for known in find_plans(reader, plan)] if plan else None}
    links: dict[tuple[str, str], list[_Link]] = {}
    for pair, upper, *link in landing.rows(_LINKS, under):
        links.setdefault((str(pair), str(upper)), []).append(_Link(*link))
    uppers: dict[str, list[_Upper]] = {}
    for pair, *one in landing.rows(_UPPER, under):
        uppers.setdefault(str(pair), []).append(_Upper(*one))
    flows: list[Flow] = []
    for pair, over, lower in landing.rows(_PAIRS, under):
        tasks: dict[str, list[_Upper]] = {}
        for each in uppers.get(str(pair), []):
            tasks.setdefault(each.task or str(over), []).append(each)
        for task, rows in tasks.items():
            flows += _of_task(str(pair), str(lower), task, rows, links)
    return tuple(flows)


def load_flow_duties(reader: Reader, flows: Sequence[Flow]) -> Duties:
    """Return the measures of the plans between which flows go, with the bodies that answer for them, called as the whole store does."""
    plans = sorted({short(plan) for flow in flows for plan in (flow.upper_plan, flow.lower_plan)})
    if not plans:
        return Duties({}, {}, ())
    paths = [str(path) for (path,) in landing_for(reader).rows("SELECT DISTINCT id FROM measure WHERE plan IN ($plans)", {"plans": plans})]
    return load_duties(reader, measures=paths, known=load_bodies(reader, bodies={flow.body for flow in flows if flow.body}), targets=False)


class _Upper(NamedTuple):
    """A measure of an upper plan."""

    plan: str
    measure: str
    place: int
    task: str | None
    task_no: str | None
    task_title: str | None


class _Link(NamedTuple):
    """A measure below that carries one out, with one body that answers for it, None where none is named."""

    lower: str
    kind: str
    likely: bool
    body: str | None
    name: str | None
    position: int | None


def _of_task(
    pair: str, lower_plan: str, task: str, rows: list[_Upper], links: dict[tuple[str, str], list[_Link]]
) -> list[Flow]:
    """The flows out of one task, the part that is not taken up last."""
    held: dict[str | None, dict[MeasurePair, None]] = {}
    names: dict[str | None, str | None] = {None: None}
    loose: list[MeasurePair] = []
    for row in rows:
        upper = whole(row.measure)
        found = links.get((pair, row.measure), [])
        if not found:
            loose.append(MeasurePair(upper, None, None, False))
        for link in found:
            names[link.body] = link.name
            held.setdefault(link.body, {})[MeasurePair(upper, whole(link.lower), link.kind, link.likely)] = None
    first = rows[0]

    def flow(body: str | None, pairs: tuple[MeasurePair, ...], count: int) -> Flow:
        return Flow(
            whole(first.plan), whole(lower_plan), whole(task), first.task_no, first.task_title or "",
            whole(body) if body else None, names[body], count, pairs,
        )  # fmt: skip

    flows = [flow(body, tuple(pairs), len({one.lower for one in pairs})) for body, pairs in held.items()]
    flows.sort(key=lambda one: (-one.count, one.body_name or "", one.body or ""))
    return [*flows, flow(None, tuple(loose), len(loose))] if loose else flows
