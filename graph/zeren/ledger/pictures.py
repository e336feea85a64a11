"""Pictures that were laid over the cells of a returned ledger: what they show is not read, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.read.package import Package

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor")


def pictures(package: Package) -> Iterator[tuple[str, int, int]]:
    """Give sheet, 1-based row and column of the upper left corner of each picture, in the order of the sheets."""
    main = package.main("xl/workbook.xml")
    book, parts = package.xml(main), package.relations(main)
    for sheet in book.iter(_SHEET) if book is not None else ():
        _, part = parts.get(sheet.get(_ID) or "", ("", ""))
        drawings = [target for kind, target in package.relations(part).values() if kind == "drawing"] if part else []
        for drawing in sorted(drawings):
            yield from ((sheet.get("name") or "", row, column) for row, column in _corners(package, drawing))


def _corners(package: Package, drawing: str) -> list[tuple[int, int]]:
    """1-based row and column of each anchored picture of a drawing."""
    root = package.xml(drawing)
    found = []
    for anchor in root.iter(*(_XDR + name for name in _ANCHORS)) if root is not None else ():
        row, column = anchor.find(f"{_XDR}from/{_XDR}row"), anchor.find(f"{_XDR}from/{_XDR}col")
        if anchor.find(f"{_XDR}pic") is not None and row is not None and column is not None:
            found.append((int(row.text or 0) + 1, int(column.text or 0) + 1))
    return sorted(found)
