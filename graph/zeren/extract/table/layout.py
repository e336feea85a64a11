"""Where the heads of tables stand, and what the columns under them are, told over all tables with the same head."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import MIXED, Head, head_of
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.cells.natures import nature, shares
from zeren.extract.columns import Column, column_of, is_none
from zeren.extract.lexicon import role_in
from zeren.extract.statement.rules import lead_rule
from zeren.extract.table.header import Header, read_header
from zeren.extract.table.judge import Evidence, Judgement, Seen, judged
from zeren.extract.table.referred import carry_named_rows
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.fold import fold
from zeren.ground.model import Cell, Place, Table
from zeren.outline import closed

_TOP = 6
"""rows at the top of a table in which a head of unknown words may stand"""
_HEAD_LENGTH = 30
"""code points; a longer cell heads no column"""
_SUBHEADER_LENGTH = 12
"""code points; the second row of a header holds nothing longer"""
_MARKED_ROWS = 8
"""rows below a head that show whether marks stand under its bodies"""
_LEAST_BODIES = 2
_LEAST_KNOWN = 2
"""heads, known in whole or in part, that make a row a head where no column holds bodies"""
_MARK_LENGTH = 8
"""code points; a longer cell is no mark"""
_PERSONS = re.compile("领导|负责人|责任人|联系|人员|同志|电话|代表")
_BESIDE_BUILDER = re.compile("主管|监管|属地")
"""those who stand beside the builder of a project and do not build it (行业主管部门, 属地责任单位)"""
_APPLIES = re.compile(
    "(?:申报|申请|认领|承诺|报名|立项|隐患|问题|涉[事案]|违[法规])[\u4e00-\u9fff]{0,2}(?:单位|部门|科室|处室|组织|支部|党委|主体|地区|企业|场所)"
)
"""heads that say who applied for or took on what the rows are, or with whom it was found (申报单位, 认领科室, 申报党组织, 隐患单位)"""
_WHOLE = re.compile("建设(?:内容|规模)|(?:项目|工程|建设)概况|规模及")
"""heads that say how large the whole of a project is"""
_DISTRICT = re.compile("(?![全各本])[\u4e00-\u9fff]{1,7}[区县市旗镇乡]|[\u4e00-\u9fff]{2,7}街道")
"""东城区, 西岭县, 青山街道, but 全市"""
_PLACES = re.compile("各?(?:县|市|区|镇|乡|街道|村|社区|园区|苏木|旗|州|地区|农场|办事处|团场){1,4}(?:名称)?")
"""a head that says what kind of places stand below it: 镇（街道）, 县（市、区）"""
_DEED = 2
"""code points of a deed that begins a head (整治要求, 化解期限)"""
_ANSWERS = re.compile("属地|所属|[省市区县镇乡](?:级|直)|各")
"""what stands before a kind of body that answers for its rows, though it says no role: 属地街道, 市直部门"""
_LEVEL = re.compile("[省市区县州旗镇乡村](?:级|直)?(?:层面)?")
"""bodies side by side of several levels, each of which answers (市级 | 县级)"""
_COUNTS = re.compile("[\\d一二三四五六七八九十]")
_SURE = 0.7
"""share of a column's cells that shows what the column is although no word of its head says so"""
_MOST = 0.6
"""share of cells that are deeds in a column of tasks that holds the words of the measures"""
_NUMBERED_ACTS = 0.4
"""share of words that begin with a deed in a table that numbers its rows"""
_ROWS_TOLD = 2
"""rows that show by their cells alone what their columns are"""
_NATURES = {"text": "words", "long": "words", "stated": "words", "states": "body"}
"""natures that cells of one column may have side by side"""
_DATA = frozenset({"number", "value", "date", "phone", "stated", "long"})
"""natures that no head of a column has"""

Decided = Mapping[str, Mapping[int, str]]
"""readings that people set: the words of a table's heads → 1-based column → reading"""


@dataclass(frozen=True, slots=True)
class Judged:
    """The columns under heads of the same words, as they were seen and judged."""

    header: Header
    seen: tuple[Seen, ...]
    """of each column, or of neighbouring grid columns that are one"""
    cells: tuple[tuple[str, ...], ...]
    """the words of their cells"""
    units: tuple[tuple[int, ...], ...]
    """their grid columns"""


@dataclass(slots=True)
class Top:
    """The head of a table and the rows under it."""

    at: int
    """row index of its first row"""
    rows: int
    """rows that it takes"""
    header: Header
    heads: tuple[tuple[int, Head], ...]
    """what each grid column's head says"""
    places: Mapping[int, Place]
    """where the lowest head of each grid column is printed"""
    body: list[Row] = field(default_factory=list)
    """the rows under it, up to the next head"""
    marked: frozenset[int] = frozenset()
    """grid columns headed by bodies over marks or role words"""
    judged: Judged | None = None
    """how its columns were judged, with those of every other head of the same words"""
    shaped: Mapping[int, str] = field(default_factory=dict)
    """what grid columns are by the shape of the text that was laid out"""

    @property
    def words(self) -> str:
        """Heads of all columns, by which tables are known to go on from one page to the next."""
        return " | ".join(head.words for _, head in self.heads)


