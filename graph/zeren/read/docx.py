"""Word documents: paragraphs with their printed numbers, tables with merged cells, text boxes, footnotes.

Deleted text of tracked changes is left out, inserted text is in; fields give their result (ECMA-376 part 1,
clause 17). The document is one flat pass over the few elements that matter; where a table or a cell ends shows
in the parent of the element that follows.
"""

from __future__ import annotations

from lxml import etree

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document
from zeren.read.blocks import Builder, too_large
from zeren.read.hidden import take_out
from zeren.read.limits import DEFAULT, Limits
from zeren.read.numbering import Numbering, W
from zeren.read.package import Package, stated
from zeren.read.slots import OpenTable, laid, stands_alone
from zeren.read.styles import Style, count, default_size, outline, read_styles, unread_styles

_P, _TBL, _TR, _TC = W + "p", W + "tbl", W + "tr", W + "tc"
_VAL = W + "val"
_T, _BOX = W + "t", W + "txbxContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_STYLE, _NUM, _ILVL, _OUTLINE = W + "pStyle", W + "numId", W + "ilvl", W + "outlineLvl"
_SPAN, _VMERGE, _HMERGE, _BEFORE = W + "gridSpan", W + "vMerge", W + "hMerge", W + "gridBefore"
_CHUNK = W + "altChunk"
_WATERMARK = "{urn:schemas-microsoft-com:vml}textpath"
"""how Word writes a watermark, in a header"""
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
    W + "softHyphen": "\u00ad",
}
_PLACES = (_SPAN, _VMERGE, _HMERGE, _BEFORE)
_READ = (_T, _P, _TC, _TR, _TBL, *_PLACES, _STYLE, _NUM, _ILVL, _OUTLINE, _BOX, _MATH, W + "sym", *_SIGNS)
_FRAME = frozenset((_TC, _TR, _TBL))
_PLACE = frozenset(_PLACES)
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


class _Paragraph:
    """A paragraph while it is read."""

    __slots__ = ("at", "boxes", "joined", "level", "name", "pieces", "use")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.name = ""
        """id of its style; empty for the default one"""
        self.use: str | None = None
        self.at: str | None = None
        """list and level that it states itself"""
        self.level: int | None = None
        """heading level that it states itself, 0 for body text"""
        self.boxes: list[etree._Element] = []
        self.joined = False
        """True where its end was deleted, so that the next one goes on with it"""


def read_docx(
    data: bytes, name: str, sha256: str, *, limits: Limits = DEFAULT, form: str = "docx"
) -> Document:
    """Read a Word document. Raises UnreadableInput where it is damaged, hostile, too large or empty."""
    package = Package(data, name, limits)
    part = package.main("word/document.xml")
    source = package.read(part)
    if source is None:
        raise UnreadableInput(
            f"{name}: 文件损坏 (no document part in this docx)", "save it again in the word processor"
        )
    source = _transitional(source)
    root = package.parse(source, part)
    reader = _Reader(package, package.relations(part), Builder(name, limits))
    reader.prepare(root, source)
    reader.flow(root)
    reader.notes()
    reader.report()
    if not reader.builder.blocks and any("/media/" in entry for entry in package.names):
        raise UnreadableInput(
            f"{name}: 只有图片没有文字 (pictures only, no text)", "run text recognition (OCR) first"
        )
    return reader.builder.document(sha256, form, meta=stated(package))


def _transitional(source: bytes) -> bytes:
    """Strict documents differ in their namespaces only (ECMA-376 part 4)."""
    return source.replace(_STRICT, W[1:-1].encode()) if _STRICT in source[:4096] else source


