"""How much of a text another prints in similar words."""

from __future__ import annotations

from zeren.cascade.plans import dice
from zeren.editions.identity import Identity, letters

LIKE = 0.45
"""Dice coefficient of the pairs of characters of two measures: about half of the words"""


class Nearness:
    """The measures of plans by their words; those of a pair are compared when they are asked for."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], list[str]] = {}

    def add(self, plan: str, text: str, graph: str = "") -> None:
        """Take in a measure of a plan in a document."""
        self._texts.setdefault((plan, graph), []).append(letters(text))

    def __call__(self, one: Identity, other: Identity) -> float:
        """Return the share of the measures of the shorter text that the other prints in similar words, 0 to 1."""
        few, many = sorted((self._texts.get(one.text, []), self._texts.get(other.text, [])), key=len)
        if not few:
            return 0.0
        return sum(any(mine == its or dice(mine, its) >= LIKE for its in many) for mine in few) / len(few)
