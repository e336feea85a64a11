"""A returned file in whatever form it comes back, brought into one that the readers of ledgers know.

Workbooks of before 2007, of WPS (et) and of OpenDocument are converted by LibreOffice and read as xlsx. Word documents, pages
and separated values hold tables: each is a sheet, with the words before it above it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

from zeren.ground.errors import UnreadableInput
from zeren.ground.fold import key
from zeren.ground.model import Document, Paragraph
from zeren.ledger.columns import MARK, by_head
from zeren.ledger.grid import Grid
from zeren.ledger.heads import FEEDBACK
from zeren.read import form_of, read
from zeren.read.limits import DEFAULT

SHEETS = frozenset({"xls", "ods"})
"""workbooks that LibreOffice converts; an et is an xls by its content"""
TABLED = frozenset({"docx", "doc", "odt", "rtf", "wordml", "html", "mhtml", "csv", "md"})
"""forms whose tables are sheets"""
CONVERTED = "{form} 文件已转换后读取，公式与格式可能有出入 (converted before it was read)；请另存为 xlsx (save it as xlsx)"
"""what is told of a workbook that was converted"""
_PARTED = re.compile(r"</w:p>|</text:p>|[\t\r\n,;|]")
_MARKUP = re.compile(r"<[^<>]*>")
_IDENTIFIER = re.compile(rb">measure/[0-9a-f]{16}(?:~[0-9a-f]{8})?<")
_ENOUGH = 2
"""identifiers that a workbook of ours holds at least"""
_LEAST, _MOST = 2, 30
"""characters of a head"""
ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError)
"""what zipfile is known to raise on damaged packages; whoever reads the file in earnest tells what is wrong"""


def converted(data: bytes, name: str, *, named: bool) -> tuple[bytes, str | None]:
    """Return a workbook as xlsx, and its former form where LibreOffice converted it; every other file as it is.

    ``named``: a person said that it is a ledger; else a workbook is converted only where its bytes show that it is one, for
    this takes seconds. Raises UnreadableInput where LibreOffice is absent or cannot read it.
    """
    form = form_of(data, name)
    if form not in SHEETS or not (named or _shows(data, form)):
        return data, None
    from zeren.read.doc import convert

    return convert(data, form, name), form


def tables(data: bytes, name: str) -> tuple[list[Grid], str | None]:
    """Return the tables of a document as sheets, and the ISO date and time at which it was last saved, as it says."""
    found = [grid for document in read(data, name) for grid in _grids(document)]
    return found, _saved(data)


def may_hold(data: bytes, name: str) -> bool:
    """Whether a document prints heads of a ledger by themselves at all: most do not, and need not be read twice."""
    form = form_of(data, name)
    if form == "docx":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                if package.getinfo("word/document.xml").file_size > DEFAULT.package_bytes:
                    return False
                text = package.read("word/document.xml").decode("utf-8", "ignore")
        except ZIP_FAULTS:
            return False  # whoever reads it as a plan tells what is wrong
    elif form == "csv":
        text = data[:65536].decode("utf-8", "ignore") + data[:65536].decode("gb18030", "ignore")
    else:
        return False
    words = (_MARKUP.sub("", piece).strip("\ufeff\"' ") for piece in _PARTED.split(text))
    return any(_LEAST <= len(word) <= _MOST and key(word) in _heads() for word in words)


def has_identifiers(data: bytes) -> bool:
    """Whether a workbook that lost its hidden sheet still holds identifiers of measures, so that it is one of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [name for name in package.namelist() if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/sheet")]
            if sum(package.getinfo(name).file_size for name in parts) > DEFAULT.package_bytes:
                return False
            return any(len(_IDENTIFIER.findall(package.read(name))) >= _ENOUGH for name in parts)
    except ZIP_FAULTS:
        return False


@cache
def _heads() -> frozenset[str]:
    """Folded heads of the columns of answers."""
    return frozenset(head for head, column in by_head().items() if column.key in FEEDBACK)


def _shows(data: bytes, form: str) -> bool:
    if form == "xls":
        # Strings of a workbook of before 2007 stand in its bytes as one or two bytes a character ([MS-XLS] 2.5.293).
        printed = (column.encode("utf-16-le") for column in ("进展情况", "完成情况", "工作进展", "落实情况", "存在问题", "下一步"))
        return MARK.encode() in data or sum(head in data for head in printed) > 1
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.getinfo("content.xml").file_size <= DEFAULT.package_bytes and MARK.encode() in package.read("content.xml")
    except ZIP_FAULTS:
        return False


def _grids(document: Document) -> Iterator[Grid]:
    before: list[str] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            before.append(block.text)
            continue
        number += 1
        values = {(cell.row + 1, cell.column + 1): cell.text for cell in block.cells if cell.text.strip()}
        spans = [
            (cell.row + 1, cell.column + 1, cell.row + cell.rows, cell.column + cell.columns)
            for cell in block.cells
            if cell.rows > 1 or cell.columns > 1
        ]
        yield Grid(f"表{number}", block.rows, block.columns, dict(values), tuple(sorted(spans)), before=tuple(before))
        before = []


_MODIFIED = re.compile(rb"<dcterms:modified[^<>]*>(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)")


def _saved(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found = _MODIFIED.search(package.open("docProps/core.xml").read(1 << 16))
    except ZIP_FAULTS:
        return None
    return found[1].decode() if found and not found[1].startswith(b"2000") else None


def demand_readable(data: bytes, name: str) -> None:
    """Raise UnreadableInput, with the remedy, where a file that a person says is a ledger is of a form that holds no tables."""
    from zeren.read.forms import REFUSED

    form = form_of(data, name)
    if form in ("ledger", "xlsx", *SHEETS, *TABLED):
        return
    if form in REFUSED and form != "office":
        raise UnreadableInput(f"{name}: {REFUSED[form][0]}", f"{REFUSED[form][1]}；台账请另存为 xlsx (a ledger: save it as xlsx)")
    raise UnreadableInput(
        f"{name}: {form} 文件不能作台账取回 (a {form} is no form of a ledger)",
        "在 Excel、WPS 或 Word 中打开原表，另存为 xlsx 或 docx (open the table where it was made, save it as xlsx or docx)",
    )
