"""Parts of Word documents as markup of their own: cell by cell takes seconds for a long list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from docx.document import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TITLE, HEADING, BODY, SUBHEADING = "方正小标宋简体", "黑体", "仿宋", "楷体"
"""typefaces of official documents (GB/T 9704—2012: titles 小标宋, headings 黑体 and 楷体, text 仿宋); none is bundled"""
_OTHERS = {
    TITLE: "方正小标宋_GBK,华文中宋,宋体,Noto Serif CJK SC",
    BODY: "仿宋_GB2312,FangSong,华文仿宋,Noto Serif CJK SC",
    SUBHEADING: "楷体_GB2312,KaiTi,华文楷体,Noto Serif CJK SC",
    HEADING: "SimHei,华文黑体,Noto Sans CJK SC",
}
"""typeface → what Word takes where it is not installed, the first that is (w:altName); LibreOffice chooses by itself"""
TOGETHER = "<w:widowControl/>"
"""never a single line of a paragraph at the head or foot of a page"""
_TALL = 6
"""lines of a row beyond which it may go on over the page; a lower one never leaves half a page empty"""


def run(text: str, face: str, size: float, *, colour: str | None = None, closer: int = 0) -> str:
    """Return a run; Word takes Chinese characters from ``w:eastAsia`` and all others from ``w:ascii``.

    ``size`` in points; ``closer``: twentieths of a point by which each character is set closer to the next.
    """
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{face}" w:hint="eastAsia"/>'
        f'{f"""<w:color w:val="{colour}"/>""" if colour else ""}{f"""<w:spacing w:val="{-closer}"/>""" if closer else ""}'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        f'<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>{parts}</w:r>'
    )


def paragraph(
    runs: str, *, align: str = "both", spacing: str = "", indent: str = "", keep: bool = False, outline: int | None = None, more: str = ""
) -> str:
    """Return a paragraph of runs. ``spacing``, ``indent``: attributes of w:spacing and w:ind; ``more``: markup before them."""
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:p {W}><w:pPr>{"<w:keepNext/>" if keep else ""}{more}{f"<w:spacing {spacing}/>" if spacing else ""}'
        f'{f"<w:ind {indent}/>" if indent else ""}<w:jc w:val="{align}"/>{level}</w:pPr>{runs}</w:p>'
    )


def cell(inner: str, size: int, *, more: str = "") -> str:
    """Return a cell ``size`` twentieths of a point broad; ``more``: markup of its properties."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def row(cells: Iterable[str], *, whole: bool = True, head: bool = False) -> str:
    """Return a row; ``whole``: never parted by the end of a page; ``head``: repeated on every page."""
    return f"<w:tr><w:trPr>{'<w:cantSplit/>' if whole else ''}{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Iterable[str]) -> str:
    """Return a ruled table of fixed columns, ``widths`` in twentieths of a point."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    return (
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def is_low(texts: Iterable[str], widths: Iterable[int], size: float) -> bool:
    """Whether a row of these texts, set in ``size`` points, is so low that it need not be parted by a page."""
    return max((_lines(text, width, size) for text, width in zip(texts, widths, strict=True)), default=1) <= _TALL


def _lines(text: str, width: int, size: float) -> int:
    room = max(1.0, (width - 140) / 20 / size)
    return sum(max(1, -(-int(_breadth(line) * 10) // int(room * 10))) for line in text.split("\n"))


def _breadth(line: str) -> float:
    """Characters of full width that a line takes."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in line)


def append(document: Document, markup: str) -> None:
    """Add a part at the end of the document."""
    from docx.oxml import parse_xml

    # The section's properties close the body: everything else goes before them.
    document.element.body[-1].addprevious(parse_xml(markup))


def name_typefaces(document: Document) -> None:
    """Write down what to take for a typeface that is not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.part import Part

    families = {HEADING: "swiss"}
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="{families.get(face, "roman")}"/></w:font>'
        for face, others in _OTHERS.items()
    )
    held = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    data = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {W}>{fonts}</w:fonts>'.encode()
    made = Part(held.partname, held.content_type, data, document.part.package)
    next(rel for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE)._target = made


def packed(document: Document) -> bytes:
    """Return the saved document with every time stamp in the archive set to the format's first day."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
