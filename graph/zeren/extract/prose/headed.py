"""Bodies as headings over their tasks: 一、区教育局（2项）, with numbered items below."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from zeren.extract.bodies.endings import is_body, is_solid, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.lexicon import label_pattern, label_words, role_of
from zeren.extract.prose.deeds import OPENER
from zeren.extract.prose.labels_at_end import labels_at_end, with_labels
from zeren.extract.prose.labels_over import labels_over, parts
from zeren.extract.prose.onward import with_helpers
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty
from zeren.extract.prose.subjects import is_generic, subject
from zeren.extract.statement import grammar
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import PlaceOf, Statement, parse
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold
from zeren.ground.model import Assignment

_KIND = "牵头|主办|承办|主责|负责|责任|落实|配合|协办|协同|协助|参与|督办|指导"
_COUNT = (
    rf"[(（〔\[]?\s{{0,4}}(?P<inner>{_KIND}|[\u4e00-\u9fff]{{1,3}}(?=\d{{1,3}}[项条件个]))?(?:共|计)?\s{{0,4}}(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})?"
    r"\s{0,4}[项条件个]?\s{0,4}[)）〕\]]?"
)
_TAIL = re.compile(
    rf"(?P<role>{_KIND})?(?:单位|部门)?(?:办理|落实|完成|实施)?的?(?:重点|主要)?(?:工作|任务|事项|项目|清单|措施|目标){{0,3}}"
    rf"\s{{0,4}}{_COUNT}\s{{0,4}}[:：]?\s{{0,4}}$"
)
"""what follows the body of a heading: how many tasks, in which role (（牵头3项）, 负责的任务（2项）：)"""
_COUNTED = re.compile(r"\([\u4e00-\u9fff]{0,4}\d{1,3}[项件条]\)[:]?$")
"""how many tasks a heading of bodies says stand below it: one such heading is sure"""
_LONGEST = 120
"""code points of a heading of bodies"""
_ROUND = re.compile("[（(][^（）()]{2,80}[）)]")
"""（县商务局牵头） closes the measure above it"""
_ASKS = re.compile("^(?:请|责成|交由|由)(?=[\u4e00-\u9fff]{3})")
"""what asks a body at the head of its tasks (请县商务局)"""
_BOXED = re.compile(r"[【〔［\[「『〈《<〖](?P<words>[^【】〔〕［］\[\]「」『』〈〉《》<>〖〗]{2,60})[】〕］\]」』〉》>〗]\s{0,4}[:：]?")
"""【县商务局】"""
_BULLET = re.compile(r"[^\w\s，,。．.；;、：:！!？?（）()【】〔〕［］\[\]〈〉<>「」『』《》“”\"‘’'%％]{0,4}[\s\u3000]{0,8}")
"""what may stand before a heading instead of a number: signs, but no bracket, quotation mark or stop"""
_LABEL = re.compile(label_pattern())
_ASIDE = re.compile(r"[（(](?P<inner>[^（()）]{4,120})[）)]\s{0,4}$")
"""what a heading says in brackets at its end"""
_ASIDE_OF_NAME = re.compile(r"(?<=.)[（(][^（()）]{1,40}[)）]$")
_AMOUNT = re.compile(r"\d\s{0,2}(?:[^\d\s年月日号天周旬季时分小个.~\-—–至到/、]|个(?!月|工作日|季|星期|小时))")
"""how much a bracket says by when: no mere time (2026年不少于800个)"""
_SHARE = re.compile("(?:积极|主动|密切|具体|要|共同){0,2}(?P<role>牵头|配合|协助|协同|协办|参与)(?=[\u4e00-\u9fff]{2})")
"""what a body does in an item below it, where it says its share"""
_NO_HEADING = re.compile("[。，；\n]|[：:].")
_TAIL_LENGTH = 16
_FIELD = re.compile("[^（(]{1,10}[：:]")
_LINE = re.compile(r"[\u4e00-\u9fff][ \u4e00-\u9fff]{0,8}:(?:\s{0,4}[\u4e00-\u9fff]{1,2}\s{0,4}[\u4e00-\u9fff]{1,2})?")
"""a label of a person or of what follows"""
_CONTACT = re.compile(
    r"[\u4e00-\u9fff][ \u4e00-\u9fff]{1,8}:\s{0,4}(?:[\u4e00-\u9fff]{2,4}[ ,、]{0,4})?[\d\-—() 、,/]{5,60}"
    r"|[^:]{2,10}:\s{0,4}[^\s@]{1,40}@\S{3,40}"
)
"""a line that says how to reach somebody (监督电话：7620106)"""
_STOPPED = ("。", "；", ";")
"""how a sentence ends"""
_ITEM = 3
"""level of 1.: 一、 and （一） above are headings"""
_FIELDS = 3
"""such lines between a heading and its items"""
_HABIT = 3
"""such headings that make a habit where neither a number nor the format tells them"""
_ANSWERS = re.compile("(?:责任|牵头|主责|承办|主办|实施)(?:单位|部门|科室|主体)[:：]")
"""a label that names who answers"""
_LEAST = 2
"""headings of bodies that make a habit: one may be a signature or an address"""
_EVERY = re.compile("(?:各|有关|相关|上述|以上)[\u4e00-\u9fff]{0,4}(?:单位|部门|科室|处室)")
"""all bodies of a paper"""
_DATE = re.compile(r"\d{4}年\d{1,2}月")


@dataclass(frozen=True, slots=True)
class Headed:
    """What headings of bodies give to the items below them."""

    headings: frozenset[int] = field(default_factory=frozenset)
    """indices of the heading segments"""
    statements: dict[int, Statement] = field(default_factory=dict)
    """the heading's bodies for each segment below it"""
    duties: dict[int, tuple[Duty, ...]] = field(default_factory=dict)
    """items that have no statement of their own: measures of the heading's bodies"""
    fields: frozenset[int] = field(default_factory=frozenset)
    """indices of lines that label something else: 部长：方亮, 工作职责："""


