"""Parquet through DuckDB, the smallest maintained package that writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from zeren.export.records import Field, Row, Table
from zeren.ground.errors import MissingPackage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "array": "VARCHAR[]",
}
"""type of the Table Schema → type of DuckDB"""

# One thread keeps the rows in order and the bytes the same; nothing may be fetched from anywhere.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class Writer:
    """Writes tables as Parquet, snappy compressed; the same table and DuckDB version give the same bytes."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def write(self, tables: Sequence[Table], rows: Iterable[tuple[str, Iterable[Row]]], folder: Path) -> None:
        """Write each table to ``NAME.parquet``; dates, numbers, booleans and lists keep their types, None is null."""
        fields = {table.name: table.fields for table in tables}
        with TemporaryDirectory() as made:
            paths = {name: Path(made) / f"{name}.json" for name in fields}
            with ExitStack() as stack:
                files = {name: stack.enter_context(path.open("wb")) for name, path in paths.items()}
                for name, some in rows:
                    files[name].writelines(_lines(fields[name], some))
            for name, path in paths.items():
                self._copy(fields[name], path, folder / f"{name}.parquet")

    def _copy(self, fields: Sequence[Field], rows: Path, target: Path) -> None:
        columns = ", ".join(f"{_name(field.name)}: {_text(_TYPES[field.type])}" for field in fields)
        source = f"read_json({_text(str(rows))}, format = 'newline_delimited', columns = {{{columns}}})"
        self._connection.execute(f"COPY (SELECT * FROM {source}) TO {_text(str(target))} (FORMAT parquet)")


def writer() -> Writer:
    """Return a writer; MissingPackage where DuckDB is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise MissingPackage(
            "parquet: 未安装 DuckDB (Parquet is written by DuckDB, which is not installed)",
            "pip install 'zeren[parquet]' (或 or: pip install duckdb); --as csv 不需要它 needs nothing",
        ) from error
    return Writer(duckdb.connect(config=_SETTINGS))


def _lines(fields: Sequence[Field], rows: Iterable[Row]) -> Iterator[bytes]:
    for row in rows:
        cells = {field.name: value for field, value in zip(fields, row, strict=True)}
        # A lone surrogate is no character of any encoding: a question mark says that something stood here.
        yield (json.dumps(cells, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
