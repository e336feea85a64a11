"""A sentence whose subject is a body, as the duty that it states: 县财政局负责落实资金; 市残联：牵头制定细则."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.extract.bodies.completed import completed
from zeren.extract.bodies.endings import is_body, is_solid
from zeren.extract.bodies.mentions import split
from zeren.extract.bodies.persons import is_person
from zeren.extract.lexicon import role_of, role_words
from zeren.extract.prose.deeds import (
    CHANGED,
    LANDS,
    OPENER,
    Groups,
    acting,
    helping,
    modal_end,
    named_role,
    part_of,
)
from zeren.extract.prose.moved import moved
from zeren.extract.prose.name_ends import URGES
from zeren.extract.prose.subjects import handed, may_name, subject
from zeren.extract.statement import grammar
from zeren.extract.statement.grammar import Text
from zeren.extract.statement.phrases import MAINLY
from zeren.extract.statement.said import PROPOSES, PlaceOf, Statement
from zeren.extract.statement.statement import is_statement
from zeren.extract.time.due import first_due
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import unspaced
from zeren.ground.model import Assignment, Place, Remark

_EACH = re.compile("于(?P<when>每[^,;。:]{1,10}[前内])")
_BY = re.compile(f"由|{LANDS}|{MAINLY}")
_OBJECT = 30
"""code points of an object that stands before 由"""
_LEADING = re.compile(
    r"(?:会议)?(?:明确|要求|决定|议定|同意|指出|强调)[,:]?|会议(?=责成|责令|委托|授权|请|由)"
    r"|[^,;。:]{0,10}(?:分工|职责|任务|安排)如下:"
)
PERSON = re.compile(
    r"(?:由|请)?(?P<who>[^,;。:、]{0,12}(?:、[^,;。:、]{0,10}){0,2}(?:书记|主席|主任|常委|成员|同志|[省市县区州旗镇乡局厅处部院校]长|专员|总工程师)"
    r"(?!单位|办|部门|制|会议|专班|小组|热线|信箱)[\u4e00-\u9fff]{0,8}?)"
    r"(?P<role>(?:亲自|总|具体)?(?:包保|包联|包抓|包案|包片|主抓|抓总|挂帅|挂钩|联系|分管|领衔|督导|调度|牵头|负责|总协调|统筹)(?:推进|负责|督办|抓总|协调)?)[。;!]?"
)
"""a clause that names the person who watches over a task, before the bodies that do it (由副县长李涛包保)"""
_OFFICER = re.compile(r"(?P<who>[^,;。:、()\d]{5,23})同志(?:具体)?(?P<role>牵头|负责|承办)")
"""an officer with the body before the name (市住建局王强|同志具体负责)"""
_ANSWERS = re.compile("(?:具体)?(?:负责|牵头)[\u4e00-\u9fff]{2}")
"""what follows a subject that answers for words which stand before it (新建民用建筑执行绿色标准，市住建局负责监督落实)"""
_REMEMBERED = 256
"""sentences whose clauses are kept"""
_SENTENCES = 1 << 10
"""sentences whose reading is kept"""
_AREA = re.compile("(?:全|我)?[\u4e00-\u9fff]{0,8}[省市县区州旗盟]")
"""a place, which answers for nothing where a body is named beside it"""
_CONDITION = re.compile("当|如|若|一旦|凡|为|对|针对|根据|按|在|结合|围绕|通过|自|从|遇|发生|接到|经|坚持|依托|聚焦|以")
"""how a clause begins that says when, for what or how, before the subject"""


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


def read(words: str, start: int, place_of: PlaceOf) -> Duty | None:
    """Read one sentence, a verbatim slice at offset ``start``; None where no body is its subject."""
    duty = _read(words)
    if duty is None:
        return None

    def at(place: Place) -> Place:
        return place_of(start + place.start, start + place.end)

    said = duty.statement
    statement = replace(
        said,
        assignments=tuple(replace(one, place=at(one.place)) for one in said.assignments),
        deadline_place=at(said.deadline_place) if said.deadline_place else None,
        remarks=tuple(replace(one, place=at(one.place)) for one in said.remarks),
    )
    return Duty(start + duty.start, start + duty.end, statement, duty.strength)


@lru_cache(maxsize=_SENTENCES)
def _read(words: str) -> Duty | None:
    """A sentence read by itself, places counted in its own words: each is looked at for duties, for what lays none and for what is left."""
    text, place_of = grammar.read(words, 0), Place
    if not may_name(text) and "同志" not in text.words:
        return None
    clauses = clauses_of(text)
    led = False
    for at, (begin, end) in enumerate(clauses):
        first = _LEADING.match(text.words, begin, end)
        begin = first.end() if first else begin
        if (one := _officer(text, begin, end)) and _open(text, clauses[:at]):
            return _made(text, [one], clauses[at + 1 :], place_of, 0, "role")
        if PERSON.fullmatch(text.words, begin, end):
            led = True  # 由区长张三牵头，区住建委实施: the body behind the person answers as one behind 由 does
            continue
        opener = moved(text, begin, end) or CHANGED.search(text.words, begin, end) or OPENER.match(text.words, begin, end)
        opener = opener or URGES.match(text.words, begin, end) or _inner(text, begin, end)
        begin = opener.end() if opener else begin
        proposed = opener is not None and _is_proposed(text.words, opener)
        stop = subject(text, begin) or (handed(text, begin, end, opener[0]) if opener else None)
        if stop is None or not (opener or led or _ANSWERS.match(text.words, stop) or _open(text, clauses[:at])):
            continue
        if not opener and _AREA.fullmatch(text.words, begin, stop) and any(only_hands(text, *one) for one in clauses[at + 1 :]):
            continue  # 青山县改造小区15个，由县住建局负责: where it is done, and who does it
        if text.words[stop : stop + 1] == ":" and stop + 1 < len(text.words):
            if is_contact(text.words[stop + 1 :]):
                return None
            return _made(text, [(begin, stop, *part_of(text, stop + 1))], clauses[at + 1 :], place_of, stop + 1, "colon")
        if named := named_role(opener, text):
            return _made(text, [(begin, stop, *named)], clauses[at + 1 :], place_of, 0, "role", proposed=proposed)
        if whole := _whole(text, begin, end):
            return _made(text, whole, clauses[at + 1 :], place_of, 0, "role", proposed=proposed)
        group = acting(text, begin, stop, opened=led or opener is not None)
        if group:
            strength, groups = group
            return _made(text, groups, clauses[at + 1 :], place_of, 0, strength, proposed=proposed)
    return None


def _is_proposed(words: str, opener: re.Match[str]) -> bool:
    """Whether words only propose who is to do something: 建议由县财政局负责, 县文旅局建议|由县财政局负责."""
    return PROPOSES.match(opener[0]) is not None or any(word.end() == opener.start() for word in PROPOSES.finditer(words))


def _open(text: Text, clauses: Sequence[tuple[int, int]]) -> bool:
    """Whether all of ``clauses`` only say when, for what or how."""
    return all(is_opening(text.words[begin:end]) for begin, end in clauses)


def is_contact(words: str) -> bool:
    """Whether the words behind a body and a colon are a person or a telephone, no duty."""
    return is_person(words.rstrip("。;；")) or re.search(r"\d{7}", words) is not None


def _whole(text: Text, begin: int, end: int) -> Groups | None:
    """The groups of a clause that is nothing but who does what, before what is to be done (由市能源局牵头、市应急管理局参加，…)."""
    if end >= len(text.words) or not is_statement(text.slice(begin, end)[0], strict=True):
        return None
    found = [(one.begin, one.end, one.role, one.printed) for run in grammar.runs(text, begin, end) for one in grammar.groups(text, *run)]
    if any(re.search("[于对将把被]", text.words[first:stop]) for first, stop, _, _ in found):
        return None
    return [(first, stop, role or "responsible", printed) for first, stop, role, printed in found]


def _officer(text: Text, begin: int, end: int) -> tuple[int, int, str, str | None] | None:
    """The body whose officer answers for the matter (市住建局王强同志具体负责), with its role; names have two or three characters."""
    match = _OFFICER.match(text.words, begin, end)
    for size in (2, 3) if match else ():
        if match and is_solid(match["who"][:-size]) and is_body(match["who"][:-size]):
            role = role_of(match["role"]) or "responsible"
            return begin, match.end("who") - size, role, text.printed(*match.span("role"))
    return None


def is_opening(words: str) -> bool:
    """Whether a clause before the subject states only when, for what or how, or that a meeting asks for what follows."""
    if _CONDITION.match(words) or _LEADING.fullmatch(words) or PERSON.fullmatch(words):
        return True
    return is_deadline(words)


def _inner(text: Text, begin: int, end: int) -> re.Match[str] | None:
    """The 由 behind an object that stands first (资金缺口由县财政局统筹解决)."""
    for match in _BY.finditer(text.words, begin + 2, min(end, begin + _OBJECT)):
        stop = subject(text, match.end()) or (handed(text, match.end(), end, "由") if match[0] == "由" else None)
        if stop is not None and stop <= end and not text.depth[match.start()]:
            return match
    return None


def clauses_of(text: Text) -> list[tuple[int, int]]:
    """Ranges between commas; one that is nothing but bodies goes with the next."""
    return list(_clauses_of(text.words))


@lru_cache(maxsize=_REMEMBERED)
def _clauses_of(words: str) -> tuple[tuple[int, int], ...]:
    """As ``clauses_of``: a sentence is cut before it is read, and read more than once."""
    text = grammar.read(words, 0)
    found: list[tuple[int, int]] = []
    begin, at = 0, words.find(",")
    while at >= 0:
        if not text.depth[at] and at > begin and (subject(text, begin) != at or _names_role(words, begin) or _helped_by_next(text, begin, at)):
            found.append((begin, at))
            begin = at + 1
        at = words.find(",", at + 1)
    if begin < len(words):
        found.append((begin, len(words)))
    return tuple(found)


def _helped_by_next(text: Text, begin: int, at: int) -> bool:
    """Whether a clause asks bodies and the next one only says who helps them: 请县民政局，县商务局配合，建设食堂."""
    if not text.words.startswith(("请", "责成", "责令"), begin):
        return False
    stop, end = subject(text, at + 1), text.words.find(",", at + 1)
    role = role_words().match(text.words, modal_end(text.words, stop)) if stop is not None else None
    return role is not None and role["after"] is not None and role_of(role["after"]) == "support" and role.end() == end


def _names_role(words: str, begin: int) -> bool:
    """Whether a clause names its role before its bodies (牵头单位为市数据局)."""
    opener = OPENER.match(words, begin)
    return opener is not None and opener["role"] is not None


def has_subject(text: Text, spot: int, clauses: Sequence[tuple[int, int]]) -> bool:
    """Whether the first of ``clauses`` from an offset of the raw words on that says more than when or for what has bodies for its subject."""
    first = bisect_left(text.spots, spot)
    for begin, end in clauses:
        if begin < first:
            continue
        opener = OPENER.match(text.words, begin) or _inner(text, begin, end)
        if subject(text, opener.end() if opener else begin) is not None:
            return True
        if not is_opening(text.words[begin:end]):
            return False
    return False


def is_handed(text: Text, begin: int, end: int) -> bool:
    """Whether a clause hands its matter to a body: 由县财政局拨付, 缺口由县财政局解决; 请于6月底前完成 does not."""
    opener = OPENER.match(text.words, begin, end)
    return subject(text, opener.end()) is not None if opener else _inner(text, begin, end) is not None


def only_hands(text: Text, begin: int, end: int) -> bool:
    """Whether a clause hands the matter before it to bodies and names none of its own (由县住建局牵头负责, 由县财政局拨付资金 does not)."""
    opener = OPENER.match(text.words, begin, end)
    stop = subject(text, opener.end()) if opener else None
    role = role_words().match(text.words, modal_end(text.words, stop)) if stop is not None else None
    return role is not None and not text.words[role.end() : end].strip(",;。!")


def _made(
    text: Text, groups: Groups, later: Sequence[tuple[int, int]], place_of: PlaceOf, first: int, strength: str, *, proposed: bool = False
) -> Duty:
    """The duty of ``groups``, with those that ``later`` clauses name beside them; where it is only ``proposed`` none is certain."""
    groups = [*groups, *(group for begin, end in later for group in helping(text, begin, end))]
    assignments = assigned(text, groups, place_of, 0)
    assignments = tuple(replace(one, likely=True) for one in assignments) if proposed else assignments
    _, offset = text.slice(first, len(text.words))
    due = first_due(text.raw, text.start) or _rhythm(text)
    when = place_of(due[1], due[2]) if due else None
    persons = tuple(_persons(text, place_of))
    statement = Statement(assignments, due[0] if due else "", when, printed_roles=strength == "role", remarks=persons)
    return Duty(offset, text.start + len(text.raw), statement, strength)


def _persons(text: Text, place_of: PlaceOf) -> Iterator[Remark]:
    """The persons whom clauses of their own give a part, under its word: 由副县长李涛包保."""
    for begin, end in clauses_of(text):
        if match := PERSON.fullmatch(text.words, begin, end):
            raw, start = text.slice(*match.span("who"))
            yield Remark(text.printed(*match.span("role")), raw, place_of(start, start + len(raw)))


def _rhythm(text: Text) -> tuple[str, int, int] | None:
    """The recurring limit by which a thing is to be done each time: 于每月5日前报送."""
    match = _EACH.search(text.words)
    if match is None:
        return None
    raw, at = text.slice(*match.span("when"))
    return unspaced(raw), at, at + len(raw)


def assigned(text: Text, groups: Sequence[tuple[int, int, str, str | None]], place_of: PlaceOf, count: int) -> tuple[Assignment, ...]:
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
