"""A summary as a Word document in the form of an official list of duties (任务清单)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from zeren.ground.tables import Table
from zeren.report import wordml
from zeren.report.content import Content, Line
from zeren.report.wordml import BODY, HEADING, TITLE

if TYPE_CHECKING:
    from docx.document import Document

_COLUMNS = (
    ("序号", 620),
    ("任务", 1800),
    ("措施", 5150),
    ("角色", 980),
    ("时限", 1150),
    ("共同责任", 2000),
    ("协办", 1850),
    ("依据", 1300),
)
"""header and width in twentieths of a point; together the width between the margins"""
_REPORTED = (
    ("序号", 560),
    ("任务", 1350),
    ("措施", 4390),
    ("角色", 850),
    ("时限", 1000),
    ("进展（据报）", 2500),
    ("共同责任", 1550),
    ("协办", 1350),
    ("依据", 1300),
)
"""the same where anything was reported"""
_BRIEF = (2600, 900, 3950, 2550)
"""widths of the columns of the first page, together what stands between its margins"""
_WITH_SIGNATURES = 3
"""last statements of the method that stand on the page of the signatures"""
_SMALL = 9
"""points of the type of its tables"""
_SIZE = 10.5
"""points of the type of the lists"""


def word(content: Content) -> bytes:
    """Return the document."""
    import datetime as dt

    from docx import Document

    document = Document()
    _page(document)
    wordml.name_typefaces(document)
    properties = document.core_properties
    properties.title, properties.author = f"{content.name}任务清单"[:255], "zeren"
    properties.created = properties.modified = dt.datetime(2000, 1, 1)
    for markup in _first_page(content):
        wordml.append(document, markup)
    _turn(document)
    for markup in _parts(content):
        wordml.append(document, markup)
    return wordml.packed(document)


def _first_page(content: Content) -> Iterable[str]:
    """What is read in two minutes, on an upright page."""
    yield _paragraph(f"{content.name}一页概要", TITLE, 20, align="center", after=60)
    yield _paragraph(content.intro, BODY, 12, indent=True, after=60)
    for number, table in zip("一二三四五", content.brief, strict=False):
        yield _paragraph(f"{number}、{table.title}", HEADING, 11, align="left", keep=True, after=20)
        yield _short_table(table)


def _short_table(table: Table) -> str:
    def row(cells: Iterable[object], face: str) -> str:
        spacing = 'w:before="0" w:after="0" w:line="234" w:lineRule="exact"'
        made = zip(cells, _BRIEF, ("left", "center", "left", "left"), strict=True)
        return wordml.row(
            wordml.cell(wordml.paragraph(wordml.run(str(text), face, _SMALL), align=align, spacing=spacing), size) for text, size, align in made
        )

    if not table.rows:
        return _paragraph("（无）", BODY, _SIZE, indent=True)
    return wordml.table(_BRIEF, [row(table.header, HEADING), *(row(cells, BODY) for cells in table.rows)])


def _turn(document: Document) -> None:
    """End the upright first page; the lists stand on pages turned for them."""
    from copy import deepcopy

    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Mm

    last = document.element.body[-1]
    ending: Any = parse_xml(wordml.paragraph("", spacing='w:before="0" w:after="0" w:line="20" w:lineRule="exact"'))
    last.addprevious(ending)
    ending.xpath("w:pPr")[0].append(deepcopy(last))
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(15), Mm(14)


def _parts(content: Content) -> Iterable[str]:
    yield _paragraph(f"{content.name}任务清单", TITLE, 22, align="center", after=200)
    yield _paragraph(content.intro, BODY, 14, indent=True, after=120)
    columns = _COLUMNS if content.standing is None else _REPORTED
    yield _heading("一、任务清单")
    yield _table(content.lines, columns)
    numbers = iter("二三四")
    if content.derived:
        yield _heading(f"{next(numbers)}、因集合表述承担的措施（另计）")
        yield _table(content.derived, columns)
    yield _heading(f"{next(numbers)}、统计口径")
    for number, (zh, _) in enumerate(content.method, 1):
        # The signatures take the last statements along: alone they would stand on an empty page.
        yield _paragraph(zh, BODY, 10.5, indent=True, keep=number > len(content.method) - _WITH_SIGNATURES)
    yield _paragraph("", BODY, 14, keep=True)
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
        f'{wordml.run(before, BODY, _SIZE)}<w:fldSimple w:instr="{field}">{wordml.run("1", BODY, _SIZE)}</w:fldSimple>'
        for before, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"))
    )
    footer = section.footer.paragraphs[0]._p
    markup = wordml.paragraph(fields + wordml.run(" 页", BODY, _SIZE), align="center")
    footer.getparent().replace(footer, parse_xml(markup))


def _paragraph(
    text: str, face: str, size: float, *, align: str = "both", indent: bool = False, after: int = 0, keep: bool = False
) -> str:
    first = 'w:firstLineChars="200" w:firstLine="420"' if indent else ""
    spacing = f'w:before="0" w:after="{after}"'
    return wordml.paragraph(wordml.run(text, face, size), align=align, spacing=spacing, indent=first, keep=keep)


def _heading(text: str) -> str:
    spacing = 'w:before="0" w:after="100"'
    return wordml.paragraph(wordml.run(text, HEADING, 14), align="left", spacing=spacing, keep=True, outline=0)


def _table(lines: Sequence[Line], columns: Sequence[tuple[str, int]]) -> str:
    if not lines:
        return _paragraph("（无）", BODY, 12, indent=True)
    head = wordml.row([_cell(name, size, HEADING, "center") for name, size in columns], head=True)
    return wordml.table([size for _, size in columns], [head, *_rows(lines, columns)])


def _rows(lines: Sequence[Line], columns: Sequence[tuple[str, int]]) -> Iterable[str]:
    """Give a full-width row for each plan with its file, then its duties with their places."""
    wide = f'<w:gridSpan w:val="{len(columns)}"/><w:shd w:val="clear" w:fill="EDEDED"/>'
    for (plan, file), of_plan in groupby(lines, key=lambda line: (line.plan, line.file)):
        named = _in_cell(f"{plan}（来源：{file}）", HEADING, "left", keep=True)
        yield wordml.row([wordml.cell(named, sum(size for _, size in columns), more=wide)])
        yield from (_row(line, columns) for line in of_plan)


def _row(line: Line, columns: Sequence[tuple[str, int]]) -> str:
    # The task stands in every row: a merged cell would leave the rows of the next page without it.
    together = "；".join(part for part in (line.together, line.others) if part)
    role = f"{line.word}（{line.certainty}：{line.via}）" if line.certainty else line.word
    report = ("\n".join(filter(None, (line.state, line.reported))),) if len(columns) == len(_REPORTED) else ()
    texts = (str(line.number), line.task, line.text, role, line.deadline, *report, together, line.support, line.place)
    cells = [
        _cell(text, size, BODY, "center" if name in ("序号", "角色", "时限") else "left")
        for (name, size), text in zip(columns, texts, strict=True)
    ]
    return wordml.row(cells, whole=wordml.is_low(texts, [size for _, size in columns], _SIZE))


def _cell(text: str, size: int, face: str, align: str) -> str:
    return wordml.cell(_in_cell(text, face, align), size)


def _in_cell(text: str, face: str, align: str, *, keep: bool = False) -> str:
    # A fixed line height, as official documents have: the typeface that a machine really has changes no page.
    spacing = 'w:before="20" w:after="20" w:line="300" w:lineRule="exact"'
    return wordml.paragraph(wordml.run(text, face, _SIZE), align=align, spacing=spacing, keep=keep, more=wordml.TOGETHER)
