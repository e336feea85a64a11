"""PDF with a text layer: ruled tables with merged cells, and prose without page furniture.

Pages that are pictures are named in a notice; a file of pictures only is refused.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psparser import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from zeren.errors import UnreadableInput
from zeren.model import Document
from zeren.read.blocks import Builder
from zeren.read.draft import Draft
from zeren.read.glyphs import Glyph, Line, glyphs, lines, turn_of
from zeren.read.limits import DEFAULT, Limits
from zeren.read.overprint import unprinted
from zeren.read.prose import Margins, furniture, joined, margins, paragraphs
from zeren.read.unread import Unread

_SNAP = 3.0
"""points within which two borders are one, pdfplumber's own default"""

_BROKEN = (
    PSException, PdfminerException, PDFSyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError,
    AssertionError, OverflowError, ZeroDivisionError, OSError, NotImplementedError, StopIteration, RuntimeError,
    ImportError,
)  # fmt: skip
"""what pdfminer and pdfplumber are known to raise on damaged files; MemoryError and RecursionError go further up"""


@dataclass(frozen=True, slots=True)
class _Grid:
    """A ruled table of a page."""

    top: float
    cells: list[Draft]
    rows: int
    borders: list[float]
    """positions of its columns' borders from left to right"""


@dataclass(slots=True)
class _Sheet:
    """What one page gave."""

    number: int
    height: float
    lines: list[Line] = field(default_factory=list)
    grids: list[_Grid] = field(default_factory=list)
    picture: bool = False
    unmapped: int = 0
    """glyphs without a character"""
    turned: int = 0
    """characters that do not stand upright"""


def read_pdf(data: bytes, name: str, sha256: str, *, limits: Limits = DEFAULT) -> Document:
    """Read a pdf. Raises UnreadableInput where it is locked, damaged, too long or without a text layer."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.pages:
                raise UnreadableInput(f"{name}: {len(pdf.pages)} pages 页数过多", "split the file")
            meta = _meta(pdf.metadata)
            builder = Builder(name, limits)
            sheets = []
            for page in pdf.pages:
                sheets.append(_sheet(_turned(page), builder.unread))
                page.close()
    except _BROKEN as error:
        raise _refusal(error, name) from error
    _check(sheets, name)
    _compose(builder, sheets)
    return builder.document(sha256, "pdf", meta=meta)


def _refusal(error: Exception, name: str) -> UnreadableInput:
    causes: list[object] = [error, *error.args, error.__cause__, error.__context__]
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return UnreadableInput(
            f"{name}: protected by a password 文件已加密", "save a copy without the password"
        )
    detail = str(error).strip().splitlines()
    said = f" ({detail[0][:80]})" if detail else ""
    return UnreadableInput(
        f"{name}: damaged pdf 文件损坏{said}", "open it in a viewer and save or print it again"
    )


def _meta(stated: dict[str, object]) -> list[tuple[str, str]]:
    wanted = (("Title", "document-title"), ("Author", "author"), ("CreationDate", "created"))
    found = ((key, stated.get(word)) for word, key in wanted)
    return [(key, value.strip()) for key, value in found if isinstance(value, str) and value.strip()]


def _turned(page: Page) -> Page:
    """The page as it is to be held: turned where most of its characters are."""
    turns = Counter(turn_of(char) for char in page.chars if not char["text"].isspace())
    turn = max(turns, key=lambda each: (turns[each], each == 0), default=0)
    if not turn:
        return page
    # pdfminer draws by the first of the two, pdfplumber measures the page by the second.
    page.page_obj.rotate = (page.page_obj.rotate + 90 * turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    return Page(page.pdf, page.page_obj, page.page_number)


def _straighten(page: Page) -> None:
    """Take thin closed paths for the bars that they are; a turned page has them a hair off the level."""
    thin = [
        curve
        for curve in page.objects.get("curve", ())
        if min(curve["x1"] - curve["x0"], curve["bottom"] - curve["top"]) <= _SNAP / 2
    ]
    page.objects.setdefault("rect", []).extend({**curve, "object_type": "rect"} for curve in thin)


def _sheet(page: Page, unread: Unread) -> _Sheet:
    _straighten(page)
    sheet = _Sheet(page.page_number, float(page.height))
    found = glyphs(page.chars)
    sheet.turned = sum(turn_of(char) not in (0, None) for char in page.chars)
    found = unprinted(found, page.objects, page.chars, sheet.number, unread)
    sheet.unmapped = sum(glyph.text.startswith("(cid:") for glyph in found)
    sheet.picture = not any(not glyph.text.isspace() for glyph in found) and bool(page.images)
    for ruled in page.find_tables() if found else []:
        grid, found = _ruled(ruled.cells, found)
        if grid is not None:
            sheet.grids.append(grid)
    sheet.lines = lines(found, sheet.number)
    return sheet


def _ruled(
    boxes: list[tuple[float, float, float, float]], found: list[Glyph]
) -> tuple[_Grid | None, list[Glyph]]:
    """The table that ``boxes`` (x0, top, x1, bottom) rule and the glyphs outside it; a frame is no table."""
    xs = _borders([x for box in boxes for x in (box[0], box[2])])
    ys = _borders([y for box in boxes for y in (box[1], box[3])])
    owner: dict[tuple[int, int], int] = {}
    spans = []
    for index, (x0, top, x1, bottom) in enumerate(sorted(boxes, key=lambda box: (box[1], box[0]))):
        row, column = _at(ys, top), _at(xs, x0)
        rows, columns = max(1, _at(ys, bottom) - row), max(1, _at(xs, x1) - column)
        spans.append((row, column, rows, columns))
        owner.update(((r, c), index) for r in range(row, row + rows) for c in range(column, column + columns))
    held: list[list[Glyph]] = [[] for _ in spans]
    outside: list[Glyph] = []
    for glyph in found:
        where = (
            bisect_right(ys, glyph.base - 0.3 * glyph.em) - 1,
            bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1,
        )
        cell = owner.get(where)
        (outside if cell is None else held[cell]).append(glyph)
    texts = ["\n".join(line.text for line in lines(inside, 0)) for inside in held]
    if sum(map(bool, texts)) < 2:
        return None, found
    order = sorted(range(len(spans)), key=lambda index: spans[index][:2])
    drafts = [Draft(*spans[index], texts[index]) for index in order]
    return _Grid(ys[0], drafts, len(ys) - 1, xs), outside


def _borders(values: list[float]) -> list[float]:
    """Distinct border positions in order; neighbours within the snap distance are one."""
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > _SNAP:
            distinct.append(value)
    return distinct


def _at(borders: list[float], value: float) -> int:
    return max(0, bisect_right(borders, value + 0.01) - 1)


def _check(sheets: list[_Sheet], name: str) -> None:
    """Refuse what has no readable text."""
    pictures = [sheet.number for sheet in sheets if sheet.picture]
    has_text = any(sheet.lines or sheet.grids for sheet in sheets)
    if not has_text and pictures:
        raise UnreadableInput(
            f"{name}: scanned, no text on {_pages(pictures)} 扫描件没有文字层",
            "run text recognition (OCR) first",
        )
    glyph_count = sum(len(line.text) for sheet in sheets for line in sheet.lines)
    glyph_count += sum(len(cell.text) for sheet in sheets for grid in sheet.grids for cell in grid.cells)
    unmapped = sum(sheet.unmapped for sheet in sheets)
    # An unmapped glyph reads "(cid:123)", about nine characters.
    if unmapped * 9 > 0.3 * glyph_count:
        raise UnreadableInput(
            f"{name}: fonts do not say which characters they print (on {unmapped} places) 字体缺少文字编码",
            "run text recognition (OCR), or find the docx or html of the document",
        )


def _pages(numbers: list[int]) -> str:
    """Page numbers as ranges: ``pages 1–3, 7``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    words = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in ranges)
    return f"page {words}" if len(numbers) == 1 else f"pages {words}"


