"""Which amounts of a lower measure answer to which of the upper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.cascade.amounts import SCALES, Amount, units

AKIN = 0.35
"""share of the characters around two amounts from which more below can be the same promise as less above"""
LEAST_AKIN = 0.15
"""the same where the upper amount is one not to be fallen short of (不低于200万元), which a part may well exceed"""
NEUTRAL = frozenset({
    "things", "lines", "sets", "areas", "kinds", "devices", "machines", "buildings", "rooms", "patches", "stretches", "lamps",
    "villages", "communities",
})
"""groups of units that count the same things in other words (斑马线240条, 过街设施21处)"""


@dataclass(frozen=True, slots=True)
class Share:
    """An amount above and the one below that answers to it, both in the unit and scale that the lower one prints."""

    upper: float
    lower: float
    unit: str
    """with what a rate is for in brackets: 个（每千人口）"""
    kind: str
    stricter: bool
    """True where the lower one asks for more: a higher rate, a shorter time, more often"""
    at: tuple[tuple[int, int], tuple[int, int]]
    """first and last characters of both, each in its text"""


def shares(upper: Sequence[Amount], lower: Sequence[Amount], level: bool = False) -> tuple[Share, ...]:
    """Return which amounts below answer to which above, by the order of the lower ones; each is taken once.

    Two answer to one another where their units count the same and the words around them, or their order, agree best.
    ``level``: both are of one level, so that the second may count more than the first.
    """
    if not upper or not lower:
        return ()
    if len(upper) == len(lower) == 1:
        return (_share(upper[0], lower[0]),) if _same(upper[0], lower[0], level) else ()
    ranked = sorted(
        ((-_alike(one, other), abs(i - j), i, j) for i, one in enumerate(upper) for j, other in enumerate(lower) if _same(one, other, level)),
    )
    taken_above: set[int] = set()
    taken_below: set[int] = set()
    found = []
    for _, _, i, j in ranked:
        if i in taken_above or j in taken_below:
            continue
        taken_above.add(i)
        taken_below.add(j)
        found.append((j, _share(upper[i], lower[j])))
    return tuple(share for _, share in sorted(found, key=lambda one: one[0]))


def all_shares(upper: Sequence[Amount], lower: Sequence[Amount], level: bool = False) -> tuple[Share, ...]:
    """Return what ``shares`` gives and, of what is left, counts in other neutral units: for measures that are known to be one.

    Two such counts are one promise where the lower is no more than the upper.
    """
    found = list(shares(upper, lower, level))
    above, below = ({one.at[side] for one in found} for side in (0, 1))
    left = [
        [one for one in side if (one.start, one.end) not in used] for side, used in ((upper, above), (lower, below))
    ]
    ranked = sorted(
        (-_near(one, other), abs(i - j), i, j)
        for i, one in enumerate(left[0])
        for j, other in enumerate(left[1])
        if _kin(one, other)
    )
    taken: tuple[set[int], set[int]] = set(), set()
    for _, _, i, j in ranked:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            found.append(_counted(left[0][i], left[1][j]))
    return tuple(sorted(found, key=lambda one: one.at[1]))


_APART = 1_000_000
"""characters that no measure has, by which the places of several are told apart"""


def merged_shares(uppers: Sequence[Sequence[Amount]], lower: Sequence[Amount]) -> list[tuple[Share, ...]]:
    """Return what ``all_shares`` gives for each of several measures that one below carries out: an amount below answers to one alone.

    70 % of one and 68 % of another, then 74 % and 72 % below: those around which the same words stand, else in their order.
    """
    every = [
        replace(one, start=one.start + place * _APART, end=one.end + place * _APART) for place, side in enumerate(uppers) for one in side
    ]
    found: list[list[Share]] = [[] for _ in uppers]
    for share in all_shares(every, lower):
        (start, end), below = share.at
        place = start // _APART
        found[place].append(replace(share, at=((start % _APART, end - place * _APART), below)))
    return [tuple(one) for one in found]


def kindred(upper: Sequence[Amount], lower: Sequence[Amount]) -> bool:
    """Whether counts of both may be one promise in other neutral units."""
    return any(_kin(one, other) for one in upper for other in lower)


def _kin(upper: Amount, lower: Amount) -> bool:
    if upper.group == lower.group:
        return False
    if upper.kind == lower.kind == "often":
        return True
    return (
        upper.kind == lower.kind == "count"
        and upper.group in NEUTRAL
        and lower.group in NEUTRAL
        and lower.value <= upper.value
    )


def _counted(upper: Amount, lower: Amount) -> Share:
    """Two counts or frequencies in other units, as they are printed."""
    scale = SCALES[lower.scale]
    at = (upper.start, upper.end), (lower.start, lower.end)
    more = lower.kind == "often" and lower.base > upper.base
    return Share(round(upper.value / scale, 6), round(lower.value / scale, 6), _unit(lower), lower.kind, more, at)


def _unit(one: Amount) -> str:
    return one.scale + one.unit + (f"（{one.per}）" if one.per else "")


def _same(upper: Amount, lower: Amount, level: bool) -> bool:
    """Whether two amounts can be one promise: the same group, and a share of a count is no more than all of it."""
    if upper.group != lower.group or (upper.kind != lower.kind and "often" in (upper.kind, lower.kind)):
        return False
    if level or upper.kind != "count" or lower.base <= upper.base or upper.group == "times":
        return True
    return upper.unit == lower.unit and _near(upper, lower) >= (LEAST_AKIN if upper.least else AKIN)


def _alike(upper: Amount, lower: Amount) -> float:
    return _near(upper, lower) + (0.2 if upper.unit == lower.unit else 0.0) + (0.1 if lower.base <= upper.base or upper.kind != "count" else 0.0)


def _near(upper: Amount, lower: Amount) -> float:
    """The share of the characters around two amounts that stand around both."""
    above, below = _signs(upper.near), _signs(lower.near)
    both = len(above & below)
    return both / (len(above) + len(below) - both or 1)


@lru_cache(maxsize=4096)
def _signs(words: str) -> frozenset[str]:
    return frozenset(words)


def _share(upper: Amount, lower: Amount) -> Share:
    scale = SCALES[lower.scale]
    rate = units().get(lower.unit, ("", "", 1.0))[2]
    above, below = upper.base / rate / scale, lower.base / rate / scale
    if lower.kind == "often":  # once a quarter and once a month are told as they are printed
        above, below = upper.value / scale, lower.value / scale
    kind = lower.kind
    if lower.group == "times" and lower.base > upper.base:
        kind = "often"  # a drill twice for once is no share of one
    more = lower.base < upper.base if (lower.kind == "time" and (upper.most or lower.most)) or upper.most else lower.base > upper.base
    return Share(
        round(above, 6), round(below, 6), _unit(lower), kind, more and lower.base != upper.base,
        ((upper.start, upper.end), (lower.start, lower.end)),
    )  # fmt: skip
