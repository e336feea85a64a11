"""Target letters: the parties are named once at the head, and one answers for every item below (甲方, 乙方)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.extract.segments import Segment, title_end
from zeren.extract.sentence import Duty, read
from zeren.extract.statement import PlaceOf, Statement, parse
from zeren.ground.fold import fold

LETTER = re.compile("责任书|责任状|承诺书|军令状|目标书|协议书|责任令")
_GIVES = r"甲\s{0,4}方|(?:下达|发包|交办|签发|授予|委托|考核)(?:单位|机关|方)"
_TAKES = r"乙\s{0,4}方|(?:承接|承担|承诺|受托|责任|接受|受领|落实|签订|签约|被考核|目标责任)(?:单位|主体|机关|方)"
PARTY = re.compile(
    rf"(?:^|(?<=[\s:,;。]))(?P<label>(?P<gives>{_GIVES})|(?:{_TAKES}))\s{{0,4}}(?:\([^()]{{1,12}}\))?\s{{0,4}}:\s{{0,8}}(?P<name>[^\s:,;。]{{3,40}})"
)
_SUBJECT = re.compile(r"(?P<party>[甲乙]方)(?:应当|必须|应|要|须|需|将|承诺|同意)?")
_CLOSING = re.compile("考核|奖惩|附则|其他|其它|生效|签字|说明|未尽")
"""sections of a letter whose items are terms, not tasks"""
_HEAD = 16
"""segments within which the parties are named"""


@dataclass(frozen=True, slots=True)
class _Parties:
    gives: Statement
    takes: Statement
    last: int
    """index of the segment that names the second"""


def parties(segments: Sequence[Segment], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
    """Return the items of a target letter, by the index of the segment; none where the text is no letter."""
    named = _named(segments, place_of)
    if named is None:
        return {}
    duties: dict[int, tuple[Duty, ...]] = {}
    closing = False
    for at, segment in enumerate(segments):
        if at <= named.last:
            continue
        sentence = segment.level == 2 and segment.text.rstrip().endswith(("。", "；", ";"))
        if segment.level is not None and segment.level <= 2 and segment.short and not sentence:
            closing = _CLOSING.search(segment.text) is not None
        elif segment.level is not None and not _over(segments, at):
            if not closing or _SUBJECT.match(segment.text, segment.body):
                duties[at] = (_item(segment, named),)
        elif segment.level is None:
            start = len(segment.text) - len(segment.text.lstrip())
            found = [duty for unit in re.finditer(r"[^。；;\n]+[。；;]?", segment.text[start:])
                     if (duty := read(unit[0].strip(), segment.start + start + unit.start(), place_of))]  # fmt: skip
            if sure := tuple(duty for duty in found if duty.strength in ("role", "opener")):
                duties[at] = sure
    return duties


def _named(segments: Sequence[Segment], place_of: PlaceOf) -> _Parties | None:
    gives = takes = Statement()
    last = -1
    letter = any(LETTER.search(segment.text[:60]) for segment in segments[:6])
    for at, segment in enumerate(segments[:_HEAD]):
        if segment.level is not None:
            break
        for match in PARTY.finditer(segment.folded):
            start = match.start("name")
            label = segment.text[match.start("label") : match.end("label")]
            words = segment.text[start : match.end("name")]
            read_ = parse(words, segment.start + start, place_of, "responsible", "".join(label.split()))
            if read_.assignments and not read_.residue:
                gives, takes = (read_, takes) if match["gives"] else (gives, read_)
                last = at
    both = bool(gives.assignments and takes.assignments)
    return _Parties(gives, takes, last) if takes.assignments and (letter or both) else None


def _over(segments: Sequence[Segment], at: int) -> bool:
    """Whether a segment is a heading over deeper items."""
    following = segments[at + 1] if at + 1 < len(segments) else None
    level = segments[at].level
    return bool(level is not None and segments[at].short and following and following.level is not None and following.level > level)


def _item(segment: Segment, named: _Parties) -> Duty:
    """The words of an item, without its title and the party that is its subject."""
    begin = title_end(segment.text, segment.body, len(segment.text)) or segment.body
    lead = len(segment.text[begin:]) - len(segment.text[begin:].lstrip())
    subject = _SUBJECT.match(fold(segment.text), begin + lead)
    statement = named.gives if subject and subject["party"] == "甲方" and named.gives.assignments else named.takes
    start = subject.end() if subject else begin + lead
    return Duty(segment.start + start, segment.start + len(segment.text.rstrip()), statement, "party")
