"""``status``, ``history``, ``verify``, ``rebuild``, ``remove``, ``backup`` and ``restore``: the store itself."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.output import OUTCOMES, make_way, one_line, print_rows
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ground.model import Replayed
    from zeren.store import Source

FAULTY = 1


@click.command()
@options.rows
@options.store
def status(form: str | None, store: str) -> int:
    """What the store holds: documents with their versions, removed ones, refused files with the reason.

    counted_in is the document whose figures are taken instead (zeren editions).
    Warns, and ends with 1, where the store's journal is damaged.
    """
    from zeren.store import open_reader

    with open_reader(store) as reader:
        # The terms of zeren itself, and what was computed about pairs of texts of one matter, are no document of anybody.
        entries, warning = [one for one in reader.documents() if one.meta.get("form") not in ("terms", "edition")], reader.warning()
        names = {entry.graph: entry.name for entry in entries if entry.graph}
        left = {} if warning else {graph: names[kept] for graph, kept in reader.left_out().items()}
    rows = [
        {
            "name": entry.name,
            "status": entry.status,
            "versions": entry.versions,
            "triples": entry.triples,
            "form": entry.meta.get("form"),
            "sha256": entry.sha256,
            "reason": entry.reason,
            "counted_in": left.get(entry.graph or ""),
            "graph": entry.graph,
        }
        for entry in entries
    ]
    columns = ("name", "status", "versions", "triples", "form", "sha256", "reason", "counted_in", "graph")
    print_rows(rows, columns if form in ("json", "csv", "excel") else (*columns[:5], "reason", *(["counted_in"] if left else [])), form)
    return _warned(warning)


def _warned(warning: str) -> int:
    """Tell what is damaged; gives the exit code."""
    if warning:
        say(f"✗ {one_line(visible(warning))}")
    return FAULTY if warning else 0


@click.command()
@click.argument("document")
@click.option("--changes", is_flag=True, help="Print the statements that each version added (+) and dropped (-).")
@options.rows
@options.store
def history(document: str, changes: bool, form: str | None, store: str) -> None:
    """The versions of DOCUMENT (its file name as zeren status prints it), and what changed between them."""
    from zeren.store import open_reader

    with open_reader(store) as reader:
        versions = reader.history(document)
        rows, said, before = [], list[dict[str, object]](), set[bytes]()
        for version in versions:
            now = {line for line in reader.statements(document, version.number).splitlines() if _says(line)}
            rows.append(
                {
                    "version": version.number,
                    "triples": version.triples,
                    "added": len(now - before),
                    "dropped": len(before - now),
                    "sha256": version.sha256,
                    "at": version.at,
                    "program": version.meta.get("program"),
                }
            )
            for change, lines in (("dropped", before - now), ("added", now - before)) if changes else ():
                texts = (line.decode("utf-8") for line in sorted(lines))
                said += [{"version": version.number, "change": change, "statement": text} for text in texts]
            before = now
    if not changes:
        print_rows(rows, ("version", "triples", "added", "dropped", "sha256", "at", "program"), form)
    elif form:
        print_rows(said, ("version", "change", "statement"), form)
    else:
        for one in said:
            sign = "+" if one["change"] == "added" else "-"
            click.echo(visible(f"{one['version']} {sign} {one['statement']}"))


def _says(statement: bytes) -> bool:
    """Whether a statement says something about the plan; where its words stand shifts with every character."""
    subject, predicate = statement.split(b" ", 2)[:2]
    return b"/id/words/" not in subject and not predicate.endswith(b"ns#evidence>")


@click.command()
@options.rows
@options.store
def verify(form: str | None, store: str) -> int:
    """Compare everything that is kept with its hashes: journal, originals, statements, index."""
    from zeren.store import verify as verify_store

    problems = verify_store(store)
    rows = [{"place": p.place, "message": p.message, "remedy": p.remedy} for p in problems]
    if rows or form:
        print_rows(rows, ("place", "message", "remedy"), form)
    say("✓ 一切相符 (all is well)" if not rows else f"✗ {len(rows)} 处不符 (problems)")
    return FAULTY if rows else 0


@click.command()
@options.decisions
@click.option(
    "--accept-loss", is_flag=True, help="Go on without what was stored and cannot be restored by anything that is left."
)
@options.store
def rebuild(decisions: Path, accept_loss: bool, store: str) -> None:
    """Read the kept originals again with this version of the program and the decisions of people.

    A damaged journal is restored from its copy, the kept files and the snapshot; what cannot be restored is named.
    """
    from urllib.parse import unquote

    from zeren.cli.documents import now
    from zeren.cli.lapsed import described, tell_lapsed
    from zeren.ground.version import __version__
    from zeren.ground.vocabulary import BASE
    from zeren.ingest import renew_reports
    from zeren.ingest.renew import heads_of, is_computed, original_of, renew
    from zeren.store import open_writer
    from zeren.store import rebuild as rebuild_store

    def meta(quads: bytes) -> dict[str, str]:
        return {**heads_of(quads), "program": __version__}

    restated = _Restated(decisions, *_standing(store))
    outcomes = rebuild_store(
        store, restated, meta=meta, accept_loss=accept_loss, tell=say, computed=is_computed, remake=original_of
    )
    with open_writer(store, at=now()) as writer:
        renew(writer, options.decided(decisions))
        writer.commit()
        renew_reports.renew(writer, options.decided(decisions))
    tell_lapsed(store, {o.document: restated.replayed.get(o.document, ()) for o in outcomes if o.status == "replaced"}, decisions)
    applied = sum(one.status == "applied" for verdicts in restated.replayed.values() for one in verdicts)
    say(f"更正 {applied} 条 (corrections replayed: {applied}), 取自 (from) {described(decisions)}")
    for outcome in outcomes:
        if is_computed(outcome.document):
            continue
        name = unquote(outcome.document.removeprefix(f"{BASE}document/"))
        click.echo(f"✓ {visible(name)} — {OUTCOMES[outcome.status]}")


def _standing(store: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Graphs of the ledgers that came back, of the plans, and of those whose identifiers bear a mark.

    None where the journal is damaged: a ledger is then told by its heads alone, and marks are given anew.
    """
    from zeren.ground.errors import ZerenError
    from zeren.ingest import namesakes
    from zeren.store import open_reader

    try:
        with open_reader(store) as reader:
            known = [(entry.graph, entry.meta) for entry in reader.documents() if entry.graph and entry.meta.get("form")]
    except ZerenError:
        return frozenset(), frozenset(), frozenset()
    ledgers = frozenset(graph for graph, meta in known if meta["form"] == "ledger")
    return ledgers, frozenset(graph for graph, _ in known) - ledgers, frozenset(graph for graph, meta in known if namesakes.bears_mark(meta))


