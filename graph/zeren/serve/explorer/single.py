"""The pages of single things: a plan, a measure, a body, an indicator, a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from zeren import report
from zeren.ask import find_body, landing_for, load_duties, load_proofs
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.vocabulary import BASE
from zeren.serve.explorer import (
    cascade,
    evidence,
    figures,
    outline,
    pictured,
    source,
    takeaway,
    things,
    words,
)
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Moved, Page, file, listing, view
from zeren.serve.explorer.cells import Ref
from zeren.serve.explorer.library import Library, address
from zeren.serve.explorer.values import case_label, indicator_name, value_words
from zeren.store.reader import Reader
from zeren.table.duties import ROLES, Duties

MEASURES = 200
"""measures on one page of a plan"""


def thing(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The page of whatever an IRI names."""
    iri = things.iri_of(asked.path.removeprefix("/id/"))
    library = ex.library
    if iri in library.duties.measures:
        return _measure(ex, reader, asked, iri)
    if iri in library.plans:
        return _plan(ex, reader, asked, iri)
    if iri in library.bodies:
        return _body(ex, asked, iri)
    of_indicator = [promise for promise in library.promises if promise.indicator == iri]
    if of_indicator:
        grid = ex.tables.targets_of(iri)
        names = sorted({promise.target.indicator for promise in of_indicator})
        return listing(grid, asked, "explorer/indicator.html", iri=iri, name=indicator_name(of_indicator), names=names)
    return _other(ex, reader, asked, iri)


def _plan(ex: Explorer, reader: Reader, asked: Asked, iri: str) -> Answer:
    library, plan = ex.library, ex.library.plans[iri]
    if asked.form is not None:
        return file(ex.tables.measures, replace(asked, query={**asked.query, "plan": iri}), "plan")
    listed = outline.tasks(library, iri)
    pages = _paged(listed)
    number = min(max(1, int(asked.query["page"]) if asked.query.get("page", "").isdecimal() else 1), len(pages))
    conflicting = {case.subject.iri for case in ex.tables.review.rows if case.kind == "two-roles" and case.subject}
    own = [promise for promise in library.promises if promise.holder == iri]
    return Page(
        "explorer/plan.html",
        {
            "plan": plan,
            "parent": library.plans.get(plan.over or ""),
            "annexes": [other for other in library.plans.values() if other.over == iri],
            "basis": words.lead_basis(plan.lead_basis),
            "state": words.known("plan-status").get(plan.status or ""),
            "tasks": pages[number - 1],
            "number": number,
            "pages": len(pages),
            "count": len(library.of_plan.get(iri, ())),
            "task_count": len(listed),
            "body_count": len({d.body for m in library.of_plan.get(iri, ()) for d in library.of_measure[m]}),
            "holders": ex.tables.holders,
            "roles": ROLES,
            "targets": library.targets,
            "promises": own,
            "value": value_words,
            "conflicting": conflicting,
            "paired": any(iri in (pair.upper, pair.lower) for pair in cascade.pairs(reader)),
            "title_words": evidence.of_thing(reader, iri, "plan"),
        },
    )


def _paged(listed: Sequence[outline.Task]) -> list[list[outline.Task]]:
    """Cut tasks into pages of about ``MEASURES`` measures, never through a task."""
    pages: list[list[outline.Task]] = [[]]
    size = 0
    for task in listed:
        if pages[-1] and size + len(task.measures) > MEASURES:
            pages.append([])
            size = 0
        pages[-1].append(task)
        size += len(task.measures)
    return pages


