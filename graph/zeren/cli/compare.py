"""``compare``: two bodies, two plans or two districts side by side."""

from __future__ import annotations

from pathlib import Path

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.output import dumps, make_way, print_rows
from zeren.ground.visible import visible


@click.command()
@click.argument("one")
@click.argument("other")
@click.option(
    "--by",
    type=click.Choice(["body", "district", "plan"]),
    help="What the names are.  [default: the first of these that both are]",
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="A workbook (.xlsx) or one object (.json) to write.")
@options.plan
@options.rows
@options.store
def compare(one: str, other: str, by: str | None, target: Path | None, plan: str | None, form: str | None, store: str) -> None:
    """Compare ONE and OTHER: what they share, what each has alone, roles, dates, targets, and a sentence that sums up.

    Bodies are compared by the duties that are written for them, plans and districts by equal words and by which measure
    carries out which.
    """
    from zeren import ask
    from zeren import compare as comparing
    from zeren.compare.records import COLUMNS, record, rows
    from zeren.compare.telling import sentence
    from zeren.ground.errors import WrongUsage
    from zeren.store import open_reader
    from zeren.store.counted import remark

    if target is not None and target.suffix.lower() not in (".xlsx", ".json"):
        raise WrongUsage(f"{target}: 只能写成 .xlsx 或 .json (an .xlsx or a .json)", "-o 比较.xlsx")
    with open_reader(store) as reader:
        found = comparing.compare(reader, one, other, by, ask.plan_paths(reader, plan))
        told = remark(reader.left_out_names())
    if target is not None:
        make_way(target)
    if target is None:
        print_rows(rows(found), COLUMNS, form)
    elif target.suffix.lower() == ".json":
        target.write_text(dumps(record(found)) + "\n", encoding="utf-8")
    else:
        from zeren.compare.workbook import workbook

        target.write_bytes(workbook(found, told))
    say(visible(sentence(found)))
