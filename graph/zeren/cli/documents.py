"""``extract`` and ``build``: from files to records, from files to the store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.output import OUTCOMES, dumps, one_line, print_rows
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ground.errors import UnreadableInput
    from zeren.ground.model import Extraction
    from zeren.ingest.documents import Account, Result
    from zeren.ingest.files import File
    from zeren.ingest.settings import Settings

PARTLY = 1
NOTHING = 65
SHIPPED = Path("data/plans")
"""what is built where no path is given"""

jurisdiction = click.option(
    "--jurisdiction", metavar="NAME", help="Division the documents belong to (北京市西城区); else told from each."
)
encoding = click.option("--encoding", metavar="NAME", help="Character encoding of text files; else told from the bytes.")

processes = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read; default one a core."
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "table"]), default=None, help="Default jsonl.")
@click.option("--residue", is_flag=True, help="Also print what no record took, with place and reason.")
@jurisdiction
@encoding
@options.decisions
@processes
def extract(
    files: tuple[str, ...],
    form: str | None,
    residue: bool,
    jurisdiction: str | None,
    encoding: str | None,
    decisions: Path,
    jobs: int | None,
) -> int:
    """Print the measures of FILE... (folders too; - is standard input), one JSON object a line.

    Records of type plan stand before the measures of their document; --residue adds records of type residue.
    """
    from functools import partial

    from zeren.ground.pool import spread
    from zeren.ingest.files import BOUNDS
    from zeren.ingest.settings import Settings

    settings = Settings(jurisdiction, encoding, options.decided(decisions))
    if settings.decisions:  # faulty ones end the run here, they are no fault of the files; else only who reads loads what reads
        from zeren.ingest.pipeline import extractor_of

        extractor_of(settings)
    done = refused = 0
    table: list[dict[str, Any]] = []
    flat = form in ("csv", "table")
    work = partial(_printed, settings=settings, residue=residue, flat=flat)
    for printed in spread(work, list(_inputs(files)), _lost, BOUNDS, jobs):
        refused += printed.refusal is not None
        done += printed.documents
        table += printed.rows
        if printed.refusal:
            _refuse(printed.refusal)
        elif printed.text:
            click.echo(printed.text)
        for notice in printed.notices:
            click.echo(f"note 提示: {notice}", err=True)
    if flat:
        print_rows(table, _COLUMNS, form)
    if refused:
        return PARTLY if done else NOTHING
    return 0


@dataclass(frozen=True, slots=True)
class _Printed:
    """What one file gives to standard output."""

    documents: int = 0
    text: str = ""
    """records as JSON lines"""
    rows: tuple[dict[str, Any], ...] = ()
    """measures as flat rows, instead"""
    refusal: str | None = None
    """why the file was refused; empty where that was said before"""
    notices: tuple[str, ...] = ()
    """what was left out before anything was read (hidden rows, comments); told with the residue"""


def _lost(item: tuple[File, bytes | None], error: UnreadableInput) -> _Printed:
    return _Printed(refusal=f"{item[0].name}: {error}")


def _printed(item: tuple[File, bytes | None], settings: Settings, residue: bool, flat: bool) -> _Printed:
    from zeren.ground.errors import UnreadableInput
    from zeren.ingest.files import extract as extract_file
    from zeren.ingest.files import read_bytes
    from zeren.ingest.pipeline import extractor_of

    file, data = item
    if data == b"":
        return _Printed(refusal="")
    try:
        found = extract_file(file, read_bytes(file) if data is None else data, extractor_of(settings))
    except UnreadableInput as error:
        return _Printed(refusal=str(error))
    printed = [record for extraction in found for record in _records(extraction, residue)]
    notices = tuple(f"{file.name}: {one.message}" for extraction in found for one in extraction.notices) if residue else ()
    if flat:
        return _Printed(len(found), rows=tuple(row for record in printed for row in _rows(record)), notices=notices)
    return _Printed(len(found), "\n".join(map(dumps, printed)), notices=notices)


def _records(extraction: Extraction, residue: bool) -> Iterator[dict[str, Any]]:
    from zeren.state.record import records

    return (record for record in records(extraction) if residue or record["type"] != "residue")


_COLUMNS = ("plan", "annex", "task_no", "task", "text", "deadline", "lead", "responsible", "support", "guide", "supervise")


def _rows(record: dict[str, Any]) -> list[dict[str, Any]]:
    """A measure as one flat row, its bodies listed by role."""
    if record["type"] != "measure":
        return []
    bodies: dict[str, list[str]] = {}
    for assignment in (*record["assignments"], *record["by_rule"]):
        bodies.setdefault(assignment["role"], []).append(assignment["full"])
    row = {
        "plan": record["plan"]["title"],
        "annex": record["plan"]["annex"],
        "task_no": record["task_no"],
        "task": record["task"],
        "text": record["text"],
        "deadline": record["deadline"]["raw"],
    }
    return [{**row, **{role: "、".join(names) for role, names in bodies.items()}}]


def _inputs(names: tuple[str, ...]) -> Iterator[tuple[File, bytes | None]]:
    """Files in the order given; standard input carries its bytes. A missing path is refused like a broken file."""
    from zeren.ground.errors import NotFound, UnreadableInput
    from zeren.ingest.files import File, find_files, read_input

    for name in names:
        if name == "-":
            try:
                yield File(Path("-"), "-"), read_input(sys.stdin.buffer, "-")
            except UnreadableInput as error:
                _refuse(str(error))
                yield File(Path("-"), name), b""
            continue
        try:
            found = find_files([Path(name)])
        except NotFound as error:
            if len(names) == 1:
                raise
            _refuse(str(error))
            yield File(Path(name), name), b""
            continue
        yield from ((file, None) for file in found)


def _refuse(message: str) -> None:
    click.echo(f"✗ {visible(one_line(message))}", err=True)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="[PATH...]")
@options.store
@jurisdiction
@encoding
@options.decisions
@click.option("--wait", is_flag=True, help="Wait where another process is writing to the store.")
@processes
@click.option("--cluster", metavar="ADDRESS", help="Dask scheduler whose workers read the files: tcp://host:8786 (extra zeren[cluster]).")
@click.option("--index", is_flag=True, help="Also make the index for SPARQL, which else the first query makes.")
@click.option("--as-plan", is_flag=True, help="The files are plans: a list with columns of answers is not taken for a ledger that came back.")
def build(
    paths: tuple[Path, ...],
    store: str,
    jurisdiction: str | None,
    encoding: str | None,
    decisions: Path,
    wait: bool,
    jobs: int | None,
    cluster: str | None,
    index: bool,
    as_plan: bool,
) -> int:
    """Read files and folders (default data/plans) into the store; again and again without harm.

    Prints what was read, what is new and what needs a person. One refused file is one line on standard error; the
    others are stored.
    """
    from zeren.cli.lapsed import tell_lapsed
    from zeren.ground.errors import NotFound
    from zeren.ingest.documents import build as build_store
    from zeren.ingest.settings import Settings
    from zeren.store import open_reader, open_writer

    if not paths and not SHIPPED.exists():
        raise NotFound(f"{SHIPPED}: 此处没有计划文件夹 (no such folder here)", "name your plans: zeren build FOLDER")
    files, missing = _given(paths or (SHIPPED,))
    with open_writer(store, wait=wait, at=now()) as writer:
        settings = Settings(jurisdiction, encoding, options.decided(decisions), plans=as_plan)
        result = build_store(files, writer, settings, _progress(), jobs=jobs, cluster=cluster)
    if index:
        with open_reader(store) as reader:
            reader.prepare()
    _report(result, store)
    tell_lapsed(store, {b.outcome.document: b.account.replayed for b in result.built if b.outcome.status == "replaced"}, decisions)
    for name, error in result.refused:
        _refuse(f"{error}{_STANDING if name in result.standing else ''}")
    if result.refused or missing:
        return PARTLY if result.built else NOTHING
    return 0


def _given(paths: Sequence[Path]) -> tuple[list[File], int]:
    """The files at paths and how many paths lead to none, each told on standard error; NotFound where all do."""
    from zeren.ground.errors import NotFound
    from zeren.ingest.files import find_files

    there, missing = [], []
    for path in paths:
        try:
            find_files([path])
            there.append(path)
        except NotFound as error:
            missing.append(error)
    if not there:
        raise missing[0]
    for each in missing:
        _refuse(str(each))
    return find_files(there), len(missing)


def now() -> str:
    """Return the time to note with a commit (ISO 8601, local); no answer and no export holds it."""
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")


def _progress() -> Callable[[int, int, str], None] | None:
    """Progress on standard error, only for a person at a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int, name: str) -> None:
        if total > 2:
            click.echo(f"\r\x1b[K{done}/{total} {visible(name)[:60]}", err=True, nl=done == total)

    return show


