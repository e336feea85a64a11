"""An office's own ledger, in whatever form it keeps one: what each row says, and which task it says it of in words.

No row names a measure of the store here: ``match`` finds it by number, task and words. Columns are known by their heads,
of one or two rows; a column of a quarter or a month makes a report of its own, as of the last day of that time.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from zeren.ground.fold import fold, key
from zeren.ledger import brought
from zeren.ledger.cells import as_date, as_words, day_of, is_aside, last_day, past_day
from zeren.ledger.columns import Column, columns
from zeren.ledger.grid import Grid, grids, place_of, with_formulas
from zeren.ledger.heads import FEEDBACK, LEDGER_WORDS, SEVERAL, Heads, Place, by_key, heads_of, is_ledger
from zeren.ledger.messages import ASIDE, NO_DATE, NO_RESULT, NO_YEAR
from zeren.ledger.records import Fault
from zeren.ledger.said import states
from zeren.read import form_of
from zeren.read.limits import DEFAULT

NAMED = ("number", "task", "text", "principal", "support", "deadline", "due")
"""keys of the columns that say which measure a row is about"""
_GIVEN = frozenset({"task", "principal", "support", "deadline", "due", "leader", "person", "phone"})
"""columns of which merged cells hold for every row that they reach over"""
_YEAR = re.compile(r"20\d\d")
_REPORTED = frozenset(column.key for column in columns() if column.kind == "report")
_AGAIN = 3
"""heads in a row that make it one of heads"""
_ASKED = re.compile(r"是否|与否")
"""``是否完成``, ``完成与否``: heads that ask for yes or no"""
_YES = frozenset(map(key, ("是", "√", "✓", "✔")))
_ANSWERS = re.compile(r"进展|进度|状态|[完办][成结]|问题|困难|原因|下一?步|佐证|证明|落实|推进|办理|销号")
"""a word of every head of a column of answers"""
_WHO = ("填报单位", "报送单位", "填表单位", "填报部门", "填报人", "填表人")
_WHEN = ("填报日期", "填报时间", "填表日期", "填表时间", "报送日期", "报送时间", "截至", "截止")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """What one row of an own ledger says."""

    named: tuple[tuple[str, str], ...]
    """key of a column of ``NAMED`` → its words; only filled ones"""
    cells: tuple[tuple[str, str], ...]
    """key of a column of kind ``report`` → its words; the state as its code, dates in ISO form; only filled ones"""
    locator: str
    reported_on: str | None
    """ISO date; None where nothing tells it"""
    shared: str = ""
    """merged cells with an answer that reaches over this row and others; empty where its answers are its own"""

    def of(self, name: str) -> str:
        """The words of a column of ``NAMED``; empty where it has none."""
        return dict(self.named).get(name, "")


@dataclass(slots=True)
class OfficeLedger:
    """One own ledger."""

    name: str
    reporter: str | None = None
    """who filled it in, as it says; None where it does not"""
    reported_on: str | None = None
    """ISO date that it states, else that on which the file was last saved; None where neither is told"""
    saved_at: str | None = None
    """ISO date and time at which the file was last saved, as it says; None where it does not"""
    rows: list[OfficeRow] = field(default_factory=list)
    silent: int = 0
    """rows without an answer: they say nothing of how things stand"""
    faults: list[Fault] = field(default_factory=list)
    """what could not be taken"""
    notes: list[Fault] = field(default_factory=list)
    """what was taken, but a person should know of"""


def read_office(data: bytes, name: str, *, named: bool = True) -> OfficeLedger | None:
    """Read an own ledger from the bytes of an xlsx, or of a document with tables; None where no sheet or table is one.

    ``named``: a person said that it is a ledger, so that one column of answers is enough. Else a sheet must be one by itself,
    so that no plan is taken for a ledger. Raises UnreadableInput where the file is damaged.
    """
    is_book = form_of(data, name) == "xlsx"
    found, saved = grids(data, name) if is_book else brought.tables(data, name)
    sheets = [(grid, heads) for grid, heads in _headed(found, parted=not is_book)]
    unread = [grid.name for grid in found if grid.values and all(grid is not one for one, heads in sheets if heads.feedback)]
    if not any(heads.feedback if named else is_ledger(grid, heads, name) for grid, heads in sheets):
        return None
    if is_book:
        with_formulas([grid for grid, _ in sheets], data, name)
    ledger = OfficeLedger(name, saved_at=saved)
    day: str | None = None
    for grid, heads in sheets:
        if heads.feedback:
            sheet = _Sheet(grid, heads, ledger, day)
            day = sheet.read()
    told = "没有台账的表头，没有取 (no heads of a ledger, not taken)"
    ledger.notes += [Fault(name, told) for name in unread]
    days = [row.reported_on for row in ledger.rows if row.reported_on]
    ledger.reported_on = max(days, default=saved and saved[:10])
    return ledger


def _headed(found: Iterable[Grid], *, parted: bool) -> Iterator[tuple[Grid, Heads]]:
    """Sheets with their heads. Where tables are ``parted`` by pages, one of as many columns without heads goes on with those before it."""
    last: tuple[int, Heads] | None = None
    for grid in found:
        heads = heads_of(grid)
        if heads is None and parted and last is not None and last[0] == grid.columns and not grid.before:
            yield grid, replace(last[1], row=0, first=1, unknown=())
        elif heads is not None:
            last = grid.columns, heads
            yield grid, heads


def office_of(data: bytes, name: str, *, named: bool, sure: bool = False) -> OfficeLedger | None:
    """Read a file that may be an own ledger; None where it is none.

    ``named`` as for ``read_office``; ``sure``: its heads were found in its bytes already. Raises UnreadableInput for a damaged file.
    """
    form = form_of(data, name)
    if form != "xlsx" and form not in brought.TABLED:
        return None
    if not named and not sure and not (_may_be(data) if form == "xlsx" else brought.may_hold(data, name)):
        return None
    return read_office(data, name, named=named)


def _may_be(data: bytes) -> bool:
    """Whether a workbook prints the head of a column of answers at all: most do not, and need not be opened twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [n for n in package.namelist() if n == "xl/sharedStrings.xml" or n.startswith("xl/worksheets/sheet")]
            sizes = sum(package.getinfo(name).file_size for name in parts)
            if sizes > DEFAULT.package_bytes:
                return False
            # Some programs write Chinese as numbers (&#36827;).
            return any(_ANSWERS.search(html.unescape(package.read(name).decode("utf-8", "ignore"))) for name in parts)
    except brought.ZIP_FAULTS:
        return False  # whoever reads it as a plan tells what is wrong


