"""The bodies of a row with their roles: which cell fills which column of bodies, and what each of these says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from zeren.extract.bodies.mention import Mention
from zeren.extract.bodies.mentions import split
from zeren.extract.columns import Column, is_none, like_row
from zeren.extract.lexicon import rows, with_colons
from zeren.extract.statement.occupants import occupants
from zeren.extract.statement.rules import led
from zeren.extract.statement.statement import parse
from zeren.extract.table.body_cells import (
    apart_from_brackets,
    beside_names,
    halved,
    joined,
    names_groups,
    names_some,
    place_in,
    span_of,
    unnumbered,
    with_stops,
    words_roles,
)
from zeren.extract.table.header import Header
from zeren.extract.table.roles_beside import of_row
from zeren.extract.table.rows import REMEMBERED, Row
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Assignment, Cell, Place, Remark, Residue, Table

_SHARED = re.compile(
    "(?:按照?|根据|依据|依)?(?:各自)?(?:职责|职能|分工|权限|任务|区域|属地|领域|行业){1,3}(?:分别|共同|各自)?负责|(?:分别|共同|各自|分工)负责"
)
"""how bodies share what their column says of them: 市住建局、市城管局按职责分工负责 under 牵头"""
_ACTING = ("lead", "responsible")
_GROUP = re.compile(r"[\u4e00-\u9fff](?:组|专班)\s{0,2}[(\[〔]")
"""a group with its body in brackets: 稳就业专班（县人社局）"""
_NAMED = re.compile(r"[^\W_]")
"""a name has a letter of any script"""


@dataclass(frozen=True, slots=True)
class Bodies:
    """What the body columns of a row say."""

    assignments: tuple[Assignment, ...]
    """in column order, positions counted through the row"""
    deadline: str = ""
    """a deadline that stands among the bodies"""
    deadline_place: Place | None = None
    residue: tuple[Residue, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """persons, telephones and units that stand with the bodies"""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A body column with the cell that fills it."""

    column: int
    cell: Cell
    basis: str
    likely: bool
    """the likelier of two readings"""


def bodies_of(row: Row, header: Header, table: Table, *, every: bool = False) -> Bodies:
    """Return the bodies of a row with their roles; with ``every`` whatever stands in a column told by its cells is one.

    A cell that words its roles itself (市经信局牵头，相关部门参与) is read as a statement.
    """
    found: list[Assignment] = []
    deadline, place = "", None
    residue: list[Residue] = []
    remarks: list[Remark] = []
    for filled in _filled(row, header, table, every=every):
        cell = filled.cell
        if like_row(cell.text):
            residue.append(Residue(cell.text, "no body found in this statement", cell.place))
            continue
        head = header.columns[filled.column].header
        column, told_ = of_row(header.columns[filled.column], row)
        filled = filled if told_ else replace(filled, likely=True)
        words = with_stops(with_colons(unnumbered(joined(cell))))
        grouped = column.aside is None and _GROUP.search(fold(words)) is not None
        column = replace(column, aside=column.role or "responsible") if grouped else column
        told = occupants(words, persons=column.persons, aside=column.aside is not None)
        if words_roles(told.words):
            said = _phrase(filled, told.words, column, len(found) + 1)
            found += [replace(a, basis=filled.basis, likely=filled.likely) for a in said.assignments]
            deadline, place = deadline or said.deadline, place or said.deadline_place
            residue += said.residue
        else:
            words, aside = apart_from_brackets(told.words) if column.aside else halved(told.words) if column.second else (told.words, "")
            if column.aside in _ACTING and aside.strip("、 \n") and names_groups(words):
                remarks.append(beside_names(cell, span_of(words), head))  # 综合协调组（镇党政办公室） under 工作组（牵头办所）
            else:
                found += _listed(filled, words, column, len(found) + 1)
            found += _listed(filled, aside, replace(column, role=column.aside or column.second), len(found) + 1) if aside else []
        if told.deadline and not deadline:
            place = place_in(cell, told.deadline)
            deadline = unspaced(cell.text[told.deadline[0] : told.deadline[1]])
        remarks += [beside_names(cell, span, head) for span in told.beside]
    named = [one for one in found if like_row(one.mention) is not None]  # 县文旅局、同第1项
    residue += [Residue(one.mention, "no body found in this statement", one.place) for one in named]
    found = [replace(one, position=at) for at, one in enumerate((one for one in found if one not in named), 1)] if named else found
    rule = header.lead_rule
    once = {remark.place.start: remark for remark in remarks}
    return Bodies(led(found, rule) if rule else tuple(found), deadline, place, tuple(residue), tuple(once.values()))


