"""How much speaks for one measure carrying out another whose words differ, and what it is.

The evidence of a pair, each part by itself weak:

* words: single and paired ideographs that both print, each by how rare it is in plans on any subject
  (``vocabulary/common.tsv``) and in the two plans (a word in every measure of both tells nothing);
* matters: lines of ``vocabulary/synonyms.tsv`` that both touch, by how rare they are in the two plans;
* bodies: affairs of the bodies of both (``vocabulary/affairs.tsv``), by how rare they are in the two plans, those that
  lead more than those that help;
* amounts of the same unit, the more the fewer measures print it, and whether one can be the other's share;
* a deadline on the same day or somewhat earlier, the more the fewer measures have it;
* against it: both promise amounts, and none of the same unit or of neutral ones (条, 处, 套); the lower one promises less of a
  rate, or promises it later; or the leading bodies of either have no part in the other.

``score`` is the logarithm of the odds. The weights were set by logistic regression over eleven pairs of plans aligned by
hand (146 links among 2,700 pairs of measures), each pair tried with weights from the other ten, and rounded; the synonyms
were written with most of these pairs in sight, so that only plans read afterwards tell how far they carry. Words and
bodies together weigh more than their sum: words alone may be a phrase of the trade, bodies alone see to many things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from math import log, sqrt
from operator import mul

from zeren.cascade.facts import Due
from zeren.cascade.shares import Share, kindred, shares
from zeren.cascade.traits import LOCAL, Traits, rarity, told

WEIGHTS = {
    "words": 1.25,
    "matters": 1.2,
    "likeness": 1.4,
    "bodies": 0.85,
    "kinship": 1.7,
    "leads": 1.1,
    "deadline": 1.1,
    "rare deadline": 1.6,
    "helpers": 0.8,
    "amounts": 0.5,
    "rare unit": 1.2,
    "fitting amount": 0.8,
    "other units": -1.2,
    "weaker": -1.1,
    "later": -0.4,
    "far": -0.4,
    "words and bodies": 0.9,
    "none": -8.1,
}
"""part of the evidence → its weight: words in common; matters in common; the share of both in all words; affairs of the bodies
in common and their share in all affairs; a leading affair in common; the deadline and how rare it is; the rarest affair of
helpers in common; amounts of one unit, how rare the unit is and whether one can be part of the other; amounts of other units
only; a rate below the upper one's; a later deadline; leading bodies without a part in the other measure; words and bodies
together; the odds to begin with"""
SINGLE = 0.35
"""an ideograph alone against a pair of them"""
MATTER = 5.2
"""a line of synonyms against a word of ``rarity``"""
ORDINARY = 60
"""characters of a measure up to which the sum of its words counts in full"""
SOON = 35
"""days that a lower deadline may lie before the upper one and still speak for the pair"""
PORTION = (0.003, 0.6)
"""share of a city's amount that one of its districts takes over"""
STEP = (0.5, 1.6)
"""a lower rate, time or frequency against the upper one, where both may be the same promise"""
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
    against: bool
    """True where the amounts of both speak against the pair"""


