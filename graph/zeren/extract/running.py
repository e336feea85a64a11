"""Duties in running sentences, whose subject is the body: 县财政局负责落实资金; 由A会同B制定办法; 市残联：牵头制定细则.

Only sentences of sections that state duties count (职责分工, 会议议定), and those of plans without any other
statement where they stand side by side; an ordinary narrative has bodies as subjects too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from zeren.extract import grammar
from zeren.extract.clauses import acts
from zeren.extract.deadline import first_due
from zeren.extract.endings import is_body, is_whole
from zeren.extract.grammar import Text
from zeren.extract.lexicon import role_of, role_words, rows
from zeren.extract.mentions import completed, split
from zeren.extract.persons import is_person
from zeren.extract.segments import Segment, title_end
from zeren.extract.spans import Span
from zeren.extract.statement import PlaceOf, Statement, is_statement
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Place

_UNIT = re.compile(r"[^。；;！!\n]+[。；;！!]*")
"""a sentence, or the part of one that a semicolon parts"""
_STATES = re.compile("职责|分工|责任落实|落实责任|明确责任|责任体系|议定|会议(?:明确|要求|决定|确定)")
"""headings and openings of sections that state duties"""
_PLAINLY = re.compile("职责|分工")
"""the same where the plan states its duties in another way too"""
_MINUTES = re.compile(r"会议(?:议定|明确|决定|确定|要求)(?:事项|如下)?\s*[:：]|会议纪要")
_OPENER = re.compile("(?:由|请|责成|责令|委托|授权|商请)")
_BY = re.compile("由")
_OBJECT = 30
"""code points of an object that stands before 由"""
_LEADING = re.compile(
    r"(?:会议)?(?:明确|要求|决定|议定|同意|指出|强调)[,:]?|会议(?=责成|责令|委托|授权|请|由)"
    r"|[^,;。:]{0,10}(?:分工|职责|任务|安排)如下:"
)
_ADVERB = (
    "抓紧|同步|尽快|及时|全程|继续|进一步|切实|认真|积极|全力|主动|严格|定期|逐步|具体|带头|率先"
    r"|每(?:[年月周季日半旬]|\d{1,2}(?:个?小时|[日天周月]))"
)
"""words between a subject and its verb"""
_MODAL = re.compile(f"(?:应当|必须|要|应|须|需|将|也|均|都|再|并|{_ADVERB})*总?")
_OBLIGES = re.compile("应当|必须|要|应|须|需")
_NUMBER = re.compile(r"[^,;。:]{2,16}[〔\[(]20\d\d[〕\])]第?\d{1,4}号")
"""the number of a document"""
_TELLS = re.compile(
    "已[经于]?[^有知]|去年|上年|同期|以来|[成到得善]了"
    "|本(?:预案|方案|办法|细则|意见|规定|通知|计划|措施|规划|制度|清单).{0,4}由.{2,30}解释"
)
"""words of sentences that tell what was done, or who explains a text"""
_JOINT = re.compile("(?:会同|联合|协同|商)(?=[^,;。:])")
_MORE = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位)?(?:和单位)?)?[、和与及](?:以及)?")
_ET_AL = re.compile(r"等(?:有关|相关)?(?:部门|单位)?(?:和单位)?")
_REMARK = re.compile(r"[(〔\[][^()〔〕\[\]]{1,30}[)〕\]]")
_NEXT = re.compile(
    r"[、,;:)〕和与及等\d于]|[(〔\[][^()〔〕\[\]]{1,30}[)〕\]](?:[、,;:和与及等]|$)|总?(?:牵头|负责)|会同|予以|给予|[一两三]个?[月周年]"
    rf"|(?:{_ADVERB})"
)
_GENERIC = re.compile(
    r"(?:国务院|[省市区县州])?[级直]?(?:各级|各地|各|有关|相关|其他|其它)+(?:职能|主管|成员|责任|牵头|行业|业务)*"
    r"(?:部门|单位|地方政府|地方人民政府|地方|地区|方面|机构|企业)?(?:和(?:部门|单位))?|全[省市区县]各级?(?:部门|单位)?"
)
"""subjects that name nobody in particular"""
_PLAIN_VERBS = ("落实", "实施", "推进", "推动", "组织", "协调", "完成", "办理", "开展", "做好", "执行", "支持", "统筹")
"""role words of lists that are ordinary verbs behind a subject (县教育局组织学校…)"""
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
_FIRM = 4
"""sentences that oblige bodies, which make a plan of running text"""
_LEAST = 3
"""items that make a list of bodies with their duties"""
_LEAST_WORDS = 5
"""code points of a duty behind a colon"""
_NAME = 34
"""code points within which a name ends"""


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence, with those that go on from it, whose subject answers for what it says."""

    start: int
    """offset of its words in the document; behind 市残联： where the body stands before a colon"""
    end: int
    statement: Statement
    strength: str
    """``role`` (a role word behind the bodies), ``colon``, ``opener`` (由, 请, 责成), ``modal`` (要, 应当) or ``act`` (a plain verb)"""


