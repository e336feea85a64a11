"""The same indicator in two places: of one document, or of a plan and the one above it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from zeren import ask
from zeren.check.finding import Finding
from zeren.check.rules import Rule
from zeren.ground.model import Target
from zeren.table import Landing, short
from zeren.table.comparison import Agreement, compare, shown

_HOLDERS = """SELECT t.holder, coalesce(m.plan, t.holder), m.file
FROM (SELECT DISTINCT coalesce(measure, plan) AS holder FROM target) t
LEFT JOIN (
  SELECT id, plan, file, row_number() OVER (PARTITION BY id ORDER BY file, start_offset, place, plan) AS turn FROM measure
) m ON m.id = t.holder AND m.turn = 1"""

_INSIDE = {"differ": "targets-differ", "other definition": "targets-other-definition", "looser": "targets-looser"}
_ABOVE = {
    "differ": "upper-differs",
    "looser": "upper-looser",
    "share": "upper-share",
    "other definition": "upper-other-definition",
}
"""verdict of a comparison → rule; the others are as they should be"""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Where a target stands."""

    id: str
    """IRI of the measure or the plan"""
    plan: str
    """path of the plan, or of the plan of the measure"""
    annex: str | None
    file: str


@dataclass(frozen=True, slots=True)
class _Whole:
    """A document with all its annexes."""

    plan: ask.KnownPlan
    year: str
    targets: tuple[Target, ...]


def agreements(
    reader: ask.Reader, landing: Landing, rules: Mapping[str, Rule], plans: Container[str] | None
) -> Iterator[Finding]:
    """Give the comparisons inside each document, then those of each document with the ones above it.

    A document stands above another of the same year where its division holds the other's. Only comparisons with a
    target of these plans (paths) or of their measures are given; None: all. A plan is also compared with the one above
    it, which is not among its own targets.
    """
    wholes, owners = _wholes(reader, landing)
    for rule, agreement in _compared(wholes):
        if plans is None or any(owners[id(target)].plan in plans for target in (agreement.first, agreement.second)):
            yield _finding(rules[rule], agreement, owners)


def _compared(wholes: list[_Whole]) -> Iterator[tuple[str, Agreement]]:
    """Every comparison that is worth a word, with its rule."""
    for whole in wholes:
        seen: set[tuple[str, int]] = set()
        for agreement in compare(whole.targets, whole.targets):
            name = _INSIDE.get(agreement.verdict) or _agreeing(agreement)
            # A part is looser than the whole once, however often the whole is stated.
            once = (agreement.verdict, id(agreement.second))
            if name and not (agreement.verdict == "looser" and once in seen):
                seen.add(once)
                yield name, agreement
    for upper, lower in _pairs(wholes):
        for agreement in compare(upper.targets, lower.targets):
            if agreement.verdict in _ABOVE:
                yield _ABOVE[agreement.verdict], agreement


def _agreeing(agreement: Agreement) -> str | None:
    """Rule for two values that agree; values of different areas are left out."""
    first, second = agreement.first, agreement.second
    if agreement.verdict != "agree" or first.scope != second.scope:
        return None
    units = {(target.unit or "").lstrip("十百千万亿") for target in (first, second)}
    return "targets-agree" if len(units) == 1 else "targets-unit"


def _wholes(reader: ask.Reader, landing: Landing) -> tuple[list[_Whole], dict[int, _Owner]]:
    """Documents with their targets in order, and where each target (by its identity) stands."""
    plans = {short(plan.iri): plan for plan in ask.plans(reader)}
    places = {holder: (plan, file) for holder, plan, file in landing.rows(_HOLDERS)}
    owners: dict[int, _Owner] = {}
    held: dict[str, list[Target]] = {}
    for iri, targets in ask.load_targets(reader).items():
        path, file = places[short(iri)]
        plan = plans.get(path)
        if plan is None:
            continue
        for target in targets:
            owners[id(target)] = _Owner(iri, path, plan.annex, file or plan.file)
            held.setdefault(short(plan.part_of_iri or plan.iri), []).append(target)
    wholes = [
        _Whole(plans[path], str(plans[path].year or ""), tuple(sorted(targets, key=lambda target: target.place.start)))
        for path, targets in held.items()
        if path in plans
    ]
    return sorted(wholes, key=lambda whole: (whole.plan.file, whole.plan.iri)), owners


def _pairs(wholes: list[_Whole]) -> Iterator[tuple[_Whole, _Whole]]:
    """Give each document with those of the same year whose division lies in its own, both in their order."""
    below: dict[tuple[str, str], list[_Whole]] = {}
    for lower in wholes:
        name = lower.plan.jurisdiction or ""
        for size in range(1, len(name)):
            below.setdefault((lower.year, name[:size]), []).append(lower)
    for upper in wholes:
        for lower in below.get((upper.year, upper.plan.jurisdiction or ""), ()):
            yield upper, lower


def _finding(rule: Rule, agreement: Agreement, owners: Mapping[int, _Owner]) -> Finding:
    first, second = agreement.first, agreement.second
    one, two = owners[id(first)], owners[id(second)]
    values = {
        "indicator": first.indicator,
        "other": second.indicator,
        "first": _stated(first, one),
        "second": _stated(second, two),
    }
    source = "、".join(f"{owner.file} {target.place.locator}" for target, owner in ((first, one), (second, two)))
    quote = f"{first.quote}\n{second.quote}"
    return rule.finding(values, id=two.id, subject=first.indicator, source=source, quote=quote)


def _stated(target: Target, owner: _Owner) -> str:
    """Annex, scope and value in words (附4 北京市西城区 35%)."""
    return " ".join(filter(None, (owner.annex, target.scope, shown(target))))
