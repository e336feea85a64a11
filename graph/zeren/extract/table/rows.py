"""The rows of a table: which cell stands at which column, merged cells at each that they cover."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from zeren.extract.columns import is_ditto
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Cell, Table
from zeren.outline import closed

_SUM = re.compile(r"(?:[合总小共]计|总数|全[省市县区州](?:合计|总计)|合计数)(?::|[(]?\d{1,4}[个项件条户处]?[)]?)?")
_COUNTED = re.compile(
    r"(?:各(?:单位|部门))?(?:承担|牵头|配合|参与|负责|涉及)?(?:任务|事项|项目|工作|牵头|配合|参与){1,2}(?:总)?(?:数量?|项数|件数)(?:[(][^()]{1,4}[)])?"
)
"""承担任务数（项）: what the figures beside it count"""
REMEMBERED = 1 << 10
"""cells: many say the same"""
_by_column = itemgetter(0)


@lru_cache(maxsize=REMEMBERED)
def is_sum(text: str) -> bool:
    """Whether a cell says that its row sums up others."""
    return _SUM.fullmatch(unspaced(fold(text))) is not None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells over one grid row, by grid column; a merged cell stands at every column that it covers."""

    index: int
    cells: Mapping[int, Cell]
    _told: dict[str, tuple[Cell, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """``filled`` and ``own``, for which everything that looks at a row asks again"""

    def put(self, column: int, cell: Cell) -> None:
        """Let another cell stand at a grid column."""
        object.__setattr__(self, "cells", {**self.cells, column: cell})
        self._told.clear()

    @property
    def filled(self) -> tuple[Cell, ...]:
        """Cells with words, each once, left to right."""
        if (told := self._told.get("filled")) is None:
            once = {id(cell): cell for _, cell in sorted(self.cells.items(), key=_by_column) if cell.text}
            told = self._told["filled"] = tuple(once.values())
        return told

    @property
    def own(self) -> tuple[Cell, ...]:
        """Filled cells that begin in this row."""
        if (told := self._told.get("own")) is None:
            told = self._told["own"] = tuple(cell for cell in self.filled if cell.row == self.index)
        return told

    @property
    def repeats(self) -> bool:
        """Whether all its cells, three at least, say the same, as copies of a merged cell do."""
        filled = self.filled
        return len(filled) > 2 and all(closed(cell.text) == closed(filled[0].text) for cell in filled[1:])

    @property
    def sums(self) -> bool:
        """Whether its first words say that the row sums up others (合计, 小计, 承担任务数 before figures)."""
        filled = self.filled
        if any(is_sum(cell.text) for cell in filled[:2]):
            return True
        figures = len(filled) > 2 and all(fold(cell.text).strip().isdigit() for cell in filled[1:])
        return figures and _COUNTED.fullmatch(unspaced(fold(filled[0].text))) is not None

    def text(self, column: int | None) -> str:
        """Words at a grid column; empty where no cell stands."""
        cell = self.cells.get(column) if column is not None else None
        return cell.text if cell else ""

    def starts(self, cell: Cell) -> bool:
        """Whether ``cell`` begins in this row and does not come down from one above."""
        return cell.row == self.index


def rows_of(table: Table, count: int | None = None) -> list[Row]:
    """Return the grid rows of a table, or the first ``count`` of them; a cell that says 同上 is the one above it."""
    last = table.rows if count is None else min(count, table.rows)
    grid: list[dict[int, Cell]] = [{} for _ in range(last)]
    for cell in table.cells:
        if cell.row >= last:
            continue
        ditto = is_ditto(cell.text)
        for r in range(cell.row, min(cell.row + cell.rows, last)):
            for c in range(cell.column, cell.column + cell.columns):
                grid[r][c] = grid[r - 1].get(c, cell) if ditto and r > 0 else cell
    return [Row(index, cells) for index, cells in enumerate(grid)]
