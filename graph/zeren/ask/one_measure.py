"""One measure by what a person has of it: its IRI, its number in a plan (附1#3), or words that only it says."""

from __future__ import annotations

import re

from zeren.ask.lookup import Reader, find_plans, landing_for, plans
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.vocabulary import BASE
from zeren.table import short, whole

_NUMBERED = re.compile(r"(?P<plan>.{0,80}?)[ 　]*(?:[#＃]|第)[ 　]?(?P<number>[0-9]{1,6})[ 　]?[条项]?")
# 附1#3, 西城 附1 第3条, #3 where the store holds one plan
_SHOWN = 6
"""measures that an ambiguity names"""

_BY_END = "SELECT DISTINCT id FROM measure WHERE id = $path OR ends_with(id, $end)"
_BY_NUMBER = """SELECT id FROM measure WHERE plan IN ($plans) GROUP BY id ORDER BY min(file), min(start_offset), id"""
_PLAIN = "lower(replace(replace(replace(text, ' ', ''), '　', ''), chr(10), ''))"
_BY_WORDS = f"""SELECT id, min(text), min(locator) FROM measure WHERE contains({_PLAIN}, $words)
GROUP BY id ORDER BY min(file), min(start_offset), id"""


def find_measure(reader: Reader, words: str) -> str:
    """Return the IRI of the measure that some words mean; an IRI or its path is taken as it is.

    Raises NotFound where no measure fits, Ambiguous where several do, with the first of them.
    """
    words = words.strip()
    if "://" in words or words.startswith("measure/"):
        return words if "://" in words else BASE + words
    landing = landing_for(reader)
    ends = landing.rows(_BY_END, {"path": short(BASE + words), "end": "/" + words}) if "/" not in words else []
    if len(ends) == 1:
        return whole(ends[0][0])
    numbered = _NUMBERED.fullmatch(words)
    if numbered is not None:
        return _numbered(reader, numbered["plan"].strip(), int(numbered["number"]))
    plain = re.sub(r"\s", "", words).lower()
    found = landing.rows(_BY_WORDS, {"words": plain}) if plain else []
    if not found:
        hint = "写措施的标识、“附1#3”，或正文中独有的几个字 (its IRI, 附1#3, or words that only it says)"
        raise NotFound(f"{words[:80]}: 没有这条措施 (no such measure)", hint)
    if len(found) > 1:
        listed = "；".join(f"{whole(path).rpartition('/')[2]} {text[:24]}…" for path, text, _ in found[:_SHOWN])
        told = f"{words[:80]}: {len(found)} 条措施含这些字 (several measures say this): {listed}"
        raise Ambiguous(told, "多写几个字，或写标识 (more words, or the id)")
    return whole(found[0][0])


def _numbered(reader: Reader, plan: str, number: int) -> str:
    """The measure at a place of a plan, counted from 1 in document order."""
    plans_ = find_plans(reader, plan) if plan else list(plans(reader))
    rows = {known.caption: landing_for(reader).rows(_BY_NUMBER, {"plans": [short(known.iri)]}) for known in plans_}
    filled = {caption: found for caption, found in rows.items() if found}
    if len(filled) != 1:
        listed = "、".join(list(filled)[:_SHOWN]) or "无 (none)"
        raise Ambiguous(f"{plan or '#' + str(number)}: 须写明是哪份计划的第几条 (the number of which plan): {listed}", "例如：附1#3 (for example)")
    ((caption, found),) = filled.items()
    if not 1 <= number <= len(found):
        raise NotFound(f"{caption} #{number}: 没有这一条 (no such number)", f"共 {len(found)} 条 (there are so many)")
    return whole(found[number - 1][0])
