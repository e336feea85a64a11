"""Which test each kind of word has to pass.

The cut leaves no character out; this leaves no token out. For each kind of word that can change an answer there is a test of
the reading; a word that fails it was read and then dropped, and the answer would be that of another question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from zeren.ask.sentence.accounted import amounts, bodies, plans, speech
from zeren.ask.sentence.accounted.whole import lost_role, unmet
from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.refusal import NotUnderstood, not_understood
from zeren.ask.sentence.token import Token
from zeren.ground.resources import table

Test = Callable[[Clause, Reading, Token], bool]
"""sentence, reading and a word of it → does the reading carry the word"""


def refuse_dropped(clause: Clause, reading: Reading) -> None:
    """Raise NotUnderstood for the first word that the reading does not carry."""
    for token in clause.scope.all:
        test = _tests().get(token.kind)
        if test is not None and not test(clause, reading, token):
            raise _dropped(clause, token)
    for name in unmet(reading):
        raise _dropped(clause, None, name)
    if lost := lost_role(clause, reading):
        raise _dropped(clause, lost)


def _dropped(clause: Clause, token: Token | None, name: str = "") -> NotUnderstood:
    words = token.words if token is not None else _NAMES.get(name, name)
    hint = _HINTS.get(token.kind if token is not None else name, "")
    return not_understood(clause.sentence, words, hint or _HINTS["any"])


@cache
def _tests() -> Mapping[str, Test]:
    """Kind of word → its test; kinds that are not here change no answer, or are taken into the scope."""
    found = dict(_OWN)
    for row in table("vocabulary/carried"):
        found[row["kind"]] = _asked_by(frozenset(row["asks"].split("|")), frozenset(row["questions"].split("|")))
    return found


def _asked_by(asks: frozenset[str], named: frozenset[str]) -> Test:
    """Make the test of a word that only what is asked can carry."""

    def carried(clause: Clause, reading: Reading, token: Token) -> bool:
        return reading.asks in asks or reading.question in named - {""}

    return carried


_OWN: dict[str, Test] = {
    "or": speech.used, "others": speech.used, "not": speech.denied, "except": bodies.excepted, "only": bodies.only, "sole": bodies.sole,
    "first": bodies.first, "most": bodies.most, "least": bodies.most, "top": bodies.most, "nth": bodies.nth,
    "low": amounts.extreme, "high": amounts.extreme,
    "compare": amounts.compared, "together": bodies.together, "skip": speech.idle, "both": bodies.both, "member": speech.member,
    "ask": speech.asked_whether, "all": bodies.every, "span": speech.never, "vague": speech.never, "favour": speech.never,
    "blank": speech.never, "planword": plans.which, "annex": plans.annexes, "target": amounts.target,
    "ordinal": speech.never, "number": amounts.value, "taskno": amounts.task, "time": speech.time, "deadline": speech.when,
    "mention": speech.mentioned, "cited": speech.cited, "repeal": speech.cited, "network": speech.network,
    "company": bodies.company,
    "two": bodies.two,
    "who": speech.who, "sum": amounts.added, "rank": bodies.ranked, "standing": bodies.stands, "share": amounts.shared,
    **dict.fromkeys(amounts.NUMBERS, amounts.number),
    **{f"bodycount{sign}": amounts.body_count for sign in ("=", ">=", ">", "<")},
}  # fmt: skip
"""kind of word → its test, where what is asked does not tell alone; the others stand in ``carried.tsv``"""


_NAMES = {
    "holders": "单位", "topics": "事项的词", "without": "除外的单位", "period": "时间", "deadline_kind": "时限的种类", "lacking": "没有某种单位",
    "number": "单位数", "task_no": "任务序号", "measures": "项数", "lacks_role": "不担任的角色",
}  # fmt: skip
_HINTS = {
    "not": "把“不”“没有”直接写在单位或角色前，例如：区水务局不参与的措施 (put it right before a body or role)",
    "or": "“或”可连两个单位、两种角色或两个词；其余请分开问 (ask the two apart)",
    "except": "“除了”只能接单位，例如：除了区生态环境局，谁主责最多；其余请分开问 (only bodies can be left out)",
    "compare": "可以比两个单位的项数，例如：区水务局和区园林绿化局谁主责的多 (two bodies can be compared)",
    "ordinal": "措施没有编号，可以问第几项任务，例如：附1第3项任务有哪些措施 (measures bear no number, tasks do)",
    "ask": "可以问占多少，例如：附2里区生态环境局主责的占多少 (ask for the share)",
    "sum": "请分别问，或问共同承担的 (ask for each, or for what they share)",
    "any": "这几个字没有进入条件，去掉它答案会变；换一种说法，或分开问 (left out, the answer would change: ask in other words)",
}
