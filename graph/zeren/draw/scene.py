"""What stands in the picture: bodies, the ties between them, and the measures that prove each tie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations, product

from zeren.duties import ROLES, BodyRow, Duties, Duty, MeasureRow, counted
from zeren.errors import Ambiguous, NotFound, WrongUsage
from zeren.resources import table

HOPS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of tie, a row of ``ontology/vocabulary/ties.tsv``."""

    key: str
    head: str
    """role at the first end"""
    tail: str
    """role at the second end; the same role: the tie is mutual"""
    zh: str
    en: str
    colour: str
    """``#rrggbb``"""
    dash: tuple[int, ...]
    """dash and gap in pixels; empty: a solid line"""

    @property
    def mutual(self) -> bool:
        """True where both ends hold the same role."""
        return self.head == self.tail


@dataclass(frozen=True, slots=True)
class Tie:
    """Two bodies that share measures in one kind; parallel ties of other kinds are records of their own."""

    kind: Kind
    a: str
    """IRI; the first end of a directed tie, of a mutual one the first by name"""
    b: str
    measures: tuple[str, ...]
    """IRIs in document order, at least one"""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the page shows, in the order in which it is written."""

    bodies: tuple[BodyRow, ...]
    """most duties first, then by name"""
    measures: tuple[MeasureRow, ...]
    """document order; every measure of a body in the picture"""
    duties: dict[str, tuple[Duty, ...]]
    """measure → all duties that it has under this reading, bodies outside an ego view included"""
    kinds: tuple[Kind, ...]
    """kinds that occur"""
    ties: tuple[Tie, ...]
    """by kind, then most measures first, then by name"""
    center: str | None
    """IRI of the body that the view is drawn around"""


def compose(
    duties: Duties, roles: Collection[str] | None, center: str | None, hops: int, groups: str
) -> Scene:
    """Choose what the picture shows; arguments and errors as in ``draw.page``."""
    _require(roles, hops)
    rows = [duty for duty in counted(duties, groups) if roles is None or duty.role in roles]
    by_measure: dict[str, list[Duty]] = {}
    for duty in rows:
        by_measure.setdefault(duty.measure, []).append(duty)
    order = [measure for measure in duties.measures if measure in by_measure]
    middle = None if center is None else find(duties, center)
    ties = _ties(duties, [(measure, by_measure[measure]) for measure in order])
    seen = {duty.body for duty in rows}
    if middle is not None:
        seen = _around(middle, ties, hops)
        ties = [tie for tie in ties if tie.a in seen and tie.b in seen]
        order = [measure for measure in order if any(duty.body in seen for duty in by_measure[measure])]
    count: dict[str, int] = dict.fromkeys(seen, 0)
    for body, _ in {(duty.body, duty.measure) for duty in rows if duty.body in seen}:
        count[body] += 1
    return Scene(
        bodies=tuple(
            sorted((duties.bodies[body] for body in seen), key=lambda row: (-count[row.id], row.name, row.id))
        ),
        measures=tuple(duties.measures[measure] for measure in order),
        duties={measure: tuple(by_measure[measure]) for measure in order},
        kinds=tuple(kind for kind in kinds() if any(tie.kind == kind for tie in ties)),
        ties=tuple(ties),
        center=middle,
    )


def kinds() -> tuple[Kind, ...]:
    """Return all kinds of ties in the order of the vocabulary."""
    return tuple(
        Kind(
            row["key"], row["head"], row["tail"], row["zh"], row["en"], row["colour"],
            tuple(int(part) for part in row["dash"].split()),
        )
        for row in table("vocabulary/ties")
    )  # fmt: skip


def find(duties: Duties, name: str) -> str:
    """Return the IRI of the body that bears a name: IRI, resolved name, label or alias, in that order.

    NotFound where none does (with the nearest names), Ambiguous where several do.
    """
    if name in duties.bodies:
        return name
    bodies = sorted(duties.bodies.values(), key=lambda row: (row.name, row.id))
    for spellings in (lambda row: (row.name,), lambda row: (row.label,), lambda row: row.aliases):
        found = [row for row in bodies if name in spellings(row)]
        if len(found) > 1:
            raise Ambiguous(
                f"{name}: several bodies bear this name: {'、'.join(row.name for row in found)}",
                "give the full name",
            )
        if found:
            return found[0].id
    near = get_close_matches(name, sorted({text for row in bodies for text in (row.name, row.label)}), 5, 0.5)
    raise NotFound(
        f"{name}: no body of this name holds a duty here",
        f"near names: {'、'.join(near)}" if near else "see the list of bodies: zeren rank --role any",
    )


def _require(roles: Collection[str] | None, hops: int) -> None:
    """Refuse options that mean nothing."""
    for role in sorted(set(roles or ()) - set(ROLES)):
        raise WrongUsage(f"role: {role!r} is no role", f"choose from {', '.join(ROLES)}")
    if hops not in HOPS:
        raise WrongUsage(f"hops: {hops} is out of range", "choose from 1 to 5")


def _ties(duties: Duties, measures: Sequence[tuple[str, list[Duty]]]) -> list[Tie]:
    """Tie the bodies of each measure in every kind."""
    name = {body.id: (body.name, body.id) for body in duties.bodies.values()}
    found: list[Tie] = []
    for kind in kinds():
        shared: dict[tuple[str, str], list[str]] = {}
        for measure, rows in measures:
            heads = sorted({duty.body for duty in rows if duty.role == kind.head}, key=name.__getitem__)
            tails = sorted({duty.body for duty in rows if duty.role == kind.tail}, key=name.__getitem__)
            for a, b in combinations(heads, 2) if kind.mutual else product(heads, tails):
                if a != b:
                    shared.setdefault((a, b), []).append(measure)
        ranked = sorted(shared.items(), key=lambda item: (-len(item[1]), name[item[0][0]], name[item[0][1]]))
        found.extend(Tie(kind, a, b, tuple(rows)) for (a, b), rows in ranked)
    return found


def _around(center: str, ties: Iterable[Tie], hops: int) -> set[str]:
    """Return the bodies within so many ties of the centre, direction ignored."""
    near: dict[str, set[str]] = {}
    for tie in ties:
        near.setdefault(tie.a, set()).add(tie.b)
        near.setdefault(tie.b, set()).add(tie.a)
    seen = edge = {center}
    for _ in range(hops):
        edge = {other for body in edge for other in near.get(body, ())} - seen
        seen = seen | edge
    return seen
