"""The responsibility matrix as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zeren.serve.explorer import takeaway, words
from zeren.serve.explorer.answers import File
from zeren.serve.explorer.cells import Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.outline import Cell, Matrix, Task
from zeren.serve.explorer.shape import Column
from zeren.serve.explorer.tables import Tables


@dataclass(frozen=True, slots=True)
class _Row:
    task: Task
    cells: tuple[Cell | None, ...]


def letters(cell: Cell | None) -> str:
    """Return a cell in letters, a conflict marked: ``R/S!``."""
    if cell is None:
        return ""
    return "/".join(words.LETTERS[role] for role, _ in cell.roles) + ("!" if cell.conflict else "")


def _cell(place: int) -> Callable[[_Row], Value]:
    return lambda row: letters(row.cells[place]) or None


def matrix_file(matrix: Matrix, tables: Tables, form: str, lang: str, remark: str = "") -> File:
    """Return the matrix with all its bodies as xlsx, csv or json; WrongUsage for another form."""
    columns: list[Column[_Row]] = [
        Column("task_no", "序号", "No.", lambda r: r.task.number, "number"),
        Column("task", "任务", "Task", lambda r: r.task.title or r.task.name),
    ]
    for place, body in enumerate(matrix.bodies):
        name = tables.body(body).text
        columns.append(Column(name, name, name, _cell(place), "number"))
    rows = [_Row(task, cells) for task, cells in matrix.rows]
    grid = Grid("matrix", rows, columns)
    return File(takeaway.taken(grid, {}, form, lang, remark), takeaway.MEDIA[form], f"matrix.{form}")
