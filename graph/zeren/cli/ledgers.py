"""``ledger`` and ``progress``: the ledger that is handed out, what comes back, and where things stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.decisions import author
from zeren.cli.ledger_changes import corrected
from zeren.cli.ledger_rows import decide, review, told_rows
from zeren.cli.output import make_way, print_rows
from zeren.cli.standing import AS_REPORTED, hint_of_later, on_day
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ingest.files import File
    from zeren.ledger import OfficeLedger
    from zeren.ledger.records import Returned
    from zeren.store.reader import Reader


class _Ledger(click.Group):
    """A group whose first word may be a body: what is none of its commands is taken by ``write``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Ledger)
def ledger() -> None:
    """The ledger (督办台账): hand it out, take what comes back.

    \b
    zeren ledger 区生态环境局 -o 台账.xlsx      one body's ledger (--plan TEXT, --all)
    zeren ledger read 返回/*.xlsx              take reports, corrections and new rows of returned files
    zeren ledger review                        rows of own ledgers that wait for a person; decide settles one
    zeren ledger conflicts                     where returned files do not agree
    """


@ledger.command(name="write")
@click.argument("name", required=False, shell_complete=options.complete_body)
@click.option("--all", "everyone", is_flag=True, help="Every body, one sheet each.")
@options.output("The workbook to write, such as 台账.xlsx.")
@options.plan
@options.store
def write(name: str | None, everyone: bool, target: Path, plan: str | None, store: str) -> None:
    """Write the ledger of NAME, of a plan, or of all bodies."""
    from zeren import ask
    from zeren import ledger as ledgers
    from zeren.ground.errors import NotFound, WrongUsage
    from zeren.store import open_reader
    from zeren.store.counted import remark
    from zeren.table import landing_of, short

    if not (name or everyone or plan):
        raise WrongUsage("ledger 需要单位名称、--plan 或 --all (needs a body, --plan or --all)", "zeren ledger 区生态环境局 -o 台账.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise WrongUsage(f"{target}: 台账只能写成 .xlsx (a ledger is an .xlsx)", f"-o {target.stem or '台账'}.xlsx")
    with open_reader(store) as reader:
        landing = landing_of(reader)
        plans = [short(known.iri) for known in ask.find_plans(reader, plan)] if plan else None
        if everyone:
            sheets = [(label, ledgers.ledger_rows(landing, body=body, plans=plans)) for body, label in _bodies(reader)]
        elif name:
            body = ask.find_body(reader, name, plan)
            sheets = [(body.name, ledgers.ledger_rows(landing, body=short(body.iri), plans=plans))]
        else:
            sheets = [(str(plan), ledgers.ledger_rows(landing, plans=plans))]
        told = remark(reader.left_out_names())
    sheets = [(label, rows) for label, rows in sheets if rows]
    if not sheets:
        raise NotFound(f"{name or plan}: 没有可列入台账的措施 (no measures for a ledger)", "zeren leads 或 zeren agency 查看其职责")
    title = f"{sheets[0][0] if len(sheets) == 1 else '各单位'}督办台账"
    make_way(target)
    target.write_bytes(ledgers.workbook(title, sheets, told))
    say(f"{target}: {len(sheets)} 张表，{sum(len(rows) for _, rows in sheets)} 行 (sheets, rows)；填报后 zeren ledger read 取回")


def _bodies(reader: Reader) -> list[tuple[str, str]]:
    """Every body with a duty of its own: its path and its most printed name, by that name."""
    from zeren.table import landing_of

    sql = """SELECT d.body, min(b.name) FROM duty d JOIN body_name b ON b.id = d.body WHERE b.kind <> 'group'
             GROUP BY d.body ORDER BY min(b.name)"""
    return [(str(body), str(name)) for body, name in landing_of(reader).rows(sql)]


@ledger.command(name="read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@author
@options.rows
@options.decisions
@options.store
def read(files: tuple[Path, ...], author: str, form: str | None, decisions: Path, store: str) -> int:
    """Take what the returned ledgers FILES report into the store; changed cells become corrections.

    A ledger that an office keeps itself is known by its heads; its rows are matched with measures by number, task and
    words, and what is doubtful waits for zeren ledger review. The same file taken twice changes nothing.
    """
    from zeren.ingest.documents import build
    from zeren.ingest.settings import Settings
    from zeren.store import open_reader, open_writer

    kept, taken, own, refused = _opened(files)
    if not kept:
        return 65
    with open_writer(store) as writer:
        result = build(kept, writer, Settings(decisions=decisions if decisions.is_dir() else None, ledgers=True))
    outcomes = {built.account.name: built.outcome.status for built in result.built}
    rows: list[dict[str, Any]] = []
    with open_reader(store) as reader:
        for returned in taken:
            made = corrected(returned, reader, decisions, author)
            rows += [*_told(returned, outcomes.get(returned.name, "")), *made]
        rows += told_rows(own, outcomes, reader, decisions)
        rows += _disputed(reader, {*(one.name for one in taken), *(one.name for one in own)})
    print_rows(rows, ("kind", "file", "place", "measure", "words"), form)
    say(AS_REPORTED)
    return 1 if refused or any(row["kind"] == "fault" for row in rows) else 0


def _opened(files: Sequence[Path]) -> tuple[list[File], list[Returned], list[OfficeLedger], int]:
    """The files that are ledgers, those that we handed out, those that an office keeps itself, and how many were refused, each told."""
    from zeren.ground.errors import UnreadableInput
    from zeren.ingest.files import find_files, read_bytes
    from zeren.ledger import Returned, demand_ledger

    kept: list[File] = []
    taken: list[Returned] = []
    own: list[OfficeLedger] = []
    refused = 0
    for file in find_files(files):
        try:
            found = demand_ledger(read_bytes(file), file.name)
        except UnreadableInput as error:
            refused += 1
            click.echo(f"✗ {visible(str(error))}", err=True)
            continue
        if isinstance(found, Returned):
            taken.append(found)
        else:
            own.append(found)
        kept.append(file)
    return kept, taken, own, refused


def _told(returned: Returned, outcome: str) -> Iterable[dict[str, Any]]:
    """What one file gave, row by row."""
    counts = f"报告 {len(returned.reports)}，改动 {len(returned.changes)}，新增 {len(returned.proposals)}"
    told = f"{outcome} 填报 {returned.reporter or '—'} {returned.reported_on or '—'}；{counts}"
    yield {"kind": "file", "file": returned.name, "words": told}
    for proposal in returned.proposals:
        cells = dict(proposal.cells)
        yield {"kind": "proposal", "file": returned.name, "place": proposal.locator, "words": cells.get("text") or cells.get("task")}
    for fault in returned.faults:
        yield {"kind": "fault", "file": returned.name, "place": fault.locator, "words": fault.message}
    for note in returned.notes:
        yield {"kind": "note", "file": returned.name, "place": note.locator, "words": note.message}


_CONFLICTS = {"same-day": "同日不一致", "fell-back": "后报倒退", "went-on": "先后推进"}
"""how reports of a measure differ → in words"""


def _disputed(reader: Reader, names: set[str]) -> Iterable[dict[str, Any]]:
    from zeren.ground.labels import label_of
    from zeren.ledger.progress import conflicts, lost, older
    from zeren.table import landing_of

    landing = landing_of(reader)
    for conflict in conflicts(landing):
        if conflict.kind == "went-on" or names.isdisjoint(file for _, _, file, _ in conflict.reports):
            continue
        said = "；".join(f"{label_of(status)} {day or '—'} {file} {place}" for status, day, file, place in conflict.reports)
        words = f"{_CONFLICTS[conflict.kind]}：{said}"
        _, _, newest, spot = conflict.reports[0]
        yield {"kind": "conflict", "file": newest, "place": spot, "measure": conflict.measure, "words": words}
    for file, place, measure, newer in older(landing, names):
        words = f"库中已有较新的报告，以其为准 (a newer one counts)：{newer}"
        yield {"kind": "older", "file": file, "place": place, "measure": measure, "words": words}
    gone = "措施文字已变，库中没有原措施 (its words have changed)"
    for measure, file, place in lost(landing):
        if file in names:
            yield {"kind": "changed-words", "file": file, "place": place, "measure": measure, "words": gone}


ledger.add_command(review)
ledger.add_command(decide)


@ledger.command(name="conflicts")
@options.rows
@options.store
def conflicts_of(form: str | None, store: str) -> None:
    """Measures on which returned files do not agree: the newest report counts, all are kept.

    kind: same-day (two states on one day), fell-back (a later report says less), went-on (each later one goes further).
    """
    from zeren.ledger.progress import conflicts
    from zeren.store import open_reader
    from zeren.table import landing_of

    with open_reader(store) as reader:
        found = conflicts(landing_of(reader))
    rows = [
        {"kind": one.kind, "measure": one.measure, "text": one.text, **_report(report), "counts": at == 0}
        for one in found
        for at, report in enumerate(one.reports)
    ]
    print_rows(rows, ("kind", "measure", "text", "status", "date", "file", "place", "counts"), form)
    kinds: Counter[str] = Counter(one.kind for one in found)
    parts = "，".join(f"{word} {kinds[kind]}" for kind, word in _CONFLICTS.items() if kinds[kind])
    say(f"{len(found)} 项措施的报告不一致 (measures with different reports){f'：{parts}' if parts else ''}；{AS_REPORTED}")


def _report(report: tuple[str, str | None, str, str]) -> dict[str, str | None]:
    from zeren.ground.labels import label_of

    status, day, file, place = report
    return {"status": label_of(status), "date": day, "file": file, "place": place}


@click.command()
@options.as_of("As of this day (2026-10-01)")
@click.option(
    "--by", type=click.Choice(["plan", "body", "deadline"]), default="plan", show_default=True, help="Count by plan, body or month of the deadline."
)
@options.rows
@options.plan
@options.store
def progress(on: str | None, by: Any, form: str | None, plan: str | None, store: str) -> None:
    """Where things stand by the returned ledgers: done, on the way, late, without a report (进展)."""
    from zeren import ask
    from zeren.ledger.progress import progress as standing
    from zeren.store import open_reader
    from zeren.table import landing_of, short

    day = on_day(on)
    with open_reader(store) as reader:
        plans = [short(known.iri) for known in ask.find_plans(reader, plan)] if plan else None
        landing = landing_of(reader)
        found, later = standing(landing, day, by, plans), hint_of_later(landing, day, plans)
    keys = ("group", "total", "done", "on_the_way", "not_started", "changed", "late", "words_only", "no_report", "said_done")
    print_rows([asdict(one) for one in found], keys, form)
    late = "逾期 = 所写日期都已过而未报完成或调整，或报告为逾期 (late: every printed date past and not reported done)"
    say(f"截至 {day}；{late}；{AS_REPORTED}{later}")
