"""The imprint (版记): who gets a copy and who printed the paper, at the foot of the last page (GB/T 9704—2012, 7.4).

It stands in a box whose foot is that of the text, beside an empty paragraph just as tall: where the last page has no room left
the paragraph goes to the next one and takes the box with it, so that the box never lies over words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.paper.boxes import FOOT, MIDDLE, box
from zeren.paper.official import SMALL_SIZE, breadth_of, indented_left
from zeren.report import wordml
from zeren.report.wordml import BODY

if TYPE_CHECKING:
    from docx.document import Document

_LINE = 560
"""twentieths of a point from line to line"""
_THICK, _THIN = 8, 6
"""eighths of a point: the outer lines 0.35 mm, the ones between 0.25 mm"""


def add(document: Document, copies: str, printed: str, breadth: int, breaks: int = 0) -> None:
    """Add the imprint of a finished paper, ``breadth`` twentieths of a point broad.

    ``copies``: who gets a copy; ``printed``: who printed it, a tab, when; either may be empty. ``breaks``: new pages before it, so
    that it stands on one with an even number.
    """
    for _ in range(breaks - 1):
        wordml.append(document, wordml.paragraph("", align="left", spacing=f'w:line="{_LINE}"', more="<w:pageBreakBefore/>"))
    room = breadth / 20 / SMALL_SIZE - 2
    lines = math.ceil(breadth_of(copies) / max(1.0, room - 3)) if copies else 0
    height = (lines + bool(printed)) * _LINE + 60
    rows = [row for row in (_copies(copies), _printed(printed, breadth)) if row]
    standing = box("版记", _ruled(rows, breadth), (breadth, height), (MIDDLE, FOOT))
    spacing = f'w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"'
    more = f'<w:keepLines/>{"<w:pageBreakBefore/>" if breaks else ""}<w:snapToGrid w:val="0"/>'
    wordml.append(document, wordml.paragraph(f"<w:r>{standing}</w:r>", align="left", spacing=spacing, more=more))


def _copies(words: str) -> str:
    """抄送, one character from either side, further lines below the first name."""
    if not words:
        return ""
    indent = f'{indented_left(4, SMALL_SIZE)} w:right="{SMALL_SIZE * 20}" w:hangingChars="300" w:hanging="{3 * SMALL_SIZE * 20}"'
    return _line(wordml.run(f"抄送：{words}", BODY, SMALL_SIZE), indent)


def _printed(words: str, breadth: int) -> str:
    """Who printed it one character from the left, when one from the right."""
    if not words:
        return ""
    who, _, when = words.partition("\t")
    edge = SMALL_SIZE * 20
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{breadth - edge}"/></w:tabs>'
    return _line(wordml.run(who, BODY, SMALL_SIZE) + "<w:r><w:tab/></w:r>" + wordml.run(when, BODY, SMALL_SIZE), f'w:left="{edge}"', tab)


def _ruled(rows: Sequence[str], breadth: int) -> str:
    """Rows between lines as broad as the text."""
    sides = (("top", _THICK), ("bottom", _THICK), ("insideH", _THIN))
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in sides)
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{breadth}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{breadth}"/></w:tblGrid>'
        f"{''.join(wordml.row([wordml.cell(row, breadth)]) for row in rows)}</w:tbl>"
        # A table is no end of a text.
        f'<w:p {wordml.W}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    )


def _line(runs: str, indent: str, more: str = "") -> str:
    spacing = f'w:before="0" w:after="0" w:line="{_LINE}" w:lineRule="exact"'
    return wordml.paragraph(runs, align="left", spacing=spacing, indent=indent, more=f'{more}<w:snapToGrid w:val="0"/>')
