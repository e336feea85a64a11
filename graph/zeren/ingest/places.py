"""Where words stand: offsets told as the cell or paragraph that holds them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from zeren.ground.model import Agency, AgencySet, Document, Extraction, Paragraph, Place

_WRAPPED = 3
"""lines that a title may be wrapped over"""
_NO_PAGE = 1 << 31
"""after all pages"""
_TURNS = 20
"""pages on which words go on that are told apart at most; the last one stands for all that follow"""


def stretches(document: Document) -> Iterator[tuple[int, int]]:
    """Give begin and end of the pieces of text in which a phrase may stand: cells, and paragraphs.

    Paragraphs are one piece where a 《 is still open at the end of the first, as in text with hard line ends.
    """
    begin = last = -1
    lines = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            start, lines = (begin, lines + 1) if begin >= 0 else (block.place.start, 1)
            words = document.text[start : block.place.end]
            if words.count("《") > words.count("》") and lines < _WRAPPED:
                begin, last = start, block.place.end
                continue
            yield start, block.place.end
        else:
            if begin >= 0:
                yield begin, last
            yield from ((cell.place.start, cell.place.end) for cell in block.cells)
        begin = -1
    if begin >= 0:
        yield begin, last


class Places:
    """The cells and paragraphs of a document, to be asked for the one that holds a spot."""

    def __init__(self, document: Document) -> None:
        held = [
            place
            for block in document.blocks
            for place in ([block.place] if isinstance(block, Paragraph) else [cell.place for cell in block.cells])
        ]
        self._held = sorted(held, key=lambda place: (place.start, place.end))
        self._starts = [place.start for place in self._held]
        pages = sorted([*((place.start, place.page) for place in self._held if place.page is not None), *document.edges])
        self._turns = [(start, page) for (start, page), (_, before) in zip(pages, [(0, 0), *pages], strict=False) if page != before]
        """where the words of another page begin, and its number"""

    def at(self, start: int, end: int) -> Place:
        """Return the place of ``text[start:end]`` with the line, page or table cell in which it begins.

        Words outside every cell and paragraph have offsets only.
        """
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and start < self._held[index].end:
            return self.paged(self._held[index].part(start, end))
        return Place(start, end)

    def paged(self, place: Place) -> Place:
        """Return a place of running text with the page on which its words begin and, as its rest, those on which they go on."""
        if place.page is None or place.table is not None:
            return place
        first = bisect_right(self._turns, (place.start, _NO_PAGE)) - 1
        place = replace(place, page=self._turns[first][1])
        turns = self._turns[first + 1 : bisect_left(self._turns, (place.end, 0))][:_TURNS]
        ends = [*(start for start, _ in turns), place.end][1:]
        rest: Place | None = None
        for (start, page), end in reversed([*zip(turns, ends, strict=True)]):
            rest = replace(place, start=start, end=end, page=page, path=None, rest=rest)
        return replace(place, rest=rest)


def each_on_its_page(extraction: Extraction) -> Extraction:
    """Return an extraction of which all words of running text have the page that they stand on."""
    said = [*(measure.place for measure in extraction.measures), *(one.place for one in extraction.residue)]
    if all(place.page is None or place.table is not None for place in said):
        return extraction
    places = Places(extraction.document)
    known: dict[int, Any] = {}

    def paged(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(paged(one) for one in value)
        if not is_dataclass(value) or isinstance(value, type | Agency | AgencySet | Document):
            return value
        if isinstance(value, Place):
            return places.paged(value)
        if id(value) not in known:
            held = {one.name: getattr(value, one.name) for one in fields(value)}
            moved = {name: new for name, old in held.items() if (new := paged(old)) is not old and new != old}
            known[id(value)] = replace(value, **moved) if moved else value
        return known[id(value)]

    return replace(extraction, **{name: paged(getattr(extraction, name)) for name in ("plans", "measures", "targets", "residue", "references")})
