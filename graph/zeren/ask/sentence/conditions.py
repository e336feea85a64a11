"""Which measures meet the conditions of a reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zeren.ask.sentence.facts import Facts, Held, says
from zeren.ask.sentence.reading import Holder, Reading
from zeren.ask.sentence.times import in_time
from zeren.table.duties import MeasureRow


def selected(reading: Reading, facts: Facts) -> list[tuple[MeasureRow, list[Held]]]:
    """Return the measures that meet all conditions, in document order, with how the first holder holds them."""
    found = []
    for measure in facts.among(reading):
        if not meets(reading, facts, measure):
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


def meets(reading: Reading, facts: Facts, measure: MeasureRow) -> bool:
    """Tell whether a measure meets all conditions but those on bodies."""
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
    return in_time(reading, facts.dates, measure)


def in_words(any_of: tuple[str, ...], facts: Facts, measure: MeasureRow) -> bool:
    """Tell whether a measure's text, or the whole title of its task, holds one of some folded words.

    ``#`` asks for a part of the title, ``§`` for one of the headings over the measure.
    """
    return says(any_of, facts.texts[measure.id], facts.titles[measure.id], measure.section)


def open_lists(reading: Reading, facts: Facts) -> list[str]:
    """Say what lists that end in 等 do to an answer that says who alone, how many or who not; empty where they do nothing."""
    found = []
    limited = reading.number is not None and reading.number[0] in ("=", "<", "<=")
    roles = {holder.role for holder in reading.holders if holder.sole} | ({reading.number[2]} if limited and reading.number else set())
    if roles:
        wider = replace(
            reading, number=None if limited else reading.number, holders=tuple(replace(one, sole=False) for one in reading.holders)
        )
        left_out = sum(
            any(facts.goes_on(measure, role) for role in roles)
            and (not limited or reading.number is None or _as_named(reading.number, facts, measure))
            and all(set(facts.bodies(measure, one.role)) <= set(one.bodies) for one in reading.holders if one.sole)
            for measure, _ in selected(wider, facts)
        )
        if left_out:
            found.append(f"另有 {left_out} 项的名单以“等”结尾、没有列尽，不能说只有所列的单位，未计入 (lists that end in 等, not counted)")
    denied = {holder.role for holder in reading.holders if holder.negated}
    if denied:
        kept = sum(any(facts.goes_on(measure, role) for role in denied) for measure, _ in selected(reading, facts))
        if kept:
            found.append(f"其中 {kept} 项的名单以“等”结尾，没有列名的单位也可能在内 (lists that end in 等 may hold bodies that are not named)")
    return found


def _numbered(number: tuple[str, int, str], facts: Facts, measure: MeasureRow) -> bool:
    sign, _, role = number
    if sign in ("=", "<", "<=") and facts.goes_on(measure, role):
        return False
    return _as_named(number, facts, measure)


def _as_named(number: tuple[str, int, str], facts: Facts, measure: MeasureRow) -> bool:
    """Tell whether the bodies that a measure names in a role are so many, whether or not the list goes on."""
    sign, least, role = number
    count = len(facts.bodies(measure, role))
    met = {">": count > least, ">=": count >= least, "<": count < least, "<=": count <= least}
    return met.get(sign, count == least)
