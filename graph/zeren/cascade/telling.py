"""The evidence of a link in words that a person can check."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zeren.cascade.facts import Due, Fact
from zeren.cascade.reworded import Found
from zeren.cascade.shares import Share
from zeren.cascade.traits import affairs, concepts
from zeren.cascade.words import Passage, Words

MANY = 4
"""words, matters or amounts that are named; the rest is counted in the score"""


def told_words(upper: Words, lower: Words, words: Collection[str]) -> tuple[Passage, ...]:
    """Return where words in common stand in both, neighbouring ones as one passage; the longest first, ``MANY`` at most."""
    telling = {word for word in words if len(word) > 1}
    found: dict[str, Passage] = {}
    start = 0
    while start < len(lower.text) - 1:
        length = 0
        while lower.text[start + length : start + length + 2] in telling and lower.ends[start + length] == lower.at[start + length + 1]:
            length += 1
        while length and lower.text[start : start + length + 1] not in upper.text:
            length -= 1
        if length:
            text = lower.text[start : start + length + 1]
            found.setdefault(text, Passage(upper.text.index(text), start, length + 1))
        start += length + 1
    return tuple(sorted(found.values(), key=lambda one: (-one.length, one.lower)))[:MANY]


def told(one: Found, upper: Fact, lower: Fact, words: Sequence[str]) -> str:
    """Return the evidence of a link in words."""
    evidence = one.evidence
    joined = {"split": "上级一条拆为多条", "merged": "上级多条并为一条"}.get(one.joined)
    parts = [
        "措辞不同",
        joined,
        _bodies(upper, lower),
        f"共有词“{'”“'.join(words)}”" if words else None,
        _matters(upper, lower, evidence.concepts),
        "、".join(map(_amount, evidence.shares[:MANY])) or None,
        _due(upper.due, lower.due) if evidence.due >= 0.5 else None,
        None if one.certain else "待人确认",
    ]
    return "；".join(filter(None, parts))


def _amount(share: Share) -> str:
    return f"{share.upper:.10g}→{share.lower:.10g}{share.unit}{'（更严）' if share.stricter else ''}"


def _bodies(upper: Fact, lower: Fact) -> str | None:
    """The bodies above and below that see to one affair, those that lead first."""
    for title, above, below in (
        ("牵头或责任单位对口", upper.leads, lower.leads),
        ("单位对口", (*upper.leads, *upper.helps), (*lower.leads, *lower.helps)),
    ):
        for one in above:
            for other in below:
                if affairs(one) & affairs(other):
                    return f"{title}（{one}—{other}）"
    return None


def _matters(upper: Fact, lower: Fact, found: Sequence[str]) -> str | None:
    """Words of either that name one matter, where they differ."""
    above, below = concepts(upper.text), concepts(lower.text)
    pairs = [f"{above[one]}≈{below[one]}" for one in found if above[one] != below[one]]
    return f"同义“{'”“'.join(pairs[:MANY])}”" if pairs else None


def _due(upper: Due, lower: Due) -> str:
    return "时限相同" if upper.end == lower.end else "时限相近"
