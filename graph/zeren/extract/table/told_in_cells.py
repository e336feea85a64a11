"""Tables whose cells say themselves who does what, a body and a colon before each deed: 监管部门 | 属地 | 企业 over 县交通局：检查车辆 |
各乡镇：劝导超员 | 运输企业：培训驾驶员.

Every such cell is a measure of the body before its colon; what stands to the left of them is its section, a number is a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import is_list, nature
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.lexicon import labels
from zeren.extract.table.periodic import holders
from zeren.extract.table.rows import Row
from zeren.extract.time.due import sole_due
from zeren.ground.fold import fold
from zeren.ground.model import Cell, Place, Section
from zeren.outline import closed

_TOLD = re.compile(r"\s{0,4}(?P<body>[^:\n。;]{2,30})[:]\s{0,4}(?=\S)")
"""县交通局、县公安局："""
_KIND = re.compile("[\u4e00-\u9fff]{1,8}(?:企业|单位|公司|学校|医院|商户|业主|机构|物业|村|社区)")
"""a kind of body: 运输企业, 生产经营单位"""
_LEAST = 2
"""columns of such cells, and rows"""
_MATTER = 16
"""code points of what a row is about"""


def told_in_cells(rows: Sequence[Row]) -> tuple[tuple[Draft, ...], tuple[Place, ...]] | None:
    """The measures of such a table with its heads and numbers; None where the table is no such one."""
    below = [row for row in rows[1:] if len(row.filled) > 1]
    if len(below) < _LEAST or ":" not in fold(below[0].filled[-1].text):
        return None
    told = {c: parts for c in rows[0].cells if (parts := _told(c, below))}
    beside = [c for c in rows[0].cells if c not in told]
    matters = [row.text(c) for row in below for c in beside]
    if len(told) < _LEAST or any(c > min(told) for c in beside) or not all(_heads(text) for text in matters):
        return None
    if 2 * sum(opens_with_deed(cell.text[end:]) for parts in told.values() for cell, end in parts.values()) < sum(map(len, told.values())):
        return None
    drafts: list[Draft] = []
    for row in below:
        over = [row.cells[c] for c in beside if row.text(c) and nature(row.text(c)) != "number"]
        number = next((closed(row.text(c)) for c in beside if head_of(rows[0].text(c)).kind == "number"), "") or None
        sections = tuple(Section(closed(cell.text), at, cell.place) for at, cell in enumerate(over, 1))
        drafts += [_draft(*parts[row.index], sections, number, row) for parts in told.values() if row.index in parts]
    formal = [cell.place for cell in rows[0].own]
    formal += [cell.place for row in below for c, cell in row.cells.items() if is_none(cell.text) or (c in beside and nature(cell.text) == "number")]
    return tuple(drafts), tuple(formal)


def _told(column: int, rows: Sequence[Row]) -> Mapping[int, tuple[Cell, int]]:
    """The cells of a column by their rows, with where their words begin; empty unless each names a body before a colon."""
    cells = {row.index: row.cells[column] for row in rows if row.text(column) and not is_none(row.text(column))}
    found: dict[int, tuple[Cell, int]] = {}
    for index, cell in cells.items():
        match = _TOLD.match(fold(cell.text))
        if match is None or closed(match["body"]) in labels() or not (is_list(match["body"]) or _KIND.fullmatch(closed(match["body"]))):
            return {}
        found[index] = cell, match.end()
    return found


def _heads(text: str) -> bool:
    """Whether what stands before such cells says what they are about: a few words that are no deed."""
    return not text or nature(text) == "number" or (len(closed(text)) <= _MATTER and nature(text) == "text" and not opens_with_deed(text))


def _draft(cell: Cell, begin: int, sections: tuple[Section, ...], number: str | None, row: Row) -> Draft:
    """The measure of one cell."""
    label = fold(cell.text)[:begin].rstrip().removesuffix(":").rstrip()
    named = replace(cell, text=cell.text[: len(label)], place=replace(cell.place, end=cell.place.start + len(label)))
    held = holders(named, "responsible", "", inherited=not row.starts(cell))
    words = cell.text[begin:]
    place = replace(cell.place, start=cell.place.start + begin)
    draft = Draft(words.replace("\n", ""), place, sections, task_no=number, assignments=held)
    due = sole_due(words, place.start) if "\n" not in words else None
    return replace(draft, deadline=due[0], deadline_place=replace(place, start=due[1], end=due[2])) if due else draft
