"""Cells that name a group once, and stand blank beside the rows below that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.extract.columns import is_none
from zeren.extract.table.header import Header
from zeren.extract.table.laid import Laid
from zeren.extract.table.rows import Row
from zeren.ground.model import Cell, Table

_LEAST_BLANK = 0.2
"""share of blank cells in a column that names each group once, in a table that could have merged them"""


def carry_groups(laid: Sequence[Laid]) -> None:
    """Let a task or section that is printed once hold for the rows below it whose cell is blank (推进城市更新 | 改造老旧小区 over
    blank | 新建口袋公园), and in text the deadline of a row for its parts.

    Files without merged cells write so, and people who do not merge. Under a repeated head the group goes on.
    """
    held: dict[str, dict[int, Cell]] = {}
    under: dict[str, list[Row]] = {}
    for head in (head for one in laid for head in one.heads):
        under.setdefault(head.words, []).extend(head.body)
    for one in laid:
        for head in (head for head in one.heads if head.header.has_words):
            rows = [row for row in under[head.words] if _says_words(row, head.header)]
            columns = [c for c in _groups(head.header) if _named_once(c, rows, one.table)]
            dated = () if one.table.spans_stated else head.header.of("deadline")
            if columns or dated:
                _carry(head.body, columns, dated, head.header, held.setdefault(head.words, {}))


def _groups(header: Header) -> list[int]:
    """Columns left of the measure's words that name what the rows belong to."""
    return sorted(c for c in (*header.of("section"), *header.of("task")) if c < header.measure)


def _named_once(column: int, rows: Sequence[Row], table: Table) -> bool:
    """Whether blank cells of a column mean the cell above: in text always, else where blanks are many and none is merged.

    ``rows`` are those with words of a measure.
    """
    if not table.spans_stated:
        return True
    blank = sum(not row.text(column) for row in rows)
    merged = any(row.cells[column].rows > 1 for row in rows if row.text(column))
    return not merged and blank >= _LEAST_BLANK * len(rows) and blank < len(rows)


def _says_words(row: Row, header: Header) -> bool:
    """Whether a row has words of a measure in their column, and is no heading: one that stands alone at the left, or across the table."""
    if not row.text(header.measure) or not row.starts(row.cells[header.measure]):
        return False
    cell = row.cells[header.measure]
    return len(row.filled) > 1 or (cell.column == header.measure > 0 and cell.columns == 1)


def _carry(rows: Sequence[Row], columns: Sequence[int], dated: Sequence[int], header: Header, held: dict[int, Cell]) -> None:
    """Put the cells that are held into blank ones; ``held`` is what the rows above left, by column.

    A group that begins ends those of the columns behind it, a heading in a row ends all. The columns ``dated`` of deadlines hold
    only for parts of a row: rows without a number and bodies of their own where others have a number.
    """
    numbers = header.of("number")
    for at, row in enumerate(rows):
        if not row.filled:
            continue
        if not row.text(header.measure) or (len(row.filled) == 1 and not _says_words(row, header)):
            held.clear()
            continue
        part = bool(numbers) and not (row.text(numbers[0]) and row.starts(row.cells[numbers[0]]))
        broken = at == 0 and (part or not numbers)  # the rest of the row above the head, it may be
        bare = part and not any(row.text(c) and row.starts(row.cells[c]) for c in header.of("role"))
        for c in (*columns, *dated):
            cell = row.cells.get(c)
            if cell is None or not cell.text:
                if c in held and not broken and (bare or c not in dated) and _says_words(row, header):
                    row.put(c, held[c])
                continue
            if row.starts(cell):
                for below in [other for other in held if other >= c]:
                    del held[below]
                if not is_none(cell.text):
                    held[c] = cell
