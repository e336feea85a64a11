"""A ledger that came back: what it reports, what it corrects, what it proposes, and what of it cannot be taken.

The file alone tells all this: its hidden sheet holds what stood in each row when it was handed out. Columns are known
by the hidden row of keys, else by their heads, rows by their hidden identifiers: both may be moved, sorted, filtered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zeren.ground.errors import UnreadableInput
from zeren.ground.fold import key
from zeren.ground.labels import label_of
from zeren.ledger.columns import HIDDEN, MARK, VERSION, Column, by_head, columns, status_labels
from zeren.ledger.grid import open_book, told_of
from zeren.ledger.said import states
from zeren.ledger.workbook import ABOUT_LABELS, MEMORY

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LOOKED = 12
"""rows at the top of a sheet in which the heads are looked for"""
NO_RESULT = (
    "{head} 是公式 {formula}，文件中没有存下结果，未取 (a formula without a stored result)；"
    "用 Excel 或 WPS 打开并保存一次，或粘贴为数值 (open and save it once)"
)
"""what is told of a formula whose result the file does not hold"""
_ENOUGH = 3
"""heads that make a row the row of heads"""


@dataclass(frozen=True, slots=True)
class Report:
    """What one row reports of a measure."""

    measure: str
    """path below the base IRI"""
    cells: tuple[tuple[str, str], ...]
    """key of a column of kind ``report`` → its words; the state as its code, dates in ISO form; only filled ones"""
    locator: str
    """sheet and row in words"""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of a measure that differs from what was handed out."""

    measure: str
    field: str
    """key of the column: text, principal, support, deadline or due"""
    old: str
    new: str
    locator: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row that was added: no measure of a plan, but what a person proposes."""

    cells: tuple[tuple[str, str], ...]
    """key of a column → its words"""
    locator: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell or row that could not be taken, with what to do."""

    locator: str
    message: str


@dataclass(slots=True)
class Returned:
    """One file that came back."""

    name: str
    reporter: str | None = None
    """who filled it in, as the sheet says; None where it does not"""
    reported_on: str | None = None
    """ISO date on the sheet, else the day on which the file was last saved; None where neither is told"""
    saved_at: str | None = None
    """ISO date and time at which the file was last saved, as it says; None where it does not"""
    reports: list[Report] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    """what could not be taken"""
    notes: list[Fault] = field(default_factory=list)
    """what was taken, but a person should know of"""


def read_returned(data: bytes, name: str) -> Returned:
    """Read a ledger of ours that came back.

    Raises UnreadableInput where it is damaged, none of ours, or made by a newer program.
    """
    from openpyxl.utils import get_column_letter

    from zeren.ledger.pictures import pictures
    from zeren.read.limits import DEFAULT
    from zeren.read.package import Package

    package = Package(data, name, DEFAULT)  # sizes before anything is unpacked
    book, formulas = open_book(data, name, values=True), open_book(data, name, values=False)
    memory = _memory(book, name)
    returned = Returned(name)
    saved = book.properties.modified
    seen: dict[str, str] = {}
    for sheet in book.worksheets:
        if sheet.title != HIDDEN:
            _Sheet(sheet, formulas[sheet.title], memory, returned, seen).read()
    for title, row, column in pictures(package):
        told = "贴有图片，图中内容未取 (a picture lies over the cells, what it shows was not taken)；把内容填入单元格 (write it into the cells)"
        returned.faults.append(Fault(f"{title}!{get_column_letter(column)}{row}", told))
    if saved is not None and saved.year > 2000:
        returned.saved_at = f"{saved:%Y-%m-%dT%H:%M:%S}"
        returned.reported_on = returned.reported_on or f"{saved:%Y-%m-%d}"
    return returned


def _memory(book: Workbook, name: str) -> dict[str, dict[str, str]]:
    """What stood in each row when the ledger was handed out, by the measure."""
    sheet = book[HIDDEN] if HIDDEN in book.sheetnames else None
    if sheet is None or as_words(sheet.cell(1, 1).value) != MARK:
        raise UnreadableInput(
            f"{name}: 不是 zeren 发出的台账，或其隐藏工作表已被删除 (no ledger of ours, or its hidden sheet is gone)",
            "请在原文件上填报 (fill in the file that was handed out); 隐藏工作表不在了的，另存为 xlsx 后按自备台账取",
        )
    version = sheet.cell(1, 2).value
    if not isinstance(version, (int, float)) or version > VERSION:
        raise UnreadableInput(
            f"{name}: 台账版本 {version} 比本程序新 (made by a newer zeren)", "升级 zeren (install a newer zeren)"
        )
    found: dict[str, dict[str, str]] = {}
    for row in sheet.iter_rows(min_row=3, max_col=len(MEMORY), values_only=True):
        kept = dict(zip(MEMORY, map(as_words, row), strict=True))
        if kept["id"]:
            found[kept["id"]] = kept
    return found


