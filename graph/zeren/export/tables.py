"""The tables as CSV or Parquet, with a Frictionless data package that says what each column holds."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zeren.export import records
from zeren.export.plain import FORMULA, MARK, Plain
from zeren.export.records import Measures, Table, Value
from zeren.ground.errors import WrongUsage
from zeren.table.duties import Portions

_GUARDED = (
    "Text that begins like a spreadsheet formula has a leading apostrophe (their number: guarded); control and direction "
    f"characters stand as {MARK} (their number: replaced). "
    f"以公式符号开头的文本前加单引号（个数见 guarded）；控制字符以 {MARK} 代替（个数见 replaced）。"
)
_VERBATIM = "Text stands as it is in the store. 文本与图谱库中完全相同。"


def write_csv(duties: Portions, folder: Path, measures: Measures | None = None) -> None:
    """Write each table as RFC 4180 CSV in UTF-8 with a byte order mark, and ``datapackage.json``, into ``folder``.

    WrongUsage where a file stands in its place.
    """
    make_folder(folder, "csv")
    plain, guard, tables = Plain(), Guard(), records.tables(measures)
    with contextlib.ExitStack() as stack:
        # With the mark Excel and WPS read UTF-8 as what it is; Frictionless, pandas, R and DuckDB pass over it.
        writers = {}
        for table in tables:
            file = stack.enter_context((folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline=""))
            writers[table.name] = csv.writer(file, lineterminator="\r\n")
            writers[table.name].writerow([field.name for field in table.fields])
        for name, rows in records.rows(duties, measures):
            writers[name].writerows([_cell(value, plain, guard) for value in row] for row in rows)
    its = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    resources = [_resource(table, "csv", folder, "tabular-data-resource", its) for table in tables]
    counts = {"replaced": plain.replaced, "guarded": guard.guarded}
    _package(folder, resources, "tabular-data-package", _GUARDED, counts)


def write_parquet(duties: Portions, folder: Path, measures: Measures | None = None) -> None:
    """Write each table as Parquet with typed columns, and ``datapackage.json``, into ``folder``.

    MissingPackage where DuckDB is not installed, WrongUsage where a file stands in the folder's place.
    """
    from zeren.export import parquet

    writer, tables = parquet.writer(), records.tables(measures)
    make_folder(folder, "parquet")
    writer.write(tables, records.rows(duties, measures), folder)
    its = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    resources = [_resource(table, "parquet", folder, "data-resource", its) for table in tables]
    _package(folder, resources, "data-package", _VERBATIM, {})


def make_folder(folder: Path, form: str) -> None:
    """Make the folder of a form; WrongUsage where a file stands there."""
    if folder.exists() and not folder.is_dir():
        raise WrongUsage(f"{folder}: {form} 要写成文件夹，这里却是文件 (a folder, but this is a file)", "give the name of a folder")
    folder.mkdir(parents=True, exist_ok=True)


class Guard:
    """Puts an apostrophe before what a spreadsheet would run as a formula, and counts it."""

    def __init__(self) -> None:
        self.guarded = 0

    def __call__(self, text: str, shown: str) -> str:
        """Return ``shown`` for the cell whose words are ``text``, guarded where these begin a formula."""
        # The comparator alone is no formula.
        if not text.startswith(FORMULA) or text == "=":
            return shown
        self.guarded += 1
        return "'" + shown


def _cell(value: Value, plain: Plain, guard: Guard) -> str:
    """Return a cell: None empty, true or false in lower case, lists as JSON, text made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return json.dumps([plain(item) for item in value], ensure_ascii=False)
    if isinstance(value, float):
        return f"{value:.15g}"
    return guard(value, plain(value)) if isinstance(value, str) else str(value)


def _resource(table: Table, ending: str, folder: Path, profile: str, its: Mapping[str, str]) -> dict[str, Any]:
    path = folder / f"{table.name}.{ending}"
    fields = [
        {"name": field.name, "type": field.type, "title": field.zh, "description": field.en} for field in table.fields
    ]
    return {
        "name": table.name,
        "path": path.name,
        "profile": profile,
        **its,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_digest(path)}",
        "schema": {"fields": fields, "missingValues": [""], **table.keys},
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _package(folder: Path, resources: list[dict[str, Any]], profile: str, note: str, counts: Mapping[str, int]) -> None:
    package = {
        "name": "zeren",
        "title": "责任清单 — duties of government action plans",
        "description": note,
        "profile": profile,
        **counts,
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
