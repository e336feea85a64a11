"""Pages printed in two columns: the words of each column together, lines that reach over both in their place."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.read.aligned import rows_of
from zeren.read.glyphs import Glyph

_LINES = 6
"""lines on each side of the white that a band of two columns has at least"""
_MIDDLE = 0.3, 0.7
"""share of the text's width in which the white between two columns stands"""
_WHITE = 1.0
"""ems that the white is broad at least"""
_FULL = 0.5
"""share of the lines of the left column that reach up to the white: running text does, cells of a table do not"""
_SOME = 0.25
"""share that is enough where the right column begins at one edge and its lines are full as often: lists of labels are short"""
_REACH = 2.5
"""ems before the white up to which a line counts as full"""


Part = tuple[list[Glyph], int]
"""glyphs that are read together, and their column: 0 over the whole page, 1 the left one, 2 the right one"""


def bands(found: Sequence[Glyph]) -> list[Part]:
    """Return the glyphs of a page in reading order: one part where it has one column.

    A band of two columns gives two parts, the lines above, between and below such bands one each.
    """
    rows = rows_of(found)
    white = _white(rows)
    if white is None:
        return [(list(found), 0)]
    out: list[Part] = []
    run: list[list[Glyph]] = []
    for row in rows:
        if any(glyph.x0 < white < glyph.x1 for glyph in row) or _bridges(row, white):
            out += _band(run, white)
            run = []
            out.append((row, 0))
        else:
            run.append(row)
    out += _band(run, white)
    return out


def _band(run: Sequence[list[Glyph]], white: float) -> list[Part]:
    left = [glyph for row in run for glyph in row if glyph.x1 <= white]
    right = [glyph for row in run for glyph in row if glyph.x1 > white]
    return [(side, column) for column, side in ((1, left), (2, right)) if side]


def _bridges(row: Sequence[Glyph], white: float) -> bool:
    """True for a line that goes on over the white without a gap of its own there."""
    before = max((g.x1 for g in row if g.x1 <= white), default=None)
    after = min((g.x0 for g in row if g.x1 > white), default=None)
    return before is not None and after is not None and after - before < 0.6 * row[0].em


def _white(rows: Sequence[Sequence[Glyph]]) -> float | None:
    """The middle of the white between two columns of running text; None where there is none."""
    if len(rows) < _LINES:
        return None
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    em = sorted(row[0].em for row in rows)[len(rows) // 2]
    best: tuple[int, float] | None = None
    at = left + _MIDDLE[0] * (right - left)
    while at < left + _MIDDLE[1] * (right - left):
        crossed = sum(_crosses(row, at, em) for row in rows)
        if best is None or crossed < best[0]:
            best = crossed, at
        at += em / 4
    if best is None or best[0] > len(rows) // 3:
        return None
    return best[1] if _is_running(rows, best[1], em) else None


def _crosses(row: Sequence[Glyph], at: float, em: float) -> bool:
    return any(glyph.x0 < at + _WHITE * em / 2 and glyph.x1 > at - _WHITE * em / 2 for glyph in row)


def _is_running(rows: Sequence[Sequence[Glyph]], white: float, em: float) -> bool:
    """True where both sides have lines enough and those of the left one reach up to the white."""
    free = [row for row in rows if not _crosses(row, white, em)]
    left = [max(g.x1 for g in row if g.x1 <= white) for row in free if row[0].x1 <= white]
    right = [row for row in free if row[-1].x0 >= white]
    if len(left) < _LINES or len(right) < _LINES:
        return False
    full = sum(white - end <= (_REACH + _WHITE) * em for end in left) / len(left)
    return full >= _FULL or (full >= _SOME and _is_set_even(free, white, em))


def _is_set_even(free: Sequence[Sequence[Glyph]], white: float, em: float) -> bool:
    """True where the lines right of the white begin below one another, and as many of them are full as left of it."""
    right = [[glyph for glyph in row if glyph.x0 >= white] for row in free]
    right = [row for row in right if row]
    edge, margin = min(row[0].x0 for row in right), max(row[-1].x1 for row in right)
    begins = sum(row[0].x0 - edge <= _WHITE * em / 2 for row in right)
    full = sum(margin - row[-1].x1 <= _REACH * em for row in right)
    return begins >= _FULL * len(right) and full >= _SOME * len(right)
