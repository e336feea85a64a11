"""``site``: the explorer as files."""

from __future__ import annotations

from pathlib import Path

import click

from zeren.cli import options, output


@click.command()
@options.output("The folder to write: new, empty, or with an earlier site.")
@click.option(
    "--form",
    "forms",
    multiple=True,
    default=("xlsx",),
    show_default=True,
    type=click.Choice(["xlsx", "docx", "md", "ics"]),
    help="Workload summaries beside each body's page; may be given again.",
)
@options.all_editions
@options.store
def site(target: Path, forms: tuple[str, ...], store: str) -> None:
    """Write all pages of the explorer as files that open without a server, search included (静态网站)."""
    from zeren import site as sites
    from zeren.store import open_reader

    with open_reader(store) as reader:
        number = sites.write(reader, target, tuple(dict.fromkeys(forms)), output.progress)
    click.echo(f"{number} files 个文件 → {target / 'index.html'}", err=True)
