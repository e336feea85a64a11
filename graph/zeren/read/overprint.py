"""What is printed over the text of a PDF page: bars that strike words out, and watermarks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from zeren.read.glyphs import Glyph, turn_of
from zeren.read.unread import Unread

_THIN = 2.0
"""points; a bar is no thicker"""
_BAND = 0.18, 0.62
"""where a bar crosses a character, in ems above its baseline; an underline lies below it, a border above the em"""
_COVERED = 0.8
"""share of a bar's length that the characters under it take; a border of a table goes on beside them"""
_LEVEL, _GAP = 0.05, 0.3
"""how far, in ems of the text, a mark may lie off the baseline and the neighbour of the line in which it stands"""
_LARGE = 1.8
"""times the usual size; a watermark that stands upright is so large"""


def unprinted(
    found: list[Glyph], page: Mapping[str, list[dict[str, Any]]], chars: Iterable[Mapping[str, Any]], number: int, unread: Unread
) -> list[Glyph]:
    """Return the glyphs of a page without struck words and watermarks, which are noted with the page.

    ``page`` holds pdfplumber's ``rect`` and ``line`` objects, ``chars`` all characters of the page.
    """
    where = f"page {number}"
    slanted = "".join(char["text"] for char in chars if turn_of(char) is None)
    unread.add("watermark", slanted, where)
    large = _over(found)
    unread.add("watermark", "".join(found[at].text for at in sorted(large)), where)
    kept = [glyph for at, glyph in enumerate(found) if at not in large]
    struck = _struck(kept, _bars(page))
    _note(kept, struck, where, unread)
    return [glyph for at, glyph in enumerate(kept) if at not in struck]


def _bars(page: Mapping[str, list[dict[str, Any]]]) -> list[tuple[float, float, float]]:
    """Height in the middle, left and right end of every thin level bar."""
    return [
        ((one["top"] + one["bottom"]) / 2, one["x0"], one["x1"])
        for kind in ("rect", "line")
        for one in page.get(kind, ())
        if one["bottom"] - one["top"] <= _THIN and one["x1"] - one["x0"] >= 2 * _THIN
    ]


def _struck(found: list[Glyph], bars: list[tuple[float, float, float]]) -> set[int]:
    """Indices of the glyphs that a bar strikes out."""
    if not bars or not found:
        return set()
    order = sorted(range(len(found)), key=lambda at: found[at].base)
    bases = [found[at].base for at in order]
    reach = _BAND[1] * max(glyph.em for glyph in found)
    struck: set[int] = set()
    for height, left, right in bars:
        near = order[bisect_left(bases, height) : bisect_right(bases, height + reach)]
        under = [at for at in near if _crossed(found[at], height, left, right)]
        if sum(found[at].x1 - found[at].x0 for at in under) >= _COVERED * (right - left):
            struck.update(under)
    return struck


def _crossed(glyph: Glyph, height: float, left: float, right: float) -> bool:
    above = (glyph.base - height) / glyph.em if glyph.em else 0.0
    return _BAND[0] <= above <= _BAND[1] and left <= (glyph.x0 + glyph.x1) / 2 <= right


def _over(found: list[Glyph]) -> set[int]:
    """Indices of upright characters of a watermark: of a size much above the usual that stands over others."""
    ems = sorted(glyph.em for glyph in found if not glyph.text.isspace())
    if not ems:
        return set()
    usual = ems[len(ems) // 2]
    large = [at for at, glyph in enumerate(found) if glyph.em >= _LARGE * usual and not glyph.text.isspace()]
    usuals = sorted((glyph for glyph in found if glyph.em < 1.2 * usual and not glyph.text.isspace()), key=lambda glyph: glyph.base)
    large = [at for at in large if not _in_line(found[at], usuals, usual)]
    small = sorted((g.base - 0.35 * g.em, (g.x0 + g.x1) / 2) for g in found if g.em < 1.2 * usual)
    heights = [height for height, _ in small]
    over: set[float] = set()
    for at in large:
        glyph = found[at]
        begin, end = bisect_left(heights, glyph.base - 0.8 * glyph.em), bisect_right(heights, glyph.base)
        if any(glyph.x0 < middle < glyph.x1 for _, middle in small[begin:end]):
            over.add(round(glyph.em, 1))
    return {at for at in large if round(found[at].em, 1) in over}


def _in_line(glyph: Glyph, usuals: list[Glyph], usual: float) -> bool:
    """Whether a mark that takes no more room than a usual character stands in a line of ``usuals`` (by baseline), right beside one and over none.

    Marks of fonts that are scaled (“ ” in a font of half-width squares) give a size far above the room that they take.
    """
    if glyph.x1 - glyph.x0 >= _LARGE * usual:
        return False
    off = _LEVEL * usual
    level = usuals[
        bisect_left(usuals, glyph.base - off, key=lambda one: one.base) : bisect_right(usuals, glyph.base + off, key=lambda one: one.base)
    ]
    beside = any(min(abs(one.x1 - glyph.x0), abs(one.x0 - glyph.x1)) <= _GAP * usual for one in level)
    middle, reach = (glyph.x0 + glyph.x1) / 2, (glyph.x1 - glyph.x0) / 4
    return beside and not any(abs((one.x0 + one.x1) / 2 - middle) < reach for one in level)


def _note(found: list[Glyph], struck: set[int], where: str, unread: Unread) -> None:
    """Note struck words, a piece a run of characters that follow one another."""
    run: list[int] = []
    for at in sorted(struck):
        if run and at != run[-1] + 1:
            unread.add("struck", "".join(found[one].text for one in run), where)
            run = []
        run.append(at)
    unread.add("struck", "".join(found[one].text for one in run), where)
