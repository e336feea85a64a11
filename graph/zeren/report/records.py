"""The records of a workload summary, and what the ``agency`` command prints of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zeren.ground.model import Target
from zeren.report.asof import NOTHING, AsOf
from zeren.table.duties import PRINCIPAL, ROLES, BodyRow, MeasureRow, Words


@dataclass(frozen=True, slots=True)
class Peer:
    """Another body on the same measure."""

    id: str
    """IRI"""
    mention: str
    """as printed there"""
    role: str


@dataclass(frozen=True, slots=True)
class Item:
    """A measure on which the body has a part."""

    measure: MeasureRow
    roles: tuple[str, ...]
    """role codes that the body holds on it, principal roles first"""
    words: tuple[str, ...]
    """the printed role words, in the order of ``roles``; the code where none is printed"""
    principal: bool
    """True where the body answers for the measure"""
    first_listed: bool
    """True where it is printed first among the bodies of the principal role"""
    sole: bool
    """True where no other body holds the principal role"""
    peers: tuple[Peer, ...]
    """the other bodies as written, in the order printed"""
    targets: tuple[Target, ...] = ()
    certainty: str | None = None
    """None: as written; ``certain`` or ``possible``: through a group expression"""
    via: str | None = None
    """that group expression"""
    proofs: tuple[tuple[str, Words], ...] = ()
    """the words behind it under ``measure``, each of ``roles`` and ``deadline``; empty where they are not known"""


@dataclass(frozen=True, slots=True)
class Due:
    """The measures, as written, that share one printed deadline."""

    deadline: str
    """printed words; empty where none"""
    kind: str
    start: str | None
    """ISO date"""
    end: str | None
    """ISO date, inclusive"""
    count: int
    """number of measures"""
    counts: Mapping[str, int]
    """measures by role, all of ``ROLES``"""
    measures: tuple[str, ...]
    """IRIs in document order"""


@dataclass(frozen=True, slots=True)
class Partner:
    """A body that shares measures with this one."""

    id: str
    """IRI"""
    agency: str
    """resolved name"""
    kind: str
    count: int
    """number of shared measures, whatever the role"""
    counts: Mapping[str, int]
    """shared measures by the partner's role, all of ``ROLES``"""


@dataclass(frozen=True, slots=True)
class Source:
    """A plan that gives the body duties."""

    plan: str
    """title"""
    part_of: str | None
    annex: str | None
    file: str
    lead_basis: str | None
    """as in ``model.Plan.lead_basis``"""
    count: int
    """number of measures as written"""


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures and lists of one body."""

    body: BodyRow
    counts: Mapping[str, int]
    """measures by role as written, all of ``ROLES``"""
    principal: int
    """measures that it answers for"""
    first_listed: int
    sole: int
    expanded: Mapping[str, Mapping[str, int]]
    """``certain`` and ``possible``: measures by role that the body holds only through groups"""
    items: tuple[Item, ...]
    """as written, in document order"""
    derived: tuple[Item, ...]
    """through groups only, in document order"""
    deadlines: tuple[Due, ...]
    """dated ones first, by date"""
    partners: tuple[Partner, ...]
    """most shared measures first, then by name"""
    sources: tuple[Source, ...]
    """in document order"""
    as_of: AsOf = NOTHING
    """what bodies reported, and what changed"""

    def record(self) -> dict[str, Any]:
        """Return what the ``agency`` command prints; guide and supervise are counted where they occur."""
        return {
            "agency": self.body.name,
            "aliases": list(self.body.aliases),
            "jurisdiction": self.body.jurisdiction,
            "level": self.body.level,
            "counts": _shown(self.counts),
            "first_listed": self.first_listed,
            "sole": self.sole,
            "expanded": {name: _shown(counts) for name, counts in self.expanded.items()},
            "by_deadline": [_due(due) for due in self.deadlines],
            "partners": [
                {"agency": name, "role": role, "count": count} for name, role, count in self.partner_rows()
            ],
            "targets": [_target(target, item) for item in self.items for target in item.targets],
            "sources": [_source(source) for source in self.sources],
        }

    def partner_rows(self) -> tuple[tuple[str, str, int], ...]:
        """Return (name, the partner's role, shared measures): most first, then by name and role."""
        rows = [(p.agency, role, p.counts[role]) for p in self.partners for role in ROLES if p.counts[role]]
        return tuple(sorted(rows, key=lambda row: (-row[2], row[0], ROLES.index(row[1]))))


def responsible_beside(summary: Summary) -> list[Item]:
    """Return the measures that the body is responsible for and others lead: they are no principal duties of its own."""
    return [item for item in summary.items if "responsible" in item.roles and not item.principal]


def _shown(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the three roles of every plan, and the rarer two where they occur."""
    return {role: counts[role] for role in ROLES if role in (*PRINCIPAL, "support") or counts[role]}


def _due(due: Due) -> dict[str, Any]:
    return {
        "deadline": due.deadline,
        "kind": due.kind,
        "start": due.start,
        "end": due.end,
        "count": due.count,
        "counts": _shown(due.counts),
        "measures": list(due.measures),
    }


def _target(target: Target, item: Item) -> dict[str, Any]:
    return {
        "indicator": target.indicator,
        "comparator": target.comparator,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "change": target.change,
        "scope": target.scope,
        "kind": target.kind,
        "quote": target.quote,
        "roles": list(item.roles),
        "measure": item.measure.id,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "plan": source.plan,
        "part_of": source.part_of,
        "annex": source.annex,
        "file": source.file,
        "lead_basis": source.lead_basis,
        "count": source.count,
    }
