"""Every word accounted for: what a word of a sentence demands must stand in the reading, or the sentence is refused.

The cut leaves no character out; this leaves no token out. For each kind of word that can change an answer there is a test of
the reading; a word that fails it was read and then dropped, and the answer would be that of another question.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.reading import ROLES, Reading
from zeren.ask.sentence.refusal import NotUnderstood, not_understood

_RANKS = ("rank", "largest", "pairs", "compare", "plans")
_MORE = ("另外", "另有", "此外")
"""words of ``except`` that only go on"""
_OTHER = ("其他", "其它", "别的")
"""words of ``except`` that need nothing named: 其他单位 behind 除了甲"""
_SHIPPED = {
    "cascade": ("holders", "topics"), "cascade-targets": ("topics",), "cited": ("topics",), "connected": ("without",),
    "overloaded": (), "sources-of": ("holders", "topics"), "by-deadline": (), "plans": (),
}  # fmt: skip
"""shipped question → the conditions of a reading that it meets; plans and its own parameters apart"""
_CONDITIONS = ("holders", "topics", "without", "period", "deadline_kind", "lacking", "number", "task_no", "measures", "lacks_role")
_NOT_OF_TARGETS = ("deadline_kind", "lacking", "number", "task_no", "measures", "lacks_role", "without")


def refuse_dropped(clause: Clause, reading: Reading) -> None:
    """Raise NotUnderstood for the first word that the reading does not carry."""
    for token in clause.scope.all:
        test = _TESTS.get(token.kind)
        if test is not None and not test(clause, reading, token):
            raise _dropped(clause, token)
    for name in _unmet(reading):
        raise _dropped(clause, None, name)
    if lost := _lost_role(clause, reading):
        raise _dropped(clause, lost)


def _dropped(clause: Clause, token: Token | None, name: str = "") -> NotUnderstood:
    words = token.words if token is not None else _NAMES.get(name, name)
    hint = _HINTS.get(token.kind if token is not None else name, "")
    return not_understood(clause.sentence, words, hint or _HINTS["any"])


# One kind of word each


def _used(clause: Clause, reading: Reading, token: Token) -> bool:
    return token.start in clause.used


def _denied(clause: Clause, reading: Reading, token: Token) -> bool:
    if token.start in clause.used:
        return True
    return bool(reading.states) or reading.deadline_kind == "none" or (token.words == "没人" and bool(reading.lacking))


def _excepted(clause: Clause, reading: Reading, token: Token) -> bool:
    """除了甲: the body beside it is left out of the bodies that are asked for."""
    if token.words in _MORE or token.start in clause.used:
        return True
    left_out = bool(reading.without) and (reading.asks in ("rank", "who", "connected") or reading.question == "connected")
    if token.words in _OTHER:
        return left_out
    return left_out and any(named.excepted and _beside(clause, token, named.at) for named in clause.named)


def _beside(clause: Clause, token: Token, at: int) -> bool:
    """Tell whether only joined bodies stand between a word and the body at a place."""
    own = next((place for place, one in enumerate(clause.tokens) if one.start == token.start), -1)
    first, last = sorted((own, at))
    return own >= 0 and all(one.kind in ("body", "and", "skip", "or") for one in clause.tokens[first + 1 : last])


def _only(clause: Clause, reading: Reading, token: Token) -> bool:
    counted = reading.number is not None and reading.number[0] == "="
    said = reading.only_role or bool(reading.lacks_role)
    return any(one.only or one.sole for one in reading.holders) or said or counted or (reading.asks != "rank" and _selects(clause, token))


def _selects(clause: Clause, token: Token) -> bool:
    """只看附1, 只列西城的: what is selected is a condition anyway; 只有牵头单位: somebody holds that role."""
    at = clause.scope.all.index(token)
    after = next((one.kind for one in clause.scope.all[at + 1 :] if one.kind not in ("skip", "is")), "")
    return after in ("annex", "plan", "place", "level", "period", "time", "years", "rolenoun", "list", "count")


def _sole(clause: Clause, reading: Reading, token: Token) -> bool:
    alone = reading.number is not None and reading.number[:2] == ("=", 1)
    return alone or any(one.sole and len(one.bodies) >= 1 for one in reading.holders)


def _first(clause: Clause, reading: Reading, token: Token) -> bool:
    return any(one.first for one in reading.holders)


def _most(clause: Clause, reading: Reading, token: Token) -> bool:
    if token.kind == "top" and reading.asks == "rank" and _top_of(clause, token) not in ("", "unit"):
        return False
    if reading.asks == "rank" and _of_a_measure(clause):
        return False
    ranked = reading.asks in _RANKS or reading.question in ("connected", "overloaded") or reading.asks == "targets"
    return ranked and (token.kind != "least" or reading.least) and (token.kind != "top" or reading.top is not None or reading.asks == "rank")


def _of_a_measure(clause: Clause) -> bool:
    """Tell whether one measure or task is asked for (哪项重点任务的措施最多), which no rank of bodies answers."""
    said = [token for token in clause.scope.all if token.kind not in ("skip", "mark")]
    return any(
        word.kind == "list" and word.words[:2] in ("哪项", "哪条", "哪件", "哪一") and thing.kind == "thing" and thing.value != "unit"
        for word, thing in pairwise(said)
    )


def _top_of(clause: Clause, token: Token) -> str:
    """What is counted behind 前三: unit, or measure, task."""
    at = clause.scope.all.index(token)
    after = next((one for one in clause.scope.all[at + 1 :] if one.kind not in ("skip", "of")), None)
    return after.value if after is not None and after.kind == "thing" else ""


def _both(clause: Clause, reading: Reading, token: Token) -> bool:
    """既主责又协办的单位: two roles of the bodies asked for are one or the other in a reading, never both."""
    roles = [one for one in clause.tokens if one.kind in ("role", "rolenoun")]
    joined = "+" in clause.asked_role or (clause.asked_role == "principal" and all(one.value != "principal" for one in roles))
    return not (token.words.startswith(("既", "又", "同时又")) and not clause.named and joined)


def _extreme(clause: Clause, reading: Reading, token: Token) -> bool:
    return bool(reading.extreme) and reading.asks == "targets"


def _compared(clause: Clause, reading: Reading, token: Token) -> bool:
    if reading.asks == "plans" and any(one.kind == "thing" and one.value == "unit" for one in clause.scope.all):
        return False
    if reading.asks in ("compare", "plans", "largest") or reading.question.startswith(("cascade", "chain")):
        return True
    said = {one.words for one in clause.scope.all if one.kind == "compare"}
    return reading.asks in ("rank", "pairs") and not reading.holders and said <= {"多", "更多", "谁更", "谁的更多", "哪个更", "哪家更", "哪家多"}


def _shared(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.asks in ("share", "targets", "rank", "compare")


def _together(clause: Clause, reading: Reading, token: Token) -> bool:
    several = sum(len(one.bodies) for one in reading.holders if not one.negated) > 1
    counted = reading.number is not None
    asked = reading.asks in ("pairs", "rank", "compare") or reading.question == "connected"
    return several or counted or asked or _matter(clause, token)


def _matter(clause: Clause, token: Token) -> bool:
    """来, 同时 and the like beside two matters or two roles are no bodies that act together."""
    topics = sum(one.kind == "topic" for one in clause.tokens)
    roles = sum(one.kind in ("role", "rolenoun") for one in clause.tokens)
    return token.words == "同时" and (topics > 1 or roles > 1)


def _all(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲、乙、丙三家都: as many as are named right before; what is done by 都 is a condition of each."""
    place = clause.tokens.index(token) if token in clause.tokens else 0
    named = [one for one in clause.named if one.at < place]
    return len(named) == int(token.value) and len(named) > 1 and not any(one.excepted for one in named)


