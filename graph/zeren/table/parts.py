"""Parts: the rows of some documents as one Parquet file a table, with a manifest that says what they hold.

::

    columns/duty/duty-NAME.parquet   rows of table ``duty``; a table without rows has no file
    columns/NAME.json                manifest: schema, documents, and of each file its SHA-256, number of rows and CRC-32

A part never changes. Which parts count, the journal says; of a document that was replaced or removed the rows of an older
part are dead, and are left out by the name of its file.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.errors import StoreError
from zeren.table import schema
from zeren.table.engine import AGAIN, REMEDY, connect, engine_errors, text
from zeren.table.rows import Row, lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DOCUMENTS = 128
"""documents of one part at most"""
ROWS = 16_384
"""rows that are read together: what is asked of a few documents reads little beside them"""
_OBJECT = 256 << 20
"""bytes of one row as JSON at most: a document's text is far shorter"""
_BLOCK = 1 << 19
"""bytes that are read at once, few enough for the caches of a processor"""


@dataclass(frozen=True, slots=True)
class Held:
    """One version of one document in a part."""

    graph: str
    """IRI of its named graph"""
    quads: str
    """digest of its sorted N-Quads"""
    file: str
    """what its rows have in the column ``file``"""


@dataclass(frozen=True, slots=True)
class File:
    """The rows of one table in a part."""

    sha256: str
    rows: int
    """dead ones included"""
    crc32: int | None = None
    """what is looked at before each question, where a digest would take as long as the question; None in older manifests"""

    def whole(self, path: Path) -> bool:
        """Tell whether the bytes are those that were written; OSError where they cannot be read.

        CRC-32 finds whatever a disk or a cable spoils (all but one in four billion); against intent stands ``zeren verify``.
        """
        return sha256_of(path) == self.sha256 if self.crc32 is None else crc32_of(path) == self.crc32