@dataclass(slots=True)
class Laid:
    """A table with its rows and its heads."""

    table: Table
    rows: list[Row]
    heads: list[Top]

    def at(self, index: int) -> Top | None:
        """The head that begins at a row."""
        return next((head for head in self.heads if head.at == index), None)


def lay(
    tables: Sequence[Table],
    decided: Decided | None = None,
    *,
    forced: bool = False,
    turned: Collection[int] = (),
    shared: bool = False,
    shaped: Mapping[int, Mapping[int, str]] | None = None,
) -> list[Laid]:
    """Find the heads of all tables and judge their columns; heads with the same words are judged together.

    With ``forced`` a table without a head that can be told is given its first row of several cells, so that its columns
    can be explained; a table about which ``decided`` speaks too. ``turned`` are the positions of tables made of cards: their
    first row is a head, whatever it says. ``shared``: a title says that tasks are shared out (任务分解表), so that the places in
    their rows answer for the values beside them. ``shaped`` are readings of columns that the shape of the text gave, by the
    position of the table.
    """
    alike = cache(lambda: _alike(tables))
    laid = [_laid(table, alike) for table in tables]
    for head in (head for one in laid for head in one.heads if shared):
        head.heads = _sharing(head)
    for at, one in enumerate(laid):
        top = _first_row(one) if not one.heads and (forced or decided or at in turned) else None
        if at in (shaped or {}) and one.rows and not (one.heads and one.heads[0].at == 0) and len(one.rows[0].filled) < _LEAST_KNOWN:
            top = _head(one.rows, 0, 1, None)  # hardly a label is printed
            top.body = one.rows[1:]
            one.heads = []
        if top and (forced or at in turned or top.words in (decided or {})):
            one.heads = [top]
        for head in one.heads:
            head.shaped = (shaped or {}).get(at, {})
    _carry_dittos(laid)
    _carry_referred(laid)
    _carry_merged(laid)
    by_words: dict[str, list[Top]] = {}
    open_: dict[int, Top] = {}
    for one in laid:
        if not one.heads and (last := open_.get(one.table.columns)) and goes_on(one.rows, last.heads):
            last.body += one.rows
        for head in one.heads:
            by_words.setdefault(head.words, []).append(head)
            open_ = {one.table.columns: head}
    for words, heads in by_words.items():
        verdict = _judged(heads, (decided or {}).get(words))
        for head in heads:
            head.header, head.judged = verdict.header, verdict
    kin = {words: [row for head in heads for row in head.body] for words, heads in by_words.items()}
    for at, one in enumerate(laid):
        sure = [h for h in one.heads if forced or h.words in (decided or {}) or (at in turned and h.header.is_plan)]
        one.heads = [h for h in one.heads if h in sure or _is_head(h, one, kin[h.words])]
    return laid


def _carry_dittos(laid: Sequence[Laid]) -> None:
    """Let a 同上 right under a head mean the last row of the table before it that has the same head, never the head itself."""
    last: dict[str, Row] = {}
    for one in laid:
        for head in one.heads:
            above = last.get(head.words)
            for row in head.body:
                for c, cell in list(row.cells.items()):
                    if not head.at <= cell.row <= cell.row + cell.rows - 1 < head.at + head.rows:
                        continue
                    carried = above.cells.get(c) if above else None
                    # No row of this table: the cell comes down from above.
                    row.put(c, replace(carried, row=-1, rows=1) if carried else replace(cell, text="", row=row.index, rows=1))
            if head.body:
                last[head.words] = head.body[-1]


def _carry_referred(laid: Sequence[Laid]) -> None:
    """Let a cell that names another row of its table (责任单位同第2项) mean that row's cell."""
    for head in (head for one in laid for head in one.heads):
        number = next((c for c, its in head.heads if its.kind == "number"), None)
        if number is not None:
            carry_named_rows(head.body, number, [c for c, _ in head.heads if c != number])


def _carry_merged(laid: Sequence[Laid]) -> None:
    """Let a merged cell that a page breaks hold on the next page too: there its part under the repeated head is empty."""
    last: Top | None = None
    for one in laid:
        for head in one.heads:
            if last and one.table.place.page and head.words == last.words and head.at == 0 and head.body and last.body:
                _fill_down(head.body, last.body[-1])
            if head.body:
                last = head


def _fill_down(rows: Sequence[Row], above: Row) -> None:
    for c, cell in list(rows[0].cells.items()):
        held = above.cells.get(c)
        reaches = cell.rows > 1 or (held is not None and held.rows > 1)
        if cell.text or held is None or not held.text or not reaches or not rows[0].starts(cell):
            continue
        # No row of this page: the cell comes down from the page before.
        carried = replace(held, row=-1, rows=1)
        for row in rows:
            if row.cells.get(c) is cell:
                row.put(c, carried)


def _first_row(laid: Laid) -> Top | None:
    """The first row of several short cells as a head."""
    for at, row in enumerate(laid.rows[:_TOP]):
        if len(row.filled) > 1 and at + 1 < len(laid.rows):
            if any(len(cell.text) > _HEAD_LENGTH for cell in row.filled):
                return None
            top = _head(laid.rows, at, _height(laid.rows, at, laid.table, None), None)
            top.body = laid.rows[at + top.rows :]
            return top
    return None


