"""A table as a picture: the rows that a page shows, for a slide or a report."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.picture import words
from zeren.picture.canvas import SOFT, Figure
from zeren.picture.frame import A3, A4, MARGIN, Frame, rule

SIZE, STEP, PAD = 12.0, 17.0, 9.0
"""type size of a cell, height of a line of it, room above, below and beside"""
NARROW, WIDE = 40.0, 420.0
"""a column is no narrower and, before all of them are fitted to the sheet, no wider"""
LINES = 8
"""lines of a cell; what is longer ends in …"""


def draw(title: str, subtitle: str, heads: Sequence[str], rows: Sequence[Sequence[str]], lang: str, notes: Sequence[str] = ()) -> Figure:
    """Return a table under its title; ``subtitle`` says which part of what it is, ``notes`` stand below."""
    wide = _widths(heads, rows, A3 - 2 * MARGIN)
    frame = Frame("table", max(A4, sum(wide) + 2 * MARGIN), (), lang, titled=(title, subtitle))
    stretch = frame.room / sum(wide)
    places = [MARGIN + sum(wide[:at]) * stretch for at in range(len(wide) + 1)]
    frame.top += 4
    _row(frame, places, heads, fill=SOFT)
    frame.canvas.line(MARGIN, frame.top, frame.width - MARGIN, frame.top, SOFT)
    for row in rows:
        _row(frame, places, row)
        rule(frame.canvas, MARGIN, frame.top, frame.width - MARGIN)
    return frame.finish(notes, sources=False)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Return the widths of the columns: as their words need, the wide ones less where all do not fit into ``room``."""
    needed = [max(words.width(words.clear(cell), SIZE) for cell in column) for column in zip(heads, *rows, strict=True)]
    wide = [min(WIDE, max(NARROW, its + SIZE)) + 2 * PAD for its in needed]
    over = sum(wide) - room
    if over > 0:
        spare = [max(0.0, its - 90.0) for its in wide]
        less = min(1.0, over / (sum(spare) or 1.0))
        wide = [its - less * more for its, more in zip(wide, spare, strict=True)]
    return wide


def _row(frame: Frame, places: Sequence[float], cells: Sequence[str], **its: object) -> None:
    cut = [words.wrap(cell, SIZE, right - left - 2 * PAD, LINES) for cell, left, right in zip(cells, places, places[1:], strict=False)]
    for lines, left in zip(cut, places, strict=False):
        frame.canvas.lines(left + PAD, frame.top + PAD + SIZE, lines, SIZE, STEP / SIZE, **its)
    frame.top += max(map(len, cut), default=1) * STEP + 2 * PAD - (STEP - SIZE)
