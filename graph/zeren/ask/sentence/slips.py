"""Names with one wrong letter: 区生态环竟局 for 区生态环境局."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.ask.short import functions_of

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


def _one_apart(one: str, other: str) -> bool:
    """Tell whether one character changed, missing or surplus makes one word the other; the first character stays."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    skip_one, skip_other = len(one) >= len(other), len(other) >= len(one)
    return one != other and one[at + skip_one :] == other[at + skip_other :]
