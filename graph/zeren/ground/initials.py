"""Names typed as the first letters of their reading: qsthjj for 区生态环境局."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from zeren.ground.fold import fold
from zeren.ground.resources import table


@cache
def _letters() -> dict[str, str]:
    """Return character → the letters that its readings begin with."""
    found: dict[str, str] = {}
    for row in table("vocabulary/initials"):
        for char in row["characters"]:
            found[char] = found.get(char, "") + row["letter"]
    return found


@cache
def initials(name: str) -> tuple[str, ...]:
    """Return for each character of a name the letters it may be typed as; a Latin letter or digit is its own."""
    known = _letters()
    return tuple(known.get(char, char if char.isascii() and char.isalnum() else "") for char in fold(name).lower())


def begins(name: str, typed: str) -> int | None:
    """Return the place from which a name reads as the typed letters, None where nowhere."""
    letters = initials(name)
    for start in range(len(letters) - len(typed) + 1):
        if all(char in letters[start + place] for place, char in enumerate(typed)):
            return start
    return None


def is_typed(words: str) -> bool:
    """Tell whether words may be first letters: two or more, Latin only."""
    return len(words) > 1 and words.isascii() and words.isalpha()


def letters_of(names: Iterable[str]) -> dict[str, str]:
    """Return for each character of names, folded as a browser does (NFKC, lower case), the letters it may be typed as."""
    chars = sorted({char for name in names for char in unicodedata.normalize("NFKC", name).lower()})
    return {char: letters for char in chars if (letters := "".join(initials(char))) and letters != char}
