"""Brackets of bodies whose place tells that they are statements: they close an item, or part of one, that names nobody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body, is_solid
from zeren.extract.bodies.mentions import split
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.prose.force import narrates
from zeren.extract.prose.segments import Segment
from zeren.extract.statement.spans import Span
from zeren.ground.fold import fold

_LEAST = 2
"""statements of a document that make a habit"""
_WORDS = 4
"""code points of words that a statement may be about"""
_NAME = 8
"""code points before a bracket that may be a name which the bracket explains (有关部门（省发展改革委、省财政厅）)"""
_STOPS = "。；;"
_SAYS = ("roles", "bare", "clause")
_BULLET = re.compile("[—–·•●■◆▪◇○▶►➢]")
_PART = re.compile(r"(?:^|[\s：:。；;])(?:[一二三四五六七八九十]是|[①-⑳]|\d{1,2}[.．、](?!\d))")
"""what begins a part of a paragraph"""


def closing(segments: Sequence[Segment], found: Sequence[list[Span]]) -> list[list[Span]]:
    """Return the statements of each segment, those ``weak`` and ``loose`` ones that close an item as ``bare``.

    One bracket may hold a body by chance: two statements of a document at least must stand so, or it holds several bodies beyond doubt
    behind a deed. Names that no list of endings
    knows (``loose``) count only among many that it knows; a line of nothing but such a bracket (``below``) beside another one.
    """
    beside = zip(segments, found, strict=True)
    found = [[replace(span, kind="roles") if _is_sure(segment, span, its) else span for span in its] for segment, its in beside]
    ends = [[span for span in its if span.kind == "weak" and _closes(segment, span, its)] for segment, its in zip(segments, found, strict=True)]
    sure = sum(span.kind in ("roles", "bare") and not span.line for its in found for span in its)
    weak = sum(map(len, ends))
    found = [[span for span in its if span.kind != "below" or _stands_under(segments, at)] for at, its in enumerate(found)]
    below = sum(span.kind == "below" for its in found for span in its)
    kinds = {"weak"} if weak and sure + weak >= _LEAST else set()
    kinds |= {"loose"} if sure + weak > _LEAST else set()
    kinds |= {"below"} if below >= _LEAST or sure > _LEAST else set()
    return [
        [
            replace(span, kind="bare") if span.kind in kinds and (span.kind != "weak" or span in taken) else span
            for span in its
            if span.kind not in ("loose", "below") or span.kind in kinds
        ]
        for its, taken in zip(found, ends, strict=True)
    ]


def _is_sure(segment: Segment, span: Span, its: Sequence[Span]) -> bool:
    """Whether the one bracket of an item holds several bodies beyond doubt and closes a deed (1.建成书房3处（市文旅局、市图书馆）。)."""
    if span.kind not in ("weak", "bare") or span.line or segment.level is None or not _closes(segment, span, its):
        return False
    words = segment.text[segment.body : span.start]
    names = [fold(one.printed) for one in split(segment.text[span.inner_start : span.inner_end], prose=True)]
    solid = len(names) >= _LEAST and is_solid(names[0]) and all(map(is_body, names))
    return solid and opens_with_deed(words.strip()) and not narrates(words)


def _explained(words: str) -> bool:
    """Whether words end with bodies that the bracket behind them only names more closely (有关部门（…）)."""
    return words.endswith(("部门", "单位")) or any(is_solid(words[-size:]) for size in range(3, min(_NAME, len(words))))


def _stands_under(segments: Sequence[Segment], at: int) -> bool:
    """Whether an item or a sentence stands right above a line (under a title a bracket names who made the document)."""
    above = segments[at - 1] if at else None
    return above is not None and (above.level is not None or above.text.rstrip().endswith("。"))


def _closes(segment: Segment, span: Span, its: Sequence[Span]) -> bool:
    """Whether a bracket ends an item or one of its parts, with words before it for which nobody else answers."""
    if segment.level is None and not (_BULLET.match(segment.text.lstrip()) or _PART.search(segment.text[: span.start])):
        return False
    after = segment.text[span.end :].lstrip()
    if after and after[0] not in _STOPS:
        return False
    others = [other for other in its if other is not span and other.kind in _SAYS]
    begin = max((other.end for other in others if other.end <= span.start), default=segment.body)
    begin = max(begin, *(segment.text.rfind(stop, begin, span.start) + 1 for stop in _STOPS))
    words = fold(segment.text[begin : span.start]).strip()
    if len(words) < _WORDS or _explained(words):
        return False
    # The last statement of an item answers for all of it, unless its parts are set apart by semicolons.
    return all(other.end <= span.start or ";" in fold(segment.text[span.end : other.start]) for other in others)
