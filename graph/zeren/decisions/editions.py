"""What people decided about two texts: a table that every build replays, beside the other decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from zeren.decisions.rows import closed, read_rows, write_rows
from zeren.editions.relate import KINDS
from zeren.ground.errors import UnreadableInput

FILE = "editions.tsv"
DECISIONS = (*KINDS, "none")
_HEAD = "# Decisions about two texts of one matter; written by zeren editions decide, to be kept with the documents."


@dataclass(frozen=True, slots=True)
class Decision:
    """How two plans stand to one another."""

    one: str
    """path below the base IRI of a plan; of the two the first by name"""
    other: str
    decision: str
    """one of ``DECISIONS``"""
    author: str = ""
    date: str = ""
    """ISO date; empty where not stated"""
    comment: str = ""


_COLUMNS = tuple(each.name for each in fields(Decision))


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file. Raises UnreadableInput for a faulty table."""
    found: dict[tuple[str, str], Decision] = {}
    for number, cells in read_rows(path, _COLUMNS, 3):
        if cells[2] not in DECISIONS:
            remedy = f"two plans and one of {', '.join(DECISIONS)}"
            raise UnreadableInput(f"{path} line {number}: {cells[2]} 不是一条判定 (no decision)", remedy)
        one = Decision(*cells)
        if found.setdefault((one.one, one.other), one).decision != one.decision:
            raise UnreadableInput(f"{path} line {number}: 与前面的判定矛盾 (contradicts an earlier line)", "keep one of them")
    return tuple(sorted(found.values(), key=lambda one: (one.one, one.other)))


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two."""
    kept = {(one.one, one.other): one for one in (*read(path), *added)}
    rows = sorted(kept.values(), key=lambda one: (one.one, one.other))
    write_rows(path, _HEAD, _COLUMNS, ([closed(getattr(one, name)) for name in _COLUMNS] for one in rows))
