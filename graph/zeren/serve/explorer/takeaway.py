"""Tables as files: xlsx, csv and json, with the same rows as the page and no cell that is a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from zeren.ground.errors import WrongUsage
from zeren.ground.tables import Cell, Table
from zeren.ground.visible import FORMULA, clear
from zeren.serve.explorer.cells import Bar, Ref, Said, Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.shape import Column
from zeren.xlsx import Sheets

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
"""width of a column in half-width characters by what its cells are"""


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
    zh = lang == "zh"
    header = tuple(plain(column.zh if zh else column.en) for column in heads)
    rows = tuple(tuple(_written(column.value(row), lang) for column in columns) for rows, columns in portions for row in rows)
    with Sheets(name) as book:
        book.table(name[:31], Table(name, header, rows), name, [_WIDE.get(column.cell, 22) for column in heads])
        if remark:
            book.note("说明" if zh else "Note", name, remark)
    return book.data()


def _written(value: Value, lang: str) -> Cell:
    """Return a cell of a workbook: figures stay figures."""
    return value if isinstance(value, int | float) else plain(value, lang)
