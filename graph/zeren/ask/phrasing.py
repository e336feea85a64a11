"""Phrasings: those of ``ontology/vocabulary/phrasings.tsv``, and those that a user's own questions bring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zeren.ask.questions import Question
from zeren.ask.template import Template, template
from zeren.ground.errors import UnreadableInput
from zeren.ground.resources import table


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A way to ask a question."""

    question: str
    """its name"""
    params: tuple[tuple[str, str], ...]
    """values that the phrasing itself gives"""
    template: Template


@cache
def lists() -> dict[str, str]:
    """Return the lists of words that phrasings name, each as alternatives with ``|`` between."""
    rows = table("vocabulary/phrasings")
    return {row["question"][1:-1]: row["phrasing"] for row in rows if row["question"].startswith("<")}


@cache
def phrasings() -> tuple[Phrasing, ...]:
    """Return the phrasings of the shipped questions."""
    found = []
    for row in table("vocabulary/phrasings"):
        if row["question"].startswith("<"):
            continue
        params = tuple((name, value) for name, _, value in (p.partition("=") for p in row["params"].split()))
        found.append(Phrasing(row["question"], params, template(row["phrasing"], lists())))
    return tuple(found)


def own_phrasing(question: Question, text: str) -> Phrasing:
    """Read a phrasing that a question file brings; UnreadableInput where its form is wrong or its slots do not fit."""
    made = template(text, lists())
    slots = [part for part in made.parts if isinstance(part, str)]
    given = {name for slot in slots for name in (("from", "to") if slot == "period" else (slot,))}
    unknown = sorted(given - {param.name for param in question.params})
    lacking = sorted({param.name for param in question.params if param.required} - given)
    if unknown or lacking:
        what = "、".join([f"没有参数 {name} (no such parameter)" for name in unknown] + [f"缺少 {name} (missing)" for name in lacking])
        raise UnreadableInput(f"{text}: 问法不合要求：{what} (phrasing)", "a slot is a parameter; every required parameter has its slot")
    return Phrasing(question.name, (), made)
