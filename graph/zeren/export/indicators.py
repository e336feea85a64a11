"""Indicators as the targets of a store name them: their names follow from the printed words, as they were stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from zeren.ground.indicators import indicator_name
from zeren.table.choice import Choice

_LABELS = """SELECT DISTINCT indicator, label
FROM target
WHERE indicator IN ($ids)
ORDER BY indicator, label"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What some targets measure."""

    path: str
    key: str
    """the last segment of its path: a concept of ``ontology/vocabulary/indicators.tsv``, or the printed words"""
    name: str | None
    """None: its words name no indicator"""
    words: tuple[str, ...]
    """the words of its targets as printed, sorted"""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The printed words that are not its name."""
        return tuple(words for words in self.words if indicator_name(self.key, words) not in (None, words))


def indicators(choice: Choice, identifiers: str) -> Iterator[Indicator]:
    """Yield the indicators whose paths a SELECT gives, in its order; their words are those of all targets of the chosen documents."""
    for rows in choice.each(identifiers, _LABELS):
        yield from _of_rows(rows)


def named(choice: Choice, paths: Iterable[str]) -> dict[str, Indicator]:
    """Return path → indicator of some."""
    return {one.path: one for one in _of_rows(choice.rows(_LABELS, {"ids": sorted(set(paths))}))}


def _of_rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[Indicator]:
    for path, its in groupby(rows, key=lambda row: str(row[0])):
        key, words = unquote(path.rpartition("indicator/")[2]), tuple(str(label) for _, label in its)
        names = [name for one in words if (name := indicator_name(key, one)) is not None]
        yield Indicator(path, key, min(names, default=None), words)