@dataclass(frozen=True, slots=True)
class Part:
    """What a manifest says."""

    name: str
    schema: int
    documents: tuple[Held, ...]
    files: Mapping[str, File]
    """by table; a table without rows is absent"""

    def path(self, folder: Path, table: str) -> Path:
        """Return the place of the rows of one table below the folder of columns."""
        return folder / table / f"{table}-{self.name}.parquet"

    def paths(self, folder: Path) -> dict[str, Path]:
        """Return table → place of its rows."""
        return {table: self.path(folder, table) for table in self.files}

    def manifest(self) -> bytes:
        """Return the manifest as it is kept."""
        body = {
            "schema": self.schema,
            "documents": [[one.graph, one.quads, one.file] for one in self.documents],
            "files": {table: [file.sha256, file.rows] for table, file in self.files.items()},
            "crc32": {table: file.crc32 for table, file in self.files.items() if file.crc32 is not None},
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


class NewerColumns(StoreError):
    """A part that a newer program wrote; nothing may be changed about it."""


def manifest_path(folder: Path, name: str) -> Path:
    """Return the place of the manifest of a part."""
    return folder / f"{name}.json"


def read_manifest(folder: Path, name: str) -> Part:
    """Read a manifest; StoreError where it is missing or damaged, or of a newer schema."""
    path = manifest_path(folder, name)
    try:
        body = json.loads(path.read_bytes())
        part = Part(
            name,
            int(body["schema"]),
            tuple(Held(*one) for one in body["documents"]),
            {table: File(digest, rows, body.get("crc32", {}).get(table)) for table, (digest, rows) in body["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = "丢失 (missing)" if isinstance(error, FileNotFoundError) else "损坏 (damaged)"
        raise StoreError(f"{path}: 列式数据的清单{what}", REMEDY) from error
    if part.schema > schema.SCHEMA:
        raise NewerColumns(
            f"{path}: 列式数据的版本 {part.schema} 比本程序所知的 {schema.SCHEMA} 新 (columns of a newer zeren)",
            "install a newer zeren; the store was left as it is",
        )
    return part


def part_name(salt: str, documents: Sequence[Held]) -> str:
    """Return the name of a part: the same documents in the same commit give the same name."""
    said = [salt, str(schema.SCHEMA), *(f"{one.graph} {one.quads}" for one in documents)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


class PartWriter:
    """Writes parts into a folder that no reader looks at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: DuckDBPyConnection | None = None

    def write(self, name: str, documents: Sequence[Held], rows: Mapping[str, Iterable[bytes]]) -> tuple[Part, dict[str, Path]]:
        """Write one part; ``rows`` gives by table JSON lines as ``rows.lines`` makes them. Returns it with its new files.

        The files are not yet durable. Raises StoreError where DuckDB cannot write them.
        """
        files: dict[str, File] = {}
        paths: dict[str, Path] = {}
        for table in schema.tables().values():
            source = self._folder / f"{table.name}.json"
            count = 0
            with source.open("wb") as out:
                for block in rows.get(table.name, ()):
                    count += block.count(b"\n")
                    out.write(block)
            if count:
                paths[table.name] = target = self._folder / f"{table.name}-{name}.parquet"
                columns = ", ".join(f'"{column}": {text(kind)}' for column, kind in table.types.items())
                self._copy(
                    f"SELECT * FROM read_json({text(str(source))}, format = 'newline_delimited', columns = {{{columns}}}, "
                    f"maximum_object_size = {_OBJECT})",
                    target,
                )
                files[table.name] = File(sha256_of(target), count, crc32_of(target))
            source.unlink()
        return Part(name, schema.SCHEMA, tuple(documents), files), paths

    def merge(self, name: str, folder: Path, parts: Sequence[Part], live: Mapping[str, str]) -> tuple[Part, dict[str, Path]]:
        """Write one part that holds what is live of several; ``live`` gives graph → quads. Returns it with its new files."""
        files: dict[str, File] = {}
        paths: dict[str, Path] = {}
        for table in schema.tables().values():
            select = selected(folder, table, stretches(parts, live))
            if select is None:
                continue
            target = self._folder / f"{table.name}-{name}.parquet"
            self._copy(select, target)
            count = self._count(target)
            if count:
                files[table.name], paths[table.name] = File(sha256_of(target), count, crc32_of(target)), target
            else:
                target.unlink()
        kept = [one for part in parts for one in part.documents if live.get(one.graph) == one.quads]
        return Part(name, schema.SCHEMA, tuple(kept), files), paths

    def _copy(self, select: str, target: Path) -> None:
        with engine_errors(str(target), AGAIN):
            if self._connection is None:
                # One thread keeps the rows in order and the bytes the same.
                self._connection = connect(threads=1, spill=str(self._folder / "spill"))
            self._connection.execute(f"COPY ({select}) TO {text(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS})")

    def _count(self, path: Path) -> int:
        with engine_errors(str(path)):
            connection = self._connection or connect(threads=1)
            return row_count(connection, path)

    def close(self) -> None:
        """Let go of the engine."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def row_count(connection: DuckDBPyConnection, path: Path) -> int:
    """Return the number of rows that the foot of a Parquet file tells."""
    ((count,),) = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({text(str(path))})").fetchall()
    return int(count)


def read_parquet(paths: Sequence[str]) -> str:
    """Return the SELECT over Parquet files of one table, as DuckDB takes it."""
    return f"SELECT * FROM read_parquet([{', '.join(map(text, paths))}])"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Parts that follow one another and are read at once."""

    parts: tuple[Part, ...]
    dead: tuple[str, ...]
    """names of files whose rows count no more, sorted; none of them is the name of a live document of these parts"""


def stretches(parts: Iterable[Part], live: Mapping[str, str]) -> list[Stretch]:
    """Return the parts with live documents, in their order, as few stretches: the engine plans each of them anew.

    A new stretch begins where the name of a file whose rows are dead in one part is that of a live document in the other.
    """
    found: list[Stretch] = []
    held: list[Part] = []
    alive: set[str] = set()
    dead: set[str] = set()
    for part in parts:
        own = {one.file for one in part.documents if live.get(one.graph) == one.quads}
        gone = {one.file for one in part.documents if live.get(one.graph) != one.quads}
        if not own:
            continue
        if held and not (dead.isdisjoint(own) and alive.isdisjoint(gone)):
            found.append(Stretch(tuple(held), tuple(sorted(dead))))
            held, alive, dead = [], set(), set()
        held.append(part)
        alive |= own
        dead |= gone
    return [*found, Stretch(tuple(held), tuple(sorted(dead)))] if held else found


def selected(
    folder: Path, table: schema.Table, over_parts: Iterable[Stretch], over: Callable[[Sequence[str]], str] = read_parquet
) -> str | None:
    """Return the SELECT over what is live of a table in stretches of parts, in their order; None where there is none.

    ``over`` gives the SELECT over files in the words of an engine.
    """
    pieces: list[str] = []
    for stretch in over_parts:
        paths = [str(part.path(folder, table.name)) for part in stretch.parts if table.name in part.files]
        if not paths:
            continue
        if stretch.dead:
            pieces.append(f"SELECT * FROM ({over(paths)}) AS one WHERE file NOT IN ({', '.join(map(text, stretch.dead))})")
        else:
            pieces.append(over(paths))
    return " UNION ALL ".join(pieces) or None


def nothing(table: schema.Table) -> str:
    """Return the SELECT of a table without rows."""
    cells = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in table.types.items())
    return f"SELECT {cells} WHERE FALSE"


_TIER = 16
"""parts of like size that are merged into one: a store of any size has a few dozen parts at most"""
_LARGEST = 4096
"""documents of a part that is merged no more"""


def to_merge(parts: Sequence[Part], live: Mapping[str, str]) -> list[list[Part]]:
    """Return the groups of parts that should become one each: many of like size, or one that is dead for the most part."""
    tiers: dict[int, list[Part]] = {}
    groups = []
    for part in parts:
        alive = sum(live.get(one.graph) == one.quads for one in part.documents)
        if alive * 2 < len(part.documents):
            groups.append([part])
        elif alive < _LARGEST:
            tiers.setdefault(len(f"{alive:x}"), []).append(part)
    groups += [tier for _, tier in sorted(tiers.items()) if len(tier) >= _TIER]
    return [group for group in groups if _distinct(group, live)]


def _distinct(group: Sequence[Part], live: Mapping[str, str]) -> bool:
    """Whether no two live documents have the same name of file, by which dead rows are told."""
    files = [one.file for part in group for one in part.documents if live.get(one.graph) == one.quads]
    return len(files) == len(set(files))


class RowCounts:
    """Counts the rows of Parquet files over one connection, which is made for the first of them."""

    def __init__(self) -> None:
        self._connection: DuckDBPyConnection | None = None

    def of(self, path: Path) -> int:
        """Return the number of rows that the foot of a file tells."""
        if self._connection is None:
            self._connection = connect(threads=1)
        return row_count(self._connection, path)

    def close(self) -> None:
        """Let go of the engine."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def problems(folder: Path, name: str, sha256: str, counts: RowCounts) -> Iterator[tuple[Path, str]]:
    """Give file and fault of one part, compared with the digest of its manifest, then with its hashes and row counts."""
    path = manifest_path(folder, name)
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield path, "清单已被改动 (the manifest has changed)"
            return
        part = read_manifest(folder, name)
    except (OSError, StoreError) as error:
        yield path, f"清单无法读取 (the manifest cannot be read): {error}"
        return
    for table, file in part.files.items():
        rows = part.path(folder, table)
        try:
            if sha256_of(rows) != file.sha256:
                yield rows, "列式数据已被改动 (the columns have changed)"
            elif (count := counts.of(rows)) != file.rows:
                yield rows, f"行数 {count} 不是清单所记的 {file.rows} (the manifest counts {file.rows} rows, not {count})"
        except FileNotFoundError:
            yield rows, "列式数据的文件丢失 (missing file of columns)"
        except OSError as error:
            yield rows, f"无法读取 (cannot be read): {error.strerror}"


def portions(documents: Iterable[Held]) -> Iterator[list[Held]]:
    """Give documents in groups that may be one part each: not too many, and no two with the same name of file."""
    portion: list[Held] = []
    for one in documents:
        if len(portion) == DOCUMENTS or any(one.file == other.file for other in portion):
            yield portion
            portion = []
        portion.append(one)
    if portion:
        yield portion


def as_lines(rows: Mapping[str, Sequence[Row]]) -> dict[str, bytes]:
    """Return table → JSON lines of the rows of one document; tables without rows are left out."""
    return {name: lines(schema.tables()[name], found) for name, found in rows.items() if found}


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def crc32_of(path: Path) -> int:
    """Return the CRC-32 of a file, as zlib counts it."""
    found, block = 0, bytearray(_BLOCK)
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(block):
            found = zlib.crc32(block if read == _BLOCK else block[:read], found)
    return found
