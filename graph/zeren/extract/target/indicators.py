"""The name of what is promised, and the concept it stands for.

A name is what the clause leaves when dates, comparators, scope words and opening verbs are taken off;
concepts are data in ``ontology/vocabulary/indicators.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.ground.fold import fold, unspaced
from zeren.ground.resources import table

DATE = "▢"
"""stands for each character of a date in masked words"""
OPAQUE = "□"
"""stands for each character of a title, quotation or other words in which numbers promise nothing"""

_SOFT = (
    "实现",
    "确保",
    "力争",
    "力争实现",
    "争取",
    "推动",
    "推进",
    "引导",
    "引导推动",
    "落实",
    "完成",
    "计划",
    "鼓励",
    "支持",
)
_NOUN = re.compile(r"[率度量数额比的]|面积|人数|人次|长度|规模|总量|任务|金额|用地|区域|成区|工作量")
_HEAD = re.compile(
    r"^(?:\([^()]*\)(?=.)|[([]|\d{1,3}[.、](?!\d)|[一二三四五六七八九十]{1,3}、|[、,，和与]|及(?!时)|其中|同时|此外|另外|并且|"
    r"并(?![网购联])|或者?|且|力争|争取|确保|努力|计划|预计|全面(?!性)|进一步|持续|积极|严格|原则上|"
    r"分别|应当|应(?=[达不])|均|须|对(?![比接口标外象话应照])|配合(?!比)|在(?=[道全各本])|至少|在(?=$)|按照?$)+"
)
_TAIL = re.compile(
    r"(?:[、,，和与的各(（]|及|分别|(?<!平)均|力争|争取|应当|须|将|至少|在|按照?|共|总计|合计|已){1,12}$"
)
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Concept:
    """An indicator as a concept."""

    id: str
    label: str
    unit: str
    better: str
    """``lower``, ``higher`` or empty where neither is better as such"""
    family: str
    """concepts with the same family are easily mistaken for one another"""


@cache
def _concepts() -> tuple[tuple[Concept, tuple[tuple[str, ...], ...]], ...]:
    rows = []
    for row in table("vocabulary/indicators"):
        concept = Concept(row["concept"], row["label"], row["unit"], row["better"], row["family"])
        spellings = tuple(tuple(fold(spelling).split("&")) for spelling in row["words"].split("|"))
        rows.append((concept, spellings))
    return tuple(rows)


@cache
def concept(identifier: str | None) -> Concept | None:
    """Return the concept with this key; None where there is none."""
    return next((known for known, _ in _concepts() if known.id == identifier), None)


@lru_cache(maxsize=1 << 12)
def concept_of(name: str, unit: str | None = None) -> Concept | None:
    """Return the concept that a name stands for; None where no spelling fits. ``unit`` keeps shares from counts."""
    plain = unspaced(fold(name))
    for known, spellings in _concepts():
        share = known.unit == "%"
        if unit and (share != (unit in ("%", "个百分点", "百分点"))):
            continue
        if any(all(_holds(plain, part) for part in parts) for parts in spellings):
            return known
    return None


def _holds(plain: str, part: str) -> bool:
    return part[1:] not in plain if part.startswith("!") else part in plain


@cache
def verbs(numerals: bool = False) -> re.Pattern[str]:
    """Opening verbs, longest first; with ``numerals`` those after which a number in numerals is a promise."""
    words = [row["verb"] for row in table("vocabulary/verbs") if row["han"] == "yes" or not numerals]
    return re.compile("|".join(sorted(words, key=lambda word: -len(word))))


@cache
def _scopes() -> re.Pattern[str]:
    words = sorted((row["word"] for row in table("vocabulary/scopes")), key=lambda word: -len(word))
    return re.compile("|".join(words))


@cache
def _means() -> dict[str, str]:
    return {row["word"]: row["means"] for row in table("vocabulary/scopes")}


def scope_of(words: str, here: str | None) -> str | None:
    """Return the area or class that a clause names; ``here`` where it says 全区 and its kin, or nothing."""
    for match in _scopes().finditer(words):
        means = _means()[match[0]]
        if means == "here":
            return here or match[0]
        if means == "each" or (means == "class" and match.start() <= 2):
            return match[0]
    return here


def tidy(words: str, *, counted: bool) -> str:
    """Return a noun phrase without connectives, scope words and opening verbs.

    ``counted``: the opening verb goes (建设未来工厂 → 未来工厂); otherwise only 实现 and its kin, because
    建设 in 建设用地安全利用率 is part of the name.
    """
    name = re.sub(DATE + "+[前内]?", "", words)
    before = None
    opened = False
    while name != before:
        before = name
        name = _HEAD.sub("", name)
        scope = _scopes().match(name)
        if scope and _means()[scope[0]] != "class":
            name = name[scope.end() :]
        verb = None if scope else verbs().match(name)
        soft = verb is not None and verb[0] in _SOFT
        if verb and (soft or (counted and not opened)) and not _NOUN.match(name, verb.end()):
            opened = opened or not soft
            name = name[verb.end() :]
    return _TAIL.sub("", name).strip('、,，:："')


def bare(words: str) -> str:
    """Return ``words`` without what stands in brackets."""
    return _BRACKETS.sub("", words)
