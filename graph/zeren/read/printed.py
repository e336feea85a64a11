"""Printed pages, whatever they come from: glyphs and ruled tables to prose and tables in reading order.

Tables without rules are told by alignment, pages in two columns by the white between them; both are said in a notice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zeren.ground.errors import UnreadableInput
from zeren.read.aligned import Aligned, Doubt, Span, aligned
from zeren.read.blocks import Builder
from zeren.read.draft import Draft
from zeren.read.glyphs import Glyph, Line, lines
from zeren.read.newspaper import bands
from zeren.read.prose import Area, furniture, joined, margins, paragraphs
from zeren.read.recognise import Recognised
from zeren.read.rules import SNAP, Box, cells_of
from zeren.read.wraps import measured

NEEDS_OCR = "安装文字识别：pip install 'zeren[ocr]' (install text recognition), or give a text version"
"""the remedy for pictures of text"""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a page."""

    top: float
    cells: list[Draft]
    rows: int
    borders: list[float]
    """positions of its columns' borders from left to right; none where alignment tells them"""


@dataclass(slots=True)
class Leaf:
    """What one page gave."""

    number: int
    height: float
    loose: list[Glyph] = field(default_factory=list)
    """what stands outside its ruled tables"""
    grids: list[Grid] = field(default_factory=list)
    picture: bool = False
    unmapped: int = 0
    """glyphs without a character"""
    turned: int = 0
    """characters that do not stand upright"""
    recognised: bool = False
    """True where the words were read off a picture"""


def of_picture(number: int, seen: Recognised) -> Leaf:
    """Return the page of a picture; its cells and lines carry the box that they were read in."""
    leaf = Leaf(number, seen.height, recognised=True)
    found = list(seen.glyphs)
    for boxes in cells_of(seen.strokes):
        grid, found = ruled(boxes, found, _box)
        if grid is not None:
            leaf.grids.append(grid)
    leaf.loose = found
    return leaf


def note_doubtful(builder: Builder, seen: Mapping[int, Recognised]) -> None:
    """Name the lines that the recogniser is not sure of."""
    for number in sorted(seen):
        if seen[number].doubtful:
            shown = "；".join(seen[number].doubtful[:5])
            builder.notice(f"识别不确定 {len(seen[number].doubtful)} 行 (lines recognised with doubt): page {number} {shown}")


def _box(x0: float, top: float, x1: float, bottom: float) -> str:
    """The address of words in a picture, in points from the top left of its page."""
    return f"OCR {x0:.0f},{top:.0f}–{x1:.0f},{bottom:.0f}"


def ruled(
    boxes: list[Box], found: list[Glyph], address: Callable[[float, float, float, float], str] | None = None
) -> tuple[Grid | None, list[Glyph]]:
    """The table that ``boxes`` (x0, top, x1, bottom) rule and the glyphs outside it; a frame is no table.

    ``address`` gives the path of a cell from its box.
    """
    xs = _borders([x for box in boxes for x in (box[0], box[2])])
    ys = _borders([y for box in boxes for y in (box[1], box[3])])
    owner: dict[tuple[int, int], int] = {}
    spans = []
    ordered = sorted(boxes, key=lambda box: (box[1], box[0]))
    for index, (x0, top, x1, bottom) in enumerate(ordered):
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
    shown = [lines(inside, 0) for inside in held]
    texts = ["\n".join(line.text for line in its) for its in shown]
    if sum(map(bool, texts)) < 2 or _is_frame(texts):
        return None, found
    order = sorted(range(len(spans)), key=lambda index: spans[index][:2])
    wraps = measured(ordered, shown)
    drafts = [
        Draft(*spans[index], texts[index], address(*ordered[index]) if address else None, wraps[index]) for index in order
    ]
    return Grid(ys[0], drafts, len(ys) - 1, xs), outside


def _is_frame(texts: list[str]) -> bool:
    """Whether one cell holds an article and the others its menus: a web page printed with the frame around it."""
    longest = max(texts, key=len)
    return longest.count("。") >= _ARTICLE and len(longest) > _MOST * sum(map(len, texts))


