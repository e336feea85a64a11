"""Nodes and relationships as the CSV files that ``neo4j-admin database import`` reads.

Headers and quoting after the Neo4j Operations Manual, "Import": one header line a file, ``name:type`` columns, IDs in
named spaces, fields in double quotes where they hold a delimiter, a quote (doubled) or a line break.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from zeren.export.facts import Facts
from zeren.export.plain import Plain
from zeren.export.records import Measures, Value, figures
from zeren.export.tables import make_folder
from zeren.ground.resources import table
from zeren.ground.vocabulary import CODES
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

Row = Mapping[str, Value]

SEPARATOR = "\x1f"
"""between the items of an array and between labels: no text holds it, a control character that ``Plain`` replaces"""

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

_PLAN = {
    "title": "dcterms:title",
    "annex": "zr:annex",
    "number": "zr:documentNumber",
    "issuer": "zr:issuerName",
    "year": "zr:year",
    "issued": "dcterms:issued",
    "status": "zr:status",
    "lead_basis": "zr:leadBasis",
}
_DOCUMENT = {"file": "zr:fileName", "sha256": "zr:sha256", "form": "zr:form"}
_TARGET = {
    "indicator": "zr:indicatorRaw",
    "kind": "zr:targetKind",
    "comparator": "zr:comparator",
    "value": "zr:value",
    "value_max": "zr:valueMax",
    "unit": "zr:unit",
    "unit_code": "zr:unitCode",
    "scope": "zr:scope",
    "force": "zr:force",
    "change": "zr:change",
    "baseline": "zr:baseline",
    "period": "zr:period",
    "reading": "zr:targetReading",
}
_WORDS = {"quote": "oa:exact", "locator": "zr:locator", "start": "oa:start", "end": "oa:end"}
_KIN = {"zr:hasMember": "HAS_MEMBER", "org:unitOf": "UNIT_OF", "zr:counterpartOf": "COUNTERPART_OF"}
_TASK = {"number": "zr:number", "title": "dcterms:title"}
_OTHERS = (
    "zr:hasAssignment", "zr:body", "zr:role", "zr:position", "zr:evidence", "oa:hasSource", "zr:inPlan", "zr:inTask",
    "zr:jurisdiction", "skos:prefLabel", "skos:altLabel", "rdfs:label", "dcterms:isPartOf", "prov:wasDerivedFrom", "zr:hasTarget",
    "zr:indicator",
)  # fmt: skip
_PREFIXED = {"lead_basis": "lead-", "kind": "target-", "force": "force-", "change": "change-"}
"""property → what its codes begin with"""


def write(lines: Iterable[str], duties: Duties, folder: Path, measures: Measures | None = None) -> None:
    """Write one CSV file a sort of node and of relationship, and ``import.sh`` with the command, into ``folder``.

    What the duties do not hold (documents, tasks, words of each duty) comes from ``lines``. Errors as in ``export.write``.
    """
    properties = {*_PLAN.values(), *_DOCUMENT.values(), *_TARGET.values(), *_WORDS.values(), *_TASK.values(), *_KIN, *_OTHERS}
    graph = _Graph(duties, Facts(lines, properties), measures or {})
    files = graph.files()
    make_folder(folder, "neo4j")
    for name, columns in graph.columns.items():
        (folder / f"{name}.csv").write_bytes(_sheet(columns, files[name]))
    (folder / "import.sh").write_text(_script(), encoding="utf-8", newline="\n")


class _Graph:
    """The rows of every file, each keyed by the names before the colon of its columns."""

    def __init__(self, duties: Duties, facts: Facts, measures: Measures) -> None:
        self.duties = duties
        self.facts = facts
        self.figures = figures(measures)
        self.columns: dict[str, list[str]] = {}
        for row in table("vocabulary/neo4j"):
            self.columns.setdefault(row["file"], []).append(row["column"])
        types = {"integer": "long", "number": "double"}
        self.columns["bodies"] += [f"{field.name}:{types[field.type]}" for field in self.figures.fields]
        rows = duties.measures.values()
        self.titles = {row.plan_id: row.plan for row in rows}
        self.plans = self._plans()
        self.tasks = {row.id: task for row in rows if (task := facts.one(row.id, "zr:inTask"))}
        self.targets = {
            target: holder
            for holder in sorted({*duties.measures, *duties.targets})
            for target in facts.every(holder, "zr:hasTarget")
        }

    def files(self) -> dict[str, list[Row]]:
        facts, rows = self.facts, list(self.duties.measures.values())
        tasks = sorted(set(self.tasks.values()))
        documents = sorted({doc for plan in self.plans for doc in facts.every(plan, "prov:wasDerivedFrom")})
        indicators = sorted({one for target in self.targets for one in facts.every(target, "zr:indicator")})
        shares = list(self._duties())
        held = [(self.targets[target], target) for target in sorted(self.targets)]
        return {
            "documents": [self._node(doc, ("Document",), _DOCUMENT) for doc in documents],
            "plans": [self._plan(plan) for plan in self.plans],
            "tasks": [self._node(task, ("Task",), _TASK) for task in tasks],
            "measures": [_measure(row) for row in rows],
            "bodies": [self._body(row) for row in sorted(self.duties.bodies.values(), key=lambda row: row.id)],
            "targets": [self._target(target) for target in sorted(self.targets)],
            "indicators": [self._indicator(indicator) for indicator in indicators],
            "duties": [row for row in shares if row["expansion"] is None],
            "member_duties": [row for row in shares if row["expansion"] is not None],
            "plan_document": self._ties("FROM_DOCUMENT", self.plans, "prov:wasDerivedFrom", documents),
            "plan_plan": self._ties("PART_OF", self.plans, "dcterms:isPartOf", self.plans),
            "task_plan": self._ties("IN_PLAN", tasks, "zr:inPlan", self.plans),
            "measure_plan": [_tie(row.id, "IN_PLAN", row.plan_id) for row in rows],
            "measure_task": [_tie(measure, "IN_TASK", task) for measure, task in self.tasks.items()],
            "measure_target": [_tie(a, "HAS_TARGET", b) for a, b in held if a in self.duties.measures],
            "plan_target": [_tie(a, "HAS_TARGET", b) for a, b in held if a not in self.duties.measures],
            "target_indicator": self._ties("MEASURED_AS", sorted(self.targets), "zr:indicator", indicators),
            "body_body": [
                tie
                for name, kind in _KIN.items()
                for tie in self._ties(kind, sorted(self.duties.bodies), name, self.duties.bodies)
            ],
        }

    def _plans(self) -> list[str]:
        """Plans of the measures, those that promise values themselves, and the documents that they belong to."""
        found = {*self.titles, *(holder for holder in self.duties.targets if holder not in self.duties.measures)}
        above = {parent for plan in found for parent in self.facts.every(plan, "dcterms:isPartOf")}
        return sorted(found | above)

    def _node(self, iri: str, labels: tuple[str, ...], properties: Mapping[str, str]) -> dict[str, Value]:
        row: dict[str, Value] = {"iri": iri, "LABEL": labels}
        for name, its in properties.items():
            value = self.facts.one(iri, its)
            row[name] = value and value.removeprefix(CODES).removeprefix(_PREFIXED.get(name, ""))
        return row

    def _plan(self, plan: str) -> Row:
        row = self._node(plan, ("Plan",), _PLAN)
        row["title"] = row["title"] or self.titles.get(plan)
        row["jurisdiction"] = self.facts.one(self.facts.one(plan, "zr:jurisdiction") or "", "skos:prefLabel")
        return row

    def _body(self, body: BodyRow) -> Row:
        its = {name: getattr(body, name) for name in ("name", "label", "kind", "level", "jurisdiction", "aliases")}
        figures = dict(zip([field.name for field in self.figures.fields], self.figures.of(body.id), strict=True))
        return {"iri": body.id, "LABEL": _LABELS.get(body.kind, ("Body",)), **figures, **its}

    def _target(self, target: str) -> Row:
        return {**self._node(target, ("Target",), _TARGET), **self._words(target)}

    def _indicator(self, indicator: str) -> Row:
        name = self.facts.one(indicator, "skos:prefLabel") or self.facts.one(indicator, "rdfs:label")
        spellings = tuple(self.facts.every(indicator, "skos:altLabel"))
        kind = ("Indicator",) if self.facts.one(indicator, "skos:prefLabel") else ("Indicator", "Unresolved")
        return {"iri": indicator, "LABEL": kind, "name": name or min(spellings, default=None), "spellings": spellings}

    def _words(self, subject: str) -> dict[str, Value]:
        """Return the printed words behind a subject and where they stand."""
        evidence = self.facts.one(subject, "zr:evidence") or ""
        row: dict[str, Value] = {name: self.facts.one(evidence, its) for name, its in _WORDS.items()}
        row["file"] = self.facts.one(self.facts.one(evidence, "oa:hasSource") or "", "zr:fileName")
        return row

    def _duties(self) -> Iterator[Row]:
        for measure, group in _by_measure(self.duties.duties).items():
            stated = self._assignments(measure)
            for duty in group:
                # A duty that was expanded stands on the words that name its group.
                words = stated.get((duty.via or duty.body, duty.role, str(duty.position)), "")
                its = {name: getattr(duty, name) for name in ("role_raw", "mention", "position", "basis", "expansion", "via")}
                kind = TYPES[duty.role] + ("" if duty.expansion is None else MEMBER)
                yield {**_tie(duty.body, kind, measure), **its, **self._words(words)}

    def _assignments(self, measure: str) -> dict[tuple[str, str, str], str]:
        """Return body, role and position → the assignment that states them."""
        one = self.facts.one
        return {
            (one(duty, "zr:body") or "", (one(duty, "zr:role") or "").removeprefix(CODES), one(duty, "zr:position") or ""): duty
            for duty in self.facts.every(measure, "zr:hasAssignment")
        }

    def _ties(self, kind: str, starts: Iterable[str], name: str, ends: Iterable[str]) -> list[Row]:
        known = set(ends)
        return [_tie(start, kind, end) for start in starts for end in self.facts.every(start, name) if end in known]


def _by_measure(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.measure, []).append(duty)
    return found


def _tie(start: str, kind: str, end: str) -> Row:
    return {"START_ID": start, "TYPE": kind, "END_ID": end}


def _measure(row: MeasureRow) -> Row:
    names = ("text", "order", "section", "file", "locator", "deadline")
    dated = ("deadline_kind", "deadline_start", "deadline_end", "deadline_rrule", "deadline_inherited")
    return {"iri": row.id, "LABEL": ("Measure",), **{name: getattr(row, name) for name in (*names, *dated)}}


def _sheet(columns: list[str], rows: Iterable[Row]) -> bytes:
    names = [_property(column) for column in columns]
    out, plain = io.StringIO(newline=""), Plain()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name), plain) for name in names])
    return out.getvalue().encode("utf-8")


def _property(column: str) -> str:
    """Return the name that a column goes by: its property, else what its type says (``:TYPE``, ``:END_ID(…)``)."""
    name, _, kind = column.partition(":")
    return name or kind.partition("(")[0]


def _cell(value: Value, plain: Plain) -> str:
    """Return a cell; nothing at all stands for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return SEPARATOR.join(plain(item) for item in value)
    return plain(value) if isinstance(value, str) else str(value)


def _script() -> str:
    """Return the command as a shell script."""
    files = {row["file"]: row["sort"] for row in table("vocabulary/neo4j")}
    arguments = "".join(f" \\\n  --{sort}={name}.csv" for name, sort in files.items())
    return (
        "#!/bin/sh\n"
        "# Makes the database named by the first argument (default: zeren) from the files beside this script.\n"
        "# 用本文件夹的数据建立 Neo4j 数据库；数据库须尚不存在，服务器须已停止 (Neo4j 5 or newer; the database must not exist,\n"
        "# the server must be stopped). U+001F stands between the items of an array and between labels.\n"
        "set -eu\n"
        'cd "$(dirname "$0")"\n'
        '"${NEO4J_ADMIN:-neo4j-admin}" database import full "${1:-zeren}" \\\n'
        "  --array-delimiter=U+001F --multiline-fields=true --legacy-style-quoting=false --input-encoding=UTF-8"
        f"{arguments}\n"
    )
