"""Bodies, measures, duties and targets as typed tables, for every form that is made of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zeren.ground.model import Target
from zeren.ground.resources import table
from zeren.ground.vocabulary import COMPARATORS
from zeren.table.duties import Duties, Duty, MeasureRow

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
    """A table whose cells are Python values: None for nothing, dates as ISO strings, arrays as tuples."""

    name: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    keys: Mapping[str, Any]
    """``primaryKey`` and ``foreignKeys`` of the Table Schema"""


def tables(duties: Duties, measures: Measures | None = None) -> tuple[Table, ...]:
    """Return the tables bodies, measures, duties, expanded_duties and targets, the first with a column a network measure.

    ``duties`` has a row for every name that is printed, so that counting its rows counts what the commands count;
    what follows from a group for its members stands apart.

    Bodies are sorted by name, measures, duties and targets stay in document order.
    """
    columns = figures(measures or {})
    bodies = sorted(duties.bodies.values(), key=lambda row: (row.name, row.id))
    printed = [duty for duty in duties.duties if duty.expansion is None]
    derived = [duty for duty in duties.duties if duty.expansion is not None]
    base = [_table("measures", duties.measures.values()), _shares("duties", printed, duties), _shares("expanded_duties", derived, duties)]
    plain = _table("bodies", bodies)
    wide = Table(
        "bodies",
        plain.fields + columns.fields,
        tuple(row + columns.of(body.id) for row, body in zip(plain.rows, bodies, strict=True)),
        plain.keys,
    )
    return wide, *base, _targets(duties)


def _table(name: str, rows: Iterable[object]) -> Table:
    fields = _fields(name)
    return Table(name, fields, tuple(tuple(_value(row, field.name) for field in fields) for row in rows), _KEYS[name])


def _shares(name: str, rows: Iterable[Duty], duties: Duties) -> Table:
    """Duties with the names of their bodies and the plans of their measures, so that they count without a join."""
    fields = _fields(name)

    def cell(duty: Duty, field: str) -> Value:
        if field == "agency":
            return duties.bodies[duty.body].name
        return duties.measures[duty.measure].plan_id if field == "plan_id" else _value(duty, field)

    return Table(name, fields, tuple(tuple(cell(row, field.name) for field in fields) for row in rows), _KEYS[name])


def _value(row: object, name: str) -> Value:
    """A field of a record; of the dates of a text their printed words."""
    value: Value = getattr(row, name)
    return tuple(date.raw for date in row.dates) if isinstance(row, MeasureRow) and name == "dates" else value


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


def _targets(duties: Duties) -> Table:
    """Targets of measures in the order of the measures, then those that tables of the plans promise."""
    fields = _fields("targets")
    holders = [holder for holder in duties.measures if holder in duties.targets]
    holders += sorted(holder for holder in duties.targets if holder not in duties.measures)
    rows = []
    for holder in holders:
        for number, target in enumerate(duties.targets[holder], 1):
            measure = holder if holder in duties.measures else None
            known: dict[str, Value] = {"holder": holder, "number": number, "measure": measure}
            rows.append(tuple(_of(target, field.name, known) for field in fields))
    return Table("targets", fields, tuple(rows), _KEYS["targets"])


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
