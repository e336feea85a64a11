"""Duties in running sentences, whose subject is the body: 县财政局负责落实资金; 由A会同B制定办法; 市残联：牵头制定细则.

Only sentences of sections that state duties count (职责分工, 会议议定), and those of plans without any other
statement where they stand side by side; an ordinary narrative has bodies as subjects too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from zeren.extract import grammar
from zeren.extract.clauses import acts
from zeren.extract.deadline import first_due
from zeren.extract.endings import is_body, is_whole
from zeren.extract.grammar import Text
from zeren.extract.indicators import verbs
from zeren.extract.lexicon import role_of, role_words, rows
from zeren.extract.mentions import completed, split
from zeren.extract.persons import is_person
from zeren.extract.rules import lead_rule, standing_rule
from zeren.extract.segments import Segment, title_end
from zeren.extract.spans import Span
from zeren.extract.statement import PlaceOf, Statement, is_statement
from zeren.extract.subjects import ADVERB, is_nominal, is_solid, subject, told_by_verb
from zeren.ground.model import Assignment, Place

_LANDS = "(?:责任|任务)(?:具体|分别)?(?:落实|明确|压实|夯实|分解)(?:到|至|给|为)"
_STOPPED = ("。", "；", ";", "！", "!")
"""how sentences end; a line that ends otherwise is a title or a field"""
_UNIT = re.compile(r"[^。；;！!\n]+[。；;！!]*")
"""a sentence, or the part of one that a semicolon parts"""
_STATES = re.compile("职责|分工|责任落实|落实责任|明确责任|责任体系|议定|会议(?:明确|要求|决定|确定)")
"""headings and openings of sections that state duties"""
_PLAINLY = re.compile("职责|分工")
"""the same where the plan states its duties in another way too"""
_TELLS = re.compile(
    "回顾|现状|背景|基本情况|进展|工作情况|情况通报|成效|主要做法|存在的?(?:主要|突出)?(?:问题|困难|不足)|形势|总体要求|总体思路|指导思想|基本原则|(?:工作|主要|总体|发展)目标"
    "|适用范围|编制依据|编制目的|总则|附则|名词解释|术语|典型案例|经验|概况|分级|解读"
)
"""headings of sections that tell what is or was, or what a document holds"""
_FULFILS = re.compile("(?:全部|基本|全面|逐项|持续)?(?:完成|推进|实施|落实|办结|到位|见效|开展|销号)$")
_ENDS_TIME = re.compile("[前内底末止年月日季周旬初]$")
_WHO = re.compile(
    rf"(?:{_LANDS}|[由请、和与及]|等(?:(?:有关|相关)?(?:部门|单位))?|共同|分别|具体|按照?(?:各自)?职责(?:分工)?|密切|积极|予以|组织|统筹|会同|联合|抓好|推进|实施|落实"
    "|牵头|负责|主责|主办|承办|配合|协助|协办|参与|参加|支持|指导|监督|督导){0,40}"
)
"""what is left of a clause that only says who, once its bodies are taken out"""
_NARRATES = re.compile(
    r"(?<![为除])了(?![解然])|先后|去年|上年|近年来|以来|截至|(?<![\d期假])日前|近日|负责解释|解释权|会议(?:听取|审议|学习|传达)"
)
"""words of a sentence that tells what was done, or explains"""
_RELATIVE = re.compile("[^,;。:、]{2,3}的")
"""what makes the subject part of a longer noun (县水利局提出的|方案)"""
_IS = re.compile("[为是](?:[^,;。要]{0,12})(?:单位|部门|成员|组长|召集人|主体)(?![^。;])")
"""what a body is, where the sentence says no more"""
_EACH = re.compile("于(?P<when>每[^,;。:]{1,10}[前内])")
_EXHORTS = re.compile(
    "高度重视|高度负责|提高.{0,4}认识|充分认识|统一思想|加强.{0,2}领导|强化.{0,4}领导|密切配合|通力协作|各司其职|认真贯彻|认真组织|抓好贯彻|切实增强"
)
"""what is asked of everybody and is no duty of anyone"""
_DONE = re.compile("已|曾|共(?![同享建治])|累计|原(?![则])")
"""what follows the subject of such a sentence"""
_AS = re.compile("(?:作为|是)[^,;。]{2,24},")
"""what a subject is said to be before its duty (是第一责任人，要…)"""
_FAR = 2
"""how many times the running sentences that state duties must outnumber statements of other forms"""
_TIME = 14
"""code points of a clause that sets a time and no more"""
_SURE = 2
"""sentences that make a habit"""
_MINUTES = re.compile(r"会议(?:议定|明确|决定|确定|要求)(?:事项|如下)?\s*[:：]|会议纪要")
_OPENER = re.compile(
    f"(?:由|请|责成|责令|委托|授权|商请)|{_LANDS}|(?:责任|主责|实施|承办)(?:单位|主体|部门)(?:为|是)"
)
_BY = re.compile(f"由|{_LANDS}")
_OBJECT = 30
"""code points of an object that stands before 由"""
_LEADING = re.compile(
    r"(?:会议)?(?:明确|要求|决定|议定|同意|指出|强调)[,:]?|会议(?=责成|责令|委托|授权|请|由)"
    r"|[^,;。:]{0,10}(?:分工|职责|任务|安排)如下:"
)
_MODAL = re.compile(f"(?:应当|必须|要|应|须|需|将|也|均|都|再|并|{ADVERB}){{0,8}}总?")
_MUST = re.compile("应当?|必须|务必|要(?!求)|须|需(?!求)")
_CONSISTS = re.compile("组成|构成|担任|兼任|主持|署名|任[组副]")
"""what says who is a member or in the chair, behind 由"""
_JOINT = re.compile("(?:会同|联合|协同|商)(?=[^,;。:])")
_PLAIN_VERBS = ("落实", "实施", "推进", "推动", "组织", "协调", "完成", "办理", "开展", "做好", "执行", "支持", "统筹")
"""role words of lists that are ordinary verbs behind a subject (县教育局组织学校…)"""
_CONDITION = re.compile("当|如|若|一旦|凡|为|对|针对|根据|按|在|结合|围绕|通过|自|从|遇|发生|接到|经|坚持|依托|聚焦|以")
"""how a clause begins that says when, for what or how, before the subject"""
_CARRIES = ("负责", "承担")
_HELPS = re.compile("(?:要|应)?(?:全力|积极)?(?:做好|加强|提供|给予|强化).{0,10}(?:保障|支持|服务|协助|配合)")
"""what a later clause says of those that help (县自然资源局做好用地保障)"""
_HELP_END = re.compile(
    "(?:要|应|须|共同|积极|全力|密切|主动|给予|予以|做好|提供|协同){0,4}"
    "(?P<role>配合|协助|支持|参与|参加|协办|协同配合|指导|业务指导)(?:工作)?$"
)
_HELPER = 20
"""code points of the name of one that helps"""
_WATCHES = re.compile("(?:加强|强化|开展|实施|做好|进行).{0,12}(?:监督|督查|督导|督察|监督检查|考核|验收)$")
_BEFORE_COLON = 80
"""code points within which a list of bodies ends at its colon"""
_BROUGHT = 14
"""code points of a body after 会同 that no known verb follows"""
_LEAST = 3
"""items that make a list of bodies with their duties"""
_LEAST_WORDS = 5
"""code points of a duty behind a colon"""


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence, with those that go on from it, whose subject answers for what it says."""

    start: int
    """offset of its words in the document; behind 市残联： where the body stands before a colon"""
    end: int
    statement: Statement
    strength: str
    """``role`` (a role word behind the bodies), ``colon``, ``opener`` (由, 请, 责成), ``modal`` (要, 应当), ``act`` (a plain verb) or
    ``plain`` (a verb that no list knows)"""


