"""HTML: paragraphs and tables with their spans, the main text of a page without its navigation, its metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from zeren.ground.fold import unspaced
from zeren.ground.model import Document
from zeren.read.blocks import Builder, Grid, lines_of
from zeren.read.draft import Draft
from zeren.read.flat import names_bodies
from zeren.read.limits import DEFAULT, Limits
from zeren.read.page import BREAK, Meta, Piece, Region, is_furniture, main_text, page_text, parse
from zeren.read.veiled import take_out

_SKIP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "button",
        "select",
        "option",
        "textarea",
        "svg",
        "canvas",
        "audio",
        "video",
        "iframe",
        "object",
        "nav",
        "rp",
        "rt",
        "datalist",
        "dialog",
    ]
)
BREAKING = frozenset(
    [
        "p",
        "br",
        "hr",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "address",
        "figure",
        "figcaption",
        "caption",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "div",
        "section",
        "article",
        "main",
        "form",
        "fieldset",
        "center",
        "header",
        "footer",
        "aside",
        "details",
        "summary",
        "body",
        "td",
        "th",
        "table",
    ]
)
_CONTAINERS = frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "body",
        "form",
        "center",
        "header",
        "footer",
        "aside",
        "ucapcontent",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE_WRAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])"
)
"""a wrapped source line between wide characters, which prints no space (CSS Text 3, section 4.1.3)"""


def read_html(
    data: bytes, name: str, sha256: str, *, encoding: str | None = None, limits: Limits = DEFAULT
) -> Document:
    """Read a page. Raises UnreadableInput where it holds no text, is nested too deep or decodes in no way."""
    text, codec = page_text(data, name, encoding=encoding)
    root = parse(text, name)
    builder = Builder(name, limits)
    take_out(root, builder.unread)
    walk = _Walk(name, limits, _terms(root))
    walk.body(root)
    first, last = main_text(walk.pieces, walk.regions)
    meta = Meta()
    meta.from_head(root)
    dropped = 0
    for index, piece in enumerate(walk.pieces):
        inside = first <= index < last
        if meta.take(piece, inside=inside):
            continue
        if inside and not is_furniture(piece):
            _emit(builder, piece)
        else:
            dropped += len(piece.text)
    if dropped:
        builder.notice(f"{dropped} characters of navigation around the main text left out 已略去导航文字")
    return builder.document(sha256, "html", encoding=codec, meta=meta.pairs())


def read_fragment(source: str, builder: Builder, line: int) -> None:
    """Add the tables and lines of a piece of HTML that stands in another text, at the line where it begins.

    Raises UnreadableInput where it cannot be parsed.
    """
    root = parse(source.replace(BREAK, "\ufffd"), builder.name)
    take_out(root, builder.unread)
    walk = _Walk(builder.name, builder.limits)
    walk.body(root)
    for piece in walk.pieces:
        _emit(builder, piece, line)


def _emit(builder: Builder, piece: Piece, line: int | None = None) -> None:
    if piece.grid:
        cells, rows = piece.grid
        builder.table(cells, rows, stated=True, line=line)
    else:
        builder.paragraph(piece.text, level=piece.level, line=line)


_INLINE = frozenset(["em", "span", "b", "strong", "i", "label", "u"])
_TERM_LENGTH = 8
_LIKE = 3
"""code points of the first of such words; elements of one build that make them a pattern of the page"""


def _build(node: etree._Element) -> tuple[str, ...] | None:
    """How an element sets a short word apart from what follows it (<div><em>谁牵头</em><span>市教育局</span></div>).

    None where it does not: it has words of its own, one child, or children of one kind.
    """
    children = list(node)
    if len(children) < 2 or (node.text or "").strip() or any((child.tail or "").strip() for child in children):
        return None
    kinds = [(str(child.tag), child.get("class") or "") for child in children]
    if any(tag not in _INLINE for tag, _ in kinds) or kinds[0] == kinds[1]:
        return None
    first = unspaced("".join(map(str, children[0].itertext())))
    return (str(node.tag), *kinds[0], *kinds[1]) if 1 < len(first) <= _TERM_LENGTH and not first.isascii() else None


def _terms(root: etree._Element) -> frozenset[tuple[str, ...]]:
    """Builds that a page repeats."""
    counts = Counter(build for node in root.iter("div", "p", "li", "dd") if (build := _build(node)))
    return frozenset(build for build, count in counts.items() if count >= _LIKE)


class _Walk:
    """One pass over the tree in reading order."""

    def __init__(self, name: str, limits: Limits, terms: frozenset[tuple[str, ...]] = frozenset()) -> None:
        self._terms = terms
        self.pieces: list[Piece] = []
        self.regions: list[Region] = []
        self._name = name
        self._limits = limits
        self._buffer: list[str] = []
        self._link = 0
        self._in_link = False
        self._region = -1

    def body(self, root: etree._Element) -> None:
        """Walk the whole page."""
        self._children(root)
        self._flush()

    def _children(self, node: etree._Element) -> None:
        for child in node:
            self._element(child)
            if child.tail:
                self._say(child.tail)

    def _say(self, text: str) -> None:
        self._buffer.append(text)
        if self._in_link:
            self._link += len(text.strip())

    def _element(self, node: etree._Element) -> None:
        tag = node.tag
        if tag in _SKIP:
            return
        if tag == "table":
            self._table(node)
        elif tag in _HEADINGS:
            self._flush()
            self._inside(node)
            self._flush(_HEADINGS[tag])
        elif tag in _CONTAINERS:
            self._container(node)
        elif tag == "a" and not self._in_link:
            self._in_link = True
            self._inside(node)
            self._in_link = False
        elif tag in BREAKING:
            self._buffer.append(BREAK)
            self._inside(node)
            self._buffer.append(BREAK)
        else:
            self._inside(node)

    def _inside(self, node: etree._Element) -> None:
        if self._terms and _build(node) in self._terms:
            for at, child in enumerate(node):
                self._say(BREAK if at == 1 else " " if at else "")
                self._element(child)
            return
        if node.text:
            self._say(node.text.replace("\n", BREAK) if node.tag == "pre" else node.text)
        self._children(node)

    def _container(self, node: etree._Element) -> None:
        self._flush()
        names = f"{node.get('id') or ''} {node.get('class') or ''} {node.tag}".lower().split()
        index, parent = len(self.regions), self._region
        first = len(self.pieces)
        self.regions.append(Region(parent, first, first, ()))
        self._region = index
        self._inside(node)
        self._flush()
        self._region = parent
        self.regions[index] = Region(parent, first, len(self.pieces), tuple(names))

    def _flush(self, level: int | None = None) -> None:
        if not self._buffer:
            return
        lines = _lines(self._buffer)
        link = self._link
        self._buffer.clear()
        self._link = 0
        if lines:
            total = sum(map(len, lines))
            self.pieces += [Piece(line, link * len(line) // total, level) for line in lines]

    def _table(self, node: etree._Element) -> None:
        self._flush()
        if _is_layout(node):
            self._inside(node)
            self._flush()
            return
        nested: list[etree._Element] = []
        for caption in node.iterchildren("caption"):
            self._inside(caption)
            self._flush()
        cells, rows = _grid(node, self._name, self._limits, nested)
        text = "\n".join([cell.text for cell in cells if cell.text])
        if text:
            self.pieces.append(
                Piece(text, sum(len(a.text or "") for a in node.iter("a")), None, (cells, rows))
            )
        for inner_table in nested:
            self._table(inner_table)


def _grid(
    node: etree._Element, name: str, limits: Limits, nested: list[etree._Element]
) -> tuple[list[Draft], int]:
    """The cells of a table and its number of rows; tables in it that stand alone are added to ``nested``."""
    grid = Grid(name, limits)
    for row in _rows(node):
        grid.next_row()
        for cell in row.iterchildren("td", "th"):
            text, inner = _cell_text(cell, name, limits)
            grid.cell(text, _span(cell, "rowspan"), _span(cell, "colspan"))
            nested += inner
    return grid.finished()


def _lines(pieces: list[str]) -> list[str]:
    """Text of one flow as its printed lines: white space collapsed, breaks kept, empty lines left out."""
    text = "".join(pieces)
    if "\n" in text:
        text = _WIDE_WRAP.sub("", text)
    stripped = [line.strip() for line in _SPACE.sub(" ", text).split(BREAK)]
    return [line for line in stripped if line]


def _cell_text(
    cell: etree._Element, name: str = "", limits: Limits = DEFAULT
) -> tuple[str, list[etree._Element]]:
    """The printed lines of a cell and the tables in it that stand alone; the others give a line a row."""
    if not len(cell):
        return "\n".join(_lines([cell.text or ""])), []
    pieces: list[str] = []
    nested: list[etree._Element] = []
    _gather(cell, pieces, nested, name, limits)
    return "\n".join(_lines(pieces)), nested


def _gather(
    node: etree._Element, pieces: list[str], nested: list[etree._Element], name: str, limits: Limits
) -> None:
    if node.text:
        pieces.append(node.text.replace("\n", BREAK) if node.tag == "pre" else node.text)
    for child in node:
        tag = child.tag
        if tag == "table":
            pieces += (BREAK, *_inner_lines(child, nested, name, limits))
        elif tag in BREAKING:
            pieces.append(BREAK)
            if tag != "br":
                _gather(child, pieces, nested, name, limits)
                pieces.append(BREAK)
        elif tag not in _SKIP:
            _gather(child, pieces, nested, name, limits)
        if child.tail:
            pieces.append(child.tail)


def _inner_lines(
    node: etree._Element, nested: list[etree._Element], name: str, limits: Limits
) -> list[str]:
    """The rows of a table inside a cell as lines with breaks; one of duties is kept for itself."""
    first = next(_rows(node), None)
    heads = [] if first is None else [_cell_text(c)[0] for c in first.iterchildren("td", "th")]
    if any(names_bodies(head) for head in heads):
        nested.append(node)
        return []
    lines = "\n".join(lines_of(_grid(node, name, limits, nested)[0])).split("\n")
    return [word for line in lines for word in (line, BREAK)]


def _span(cell: etree._Element, attribute: str) -> int:
    """A span as HTML 4.9.11 reads it; rowspan 0 reaches to the end of the table, which the grid clips."""
    value = cell.get(attribute)
    if value is None:
        return 1
    found = re.match(r"\s*(\d{1,9})", value)
    number = int(found.group(1)) if found else 1
    if number == 0:
        return 65534 if attribute == "rowspan" else 1
    return min(number, 65534)


def _rows(node: etree._Element) -> Iterator[etree._Element]:
    for child in node.iterchildren("tr", "tbody", "thead", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _is_layout(node: etree._Element) -> bool:
    """True for a table that arranges the page: one column, or cells that hold the real tables or a whole text."""
    rows = [list(row.iterchildren("td", "th")) for row in _rows(node)]
    if max(map(len, rows), default=0) < 2:
        return True
    if next(node.iterdescendants("table"), None) is not None:
        filled = [sum(bool(_cell_text(cell)[0]) for cell in row) for row in rows]
        return sum(count >= 2 for count in filled) < 2
    if len(rows) > 3:
        return False
    lines = [_cell_text(cell)[0].split("\n") for row in rows for cell in row]
    longest = max(lines, key=lambda cell: sum(map(len, cell)))
    return len(longest) >= 10 and sum(map(len, longest)) > 0.8 * sum(
        len(part) for cell in lines for part in cell
    )
