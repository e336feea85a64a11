"""Blocks of labelled fields in running text, laid out as the rows of a table under their labels.

A block is a run of labels with their values, in whatever layout: 牵头单位：市教育局 on lines of their own or side by side,
【时限】6月底, or 主办 on a line above 县商务局 as lists of terms set them. Where blocks of the same labels follow one another they
are a table in all but its lines: their labels are its heads, the lines above each block are its first columns, and what
a column is, is judged as of any table, by its head and by its cells. A label of which no list knows anything (盯办人, 干到哪了)
is then a column like others and never words of a measure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import nature
from zeren.extract.lexicon import is_composed, labels
from zeren.extract.prose.cards import Line, fields_of, items_of, label_kind
from zeren.extract.prose.pieced import pieced
from zeren.extract.prose.pieces import Pieced
from zeren.extract.prose.segments import mark_of, title_end
from zeren.extract.table.carded import Pair, wordless
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.fold import fold
from zeren.ground.model import Block, Cell, Paragraph, Place, Table

_ALONE = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]{0,4}[\u4e00-\u9fff（）()]){1,9}[:：]?")
"""a label on a line of its own"""
_NO_LABEL = frozenset({"number", "value", "date", "phone", "person", "mark", "long", "stated", "body", "states", "status"})
"""natures that no such label has"""
_BARE_NUMBER = re.compile(r"\d{1,3}(?=[ \t\n\u3000]|$)")
"""01　开办企业"""
_COUNTED = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[一二三四五六七八九十]{1,3}|\d{1,2})[ \t\u3000]{0,2}[:：]")
"""任务一：拆除违法建设"""
_BULLETS = "◆◇●○■□▪•·★☆▲△►▶—–-* \t\u3000"
"""what may stand before a line instead of a number"""
_TITLE_ENDS = "。；：: \u3000"
_STOPS = ".．、﹒,，:： "
"""signs behind a number"""
_LEAST = 2
"""blocks of the same labels, and labels that they share"""
_SHARE = 0.6
"""share of the blocks that hold a label which makes them alike"""
_ABOVE = 3
"""lines above a block that are its own at most"""
_HEADING = 45
"""code points; a longer line between blocks is no heading over the next ones"""
_VALUE = 40
"""lines that a value has at most"""
_PHRASE = 6
"""code points; a longer value may be words of a measure"""
_STATES = re.compile(r"[（(][^（）()]{0,12}(?:单位|部门|科室|处室|牵头|配合|责任)[^（）()]{0,80}[）)][。；;]?$")
"""（配合单位：各团场；时限：6月底） at the end of an item"""
_WIDEST = 8
"""columns of a table that may hold lines or cards side by side"""
_PAIR = 4
"""cells of two labels with their values"""
_BARE_KINDS = {"body": "role", "states": "role", "date": "deadline", "phone": "other", "person": "other", "number": "other", "mark": "other"}
"""what cells without labels hold, by their nature"""
_CLOSES = re.compile(r"[:：︰﹕】〗\]］\n]")
"""what closes a label that running text is read by too"""
_UNNAMED = "\0"
"""begins the name of a field whose label is not printed"""
_WORDS = frozenset({"measure", "task", "target"})
_STATEMENT = frozenset({"role", "deadline"})


@dataclass(frozen=True, slots=True)
class Fielded(Table):
    """A table that blocks of fields were laid out to."""

    labels: tuple[Place, ...] = ()
    """labels of its blocks, which all say what its heads say"""
    readings: Mapping[int, str] = field(default_factory=dict)
    """what the lines above the blocks are, by grid column"""


@dataclass(slots=True)
class _Field:
    """A label with its value; the ranges are offsets of the document."""

    label: str
    kind: str
    start: int
    """of the label"""
    begin: int
    """of the value"""
    end: int
    place: Place
    """of the line or cell that holds the value"""
    alone: bool
    """the label stands on a line of its own or in a cell"""
    apart: bool = False
    """no colon parts it from its value, or no label is printed"""
    named: Place | None = None
    """where a line above gives the label"""

    @property
    def words(self) -> int:
        """How many code points its value has."""
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, or the part of a card that stands for one."""

    words: Paragraph
    block: Block | None
    """what it is in the document; None where a line before stands for the same table"""
    fields: list[_Field] = field(default_factory=list)
    """of a card, or of a line in pieces"""


