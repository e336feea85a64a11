"""The measures that a paper lists, each with how it stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zeren.ground.fold import fold
from zeren.ground.recurrence import is_often, occurrences
from zeren.ledger.rows import ledger_rows
from zeren.ledger.standing import SOON, MeasureStanding, standing

if TYPE_CHECKING:
    from zeren.table import Landing

PRINCIPAL = ("lead", "responsible")
"""roles that answer for a measure"""


@dataclass(frozen=True, slots=True)
class Item:
    """A measure as a paper shows it."""

    measure: str
    """path below the base IRI"""
    plan: str
    """title of the whole document"""
    annex: str | None
    """mark of the annex as printed; None where the plan is none"""
    task: str
    """number and title; empty where neither is printed"""
    text: str
    roles: tuple[str, ...]
    """codes of the roles that the body of the paper holds; empty where the paper is for no one body"""
    principal: tuple[str, ...]
    """bodies that lead, or answer for it where none leads, as printed, in order"""
    support: tuple[str, ...]
    deadline: str
    """printed words, with those of the dates that its text sets; empty where none"""
    due: str | None
    """ISO date: as ``standing`` tells it, else the next day of a rhythm; None where neither is known"""
    recurs: bool
    """``due`` is the next day of a rhythm"""
    targets: tuple[str, ...]
    """promised values as printed"""
    file: str
    """name of the document"""
    locator: str
    """its place there, in words"""
    standing: MeasureStanding
    often: bool = False
    """``due`` is the next day of a rhythm of days or weeks (每天, 每周): nobody is dunned for each"""
    printed: frozenset[str] = frozenset()
    """ISO dates of which the plan prints the year; that of all others is told from the plan"""

    @property
    def answers(self) -> bool:
        """Whether the body of the paper leads or answers for it; True where the paper is for no one body."""
        return not self.roles or any(role in PRINCIPAL for role in self.roles)

    @property
    def open(self) -> bool:
        """Whether it was neither reported done nor changed."""
        return self.standing.state not in ("done", "changed")

    def days(self, on: str) -> int | None:
        """Days from ``on`` until it is due, below nought when past; None without a date."""
        return None if self.due is None else (date.fromisoformat(self.due) - date.fromisoformat(on)).days


_PLACES = """
SELECT l.id, l.file, l.task_no, l.locator, p.part_of_title, p.plan_year,
       coalesce(p.last_year, CASE WHEN contains(concat(p.title, p.part_of_title), CAST(p.plan_year AS STRING)) THEN p.plan_year END)
FROM measure_line l
JOIN plan p ON p.id = l.plan AND p.file = l.file
WHERE TRUE
  AND l.plan IN ($plan)
"""
_ROLES = """
SELECT DISTINCT body, measure, role FROM (
  SELECT body, measure, role FROM duty
  UNION
  SELECT body, measure, role FROM expanded_duty WHERE certainty = 'certain'
) held
WHERE TRUE
  AND body = $body
"""
_DATES = """
SELECT measure, file, raw, end_date, rrule, origin FROM deadline
WHERE end_date IS NOT NULL OR rrule IS NOT NULL OR origin = 'TextDate'
ORDER BY measure, file, origin, start_offset, raw
"""
_ORDER = ("lead", "responsible", "support", "guide", "supervise")


def items(landing: Landing, on: str, *, body: str | None = None, plans: Sequence[str] | None = None, days: int = SOON) -> list[Item]:
    """Return the measures of a body (its path), of plans (their paths), or of both, in document order, as they stand on ``on``.

    A rhythm (每季度) counts as due on its next day within ``days``, in the years of its plan.
    """
    rows = ledger_rows(landing, body=body, plans=plans)
    places = {(str(row[0]), str(row[1])): row[2:] for row in landing.rows(_PLACES, {"plan": plans})}
    roles = _roles(landing, body).get(body, {}) if body else {}
    dates: dict[tuple[str, str], list[tuple[str, str | None, str | None]]] = {}
    printed: dict[tuple[str, str], set[str]] = {}
    for measure, file, raw, end, rule, origin in landing.rows(_DATES):
        if origin == "TextDate" or rule is not None:
            dates.setdefault((str(measure), str(file)), []).append((str(raw), end, rule))
        if end is not None and str(end)[:4] in fold(str(raw)):
            printed.setdefault((str(measure), str(file)), set()).add(str(end))
    stands = standing(landing, on, plans, [row.measure for row in rows] if body else None)
    found = []
    for row in rows:
        key = row.measure, row.file
        number, locator, whole, *years = places[key]
        said = dates.get(key, [])
        dated = stands[row.measure].due
        due = dated or _next(on, days, years, (rule for _, _, rule in said if rule))
        found.append(
            Item(
                row.measure, str(whole or row.plan), row.annex, " ".join(filter(None, (number, row.task))), row.text,
                roles.get(row.measure, ()), row.principal, row.support,
                _deadline(row.deadline, said), due, dated is None and due is not None, row.targets, row.file, str(locator),
                stands[row.measure], _is_often(dated, (rule for _, _, rule in said if rule)), frozenset(printed.get(key, ())),
            )
        )  # fmt: skip
    return found


def items_by_body(landing: Landing, on: str, plans: Sequence[str] | None = None, days: int = SOON) -> dict[str, list[Item]]:
    """Return body (its path) → what ``items`` returns for it, groups too, asked once for all."""
    listed = items(landing, on, plans=plans, days=days)
    return {
        body: [replace(item, roles=held[item.measure]) for item in listed if item.measure in held]
        for body, held in _roles(landing, None).items()
    }


def _roles(landing: Landing, body: str | None) -> dict[str, dict[str, tuple[str, ...]]]:
    """Body → measure → the roles that it holds there, in the usual order."""
    found: dict[str, dict[str, set[str]]] = {}
    for holder, measure, role in landing.rows(_ROLES, {"body": body}):
        found.setdefault(str(holder), {}).setdefault(str(measure), set()).add(str(role))
    return {
        holder: {measure: tuple(role for role in _ORDER if role in roles) for measure, roles in held.items()}
        for holder, held in found.items()
    }


def _next(on: str, days: int, years: Sequence[int | None], rules: Iterable[str]) -> str | None:
    """The first day of the rhythms from ``on`` on, within ``days`` and the years of the plan as far as they are told."""
    last = (date.fromisoformat(on) + timedelta(days=days)).isoformat()
    begins, ends = years
    if begins:
        on = max(on, f"{begins}-01-01")
    if ends:
        last = min(last, f"{ends}-12-31")
    found = [day for rule in rules if on <= last for day in occurrences(rule, on, last, anchor=begins)[:1]]
    return min(found, default=None)


def _is_often(dated: str | None, rules: Iterable[str]) -> bool:
    """Whether a measure has no date of its own and comes round within a week."""
    found = list(rules)
    return dated is None and bool(found) and all(map(is_often, found))


def _deadline(printed: str, said: Sequence[tuple[str, str | None, str | None]]) -> str:
    """The printed deadline and the dates of the text, each once."""
    words = [printed] if printed else []
    words += [f"正文：{raw}" for raw, _, _ in said if raw and raw != printed]
    return "；".join(dict.fromkeys(words))