def _measure(ex: Explorer, reader: Reader, asked: Asked, iri: str) -> Answer:
    library = ex.library
    row = library.duties.measures[iri]
    proof = evidence.of_measure(reader, iri)
    parts, missing = [], list(proof)
    for document in dict.fromkeys(its.document for its in proof):
        of = [its for its in proof if its.document == document]
        part, moved = excerpt(ex, reader, document, of)
        if part is not None:
            parts.append(part)
            missing = [its for its in missing if its.document != document or its in moved]
    listed = library.of_plan[row.plan_id]
    place = listed.index(iri)
    task = next(t for t in outline.tasks(library, row.plan_id) if row in t.measures)
    via: dict[str, list[Any]] = {}
    for duty in library.expanded.get(iri, ()):
        via.setdefault(duty.via or "", []).append((ex.tables.body(duty.body), duty.role, duty.expansion))
    return Page(
        "explorer/measure.html",
        {
            "row": row,
            "plan": library.plans.get(row.plan_id),
            "task": task,
            "duties": [its for its in proof if its.what == "duty" and not its.onward],
            "holders": _held_together(proof),
            "deadline": [its for its in proof if its.what == "deadline" and not its.onward],
            "body": ex.tables.body,
            "via": [(ex.tables.body(group) if group in library.bodies else Ref(group, ""), its) for group, its in via.items()],
            "promises": [promise for promise in library.promises if promise.measure == iri],
            "value": value_words,
            "parts": parts,
            "missing": missing,
            "before": listed[place - 1] if place else None,
            "after": listed[place + 1] if place + 1 < len(listed) else None,
            "matters": [case for case in ex.tables.review.rows if case.subject and case.subject.iri == iri],
            "case_label": case_label,
            "ties": cascade.of_measure(ex, reader, iri),
            "kinds": cascade.KINDS,
        },
    )


def _held_together(proof: Sequence[evidence.Words]) -> list[list[evidence.Words]]:
    """Return the duties of a measure; those that the same words of one body prove stand together."""
    found: dict[tuple[str, str, int], list[evidence.Words]] = {}
    for its in proof:
        if its.what == "duty" and not its.onward:
            found.setdefault((its.body, its.document, its.start), []).append(its)
    return list(found.values())


def excerpt(
    ex: Explorer, reader: Reader, document: str, proof: Sequence[evidence.Words]
) -> tuple[dict[str, Any] | None, list[evidence.Words]]:
    """Return the part of a source that holds words, marked, and the words that no longer stand there.

    None where the original is not kept.
    """
    try:
        text = ex.shelf.document(reader, document)
    except NotFound:
        return None, list(proof)
    found, moved = source.marks(text, proof)
    parts = source.chunks(text, source.around(text, found), found)
    first = next((mark for mark in found if mark.look == "measure"), found[0] if found else None)
    anchor = first.anchor if first else ""
    return {"document": document, "file": proof[0].file, "chunks": parts, "anchor": anchor}, moved


def _body(ex: Explorer, asked: Asked, iri: str) -> Answer:
    tables, library = ex.tables, ex.library
    if asked.form in pictured.FORMS:
        return figures.partners(ex, iri, asked)
    if asked.form is not None:
        if asked.query.get("table") == "partners":
            return file(tables.partners_of(iri), asked)
        return file(tables.duties_of(iri), asked)
    summary = library.ledger.summary(iri)
    # What a body promises: the targets of the measures it answers for.
    promised = {item.measure.id: item for item in summary.items if item.targets and item.principal}
    most = max((due.count for due in summary.deadlines), default=1)
    return Page(
        "explorer/body.html",
        {
            "row": library.bodies[iri],
            "summary": summary,
            "roles": [role for role in ROLES if summary.counts[role] or any(its[role] for its in summary.expanded.values())],
            "duties": view(tables.duties_of(iri), asked),
            "partners": view(tables.partners_of(iri), asked),
            "promises": [promise for promise in library.promises if promise.measure in promised],
            "value": value_words,
            "most": most,
            "forms": tuple(SUMMARIES),
            "standing": ex.networks.standing(iri),
            "no_lead": any(not its.lead_basis for its in summary.sources),
        },
    )


