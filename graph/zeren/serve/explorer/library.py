"""All that the pages show of one state of a store, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from zeren.ask import load_duties
from zeren.ask.lookup import PREFIXES, Row
from zeren.duties import ROLES, Duties, Duty
from zeren.model import Place, Target
from zeren.report import Ledger
from zeren.store.reader import Reader
from zeren.store.records import Entry
from zeren.vocabulary import BASE, CODES, COMPARATORS

_PLANS = """SELECT DISTINCT ?plan ?title ?annex ?over ?parent ?issuer ?number ?date ?year ?status ?place ?basis ?file
  ?document ?start WHERE {
  ?plan a zr:Plan ; dcterms:title ?title ; prov:wasDerivedFrom ?document .
  ?document zr:fileName ?file .
  OPTIONAL { ?plan zr:evidence ?spot . ?spot oa:start ?start ; oa:hasSource ?document }
  OPTIONAL { ?plan zr:annex ?annex }
  OPTIONAL { ?plan dcterms:isPartOf ?over . ?over dcterms:title ?parent }
  OPTIONAL { ?plan zr:issuerName ?issuer }
  OPTIONAL { ?plan zr:documentNumber ?number }
  OPTIONAL { ?plan dcterms:issued ?date }
  OPTIONAL { ?plan zr:year ?year }
  OPTIONAL { ?plan zr:status ?status }
  OPTIONAL { ?plan zr:jurisdiction/skos:prefLabel ?place }
  OPTIONAL { ?plan zr:leadBasis ?basis }
}"""

_TARGETS = """SELECT DISTINCT ?target ?holder ?indicator ?raw ?kind ?comparator ?value ?most ?unit ?scope ?force ?change
  ?baseline ?period ?reading ?quote ?start ?end ?locator ?file WHERE {
  ?holder zr:hasTarget ?target .
  ?target zr:indicator ?indicator ; zr:indicatorRaw ?raw ; zr:targetKind ?kind ; zr:evidence ?spot .
  ?spot oa:exact ?quote ; oa:start ?start ; oa:end ?end ; zr:locator ?locator ; oa:hasSource/zr:fileName ?file .
  OPTIONAL { ?target zr:comparator ?comparator }
  OPTIONAL { ?target zr:value ?value }
  OPTIONAL { ?target zr:valueMax ?most }
  OPTIONAL { ?target zr:unit ?unit }
  OPTIONAL { ?target zr:scope ?scope }
  OPTIONAL { ?target zr:force ?force }
  OPTIONAL { ?target zr:change ?change }
  OPTIONAL { ?target zr:baseline ?baseline }
  OPTIONAL { ?target zr:period ?period }
  OPTIONAL { ?target zr:targetReading ?reading }
}"""

_LIKELY = """SELECT DISTINCT ?measure ?body ?role WHERE {
  ?measure zr:hasAssignment ?duty . ?duty zr:likely true ; zr:body ?body ; zr:role ?role .
}"""

_LEFT = """SELECT DISTINCT ?left ?text ?reason ?plan ?file ?locator ?start ?document WHERE {
  ?left a zr:Residue ; zr:text ?text ; zr:reason ?reason ; zr:ignored false ; zr:evidence ?spot .
  ?spot oa:start ?start ; zr:locator ?locator ; oa:hasSource ?document . ?document zr:fileName ?file .
  OPTIONAL { ?left zr:leftFrom ?plan }
}"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan or an annex, with what it says of itself."""

    id: str
    """IRI"""
    title: str
    annex: str | None
    over: str | None
    """IRI of the plan that it is an annex of"""
    part_of: str | None
    """title of that plan"""
    issuer: str | None
    number: str | None
    date: str | None
    year: str | None
    status: str | None
    jurisdiction: str | None
    lead_basis: str | None
    file: str
    document: str
    """IRI of the source document"""
    start: int
    """offset of its title in the source"""

    @property
    def name(self) -> str:
        """Annex mark and title."""
        return " ".join(filter(None, (self.annex, self.title)))


@dataclass(frozen=True, slots=True)
class Promise:
    """A target with whoever holds it."""

    id: str
    """IRI"""
    holder: str
    """IRI of a measure or of a plan"""
    indicator: str
    """IRI"""
    plan: str
    """IRI"""
    measure: str | None
    target: Target
    comparator: str
    """code; empty where none"""
    file: str
    locator: str


@dataclass(frozen=True, slots=True)
class Left:
    """Words that no record took."""

    text: str
    reason: str
    plan: str | None
    file: str
    locator: str
    start: int
    document: str


