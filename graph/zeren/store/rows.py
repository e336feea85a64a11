"""Rows of queries, kept for each version of a document, so that a store of many documents is read once.

A table of a whole store is a query over all its documents, and with hundreds of them takes minutes; yet only what
a new document says is new. The rows lie in one SQLite file by the digest of the statements and of the query. The file
is a convenience: it may be deleted at any time, and where it cannot be written everything is asked again.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from zeren.store.engine import ask
from zeren.store.place import Place
from zeren.store.records import Version
from zeren.store.statements import digest, unpack
from zeren.store.terms import Row, Solutions, Term

if TYPE_CHECKING:
    import pyoxigraph as ox

_BUSY = 2.0
"""seconds to wait for another process that writes rows; then they are asked again and not kept"""
_MADE = "CREATE TABLE IF NOT EXISTS rows (quads TEXT, query TEXT, data BLOB, PRIMARY KEY (quads, query)) WITHOUT ROWID"


def by_document(place: Place, graphs: Mapping[str, Version], queries: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return name of a SELECT query → the rows that each document gives for itself, documents by graph IRI.

    A row that several documents give comes several times. Raises WrongUsage for a query that cannot be parsed,
    StoreError for a kept document that is missing or damaged.
    """
    found: dict[str, list[Row]] = {name: [] for name in queries}
    keys = {name: digest(query.encode()) for name, query in queries.items()}
    terms: dict[tuple[str | None, ...], Term] = {}
    with _opened(place) as kept:
        for graph, version in sorted(graphs.items()):
            data = _kept(kept, version.quads, keys.values())
            missing = [name for name in queries if keys[name] not in data]
            if missing:
                engine = _engine(unpack(place.graph(version.quads)), graph)
                fresh = {keys[name]: _packed(engine, queries[name], version.name) for name in missing}
                _keep(kept, version.quads, fresh)
                data |= fresh
            for name in queries:
                found[name] += _rows(data[keys[name]], terms)
        _forget(kept, {version.quads for version in graphs.values()})
    return found


@contextmanager
def _opened(place: Place) -> Iterator[sqlite3.Connection | None]:
    try:
        kept = sqlite3.connect(place.rows, timeout=_BUSY, isolation_level=None)
        with suppress(sqlite3.OperationalError):
            kept.execute("PRAGMA synchronous = OFF")
            kept.execute(_MADE)
    except sqlite3.Error:
        with suppress(OSError):
            place.rows.unlink(missing_ok=True)
        yield None
        return
    with closing(kept):
        yield kept


def _kept(kept: sqlite3.Connection | None, quads: str, keys: Iterable[str]) -> dict[str, bytes]:
    if kept is None:
        return {}
    wanted = set(keys)
    try:
        listed = kept.execute("SELECT query, data FROM rows WHERE quads = ?", (quads,)).fetchall()
        # What the compressed form cannot vouch for is asked again.
        return {query: zlib.decompress(data) for query, data in listed if query in wanted}
    except (sqlite3.Error, zlib.error):
        return {}


def _keep(kept: sqlite3.Connection | None, quads: str, fresh: Mapping[str, bytes]) -> None:
    if kept is not None:
        with suppress(sqlite3.Error):
            kept.executemany(
                "INSERT OR REPLACE INTO rows VALUES (?, ?, ?)",
                [(quads, key, zlib.compress(data, 3)) for key, data in fresh.items()],
            )


def _forget(kept: sqlite3.Connection | None, current: set[str]) -> None:
    """Drop the rows of versions that are no longer current."""
    if kept is not None:
        with suppress(sqlite3.Error):
            known = {quads for (quads,) in kept.execute("SELECT DISTINCT quads FROM rows")}
            kept.executemany("DELETE FROM rows WHERE quads = ?", [(quads,) for quads in sorted(known - current)])


def _engine(quads: bytes, graph: str) -> ox.Store:
    import pyoxigraph as ox

    suffix = len(f" <{graph}> .\n".encode())
    made = ox.Store()
    made.load(b"".join(line[:-suffix] + b" .\n" for line in quads.splitlines(keepends=True)), format=ox.RdfFormat.N_TRIPLES)
    return made


def _packed(engine: ox.Store, query: str, where: str) -> bytes:
    """Return the rows as JSON: variables, the terms that occur, and of each row the numbers of its terms."""
    answer = ask(engine, query, None, where)
    if not isinstance(answer, Solutions):
        raise TypeError("a SELECT query gives rows")
    numbers: dict[Term, int] = {}
    rows = [
        [None if (term := row[name]) is None else numbers.setdefault(term, len(numbers)) for name in answer.variables]
        for row in answer
    ]
    terms = [(term.kind, term.value, term.datatype, term.language) for term in numbers]
    return json.dumps([answer.variables, terms, rows], ensure_ascii=False, separators=(",", ":")).encode()


def _rows(data: bytes, known: dict[tuple[str | None, ...], Term]) -> list[Row]:
    names, listed, rows = json.loads(data)
    terms: list[Term] = []
    for parts in listed:
        key = tuple(parts)
        if key not in known:
            known[key] = Term(*parts)
        terms.append(known[key])
    return [
        {name: None if at is None else terms[at] for name, at in zip(names, row, strict=True)} for row in rows
    ]
