"""Read the plain table of duties out of a store, in a few queries and in document order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zeren.ask.cell import code, maybe, number, text
from zeren.ask.lookup import PREFIXES, Reader, Row, ask_rows, find_plans, tables
from zeren.ask.promises import DATES, TARGETS, dates_of, targets_of
from zeren.duties import BodyRow, Duties, Duty, MeasureRow
from zeren.model import Deadline

_PLANS = """SELECT DISTINCT ?plan ?title ?annex ?parent ?basis WHERE {
  ?plan a zr:Plan ; dcterms:title ?title .
  OPTIONAL { ?plan zr:annex ?annex }
  OPTIONAL { ?plan dcterms:isPartOf/dcterms:title ?parent }
  OPTIONAL { ?plan zr:leadBasis ?basis }
}"""

_SECTIONS = """SELECT DISTINCT ?section ?heading ?outer WHERE {
  ?section a zr:Section ; dcterms:title ?heading .
  OPTIONAL { ?section dcterms:isPartOf ?outer }
}"""

_MEASURES = """SELECT ?measure ?plan ?text ?order ?section ?number ?task ?file ?start ?locator WHERE {
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:text ?text ; zr:order ?order ; zr:evidence ?words .
  ?words oa:start ?start ; zr:locator ?locator ; oa:hasSource/zr:fileName ?file .
  OPTIONAL { ?measure zr:inSection ?section }
  OPTIONAL { ?measure zr:inTask ?t . OPTIONAL { ?t dcterms:title ?task } OPTIONAL { ?t zr:number ?number } }
}"""

_DEADLINES = """SELECT ?measure ?raw ?kind ?from ?to ?rule ?inherited WHERE {
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:hasDeadline ?deadline .
  ?deadline zr:raw ?raw ; zr:deadlineKind ?kind ; zr:inherited ?inherited .
  OPTIONAL { ?deadline zr:startDate ?from }
  OPTIONAL { ?deadline zr:endDate ?to }
  OPTIONAL { ?deadline zr:rrule ?rule }
}"""

_DUTIES = """SELECT DISTINCT ?measure ?body ?role ?printed ?mention ?full ?position ?basis WHERE {
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:hasAssignment ?duty .
  ?duty zr:body ?body ; zr:role ?role ; zr:mention ?mention ; zr:position ?position ; zr:basis ?basis .
  OPTIONAL { ?duty zr:roleRaw ?printed }
  OPTIONAL { ?duty zr:fullMention ?full }
}"""

_EXPANDED = """SELECT DISTINCT ?measure ?body ?role ?mention ?position ?certainty ?group WHERE {
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:hasExpandedAssignment ?duty .
  ?duty zr:body ?body ; zr:role ?role ; zr:certainty ?certainty ; zr:derivedFrom ?source .
  ?source zr:mention ?mention ; zr:position ?position ; zr:body ?group .
}"""

_BODIES = """SELECT DISTINCT ?body ?class ?name ?label ?kind ?level ?place WHERE {
  VALUES ?class { zr:Agency zr:AgencySet zr:StandingGroup zr:UnresolvedBody }
  ?body a ?class ; skos:prefLabel ?name .
  OPTIONAL { ?body skos:altLabel ?label }
  OPTIONAL { ?body zr:bodyKind ?kind }
  OPTIONAL { ?body zr:level ?level }
  OPTIONAL { ?body zr:jurisdiction/skos:prefLabel ?place }
}"""

_QUERIES = {
    "plans": _PLANS,
    "sections": _SECTIONS,
    "measures": _MEASURES,
    "deadlines": _DEADLINES,
    "duties": _DUTIES,
    "expanded": _EXPANDED,
    "bodies": _BODIES,
    "targets": TARGETS,
    "dates": DATES,
}

_CLASSES = {"AgencySet": "group", "StandingGroup": "standing-group", "UnresolvedBody": "unresolved"}


@dataclass(slots=True)
class _Body:
    """A body while its rows are read; a store may say the same thing in several graphs."""

    name: str
    kind: str
    level: str | None
    place: str | None
    labels: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Plan:
    title: str
    annex: str | None
    parent: str | None
    basis: str | None


def load_duties(reader: Reader, plan: str | None = None) -> Duties:
    """Return the duties of the store, or of the plans that ``plan`` points to (see ``find_plans``).

    Measures and duties stand in document order, files by name; a measure stated by two files is placed by the
    first. Expanded duties follow those as written. Raises NotFound where no plan fits.
    """
    queries = {name: PREFIXES + query for name, query in _QUERIES.items()}
    if plan is None:
        rows = tables(reader, {name: query.replace("#PLANS#", "") for name, query in queries.items()})
    else:
        limit = "VALUES ?plan { " + " ".join(f"<{known.iri}>" for known in find_plans(reader, plan)) + " }"
        rows = {name: list(ask_rows(reader, query.replace("#PLANS#", limit))) for name, query in queries.items()}

    deadlines = {text(row, "measure"): _deadline(row) for row in sorted(rows["deadlines"], key=_text_order)}
    measures = _measures(rows["measures"], deadlines, rows["plans"], _sections(rows["sections"]))
    places = {measure: place for place, measure in enumerate(measures)}

    def of(found: Iterable[Duty]) -> list[Duty]:
        # A measure without text or place is a fault that zeren check tells; it must not stop every other answer.
        held = dict.fromkeys(duty for duty in found if duty.measure in places)
        return sorted(held, key=lambda duty: _order(duty, places))

    written = of(map(_written, rows["duties"]))
    duties = (*written, *of(map(_expanded, rows["expanded"])))
    printed = Counter((duty.body, duty.mention) for duty in written)
    bodies = _bodies(rows["bodies"], {duty.body for duty in duties}, printed)
    return Duties(bodies, measures, duties, targets_of(rows["targets"]), dates_of(rows["dates"]))


def _measures(
    rows: Sequence[Row],
    deadlines: dict[str, Deadline],
    plans: Sequence[Row],
    sections: dict[str, tuple[str, ...]],
) -> dict[str, MeasureRow]:
    of = {text(row, "plan"): _plan(row) for row in plans}
    none = Deadline("", "none")
    found: dict[str, MeasureRow] = {}
    for row in sorted(rows, key=_place):
        measure = text(row, "measure")
        if measure in found:
            continue
        plan, deadline = of[text(row, "plan")], deadlines.get(measure, none)
        found[measure] = MeasureRow(
            id=measure,
            plan=plan.title,
            plan_id=text(row, "plan"),
            annex=plan.annex,
            part_of=plan.parent,
            section=sections.get(text(row, "section"), ()),
            task_no=maybe(row, "number"),
            task=maybe(row, "task"),
            order=number(row, "order"),
            text=text(row, "text"),
            deadline=deadline.raw,
            deadline_kind=deadline.kind,
            deadline_start=deadline.start,
            deadline_end=deadline.end,
            deadline_inherited=deadline.inherited,
            file=text(row, "file"),
            locator=text(row, "locator"),
            lead_basis=plan.basis,
            deadline_rrule=deadline.rrule,
        )
    return found


def _place(row: Row) -> tuple[str, int, int]:
    return (text(row, "file"), number(row, "start"), number(row, "order"))


def _plan(row: Row) -> _Plan:
    basis = code(row, "basis", "lead-")
    return _Plan(text(row, "title"), maybe(row, "annex"), maybe(row, "parent"), basis or None)


def _deadline(row: Row) -> Deadline:
    return Deadline(
        text(row, "raw"),
        code(row, "kind", "deadline-"),
        maybe(row, "from"),
        maybe(row, "to"),
        maybe(row, "rule"),
        text(row, "inherited") in ("true", "1"),
    )


def _sections(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """Return section → headings from the outermost to its own."""
    heading = {text(row, "section"): text(row, "heading") for row in rows}
    outer = {text(row, "section"): text(row, "outer") for row in rows}
    paths = {}
    for section in heading:
        path: list[str] = []
        above = section
        while above and above in heading and len(path) < len(heading):
            path.insert(0, heading[above])
            above = outer[above]
        paths[section] = tuple(path)
    return paths


def _written(row: Row) -> Duty:
    return Duty(
        measure=text(row, "measure"),
        body=text(row, "body"),
        role=code(row, "role"),
        role_raw=maybe(row, "printed"),
        mention=text(row, "mention"),
        position=number(row, "position"),
        basis=code(row, "basis", "basis-"),
    )


def _expanded(row: Row) -> Duty:
    return Duty(
        measure=text(row, "measure"),
        body=text(row, "body"),
        role=code(row, "role"),
        role_raw=None,
        mention=text(row, "mention"),
        position=number(row, "position"),
        basis="expanded",
        expansion=code(row, "certainty"),
        via=text(row, "group"),
    )


def _order(duty: Duty, places: dict[str, int]) -> tuple[int, int, str, str, str]:
    return (places[duty.measure], duty.position, duty.role, duty.expansion or "", duty.body)


def _bodies(rows: Sequence[Row], held: set[str], printed: Counter[tuple[str, str]]) -> dict[str, BodyRow]:
    """Return the bodies that hold a duty, sorted by name; the label is the spelling most often printed."""
    found: dict[str, _Body] = {}
    for row in rows:
        body = text(row, "body")
        if body not in held:
            continue
        kind = _CLASSES.get(text(row, "class").rpartition("#")[2]) or code(row, "kind", "body-") or "agency"
        its = found.setdefault(
            body, _Body(text(row, "name"), kind, code(row, "level") or None, maybe(row, "place"))
        )
        its.labels.update(filter(None, [maybe(row, "label")]))
    spellings: dict[str, list[tuple[int, str]]] = {}
    for (body, mention), times in printed.items():
        spellings.setdefault(body, []).append((-times, mention))
        if body in found:
            found[body].labels.add(mention)
    rows_of = {
        body: BodyRow(
            id=body,
            name=its.name,
            label=min(spellings[body])[1] if body in spellings else its.name,
            kind=its.kind,
            level=its.level,
            jurisdiction=its.place,
            aliases=tuple(sorted(its.labels)),
        )
        for body, its in found.items()
    }
    return dict(sorted(rows_of.items(), key=lambda item: (item[1].name, item[0])))


def _text_order(row: Row) -> tuple[str, ...]:
    return tuple(value.value if value is not None else "" for _, value in sorted(row.items()))