class _Reader:
    """Walks a document in reading order."""

    def __init__(self, package: Package, relations: dict[str, tuple[str, str]], builder: Builder) -> None:
        self.builder = builder
        self._package = package
        self._relations = sorted(relations.values())
        self._numbering = Numbering(self._part("numbering"))
        styles = self._part("styles")
        self._styles = read_styles(styles)
        self._size = default_size(styles)
        self._unread = unread_styles(styles)
        self._plain = self._styles.get("", Style())
        self._held: dict[etree._Element, etree._Element] = {}
        self._joined: set[etree._Element] = set()
        self._contents = 0
        self._pending = ""

    def _part(self, kind: str) -> etree._Element | None:
        target = next((target for word, target in self._relations if word == kind), None)
        source = self._package.read(target) if target else None
        if source is None or target is None:
            return None
        return self._package.parse(_transitional(source), target)

    def prepare(self, root: etree._Element, source: bytes) -> None:
        """Take out what is not printed; put marks in place of tables and text boxes, which are read apart."""
        self._joined = take_out(root, source, self._unread, self.builder.unread)
        for node in list(root.iter(_BOX)) if b"txbxContent" in source else ():
            above = node.getparent()
            if above is not None:
                mark = etree.Element(_BOX)
                above.replace(node, mark)
                self._held[mark] = node
        if b"altChunk" in source and next(root.iter(_CHUNK), None) is not None:
            self.builder.notice("an embedded file was left out 已略去嵌入文件")

    def flow(self, container: etree._Element) -> None:
        """Read the blocks of a body or a text box."""
        tables: list[OpenTable] = []
        paragraph: _Paragraph | None = None
        for node in container.iter(*_READ):
            tag = node.tag
            if tag == _T:
                if paragraph is not None and node.text:
                    paragraph.pieces.append(node.text)
            elif tag == _P:
                if paragraph is not None:
                    self._close(paragraph, tables)
                if tables and node.getparent() is not tables[-1].cell:
                    self._leave(tables, node)
                paragraph = _Paragraph()
                if self._joined:
                    paragraph.joined = node in self._joined
            elif tag in _FRAME:
                if paragraph is not None:
                    self._close(paragraph, tables)
                    paragraph = None
                self._frame(tables, tag, node)
            elif tag in _PLACE:
                if tables:
                    self._place(tables[-1], tag, node)
            elif paragraph is not None:
                self._word(paragraph, tag, node)
        if paragraph is not None:
            self._close(paragraph, tables)
        self._shut(tables, 0)

    def _frame(self, tables: list[OpenTable], tag: str, node: etree._Element) -> None:
        """Open a table, a row or a cell."""
        if tag == _TC and tables and node.getparent() is tables[-1].line:
            tables[-1].begin_cell(node)
            return
        self._leave(tables, node)
        if tag == _TBL:
            tables.append(OpenTable(node, self._size))
        elif tables and tag == _TR:
            tables[-1].begin_row(node)
        elif tables:
            tables[-1].begin_cell(node)

    def _leave(self, tables: list[OpenTable], node: etree._Element) -> None:
        """Shut the tables that ended before ``node``: all inside the innermost one that holds it."""
        above = node.getparent()
        while above is not None and above.tag != _TBL:
            above = above.getparent()
        keep = next((i + 1 for i in range(len(tables) - 1, -1, -1) if tables[i].node is above), 0)
        self._shut(tables, keep)

    def _shut(self, tables: list[OpenTable], keep: int) -> None:
        """Close tables down to ``keep``; one inside a cell becomes a part of it."""
        while len(tables) > keep:
            table = tables.pop()
            table.end_cell()
            if tables:
                tables[-1].parts.append(table)
            else:
                self._emit(table)

    def _place(self, table: OpenTable, tag: str, node: etree._Element) -> None:
        """Take what a cell or a row says about its place."""
        if tag == _SPAN:
            table.width = max(1, count(node, 1))
            if table.width > self.builder.limits.span:
                # Cut to the limit, the cell would still push its row out of the columns that the header names.
                raise UnreadableInput(
                    f"{self.builder.name}: 合并列数异常 (a cell covers more than {self.builder.limits.span} columns)",
                    "mend the merged cell and save the file again",
                )
        elif tag == _VMERGE:
            table.down = node.get(_VAL) or "continue"
        elif tag == _HMERGE:
            table.right = node.get(_VAL) or "continue"
        else:
            table.before = min(count(node, 0), self.builder.limits.span)

    def _word(self, paragraph: _Paragraph, tag: str, node: etree._Element) -> None:
        """Add one element below w:p to its paragraph."""
        if tag == _STYLE:
            paragraph.name = node.get(_VAL) or ""
        elif tag == _NUM:
            paragraph.use = node.get(_VAL)
        elif tag == _ILVL:
            paragraph.at = node.get(_VAL)
        elif tag == _OUTLINE:
            paragraph.level = outline(node)
        elif tag == _BOX:
            if node in self._held:
                paragraph.boxes.append(self._held[node])
        else:
            paragraph.pieces.append(_sign(node))

    def _close(self, paragraph: _Paragraph, tables: list[OpenTable]) -> None:
        """Close a paragraph; one whose end was deleted waits for the next."""
        text, style = self._text(paragraph)
        if paragraph.joined:
            self._pending += text
            return
        if self._pending:
            text, self._pending = self._pending + text, ""
        if tables:
            tables[-1].parts.append(text)
            for box in paragraph.boxes:
                for inner in box.iter(_P):
                    tables[-1].parts.append("".join([word.text or "" for word in inner.iter(_T)]))
            return
        if style.contents:
            self._contents += 1
        else:
            level = style.level if paragraph.level is None else paragraph.level or None
            for piece in text.split("\n"):
                self.builder.paragraph(piece, level=level)
        for box in paragraph.boxes:
            self.flow(box)

    def _text(self, paragraph: _Paragraph) -> tuple[str, Style]:
        """The printed text of a paragraph, its number first, and its style."""
        text = "".join(paragraph.pieces)
        style = self._styles.get(paragraph.name, self._plain) if paragraph.name else self._plain
        use = paragraph.use or style.use
        if use is None:
            return text, style
        at = style.at
        if paragraph.at is not None and paragraph.at.isdecimal():
            at = int(paragraph.at[:2])
        if at is None:
            at = self._numbering.level_of(use, paragraph.name)
        return self._numbering.label(use, at) + text, style

    def _emit(self, table: OpenTable) -> None:
        """Add a table and those in its cells after it; one cell a row is a frame around running text."""
        slots = table.slots
        if len(slots) == len({slot.row for slot in slots}):
            for slot in slots:
                for part in slot.parts:
                    if isinstance(part, str):
                        for line in part.split("\n"):
                            self.builder.paragraph(line)
                    else:
                        self._emit(part)
            return
        if len(slots) > self.builder.limits.cells:
            raise too_large(self.builder.name, self.builder.limits)
        self.builder.table(laid(slots), slots[-1].row + 1, stated=True)
        for slot in slots:
            for part in slot.parts:
                if isinstance(part, OpenTable) and stands_alone(part):
                    self._emit(part)

    def notes(self) -> None:
        """Read footnotes and endnotes, which stand after the text."""
        for kind in ("footnotes", "endnotes"):
            root = self._part(kind)
            for note in root if root is not None else ():
                if note.get(W + "type") not in ("separator", "continuationSeparator", "continuationNotice"):
                    text = "".join(word.text or "" for word in note.iter(_T))
                    self.builder.paragraph(text, path=f"{kind[:-1]} {note.get(W + 'id')}")

    def report(self) -> None:
        """Say what was left out."""
        if self._pending:
            self.builder.paragraph(self._pending)
        if self._contents:
            self.builder.notice(f"{self._contents} lines of a table of contents left out 已略去目录")
        words = []
        for kind, target in self._relations:
            root = self._package.xml(target) if kind in ("header", "footer", "comments") else None
            text = "" if root is None else "".join(word.text or "" for word in root.iter(_T)).strip()
            if root is not None and kind == "comments":
                for comment in root.iter(W + "comment"):
                    self.builder.unread.add("comment", "".join(word.text or "" for word in comment.iter(_T)))
                continue
            for mark in root.iter(_WATERMARK) if root is not None else ():
                self.builder.unread.add("watermark", mark.get("string") or "")
            if any(char.isalpha() for char in text):
                words.append(text[:60])
        if words:
            self.builder.notice(f"headers and footers left out 已略去页眉页脚: {'; '.join(words)}")


def _sign(node: etree._Element) -> str:
    """The character that an element other than w:t prints."""
    if node.tag == _MATH:
        return node.text or ""
    if node.tag == W + "sym":
        code = node.get(W + "char") or ""
        try:
            char = chr(int(code, 16))
        except (ValueError, OverflowError):
            return ""
        return "" if "\ud800" <= char <= "\udfff" else char
    # A tab stop in paragraph properties bears the same name as a printed tab.
    if node.tag == W + "tab" and node.get(_VAL) is not None:
        return ""
    return _SIGNS.get(node.tag, "")
