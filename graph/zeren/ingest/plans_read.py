"""The plans of a document with their drafts, before any body is known: tables and running text of each, rules of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zeren import outline
from zeren.extract.draft import Draft
from zeren.extract.prose import prose
from zeren.extract.statement.rules import Rules, others_support, starred, starred_lead
from zeren.extract.table.crossed import crossed
from zeren.extract.table.fielded import fielded
from zeren.extract.table.layout import Decided
from zeren.extract.table.stated import stated
from zeren.extract.table.tables import read_tables
from zeren.extract.time.overall import dated
from zeren.ground.model import Block, Document, Paragraph, Place, Plan, Residue, Table


@dataclass(frozen=True, slots=True)
class Found:
    """A plan with its drafts, before its bodies are known."""

    plan: Plan
    drafts: tuple[Draft, ...]
    residue: tuple[Residue, ...]
    others: tuple[tuple[Table, str], ...]
    """tables without duties, each with its caption"""
    read: int
    """cells and statements that a record took"""
    goals: tuple[Place, ...] = ()
    """stretches of running text that set goals of the plan"""
    blocks: tuple[Block, ...] = ()
    """its blocks, for a plan without any body that must be read again, and to look for words that nothing took"""
    due_for_all: tuple[Place, ...] = ()
    """where it states a deadline for all tasks"""
    statements: tuple[Place, ...] = ()
    """statements of its running text"""
    formal: tuple[Place, ...] = ()
    """cells that only say what others mean: heads, numbers, marks"""


def read_parts(document: Document, decided: Decided) -> list[Found]:
    """Read every plan of a document; the rules of the carrying notice hold for its annexes too."""
    first, *annexes = (replace(part, blocks=fielded(part.blocks, document.text)) for part in outline.outline(document))
    text = prose.drafts(first.blocks, document)
    carried = Rules()
    if text.whole_rule:
        carried.lead(text.whole_rule, whole=True)
    for rule in text.standing:
        carried.stand(rule, 0)
    found = [_read(first, document, text, decided)]
    for part in annexes:
        its = _read(part, document, prose.drafts(part.blocks, document), decided)
        drafts = carried.applied(its.drafts)
        if not its.due_for_all and its.drafts:
            drafts, said = dated(drafts, found[0].due_for_all, document.text, year=part.plan.base_year)
            its = replace(its, plan=replace(its.plan, rules=(*its.plan.rules, *said)))
        basis = "rule" if text.whole_rule and its.plan.lead_basis is None else its.plan.lead_basis
        found.append(replace(its, drafts=tuple(drafts), plan=replace(its.plan, lead_basis=basis)))
    mark = starred_lead(document.text)
    return [_starred(its, document.text, mark) for its in found] if mark else found


def _starred(found: Found, text: str, mark: str) -> Found:
    """A plan whose lists mark their leading bodies."""
    others = others_support(text)
    drafts = [replace(draft, assignments=starred(draft.assignments, text, mark, others=others)) for draft in found.drafts]
    lead = any(a.role == "lead" for draft in drafts for a in draft.assignments)
    plan = replace(found.plan, lead_basis=found.plan.lead_basis or "rule") if lead else found.plan
    return replace(found, drafts=tuple(drafts), plan=plan)


def _read(part: outline.Part, document: Document, text: prose.Prose, decided: Decided) -> Found:
    reading = read_tables(part.blocks, text.lead_rule, text.standing, decided)
    inside = {table.place.start: found for table in reading.others if (found := stated(table, document))}
    matrices = {t.place.start: one for t in reading.others if t.place.start not in inside and (one := crossed(t, part.blocks))}
    cells = [draft for one in inside.values() for draft in one.drafts]
    cells += [draft for one in matrices.values() for draft in one.drafts]
    read = {*inside, *matrices}
    listed = {draft.place.start for one in matrices.values() for draft in one.drafts}
    taken = (*reading.captions, *reading.notes)
    free = (draft for draft in text.drafts if not any(c.start <= draft.place.start < c.end for c in taken))
    free = (draft for draft in free if draft.place.start not in listed)
    over, said_apart = _over_tables(free, reading.captions, document.text)
    untaken = (one for one in text.residue if not any(_meet(one.place, note) for note in reading.notes))
    drafts = sorted((*reading.drafts, *said_apart, *cells), key=lambda draft: draft.place.start)
    basis = "column" if reading.has_lead else "rule" if text.lead_rule or reading.lead_rule else None
    if basis is None and any(a.role == "lead" for draft in drafts for a in draft.assignments):
        basis = "text"
    dues = (*text.due_for_all, *reading.dues)
    drafts, said = dated(drafts, dues, document.text, text.times, part.plan.base_year)
    stands = (*(rule.printed for rule in (*text.standing, *reading.standing)), *said)
    led = reading.lead_rule.printed if reading.lead_rule else None
    rules = dict.fromkeys(rule for rule in (text.lead_rule, led, *stands) if rule)
    return Found(
        replace(part.plan, lead_basis=basis, rules=tuple(rules)),
        tuple(drafts),
        (*reading.residue, *untaken, *over, *(one for found in inside.values() for one in found.residue)),
        tuple((table, _caption(table, part)) for table in reading.others if table.place.start not in read),
        reading.read + len(text.accounted) + sum(found.read for found in inside.values()),
        text.goals,
        part.blocks,
        dues,
        text.accounted,
        (*reading.formal, *text.ruled, *(place for one in matrices.values() for place in one.formal)),
    )


def _meet(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _over_tables(drafts: Iterable[Draft], captions: Sequence[Place], text: str) -> tuple[list[Residue], list[Draft]]:
    """What stands before the title of a table, and the drafts that are none of these: their bodies are those that a line below the
    title gives to its rows (某市重点工作责任清单⏎责任部门：市水利局), so that neither the title nor what stands before it is a measure.
    """
    over: list[Residue] = []
    kept: list[Draft] = []
    for draft in drafts:
        words, _, last = text[draft.place.start : draft.place.end].rstrip().rpartition("\n")
        given = bool(draft.assignments) and all(any(one.start <= a.place.start < one.end for one in captions) for a in draft.assignments)
        if not (given and outline.is_title(last)):
            kept.append(draft)
        elif words.strip():
            place = replace(draft.place, end=draft.place.start + len(words))
            over.append(Residue(words.strip(), "words above the labels of their measures", place, ignored=True))
    return over, kept


def _caption(table: Table, part: outline.Part) -> str:
    """The paragraph right above a table, else the title of its plan."""
    above = part.blocks[part.blocks.index(table) - 1]
    return above.text if isinstance(above, Paragraph) and above.place.end <= table.place.start else part.plan.title
