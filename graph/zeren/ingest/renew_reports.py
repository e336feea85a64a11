"""Keep what own ledgers report of measures in step with the plans of a store.

Each own ledger has one graph of its own with the reports that its sure rows make, computed from its rows, the measures of
the store and the decisions of people alone. It is made again only where one of them or the rules changed. Unlike the other
computed graphs it is made after a commit: the measures are asked of the landing, which knows what was committed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from zeren.decisions import ledger as decisions
from zeren.ground.statements import Known
from zeren.ground.version import __version__
from zeren.ground.vocabulary import BASE, LEDGER_ROW, digest
from zeren.store import Source, Version

if TYPE_CHECKING:
    from zeren.ledger.match import Matched
    from zeren.store.reader import Reader
    from zeren.store.writer import Writer

FORM = "report"
"""``meta["form"]`` of a computed graph, which no file gave"""
ROWS = "rows"
"""key in ``meta`` of the graph of an own ledger: it states rows, no reports"""
RULES = "1"
"""to be raised when the rules of matching change"""
GRAPHS = BASE + "report-graph/"


class _Documents(Protocol):
    def statements(self, graph: str) -> bytes: ...


def rows_of(known: Known) -> dict[str, str]:
    """Return what is kept beside the graph of a ledger, so that others need not be read to find the own ones."""
    return {ROWS: "own"} if any(subject.removeprefix(BASE).startswith(LEDGER_ROW) for subject in known) else {}


def own_ledgers(current: Mapping[str, Version]) -> list[str]:
    """Graphs of the own ledgers of a store, sorted."""
    return sorted(graph for graph, version in current.items() if version.meta.get(ROWS))


def renew(writer: Writer, folder: Path | None = None) -> int:
    """Make the reports of own ledgers anew where need be and commit them; return the number of ledgers matched.

    To be called after a commit. ``folder`` is that of the decisions; raises UnreadableInput for a faulty table of them.
    """
    current = writer.graphs()
    own = own_ledgers(current)
    stale = [graph for graph in current if graph.startswith(GRAPHS)]
    if not own and not stale:
        return 0
    from zeren.ledger.office_statements import office_rows, report_statements

    decided = decisions_of(folder)
    plans = [version.quads for graph, version in sorted(current.items()) if not version.meta.get(ROWS) and graph not in stale]
    key = digest([__version__, RULES, *plans, *(" ".join((*pair, word)) for pair, word in sorted(decided.items()))])
    kept, made = set(), 0
    with writer.reader() as reader:
        for graph in own:
            target, of = GRAPHS + digest([graph]), digest([key, current[graph].quads])
            kept.add(target)
            if target in current and current[target].meta.get("of") == of:
                continue
            ledger = office_rows(writer.statements(graph))
            found = _matched(reader, writer, graph, decided)
            triples = report_statements(found.sure, ledger, graph)
            data = f"# {of}\n".encode() + triples
            name = f"台账所报：{current[graph].name}"
            writer.put(Source(name, hashlib.sha256(data).hexdigest(), data), target, triples, {"form": FORM, "of": of})
            made += 1
    for graph in stale:
        if graph not in kept:
            writer.remove(graph)
    writer.commit()
    return made


def found_rows(reader: Reader, folder: Path | None = None) -> dict[str, Matched]:
    """Return for each own ledger of a store, by file name, which rows are sure, which doubtful, which unknown."""
    entries = {entry.graph: entry for entry in reader.documents() if entry.graph and entry.status == "stored"}
    decided = decisions_of(folder)
    own = sorted((entry.name, graph) for graph, entry in entries.items() if entry.meta.get(ROWS))
    return {name: _matched(reader, reader, graph, decided) for name, graph in own}


def decisions_of(folder: Path | None) -> dict[tuple[str, str], str]:
    """Return what people decided: row and measure → decision."""
    made = decisions.read(folder / decisions.FILE) if folder else ()
    return {(one.row, one.measure): one.decision for one in made}


def _matched(reader: Reader, documents: _Documents, graph: str, decided: Mapping[tuple[str, str], str]) -> Matched:
    from zeren.ledger.match import known_measures, matched
    from zeren.ledger.office_statements import office_rows

    ledger = office_rows(documents.statements(graph))
    return matched(ledger.rows, known_measures(reader, ledger.rows), decided)
