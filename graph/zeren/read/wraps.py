"""Line ends inside table cells: whether the words filled the cell there, so that nothing but its width broke the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from zeren.read.glyphs import Line
from zeren.read.wrap import columns

_SLACK = 0.05
"""ems that a measured width may lack"""

_NARROWEST = 2
"""ems; a narrower cell or line tells nothing"""
_LATIN = re.compile(r"[!-~]{1,40}")

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom"""


def measured(boxes: Sequence[Box], cells: Sequence[Sequence[Line]]) -> list[tuple[int, ...]]:
    """Return for each cell of a table where in its words (lines joined by line feeds) the words filled the cell.

    A line fills its cell where what begins the next line would not have fitted behind it; the space between border and
    words is the least that any cell of the table leaves, on the left and on the right. Lengths in points.
    """
    left = min((line.x0 - box[0] for box, its in zip(boxes, cells, strict=True) for line in its), default=0.0)
    right = min((box[2] - line.x1 for box, its in zip(boxes, cells, strict=True) for line in its), default=0.0)
    padding = max(0.0, left) + max(0.0, min(left, right))
    return [_wraps(box[2] - box[0] - padding, its) for box, its in zip(boxes, cells, strict=True)]


def filled(text: str, ems: float) -> tuple[int, ...]:
    """Return where in the words of a cell, ``ems`` wide, a line end that somebody typed stands at a full line.

    Nobody knows what glyphs the words will be set in: a Chinese character or mark is one em wide, a Latin one half of one.
    """
    found: list[int] = []
    at = 0
    for line, following in pairwise(text.split("\n") if ems >= _NARROWEST and "\n" in text else ()):
        at += len(line)
        if _NARROWEST <= columns(line) / 2 <= ems and columns(line + _head(following)) / 2 > ems - _SLACK:
            found.append(at)
        at += 1
    return tuple(found)


def _head(line: str) -> str:
    """What begins a line and cannot be parted: a Latin word, else a character."""
    word = _LATIN.match(line)
    return word[0] if word else line[:1]


def _wraps(width: float, lines: Sequence[Line]) -> tuple[int, ...]:
    found: list[int] = []
    at = 0
    for line, following in pairwise(lines):
        at += len(line.text)
        if line.x1 - line.x0 + following.head > width - _SLACK * line.em:
            found.append(at)
        at += 1
    return tuple(found)
