"""The role of a body column by what stands beside the word of its head: brackets, the column of who acts, a column of role words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.columns import Column, is_none
from zeren.extract.lexicon import role_beside, role_said
from zeren.extract.table.body_cells import apart_from_brackets
from zeren.extract.table.judge import Seen
from zeren.extract.table.laid import PLACES, Top
from zeren.extract.table.rows import Row
from zeren.ground.fold import unspaced

ROLE_WORDS = "role-words"
"""reading of a column whose cells are the roles of the bodies beside them"""
_ACTING = ("lead", "responsible")
_ROLE_BEHIND = re.compile("(?:单位|部门|科室|处室|主体|机构)[（(](?:牵头|总?抓|主办|主责|配合|协助|协办|协同|参与|支持|指导|督导|督办|监督)[）)]$")
"""责任单位（配合）, 责任部门（牵头）"""
_WITHIN = re.compile("^[\u4e00-\u9fff]{2,6}[（(][\u4e00-\u9fff]{2,6}[）)](?:单位|部门|科室|处室|主体|机构)$")
"""two words for one role: 主办（牵头）单位, 分办（会办）单位"""
_WHOSE = re.compile("[本我]")
"""the role of who drew up the table, not of the bodies in its rows: 我局角色, 本单位职责"""
_NEARLY_ALL = 0.8
"""share of a column's cells that say a role and nothing else"""
_LEAST = 2
"""cells that make such a column"""


def told_behind(columns: Mapping[int, Column]) -> dict[int, Column]:
    """Body columns whose heads set their own role in brackets behind the same word: 责任单位（牵头） beside 责任单位（配合）.

    Alone such a bracket says who stands in the brackets of the cells (责任（配合）单位).
    """
    named = {column.header for column in columns.values() if column.kind == "role"}
    behind = {c: column for c, column in columns.items() if column.aside and column.role == "responsible" and _ROLE_BEHIND.search(column.header)}
    return {c: replace(column, role=column.aside, aside=None) for c, column in behind.items() if len(named) > 1}


def told_within(columns: Mapping[int, Column], units: Sequence[Sequence[int]], cells: Sequence[Sequence[str]]) -> dict[int, Column]:
    """Body columns that another word in their heads tells: 主办（牵头）单位, whose bodies lead, and 分办（会办）单位 beside 主办单位, who help.

    Where cells set bodies in brackets the bracket of the head is theirs (责任（配合）单位 over 县医保局（县财政局）).
    """
    bodies = [(unit, texts) for unit, texts in zip(units, cells, strict=True) if columns[unit[0]].kind == "role"]
    acting = any(columns[unit[0]].role in _ACTING and not role_beside(columns[unit[0]].header) for unit, _ in bodies)
    found: dict[int, Column] = {}
    for unit, texts in bodies:
        column = columns[unit[0]]
        helps = role_beside(column.header) if acting else None
        apart = any(apart_from_brackets(text)[1] for text in texts)
        if helps:
            column = replace(column, role=helps, aside=None if column.aside == helps else column.aside)
        elif column.role == "responsible" and column.aside == "lead" and _WITHIN.match(column.header) and not apart:
            column = replace(column, role="lead", aside=None)
        found |= dict.fromkeys(unit, column)
    return found


def role_words_at(seen: Sequence[Seen], cells: Sequence[Sequence[str]]) -> list[int]:
    """Which column says the role of the bodies beside it, by its cells (主责, 配合, 牵头); none where several do: these are headed by bodies."""
    found = [at for at, texts in enumerate(cells) if _says_roles([text for text in texts if not is_none(text)])]
    return found if len(found) == 1 and not _is_other(seen[found[0]].head.words) else []


def _is_other(head: str) -> bool:
    """Whether a head says whose role the cells below it are."""
    return is_body(head) or PLACES.fullmatch(head) is not None or _WHOSE.search(head) is not None


def _says_roles(texts: Sequence[str]) -> bool:
    """Whether cells say roles and nothing else, and not that all bodies answer alike or supervise (落实, 督办: what is done)."""
    roles = [role for text in texts if (role := role_said(text))]
    return len(roles) >= max(_LEAST, _NEARLY_ALL * len(texts)) and not {"lead", "support"}.isdisjoint(roles)


def told_by_cells(columns: Mapping[int, Column], units: Sequence[Sequence[int]], words: Collection[int]) -> dict[int, Column]:
    """The one column of bodies beside a column of role words, which tells their roles row by row."""
    bodies = [unit for unit in units if columns[unit[0]].kind == "role"]
    if len(words) != 1 or len(bodies) != 1 or columns[bodies[0][0]].role != "responsible":
        return {}
    told_in = units[next(iter(words))][0]
    return {c: replace(columns[c], told_in=told_in, content=False) for c in bodies[0]}


def of_row(column: Column, row: Row) -> tuple[Column, bool]:
    """A body column with the role that a row says beside its bodies, and whether it says one where other rows do."""
    if column.told_in is None:
        return column, True
    printed = unspaced(row.text(column.told_in))
    role = role_said(printed)
    return (replace(column, role=role, header=printed), True) if role else (column, False)


def leads_by_cells(head: Top) -> bool:
    """Whether a row under a head says that its bodies lead, in a column of role words."""
    columns = {column.told_in for column in head.header.columns.values() if column.told_in is not None}
    return any(role_said(row.text(c)) == "lead" for c in columns for row in head.body)
