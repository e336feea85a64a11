"""Where plans and bodies belong: the place that the register tells, else the one that a plan prints at the head of its title."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from zeren.ask.lookup import KnownPlan
from zeren.ask.sentence.lexicon import folded
from zeren.ask.short import functions_of
from zeren.ground.resources import table
from zeren.table.duties import BodyRow

_HEAD = re.compile("(?:^|读懂|图解|解读|印发|[《“〈])([一-龥]{2,6}?(?:[市区县旗乡镇]|街道))")
# 瓯海区2026年台账, 一图读懂海安市2026年为民办实事项目, 关于印发云阳县方案的通知
_LONGEST = 16
"""characters of the longest name of a division"""
_LEVEL = re.compile("^(?:[市区县旗乡镇](?=.)|街道(?=.))")


@cache
def _no_places() -> tuple[str, ...]:
    """What ends like a division and is none: 小区, 全市 (``register/generic``), and areas of a kind (示范区, ``register/zone-kinds``).

    Kinds of two characters are left out: 瓯港区 is a district.
    """
    areas = (word for row in table("register/generic") if row["match"] == "area" for word in row["words"].split(" "))
    return (*areas, *(row["word"] for row in table("register/zone-kinds") if len(row["word"]) > 2))


def place_like(word: str) -> bool:
    """Tell whether words are the name of a division (江源区), not of another thing that ends so (老旧小区)."""
    return bool(re.fullmatch("[一-龥]{2,6}(?:[市区县旗乡镇]|街道)", word)) and not word.endswith(_no_places())


def place_of(plan: KnownPlan) -> str:
    """Return the division of a plan: that of the register, else that at the head of its title; empty where neither is told."""
    if plan.jurisdiction:
        return plan.jurisdiction
    for title in (plan.title, plan.part_of or ""):
        match = _HEAD.search(folded(title))
        if match is not None and place_like(match[1]):
            return match[1]
    return ""


@lru_cache(1 << 12)
def last_division(full: str) -> str:
    """Return the last of the divisions of a full name: 江源区 for 吉林省白山市江源区, 石城县 for 江西省赣州市石城县.

    The divisions before it are those of the register, since their own names hold 州, 市 and 县 too; where the register has
    none of them, what ends like one.
    """
    rest = full
    while over := next((rest[:size] for size in range(min(len(rest) - 2, _LONGEST), 1, -1) if rest[:size] in _whole_names()), ""):
        rest = rest[len(over) :]
    if rest != full:
        return rest
    return re.sub("^(?:[^省市州盟县旗]{2,}?(?:省|自治区|市|自治州|州|盟|县|旗)(?=..))+", "", full)


def homes(bodies: Mapping[str, BodyRow], printed: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return IRI of a body → its division; where the register tells none, that of the only place whose plans print it.

    ``printed``: IRI of a body → the places whose plans print it, empty for a plan of no told place.
    """
    told = {row.id: row.jurisdiction or "" for row in bodies.values()}
    told |= {iri: next(iter(where)) for iri, where in printed.items() if not told.get(iri) and len(where) == 1}
    return {iri: place for iri, place in told.items() if place}


def placed_names(body: BodyRow, place: str, function: str | None) -> set[str]:
    """What a body is called together with its place: 索玛乡妇联, 索玛乡的妇联 and 索玛乡乡妇联 for 乡妇联 of 索玛乡.

    Names that end in its function are left out: those are found by place and function.
    """
    found: set[str] = set()
    names = {folded(name) for name in (body.name, body.label, *body.aliases)}
    for where in {folded(place), last_division(folded(place))} - {""}:
        for name in names:
            level = _LEVEL.match(name)
            bare = name[level.end() :] if level is not None and where.endswith(level.group()) else ""
            rests = () if name.startswith(where) else (name, bare) if bare else (name,)
            # What ends in the function does so with the place before it too.
            found.update(where + of + rest for rest in rests for of in ("", "的") if function is None or function not in _ending_in(rest))
    return {name for name in found if function is None or all(told != function for told, _ in functions_of(name))}


@lru_cache(1 << 12)
def _ending_in(name: str) -> frozenset[str]:
    """The functions that a name may end in; offices of many places share theirs."""
    return frozenset(function for function, _ in functions_of(name))


@cache
def _whole_names() -> frozenset[str]:
    """The names of all divisions of the country from the province to the county."""
    return frozenset(row["name"] for row in table("register/divisions"))


@cache
def divisions() -> frozenset[str]:
    """The names of all divisions of the country, those of more than two characters also without their last."""
    return frozenset((*_whole_names(), *(name[:-1] for name in _whole_names() if len(name) > 2)))


def elsewhere_named(sentence: str, places: Mapping[str, str]) -> str:
    """Return the longest full name of a division in a sentence that is no place of the store (天津市); empty where there is none."""
    text = folded(sentence)
    parts = {text[at : at + size] for size in range(3, 9) for at in range(len(text) - size + 1)}
    named = {part for part in parts & divisions() if place_like(part) or part.endswith(("省", "自治区"))}
    return max((part for part in named if part not in places), key=len, default="")


def plain_names(full: str) -> tuple[str, ...]:
    """Return what people call a division: its own name, and that without its last character (石城县, 石城)."""
    name = last_division(folded(full))
    bare = name[:-1] if len(name) > 2 and name[-1] in "市区县旗" and (name in _whole_names() or place_like(name)) else ""
    return (name, bare) if bare else (name,)


def within(one: str, other: str) -> bool:
    """Tell whether one of two divisions is the other, holds it, or is held by it."""
    return one.startswith(other) or other.startswith(one)


def at_place(words: str, places: Mapping[str, str]) -> str:
    """Return the longest place at the beginning of words; empty where none stands there."""
    return next((words[:end] for end in range(len(words), 0, -1) if words[:end] in places), "")