def _compose(builder: Builder, sheets: list[_Sheet]) -> None:
    """Put prose and tables of all pages in reading order; a paragraph may run over a page break."""
    taken = furniture([sheet.lines for sheet in sheets], [sheet.height for sheet in sheets])
    kept = [
        [line for index, line in enumerate(sheet.lines) if index not in out]
        for sheet, out in zip(sheets, taken, strict=True)
    ]
    area = margins(kept)
    waiting: list[Line] = []
    before: _Grid | None = None
    for sheet, prose in zip(sheets, kept, strict=True):
        rest = prose
        for grid in sorted(sheet.grids, key=lambda grid: grid.top):
            above = [line for line in rest if line.base <= grid.top + 0.5 * line.em]
            rest = rest[len(above) :]
            if before is not None and not (waiting or above):
                grid = _aligned(grid, before.borders)
            before = grid
            _say(builder, waiting + above, area)
            waiting = []
            columns = len(grid.borders) - 1
            builder.table(grid.cells, grid.rows, stated=True, page=sheet.number, columns=columns)
        waiting += rest
    _say(builder, waiting, area)
    _report(builder, sheets, taken)


def _aligned(grid: _Grid, borders: list[float]) -> _Grid:
    """The table on the columns of the one that it goes on with from the page before, where its borders are among them.

    A page on which every row merges the same two columns does not show the border between them.
    """

    def nearest(x: float) -> int:
        return min(range(len(borders)), key=lambda index: abs(borders[index] - x))

    places = [nearest(x) for x in grid.borders]
    same = all(abs(borders[place] - x) <= _SNAP for place, x in zip(places, grid.borders, strict=True))
    if not same or places[0] != 0 or places[-1] != len(borders) - 1:
        return grid
    cells = [
        cell._replace(
            column=places[cell.column], columns=places[cell.column + cell.columns] - places[cell.column]
        )
        for cell in grid.cells
    ]
    return _Grid(grid.top, cells, grid.rows, borders)


def _say(builder: Builder, prose: list[Line], area: list[Margins]) -> None:
    for group in paragraphs(prose, area):
        builder.paragraph(joined(group), page=group[0].page)


def _report(builder: Builder, sheets: list[_Sheet], taken: list[set[int]]) -> None:
    words = [
        sheet.lines[index].text for sheet, out in zip(sheets, taken, strict=True) for index in sorted(out)
    ]
    if words:
        shown = "; ".join(list(dict.fromkeys(words))[:5])
        builder.notice(f"{len(words)} headers, footers and page numbers left out 已略去页眉页脚: {shown}")
    pictures = [sheet.number for sheet in sheets if sheet.picture]
    if pictures:
        builder.notice(f"no text on {_pages(pictures)}: a picture 图片页无文字层")
    turned = [sheet.number for sheet in sheets if sheet.turned]
    if turned:
        builder.notice(f"turned text left out on {_pages(turned)} 已略去旋转文字")
    unmapped = [sheet.number for sheet in sheets if sheet.unmapped]
    if unmapped:
        builder.notice(f"characters without a text value on {_pages(unmapped)} 部分字符无法识别")
