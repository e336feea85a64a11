"""From the tasks of an upper plan to the bodies below that answer for them: what a flow picture draws."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ask.cell import code, maybe, number, text
from zeren.ask.lookup import PREFIXES, Reader, Row, ask_rows, find_plans

_PAIRS = """SELECT DISTINCT ?pair ?over ?under WHERE {
  ?pair a zr:PlanCascade ; zr:upperPlan ?over ; zr:lowerPlan ?under .
}"""

_UPPER = """SELECT DISTINCT ?pair ?over ?under ?upper ?order ?task ?number ?title WHERE {
  #PAIRS#
  ?upper zr:inPlan ?over ; zr:order ?order .
  OPTIONAL {
    ?upper zr:inTask ?task .
    OPTIONAL { ?task zr:number ?number }
    OPTIONAL { ?task dcterms:title ?title }
  }
}"""

_LINKS = """SELECT DISTINCT ?pair ?upper ?lower ?kind ?likely ?body ?name ?place WHERE {
  #PAIRS#
  ?link zr:inCascade ?pair ; zr:upperMeasure ?upper ; zr:lowerMeasure ?lower ; zr:cascadeKind ?kind .
  OPTIONAL { ?link zr:likely ?likely }
  OPTIONAL {
    ?lower zr:hasAssignment ?duty .
    ?duty zr:role ?role ; zr:position ?place ; zr:body ?body .
    ?body skos:prefLabel ?name .
    FILTER(?role IN (zrc:lead, zrc:responsible))
  }
}"""


@dataclass(frozen=True, slots=True)
class MeasurePair:
    """A measure of the upper plan and the one below that carries it out."""

    upper: str
    """IRI"""
    lower: str | None
    """IRI; None where no measure below carries it out"""
    kind: str | None
    """``copied``, ``adapted`` or ``broken-down``; None where nothing below carries it out"""
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
    under = None if plan is None else {known.iri for known in find_plans(reader, plan)}
    pairs = [row for row in ask_rows(reader, PREFIXES + _PAIRS) if under is None or text(row, "under") in under]
    if not pairs:
        return ()
    # Named beforehand: where there are few pairs, an engine may else begin with all measures of the store.
    listed = sorted(" ".join(f"<{text(row, name)}>" for name in ("pair", "over", "under")) for row in pairs)
    limit = "VALUES (?pair ?over ?under) { " + " ".join(f"({one})" for one in listed) + " }"
    uppers = list(ask_rows(reader, PREFIXES + _UPPER.replace("#PAIRS#", limit)))
    uppers.sort(key=lambda row: (text(row, "over"), text(row, "under"), number(row, "order"), text(row, "upper")))
    links: dict[tuple[str, str], list[Row]] = {}
    rows = ask_rows(reader, PREFIXES + _LINKS.replace("#PAIRS#", limit))
    for row in sorted(rows, key=lambda row: (text(row, "lower"), number(row, "place"), text(row, "body"))):
        links.setdefault((text(row, "pair"), text(row, "upper")), []).append(row)
    tasks: dict[tuple[str, str], list[Row]] = {}
    for row in uppers:
        tasks.setdefault((text(row, "pair"), text(row, "task") or text(row, "over")), []).append(row)
    return tuple(flow for (pair, task), rows in tasks.items() for flow in _of_task(pair, task, rows, links))


def _of_task(
    pair: str, task: str, rows: list[Row], links: dict[tuple[str, str], list[Row]]
) -> list[Flow]:
    """The flows out of one task, the part that is not taken up last."""
    held: dict[str | None, dict[MeasurePair, None]] = {}
    names: dict[str | None, str | None] = {None: None}
    loose: list[MeasurePair] = []
    for row in rows:
        upper = text(row, "upper")
        found = links.get((pair, upper), [])
        if not found:
            loose.append(MeasurePair(upper, None, None, False))
        for link in found:
            body = maybe(link, "body")
            names[body] = maybe(link, "name")
            one = MeasurePair(upper, text(link, "lower"), code(link, "kind", "cascade-"), maybe(link, "likely") in ("true", "1"))
            held.setdefault(body, {})[one] = None
    first = rows[0]

    def flow(body: str | None, pairs: tuple[MeasurePair, ...], count: int) -> Flow:
        return Flow(
            text(first, "over"), text(first, "under"), task, maybe(first, "number"), text(first, "title"),
            body, names[body], count, pairs,
        )  # fmt: skip

    flows = [flow(body, tuple(pairs), len({one.lower for one in pairs})) for body, pairs in held.items()]
    flows.sort(key=lambda one: (-one.count, one.body_name or "", one.body or ""))
    return [*flows, flow(None, tuple(loose), len(loose))] if loose else flows
