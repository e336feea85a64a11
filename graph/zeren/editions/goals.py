"""Which targets of a whole plan are one in two texts: those of one indicator, else those in like words."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.cascade.facts import Fact
from zeren.cascade.plans import dice
from zeren.editions.identity import letters
from zeren.editions.pairing import LIKE


def goal_pairs(before: Sequence[Fact], after: Sequence[Fact]) -> dict[int, int]:
    """Return the places of the targets before → those after; each is taken once, the most alike first."""
    ranked = sorted(
        (-alike, abs(i - j), i, j) for i, old in enumerate(before) for j, new in enumerate(after) if (alike := _alike(old, new)) >= LIKE
    )
    found: dict[int, int] = {}
    for _, _, i, j in ranked:
        if i not in found and j not in found.values():
            found[i] = j
    return found


def _alike(old: Fact, new: Fact) -> float:
    """How alike two targets are: 1 and more of one indicator, else their pairs of characters."""
    words = dice(letters(old.text), letters(new.text))
    same = {one.indicator for one in old.quantities} & {one.indicator for one in new.quantities}
    return 1.0 + words if same else words
