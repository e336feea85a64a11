"""State what a document says as triples, each duty with the words that prove it."""

from __future__ import annotations

import re
from collections import Counter

from zeren.ground.figures import figure
from zeren.ground.fold import fold, key, label
from zeren.ground.indicators import indicator_name, known_indicators
from zeren.ground.labels import label_of
from zeren.ground.model import (
    Agency,
    AgencySet,
    Assignment,
    Clause,
    Correction,
    Deadline,
    Extraction,
    Measure,
    Place,
    Plan,
    Reference,
    Remark,
    Residue,
    Target,
)
from zeren.ground.reasons import reason_code
from zeren.ground.triples import Triples, concept, integer, literal, node
from zeren.ground.vocabulary import (
    BASE,
    COMPARATORS,
    ROLE_SHORTCUTS,
    digest,
    document_path,
    iri,
    segment,
    words_path,
)
from zeren.state.bodies import Bodies

_PROPERTY = {"unit_code": "unitCode", "reading": "targetReading"}
"""properties whose names differ from the field's"""


_BETTER = {">=": "higher", ">": "higher", "up": "higher", "<=": "lower", "<": "lower", "down": "lower"}
"""comparator or change → which way is better, for an indicator of which nothing else is known"""
_FIGURES = re.compile(r"\d[\d.,]*")
"""29, 2026, 3.5, 1,200"""
_COUNTED = ("zr:page", "zr:table", "zr:row", "zr:column", "zr:line")
NAME = 40
"""code points of the label of a record at most"""


def document_iri(name: str, base: str = BASE) -> str:
    """Return the IRI of a source document, which also names its graph."""
    return iri(document_path(name), base)


def state(extraction: Extraction, base: str = BASE) -> bytes:
    """Return all that a document says as sorted N-Triples without blank nodes."""
    return triples_of(extraction, base).lines()


def triples_of(extraction: Extraction, base: str = BASE) -> Triples:
    """Return all that a document says."""
    return _Statement(extraction, base).all()


def promised(target: Target) -> str:
    """Return the value of a target in short (``≥ 65 %``, ``下降 20 %``); its words where it has no number."""
    if target.value is None:
        return target.reading or ""
    return figure(target.comparator, target.value, target.value_max, target.unit, target.change, joint=" ")


def _printed(extraction: Extraction) -> dict[str, str]:
    """Identifier of each organisation that a document names → the name that its first printed words give."""
    found: dict[str, str] = {}
    for measure in extraction.measures:
        named = [clause_body.resolution for clause in measure.clauses for clause_body in clause.bodies]
        for resolution in (*(assignment.resolution for assignment in measure.assignments), *named):
            if resolution is not None and isinstance(resolution.body, Agency):
                found.setdefault(resolution.body.id, resolution.body.name)
    return found


