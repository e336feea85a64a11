"""``leads`` and ``agency``: what one body answers for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say, show_rows, top
from zeren.cli.output import dumps, is_for_people, print_rows

if TYPE_CHECKING:
    from zeren.ask import Reader, Rows
    from zeren.report import Summary


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

    In a plan without a lead role (no column, rule or statement gives one): the measures that NAME is responsible for (主责), and
    the answer says so, first-listed and sole responsibility told apart. Elsewhere it says how many more NAME is responsible for.
    """
    found, beside, through, aside = _leads(store, groups == "as-written", body=name, plan=plan, groups=_CERTAINTY[groups])
    columns = [column.name for column in found.columns]
    rows = [{**row, "note": _NO_LEAD if row["role"] != "lead" else None} for row in found.rows]
    shown = ("annex", "task_no", "task", "text", "deadline", "role", "first", "sole", "via", "source", "id")
    show_rows(rows[:top], [*columns, "note"], form, shown=shown)
    _say_leads(found.params["body"], rows, groups, through, beside)
    for note in aside:
        say(note)


def _leads(store: str, as_written: bool, **params: str | None) -> tuple[Rows, str, str, list[str]]:
    """The answer of ``leads``; in words what the body answers for beside it, what groups bring, and the files that were not looked at."""
    from zeren import ask
    from zeren.ask.aside import set_aside
    from zeren.ask.groups import through_groups, told
    from zeren.ask.held import responsible_beside
    from zeren.store import open_reader

    given = {name: value for name, value in params.items() if value is not None}
    with open_reader(store) as reader:
        found = ask.run(reader, ask.questions()["leads"], given)
        beside = responsible_beside(reader, found, given)
        aside = [] if found.rows else set_aside(reader)
        if not as_written:
            return found, beside, "", aside
        body = ask.find_body(reader, given["body"], params["plan"]).iri
        return found, beside, told(through_groups(reader, body, params["plan"])), aside


_CERTAINTY = {"as-written": "as-written", "expanded": "certain", "possible": "possible"}
_PLANS = 6
"""plans whose figures a line gives one by one"""
_NO_LEAD = "本计划没有牵头角色，按主责列出 (no lead role: responsible duties)"


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
            f"{body}: 计划没有牵头角色 (the plan has no lead role), 主责 {len(held)} 项 ({parts}), "
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
