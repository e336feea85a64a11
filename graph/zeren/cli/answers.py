"""``rank``, ``pairs``, ``who`` and ``show``: the everyday questions about all bodies, and the proof of one answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.output import is_for_people, print_rows
from zeren.ground.errors import WrongUsage
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ask import Reader, Rows
    from zeren.network import Whole

_PLACE = re.compile(r"(?:^|(?<=、))[^、]*?\.\w+ (?=page |table |line |characters )")
"""the file name before a place: a narrow table has room for the place only, and plan and annex stand beside it"""

top = click.option("--top", type=click.IntRange(min=1), metavar="N", help="Print only the first N rows.")


def answer(store: str, question: str, **params: Any) -> Rows:
    """Run a shipped question on a store; parameters that are None are not given."""
    from zeren import ask
    from zeren.store import open_reader

    given = {name: str(value) for name, value in params.items() if value is not None}
    with open_reader(store) as reader:
        return ask.run(reader, ask.questions()[question], given)


def show_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], form: str | None, *, shown: Sequence[str] = ()
) -> None:
    """Print rows: all columns for programs, the shown ones for people at a terminal."""
    if shown and is_for_people(form):
        rows, columns = [{**row, **_short(row)} for row in rows], shown
    print_rows(rows, columns, form)


def _short(row: Mapping[str, Any]) -> dict[str, str]:
    """The place without the file, and as much of a measure's IRI as ``show`` needs."""
    short = {"source": _PLACE.sub("", str(row["source"]))} if row.get("source") else {}
    identifier = str(row.get("id") or "")
    return {**short, "id": identifier.rpartition("/")[2]} if "/measure/" in identifier else short


def say(words: str) -> None:
    """Tell a person something about an answer, beside the data."""
    click.echo(visible(words), err=True)


@click.command()
@options.role("any", default="any")
@options.groups
@click.option("--measures", is_flag=True, help="Add each body's network measures in the role (see zeren network).")
@options.weight
@top
@options.on
@options.plan
@options.rows
@options.store
def rank(
    role: str, groups: str, measures: bool, weight: str, top: int | None, plan: str | None, form: str | None, store: str
) -> None:
    """Bodies by number of measures in a role."""
    if weight != "count" and not measures:
        raise WrongUsage(f"--weight {weight}: 只用于网络指标 (a weight of network measures)", "add --measures")
    from zeren.network import COLUMNS

    rows: list[dict[str, Any]]
    if groups != "as-written":
        with _whole(store, plan) as whole:
            ranked = whole.rank(role, groups)
        rows = [{"agency": r.agency, "kind": r.kind, "count": r.count, "agency_id": r.id} for r in ranked]
        columns = ["agency", "kind", "count", "agency_id"]
    else:
        found = answer(store, "rank", role=role, plan=plan, top=top)
        rows, columns = [dict(row) for row in found.rows], [column.name for column in found.columns]
    added = COLUMNS if measures else ()
    if measures:
        with _whole(store, plan) as whole:
            figures = whole.columns(role, groups, weight)
        rows = [{**row, **figures[row["agency_id"]], "in_core": bool(figures[row["agency_id"]]["in_core"])} for row in rows]
    show_rows(rows[:top], [*columns, *added], form, shown=("agency", "kind", "count", *added))
    _say_groups(groups)
    if measures:
        say(_FORMULAS)


_FORMULAS = "指标的公式与文献 (formulas and sources of the measures): zeren network --what definitions"


@click.command()
@options.role("any", default="support")
@options.groups
@top
@options.on
@options.plan
@options.rows
@options.store
def pairs(role: str, groups: str, top: int | None, plan: str | None, form: str | None, store: str) -> None:
    """Pairs of bodies that hold a role on the same measure; support = co-assist (共同协办)."""
    rows: list[dict[str, Any]]
    if groups != "as-written":
        with _whole(store, plan) as whole:
            paired = whole.pairs(role, groups)
        rows = [{"a": p.a, "b": p.b, "count": p.count, "a_id": p.a_id, "b_id": p.b_id} for p in paired]
        columns = ["a", "b", "count", "a_id", "b_id"]
    else:
        found = answer(store, "pairs", role=role, plan=plan, top=top)
        rows, columns = [dict(row) for row in found.rows], [column.name for column in found.columns]
    show_rows(rows[:top], columns, form, shown=("a", "b", "count"))
    _say_groups(groups)


@contextmanager
def _whole(store: str, plan: str | None) -> Iterator[Whole]:
    """The network of the store, or of the plans that ``plan`` points to."""
    from zeren import ask
    from zeren.network import Whole
    from zeren.store import open_reader

    with open_reader(store) as reader:
        yield Whole(ask.landing_for(reader), ask.plan_paths(reader, plan))