def running(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, *, alone: bool
) -> dict[int, tuple[Duty, ...]]:
    """Return the duties that segments state as running sentences, by the index of the segment.

    ``found`` are the statements of each segment, which go first. ``alone`` says that the plan has no tables and no label
    lines: where running sentences outnumber its other statements by far, sections that do not call themselves so state
    duties too.
    """
    sections = [_read_section(segments, found, place_of, one, every=alone) for one in _sections(segments)]
    first = next((at for at, segment in enumerate(segments) if segment.level is not None), 0)
    sections = [its if its.states else _without_preamble(its, first) for its in sections]
    told = [duty for its in sections if not its.tells for duties in its.duties.values() for duty in duties]
    strong = sum(map(_is_strong, told)) + sum(its.closed for its in sections)
    others = sum(span.kind in ("roles", "bare", "weak") and not span.line for its in found for span in its)
    alone = alone and strong > _FAR * others
    enough = alone and (strong >= _SURE or (strong > 0 and len(told) >= _LEAST))
    called = any(its.states and its.duties for its in sections)
    duties: dict[int, tuple[Duty, ...]] = {}
    for its in sections:
        duties |= _taken(its, alone=alone, enough=enough, called=called)
    return duties


def _without_preamble(its: _Stated, first: int) -> _Stated:
    """A section without the sentences before the first item that only tell who does what: they say what led to the plan."""
    kept = {at: tuple(duty for duty in one if at >= first or _is_strong(duty)) for at, one in its.duties.items()}
    return replace(its, duties={at: one for at, one in kept.items() if one})


