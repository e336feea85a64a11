"""``chain``: one topic from level to level."""

from __future__ import annotations

import click

from zeren.cli import options
from zeren.cli.answers import say, show_rows


@click.command()
@click.argument("words", required=False)
@click.option("--by", type=click.Choice(["plans", "coverage", "bodies", "amounts"]), default="plans", show_default=True, help="What is listed.")
@options.on
@options.all_editions
@options.rows
@options.store
def chain(words: str | None, by: str, form: str | None, store: str) -> None:
    """One topic from level to level (国→省→市→区→街道): plans with the days between, coverage, who answers, quantities.

    WORDS stand in the title, number or jurisdiction of any plan of the chain; none for all chains of the store.
    coverage: each measure above by each plan below; amounts: how a quantity was split (72 → 6).
    """
    from zeren.ask import chain as asked
    from zeren.store import open_reader

    with open_reader(store) as reader:
        found = asked.chain(reader, words)
    columns, rows = asked.tabulated(found, by)
    show_rows(rows, columns, form, shown=[name for name in columns if not name.endswith("_id")])
    if by in ("coverage", "bodies"):
        say(asked.NOTE)
