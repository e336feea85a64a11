"""The columns of a ledger and the states that a body reports, both kept as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from zeren.ground.fold import key
from zeren.ground.labels import label_of
from zeren.ground.resources import table

MARK = "zeren-ledger"
"""first cell of the hidden sheet of a ledger of ours"""
HIDDEN = "zeren"
"""name of that sheet"""
VERSION = 1
"""of the layout of the hidden sheet; a newer one is refused"""
STATUSES = ("not-started", "on-the-way", "done", "late", "changed")
"""local names of the concepts in ``zrc:report-statuses``, in the order of the drop-down list"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger."""

    key: str
    head: str
    """printed head"""
    kind: Literal["given", "told", "report", "id"]
    """given: the store's, a changed cell is a correction; told: the store's; report: filled in by the body; id: hidden"""
    type: Literal["number", "text", "date", "choice"]
    width: int
    """characters of the usual font"""
    also: tuple[str, ...]
    """other heads of the same column"""


@cache
def columns() -> tuple[Column, ...]:
    """Return all columns in the order in which a ledger is handed out."""
    return tuple(
        Column(row["key"], row["head"], row["kind"], row["type"], int(row["width"]), tuple(filter(None, row["also"].split("|"))))  # type: ignore[arg-type]
        for row in table("vocabulary/ledger")
    )


@cache
def by_head() -> dict[str, Column]:
    """Return the columns by their folded heads, the other ones too."""
    return {key(head): column for column in columns() for head in (column.head, *column.also)}


@cache
def status_labels() -> dict[str, str]:
    """Return Chinese label → code of the states."""
    return {label_of(code, "zh"): code for code in STATUSES}
