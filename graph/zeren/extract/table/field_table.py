"""Blocks of the same labels as a table: its heads, the columns that the lines above the blocks fill, and its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zeren.extract.prose.cards import items_of
from zeren.extract.prose.segments import title_end
from zeren.extract.table.field import STATEMENT, WORDS, Field, FieldBlock, number_of
from zeren.ground.model import Cell, Paragraph, Place, Table

_BULLETS = "◆◇●○■□▪•·★☆▲△►▶—–-* \t\u3000"
"""what may stand before a line instead of a number"""
_TITLE_ENDS = "。；：: \u3000"
_STOPS = ".．、﹒,，:： "
"""signs behind a number"""
_PHRASE = 6
"""code points; a longer value may be words of a measure"""


@dataclass(frozen=True, slots=True)
class Fielded(Table):
    """A table that blocks of fields were laid out to."""

    labels: tuple[Place, ...] = ()
    """labels of its blocks, which all say what its heads say"""
    readings: Mapping[int, str] = field(default_factory=dict)
    """what the lines above the blocks are, by grid column"""


def table_of(part: Sequence[FieldBlock], above: int, paragraphs: Sequence[Paragraph], text: str) -> Fielded:
    """One row a block, or one for each numbered item of its measure: the lines above it, then its values."""
    order = list(dict.fromkeys(one.label for block in part for one in block.fields))
    over, readings = _over(part, above, paragraphs)
    shift = len(readings)
    names: list[Place] = []
    cells: list[Cell] = []
    row = 1
    for block, lines in zip(part, over, strict=True):
        place = paragraphs[block.first - above].place
        its = {one.label: one for one in block.fields}
        items = _items(next((one for one in block.fields if one.kind == "measure"), None), text)
        count = max(1, len(items))
        cells += [_cell(start, end, row, column, count, place, text) for column, (start, end) in enumerate(lines)]
        for label, one in its.items():
            names.append(_name(one, text))
            column = order.index(label) + shift
            if len(items) > 1 and one.kind == "measure":
                cells += [_cell(start, end, row + at, column, 1, one.place, text) for at, (start, end) in enumerate(items)]
            elif one.begin < one.end:
                cells.append(_cell(one.begin, _value_end(one, text), row, column, count, one.place, text))
        row += count
    heads = _heads(part, order, shift, names, cells, text)
    used = sorted({cell.column for cell in cells if cell.text})
    width = {column: at for at, column in enumerate(used)}
    kept = [replace(cell, column=width[cell.column]) for cell in (*heads, *cells) if cell.column in width]
    kept.sort(key=lambda cell: (cell.row, cell.column))
    start, end = min(cell.place.start for cell in kept), max(cell.place.end for cell in kept)
    told = {width[column]: reading for column, reading in enumerate(readings) if column in width and reading}
    place = replace(paragraphs[part[0].first].place, start=start, end=end)
    return Fielded(tuple(kept), row, len(used), place, spans_stated=True, labels=tuple(names), readings=told)


def _over(part: Sequence[FieldBlock], above: int, paragraphs: Sequence[Paragraph]) -> tuple[list[list[tuple[int, int]]], list[str]]:
    """The columns that the lines above blocks fill, as ranges of the document for each block, and what they are; empty where unsure.

    The line nearest to the fields is the task where a field holds the measure, the measure where none may; a title that opens
    every such measure is its task.
    """
    found = [_starts(paragraphs[block.first - above : block.first]) for block in part]
    readings = ["number", *[""] * above] if above else []
    kinds = {one.kind for block in part for one in block.fields}
    if above and "measure" in kinds:
        readings[-1] = "task"
    elif above and not kinds & WORDS and not _may_be_words(part):
        readings[-1] = "measure"
        lines = [paragraphs[block.first - 1] for block in part]
        begins = [its[-1][0] - line.place.start for its, line in zip(found, lines, strict=True)]
        titles = [title_end(line.text, begin, len(line.text)) or 0 for line, begin in zip(lines, begins, strict=True)]
        if all(titles):
            readings[-1:] = ["task", "measure"]
            for its, line, begin, title in zip(found, lines, begins, titles, strict=True):
                words = len(line.text[begin:title].rstrip(_TITLE_ENDS))
                its[-1:] = [(its[-1][0], its[-1][0] + words), (line.place.start + title, its[-1][1])]
        elif above > 1:
            readings[-2] = "task"  # 学位扩容 above 新建中小学7所
    return found, readings


def _may_be_words(part: Sequence[FieldBlock]) -> bool:
    """Whether a label that says nothing itself holds words of a measure in some block."""
    return any(one.kind == "other" and one.words > _PHRASE for block in part for one in block.fields)


def _heads(part: Sequence[FieldBlock], order: Sequence[str], shift: int, names: Sequence[Place], cells: Sequence[Cell], text: str) -> Iterator[Cell]:
    """The head of every column: none over the lines above the blocks, the first label that says it over values."""
    first = cells[0].place
    for column in range(shift):
        yield Cell("", replace(first, end=first.start), 0, column)
    said = [one.label for block in part for one in {one.label: one for one in block.fields}.values()]
    for at, label in enumerate(order):
        place = names[said.index(label)]
        yield Cell(text[place.start : place.end], place, 0, at + shift)


def _starts(lines: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """The number of the first line above a block and the words of each, as ranges of the document."""
    if not lines:
        return []
    first, *others = lines
    words = first.text.lstrip(_BULLETS)
    number = number_of(words)
    start = first.place.start + len(first.text) - len(words)
    begin = start + len(number)
    begin += len(first.text[begin - first.place.start :]) - len(first.text[begin - first.place.start :].lstrip())
    return [(start, start + len(number.rstrip(_STOPS))), (begin, first.place.end), *((one.place.start, one.place.end) for one in others)]


def _items(measure: Field | None, text: str) -> list[tuple[int, int]]:
    """The numbered items of a measure, where there are several."""
    if measure is None or measure.begin >= measure.end:
        return []
    found = [(start, end) for _, start, end in items_of(text[measure.begin : measure.end], measure.begin)]
    return found if len(found) > 1 else []


def _name(one: Field, text: str) -> Place:
    """Where the words of a label stand, without the signs around them."""
    if one.named:
        return one.named
    printed = text[one.start : one.begin] if one.begin > one.start else ""
    words = [at for at, char in enumerate(printed) if "\u4e00" <= char <= "\u9fff"]
    if one.alone:
        words = words[: len([char for char in one.label if "\u4e00" <= char <= "\u9fff"])]
    first, last = (words[0], words[-1] + 1) if words else (0, 0)
    return replace(one.place, start=one.start + first, end=one.start + last)


def _value_end(one: Field, text: str) -> int:
    """Where a value ends; a full stop ends a line of bodies or a time and is no part of them."""
    words = text[one.begin : one.end]
    return one.begin + len(words.rstrip("。；; ") if one.kind in {*STATEMENT, "person"} else words)


def _cell(start: int, end: int, row: int, column: int, rows: int, place: Place, text: str) -> Cell:
    return Cell(text[start:end], replace(place, start=start, end=end), row, column, rows)


def places_of_labels(tables: Collection[Table]) -> list[Place]:
    """Where the labels of blocks stand that were laid out as tables."""
    return [place for one in tables if isinstance(one, Fielded) for place in one.labels]
