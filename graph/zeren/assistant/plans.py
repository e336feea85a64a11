"""Tools about plans: due, targets, progress, take_up, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zeren import ask
from zeren.ask import dated
from zeren.ask.lookup import landing_for
from zeren.ask.promised import promised as promises
from zeren.ask.undated import left_out
from zeren.assistant.answer import Answer, Row
from zeren.assistant.proofs import files_of, placed, proving, with_quotes
from zeren.assistant.schema import Arguments
from zeren.ground.model import answering_role
from zeren.store.reader import Reader
from zeren.table import short, whole

if TYPE_CHECKING:
    from zeren.ledger.standing import MeasureStanding
    from zeren.table.duties import Duties

_REPORTED = "按各单位报告计，未经核实 (as reported, not verified)"
_SHOWN = 40
"""quotes beside a figure"""


def due(reader: Reader, arguments: Arguments) -> Answer:
    """List duties by day."""
    first, last, plan = arguments.get("from"), arguments.get("to"), arguments.get("plan")
    dated.check_period(first, last, "from", "to")
    body = ask.find_body(reader, arguments["body"], plan).iri if "body" in arguments else None
    asked = dated.wanted(reader, first, last, plan=plan, body=body, role=arguments.get("role", "any"))
    notes = ["一天、一个单位、一种角色一行；群体按原文计 (one row a day, body and role; groups as written)"]
    if recurring := asked.recurring():
        notes.append(f"另有 {recurring} 项周期性措施，给出 from 或 to 才按日列出 (recurring measures need a period)")
    if undated := left_out(reader, plan=plan, body=body, role=arguments.get("role", "any"), recurring=True):
        notes.append(undated)
    rows = asked.whole()
    measures = len({row["id"] for row in rows})
    told = f"{first or '…'} 至 {last or '…'}: {measures} 项措施 (measures), {len(rows)} 行 (rows)"
    return Answer(told, rows, f"{measures} 项", tuple(notes), prove=proving(reader))


def promised(reader: Reader, arguments: Arguments) -> Answer:
    """List promised values."""
    plan = arguments.get("plan")
    body = ask.find_body(reader, arguments["body"], plan).iri if "body" in arguments else None
    found = promises(reader, plan, body, arguments.get("indicator"), arguments.get("kind"))

    def proved(rows: Sequence[Row]) -> list[Row]:
        files = files_of(reader)
        return [{**row, "quotes": [placed(files, "target", row["quote"], row["source"])]} for row in rows]

    told = f"{len(found)} 个目标 (targets)：计划所承诺，不是完成情况 (promised, not achieved)"
    return Answer(told, found, f"{len(found)} 个", prove=proved)


def progress(reader: Reader, arguments: Arguments) -> Answer:
    """Count how measures stand by what was reported, or list those that are late or were reported on."""
    from zeren.ledger.progress import progress as counted
    from zeren.ledger.standing import standing

    on, by, plan = arguments["on"], arguments.get("by", "plan"), arguments.get("plan")
    dated.check_period(on, None, "on", "")
    landing = landing_for(reader)
    plans = [short(known.iri) for known in ask.find_plans(reader, plan)] if plan else None
    told = [one for one in standing(landing, on, plans).values() if one.state == "late" or one.file]
    duties = ask.load_duties(reader, measures=[whole(one.measure) for one in told]) if told else None
    measures = with_quotes(reader, [_standing(one, duties) for one in told], ())
    late = "late：所写日期都已过而未报完成或调整，或报告为逾期 (every printed date past and not reported done)"
    notes = (_REPORTED, late, *([] if any(one.file for one in told) else ["库中没有进展报告 (no reports in the store)"]))
    if by == "measure":
        return Answer(f"截至 {on}：逾期或有报告的措施 {len(measures)} 项 (late or reported on)", measures, f"{len(measures)} 项", notes)
    rows: list[dict[str, Any]] = []
    for one in counted(landing, on, by, plans):
        proving = [quote for row in measures if one.group.strip() in row["groups"][by] for quote in row["quotes"]]
        rows.append({**asdict(one), "quotes": proving[:_SHOWN], **_left(len(proving))})
    notes = (*notes, "quotes：逾期或有报告的措施；没有报告的不引 (of measures that are late or were reported on); by=measure lists them")
    return Answer(f"截至 {on} (as of this day)", rows, notes=notes)


def _left(count: int) -> dict[str, int]:
    return {"quotes_left_out": count - _SHOWN} if count > _SHOWN else {}


def _standing(one: MeasureStanding, duties: Duties | None) -> dict[str, Any]:
    """A measure as it stands, with the groups that it counts in and the words that were reported."""
    iri = whole(one.measure)
    row = duties.measures[iri] if duties else None
    held = [duty for duty in duties.duties if duty.measure == iri and duty.expansion is None] if duties else []
    principal = answering_role(duty.role for duty in held)
    said = [
        {"proves": "report", "quote": words, "file": one.file, "place": one.locator or "", "start": None, "end": None}
        for words in (one.progress, one.problem, one.next_step)
        if words and one.file
    ]
    groups = {
        "plan": [" ".join(part for part in (row.plan, row.annex) if part)] if row else [],
        "body": [duties.bodies[duty.body].name for duty in held if duty.role == principal] if duties else [],
        "deadline": [(one.due or "—")[:7]],
    }
    told = {"state": one.state, "light": one.light, "due": one.due, "reported_on": one.reported_on, "reporter": one.reporter}
    return {"id": iri, "text": row.text if row else None, **told, "groups": groups, "quotes": said}


def take_up(reader: Reader, arguments: Arguments) -> Answer:
    """List what a lower plan takes up of the upper one."""
    question = ask.questions()["cascade"]
    found = ask.run(reader, question, {"plan": arguments["plan"]} if "plan" in arguments else {})
    rows = found.rows
    taken = {row["id"] for row in rows if row["state"] == "taken-up"}
    none = {row["id"] for row in rows} - taken
    figure = f"已承接 {len(taken)} 项，没有找到对应 {len(none)} 项 (taken up, no match found)" if rows else ""
    return Answer(figure or question.empty, rows, figure, question.notes, prove=proving(reader, ()))


def changed(reader: Reader, arguments: Arguments) -> Answer:
    """List what became of each measure from one plan to another."""
    from zeren.editions import changes
    from zeren.editions.rows import row_of
    from zeren.ingest.texts import chosen, rolled, stored

    (old, first), (new, last) = (chosen(arguments[key], stored(reader, arguments[key])) for key in ("before", "after"))
    found = changes.changes(old, new, last.code or first.code, rolled(first, last))
    rows = []
    for one in found:
        identifiers = {f"{side}_{place}": fact.id for side in ("before", "after") for place, fact in enumerate(getattr(one, side), 1)}
        rows.append({**row_of(one), **identifiers})
    told = f"《{first.title}》→《{last.title}》: {len(rows)} 处 (measures)"
    return Answer(told, rows, notes=("certainty likely 尚待人确认 (waits for a person)",), prove=proving(reader, ()))
