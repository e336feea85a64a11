"""Plans as StratML Part 2, PerformancePlanOrReport (ANSI/AIIM 22, ISO 17469), with a report of what it cannot say.

Element order after schema 2.2.8 of 6 May 2016. A task is a Goal, a measure an Objective, its bodies are Stakeholders
with their roles, each of its targets is a PerformanceIndicator. What a plan does not state stands as an empty element.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from zeren.export import losses
from zeren.export.plain import Plain
from zeren.export.tables import make_folder
from zeren.export.xml import Element, render
from zeren.ground.model import Target
from zeren.ground.resources import table
from zeren.ground.triples import decimal
from zeren.table import whole
from zeren.table.duties import Duties, Duty, MeasureRow, Portions
from zeren.table.plans import PlanRow, plan_rows

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\s]+')
_NAME = 60
"""characters of a plan's title in the name of its file"""


_SOURCES = "SELECT id, sha256 FROM document ORDER BY id, sha256"


def write(duties: Portions, folder: Path) -> None:
    """Write one XML file a plan with measures or targets, and ``report.md``, into ``folder``; a few plans are held at a time.

    Errors as in ``export.write``.
    """
    make_folder(folder, "stratml")
    choice = duties.demand()
    known = plan_rows(choice.landing)
    digests = {whole(document): str(sha256) for document, sha256 in choice.rows(_SOURCES)}
    losses_of = losses.Losses(choice)
    counted: dict[str, losses.Counted] = {}
    for portion in duties.whole_plans():
        tasks = choice.tasks_of(portion.measures)
        count = losses_of.of_portion(portion)
        for plan, rows, shares in _of_plans(portion):
            targets = duties.promised.get(plan, ())
            written = _Plan(known.get(plan) or _untold(plan), digests, rows, shares, tasks, targets, portion)
            counted[plan] = written.write(folder, count)
    for plan in sorted(duties.promised.keys() - counted.keys()):
        nothing = Duties(duties.bodies, {}, ())
        written = _Plan(known.get(plan) or _untold(plan), digests, (), {}, {}, duties.promised[plan], nothing)
        counted[plan] = written.write(folder, losses_of.of_portion(nothing))
    (folder / "report.md").write_text(losses.report(counted.values()), encoding="utf-8", newline="\n")


def _untold(plan: str) -> PlanRow:
    """A plan of which the store says no more than what it promises."""
    return PlanRow(plan, plan, *(None,) * 10, "", "", 0)


def identifier(iri: str) -> str:
    """Return an xsd:ID for an IRI, the same wherever the IRI stands (UUID of version 5)."""
    return f"_{uuid5(NAMESPACE_URL, iri)}"


def _of_plans(portion: Duties) -> Iterator[tuple[str, Sequence[MeasureRow], Mapping[str, Sequence[Duty]]]]:
    """Yield each plan with its measures in document order and the duties of each measure."""
    shares: dict[str, list[Duty]] = {}
    for duty in portion.duties:
        shares.setdefault(duty.measure, []).append(duty)
    measures: dict[str, list[MeasureRow]] = {}
    for row in portion.measures.values():
        measures.setdefault(row.plan_id, []).append(row)
    for plan, rows in measures.items():
        yield plan, rows, shares


