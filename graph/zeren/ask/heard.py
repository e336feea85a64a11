"""Words as they are heard: any width, case, radical or traditional form of a character, whatever dresses or parts them.

One room for what a search leaves out and what it takes for the same, for pages, SQL and SPARQL alike.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import decomposition

from zeren.ground.fold import fold, folded_singly

DRESS = "_{}^"
"""what dresses a formula (``PM _{2.5}``) and nobody types"""
UNHEARD = "\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""characters that nobody sees, as a regular expression has them between brackets"""
NOTHING = r"[^\s\S]"
"""the pattern of words of which nothing is heard: it finds nothing"""

_UNHEARD = re.compile(f"[{UNHEARD}]+")
_DRESS = str.maketrans("", "", DRESS)
_SPECIAL = re.compile(r"[][\\.*+?(){}^$|]")
"""what an expression must escape"""


def heard(text: str) -> str:
    """Return text as it is searched: folded, without blanks and characters nobody sees, lower case."""
    return _UNHEARD.sub("", fold(text).lower()).translate(_DRESS)


def pattern(words: str, between: str = "") -> str:
    """Return the regular expression of all that is heard as words; ``between`` may stand between two characters.

    It is one for RE2, for Rust, Java, XPath and Python: characters and choices of them (``(厂|⼚|廠)房``), no classes, which
    an engine that looks at bytes takes apart.
    """
    return between.join(_choice(char) for char in heard(words)) or NOTHING


SIEVES = 4
"""forms of a character that are looked for one by one"""


def holds(cell: str, word: str, forms: int) -> str:
    """Return the condition of SQL that a cell holds what ``$word``, a regular expression, tells.

    A text that has none of the forms of one character of the words, ``$word_0`` to ``$word_N``, need not be read by the
    expression; this is three times as quick, where the character has few of them.
    """
    matched = f"regexp_matches({cell}, ${word})"
    if not 0 < forms <= SIEVES:
        return matched
    return f"(({' OR '.join(f'contains({cell}, ${word}_{at})' for at in range(forms))}) AND {matched})"


def sieve(words: str) -> str:
    """Return the forms of the character of words that has the fewest: a text that is heard with the words has one of them."""
    return min(map(spellings, heard(words)), key=len, default="")


def spellings(char: str) -> str:
    """Return all characters that are heard as one, in order of their code points; the character itself where none is."""
    return _heard_as().get(char, char)


def _choice(char: str) -> str:
    others = [_SPECIAL.sub(r"\\\g<0>", other) for other in spellings(char)]
    return others[0] if len(others) == 1 else f"({'|'.join(others)})"


@cache
def _heard_as() -> dict[str, str]:
    """Character → all characters that are heard as it, where there are others."""
    singly = folded_singly()
    plane = (chr(point) for point in range(0x10000) if not 0xD800 <= point < 0xE000)
    # Only these can fold to another: most of the plane need not be folded to know it.
    others = "".join(char for char in plane if decomposition(char) or char in singly or char.lower() != char)
    found: dict[str, set[str]] = {}
    for char, as_ in zip(others, fold(others), strict=True):
        if len(low := as_.lower()) == 1:
            found.setdefault(low, set()).add(char)
    for char, heard_as_it in found.items():
        if fold(char).lower() == char:
            heard_as_it.add(char)
    return {char: "".join(sorted(them)) for char, them in found.items()}
