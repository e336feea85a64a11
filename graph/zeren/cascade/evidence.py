"""How much speaks for one measure carrying out another whose words differ, and what it is.

The evidence of a pair, each part by itself weak:

* words: single and paired ideographs that both print, each by how rare it is in plans on any subject
  (``vocabulary/common.tsv``) and in the two plans (a word in every measure of both tells nothing);
* matters: lines of ``vocabulary/synonyms.tsv`` that both touch, by how rare they are in the two plans;
* bodies: affairs of the bodies of both (``vocabulary/affairs.tsv``), by how rare they are in the two plans, those that
  lead more than those that help;
* amounts of the same unit, and a deadline on the same day or somewhat earlier;
* against it: both promise amounts, and none of the same unit; or the leading bodies of either have no part in the other.

``score`` is the logarithm of the odds. The weights were set once, by logistic regression over six pairs of plans aligned
by hand (82 links among 1,600 pairs of measures), each pair tried with weights from the other five, and rounded. Words and
bodies together weigh more than their sum: words alone may be a phrase of the trade, bodies alone see to many things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log, sqrt

from zeren.cascade.amounts import Share, shares
from zeren.cascade.facts import Due
from zeren.cascade.traits import LOCAL, Traits, rarity

WORDS, MATTERS, LIKE, BODIES, KIN, LEADS, DUE, AMOUNTS, OTHER, FAR, BOTH, NONE = (
    1.0, 1.5, 1.5, 0.5, 0.6, 0.7, 0.35, 0.2, -1.5, -1.2, 1.9, -6.3,
)  # fmt: skip
"""weights of the parts, in this order: words in common, matters in common, their share of all words, affairs in common, their
share of all affairs, a leading affair in common, the deadline, amounts, amounts of other units only, leading bodies that have
no part in the other measure, words and bodies together, and the odds to begin with"""
SINGLE = 0.35
"""an ideograph alone against a pair of them"""
MATTER = 5.2
"""a line of synonyms against a word of ``rarity``"""
ORDINARY = 60
"""characters of a measure up to which the sum of its words counts in full"""
SOON = 35
"""days that a lower deadline may lie before the upper one and still speak for the pair"""
_OPEN = {"long-term", "ongoing", "recurring"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a pair."""

    score: float
    """logarithm of the odds that the lower measure carries out the upper"""
    words: tuple[str, ...]
    """words that both print, the most telling first"""
    concepts: tuple[str, ...]
    """matters that both name, the most telling first"""
    affairs: tuple[str, ...]
    """affairs of the bodies of both, those of leading bodies first"""
    shares: tuple[Share, ...]
    due: float
    """1 the same deadline, 0 nothing in common"""


