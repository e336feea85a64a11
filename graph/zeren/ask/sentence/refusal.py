"""Why a sentence is not answered: what was not understood, what is not said, what could be meant."""

from __future__ import annotations

from zeren.ask.sentence.lexicon import outside
from zeren.ground.errors import Ambiguous, NotFound


class NotUnderstood(NotFound):
    """Words of a sentence that nobody knows; the remedy offers the nearest readings."""


class NoBody(NotFound):
    """A name of no body that holds a duty; the remedy offers the nearest."""

    def __init__(self, words: str, remedy: str) -> None:
        self.words = words
        """the name, as the sentence has it"""
        self.told = "库中没有这个单位 (no such body)"
        super().__init__(f"{words}: {self.told}", remedy)


class OutOfScope(NotFound):
    """Something that is not read as data, whether or not a plan prints it."""


class TooMuch(NotFound):
    """A question about more measures of a large store than are read for a sentence: not answered, and no answer of none."""


def too_much(most: int, what: str, english: str) -> TooMuch:
    """Say that a question is about too many of something, and how it can be asked."""
    return TooMuch(
        f"要看的{what}超过 {most:,} 项，不逐项读 (more than {most:,} {english} would have to be read)",
        "写明单位、事项的词、计划或地方再问 (name a body, words of the matter, a plan or a place)；"
        "全库的排名与计数用 zeren rank、pairs、question (figures of the whole store)",
    )


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
