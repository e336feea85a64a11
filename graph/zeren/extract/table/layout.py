"""Lay out the tables of a document: their heads, the rows under them, and what the columns are, told over all tables with the same head."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from zeren.extract.cells.heads import Head
from zeren.extract.cells.natures import shares
from zeren.extract.table.grouped import carry_groups
from zeren.extract.table.head_rows import first_row_as_head, is_still_head, rows_by_first_words, with_heads
from zeren.extract.table.head_top import speaks, top_of
from zeren.extract.table.headless import goes_on
from zeren.extract.table.judging import judged_columns, words_of
from zeren.extract.table.laid import LEAST_KNOWN, PLACES, SURE, Laid, Top
from zeren.extract.table.referred import carry_named_rows
from zeren.extract.table.rows import Row
from zeren.ground.model import Table

Decided = Mapping[str, Mapping[int, str]]
"""readings that people set: the words of a table's heads → 1-based column → reading"""


def lay(
    tables: Sequence[Table],
    decided: Decided | None = None,
    *,
    forced: bool = False,
    turned: Collection[int] = (),
    shared: bool = False,
    shaped: Mapping[int, Mapping[int, str]] | None = None,
) -> list[Laid]:
    """Find the heads of all tables and judge their columns; heads with the same words are judged together.

    With ``forced`` a table without a head that can be told is given its first row of several cells, so that its columns
    can be explained; a table about which ``decided`` speaks too. ``turned`` are the positions of tables made of cards: their
    first row is a head, whatever it says. ``shared``: a title says that tasks are shared out (任务分解表), so that the places in
    their rows answer for the values beside them. ``shaped`` are readings of columns that the shape of the text gave, by the
    position of the table.
    """
    alike = cache(lambda: rows_by_first_words(tables))
    laid = [with_heads(table, alike) for table in tables]
    for head in (head for one in laid for head in one.heads if shared):
        head.heads = _sharing(head)
    for at, one in enumerate(laid):
        top = first_row_as_head(one) if not one.heads and (forced or decided or at in turned) else None
        if at in (shaped or {}) and one.rows and not (one.heads and one.heads[0].at == 0) and len(one.rows[0].filled) < LEAST_KNOWN:
            top = top_of(one.rows, 0, 1, None)  # hardly a label is printed
            top.body = one.rows[1:]
            one.heads = []
        if top and (forced or at in turned or top.words in (decided or {})):
            one.heads = [top]
        for head in one.heads:
            head.shaped = (shaped or {}).get(at, {})
    _carry_dittos(laid)
    _carry_referred(laid)
    _carry_merged(laid)
    by_words: dict[str, list[Top]] = {}
    open_: dict[int, Top] = {}
    for one in laid:
        if not one.heads and (last := open_.get(one.table.columns)) and goes_on(one.rows, last.heads):
            last.body += one.rows
        for head in one.heads:
            by_words.setdefault(head.words, []).append(head)
            open_ = {one.table.columns: head}
    for words, heads in by_words.items():
        verdict = judged_columns(heads, (decided or {}).get(words))
        for head in heads:
            head.header, head.judged = verdict.header, verdict
    kin = {words: [row for head in heads for row in head.body] for words, heads in by_words.items()}
    for at, one in enumerate(laid):
        sure = [h for h in one.heads if forced or h.words in (decided or {}) or (at in turned and h.header.is_plan)]
        one.heads = [h for h in one.heads if h in sure or is_still_head(h, one, kin[h.words])]
    carry_groups(laid)
    return laid


def _carry_dittos(laid: Sequence[Laid]) -> None:
    """Let a 同上 right under a head mean the last row of the table before it that has the same head, never the head itself."""
    last: dict[str, Row] = {}
    for one in laid:
        for head in one.heads:
            above = last.get(head.words)
            for row in head.body:
                for c, cell in list(row.cells.items()):
                    if not head.at <= cell.row <= cell.row + cell.rows - 1 < head.at + head.rows:
                        continue
                    carried = above.cells.get(c) if above else None
                    # No row of this table: the cell comes down from above.
                    row.put(c, replace(carried, row=-1, rows=1) if carried else replace(cell, text="", row=row.index, rows=1))
            if head.body:
                last[head.words] = head.body[-1]


def _carry_referred(laid: Sequence[Laid]) -> None:
    """Let a cell that names another row of its table (责任单位同第2项) mean that row's cell."""
    for head in (head for one in laid for head in one.heads):
        number = next((c for c, its in head.heads if its.kind == "number"), None)
        if number is not None:
            carry_named_rows(head.body, number, [c for c, _ in head.heads if c != number])


def _carry_merged(laid: Sequence[Laid]) -> None:
    """Let a merged cell that a page breaks hold on the next page too: there its part under the repeated head is empty."""
    last: Top | None = None
    for one in laid:
        for head in one.heads:
            if last and one.table.place.page and head.words == last.words and head.at == 0 and head.body and last.body:
                _fill_down(head.body, last.body[-1])
            if head.body:
                last = head


def _fill_down(rows: Sequence[Row], above: Row) -> None:
    for c, cell in list(rows[0].cells.items()):
        held = above.cells.get(c)
        reaches = cell.rows > 1 or (held is not None and held.rows > 1)
        if cell.text or held is None or not held.text or not reaches or not rows[0].starts(cell):
            continue
        # No row of this page: the cell comes down from the page before.
        carried = replace(held, row=-1, rows=1)
        for row in rows:
            if row.cells.get(c) is cell:
                row.put(c, carried)


def _sharing(top: Top) -> tuple[tuple[int, Head], ...]:
    """The heads of a table that shares tasks out: a head that says what kind of place stands below it is one of bodies."""
    rows = [row for row in top.body if speaks(row)]
    figures = [column for column, head in top.heads if head.kind == "figure"]
    found: list[tuple[int, Head]] = []
    for column, head in top.heads:
        plain = re.sub(r"[()（）、/\s]", "", head.words)
        placed = figures and head.kind == "unknown" and PLACES.fullmatch(plain) is not None
        named = placed and shares(words_of(column, rows)).get("body", 0) >= SURE
        found.append((column, Head(head.words, "role", "responsible", 0.6, plain) if named else head))
    return tuple(found)
