"""The header of a table: its columns by their places, and what it says of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zeren.extract.columns import HEADER_LENGTH, Column, column_of
from zeren.extract.statement.rules import LeadRule, lead_rule
from zeren.extract.table.judge import Judgement
from zeren.ground.fold import unspaced
from zeren.ground.model import Cell


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table by their grid positions."""

    columns: Mapping[int, Column]
    lead_rule: LeadRule | None = None
    """a lead rule that a header prints (责任单位（排第一位的为牵头单位）)"""

    judgements: Mapping[int, Judgement] | None = None
    """what each column was taken for and why; None where the header's words alone were read"""

    _kinds: dict[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    """grid columns by their kind: every row asks for them many times"""

    def __post_init__(self) -> None:
        kinds: dict[str, tuple[int, ...]] = {}
        for at in sorted(self.columns):
            kind = self.columns[at].kind
            kinds[kind] = (*kinds.get(kind, ()), at)
        object.__setattr__(self, "_kinds", kinds)

    def of(self, kind: str) -> tuple[int, ...]:
        """Grid columns of a kind, left to right."""
        return self._kinds.get(kind, ())

    @property
    def is_plan(self) -> bool:
        """Whether rows under this header state duties: bodies, and words that they answer for."""
        told = any(self.columns[at].mixed for at in self.of("measure"))
        return bool(self.of("role") or self.of("mark") or told) and self.has_words

    @property
    def is_values(self) -> bool:
        """Whether rows under this header give bodies values to reach and no words (责任单位 | 到位资金（亿元）)."""
        told = any(not self.columns[at].content or self.columns[at].header.endswith(("单位", "部门", "地区")) for at in self.of("role"))
        return told and not self.has_words and any(column.values for column in self.columns.values())

    @property
    def names_acting(self) -> bool:
        """Whether a column names who leads or is responsible."""
        return bool(self.of("mark")) or any(self.columns[at].role in ("lead", "responsible") for at in self.of("role"))

    @property
    def has_words(self) -> bool:
        """Whether rows under this header hold words that somebody can answer for."""
        return bool(self.of("measure") or self.of("task"))

    @property
    def measure(self) -> int:
        """The column with the measure's words, in a header that has words: the last task column without a measure column."""
        return (self.of("measure") or self.of("task"))[-1]

    @property
    def task(self) -> int | None:
        """The column with the task's title; None where the table has only one of the two."""
        tasks = [at for at in self.of("task") if at != self.measure]
        return tasks[-1] if tasks else None


def read_header(rows: Sequence[Sequence[Cell]], least: int = 2) -> Header | None:
    """Read one or two header rows (the second under merged cells of the first); None where it is no header.

    A header names at least ``least`` known columns and nothing but short words.
    """
    if len(rows) == 1 and any(_is_long(cell.text) for cell in rows[0]):
        return None  # nearly every row, before its words are looked at
    columns: dict[int, Column] = {}
    for row in rows:
        for cell in row:
            column = column_of(cell.text)
            for at in range(cell.column, cell.column + cell.columns):
                if column.kind != "unknown" or at not in columns:
                    columns[at] = column
    known = [column for column in columns.values() if column.kind != "unknown"]
    if any(_is_long(column.header) for column in columns.values()) or len({c.header for c in known}) < least:
        return None
    rules = [rule for at in sorted(columns) if (rule := lead_rule(columns[at].header))]
    return Header(columns, rules[0] if rules else None)


def _is_long(words: str) -> bool:
    """Whether words are too long for the head of a column, blanks not counted."""
    return len(words) > 3 * HEADER_LENGTH and len(unspaced(words)) > 3 * HEADER_LENGTH
