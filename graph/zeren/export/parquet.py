"""Parquet through DuckDB, the smallest maintained package that writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from zeren.export.records import Field, Table
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

    def write(self, table: Table, path: Path) -> None:
        """Write one table to ``path``; dates, numbers, booleans and lists keep their types, None is null."""
        columns = ", ".join(f"{_name(field.name)}: {_text(_TYPES[field.type])}" for field in table.fields)
        with TemporaryDirectory() as folder:
            rows = Path(folder) / "rows.json"
            with rows.open("wb") as file:
                file.writelines(_lines(table.fields, table))
            source = f"read_json({_text(str(rows))}, format = 'newline_delimited', columns = {{{columns}}})"
            self._connection.execute(f"COPY (SELECT * FROM {source}) TO {_text(str(path))} (FORMAT parquet)")


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


def _lines(fields: tuple[Field, ...], table: Table) -> Iterator[bytes]:
    for row in table.rows:
        cells = {field.name: value for field, value in zip(fields, row, strict=True)}
        # A lone surrogate is no character of any encoding: a question mark says that something stood here.
        yield (json.dumps(cells, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