def running(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, *, alone: bool
) -> dict[int, tuple[Duty, ...]]:
    """Return the duties that segments state as running sentences, by the index of the segment.

    ``found`` are the statements of each segment, which go first. ``alone`` says that the plan has no other
    statements and no tables: sections that do not call themselves so then state duties where most of their
    sentences do.
    """
    duties: dict[int, tuple[Duty, ...]] = {}
    told: list[dict[int, tuple[Duty, ...]]] = []
    stated = False
    for section in _sections(segments):
        states = any(_STATES.search(words) for words in section.headings)
        plainly = any(_PLAINLY.search(words) for words in section.headings)
        listed = _is_list(segments, section)
        its: dict[int, tuple[Duty, ...]] = {}
        sentences = 0
        for at in section.indices:
            if any(span.kind == "clause" or (span.kind in ("roles", "rule") and not span.line) for span in found[at]):
                continue
            segment = segments[at]
            if states or plainly or alone or listed:
                units = list(_UNIT.finditer(segment.text, _body(segment)))
                sentences += len(units)
                if one := tuple(_duties(segment, units, place_of)):
                    its[at] = one
        strengths = [duty.strength for one in its.values() for duty in one]
        sure = sum(strength in ("role", "colon") for strength in strengths)
        told += [its] if alone else []
        if alone and states and strengths:
            stated = True
            duties |= its
        elif listed or (plainly and sure >= 2) or (alone and sure >= 2 and 2 * sure >= sentences):
            duties |= _sure(its)
    return duties if stated else _all_of(told) or duties


def _all_of(told: Sequence[dict[int, tuple[Duty, ...]]]) -> dict[int, tuple[Duty, ...]]:
    """All duties of a plan most of whose sentences with bodies oblige them; empty where they only tell what happens.

    A role word, 要 or 应当, 由 or 责成, or a limit obliges; a report of what was done has none of these.
    """
    every = [duty for its in told for one in its.values() for duty in one]
    firm = [duty for duty in every if duty.strength != "act" or duty.statement.deadline]
    bodies = {duty.statement.assignments[0].full for duty in firm if duty.statement.assignments}
    if len(firm) < _FIRM or len(bodies) < _LEAST or 2 * len(firm) < len(every):
        return {}
    return {at: one for its in told for at, one in its.items()}


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


def is_generic(words: str) -> bool:
    """Whether words name nobody in particular (各部门, 有关单位)."""
    return _GENERIC.fullmatch(fold(words)) is not None


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
    found = _subject(text, 0)
    return found is not None and text.words[found : found + 1] == ":" and found + 1 < len(text.words)


def _body(segment: Segment) -> int:
    """Where the sentences of a segment begin: behind its number and its title."""
    end = title_end(segment.text, segment.body, len(segment.text))
    if end is None or segment.level is None:
        return segment.body
    title = segment.text[segment.body : end]
    duty = is_whole(title.rstrip("。:： \u3000")) or "负责" in title or "牵头" in title
    return segment.body if duty else end


