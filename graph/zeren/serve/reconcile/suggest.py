"""Entities, types and properties while a person types (section 6 of the specification)."""

from __future__ import annotations

from typing import Any

from zeren.ask.lookup import bodies
from zeren.ground.fold import key
from zeren.ground.initials import begins
from zeren.serve.reconcile.asked import LONGEST, Query
from zeren.serve.reconcile.candidate import ordered
from zeren.serve.reconcile.manifest import BODY, PROPERTIES, TYPES, Word
from zeren.serve.reconcile.matching import candidates_of
from zeren.store.reader import Reader
from zeren.table import short

SHOWN = 12


def words(kind: str, prefix: str, cursor: int) -> dict[str, Any]:
    """Suggest types or properties whose names hold what was typed."""
    known = TYPES if kind == "type" else PROPERTIES
    found = [word for word in known.values() if _holds(word, prefix)]
    return {"result": [{**word.record, "description": word.about} for word in found[cursor : cursor + SHOWN]]}


def _holds(word: Word, prefix: str) -> bool:
    return prefix.casefold() in f"{word.id} {word.name}".casefold()


def entities(reader: Reader, prefix: str, cursor: int) -> dict[str, Any]:
    """Suggest entities: bodies of the store by the beginning or part of a name or its initials, then what queries find."""

    typed = key(prefix[:LONGEST])
    if not typed:
        return {"result": []}
    found: dict[str, dict[str, Any]] = {}
    named = []
    for body in bodies(reader):
        places = [at for name in (body.name, *body.labels) for at in (key(name).find(typed), _initial(name, typed)) if at >= 0]
        if places:
            named.append((min(places), body.name, body))
    for _, _, body in sorted(named, key=lambda one: one[:2]):
        path = short(body.iri)
        found.setdefault(path, {"id": path, "name": body.name, "description": body.jurisdiction or "", "notable": [TYPES[BODY].record]})
    for one in ordered(candidates_of(reader, Query(prefix[:LONGEST], (), SHOWN, {})), SHOWN):
        told = {"id": one["id"], "name": one["name"], "description": one["description"], "notable": one["type"]}
        found.setdefault(one["id"], told)
    return {"result": list(found.values())[cursor : cursor + SHOWN]}


def _initial(name: str, typed: str) -> int:
    place = begins(name, typed) if typed.isascii() and len(typed) > 1 else None
    return -1 if place is None else place
