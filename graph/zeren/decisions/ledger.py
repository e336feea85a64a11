"""What people decided about rows of own ledgers: a table that every reading replays, beside the other decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from zeren.decisions.rows import closed, read_rows, write_rows
from zeren.ground.errors import UnreadableInput

FILE = "ledger.tsv"
DECISIONS = ("same", "different")
_HEAD = "# Decisions about rows of own ledgers; written by zeren ledger decide, to be kept with the documents."


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a row is about a measure."""

    row: str
    """identifier of the row, which follows from its task, words and bodies (``match.row_id``)"""
    measure: str
    """path below the base IRI; ``none``: the row is about no measure"""
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
            raise UnreadableInput(f"{path} line {number}: {cells[2]} 不是一条判定 (no decision)", f"row, measure, {' or '.join(DECISIONS)}")
        one = Decision(*cells)
        if found.setdefault((one.row, one.measure), one).decision != one.decision:
            raise UnreadableInput(f"{path} line {number}: 与前面的判定矛盾 (contradicts an earlier line)", "keep one of them")
    return tuple(sorted(found.values(), key=lambda one: (one.row, one.measure)))


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two.

    A row is about one measure: that it is about one takes back that it is about another, or about none.
    """
    kept = {(one.row, one.measure): one for one in read(path)}
    for new in added:
        if new.decision == "same":
            kept = {pair: one for pair, one in kept.items() if pair[0] != new.row or one.decision != "same"}
        kept[new.row, new.measure] = new
    rows = sorted(kept.values(), key=lambda one: (one.row, one.measure))
    write_rows(path, _HEAD, _COLUMNS, ([closed(getattr(one, name)) for name in _COLUMNS] for one in rows))