def summary_file(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The workload summary of a body as a file that an office hands out."""
    path, form = f".{asked.path.removeprefix('/report/')}".rsplit(".", 1)
    path = path.removeprefix(".")
    iri = things.iri_of(path)
    if iri not in ex.library.bodies:
        raise NotFound(f"{iri}: 库中没有这个单位 (no such body)", "/bodies lists all")
    if form not in SUMMARIES:
        raise WrongUsage(f".{form}: 没有这种格式 (no such format)", f"choose from {', '.join(SUMMARIES)}")
    return _summary(ex, reader, iri, form)


def _summary(ex: Explorer, reader: Reader, body: str, form: str) -> File:
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"summary.{form}"
        report.write(_proved(ex.library, reader, body), target)
        data = target.read_bytes()
    return File(data, SUMMARIES[form], f"{ex.library.bodies[body].name}.{form}")


def subscription(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The calendar of one body, for calendar programs that look again and again: /calendar/BODY.ics, by name or identifier."""
    path, dot, form = asked.path.removeprefix("/calendar/").rpartition(".")
    if not dot or form != "ics":
        raise NotFound(f"{unquote(asked.path)}: 没有这个日历 (no such calendar)", "/calendar/BODY.ics, BODY: a name 单位名称")
    known = things.iri_of(path)
    body = known if known in ex.library.bodies else find_body(reader, unquote(path)).iri
    return _summary(ex, reader, body, form)


def _proved(library: Library, reader: Reader, body: str) -> report.Summary:
    """Return the summary of a body with the words that prove it, which only a file of its own holds."""
    own = {duty.measure for duty in library.of_body[body]}
    rows = {iri: row for iri, row in library.duties.measures.items() if iri in own}
    held = [*(d for m in rows for d in library.of_measure[m]), *(d for m in rows for d in library.expanded.get(m, ()))]
    duties = Duties(library.bodies, rows, tuple(held), proofs=load_proofs(reader, measures=rows))
    told = report.as_of_day(reader, landing_for(reader), None, {row.id: row.file for row in rows.values()})
    return report.summary(duties, body, load_duties(reader, measures=rows).targets, told)


SUMMARIES = {
    "xlsx": takeaway.MEDIA["xlsx"],
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
"""forms of a workload summary with their media types"""


def text(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """A whole source, with the words that prove a thing marked where ``of`` names one."""
    iri = BASE + "document/" + things.iri_of(asked.path.removeprefix("/source/")).removeprefix(BASE)
    document = ex.shelf.document(reader, iri)
    of = things.checked(asked.query["of"]) if asked.query.get("of") else ""
    proof: Sequence[evidence.Words] = ()
    if of:
        proof = evidence.of_measure(reader, of) if of in ex.library.duties.measures else evidence.of_thing(reader, of, "measure")
    found, moved = source.marks(document, [its for its in proof if its.document == iri])
    every = len(source.units(document))
    pages = max(1, -(-every // source.PAGE))
    first = source.around(document, found, near=0)[-1] // source.PAGE + 1 if found else 1
    number = int(asked.query["page"]) if asked.query.get("page", "").isdecimal() else first
    number = min(max(1, number), pages)
    chosen = range((number - 1) * source.PAGE, min(every, number * source.PAGE))
    return Page(
        "explorer/source.html",
        {
            "document": document,
            "iri": iri,
            "chunks": source.chunks(document, chosen, found),
            "moved": moved,
            "of": of,
            "number": number,
            "pages": pages,
            "plans": [plan for plan in ex.library.plans.values() if plan.document == iri],
        },
    )


def _other(ex: Explorer, reader: Reader, asked: Asked, iri: str) -> Answer:
    """Lead from a part to the page of the whole, and show anything else as its statements."""
    statements = things.about(reader, iri)
    path = iri.removeprefix(BASE)
    if path.startswith("document/"):
        return Moved("/source/" + path.removeprefix("document/"))
    if path.startswith("measure/"):
        whole = BASE + "/".join(path.split("/")[:2])
        if whole in ex.library.duties.measures:
            return Moved(address(whole))
    for subject, predicate, _ in statements:
        if predicate.value.endswith("#inTask") and subject.value in ex.library.duties.measures:
            row = ex.library.duties.measures[subject.value]
            task = next(t for t in outline.tasks(ex.library, row.plan_id) if row in t.measures)
            return Moved(address(row.plan_id), task.anchor)
    return Page("explorer/thing.html", {"iri": iri, "statements": statements})
