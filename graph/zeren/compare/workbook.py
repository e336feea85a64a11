"""A comparison as a workbook: an overview, what both have, what each has alone, who answers, targets."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.compare.comparison import Comparison
from zeren.compare.facts import Held
from zeren.compare.records import said, who
from zeren.compare.telling import BASES, role, sentence
from zeren.ground.labels import place
from zeren.ground.tables import Row, Table
from zeren.xlsx import Sheets

_OVERVIEW = (34, 44, 44)
"""widths of the overview's columns"""


def workbook(its: Comparison, remark: str = "") -> bytes:
    """Return the comparison as an xlsx, the same bytes for the same comparison; ``remark`` stands below what sums it up."""
    one, other = its.one.name, its.other.name
    title = f"{one} — {other}"
    with Sheets(title) as book:
        _overview(book, its, title, remark)
        _shared(book, its, title)
        for name, side, listed in (("前者独有", 0, its.only_one), ("后者独有", 1, its.only_other)):
            rows = [_alone(its, held, side) for held in listed]
            _list(book, title, name, ("措施", "承担", "完成时限", "计划", "任务", "位置"), (52, 26, 12, 26, 22, 26), rows)
        if its.bodies:
            head = "职能或单位" if its.one.kind == "district" else "单位"
            _list(book, title, "承担者", (head, one, other), (44, 34, 34), [(c.name, c.one, c.other) for c in its.bodies])
        targets = [(t.label, said(t, 0), said(t, 1), "数值不同" if t.differs else "同名" if t.shared else "") for t in its.targets]
        _list(book, title, "指标", ("指标", one, other, "比较"), (28, 44, 44, 12), targets)
    return book.data()


def _overview(book: Sheets, its: Comparison, title: str, remark: str) -> None:
    sheet = book.sheet("概况", title)
    book.columns(sheet, _OVERVIEW)
    row = book.paragraph(sheet, 0, "\n".join(filter(None, (sentence(its), remark))), "note", _OVERVIEW)
    book.rows(sheet, row, Table("概况", ("项目", its.one.name, its.other.name), _counts(its)), _OVERVIEW)
    sheet.freeze_panes(row + 1, 0)


def _counts(its: Comparison) -> tuple[Row, ...]:
    rows: list[Row] = [("措施", *its.measures), ("共同（对应）的措施", len({p.one.id for p in its.shared}), len({p.other.id for p in its.shared}))]
    rows += [("独有的措施", len(its.only_one), len(its.only_other))]
    rows += [(f"{role(c.name, 'zh')}{'' if its.one.kind == 'body' else '（职责数）'}", c.one, c.other) for c in its.roles]
    rows += [(f"期限 {c.name or '未写明日期'}", c.one, c.other) for c in its.months]
    if any(its.through):
        rows += [("另经群体（未计入上数）", *its.through)]
    return tuple(rows)


def _shared(book: Sheets, its: Comparison, title: str) -> None:
    """What both have: one column of measures where they are the same ones, else either side's beside the other's."""
    if its.one.kind == "body":
        same = [(p.one.text, who(its, p.one, 0), who(its, p.other, 1), p.one.deadline or "", _place(p.one)) for p in its.shared]
        _list(book, title, "共同", ("措施", "前者承担", "后者承担", "完成时限", "位置"), (64, 14, 14, 16, 30), same)
        return
    heads = ("依据", "前者措施", "前者承担", "前者时限", "后者措施", "后者承担", "后者时限", "位置")
    rows = [
        (BASES[p.basis][0] + ("（待确认）" if p.likely else ""), p.one.text, who(its, p.one, 0), p.one.deadline or "",
         p.other.text, who(its, p.other, 1), p.other.deadline or "", _place(p.one))
        for p in its.shared
    ]  # fmt: skip
    _list(book, title, "共同", heads, (14, 44, 22, 12, 44, 22, 12, 26), rows)


def _alone(its: Comparison, held: Held, side: int) -> Row:
    return (held.text, who(its, held, side), held.deadline or "", held.plan, held.task or "", _place(held))


def _place(held: Held) -> str:
    return f"{held.file} {place(held.locator)}"


def _list(book: Sheets, title: str, name: str, heads: tuple[str, ...], sizes: Sequence[int], rows: Sequence[Row]) -> None:
    book.table(name, Table(name, heads, tuple(rows)), title, sizes)
