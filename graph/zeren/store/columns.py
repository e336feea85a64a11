"""The columns of a directory: in the commit of its documents the writer makes the parts that hold their rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zeren.ground.errors import NotFound, StoreError
from zeren.store import disk
from zeren.store.journal import Ledger, Record
from zeren.store.place import Place
from zeren.store.records import Problem
from zeren.table import schema
from zeren.table.engine import REMEDY
from zeren.table.facts import Facts, read
from zeren.table.landing import file_of
from zeren.table.parts import (
    Held,
    NewerColumns,
    Part,
    PartWriter,
    RowCounts,
    as_lines,
    manifest_path,
    part_name,
    portions,
    problems,
    read_manifest,
    to_merge,
)
from zeren.table.rows import rows as rows_of


@dataclass(frozen=True, slots=True)
class Decoded:
    """The statements of one document as rows."""

    file: str
    """what its rows have in the column ``file``"""
    lines: dict[str, bytes]
    """table → its rows as JSON lines"""


def decoded(statements: bytes, graph: str) -> Decoded:
    """Turn the canonical statements of a document into rows; may run in any process."""
    return decoded_facts(read(statements, wanted()), graph)


def wanted() -> frozenset[str]:
    """Return the properties that rows are made of, prefixed names."""
    return schema.properties()


def decoded_facts(facts: Facts, graph: str) -> Decoded:
    """Turn what a document states into rows, as ``decoded``; ``facts`` has paths below the base for IRIs."""
    rows = rows_of(facts, graph)
    return Decoded(file_of(rows, graph), as_lines(rows))


Staged = tuple[Record, dict[Path, Path]]
"""a record for the journal, and the place of each file that it relies on → the staged file, not yet durable"""


class ColumnStage:
    """Makes parts in the staging folder; the writer gives them their places before the journal names them."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._decoded: dict[tuple[str, str], Decoded] = {}

    def hold(self, graph: str, quads: str, rows: Decoded) -> None:
        """Take in the rows of statements that are being staged, so that the commit need not decode them."""
        self._decoded[graph, quads] = rows

    def stage(self, ledger: Ledger, statements: Callable[[str], bytes], *, anew: bool = False) -> Iterator[Staged]:
        """Give what brings the columns to the current documents: new parts, and those that no longer count.

        ``anew`` makes every part again. Raises StoreError where a part cannot be written. A document whose statements
        are damaged has no rows until it is read again.
        """
        live = {graph: version.quads for graph, version in ledger.graphs().items()}
        parts = {} if anew else self._sound(ledger)
        held = {(one.graph, one.quads) for part in parts.values() for one in part.documents}
        missing = {graph: quads for graph, quads in live.items() if (graph, quads) not in held}
        for name in list(ledger.parts):
            part = parts.get(name)
            if part is None or not any(live.get(one.graph) == one.quads for one in part.documents):
                yield {"do": "drop", "name": name}, {}
                parts.pop(name, None)
        for group in to_merge(list(parts.values()), live):
            yield from self._merged(ledger.number + 1, group, live)
        if missing:
            yield from self._fresh(ledger.number + 1, missing, statements)
        self._decoded = {}

    def _merged(self, number: int, group: list[Part], live: dict[str, str]) -> Iterator[Staged]:
        self._place.staging.mkdir(exist_ok=True)
        writer = PartWriter(self._place.staging)
        kept = [one for part in group for one in part.documents if live.get(one.graph) == one.quads]
        try:
            made = writer.merge(part_name(f"{number} merged", kept), self._place.columns, group, live)
        except StoreError:
            return  # A damaged part is told by those who read it; here it must not keep anything from being stored.
        finally:
            writer.close()
        for part in group:
            yield {"do": "drop", "name": part.name}, {}
        yield self._named(*made)

    def _named(self, part: Part, paths: dict[str, Path]) -> Staged:
        """The record of a part that is written, and its files with its manifest."""
        manifest = part.manifest()
        place = manifest_path(self._place.columns, part.name)
        staged = self._place.staging / place.name
        staged.write_bytes(manifest)
        files = {part.path(self._place.columns, table): path for table, path in paths.items()} | {place: staged}
        return {"do": "part", "name": part.name, "sha256": hashlib.sha256(manifest).hexdigest()}, files

    def _sound(self, ledger: Ledger) -> dict[str, Part]:
        """The parts of this schema whose files are all there; the others are made again."""
        found = {}
        for name in ledger.parts:
            try:
                part = read_manifest(self._place.columns, name)
            except NewerColumns:
                raise
            except StoreError:
                continue
            if part.schema == schema.SCHEMA and all(path.is_file() for path in part.paths(self._place.columns).values()):
                found[name] = part
        return found

    def _fresh(self, number: int, missing: dict[str, str], statements: Callable[[str], bytes]) -> Iterator[Staged]:
        made: dict[str, dict[str, bytes]] = {}

        def each() -> Iterator[Held]:
            for graph, quads in missing.items():
                rows = self._decoded.pop((graph, quads), None)
                try:
                    rows = rows or decoded(statements(graph), graph)
                except (StoreError, NotFound):
                    continue
                made[graph] = rows.lines
                yield Held(graph, quads, rows.file)

        self._place.staging.mkdir(exist_ok=True)
        writer = PartWriter(self._place.staging)
        try:
            for portion in portions(each()):
                blocks = {table: [made[one.graph].get(table, b"") for one in portion] for table in schema.tables()}
                part, paths = writer.write(part_name(str(number), portion), portion, blocks)
                for one in portion:
                    del made[one.graph]
                yield self._named(part, paths)
        finally:
            writer.close()


def sweep(place: Place, ledger: Ledger) -> None:
    """Remove the files of parts that no longer count, unless somebody reads the columns: then the next commit does."""
    disk.discard(place.root / "rows.sqlite")  # of earlier programs
    if not place.columns.is_dir():
        return
    with disk.claimed(place.columns) as free:
        if not free:
            return
        for path in (*place.columns.glob("*.json"), *place.columns.glob("*/*.parquet")):
            if path.stem.rpartition("-")[2] not in ledger.parts:
                disk.discard(path)


def faults(place: Place, ledger: Ledger) -> Iterator[Problem]:
    """Give what is wrong with the columns: parts against their hashes and row counts, documents without rows."""
    held: set[tuple[str, str]] = set()
    counts = RowCounts()
    for name, sha256 in ledger.parts.items():
        found = problems(place.columns, name, sha256, counts)
        yield from [Problem(str(path.relative_to(place.root)), what, REMEDY) for path, what in found]
        try:
            part = read_manifest(place.columns, name)
        except StoreError:
            continue
        if part.schema == schema.SCHEMA:
            held |= {(one.graph, one.quads) for one in part.documents}
    counts.close()
    for graph, version in ledger.graphs().items():
        if ledger.parts and (graph, version.quads) not in held:
            yield Problem(
                version.name, "没有列式数据 (no columns hold its rows; every answer reads its statements)", "run zeren build; it makes them"
            )
