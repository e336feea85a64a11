"""Tables that are cards: labels with their values beside them, one task a card, or one task a column.

Labels are told by the words of column heads; where no list knows them, by what stands around them: the same labels come
again in other tables of the document, or the values beside each label are of one kind (bodies here, dates there).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.table.card_labels import (
    AGAIN,
    LABEL,
    LEAST,
    NO_LABEL,
    Pair,
    closed_label,
    is_label,
    label_head,
    label_in,
    recurring_labels,
    second_labels,
    uncounted,
)
from zeren.extract.table.card_pairs import pairs_of, with_blanks
from zeren.extract.table.header import read_header
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.model import Cell, Table

_TWO = 2
"""labels of a card without words, which comes again"""
_CARD = 24
"""rows; a longer table is no card of fields"""
_WORDS = frozenset({"measure", "task", "problem", "target", "mixed", "yearly"})
_BODIES = frozenset({"body", "states"})
_SAYING = frozenset({"long", "text", "stated"})


def carded(table: Table, rows: Sequence[Row], repeated: Collection[str] = ()) -> Table | None:
    """Return a table of cards as rows under a head; None where it is no card. ``repeated``: its ``repeated_labels``."""
    if (again := recurring_labels(rows)) and (pairs := _by_labels(rows, again)) and _says_duties(pairs):
        return laid(table, _cards(pairs))
    second = second_labels(rows)
    pairs = [pair for row in rows for pair in pairs_of(row, second)] if not _is_list(rows) else _listed(rows)
    if len({pair.head.words for pair in pairs}) >= LEAST and _covers(pairs, rows):
        return laid(table, _cards(pairs))
    if (pairs := _by_labels(rows, repeated) or _by_natures(rows)) and _says_duties(pairs):
        return laid(table, _cards(pairs))
    return None


def wordless(table: Table) -> tuple[Cell | None, list[Pair]] | None:
    """The labels and values of a card that holds no words of a measure, and the words across its top; None where it is no such card.

    牵头单位 | 县水利局 above 完成时限 | 6月底: what is to be done stands above the card.
    """
    if table.rows > _CARD:
        return None
    rows = [row for row in rows_of(table) if row.own]
    top = rows[0].own[0] if rows and len(rows[0].own) == 1 and rows[0].own[0].columns == table.columns and not is_label(rows[0].own[0]) else None
    rows = rows[1:] if top else rows
    second = second_labels(rows)
    found = [pairs_of(row, second) for row in rows]
    pairs = [pair for its in found for pair in its]
    heads = [pair.head.words for pair in pairs]
    if len(pairs) < _TWO or not all(found) or any(len(pair.values) > 1 for pair in pairs) or len(set(heads)) < len(heads):
        return None
    saying = any(pair.head.kind in _WORDS or (not pair.head.strength and nature(pair.values[0].text) in _SAYING) for pair in pairs)
    named = any(pair.head.kind == "role" and nature(pair.values[0].text) in _BODIES for pair in pairs)
    return (top, pairs) if named and not saying else None


def _covers(pairs: Sequence[Pair], rows: Sequence[Row]) -> bool:
    """Whether labels and values are nearly all that stands in a table, bodies and words among them."""
    filled = sum(len(row.own) for row in rows)
    covered = sum(1 + sum(bool(value.text) for value in pair.values) for pair in pairs)
    kinds = {pair.head.kind for pair in pairs}
    return 5 * covered >= 4 * filled and "role" in kinds and bool(kinds & {*_WORDS, "unknown"})


def _says_duties(pairs: Sequence[Pair]) -> bool:
    natures = {nature(value.text) for pair in pairs for value in pair.values if value.text}
    return bool(natures & _BODIES) and bool(natures & _SAYING)


def _by_labels(rows: Sequence[Row], repeated: Collection[str]) -> list[Pair]:
    """Labels that come again in other tables, each with the value beside it; empty where few of the rows begin with one."""
    pairs: list[Pair] = []
    for row in rows:
        cells = with_blanks(row)
        if len(cells) == 2 and cells[0].column == 0 and label_in(cells[0]) in repeated:
            pairs.append(Pair(label_head(cells[0]), cells[0], (cells[1],)))
        elif len(cells) == 4 and label_in(cells[0]) in repeated:
            pairs += [Pair(label_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    filled = [row for row in rows if len(row.own) > 1]
    return pairs if len(pairs) >= LEAST and len(pairs) >= AGAIN * len(filled) else []


def _by_natures(rows: Sequence[Row]) -> list[Pair]:
    """One task a column: every row begins with a label and goes on with values of one kind, bodies in one and words in another.

    看点 | 停车 | 买菜 above 目标任务 | 新建泊位1200个 | 改造市场4个 and 主办 | 市城管局 | 市商务局; no column below its first
    cell is of one kind.
    """
    spoken = [row for row in rows if len(row.own) > 1]
    width = max((len(row.own) for row in spoken), default=0)
    if width < 3 or len(spoken) < LEAST or any(row.own[0].column or len(row.own) < width - 1 for row in spoken):
        return []
    if any(nature(row.own[0].text) in NO_LABEL or len(closed_label(row.own[0])) > LABEL for row in spoken):
        return []
    kinds = [{_kind(cell) for cell in row.own[1:] if not is_none(cell.text)} for row in spoken]
    told = [kind for one in kinds if len(one) == 1 for kind in one]
    columns = [[_kind(row.own[at]) for row in spoken[1:] if at < len(row.own)] for at in range(1, width)]
    if "body" not in told or "words" not in told or any(len(set(column)) == 1 for column in columns):
        return []
    if read_header([list(spoken[0].cells.values())]) is not None:
        return []
    return [Pair(label_head(row.own[0]), row.own[0], tuple(row.own[1:])) for row in spoken]


def _kind(cell: Cell) -> str:
    told = nature(cell.text)
    return "body" if told in _BODIES else "words" if told in _SAYING else told


def _is_list(rows: Sequence[Row]) -> bool:
    """Whether every row is one label and its value, half of the labels at least known, a body among them."""
    if len(rows) < LEAST or any(len(row.own) != 2 or len(row.own[0].text) > LABEL or row.own[0].column for row in rows):
        return False
    heads = [label_head(row.own[0]) for row in rows]
    known = [head for head in heads if head.strength and head.kind not in ("period", "number")]
    values = [head_of(row.own[1].text) for row in rows]
    headed = sum(value.strength == 1.0 and value.kind != "period" for value in values)
    return 2 * len(known) >= len(heads) and any(head.kind == "role" for head in known) and not headed and len(set(heads)) > 2


def _listed(rows: Sequence[Row]) -> list[Pair]:
    return [Pair(label_head(row.own[0]), row.own[0], (row.own[1],)) for row in rows]


def _cards(pairs: Sequence[Pair]) -> list[list[tuple[Pair, Cell]]]:
    """The labels and values of one task each; a label that comes again begins the next."""
    cards: list[list[tuple[Pair, Cell]]] = []
    block: list[Pair] = []
    common, pairs = _common(pairs)
    for pair in [*pairs, None]:
        if pair is not None and all(pair.head.words != one.head.words for one in block):
            block.append(pair)
            continue
        width = max((len(one.values) for one in block), default=0)
        for at in range(width):
            cards.append([(one, one.values[min(at, len(one.values) - 1)]) for one in block])
        block = [pair] if pair is not None else []
    return [[*((pair, pair.values[0]) for pair in common), *card] for card in cards]


def _common(pairs: Sequence[Pair]) -> tuple[list[Pair], Sequence[Pair]]:
    """The labels at the top that hold for every task below them, apart from those that come again with each task."""
    counts = Counter(pair.head.words for pair in pairs)
    first = next((at for at, pair in enumerate(pairs) if counts[pair.head.words] > 1), 0)
    again = {pair.head.kind for pair in pairs[first:]}
    if not first or not again & {"task", "measure", "mixed"} or any(len(pair.values) > 1 for pair in pairs):
        return [], pairs
    return list(pairs[:first]), pairs[first:]


def laid(table: Table, cards: Sequence[Sequence[tuple[Pair, Cell]]]) -> Table:
    """One row a card, under the labels of the first one that prints them."""
    heads: dict[str, Cell] = {}
    for card in cards:
        for pair, _ in card:
            heads.setdefault(pair.head.words, uncounted(pair.label) if pair.head.words != closed_label(pair.label) else pair.label)
    order = {words: at for at, words in enumerate(heads)}
    cells = [replace(label, row=0, column=order[words], rows=1, columns=1) for words, label in heads.items()]
    spans = Counter(key for card in cards for key in {id(value) for _, value in card})
    taken: set[int] = set()
    for row, card in enumerate(cards, 1):
        for pair, value in card:
            if id(value) in taken:
                continue
            taken.add(id(value))
            cells.append(replace(value, row=row, column=order[pair.head.words], rows=spans[id(value)], columns=1))
    return Table(tuple(cells), len(cards) + 1, len(order), table.place, spans_stated=True)
