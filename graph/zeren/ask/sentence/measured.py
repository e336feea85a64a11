"""Readings answered with measures, or with their number: lists, counts, a body's work as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from zeren.ask.sentence.conditions import meets, selected
from zeren.ask.sentence.facts import Facts, Held
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.reading import ROLES, Holder, Reading
from zeren.ask.sentence.result import JOINER, Result, Row
from zeren.table.duties import MeasureRow


def row_of(facts: Facts, measure: MeasureRow, held: list[Held]) -> Row:
    """Return a measure with its bodies; ``held`` tells how the body that was asked for holds it."""
    own = held[0] if held else None

    def names(*roles: str) -> str | None:
        printed = [facts.store.body(body).name for role in roles for body in _bodies(facts, measure, role)]
        return JOINER.join(dict.fromkeys(printed)) or None

    dates = [
        date.raw for date in facts.dates.get(measure.id, ()) if date.raw != measure.deadline
    ]
    return {
        "id": measure.id,
        "plan": measure.plan,
        "annex": measure.annex,
        "task_no": measure.task_no,
        "task": measure.task,
        "text": measure.text,
        "role": JOINER.join(dict.fromkeys(one.duty.role for one in held)) or None,
        "position": own.duty.position if own else None,
        "first": own.first if own else None,
        "sole": own.sole if own else None,
        "via": facts.name(own.via) if own else None,
        "certainty": own.certainty if own else None,
        "deadline": measure.deadline or None,
        "dates": JOINER.join(dict.fromkeys(dates)) or None,
        "lead": names("lead"),
        "responsible": names("responsible"),
        "support": names("support"),
        "other": names("guide", "supervise"),
        "source": f"{measure.file} {measure.locator}",
    }


def _bodies(facts: Facts, measure: MeasureRow, role: str) -> list[str]:
    codes = ROLES[role]
    return list(dict.fromkeys(duty.body for duty in facts.written.get(measure.id, ()) if duty.role in codes))


def measures(reading: Reading, facts: Facts) -> Result:
    """Answer with the measures, in document order."""
    if reading.apart:
        return _apart(reading, facts)
    found = selected(reading, facts)
    sure = [(measure, held) for measure, held in found if all(one.certainty != "possible" for one in held)]
    maybe = len(found) - len(sure)
    through = [pair for pair in sure if any(one.via for one in pair[1])]
    printed = [pair for pair in sure if not any(one.via for one in pair[1])]
    # Figures are as printed; what a group brings is told beside them, and listed where nothing is printed, or where it is asked for.
    shown = [*printed, *through] if reading.grouped or not printed else printed
    result = Result([row_of(facts, measure, held) for measure, held in shown], nothing=not found)
    result.figure = f"{len(shown)} 项" + (f"（列名 {len(printed)}，经群体 {len(through)}）" if through and shown is not printed else "")
    if through and shown is printed:
        result.notes.append(_through(through, facts))
    sure = shown
    if maybe:
        result.notes.append(f"另有 {maybe} 项可能经群体承担（群体由正文确定成员，未必包括它），未列入")
    if reading.asks == "who" and sure:
        result.notes.append(_answering(reading, facts, [measure for measure, _ in sure]))
    return result


def _through(found: list[tuple[MeasureRow, list[Held]]], facts: Facts) -> str:
    """Tell what groups bring beside the measures that name a body itself."""
    counts = Counter(next(facts.name(one.via) for one in held if one.via) for _, held in found)
    told = "、".join(f"经“{name}”{count} 项" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0] or "")))
    return f"另{told}，所列是列名的；问句中加“连群体”则一并列出 (through groups, not listed)"


def _answering(reading: Reading, facts: Facts, measures: list[MeasureRow]) -> str:
    role = reading.role if reading.role != "any" else "principal"
    counts = Counter(body for measure in measures for body in facts.bodies(measure, role))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], facts.store.body(item[0]).name))
    return "单位（项数）: " + JOINER.join(
        f"{facts.store.body(body).name}（{count}）" for body, count in ordered[:12]
    )


def _apart(reading: Reading, facts: Facts) -> Result:
    result = Result()
    for holder in reading.holders:
        one = measures(replace(reading, holders=(holder,), apart=False), facts)
        result.rows += one.rows
        result.notes += [f"{holder.words}: {one.figure}", *one.notes]
    result.nothing = not result.rows
    return result


# Figures


def figures(holder: Holder, reading: Reading, facts: Facts) -> list[Row]:
    """Return the number of measures of one holder: as printed, then through each group, certain and possible apart."""
    found = selected(replace(reading, holders=(holder,)), facts)
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for _, held in found:
        counts[(facts.name(held[0].via), held[0].certainty) if held else (None, None)] += 1
    name = JOINER.join(facts.store.body(body).name for body in holder.bodies)
    ordered = sorted(
        counts.items(), key=lambda item: (item[0][0] is not None, item[0][1] or "", item[0][0] or "")
    )
    rows: list[Row] = [
        {"agency": name, "role": holder.role, "count": count, "via": via, "certainty": certainty}
        for (via, certainty), count in ordered
    ]
    if not any(row["via"] is None for row in rows):
        rows.insert(0, {"agency": name, "role": holder.role, "count": 0, "via": None, "certainty": None})
    return rows


def count(reading: Reading, facts: Facts) -> Result:
    """Answer with how many there are: by role of the body, or as one number."""
    if len(reading.holders) == 1 and not reading.holders[0].negated:
        rows = figures(reading.holders[0], reading, facts)
        own = int(str(rows[0]["count"]))
        told = [
            f"经“{row['via']}”{'可能' if row['certainty'] == 'possible' else ''} {row['count']} 项"
            for row in rows[1:]
        ]
        certain = sum(int(str(row["count"])) for row in rows[1:] if row["certainty"] != "possible")
        figure = f"{own} 项" if own or not told else f"经群体 {certain} 项（列名 0）" if certain else "列名 0 项"
        figure += f"；{'另' if own or not certain else '其中'}{'、'.join(told)}" if told else ""
        mine = [measure for measure, held in selected(reading, facts) if held and not held[0].via]
        if (printed := as_printed(reading, mine)) is not None:
            figure = f"时限栏写“{reading.period_words}”的 {printed} 项；连更早到期的和正文日期，{figure}"
        if reading.tasks:
            tasks = len({(measure.plan_id, measure.task_no, measure.task) for measure in mine})
            figure = f"{tasks} 项重点任务（{figure}）"
        if own and _listed(reading, own):
            return replace(measures(replace(reading, asks="measures"), facts), figure=figure)
        return Result(rows, figure, nothing=not own and not told)
    found = selected(reading, facts)
    sure = [measure for measure, held in found if all(one.certainty != "possible" for one in held)]
    result = Result([{"count": len(sure)}], f"{len(sure)} 项", nothing=not sure)
    tasks = len({(measure.plan_id, measure.task_no, measure.task) for measure in sure})
    if not reading.holders and not reading.topics:
        result.rows = [{"what": "措施", "count": len(sure)}, {"what": "重点任务", "count": tasks}]
    if (printed := as_printed(reading, sure)) is not None:
        result.rows = [
            {"what": f"时限栏写“{reading.period_words}”", "count": printed},
            {"what": "到期都在此前，含更早的和正文日期", "count": len(sure)},
        ]
        result.figure = f"时限栏写“{reading.period_words}”的 {printed} 项；连更早到期的和正文日期共 {len(sure)} 项"
    elif _listed(reading, len(sure)):
        result.rows = measures(replace(reading, asks="measures", holders=reading.holders), facts).rows
    if reading.tasks:
        result.rows = [{"what": "重点任务", "count": tasks}, {"what": "措施", "count": len(sure)}]
        result.figure = f"{tasks} 项重点任务（{len(sure)} 项措施）"
    return result


def as_printed(reading: Reading, found: list[MeasureRow]) -> int | None:
    """How many of the measures print the very words of the period (年底前) as their deadline; None where that is all or none of them."""
    words = folded(reading.period_words)
    count = sum(folded(measure.deadline) == words for measure in found) if words else 0
    return count if 0 < count < len(found) else None


_FEW = 20
"""measures that stand beside their number"""


def _listed(reading: Reading, count: int) -> bool:
    return reading.few and not reading.tasks and 0 < count <= _FEW


def summary(reading: Reading, facts: Facts) -> Result:
    """Answer with a body's work as a whole: figures by role."""
    holder = reading.holders[0]
    rows = [
        row
        for role in ("lead", "responsible", "support", "guide", "supervise")
        for row in _role_figures(holder, role, reading, facts)
    ]
    total = selected(replace(reading, holders=(replace(holder, role="any"),)), facts)
    own = sum(not held[0].via for _, held in total)
    return Result(rows, f"列名 {own} 项，经群体 {len(total) - own} 项", nothing=not rows)


