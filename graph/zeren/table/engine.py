"""DuckDB as this program uses it: no network, no extension from elsewhere, bounded memory, the same bytes each time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeren.ground.errors import StoreError, TooMuch

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1GB"
"""what one connection may hold; beyond it intermediate results go to the disk"""
REMEDY = "run zeren rebuild; it makes the columns anew from the kept statements"
AGAIN = "the last committed state is kept; free space or mend the disk and run the command again"


def connect(*, threads: int | None = None, memory: str = MEMORY, spill: str | None = None) -> DuckDBPyConnection:
    """Return a connection over nothing; ``threads`` default one a core, ``spill`` a folder for what memory cannot hold."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if threads is not None:
        settings["threads"] = threads
    if spill is not None:
        settings["temp_directory"] = spill
    return duckdb.connect(config=settings)


@contextlib.contextmanager
def engine_errors(what: str, remedy: str = REMEDY) -> Iterator[None]:
    """Turn an error of DuckDB about files or memory into a StoreError with the remedy."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException, duckdb.HTTPException) as error:
        raise StoreError(f"{what}: 列式数据无法读写 (the columns cannot be read or written): {first_line(error)}", remedy) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise TooMuch("内存不足 (out of memory)", "ask for less, or for one plan (--plan)") from error


def first_line(error: BaseException) -> str:
    """Return the first line of a message; DuckDB's further lines explain its own settings."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def text(value: str) -> str:
    """Return a string literal of SQL."""
    return "'" + value.replace("'", "''") + "'"
