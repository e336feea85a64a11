"""Tables that are cards: labels with their values beside them, one task a card, or one task a column.

Labels are told by the words of column heads; where no list knows them, by what stands around them: the same labels come
again in other tables of the document, or the values beside each label are of one kind (bodies here, dates there).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import Head, head_of
from zeren.extract.cells.natures import nature
from zeren.extract.columns import is_none
from zeren.extract.table.doubled import NAMES
from zeren.extract.table.header import read_header
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.model import Cell, Table

_LABEL = 16
"""code points; a longer cell is no label"""
_COUNTED = re.compile("(?P<words>[\u4e00-\u9fff]{2,6}?)(?:[一二三四五六七八九十]{1,3}|\\d{1,2})[:：]?$")
_SHORT = 6
"""code points of a label that no list knows"""
_LEAST = 3
"""labels that make a card"""
_TWO = 2
"""labels of a card without words, which comes again"""
_CARD = 24
"""rows; a longer table is no card of fields"""
_WORDS = frozenset({"measure", "task", "problem", "target", "mixed", "yearly"})
_BODIES = frozenset({"body", "states"})
_SAYING = frozenset({"long", "text", "stated"})
_NO_LABEL = frozenset({"number", "value", "date", "phone", "mark", "long", "stated"})
"""natures that no label has"""
_CELLS = 1 << 12
"""cells whose words are remembered: each is looked at for every shape that a card may have"""
_AGAIN = 0.8
"""share of the first cells of a card that come again in others"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with the cells that hold its values, one for each task of the card."""

    head: Head
    label: Cell
    values: tuple[Cell, ...]


def repeated_labels(tables: Sequence[Table]) -> frozenset[str]:
    """The words that begin the rows of several narrow tables of a document: labels of cards, whatever they say."""
    counts: Counter[str] = Counter()
    firsts: list[list[str]] = []
    for table in tables:
        rows = rows_of(table) if 2 <= table.columns <= 4 else []
        labels = [_label_of(row.own[0]) for row in rows if row.own and row.own[0].column == 0]
        if len(labels) < _LEAST or any(nature(label) in _NO_LABEL or len(label) > _LABEL for label in labels):
            continue
        firsts.append(labels)
        counts.update(set(labels))
    repeated = {label for label, count in counts.items() if count > 1}
    return frozenset(
        label
        for labels in firsts
        for label in labels
        if label in repeated and sum(one in repeated for one in labels) >= max(_LEAST, _AGAIN * len(labels))
    )


def _recurring(rows: Sequence[Row]) -> frozenset[str]:
    """The words that begin the rows of one table again and again, card by card: labels of its cards, whatever they say.

    问题1, 怎么改, 整改单位, 销号时限, then 问题2, 怎么改, …: the number of a card is no part of its label.
    """
    firsts = [_label_of(row.own[0]) for row in rows if len(row.own) > 1]
    if any(row.own and row.own[0].column for row in rows) or not firsts:
        return frozenset()
    starts = [at for at, label in enumerate(firsts) if label == firsts[0]]
    cards = [firsts[at:end] for at, end in zip(starts, [*starts[1:], len(firsts)], strict=True)]
    counts = Counter(firsts)
    whole = len(cards) > 1 and all(len(set(card)) == len(card) >= _LEAST for card in cards)
    again = whole and sum(counts[label] > 1 for label in firsts) >= _AGAIN * len(firsts)
    if not again or any(nature(label) in _NO_LABEL or len(label) > _LABEL or (is_body(label) and not head_of(label).strength) for label in firsts):
        return frozenset()
    return frozenset(firsts)


def _uncounted(label: Cell) -> Cell:
    """A label without its number: what the column below it is called."""
    words = label.text.rstrip()
    bare = _label_of(label)
    end = next((at for at in range(len(words), 0, -1) if "".join(words[:at].split()) == bare), len(words))
    return replace(label, text=words[:end], place=replace(label.place, end=label.place.start + end))


