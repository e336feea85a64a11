"""A summary as an Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.ground.tables import Table
from zeren.ground.visible import FORMULA
from zeren.report.content import Content, Line
from zeren.report.links import BEHIND, LISTS, QUOTES, Links
from zeren.report.reported import HEADS
from zeren.report.words import label
from zeren.xlsx import Sheets, height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

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

_WHOLE = (0, len(_OVERVIEW) - 1)
"""first and last column of both pages"""

BRIEF = "一页概要"
"""the first sheet"""

_FAR = 1_048_575
"""0-based, the last row of a sheet, where nothing stands"""


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
        book.table("目录", table, table.title, links={(row, 0): f"external:{file}" for row, file in enumerate(files)})
    return book.data()


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


def _brief(book: Sheets, content: Content) -> None:
    """One upright page: everything fits, however many rows the tables have."""
    sheet = book.sheet(BRIEF, content.name, landscape=False)
    sheet.fit_to_pages(1, 1)
    book.columns(sheet, _BRIEF)
    sheet.set_row(0, 34)
    book.across(sheet, 0, f"{content.name}一页概要", "title", _WHOLE)
    row = book.paragraph(sheet, 1, content.intro, "note", _BRIEF)
    for table in content.brief:
        top = _part(book, sheet, row, table.title)
        row = book.rows(sheet, top, table, _BRIEF) + 1


def _overview(book: Sheets, content: Content, links: Links) -> None:
    sheet = book.sheet("概要", content.name, landscape=False)
    book.columns(sheet, _OVERVIEW)
    sheet.set_row(0, 34)
    book.across(sheet, 0, f"{content.name}任务清单", "title", _WHOLE)
    row = book.paragraph(sheet, 1, content.intro, "note", _OVERVIEW) + 1
    for name, value in content.facts:
        book.write(sheet, row, 0, name, "head")
        book.across(sheet, row, value, "inert" if value.startswith(FORMULA) else "text", (1, _WHOLE[1]))
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
        row = book.paragraph(sheet, row, zh, "note", _OVERVIEW)


def _part(book: Sheets, sheet: Worksheet, row: int, title: str) -> int:
    sheet.set_row(row, 22)
    book.write(sheet, row, 0, title, "part")
    return row + 1
