"""The same indicator in two places: of one document, or of a plan and the one above it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from zeren import ask
from zeren.ask.lookup import PREFIXES, ask_rows
from zeren.check.comparison import Agreement, compare, shown
from zeren.check.finding import Finding
from zeren.check.rules import Rule
from zeren.ground.model import Target
from zeren.table.duties import Duties

_YEARS = "SELECT DISTINCT ?plan ?year WHERE { ?plan a zr:Plan ; zr:year ?year }"

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
    annex: str | None
    file: str


@dataclass(frozen=True, slots=True)
class _Whole:
    """A document with all its annexes."""

    plan: ask.KnownPlan
    year: str
    targets: tuple[Target, ...]


def agreements(
    reader: ask.Reader, duties: Duties, rules: Mapping[str, Rule], wanted: Container[str]
) -> Iterator[Finding]:
    """Give the comparisons inside each document, then those of each document with the ones above it.

    A document stands above another of the same year where its division holds the other's. Only comparisons with a
    target of the ``wanted`` measures and plans (IRIs) are given.
    """
    wholes, owners = _wholes(reader, duties)
    for rule, agreement in _compared(wholes):
        if any(owners[id(target)].id in wanted for target in (agreement.first, agreement.second)):
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
    for upper in wholes:
        for lower in wholes:
            if _above(upper, lower):
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


def _wholes(reader: ask.Reader, duties: Duties) -> tuple[list[_Whole], dict[int, _Owner]]:
    """Documents with their targets in order, and where each target (by its identity) stands."""
    plans = {plan.iri: plan for plan in ask.plans(reader)}
    years = {
        row["plan"].value: row["year"].value
        for row in ask_rows(reader, PREFIXES + _YEARS)
        if row["plan"] and row["year"]
    }
    owners: dict[int, _Owner] = {}
    held: dict[str, list[Target]] = {}
    for holder, targets in duties.targets.items():
        measure = duties.measures.get(holder)
        plan = plans.get(measure.plan_id if measure else holder)
        if plan is None:
            continue
        for target in targets:
            owners[id(target)] = _Owner(holder, plan.annex, measure.file if measure else plan.file)
            held.setdefault(plan.part_of_iri or plan.iri, []).append(target)
    wholes = [
        _Whole(plans[iri], years.get(iri, ""), tuple(sorted(targets, key=lambda target: target.place.start)))
        for iri, targets in held.items()
        if iri in plans
    ]
    return sorted(wholes, key=lambda whole: (whole.plan.file, whole.plan.iri)), owners


def _above(upper: _Whole, lower: _Whole) -> bool:
    over, under = upper.plan.jurisdiction or "", lower.plan.jurisdiction or ""
    return bool(over) and over != under and under.startswith(over) and upper.year == lower.year


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
