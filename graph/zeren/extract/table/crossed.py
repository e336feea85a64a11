"""Tables that cross bodies with what stands elsewhere: with tasks that a list above numbers, or with months and quarters.

单位 | T1 | T2 with ●○ below belongs to a list of tasks T1, T2 …; 单位 | 一季度 | 二季度 with words below sets each body
a measure in every cell, due in the quarter of its column; 单位 | 牵头任务 | 配合任务 in the role of its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.mentions import split
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.marks import legend, role_of_mark
from zeren.extract.cells.natures import is_list, nature
from zeren.extract.columns import is_none
from zeren.extract.draft import Draft
from zeren.extract.statement.items import numbered
from zeren.extract.table.agenda import agenda
from zeren.extract.table.by_share import by_share
from zeren.extract.table.periodic import by_periods, holders
from zeren.extract.table.rows import Row, rows_of
from zeren.extract.table.told_in_cells import told_in_cells
from zeren.extract.time.due import only_due
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Assignment, Block, Cell, Paragraph, Place, Section, Table
from zeren.outline import heading

_HAN = "一二三四五六七八九十"
_CODE = re.compile(rf"(?:任务|事项|工作|项目|清单|措施|第)?(?P<code>[A-Z]{{0,2}}\d{{1,2}}|[{_HAN}]{{1,3}}|[①-⑳])[项号]?")
"""what names a numbered task in a head (T1, 任务2, 第三项)"""
_ITEM = re.compile(
    rf"[\s•·\-*●■]{{0,6}}(?:任务|事项|工作|项目)?[(]?(?P<code>[A-Z]{{1,2}}\d{{1,2}}|\d{{1,2}}|[{_HAN}]{{1,3}}|[①-⑳])"
    r"(?P<mark>[)、.:]|\s|(?=[^\d\s,.%万个家项月年日]))\s{0,4}"
)
"""a numbered task of a list"""
_DUE = re.compile(r"\s{0,4}[(\[〔](?P<when>[^()\[\]〔〕]{2,30})[)\]〕]\s{0,2}[。;]?\s{0,2}$")
_LEAST = 2
"""tasks that a table crosses with bodies"""


@dataclass(frozen=True, slots=True)
class Crossed:
    """What such a table gave."""

    drafts: tuple[Draft, ...]
    formal: tuple[Place, ...]
    """heads and marks"""


def crossed(table: Table, blocks: Sequence[Block]) -> Crossed | None:
    """Read a table without columns of words; None where it crosses bodies with nothing known."""
    rows = rows_of(table)
    if len(rows) < 2 or table.columns < 2:
        return None
    if found := agenda(table):
        return Crossed(found.drafts, found.formal)
    shared = by_share(rows) or told_in_cells(rows) or by_periods(rows)
    return _by_codes(rows, blocks) or (Crossed(*shared) if shared else None) or _under_bodies(rows)


def _under_bodies(rows: Sequence[Row]) -> Crossed | None:
    """Bodies side by side at the top with what each does below it, and nothing else (财政局 | 审计局 over 1.审核…2.拨付…)."""
    top = rows[0].own
    below = [cell for row in rows[1:] for cell in row.own if not is_none(cell.text)]
    named = len(top) >= _LEAST and len(top) == len({cell.column for cell in rows[0].cells.values()}) and all(is_list(cell.text) for cell in top)
    worded = below and all(nature(cell.text) in ("text", "long") and not is_list(cell.text) for cell in below)
    over = {cell.column: cell for cell in top}
    acting = sum(begins_with_act(cell.text) for cell in below) * 2 >= len(below)
    if not named or not worded or not acting or any(cell.columns > 1 or cell.rows > 1 or cell.column not in over for cell in (*top, *below)):
        return None
    drafts: list[Draft] = []
    for cell in sorted(below, key=lambda one: (one.column, one.row)):
        held = holders(over[cell.column], "responsible", "", inherited=False)
        stated_ = [(one.text, one.place) for one in numbered(cell)] or [(cell.text, cell.place)]
        drafts += [Draft(words.replace("\n", ""), place, assignments=tuple(replace(a, likely=True) for a in held)) for words, place in stated_]
    return Crossed(tuple(drafts), tuple(cell.place for cell in top))


def _by_codes(rows: Sequence[Row], blocks: Sequence[Block]) -> Crossed | None:
    """A matrix of bodies and numbers of tasks; either may stand in the first column."""
    top = {column: cell for column, cell in rows[0].cells.items() if column > 0 and cell.text}
    side = {row.index: row.cells[0] for row in rows[1:] if row.text(0)}
    items = _items(blocks)
    across, down = _coded(top.values(), items), _coded(side.values(), items)
    if across and all(is_list(cell.text) for cell in side.values()):
        pairs = ((side[row.index], top[c], row.cells.get(c)) for row in rows[1:] if row.index in side for c in top)
        codes = across
        crossing = [(codes[id(task)], body, cell) for body, task, cell in pairs if id(task) in codes]
    elif down and all(is_list(cell.text) for cell in top.values()):
        codes = down
        crossing = [(codes[id(side[r.index])], top[c], r.cells.get(c)) for r in rows[1:] if r.index in side for c in top]
    else:
        return None
    meanings = legend(one.text for one in blocks if isinstance(one, Paragraph))
    drafts = [_task(items[code], code, crossing, meanings, blocks) for code in dict.fromkeys(codes.values())]
    drafts = [one for one in drafts if one.assignments]
    # Words in the cells that are no mark say more than who: they are left over, and told.
    wordy = {id(cell) for *_, cell in crossing if cell is not None and cell.text and not is_none(cell.text) and not role_of_mark(cell.text, meanings)}
    taken = [cell.place for row in rows for cell in row.own if id(cell) not in wordy]
    return Crossed(tuple(drafts), tuple(taken)) if drafts else None


def _normal(code: str) -> str:
    """The number of a task in figures (07 and 七 are 7, 十二 is 12, ③ is 3); words that count nothing (五一) as they are."""
    if "①" <= code <= "⑳":
        return str(ord(code) - ord("①") + 1)
    if not all(char in _HAN for char in code):
        return code.lstrip("0")
    tens, ten, ones = code.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return code
    number = (_HAN.index(tens) + 1 if tens else 1) * 10 if ten else _HAN.index(tens) + 1
    return str(number + (_HAN.index(ones) + 1 if ones else 0))


def _coded(cells: Iterable[Cell], items: Mapping[str, tuple[Paragraph, int]]) -> dict[int, str]:
    """The tasks that head cells name, by the cell; empty unless all name one of the list."""
    given = list(cells)
    found: dict[int, str] = {}
    for cell in given:
        match = _CODE.fullmatch(unspaced(fold(cell.text)))
        if match and (code := _normal(match["code"])) in items:
            found[id(cell)] = code
    return found if len(found) >= _LEAST and len(found) == len(given) else {}


def _items(blocks: Sequence[Block]) -> dict[str, tuple[Paragraph, int]]:
    """Numbered paragraphs by their numbers, with where their words begin; the first of a number counts."""
    found: dict[str, tuple[Paragraph, int]] = {}
    for block in blocks:
        if isinstance(block, Paragraph) and (match := _ITEM.match(fold(block.text))):
            numbered = heading(block.text)
            if numbered and numbered.level < 3 and len(numbered.words) < 12:
                continue
            found.setdefault(_normal(match["code"]), (block, match.end()))
    return found


def _task(
    item: tuple[Paragraph, int],
    code: str,
    crossing: Sequence[tuple[str, Cell, Cell | None]],
    meanings: Mapping[str, str],
    blocks: Sequence[Block],
) -> Draft:
    """A task of the list with the bodies that the table marks for it."""
    paragraph, begin = item
    words = paragraph.text[begin:].rstrip()
    due = _DUE.search(fold(words))
    due = due if due and is_deadline(due["when"]) else None
    said = words[: due.start()] if due else words
    start = paragraph.place.start + begin
    place = replace(paragraph.place, start=start, end=start + len(said))
    deadline: tuple[str, Place | None] = ("", None)
    if due:
        at = start + due.start("when")
        deadline = (words[due.start("when") : due.end("when")], replace(place, start=at, end=at + len(due["when"])))
    elif own := only_due(said, start):
        deadline = (own[0], replace(place, start=own[1], end=own[2]))
    assignments: list[Assignment] = []
    for task, body, cell in crossing:
        if task != code or cell is None or not cell.text or is_none(cell.text):
            continue
        meant = role_of_mark(cell.text, meanings)
        for mention in split(body.text, body.place.start) if meant else ():
            where = replace(body.place, start=mention.start, end=mention.end)
            role, told = meant or ("", False)
            at = len(assignments) + 1
            assignments.append(Assignment(role, cell.text, mention.printed, mention.full, at, "cell", where, likely=not told))
    order = {"lead": 0, "responsible": 1}
    ordered = sorted(assignments, key=lambda one: (order.get(one.role, 2), one.position))
    placed = tuple(replace(one, position=at) for at, one in enumerate(ordered, 1))
    printed = paragraph.text[:begin].strip(" \t\u3000.、:：)）*•·-")
    return Draft(
        said, place, _sections(paragraph, blocks), printed or None, None, paragraph.place if printed else None,
        deadline[0], deadline[1], assignments=placed,
    )  # fmt: skip


def _sections(paragraph: Paragraph, blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The heading right above the list."""
    above: tuple[Section, ...] = ()
    for block in blocks:
        if block is paragraph:
            break
        if isinstance(block, Paragraph) and (numbered := heading(block.text)) and numbered.level < 3 and len(numbered.words) < 30:
            above = (Section(block.text.strip(), numbered.level, block.place),)
    return above
