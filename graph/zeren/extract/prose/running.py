"""Duties in running sentences, whose subject is the body: 县财政局负责落实资金; 由A会同B制定办法; 市残联：牵头制定细则.

Only sentences of sections that state duties count (职责分工, 会议议定), and those of plans without any other
statement where they stand side by side; an ordinary narrative has bodies as subjects too. What one sentence
states is told in ``sentence``, how sentences follow one another in ``onward``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import LEVELS, begins_with_place, is_body
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.prose.findings import findings_in
from zeren.extract.prose.force import without_force, written_in
from zeren.extract.prose.onward import duties_of, sentences_begin
from zeren.extract.prose.sections import LEAST, STATES, HeadedSegments, by_heading, is_list
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.prose.subjects import is_generic
from zeren.extract.prose.units import UNIT
from zeren.extract.statement.rules import lead_rule, standing_rule
from zeren.extract.statement.said import PlaceOf
from zeren.extract.statement.spans import Span
from zeren.extract.time.limits import is_deadline
from zeren.extract.time.overall import due_for_all
from zeren.extract.time.rhythms import EVERY
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Place
from zeren.outline import is_title

_STOPPED = ("。", "；", ";", "！", "!")
"""how sentences end; a line that ends otherwise is a title or a field"""
_PLAINLY = re.compile("职责|分工")
"""headings of sections that state duties where the plan states them in another way too"""
_TELLS = re.compile(
    "回顾|现状|背景|(?:基本|总体|整体|完成|办理|落实)情况|进展|工作情况|情况通报|成效|主要做法|存在的?(?:主要|突出)?(?:问题|困难|不足)|(?:发现|查出|反馈)的?(?:以下|下列|主要|突出|典型)?(?:问题|隐患)(?!整改|解决|办理|处置)|形势|总体要求|总体思路|指导思想|基本原则|(?:工作|主要|总体|发展)目标"
    "|适用范围|编制依据|编制目的|总则|附则|名词解释|术语|典型案例|经验|概况|分级|解读"
)
"""headings of sections that tell what is or was, or what a document holds (工作成效, but not 提升治理成效)"""
_ASKS = re.compile("(?:[及和与、暨]|以及)(?:下一?步|下阶段|整改|工作|改进|有关|具体){0,3}(?:要求|措施|任务|安排|打算|意见|责任)")
"""what else a heading promises beside what is or was (存在问题及整改要求)"""
_REST = re.compile(r"\s{0,4}(?:其余|剩余|余下|其他|其它|另外|另有)[^，,。；;由]{1,12}由")
"""what is left of a matter, handed to somebody (其余8处由市城管局负责)"""
_NUMERAL = re.compile(r"^\s{0,4}[(（]?(?:第?[一二三四五六七八九十]{1,3}[章节]?|\d{1,2}(?:\.\d{1,2}){0,2})[)）]?[、.．]?\s{0,4}")
"""（一）, 2.1, 第三章 before the words of a heading"""
_FAR = 2
"""how many times the running sentences that state duties must outnumber statements of other forms"""
_TIME = 14
"""code points of a clause that sets a time and no more"""
_SET = re.compile(r"[\d一二三四两]|年[底末内]")
"""a limit that is a date or a span (7月底前, 两周内; 立即 alone is none)"""
_GROUP = re.compile("[省市区县州旗盟](?:各|直|级|有关|相关|属)")
"""how groups begin (县直各单位)"""
_SURE = 2
"""sentences that make a habit"""
_ASKED = re.compile("[要请须]|应当")
"""words of a sentence in which a letter may ask for something"""
_SHARES = re.compile("(?:由|牵头|负责|会同)[^。]{1,60}(?:配合|参与|参加|协助|协办|支持|会同)|会同")
"""words of a sentence that may share a duty out"""


def running(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, *, alone: bool,
    saluted: Collection[str] = (),
) -> dict[int, tuple[Duty, ...]]:
    """Return the duties that segments state as running sentences, by the index of the segment.

    ``found`` are the statements of each segment, which go first. ``alone`` says that the plan has no tables and no label
    lines: where running sentences outnumber its other statements by far, sections that do not call themselves so state
    duties too. ``saluted`` are the bodies that a letter goes to: one item that asks one of them for something by a time counts.
    """
    written = written_in(segment.text for segment in segments)
    single = sum(span.kind == "clause" for its in found for span in its) == 1  # one last clause alone is no way of the document
    findings = findings_in(segments)
    parts = [replace(one, indices=tuple(at for at in one.indices if at not in findings)) for one in by_heading(segments)]
    asks = bool(saluted)
    sections = [_read_section(segments, found, place_of, one, every=alone, written=written, single=single, asks=asks) for one in parts]
    every = [pair for its in sections if not its.tells for pair in its.duties.items()]
    shared = {at: kept for at, one in every if (kept := _shared(one, segments[at]))}
    first = next((at for at, segment in enumerate(segments) if segment.level is not None), 0)
    shared |= {at: kept for at, one in every if at not in shared and (kept := _asked(one, segments[at], saluted))}
    # A paper that says little else is a duty, wherever its sentence stands: 全县食堂检查由县教育局于6月底前完成。
    brief = alone and 2 * len(every) >= sum(its.sentences for its in sections)
    for at, one in every:
        numbered = segments[at].level is not None
        if at not in shared and (brief or numbered) and (kept := _by_itself(one, segments[at], timed=not (brief and numbered))):
            shared[at] = kept
    sections = [its if its.states else _without_preamble(its, first) for its in sections]
    told = [duty for its in sections if not its.tells for duties in its.duties.values() for duty in duties]
    strong = sum(map(_is_strong, told)) + sum(its.closed for its in sections)
    others = sum(span.kind in ("roles", "bare", "weak") and not span.line for its in found for span in its)
    alone = alone and strong > _FAR * others
    enough = alone and (strong >= _SURE or (strong > 0 and len(told) >= LEAST))
    called = any(its.states and its.duties for its in sections)
    duties: dict[int, tuple[Duty, ...]] = shared
    for its in sections:
        duties |= _taken(its, alone=alone, enough=enough, called=called)
    return duties


def _without_preamble(its: _Stated, first: int) -> _Stated:
    """A section without the sentences before the first item that only tell who does what: they say what led to the plan."""
    kept = {at: tuple(duty for duty in one if at >= first or _is_strong(duty)) for at, one in its.duties.items()}
    return replace(its, duties={at: one for at, one in kept.items() if one})


def _shared(duties: tuple[Duty, ...], segment: Segment) -> tuple[Duty, ...]:
    """The duties that one sentence shares out between who leads and who helps (由县水利局牵头，县财政局配合，完成…).

    It needs no other sentence beside it in an item, and in a plain paragraph where it sets a limit too. A person may lead.
    """
    return tuple(
        duty
        for duty in duties
        if (duty.strength == "role" or _SET.search(duty.statement.deadline))
        and (segment.level is not None or duty.statement.deadline)
        and (duty.statement.remarks or any(_answers(one, duty) for one in duty.statement.assignments))
        and any(one.role == "support" and not is_generic(one.mention) for one in duty.statement.assignments)
    )


def _answers(one: Assignment, duty: Duty) -> bool:
    """Whether a body answers for a duty, as a role word of its own or a limit shows."""
    return one.role in ("lead", "responsible") and bool(one.role_raw or duty.statement.deadline)


def _asked(duties: tuple[Duty, ...], segment: Segment, saluted: Collection[str]) -> tuple[Duty, ...]:
    """The duties of an item of a letter that asks a body that it goes to for something by a time (请市民政局加快建设，5月底前完成20个).

    A letter to the offices of some places (各乡镇（街道）党（工）委) goes to these places (各乡镇（街道）要于7月20日前…).
    """
    return tuple(
        duty
        for duty in duties
        if segment.level is not None and duty.strength in ("opener", "modal") and _SET.search(duty.statement.deadline)
        and all(any(name.startswith(one.mention) for name in saluted) for one in duty.statement.assignments)
    )  # fmt: skip


def _by_itself(duties: tuple[Duty, ...], segment: Segment, *, timed: bool) -> tuple[Duty, ...]:
    """The duties whose sentence says to a named body what to do, where it must be ``timed`` by when or how often
    (县政府督查室要每月通报进展)."""
    return tuple(
        duty
        for duty in duties
        if duty.strength in ("modal", "role", "opener")
        and (
            not (timed or _only_helps(duty))
            or _SET.search(duty.statement.deadline)
            or EVERY.search(segment.text, duty.start - segment.start, duty.end - segment.start)
        )
        and all(_is_named(fold(one.mention)) for one in duty.statement.assignments)
    )  # fmt: skip


def _only_helps(duty: Duty) -> bool:
    """Whether nobody answers for a duty (请县财政局给予支持)."""
    return not any(one.role in ("lead", "responsible") for one in duty.statement.assignments)


def _is_named(words: str) -> bool:
    """Whether words are the name of one body by its level or place, no group (各乡镇)."""
    return is_body(words) and (words[0] in LEVELS or begins_with_place(words)) and not _GROUP.match(words)


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
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf, section: HeadedSegments, *, every: bool,
    written: tuple[int, int] | None, single: bool, asks: bool,
) -> _Stated:
    states = any(STATES.search(words) for words in section.headings)
    runs = states or single
    plainly = any(_PLAINLY.search(words) for words in section.headings)
    telling = tells(section.headings)
    listed = is_list(segments, section)
    its: dict[int, tuple[Duty, ...]] = {}
    sentences = closed = 0
    for at in section.indices if states or listed or not telling else ():
        asked = asks and segments[at].level is not None and _ASKED.search(segments[at].text)
        if not (states or listed or every or asked) and not _SHARES.search(segments[at].text):
            continue
        units = list(UNIT.finditer(segments[at].text, sentences_begin(segments[at])))
        if _states(found[at], segments[at], units, matter=runs) or _rules(segments[at]) or _is_title(segments[at]):
            continue
        if not (states or listed):
            units = [unit for unit in units if unit[0].rstrip().endswith(_STOPPED)]
        units = [unit for unit in units if not _dates_all(unit[0])]
        sentences += sum(without_force(unit[0].strip(), written) is None for unit in units)
        one = tuple(duties_of(segments[at], units, place_of, onward=states or listed, written=written))
        lines = [span.start + segments[at].start for span in found[at] if span.line and not (runs and span.kind == "clause")]
        # A sentence that only says who, with nothing but the measure before it, is its statement.
        before = segments[at].text[segments[at].body : lines[0] - segments[at].start] if lines else ""
        named = [body.place.start for duty in one for body in duty.statement.assignments]
        own = lines and _has_own(segments[at].text[lines[0] - segments[at].start :])
        if before.strip() and not own and all(start >= lines[0] for start in named):
            closed += 1
        elif one:
            its[at] = one
    return _Stated(its, sentences, closed, states, plainly, listed, telling)


def tells(headings: Iterable[str]) -> bool:
    """Whether the headings over a section say that it tells what is or was, and none that it states duties."""
    every = tuple(headings)
    states = any(STATES.search(words) for words in every)
    return not states and any(
        _TELLS.search(words) and not _ASKS.search(words) and not begins_with_act(_NUMERAL.sub("", words)) for words in every
    )


def _states(its: Sequence[Span], segment: Segment, units: Sequence[re.Match[str]], *, matter: bool) -> bool:
    """Whether a segment is read by its statements. A last clause that says who is none where the sentences beside it hand their
    matters over too (涉及经费的，由县财政局解决；涉及权属的，由县农业农村局会同各乡镇调处): they run, each a duty of its own.
    """
    said = [span for span in its if _states_itself(span, segment, matter=matter)]
    if not said or any(span.kind != "clause" for span in said):
        return bool(said)
    free = (unit[0] for unit in units if not any(unit.start() < span.end and span.start < unit.end() for span in said))
    return not any((duty := read(words, 0, Place)) and duty.strength in ("role", "opener") for words in free)


def _states_itself(span: Span, segment: Segment, *, matter: bool) -> bool:
    """Whether a statement is read as such; in sections that state duties, and where a document has no
    other such clause (``matter``), last clauses belong to a sentence that runs."""
    if span.kind == "clause":
        return not matter
    return span.kind in ("roles", "rule") and not span.line


def _dates_all(sentence: str) -> bool:
    """Whether a sentence only dates what others state (以上任务须于4月30日前全部完成，区爱卫办将组织督查): it is no duty of its own."""
    return sentence.lstrip(" \u3000").startswith(("以上", "上述", "各项任务", "所有任务", "全部任务")) and due_for_all(sentence) is not None


def _has_own(sentence: str) -> bool:
    """Whether a sentence that says who has a matter of its own, beside the words before it (其余8处由市城管局负责，7月10日前开工)."""
    return _has_matter(sentence) or _REST.match(sentence) is not None


def _has_matter(sentence: str) -> bool:
    """Whether a clause of a sentence sets a time and goes on with what is then to be done (5月底前对17家电厂开展检查)."""
    clauses = re.split("[，,。]", sentence)
    return any(len(clause) > _TIME and is_deadline(clause) for clause in clauses)


def _is_title(segment: Segment) -> bool:
    """Whether a line is the title of a paper (青田县2026年会议纪要)."""
    return segment.level is None and is_title(segment.text) and not segment.text.rstrip().endswith(_STOPPED)


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


def _sure(its: dict[int, tuple[Duty, ...]]) -> dict[int, tuple[Duty, ...]]:
    kept = {at: tuple(d for d in one if d.strength in ("role", "colon")) for at, one in its.items()}
    return {at: one for at, one in kept.items() if one}