class Weighing:
    """The measures of two plans, so that a word is weighed by how many of them print it."""

    def __init__(self, uppers: Sequence[Traits], lowers: Sequence[Traits]) -> None:
        every = (*uppers, *lowers)
        self._size = len(every)
        self._held = Counter(word for one in every for word in (*one.words, *("=" + c for c in one.concepts)))
        self._affairs = Counter(affair for one in every for affair in one.leads | one.helps)
        self._units = Counter(amount.group for one in uppers for amount in one.amounts)
        self._uppers = max(len(uppers), 1)
        self._norms: dict[tuple[frozenset[str], frozenset[str]], float] = {}

    def word(self, word: str) -> float:
        """The weight of an ideograph, a pair of them or, after ``=``, a matter."""
        here = max(log((self._size + 1) / self._held[word]) / log((self._size + 1) / 1.5), 0.0)
        if word[0] == "=":
            return MATTER * here
        return rarity(word) * here * (SINGLE if len(word) == 1 else 1.0)

    def weighed(self, upper: Traits, lower: Traits, without: Traits | None = None) -> Evidence:
        """Weigh a pair. What ``without``, another upper measure, shares with the lower one does not count again."""
        rest = lower if without is None else _less(lower, without)
        words = _ranked(upper.words & rest.words, self.word)
        concepts = _ranked(upper.concepts & rest.concepts, lambda one: self.word("=" + one))
        long = max((upper.length * lower.length) ** 0.5 / ORDINARY, 1.0) ** 0.5
        plain = min(sum(map(self.word, sorted(words))) / 10 / long, 4.0)
        matters = min(sum(self.word("=" + one) for one in sorted(concepts)) / 10 / long, 1.5)
        squares = sum(self.word(one) ** 2 for one in sorted((*words, *("=" + c for c in concepts))))
        like = 10 * squares / (self._norm(upper) * self._norm(lower))
        bodies, kin = self._bodies(upper, rest)
        together = tuple(sorted(upper.leads & lower.leads)) + tuple(sorted(self._common(upper, rest) - (upper.leads & lower.leads)))
        found = shares(upper.amounts, rest.amounts)
        due = _due(upper.due, lower.due)
        parts = (
            plain, matters, like, bodies, kin, float(bool(upper.leads & lower.leads)), due, self._amounts(found),
            float(bool(upper.amounts and rest.amounts and not found)), _far(upper, lower), min(plain + matters, 1.5) * min(bodies, 1.5), 1.0,
        )  # fmt: skip
        weights = (WORDS, MATTERS, LIKE, BODIES, KIN, LEADS, DUE, AMOUNTS, OTHER, FAR, BOTH, NONE)
        score = sum(weight * part for weight, part in zip(weights, parts, strict=True))
        return Evidence(round(score, 2), words, concepts, together, found, due)

    def _norm(self, one: Traits) -> float:
        kept = (one.words, one.concepts)
        if kept not in self._norms:
            every = sorted((*one.words, *("=" + concept for concept in one.concepts)))
            self._norms[kept] = sqrt(sum(self.word(word) ** 2 for word in every)) or 1.0
        return self._norms[kept]

    def _common(self, upper: Traits, lower: Traits) -> frozenset[str]:
        return (upper.leads | upper.helps) & (lower.leads | lower.helps)

    def _bodies(self, upper: Traits, lower: Traits) -> tuple[float, float]:
        """The weight of the affairs in common, at most 3, and their share of all, at most 1."""
        above, below = upper.affairs(), lower.affairs()
        rare = {one: log((self._size + 2) / (self._affairs[one] or 1)) for one in (*above, *below)}
        common = sorted(self._common(upper, lower))
        held = [sqrt(sum((share * rare[one]) ** 2 for one, share in sorted(side.items()))) for side in (above, below)]
        alike = sum(above[one] * below[one] * rare[one] ** 2 for one in common) / (held[0] * held[1] or 1.0)
        return min(sum(above[one] * below[one] * rare[one] for one in common), 3.0), alike

    def _amounts(self, found: Iterable[Share]) -> float:
        """The best pair of amounts: 1 and more for a unit that few measures print."""
        return max((1.0 if one.lower <= one.upper or one.kind != "count" else 0.3 for one in found), default=0.0)


def _less(lower: Traits, other: Traits) -> Traits:
    """A lower measure without what it shares with an upper one that it already carries out."""
    used = {share.at[1] for share in shares(other.amounts, lower.amounts)}
    return replace(
        lower,
        words=lower.words - other.words,
        concepts=lower.concepts - other.concepts,
        helps=lower.helps - other.helps - other.leads,
        amounts=tuple(one for one in lower.amounts if (one.start, one.end) not in used),
    )


def _far(upper: Traits, lower: Traits) -> float:
    """1 where those that lead above have no part below, and the other way round; governments of an area are never far."""
    if not (upper.leads and lower.leads) or LOCAL in upper.leads | lower.leads:
        return 0.0
    return 0.0 if upper.leads & (lower.leads | lower.helps) or lower.leads & upper.helps else 1.0


def _ranked(found: frozenset[str], weight: object) -> tuple[str, ...]:
    assert callable(weight)
    return tuple(sorted(found, key=lambda one: (-weight(one), one)))


def _due(upper: Due, lower: Due) -> float:
    if upper.end and lower.end:
        days = (date.fromisoformat(upper.end[:10]) - date.fromisoformat(lower.end[:10])).days
        return 1.0 if not days else 0.6 if 0 < days <= SOON else 0.2 if 0 < days <= 2 * SOON else 0.0
    if upper.raw and upper.raw == lower.raw:
        return 1.0
    return 0.7 if upper.kind in _OPEN and lower.kind in _OPEN else 0.0
