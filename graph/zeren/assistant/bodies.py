"""Tools about bodies and their duties: find_body, duties_of, who_is_responsible, show_evidence."""

from __future__ import annotations

from typing import Any

from zeren import ask
from zeren.ask.aside import set_aside
from zeren.ask.groups import COUNTED, through_groups, told
from zeren.ask.lookup import bodies as known_bodies
from zeren.ask.lookup import landing_for, near
from zeren.assistant.answer import Answer
from zeren.assistant.proofs import proving
from zeren.assistant.schema import Arguments
from zeren.book import tables
from zeren.ground.errors import NotFound
from zeren.ground.vocabulary import BASE
from zeren.store.reader import Reader
from zeren.table import short

_NO_LEAD = "《{}》没有牵头角色：列出的是主责 (this plan has no lead role; the duties are responsible)"
_ABOUT = "SELECT id, kind, level, jurisdiction FROM body_name WHERE id IN ($bodies)"


def find(reader: Reader, arguments: Arguments) -> Answer:
    """Find the bodies that a name may stand for."""
    name = arguments["name"]
    found = ask.find_bodies(reader, name, arguments.get("plan"))
    about = {path: cells for path, *cells in landing_for(reader).rows(_ABOUT, {"bodies": [short(b.iri) for b in found]})} if found else {}
    rows = []
    for body in found:
        kind, level, place = about.get(short(body.iri), (None, None, None))
        named = {"agency": body.name, "agency_id": body.iri, "kind": kind, "level": level, "jurisdiction": place}
        rows.append({**named, "spellings": list(body.labels)})
    notes = () if found else tuple(f"相近的 (near): {close}" for close in near(name, known_bodies(reader)))
    count = f"“{name}”可指 {len(found)} 个单位 (bodies that bear this name)" if found else f"库中没有“{name}” (no such body in the store)"
    return Answer(count, rows, notes=notes, prove=proving(reader))


def duties(reader: Reader, arguments: Arguments) -> Answer:
    """List what a body answers for."""
    plan, role, groups = arguments.get("plan"), arguments.get("role", "any"), arguments.get("groups", "as-written")
    body = ask.find_body(reader, arguments["body"], plan)
    table = ask.load_duties(reader, plan, body=body.iri)
    held = {body.iri} | {duty.via for duty in table.duties if duty.body == body.iri and duty.via and groups != "as-written"}
    rows = list(tables.duties(table, body.iri, None if role == "any" else role, groups))
    notes = [COUNTED[groups]]
    if groups == "as-written" and (through := told(through_groups(reader, body.iri, plan))):
        notes.append(f"{'列名之外' if rows else '未被列名'}，{through} (through groups; groups=expanded lists them)")
    if role in ("lead", "any"):
        without = dict.fromkeys(m.part_of or m.plan for m in table.measures.values() if not m.lead_basis)
        notes += [_NO_LEAD.format(title) for title in without]
    measures = len({row["id"] for row in rows})
    asked = "" if role == "any" else f"{role} "
    return Answer(f"{body.name}: {asked}{measures} 项措施 (measures)", rows, f"{measures} 项", tuple(notes), prove=proving(reader, held))


def who(reader: Reader, arguments: Arguments) -> Answer:
    """List who answers for measures that mention some words."""
    params = {name: arguments[name] for name in ("words", "where", "plan") if name in arguments}
    question = ask.questions()["who"]
    found = ask.run(reader, question, params)
    notes = [*question.notes]
    if not found.rows:
        titled = len(ask.run(reader, question, {**params, "where": "task"}).rows)
        notes = [question.empty, *([f"任务名中有 {titled} 项：where=task (in titles of tasks)"] if titled else []), *set_aside(reader), *notes]
    told_ = f"提到“{arguments['words']}”的措施 {len(found.rows)} 项 (measures that mention it)"
    return Answer(told_, found.rows, f"{len(found.rows)} 项", tuple(notes), prove=proving(reader))


def evidence(reader: Reader, arguments: Arguments) -> Answer:
    """Show the words that prove a measure or name a body."""
    name = arguments["id"]
    questions = ask.questions()
    iri = name if "://" in name else f"{BASE}measure/{name.removeprefix('measure/')}"
    if iri.startswith(f"{BASE}measure/") and not set(iri) & set("<>\"{}|^`\\ "):
        measure = ask.run(reader, questions["measure"], {"id": iri})
        if measure.rows:
            return Answer("这条措施的原文，其后每条职责一行 (the measure's words, then its duties)", [_proved(row) for row in measure.rows])
    try:
        body = ask.find_body(reader, name)
    except NotFound as error:
        raise NotFound(f"{name}: 既不是措施也不是单位 (neither a measure nor a body)", error.remedy) from error
    found = ask.run(reader, questions["sources-of"], {"body": body.iri})
    return Answer(f"{body.name} 的出处 (where it is named)", [_proved(row) for row in found.rows], notes=questions["sources-of"].notes)


def _proved(row: Any) -> dict[str, Any]:
    """A row of evidence with its words as a quote."""
    rest = {name: value for name, value in row.items() if name not in ("quote", "file", "locator", "start", "end")}
    own = {"proves": "duty" if row.get("role") else "measure", "quote": row["quote"], "file": row["file"], "place": row["locator"]}
    return {**rest, "quotes": [{**own, "start": row["start"], "end": row["end"]}]}