def dropped_labels(table: Table, turned: Table) -> list[Cell]:
    """The labels of a table of cards that say again what heads a column of the table that it was turned to."""
    kept = {cell.place.start for cell in turned.cells}
    heads = {_label_of(cell) for cell in turned.cells if cell.row == 0}
    heads |= NAMES if turned.rows > table.rows else frozenset()
    return [cell for cell in table.cells if cell.text and cell.place.start not in kept and _label_of(cell) in heads]


def _label_of(cell: Cell) -> str:
    """The words of a label without the number that counts it."""
    return _uncounted_words(cell.text)


@lru_cache(_CELLS)
def _uncounted_words(text: str) -> str:
    words = _closed_words(text)
    counted = _COUNTED.match(words)
    return counted["words"] if counted else words


def carded(table: Table, rows: Sequence[Row], repeated: Collection[str] = ()) -> Table | None:
    """Return a table of cards as rows under a head; None where it is no card. ``repeated``: its ``repeated_labels``."""
    if (again := _recurring(rows)) and (pairs := _by_labels(rows, again)) and _says_duties(pairs):
        return laid(table, _cards(pairs))
    second = second_labels(rows)
    pairs = [pair for row in rows for pair in pairs_of(row, second)] if not _is_list(rows) else _listed(rows)
    if len({pair.head.words for pair in pairs}) >= _LEAST and _covers(pairs, rows):
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
        cells = _with_blanks(row)
        if len(cells) == 2 and cells[0].column == 0 and _label_of(cells[0]) in repeated:
            pairs.append(Pair(_head(cells[0]), cells[0], (cells[1],)))
        elif len(cells) == 4 and _label_of(cells[0]) in repeated:
            pairs += [Pair(_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    filled = [row for row in rows if len(row.own) > 1]
    return pairs if len(pairs) >= _LEAST and len(pairs) >= _AGAIN * len(filled) else []


def _by_natures(rows: Sequence[Row]) -> list[Pair]:
    """One task a column: every row begins with a label and goes on with values of one kind, bodies in one and words in another.

    看点 | 停车 | 买菜 above 目标任务 | 新建泊位1200个 | 改造市场4个 and 主办 | 市城管局 | 市商务局; no column below its first
    cell is of one kind.
    """
    spoken = [row for row in rows if len(row.own) > 1]
    width = max((len(row.own) for row in spoken), default=0)
    if width < 3 or len(spoken) < _LEAST or any(row.own[0].column or len(row.own) < width - 1 for row in spoken):
        return []
    if any(nature(row.own[0].text) in _NO_LABEL or len(_closed(row.own[0])) > _LABEL for row in spoken):
        return []
    kinds = [{_kind(cell) for cell in row.own[1:] if not is_none(cell.text)} for row in spoken]
    told = [kind for one in kinds if len(one) == 1 for kind in one]
    columns = [[_kind(row.own[at]) for row in spoken[1:] if at < len(row.own)] for at in range(1, width)]
    if "body" not in told or "words" not in told or any(len(set(column)) == 1 for column in columns):
        return []
    if read_header([list(spoken[0].cells.values())]) is not None:
        return []
    return [Pair(_head(row.own[0]), row.own[0], tuple(row.own[1:])) for row in spoken]


def _kind(cell: Cell) -> str:
    told = nature(cell.text)
    return "body" if told in _BODIES else "words" if told in _SAYING else told


def _closed(cell: Cell) -> str:
    return _closed_words(cell.text)


def _closed_words(text: str) -> str:
    return "".join(text.split()).rstrip(":：")


def _is_list(rows: Sequence[Row]) -> bool:
    """Whether every row is one label and its value, half of the labels at least known, a body among them."""
    if len(rows) < _LEAST or any(len(row.own) != 2 or len(row.own[0].text) > _LABEL or row.own[0].column for row in rows):
        return False
    heads = [_head(row.own[0]) for row in rows]
    known = [head for head in heads if head.strength and head.kind not in ("period", "number")]
    values = [head_of(row.own[1].text) for row in rows]
    headed = sum(value.strength == 1.0 and value.kind != "period" for value in values)
    return 2 * len(known) >= len(heads) and any(head.kind == "role" for head in known) and not headed and len(set(heads)) > 2


def _listed(rows: Sequence[Row]) -> list[Pair]:
    return [Pair(_head(row.own[0]), row.own[0], (row.own[1],)) for row in rows]


def second_labels(rows: Sequence[Row]) -> frozenset[int]:
    """The grid columns at which the second label of a row stands (责任单位 | 县水利局 | 协助单位 | 县财政局): a short word there is one too."""
    four = [own for row in rows if len(own := row.own) == 4]
    paired = (cells for cells in four if all(map(is_label, cells[::2])) and not any(map(is_label, cells[1::2])))
    return frozenset(cells[2].column for cells in paired)


def pairs_of(row: Row, second: Collection[int] = ()) -> list[Pair]:
    """Labels and values of a row: label | value, label | value | label | value, or label | value | value for several tasks.

    The value of a label may be blank (办理结果 |  above 联系人 |  | 电话 | ). ``second`` are the ``second_labels`` of the table.
    """
    cells = _with_blanks(row)
    if len(cells) == 4 and is_label(cells[0]) and cells[2].column in second and 2 <= len(_closed(cells[2])) <= _SHORT:
        return [Pair(_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    if len(cells) < 2 or not (is_label(cells[0]) or _stands_beside(cells)):
        return []
    told = all(is_label(label) or not value.text for label, value in zip(cells[::2], cells[1::2], strict=False))
    paired = len(cells) % 2 == 0 and told and not any(map(_is_known, cells[1::2]))
    if paired or _stands_beside(cells):
        return [Pair(_head(a), a, (b,)) for a, b in zip(cells[::2], cells[1::2], strict=True)]
    if any(map(is_label, cells[1:])) or not all(cell.text for cell in cells):
        return []
    return [Pair(_head(cells[0]), cells[0], tuple(cells[1:]))]


def _with_blanks(row: Row) -> list[Cell]:
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
    short = 2 <= len("".join(last.text.split())) <= _SHORT and nature(last.text) == "text"
    return short and all(map(is_label, first)) and not any(map(is_label, cells[1::2]))


def _stands_beside(cells: Sequence[Cell]) -> bool:
    """Whether a short word that no list knows stands as a label beside one of bodies (村名 | 白果村 | 驻村单位 | 县财政局)."""
    if len(cells) != 4:
        return False
    labels, values = cells[::2], cells[1::2]
    short = all(2 <= len("".join(cell.text.split())) <= _SHORT for cell in labels)
    if not short or any(map(is_label, values)):
        return False
    return not is_label(labels[0]) and is_label(labels[1]) and _head(labels[1]).kind == "role"


def _head(cell: Cell) -> Head:
    """What a label says; the number that counts it is no part of it (任务一, 措施2)."""
    return _head_of(cell.text)


@lru_cache(_CELLS)
def _head_of(text: str) -> Head:
    head = head_of(text)
    counted = _COUNTED.match("".join(text.split())) if not head.strength else None
    return head_of(counted["words"]) if counted else head


def is_label(cell: Cell) -> bool:
    """Whether a short cell says, whole or in part, what heads of columns say."""
    return _is_label(cell.text)


@lru_cache(_CELLS)
def _is_label(text: str) -> bool:
    if "。" in text or len("".join(text.split())) > _LABEL:
        return False
    head = _head_of(text)
    return head.strength > 0 and head.kind != "period"


def _is_known(cell: Cell) -> bool:
    return is_label(cell) and _head(cell).strength == 1.0


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
            heads.setdefault(pair.head.words, _uncounted(pair.label) if pair.head.words != _closed(pair.label) else pair.label)
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
