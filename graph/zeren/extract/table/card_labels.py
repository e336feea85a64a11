"""Labels of cards: words that say what heads of columns say, or that begin the rows of several tables again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import Head, head_of
from zeren.extract.cells.natures import nature
from zeren.extract.table.doubled import NAMES
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.fold import unspaced
from zeren.ground.model import Cell, Table

LABEL = 16
"""code points; a longer cell is no label"""
_COUNTED = re.compile("(?P<words>[\u4e00-\u9fff]{2,6}?)(?:[一二三四五六七八九十]{1,3}|\\d{1,2})[:：]?$")
LEAST = 3
"""labels that make a card"""
NO_LABEL = frozenset({"number", "value", "date", "phone", "mark", "long", "stated"})
"""natures that no label has"""
_CELLS = 1 << 12
"""cells whose words are remembered: each is looked at for every shape that a card may have"""
AGAIN = 0.8
"""share of the first cells of a card that come again in others"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with the cells that hold its values, one for each task of the card."""

    head: Head
    label: Cell
    values: tuple[Cell, ...]


def repeated_labels(tables: Sequence[Table]) -> frozenset[str]:
    """The words that begin the rows of several narrow tables of a document: labels of cards, whatever they say."""
    counts: Counter[str] = Counter()
    firsts: list[list[str]] = []
    for table in tables:
        rows = rows_of(table) if 2 <= table.columns <= 4 else []
        labels = [label_in(row.own[0]) for row in rows if row.own and row.own[0].column == 0]
        if len(labels) < LEAST or any(nature(label) in NO_LABEL or len(label) > LABEL for label in labels):
            continue
        firsts.append(labels)
        counts.update(set(labels))
    repeated = {label for label, count in counts.items() if count > 1}
    return frozenset(
        label
        for labels in firsts
        for label in labels
        if label in repeated and sum(one in repeated for one in labels) >= max(LEAST, AGAIN * len(labels))
    )


def recurring_labels(rows: Sequence[Row]) -> frozenset[str]:
    """The words that begin the rows of one table again and again, card by card: labels of its cards, whatever they say.

    问题1, 怎么改, 整改单位, 销号时限, then 问题2, 怎么改, …: the number of a card is no part of its label.
    """
    firsts = [label_in(row.own[0]) for row in rows if len(row.own) > 1]
    if any(row.own and row.own[0].column for row in rows) or not firsts:
        return frozenset()
    starts = [at for at, label in enumerate(firsts) if label == firsts[0]]
    cards = [firsts[at:end] for at, end in zip(starts, [*starts[1:], len(firsts)], strict=True)]
    counts = Counter(firsts)
    whole = len(cards) > 1 and all(len(set(card)) == len(card) >= LEAST for card in cards)
    again = whole and sum(counts[label] > 1 for label in firsts) >= AGAIN * len(firsts)
    if not again or any(nature(label) in NO_LABEL or len(label) > LABEL or (is_body(label) and not head_of(label).strength) for label in firsts):
        return frozenset()
    return frozenset(firsts)


def uncounted(label: Cell) -> Cell:
    """A label without its number: what the column below it is called."""
    words = label.text.rstrip()
    bare = label_in(label)
    end = next((at for at in range(len(words), 0, -1) if unspaced(words[:at]) == bare), len(words))
    return replace(label, text=words[:end], place=replace(label.place, end=label.place.start + end))


def dropped_labels(table: Table, turned: Table) -> list[Cell]:
    """The labels of a table of cards that say again what heads a column of the table that it was turned to."""
    kept = {cell.place.start for cell in turned.cells}
    heads = {label_in(cell) for cell in turned.cells if cell.row == 0}
    heads |= NAMES if turned.rows > table.rows else frozenset()
    return [cell for cell in table.cells if cell.text and cell.place.start not in kept and label_in(cell) in heads]


def label_in(cell: Cell) -> str:
    """The words of a label without the number that counts it."""
    return _uncounted_words(cell.text)


@lru_cache(_CELLS)
def _uncounted_words(text: str) -> str:
    words = _closed_words(text)
    counted = _COUNTED.match(words)
    return counted["words"] if counted else words


def closed_label(cell: Cell) -> str:
    """The words of a label without blanks and the colon at their end."""
    return _closed_words(cell.text)


def _closed_words(text: str) -> str:
    return unspaced(text).rstrip(":：")


def second_labels(rows: Sequence[Row]) -> frozenset[int]:
    """The grid columns at which the second label of a row stands (责任单位 | 县水利局 | 协助单位 | 县财政局): a short word there is one too."""
    four = [own for row in rows if len(own := row.own) == 4]
    paired = (cells for cells in four if all(map(is_label, cells[::2])) and not any(map(is_label, cells[1::2])))
    return frozenset(cells[2].column for cells in paired)


def label_head(cell: Cell) -> Head:
    """What a label says; the number that counts it is no part of it (任务一, 措施2)."""
    return _head_of(cell.text)


@lru_cache(_CELLS)
def _head_of(text: str) -> Head:
    head = head_of(text)
    counted = _COUNTED.match(unspaced(text)) if not head.strength else None
    return head_of(counted["words"]) if counted else head


def is_label(cell: Cell) -> bool:
    """Whether a short cell says, whole or in part, what heads of columns say."""
    return _is_label(cell.text)


@lru_cache(_CELLS)
def _is_label(text: str) -> bool:
    if "。" in text or len(unspaced(text)) > LABEL:
        return False
    head = _head_of(text)
    return head.strength > 0 and head.kind != "period"


def is_known_label(cell: Cell) -> bool:
    """Whether a cell says in whole what a head of a column says."""
    return is_label(cell) and label_head(cell).strength == 1.0
