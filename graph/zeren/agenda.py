"""Which duty falls on which day: deadlines with a date, and recurring ones on each of their days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zeren.duties import Duties, MeasureRow
from zeren.model import Deadline
from zeren.recur import occurrences


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
        bool(measure.deadline_rrule or (texts and any(date.rrule for date in duties.dates.get(measure.id, ()))))
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
        (date.kind, date.start, date.end, date.rrule, date.raw, "text")
        for date in dates
        if date.end is None or date.end != measure.deadline_end
    ]
    for kind, start, end, rrule, words, where in stated:
        if end:
            yield Dated(end, start, kind, words, where, measure)
        elif rrule and bounds:
            for day in occurrences(rrule, *bounds):
                yield Dated(day, None, kind, words, where, measure)
