"""What workbooks and csv share: titles above a table, blank rows, and whole documents kept in cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.ground.fold import fold
from zeren.ground.model import Document, Table
from zeren.read.blocks import Builder
from zeren.read.draft import Draft

_LONG = 2000
_LINES = 12
_LINES_LONG = 800
"""a cell is a document of its own from 2,000 characters, or from 800 on at least 12 lines; longest measures seen: 700"""
_HEADING = re.compile(r"^[一二三四五六七八九十]+、", re.MULTILINE)
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,18}(?:[局委办厅部处院所站会科室镇乡]|街道|中心|公司|集团|政府|学院|大队|支队)")
"""the name of a sheet that is one of an office"""
_NAME = re.compile(r"[\u4e00-\u9fff（）()]{2,20}")
_NO_NAME = re.compile("附件|附表|工作表|汇总|总表|台账|清单|填表|说明|封面|目录|样表|模板")
"""the name of a sheet that says what it is, not whom or what it is about"""
_STATEMENT = re.compile(r"(?:单位|部门)[:：]|(?:负责|牵头|配合)[)）]")


_TOP = 4
"""rows at the top of a sheet in which its head may stand"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of cells before its title is told from its table."""

    name: str
    cells: Sequence[Draft]
    """sorted by row and column"""
    rows: int
    stated: bool
    """True where merged cells are stated"""


def read_sheets(
    sheets: Sequence[Sheet],
    builder: Builder,
    sha256: str,
    form: str,
    *,
    encoding: str | None = None,
    meta: Sequence[tuple[str, str]] = (),
) -> list[Document]:
    """Return the workbook as one document, and each document kept in a cell as one of its own, in order."""
    inner: list[Document] = []
    filled = [sheet for sheet in sheets if any(cell.text for cell in sheet.cells)]
    several, alike = len(filled) > 1, _are_alike(filled)
    for sheet in sheets:
        kept, whole = _split(sheet)
        for row, cell in whole:
            inner.append(_inner(sheet, row, cell, builder, sha256, form, encoding))
        if kept:
            _emit(builder, Sheet(sheet.name, kept, sheet.rows, sheet.stated), named=several and _names_body(sheet, alike=alike))
    outer = (
        [builder.document(sha256, form, encoding=encoding, meta=meta)] if builder.blocks or not inner else []
    )
    return outer + inner


def _split(sheet: Sheet) -> tuple[list[Draft], list[tuple[list[Draft], Draft]]]:
    """The cells of the table, and the rows that hold a document in a cell with that cell."""
    whole = {cell.row: cell for cell in sheet.cells if _is_document(cell.text)}
    if not whole:
        return list(sheet.cells), []
    kept = [cell for cell in sheet.cells if cell.row not in whole]
    rows = [([c for c in sheet.cells if c.row == row], cell) for row, cell in sorted(whole.items())]
    # What is left beside such rows is their header.
    header_only = len({cell.row for cell in kept if cell.text}) <= 1
    return [] if header_only else kept, rows


def _is_document(text: str) -> bool:
    if len(text) >= _LONG or (len(text) >= _LINES_LONG and text.count("\n") + 1 >= _LINES):
        return True
    # A short one has headings of its own and names bodies under them.
    return len(_HEADING.findall(text)) > 1 and _STATEMENT.search(text) is not None


def _inner(
    sheet: Sheet, row: list[Draft], cell: Draft, outer: Builder, sha256: str, form: str, encoding: str | None
) -> Document:
    """The document in ``cell``; short cells beside it, under their header, are its metadata."""
    place = cell.path or f"row {cell.row + 1}"
    builder = Builder(f"{outer.name}#{place}", outer.limits)
    for piece in cell.text.split("\n"):
        builder.paragraph(piece, path=place)
    header = {c.column: c.text for c in sheet.cells if c.row == 0 and c.row != cell.row}
    pairs = [(header[c.column], c.text) for c in row if c is not cell and c.text and header.get(c.column)]
    return builder.document(sha256, form, encoding=encoding, meta=pairs)


