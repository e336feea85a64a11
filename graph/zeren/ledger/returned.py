"""A ledger that came back: what it reports, what it corrects, what it proposes, and what of it cannot be taken.

The file alone tells all this: its hidden sheet holds what stood in each row when it was handed out. Columns are known
by the hidden row of keys, else by their heads, rows by their hidden identifiers: both may be moved, sorted, filtered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zeren.ground.errors import UnreadableInput
from zeren.ground.fold import fold, key
from zeren.ground.labels import label_of
from zeren.ledger.cells import as_date, as_words, day_of, is_aside, names_of, past_day, plain
from zeren.ledger.columns import HIDDEN, MARK, VERSION, Column, by_head, columns, status_labels
from zeren.ledger.grid import open_book, told_of
from zeren.ledger.records import Change, Fault, Proposal, Report, Returned
from zeren.ledger.said import states
from zeren.ledger.workbook import ABOUT_LABELS, MEMORY

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LOOKED = 20
"""rows at the top of a sheet in which the heads are looked for"""
_ENOUGH = 3
"""heads that make a row the row of heads"""
_SHOWN = 3
"""rows or measures that a note names"""
NO_RESULT = (
    "{head} 是公式 {formula}，文件中没有存下结果，未取 (a formula without a stored result)；"
    "用 Excel 或 WPS 打开并保存一次，或粘贴为数值 (open and save it once)"
)
"""what is told of a formula whose result the file does not hold"""
NO_DATE = "{spot} “{words}” 不是日期，留作备注 (no date, kept as a remark)；写成 2026-06-30 (write it like this)"
NO_YEAR = "{spot} “{words}” 没有年份，按填报日期取 {day} (without a year, told from the day of the report)；写成 2026-06-30"
ASIDE = "“{words}” 是合计、注或落款，不作任务 (a total, a note or a signature, no task)"
_IDENTIFIER = re.compile(r"measure/[0-9a-f]{16}")


def read_returned(data: bytes, name: str) -> Returned:
    """Read a ledger of ours that came back, by its identifiers alone where its hidden sheet is gone.

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
    if not memory:
        told = (
            "隐藏工作表不在了：按标识列认行，改动了的措施、单位、时限无从比较 (the hidden sheet is gone, changed cells are not known)；"
            "请在原文件上填报"
        )
        returned.notes.append(Fault(name, told))
    saved = book.properties.modified
    seen: dict[str, str] = {}
    for sheet in book.worksheets:
        if sheet.title != HIDDEN:
            _Sheet(sheet, formulas[sheet.title], memory, returned, seen).read()
    for title, row, column in pictures(package):
        told = "贴有图片，图中内容未取 (a picture lies over the cells, what it shows was not taken)；把内容填入单元格 (write it into the cells)"
        returned.faults.append(Fault(f"{title}!{get_column_letter(column)}{row}", told))
    _told_missing(returned, memory, seen)
    if saved is not None and saved.year > 2000:
        returned.saved_at = f"{saved:%Y-%m-%dT%H:%M:%S}"
        returned.reported_on = returned.reported_on or f"{saved:%Y-%m-%d}"
    return returned


def _told_missing(returned: Returned, memory: Mapping[str, Mapping[str, str]], seen: Mapping[str, str]) -> None:
    """Tell how many of the measures that were handed out are no longer in the file."""
    missing = [handed["text"] for measure, handed in memory.items() if measure not in seen]
    if missing:
        shown = "；".join(f"“{text[:20]}”" for text in missing[:_SHOWN])
        told = f"发出 {len(memory)} 项，返回的文件里少了 {len(missing)} 项 (measures that are gone from the file)：{shown}；没有这些项的报告"
        returned.notes.append(Fault(returned.name, told))


