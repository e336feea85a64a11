"""The pictures of ``zeren picture``, drawn from the tables of the pages."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.ground.errors import NotFound
from zeren.picture import ego, grid, kinds, load, months, streams, tables
from zeren.picture.canvas import Figure
from zeren.serve.explorer import pictured
from zeren.serve.explorer.answers import Asked, Explorer, File
from zeren.serve.explorer.outline import Matrix
from zeren.table.duties import BodyRow, MeasureRow

BODIES = 50
"""bodies of one picture of workloads"""


def file(figure: Figure, asked: Asked) -> File:
    """Return a picture as the file that the address asks for. NoFont where a PNG cannot be written here."""
    form = asked.form or "svg"
    return File(pictured.data(figure, form), pictured.FORMS[form], f"{figure.kind}.{form}")


def matrix(ex: Explorer, table: Matrix, asked: Asked) -> File:
    """Return the responsibility matrix of a plan."""
    return file(grid.draw(table, ex.library.bodies, asked.lang, kinds.notes(None, "as-written", asked.lang)), asked)


def bars(ex: Explorer, rows: Sequence[BodyRow], asked: Asked) -> File:
    """Return the workload of bodies as a page lists them, counted in all plans; without those that only groups bring in."""
    counts = ex.library.counts
    held = [(row.id, counts[row.id]) for row in rows if counts[row.id]["all"]]
    loads = [tables.Load(body, {role: n for role, n in its.items() if role != "all" and n}, its["all"]) for body, its in held]
    if not loads:
        raise NotFound("没有可画的内容 (nothing to draw)", "widen the choice of bodies")
    duties = ex.library.duties
    drawn = load.draw(loads, duties.bodies, list(duties.measures.values()), BODIES, asked.lang, kinds.notes(None, "as-written", asked.lang))
    return file(drawn, asked)


def calendar(ex: Explorer, rows: Sequence[MeasureRow], asked: Asked) -> File:
    """Return measures as a page lists them by the date they are due."""
    if not rows:
        raise NotFound("没有可画的内容 (nothing to draw)", "widen the choice of measures")
    named = kinds.holders(ex.library.duties, ex.library.of_measure)
    return file(months.draw(tables.calendar(rows), rows, named, kinds.TOP["calendar"], asked.lang, ()), asked)


def partners(ex: Explorer, body: str, asked: Asked) -> File:
    """Return a body with those it shares measures with."""
    library = ex.library
    summary = library.ledger.summary(body)
    loads = tuple(tables.Load(its.id, {role: n for role, n in its.counts.items() if n}, its.count) for its in summary.partners)
    rows = [item.measure for item in summary.items]
    drawn = ego.draw(ego.Ego(body, library.counts[body]["all"], loads), library.bodies, rows, asked.lang,
                     kinds.notes(None, "as-written", asked.lang))  # fmt: skip
    return file(drawn, asked)


def flow(ex: Explorer, courses: Sequence[streams.Course], lang: str) -> Figure:
    """Return the flow from upper tasks to the bodies below."""
    duties = ex.library.duties
    return streams.draw(courses, duties.bodies, duties.measures, lang, kinds.notes(None, "as-written", lang))
