"""Sentences that say of a body what it does and were not taken for a duty: they are told, not dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from zeren.extract.prose.deeds import ENDS, acting, modal_end
from zeren.extract.prose.force import PAST, is_past, may_lack_force, narrates, without_force, written_in
from zeren.extract.prose.onward import sentences_begin, subjects_of
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import clauses_of, read
from zeren.extract.prose.subjects import subject
from zeren.extract.prose.units import UNIT
from zeren.extract.statement import grammar
from zeren.extract.statement.leftover import is_free, merged
from zeren.extract.statement.said import PlaceOf
from zeren.ground.model import Place, Residue

REASON = "a body as subject of a sentence that was not taken for a duty"
ENDED = "takes a duty away from its subject"
_STRENGTHS = ("role", "opener", "modal", "colon")
"""what says by itself that a sentence lays something on its subject; a plain verb tells of much else"""
_LAYS = re.compile("不再|负责|牵头|承担|会同|配合|应当|必须|要|应|须|由|请|责成|责令|给予|予以|[:：]")
"""one of these stands in every such sentence"""
_ANSWERS = re.compile("(?:具体|共同|总|分别)?(?:牵头|负责|承办|主办)")
"""what a body does that answers for the words before it"""
_HANDS = re.compile("由[^,，;；。]{2,30}?(?:牵头|负责|承担|主办|承办)")
"""words that hand a matter to somebody (由市甲局承担的申请)"""
_FIELD = re.compile("[(（]盖?章[)）]|联系人|联系电话|填报|填表|成效(?:明显|显著)|的(?:做法|经验)")
"""a line to be filled in or signed; what praises"""
_EVERYBODY = re.compile("[省市区县州]?[级直]?(?:各|有关|相关|全)")
"""what is asked of all in passing is no duty of any (各部门要加强组织领导): it is left out, and told so"""
_SHORTEST, _READ = 8, 400
"""code points of a sentence, and of its beginning that is looked at for its subject"""


def unstated(
    segments: Sequence[Segment], taken: Collection[int], held: Iterable[Place], place_of: PlaceOf
) -> list[Residue]:
    """Return such sentences where no place ``held`` touches them.

    Of the segments whose index is ``taken`` only those whose own words say that they lay or take away a duty.
    """
    held = tuple(held)
    covered = merged(held)
    found = list(_without_force(segments, covered, place_of))
    covered = merged([*held, *(one.place for one in found)])
    for at, segment in enumerate(segments):
        if segment.boundary or not _LAYS.search(segment.text):
            continue
        for unit in UNIT.finditer(segment.text, sentences_begin(segment)):
            words = unit[0].strip()
            start = segment.start + unit.start() + len(unit[0]) - len(unit[0].lstrip())
            end = start + len(words)
            first = words[:_READ]
            if len(words) < _SHORTEST or not _LAYS.search(first) or narrates(first):
                continue
            if not is_free(start, end, covered):
                continue
            if _ends_duty(words):
                found.append(Residue(words, ENDED, place_of(start, end)))
                continue
            duty = read(first, start, place_of)
            if duty and duty.strength in _STRENGTHS:
                passing = _FIELD.search(words) is not None or all(_EVERYBODY.match(one.mention) for one in duty.statement.assignments)
                found.append(Residue(words, REASON, place_of(start, end), ignored=passing))
            elif duty is None and at not in taken and segment.level is not None and _shares(first):
                found.append(Residue(words, REASON, place_of(start, end)))
            elif duty is None and at not in taken and (_urges(first) or _acts_later(first)):
                found.append(Residue(words, REASON, place_of(start, end), ignored=True))
    return found


def _without_force(segments: Sequence[Segment], covered: list[tuple[int, int]], place_of: PlaceOf) -> Iterator[Residue]:
    """Sentences that would lay a duty on a body, and refuse it or tell of what is done instead."""
    written = written_in(segment.text for segment in segments)
    for segment in segments:
        if segment.boundary:
            continue
        for unit in UNIT.finditer(segment.text, sentences_begin(segment)) if may_lack_force(segment.text) else ():
            past = PAST if is_past(unit[0].strip(), written) else None
            for at, words in subjects_of(unit[0], unit.start()):
                start = segment.start + at
                first = words[:_READ]
                reason = without_force(first, written) or past
                if reason is None or len(words) < _SHORTEST or not is_free(start, start + len(words), covered):
                    continue
                if read(first, start, place_of) or (reason != PAST and _HANDS.search(first)):
                    yield Residue(words, reason, place_of(start, start + len(words)), ignored=reason == PAST)


def _shares(words: str) -> bool:
    """Whether a later clause of an item says of bodies that they lead or answer (评选庭院100户，镇妇联牵头，各村落实)."""
    text = grammar.read(words, 0)
    for begin, _ in clauses_of(text)[1:]:
        stop = subject(text, begin + (text.words[begin : begin + 1] == "由"))
        if stop is not None and _ANSWERS.match(text.words, stop):
            return True
    return False


def _acts_later(words: str) -> bool:
    """Whether a clause behind one without a subject says of bodies what they do (鼓励共建平台，区科技局对通过认定的给予奖励)."""
    text = grammar.read(words, 0)
    for begin, end in clauses_of(text)[1:]:
        stop = subject(text, begin)
        if stop is not None and stop < end and (done := acting(text, begin, stop, opened=False)) and done[0] != "plain":
            return True
    return False


def _urges(words: str) -> bool:
    """Whether a sentence says of bodies that they must, without a duty of their own (县财政局要高度重视)."""
    text = grammar.read(words, 0)
    stop = subject(text, 0)
    return stop is not None and modal_end(text.words, stop) > stop


def _ends_duty(words: str) -> bool:
    """Whether a sentence says of the body that is its subject that it no longer answers for something."""
    text = grammar.read(words, 0)
    stop = subject(text, 0) if ENDS.search(text.words) else None
    return stop is not None and ENDS.match(text.words, stop) is not None
