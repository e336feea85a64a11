"""Tables that lost their grid: one cell a paragraph, or one cell a line that ends in ``|``.

Nothing but their order is left of such cells, so the header tells the columns, and the rows are the cheapest way
to lay the cells on them: a number stands under 序号, a date under 完成时限, bodies under 责任单位. Cells that a merged
cell above swallowed are skipped, a cell of several paragraphs goes on in its column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Block, Cell, Paragraph, Place, Table
from zeren.ground.resources import table

_BAR = re.compile(r"[|｜]\s*$")
_NUMERAL = re.compile(r"[(（]?(?:\d{1,3}(?:[-.]\d{1,2})?|[一二三四五六七八九十]{1,3})[)）]?[、.．]?")
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十]+[章节])\S")
_DATE = re.compile(
    r"(?<![.\d])(?:\d{4}\s*年|\d{1,2}\s*[年月日](?!均))|\d{4}\s*[-./—]|年[底内初末前]|月[底内末]|[全每当][年月季]|季度|半年|持续|长期|常态|立行立改|立即|适时|^\d{4}$"
)
_ANNEX = re.compile(r"附\s*(?:[件表录]\s*)?(?:[0-9０-９一二三四五六七八九十]+\s*)?[:：]?$")
_BODIES = re.compile(r"(?:单位|部门|科室|处室|机构|主体)$")
"""主抓单位, 协助科室, 实施主体"""
_HEAD_ENDING = re.compile(r"(?:单位|部门|科室|处室|机构|主体|时限|时间|节点|内容|措施|任务|事项|要求|标准|目标|指标|领导|责任人|备注)$")
"""履责时间, 测评标准, 推进事项"""
_REMARK = re.compile(r"[(（][^()（）]*[)）]")
_LABEL = re.compile(r"[^:、，；\s]{1,6}(?:单位|部门|时限|时间)\s*:\s*")
_HEADER_LENGTH = 16
"""code points; no header cell is longer"""
_PART_LENGTH = 8
"""code points; a longer cell that only ends as headers do is none"""
_LIKE = {"body": "role", "problem": "task", "request": "measure", "criteria": "score", "yearly": "target", "unit": "note"}
"""kinds of headers that stand for another here"""
_SECTION_LENGTH = 60
"""code points of a heading between rows"""
_HEAD = 100
"""paragraphs in which a header stands"""
_WIDEST = 14
"""columns"""
_GAP = 40
"""paragraphs; a cell has no more"""
_MISSING = 2.0
"""cost of a column without a cell"""
_GOES_ON = {"measure": 1.0, "role": 1.5, "task": 2.0}
"""cost of another paragraph in the same cell, by what the column holds; 3 for the rest"""
_HOPELESS = 24.0
"""a way that costs so much more than the best one has left the table"""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cell, or a paragraph of one."""

    start: int
    end: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Step:
    """A piece laid on a column (-1: a section row across the table) and the step before it."""

    cost: float
    column: int
    piece: int
    begins_row: bool
    before: _Step | None


