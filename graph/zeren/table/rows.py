"""From what one document states to its rows in every table: the only mapping between the two."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from zeren.ground.fold import key
from zeren.ground.reasons import stored_code
from zeren.ground.vocabulary import CODES, expand
from zeren.table import schema
from zeren.table.facts import Facts, read
from zeren.table.schema import NEVER, Column, Step, Table

_key = lru_cache(1 << 14)(key)
"""the same names occur in every document"""
_MAKERS: dict[str, Callable[[str], str]] = {"key": _key, "code": stored_code}
"""type of a column that is made of another → how"""

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
"""the cells of one row in the order of ``Table.header``"""

INCOMPLETE = "incomplete"
"""the table of individuals that have no row, because they lack what all of their class must have"""
COMPLETE = frozenset({"measure", "deadline", "duty", "expanded_duty", "body", "evidence"})
"""tables in which every individual of their classes must have a row"""

_NOTHING: Mapping[str, list[str]] = {}


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
                sources = self.back[name]
                for value in its[name]:
                    sources.setdefault(value, []).append(subject)

    def rows(self, table: Table) -> list[Row]:
        found: set[Row] = set()
        for kind in table.classes:
            local = kind.partition(":")[2]
            for subject in self.classes.get(expand(kind), ()):
                found.update(self._individual(table, subject, local))
        return _ordered(table, found)

    def _individual(self, table: Table, subject: str, kind: str) -> Iterable[Row]:
        own = self.facts[subject]
        cells: list[Cell] = [self.file]
        several: dict[int, list[Cell]] = {}
        for cell in _cells(table.name):
            values = own.get(cell.first, ()) if cell.first else cell.values(self, subject, own, kind)
            if len(values) > 1:
                values = list(dict.fromkeys(values))
            if len(values) == 1:  # as most have
                cells.append(cell.convert(values[0]) if cell.convert else values[0])
                continue
            if not values:
                if cell.demanded:
                    if table.name in COMPLETE:
                        self.incomplete.add((self.file, subject, table.name, cell.name))
                    return ()
                cells.append(None)
                continue
            several[len(cells)] = [cell.convert(value) if cell.convert else value for value in values]
            cells.append(None)
        made = _made(table.name)
        for place, source, make in () if several else made:
            cells[place] = make(str(cells[source]))
        if not several:
            return (tuple(cells),)
        found = product(*(several.get(place, [cell]) for place, cell in enumerate(cells)))
        return [_completed(row, made) for row in found]

    def follow(self, subject: str, path: tuple[Step, ...]) -> list[str]:
        """Return the values at the end of a way from an individual."""
        ends = [subject]
        for step in path:
            ends = [end for start in ends for end in self._step(start, step)]
        return ends

    def _step(self, start: str, step: Step) -> Iterable[str]:
        ends: Iterable[str] = self.back[step.name].get(start, ()) if step.backwards else self.facts.get(start, _NOTHING).get(step.name, ())
        if step.only is None:
            return ends
        wanted = expand(step.only)
        return [end for end in ends if wanted in self.facts.get(end, _NOTHING).get("rdf:type", ())]


Values = Callable[[_Document, str, Mapping[str, list[str]], str], Sequence[str]]
"""document, individual, what is said of it and its class → the values of a cell, some perhaps more than once"""


@dataclass(frozen=True, slots=True)
class _Cell:
    """How the cells of one column are found."""

    name: str
    first: str | None
    """the property of the individual that gives them; None: ``values`` finds them"""
    values: Values
    convert: Callable[[str], Cell] | None
    """None: they stay as they are"""
    demanded: bool
    """there is no row without it"""


@cache
def _cells(table: str) -> tuple[_Cell, ...]:
    return tuple(
        _Cell(column.name, _own(column), _values(column), _conversion(column), column.null == NEVER and not column.made_of)
        for column in schema.tables()[table].columns
    )


def _own(column: Column) -> str | None:
    """The property by which an individual itself has the cells of a column; None where they lie further away."""
    single = len(column.paths) == 1 and len(column.paths[0]) == 1 and not column.made_of
    step = column.paths[0][0] if single else None
    return step.name if step and not step.backwards and not step.only else None


def _values(column: Column) -> Values:
    """Most columns that are no property of their own are two away, and this way is a short cut of the last one."""
    if column.made_of:
        return lambda document, subject, own, kind: ()
    if not column.paths:
        return (lambda document, subject, own, kind: (kind,)) if column.type == "class" else (lambda document, subject, own, kind: (subject,))
    path = column.paths[0]
    if len(column.paths) > 1 or any(step.backwards or step.only for step in path) or len(path) != 2:
        return lambda document, subject, own, kind: [end for path in column.paths for end in document.follow(subject, path)]
    first, second = path[0].name, path[1].name

    def two(document: _Document, subject: str, own: Mapping[str, list[str]], kind: str) -> Sequence[str]:
        ends = own.get(first, ())
        if len(ends) == 1:
            return document.facts.get(ends[0], _NOTHING).get(second, ())
        return [value for end in ends for value in document.facts.get(end, _NOTHING).get(second, ())]

    return two


def _conversion(column: Column) -> Callable[[str], Cell] | None:
    if column.type == "code":
        return lambda value: value.removeprefix(CODES).removeprefix(column.prefix)
    if column.type == "boolean":
        return lambda lexical: lexical in ("true", "1")
    conversions: Mapping[str, Callable[[str], Cell]] = {"integer": int, "number": float}
    return conversions.get(column.type)


@cache
def _made(table: str) -> tuple[tuple[int, int, Callable[[str], str]], ...]:
    """Places of the cells that are made of others, each with the place of the other and how it is made."""
    found = schema.tables()[table]
    places = {name: place for place, name in enumerate(found.header)}
    return tuple((places[column.name], places[column.made_of], _MAKERS[column.type]) for column in found.columns if column.made_of)


def _completed(row: Row, made: tuple[tuple[int, int, Callable[[str], str]], ...]) -> Row:
    cells = list(row)
    for place, source, make in made:
        cells[place] = make(str(cells[source]))
    return tuple(cells)


@cache
def _backwards() -> frozenset[str]:
    steps = (step for t in schema.tables().values() for c in t.columns for path in c.paths for step in path)
    return frozenset(step.name for step in steps if step.backwards)


def _ordered(table: Table, found: Collection[Row]) -> list[Row]:
    """Sort by place where there is one, then by all cells; null comes last."""
    header = table.header
    first = header.index("start_offset") if "start_offset" in header else 0
    try:
        # As a rule two rows differ before a cell that one of them lacks.
        return sorted(found, key=lambda row: (row[first], row))
    except TypeError:

        def whole(row: Row) -> tuple[tuple[bool, str | int | float], ...]:
            return tuple((cell is None, "" if cell is None else cell) for cell in (row[first], *row))

        return sorted(found, key=whole)


def lines(table: Table, found: Iterable[Row]) -> bytes:
    """Return rows as JSON objects, one a line, for DuckDB to read."""
    header = table.header
    objects = [dict(zip(header, row, strict=True)) for row in found]
    if not objects:
        return b""
    # All at once, for the encoder takes longer to be made than to write a row. Within a string no line ends.
    text = json.dumps(objects, separators=(",\n", ":"))
    return (text[1:-1].replace("},\n{", "}\r{").replace("\n", "").replace("\r", "\n") + "\n").encode()
