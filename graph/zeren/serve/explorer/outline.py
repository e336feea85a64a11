"""A plan as its tasks, and the matrix of who answers for what in it: the tables of ``zeren.picture`` over a library."""

from __future__ import annotations

from zeren.picture import tables
from zeren.picture.tables import Cell, Matrix, Task
from zeren.serve.explorer.library import Library

__all__ = ["Cell", "Matrix", "Task", "matrix", "tasks"]


def tasks(library: Library, plan: str) -> tuple[Task, ...]:
    """Return the tasks of a plan; measures without one stand under their heading."""
    return tables.tasks(library.duties.measures[measure] for measure in library.of_plan.get(plan, ()))


def matrix(library: Library, plan: str, most: int) -> Matrix:
    """Return the responsibility matrix of a plan with its ``most`` busiest bodies, groups as written."""
    return tables.matrix(tasks(library, plan), library.of_measure, library.bodies, most)
