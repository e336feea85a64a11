"""A summary as a Word document in the form of an official list of duties (任务清单)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from zeren.report.content import Content, Line

if TYPE_CHECKING:
    from docx.document import Document

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋"
"""typefaces of official documents (GB/T 9704—2012: titles 小标宋, headings 黑体, text 仿宋)"""

_COLUMNS = (
    ("序号", 620),
    ("任务", 1900),
    ("措施", 5200),
    ("角色", 980),
    ("时限", 1150),
    ("共同责任", 2100),
    ("协办", 1900),
    ("依据", 1000),
)
"""header and width in twentieths of a point; together the width between the margins"""


def word(content: Content) -> bytes:
    """Return the document; built as markup of its own, as cell by cell takes seconds for a long list."""
    import datetime as dt

    from docx import Document

    document = Document()
    _page(document)
    properties = document.core_properties
    properties.title, properties.author = f"{content.name}任务清单"[:255], "zeren"
    properties.created = properties.modified = dt.datetime(2000, 1, 1)
    for markup in _parts(content):
        _append(document, markup)
    return _packed(document)


def _parts(content: Content) -> Iterable[str]:
    yield _paragraph(f"{content.name}任务清单", TITLE, 22, align="center", after=200)
    yield _paragraph(content.intro, BODY, 14, indent=True, after=120)
    yield _heading("一、任务清单")
    yield _table(content.lines)
    numbers = iter("二三四")
    if content.derived:
        yield _heading(f"{next(numbers)}、因集合表述承担的措施（另计）")
        yield _table(content.derived)
    yield _heading(f"{next(numbers)}、统计口径")
    for zh, en in content.method:
        yield _paragraph(zh, BODY, 10.5, indent=True)
        yield _paragraph(en, BODY, 9, indent=True, after=60)
    yield _paragraph("", BODY, 14)
    yield _paragraph("填报人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　单位（盖章）：＿＿＿＿＿＿＿＿", BODY, 14, align="right", keep=True)
    yield _paragraph("＿＿＿＿年＿＿月＿＿日", BODY, 14, align="right")


def _page(document: Document) -> None:
    """Set A4 landscape, and a footer with the page's number."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Mm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    fields = "".join(
        f'{_run(before, BODY, 10.5)}<w:fldSimple w:instr="{field}">{_run("1", BODY, 10.5)}</w:fldSimple>'
        for before, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"))
    )
    footer = section.footer.paragraphs[0]._p
    markup = f'<w:p {_W}><w:pPr><w:jc w:val="center"/></w:pPr>{fields}{_run(" 页", BODY, 10.5)}</w:p>'
    footer.getparent().replace(footer, parse_xml(markup))


def _append(document: Document, markup: str) -> None:
    from docx.oxml import parse_xml

    # The section's properties close the body: everything else goes before them.
    document.element.body[-1].addprevious(parse_xml(markup))


def _run(text: str, face: str, size: float, *, bold: bool = False) -> str:
    """Return a run; Word takes Chinese characters from ``w:eastAsia`` and all others from ``w:ascii``."""
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{face}"/>'
        f'{"<w:b/>" if bold else ""}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        f'<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>{parts}</w:r>'
    )


def _paragraph(
    text: str,
    face: str,
    size: float,
    *,
    align: str = "both",
    indent: bool = False,
    after: int = 0,
    keep: bool = False,
    outline: int | None = None,
) -> str:
    first = '<w:ind w:firstLineChars="200" w:firstLine="420"/>' if indent else ""
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:p {_W}><w:pPr>{"<w:keepNext/>" if keep else ""}<w:spacing w:before="0" w:after="{after}"/>'
        f'{first}<w:jc w:val="{align}"/>{level}</w:pPr>{_run(text, face, size)}</w:p>'
    )


def _heading(text: str) -> str:
    return _paragraph(text, HEADING, 14, align="left", after=100, keep=True, outline=0)


def _table(lines: Sequence[Line]) -> str:
    if not lines:
        return _paragraph("（无）", BODY, 12, indent=True)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for _, size in _COLUMNS)
    total = sum(size for _, size in _COLUMNS)
    head = _row([_cell(name, size, HEADING, "center") for name, size in _COLUMNS], "<w:tblHeader/>")
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}"
        f"{''.join(_rows(lines, total))}</w:tbl>"
    )


def _rows(lines: Sequence[Line], total: int) -> Iterable[str]:
    """Give a full-width row for each plan with its file, then its duties with their places."""
    for (plan, file), of_plan in groupby(lines, key=lambda line: (line.plan, line.file)):
        wide = f'<w:tcW w:w="{total}" w:type="dxa"/><w:gridSpan w:val="{len(_COLUMNS)}"/><w:shd w:val="clear" w:fill="EDEDED"/>'
        yield _row([f'<w:tc><w:tcPr>{wide}</w:tcPr>{_in_cell(f"{plan}（来源：{file}）", HEADING, "left", keep=True)}</w:tc>'])
        yield from (_row(_cells(line)) for line in of_plan)


def _cells(line: Line) -> list[str]:
    # The task stands in every row: a merged cell would leave the rows of the next page without it.
    together = "；".join(part for part in (line.together, line.others) if part)
    role = f"{line.word}（{line.certainty}：{line.via}）" if line.certainty else line.word
    texts = (str(line.number), line.task, line.text, role, line.deadline, together, line.support, line.place)
    return [
        _cell(text, size, BODY, "center" if name in ("序号", "角色", "时限") else "left")
        for (name, size), text in zip(_COLUMNS, texts, strict=True)
    ]


def _row(cells: Iterable[str], extra: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{extra}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, size: int, face: str, align: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{_in_cell(text, face, align)}</w:tc>"
    )


def _in_cell(text: str, face: str, align: str, *, keep: bool = False) -> str:
    # A fixed line height, as official documents have: the typeface that a machine really has changes no page.
    spacing = '<w:spacing w:before="20" w:after="20" w:line="300" w:lineRule="exact"/>'
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr>{kept}{spacing}<w:jc w:val="{align}"/></w:pPr>{_run(text, face, 10.5)}</w:p>'


def _packed(document: Document) -> bytes:
    """Return the saved document with every time stamp in the archive set to the format's first day."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
