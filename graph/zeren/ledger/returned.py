"""A ledger that came back: what it reports, what it corrects, what it proposes, and what of it cannot be taken.

The file alone tells all this: its hidden sheet holds what stood in each row when it was handed out. Columns are known
by the hidden row of keys, else by their heads, rows by their hidden identifiers: both may be moved, sorted, filtered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zeren.ground.errors import UnreadableInput
from zeren.ledger.back_cells import Cells
from zeren.ledger.back_heads import places_of, take_about, tell_columns, tell_merges
from zeren.ledger.back_rows import Rows
from zeren.ledger.back_told import Told
from zeren.ledger.cells import as_words
from zeren.ledger.columns import HIDDEN, MARK, VERSION
from zeren.ledger.grid import open_book, told_of
from zeren.ledger.records import Fault, Returned
from zeren.ledger.workbook import MEMORY

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_SHOWN = 3
"""measures that a note names"""


def read_returned(data: bytes, name: str) -> Returned:
    """Read a ledger of ours that came back, by its identifiers alone where its hidden sheet is gone.

    Raises UnreadableInput where it is damaged, none of ours, or made by a newer program.
    """
    from openpyxl.utils import get_column_letter

    from zeren.ledger.pictures import pictures
    from zeren.read.limits import DEFAULT
    from zeren.read.package import Package

    package = Package(data, name, DEFAULT)  # sizes before anything is unpacked
    book, formulas = open_book(data, name, values=True), open_book(data, name, values=False)
    memory = _memory(book, name)
    returned = Returned(name)
    if not memory:
        told = (
            "隐藏工作表不在了：按标识列认行，改动了的措施、单位、时限无从比较 (the hidden sheet is gone, changed cells are not known)；"
            "请在原文件上填报"
        )
        returned.notes.append(Fault(name, told))
    saved = book.properties.modified
    seen: dict[str, str] = {}
    for sheet in book.worksheets:
        if sheet.title != HIDDEN:
            _take(sheet, formulas[sheet.title], memory, Told(returned, sheet.title), seen)
    for title, row, column in pictures(package):
        told = "贴有图片，图中内容未取 (a picture lies over the cells, what it shows was not taken)；把内容填入单元格 (write it into the cells)"
        returned.faults.append(Fault(f"{title}!{get_column_letter(column)}{row}", told))
    _told_missing(returned, memory, seen)
    if saved is not None and saved.year > 2000:
        returned.saved_at = f"{saved:%Y-%m-%dT%H:%M:%S}"
        returned.reported_on = returned.reported_on or f"{saved:%Y-%m-%d}"
    return returned


def _told_missing(returned: Returned, memory: Mapping[str, Mapping[str, str]], seen: Mapping[str, str]) -> None:
    """Tell how many of the measures that were handed out are no longer in the file."""
    missing = [handed["text"] for measure, handed in memory.items() if measure not in seen]
    if missing:
        shown = "；".join(f"“{text[:20]}”" for text in missing[:_SHOWN])
        told = f"发出 {len(memory)} 项，返回的文件里少了 {len(missing)} 项 (measures that are gone from the file)：{shown}；没有这些项的报告"
        returned.notes.append(Fault(returned.name, told))


def _memory(book: Workbook, name: str) -> dict[str, dict[str, str]]:
    """What stood in each row when the ledger was handed out, by the measure; empty where the hidden sheet is gone."""
    sheet = book[HIDDEN] if HIDDEN in book.sheetnames else None
    if sheet is None:
        return {}
    if as_words(sheet.cell(1, 1).value) != MARK:
        raise UnreadableInput(
            f"{name}: 不是 zeren 发出的台账 (no ledger of ours)", "请在原文件上填报 (fill in the file that was handed out)"
        )
    version = sheet.cell(1, 2).value
    if not isinstance(version, (int, float)) or version > VERSION:
        raise UnreadableInput(
            f"{name}: 台账版本 {version} 比本程序新 (made by a newer zeren)", "升级 zeren (install a newer zeren)"
        )
    found: dict[str, dict[str, str]] = {}
    for row in sheet.iter_rows(min_row=3, max_col=len(MEMORY), values_only=True):
        kept = dict(zip(MEMORY, map(as_words, row), strict=True))
        if kept["id"]:
            found[kept["id"]] = kept
    return found


def _take(sheet: Worksheet, formulas: Worksheet, memory: Mapping[str, Mapping[str, str]], told: Told, seen: dict[str, str]) -> None:
    """Take what one sheet says; ``formulas``: the same one with formulas in place of their results."""
    places, head = places_of(sheet)
    if not places:
        if sheet.max_row > 1 or sheet.cell(1, 1).value is not None:
            told.fault(1, "没有认出表头，整张工作表未取 (no heads known, the sheet was not taken)；恢复表头一行 (restore the row of heads)")
        return
    if "id" not in places:
        told.fault(head, "标识列不在了，按措施文字认行 (the column of identifiers is gone, rows are known by their words)；请在原文件上填报")
    take_about(sheet, head, told)
    told.returned.faults += [Fault(place, words) for place, words in told_of(sheet)]
    tell_merges(sheet, head, told)
    tell_columns(sheet, head, places, told)
    rows = Rows(Cells(sheet, formulas, places, told), memory, told, seen)
    for row in range(head + 1, sheet.max_row + 1):
        rows.take(row)
