"""Running text without white space, with the way back to its offsets.

Line breaks of a page or a cell fall inside words and numbers; patterns match on the compacted words, and
every quotation is cut from the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zeren.ground.fold import fold, unspaced

_DASHES = str.maketrans(dict.fromkeys("-–−－―~～〜", "—"))
_KEPT = "\ue000"
"""holds the place of the full-width comma while the rest is folded"""
_MARK = re.compile(r"[,，:()\[\]〔〕]")
_YEAR = re.compile("二[〇○零][一二三四五六七八九〇○零]{2}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
"""二〇二六年 is 2026年, of one length"""
_STOP = re.compile(r"[。；;!?！？]")


@dataclass(frozen=True, slots=True)
class Compact:
    """Folded words without white space; ``words[i]`` stands for ``text[spots[i]]``."""

    text: str
    words: str
    """dashes of all kinds are —; the full-width comma stays apart from the comma inside 2,000"""
    spots: tuple[int, ...]
    offset: int
    """where ``text`` begins in its document"""

    def quote(self, begin: int, stop: int) -> str:
        """Return the printed words from ``words[begin]`` to ``words[stop - 1]``."""
        return self.text[self.spots[begin] : self.spots[stop - 1] + 1]

    def start(self, begin: int) -> int:
        """Return the document offset of ``words[begin]``."""
        return self.offset + self.spots[begin]

    def end(self, stop: int) -> int:
        """Return one past the document offset of ``words[stop - 1]``."""
        return self.offset + self.spots[stop - 1] + 1


def compact(text: str, offset: int) -> Compact:
    """Return ``text`` compacted; ``offset`` is its place in the document."""
    words, spots = _compacted(text)
    return Compact(text, words, spots, offset)


@lru_cache(maxsize=512)
def _compacted(text: str) -> tuple[str, tuple[int, ...]]:
    """Words and places; the same words are read for targets, dates and clauses one after another."""
    folded = fold(text.replace("，", _KEPT)).replace(_KEPT, "，").translate(_DASHES)
    words = unspaced(folded)
    if any(zero in words for zero in "〇○零"):
        words = _YEAR.sub(lambda year: year[0].translate(_DIGITS), words)
    if len(words) == len(folded):  # as most texts are
        return words, tuple(range(len(folded)))
    return words, tuple(spot for spot, char in enumerate(folded) if not char.isspace())


def sentences(words: str) -> list[tuple[int, int]]:
    """Return begin and end of each sentence; 。, ； and their kin end one and belong to none."""
    found, begin = [], 0
    for stop in _STOP.finditer(words):
        if stop.start() > begin:
            found.append((begin, stop.start()))
        begin = stop.end()
    if begin < len(words):
        found.append((begin, len(words)))
    return found


def clauses(words: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Return begin and end of the comma clauses of a sentence; commas inside brackets or numbers divide nothing."""
    found, depth, start = [], 0, begin
    for mark in _MARK.finditer(words, begin, end):
        spot, char = mark.start(), mark[0]
        if char in "([〔":
            depth += 1
        elif char in ")]〕":
            depth = max(0, depth - 1)
        elif depth == 0 and not _in_number(words, spot):
            if spot > start:
                found.append((start, spot))
            start = spot + 1
    if end > start:
        found.append((start, end))
    return found


def _in_number(words: str, spot: int) -> bool:
    return words[spot] == "," and bool(re.match(r"\d,\d{3}(?!\d)", words[spot - 1 : spot + 5])) and spot > 0
