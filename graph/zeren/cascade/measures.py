"""Which measures correspond: by the words that both print, the task they stand under, quantities and bodies.

All rules work on folded words (``cascade.words``) and take each printed character once: what one pair has used, no
other pair can rest on. ``cover`` is the share of the shorter measure that the shared passages make up. Passages of
common words (in many measures of either plan) do not count. A pair is **certain** where

* the shared passages cover half of the shorter measure and the longest has ``PASSAGE`` characters, under a task of the
  same title or under any (then ``ELSEWHERE`` of it); or
* the longest has ``LONG`` characters; or
* both stand under a task of the same title and the longest has ``PASSAGE`` characters; or
* both stand under such a task, promise a value of the same indicator and share any passage; or
* both promise a counted quantity of the same indicator and the longest has ``PASSAGE`` characters; or
* a person decided it.

It is **likely** where one passage of ``LONG_ELSEWHERE`` characters is all, or where a lower measure is left over under a
task of the same title and exactly one upper measure is left over too: then a shared passage, or the counterpart of a
responsible body above, must speak for it. Two measures that promise values of different indicators are no pair.

What these rules leave open is looked at again by other evidence than equal words (``cascade.reworded``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import chain

from zeren.cascade import reworded
from zeren.cascade.amounts import amounts
from zeren.cascade.facts import Fact
from zeren.cascade.kind import joint_kinds, kind_of, raised, reworded_kind
from zeren.cascade.plans import ALIKE, Decided, dice
from zeren.cascade.shares import Share, all_shares, merged_shares
from zeren.cascade.telling import told, told_words
from zeren.cascade.traits import Traits, traits
from zeren.cascade.words import GRAM, Passage, Words, dropped, grams, passages, words_of
from zeren.ground.fold import key

PASSAGE = 6
"""characters: three Chinese terms in a row are seldom chance within two plans about one subject"""
LONG = 16
"""characters: a whole clause; no set phrase of the trade is that long"""
LONG_ELSEWHERE = 10
"""characters of a passage that alone makes a pair likely"""
HALF = 0.5
ELSEWHERE = 0.6
"""``cover`` under tasks of different titles"""
COMMON = 4
"""measures of one plan in which words may occur and still tell one from another"""


@dataclass(frozen=True, slots=True)
class Link:
    """A lower measure that carries out an upper one."""

    upper: Fact
    lower: Fact
    kind: str
    """``copied``, ``adapted``, ``narrowed``, ``raised`` or ``broken-down``"""
    likely: bool
    score: float
    """``cover``, 0 to 1, two decimals; of a link in other words the chance that it is one, by its evidence"""
    basis: str
    """in words"""
    shared: tuple[tuple[int, int, int, int], ...]
    """shared passages: start and end in the upper, start and end in the lower document; the longest first"""
    shares: tuple[Share, ...] = ()
    """amounts of the upper measure with those of the lower that answer to them; ``at`` counts in either measure's words"""


@dataclass(slots=True)
class _Side:
    """A measure with the characters no pair has used yet."""

    fact: Fact
    words: Words
    free: set[int]
    task: str
    """folded title of its task; empty under no task"""
    linked: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """Two measures, and what speaks for them."""

    upper: int
    lower: int
    passages: tuple[Passage, ...]
    cover: float
    level: int
    """2 certain, 1 likely, 0 nothing"""
    basis: str


def links(
    uppers: Sequence[Fact],
    lowers: Sequence[Fact],
    codes: tuple[str, str],
    counterparts: Mapping[str, str],
    decided: Decided | None = None,
    likely: bool = False,
) -> tuple[Link, ...]:
    """Return which measures of a lower plan carry out which of the upper, by their orders.

    ``codes`` are the divisions of both plans, ``counterparts`` leads from a lower body to that with its function one
    level above. ``likely`` makes every link that no person decided likely, because the pair of plans is.
    """
    matching = _Matching(uppers, lowers, codes, counterparts, decided or {})
    return tuple(sorted(matching.links(likely), key=lambda one: (one.upper.order, one.lower.order, one.upper.id, one.lower.id)))


