"""Rosters: tables of who holds which post, with the office beside that persons can turn to. They lay no duty on anybody."""

from __future__ import annotations

import re

from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import head_of
from zeren.extract.lexicon import role_in
from zeren.extract.table.laid import Top

_POST = re.compile("(?:职务|职称|电话|手机|联系方式)$")


def is_roster(head: Top) -> bool:
    """Whether rows under a head list persons and their posts beside names, no deed, no time and nobody who acts by a word of the
    head: 河湖名称 | 河湖长 | 职务 | 联系部门.
    """
    columns = head.header.columns
    persons = {columns[c].header for c in head.header.of("person")}
    if len(persons) < 2 or not any(map(_POST.search, persons)) or any(head.header.of(kind) for kind in ("measure", "deadline", "mark")):
        return False
    bodies = {columns[c].header for c in head.header.of("role")}
    if any(role_in(words) is not None or head_of(words).strength == 1.0 for words in bodies):
        return False
    return not any(opens_with_deed(row.text(c)) for row in head.body for c in head.header.of("task"))
