"""Which rows of a table are its head: by known words, by what stands below, or by the cells alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import Head, head_of
from zeren.extract.cells.marks import role_of_mark
from zeren.extract.cells.natures import nature, shares
from zeren.extract.columns import column_of, is_none
from zeren.extract.lexicon import role_in
from zeren.extract.table.header import Header, read_header
from zeren.extract.table.laid import DISTRICT, LEAST_BODIES, LEAST_KNOWN, SURE, Laid, Top
from zeren.extract.table.rows import Row, rows_of
from zeren.ground.fold import fold
from zeren.ground.model import Place, Table
from zeren.outline import closed

_TOP = 6
"""rows at the top of a table in which a head of unknown words may stand"""
_HEAD_LENGTH = 30
"""code points; a longer cell heads no column"""
_SUBHEADER_LENGTH = 12
"""code points; the second row of a header holds nothing longer"""
_MARKED_ROWS = 8
"""rows below a head that show whether marks stand under its bodies"""
_MARK_LENGTH = 8
"""code points; a longer cell is no mark"""
_COUNTS = re.compile("[\\d一二三四五六七八九十]")
_NUMBERED_ACTS = 0.4
"""share of words that begin with a deed in a table that numbers its rows"""
_ROWS_TOLD = 2
"""rows that show by their cells alone what their columns are"""
_NATURES = {"text": "words", "long": "words", "stated": "words", "states": "body"}
"""natures that cells of one column may have side by side"""
_DATA = frozenset({"number", "value", "date", "phone", "stated", "long"})
"""natures that no head of a column has"""


def first_row_as_head(laid: Laid) -> Top | None:
    """The first row of several short cells as a head."""
    for at, row in enumerate(laid.rows[:_TOP]):
        if len(row.filled) > 1 and at + 1 < len(laid.rows):
            if any(len(cell.text) > _HEAD_LENGTH for cell in row.filled):
                return None
            top = top_of(laid.rows, at, _height(laid.rows, at, laid.table, None), None)
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


def rows_by_first_words(tables: Sequence[Table]) -> dict[tuple[str, ...], list[Row]]:
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


def with_heads(table: Table, alike: _Alike) -> Laid:
    """A table with the rows that are heads by their words, by marks below or by the rows of other tables (``alike``)."""
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
    return top_of(rows, at, _height(rows, at, table, header), header)


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
    if len(_names_bodies(row, [c for c in own if _is_short(below[0].text(c))])) < LEAST_BODIES:
        return None
    named = _names_bodies(row, own)
    if len(named) == len({*row.cells, *rows[at].cells}):
        return None
    if not all(_marks_only(one, named) for one in below) or not any(one.text(c) for one in below for c in named):
        return None
    top = top_of(rows, at, last - at + 1, read_header([list(rows[at].cells.values())]))
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
    if not parts or not beside or len(rows[at].own) < LEAST_BODIES:
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
            return top_of(rows, at, 1, None)
        if len(filled) < 2 or at + 1 >= len(rows):
            continue
        if any(len(cell.text) > _HEAD_LENGTH or (nature(cell.text) in _DATA and not _dates_head(cell.text)) for cell in filled):
            return None
        top = top_of(rows, at, _height(rows, at, table, None), None)
        heads = {head.words: head for _, head in top.heads if head.words}
        named = {head.words for c, head in top.heads if is_body(head.words) and not _holds_bodies(rows[at + top.rows :], c)}
        known = [head for head in heads.values() if head.strength or head.words in named]
        if known and len(known) >= min(2, len(heads) - 1) and len(heads) > 1:
            return top
        below = alike().get(_first_words(row)) or rows[at + 1 :]
        if top.rows > 1 and states_duties_by_cells([r for r in rows[at + top.rows :] if speaks(r)], [c for c, _ in top.heads]):
            return top
        if states_duties_by_cells([r for r in below if speaks(r)], [cell.column for cell in filled]):
            return top_of(rows, at, 1, None)
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
    bodies = [c for c, share in told.items() if share.get("body", 0) + share.get("states", 0) >= SURE]
    dates = any(share.get("date", 0) >= SURE for share in told.values())
    words = [c for c, share in told.items() if share.get("long", 0) + share.get("text", 0) >= SURE]
    numbered = any(share.get("running", 0) >= SURE for share in told.values())
    least = _NUMBERED_ACTS if numbered else SURE
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


def top_of(rows: list[Row], at: int, height: int, header: Header | None) -> Top:
    """The head of ``height`` rows from row ``at`` on, with what it says over each grid column."""
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
    if own.kind != "unknown" or not above.words or is_body(own.words) or DISTRICT.fullmatch(own.words):
        return own
    if above.kind == "role" and (role := role_in(own.words)):
        return Head(f"{above.words} {own.words}", "role", role, above.strength, own.words)  # 部门: 发起, 参与
    both = head_of(above.words + own.words)
    head = both if both.strength >= above.strength else above
    return Head(f"{above.words} {own.words}", head.kind, head.role, head.strength, head.why, head.dated)


def speaks(row: Row) -> bool:
    """Whether a row has cells in several columns: headings (in one cell or copied to all), sums and notes across the table judge nothing."""
    return len(row.filled) > 1 and not row.sums and not row.repeats


def is_still_head(head: Top, laid: Laid, below: Sequence[Row]) -> bool:
    """Whether a head of unknown words holds after its columns were judged: it must state duties."""
    if read_header([list(laid.rows[head.at].cells.values())]) is not None:
        return True
    known = any(h.strength and head.header.columns[c].kind in ("role", "task", "measure") for c, h in head.heads)
    if head.header.is_values:
        return known
    if head.header.is_plan:
        return known or states_duties_by_cells([row for row in below if speaks(row)], [c for c, _ in head.heads])
    # Without bodies of its own: a caption or the name on a tab may give its rows one (序号 | 推进标准 | 工作时间).
    return head.header.has_words and len({h.words for _, h in head.heads if h.strength}) >= LEAST_KNOWN
