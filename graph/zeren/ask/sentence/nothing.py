"""No row is no answer yet: where else was looked, what was found there, and how the question can be widened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from zeren.ask.sentence.compose import compose
from zeren.ask.sentence.conditions import selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.lexicon import folded, generic, spoken
from zeren.ask.sentence.parts import parts_of
from zeren.ask.sentence.reading import Holder, Reading, Topic
from zeren.ask.sentence.tell import ROLE_WORDS
from zeren.ask.sentence.times import season_words
from zeren.table.duties import Duty


def looked(reading: Reading, facts: Facts) -> list[str]:
    """Return in words where was looked for what a reading asks, and what stands there instead; never empty."""
    found = []
    for holder in reading.holders:
        found += _of_holder(holder, reading, facts)
    if reading.topics:
        found += _of_topics(reading, facts)
    if reading.deadline_kind == "seasonal":
        names = season_words(reading.recurring)
        said = facts.saying(names)
        found.append(f"不论时限，正文提到{'、'.join(f'“{name}”' for name in names)}的 {said} 项")
    if reading.period is not None:
        without = len(selected(replace(reading, period=None), facts))
        found.append(f"不限时间有 {without} 项；没有日期的（持续推进、长期实施、按月按季）不在其内")
    return [
        "查了列名、经群体、时限栏与正文、全部计划" + ("之中的" + reading.scope if reading.scope else ""),
        *found,
    ]


def _of_holder(holder: Holder, reading: Reading, facts: Facts) -> list[str]:
    found = []
    name = "、".join(facts.store.called(body) for body in holder.bodies)
    every = facts.among(Reading("measures", holders=(replace(holder, role="any", negated=False),)))
    own = [measure.id for measure in every if not reading.plans or measure.plan_id in reading.plans]
    for role in ("lead", "responsible", "support", "guide", "supervise"):
        printed, grouped = (_held(holder, role, duties, own) for duties in (facts.written, facts.expanded))
        if printed or grouped:
            found.append(f"{name}{ROLE_WORDS[role]} {printed} 项" + (f"，经群体 {grouped} 项" if grouped else ""))
    if reading.plans and not found:
        other = len(
            selected(Reading("measures", holders=(Holder(holder.bodies, "any", holder.words),)), facts)
        )
        found.append(f"在别的计划里 {other} 项")
    mentions = facts.saying((folded(facts.store.body(holder.bodies[0]).label),))
    found.append(f"正文提到“{facts.store.body(holder.bodies[0]).label}”的 {mentions} 项")
    return found


def _held(holder: Holder, role: str, duties: Mapping[str, Sequence[Duty]], among: Iterable[str]) -> int:
    """The number of measures on which bodies hold a role as it is printed."""
    return sum(any(duty.body in holder.bodies and duty.role == role for duty in duties.get(measure, ())) for measure in among)


def _of_topics(reading: Reading, facts: Facts) -> list[str]:
    found = []
    for topic in reading.topics:
        count = facts.saying(topic.any_of)
        found.append(f"正文含“{topic.words.strip('《》')}”的 {count} 项")
    return found


def titled_plans(reading: Reading, facts: Facts) -> list[str]:
    """Name the plans whose titles say all the words of the matter, with their measures that do not say them again; empty where none has any."""
    if not reading.topics or reading.plans or reading.asks not in ("who", "measures", "count", "when"):
        return []
    found = []
    for plan in facts.store.plans:
        title = folded(plan.title)
        if not all(any(word in title for word in topic.any_of) for topic in reading.topics):
            continue
        more = facts.sizes()[plan.iri] - len(selected(replace(reading, holders=(), plans=(plan.iri,)), facts))
        if more:
            found.append(f"《{plan.title}》题名写有这些词，另有 {more} 项正文没有再写，未列入 (the title says the words, these measures do not)")
    return found


def widened(reading: Reading, facts: Facts) -> tuple[Reading, list[str]] | None:
    """Return the first wider reading that does find something, with the words that were left out; None where none does."""
    return next(((wider, left) for wider, left in wider_readings(reading, facts) if not compose(wider, facts).nothing), None)


def wider_readings(reading: Reading, facts: Facts) -> Iterator[tuple[Reading, list[str]]]:
    """Give the readings that take the words of the matter more widely, each with the words that it leaves out.

    First words are looked for in the titles of tasks and in headings, and long words in parts (河湖建设 as 河湖 and 建设), which
    leaves nothing out; then words of
    ``generic.tsv`` are left out, as long as another word of the matter is left.
    """
    yield in_titles(reading), []
    yield replace(reading, topics=tuple(_headed(topic) for topic in reading.topics)), []
    parts = replace(reading, topics=tuple(part for topic in reading.topics for part in parts_of(topic, facts)))
    said = replace(reading, topics=tuple(_said(topic) for topic in reading.topics))
    for wider in (reading, parts, said):
        left = [topic for topic in wider.topics if topic.words in generic() and not (_bans(topic) and reading.asks not in ("who", "targets"))]
        kept = tuple(topic for topic in wider.topics if topic not in left)
        if wider is not reading:
            yield wider, []
        if len(left) == 1 and kept:
            yield replace(wider, topics=kept), [topic.words for topic in left]


def _bans(topic: Topic) -> bool:
    """Tell whether a word bans something: who answers for 露天焚烧 answers for its ban, but a list of what is banned needs the word."""
    return "禁止" in spoken().get(topic.words, ())


def in_titles(reading: Reading) -> Reading:
    """The same reading, its words looked for in the titles of tasks too."""
    return replace(
        reading,
        topics=tuple(
            replace(topic, any_of=(*topic.any_of, *("#" + word for word in topic.any_of)), how="task") for topic in reading.topics
        ),
    )


def _headed(topic: Topic) -> Topic:
    """The same matter, in the headings over a measure too."""
    return replace(topic, any_of=(*topic.any_of, *("§" + word for word in topic.any_of if word[0] != "#")), how="heading")


def _said(topic: Topic) -> Topic:
    """The same matter with the words that documents print for it."""
    spelled = spoken().get(topic.words, ())
    return replace(topic, any_of=tuple(dict.fromkeys((*topic.any_of, *spelled))), how="synonym") if spelled else topic


def nearest(reading: Reading, facts: Facts) -> str:
    """Say what could be asked instead: each word of the matter alone, with its number of measures."""
    counts = [
        (topic.words, facts.saying(topic.any_of))
        for topic in reading.topics
    ]
    listed = "；".join(f"“{word}”（{count} 项）" for word, count in counts if count)
    return f"没有一项措施同时含这些词；可以分别问 (ask for each alone): {listed}"
