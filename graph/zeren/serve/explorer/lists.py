"""The pages that list: what there is, tables, search, calendar, matrix, network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zeren.ask.heard import heard
from zeren.ask.lookup import landing_for
from zeren.ground import initials
from zeren.ground.errors import NotFound
from zeren.report import as_of_day
from zeren.serve.explorer import box, figures, front, outline, picture, pictured, sheet, words
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Moved, Page, file, listing, view
from zeren.serve.explorer.cells import Ref
from zeren.serve.explorer.frame import LISTED
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.large import LargeTables
from zeren.serve.explorer.library import address
from zeren.serve.explorer.review import KINDS
from zeren.serve.explorer.shape import Option, View
from zeren.serve.explorer.standing import as_of
from zeren.serve.explorer.tables import Tables
from zeren.serve.explorer.values import case_label
from zeren.store.reader import Reader
from zeren.table.duties import Duties, MeasureRow

COLUMNS = 80
"""bodies of one matrix; files hold all"""
HITS = 12
"""bodies that a search shows before all of them are asked for"""



def home(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """What there is, and what needs a person."""
    landing = landing_for(reader)
    refused = sum(entry.status == "refused" for entry in ex.library.entries)
    matters = {"refused": refused, **front.matters(landing)}
    due = front.dues(landing, asked.lang)
    return Page(
        "explorer/home.html",
        {
            "tries": box.sentences(landing),
            "figures": front.figures(landing),
            "plans": ex.tables.plans.view({}, asked.lang),
            "left_out": ex.library.left_out,
            "matters": [(kind, case_label("", kind, asked.lang), matters[kind]) for kind in KINDS if matters.get(kind)],
            "busiest": [(*row, None, None, None) for row in front.busiest(landing, 10)],
            "years": years(due),
            "undated": undated(due),
        },
    )


def measures(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """All measures."""
    return listing(ex.tables.measures, asked, "explorer/measures.html")


def bodies(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """All bodies with their workload."""
    query = asked.query.get("q", "")
    if initials.is_typed(query):
        grid = ex.tables.bodies
        named = [row for row in grid.rows if any(initials.begins(n, query.lower()) is not None for n in (row.name, *row.aliases))]
        if named:
            rest = {name: value for name, value in asked.query.items() if name != "q"}
            narrowed = Grid(grid.name, named, grid.columns, grid.facets)
            if asked.form in pictured.FORMS:
                return figures.bars(ex, narrowed.chosen(rest), asked)
            answer = listing(narrowed, replace(asked, query=rest), "explorer/bodies.html")
            if isinstance(answer, Page):
                answer.values["view"] = replace(answer.values["view"], words=query, chosen=dict(asked.query))
            return answer
    if asked.form in pictured.FORMS:
        return figures.bars(ex, ex.tables.bodies.chosen(asked.query), asked)
    return listing(ex.tables.bodies, asked, "explorer/bodies.html")


def plans(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """All plans."""
    return listing(ex.tables.plans, asked, "explorer/plans.html")


def indicators(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """All indicators."""
    return listing(ex.tables.indicators, asked, "explorer/indicators.html")


def targets(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """All targets."""
    return listing(ex.tables.targets, asked, "explorer/targets.html")


def review(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """What needs a person."""
    return listing(ex.tables.review, asked, "explorer/review.html")


def search(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """What was asked for: a body by its name, the answer to a question, and words wherever they stand."""
    if asked.form is not None:
        return file(ex.tables.measures, asked)
    query = asked.query.get("q", "").strip()[:box.LONG]
    boxed = box.boxed(reader, query) if query else box.Boxed()
    if boxed.body is not None and len(asked.query) == 1 + ("lang" in asked.query):
        return Moved(address(boxed.body))
    found = find_bodies(ex, query)
    shown = view(ex.tables.measures, asked) if query else None
    values = {
        "query": query,
        "boxed": boxed,
        "columns": boxed.columns,
        "rows": [_said(row, asked.lang) for row in boxed.answer.rows[: box.SHOWN]] if boxed.answer else [],
        "links": {"text": "id", "agency": "agency_id", "lower_text": "lower", "indicator": "id"},
        "bodies": found[:HITS],
        "more": max(0, len(found) - HITS),
        "view": shown,
    }
    return Page("explorer/search.html", values)


_CODES = {"role": "role", "kind": "body", "certainty": "certainty"}
"""column → kind of code in ``vocabulary/reports.tsv``"""


def _said(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """An answer's row with its codes in words."""
    said = {
        name: "、".join(words.word(_CODES[name], code, lang) for code in str(row[name]).split("、"))
        for name in _CODES
        if row.get(name)
    }
    return {**row, **said}


def find_bodies(ex: Explorer, query: str) -> list[tuple[Ref, str, int]]:
    """Return bodies by name or first letters with a spelling and their measures: best fit, then busiest first."""
    wanted, typed = heard(query), query.lower()
    found = []
    for row in ex.library.bodies.values():
        names = zip((row.label, row.name, *row.aliases), ex.library.heard[row.id], strict=True)
        fits = [_fit(name, text, wanted, typed) for name, text in names]
        best = min((fit for fit in fits if fit is not None), default=None)
        if best is not None:
            load = ex.library.counts[row.id]["all"]
            found.append(((best, -load, row.name), (Ref(row.name, row.id), row.label, load)))
    return [hit for _, hit in sorted(found, key=lambda pair: pair[0])]