def headed(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, styled: Collection[int] = ()
) -> Headed:
    """Tell which segments are headings of bodies and what stands below them.

    ``styled`` are the offsets of paragraphs that the format itself calls headings.
    """
    bodies = {at: one for at, segment in enumerate(segments) if (one := _bodies(segments, at, segment, place_of))}
    sure = [at for at in bodies if _COUNTED.search(segments[at].folded.rstrip()) and all(is_solid(fold(a.mention)) for a in bodies[at].assignments)]
    least = 1 if sure else _LEAST
    if len(bodies) < least:
        bodies = _plain(segments, place_of, styled)
    else:
        bodies |= _dressed_alike(segments, bodies, place_of)
    if 2 * sum(_has_own_label(segments, found, at) for at in bodies) >= max(1, len(bodies)):
        bodies = {}  # 二、城东水厂项目 over （二）责任单位：县水务局 names no body
    over = {} if bodies else labels_over(segments, place_of)
    bodies = bodies or over
    if over:
        least = 1
    levels = [segments[at].level for at in bodies]
    if len(bodies) < least or len(set(levels)) > 1:
        return Headed()
    level = levels[0] or 0
    statements: dict[int, Statement] = {}
    duties: dict[int, tuple[Duty, ...]] = {}
    fields: set[int] = set()
    numbered = bool(over) and any(segments[at + 1].level is not None for at in over)
    current: Statement | None = None
    for at, segment in enumerate(segments):
        if at in bodies:
            current = bodies[at]
        elif (parts(segments, at) or _closes(segment)) if over else _ends(segment, level, styled if levels[0] is None else ()):
            current = None
        elif current is not None and _is_field(segment) and not found[at]:
            fields.add(at)
        elif current is not None and not _parts(segments, at) and not _asks_all(segment) and not (numbered and segment.level is None):
            statements[at] = current
            if not any(span.kind in ("roles", "bare") for span in found[at]):
                lead = len(segment.text) - len(segment.text.lstrip())
                start = segment.start + max(segment.body, lead)
                end, statement = timed(segment, found[at], _own_role(segment, start, current), place_of)
                statement = with_helpers(statement, segment.text[start - segment.start : end - segment.start], start, place_of)
                duties[at] = (Duty(start, end, statement, "heading"),)
    return Headed(frozenset(bodies), statements, duties, frozenset(fields))


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
    return end, replace(statement, deadline=said.deadline, deadline_place=said.deadline_place)


