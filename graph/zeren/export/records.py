"""Bodies, measures, duties and targets as typed tables, for every form that is made of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from zeren.ground.model import Target
from zeren.ground.resources import table
from zeren.ground.vocabulary import COMPARATORS
from zeren.table.duties import Duties, Duty, MeasureRow, Portions

Value = str | int | float | bool | tuple[str, ...] | None

Measures = Mapping[str, Mapping[str, float | int | None]]
"""network measures: IRI of a body → name of a measure → its figure"""

_DIGITS = 9
"""significant digits of a network measure; beyond them the order of a sum shows"""

_KEYS: dict[str, dict[str, Any]] = {
    "bodies": {"primaryKey": "id"},
    "measures": {"primaryKey": "id"},
    "duties": {
        "foreignKeys": [
            {"fields": "measure", "reference": {"resource": "measures", "fields": "id"}},
            {"fields": "body", "reference": {"resource": "bodies", "fields": "id"}},
        ]
    },
    "expanded_duties": {
        "foreignKeys": [
            {"fields": "measure", "reference": {"resource": "measures", "fields": "id"}},
            {"fields": "body", "reference": {"resource": "bodies", "fields": "id"}},
        ]
    },
    "targets": {
        "primaryKey": ["holder", "number"],
        "foreignKeys": [{"fields": "measure", "reference": {"resource": "measures", "fields": "id"}}],
    },
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column."""

    name: str
    type: str
    """as in the Frictionless Table Schema: ``string``, ``integer``, ``number``, ``boolean``, ``date`` or ``array``"""
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its cells are Python values: None for nothing, dates as ISO strings, arrays as tuples."""

    name: str
    fields: tuple[Field, ...]
    keys: Mapping[str, Any]
    """``primaryKey`` and ``foreignKeys`` of the Table Schema"""


Row = tuple[Value, ...]


def tables(measures: Measures | None = None) -> tuple[Table, ...]:
    """Return the tables bodies, measures, duties, expanded_duties and targets, the first with a column a network measure."""
    columns = figures(measures or {})
    plain = tuple(Table(name, _fields(name), keys) for name, keys in _KEYS.items())
    return Table("bodies", plain[0].fields + columns.fields, plain[0].keys), *plain[1:]


def rows(duties: Portions, measures: Measures | None = None) -> Iterator[tuple[str, Iterable[Row]]]:
    """Give name of a table and some of its rows; those of one table come in their order.

    ``duties`` has a row for every name that is printed, so that counting its rows counts what the commands count;
    what follows from a group for its members stands apart.

    Bodies are sorted by name, measures, duties and targets stay in document order.
    """
    columns = figures(measures or {})
    bodies = sorted(duties.bodies.values(), key=lambda row: (row.name, row.id))
    yield "bodies", (row + columns.of(body.id) for row, body in zip(_rows("bodies", bodies), bodies, strict=True))
    for portion in duties.each():
        yield "measures", _rows("measures", portion.measures.values())
        yield "duties", _shares("duties", (duty for duty in portion.duties if duty.expansion is None), portion)
        yield "expanded_duties", _shares("expanded_duties", (duty for duty in portion.duties if duty.expansion), portion)
        yield "targets", _targets([holder for holder in portion.measures if holder in portion.targets], portion.targets, True)
    yield "targets", _targets(sorted(duties.promised), duties.promised, False)


def _rows(name: str, records: Iterable[object]) -> Iterator[Row]:
    names = [field.name for field in _fields(name)]
    return (tuple(_value(record, field) for field in names) for record in records)


def _shares(name: str, shares: Iterable[Duty], duties: Duties) -> Iterator[Row]:
    """Duties with the names of their bodies and the plans of their measures, so that they count without a join."""
    names = [field.name for field in _fields(name)]

    def cell(duty: Duty, field: str) -> Value:
        if field == "agency":
            return duties.bodies[duty.body].name
        return duties.measures[duty.measure].plan_id if field == "plan_id" else _value(duty, field)

    return (tuple(cell(duty, field) for field in names) for duty in shares)


def _value(row: object, name: str) -> Value:
    """A field of a record; of the dates of a text their printed words."""
    value: Value = getattr(row, name)
    return tuple(date.raw for date in row.dates) if isinstance(row, MeasureRow) and name == "dates" else value


@cache
def _fields(name: str) -> tuple[Field, ...]:
    rows = (row for row in table("vocabulary/exports") if row["table"] == name)
    return tuple(Field(row["field"], row["type"], row["zh"], row["en"]) for row in rows)


_WORKED_OUT: Mapping[str, Callable[[Target], Value]] = {
    # A code, because a sign alone (=) reads like the beginning of a formula.
    "comparator": lambda target: COMPARATORS.get(target.comparator or ""),
    "locator": lambda target: target.place.locator,
    "start": lambda target: target.place.start,
    "end": lambda target: target.place.end,
}


def _targets(holders: Iterable[str], targets: Mapping[str, Sequence[Target]], of_measures: bool) -> Iterator[Row]:
    """Targets of measures, or those that tables of the plans promise, each numbered by who holds it."""
    names = [field.name for field in _fields("targets")]
    for holder in holders:
        for number, target in enumerate(targets[holder], 1):
            known: dict[str, Value] = {"holder": holder, "number": number, "measure": holder if of_measures else None}
            yield tuple(_of(target, name, known) for name in names)


def _of(target: Target, name: str, known: Mapping[str, Value]) -> Value:
    if name in known:
        return known[name]
    value: Value = _WORKED_OUT[name](target) if name in _WORKED_OUT else getattr(target, name)
    return value


@dataclass(frozen=True, slots=True)
class Figures:
    """Network measures as columns, in the order in which they are given."""

    fields: tuple[Field, ...]
    measures: Measures

    def of(self, body: str) -> tuple[float | int | None, ...]:
        """Return the figures of a body in the order of the columns; None where it has none."""
        row = self.measures.get(body, {})
        return tuple(_rounded(row.get(field.name), field.type) for field in self.fields)


def figures(measures: Measures) -> Figures:
    """Return the columns that the network measures make: integers where all figures are, else numbers."""
    known = {field.name: field for field in _fields("network")}
    # By body, because the order of the bodies is not part of what is given.
    names = dict.fromkeys(name for body in sorted(measures) for name in measures[body])
    fields = []
    for name in names:
        its = known.get(name, Field(name, "", f"网络指标：{name}", f"network measure: {name}"))
        kind = _type([row.get(name) for row in measures.values()])
        fields.append(Field(name, kind, its.zh, its.en))
    return Figures(tuple(fields), measures)


def _type(values: Sequence[float | int | None]) -> str:
    return "integer" if all(value is None or isinstance(value, int) for value in values) else "number"


def _rounded(value: float | int | None, kind: str) -> float | int | None:
    if value is None or kind == "integer":
        return value
    return float(f"{value:.{_DIGITS}g}")
