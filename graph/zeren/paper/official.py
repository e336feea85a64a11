"""The layout of official papers (GB/T 9704—2012 党政机关公文格式): A4, 22 lines of 28 characters, typefaces, page numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zeren.paper import boxes
from zeren.paper.tables import Block, Cell
from zeren.report import wordml
from zeren.report.wordml import BODY, HEADING, TITLE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section, _Footer

PAPER, UPRIGHT, ACROSS = (210, 297), (37, 26, 35, 28), (28, 37, 26, 35)
"""millimetres: breadth and height of A4; margins above, right, below and left, of a page upright and of one turned for a table:
bound upright, it has its head on the left and its left edge below"""
LINE = 579
"""twentieths of a point from line to line: 225 mm hold 22"""
BODY_SIZE, TITLE_SIZE, SMALL_SIZE, TABLE_SIZE = 16, 22, 14, 10.5
"""points: 三号, 二号, 四号, 五号"""
_CLOSER = 5
"""twentieths of a point by which the characters of the text are set closer: 156 mm hold 28 of 三号. A grid of characters
would say the same, but LibreOffice gives two cells to a character that is broader than one."""
_FOOTER = 22
"""millimetres from the edge of the paper to the foot of the page number, whose top is 7 mm below the text"""
_NUMBER_LINE = 320
"""twentieths of a point that its line is high"""
_TABLE_LINE = 290
"""twentieths of a point from line to line in a table"""


def breadth(margins: Sequence[int], across: bool = False) -> int:
    """Twentieths of a point between the margins."""
    whole = PAPER[1] if across else PAPER[0]
    return _twips(whole - margins[1] - margins[3])


def _twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def blank(title: str) -> Document:
    """Return an empty paper: page, grid, typefaces and page numbers set."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.shared import Mm, Pt

    document = Document()
    wordml.name_typefaces(document)
    properties = document.core_properties
    properties.title, properties.author = title[:255], ""
    properties.comments = properties.last_modified_by = properties.keywords = ""
    properties.created = properties.modified = dt.datetime(2000, 1, 1)
    document.styles["Normal"].font.size = Pt(BODY_SIZE)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAPER[0]), Mm(PAPER[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, UPRIGHT)
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(_FOOTER), 0
    document.settings.odd_and_even_pages_header_footer = True
    _numbers(section)
    for grid in section._sectPr.xpath("w:docGrid"):
        section._sectPr.remove(grid)
    grid = f'<w:docGrid {wordml.W} w:type="lines" w:linePitch="{LINE}"/>'
    section._sectPr.append(parse_xml(grid))
    return document


def _numbers(section: Section, *, turned: bool = False) -> None:
    """The numbers of odd and even pages, each on the outer side."""
    _number(section.footer, "right", 'w:rightChars="100" w:right="280"', turned)
    _number(section.even_page_footer, "left", 'w:leftChars="100" w:left="280"', turned)


def _number(footer: _Footer, align: str, indent: str, turned: bool) -> None:
    """The number of the page between dashes."""
    from docx.oxml import parse_xml

    def run(text: str) -> str:
        return wordml.run(text, "宋体", SMALL_SIZE)

    field = f'{run("— ")}<w:fldSimple w:instr="PAGE">{run("1")}</w:fldSimple>{run(" —")}'
    spacing = f'w:before="0" w:after="0" w:line="{_NUMBER_LINE}" w:lineRule="exact"'
    number = wordml.paragraph(field, align=align, spacing=spacing, indent=indent)
    if turned:
        # Where it stands on upright pages: a turned page is read upright once it is bound (公文中的横排表格).
        place = (boxes.across(_twips(_FOOTER)), boxes.down(_twips(ACROSS[0])))
        size = (_NUMBER_LINE, _twips(PAPER[0] - ACROSS[0] - ACROSS[2]))
        number = wordml.paragraph(f"<w:r>{boxes.box('页码', number, size, place, turned=True)}</w:r>", spacing=spacing)
    old = footer.paragraphs[0]._p
    old.getparent().replace(old, parse_xml(number))


def turn(document: Document) -> None:
    """End the upright pages here; what follows stands on pages turned for broad tables."""
    from copy import deepcopy

    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Mm

    last = document.element.body[-1]
    ending: Any = parse_xml(f"<w:p {wordml.W}><w:pPr></w:pPr></w:p>")
    previous = last.getprevious()
    holder: Any = previous if previous is not None and previous.tag.endswith("}p") else ending
    if holder is ending:
        last.addprevious(ending)
    holder.xpath("w:pPr")[0].append(deepcopy(last))
    section = document.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAPER[1]), Mm(PAPER[0])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, ACROSS)
    section.footer_distance = Mm(14)
    for reference in section._sectPr.xpath("w:footerReference"):
        section._sectPr.remove(reference)
    section.footer.is_linked_to_previous = section.even_page_footer.is_linked_to_previous = False
    _numbers(section, turned=True)


