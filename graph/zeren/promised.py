"""What plans promise, one row a target: with the bodies that answer for it and the place of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from zeren.duties import Duties, Duty
from zeren.fold import key
from zeren.model import Target
from zeren.resources import table

COLUMNS = (
    "plan", "annex", "id", "indicator", "comparator", "value", "value_max", "unit", "scope", "kind", "period", "force",
    "quote", "agencies", "source", "concept", "unit_code", "change", "baseline", "reading",
)  # fmt: skip
"""keys of a row, in order"""


class Planned(Protocol):
    """A plan as ``ask.plans`` gives it."""

    @property
    def iri(self) -> str:
        """Its IRI."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def annex(self) -> str | None:
        """Its mark among the annexes of a plan."""

    @property
    def file(self) -> str:
        """The file that it stands in."""


def promised(
    duties: Duties,
    plans: Iterable[Planned],
    body: str | None = None,
    indicator: str | None = None,
    kind: str | None = None,
) -> list[dict[str, Any]]:
    """Return the targets with the keys of ``COLUMNS``, those of measures in document order, then those of tables.

    ``body`` (IRI) keeps to the measures in which it holds a duty, ``indicator`` to names that hold these words,
    ``kind`` to ``numeric``, ``frequency`` or ``qualitative``.
    """
    return [
        {name: row[name] for name in COLUMNS}
        for row in _every(duties, plans, body)
        if kind in (None, row["kind"]) and _is_about(row, indicator)
    ]


def _every(duties: Duties, plans: Iterable[Planned], body: str | None) -> Iterator[dict[str, Any]]:
    """One row a target: those of measures in document order, then those of tables of values."""
    held: dict[str, list[Duty]] = {}
    for duty in duties.duties:
        if duty.expansion is None:
            held.setdefault(duty.measure, []).append(duty)
    for identifier, measure in duties.measures.items():
        own = held.get(identifier, [])
        if body is not None and all(duty.body != body for duty in own):
            continue
        names = [duties.bodies[duty.body].name for duty in own if duty.role in ("lead", "responsible")]
        for target in duties.targets.get(identifier, ()):
            first = {"plan": measure.plan, "annex": measure.annex, "id": identifier}
            yield {**first, **_target(target, measure.file), "agencies": list(dict.fromkeys(names))}
    for plan in plans if body is None else ():
        for target in duties.targets.get(plan.iri, ()):
            first = {"plan": plan.title, "annex": plan.annex, "id": None}
            yield {**first, **_target(target, plan.file), "agencies": []}


def _target(target: Target, file: str) -> dict[str, Any]:
    names = (
        "indicator", "comparator", "unit", "scope", "kind", "period", "force", "quote", "concept", "unit_code",
        "change", "baseline", "reading",
    )  # fmt: skip
    row = {name: getattr(target, name) for name in names}
    values = {"value": _plain(target.value), "value_max": _plain(target.value_max)}
    return {**row, **values, "source": f"{file} {target.place.locator}"}


def _plain(value: float | None) -> float | int | None:
    """A whole number without a fraction, so that 65 % is not printed as 65.0."""
    return int(value) if value is not None and value.is_integer() else value


def _is_about(row: Mapping[str, Any], words: str | None) -> bool:
    if not words:
        return True
    labels = {concept["concept"]: concept["label"] for concept in table("vocabulary/indicators")}
    names = (row["indicator"], row["concept"] or "", labels.get(row["concept"] or "", ""))
    return any(key(words) in key(name) for name in names)
