"""The reading as a whole: conditions that what answers it would not meet, and roles that stand nowhere in it."""

from __future__ import annotations

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.reading import ROLES, Reading
from zeren.ask.sentence.token import Token

_SHIPPED = {
    "cascade": ("holders", "topics"), "cascade-targets": ("topics",), "cited": ("topics",), "connected": ("without",),
    "overloaded": (), "sources-of": ("holders", "topics"), "by-deadline": (), "plans": (),
}  # fmt: skip
"""shipped question → the conditions of a reading that it meets; plans and its own parameters apart"""
_CONDITIONS = ("holders", "topics", "without", "period", "deadline_kind", "lacking", "number", "task_no", "measures", "lacks_role")
_NOT_OF_TARGETS = ("deadline_kind", "lacking", "number", "task_no", "measures", "lacks_role", "without")


def unmet(reading: Reading) -> list[str]:
    """The conditions of a reading that what answers it would not meet."""
    if reading.asks == "question":
        met = _SHIPPED.get(reading.question, ())
        return [name for name in _CONDITIONS if getattr(reading, name) and name not in met]
    if reading.asks == "targets":
        partly = reading.period is not None and (reading.period.end.month, reading.period.end.day) != (12, 31)
        roles = [f"holder {one.words}" for one in reading.holders if one.sole or one.first or one.only]
        return [*(name for name in _NOT_OF_TARGETS if getattr(reading, name)), *(["period"] if partly else []), *roles]
    if reading.asks == "members":
        return [name for name in ("topics", "period", "number", "lacking", "deadline_kind", "task_no") if getattr(reading, name)]
    if reading.asks not in ("rank", "who") and reading.without:
        return ["without"]
    return []


def lost_role(clause: Clause, reading: Reading) -> Token | None:
    """The word for a role that stands nowhere in the reading."""
    roles = {role for named in clause.named for role in (named.role, named.also, *named.roles) if role}
    roles |= {holder.role for holder in reading.holders}
    asked = reading.asks in ("rank", "who", "pairs", "largest", "compare", "targets", "when")
    # The ties of two plans tell who answers for a measure, not who helps.
    helped = any(one.kind == "rolenoun" and one.value == "support" for one in clause.tokens)
    told = bool(reading.question) and not (reading.question.startswith("cascade") and helped)
    roles |= {clause.asked_role} if asked or told else set()
    roles |= {*reading.lacking, reading.lacks_role, clause.asked_not, *({reading.number[2]} if reading.number else ())} - {""}
    known = frozenset(code for role in roles if role for code in ROLES[role])
    explicit = {role for role in roles if role}
    for at, token in enumerate(clause.tokens):
        if token.kind not in ("role", "rolenoun") or token.value in ("do", "any") or token.value in explicit:
            continue
        before = next((one for one in reversed(clause.tokens[:at]) if one.kind != "skip"), None)
        if before is not None and before.kind == "not" and before.start in clause.used:
            continue
        if not ROLES[token.value] <= known or not explicit - {"any", "do"}:
            return token
    return None
