"""Findings as an Excel workbook that an office works through."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.check.finding import Finding
from zeren.ground.tables import Table
from zeren.ground.visible import clear
from zeren.xlsx import Sheets

_COLUMNS = (
    ("规则 rule", "rule", 17),
    ("级别 severity", "severity", 12),
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
_COLOURS = {"error": "#F8CBAD", "warning": "#FFE699", "info": "#DDEBF7"}


def workbook(findings: Sequence[Finding], remark: str = "") -> bytes:
    """Return a workbook with one row a finding; text is only ever written as strings, never as a formula.

    ``remark`` stands on a sheet of its own.
    """
    sizes = tuple(size for _, _, size in _COLUMNS)
    heads = tuple(header for header, _, _ in _COLUMNS)
    rows = tuple(tuple(_text(finding, field) for _, field, _ in _COLUMNS) for finding in findings)
    with Sheets("核查结果") as book:
        sheet = book.table("核查结果", Table("核查结果", heads, rows), "核查结果", sizes)
        sheet.print_area(0, 0, len(rows), _PRINTED - 1)
        for severity, colour in _COLOURS.items():
            form = book.book.add_format({"bg_color": colour})
            rule = {"type": "cell", "criteria": "==", "value": f'"{_SEVERITY[severity]}"', "format": form}
            sheet.conditional_format(1, 1, max(len(rows), 1), 1, rule)
        if remark:
            book.note("计数说明", "核查结果", remark)
    return book.data()


def _text(finding: Finding, field: str) -> str:
    if field == "severity":
        return _SEVERITY[finding.severity]
    return clear(str(getattr(finding, field))) if field else ""
