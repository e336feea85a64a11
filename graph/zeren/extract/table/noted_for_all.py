"""Notes under a table that say plainly who watches over, guides or supports all of its rows: 以上任务由县政府督查室负责督办."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.bodies.mentions import split
from zeren.extract.draft import Draft
from zeren.extract.lexicon import role_in
from zeren.extract.prose.subjects import is_generic
from zeren.extract.statement.rules import StandingRule, stood
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Assignment, Block, Paragraph, Table

_ROWS = (
    "(?:(?:以上|上述|本表|表中|表列|所列|各项|全部|所有|每项)(?:中|内)?(?:所列)?(?:的)?(?:各项|全部|所有)?(?:重点|主要|具体|目标)?"
    "(?:任务|工作|事项|措施|项目|内容){1,2}(?:的?(?:落实|完成|推进|进展|执行|办理)情况)?)"
)
"""以上各项任务, 本表所列事项, 全部事项; 以上第1项 and 以上两项 are not all"""
_HOW = "(?:按[月季周旬]|每[月季周旬]度?|逐[月季项]|挂牌|联合|共同|全程|跟踪|统一|定期|负责|资金|经费|要素|法律|技术|政策|审计|纪律|执纪){0,2}"
_ROLE = "(?P<role>督办|督查|督导|督促|监督|考核|指导|保障|支持|配合|协助)"
_ENDS = "(?:落实|实施|到位|工作)?(?=[,;。\\s]|$)"
_ALL = (
    re.compile(rf"{_ROWS},?(?:均|都|统一|一律|全部)?由(?P<bodies>[^,;。:]{{2,40}}?)(?P<printed>{_HOW}{_ROLE}){_ENDS}"),
    re.compile(
        rf"(?:^|(?<=[,;。:、.]))\s{{0,4}}(?:由|请)?(?P<bodies>[^,;。:]{{2,40}}?)(?:负责)?对{_ROWS}(?:予以|给予|进行|开展|实施|提供|做好)?(?P<printed>{_HOW}{_ROLE}){_ENDS}"
    ),
)
"""以上任务由县政府督查室负责督办; 县财政局对全部事项予以资金保障"""
_NOTE = re.compile(r"\s{0,4}(?:备?注|说明|附注|填表说明)\s{0,2}[:：]?\s{0,2}(?:\d{1,2}[.、]|[(（]\d{1,2}[)）])?")
_EXCEPTED = re.compile("除外|不含|不包括|除[^,;。:]{1,20}外")
"""words that take some rows out of a note: it gives no rule then"""
_THIS_TABLE = ("本表", "表中", "表列")
_BELOW = 3
"""paragraphs right below a table that may be its notes"""
_EDGE = " \t\n\u3000。；;，,"


def noted_for_all(drafts: Sequence[Draft], blocks: Sequence[Block]) -> tuple[list[Draft], tuple[StandingRule, ...]]:
    """Give the rows above each such note its bodies, by rule; return the notes with the places of their words.

    A note speaks of the rows above it up to the paragraph or cell with the note of this kind before it, one on 本表 of its table.
    """
    found, notes = list(drafts), list(_rules(blocks))
    for note, first in notes:
        found = [stood(one, note) if one.place.table and first <= one.place.start < note.place.start else one for one in found]
    return found, tuple(note for note, _ in notes)


def speaks_of_all(text: str) -> bool:
    """Whether words say what bodies do about all rows of a table."""
    return any(pattern.search(fold(text)) for pattern in _ALL)


def holds_all(text: str, start: int, notes: Sequence[StandingRule]) -> bool:
    """Whether notes take all words of a text at ``start``, but for what only says that it is a note."""
    left = list(text)
    for place in (note.place for note in notes if start <= note.place.start < start + len(text)):
        left[place.start - start : place.end - start] = " " * (place.end - place.start)
    rest = "".join(left)
    return rest != text and not _NOTE.sub("", rest, count=1).strip(_EDGE)


def _rules(blocks: Sequence[Block]) -> Iterator[tuple[StandingRule, int]]:
    """The notes, and the offset from which each holds."""
    above = 0
    for note, table in _notes(blocks):
        words = fold(note.text)
        if _EXCEPTED.search(words):
            continue
        first = above
        for match in (match for pattern in _ALL for match in pattern.finditer(words)):
            start, end = match.span("bodies")
            mentions = split(note.text[start:end], note.place.start + start)
            role = role_in(match["role"])
            if role is None or not mentions or not all(is_body(one.printed) and not is_generic(one.printed) for one in mentions):
                continue
            held = tuple(
                Assignment(role, match["printed"], one.printed, one.full, at, "rule", replace(note.place, start=one.start, end=one.end))
                for at, one in enumerate(mentions, 1)
            )
            label = _NOTE.match(words)
            begin = 0 if label and label.end() >= match.start() else match.start()
            its = replace(note.place, start=note.place.start + begin, end=note.place.start + match.end())
            yield StandingRule(unspaced(match[0]), its, held), table if any(word in match[0] for word in _THIS_TABLE) else first
            above = note.place.end


def _notes(blocks: Sequence[Block]) -> Iterator[tuple[Paragraph, int]]:
    """Cells across a table and the paragraphs right below one, in order, and where that table, over all its pages, begins."""
    since, begin = _BELOW, 0
    for block in blocks:
        if isinstance(block, Table):
            begin = block.place.start if since else begin
            cells = (cell for cell in block.cells if cell.columns == block.columns > 1 or _NOTE.match(cell.text))
            yield from ((Paragraph(cell.text, cell.place), begin) for cell in cells)
            since = 0
        else:
            since += 1
            if since <= _BELOW:
                yield block, begin
