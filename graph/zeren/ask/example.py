"""Values with which a question can be tried: taken from what is in the store, so that they find something."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.ask.answer import run
from zeren.ask.loading import is_large
from zeren.ask.lookup import Reader, landing_for, plans
from zeren.ask.questions import Param, Question, questions
from zeren.table import whole

_FIRST = {
    "id": "SELECT min(id) FROM measure",
    "text": "SELECT substr(min(title), 1, 2) FROM task",
    "words": "SELECT substr(min(title), 1, 2) FROM task",
}
"""kind of parameter → query for a value that finds something"""
_PLAIN = {"role": "support", "date": "2026-12-31", "number": "10"}
"""kind of parameter → a value that is right whatever the store holds"""


def examples(reader: Reader, question: Question, *, optional: bool = False) -> dict[str, str]:
    """Return a value for each parameter that must be given, with ``optional`` for every one.

    A parameter for which the store has no value is left out.
    """
    wanted = [param for param in question.params if param.required or optional]
    bodies = iter(_busiest(reader) if any(param.kind == "body" for param in wanted) else ())
    found = {param.name: _value(reader, param, bodies) for param in wanted}
    return {name: value for name, value in found.items() if value}


def _value(reader: Reader, param: Param, bodies: Iterator[str]) -> str | None:
    if param.kind == "body":
        return next(bodies, None)
    if param.kind == "plan":
        return next((plan.iri for plan in plans(reader)), None)
    if param.kind == "choice":
        return param.default or param.choices[0]
    if param.kind in _PLAIN:
        return param.default or _PLAIN[param.kind]
    value = landing_for(reader).rows(_FIRST[param.kind])[0][0]
    return whole(value) if value and param.kind == "id" else value


def _busiest(reader: Reader) -> list[str]:
    def ranked() -> list[str]:
        rows = run(reader, questions()["rank"], {"role": "any", "top": "9"}).rows
        return [str(row["agency"]) for row in rows if row["kind"] == "agency"]

    landing = landing_for(reader)
    return landing.kept.made("busiest", [], ranked) if is_large(landing) else ranked()
