"""The head of a table from its rows: how many it takes, and what it says over each column."""

from __future__ import annotations

from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import Head, head_of
from zeren.extract.cells.natures import nature
from zeren.extract.lexicon import role_in
from zeren.extract.table.header import Header, read_header
from zeren.extract.table.laid import DISTRICT, Top
from zeren.extract.table.rows import Row
from zeren.ground.model import Place, Table

TOP = 6
"""rows at the top of a table in which a head of unknown words may stand"""
HEAD_LENGTH = 30
"""code points; a longer cell heads no column"""
_SUBHEADER_LENGTH = 12
"""code points; the second row of a header holds nothing longer"""
MARKED_ROWS = 8
"""rows below a head that show whether marks stand under its bodies"""
ROWS_TOLD = 2
"""rows that show by their cells alone what their columns are"""


def height_of(rows: list[Row], at: int, table: Table, header: Header | None) -> int:
    """Rows that a head takes: those its merged cells reach over, or a second row of known words."""
    row = rows[at]
    spanned = max((cell.rows for cell in row.own), default=1)
    if table.spans_stated and 1 < spanned <= 3 and any(cell.rows == 1 for cell in row.own) and at + spanned < len(rows):
        below = [cell for r in range(at + 1, at + spanned) for cell in rows[r].own]
        if below and all(len(cell.text) <= HEAD_LENGTH and nature(cell.text) not in ("long", "stated") for cell in below):
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
