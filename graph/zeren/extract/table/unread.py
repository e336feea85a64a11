"""What no record took of a table: cells that nothing could read, and heads that no list knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.extract.cells.heads import head_of
from zeren.extract.draft import Draft
from zeren.extract.table.laid import Top
from zeren.extract.table.reading import Reading, left
from zeren.ground.fold import key
from zeren.ground.model import Cell, Residue, Table


def left_over(table: Table) -> list[Residue]:
    """Return every filled cell of a table that nothing could read, with what tells and what decides its columns."""
    number = table.place.table
    told = f"; zeren explain FILE --table {number} tells its columns, --column 1=responsible decides" if number else ""
    return [left(cell, f"table without columns of duties{told}") for cell in table.cells if cell.text]


def untold_heads(reading: Reading) -> list[Residue]:
    """The heads that no list knows and that no record prints, with what their columns were taken for by their cells."""
    if not reading.unlisted:
        return []
    said = {key(word) for draft in reading.drafts for word in _said_by(draft)}
    told = "\n".join(sorted(said))
    heads = ((cell, taken) for cell, taken in reading.unlisted if key(cell.text) not in told)
    return [left(cell, f"a head that no list knows: {taken}", ignored=True) for cell, taken in heads]


def _said_by(draft: Draft) -> Iterator[str]:
    """The words of a measure that heads of columns may have given."""
    yield from (remark.head for remark in draft.remarks)
    yield from (word for value in draft.values for word in (f"{value.indicator}{value.unit or ''}", value.scope or ""))
    yield from (word for duty in draft.assignments for word in (duty.role_raw or "", duty.mention, duty.full))
    yield from (draft.deadline, draft.task or "", draft.text, *(section.heading for section in draft.sections))


def unlisted_heads(head: Top, heads: Sequence[Cell]) -> list[tuple[Cell, str]]:
    """The heads that no list knows, each with what its column was taken for."""
    told = head.header.judgements or {}
    found: list[tuple[Cell, str]] = []
    for cell in heads:
        if head_of(cell.text).strength == 0:
            judgement = told.get(cell.column)
            filled = any(row.text(at) for row in head.body for at in range(cell.column, cell.column + cell.columns))
            found.append((cell, "nothing stands below it" if not filled else judgement.reading if judgement else "none"))
    return found
