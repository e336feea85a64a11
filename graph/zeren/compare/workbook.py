"""A comparison as a workbook: an overview, what both have, what each has alone, who answers, targets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zeren.compare.comparison import Comparison
from zeren.compare.facts import Held
from zeren.compare.records import said, who
from zeren.compare.telling import BASES, role, sentence
from zeren.ground.visible import harmless

if TYPE_CHECKING:
    from xlsxwriter import Workbook

EPOCH = dt.datetime(2000, 1, 1)
"""date of creation in every file: the same comparison must give the same bytes"""
Row = Sequence[str | int | None]


def workbook(its: Comparison, remark: str = "") -> bytes:
    """Return the comparison as an xlsx, the same bytes for the same comparison; ``remark`` stands below what sums it up."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{its.one.name} — {its.other.name}"[:255], "author": "zeren", "created": EPOCH})
    one, other = its.one.name, its.other.name
    _sheet(book, "概况", ("项目", one, other), (34, 34, 34), _overview(its), above="\n".join(filter(None, (sentence(its), harmless(remark)))))
    heads = ("依据", "前者措施", "前者承担", "前者时限", "后者措施", "后者承担", "后者时限", "位置")
    _sheet(book, "共同", heads, (14, 44, 22, 12, 44, 22, 12, 26), [
        (BASES[p.basis][0] + ("（待确认）" if p.likely else ""), p.one.text, who(its, p.one, 0), p.one.deadline,
         p.other.text if p.basis != "same" else None, who(its, p.other, 1), p.other.deadline, f"{p.one.file} {p.one.locator}")
        for p in its.shared
    ])  # fmt: skip
    for name, side, listed in (("前者独有", 0, its.only_one), ("后者独有", 1, its.only_other)):
        _sheet(book, name, ("措施", "承担", "完成时限", "计划", "任务", "位置"), (52, 26, 12, 26, 22, 26), [_alone(its, h, side) for h in listed])
    if its.bodies:
        head = "职能或单位" if its.one.kind == "district" else "单位"
        _sheet(book, "承担者", (head, one, other), (34, 24, 24), [(c.name, c.one, c.other) for c in its.bodies])
    targets = [(t.label, said(t, 0), said(t, 1), "数值不同" if t.differs else "同名" if t.shared else None) for t in its.targets]
    _sheet(book, "指标", ("指标", one, other, "比较"), (28, 44, 44, 10), targets)
    book.close()
    return buffer.getvalue()


def _overview(its: Comparison) -> list[Row]:
    rows: list[Row] = [("措施", *its.measures), ("共同（对应）的措施", len({p.one.id for p in its.shared}), len({p.other.id for p in its.shared}))]
    rows += [("独有的措施", len(its.only_one), len(its.only_other))]
    rows += [(f"{role(c.name, 'zh')}{'' if its.one.kind == 'body' else '（职责数）'}", c.one, c.other) for c in its.roles]
    rows += [(f"期限 {c.name or '未写明日期'}", c.one, c.other) for c in its.months]
    if any(its.through):
        rows += [("另经群体（未计入上数）", *its.through)]
    return rows


def _alone(its: Comparison, held: Held, side: int) -> Row:
    return (held.text, who(its, held, side), held.deadline, held.plan, held.task, f"{held.file} {held.locator}")


def _sheet(book: Workbook, name: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Row], above: str = "") -> None:
    base: dict[str, Any] = {"font_name": "宋体", "font_size": 10.5, "valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
    plain, head = book.add_format(base), book.add_format({**base, "font_name": "黑体", "bg_color": "#DCE6F1"})
    sheet = book.add_worksheet(name)
    top = 0
    if above:
        sheet.merge_range(0, 0, 0, len(heads) - 1, above, plain)
        sheet.set_row(0, 96)
        top = 1
    for column, (words, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, words, head)
    for at, row in enumerate(rows, top + 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(at, column, value, plain)
            else:
                sheet.write_string(at, column, harmless(value or "")[:32_767], plain)
    sheet.freeze_panes(top + 1, 0)
    if rows:
        sheet.autofilter(top, 0, top + len(rows), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
