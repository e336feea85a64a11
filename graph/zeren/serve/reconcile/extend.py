"""Columns for matched cells: the values of properties (section 8 of the specification), and the words that proposals show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zeren.ask.lookup import landing_for
from zeren.ground.errors import WrongUsage
from zeren.ground.model import Jurisdiction
from zeren.serve.reconcile.asked import MOST, parsed
from zeren.serve.reconcile.manifest import BODY, DIVISION, INDICATOR, PLAN, PROPERTIES, TYPES
from zeren.serve.reconcile.others import division_path, indicator_name
from zeren.serve.reconcile.register import names
from zeren.store.reader import Reader
from zeren.table import Landing

Value = dict[str, Any]
"""``{"str": …}``, ``{"float": …}`` or an entity with ``id`` and ``name``"""

_BODIES = "SELECT id, name, kind, level, jurisdiction, function_key FROM body_name WHERE id IN ($ids)"
_SPELLINGS = "SELECT DISTINCT body, label FROM spelling WHERE body IN ($ids) ORDER BY body, label"
_ROLES = "SELECT body, role, count(DISTINCT measure) FROM duty WHERE body IN ($ids) GROUP BY body, role ORDER BY body, role"
_PLANS = """SELECT id, min(title), min(annex), min(issuer), min(jurisdiction), min(number), min(plan_year), min(file)
FROM plan WHERE id IN ($ids) GROUP BY id"""
_MEASURES = "SELECT plan, count(DISTINCT id) FROM measure WHERE plan IN ($ids) GROUP BY plan"
_PROMISED = "SELECT indicator, min(unit), count(DISTINCT coalesce(measure, plan)) FROM target WHERE indicator IN ($ids) GROUP BY indicator"
_ROLE_PROPERTIES = {"lead": "ledBy", "responsible": "responsibleParty", "support": "assistedBy"}


def type_of(path: str) -> str | None:
    """The type of an identifier; None where it is none of ours."""
    kind = path.partition("/")[0]
    return {"agency": BODY, "set": BODY, "unresolved": BODY, "plan": PLAN, "indicator": INDICATOR, "division": DIVISION}.get(kind)


def proposed(kind: str, limit: int | None) -> dict[str, Any]:
    """Return the properties that entities of a type have; WrongUsage for an unknown type."""
    if kind and kind not in TYPES:
        raise WrongUsage(f"type={kind[:60]}: 没有这种类型 (no such type)", f"there are {', '.join(TYPES)}")
    found = [word.record for word in PROPERTIES.values() if (not kind or kind in word.of) and word.id != "list"][:limit]
    return {"type": kind, "properties": found, **({"limit": limit} if limit else {})}


def extended(reader: Reader, text: str) -> dict[str, Any]:
    """Answer an extension query; WrongUsage where it is none."""
    asked = parsed(text, "extend")
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list) or not all(isinstance(one, str) for one in ids):
        raise WrongUsage("extend: 缺少 ids 或 properties (no ids or no properties)", '{"ids": ["…"], "properties": [{"id": "level"}]}')
    if len(ids) > MOST:
        raise WrongUsage(f"extend: {len(ids)} 个标识过多 (too many identifiers)", f"at most {MOST}")
    properties = [one["id"] for one in wanted if isinstance(one, dict) and isinstance(one.get("id"), str)]
    values = values_of(reader, ids)
    meta = [{"id": name, "name": PROPERTIES[name].name if name in PROPERTIES else name, **_typed(name)} for name in properties]
    return {"meta": meta, "rows": {one: {name: values.get(one, {}).get(name, []) for name in properties} for one in ids}}


def _typed(name: str) -> dict[str, Any]:
    kind = {"jurisdiction": DIVISION, "counterpartOf": BODY}.get(name)
    return {"type": TYPES[kind].record} if kind else {}


def values_of(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, list[Value]]]:
    """Return identifier → property → values; an identifier that nothing is known of has none."""
    landing = landing_for(reader)
    found: dict[str, dict[str, list[Value]]] = {}
    makers: Mapping[str, Callable[[Landing, list[str]], Mapping[str, dict[str, list[Value]]]]] = {
        BODY: _bodies,
        PLAN: _plans,
        DIVISION: lambda _, paths: {path: _division(path) for path in paths},
        INDICATOR: lambda landing, paths: _indicators(reader, landing, paths),
    }
    for kind, maker in makers.items():
        paths = [path for path in dict.fromkeys(ids) if type_of(path) == kind]
        if paths:
            found.update(maker(landing, paths))
    return {path: {name: values for name, values in own.items() if values} for path, own in found.items()}


def _text(value: object) -> list[Value]:
    return [{"str": str(value)}] if value not in (None, "") else []


def _number(value: object) -> list[Value]:
    return [{"float": float(str(value))}] if value is not None else []


def _place(name: str | None) -> list[Value]:
    path = division_path(name) if name else None
    return [{"id": path, "name": name}] if path else _text(name)


def _bodies(landing: Landing, ids: list[str]) -> dict[str, dict[str, list[Value]]]:
    found = {path: _registered(path) for path in ids}
    for path, name, kind, level, place, function in landing.rows(_BODIES, {"ids": ids}):
        stored = {"name": _text(name), "bodyKind": _text(kind), "level": _text(level), "jurisdiction": _place(place), "function": _text(function)}
        found[path] = {**found[path], **{key: values for key, values in stored.items() if values}}
    for path, label in landing.rows(_SPELLINGS, {"ids": ids}):
        found[path].setdefault("spelling", []).extend(_text(label))
    for path, role, count in landing.rows(_ROLES, {"ids": ids}):
        if role in _ROLE_PROPERTIES:
            found[path][_ROLE_PROPERTIES[role]] = _number(count)
    return found


def _registered(path: str) -> dict[str, list[Value]]:
    """What the register alone says of a body, in the store or not."""
    agency = names().body(path)
    if agency is None:
        return {}
    kin = {"parent": names().parent(agency), "counterpartOf": names().counterpart(agency)}
    place = agency.jurisdiction
    return {
        "name": _text(agency.name),
        "bodyKind": _text(agency.kind),
        "level": _text(agency.level),
        "function": _text(agency.function),
        "jurisdiction": [{"id": f"division/{place.code}", "name": place.name}] if place else [],
        **{name: [{"id": other.id, "name": other.name}] for name, other in kin.items() if other is not None},
    }


def _plans(landing: Landing, ids: list[str]) -> dict[str, dict[str, list[Value]]]:
    found: dict[str, dict[str, list[Value]]] = {}
    for path, title, annex, issuer, place, number, year, file in landing.rows(_PLANS, {"ids": ids}):
        own = {"name": title, "annex": annex, "issuerName": issuer, "documentNumber": number, "fileName": file}
        found[path] = {**{name: _text(value) for name, value in own.items()}, "jurisdiction": _place(place), "year": _number(year)}
    for path, count in landing.rows(_MEASURES, {"ids": ids}):
        if path in found:
            found[path]["measures"] = _number(count)
    return found


def _indicators(reader: Reader, landing: Landing, ids: list[str]) -> dict[str, dict[str, list[Value]]]:
    found: dict[str, dict[str, list[Value]]] = {path: {"name": _text(indicator_name(reader, path))} for path in ids}
    for path, unit, count in landing.rows(_PROMISED, {"ids": ids}):
        found[path] |= {"unit": _text(unit), "measures": _number(count)}
    return found


def _division(path: str) -> dict[str, list[Value]]:
    divisions = names().divisions
    try:
        place: Jurisdiction = divisions.get(path.removeprefix("division/"))
        above = divisions.parent(place.code)
    except KeyError:
        return {}
    over = [{"id": f"division/{above}", "name": divisions.get(above).name}] if above else []
    told = {"name": _text(place.name), "divisionCode": _text(place.code), "level": _text(place.level)}
    return {**told, "parent": over, "jurisdiction": over}
