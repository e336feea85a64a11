"""One topic from level to level: which plans carry out which, when they came, what they took up, how quantities were split.

A chain begins with a plan that carries out none in the store and holds all plans below it (``cascade`` of the landing). That
a measure has no counterpart below is only ever “没有找到对应措施”: how it was looked for stands with ``zeren question cascade``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from zeren.ask.lookup import Reader, find_plans, landing_for
from zeren.ground.errors import NotFound
from zeren.ground.resources import table
from zeren.table import Landing, short

KINDS = ("plans", "coverage", "bodies", "amounts")
NONE = "没有找到对应措施"
NOTE = (
    "没有找到对应措施：按相同文字、对口单位、少见的共有词、同义词、同单位数量和时限逐对比过，不等于下级没有做；"
    "likely 待人确认（zeren cascade review）。"
)

_PAIRS = """SELECT DISTINCT id, upper_plan, lower_plan, basis, coalesce(likely, FALSE)
FROM cascade
WHERE upper_plan IN (SELECT id FROM plan) AND lower_plan IN (SELECT id FROM plan)
ORDER BY upper_plan, lower_plan"""
_PLANS = """SELECT p.id, min(p.title), min(p.annex), min(coalesce(p.jurisdiction, p.issuer, '')), min(coalesce(p.issued, q.issued)),
       min(p.plan_year), min(d.level), min(p.file)
FROM plan p
LEFT JOIN plan q ON q.id = p.part_of AND q.file = p.file
LEFT JOIN division d ON d.id = p.division AND d.file = p.file
WHERE p.id IN ($plans)
GROUP BY p.id"""
_MEASURES = """SELECT plan, id, min(task_no), min(text), min(place), min(file), min(locator)
FROM measure_line
WHERE plan IN ($plans)
GROUP BY plan, id
ORDER BY 1, 5, 2"""
_LINKS = """SELECT DISTINCT cascade, upper_measure, lower_measure, kind, coalesce(likely, FALSE)
FROM link
WHERE cascade IN ($pairs)
ORDER BY 1, 2, 3"""
_LEADS = """SELECT DISTINCT d.measure, d.mention, d.position
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE m.plan IN ($plans) AND d.role IN ('lead', 'responsible')
ORDER BY d.measure, d.position, d.mention"""
_AMOUNTS = """SELECT DISTINCT k.cascade, k.upper_measure, k.lower_measure, a.unit, a.upper_value, a.lower_value
FROM shared_amount a
JOIN link k ON k.id = a.link
WHERE k.cascade IN ($pairs)
ORDER BY 1, 2, 4, 5, 3"""


@dataclass(frozen=True, slots=True)
class Node:
    """A plan in a chain."""

    id: str
    """path below the base"""
    title: str
    place: str
    """its division, else its issuer"""
    level: str | None
    issued: str | None
    """ISO day"""
    year: int | None
    depth: int
    """0 for the plan that the chain begins with"""
    upper: str | None
    """the plan that it carries out, nearest level"""
    days: int | None
    """days from the issue of that plan to its own; None where one of them prints no day"""
    basis: str
    likely: bool
    measures: int
    taken: int
    """measures of the upper plan that it takes up"""
    of: int
    """measures of the upper plan"""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure in a chain."""

    id: str
    """path below the base"""
    no: str
    """number of its task"""
    text: str
    leads: str
    """those that lead or answer for it, as printed"""
    place: str
    """file and place"""


@dataclass(frozen=True, slots=True)
class Chain:
    """All plans of a topic from the highest level down."""

    nodes: tuple[Node, ...]
    """each before those that carry it out"""
    measures: Mapping[str, tuple[Measure, ...]]
    """plan → its measures in document order"""
    links: Mapping[tuple[str, str], Mapping[str, tuple[tuple[Measure, str, bool], ...]]]
    """upper and lower plan → upper measure → lower measures with the kind of link and whether it is likely"""
    amounts: tuple[tuple[str, str, str, float, tuple[tuple[str, str, float], ...]], ...]
    """upper plan, upper measure, unit, value, and lower plan, lower measure and value of each share"""

    @property
    def roots(self) -> tuple[Node, ...]:
        """The plans that carry out none in the store."""
        return tuple(node for node in self.nodes if node.upper is None)

    def below(self, plan: str) -> tuple[Node, ...]:
        """Return the plans that carry out another, by place."""
        return tuple(node for node in self.nodes if node.upper == plan)


