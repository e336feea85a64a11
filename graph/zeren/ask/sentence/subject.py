"""Whom a role of a sentence belongs to: the bodies before it, those asked for, or the body behind it."""

from __future__ import annotations

from zeren.ask.sentence.clause import Clause, Named
from zeren.ask.sentence.token import Token

_TRANSPARENT = frozenset(
    [
        "skip",
        "mark",
        "both",
        "together",
        "each",
        "sole",
        "only",
        "first",
        "period",
        "time",
        "annex",
        "plan",
        "place",
        "level",
        "planword",
        "ask",
        "not",
        "and",
        "by",
        "year",
        "years",
        "due",
        "eachplan",
        "thing",
        "source",
        "atleast",
        "several",
        "exactly",
        "fewer",
        "atmost",
        "all",
        "or",
        "others",
        "sum",
        "compare",
    ]
)
"""kinds between a body and its role"""
_ANEW = frozenset(("exactly", "atleast", "morethan", "several", "fewer", "atmost", "only", "sole"))
"""kinds with which another condition begins"""
_DENIED = frozenset(("skip", "by", "both", "not", "role", "rolenoun", "and", "or", "body", "together", "mention"))
"""kinds that may stand between 不 and the role that it denies: in 不用长期做 it is 长期 that is denied"""


def each_of(clause: Clause, no: int) -> bool:
    """Tell whether 谁都不 is said of bodies right before it (甲和乙谁都不参与): neither does, not nobody."""
    words = clause.tokens[no].words
    return words.startswith(("谁都", "谁也")) and no > 2 and [one.kind for one in clause.tokens[no - 3 : no]] == ["body", "and", "body"]


def _helper(clause: Clause, at: int) -> Named | None:
    """Return the body that helps those asked for: 甲 in 甲给谁协办; None where 谁 is not helped."""
    tokens = clause.tokens
    before = tokens[at - 1] if at else None
    if before is None or before.words not in ("给", "为", "替", "对"):
        return None
    place = next((place for place in range(at - 2, -1, -1) if tokens[place].kind != "skip"), -1)
    return next((named for named in clause.named if named.at == place and not named.excepted), None)


def _is_joined(tokens: list[Token], at: int) -> bool:
    """Tell whether 别的单位 is joined to the body before it (甲跟别的单位一起主责)."""
    before = next((token.kind for token in reversed(tokens[:at]) if token.kind != "skip"), "")
    return before in ("and", "except") and any(token.kind == "together" for token in tokens[at:])


def of_bodies_asked(tokens: list[Token], at: int) -> bool:
    """Tell whether the role is said of the bodies behind it: 从不协办的单位."""
    behind = [token for token in tokens[at + 1 :] if token.kind != "skip"][:3]
    if behind and behind[0].kind == "thing" and behind[0].value in ("duty", "measure"):
        behind = behind[1:]  # 没有主责任务的单位
    behind = behind[:2]
    return len(behind) == 2 and behind[0].kind == "of" and (
        behind[1].kind == "company" or (behind[1].kind in ("thing", "who") and behind[1].value in ("unit", ""))
    )


def subject_of(clause: Clause, at: int) -> tuple[list[Named] | str, bool, bool, set[int]]:
    """Return the bodies that a role belongs to, ``asked`` for those asked for, empty where none stands before it.

    Then whether it is denied, whether it is the only one, and where the words start that deny it.
    """
    tokens, negated, only = clause.tokens, False, False
    denials: set[int] = set()
    place = at - 1
    while place >= 0:
        token = tokens[place]
        if token.kind == "not":
            # 没有协办、只有一个主责: what is said not to be is the role right behind it, where a number begins anew.
            between = {other.kind for other in tokens[place + 1 : at]}
            negated = not between & _ANEW and (between <= _DENIED or negated)
            denials.add(token.start)
        elif token.kind == "only":
            only = True
        if token.kind == "body":
            listed = joined_before(clause, place)
            opening = min([one.at for one in listed], default=0)
            before = tokens[opening - 1] if opening else None
            if before is not None and before.words in ("给", "帮", "为", "替", "对"):
                # 谁给区水务局协办: the body named is the one that is helped.
                for named in listed:
                    named.role = named.role or "principal"
                return "asked", negated, only, denials
            if before is not None and before.kind == "by" and opening > 1 and tokens[opening - 2].kind == "not":
                before = tokens[opening - 2]
            if before is not None and before.kind == "not":
                negated, denials = True, denials | {before.start}
                for named in listed:
                    named.denied_before = True
            return listed, negated, only, denials
        if token.kind == "others" and not _is_joined(tokens, place):
            said = next((one for one in reversed(tokens[:place]) if one.kind != "skip"), None)
            if said is not None and said.kind == "not":
                # 没有别的单位主责: the others do not.
                return "others", not negated, only, denials | {said.start, token.start}
            return "others", negated, only, denials | {token.start}
        if token.kind in ("who", "two", "top"):
            if (helper := _helper(clause, place)) is not None and tokens[at].value == "support":
                # 甲给哪些单位打下手: the body before helps, those asked for are helped.
                clause.asked_role = "principal"
                return [helper], negated, only, denials
            return "asked", negated, only, denials
        if token.kind == "thing" and token.value == "unit":
            return "asked", negated, only, denials
        if token.kind == "role" and any(other.kind == "of" for other in tokens[place:at]):
            break
        if token.kind not in _TRANSPARENT and token.kind not in (
            "role",
            "topic",
            "of",
            "rolenoun",
            "except",
            "mention",
            "list",
            "count",
        ):
            break
        if token.kind == "thing" and any(other.kind != "skip" for other in tokens[place + 1 : at]):
            break
        place -= 1
    return "", negated, only, denials


def joined_before(clause: Clause, at: int) -> list[Named]:
    """The named body there and those joined to it before (甲、乙和丙)."""
    found = []
    while at >= 0 and clause.tokens[at].kind in ("body", "and", "skip"):
        token = clause.tokens[at]
        if token.kind == "body":
            found += [named for named in clause.named if named.at == at]
            if at == 0 or clause.tokens[at - 1].kind not in ("and", "body"):
                break
        at -= 1
    return found


def behind_of(clause: Clause, at: int) -> Named | None:
    """Return the body right behind a place of the sentence; None where none stands there."""
    for place in range(at + 1, len(clause.tokens)):
        token = clause.tokens[place]
        if token.kind == "body":
            return next(named for named in clause.named if named.at == place)
        if token.kind not in ("skip", "is"):
            return None
    return None
