"""The cells of a row of a returned ledger in their normal form: days in ISO form, states as codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zeren.ground.fold import key
from zeren.ground.labels import label_of
from zeren.ledger.back_told import Told
from zeren.ledger.cells import as_date, as_words, past_day
from zeren.ledger.columns import Column, columns, status_labels
from zeren.ledger.messages import NO_DATE, NO_RESULT, NO_YEAR
from zeren.ledger.said import states

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


class Cells:
    """Reads the cells of one sheet."""

    def __init__(self, sheet: Worksheet, formulas: Worksheet, places: Mapping[str, int], told: Told) -> None:
        """``formulas``: the same sheet with formulas in place of their results; ``places``: key of a column → 1-based column."""
        self._sheet = sheet
        self._formulas = formulas
        self._places = places
        self._told = told
        self._odd: list[tuple[str, str]] = []
        """key of a column and words of the row that are no value of theirs and stay as words there"""

    def of_row(self, row: int) -> dict[str, str]:
        """Return key → words; what is no value of its column is told and stands with those of progress or with the remarks."""
        self._odd = []
        cells = {column.key: self._cell(row, self._places[column.key], column) for column in columns() if column.key in self._places}
        for name, words in self._odd:
            cells[name] = "；".join(filter(None, (cells.get(name), words)))
        return cells

    def words(self, row: int) -> list[str]:
        """Return the words of a row as they stand, in the order of the known columns."""
        return [words for at in self._places.values() if (words := as_words(self._sheet.cell(row, at).value))]

    def named(self, row: int) -> dict[str, str]:
        """Return key → words as they stand."""
        return {name: words for name, at in self._places.items() if (words := as_words(self._sheet.cell(row, at).value))}

    def _cell(self, row: int, at: int, column: Column) -> str:
        """The words of a cell in their normal form; what is no value of its column is told and kept as words of another."""
        value = self._sheet.cell(row, at).value
        written = self._formulas.cell(row, at).value
        spot = f"{column.head}（{self._sheet.cell(row, at).coordinate}）"
        is_formula = isinstance(written, str) and written.startswith("=") and len(written) > 1 and column.kind != "told"
        if is_formula and value is None:
            self._told.fault(row, NO_RESULT.format(head=spot, formula=written[:40]))
        elif is_formula and as_words(value):
            self._told.fault(row, f"{spot} 是公式，取其结果 {as_words(value)!r} (a formula: its result was taken)；粘贴为数值 (paste as values)")
        words = as_words(value)
        if not words:
            return ""
        if column.type == "choice":
            return self._state(row, spot, words)
        if column.type == "date":
            return self._day(row, spot, value, column)
        return words

    def _day(self, row: int, spot: str, value: object, column: Column) -> str:
        """A day; of one that is reported without a year the last before the day of the report."""
        words = as_words(value)
        day = as_date(value)
        if day is None and column.kind == "report":
            day = past_day(words, self._told.returned.reported_on)
            if day is None:
                self._told.fault(row, NO_DATE.format(spot=spot, words=words[:20]))
                self._odd.append(("remark", f"{column.head}：{words}"))
                return ""
            self._told.note(row, NO_YEAR.format(spot=spot, words=words[:20], day=day))
        return day or words

    def _state(self, row: int, spot: str, words: str) -> str:
        """The code of a state; that of the same state in other words is noted, all others are told and kept as words of progress."""
        code = states().get(key(words))
        choices = "、".join(status_labels())
        if code is None:
            self._told.fault(row, f"{spot} “{words[:20]}” 不在选项中，留作进展文字，不作状态 (none of the choices, kept as words)；请选 {choices}")
            self._odd.append(("progress", words))
        elif words not in status_labels():
            self._told.note(row, f"{spot} “{' '.join(words.split())}” 不在选项中，按“{label_of(code)}”取 (another word for it)；请选 {choices}")
        return code or ""
