"""``leads``, ``agency``, ``rank``, ``pairs``, ``who`` and ``show``: the everyday questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.output import dumps, is_for_people, print_rows
from zeren.ground.errors import WrongUsage
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ask import Reader, Rows
    from zeren.network import Whole
    from zeren.report import Summary

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
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str | None, *, shown: Sequence[str] = ()
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
@click.argument("name", shell_complete=options.complete_body)
@options.groups
@top
@options.on
@options.plan
@options.rows
@options.store
def leads(name: str, groups: str, top: int | None, plan: str | None, form: str | None, store: str) -> None:
    """The measures that NAME leads (牵头).

    In a plan without a lead column or lead rule: the measures that NAME is responsible for (主责), and the answer
    says so, first-listed and sole responsibility told apart.
    """
    found, beside, through = _leads(store, groups == "as-written", body=name, plan=plan, groups=_CERTAINTY[groups])
    columns = [column.name for column in found.columns]
    rows = [{**row, "note": _NO_LEAD if row["role"] != "lead" else None} for row in found.rows]
    shown = ("annex", "task_no", "task", "text", "deadline", "role", "first", "sole", "via", "source", "id")
    show_rows(rows[:top], [*columns, "note"], form, shown=shown)
    _say_leads(found.params["body"], rows, groups, through, beside)


def _leads(store: str, as_written: bool, **params: str | None) -> tuple[Rows, str, str]:
    """The answer of ``leads``, and in words what the body is responsible for and what comes to it through groups beside it."""
    from zeren import ask
    from zeren.ask.groups import through_groups, told
    from zeren.ask.held import responsible_beside
    from zeren.store import open_reader

    given = {name: value for name, value in params.items() if value is not None}
    with open_reader(store) as reader:
        found = ask.run(reader, ask.questions()["leads"], given)
        beside = responsible_beside(reader, found, given)
        if not as_written:
            return found, beside, ""
        body = ask.find_body(reader, found.params["body"]).iri
        return found, beside, told(through_groups(reader, body, params["plan"]))


_CERTAINTY = {"as-written": "as-written", "expanded": "certain", "possible": "possible"}
_PLANS = 6
"""plans whose figures a line gives one by one"""
_NO_LEAD = "本计划没有牵头栏，按主责列出 (no lead column: responsible duties)"


def _say_leads(body: str, rows: list[dict[str, Any]], groups: str, through: str, beside: str) -> None:
    """The figures of a ``leads`` answer, plan by plan, what they count, and what groups and other responsible duties bring beside them."""
    if beside:
        say(f"{body}: {beside}")
    if not rows and not through and not beside:
        say(f"{body}: 没有牵头或主责的措施 (leads no measure)")
    if through:
        say(f"{body}: {'未被列名' if not rows and not beside else '列名之外'}，{through} (through groups; --groups expanded 列出)")
    plans: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        whole = "led" if row["role"] == "lead" else "responsible"
        plans.setdefault(whole, []).append(row)
    counted = {"as-written": "按原文计", "expanded": "含群体的确定成员", "possible": "含群体的可能成员"}[groups]
    if led := plans.get("led"):
        say(f"{body}: 牵头 {len(led)} 项 (leads {len(led)} measures; {counted})")
    if held := plans.get("responsible"):
        annexes = Counter(row["annex"] or row["plan"] for row in held)
        parts = " · ".join(f"{annex} {count}" for annex, count in list(annexes.items())[:_PLANS])
        parts += f" · … 共 {len(annexes)} 份" if len(annexes) > _PLANS else ""
        first, sole = (sum(bool(row[key]) for row in held) for key in ("first", "sole"))
        say(
            f"{body}: 计划没有牵头栏 (the plan has no lead column), 主责 {len(held)} 项 ({parts}), "
            f"列名首位 first-listed {first}, 单独主责（同角色只此一家，可有协办）sole {sole} ({counted})"
        )


@click.command()
@click.argument("name", shell_complete=options.complete_body)
@options.on
@options.plan
@options.rows
@options.store
def agency(name: str, plan: str | None, form: str | None, store: str) -> None:
    """Workload summary of NAME (工作量): roles, first-listed, sole, expanded groups, deadlines, partners."""
    from zeren import ask, report
    from zeren.store import open_reader

    with open_reader(store) as reader:
        body = ask.find_body(reader, name, plan)
        duties = ask.load_duties(reader, plan, body=body.iri)
        kin = _kin(reader, body.iri)
    summary = report.summary(duties, body.iri, duties.targets)
    own = {duty.measure for duty in duties.duties if duty.body == body.iri}
    plans = {" ".join(filter(None, (m.annex, m.plan))): None for m in duties.measures.values() if m.id in own}
    record = {**summary.record(), **kin, "plans": list(plans)}
    if form == "md":
        from zeren.report.content import content
        from zeren.report.markdown import markdown

        click.echo(markdown(content(summary)).decode("utf-8"), nl=False)
    elif is_for_people(form):
        _overview(summary, kin)
    elif form in ("csv", "excel"):
        print_rows([record], list(record), form)
    else:
        click.echo(dumps([record]))


_LONGEST = 10
"""rows of each table of the overview"""


_KIN = "SELECT DISTINCT parent, counterpart FROM body WHERE id = $body"
_NAMES = "SELECT id, name FROM body_name WHERE id IN ($bodies)"


def _kin(reader: Reader, body: str) -> dict[str, str | None]:
    """The body that a body is a unit of, and its counterpart one level above; of several the last by name."""
    from zeren.ask.lookup import landing_for
    from zeren.table import short

    landing = landing_for(reader)
    told = landing.rows(_KIN, {"body": short(body)})
    wanted = sorted({other for pair in told for other in pair if other})
    names = {other: str(name) for other, name in landing.rows(_NAMES, {"bodies": wanted})} if wanted else {}
    sides = ({names[pair[side]] for pair in told if pair[side] in names} for side in (0, 1))
    parent, counterpart = (max(side, default=None) for side in sides)
    return {"parent": parent, "counterpart": counterpart}


def _overview(summary: Summary, kin: Mapping[str, str | None]) -> None:
    """The summary without its list of measures, as tables."""
    from zeren.ground.tables import Table
    from zeren.report.content import content

    shown = content(summary)
    click.echo(shown.intro)
    related = [(word, kin[key] or "") for word, key in (("上级（所属）", "parent"), ("上级对口", "counterpart")) if kin[key]]
    facts = Table("", ("单位", shown.name), (*shown.facts[1:], *related))
    for table in (facts, shown.figures, shown.plans, shown.deadlines, shown.partners, shown.targets):
        if table and table.rows:
            click.echo(f"\n{table.title}" if table.title else "")
            rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
            print_rows(rows[:_LONGEST], table.header, "table")
            if len(rows) > _LONGEST:
                click.echo(f"… 共 {len(rows)} 行 (rows in all)")
    say(f"措施清单 (the measures): zeren report {shown.name} -o 清单.xlsx · --format md")


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


_COUNTED = {
    "as-written": "按原文计：群体算一个单位 (as written: a group counts as one body)",
    "expanded": "群体已展开到确定成员 (groups expanded to their certain members)",
    "possible": "群体已展开，含可能成员 (groups expanded, possible members among them)",
}


def _say_groups(groups: str) -> None:
    say(_COUNTED[groups])


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
    from zeren.store import open_reader

    with open_reader(store) as reader:
        found = ask.mentions(reader, text, tasks=tasks, plan=plan, top=top)
        rows: list[dict[str, Any]] = [dict(row) for row in found.rows]
        assignments = _assignments(reader, [str(row["id"]) for row in rows])
        titled = 0 if rows or tasks else len(ask.mentions(reader, text, tasks=True, plan=plan).rows)
    for row in rows:
        row["assignments"] = assignments[str(row["id"])]
    shown = ("annex", "task", "text", "deadline", "lead", "responsible", "support", "source", "id")
    show_rows(rows, [*(column.name for column in found.columns), "assignments"], form, shown=shown)
    if not rows:
        say(f"没有措施提到“{text}” (no measure mentions it)" + (_TITLED.format(count=titled, text=text) if titled else ""))


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
