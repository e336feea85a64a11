"""``site``: the explorer as files."""

from __future__ import annotations

from pathlib import Path

import click

from zeren.cli import options, output
from zeren.ground.visible import visible


@click.command()
@options.output("The folder to write: new, empty, or with an earlier site.")
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(["xlsx", "docx", "md", "ics"]),
    help="Write a workload summary beside each body's page; may be given again.",
)
@options.all_editions
@click.option("--statements", is_flag=True, help="Add all statements of the store as data/statements.nq.gz.")
@options.store
def site(target: Path, forms: tuple[str, ...], statements: bool, store: str) -> None:
    """Write the plans, bodies, measures and sources as pages that open without a server, search included (静态网站)."""
    from zeren import site as sites
    from zeren.store import open_reader

    new = not target.exists()
    with open_reader(store) as reader:
        number = sites.write(reader, target, tuple(dict.fromkeys(forms)), output.progress, statements=statements)
    if new:
        click.echo(visible(f"新建文件夹 (made the folder): {target}"), err=True)
    click.echo(f"{number} files 个文件 → {target / 'index.html'}", err=True)
