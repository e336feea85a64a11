"""Duties, measures and bodies as CSV with a Frictionless data package that says what each column holds."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zeren.duties import BodyRow, Duties, Duty, MeasureRow
from zeren.errors import WrongUsage
from zeren.export.plain import FORMULA, MARK, Plain
from zeren.resources import table

_KEYS: dict[str, dict[str, Any]] = {
    "bodies": {"primaryKey": "id"},
    "measures": {"primaryKey": "id"},
    "duties": {
        "foreignKeys": [
            {"fields": "measure", "reference": {"resource": "measures", "fields": "id"}},
            {"fields": "body", "reference": {"resource": "bodies", "fields": "id"}},
        ]
    },
}

_NOTE = (
    "Text that begins like a spreadsheet formula has a leading apostrophe; control and direction characters "
    f"stand as {MARK} (their number: replaced). 以公式符号开头的文本前加单引号；控制字符以 {MARK} 代替。"
)


def tables(duties: Duties, folder: Path) -> None:
    """Write bodies.csv, measures.csv, duties.csv (RFC 4180, UTF-8) and datapackage.json into ``folder``.

    Bodies are sorted by name, measures and duties stay in document order. WrongUsage where a file stands there.
    """
    if folder.exists() and not folder.is_dir():
        raise WrongUsage(f"{folder}: csv is a folder of tables, but this is a file", "give the name of a folder")
    folder.mkdir(parents=True, exist_ok=True)
    bodies = sorted(duties.bodies.values(), key=lambda row: (row.name, row.id))
    plain = Plain()
    sheets = {
        "bodies": _sheet("bodies", bodies, plain),
        "measures": _sheet("measures", duties.measures.values(), plain),
        "duties": _sheet("duties", duties.duties, plain),
    }
    for name, data in sheets.items():
        (folder / f"{name}.csv").write_bytes(data)
    package = {
        "name": "zeren",
        "title": "责任清单 — duties of government action plans",
        "description": _NOTE,
        "profile": "tabular-data-package",
        "replaced": plain.replaced,
        "resources": [_resource(name, data) for name, data in sheets.items()],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _fields(name: str) -> list[dict[str, str]]:
    return [row for row in table("vocabulary/exports") if row["table"] == name]


def _sheet(name: str, rows: Iterable[BodyRow | MeasureRow | Duty], plain: Plain) -> bytes:
    fields = [row["field"] for row in _fields(name)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([_cell(getattr(row, field), plain) for field in fields])
    return out.getvalue().encode("utf-8")


def _cell(value: object, plain: Plain) -> str:
    """Return a cell: None empty, true or false in lower case, lists as JSON, text made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return json.dumps([plain(str(item)) for item in value], ensure_ascii=False)
    text = plain(str(value))
    return "'" + text if isinstance(value, str) and value.startswith(FORMULA) else text


def _resource(name: str, data: bytes) -> dict[str, Any]:
    fields = [
        {"name": row["field"], "type": row["type"], "title": row["zh"], "description": row["en"]}
        for row in _fields(name)
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""], **_KEYS[name]},
    }