def chain(reader: Reader, words: str | None = None) -> Chain:
    """Return the chain that holds the plans that ``words`` point to; all chains of the store where None.

    Raises NotFound where no plan fits, or none of those has a plan above or below.
    """
    landing = landing_for(reader)
    pairs = landing.rows(_PAIRS)
    if words:
        wanted = {short(plan.iri) for plan in find_plans(reader, words)}
        pairs = _reached(pairs, wanted)
    if not pairs:
        raise NotFound(
            f"{words or ''}: 没有上下级计划 (no plan above or below it)".removeprefix(": "), "zeren cascade plans --all 列出比过的计划与理由"
        )
    plans = sorted({plan for _, upper, lower, _, _ in pairs for plan in (upper, lower)})
    leads: dict[str, dict[str, None]] = {}
    for measure, mention, _ in landing.rows(_LEADS, {"plans": plans}):
        leads.setdefault(measure, {})[mention] = None
    measures: dict[str, list[Measure]] = {plan: [] for plan in plans}
    for plan, measure, no, text, _, file, spot in landing.rows(_MEASURES, {"plans": plans}):
        measures[plan].append(Measure(measure, no or "", text, "、".join(leads.get(measure, ())), f"{file} {spot}"))
    known = {one.id: one for held in measures.values() for one in held}
    of = {pair: (upper, lower) for pair, upper, lower, _, _ in pairs}
    links: dict[tuple[str, str], dict[str, list[tuple[Measure, str, bool]]]] = {both: {} for both in of.values()}
    for pair, upper, lower, kind, likely in landing.rows(_LINKS, {"pairs": sorted(of)}):
        if upper in known and lower in known:
            links[of[pair]].setdefault(upper, []).append((known[lower], kind, likely))
    told = {both: {upper: tuple(its) for upper, its in held.items()} for both, held in links.items()}
    return Chain(
        _nodes(landing, plans, pairs, measures, told), {plan: tuple(held) for plan, held in measures.items()}, told, _amounts(landing, of, known)
    )


def _reached(pairs: list[Any], wanted: set[str]) -> list[Any]:
    """The pairs above the wanted plans, and those below what is reached so: a topic from its top."""
    tops, size = set(wanted), -1
    while len(tops) > size:
        size = len(tops)
        tops |= {upper for _, upper, lower, _, _ in pairs if lower in tops}
    uppers = {lower for _, _, lower, _, _ in pairs}
    held, size = {plan for plan in tops if plan not in uppers} or tops, -1
    while len(held) > size:
        size = len(held)
        held |= {lower for _, upper, lower, _, _ in pairs if upper in held}
    return [row for row in pairs if row[1] in held and row[2] in held]


def _nodes(
    landing: Landing, plans: list[str], pairs: list[Any], measures: Mapping[str, list[Measure]], links: Mapping[tuple[str, str], Mapping[str, Any]]
) -> tuple[Node, ...]:
    about = {row[0]: row for row in landing.rows(_PLANS, {"plans": plans})}
    above: dict[str, list[tuple[str, str, bool]]] = {}
    for _, upper, lower, basis, likely in pairs:
        above.setdefault(lower, []).append((upper, basis, likely))
    depths: dict[str, int] = {}

    def depth(plan: str, seen: tuple[str, ...] = ()) -> int:
        if plan not in depths:
            uppers = [upper for upper, _, _ in above.get(plan, ()) if upper not in seen]
            depths[plan] = max((depth(upper, (*seen, plan)) + 1 for upper in uppers), default=0)
        return depths[plan]

    made: dict[str, Node] = {}
    for plan in plans:
        _, title, annex, place, issued, year, level, _ = about[plan]
        # Of several plans above, the nearest level: the one that itself carries out the others.
        over = sorted(above.get(plan, ()), key=lambda one: (-depth(one[0]), one[2], one[0]))
        upper, basis, likely = over[0] if over else (None, "", False)
        days = _days(about[upper][4], issued) if upper else None
        made[plan] = Node(
            plan, " ".join(filter(None, (annex, title))), place, level, issued, int(year) if year else None, depth(plan), upper, days,
            basis, likely, len(measures[plan]), len(links.get((upper, plan), {})) if upper else 0, len(measures[upper]) if upper else 0,
        )  # fmt: skip
    listed: list[Node] = []

    def walk(plan: str) -> None:
        listed.append(made[plan])
        below = [node for node in made.values() if node.upper == plan]
        for node in sorted(below, key=lambda node: (node.place, node.title, node.id)):
            walk(node.id)

    for node in sorted((node for node in made.values() if node.upper is None), key=lambda node: (node.title, node.id)):
        walk(node.id)
    return tuple(listed)


def _days(one: str | None, other: str | None) -> int | None:
    return (date.fromisoformat(other[:10]) - date.fromisoformat(one[:10])).days if one and other else None


def _amounts(landing: Landing, of: Mapping[str, tuple[str, str]], known: Mapping[str, Measure]) -> tuple[Any, ...]:
    found: dict[tuple[str, str, str, float], list[tuple[str, str, float]]] = {}
    for pair, upper, lower, unit, above, below in landing.rows(_AMOUNTS, {"pairs": sorted(of)}):
        if upper in known and lower in known:
            found.setdefault((of[pair][0], upper, unit, above), []).append((of[pair][1], lower, below))
    return tuple((*key, tuple(shares)) for key, shares in found.items())


