"""Which plans are a pair: one carries out the other, by what the documents say.

Needed always: the division of the upper plan holds that of the lower one. Then one of, in this order:

* a person decided it;
* the lower plan cites the upper by title or number: certain, whatever the years;
* same year and, apart from names of places, years and kinds of document, the same title: certain;
* same year and a third of the task titles of the smaller plan in common, at least three: certain;
* same year and a similar title (Dice coefficient of pairs of characters): likely, a person should confirm.

Without a citation only the nearest level that has such a plan counts: a county carries out the plan of its city, the
city that of the province. Nothing else makes a pair; two plans of one year and place have nothing to do with each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.cascade.facts import Head
from zeren.cascade.words import place_words
from zeren.ground.fold import key
from zeren.ground.resources import table

COUNTRY = "100000"
TASKS = 3
"""task titles in common from which two plans are about the same; two may be chance (加强组织领导, 目标任务)"""
TASK_SHARE = 1 / 3
"""of the smaller plan's task titles"""
ALIKE = 0.7
"""Dice coefficient of two titles: one word of five changed"""
LEAST_TITLE = 4
"""characters that a title must keep without places, years and kinds, to say anything by itself"""
WHOLE_TITLE = 8
"""characters from which a title inside a cited one (关于印发…的通知) is that document and no common word"""
_QUALIFIERS = ("重点", "主要", "年度")
"""before the kind of document: 2025年重点工作要点 follows 2024年工作要点"""
_YEAR = re.compile(r"(?:19|20)\d{2}(?:[-—–~至](?:19|20)?\d{2,4})?年?(?:度)?")


@dataclass(frozen=True, slots=True)
class PlanPair:
    """Two plans and whether the lower one carries out the upper."""

    upper: Head
    lower: Head
    verdict: str
    """``certain``, ``likely``, or ``no``"""
    basis: str
    """in words"""


Decided = Mapping[tuple[str, str], str]
"""IRIs of upper and lower → ``same`` or ``different``"""


class Register:
    """All plans with measures, to find those above one of them without comparing each with each."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self.heads = {head.id: head for head in sorted(heads, key=lambda head: head.id)}
        self._by_code: dict[str, list[Head]] = {}
        self._tasks: dict[tuple[str, str], list[str]] = {}
        for head in self.heads.values():
            self._by_code.setdefault(head.code, []).append(head)
            for task in head.tasks:
                self._tasks.setdefault((head.code, task), []).append(head.id)

    def pairs(self, decided: Decided | None = None) -> Iterator[PlanPair]:
        """Give every pair, by lower and upper IRI, that is certain or likely."""
        for head in self.heads.values():
            found = [pair for pair in self.considered(head, decided) if pair.verdict != "no"]
            yield from sorted(found, key=lambda pair: pair.upper.id)

    def considered(self, lower: Head, decided: Decided | None = None) -> Iterator[PlanPair]:
        """Give every plan of a division above with the verdict on it, the nearest level first."""
        nearer = ""
        for code in _above(lower.code):
            if (uppers := self._by_code.get(code)) is None:
                continue
            common = Counter(upper for task in lower.tasks for upper in self._tasks.get((code, task), ()))
            found = [_judged(upper, lower, common[upper.id], decided or {}) for upper in uppers]
            best = {pair.verdict for pair in found}
            for pair in found:
                if nearer and pair.verdict != "no" and not pair.basis.startswith(_STATED):
                    pair = PlanPair(pair.upper, lower, "no", f"已有更近一级的计划《{nearer}》")
                elif pair.verdict == "likely" and "certain" in best:
                    pair = PlanPair(pair.upper, lower, "no", f"同级另有更合的计划；{pair.basis}")
                yield pair
            nearer = nearer or next((pair.upper.title for pair in found if pair.verdict != "no"), "")


_STATED = ("人的判定", "引用")
"""how a basis begins that holds across levels"""


def _above(code: str) -> list[str]:
    """Codes of the divisions above, the nearest first."""
    if not code or code == COUNTRY:
        return []
    return [code[:length] for length in (6, 4, 2) if length < len(code)] + [COUNTRY]


def _judged(upper: Head, lower: Head, common: int, decided: Decided) -> PlanPair:
    verdict, basis = _verdict(upper, lower, common, decided.get((upper.id, lower.id)))
    return PlanPair(upper, lower, verdict, basis)


def _verdict(upper: Head, lower: Head, common: int, decision: str | None) -> tuple[str, str]:
    if decision:
        return ("certain", "人的判定：下级计划落实上级计划") if decision == "same" else ("no", "人的判定：不是上下级计划")
    for name, words in ((upper.title, f"《{upper.title}》"), (upper.number, f"文号{upper.number}")) if lower.cites else ():
        cited = key(name or "")
        if len(cited) >= WHOLE_TITLE and any(cited in one for one in lower.cites):
            return "certain", f"引用：下级计划写明{words}"
    if upper.year is None or lower.year is None:
        return "no", "年度不明，也没有引用"
    if upper.year != lower.year:
        return "no", f"年度不同（{upper.year}、{lower.year}），也没有引用"
    base = f"辖区相属、同为{upper.year}年"
    titles = core(upper.title, upper.code), core(lower.title, lower.code)
    if titles[0] == titles[1] and len(titles[0]) >= LEAST_TITLE:
        return "certain", f"标题相同（除地名、年份）、{base}"
    fewest = min(len(upper.tasks), len(lower.tasks))
    if common >= TASKS and common >= TASK_SHARE * fewest:
        return "certain", f"{common}项任务同名、{base}"
    alike = dice(*titles)
    if alike >= ALIKE and min(map(len, titles)) >= LEAST_TITLE:
        return "likely", f"标题相近（{alike:.2f}）、{base}，待人确认"
    return "no", f"标题不同、同名任务{common}项"


@lru_cache(maxsize=1 << 14)
def core(title: str, code: str) -> str:
    """Return a title without names of places, years and words such as 行动计划 at its end; ``code`` is its division."""
    words = _YEAR.sub("", key(title))
    for place in sorted(place_words(code), key=len, reverse=True):
        words = words.replace(place, "")
    words = re.sub(r"[^a-z0-9㐀-鿿]", "", words)
    for ending in (*_endings(), *_QUALIFIERS):
        words = words.removesuffix(ending)
    return words


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted({row["word"] for row in table("vocabulary/titles")}, key=lambda word: (-len(word), word)))


def dice(one: str, other: str) -> float:
    """Return the Dice coefficient of the pairs of characters of two texts, 0 to 1."""
    first, second = _twos(one), _twos(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=4096)
def _twos(word: str) -> frozenset[str]:
    return frozenset(word[i : i + 2] for i in range(len(word) - 1))
