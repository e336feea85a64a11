"""What stands below a heading of bodies: items with their times and roles, lines that label something else, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_whole
from zeren.extract.lexicon import role_of
from zeren.extract.prose.deeds import OPENER
from zeren.extract.prose.labels_at_end import labels_at_end, with_labels
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.subjects import is_generic, subject
from zeren.extract.statement import grammar
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.extract.time.overall import bare_time
from zeren.ground.fold import fold

_AMOUNT = re.compile(r"\d\s{0,2}(?:[^\d\s年月日号天周旬季时分小个.~\-—–至到/、]|个(?!月|工作日|季|星期|小时))")
"""how much a bracket says by when: no mere time (2026年不少于800个)"""
_SHARE = re.compile("(?:积极|主动|密切|具体|要|共同){0,2}(?P<role>牵头|配合|协助|协同|协办|参与)(?=[\u4e00-\u9fff]{2})")
"""what a body does in an item below it, where it says its share"""
_FIELD = re.compile("[^（(]{1,10}[：:]")
_LINE = re.compile(r"[\u4e00-\u9fff][ \u4e00-\u9fff]{0,8}:(?:\s{0,4}[\u4e00-\u9fff]{1,2}\s{0,4}[\u4e00-\u9fff]{1,2})?")
"""a label of a person or of what follows"""
_CONTACT = re.compile(
    r"[\u4e00-\u9fff][ \u4e00-\u9fff]{1,8}:\s{0,4}(?:[\u4e00-\u9fff]{2,4}[ ,、]{0,4})?[\d\-—() 、,/]{5,60}"
    r"|[^:]{2,10}:\s{0,4}[^\s@]{1,40}@\S{3,40}"
)
"""a line that says how to reach somebody (监督电话：7620106)"""
_ITEM = 3
"""level of 1.: 一、 and （一） above are headings"""
_FIELDS = 3
"""such lines between a heading and its items"""
_ANSWERS = re.compile("(?:责任|牵头|主责|承办|主办|实施)(?:单位|部门|科室|主体)[:：]")
"""a label that names who answers"""
_EVERY = re.compile("(?:各|有关|相关|上述|以上)[\u4e00-\u9fff]{0,4}(?:单位|部门|科室|处室)")
"""all bodies of a paper"""
_NOTE = re.compile(r"(?:附注|备?注|说明)\d?:|本[\u4e00-\u9fff]{2,8}(?:自(?:印发|发布|公布|下发)之日起|由[\u4e00-\u9fff]{2,20}负责解释)")
"""what a paper says of itself below its last item: 附注：…, 本清单自印发之日起施行，由区卫生健康局负责解释。"""
_DATE = re.compile(r"\d{4}年\d{1,2}月")


def timed(segment: Segment, its: Sequence[Span], statement: Statement, place_of: PlaceOf) -> tuple[int, Statement]:
    """Where the words of an item end, and its statement: the labels at its end (责任人：刘波。完成时间：6月底。), or a bracket there that
    holds a time (（立行立改）), say its person and its deadline."""
    words = segment.text.rstrip()
    cut = labels_at_end(words, segment.body)
    if cut < len(words):
        return segment.start + len(words[:cut].rstrip()), with_labels(statement, words[cut:], segment.start + cut, place_of)
    last = next((span for span in its if span.kind == "accessory" and not segment.text[span.end :].strip("。；; \n\u3000")), None)
    said = parse(segment.text[last.inner_start : last.inner_end], segment.start + last.inner_start, place_of, "responsible", None) if last else None
    if last is None or said is None or not said.deadline or _AMOUNT.search(said.deadline):
        return segment.start + len(words), statement
    end = segment.start + len(segment.text[: last.start].rstrip())
    where = said.deadline_place
    due = bare_time(said.deadline) if ":" not in segment.folded[last.inner_start : last.inner_end] else ""
    if due and where and segment.text[: where.end - segment.start].endswith(said.deadline[len(due) :]):
        return end, replace(statement, deadline=due, deadline_place=place_of(where.start, where.end - len(said.deadline) + len(due)))
    return end, replace(statement, deadline=said.deadline, deadline_place=where)


def has_own_label(segments: Sequence[Segment], found: Sequence[Sequence[Span]], heading: int) -> bool:
    """Whether an item below a heading is nothing but the label of who answers, with its bodies."""
    level = segments[heading].level or 0
    for at in range(heading + 1, len(segments)):
        one = segments[at]
        if one.boundary or (one.level is not None and one.level <= level):
            return False
        if one.level is not None and _ANSWERS.match(one.folded, one.body) and any(span.kind == "roles" for span in found[at]):
            return True
    return False


def asks_all(segment: Segment) -> bool:
    """Whether a plain paragraph asks something of all bodies (请各责任单位于每月25日前报送)."""
    words = grammar.read(segment.text[:60], 0)
    opener = OPENER.match(words.words) if segment.level is None else None
    stop = subject(words, opener.end(), generic=True) if opener else None
    # 请各主办单位于每周四前报送: whatever field 各 is said of, it is no body of the heading.
    every = opener is not None and _EVERY.match(words.words, opener.end()) is not None
    return every or (bool(opener and stop) and is_generic(words.words[opener.end() : stop]) if opener else False)


def own_role(segment: Segment, start: int, above: Statement) -> Statement:
    """The bodies of a heading in the role that an item itself says first (牵头修订预案, 协助市住建局开展检查)."""
    match = _SHARE.match(segment.folded, start - segment.start)
    role = role_of(match["role"]) if match else None
    if match is None or role is None or any(one.role_raw and one.role != "responsible" for one in above.assignments):
        return above
    printed = segment.text[match.start("role") : match.end("role")]
    return replace(above, assignments=tuple(replace(one, role=role, role_raw=printed) for one in above.assignments))


def ends_below(segment: Segment, level: int, styled: Collection[int]) -> bool:
    """Whether the items below a heading of bodies end at a segment."""
    above = segment.level is not None and segment.level <= max(level, 1)
    return segment.boundary or above or segment.start in styled or closes_document(segment)


def is_item(segment: Segment, *, numbered: bool = False) -> bool:
    """Whether a paragraph, or with ``numbered`` an item too, may be what a body is to do: no date, no field and no salutation."""
    words = segment.text.strip()
    below = segment.level is None or (numbered and segment.level >= _ITEM)
    return below and not segment.boundary and not _DATE.match(fold(words)) and not _FIELD.match(words)


def item_below(segments: Sequence[Segment], at: int) -> Segment | None:
    """The segment below a heading, lines that only label a person or what follows (部长：方亮, 工作职责：) passed over."""
    for following in segments[at + 1 : at + 2 + _FIELDS]:
        if not is_field(following):
            return following
    return None


def is_field(segment: Segment) -> bool:
    """Whether a line only labels a person, says how to reach somebody, or opens what follows (部长：方亮, 工作职责：)."""
    words = segment.folded.strip()
    return segment.level is None and (_LINE.fullmatch(words) is not None or _CONTACT.fullmatch(words) is not None)


def is_over_parts(segments: Sequence[Segment], at: int) -> bool:
    """Whether a segment is a heading over parts: a short one with deeper items right below."""
    following = segments[at + 1] if at + 1 < len(segments) else None
    level = segments[at].level
    return bool(
        level is not None and segments[at].short and following and following.level is not None and following.level > level
    )


def closes_document(segment: Segment) -> bool:
    """Whether a plain paragraph is the signature or the date under a document, or what it says of itself."""
    words = segment.text.strip()
    if segment.level is None and _NOTE.match(fold(words)):
        return True
    return segment.level is None and len(words) < 40 and ((is_whole(words) and words[-1] not in ")）") or _DATE.match(fold(words)) is not None)
