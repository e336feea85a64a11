"""Findings as an Excel workbook that an office works through."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from zeren.check.finding import Finding

EPOCH = dt.datetime(2000, 1, 1)
"""date of creation in every file: the same findings must give the same bytes"""
LONGEST = 32_767
"""characters that a cell can hold (Excel specifications and limits)"""

_COLUMNS = (
    ("规则 rule", "rule", 17),
    ("级别 severity", "severity", 10),
    ("对象 subject", "subject", 30),
    ("问题", "zh", 34),
    ("原文 quote", "quote", 34),
    ("出处 source", "source", 26),
    ("处理 done", "", 12),
    ("message", "en", 44),
    ("标识 id", "id", 30),
)
"""header, field and width; the empty field is for the reader's own notes"""
_PRINTED = 7
"""columns that are printed: English words and identifiers stay on the screen"""
_SEVERITY = {"error": "错误 error", "warning": "警告 warning", "info": "提示 info"}
_LINE = 15.0
"""points of a line of text"""
_COLOURS = {"error": "#F8CBAD", "warning": "#FFE699", "info": "#DDEBF7"}
_UNSHOWABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")


def workbook(findings: Sequence[Finding], remark: str = "") -> bytes:
    """Return a workbook with one row a finding; text is only ever written as strings, never as a formula.

    ``remark`` stands on a sheet of its own.
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "核查结果", "author": "zeren", "created": EPOCH})
    base = {"font_name": "宋体", "font_size": 10.5, "valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
    head = book.add_format({**base, "font_name": "黑体", "bg_color": "#DCE6F1"})
    forms = {severity: book.add_format({**base, "bg_color": colour}) for severity, colour in _COLOURS.items()}
    plain = book.add_format(base)
    sheet = book.add_worksheet("核查结果")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for column, (header, _, size) in enumerate(_COLUMNS):
        sheet.set_column(column, column, size)
        sheet.write_string(0, column, header, head)
    for row, finding in enumerate(findings, 1):
        sheet.set_row(row, _LINE * max(_lines(_text(finding, field), size) for _, field, size in _COLUMNS[:_PRINTED]))
        for column, (_, field, _) in enumerate(_COLUMNS):
            text = _SEVERITY[finding.severity] if field == "severity" else _text(finding, field)
            form = forms[finding.severity] if field == "severity" else plain
            sheet.write_string(row, column, text, form)
    sheet.print_area(0, 0, len(findings), _PRINTED - 1)
    sheet.set_footer("&C&P / &N")
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(len(findings), 1), len(_COLUMNS) - 1)
    if remark:
        beside = book.add_worksheet("计数说明")
        beside.set_column(0, 0, 100)
        beside.write_string(0, 0, remark.translate(_UNSHOWABLE)[:LONGEST], plain)
    book.close()
    return buffer.getvalue()


def _text(finding: Finding, field: str) -> str:
    return str(getattr(finding, field)).translate(_UNSHOWABLE)[:LONGEST] if field else ""


def _lines(text: str, size: int) -> int:
    """Lines that a text takes in a column, Chinese characters two places wide; no program makes rows fit by itself."""
    widths = (sum(2 if ord(character) > 0x2E7F else 1 for character in line) for line in text.split("\n"))
    return min(27, sum(max(1, -(-width // (size - 1))) for width in widths))
