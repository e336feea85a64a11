"""Two sides put beside one another: shared and own measures, roles, dates, bodies, targets, and a sentence that sums up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zeren.compare.facts import Held, Holdings, Value, holdings, links, words
from zeren.compare.sides import Side
from zeren.table import Landing
from zeren.table.duties import ROLES


@dataclass(frozen=True, slots=True)
class Pair:
    """Something that both sides have: one measure, or two that say the same or carry out the same."""

    one: Held
    other: Held
    basis: str
    """``same`` measure, same ``words``, ``carried-out`` (one carries out the other), ``same-upper`` (both carry out one measure)"""
    likely: bool = False
    """a person has yet to confirm it"""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something occurs on either side."""

    name: str
    """role code, month (2026-09, empty: without a date), or name of a body or function"""
    one: int
    other: int
    both: int
    """measures of either side that are shared; of bodies 1 where both sides name it"""


@dataclass(frozen=True, slots=True)
class Promised:
    """An indicator with the values that either side promises; at least one side has one."""

    indicator: str
    """path below the base IRI"""
    label: str
    one: tuple[Value, ...]
    other: tuple[Value, ...]

    @property
    def shared(self) -> bool:
        """Whether both sides promise a value of it."""
        return bool(self.one and self.other)

    @property
    def differs(self) -> bool:
        """Whether both promise values of it, and not the same."""
        return self.shared and {value.measure for value in self.one} != {value.measure for value in self.other}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, put beside one another."""

    one: Side
    other: Side
    measures: tuple[int, int]
    """number of measures of either side"""
    shared: tuple[Pair, ...]
    only_one: tuple[Held, ...]
    only_other: tuple[Held, ...]
    roles: tuple[Count, ...]
    """of bodies: measures by the role of the body itself; of plans and districts: duties by role"""
    months: tuple[Count, ...]
    bodies: tuple[Count, ...]
    """of plans: bodies with the measures that they answer for; of districts: functions; none for two bodies"""
    targets: tuple[Promised, ...]
    """shared indicators first"""
    through: tuple[int, int]
    """measures that a body has only through a group, certain, which are not counted above"""


def compared(landing: Landing, one: Side, other: Side, plans: Sequence[str] | None = None) -> Comparison:
    """Put two sides of one kind beside one another; ``plans`` (paths) bounds what bodies are compared over."""
    left, right = holdings(landing, one, plans), holdings(landing, other, plans)
    pairs = tuple(_pairs(landing, left, right))
    taken_one, taken_other = {pair.one.id for pair in pairs}, {pair.other.id for pair in pairs}
    return Comparison(
        one,
        other,
        (len(left.measures), len(right.measures)),
        pairs,
        tuple(held for held in left.measures if held.id not in taken_one),
        tuple(held for held in right.measures if held.id not in taken_other),
        _roles(left, right, pairs),
        _counted(left, right, pairs, lambda held: [(held.due or "")[:7]]),
        () if one.kind == "body" else _bodies(left, right),
        _targets(left.values, right.values),
        (left.through, right.through),
    )


def _pairs(landing: Landing, left: Holdings, right: Holdings) -> Iterable[Pair]:
    """What both sides have, in the order of the first; each measure of the first once, with all that it answers to."""
    others = {held.id: held for held in right.measures}
    texts: dict[str, list[Held]] = {}
    for held in right.measures:
        texts.setdefault(words(held.text), []).append(held)
    tied = {} if left.side.kind == "body" else _tied(landing, left, others)
    for held in left.measures:
        if held.id in others:
            yield Pair(held, others[held.id], "same")
            continue
        if left.side.kind == "body":
            continue
        same = texts.get(words(held.text), [])
        yield from (Pair(held, other, "words") for other in same)
        yield from (pair for pair in tied.get(held.id, ()) if pair.other not in same)


def _tied(landing: Landing, left: Holdings, others: Mapping[str, Held]) -> dict[str, list[Pair]]:
    """Pairs of measures of which one carries out the other, or that carry out the same."""
    own = {held.id: held for held in left.measures}
    above: dict[str, list[tuple[str, bool]]] = {}
    found: dict[str, dict[str, Pair]] = {}
    for upper, lower, _, _, likely in links(landing, [*own, *others]):
        for one, other in ((upper, lower), (lower, upper)):
            if one in own and other in others:
                found.setdefault(one, {})[other] = Pair(own[one], others[other], "carried-out", likely)
        above.setdefault(upper, []).append((lower, likely))
    for lowers in above.values():
        for one, doubt in lowers:
            for other, doubtful in lowers:
                if one in own and other in others and one != other:
                    found.setdefault(one, {}).setdefault(other, Pair(own[one], others[other], "same-upper", doubt or doubtful))
    return {one: [pairs[other] for other in sorted(pairs)] for one, pairs in found.items()}


def _roles(left: Holdings, right: Holdings, pairs: Sequence[Pair]) -> tuple[Count, ...]:
    if left.side.kind == "body":
        one, other = (Counter(r for held in side.measures for r in held.roles_of(side.side.id)) for side in (left, right))
        both = Counter(r for p in pairs for r in set(p.one.roles_of(left.side.id)) & set(p.other.roles_of(right.side.id)))
    else:
        one, other = (Counter(share.role for held in side.measures for share in held.shares) for side in (left, right))
        both = Counter()
    return tuple(Count(role, one[role], other[role], both[role]) for role in ROLES if one[role] or other[role])


def _counted(left: Holdings, right: Holdings, pairs: Sequence[Pair], names: Callable[[Held], list[str]]) -> tuple[Count, ...]:
    one, other = (Counter(name for held in side.measures for name in names(held)) for side in (left, right))
    both = Counter(name for pair in pairs for name in set(names(pair.one)) & set(names(pair.other)))
    return tuple(Count(name, one[name], other[name], both[name]) for name in sorted({*one, *other}, key=lambda n: (not n, n)))


def _bodies(left: Holdings, right: Holdings) -> tuple[Count, ...]:
    """Who answers on either side: of plans the same bodies, of districts those of the same function; the busiest first."""
    by_function = left.side.kind == "district"

    def name(body: str, function: str | None) -> str:
        return function if by_function and function else body

    one, other = (
        Counter(n for held in side.measures for n in {name(share.name, share.function) for share in held.answerable})
        for side in (left, right)
    )
    ranked = sorted({*one, *other}, key=lambda n: (not (one[n] and other[n]), -one[n] - other[n], n))
    return tuple(Count(n, one[n], other[n], int(bool(one[n] and other[n]))) for n in ranked)


def _targets(one: Sequence[Value], other: Sequence[Value]) -> tuple[Promised, ...]:
    labels: dict[str, str] = {}
    for value in (*one, *other):
        labels.setdefault(value.indicator, value.label)
    rows = [
        Promised(indicator, label, tuple(v for v in one if v.indicator == indicator), tuple(v for v in other if v.indicator == indicator))
        for indicator, label in labels.items()
    ]
    return tuple(sorted(rows, key=lambda row: not row.shared))