@cache
def _behind_name() -> re.Pattern[str]:
    """A role in brackets behind a name, ``shared`` where it says so: （牵头）, （共同牵头）."""
    words = sorted((word for word, role in rows("after").items() if role), key=lambda word: (-len(word), word))
    return re.compile(rf"\s{{0,4}}[(（\[〔](?P<shared>共同|联合|分别)?(?:{'|'.join(words)})(?:单位|部门)?[)）\]〕]")


def _listed(filled: _Filled, words: str, column: Column, first: int) -> list[Assignment]:
    """Bodies of a cell that only lists them."""
    cell = filled.cell
    return [
        Assignment(
            role=column.role or "responsible",
            role_raw=column.header or None,
            mention=mention.printed,
            full=mention.full,
            position=position,
            basis=filled.basis,
            place=cell.place.part(cell.place.start + mention.start, cell.place.start + mention.end),
            likely=filled.likely,
            open_ended=mention.open_ended,
        )
        for position, mention in enumerate((one for one in _names(words) if _NAMED.search(one.printed)), first)
    ]


@lru_cache(maxsize=REMEMBERED)
def _names(words: str) -> tuple[Mention, ...]:
    """The names of a cell, places counted in its own words."""
    return split(words)


def _phrase(filled: _Filled, words: str, column: Column, first: int) -> Bodies:
    cell = filled.cell
    said = parse(words, cell.place.start, cell.place.part, column.role or "responsible", column.header, first)
    other = column.role
    own = [
        replace(one, role=other, role_raw=column.header) if other not in (None, one.role) and _SHARED.fullmatch(one.role_raw or "") else one
        for one in said.assignments
    ]
    return Bodies(_sharing(own, words, cell.place.start), said.deadline, said.deadline_place, said.residue)


def _sharing(assignments: Sequence[Assignment], words: str, start: int) -> tuple[Assignment, ...]:
    """Give the role in brackets behind the last name of a list to the names before it: 县林业局（牵头），各乡镇、县财政局（配合）.

    Only a stop parts such a list from what stands before it, which has a role of its own; none need do so where the bracket says
    that they share it: 县卫健局、县妇联（共同牵头）.
    """
    found = list(assignments)
    told = [_behind_name().match(words, one.place.end - start) for one in found]
    for at in range(len(found) - 1, 0, -1):
        between = words[found[at - 1].place.end - start : found[at].place.start - start].strip()
        role = told[at]
        if role is None or told[at - 1] or between != "、":
            continue
        first = at - 1
        while first and not told[first - 1] and words[found[first - 1].place.end - start : found[first].place.start - start].strip() == "、":
            first -= 1
        before = words[: found[first].place.start - start].rstrip()
        if role["shared"] or (first and before.endswith(("，", ",", "；", ";")) and told[first - 1]):
            last = found[at]
            found[first:at] = [replace(one, role=last.role, role_raw=last.role_raw) for one in found[first:at]]
    return tuple(found)


def _filled(row: Row, header: Header, table: Table, *, every: bool) -> Iterator[_Filled]:
    """Every body column with the cell that fills it."""
    columns = header.of("role")
    across = None if table.spans_stated else _spread(row, header)
    for column in columns:
        cell = row.cells.get(column)
        likely = across is not None and column in across[:2] and across[2]
        if across and column == across[1]:
            cell = row.cells[across[0]]
        if cell is None or not cell.text or is_none(cell.text):
            continue
        if header.columns[column].content and not every and not names_some(cell.text):
            continue
        covered = sum(cell.column <= c < cell.column + cell.columns for c in columns)
        if not row.starts(cell):
            basis = "inherited-cell"
        elif covered > 1 or (across and column in across[:2]):
            basis = "merged-cell"
        else:
            basis = "cell"
        yield _Filled(column, cell, basis, likely or header.columns[column].content)


def _spread(row: Row, header: Header) -> tuple[int, int, bool] | None:
    """In a table without stated spans: the lead column whose cell also fills the column of principal bodies.

    Two forms of the same merged cell: the second column empty, or the third empty and the none-mark of the third
    moved into the second. The latter could also mean that nobody is responsible, so it is the likelier of two.
    """
    columns = header.of("role")
    for lead, principal in pairwise(columns):
        if (header.columns[lead].role, header.columns[principal].role) != ("lead", "responsible"):
            continue
        if not row.text(lead) or is_none(row.text(lead)):
            return None
        if not row.text(principal):
            return lead, principal, False
        after = columns[columns.index(principal) + 1 :]
        if is_none(row.text(principal)) and after and not any(row.text(c) for c in after):
            return lead, principal, True
    return None
