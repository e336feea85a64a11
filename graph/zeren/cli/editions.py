"""``editions``: the same text twice, drafts, editions, excerpts; what people decide about doubtful ones."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.decisions import author, comment
from zeren.cli.output import print_rows
from zeren.ground.labels import label_of
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.editions import Relation

_HEADS = ("relation", "source", "derived", "state", "not_counted", "basis", "source_file", "derived_file", "source_id", "derived_id")
_DECISIONS = ("mirror", "draft-issued", "revision", "next-edition", "excerpt", "localised", "explanation", "none")


@click.group(invoke_without_command=True)
@options.rows
@options.decisions
@options.store
@click.pass_context
def editions(context: click.Context, form: str | None, decisions: Path, store: str) -> None:
    """What a text is among others (同文、征求意见稿、修订、下一期、摘录、下级再印发、解读), with the reason.

    source → derived: draft → issued, earlier → later, whole → excerpt, upper → lower, plan → explanation. The figures of
    not_counted are not taken, the other text says the same.
    """
    if context.invoked_subcommand is None:
        print_rows(_rows(store, decisions), _HEADS, form)


@editions.command()
@click.option("--list", "only_list", is_flag=True, help="Print the doubtful ones; ask nothing.")
@author
@options.rows
@options.decisions
@options.store
def review(only_list: bool, author: str, form: str | None, decisions: Path, store: str) -> None:
    """Walk through the pairs that wait for a person and write the decisions to editions.tsv.

    For each: y as proposed, n they have nothing to do with one another, Enter leaves it open, q ends. The next build
    replays the decisions.
    """
    rows = [row for row in _rows(store, decisions) if row["state"] == "likely"]
    if only_list or not sys.stdin.isatty():
        print_rows(rows, _HEADS, form)
        return
    for number, row in enumerate(rows, 1):
        say(visible(f"\n{number}/{len(rows)} {label_of('edition-' + row['relation'])}：{row['basis']}"))
        say(visible(f"  {row['source']}（{row['source_file']}）\n  {row['derived']}（{row['derived_file']}）"))
        word = click.prompt("y/n/Enter/q", default="", show_default=False, err=True).strip().lower()
        if word == "q":
            break
        if word in ("y", "n"):
            _write(row["source_id"], row["derived_id"], row["relation"] if word == "y" else "none", decisions, author, "")


@editions.command()
@click.argument("one")
@click.argument("other")
@click.argument("decision", type=click.Choice(_DECISIONS))
@author
@comment
@options.decisions
@options.store
def decide(one: str, other: str, decision: str, author: str, comment: str, decisions: Path, store: str) -> None:
    """Decide how the plans ONE and OTHER (ids as zeren editions prints them) stand to one another; none: not at all."""
    from zeren.ground.errors import NotFound

    known = _plans(store)
    for plan in (one, other):
        if plan not in known:
            raise NotFound(f"{plan}: 库中没有这份计划 (no such plan)", "take the ids from zeren editions or zeren question plans")
    _write(one, other, decision, decisions, author, comment)


def _plans(store: str) -> set[str]:
    from zeren.ground.vocabulary import BASE
    from zeren.ingest.renew_editions import consider
    from zeren.store import open_reader

    with open_reader(store) as reader:
        metas = {entry.graph: entry.meta for entry in reader.documents() if entry.graph and entry.status == "stored"}
        return {one.id.removeprefix(BASE) for one in consider(metas, reader.statements, None).identities}


def _rows(store: str, decisions: Path) -> list[dict[str, str]]:
    from zeren.ingest.renew_editions import consider, explanations
    from zeren.store import open_reader

    with open_reader(store) as reader:
        entries = list(reader.documents())
        metas = {entry.graph: entry.meta for entry in entries if entry.graph and entry.status == "stored"}
        known = consider(metas, reader.statements, options.decided(decisions))
        several = {document for document, _, _ in reader.plans_left_out()}
    names = {entry.graph: entry.name for entry in entries if entry.graph}
    refused = [(entry.name, entry.reason or "") for entry in entries if entry.status == "refused"]
    found = [*known.relations, *explanations(refused, known.identities)]
    return [_row(one, names, several) for one in found]


def _row(one: Relation, names: dict[str, str], several: set[str]) -> dict[str, str]:
    """A relation; of documents with ``several`` plans the one that does not count is told by its title too."""
    from zeren.editions import not_counted
    from zeren.ground.vocabulary import BASE

    left = not_counted(one)
    return {
        "relation": one.kind,
        "source": one.source.title,
        "derived": one.derived.title,
        "state": "likely" if one.likely else "certain",
        "not_counted": "" if left is None else names.get(left.graph, left.id) + (f"《{left.title}》" if left.graph in several else ""),
        "basis": one.basis,
        "source_file": names.get(one.source.graph, one.source.id),
        "derived_file": names.get(one.derived.graph, one.derived.id),
        "source_id": one.source.id.removeprefix(BASE),
        "derived_id": one.derived.id.removeprefix(BASE),
    }


def _write(one: str, other: str, decision: str, folder: Path, author: str, comment: str) -> None:
    from zeren.decisions import editions as decisions

    first, last = sorted((one, other))
    made = decisions.Decision(first, last, decision, author, date.today().isoformat(), comment)
    decisions.write(folder / decisions.FILE, [made])
    say(visible(f"{one} {decision} {other} → {folder / decisions.FILE}; 下次 zeren build 起生效 (holds from the next build)"))
