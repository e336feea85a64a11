"""Documents that a text cites: titles in 《》 with their number, and how the text stands to them."""

from __future__ import annotations

import re
from functools import cache

from zeren.extract.compact import Compact, compact
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place, Reference
from zeren.ground.resources import table

_NUMBER = re.compile(
    r"[(（]?(?P<number>[一-龥A-Za-z]{1,12}[〔\[(（【]?(?:19|20)\d\d[〕\])）】]?(?:第)?\d{1,4}号)[)）]?"
)
_BARE = re.compile(r"(?<![一-龥])[一-龥]{1,8}[〔\[]20\d\d[〕\]]\d{1,4}号")
_EDITION = re.compile(r"[(（]((?:19|20)\d\d年(?:版|本|修订|修正)?|试行|暂行|修订版?)[)）]$")
_YEAR = re.compile(r"((?:19|20)\d\d)年$")
_BETWEEN = re.compile(
    r"(?:好|市级?|区级?|国家|本市|北京市|[一-龥]{2,6}部|新修订的?|关于|了|中|有关|相关|全面|认真|切实)$"
)
"""one word that may stand between the verb and the title"""

_MARKS = re.compile("[《号]")
_LONGEST = 200
"""characters of the longest title; official ones stay below 100"""


def marks_of(text: str) -> list[int]:
    """Offsets of the characters without which words cite nothing, in order: nearly all cells hold none."""
    return [match.start() for match in _MARKS.finditer(fold(text))]


def references_in(text: str, offset: int) -> tuple[Reference, ...]:
    """Return the documents cited in a verbatim slice that begins at ``offset``, in order of their places.

    A list of titles shares the words before its first (落实《甲》《乙》). Titles inside a title belong to it.
    A document number that no title stands before is a reference of its own, with an empty ``title``.
    """
    source = compact(text, offset)
    found: list[Reference] = []
    end = 0
    for begin, stop in _titles(source.words):
        joined = found and re.fullmatch(r"[、和及以与]*", source.words[end:begin])
        relation = found[-1].relation if joined else _relation(source.words, begin, stop)
        reference = _reference(source, begin, stop, relation)
        found.append(reference)
        end = begin + len(unspaced(reference.quote))
    for match in _BARE.finditer(source.words):
        verb = next((word for word, _ in _words("before") if match[0].startswith(word)), "")
        begin, stop = match.start() + len(verb), match.end()
        place = Place(source.start(begin), source.end(stop))
        if not any(known.place.start <= place.start < known.place.end for known in found):
            relation = _relation(source.words, begin, stop)
            number = source.words[begin:stop]
            found.append(Reference("", number, None, relation, source.quote(begin, stop), place))
    return tuple(sorted(found, key=lambda reference: (reference.place.start, reference.place.end)))


def _titles(words: str) -> list[tuple[int, int]]:
    """Begin and end of each outermost title; a mark without its fellow neither begins nor ends one."""
    found, spot = [], 0
    while (start := words.find("《", spot)) >= 0:
        stop = _closing(words, start)
        if stop:
            found.append((start, stop))
        spot = stop or start + 1
    return found


def _closing(words: str, start: int) -> int:
    """One past the 》 that closes the 《 at ``start``; 0 where none does within a sentence and the length of a title."""
    depth = 0
    for spot in range(start, min(len(words), start + _LONGEST)):
        if words[spot] == "。":
            return 0
        depth += (words[spot] == "《") - (words[spot] == "》")
        if depth == 0:
            return spot + 1
    return 0


def _reference(source: Compact, begin: int, stop: int, relation: str) -> Reference:
    words = source.words
    printed = source.quote(begin, stop)[1:-1]
    title = re.sub(r"(?<!\s)\s*\n\s*", "", printed).strip()
    number = _NUMBER.match(words, stop)
    end = number.end() if number else stop
    inner = _EDITION.search(title) or _EDITION.search(words[stop : stop + 12].partition("》")[0])
    year = _YEAR.search(words[:begin])
    return Reference(
        title,
        number["number"] if number else None,
        inner[1] if inner else (f"{year[1]}年" if year else None),
        relation,
        source.quote(begin, end),
        Place(source.start(begin), source.end(end)),
    )


@cache
def _words(side: str) -> tuple[tuple[str, str], ...]:
    rows = [(row["word"], row["relation"]) for row in table("vocabulary/references") if row["side"] == side]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def _relation(words: str, begin: int, stop: int) -> str:
    """How a text stands to a title: what follows it (同时废止) counts before what precedes it (落实)."""
    number = _NUMBER.match(words, stop)
    after = words[number.end() if number else stop :][:6]
    for word, relation in _words("after"):
        if relation == "repeals" and after.startswith(word):
            return relation
    before = _YEAR.sub("", words[max(0, begin - 14) : begin])
    while between := _BETWEEN.search(before):
        before = before[: between.start()]
    for word, relation in _words("before"):
        if before.endswith(word):
            return relation
    return next((relation for word, relation in _words("after") if after.startswith(word)), "cites")
