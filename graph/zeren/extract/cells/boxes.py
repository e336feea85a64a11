"""Boxes to tick in tables: what is ticked is what the cell says, what is not ticked is left out and told."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.ground.model import Cell, Residue, Table

_OPTION = re.compile(r"(?P<box>[□☐☑☒✅■√✔✓])(?P<words>[^□☐☑☒✅■√✔✓]*)")
"""☑县教育局 □县民政局, □6月底 ☑9月底, ☑牵头"""
_TICKED = "☑☒✅■√✔✓"
_SURE = "☑☒✅"
"""signs that are boxes with a tick; ■ and √ may be marks of their own unless an empty box stands beside them"""
_EMPTY = "□☐"


def ticked(table: Table) -> tuple[Table, list[Residue]]:
    """Return the table with blanks in place of boxes and of what is not ticked, and what was left out.

    Cells keep their length, so that every offset holds. Only a table in which boxes are ticked changes: an empty square
    that a legend explains (□为配合单位) stays a mark.
    """
    found: list[Residue] = []
    return (_of_table(table, found), found) if _is_ticked(table) else (table, found)


def _is_ticked(table: Table) -> bool:
    texts = [cell.text for cell in table.cells]
    sure = any(sign in text for text in texts for sign in _SURE)
    return sure or any(any(e in text for e in _EMPTY) and any(t in text for t in _TICKED) for text in texts)


def _of_table(table: Table, found: list[Residue]) -> Table:
    return replace(table, cells=tuple(_of_cell(cell, found) if _OPTION.search(cell.text) else cell for cell in table.cells))


def _of_cell(cell: Cell, found: list[Residue]) -> Cell:
    options = list(_OPTION.finditer(cell.text))
    text = cell.text
    for match in options:
        kept = match["box"] in _TICKED
        # A ticked box without words is a mark; one before words only says that they hold.
        if kept and (match["words"].strip() or len(options) > 1):
            text = text[: match.start()] + " " + text[match.start() + 1 :]
        elif not kept:
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
            if match["words"].strip():
                place = replace(cell.place, start=cell.place.start + match.start(), end=cell.place.start + match.end())
                found.append(Residue(match[0].strip(), "an option that is not ticked", place, ignored=True))
    return replace(cell, text=text if text.strip() else "")
