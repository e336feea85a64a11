"""The one schema of the landing: every table, every column, and how its cells are found in what a document states.

It is data, ``ontology/tables/``; what follows from it — parts, views, exports, docs — follows from here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from zeren.ground import resources

SCHEMA = 16
"""number of the schema that this program writes; to be raised when ``ontology/tables/columns.tsv`` changes"""

TYPES = {
    "text": "VARCHAR",
    "key": "VARCHAR",
    "iri": "VARCHAR",
    "code": "VARCHAR",
    "class": "VARCHAR",
    "date": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
}
"""type of a column → type of SQL; dates are ISO text, as they are stated"""

NEVER = "never"
"""``null`` of a column without which there is no row"""

_STEP = re.compile(r"(\^?)(\w+:\w+)(?:\[(\w+:\w+)\])?")


@dataclass(frozen=True, slots=True)
class Step:
    """One property on the way from an individual to a value."""

    name: str
    """prefixed name of the property"""
    backwards: bool = False
    """True: from object to subject"""
    only: str | None = None
    """prefixed name of the class that the individual at its end must have; None: any"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: str
    """key of ``TYPES``"""
    prefix: str
    """what the code has in front in ``codes.ttl``; empty for other types"""
    null: str
    """what an absent value means; ``never``: there is no row without it"""
    paths: tuple[tuple[Step, ...], ...]
    """ways that lead to the values, each an alternative; empty: the individual itself (text, iri) or its class"""
    zh: str
    en: str
    made_of: str | None = None
    """the column of the same row that this one follows from; None: it is found by its paths"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the landing."""

    name: str
    classes: tuple[str, ...]
    """prefixed names of the classes whose individuals are its rows"""
    columns: tuple[Column, ...]
    """without ``file``, which every table has first"""
    zh: str
    en: str

    @property
    def header(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return ("file", *(column.name for column in self.columns))

    @property
    def types(self) -> dict[str, str]:
        """Column → type of SQL, in order."""
        return {"file": "VARCHAR"} | {column.name: TYPES[column.type] for column in self.columns}


@cache
def tables() -> dict[str, Table]:
    """Return every table by name, in the order of ``tables.tsv``."""
    columns: dict[str, list[Column]] = {}
    for row in resources.table("tables/columns"):
        columns.setdefault(row["table"], []).append(_column(row))
    return {
        row["table"]: Table(
            row["table"], tuple(row["classes"].split("|")), tuple(columns[row["table"]]), row["zh"], row["en"]
        )
        for row in resources.table("tables/tables")
    }


@cache
def digest() -> str:
    """Return what identifies the tables and columns as they are: it changes with what parts hold, not with words about it."""
    said = [f"{t.name} {'|'.join(t.classes)}" for t in tables().values()]
    said += [" ".join(row[key] for key in ("table", "column", "type", "path")) for row in resources.table("tables/columns")]
    never = [f"{t.name} {c.name}" for t in tables().values() for c in t.columns if c.null == NEVER]
    return hashlib.sha256("\n".join(said + never).encode()).hexdigest()[:16]


@cache
def properties() -> frozenset[str]:
    """Return the prefixed names of all properties that some cell is found by."""
    found = {step.name for t in tables().values() for c in t.columns for path in c.paths for step in path}
    return frozenset(found | {"rdf:type", "zr:fileName"})


def _column(row: dict[str, str]) -> Column:
    kind, _, prefix = row["type"].partition(":")
    if kind not in TYPES:
        raise ValueError(f"columns.tsv: {row['table']}.{row['column']}: {kind!r} is no type")
    if row["path"].startswith("="):
        return Column(row["column"], kind, prefix, row["null"], (), row["zh"], row["en"], row["path"][1:])
    paths = () if row["path"] in (".", "a", "-") else tuple(_path(path) for path in row["path"].split("|"))
    return Column(row["column"], kind, prefix, row["null"], paths, row["zh"], row["en"])


def _path(text: str) -> tuple[Step, ...]:
    steps = []
    for step in text.split("/"):
        match = _STEP.fullmatch(step)
        if not match:
            raise ValueError(f"columns.tsv: {step!r} is no step of a path")
        steps.append(Step(match[2], bool(match[1]), match[3]))
    return tuple(steps)