def goes_on(rows: Sequence[Row], heads: Sequence[tuple[int, Head]]) -> bool:
    """Whether the rows of a table without a head fit the head of the table before it: numbers below numbers, bodies below bodies."""
    told = {"number": ("number",), "role": ("body", "states", "text"), "deadline": ("date", "text")}
    for row in rows[:1]:
        for at, head in heads:
            cell = row.cells.get(at)
            fits = told.get(head.kind)
            alone = len(row.filled) == 1
            if fits and cell and cell.text and not alone and not is_none(cell.text) and nature(cell.text) not in fits:
                return False
    return True


_Alike = Callable[[], Mapping[tuple[str, ...], list[Row]]]


def _alike(tables: Sequence[Table]) -> dict[tuple[str, ...], list[Row]]:
    """The rows below the first row of all tables that begin with the same words: a small table alone shows little."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for table in tables:
        rows = rows_of(table)
        for row in rows[:_TOP]:
            if len(row.filled) > 1:
                found.setdefault(_first_words(row), []).extend(rows[row.index + 1 :])
                break
    return found


def _first_words(row: Row) -> tuple[str, ...]:
    return tuple(closed(cell.text) for cell in row.filled)


def _laid(table: Table, alike: _Alike) -> Laid:
    rows = rows_of(table)
    found: list[Top] = []
    at = 0
    while at < len(rows):
        under = bool(found) and found[-1].marked and _marks_only(rows[at], found[-1].marked)
        head = None if under else _marked_head(rows, at, table) or _strict(rows, at, table)
        if head:
            found.append(head)
        elif found:
            found[-1].body.append(rows[at])
        at += head.rows if head else 1
    if not found and (head := _lenient(rows, table, alike)):
        head.body = rows[head.at + head.rows :]
        found.append(head)
    return Laid(table, rows, found)


def _strict(rows: list[Row], at: int, table: Table) -> Top | None:
    """A head of which at least two words are known, wherever it stands."""
    row = rows[at]
    header = read_header([list(row.cells.values())])
    if header is None and table.spans_stated and at + 1 < len(rows) and _reaches_over(row):
        header = read_header([list(row.cells.values()), rows[at + 1].own])
    if header is None or not _is_headlike(row):
        return None
    return _head(rows, at, _height(rows, at, table, header), header)


def _reaches_over(row: Row) -> bool:
    """Whether a row is the upper one of a head: cells that reach down beside one over several columns (干什么 | 分工 over 牵头 | 配合)."""
    own = [cell for cell in row.cells.values() if row.starts(cell)]
    return any(cell.rows > 1 for cell in own) and any(cell.columns > 1 and cell.rows == 1 and cell.text for cell in own)


def _marked_head(rows: list[Row], at: int, table: Table) -> Top | None:
    """A head that names bodies over columns of marks or role words: 任务 | 县财政局 | 各乡镇, and 牵头 | 配合 below."""
    last = _parts_above(rows, at)
    row = rows[last]
    below = [one for one in rows[last + 1 : last + 1 + _MARKED_ROWS] if len(one.filled) > 1]
    if len(below) < _ROWS_TOLD:
        return None
    own = [c for c, cell in row.cells.items() if cell.text and row.starts(cell)]
    # Nearly every row is no head by what stands right below it, before its own words are looked at.
    if len(_names_bodies(row, [c for c in own if _is_short(below[0].text(c))])) < _LEAST_BODIES:
        return None
    named = _names_bodies(row, own)
    if len(named) == len({*row.cells, *rows[at].cells}):
        return None
    if not all(_marks_only(one, named) for one in below) or not any(one.text(c) for one in below for c in named):
        return None
    top = _head(rows, at, last - at + 1, read_header([list(rows[at].cells.values())]))
    top.marked = frozenset(named)
    return top


def _parts_above(rows: Sequence[Row], at: int) -> int:
    """The row in which a head that begins in row ``at`` names its bodies: the next one where a head above is parted there.

    序号 | 任务 | 部门 (over three columns) above 县财政局 | 县教育局 | 各乡镇; without stated spans the columns beside are blank.
    """
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below is None:
        return at
    parts = {c for c, cell in below.cells.items() if cell.text and below.starts(cell)}
    beside = {c for c, cell in rows[at].cells.items() if cell.text} - parts
    if not parts or not beside or len(rows[at].own) < _LEAST_BODIES:
        return at
    bodies = all(is_body(closed(below.text(c))) and column_of(below.text(c)).kind == "unknown" for c in parts)
    return at + 1 if bodies and not all(is_body(closed(cell.text)) for cell in rows[at].own) else at


def _names_bodies(row: Row, columns: Iterable[int]) -> set[int]:
    """Those of some columns at which a row names a body and no known head."""
    return {c for c in columns if is_body(closed(row.text(c))) and column_of(closed(row.text(c))).kind == "unknown"}


def _is_short(text: str) -> bool:
    """Whether a cell is blank or no longer than a mark."""
    return len(text) <= _MARK_LENGTH or not text.strip()


def _marks_only(row: Row, columns: Iterable[int]) -> bool:
    """Whether the cells of a row at some columns are marks, role words or blank."""
    texts = [row.text(c) for c in columns if row.text(c).strip()]
    return all(len(text) <= _MARK_LENGTH and (role_of_mark(text, {}) is not None or is_none(text) or nature(text) == "mark") for text in texts)


def _is_headlike(row: Row) -> bool:
    if any(cell.row + cell.rows <= row.index for cell in row.cells.values()):
        return False  # 同上 stands in it, right under a head: it says the head's words again
    # 新增事项 and 县水务局牵头 end as heads do, but no head names a body and what it does.
    return not any(nature(cell.text) in ("stated", "states") or len(cell.text) > 3 * _HEAD_LENGTH for cell in row.filled)


def _height(rows: list[Row], at: int, table: Table, header: Header | None) -> int:
    """Rows that a head takes: those its merged cells reach over, or a second row of known words."""
    row = rows[at]
    spanned = max((cell.rows for cell in row.own), default=1)
    if table.spans_stated and 1 < spanned <= 3 and any(cell.rows == 1 for cell in row.own) and at + spanned < len(rows):
        below = [cell for r in range(at + 1, at + spanned) for cell in rows[r].own]
        if below and all(len(cell.text) <= _HEAD_LENGTH and nature(cell.text) not in ("long", "stated") for cell in below):
            return spanned
    below_ = rows[at + 1] if at + 1 < len(rows) else None
    if header and below_ and not table.spans_stated and _names_parts(row, below_):
        return 2
    if header and below_ and any(cell.rows > 1 or cell.columns > 1 for cell in row.filled):
        both = read_header([list(row.cells.values()), below_.own])
        short = all(len(cell.text) <= _SUBHEADER_LENGTH for cell in below_.own)
        if both and both != header and short and read_header([below_.own], least=1):
            return 2
    return 1


def _names_parts(row: Row, below: Row) -> bool:
    """Whether a row of heads without stated spans parts the last head of the row above: 责任分工 |  over 牵头单位 | 配合单位."""
    parts = {cell.column for cell in below.own}
    known = all(head_of(cell.text).strength == 1.0 for cell in below.own)
    blank_above = any(not row.text(c) for c in parts)
    blank_below = any(row.text(c) and c not in parts for c in row.cells)
    return len(parts) > 1 and known and blank_above and blank_below


def _lenient(rows: list[Row], table: Table, alike: _Alike) -> Top | None:
    """A head of words that no list knows, at the top of a table."""
    for at, row in enumerate(rows[:_TOP]):
        filled = row.filled
        if not filled and len(row.cells) > 1 and is_headless(rows[at + 1 :]):
            return _head(rows, at, 1, None)
        if len(filled) < 2 or at + 1 >= len(rows):
            continue
        if any(len(cell.text) > _HEAD_LENGTH or (nature(cell.text) in _DATA and not _dates_head(cell.text)) for cell in filled):
            return None
        top = _head(rows, at, _height(rows, at, table, None), None)
        heads = {head.words: head for _, head in top.heads if head.words}
        named = {head.words for c, head in top.heads if is_body(head.words) and not _holds_bodies(rows[at + top.rows :], c)}
        known = [head for head in heads.values() if head.strength or head.words in named]
        if known and len(known) >= min(2, len(heads) - 1) and len(heads) > 1:
            return top
        below = alike().get(_first_words(row)) or rows[at + 1 :]
        if top.rows > 1 and states_duties_by_cells([r for r in rows[at + top.rows :] if _speaks(r)], [c for c, _ in top.heads]):
            return top
        if states_duties_by_cells([r for r in below if _speaks(r)], [cell.column for cell in filled]):
            return _head(rows, at, 1, None)
    return None


def _dates_head(text: str) -> bool:
    """Whether a time is one of a head: a month over marks, a year before what it is the head of (2026年要求)."""
    head = head_of(text)
    undated = nature(text) == "date" and _COUNTS.search(text) is None  # 年内频次
    return head.kind == "period" or undated or (nature(text) == "date" and head.strength > 0)


def _holds_bodies(rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds bodies further down: then one that stands over them is no head."""
    return any(nature(row.text(column)) == "body" for row in rows[:_MARKED_ROWS])


