"""Numeric targets as an RDF Data Cube (W3C Recommendation, 16 January 2014): one observation a target, normalised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from tempfile import TemporaryFile
from typing import Any

from zeren.export.indicators import Indicator, named
from zeren.ground.resources import table
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, document_path, expand, segment, words_path
from zeren.table import whole
from zeren.table.choice import TARGETS, Choice
from zeren.table.duties import Portions
from zeren.table.plans import plan_rows

DATASET = f"{BASE}cube/targets"
STRUCTURE = f"{BASE}cube/structure"
NOT_STATED = f"{BASE}cube/not-stated"
"""stands in a dimension or unit where the plan prints nothing"""

_SCHEMES = {
    "indicators": ("指标", "Indicators"),
    "scopes": ("范围", "Scopes"),
    "periods": ("时期", "Periods"),
    "units": ("单位", "Units"),
}

_DIMENSIONS = (
    ("zr:targetPlan", "zr:Plan", None),
    ("zr:indicator", "zr:Indicator", "indicators"),
    ("zr:targetScope", "skos:Concept", "scopes"),
    ("zr:targetPeriod", "skos:Concept", "periods"),
    ("zr:occurrence", "xsd:integer", None),
)
"""property, range, code list"""

_ATTRIBUTES = (
    ("sdmx-attribute:unitMeasure", True),
    ("zr:evidence", True),
    ("zr:comparator", False),
    ("zr:force", False),
    ("zr:valueMax", False),
    ("zr:change", False),
    ("zr:unit", False),
    ("zr:unitCode", False),
    ("zr:baseline", False),
    ("zr:period", False),
    ("zr:indicatorRaw", False),
    ("zr:targetReading", False),
)
"""property, whether every observation has it"""

_IN_ORDER = f"""SELECT id
FROM (SELECT id, file, start_offset, row_number() OVER (PARTITION BY id ORDER BY file, start_offset) AS turn
  FROM {TARGETS}
    AND kind = 'numeric' AND value IS NOT NULL
) t
WHERE turn = 1
ORDER BY file, start_offset, id"""
"""numeric targets in document order, each where the first file states it"""
_PROMISED = """SELECT t.id, coalesce(t.measure, t.plan), coalesce(t.plan, m.plan), t.indicator, t.label, t.comparator, t.value, t.value_max,
       t.unit, t.unit_code, t.scope, t.force, t.change, t.baseline, t.period, t.reading, x.start_date, x.end_date, d.id, t.file, t.quote,
       t.locator, t.start_offset, t.end_offset
FROM target t
JOIN document d ON d.file = t.file
LEFT JOIN measure m ON m.id = t.measure AND m.file = t.file
LEFT JOIN deadline x ON x.measure = t.measure AND x.file = t.file AND x.origin = 'Deadline'
WHERE t.id IN ($ids)
ORDER BY t.file, t.start_offset, t.id, t.indicator, t.locator"""


@dataclass(frozen=True, slots=True)
class _Promise:
    """A numeric target as the columns have it, in the order of ``_PROMISED``; identifiers are paths, codes without prefix."""

    id: str
    holder: str
    """the measure or plan"""
    plan: str
    indicator: str
    label: str
    comparator: str | None
    value: float
    value_max: float | None
    unit: str | None
    unit_code: str | None
    scope: str | None
    force: str
    change: str | None
    baseline: str | None
    period: str | None
    reading: str | None
    start: str | None
    """first day of the measure's deadline"""
    end: str | None
    document: str
    file: str
    quote: str
    locator: str
    begins: int
    ends: int

    @property
    def evidence(self) -> str:
        """IRI of the printed words, which the document names with itself."""
        base = self.document.removesuffix(document_path(self.file))
        return whole(f"{'' if base == self.document else base}{words_path(self.file)}/{self.begins}-{self.ends}")


