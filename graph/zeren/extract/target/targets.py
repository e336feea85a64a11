"""Promised values in running text: indicator, comparator, value, unit, scope.

``promises`` tells which numbers are promised, ``naming`` what they are about, ``qualities`` reads what has no
number; here they become targets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from zeren.extract.bilingual import chinese_sentences
from zeren.extract.compact import clauses, compact, sentences
from zeren.extract.target.indicators import DATE, concept_of, scope_of
from zeren.extract.target.naming import BASELINE, RATE, name, own_area, shared, trim
from zeren.extract.target.promises import CHANGE, YEARLY, Promise, Words, is_reached, mask, promises
from zeren.extract.target.qualities import opening_scope, per, wordless
from zeren.extract.target.units import unit_code
from zeren.extract.time.rhythms import EVERY
from zeren.ground.model import Place, Target

_ASPIRED = re.compile("力争|争取|力求")
_IN_YEAR = re.compile(r"(?:^|\()(?:[全我][省市州县区旗])?(?P<year>20\d\d)年(?!度|以来|[^，,。;]{0,12}的)")
"""a clause that begins with the year it tells of: 2025年完成投资86亿元, (2025年为1个工作日); not 完成2025年水毁工程修复19处"""
_HELD = re.compile("^(?:累计)?(?:现有|原有|已有?|涉及|共有)")
"""what is no part of the name of what was reached: 原有|泵站"""
_CHANGES = {way: tuple(verbs.split("|")) for way, verbs in CHANGE.items()}
_SAID = 60
"""code points before an amount that may say so"""
_RATED = re.compile(r"/(?:年|半年|季度?|月|周|日)")


def targets_in(text: str, offset: int, *, scope: str | None, year: int | None) -> tuple[Target, ...]:
    """Return the targets that running text promises, in the order of the text.

    ``text`` is a verbatim slice of the document that begins at ``offset`` and may hold line breaks; places are
    offsets in the document. ``scope`` is the jurisdiction that 全区, 全市 or nothing stand for; ``year`` the
    plan's year, the period of values that print 今年 or 本年.
    """
    source = compact(chinese_sentences(text), offset)
    words = Words(source, mask(source.words), scope)
    found: list[Target] = []
    for begin, end in sentences(words.masked):
        numeric: list[Target] = []
        before: set[int] = set()
        for promise in promises(words.masked, begin, end):
            reached = is_reached(words.masked[max(begin, promise.amount.begin - _SAID) : promise.amount.begin])
            made = _targets(words, promise, begin, numeric, year)
            told = _IN_YEAR.search(words.source.words[promise.clause : promise.amount.begin])
            reached |= bool(year and told and int(told["year"]) < year)
            past = {one.place.start for one in made if reached and one.comparator == "=" and one.change is None}
            before |= past
            numeric += [replace(one, indicator=_HELD.sub("", one.indicator) or one.indicator) if past else one for one in made]
        taken = _runs(numeric)
        ends = [high for _, high in taken]
        for start, stop in clauses(words.masked, begin, end):
            following = bisect_right(ends, source.start(start))
            if following == len(taken) or taken[following][0] >= source.end(stop):
                numeric += wordless(words, start, stop)
        numeric = [replace(one, tied=None) if one.tied in before else one for one in numeric if one.place.start not in before]
        found += sorted(numeric, key=lambda target: (target.place.start, target.place.end))
    return tuple(found)


def _runs(targets: Iterable[Target]) -> list[tuple[int, int]]:
    """The stretches of text that targets stand on, in order, those that overlap as one."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted((target.place.start, target.place.end) for target in targets):
        if runs and start < runs[-1][1]:
            start, end = runs[-1][0], max(end, runs.pop()[1])
        runs.append((start, end))
    return runs


