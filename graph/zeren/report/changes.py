"""The comparison of two texts as a workbook, a Word table for a reply to a consultation, or a page that needs no server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from zeren.editions.changes import Change, words
from zeren.editions.rows import COMPARED
from zeren.ground.labels import coded, label_of, place
from zeren.ground.tables import Table
from zeren.xlsx import Sheets

HEADS = {
    "kind": "变化", "before_no": "原序", "after_no": "新序", "labels": "说明", "certainty": "把握", "leads_before": "原牵头（主责）",
    "leads_after": "现牵头（主责）", "helps_before": "原其他单位", "helps_after": "现其他单位", "due_before": "原时限", "due_after": "现时限",
    "targets": "数量", "before": "原文", "after": "现文", "before_place": "原文位置", "after_place": "现文位置", "body": "单位",
    "difference": "增减",
}  # fmt: skip
_REPLY = ("kind", "before", "after", "labels", "targets", "due_before", "due_after", "leads_before", "leads_after")
"""columns of a reply to a consultation"""
_TOTALS = (34, 10, 10, 10)
"""widths of the list of bodies"""
Rows = Sequence[Mapping[str, Any]]


def write(
    path: Path, form: str, first: str, last: str, found: Sequence[Change], rows: Rows, heads: Sequence[str],
    bodies: Sequence[tuple[str, int, int]],
) -> None:  # fmt: skip
    """Write the comparison of the texts titled ``first`` and ``last`` as ``xlsx``, ``docx`` or ``html``."""
    if form == "xlsx":
        _workbook(path, rows, heads, bodies)
    elif form == "docx":
        _document(path, first, last, rows, heads)
    else:
        path.write_text(page(first, last, found, rows, bodies), encoding="utf-8")


def _shown(row: Mapping[str, Any], head: str) -> str:
    value = row[head]
    if head == "kind":
        return coded("measure-change")[value][0]
    if head == "certainty":
        return label_of("certain") if value == "certain" else "待人确认"
    if head in ("before_place", "after_place"):
        return place(value)
    return str(value)


def _workbook(path: Path, rows: Rows, heads: Sequence[str], bodies: Sequence[tuple[str, int, int]]) -> None:
    with Sheets("逐条变化") as book:
        cells = tuple(tuple(_shown(row, head) for head in heads) for row in rows)
        listed = Table("逐条变化", tuple(HEADS.get(head, head) for head in heads), cells)
        book.table("逐条变化", listed, "逐条变化", [48 if head in ("before", "after") else 14 for head in heads])
        totals = Table("按单位", ("单位", "原", "现", "增减"), tuple((body, one, other, other - one) for body, one, other in bodies))
        sheet = book.table("按单位", totals, "按单位", _TOTALS)
        book.paragraph(sheet, len(bodies) + 2, f"{COMPARED}。", "note", _TOTALS)
    path.write_bytes(book.data())


def _document(path: Path, first: str, last: str, rows: Rows, heads: Sequence[str]) -> None:
    import docx

    document = docx.Document()
    document.add_heading("逐条对照表", level=1)
    document.add_paragraph(f"《{first}》 → 《{last}》")
    document.add_paragraph(f"{COMPARED}。")
    shown = [head for head in _REPLY if head in heads] or list(heads)
    table = document.add_table(rows=1, cols=len(shown))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, shown, strict=True):
        cell.text = HEADS.get(head, head)
    for row in rows:
        for cell, head in zip(table.add_row().cells, shown, strict=True):
            cell.text = _shown(row, head)
    document.save(str(path))


def page(first: str, last: str, found: Sequence[Change], rows: Rows, bodies: Sequence[tuple[str, int, int]]) -> str:
    """Return the comparison as one page with the words that went and came marked."""
    names = {kind: zh for kind, (zh, _) in coded("measure-change").items()}
    counts = " · ".join(f"{name} {sum(one.kind == kind for one in found)}" for kind, name in names.items())
    body = "".join(
        f"<tr><td>{names[one.kind]}{'' if one.certain else '（待人确认）'}<br>{escape(' '.join(one.labels))}</td>"
        f"<td>{_marked(one, 0)}</td><td>{_marked(one, 1)}</td><td>{_differences(one)}</td></tr>"
        for one in found
    )
    totals = "".join(f"<tr><td>{escape(name)}</td><td>{one}</td><td>{other}</td><td>{other - one:+d}</td></tr>" for name, one, other in bodies)
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(last)}：逐条变化</title><style>body{{font-family:sans-serif;margin:1em auto;max-width:70em;padding:0 1em}}"
        "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.4em;vertical-align:top;text-align:left}"
        "del{background:#fdd}ins{background:#dfd;text-decoration:none}</style></head><body>"
        f"<h1>逐条变化</h1><p>《{escape(first)}》 → 《{escape(last)}》</p><p>{counts}</p><p>{COMPARED}。</p>"
        f"<table><thead><tr><th>变化</th><th>原文</th><th>现文</th><th>单位、时限、数量</th></tr></thead><tbody>{body}</tbody></table>"
        f"<h2>按单位（牵头或主责）</h2><table><thead><tr><th>单位</th><th>原</th><th>现</th><th>增减</th></tr></thead><tbody>{totals}</tbody></table>"
        "</body></html>\n"
    )


def _marked(one: Change, side: int) -> str:
    if not one.before or not one.after:
        return escape("\n".join(fact.text for fact in (one.after if side else one.before))).replace("\n", "<br>")
    tag = "ins" if side else "del"
    parts = []
    for kind, old, new in words(one):
        text = escape(new if side else old).replace("\n", "<br>")
        parts.append(text if kind == "equal" or not text else f"<{tag}>{text}</{tag}>")
    return "".join(parts)


def _differences(one: Change) -> str:
    pairs = [("牵头（主责）", one.leads), ("其他单位", one.helps), ("时限", one.due)]
    lines = [f"{name}：{pair[0] or '无'} → {pair[1] or '无'}" for name, pair in pairs if pair]
    lines += [f"{share.upper:.10g} → {share.lower:.10g}{share.unit}" for share in one.targets]
    return "<br>".join(map(escape, lines))
