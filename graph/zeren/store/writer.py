"""The writer as every kind of store offers it: what is staged, and what becomes of it."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zeren.ground.errors import Ambiguous, NotFound, StoreError
from zeren.store.columns import Decoded
from zeren.store.journal import Commit, Ledger, Record
from zeren.store.records import Outcome, Source, Version
from zeren.store.statements import Made, make

if TYPE_CHECKING:
    from zeren.store.reader import Reader


class Writer(ABC):
    """Takes documents in; made by ``zeren.store.open_writer``.

    Nothing that is put, refused or removed counts before ``commit`` has returned. After an error of the disk
    or the line the writer takes nothing more: the state of the last commit stands, the next writer recovers.
    """

    def __init__(self, ledger: Ledger, at: str | None = None) -> None:
        self._ledger = ledger
        self._at = at
        self._records: list[Record] = []
        self._broken = ""

    def put(self, source: Source, graph: str, quads: bytes, meta: Mapping[str, str] | None = None) -> Outcome:
        """Stage one document: its original bytes and the statements of its named graph.

        ``quads`` is UTF-8 N-Triples, or N-Quads of ``graph``, without blank nodes, in any order. The same
        original and the same statements as the current version are ``unchanged`` and nothing is written.
        Raises StoreError for statements that cannot be kept, and where the disk fails.
        """
        return self.put_made(source, graph, make(quads, graph, source.name, source.sha256, meta), meta)

    def put_made(
        self,
        source: Source,
        graph: str,
        made: Made,
        meta: Mapping[str, str] | None = None,
        rows: Decoded | None = None,
    ) -> Outcome:
        """Stage one document of which ``statements.make`` was done before, perhaps in another process; as ``put``.

        ``rows`` are the same statements decoded (``columns.decoded``); None: the commit decodes them where it needs rows.
        """
        self._demand_sound()
        if hashlib.sha256(source.data).hexdigest() != source.sha256:
            raise StoreError(
                f"{source.name}: sha256 与内容不符 (digest and bytes differ)", "read the file again"
            )
        now = self._ledger.current(graph)
        self._keep(source, graph, made, rows)
        if now is not None and (now.sha256, now.quads) == (source.sha256, made.hashed):
            if source.name in self._ledger.refused:
                self._note({"do": "accept", "name": source.name})
            return Outcome(graph, "unchanged", made.triples)
        self._note(
            {
                "do": "put",
                "graph": graph,
                "name": source.name,
                "sha256": source.sha256,
                "quads": made.hashed,
                "triples": made.triples,
                "meta": dict(meta or {}),
            }
        )
        return Outcome(graph, "replaced" if now else "new", made.triples)

    def restate(self, graph: str, made: Made, meta: Mapping[str, str], rows: Decoded | None = None) -> None:
        """Stage other statements of a current document, made of the same original. Raises NotFound where it is not current."""
        self._demand_sound()
        now = self._current(graph)
        self._keep(None, graph, made, rows)
        told = {"graph": graph, "name": now.name, "sha256": now.sha256, "quads": made.hashed, "triples": made.triples}
        self._note({"do": "put", **told, "meta": dict(meta)})

    def refuse(self, name: str, sha256: str, reason: str) -> None:
        """Note a file that could not be taken in; an earlier version of it stays what it was."""
        self._demand_sound()
        if self._ledger.refused.get(name) != (sha256, reason):
            self._note({"do": "refuse", "name": name, "sha256": sha256, "reason": reason})

    def remove(self, document: str) -> None:
        """Take a document out of the current state, by graph IRI or file name; its history stays.

        Raises NotFound where no such document is stored, Ambiguous where several bear the name.
        """
        self._demand_sound()
        graphs = [g for g, version in self._ledger.graphs().items() if document in (g, version.name)]
        if not graphs:
            raise NotFound(
                f"{document}: 库中没有这份文件 (no such document)", "zeren status lists what is stored"
            )
        if len(graphs) > 1:
            raise Ambiguous(
                f"{document}: 有多份同名文件 (several documents of this name): {', '.join(graphs)}",
                "name one",
            )
        self._note({"do": "remove", "graph": graphs[0]})

    def heal(self, source: Source, graph: str, quads: bytes) -> None:
        """Put back kept files of some version that have been lost; what fits no version is not kept."""
        made = make(quads, graph, source.name, source.sha256)
        if any(
            (old.sha256, old.quads) == (source.sha256, made.hashed)
            for old in self._ledger.versions.get(graph, [])
        ):
            self._keep(source, graph, made, None)

    def graphs(self) -> dict[str, Version]:
        """Return the current versions by graph IRI, sorted, staged changes included."""
        return self._ledger.graphs()

    def histories(self) -> dict[str, list[Version]]:
        """Return all versions by graph IRI, sorted, oldest first."""
        return {graph: list(past) for graph, past in sorted(self._ledger.versions.items())}

    @abstractmethod
    def statements(self, graph: str) -> bytes:
        """Return the sorted N-Quads of the current version of a document, staged or kept.

        Raises NotFound where no such graph is current, StoreError where its statements are damaged.
        """

    @abstractmethod
    def reader(self) -> Reader:
        """Return a reader over what the last commit left; to be closed."""

    @abstractmethod
    def commit(self, *, anew: bool = False) -> None:
        """Make all that was staged durable, in one step, and show it to readers.

        ``anew`` makes the index again from the kept statements, whatever state it is in.
        Raises StoreError where that fails; the store then holds either none or all of the commit.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; what was not committed is dropped."""

    @abstractmethod
    def _keep(self, source: Source | None, graph: str, made: Made, rows: Decoded | None) -> None:
        """Stage the original, the statements and the rows of one version; a server keeps statements only. None: it is kept already."""

    def _line(self) -> Commit:
        return Commit(self._ledger.number + 1, tuple(self._records), self._at)

    def _note(self, record: Record) -> None:
        self._records.append(record)
        self._ledger.apply(record, self._ledger.number + 1, self._at)

    def _current(self, graph: str) -> Version:
        version = self._ledger.current(graph)
        if version is None:
            raise NotFound(f"{graph}: 库中没有这份文件 (no such document)", "zeren status lists what is stored")
        return version

    def _demand_sound(self) -> None:
        if self._broken:
            raise StoreError(
                f"此前已出错, 不再写入 (nothing more is stored after: {self._broken})",
                "run the command again",
            )
