"""Writers of every format with real merged cells, by other programs than the ones that read."""

from __future__ import annotations

import csv
import html
import io
import os
import signal
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from .grids import Grid

Part = str | Grid
"""a paragraph or a table"""


def to_html(parts: Sequence[Part], charset: str = "utf-8") -> bytes:
    """A page with ``rowspan`` and ``colspan``; every line of a cell is a paragraph."""
    out = [f'<!DOCTYPE html><html><head><meta charset="{charset}"></head><body>']
    for part in parts:
        if isinstance(part, str):
            out.append(f"<p>{html.escape(part)}</p>")
            continue
        out.append("<table>")
        for row in range(part.rows):
            out.append("<tr>")
            for r, _, h, w, text in part.boxes:
                if r == row:
                    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))
                    out.append(f'<td rowspan="{h}" colspan="{w}">{lines}</td>')
            out.append("</tr>")
        out.append("</table>")
    out.append("</body></html>")
    return "\n".join(out).encode(charset)


def to_docx(parts: Sequence[Part], *, height_cm: float | None = None) -> bytes:
    """A Word document made by python-docx, with gridSpan and vMerge; a tall page keeps a table in one piece."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(9)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(90 if height_cm else 42), Cm(height_cm or 29.7)
    before: Part = ""
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            before = part
            continue
        # Word makes one table of two that touch.
        if isinstance(before, Grid):
            document.add_paragraph()
        before = part
        table = document.add_table(part.rows, part.columns, style="Table Grid")
        cells = [list(row.cells) for row in table.rows]
        for r, c, h, w, text in part.boxes:
            cell = cells[r][c]
            if h > 1 or w > 1:
                cell = cell.merge(cells[r + h - 1][c + w - 1])
            cell.paragraphs[0].text = text
        for row in table.rows:
            # A row in which every cell is merged with another has no height of its own.
            row.height = Cm(0.6)
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_xlsx(sheets: Sequence[tuple[str, Sequence[Part]]]) -> bytes:
    """A workbook made by XlsxWriter with merged ranges; a paragraph is a merged row of its own."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    for name, parts in sheets:
        sheet = book.add_worksheet(name)
        at = 0
        for part in parts:
            if isinstance(part, str):
                sheet.write_string(at, 0, part)
                at += 2
                continue
            for r, c, h, w, text in part.boxes:
                if h > 1 or w > 1:
                    sheet.merge_range(at + r, c, at + r + h - 1, c + w - 1, "")
                sheet.write_string(at + r, c, text)
            at += part.rows + 1
    book.close()
    return buffer.getvalue()


def to_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Comma-separated values as a spreadsheet program saves them."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def to_zip(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return buffer.getvalue()


def word(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A docx around the XML of a body; ``parts`` (numbering, styles, footnotes) are related to it."""
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{office}/{kind}" Target="{kind}.xml"/>'
        for i, kind in enumerate(parts)
    )
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    members = [
        (
            "[Content_Types].xml",
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        ),
        ("word/document.xml", f"<w:document {spaces}><w:body>{body}</w:body></w:document>".encode()),
        (
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{rels}">{relations}</Relationships>'.encode(),
        ),
    ]
    for kind, text in parts.items():
        members.append((f"word/{kind}.xml", f"<w:{kind} {spaces}>{text}</w:{kind}>".encode()))
    return to_zip(members)


def converted(data: bytes, ending: str, target: str, folder: Path) -> bytes:
    """``data`` through LibreOffice into another format (``pdf``, ``doc``, ``xls`` …); filter options may follow a colon."""
    source = folder / f"source.{ending}"
    source.write_bytes(data)
    process = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            # Plain "doc" lets LibreOffice choose a filter that loses tables.
            "doc:MS Word 97" if target == "doc" else target,
            "--outdir",
            str(folder / "out"),
            str(source),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(120)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.wait()
    return (folder / "out" / f"source.{target.partition(':')[0]}").read_bytes()
