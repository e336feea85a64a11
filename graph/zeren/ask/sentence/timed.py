"""Words of time that a sentence denies or joins: 时限不是年底前, 没有写时限, 长期实施或持续推进."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.token import Token

_DENIALS = ("不是", "并非", "并不是")
_JOINERS = ("or", "and", "mark", "skip", "both", "deadline")
_PLAIN = ("long-term", "ongoing")
"""kinds of which a measure has one: two of them asked for are one or the other"""


def without_denied_times(tokens: list[Token]) -> tuple[list[Token], list[Token], set[int]]:
    """Take out what the deadline is said not to be: 既不是年底前、也不是长期实施或持续推进.

    Returns the tokens with these as words that say nothing, the periods and kinds, and where the words start that were used.
    """
    found, denied, used = list(tokens), list[Token](), set[int]()
    for at, token in enumerate(tokens):
        if token.kind != "not" or token.words not in _DENIALS:
            continue
        for place in range(at + 1, len(tokens)):
            other = tokens[place]
            if other.kind == "period" or (other.kind == "time" and other.value in _PLAIN):
                denied.append(other)
                used |= {token.start, *(one.start for one in tokens[at:place] if one.kind == "or")}
                found[place] = replace(other, kind="skip")
                found[at] = replace(token, kind="skip")
            elif other.kind not in _JOINERS:
                break
    return found, denied, used


def missing_deadline(clause: Clause) -> bool:
    """Tell whether measures without a deadline are asked for: 没有写时限的, 时限没写的, 没有明确时间节点的."""
    said = [token for token in clause.tokens if token.kind != "skip"]
    for before, after in pairwise(said):
        no, what = (before, after) if before.kind == "not" else (after, before)
        timed = (what.kind == "deadline" and not what.value) or (what.kind == "time" and what.value == "dated")
        if no.kind == "not" and timed and no.start not in clause.used:
            clause.used.add(no.start)
            return True
    return False


def joined_kinds(clause: Clause) -> str | None:
    """Return the kinds of deadlines of which one will do (长期实施或持续推进); None where there are not two."""
    times = [token for token in clause.tokens if token.kind == "time"]
    if len(times) < 2 or any(token.value not in _PLAIN for token in times):
        return None
    first, last = times[0].start, times[-1].start
    clause.used.update(token.start for token in clause.tokens if token.kind == "or" and first < token.start < last)
    return "+".join(dict.fromkeys(token.value for token in times))
