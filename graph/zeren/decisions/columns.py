"""What people decided about columns of tables: a table that every reading applies to heads of the same words.

It lies with the other decisions, beside the documents. A decision names the heads of the whole table, so that it holds
for every page and every edition that prints them, and for no other table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zeren.decisions.rows import closed, read_rows, write_rows
from zeren.ground.errors import UnreadableInput, WrongUsage

FILE = "columns.tsv"
READINGS = (
    "number", "section", "task", "measure", "deadline", "lead", "responsible", "support", "guide", "supervise",
    "person", "target", "remark",
)  # fmt: skip
"""what a column can be decided to hold; a role code stands for a body column with this role"""
_COLUMNS = ("heads", "column", "reading", "author", "date", "comment")
_HEAD = "# Decisions about columns that every reading applies; written by zeren explain --column, to be kept with the documents."


@dataclass(frozen=True, slots=True)
class Decision:
    """What a column of a table holds, as a person decided."""

    heads: str
    """heads of all columns, closed up, parted by `` | ``"""
    column: int
    """1-based grid column"""
    reading: str
    """one of ``READINGS``"""
    author: str = ""
    date: str = ""
    """ISO date; empty where not stated"""
    comment: str = ""


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, in file order; none where there is no file. Raises UnreadableInput."""
    return tuple(_decision(path, number, cells) for number, cells in read_rows(path, _COLUMNS, len(_COLUMNS)))


def _decision(path: Path, number: int, cells: list[str]) -> Decision:
    if not cells[1].isdecimal() or cells[2] not in READINGS:
        raise UnreadableInput(f"{path} line {number}: 不是列的决定 (no decision about a column)", "mend the row")
    return Decision(cells[0], int(cells[1]), *cells[2:])


def write(path: Path, decisions: Iterable[Decision]) -> None:
    """Write the table anew, sorted; the last decision about a column counts."""
    last = {(one.heads, one.column): one for one in decisions}
    rows = sorted(last.values(), key=lambda one: (one.heads, one.column))
    write_rows(path, _HEAD, _COLUMNS, ([closed(str(getattr(one, name))) for name in _COLUMNS] for one in rows))


def decided(decisions: Iterable[Decision]) -> dict[str, dict[int, str]]:
    """The decisions as the reading of tables takes them: heads → column → reading."""
    found: dict[str, dict[int, str]] = {}
    for one in decisions:
        found.setdefault(one.heads, {})[one.column] = one.reading
    return found


def parsed(words: str) -> tuple[int, str]:
    """Column and reading of ``4=responsible``; raises WrongUsage."""
    column, mark, reading = words.partition("=")
    if not mark or not column.isdigit() or int(column) < 1 or reading not in READINGS:
        choices = ", ".join(READINGS)
        raise WrongUsage(f"{words}: 不是“列号=读法” (no COLUMN=READING)", f"write such as 4=responsible; readings: {choices}")
    return int(column), reading
