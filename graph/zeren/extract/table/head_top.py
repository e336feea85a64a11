"""The head of a table from its rows: how many it takes, and what it says over each column."""

from __future__ import annotations

from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import Head, head_of
from zeren.extract.cells.natures import nature
from zeren.extract.lexicon import role_in
from zeren.extract.table.furniture import counts_columns
from zeren.extract.table.header import Header, read_header
from zeren.extract.table.laid import DISTRICT, LEAST_KNOWN, Top
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
    if below_ and _names_parts(row, below_):
        return 2
    if header and below_ and any(cell.rows > 1 or cell.columns > 1 for cell in row.filled):
        both = read_header([list(row.cells.values()), below_.own])
        short = all(len(cell.text) <= _SUBHEADER_LENGTH for cell in below_.own)
        if both and both != header and short and read_header([below_.own], least=1):
            return 2
    return 1


def _names_parts(row: Row, below: Row) -> bool:
    """Whether a row parts heads of the row above and says nothing below the others, none of them merged: 责任分工 | blank over
    牵头单位 | 配合单位.
    """
    parts = {cell.column for cell in below.own}
    if len(parts) < LEAST_KNOWN or any(cell.rows > 1 for cell in row.filled):
        return False
    known = any(_is_part(cell.text) for cell in below.own) and all(_may_be_part(cell.text) for cell in below.own)
    # The first part stands below the head that it parts, at least one other below nothing of its own.
    parted = bool(row.text(min(parts))) and any(not _begins_at(row, c) for c in parts)
    blank_below = any(_begins_at(row, c) and c not in parts for c in row.cells)
    return known and parted and blank_below


def _begins_at(row: Row, column: int) -> bool:
    """Whether a filled cell of a row begins at a column."""
    return bool(row.text(column)) and row.cells[column].column == column


def _is_part(text: str) -> bool:
    """Whether a cell is a head below a wider one: a word of the vocabulary, else one whose parts say what it is and no name of a body."""
    head = head_of(text)
    return head.strength == 1.0 or (head.strength > 0 and (role_in(head.words) is not None or head.kind != "role"))


def _may_be_part(text: str) -> bool:
    """Whether a cell is such a head, or short words beside one that are no data (业务归口 beside 联办单位)."""
    plain = len(text) <= _SUBHEADER_LENGTH and head_of(text).strength == 0 and nature(text) == "text"
    return plain or _is_part(text)


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
    if own.kind == above.kind == "role" and role_in(own.words) is None and role_in(above.words) is not None:
        return replace(own, words=f"{above.words} {own.words}", role=above.role)  # 属地乡镇 | 铁路单位 under 责任单位: both answer
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
    """Whether a row has cells in several columns: headings (in one cell or copied to all), sums, the numbers
    of the columns and notes across the table judge nothing.
    """
    return len(row.filled) > 1 and not row.sums and not row.repeats and not counts_columns(row)
