"""Questions in Chinese, answered by shipped questions: templates with slots, no model, no guess.

The phrasings are data: ``ontology/vocabulary/phrasings.tsv``. A reading counts only where every slot holds
something that the store knows; of several readings the one whose phrasing names most of the sentence is taken,
and where two are equal the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.ask.answer import role_code
from zeren.ask.lookup import (
    Candidate,
    KnownPlan,
    Reader,
    bodies,
    held,
    match_bodies,
    match_plans,
    near,
    plans,
)
from zeren.ask.period import read_period
from zeren.ask.phrasing import Phrasing, lists, own_phrasing, phrasings
from zeren.ask.questions import Question, questions
from zeren.ask.template import Fit, fits
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.fold import key

_MARKS = re.compile("[\\s,，。、？?！!；;：:“”\"'‘’「」『』《》〈〉()（）]|[.](?![0-9])")
_ASKING = re.compile("谁|哪|什么|多少|几|吗|怎|为何|是否|有没有|牵头|主责|协办")
_LONG = 60
"""characters of a sentence; a longer one is no question"""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a sentence asks."""

    question: Question
    params: dict[str, str]
    """for ``run``"""
    slots: dict[str, str]
    """slot → the words of the sentence that fill it and what they mean, for people"""
    phrasing: str
    """the template that fitted"""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A fit whose slots are all known."""

    phrasing: Phrasing
    params: dict[str, str]
    slots: dict[str, str]
    weight: int


@dataclass(slots=True)
class _Doubt:
    """Why readings failed, for the message; the best-fitting one counts."""

    weight: int = -1
    error: NotFound | Ambiguous | None = None

    def note(self, weight: int, error: NotFound | Ambiguous) -> None:
        """Keep the error of the reading that named most of the sentence."""
        if weight > self.weight:
            self.weight, self.error = weight, error


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows, read once for a sentence."""

    reader: Reader
    bodies: list[Candidate]
    plans: list[KnownPlan]
    held: set[str]
    names: set[str]
    """all that bodies are called"""
    questions: Mapping[str, Question]
    phrasings: tuple[Phrasing, ...]


def understand(reader: Reader, sentence: str, among: Mapping[str, Question] | None = None) -> Understood:
    """Return the question that a Chinese sentence asks, with its parameters.

    ``among`` are the questions there are, with the phrasings that a user's own bring; None: the shipped ones.

    Raises NotFound where no phrasing fits or a name is unknown, with the nearest; Ambiguous where a name or
    the whole sentence can mean several things, with the candidates.
    """
    text = _normal(sentence)
    if not text or len(text) > _LONG:
        raise NotFound(f"{sentence[:_LONG]}: 不像一个问题 (no question)", "问一件事，例如：区生态环境局牵头哪些措施？")
    asked = questions() if among is None else among
    own = (own_phrasing(question, text) for question in asked.values() for text in question.phrasings)
    all_ = (*own, *(phrasing for phrasing in phrasings() if phrasing.question in asked))
    called = bodies(reader)
    names = {key(name) for body in called for name in (body.name, *body.labels)}
    known = _Known(reader, called, plans(reader), held(reader), names, asked, all_)
    doubt = _Doubt()
    best = _best(sentence, list(_readings(text, known, doubt)) or _scoped(text, known, doubt) or _this_year(text, known, doubt))
    if best is None:
        if doubt.error is not None and not _is_part(doubt.error.message.partition(": ")[0], text, known):
            raise doubt.error
        raise NotFound(f"{sentence}: 没有合适的问题 (no shipped question fits)", _offer(text, asked))
    return Understood(asked[best.phrasing.question], best.params, best.slots, best.phrasing.template.text)


def _is_part(words: str, text: str, known: _Known) -> bool:
    """Tell whether doubtful words are only a part of a name that stands in the sentence and is known (区民, of 区民政局)."""
    return any(words in name and name in text for name in known.names if len(name) > len(words))


def _normal(sentence: str) -> str:
    """The sentence without marks, courtesies and particles at its ends."""
    text = _MARKS.sub("", key(sentence))
    opening, closing = lists()["opening"], lists()["closing"]
    while True:
        bare = re.sub(f"^(?:{opening})", "", re.sub(f"(?:{closing})$", "", text))
        if bare == text:
            return text
        text = bare


def _readings(text: str, known: _Known, doubt: _Doubt, plan: str | None = None) -> Iterator[_Reading]:
    """Give every reading of the text in which all slots are known."""
    for phrasing in known.phrasings:
        for fit in fits(text, phrasing.template):
            reading = _filled(phrasing, fit, known, doubt, plan)
            if reading is not None:
                yield reading


