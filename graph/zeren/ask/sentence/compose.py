"""A reading answered: the measures that meet its conditions, and the rows that are wanted of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations

from zeren.ask.answer import Cell
from zeren.ask.sentence.facts import Facts, Held
from zeren.ask.sentence.promised import promised
from zeren.ask.sentence.reading import ROLES, Holder, Reading
from zeren.ask.sentence.tell import ROLE_WORDS
from zeren.ask.sentence.times import in_time
from zeren.table.duties import MeasureRow

Row = dict[str, Cell]

JOINER = "、"


@dataclass(slots=True)
class Result:
    """Rows and what was seen on the way."""

    rows: list[Row] = field(default_factory=list)
    figure: str = ""
    """the number that was asked for, in words"""
    notes: list[str] = field(default_factory=list)
    reading: Reading | None = None
    """the reading that was answered, where it had to be widened"""
    query: str = ""
    """the query that gave the rows"""
    nothing: bool = False
    """no measure meets the conditions"""


def compose(reading: Reading, facts: Facts) -> Result:
    """Answer a reading."""
    reading = _strict(reading, facts)
    makers: dict[str, Callable[[Reading, Facts], Result]] = {
        "measures": _measures,
        "when": _measures,
        "who": _measures,
        "count": _count,
        "rank": _rank,
        "pairs": _pairs,
        "compare": _compare,
        "share": _share,
        "targets": promised,
        "summary": _summary,
        "largest": _largest,
        "plans": _by_plan,
        "members": _members,
    }
    return makers[reading.asks](reading, facts)


def _strict(reading: Reading, facts: Facts) -> Reading:
    """Count 牵头 strictly where bodies are ranked over plans of which one has that column: 主责 elsewhere is another thing."""
    if reading.asks not in ("rank", "pairs", "largest") or reading.role != "lead":
        return reading
    plans = {
        row.plan_id
        for row in facts.measures()
        if row.lead_basis and (not reading.plans or row.plan_id in reading.plans)
    }
    return replace(reading, plans=tuple(sorted(plans))) if plans else reading


# Conditions


def selected(reading: Reading, facts: Facts) -> list[tuple[MeasureRow, list[Held]]]:
    """Return the measures that meet all conditions, in document order, with how the first holder holds them."""
    found = []
    for measure in facts.measures():
        if not _meets(reading, facts, measure):
            continue
        held = held_by_all(reading.holders, facts, measure)
        if held is not None:
            found.append((measure, held))
    return found


def held_by_all(holders: Iterable[Holder], facts: Facts, measure: MeasureRow) -> list[Held] | None:
    """Return how the holders hold a measure; None where one of them does not, or a negated one does."""
    found: list[Held] = []
    for holder in holders:
        held = facts.holds(replace(holder, negated=False), measure)
        if holder.negated:
            if any(one.certainty != "possible" for one in held):
                return None
            continue
        if not held:
            return None
        found += held
    return found


def _meets(reading: Reading, facts: Facts, measure: MeasureRow) -> bool:
    if reading.plans and measure.plan_id not in reading.plans:
        return False
    if reading.task_no and measure.task_no != reading.task_no:
        return False
    if not all(in_words(topic.any_of, facts, measure) for topic in reading.topics):
        return False
    if any(
        facts.bodies(measure, role)
        if role != "lead"
        else not measure.lead_basis or facts.bodies(measure, role)
        for role in reading.lacking
    ):
        return False
    if reading.number is not None and not _numbered(reading.number, facts, measure):
        return False
    return in_time(reading, facts.store.duties, measure)


def in_words(any_of: tuple[str, ...], facts: Facts, measure: MeasureRow) -> bool:
    """Tell whether a measure's text, or the whole title of its task, holds one of some folded words; ``#`` asks for a part of the title."""
    text, title = facts.store.texts[measure.id], facts.store.titles[measure.id]
    return any(word in text or word == title or (word[0] == "#" and word[1:] in title) for word in any_of)


def _numbered(number: tuple[str, int, str], facts: Facts, measure: MeasureRow) -> bool:
    sign, least, role = number
    count = len(facts.bodies(measure, role))
    return count > least if sign == ">" else count >= least if sign == ">=" else count == least


# Measures


