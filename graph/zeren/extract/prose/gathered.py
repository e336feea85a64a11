"""Lines whose bodies answer for several others: one that leads in the items below it, one that closes the plain lines above it.

第五条 县财政局负责资金监管： over （一）审核预算； and （二）绩效考评。; 优化招聘服务 / 组织用人单位进校园 / 教育部、财政部按职责分工负责.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zeren.extract.prose.force import narrates
from zeren.extract.prose.habits import EDGE
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.extract.time.limits import is_deadline

_LEADS_IN = 160
"""code points of a sentence that leads in items"""
_LEAST = 2
"""items below a lead-in, and closing lines of a document, that make a habit"""
_OF_ITEMS = re.compile("以下|下列|如下|职责[是为]?$")
"""what a lead-in says that has no matter of its own (负责下列工作：)"""
_EXCEPTS = re.compile("除外[。；;]?\\s{0,4}$")
"""how an item ends that takes something out of the duty (县审计局另行审计的事项除外)"""
_FINDS = re.compile("(?:发现|查出|查明|显示|反映)(?:(?:以下|下列|如下|存在|的|主要|突出){0,3}问题)?$")
"""how a line ends that leads into what was found (县政府督查发现：), no duties"""
_OF_DUTIES = re.compile("(?:以下|下列|如下|主要)(?:工作|主要)?(?:职责|任务)$")
"""what a lead-in without a role word ends with (乡镇人民政府履行下列职责：)"""
_TITLE = re.compile("[^，,、。；;：:（(《“\\s]{4,14}")
"""a line that is the title of the lines below it"""
_HEAD = re.compile("[^，,。；;：:]{2,24}")
"""words of a heading that is no sentence"""
_BEHIND_DASH = re.compile("[—–-]{1,2}(?P<time>[^—–-]{2,20})$")
"""——4月28日前"""
_STOPPED = tuple("。；;：:，,、")
"""how lines end that are sentences, or parts of one: lines of a list of points end without"""
_SECTION, _TASK = 1, 2
"""levels of the one or two titles over a group of lines"""


@dataclass(frozen=True, slots=True)
class Group:
    """Plain lines under their titles, and the line of bodies that closes them; indices of segments."""

    titles: tuple[int, ...]
    lines: tuple[int, ...]
    closing: int


def led_in(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
    """Return the items below a line that says, up to its colon, which body answers for them; the line itself where it has a matter."""
    duties: dict[int, tuple[Duty, ...]] = {}
    for at, segment in enumerate(segments):
        lead = _lead(segment, place_of)
        items = list(_items(segments, at)) if lead else []
        if lead is None or len(items) < _LEAST or any(_names_its_own(segments[item], found[item], place_of) for item in items):
            continue
        if not _OF_ITEMS.search(segment.text.rstrip(" \t\n\u3000：:")[-6:]):
            duties[at] = (lead,)
        for item in items:
            if _EXCEPTS.search(segments[item].text):
                continue
            words = segments[item].text[segments[item].body :]
            start = segments[item].start + segments[item].body + len(words) - len(words.lstrip())
            statement = replace(lead.statement, deadline="", deadline_place=None)
            duties[item] = (Duty(start, segments[item].start + len(segments[item].text.rstrip()), statement, "heading"),)
    return duties


def headings_over_items(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> dict[int, tuple[int, ...]]:
    """Return the numbered headings that a statement in brackets closes, each with the items right below that name nobody themselves:
    二、安保组（牵头单位：县公安局） over 1.制定方案 2.投入力量; none where a document does not do so twice.
    """
    over: dict[int, tuple[int, ...]] = {}
    for at, (segment, its) in enumerate(zip(segments, found, strict=True)):
        if segment.level is None or segment.boundary or not any(span.kind == "roles" and not span.line for span in its):
            continue
        items = tuple(item for item in _items(segments, at) if (segments[item].level or 0) > segment.level)
        closed_ = not segment.text[its[-1].end :].strip(EDGE) and _HEAD.fullmatch(segment.text[segment.body : its[0].start].strip())
        if items and closed_ and not any(_names_its_own(segments[item], found[item], place_of) for item in items):
            over[at] = items
    return over if len(over) >= _LEAST else {}


def under_headings(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], over: Mapping[int, tuple[int, ...]], place_of: PlaceOf
) -> dict[int, tuple[Duty, ...]]:
    """Return the items below headings that a statement closes, each a measure of its bodies."""
    duties: dict[int, tuple[Duty, ...]] = {}
    for at, items in over.items():
        spans, head = found[at], segments[at]
        begin, stop = spans[0].inner_start, spans[-1].inner_end
        statement = parse(head.text[begin:stop], head.start + begin, place_of, "responsible", None)
        duties |= {item: (_timed(segments[item], statement, place_of),) for item in items}
    return duties


def _timed(segment: Segment, statement: Statement, place_of: PlaceOf) -> Duty:
    """An item with its time behind a dash (制定方案——4月28日前)."""
    duty = _of_line(segment, statement, segment.body)
    match = _BEHIND_DASH.search(segment.text.rstrip("。；; \n\u3000"))
    if match is None or not is_deadline(match["time"]):
        return duty
    place = place_of(segment.start + match.start("time"), segment.start + match.end("time"))
    return replace(duty, end=segment.start + match.start(), statement=replace(statement, deadline=match["time"], deadline_place=place))


def _lead(segment: Segment, place_of: PlaceOf) -> Duty | None:
    """The duty of a sentence that ends with a colon and says by a role word that its subject answers for what follows."""
    words = segment.text[segment.body :].rstrip()
    if segment.boundary or not words.endswith(("：", ":")) or len(words) > _LEADS_IN:
        return None
    begin = max(words.rfind(stop) for stop in "。；;\n") + 1
    sentence = words[begin:-1]
    begin += segment.body + len(sentence) - len(sentence.lstrip())
    duty = None if narrates(sentence) or _FINDS.search(sentence) else read(sentence.strip(), segment.start + begin, place_of)
    return duty if duty and (duty.strength == "role" or _OF_DUTIES.search(sentence)) else None


def _items(segments: Sequence[Segment], at: int) -> Iterator[int]:
    """The run of items of one level right below a line that is none of them."""
    level = segments[at + 1].level if at + 1 < len(segments) else None
    for item in range(at + 1, len(segments)) if level is not None and level != segments[at].level else ():
        if segments[item].level != level or segments[item].boundary:
            return
        yield item


def _names_its_own(segment: Segment, its: Sequence[Span], place_of: PlaceOf) -> bool:
    """Whether an item says itself who answers for it."""
    if any(span.kind in ("roles", "bare") for span in its):
        return True
    duty = read(segment.text[segment.body :].strip(), segment.start + segment.body, place_of)
    return duty is not None and duty.strength in ("role", "colon", "opener")


def titles_of_lines(segments: Sequence[Segment], groups: Sequence[Group]) -> list[Segment]:
    """Return the segments, those that are titles of groups of lines as headings."""
    titled = list(segments)
    for group in groups:
        for at, level in zip(group.titles, range(_TASK + 1 - len(group.titles), _TASK + 1), strict=True):
            titled[at] = replace(segments[at], level=level, short=True)
    return titled


def closed(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], groups: Sequence[Group], place_of: PlaceOf
) -> dict[int, tuple[Duty, ...]]:
    """Return the lines of groups, each a measure of the bodies that the closing line names, by the index of the segment."""
    duties: dict[int, tuple[Duty, ...]] = {}
    for group in groups:
        closing = segments[group.closing]
        span = found[group.closing][0]
        statement = parse(closing.text[span.start : span.end], closing.start + span.start, place_of, "responsible", None)
        for at in group.lines:
            duties[at] = (_of_line(segments[at], statement),)
    return duties


def _of_line(segment: Segment, statement: Statement, body: int = 0) -> Duty:
    """The words of a line from ``body`` on, as a duty of a statement that stands elsewhere."""
    lead = body + len(segment.text[body:]) - len(segment.text[body:].lstrip(EDGE))
    return Duty(segment.start + lead, segment.start + len(segment.text.rstrip()), statement, "heading")


def groups_of_lines(segments: Sequence[Segment], found: Sequence[Sequence[Span]]) -> list[Group]:
    """Return the groups of a document that sets its points on plain lines without stops; none where it does not do so twice."""
    groups: list[Group] = []
    first = 0
    for at, segment in enumerate(segments):
        if not _is_closing(segment, found[at]):
            continue
        lines: list[int] = []
        titles: list[int] = []
        for above in range(at - 1, first - 1, -1):
            words = segments[above].text.strip()
            if segments[above].level is not None or segments[above].boundary or found[above] or words.endswith(_STOPPED):
                break
            if _TITLE.fullmatch(words) and lines:
                titles.append(above)
            elif titles:
                break
            else:
                lines.append(above)
            if len(titles) == _TASK:
                break
        first = at + 1
        if titles:
            groups.append(Group(tuple(reversed(titles)), tuple(reversed(lines)), at))
    return groups if len(groups) >= _LEAST else []


def _is_closing(segment: Segment, its: Sequence[Span]) -> bool:
    """Whether a line without a number says nothing but who answers, by role words."""
    if segment.level is not None or len(its) != 1 or its[0].kind != "roles" or not its[0].line:
        return False
    return not (segment.text[: its[0].start] + segment.text[its[0].end :]).strip(EDGE)
