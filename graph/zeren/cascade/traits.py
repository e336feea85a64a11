"""What a measure is about, as far as it can be told from its words, its bodies, its amounts and its deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from zeren.cascade.amounts import Amount, amounts
from zeren.cascade.facts import Due, Fact
from zeren.cascade.words import words_of
from zeren.ground.fold import fold
from zeren.ground.resources import table

LOCAL = "local"
"""affair of governments and street offices, that see to their area"""


@dataclass(frozen=True, slots=True)
class Traits:
    """A measure as it is weighed against one of another level."""

    words: frozenset[str]
    """its single and paired ideographs, without names of places"""
    concepts: frozenset[str]
    """first words of the lines of synonyms that its text touches"""
    leads: frozenset[str]
    """affairs of the bodies that lead or are responsible"""
    helps: frozenset[str]
    """affairs of the other bodies"""
    amounts: tuple[Amount, ...]
    due: Due
    text: str
    """as printed, folded"""

    @property
    def length(self) -> int:
        """Characters."""
        return len(self.text)

    def affairs(self) -> dict[str, float]:
        """Every affair with its share in the measure."""
        return {**dict.fromkeys(self.helps, 0.8), **dict.fromkeys(self.leads, 1.0)}


def traits(fact: Fact, drop: re.Pattern[str]) -> Traits:
    """Return the traits of a measure; ``drop`` matches the names of places that are left out."""
    return _traits(fact.text, fact.leads, fact.helps, fact.due, drop)


@lru_cache(maxsize=2048)
def _traits(words: str, leading: tuple[str, ...], helping: tuple[str, ...], due: Due, drop: re.Pattern[str]) -> Traits:
    leads = frozenset(one for name in leading for one in affairs(name))
    helps = frozenset(one for name in helping for one in affairs(name)) - leads
    return Traits(_ideographs(words_of(words, drop).text), frozenset(concepts(words)), leads, helps, amounts(words), due, fold(words))


@lru_cache(maxsize=2048)
def _ideographs(text: str) -> frozenset[str]:
    """The single and paired ideographs of a text."""
    single = {char for char in text if "㐀" <= char <= "鿿"}
    return frozenset(single | {one + other for one, other in pairwise(text) if one in single and other in single})


@lru_cache(maxsize=4096)
def told(words: frozenset[str], matters: frozenset[str]) -> tuple[str, ...]:
    """Return the words of a measure and, after ``=``, its matters, in their order."""
    return tuple(sorted((*words, *("=" + one for one in matters))))


@lru_cache(maxsize=4096)
def concepts(text: str) -> dict[str, str]:
    """Return the lines of ``vocabulary/synonyms.tsv`` of which a text prints a word: first word → the word printed."""
    folded = fold(text)
    found: dict[str, str] = {}
    # Looked for at every place, so that one word may begin inside another (餐饮油烟: 餐饮 and 油烟).
    for at, char in enumerate(folded):
        word = next((word for word in _beginning().get(char, ()) if folded.startswith(word, at)), None)
        for line in _lines()[word] if word else ():
            found.setdefault(line, str(word))
    return found


@cache
def _lines() -> dict[str, tuple[str, ...]]:
    """Word → the first words of the lines that hold it or a word that is part of it."""
    lines = [fold(row["words"]).split() for row in table("vocabulary/synonyms")]
    holding: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for word in dict.fromkeys(line):
            holding.setdefault(word, []).append(number)
    found = {}
    for word in sorted(holding):
        parts = {word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1)}
        found[word] = tuple(lines[number][0] for number in sorted({number for part in parts for number in holding.get(part, ())}))
    return found


@cache
def _beginning() -> dict[str, tuple[str, ...]]:
    """First character → the words that begin with it, the longest first."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(_lines(), key=lambda word: (-len(word), word)):
        by_first.setdefault(word[0], []).append(word)
    return {char: tuple(words) for char, words in by_first.items()}


@cache
def affairs(name: str) -> frozenset[str]:
    """Return the affairs that a body sees to, by the words of its printed name; by the name itself where none is known."""
    found = {row["affair"] for row in table("vocabulary/affairs") if any(word in name for word in row["words"].split())}
    return frozenset(found or {name})


@cache
def rarity(word: str) -> float:
    """Return how much a word tells by being rare in plans on any subject, about 1 to 5 (natural logarithm)."""
    from math import log

    counted = _common().get(word, 5.0 if len(word) > 1 else 20.0)
    return log(1050.0 / (counted + 5.0))


@cache
def _common() -> dict[str, float]:
    return {row["word"]: float(row["per_thousand"]) for row in table("vocabulary/common")}
