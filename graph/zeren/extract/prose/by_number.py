"""Lines that give the items of a list above them their bodies by number: 第1、3项由县教育局负责，第2项由县住建局牵头.

任务1-4由甲局牵头，任务5由乙局负责; （第一条 责任单位：甲局；第二条 责任单位：乙局）. Each part of such a line is a number or several, and a
statement; a line holds only where the list has an item for every number that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body
from zeren.extract.lexicon import labels
from zeren.extract.numbers import whole
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span, is_whole_clause
from zeren.extract.statement.statement import is_statement, parse

_FIGURE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ONE = rf"(?:\({_FIGURE}\)|{_FIGURE})"
_MORE = rf"(?:[项条]?(?:[、,和及与]|至|到|[-—–~]{{1,2}})第?{_ONE}|\({_FIGURE}\)){{0,12}}"
_NUMBERS = _ONE + _MORE
_REFERENCE = re.compile(
    rf"(?:以上|上述|其中|所列)?(?:第(?P<counted>{_NUMBERS})[项条号]|(?:工作)?(?:任务|事项|措施|项目|目标|序号)(?P<named>{_NUMBERS})(?![项条个家处月日年.\d])"
    rf"|(?<=[,;。])(?P<bare>{_NUMBERS})项?(?=由))(?:重点|主要)?(?:工作|任务|事项|措施|内容|项目|目标){{0,2}}"
)
"""第1、3项, 第一条至第三条, 任务1-4, 任务（二）, and behind the first 5-8 alone before 由"""
_LEAD = re.compile(
    r"[\s(]{0,8}(?:(?P<label>(?:责任|牵头|主办|承办|主责|配合|协办)(?:单位|部门))|(?:具体)?(?:责任|任务|职责|工作)?分工(?:如下)?|具体)?[\s:,]{0,4}"
    r"(?:(?:以上|上述)(?:各项)?(?:重点|主要)?(?:事项|任务|工作|项目|措施){0,2}[中里]?[,:])?"
)
"""what may stand before the first number (责任分工：, 牵头单位：, 以上事项，, a bracket)"""
_NUMBER = re.compile(r"\d{1,2}|[一二三四五六七八九十]{1,3}")
_RANGE = re.compile(r"[项条)]{0,2}(?:至|到|[-—–~]{1,2})第?\(?")
"""what stands between the first and the last of a range"""
_RESPECTIVELY = re.compile("分别(?:由)?(?=牵头|负责|落实|承担|办理|$)")
"""what hands as many items to as many bodies, in order (第1、2项由甲局、乙局分别负责)"""
_EDGE = " \t\r\n\u3000,，;；。:：、"
_LONGEST = 600
"""code points of such a line"""
_LEAST = 2
"""items of the list, and at most as few numbers as make a reference to a list"""


@dataclass(frozen=True, slots=True)
class ByNumber:
    """What a line says of the items above it."""

    statements: dict[int, Statement]
    """by the index of the item's segment"""
    start: int
    end: int


def by_number(segments: Sequence[Segment], place_of: PlaceOf) -> dict[int, ByNumber]:
    """Return such lines by the index of their segment."""
    found: dict[int, ByNumber] = {}
    for at, segment in enumerate(segments):
        if "项" not in segment.text and "条" not in segment.text and not _REFERENCE.search(segment.folded):
            continue
        told = _told(segment, place_of)
        items = _list_above(segments, at, {number for number, _ in told}) if told else {}
        if told and items:
            begin = segment.start + segment.body
            found[at] = ByNumber({items[number]: statement for number, statement in told}, begin, segment.start + len(segment.text.rstrip()))
    return found


def items_of(lines: Iterable[ByNumber], segments: Sequence[Segment], found: Sequence[Sequence[Span]]) -> dict[int, tuple[Duty, ...]]:
    """The items to which lines give bodies, each a measure, by the index of the segment; one with a statement of its own keeps it."""
    duties: dict[int, tuple[Duty, ...]] = {}
    for line in lines:
        for at, statement in line.statements.items():
            segment = segments[at]
            if any(span.kind in ("roles", "bare") and not span.line for span in found[at]):
                continue
            words = segment.text[segment.body :]
            start = segment.start + segment.body + len(words) - len(words.lstrip())
            duties[at] = (Duty(start, segment.start + len(segment.text.rstrip()), statement, "heading"),)
    return duties


