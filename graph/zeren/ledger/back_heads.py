"""Where the columns of a returned ledger stand, and who filled it in and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zeren.ground.fold import fold, key
from zeren.ledger.back_told import Told
from zeren.ledger.cells import as_date, as_words, day_of
from zeren.ledger.columns import by_head, columns
from zeren.ledger.workbook import ABOUT_LABELS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LOOKED = 20
"""rows at the top of a sheet in which the heads are looked for"""
ENOUGH = 3
"""heads that make a row the row of heads"""
_SHOWN = 3
"""rows that a note names"""


def places_of(sheet: Worksheet) -> tuple[dict[str, int], int]:
    """Key → 1-based column, and the 1-based row of heads. The hidden keys come before the heads that a person sees."""
    keys = {column.key for column in columns()}
    known: dict[str, int] = {}
    best: tuple[dict[str, int], int] = ({}, 0)
    for row in range(1, min(_LOOKED, sheet.max_row) + 1):
        cells = [(at, as_words(sheet.cell(row, at).value)) for at in range(1, sheet.max_column + 1)]
        named = {words: at for at, words in cells if words in keys}
        if len(named) >= ENOUGH and not known:
            known = named
            continue
        heads: dict[str, int] = {}
        for at, words in cells:
            column = by_head().get(key(words)) if words else None
            if column is not None:
                heads.setdefault(column.key, at)
        if len(heads) >= ENOUGH and len(heads) > len(best[0]):
            best = heads, row
    heads, row = best
    taken = set(known.values())
    return {**{k: at for k, at in heads.items() if at not in taken}, **known}, row


def take_about(sheet: Worksheet, head: int, told: Told) -> None:
    """Who filled the sheet in, and when: the cells on the right of their labels, or what stands behind the label itself."""
    for row in range(1, head):
        for at in range(1, sheet.max_column + 1):
            words = as_words(sheet.cell(row, at).value)
            label = next((one for one in ABOUT_LABELS if fold(words).startswith(fold(one))), None)
            if label is None:
                continue
            behind = words[len(label) :].strip()
            value = behind or sheet.cell(row, at + 1).value
            if "日期" in label:
                _take_day(row, value, told)
            elif value and as_words(value) not in (told.returned.reporter or "").split():
                told.returned.reporter = " ".join(filter(None, (told.returned.reporter, as_words(value))))


def _take_day(row: int, value: object, told: Told) -> None:
    words = as_words(value)
    if not words:
        return
    day = as_date(value)
    if day is None and (day := day_of(words)):
        told.note(row, f"填报日期 “{words[:20]}” 没有写明哪一天，取其末日 {day} (its last day was taken)；写成 2026-06-30")
    if day is None:
        told.fault(row, f"填报日期 “{words[:20]}” 不是日期，改取文件最后保存的日子 (no date, that of the file is taken)；写成 2026-06-30")
    told.returned.reported_on = max(filter(None, (day, told.returned.reported_on)), default=None)


def tell_merges(sheet: Worksheet, head: int, told: Told) -> None:
    """Tell which rows below the heads are merged."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row > head:
            told.fault(
                merged.min_row,
                f"{merged.coord} 是合并单元格，只取左上一格 (merged cells: only the first was taken)；取消合并后逐格填写 (unmerge them)",
            )


def tell_columns(sheet: Worksheet, head: int, places: Mapping[str, int], told: Told) -> None:
    """Tell which filled columns are none of a ledger: a second 进展情况, one that was put in."""
    from openpyxl.utils import get_column_letter

    known = set(places.values())
    for at in range(1, sheet.max_column + 1):
        if at in known:
            continue
        filled = [row for row in range(head + 1, sheet.max_row + 1) if as_words(sheet.cell(row, at).value)]
        if filled:
            name = as_words(sheet.cell(head, at).value) or "没有表头"
            rows = "、".join(f"第{row}行" for row in filled[:_SHOWN]) + (f" 等 {len(filled)} 行" if len(filled) > _SHOWN else "")
            what = f"{get_column_letter(at)} 列（{name[:20]}）不是台账的列，{rows}有内容，未取 (no column of a ledger)"
            told.fault(head, f"{what}；填进原有的列 (use the given ones)")