class _Sheet:
    """One sheet of an own ledger."""

    def __init__(self, grid: Grid, heads: Heads, ledger: OfficeLedger, day: str | None = None) -> None:
        """``day``: told by a sheet or table before."""
        self._grid = grid
        self._heads = heads
        self._ledger = ledger
        self._above = [((0, 0), words) for words in grid.before]
        self._above += [(at, as_words(v)) for at, v in sorted(grid.values.items()) if at[0] < heads.row]
        self._day = self._told_day() or day or (ledger.saved_at and ledger.saved_at[:10])
        self._year = _year(ledger.name, grid.name, *(words for _, words in self._above)) or (self._day or "")[:4]

    def read(self) -> str | None:
        """Take what the sheet says; return the ISO day that it speaks of."""
        self._ledger.notes += [Fault(place, told) for place, told in self._grid.told]
        if self._heads.unknown:
            told = f"没有取的列 (columns not taken): {'、'.join(self._heads.unknown)}"
            self._ledger.notes.append(Fault(place_of(self._grid, self._heads.row), told))
        who = [who for label in _WHO if (who := self._beside(label))]
        if self._ledger.reporter is None and who:
            self._ledger.reporter = " ".join(dict.fromkeys(who))
        task = ""
        for row in range(self._heads.first, self._grid.rows + 1):
            task = self._row(row, task)
        return self._day

    def _row(self, row: int, task: str) -> str:
        """Take a row; return the task that a row below without one of its own stands under."""
        if self._is_head(row):
            return task
        plain = by_key(self._heads.places)
        filled = [at for (r, at) in self._grid.values if r == row]
        words = {name: self._words(row, place) for name, place in plain.items() if name in NAMED}
        if not filled or not (words.get("text") or words.get("task")):
            first = as_words(self._grid.values[row, min(filled)]) if filled else ""
            if is_aside(first):
                self._ledger.notes.append(Fault(place_of(self._grid, row), ASIDE.format(words=first[:40])))
            else:
                self._unnamed(row, filled)
            return task
        if is_aside(words.get("number") or words.get("task") or words.get("text") or ""):
            said = " ".join(as_words(self._grid.values[row, at]) for at in sorted(filled))
            self._ledger.notes.append(Fault(place_of(self._grid, row), ASIDE.format(words=said[:40])))
            return task
        if "text" in plain and not words.get("text") and not self._answers(row, self._heads.places):
            return words.get("task") or task  # a heading over rows
        if words.get("text") and "task" in plain and not words.get("task"):
            words["task"] = task
        named = tuple((name, words[name]) for name in NAMED if words.get(name))
        own = [one for one in self._heads.places if one.key in _REPORTED]
        taken = [self._taken(row, named, period) for period in _periods(own)]
        self._ledger.rows += (made := [one for one in taken if one is not None])
        self._ledger.silent += not made
        return words.get("task") or task

    def _is_head(self, row: int) -> bool:
        """Whether the heads stand here once more, as on every page of a printed list."""
        same = sum(key(as_words(self._grid.values.get((row, place.column)))) == key(place.head) for place in self._heads.places)
        return same >= _AGAIN

    def _taken(self, row: int, named: tuple[tuple[str, str], ...], period: tuple[int | None, list[Place]]) -> OfficeRow | None:
        month, places = period
        cells = self._report(row, places)
        if not any(name in FEEDBACK for name in cells):
            return None
        day = self._day if month is None else last_day(self._year, month)
        if month is not None and day is not None and self._day is not None:
            day = min(day, self._day)  # nobody reports on a day to come
        shared = [self._shared(row, place) for place in places if place.key in FEEDBACK]
        where = place_of(self._grid, row) + (f" {next(p.head for p in places)}" if month else "")
        return OfficeRow(named, tuple(sorted(cells.items())), where, day, "；".join(filter(None, shared)))

    def _report(self, row: int, places: list[Place]) -> dict[str, str]:
        found: dict[str, str] = {}
        kinds = {column.key: column for column in columns()}
        for place in places:
            words = self._words(row, place)
            if not words:
                continue
            name, value = self._value(row, place, kinds[place.key], words)
            if value:
                found[name] = f"{found[name]}；{_headed_words(place, value)}" if name in found and name in SEVERAL else value
        return found

    def _value(self, row: int, place: Place, column: Column, words: str) -> tuple[str, str]:
        """The column that the words of a cell belong to, and they in their normal form; empty where they are none."""
        if column.type == "choice":
            code = states().get(key(words)) or ("done" if _ASKED.search(place.head) and key(words) in _YES else None)
            return (column.key, code) if code else ("progress", f"{place.head}：{words}" if _ASKED.search(place.head) else words)
        if column.type == "date":
            day = as_date(self._grid.reaching(row, place.column))
            if day is None and (day := past_day(words, self._day)):
                self._note(row, place, NO_YEAR.format(spot=place.head, words=words[:20], day=day))
            if day is None:
                self._fault(row, place, NO_DATE.format(spot=place.head, words=words[:20]))
                return "remark", f"{place.head}：{words}"
            return column.key, day
        return column.key, words

    def _words(self, row: int, place: Place) -> str:
        span = self._grid.covering(row, place.column)
        if span and span[1] != place.column:
            return ""  # words that begin in another column, such as a heading over the whole row
        holds = span is not None and (place.key in _GIVEN or place.key in FEEDBACK or place.key == "text")
        at = (span[0], span[1]) if span and holds else (row, place.column)
        value = self._grid.values.get(at)
        if at in self._grid.formulas and at[0] == row:
            self._formula(row, place, value)
        return as_words(value)

    def _formula(self, row: int, place: Place, value: Any) -> None:
        if value is None:
            self._fault(row, place, NO_RESULT.format(head=place.head, formula=self._grid.formulas[row, place.column][:40]))
        elif place.key not in ("number", "deadline", "due"):
            told = f"{place.head} 是公式，取其结果 {as_words(value)[:20]!r} (a formula: its result was taken)；粘贴为数值 (paste as values)"
            self._note(row, place, told)

    def _answers(self, row: int, places: tuple[Place, ...]) -> bool:
        return any(self._words(row, place) for place in places if place.key in FEEDBACK)

    def _shared(self, row: int, place: Place) -> str:
        span = self._grid.covering(row, place.column)
        if span is None or span[0] == span[2]:
            return ""
        if span[0] == row:
            told = f"{place.head} 一格合并了第 {span[0]}–{span[2]} 行，分不清是哪一行的，待人看 (merged over several rows)"
            self._fault(row, place, f"{told}；取消合并后逐行填写 (unmerge them)")
        return f"{place.head} 合并第 {span[0]}–{span[2]} 行"

    def _unnamed(self, row: int, filled: list[int]) -> None:
        answered = [p for p in self._heads.places if p.key in FEEDBACK and p.column in filled]
        if answered:
            told = "有填报而没有任务或措施，整行未取 (answers without a task or a measure)；写明是哪一项 (say of which)"
            self._fault(row, answered[0], told)

    def _beside(self, label: str) -> str:
        """What stands after a label above the heads, in its cell or in the next one."""
        for (row, column), words in self._above:
            plain = fold(words)
            if label in plain:
                after = words[plain.index(label) + len(label) :].lstrip("：: \u3000")
                own = min((at for other in (*_WHO, *_WHEN) if (at := after.find(other)) > 0), default=len(after))
                words = re.split(r"[\u3000\t\n]|  ", after[:own])[0].strip("；;，, ")
                return words or (as_words(self._grid.values.get((row, column + 1))) if row else "")
        return ""

    def _told_day(self) -> str | None:
        """The ISO date that the sheet states above its heads, or in brackets in one of them."""
        heads = [as_words(v) for (row, _), v in sorted(self._grid.values.items()) if self._heads.row <= row < self._heads.first]
        for label in _WHEN:
            stated = [self._beside(label), *(head.partition(label)[2] for head in heads if label in head)]
            for words in filter(None, stated):
                if day := day_of(words):
                    return day
        return next((day for _, words in self._above if LEDGER_WORDS.search(fold(words)) and (day := day_of(words))), None)

    def _fault(self, row: int, place: Place, message: str) -> None:
        self._ledger.faults.append(Fault(place_of(self._grid, row, place.column), message))

    def _note(self, row: int, place: Place, message: str) -> None:
        self._ledger.notes.append(Fault(place_of(self._grid, row, place.column), message))


def _headed_words(place: Place, words: str) -> str:
    """Words of a second column of one key, with its head unless they begin with it."""
    return words if not place.head or words.startswith(place.head) else f"{place.head}：{words}"


def _periods(places: list[Place]) -> Iterator[tuple[int | None, list[Place]]]:
    """The columns of answers by the time that they are about; those about none come first, together."""
    for month in sorted({place.month for place in places}, key=lambda m: m or 0):
        yield month, [place for place in places if place.month == month]


def _year(*words: str) -> str:
    return next((found[0] for one in words if (found := _YEAR.search(fold(one)))), "")


