"""Sentences of running text that ask for something and stand in no record: each is told, with what shows that it asks.

The last net of running text, as ``leftover`` is that of cells and statements: it looks at words, not at items, so that a second
sentence behind a statement, or an item that names no body beside items that do, is not lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from zeren.extract.compact import compact
from zeren.extract.prose.force import narrates
from zeren.extract.prose.segments import mark_of
from zeren.extract.prose.sentence import clauses_of, read
from zeren.extract.prose.subjects import is_generic, may_name, subject
from zeren.extract.prose.units import UNIT
from zeren.extract.statement import grammar
from zeren.extract.statement.leftover import gaps, merged
from zeren.extract.target.promises import mask, promises
from zeren.extract.time.limit_words import limits_in
from zeren.extract.time.limits import is_deadline
from zeren.extract.time.rhythms import EVERY
from zeren.ground.fold import fold
from zeren.ground.model import Block, Paragraph, Place, Residue

BODY = "words on what a body does that no measure took"
DEADLINE = "words with a time that no measure took"
AMOUNT = "words with an amount that no measure took"
IS_PRESENT = "who was present, or to whom it is sent"
PRESENT = re.compile(
    r"\s{0,8}(?:会议)?(?:出\s{0,4}席|列\s{0,4}席|请\s{0,4}假|缺\s{0,4}席|参\s{0,4}会|与\s{0,4}会|记\s{0,4}录|分\s{0,4}送|抄\s{0,4}送|参加会议|参加(?=人员?[:：]))"
    r"(?:会议)?(?:人员?|领导|单位|同志|部门)?[ \u3000]{0,4}[:：]"
)
"""lines of minutes that name who was there (请假：李明（市财政局）) or gets them"""
_SHORTEST, _READ = 8, 400
"""code points of words that may ask for something, and of their beginning that is looked at for its subject"""
_TIMED = re.compile("[前内底末止期]|每|逐[月季周年日]")
"""one of these stands in every limit and rhythm"""
_COUNTS = re.compile(r"\d|[一二三四五六七八九十百千万]")
_FORMAL = re.compile(
    r"联\s{0,2}系\s{0,2}(?:人|电话|方式)|^电\s{0,2}话[:：]|^邮\s{0,2}箱[:：]|[(（]盖?章[)）]|填报|填表|负责解释|起施行|有效期|自[^，。]{0,12}起(?:施行|实施|执行)|现(?:将|就)[^。]{0,60}(?:如下|印发)|特制定本|制定本"
)
"""a line to be filled in or signed, and what a paper says of itself"""
_TELLS = re.compile(
    "(?<![务公题作])会议(?:听取|审议|学习|传达|指出|强调|认为)|(?<![为除])了(?![解然])|截至|以来|近年|去年|已(?:经|完成|建成|实现)"
    "|累计|召开会议|主持召开"
)
"""words of a sentence that tells what was done; 报市政府常务会议审议 is yet to come"""
_SINCE = re.compile("[较比](?:上年|去年)")
"""what an amount is set beside (较上年增加10%): it tells of nothing that was done"""
_LISTED = re.compile("、")
_EDGE = " \t\r\n\u3000，,、。；;：:！!"


def untold(blocks: Iterable[Block], text: str, taken: Iterable[Place]) -> list[Residue]:
    """Return what asks for something in the paragraphs among ``blocks`` and is in none of the places ``taken``."""
    covered = merged(taken)
    found: list[Residue] = []
    inside = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            inside = True  # notes below a table
            continue
        numbered = mark_of(block.text.lstrip())
        inside |= numbered is not None
        start = block.place.start
        for begin, end in _free(text, start, block.place.end, covered):
            words = text[begin:end]
            if asked := _asks(words, inside=inside):
                reason, passing = asked
                found.append(Residue(words, reason, replace(block.place, start=begin, end=end), ignored=passing))
    return found


def _free(text: str, start: int, end: int, covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of sentences that nothing covers, without number and stops."""
    for unit in UNIT.finditer(text, start, end):
        for begin, stop in gaps(unit.start(), unit.end(), covered):
            words = text[begin:stop]
            lead = len(words) - len(words.lstrip(_EDGE))
            numbered = mark_of(words[lead:])
            begin += lead + (len(numbered[1]) if numbered else 0)
            stop -= len(words) - len(words.rstrip(" \t\r\n\u3000"))
            if stop - begin >= _SHORTEST and (text[stop - 1] in "。；;！!" or "，" in text[begin:stop] or numbered):
                yield begin, stop


def _asks(words: str, *, inside: bool) -> tuple[str, bool] | None:
    """Why words ask for something, and whether they do so in passing only; None where they do not.

    ``inside`` says that they stand behind the first number or table of their plan.
    """
    first = _SINCE.sub("", words[:_READ])
    if PRESENT.match(fold(first)):
        return IS_PRESENT, True
    if _FORMAL.search(first):
        return None
    dated = _TIMED.search(words) is not None and (limits_in(words) or EVERY.search(compact(words, 0).words))
    told = _TELLS.search(first) is not None
    duty = None if told else read(first, 0, Place)
    if duty and not narrates(first):
        passing = not dated and all(is_generic(one.mention) for one in duty.statement.assignments)
        return BODY, passing or not inside
    if words.endswith("，") and "，" not in words.strip(_EDGE) and is_deadline(words.strip(_EDGE)):
        return None  # 到2026年底， before a goal that a record holds
    if dated and (inside or not told):
        return DEADLINE, told or not inside
    if inside and not told and _COUNTS.search(words):
        said = mask(compact(fold(words), 0).words)
        if any(one.comparator for one in promises(said, 0, len(said))):
            return AMOUNT, False
    return (BODY, True) if inside and not told and _names(first) else None


def _names(words: str) -> bool:
    """Whether a body is the subject of a clause, whatever it does (三方、县政府督查室各执一份)."""
    text = grammar.read(words.strip(_EDGE + "()（）"), 0)
    if not may_name(text):
        return False
    begins = (at for begin, end in clauses_of(text) for at in (begin, *(mark.end() for mark in _LISTED.finditer(text.words, begin, end))))
    return any(subject(text, at) is not None for at in begins)
