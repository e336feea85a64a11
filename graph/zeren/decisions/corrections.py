"""What people corrected in a reading: a table that every build replays and reports on.

A correction names the record, the field, the value that stood there and the words that proved it. Where the source
has changed since, it is not applied but reported: a person must look again. The table lies with the documents, not
in the store, so that deleting the store loses no correction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zeren.decisions.rows import read_rows, write_rows
from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.model import Assignment, Correction, Extraction, Measure, Place, Plan, Replayed
from zeren.ground.namesakes import mark_in, unmarked

FILE = "corrections.tsv"
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_COLUMNS = ("id", "field", "old", "new", "quote", "plan", "order", "author", "date", "comment")
_HEAD = "# Corrections that every build replays; written by zeren correct, to be kept with the documents."

Reread = Callable[[Measure, str, str], Any]
"""makes the new value of a field of a measure from its words: the deadline read again, the body resolved again"""

PLAN_FIELDS = ("title", "issuer", "number", "date", "year", "status")
MEASURE_FIELDS = ("deadline", "text")
DUTY_FIELDS = ("role", "full")


@dataclass(frozen=True, slots=True)
class _Spot:
    """A record that can be corrected."""

    value: Callable[[str], str]
    """the present value of a field"""
    place: Place
    plan: Plan
    order: str


def read(path: Path) -> tuple[Correction, ...]:
    """Return the corrections in a file, in file order; none where there is no file. Raises UnreadableInput."""
    return tuple(Correction(*map(_plain, cells)) for _, cells in read_rows(path, _COLUMNS, len(_COLUMNS)))


def write(path: Path, corrections: Iterable[Correction]) -> None:
    """Write the table anew, sorted, so that a version control shows what changed."""
    rows = sorted(corrections, key=lambda c: (c.plan, c.order.zfill(6), c.id, c.field))
    write_rows(path, _HEAD, _COLUMNS, ([_cell(getattr(one, name)) for name in _COLUMNS] for one in rows))


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    for name, char in _ESCAPES.items():
        escaped = escaped.replace(char, "\\" + name)
    return escaped


def _plain(cell: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(1)), cell)


def propose(extraction: Extraction, identifier: str, field: str, new: str) -> Correction:
    """Return the correction that puts ``new`` in the place of what stands now.

    Raises NotFound where the document has no such record, WrongUsage where the record has no such field or the value
    is none that the field takes.
    """
    spot = _spots(extraction).get(unmarked(identifier))
    if spot is None:
        raise NotFound(f"{identifier}: 没有这条记录 (no such record)", "take the id from zeren show or zeren leads")
    known = _fields(identifier)
    if field not in known:
        raise WrongUsage(f"{field}: 没有这个字段 (no field of {identifier})", f"choose from {', '.join(known)}")
    _check(field, new)
    quote = _quote(extraction, spot.place)
    return Correction(identifier, field, spot.value(field), new, quote, spot.plan.id + mark_in(identifier), spot.order)


def replay(extraction: Extraction, corrections: Iterable[Correction], reread: Reread, mark: str = "") -> Extraction:
    """Apply the corrections of a document's plans and note in ``replayed`` what became of each.

    ``mark`` is what tells its records from those of another text of one title (``ground.namesakes``): a correction of a marked
    record is for the document of that mark alone.
    """
    plans = {plan.id for plan in extraction.plans}
    verdicts: list[Replayed] = []
    for one in corrections:
        if mark_in(one.plan) not in ("", mark) or unmarked(one.plan) not in plans:
            continue
        bare = replace(one, id=unmarked(one.id), plan=unmarked(one.plan))
        status, reason = _verdict(extraction, bare)
        if status == "applied":
            extraction = _applied(extraction, bare, reread)
        verdicts.append(Replayed(one, status, reason))
    return replace(extraction, replayed=tuple(verdicts))


def _verdict(extraction: Extraction, one: Correction) -> tuple[str, str]:
    spot = _spots(extraction).get(one.id)
    if spot is None:
        return "conflict", "来源中该措施的文字已改变 (the words of the measure have changed)"
    now = spot.value(one.field)
    if now == one.new:
        return "already true", "来源现已如此 (the source says so now)"
    if _quote(extraction, spot.place) != one.quote:
        return "conflict", "佐证的原文已改变 (the words that proved it have changed)"
    if now != one.old:
        return "conflict", f"原值已由“{one.old}”变为“{now}” (the old value has changed)"
    return "applied", ""


def _spots(extraction: Extraction) -> dict[str, _Spot]:
    spots: dict[str, _Spot] = {}
    for plan in extraction.plans:
        spots[plan.id] = _Spot(_reader(plan), plan.place, plan, "")
    for measure in extraction.measures:
        order = str(measure.order)
        spots[measure.id] = _Spot(_of_measure(measure), measure.place, measure.plan, order)
        for duty in measure.assignments:
            spots[f"{measure.id}/duty/{duty.position}"] = _Spot(_reader(duty), duty.place, measure.plan, order)
    return spots


def _reader(record: Plan | Assignment) -> Callable[[str], str]:
    return lambda field: str(getattr(record, field) or "")


def _of_measure(measure: Measure) -> Callable[[str], str]:
    return lambda field: measure.deadline.raw if field == "deadline" else measure.text


def _fields(identifier: str) -> tuple[str, ...]:
    if identifier.startswith("plan/"):
        return PLAN_FIELDS
    return DUTY_FIELDS if "/duty/" in identifier else MEASURE_FIELDS


def _check(field: str, new: str) -> None:
    from zeren.table.duties import ROLES

    if field == "role" and new not in ROLES:
        raise WrongUsage(f"{new}: 不是角色 (no role)", f"choose from {', '.join(ROLES)}")
    if field == "year" and not (new.isdigit() and len(new) == 4):
        raise WrongUsage(f"{new}: 不是年份 (no year)", "write four digits")
    if field == "status" and new not in ("draft", "issued"):
        raise WrongUsage(f"{new}: 不是状态 (no status)", "choose draft or issued")
    if field in ("full", "text", "title") and not new.strip():
        raise WrongUsage(f"{field}: 不能为空 (empty)", "give the words")


def _quote(extraction: Extraction, place: Place) -> str:
    words = extraction.document.text[place.start : place.end]
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _applied(
    extraction: Extraction, one: Correction, reread: Reread
) -> Extraction:
    if one.id.startswith("plan/"):
        return _on_plan(extraction, one)
    measures = []
    for measure in extraction.measures:
        if one.id == measure.id:
            change: dict[str, Any] = {one.field: reread(measure, one.field, one.new) if one.field == "deadline" else one.new}
            measure = replace(measure, **change)
        elif one.id.startswith(measure.id + "/duty/"):
            measure = replace(measure, assignments=_on_duty(measure, one, reread))
        measures.append(measure)
    return replace(extraction, measures=tuple(measures))


def _on_duty(
    measure: Measure, one: Correction, reread: Reread
) -> tuple[Assignment, ...]:
    position = int(one.id.rpartition("/")[2])
    changed = []
    for duty in measure.assignments:
        if duty.position == position and one.field == "role":
            duty = replace(duty, role=one.new)
        elif duty.position == position:
            duty = replace(duty, full=one.new, resolution=reread(measure, "full", one.new))
        changed.append(duty)
    return tuple(changed)


def _on_plan(extraction: Extraction, one: Correction) -> Extraction:
    change: dict[str, Any] = {one.field: int(one.new) if one.field == "year" else one.new or None}

    def corrected(plan: Plan) -> Plan:
        return replace(plan, **change) if plan.id == one.id else plan

    return replace(
        extraction,
        plans=tuple(map(corrected, extraction.plans)),
        measures=tuple(replace(measure, plan=corrected(measure.plan)) for measure in extraction.measures),
    )
