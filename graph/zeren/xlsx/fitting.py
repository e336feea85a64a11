"""How broad and how high words are in a cell: Excel would fit rows by itself, LibreOffice and WPS do not."""

from __future__ import annotations

import re

from zeren.ground.tables import Row, Table

_HALF = re.compile("[\x00-\u2e7f]+")
"""characters of half a width; the wide ones begin with the radicals"""
_TALLEST = 409.0
"""points that a row can have (Excel specifications and limits)"""
_PADDING = 2
"""half-width columns of a cell that its words do not fill"""


def width(text: str) -> int:
    """Return the width of the widest line in half-width columns: a Chinese character takes two."""
    return max(_width(line) for line in text.split("\n"))


def _width(line: str) -> int:
    return len(line) + (0 if line.isascii() else len(_HALF.sub("", line)))


def height(text: str, columns: int) -> float:
    """Return the height in points that a text needs when wrapped at ``columns`` half-width characters."""
    lines = sum(max(1, -(-width(line) // columns)) for line in text.split("\n"))
    return min(15.5 * lines + 4, _TALLEST)


def fits(text: str, size: int) -> bool:
    """Tell whether ``text`` stands on one line of a column of ``size`` half-width characters."""
    return "\n" not in text and width(text) <= size - _PADDING


def row_height(cells: Row, sizes: tuple[int, ...]) -> float:
    """Return the height in points that the tallest of ``cells`` needs in columns of ``sizes``."""
    return max(height(str(cell), size - _PADDING) for cell, size in zip(cells, sizes, strict=True))


def column_sizes(table: Table) -> tuple[int, ...]:
    """Return a width for each column that fits its words up to a limit; longer ones wrap."""
    sizes = []
    for column, word in enumerate(table.header):
        widest = max((width(str(row[column])) for row in table.rows), default=0)
        # The filter button of the header takes about three characters.
        sizes.append(max(width(word) + 4, min(widest + _PADDING, 60 if widest > 120 else 36)))
    return tuple(sizes)
