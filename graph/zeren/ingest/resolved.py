"""From drafts to measures: named by what they say, their bodies resolved, their times, goals and clauses read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from zeren import names
from zeren.extract import inside
from zeren.extract.draft import Draft
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.turn import crosses_the_year, of_next_year
from zeren.ground.fold import key, label
from zeren.ground.model import Assignment, Clause, Document, Jurisdiction, Measure, Named, Plan, Task
from zeren.ground.vocabulary import digest
from zeren.ingest.places import Places


def measures_of(
    plan: Plan, drafts: Iterable[Draft], document: Document, register: names.Names, places: Places
) -> list[Measure]:
    """The measures that the drafts of a plan state, in order; one that says the same as another is told apart by its number."""
    measures: list[Measure] = []
    seen: Counter[str] = Counter()
    for draft in drafts:
        name = digest([plan.id, key(draft.task_no or ""), key(draft.task or ""), key(draft.text)])
        seen[name] += 1
        if seen[name] > 1:
            name = digest([name, str(seen[name])])
        deadline = read_deadline(
            draft.deadline,
            plan.base_year,
            issued=plan.date,
            inherited=draft.deadline_inherited,
            place=draft.deadline_place,
            column=True,
        )
        measures.append(
            Measure(
                id=f"measure/{name}",
                plan=plan,
                sections=draft.sections,
                task=_task(plan, draft),
                order=len(measures) + 1,
                text=draft.text,
                place=draft.place,
                deadline=deadline,
                assignments=tuple(_resolved(a, plan, draft.text, register) for a in draft.assignments),
                targets=inside.targets(plan, draft, document, places.at),
                clauses=_placed(inside.clauses(draft, document, places.at), plan, register),
                dates=inside.dates(plan, draft, deadline, document, places.at),
                remarks=draft.remarks,
            )
        )
    return _over_the_turn(plan, measures)


def _over_the_turn(plan: Plan, measures: list[Measure]) -> list[Measure]:
    """Measures of a paper of the last months with the times that it sets in the first months of the next year."""
    issued, year = plan.date, plan.base_year
    limits = [measure.deadline for measure in measures]
    if issued is None or year is None or not crosses_the_year(limits, issued, year, plan.title):
        return measures
    return [
        replace(
            measure,
            deadline=of_next_year(measure.deadline, issued, year),
            dates=tuple(of_next_year(one, issued, year) for one in measure.dates),
        )
        for measure in measures
    ]


_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}[区县市旗州盟]")


def _placed(clauses: tuple[Clause, ...], plan: Plan, register: names.Names) -> tuple[Clause, ...]:
    """Tell the places that clauses name: those of the plan's area by their governments, others as outside."""
    if plan.jurisdiction is None:
        return clauses
    return tuple(replace(one, bodies=tuple(_place(named, plan.jurisdiction, register) for named in one.bodies)) for one in clauses)


def _place(named: Named, area: Jurisdiction, register: names.Names) -> Named:
    if named.answers or named.functional or not _PLACE.fullmatch(named.mention):
        return named
    division = register.division(named.mention, area)
    if division is None:
        return named
    if area.level == "national" or division.code.startswith(area.code):
        return replace(named, resolution=register.resolve(named.mention + "政府", area))
    return replace(named, outside=True)


def _task(plan: Plan, draft: Draft) -> Task | None:
    if draft.task_place is None or not (draft.task or draft.task_no):
        return None
    sections = [section.heading for section in draft.sections]
    name = digest([plan.id, *map(key, sections), key(draft.task_no or ""), key(draft.task or "")])
    return Task(f"task/{name}", draft.task_no, label(draft.task or ""), draft.task_place)


def _resolved(assignment: Assignment, plan: Plan, text: str, register: names.Names) -> Assignment:
    return replace(assignment, resolution=register.resolve(assignment.full, plan.jurisdiction, text))
