"""Plain text: paragraphs, tables as tab-separated rows, and Word tables flattened to one cell a line.

Text has no merged cells, only empty ones, so its tables say ``spans_stated=False`` and what an
empty cell means is left to the room that knows the columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.ground.model import Block, Cell, Document, Paragraph, Place, Table
from zeren.read.encoding import decode
from zeren.read.flat import regrouped
from zeren.read.wrap import Page, goes_on, wrapped_at

_ANNEX = re.compile(r"\s*附\s*(?:[件表录]\s*)?(?:[0-9０-９一二三四五六七八九十]+\s*)?(?:[:：]\s*)?$")
"""a line that opens an annex; it never stands inside a cell"""
_LABELLED = re.compile(r"\s*[^:：\s]{2,10}\s*[:：]\s*\S")
"""words that say what they are (牵头单位：市财政局), so that tabs between them only part them"""
_BRACKETED = re.compile(r"[（(【〔\[][^（(【〔\[）)】〕\]\n]{1,400}[）)】〕\]]")
"""a bracket inside which bars part labels, no cells (（责任单位：县水利局｜完成时限：6月底前）)"""
_NUMERAL = re.compile(r"[(（]?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[)）]?[、.．]?")
_HEADER_LENGTH = 60
"""code points; no cell of a header row is longer"""
_RULE = re.compile(r"[\s|｜:+=_—\-\u2500-\u257f]+")
"""a line between rows that holds no words (---, ├──┼──┤)"""
_BARS = "|｜│┃║"
"""what stands between cells in plain text"""
_BAR = re.compile(f"[{_BARS}]")
_ENDS = _BARS + " \u3000"
_APART = re.compile(r"(?:(?! {2}|[ \u3000]{0,1}\u3000)[^\n])+")
"""words between which two blanks or a wide one stand"""
_LEAST_SPACED = 3
"""columns, and lines, of a table that nothing but blanks lays out"""
_HEAD_LINE = 160
"""code points of a line of heads that blanks part"""
_LEAST_BLANK = 4
"""columns of a table that single blanks lay out"""
_BLANK_HEAD = 8
"""code points; no head of such a table is longer"""
_WORD = re.compile(r"[^ \u3000\t\n]+")
_SPACED_HEAD = 14
"""code points; no head of such a table is longer"""
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")
"""signs as wide as two others"""
_STOPS = "。；：:;"


@dataclass(slots=True)
class _Line:
    """A line and what it looks like."""

    start: int
    text: str
    blank: bool = False
    is_row: bool = False
    """a line of a tab-separated table: a tab after some text, or more than one tab, unless labels stand between"""
    is_cell: bool = False
    """a line that begins a flattened cell: one leading tab and no other"""
    is_barred: bool = False
    """a line whose cells stand between bars: two at least"""

    ends_cell: bool = False
    """a bar at its end closes a cell"""

    def __post_init__(self) -> None:
        text = self.text
        self.blank = not text or text.isspace()
        if "\t" in text:
            if text[0] == "\t" and text.count("\t") == 1:
                self.is_cell = True
                return
            several = "\t" in text.lstrip("\t") or text.count("\t") > 1
            labels = several and not self.blank and all(_LABELLED.match(c) for c in text.split("\t") if c.strip())
            self.is_row = several and not labels
        elif _BAR.search(text):
            bare = _BRACKETED.sub("", text)
            labels = all(_LABELLED.match(words) for words in _BAR.split(bare.strip(_ENDS)) if words.strip())
            self.is_barred = len(_BAR.findall(bare)) > 1 and not labels
            self.ends_cell = text.rstrip().endswith(tuple(_BARS))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell before its row is known."""

    start: int
    end: int
    gap: bool
    """a blank line parts it from the cell before"""


