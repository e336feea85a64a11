"""Numeric targets as an RDF Data Cube (W3C Recommendation, 16 January 2014): one observation a target, normalised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from zeren.export.facts import Facts
from zeren.ground.resources import table
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, CODES, expand, segment
from zeren.table.duties import Duties

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

_LINKS = ("zr:comparator", "zr:force", "zr:change")
_TEXTS = ("zr:unit", "zr:unitCode", "zr:baseline", "zr:period", "zr:indicatorRaw", "zr:targetReading")
_PROPERTIES = (
    *_LINKS, *_TEXTS, "zr:hasTarget", "zr:indicator", "zr:targetKind", "zr:value", "zr:valueMax", "zr:scope",
    "zr:evidence", "oa:exact", "oa:start", "oa:end", "oa:hasSource", "zr:locator", "zr:fileName", "zr:inPlan",
    "dcterms:title", "zr:year", "skos:prefLabel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Promise:
    """A numeric target with the place that orders it."""

    iri: str
    holder: str
    plan: str
    evidence: str
    place: tuple[str, int, str]


def cube(lines: Iterable[str], duties: Duties) -> list[str]:
    """Return the cube of the numeric targets of the duties' measures and plans as sorted N-Triples.

    The observation is the target itself. Its dimensions: plan, indicator, scope, period (the measure's deadline, else
    the plan's year) and the occurrence among those that share all of these. StoreError where a line is no N-Quad.
    """
    cube = _Cube(Facts(lines, _PROPERTIES), duties)
    cube.describe()
    cube.observe()
    return cube.triples.lines().decode("utf-8").splitlines()


class _Cube:
    def __init__(self, facts: Facts, duties: Duties) -> None:
        self.facts = facts
        self.duties = duties
        self.triples = Triples()
        self._labels = {row["concept"]: row["label"] for row in table("vocabulary/indicators")}
        self._units = {row["unit"]: row["qudt"] for row in table("vocabulary/units") if row["qudt"]}
        self._first = {qudt: unit for unit, qudt in reversed(self._units.items())}

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

    def observe(self) -> None:
        """State each numeric target as an observation, in document order."""
        seen: Counter[tuple[str, ...]] = Counter()
        for promise in sorted(self._promises(), key=lambda promise: promise.place):
            dimensions = {
                "zr:targetPlan": self._plan(promise.plan),
                "zr:indicator": self._indicator(promise.iri),
                "zr:targetScope": self._scope(self.facts.one(promise.iri, "zr:scope")),
                "zr:targetPeriod": self._period(promise),
            }
            key = tuple(dimensions.values())
            seen[key] += 1
            add = self.triples
            add.a(promise.iri, "qb:Observation")
            add.a(promise.iri, "zr:Target")
            add.link(promise.iri, "qb:dataSet", DATASET)
            for name, value in dimensions.items():
                add.link(promise.iri, name, value)
            add.value(promise.iri, "zr:occurrence", seen[key])
            add.link(promise.holder, "zr:hasTarget", promise.iri)
            self._values(promise)

    def _promises(self) -> Iterable[_Promise]:
        one = self.facts.one
        holders: dict[str, str] = {}
        for holder in sorted({*self.duties.measures, *self.duties.targets}):
            for target in self.facts.every(holder, "zr:hasTarget"):
                holders.setdefault(target, holder)
        for target, holder in holders.items():
            numeric = one(target, "zr:targetKind") == f"{CODES}target-numeric"
            evidence = one(target, "zr:evidence")
            if numeric and evidence and one(target, "zr:value") is not None and one(target, "zr:indicator"):
                file = one(one(evidence, "oa:hasSource") or "", "zr:fileName") or ""
                place = (file, int(one(evidence, "oa:start") or 0), target)
                yield _Promise(target, holder, one(holder, "zr:inPlan") or holder, evidence, place)

    def _values(self, promise: _Promise) -> None:
        add, one = self.triples, self.facts.one
        add.value(promise.iri, "zr:value", one(promise.iri, "zr:value"), "xsd:decimal")
        add.value(promise.iri, "zr:valueMax", one(promise.iri, "zr:valueMax"), "xsd:decimal")
        add.link(promise.iri, "sdmx-attribute:unitMeasure", self._unit(promise.iri))
        for name in _LINKS:
            if value := one(promise.iri, name):
                add.link(promise.iri, name, value)
        for name in _TEXTS:
            add.text(promise.iri, name, one(promise.iri, name))
        evidence = promise.evidence
        add.link(promise.iri, "zr:evidence", evidence)
        add.text(evidence, "oa:exact", one(evidence, "oa:exact"))
        add.text(evidence, "zr:locator", one(evidence, "zr:locator"))
        add.value(evidence, "oa:start", one(evidence, "oa:start"), "xsd:integer")
        add.value(evidence, "oa:end", one(evidence, "oa:end"), "xsd:integer")
        if source := one(evidence, "oa:hasSource"):
            add.link(evidence, "oa:hasSource", source)
            add.text(source, "zr:fileName", one(source, "zr:fileName"))

    def _plan(self, plan: str) -> str:
        self.triples.a(plan, "zr:Plan")
        self.triples.text(plan, "dcterms:title", self.facts.one(plan, "dcterms:title"))
        return plan

    def _indicator(self, target: str) -> str:
        indicator = self.facts.one(target, "zr:indicator") or NOT_STATED
        name = unquote(indicator.rpartition("/indicator/")[2])
        spelling = self.facts.one(indicator, "skos:prefLabel") or name
        self.triples.a(indicator, "zr:Indicator")
        return self._concept(indicator, ["indicators"], self._labels.get(name, spelling))

    def _scope(self, scope: str | None) -> str:
        return self._concept(f"{BASE}cube/scope/{segment(scope)}", ["scopes"], scope) if scope else NOT_STATED

    def _period(self, promise: _Promise) -> str:
        """Return the time that the value is for: the dates of the measure's deadline, else the plan's year."""
        measure, year = self.duties.measures.get(promise.holder), self.facts.one(promise.plan, "zr:year")
        if measure and measure.deadline_end:
            start, end = measure.deadline_start, measure.deadline_end
        elif year:
            start, end = f"{year}-01-01", f"{year}-12-31"
        else:
            return NOT_STATED
        iri = f"{BASE}cube/period/{segment(start or '')}--{segment(end)}"
        # An interval without a beginning, as in ISO 8601-2.
        self.triples.text(iri, "skos:notation", f"{start or '..'}/{end}")
        return self._concept(iri, ["periods"], f"{start}至{end}" if start else f"截至{end}")

    def _unit(self, target: str) -> str:
        unit = self.facts.one(target, "zr:unit")
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
