"""What comes to a body through group expressions, so that no answer about it says none where a group holds it."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ask.answer import Rows
from zeren.ask.lookup import Reader, find_bodies, find_plans, landing_for
from zeren.ground.labels import label_of
from zeren.table import scope, short

# Few bodies are members of a group: the others are told so before anything else is read.
_MEMBER = "SELECT 1 FROM expanded_duty WHERE body = $body LIMIT 1"
_THROUGH = """SELECT n.name, e.certainty, e.role, count(DISTINCT e.measure) AS measures
FROM expanded_duty e
JOIN duty g ON g.id = e.duty AND g.file = e.file
JOIN body_name n ON n.id = g.body
JOIN measure m ON m.id = e.measure AND m.file = e.file
WHERE e.body = $body
  AND m.plan IN ($plan)
GROUP BY n.name, e.certainty, e.role
ORDER BY e.certainty, n.name, e.role"""

COUNTED = {
    "as-written": "按原文计：群体算一个单位 (as written: a group counts as one body)",
    "expanded": "群体已展开到确定成员 (groups expanded to their certain members)",
    "possible": "群体已展开，含可能成员 (groups expanded, possible members among them)",
}
"""way to count groups → what an answer says of it"""


@dataclass(frozen=True, slots=True)
class Through:
    """The number of measures that one group gives to a body in one role."""

    group: str
    """resolved name of the group"""
    certainty: str
    """``certain`` or ``possible``"""
    role: str
    measures: int


def through_groups(reader: Reader, body: str, plan: str | None = None) -> tuple[Through, ...]:
    """Return what comes to a body (IRI) through groups, certain before possible; NotFound for a plan that is not there."""
    plans = [short(known.iri) for known in find_plans(reader, plan)] if plan else None
    landing = landing_for(reader)
    if not landing.rows(_MEMBER, {"body": short(body)}):
        return ()
    files = landing.files_of(scope.OF_BODY, {"body": short(body)})
    rows = landing.rows(_THROUGH, {"body": short(body), "plan": plans}, files)
    return tuple(Through(str(group), str(sure), str(role), int(str(count))) for group, sure, role, count in rows)


def told(found: tuple[Through, ...]) -> str:
    """Say it in a line: 经“各街道办事处” 主责 29、协办 23 项（确定）; empty where there is nothing."""
    parts: dict[tuple[str, str], list[str]] = {}
    for one in found:
        parts.setdefault((one.group, one.certainty), []).append(f"{label_of(one.role)} {one.measures}")
    return "；".join(f"经“{group}” {'、'.join(counts)} 项（{label_of(sure)}）" for (group, sure), counts in parts.items())


_OF_A_BODY = ("leads", "responsible-for", "supports", "workload")
"""questions about one body whose rows count as written"""


def beside(reader: Reader, found: Rows, plan: str | None = None) -> str:
    """Say what groups bring beside the rows of a question about a body; empty where they bring nothing or are counted already."""
    name = found.params.get("body")
    if not name or found.question.name not in _OF_A_BODY or found.params.get("groups", "as-written") != "as-written":
        return ""
    bodies = find_bodies(reader, name, plan)
    return told(through_groups(reader, bodies[0].iri, plan)) if len(bodies) == 1 else ""