def _role_figures(holder: Holder, role: str, reading: Reading, facts: Facts) -> list[Row]:
    counts: Counter[tuple[str | None, str | None]] = Counter()
    first = sole = 0
    for measure in facts.among(replace(reading, holders=(replace(holder, negated=False),))):
        if not meets(reading, facts, measure):
            continue
        for duties in (facts.written, facts.expanded):
            for duty in duties.get(measure.id, ()):
                if duty.body in holder.bodies and duty.role == role:
                    counts[facts.name(duty.via), duty.expansion] += 1
        mine = [duty for duty in facts.written.get(measure.id, ()) if duty.role == role]
        if any(duty.body in holder.bodies for duty in mine):
            sole += {duty.body for duty in mine} <= set(holder.bodies)
            first += min(mine, key=lambda duty: duty.position).body in holder.bodies
    name = JOINER.join(facts.store.body(body).name for body in holder.bodies)
    ordered = sorted(
        counts.items(), key=lambda item: (item[0][0] is not None, item[0][1] or "", item[0][0] or "")
    )
    return [
        {
            "agency": name, "role": role, "count": count, "first": None if via else first, "sole": None if via else sole,
            "via": via, "certainty": certainty,
        }
        for (via, certainty), count in ordered
    ]  # fmt: skip