def _fit(name: str, text: str, wanted: str, typed: str) -> int | None:
    """Return how well a name, heard as ``text``, fits: 0 the whole, 1 its beginning, 2 a part; None not at all."""
    place = text.find(wanted) if wanted else -1
    length = len(wanted)
    if place < 0 and initials.is_typed(typed):
        place, length = (-1 if (start := initials.begins(name, typed)) is None else start), len(typed)
    if place < 0:
        return None
    return 0 if place == 0 and length == len(text) else 1 if place == 0 else 2


def calendar(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """Measures by the month they are due in; ``month=2026-05`` in an address means what ``deadline=2026-05`` does."""
    if month := asked.query.get("month"):
        rest = {name: value for name, value in asked.query.items() if name != "month"}
        asked = replace(asked, query={"deadline": month, **rest})
    if asked.form == "ics":
        return _ics(ex, reader, asked)
    if asked.form in pictured.FORMS:
        held, rows = chosen_measures(ex, {**asked.query, "sort": ""})
        return figures.calendar(held, rows, asked)
    query = {"sort": "deadline", **asked.query}
    if asked.form is not None:
        return file(ex.tables.measures, replace(asked, query=query), "calendar")
    shown = ex.tables.measures.view(query, asked.lang)
    chosen = {name: value for name, value in shown.chosen.items() if asked.query.get(name) == value}
    shown = replace(shown, chosen=chosen)
    return Page("explorer/calendar.html", {"view": shown, "years": years(due_options(shown)), "undated": undated(due_options(shown))})


def chosen_measures(ex: Explorer, query: Mapping[str, str]) -> tuple[Explorer, Sequence[MeasureRow]]:
    """Return the measures that an address chooses, and the pages of a library that holds them: of a large store of these alone."""
    if isinstance(ex.tables, LargeTables):
        library = ex.tables.narrowed(query)
        return replace(ex, library=library, tables=Tables(library)), list(library.duties.measures.values())
    return ex, ex.tables.measures.chosen(query)


def _ics(ex: Explorer, reader: Reader, asked: Asked) -> File:
    from zeren.report.calendar import calendar as written
    from zeren.report.calendar import entries

    ex, listed = chosen_measures(ex, asked.query)
    rows = {row.id: row for row in listed}
    told = as_of_day(reader, landing_for(reader), None, {row.id: row.file for row in rows.values()})
    dated, left = entries(Duties(ex.library.bodies, rows, tuple(d for d in ex.library.duties.duties if d.measure in rows)))
    data = written(dated, "任务日历", undated=left, changes=told.history.changes, standings=told.standings)
    return File(data, "text/calendar", "calendar.ics")


def due_options(shown: View) -> Sequence[Option]:
    """Return what a table of measures can be narrowed to by its dates."""
    return next((strip.options for strip in shown.strips if strip.name == "deadline"), ())


def years(options: Sequence[Option]) -> list[tuple[str, list[tuple[str, int, bool]]]]:
    """Return for each year with a deadline its twelve months: value, measures, whether it is chosen."""
    counts = {o.value: (o.count, o.active) for o in options if o.value and o.value[:1].isdigit()}
    return [
        (year, [(f"{year}-{month:02}", *counts.get(f"{year}-{month:02}", (0, False))) for month in range(1, 13)])
        for year in sorted({value[:4] for value in counts})
    ]


def undated(options: Sequence[Option]) -> list[Option]:
    """Return the kinds of deadlines without a date."""
    return [option for option in options if option.value and not option.value[:1].isdigit()]


def matrix(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """Tasks by bodies of one plan."""
    plans = [plan for plan in ex.library.plans.values() if plan.id in ex.library.sizes]
    if not plans:
        return Page("explorer/matrix.html", {"plans": [], "others": [], "plan": None, "matrix": None, "letters": words.LETTERS})
    wanted = asked.query.get("plan", plans[0].id)
    plan = ex.library.plans.get(wanted)
    if plan is None or plan.id not in ex.library.sizes:
        raise NotFound(f"{wanted}: 没有这份计划 (no such plan)", "choose one on /matrix")
    if asked.form in pictured.FORMS:
        return figures.matrix(ex, outline.matrix(ex.library, plan.id, COLUMNS), asked)
    if asked.form is not None:
        made = outline.matrix(ex.library, plan.id, len(ex.library.bodies))
        return sheet.matrix_file(made, ex.tables, asked.form, asked.lang, asked.remark)
    made = outline.matrix(ex.library, plan.id, COLUMNS)
    heads = [ex.tables.body(body) for body in made.bodies]
    others = ex.tables.plan_options(plans[LISTED:], plan.id)
    given = {"plans": plans, "others": others, "plan": plan, "matrix": made, "heads": heads, "letters": words.LETTERS}
    return Page("explorer/matrix.html", given)


def network(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The network of bodies that share measures: one page that needs nothing else."""
    return picture.picture(ex, asked, as_of(reader, asked.query), landing_for(reader).kept.made)