class _Matching:
    """The measures of two plans while they are compared."""

    def __init__(
        self,
        uppers: Sequence[Fact],
        lowers: Sequence[Fact],
        codes: tuple[str, str],
        counterparts: Mapping[str, str],
        decided: Decided,
    ) -> None:
        self._drop = drop = dropped(codes)
        self._uppers, self._lowers = ([_side(fact, drop) for fact in facts] for facts in (uppers, lowers))
        self._counterparts = counterparts
        self._decided = decided
        self._common = _common(self._uppers) | _common(self._lowers)
        self._alike: dict[tuple[str, str], bool] = {}

    def links(self, likely: bool) -> list[Link]:
        found = [self._made(one, False) for one in self._by_decision()]
        heap = [(_rank(one), one) for one in self._candidates() if one.level]
        heapify(heap)
        while heap:
            rank, best = heappop(heap)
            now = self._judged(best.upper, best.lower)
            if now.level and _rank(now) == rank:
                found.append(self._made(now, likely or now.level == 1))
            elif now.level:
                heappush(heap, (_rank(now), now))
        found += [self._made(one, True) for one in self._left_over()]
        return found + self._reworded(found, likely)

    def _reworded(self, found: Sequence[Link], likely: bool) -> list[Link]:
        """Links between measures that say one thing in other words."""
        above = {side.fact.id: place for place, side in enumerate(self._uppers)}
        below = {side.fact.id: place for place, side in enumerate(self._lowers)}
        linked = sorted((above[one.upper.id], below[one.lower.id]) for one in found)
        closed = {(above[one], below[other]) for one, other in self._decided if one in above and other in below}
        uppers, lowers = ([traits(side.fact, self._drop) for side in sides] for sides in (self._uppers, self._lowers))
        pairs = _with_shares(reworded.found(uppers, lowers, linked, closed | set(linked)), uppers, lowers)
        times = Counter(place for one in pairs for place in ((0, one.upper), (1, one.lower)))
        single = [
            reworded_kind(uppers[one.upper], lowers[one.lower], one.evidence, times[0, one.upper] == times[1, one.lower] == 1)
            for one in pairs
        ]
        kinds = joint_kinds([(one.upper, one.lower, kind) for one, kind in zip(pairs, single, strict=True)])
        return [self._told(one, kind, likely or not one.certain) for one, kind in zip(pairs, kinds, strict=True)]

    def _told(self, one: reworded.Found, kind: str, likely: bool) -> Link:
        upper, lower = self._uppers[one.upper], self._lowers[one.lower]
        shared = tuple(
            (
                upper.fact.start + upper.words.at[p.upper],
                upper.fact.start + upper.words.ends[p.upper + p.length - 1],
                lower.fact.start + lower.words.at[p.lower],
                lower.fact.start + lower.words.ends[p.lower + p.length - 1],
            )
            for p in told_words(upper.words, lower.words, one.evidence.words)
        )
        basis = told(one, upper.fact, lower.fact, [lower.fact.text[a - lower.fact.start : b - lower.fact.start] for _, _, a, b in shared])
        return Link(upper.fact, lower.fact, kind, likely, one.chance, basis, shared, one.evidence.shares)

    def _by_decision(self) -> list[_Found]:
        above = {side.fact.id: place for place, side in enumerate(self._uppers)}
        below = {side.fact.id: place for place, side in enumerate(self._lowers)}
        pairs = [pair for pair, decision in sorted(self._decided.items()) if decision == "same"]
        return [
            replace(self._judged(above[one], below[other]), level=2, basis="人的判定：下级措施落实上级措施")
            for one, other in pairs
            if one in above and other in below
        ]

    def _candidates(self) -> list[_Found]:
        """Pairs that share words which tell one measure from another; no pair is looked at for any other reason."""
        index: dict[str, list[int]] = {}
        for place, side in enumerate(self._uppers):
            for gram in grams(side.words.text) - self._common:
                index.setdefault(gram, []).append(place)
        met = {
            (above, below)
            for below, side in enumerate(self._lowers)
            for gram in grams(side.words.text) - self._common
            for above in index.get(gram, ())
        }
        return [self._judged(*pair) for pair in sorted(met) if self._open(*pair)]

    def _open(self, above: int, below: int) -> bool:
        """Whether no person has decided about the two measures."""
        return (self._uppers[above].fact.id, self._lowers[below].fact.id) not in self._decided

    def _judged(self, above: int, below: int) -> _Found:
        upper, lower = self._uppers[above], self._lowers[below]
        shared = tuple(p for p in passages(upper.words, lower.words, upper.free, lower.free) if self._tells(p, lower))
        shortest = max(min(len(upper.words.text), len(lower.words.text)), 1)
        cover = round(min(sum(one.length for one in shared) / shortest, 1.0), 2)
        level, basis = self._verdict(upper, lower, shared[0].length if shared else 0, cover)
        return _Found(above, below, shared, cover, level, basis)

    def _tells(self, one: Passage, lower: _Side) -> bool:
        words = lower.words.text[one.lower : one.lower + one.length]
        return any(words[i : i + GRAM] not in self._common for i in range(len(words) - GRAM + 1))

    def _verdict(self, upper: _Side, lower: _Side, longest: int, cover: float) -> tuple[int, str]:
        same = self._same_task(upper, lower)
        task = "、任务同名" if same else ""
        if not longest or _other_promise(upper.fact, lower.fact):
            return 0, ""
        if longest >= PASSAGE and cover >= (HALF if same else ELSEWHERE):
            return 2, f"相同文字占较短一条的{cover:.0%}{task}"
        if longest >= LONG:
            return 2, f"连续{longest}字相同{task}"
        second = upper.linked or lower.linked
        if same and longest >= PASSAGE:
            return 0 if second else 2, f"任务同名、连续{longest}字相同"
        if same and _indicators(upper.fact) & _indicators(lower.fact):
            return 0 if second else 2, "任务同名、指标相同"
        if longest >= PASSAGE and _indicators(upper.fact, True) & _indicators(lower.fact, True):
            return 0 if second else 2, f"数量指标相同、连续{longest}字相同"
        if longest >= LONG_ELSEWHERE:
            return 1, f"连续{longest}字相同，任务不同名，待人确认"
        return 0, ""

    def _same_task(self, upper: _Side, lower: _Side) -> bool:
        pair = upper.task, lower.task
        if pair not in self._alike:
            self._alike[pair] = bool(pair[0]) and (pair[0] == pair[1] or dice(*pair) >= ALIKE)
        return self._alike[pair]

    def _left_over(self) -> list[_Found]:
        """Pairs that alone are left on both sides of a task of the same title, with something to speak for them."""
        found = []
        above = [place for place, side in enumerate(self._uppers) if not side.linked]
        below = [place for place, side in enumerate(self._lowers) if not side.linked]
        for place in below:
            mine = [one for one in above if self._same_task(self._uppers[one], self._lowers[place])]
            if len(mine) != 1 or not self._open(mine[0], place):
                continue
            theirs = [one for one in below if self._same_task(self._uppers[mine[0]], self._lowers[one])]
            if theirs == [place] and (one := self._rest(mine[0], place)):
                found.append(one)
        return found

    def _rest(self, above: int, below: int) -> _Found | None:
        one = self._judged(above, below)
        upper, lower = self._uppers[above].fact, self._lowers[below].fact
        told = sorted({body for body in lower.bodies if self._counterparts.get(body) in upper.bodies})
        if _other_promise(upper, lower) or not (one.passages or told):
            return None
        why = f"连续{one.passages[0].length}字相同" if one.passages else "主责单位上下对口"
        return replace(one, level=1, basis=f"同名任务中各余一条、{why}，待人确认")

    def _made(self, one: _Found, likely: bool) -> Link:
        upper, lower = self._uppers[one.upper], self._lowers[one.lower]
        for passage in one.passages:
            upper.free.difference_update(range(passage.upper, passage.upper + passage.length))
            lower.free.difference_update(range(passage.lower, passage.lower + passage.length))
        upper.linked = lower.linked = True
        kind, why = kind_of(upper.fact, lower.fact, upper.words, lower.words)
        both = all_shares(amounts(upper.fact.text), amounts(lower.fact.text))
        kind, why = raised(kind, why, upper.fact, lower.fact, both)
        shared = tuple(
            (
                upper.fact.start + upper.words.at[p.upper],
                upper.fact.start + upper.words.ends[p.upper + p.length - 1],
                lower.fact.start + lower.words.at[p.lower],
                lower.fact.start + lower.words.ends[p.lower + p.length - 1],
            )
            for p in one.passages
        )
        basis = "；".join(filter(None, (one.basis, why)))
        return Link(upper.fact, lower.fact, kind, likely, one.cover, basis, shared, both)


