"""A store in any SPARQL 1.1 server: the same reader and writer as for a directory.

Each version of a document is a graph of its own, ``<document>?version=<digest>``; the current one is copied
to the graph that bears the document's IRI and to ``urn:zeren:union``, the default graph of every question
(servers disagree on what a union of graphs is): so the same questions give the same rows everywhere.

The graph ``urn:zeren:journal`` holds the commits (``zeren.store.claims``), the number of the last one whose
copies are made, and which graphs are current. Every update may arrive twice without harm.
"""

from __future__ import annotations

import contextlib
import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from zeren.ground.errors import NotFound, StoreError, WrongUsage
from zeren.store import syntax
from zeren.store.claims import JOURNAL, LINE, SHOWN, cells, claim, commit_iri, commits
from zeren.store.columns import Decoded
from zeren.store.counted import counted, wanted_day, wants_all, without_parts
from zeren.store.journal import Ledger
from zeren.store.protocol import Endpoint
from zeren.store.reader import Reader, user_cache
from zeren.store.records import Problem, Source, Version
from zeren.store.results import USUAL, Answer, serialise
from zeren.store.statements import Made, canonical, digest
from zeren.store.syntax import names_dataset
from zeren.store.terms import Result, Solutions, Triples
from zeren.store.writer import Writer

_GRAPH = re.compile(r"\bgraph\b", re.IGNORECASE)
# Statements in one request.
_PORTION = 20_000
# Bytes of a statement that goes by an update: Virtuoso's reader of N-Triples ends at literals of 65,515.
_LONG = 32_000
UNION = "urn:zeren:union"
_CURRENT = "urn:zeren:current"


def _version_graph(graph: str, quads: str) -> str:
    return f"{graph}{'&' if '?' in graph else '?'}version={quads[:32]}"


def _goes_by_update(line: bytes) -> bool:
    # SPARQL decodes \\uXXXX before it parses, N-Triples after: such a literal has no second way.
    return len(line) > _LONG and b"\\u" not in line.lower()


def _triple(quad: bytes) -> bytes:
    return quad[: quad.rindex(b" <")]


class RemoteReader(Reader):
    """What a server holds, as of the last finished commit when the reader was opened."""

    def __init__(self, url: str) -> None:
        self._endpoint = Endpoint(url)
        known, self.number = commits(self._endpoint)
        self._known = Ledger.of(known, self.number)
        self.all_editions = wants_all()
        if wanted_day() is not None:
            raise WrongUsage(f"{url}: 远程库不能按日期查 (a remote store cannot tell of a day)", "build a store directory of the same documents")

    @property
    def _ledger(self) -> Ledger:
        return self._known

    def close(self) -> None:
        """Nothing is held open."""

    def query(self, sparql: str, *, base: str | None = None) -> Result:
        """Ask the server, over the current documents only; see ``Reader.query``."""
        return self.ask(sparql, base=base)

    def ask(self, sparql: str, *, base: str | None = None, seconds: float | None = None) -> Result:
        """As ``query``, within ``seconds`` and then without a second try; raises TimeOut."""
        text = f"BASE <{base}>\n{sparql}" if base else sparql
        tries = None if seconds is None else 1
        if names_dataset(sparql):
            return self._endpoint.query(text, seconds=seconds, tries=tries)
        graphs = [g for g, version in self._counted().items() if version.triples]
        # The list of documents may be long; a question that never says GRAPH does not need it.
        named = graphs if _GRAPH.search(sparql) else []
        # The kept union is of the documents that count; with the others beside it, it is that of all.
        left = sorted(without_parts(self._known.graphs()).keys() - counted(self._known.graphs()).keys()) if self.all_editions else []
        return self._endpoint.query(text, [UNION, *left], named, seconds=seconds, tries=tries)

    def dump(self) -> Iterator[str]:
        """Yield all current statements; see ``Reader.dump``."""
        texts = [self._whole(graph, version).splitlines() for graph, version in without_parts(self._known.graphs()).items()]
        return (line.decode() for line in heapq.merge(*texts))

    def statements(self, document: str, version: int | None = None) -> bytes:
        """Return the sorted N-Quads of one version (default: the last) of a document."""
        return self._whole(self._graph(document), self._version(document, version))

    def _whole(self, graph: str, version: Version) -> bytes:
        text = self._fetch(_version_graph(graph, version.quads), graph)
        # N-Triples have no end mark: only the count tells an answer that was cut off.
        if (came := text.count(b"\n")) != version.triples:
            raise StoreError(
                f"{self._endpoint.url}: <{graph}> 应有 {version.triples} 条陈述, 只得到 {came} 条 "
                f"(not all statements came)",
                "run zeren verify",
            )
        return text

    def _fetch(self, held: str, graph: str) -> bytes:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{held}> {{ ?s ?p ?o }} }}"
        return canonical(self._endpoint.statements(query), graph)

    def cache(self) -> Path | None:
        """Return the folder in which this user keeps columns of this server."""
        return user_cache(self._endpoint.url)

    def original(self, document: str, version: int | None = None) -> bytes:
        """Raise NotFound: a server keeps statements only."""
        raise NotFound(
            f"{document}: 远程库不存原件 (a remote store keeps no originals)",
            "keep the documents, or a local store",
        )

    def verify(self) -> list[Problem]:
        """Fetch every version and every current graph and compare with the hashes; reads everything."""
        found = []
        for graph, past in sorted(self._known.versions.items()):
            for version in past:
                held = _version_graph(graph, version.quads)
                if digest(self._fetch(held, graph)) != version.quads:
                    found.append(
                        Problem(held, "陈述丢失或被改动 (lost or changed)", "build the document again")
                    )
            current = self._known.current(graph)
            expected = current.quads if current else digest(b"")
            if digest(self._fetch(graph, graph)) != expected:
                found.append(Problem(graph, "与日志不符 (differs from the journal)", "run zeren build"))
        union = {
            _triple(line) for graph in counted(self._known.graphs()) for line in self._fetch(graph, graph).splitlines()
        }
        if {_triple(line) for line in self._fetch(UNION, UNION).splitlines()} != union:
            found.append(
                Problem(UNION, "不是各文件之并 (not the union of the documents)", "run zeren rebuild")
            )
        return found