def _has_own_label(segments: Sequence[Segment], found: Sequence[Sequence[Span]], heading: int) -> bool:
    """Whether an item below a heading is nothing but the label of who answers, with its bodies."""
    level = segments[heading].level or 0
    for at in range(heading + 1, len(segments)):
        one = segments[at]
        if one.boundary or (one.level is not None and one.level <= level):
            return False
        if one.level is not None and _ANSWERS.match(one.folded, one.body) and any(span.kind == "roles" for span in found[at]):
            return True
    return False


def _asks_all(segment: Segment) -> bool:
    """Whether a plain paragraph asks something of all bodies (请各责任单位于每月25日前报送)."""
    words = grammar.read(segment.text[:60], 0)
    opener = OPENER.match(words.words) if segment.level is None else None
    stop = subject(words, opener.end(), generic=True) if opener else None
    # 请各主办单位于每周四前报送: whatever field 各 is said of, it is no body of the heading.
    every = opener is not None and _EVERY.match(words.words, opener.end()) is not None
    return every or (bool(opener and stop) and is_generic(words.words[opener.end() : stop]) if opener else False)


def _own_role(segment: Segment, start: int, above: Statement) -> Statement:
    """The bodies of a heading in the role that an item itself says first (牵头修订预案, 协助市住建局开展检查)."""
    match = _SHARE.match(segment.folded, start - segment.start)
    role = role_of(match["role"]) if match else None
    if match is None or role is None or any(one.role_raw for one in above.assignments):
        return above
    printed = segment.text[match.start("role") : match.end("role")]
    return replace(above, assignments=tuple(replace(one, role=role, role_raw=printed) for one in above.assignments))


def _ends(segment: Segment, level: int, styled: Collection[int]) -> bool:
    """Whether the items below a heading of bodies end at a segment."""
    above = segment.level is not None and segment.level <= max(level, 1)
    return segment.boundary or above or segment.start in styled or _closes(segment)


def _dressed_alike(segments: Sequence[Segment], bodies: Mapping[int, Statement], place_of: PlaceOf) -> dict[int, Statement]:
    """Lines of bodies in the brackets or with the colon of all headings of bodies, over a sentence without a number: one of several
    bodies has a single task (【县妇联】⏎1.…⏎2.… beside 【县融媒体中心】⏎全程宣传报道。)."""
    dresses = {_dress(segments[at]) for at in bodies}
    if len(dresses) != 1 or "" in dresses or any(segments[at].level is not None for at in bodies):
        return {}
    first = min(bodies) if dresses == {":"} else 0  # before it a colon may end a salutation
    pairs = ((at, one, below) for at, (one, below) in enumerate(pairwise(segments)) if at >= first and at not in bodies and one.level is None)
    alike = [(at, one) for at, one, below in pairs if _dress(one) in dresses and _is_item(below) and below.text.rstrip().endswith(_STOPPED)]
    return {at: its for at, one in alike if (its := _named(one, place_of))}


def _dress(segment: Segment) -> str:
    """What sets the line of a heading apart: its brackets, or the colon behind it; empty where nothing does."""
    raw = unmarked(segment.text[segment.body :].strip())
    return raw[0] if _BOXED.fullmatch(raw) else ":" if raw.endswith(("：", ":")) else ""