def _with_shares(found: Sequence[reworded.Found], uppers: Sequence[Traits], lowers: Sequence[Traits]) -> list[reworded.Found]:
    """Links with the amounts that answer to one another, also in other units; of a merged measure each amount is taken once."""
    over: dict[int, list[int]] = {}
    for one in found:
        over.setdefault(one.lower, []).append(one.upper)
    shares = {
        (upper, lower): told
        for lower, above in over.items()
        for upper, told in zip(above, merged_shares([uppers[i].amounts for i in above], lowers[lower].amounts), strict=True)
    }
    return [replace(one, evidence=replace(one.evidence, shares=shares[one.upper, one.lower])) for one in found]


def _side(fact: Fact, drop: re.Pattern[str]) -> _Side:
    words = words_of(fact.text, drop)
    return _Side(fact, words, set(range(len(words.text))), key(fact.task_title))


def _common(sides: Iterable[_Side]) -> set[str]:
    counts = Counter(chain.from_iterable(grams(side.words.text) for side in sides))
    return {gram for gram, count in counts.items() if count > COMMON}


def _rank(one: _Found) -> tuple[int, float, int, int, int]:
    """The order in which pairs take their words: the most certain, the most alike first."""
    return -one.level, -one.cover, -sum(p.length for p in one.passages), one.upper, one.lower


def _indicators(fact: Fact, counted: bool = False) -> set[str]:
    return {quantity.indicator for quantity in fact.quantities if quantity.counted or not counted}


def _other_promise(upper: Fact, lower: Fact) -> bool:
    """Whether both promise counted quantities, and of quite different indicators."""
    one, other = _indicators(upper, True), _indicators(lower, True)
    return bool(one) and bool(other) and not one & other
