"""The folder of all summaries: safe file names and an index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zeren.ground.tables import Row, Table
from zeren.report.records import Summary
from zeren.report.words import Cleaner, label
from zeren.table.duties import PRINCIPAL, ROLES

INDEX = {"md": "index.md", "html": "index.html", "xlsx": "index.xlsx", "docx": "index.xlsx", "ics": "index.xlsx"}
"""name of the index by the form of the summaries: Word files and calendars are listed in a workbook"""

_BYTES = 150
"""longest stem in UTF-8; file systems stop at 255 bytes with ending and number"""

# Separators, what Windows forbids, white space, and all that no one can see in a file name.
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\s\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff\ufffd-\uffff]+'
)
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|index)(\..*)?")


def names(titles: Iterable[str], form: str) -> list[str]:
    """Return a file name for each title, in order: safe on every system, no two alike in any case."""
    taken: set[str] = set()
    found = []
    for title in titles:
        stem = name = _stem(title)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        found.append(f"{name}.{form}")
    return found


def _stem(title: str) -> str:
    stem = _UNSAFE.sub("_", title).strip("._-~ ")
    stem = stem.encode("utf-8")[:_BYTES].decode("utf-8", "ignore") or "_"
    return f"{stem}_" if _RESERVED.fullmatch(stem) else stem


def index(done: Sequence[tuple[Summary, str]], form: str) -> bytes:
    """Return the list of all bodies with their figures and files, most principal duties first."""
    ordered = sorted(done, key=lambda entry: (-entry[0].principal, entry[0].body.name, entry[0].body.id))
    listed, files = _table([summary for summary, _ in ordered]), [name for _, name in ordered]
    if form == "md":
        from zeren.report.markdown import linked

        return linked(listed, files)
    if form == "html":
        from zeren.report.page import linked as page

        return page(listed, files)
    from zeren.report.workbook import linked as book

    return book(listed, files)


def _table(summaries: Sequence[Summary]) -> Table:
    clean = Cleaner()
    roles = [role for role in ROLES if role in (*PRINCIPAL, "support") or any(s.counts[role] for s in summaries)]
    header = ("单位", "类别", "主要责任", "列首", "独担", *(label("role", role) for role in roles), "集合（确定）", "集合（可能）")
    rows: tuple[Row, ...] = tuple(
        (
            clean(its.body.name),
            label("body", its.body.kind),
            its.principal,
            its.first_listed,
            its.sole,
            *(its.counts[role] for role in roles),
            *(sum(its.expanded[certainty].values()) for certainty in ("certain", "possible")),
        )
        for its in summaries
    )
    return Table("单位任务清单目录", header, rows)