def _duties(segment: Segment, units: Sequence[re.Match[str]], place_of: PlaceOf) -> Iterator[Duty]:
    """The duties of a segment in order; a sentence without a subject of its own goes on with the one before."""
    last: Duty | None = None
    for at, words in (part for unit in units for part in _subjects(unit[0], unit.start())):
        start = segment.start + at
        if last is not None and (more := _shares(words, start, place_of, len(last.statement.assignments))):
            statement = replace(last.statement, assignments=(*last.statement.assignments, *more))
            last = replace(last, end=start + len(words), statement=statement)
            continue
        duty = read(words, start, place_of)
        if duty is None and last is not None and not _names(words):
            last = replace(last, end=start + len(words))
            continue
        if last is not None:
            yield last
        last = duty
    if last is not None:
        yield last


def _shares(words: str, start: int, place_of: PlaceOf, first: int) -> tuple[Assignment, ...]:
    """The bodies of a sentence that only says who helps or guides what was said before (；市住建局做好业务指导。)."""
    text = grammar.read(words, start)
    stop = len(text.words.rstrip("。;!"))
    if "," in text.words or _JOINT.match(text.words) or _subject(text, 0) is None:
        return ()
    groups = [group for group in _helping(text, 0, stop) if group[2] in ("support", "guide")]
    return _assigned(text, groups, place_of, first)


def _subjects(unit: str, offset: int) -> Iterator[tuple[int, str]]:
    """A sentence cut where another subject takes up a duty of its own: 县气象局负责预报，县应急局统筹队伍建设."""
    text = grammar.read(unit, 0)
    begins = [0]
    for begin, end in _clauses(text)[1:]:
        stop = _subject(text, begin)
        if stop is None or stop >= end or _HELPS.match(text.words, stop, end):
            continue
        role = role_words().match(text.words, _MODAL.match(text.words, stop).end())  # type: ignore[union-attr]
        own = role is not None and role["after"] is not None and role_of(role["after"]) in ("lead", "responsible")
        if own and role is not None and end - role.end() >= _LEAST_WORDS - 1:
            begins.append(text.spots[begin])
    for begin, end in zip(begins, [*begins[1:], len(unit)], strict=True):
        words = unit[begin:end].rstrip()
        lead = len(words) - len(words.lstrip())
        if words[lead:]:
            yield offset + begin + lead, words[lead:].rstrip("，,") if end < len(unit) else words[lead:]


def _names(words: str) -> bool:
    """Whether a sentence has a subject that names nobody in particular: it continues nothing."""
    found = _subject(grammar.read(words[:60], 0), 0, generic=True)
    return found is not None


def read(words: str, start: int, place_of: PlaceOf) -> Duty | None:
    """Read one sentence, a verbatim slice at offset ``start``; None where no body is its subject."""
    text = grammar.read(words, start)
    if _TELLS.search(text.words) or _NUMBER.fullmatch(text.words):
        return None
    clauses = _clauses(text)
    for at, (begin, end) in enumerate(clauses):
        first = _LEADING.match(text.words, begin, end)
        begin = first.end() if first else begin
        opener = _OPENER.match(text.words, begin, end) or _inner(text, begin, end)
        if at and not opener and not all(_is_opening(text.words[b:e]) for b, e in clauses[:at]):
            continue
        begin = opener.end() if opener else begin
        stop = _subject(text, begin)
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
    """Whether a clause before the subject states only a time, or that a meeting asks for what follows."""
    return grammar.is_deadline(words) or _LEADING.fullmatch(words) is not None


def _inner(text: Text, begin: int, end: int) -> re.Match[str] | None:
    """The 由 behind an object that stands first (资金缺口由县财政局统筹解决)."""
    for match in _BY.finditer(text.words, begin + 2, min(end, begin + _OBJECT)):
        stop = _subject(text, match.end())
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
        if at > begin and not (at < len(text.words) and _subject(text, begin) == at):
            found.append((begin, at))
            begin = at + 1
    return found