def _filled(
    phrasing: Phrasing, fit: Fit, known: _Known, doubt: _Doubt, plan: str | None
) -> _Reading | None:
    params, slots = dict(phrasing.params), {}
    weight = 2 * fit.literal
    asked = known.questions[phrasing.question]
    try:
        for slot, words in fit.slots:
            param = asked.param(slot)
            meant = _meaning(slot, param.kind if param else slot, words, known, plan)
            if meant is None:
                return None
            given, shown = meant
            params.update(given)
            slots[slot] = f"{words} → {shown}" if shown != words else words
            weight += 0 if param is not None and param.kind in ("text", "words") else len(words)
    except (NotFound, Ambiguous) as error:
        doubt.note(weight, error)
        return None
    return _Reading(phrasing, params, slots, weight)


def _meaning(
    slot: str, kind: str, words: str, known: _Known, plan: str | None
) -> tuple[dict[str, str], str] | None:
    """Return parameters and their words; None where the words are nothing of the kind at all.

    ``kind`` is that of the parameter, or ``period``, which fills from and to. Raises NotFound and Ambiguous where the
    words are of the kind, but mean none or several.
    """
    if kind == "body":
        body = _body(words, known, plan)
        return ({slot: body.iri}, body.name) if body else None
    if kind == "plan":
        found = _plans(words, known)
        shown = _caption(found)
        return ({slot: _name(words, found, known)}, shown) if found else None
    if kind == "role":
        code = role_code(words)
        return ({slot: code}, code) if code else None
    if kind in ("period", "date"):
        days = _days(words, known)
        return ({slot: days[0]["to"]}, days[0]["to"]) if days and kind == "date" else days
    if kind == "number":
        number = words if words.isdigit() else str("一二三四五六七八九十".find(words) + 1)
        return ({slot: number}, number) if 0 < int(number) <= 1000 else None
    # What names a body, or says how things are related, is no topic.
    free = kind in ("text", "words") and len(words) <= 20 and words not in known.names
    if not free or _ASKING.search(words) or re.search(lists()["reserved"], words):
        return None
    return {slot: words}, words


def _body(words: str, known: _Known, plan: str | None) -> Candidate | None:
    if _ASKING.search(words) or len(words) < 2:
        return None
    found = match_bodies(known.bodies, words)
    active = [body for body in found if body.iri in (held(known.reader, plan) if plan else known.held)]
    found = active or found
    if len(found) > 1:
        listed = "、".join(body.name for body in found[:8])
        raise Ambiguous(f"{words}: 可以指几个单位 (several bodies): {listed}", "写出全名再问 (ask with the full name)")
    if not found:
        close = near(words, known.bodies, 3)
        if not close:
            return None
        raise NotFound(f"{words}: 库中没有这个单位 (no such body)", f"是否要问 (did you mean): {'、'.join(close)}")
    return found[0]


def _plans(words: str, known: _Known) -> list[KnownPlan]:
    """The plans that words name: by annex, number, jurisdiction or title, or by a good part of a title."""
    levels = {f"{first}{level}": level for first in "全本" for level in "省市区县"} | {f"{level}级": level for level in "省市区县"}
    bare = re.sub(lists()["plan"].join(("(?:", ")$")), "", words)
    if bare in levels or (bare != words and bare in levels.values()):
        return [plan for plan in known.plans if (plan.jurisdiction or "").endswith(levels.get(bare, bare))]
    found = [plan for plan in known.plans if words in _names(plan) or bare in _names(plan)]
    if found:
        return found
    marked = (bare != words and len(bare) > 1) or len(bare) > 3
    generic = re.fullmatch("(20[0-9]{2}年)?(行动|工作|实施|重点)?", bare)
    if not marked or generic:
        return []
    return [plan for plan in known.plans if bare in key(plan.title) or bare in key(plan.part_of or "")]


@lru_cache(1 << 14)
def _names(plan: KnownPlan) -> frozenset[str]:
    """All that a plan is called: 北京市西城区 is also 西城区 and 西城."""
    place = key(plan.jurisdiction or "")
    tails = {place, re.sub("^.*?(?:省|市|自治区)(?=.)", "", place)}
    short = {tail[:-1] for tail in tails if len(tail) > 2}
    return frozenset((tails | short | {key(name) for name in (plan.title, plan.annex, plan.number) if name}) - {""})


