"""Comma-separated values and their kin: one table without stated merges."""

from __future__ import annotations

import csv
import io

from zeren.ground.errors import UnreadableInput
from zeren.ground.model import Document
from zeren.read.blocks import Builder, too_large
from zeren.read.draft import Draft
from zeren.read.encoding import decode
from zeren.read.forms import delimiter_of
from zeren.read.limits import DEFAULT, Limits
from zeren.read.sheets import Sheet, read_sheets


def read_csv(
    data: bytes, name: str, sha256: str, *, encoding: str | None = None, limits: Limits = DEFAULT
) -> list[Document]:
    """Read a table; a field that holds a whole document becomes a document of its own.

    Raises UnreadableInput for wrong encodings and for records that csv cannot part.
    """
    text, codec = decode(data, name, encoding=encoding)
    delimiter = delimiter_of(text[:65536].rpartition("\n")[0] or text) or ","
    drafts: list[Draft] = []
    widths: list[int] = []
    # Any text may be one field; the module's own limit of 131,072 characters is no property of the format.
    before = csv.field_size_limit(max(len(text), 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for record in reader:
            if any(field.strip() for field in record):
                drafts += [
                    Draft(len(widths), column, 1, 1, _lines(field), f"line {reader.line_num}")
                    for column, field in enumerate(record)
                ]
                widths.append(len(record))
                if len(drafts) > limits.cells:
                    raise too_large(name, limits)
    except csv.Error as error:
        raise UnreadableInput(
            f"{name}: 表格分隔有误 (csv broken at line {reader.line_num}) ({error})",
            "save the table again, or as xlsx",
        ) from error
    finally:
        csv.field_size_limit(before)
    builder = Builder(name, limits)
    sheet = Sheet(name, drafts, len(widths), stated=False)
    return read_sheets([sheet], builder, sha256, "csv", encoding=codec)


def _lines(field: str) -> str:
    """A field with its line ends unified and blank lines left out."""
    field = field.strip()
    if "\n" not in field and "\r" not in field:
        return field
    stripped = [line.strip() for line in field.splitlines()]
    return "\n".join([line for line in stripped if line])
