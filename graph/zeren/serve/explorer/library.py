"""All that the pages show of one state of a store, or of what of it was chosen, and what belongs to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from zeren.ask.heard import heard
from zeren.ground.model import Place, Target, answering_role
from zeren.ground.vocabulary import BASE, COMPARATORS
from zeren.report import Ledger
from zeren.store.records import Entry
from zeren.table import Landing, scope, whole
from zeren.table.called import called
from zeren.table.duties import ROLES, BodyRow, Duties, Duty
from zeren.table.plans import PlanRow

_TARGETS = """SELECT t.id, coalesce(t.measure, t.plan), t.measure, m.plan, t.indicator, t.label, t.kind, t.comparator, t.value, t.value_max,
       t.unit, t.scope, t.force, t.change, t.baseline, t.period, t.reading, t.due_date, t.quote, t.start_offset, t.end_offset, t.locator, t.file
FROM target t
LEFT JOIN (SELECT id, min(plan) AS plan FROM measure GROUP BY id) m ON m.id = t.measure
WHERE TRUE
  AND t.measure IN ($measures)
  AND t.plan IN ($plans)
  AND t.indicator = $indicator
  AND t.id IN ($targets)
ORDER BY t.file, t.start_offset, t.id"""


Plan = PlanRow
"""a plan or an annex, its identifiers whole"""


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


@dataclass(frozen=True, slots=True)
class Size:
    """How much a plan holds."""

    measures: int
    tasks: int
    bodies: int
    """as written"""


class Library:
    """Plans, measures, bodies, duties and targets of one state of a store, or of what was chosen, and what belongs to what."""

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
        self._duties = duties
        self._plans = {plan.id: plan for plan in plans}
        self._promises = tuple(promises)
        self._likely = {measure: tuple(held) for measure, held in (likely or {}).items()}
        self._left = tuple(left)
        self._entries = tuple(entries)
        self._left_out = tuple(left_out)

    @cached_property
    def duties(self) -> Duties:
        """The plain table."""
        return self._duties

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Every plan by its IRI, by file and place."""
        return self._plans

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every target, in document order."""
        return self._promises

    @cached_property
    def likely(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Measure → body and role of the duties that were read by the likelier of two readings."""
        return self._likely

    @cached_property
    def left(self) -> tuple[Left, ...]:
        """Words that no record took."""
        return self._left

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The manifest of the store."""
        return self._entries

    @cached_property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Files of documents that no figure is taken from, with the file that counts in their place."""
        return self._left_out

    @cached_property
    def bodies(self) -> Mapping[str, BodyRow]:
        """Every body and group that holds a duty, by name."""
        return self.duties.bodies

    @cached_property
    def called(self) -> dict[str, str]:
        """IRI → what each body of the whole store goes by."""
        return called(self.bodies.values())

    @cached_property
    def heard(self) -> dict[str, tuple[str, ...]]:
        """Body → its label, name and spellings as they are heard."""
        return {row.id: tuple(map(heard, (row.label, row.name, *row.aliases))) for row in self.bodies.values()}

    @cached_property
    def _held(self) -> tuple[dict[str, list[Duty]], dict[str, list[Duty]], dict[str, list[Duty]]]:
        of_measure: dict[str, list[Duty]] = {measure: [] for measure in self.duties.measures}
        expanded: dict[str, list[Duty]] = {}
        of_body: dict[str, list[Duty]] = {}
        for duty in self.duties.duties:
            of_body.setdefault(duty.body, []).append(duty)
            held = of_measure if duty.expansion is None else expanded
            held.setdefault(duty.measure, []).append(duty)
        return of_measure, expanded, of_body

    @property
    def of_measure(self) -> dict[str, list[Duty]]:
        """Measure → its duties as written, in the order printed."""
        return self._held[0]

    @property
    def expanded(self) -> dict[str, list[Duty]]:
        """Measure → duties through groups."""
        return self._held[1]

    @property
    def of_body(self) -> dict[str, list[Duty]]:
        """Body → its duties."""
        return self._held[2]

    @cached_property
    def of_plan(self) -> dict[str, list[str]]:
        """Plan → its measures in the order printed."""
        found: dict[str, list[str]] = {}
        for measure in self.duties.measures.values():
            found.setdefault(measure.plan_id, []).append(measure.id)
        return found

    @cached_property
    def targets(self) -> dict[str, list[Target]]:
        """Measure → its targets in the order printed."""
        found: dict[str, list[Target]] = {}
        for promise in self.promises:
            if promise.measure:
                found.setdefault(promise.measure, []).append(promise.target)
        return found

    @cached_property
    def ledger(self) -> Ledger:
        """The summaries of bodies."""
        return Ledger(self.duties, self.targets)

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """Body → number of measures by role, as written, and ``all`` in whatever role."""
        return {body: self._counted(held) for body, held in self.of_body.items()}

    def _counted(self, held: Iterable[Duty]) -> dict[str, int]:
        pairs = {(duty.measure, duty.role) for duty in held if duty.expansion is None}
        counts = dict.fromkeys((*ROLES, "all"), 0)
        for _, role in pairs:
            counts[role] += 1
        counts["all"] = len({measure for measure, _ in pairs})
        return counts

    @cached_property
    def through(self) -> dict[str, int]:
        """Body → measures that it holds only through groups, certain or possible."""
        found = {}
        for body, held in self.of_body.items():
            own = {duty.measure for duty in held if duty.expansion is None}
            found[body] = len({duty.measure for duty in held if duty.expansion} - own)
        return found

    @cached_property
    def plans_of(self) -> dict[str, set[str]]:
        """Body → plans in which it holds a duty, through a group too."""
        return {body: {self.duties.measures[duty.measure].plan_id for duty in held} for body, held in self.of_body.items()}

    @cached_property
    def listed_in(self) -> dict[str, set[str]]:
        """Body → plans that list it by name, or as a group expression: not those in which only a group holds a duty for it."""
        measures = self.duties.measures
        return {body: {measures[d.measure].plan_id for d in held if d.expansion is None} for body, held in self.of_body.items()}

    @cached_property
    def sizes(self) -> dict[str, Size]:
        """Plan with measures of its own → how much it holds; in the order of its first measure."""
        rows = self.duties.measures
        return {
            plan: Size(
                len(held),
                len({(rows[m].section, rows[m].task_no, rows[m].task) for m in held if rows[m].task or rows[m].task_no}),
                len({duty.body for m in held for duty in self.of_measure[m]}),
            )
            for plan, held in self.of_plan.items()
        }

    @cached_property
    def promised(self) -> Counter[str]:
        """Plan → number of its targets and those of its measures."""
        return Counter(promise.plan for promise in self.promises)

    def within(self, plans: Collection[str]) -> Duties:
        """Return the duties of the measures of some plans."""
        rows = {row.id: row for iri in plans for row in map(self.duties.measures.__getitem__, self.of_plan.get(iri, ()))}
        held = tuple(duty for duty in self.duties.duties if duty.measure in rows)
        named = {duty.body for duty in held} | {duty.via for duty in held}
        return Duties({iri: row for iri, row in self.duties.bodies.items() if iri in named}, rows, held)

    def size(self) -> int:
        """Return the number of measures."""
        return sum(size.measures for size in self.sizes.values())

    def roles(self) -> tuple[str, ...]:
        """Return the roles that occur."""
        return tuple(role for role in ROLES if any(counts[role] for counts in self.counts.values()))

    def principal(self, measure: str) -> str:
        """Return the role that answers for a measure."""
        return answering_role(duty.role for duty in self.of_measure[measure])