def _plain(segments: Sequence[Segment], place_of: PlaceOf, styled: Collection[int]) -> dict[int, Statement]:
    """Headings of bodies without a number over items without one; empty where neither the format nor repetition says so."""
    lines = {at: one for at, segment in enumerate(segments) if segment.level is None and (one := _named(segment, place_of))}
    last = len(segments) - 1
    below = [at for at in lines if at < last and at + 1 not in lines and _is_item(segments[at + 1], numbered=_dress(segments[at]) != "")]
    over = {at: lines[at] for at in below}
    marked = {at: one for at, one in over.items() if segments[at].start in styled}
    if len(marked) >= _LEAST:
        return marked
    # All but two lines of bodies, the address and the signature, stand over items.
    return over if len(over) >= max(_HABIT, len(lines) - 2) else {}


def _is_item(segment: Segment, *, numbered: bool = False) -> bool:
    """Whether a paragraph, or with ``numbered`` an item too, may be what a body is to do: no date, no field and no salutation."""
    words = segment.text.strip()
    below = segment.level is None or (numbered and segment.level >= _ITEM)
    return below and not segment.boundary and not _DATE.match(fold(words)) and not _FIELD.match(words)


def unmarked(words: str) -> str:
    """Words without the signs that stand before them instead of a number (▍生产制造部)."""
    match = _BULLET.match(words)
    return words[match.end() :] if match else words


def _named(segment: Segment, place_of: PlaceOf) -> Statement | None:
    """The bodies that a line consists of; None where it says more."""
    raw = _bare(segment)
    if not 3 <= len(raw) <= _LONGEST or _NO_HEADING.search(raw) or _ROUND.fullmatch(raw):
        return None
    return said(segment, raw, place_of)


def _bodies(segments: Sequence[Segment], at: int, segment: Segment, place_of: PlaceOf) -> Statement | None:
    """The bodies that a segment consists of, where a numbered item follows it; None where it is no such heading."""
    raw = _bare(segment)
    following = _item_below(segments, at)
    # Most segments are no headings at all: what costs little to see comes first.
    if not 3 <= len(raw) <= _LONGEST or _ROUND.fullmatch(raw) or following is None or following.boundary:
        return None
    if following.level is None and (segment.level is None or not _is_item(following) or not following.text.rstrip().endswith(_STOPPED)):
        return None
    if segment.level is not None and following.level is not None and following.level <= segment.level:
        return None
    if segment.level is not None and (labelled := _labelled(segment, raw, place_of)):
        return labelled  # without a number it is the statement under the item above
    if labelled := _with_labels(segment, raw, place_of) if raw.endswith(("）", ")")) else None:
        return labelled
    if beside := _in_brackets(segment, raw, place_of) if segment.level is not None else None:
        return beside
    if _NO_HEADING.search(raw):
        return None
    if "（" in raw and (stated := _stated(segment, raw, place_of)):
        return stated
    return said(segment, raw, place_of)


def _bare(segment: Segment) -> str:
    """The words of a heading without bullets and without brackets around all of them (【县商务局】)."""
    raw = unmarked(segment.text[segment.body :].strip())
    boxed = _BOXED.fullmatch(raw)
    return boxed["words"].strip() if boxed else raw


def _item_below(segments: Sequence[Segment], at: int) -> Segment | None:
    """The segment below a heading, lines that only label a person or what follows (部长：方亮, 工作职责：) passed over."""
    for following in segments[at + 1 : at + 2 + _FIELDS]:
        if not _is_field(following):
            return following
    return None


def _is_field(segment: Segment) -> bool:
    words = segment.folded.strip()
    return segment.level is None and (_LINE.fullmatch(words) is not None or _CONTACT.fullmatch(words) is not None)


