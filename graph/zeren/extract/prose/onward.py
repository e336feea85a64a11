"""The duties of a segment in the order of its sentences, of which one may go on from, close or share the one before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from zeren.extract.bodies.endings import is_whole
from zeren.extract.lexicon import role_of, role_words
from zeren.extract.prose.deeds import (
    HELPS,
    JOINT,
    LANDS,
    LEAST_WORDS,
    PLAIN_VERBS,
    acting,
    helping,
    modal_end,
    must,
    part_of,
)
from zeren.extract.prose.force import TIME, asks, is_past, narrates, without_force
from zeren.extract.prose.segments import Segment, mark_of, title_end, without_remark
from zeren.extract.prose.sentence import (
    PERSON,
    Duty,
    assigned,
    clauses_of,
    has_subject,
    is_handed,
    only_hands,
    read,
)
from zeren.extract.prose.subjects import may_name, subject
from zeren.extract.statement import grammar
from zeren.extract.statement.reader import THIS_MATTER
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.time.due import first_due
from zeren.extract.time.limit_words import limits_in
from zeren.extract.time.limits import is_deadline
from zeren.extract.time.overall import shown_time
from zeren.ground.fold import unspaced
from zeren.ground.model import Assignment

_FULFILS = re.compile("(?:全部|基本|全面|逐项|持续)?(?:完成|推进|实施|落实|办结|到位|见效|开展|销号)$")
_ENDS_TIME = re.compile("[前内底末止年月日季周旬初]$")
_WHO = re.compile(
    rf"(?:{LANDS}|[由请、和与及]|等(?:(?:有关|相关)?(?:部门|单位))?|共同|分别|具体|按照?(?:各自)?职责(?:分工)?|密切|积极|予以|组织|统筹|会同|联合|抓好|推进|实施|落实"
    "|牵头|负责|主责|主办|承办|配合|协助|协办|参与|参加|支持|指导|监督|督导){0,40}"
)
"""what is left of a clause that only says who, once its bodies are taken out"""
_HELPS_ONLY = re.compile(
    r"(?P<bodies>[^,，;；。:：\s]{3,80}?)(?:(?:要|应|应当|予以|给予|做好|共同|密切|积极|主动|全力)?(?:配合|协助|协办|参与|支持))(?:工作|落实|实施)?[。；;！!]?"
)
"""a sentence of bodies that help and no more (区市场监管局、各街道办事处配合。, 县林业局予以协助。)"""
_CLAUSE = re.compile(r"[^,，;；。\s][^,，;；。\n]*[;；。]?")
_FOR_ALL = re.compile("(?<=[,;，；])(?:(?:以上|上述)[^,;，；。]{0,6})?[均都](?:须|应|要|需|必须)?[于在]?")
"""what sets one limit for all that a sentence lays on its subjects (均于5月15日前完成)"""
_BUILT = re.compile("[,，](?:确保|务必|力争)(?=[^,，;；。]{2,16}(?:完工|竣工|建成|投用|投入使用|通车)[;；]?$)")
"""what says of the works of a whole sentence when they are to stand (…，确保7月底前完工)"""
_WORKS = re.compile("建设|改造|施工|工程|修缮|[新改扩]建|修复|安装|项目")
_DECIDES = re.compile("(?:会议|经研究)?(?:议定|决定|明确|要求|确定)(?=[由请\u4e00-\u9fff])(?!了|的)")
"""how the clauses begin that lay down something behind those that tell"""
_WHOLE = re.compile("[^。！!\n]+")
_BEHIND = re.compile(r"(?<=[。；;])\s{0,4}[(（](?:[^()（）:：]{0,4}(?:时限|时间|期限)[:：])?(?P<when>[^()（）]{2,40})[)）]")
"""brackets behind a whole sentence: …提前通知学生家长。（即日起）, …。（完成时限：6月底前）"""
_REMEMBERED = 1 << 10
"""sentences that are kept as they were cut"""


def sentences_begin(segment: Segment) -> int:
    """Where the sentences of a segment begin: behind its number and its title."""
    end = title_end(segment.text, segment.body, len(segment.text))
    if end is None or segment.level is None:
        return segment.body
    title = segment.text[segment.body : end]
    if len(without_remark(segment.text)) <= end:
        return segment.body
    duty = is_whole(title.rstrip("。:： \u3000")) or "负责" in title or "牵头" in title
    return segment.body if duty else end


def duties_of(
    segment: Segment, units: Sequence[re.Match[str]], place_of: PlaceOf, *, onward: bool, written: tuple[int, int] | None = None
) -> list[Duty]:
    """The duties of a segment in order; with ``onward`` a sentence without a subject of its own goes on with the one before.

    ``written`` is the year and month of the paper, where known.
    """
    duties = list(_duties_of(segment, units, place_of, onward=onward, written=written))
    for match in _BEHIND.finditer(segment.text) if duties else ():
        _date_behind(duties, segment, match, place_of)
    for sentence in _WHOLE.finditer(segment.text) if len(duties) > 1 else ():
        said = _FOR_ALL.search(sentence[0])
        built = None if said else _BUILT.search(sentence[0])
        said = said or built
        at = segment.start + sentence.start() + said.end() if said else 0
        due = first_due(segment.text[at - segment.start : sentence.end()], at) if said else None
        if due is None or due[1] != at:
            continue
        for number, duty in enumerate(duties):
            if segment.start + sentence.start() <= duty.start < at and not duty.statement.deadline:
                if built and not _WORKS.search(segment.text, duty.start - segment.start, duty.end - segment.start):
                    continue
                limited = replace(duty.statement, deadline=due[0], deadline_place=place_of(due[1], due[2]))
                duties[number] = replace(duty, statement=limited)
    return duties


def _duties_of(
    segment: Segment, units: Sequence[re.Match[str]], place_of: PlaceOf, *, onward: bool, written: tuple[int, int] | None
) -> Iterator[Duty]:
    last: Duty | None = None
    bare = False  # the last duty says who and no more: the sentences behind it say what (A牵头，B参加。6月底前改造路口45处。)
    free = segment.start + (units[0].start() if units else 0)
    parts = ((at, words, is_told(unit, at, words, written)) for unit in units for at, words in subjects_of(unit[0], unit.start()))
    for at, words, past in parts:
        if at > segment.body and (mark := mark_of(words)):
            lead = len(mark[1]) + len(words[len(mark[1]) :]) - len(words[len(mark[1]) :].lstrip())
            at, words = at + lead, words[lead:]
        start = segment.start + at
        joined = words.endswith(("；", ";")) or segment.text[:at].rstrip().endswith(("；", ";"))
        closes = joined or _only_helps(words)
        if last is not None and closes and (more := _shares(words, start, place_of, len(last.statement.assignments))):
            statement = replace(last.statement, assignments=(*last.statement.assignments, *more))
            last = replace(last, end=start + len(words), statement=statement)
            continue
        duty = None if past or narrates(words) else read(words, start, place_of)
        duty = None if duty is None or without_force(words, written) else duty
        if duty is None and last is not None and (onward or bare) and not _names(words):
            last = replace(last, end=start + len(words))
            last = _dated(last, segment, place_of) if bare else last
            continue
        bare = duty is not None and segment.level is not None and _only_says_who(words, start, duty)
        if duty is not None and last is None and segment.text[free - segment.start : at].strip() and _only_says_who(words, start, duty):
            bare = False
            # The sentences before it say what, and this one who: 梳理高频事项。行政审批科牵头，基教科配合。
            duty = replace(duty, start=free, end=start, statement=_limited(duty.statement, words, start, place_of))
        if last is not None:
            yield last
        last = duty
        free = free if duty is None else start + len(words)
    if last is not None:
        yield last


def is_told(unit: re.Match[str], at: int, words: str, written: tuple[int, int] | None) -> bool:
    """Whether a part of a sentence, at offset ``at`` of the text, tells what was done: by the time at the head of the sentence, or
    because the parts before it do and it asks for nothing itself (今年以来县水利局清淤12公里，县城管局拆除违建3处)."""
    before = unit[0][: at - unit.start()]
    return is_past(unit[0].strip(), written) or (narrates(before) and not asks(words) and _DECIDES.match(words) is None)


def _only_says_who(words: str, start: int, duty: Duty) -> bool:
    """Whether a sentence holds nothing but bodies, their roles and a limit, no matter of its own."""
    if duty.strength not in ("role", "opener"):
        return False
    text = grammar.read(words, start)
    rest = list(text.words.rstrip("。;!"))
    for one in duty.statement.assignments:
        for at in range(len(rest)):
            if one.place.start <= start + text.spots[at] < one.place.end:
                rest[at] = " "
    clauses = [unspaced(clause) for clause in "".join(rest).split(",")]
    if this := THIS_MATTER.match(clauses[0]):
        clauses[0] = clauses[0][this.end() :]
    helped = [HELPS.fullmatch(clause) for clause in clauses[1:]]
    return all(_WHO.fullmatch(clause) or _limit(clause) or helps for clause, helps in zip(clauses, [None, *helped], strict=True))


def _dated(duty: Duty, segment: Segment, place_of: PlaceOf) -> Duty:
    """A duty of several sentences with the one limit that they set; as it was where they set none or several."""
    words = segment.text[duty.start - segment.start : duty.end - segment.start]
    if len(limits_in(words)) != 1 or (due := first_due(words, duty.start)) is None:
        return replace(duty, statement=replace(duty.statement, deadline="", deadline_place=None))
    return replace(duty, statement=replace(duty.statement, deadline=due[0], deadline_place=place_of(due[1], due[2])))


def _date_behind(duties: list[Duty], segment: Segment, match: re.Match[str], place_of: PlaceOf) -> None:
    """Give the duties of the sentence before brackets the time that these hold and nothing else (…指导农户加固大棚。（1月20日前完成）)."""
    if not is_deadline(unspaced(match["when"])):
        return
    raw = shown_time(match["when"])
    at = segment.start + match.start("when")
    first = segment.start + max(segment.text.rfind(stop, 0, match.start() - 1) for stop in "。！!\n") + 1
    for number, duty in enumerate(duties):
        if first <= duty.start < segment.start + match.start() and not duty.statement.deadline:
            statement = replace(duty.statement, deadline=unspaced(raw), deadline_place=place_of(at, at + len(raw)))
            duties[number] = replace(duty, statement=statement)


def _limit(clause: str) -> str:
    """The limit of a clause that sets one and says no more than that the matter is then done (6月底前|全部完成, 全年|推进); else empty."""
    words = _FULFILS.sub("", clause)
    return words if _ENDS_TIME.search(words) and is_deadline(words) else ""


def _limited(statement: Statement, words: str, start: int, place_of: PlaceOf) -> Statement:
    """A statement with the limit that one of its clauses is."""
    if statement.deadline:
        return statement
    text = grammar.read(words, start)
    for clause in re.finditer("[^,;。]+", text.words):
        if limit := _limit(clause[0]):
            raw, at = text.slice(clause.start(), clause.start() + len(limit))
            return replace(statement, deadline=unspaced(raw), deadline_place=place_of(at, at + len(raw)))
    return statement


def _shares(words: str, start: int, place_of: PlaceOf, first: int) -> tuple[Assignment, ...]:
    """The bodies of a sentence that only says who helps or guides what was said before (；市住建局做好业务指导。)."""
    text = grammar.read(words, start)
    stop = len(text.words.rstrip("。;!"))
    if "," in text.words or JOINT.match(text.words) or subject(text, 0) is None:
        return ()
    groups = [group for group in helping(text, 0, stop) if group[2] in ("support", "guide")]
    return assigned(text, groups, place_of, first)


def _only_helps(words: str) -> bool:
    """Whether a sentence says no more than that its bodies help, in what stands before it (区市场监管局、各街道办事处配合。)."""
    match = _HELPS_ONLY.fullmatch(words)
    return match is not None and subject(grammar.read(match["bodies"], 0), 0) == len(match["bodies"])


def with_helpers(statement: Statement, words: str, start: int, place_of: PlaceOf) -> Statement:
    """The statement of bodies that stand before ``words``, in the part and with the helpers that these give.

    县商务局 before 牵头开展整治 leads; whom 会同县公安局开展整治 brings in helps, and so does who a later sentence or clause only
    says to help (县公安局配合。).
    """
    its = statement.assignments
    text = grammar.read(words, start)
    role, printed = part_of(text, 0)
    if role == "lead" and all(one.role == "responsible" and not one.role_raw for one in its):
        its = tuple(replace(one, role=role, role_raw=printed) for one in its)
    if JOINT.match(text.words):
        its = (*its, *assigned(text, list(helping(text, 0, len(text.words))), place_of, len(its)))
    for match in _CLAUSE.finditer(words):
        if match.start() and _only_helps(match[0]):
            more = _shares(match[0], start + match.start(), place_of, len(its))
            its = (*its, *(one for one in more if one.full not in {other.full for other in its}))
    return replace(statement, assignments=its)


def subjects_of(unit: str, offset: int) -> Iterator[tuple[int, str]]:
    """A sentence cut where another subject takes up a duty of its own: 县气象局负责预报，县应急局统筹队伍建设."""
    return ((offset + at, words) for at, words in _subjects_of(unit))


@lru_cache(maxsize=_REMEMBERED)
def _subjects_of(unit: str) -> tuple[tuple[int, str], ...]:
    """As ``subjects_of``: a sentence is cut for the duties that it lays, and for what lays none."""
    text = grammar.read(unit, 0)
    begins = [0]
    clauses = clauses_of(text) if may_name(text) else []
    for at, (begin, end) in enumerate(clauses[1:], 1):
        if _DECIDES.match(text.words, begin, end) and narrates(unit[begins[-1] : text.spots[begin]]):
            begins.append(text.spots[begin])  # 会议听取了汇报，|议定由县教育局牵头…
            continue
        stop = None if text.words.startswith("由", begin) else subject(text, begin)
        handed = stop is None and is_handed(text, begin, end) and not only_hands(text, begin, end)
        if handed and has_subject(text, begins[-1], clauses[:at]):
            begins.append(text.spots[begin])  # …，资金缺口由县财政局统筹解决; but 涉及林业的事项，由县林草局负责和协调 is one
            continue
        if stop is None or stop >= end or HELPS.match(text.words, stop, end):
            continue
        role = role_words().match(text.words, modal_end(text.words, stop))
        if next((group for group in helping(text, begin, end) if group[2] in ("support", "guide", "supervise")), None):
            continue
        its = role_of(role["after"]) if role is not None and role["after"] else None
        if its is not None and role is not None and not role[0].startswith(PLAIN_VERBS):
            # What leads in belongs to what follows: 近年来，县民政局牵头建成…; 由副县长李涛挂帅，县商务局牵头引进….
            own = its in ("lead", "responsible") and end - role.end() >= LEAST_WORDS - 1 and not _leads_in(text, begins[-1], begin)
        else:
            told_to = must(text.words, stop)  # 市财政局要审核资金, however few the words
            long = end - stop > (LEAST_WORDS - 2 if told_to else LEAST_WORDS)
            alone = long and JOINT.match(text.words, stop) is None and has_subject(text, begins[-1], clauses[:at])
            own = alone and acting(text, begin, stop, opened=False) is not None
        told = unit[begins[-1] : text.spots[begin]]
        if own and not (narrates(told) and not has_subject(text, begins[-1], clauses[:at])):
            begins.append(text.spots[begin])  # 近年来,|县民政局牵头建成… is one sentence that tells
    found: list[tuple[int, str]] = []
    for begin, end in zip(begins, [*begins[1:], len(unit)], strict=True):
        words = unit[begin:end].rstrip()
        lead = len(words) - len(words.lstrip())
        if words[lead:]:
            found.append((begin + lead, words[lead:].rstrip("，,") if end < len(unit) else words[lead:]))
    return tuple(found)


def _leads_in(text: grammar.Text, spot: int, begin: int) -> bool:
    """Whether nothing but a time, or who watches over the matter, stands between an offset of the raw words and a clause."""
    words = text.words[bisect_left(text.spots, spot) : begin].strip()
    return TIME.fullmatch(words) is not None or is_deadline(words.rstrip(",")) or PERSON.fullmatch(words.rstrip(",")) is not None


def _names(words: str) -> bool:
    """Whether a sentence has a subject that names nobody in particular: it continues nothing."""
    found = subject(grammar.read(words[:60], 0), 0, generic=True)
    return found is not None