class _Restated:
    """States the document of a graph again from its original."""

    def __init__(
        self, decisions: Path, ledgers: Collection[str] = (), plans: Collection[str] = (), marked: Collection[str] = ()
    ) -> None:
        from zeren.ingest.pipeline import Extractor
        from zeren.ingest.settings import Settings

        self._extractor = Extractor(Settings(decisions=options.decided(decisions)))
        self._ledgers = ledgers
        """graphs of returned ledgers"""
        self._plans = plans
        """graphs of plans, also of lists with columns of answers that a person calls plans"""
        self._marked = marked
        """graphs of texts whose identifiers are told from those of another text of their title by a mark"""
        self.replayed: dict[str, tuple[Replayed, ...]] = {}
        """by graph, what became of the corrections of a document"""

    def __call__(self, source: Source, graph: str) -> bytes:
        from zeren.ground.errors import NotFound
        from zeren.ground.namesakes import mark_of
        from zeren.ingest import namesakes
        from zeren.ingest.documents import ledger_statements
        from zeren.ingest.files import File, extract
        from zeren.ingest.renew import is_computed
        from zeren.state.document import document_iri, state

        if is_computed(graph):
            return source.data
        is_ledger = graph in self._ledgers
        if graph not in self._plans and (ledger := ledger_statements(source.data, source.name, source.sha256, named=is_ledger)) is not None:
            return ledger
        for found in extract(File(Path(source.name), source.name), source.data, self._extractor):
            if document_iri(found.document.name) == graph:
                self.replayed[graph] = found.replayed
                return namesakes.marked(state(found), mark_of(graph)) if graph in self._marked else state(found)
        raise NotFound(f"{source.name}: 原件中已没有这份文件 ({graph} is not in it any more)", "build the file again")


@click.command()
@click.argument("document")
@options.decisions
@options.store
def remove(document: str, decisions: Path, store: str) -> None:
    """Take DOCUMENT out of the answers; its versions stay in the history."""
    from zeren.cli.documents import now
    from zeren.ingest import renew_reports
    from zeren.ingest.renew import renew
    from zeren.store import open_writer

    with open_writer(store, at=now()) as writer:
        writer.remove(document)
        renew(writer, options.decided(decisions))
        writer.commit()
        renew_reports.renew(writer, options.decided(decisions))
    say(f"{document}: 已移出 (removed); zeren history {document} 仍可查 (still has it)")


@click.command()
@options.output("The tar file to write.")
@options.store
def backup(target: Path, store: str) -> int:
    """Write the whole store into one file; warns, and ends with 1, where the store's journal is damaged."""
    from zeren.store import backup as backup_store
    from zeren.store import open_reader

    make_way(target)
    count = backup_store(store, target)
    say(f"{count} files 个文件 → {target}")
    with open_reader(store) as reader:
        return _warned(reader.warning())


@click.command()
@click.argument("source", type=click.Path(path_type=Path, readable=False))
@options.store
def restore(source: Path, store: str) -> None:
    """Make the store at --store from the backup SOURCE; nothing may stand there yet."""
    from zeren.ground.errors import NotFound
    from zeren.store import restore as restore_store

    if not source.exists():
        raise NotFound(f"{source}: 文件不存在 (no such file)", "name a file made by zeren backup")
    say(f"{restore_store(source, store)} files 个文件 → {store}")