@dataclass(frozen=True, slots=True)
class _Plan:
    """One plan as a document."""

    plan: PlanRow
    digests: Mapping[str, str]
    """document → SHA-256 of its file"""
    measures: Sequence[MeasureRow]
    shares: Mapping[str, Sequence[Duty]]
    tasks: Mapping[str, str]
    """measure → its task"""
    promised: Sequence[Target]
    """what a table of the plan promises"""
    duties: Duties

    def write(self, folder: Path, count: losses.Portion) -> losses.Counted:
        """Write the file; return what it holds and what it cannot say."""
        name, root = self.file_name(), self.root()
        (folder / name).write_bytes(render(root, Plain()))
        elements = Counter(element.name for element in root.every())
        shares = [duty for row in self.measures for duty in self.shares.get(row.id, ())]
        targets = [*self.promised, *(target for row in self.measures for target in self.duties.targets.get(row.id, ()))]
        return losses.Counted(self.plan.title, name, elements, count.of(self.plan.id, self.measures, shares, targets))

    def file_name(self) -> str:
        """Return a name that tells the plan and is like no other's."""
        title = _UNSAFE.sub("_", (self.plan.annex or "") + self.plan.title)[:_NAME].strip("._")
        return f"{title}-{identifier(self.plan.id)[1:9]}.xml"

    def root(self) -> Element:
        content = (
            _text("Name", self.plan.title),
            _text("Description", " ".join(filter(None, [self.plan.part_of, self.plan.annex]))),
            _text("OtherInformation", self._origin()),
            Element("StrategicPlanCore", (self._organization(), *_NOT_STATED, *self._goals())),
            self._administration(),
        )
        return Element("PerformancePlanOrReport", content, {"xmlns": NAMESPACE, "Type": "Performance_Plan"})

    def _origin(self) -> str:
        plan = self.plan
        parts = [
            f"IRI: {plan.id}",
            _labelled("文号 number", plan.number),
            _labelled("来源文件 source file", plan.file or None),
            _labelled("SHA-256", self.digests.get(plan.document)),
        ]
        return _joined(parts)

    def _organization(self) -> Element:
        place = self.plan.jurisdiction or ""
        name = self.plan.issuer or place
        fields = (_text("Name", name), _text("Identifier", identifier(f"{self.plan.id}#issuer")), _text("Description", place))
        return Element("Organization", fields)

    def _administration(self) -> Element:
        year, issued = self.plan.year, self.plan.date
        dates = [("StartDate", year and f"{year}-01-01"), ("EndDate", year and f"{year}-12-31"), ("PublicationDate", issued)]
        fields = [_text(name, value) for name, value in dates if value]
        return Element("AdministrativeInformation", (_text("Identifier", identifier(self.plan.id)), *fields, _text("Source", self.plan.id)))

    def _goals(self) -> Iterator[Element]:
        """One Goal a task; measures outside tasks under their innermost heading; a table of values last."""
        goals: dict[str, list[MeasureRow]] = {}
        for row in self.measures:
            key = self.tasks.get(row.id) or "#".join([self.plan.id, *row.section])
            goals.setdefault(key, []).append(row)
        for key, rows in goals.items():
            first = rows[0]
            name = first.task or (first.section[-1] if first.section else self.plan.title)
            number = [_text("SequenceIndicator", first.task_no)] if first.task_no else []
            fields = (_text("Name", name), _text("Description", " / ".join(first.section)), _text("Identifier", identifier(key)))
            yield Element("Goal", (*fields, *number, *map(self._objective, rows)))
        if self.promised:
            key = f"{self.plan.id}#targets"
            indicators = _indicators(self.plan.id, self.promised, None)
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
        result.append(_text("NumberOfUnits", decimal(target.value)))
    if target.comparator:
        words = (_text("DescriptorName", "比较 comparator"), _text("DescriptorValue", _word(f"comparator:{target.comparator}")))
        result.append(Element("Descriptor", words))
    result.append(_text("Description", target.quote))
    return Element("MeasurementInstance", (*place, Element("TargetResult", tuple(result))))


def _remarks(target: Target) -> str:
    parts = [
        _labelled("种类 kind", _word(f"kind:{target.kind}")),
        _labelled("上限 upper end", None if target.value_max is None else decimal(target.value_max)),
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


_NOT_STATED = (
    Element("Vision", (_text("Description"),)),
    Element("Mission", (_text("Description"),)),
    Element("Value", (_text("Name"),)),
)
"""what StratML asks of an organisation and action plans do not print"""
