"""Tables as files: xlsx, csv and json, with the same rows as the page and no cell that is a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from zeren.ground.errors import WrongUsage
from zeren.ground.visible import FORMULA, clear
from zeren.serve.explorer.cells import Bar, Ref, Said, Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.shape import Column

R = TypeVar("R")

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
"""forms with their media types"""
SHEET = 50_000
"""rows that a workbook is made of; larger tables are taken as csv or json"""

MOST = 500_000
"""rows of one file that a server makes"""

Portions = Iterable[tuple[Sequence[R], Sequence[Column[R]]]]
"""rows in their order, each portion with the columns that show them"""

_WIDE = {"long": 60, "bodies": 36, "narrow": 18, "number": 9}
_TEXT = 32_000
"""code points of one cell; a spreadsheet program takes no more than 32,767"""


def taken(grid: Grid[R], asked: Mapping[str, str], form: str, lang: str, remark: str = "") -> bytes:
    """Return the rows that an address shows as a file; WrongUsage for another form and for too large a workbook.

    ``remark``, of texts that are not counted, stands on a sheet of its own in a workbook.
    """
    if form not in MEDIA:
        raise WrongUsage(f"format={form}: 没有这种格式 (no such format)", f"choose from {', '.join(MEDIA)}")
    count = grid.length(asked)
    if count > MOST:
        raise WrongUsage(f"{count} 行太多 (too many rows for one file)", "narrow the table, or: zeren export --as csv")
    portions = ((rows, [column for column in columns if column.cell != "strip"]) for rows, columns in grid.portions(asked))
    if form == "json":
        listed = [_record(columns, row) for rows, columns in portions for row in rows]
        return json.dumps(listed, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
    heads = [column for column in grid.columns if column.cell != "strip"]
    if form == "csv":
        return _csv(heads, portions)
    if count > SHEET:
        raise WrongUsage(f"{count} 行太多 (too many rows for a workbook)", "take csv or json, or narrow the table")
    return _workbook(heads, portions, grid.name, lang, remark)


def _record(columns: Sequence[Column[R]], row: R) -> dict[str, object]:
    record: dict[str, object] = {}
    for column in columns:
        value = column.value(row)
        if isinstance(value, Ref):
            record[column.key] = value.text
            record.setdefault(f"{column.key}_id", value.iri)
        elif isinstance(value, tuple):
            record[column.key] = [_named(ref) for ref in value]
        else:
            record[column.key] = value.key if isinstance(value, Said) else None if isinstance(value, Bar) else value
    return record


def _named(ref: Ref) -> object:
    """Return a body as name and IRI; a mere code as the code."""
    if not ref.iri:
        return ref.role
    return {"name": ref.text, "id": ref.iri, **({"role": ref.role} if ref.role else {})}


def plain(value: Value, lang: str | None = None) -> str:
    """Return a cell as text fit to be shown; a code in words where a language is given."""
    if value is None or isinstance(value, Bar):
        return ""
    if isinstance(value, Said):
        text = value.key if lang is None else value.zh if lang == "zh" else value.en
    elif isinstance(value, Ref):
        text = value.text
    elif isinstance(value, tuple):
        text = "、".join(ref.text for ref in value)
    else:
        text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return clear(text)


def _csv(heads: Sequence[Column[R]], portions: Portions[R]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(column.key) for column in heads])
    for rows, columns in portions:
        for row in rows:
            writer.writerow([_harmless(column.value(row)) for column in columns])
    # The mark makes spreadsheet programs read UTF-8.
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(value: Value) -> str:
    text = plain(value)
    # Words that look like a figure with a sign are words all the same; the comparator alone is no formula.
    return "'" + text if not isinstance(value, int | float) and text.startswith(FORMULA) and text != "=" else text


def _workbook(heads: Sequence[Column[R]], portions: Portions[R], name: str, lang: str, remark: str) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The same rows give the same bytes.
    book.set_properties({"title": name, "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "valign": "vcenter", "text_wrap": True})
    body = book.add_format({"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D9DEE5"})
    sheet = book.add_worksheet(name[:31])
    for place, column in enumerate(heads):
        sheet.write_string(0, place, plain(column.zh if lang == "zh" else column.en), head)
        sheet.set_column(place, place, _WIDE.get(column.cell, 22))
    number = 0
    for rows, columns in portions:
        for row in rows:
            number += 1
            for place, column in enumerate(columns):
                value = column.value(row)
                if isinstance(value, int | float):
                    sheet.write_number(number, place, value, body)
                else:
                    sheet.write_string(number, place, plain(value, lang)[:_TEXT], body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, number), max(0, len(heads) - 1))
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    if remark:
        beside = book.add_worksheet("说明" if lang == "zh" else "Note")
        beside.set_column(0, 0, 100)
        beside.write_string(0, 0, clear(remark)[:_TEXT], book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return out.getvalue()
