"""The rows of a notebook, out of the plain table of duties and of queries."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any

from zeren.ask import Question
from zeren.book.frame import Frame, framed
from zeren.ground.fold import key
from zeren.ground.vocabulary import with_prefixes
from zeren.table.duties import ROLES, Duties, Duty, MeasureRow, counted

Row = dict[str, Any]

BODIES = ("agency", "label", "kind", "level", "jurisdiction", *ROLES, "count", "aliases", "agency_id")
MEASURES = (
    "plan", "annex", "part_of", "section", "task_no", "task", "text", "deadline", "deadline_kind", "deadline_start",
    "deadline_end", *ROLES, "source", "id",
)  # fmt: skip
DUTIES = (
    "agency", "role", "role_raw", "mention", "position", "basis", "expansion", "via", "plan", "annex", "task_no", "task",
    "text", "deadline", "deadline_end", "agency_id", "id",
)  # fmt: skip

ROWS = {
    "bodies": "一行一个单位；各角色列是措施数，群体按原文算一个单位 (a body; its figures are measures as written, a group counts as one body)",
    "measures": "一行一条措施 (a measure)",
    "as-written": "一行一个印出的名字 (a printed name in one role on a measure; a group is one body)",
    "expanded": "一行一个单位在一条措施中的一种角色，群体展开为确定的成员 (a body in one role on a measure; groups opened into certain members)",
    "possible": "一行一个单位在一条措施中的一种角色，群体展开，可能的成员也计 (a body in one role on a measure; possible members too)",
    "targets": "一行一个目标；value 的单位在 unit 列 (a promised value; its unit stands in unit)",
    "due": "一行一个日期上一个单位的一种角色；重复的每次一行 (a body in one role on one day; recurring duties on each of their days)",
}
"""what a row is, by table and by reading of groups: ``attrs["row"]`` of a frame"""


def bodies(duties: Duties) -> list[Row]:
    """Return the bodies that hold duties as written, with their number of measures by role and in all."""
    held: dict[str, set[tuple[str, str]]] = {}
    for duty in counted(duties):
        held.setdefault(duty.body, set()).add((duty.role, duty.measure))
    rows = []
    for body, pairs in held.items():
        its = duties.bodies[body]
        rows.append(
            {
                "agency": its.name,
                "label": its.label,
                "kind": its.kind,
                "level": its.level,
                "jurisdiction": its.jurisdiction,
                **{role: sum(its_role == role for its_role, _ in pairs) for role in ROLES},
                "count": len({measure for _, measure in pairs}),
                "aliases": list(its.aliases),
                "agency_id": body,
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], row["agency"], row["agency_id"]))


def measures(duties: Duties, text: str | None, body: str | None, role: str | None) -> Iterator[Row]:
    """Return measures with the bodies of each role; only those that hold a text, or in which a body holds a role."""
    held: dict[str, list[Duty]] = {}
    for duty in counted(duties):
        held.setdefault(duty.measure, []).append(duty)
    for measure in duties.measures.values():
        own = held.get(measure.id, [])
        named = [duty for duty in own if body in (None, duty.body) and role in (None, duty.role)]
        if (text is None or key(text) in key(measure.text)) and (named or (body is None and role is None)):
            names = {r: list(dict.fromkeys(duties.bodies[d.body].name for d in own if d.role == r)) for r in ROLES}
            yield {
                **_of(measure),
                **names,
                "part_of": measure.part_of,
                "section": " / ".join(measure.section),
                "deadline_kind": measure.deadline_kind,
                "deadline_start": measure.deadline_start,
                "source": f"{measure.file} {measure.locator}",
            }


def duties(table: Duties, body: str | None, role: str | None, groups: str) -> Iterator[Row]:
    """Return the duties under one reading of groups, each with its measure."""
    for duty in counted(table, groups):
        if body in (None, duty.body) and role in (None, duty.role):
            via = table.bodies.get(duty.via or "")
            yield {
                **_of(table.measures[duty.measure]),
                "agency": table.bodies[duty.body].name,
                "role": duty.role,
                "role_raw": duty.role_raw,
                "mention": duty.mention,
                "position": duty.position,
                "basis": duty.basis,
                "expansion": duty.expansion,
                "via": via.name if via else duty.via,
                "agency_id": duty.body,
            }


def _of(measure: MeasureRow) -> Row:
    names = ("plan", "annex", "task_no", "task", "text", "deadline", "deadline_end", "id")
    return {name: getattr(measure, name) for name in names}


def described(asked: Question) -> Row:
    """Return a question as a list of them shows it; parameters with ? may be left out."""
    needs = [param.name + ("" if param.required else "?") for param in asked.params]
    return {"name": asked.name, "question": asked.question, "params": " ".join(needs), "title": asked.title}


def queried(store: str, sparql: str, seconds: float, rows: int) -> Frame:
    """Answer a query of a user in a process of its own: rows, a bool, or Turtle."""
    from pathlib import Path

    from zeren.store import is_remote, run_foreign

    place = store if is_remote(store) else str(Path(store).resolve())
    answer = run_foreign(place, with_prefixes(sparql), seconds=seconds, rows=rows)
    if answer.truncated:
        warnings.warn(f"结果在 {rows} 行处截断 (cut off at {rows} rows); give rows= a larger number", stacklevel=3)
    if "json" not in answer.media:
        return answer.decode()
    result = json.loads(answer)
    if "boolean" in result:
        return bool(result["boolean"])
    found = ({name: _value(term) for name, term in row.items()} for row in result["results"]["bindings"])
    return framed(found, result["head"]["vars"], sparql=sparql)


def _value(term: dict[str, str]) -> str | int | float | bool:
    """Return a term of an answer as the nearest Python value."""
    from zeren.store import Term

    return Term("iri" if term["type"] == "uri" else "literal", term["value"], term.get("datatype")).python
