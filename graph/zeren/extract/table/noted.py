"""Notes under a table that say who answers for one of its rows by its number: 备注：第4项由县住建局总牵头."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.bodies.mentions import split
from zeren.extract.draft import Draft
from zeren.extract.lexicon import role_in
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Block, Cell, Paragraph, Table

_NOTED = re.compile(
    r"(?:第|任务|事项|序号|编号)第?(?P<numbers>\d{1,3}(?:[项条]?[-—–~至、,和及]第?\d{1,3}){0,8})[项条号]?(?:重点)?(?:任务|工作|事项|措施)?,?由"
    r"(?P<bodies>[^,;。:]{2,40}?)(?P<role>(?:总|统筹)?牵头|负责|配合|协助|督办|督导|(?:全程|跟踪|联合)?(?:监督|督办|督查))(?:抓总|协调|落实|负责|推进|实施)?(?=[,;。\s]|$)"
)
"""第2、3项由区国资中心牵头; 任务2由区商务局配合; 第2—4项、第7项由区纪委监委联合督办"""
_NOTE = re.compile(r"\s{0,4}(?:备?注|说明)\s{0,2}\d?[:：、.]?")


def noted(drafts: Sequence[Draft], blocks: Sequence[Block]) -> list[Draft]:
    """Give the rows that notes below them name by number the bodies that the notes say."""
    found = list(drafts)
    for note in _notes(blocks):
        for match in _NOTED.finditer(fold(note.text)):
            for number in _counted(match["numbers"]):
                rows = _numbered(found, number, note.place.start)
                for at in rows:
                    found[at] = _told(found[at], note, match)
    return found


def _counted(numbers: str) -> Iterator[str]:
    """The numbers that a note names, those of a stretch (2—4) one by one."""
    for first, last in re.findall(r"(\d{1,3})[项条]?(?:[-—–~至]第?(\d{1,3}))?", numbers):
        yield from map(str, range(int(first), int(last or first) + 1))


def _notes(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (Paragraph(cell.text, cell.place) for cell in block.cells if _across(cell))
        elif "由" in block.text:
            yield block


def _across(cell: Cell) -> bool:
    return _NOTE.match(cell.text) is not None and "由" in cell.text


def _numbered(drafts: Sequence[Draft], number: str, before: int) -> list[int]:
    """The drafts of the last row above a note that bears a number; of a table alone, whose rows are known by theirs."""
    rows = [at for at, draft in enumerate(drafts) if draft.task_no and draft.task_no.strip("、.第项") == number and draft.place.start < before]
    last = drafts[rows[-1]].place if rows else None
    return [at for at in rows if last and (drafts[at].place.table, drafts[at].place.row) == (last.table, last.row)] if last and last.table else []


def _told(draft: Draft, note: Paragraph, match: re.Match[str]) -> Draft:
    """A row with the bodies of a note before or, where they assist or watch, behind its own."""
    role = role_in(match["role"][-2:])
    start, end = match.span("bodies")
    mentions = split(note.text[start:end], note.place.start + start)
    if role is None or not mentions or not all(is_body(one.printed) for one in mentions):
        return draft
    new = [
        Assignment(role, match["role"], one.printed, one.full, 1, "text", replace(note.place, start=one.start, end=one.end))
        for one in mentions
    ]
    names = {one.full for one in new}
    own = [one for one in draft.assignments if one.full not in names]
    every = [*new, *own] if role in ("lead", "responsible") else [*own, *new]
    return replace(draft, assignments=tuple(replace(one, position=at) for at, one in enumerate(every, 1)))
