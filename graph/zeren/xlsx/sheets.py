"""A workbook under way: sheets set up for print on A4, tables whose words are never cut."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zeren.ground.tables import Cell, Table
from zeren.ground.visible import FORMULA, clear
from zeren.xlsx.fitting import column_sizes, fits, height, row_height, width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EPOCH = dt.datetime(2000, 1, 1)
"""date of creation in every file: the same content must give the same bytes"""

LONGEST = 32_767
"""characters that a cell can hold (Excel specifications and limits)"""

LINKS = 65_530
"""links that a sheet can have (Excel specifications and limits)"""

_LONGEST_LINK = 255
"""characters of a place in the workbook that Excel follows"""

_ARROW = "→"
"""words of a link beside a cell whose own words are too broad for one"""

Spots = Mapping[tuple[int, int], str]
"""place to lead to, by 0-based row and column of a table: one in this workbook, or ``external:`` and a file"""


class Sheets:
    """A workbook under way, with the cell forms that all its sheets share."""

    def __init__(self, title: str) -> None:
        from xlsxwriter import Workbook

        self._buffer = io.BytesIO()
        self._linked: dict[str, int] = {}
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Workbook = Workbook(self._buffer, options)
        self.book.set_properties({"title": title[:255], "author": "zeren", "created": EPOCH})
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
        forms: dict[str, dict[str, Any]] = {
            "text": {"text_wrap": True, "indent": 1},
            "inert": {"text_wrap": True, "indent": 1, "quote_prefix": True},
            "centre": {"align": "center", "text_wrap": True},
            "number": {"align": "center", "num_format": "0"},
            "fraction": {"align": "center"},
            "date": {"align": "center", "num_format": "yyyy-mm-dd"},
            "head": {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#DCE6F1"},
            "title": {"font_name": "黑体", "font_size": 16, "align": "center", "border": 0},
            "part": {"font_name": "黑体", "font_size": 12, "border": 0},
            "note": {"text_wrap": True, "border": 0, "valign": "top"},
        }
        for plain in ("text", "inert", "centre", "number", "fraction", "date"):
            forms[f"{plain} link"] = forms[plain] | {"font_color": "#0563C1", "underline": 1}
        self.forms = {name: self.book.add_format(base | form) for name, form in forms.items()}

    def __enter__(self) -> Sheets:
        return self

    def __exit__(self, *exc: object) -> None:
        self.book.close()

    def data(self) -> bytes:
        """Return the closed workbook's bytes."""
        return self._buffer.getvalue()

    def sheet(self, name: str, header: str, *, landscape: bool = True) -> Worksheet:
        """Add a sheet set up for printing on A4, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f'&L&"宋体"&9{header.replace("&", "&&")[:180]}&R&"宋体"&9&A')
        sheet.set_footer('&C&"宋体"&9第 &P 页，共 &N 页')
        return sheet

    def table(
        self, name: str, table: Table, header: str, sizes: Sequence[int] = (), links: Spots | None = None
    ) -> Worksheet:
        """Add a sheet with one table: header frozen, repeated in print and with filters."""
        sheet = self.sheet(name, header)
        sizes = sizes or column_sizes(table)
        self.columns(sheet, sizes)
        last = self.rows(sheet, 0, table, sizes, links)
        self._beside(sheet, table, sizes, links or {})
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(last, 1), len(table.header) - 1)
        return sheet

    def columns(self, sheet: Worksheet, sizes: Sequence[int]) -> None:
        """Give the columns their widths in half-width characters."""
        for column, size in enumerate(sizes):
            sheet.set_column(column, column, size)

    def _beside(self, sheet: Worksheet, table: Table, sizes: Sequence[int], links: Spots) -> None:
        """Lead on from an arrow where a cell's own words are too broad for a link: a narrow column that is not printed.

        LibreOffice does not wrap the words of a link, so what does not fit on one line would be cut.
        """
        broad = {spot: to for spot, to in links.items() if not fits(str(table.rows[spot[0]][spot[1]]), sizes[spot[1]])}
        for place, column in enumerate(sorted({column for _, column in broad}), len(sizes)):
            head = f"{_ARROW}{table.header[column]}"
            sheet.set_column(place, place, width(head) + 2)
            self.write(sheet, 0, place, head, "head")
            for row in sorted(row for row, at in broad if at == column):
                self.write(sheet, row + 1, place, _ARROW, spot=broad[row, column], centred=True)
        if broad:
            sheet.print_area(0, 0, max(len(table.rows), 1), len(sizes) - 1)

    def rows(
        self, sheet: Worksheet, top: int, table: Table, sizes: Sequence[int], links: Spots | None = None
    ) -> int:
        """Write header and rows with heights that fit the wrapped words; return the last row.

        ``links`` gives places by 0-based row and column of ``table.rows``; one whose words do not fit on a line is left out.
        """
        links = {spot: to for spot, to in (links or {}).items() if fits(str(table.rows[spot[0]][spot[1]]), sizes[spot[1]])}
        for column, word in enumerate(table.header):
            self.write(sheet, top, column, word, "head")
        sheet.set_row(top, max(24.0, row_height(table.header, tuple(sizes))))
        short = [max((width(str(row[c])) for row in table.rows), default=0) < 14 for c in range(len(sizes))]
        for number, row in enumerate(table.rows, top + 1):
            for column, value in enumerate(row):
                spot = links.get((number - top - 1, column))
                self.write(sheet, number, column, value, centred=short[column], spot=spot)
            sheet.set_row(number, row_height(row, tuple(sizes)))
        return top + len(table.rows)

    def write(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: Cell,
        form: str = "",
        *,
        centred: bool = False,
        spot: str | None = None,
    ) -> None:
        """Write a number, a date (ISO) or a string, never a formula; ``spot`` is a place to lead to."""
        value = value if isinstance(value, int | float) else clear(value)
        day = None if form or isinstance(value, int | float) else _date(value)
        if not form and isinstance(value, int | float):
            form = "number" if isinstance(value, int) else "fraction"
        elif not form and not value:
            form = "text"
        elif not form:
            form = "date" if day else "inert" if str(value).startswith(FORMULA) else "centre" if centred else "text"
        if spot and value != "" and self._link(sheet, row, column, spot, self.forms[f"{form} link"]):
            form = f"{form} link"
        if isinstance(value, int | float):
            sheet.write_number(row, column, value, self.forms[form])
        elif not value:
            sheet.write_blank(row, column, None, self.forms[form])
        elif day:
            sheet.write_datetime(row, column, day, self.forms[form])
        else:
            shown = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
            sheet.write_string(row, column, shown, self.forms[form])

    def _link(self, sheet: Worksheet, row: int, column: int, spot: str, form: Any) -> bool:
        """Lay a link on a cell, whose value is written after it; False where Excel could not hold or follow it."""
        if len(spot) > _LONGEST_LINK or self._linked.get(sheet.name, 0) >= LINKS:
            return False
        self._linked[sheet.name] = self._linked.get(sheet.name, 0) + 1
        sheet.write_url(row, column, spot if spot.startswith("external:") else f"internal:{spot}", form, string=_ARROW)
        return True

    def note(self, name: str, header: str, text: str) -> None:
        """Add a sheet that holds a remark alone, such as which texts are not counted."""
        sheet = self.sheet(name, header)
        sheet.set_column(0, 0, 100)
        self.write(sheet, 0, 0, text, "note")

    def across(self, sheet: Worksheet, row: int, text: str, form: str, columns: tuple[int, int]) -> None:
        """Write one string over the first to the last of ``columns``."""
        # merge_range would guess the type of its value: the blank is merged first, the string written into it.
        sheet.merge_range(row, columns[0], row, columns[1], "", self.forms[form])
        self.write(sheet, row, columns[0], text, form)

    def paragraph(self, sheet: Worksheet, row: int, text: str, form: str, sizes: Sequence[int]) -> int:
        """Write a paragraph over columns of ``sizes``, a little narrower than a table's for want of indents; return the next row."""
        sheet.set_row(row, height(text, int(sum(sizes) * 1.05)))
        self.across(sheet, row, text, form, (0, len(sizes) - 1))
        return row + 1


def _date(text: str) -> dt.datetime | None:
    """Return the day of an ISO date that the workbook's calendar can hold."""
    if len(text) != 10 or text[4] != "-":
        return None
    try:
        day = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None