# ── Rows ─────────────────────────────────────────────────────────────────────────────────


def tabulated(found: Chain, kind: str = "plans") -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows of one of ``KINDS``; KeyError for another kind."""
    columns, rows = {"plans": _plan_rows, "coverage": _coverage_rows, "bodies": _body_rows, "amounts": _amount_rows}[kind](found)
    return tuple(columns), rows


def _plan_rows(found: Chain) -> tuple[list[str], list[dict[str, Any]]]:
    titles = {node.id: node.title for node in found.nodes}
    rows = [
        {
            "depth": node.depth, "place": node.place, "plan": node.title, "issued": node.issued, "days_after": node.days,
            "measures": node.measures, "taken_up": node.taken if node.upper else None, "of": node.of if node.upper else None,
            "upper": titles.get(node.upper or ""), "certainty": ("likely" if node.likely else "certain") if node.upper else None,
            "basis": node.basis or None, "plan_id": node.id,
        }
        for node in found.nodes
    ]  # fmt: skip
    return ["depth", "place", "plan", "issued", "days_after", "measures", "taken_up", "of", "upper", "certainty", "basis", "plan_id"], rows


def _named(nodes: tuple[Node, ...]) -> dict[str, str]:
    """Plan → the head of its column: its place, with the title where two plans of a place stand beside one another."""
    places = [node.place for node in nodes]
    return {node.id: node.place if node.place and places.count(node.place) == 1 else f"{node.place}《{node.title}》" for node in nodes}


def coverage(found: Chain, plan: str) -> list[tuple[Measure, list[tuple[tuple[Measure, str, bool], ...]]]]:
    """Return each measure of a plan with what each plan below it has for it, in the order of ``Chain.below``."""
    return [(one, [found.links[plan, node.id].get(one.id, ()) for node in found.below(plan)]) for one in found.measures[plan]]


def _coverage_rows(found: Chain) -> tuple[list[str], list[dict[str, Any]]]:
    columns, rows = ["plan", "no", "text", "below", "taken_up"], []
    for upper in found.nodes:
        nodes = found.below(upper.id)
        names = _named(nodes)
        columns += [names[node.id] for node in nodes if names[node.id] not in columns]
        for one, cells in coverage(found, upper.id) if nodes else ():
            row: dict[str, Any] = {"plan": upper.title, "no": one.no or None, "text": one.text, "below": len(nodes)}
            row["taken_up"] = sum(1 for cell in cells if cell)
            for node, cell in zip(nodes, cells, strict=True):
                row[names[node.id]] = "；".join(dict.fromkeys(kind + ("?" if likely else "") for _, kind, likely in cell)) or NONE
            rows.append(row)
    return columns, rows


def _body_rows(found: Chain) -> tuple[list[str], list[dict[str, Any]]]:
    """Who answers for what at each level: one row a link, and one a measure above without any."""
    columns, rows = ["plan", "text", "leads", "below", "below_text", "below_leads", "kind", "certainty"], []
    for upper in found.nodes:
        for node in found.below(upper.id):
            for one in found.measures[upper.id]:
                linked = found.links[upper.id, node.id].get(one.id, ())
                start = {"plan": upper.title, "text": one.text, "leads": one.leads or None, "below": node.title}
                for lower, kind, likely in linked:
                    certainty = "likely" if likely else "certain"
                    rows.append({**start, "below_text": lower.text, "below_leads": lower.leads or None, "kind": kind, "certainty": certainty})
                if not linked:
                    rows.append({**start, "kind": NONE})
    return columns, rows


def _adds_up(unit: str) -> bool:
    """Whether values of a unit, printed with 万 or 亿 before it, add up over areas: 个 and 万亩 do, 小时, % and 个（每千人口） do not."""
    return "（" not in unit and _unit_kinds().get(unit, _unit_kinds().get(unit.lstrip("百千万亿"), "count")) == "count"


@cache
def _unit_kinds() -> dict[str, str]:
    return {row["unit"]: row["kind"] for row in table("vocabulary/counters")}


def _amount_rows(found: Chain) -> tuple[list[str], list[dict[str, Any]]]:
    titles = {node.id: node for node in found.nodes}
    texts = {one.id: one.text for held in found.measures.values() for one in held}
    rows = []
    for plan, measure, unit, value, shares in found.amounts:
        adds = _adds_up(unit)
        for lower, below, part in shares:
            rows.append(
                {
                    "plan": titles[plan].title, "upper_value": value, "unit": unit, "below": titles[lower].title,
                    "place": titles[lower].place, "lower_value": part, "share": round(part / value, 4) if value and adds else None,
                    "sum_below": sum(each for _, _, each in shares) if adds else None, "text": texts[measure], "below_text": texts[below],
                }
            )  # fmt: skip
    return ["plan", "upper_value", "unit", "below", "place", "lower_value", "share", "sum_below", "text", "below_text"], rows
