"""A sheet of an office's own ledger as a grid of values, with what a person must know about its cells."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zeren.ground.errors import UnreadableInput
from zeren.ledger.cells import ERRORS, is_picture
from zeren.ledger.columns import HIDDEN
from zeren.ledger.tolerated import tolerated
from zeren.read.limits import DEFAULT

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Span = tuple[int, int, int, int]
"""first row, first column, last row, last column, all 1-based"""


@dataclass(slots=True)
class Grid:
    """The visible cells of one sheet."""

    name: str
    rows: int
    columns: int
    values: dict[tuple[int, int], Any]
    """1-based row and column → value of the cell; of merged cells the first alone; empty cells are left out"""
    merged: tuple[Span, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """cells whose value is the result of a formula, or None where the program that saved it kept none, with the formula"""
    before: tuple[str, ...] = ()
    """paragraphs that stand before a table of a document; none for a sheet"""
    told: list[tuple[str, str]] = field(default_factory=list)
    """place, and what of the sheet as a whole a person should know"""

    def covering(self, row: int, column: int) -> Span | None:
        """The merged cells that a cell belongs to; None for one that stands alone."""
        for span in self.merged:
            if span[0] <= row <= span[2] and span[1] <= column <= span[3]:
                return span
        return None

    def reaching(self, row: int, column: int) -> Any:
        """The value of a cell, or that of the merged cells that it belongs to."""
        span = self.covering(row, column)
        return self.values.get((span[0], span[1]) if span else (row, column))


def place_of(grid: Grid, row: int, column: int | None = None) -> str:
    """Sheet and row in words, with the letters of the column where one cell is meant: ``台账!F5``."""
    if column is None:
        return f"{grid.name}!{row}"
    from openpyxl.utils import get_column_letter

    return f"{grid.name}!{get_column_letter(column)}{row}"


def open_book(data: bytes, name: str, *, values: bool) -> Workbook:
    """Open a workbook, with the results of its formulas or the formulas themselves; raises UnreadableInput."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # What it leaves out (pictures, styles that it does not know) is told in words of our own or holds no words.
            warnings.simplefilter("ignore", UserWarning)
            return load_workbook(io.BytesIO(tolerated(data)), data_only=values)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise UnreadableInput(
            f"{name}: 台账文件损坏 (damaged ledger): {str(error)[:80]}",
            "在 Excel、WPS 或 LibreOffice 中打开后另存为 xlsx (open it and save it as xlsx)",
        ) from error


def grids(data: bytes, name: str) -> tuple[list[Grid], str | None]:
    """Return the visible sheets of a workbook (the bytes of an xlsx), and the ISO date and time at which it was last saved.

    Raises UnreadableInput where it is damaged, hostile or too large.
    """
    from zeren.read.package import Package

    Package(data, name, DEFAULT)  # sizes before anything is unpacked
    book = open_book(data, name, values=True)
    found = [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible" and sheet.title != HIDDEN and sheet.max_row > 1]
    if found and hidden:
        told = "隐藏的工作表没有读 (a hidden sheet was not read)；要取就取消隐藏 (show it to have it read)"
        found[0].told += [(title, told) for title in hidden]
    saved = book.properties.modified
    return found, f"{saved:%Y-%m-%dT%H:%M:%S}" if saved is not None and saved.year > 2000 else None


def with_formulas(found: Iterable[Grid], data: bytes, name: str) -> None:
    """Note in the sheets of a workbook which of their cells are formulas."""
    book = open_book(data, name, values=False)
    for grid in found:
        grid.formulas = {
            (cell.row, cell.column): cell.value
            for row in book[grid.name].iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=") and len(cell.value) > 1
        }


def _grid(sheet: Worksheet) -> Grid:
    values = {
        (cell.row, cell.column): _shown(cell)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value).strip() and not _holds_none(cell.value)
    }
    merged = tuple((m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges)
    return Grid(sheet.title, sheet.max_row, sheet.max_column, values, tuple(sorted(merged)), told=told_of(sheet))


def _shown(cell: Any) -> Any:
    """The value of a cell; a share as it is shown (80%), for 0.8 says another thing beside words."""
    is_share = isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and "%" in cell.number_format
    return f"{round(cell.value * 100, 2):g}%" if is_share else cell.value


def _holds_none(value: object) -> bool:
    """Whether what stands in a cell is no words of a person: a picture of WPS, the error of a formula."""
    return is_picture(value) or value in ERRORS


def told_of(sheet: Worksheet) -> list[tuple[str, str]]:
    """Return what of a sheet a person should know, each with its place: that it is protected, pictures, comments, errors."""
    found = _told_of_cells(sheet)
    if sheet.protection.sheet:
        told = "工作表受保护，已照读 (a protected sheet, read all the same)；要改动请先撤销工作表保护 (unprotect it to change it)"
        found.append((sheet.title, told))
    for picture in getattr(sheet, "_images", ()):
        told = "贴有图片，图片里的文字没有读 (a picture: its words were not read)；把内容填进单元格 (write them into cells)"
        found.append((f"{sheet.title}!{_corner(picture)}", told))
    return found


def _told_of_cells(sheet: Worksheet) -> list[tuple[str, str]]:
    found = []
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        place = f"{sheet.title}!{cell.coordinate}"
        if is_picture(cell.value):
            found.append((place, "单元格里是图片，图中内容未取 (a picture, what it shows was not taken)；把内容写成文字 (write it in words)"))
        elif cell.value in ERRORS:
            found.append((place, f"公式出错 {cell.value}，未取 (the error of a formula)；改正公式或写成文字 (mend it or write words)"))
        if getattr(cell, "comment", None):
            said = " ".join(cell.comment.text.split())[:40]
            found.append((place, f"批注“{said}”未取 (a comment was not taken)；写进备注列 (write it into 备注)"))
    return found


def _corner(picture: Any) -> str:
    """The cell in which a picture begins, as ``F5``."""
    from openpyxl.utils import get_column_letter

    at = getattr(picture.anchor, "_from", None)
    return f"{get_column_letter(at.col + 1)}{at.row + 1}" if at is not None else "A1"