_STANDING = " (库中保留此前的版本 the earlier version stays)"
_LISTED = 3
"""how many names a line lists before it only counts"""


def _report(result: Result, store: str) -> None:
    for built in result.built:
        click.echo(f"✓ {visible(built.account.name)} — {OUTCOMES[built.outcome.status]}")
        for line in _account(built.account):
            click.echo(f"  {visible(line)}")
        if built.twins:
            click.echo(f"  note 提示: same bytes as 与下列文件内容相同，可能重复计数: {_few(built.twins)}")
    click.echo(f"store 图谱库: {store}")
    if result.left_out:
        click.echo(f"  note 提示: 同一事项只计一份 texts of one matter count once: {_few(result.left_out)} (zeren editions; --all-editions)")
    if result.repeated:
        click.echo(f"  note 提示: 与另一份同一事项，计数时会算两次 say what another says, they count twice: {_few(result.repeated)} (zeren editions)")
    if result.earlier:
        count = len(result.earlier)
        click.echo(f"  of earlier builds 此前读入、仍在库中: {count} ({_few(result.earlier)})")
        click.echo("  zeren status lists all 列出全部; zeren remove NAME takes one out 移出")


def _few(names: Sequence[str]) -> str:
    """The first names of a list, and that there are more."""
    return visible("、".join(names[:_LISTED])) + (" …" if len(names) > _LISTED else "")


