"""What people decided about two texts: a table that every build replays, beside the other decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zeren.decisions.rows import read_pairs, write_pairs
from zeren.editions.relate import KINDS

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


def read(path: Path) -> tuple[Decision, ...]:
    """Return the decisions in a file, sorted; none where there is no file. Raises UnreadableInput for a faulty table."""
    return read_pairs(path, Decision, DECISIONS)


def write(path: Path, added: Iterable[Decision]) -> None:
    """Put decisions into a table; a later one takes the place of an earlier one about the same two."""
    write_pairs(path, _HEAD, Decision, (*read(path), *added))
