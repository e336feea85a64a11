"""What the words of a measure and of the document around it say, beside the cells: each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from zeren.extract.draft import Draft
from zeren.extract.prose import goals
from zeren.extract.references import marks_of, references_in
from zeren.extract.statement.clauses import answering, clauses_in
from zeren.extract.target.targets import targets_in
from zeren.extract.target.units import pattern as amounts_in
from zeren.extract.time.dated import deadlines_in
from zeren.ground.fold import key, unspaced
from zeren.ground.model import Clause, Deadline, Document, Measure, Place, Plan, Reference, Target

_NAME = 24
"""code points; longer words of a row name no indicator"""
_NAMES = re.compile("[\u4e00-\u9fffA-Za-z]{2}")
_CHANGES = re.compile("(?:提升|提高|增长|下降|达标|达到|不低于)$")
"""what becomes of an indicator, which is no part of its name"""
At = Callable[[int, int], Place]
"""begin and end of words in the document → their place, with the cell or line that holds them"""


def targets(plan: Plan, draft: Draft, document: Document, at: At) -> tuple[Target, ...]:
    """Return the targets of the measure's words and of the target columns in its row."""
    scope = plan.jurisdiction.name if plan.jurisdiction else None
    values = tuple(replace(value, scope=value.scope or scope, period=value.period or period_of(plan)) for value in draft.values)

    def read(place: Place) -> tuple[Target, ...]:
        words, back = unbroken(place, document.text, at)
        found = targets_in(words, place.start, scope=scope, year=plan.base_year)
        places = [back(target.place.start, target.place.end) for target in found]
        begins = {target.place.start: its.start for target, its in zip(found, places, strict=True)}
        return tuple(
            replace(target, place=its, tied=begins.get(target.tied or -1, target.tied)) for target, its in zip(found, places, strict=True)
        )

    said = read(draft.place)
    amounts = {(target.value, target.unit) for target in said}
    given = [named for place in draft.targets for target in read(place) if (named := _named(target, draft, amounts))]
    return (*values, *said, *given)


def _named(target: Target, draft: Draft, said: Collection[tuple[float | None, str | None]]) -> Target | None:
    """A target of a column of values; where its cell names nothing (95%), what the row is about is named, None where its words say it."""
    if _NAMES.search(amounts_in().sub("", target.indicator)):
        return target
    if (target.value, target.unit) in said:
        return None
    words = next((one for one in (draft.text, draft.task) if one and len(one) <= _NAME), None)
    name = _CHANGES.sub("", unspaced(words).rstrip("。；")) if words else ""
    return replace(target, indicator=name or target.indicator)


def unbroken(place: Place, text: str, at: At) -> tuple[str, At]:
    """Return the words at a place, put together where the edge of a page breaks them in a table, and the way back to their places.

    The words count from ``place.start`` on; the way back leads to the cells on both sides of the edge.
    """
    pieces = [place, *(piece for piece in place.pieces[1:] if piece.start >= place.end)]
    if len(pieces) == 1:
        return text[place.start : place.end], at
    begins = list(accumulate((piece.end - piece.start for piece in pieces), initial=place.start))

    def back(start: int, end: int) -> Place:
        spans = zip(pieces, begins, begins[1:], strict=False)
        parts = [(max(start, first) - first + piece.start, min(end, last) - first + piece.start) for piece, first, last in spans]
        first, *rest = (at(begin, stop) for begin, stop in parts if begin < stop)
        for further in rest:
            first = first.then(further)
        return first

    return "".join(text[piece.start : piece.end] for piece in pieces), back


def period_of(plan: Plan) -> str | None:
    """The year that a plan's values belong to where they name none."""
    return f"{plan.year}年" if plan.year else None


def aims(plan: Plan, stretches: Iterable[Place], document: Document, at: At) -> tuple[Target, ...]:
    """Return the values that the plan's sections of goals set, with the day each is due."""
    scope = plan.jurisdiction.name if plan.jurisdiction else None
    return tuple(
        replace(target, due=due, place=at(target.place.start, target.place.end))
        for stretch in stretches
        for target, due in goals.targets(document.text, stretch, scope=scope, year=plan.base_year)
    )


def clauses(draft: Draft, document: Document, at: At) -> tuple[Clause, ...]:
    """Return the sentences that name bodies of their own, each told from the bodies of the row where one alone fits."""
    rows = [assignment.full for assignment in draft.assignments]
    words, back = unbroken(draft.place, document.text, at)
    return tuple(
        replace(
            clause,
            place=back(clause.place.start, clause.place.end),
            bodies=tuple(
                replace(
                    named,
                    place=back(named.place.start, named.place.end),
                    answers=answering(named.mention, rows),
                )
                for named in clause.bodies
            ),
        )
        for clause in clauses_in(words, draft.place.start)
    )


def dates(plan: Plan, draft: Draft, deadline: Deadline, document: Document, at: At) -> tuple[Deadline, ...]:
    """Return the dates and rhythms that the measure's words set, in order, before them the earlier days of its deadline."""
    words, back = unbroken(draft.place, document.text, at)
    year = plan.base_year or (int(plan.date[:4]) if plan.date and plan.last_year is None else None)
    earlier = (Deadline(deadline.raw, "by-date", end=day, place=deadline.place) for day in deadline.days if day != deadline.end)
    said = (replace(date, place=back(date.place.start, date.place.end)) for date in deadlines_in(words, draft.place.start, year) if date.place)
    return (*(replace(date, place=at(date.place.start, date.place.end)) for date in earlier if date.place), *said)


def references(
    document: Document,
    stretches: Iterable[tuple[int, int]],
    plans: Sequence[Plan],
    measures: Sequence[Measure],
    at: At,
) -> tuple[Reference, ...]:
    """Return the documents cited in the ``stretches`` of a document, with the plan and the measure that cite.

    A plan's own number cites nothing.
    """
    own = tuple(key(plan.number) for plan in plans if plan.number)
    found = []
    marks = marks_of(document.text)
    holding = ((start, end) for start, end in stretches if bisect_left(marks, start) < bisect_left(marks, end))
    cited = (reference for start, end in holding for reference in references_in(document.text[start:end], start))
    for reference in sorted(cited, key=lambda reference: reference.place.start):
        if own and not reference.title and key(reference.number or "").endswith(own):
            continue
        start = reference.place.start
        above = [plan for plan in plans if plan.place.start <= start]
        measure = next((measure for measure in measures if measure.place.holds(start)), None)
        plan = measure.plan if measure else max(above or plans[:1], key=lambda plan: plan.place.start)
        place = at(start, reference.place.end)
        found.append(replace(reference, place=place, plan=plan.id, measure=measure.id if measure else None))
    return tuple(found)
