"""Tables that stand side by side on one grid, told apart by their headers.

Two signs: the header says the same columns again (序号 | 任务 | 责任单位 | 序号 | 任务 | 责任单位), or an empty column lies
between two parts that each name bodies of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from zeren.ground.fold import key
from zeren.read.draft import Draft
from zeren.read.flat import may_name_bodies, names_bodies

_HEADS = 3
"""rows in which the header is looked for; a title may stand above it"""


def parted(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Return the cells of each table, left to right, on columns and rows of its own; one list where there is one."""
    cuts = next((cuts for row in range(_HEADS) if (cuts := _repeated(drafts, row) or _apart(drafts, row))), [])
    if not cuts or any(d.column < cut < d.column + d.columns and d.text for d in drafts for cut in cuts):
        return [list(drafts)]
    edges = [0, *cuts, max(d.column + d.columns for d in drafts)]
    parts = [
        [d for d in drafts if begin <= d.column < end] for begin, end in pairwise(edges)
    ]
    return [based for part in parts if (based := _based(part))]


def _header(drafts: Sequence[Draft], row: int) -> list[Draft]:
    return sorted((d for d in drafts if d.row == row and d.text), key=lambda d: d.column)


def _repeated(drafts: Sequence[Draft], row: int) -> list[int]:
    """Columns at which a header begins anew; none where it does not repeat as a whole or names no bodies."""
    heads = _header(drafts, row)
    texts = [key(head.text) for head in heads]
    for width in range(2, len(texts) // 2 + 1):
        if len(texts) % width == 0 and texts == texts[:width] * (len(texts) // width):
            named = any(names_bodies(head.text) for head in heads)
            return [head.column for head in heads[width::width]] if named else []
    return []


def _apart(drafts: Sequence[Draft], row: int) -> list[int]:
    """Columns at which a part begins after an empty column, where each part names bodies."""
    taken = {column for d in drafts if d.text for column in range(d.column, d.column + d.columns)}
    if not taken:
        return []
    cuts = [column for column in sorted(taken) if column - 1 not in taken and column > min(taken)]
    edges = [0, *cuts, max(taken) + 1]
    heads = _header(drafts, row)
    for begin, end in pairwise(edges):
        inside = [head for head in heads if begin <= head.column < end]
        if len(inside) < 2 or not any(may_name_bodies(head.text) for head in inside):
            return []
    return cuts


def _based(part: list[Draft]) -> list[Draft]:
    """The cells of a part on columns that begin with its first word, without the empty rows after its last."""
    filled = [d for d in part if d.text]
    if not filled:
        return []
    left, bottom = min(d.column for d in filled), max(d.row + d.rows for d in filled)
    right = max(d.column + d.columns for d in filled)
    return [
        d._replace(column=d.column - left) for d in part if left <= d.column < right and d.row < bottom
    ]
