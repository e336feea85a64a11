"""How a lower measure takes up an upper one: copied, adapted, narrowed, raised, or its quantity broken down.

* **broken-down**: both promise a counted quantity of the same indicator and the lower value is the smaller; or where
  the upper prints an open quantity (一批) the lower prints a number.
* **copied**: ``SAME`` of the folded words are the same in the same order, no stretch of ``CLAUSE`` characters is in one
  only (or the lower prints all of the upper and adds ``ADDED`` characters at most), every number is the same, and what
  differs holds no number and no word that makes the lower body a helper (配合…).
* **raised**: the lower one promises a higher rate, a shorter time, more often or more of a thing and less of none; or copies
  the words with an earlier day for deadline.
* **adapted**: everything else.

Of measures that are linked in other words also:

* **raised**: the lower one says how often where the upper does not, or drops the upper's limit (不论大小, 一律);
* **narrowed**: it takes up ``PART`` of the clauses of the upper one or fewer, and promises no amount of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from zeren.cascade.amounts import demands
from zeren.cascade.evidence import Evidence
from zeren.cascade.facts import Fact
from zeren.cascade.shares import Share
from zeren.cascade.traits import Traits
from zeren.cascade.words import Words, kinds

SAME = 0.88
"""twice the common characters over all characters (difflib's ratio): one word of two changed in a sentence of 17"""
CLAUSE = 8
"""characters from which words that were added or left out say something of their own"""
ADDED = 12
"""characters that a lower measure may add to all of the upper one's and still copy it: one short clause"""
NEAR = 0.7
"""ratio from which it is worth saying why a measure is not copied"""
PART = 0.5
"""of the clauses of an upper measure, by the words in common"""
_CLAUSE = re.compile("[，。；：、,;:]")
_WHOLE = re.compile("不论|无论|不分|凡")


@dataclass(frozen=True, slots=True)
class _Change:
    """Words of the upper measure and those that the lower prints in their place."""

    before: str
    after: str
    place: int
    """first character of ``after`` in ``Words.text`` of the lower"""


def kind_of(upper: Fact, lower: Fact, above: Words, below: Words) -> tuple[str, str]:
    """Return ``copied``, ``adapted`` or ``broken-down``, and why in words (empty for the ordinary case)."""
    for one in upper.quantities:
        for other in lower.quantities:
            if one.indicator == other.indicator and one.counted and other.counted and other.value < one.value:
                return "broken-down", f"{one.value:g}{one.unit} → {other.value:g}{other.unit}"
    matcher = SequenceMatcher(None, above.text, below.text, autojunk=False)
    changes = [
        _Change(above.text[a:b], below.text[c:d], c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
    ]
    for change in changes:
        if (vague := kinds("vague").search(change.before)) and (number := re.search("0.", change.after)):
            value = _number(lower, below, change.place + number.start()) + number.group()[1:]
            return "broken-down", f"“{vague.group()}” → {value}"
    ratio = matcher.ratio()
    if _counted(changes) or _other_numbers(matcher, upper, lower, above, below):
        return "adapted", "数量有改动" if ratio >= NEAR else ""
    if any(kinds("assist").search(change.after) for change in changes):
        return "adapted", "本级改为配合" if ratio >= NEAR else ""
    longest = max((max(len(change.before), len(change.after)) for change in changes), default=0)
    if (ratio >= SAME and longest < CLAUSE) or _contained(matcher, above, changes):
        return "copied", ""
    return "adapted", ""


def raised(kind: str, why: str, upper: Fact, lower: Fact, shares: Sequence[Share]) -> tuple[str, str]:
    """Return ``raised`` for the same or adapted words that ask for more than above, else the kind as it is, and why in words."""
    if kind not in ("copied", "adapted"):
        return kind, why
    if any(one.stricter and one.kind != "count" for one in shares):
        return "raised", why
    # More of a thing below than above is no part of it, unless the measure also takes a part of something else.
    if any(one.stricter for one in shares) and not any(one.kind == "count" and one.lower < one.upper for one in shares):
        return "raised", why
    if kind == "copied" and upper.due.kind == lower.due.kind == "by-date" and "" < lower.due.end[:10] < upper.due.end[:10]:
        return "raised", f"时限提前：{upper.due.raw} → {lower.due.raw}"
    return kind, why


def _contained(matcher: SequenceMatcher[str], above: Words, changes: Sequence[_Change]) -> bool:
    """Whether the lower measure prints all of the upper and adds little (…，防范骗局)."""
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return kept == len(above.text) and sum(len(change.after) for change in changes) <= ADDED


def _counted(changes: list[_Change]) -> bool:
    """Whether a number was added or left out."""
    return any("0" in words or _counts().search(words) for change in changes for words in (change.before, change.after))


def _other_numbers(matcher: SequenceMatcher[str], upper: Fact, lower: Fact, above: Words, below: Words) -> bool:
    """Whether numbers at the same place among the same words have other values."""
    for place, other, size in matcher.get_matching_blocks():
        for step in range(size):
            if above.text[place + step] == "0" and _number(upper, above, place + step) != _number(lower, below, other + step):
                return True
    return False


def _number(fact: Fact, words: Words, place: int) -> str:
    return fact.text[words.at[place] : words.ends[place]].replace(",", "")


@cache
def _counts() -> re.Pattern[str]:
    return re.compile(f"[一二两三四五六七八九十百千万半]{{1,12}}(?:{kinds('counter').pattern})")


def reworded_kind(upper: Traits, lower: Traits, evidence: Evidence, alone: bool) -> str:
    """Return the kind of a link between measures whose words differ; ``alone``: neither is linked to a third."""
    if any(one.stricter and one.kind != "count" for one in evidence.shares):
        return "raised"
    if any(one.kind == "count" and one.lower < one.upper for one in evidence.shares):
        return "broken-down"
    if any(one.stricter for one in evidence.shares):
        return "raised"
    often = {one.kind for one in demands(upper.amounts)}
    if any(one.kind not in often for one in demands(lower.amounts)) or _WHOLE.search(lower.text):
        return "raised"
    return "narrowed" if alone and not evidence.shares and _taken(upper, evidence) <= PART else "adapted"


def _taken(upper: Traits, evidence: Evidence) -> float:
    """The share of the upper measure's clauses in which words in common stand."""
    clauses = [clause for clause in _CLAUSE.split(upper.text) if len(clause) >= 4]
    words = [word for word in evidence.words if len(word) > 1]
    held = sum(any(word in clause for word in words) for clause in clauses)
    return held / len(clauses) if clauses else 1.0


_FIRST = ("raised", "broken-down", "narrowed", "adapted")
"""which kind holds where measures are split or merged and their links differ"""


def joint_kinds(found: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return the kinds of links (upper, lower, kind) so that those of one split or merged measure agree."""
    kinds = []
    for upper, lower, kind in found:
        near = {each for one, other, each in found if upper == one or lower == other}
        kinds.append(min(near | {kind}, key=_FIRST.index))
    return kinds
