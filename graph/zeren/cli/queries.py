"""``query`` and ``question``: SPARQL of one's own, and the questions that come with the program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say, show_rows
from zeren.cli.output import is_for_people, print_rows
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ask import Question, Reader, Rows

_FORMS = {"turtle": "ttl", "ttl": "ttl", "nt": "nt", "jsonld": "jsonld", "json": "json", "csv": "csv", "tsv": "tsv", "xml": "xml"}


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *_FORMS]),
    help="table, json, csv, tsv, xml for rows; turtle, nt, jsonld for graphs.",
)
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Time limit.")
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(min=1), help="Row limit.")
@options.on
@options.all_editions
@options.store
def query(file: str, form: str | None, seconds: float, rows: int, store: str) -> None:
    """Run the SPARQL 1.1 query in FILE (- reads standard input).

    Prefixes such as zr:, zrc:, skos:, dcterms: need not be declared. Queries run in a process of their own, without
    network, under the limits given.
    """
    from zeren.ground.errors import WrongUsage
    from zeren.ground.vocabulary import with_prefixes
    from zeren.store import is_remote, run_foreign

    written = _standard_input() if file == "-" else _read(file)
    if not written.strip():
        raise WrongUsage(f"{file}: 没有查询语句 (an empty query)", "write a SPARQL query, or see: zeren question --sparql")
    sparql = with_prefixes(written)
    as_table = form == "table" or (form is None and is_for_people(form))
    wanted: str | tuple[str, ...] = ("json", "ttl") if form is None or as_table else _FORMS[form]
    # The process of a query works in another folder.
    place = store if is_remote(store) else str(Path(store).resolve())
    answer = run_foreign(place, sparql, seconds=seconds, rows=rows, format=wanted)
    if as_table and "json" in answer.media:
        _print_solutions(answer)
    else:
        # A program gets the bytes of the W3C format; only a terminal must be kept from control characters.
        click.echo(visible_lines(answer.decode("utf-8")) if sys.stdout.isatty() else bytes(answer), nl=answer[-1:] != b"\n")
    if answer.truncated:
        say(f"结果在 {rows} 行处截断 (cut off at {rows} rows); raise --rows")


def visible_lines(text: str) -> str:
    """Return text of several lines with its control characters written out."""
    return "\n".join(visible(line) for line in text.splitlines()) + "\n" * text.endswith("\n")


def _standard_input() -> str:
    from zeren.ground.errors import UnreadableInput

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput("-: 不是文本文件 (not a UTF-8 text)", "give a SPARQL query") from error


def _read(file: str) -> str:
    from zeren.ground.errors import NotFound, UnreadableInput

    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"{file}: 文件不存在 (no such file)", "give a file with a SPARQL query, or -") from error
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise UnreadableInput(f"{file}: 不是文本文件 (not a UTF-8 text)", "give a file with a SPARQL query") from error


def _print_solutions(answer: bytes) -> None:
    import json

    result = json.loads(answer)
    if "boolean" in result:
        click.echo("true" if result["boolean"] else "false")
        return
    columns = result["head"]["vars"]
    rows = [{name: term["value"] for name, term in row.items()} for row in result["results"]["bindings"]]
    print_rows(rows, columns, "table")


@click.command()
@click.argument("name", required=False)
@click.argument("params", nargs=-1, metavar="[KEY=VALUE...]")
@options.questions
@click.option(
    "--check",
    "checked",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Test the form of the .rq files in DIR against the ontology and the store, and end.",
)
@click.option("--sparql", is_flag=True, help="Print the query instead of running it.")
@click.option(
    "--engine",
    type=click.Choice(["sparql", "columns"]),
    help="What answers a shipped question; both give the same rows. Default columns where it can.",
)
@click.option("--spark", metavar="MASTER", help="Spark that answers instead: local[2], spark://host:7077 (extra zeren[spark]).")
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Time limit of your own.")
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(min=1), help="Row limit of your own.")
@options.on
@options.plan
@options.rows
@options.store
def question(
    name: str | None,
    params: tuple[str, ...],
    folder: Path | None,
    checked: Path | None,
    sparql: bool,
    engine: str | None,
    spark: str | None,
    seconds: float,
    rows: int,
    plan: str | None,
    form: str | None,
    store: str,
) -> int:
    """Run a question (问题) by NAME, shipped or your own, or list them all.

    For example: zeren question two-roles --plan 西城, or zeren question leads body=区水务局. Your own (--questions
    DIR) run in a process of their own, without network, under the limits given; their form is told in
    ontology/questions/README.md and tested by --check DIR, which ends with 1 where a file has a fault.
    """
    from zeren import ask
    from zeren.ask.aside import set_aside
    from zeren.ask.held import responsible_beside
    from zeren.cli import own
    from zeren.store import open_reader

    limits = own.Limits(store, seconds, rows)
    if checked is not None:
        return own.check(checked, limits, form)
    known = ask.with_own(folder)
    if name is None:
        print_rows([_described(q) for q in known.values()], ("name", "question", "params", "title", "own"), form)
        return 0
    asked = _named(known, name)
    given = _params(params)
    if plan is not None and asked.param("plan"):
        given.setdefault("plan", plan)
    with open_reader(store) as reader:
        if sparql:
            click.echo(visible_lines(ask.bind(reader, asked, given).sparql), nl=False)
            return 0
        found = own.answer(reader, asked, given, limits, engine, spark)
        through = _through(reader, found, given)
        beside = responsible_beside(reader, found, given)
        aside = [*_undated(reader, found, given), *([] if found.rows else set_aside(reader))]
    _show(found, form, through, beside)
    for note in aside:
        say(note)
    for line in asked.notes if is_for_people(form) else ():
        say(line)
    return 0


@click.command()
@click.argument("sentence")
@click.option("--sparql", "--query", "sparql", is_flag=True, help="Also show the query: SPARQL of a question, or SQL over the columns.")
@options.questions
@options.on
@options.all_editions
@options.rows
@options.store
def ask(sentence: str, sparql: bool, folder: Path | None, form: str | None, store: str) -> None:
    """Answer a question in Chinese (中文提问): every word is read, the reading is told, nothing is guessed; no model.

    For example: zeren ask "区生态环境局牵头哪些措施？" · zeren ask "谁协办最多" · zeren ask "6月底前要完成什么"
    """
    from zeren import ask as asking
    from zeren.cli import own
    from zeren.store import open_reader

    with open_reader(store) as reader:
        limits = own.Limits(store)
        found = asking.asked(reader, sentence, asking.with_own(folder), lambda question, params: own.answer(reader, question, params, limits))
    say(f"按这样理解 (understood as): {found.told}" + ("" if found.question == "sentence" else f" [{found.question}]"))
    if found.unused:
        say(f"没用上 (not used): {'、'.join(found.unused)}")
    if sparql and found.query:
        say(found.query)
    if found.figure:
        say(f"→ {found.figure}")
    show_rows(found.rows, found.columns, form, shown=[name for name in found.columns if not name.endswith("_id")])
    for note in found.notes:
        say(note)


def _through(reader: Reader, found: Rows, given: dict[str, str]) -> str:
    """What comes to the body of a question through groups, where its rows count as written; empty where nothing does."""
    from zeren.ask.groups import beside

    return beside(reader, found, given.get("plan"))


def _undated(reader: Reader, found: Rows, given: dict[str, str]) -> list[str]:
    """What an answer of the question ``due`` leaves out, since it falls on no day."""
    from zeren.ask.answer import role_code
    from zeren.ask.lookup import find_body
    from zeren.ask.undated import left_out

    if found.question.name != "due":
        return []
    body = find_body(reader, given["body"], given.get("plan")).iri if given.get("body") else None
    told = left_out(reader, plan=given.get("plan"), body=body, role=role_code(given.get("role", "any")) or "any")
    return [told] if told else []


def _show(found: Rows, form: str | None, through: str = "", beside: str = "") -> None:
    readable = [column.name for column in found.columns if column.kind != "iri"]
    show_rows(found.rows, [column.name for column in found.columns], form, shown=readable)
    if not found.rows and not through and not beside:
        say(found.question.empty or "没有结果 (no rows)")
    if beside:
        say(f"{found.params['body']}: {beside}")
    if through:
        how = "" if found.question.name == "workload" else "; groups=certain 列出"
        say(f"{'另有 ' if found.rows or beside else '未被列名，'}{through} (through groups){how}")



def _named(known: dict[str, Question], name: str) -> Question:
    import difflib

    from zeren.ground.errors import NotFound

    if name not in known:
        near = ", ".join(difflib.get_close_matches(name, known, n=3))
        hint = f"是否要问 (did you mean): {near}; " if near else ""
        raise NotFound(f"{name}: 没有这个问题 (no such question)", f"{hint}zeren question 列出全部 (lists all)")
    return known[name]


def _described(asked: Question) -> dict[str, Any]:
    needs = [param.name + ("" if param.required else "?") for param in asked.params]
    return {"name": asked.name, "question": asked.question, "params": " ".join(needs), "title": asked.title, "own": asked.own}


def _params(words: tuple[str, ...]) -> dict[str, str]:
    from zeren.ground.errors import WrongUsage

    pairs = [word.partition("=") for word in words]
    for key, equals, _ in pairs:
        if not equals:
            raise WrongUsage(f"{key}: 参数格式有误 (not of the form key=value)", "写成 body=区水务局 (write it so)")
    return {key: value for key, _, value in pairs}
