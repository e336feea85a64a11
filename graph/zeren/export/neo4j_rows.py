"""What a store says as nodes and relationships of a property graph, asked of its columns a portion at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zeren.export.indicators import Indicator, indicators
from zeren.export.records import Figures, Value
from zeren.ground.triples import decimal
from zeren.table import whole
from zeren.table.choice import TARGETS, Choice
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow, Portions
from zeren.table.plans import PlanRow, plan_rows

Row = Mapping[str, Value]
"""a node or a relationship by the names of ``ontology/vocabulary/neo4j.tsv``: properties, and LABEL, TYPE, START_ID, END_ID"""

TYPES = {
    "lead": "LEADS",
    "responsible": "RESPONSIBLE_FOR",
    "support": "SUPPORTS",
    "guide": "GUIDES",
    "supervise": "SUPERVISES",
}
"""role code → type of the relationship from the body to the measure"""

MEMBER = "_AS_MEMBER"
"""ends the type of a duty that follows from a group for one of its members, so that counting a type counts what is printed"""

_LABELS = {
    "agency": ("Body", "Agency"),
    "company": ("Body", "Agency", "Company"),
    "group": ("Body", "Group"),
    "standing-group": ("Body", "Group", "StandingGroup"),
    "unresolved": ("Body", "Unresolved"),
}
"""kind of a body → labels of its node; a group is no agency"""

_PLANS = """WITH holding AS (
  SELECT m.plan AS id FROM measure m JOIN plan p ON p.id = m.plan AND p.file = m.file WHERE TRUE
    AND m.plan IN ($plan)
  UNION
  SELECT plan FROM target WHERE plan IS NOT NULL
    AND plan IN ($plan)
)
SELECT id FROM holding
UNION
SELECT part_of FROM plan WHERE part_of IS NOT NULL AND id IN (SELECT id FROM holding)"""
"""plans of the measures, those that promise values themselves, and the documents that they belong to"""

_DOCUMENTS = """SELECT DISTINCT p.id, d.id, d.file, d.sha256, d.form, p.part_of
FROM plan p
JOIN document d ON d.file = p.file
WHERE TRUE
  AND p.file IN ($files)
ORDER BY p.id, d.id, d.file"""

_TASKS = """SELECT DISTINCT m.task
FROM measure m
JOIN plan p ON p.id = m.plan AND p.file = m.file
WHERE m.task IS NOT NULL
  AND m.plan IN ($plan)
ORDER BY m.task"""
_TASK = "SELECT id, number, title, plan FROM task WHERE id IN ($ids) ORDER BY id, file, number, title"

_DUTIES = """SELECT d.measure, d.body, d.role, d.position, v.quote, d.file, d.locator, d.start_offset, d.end_offset
FROM duty d
LEFT JOIN evidence v ON v.file = d.file AND v.start_offset = d.start_offset AND v.end_offset = d.end_offset
WHERE d.measure IN ($measures)
ORDER BY d.file, d.start_offset, d.end_offset, d.locator, v.quote"""

_TARGETS = f"SELECT DISTINCT id FROM {TARGETS}\nORDER BY id"
_TARGET = """SELECT id, measure, plan, indicator, label, kind, comparator, value, value_max, unit, unit_code, scope, force, change, baseline,
       period, reading, quote, file, locator, start_offset, end_offset
FROM target
WHERE id IN ($ids)
ORDER BY id, file, indicator, locator"""
_INDICATORS = f"SELECT DISTINCT indicator FROM {TARGETS}\nORDER BY indicator"

_KIN = """SELECT 1 AS place, group_id AS start, 'HAS_MEMBER' AS kind, body AS other FROM group_member WHERE TRUE
  AND file IN ($files)
UNION
SELECT 2, id, 'UNIT_OF', parent FROM body WHERE parent IS NOT NULL
  AND file IN ($files)
UNION
SELECT 3, id, 'COUNTERPART_OF', counterpart FROM body WHERE counterpart IS NOT NULL
  AND file IN ($files)