_ARTICLE = 4
"""sentences of an article"""
_MOST = 0.8
"""share of a frame's characters that stand in its article"""


def _borders(values: list[float]) -> list[float]:
    """Distinct border positions in order; neighbours within the snap distance are one."""
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > SNAP:
            distinct.append(value)
    return distinct


def _at(borders: list[float], value: float) -> int:
    return max(0, bisect_right(borders, value + 0.01) - 1)


def check(leaves: list[Leaf], name: str) -> None:
    """Refuse what has no readable text."""
    pictures = [leaf.number for leaf in leaves if leaf.picture]
    has_text = any(leaf.grids or not all(g.text.isspace() for g in leaf.loose) for leaf in leaves)
    seen = [leaf.number for leaf in leaves if leaf.recognised]
    if not has_text and seen:
        raise UnreadableInput(
            f"{name}: 图片中没有认出文字 (no words recognised on {page_numbers(seen)})", "give a sharper scan or a text version"
        )
    if not has_text and pictures:
        raise UnreadableInput(
            f"{name}: 扫描件没有文字层 (scanned, no text on {page_numbers(pictures)})",
            NEEDS_OCR,
        )
    glyph_count = sum(len(glyph.text) for leaf in leaves for glyph in leaf.loose)
    glyph_count += sum(len(cell.text) for leaf in leaves for grid in leaf.grids for cell in grid.cells)
    unmapped = sum(leaf.unmapped for leaf in leaves)
    # An unmapped glyph reads "(cid:123)", about nine characters.
    if unmapped * 9 > 0.3 * glyph_count:
        raise UnreadableInput(
            f"{name}: 字体缺少文字编码 (fonts do not say which characters they print (on {unmapped} places))",
            "找该文件的 docx 或 html，或打印成图片后识别 (find its docx or html, or recognise a picture of it)",
        )