@dataclass(slots=True)
class _FieldBlock:
    first: int
    """index of its first paragraph"""
    stop: int
    """one past its last"""
    fields: list[_Field] = field(default_factory=list)

    @property
    def labels(self) -> set[str]:
        return {one.label for one in self.fields}


def fielded(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """Return ``blocks`` of a document with this ``text``, a table in place of the labelled fields that come again."""
    found: list[Block] = []
    stretch: list[_Line] = []
    for block in (*blocks, None):
        if isinstance(block, Table) and (inside := _inside(block, stretch[-1:], text)):
            above, laid = inside
            found += [*_laid_out(stretch[: len(stretch) - above], text), *laid]
            stretch = []
            continue
        lines = list(_lines(block, text)) if block is not None else []
        stretch += lines
        if not lines:
            found += _laid_out(stretch, text)
            stretch = []
            found += [block] if block is not None else []
    return tuple(found)


def _lines(block: Block, text: str) -> Iterator[_Line]:
    """A paragraph as it is, a card without words of its own as the line across its top and its fields; nothing of other tables."""
    if isinstance(block, Paragraph):
        yield _Line(block, block)
    elif card := wordless(block):
        top, pairs = card
        if top:
            yield _Line(Paragraph(top.text, top.place), block)
        start = min(pair.label.place.start for pair in pairs)
        place = replace(block.place, start=start)
        yield _Line(Paragraph(text[start : place.end], place), None if top else block, [_of_pair(pair) for pair in pairs])


def _inside(table: Table, over: Sequence[_Line], text: str) -> tuple[int, list[Block]] | None:
    """What a table holds whose rows are the lines of a text (words in one row, 牵头：…；时限：… in the next), or whose cards stand
    side by side: how many of the lines right ``over`` it are its own, and its fields as rows. None where it is neither."""
    if table.columns > _WIDEST or not _may_be_lines(table):
        return None
    rows = [row for row in rows_of(table) if row.own]
    cells = [[cell for cell in row.own if cell.text] for row in rows]
    wall = list(_of_wall([own for own in cells if own], over, text))
    lines = wall or list(_side_by_side(rows)) or list(_row_by_row(cells, text))
    above = len(over) if wall and wall[0].fields else 0  # a row across the top was taken for a title
    laid = _laid_out([*over[len(over) - above :], *lines], text) if lines else []
    return (above, laid) if any(isinstance(one, Fielded) for one in laid) else None


def _may_be_lines(table: Table) -> bool:
    """Whether the cells of a table leave it open that its rows are lines or its cards stand side by side: few tables do."""
    filled: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.text:
            filled.setdefault(cell.row, []).append(cell.text)
    single = sum(len(own) == 1 for own in filled.values())
    beside = sum(len(own) >= _PAIR and own[0] == own[2] for own in filled.values())
    return 3 * single >= len(filled) or beside >= _LEAST or all(len(own) <= _PAIR - 2 for own in filled.values())


def _row_by_row(cells: Sequence[Sequence[Cell]], text: str) -> Iterator[_Line]:
    """The rows of a table as lines, where each holds a number and words at most and several begin with the same labels."""
    if any(len(own) > _PAIR - 2 or (len(own) > 1 and nature(own[0].text) != "number") for own in cells):
        return
    held = [tuple(fields_of(Paragraph(own[-1].text, own[-1].place))) if own else () for own in cells]
    labels = Counter(next((line.label for line in its if line.kind == "role"), "") for its in held)
    if not any(count >= _LEAST and label for label, count in labels.items()):
        return
    for own, its in zip(cells, held, strict=True):
        if own:
            place = replace(own[0].place, end=own[-1].place.end)
            words = Paragraph(text[place.start : place.end], place)
            fields = [replace(_of_line(line, Paragraph(own[-1].text, own[-1].place)), apart=True) for line in its]
            yield _Line(words, words, fields)


def _of_wall(rows: Sequence[Sequence[Cell]], over: Sequence[_Line], text: str) -> Iterator[_Line]:
    """The rows of a table of bodies and times without labels, each below a row of words alone: 修渠3公里 over 县水利局 | 6月底."""
    bare = [at for at, own in enumerate(rows) if len(own) > 1]
    if len(bare) < _LEAST or 2 * len(bare) < len(rows) - 2 or any(below - at != 2 for at, below in pairwise(bare)):
        return
    words = [rows[at - 1][0].text if at else over[-1].words.text if over else "" for at in bare]
    natures = {at: [_BARE_KINDS.get(nature(cell.text)) for cell in rows[at]] for at in bare}
    if any(nature(one) not in ("text", "long", "stated") for one in words) or any(None in its or "role" not in its for its in natures.values()):
        return
    for at, own in enumerate(rows):
        place = replace(own[0].place, end=own[-1].place.end)
        line = Paragraph(text[place.start : place.end], place)
        fields = [
            _Field(f"{_UNNAMED}{column}", kind or "other", cell.place.start, cell.place.start, cell.place.end, cell.place, alone=False, apart=True)
            for column, (cell, kind) in enumerate(zip(own, natures.get(at, ()), strict=False))
        ]
        yield _Line(line, line, fields)


def _side_by_side(rows: Sequence[Row]) -> Iterator[_Line]:
    """The cards of a table that stand side by side, each label as often in its row as there are cards: 任务 | 修渠 | 任务 | 建桥."""
    width = max((len(row.own) for row in rows), default=0)
    wide = [row.own for row in rows if len(row.own) == width]
    if width < _PAIR or width % 2 or len(wide) < _LEAST or len(rows) - len(wide) > len(wide):
        return
    labels = [_closed(own[0].text) for own in wide]
    if any(len({_closed(cell.text) for cell in own[::2]}) > 1 or not _may_be_label(own[0].text) for own in wide):
        return
    first = [at for at, label in enumerate(labels) if label == labels[0]]
    for at, stop in zip(first, [*first[1:], len(wide)], strict=True):
        for column in range(0, width, 2):
            fields = [_under(_closed(own[column].text), own[column].place, own[column + 1].place, own[column + 1].text) for own in wide[at:stop]]
            place = wide[at][column].place
            yield _Line(Paragraph(wide[at][column].text, place), None, fields)


def _laid_out(lines: Sequence[_Line], text: str) -> list[Block]:
    """Lines between tables, their blocks of fields as tables."""
    found: list[Block] = []
    at = 0
    if len(lines) < _LEAST:
        return [line.block for line in lines if line.block]
    held = {id(line): () if line.fields else tuple(fields_of(line.words)) for line in lines}
    alone = _alone([line.words for line in lines], [held[id(line)] for line in lines])
    lines = [*_in_pieces(lines, held, alone)]
    paragraphs = [line.words for line in lines]
    for group, above in _groups(_blocks(paragraphs, _fields(lines, held, alone)), paragraphs):
        for part in _parted(group, above):
            found += [line.block for line in lines[at : part[0].first - above] if line.block]
            found.append(_table(part, above, paragraphs, text))
            at = part[-1].stop
    return [*found, *(line.block for line in lines[at:] if line.block)]


def _in_pieces(lines: Sequence[_Line], held: Mapping[int, Sequence[Line]], alone: Collection[str]) -> Iterator[_Line]:
    """Lines whose pieces stand apart by signs alone as their words and their fields, the fields behind the words."""
    own = [not line.fields and not held[id(line)] for line in lines]
    for at, line in enumerate(lines):
        if alone and _closed(line.words.text) in alone:
            own[at : at + 2] = [False] * len(own[at : at + 2])  # a label over its value
    made = pieced([line.words.text if free else "" for line, free in zip(lines, own, strict=True)])
    lines, made = _words_first(lines, made)
    unnamed: Counter[str] = Counter()
    for at, line in enumerate(lines):
        its = made.get(at)
        unnamed = unnamed if its and its.words is None else Counter()
        if its is None:
            yield line
            continue
        place = line.words.place
        start = place.start
        if its.words:
            first, end = its.words
            begin = 0 if all(first < piece.begin for piece in its.pieces) else first  # a number before bodies is no number of the words
            words = replace(place, start=start + begin, end=start + end)
            yield _Line(Paragraph(line.words.text[begin:end], words), line.block)
        fields = list(_of_pieces(its, place, unnamed, lines))
        yield _Line(line.words, None if its.words else line.block, fields)


def _words_first(lines: Sequence[_Line], made: dict[int, Pieced]) -> tuple[Sequence[_Line], dict[int, Pieced]]:
    """Lines with what stands apart in lines of its own behind the words it is said of, also where it is printed above them.

    Which of the two it is, the ends tell: above the first such line stands a title, or the words of a measure like the others. Where
    they do not tell, and where such lines stand over several measures, these lines are taken for nothing here.
    """
    free = sorted(at for at, its in made.items() if its.words is None)
    runs = [at for at in free if at - 1 not in free]
    ends = [next(stop for stop in range(at + 1, len(lines) + 1) if stop not in free) for at in runs]
    if len(runs) < _LEAST or all(piece.label and piece.closed for at in free for piece in made[at].pieces):
        return lines, made
    gaps = [below - stop for stop, below in zip(ends, runs[1:], strict=False)]
    between = {_form(lines[at].words.text) for stop, gap in zip(ends, gaps, strict=False) for at in range(stop, stop + gap)}
    first, last = runs[0] - 1, ends[-1]
    over = first >= 0 and _form(lines[first].words.text) in between
    under = last < len(lines) and _form(lines[last].words.text) in between
    if over and (first > 0 or not under):
        return lines, made
    if not under:
        return lines, made
    bare = all(piece.kind == "role" and not piece.label for at in free for piece in made[at].pieces)
    if bare or set(gaps) != {1}:
        return lines, {at: its for at, its in made.items() if its.words is not None}
    order = list(range(len(lines)))
    for at, stop in zip(runs, ends, strict=True):
        order[at : stop + 1] = [stop, *range(at, stop)]
    return [lines[at] for at in order], {new: made[old] for new, old in enumerate(order) if old in made}


def _form(words: str) -> tuple[int | None, str]:
    """How a line is set: the level of its number, and how it ends."""
    mark = mark_of(words.strip())
    last = words.rstrip()[-1:]
    return (mark[0] if mark else None, last if last in "。；;：:" else "")


def _of_pieces(its: Pieced, place: Place, unnamed: Counter[str], lines: Sequence[_Line]) -> Iterator[_Field]:
    """The pieces of a line as fields; those without a label are named by what they are and how many stood before them."""
    for piece in its.pieces:
        label = piece.label
        head = piece.head
        if head:
            above = lines[head.line].words
            label = above.text[head.start : head.end]
        elif not label:
            unnamed[piece.kind] += 1
            label = f"{_UNNAMED}{piece.kind}{unnamed[piece.kind]}"
        begin, end = place.start + piece.begin, place.start + piece.end
        own = _Field(label, piece.kind, place.start + piece.start, begin, end, place, alone=False, apart=True)
        if head:
            own.named = replace(above.place, start=above.place.start + head.start, end=above.place.start + head.end)
        yield own


# ── Fields ───────────────────────────────────────────────────────────────────────────────


def _fields(lines: Sequence[_Line], held: Mapping[int, Sequence[Line]], alone: Collection[str]) -> dict[int, tuple[list[_Field], int]]:
    """The fields that begin in each line and the number of lines that they take; labels that come again alone."""
    paragraphs = [line.words for line in lines]
    own = [held.get(id(line), ()) for line in lines]
    counts = Counter(label for its in own for label in {line.label for line in its})
    found: dict[int, tuple[list[_Field], int]] = {}
    at = 0
    while at < len(paragraphs):
        one = paragraphs[at]
        its = own[at]
        if lines[at].fields:
            found[at] = lines[at].fields, 1
        elif its and (counts[its[0].label] >= _LEAST or (at - 1 in found and its[0].kind != "other")):
            found[at] = [_of_line(line, one) for line in its], 1
        elif (label := _closed(one.text)) in alone:
            below = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
            blank = below is None or (_closed(below.text) in alone and _is_known(_closed(below.text)))
            value = replace(one.place, start=one.place.end) if below is None or blank else below.place
            found[at] = [_under(label, one.place, value, "" if below is None or blank else below.text)], 1 if blank else 2
            at += found[at][1] - 1
        at += 1
    return found


def _of_line(line: Line, paragraph: Paragraph) -> _Field:
    start = paragraph.place.start
    apart = not _CLOSES.search(paragraph.text, line.start - start, line.begin - start)
    return _Field(line.label, line.kind, line.start, line.begin, line.end, paragraph.place, alone=False, apart=apart)


def _of_pair(pair: Pair) -> _Field:
    value = pair.values[0]
    return _under(pair.head.words.rstrip(":："), pair.label.place, value.place, value.text)


def _under(label: str, place: Place, value: Place, words: str) -> _Field:
    """A label that stands apart from its value, above it or in the cell beside it."""
    kind = label_kind(label)[0]
    if kind == "other" and words:
        told = nature(words)
        kind = "role" if told in ("body", "states") else "deadline" if told == "date" else kind
    return _Field(label, kind, place.start, value.start, value.end, value, alone=True)


def _alone(paragraphs: Sequence[Paragraph], own: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Words that stand on lines of their own again and again, each time over another line: labels, whatever they say."""
    words = [_closed(one.text) if _ALONE.fullmatch(one.text.strip()) else "" for one in paragraphs]
    counts = Counter(word for word, its in zip(words, own, strict=True) if word and not (its and its[0].begin < its[0].end))
    often = {word for word, count in counts.items() if count >= _LEAST and nature(word) != "status" and (_is_known(word) or _may_be_label(word))}
    told: Counter[str] = Counter()
    at = 0
    while at < len(words):  # a value that comes again stands below a label each time
        if words[at] in often:
            told[words[at]] += 1
            blank = at + 1 < len(words) and words[at + 1] in often and _is_known(words[at + 1])
            at += 0 if blank else 1
        at += 1
    return frozenset(word for word in often if 2 * told[word] > counts[word] and told[word] >= _LEAST)


def _is_known(label: str) -> bool:
    """Whether a list knows what a label says, in whole or in part."""
    return label in labels() or head_of(label).strength > 0


def _may_be_label(words: str) -> bool:
    return nature(words) not in _NO_LABEL and not is_body(words)


def _closed(words: str) -> str:
    return "".join(fold(words).split()).rstrip(":")


# ── Blocks ───────────────────────────────────────────────────────────────────────────────


def _blocks(paragraphs: Sequence[Paragraph], fields: dict[int, tuple[list[_Field], int]]) -> list[_FieldBlock]:
    """Runs of fields without a label twice; lines between a label and the next one of its block go on with its value."""
    found: list[_FieldBlock] = []
    first = next((its[0].label for _, (its, _) in sorted(fields.items())), "")
    for at, (its, count) in sorted(fields.items()):
        last = found[-1] if found else None
        again = last is not None and any(one.label in last.labels for one in its)
        if last is None or again or (last.stop < at and not _goes_on(last, at, its[0], first)):
            found.append(_FieldBlock(at, at + count, list(its)))
            continue
        if last.stop < at:
            value = last.fields[-1]
            value.begin = value.begin if value.begin < value.end else paragraphs[last.stop].place.start
            value.end = paragraphs[at - 1].place.end
        last.fields += its
        last.stop = at + count
    for one, following in zip(found, [*found[1:], None], strict=False):
        _take_items(one, following.first if following else len(paragraphs), paragraphs)
    return found


def _goes_on(block: _FieldBlock, at: int, below: _Field, first: str) -> bool:
    """Whether the lines between a block and a field are more of the block's last value."""
    last = block.fields[-1]
    longer = last.begin >= last.end or last.kind in {*_WORDS, "other"}
    return longer and at - block.stop <= _VALUE and below.label != first


def _take_items(block: _FieldBlock, stop: int, paragraphs: Sequence[Paragraph]) -> None:
    """Give the last label of a block the numbered items below it (整改措施：⏎1.…⏎2.…)."""
    last = block.fields[-1]
    if last.kind != "measure":
        return
    start = paragraphs[block.stop - 1].place
    own = mark_of(paragraphs[block.stop - 1].text[max(0, last.begin - start.start) :]) if last.begin < last.end else None
    level = own[0] if own else None
    while block.stop < stop and (mark := mark_of(paragraphs[block.stop].text)) and mark[0] >= (level or 3):
        if level is None and last.begin < last.end:
            return
        level = level or mark[0]
        last.begin = last.begin if last.begin < last.end else paragraphs[block.stop].place.start
        last.end = paragraphs[block.stop].place.end
        block.stop += 1


def _groups(blocks: Sequence[_FieldBlock], paragraphs: Sequence[Paragraph]) -> Iterator[tuple[list[_FieldBlock], int]]:
    """Blocks of the same labels that follow one another and say duties, and how many lines above each are its own."""
    group: list[_FieldBlock] = []
    for block in (*blocks, None):
        if block is not None and group and len(block.labels & group[0].labels) >= _shared(group[0]):
            group.append(block)
            continue
        if group and _is_apart(group[0]) and _stands_first(group, paragraphs):
            del group[0]  # a title that is made like a line of fields
        if group and (above := _lines_above(group, paragraphs)) is not None and _says_duties(group, above) and not _say_their_own(group, paragraphs):
            yield group, above
        group = [block] if block is not None else []


def _stands_first(group: Sequence[_FieldBlock], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether less stands above the first block than above each of the others."""
    least = min((below.first - one.stop for one, below in pairwise(group)), default=0)
    return group[0].first < least


def _say_their_own(group: Sequence[_FieldBlock], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the items of blocks name bodies in brackets themselves: they are measures of running text under the labels."""
    own = [paragraphs[at].text.rstrip() for block in group for at in range(block.first, block.stop)]
    return sum(bool(_STATES.search(line)) and mark_of(line) is not None for line in own) >= _LEAST


def _shared(block: _FieldBlock) -> int:
    """How many labels the blocks of a group share with its first: one where nothing but a body stands apart in it."""
    return min(_LEAST, len(block.labels)) if _is_apart(block) else _LEAST


def _is_apart(block: _FieldBlock) -> bool:
    return all(one.apart for one in block.fields)


def _lines_above(group: Sequence[_FieldBlock], paragraphs: Sequence[Paragraph]) -> int | None:
    """How many lines right above each block are its own; None where other lines than headings stand between the blocks."""
    if len(group) < _LEAST:
        return None
    gaps = [range(one.stop, below.first) for one, below in pairwise(group)]
    least = min(map(len, gaps))
    if least > _ABOVE or group[0].first < least:
        return None
    headings = [paragraphs[at] for gap in gaps for at in gap[: len(gap) - least]]
    lines = [[paragraphs[at].text for at in range(one.first - least, one.first)] for one in group]
    numbered = [bool(least) and _number(own[0]) != "" for own in lines]
    plain = all(len(one.text) <= _HEADING and not one.text.rstrip().endswith(("。", "；", "：")) for one in headings)
    return least if plain and len(set(numbered)) == 1 else None


def _says_duties(group: Sequence[_FieldBlock], above: int) -> bool:
    """Whether blocks name bodies and words, in a way that no statement below a measure would be read as well."""
    counts = Counter(label for one in group for label in one.labels)
    common = {label for label, count in counts.items() if count >= max(_LEAST, _SHARE * len(group))}
    kinds = {one.label: one.kind for block in group for one in block.fields if one.label in common}
    told = set(kinds.values())
    apart = any(one.apart for block in group for one in block.fields)
    known = any(kind == "role" and (_is_known(label) or (apart and len(group) > _LEAST)) for label, kind in kinds.items())
    worded = above > 0 or bool(told & {*_WORDS, "other"})
    stated = all(label in labels() or is_composed(label) for label in common)
    more = bool(told - _STATEMENT) or not stated or apart or any(one.alone for block in group for one in block.fields)
    return len(common) >= (1 if apart and above else _LEAST) and "role" in told and (known or "deadline" in told) and worded and more


def _parted(group: Sequence[_FieldBlock], above: int) -> Iterator[list[_FieldBlock]]:
    """The blocks between headings that stand over several of them."""
    part: list[_FieldBlock] = []
    for one in group:
        if part and one.first - part[-1].stop > above:
            yield part
            part = []
        part.append(one)
    yield part


# ── Tables ───────────────────────────────────────────────────────────────────────────────


def _table(part: Sequence[_FieldBlock], above: int, paragraphs: Sequence[Paragraph], text: str) -> Fielded:
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


def _over(part: Sequence[_FieldBlock], above: int, paragraphs: Sequence[Paragraph]) -> tuple[list[list[tuple[int, int]]], list[str]]:
    """The columns that the lines above blocks fill, as ranges of the document for each block, and what they are; empty where unsure.

    The line nearest to the fields is the task where a field holds the measure, the measure where none may; a title that opens
    every such measure is its task.
    """
    found = [_starts(paragraphs[block.first - above : block.first]) for block in part]
    readings = ["number", *[""] * above] if above else []
    kinds = {one.kind for block in part for one in block.fields}
    if above and "measure" in kinds:
        readings[-1] = "task"
    elif above and not kinds & _WORDS and not _may_be_words(part):
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


def _may_be_words(part: Sequence[_FieldBlock]) -> bool:
    """Whether a label that says nothing itself holds words of a measure in some block."""
    return any(one.kind == "other" and one.words > _PHRASE for block in part for one in block.fields)


def _heads(part: Sequence[_FieldBlock], order: Sequence[str], shift: int, names: Sequence[Place], cells: Sequence[Cell], text: str) -> Iterator[Cell]:
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
    number = _number(words)
    start = first.place.start + len(first.text) - len(words)
    begin = start + len(number)
    begin += len(first.text[begin - first.place.start :]) - len(first.text[begin - first.place.start :].lstrip())
    return [(start, start + len(number.rstrip(_STOPS))), (begin, first.place.end), *((one.place.start, one.place.end) for one in others)]


def _number(words: str) -> str:
    """The number that a line begins with, as printed; empty where it begins with none."""
    words = words.lstrip()
    bare = _BARE_NUMBER.match(words) or _COUNTED.match(words)
    mark = mark_of(words)
    return mark[1] if mark else bare[0] if bare else ""


def _items(measure: _Field | None, text: str) -> list[tuple[int, int]]:
    """The numbered items of a measure, where there are several."""
    if measure is None or measure.begin >= measure.end:
        return []
    found = [(start, end) for _, start, end in items_of(text[measure.begin : measure.end], measure.begin)]
    return found if len(found) > 1 else []


def _name(one: _Field, text: str) -> Place:
    """Where the words of a label stand, without the signs around them."""
    if one.named:
        return one.named
    printed = text[one.start : one.begin] if one.begin > one.start else ""
    words = [at for at, char in enumerate(printed) if "\u4e00" <= char <= "\u9fff"]
    if one.alone:
        words = words[: len([char for char in one.label if "\u4e00" <= char <= "\u9fff"])]
    first, last = (words[0], words[-1] + 1) if words else (0, 0)
    return replace(one.place, start=one.start + first, end=one.start + last)


def _value_end(one: _Field, text: str) -> int:
    """Where a value ends; a full stop ends a line of bodies or a time and is no part of them."""
    words = text[one.begin : one.end]
    return one.begin + len(words.rstrip("。；; ") if one.kind in {*_STATEMENT, "person"} else words)


def _cell(start: int, end: int, row: int, column: int, rows: int, place: Place, text: str) -> Cell:
    return Cell(text[start:end], replace(place, start=start, end=end), row, column, rows)


def places_of_labels(tables: Collection[Table]) -> list[Place]:
    """Where the labels of blocks stand that were laid out as tables."""
    return [place for one in tables if isinstance(one, Fielded) for place in one.labels]
