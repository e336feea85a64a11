"""``targets``, ``due`` and ``check``: what is promised, by when, and what does not fit together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options, output
from zeren.cli.answers import say, show_rows, top
from zeren.cli.output import is_for_people, make_way
from zeren.cli.standing import AS_REPORTED, REPORTED, any_reported, on_day, reported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zeren.ask.dated import Wanted
    from zeren.check import Finding
    from zeren.store.reader import Reader

FAILED = 1


@click.command()
@click.option("--body", metavar="NAME", help="Only targets of measures in which this body holds a duty.")
@click.option("--indicator", metavar="TEXT", help="Only indicators whose name holds TEXT.")
@click.option("--kind", type=click.Choice(["numeric", "frequency", "qualitative"]), help="Only targets of this kind.")
@top
@options.on
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

    agencies are the bodies that lead or answer for the measure; a table of values names none. change says whether the value
    is a rise (up) or a fall (down); empty: a level. reading says how an uncertain value was read.
    """
    from zeren import ask
    from zeren.ask.promised import COLUMNS, promised
    from zeren.store import open_reader

    with open_reader(store) as reader:
        holder = ask.find_body(reader, body, plan).iri if body else None
        rows = promised(reader, plan, holder, indicator, kind, top)
    shown = ("annex", "indicator", "change", "comparator", "value", "unit", "scope", "kind", "agencies", "quote", "source")
    show_rows(rows, COLUMNS, form, shown=shown)
    if not rows:
        say("没有这样的目标 (no such target)")


@click.command()
@click.option("--from", "first", metavar="DATE", help="First day, such as 2026-03-01.")
@click.option("--to", "last", metavar="DATE", help="Last day.")
@click.option("--body", metavar="NAME", help="Only the duties of this body.")
@click.option("--deadlines-only", "cells", is_flag=True, help="Leave out dates that stand in the text of measures.")
@options.as_of("What was due and reported as of this day")
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
    on: str | None,
    role: str,
    top: int | None,
    plan: str | None,
    form: str | None,
    store: str,
) -> None:
    """Dated duties in order (完成时限); ongoing and undated duties are not among them.

    A date that stands in the text of a measure (3月底前, 每季度) is listed beside the measure's own deadline; stated_in
    tells them apart. Recurring duties are listed on each of their days in the period of --from and --to: 每季度 is due
    on the last day of every quarter. Where ledgers came back, state, reported_on and reported tell what was reported of
    the measure until a day: as reported, not as verified. At a terminal a recurring duty is one line with the number of its
    days; csv, json and md list each.
    """
    from zeren import ask
    from zeren.ask.dated import check_period, wanted
    from zeren.ask.undated import left_out
    from zeren.store import open_reader

    check_period(first, last, "--from", "--to")
    day = on_day(on)
    with open_reader(store) as reader:
        holder = ask.find_body(reader, body, plan).iri if body else None
        asked = wanted(reader, first, last, plan=plan, body=holder, role=role, texts=not cells)
        whole = is_for_people(form) or any_reported(reader)
        if not (_due_whole(reader, asked, day, top, form) if whole else _due_as_found(asked, top, form)):
            say("这段时间内没有有明确日期的事项 (nothing dated in this period)")
        if count := asked.recurring():
            say(f"{count} 项周期性任务未列，加 --from 和 --to 列出 ({count} recurring duties: give --from and --to)")
        if told := left_out(reader, plan=plan, body=holder, role=role, recurring=True):
            say(told)


def _due_whole(reader: Reader, asked: Wanted, on: str, top: int | None, form: str | None) -> bool:
    """Print dated duties with what was reported of them until a day; return whether there are any."""
    from zeren.ask.dated import COLUMNS, in_one_line

    found = asked.whole()
    listed = in_one_line(found) if is_for_people(form) and form != "md" else found
    rows = listed[:top]
    told = reported(reader, on, [str(row["id"]) for row in rows])
    shown = ("date", "kind", "agency", "role", "text", "deadline", "stated_in", "source")
    more = REPORTED if told else ()
    show_rows([{**row, **told.get(str(row["id"]), {})} for row in rows], (*COLUMNS, *more), form, shown=(*shown, *more))
    if told:
        say(AS_REPORTED)
    if len(listed) < len(found):
        say("周期性任务各列一行并写明次数；--format csv、json 或 md 逐日列出 (one line each; csv, json and md list every day)")
    return bool(rows)


