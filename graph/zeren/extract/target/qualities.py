"""Promises without a number of their own: frequencies (按季度开展监测) and qualities (动态清零, 达到国家考核要求)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from zeren.extract.target.indicators import concept_of, scope_of, tidy
from zeren.extract.target.naming import trim, without_period
from zeren.extract.target.promises import YEARLY, Words
from zeren.extract.time.rhythms import EVERY
from zeren.ground.fold import fold
from zeren.ground.model import Place, Target
from zeren.ground.resources import table

_ACTION = re.compile(r"开展|进行|组织|实施")
_TOWARDS = re.compile(r"[对向将]")
_NAMES = {"季": "季度", "年度": "年", "星期": "周", "天": "日"}


def per(every: re.Match[str]) -> str:
    """Return the period of a recurrence as a unit's divisor (每季度 → 季度, 每两年 → 两年)."""
    groups = every.groupdict()
    unit = groups.get("unit") or "年"
    return (groups.get("count") or "") + _NAMES.get(unit, unit)


def opening_scope(words: str) -> str:
    """Return words in which a scope is looked for: without dates and connectives before it."""
    return re.sub(r"^(?:▢|其中|对|[、,，])+", "", words)


@cache
def _qualities() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(fold(row["words"])), row["change"]) for row in table("vocabulary/qualities"))


@cache
def _any() -> re.Pattern[str]:
    """All qualities at once, to pass over the many clauses that state none."""
    return re.compile("|".join(pattern.pattern.replace("(?P<ref>", "(?:") for pattern, _ in _qualities()))


def wordless(words: Words, begin: int, end: int) -> list[Target]:
    """Return the frequency or else the first quality that a clause without a promised number states; often none."""
    start, stop = trim(words.masked, begin, end)
    masked = words.masked[begin:end]
    every, acts = EVERY.search(masked), _ACTION.search(masked)
    if every is None and acts:
        every = YEARLY.search(masked)
    if start >= stop or not (every or _any().search(masked)):
        return []
    scope = scope_of(opening_scope(masked), words.scope)
    quote = words.source.quote(start, stop)
    place = Place(words.source.start(start), words.source.end(stop))
    if every and (acts or _TOWARDS.search(masked)):
        name = tidy(without_period(words.named(begin, end)), counted=True)
        unit = "次/" + per(every)
        return [Target(name, "=", 1.0, None, unit, scope, "frequency", quote, place, period=every[0])]
    for pattern, change in _qualities():
        match = pattern.search(masked)
        if match:
            plain = Target(
                "", None, None, None, None, scope, "qualitative", quote, place, change=change or None
            )
            return _quality(words, begin, end, match, plain)
    return []


def _quality(words: Words, begin: int, end: int, match: re.Match[str], plain: Target) -> list[Target]:
    """The target of a quality with its name: what stands before the words, else after them."""
    name = tidy(words.named(begin, begin + match.start()), counted=False)
    name = name or tidy(words.named(begin + match.end(), end), counted=False)
    whose = match.groupdict().get("ref")
    if len(name) < 2 and not whose:
        return []
    known = concept_of(name)
    return [replace(plain, indicator=name or match[0], concept=known.id if known else None, baseline=whose)]
