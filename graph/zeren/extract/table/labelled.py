"""Columns whose every cell is a card of its own: 做什么：… 谁牵头：… 何时完成：… on lines of one cell, the same labels in all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zeren.extract.cells.natures import nature
from zeren.extract.table.header import read_header
from zeren.extract.table.rows import Row
from zeren.ground.model import Cell, Table

_LINE = re.compile(r"[ \t•·●○\-—]{0,6}(?P<label>[^\s:：、，。；()（）\d]{1,10})[ \t]{0,2}[:：](?P<value>[^\n]*)")
"""谁牵头：县水利局, • 何时：6月底前；"""
_LEAST = 3
"""labels that every cell holds"""
_BODIES = frozenset({"body", "states"})
_SAYING = frozenset({"long", "text", "stated"})


@dataclass(frozen=True, slots=True)
class _Labelled:
    """Words of a cell behind a label."""

    label: Cell
    value: Cell


def spread(table: Table, rows: Sequence[Row]) -> Table | None:
    """Return the table with a column for each label of such a column; None where it has none, or names its bodies elsewhere."""
    for row in rows[:3]:
        header = read_header([list(row.cells.values())])
        if header is not None and header.of("role") and header.has_words:
            return None
    for column in range(table.columns):
        told = {cell.row: lines for row in rows for cell in row.own if cell.column == column and (lines := _lines(cell))}
        others = [cell for row in rows for cell in row.own if cell.column == column and cell.row not in told]
        labels = _common(list(told.values()))
        if len(told) > 1 and len(labels) >= _LEAST and len(others) <= 1 and _says_duties(told.values()):
            return _with_columns(table, column, told, labels)
    return None


def _lines(cell: Cell) -> list[_Labelled]:
    """The labelled lines of a cell; empty where a line has no label."""
    found: list[_Labelled] = []
    at = 0
    for line in cell.text.split("\n"):
        match = _LINE.fullmatch(line)
        if match:
            value = match["value"]
            start = at + match.start("value") + len(value) - len(value.lstrip())
            label = _part(cell, at + match.start("label"), match["label"])
            found.append(_Labelled(label, _part(cell, start, value.strip().rstrip(";；"))))
        elif line.strip():
            return []
        at += len(line) + 1
    return found


def _part(cell: Cell, start: int, words: str) -> Cell:
    begin = cell.place.start + start
    return replace(cell, text=words, wraps=(), place=replace(cell.place, start=begin, end=begin + len(words)))


def _common(cells: Sequence[Sequence[_Labelled]]) -> list[str]:
    """Labels of the first cell that all cells hold; empty where another label stands in one of them."""
    names = [[one.label.text for one in cell] for cell in cells]
    if not names or any(len(set(labels)) < len(labels) for labels in names):
        return []
    return list(names[0]) if all(set(labels) == set(names[0]) for labels in names) else []


def _says_duties(cells: Iterable[Sequence[_Labelled]]) -> bool:
    natures = {nature(one.value.text) for cell in cells for one in cell}
    return bool(natures & _BODIES) and bool(natures & _SAYING)


def _with_columns(table: Table, column: int, told: dict[int, list[_Labelled]], labels: Sequence[str]) -> Table:
    more = len(labels) - 1
    first = min(told)
    order = {label: column + at for at, label in enumerate(labels)}
    cells = [
        replace(cell, column=cell.column + (more if cell.column > column else 0))
        for cell in table.cells
        if not (cell.column == column and (cell.row in told or cell.row == first - 1))
    ]
    cells += [replace(one.label, row=first - 1, rows=1, column=order[one.label.text]) for one in told[first]] if first else []
    cells += [replace(one.value, column=order[one.label.text]) for lines in told.values() for one in lines]
    return replace(table, cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))), columns=table.columns + more)
