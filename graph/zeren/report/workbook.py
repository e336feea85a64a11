"""A summary as an Excel workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zeren.report.content import Content, Line
from zeren.report.links import BEHIND, LISTS, QUOTES, Links, Spots
from zeren.report.reported import HEADS
from zeren.report.tables import Table
from zeren.report.words import label, width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EPOCH = dt.datetime(2000, 1, 1)
"""date of creation in every file: the same summary must give the same bytes"""

LONGEST = 32_767
"""characters that a cell can hold (Excel specifications and limits)"""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""first characters that a spreadsheet may take for the beginning of a formula, full-width forms included"""

_COLUMNS = (
    ("序号", "number", 6),
    ("文件", "plan", 16),
    ("任务", "task", 18),
    ("措施", "text", 46),
    ("角色", "role", 8),
    ("列首", "first", 7),
    ("独担", "sole", 7),
    ("时限", "deadline", 11),
    ("截止日期", "end", 12),
    ("共同责任", "together", 22),
    ("协办", "support", 20),
    ("指导监督", "others", 11),
    ("依据", "basis", 19),
    ("原文用词", "word", 12),
    ("标识", "id", 40),
)
"""header, field and width of the list of duties; the last two are for work on the screen and are not printed"""

_REPORTED = ((HEADS[0], "state", 11), (HEADS[1], "reported", 30))
"""columns before the unprinted ones, where anything was reported"""

_COLOURS = {label("state", "done"): "#C6EFCE", label("state", "late"): "#FFC7CE", label("state", "on-the-way"): "#DDEBF7"}
"""word for a state → ground of its cell"""

_GROUPED = (*_COLUMNS[:5], ("把握", "certainty", 7), ("集合表述", "via", 18), *_COLUMNS[7:])
_UNPRINTED = 2

_BRIEF = (34, 10, 52, 24)
"""widths of the columns of the page that is read in two minutes"""

_OVERVIEW = (40, 20, 18, 30)
"""widths of the overview's columns"""

BRIEF = "一页概要"
"""the first sheet"""

_FAR = 1_048_575
"""0-based, the last row of a sheet, where nothing stands"""

LINKS = 65_530
"""links that a sheet can have (Excel specifications and limits)"""

_LONGEST_LINK = 255
"""characters of a place in the workbook that Excel follows"""

_TALLEST = 409.0
"""points that a row can have (Excel specifications and limits)"""


def workbook(content: Content) -> bytes:
    """Return the workbook; text is only ever written as strings, also where it begins like a formula."""
    with Sheets(f"{content.name}任务清单") as book:
        links = Links(content)
        _brief(book, content)
        _overview(book, content, links)
        _duties(book, LISTS[False], _with_reports(_COLUMNS, content), content.lines, content.name, links.of_lines(derived=False))
        if content.derived:
            _duties(book, LISTS[True], _with_reports(_GROUPED, content), content.derived, content.name, links.of_lines(derived=True))
        book.table("时限", content.deadlines, content.name, links=links.of_deadlines())
        book.table("合作单位", content.partners, content.name)
        if content.targets:
            book.table("指标", content.targets, content.name, links=links.of_targets())
        if content.counted:
            _unprinted(book.table(BEHIND, links.behind(), content.name, (30, 10, 60, 14, 24), links.of_behind()))
        if content.quotes:
            _unprinted(book.table(QUOTES, links.quotes(), content.name, (10, 10, 60, 24, 24, 18, 9, 9), links.of_quotes()))
    return book.data()


def _with_reports(columns: Sequence[tuple[str, str, int]], content: Content) -> Sequence[tuple[str, str, int]]:
    return columns if content.standing is None else (*columns[:-_UNPRINTED], *_REPORTED, *columns[-_UNPRINTED:])


