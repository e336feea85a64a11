"""A ledger as a workbook to be filled in and returned (督办台账)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zeren.ground.labels import label_of
from zeren.ground.visible import harmless
from zeren.ledger.columns import HIDDEN, MARK, STATUSES, VERSION, Column, columns
from zeren.ledger.rows import LedgerRow
from zeren.ledger.standing import SOON
from zeren.xlsx import EPOCH, LONGEST, height

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

KEYS, TITLE, ABOUT, HEAD = range(4)
"""0-based rows above the list: hidden keys of the columns, title, who fills in and when, heads"""
ABOUT_LABELS = ("填报单位：", "填报人：", "填报日期：")
"""cells of the row ``ABOUT``, each with the cell for its answer on its right"""
_NOTE = "红：所写日期都已过而未完成；黄：{soon} 日内到期未完成；绿：已完成；蓝：其余。以打开当日计。填报情况是各单位报告，未经核实。"
_RESERVED = (HIDDEN, "history")
"""names that no sheet of bodies may have: the second is Excel's own"""
_SPARE = 200
"""rows below the list for new tasks, with the same drop-down lists"""
_LIGHTS = (
    ("#C6EFCE", '{status}="已完成"'),
    ("#FFC7CE", 'AND(ISNUMBER({due}),{due}<TODAY(),{status}<>"已完成",{status}<>"调整",{any}<>"")'),
    ("#FFEB9C", 'AND(ISNUMBER({due}),{due}<=TODAY()+{soon},{status}<>"已完成",{status}<>"调整",{any}<>"")'),
    ("#DDEBF7", '{any}<>""'),
)
"""colour and condition, the first that holds; ``due``, ``status`` and ``any`` are cells of the row"""