def _account(account: Account) -> Iterator[str]:
    """What one document gave, and what of it needs a person."""
    for plan in account.plans:
        title = " ".join(filter(None, (plan.annex, plan.title)))
        yield f"{title}: {plan.measures} measures 措施 in {plan.tasks} tasks 任务"
    if account.jurisdiction:
        yield f"jurisdiction 行政区: {account.jurisdiction} ({account.jurisdiction_basis or '--jurisdiction'})"
    elif not account.is_ledger:
        yield "needs a person 待确认: jurisdiction unknown 行政区未知; give it with --jurisdiction 指明"
    yield "duties 职责: " + " · ".join(f"{role} {count}" for role, count in account.roles)
    if account.targets:
        yield f"targets 指标: {account.targets}"
    if account.unresolved:
        listed = "、".join(account.unresolved)
        yield f"needs a person 待确认: {len(account.unresolved)} bodies unresolved 未识别单位: {listed}"
    if account.likely:
        yield f"needs a person 待确认: {account.likely} measures read by the likelier of two readings 合并单元格推定"
    yield f"cells and statements 单元格与责任表述: {account.read} read 已读 · {account.ignored} left out 略过 · {account.left} not read 未读"
    if account.left:
        yield f"needs a person 待确认: {account.left} cells or statements not read 未读入 (zeren extract --residue)"
    if account.ignored:
        yield f"left out by name 按栏名略过: {account.ignored} cells (zeren extract --residue)"
    for notice in account.notices:
        yield f"note 提示: {notice}"
    for replayed in account.replayed:
        one = replayed.correction
        yield f"correction 更正 {one.id} {one.field}: {replayed.status} {replayed.reason}".rstrip()