def _unprinted(sheet: Worksheet) -> None:
    """Leave a sheet that is for work on the screen out of what is printed: its print area is an empty cell, without head and foot."""
    sheet.print_area(_FAR, 0, _FAR, 0)
    sheet.set_header("")
    sheet.set_footer("")
    sheet.repeat_rows(_FAR)


def linked(table: Table, files: Sequence[str]) -> bytes:
    """Return an index workbook whose first column leads to ``files``, one a row."""
    with Sheets(table.title) as book:
        sheet = book.table("目录", table, table.title)
        for number, ((name, *_), file) in enumerate(zip(table.rows, files, strict=True), 1):
            sheet.write_url(number, 0, f"external:{file}", book.forms["link"], string=str(name)[:LONGEST])
    return book.data()


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
            "date": {"align": "center", "num_format": "yyyy-mm-dd"},
            "head": {"font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#DCE6F1"},
            "title": {"font_name": "黑体", "font_size": 16, "align": "center", "border": 0},
            "part": {"font_name": "黑体", "font_size": 12, "border": 0},
            "note": {"text_wrap": True, "border": 0, "valign": "top"},
            "link": {"text_wrap": True, "font_color": "#0563C1", "underline": 1},
        }
        for plain in ("text", "inert", "centre", "number", "date"):
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
        sizes = sizes or _widths(table)
        for column, size in enumerate(sizes):
            sheet.set_column(column, column, size)
        last = self.rows(sheet, 0, table, sizes, links)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(last, 1), len(table.header) - 1)
        return sheet

    def rows(
        self, sheet: Worksheet, top: int, table: Table, sizes: Sequence[int], links: Spots | None = None
    ) -> int:
        """Write header and rows with heights that fit the wrapped words; return the last row.

        ``links`` gives places of this workbook by 0-based row and column of ``table.rows``.
        """
        links = links or {}
        for column, word in enumerate(table.header):
            self.write(sheet, top, column, word, "head")
        sheet.set_row(top, 24)
        short = [max((width(str(row[c])) for row in table.rows), default=0) < 14 for c in range(len(sizes))]
        for number, row in enumerate(table.rows, top + 1):
            for column, value in enumerate(row):
                spot = links.get((number - top - 1, column))
                self.write(sheet, number, column, value, centred=short[column], spot=spot)
            # Excel would fit the rows itself, LibreOffice and WPS do not.
            sheet.set_row(number, max(height(str(cell), size - 2) for cell, size in zip(row, sizes, strict=True)))
        return top + len(table.rows)

    def write(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: str | int,
        form: str = "",
        *,
        centred: bool = False,
        spot: str | None = None,
    ) -> None:
        """Write a number, a date (ISO) or a string, never a formula; ``spot`` is a place in this workbook to lead to."""
        day = None if form or isinstance(value, int) else _date(value)
        if not form and isinstance(value, int):
            form = "number"
        elif not form and not value:
            form = "text"
        elif not form:
            form = "date" if day else "inert" if str(value).startswith(FORMULA) else "centre" if centred else "text"
        if spot and value != "" and self._link(sheet, row, column, spot, self.forms[f"{form} link"]):
            form = f"{form} link"
        if isinstance(value, int):
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
        sheet.write_url(row, column, f"internal:{spot}", form, string="→")
        return True


def _date(text: str) -> dt.datetime | None:
    """Return the day of an ISO date that the workbook's calendar can hold."""
    if len(text) != 10 or text[4] != "-":
        return None
    try:
        day = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None


def _duties(
    book: Sheets,
    name: str,
    columns: Sequence[tuple[str, str, int]],
    lines: Sequence[Line],
    header: str,
    proofs: Sequence[str | None],
) -> None:
    rows = tuple(tuple(getattr(line, field) for _, field, _ in columns) for line in lines)
    table = Table(name, tuple(word for word, _, _ in columns), rows)
    source = [field for _, field, _ in columns].index("basis")
    links = {(row, source): spot for row, spot in enumerate(proofs) if spot}
    sheet = book.table(name, table, header, [size for _, _, size in columns], links)
    sheet.print_area(0, 0, len(rows), len(columns) - _UNPRINTED - 1)
    for at, (_, field, _) in enumerate(columns):
        if field == "state" and rows:
            for word, colour in _COLOURS.items():
                form = book.book.add_format({"bg_color": colour})
                sheet.conditional_format(1, at, len(rows), at, {"type": "text", "criteria": "begins with", "value": word, "format": form})


