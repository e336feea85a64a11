"""What people decided about plans and measures of two levels: a table that every build replays.

It lies with the documents, beside the decisions about names, so that deleting the store loses none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from zeren.decisions.rows import closed, read_rows, write_rows
from zeren.ground.errors import UnreadableInput

FILE = "cascade.tsv"
DECISIONS = ("same", "different")
_HEAD = "# Decisions about plans and measures of two levels; written by zeren cascade decide, to be kept with the documents."


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a lower plan or measure carries out an upper one."""

    upper: str
    """path below the base IRI: a plan or a measure"""
    lower: str
    """path of the same kind"""
    decision: str
    """one of ``DECISIONS``"""
    author: str = ""
    date: str = ""
    """ISO date; empty where not stated"""
    comment: str = ""


_COLUMNS = tuple(each.name for each in fields(Decision))


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file.

    Raises UnreadableInput for a file that is no such table and for two decisions that contradict one another.
    """
    found: dict[tuple[str, str], Decision] = {}
    for number, cells in read_rows(path, _COLUMNS, 3):
        if cells[2] not in DECISIONS:
            raise UnreadableInput(f"{path} line {number}: {cells[2]} 不是一条判定 (no decision)", f"upper, lower, {' or '.join(DECISIONS)}")
        one = Decision(*cells)
        if found.setdefault((one.upper, one.lower), one).decision != one.decision:
            raise UnreadableInput(f"{path} line {number}: 与前面的判定矛盾 (contradicts an earlier line)", "keep one of them")
    return tuple(sorted(found.values(), key=lambda one: (one.upper, one.lower)))


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two."""
    kept = {(one.upper, one.lower): one for one in (*read(path), *added)}
    rows = sorted(kept.values(), key=lambda one: (one.upper, one.lower))
    write_rows(path, _HEAD, _COLUMNS, ([closed(getattr(one, name)) for name in _COLUMNS] for one in rows))