def _is_strong(duty: Duty) -> bool:
    """Whether a sentence says by itself that it lays a duty on its subject: a role word, 要 or 请, or a limit."""
    return duty.strength in ("role", "colon", "opener", "modal") or bool(duty.statement.deadline)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the sentences of a section state."""

    duties: dict[int, tuple[Duty, ...]]
    sentences: int
    closed: int
    """segments whose last sentence says who answers for the words before it"""
    states: bool
    plainly: bool
    listed: bool
    tells: bool
    """its heading says that it tells what is or was (现状, 工作回顾, 总则)"""


def _read_section(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, section: _Section, *, every: bool
) -> _Stated:
    states = any(_STATES.search(words) for words in section.headings)
    plainly = any(_PLAINLY.search(words) for words in section.headings)
    tells = not states and any(_TELLS.search(words) for words in section.headings)
    listed = _is_list(segments, section)
    its: dict[int, tuple[Duty, ...]] = {}
    sentences = closed = 0
    for at in section.indices if states or listed or (every and not tells) else ():
        if any(span.kind == "clause" or (span.kind in ("roles", "rule") and not span.line) for span in found[at]) or _rules(segments[at]):
            continue
        units = list(_UNIT.finditer(segments[at].text, _body(segments[at])))
        if not (states or listed):
            units = [unit for unit in units if unit[0].rstrip().endswith(_STOPPED)]
        sentences += len(units)
        one = tuple(_duties(segments[at], units, place_of, onward=states or listed))
        lines = [span.start + segments[at].start for span in found[at] if span.line]
        # A sentence that only says who, with nothing but the measure before it, is its statement.
        before = segments[at].text[_body(segments[at]) : lines[0] - segments[at].start] if lines else ""
        named = [body.place.start for duty in one for body in duty.statement.assignments]
        if before.strip() and not _has_matter(segments[at].text[lines[0] - segments[at].start :]) and all(start >= lines[0] for start in named):
            closed += 1
        elif one:
            its[at] = one
    return _Stated(its, sentences, closed, states, plainly, listed, tells)


def _has_matter(sentence: str) -> bool:
    """Whether a clause of a sentence sets a time and goes on with what is then to be done (5月底前对17家电厂开展检查)."""
    clauses = re.split("[，,。]", sentence)
    return any(len(clause) > _TIME and grammar.is_deadline(clause) for clause in clauses)


def _rules(segment: Segment) -> bool:
    """Whether a segment says what holds for all statements."""
    return lead_rule(segment.text) is not None or standing_rule(segment.text, segment.start, Place(segment.start, segment.end)) is not None


def _taken(its: _Stated, *, alone: bool, enough: bool, called: bool) -> dict[int, tuple[Duty, ...]]:
    """The duties of a section that count: all of one that states duties, else those that say so or stand among such.

    ``called`` says that another section calls itself one of duties: here then most sentences must state them, not one in passing.
    """
    every = [duty for one in its.duties.values() for duty in one]
    sure = sum(duty.strength in ("role", "colon") for duty in every)
    if alone and its.states:
        return its.duties
    dense = 2 * len(every) >= its.sentences
    strong = any(map(_is_strong, every))
    if enough and ((dense and strong and len(every) >= _SURE) if called else (dense or strong)):
        return its.duties
    if its.listed or (its.plainly and sure >= _SURE) or (alone and sure >= _SURE and 2 * sure >= its.sentences):
        return _sure(its.duties)
    return {}


def _is_list(segments: Sequence[Segment], section: _Section) -> bool:
    """Whether every item of a section sets its duty behind its body and a colon (1. 县财政局：专项资金3月底前拨付)."""
    if len(section.indices) < _LEAST or any(segments[at].level is None for at in section.indices):
        return False
    items = [segments[at].text[segments[at].body :] for at in section.indices]
    behind = [re.split("[：:]", words, maxsplit=1)[-1].strip(" 。；;\n") for words in items]
    told = all(_colon(segments[at]) for at in section.indices)
    return told and not any(is_contact(words) or len(words) < _LEAST_WORDS for words in behind)


def is_contact(words: str) -> bool:
    """Whether the words behind a body and a colon are a person or a telephone, no duty."""
    return is_person(words.rstrip("。;；")) or re.search(r"\d{7}", words) is not None


def _sure(its: dict[int, tuple[Duty, ...]]) -> dict[int, tuple[Duty, ...]]:
    kept = {at: tuple(d for d in one if d.strength in ("role", "colon")) for at, one in its.items()}
    return {at: one for at, one in kept.items() if one}


@dataclass(frozen=True, slots=True)
class _Section:
    headings: tuple[str, ...]
    indices: tuple[int, ...]


def _sections(segments: Sequence[Segment]) -> Iterator[_Section]:
    """Segments under one heading together, with the words of the headings and openings above them."""
    stack: list[tuple[int, str]] = []
    opening = ""
    indices: list[int] = []
    minutes = any(_MINUTES.search(segment.text[:200]) for segment in segments[:40])

    def made(*more: str) -> _Section:
        headings = (*(words for _, words in stack), opening, *more)
        return _Section(("会议议定", *headings) if minutes and any(headings) else headings, tuple(indices))

    for at, segment in enumerate(segments):
        opens = segment.text.rstrip().endswith(("：", ":")) and not _colon(segment)
        if segment.boundary or opens or (segment.level is not None and segment.short and not (_colon(segment) or _is_duty(segment))):
            if indices:
                yield made()
            indices, opening = [], segment.text if opens else ""
            if segment.level is not None:
                stack = [one for one in stack if one[0] < (segment.level or 0)]
                stack.append((segment.level, segment.text))
            elif segment.boundary:
                stack = []
            continue
        if segment.level is not None and not _colon(segment) and (end := title_end(segment.text, segment.body, len(segment.text))):
            if indices and segment.level <= (segments[indices[-1]].level or 9):
                yield made()
                indices = []
            title = segment.text[segment.body : end]
            if _STATES.search(title):
                indices = [at]
                yield made(title)
                indices = []
                continue
        indices.append(at)
    if indices:
        yield made()


def _is_duty(segment: Segment) -> bool:
    """Whether a short numbered segment is a sentence with a subject of its own, no heading: （一）县督查室每月通报进度。"""
    words = segment.text[segment.body :].rstrip()
    return words.endswith(("。", "；", ";")) and read(words.strip(), segment.start + segment.body, Place) is not None


def _colon(segment: Segment) -> bool:
    """Whether a segment begins with bodies before a colon and words after it."""
    words = segment.text[segment.body : segment.body + _BEFORE_COLON]
    if "：" not in words and ":" not in words:
        return False
    text = grammar.read(words, 0)
    found = subject(text, 0)
    return found is not None and text.words[found : found + 1] == ":" and found + 1 < len(text.words)


def _body(segment: Segment) -> int:
    """Where the sentences of a segment begin: behind its number and its title."""
    end = title_end(segment.text, segment.body, len(segment.text))
    if end is None or segment.level is None:
        return segment.body
    title = segment.text[segment.body : end]
    duty = is_whole(title.rstrip("。:： \u3000")) or "负责" in title or "牵头" in title
    return segment.body if duty else end


def _duties(
    segment: Segment, units: Sequence[re.Match[str]], place_of: PlaceOf, *, onward: bool
) -> Iterator[Duty]:
    """The duties of a segment in order; with ``onward`` a sentence without a subject of its own goes on with the one before."""
    last: Duty | None = None
    free = segment.start + (units[0].start() if units else 0)
    for at, words in (part for unit in units for part in _subjects(unit[0], unit.start())):
        start = segment.start + at
        joined = words.endswith(("；", ";")) or segment.text[:at].rstrip().endswith(("；", ";"))
        if last is not None and joined and (more := _shares(words, start, place_of, len(last.statement.assignments))):
            statement = replace(last.statement, assignments=(*last.statement.assignments, *more))
            last = replace(last, end=start + len(words), statement=statement)
            continue
        duty = None if _NARRATES.search(words) else read(words, start, place_of)
        if duty is None and last is not None and onward and not _names(words):
            last = replace(last, end=start + len(words))
            continue
        if duty is not None and last is None and segment.text[free - segment.start : at].strip() and _only_says_who(words, start, duty):
            # The sentences before it say what, and this one who: 梳理高频事项。行政审批科牵头，基教科配合。
            duty = replace(duty, start=free, end=start, statement=_limited(duty.statement, words, start, place_of))
        if last is not None:
            yield last
        last = duty
        free = free if duty is None else start + len(words)
    if last is not None:
        yield last


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
    clauses = ["".join(clause.split()) for clause in "".join(rest).split(",")]
    return all(_WHO.fullmatch(clause) or _limit(clause) for clause in clauses)


def _limit(clause: str) -> str:
    """The limit of a clause that sets one and says no more than that the matter is then done (6月底前|全部完成, 全年|推进); else empty."""
    words = _FULFILS.sub("", clause)
    return words if _ENDS_TIME.search(words) and grammar.is_deadline(words) else ""


def _limited(statement: Statement, words: str, start: int, place_of: PlaceOf) -> Statement:
    """A statement with the limit that one of its clauses is."""
    if statement.deadline:
        return statement
    text = grammar.read(words, start)
    for clause in re.finditer("[^,;。]+", text.words):
        if limit := _limit(clause[0]):
            raw, at = text.slice(clause.start(), clause.start() + len(limit))
            return replace(statement, deadline="".join(raw.split()), deadline_place=place_of(at, at + len(raw)))
    return statement


def _shares(words: str, start: int, place_of: PlaceOf, first: int) -> tuple[Assignment, ...]:
    """The bodies of a sentence that only says who helps or guides what was said before (；市住建局做好业务指导。)."""
    text = grammar.read(words, start)
    stop = len(text.words.rstrip("。;!"))
    if "," in text.words or _JOINT.match(text.words) or subject(text, 0) is None:
        return ()
    groups = [group for group in _helping(text, 0, stop) if group[2] in ("support", "guide")]
    return _assigned(text, groups, place_of, first)


def _subjects(unit: str, offset: int) -> Iterator[tuple[int, str]]:
    """A sentence cut where another subject takes up a duty of its own: 县气象局负责预报，县应急局统筹队伍建设."""
    text = grammar.read(unit, 0)
    begins = [0]
    for begin, end in _clauses(text)[1:]:
        stop = subject(text, begin)
        if stop is None and _has_subject(text, begins[-1], begin) and _handed(text, begin, end):
            begins.append(text.spots[begin])  # …，资金缺口由县财政局统筹解决
            continue
        if stop is None or stop >= end or _HELPS.match(text.words, stop, end):
            continue
        role = role_words().match(text.words, _MODAL.match(text.words, stop).end())  # type: ignore[union-attr]
        if next((group for group in _helping(text, begin, end) if group[2] in ("support", "guide", "supervise")), None):
            continue
        its = role_of(role["after"]) if role is not None and role["after"] else None
        if its is not None and role is not None and not role[0].startswith(_PLAIN_VERBS):
            own = its in ("lead", "responsible") and end - role.end() >= _LEAST_WORDS - 1
        else:
            alone = end - stop > _LEAST_WORDS and _JOINT.match(text.words, stop) is None and _has_subject(text, begins[-1], begin)
            own = alone and _acting(text, begin, stop, opened=False) is not None
        if own:
            begins.append(text.spots[begin])
    for begin, end in zip(begins, [*begins[1:], len(unit)], strict=True):
        words = unit[begin:end].rstrip()
        lead = len(words) - len(words.lstrip())
        if words[lead:]:
            yield offset + begin + lead, words[lead:].rstrip("，,") if end < len(unit) else words[lead:]


def _has_subject(text: Text, spot: int, end: int) -> bool:
    """Whether the words from an offset of the raw words to ``end`` have bodies for their subject."""
    begin = bisect_left(text.spots, spot)
    opener = _OPENER.match(text.words, begin) or _inner(text, begin, end)
    return subject(text, opener.end() if opener else begin) is not None


def _handed(text: Text, begin: int, end: int) -> bool:
    """Whether a clause hands its matter to a body: 由县财政局拨付, 缺口由县财政局解决; 请于6月底前完成 does not."""
    opener = _OPENER.match(text.words, begin, end)
    return subject(text, opener.end()) is not None if opener else _inner(text, begin, end) is not None


def _names(words: str) -> bool:
    """Whether a sentence has a subject that names nobody in particular: it continues nothing."""
    found = subject(grammar.read(words[:60], 0), 0, generic=True)
    return found is not None


def read(words: str, start: int, place_of: PlaceOf) -> Duty | None:
    """Read one sentence, a verbatim slice at offset ``start``; None where no body is its subject."""
    text = grammar.read(words, start)
    clauses = _clauses(text)
    for at, (begin, end) in enumerate(clauses):
        first = _LEADING.match(text.words, begin, end)
        begin = first.end() if first else begin
        opener = _OPENER.match(text.words, begin, end) or _inner(text, begin, end)
        if at and not opener and not all(_is_opening(text.words[b:e]) for b, e in clauses[:at]):
            continue
        begin = opener.end() if opener else begin
        stop = subject(text, begin) or (told_by_verb(text, begin) if opener and opener[0] == "由" else None)
        if stop is None:
            continue
        if text.words[stop : stop + 1] == ":" and stop + 1 < len(text.words):
            if is_contact(text.words[stop + 1 :]):
                return None
            return _made(text, [(begin, stop, "responsible", None)], clauses[at + 1 :], place_of, stop + 1, "colon")
        if whole := _whole(text, begin, end):
            return _made(text, whole, clauses[at + 1 :], place_of, 0, "role")
        group = _acting(text, begin, stop, opened=opener is not None)
        if group:
            strength, groups = group
            return _made(text, groups, clauses[at + 1 :], place_of, 0, strength)
    return None


def _whole(text: Text, begin: int, end: int) -> _Groups | None:
    """The groups of a clause that is nothing but who does what, before what is to be done (由市能源局牵头、市应急管理局参加，…)."""
    if end >= len(text.words) or not is_statement(text.slice(begin, end)[0], strict=True):
        return None
    found = [(one.begin, one.end, one.role, one.printed) for run in grammar.runs(text, begin, end) for one in grammar.groups(text, *run)]
    if any(re.search("[于对将把被]", text.words[first:stop]) for first, stop, _, _ in found):
        return None
    return [(first, stop, role or "responsible", printed) for first, stop, role, printed in found]


def _is_opening(words: str) -> bool:
    """Whether a clause before the subject states only when, for what or how, or that a meeting asks for what follows."""
    return _CONDITION.match(words) is not None or grammar.is_deadline(words) or _LEADING.fullmatch(words) is not None


def _inner(text: Text, begin: int, end: int) -> re.Match[str] | None:
    """The 由 behind an object that stands first (资金缺口由县财政局统筹解决)."""
    for match in _BY.finditer(text.words, begin + 2, min(end, begin + _OBJECT)):
        stop = subject(text, match.end()) or (told_by_verb(text, match.end()) if match[0] == "由" else None)
        if stop is not None and stop <= end and not text.depth[match.start()]:
            return match
    return None


_Groups = list[tuple[int, int, str, str | None]]


def _clauses(text: Text) -> list[tuple[int, int]]:
    """Ranges between commas; one that is nothing but bodies goes with the next."""
    found: list[tuple[int, int]] = []
    begin = 0
    for at in range(len(text.words) + 1):
        if at < len(text.words) and (text.words[at] != "," or text.depth[at]):
            continue
        if at > begin and not (at < len(text.words) and subject(text, begin) == at):
            found.append((begin, at))
            begin = at + 1
    return found


def _acting(text: Text, begin: int, stop: int, *, opened: bool) -> tuple[str, _Groups] | None:
    """What a subject does: its role and the bodies it brings in; None where no verb follows."""
    words = text.words
    if any(no.match(words, stop) for no in (_DONE, _RELATIVE, _IS)) or (opened and _CONSISTS.search(words, stop, stop + _BROUGHT)):
        return None
    described = _AS.match(words, stop)
    if _EXHORTS.match(words, _MODAL.match(words, stop).end()):  # type: ignore[union-attr]
        return None
    must = described is not None or _MUST.match(words, stop) is not None
    stop_ = described.end() if described else stop
    at = _MODAL.match(words, stop_).end()  # type: ignore[union-attr]
    modal = at > stop_
    joint = _JOINT.match(words, at)
    if joint:
        brought = subject(text, joint.end(), generic=True) or _brought(text, joint.end())
        if brought is not None:
            role = role_words().match(words, brought)
            its = role_of(role["after"]) if role and role["after"] and role["after"] not in _PLAIN_VERBS else None
            printed = text.printed(brought, role.end()) if role and its else None
            watching = "supervise" if _watches(words, brought) else "responsible"
            groups: _Groups = [(begin, stop, its or watching, printed)]
            groups.append((joint.end(), brought, "support", text.printed(joint.start(), joint.end())))
            return ("role" if its else "opener" if opened else "modal" if must else "act"), groups
    role = role_words().match(words, at)
    if role and role["after"] and (role["after"] == "统筹协调" or not role["after"].startswith(_PLAIN_VERBS)):
        its = role_of(role["after"])
        if its:
            # 牵头做好 leads: the words behind the first role word belong to the duty.
            first = _first_role().match(role["after"])
            behind = role.start("after") + first.end() if first else role.end()
            if first and first[0] in _CARRIES and behind < role.end() and re.match("[\u4e00-\u9fff]{2}", words[role.end() :]):
                its = role_of(first[0]) or its  # 负责督促工地停工: the second verb is the matter, no share
            return "role", [(begin, stop, its, text.printed(at, behind)), *_beside(text, role.end())]
    watches = "supervise" if _watches(words, stop) else "responsible"
    if opened:
        return "opener", [(begin, stop, watches, None)]
    if must:
        return "modal", [(begin, stop, watches, None)]
    if modal or acts().match(words, stop) or verbs().match(words, stop) or re.match(r"[于\d]", words[stop : stop + 1]):
        return "act", [(begin, stop, watches, None)]
    told = re.split("[,;。!:]", words[stop:], maxsplit=1)[0]
    if len(told) >= _LEAST_WORDS - 1 and not is_nominal(words, stop) and is_solid(re.split("[、和与及]", words[begin:stop])[-1]):
        return "plain", [(begin, stop, watches, None)]
    return None


def _beside(text: Text, at: int) -> Iterator[tuple[int, int, str, str | None]]:
    """Bodies with roles of their own right behind those of the subject: 由A牵头、B参加."""
    while text.words[at : at + 1] == "、" and (stop := subject(text, at + 1, generic=True)) is not None:
        role = role_words().match(text.words, stop)
        its = role_of(role["after"]) if role and role["after"] else None
        if role is None or its is None:
            return
        yield at + 1, stop, its, text.printed(stop, role.end())
        at = role.end()


def _watches(words: str, at: int) -> bool:
    """Whether the clause from ``at`` on says that its subject watches others (对乙方进行考核)."""
    return _WATCHES.search(re.split("[,;。!]", words[at:])[0]) is not None


@cache
def _first_role() -> re.Pattern[str]:
    words = [word for word, role in rows("after").items() if role and not word.startswith(_PLAIN_VERBS)]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def _brought(text: Text, at: int) -> int | None:
    """Where the one body ends that 会同 brings in, whatever verb follows it (会同城关镇政府修改)."""
    for end in range(min(len(text.words), at + _BROUGHT), at + 2, -1):
        name = text.words[at:end]
        if is_body(name) and not re.search("[,;。:、]", name):
            return end
    return None


def _made(
    text: Text, groups: _Groups, later: Sequence[tuple[int, int]], place_of: PlaceOf, first: int, strength: str
) -> Duty:
    groups = [*groups, *(group for begin, end in later for group in _helping(text, begin, end))]
    assignments = _assigned(text, groups, place_of, 0)
    _, offset = text.slice(first, len(text.words))
    due = first_due(text.raw, text.start) or _rhythm(text)
    when = place_of(due[1], due[2]) if due else None
    statement = Statement(assignments, due[0] if due else "", when, printed_roles=strength == "role")
    return Duty(offset, text.start + len(text.raw), statement, strength)


def _rhythm(text: Text) -> tuple[str, int, int] | None:
    """The recurring limit by which a thing is to be done each time: 于每月5日前报送."""
    match = _EACH.search(text.words)
    if match is None:
        return None
    raw, at = text.slice(*match.span("when"))
    return "".join(raw.split()), at, at + len(raw)


def _assigned(text: Text, groups: Sequence[tuple[int, int, str, str | None]], place_of: PlaceOf, count: int) -> tuple[Assignment, ...]:
    """The bodies of ranges of words with their roles, positions counted on from ``count``."""
    assignments: list[Assignment] = []
    for begin, end, role, printed in groups:
        raw, start = text.slice(begin, end)
        for mention in completed(split(raw, start, prose=True)):
            place = place_of(mention.start, mention.end)
            assignments.append(
                Assignment(
                    role, printed, mention.printed, mention.full, count + len(assignments) + 1, "text", place,
                    open_ended=mention.open_ended,
                )
            )  # fmt: skip
    return tuple(assignments)


def _helping(text: Text, begin: int, end: int) -> Iterator[tuple[int, int, str, str | None]]:
    """A later clause that gives other bodies a share: C、D予以支持."""
    if joint := _JOINT.match(text.words, begin, end):
        brought = subject(text, joint.end(), generic=True)
        if brought is not None and brought <= end:
            yield joint.end(), brought, "support", text.printed(begin, joint.end())
        return
    opener = _OPENER.match(text.words, begin, end)
    begin = opener.end() if opener else begin
    stop = subject(text, begin, generic=True)
    if stop is None or stop >= end:
        if found := _named_helpers(text, begin, end):
            yield found
        return
    if _HELPS.match(text.words, stop, end):
        yield begin, stop, "support", None
        return
    role = _share().match(text.words, stop, end)
    its = role_of(role["after"]) if role and role["after"] else None
    if role and its:
        yield begin, stop, its, text.printed(role.start("after"), role.end("after"))


def _named_helpers(text: Text, begin: int, end: int) -> tuple[int, int, str, str] | None:
    """A clause that is nothing but names, one of them surely a body, and a role word of those that help (移动、电信青河分公司予以配合)."""
    words = text.words[begin:end].rstrip("。;！!")
    match = _HELP_END.search(words)
    if match is None or match.start() < 2:
        return None
    names = split(words[: match.start()], prose=True)
    short = all(2 <= len(name.printed) <= _HELPER and not re.match(acts(), name.printed) for name in names)
    if not names or not short or not any(is_body(name.printed) for name in names):
        return None
    role = role_of(match["role"])
    return (begin, begin + match.start(), role, text.printed(begin + match.start("role"), begin + match.end("role"))) if role else None


@cache
def _share() -> re.Pattern[str]:
    return re.compile(f"(?:要|应|予以|给予|做好|密切|{ADVERB}){{0,6}}(?:{role_words().pattern})")