def _widths(table: Table) -> list[int]:
    """Return a width for each column that fits its words up to a limit; longer ones wrap."""
    sizes = []
    for column, word in enumerate(table.header):
        widest = max((width(str(row[column])) for row in table.rows), default=0)
        # The filter button of the header takes about three characters.
        sizes.append(max(width(word) + 4, min(widest + 2, 60 if widest > 120 else 36)))
    return sizes


def _brief(book: Sheets, content: Content) -> None:
    """One upright page: everything fits, however many rows the tables have."""
    sheet = book.sheet(BRIEF, content.name, landscape=False)
    sheet.fit_to_pages(1, 1)
    for column, size in enumerate(_BRIEF):
        sheet.set_column(column, column, size)
    sheet.set_row(0, 34)
    _across(book, sheet, 0, f"{content.name}一页概要", "title")
    row = _paragraph(book, sheet, 1, content.intro, "note")
    for table in content.brief:
        top = _part(book, sheet, row, table.title)
        row = book.rows(sheet, top, table, _BRIEF) + 1


def _overview(book: Sheets, content: Content, links: Links) -> None:
    sheet = book.sheet("概要", content.name, landscape=False)
    for column, size in enumerate(_OVERVIEW):
        sheet.set_column(column, column, size)
    sheet.set_row(0, 34)
    _across(book, sheet, 0, f"{content.name}任务清单", "title")
    row = _paragraph(book, sheet, 1, content.intro, "note") + 1
    for name, value in content.facts:
        book.write(sheet, row, 0, name, "head")
        _across(book, sheet, row, value, "inert" if value.startswith(FORMULA) else "text", first=1)
        sheet.set_row(row, height(value, sum(_OVERVIEW[1:])))
        row += 1
    for part, table in enumerate((content.figures, content.plans)):
        top = _part(book, sheet, row + 1, table.title)
        row = book.rows(sheet, top, table, _OVERVIEW, links.of_figures(part)) + 1
    if content.standing is not None:
        top = _part(book, sheet, row + 1, content.standing.title)
        row = book.rows(sheet, top, content.standing, _OVERVIEW) + 1
    row = _part(book, sheet, row + 1, "统计口径")
    for zh, _ in content.method:
        row = _paragraph(book, sheet, row, zh, "note")


def _part(book: Sheets, sheet: Worksheet, row: int, title: str) -> int:
    sheet.set_row(row, 22)
    book.write(sheet, row, 0, title, "part")
    return row + 1


def _paragraph(book: Sheets, sheet: Worksheet, row: int, text: str, form: str) -> int:
    """Write a paragraph, whose type is a little narrower than a table's for want of indents; return the next row."""
    sheet.set_row(row, height(text, int(sum(_OVERVIEW) * 1.05)))
    _across(book, sheet, row, text, form)
    return row + 1


def _across(book: Sheets, sheet: Worksheet, row: int, text: str, form: str, first: int = 0) -> None:
    """Write one string over the four columns of an overview from ``first`` on."""
    # merge_range would guess the type of its value: the blank is merged first, the string written into it.
    sheet.merge_range(row, first, row, len(_OVERVIEW) - 1, "", book.forms[form])
    book.write(sheet, row, first, text, form)


def height(text: str, columns: int) -> float:
    """Return the height in points that a text needs when wrapped at ``columns`` half-width characters."""
    lines = sum(max(1, -(-width(line) // columns)) for line in text.split("\n"))
    return min(15.5 * lines + 4, _TALLEST)
