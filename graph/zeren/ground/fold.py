"""Length-preserving folding: text to match on, with offsets that stay true.

``fold(text)[i]`` always stands for ``text[i]``, so a match in the folded text quotes the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from zeren.ground.resources import table


class _Fold(dict[int, int | str]):
    """Folded form of a code point, worked out the first time it is met."""

    def __missing__(self, point: int) -> int | str:
        char = chr(point)
        folded = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
        if len(folded) == 1 and not _is_common(folded):
            folded = _simplified().get(folded, folded)
        # Circled and superscript numbers carry meaning (①, ²): the plain digit would be another statement.
        keep = len(folded) != 1 or unicodedata.category(char) == "No"
        result = point if keep else folded
        self[point] = result
        return result


def _is_common(char: str) -> bool:
    """Whether simplified texts use the character: those of GB 2312 are never folded, so most texts need no table."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified() -> dict[str, str]:
    return {row["traditional"]: row["simplified"] for row in table("vocabulary/traditional")}


_RADICALS = {row["radical"]: row["ideograph"] for row in table("vocabulary/radicals")}
_TABLE = _Fold((point, chr(point)) for point in range(0x20, 0x7F))


def fold(text: str) -> str:
    """Return ``text`` with full-width and compatibility forms, CJK radicals and traditional characters unified.

    The result has the same length.
    """
    if text.isascii() and text.isprintable():  # identifiers and words of Latin letters are their own form
        return text
    return _short(text) if len(text) <= _SHORT else _folded(text)


def unspaced(text: str) -> str:
    """Return ``text`` without white space: lines and cells break a word where nobody would write a space.

    >>> unspaced("县卫生 健康　委")
    '县卫生健康委'
    """
    return "".join(text.split())


@lru_cache(maxsize=1 << 14)
def _short(text: str) -> str:
    return text.translate(_TABLE)


def _folded(text: str) -> str:
    """As ``str.translate``, which looks every character up: in most texts only the stops change, and replacing those is three times as fast."""
    words = text.replace("，", ",").replace("（", "(").replace("）", ")").replace("：", ":").replace("；", ";").replace("\u3000", " ")
    return _changing().sub(_other, words)


def _other(match: re.Match[str]) -> str:
    return match[0].translate(_TABLE)


@cache
def _changing() -> re.Pattern[str]:
    """Any character that may have another form: all but those of ASCII and GB 2312 that are their own."""
    rows = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    common = b"".join(rows).decode("gb2312", "ignore")
    own = "".join(char for char, folded in zip(common, common.translate(_TABLE), strict=True) if char == folded)
    return re.compile(rf"[^\t\n -~{re.escape(own)}]")


def label(text: str) -> str:
    """Return ``text`` with CJK radicals and compatibility ideographs as the characters they stand for, same length.

    For names, titles and labels that people copy and search; words that are quoted keep what is printed.
    """
    if text.isascii() or _COMPATIBLE.search(text) is None:
        return text
    return "".join(_RADICALS.get(char) or _ideograph(char) for char in text)


_COMPATIBLE = re.compile("[\u2e80-\u2fff\uf900-\ufaff]")
"""radicals and compatibility forms: all that ``label`` changes"""


def _ideograph(char: str) -> str:
    compatible = "\u2e80" <= char < "\u3000" or "\uf900" <= char < "\ufb00"
    return unicodedata.normalize("NFKC", char) if compatible else char


def folded_singly() -> frozenset[str]:
    """Return the characters that a table of their own folds: radicals and traditional forms."""
    return frozenset(_RADICALS) | frozenset(_simplified())


_SHORT = 40
"""code points of names, labels and heads, which come again and again"""


_LEFT_OUT = re.compile(
    r"[\s\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]+"
)
"""white space and the format characters of Unicode (category Cf)"""


def key(text: str) -> str:
    """Return a comparable form: folded, without white space and format characters, lower case. Not for offsets."""
    folded = fold(text).lower()
    if folded.isalnum():  # as most names are: nothing to leave out
        return folded
    return _LEFT_OUT.sub("", folded)
