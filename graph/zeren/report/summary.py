"""Count the workload of one body from the plain table of duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zeren.ground.errors import NotFound
from zeren.ground.model import Target, answering_role
from zeren.report.asof import NOTHING, AsOf
from zeren.report.records import Due, Item, Partner, Peer, Source, Summary
from zeren.table.duties import ROLES, BodyRow, Duties, Duty, Proof, Words

KINDS = ("by-date", "interval", "staged", "relative", "recurring", "ongoing", "long-term", "none")
"""deadline kinds in the order in which undated groups are listed"""

Targets = Mapping[str, Sequence[Target]]
"""targets by the IRI of their measure"""


class Ledger:
    """Duties sorted by body and by measure, so that many summaries cost one pass."""

    def __init__(self, duties: Duties, targets: Targets | None = None, as_of: AsOf = NOTHING) -> None:
        self._duties = duties
        self._as_of = as_of
        self._targets: Targets = targets or {}
        self._order = {measure: number for number, measure in enumerate(duties.measures)}
        self._of_body: dict[str, list[Duty]] = {}
        self._of_measure: dict[str, list[Duty]] = {}
        for duty in duties.duties:
            self._of_body.setdefault(duty.body, []).append(duty)
            if duty.expansion is None:
                self._of_measure.setdefault(duty.measure, []).append(duty)
        for held in self._of_measure.values():
            held.sort(key=lambda duty: duty.position)

    def bodies(self) -> tuple[BodyRow, ...]:
        """Return the bodies that hold duties, as written or expanded, by name."""
        rows = (self._duties.bodies[body] for body in self._of_body)
        return tuple(sorted(rows, key=lambda row: (row.name, row.id)))

    def summary(self, body: str) -> Summary:
        """Count the workload of the body with this IRI; NotFound where the table has no such body."""
        if body not in self._duties.bodies:
            raise NotFound(f"{body}: 没有这个单位 (no such body)", "give the IRI of a body of this store")
        own = self._of_body.get(body, [])
        items = self._items([duty for duty in own if duty.expansion is None])
        held = {(item.measure.id, role) for item in items for role in item.roles}
        derived = self._derived(own, held)
        return Summary(
            body=self._duties.bodies[body],
            counts=_counts(items),
            principal=sum(item.principal for item in items),
            first_listed=sum(item.first_listed for item in items),
            sole=sum(item.sole for item in items),
            expanded={
                name: _counts(item for item in derived if item.certainty == name) for name in ("certain", "possible")
            },
            items=items,
            derived=derived,
            deadlines=_deadlines(items),
            partners=self._partners(items),
            sources=_sources(items + derived),
            as_of=self._as_of,
        )

    def _items(self, duties: Iterable[Duty]) -> tuple[Item, ...]:
        by_measure: dict[str, list[Duty]] = {}
        for duty in duties:
            by_measure.setdefault(duty.measure, []).append(duty)
        return tuple(self._item(by_measure[measure]) for measure in sorted(by_measure, key=self._order.__getitem__))

    def _derived(self, own: Iterable[Duty], held: set[tuple[str, str]]) -> tuple[Item, ...]:
        """Return what groups add: a role held by name, or for certain, is not also held possibly."""
        found: list[Item] = []
        for certainty in ("certain", "possible"):
            groups: dict[str | None, list[Duty]] = {}
            for duty in own:
                if duty.expansion == certainty and (duty.measure, duty.role) not in held:
                    groups.setdefault(duty.via, []).append(duty)
            for via in sorted(groups, key=lambda via: via or ""):
                fresh = [duty for duty in groups[via] if (duty.measure, duty.role) not in held]
                held |= {(duty.measure, duty.role) for duty in fresh}
                found += self._items(fresh)
        return tuple(sorted(found, key=lambda item: (self._order[item.measure.id], item.certainty, item.via or "")))

    def _item(self, own: Sequence[Duty]) -> Item:
        """Return the part that the duties of one body in one measure make up."""
        first = own[0]
        measure = self._duties.measures[first.measure]
        beside = self._of_measure.get(first.measure, [])
        role = answering_role(duty.role for duty in beside)
        holders = [duty.body for duty in beside if duty.role == role]
        going_on = any(duty.open_ended for duty in beside if duty.role == role)
        written = first.expansion is None
        raw = {duty.role: duty.role_raw for duty in reversed(own)}
        roles = tuple(code for code in ROLES if code in raw)
        via = None if first.via is None else self._name(first.via)
        return Item(
            measure=measure,
            roles=roles,
            words=tuple(raw[code] or code for code in roles),
            principal=role in roles,
            first_listed=written and holders[:1] == [first.body],
            sole=written and set(holders) == {first.body} and not going_on,
            peers=tuple(Peer(d.body, d.mention, d.role) for d in beside if d.body != first.body),
            targets=tuple(self._targets.get(first.measure, ())),
            certainty=first.expansion,
            via=via,
            proofs=_proofs(self._duties.proofs.get(first.measure), first.via or first.body, roles),
        )

    def _name(self, group: str) -> str:
        """Return the name of a group that is given by its IRI or by its name."""
        row = self._duties.bodies.get(group)
        return row.name if row else group

    def _partners(self, items: Iterable[Item]) -> tuple[Partner, ...]:
        by_role: dict[str, dict[str, set[str]]] = {}
        for item in items:
            for peer in item.peers:
                by_role.setdefault(peer.id, {}).setdefault(peer.role, set()).add(item.measure.id)
        partners = []
        for body, shared in by_role.items():
            row = self._duties.bodies[body]
            together = len(set().union(*shared.values()))
            counts = {role: len(shared.get(role, ())) for role in ROLES}
            partners.append(Partner(body, row.name, row.kind, together, counts))
        return tuple(sorted(partners, key=lambda partner: (-partner.count, partner.agency, partner.id)))


def _proofs(proof: Proof | None, body: str, roles: Sequence[str]) -> tuple[tuple[str, Words], ...]:
    """Return what is known of the words behind one item; ``body`` is the one printed, a group for its members."""
    if proof is None:
        return ()
    found = {"measure": proof.measure, **{role: proof.duties.get((body, role)) for role in roles}, "deadline": proof.deadline}
    return tuple((kind, words) for kind, words in found.items() if words)


def _counts(items: Iterable[Item]) -> dict[str, int]:
    """Return role → number of measures; two groups that give one role on one measure count once."""
    held = {(item.measure.id, role) for item in items for role in item.roles}
    return {role: sum(1 for _, its in held if its == role) for role in ROLES}


def _deadlines(items: Iterable[Item]) -> tuple[Due, ...]:
    groups: dict[tuple[str, str, str | None, str | None], list[Item]] = {}
    for item in items:
        row = item.measure
        key = (row.deadline, row.deadline_kind, row.deadline_start, row.deadline_end)
        groups.setdefault(key, []).append(item)
    found = [
        Due(*key, len(its), _counts(its), tuple(item.measure.id for item in its)) for key, its in groups.items()
    ]
    return tuple(sorted(found, key=_due_order))


def stated(items: Iterable[Item]) -> tuple[Due, ...]:
    """Group the measures by the dates and rhythms that their text sets beside the deadline: a measure stands under each of them.

    A day that is its deadline already says nothing new.
    """
    groups: dict[tuple[str, str, str | None, str | None], dict[str, Item]] = {}
    for item in items:
        for date in item.measure.dates:
            if date.end and date.end == item.measure.deadline_end:
                continue
            groups.setdefault((date.raw, date.kind, date.start, date.end), {})[item.measure.id] = item
    found = [Due(*key, len(its), _counts(its.values()), tuple(its)) for key, its in groups.items()]
    return tuple(sorted(found, key=_due_order))


def _due_order(due: Due) -> tuple[str, int, str, str]:
    rank = KINDS.index(due.kind) if due.kind in KINDS else len(KINDS)
    # A tilde sorts behind every digit: undated groups follow the dated ones.
    return (due.end or "~", rank, due.start or "", due.deadline)


def _sources(items: Iterable[Item]) -> tuple[Source, ...]:
    plans: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        plans.setdefault((item.measure.plan_id, item.measure.file), []).append(item)
    found = []
    for its in plans.values():
        row = its[0].measure
        written = sum(1 for item in its if item.certainty is None)
        found.append(Source(row.plan, row.part_of, row.annex, row.file, row.lead_basis, written))
    return tuple(found)
