"""Where words stand: offsets told as the cell or paragraph that holds them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from zeren.ground.model import Document, Paragraph, Place

_WRAPPED = 3
"""lines that a title may be wrapped over"""


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

    def at(self, start: int, end: int) -> Place:
        """Return the place of ``text[start:end]`` with the line, page or table cell in which it begins.

        Words outside every cell and paragraph have offsets only.
        """
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and start < self._held[index].end:
            return self._held[index].part(start, end)
        return Place(start, end)
