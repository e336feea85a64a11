"""What every reader shares: building the text, its blocks and their places, and laying cells on a grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Block, Cell, Document, Notice, Paragraph, Place, Table
from zeren.read.draft import Draft
from zeren.read.flat import regrouped
from zeren.read.limits import DEFAULT, Limits
from zeren.read.sides import parted
from zeren.read.unread import Unread


class Builder:
    """Collects blocks in reading order; pieces of text are joined by single line feeds."""

    def __init__(self, name: str, limits: Limits = DEFAULT) -> None:
        self.name = name
        self.limits = limits
        self.blocks: list[Block] = []
        self.notices: list[Notice] = []
        self.unread = Unread()
        """what the source holds but does not mean to be read"""
        self._pieces: list[str] = []
        self._length = 0
        self._tables = 0
        self._edges: list[tuple[int, int]] = []

    def _add(self, text: str) -> int:
        """Append a piece and return where it starts."""
        start = self._length
        self._pieces.append(text)
        self._length = start + len(text) + 1
        return start

    def paragraph(
        self,
        text: str,
        *,
        line: int | None = None,
        page: int | None = None,
        path: str | None = None,
        level: int | None = None,
        edges: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Append running text; white space at its ends is layout and left out, an empty paragraph too.

        ``edges`` are the offsets in ``text`` at which it goes on on another page, with the number of that page.
        """
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        if text:
            start = self._add(text)
            self._edges += [(start + offset - lead, number) for offset, number in edges]
            place = Place(start, start + len(text), line, page, None, None, None, path)
            self.blocks.append(Paragraph(text, place, level))

    def table(
        self,
        drafts: Sequence[Draft],
        rows: int,
        *,
        stated: bool,
        page: int | None = None,
        path: str | None = None,
        line: int | None = None,
        uneven: tuple[int, ...] = (),
        columns: int | None = None,
    ) -> None:
        """Append a table; one that has a single column is running text in a frame and becomes paragraphs.

        Grid columns in which no cell begins (left by jittered borders) are folded into the one before, unless
        ``columns`` says how many there are.
        Raises UnreadableInput where the table has more cells than the limit.
        """
        if len(drafts) > self.limits.cells:
            raise too_large(self.name, self.limits)
        if not any(draft.text for draft in drafts):
            return
        parts = parted(drafts)
        if len(parts) > 1:
            for part in parts:
                self.table(part, 1 + max(d.row for d in part), stated=stated, page=page, path=path, line=line)
            return
        if columns is None:
            drafts = compact(drafts)
        width = columns or max(draft.column + draft.columns for draft in drafts)
        if width == 1:
            for draft in drafts:
                for piece in draft.text.split("\n"):
                    self.paragraph(piece, page=page, path=draft.path or path)
            return
        self._tables += 1
        begin = self._length
        cells = tuple([self._cell(draft, page, line) for draft in drafts])
        place = Place(begin, self._length - 1, line, page, self._tables, None, None, path)
        self.blocks.append(Table(cells, rows, width, place, stated, uneven))

    def _cell(self, draft: Draft, page: int | None, line: int | None) -> Cell:
        row, column, rows, columns, text, path, wraps = draft
        start = self._add(text)
        place = Place(start, start + len(text), line, page, self._tables, row + 1, column + 1, path)
        return Cell(text, place, row, column, rows, columns, wraps)

    def notice(self, message: str, place: Place | None = None) -> None:
        """Record something a person should know about the source."""
        self.notices.append(Notice(message, place))

    def document(
        self, sha256: str, form: str, *, encoding: str | None = None, meta: Iterable[tuple[str, str]] = ()
    ) -> Document:
        """Close the text. Raises UnreadableInput where it is empty or holds half a surrogate pair."""
        text = "\n".join(self._pieces)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise UnreadableInput(
                f"{self.name}: 字符残缺 (lone surrogate U+{ord(text[error.start]):04X} at character {error.start})",
                "save the file again in the program that wrote it",
            ) from error
        if not self.blocks:
            raise UnreadableInput(
                f"{self.name}: 没有文字 (no text in this {form})", "check that it is the right file"
            )
        blocks = regrouped(self.blocks, text)
        notices = (*self.notices, *self.unread.notices())
        return Document(self.name, sha256, form, text, blocks, encoding, notices, tuple(meta), tuple(self._edges))


def lines_of(drafts: Sequence[Draft]) -> list[str]:
    """Return the rows of a table that stands inside a cell as lines of that cell, its cells apart by a space."""
    rows: dict[int, list[str]] = {}
    for draft in drafts:
        if draft.text:
            rows.setdefault(draft.row, []).append(draft.text)
    # A lone cell of several lines keeps them; beside others they would tear the row apart.
    return [" ".join(" ".join(rows[row]).split("\n")) if len(rows[row]) > 1 else rows[row][0] for row in sorted(rows)]


def too_large(name: str, limits: Limits) -> UnreadableInput:
    """Return the refusal of a table beyond the limit of cells."""
    return UnreadableInput(
        f"{name}: 表格过大 (a table of more than {limits.cells:,} cells)", "split the table over several files"
    )


def compact(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Return the cells on a grid without columns in which no cell begins."""
    starts = sorted({draft.column for draft in drafts})
    if starts == list(range(len(starts))) and all(d.column + d.columns <= len(starts) for d in drafts):
        return drafts
    place = {column: index for index, column in enumerate(starts)}
    return [
        draft._replace(
            column=place[draft.column],
            columns=bisect_left(starts, draft.column + draft.columns) - place[draft.column],
        )
        for draft in drafts
    ]


class Grid:
    """Places cells row by row as HTML 4.9.12 (forming a table) does; overlaps are cut, overhangs clipped."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.cells: list[Draft] = []
        self.row = -1
        self._name = name
        self._limits = limits
        self._busy: dict[int, int] = {}
        self._column = 0

    def next_row(self) -> None:
        """Begin a row; columns held from above stay held as long as their cell lasts."""
        self.row += 1
        self._column = 0
        if self._busy:
            self._busy = {column: last for column, last in self._busy.items() if last >= self.row}

    def cell(self, text: str, rows: int = 1, columns: int = 1, path: str | None = None) -> None:
        """Put a cell at the next free column of this row. Raises UnreadableInput beyond the limit of cells."""
        busy = self._busy
        column = self._column
        while column in busy:
            column += 1
        width = 1
        wanted = min(columns, self._limits.span)
        while width < wanted and column + width not in busy:
            width += 1
        if rows > 1:
            last = self.row + rows - 1
            for held in range(column, column + width):
                busy[held] = last
        self._column = column + width
        self.cells.append(Draft(self.row, column, rows, width, text, path))
        if len(self.cells) > self._limits.cells:
            raise too_large(self._name, self._limits)

    def finished(self) -> tuple[list[Draft], int]:
        """Return the cells, clipped to the rows that exist, and the number of rows."""
        total = self.row + 1
        cells = [d if d.row + d.rows <= total else d._replace(rows=total - d.row) for d in self.cells]
        return cells, total