def regrouped(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """Return ``blocks`` with flattened tables put together again, tables numbered anew in that case."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        taken = _table_at(blocks, at, text)
        if taken is None:
            found.append(blocks[at])
            at += 1
        else:
            found.append(taken[0])
            at = taken[1]
    return tuple(found) if len(found) == len(blocks) else tuple(_numbered(found))


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    numbered: list[Block] = []
    count = 0
    for block in blocks:
        if isinstance(block, Table):
            count += 1
            cells = tuple(replace(cell, place=replace(cell.place, table=count)) for cell in block.cells)
            block = replace(block, cells=cells, place=replace(block.place, table=count))
        numbered.append(block)
    return numbered


def _table_at(blocks: Sequence[Block], at: int, text: str) -> tuple[Table, int] | None:
    """The flattened table that begins at a block and the index after it; None where there is none."""
    first = blocks[at]
    if not isinstance(first, Paragraph) or len(first.text) > _HEADER_LENGTH:
        return None
    # A title ends like a header too (任务清单); the first column is named by a word of the vocabulary alone.
    if unspaced(fold(_BAR.sub("", first.text))).rstrip(":") not in _kinds():
        return None
    second = blocks[at + 1] if at + 1 < len(blocks) else None
    if not isinstance(second, Paragraph) or len(second.text) > _HEADER_LENGTH or second.text == first.text:
        return None
    barred = _BAR.search(first.text) is not None
    window, last = _HEAD, None
    while True:
        run = _run(blocks[at : at + window])
        pieces, ends = _cells(run, text, barred=barred)
        kinds = _header(pieces)
        last = _laid(pieces[len(kinds) :], pieces[: len(kinds)], kinds, barred=barred) if kinds else None
        # Only a table that goes on to the end of what was looked at deserves a longer look.
        if last is None or len(run) < window or at + ends[len(kinds) + last.piece] + _HEAD // 2 < at + window:
            break
        window *= 4
    if last is None:
        return None
    return _table(pieces, kinds, last, text), at + ends[len(kinds) + last.piece]


def _run(blocks: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs up to a table or an annex."""
    run = []
    for block in blocks:
        if not isinstance(block, Paragraph) or _ANNEX.match(block.text):
            break
        run.append(block)
    return run


def _cells(run: Sequence[Paragraph], text: str, *, barred: bool) -> tuple[list[_Piece], list[int]]:
    """The pieces of a run and, for each, the index of the paragraph after it."""
    if barred:
        return _barred(run, text)
    return [_Piece(p.place.start, p.place.end, p.text, p.place) for p in run], list(range(1, len(run) + 1))


def _barred(run: Sequence[Paragraph], text: str) -> tuple[list[_Piece], list[int]]:
    """Cells that end in a bar; the last of a row may stand without one before the next row's number."""
    pieces: list[_Piece] = []
    ends: list[int] = []
    begin = 0
    for at, paragraph in enumerate(run):
        if not _BAR.search(paragraph.text):
            if at - begin >= _GAP:
                break
            continue
        if at > begin and _NUMERAL.fullmatch(_BAR.sub("", paragraph.text).strip()):
            pieces.append(_piece(run[begin : at], text))
            ends.append(at)
            begin = at
        pieces.append(_piece(run[begin : at + 1], text))
        ends.append(at + 1)
        begin = at + 1
    return pieces, ends


def _piece(paragraphs: Sequence[Paragraph], text: str) -> _Piece:
    start, end = paragraphs[0].place.start, paragraphs[-1].place.end
    words = text[start:end].rstrip("|｜ \t\u3000")
    return _Piece(start, start + len(words), words, paragraphs[0].place)


def _header(pieces: Sequence[_Piece]) -> list[str]:
    """Kinds of the columns that the first cells name; empty where they are no header of a plan."""
    kinds: list[str] = []
    for piece in pieces[:_WIDEST]:
        kind = _kind(piece.text)
        numbered = kinds and kinds[0] == "number"
        if kind == "unknown" and (not numbered or len(piece.text) > _HEADER_LENGTH or _NUMERAL.fullmatch(piece.text)):
            break
        if numbered and _SECTION.match(piece.text):
            break
        kinds.append(kind)
    plan = "role" in kinds and ("task" in kinds or "measure" in kinds)
    return kinds if plan and 2 * kinds.count("unknown") < len(kinds) else []


def _laid(
    pieces: Sequence[_Piece], header: Sequence[_Piece], kinds: Sequence[str], *, barred: bool
) -> _Step | None:
    """The best way to lay pieces on columns from the first piece on; its end is the end of the table."""
    open_: dict[int, _Step] = {}
    best: _Step | None = None
    lowest = 0.0
    names, repeated = [piece.text for piece in header], 0
    for at, piece in enumerate(pieces):
        if [one.text for one in pieces[at : at + len(names)]] == names:
            repeated = len(names)
            first = _across(open_, at, len(kinds) - 1)
            open_ = {0: replace(first, column=0, cost=first.cost + _MISSING)}
        elif repeated:
            before = next(iter(open_.values()))
            open_ = {before.column + 1: _Step(before.cost, before.column + 1, at, False, before)}
        if repeated:
            repeated -= 1
            if min(step.cost for step in open_.values()) > lowest + _HOPELESS:
                break
            continue
        fits = [_misfit(piece.text, kind) for kind in kinds]
        section = len(piece.text) <= _SECTION_LENGTH and _SECTION.match(piece.text) is not None
        open_ = _next(open_, at, fits, kinds, section=section, barred=barred)
        if not open_:
            break
        now = min(open_.values(), key=lambda step: (step.cost, step.column))
        lowest = min(lowest, now.cost)
        if best is None or _total(now, len(kinds)) <= _total(best, len(kinds)):
            best = now
        if now.cost > lowest + _HOPELESS:
            break
    return best if best and best.cost < 0 else None


def _total(step: _Step, width: int) -> float:
    """The cost of a way that ends here: cells that its last row lacks count."""
    return step.cost + (_MISSING * (width - 1 - step.column) if step.column >= 0 else _MISSING)


def _next(
    open_: dict[int, _Step], at: int, fits: Sequence[float], kinds: Sequence[str], *, section: bool, barred: bool
) -> dict[int, _Step]:
    """The best step to each column for the next piece; the first piece stands in the first column."""
    last = len(fits) - 1
    found: dict[int, _Step] = {}
    if not open_:
        found[0] = _Step(fits[0], 0, at, True, None)
    for column, misfit in enumerate(fits if open_ else ()):
        steps = []
        for step in open_.values():
            cost, begins = _move(step.column, column, kinds, barred=barred)
            steps.append(_Step(step.cost + cost + misfit, column, at, begins, step))
        found[column] = min(steps, key=lambda step: step.cost)
    if section:
        found[-1] = _across(open_, at, last)
    return found


def _across(open_: dict[int, _Step], at: int, last: int) -> _Step:
    """A step to a row of its own, after the cheapest row that may end here."""
    ends = [(_total(step, last + 1), step.column, step) for step in open_.values()]
    cost, _, before = min(ends, key=lambda end: end[:2]) if ends else (0.0, 0, None)
    return _Step(cost - 1.0, -1, at, True, before)


def _move(before: int, after: int, kinds: Sequence[str], *, barred: bool) -> tuple[float, bool]:
    """Cost of going from one column to another and whether that begins a row."""
    if before < 0:
        return _MISSING * after, True
    if after > before:
        return _MISSING * (after - before - 1), False
    if after == before and not barred and kinds[after] != "number":
        return _GOES_ON.get(kinds[after], 3.0), False
    # A row below a merged cell begins with words of its own; one that begins with bodies is rare.
    below = 0.0 if after == 0 else 1.0 if kinds[after] in ("task", "measure") else 4.0
    return _MISSING * (len(kinds) - 1 - before) + below, True


def _misfit(text: str, kind: str) -> float:
    """How badly a cell's words suit a column: below 0 where they suit it."""
    numeral = _NUMERAL.fullmatch(text) is not None
    if kind == "number":
        return -4.0 if numeral else 6.0
    if not text or text in _none_marks():
        return 0.0
    if kind in ("role", "deadline", "person") and _SECTION.match(text):
        return 3.0
    if kind == "deadline":
        return -2.0 if len(text) <= 30 and _DATE.search(text) and "。" not in text else 3.0
    if kind == "role":
        return -2.0 if _is_bodies(text) else 3.0
    if kind == "score":
        return -1.5 if re.fullmatch(r"[\d.]+分?", text) else 2.0
    if kind == "person":
        return -1.0 if len(text) <= 12 and not numeral else 2.0
    if kind in ("task", "measure"):
        return 4.0 if numeral else 2.0 if _is_bodies(text) else -1.5 if len(text) > 12 else -1.0
    return 1.0 if numeral else 0.0


def _is_bodies(text: str) -> bool:
    """Whether words list bodies, or say who leads and who helps, with a date at most beside them."""
    if "。" in text:
        return False
    words = _LABEL.sub("", _REMARK.sub("", fold(text)))
    names = [name for name in re.split(r"[、，,；;\s]+", words) if name and not _DATE.search(name)]
    ends = [name for name in names if name.endswith(_endings())]
    return 3 * len(ends) >= 2 * len(names) > 0 or _LABEL.match(fold(text)) is not None


@cache
def _endings() -> tuple[str, ...]:
    words = [row["ending"] for row in table("vocabulary/endings") if row["kind"] in ("body", "branch", "group", "part")]
    return (*words, "等", "牵头", "负责", "配合", "参与", "落实")


@cache
def _none_marks() -> frozenset[str]:
    return frozenset(row["mark"] for row in table("vocabulary/marks"))


@cache
def _kinds() -> dict[str, str]:
    return {fold(row["word"]): row["kind"] for row in table("vocabulary/columns")}


def _kind(text: str) -> str:
    """What a column holds by its header; ``unknown`` where the vocabulary has no such word."""
    words = re.sub(r"\s+", "", _REMARK.sub("", fold(text))).rstrip(":|")
    if not words or len(words) > _HEADER_LENGTH:
        return "unknown"
    for begin in range(len(words)):
        kind = _kinds().get(words[begin:])
        if kind and (begin == 0 or len(words) - begin >= 4):
            return _LIKE.get(kind, kind)
    part = max((part for part in _parts() if words.endswith(part)), key=len, default="")
    return _LIKE.get(_parts()[part], _parts()[part]) if part and len(words) <= _PART_LENGTH else "unknown"


@cache
def _parts() -> dict[str, str]:
    return {fold(row["part"]): row["kind"] for row in table("vocabulary/heads") if row["place"] == "closes"}


@cache
def _asking() -> tuple[str, ...]:
    """Parts of heads that ask for a body (谁来办)."""
    return tuple(fold(row["part"]) for row in table("vocabulary/heads") if row["place"] == "holds" and row["kind"] == "body")


def is_head(text: str) -> bool:
    """Return whether words are a column's header: one that the vocabulary knows, or one that ends as headers do."""
    return _kind(text) != "unknown" or _ends_as_head(text)


def names_bodies(text: str) -> bool:
    """Return whether words are the header of a column of bodies (责任单位, 主抓部门)."""
    words = _closed_up(text)
    told = _BODIES.search(words) is not None or any(part in words for part in _asking())
    return _kind(text) == "role" or (told and len(text) <= _HEADER_LENGTH)


def may_name_bodies(text: str) -> bool:
    """Return whether short words may be such a header: a word for a role stands in them (主抓, 承办科所, 谁牵头)."""
    words = _closed_up(text)
    return names_bodies(text) or (len(words) <= _PART_LENGTH and _role_words().search(words) is not None)


@cache
def _role_words() -> re.Pattern[str]:
    parts = sorted({fold(row["part"]) for row in table("vocabulary/heads") if row["place"] == "role" and len(row["part"]) > 1})
    return re.compile(f"{'|'.join(map(re.escape, parts))}|[主协承会联包领帮][办抓管推建责担攻]")


def _ends_as_head(text: str) -> bool:
    return len(text) <= _HEADER_LENGTH and _HEAD_ENDING.search(_closed_up(text)) is not None


def _closed_up(text: str) -> str:
    return unspaced(fold(text))


def _table(pieces: Sequence[_Piece], kinds: Sequence[str], last: _Step, text: str) -> Table:
    width = len(kinds)
    spans: list[tuple[int, int, list[_Piece]]] = [(0, column, [pieces[column]]) for column in range(width)]
    steps: list[_Step] = []
    step: _Step | None = last
    while step is not None:
        steps.append(step)
        step = step.before
    row = 0
    for one in reversed(steps):
        row += one.begins_row
        column = max(one.column, 0)
        if not one.begins_row and spans[-1][:2] == (row, column):
            spans[-1][2].append(pieces[width + one.piece])
        else:
            spans.append((row, column, [pieces[width + one.piece]]))
    cells = tuple(_cell(row, column, its, text) for row, column, its in spans)
    counts = Counter(cell.row for cell in cells)
    uneven = tuple(at for at in range(row + 1) if counts[at] != width)
    place = replace(cells[0].place, end=cells[-1].place.end, row=None, column=None, table=1)
    return Table(cells, row + 1, width, place, spans_stated=False, uneven=uneven)


def _cell(row: int, column: int, pieces: Sequence[_Piece], text: str) -> Cell:
    start, end = pieces[0].start, pieces[-1].end
    place = replace(pieces[0].place, start=start, end=end, table=1, row=row + 1, column=column + 1)
    return Cell(text[start:end], place, row, column)
