"""Agreement: the same indicator promised in two places, compared.

Two targets are comparable when they stand for one concept, or for two of a family that are easily taken for
one another. What is compared is the words of the plans; nothing is converted beyond magnitudes (万, 亿).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from zeren.ground.figures import figure
from zeren.ground.fold import key
from zeren.ground.model import Deadline, Target
from zeren.ground.resources import table

_SCALE = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8}
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two targets side by side."""

    concept: str
    """key of the concept, of the family, or the folded indicator where no concept is known"""
    first: Target
    second: Target
    verdict: str
    """``agree``; ``differ``; ``stricter`` or ``looser`` (the second one, for a part of the first's area);
    ``share`` (a count for a part of the area); ``other definition`` (a different thing by a similar name)"""
    reason: str
    """in words, with both values"""


_LISTS = ("noise-points", "reduction", "safe-use", "construction-waste")
"""families whose members stand side by side on purpose; nobody takes one for another"""


@cache
def _concepts() -> dict[str, dict[str, str]]:
    return {row["concept"]: row for row in table("vocabulary/indicators")}


def compare(first: Sequence[Target], second: Sequence[Target]) -> tuple[Agreement, ...]:
    """Return every comparable pair of a target of ``first`` and one of ``second``, in their order.

    Pass one sequence twice to compare a document with itself: a pair is then given once. Targets without a
    value are left out, as are stretch values and alternatives, whose binding target speaks for them. Values for
    different areas are compared where one of them is the whole (the scope most targets of its document have):
    a street with its district, not with the next street. The value of the whole then comes first.
    """
    same = first is second
    whole = _whole(first)
    left = [target for target in first if _counts(target)]
    right = [target for target in second if _counts(target)]
    found = []
    for index, one in enumerate(left):
        for other in right[index + 1 :] if same else right:
            if same and other.scope == whole:
                agreement = (
                    _compared(other, one, whole) if one.scope != whole else _compared(one, other, whole)
                )
            else:
                agreement = _compared(one, other, whole)
            if agreement:
                found.append(agreement)
    return tuple(found)


def _whole(targets: Sequence[Target]) -> str | None:
    """The scope that most targets have, the first of them where several tie."""
    scopes = [target.scope for target in targets]
    return max(scopes, key=lambda scope: (scopes.count(scope), -scopes.index(scope)), default=None)


def _counts(target: Target) -> bool:
    return target.value is not None and target.force not in ("stretch", "alternative")


def _compared(one: Target, other: Target, whole: str | None) -> Agreement | None:
    """The agreement of two targets; None where they have nothing to do with one another."""
    names = (one.concept or key(one.indicator), other.concept or key(other.indicator))
    families = tuple(_concepts().get(name, {}).get("family", "") for name in names)
    if names[0] != names[1]:
        if not families[0] or families[0] != families[1] or one.scope != other.scope or families[0] in _LISTS:
            return None
        reason = f"{one.indicator} {shown(one)} / {other.indicator} {shown(other)}"
        return Agreement(families[0], one, other, "other definition", reason)
    if (
        one.scope not in (other.scope, whole)
        or _periods_differ(one, other)
        or one.change != other.change
        or one.kind != other.kind
    ):
        return None
    verdict = _verdict(one, other, _concepts().get(names[0], {}).get("better", ""))
    reason = f"{one.scope or '—'} {shown(one)} / {other.scope or '—'} {shown(other)}"
    if verdict == "agree" and _base(one.unit) != _base(other.unit):
        reason += f" ({one.unit or '—'} against {other.unit or '—'})"
    return Agreement(names[0], one, other, verdict, reason)


def _periods_differ(one: Target, other: Target) -> bool:
    years = [
        target.period if target.period and target.period[:4].isdigit() else None for target in (one, other)
    ]
    return None not in years and years[0] != years[1]


def _verdict(one: Target, other: Target, better: str) -> str:
    first, second = amount(one), amount(other)
    equal = (
        abs(first - second) <= _NEAR * max(abs(first), abs(second), 1.0) and one.value_max == other.value_max
    )
    if equal:
        return "agree"
    if one.kind == "frequency" and _base(one.unit) != _base(other.unit):
        return "other definition"
    if one.scope == other.scope:
        return "agree" if _satisfies(one, other) else "differ"
    if one.unit_code is None and one.kind == "numeric":
        # Counted things add up over areas: 72 in the city, 6 of them in a district.
        return "share"
    if one.kind == "frequency":
        return "stricter" if second > first else "looser"
    if not better:
        return "differ"
    return "stricter" if (second < first) == (better == "lower") else "looser"


def _satisfies(one: Target, other: Target) -> bool:
    """Whether an exact value of one side lies inside the printed range of the other (2 within 1–2)."""
    for span, value in ((one, other), (other, one)):
        if span.value_max is not None and value.value_max is None and value.comparator == "=":
            return amount(span) <= amount(value) <= span.value_max
    return False


def dates_apart(cell: Deadline, inside: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """Return the dates inside a measure's text that its deadline cell does not say.

    A date differs where it ends on another day than the cell (3 月底前 against 年底前), or where the cell gives
    no day at all (持续推进). Recurrences, spans of work (以3-5月为重点) and events without a day contradict nothing.
    """
    dated = [deadline for deadline in inside if deadline.end and deadline.kind in _DATED]
    return tuple(deadline for deadline in dated if deadline.end != cell.end and deadline.raw != cell.raw)


_DATED = ("by-date", "staged")


def amount(target: Target) -> float:
    """Return the value with the magnitude of its unit (3 万家 → 30000); 0 where there is no value."""
    value = target.value or 0.0
    for char in (target.unit or "")[:2]:
        if char not in _SCALE:
            break
        value *= _SCALE[char]
    return value


def _base(unit: str | None) -> str:
    return (unit or "").lstrip("十百千万亿")


def shown(target: Target) -> str:
    """Return direction, comparator, value and unit as a person writes them (≥65%, 1–2个, 下降20%)."""
    return figure(target.comparator, target.value, target.value_max, target.unit, target.change)
