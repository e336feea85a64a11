"""Tables without rules: columns told by the white between them, rows by the space above them or by their first column.

Nothing but alignment says that such lines are a table, so a header that names bodies must stand over them, and the
white between its heads must run down through every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zeren.read.draft import Draft
from zeren.read.flat import is_head, may_name_bodies
from zeren.read.glyphs import Glyph, lines

_GAP = 0.8
"""ems of white that part two heads"""
_WHITE = 0.35
"""ems of white between two columns that no line may close"""
_HEADS = 3
"""heads of a header, at least"""
_PADDED = 1.25
"""times the closest distance of two lines; a row begins after more"""

Span = tuple[float, float]
"""left and right end in points"""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table told by alignment."""

    cells: list[Draft]
    rows: int
    whites: tuple[Span, ...]
    """the white between its columns, from left to right"""
    top: float
    """baseline of its first line, in points from the page's top"""
    bottom: float
    """baseline of its last line"""
    rest: list[Glyph]
    """the glyphs of the page that are none of its"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A header of a table that stands over lines which do not keep to its columns."""

    header: str


def rows_of(found: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return printed lines as their glyphs, from top to bottom and from left to right; blanks are left out."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in found if not g.text.isspace()), key=lambda g: g.base):
        if not rows or glyph.base - rows[-1][-1].base > 0.4 * max(glyph.em, rows[-1][-1].em):
            rows.append([])
        rows[-1].append(glyph)
    return [sorted(row, key=lambda g: g.x0) for row in rows]


def aligned(found: Sequence[Glyph], before: Sequence[Span] = ()) -> Aligned | Doubt | None:
    """Return the first table without rules of a page; Doubt where its columns are not certain, None where there is none.

    ``before`` is the white of a table that may go on from the page before without its header.
    """
    rows = rows_of(found)
    if before:
        going = _taken(rows, 0, before)
        if going is not None and going[0] >= 2 and _fills(rows[: going[0]], going[1]):
            return _table(rows, 0, *going)
    doubt: Doubt | None = None
    for at, row in enumerate(rows):
        heads = _parts(row)
        texts = ["".join(g.text for g in head) for head in heads]
        named = sum(map(may_name_bodies, texts))
        if len(heads) < _HEADS or not named or max(named, sum(map(is_head, texts))) < 2:
            continue
        whites = tuple((a[-1].x1, b[0].x0) for a, b in pairwise(heads))
        taken = _taken(rows, at, whites)
        if taken is not None and taken[0] >= at + 2 and _fills(rows[at : taken[0]], taken[1]):
            return _table(rows, at, *taken)
        doubt = doubt or Doubt(" ".join(texts))
    return doubt


def _parts(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line cut at its wide gaps."""
    parts: list[list[Glyph]] = []
    for glyph in row:
        if not parts or glyph.x0 - parts[-1][-1].x1 > _GAP * glyph.em:
            parts.append([])
        parts[-1].append(glyph)
    return parts


def _taken(rows: Sequence[Sequence[Glyph]], at: int, whites: Sequence[Span]) -> tuple[int, tuple[Span, ...]] | None:
    """The index after the last line from ``at`` on that keeps the white open, and the broadest of what it leaves."""
    end = at
    left: list[list[Span]] = [[white] for white in whites]
    for row in rows[at:]:
        cut = [_narrowed(row, spans) for spans in left]
        if not all(cut):
            break
        left, end = cut, end + 1
    broadest = tuple(max(spans, key=lambda span: (span[1] - span[0], span)) for spans in left)
    return (end, broadest) if end > at else None


def _narrowed(row: Sequence[Glyph], spans: Sequence[Span]) -> list[Span]:
    """What the words of a line leave of the white between two columns, in pieces that are broad enough."""
    enough = _WHITE * row[0].em
    left: list[Span] = []
    for begin, end in spans:
        for glyph in row:
            if glyph.x1 <= begin or glyph.x0 >= end:
                continue
            if glyph.x0 - begin >= enough:
                left.append((begin, glyph.x0))
            begin = max(begin, glyph.x1)
        if end - begin >= enough:
            left.append((begin, end))
    return left


def _fills(rows: Sequence[Sequence[Glyph]], whites: Sequence[Span]) -> bool:
    """True where every column holds words in a third of the lines or more below the header, or in two lines."""
    counts = [0] * (len(whites) + 1)
    for row in rows[1:]:
        for column in {_column(glyph, whites) for glyph in row}:
            counts[column] += 1
    return all(count >= min(2, (len(rows) + 1) // 3) for count in counts)


def _column(glyph: Glyph, whites: Sequence[Span]) -> int:
    middle = (glyph.x0 + glyph.x1) / 2
    return sum(middle > (begin + end) / 2 for begin, end in whites)


def _table(rows: Sequence[Sequence[Glyph]], at: int, end: int, whites: tuple[Span, ...]) -> Aligned:
    taken = rows[at:end]
    drafts = []
    groups = _grouped(taken, whites)
    for number, group in enumerate(groups):
        glyphs = [glyph for row in group for glyph in row]
        for column in range(len(whites) + 1):
            inside = [glyph for glyph in glyphs if _column(glyph, whites) == column]
            text = "\n".join(line.text for line in lines(inside, 0))
            drafts.append(Draft(number, column, 1, 1, text))
    rest = [glyph for row in (*rows[:at], *rows[end:]) for glyph in row]
    return Aligned(drafts, len(groups), whites, taken[0][0].base, taken[-1][0].base, rest)


def _grouped(rows: Sequence[Sequence[Glyph]], whites: Sequence[Span]) -> list[list[Sequence[Glyph]]]:
    """Lines grouped to rows: by the space above them where rows stand apart, else by words in the first column."""
    steps = [below[0].base - above[0].base for above, below in pairwise(rows)]
    close = min(steps, default=0.0)
    padded = any(step <= _PADDED * close for step in steps) and any(step > _PADDED * close for step in steps)
    groups: list[list[Sequence[Glyph]]] = []
    for at, row in enumerate(rows):
        if not groups:
            begins = True
        elif padded:
            begins = steps[at - 1] > _PADDED * close
        else:
            begins = any(_column(glyph, whites) == 0 for glyph in row)
        if begins:
            groups.append([])
        groups[-1].append(row)
    return groups
