"""A comparison as records: one object for programs, rows for a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zeren.compare.comparison import Comparison, Promised
from zeren.compare.facts import Held, Value
from zeren.compare.telling import BASES, role, sentence
from zeren.table import whole

COLUMNS = ("part", "item", "one", "other", "basis", "one_id", "other_id", "source")
"""keys of a row"""


def record(its: Comparison) -> dict[str, Any]:
    """Return a comparison as one object of plain values; identifiers are IRIs."""
    return {
        "by": its.one.kind,
        "one": {"name": its.one.name, "id": _id(its.one.kind, its.one.id), "measures": its.measures[0], "through_groups": its.through[0]},
        "other": {"name": its.other.name, "id": _id(its.other.kind, its.other.id), "measures": its.measures[1], "through_groups": its.through[1]},
        "sentence": sentence(its),
        "sentence_en": sentence(its, "en"),
        "roles": [{"role": c.name, "one": c.one, "other": c.other, "both": c.both} for c in its.roles],
        "months": [{"month": c.name or None, "one": c.one, "other": c.other, "both": c.both} for c in its.months],
        "bodies": [{"name": c.name, "one": c.one, "other": c.other} for c in its.bodies],
        "shared": [
            {"basis": pair.basis, "likely": pair.likely, "one": _held(its, pair.one, 0), "other": _held(its, pair.other, 1)} for pair in its.shared
        ],
        "only_one": [_held(its, held, 0) for held in its.only_one],
        "only_other": [_held(its, held, 1) for held in its.only_other],
        "targets": [
            {"indicator": row.label, "id": whole(row.indicator), "differs": row.differs,
             "one": [_value(value) for value in row.one], "other": [_value(value) for value in row.other]}
            for row in its.targets
        ],
    }  # fmt: skip


def rows(its: Comparison) -> Iterator[dict[str, Any]]:
    """Yield a comparison row by row, each with its part: role, month, body, shared, only-one, only-other, target."""
    for count in its.roles:
        yield {"part": "role", "item": role(count.name, "zh"), "one": count.one, "other": count.other}
    for count in its.months:
        yield {"part": "month", "item": count.name or "未写明日期", "one": count.one, "other": count.other}
    for count in its.bodies:
        yield {"part": "body", "item": count.name, "one": count.one, "other": count.other}
    for pair in its.shared:
        basis = BASES[pair.basis][0] + ("（待确认）" if pair.likely else "")
        yield {
            "part": "shared", "item": pair.one.text, "one": _dated(its, pair.one, 0), "other": _dated(its, pair.other, 1), "basis": basis,
            "one_id": whole(pair.one.id), "other_id": whole(pair.other.id), "source": f"{pair.one.file} {pair.one.locator}",
        }  # fmt: skip
    for part, side, listed in (("only-one", 0, its.only_one), ("only-other", 1, its.only_other)):
        for held in listed:
            told = {"one": _dated(its, held, 0)} if side == 0 else {"other": _dated(its, held, 1)}
            name = "one_id" if side == 0 else "other_id"
            yield {"part": part, "item": held.text, **told, name: whole(held.id), "source": f"{held.file} {held.locator}"}
    for row in its.targets:
        yield {"part": "target", "item": row.label, "one": said(row, 0), "other": said(row, 1), "basis": "数值不同" if row.differs else None}


def who(its: Comparison, held: Held, side: int) -> str:
    """Roles of the body that is compared, else the bodies that answer."""
    which = (its.one, its.other)[side]
    if which.kind == "body":
        return "、".join(role(code, "zh") for code in held.roles_of(which.id))
    return "、".join(dict.fromkeys(share.printed for share in held.answerable))


def _dated(its: Comparison, held: Held, side: int) -> str:
    """Who answers, with the deadline as printed."""
    return "，".join(filter(None, (who(its, held, side), held.deadline)))


def said(row: Promised, side: int) -> str:
    """The values of one side, verbatim."""
    return "；".join(dict.fromkeys(value.quote for value in (row.one, row.other)[side]))


def _id(kind: str, path: str) -> str | None:
    return None if kind == "district" else whole(path)


def _held(its: Comparison, held: Held, side: int) -> dict[str, Any]:
    which = (its.one, its.other)[side]
    return {
        "id": whole(held.id), "text": held.text, "plan": held.plan, "task": held.task, "deadline": held.deadline, "due": held.due,
        "roles": list(held.roles_of(which.id)) if which.kind == "body" else None,
        "answerable": list(dict.fromkeys(share.printed for share in held.answerable)), "file": held.file, "locator": held.locator,
    }  # fmt: skip


def _value(value: Value) -> dict[str, Any]:
    comparator, low, high, unit, change = value.measure
    return {
        "quote": value.quote, "comparator": comparator, "value": low, "value_max": high, "unit": unit, "change": change, "scope": value.scope,
        "holder": whole(value.holder),
    }  # fmt: skip