def _number(clause: Clause, reading: Reading, token: Token) -> bool:
    numbered = [one for one in clause.scope.all if one.kind in _NUMBERS]
    if token.kind == "exactly" and reading.top is not None and str(reading.top) == token.value:
        return True
    if reading.number is None or len(numbered) > 1 or reading.number[1] != int(token.value):
        return False
    holding = sum(not one.negated for one in reading.holders)
    if reading.number[0] in ("=", "<", "<=") and reading.number[1] < holding:
        # 甲和乙只有一家参与: no measure has both and one.
        return False
    words = ("role", "rolenoun", "together", "sole")
    return any(mark in token.words for mark in ("单位", "部门")) or any(
        one.kind in words or one.value == "unit" for one in clause.scope.all
    )


def _value(clause: Clause, reading: Reading, token: Token) -> bool:
    asked = reading.asks == "targets" or reading.question in ("cascade", "cascade-targets")
    return asked and reading.value is not None and sum(one.kind == "number" for one in clause.scope.all) == 1


def _body_count(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.measures is not None and reading.asks == "rank" and sum(one.kind.startswith("bodycount") for one in clause.scope.all) == 1


def _task(clause: Clause, reading: Reading, token: Token) -> bool:
    whose = bool(reading.holders) and not reading.plans
    return not whose and reading.task_no == token.value and sum(one.kind == "taskno" for one in clause.scope.all) == 1


def _time(clause: Clause, reading: Reading, token: Token) -> bool:
    times = [one for one in clause.scope.all if one.kind == "time"]
    dated = token.value == "dated" and (reading.period is not None or reading.deadline_kind in ("dated", "none"))
    if reading.period is not None and reading.deadline_kind.split("+")[0] in ("long-term", "ongoing"):
        # 年底前和长期实施的: no measure has both.
        return False
    return dated or (bool(reading.deadline_kind) and (len(times) == 1 or "+" in reading.deadline_kind))


def _when(clause: Clause, reading: Reading, token: Token) -> bool:
    if token.value == "spread":
        return reading.question == "by-deadline"
    return reading.asks not in ("rank", "pairs", "compare", "share", "plans", "members") or not token.value


def _mentioned(clause: Clause, reading: Reading, token: Token) -> bool:
    listed = reading.asks in ("rank", "largest") and token.words == "出现"
    timed = bool(reading.deadline_kind or reading.period or reading.not_due)
    return bool(reading.topics or reading.holders or reading.question) or reading.asks == "targets" or listed or timed


def _cited(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.question == "cited" or any(topic.how == "title" for topic in reading.topics)


def _cascade(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.question.startswith("cascade")


def _source(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.question in ("sources-of", "cascade", "cited") or reading.asks in ("measures", "when", "who", "targets", "count")


def _network(clause: Clause, reading: Reading, token: Token) -> bool:
    things = any(one.kind == "thing" and one.value in ("measure", "task") for one in clause.scope.all)
    return reading.question == "connected" and not things


def _company(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.kind == "company" and reading.asks == "rank"


def _two(clause: Clause, reading: Reading, token: Token) -> bool:
    named = [one for one in clause.named if not one.excepted]
    return reading.asks == "pairs" and not named


def _target(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.asks in ("targets", "who") or reading.question == "cascade-targets"


def _who(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.asks not in ("measures", "count", "share", "plans", "summary") or bool(reading.question)


def _each_plan(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.asks == "plans"


def _overloaded(clause: Clause, reading: Reading, token: Token) -> bool:
    return reading.question == "overloaded" or reading.asks == "summary"


def _sum(clause: Clause, reading: Reading, token: Token) -> bool:
    return len(reading.holders) < 2


_ALL = ("都", "全都", "全部", "所有", "全", "完全", "统统", "均", "皆")


def _asked_whether(clause: Clause, reading: Reading, token: Token) -> bool:
    """所有附2措施都由甲主责吗: whether all are, a list of those that are does not say."""
    whole = any(one.kind == "skip" and one.words in _ALL for one in clause.scope.all)
    return not whole or not reading.holders or bool(reading.question) or clause.has("list", "who", "count", "all")


def _member(clause: Clause, reading: Reading, token: Token) -> bool:
    """成员单位 asks for the members of a group; 包括 may only list."""
    return reading.asks == "members" or token.words in ("包括", "包含", "都包括", "代表", "展开")


def _idle(clause: Clause, reading: Reading, token: Token) -> bool:
    """Words of complaint say nothing beside a matter or a body; alone they would leave a list of everything."""
    return token.value != "complaint" or bool(reading.topics or reading.holders or reading.plans or clause.lacking or reading.question)


def _never(clause: Clause, reading: Reading, token: Token) -> bool:
    return False


_NUMBERS = ("atleast", "morethan", "exactly", "several", "fewer", "atmost")
_TESTS: dict[str, Callable[[Clause, Reading, Token], bool]] = {
    "or": _used, "others": _used, "not": _denied, "except": _excepted, "only": _only, "sole": _sole, "first": _first,
    "most": _most, "least": _most, "top": _most, "low": _extreme, "high": _extreme, "compare": _compared, "share": _shared,
    "together": _together, "skip": _idle, "both": _both, "member": _member, "ask": _asked_whether, "all": _all, "span": _never, "vague": _never,
    "ordinal": _never, "number": _value,
    "taskno": _task, "time": _time,
    "deadline": _when, "mention": _mentioned, "cited": _cited, "repeal": _cited, "cascade": _cascade, "source": _source,
    "network": _network, "company": _company, "two": _two, "target": _target, "reach": _target, "who": _who,
    "eachplan": _each_plan, "overloaded": _overloaded, "sum": _sum,
    **dict.fromkeys(_NUMBERS, _number),
    **{f"bodycount{sign}": _body_count for sign in ("=", ">=", ">", "<")},
}  # fmt: skip
"""kind of word → does the reading carry it; kinds that are not here change no answer, or are taken into the scope"""


# The reading as a whole


def _unmet(reading: Reading) -> list[str]:
    """The conditions of a reading that what answers it would not meet."""
    if reading.asks == "question":
        met = _SHIPPED.get(reading.question, ())
        return [name for name in _CONDITIONS if getattr(reading, name) and name not in met]
    if reading.asks == "targets":
        partly = reading.period is not None and (reading.period.end.month, reading.period.end.day) != (12, 31)
        roles = [f"holder {one.words}" for one in reading.holders if one.sole or one.first or one.only]
        return [*(name for name in _NOT_OF_TARGETS if getattr(reading, name)), *(["period"] if partly else []), *roles]
    if reading.asks == "members":
        return [name for name in ("topics", "period", "number", "lacking", "deadline_kind", "task_no") if getattr(reading, name)]
    if reading.asks not in ("rank", "who") and reading.without:
        return ["without"]
    return []


def _lost_role(clause: Clause, reading: Reading) -> Token | None:
    """The word for a role that stands nowhere in the reading."""
    roles = {role for named in clause.named for role in (named.role, named.also, *named.roles) if role}
    roles |= {holder.role for holder in reading.holders}
    asked = reading.asks in ("rank", "who", "pairs", "largest", "compare", "targets", "when")
    roles |= {clause.asked_role} if asked or reading.question else set()
    roles |= {*reading.lacking, reading.lacks_role, clause.asked_not, *({reading.number[2]} if reading.number else ())} - {""}
    known = frozenset(code for role in roles if role for code in ROLES[role])
    explicit = {role for role in roles if role}
    for at, token in enumerate(clause.tokens):
        if token.kind not in ("role", "rolenoun") or token.value in ("do", "any") or token.value in explicit:
            continue
        before = next((one for one in reversed(clause.tokens[:at]) if one.kind != "skip"), None)
        if before is not None and before.kind == "not" and before.start in clause.used:
            continue
        if not ROLES[token.value] <= known or not explicit - {"any", "do"}:
            return token
    return None


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