def _due_as_found(asked: Wanted, top: int | None, form: str | None) -> bool:
    """Print dated duties for a program as they are found, some days at a time; return whether there are any."""
    from itertools import chain, islice

    from zeren.ask.dated import COLUMNS

    rows = islice(chain.from_iterable(asked.portions()), top)
    found = list(islice(rows, 1))
    show_rows(chain(found, rows), COLUMNS, form)
    return bool(found)


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
@options.on
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
    from zeren.ground.errors import WrongUsage

    if listed:
        described = [
            {"rule": r.name, "severity": r.severity, "question": r.asks, "title": r.title} for r in rules().values()
        ]
        show_rows(described, ("rule", "severity", "question", "title"), form)
        return 0
    if bool(kind) > bool(target) or (target and not kind and target.suffix.lower() not in _FORMS):
        raise WrongUsage("输出格式不明 (check writes xlsx or ttl to a file)", "zeren check --as xlsx -o 核查.xlsx")
    if shacl and plan:
        raise WrongUsage("不能限定计划 (--shacl checks the whole store)", "leave --plan out")
    wanted = SEVERITIES[: SEVERITIES.index(severity) + 1]
    found = [finding for finding in _found(store, plan, shacl) if finding.severity in wanted]
    if target:
        _write(found, kind or _FORMS[target.suffix.lower()], target, store)
    else:
        rows = [finding.record() for finding in found]
        show_rows(rows, _FINDINGS, form, shown=("severity", "rule", "subject", "message", "source"))
        for line in _for_a_person(found):
            say(line)
    counts = [sum(finding.severity == each for finding in found) for each in SEVERITIES]
    say("错误 errors {} · 警告 warnings {} · 提示 infos {}".format(*counts))
    return FAILED if counts[0] or (strict and counts[1]) else 0


_DOUBTS = frozenset(("target-reading", "not-read"))
"""rules of severity info that wait for a person all the same"""


def _for_a_person(found: Iterable[Finding]) -> list[str]:
    """What a person can settle, a line a kind: faults, gaps, contradictions and likely readings, with their number."""
    from collections import Counter

    from zeren.check import rules

    settled = Counter(one.rule for one in found if one.severity != "info" or one.rule.startswith("likely") or one.rule in _DOUBTS)
    if not settled:
        return []
    known = rules()
    ordered = sorted(settled.items(), key=lambda kind: (-kind[1], kind[0]))
    said = [(count, known[rule].asks.rstrip("？?") if rule in known else rule, rule) for rule, count in ordered]
    return ["需要人看 (needs a person):", *(f"  {count:>4}  {asks} ({rule})" for count, asks, rule in said)]


def _found(store: str, plan: str | None, shacl: bool) -> Iterable[Finding]:
    from zeren import check as checks
    from zeren.store import open_reader

    with open_reader(store) as reader:
        if shacl:
            from zeren.check.shapes import shapes

            return checks.ordered(shapes(reader.dump()))
        return checks.check(reader, plan, _originals(reader), output.progress)


def _originals(reader: Reader) -> Callable[[str], str]:
    """What gives the text of a document's kept original, read as it was when it was stored."""
    from zeren import read
    from zeren.ground.errors import NotFound
    from zeren.state.document import document_iri

    names = {entry.graph: entry.name for entry in reader.documents() if entry.graph}

    def text(document: str) -> str:
        data = reader.original(document)
        for name, words in read.texts_guarded(data, names[document]):
            if document_iri(name) == document:
                return words
        raise NotFound(f"{document}: 原件中没有这份文件 (not in the original)", "run zeren rebuild")

    return text


def _write(findings: Sequence[Finding], kind: str, target: Path, store: str) -> None:
    if kind == "xlsx":
        from zeren.check.workbook import workbook
        from zeren.store import open_reader
        from zeren.store.counted import remark

        with open_reader(store) as reader:
            data = workbook(findings, remark(reader.left_out_names()))
    else:
        from zeren.check.graph import results

        data = results(findings)
    make_way(target)
    target.write_bytes(data)
    click.echo(f"→ {target}", err=True)