def read_text(data: bytes, name: str, sha256: str, encoding: str | None = None) -> Document:
    """Return the document in the bytes of a text file; raises UnreadableInput where no encoding fits.

    Line ends become ``\n`` before offsets are counted, so that copies of a file from different systems agree.
    """
    text, encoding = decode(data, name, encoding=encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Document(name, sha256, "txt", text, blocks_of(text), encoding)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and tables of ``text`` (line ends ``\\n``) in reading order.

    A tab-separated table ends at a blank line or a line without a tab; a table printed over
    several pages therefore comes as several tables, which the extraction joins again.
    """
    lines = _lines(text)
    starts = [line.start for line in lines]
    blocks: list[Block] = []
    page = wrapped_at(line.text for line in lines if not (line.is_row or line.is_cell or line.ends_cell))
    tables = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.blank:
            at += 1
            continue
        if barred := _barred_rows(text, lines, at):
            tables += 1
            blocks.append(_table(text, barred[0], tables, starts))
            at = barred[1]
            continue
        if spaced := _spaced_rows(lines, at) or _blank_rows(lines, at):
            tables += 1
            blocks.append(_table(text, spaced[0], tables, starts))
            at = spaced[1]
            continue
        if not (line.is_row or line.is_cell):
            end = at + 1
            while page and end < len(lines) and _runs_on(lines[end - 1], lines[end], page):
                end += 1
            blocks.append(_paragraph(text, lines[at:end], at))
            at = end
            continue
        rows, end = _tabbed(text, lines, at) if line.is_row else _flattened(text, lines, at)
        if not line.is_row and _is_prose(text, rows[0]):
            blocks += [_paragraph(text, [its], at + i) for i, its in enumerate(lines[at:end]) if not its.blank]
        else:
            tables += 1
            blocks.append(_table(text, rows, tables, starts))
        at = end
    return regrouped(blocks, text)


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for raw in text.split("\n"):
        lines.append(_Line(start, raw))
        start += len(raw) + 1
    return lines


def _paragraph(text: str, lines: list[_Line], index: int) -> Paragraph:
    start, end = _trim(text, lines[0].start, lines[-1].start + len(lines[-1].text))
    return Paragraph(text[start:end], Place(start, end, line=index + 1))


def _runs_on(line: _Line, following: _Line, page: Page) -> bool:
    """Whether a line of wrapped text goes on in the next one."""
    if following.blank or following.is_row or following.is_cell or following.is_barred or line.ends_cell:
        return False
    return goes_on(line.text, following.text, page)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a range to its words; an empty range stays at its start."""
    words = text[start:end]
    if not words.strip():
        return start, start
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _tabbed(text: str, lines: list[_Line], at: int) -> tuple[list[list[_Slot]], int]:
    rows = []
    while at < len(lines) and (lines[at].is_row or lines[at].is_cell) and not lines[at].blank:
        row, start = [], lines[at].start
        for raw in lines[at].text.split("\t"):
            row.append(_Slot(*_trim(text, start, start + len(raw)), gap=False))
            start += len(raw) + 1
        rows.append(row)
        at += 1
    return rows, at


def _barred_rows(text: str, lines: list[_Line], at: int) -> tuple[list[list[_Slot]], int] | None:
    """The rows between bars that begin at a line and the index after them; one alone is no table."""
    if not lines[at].is_barred or _RULE.fullmatch(lines[at].text):
        return None
    end = at
    while end < len(lines) and (lines[end].is_barred or (_RULE.fullmatch(lines[end].text) and not lines[end].blank)):
        end += 1
    rows = [_between_bars(text, line) for line in lines[at:end] if not _RULE.fullmatch(line.text)]
    return (rows, end) if len(rows) > 1 else None


def _between_bars(text: str, line: _Line) -> list[_Slot]:
    words = line.text.strip()
    start = line.start + line.text.index(words)
    if words[0] in _BARS:
        words, start = words[1:], start + 1
    if words.endswith(tuple(_BARS)):
        words = words[:-1]
    row = []
    for raw in _BAR.split(words):
        row.append(_Slot(*_trim(text, start, start + len(raw)), gap=False))
        start += len(raw) + 1
    return row


def _spaced_rows(lines: list[_Line], at: int) -> tuple[list[list[_Slot]], int] | None:
    """The rows that blanks alone part, under heads that stand apart in the same way, and the index after them.

    The heads tell the columns: words belong to the head above which, or right behind whose beginning, they begin.
    """
    printed = lines[at].text.strip()
    if len(printed) > _HEAD_LINE or ("  " not in printed and "\u3000" not in printed):
        return None  # what costs little is asked first: nearly every line is none
    heads = _apart(lines[at])
    if len(heads) < _LEAST_SPACED or any(len(head[0]) > _SPACED_HEAD or head[0][-1] in _STOPS for head in heads):
        return None
    rows = [[head[1] for head in heads]]
    begins = [head[2] for head in heads]
    end = at + 1
    while end < len(lines) and not lines[end].blank and not lines[end].is_row and not lines[end].is_cell:
        if not _RULE.fullmatch(lines[end].text):
            row = _under(begins, _apart(lines[end]), lines[end])
            if row is None:
                break
            rows.append(row)
        end += 1
    return (rows, end) if len(rows) >= _LEAST_SPACED else None


def _blank_rows(lines: list[_Line], at: int) -> tuple[list[list[_Slot]], int] | None:
    """The rows under a head of short words that single blanks part, each of as many words, a number first, and the index after them."""
    printed = lines[at].text
    if len(printed) > _HEAD_LINE or printed.count(" ") + printed.count("\u3000") < _LEAST_BLANK - 1:
        return None
    heads = _words(lines[at])
    if len(heads) < _LEAST_BLANK or any(slot.end - slot.start > _BLANK_HEAD for slot in heads) or lines[at].is_barred:
        return None
    rows, end = [heads], at + 1
    while end < len(lines) and not lines[end].is_row and not lines[end].is_cell:
        row = _words(lines[end])
        number = lines[end].text.strip()[: row[0].end - row[0].start] if row else ""
        if len(row) != len(heads) or not _NUMERAL.fullmatch(number):
            break
        rows.append(row)
        end += 1
    return (rows, end) if len(rows) >= _LEAST_SPACED else None


def _words(line: _Line) -> list[_Slot]:
    """The words of a line that blanks part."""
    return [_Slot(line.start + match.start(), line.start + match.end(), gap=False) for match in _WORD.finditer(line.text)]


def _apart(line: _Line) -> list[tuple[str, _Slot, tuple[int, int]]]:
    """The words of a line that blanks part: each with its range and with where it begins and ends as printed."""
    if line.is_barred or _RULE.fullmatch(line.text) or "\t" in line.text:
        return []
    found: list[tuple[str, _Slot, tuple[int, int]]] = []
    for match in _APART.finditer(line.text):
        words = match[0].strip()
        if not words:
            continue
        start = match.start() + match[0].index(words)
        left = _printed(line.text[:start])
        slot = _Slot(line.start + start, line.start + start + len(words), gap=False)
        found.append((words, slot, (left, left + _printed(words))))
    return found


def _printed(words: str) -> int:
    """How wide words are as printed: a Chinese sign takes the place of two others."""
    return len(words) + len(_WIDE.findall(words))


def _under(
    heads: list[tuple[int, int]], words: list[tuple[str, _Slot, tuple[int, int]]], line: _Line
) -> list[_Slot] | None:
    """The words of a line by their columns, a blank slot where a column has none; None where they keep to no columns."""
    if len(words) < _LEAST_SPACED - 1 or all(_LABELLED.match(one) for one, _, _ in words):
        return None
    places: list[int] = []
    for _, _, (left, right) in words:
        over = [min(right, its[1]) - max(left, its[0]) for its in heads]
        places.append(max(range(len(heads)), key=lambda at: over[at]))
    if len(words) == len(heads):
        places = list(range(len(heads)))
    if len(set(places)) < len(places) or places != sorted(places):
        return None
    found = dict(zip(places, (slot for _, slot, _ in words), strict=True))
    end = line.start + len(line.text)
    return [found.get(at) or _Slot(end, end, gap=False) for at in range(len(heads))]


def _flattened(text: str, lines: list[_Line], at: int) -> tuple[list[list[_Slot]], int]:
    """Group tab-led cells into rows.

    A blank line parts rows but also stands inside cells, so it alone proves nothing. The first group of
    cells gives the width; a row is that many cells up to a blank line, else as many as the nearest
    blank line allows (uneven rows: matrices, broken tables).
    """
    slots, at = _cells(text, lines, at)
    width = next((i for i, slot in enumerate(slots) if i and slot.gap), len(slots))
    gaps = [i for i, slot in enumerate(slots) if i and slot.gap] + [len(slots)]
    rows, start = [], 0
    while start < len(slots):
        end = start + width
        if end not in gaps:
            below = [gap for gap in gaps if start < gap < end]
            end = below[-1] if below else next(gap for gap in gaps if gap > start)
        rows.append(slots[start:end])
        start = end
    return rows, at


def _is_prose(text: str, first: list[_Slot]) -> bool:
    """Whether tab-led lines are indented paragraphs: one to a row, or sentences where a header should stand."""
    words = [text[slot.start : slot.end] for slot in first]
    sentences = any("。" in its or len(its) > _HEADER_LENGTH for its in words)
    return (len(words) == 1 or sentences) and not _NUMERAL.fullmatch(words[0])


def _cells(text: str, lines: list[_Line], at: int) -> tuple[list[_Slot], int]:
    slots: list[_Slot] = []
    gap = False
    while at < len(lines) and lines[at].is_cell | lines[at].blank:
        if lines[at].is_cell:
            stop = _cell_end(lines, at + 1)
            slots.append(_Slot(*_trim(text, lines[at].start, lines[stop - 1].start + len(lines[stop - 1].text)), gap))
            at, gap = stop, False
        else:
            at, gap = at + 1, True
    return slots, at


def _cell_end(lines: list[_Line], at: int) -> int:
    """Index after the last line of a cell: its words may stand after single blank lines.

    Two blank lines before words, or the mark of an annex, end the table: the words are a paragraph after it.
    """
    last = at
    while at < len(lines) and not lines[at].is_cell and not lines[at].is_row:
        if not lines[at].blank:
            if at - last >= 2 or _ANNEX.match(lines[at].text):
                return last
            last = at + 1
        at += 1
    return last


def _table(text: str, rows: list[list[_Slot]], number: int, starts: list[int]) -> Table:
    width = max(len(row) for row in rows)
    cells = tuple(_placed(text, rows, number, starts))
    uneven = tuple(i for i, row in enumerate(rows) if len(row) != len(rows[0]))
    first, last = cells[0].place, cells[-1].place
    place = Place(first.start, last.end, line=first.line, table=number)
    return Table(cells, len(rows), width, place, spans_stated=False, uneven=uneven)


def _placed(text: str, rows: list[list[_Slot]], number: int, starts: list[int]) -> Iterator[Cell]:
    for r, row in enumerate(rows):
        for c, slot in enumerate(row):
            line = bisect_right(starts, slot.start)
            place = Place(slot.start, slot.end, line=line, table=number, row=r + 1, column=c + 1)
            yield Cell(text[slot.start : slot.end], place, r, c)