def _targets(
    words: Words, promise: Promise, sentence: int, earlier: list[Target], year: int | None
) -> list[Target]:
    """The targets of one promise: one, or one for each subject that 分别 deals one value out to."""
    amount = promise.amount
    clause = words.masked[promise.clause : promise.end]
    opening = clause[: amount.begin - promise.clause]
    indicator, inherited = name(words, promise, sentence, earlier)
    every = EVERY.search(clause) or (YEARLY.search(clause) if amount.kind == "times" else None)
    unit = _unit(words, promise, every, inherited)
    begin, end = trim(words.masked, promise.begin, promise.end)
    scope = scope_of(opening_scope(words.named(promise.clause, promise.head)), words.scope)
    if inherited and (area := own_area(words, promise)):
        scope = area
    change = next((way for way, verbs in _CHANGES.items() if opening.endswith(verbs)), None)
    found = []
    for each in shared(words, promise, sentence, indicator):
        known = concept_of(each, unit)
        found.append(
            Target(
                indicator=each,
                comparator=_comparator(promise, known.better if known else ""),
                value=amount.value,
                value_max=amount.value_max,
                unit=unit,
                scope=inherited.scope if inherited and scope == words.scope else scope,
                kind="frequency" if amount.kind == "times" and "/" in (unit or "") else "numeric",
                quote=words.source.quote(begin, end),
                place=Place(words.source.start(begin), words.source.end(end)),
                concept=known.id if known else None,
                unit_code=unit_code(unit),
                force=_force(opening, inherited),
                tied=_tied(inherited) if promise.item is None else None,
                change=change or (inherited.change if inherited and promise.item else None),
                baseline=_baseline(words, promise)
                or (inherited.baseline if inherited and promise.item else None),
                period=_period(words, promise, every, year),
            )
        )
    return found


def _tied(inherited: Target | None) -> int | None:
    """Where the binding target stands that a stretch value or an alternative belongs to."""
    if inherited is None:
        return None
    return inherited.place.start if inherited.tied is None else inherited.tied


def _comparator(promise: Promise, better: str) -> str:
    if promise.comparator == "best":
        return "<=" if better == "lower" else ">="
    if promise.comparator is None:
        return ">=" if promise.amount.value_max is not None else "="
    return promise.comparator


def _force(opening: str, inherited: Target | None) -> str:
    if inherited and re.search(r"鼓励|力争|争取", opening):
        return "stretch"
    if re.match(r"或者?|要么", opening):
        return "alternative"
    return "aspired" if _ASPIRED.search(opening) else "binding"


def _baseline(words: Words, promise: Promise) -> str | None:
    """What a change or a share is measured against, or the value that it starts from, as printed."""
    if promise.was:
        return words.source.words[slice(*promise.was)]
    match = BASELINE.search(words.masked, promise.clause, promise.amount.begin)
    if match:
        return words.source.words[match.start() : match.end()]
    return promise.base.removesuffix("的") or None


def _period(words: Words, promise: Promise, every: re.Match[str] | None, year: int | None) -> str | None:
    """The period that a value is for: 每年, 全年, or the year printed before it; None where nothing says."""
    if every:
        return every[0]
    opening = words.source.words[promise.clause : promise.amount.begin]
    if year and re.search("今年|本年", opening):
        return f"{year}年"
    masked = BASELINE.sub(
        lambda match: "□" * len(match[0]), words.masked[promise.clause : promise.amount.begin]
    )
    if promise.was:
        masked = masked[: promise.was[0] - promise.clause]
    runs = list(re.finditer(DATE + "+", masked))
    # 其中2026年10条、2027年12条: the year of its own words goes before one of its clause.
    own = promise.begin - promise.clause
    for run in (*(one for one in runs if one.start() >= own), *runs):
        printed = re.match(r"20\d\d年|全年", opening[run.start() : run.end()])
        if printed:
            return printed[0]
    return None


def _unit(
    words: Words, promise: Promise, every: re.Match[str] | None, inherited: Target | None
) -> str | None:
    """The unit with what it is a rate of: 每万平方米…吨 → 吨/万平方米, 每季度…次 → 次/季度."""
    unit = promise.amount.unit
    if unit is None:
        return None
    if promise.amount.kind == "times":
        printed = _RATED.match(words.masked, promise.tail)
        if printed:
            return unit + printed[0]
        return f"{unit}/{per(every)}" if every else unit
    if inherited and inherited.unit and inherited.unit.startswith(unit + "/"):
        return inherited.unit
    rate = RATE.search(words.masked[promise.begin : promise.head])
    return f"{unit}/{rate[1]}" if rate else unit