class Library:
    """Plans, measures, bodies, duties and targets of one state of a store, and what belongs to what."""

    def __init__(
        self,
        duties: Duties,
        plans: Iterable[Plan] = (),
        promises: Iterable[Promise] = (),
        likely: Mapping[str, Iterable[tuple[str, str]]] | None = None,
        left: Iterable[Left] = (),
        entries: Iterable[Entry] = (),
    ) -> None:
        self.duties = duties
        self.plans = {plan.id: plan for plan in plans}
        self.promises = tuple(promises)
        self.likely = {measure: tuple(held) for measure, held in (likely or {}).items()}
        """measure → body and role of the duties that were read by the likelier of two readings"""
        self.left = tuple(left)
        self.entries = tuple(entries)
        self.of_measure: dict[str, list[Duty]] = {measure: [] for measure in duties.measures}
        """measure → its duties as written, in the order printed"""
        self.expanded: dict[str, list[Duty]] = {}
        """measure → duties through groups"""
        self.of_body: dict[str, list[Duty]] = {}
        for duty in duties.duties:
            self.of_body.setdefault(duty.body, []).append(duty)
            held = self.of_measure if duty.expansion is None else self.expanded
            held.setdefault(duty.measure, []).append(duty)
        self.of_plan: dict[str, list[str]] = {}
        """plan → its measures in the order printed"""
        for measure in duties.measures.values():
            self.of_plan.setdefault(measure.plan_id, []).append(measure.id)
        self.targets: dict[str, list[Target]] = {}
        """measure → its targets in the order printed"""
        for promise in self.promises:
            if promise.measure:
                self.targets.setdefault(promise.measure, []).append(promise.target)
        self.ledger = Ledger(duties, self.targets)
        self.counts: dict[str, dict[str, int]] = {body: self._counted(held) for body, held in self.of_body.items()}
        """body → number of measures by role, as written, and ``all`` in whatever role"""

    def _counted(self, held: Iterable[Duty]) -> dict[str, int]:
        pairs = {(duty.measure, duty.role) for duty in held if duty.expansion is None}
        counts = dict.fromkeys((*ROLES, "all"), 0)
        for _, role in pairs:
            counts[role] += 1
        counts["all"] = len({measure for measure, _ in pairs})
        return counts

    def roles(self) -> tuple[str, ...]:
        """Return the roles that occur."""
        return tuple(role for role in ROLES if any(counts[role] for counts in self.counts.values()))

    def principal(self, measure: str) -> str:
        """Return the role that answers for a measure."""
        return "lead" if self.duties.measures[measure].lead_basis else "responsible"


def address(iri: str) -> str:
    """Return the path of a thing on this site: that of its IRI below the base."""
    return "/id/" + (iri.removeprefix(BASE) if iri.startswith(BASE) else quote(iri, safe=""))


def load(reader: Reader) -> Library:
    """Read everything in one pass; measures in document order."""
    duties = load_duties(reader)
    queries = {"plans": _PLANS, "targets": _TARGETS, "likely": _LIKELY, "left": _LEFT}
    rows = reader.by_document({name: PREFIXES + query for name, query in queries.items()})
    likely: dict[str, set[tuple[str, str]]] = {}
    for row in rows["likely"]:
        likely.setdefault(_text(row, "measure"), set()).add((_text(row, "body"), _code(row, "role")))
    left = {
        Left(_text(row, "text"), _text(row, "reason"), _maybe(row, "plan"), _text(row, "file"), _text(row, "locator"),
             _whole(row, "start"), _text(row, "document"))
        for row in rows["left"]
    }  # fmt: skip
    return Library(
        duties,
        _plans(rows["plans"]),
        _promises(rows["targets"], duties),
        {measure: sorted(held) for measure, held in likely.items()},
        sorted(left, key=lambda its: (its.file, its.start, its.text, its.reason, its.locator)),
        reader.documents(),
    )


def _plans(rows: Iterable[Row]) -> list[Plan]:
    found: dict[str, Plan] = {}
    for row in rows:
        plan = Plan(
            id=_text(row, "plan"),
            title=_text(row, "title"),
            annex=_maybe(row, "annex"),
            over=_maybe(row, "over"),
            part_of=_maybe(row, "parent"),
            issuer=_maybe(row, "issuer"),
            number=_maybe(row, "number"),
            date=_maybe(row, "date"),
            year=_maybe(row, "year"),
            status=_code(row, "status") or None,
            jurisdiction=_maybe(row, "place"),
            lead_basis=_code(row, "basis").removeprefix("lead-") or None,
            file=_text(row, "file"),
            document=_text(row, "document"),
            start=_whole(row, "start"),
        )
        if plan.id not in found or (plan.file, plan.start) < (found[plan.id].file, found[plan.id].start):
            found[plan.id] = plan
    return sorted(found.values(), key=lambda plan: (plan.file, plan.start, plan.over is not None, plan.annex or "", plan.id))


def _promises(rows: Iterable[Row], duties: Duties) -> list[Promise]:
    found: dict[str, tuple[tuple[str, int, str], Promise]] = {}
    signs = {code: sign for sign, code in COMPARATORS.items()}
    for row in rows:
        holder, comparator = _text(row, "holder"), _code(row, "comparator")
        measure = duties.measures.get(holder)
        target = Target(
            indicator=_text(row, "raw"),
            comparator=signs.get(comparator),
            value=_real(row, "value"),
            value_max=_real(row, "most"),
            unit=_maybe(row, "unit"),
            scope=_maybe(row, "scope"),
            kind=_code(row, "kind").removeprefix("target-"),
            quote=_text(row, "quote"),
            place=Place(_whole(row, "start"), _whole(row, "end")),
            force=_code(row, "force").removeprefix("force-") or "binding",
            change=_code(row, "change").removeprefix("change-") or None,
            baseline=_maybe(row, "baseline"),
            period=_maybe(row, "period"),
            reading=_maybe(row, "reading"),
        )
        promise = Promise(
            id=_text(row, "target"),
            holder=holder,
            indicator=_text(row, "indicator"),
            plan=measure.plan_id if measure else holder,
            measure=holder if measure else None,
            target=target,
            comparator=comparator,
            file=_text(row, "file"),
            locator=_text(row, "locator"),
        )
        order = (promise.file, target.place.start, promise.id)
        if promise.id not in found or order < found[promise.id][0]:
            found[promise.id] = (order, promise)
    return [promise for _, promise in sorted(found.values(), key=lambda pair: pair[0])]


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if term is not None else ""


def _maybe(row: Row, name: str) -> str | None:
    return _text(row, name) or None


def _whole(row: Row, name: str) -> int:
    return int(_text(row, name) or 0)


def _real(row: Row, name: str) -> float | None:
    text = _text(row, name)
    return float(text) if text else None


def _code(row: Row, name: str) -> str:
    return _text(row, name).removeprefix(CODES)
