"""Tables that begin with their first task, and what their cells alone show of duties."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import Head, head_of
from zeren.extract.cells.natures import nature, shares
from zeren.extract.columns import is_none
from zeren.extract.table.head_top import ROWS_TOLD, TOP
from zeren.extract.table.laid import SURE
from zeren.extract.table.rows import Row
from zeren.ground.fold import fold

_NUMBERED_ACTS = 0.4
"""share of words that begin with a deed in a table that numbers its rows"""
_NATURES = {"text": "words", "long": "words", "stated": "words", "states": "body"}
"""natures that cells of one column may have side by side"""


def goes_on(rows: Sequence[Row], heads: Sequence[tuple[int, Head]]) -> bool:
    """Whether the rows of a table without a head fit the head of the table before it: numbers below numbers, bodies below bodies."""
    told = {"number": ("number",), "role": ("body", "states", "text"), "deadline": ("date", "text")}
    for row in rows[:1]:
        if len(row.filled) > ROWS_TOLD and all(says_what(cell.text) and nature(cell.text) != "body" for cell in row.filled):
            return False  # 姓名 | 单位 | 电话: a table of its own, whatever it is about
        for at, head in heads:
            cell = row.cells.get(at)
            fits = told.get(head.kind)
            alone = len(row.filled) == 1
            if fits and cell and cell.text and not alone and not is_none(cell.text) and nature(cell.text) not in fits:
                return False
    return True


def states_duties_by_cells(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """Whether the cells alone show duties: a column of bodies, one of words, and one of dates, or words that are acts.

    It holds for a head of which no word is known (干到什么程度 | 哪家干 | 啥时候干完).
    """
    if len(rows) < ROWS_TOLD:
        return False
    cells = {c: [row.text(c) for row in rows if row.text(c) and not is_none(row.text(c))] for c in columns}
    told = {c: shares(texts) for c, texts in cells.items() if len(texts) >= ROWS_TOLD}
    bodies = [c for c, share in told.items() if share.get("body", 0) + share.get("states", 0) >= SURE]
    dates = any(share.get("date", 0) >= SURE for share in told.values())
    words = [c for c, share in told.items() if share.get("long", 0) + share.get("text", 0) >= SURE]
    numbered = any(share.get("running", 0) >= SURE for share in told.values())
    least = _NUMBERED_ACTS if numbered else SURE
    acting = any(sum(map(opens_with_deed, cells[c])) >= least * len(cells[c]) for c in words)
    return bool(bodies and words) and (dates or acting)


def says_what(text: str) -> bool:
    """Whether a cell is a head by its words; a time (6月底) may be one of a column of times."""
    head = head_of(text)
    if nature(text) in ("long", "stated") or "," in fold(text):
        return False  # a sentence
    return head.strength > 0 and not (head.kind == "period" and nature(text) == "date")


def is_headless(rows: Sequence[Row]) -> bool:
    """Whether a table begins with its first task: no cell at its top is a head, and each is what the cells below it are.

    清理河道28公里 | 县水利局 | 6月底 at once.
    """
    at = next((at for at, row in enumerate(rows[:TOP]) if len(row.filled) > 2), None)
    if at is None or len(rows) - at < ROWS_TOLD or any(says_what(cell.text) for cell in rows[at].own):
        return False
    first = {c: nature(cell.text) for c, cell in rows[at].cells.items() if cell.text}
    below = [row for row in rows[at + 1 :] if len(row.filled) > 1]
    blank = not rows[at].cells.keys() - first.keys()
    same = blank and all(_NATURES.get(n, n) in {_NATURES.get(nature(row.text(c)), nature(row.text(c))) for row in below} for c, n in first.items())
    whole = {"body", "words"} <= {_NATURES.get(n, n) for n in first.values()}
    return same and whole and states_duties_by_cells(rows[at:], sorted(first))
