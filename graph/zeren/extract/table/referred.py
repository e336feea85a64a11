"""Cells that name another row instead of saying its words again: 责任单位同第2项, 与第3项相同, 同序号1."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from zeren.extract.columns import like_row
from zeren.extract.numbers import whole
from zeren.extract.table.rows import Row
from zeren.ground.fold import fold


def carry_named_rows(rows: Sequence[Row], number: int, columns: Collection[int]) -> None:
    """Put in the place of each cell that names a row the cell of that row: the nearest above of that number, else the first below.

    ``number`` is the column that numbers the rows. A number that no row bears changes nothing.
    """
    if not any("同" in cell.text for row in rows for cell in row.cells.values()):
        return
    numbers = [_number_in_digits(row.text(number)) for row in rows]
    for c in columns:
        for at, row in enumerate(rows):
            if not (named := _number_in_digits(like_row(row.text(c)) or "")):
                continue
            bearing = [i for i, its in enumerate(numbers) if its == named and i != at and not like_row(rows[i].text(c))]
            if bearing:
                row.put(c, rows[max((i for i in bearing if i < at), default=bearing[0])].cells[c])


def _number_in_digits(words: str) -> str:
    """A printed number in digits: 第二项, （2） and 2. are 2; 2.1 stays."""
    bare = re.sub(r"[\s()第项条号、]", "", fold(words)).strip(".")
    return str(count) if (count := whole(bare)) is not None else bare