class _Statement:
    """The triples of one document."""

    def __init__(self, extraction: Extraction, base: str) -> None:
        self.triples = Triples()
        self.base = base
        self.extraction = extraction
        self.document = document_iri(extraction.document.name, base)
        self._source_key = digest([extraction.document.name])
        self._words = self._iri(words_path(extraction.document.name))
        self.bodies = Bodies(self.triples, base, _printed(extraction))
        self._alike: Counter[str] = Counter()
        self._shown: dict[str, Place] = {}
        """IRI of printed words → the place last stated of them"""

    def all(self) -> Triples:
        self._source()
        titles = {plan.title: self._iri(plan.id) for plan in self.extraction.plans if plan.part_of is None}
        for plan in self.extraction.plans:
            self._plan(plan, titles)
        for measure in self.extraction.measures:
            self._measure(measure)
        for order, stated in enumerate(self.extraction.targets, 1):
            self._target(self._iri(stated.plan), stated.target, f"{stated.plan}/target/{order}", {})
        for kin in self.extraction.kinships:
            self.bodies.kinship(kin)
        for change in self.extraction.changes:
            self.bodies.change(change)
        for reference in self.extraction.references:
            self._reference(reference)
        for order, residue in enumerate(self.extraction.residue, 1):
            self._residue(residue, order)
        for replayed in self.extraction.replayed:
            if replayed.status == "applied":
                self._correction(replayed.correction)
        return self.triples

    def _iri(self, path: str) -> str:
        return iri(path, self.base)

    def _source(self) -> None:
        add, document = self.triples, self.extraction.document
        add.a(self.document, "zr:SourceDocument")
        add.text(self.document, "zr:fileName", document.name)
        add.text(self.document, "rdfs:label", document.name)
        add.text(self.document, "zr:sha256", document.sha256)
        add.text(self.document, "zr:form", document.form)
        add.text(self.document, "zr:encoding", document.encoding)
        for notice in self.extraction.notices:
            add.text(self.document, "zr:notice", notice.message)

    def _correction(self, correction: Correction) -> None:
        """State a decision of a person that is in force; who made it and when is as the person noted it."""
        add, subject = self.triples, self._iri("correction/" + digest([correction.id, correction.field]))
        add.a(subject, "zr:Correction")
        add.link(subject, "zr:corrects", self._iri(correction.id))
        add.text(subject, "zr:correctedField", correction.field)
        add.text(subject, "zr:formerValue", correction.old or None)
        add.text(subject, "zr:correctedValue", correction.new)
        add.text(subject, "dcterms:creator", correction.author or None)
        add.text(subject, "dcterms:created", correction.date or None)
        add.text(subject, "skos:note", correction.comment or None)

    def _named(self, subject: str, *words: str | None) -> None:
        """Give a record a name to show; long words are cut off, whole they stand in a property of their own."""
        name = " ".join(filter(None, (" ".join((part or "").split()) for part in words)))
        cut = name if len(name) <= NAME else name[: NAME - 1] + "…"
        self.triples.text(subject, "rdfs:label", cut or None, "zh")

    def _evidence(self, subject: str, place: Place) -> None:
        """Link a subject to the printed words at a place."""
        self.triples.link(subject, "zr:evidence", self._words_at(place))

    def _words_at(self, place: Place) -> str:
        """State the printed words at a place, and those on which they go on behind the edge of a page; return their IRI."""
        words = f"{self._words}/{place.start}-{place.end}"
        shown = self._shown.get(words)
        if shown == place or (shown and shown.rest != place.rest):
            return words  # those that several records hold go on where the first of these says
        self._shown[words] = place
        exact = self.triples.select(words, (place.start, place.end), self.extraction.document.text)
        stated = {
            "rdf:type": [node("zr:Evidence"), node("oa:SpecificResource")],
            "oa:hasSource": [f"<{self.document}>"],
            "oa:exact": [exact],
            "oa:start": [integer(place.start)],
            "oa:end": [integer(place.end)],
            "zr:locator": [literal(place.locator)],
        }
        for name, number in zip(_COUNTED, (place.page, place.table, place.row, place.column, place.line), strict=True):
            if number is not None:
                stated[name] = [integer(number)]
        if place.rest:
            stated["zr:continuedIn"] = [f"<{self._words}/{place.rest.start}-{place.rest.end}>"]
            self._words_at(place.rest)
        self.triples.state(words, stated)
        return words

    def _plan(self, plan: Plan, parents: dict[str, str]) -> None:
        add, subject = self.triples, self._iri(plan.id)
        add.a(subject, "zr:Plan")
        add.text(subject, "dcterms:title", plan.title)
        self._named(subject, plan.annex, plan.title)
        add.text(subject, "zr:annex", plan.annex)
        add.text(subject, "zr:issuerName", plan.issuer)
        add.text(subject, "zr:documentNumber", plan.number)
        add.value(subject, "dcterms:issued", plan.date, "xsd:date")
        add.value(subject, "zr:year", plan.year)
        add.value(subject, "zr:lastYear", plan.last_year)
        add.text(subject, "zr:jurisdictionBasis", plan.jurisdiction_basis)
        add.link(subject, "prov:wasDerivedFrom", self.document)
        self._evidence(subject, plan.place)
        if plan.jurisdiction:
            add.link(subject, "zr:jurisdiction", self.bodies.division(plan.jurisdiction))
        if plan.status:
            add.code(subject, "zr:status", plan.status)
        if plan.lead_basis:
            add.code(subject, "zr:leadBasis", "lead-" + plan.lead_basis)
        if plan.part_of in parents:
            add.link(subject, "dcterms:isPartOf", parents[plan.part_of])

    def _measure(self, measure: Measure) -> None:
        add, subject, plan = self.triples, self._iri(measure.id), self._iri(measure.plan.id)
        add.a(subject, "zr:Measure")
        add.link(subject, "zr:inPlan", plan)
        add.text(subject, "zr:text", measure.text)
        self._named(subject, measure.text)
        add.link(subject, "dcterms:isVersionOf", self._enduring(measure))
        add.value(subject, "zr:order", measure.order)
        self._evidence(subject, measure.place)
        section = self._sections(measure, plan)
        if section:
            add.link(subject, "zr:inSection", section)
        if measure.task:
            task = self._iri(measure.task.id)
            add.link(subject, "zr:inTask", task)
            add.a(task, "zr:Task")
            add.link(task, "zr:inPlan", plan)
            add.text(task, "dcterms:title", measure.task.title or None)
            add.text(task, "zr:number", measure.task.number)
            self._named(task, measure.task.number, measure.task.title)
            self._evidence(task, measure.task.place)
        self._deadline(subject, measure.deadline, measure.id)
        for assignment in measure.assignments:
            self._assignment(subject, assignment, measure)
        for order, date in enumerate(measure.dates, 1):
            self._text_date(subject, date, f"{measure.id}/date/{order}")
        for order, clause in enumerate(measure.clauses, 1):
            self._clause(subject, clause, f"{measure.id}/clause/{order}", measure)
        for order, remark in enumerate(measure.remarks, 1):
            self._remark(subject, remark, f"{measure.id}/remark/{order}")
        paths = {target.place.start: f"{measure.id}/target/{i}" for i, target in enumerate(measure.targets, 1)}
        for order, target in enumerate(measure.targets, 1):
            self._target(subject, target, f"{measure.id}/target/{order}", paths)

    def _enduring(self, measure: Measure) -> str:
        """IRI of a measure whatever its figures: the same where a digit of its words was mended or moved on."""
        task = measure.task.title if measure.task else ""
        name = digest([measure.plan.id, key(task), _FIGURES.sub("0", key(measure.text))])
        self._alike[name] += 1
        return self._iri(f"enduring/{name}" + (f"-{self._alike[name]}" if self._alike[name] > 1 else ""))

    def _sections(self, measure: Measure, plan: str) -> str | None:
        """State the headings over a measure; return the innermost."""
        outer: str | None = None
        path: list[str] = []
        for section in measure.sections:
            path.append(section.heading)
            subject = self._iri("section/" + digest([plan, *path]))
            self.triples.a(subject, "zr:Section")
            self.triples.text(subject, "dcterms:title", section.heading)
            self._named(subject, section.heading)
            self.triples.value(subject, "zr:headingLevel", section.level)
            self.triples.link(subject, "zr:inPlan", plan)
            self._evidence(subject, section.place)
            if outer:
                self.triples.link(subject, "dcterms:isPartOf", outer)
            outer = subject
        return outer

    def _deadline(self, measure: str, deadline: Deadline, path: str) -> None:
        add, subject = self.triples, self._iri(f"{path}/deadline")
        add.link(measure, "zr:hasDeadline", subject)
        add.a(subject, "zr:Deadline")
        add.value(subject, "zr:inherited", deadline.inherited)
        self._dated(subject, deadline)

    def _text_date(self, measure: str, date: Deadline, path: str) -> None:
        subject = self._iri(path)
        self.triples.link(measure, "zr:hasTextDate", subject)
        self.triples.a(subject, "zr:TextDate")
        self._dated(subject, date)

    def _dated(self, subject: str, deadline: Deadline) -> None:
        add = self.triples
        add.text(subject, "zr:raw", deadline.raw)
        self._named(subject, deadline.raw or label_of("deadline-" + deadline.kind))
        add.code(subject, "zr:deadlineKind", "deadline-" + deadline.kind)
        add.value(subject, "zr:startDate", deadline.start, "xsd:date")
        add.value(subject, "zr:endDate", deadline.end, "xsd:date")
        add.text(subject, "zr:rrule", deadline.rrule)
        if deadline.place and deadline.raw:
            self._evidence(subject, deadline.place)

    def _remark(self, measure: str, remark: Remark, path: str) -> None:
        add, subject = self.triples, self._iri(path)
        add.link(measure, "zr:hasRemark", subject)
        add.a(subject, "zr:Remark")
        add.text(subject, "zr:head", remark.head or None)
        add.text(subject, "zr:text", remark.text)
        self._evidence(subject, remark.place)

    def _clause(self, measure: str, clause: Clause, path: str, of: Measure) -> None:
        add, subject = self.triples, self._iri(path)
        add.link(measure, "zr:hasClause", subject)
        add.a(subject, "zr:Clause")
        add.text(subject, "zr:text", clause.text)
        add.code(subject, "zr:role", clause.role)
        add.text(subject, "zr:roleRaw", clause.role_raw)
        self._evidence(subject, clause.place)
        row = {assignment.full: assignment for assignment in of.assignments}
        for order, named in enumerate(clause.bodies, 1):
            body = self._iri(f"{path}/body/{order}")
            add.link(subject, "zr:names", body)
            add.a(body, "zr:ClauseBody")
            add.text(body, "zr:mention", named.mention)
            add.value(body, "zr:functional", named.functional)
            self._evidence(body, named.place)
            if named.answers in row:
                add.link(body, "zr:body", self._body(row[named.answers], of.plan))
            elif named.resolution and isinstance(named.resolution.body, Agency):
                add.link(body, "zr:body", self.bodies.agency(named.resolution.body))
            if named.outside:
                add.value(body, "zr:outside", True)

    def _assignment(self, measure: str, assignment: Assignment, of: Measure) -> None:
        add, subject = self.triples, self._iri(f"{of.id}/duty/{assignment.position}")
        add.link(measure, "zr:hasAssignment", subject)
        body = self._body(assignment, of.plan)
        # In one go: a plan states hundreds of them.
        stated = {
            "rdf:type": [node("zr:Assignment")],
            "zr:role": [concept(assignment.role)],
            "zr:mention": [literal(assignment.mention)],
            "zr:position": [integer(assignment.position)],
            "zr:basis": [concept("basis-" + assignment.basis)],
            "zr:body": [f"<{body}>"],
        }
        if assignment.role_raw is not None:
            stated["zr:roleRaw"] = [literal(assignment.role_raw)]
        if assignment.full != assignment.mention:
            stated["zr:fullMention"] = [literal(assignment.full)]
        if assignment.resolution:
            stated["zr:resolvedBy"] = [concept("resolved-" + assignment.resolution.how)]
        add.state(subject, stated)
        if assignment.likely:
            add.value(subject, "zr:likely", True)
        if assignment.open_ended:
            add.value(subject, "zr:openEnded", True)
        add.link(measure, "zr:" + ROLE_SHORTCUTS[assignment.role], body)
        self._evidence(subject, assignment.place)
        self._expanded(measure, subject, assignment)

    def _expanded(self, measure: str, group: str, assignment: Assignment) -> None:
        """State the duties of a group's members, each pointing back to the group's own."""
        resolution = assignment.resolution
        if resolution is None or not isinstance(resolution.body, AgencySet):
            return
        for certainty, members in (("certain", resolution.body.members), ("possible", resolution.body.possible)):
            for member in members:
                subject = f"{group}/{segment(member.id)}"
                self.triples.link(measure, "zr:hasExpandedAssignment", subject)
                stated = {
                    "rdf:type": [node("zr:ExpandedAssignment")],
                    "zr:derivedFrom": [f"<{group}>"],
                    "zr:role": [concept(assignment.role)],
                    "zr:certainty": [concept(certainty)],
                    "zr:body": [f"<{self.bodies.agency(member)}>"],
                }
                self.triples.state(subject, stated)

    def _body(self, assignment: Assignment, plan: Plan) -> str:
        resolution = assignment.resolution
        body = resolution.body if resolution else None
        if body is None:
            code = plan.jurisdiction.code if plan.jurisdiction else "unknown"
            # Printed with radicals or in traditional characters it is the same name.
            path = f"unresolved/{segment(code)}/{segment(fold(assignment.full))}"
            subject = self.bodies.unresolved(path, label(assignment.full))
        elif isinstance(body, AgencySet):
            subject = self.bodies.group(body)
        else:
            subject = self.bodies.agency(body)
        self.bodies.spelling(subject, label(assignment.full))
        return subject

    def _target(self, owner: str, target: Target, path: str, paths: dict[int, str]) -> None:
        """State a target of a measure or a plan; ``paths`` leads from the place of another target to its path."""
        add, subject = self.triples, self._iri(path)
        add.link(owner, "zr:hasTarget", subject)
        add.a(subject, "zr:Target")
        add.link(subject, "zr:indicator", self._indicator(target))
        add.text(subject, "zr:indicatorRaw", target.indicator)
        self._named(subject, target.indicator, promised(target))
        if target.comparator:
            add.code(subject, "zr:comparator", COMPARATORS[target.comparator])
        add.value(subject, "zr:value", target.value)
        add.value(subject, "zr:valueMax", target.value_max)
        for name in ("unit", "unit_code", "scope", "baseline", "period", "reading"):
            add.text(subject, "zr:" + _PROPERTY.get(name, name), getattr(target, name))
        add.value(subject, "zr:dueDate", target.due, "xsd:date")
        add.code(subject, "zr:targetKind", "target-" + target.kind)
        add.code(subject, "zr:force", "force-" + target.force)
        if target.change:
            add.code(subject, "zr:change", "change-" + target.change)
        if target.tied in paths:
            add.link(subject, "zr:tiedTo", self._iri(paths[target.tied]))
        self._evidence(subject, target.place)

    def _indicator(self, target: Target) -> str:
        """State what a target measures: an indicator where the words name one, else the words alone; return its IRI."""
        add, known = self.triples, known_indicators().get(target.concept or "")
        subject = self._iri("indicator/" + segment(target.concept or target.indicator))
        name = indicator_name(target.concept, target.indicator)
        if name is None:
            add.a(subject, "zr:UnresolvedIndicator")
            add.text(subject, "rdfs:label", target.indicator, "zh")
            return subject
        add.a(subject, "zr:Indicator")
        add.a(subject, "skos:Concept")
        add.link(subject, "skos:inScheme", self._iri("indicator"))
        if target.indicator != name:
            add.text(subject, "skos:altLabel", target.indicator, "zh")
        add.text(subject, "skos:prefLabel", name, "zh")
        add.text(subject, "rdfs:label", name, "zh")
        add.text(subject, "zr:usualUnit", known["unit"] if known else target.unit)
        better = known["better"] if known else _BETTER.get(target.comparator or target.change or "")
        if better:
            add.code(subject, "zr:direction", "better-" + better)
        return subject

    def _reference(self, reference: Reference) -> None:
        place = reference.place
        add, subject = self.triples, self._iri(f"reference/{self._source_key}/{place.start}-{place.end}")
        add.a(subject, "zr:Reference")
        add.code(subject, "zr:relation", "relation-" + reference.relation)
        add.text(subject, "dcterms:title", reference.title or None)
        add.text(subject, "zr:documentNumber", reference.number)
        add.text(subject, "zr:edition", reference.edition)
        self._evidence(subject, place)
        for citing in filter(None, (reference.plan, reference.measure)):
            add.link(self._iri(citing), "zr:hasReference", subject)
        if reference.empty:
            add.value(subject, "zr:empty", True)
        name = reference.title or ("" if reference.empty else reference.number)
        if name and reference.plan:
            cited = self._iri("cited/" + digest([key(name)]))
            add.link(subject, "zr:cited", cited)
            add.link(self._iri(reference.plan), reference.predicate, cited)
            add.a(cited, "zr:CitedDocument")
            add.text(cited, "dcterms:title", reference.title or None)

    def _residue(self, residue: Residue, order: int) -> None:
        add, subject = self.triples, self._iri(f"residue/{self._source_key}/{order}")
        add.a(subject, "zr:Residue")
        add.text(subject, "zr:text", residue.text)
        add.text(subject, "zr:reason", residue.reason)
        add.code(subject, "zr:reasonCode", "residue-" + reason_code(residue.reason))
        add.value(subject, "zr:ignored", residue.ignored)
        if residue.plan:
            add.link(subject, "zr:leftFrom", self._iri(residue.plan))
        self._evidence(subject, residue.place)
