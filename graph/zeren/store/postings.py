"""Which documents say something about a subject: so that a statement is taken out only when the last one that makes it goes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE = "subjects.sqlite"
_MADE = """
CREATE TABLE IF NOT EXISTS document (id INTEGER PRIMARY KEY, graph TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS posting (subject INTEGER, document INTEGER, PRIMARY KEY (subject, document)) WITHOUT ROWID;
"""
_MANY = 500


class Postings:
    """A file in the folder of an index; the folder is sealed and made durable as a whole, so that no step here need be."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / FILE, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA cache_size = -65536")
        self._base.executescript(_MADE)
        self._base.execute("BEGIN")

    def __enter__(self) -> Postings:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Write what is not yet written, unless all is given up."""
        try:
            if kind is None:
                self._base.execute("COMMIT")
        finally:
            self._base.close()

    def put(self, graph: str, text: bytes, former: bytes = b"") -> None:
        """Take in the statements of a document in the place of its ``former`` ones; empty for one that is gone."""
        self._base.execute("INSERT OR IGNORE INTO document (graph) VALUES (?)", (graph,))
        ((number,),) = self._base.execute("SELECT id FROM document WHERE graph = ?", (graph,)).fetchall()
        old, new = _subjects(former), _subjects(text)
        rows = [(subject, number) for subject in sorted(old - new)]
        self._base.executemany("DELETE FROM posting WHERE subject = ? AND document = ?", rows)
        rows = [(subject, number) for subject in sorted(new - old)]
        self._base.executemany("INSERT OR IGNORE INTO posting VALUES (?, ?)", rows)

    def others(self, lines: Iterable[bytes]) -> Iterator[tuple[str, set[bytes]]]:
        """Yield each document that speaks of a subject of these statements, with those of them that it may make."""
        by_subject: dict[int, set[bytes]] = {}
        for line in lines:
            by_subject.setdefault(_hash(line.partition(b" ")[0]), set()).add(line)
        subjects = sorted(by_subject)
        found: dict[int, set[bytes]] = {}
        for start in range(0, len(subjects), _MANY):
            some = subjects[start : start + _MANY]
            marks = ",".join("?" * len(some))
            for subject, document in self._base.execute(f"SELECT subject, document FROM posting WHERE subject IN ({marks})", some):
                found.setdefault(document, set()).update(by_subject[subject])
        names = dict(self._base.execute("SELECT id, graph FROM document").fetchall()) if found else {}
        # The document that may make most of them first: it leaves least for the others.
        for document in sorted(found, key=lambda one: (-len(found[one]), one)):
            yield names[document], found[document]


def _subjects(text: bytes) -> set[int]:
    return {_hash(subject) for subject in {line.partition(b" ")[0] for line in text.splitlines()}}


def _hash(subject: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(subject, digest_size=8).digest(), "big", signed=True)
