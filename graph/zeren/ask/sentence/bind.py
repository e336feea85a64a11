"""Which roles of a sentence belong to which of its bodies."""

from __future__ import annotations

import re

from zeren.ask.sentence.clause import Clause, Named
from zeren.ask.sentence.cut import Token

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
        "year",
        "due",
        "eachplan",
        "thing",
        "source",
        "atleast",
        "several",
        "exactly",
    ]
)
"""kinds between a body and its role"""
_NONE = ("没", "没有", "无", "也没", "也没有", "都没", "都没有")
"""words of ``not`` that say that nobody does"""
_ANEW = frozenset(("exactly", "atleast", "morethan", "several", "only", "sole"))
"""kinds with which another condition begins"""
_NOBODY = re.compile("[人谁位门]")
"""没人, 谁也不, 没有单位, 没有部门"""


def bind(clause: Clause) -> None:
    """Give each role to the bodies before it, to those asked for, or to the body after it."""
    tokens = clause.tokens
    for at, token in enumerate(tokens):
        if token.kind == "role":
            _bind_role(clause, at)
        elif token.kind == "rolenoun":
            _bind_noun(clause, at)


def _bind_role(clause: Clause, at: int) -> None:
    tokens = clause.tokens
    role = tokens[at].value
    if role != "do" and at and tokens[at - 1].kind == "not" and _NOBODY.search(tokens[at - 1].words):
        # 甲主责、没人协办: nobody holds the role, whoever was named before.
        clause.lacking.append(role)
        return
    if role == "support" and at and tokens[at - 1].kind == "not" and tokens[at - 1].words in _NONE and _ends(tokens, at):
        # 甲主责、没协办的: nobody helps; 不协办 would be said of the body.
        clause.lacking.append(role)
        return
    subject, negated, only = _subject(clause, at)
    if subject == "asked":
        helped = _behind(clause, at)
        if helped is not None and not helped.role and role in ("support", "guide", "supervise"):
            helped.role = "principal"
        if negated:
            clause.asked_not = role
        else:
            clause.asked_role = _wider(clause.asked_role, role)
            clause.asked_only = clause.asked_only or only
        return
    if not isinstance(subject, str):
        for named in subject:
            if negated and named.role:
                named.only = True
            elif named.role and named.role != role and clause.has("both") and not negated:
                named.also = role
            elif not named.excepted:
                named.roles = dict.fromkeys((*named.roles, role))
                named.role, named.negated, named.only = _wider(named.role, role), negated, named.only or only
        return
    behind = _behind(clause, at)
    if behind is not None and not behind.role and negated and role == "any":
        # 不涉及区水务局的: the body takes no part.
        behind.role, behind.negated = "any", True
        return
    if behind is not None and not behind.role and not negated:
        # 协办区水务局: the body named is the one that is helped.
        behind.role = "principal" if role == "support" else "any"
        clause.asked_role = _wider(clause.asked_role, role)
    elif negated:
        clause.lacking.append(role)
    else:
        clause.asked_role = _wider(clause.asked_role, role)
        clause.asked_only = clause.asked_only or only


def _ends(tokens: list[Token], at: int) -> bool:
    """Tell whether nothing but 的 and what is asked for follows, and a role of a body stands before."""
    after = next((token for token in tokens[at + 1 :] if token.kind != "skip"), None)
    return (after is None or after.kind == "of") and any(token.kind == "role" for token in tokens[: at - 1])


def _wider(old: str, new: str) -> str:
    """牵头和主责 are 负责; any other two are any."""
    if not old or old in (new, "do") or new == "any" == old:
        return new
    if new == "do":
        return old
    return "principal" if {old, new} <= {"lead", "responsible", "principal"} else "any"


def _subject(clause: Clause, at: int) -> tuple[list[Named] | str, bool, bool]:
    """Return the bodies that a role belongs to, ``asked`` for those asked for, empty where none stands before it."""
    tokens, negated, only = clause.tokens, False, False
    place = at - 1
    while place >= 0:
        token = tokens[place]
        if token.kind == "not":
            # 没有协办、只有一个主责: what is said not to be is the role right behind it, where a number begins anew.
            negated = not any(other.kind in _ANEW for other in tokens[place + 1 : at])
        elif token.kind == "only":
            only = True
        if token.kind == "body":
            listed = _listed(clause, place)
            opening = min([one.at for one in listed], default=0)
            before = tokens[opening - 1] if opening else None
            if before is not None and before.words in ("给", "帮", "为", "替", "对"):
                # 谁给区水务局协办: the body named is the one that is helped.
                for named in listed:
                    named.role = named.role or "principal"
                return "asked", negated, only
            return listed, negated or (before is not None and before.kind == "not"), only
        if token.kind in ("who", "two", "top"):
            return "asked", negated, only
        if token.kind == "thing" and token.value == "unit":
            return "asked", negated, only
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
    return "", negated, only


def _listed(clause: Clause, at: int) -> list[Named]:
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


def _behind(clause: Clause, at: int) -> Named | None:
    for place in range(at + 1, len(clause.tokens)):
        token = clause.tokens[place]
        if token.kind == "body":
            return next(named for named in clause.named if named.at == place)
        if token.kind not in ("skip", "is"):
            return None
    return None


def _bind_noun(clause: Clause, at: int) -> None:
    """牵头单位 is asked for, belongs to a body by 是 or 为, or is said to be lacking."""
    tokens, role = clause.tokens, clause.tokens[at].value
    left = at - 1
    while left >= 0 and tokens[left].kind == "skip":
        left -= 1
    beside = tokens[left] if left >= 0 else None
    if beside is not None and beside.kind == "not":
        clause.lacking.append(role)
        return
    after = next((token.kind for token in tokens[at + 1 :] if token.kind not in ("skip", "is", "of")), "")
    if after in ("atleast", "morethan", "exactly", "several"):
        return
    behind = _behind(clause, at)
    if behind is not None and not behind.role:
        behind.role = role
        return
    if beside is not None and beside.kind == "body" and left < at - 1:
        for named in _listed(clause, left):
            named.role = role
        return
    if beside is not None and beside.kind == "only":
        # 只有牵头单位: somebody holds that role.
        clause.number = (">=", 1, role)
        return
    if beside is not None and beside.kind in ("atleast", "morethan", "exactly", "several"):
        return
    clause.asked_role = _wider(clause.asked_role, role)
