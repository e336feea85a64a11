"""From what one document states to its rows in every table: the only mapping between the two."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import product

from zeren.ground.fold import key
from zeren.ground.vocabulary import CODES, expand
from zeren.table import schema
from zeren.table.facts import Facts, read
from zeren.table.schema import NEVER, Column, Step, Table

_key = lru_cache(1 << 14)(key)
"""the same names occur in every document"""

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
"""the cells of one row in the order of ``Table.header``"""

INCOMPLETE = "incomplete"
"""the table of individuals that have no row, because they lack what all of their class must have"""
COMPLETE = frozenset({"measure", "deadline", "duty", "expanded_duty", "body", "evidence"})
"""tables in which every individual of their classes must have a row"""

_CONVERT: Mapping[str, Callable[[str], Cell]] = {
    "integer": int,
    "number": float,
    "boolean": lambda lexical: lexical in ("true", "1"),
}


def rows_of(statements: bytes, graph: str) -> dict[str, list[Row]]:
    """Return table → rows of the canonical N-Quads of one document; every table has its key."""
    return rows(read(statements, schema.properties()), graph)


def rows(facts: Facts, graph: str) -> dict[str, list[Row]]:
    """Return table → rows of what one document states, each once, sorted by place, then by identifier."""
    from zeren.table.facts import short

    names = [name for its in facts.values() for name in its.get("zr:fileName", ())]
    document = _Document(facts, min(names) if names else short(graph))
    found = {table.name: document.rows(table) for table in schema.tables().values()}
    return found | {INCOMPLETE: sorted(document.incomplete)}


class _Document:
    """The statements of one document, ready to be followed both ways."""

    def __init__(self, facts: Facts, file: str) -> None:
        self.facts = facts
        self.file = file
        self.incomplete: set[Row] = set()
        """rows of the table of that name, found while the others are made"""
        self.classes: dict[str, list[str]] = {}
        self.back: dict[str, dict[str, list[str]]] = {name: {} for name in _backwards()}
        for subject, its in facts.items():
            for kind in its.get("rdf:type", ()):
                self.classes.setdefault(kind, []).append(subject)
            for name in self.back.keys() & its.keys():
                for value in its[name]:
                    self.back[name].setdefault(value, []).append(subject)

    def rows(self, table: Table) -> list[Row]:
        found: set[Row] = set()
        for kind in table.classes:
            local = kind.partition(":")[2]
            for subject in self.classes.get(expand(kind), ()):
                found.update(self._individual(table, subject, local))
        return sorted(found, key=_order(table))

    def _individual(self, table: Table, subject: str, kind: str) -> Iterator[Row]:
        cells: list[list[Cell]] = [[self.file]]
        several = False
        for column in table.columns:
            if column.made_of:
                cells.append([None])
                continue
            values = self._values(column, subject, kind)
            if not values:
                if column.null == NEVER:
                    if table.name in COMPLETE:
                        self.incomplete.add((self.file, subject, table.name, column.name))
                    return
                values = [None]
            several = several or len(values) > 1
            cells.append(values)
        found = product(*cells) if several else (tuple(values[0] for values in cells),)
        yield from (_completed(row, made) for row in found) if (made := _made(table.name)) else found

    def _values(self, column: Column, subject: str, kind: str) -> list[Cell]:
        if not column.paths:
            return [kind if column.type == "class" else subject]
        found: list[str] = []
        for path in column.paths:
            ends = [subject]
            for step in path:
                ends = [end for start in ends for end in self._follow(start, step)]
            found += ends
        if column.type == "code":
            return [value.removeprefix(CODES).removeprefix(column.prefix) for value in dict.fromkeys(found)]
        convert = _CONVERT.get(column.type)
        distinct = list(dict.fromkeys(found)) if len(found) > 1 else found
        return [convert(value) for value in distinct] if convert else list(distinct)

    def _follow(self, start: str, step: Step) -> Iterable[str]:
        if step.backwards:
            ends: Iterable[str] = self.back[step.name].get(start, ())
        else:
            ends = self.facts.get(start, {}).get(step.name, ())
        if step.only is None:
            return ends
        wanted = expand(step.only)
        return [end for end in ends if wanted in self.facts.get(end, {}).get("rdf:type", ())]


@cache
def _made(table: str) -> tuple[tuple[int, int], ...]:
    """Places of the cells that are made of others, each with the place of the other."""
    found = schema.tables()[table]
    places = {name: place for place, name in enumerate(found.header)}
    return tuple((places[column.name], places[column.made_of]) for column in found.columns if column.made_of)


def _completed(row: Row, made: tuple[tuple[int, int], ...]) -> Row:
    cells = list(row)
    for place, source in made:
        cells[place] = _key(str(cells[source]))
    return tuple(cells)


@cache
def _backwards() -> frozenset[str]:
    steps = (step for t in schema.tables().values() for c in t.columns for path in c.paths for step in path)
    return frozenset(step.name for step in steps if step.backwards)


def _order(table: Table) -> Callable[[Row], tuple[tuple[bool, str | int | float], ...]]:
    """Sort by place where there is one, then by all cells; null comes last."""
    names = list(table.header)
    first = names.index("start_offset") if "start_offset" in names else 0

    def key(row: Row) -> tuple[tuple[bool, str | int | float], ...]:
        return tuple((cell is None, "" if cell is None else cell) for cell in (row[first], *row))

    return key


def lines(table: Table, found: Iterable[Row]) -> bytes:
    """Return rows as JSON objects, one a line, for DuckDB to read."""
    header = table.header
    out = [json.dumps(dict(zip(header, row, strict=True)), separators=(",", ":")) for row in found]
    return "".join(line + "\n" for line in out).encode()