def _acting(text: Text, begin: int, stop: int, *, opened: bool) -> tuple[str, _Groups] | None:
    """What a subject does: its role and the bodies it brings in; None where no verb follows."""
    words = text.words
    at = _MODAL.match(words, stop).end()  # type: ignore[union-attr]
    modal = at > stop
    joint = _JOINT.match(words, at)
    if joint:
        brought = _subject(text, joint.end(), generic=True) or _brought(text, joint.end())
        if brought is not None:
            role = role_words().match(words, brought)
            its = role_of(role["after"]) if role and role["after"] and role["after"] not in _PLAIN_VERBS else None
            printed = text.printed(brought, role.end()) if role and its else None
            watching = "supervise" if _watches(words, brought) else "responsible"
            groups: _Groups = [(begin, stop, its or watching, printed)]
            groups.append((joint.end(), brought, "support", text.printed(joint.start(), joint.end())))
            return ("role" if its else "opener" if opened else "act"), groups
    role = role_words().match(words, at)
    if role and role["after"] and (role["after"] == "统筹协调" or not role["after"].startswith(_PLAIN_VERBS)):
        its = role_of(role["after"])
        if its:
            # 牵头做好 leads: the words behind the first role word belong to the duty.
            first = _first_role().match(role["after"])
            behind = role.start("after") + first.end() if first else role.end()
            return "role", [(begin, stop, its, text.printed(at, behind))]
    watches = "supervise" if _watches(words, stop) else "responsible"
    if opened:
        return "opener", [(begin, stop, watches, None)]
    if modal or acts().match(words, stop) or re.match(r"于|\d(?!0\d\d年)", words[stop : stop + 5]):
        return ("modal" if _OBLIGES.match(words, stop) else "act"), [(begin, stop, watches, None)]
    return None


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
    due = first_due(text.raw, text.start)
    when = place_of(due[1], due[2]) if due else None
    statement = Statement(assignments, due[0] if due else "", when, printed_roles=strength == "role")
    return Duty(offset, text.start + len(text.raw), statement, strength)


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
        brought = _subject(text, joint.end(), generic=True)
        if brought is not None and brought <= end:
            yield joint.end(), brought, "support", text.printed(begin, joint.end())
        return
    opener = _OPENER.match(text.words, begin, end)
    begin = opener.end() if opener else begin
    stop = _subject(text, begin, generic=True)
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
    return re.compile(f"(?:要|应|予以|给予|做好|密切|{_ADVERB})*(?:{role_words().pattern})")


def _subject(text: Text, at: int, *, generic: bool = False) -> int | None:
    """Where the bodies end that stand at ``at``; None where none do, or none in particular."""
    end: int | None = None
    first = at
    while (stop := _name_end(text, at)) is not None:
        end = stop
        remark = _REMARK.match(text.words, end)
        if remark and not any(role in remark[0] for role in ("牵头", "负责")):
            end = remark.end()
        more = _MORE.match(text.words, end)
        if not more:
            break
        at = more.end()
    if end is None or (not generic and _GENERIC.fullmatch(text.words, first, end)):
        return None
    closing = _ET_AL.match(text.words, end)
    return closing.end() if closing else end


def _name_end(text: Text, at: int) -> int | None:
    """Where the one name ends that begins at ``at``: at the first whole body that something else follows."""
    words = text.words
    for end in range(at + 2, min(len(words), at + _NAME) + 1):
        if words[end - 1] in ",;。:、《》“”\"由" and not text.depth[end - 1]:
            return None
        if text.depth[end - 1] and words[end - 1] not in ")〕]":
            continue
        name = words[at:end]
        if end < len(words) and not (_NEXT.match(words, end) or acts().match(words, end) or role_words().match(words, end)):
            continue
        if "\u4e00" <= name[0] <= "\u9fff" and is_body(name) and not grammar.is_deadline(name):
            return _longer(text, at, end)
    return None


def _longer(text: Text, at: int, end: int) -> int:
    """The end of a longer name whose rest only looks like a verb (市委|组织部)."""
    for stop in range(end + 2, min(len(text.words), end + 6) + 1):
        rest = text.words[end:stop]
        if rest[0] in "、,:;和与及等(" or "牵头" in rest or "负责" in rest:
            break
        follows = stop == len(text.words) or _NEXT.match(text.words, stop)
        if text.words[end - 1] in "委府" and is_body(rest) and follows:
            return stop
        if text.words[end - 1] in "乡镇区村" and text.words[at] != "各" and rest[-1] in "局委厅部办" and is_body(rest):
            return stop  # 市住房和城乡|建设局
    return end
