"""``explain``: how the columns of a document's tables were taken, and what a person decides about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.decisions import author, comment
from zeren.cli.output import print_rows

if TYPE_CHECKING:
    from zeren.extract.explain import Explained
    from zeren.ground.model import Document

_ISSUED = ("issuer", "taken", "weight", "why")
_KEYS = ("table", "column", "head", "taken", "why", "others", "sure")


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--table", "number", type=click.IntRange(min=1), metavar="N", help="Only this table of the document, from 1.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="N=READING",
    help="Decide what a column of the table holds, such as 4=responsible; kept in columns.tsv and applied from then on.",
)
@click.option("--issuer", is_flag=True, help="Not the columns: who issued FILE, each body that it names as such with what says so.")
@click.option("--encoding", metavar="NAME", help="Character encoding of text files; else told from the bytes.")
@author
@comment
@options.rows
@options.decisions
def explain(
    file: str,
    number: int | None,
    columns: tuple[str, ...],
    issuer: bool,
    encoding: str | None,
    author: str,
    comment: str,
    form: str | None,
    decisions: Path,
) -> None:
    """How the columns of the tables in FILE were taken, why, and what else each could have been.

    Readings: number, section, task, measure, deadline, lead, responsible, support, guide, supervise, person, target,
    remark (a named column that stays with its measure).
    """
    from zeren.ground.errors import WrongUsage

    if columns and number is None:
        raise WrongUsage("--column: 未指明是哪个表 (of which table?)", "add --table N; zeren explain FILE lists the tables")
    documents = _documents(file, encoding)
    if issuer:
        print_rows([row for one in documents for row in _issuers(one)], _ISSUED, form)
        return
    if columns and number is not None:
        _decide(documents, number, columns, decisions, author, comment)
    print_rows([_row(one) for one in _explained(documents, decisions, number)[1]], _KEYS, form)


def _issuers(document: Document) -> list[dict[str, object]]:
    """A row for each body that a document names as its issuer, the one taken first."""
    from zeren.outline import outline
    from zeren.outline.evidence import label

    part = outline(document)[0]
    rows: list[dict[str, object]] = []
    for at, issued in enumerate(part.issued):
        why = "；".join(dict.fromkeys(f"{label(one.by)}：{' '.join(one.words.split())[:60]}" for one in issued.witnesses))
        rows.append({"issuer": issued.issuer if at else part.plan.issuer, "taken": at == 0, "weight": round(issued.weight, 1), "why": why})
    return rows


def _documents(name: str, encoding: str | None) -> list[Document]:
    from zeren import read
    from zeren.ingest.files import find_files, read_bytes

    found = find_files([Path(name)])
    return [one for file in found for one in read.read_guarded(read_bytes(file), file.name, encoding=encoding)]


def _explained(documents: list[Document], decisions: Path, number: int | None) -> tuple[str, list[Explained]]:
    """The heads of the table asked for and the columns of it, or of all tables; raises NotFound where it is not there."""
    from zeren.decisions import columns
    from zeren.extract.explain import explained
    from zeren.ground.errors import NotFound

    held = columns.decided(columns.read(decisions / columns.FILE))
    tables = [(heads, found) for one in documents for heads, found in explained(one.blocks, held)]
    told = [(heads, found) for heads, found in tables if found and (number is None or found[0].table == number)]
    if not told:
        what = "no table 没有表格" if number is None else f"no table {number} with several columns 没有第{number}个表或其列不可分"
        raise NotFound(f"{documents[0].name}: {what}", f"it holds {len(tables)} tables; leave --table out to see them")
    return told[0][0], [column for _, found in told for column in found]


def _decide(
    documents: list[Document], number: int, words: tuple[str, ...], decisions: Path, author: str, comment: str
) -> None:
    from zeren.decisions import columns
    from zeren.ground.errors import NotFound

    heads, found = _explained(documents, decisions, number)
    made = []
    for column, reading in map(columns.parsed, words):
        if all(one.column != column for one in found):
            known = ", ".join(str(one.column) for one in found)
            raise NotFound(f"第 {number} 个表第 {column} 列: 没有这一列 (column {column} of table {number}: not there)", f"its columns: {known}")
        made.append(columns.Decision(heads, column, reading, author, date.today().isoformat(), comment))
    path = decisions / columns.FILE
    columns.write(path, (*columns.read(path), *made))
    say(f"已记入 {path}，此后读这种表头都照此办理 (holds from the next reading)")


def _row(one: Explained) -> dict[str, object]:
    return {key: getattr(one, key) for key in _KEYS}
