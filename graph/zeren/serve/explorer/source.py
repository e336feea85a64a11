"""The source itself, read again from the kept original, with words marked where they stand."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zeren import read
from zeren.ask import landing_for
from zeren.ground.errors import NotFound, UnreadableInput
from zeren.ground.model import Document, Paragraph, Table
from zeren.serve.explorer.evidence import Words
from zeren.state.document import document_iri
from zeren.store.reader import Reader
from zeren.table import short

KEPT = 8
"""documents kept in memory"""
PAGE = 300
"""paragraphs and table rows on one page"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are marked alike."""

    text: str
    looks: tuple[str, ...] = ()
    """what they prove: classes of their mark; empty: nothing that was asked for"""
    anchors: tuple[str, ...] = ()
    """names of the places that begin here"""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a table as it is shown."""

    pieces: tuple[Piece, ...]
    rows: int
    columns: int
    heading: bool
    gap: bool = False
    """True where it stands for the lines left out here"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph, or rows of one table that are shown together."""

    kind: str
    """``paragraph`` or ``table``"""
    pieces: tuple[Piece, ...] = ()
    level: int | None = None
    """heading level that the format states"""
    lines: tuple[tuple[Field, ...], ...] = ()
    gap: bool = False
    """True where something was left out before it"""
    width: int = 0
    """columns of the table"""


class Shelf:
    """Documents that were read again, the least recently used giving way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._documents: OrderedDict[tuple[str, str], Document] = OrderedDict()

    def document(self, reader: Reader, iri: str) -> Document:
        """Return a document as it was read; NotFound where its original is not kept or can no longer be read."""
        version = reader.history(iri)[-1]
        key = (iri, version.sha256)
        with self._lock:
            if key in self._documents:
                self._documents.move_to_end(key)
                return self._documents[key]
        try:
            found = read.read_guarded(reader.original(iri), version.name, encoding=_encoding(reader, iri))
        except UnreadableInput as error:
            raise NotFound(f"{version.name}: 原件不能再次读取 (the original cannot be read again)", error.message) from error
        same = [document for document in found if document_iri(document.name) == iri] or found[:1]
        with self._lock:
            self._documents[key] = same[0]
            while len(self._documents) > KEPT:
                self._documents.popitem(last=False)
        return same[0]


def _encoding(reader: Reader, iri: str) -> str | None:
    """Return the character encoding that the document was read in."""
    rows = landing_for(reader).rows("SELECT encoding FROM document WHERE id = $id AND encoding IS NOT NULL", {"id": short(iri)})
    found = [str(encoding) for (encoding,) in rows]
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to be marked."""

    start: int
    end: int
    look: str
    anchor: str


def marks(document: Document, words: Iterable[Words]) -> tuple[list[Mark], list[Words]]:
    """Return the marks of words that stand where the store says, and the words that do not."""
    made: list[Mark] = []
    moved = []
    places: dict[tuple[int, int], str] = {}
    for its in words:
        if document.text[its.start : its.end] != its.exact:
            moved.append(its)
            continue
        anchor = places.setdefault((its.start, its.end), f"w{its.start}-{its.end}")
        made.append(Mark(its.start, its.end, its.look, anchor))
    return made, moved


def units(document: Document) -> list[tuple[int, int | None]]:
    """Return what a source is shown by: (block, None) for a paragraph, (block, row) for a row of a table."""
    listed: list[tuple[int, int | None]] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Table):
            listed += [(number, row) for row in range(block.rows)]
        else:
            listed.append((number, None))
    return listed


def around(document: Document, found: Sequence[Mark], near: int = 1) -> list[int]:
    """Return the places in ``units`` that hold marks, with the heads of their tables and ``near`` on either side."""
    listed = units(document)
    wanted: set[int] = set()
    heads = {block: place for place, (block, row) in reversed(list(enumerate(listed))) if row == 0}
    touched = _touched(document, found)
    for place, (block, row) in enumerate(listed):
        if (block, row) in touched:
            wanted |= {heads.get(block, place)}
            wanted |= {at for at in range(place - near, place + near + 1) if 0 <= at < len(listed) and listed[at][0] == block}
            wanted.add(place)
    return sorted(wanted)


