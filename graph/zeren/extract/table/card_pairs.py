"""The labels of a row of a card with the cells that hold their values, blank ones too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from zeren.extract.cells.natures import nature
from zeren.extract.table.card_labels import Pair, closed_label, is_known_label, is_label, label_head
from zeren.extract.table.rows import Row
from zeren.ground.fold import unspaced
from zeren.ground.model import Cell

_SHORT = 6
"""code points of a label that no list knows"""


def pairs_of(row: Row, second: Collection[int] = ()) -> list[Pair]:
    """Labels and values of a row: label | value, label | value | label | value, or label | value | value for several tasks.

    The value of a label may be blank (办理结果 |  above 联系人 |  | 电话 | ). ``second`` are the ``second_labels`` of the table.
    """
    cells = with_blanks(row)
    if len(cells) == 4 and is_label(cells[0]) and cells[2].column in second and 2 <= len(closed_label(cells[2])) <= _SHORT:
        return [Pair(label_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    if len(cells) < 2 or not (is_label(cells[0]) or _stands_beside(cells)):
        return []
    told = all(is_label(label) or not value.text for label, value in zip(cells[::2], cells[1::2], strict=False))
    paired = len(cells) % 2 == 0 and told and not any(map(is_known_label, cells[1::2]))
    if paired or _stands_beside(cells):
        return [Pair(label_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    if any(map(is_label, cells[1:])) or not all(cell.text for cell in cells):
        return []
    return [Pair(label_head(cells[0]), cells[0], tuple(cells[1:]))]


def with_blanks(row: Row) -> list[Cell]:
    """The filled cells that begin in a row, and the blank ones beside labels; a sheet keeps no cell where nothing stands at its end."""
    cells = list(row.own)
    places = list({id(cell): cell for at in sorted(row.cells) if row.starts(cell := row.cells[at])}.values())
    if len(places) > len(cells) and len(places) % 2 == 0 and all(cell.text for cell in places[::2]) and is_label(places[0]):
        return places
    if len(cells) % 2 and len(cells) > 2 and _ends_blank(cells):
        last = cells[-1]
        return [*cells, replace(last, text="", column=last.column + last.columns, place=replace(last.place, start=last.place.end))]
    return cells


def _ends_blank(cells: Sequence[Cell]) -> bool:
    """Whether labels stand before values and one at the end before nothing: 完成时限 | 5月底 | 办理结果."""
    *first, last = cells[::2]
    short = 2 <= len(unspaced(last.text)) <= _SHORT and nature(last.text) == "text"
    return short and all(map(is_label, first)) and not any(map(is_label, cells[1::2]))


def _stands_beside(cells: Sequence[Cell]) -> bool:
    """Whether a short word that no list knows stands as a label beside one of bodies (村名 | 白果村 | 驻村单位 | 县财政局)."""
    if len(cells) != 4:
        return False
    labels, values = cells[::2], cells[1::2]
    short = all(2 <= len(unspaced(cell.text)) <= _SHORT for cell in labels)
    if not short or any(map(is_label, values)):
        return False
    return not is_label(labels[0]) and is_label(labels[1]) and label_head(labels[1]).kind == "role"
