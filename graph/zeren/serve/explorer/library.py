"""All that the pages show of one state of a store, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from zeren.ask import load_duties
from zeren.ground.model import Place, Target
from zeren.ground.vocabulary import BASE, COMPARATORS
from zeren.report import Ledger
from zeren.store.reader import Reader
from zeren.store.records import Entry
from zeren.table import Landing, landing_of, whole
from zeren.table.duties import ROLES, Duties, Duty

_PLANS = """SELECT p.id, p.title, p.annex, p.part_of, p.part_of_title, p.issuer, p.number, p.issued, CAST(p.plan_year AS STRING),
       p.status, p.jurisdiction, p.lead_basis, p.file, d.id, p.start_offset
FROM plan p
JOIN document d ON d.file = p.file
ORDER BY p.file, p.start_offset, p.part_of IS NOT NULL, coalesce(p.annex, ''), p.id"""

_TARGETS = """SELECT t.id, coalesce(t.measure, t.plan), t.measure, t.indicator, t.label, t.kind, t.comparator, t.value, t.value_max,
       t.unit, t.scope, t.force, t.change, t.baseline, t.period, t.reading, t.due_date, t.quote, t.start_offset, t.end_offset, t.locator, t.file
FROM target t
ORDER BY t.file, t.start_offset, t.id"""

_LIKELY = "SELECT DISTINCT measure, body, role FROM duty WHERE likely ORDER BY measure, body, role"

_LEFT = """SELECT DISTINCT r.text, r.reason, r.plan, r.file, r.locator, r.start_offset, d.id
FROM residue r
JOIN document d ON d.file = r.file
WHERE NOT r.ignored
ORDER BY r.file, r.start_offset, r.text, r.reason, r.locator"""


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
        left_out: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.duties = duties
        self.plans = {plan.id: plan for plan in plans}
        self.promises = tuple(promises)
        self.likely = {measure: tuple(held) for measure, held in (likely or {}).items()}
        """measure → body and role of the duties that were read by the likelier of two readings"""
        self.left = tuple(left)
        self.entries = tuple(entries)
        self.left_out = tuple(left_out)
        """files of documents that no figure is taken from, with the file that counts in their place"""
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
    landing = landing_of(reader)
    likely: dict[str, list[tuple[str, str]]] = {}
    for measure, body, role in landing.rows(_LIKELY):
        likely.setdefault(whole(measure), []).append((whole(body), role))
    left = [
        Left(text, reason, whole(plan) if plan else None, file, locator, start, whole(document))
        for text, reason, plan, file, locator, start, document in landing.rows(_LEFT)
    ]
    return Library(duties, _plans(landing), _promises(landing, duties), likely, left, reader.documents(), reader.left_out_names())


def _plans(landing: Landing) -> list[Plan]:
    """Every plan once, placed by the first file that states it."""
    found: dict[str, Plan] = {}
    for path, title, annex, over, *cells, document, start in landing.rows(_PLANS):
        plan = Plan(whole(path), title, annex, whole(over) if over else None, *(*cells, whole(document), start))
        found.setdefault(plan.id, plan)
    return list(found.values())


def _promises(landing: Landing, duties: Duties) -> list[Promise]:
    """Every target once, placed by the first file that states it."""
    found: dict[str, Promise] = {}
    signs = {code: sign for sign, code in COMPARATORS.items()}
    for path, holder, measure, indicator, *cells, start, end, locator, file in landing.rows(_TARGETS):
        label, kind, comparator, value, value_max, unit, scope, force, change, baseline, period, reading, due, quote = cells
        known = duties.measures.get(whole(measure)) if measure else None
        target = Target(
            label, signs.get(comparator), value, value_max, unit, scope, kind, quote, Place(start, end),
            force=force, change=change, baseline=baseline, period=period, reading=reading, due=due,
        )  # fmt: skip
        promise = Promise(
            id=whole(path),
            holder=whole(holder),
            indicator=whole(indicator),
            plan=known.plan_id if known else whole(holder),
            measure=known.id if known else None,
            target=target,
            comparator=comparator or "",
            file=file,
            locator=locator,
        )
        found.setdefault(promise.id, promise)
    return list(found.values())
