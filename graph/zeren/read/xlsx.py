"""Workbooks: sheets with merged ranges, values as they are printed (ECMA-376 part 1, section 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document
from zeren.read.blocks import Builder, too_large
from zeren.read.draft import Draft
from zeren.read.formats import Formats, is_struck
from zeren.read.limits import DEFAULT, Limits
from zeren.read.package import Package, stated
from zeren.read.sheets import Sheet, read_sheets
from zeren.read.unread import Unread
from zeren.read.wraps import filled

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _S[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R_ID[1:-3].encode()),
)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")
_ISO_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0+)?)?Z?$")
"""``2026-06-30T00:00:00``, a day in a cell of type d (18.18.11)"""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REACH = 10_000
"""rows that a merged range covers at most; a longer one was made by selecting columns"""
_DIGIT, _PADDING, _POINTS = 7, 5, 0.75
"""pixels that a column is wide for each digit of its width, pixels beside its words, points a pixel (18.3.1.13)"""
_Values = dict[tuple[int, int], str]
_Range = tuple[int, int, int, int]
"""first row, first column, last row, last column, 0-based"""


def read_xlsx(
    data: bytes, name: str, sha256: str, *, limits: Limits = DEFAULT, form: str = "xlsx"
) -> list[Document]:
    """Read a workbook; its sheets in order are one document, a document kept in a cell is one of its own.

    Raises UnreadableInput where it is damaged, hostile, too large or without text.
    """
    package = Package(data, name, limits)
    part = package.main("xl/workbook.xml")
    book = _xml(package, part)
    if book is None:
        raise UnreadableInput(
            f"{name}: 文件损坏 (no workbook part in this xlsx)", "save it again in the spreadsheet program"
        )
    relations = package.relations(part)
    kinds = dict(relations.values())
    strings = _strings(_xml(package, kinds.get("sharedStrings", "")))
    dates_1904 = next((n.get("date1904") in ("1", "true") for n in book.iter(_S + "workbookPr")), False)
    formats = Formats(_xml(package, kinds.get("styles", "")), dates_1904)
    builder = Builder(name, limits)
    sheets = []
    for node in book.iter(_S + "sheet"):
        title = node.get("name") or ""
        root = _xml(package, relations.get(node.get(_R_ID) or "", ("", ""))[1])
        if root is None:
            continue
        if node.get("state") in ("hidden", "veryHidden"):
            builder.notice(f"hidden sheet {title!r} left out 已略去隐藏工作表")
            continue
        sheets.append(_sheet(root, title, strings, formats, builder))
        _comments(package, relations.get(node.get(_R_ID) or "", ("", ""))[1], builder.unread)
    return read_sheets(sheets, builder, sha256, form, meta=stated(package))


def _xml(package: Package, part: str) -> etree._Element | None:
    data = package.read(part) if part else None
    if data is None:
        return None
    if _STRICT in data:
        for strict, usual in _TRANSITIONAL:
            data = data.replace(strict, usual)
    return package.parse(data, part)


def _comments(package: Package, part: str, unread: Unread) -> None:
    """Note the comments of a sheet, which are no cells."""
    for kind, target in sorted(package.relations(part).values()):
        notes = _xml(package, target) if kind == "comments" else None
        for note in notes.iter(_S + "comment") if notes is not None else ():
            unread.add("comment", "".join(text.text or "" for text in note.iter(_S + "t")), note.get("ref"))


class _Rich(NamedTuple):
    """Text of a string item."""

    text: str
    struck: str = ""
    """what its runs strike out, which is no part of ``text``"""


def _strings(root: etree._Element | None) -> list[_Rich]:
    return [] if root is None else [_rich(node) for node in root.iterchildren(_S + "si")]


def _rich(node: etree._Element) -> _Rich:
    """Text of a string item, its runs joined; phonetic readings are no text."""
    pieces: list[str] = []
    struck: list[str] = []
    for child in node:
        if child.tag == _S + "t":
            pieces.append(child.text or "")
        elif child.tag == _S + "r":
            properties = child.find(_S + "rPr")
            out = struck if properties is not None and is_struck(properties) else pieces
            out += [text.text or "" for text in child.iterchildren(_S + "t")]
    return _Rich(_unescaped("".join(pieces)), _unescaped("".join(struck)))


def _unescaped(text: str) -> str:
    """``_x000D_`` is how the format writes characters that XML forbids (22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(
        lambda found: "" if int(found[1], 16) < 32 else _char(int(found[1], 16), found[0]), text
    )


def _char(point: int, written: str) -> str:
    return written if 0xD800 <= point <= 0xDFFF else chr(point)


def _sheet(
    root: etree._Element, title: str, strings: list[_Rich], formats: Formats, builder: Builder
) -> Sheet:
    values: _Values = {}
    sizes: dict[tuple[int, int], float] = {}
    merges = list(_merges(root))
    for (row, column), text, points in _Cells(root, title, strings, formats, builder.unread).shown(merges):
        values[row, column] = text
        if "\n" in text:
            sizes[row, column] = points
        if len(values) > builder.limits.cells:
            raise too_large(builder.name, builder.limits)
    widths = _widths(root) if sizes else {}
    ems = {at: widths.get(at[1], 0.0) / points for at, points in sizes.items()}
    return _laid(title, values, merges, builder, ems)


class _Cells:
    """The cells of a sheet that hold something and are shown."""

    def __init__(
        self, root: etree._Element, title: str, strings: list[_Rich], formats: Formats, unread: Unread
    ) -> None:
        self._root = root
        self._title = title
        self._strings = strings
        self._formats = formats
        self._unread = unread
        self._hidden = sorted(_hidden_columns(root))

    def shown(self, merges: list[_Range]) -> Iterator[tuple[tuple[int, int], str, float]]:
        """Position, printed text and the points of its characters; a merged cell is shown where any of its rows and columns are."""
        dark = {row for row, line in self._rows() if line.get("hidden") in ("1", "true")}
        reach = {(r0, c0): (min(r1, r0 + _REACH), c1) for r0, c0, r1, c1 in merges} if dark or self._hidden else {}
        for row, line in self._rows():
            column = -1
            for cell in line.iterchildren(_S + "c"):
                reference = _REFERENCE.match(cell.get("r") or "")
                column = _column(reference[1]) if reference else column + 1
                text = self._text(cell, row, column)
                down, right = reach.get((row, column), (row, column))
                if not text:
                    continue
                if all(r in dark for r in range(row, down + 1)) or self._covered(column, right):
                    self._unread.add("hidden", text, self._at(row, column))
                else:
                    yield (row, column), text, self._formats.points(cell.get("s"))

    def _rows(self) -> Iterator[tuple[int, etree._Element]]:
        row = -1
        for line in self._root.iter(_S + "row"):
            stated = line.get("r")
            row = int(stated) - 1 if stated and stated.isdecimal() and len(stated) < 8 else row + 1
            yield row, line

    def _covered(self, first: int, last: int) -> bool:
        """True where hidden columns cover all from ``first`` to ``last``."""
        at = first
        for begin, end in self._hidden:
            if begin <= at <= end:
                at = end + 1
        return at > last

    def _at(self, row: int, column: int) -> str:
        return f"{self._title}!{_letters(column)}{row + 1}"

    def _text(self, cell: etree._Element, row: int, column: int) -> str:
        """What a cell prints; what it strikes out or cannot show is noted."""
        rich, style = self._value(cell, row, column), cell.get("s")
        if rich.struck:
            self._unread.add("struck", rich.struck, self._at(row, column))
        for kind, unseen in (("struck", self._formats.struck(style)), ("hidden", self._formats.blank(style))):
            if unseen:
                self._unread.add(kind, rich.text, self._at(row, column))
                return ""
        return rich.text

    def _value(self, cell: etree._Element, row: int, column: int) -> _Rich:
        kind = cell.get("t")
        if kind == "inlineStr":
            inline = cell.find(_S + "is")
            rich = _Rich("") if inline is None else _rich(inline)
            return _Rich(_tidy(rich.text), rich.struck)
        node, formula = cell.find(_S + "v"), cell.find(_S + "f")
        value = None if node is None else node.text
        if value is None:
            if formula is not None:
                self._unread.add("unstored", f"={formula.text or ''}", self._at(row, column))
            return _Rich("")
        if kind == "s":
            known = value.isdecimal() and int(value[:9]) < len(self._strings)
            rich = self._strings[int(value)] if known else _Rich("")
            return _Rich(_tidy(rich.text), rich.struck)
        if kind == "b":
            return _Rich("TRUE" if value == "1" else "FALSE")
        if kind == "e":
            self._unread.add("error", value, self._at(row, column))
            return _Rich("")
        if kind == "d":
            return _Rich(_ISO_MIDNIGHT.sub("", value.strip()))
        return _Rich(_tidy(_unescaped(value)) if kind == "str" else self._formats.printed(value, cell.get("s")))


def _widths(root: etree._Element) -> dict[int, float]:
    """Points that the words of each column have, by its 0-based place, for columns that state their width (18.3.1.13)."""
    found: dict[int, float] = {}
    for node in root.iter(_S + "col"):
        first, last = node.get("min") or "", node.get("max") or ""
        try:
            pixels = float(node.get("width") or 0) * _DIGIT - _PADDING
        except ValueError:
            continue
        if first.isdecimal() and last.isdecimal() and int(last) - int(first) < _REACH:
            found.update(dict.fromkeys(range(int(first) - 1, int(last)), max(0.0, pixels) * _POINTS))
    return found


def _hidden_columns(root: etree._Element) -> list[tuple[int, int]]:
    """First and last column, 0-based, of each run of hidden columns."""
    found = []
    for node in root.iter(_S + "col"):
        first, last = node.get("min") or "", node.get("max") or ""
        if node.get("hidden") in ("1", "true") and first.isdecimal() and last.isdecimal():
            found.append((int(first) - 1, int(last) - 1))
    return found


def _tidy(text: str) -> str:
    """Line ends unified, blank lines and white space at line ends left out."""
    if "\n" not in text and "\r" not in text:
        return text.strip()
    stripped = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join([line for line in stripped if line])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    out, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def _merges(root: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    """First row, first column, last row, last column of each merged range, 0-based."""
    for node in root.iter(_S + "mergeCell"):
        first, _, last = (node.get("ref") or "").partition(":")
        start, end = _REFERENCE.match(first), _REFERENCE.match(last or first)
        if start and end:
            yield int(start[2]) - 1, _column(start[1]), int(end[2]) - 1, _column(end[1])


def _laid(
    title: str,
    values: _Values,
    merges: list[tuple[int, int, int, int]],
    builder: Builder,
    ems: Mapping[tuple[int, int], float],
) -> Sheet:
    """Cells on the rectangle that holds all words: merged ones with their spans, empty ones in between."""
    if not values:
        return Sheet(title, [], 0, stated=True)
    top, left = min(row for row, _ in values), min(column for _, column in values)
    bottom, right = max(row for row, _ in values), max(column for _, column in values)
    # A merge may reach beyond the last word; one over whole rows or columns of the sheet does not count.
    for r0, c0, r1, c1 in merges:
        if (r0, c0) in values:
            bottom = max(bottom, r1 if r1 - r0 < _REACH else 0)
            right = max(right, c1 if c1 - c0 < builder.limits.span else 0)
    if (bottom - top + 1) * (right - left + 1) > builder.limits.cells:
        raise too_large(builder.name, builder.limits)
    clipped = [
        (max(r0, top), max(c0, left), min(r1, bottom), min(c1, right, c0 + builder.limits.span - 1))
        for r0, c0, r1, c1 in merges
        if r1 - r0 < _REACH and c1 - c0 < builder.limits.span
    ]
    spans, covered = _spans(clipped, builder)
    if hidden := sum(position in covered for position in values):
        builder.notice(
            f"{hidden} cells under merged cells of sheet {title!r} left out 已略去合并单元格下的内容"
        )
    drafts = [
        Draft(
            row - top,
            column - left,
            *spans.get((row, column), (1, 1)),
            values.get((row, column), ""),
            f"{title}!{_letters(column)}{row + 1}",
            filled(values.get((row, column), ""), ems.get((row, column), 0.0)) if (row, column) not in spans else (),
        )
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) not in covered
    ]
    return Sheet(title, drafts, bottom - top + 1, stated=True)


def _spans(
    merges: list[tuple[int, int, int, int]], builder: Builder
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Rows and columns of each merged cell, and the positions that merged cells cover beside their own.

    Ranges that overlap an earlier one are left out, as spreadsheet programs do on repair.
    """
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    looked = 0
    for r0, c0, r1, c1 in merges:
        looked += max(0, r1 - r0 + 1) * max(0, c1 - c0 + 1)
        if looked > 4 * builder.limits.cells:
            raise too_large(builder.name, builder.limits)
        block = {(r, c) for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)}
        if block and taken.isdisjoint(block):
            taken |= block
            spans[r0, c0] = r1 - r0 + 1, c1 - c0 + 1
    return spans, taken - spans.keys()
