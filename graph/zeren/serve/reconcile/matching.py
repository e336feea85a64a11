"""From queries to candidates, whatever their type."""

from __future__ import annotations

from typing import Any

from zeren.serve.reconcile import bodies, others
from zeren.serve.reconcile.asked import LONGEST, Query, known_types
from zeren.serve.reconcile.candidate import Candidate, ordered
from zeren.serve.reconcile.manifest import BODY, DIVISION, INDICATOR, PLAN
from zeren.store.reader import Reader


def candidates_of(reader: Reader, query: Query) -> list[Candidate]:
    """Return the candidates of one query, of all types that it allows."""
    if not query.words or len(query.words) > LONGEST:
        return []
    found: list[Candidate] = []
    for kind in known_types(query):
        if kind == BODY:
            found += bodies.candidates(reader, query)
        elif kind == PLAN:
            found += others.plan_candidates(reader, query)
        elif kind == INDICATOR:
            found += others.indicator_candidates(reader, query)
        elif kind == DIVISION:
            found += others.division_candidates(query)
    return found


def answered(reader: Reader, queries: dict[str, Query]) -> dict[str, Any]:
    """Return the result batch of a query batch."""
    return {name: {"result": ordered(candidates_of(reader, query), query.limit)} for name, query in queries.items()}
