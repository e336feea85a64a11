"""Measures, plans and residue as the JSON records that other programs rely on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from zeren.ground.model import (
    AgencySet,
    Assignment,
    Clause,
    Deadline,
    Document,
    Extraction,
    Measure,
    Place,
    Plan,
    Reference,
    Residue,
    Target,
)
from zeren.ground.reasons import reason_code
from zeren.ground.vocabulary import iri

Record = dict[str, Any]


def records(extraction: Extraction) -> Iterator[Record]:
    """Yield the plans, the measures in document order, targets of tables, cited documents, then the residue."""
    document = extraction.document
    with_measures = {measure.plan.id for measure in extraction.measures}
    for plan in extraction.plans:
        if plan.id in with_measures or plan.part_of is None:
            yield {"type": "plan", **plan_record(plan)}
    for measure in extraction.measures:
        yield measure_record(measure, document)
    for stated in extraction.targets:
        yield {"type": "target", "plan": iri(stated.plan), **_target(stated.target), "source": _source(stated.target.place, document)}
    for reference in extraction.references:
        yield reference_record(reference, document)
    for residue in extraction.residue:
        yield residue_record(residue, document)


def plan_record(plan: Plan) -> Record:
    """Return a plan's record."""
    return {
        "id": iri(plan.id),
        "title": plan.title,
        "part_of": plan.part_of,
        "annex": plan.annex,
        "issuer": plan.issuer,
        "jurisdiction": plan.jurisdiction.name if plan.jurisdiction else None,
        "jurisdiction_basis": plan.jurisdiction_basis,
        "number": plan.number,
        "date": plan.date,
        "year": plan.year,
        "year_end": plan.last_year,
        "status": plan.status,
        "rules": list(plan.rules),
    }


def measure_record(measure: Measure, document: Document) -> Record:
    """Return a measure's record with its plan, task, deadline, bodies, targets and source.

    ``assignments`` holds the bodies that the measure's own words name, ``by_rule`` those that a standing rule of the
    document adds to it (以下均需各市政府落实，不再列出).
    """
    return {
        "type": "measure",
        "id": iri(measure.id),
        "plan": plan_record(measure.plan),
        "section": [section.heading for section in measure.sections],
        "task_no": measure.task.number if measure.task else None,
        "task": (measure.task.title or None) if measure.task else None,
        "order": measure.order,
        "text": measure.text,
        "deadline": _deadline(measure.deadline),
        "assignments": [_assignment(one, document) for one in measure.assignments if not _by_rule(one)],
        "by_rule": [_assignment(one, document) for one in measure.assignments if _by_rule(one)],
        "targets": [_target(target) for target in measure.targets],
        "clauses": [_clause(clause, measure) for clause in measure.clauses],
        "dates": [_date(date) for date in measure.dates],
        "remarks": [
            {"head": one.head or None, "text": one.text, "start": one.place.start, "end": one.place.end, "rest": _rest(one.place)}
            for one in measure.remarks
        ],
        "source": _source(measure.place, document),
    }


def reference_record(reference: Reference, document: Document) -> Record:
    """Return a record of a document that is cited, with the plan and the measure that cite it."""
    return {
        "type": "reference",
        "plan": iri(reference.plan) if reference.plan else None,
        "measure": iri(reference.measure) if reference.measure else None,
        "title": reference.title or None,
        "number": reference.number,
        "edition": reference.edition,
        "relation": reference.relation,
        "empty": reference.empty,
        "quote": reference.quote,
        "source": _source(reference.place, document),
    }


def residue_record(residue: Residue, document: Document) -> Record:
    """Return a record of words that no measure took."""
    return {
        "type": "residue",
        "text": residue.text,
        "reason": residue.reason,
        "reason_code": reason_code(residue.reason),
        "ignored": residue.ignored,
        "plan": iri(residue.plan) if residue.plan else None,
        "source": _source(residue.place, document),
    }


def _deadline(deadline: Deadline) -> Record:
    return {
        "raw": deadline.raw or None,
        "kind": deadline.kind,
        "start": deadline.start,
        "end": deadline.end,
        "rrule": deadline.rrule,
        "inherited": deadline.inherited,
        "days": list(deadline.days),
    }


def _by_rule(assignment: Assignment) -> bool:
    """Whether a standing rule gives the body; a lead rule only says which of the measure's own bodies leads."""
    return assignment.basis == "rule" and assignment.role != "lead"


def _assignment(assignment: Assignment, document: Document) -> Record:
    resolution = assignment.resolution
    body = resolution.body if resolution else None
    return {
        "role": assignment.role,
        "role_raw": assignment.role_raw,
        "mention": assignment.mention,
        "full": assignment.full,
        "agency": body.name if body else assignment.full,
        "agency_id": iri(body.id) if body else None,
        "kind": body.kind if body else "unresolved",
        "position": assignment.position,
        "basis": assignment.basis,
        "likely": assignment.likely,
        "open_ended": assignment.open_ended,
        "resolved_by": resolution.how if resolution else "unresolved",
        "members": [member.name for member in body.members] if isinstance(body, AgencySet) else [],
        "possible": [member.name for member in body.possible] if isinstance(body, AgencySet) else [],
        "start": assignment.place.start,
        "end": assignment.place.end,
        "rest": _rest(assignment.place),
    }


def _clause(clause: Clause, measure: Measure) -> Record:
    """A sentence with its bodies; ``agency`` is the row's body that is meant, null where none or several fit."""
    row = {assignment.full: assignment.resolution for assignment in measure.assignments}
    bodies = []
    for named in clause.bodies:
        resolution = named.resolution or row.get(named.answers or "")
        body = resolution.body if resolution else None
        bodies.append(
            {
                "mention": named.mention,
                "functional": named.functional,
                "outside": named.outside,
                "agency": body.name if body else named.answers,
                "agency_id": iri(body.id) if body else None,
                "start": named.place.start,
                "end": named.place.end,
            }
        )
    return {
        "text": clause.text,
        "role": clause.role,
        "role_raw": clause.role_raw,
        "bodies": bodies,
        "start": clause.place.start,
        "end": clause.place.end,
    }


def _date(date: Deadline) -> Record:
    """A date that the text sets, with its place."""
    place = date.place
    record = {name: getattr(date, name) for name in ("raw", "kind", "start", "end", "rrule")}
    return {**record, "place": {"start": place.start, "end": place.end, "rest": _rest(place)} if place else None}


def _target(target: Target) -> Record:
    return {
        "indicator": target.indicator,
        "comparator": target.comparator,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "scope": target.scope,
        "kind": target.kind,
        "quote": target.quote,
        "concept": target.concept,
        "unit_code": target.unit_code,
        "force": target.force,
        "change": target.change,
        "baseline": target.baseline,
        "period": target.period,
        "reading": target.reading,
        "due": target.due,
    }


def _source(place: Place, document: Document) -> Record:
    return {
        "file": document.name,
        "sha256": document.sha256,
        "locator": place.locator,
        "start": place.start,
        "end": place.end,
        "rest": _rest(place),
    }


def _rest(place: Place) -> list[Record]:
    """The places behind an edge of a page on which words go on; empty where one place holds them all."""
    return [{"locator": one.locator, "start": one.start, "end": one.end} for one in _pieces(place.rest)]


def _pieces(place: Place | None) -> list[Place]:
    """The places of a chain, each by itself."""
    return [replace(one, rest=None) for one in place.pieces] if place else []
