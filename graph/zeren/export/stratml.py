"""Plans as StratML Part 2, PerformancePlanOrReport (ANSI/AIIM 22, ISO 17469), with a report of what it cannot say.

Element order after schema 2.2.8 of 6 May 2016. A task is a Goal, a measure an Objective, its bodies are Stakeholders
with their roles, each of its targets is a PerformanceIndicator. What a plan does not state stands as an empty element.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from zeren.export import losses
from zeren.export.facts import Facts
from zeren.export.plain import Plain
from zeren.export.tables import make_folder
from zeren.export.xml import Element, render
from zeren.ground.model import Target
from zeren.ground.resources import table
from zeren.table.duties import Duties, Duty, MeasureRow

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"

_PROPERTIES = (
    "zr:inTask", "dcterms:title", "zr:number", "zr:issuerName", "zr:documentNumber", "zr:annex", "zr:year",
    "zr:jurisdiction", "skos:prefLabel", "dcterms:issued", "dcterms:isPartOf", "prov:wasDerivedFrom", "zr:fileName",
    "zr:sha256",
)  # fmt: skip
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\s]+')
_NAME = 60
"""characters of a plan's title in the name of its file"""


def write(lines: Iterable[str], duties: Duties, folder: Path) -> None:
    """Write one XML file a plan with measures or targets, and ``report.md``, into ``folder``; errors as in ``export.write``."""
    facts = Facts(lines, (*_PROPERTIES, *losses.PROPERTIES))
    make_folder(folder, "stratml")
    counted = []
    # Grouped once: a store may hold thousands of plans.
    measures: dict[str, list[MeasureRow]] = {}
    for row in duties.measures.values():
        measures.setdefault(row.plan_id, []).append(row)
    shares: dict[str, list[Duty]] = {}
    for duty in duties.duties:
        shares.setdefault(duty.measure, []).append(duty)
    count = losses.Losses(duties, shares, facts)
    for plan in _plans(duties):
        rows = measures.get(plan, [])
        written = _Plan(plan, rows, shares, duties, facts)
        name, root = written.file_name(), written.root()
        (folder / name).write_bytes(render(root, Plain()))
        elements = Counter(element.name for element in root.every())
        counted.append(losses.Counted(written.title, name, elements, count.of(plan, rows)))
    (folder / "report.md").write_text(losses.report(counted), encoding="utf-8", newline="\n")


def identifier(iri: str) -> str:
    """Return an xsd:ID for an IRI, the same wherever the IRI stands (UUID of version 5)."""
    return f"_{uuid5(NAMESPACE_URL, iri)}"


def _plans(duties: Duties) -> list[str]:
    """Plans in document order, then those that promise values only in tables of their own."""
    plans = dict.fromkeys(row.plan_id for row in duties.measures.values())
    plans.update(dict.fromkeys(sorted(holder for holder in duties.targets if holder not in duties.measures)))
    return list(plans)


class _Plan:
    """One plan as a document."""

    def __init__(
        self, plan: str, measures: Sequence[MeasureRow], shares: Mapping[str, Sequence[Duty]], duties: Duties, facts: Facts
    ) -> None:
        self.plan = plan
        self.measures = measures
        self.shares = shares
        self.duties = duties
        self.facts = facts
        self.title = next((row.plan for row in measures), None) or facts.one(plan, "dcterms:title") or plan

    def file_name(self) -> str:
        """Return a name that tells the plan and is like no other's."""
        title = _UNSAFE.sub("_", (self.facts.one(self.plan, "zr:annex") or "") + self.title)[:_NAME].strip("._")
        return f"{title}-{identifier(self.plan)[1:9]}.xml"

    def root(self) -> Element:
        one = self.facts.one
        over = one(one(self.plan, "dcterms:isPartOf") or "", "dcterms:title")
        content = (
            _text("Name", self.title),
            _text("Description", " ".join(filter(None, [over, one(self.plan, "zr:annex")]))),
            _text("OtherInformation", self._origin()),
            Element("StrategicPlanCore", (self._organization(), *_NOT_STATED, *self._goals())),
            self._administration(),
        )
        return Element("PerformancePlanOrReport", content, {"xmlns": NAMESPACE, "Type": "Performance_Plan"})

    def _origin(self) -> str:
        one, source = self.facts.one, self.facts.one(self.plan, "prov:wasDerivedFrom") or ""
        parts = [
            f"IRI: {self.plan}",
            _labelled("文号 number", one(self.plan, "zr:documentNumber")),
            _labelled("来源文件 source file", one(source, "zr:fileName")),
            _labelled("SHA-256", one(source, "zr:sha256")),
        ]
        return _joined(parts)

    def _organization(self) -> Element:
        place = self.facts.one(self.facts.one(self.plan, "zr:jurisdiction") or "", "skos:prefLabel") or ""
        name = self.facts.one(self.plan, "zr:issuerName") or place
        fields = (_text("Name", name), _text("Identifier", identifier(f"{self.plan}#issuer")), _text("Description", place))
        return Element("Organization", fields)

    def _administration(self) -> Element:
        year, issued = self.facts.one(self.plan, "zr:year"), self.facts.one(self.plan, "dcterms:issued")
        dates = [("StartDate", year and f"{year}-01-01"), ("EndDate", year and f"{year}-12-31"), ("PublicationDate", issued)]
        fields = [_text(name, value) for name, value in dates if value]
        return Element("AdministrativeInformation", (_text("Identifier", identifier(self.plan)), *fields, _text("Source", self.plan)))

    def _goals(self) -> Iterator[Element]:
        """One Goal a task; measures outside tasks under their innermost heading; a table of values last."""
        goals: dict[str, list[MeasureRow]] = {}
        for row in self.measures:
            key = self.facts.one(row.id, "zr:inTask") or "#".join([self.plan, *row.section])
            goals.setdefault(key, []).append(row)
        for key, rows in goals.items():
            first = rows[0]
            name = first.task or (first.section[-1] if first.section else self.title)
            number = [_text("SequenceIndicator", first.task_no)] if first.task_no else []
            fields = (_text("Name", name), _text("Description", " / ".join(first.section)), _text("Identifier", identifier(key)))
            yield Element("Goal", (*fields, *number, *map(self._objective, rows)))
        if targets := self.duties.targets.get(self.plan, ()):
            key = f"{self.plan}#targets"
            indicators = _indicators(self.plan, targets, None)
            objective = Element("Objective", (_text("Identifier", identifier(f"{key}/1")), *indicators))
            fields = (_text("Name", "指标表 Table of indicators"), _text("Description"), _text("Identifier", identifier(key)))
            yield Element("Goal", (*fields, objective))

    def _objective(self, row: MeasureRow) -> Element:
        deadline = (
            _labelled("时限 deadline", row.deadline or None),
            _labelled("时限类型 kind", row.deadline_kind),
            _labelled("起 from", row.deadline_start),
            _labelled("止 to", row.deadline_end),
            _labelled("周期 rule", row.deadline_rrule),
        )
        others = _joined([*deadline, f"来源 source: {row.file} {row.locator}", f"IRI: {row.id}"])
        fields = (
            _text("Description", row.text),
            _text("Identifier", identifier(row.id)),
            _text("SequenceIndicator", str(row.order)),
            *self._stakeholders(row.id),
            _text("OtherInformation", others),
            *_indicators(row.id, self.duties.targets.get(row.id, ()), row),
        )
        return Element("Objective", fields)

    def _stakeholders(self, measure: str) -> Iterator[Element]:
        """A body once, with each of its roles as written; in the printed order."""
        bodies: dict[str, list[Duty]] = {}
        for duty in self.shares.get(measure, ()):
            if duty.expansion is None:
                bodies.setdefault(duty.body, []).append(duty)
        for body, shares in bodies.items():
            row = self.duties.bodies[body]
            kind = "Generic_Group" if row.kind in ("group", "standing-group") else "Organization"
            mentions = "、".join(dict.fromkeys(duty.mention for duty in shares))
            roles = (_role(duty) for duty in shares)
            fields = (_text("Name", row.name), _text("Description", f"原文 as printed: {mentions}"), *roles)
            yield Element("Stakeholder", fields, {"StakeholderTypeType": kind})