def states_duties_by_cells(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """Whether the cells alone show duties: a column of bodies, one of words, and one of dates, or words that are acts.

    It holds for a head of which no word is known (干到什么程度 | 哪家干 | 啥时候干完).
    """
    if len(rows) < _ROWS_TOLD:
        return False
    cells = {c: [row.text(c) for row in rows if row.text(c) and not is_none(row.text(c))] for c in columns}
    told = {c: shares(texts) for c, texts in cells.items() if len(texts) >= _ROWS_TOLD}
    bodies = [c for c, share in told.items() if share.get("body", 0) + share.get("states", 0) >= _SURE]
    dates = any(share.get("date", 0) >= _SURE for share in told.values())
    words = [c for c, share in told.items() if share.get("long", 0) + share.get("text", 0) >= _SURE]
    numbered = any(share.get("running", 0) >= _SURE for share in told.values())
    least = _NUMBERED_ACTS if numbered else _SURE
    acting = any(sum(map(opens_with_deed, cells[c])) >= least * len(cells[c]) for c in words)
    return bool(bodies and words) and (dates or acting)


def _says_what(text: str) -> bool:
    """Whether a cell is a head by its words; a time (6月底) may be one of a column of times."""
    head = head_of(text)
    if nature(text) in ("long", "stated") or "," in fold(text):
        return False  # a sentence
    return head.strength > 0 and not (head.kind == "period" and nature(text) == "date")


def is_headless(rows: Sequence[Row]) -> bool:
    """Whether a table begins with its first task: no cell at its top is a head, and each is what the cells below it are.

    清理河道28公里 | 县水利局 | 6月底 at once.
    """
    at = next((at for at, row in enumerate(rows[:_TOP]) if len(row.filled) > 2), None)
    if at is None or len(rows) - at < _ROWS_TOLD or any(_says_what(cell.text) for cell in rows[at].own):
        return False
    first = {c: nature(cell.text) for c, cell in rows[at].cells.items() if cell.text}
    below = [row for row in rows[at + 1 :] if len(row.filled) > 1]
    blank = not rows[at].cells.keys() - first.keys()
    same = blank and all(_NATURES.get(n, n) in {_NATURES.get(nature(row.text(c)), nature(row.text(c))) for row in below} for c, n in first.items())
    whole = {"body", "words"} <= {_NATURES.get(n, n) for n in first.values()}
    return same and whole and states_duties_by_cells(rows[at:], sorted(first))


def _head(rows: list[Row], at: int, height: int, header: Header | None) -> Top:
    heads: dict[int, Head] = {}
    places: dict[int, Place] = {}
    for row in rows[at : at + height]:
        for column, cell in sorted(row.cells.items()):
            if not row.starts(cell):
                continue
            above = heads.get(column)
            if cell.text or column not in places:
                places[column] = cell.place
            heads[column] = _under(above, cell.text) if above and cell.text else above or head_of(cell.text)
    return Top(at, height, header or Header({}), tuple(sorted(heads.items())), places)


def _under(above: Head, text: str) -> Head:
    """What the head below a wider one says: its own words, else those of both (工作进展: 截至3月底)."""
    own = head_of(text)
    names = own.kind == "unknown" and is_body(own.words) and role_in(own.words) is None  # 督办 is no body
    if names and (role := above.role or role_in(above.words)):
        return replace(own, role=role)  # 牵头 over 县财政局: what the marks below it mean
    if own.kind == "figure" and above.words:
        return replace(own, words=f"{above.words} {own.words}")  # 参保人数 under 居民养老保险, and again under 居民医疗保险
    if own.kind != "unknown" or not above.words or is_body(own.words) or _DISTRICT.fullmatch(own.words):
        return own
    if above.kind == "role" and (role := role_in(own.words)):
        return Head(f"{above.words} {own.words}", "role", role, above.strength, own.words)  # 部门: 发起, 参与
    both = head_of(above.words + own.words)
    head = both if both.strength >= above.strength else above
    return Head(f"{above.words} {own.words}", head.kind, head.role, head.strength, head.why, head.dated)


def _sharing(top: Top) -> tuple[tuple[int, Head], ...]:
    """The heads of a table that shares tasks out: a head that says what kind of place stands below it is one of bodies."""
    rows = [row for row in top.body if _speaks(row)]
    figures = [column for column, head in top.heads if head.kind == "figure"]
    found: list[tuple[int, Head]] = []
    for column, head in top.heads:
        plain = re.sub(r"[()（）、/\s]", "", head.words)
        placed = figures and head.kind == "unknown" and _PLACES.fullmatch(plain) is not None
        named = placed and shares(_words(column, rows)).get("body", 0) >= _SURE
        found.append((column, Head(head.words, "role", "responsible", 0.6, plain) if named else head))
    return tuple(found)


def _says_acting(head: Head) -> bool:
    """Whether a head says that the bodies below it act, by a word of its own: not 联系部门, nor who stands beside a builder."""
    if head.kind != "role" or head.role not in ("lead", "responsible") or _BESIDE_BUILDER.search(head.words):
        return False
    return head.strength == 1.0 or role_in(head.words) is not None or head.why == head.words


def _sizes(head: Head) -> bool:
    """Whether a head of a measure's words says how large the whole of a project is (建设内容及规模)."""
    return head.kind == "measure" and _WHOLE.search(head.words) is not None


def _applies(seen: Seen) -> bool:
    """Whether a column names who applied for what the rows are: where nobody else acts, they answer for it (申报党组织)."""
    return seen.head.kind == "note" and _APPLIES.match(seen.head.words) is not None and seen.natures.get("body", 0) >= 0.5


def _groups_places(seen: Seen) -> bool:
    """Whether a column that no head explains stands over several rows each (片区 over its towns)."""
    return seen.head.strength == 0 and seen.over_rows > 0 and not seen.natures.get("long")


def _judged(heads: Sequence[Top], decided: Mapping[int, str] | None) -> Judged:
    """The columns under a head, judged by its words and by the cells of all tables that print it."""
    columns = dict(heads[0].heads)
    rows = [row for head in heads for row in head.body if _speaks(row)]
    units = _units(sorted(columns), rows, columns)
    acting = any(_says_acting(head) for head in columns.values())
    suggested = any(head.role and "建议" in head.words for head in columns.values())
    seen = [_seen(columns[unit[0]], unit, rows, suggested=suggested) for unit in units]
    seen = [replace(one, lone=not acting and (one.head.kind == "builder" or _applies(one)), whole=_sizes(one.head)) for one in seen]
    sized = any(one.whole for one in seen)
    goals = [one.head for one in seen if one.head.kind in ("target", "yearly")]
    seen = [replace(one, beside_whole=sized and one.head in goals, series=len(goals) > 1 and one.head in goals) for one in seen]
    set_ = {at: "mark" for at, one in enumerate(seen) if _is_marked(one, _words(units[at][0], rows))}
    among = [at for at, one in enumerate(seen) if len(set_) >= _LEAST_BODIES and at not in set_ and one.head.strength < 1]
    marks = {closed(text) for at in set_ for text in _words(units[at][0], rows)}
    within = range(min(set_, default=0) - 1, max(set_, default=0) + 2)
    texts = {at: _words(units[at][0], rows) for at in among}
    among = [at for at in among if _says_roles(texts[at]) or (at in within and _shares_marks(seen[at], texts[at], marks))]
    set_ |= dict.fromkeys(among, "mark")
    shared = [at for at, one in enumerate(seen) if _is_share(one)]
    set_ |= dict.fromkeys(shared if len(shared) >= _LEAST_BODIES else [], "mark")
    led = [at for at, one in enumerate(seen) if one.head.kind == "role" and one.head.role == "lead"]
    set_ |= {at: "section" for at, one in enumerate(seen) if led and at < led[0] and _is_groups(one, _words(units[at][0], rows))}
    if any(_PLACES.fullmatch(one.head.why) for one in seen if one.head.kind == "role"):
        set_ |= {at: "section" for at, one in enumerate(seen) if _groups_places(one)}
    set_ |= _deeds_over_states(seen, [_words(unit[0], rows) for unit in units])
    set_ |= {at: reading for at, unit in enumerate(units) for c in unit if (reading := heads[0].shaped.get(c))}
    set_ |= {at: reading for at, unit in enumerate(units) for c in unit if (reading := (decided or {}).get(c + 1))}
    judgements = judged(seen, {at: _reading(reading) for at, reading in set_.items()})
    by_people = {at for at, unit in enumerate(units) for c in unit if c + 1 in (decided or {})}
    judgements = [_by_shape(one, set_[at]) if at in set_ and at not in by_people else one for at, one in enumerate(judgements)]
    found: dict[int, Column] = {}
    why: dict[int, Judgement] = {}
    for at, (unit, judgement) in enumerate(zip(units, judgements, strict=True)):
        column = _column(judgement, set_.get(at), seen[at], heads[0].places.get(unit[0]))
        for c in unit:
            found[c], why[c] = column, judgement
    found |= _beside_acting(found, units)
    found |= _times_ahead(found, units, rows)
    roles = [c for c, column in found.items() if column.kind == "role"]
    if roles and all("成员单位" in found[c].header for c in roles):
        found |= {c: replace(found[c], role="responsible") for c in roles}  # members alone: each answers for its duties
    elif roles and not decided and all(found[c].role == "support" for c in roles) and head_of(found[roles[0]].header).strength < 1.0:
        unit = next(unit for unit in units if roles[0] in unit)
        found |= {c: replace(found[c], acts_alone=True) for c in unit}
    rules = [rule for c in sorted(found) if (rule := lead_rule(found[c].header))]
    header = Header(found, rules[0] if rules else None, why)
    return Judged(header, tuple(seen), tuple(_words(unit[0], rows) for unit in units), tuple(map(tuple, units)))


def _times_ahead(columns: Mapping[int, Column], units: Sequence[Sequence[int]], rows: Sequence[Row]) -> dict[int, Column]:
    """A column of times whose head dates what was done (检查时间), in a table without deadlines, where its cells say times to come.

    A limit, a rhythm or months (5月底前, 每季度, 4月至6月) are those of a plan; days (2026年3月5日) may be those of what was.
    """
    if any(column.kind == "deadline" for column in columns.values()):
        return {}
    found = [unit for unit in units if columns[unit[0]].kind == "remark" and _WHEN.search(columns[unit[0]].header)]
    texts = _words(found[0][0], rows) if len(found) == 1 else []
    dates = [closed(text) for text in texts if nature(text) == "date"]
    if not dates or len(dates) < _SURE * len(texts) or 3 * sum(_TO_COME.search(text) is not None for text in dates) < len(dates):
        return {}
    return {c: replace(columns[c], kind="deadline", content=True) for c in found[0]}


_WHEN = re.compile("(?:时间|日期|时点|节点|频次|周期|月份)$")
_TO_COME = re.compile("前$|[内底末]$|[每逐按]|全年|长期|持续|月[—~～至到、-]|季度")


def _beside_acting(columns: Mapping[int, Column], units: Sequence[Sequence[int]]) -> dict[int, Column]:
    """Body columns whose heads say no role beside one that acts: to its right those who assist (落谁头上 | 旁边出力), to its left and
    parted from it by what is to be done whom or what the rows are about (挂牌单位 | 整治要求 | 整治主体), a named column.

    Of two columns of bodies side by side the first acts, unless the head of the second says that it does: by a role word, or by the
    deed that the heads of words and times name too (整治要求, 整治时限). A table that means both to act has one column for them.
    """
    heads = {unit[0]: columns[unit[0]].header.rsplit(" ", 1)[-1] for unit in units}
    deeds = {heads[c][:_DEED] for c in heads if columns[c].kind in ("measure", "task", "deadline")}
    bodies = [unit for unit in units if columns[unit[0]].kind == "role"]
    acts = [unit[0] for unit in bodies if columns[unit[0]].role in ("lead", "responsible")]
    sure = [c for c in acts if role_in(heads[c]) or heads[c][:_DEED] in deeds]
    measures = [c for c in heads if columns[c].kind == "measure"]

    def parted(column: int) -> bool:
        """Whether what is to be done stands between a column and all who surely act: those beside each other share the work."""
        return all(any(column < measure < c for measure in measures) for c in sure)

    found: dict[int, Column] = {}
    acting = False
    for unit in bodies:
        column, head = columns[unit[0]], heads[unit[0]]
        weak = role_in(head) is None and not _LEVEL.fullmatch(head) and unit[0] not in sure and (column.content or head_of(head).strength < 1.0)
        if weak and acting:
            found |= {c: replace(column, role="support", content=True) for c in unit}
        elif weak and sure and parted(unit[0]) and not _ANSWERS.match(head) and head_of(head).why != head:
            found |= {c: replace(column, kind="remark", role=None, content=False) for c in unit}
            continue
        acting = acting or column.role in ("lead", "responsible")
    doing = [unit for unit in bodies if heads[unit[0]][:_DEED] in deeds and (len(bodies) == 1 or head_of(heads[unit[0]]).strength < 1.0)]
    helping = [unit for unit in doing if columns[unit[0]].role == "support"]
    if not acts:
        helping += [unit for unit in doing if columns[unit[0]].role == "supervise" and head_of(heads[unit[0]]).strength < 1.0]
    if len(helping) == 1 and not sure:  # 保障任务 | 保障部门, 抽查事项 | 抽查部门: what is to be done is to assist, or to inspect
        found |= {c: replace(columns[c], role="responsible") for c in helping[0]}
        builders = [unit for unit in bodies if head_of(heads[unit[0]]).kind == "builder"]
        found |= {c: replace(columns[c], kind="remark", role=None, content=False) for unit in builders for c in unit}
    return found


def _deeds_over_states(seen: Sequence[Seen], cells: Sequence[Sequence[str]]) -> dict[int, str]:
    """The one column of tasks whose cells are deeds, as the words of the measures, where the others that could hold them are goals whose
    cells are none (治理任务 | 年度目标: 拆除违建1.1万平方米 | 岸线全部腾退); empty where a column of measures stands beside.
    """
    tasks = [at for at, one in enumerate(seen) if one.head.kind == "task"]
    goals = [at for at, one in enumerate(seen) if one.head.kind in ("target", "yearly") or (one.head.kind == "measure" and one.head.strength < 1.0)]
    others = [one for at, one in enumerate(seen) if at not in goals and one.head.kind in ("measure", MIXED, "request", "criteria")]
    named = any(seen[at].natures.get(nature_) for at in goals for nature_ in ("states", "stated", "body"))  # 落实要求 with 责任单位：… in its cells
    if not tasks or not goals or others or named:
        return {}
    share = {at: sum(map(opens_with_deed, cells[at])) / max(1, len(cells[at])) for at in (*tasks, *goals)}
    said = {at: sum(map(len, cells[at])) for at in share}
    # A task over several goals, or in fewer words than they, only heads them (培育产业集群 | 新增规模以上工业企业28户).
    deeds = [at for at in tasks if share[at] >= _MOST and all(share[goal] <= 1 - _MOST and said[goal] <= said[at] for goal in goals)]
    return {deeds[0]: "measure"} | dict.fromkeys(goals, "target") if len(deeds) == 1 else {}


def _by_shape(judgement: Judgement, reading: str) -> Judgement:
    """A judgement that the shape of the table made, whatever the weights say."""
    told = {
        "mark": "表头是单位，下面是标记、职责词或数值 (bodies over marks, role words or values)",
        "section": "工作组在牵头单位之前 (working groups before who leads)",
        "measure": "格里是要做的事，旁边的目标不是 (its cells are deeds, those of the goals beside are not)",
        "target": "旁边的任务是要做的事 (the tasks beside are deeds)",
    }.get(reading, "各组标签上面的行 (the lines above each block of labels)")
    return replace(judgement, decided=False, evidence=(Evidence(told, 0.0),))


def _words(column: int, rows: Sequence[Row]) -> tuple[str, ...]:
    cells = (row.cells.get(column) for row in rows)
    return tuple({id(cell): cell.text for cell in cells if cell and cell.text}.values())


def _reading(decided: str) -> str:
    """The reading of a decision: a role code stands for a body column."""
    return "role" if decided in ("lead", "responsible", "support", "guide", "supervise") else decided


def _is_marked(seen: Seen, texts: Sequence[str]) -> bool:
    """Whether a column is headed by a body and holds marks or role words: ▲, √, 牵头."""
    if seen.head.strength == 1 or not is_body(seen.head.words):
        return False
    marked = [text for text in texts if not is_none(text) and nature(text) in ("mark", "text")]
    names = [text for text in marked if len(closed(text)) > 2 and not role_of_mark(text, {}) and nature(text) == "text"]
    said = sum(not is_none(text) for text in texts)
    return len(marked) > 0.8 * said and 2 * len(names) <= said and said > 0


def _says_roles(texts: Sequence[str]) -> bool:
    """Whether the cells of a column say nothing but roles: beside columns of bodies its head is a body too, whatever it is called."""
    meant = [role_of_mark(text, {}) for text in texts if not is_none(text)]
    return bool(meant) and all(one is not None and one[1] for one in meant)


def _shares_marks(seen: Seen, texts: Sequence[str], marks: Collection[str]) -> bool:
    """Whether a column beside those of bodies holds their marks and nothing else, and its head asks nothing (是否公开)."""
    given = [closed(text) for text in texts if not is_none(text)]
    asks = seen.head.strength > 0 or "否" in seen.head.words or not 1 < len(seen.head.words) < 10
    return bool(given) and not asks and all(text in marks and nature(text) in ("mark", "text") for text in given)


def _is_share(seen: Seen) -> bool:
    """Whether a column is headed by a district or another body and holds its share of a value: 东城区 over 5000."""
    valued = seen.natures.get("value", 0) + seen.natures.get("number", 0)
    return seen.head.strength < 1 and valued > 0.8 and (is_body(seen.head.words) or _DISTRICT.fullmatch(seen.head.words) is not None)


def _is_groups(seen: Seen, texts: Sequence[str]) -> bool:
    """Whether a column names the working groups whose leading and other bodies stand beside (工作组 | 组长单位 | 成员单位)."""
    if seen.head.words.endswith("组") and texts and all(closed(text).endswith(("组", "专班")) for text in texts):
        return True  # 保障组 over 交通疏导组: no role of its own
    return re.search("(?:工作|专项|专)?(?:组|专班)(?:别|名称)?$", seen.head.words) is not None and role_in(seen.head.words) is None


def _column(judgement: Judgement, decided: str | None, seen: Seen, place: Place | None) -> Column:
    head = judgement.head
    role = None
    if judgement.reading == "role":
        role = decided if decided and decided != "role" else head.role or (None if head.strength else role_in(head.words)) or "responsible"
    if judgement.reading == "mark" and head.kind == "unknown":
        role = head.role
    mixed = judgement.reading == "measure" and head.kind == MIXED
    persons = judgement.reading == "role" and _PERSONS.search(head.words) is not None
    return Column(
        judgement.reading,
        head.words,
        role,
        head.dated,
        persons,
        mixed or (judgement.reading == "measure" and seen.natures.get("stated", 0) >= 0.5),
        head.kind == "period",
        judgement.reading in ("remark", "target", "mark") and seen.natures.get("value", 0) + seen.natures.get("number", 0) > 0.6,
        place if judgement.reading == "mark" else None,
        judgement.content,
        head.aside if judgement.reading == "role" else None,
        head.second if judgement.reading == "role" else None,
    )


def _speaks(row: Row) -> bool:
    """Whether a row has cells in several columns: headings (in one cell or copied to all), sums and notes across the table judge nothing."""
    return len(row.filled) > 1 and not row.sums and not row.repeats


def _units(columns: list[int], rows: Sequence[Row], heads: Mapping[int, Head]) -> list[list[int]]:
    """Grid columns that are one: under one head, with the same cell in every row."""
    units: list[list[int]] = []
    for column in columns:
        last = units[-1][-1] if units else None
        same = last is not None and heads[last] == heads[column]
        if same and last is not None and all(row.cells.get(last) is row.cells.get(column) for row in rows):
            units[-1].append(column)
        else:
            units.append([column])
    return units


def _seen(head: Head, unit: Sequence[int], rows: Sequence[Row], *, suggested: bool) -> Seen:
    column = unit[0]
    cells: list[Cell] = []
    over = empty = 0
    above = ""
    grouped = any(closed(row.text(column)) != closed(rows[0].text(column)) for row in rows)
    for row in rows:
        cell = row.cells.get(column)
        if cell is None or not cell.text or is_none(cell.text):
            empty += 1
        elif not row.starts(cell):
            over += 1
        elif grouped and cell.text == above and head.kind != "role":
            over += 1  # printed again in every row, as csv and Markdown do with merged cells
            cells.append(cell)
        elif cell.column == column:
            cells.append(cell)
        else:
            empty += 1
        above = cell.text if cell else ""
    count = max(1, len(rows))
    return Seen(head, shares(cell.text for cell in cells), over / count, empty / count, suggested=suggested)


def _is_head(head: Top, laid: Laid, below: Sequence[Row]) -> bool:
    """Whether a head of unknown words holds after its columns were judged: it must state duties."""
    if read_header([list(laid.rows[head.at].cells.values())]) is not None:
        return True
    known = any(h.strength and head.header.columns[c].kind in ("role", "task", "measure") for c, h in head.heads)
    if head.header.is_values:
        return known
    if head.header.is_plan:
        return known or states_duties_by_cells([row for row in below if _speaks(row)], [c for c, _ in head.heads])
    # Without bodies of its own: a caption or the name on a tab may give its rows one (序号 | 推进标准 | 工作时间).
    return head.header.has_words and len({h.words for _, h in head.heads if h.strength}) >= _LEAST_KNOWN


def cells_of(rows: Iterable[Row]) -> list[Cell]:
    """The filled cells of rows, each once."""
    return [cell for row in rows for cell in row.own]
