"""Tables narrowed to some documents: read from the parts that hold them, and kept in memory while a landing is asked again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from zeren.table import schema
from zeren.table.parts import File, Part, Stretch, nothing, selected, stretches
from zeren.table.scope import listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HELD = 6
"""choices of documents of which the tables are kept"""
HELD_FILES = 64
"""documents of all of them together: 0.7 MB each, 2 MB the first of a choice"""
FEW = 64
"""documents of one choice; tables of more are read from the parts each time"""


class Documents:
    """Which parts hold which documents."""

    def __init__(self, sources: Iterable[tuple[Path, Sequence[Part]]], live: Mapping[str, str]) -> None:
        self._sources, self._live = tuple(sources), live
        self._homes: dict[str, set[tuple[int, str]]] = {}
        for place, (_, parts) in enumerate(self._sources):
            for part in parts:
                for one in part.documents:
                    if live.get(one.graph) == one.quads:
                        self._homes.setdefault(one.file, set()).add((place, part.name))
        self._read: dict[frozenset[tuple[int, str]], list[tuple[Path, list[Stretch]]]] = {}

    def _stretches(self, files: Iterable[str]) -> list[tuple[Path, list[Stretch]]]:
        homes = frozenset[tuple[int, str]]().union(*(self._homes.get(file, ()) for file in files))
        if homes not in self._read:
            self._read[homes] = [
                (folder, stretches([part for part in parts if (place, part.name) in homes], self._live))
                for place, (folder, parts) in enumerate(self._sources)
            ]
        return self._read[homes]

    def select(self, table: str, files: Sequence[str]) -> str:
        """Return the SELECT of the rows of documents, ``$files``, over the parts in which they lie."""
        shape = schema.tables()[table]
        selects = [found for folder, pieces in self._stretches(files) if (found := selected(folder, shape, pieces))]
        return f"SELECT * FROM ({' UNION ALL '.join(selects)}) AS one WHERE file IN ($files)" if selects else nothing(shape)

    def paths(self, table: str, files: Sequence[str]) -> Iterator[tuple[Path, File]]:
        """Give the files that ``select`` reads."""
        for folder, pieces in self._stretches(files):
            for part in (part for piece in pieces for part in piece.parts if table in part.files):
                yield part.path(folder, table), part.files[table]


_PLACES = (
    """CREATE TABLE stated_files AS
SELECT CAST(row_number() OVER (ORDER BY file) AS INTEGER) AS n, file FROM (SELECT DISTINCT file FROM measure) x""",
    """CREATE TABLE stated_measures AS
SELECT hash(m.id) AS digest, f.n FROM measure m JOIN stated_files f ON f.file = m.file ORDER BY digest""",
)
"""12 bytes a measure; in order of the digest, a look-up of a few reads a few of its stretches"""

_PLACED = """SELECT file FROM stated_files
WHERE n IN (SELECT n FROM stated_measures WHERE digest IN (SELECT hash(id) FROM (SELECT unnest($measures) AS id) x))"""


@dataclass(slots=True)
class _Choice:
    """Some documents, and those of their tables that are in memory."""

    name: str
    files: int
    tables: set[str] = field(default_factory=set)
    users: int = 0


class InMemory:
    """The tables of the documents that were asked for last, and where each measure stands, in the memory of the engine."""

    def __init__(self, connection: DuckDBPyConnection, provided: Callable[[str], DuckDBPyConnection]) -> None:
        self._connection, self._provided = connection, provided
        self._lock = RLock()
        self._choices: OrderedDict[tuple[str, ...], _Choice] = OrderedDict()
        self._numbers = count()
        self._is_placed = False

    @contextmanager
    def using(self, files: Sequence[str], wanted: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
        """Lend table → name of its copy in memory; ``wanted`` gives table → SELECT of its rows in the documents ``$files``."""
        key = tuple(files)
        with self._lock:
            choice = self._choices.setdefault(key, _Choice(f"held_{next(self._numbers)}", len(key)))
            self._choices.move_to_end(key)
            choice.users += 1
        try:
            with self._lock:
                for table in sorted(wanted.keys() - choice.tables):
                    made = wanted[table].replace("($files)", "(SELECT unnest($files))")
                    # A table of which the documents have no row names none of them.
                    named = {"files": list(files)} if "$files" in made else {}
                    self._run(self._connection, f"CREATE TABLE {choice.name}_{table} AS {made}", named)
                    choice.tables.add(table)
            yield {table: f"{choice.name}_{table}" for table in wanted}
        finally:
            with self._lock:
                choice.users -= 1
                self._forget()

    def _forget(self) -> None:
        for key, choice in list(self._choices.items()):
            if len(self._choices) <= HELD and sum(one.files for one in self._choices.values()) <= HELD_FILES:
                return
            if not choice.users:
                for table in sorted(choice.tables):
                    self._run(self._connection, f"DROP TABLE {choice.name}_{table}", {})
                del self._choices[key]

    def files_of(self, measures: Sequence[str]) -> list[str]:
        """Return the documents that state some measures, as ``scope.OF_MEASURES`` finds them, and seldom one besides."""
        with self._lock:
            if not self._is_placed:
                for statement in _PLACES:
                    self._run(self._provided(statement), statement, {})
                self._is_placed = True
        return listed(self._run(self._connection, _PLACED, {"measures": list(measures)}))

    @staticmethod
    def _run(over: DuckDBPyConnection, statement: str, params: Mapping[str, Sequence[str]]) -> list[tuple[Any, ...]]:
        cursor = over.cursor()
        try:
            return cursor.execute(statement, dict(params)).fetchall()
        finally:
            cursor.close()