ORDER BY place, start, other"""

_WORDS = ("quote", "file", "locator", "start", "end")
_PRINTED = (
    "indicator", "kind", "comparator", "value", "value_max", "unit", "unit_code", "scope", "force", "change", "baseline", "period",
    "reading", *_WORDS,
)  # fmt: skip
"""properties of a target in the order of ``_TARGET``"""


class Graph:
    """The rows of every file, each keyed by the names before the colon of its columns."""

    def __init__(self, duties: Portions, choice: Choice, figures: Figures) -> None:
        self.duties = duties
        self.choice = choice
        self.figures = figures
        self.plans = sorted(whole(path) for (path,) in choice.rows(_PLANS))

    def rows(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Give name of a file and some of its rows; those of one file come in their order."""
        yield from self._of_plans()
        yield from self._of_tasks()
        yield from self._of_bodies()
        for portion in self.duties.each():
            yield from self._of_measures(portion)
        for rows in self.choice.each(_TARGETS, _TARGET):
            yield from _of_targets(rows)
        yield "indicators", map(_indicator, indicators(self.choice, _INDICATORS))

    def _of_plans(self) -> Iterator[tuple[str, Iterable[Row]]]:
        known, wanted = plan_rows(self.choice.landing), set(self.plans)
        documents, sources, above = dict[str, Row](), dict[tuple[str, str], None](), dict[tuple[str, str], None]()
        for plan, document, file, sha256, form, over in self.choice.rows(_DOCUMENTS):
            if whole(plan) in wanted:
                one = whole(document)
                documents.setdefault(one, {"iri": one, "LABEL": ("Document",), "file": file, "sha256": sha256, "form": form})
                sources[whole(plan), one] = None
                if over and whole(over) in wanted:
                    above[whole(plan), whole(over)] = None
        yield "documents", (documents[one] for one in sorted(documents))
        yield "plans", (_plan(known[plan]) for plan in self.plans if plan in known)
        yield "plan_document", (_tie(plan, "FROM_DOCUMENT", document) for plan, document in sorted(sources))
        yield "plan_plan", (_tie(plan, "PART_OF", over) for plan, over in sorted(above))

    def _of_tasks(self) -> Iterator[tuple[str, Iterable[Row]]]:
        wanted = set(self.plans)
        for rows in self.choice.each(_TASKS, _TASK):
            tasks, ties = dict[str, Row](), dict[tuple[str, str], None]()
            for path, number, title, plan in rows:
                task = whole(path)
                tasks.setdefault(task, {"iri": task, "LABEL": ("Task",), "number": number, "title": title})
                if whole(plan) in wanted:
                    ties[task, whole(plan)] = None
            yield "tasks", tasks.values()
            yield "task_plan", (_tie(task, "IN_PLAN", plan) for task, plan in sorted(ties))

    def _of_bodies(self) -> Iterator[tuple[str, Iterable[Row]]]:
        bodies = self.duties.bodies
        yield "bodies", (self._body(row) for row in sorted(bodies.values(), key=lambda row: row.id))
        kin = ((whole(start), kind, whole(end)) for _, start, kind, end in self.choice.rows(_KIN))
        yield "body_body", (_tie(*tie) for tie in kin if tie[0] in bodies and tie[2] in bodies)

    def _body(self, body: BodyRow) -> Row:
        own = {name: getattr(body, name) for name in ("name", "label", "kind", "level", "jurisdiction", "aliases")}
        measured = dict(zip([field.name for field in self.figures.fields], self.figures.of(body.id), strict=True))
        return {"iri": body.id, "LABEL": _LABELS.get(body.kind, ("Body",)), **measured, **own}

    def _of_measures(self, portion: Duties) -> Iterator[tuple[str, Iterable[Row]]]:
        tasks = self.choice.tasks_of(portion.measures)
        words: dict[tuple[str, str, str, int], tuple[Value, ...]] = {}
        for measure, body, role, position, *printed in self.choice.of_measures(_DUTIES, portion.measures):
            words.setdefault((whole(measure), whole(body), role, position), tuple(printed))
        rows = portion.measures.values()
        yield "measures", map(_measure, rows)
        yield "measure_plan", (_tie(row.id, "IN_PLAN", row.plan_id) for row in rows)
        yield "measure_task", (_tie(row.id, "IN_TASK", tasks[row.id]) for row in rows if row.id in tasks)
        yield "duties", (_duty(duty, words) for duty in portion.duties if duty.expansion is None)
        yield "member_duties", (_duty(duty, words) for duty in portion.duties if duty.expansion is not None)


def _plan(plan: PlanRow) -> Row:
    return {
        "iri": plan.id, "LABEL": ("Plan",), "title": plan.title, "annex": plan.annex, "number": plan.number, "issuer": plan.issuer,
        "jurisdiction": plan.jurisdiction, "year": plan.year, "issued": plan.date, "status": plan.status, "lead_basis": plan.lead_basis,
    }  # fmt: skip


def _duty(duty: Duty, words: Mapping[tuple[str, str, str, int], tuple[Value, ...]]) -> Row:
    # A duty that was expanded stands on the words that name its group.
    printed = words.get((duty.measure, duty.via or duty.body, duty.role, duty.position), ())
    own = {name: getattr(duty, name) for name in ("role_raw", "mention", "position", "basis", "expansion", "via")}
    kind = TYPES[duty.role] + ("" if duty.expansion is None else MEMBER)
    return {**_tie(duty.body, kind, duty.measure), **own, **dict(zip(_WORDS, printed, strict=False))}


def _of_targets(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, Iterable[Row]]]:
    """Give the nodes and ties of some targets; a target stated by two files is told by the first."""
    nodes = dict[str, Row]()
    held, measured = list[tuple[str, Row]](), dict[tuple[str, str], None]()
    for path, measure, plan, indicator, *printed in rows:
        target = whole(path)
        if target not in nodes:
            own = {name: decimal(value) if isinstance(value, float) else value for name, value in zip(_PRINTED, printed, strict=True)}
            nodes[target] = {"iri": target, "LABEL": ("Target",), **own}
            sort, holder = ("measure_target", measure) if measure else ("plan_target", plan)
            held.append((sort, _tie(whole(holder), "HAS_TARGET", target)))
        measured[target, whole(indicator)] = None
    yield "targets", nodes.values()
    for sort in ("measure_target", "plan_target"):
        yield sort, [tie for kind, tie in held if kind == sort]
    yield "target_indicator", (_tie(target, "MEASURED_AS", indicator) for target, indicator in measured)


def _indicator(indicator: Indicator) -> Row:
    name = indicator.name or min(indicator.words, default=None)
    labels = ("Indicator",) if indicator.name else ("Indicator", "Unresolved")
    return {"iri": whole(indicator.path), "LABEL": labels, "name": name, "spellings": indicator.spellings}


def _tie(start: str, kind: str, end: str) -> Row:
    return {"START_ID": start, "TYPE": kind, "END_ID": end}


def _measure(row: MeasureRow) -> Row:
    names = ("text", "order", "section", "file", "locator", "deadline")
    dated = ("deadline_kind", "deadline_start", "deadline_end", "deadline_rrule", "deadline_inherited")
    return {"iri": row.id, "LABEL": ("Measure",), **{name: getattr(row, name) for name in (*names, *dated)}}