def _told(segment: Segment, place_of: PlaceOf) -> list[tuple[int, Statement]]:
    """Each number that a line names with what it says of it; none where the line says anything else."""
    words = segment.folded
    begin = 0 if segment.mark.startswith("第") else segment.body  # 第一条由县教育局负责 looks like an article
    lead = _LEAD.match(words, begin)
    at = lead.end() if lead else begin
    if len(words) > _LONGEST or not _REFERENCE.match(words, at):
        return []
    marks = list(_REFERENCE.finditer(words, at))
    told: list[tuple[int, Statement]] = []
    for mark, stop in zip(marks, [*(one.start() for one in marks[1:]), len(words)], strict=True):
        numbers = list(_numbers(mark["counted"] or mark["named"] or mark["bare"]))
        statement = _said(segment, mark.end(), stop, lead["label"] if lead else None, place_of)
        if statement is None or not numbers:
            return []
        told += _dealt(numbers, statement, words[mark.end() : stop])
    twice = len({number for number, _ in told}) < len(told)
    return [] if twice else told


def _dealt(numbers: Sequence[int], statement: Statement, words: str) -> list[tuple[int, Statement]]:
    """The statement for each number; as many bodies as numbers are dealt out one by one where the words say so."""
    bodies = statement.assignments
    if len(numbers) == len(bodies) > 1 and _RESPECTIVELY.search(words):
        return [(number, replace(statement, assignments=(replace(one, position=1),))) for number, one in zip(numbers, bodies, strict=True)]
    return [(number, statement) for number in numbers]


def _numbers(words: str) -> Iterator[int]:
    """The numbers of a reference in order, those inside a range among them (1-3, 第一条至第三条)."""
    last = None
    end = 0
    for match in _NUMBER.finditer(words):
        number = whole(match[0]) or 0
        if last is not None and _RANGE.fullmatch(words[end : match.start()]):
            yield from range(last + 1, number)
        yield number
        last, end = number, match.end()


def _said(segment: Segment, begin: int, stop: int, label: str | None, place_of: PlaceOf) -> Statement | None:
    """What the words behind a number say of who answers, in the role of the ``label`` over all; None where they say anything else."""
    begin += segment.text[begin:stop].startswith(("为", "是"))
    raw = segment.text[begin:stop]
    words = raw.strip(_EDGE).rstrip(")）")
    words += "）" * (words.count("（") - words.count("）"))
    start = begin + raw.index(words) if words and words in raw else -1
    if start < 0:
        return None
    if duty := (read(words, segment.start + start, place_of) if is_statement(words, strict=True) and is_whole_clause(words) else None):
        return duty.statement
    known = labels().get(label or "", ("", None))
    said = parse(words, segment.start + start, place_of, known[1] or "responsible", label)
    names = [one.mention for one in said.assignments]
    sure = bool(names) and all(map(is_body, names)) and all(one.ignored for one in said.residue) and not said.described
    return said if sure else None


def _list_above(segments: Sequence[Segment], at: int, numbers: set[int]) -> dict[int, int]:
    """The nearest list above a line that has an item for each of the numbers: the index of its segment by number; empty where none has."""
    levels: list[int] = []
    for above in range(at - 1, -1, -1):
        level = segments[above].level
        if level is None or level in levels or _leads(segments, above, at):
            continue
        levels.append(level)
        run = _run(segments, above, level)
        if len(run) >= _LEAST and numbers <= run.keys():
            return run
    return {}


def _leads(segments: Sequence[Segment], above: int, at: int) -> bool:
    """Whether a numbered line is a heading: over deeper items, or right over the line that gives bodies (三、责任分工)."""
    below = segments[above + 1]
    return (below.level or 0) > (segments[above].level or 0) or (above + 1 == at and not segments[above].text.rstrip().endswith(("。", "；", ";")))


def _run(segments: Sequence[Segment], last: int, level: int) -> dict[int, int]:
    """The items of a list that ends with the segment ``last``, by number."""
    run: dict[int, int] = {}
    due = None
    for at in range(last, -1, -1):
        segment = segments[at]
        if segment.level is None or segment.level > level:
            continue
        match = _NUMBER.search(segment.mark)
        number = whole(match[0]) if match and segment.level == level else None
        if number is None or (due is not None and number != due):
            break
        run[number] = at
        due = number - 1
        if due < 1:
            break
    return run if due == 0 else {}
