"""The reader as every kind of store offers it: a fixed view that answers, dumps and tells its history."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from zeren.ground.errors import Ambiguous, NotFound
from zeren.store.counted import counted, later, left_out, left_out_names, plans_left_out, without_parts
from zeren.store.journal import Ledger
from zeren.store.records import Entry, Problem, Version
from zeren.store.statements import digest
from zeren.store.terms import Result
from zeren.table.landing import Columns


def user_cache(store: str) -> Path:
    """Return the folder in which this user keeps columns of a store, by its address or its path."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "zeren" / "columns" / digest(store.encode())[:16]


class Reader(ABC):
    """A fixed view of the store: what was committed when it was opened, whatever is written meanwhile.

    Made by ``zeren.store.open_reader``. Use it as a context manager, or ``close`` it. It may be shared by
    threads: ``query`` asks and reads in the calling thread.
    """

    number: int
    """number of the last commit in this view"""
    all_editions: bool = False
    """whether mirrors, drafts and revised texts count beside the text that says the same (``zeren.store.counted``)"""
    on: str | None = None
    """ISO day whose texts are told; None: those in force now"""

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    @abstractmethod
    def _ledger(self) -> Ledger: ...

    @abstractmethod
    def close(self) -> None:
        """Give the view free."""

    @abstractmethod
    def query(self, sparql: str, *, base: str | None = None) -> Result:
        """Answer a trusted query without limits.

        The default graph is the union of all current documents that count, unless the query says FROM. Gives Solutions
        for SELECT, a bool for ASK, Triples for CONSTRUCT and DESCRIBE. Raises WrongUsage with the parser's
        message for a query that cannot be parsed, StoreError where the store is damaged, Unreachable where a
        server does not answer.
        """

    def prepare(self) -> None:
        """Make ready what the first query would have to wait for; raises as ``query``."""
        return

    def hasten(self) -> bool:
        """Make answers come faster for one who will ask much, where that can be; tells whether it could.

        May be called from another thread while queries are asked; the answers are the same. Raises StoreError
        for a missing or damaged file; the reader then goes on as before.
        """
        return False

    @abstractmethod
    def dump(self) -> Iterator[str]:
        """Yield all current statements as N-Quads lines without line end, sorted by code point.

        The same documents give the same lines whatever engine is below. Memory: the packed statements of a
        directory, all statements of a server. Raises StoreError for a missing or damaged file.
        """

    @abstractmethod
    def statements(self, document: str, version: int | None = None) -> bytes:
        """Return the sorted N-Quads of one version (default: the last) of a document."""

    @abstractmethod
    def original(self, document: str, version: int | None = None) -> bytes:
        """Return the original bytes of one version (default: the last); NotFound where they are not kept."""

    @abstractmethod
    def verify(self) -> list[Problem]:
        """Compare all that is kept with its hashes; empty where all is well."""

    def warning(self) -> str:
        """Say what of the store's own files is damaged although it still answers; empty where nothing is known to be."""
        return ""

    def current(self) -> dict[str, str]:
        """Return graph IRI → digest of the statements of every current document that counts, sorted."""
        return {graph: version.quads for graph, version in self._counted().items()}

    def _counted(self) -> dict[str, Version]:
        graphs = self._ledger.graphs()
        return without_parts(graphs) if self.all_editions else counted(graphs, self.on)

    def left_out(self) -> dict[str, str]:
        """Return the document that does not count → the one that counts in its place; empty for a reader of all editions."""
        return {} if self.all_editions else left_out(self._ledger.graphs(), self.on)

    def plans_left_out(self) -> list[tuple[str, str, str]]:
        """Return of documents that count but for some plans: document, title of such a plan, document that counts for it; sorted."""
        return [] if self.all_editions else plans_left_out(self._ledger.graphs(), self.on)

    def not_yet(self) -> list[str]:
        """Return the file names of documents that were not there on the day that the reader tells of, sorted; none for now."""
        graphs = self._ledger.graphs()
        return sorted(graphs[graph].name for graph in later(graphs, self.on)) if self.on else []

    def left_out_names(self) -> list[tuple[str, str]]:
        """Return what does not count and what counts in its place, by file names, sorted; a plan of a file by its title too."""
        return [] if self.all_editions else left_out_names(self._ledger.graphs(), self.on)

    def columns(self) -> Columns | None:
        """Return the parts of columns that the store keeps; None where it keeps none."""
        return None

    def cache(self) -> Path | None:
        """Return a folder for columns made of what the store says; None where the store keeps its own."""
        return None

    def documents(self) -> list[Entry]:
        """Return the manifest: documents stored and removed, files refused; sorted by name and graph."""
        return self._ledger.entries()

    def history(self, document: str) -> list[Version]:
        """Return the versions of a document, oldest first; by graph IRI or by file name.

        What the building alone looks at (``journal.HEADS``, ``journal.TEXTS``) may be empty in their ``meta``.
        Raises NotFound for a document that was never stored, Ambiguous where several bear the name.
        """
        return list(self._ledger.versions[self._graph(document)])

    def _graph(self, document: str) -> str:
        if document in self._ledger.versions:
            return document
        found = sorted(g for g, past in self._ledger.versions.items() if past[-1].name == document)
        if not found:
            raise NotFound(
                f"{document}: 库中没有这份文件 (no such document)", "zeren status lists what is stored"
            )
        if len(found) > 1:
            raise Ambiguous(
                f"{document}: 有多份同名文件 (several documents of this name): {', '.join(found)}", "name one"
            )
        return found[0]

    def _version(self, document: str, number: int | None) -> Version:
        past = self.history(document)
        if number is None:
            return past[-1]
        if not 1 <= number <= len(past):
            raise NotFound(
                f"{document}: 没有第 {number} 版 (no such version)", f"there are versions 1 to {len(past)}"
            )
        return past[number - 1]
