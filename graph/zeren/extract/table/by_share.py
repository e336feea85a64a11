"""Tables that set what each body leads beside what it helps with: 成员单位 | 牵头任务 | 配合任务.

Every cell of words is a measure of the body of its row, in the role that its head names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import is_list
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.lexicon import role_in
from zeren.extract.statement.items import numbered
from zeren.extract.table.periodic import holders
from zeren.extract.table.rows import Row
from zeren.extract.time.due import sole_due
from zeren.ground.fold import unspaced
from zeren.ground.model import Cell, Place

_SHARE = re.compile(
    "(?P<role>总?牵头|主责|主办|主抓|负责|承担|配合|协办|协助|参与|协同|支持)(?:落实|推进|完成|开展|办理|负责)?的?(?:重点|主要|具体)?(?:工作)?(?:任务|事项|工作|职责|内容|举措)"
)
"""牵头任务, 负责事项, 配合开展的工作"""
_LEAST = 2
"""shares side by side, and rows"""


def by_share(rows: Sequence[Row]) -> tuple[tuple[Draft, ...], tuple[Place, ...]] | None:
    """The measures of such a table with its heads and numbers; None where the table is no such one."""
    at = next((row.index for row in rows[:3] if len(_shares(row)) >= _LEAST), None)
    if at is None:
        return None
    head, below = rows[at], [row for row in rows[at + 1 :] if len({id(cell) for cell in row.cells.values()}) > 1]
    shares = _shares(head)
    numbers = [c for c in head.cells if head_of(head.text(c)).kind == "number"]
    bodies = [c for c in head.cells if c not in shares and c not in numbers]
    held = [row.cells[bodies[0]].text for row in below if row.text(bodies[0])] if len(bodies) == 1 else []
    worded = [row.text(c) for row in below for c in shares if row.text(c) and not is_none(row.text(c))]
    if len(set(shares.values())) < _LEAST or len(held) < _LEAST or not all(map(is_list, held)) or any(map(is_list, worded)):
        return None
    drafts = tuple(draft for row in below for c, role in shares.items() for draft in _of_cell(row, c, row.cells.get(bodies[0]), role, head.text(c)))
    formal = [cell.place for row in rows[: at + 1] for cell in row.own]
    formal += [row.cells[c].place for row in below for c in row.cells if c in numbers or (c in shares and is_none(row.text(c)))]
    return (drafts, tuple(formal)) if drafts else None


def _shares(row: Row) -> Mapping[int, str]:
    """The columns whose heads say a share of the work, with its role."""
    said = {c: _SHARE.fullmatch(unspaced(row.text(c))) for c in row.cells}
    return {c: role for c, match in said.items() if match and (role := role_in(match["role"]))}


def _of_cell(row: Row, column: int, body: Cell | None, role: str, head: str) -> Sequence[Draft]:
    """The measures of one cell."""
    cell = row.cells.get(column)
    if body is None or not body.text or cell is None or not cell.text or is_none(cell.text) or not row.starts(cell):
        return ()
    printed = _SHARE.fullmatch(unspaced(head))
    held = holders(body, role, printed["role"] if printed else "", inherited=not row.starts(body))
    stated = [(one.text, one.place) for one in numbered(cell)] or [(cell.text, cell.place)]
    return [_dated(Draft(words.replace("\n", ""), place, assignments=held)) for words, place in stated]


def _dated(draft: Draft) -> Draft:
    """A measure with the one limit that its sentence sets."""
    due = sole_due(draft.text, draft.place.start) if len(draft.text) == draft.place.end - draft.place.start else None
    return replace(draft, deadline=due[0], deadline_place=replace(draft.place, start=due[1], end=due[2])) if due else draft
