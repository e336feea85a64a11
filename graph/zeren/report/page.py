"""A summary as one HTML page that stands alone: no script, no request, ready to print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from zeren.ground.tables import Cell, Table
from zeren.report.content import Content, Line
from zeren.report.reported import HEADS

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 78rem; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 16px/1.6 "Noto Serif SC", "Source Han Serif SC", FangSong, "仿宋", SimSun, serif; }
h1, h2, h3, th { font-family: "Noto Sans SC", "Source Han Sans SC", SimHei, "黑体", "Microsoft YaHei", sans-serif; }
h1 { text-align: center; font-size: 1.7rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .6rem; border-bottom: 2px solid #1f4e79; }
h3 { font-size: 1.05rem; margin: 1.2rem 0 .4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.45; }
th, td { border: 1px solid #8c8c8c; padding: .3em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: #dce6f1; text-align: center; white-space: nowrap; }
tbody th { background: #ededed; }
td { min-width: 4.2em; }
td.n { min-width: 0; text-align: center; white-space: nowrap; }
td.words { white-space: pre-line; min-width: 18em; }
dl { display: grid; grid-template-columns: 7em 1fr; margin: 0; }
dt, dd { margin: 0; padding: .2em .5em; border-bottom: 1px solid #d0d0d0; }
dt { font-weight: bold; }
.method { background: #f5f7fa; border: 1px solid #c9d3df; padding: .6rem 1rem .6rem 2rem; font-size: .875rem; }
.method p { margin: .15em 0; }
.method [lang=en] { color: #595959; }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  thead { display: table-header-group; }
  tr, .method li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
"""

_COLUMNS = ("序号", "任务", "措施", "角色", "时限", "共同责任", "协办", "依据")
_GROUPED = ("序号", "任务", "措施", "角色", "把握", "集合表述", "时限", "依据")


def page(content: Content) -> bytes:
    """Return the page in UTF-8; every word of the documents is escaped text."""
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in content.facts)
    parts = [
        f"<p>{escape(content.intro)}</p>",
        "<h2>一页概要</h2>",
        *(_titled(table, 3) for table in content.brief),
        f"<h2>概要</h2>\n<dl>{facts}</dl>",
        _titled(content.figures, 3),
        _titled(content.plans, 3),
        *([_titled(content.standing, 3)] if content.standing else []),
        _duties("任务清单", _COLUMNS, content.lines, content.standing is not None),
    ]
    if content.derived:
        parts.append(_duties("因集合表述承担的措施", _GROUPED, content.derived, content.standing is not None))
    parts += [_titled(content.deadlines, 2), _titled(content.partners, 2)]
    if content.targets:
        parts.append(_titled(content.targets, 2))
    said = "\n".join(f'<li><p>{escape(zh)}</p><p lang="en">{escape(en)}</p></li>' for zh, en in content.method)
    parts.append(f'<h2>统计口径</h2>\n<ul class="method">\n{said}\n</ul>')
    return _document(f"{content.name}任务清单", "\n".join(parts))


def linked(table: Table, files: Sequence[str]) -> bytes:
    """Return an index page whose first column leads to ``files``, one a row."""
    rows = []
    for row, file in zip(table.rows, files, strict=True):
        first = f'<td><a href="{quote(file)}">{escape(str(row[0]))}</a></td>'
        rows.append(first + _cells(*row[1:]))
    return _document(table.title, _table(table.title, table.header, rows))


def _document(title: str, body: str) -> bytes:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _titled(table: Table, level: int) -> str:
    rows = [_cells(*row) for row in table.rows]
    return f"<h{level}>{escape(table.title)}</h{level}>\n{_table(table.title, table.header, rows)}"


def _duties(title: str, header: Sequence[str], lines: Sequence[Line], told: bool) -> str:
    """Return a list of duties, with a full-width row for each plan and its file."""
    header = (*header[:-1], *(HEADS if told else ()), header[-1])
    rows = []
    for (plan, file), of_plan in groupby(lines, key=lambda line: (line.plan, line.file)):
        rows.append(f'<th colspan="{len(header)}" scope="rowgroup">{escape(plan)}（来源：{escape(file)}）</th>')
        for x in of_plan:
            beside = "；".join(part for part in (x.support, x.others) if part)
            last = (x.certainty, x.via, x.deadline) if x.certainty else (x.deadline, x.together, beside)
            rows.append(_cells(x.number, x.task) + _words(x.text) + _cells(x.word, *last, *((x.state, x.reported) if told else ()), x.place))
    return f"<h2>{escape(title)}</h2>\n{_table(title, header, rows)}"


def _cells(*values: Cell) -> str:
    return "".join(
        f'<td class="n">{value}</td>' if isinstance(value, int | float) else f"<td>{escape(value)}</td>" for value in values
    )


def _words(text: str) -> str:
    return f'<td class="words">{escape(text)}</td>'


def _table(title: str, header: Sequence[str], rows: Sequence[str]) -> str:
    if not rows:
        return "<p>（无）</p>"
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in header)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(title)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )
