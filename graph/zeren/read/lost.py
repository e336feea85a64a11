"""Put a table back that LibreOffice loses: the last one of a doc behind which no paragraph stands.

Programs that make a docx without a paragraph behind its last table and let LibreOffice save it as doc write such files; opened
again, the words of all cells run together. The words of the file still hold the marks of cells and rows ([MS-DOC] 2.4.3), and
its row definitions (sprmTDefTable, 2.9.321) say in which columns cells are merged downwards. The table is put back only where
the words of its cells are, one after the other, exactly those that the conversion ran together, and all rows have as many cells.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Sequence

from lxml import etree

from zeren.ground.fold import unspaced

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_RUN = re.compile("[\x07\t\x0b\r\x20-\ud7ff\ue000-\uffef]+")
"""words with the marks of cells (7), lines (11) and paragraphs (13); what is no text of a document ends them"""
_ROW_END = "\x07\x07"
_DEFINED = b"\x08\xd6"
"""sprmTDefTable, low byte first"""
_MERGED = 1
"""value of the bits vertMerge: the cell goes on with the one above"""
_BEGINS = 3
"""value of the bits vertMerge: the cell is the first of merged ones"""
_PAGE = 512
_LEAST = 4
"""cells with words that show a table"""
_MOST = 64
"""columns of a table of Word"""


def with_last_table(docx: bytes, doc: bytes) -> bytes | None:
    """The converted ``docx`` with the table of ``doc`` in place of the words that ran together; None where it is not certain."""
    rows = _rows(doc)
    if rows is None:
        return None
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts[_BODY], etree.XMLParser(resolve_entities=False, no_network=True))
    body = root.find(f"{_W}body")
    told = unspaced("".join(cell for row in rows for cell in row))
    paragraphs = [] if body is None else [one for one in body if one.tag == f"{_W}p"]
    words = [unspaced("".join(str(words) for words in one.itertext(f"{_W}t"))) for one in paragraphs]
    first = next((at for at in range(len(words)) if "".join(words[at:]) == told), None)
    if body is None or first is None:
        return None
    body.insert(body.index(paragraphs[first]), _table(rows, _merged(doc, rows)))
    for one in paragraphs[first:]:
        body.remove(one)
    parts[_BODY] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def is_lost(docx: bytes, doc: bytes) -> bool:
    """Whether a ``docx`` without tables prints the words that stand in the cells of rows of its ``doc``."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        content = package.read(_BODY)
    cells = [words for cell in _cells(doc) if (words := unspaced(cell))]
    if b"<w:tbl>" in content or len(cells) < _LEAST:
        return False
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    printed = unspaced("".join(str(words) for words in root.itertext(f"{_W}t")))
    return all(words in printed for words in cells)


def _cells(doc: bytes) -> list[str]:
    """The words between the marks of cells in the first run of text that holds two ends of rows; empty where there is none."""
    text = doc[: len(doc) // 2 * 2].decode("utf-16-le", "replace")
    for match in _RUN.finditer(text):
        run = match[0]
        if run.count(_ROW_END) > 1:
            return run[run.rfind("\r", 0, run.find(_ROW_END)) + 1 :].split("\x07")[:-1]
    return []


def _rows(doc: bytes) -> list[list[str]] | None:
    """The cells of a table that ends the words of a doc; None where its rows differ in the number of their cells."""
    cells = _cells(doc)
    width = cells.index("") if "" in cells else 0
    whole = 1 < width <= _MOST and len(cells) % (width + 1) == 0 and not any(cells[width :: width + 1])
    if not whole:
        return None
    return [[cell.replace("\x0b", "\n").replace("\r", "\n") for cell in cells[at : at + width]] for at in range(0, len(cells), width + 1)]


def _merged(doc: bytes, rows: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """Rows and columns of cells that go on with the one above; none where there are not as many definitions as rows, or they do not fit.

    Rows alike share one definition, and then which is whose is not certain: an empty cell says less than a wrong one.
    """
    width = len(rows[0])
    found: list[tuple[int, list[int]]] = []
    at = doc.find(_DEFINED)
    while at >= 0:
        cells = at + 5 + 2 * (width + 1)
        if cells + 20 * width <= len(doc) and doc[at + 4] == width:
            flags = [struct.unpack_from("<H", doc, cells + 20 * c)[0] >> 5 & 3 for c in range(width)]
            found.append((at, flags))
        at = doc.find(_DEFINED, at + 2)
    # A page of definitions (512 bytes) is filled from its end.
    found.sort(key=lambda one: (one[0] // _PAGE, -one[0]))
    merged = {(r, c) for r, (_, flags) in enumerate(found) for c, flag in enumerate(flags) if flag == _MERGED}
    begun = {(r, c) for r, (_, flags) in enumerate(found) for c, flag in enumerate(flags) if flag == _BEGINS}
    fits = len(found) == len(rows) and all(not rows[r][c] and {(r - 1, c)} & (merged | begun) for r, c in merged)
    return merged if fits else set()


def _table(rows: Sequence[Sequence[str]], merged: set[tuple[int, int]]) -> etree._Element:
    table = etree.Element(f"{_W}tbl")
    etree.SubElement(table, f"{_W}tblPr")
    grid = etree.SubElement(table, f"{_W}tblGrid")
    for _ in rows[0]:
        etree.SubElement(grid, f"{_W}gridCol")
    for at, row in enumerate(rows):
        line = etree.SubElement(table, f"{_W}tr")
        for c, words in enumerate(row):
            cell = etree.SubElement(line, f"{_W}tc")
            properties = etree.SubElement(cell, f"{_W}tcPr")
            if (at, c) in merged:
                etree.SubElement(properties, f"{_W}vMerge")
            elif (at + 1, c) in merged:
                etree.SubElement(properties, f"{_W}vMerge").set(f"{_W}val", "restart")
            for piece in words.split("\n"):
                run = etree.SubElement(etree.SubElement(cell, f"{_W}p"), f"{_W}r")
                etree.SubElement(run, f"{_W}t").text = piece
    return table