def cube(duties: Portions) -> Iterator[str]:
    """Yield the cube of the numeric targets of the chosen measures and plans as sorted N-Triples.

    The observation is the target itself. Its dimensions: plan, indicator, scope, period (the measure's deadline, else
    the plan's year) and the occurrence among those that share all of these. Sorted in files without names, so that a
    portion of targets is held at a time.
    """
    cube = _Cube(duties.demand())
    with ExitStack() as stack:
        runs = []
        for lines in cube.portions():
            runs.append(stack.enter_context(TemporaryFile()))
            runs[-1].write(lines)
            runs[-1].seek(0)
        # What two portions say, such as the name of a plan, is said once.
        yield from (line.decode("utf-8") for line, _ in groupby(merge(*runs)))


class _Cube:
    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.triples = Triples()
        self._plans = plan_rows(choice.landing)
        self._indicators: dict[str, Indicator] = {}
        self._seen: Counter[tuple[str, ...]] = Counter()
        self._labels = {row["concept"]: row["label"] for row in table("vocabulary/indicators")}
        self._units = {row["unit"]: row["qudt"] for row in table("vocabulary/units") if row["qudt"]}
        self._first = {qudt: unit for unit, qudt in reversed(self._units.items())}

    def portions(self) -> Iterator[bytes]:
        """Yield the structure, then some observations at a time, each as sorted lines."""
        self.describe()
        yield self.triples.lines()
        for rows in self.choice.each(_IN_ORDER, _PROMISED):
            self.triples = Triples()
            self.observe(rows)
            yield self.triples.lines()

    # ── Structure ────────────────────────────────────────────────────────────────────────

    def describe(self) -> None:
        """State the data set, its structure, the code lists and the kinds of its properties."""
        add = self.triples
        add.a(DATASET, "qb:DataSet")
        add.text(DATASET, "rdfs:label", "计划承诺的数值目标", "zh")
        add.text(DATASET, "rdfs:label", "Numeric targets that plans promise", "en")
        add.link(DATASET, "qb:structure", STRUCTURE)
        add.a(STRUCTURE, "qb:DataStructureDefinition")
        for name, (zh, en) in _SCHEMES.items():
            add.a(_scheme(name), "skos:ConceptScheme")
            add.text(_scheme(name), "rdfs:label", zh, "zh")
            add.text(_scheme(name), "rdfs:label", en, "en")
        self._concept(NOT_STATED, ("scopes", "periods", "units"), "未写明")
        add.text(NOT_STATED, "skos:prefLabel", "not stated", "en")
        for name, reach, scheme in _DIMENSIONS:
            self._component(name, "qb:dimension", "qb:DimensionProperty")
            add.link(expand(name), "rdfs:range", expand(reach))
            if scheme:
                add.a(expand(name), "qb:CodedProperty")
                add.link(expand(name), "qb:codeList", _scheme(scheme))
        self._component("zr:value", "qb:measure", "qb:MeasureProperty")
        add.link(expand("zr:value"), "rdfs:range", expand("xsd:decimal"))
        for name, required in _ATTRIBUTES:
            component = self._component(name, "qb:attribute", "qb:AttributeProperty")
            add.value(component, "qb:componentRequired", required)

    def _component(self, name: str, link: str, kind: str) -> str:
        add, component = self.triples, f"{STRUCTURE}/{name.partition(':')[2]}"
        add.link(STRUCTURE, "qb:component", component)
        add.a(component, "qb:ComponentSpecification")
        add.link(component, link, expand(name))
        # Stated, not left to be inferred: who reads the cube needs no reasoner.
        add.link(component, "qb:componentProperty", expand(name))
        add.a(expand(name), "rdf:Property")
        add.a(expand(name), kind)
        return component

    def _concept(self, iri: str, schemes: Iterable[str], label: str) -> str:
        self.triples.a(iri, "skos:Concept")
        self.triples.text(iri, "skos:prefLabel", label, "zh")
        for scheme in schemes:
            self.triples.link(iri, "skos:inScheme", _scheme(scheme))
        return iri

    # ── Observations ─────────────────────────────────────────────────────────────────────

    def observe(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """State each numeric target as an observation, in document order; one that two files state as the first does."""
        promises: dict[str, _Promise] = {}
        for row in rows:
            promises.setdefault(row[0], _Promise(*row))
        self._indicators = named(self.choice, (promise.indicator for promise in promises.values()))
        add = self.triples
        for promise in promises.values():
            target = whole(promise.id)
            dimensions = {
                "zr:targetPlan": self._plan(whole(promise.plan)),
                "zr:indicator": self._indicator(self._indicators[promise.indicator]),
                "zr:targetScope": self._scope(promise.scope),
                "zr:targetPeriod": self._period(promise),
            }
            key = tuple(dimensions.values())
            self._seen[key] += 1
            add.a(target, "qb:Observation")
            add.a(target, "zr:Target")
            add.link(target, "qb:dataSet", DATASET)
            for name, value in dimensions.items():
                add.link(target, name, value)
            add.value(target, "zr:occurrence", self._seen[key])
            add.link(whole(promise.holder), "zr:hasTarget", target)
            self._values(target, promise)
            self._evidence(target, promise)

    def _values(self, target: str, promise: _Promise) -> None:
        add = self.triples
        add.value(target, "zr:value", promise.value)
        add.value(target, "zr:valueMax", promise.value_max)
        add.link(target, "sdmx-attribute:unitMeasure", self._unit(promise.unit))
        add.code(target, "zr:force", f"force-{promise.force}")
        if promise.comparator:
            add.code(target, "zr:comparator", promise.comparator)
        if promise.change:
            add.code(target, "zr:change", f"change-{promise.change}")
        add.text(target, "zr:unit", promise.unit)
        add.text(target, "zr:unitCode", promise.unit_code)
        add.text(target, "zr:baseline", promise.baseline)
        add.text(target, "zr:period", promise.period)
        add.text(target, "zr:indicatorRaw", promise.label)
        add.text(target, "zr:targetReading", promise.reading)

    def _evidence(self, target: str, promise: _Promise) -> None:
        add, evidence, source = self.triples, promise.evidence, whole(promise.document)
        add.link(target, "zr:evidence", evidence)
        add.text(evidence, "oa:exact", promise.quote)
        add.text(evidence, "zr:locator", promise.locator)
        add.value(evidence, "oa:start", promise.begins)
        add.value(evidence, "oa:end", promise.ends)
        add.link(evidence, "oa:hasSource", source)
        add.text(source, "zr:fileName", promise.file)

    def _plan(self, plan: str) -> str:
        self.triples.a(plan, "zr:Plan")
        self.triples.text(plan, "dcterms:title", self._plans[plan].title if plan in self._plans else None)
        return plan

    def _indicator(self, indicator: Indicator) -> str:
        iri = whole(indicator.path)
        self.triples.a(iri, "zr:Indicator")
        return self._concept(iri, ["indicators"], self._labels.get(indicator.key, indicator.name or indicator.key))

    def _scope(self, scope: str | None) -> str:
        return self._concept(f"{BASE}cube/scope/{segment(scope)}", ["scopes"], scope) if scope else NOT_STATED

    def _period(self, promise: _Promise) -> str:
        """Return the time that the value is for: the dates of the measure's deadline, else the plan's year."""
        plan = self._plans.get(whole(promise.plan))
        if promise.end:
            start, end = promise.start, promise.end
        elif plan and plan.year:
            start, end = f"{plan.year}-01-01", f"{plan.year}-12-31"
        else:
            return NOT_STATED
        iri = f"{BASE}cube/period/{segment(start or '')}--{segment(end)}"
        # An interval without a beginning, as in ISO 8601-2.
        self.triples.text(iri, "skos:notation", f"{start or '..'}/{end}")
        return self._concept(iri, ["periods"], f"{start}至{end}" if start else f"截至{end}")

    def _unit(self, unit: str | None) -> str:
        if not unit:
            return NOT_STATED
        if known := self._units.get(unit):
            iri = self._concept(expand(f"unit:{known}"), ["units"], self._first[known])
            if unit != self._first[known]:
                self.triples.text(iri, "skos:altLabel", unit, "zh")
            return iri
        return self._concept(f"{BASE}cube/unit/{segment(unit)}", ["units"], unit)


def _scheme(name: str) -> str:
    return f"{BASE}cube/{name}"
