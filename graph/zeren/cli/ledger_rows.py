"""``ledger review`` and ``ledger decide``: rows of own ledgers of which it is doubtful which measure they are about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.decisions import author, comment
from zeren.cli.output import print_rows
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ledger import OfficeLedger
    from zeren.ledger.match import Match
    from zeren.ledger.office import OfficeRow
    from zeren.store.reader import Reader

_COLUMNS = ("file", "place", "words", "bodies", "measure_text", "basis", "row", "measure")


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Print the doubtful ones; ask nothing.")
@author
@options.rows
@options.decisions
@options.store
def review(only_list: bool, author: str, form: str | None, decisions: Path, store: str) -> None:
    """Walk through the rows of own ledgers that wait for a person and write the decisions to ledger.tsv.

    For each: y the row is about the measure, n it is not, x it is about no measure of the store, Enter leaves it open, q ends.
    """
    from zeren.store import open_reader

    with open_reader(store) as reader:
        rows = list(_waiting(reader, decisions))
    if only_list or not sys.stdin.isatty():
        print_rows(rows, _COLUMNS, form)
        return
    made: list[tuple[str, str, str]] = []
    settled: set[str] = set()
    for number, row in enumerate(rows, 1):
        if row["row"] in settled:
            continue
        shown = f"\n{number}/{len(rows)} {row['file']} {row['place']}\n  台账 {row['words']}（{row['bodies']}）"
        say(visible(f"{shown}\n  措施 {row['measure_text'] or '—'}\n  {row['basis']}"))
        word = click.prompt("y/n/x/Enter/q", default="", show_default=False, err=True).strip().lower()
        if word == "q":
            break
        if word == "x" or (word == "y" and row["measure"]):
            made.append((row["row"], row["measure"] if word == "y" else "none", "same"))
            settled.add(row["row"])
        elif word == "n" and row["measure"]:
            made.append((row["row"], row["measure"], "different"))
    _decided(made, decisions, author, "", store)


@click.command()
@click.argument("row")
@click.argument("measure")
@click.argument("decision", type=click.Choice(["same", "different"]), default="same")
@author
@comment
@options.decisions
@options.store
def decide(row: str, measure: str, decision: str, author: str, comment: str, decisions: Path, store: str) -> None:
    """Decide that ROW is about MEASURE (same) or is not (different); MEASURE none: about no measure at all.

    Take the identifiers from zeren ledger review --list. The decision holds at once, and for every later ledger with the row.
    """
    from zeren.ground.errors import NotFound
    from zeren.ingest.renew_reports import found_rows
    from zeren.ledger.match import NONE, row_id
    from zeren.store import open_reader
    from zeren.table import landing_of, short

    path = short(measure)
    path = path if path == NONE or path.startswith("measure/") else f"measure/{path}"
    with open_reader(store) as reader:
        if path != NONE and not landing_of(reader).rows("SELECT 1 FROM measure WHERE id = $id LIMIT 1", {"id": path}):
            raise NotFound(f"{measure}: 库中没有这条措施 (no such measure)", "zeren ledger review --list")
        every = found_rows(reader, None).values()
        known = {row_id(one) for found in every for one in (*(m.row for m in found.sure), *(r for r, _ in found.doubtful), *found.unknown)}
    if row not in known:
        raise NotFound(f"{row}: 台账中没有这一行 (no such row)", "zeren ledger review --list")
    _decided([(row, path, decision)], decisions, author, comment, store)


def told_rows(own: Sequence[OfficeLedger], outcomes: Mapping[str, str], reader: Reader, decisions: Path) -> Iterator[dict[str, Any]]:
    """What own ledgers gave, row by row: how many rows were sure, and each one that was not."""
    from zeren.ingest.renew_reports import found_rows

    if not own:
        return
    found = found_rows(reader, decisions if decisions.is_dir() else None)
    for ledger in own:
        its = found[ledger.name]
        counts = f"对应 {len(its.sure)} 行，待人看 {len(its.doubtful)} 行，未找到措施 {len(its.unknown)} 行，未填报 {ledger.silent} 行"
        told = f"{outcomes.get(ledger.name, '')} 自备台账 填报 {ledger.reporter or '—'} {ledger.reported_on or '—'}；{counts}"
        yield {"kind": "file", "file": ledger.name, "words": told}
        for row, matches in its.doubtful:
            words = f"{_named(row)} ← {_shown(matches)}"
            yield {"kind": "review", "file": ledger.name, "place": row.locator, "measure": _first(matches), "words": words}
        for row in its.unknown:
            yield {"kind": "unknown", "file": ledger.name, "place": row.locator, "words": _named(row)}
        for fault in ledger.faults:
            yield {"kind": "fault", "file": ledger.name, "place": fault.locator, "words": fault.message}
        for note in ledger.notes:
            yield {"kind": "note", "file": ledger.name, "place": note.locator, "words": note.message}


def _named(row: OfficeRow) -> str:
    return row.of("text") or row.of("task")


def _first(matches: Sequence[Match]) -> str | None:
    return matches[0].measure if matches else None


def _shown(matches: Sequence[Match]) -> str:
    return "；".join(dict.fromkeys(one.basis for one in matches)) or "—"


def _waiting(reader: Reader, decisions: Path) -> Iterator[dict[str, Any]]:
    """The doubtful rows with each measure that they may be about, then those that are like none."""
    from zeren.ingest.renew_reports import found_rows
    from zeren.ledger.match import row_id
    from zeren.table import landing_of

    texts = landing_of(reader)
    for name, found in found_rows(reader, decisions if decisions.is_dir() else None).items():
        ids = sorted({one.measure for _, matches in found.doubtful for one in matches})
        words = dict(texts.rows("SELECT id, min(text) FROM measure WHERE id IN ($ids) GROUP BY id", {"ids": ids}))
        for row, matches in found.doubtful:
            said = {"file": name, "place": row.locator, "words": _named(row), "bodies": row.of("principal"), "row": row_id(row)}
            for one in matches:
                yield {**said, "measure": one.measure, "measure_text": words.get(one.measure, ""), "basis": one.basis}
        for row in found.unknown:
            yield {
                "file": name, "place": row.locator, "words": _named(row), "bodies": row.of("principal"), "row": row_id(row),
                "measure": None, "measure_text": None, "basis": "库中没有相似的措施",
            }  # fmt: skip


def _decided(made: Iterable[tuple[str, str, str]], folder: Path, author: str, comment: str, store: str) -> None:
    """Write decisions, and make the reports anew by them."""
    from zeren.decisions import ledger as decisions
    from zeren.ingest.renew_reports import renew
    from zeren.store import open_writer

    day = date.today().isoformat()
    new = [decisions.Decision(row, measure, decision, author, day, comment) for row, measure, decision in made]
    if not new:
        return
    decisions.write(folder / decisions.FILE, new)
    with open_writer(store) as writer:
        renew(writer, folder)
    say(visible(f"{len(new)} 条判定 → {folder / decisions.FILE}，已生效 (decisions, in force)"))