def workbook(title: str, sheets: Sequence[tuple[str, Sequence[LedgerRow]]], remark: str = "") -> bytes:
    """Return the ledger: a sheet for each name with its measures, and a hidden sheet that knows them again.

    ``remark`` stands above the list, beside what the colours mean.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title[:255], "author": "zeren", "created": EPOCH})
    forms = _forms(book)
    used: set[str] = set()
    for name, rows in sheets:
        _sheet(book, _sheet_name(name, used), title if len(sheets) == 1 else f"{name}督办台账", rows, forms, remark)
    _memory(book, [row for _, rows in sheets for row in rows])
    book.close()
    return buffer.getvalue()


def _forms(book: Workbook) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
    forms: dict[str, dict[str, Any]] = {
        "text": {"text_wrap": True, "num_format": "@"},
        "number": {"align": "center"},
        "date": {"align": "center", "num_format": "yyyy-mm-dd"},
        "choice": {"align": "center"},
        "head": {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#DCE6F1"},
        "fill": {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#FFF2CC"},
        "title": {"font_name": "黑体", "font_size": 16, "align": "center", "border": 0},
        "label": {"align": "right", "border": 0},
        "answer": {"border": 0, "bottom": 1},
        "answer date": {"border": 0, "bottom": 1, "num_format": "yyyy-mm-dd", "align": "left"},
        "note": {"border": 0, "font_size": 9, "font_color": "#595959"},
    }
    return {name: book.add_format(base | form) for name, form in forms.items()}


def _sheet_name(name: str, used: set[str]) -> str:
    """A name that a sheet may have: 31 characters, none of []:*?/\\, unlike the others and none that Excel keeps for itself."""
    plain = "".join("·" if char in "[]:*?/\\'" else char for char in name)[-31:] or "台账"
    chosen, number = plain, 2
    while chosen.lower() in used or chosen.lower() in _RESERVED:
        chosen, number = f"{plain[-27:]}({number})", number + 1
    used.add(chosen.lower())
    return chosen


def _sheet(book: Workbook, name: str, title: str, rows: Sequence[LedgerRow], forms: dict[str, Any], remark: str) -> None:
    sheet = book.add_worksheet(name)
    shown = columns()
    last = len(shown) - 1
    for at, column in enumerate(shown):
        sheet.set_column(at, at, column.width, None, {"hidden": column.kind == "id"})
        sheet.write_string(KEYS, at, column.key)
        sheet.write_string(HEAD, at, column.head, forms["fill" if column.kind == "report" else "head"])
    sheet.set_row(KEYS, None, None, {"hidden": True})
    sheet.merge_range(TITLE, 0, TITLE, last - 1, title, forms["title"])
    sheet.set_row(TITLE, 30)
    _about(sheet, forms)
    for number, row in enumerate(rows, 1):
        values = [_value(row, column.key, number) for column in shown]
        for at, (column, value) in enumerate(zip(shown, values, strict=True)):
            _cell(sheet, HEAD + number, at, column, value, forms)
        sheet.set_row(HEAD + number, _height(shown, values))
    end = HEAD + len(rows)
    sheet.autofilter(HEAD, 0, max(end, HEAD + 1), last)
    sheet.freeze_panes(HEAD + 1, 3)
    _choices(sheet, end + _SPARE)
    _lights(book, sheet, end + _SPARE)
    sheet.write_string(ABOUT, 9, _NOTE.format(soon=SOON) + (f"{harmless(remark)}。" if remark else ""), forms["note"])
    _print(sheet, title, end, last)


def _about(sheet: Worksheet, forms: dict[str, Any]) -> None:
    for at, label in enumerate(ABOUT_LABELS):
        sheet.write_string(ABOUT, 1 + 2 * at, label, forms["label"])
        sheet.write_blank(ABOUT, 2 + 2 * at, None, forms["answer date" if "日期" in label else "answer"])


def _value(row: LedgerRow, key: str, number: int) -> str | int | dt.datetime | None:
    values: dict[str, str | int | dt.datetime | None] = {
        "number": number,
        "task": row.task,
        "text": row.text,
        "principal": "、".join(row.principal),
        "support": "、".join(row.support),
        "deadline": row.deadline,
        "due": dt.datetime.fromisoformat(row.due) if row.due else None,
        "target": "；".join((*row.targets, *(f"正文：{raw}" for raw in row.stages))),
        "status": label_of(row.status) if row.status else None,
        "progress": row.progress,
        "leader": row.leader,
        "person": row.person,
        "phone": row.phone,
        "id": row.measure,
    }
    return values.get(key)


def _cell(
    sheet: Worksheet, row: int, at: int, column: Column, value: str | int | dt.datetime | None, forms: dict[str, Any]
) -> None:
    form = forms[column.type]
    if isinstance(value, dt.datetime):
        sheet.write_datetime(row, at, value, form)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, form)
    elif value:
        sheet.write_string(row, at, value[:LONGEST], form)
    else:
        sheet.write_blank(row, at, None, form)


def _height(shown: Sequence[Column], values: Sequence[object]) -> float:
    """Points that the tallest cell of a row needs; programs that only read the file do not measure it themselves."""
    heights = (
        height(value, column.width - 1) for column, value in zip(shown, values, strict=True) if isinstance(value, str) and column.kind != "id"
    )
    return max(heights, default=height("", 1))


def _place(key: str) -> int:
    return next(at for at, column in enumerate(columns()) if column.key == key)


def _choices(sheet: Worksheet, last: int) -> None:
    """Drop-down lists for states, dates checked, in the list and in the spare rows below it."""
    first = HEAD + 1
    status = _place("status")
    labels = [label_of(code) for code in STATUSES]
    sheet.data_validation(
        first, status, last, status,
        {"validate": "list", "source": labels, "error_title": "完成情况", "error_message": f"请选择：{'、'.join(labels)}"},
    )  # fmt: skip
    for key in ("due", "completed"):
        at = _place(key)
        sheet.data_validation(
            first, at, last, at,
            {"validate": "date", "criteria": "between", "minimum": dt.date(2000, 1, 1), "maximum": dt.date(2099, 12, 31),
             "error_type": "warning", "error_title": "日期", "error_message": "请写成 2026-06-30 这样的日期"},
        )  # fmt: skip


def _lights(book: Workbook, sheet: Worksheet, last: int) -> None:
    """Colour the cell of the state by the rule that the note tells."""
    from xlsxwriter.utility import xl_col_to_name

    def cell(key: str) -> str:
        return f"${xl_col_to_name(_place(key))}{HEAD + 2}"

    names = {"due": cell("due"), "status": cell("status"), "any": cell("text"), "soon": str(SOON)}
    status = _place("status")
    for colour, condition in _LIGHTS:
        sheet.conditional_format(
            HEAD + 1, status, last, status,
            {"type": "formula", "criteria": "=" + condition.format(**names), "format": book.add_format({"bg_color": colour}), "stop_if_true": True},
        )  # fmt: skip


def _print(sheet: Worksheet, title: str, end: int, last: int) -> None:
    """A4 landscape, one page wide, heads on every page; hidden rows and columns are not printed."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    sheet.print_area(TITLE, 0, end, last - 1)
    sheet.set_header(f'&R&"宋体"&9{title.replace("&", "&&")[:120]}')
    sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')


def _memory(book: Workbook, rows: Sequence[LedgerRow]) -> None:
    """The hidden sheet: what stood in each row when the ledger was handed out, so that a change can be told."""
    sheet = book.add_worksheet(HIDDEN)
    sheet.hide()
    sheet.write_row(0, 0, [MARK, VERSION])
    sheet.write_row(1, 0, list(MEMORY))
    seen: set[str] = set()
    at = 2
    for row in rows:
        if row.measure in seen:
            continue
        seen.add(row.measure)
        for column, key in enumerate(MEMORY):
            value = row.file if key == "file" else _value(row, key, 0)
            if isinstance(value, dt.datetime):
                value = f"{value:%Y-%m-%d}"
            sheet.write_string(at, column, str(value or "")[:LONGEST])
        at += 1


MEMORY = ("id", "file", "task", "text", "principal", "support", "deadline", "due")
"""columns of the hidden sheet"""
