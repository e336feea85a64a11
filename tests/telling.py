"""Which sentences of a document set a day and stand in no record, found by other means than the program's own."""

from __future__ import annotations

import re

from zeren.extract.statement.leftover import places_of
from zeren.ground.model import Extraction, Paragraph

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]")
_DUE = re.compile(r"\d{1,2}月(?:\d{1,2}日|底|末)?[之以]?前")
_DOES = re.compile("完成|报送|上报|建成|建立|印发|达到|开展|落实")
_TELLS = re.compile("去年|已|以来|截至|(?<![为除])了")
_NUMBERED = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十]+[)）、]|\d+[.、．])")


def unheld(extraction: Extraction) -> list[str]:
    """Sentences behind the first number that set a day by which something is done, of which no record holds a word."""
    its = extraction
    held = {at for place in places_of(its.measures, its.targets, its.residue) for at in range(place.start, place.end)}
    found, behind = [], False
    for block in its.document.blocks:
        if not isinstance(block, Paragraph):
            continue
        behind |= _NUMBERED.match(block.text) is not None
        for one in _SENTENCE.finditer(block.text):
            words = one[0]
            asks = _DUE.search(words) and _DOES.search(words) and not _TELLS.search(words)
            if behind and asks and held.isdisjoint(range(block.place.start + one.start(), block.place.start + one.end())):
                found.append(words)
    return found
