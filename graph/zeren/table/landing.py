"""The landing: DuckDB over the parts that are live, the only way to what a store holds that is not RDF."""

from __future__ import annotations

import re
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from zeren.ground import temporary
from zeren.ground.errors import StoreError
from zeren.ground.resources import ontology_dir
from zeren.table import schema, scope
from zeren.table.engine import REMEDY, connect, engine_errors
from zeren.table.facts import short
from zeren.table.kept import Kept
from zeren.table.narrow import FEW, Documents, InMemory
from zeren.table.parts import (
    File,
    Held,
    NewerColumns,
    Part,
    PartWriter,
    as_lines,
    manifest_path,
    nothing,
    part_name,
    portions,
    read_manifest,
    read_parquet,
    selected,
    stretches,
)
from zeren.table.rows import rows_of
from zeren.table.scope import listed, narrowed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value = str | int | float | bool | None | Sequence[str]
"""of a parameter; a list stands for its items, separated by commas"""
Cell = str | int | float | bool | None

_TOKENS = re.compile(r"(?P<quoted>'(?:[^']|'')*'|\"[^\"\n]*\"|--[^\n]*)|\$(?P<name>[A-Za-z_]\w*)")
# What the engine of RDF takes for white space (Unicode White_Space), so that both find the same words.
_BLANKS = "".join(map(chr, (*range(9, 14), 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288)))
_WORD = re.compile(r"[a-z_]+")
_MANY = 200
"""items of a list beyond which they are not written out one by one"""
_AT_ONCE = 4096
"""rows that are fetched together where they are only counted"""
_REMEMBERED = 64
"""answers of ``files_of`` that a landing, a fixed view, keeps: the questions about one body ask for the same documents"""
BUILT_IN: Mapping[str, Value] = {"blanks": _BLANKS}
"""parameters that every statement may name"""


@dataclass(frozen=True, slots=True)
class Columns:
    """The parts that a store keeps, as of one commit."""

    folder: Path
    """where they lie"""
    parts: Sequence[str]
    """names of those that count, in the order in which they came"""


class Store(Protocol):
    """A reader of a store, as far as the landing needs it."""

    def current(self) -> Mapping[str, str]:
        """Graph IRI → digest of the statements of every current document, sorted."""

    def columns(self) -> Columns | None:
        """The parts that are kept; None where the store keeps none."""

    def statements(self, document: str) -> bytes:
        """The sorted N-Quads of the current version of a document."""

    def cache(self) -> Path | None:
        """A folder for parts made from what the store says, to be used again; None where there is none."""


