"""Why a sentence is not answered: what was not understood, what is not said, what could be meant."""

from __future__ import annotations

from zeren.ask.sentence.lexicon import outside
from zeren.ground.errors import Ambiguous, NotFound


class NotUnderstood(NotFound):
    """Words of a sentence that nobody knows; the remedy offers the nearest readings."""


class OutOfScope(NotFound):
    """Something that is not read as data, whether or not a plan prints it."""


def not_understood(sentence: str, words: str, nearest: str) -> NotUnderstood:
    """Name the words that could not be read."""
    hint = nearest or "换一种说法，或 zeren question 列出能回答的问题 (or see what can be asked)"
    return NotUnderstood(f"{sentence}: 没有听懂“{words}” (these words were not understood)", hint)


def out_of_scope(sentence: str, topic: str, words: str) -> OutOfScope:
    """Say why this is not answered."""
    why = outside()[topic]
    return OutOfScope(f"{sentence}: “{words}”这里不作回答：{why.reason}", why.instead)


def several(words: str, names: list[str]) -> Ambiguous:
    """List the bodies that words may mean."""
    return Ambiguous(
        f"{words}: 可以指几个单位 (several bodies): {'、'.join(names[:12])}",
        "写出全名再问 (ask with the full name)",
    )
