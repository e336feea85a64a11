"""Items that deal their amount out among bodies: 建设公租房50套（其中：县住建局30套、县教育局20套）; each answers for its part.

Places have a share of much that they do not answer for (其中高新区1200人): only departments and stated groups count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.extract.bodies.endings import ending_of
from zeren.extract.bodies.mentions import split
from zeren.extract.prose.aligned import under_no_telling
from zeren.extract.prose.force import narrates, without_force, written_in
from zeren.extract.prose.segments import Segment, title_end
from zeren.extract.prose.sentence import Duty
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.shares import share_of
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.ground.fold import fold

_AMONG = re.compile(r"其中[:：,，]?(?P<shares>[^。；;\n()（）]{6,300})")
"""what deals the amount before it out"""
_LEAST = 2
"""bodies among which an amount is dealt out"""


def dealt_out(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
    """Return the numbered items that name nobody but those among whom they deal their amount out, by the index of the segment."""
    duties: dict[int, tuple[Duty, ...]] = {}
    written = written_in(segment.text for segment in segments)
    for at in under_no_telling(segments):
        segment = segments[at]
        match = _AMONG.search(segment.text, segment.body) if segment.level is not None and not found[at] else None
        words = segment.text[segment.body :].strip()
        if match is None or narrates(words) or without_force(words, written):
            continue
        shares = [fold(one.printed) for one in split(match["shares"])]
        if len(shares) < _LEAST or not all(map(_is_share, shares)):
            continue
        said = parse(match["shares"], segment.start + match.start("shares"), place_of, "responsible", None)
        begin = title_end(segment.text, segment.body, match.start()) or segment.body
        begin += len(segment.text[begin:]) - len(segment.text[begin:].lstrip())
        statement = Statement(said.assignments)
        duties[at] = (Duty(segment.start + begin, segment.start + len(segment.text.rstrip()), statement, "heading"),)
    return duties


def _is_share(words: str) -> bool:
    """Whether folded words are a department or a stated group with an amount behind it."""
    begin = share_of(words)
    kind, ending = ending_of(words[:begin]) if begin else (None, "")
    return kind in ("body", "part", "branch") or (kind == "group" and words[0] == "各" and ending != "区")
