"""Words of time, of denial, and those that join, ask or only accompany."""

from __future__ import annotations

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.token import Token

_SAYING = frozenset((
    "role", "rolenoun", "most", "least", "top", "thing", "topic", "body", "each", "rank", "count", "taskno", "network", "cascade", "only", "time",
    "period", "together", "level", "annex", "target", "number", "due", "deadline", "compare", "company", "bodycount=", "bodycount>=", "cited",
))  # fmt: skip
"""kinds of words by which bodies can be asked for"""
_ALL = ("都", "全都", "全部", "所有", "全", "完全", "统统", "均", "皆")


def used(clause: Clause, reading: Reading, token: Token) -> bool:
    """或, 别的单位: the word became a condition."""
    return token.start in clause.used


def denied(clause: Clause, reading: Reading, token: Token) -> bool:
    """不, 没有: the word became a condition, or asks for what is not there."""
    if token.start in clause.used:
        return True
    return bool(reading.states) or reading.deadline_kind == "none" or (token.words == "没人" and bool(reading.lacking))


def time(clause: Clause, reading: Reading, token: Token) -> bool:
    """长期, 每月: the kind of the deadline."""
    times = [one for one in clause.scope.all if one.kind == "time"]
    dated = token.value == "dated" and (reading.period is not None or reading.deadline_kind in ("dated", "none"))
    if reading.period is not None and reading.deadline_kind.split("+")[0] in ("long-term", "ongoing"):
        # 年底前和长期实施的: no measure has both.
        return False
    return dated or (bool(reading.deadline_kind) and (len(times) == 1 or "+" in reading.deadline_kind))


def when(clause: Clause, reading: Reading, token: Token) -> bool:
    """什么时候: deadlines are asked for; 写了时限的 is no condition unless it says which."""
    at = clause.scope.all.index(token)
    timed = bool(reading.deadline_kind or reading.period or reading.not_due or reading.question)
    behind = [one.kind for one in clause.scope.all[at + 1 : at + 3]]
    if not token.value and not timed and behind in (["of", "thing"], ["of", "count"], ["of", "list"]):
        return False
    if token.value == "spread":
        return reading.question == "by-deadline"
    return reading.asks not in ("rank", "pairs", "compare", "share", "plans", "members") or not token.value


def mentioned(clause: Clause, reading: Reading, token: Token) -> bool:
    """提到: there is a word, a body or a time that is mentioned."""
    listed = reading.asks in ("rank", "largest") and token.words == "出现"
    timed = bool(reading.deadline_kind or reading.period or reading.not_due)
    there = reading.asks == "targets" and token.words.endswith("有")
    return bool(reading.topics or reading.holders or reading.question) or listed or timed or there


def cited(clause: Clause, reading: Reading, token: Token) -> bool:
    """引用: citations are asked for, or a title is looked for."""
    return reading.question == "cited" or any(topic.how == "title" for topic in reading.topics)


def network(clause: Clause, reading: Reading, token: Token) -> bool:
    """核心, 网络: bodies by partners are asked for."""
    things = any(one.kind == "thing" and one.value in ("measure", "task") for one in clause.scope.all)
    return reading.question == "connected" and not things


def asked_whether(clause: Clause, reading: Reading, token: Token) -> bool:
    """所有附2措施都由甲主责吗: whether all are, a list of those that are does not say."""
    whole = any(one.kind == "skip" and one.words in _ALL for one in clause.scope.all)
    return not whole or not reading.holders or bool(reading.question) or clause.has("list", "who", "count", "all")


def member(clause: Clause, reading: Reading, token: Token) -> bool:
    """成员单位 asks for the members of a group; 包括 may only list."""
    return reading.asks == "members" or token.words.startswith(("包括", "包含", "都包括", "代表", "展开"))


def who(clause: Clause, reading: Reading, token: Token) -> bool:
    """谁: bodies are asked for, by what they do or what they are beside; 你是谁 asks for nothing."""
    if not any(one.kind in _SAYING for one in clause.scope.all):
        return False
    return reading.asks not in ("measures", "count", "share", "plans", "summary") or bool(reading.question)


def idle(clause: Clause, reading: Reading, token: Token) -> bool:
    """Words that say nothing, where they do say nothing: 油烟大 complains, 大运河 is a name; 只协办过一次 counts, 每月一次 does not."""
    if token.value == "once":
        return reading.deadline_kind == "recurring" or any(one.kind == "deadline" and one.value for one in clause.scope.all)
    if token.words in ("自己", "自己的", "本身"):
        # 区里自己定的: of a plan it tells what no plan above asks for; of a body it says nothing.
        return bool(reading.holders or reading.number or reading.question) or reading.asks in ("rank", "who")
    if token.value != "complaint":
        return True
    # Words of complaint say nothing beside a matter or a body; alone they would leave a list of everything.
    beside = bool(reading.topics or reading.holders or reading.plans or clause.lacking or reading.question)
    return beside and (len(token.words) > 1 or not _part_of_a_name(clause, token))


def _part_of_a_name(clause: Clause, token: Token) -> bool:
    """Tell whether a word of a matter follows at once, and none stands before: 大 in 大运河."""
    at = clause.scope.all.index(token)
    before, after = clause.scope.all[:at], clause.scope.all[at + 1 : at + 2]
    return bool(after) and after[0].kind == "topic" and not any(one.kind == "topic" for one in before)


def never(clause: Clause, reading: Reading, token: Token) -> bool:
    """A word that nothing here can carry (大部分, 过去)."""
    return False
