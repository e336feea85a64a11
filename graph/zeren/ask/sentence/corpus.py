"""All that the plans say, folded, in which the words of a sentence are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zeren.ask.sentence.lexicon import folded

_APART = "\uf8ff"
"""stands between texts while they are folded together: a character of private use, which folding keeps"""
_TOGETHER = 20_000
"""texts that are folded at a time"""
_REMEMBERED = 50_000
"""pairs of characters of which is remembered whether they are printed"""


class Corpus:
    """Texts, one a line; those that come again are held once, with their number."""

    def __init__(self, parts: Iterable[tuple[int, str]]) -> None:
        """``parts``: how often the texts of a part come, and these texts, folded, one a line."""
        self._parts = tuple(parts)
        self._pairs: dict[str, bool] = {}

    def holds(self, word: str) -> bool:
        """Tell whether folded words stand in any text."""
        return all(self._pair(word[at : at + 2]) for at in range(len(word) - 1)) and self._stands(word)

    def count(self, word: str) -> int:
        """How often folded words stand in all texts."""
        return sum(times * text.count(word) for times, text in self._parts)

    def behind(self, word: str) -> Iterator[str]:
        """Give the character behind each place where folded words stand; nothing, or the end of a line, at the end of a text."""
        for _, text in self._parts:
            at = text.find(word)
            while at >= 0:
                yield text[at + len(word) : at + len(word) + 1]
                at = text.find(word, at + 1)

    def _stands(self, word: str) -> bool:
        return any(word in text for _, text in self._parts)

    def _pair(self, pair: str) -> bool:
        known = self._pairs.get(pair)
        if known is None:
            if len(self._pairs) >= _REMEMBERED:
                self._pairs.clear()
            known = self._pairs[pair] = self._stands(pair)
        return known


def corpus_of(texts: Iterable[tuple[str, int]], more: Iterable[str]) -> Corpus:
    """Return the corpus of printed texts, each with the number of its measures, and of folded lines that count once.

    Texts must come by their number.
    """
    parts: list[tuple[int, str]] = []
    held: list[str] = []
    number = 0
    for text, times in texts:
        if times != number or len(held) == _TOGETHER:
            parts += _part(number, held)
            held, number = [], times
        held.append(text)
    return Corpus([*parts, *_part(number, held), (1, "\n".join(more))])


def _part(number: int, texts: list[str]) -> list[tuple[int, str]]:
    return [(number, folded(_APART.join(texts)).replace(_APART, "\n"))] if texts else []
