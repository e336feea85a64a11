"""``targets``, ``due`` and ``check``: what is promised, by when, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say, show_rows, top

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from zeren.agenda import Dated
    from zeren.ask import KnownPlan
    from zeren.check import Finding
    from zeren.duties import Duties, Duty
    from zeren.model import Target
    from zeren.store.reader import Reader

FAILED = 1

_TARGETS = (
    "plan", "annex", "id", "indicator", "comparator", "value", "value_max", "unit", "scope", "kind", "period", "force",
    "quote", "agencies", "source", "concept", "unit_code", "change", "baseline", "reading",
)  # fmt: skip


@click.command()
@click.option("--body", metavar="NAME", help="Only targets of measures in which this body holds a duty.")
@click.option("--indicator", metavar="TEXT", help="Only indicators whose name holds TEXT.")
@click.option("--kind", type=click.Choice(["numeric", "frequency", "qualitative"]), help="Only targets of this kind.")
@top
@options.plan
@options.rows
@options.store
def targets(
    body: str | None,
    indicator: str | None,
    kind: str | None,
    top: int | None,
    plan: str | None,
    form: str | None,
    store: str,
) -> None:
    """What the plans promise (目标): indicator, comparator, value, unit, scope, and who answers for it.

    agencies are the bodies that lead or answer for the measure; a table of values names none. reading says how an
    uncertain value was read.
    """
    from zeren import ask
    from zeren.store import open_reader

    with open_reader(store) as reader:
        duties = ask.load_duties(reader, plan)
        known = ask.plans(reader)
        holder = ask.find_body(reader, body, plan).iri if body else None
    rows = [
        {name: row[name] for name in _TARGETS}
        for row in _promised(duties, known, holder)
        if kind in (None, row["kind"]) and _is_about(row, indicator)
    ]
    shown = ("annex", "indicator", "comparator", "value", "unit", "scope", "kind", "agencies", "quote", "source")
    show_rows(rows[:top], _TARGETS, form, shown=shown)
    if not rows:
        say("没有这样的目标 (no such target)")


def _promised(
    duties: Duties, plans: Iterable[KnownPlan], body: str | None
) -> Iterator[dict[str, Any]]:
    """One row a target: those of measures in document order, then those of tables of values."""
    held: dict[str, list[Duty]] = {}
    for duty in duties.duties:
        if duty.expansion is None:
            held.setdefault(duty.measure, []).append(duty)
    for identifier, measure in duties.measures.items():
        own = held.get(identifier, [])
        if body is not None and all(duty.body != body for duty in own):
            continue
        names = [duties.bodies[duty.body].name for duty in own if duty.role in ("lead", "responsible")]
        for target in duties.targets.get(identifier, ()):
            first = {"plan": measure.plan, "annex": measure.annex, "id": identifier}
            yield {**first, **_target(target, measure.file), "agencies": list(dict.fromkeys(names))}
    for plan in plans if body is None else ():
        for target in duties.targets.get(plan.iri, ()):
            first = {"plan": plan.title, "annex": plan.annex, "id": None}
            yield {**first, **_target(target, plan.file), "agencies": []}


def _target(target: Target, file: str) -> dict[str, Any]:
    names = (
        "indicator", "comparator", "unit", "scope", "kind", "period", "force", "quote", "concept", "unit_code",
        "change", "baseline", "reading",
    )  # fmt: skip
    row = {name: getattr(target, name) for name in names}
    values = {"value": _plain(target.value), "value_max": _plain(target.value_max)}
    return {**row, **values, "source": f"{file} {target.place.locator}"}


def _plain(value: float | None) -> float | int | None:
    """A whole number without a fraction, so that 65 % is not printed as 65.0."""
    return int(value) if value is not None and value.is_integer() else value


def _is_about(row: Mapping[str, Any], words: str | None) -> bool:
    from zeren.fold import key
    from zeren.resources import table

    if not words:
        return True
    labels = {concept["concept"]: concept["label"] for concept in table("vocabulary/indicators")}
    names = (row["indicator"], row["concept"] or "", labels.get(row["concept"] or "", ""))
    return any(key(words) in key(name) for name in names)


_DUE = (
    "date", "start", "kind", "agency", "role", "text", "deadline", "stated_in", "id", "plan", "annex", "source",
)  # fmt: skip


@click.command()
@click.option("--from", "first", metavar="DATE", help="First day, such as 2026-03-01.")
@click.option("--to", "last", metavar="DATE", help="Last day.")
@click.option("--body", metavar="NAME", help="Only the duties of this body.")
@click.option("--deadlines-only", "cells", is_flag=True, help="Leave out dates that stand in the text of measures.")
@options.role("any", default="any")
@top
@options.plan
@options.rows
@options.store
def due(
    first: str | None,
    last: str | None,
    body: str | None,
    cells: bool,
    role: str,
    top: int | None,
    plan: str | None,
    form: str | None,
    store: str,
) -> None:
    """Dated duties in order (完成时限); ongoing and undated duties are not among them.

    A date that stands in the text of a measure (3月底前, 每季度) is listed beside the measure's own deadline; stated_in
    tells them apart. Recurring duties are listed on each of their days in the period of --from and --to: 每季度 is due
    on the last day of every quarter.
    """
    from zeren import ask
    from zeren.agenda import agenda, recurring
    from zeren.errors import WrongUsage
    from zeren.store import open_reader

    for word, value in (("--from", first), ("--to", last)):
        _check_date(word, value)
    if first and last and first > last:
        raise WrongUsage(f"--from {first} is after --to {last} 起止颠倒", "give the earlier day first")
    with open_reader(store) as reader:
        duties = ask.load_duties(reader, plan)
        holder = ask.find_body(reader, body, plan).iri if body else None
    dated = agenda(duties, first, last, texts=not cells)
    rows = list(_by_body(duties, dated, holder, role))
    shown = ("date", "kind", "agency", "role", "text", "deadline", "stated_in", "source")
    show_rows(rows[:top], _DUE, form, shown=shown)
    if not rows:
        say("这段时间内没有有明确日期的事项 (nothing dated in this period)")
    if first is None and last is None and (count := recurring(duties, texts=not cells)):
        say(f"{count} 项周期性任务未列，加 --from 和 --to 列出 ({count} recurring duties: give --from and --to)")


def _by_body(duties: Duties, dated: Iterable[Dated], body: str | None, role: str) -> Iterator[dict[str, Any]]:
    """One row a body and role of each dated measure, groups as written."""
    held: dict[str, list[Duty]] = {}
    for duty in duties.duties:
        if duty.expansion is None and body in (None, duty.body) and role in ("any", duty.role):
            held.setdefault(duty.measure, []).append(duty)
    for each in dated:
        measure = each.measure
        for duty in held.get(measure.id, ()):
            yield {
                "date": each.day,
                "start": each.start,
                "kind": each.kind,
                "agency": duties.bodies[duty.body].name,
                "role": duty.role,
                "text": measure.text,
                "deadline": each.words,
                "stated_in": each.stated_in,
                "id": measure.id,
                "plan": measure.plan,
                "annex": measure.annex,
                "source": f"{measure.file} {measure.locator}",
            }


def _check_date(word: str, value: str | None) -> None:
    from zeren.errors import WrongUsage

    if value is None:
        return
    try:
        # The short forms of ISO 8601 would not compare with the dates of the store.
        right = date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    if not right:
        raise WrongUsage(f"{word} {value}: no date 日期无效", "write it as 2026-06-30")


_FINDINGS = ("rule", "severity", "subject", "message", "source", "quote", "id")
_FORMS = {".xlsx": "xlsx", ".ttl": "ttl", ".nt": "ttl"}


@click.command()
@click.option("--strict", is_flag=True, help="End with 1 for warnings too, not only for errors.")
@click.option(
    "--severity", type=click.Choice(["error", "warning", "info"]), default="info", show_default=True, help="And graver."
)
@click.option("--rules", "listed", is_flag=True, help="List the rules instead of checking.")
@click.option("--shacl", is_flag=True, help="Check the shapes of the ontology instead (needs pySHACL, takes longer).")
@click.option("--as", "kind", type=click.Choice(["xlsx", "ttl"]), help="Write a workbook or a SHACL results graph to -o.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="The file to write.")
@options.plan
@options.rows
@options.store
def check(
    strict: bool,
    severity: str,
    listed: bool,
    shacl: bool,
    kind: str | None,
    target: Path | None,
    plan: str | None,
    form: str | None,
    store: str,
) -> int:
    """What is missing or does not fit together (核查): no deadline, no principal, two roles at once, dates apart …

    error is a fault of the record, warning a gap or contradiction of the plan, info something worth knowing. Ends with
    1 where a rule of severity error fails, with --strict also for warnings.
    """
    from zeren.check import SEVERITIES, rules
    from zeren.errors import WrongUsage

    if listed:
        described = [
            {"rule": r.name, "severity": r.severity, "question": r.asks, "title": r.title} for r in rules().values()
        ]
        show_rows(described, ("rule", "severity", "question", "title"), form)
        return 0
    if bool(kind) > bool(target) or (target and not kind and target.suffix.lower() not in _FORMS):
        raise WrongUsage("check writes xlsx or ttl to a file 输出格式不明", "zeren check --as xlsx -o 核查.xlsx")
    if shacl and plan:
        raise WrongUsage("--shacl checks the whole store 不能限定计划", "leave --plan out")
    wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
    found = [finding for finding in _found(store, plan, shacl) if finding.severity in wanted]
    if target:
        _write(found, kind or _FORMS[target.suffix.lower()], target)
    else:
        rows = [finding.record() for finding in found]
        show_rows(rows, _FINDINGS, form, shown=("severity", "rule", "subject", "message", "source"))
    counts = [sum(finding.severity == each for finding in found) for each in SEVERITIES]
    say("错误 errors {} · 警告 warnings {} · 提示 infos {}".format(*counts))
    return FAILED if counts[0] or (strict and counts[1]) else 0


def _found(store: str, plan: str | None, shacl: bool) -> Iterable[Finding]:
    from zeren import check as checks
    from zeren.store import open_reader

    with open_reader(store) as reader:
        if shacl:
            from zeren.check.shapes import shapes

            return checks.ordered(shapes(reader.dump()))
        return checks.check(reader, plan, _originals(reader))


def _originals(reader: Reader) -> Callable[[str], str]:
    """What gives the text of a document's kept original, read as it was when it was stored."""
    from zeren import read
    from zeren.errors import NotFound
    from zeren.state import document_iri

    names = {entry.graph: entry.name for entry in reader.documents() if entry.graph}

    def text(document: str) -> str:
        data = reader.original(document)
        for part in read.read_guarded(data, names[document]):
            if document_iri(part.name) == document:
                return part.text
        raise NotFound(f"{document}: 原件中没有这份文件 (not in the original)", "run zeren rebuild")

    return text


def _write(findings: Sequence[Finding], kind: str, target: Path) -> None:
    if kind == "xlsx":
        from zeren.check.workbook import workbook as render
    else:
        from zeren.check.graph import results as render
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(render(findings))
    click.echo(f"→ {target}", err=True)