class Landing:
    """All tables of a store as of one commit, to be asked in SQL; may be shared by threads.

    Made by ``open_landing``. Closed with ``close``, or when it is forgotten.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        selects: Mapping[str, str],
        files: Mapping[str, Sequence[tuple[Path, File]]],
        folder: Path,
        made: Path | None,
        documents: Documents,
        kept: Kept | None = None,
    ) -> None:
        self.kept = kept or Kept(None)
        """what was computed of this state of the store before"""
        self._documents = documents
        self._held: InMemory | None = None
        self._found: dict[tuple[str, str], list[str]] = {}
        self._whole: set[Path] = set()
        self._connection = connection
        self._selects = dict(selects)
        self._files = files
        self._lock = Lock()
        self._where = str(folder)
        self._close = weakref.finalize(self, _release, connection, made)

    def close(self) -> None:
        """Let go of the engine and of what was made for it."""
        self._close()

    def rows(
        self, sql: str, params: Mapping[str, Value] | None = None, files: Sequence[str] | None = None
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT; ``$name`` stands for a parameter, a list for its items (see ``bound``).

        ``files`` names the documents that the tables of ``scope.SCOPED`` are narrowed to; None: all.
        Raises StoreError where a part is missing or damaged, or memory does not suffice.
        """
        with self._asked(sql, params or {}, files) as (cursor, statement, values):
            return cursor.execute(statement, values).fetchall()

    def first(
        self, sql: str, params: Mapping[str, Value] | None = None, files: Sequence[str] | None = None, *, most: int
    ) -> tuple[list[tuple[Any, ...]], int]:
        """Return the first rows of a SELECT, ``most`` of them at most, and how many there are; parameters and errors as in ``rows``."""
        with self._asked(sql, params or {}, files) as (cursor, statement, values):
            answer = cursor.execute(statement, values)
            kept = answer.fetchmany(most)
            number = len(kept)
            while some := len(answer.fetchmany(_AT_ONCE)):
                number += some
            return kept, number

    def records(
        self, sql: str, params: Mapping[str, Value] | None = None, files: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """Return the rows of a SELECT as dictionaries, by the names of its columns; parameters and errors as in ``rows``."""
        with self._asked(sql, params or {}, files) as (cursor, statement, values):
            answer = cursor.execute(statement, values)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    @contextmanager
    def _asked(
        self, sql: str, params: Mapping[str, Value], files: Sequence[str] | None
    ) -> Iterator[tuple[DuckDBPyConnection, str, Mapping[str, Any]]]:
        """Lend a cursor that knows what a statement names, the statement as it takes it, and the values of its parameters."""
        with ExitStack() as stack:
            stack.enter_context(engine_errors(self._where))
            if files is None:
                statement, values = bound(sql, params)
                cursor = self._provided(statement)
            else:
                own = narrowed(sql, shipped_views())
                over = stack.enter_context(self._over(own.tables, files))
                statement, values = bound(own.sql(over), {**params, "files": files})
                cursor = self._provided(own.body + " ".join(own.views.values()), known={*own.tables, *own.views} - {"body"})
            stack.callback(cursor.close)
            yield cursor, statement, values

    @contextmanager
    def _over(self, tables: Sequence[str], files: Sequence[str]) -> Iterator[Mapping[str, str]]:
        """Lend for tables the SELECT of their rows in some documents, from the parts that hold them or from memory."""
        found = {}
        for table in tables:
            for path, file in self._documents.paths(table, files):
                self._demand_whole(path, file)
            found[table] = self._documents.select(table, files)
        if self._held is None or len(files) > FEW:
            yield found
            return
        with self._held.using(files, found) as held:
            yield {table: f"SELECT * FROM {name}" for table, name in held.items()}

    def stay(self) -> None:
        """Keep in memory what is asked of the same documents again, as a server does, and where each measure stands."""
        with self._lock:
            if self._held is None:
                self._held = InMemory(self._connection, self._provided)

    def make(self, statement: str, params: Mapping[str, Value]) -> None:
        """Run a statement that makes or drops a table of figures in the memory of this landing; raises as ``rows``.

        Names of such tables hold an underscore and stand for nothing in the store.
        """
        made, values = bound(statement, params)
        with engine_errors(self._where):
            cursor = self._provided(made)
            try:
                cursor.execute(made, values)
            finally:
                cursor.close()

    @cached_property
    def measured(self) -> int:
        """How many measures are stated; one that two files state counts twice."""
        ((count,),) = self.rows("SELECT count(*) FROM measure")
        return int(count)

    @cached_property
    def states_once(self) -> bool:
        """Whether no measure has two rows, as where one plan is stored from two files."""
        whole = "SELECT count(*) = count(DISTINCT id) FROM measure"
        return bool(self.kept.made("states-once", [], lambda: bool(self.rows(whole)[0][0])))

    def files_of(self, sql: str, params: Mapping[str, Value]) -> list[str]:
        """Return the documents that a SELECT of ``scope`` finds, as ``rows`` takes them."""
        key = (sql, str(sorted(params.items())))
        if key not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[key] = self._files_of(sql, params)
        return list(self._found[key])

    def _files_of(self, sql: str, params: Mapping[str, Value]) -> list[str]:
        measures = params.get("measures")
        if self._held is not None and sql == scope.OF_MEASURES and isinstance(measures, (list, tuple)):
            return self._held.files_of(measures)
        return listed(self.rows(scope.ONCE[sql] if sql in scope.ONCE and self.states_once else sql, params))

    def _provided(self, statement: str, known: AbstractSet[str] = frozenset()) -> DuckDBPyConnection:
        """A cursor that knows the tables and views that a statement names, but for those it brings itself: each costs a look at its files, once."""
        with self._lock:
            self._provide(statement, known)
        return self._connection.cursor()

    def _provide(self, statement: str, known: AbstractSet[str] = frozenset()) -> None:
        for name in sorted((set(_WORD.findall(statement)) & self._selects.keys()) - known):
            # What a view stands on may have been made on the way to another one.
            if (select := self._selects.pop(name, None)) is None:
                continue
            try:
                # DuckDB looks at no checksum of a page: a flipped bit would be a wrong answer.
                for path, file in self._files.get(name, ()):
                    self._demand_whole(path, file)
                self._provide(select)
                self._connection.execute(f"CREATE VIEW {name} AS {select}")
            except Exception:
                self._selects[name] = select
                raise


    def _demand_whole(self, path: Path, file: File) -> None:
        if path not in self._whole:
            demand_whole(path, file)
            self._whole.add(path)


def bound(sql: str, params: Mapping[str, Value]) -> tuple[str, dict[str, Cell | list[str]]]:
    """Return a statement as DuckDB takes it, and the values that it names.

    A line that names a parameter whose value is None is left out; ``$plan`` with a list becomes ``$plan_1, $plan_2``,
    with a long one ``SELECT unnest($plan)``. KeyError for a parameter without a value.
    """
    given = {**BUILT_IN, **params}
    values: dict[str, Cell | list[str]] = {}

    def put(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        value = given[name]
        if value is None or isinstance(value, (str, int, float, bool)):
            values[name] = value
            return match[0]
        if len(value) > _MANY:
            values[name] = list(value)
            return f"SELECT unnest(${name})"
        items = {f"{name}_{number}": item for number, item in enumerate(value, 1)}
        values.update(items)
        return ", ".join(f"${key}" for key in items) or "NULL"

    kept = [line for line in sql.splitlines() if all(given[name] is not None for name in names_in(line))]
    return "\n".join(_TOKENS.sub(put, line) for line in kept), values


def names_in(sql: str) -> list[str]:
    """Return the parameters that a statement names, as often as they stand there, built-in ones too."""
    return [match["name"] for match in _TOKENS.finditer(sql) if match["name"]]


def open_landing(store: Store) -> Landing:
    """Open the landing of a store; what its parts lack is read from the statements, for this landing alone.

    Raises StoreError for a part that is missing or damaged, or of a newer schema.
    """
    sources, live, made = sources_of(store)
    folder = sources[0][0]
    connection = connect(spill=str(Path(tempfile.gettempdir()) / "zeren-spill"))
    files: dict[str, list[tuple[Path, File]]] = {}
    for place, parts in sources:
        for part in parts:
            for table, path in part.paths(place).items():
                files.setdefault(table, []).append((path, part.files[table]))
    folder_of_user = store.cache()
    state = sha256("\n".join(f"{graph} {quads}" for graph, quads in sorted(live.items())).encode()).hexdigest()
    kept = Kept(folder_of_user / "kept" if folder_of_user else None, state)
    return Landing(connection, views(sources, live), files, folder, made, Documents(sources, live), kept)


def demand_whole(path: Path, file: File) -> None:
    """Raise StoreError where a file of a part is not what its manifest says."""
    try:
        whole = file.whole(path)
    except OSError as error:
        raise StoreError(f"{path}: 列式数据的文件读不出 (a part of the columns cannot be read): {error.strerror}", REMEDY) from error
    if not whole:
        raise StoreError(f"{path}: 列式数据的文件损坏 (a part of the columns is damaged)", REMEDY)


def sources_of(store: Store) -> tuple[list[tuple[Path, Sequence[Part]]], dict[str, str], Path | None]:
    """Return folders with the parts in them that hold all that is current, what is current, and a folder made for it.

    Raises as ``open_landing``.
    """
    live = dict(store.current())
    kept = store.columns()
    folder = kept.folder if kept else Path()
    parts = [part for part in (read_manifest(folder, name) for name in (kept.parts if kept else ())) if part.schema == schema.SCHEMA]
    for part in parts:
        for path in part.paths(folder).values():
            if not path.is_file():
                raise StoreError(f"{path}: 列式数据的文件丢失 (a part of the columns is missing)", REMEDY)
    held = {(one.graph, one.quads) for part in parts for one in part.documents}
    missing = {graph: quads for graph, quads in live.items() if (graph, quads) not in held}
    sources: list[tuple[Path, Sequence[Part]]] = [(folder, parts)]
    made = None
    if missing:
        cached = _cached(store, missing)
        if cached is None:
            made = temporary.make("columns")
            cached = made, make_parts(store, missing, made)
        sources.append(cached)
    return sources, live, made


def _cached(store: Store, missing: Mapping[str, str]) -> tuple[Path, list[Part]] | None:
    """The parts of documents in the folder of a store that keeps none itself, made there where they lack."""
    folder = store.cache()
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts: list[Part] = []
        held: set[str] = set()
        for path in sorted(folder.glob("*.json")):
            part = read_manifest(folder, path.stem)
            own = {one.graph for one in part.documents if missing.get(one.graph) == one.quads}
            complete = part.schema == schema.SCHEMA and all(file.is_file() for file in part.paths(folder).values())
            # Of two processes that read the same documents at once, the parts of one are enough.
            if own and not own & held and complete:
                parts.append(part)
                held |= own
            elif not own:
                for file in (*part.paths(folder).values(), path):
                    file.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fresh:
            for part in make_parts(store, {g: quads for g, quads in missing.items() if g not in held}, Path(fresh)):
                for table, file in part.paths(Path(fresh)).items():
                    part.path(folder, table).parent.mkdir(exist_ok=True)
                    file.replace(part.path(folder, table))
                (Path(fresh) / "manifest").write_bytes(part.manifest())
                (Path(fresh) / "manifest").replace(manifest_path(folder, part.name))
                parts.append(part)
    except (OSError, NewerColumns):
        # A folder that cannot be written, or that a newer program fills, is done without.
        return None
    return folder, parts


def make_parts(store: Store, documents: Mapping[str, str], folder: Path) -> list[Part]:
    """Write parts of documents, graph → quads, read from their statements, into a folder of its own."""
    writer = PartWriter(folder)
    parts = []
    try:
        made: dict[str, dict[str, bytes]] = {}

        def each() -> Iterable[Held]:
            for graph, quads in documents.items():
                rows = rows_of(store.statements(graph), graph)
                made[graph] = as_lines(rows)
                yield Held(graph, quads, file_of(rows, graph))

        for portion in portions(each()):
            name = part_name("", portion)
            blocks = {table: [made[one.graph].get(table, b"") for one in portion] for table in schema.tables()}
            part, paths = writer.write(name, portion, blocks)
            for table, path in paths.items():
                target = part.path(folder, table)
                target.parent.mkdir(exist_ok=True)
                path.replace(target)
            parts.append(part)
            for one in portion:
                del made[one.graph]
    finally:
        writer.close()
    return parts


def file_of(rows: Mapping[str, Sequence[tuple[Cell, ...]]], graph: str) -> str:
    """Return what the rows of a document have in the column ``file``."""
    for found in rows.values():
        for row in found:
            return str(row[0])
    return short(graph)


def views(
    sources: Iterable[tuple[Path, Sequence[Part]]],
    live: Mapping[str, str],
    over: Callable[[Sequence[str]], str] = read_parquet,
) -> dict[str, str]:
    """Return name → SELECT of every table over its live parts, then of every view over the tables.

    ``over`` gives the SELECT over files in the words of an engine.
    """
    found = {}
    listed = [(folder, stretches(parts, live)) for folder, parts in sources]
    for table in schema.tables().values():
        selects = [select for folder, pieces in listed if (select := selected(folder, table, pieces, over))]
        found[table.name] = " UNION ALL ".join(selects) or nothing(table)
    return found | shipped_views()


@cache
def shipped_views() -> dict[str, str]:
    """Return name → SELECT of the views of ``ontology/tables/views``; one that names another comes after it."""
    folder = ontology_dir() / "tables" / "views"
    found = {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))}
    named = {name: (set(_WORD.findall(sql)) & found.keys()) - {name} for name, sql in found.items()}
    return {name: found[name] for name in TopologicalSorter(named).static_order()}


def _release(connection: DuckDBPyConnection, made: Path | None) -> None:
    connection.close()
    if made is not None:
        temporary.remove(made)


_OPEN: weakref.WeakKeyDictionary[Store, Landing] = weakref.WeakKeyDictionary()
"""landing by the reader that it belongs to, which never tells others"""


def landing_of(store: Store) -> Landing:
    """Return the landing of a reader, opened once and closed when the reader is forgotten; raises as ``open_landing``."""
    if store not in _OPEN:
        _OPEN[store] = open_landing(store)
    return _OPEN[store]


