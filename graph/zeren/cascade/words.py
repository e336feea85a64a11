"""Measures as comparable words: folded, without names of places and punctuation, each character with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.ground.fold import fold
from zeren.ground.resources import ontology_dir, table

GRAM = 4
"""characters of the shortest words compared: most Chinese terms have two, so that four are a term and its object"""

_LETTER = re.compile(r"[a-z㐀-鿿]|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is compared."""

    text: str
    """letters and ideographs; each number is one ``0``, whatever its value"""
    at: tuple[int, ...]
    """for each character its place in the text as printed; of a number the first digit"""
    ends: tuple[int, ...]
    """for each character one past its last place in the text as printed"""

    def grams(self) -> Iterator[str]:
        """Every stretch of ``GRAM`` characters."""
        return (self.text[i : i + GRAM] for i in range(len(self.text) - GRAM + 1))


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that two texts share."""

    upper: int
    """first character in ``Words.text`` of the upper measure"""
    lower: int
    """first character in ``Words.text`` of the lower measure"""
    length: int


def words_of(text: str, drop: re.Pattern[str] | None = None) -> Words:
    """Return a text for comparison, without what ``drop`` matches in the folded letters."""
    words = _letters(text)
    gone = {i for match in drop.finditer(words.text) for i in range(*match.span())} if drop is not None else ()
    if not gone:
        return words
    left = [i for i in range(len(words.text)) if i not in gone]
    return Words("".join([words.text[i] for i in left]), tuple([words.at[i] for i in left]), tuple([words.ends[i] for i in left]))


@lru_cache(maxsize=4096)
def _letters(text: str) -> Words:
    found = [(("0" if m.group()[0].isdigit() else m.group()), m.start(), m.end()) for m in _LETTER.finditer(fold(text).lower())]
    return Words("".join(char for char, _, _ in found), tuple(start for _, start, _ in found), tuple(end for _, _, end in found))


@lru_cache(maxsize=2048)
def grams(text: str) -> frozenset[str]:
    """Return the stretches of ``GRAM`` characters of a text that is compared."""
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def dropped(codes: Iterable[str]) -> re.Pattern[str]:
    """Return what is left out of a comparison: names of the divisions and words such as 本市, 全区, 各区.

    ``codes`` are GB/T 2260 codes; the divisions above them count too.
    """
    return _dropped(tuple(sorted(set(codes))))


@lru_cache(maxsize=1024)
def _dropped(codes: tuple[str, ...]) -> re.Pattern[str]:
    words = {row["word"] for row in table("vocabulary/scopes") if row["means"] in ("here", "each")}
    for code in codes:
        words.update(place_words(code))
    # The longest first, so that 北京市西城区 goes as a whole.
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


def place_words(code: str) -> tuple[str, ...]:
    """Return the names and short names of a division and of those above it; none for one outside the register."""
    chain = [code[:length] for length in (2, 4, 6) if length <= len(code)]
    return tuple(word for one in chain for word in _divisions().get(one, ()))


@cache
def _divisions() -> dict[str, tuple[str, ...]]:
    lines = (ontology_dir() / "register" / "divisions.tsv").read_text(encoding="utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line and line[0] != "#"][1:]
    return {code: (name, *(short or ([name[:-1]] if len(name) > 2 else []))) for code, name, *short in rows}


@cache
def kinds(kind: str) -> re.Pattern[str]:
    """The words of one kind in ``vocabulary/cascade.tsv``, the longest first."""
    found = sorted((row["word"] for row in table("vocabulary/cascade") if row["kind"] == kind), key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, found)))


def passages(upper: Words, lower: Words, upper_free: set[int], lower_free: set[int]) -> tuple[Passage, ...]:
    """Return the words both print, the longest first, none twice; only characters that are free are taken.

    The order of the words in their texts does not matter: sentences may have been moved.
    """
    places: dict[str, list[int]] = {}
    for place, gram in enumerate(upper.grams()):
        places.setdefault(gram, []).append(place)
    found: list[Passage] = []
    for start, gram in enumerate(lower.grams()):
        for place in places.get(gram, ()):
            if start and place and lower.text[start - 1] == upper.text[place - 1]:
                continue  # part of a longer one that began earlier
            length = GRAM
            while lower.text[start + length : start + length + 1] == upper.text[place + length : place + length + 1] != "":
                length += 1
            found.append(Passage(place, start, length))
    above, below = set(upper_free), set(lower_free)
    taken: list[Passage] = []
    for one in sorted(found, key=lambda p: (-p.length, p.lower, p.upper)):
        taken += _free(one, above, below)
    return tuple(sorted(taken, key=lambda p: (-p.length, p.lower)))


def _free(one: Passage, above: set[int], below: set[int]) -> Iterator[Passage]:
    """The stretches of a passage whose characters are free on both sides; what is given is no longer free."""
    run = 0
    for step in range(one.length + 1):
        if step < one.length and one.upper + step in above and one.lower + step in below:
            run += 1
            continue
        if run >= GRAM:
            part = Passage(one.upper + step - run, one.lower + step - run, run)
            above.difference_update(range(part.upper, part.upper + run))
            below.difference_update(range(part.lower, part.lower + run))
            yield part
        run = 0
