"""What people decided about rows of own ledgers: a table that every reading replays, beside the other decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zeren.decisions.rows import read_pairs, write_pairs

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


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file. Raises UnreadableInput for a faulty table."""
    return read_pairs(path, Decision, DECISIONS)


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two.

    A row is about one measure: that it is about one takes back that it is about another, or about none.
    """
    kept = {(one.row, one.measure): one for one in read(path)}
    for new in added:
        if new.decision == "same":
            kept = {pair: one for pair, one in kept.items() if pair[0] != new.row or one.decision != "same"}
        kept[new.row, new.measure] = new
    write_pairs(path, _HEAD, Decision, kept.values())