def address(iri: str) -> str:
    """Return the path of a thing on this site: that of its IRI below the base."""
    return "/id/" + (iri.removeprefix(BASE) if iri.startswith(BASE) else quote(iri, safe=""))


def _documents(
    landing: Landing, measures: Sequence[str] | None, plans: Sequence[str] | None, targets: Sequence[str] | None
) -> list[str] | None:
    """The documents that some measures, plans or targets stand in; None where none is given."""
    if measures is not None:
        return landing.files_of(scope.OF_MEASURES, {"measures": measures})
    if plans is not None:
        return landing.files_of("SELECT DISTINCT file FROM plan WHERE id IN ($plans)", {"plans": plans})
    if targets is not None:
        return landing.files_of("SELECT DISTINCT file FROM target WHERE id IN ($targets)", {"targets": targets})
    return None


def promises_in(
    landing: Landing,
    measures: Sequence[str] | None = None,
    plans: Sequence[str] | None = None,
    indicator: str | None = None,
    targets: Sequence[str] | None = None,
) -> list[Promise]:
    """Return every target once, placed by the first file that states it.

    ``measures``, ``plans``: paths of those that promise, ``indicator``: path of what is promised,
    ``targets``: paths of the targets themselves; None: all.
    """
    found: dict[str, Promise] = {}
    signs = {code: sign for sign, code in COMPARATORS.items()}
    asked = {"measures": measures, "plans": plans, "indicator": indicator, "targets": targets}
    rows = landing.rows(_TARGETS, asked, _documents(landing, measures, plans, targets))
    for path, holder, measure, of, promised, *cells, start, end, locator, file in rows:
        label, kind, comparator, value, value_max, unit, scope, force, change, baseline, period, reading, due, quote = cells
        target = Target(
            label, signs.get(comparator), value, value_max, unit, scope, kind, quote, Place(start, end),
            force=force, change=change, baseline=baseline, period=period, reading=reading, due=due,
        )  # fmt: skip
        promise = Promise(
            id=whole(path),
            holder=whole(holder),
            indicator=whole(promised),
            plan=whole(of or holder),
            measure=whole(measure) if of else None,
            target=target,
            comparator=comparator or "",
            file=file,
            locator=locator,
        )
        found.setdefault(promise.id, promise)
    return list(found.values())
