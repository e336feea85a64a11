"""What pictures show, counted from the plain table of duties: tasks, the matrix, workloads, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zeren.table.called import called
from zeren.table.duties import PRINCIPAL, ROLES, BodyRow, Duties, Duty, MeasureRow, counted


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its measures, in the order printed."""

    anchor: str
    """its name among the tasks that are listed together"""
    number: str | None
    title: str | None
    section: tuple[str, ...]
    measures: tuple[MeasureRow, ...]

    @property
    def name(self) -> str:
        """Number and title; the innermost heading where the plan has no tasks."""
        named = " ".join(filter(None, (self.number, self.title)))
        return named or (self.section[-1] if self.section else "")


def tasks(rows: Iterable[MeasureRow]) -> tuple[Task, ...]:
    """Return the tasks of measures in document order; measures without one stand under their heading."""
    groups: list[list[MeasureRow]] = []
    for row in rows:
        if groups and _same(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(
        Task(f"t{number}", its[0].task_no, its[0].task, its[0].section, tuple(its)) for number, its in enumerate(groups, 1)
    )


def _same(one: MeasureRow, two: MeasureRow) -> bool:
    return (one.plan_id, one.section, one.task_no, one.task) == (two.plan_id, two.section, two.task_no, two.task)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one body does in one task."""

    roles: tuple[tuple[str, int], ...]
    """role codes with the number of measures, principal roles first"""
    conflict: tuple[str, ...]
    """IRIs of measures on which the body is principal and supporting at once"""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tasks by bodies."""

    bodies: tuple[str, ...]
    """IRIs, most measures first; no more than asked for"""
    more: int
    """bodies left out"""
    rows: tuple[tuple[Task, tuple[Cell | None, ...]], ...]
    orphans: frozenset[str]
    """anchors of tasks with a measure that nobody answers for"""


def matrix(
    listed: Sequence[Task], held: Mapping[str, Sequence[Duty]], bodies: Mapping[str, BodyRow], most: int, role: str | None = None
) -> Matrix:
    """Return the responsibility matrix of tasks with its ``most`` busiest bodies, or of one role only.

    ``held``: the duties of a measure in the order printed.
    """
    shares: dict[str, dict[str, dict[str, set[str]]]] = {}
    clashing: dict[tuple[str, str], list[str]] = {}
    orphans = set()
    for task in listed:
        for row in task.measures:
            duties = held.get(row.id, ())
            for duty in duties:
                if role in (None, duty.role):
                    shares.setdefault(duty.body, {}).setdefault(task.anchor, {}).setdefault(duty.role, set()).add(row.id)
            for body in conflicts(duties):
                clashing.setdefault((body, task.anchor), []).append(row.id)
            if not any(duty.role in PRINCIPAL for duty in duties):
                orphans.add(task.anchor)
    load = {body: sum(len(m) for its in by_task.values() for m in its.values()) for body, by_task in shares.items()}
    order = sorted(shares, key=lambda body: (-load[body], bodies[body].name, body))

    def cell(body: str, anchor: str) -> Cell | None:
        its = shares[body].get(anchor)
        if its is None:
            return None
        return Cell(tuple((r, len(its[r])) for r in ROLES if r in its), tuple(clashing.get((body, anchor), ())))

    shown = order[:most]
    rows = tuple((task, tuple(cell(body, task.anchor) for body in shown)) for task in listed)
    return Matrix(tuple(shown), len(order) - len(shown), rows, frozenset(orphans))


def conflicts(held: Iterable[Duty]) -> tuple[str, ...]:
    """Return the bodies that are principal and supporting on one measure at once, in the order printed."""
    roles: dict[str, set[str]] = {}
    for duty in held:
        roles.setdefault(duty.body, set()).add(duty.role)
    return tuple(body for body, its in roles.items() if "support" in its and its & {"lead", "responsible"})


@dataclass(frozen=True, slots=True)
class Load:
    """The workload of one body."""

    body: str
    """IRI"""
    counts: Mapping[str, int]
    """role code → number of measures; roles that it does not hold may be absent"""
    all: int
    """number of measures, each once"""


def loads(duties: Duties, groups: str = "as-written", role: str | None = None) -> tuple[Load, ...]:
    """Return all bodies with their measures: most first, then by name. WrongUsage for an unknown way to count groups."""
    held: dict[str, dict[str, set[str]]] = {}
    for duty in counted(duties, groups):
        if role in (None, duty.role):
            held.setdefault(duty.body, {}).setdefault(duty.role, set()).add(duty.measure)
    found = [
        Load(body, {r: len(its[r]) for r in ROLES if r in its}, len(set().union(*its.values()))) for body, its in held.items()
    ]
    return tuple(sorted(found, key=lambda its: (-its.all, duties.bodies[its.body].name, its.body)))


@dataclass(frozen=True, slots=True)
class Day:
    """A date on which measures are due."""

    date: str
    """ISO date"""
    words: tuple[str, ...]
    """deadlines as printed, each once, in the order of their measures"""
    measures: tuple[MeasureRow, ...]
    """the first of them, or all"""
    count: int
    """of all"""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Measures by the date they are due."""

    months: Mapping[str, int]
    """month (``2026-06``) → number of measures; months without one are absent"""
    days: tuple[Day, ...]
    """in order"""
    undated: Mapping[str, int]
    """kind of a deadline without a date → number of measures"""


def _words(row: MeasureRow, day: str) -> list[str]:
    """The printed words that set a day for a measure: those of its deadline, or of its text."""
    texts = [f"{date.raw}（正文）" for date in row.dates if date.end == day]
    return texts if row.deadline_end != day else [row.deadline, *texts] if row.deadline else texts


def calendar(rows: Iterable[MeasureRow]) -> Calendar:
    """Return measures by the end of their deadline, and by the dates that their texts set."""
    months: dict[str, int] = {}
    days: dict[str, list[MeasureRow]] = {}
    undated: dict[str, int] = {}
    for row in rows:
        if row.deadline_end:
            months[row.deadline_end[:7]] = months.get(row.deadline_end[:7], 0) + 1
            days.setdefault(row.deadline_end, []).append(row)
        else:
            undated[row.deadline_kind] = undated.get(row.deadline_kind, 0) + 1
        for day in dict.fromkeys(date.end for date in row.dates if date.end):
            months[day[:7]] = months.get(day[:7], 0) + 1
            days.setdefault(day, []).append(row)
    listed = tuple(
        Day(date, tuple(dict.fromkeys(word for row in days[date] for word in _words(row, date))), tuple(days[date]), len(days[date]))
        for date in sorted(days)
    )
    return Calendar(dict(sorted(months.items())), listed, dict(sorted(undated.items(), key=lambda item: (-item[1], item[0]))))


def names(bodies: Mapping[str, BodyRow], shown: Sequence[str]) -> dict[str, str]:
    """Return bodies by the name they go by, by their full name where that does not tell them apart."""
    return called(bodies[body] for body in dict.fromkeys(shown))
