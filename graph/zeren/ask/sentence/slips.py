"""Names with one wrong letter: 区生态环竟局 for 区生态环境局."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache

from zeren.ask.short import functions_of
from zeren.ground.resources import table

_LEAST = 4
"""characters of the shortest name that is mended; shorter ones have too many neighbours"""
_ENDS = frozenset("局委会办处院队司社府心部厅室")
"""last characters of names of offices: a name is mended only where it still ends as one"""


def slip(word: str, names: Iterable[str]) -> str | None:
    """Return the only name that differs from a word by one character; None where there is none or several.

    A word that names a function of the register (区审计局) is a body of its own, never a slip for 区统计局.
    """
    if len(word) < _LEAST or word[-1] not in _ENDS or any(len(place) < 3 for _, place in functions_of(word)):
        return None
    near = {name for name in names if len(name) >= _LEAST and name[-1] == word[-1] and _one_apart(word, name)}
    return near.pop() if len(near) == 1 else None


def slip_at_end(word: str, names: Container[str]) -> str | None:
    """Return the only name of an office that ends in a character like that of a word (区交通唯); None where there is none or several.

    区教育台 is no slip for 区教育局: only what sounds or looks alike is (``alike.tsv``).
    """
    if len(word) < _LEAST:
        return None
    near = {name for end in _alike().get(word[-1], ()) if (name := word[:-1] + end) in names}
    return near.pop() if len(near) == 1 else None


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    """What is typed → the last characters of offices that may be meant."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("vocabulary/alike"):
        for typed in row["typed"].split("|"):
            found[typed] = (*found.get(typed, ()), row["ending"])
    return found


def _one_apart(one: str, other: str) -> bool:
    """Tell whether one character changed, missing or surplus makes one word the other; the first character stays."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    skip_one, skip_other = len(one) >= len(other), len(other) >= len(one)
    return one != other and one[at + skip_one :] == other[at + skip_other :]
