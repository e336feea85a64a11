"""Tables that are lines of a text in cells, or cards that stand side by side: their rows as lines with their fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from zeren.extract.cells.natures import nature
from zeren.extract.prose.cards import fields_of
from zeren.extract.table.field import (
    LEAST,
    UNNAMED,
    Field,
    FieldLine,
    field_of_line,
    field_under,
    label_of,
    may_be_label,
)
from zeren.extract.table.rows import Row
from zeren.ground.model import Cell, Paragraph, Table

_WIDEST = 8
"""columns of a table that may hold lines or cards side by side"""
_PAIR = 4
"""cells of two labels with their values"""
_BARE_KINDS = {"body": "role", "states": "role", "date": "deadline", "phone": "other", "person": "other", "number": "other", "mark": "other"}
"""what cells without labels hold, by their nature"""


def may_be_lines(table: Table) -> bool:
    """Whether the cells of a table leave it open that its rows are lines or its cards stand side by side: few tables do."""
    if table.columns > _WIDEST:
        return False
    filled: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.text:
            filled.setdefault(cell.row, []).append(cell.text)
    single = sum(len(own) == 1 for own in filled.values())
    beside = sum(len(own) >= _PAIR and own[0] == own[2] for own in filled.values())
    return 3 * single >= len(filled) or beside >= LEAST or all(len(own) <= _PAIR - 2 for own in filled.values())


def row_by_row(cells: Sequence[Sequence[Cell]], text: str) -> Iterator[FieldLine]:
    """The rows of a table as lines, where each holds a number and words at most and several begin with the same labels."""
    if any(len(own) > _PAIR - 2 or (len(own) > 1 and nature(own[0].text) != "number") for own in cells):
        return
    held = [tuple(fields_of(Paragraph(own[-1].text, own[-1].place))) if own else () for own in cells]
    labels = Counter(next((line.label for line in its if line.kind == "role"), "") for its in held)
    if not any(count >= LEAST and label for label, count in labels.items()):
        return
    for own, its in zip(cells, held, strict=True):
        if own:
            place = replace(own[0].place, end=own[-1].place.end)
            words = Paragraph(text[place.start : place.end], place)
            fields = [replace(field_of_line(line, Paragraph(own[-1].text, own[-1].place)), apart=True) for line in its]
            yield FieldLine(words, words, fields)


def below_their_words(rows: Sequence[Sequence[Cell]], over: Sequence[FieldLine], text: str) -> Iterator[FieldLine]:
    """The rows of a table of bodies and times without labels, each below a row of words alone: 修渠3公里 over 县水利局 | 6月底."""
    bare = [at for at, own in enumerate(rows) if len(own) > 1]
    if len(bare) < LEAST or 2 * len(bare) < len(rows) - 2 or any(below - at != 2 for at, below in pairwise(bare)):
        return
    words = [rows[at - 1][0].text if at else over[-1].words.text if over else "" for at in bare]
    natures = {at: [_BARE_KINDS.get(nature(cell.text)) for cell in rows[at]] for at in bare}
    if any(nature(one) not in ("text", "long", "stated") for one in words) or any(None in its or "role" not in its for its in natures.values()):
        return
    for at, own in enumerate(rows):
        place = replace(own[0].place, end=own[-1].place.end)
        line = Paragraph(text[place.start : place.end], place)
        fields = [
            Field(f"{UNNAMED}{column}", kind or "other", cell.place.start, cell.place.start, cell.place.end, cell.place, alone=False, apart=True)
            for column, (cell, kind) in enumerate(zip(own, natures.get(at, ()), strict=False))
        ]
        yield FieldLine(line, line, fields)


def side_by_side(rows: Sequence[Row]) -> Iterator[FieldLine]:
    """The cards of a table that stand side by side, each label as often in its row as there are cards: 任务 | 修渠 | 任务 | 建桥."""
    width = max((len(row.own) for row in rows), default=0)
    wide = [row.own for row in rows if len(row.own) == width]
    if width < _PAIR or width % 2 or len(wide) < LEAST or len(rows) - len(wide) > len(wide):
        return
    labels = [label_of(own[0].text) for own in wide]
    if any(len({label_of(cell.text) for cell in own[::2]}) > 1 or not may_be_label(own[0].text) for own in wide):
        return
    first = [at for at, label in enumerate(labels) if label == labels[0]]
    for at, stop in zip(first, [*first[1:], len(wide)], strict=True):
        for column in range(0, width, 2):
            pairs = [(own[column], own[column + 1]) for own in wide[at:stop]]
            fields = [field_under(label_of(label.text), label.place, value.place, value.text) for label, value in pairs]
            place = wide[at][column].place
            yield FieldLine(Paragraph(wide[at][column].text, place), None, fields)
