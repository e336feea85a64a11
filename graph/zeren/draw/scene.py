"""What stands in the picture: bodies, the ties between them, and the measures that prove each tie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations, product

from zeren.ground.errors import Ambiguous, NotFound, WrongUsage
from zeren.ground.resources import table
from zeren.table.duties import GROUPS, ROLES, BodyRow, Duties, Duty, MeasureRow, counted

HOPS = range(1, 6)
BITS = tuple(1 << place for place in range(len(GROUPS)))
"""a bit for each reading of group expressions, in the order of ``GROUPS``"""

ByRole = Mapping[str, Sequence[str]]
"""role → the bodies that hold it on a measure"""


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
class Held:
    """A duty and the readings of group expressions under which it counts."""

    duty: Duty
    readings: int
    """bit n is set where the duty counts under ``GROUPS[n]``"""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the page shows, in the order in which it is written."""

    bodies: tuple[BodyRow, ...]
    """bodies of every reading: most duties under the opening one first, then under any, then by name"""
    measures: tuple[MeasureRow, ...]
    """document order; every measure of a body in the picture"""
    duties: dict[str, tuple[Held, ...]]
    """measure → all its duties under any reading, bodies outside an ego view included"""
    kinds: tuple[Kind, ...]
    """kinds that occur under some reading"""
    ties: tuple[Tie, ...]
    """of the opening reading: by kind, then most measures first, then by name"""
    center: str | None
    """IRI of the body that the view is drawn around"""
    opening: int
    """bit of the reading that the page opens with"""


def compose(
    duties: Duties, roles: Collection[str] | None, center: str | None, hops: int, groups: str
) -> Scene:
    """Choose what the picture shows; arguments and errors as in ``draw.page``.

    Around a centre stay the bodies that are within ``hops`` ties of it under any reading of groups.
    """
    _require(roles, hops, groups)
    by_measure: dict[str, list[Held]] = {}
    for held in _held(duties):
        if roles is None or held.duty.role in roles:
            by_measure.setdefault(held.duty.measure, []).append(held)
    order = [measure for measure in duties.measures if measure in by_measure]
    middle = None if center is None else find(duties, center)
    opening = 1 << GROUPS.index(groups)
    holders = {bit: [(m, _by_role(duties, by_measure[m], bit)) for m in order] for bit in BITS}
    seen = {held.duty.body for measure in order for held in by_measure[measure]}
    if middle is not None:
        seen = set().union(*(_around(middle, _ties(duties, holders[bit]), hops) for bit in BITS))
        order = [measure for measure in order if any(held.duty.body in seen for held in by_measure[measure])]
    drawn = [tie for tie in _ties(duties, holders[opening]) if tie.a in seen and tie.b in seen]
    held_by_measure = {measure: tuple(by_measure[measure]) for measure in order}
    first, any_ = (measures_of(held_by_measure, seen, bits) for bits in (opening, sum(BITS)))
    present = {tie.kind.key for tie in drawn}.union(*(_occurring(holders[bit], seen) for bit in BITS if bit != opening))
    return Scene(
        bodies=tuple(
            sorted(
                (duties.bodies[body] for body in seen),
                key=lambda row: (-len(first[row.id]), -len(any_[row.id]), row.name, row.id),
            )
        ),
        measures=tuple(duties.measures[measure] for measure in order),
        duties=held_by_measure,
        kinds=tuple(kind for kind in kinds() if kind.key in present),
        ties=tuple(drawn),
        center=middle,
        opening=opening,
    )


def measures_of(
    duties: Mapping[str, Iterable[Held]], bodies: Iterable[str], readings: int
) -> dict[str, set[str]]:
    """Return body → measures on which it holds a duty under one of these readings (bits)."""
    found: dict[str, set[str]] = {body: set() for body in bodies}
    for measure, rows in duties.items():
        for held in rows:
            if held.readings & readings and held.duty.body in found:
                found[held.duty.body].add(measure)
    return found


def _held(duties: Duties) -> list[Held]:
    """Return every duty with its readings, in document order."""
    readings: dict[Duty, int] = {}
    for bit, groups in zip(BITS, GROUPS, strict=True):
        for duty in counted(duties, groups):
            readings[duty] = readings.get(duty, 0) | bit
    return [Held(duty, readings[duty]) for duty in duties.duties if duty in readings]


def _by_role(duties: Duties, rows: Iterable[Held], bit: int) -> ByRole:
    """Return role → the bodies that hold it under one reading, each once, by name."""
    found: dict[str, set[str]] = {}
    for held in rows:
        if held.readings & bit:
            found.setdefault(held.duty.role, set()).add(held.duty.body)
    name = duties.bodies
    return {role: sorted(bodies, key=lambda body: (name[body].name, body)) if len(bodies) > 1 else list(bodies) for role, bodies in found.items()}


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
                f"{name}: 有几个单位叫这个名称 (several bodies bear this name): {'、'.join(row.name for row in found)}",
                "give the full name",
            )
        if found:
            return found[0].id
    near = get_close_matches(name, sorted({text for row in bodies for text in (row.name, row.label)}), 5, 0.5)
    raise NotFound(
        f"{name}: 这里没有叫这个名称、承担职责的单位 (no body of this name holds a duty here)",
        f"near names: {'、'.join(near)}" if near else "see the list of bodies: zeren rank --role any",
    )


def _require(roles: Collection[str] | None, hops: int, groups: str) -> None:
    """Refuse options that mean nothing."""
    if groups not in GROUPS:
        raise WrongUsage(f"groups: {groups!r} 不是群体的计法 (no way to count groups)", f"choose from {', '.join(GROUPS)}")
    for role in sorted(set(roles or ()) - set(ROLES)):
        raise WrongUsage(f"role: {role!r} 不是角色 (no role)", f"choose from {', '.join(ROLES)}")
    if hops not in HOPS:
        raise WrongUsage(f"hops: {hops} 超出范围 (out of range)", "choose from 1 to 5")


def _ties(duties: Duties, measures: Sequence[tuple[str, ByRole]]) -> list[Tie]:
    """Tie the bodies of each measure in every kind."""
    name = {body.id: (body.name, body.id) for body in duties.bodies.values()}
    found: list[Tie] = []
    for kind in kinds():
        shared: dict[tuple[str, str], list[str]] = {}
        for measure, holders in measures:
            for a, b in _meetings(kind, holders):
                if a != b:
                    shared.setdefault((a, b), []).append(measure)
        ranked = sorted(shared.items(), key=lambda item: (-len(item[1]), name[item[0][0]], name[item[0][1]]))
        found.extend(Tie(kind, a, b, tuple(rows)) for (a, b), rows in ranked)
    return found


def _meetings(kind: Kind, holders: ByRole) -> Iterable[tuple[str, str]]:
    """Return the pairs that meet on a measure in one kind; a body may meet itself in a directed one."""
    heads = holders.get(kind.head, ())
    return combinations(heads, 2) if kind.mutual else product(heads, holders.get(kind.tail, ()))


def _occurring(measures: Iterable[tuple[str, ByRole]], seen: Collection[str]) -> set[str]:
    """Return the keys of the kinds in which two of the bodies are tied."""
    open_ = list(kinds())
    found: set[str] = set()
    for _, holders in measures:
        for kind in open_:
            if any(a != b and a in seen and b in seen for a, b in _meetings(kind, holders)):
                found.add(kind.key)
        open_ = [kind for kind in open_ if kind.key not in found]
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