def _name(words: str, found: list[KnownPlan], known: _Known) -> str:
    """What ``find_plans`` needs to find these plans and no others; Ambiguous where no name does."""
    bare = re.sub(lists()["plan"].join(("(?:", ")$")), "", words)
    for name in (found[0].iri, found[0].jurisdiction or "", words, bare):
        if match_plans(known.plans, name) == found:
            return name
    raise Ambiguous(f"{words}: 可以指几份计划 (several plans): {_caption(found)}", "写出全名再问 (ask with the full name)")


def _caption(found: list[KnownPlan]) -> str:
    """The plans in words; annexes of a plan among them are understood."""
    iris = {plan.iri for plan in found}
    return "、".join(plan.caption for plan in found if plan.part_of_iri not in iris)


def _days(words: str, known: _Known) -> tuple[dict[str, str], str] | None:
    stated = re.search(r"20\d\d年", words)
    years = sorted({plan.year for plan in known.plans if plan.year})
    found = read_period(words, years[0] if years else 2000)
    if found is None:
        return None
    if not stated and len(years) != 1:
        raise Ambiguous(
            f"{words}: 没有写年份 (no year stated)", f"写明年份再问，库中有 {'、'.join(map(str, years)) or '无年度的计划'}"
        )
    days = {"to": found.end.isoformat()} | ({"from": found.start.isoformat()} if found.start else {})
    return days, f"{days.get('from', '…')} – {days['to']}"


def _this_year(text: str, known: _Known, doubt: _Doubt) -> list[_Reading]:
    """Return the readings without 今年, which says nothing where all plans are of one year; the reading tells which."""
    match = re.search(lists()["year"], text)
    years = {plan.year for plan in known.plans}
    if match is None or len(years) != 1 or None in years:
        return []
    bare = text[: match.start()] + text[match.end() :]
    slots = {"year": f"{match.group()} → {years.pop()}"}
    found = list(_readings(bare, known, doubt)) or _scoped(bare, known, doubt)
    return [replace(reading, slots=slots | reading.slots) for reading in found]


def _scoped(text: str, known: _Known, doubt: _Doubt) -> list[_Reading]:
    """Return the readings of what follows the name of a plan (西城区计划里谁协办最多)."""
    readings = []
    for end in range(2, len(text) - 1):
        named = re.fullmatch(f"(?:{lists()['in']})?(.+?)(?:{lists()['inside']})?", text[:end])
        words = named.group(1) if named else ""
        found = _plans(words, known) if named else []
        if not found:
            continue
        plan = _name(words, found, known)
        for reading in _readings(text[end:], known, doubt, plan):
            asked = known.questions[reading.phrasing.question]
            if asked.param("plan") and "plan" not in reading.params:
                shown = f"{words} → {_caption(found)}"
                weight = reading.weight + len(words)
                params, slots = reading.params | {"plan": plan}, {"plan": shown} | reading.slots
                readings.append(replace(reading, params=params, slots=slots, weight=weight))
    return readings


def _best(sentence: str, readings: Iterable[_Reading]) -> _Reading | None:
    """Return the reading of most weight; Ambiguous where two that differ weigh the same."""
    ordered = sorted(readings, key=lambda reading: -reading.weight)
    if not ordered:
        return None
    first = ordered[0]
    rivals = {
        (reading.phrasing.question, tuple(sorted(reading.params.items()))): reading
        for reading in ordered
        if reading.weight == first.weight
    }
    if len(rivals) > 1:
        listed = "；".join(
            f"{name}（{'、'.join([*reading.slots.values(), *dict(reading.phrasing.params).values()])}）"
            for (name, _), reading in sorted(rivals.items())
        )
        raise Ambiguous(f"{sentence}: 可以有几种理解 (several readings): {listed}", "换一种问法 (put it in other words)")
    return first


def _offer(text: str, asked: Mapping[str, Question]) -> str:
    """The questions that share most pairs of characters with the text; three at most."""
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    shared = {}
    for question in asked.values():
        words = _normal(question.question)
        shared[question.name] = len(pairs & {words[i : i + 2] for i in range(len(words) - 1)})
    nearest = sorted((name for name, count in shared.items() if count > 1), key=lambda name: (-shared[name], name))
    if not nearest:
        return "zeren question 列出能回答的问题 (lists the questions that can be answered)"
    listed = "；".join(f"{asked[name].question}（{name}）" for name in nearest[:3])
    return f"相近的问题 (nearest): {listed}"
