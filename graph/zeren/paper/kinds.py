"""The kinds of papers, kept as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from zeren.ground.resources import table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper."""

    key: str
    """as on the command line"""
    label: str
    """its Chinese name, also the name of the file of an office's own template"""
    list: Literal["open", "all", "due", "plan"]
    """the measures that it lists, see ``ontology/vocabulary/papers.tsv``"""
    addressed: Literal["body", "everyone"]
    """whom it goes to: one body where one is named, or always everyone"""


@cache
def kinds() -> dict[str, Kind]:
    """Return key → kind, in the order of the file."""
    return {
        row["kind"]: Kind(row["kind"], row["label"], row["list"], row["addressed"])  # type: ignore[arg-type]
        for row in table("vocabulary/papers")
    }
