"""What stands beside an answer and is no row of it, so that no figure is taken for more than it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from zeren.ask.sentence.conditions import selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.nothing import in_titles
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.result import Result
from zeren.ask.sentence.times import dated
from zeren.ask.undated import reason, told

_NAMED = 3
"""titles, deadlines and places that a note prints"""


def beside(reading: Reading, facts: Facts, result: Result) -> list[str]:
    """Return the notes: titles of tasks that say the matter, duties without the lead, deadlines not read, places of the same kind."""
    if reading.asks not in ("who", "measures", "count", "when"):
        return _same_kind(reading, facts)
    return [*_titled(reading, facts), *_not_led(reading, facts, result), *_undated(reading, facts), *_same_kind(reading, facts)]


def _titled(reading: Reading, facts: Facts) -> list[str]:
    """Name the tasks whose titles say the matter, with their measures whose texts do not say it again."""
    if not reading.topics or any(topic.how in ("task", "title", "heading") for topic in reading.topics):
        return []
    listed = {measure.id for measure, _ in selected(reading, facts)}
    if not listed:
        return []  # without any the titles are looked at anyway
    wider = in_titles(reading)
    told = facts.with_tasks(wider)
    every = [(measure.id, measure.task or "") for measure, _ in selected(wider, facts)] if told is None else told
    more = [task for measure, task in every if measure not in listed]
    if not more:
        return []
    titles = list(dict.fromkeys(more))
    named = "、".join(titles[:_NAMED]) + (f" 等 {len(titles)} 项任务" if len(titles) > _NAMED else "")
    return [f"另有 {len(more)} 项措施的任务名写有这些词、正文没有再写，未列入：{named} (the title of the task says it, not the measure)"]


def _not_led(reading: Reading, facts: Facts, result: Result) -> list[str]:
    """Say how many measures a body answers for without leading them, in plans that have a lead role elsewhere."""
    if len(reading.holders) != 1 or reading.holders[0].role != "lead" or reading.holders[0].negated or reading.lacking:
        return []
    holder = reading.holders[0]
    if holder.sole or holder.first or holder.only:
        return []
    led = {measure.id for measure, _ in selected(reading, facts)}
    wider = selected(replace(reading, holders=(replace(holder, role="responsible"),)), facts)
    more = sum(measure.id not in led and not held[0].via for measure, held in wider)
    return [f"另有主责 {more} 项，所在计划另有牵头角色，未列入；可另问主责 (responsible for {more} more, not led)"] if more else []


def _undated(reading: Reading, facts: Facts) -> list[str]:
    """Say how many measures fall on no day, where a time is asked for, and print those deadlines of which no time was read."""
    if reading.period is None:
        return []
    rows = [row for row, _ in selected(replace(reading, period=None), facts) if not dated(facts.dates, row)]
    found = [told(Counter(reason(row.deadline_kind, bool(row.deadline)) for row in rows))] if rows else []
    unread = [row for row in rows if row.deadline and row.deadline_kind == "none" and not facts.dates.get(row.id)]
    if unread:
        printed = "、".join(list(dict.fromkeys(row.deadline for row in unread))[:_NAMED])
        found.append(f"其中 {len(unread)} 项的时限（{printed}）没有读出时间 (deadlines that were not understood)")
    return found


def _same_kind(reading: Reading, facts: Facts) -> list[str]:
    """Say which place 区 was taken for, where the store holds plans of several such places."""
    found = []
    for holder in reading.holders:
        kind, home = holder.words[:1], facts.store.body(holder.bodies[0]).jurisdiction or ""
        if reading.plans or len(holder.bodies) != 1 or kind not in ("区", "县", "市") or not home.endswith(kind):
            continue
        places = {plan.jurisdiction for plan in facts.store.plans if plan.jurisdiction and plan.jurisdiction.endswith(kind)}
        others = sorted(place for place in places - {home} if not home.startswith(place) and not place.startswith(home))
        if others:
            named = "、".join(others[:_NAMED])
            found.append(f"“{holder.words}”按{home}的理解；库中还有{named}的计划，那里没有列名这个单位 (taken for that of {home})")
    return found