class _Sheet:
    """One sheet of a returned ledger."""

    def __init__(
        self,
        sheet: Worksheet,
        formulas: Worksheet,
        memory: Mapping[str, Mapping[str, str]],
        returned: Returned,
        seen: dict[str, str],
    ) -> None:
        self._sheet = sheet
        self._formulas = formulas
        self._memory = memory
        self._returned = returned
        self._seen = seen
        """measure → where a row of it stood first"""
        self._odd = ""
        """words of the row that stand for a state and are none"""

    def read(self) -> None:
        """Take what the sheet says."""
        places, head = self._heads()
        if not places:
            self._fault(1, "没有认出表头，整张工作表未取 (no heads known, the sheet was not taken)；恢复表头一行 (restore the row of heads)")
            return
        if "id" not in places:
            self._fault(head, "标识列不在了，按措施文字认行 (the column of identifiers is gone, rows are known by their words)；请在原文件上填报")
        self._about(head)
        self._returned.faults += [Fault(place, told) for place, told in told_of(self._sheet)]
        self._told_merges(head)
        for row in range(head + 1, self._sheet.max_row + 1):
            self._row(row, places)

    def _heads(self) -> tuple[dict[str, int], int]:
        """Key → 1-based column, and the 1-based row of heads. The hidden keys come before the heads that a person sees."""
        keys = {column.key for column in columns()}
        known: dict[str, int] = {}
        best: tuple[dict[str, int], int] = ({}, 0)
        for row in range(1, min(_LOOKED, self._sheet.max_row) + 1):
            cells = [(at, as_words(self._sheet.cell(row, at).value)) for at in range(1, self._sheet.max_column + 1)]
            named = {words: at for at, words in cells if words in keys}
            if len(named) >= _ENOUGH and not known:
                known = named
                continue
            heads: dict[str, int] = {}
            for at, words in cells:
                column = by_head().get(key(words)) if words else None
                if column is not None:
                    heads.setdefault(column.key, at)
            if len(heads) >= _ENOUGH and len(heads) > len(best[0]):
                best = heads, row
        heads, row = best
        taken = set(known.values())
        return {**{k: at for k, at in heads.items() if at not in taken}, **known}, row

    def _about(self, head: int) -> None:
        """Who filled the sheet in, and when: the cells on the right of their labels."""
        for row in range(1, head):
            for at in range(1, self._sheet.max_column):
                label = as_words(self._sheet.cell(row, at).value)
                if label not in ABOUT_LABELS:
                    continue
                value = self._sheet.cell(row, at + 1).value
                if "日期" in label:
                    day = as_date(value)
                    self._returned.reported_on = max(filter(None, (day, self._returned.reported_on)), default=None)
                elif value and self._returned.reporter is None:
                    self._returned.reporter = as_words(value)
                elif value:
                    self._returned.reporter = f"{self._returned.reporter} {as_words(value)}"

    def _told_merges(self, head: int) -> None:
        for merged in self._sheet.merged_cells.ranges:
            if merged.max_row > head and merged.min_row > head:
                self._fault(
                    merged.min_row,
                    f"{merged.coord} 是合并单元格，只按左上格一行取 (merged cells: only the row of the first is taken)；"
                    "取消合并后逐行填写 (unmerge and fill row by row)",
                )

    def _row(self, row: int, places: Mapping[str, int]) -> None:
        self._odd = ""
        cells = {name: self._cell(row, at, column) for column in columns() if (name := column.key) in places for at in (places[name],)}
        if self._odd:
            cells["progress"] = "；".join(filter(None, (cells.get("progress"), self._odd)))
        filled = {name: words for name, words in cells.items() if words}
        if not filled or set(filled) == {"number"}:
            return
        measure = filled.get("id") or self._by_text(filled.get("text", ""))
        where = self._locator(row)
        if not measure:
            self._added(filled, where)
            return
        handed = self._memory.get(measure)
        if handed is None:
            self._fault(
                row,
                f"标识 {measure[:40]} 不是发出时的，整行未取 (a broken identifier, the row was not taken)；从原文件恢复该行 (restore the row)",
            )
            return
        if measure in self._seen:
            self._same(row, measure, filled)
            return
        self._seen[measure] = where
        reported = tuple((c.key, filled[c.key]) for c in columns() if c.kind == "report" and c.key in filled)
        if reported:
            self._returned.reports.append(Report(measure, reported, where))
        self._changes(measure, handed, cells, where)

    def _by_text(self, text: str) -> str:
        """The measure of a row that lost its identifier, by its words as handed out; empty where none or several have them."""
        wanted = key(text)
        known = [measure for measure, handed in self._memory.items() if wanted and key(handed["text"]) == wanted]
        return known[0] if len(known) == 1 and known[0] not in self._seen else ""

    def _same(self, row: int, measure: str, filled: Mapping[str, str]) -> None:
        """A measure stands on the sheets of several bodies; each may report on it. A copied row is told."""
        first = self._seen[measure]
        reported = tuple((c.key, filled[c.key]) for c in columns() if c.kind == "report" and c.key in filled)
        if first.split("!")[0] == self._locator(row).split("!")[0]:
            self._fault(
                row,
                f"与 {first} 标识相同，未取 (the same identifier as there, not taken)；复制的行请清空标识列 (clear the identifier of a copied row)",
            )
        elif reported:
            self._returned.reports.append(Report(measure, reported, self._locator(row)))

    def _added(self, filled: Mapping[str, str], where: str) -> None:
        if not filled.get("text") and not filled.get("task"):
            told = "新增行没有措施，未取 (an added row without a measure, not taken)；写明措施 (write the measure)"
            self._returned.faults.append(Fault(where, told))
            return
        cells = tuple((column.key, filled[column.key]) for column in columns() if column.key in filled)
        self._returned.proposals.append(Proposal(cells, where))

    def _changes(self, measure: str, handed: Mapping[str, str], cells: Mapping[str, str], where: str) -> None:
        for column in columns():
            if column.kind != "given" or column.key not in cells:
                continue
            new, old = cells[column.key], handed.get(column.key, "")
            if new and key(new) != key(old):
                self._returned.changes.append(Change(measure, column.key, old, new, where))

    def _cell(self, row: int, at: int, column: Column) -> str:
        """The words of a cell in their normal form; what is no value of its column is told and left out."""
        value = self._sheet.cell(row, at).value
        written = self._formulas.cell(row, at).value
        spot = f"{column.head}（{self._sheet.cell(row, at).coordinate}）"
        is_formula = isinstance(written, str) and written.startswith("=") and len(written) > 1 and column.kind != "told"
        if is_formula and value is None:
            self._fault(row, NO_RESULT.format(head=spot, formula=written[:40]))
        elif is_formula:
            self._fault(row, f"{spot} 是公式，取其结果 {as_words(value)!r} (a formula: its result was taken)；粘贴为数值 (paste as values)")
        words = as_words(value)
        if not words:
            return ""
        if column.type == "choice":
            return self._state(row, spot, words)
        if column.type == "date":
            day = as_date(value)
            if day is None and column.kind == "report":
                self._fault(row, f"{spot} “{words[:20]}” 不是日期，未取 (no date)；写成 2026-06-30 (write it like this)")
                return ""
            return day or words
        return words

    def _state(self, row: int, spot: str, words: str) -> str:
        """The code of a state; that of the same state in other words is noted, all others are told and kept as words of progress."""
        code = states().get(key(words))
        choices = "、".join(status_labels())
        if code is None:
            self._fault(row, f"{spot} “{words[:20]}” 不在选项中，留作进展文字，不作状态 (none of the choices, kept as words)；请选 {choices}")
            self._odd = words
        elif words not in status_labels():
            told = f"{spot} “{words}” 不在选项中，按“{label_of(code)}”取 (another word for it)；请选 {choices}"
            self._returned.notes.append(Fault(self._locator(row), told))
        return code or ""

    def _locator(self, row: int) -> str:
        return f"{self._sheet.title}!{row}"

    def _fault(self, row: int, message: str) -> None:
        self._returned.faults.append(Fault(self._locator(row), message))


def as_words(value: Any) -> str:
    """A cell as words; a whole number without its fraction, a date in ISO form."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def as_date(value: Any) -> str | None:
    """The ISO date that a cell holds, as a date or as words (2026年6月30日, 2026.6.30); None where it holds none."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m-%d}"
    parts = _numbers(as_words(value))
    if len(parts) != 3:
        return None
    try:
        return dt.date(*parts).isoformat()
    except ValueError:
        return None


def _numbers(words: str) -> list[int]:
    plain = "".join(char if char.isdecimal() else " " for char in words)
    return [int(part) for part in plain.split() if len(part) <= 4]

