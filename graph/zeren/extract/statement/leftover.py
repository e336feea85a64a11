"""Words of table cells and statements that no record took, told by character: the last net, so that nothing is lost in silence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from zeren.extract.columns import is_ditto, is_none, like_row
from zeren.extract.lexicon import is_composed, labels, rows
from zeren.extract.statement.reader import THIS_MATTER
from zeren.extract.statement.rules import lead_rule
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Block, Cell, Measure, Place, Residue, Table, TableTarget

_NUMBERING = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?[、.．:：]?|[①-⑳]")
_RULE = re.compile("以下均需|均由|不再(?:一一)?列出|下同")
"""words of a standing rule around its bodies"""
_JOINING = (
    "以及", "其中", "部门", "单位", "部分", "有关", "相关", "其他", "各自", "组织", "推进", "做好", "等", "和", "及", "与", "由", "并", "或", "请",
    "对", "的", "为", "是", "以", "于", "在", "前", "分", "第", "号", "期", "之", "按", "一", "二", "三",
    "见效", "办结", "上线", "到位", "建成", "投用", "投运", "开工", "竣工", "交付", "销号", "清零", "印发", "启用",
)  # fmt: skip
"""words between the names of a statement, or behind its time, that say nothing by themselves"""


def net(
    blocks: Sequence[Block], statements: Iterable[Place], taken: Iterable[Place], told: Iterable[str] = ()
) -> list[Residue]:
    """Return what is in none of the places ``taken``: of every cell of ``blocks``, of every statement.

    ``told`` are words that records hold without a place (the names of indicators, the number of a task).
    """
    covered = merged(taken)
    words = {_folded_and_closed(one) for one in told}
    found: list[Residue] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [one for cell in block.cells if cell.text for one in _of_cell(cell, covered, words)]
    text = {block.place.start: block for block in blocks}
    starts = sorted(text)
    for place in statements:
        held = bisect_right(starts, place.start)
        block_ = text[starts[held - 1]] if held else None
        if block_ is not None and not isinstance(block_, Table) and place.end <= block_.place.end:
            offset = block_.place.start
            printed = block_.text[place.start - offset : place.end - offset]
            found += _of_words(printed, place, covered)
    return found


DUE_FOR_ALL = "a deadline stated for all tasks"
"""reason of words that date every measure of a plan and stand in none"""


def unclaimed(text: str, places: Iterable[Place], taken: Iterable[Place], reason: str) -> list[Residue]:
    """Return the words at ``places`` of a document that are in none of those ``taken``, with the reason."""
    covered = merged(taken)
    return [Residue(text[place.start : place.end], reason, place) for place in places if is_free(place.start, place.end, covered)]


def is_free(start: int, end: int, covered: list[tuple[int, int]]) -> bool:
    """Whether none of the stretches ``covered``, as ``merged`` gives them, touches the words from ``start`` to ``end``."""
    return list(gaps(start, end, covered)) == [(start, end)]


def places_of(measures: Iterable[Measure], targets: Iterable[TableTarget], residue: Iterable[Residue]) -> Iterator[Place]:
    """The places of all words that records hold."""
    for measure in measures:
        yield from measure.place.pieces
        yield from (section.place for section in measure.sections)
        yield from (piece for duty in measure.assignments for piece in duty.place.pieces)
        yield from (piece for remark in measure.remarks for piece in remark.place.pieces)
        yield from (piece for target in measure.targets for piece in target.place.pieces)
        held = (measure.deadline.place, measure.task.place if measure.task else None)
        yield from (piece for place in held if place for piece in place.pieces)
    yield from (one.target.place for one in targets)
    yield from (one.place for one in residue)


def _of_cell(cell: Cell, covered: list[tuple[int, int]], told: set[str]) -> list[Residue]:
    # What costs little is asked first: records hold nearly all cells.
    found = _of_words(cell.text, cell.place, covered)
    if not found or is_none(cell.text) or is_ditto(cell.text) or like_row(cell.text) or _folded_and_closed(cell.text) in told:
        return []
    return found


def _of_words(printed: str, place: Place, covered: list[tuple[int, int]]) -> list[Residue]:
    found = []
    partly = False
    for start, end in gaps(place.start, place.start + len(printed), covered):
        partly |= end - start < len(printed)
        words = printed[start - place.start : end - place.start]
        if _says(words, partly=partly):
            found.append(Residue(words, "words that no record took", place.part(start, end)))
    return found


def _says(words: str, *, partly: bool) -> bool:
    """Whether words say anything beside the roles, labels and numbers that a record holds in another form."""
    closed = _folded_and_closed(words)
    if not any(char.isalnum() for char in closed):
        return False
    if not partly:
        return True
    bare = closed.strip("。;、,():")
    if THIS_MATTER.fullmatch(bare.rstrip("由请")):
        return False
    if bare in rows("letter") or is_composed(bare) or _NUMBERING.fullmatch(bare) or lead_rule(words) or _RULE.search(closed):
        return False
    return any(char.isalnum() for char in _formal().sub("", closed))


def gaps(start: int, end: int, covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches between ``start`` and ``end`` that nothing covers."""
    for at in range(max(0, bisect_right(covered, (start, end)) - 1), len(covered)):
        first, last = covered[at]
        if first >= end:
            break
        if first > start:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def merged(places: Iterable[Place]) -> list[tuple[int, int]]:
    """Return the stretches that places cover, in order and apart from one another."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((place.start, place.end) for place in places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _folded_and_closed(text: str) -> str:
    return unspaced(fold(text))


@cache
def _formal() -> re.Pattern[str]:
    """Role words, labels and the words that join names."""
    words = {*rows("after"), *rows("before"), *rows("manner"), *labels(), *_JOINING}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