def line(
    text: str, face: str = BODY, size: float = BODY_SIZE, *, align: str = "both", before: float = 0, height: int = LINE, indent: str = "",
    keep: bool = False, colour: str | None = None, outline: int | None = None, more: str = "",
) -> str:  # fmt: skip
    """Return a paragraph on the lines of the page; ``before``: empty lines above it."""
    spacing = f'w:before="{round(before * LINE)}" w:after="0" w:line="{height}" w:lineRule="exact"'
    runs = wordml.run(text, face, size, colour=colour, closer=_CLOSER if size == BODY_SIZE else 0)
    return wordml.paragraph(runs, align=align, spacing=spacing, indent=indent, keep=keep, outline=outline, more=more)


def indented(characters: int) -> str:
    """The indent of a first line by so many characters of the text."""
    return f'w:firstLineChars="{characters * 100}" w:firstLine="{characters * BODY_SIZE * 20}"'


def indented_left(characters: int, size: int = BODY_SIZE) -> str:
    """The indent of all lines by so many characters of ``size`` points."""
    return f'w:leftChars="{characters * 100}" w:left="{characters * size * 20}"'


def title(text: str, before: float) -> str:
    """A heading of the whole, its lines about equally long."""
    return line("\n".join(balanced(text, 19)), TITLE, TITLE_SIZE, align="center", before=before, height=680, keep=True)


def balanced(text: str, longest: int) -> list[str]:
    """Return a title in as few lines of at most ``longest`` characters as hold it, about equally long.

    A line ends rather before 《 or after 》; never does it part a number from its unit, or begin with a closing mark.
    """
    number = -(-breadth_of(text) // longest)
    lines, rest = [], text
    for left in range(int(number), 1, -1):
        aim = breadth_of(rest) / left
        places = [at for at in range(1, len(rest)) if _parts(rest, at) and breadth_of(rest[:at]) <= longest]
        fitting = [at for at in places if breadth_of(rest[at:]) <= longest * (left - 1)]
        at = min(fitting or places or [longest], key=lambda at: (abs(breadth_of(rest[:at]) - aim) - _BONUS * _between(rest, at), at))
        lines.append(rest[:at])
        rest = rest[at:]
    return [*lines, rest]


_BONUS = 6
"""characters of unevenness that a break beside the name of a document is worth"""


def _between(text: str, at: int) -> bool:
    return text[at] == "《" or text[at - 1] == "》"


def _parts(text: str, at: int) -> bool:
    """Whether a title may go on in a new line before its character ``at``."""
    before, after = text[at - 1], text[at]
    return before not in "《（“〔" and after not in "》）”〕、，。：；的" and not (before.isascii() and (after.isascii() or after in "年月日个项"))


def breadth_of(words: str) -> float:
    """Characters of full width that words take."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.5 for char in words)


def table(block: Block, whole: int) -> str:
    """Return a table ``whole`` twentieths of a point broad; without rows the word that there is nothing."""
    if not block.rows:
        return line("（无）", indent=indented(2))
    shares = sum(block.widths)
    widths = [whole * share // shares for share in block.widths]
    widths[-1] += whole - sum(widths)
    heads = [_cell(Cell(word, middle=True), size, HEADING) for word, size in zip(block.heads, widths, strict=False)]
    rows = (
        wordml.row(
            [_cell(cell, size, BODY) for cell, size in zip(row, widths, strict=True)],
            whole=wordml.is_low([cell.text for cell in row], widths, TABLE_SIZE),
        )
        for row in block.rows
    )
    return wordml.table(widths, [*([wordml.row(heads, head=True)] if heads else []), *rows])


def _cell(cell: Cell, size: int, face: str) -> str:
    spacing = f'w:before="40" w:after="40" w:line="{_TABLE_LINE}" w:lineRule="exact"'
    runs = wordml.run(cell.text, face, TABLE_SIZE, colour=cell.colour)
    more = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
    inner = wordml.paragraph(runs, align="center" if cell.middle else "left", spacing=spacing, more=f'{wordml.TOGETHER}<w:snapToGrid w:val="0"/>')
    return wordml.cell(inner, size, more=more)