def said(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """The bodies of a heading that consists of them and of how many tasks they have."""
    words, role = _apart(_ASKS.sub("", raw))
    if len(words) < 3 or not is_whole(fold(words).replace(" ", "")):
        return None
    start = segment.start + segment.text.index(words)
    mentions = split(words, start, prose=True)
    # 各 holds for all that follow it: 各街道、社区.
    every = bool(mentions) and mentions[0].printed.startswith("各") and _is_name(mentions[0].printed)
    if not mentions or not all(_is_name(one.printed) or (every and is_whole(one.printed)) for one in mentions):
        return None
    return Statement(
        tuple(
            Assignment(role_of(role) or "responsible" if role else "responsible", role, m.printed, m.full, position, "text", place_of(m.start, m.end))
            for position, m in enumerate(mentions, 1)
        )
    )


def _labelled(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """A heading of a label and its bodies (二、责任单位：区城管局、区住建局)."""
    match = _LABEL.match(fold(raw))
    if match is None or re.search("[。；]", raw):
        return None
    said = parse(raw, segment.start + segment.text.index(raw), place_of, "responsible", None)
    bodies = said.assignments
    return said if bodies and not said.residue and all(_is_name(one.mention) and one.role_raw for one in bodies) else None


def _stated(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """A heading of bodies with their roles in brackets (基础教育股（牵头）、教研室（配合）)."""
    said = parse(raw, segment.start + segment.text.index(raw), place_of, "responsible", None)
    bodies = said.assignments
    told = any(one.role_raw for one in bodies) and not said.residue
    return said if told and all(is_whole(one.mention) and len(one.mention) > 2 for one in bodies) else None


def _with_labels(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """A heading of a body and a bracket of labels with more bodies; a group that the bracket gives a head is the bracket's bodies."""
    match = _ASIDE.search(raw)
    inner = match["inner"] if match else ""
    if match is None or not label_words(fold(inner)).match(fold(inner).lstrip()):
        return None
    own = said(segment, raw[: match.start()], place_of)
    rest = parse(inner, segment.start + segment.text.index(inner), place_of, "responsible", None)
    if own is None or rest.residue or not rest.assignments or not all(is_whole(one.mention) for one in rest.assignments):
        return None
    led = any(one.role in ("lead", "responsible") for one in rest.assignments)
    every = rest.assignments if led else (*own.assignments, *rest.assignments)
    return replace(rest, assignments=tuple(replace(one, position=at) for at, one in enumerate(every, 1)))


def _in_brackets(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """The bodies in brackets behind a heading that says what the items below it are about (一、道路交通领域（市公安局、市交通运输局）)."""
    match = _ASIDE.search(raw)
    if match is None or is_body(outer := raw[: match.start()].strip()) or re.search("单位|部门|机构", outer):
        return None
    rest = parse(match["inner"], segment.start + segment.text.rindex(match["inner"]), place_of, "responsible", None)
    whole = all(is_whole(one.mention) and is_body(one.mention) for one in rest.assignments)
    sure = rest.assignments and whole and not (rest.residue or rest.lead_rule or rest.standing)
    return rest if sure and not any(one.role_raw for one in rest.assignments) else None


def _apart(raw: str) -> tuple[str, str | None]:
    """The bodies of a heading and the role word that follows them; the words as they are where no body stands first."""
    for cut in range(max(2, len(raw) - _TAIL_LENGTH), len(raw) + 1):
        tail = _TAIL.fullmatch(fold(raw[cut:]))
        words = raw[:cut].strip()
        if tail and is_whole(fold(words).replace(" ", "")) and is_body(words):
            return words.removeprefix("由"), tail["role"] or tail["inner"]
    return raw, None


def _is_name(name: str) -> bool:
    bare = _ASIDE_OF_NAME.sub("", name)  # 完成照明改造（暑假前） ends as a name with its bracket does
    return is_body(bare) and is_body(name) and is_whole(name) and not is_generic(name) and not is_deadline(name) and len(name) > 2


def _parts(segments: Sequence[Segment], at: int) -> bool:
    """Whether a segment is a heading over parts: a short one with deeper items right below."""
    following = segments[at + 1] if at + 1 < len(segments) else None
    level = segments[at].level
    return bool(
        level is not None and segments[at].short and following and following.level is not None and following.level > level
    )


def _closes(segment: Segment) -> bool:
    """Whether a plain paragraph is the signature or the date under a document."""
    words = segment.text.strip()
    return segment.level is None and len(words) < 40 and ((is_whole(words) and words[-1] not in ")）") or _DATE.match(fold(words)) is not None)
