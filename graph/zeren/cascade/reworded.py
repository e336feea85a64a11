"""Which measures correspond although their words differ: a choice over all pairs of two plans at once.

A pair is linked where each measure is the other's best and the evidence (``cascade.evidence``), with the lead over the next
best on either side, is ``LEAST``; from ``CERTAIN`` it is certain, below a person should confirm it. Tried on eleven pairs of
plans, each with weights from the other ten: of the links so found 0.97 are right, and all of the certain ones; three pairs
of plans that neither weights nor synonyms had seen gave 42 of 43 links, all right. A measure that found no
partner so may join one that has: split (a second lower measure of one upper) or merged (a second upper measure in one lower).
Then only what the first did not account for counts, so that no measure hangs on five others by words of the trade.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp

from zeren.cascade.evidence import Evidence, Weighing
from zeren.cascade.kinds_counted import counts_other_kind
from zeren.cascade.traits import Traits

LEAST = 1.0
AGAINST = 2.25
"""strength that is needed where the amounts of both measures speak against the pair; such a pair is never certain"""
CERTAIN = 6.0
JOINED = -1.5
"""evidence from which a measure joins another that is linked already"""
LEAD = 4.0
"""lead over the next best that counts at most"""
AHEAD = 0.3
"""weight of a lead on either side"""


@dataclass(frozen=True, slots=True)
class Found:
    """A pair of measures by their places in the two plans."""

    upper: int
    lower: int
    evidence: Evidence
    strength: float
    """evidence and lead"""
    certain: bool
    joined: str = ""
    """``split`` or ``merged`` where it joins a pair; else empty"""

    @property
    def chance(self) -> float:
        """The evidence as a chance, at most 0.99, two decimals."""
        return min(round(1 / (1 + exp(-self.evidence.score)), 2), 0.99)


Pair = tuple[int, int]


def found(
    uppers: Sequence[Traits], lowers: Sequence[Traits], linked: Collection[Pair], closed: Collection[Pair], one_text: bool = False
) -> tuple[Found, ...]:
    """Return the pairs besides those ``linked`` by their words; ``closed`` are those that a person refused.

    ``one_text``: both are editions of one plan, in which amounts change at will and speak against no part of a split measure.
    """
    above, below = {i for i, _ in linked}, {j for _, j in linked}
    if len(above) == len(uppers) and len(below) == len(lowers):
        return ()
    weighing = Weighing(uppers, lowers)
    # Two measures that are linked already, each by itself, have no part in what follows.
    scores = {pair: score for pair, score in weighing.scores((above, below)).items() if pair not in closed}
    if not scores:
        return ()
    rows, columns = _leads(scores, 0), _leads(scores, 1)
    taken = list(linked)
    result = []
    for pair in sorted(rows.keys() & columns.keys()):
        strength = scores[pair] + AHEAD * (min(rows[pair], LEAD) + min(columns[pair], LEAD))
        if strength < LEAST or pair[0] in above or pair[1] in below:
            continue
        evidence = weighing.weighed(uppers[pair[0]], lowers[pair[1]])
        if strength < _least(evidence):
            continue
        # Of two that are equally near to a third, either may be the one that is meant.
        tied = not rows[pair] or not columns[pair]
        doubtful = evidence.against or tied or counts_other_kind(uppers[pair[0]], lowers[pair[1]], evidence.shares)
        result.append(Found(*pair, evidence, round(strength, 2), strength >= CERTAIN and not doubtful))
        taken.append(pair)
    for pair in _joining(scores, taken):
        i, j = pair
        whole = weighing.weighed(uppers[i], lowers[j])
        split = any(upper == i for upper, _ in taken)
        if split:
            first = next(lower for upper, lower in taken if upper == i)
            evidence = weighing.weighed(lowers[j], uppers[i], lowers[first])
        else:
            first = next(upper for upper, lower in taken if lower == j)
            evidence = weighing.weighed(uppers[i], lowers[j], uppers[first])
        if evidence.score >= (JOINED if one_text or not whole.against else JOINED + AGAINST - LEAST):
            result.append(Found(i, j, whole, round(evidence.score, 2), False, "split" if split else "merged"))
    return tuple(sorted(result, key=lambda one: (one.upper, one.lower)))


def _least(evidence: Evidence) -> float:
    return AGAINST if evidence.against else LEAST


def _leads(scores: dict[Pair, float], side: int) -> dict[Pair, float]:
    """Of each measure on one side its best pair, or those that are equally good, and the lead over the next best."""
    best: dict[int, tuple[Pair, float]] = {}
    next_best: dict[int, float] = {}
    for pair, score in scores.items():
        place = pair[side]
        held = best.get(place)
        if held is None or score > held[1]:
            if held is not None:
                next_best[place] = held[1]
            best[place] = pair, score
        elif score > next_best.get(place, float("-inf")):
            next_best[place] = score
    leads = {pair: score - next_best[place] if place in next_best else LEAD for place, (pair, score) in best.items()}
    tied = {place for place, (_, score) in best.items() if score == next_best.get(place)}
    return leads | {pair: 0.0 for pair, score in scores.items() if pair[side] in tied and score == best[pair[side]][1]}


def _joining(scores: dict[Pair, float], taken: Sequence[Pair]) -> list[Pair]:
    """For each measure without a pair its best one, where the measure on the other side has one."""
    above, below = {i for i, _ in taken}, {j for _, j in taken}
    best: dict[tuple[int, int], Pair] = {}
    for pair in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        for side in (0, 1):
            best.setdefault((side, pair[side]), pair)
    lowers = [pair for (side, place), pair in sorted(best.items()) if side and place not in below and pair[0] in above]
    uppers = [pair for (side, place), pair in sorted(best.items()) if not side and place not in above and pair[1] in below]
    return sorted({*lowers, *uppers})