def _role(duty: Duty) -> Element:
    fields = (_text("Name", _word(f"role:{duty.role}")), _text("Description", duty.role_raw or ""), _text("RoleType", "Performer"))
    return Element("Role", fields)


def _indicators(holder: str, targets: Sequence[Target], row: MeasureRow | None) -> Iterator[Element]:
    for number, target in enumerate(targets, 1):
        fields = (
            _text("SequenceIndicator", str(number)),
            _text("MeasurementDimension", target.indicator),
            _text("UnitOfMeasurement", target.unit or ""),
            _text("Identifier", identifier(f"{holder}/target/{number}")),
            _instance(target, row),
            _text("OtherInformation", _remarks(target)),
        )
        kind = "Qualitative" if target.kind == "qualitative" else "Quantitative"
        yield Element("PerformanceIndicator", fields, {"PerformanceIndicatorType": kind})


def _instance(target: Target, row: MeasureRow | None) -> Element:
    place = [Element("Place", (_text("Name", target.scope),))] if target.scope else []
    dates = [("StartDate", row and row.deadline_start), ("EndDate", row and row.deadline_end)]
    result = [_text(name, value) for name, value in dates if value]
    if target.value is not None:
        result.append(_text("NumberOfUnits", _decimal(target.value)))
    if target.comparator:
        words = (_text("DescriptorName", "比较 comparator"), _text("DescriptorValue", _word(f"comparator:{target.comparator}")))
        result.append(Element("Descriptor", words))
    result.append(_text("Description", target.quote))
    return Element("MeasurementInstance", (*place, Element("TargetResult", tuple(result))))


def _remarks(target: Target) -> str:
    parts = [
        _labelled("种类 kind", _word(f"kind:{target.kind}")),
        _labelled("上限 upper end", None if target.value_max is None else _decimal(target.value_max)),
        _labelled("约束力 force", target.force if target.force != "binding" else None),
        _labelled("变化 change", target.change),
        _labelled("基准 baseline", target.baseline),
        _labelled("时期 period", target.period),
        _labelled("读法 reading", target.reading),
        _labelled("来源 source", target.place.locator),
    ]
    return _joined(parts)


def _text(name: str, text: str | None = "") -> Element:
    return Element(name, text or "")


def _labelled(label: str, value: str | None) -> str | None:
    return None if value is None else f"{label}: {value}"


def _joined(parts: Iterable[str | None]) -> str:
    return "; ".join(part for part in parts if part is not None)


def _word(key: str) -> str:
    """Return both names of a code; the code itself where the table has none."""
    for row in table("vocabulary/stratml"):
        if row["kind"] == "word" and row["key"] == key:
            return f"{row['zh']} {row['en']}"
    return key.partition(":")[2]


def _decimal(value: float) -> str:
    """Return an xsd:decimal, which knows no exponent."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


_NOT_STATED = (
    Element("Vision", (_text("Description"),)),
    Element("Mission", (_text("Description"),)),
    Element("Value", (_text("Name"),)),
)
"""what StratML asks of an organisation and action plans do not print"""
