"""A plan as its tasks, and the matrix of who answers for what in it."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.duties import ROLES, MeasureRow
from zeren.serve.explorer.library import Library
from zeren.serve.explorer.review import conflicts


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its measures, in the order printed."""

    anchor: str
    """name of its place on the page of the plan"""
    number: str | None
    title: str | None
    section: tuple[str, ...]
    measures: tuple[MeasureRow, ...]

    @property
    def name(self) -> str:
        """Number and title; the innermost heading where the plan has no tasks."""
        named = " ".join(filter(None, (self.number, self.title)))
        return named or (self.section[-1] if self.section else "")


def tasks(library: Library, plan: str) -> tuple[Task, ...]:
    """Return the tasks of a plan; measures without one stand under their heading."""
    groups: list[list[MeasureRow]] = []
    for measure in library.of_plan.get(plan, ()):
        row = library.duties.measures[measure]
        if groups and _same(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(
        Task(f"t{number}", its[0].task_no, its[0].task, its[0].section, tuple(its)) for number, its in enumerate(groups, 1)
    )


def _same(one: MeasureRow, two: MeasureRow) -> bool:
    return (one.section, one.task_no, one.task) == (two.section, two.task_no, two.task)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one body does in one task."""

    roles: tuple[tuple[str, int], ...]
    """role codes with the number of measures, principal roles first"""
    conflict: tuple[str, ...]
    """IRIs of measures on which the body is principal and supporting at once"""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tasks by bodies, groups as written."""

    bodies: tuple[str, ...]
    """IRIs, most measures first; no more than asked for"""
    more: int
    """bodies left out"""
    rows: tuple[tuple[Task, tuple[Cell | None, ...]], ...]
    orphans: frozenset[str]
    """anchors of tasks with a measure that nobody answers for"""


def matrix(library: Library, plan: str, most: int) -> Matrix:
    """Return the responsibility matrix of a plan with its ``most`` busiest bodies."""
    listed = tasks(library, plan)
    held: dict[str, dict[str, dict[str, set[str]]]] = {}
    clashing: dict[tuple[str, str], list[str]] = {}
    orphans = set()
    for task in listed:
        for row in task.measures:
            duties = library.of_measure[row.id]
            for duty in duties:
                held.setdefault(duty.body, {}).setdefault(task.anchor, {}).setdefault(duty.role, set()).add(row.id)
            for body in conflicts(library, row.id):
                clashing.setdefault((body, task.anchor), []).append(row.id)
            if not any(duty.role == library.principal(row.id) for duty in duties):
                orphans.add(task.anchor)
    load = {body: sum(len(m) for its in by_task.values() for m in its.values()) for body, by_task in held.items()}
    order = sorted(held, key=lambda body: (-load[body], library.duties.bodies[body].name, body))

    def cell(body: str, anchor: str) -> Cell | None:
        its = held[body].get(anchor)
        if its is None:
            return None
        return Cell(tuple((r, len(its[r])) for r in ROLES if r in its), tuple(clashing.get((body, anchor), ())))

    shown = order[:most]
    rows = tuple((task, tuple(cell(body, task.anchor) for body in shown)) for task in listed)
    return Matrix(tuple(shown), len(order) - len(shown), rows, frozenset(orphans))
