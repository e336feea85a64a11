"""Items inside one paragraph whose bodies stand once before them, and groups that say behind labels who is in them and what they do.

由区市场监管局牵头，做好以下工作：一是清查摊点；二是建立台账。; 林业局：1.提供苗木；2.开展培训。住建局：1.补植行道树。;
宣传组。牵头单位：县委宣传部。主要职责：编发简报。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.persons import is_person
from zeren.extract.numbers import whole
from zeren.extract.prose.aligned import under_no_telling
from zeren.extract.prose.cards import label_kind
from zeren.extract.prose.force import narrates
from zeren.extract.prose.running import tells
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.extract.time.due import only_due

_MARK = re.compile(
    r"(?<=[：:；;。，,])\s{0,4}(?:[(（](?P<round>\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|(?P<dotted>\d{1,2})[.．、)）](?!\d(?!\d?月))"
    r"|(?P<circle>[①-⑳])|(?P<firstly>[一二三四五六七八九十]{1,2})(?:是|要))\s{0,4}"
)
"""the number of an item behind a stop: （1）, 1., ①, 一是"""
_LABEL = re.compile(r"(?:^|(?<=[。；;\s]))(?P<label>[\u4e00-\u9fff]{2,6})[：:]")
"""a label inside a paragraph (主要职责：)"""
_LEAST = 2
"""items before which their bodies stand once"""
_LEAD = 160
"""code points of the words before the first item"""
_TITLE = 20
"""code points of what stands before the labels of a group: its name"""
_STOPS = "。；;\n"
_EDGE = " \t\r\n\u3000"


def inline(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
    """Return the items of such paragraphs, by the index of the segment."""
    duties: dict[int, tuple[Duty, ...]] = {}
    stating = set(under_no_telling(segments))
    for at, (segment, its) in enumerate(zip(segments, found, strict=True)):
        stated = [span for span in its if span.kind in ("roles", "bare") and not span.line]
        if segment.boundary or at not in stating or not re.search("[：:]", segment.text):
            continue
        if items := tuple(_items(segment, place_of)):
            duties[at] = items
        elif stated and (duty := _group(segment, stated, place_of)):
            duties[at] = (duty,)
    return duties


def _items(segment: Segment, place_of: PlaceOf) -> Iterator[Duty]:
    """The items of each run that counts on from one behind a colon; none where a run does not say whose it is."""
    runs = _runs(segment)
    if runs and tells((segment.text[segment.body : runs[0][0].start()].split("。")[0],)):
        return  # 一、存在的问题。县林业局：1.台账不全；2.巡查不到位。
    if not runs or (len(runs) == 1 and len(runs[0]) < _LEAST):
        return
    text, leads = segment.text, [_lead_start(segment, run[0].start()) for run in runs]
    said = [_lead(segment, begin, run[0].start(), place_of) for begin, run in zip(leads, runs, strict=True)]
    stops = [*leads[1:], len(text.rstrip())]
    spans = [
        (statement, mark.end(), end)
        for statement, run, stop in zip(said, runs, stops, strict=True)
        for mark, end in zip(run, [*(m.start() for m in run[1:]), stop], strict=True)
    ]
    if any(statement is None or _names_its_own(text[begin:end], place_of) for statement, begin, end in spans):
        return
    for statement, begin, end in spans:
        words = text[begin:end].rstrip(_EDGE)
        if statement and words:
            own = only_due(words, segment.start + begin)
            yield Duty(
                segment.start + begin, segment.start + begin + len(words),
                replace(statement, deadline="", deadline_place=None) if own else statement, "heading",
            )  # fmt: skip


def _runs(segment: Segment) -> list[list[re.Match[str]]]:
    """Marks that count on from one, the first behind a colon."""
    runs: list[list[re.Match[str]]] = []
    for mark in _MARK.finditer(segment.text, segment.body):
        number = _value_of_mark(mark)
        if number == 1 and segment.text[: mark.start()].rstrip(_EDGE).endswith(("：", ":")):
            runs.append([mark])
        elif runs and mark.lastgroup == runs[-1][-1].lastgroup and number == _value_of_mark(runs[-1][-1]) + 1:
            runs[-1].append(mark)
    return runs


def _value_of_mark(mark: re.Match[str]) -> int:
    if mark["circle"]:
        return ord(mark["circle"]) - ord("①") + 1
    return whole(mark["round"] or mark["dotted"] or mark["firstly"]) or 0


def _lead_start(segment: Segment, stop: int) -> int:
    """Where the sentence begins that ends with the colon before the first item."""
    words = segment.text[segment.body : stop].rstrip(_EDGE + "：:")
    return segment.body + max(words.rfind(mark) for mark in _STOPS) + 1


def _lead(segment: Segment, begin: int, stop: int, place_of: PlaceOf) -> Statement | None:
    """The bodies that the words before the first item name: a sentence by a role word, or nothing but bodies."""
    words = segment.text[begin:stop].strip(_EDGE + "：:")
    if not 2 < len(words) <= _LEAD or narrates(words):
        return None
    start = segment.start + segment.text.index(words, begin)
    duty = read(words, start, place_of)
    if duty and duty.strength in ("role", "opener"):
        return duty.statement
    name = re.split("[：:]", words)[-1]
    said = parse(name, start + len(words) - len(name), place_of, "responsible", None)
    sure = said.assignments and not said.residue and all(is_body(one.mention) and is_whole(one.mention) for one in said.assignments)
    return said if sure else None


def _names_its_own(words: str, place_of: PlaceOf) -> bool:
    """Whether an item says itself who answers for it, or is a person."""
    if is_person(words.strip(_EDGE + _STOPS)):
        return True
    duty = read(words.strip(), 0, place_of)
    return duty is not None and duty.strength in ("role", "colon", "opener")


def _group(segment: Segment, stated: Sequence[Span], place_of: PlaceOf) -> Duty | None:
    """What a group does, behind a label of its own beside those of its members."""
    text = segment.text
    label = next((one for one in _LABEL.finditer(text, segment.body) if label_kind(one["label"])[0] == "measure"), None)
    if any(text[one.end : other.start].strip(_EDGE + "。；;，,") for one, other in pairwise(stated)):
        return None  # several measures, each with its own bodies
    first = min([span.start for span in stated] + ([label.start()] if label else []))
    if label is None or len(text[segment.body : first].strip(_EDGE + "。：:")) > _TITLE:
        return None
    end = min((span.start for span in stated if span.start >= label.end()), default=len(text))
    words = text[label.end() : end]
    begin = label.end() + len(words) - len(words.lstrip())
    if any(span.start < end and label.start() < span.end for span in stated) or not words.strip():
        return None
    said = Statement()
    for span in stated:
        inner = text[span.inner_start : span.inner_end]
        said = said.joined(parse(inner, segment.start + span.inner_start, place_of, "responsible", None, len(said.assignments) + 1))
    if not said.assignments or said.residue:
        return None
    return Duty(segment.start + begin, segment.start + end - len(words) + len(words.rstrip()), said, "role")
