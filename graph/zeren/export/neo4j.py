"""Nodes and relationships as the CSV files that ``neo4j-admin database import`` reads.

Headers and quoting after the Neo4j Operations Manual, "Import": one header line a file, ``name:type`` columns, IDs in
named spaces, fields in double quotes where they hold a delimiter, a quote (doubled) or a line break.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from zeren.export.neo4j_rows import Graph, Row
from zeren.export.plain import Plain
from zeren.export.records import Figures, Measures, Value, figures
from zeren.export.tables import make_folder
from zeren.ground.resources import table
from zeren.table.duties import Portions

SEPARATOR = "\x1f"
"""between the items of an array and between labels: no text holds it, a control character that ``Plain`` replaces"""

def write(duties: Portions, folder: Path, measures: Measures | None = None) -> None:
    """Write one CSV file a sort of node and of relationship, and ``import.sh`` with the command, into ``folder``.

    What is written of each measure and target is held a portion at a time. Errors as in ``export.write``.
    """
    make_folder(folder, "neo4j")
    measured = figures(measures or {})
    graph = Graph(duties, duties.demand(), measured)
    with ExitStack() as stack:
        sheets = {
            name: _Sheet(stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline="")), columns)
            for name, columns in _columns(measured).items()
        }
        for name, rows in graph.rows():
            sheets[name].write(rows)
    (folder / "import.sh").write_text(_script(), encoding="utf-8", newline="\n")


def _columns(measured: Figures) -> dict[str, list[str]]:
    """Return file → its header."""
    found: dict[str, list[str]] = {}
    for row in table("vocabulary/neo4j"):
        found.setdefault(row["file"], []).append(row["column"])
    types = {"integer": "long", "number": "double"}
    found["bodies"] += [f"{field.name}:{types[field.type]}" for field in measured.fields]
    return found


class _Sheet:
    """A file with its header, to which rows are added."""

    def __init__(self, file: TextIO, columns: list[str]) -> None:
        self._names = [_property(column) for column in columns]
        self._plain = Plain()
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        self._writer.writerows([_cell(row.get(name), self._plain) for name in self._names] for row in rows)


def _property(column: str) -> str:
    """Return the name that a column goes by: its property, else what its type says (``:TYPE``, ``:END_ID(…)``)."""
    name, _, kind = column.partition(":")
    return name or kind.partition("(")[0]


def _cell(value: Value, plain: Plain) -> str:
    """Return a cell; nothing at all stands for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return SEPARATOR.join(plain(item) for item in value)
    return plain(value) if isinstance(value, str) else str(value)


def _script() -> str:
    """Return the command as a shell script."""
    files = {row["file"]: row["sort"] for row in table("vocabulary/neo4j")}
    arguments = "".join(f" \\\n  --{sort}={name}.csv" for name, sort in files.items())
    return (
        "#!/bin/sh\n"
        "# Makes the database named by the first argument (default: zeren) from the files beside this script.\n"
        "# 用本文件夹的数据建立 Neo4j 数据库；数据库须尚不存在，服务器须已停止 (Neo4j 5 or newer; the database must not exist,\n"
        "# the server must be stopped). U+001F stands between the items of an array and between labels.\n"
        "set -eu\n"
        'cd "$(dirname "$0")"\n'
        '"${NEO4J_ADMIN:-neo4j-admin}" database import full "${1:-zeren}" \\\n'
        "  --array-delimiter=U+001F --multiline-fields=true --legacy-style-quoting=false --input-encoding=UTF-8"
        f"{arguments}\n"
    )
