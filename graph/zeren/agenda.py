"""Which duty falls on which day: deadlines with a date, and recurring ones on each of their days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from zeren.duties import Duties, Duty, MeasureRow
from zeren.errors import WrongUsage
from zeren.model import Deadline
from zeren.recur import occurrences

COLUMNS = (
    "date", "start", "kind", "agency", "role", "text", "deadline", "stated_in", "id", "plan", "annex", "source",
)  # fmt: skip
"""keys of a row of ``by_body``, in order"""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day on which a measure is due."""

    day: str
    """ISO date"""
    start: str | None
    """ISO date on which an interval begins; None for a due day"""
    kind: str
    """as in ``model.Deadline.kind``"""
    words: str
    """the deadline as printed"""
    stated_in: str
    """``deadline`` for the cell of the deadline, ``text`` for the words of the measure"""
    measure: MeasureRow


def agenda(
    duties: Duties, first: str | None = None, last: str | None = None, *, texts: bool = False
) -> tuple[Dated, ...]:
    """Return the dated measures from ``first`` to ``last`` (ISO dates, both included), by day, then as printed.

    An open end of the period has no bound. Recurring duties are listed on each of their days, which needs both ends;
    where one is open the year of the other bounds them, and where both are, they are left out. ``texts`` adds the
    dates that the words of measures set, but for those that only repeat the deadline. Raises WrongUsage for a period longer than a century.
    """
    bounds = _bounds(first, last)
    found = []
    for order, measure in enumerate(duties.measures.values()):
        for each in _of(measure, duties.dates.get(measure.id, ()) if texts else (), bounds):
            if (first or "") <= each.day and (last is None or each.day <= last):
                found.append((each.day, order, each.stated_in, each))
    return tuple(each for *_, each in sorted(found, key=lambda item: item[:3]))


def recurring(duties: Duties, *, texts: bool = False) -> int:
    """Return the number of measures that recur, by their deadline or, with ``texts``, by their words."""
    return sum(
        bool(measure.deadline_rrule or (texts and any(its.rrule for its in duties.dates.get(measure.id, ()))))
        for measure in duties.measures.values()
    )


def _bounds(first: str | None, last: str | None) -> tuple[str, str] | None:
    if first is None and last is None:
        return None
    return first or f"{(last or '')[:4]}-01-01", last or f"{(first or '')[:4]}-12-31"


def _of(measure: MeasureRow, dates: Iterable[Deadline], bounds: tuple[str, str] | None) -> Iterator[Dated]:
    stated = [
        (
            measure.deadline_kind,
            measure.deadline_start,
            measure.deadline_end,
            measure.deadline_rrule,
            measure.deadline,
            "deadline",
        )
    ]
    stated += [
        (its.kind, its.start, its.end, its.rrule, its.raw, "text")
        for its in dates
        if its.end is None or its.end != measure.deadline_end
    ]
    for kind, start, end, rrule, words, where in stated:
        if end:
            yield Dated(end, start, kind, words, where, measure)
        elif rrule and bounds:
            for day in occurrences(rrule, *bounds):
                yield Dated(day, None, kind, words, where, measure)


def by_body(duties: Duties, dated: Iterable[Dated], body: str | None = None, role: str = "any") -> Iterator[dict[str, Any]]:
    """Return one row a body (IRI) and role of each dated measure, groups as written, with the keys of ``COLUMNS``."""
    held: dict[str, list[Duty]] = {}
    for duty in duties.duties:
        if duty.expansion is None and body in (None, duty.body) and role in ("any", duty.role):
            held.setdefault(duty.measure, []).append(duty)
    for each in dated:
        measure = each.measure
        for duty in held.get(measure.id, ()):
            yield {
                "date": each.day,
                "start": each.start,
                "kind": each.kind,
                "agency": duties.bodies[duty.body].name,
                "role": duty.role,
                "text": measure.text,
                "deadline": each.words,
                "stated_in": each.stated_in,
                "id": measure.id,
                "plan": measure.plan,
                "annex": measure.annex,
                "source": f"{measure.file} {measure.locator}",
            }


def check_period(first: str | None, last: str | None, first_word: str, last_word: str) -> None:
    """Raise WrongUsage, with the words for both ends, where a day is no ISO date or the last comes before the first."""
    for word, value in ((first_word, first), (last_word, last)):
        if value is not None and not _is_day(value):
            raise WrongUsage(f"{word} {value}: no date 日期无效", "write it as 2026-06-30")
    if first and last and first > last:
        raise WrongUsage(f"{first_word} {first} is after {last_word} {last} 起止颠倒", "give the earlier day first")


def _is_day(value: str) -> bool:
    try:
        # The short forms of ISO 8601 would not compare with the dates of the store.
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
