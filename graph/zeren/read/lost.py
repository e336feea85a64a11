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

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_RUN = re.compile("[\x07\t\x0b\r\x20-\ud7ff\ue000-\uffef]+")
"""words with the marks of cells (7), lines (11) and paragraphs (13); what is no text of a document ends them"""
_ROW_END = "\x07\x07"
"""the mark of a row's last cell and that of the row"""
_LEAST = 2
"""row ends that show a table"""
_HAN = re.compile("[\u4e00-\u9fff]")
_DEFINED = b"\x08\xd6"
"""sprmTDefTable, low byte first"""
_MERGED = 1
"""value of the bits vertMerge: the cell goes on with the one above"""
_MOST = 64
"""columns of a table of Word"""


def marks_rows(doc: bytes) -> bool:
    """Whether the words of a doc hold the marks of a table: two row ends and Han characters in one stretch of text."""
    return any(run[0].count(_ROW_END) >= _LEAST and _HAN.search(run[0]) for run in _RUN.finditer(_text(doc)))


def with_last_table(docx: bytes, doc: bytes) -> bytes | None:
    """The converted ``docx`` with the table of ``doc`` in place of the words that ran together; None where it is not certain."""
    rows = _rows(doc)
    if rows is None:
        return None
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts[_BODY], etree.XMLParser(resolve_entities=False, no_network=True))
    body = root.find(f"{_W}body")
    told = _closed("".join(cell for row in rows for cell in row))
    paragraphs = [] if body is None else [one for one in body if one.tag == f"{_W}p"]
    words = [_closed("".join(str(words) for words in one.itertext(f"{_W}t"))) for one in paragraphs]
    first = next((at for at in range(len(words)) if "".join(words[at:]) == told), None)
    if body is None or first is None:
        return None
    body.insert(body.index(paragraphs[first]), _table(rows, _merged(doc, len(rows), len(rows[0]))))
    for one in paragraphs[first:]:
        body.remove(one)
    parts[_BODY] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _rows(doc: bytes) -> list[list[str]] | None:
    """The cells of a table that ends the words of a doc; None where its rows differ in the number of their cells."""
    text = _text(doc)
    end = text.find(_ROW_END)
    match = _RUN.match(text, text.rfind("\r", 0, end) + 1) if end >= 0 else None
    cells = match[0].split("\x07")[:-1] if match else []
    width = cells.index("") if "" in cells else 0
    whole = 1 < width <= _MOST and len(cells) % (width + 1) == 0 and not any(cells[width :: width + 1])
    if not whole:
        return None
    return [[cell.replace("\x0b", "\n").replace("\r", "\n") for cell in cells[at : at + width]] for at in range(0, len(cells), width + 1)]


def _text(doc: bytes) -> str:
    return doc[: len(doc) // 2 * 2].decode("utf-16-le", "replace")


def _merged(doc: bytes, rows: int, width: int) -> set[tuple[int, int]]:
    """Cells (row, column, from 0) that the row definitions of the doc merge with the one above; none where a row lacks its definition."""
    found: list[set[int]] = []
    at = doc.find(_DEFINED)
    while at >= 0:
        cells = at + 5 + 2 * (width + 1)
        if cells + 20 * width <= len(doc) and doc[at + 4] == width:
            flags = (struct.unpack_from("<H", doc, cells + 20 * c)[0] >> 5 & 3 for c in range(width))
            found.append({c for c, flag in enumerate(flags) if flag == _MERGED})
        at = doc.find(_DEFINED, at + 2)
    return {(row, c) for row, columns in enumerate(found) for c in columns} if len(found) == rows else set()


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
            if (at, c) in merged and at and not words:
                etree.SubElement(properties, f"{_W}vMerge")
            elif (at + 1, c) in merged and words and not rows[at + 1][c]:
                etree.SubElement(properties, f"{_W}vMerge").set(f"{_W}val", "restart")
            for piece in words.split("\n"):
                run = etree.SubElement(etree.SubElement(cell, f"{_W}p"), f"{_W}r")
                etree.SubElement(run, f"{_W}t").text = piece
    return table


def _closed(words: str) -> str:
    return "".join(words.split())