def _memory(book: Workbook, name: str) -> dict[str, dict[str, str]]:
    """What stood in each row when the ledger was handed out, by the measure; empty where the hidden sheet is gone."""
    sheet = book[HIDDEN] if HIDDEN in book.sheetnames else None
    if sheet is None:
        return {}
    if as_words(sheet.cell(1, 1).value) != MARK:
        raise UnreadableInput(
            f"{name}: 不是 zeren 发出的台账 (no ledger of ours)", "请在原文件上填报 (fill in the file that was handed out)"
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
        self._odd: list[tuple[str, str]] = []
        """key of a column and words of the row that are no value of theirs and stay as words there"""
        self._words: dict[str, list[str]] = {}
        """words as compared → measures that were handed out with them"""
        for measure, handed in memory.items():
            self._words.setdefault(plain(handed["text"]), []).append(measure)

    def read(self) -> None:
        """Take what the sheet says."""
        places, head = self._heads()
        if not places:
            if self._sheet.max_row > 1 or self._sheet.cell(1, 1).value is not None:
                told = "没有认出表头，整张工作表未取 (no heads known, the sheet was not taken)；恢复表头一行 (restore the row of heads)"
                self._fault(1, told)
            return
        if "id" not in places:
            self._fault(head, "标识列不在了，按措施文字认行 (the column of identifiers is gone, rows are known by their words)；请在原文件上填报")
        self._about(head)
        self._returned.faults += [Fault(place, told) for place, told in told_of(self._sheet)]
        self._told_merges(head)
        self._told_columns(head, places)
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
        """Who filled the sheet in, and when: the cells on the right of their labels, or what stands behind the label itself."""
        for row in range(1, head):
            for at in range(1, self._sheet.max_column + 1):
                words = as_words(self._sheet.cell(row, at).value)
                label = next((one for one in ABOUT_LABELS if fold(words).startswith(fold(one))), None)
                if label is None:
                    continue
                behind = words[len(label) :].strip()
                value = behind or self._sheet.cell(row, at + 1).value
                if "日期" in label:
                    self._when(row, value)
                elif value and as_words(value) not in (self._returned.reporter or "").split():
                    self._returned.reporter = " ".join(filter(None, (self._returned.reporter, as_words(value))))

    def _when(self, row: int, value: object) -> None:
        words = as_words(value)
        if not words:
            return
        day = as_date(value)
        if day is None and (day := day_of(words)):
            self._note(row, f"填报日期 “{words[:20]}” 没有写明哪一天，取其末日 {day} (its last day was taken)；写成 2026-06-30")
        if day is None:
            self._fault(row, f"填报日期 “{words[:20]}” 不是日期，改取文件最后保存的日子 (no date, that of the file is taken)；写成 2026-06-30")
        self._returned.reported_on = max(filter(None, (day, self._returned.reported_on)), default=None)

    def _told_merges(self, head: int) -> None:
        for merged in self._sheet.merged_cells.ranges:
            if merged.min_row > head:
                self._fault(
                    merged.min_row,
                    f"{merged.coord} 是合并单元格，只取左上一格 (merged cells: only the first was taken)；取消合并后逐格填写 (unmerge them)",
                )

    def _told_columns(self, head: int, places: Mapping[str, int]) -> None:
        """Tell which filled columns are none of a ledger: a second 进展情况, one that was put in."""
        from openpyxl.utils import get_column_letter

        known = set(places.values())
        for at in range(1, self._sheet.max_column + 1):
            if at in known:
                continue
            filled = [row for row in range(head + 1, self._sheet.max_row + 1) if as_words(self._sheet.cell(row, at).value)]
            if filled:
                name = as_words(self._sheet.cell(head, at).value) or "没有表头"
                rows = "、".join(f"第{row}行" for row in filled[:_SHOWN]) + (f" 等 {len(filled)} 行" if len(filled) > _SHOWN else "")
                told = f"{get_column_letter(at)} 列（{name[:20]}）不是台账的列，{rows}有内容，未取 (no column of a ledger)"
                self._fault(head, f"{told}；填进原有的列 (use the given ones)")

    def _row(self, row: int, places: Mapping[str, int]) -> None:
        if self._is_head(row, places):
            return
        self._odd = []
        cells = {name: self._cell(row, at, column) for column in columns() if (name := column.key) in places for at in (places[name],)}
        for name, words in self._odd:
            cells[name] = "；".join(filter(None, (cells.get(name), words)))
        filled = {name: words for name, words in cells.items() if words}
        where = self._locator(row)
        if not filled or (set(filled) == {"number"} and filled["number"].isdecimal()):
            return
        if "id" not in filled and self._is_aside(filled):
            said = " ".join(words for at in places.values() if (words := as_words(self._sheet.cell(row, at).value)))
            self._note(row, ASIDE.format(words=said[:40]))
            return
        measure = self._measure(row, filled)
        if measure is None:
            return
        if not measure:
            self._added(filled, where)
            return
        if measure in self._seen:
            self._same(row, measure, filled)
            return
        self._seen[measure] = where
        reported = tuple((c.key, filled[c.key]) for c in columns() if c.kind == "report" and c.key in filled)
        if reported:
            self._returned.reports.append(Report(measure, reported, where))
        if measure in self._memory:
            self._changes(row, measure, self._memory[measure], cells)

    def _is_head(self, row: int, places: Mapping[str, int]) -> bool:
        """Whether the heads stand here once more, as on every page of a printed list."""
        same = sum(
            by_head().get(key(words)) is not None and by_head()[key(words)].key == name
            for name, at in places.items()
            if (words := as_words(self._sheet.cell(row, at).value))
        )
        return same >= _ENOUGH

    def _is_aside(self, filled: Mapping[str, str]) -> bool:
        """Whether a row without an identifier is a total, a note or a signature below the list, or a heading over added rows."""
        return set(filled) == {"number"} or is_aside(next(iter(filled.values())))

    def _measure(self, row: int, filled: Mapping[str, str]) -> str | None:
        """The measure of a row; empty for an added row, None for one whose identifier is broken and whose words are not known."""
        wanted = filled.get("id", "").lower()
        if wanted in self._memory or (not self._memory and _IDENTIFIER.fullmatch(wanted)):
            return wanted
        known = self._by_text(filled.get("text", ""))
        if wanted:
            how = "按措施文字认行 (the row is known by its words)" if known else "整行未取 (a broken identifier, the row was not taken)"
            self._fault(row, f"标识 {wanted[:40]} 不是发出时的，{how}；从原文件恢复该行 (restore the row)")
            return known or None
        return known

    def _by_text(self, text: str) -> str:
        """The measure of a row that lost its identifier, by its words as handed out; empty where none or several have them."""
        known = self._words.get(plain(text), []) if text else []
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

    def _changes(self, row: int, measure: str, handed: Mapping[str, str], cells: Mapping[str, str]) -> None:
        """What of the given cells says another thing; other punctuation, line breaks and marks between names are no other thing."""
        where = self._locator(row)
        changed = {
            column.key: new
            for column in columns()
            if column.kind == "given" and (new := cells.get(column.key, "")) and _is_other(column.key, handed.get(column.key, ""), new)
        }
        if "deadline" in changed and (due := changed.pop("due", "")):
            self._note(row, f"完成时限也改为 {due}，以时限原文 “{changed['deadline'][:20]}” 为准 (of two changed cells the words count)")
        self._returned.changes += [Change(measure, name, handed.get(name, ""), new, where) for name, new in changed.items()]

    def _cell(self, row: int, at: int, column: Column) -> str:
        """The words of a cell in their normal form; what is no value of its column is told and kept as words of another."""
        value = self._sheet.cell(row, at).value
        written = self._formulas.cell(row, at).value
        spot = f"{column.head}（{self._sheet.cell(row, at).coordinate}）"
        is_formula = isinstance(written, str) and written.startswith("=") and len(written) > 1 and column.kind != "told"
        if is_formula and value is None:
            self._fault(row, NO_RESULT.format(head=spot, formula=written[:40]))
        elif is_formula and as_words(value):
            self._fault(row, f"{spot} 是公式，取其结果 {as_words(value)!r} (a formula: its result was taken)；粘贴为数值 (paste as values)")
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
            day = past_day(words, self._returned.reported_on)
            if day is None:
                self._fault(row, NO_DATE.format(spot=spot, words=words[:20]))
                self._odd.append(("remark", f"{column.head}：{words}"))
                return ""
            self._note(row, NO_YEAR.format(spot=spot, words=words[:20], day=day))
        return day or words

    def _state(self, row: int, spot: str, words: str) -> str:
        """The code of a state; that of the same state in other words is noted, all others are told and kept as words of progress."""
        code = states().get(key(words))
        choices = "、".join(status_labels())
        if code is None:
            self._fault(row, f"{spot} “{words[:20]}” 不在选项中，留作进展文字，不作状态 (none of the choices, kept as words)；请选 {choices}")
            self._odd.append(("progress", words))
        elif words not in status_labels():
            self._note(row, f"{spot} “{' '.join(words.split())}” 不在选项中，按“{label_of(code)}”取 (another word for it)；请选 {choices}")
        return code or ""

    def _locator(self, row: int) -> str:
        return f"{self._sheet.title}!{row}"

    def _fault(self, row: int, message: str) -> None:
        self._returned.faults.append(Fault(self._locator(row), message))

    def _note(self, row: int, message: str) -> None:
        self._returned.notes.append(Fault(self._locator(row), message))


def _is_other(name: str, old: str, new: str) -> bool:
    """Whether a given cell says another thing than was handed out."""
    if name in ("principal", "support"):
        return [plain(one) for one in names_of(old)] != [plain(one) for one in names_of(new)]
    return plain(old) != plain(new) if name == "text" else key(old) != key(new)
