"""From the glyphs of a pdf page to its printed lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Glyph(NamedTuple):
    """One printed character; lengths in points, y downwards from the page's top."""

    base: float
    """baseline, which fonts with odd boxes share where their tops differ"""
    x0: float
    x1: float
    em: float
    """advance of a wide character, else the font size"""
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; lengths in points, y downwards from the page's top."""

    text: str
    page: int
    base: float
    x0: float
    x1: float
    em: float
    head: float
    """width of the first unit that cannot be broken: a wide character with what must not part from it, or a word"""
    column: int = 0
    """1 and 2 for the left and the right column of a page that is printed in two, 0 for lines over the whole page"""


_LEVEL = 0.02
"""slope up to which a baseline is level; scanners and programs are a little off"""
_NO_START = "，。、；：？！）》」』】〕〉”’,.;:?!)]}…—"
_NO_END = "（《「『【〔〈“‘([{"


def is_wide(char: str) -> bool:
    """True for characters that fill a square: CJK ideographs, kana, full-width forms and their punctuation."""
    return (
        "\u2e80" <= char <= "\ufaff" or "\uff00" <= char <= "\uff60" or "\U00020000" <= char <= "\U0003ffff"
    )


def glyphs(chars: Iterable[Mapping[str, Any]]) -> list[Glyph]:
    """Return the glyphs of pdfplumber's characters that stand upright, blank ones too."""
    upright = []
    for char in chars:
        if turn_of(char) == 0 and (text := char["text"]):
            x0, x1 = char["x0"], char["x1"]
            base = char["top"] + char["y1"] - char["matrix"][5]
            upright.append(Glyph(base, x0, x1, x1 - x0 if is_wide(text[0]) else char["size"], text))
    return upright


def turn_of(char: Mapping[str, Any]) -> int | None:
    """Return by how many quarters a character is turned against the page (1: it reads upwards); None where slanted.

    A character may be sheared (an italic is), which moves its top and not its baseline (ISO 32000-1, 8.3.3).
    """
    a, b = char["matrix"][:2]
    if abs(b) <= _LEVEL * abs(a):
        return 0 if a > 0 else 2
    if abs(a) <= _LEVEL * abs(b):
        return 1 if b > 0 else 3
    return None


def lines(found: list[Glyph], page: int, column: int = 0) -> list[Line]:
    """Return the lines from top to bottom; superscripts and subscripts stay with their line."""
    rows: list[list[Glyph]] = []
    last = None
    for glyph in sorted((g for g in found if not g.text.isspace()), key=lambda g: g.base):
        if last is None or glyph.base - last.base > 0.4 * max(glyph.em, last.em):
            rows.append([])
        rows[-1].append(glyph)
        last = glyph
    _return_spaces(rows, [g for g in found if g.text.isspace()])
    return [line for row in rows if (line := _line(row, page, column)) is not None]


def _return_spaces(rows: list[list[Glyph]], spaces: list[Glyph]) -> None:
    """Give printed spaces back to their lines; between lines they would glue rows together."""
    if not rows:
        return
    at = 0
    middles = [row[len(row) // 2].base for row in rows]
    for space in sorted(spaces, key=lambda g: g.base):
        while at + 1 < len(rows) and abs(middles[at + 1] - space.base) <= abs(middles[at] - space.base):
            at += 1
        if abs(middles[at] - space.base) <= 0.4 * space.em:
            rows[at].append(space)


def _line(row: list[Glyph], page: int, column: int) -> Line | None:
    row.sort(key=lambda g: g.x0)
    pieces: list[str] = []
    before: Glyph | None = None
    for glyph in row:
        if before is not None:
            # A glyph printed twice a hair apart is how some programs make bold.
            if glyph.text == before.text and glyph.x0 - before.x0 < 0.15 * glyph.em:
                continue
            gap = glyph.x0 - before.x1
            if gap > 0.2 * glyph.em and _parted(before, glyph, gap):
                pieces.append(" ")
        pieces.append(glyph.text)
        before = glyph
    text = " ".join("".join(pieces).split()) if "  " in "".join(pieces) else "".join(pieces).strip()
    if not text:
        return None
    printed = [g for g in row if not g.text.isspace()]
    ems = sorted(g.em for g in printed)
    middle = sorted(g.base for g in printed)[len(printed) // 2]
    end = max(g.x1 for g in printed)
    return Line(text, page, middle, printed[0].x0, end, ems[3 * len(ems) // 4], _head(printed), column)


def _parted(before: Glyph, after: Glyph, gap: float) -> bool:
    """True where a gap is a space: between words, or wider than justified ideographs are set apart."""
    if before.text.isspace() or after.text.isspace():
        return False
    wide = is_wide(before.text[-1]) or is_wide(after.text[0])
    return gap > 1.5 * after.em if wide else True


def _head(printed: list[Glyph]) -> float:
    """Width of the first unit that a line break cannot part."""
    end = printed[0].x1
    for before, after in itertools.pairwise(printed):
        word = (
            not is_wide(before.text[-1])
            and not is_wide(after.text[0])
            and after.x0 - before.x1 < 0.2 * after.em
        )
        if not (word or after.text in _NO_START or before.text in _NO_END):
            break
        end = after.x1
    return end - printed[0].x0