def _touched(document: Document, found: Sequence[Mark]) -> set[tuple[int, int | None]]:
    """Return the paragraphs and the rows of tables that hold a part of a mark."""
    marks = _Marks(found)
    touched: set[tuple[int, int | None]] = set()
    for number, part in enumerate(document.blocks):
        if not marks.over(part.place.start, part.place.end):
            continue
        if isinstance(part, Paragraph):
            touched.add((number, None))
        else:
            touched |= {(number, cell.row) for cell in part.cells if marks.over(cell.place.start, cell.place.end)}
    return touched


class _Marks:
    """Marks by where they stand, so that those of a cell are found without looking at all of them."""

    def __init__(self, found: Sequence[Mark]) -> None:
        self._found = found
        self._order = sorted(range(len(found)), key=lambda number: found[number].start)
        self._starts = [found[number].start for number in self._order]
        self._longest = max((mark.end - mark.start for mark in found), default=0)

    def over(self, start: int, end: int) -> list[Mark]:
        """Return the marks that overlap a stretch of text, in the order given."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        return [self._found[number] for number in sorted(self._order[first:last]) if self._found[number].end > start]


def chunks(document: Document, chosen: Sequence[int], found: Sequence[Mark]) -> list[Chunk]:
    """Return the chosen units as paragraphs and tables with their marks."""
    listed, marks = units(document), _Marks(found)
    made: list[Chunk] = []
    at = 0
    while at < len(chosen):
        block, row = listed[chosen[at]]
        gap = chosen[at] > 0 if at == 0 else chosen[at] != chosen[at - 1] + 1
        part = document.blocks[block]
        if isinstance(part, Paragraph) or row is None:
            inside = marks.over(part.place.start, part.place.end)
            text = part.text if isinstance(part, Paragraph) else ""
            level = part.level if isinstance(part, Paragraph) else None
            made.append(Chunk("paragraph", pieces(text, part.place.start, inside), level, gap=gap))
            at += 1
            continue
        last = at
        while last < len(chosen) and listed[chosen[last]][0] == block:
            last += 1
        rows = [number for _, number in (listed[place] for place in chosen[at:last]) if number is not None]
        made.append(Chunk("table", lines=_lines(part, rows, marks), gap=gap, width=part.columns))
        at = last
    return made


def _lines(table: Table, rows: Sequence[int], marks: _Marks) -> tuple[tuple[Field, ...], ...]:
    """Return the rows of a table, those left out as one line that says so.

    A cell that spans rows which are left out is cut to the lines that are shown.
    """
    place: dict[int, int] = {}
    gaps: list[int] = []
    for number, row in enumerate(rows):
        if number and row != rows[number - 1] + 1:
            gaps.append(len(place) + len(gaps))
        place[row] = number + len(gaps)
    lines: list[list[Field]] = [[] for _ in range(len(rows) + len(gaps))]
    width = dict.fromkeys(gaps, table.columns)
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        covered = [place[row] for row in range(cell.row, min(cell.row + cell.rows, table.rows)) if row in place]
        if covered:
            start, end = cell.place.start, cell.place.end
            its = marks.over(start, end)
            span = covered[-1] - covered[0] + 1
            lines[covered[0]].append(Field(pieces(cell.text, start, its), span, cell.columns, cell.row == 0))
            for gap in gaps:
                width[gap] -= cell.columns if covered[0] < gap < covered[-1] else 0
    for gap in gaps:
        lines[gap] = [Field((), 1, max(1, width[gap]), heading=False, gap=True)]
    return tuple(map(tuple, lines))


def pieces(text: str, start: int, found: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut a text that begins at ``start`` into pieces that are marked alike."""
    end = start + len(text)
    inside = [mark for mark in found if mark.start < end and start < mark.end]
    edges = sorted({start, end, *(min(max(edge, start), end) for mark in inside for edge in (mark.start, mark.end))})
    made = []
    for left, right in pairwise(edges):
        over = [mark for mark in inside if mark.start <= left and right <= mark.end]
        anchors = tuple(dict.fromkeys(mark.anchor for mark in over if mark.start == left))
        made.append(Piece(text[left - start : right - start], tuple(dict.fromkeys(mark.look for mark in over)), anchors))
    return tuple(made)
