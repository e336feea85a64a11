"""Words for plans: which of them is asked for, and conditions that hold in one annex and not in another."""

from __future__ import annotations

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.token import Token


def which(clause: Clause, reading: Reading, token: Token) -> bool:
    """哪个附件: figures plan by plan, or the plans themselves are asked for."""
    return token.words[:1] != "哪" or reading.asks == "plans" or bool(reading.question)


def annexes(clause: Clause, reading: Reading, token: Token) -> bool:
    """附1和附2 are one scope: 在附1主责、在附2没主责的 and 附1和附2都主责的单位 ask for what holds in each."""
    said = [one for one in clause.scope.all if one.kind != "mark"]
    places = [at for at, one in enumerate(said) if one.kind == "annex"]
    if len(places) < 2 or reading.asks in ("plans", "compare") or reading.question:
        return True
    between = {one.kind for one in said[places[0] : places[-1]]}
    behind = said[places[-1] + 1 : places[-1] + 2]
    each = bool(behind) and behind[0].kind == "skip" and behind[0].value == "whole"
    return not between & {"role", "rolenoun", "not"} and not (each and reading.asks in ("rank", "who", "pairs"))
