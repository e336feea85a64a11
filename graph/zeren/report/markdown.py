"""A summary as Markdown (CommonMark with GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zeren.ground.tables import Cell, Row, Table
from zeren.report.content import Content, Line
from zeren.report.reported import HEADS

_MARKUP = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w))")

COLUMNS = ("序号", "文件", "任务", "措施", "角色", "时限", "共同责任", "协办", "依据")


def markdown(content: Content) -> bytes:
    """Return the page in UTF-8; no character of the document acts as markup."""
    parts = [
        f"# {escape(content.name)}任务清单",
        escape(content.intro),
        "## 一页概要",
        *map(_block, content.brief),
        "## 概要",
        _table(("项目", "内容"), content.facts),
        _block(content.figures),
        _block(content.plans),
        *([_block(content.standing)] if content.standing else []),
        "## 任务清单",
        _lines(content.lines, content.standing is not None),
    ]
    if content.derived:
        parts += ["## 因集合表述承担的措施", _derived(content.derived, content.standing is not None)]
    parts += ["## 时限", _rows(content.deadlines), "## 合作单位", _rows(content.partners)]
    if content.targets:
        parts += ["## 指标", _rows(content.targets)]
    parts += ["## 统计口径", "\n".join(f"- {escape(zh)}  \n  {escape(en)}" for zh, en in content.method)]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def escape(text: str) -> str:
    """Return ``text`` with everything that Markdown or HTML would read as markup escaped, in one line."""
    return _MARKUP.sub(r"\\\1", text).replace("&", "&amp;").replace("\n", "<br>").replace("\t", " ")


def linked(table: Table, files: Sequence[str]) -> bytes:
    """Return an index page whose first column leads to ``files``, one a row."""
    rows = [[f"[{escape(str(row[0]))}](<{name}>)", *row[1:]] for row, name in zip(table.rows, files, strict=True)]
    return f"# {table.title}\n\n{_table(table.header, rows, ready=1)}\n".encode()


def _block(table: Table) -> str:
    return f"### {table.title}\n\n{_rows(table)}"


def _rows(table: Table) -> str:
    return _table(table.header, table.rows) if table.rows else "（无）"


def _lines(lines: Sequence[Line], told: bool) -> str:
    if not lines:
        return "（无）"
    rows: list[Row] = [
        (x.number, x.plan, x.task, x.text, x.word, x.deadline, x.together, _beside(x), *_reported(x, told), x.source) for x in lines
    ]
    return _table((*COLUMNS[:-1], *(HEADS if told else ()), COLUMNS[-1]), rows)


def _derived(lines: Sequence[Line], told: bool) -> str:
    rows: list[Row] = [
        (x.number, x.plan, x.task, x.text, x.word, x.certainty, x.via, x.deadline, *_reported(x, told), x.source) for x in lines
    ]
    return _table(("序号", "文件", "任务", "措施", "角色", "把握", "集合表述", "时限", *(HEADS if told else ()), "依据"), rows)


def _reported(line: Line, told: bool) -> tuple[str, ...]:
    return (line.state, line.reported) if told else ()


def _beside(line: Line) -> str:
    return "；".join(part for part in (line.support, line.others) if part)


def _table(header: Sequence[str], rows: Iterable[Sequence[Cell]], ready: int = 0) -> str:
    """Return a table; the first ``ready`` columns are Markdown already."""
    body = [[str(cell) if i < ready else escape(str(cell)) for i, cell in enumerate(row)] for row in rows]
    columns = [[row[i] for row in body if row[i]] for i in range(len(header))]
    numeric = [bool(column) and all(cell.isdigit() for cell in column) for column in columns]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [list(header), rule, *body])
