"""No row is no answer yet: where else was looked, what was found there, and how the question can be widened."""

from __future__ import annotations

from dataclasses import replace

from zeren.ask.sentence.compose import compose, in_words, selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.reading import Holder, Reading
from zeren.ask.sentence.tell import ROLE_WORDS


def looked(reading: Reading, facts: Facts) -> list[str]:
    """Return in words where was looked for what a reading asks, and what stands there instead; never empty."""
    found = []
    for holder in reading.holders:
        found += _of_holder(holder, reading, facts)
    if reading.topics:
        found += _of_topics(reading, facts)
    if reading.period is not None:
        without = len(selected(replace(reading, period=None), facts))
        found.append(f"不限时间有 {without} 项；没有日期的（持续推进、长期实施、按月按季）不在其内")
    return ["查了列名、经群体、时限栏与正文、全部计划" + ("之中的" + reading.scope if reading.scope else ""), *found]


def _of_holder(holder: Holder, reading: Reading, facts: Facts) -> list[str]:
    found = []
    name = "、".join(facts.store.body(body).name for body in holder.bodies)
    bare = Reading("measures", plans=reading.plans)
    for role in ("lead", "responsible", "support", "guide", "supervise"):
        rows = selected(replace(bare, holders=(Holder(holder.bodies, role, holder.words),)), facts)
        printed = sum(not held[0].via for _, held in rows)
        if rows:
            via = f"，经群体 {len(rows) - printed} 项" if len(rows) - printed else ""
            found.append(f"{name}{ROLE_WORDS[role]} {printed} 项{via}")
    if reading.plans and not found:
        other = len(selected(Reading("measures", holders=(Holder(holder.bodies, "any", holder.words),)), facts))
        found.append(f"在别的计划里 {other} 项")
    mentions = sum(in_words((folded(facts.store.body(holder.bodies[0]).label),), facts, measure) for measure in facts.measures())
    found.append(f"正文提到“{facts.store.body(holder.bodies[0]).label}”的 {mentions} 项")
    return found


def _of_topics(reading: Reading, facts: Facts) -> list[str]:
    found = []
    for topic in reading.topics:
        count = sum(in_words(topic.any_of, facts, measure) for measure in facts.measures())
        found.append(f"正文含“{topic.words.strip('《》')}”的 {count} 项")
    return found


def widened(reading: Reading, facts: Facts) -> tuple[Reading, list[str]] | None:
    """Return a reading with fewer words of the matter that does find something, with what was left out; None where none does.

    Only words of the matter are ever left out, the last and most general first, and never the last one.
    """
    for left in range(1, len(reading.topics)):
        for drop in _choices(reading, facts, left):
            kept = tuple(topic for topic in reading.topics if topic not in drop)
            wider = replace(reading, topics=kept)
            if not compose(wider, facts).nothing:
                return wider, [topic.words for topic in drop]
    return None


def _choices(reading: Reading, facts: Facts, count: int) -> list[tuple[object, ...]]:
    from itertools import combinations

    def common(topic: object) -> int:
        return sum(in_words(topic.any_of, facts, measure) for measure in facts.measures())  # type: ignore[attr-defined]

    ordered = sorted(reading.topics, key=common, reverse=True)
    return list(combinations(ordered, count))
