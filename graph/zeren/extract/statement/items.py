"""Several measures in one cell, each with its bodies behind it: 1.新建学校60所（责任单位：市教育局）；2.…"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from zeren.extract.statement.said import Statement
from zeren.extract.statement.spans import Span, spans
from zeren.extract.statement.statement import parse
from zeren.ground.fold import fold
from zeren.ground.model import Cell, Place

_KINDS = frozenset({"roles", "bare", "weak", "accessory"})
_LEAD = re.compile(r"[\s●○•·◆■▪※\-—–]*(?:\d{1,2}[.、．)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])?[\s、]*")
"""what stands before the words of an item: a bullet, a number"""
_NEXT = re.compile(r"[)）】\]〕。；;][ \t]{0,4}\n(?=[ \t]{0,4}(?:\d{1,2}[.、．)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳●○•·◆■▪※]))")
"""the end of a line below which another item begins"""
_NUMBERED = re.compile(r"(?:^|(?<=[\n；;。]))[ \t]{0,4}(?P<number>\d{1,2}[.、．)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])|(?<=[)）])(?P<inline>[①-⑳])")
"""1. at the beginning of a line or sentence, ② right behind the bracket that closes the item before"""
_STEP = re.compile(r"[^\n；;]+")
_STEP_NUMBER = re.compile(r"[ \t]{0,4}[(]?(?P<number>\d{1,2})[.、)][ \t]{0,2}")
_MARK = r"(?:[(（]\d{1,2}[)）]|[①-⑳])"
_NAMED_ITEMS = re.compile(rf"(?P<numbers>{_MARK}(?:[ 、,，和及]?{_MARK}){{0,9}})(?P<words>[^()（）①-⑳；;\n]{{2,40}})")
"""what several items share by their numbers: （1）6月底前；（2）（3）12月底前"""
_EDGE = " \t\r\n\u3000。；;，,、"


@dataclass(frozen=True, slots=True)
class Item:
    """A measure inside a cell."""

    text: str
    """verbatim, its number and its bodies left out"""
    place: Place
    said: Statement | None
    """its bodies and its deadline; None for words without a statement of their own"""


def items(cell: Cell, role_raw: str | None = None) -> list[Item]:
    """Cut a cell at the statements that close its items; empty where no statement stands in it."""
    text = cell.text
    found = [span for span in _spans(text) if span.kind in _KINDS]
    groups = _grouped(text, found)
    result: list[Item] = []
    begin = 0
    for group in groups:
        item = _item(cell, begin, group[0].start, _said(cell, group, role_raw))
        if item:
            result.append(item)
        begin = group[-1].end
    rest = _item(cell, begin, len(text), None)
    return [*result, rest] if result and rest and len(rest.text) > 4 else result


def _spans(text: str) -> list[Span]:
    """The statements of a cell; a line before one that begins an item is closed, whatever ends it."""
    begins = {mark.start() for mark in _marks(text) if mark.start()}
    edges = [0, *sorted(begins | {match.end() for match in _NEXT.finditer(text)}), len(text)]
    found: list[Span] = []
    for begin, end in pairwise(edges):
        part = text[begin:end]
        found += [
            replace(s, start=s.start + begin, end=s.end + begin, inner_start=s.inner_start + begin, inner_end=s.inner_end + begin)
            for s in spans(fold(part), part)
        ]
    return found


def numbered(cell: Cell) -> list[Item]:
    """The numbered items of a cell that begin its lines or sentences and count up from one; empty where fewer than two do."""
    marks = _marks(cell.text)
    if not marks or cell.text[: marks[0].start()].strip():
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(cell.text)]
    found = (_item(cell, mark.start(), end, None) for mark, end in zip(marks, ends, strict=True))
    return [item for item in found if item]


def _marks(text: str) -> list[re.Match[str]]:
    """The numbers of items that count up from one, in their places; none where fewer than two do."""
    marks = list(_NUMBERED.finditer(text))
    numbers = [_value(mark["number"] or mark["inline"]) for mark in marks]
    return marks if len(marks) > 1 and numbers == list(range(1, len(marks) + 1)) else []


def _value(number: str) -> int:
    """What a number says (2. and ② are 2)."""
    return ord(number) - ord("①") + 1 if "①" <= number <= "⑳" else int(re.sub(r"\D", "", fold(number)))


def by_numbers(cell: Cell, count: int) -> list[Place]:
    """What each of ``count`` items has in a cell that names each of them once by its number; else none."""
    found: dict[int, Place] = {}
    for match in _NAMED_ITEMS.finditer(cell.text):
        start, stop = (cell.place.start + at for at in match.span("words"))
        stop -= len(match["words"]) - len(match["words"].rstrip(_EDGE))
        for number in re.findall(_MARK, match["numbers"]):
            if _value(number) in found:
                return []
            found[_value(number)] = replace(cell.place, start=start, end=stop)
    return [found[number] for number in range(1, count + 1)] if count > 1 and set(found) == set(range(1, count + 1)) else []


def in_step(cell: Cell, count: int) -> list[Place]:
    """The lines of a cell that number what belongs to each of ``count`` items of another cell (1.4月15日前⏎2.长期坚持);
    empty where they are not as many."""
    found: list[Place] = []
    if count < 2:
        return found
    for match in _STEP.finditer(cell.text):
        if not match[0].strip():
            continue
        number = _STEP_NUMBER.match(fold(match[0]))
        if number is None or int(number["number"]) != len(found) + 1:
            return []
        start = match.start() + number.end()
        words = match[0][number.end() :]
        start += len(words) - len(words.lstrip(_EDGE))
        stop = match.start() + len(match[0].rstrip(_EDGE))
        if start >= stop:
            return []
        found.append(replace(cell.place, start=cell.place.start + start, end=cell.place.start + stop))
    return found if len(found) == count > 1 else []


def each_its_own(cell: Cell, count: int) -> list[Place]:
    """What each of ``count`` items has in a cell, line by line or by their numbers; empty where the cell gives them nothing apart."""
    return in_step(cell, count) or by_numbers(cell, count)


def _grouped(text: str, found: list[Span]) -> list[list[Span]]:
    """Statements side by side as one; a deadline alone closes no item."""
    groups: list[list[Span]] = []
    for span in found:
        if groups and not text[groups[-1][-1].end : span.start].strip(_EDGE):
            groups[-1].append(span)
        else:
            groups.append([span])
    return [group for group in groups if any(span.kind != "accessory" for span in group)]


def _said(cell: Cell, group: list[Span], role_raw: str | None) -> Statement:
    whole = Statement()

    def place_of(start: int, end: int) -> Place:
        return replace(cell.place, start=start, end=end)

    for span in group:
        words = cell.text[span.inner_start : span.inner_end]
        position = len(whole.assignments) + 1
        whole = whole.joined(parse(words, cell.place.start + span.inner_start, place_of, "responsible", role_raw, position))
    return whole


def _item(cell: Cell, begin: int, end: int, said: Statement | None) -> Item | None:
    words = cell.text[begin:end]
    start = begin + len(words) - len(words.lstrip(_EDGE))
    lead = _LEAD.match(cell.text, start, end)
    start = lead.end() if lead else start
    stop = begin + len(words.rstrip(_EDGE))
    if stop <= start:
        return None
    place = replace(cell.place, start=cell.place.start + start, end=cell.place.start + stop)
    return Item(cell.text[start:stop], place, said)