class RemoteWriter(Writer):
    """Writes to a server; several may try at once, the commit decides."""

    def __init__(self, url: str, at: str | None = None) -> None:
        self._endpoint = Endpoint(url)
        known, shown = commits(self._endpoint)
        super().__init__(Ledger.of(known), at)
        self._shown = self._ledger.graphs()
        before = Ledger.of(known, shown).graphs()
        if shown < self._ledger.number:
            self._show(before, self._ledger.graphs())

    def reader(self) -> RemoteReader:
        """Return a reader over what the last commit left; to be closed."""
        return RemoteReader(self._endpoint.url)

    def close(self) -> None:
        """Nothing is held; a version graph that no commit names stays unseen."""

    def _keep(self, source: Source | None, graph: str, made: Made, rows: Decoded | None) -> None:
        held = _version_graph(graph, made.hashed)
        text, count = made.text, made.triples
        if self._count(held) == count:
            return
        suffix = len(f" <{graph}> .\n".encode())
        triples = [line[:-suffix] + b" .\n" for line in text.splitlines(keepends=True)]
        short = [line for line in triples if not _goes_by_update(line)]
        self._endpoint.put(held, b"".join(short[:_PORTION]))
        for start in range(_PORTION, len(short), _PORTION):
            self._endpoint.post(held, b"".join(short[start : start + _PORTION]))
        for line in triples:
            if _goes_by_update(line):
                self._endpoint.update(f"INSERT DATA {{ GRAPH <{held}> {{ {line.decode()} }} }}")
        arrived = self._count(held)
        if arrived != count:
            self._broken = f"{self._endpoint.url}"
            raise StoreError(
                f"{self._endpoint.url}: {count} 条陈述只到了 {arrived} 条 ({arrived} of {count} statements arrived)",
                "look into the server's log, then run the command again; nothing was shown to readers",
            )

    def statements(self, graph: str) -> bytes:
        """Return the sorted N-Quads of the current version of a document, sent before or now."""
        held = _version_graph(graph, self._current(graph).quads)
        found = self._endpoint.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{held}> {{ ?s ?p ?o }} }}")
        return canonical(found.ntriples if isinstance(found, Triples) else b"", graph)

    def _count(self, graph: str) -> int:
        found = cells(self._endpoint.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))
        try:
            return int(found[0]["n"]) if found else 0
        except (KeyError, ValueError) as error:
            raise StoreError(
                f"{self._endpoint.url}: 服务器数不出陈述 (its count of statements is no number: {str(found[0])[:80]})",
                "look into the server's log, then run the command again",
            ) from error

    def commit(self, *, anew: bool = False) -> None:
        """Claim the next number in the server's journal, then copy the versions to where readers look."""
        self._demand_sound()
        if self._records:
            self._broken = self._endpoint.url
            claim(self._endpoint, self._line())
            self._records = []
            self._ledger.number += 1
        elif not anew:
            return
        self._show({} if anew else self._shown, self._ledger.graphs())
        self._broken = ""

    def _show(self, before: Mapping[str, Version], after: Mapping[str, Version]) -> None:
        number = self._ledger.number
        # Whoever has claimed a later number is in charge from then on: a slow writer must not undo its work.
        latest = f"FILTER NOT EXISTS {{ GRAPH <{JOURNAL}> {{ <{commit_iri(number + 1)}> <{LINE}> ?l }} }}"
        counts = counted(before).keys(), counted(after).keys()
        # First what leaves the union: it must not be taken for a document that still says so.
        for graph in sorted(before.keys() | after.keys(), key=lambda graph: (graph in counts[1], graph)):
            old, new = before.get(graph), after.get(graph)
            if old == new and (graph in counts[0]) == (graph in counts[1]):
                continue
            steps = _replacing(graph, _version_graph(graph, new.quads) if new else None, latest, graph in counts[1])
            self._endpoint.update(" ;\n".join(steps))
            self._expect(graph, new.triples if new else 0)
        shown = f"GRAPH <{JOURNAL}> {{ <{JOURNAL}> <{SHOWN}> "
        self._endpoint.update(
            f"DELETE {{ {shown}?n }} }} WHERE {{ {shown}?n }} {latest} }} ;\n"
            f"INSERT {{ {shown}{number} }} }} WHERE {{ {latest} }}"
        )
        self._shown = dict(after)

    def _expect(self, graph: str, count: int) -> None:
        arrived = self._count(graph)
        if arrived != count:
            self._broken = self._endpoint.url
            raise StoreError(
                f"{self._endpoint.url}: <{graph}> 有 {arrived} 条陈述, 应为 {count} (holds {arrived}, should hold {count})",
                "run the command again; it completes what is missing",
            )


