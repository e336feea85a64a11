"""The imprint (版记): who gets a copy and who printed the paper, at the foot of the last page (GB/T 9704—2012, 7.4).

It stands in a box whose foot is that of the text, beside an empty paragraph just as tall: where the last page has no room left
the paragraph goes to the next one and takes the box with it, so that the box never lies over words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.paper.official import SMALL_SIZE, breadth_of, indented_left
from zeren.report import wordml
from zeren.report.wordml import BODY

if TYPE_CHECKING:
    from docx.document import Document

_LINE = 560
"""twentieths of a point from line to line"""
_THICK, _THIN = 8, 6
"""eighths of a point: the outer lines 0.35 mm, the ones between 0.25 mm"""
_EMU = 635
"""of a twentieth of a point"""
_SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


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
    box = _box(_ruled(rows, breadth), breadth, height)
    spacing = f'w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"'
    more = f'<w:keepLines/>{"<w:pageBreakBefore/>" if breaks else ""}<w:snapToGrid w:val="0"/>'
    wordml.append(document, wordml.paragraph(f"<w:r>{box}</w:r>", align="left", spacing=spacing, more=more))


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


def _box(inner: str, breadth: int, height: int) -> str:
    """A box of text whose foot is that of the text of the page, with no line of its own, over nothing."""
    size = f'cx="{breadth * _EMU}" cy="{height * _EMU}"'
    return (
        f'<mc:AlternateContent {_SPACES}><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="0" '
        'allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent {size}/><wp:wrapNone/><wp:docPr id="900" name="版记"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        f'<a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>'
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    )