class Weighing:
    """The measures of two plans, so that a word is weighed by how many of them print it."""

    def __init__(self, uppers: Sequence[Traits], lowers: Sequence[Traits]) -> None:
        every = (*uppers, *lowers)
        self._uppers, self._lowers = uppers, lowers
        self._size = len(every)
        held = Counter(chain.from_iterable(told(one.words, one.concepts) for one in every))
        self._affairs = Counter(affair for one in every for affair in one.leads | one.helps)
        self._units = Counter(group for one in every for group in {amount.group for amount in one.amounts})
        self._dues = Counter(_day(one.due) for one in every)
        most = log((self._size + 1) / 1.5)
        self._here = [0.0, *(max(log((self._size + 1) / count) / most, 0.0) for count in range(1, self._size + 1))]
        """how much a word tells that so many measures print"""
        self._told = [0.0, *(log((self._size + 1) / count) / log(self._size + 1) for count in range(1, self._size + 1))]
        """how much anything else tells that so many measures have"""
        self._weights = {word: self._weight(word, count) for word, count in held.items()}
        self._squares = {word: weight**2 for word, weight in self._weights.items()}
        self._norms: dict[int, float] = {}
        self._same: dict[tuple[frozenset[str], ...], tuple[float, float, float, float, float]] = {}
        self._days: dict[tuple[Due, Due], tuple[float, float, float]] = {}

    def word(self, word: str) -> float:
        """The weight of an ideograph, a pair of them or, after ``=``, a matter."""
        return self._weights[word]

    def _weight(self, word: str, held: int) -> float:
        here = self._here[held]
        return MATTER * here if word[0] == "=" else rarity(word) * here * (SINGLE if len(word) == 1 else 1.0)

    def scores(self, settled: tuple[Collection[int], Collection[int]] = ((), ())) -> dict[tuple[int, int], float]:
        """Return the score of every pair by its places, as ``weighed`` gives it: words are looked up where both print them, not pair by pair.

        ``settled`` are places above and below; pairs of two such measures are left out.
        """
        above, below = settled
        sums = self._shared_words(above, below)
        found = {}
        for i, upper in enumerate(self._uppers):
            for j, lower in enumerate(self._lowers):
                if i not in above or j not in below:
                    found[i, j] = self._score(upper, lower, lower, sums[i][j], shares(upper.amounts, lower.amounts))[0]
        return found

    def _shared_words(self, settled: Collection[int], other: Collection[int]) -> list[list[list[float]]]:
        """Of every pair the sums of the weights of words, of matters, and of the squares of both; added in the order of the words."""
        above, below = (_holders(side) for side in (self._uppers, self._lowers))
        sums = [[[0.0, 0.0, 0.0] for _ in self._lowers] for _ in self._uppers]
        for word in sorted(above.keys() & below.keys()):
            weight, square, part, lowers = self._weights[word], self._squares[word], word[0] == "=", below[word]
            rest = [j for j in lowers if j not in other] if other else lowers
            for i in above[word]:
                row = sums[i]
                for j in rest if i in settled else lowers:
                    one = row[j]
                    one[part] += weight
                    one[2] += square
        return sums

    def weighed(self, upper: Traits, lower: Traits, without: Traits | None = None) -> Evidence:
        """Weigh a pair. What ``without``, another upper measure, shares with the lower one does not count again."""
        rest = lower if without is None else _less(lower, without)
        words = _ranked(upper.words & rest.words, self.word)
        concepts = _ranked(upper.concepts & rest.concepts, lambda one: self.word("=" + one))
        found = shares(upper.amounts, rest.amounts)
        sums = [0.0, 0.0, 0.0]
        for word in sorted((*words, *("=" + one for one in concepts))):
            sums[word[0] == "="] += self.word(word)
            sums[2] += self.word(word) ** 2
        score, against = self._score(upper, lower, rest, sums, found)
        together = upper.leads & lower.leads
        affairs = tuple(sorted(together)) + tuple(sorted(self._common(upper, rest) - together))
        return Evidence(score, words, concepts, affairs, found, _due(upper.due, lower.due), against)

    def _score(
        self, upper: Traits, lower: Traits, rest: Traits, sums: Sequence[float], found: Sequence[Share]
    ) -> tuple[float, bool]:
        """The score of a pair, and whether its amounts speak against it."""
        words, matters, likeness = self._same_words(upper, lower, sums)
        bodies, kin, leads, helpers, far = self._same_bodies(upper, lower, rest)
        due, rare_due, later = self._same_days(upper.due, lower.due)
        amount, rare_unit, fitting, other_units, weaker = self._same_amounts(upper, rest, found)
        both = min(words + matters, 1.5) * min(bodies, 1.5)
        parts = (
            words, matters, likeness, bodies, kin, leads, due, rare_due, helpers, amount, rare_unit, fitting, other_units, weaker, later, far,
            both, 1.0,
        )  # fmt: skip
        # As many parts as weights, in their order.
        return round(sum(map(mul, _WEIGHTS, parts)), 2), bool(other_units or weaker)

    def _same_words(self, upper: Traits, lower: Traits, sums: Sequence[float]) -> tuple[float, float, float]:
        area = upper.length * lower.length
        long = max(area**0.5 / ORDINARY, 1.0) ** 0.5 if area > ORDINARY**2 else 1.0
        norm = self._norm(upper) * self._norm(lower)
        return min(sums[0] / 10 / long, 4.0), min(sums[1] / 10 / long, 1.5), 10 * sums[2] / norm

    def _same_bodies(self, upper: Traits, lower: Traits, rest: Traits) -> tuple[float, float, float, float, float]:
        """Affairs in common and their share, whether those that lead have one, the rarest of helpers, whether they are far apart."""
        of = (upper.leads, upper.helps, lower.leads, lower.helps, rest.helps)
        if of not in self._same:
            bodies, kin = self._bodies(upper, rest)
            helpers = max((self._rare(self._affairs[one]) for one in upper.helps & rest.helps), default=0.0)
            self._same[of] = bodies, kin, float(bool(upper.leads & lower.leads)), helpers, _far(upper, lower)
        return self._same[of]

    def _same_days(self, upper: Due, lower: Due) -> tuple[float, float, float]:
        """How near two deadlines are, how rare the lower one is, and whether it is later."""
        of = (upper, lower)
        if of not in self._days:
            due = _due(upper, lower)
            self._days[of] = due, due * self._rare(self._dues[_day(lower)]), _later(upper, lower)
        return self._days[of]

    def _same_amounts(self, upper: Traits, rest: Traits, found: Sequence[Share]) -> tuple[float, float, float, float, float]:
        """Amounts of one unit, how rare it is, whether one can be part of the other, other units only, a weaker rate."""
        if not found:
            return 0.0, 0.0, 0.0, float(bool(upper.amounts and rest.amounts) and not kindred(upper.amounts, rest.amounts)), 0.0
        printed = {(one.start, one.end): one.group for one in upper.amounts}
        return (
            max([1.0 if one.lower <= one.upper or one.kind != "count" else 0.3 for one in found]),
            max([self._rare(self._units[printed[one.at[0]]]) for one in found]),
            float(any(map(_fits, found))),
            0.0,
            float(not any(map(_kept, found))),
        )

    def _rare(self, held: int) -> float:
        """1 for what no measure but one has, 0 for what all have."""
        return self._told[max(held, 1)]

    def _norm(self, one: Traits) -> float:
        # The measures are kept alive by this, so that no other takes the number of one.
        if id(one) not in self._norms:
            self._norms[id(one)] = sqrt(sum(map(self._squares.__getitem__, told(one.words, one.concepts)))) or 1.0
        return self._norms[id(one)]

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


_WEIGHTS = tuple(WEIGHTS.values())


def _holders(side: Sequence[Traits]) -> dict[str, list[int]]:
    """Word, or matter after ``=``, → places of the measures that hold it."""
    found: dict[str, list[int]] = {}
    for place, one in enumerate(side):
        for word in told(one.words, one.concepts):
            found.setdefault(word, []).append(place)
    return found


def _fits(one: Share) -> bool:
    """Whether the lower amount can be the upper one's: a part of a count, a rate not far from it."""
    least, most = PORTION if one.kind == "count" else STEP
    return bool(one.upper) and least <= one.lower / one.upper <= most


def _kept(one: Share) -> bool:
    """Whether the lower amount stays with what the upper one asks for: a part of a count, a rate that is no weaker."""
    return one.lower <= one.upper if one.kind == "count" else one.stricter or one.lower == one.upper


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


def _day(due: Due) -> str:
    return due.end or due.raw


def _later(upper: Due, lower: Due) -> float:
    return float(bool(upper.end and lower.end) and lower.end[:10] > upper.end[:10])
