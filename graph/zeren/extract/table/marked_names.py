"""Bodies that bear marks before their names, with the roles that a legend gives the marks: ◎区工信局 ○区统计局."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zeren.extract.cells.marks import legend
from zeren.extract.draft import Draft
from zeren.ground.model import Assignment, Block, Table

_NAME_MARKS = frozenset("◎○●■□◆◇▲△★☆")
"""marks that stand before names"""
_MARKED_NAME = 3
"""code points of a mark and the shortest name"""


def by_marks(drafts: list[Draft], blocks: Sequence[Block]) -> list[Draft]:
    """Measures whose bodies bear marks before their names, with the roles that a legend gives the marks: ◎区工信局 ○区统计局."""
    if not any(one.mention[:1] in _NAME_MARKS for draft in drafts for one in draft.assignments):
        return drafts
    meanings = legend(texts_of(blocks))
    return [replace(draft, assignments=tuple(_unmarked(one, meanings) for one in draft.assignments)) for draft in drafts]


def _unmarked(one: Assignment, meanings: Mapping[str, str]) -> Assignment:
    mark = one.mention[:1]
    role = meanings.get(mark) if mark in _NAME_MARKS else None
    if role is None or len(one.mention) < _MARKED_NAME:
        return one
    full = one.full.removeprefix(mark)
    place = replace(one.place, start=one.place.start + 1)
    return replace(one, role=role, role_raw=mark, mention=one.mention[1:], full=full, place=place)


def texts_of(blocks: Sequence[Block]) -> list[str]:
    """All words of a plan, those of running text before those of cells."""
    texts = (block.text for block in blocks if not isinstance(block, Table))
    cells = (cell.text for block in blocks if isinstance(block, Table) for cell in block.cells)
    return [*texts, *cells]
