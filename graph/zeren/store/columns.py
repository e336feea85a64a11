"""The columns of a directory: in the commit of its documents the writer makes the parts that hold their rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zeren.errors import NotFound, StoreError
from zeren.store.journal import Ledger, Record
from zeren.store.place import Place
from zeren.table import schema
from zeren.table.landing import file_of
from zeren.table.parts import (
    Held,
    Part,
    PartWriter,
    as_lines,
    manifest_path,
    part_name,
    portions,
    read_manifest,
)
from zeren.table.rows import rows_of


@dataclass(frozen=True, slots=True)
class Decoded:
    """The statements of one document as rows."""

    file: str
    """what its rows have in the column ``file``"""
    lines: dict[str, bytes]
    """table → its rows as JSON lines"""


def decoded(statements: bytes, graph: str) -> Decoded:
    """Turn the canonical statements of a document into rows; may run in any process."""
    rows = rows_of(statements, graph)
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
        if missing:
            yield from self._fresh(ledger.number + 1, missing, statements)
        self._decoded = {}

    def _sound(self, ledger: Ledger) -> dict[str, Part]:
        """The parts of this schema whose files are all there; the others are made again."""
        found = {}
        for name in ledger.parts:
            try:
                part = read_manifest(self._place.columns, name)
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
                manifest = part.manifest()
                staged = self._place.staging / manifest_path(self._place.columns, part.name).name
                staged.write_bytes(manifest)
                files = {part.path(self._place.columns, table): path for table, path in paths.items()}
                files[manifest_path(self._place.columns, part.name)] = staged
                yield {"do": "part", "name": part.name, "sha256": hashlib.sha256(manifest).hexdigest()}, files
        finally:
            writer.close()
