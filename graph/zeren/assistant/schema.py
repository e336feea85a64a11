"""What tools take: JSON Schemas with nothing left open, and the check of arguments against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zeren.assistant.answer import ROWS
from zeren.ground.errors import WrongUsage
from zeren.table.duties import GROUPS, ROLES

Schema = Mapping[str, Any]
Arguments = Mapping[str, Any]

WORDS = 200
"""most characters of a name or of words to look for"""
QUERY = 20_000
"""most characters of a query"""
_FAR = 10_000_000


def words(description: str, most: int = WORDS) -> Schema:
    """Return the schema of a text that is not empty."""
    return {"type": "string", "minLength": 1, "maxLength": most, "description": description}


def choice(description: str, *values: str) -> Schema:
    """Return the schema of one of several words."""
    return {"type": "string", "enum": list(values), "description": description}


def day(description: str) -> Schema:
    """Return the schema of an ISO day."""
    return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "maxLength": 10, "description": description}


BODY = words("A body by any spelling or its full name (区水务局, 北京市西城区水务局), or its IRI. Ambiguous names are refused with the candidates.")
PLAN = words("Only plans whose title, number, jurisdiction or annex holds these words (西城, 附1).")
ROLE = choice("lead 牵头, responsible 主责, support 协办, guide 指导, supervise 督导; any: all of them.", *ROLES, "any")
GROUP = choice("How 各街道办事处 counts: as one body, as its certain members, with possible members too.", *GROUPS)
_WINDOW: Mapping[str, Schema] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": ROWS, "description": f"Most rows to return (default {ROWS})."},
    "offset": {"type": "integer", "minimum": 0, "maximum": _FAR, "description": "Rows to pass over first; for the rest of a truncated answer."},
}


def taking(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """Return the schema of the arguments of a tool; every tool also takes ``limit`` and ``offset``."""
    made = {name.rstrip("_"): schema for name, schema in properties.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {**made, **_WINDOW},
        "required": list(required),
        "additionalProperties": False,
    }


def demand_fitting(schema: Schema, arguments: Arguments) -> None:
    """Raise WrongUsage where arguments do not fit a schema, naming the first that does not."""
    from jsonschema import Draft202012Validator

    faults = sorted(Draft202012Validator(schema).iter_errors(arguments), key=lambda fault: list(map(str, fault.path)))
    if not faults:
        return
    fault = faults[0]
    where = ".".join(map(str, fault.path)) or "arguments"
    known = "、".join(schema["properties"])
    # The value itself may be huge: the message of the validator, which repeats it, is not used.
    rule = fault.validator_value if fault.validator not in ("properties", "additionalProperties") else known
    raise WrongUsage(f"{where}: 参数不合规定 (does not fit the schema: {fault.validator} {rule})", f"参数有 (there are): {known}")
