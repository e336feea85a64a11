"""Where the columns of an office's own ledger stand: heads of one or two rows, quarters apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zeren.ground.fold import fold, key
from zeren.ledger.columns import Column, by_head
from zeren.ledger.grid import Grid

FEEDBACK = frozenset({"status", "progress", "completed", "problem", "next_step", "material"})
"""keys of the columns in which a body answers; a plan has none of them, or one in passing"""
SEVERAL = frozenset({"progress", "problem", "next_step", "material", "remark"})
"""keys of columns of words, of which a sheet may have several: 进展情况 beside 完成百分比"""
_LOOKED = 15
"""rows at the top of a sheet in which the heads are looked for"""
_ENOUGH = 3
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]{0,40}[)）\]】]")
"""``进展情况（截至9月底）``: what stands in brackets is no part of the head"""
_QUARTER = re.compile(r"第?([一二三四1234])季度?")
"""``一季度``, ``第三季度进展情况``, ``二季``"""
_SPAN = re.compile(r"上半年|下半年|前三季度|全年")
"""``上半年进展``, ``前三季度``: spans of a year"""
_SPANS = {"上半年": 6, "下半年": 12, "前三季度": 9, "全年": 12}
"""span → its last month"""
_MONTH = re.compile(r"^(1[0-2]|[1-9])月份?")
"""``9月``, ``10月份进展``"""
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}
LEDGER_WORDS = re.compile(r"台账|督办|督查|督导|销号|进展|进度|落实情况|完成情况|反馈|调度表|推进情况")
"""``2026年重点任务进展情况表``: names and titles of ledgers"""


@dataclass(frozen=True, slots=True)
class Place:
    """A column of an own ledger."""

    key: str
    """key of a column of the ledger"""
    column: int
    """1-based"""
    month: int | None = None
    """last month of the period that the column is about (3 for 一季度); None where it is about no period of its own"""
    head: str = ""
    """as printed"""


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a sheet."""

    row: int
    """1-based row of the heads, the upper one of two"""
    first: int
    """first row below them"""
    places: tuple[Place, ...]
    unknown: tuple[str, ...]
    """heads as printed that are no column of a ledger"""

    def has(self, *keys: str) -> bool:
        """Whether one of these columns is there."""
        return any(place.key in keys for place in self.places)

    @property
    def feedback(self) -> frozenset[str]:
        """Which columns of answers are there."""
        return FEEDBACK & {place.key for place in self.places}


def heads_of(grid: Grid) -> Heads | None:
    """Return the heads of a sheet: the first row that names the task or measure and most columns; None where there are none."""
    best: Heads | None = None
    for row in range(1, min(_LOOKED, grid.rows) + 1):
        if best is not None and row < best.first:
            continue  # the lower row of heads, read with the upper one
        found = _read(grid, row)
        if len(found.places) >= _ENOUGH and found.has("text", "task") and (best is None or _kinds(found) > _kinds(best)):
            best = found
    return best


def _kinds(heads: Heads) -> int:
    """How many columns of a ledger the heads name; those of several times count once."""
    return len({place.key for place in heads.places})


def is_ledger(grid: Grid, heads: Heads, name: str) -> bool:
    """Whether a sheet is a ledger and no plan: two columns of answers, or one beside words that name a ledger.

    ``name`` is that of the file; the words above the heads and the name of the sheet count too.
    """
    if not heads.feedback or not heads.has("principal", "deadline", "due", "number", "support"):
        return False
    above = " ".join((*grid.before, *(str(value) for (row, _), value in sorted(grid.values.items()) if row < heads.row)))
    return len(heads.feedback) > 1 or LEDGER_WORDS.search(fold(f"{name} {grid.name} {above}")) is not None


def _read(grid: Grid, row: int) -> Heads:
    double = _is_double(grid, row)
    places: list[Place] = []
    unknown = []
    for column in range(1, grid.columns + 1):
        upper = _words(grid.reaching(row, column))
        lower = _words(grid.reaching(row + 1, column)) if double else ""
        place = _place(upper, lower, column)
        again = place is not None and any((one.key, one.month) == (place.key, place.month) for one in places)
        if place is not None and (not again or (place.key in SEVERAL and (row, column) in grid.values)):
            places.append(place)
        elif (lower and (row + 1, column) in grid.values) or (upper and (row, column) in grid.values):
            unknown.append(lower or upper)
    return Heads(row, row + (2 if double else 1), tuple(places), tuple(unknown))


def _is_double(grid: Grid, row: int) -> bool:
    """Whether the heads go on in the next row: one of them reaches over both rows, or over columns that are named there."""
    wide = [span for span in grid.merged if span[0] == row and (span[2] > span[0] or span[3] > span[1])]
    below = [_words(grid.values.get((row + 1, column))) for column in range(1, grid.columns + 1)]
    named = sum(_column(words) is not None or _month(words) is not None for words in below)
    return bool(wide) and named > 0 and 2 * named >= sum(map(bool, below))


def _place(upper: str, lower: str, column: int) -> Place | None:
    for words, over in ((lower, upper), (upper, "")):
        month = _month(words)
        known = _column(words)
        if known is None and month is not None:
            known = _column(_unperiodic(words)) or _column(over)
            if known is None and not _unperiodic(words) and not over:
                known = by_head().get(key("进展情况"))
        if known is not None:
            return Place(known.key, column, month if known.key in FEEDBACK else None, words or over)
    return None


def _words(value: object) -> str:
    return "" if value is None else str(value).strip()


def _column(words: str) -> Column | None:
    heads = by_head()
    plain = _ASIDE.sub("", fold(words))
    return heads.get(key(words)) or heads.get(key(plain)) if words else None


def _month(words: str) -> int | None:
    """The last month of the period that a head names."""
    plain = key(words)
    if span := _SPAN.search(plain):
        return _SPANS[span[0]]
    quarter, month = _QUARTER.search(plain), _MONTH.match(plain)
    if quarter:
        return 3 * (_NUMBERS.get(quarter[1]) or int(quarter[1]))
    return int(month[1]) if month else None


def _unperiodic(words: str) -> str:
    return _MONTH.sub("", _QUARTER.sub("", _SPAN.sub("", key(words))))


def by_key(places: tuple[Place, ...]) -> Mapping[str, Place]:
    """The columns that are about no period, by their keys."""
    return {place.key: place for place in places if place.month is None}