def _replacing(graph: str, held: str | None, condition: str, counts: bool) -> list[str]:
    """Updates that put the version ``held`` in the place of a document, or nothing; none harms when repeated.

    Only a document that ``counts`` is marked as current and stands in the union.
    """
    mine, mark = f"GRAPH <{graph}> {{ ?s ?p ?o }}", f"GRAPH <{JOURNAL}> {{ <{graph}> <{_CURRENT}> true }}"
    union = f"GRAPH <{UNION}> {{ ?s ?p ?o }}"
    others = f"GRAPH <{JOURNAL}> {{ ?other <{_CURRENT}> true FILTER(?other != <{graph}>) }} GRAPH ?other {{ ?s ?p ?o }}"
    steps = [
        f"DELETE {{ {union} }} WHERE {{ {mine} {condition} FILTER NOT EXISTS {{ {others} }} }}",
        f"DELETE {{ {mine} }} WHERE {{ {mine} {condition} }}",
        f"DELETE {{ {mark} }} WHERE {{ {mark} {condition} }}",
    ]
    if held is not None:
        source = f"GRAPH <{held}> {{ ?s ?p ?o }}"
        shown = f"{mine} {union} {mark}" if counts else mine
        steps.append(f"INSERT {{ {shown} }} WHERE {{ {source} {condition} }}")
    return steps


@contextlib.contextmanager
def open_remote_writer(url: str, *, at: str | None = None) -> Iterator[RemoteWriter]:
    """Open the store in a server for writing and complete what an interrupted writer left.

    Raises Unreachable, WrongUsage where the server's update address is not known, StoreError.
    """
    writer = RemoteWriter(url, at)
    try:
        yield writer
    finally:
        writer.close()


def run_remote(url: str, sparql: str, *, seconds: float, rows: int, formats: Sequence[str] = USUAL) -> Answer:
    """Ask a user's query of a server; time and rows are limited here, memory and sockets are the server's own.

    Raises as ``Endpoint.query``.
    """
    syntax.check(sparql)
    result = RemoteReader(url).ask(sparql, seconds=seconds)
    if isinstance(result, Solutions) and len(result) > rows:
        result = Solutions(result.variables, result.rows[:rows], truncated=True)
    elif isinstance(result, Triples) and len(result) > rows:
        result = Triples(result.statements[:rows], truncated=True)
    return serialise(result, formats)
