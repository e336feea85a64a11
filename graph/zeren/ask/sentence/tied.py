"""Which ties of two plans a sentence is about, and where else its words stand when no tie holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from zeren.ask.answer import Cell
from zeren.ask.sentence.conditions import in_words, selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.nothing import nearest, wider_readings
from zeren.ask.sentence.reading import Reading, Topic
from zeren.ask.sentence.refusal import NotUnderstood
from zeren.ground.errors import NotFound
from zeren.table.duties import MeasureRow

Tie = dict[str, Cell]


def ties_about(reading: Reading, facts: Facts, rows: list[Tie]) -> tuple[list[Tie], list[str]]:
    """Return the ties of a reading's matter and bodies, in whatever state, with notes on how its words had to be taken.

    First all words must stand in one of the two measures; then they may stand in the one or the other; then as ``widened``
    takes them. Nothing is told as none before.
    """
    facts.measures({str(row[name]) for row in rows for name in ("id", "lower")})
    tied = [(row, _measures(row, facts)) for row in rows]
    # 市水务局牵头的 stands above, 区水务局承接的 below.
    held = [(row, both) for row, both in tied if all(any(facts.holds(holder, one) for one in both) for holder in reading.holders)]
    found = [row for row, both in held if any(_holds(reading.topics, facts, [one]) for one in both)]
    if found or not reading.topics:
        return [_told(row, facts) for row in found], []
    across = [row for row, both in held if _holds(reading.topics, facts, both)]
    if across:
        return [_told(row, facts) for row in across], ["这些词分写在上下两条里 (the words stand in one and the other)"]
    for wider, left in wider_readings(reading, facts):
        found = [row for row, both in held if any(_holds(wider.topics, facts, [one]) for one in both)]
        if found:
            words = "、".join(f"“{topic.words}”" for topic in wider.topics)
            notes = [f"按{words}找到 (found by these words)", *([f"没用上：{'、'.join(left)}"] if left else [])]
            return [_told(row, facts) for row in found], notes
    return [], []


def untied(sentence: str, reading: Reading, facts: Facts, rows: Iterable[Tie]) -> list[str]:
    """Say which measures hold the matter that no tie holds: of plans that were compared, and of plans that were not.

    Raises NotUnderstood where the words stand, but no measure holds all of them, NotFound where only measures of plans
    that were never compared do.
    """
    about = replace(reading, asks="measures", question="", params=(), states=(), plans=())
    alone = [measure for measure, _ in selected(about, facts)]
    if not alone:
        for wider, _ in wider_readings(about, facts):
            alone = [measure for measure, _ in selected(wider, facts)]
            if alone:
                break
    if not alone and len(reading.topics) > 1:
        raise NotUnderstood(f"{sentence}: 没有措施同时合乎这些条件 (no measure meets all of this)", nearest(reading, facts))
    rows = list(rows)
    compared = {one.plan_id for one in facts.measures({str(row[name]) for row in rows for name in ("id", "lower")}).values()}
    inside = [one for one in alone if one.plan_id in compared]
    outside = [one for one in alone if one.plan_id not in compared]
    if outside and not inside and not reading.states:
        # What corresponds to a measure of a plan that was never compared nobody knows: that is no answer of none.
        told = "写着这些词的措施都在没有与上级计划对照过的计划里，说不出对应哪一条 (said only in plans that were not compared)"
        raise NotFound(
            f"{sentence}: {told}: {_texts(outside)}",
            f"对照过的有 (compared): {'、'.join(_captions(compared, facts))}",
        )
    notes = [] if "new" in reading.states else ["查了全部承接关系，上下两条的正文和任务名都没有这些词 (all ties were looked at)"]
    if inside and "new" not in reading.states:
        notes.append(f"对照过的计划中另有 {len(inside)} 项写着这些词，没有找到对应措施 (said there, no counterpart found): {_texts(inside)}")
    if outside:
        notes.append(f"没有对照过的计划中有 {len(outside)} 项写着这些词，说不出对应哪一条 (said in plans that were not compared): {_texts(outside)}")
    return notes


def _captions(plans: Iterable[str], facts: Facts) -> list[str]:
    return [plan.caption for plan in facts.store.plans if plan.iri in plans]


_NAMED = 3
"""measures that a note tells"""


def _texts(found: list[MeasureRow]) -> str:
    listed = "；".join(f"{one.annex or one.plan} {one.text}" for one in found[:_NAMED])
    return listed + (" 等" if len(found) > _NAMED else "")


def _measures(row: Tie, facts: Facts) -> list[MeasureRow]:
    """The upper measure of a tie, then the lower where there is one."""
    known = facts.known
    return [known[iri] for iri in (str(row["id"]), str(row["lower"])) if iri in known]


def _holds(topics: tuple[Topic, ...], facts: Facts, measures: list[MeasureRow]) -> bool:
    return all(any(in_words(topic.any_of, facts, one) for one in measures) for topic in topics)


def _told(row: Tie, facts: Facts) -> Tie:
    """A tie with those who answer for the lower measure, and the words of the upper that it leaves out."""
    upper, lower = str(row["text"] or ""), str(row["lower_text"] or "")
    below = facts.known.get(str(row["lower"]))
    names = [facts.store.body(body).name for body in facts.bodies(below, "principal")] if below else []
    return {**row, "bodies": "、".join(names) or None, "dropped": _dropped(upper, lower) if lower else None}


def _dropped(upper: str, lower: str) -> str | None:
    """The words of the upper text that the lower one leaves out."""
    matcher = SequenceMatcher(None, upper, lower, autojunk=False)
    parts = [
        upper[start:end]
        for tag, start, end, _, _ in matcher.get_opcodes()
        if tag in ("delete", "replace") and end - start > 3
    ]
    return "……".join(parts) or None