def _say_groups(groups: str) -> None:
    from zeren.ask.groups import COUNTED

    say(COUNTED[groups])


@click.command()
@click.argument("text")
@click.option("--tasks", is_flag=True, help="Also look into the titles of tasks.")
@top
@options.on
@options.plan
@options.rows
@options.store
def who(text: str, tasks: bool, top: int | None, plan: str | None, form: str | None, store: str) -> None:
    """Who answers for measures that mention TEXT (one character or more)."""
    from zeren import ask
    from zeren.ask.aside import set_aside
    from zeren.store import open_reader

    with open_reader(store) as reader:
        found = ask.mentions(reader, text, tasks=tasks, plan=plan, top=top)
        rows: list[dict[str, Any]] = [dict(row) for row in found.rows]
        assignments = _assignments(reader, [str(row["id"]) for row in rows])
        titled = 0 if rows or tasks else len(ask.mentions(reader, text, tasks=True, plan=plan).rows)
        aside = [] if rows else set_aside(reader)
    for row in rows:
        row["assignments"] = assignments[str(row["id"])]
    shown = ("annex", "task", "text", "deadline", "lead", "responsible", "support", "source", "id")
    show_rows(rows, [*(column.name for column in found.columns), "assignments"], form, shown=shown)
    if not rows:
        say(f"没有措施提到“{text}” (no measure mentions it)" + (_TITLED.format(count=titled, text=text) if titled else ""))
        for note in aside:
            say(note)


_TITLED = "；任务名中有 {count} 项 (in titles of tasks): zeren who {text} --tasks 或 zeren ask {text}谁负责"
_ASSIGNED = """SELECT DISTINCT d.measure, d.role, d.role_raw, d.mention, n.name AS agency, d.body AS agency_id, d.position, d.basis
FROM duty d
JOIN body_name n ON n.id = d.body
WHERE d.measure IN ($measures)
ORDER BY d.measure, d.position, d.role, d.body"""


def _assignments(reader: Reader, measures: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Duties as written by measure, in the order of their positions."""
    from zeren.ask.lookup import landing_for
    from zeren.table import scope, short, whole

    found: dict[str, list[dict[str, Any]]] = {measure: [] for measure in measures}
    landing, asked = landing_for(reader), [short(measure) for measure in measures]
    for row in landing.records(_ASSIGNED, {"measures": asked}, landing.files_of(scope.OF_MEASURES, {"measures": asked})):
        measure = whole(row.pop("measure"))
        found[measure].append({**row, "agency_id": whole(row["agency_id"])})
    return found


@click.command()
@click.argument("identifier", metavar="ID")
@options.rows
@options.store
def show(identifier: str, form: str | None, store: str) -> None:
    """One measure or body with its evidence: the words, file, table, row (原文在哪).

    ID is an IRI as other commands print it, its last part, or a body's name.
    """
    from zeren import ask
    from zeren.ground.errors import NotFound
    from zeren.ground.vocabulary import BASE
    from zeren.store import open_reader

    measure = identifier if "://" in identifier else f"{BASE}measure/{identifier.removeprefix('measure/')}"
    with open_reader(store) as reader:
        questions = ask.questions()
        found = ask.run(reader, questions["measure"], {"id": measure}) if _IRI.fullmatch(measure) else None
        if found and found.rows:
            shown: tuple[str, ...] = ("role", "role_raw", "agency", "mention", "quote", "basis", "locator")
        else:
            try:
                body = ask.find_body(reader, identifier).iri
            except NotFound as error:
                raise NotFound(f"{identifier}: 既不是措施也不是单位 (neither a measure nor a body)", error.remedy) from error
            found = ask.run(reader, questions["sources-of"], {"body": body})
            shown = ("role", "role_raw", "mention", "text", "basis", "locator", "file", "id")
    rows: Sequence[Mapping[str, Any]] = found.rows
    if "agency" in shown and is_for_people(form):
        _introduce(rows)
        rows = [row for row in rows if row["role"]]
    show_rows(rows, [column.name for column in found.columns], form, shown=shown)


_IRI = re.compile(r"https?://[^\s<>\"{}|^`\\]+")


def _introduce(rows: Sequence[Mapping[str, Any]]) -> None:
    """A measure's own words and place, which its rows share, before the rows of its bodies."""
    first = rows[0]
    own = next((row for row in rows if not row["role"]), first)
    for name, words in (
        ("计划 plan", " ".join(filter(None, (first["annex"], first["plan"])))),
        ("任务 task", " ".join(filter(None, (first["task_no"], first["task"])))),
        ("措施 measure", str(first["text"]).replace("\n", " ")),
        ("时限 deadline", first["deadline"] or "—"),
        ("出处 source", f"{own['file']} {own['locator']}"),
    ):
        click.echo(visible(f"{name}: {words}"))