def page_numbers(numbers: list[int]) -> str:
    """Page numbers as ranges: ``pages 1–3, 7``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    words = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in ranges)
    return f"page {words}" if len(numbers) == 1 else f"pages {words}"


def compose(builder: Builder, leaves: list[Leaf]) -> None:
    """Put prose and tables of all pages in reading order; a paragraph may run over a page break."""
    printed = [lines(leaf.loose, leaf.number) for leaf in leaves]
    taken = furniture(printed, [leaf.height for leaf in leaves])
    told = _Told()
    kept: list[list[Line]] = []
    whites: tuple[Span, ...] = ()
    for leaf, shown, out in zip(leaves, printed, taken, strict=True):
        edges = [shown[index] for index in out]
        loose = [g for g in leaf.loose if not any(abs(g.base - e.base) <= 0.5 * e.em for e in edges)]
        loose, whites = _unruled(leaf, loose, whites, told)
        kept.append(_columns(leaf, loose, told))
    area = margins(kept)
    scans = frozenset(leaf.number for leaf in leaves if leaf.recognised)
    waiting: list[Line] = []
    before: Grid | None = None
    for leaf, rest in zip(leaves, kept, strict=True):
        for grid in sorted(leaf.grids, key=lambda grid: grid.top):
            above = [line for line in rest if line.base <= grid.top + 0.5 * line.em]
            rest = [line for line in rest if line.base > grid.top + 0.5 * line.em]
            if before is not None and before.borders and grid.borders and not (waiting or above):
                grid = _continued(grid, before.borders)
            before = grid
            _say(builder, waiting + above, area, scans)
            waiting = []
            columns = len(grid.borders) - 1 if grid.borders else None
            builder.table(grid.cells, grid.rows, stated=bool(grid.borders), page=leaf.number, columns=columns)
        waiting += rest
    _say(builder, waiting, area, scans)
    words = [shown[index].text for shown, out in zip(printed, taken, strict=True) for index in sorted(out)]
    _report(builder, leaves, words, told)


@dataclass(slots=True)
class _Told:
    """Pages of which a notice says how they were read."""

    unruled: list[int] = field(default_factory=list)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    """page and header of what may be a table"""
    columns: list[int] = field(default_factory=list)


def _unruled(
    leaf: Leaf, loose: list[Glyph], before: tuple[Span, ...], told: _Told
) -> tuple[list[Glyph], tuple[Span, ...]]:
    """Take tables without rules out of a page; return what is left and the white of one that may go on."""
    whites: tuple[Span, ...] = ()
    while True:
        table = aligned(loose, before)
        if not isinstance(table, Aligned):
            if isinstance(table, Doubt):
                told.doubtful.append((leaf.number, table.header))
            return loose, whites
        leaf.grids.append(Grid(table.top - 1.0, table.cells, table.rows, []))
        told.unruled.append(leaf.number)
        below = any(glyph.base > table.bottom for glyph in table.rest)
        loose, before, whites = table.rest, (), () if below else table.whites


def _columns(leaf: Leaf, loose: list[Glyph], told: _Told) -> list[Line]:
    """The lines of a page in reading order."""
    parts = bands(loose)
    if len(parts) == 1:
        return lines(parts[0][0], leaf.number)
    told.columns.append(leaf.number)
    return [line for part, column in parts for line in lines(part, leaf.number, column)]


def _continued(grid: Grid, borders: list[float]) -> Grid:
    """The table on the columns of the one that it goes on with from the page before, where its borders are among them.

    A page on which every row merges the same two columns does not show the border between them.
    """

    def nearest(x: float) -> int:
        return min(range(len(borders)), key=lambda index: abs(borders[index] - x))

    places = [nearest(x) for x in grid.borders]
    same = all(abs(borders[place] - x) <= SNAP for place, x in zip(places, grid.borders, strict=True))
    if not same or places[0] != 0 or places[-1] != len(borders) - 1:
        return grid
    cells = [
        cell._replace(
            column=places[cell.column], columns=places[cell.column + cell.columns] - places[cell.column]
        )
        for cell in grid.cells
    ]
    return Grid(grid.top, cells, grid.rows, borders)


def _say(builder: Builder, prose: list[Line], area: Area, scans: frozenset[int]) -> None:
    for group in paragraphs(prose, area):
        first = group[0]
        path = None
        if first.page in scans:
            top, bottom = min(line.base - line.em for line in group), max(line.base for line in group)
            path = _box(min(line.x0 for line in group), top, max(line.x1 for line in group), bottom)
        text, edges = joined(group)
        builder.paragraph(text, page=first.page, path=path, edges=edges)


def _report(builder: Builder, leaves: list[Leaf], words: list[str], told: _Told) -> None:
    if words:
        shown = "; ".join(list(dict.fromkeys(words))[:5])
        builder.notice(f"{len(words)} headers, footers and page numbers left out 已略去页眉页脚: {shown}")
    recognised = [leaf.number for leaf in leaves if leaf.recognised]
    if recognised:
        builder.notice(f"文字由识别得来，请与原件核对 (words recognised from a picture, check them): {page_numbers(recognised)}")
    pictures = [leaf.number for leaf in leaves if leaf.picture]
    if pictures:
        builder.notice(f"no text on {page_numbers(pictures)}: a picture 图片页无文字层")
    turned = [leaf.number for leaf in leaves if leaf.turned]
    if turned:
        builder.notice(f"turned text left out on {page_numbers(turned)} 已略去旋转文字")
    unmapped = [leaf.number for leaf in leaves if leaf.unmapped]
    if unmapped:
        builder.notice(f"characters without a text value on {page_numbers(unmapped)} 部分字符无法识别")
    if told.unruled:
        shown = page_numbers(sorted(set(told.unruled)))
        builder.notice(f"无框线表格按对齐读出，请核对 (a table without rules, read by alignment: check it): {shown}")
    for number, header in told.doubtful:
        builder.notice(
            f"疑为无框线表格但分栏不能确定，按正文读 (may be a table, its columns are not certain, read as text): "
            f"page {number} {header}"
        )
    if told.columns:
        builder.notice(f"按双栏读出 (read in two columns): {page_numbers(told.columns)}")