_PERIOD = re.compile(
    r"(?:20\d\d年)?(?:第?[一二三四1-4]季度|[上下]半年|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?)(?:重点)?(?:工作|任务){0,2}"
)
"""a stretch of the year that a sheet is for"""


def _are_alike(sheets: Sequence[Sheet]) -> bool:
    """Whether several sheets hold tables under one and the same head: then their names tell them apart."""
    heads = [{tuple(cell.text for cell in row if cell.text) for row in _first_rows(sheet)} for sheet in sheets]
    return len(heads) > 1 and any(len(words) > 1 for words in set.intersection(*heads))


def _first_rows(sheet: Sheet) -> list[list[Draft]]:
    rows: dict[int, list[Draft]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [rows[at] for at in sorted(rows)[:_TOP]]


def _names_body(sheet: Sheet, *, alike: bool) -> bool:
    """Whether the name of a sheet, which none of its cells prints, is that of an office, or tells sheets under one head apart.

    What the sheet is for or about stands there alone (医务科, 产业发展, 2026年一季度).
    """
    name = fold(sheet.name)
    told = alike and ((_NAME.fullmatch(name) is not None and _NO_NAME.search(name) is None) or _PERIOD.fullmatch(name) is not None)
    return (told or _OFFICE.fullmatch(name) is not None) and not any(sheet.name in cell.text for cell in sheet.cells)


def _emit(builder: Builder, sheet: Sheet, *, named: bool = False) -> None:
    """Blank rows part tables; a title over a table becomes paragraphs, the name of an office on the sheet's tab too."""
    rows: dict[int, list[Draft]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell)
    covered: set[int] = set()
    for cell in sheet.cells:
        if cell.text and cell.rows > 1:
            covered.update(range(cell.row, cell.row + cell.rows))
    blank = {r for r in range(sheet.rows) if r not in covered and not any(c.text for c in rows.get(r, ()))}
    begin = 0
    for row in [*sorted(r + 1 for r in blank), sheet.rows]:
        tables = sum(isinstance(block, Table) for block in builder.blocks)
        _region(builder, sheet, rows, [r for r in range(begin, row) if r not in blank], named=named)
        named = named and tables == sum(isinstance(block, Table) for block in builder.blocks)
        begin = row


def _lone(cells: Sequence[Draft]) -> bool:
    """True for a row with words in one cell only that reaches over no other row."""
    filled = [cell for cell in cells if cell.text]
    return len(filled) == 1 and filled[0].rows == 1


def _region(builder: Builder, sheet: Sheet, rows: dict[int, list[Draft]], numbers: list[int], *, named: bool) -> None:
    while numbers and _lone(rows.get(numbers[0], ())):
        cell = next(cell for cell in rows[numbers[0]] if cell.text)
        for piece in cell.text.split("\n"):
            builder.paragraph(piece, path=cell.path)
        numbers = numbers[1:]
    place = {number: index for index, number in enumerate(numbers)}
    filled = [cell for number in numbers for cell in rows.get(number, ()) if cell.text]
    right = max((cell.column + cell.columns for cell in filled), default=0)
    left = min((cell.column for cell in filled), default=0)
    drafts = []
    for number in numbers:
        for cell in rows.get(number, ()):
            # Columns that only another table of the sheet fills are none of this one's.
            if not left <= cell.column < right:
                continue
            reach = sum(row in place for row in range(number, number + cell.rows)) if cell.rows > 1 else 1
            drafts.append(cell._replace(row=place[number], rows=reach, column=cell.column - left))
    if drafts:
        if named:
            builder.paragraph(sheet.name, path=f"{sheet.name}!")
        widths = [len(rows.get(number, ())) for number in numbers]
        uneven = () if sheet.stated else tuple(i for i, width in enumerate(widths) if width != widths[0])
        builder.table(drafts, len(numbers), stated=sheet.stated, uneven=uneven)
