"""``series``: a series of yearly plans, line by line."""

from __future__ import annotations

import click

from zeren.cli import options
from zeren.cli.answers import say, show_rows


@click.command()
@click.argument("words", required=False)
@click.option("--by", type=click.Choice(["measures", "targets", "bodies", "ties"]), default="measures", show_default=True, help="What is followed.")
@click.option("--on", metavar="DATE", help="As of this day (2025-03-01): the editions that were issued by then.")
@options.all_editions
@options.rows
@options.store
def series(words: str | None, by: str, on: str | None, form: str | None, store: str) -> None:
    """A series of yearly plans (历年): each measure's line (延续 加码 减码 延后 提前 改责 拆分 合并 新增 取消), targets, bodies, ties.

    WORDS stand in the title, number or jurisdiction of one of its plans; none where the store holds one series alone.
    """
    from zeren.ask import series as asked
    from zeren.store import open_reader

    with open_reader(store) as reader:
        found = asked.series(reader, words, options.day(on) if on else None)
    columns, rows = asked.tabulated(found, by)
    shown = [name for name in columns if not name.endswith("_id") and not name.startswith("place ")]
    show_rows(rows, columns, form, shown=shown)
    say(f"《{found.title}》{'、'.join(str(year.year) for year in found.years)}年 (series of {len(found.years)} editions)")
    if by == "measures":
        say(asked.NOTE)
