"""Bodies that only the note of a row names, with a role: 备注 over 区公安分局配合."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.statement.phrases import is_phrase
from zeren.extract.statement.statement import parse
from zeren.extract.table.header import Header
from zeren.extract.table.rows import Row
from zeren.ground.model import Assignment

_NOTE = re.compile("(?:备注|附注|说明|备考)")
_UNSETTLED = re.compile("\\s{0,4}(?:需|须|请|拟|已|原|建议|申请|争取|应由|可由|待)")
"""需县财政局支持, 建议由…牵头, 原由…负责: what is asked for, thought of or past gives nobody a duty"""
_ROLES = ("lead", "responsible", "support")


def noted_bodies(row: Row, header: Header, own: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """The bodies of a note that says nothing but who has which role, likely theirs; the note stays a named column.

    Words behind the last stop (各街道配合，每周通报) may say more; those that the statement leaves over show that it is none.
    """
    found: list[Assignment] = []
    for column in header.of("remark"):
        head = header.columns[column].header
        cell = row.cells.get(column)
        if cell is None or not cell.text or not row.starts(cell) or not _NOTE.fullmatch(head) or _UNSETTLED.match(cell.text):
            continue
        if not is_phrase(cell.text):
            continue
        said = parse(cell.text, cell.place.start, cell.place.part, "responsible", head)
        clear = all(one.role in _ROLES and one.role_raw != head and is_body(one.mention) for one in said.assignments)
        if clear and not said.residue:
            found += said.assignments
    named = {one.mention for one in own}
    new = [replace(one, basis="cell", likely=True) for one in found if one.mention not in named]
    return tuple(replace(one, position=at) for at, one in enumerate(new, len(own) + 1))
