"""What people decided about plans and measures of two levels: a table that every build replays.

It lies with the documents, beside the decisions about names, so that deleting the store loses none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zeren.decisions.rows import read_pairs, write_pairs

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


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file.

    Raises UnreadableInput for a file that is no such table and for two decisions that contradict one another.
    """
    return read_pairs(path, Decision, DECISIONS)


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two."""
    write_pairs(path, _HEAD, Decision, (*read(path), *added))
