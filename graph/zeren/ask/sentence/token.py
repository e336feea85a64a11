"""A piece of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ask.period import Period


@dataclass(frozen=True, slots=True)
class Token:
    """Some characters of a sentence and what they are."""

    kind: str
    """a kind of the lexicon, or body, missing, place, plan, level, period, topic, unknown, mark, or a form with a number"""
    value: str
    """which of its kind; for a topic and for unknown characters the words"""
    words: str
    """as they stand in the sentence"""
    start: int
    iris: tuple[str, ...] = ()
    """bodies or plans that the words may mean"""
    period: Period | None = None
    how: str = ""
    """how the words were taken, for people, where they do not speak for themselves"""
