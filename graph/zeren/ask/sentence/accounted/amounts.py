"""Words with a number: how many bodies a measure has, how many measures a body, which value, which task."""

from __future__ import annotations

from zeren.ask.sentence.clause import Clause, besides
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.token import Token

NUMBERS = ("atleast", "morethan", "exactly", "several", "fewer", "atmost")
"""kinds of words for a number of bodies on a measure"""


def number(clause: Clause, reading: Reading, token: Token) -> bool:
    """三家以上: the number of bodies, where it is the only one."""
    numbered = [one for one in clause.scope.all if one.kind in NUMBERS]
    if token.kind == "exactly" and reading.top is not None and str(reading.top) == token.value:
        return True
    if reading.number is None or len(numbered) > 1 or reading.number[1] - besides(clause, token) != int(token.value):
        return False
    holding = sum(not one.negated for one in reading.holders)
    if reading.number[0] in ("=", "<", "<=") and reading.number[1] < holding:
        # 甲和乙只有一家参与: no measure has both and one.
        return False
    words = ("role", "rolenoun", "together", "sole")
    return any(mark in token.words for mark in ("单位", "部门")) or any(
        one.kind in words or one.value == "unit" for one in clause.scope.all
    )


def value(clause: Clause, reading: Reading, token: Token) -> bool:
    """目标28: the value of a target."""
    asked = reading.asks == "targets" or reading.question in ("cascade", "cascade-targets")
    return asked and reading.value is not None and sum(one.kind == "number" for one in clause.scope.all) == 1


def body_count(clause: Clause, reading: Reading, token: Token) -> bool:
    """超过20项: the number of measures of a body."""
    return reading.measures is not None and reading.asks == "rank" and sum(one.kind.startswith("bodycount") for one in clause.scope.all) == 1


def task(clause: Clause, reading: Reading, token: Token) -> bool:
    """第3项任务: the task of a plan that is named, not the third of a body."""
    whose = bool(reading.holders) and not reading.plans
    return not whose and reading.task_no == token.value and sum(one.kind == "taskno" for one in clause.scope.all) == 1


def extreme(clause: Clause, reading: Reading, token: Token) -> bool:
    """最低, 最高: the least or greatest target."""
    return bool(reading.extreme) and reading.asks == "targets"


def compared(clause: Clause, reading: Reading, token: Token) -> bool:
    """谁的多: named bodies, plans, or bodies by number are set beside each other."""
    if reading.asks == "plans" and any(one.kind == "thing" and one.value == "unit" for one in clause.scope.all):
        return False
    if reading.asks in ("compare", "plans", "largest") or reading.question.startswith(("cascade", "chain")):
        return True
    said = {one.words for one in clause.scope.all if one.kind == "compare"}
    return reading.asks in ("rank", "pairs") and not reading.holders and said <= {"多", "更多", "谁更", "谁的更多", "哪个更", "哪家更", "哪家多"}


def added(clause: Clause, reading: Reading, token: Token) -> bool:
    """加起来: nothing is added up over several bodies."""
    return len(reading.holders) < 2


def shared(clause: Clause, reading: Reading, token: Token) -> bool:
    """占多少: the part of one role; 甲主责的占它参与的 names two, of which a reading has one."""
    if reading.asks == "share":
        roles = [one for one in clause.scope.all if one.kind in ("role", "rolenoun")]
        return len(roles) < 2 and not reading.level and (bool(token.value) <= reading.of_own)
    if token.value or (reading.asks == "targets" and not reading.topics):
        return False  # 带百分比的目标: no condition says that
    return reading.asks in ("targets", "rank", "compare")


def target(clause: Clause, reading: Reading, token: Token) -> bool:
    """目标: targets are asked for; 有量化目标的措施 asks for measures by whether they have one, which is no condition."""
    if reading.asks == "targets" and not reading.topics and any(one.value == "measure" for one in clause.scope.all if one.kind == "thing"):
        return False
    return reading.asks in ("targets", "who") or reading.question == "cascade-targets"
