"""A batch of queries as it comes in, checked (sections 5 and 8 of the specification)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zeren.ground.errors import WrongUsage
from zeren.serve.reconcile.manifest import TYPES

LONGEST = 300
"""characters of a name; a longer one finds nothing"""
MOST = 500
"""queries of one batch, identifiers of one extension"""
LIMIT, MOST_CANDIDATES = 5, 50


@dataclass(frozen=True, slots=True)
class Query:
    """One cell of a spreadsheet."""

    words: str
    types: tuple[str, ...]
    """identifiers of the types wanted; empty: any"""
    limit: int
    properties: Mapping[str, tuple[str, ...]]
    """values by identifier, an entity by its identifier; those that this service does not know are left out"""

    def first(self, name: str) -> str | None:
        """The first value of a property."""
        return next(iter(self.properties.get(name, ())), None)


def batch(text: str) -> dict[str, Query]:
    """Read a JSON object of queries; WrongUsage says which of them is none."""
    found = parsed(text, "queries")
    if len(found) > MOST:
        raise WrongUsage(f"queries: {len(found)} 个查询过多 (too many in one batch)", f"at most {MOST}")
    return {str(name): _query(str(name), value) for name, value in found.items()}


def parsed(text: str, name: str) -> dict[str, Any]:
    """Return a JSON object; WrongUsage where the text is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongUsage(f"{name}: 不是 JSON (no JSON)", "send a JSON object, percent-encoded") from error
    if not isinstance(found, dict):
        raise WrongUsage(f"{name}: 应为 JSON 对象 (not an object)", '{"q0": {"query": "区水务局"}}')
    return found


def _query(name: str, value: Any) -> Query:
    def wrong(what: str) -> WrongUsage:
        return WrongUsage(f"queries.{name[:40]}.{what}: 格式有误 (not of the form of the specification)", '{"q0": {"query": "区水务局"}}')

    if not isinstance(value, dict):
        raise wrong("*")
    words, limit = value.get("query", ""), value.get("limit", LIMIT)
    if not isinstance(words, str):
        raise wrong("query")
    # The published schema says number, so that 5.0 is a limit too.
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 10_000:
        raise wrong("limit")
    kinds = value.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise wrong("type")
    listed = value.get("properties", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) and isinstance(one.get("pid"), str) for one in listed):
        raise wrong("properties")
    properties: dict[str, tuple[str, ...]] = {}
    for one in listed:
        properties[one["pid"]] = (*properties.get(one["pid"], ()), *_values(one.get("v")))
    # An unknown type finds nothing: it is kept, so that it does not come to mean any.
    return Query(words.strip(), tuple(dict.fromkeys(kinds)), min(int(limit), MOST_CANDIDATES), properties)


def _values(value: Any) -> tuple[str, ...]:
    """Values of a property: text, number, boolean, an entity by its identifier, or a list of these."""
    if isinstance(value, list):
        return tuple(text for one in value for text in _values(one))
    if isinstance(value, dict):
        return _values(value.get("id"))
    return () if value is None or value == "" else (str(value)[:LONGEST],)


def known_types(query: Query) -> tuple[str, ...]:
    """The types to look in."""
    return tuple(name for name in TYPES if not query.types or name in query.types)
