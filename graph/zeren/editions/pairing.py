"""Which measures of two texts are one: by the same letters, by like letters, by the evidence of ``cascade.reworded``."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.cascade import reworded
from zeren.cascade.facts import Fact
from zeren.cascade.plans import dice
from zeren.cascade.traits import traits
from zeren.cascade.words import dropped
from zeren.editions.identity import letters

LIKE = 0.5
"""Dice coefficient from which two measures are one in other words"""
REST = 4
REST_SHARE = 0.25
"""pairs of characters, and their share of a measure, from which it prints what another's pair left out"""

Pair = tuple[int, int]


def pairs_of(before: Sequence[Fact], after: Sequence[Fact], code: str) -> dict[Pair, bool]:
    """Places of the measures that are one → whether that is certain."""
    old, new = [letters(one.text) for one in before], [letters(one.text) for one in after]
    scored = [
        (2.0 if mine == its else alike, before[i].task_title == after[j].task_title, i, j)
        for i, mine in enumerate(old)
        for j, its in enumerate(new)
        if mine == its or (alike := dice(mine, its)) >= LIKE
    ]
    linked: dict[Pair, bool] = {}
    gone: set[int] = set()
    came: set[int] = set()
    for _, _, i, j in sorted(scored, key=lambda one: (-one[0], not one[1], abs(one[2] - one[3]), one[2], one[3])):
        if i not in gone and j not in came:
            linked[i, j] = True
            gone.add(i)
            came.add(j)
    drop = dropped([code] if code else [])
    sides = [traits(f, drop) for f in before], [traits(f, drop) for f in after]
    for one in reworded.found(*sides, list(linked), set(linked), one_text=True):
        linked[one.upper, one.lower] = one.certain or bool(one.joined)
    linked |= _rest(old, new, linked)
    return linked | {(i, j): certain for (j, i), certain in _rest(new, old, {(j, i): c for (i, j), c in linked.items()}).items()}


def _rest(old: Sequence[str], new: Sequence[str], linked: dict[Pair, bool]) -> dict[Pair, bool]:
    """New measures without a pair that print what an old one's pair left out: the old one was split.

    Given the other way round, what was merged is found.
    """
    found = {}
    taken = {j for _, j in linked}
    for j, text in enumerate(new):
        if j in taken:
            continue
        mine = _twos(text)
        best = max(
            ((len(mine & (_twos(old[i]) - _twos(new[other]))), -i) for i, other in linked if sum(a == i for a, _ in linked) == 1),
            default=(0, 0),
        )
        if best[0] >= REST and best[0] >= REST_SHARE * len(mine):
            found[-best[1], j] = False
    return found


def _twos(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def groups_of(pairs: dict[Pair, bool]) -> list[tuple[list[int], list[int], bool]]:
    """Pairs that share a measure as one: those before, those after, and whether it is certain."""
    groups: list[tuple[set[int], set[int], bool]] = []
    for (i, j), certain in sorted(pairs.items()):
        met = [one for one in groups if i in one[0] or j in one[1]]
        groups = [one for one in groups if one not in met]
        below, above = {i}.union(*(one[0] for one in met)), {j}.union(*(one[1] for one in met))
        groups.append((below, above, certain and all(one[2] for one in met)))
    return [(sorted(below), sorted(above), certain) for below, above, certain in groups]
