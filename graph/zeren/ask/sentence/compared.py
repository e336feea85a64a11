"""Readings answered with bodies or plans beside one another: ranks, shares, pairs, figures plan by plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

from zeren.ask.sentence.conditions import selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.measured import as_printed, figures, row_of
from zeren.ask.sentence.reading import ROLES, Holder, Reading
from zeren.ask.sentence.result import JOINER, Result, Row
from zeren.ask.sentence.tell import role_words


def compare(reading: Reading, facts: Facts) -> Result:
    """Answer with the figures of the named bodies beside one another."""
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
    figure = "，".join(f"{row['agency']}{role_words(str(row['role'])) if len(roles) > 1 else ''} {row['count']} 项{_besides(row)}" for row in rows)
    if len(rows) == 2:
        figure += f"，相差 {int(str(rows[0]['count'])) - int(str(rows[1]['count']))} 项"
    return Result(rows, figure, nothing=not any(row[name] for row in rows for name in ("count", "via_groups", "possible")))


def _besides(row: Row) -> str:
    """What comes through groups beside the measures that name a body."""
    parts = [f"另经群体 {row['via_groups']} 项"] if row["via_groups"] else []
    parts += [f"可能 {row['possible']} 项"] if row["possible"] else []
    return f"（{'，'.join(parts)}）" if parts else ""


def share(reading: Reading, facts: Facts) -> Result:
    """Answer with the part of all measures."""
    whole = replace(reading, holders=(), lacking=(), number=None)
    if not reading.of_timed:
        whole = replace(whole, deadline_kind="", period=None)
    if not (reading.holders or reading.lacking or reading.number or reading.deadline_kind or reading.period):
        # 提到新能源车的措施占多少: the part of those that say it, of all.
        whole = replace(whole, topics=())
    total = len(selected(whole, facts))
    rows: list[Row] = []
    for holder in reading.holders or (None,):
        if reading.of_own and holder:
            mine = selected(replace(whole, holders=(replace(holder, role="any", sole=False, first=False, only=False),)), facts)
            total = sum(not held[0].via for _, held in mine)
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
    if len(rows) == 1 and total and (named := as_printed(reading, [measure for measure, _ in own])) is not None:
        figure += f"（时限栏写“{reading.period_words}”的 {named} 项，占 {round(100 * named / total, 1)}%）"
    return Result(rows, figure, nothing=not total)


def by_plan(reading: Reading, facts: Facts) -> Result:
    """Answer with figures plan by plan."""
    rows: list[Row] = []
    found, sizes = selected(reading, facts), facts.sizes()
    for plan in facts.store.plans:
        inside = [(m, held) for m, held in found if m.plan_id == plan.iri]
        all_ = sizes[plan.iri]
        if all_ and (not reading.plans or plan.iri in reading.plans):
            printed = sum(not (held and held[0].via) for _, held in inside)
            rows.append(
                {
                    "plan": plan.caption,
                    "annex": plan.annex,
                    "count": printed,
                    "via_groups": len(inside) - printed,
                    "total": all_,
                    "place": plan.jurisdiction,
                }
            )
    figure = "，".join(f"{row['plan']} {row['count']} 项" + (f"（另经群体 {row['via_groups']} 项）" if row["via_groups"] else "") for row in rows)
    wholes = _by_place(rows)
    if len(wholes) > 1:
        rows += wholes
        figure += "；合计 (in all): " + "，".join(f"{row['plan']} {row['count']} 项" for row in wholes)
    if len(compared := wholes if len(wholes) > 1 else rows) == 2:
        first, second = (int(str(row["count"])) for row in compared)
        figure += f"，相差 {abs(first - second)} 项"
    for row in rows:
        del row["place"]
    return Result(rows, figure, nothing=not any(row["count"] or row["via_groups"] for row in rows))


_NOWHERE = "辖区未注明"
"""for the place of plans that name none"""


def _by_place(rows: list[Row]) -> list[Row]:
    """The figures of all plans of a place together, where some place has several."""
    of: dict[str, list[Row]] = {}
    for row in rows:
        of.setdefault(str(row["place"] or _NOWHERE), []).append(row)
    if len(of) == len(rows):
        return []
    found: list[Row] = []
    for place, mine in of.items():
        sums = {name: sum(int(str(row[name])) for row in mine) for name in ("count", "via_groups", "total")}
        found.append({"plan": f"{place}（{len(mine)} 份）" if len(mine) > 1 else place, "annex": None, **sums, "place": place})
    return found


def rank(reading: Reading, facts: Facts) -> Result:
    """Answer with bodies by number of measures."""
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
    if reading.nth is not None:
        return _at_place(reading, rows)
    result = Result(rows[: reading.top], nothing=not rows)
    result.figure = f"{len(rows)} 个单位"
    sets = sum(row["kind"] in ("group", "standing-group") for row in rows)
    if sets:
        result.figure += f"（其中群体表述 {sets} 个，按原文各计一个）"
    return result


def standing(reading: Reading, facts: Facts) -> Result:
    """Answer with the place of each named body among all that hold its role: as many stand before it as have more measures."""
    rows: list[Row] = []
    for holder in reading.holders:
        among = replace(reading, asks="rank", holders=(), role=holder.role, top=None, nth=None)
        found = rank(among, facts).rows
        own = next((row for row in found if row["agency_id"] in holder.bodies), None)
        name = JOINER.join(facts.store.body(body).name for body in holder.bodies)
        count = int(str(own["count"])) if own else 0
        before = sum(int(str(row["count"])) > count for row in found)
        rows.append({"agency": name, "role": holder.role, "count": count, "standing": before + 1 if own else None, "ranked": len(found)})
    told = [
        f"{row['agency']} {row['count']} 项，在 {row['ranked']} 个单位中" + (f"排第 {row['standing']}" if row["standing"] else "没有名次（没有列名）")
        for row in rows
    ]
    note = "按列名的项数从多到少排，群体表述按原文各计一个 (by printed measures)"
    return Result(rows, "；".join(told), [note], nothing=not any(row["standing"] for row in rows))


def _at_place(reading: Reading, rows: list[Row]) -> Result:
    """The bodies at one place of a rank, with as many before them as the place says; where several share a place, the next is left out."""
    shares = [int(str(row["count"])) + (int(str(row["via_groups"])) if reading.level == "township" else 0) for row in rows]
    places = [1 + sum(other < own if reading.least else other > own for other in shares) for own in shares]
    found = [row for row, place in zip(rows, places, strict=True) if place == reading.nth]
    if found:
        names = "、".join(str(row["agency"]) for row in found)
        return Result(found, f"第 {reading.nth} 位：{names}，{found[0]['count']} 项" + (f"（{len(found)} 个并列）" if len(found) > 1 else ""))
    taken = max((place for place in places if place < (reading.nth or 0)), default=0)
    same = [row for row, place in zip(rows, places, strict=True) if place == taken]
    note = f"第 {taken} 位有 {len(same)} 个单位并列，没有第 {reading.nth} 位 (that place is shared: none stands at the one asked for)"
    return Result(same, f"第 {taken} 位 {len(same)} 个单位并列" if same else "没有单位", [note] if same else [], nothing=not same)


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


def pairs(reading: Reading, facts: Facts) -> Result:
    """Answer with pairs of bodies by the measures that they share."""
    counts: Counter[tuple[str, str]] = Counter()
    for measure, _ in selected(reading, facts):
        names = sorted(facts.store.body(body).name for body in facts.bodies(measure, reading.role))
        counts.update(combinations(names, 2))
    ordered = sorted(counts.items(), key=lambda item: (item[1] if reading.least else -item[1], item[0]))
    rows: list[Row] = [{"a": a, "b": b, "role": reading.role, "count": count} for (a, b), count in ordered]
    return Result(rows[: reading.top], f"{len(rows)} 对", nothing=not rows)


def largest(reading: Reading, facts: Facts) -> Result:
    """Answer with measures by number of bodies."""
    sized = [(len(facts.bodies(measure, reading.role)), measure) for measure, _ in selected(reading, facts)]
    sized.sort(key=lambda pair: pair[0] if reading.least else -pair[0])
    if reading.singular and sized:
        sized = [pair for pair in sized if pair[0] == sized[0][0]]
    rows = [{"count": size, **row_of(facts, measure, [])} for size, measure in sized[: reading.top or 10]]
    return Result(rows, f"{'最少' if reading.least else '最多'} {sized[0][0]} 个单位" if sized else "", nothing=not rows)


def members(reading: Reading, facts: Facts) -> Result:
    """Answer with the members of a group."""
    rows: dict[tuple[str, str, str | None], int] = {}
    for holder in reading.holders:
        through = facts.among(Reading("measures", holders=(Holder(holder.bodies, "any", holder.words),)))
        for measure in through:
            for duty in facts.expanded.get(measure.id, ()):
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
