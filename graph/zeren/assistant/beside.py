"""The tool compare: two bodies, plans or districts side by side, each figure with the measures that it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from zeren import ask, compare
from zeren.assistant.answer import Answer, Row
from zeren.assistant.proofs import with_quotes
from zeren.assistant.schema import Arguments
from zeren.compare.records import rows as rows_of
from zeren.compare.telling import sentence
from zeren.store.reader import Reader
from zeren.table import short, whole

if TYPE_CHECKING:
    from zeren.compare import Comparison, Side
    from zeren.compare.facts import Held

_PROVING = 10
"""measures whose words stand beside a figure"""
_HOW = (
    "单位按列名的职责比较，群体带来的另计 (bodies by the duties written for them, what groups bring is apart)",
    "计划与行政区按文字相同和承接关系配对；没有配上的不等于没有做 (plans and districts by equal words and take-up)",
)


def compared(reader: Reader, arguments: Arguments) -> Answer:
    """Put two names side by side."""
    plans = [short(known.iri) for known in ask.find_plans(reader, arguments["plan"])] if "plan" in arguments else None
    found = compare.compare(reader, arguments["one"], arguments["other"], arguments.get("by"), plans)
    rows = [{**row, "counted": counted} for row, counted in zip(rows_of(found), _counted(found), strict=True)]

    def proved(shown: Sequence[Row]) -> list[Row]:
        told: list[Row] = []
        for row in shown:
            rest = {name: value for name, value in row.items() if name != "counted"}
            own, *_ = with_quotes(reader, [rest], ())
            proof = own["quotes"] or [quote for one in with_quotes(reader, row["counted"][:_PROVING], ()) for quote in one["quotes"][:1]]
            left = {"quotes_left_out": len(row["counted"]) - _PROVING} if not own["quotes"] and len(row["counted"]) > _PROVING else {}
            told.append({**rest, "quotes": proof, **left})
        return told

    return Answer(sentence(found), rows, notes=_HOW, prove=proved)


def _counted(found: Comparison) -> Iterator[list[dict[str, Any]]]:
    """For each row of the comparison, in its order, the measures that its figures count; none where it names its measures itself."""
    sides = (
        (found.one, [*dict.fromkeys(pair.one for pair in found.shared), *found.only_one]),
        (found.other, [*dict.fromkeys(pair.other for pair in found.shared), *found.only_other]),
    )
    every = [(side, held) for side, measures in sides for held in measures]
    for role in found.roles:
        yield _named(held for side, held in every if role.name in _roles(side, held))
    for month in found.months:
        yield _named(held for _, held in every if (held.due or "")[:7] == month.name)
    for body in found.bodies:
        yield _named(held for _, held in every if any(body.name in (share.name, share.function) for share in held.answerable))
    yield from ([] for _ in chain(found.shared, found.only_one, found.only_other))
    for target in found.targets:
        yield [{"id": whole(value.holder)} for value in (*target.one, *target.other)]


def _roles(side: Side, held: Held) -> Sequence[str]:
    """Roles that count on one side: of a body its own, of a plan or a district those of all."""
    return held.roles_of(side.id) if side.kind == "body" else [share.role for share in held.shares]


def _named(measures: Iterator[Held]) -> list[dict[str, Any]]:
    return [{"id": whole(path)} for path in dict.fromkeys(held.id for held in measures)]