def row_of(facts: Facts, measure: MeasureRow, held: list[Held]) -> Row:
    """Return a measure with its bodies; ``held`` tells how the body that was asked for holds it."""
    own = held[0] if held else None

    def names(*roles: str) -> str | None:
        printed = [facts.store.body(body).name for role in roles for body in _bodies(facts, measure, role)]
        return JOINER.join(dict.fromkeys(printed)) or None

    dates = [
        date.raw for date in facts.store.duties.dates.get(measure.id, ()) if date.raw != measure.deadline
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


def _measures(reading: Reading, facts: Facts) -> Result:
    if reading.apart:
        return _apart(reading, facts)
    found = selected(reading, facts)
    sure = [(measure, held) for measure, held in found if all(one.certainty != "possible" for one in held)]
    maybe = len(found) - len(sure)
    # What is printed comes before what a group brings.
    sure.sort(key=lambda pair: any(one.via for one in pair[1]))
    result = Result([row_of(facts, measure, held) for measure, held in sure], nothing=not found)
    grouped = sum(any(one.via for one in held) for _, held in sure)
    result.figure = f"{len(sure)} 项" + (
        f"（列名 {len(sure) - grouped}，经群体 {grouped}）" if grouped else ""
    )
    if maybe:
        result.notes.append(f"另有 {maybe} 项可能经群体承担（群体由正文确定成员，未必包括它），未列入")
    if reading.asks == "who" and sure:
        result.notes.append(_answering(reading, facts, [measure for measure, _ in sure]))
    return result


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
        one = _measures(replace(reading, holders=(holder,), apart=False), facts)
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


def _count(reading: Reading, facts: Facts) -> Result:
    if len(reading.holders) == 1 and not reading.holders[0].negated:
        rows = figures(reading.holders[0], reading, facts)
        own = int(str(rows[0]["count"]))
        told = [
            f"经“{row['via']}”{'可能' if row['certainty'] == 'possible' else ''} {row['count']} 项"
            for row in rows[1:]
        ]
        figure = f"{own} 项" + (f"；另{'、'.join(told)}" if told else "")
        return Result(rows, figure, nothing=not own and not told)
    found = selected(reading, facts)
    sure = [measure for measure, held in found if all(one.certainty != "possible" for one in held)]
    result = Result([{"count": len(sure)}], f"{len(sure)} 项", nothing=not sure)
    tasks = len({(measure.plan_id, measure.task_no, measure.task) for measure in sure})
    if not reading.holders and not reading.topics:
        result.rows = [{"what": "措施", "count": len(sure)}, {"what": "重点任务", "count": tasks}]
    if reading.tasks:
        result.rows = [{"what": "重点任务", "count": tasks}, {"what": "措施", "count": len(sure)}]
        result.figure = f"{tasks} 项重点任务（{len(sure)} 项措施）"
    return result


def _summary(reading: Reading, facts: Facts) -> Result:
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
    for measure in facts.measures():
        if not _meets(reading, facts, measure):
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


def _compare(reading: Reading, facts: Facts) -> Result:
    rows = []
    for holder in reading.holders:
        found = figures(holder, reading, facts)
        certain = sum(int(str(row["count"])) for row in found[1:] if row["certainty"] == "certain")
        possible = sum(int(str(row["count"])) for row in found[1:] if row["certainty"] == "possible")
        rows.append({**found[0], "via_groups": certain, "possible": possible})
    for row in rows:
        del row["via"], row["certainty"]
    rows.sort(key=lambda row: -int(str(row["count"])))
    roles = {row["role"] for row in rows} if len({row["agency"] for row in rows}) == 1 else set()
    figure = "，".join(f"{row['agency']}{ROLE_WORDS[str(row['role'])] if len(roles) > 1 else ''} {row['count']} 项" for row in rows)
    if len(rows) == 2:
        figure += f"，相差 {int(str(rows[0]['count'])) - int(str(rows[1]['count']))} 项"
    return Result(rows, figure)


def _share(reading: Reading, facts: Facts) -> Result:
    total = len(
        selected(replace(reading, holders=(), lacking=(), number=None, deadline_kind="", period=None), facts)
    )
    rows: list[Row] = []
    for holder in reading.holders or (None,):
        own = selected(replace(reading, holders=(holder,) if holder else ()), facts)
        printed = [held for _, held in own if not (held and held[0].via)]
        name = JOINER.join(facts.store.body(body).name for body in holder.bodies) if holder else None
        part = round(100 * len(printed) / total, 1) if total else 0.0
        rows.append(
            {
                "agency": name,
                "role": holder.role if holder else None,
                "count": len(printed),
                "total": total,
                "percent": part,
            }
        )
    figure = "；".join(f"{row['count']} / {row['total']} = {row['percent']}%" for row in rows)
    return Result(rows, figure, nothing=not total)


def _by_plan(reading: Reading, facts: Facts) -> Result:
    rows: list[Row] = []
    for plan in facts.store.plans:
        inside = [(m, held) for m, held in selected(reading, facts) if m.plan_id == plan.iri]
        all_ = sum(measure.plan_id == plan.iri for measure in facts.measures())
        if all_ and (not reading.plans or plan.iri in reading.plans):
            printed = sum(not (held and held[0].via) for _, held in inside)
            rows.append(
                {
                    "plan": plan.caption,
                    "annex": plan.annex,
                    "count": printed,
                    "via_groups": len(inside) - printed,
                    "total": all_,
                }
            )
    return Result(rows, "，".join(f"{row['plan']} {row['count']} 项" for row in rows))


# Bodies


def _rank(reading: Reading, facts: Facts) -> Result:
    counts: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    found = selected(reading, facts)
    for measure, _ in found:
        counts.update(facts.bodies(measure, reading.role))
        codes = facts.codes(reading.role, measure)
        printed = set(facts.bodies(measure, reading.role))
        groups.update(
            {
                duty.body
                for duty in facts.expanded.get(measure.id, ())
                if duty.role in codes and duty.expansion == "certain"
            }
            - printed
        )
    named = {body for holder in reading.holders if not holder.negated for body in holder.bodies} | set(
        reading.without
    )
    bodies = [body for body in {**counts, **groups} if body not in named and _wanted(reading, facts, body)]
    if not reading.level:
        bodies = [body for body in bodies if counts[body]]
    if reading.lacks_role:
        has = {body for measure, _ in found for body in facts.bodies(measure, reading.lacks_role)}
        bodies = [body for body in bodies if body not in has]
    if reading.only_role:
        codes = ROLES[reading.role]
        other = {d.body for m, _ in found for d in facts.written.get(m.id, ()) if d.role not in codes}
        bodies = [body for body in bodies if body not in other]
    if reading.measures is not None:
        bodies = [body for body in bodies if _counts(reading.measures, counts[body])]
    sign = 1 if reading.least else -1
    bodies.sort(key=lambda body: (sign * counts[body], sign * groups[body], facts.store.body(body).name))
    if reading.level == "township":
        # Groups are of their members' level, but no township is asked for by a group.
        bodies = [body for body in bodies if facts.store.body(body).kind == "agency"]
        bodies.sort(key=lambda body: sign * (counts[body] + groups[body]))
        if reading.singular and bodies:
            best = counts[bodies[0]] + groups[bodies[0]]
            bodies = [body for body in bodies if counts[body] + groups[body] == best]
    rows = [_body_row(facts, body, reading, counts[body], groups[body]) for body in bodies]
    result = Result(rows[: reading.top], nothing=not rows)
    result.figure = f"{len(rows)} 个单位"
    sets = sum(row["kind"] in ("group", "standing-group") for row in rows)
    if sets:
        result.figure += f"（其中群体表述 {sets} 个，按原文各计一个）"
    return result


def _counts(wanted: tuple[str, int], count: int) -> bool:
    sign, number = wanted
    return {"=": count == number, ">=": count >= number, ">": count > number, "<": count < number}[sign]


def _wanted(reading: Reading, facts: Facts, body: str) -> bool:
    row = facts.store.body(body)
    if reading.kind and row.kind != reading.kind:
        return False
    return not reading.level or facts.level(body) == reading.level


def _body_row(facts: Facts, body: str, reading: Reading, count: int, groups: int) -> Row:
    row = facts.store.body(body)
    return {
        "agency": row.name, "kind": row.kind, "role": reading.role, "count": count, "via_groups": groups, "printed": row.label,
        "agency_id": row.id,
    }  # fmt: skip


def _pairs(reading: Reading, facts: Facts) -> Result:
    counts: Counter[tuple[str, str]] = Counter()
    for measure, _ in selected(reading, facts):
        names = sorted(facts.store.body(body).name for body in facts.bodies(measure, reading.role))
        counts.update(combinations(names, 2))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows: list[Row] = [{"a": a, "b": b, "role": reading.role, "count": count} for (a, b), count in ordered]
    return Result(rows[: reading.top], f"{len(rows)} 对", nothing=not rows)


def _largest(reading: Reading, facts: Facts) -> Result:
    sized = [(len(facts.bodies(measure, reading.role)), measure) for measure, _ in selected(reading, facts)]
    sized.sort(key=lambda pair: pair[0] if reading.least else -pair[0])
    rows = [{"count": size, **row_of(facts, measure, [])} for size, measure in sized[: reading.top or 10]]
    return Result(rows, f"最多 {sized[0][0]} 个单位" if sized else "", nothing=not rows)


def _members(reading: Reading, facts: Facts) -> Result:
    rows: dict[tuple[str, str, str | None], int] = {}
    for holder in reading.holders:
        for duties in facts.expanded.values():
            for duty in duties:
                group = next(
                    (
                        body
                        for body in holder.bodies
                        if duty.via in (body, facts.store.body(body).name, facts.store.body(body).label)
                    ),
                    None,
                )
                if group is not None:
                    at = (facts.store.body(group).name, facts.store.body(duty.body).name, duty.expansion)
                    rows[at] = rows.get(at, 0) + 1
    listed: list[Row] = [
        {"group": group, "agency": name, "certainty": sure, "count": count}
        for (group, name, sure), count in sorted(rows.items(), key=str)
    ]
    return Result(listed, f"{len({row['agency'] for row in listed})} 个成员", nothing=not listed)
