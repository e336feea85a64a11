"""Which roles of a sentence belong to which of its bodies."""

from __future__ import annotations

import re

from zeren.ask.sentence.clause import Clause, Named
from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.reading import ROLES

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
_NONE = ("没", "没有", "无", "也没", "也没有", "都没", "都没有")
"""words of ``not`` that say that nobody does"""
_ANEW = frozenset(("exactly", "atleast", "morethan", "several", "fewer", "atmost", "only", "sole"))
"""kinds with which another condition begins"""
_NUMBERED = ("atleast", "morethan", "exactly", "several", "fewer", "atmost")
_DENIED = frozenset(("skip", "by", "both", "not", "role", "rolenoun", "and", "or", "body", "together", "mention"))
"""kinds that may stand between 不 and the role that it denies: in 不用长期做 it is 长期 that is denied"""
_THERE = ("有", "都有", "存在", "设了", "写了")
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
    if role != "do" and at and tokens[at - 1].kind == "not" and _NOBODY.search(tokens[at - 1].words) and not _each_of(clause, at - 1):
        # 甲主责、没人协办: nobody holds the role, whoever was named before.
        clause.lacking.append(role)
        clause.used.add(tokens[at - 1].start)
        return
    if role == "support" and at and tokens[at - 1].kind == "not" and tokens[at - 1].words in _NONE and _ends(tokens, at):
        # 甲主责、没协办的: nobody helps; 不协办 would be said of the body.
        clause.lacking.append(role)
        clause.used.add(tokens[at - 1].start)
        return
    subject, negated, only, denials = _subject(clause, at)
    if negated:
        clause.used.update(denials)
    everybody = isinstance(subject, list) and subject and all(named.excepted for named in subject)
    if (not subject and _of_bodies_asked(tokens, at)) or everybody:
        # 除了甲，主责最多的: those who are left are asked for.
        subject = "asked"
    if subject == "others":
        _held_by_others(clause, role, negated)
        return
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
            if negated and named.role == "any":
                # 甲参与但不主责: any role but that.
                named.role, named.roles, named.only = f"any-{role}", {}, True
            elif negated and named.role:
                named.only = True
            elif named.negated and not negated and role != named.role:
                # 甲不主责但协办: what it is not is excluded, what it is is asked for.
                named.role, named.negated, named.only = role, False, True
                named.roles = {role: None}
            elif named.role and named.role != role and clause.has("both") and not negated:
                named.also = role
            elif not named.excepted:
                named.roles = dict.fromkeys((*named.roles, role))
                named.role, named.negated, named.only = _wider(named.role, role), negated, named.only or only
        return
    behind = _behind(clause, at)
    if (among := _among(clause, at)) is not None:
        # 主责里有街道的, 主责里没有甲的: the body behind is one of those in the role, or none of them.
        _put_in_role(clause, role, *among)
        return
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


def _each_of(clause: Clause, no: int) -> bool:
    """Tell whether 谁都不 is said of bodies right before it (甲和乙谁都不参与): neither does, not nobody."""
    words = clause.tokens[no].words
    return words.startswith(("谁都", "谁也")) and no > 2 and [one.kind for one in clause.tokens[no - 3 : no]] == ["body", "and", "body"]


def _among(clause: Clause, at: int) -> tuple[Named, Token | None] | None:
    """Return the body behind 主责里有, 协办名单中没有, and the word that denies it; None where the words do not stand so."""
    between: list[Token] = []
    for token in clause.tokens[at + 1 :]:
        if token.kind == "body":
            named = next(one for one in clause.named if one.token is token)
            no = next((one for one in between if one.kind == "not"), None)
            there = any(one.words in ("有", "含", "包括", "包含") for one in between) or (no is not None and no.words in (*_NONE, "不含"))
            inside = any(one.words in ("里", "里面", "里头", "中", "当中", "之中", "名单") for one in between)
            inside = inside or any(one.words == "里有" for one in between)
            return (named, no) if inside and (there or any(one.words == "里有" for one in between)) else None
        if token.kind not in ("skip", "not", "thing", "member", "together") and token.words != "里有":
            return None
        between.append(token)
    return None


def _put_in_role(clause: Clause, role: str, first: Named, no: Token | None) -> None:
    """Give a role to a body and those joined behind it (主责里有甲和乙); a word that denies it denies all of them."""
    at = first.at
    while at < len(clause.tokens) and clause.tokens[at].kind in ("body", "and", "skip"):
        for named in clause.named:
            if named.at == at:
                named.role, named.roles, named.negated, named.denied_before = role, {role: None}, no is not None, no is not None
        at += 1
    clause.used.update([no.start] if no is not None else [])


def _ends(tokens: list[Token], at: int) -> bool:
    """Tell whether nothing but 的 and what is asked for follows, and a role of a body stands before."""
    after = next((token for token in tokens[at + 1 :] if token.kind != "skip"), None)
    return (after is None or after.kind == "of") and any(token.kind == "role" for token in tokens[: at - 1])


def _wider(old: str, new: str) -> str:
    """牵头和主责 are 负责; any other two are one or the other (``lead+support``)."""
    if not old or old in (new, "do") or new == "any" == old:
        return new
    if new == "do":
        return old
    if {old, new} <= {"lead", "responsible", "principal"}:
        return "principal"
    return "any" if "any" in (old, new) else "+".join(dict.fromkeys((*old.split("+"), *new.split("+"))))


def _helper(clause: Clause, at: int) -> Named | None:
    """Return the body that helps those asked for: 甲 in 甲给谁协办; None where 谁 is not helped."""
    tokens = clause.tokens
    before = tokens[at - 1] if at else None
    if before is None or before.words not in ("给", "为", "替", "对"):
        return None
    place = next((place for place in range(at - 2, -1, -1) if tokens[place].kind != "skip"), -1)
    return next((named for named in clause.named if named.at == place and not named.excepted), None)


def _joined(tokens: list[Token], at: int) -> bool:
    """Tell whether 别的单位 is joined to the body before it (甲跟别的单位一起主责)."""
    before = next((token.kind for token in reversed(tokens[:at]) if token.kind != "skip"), "")
    return before in ("and", "except") and any(token.kind == "together" for token in tokens[at:])


def _held_by_others(clause: Clause, role: str, negated: bool) -> None:
    """甲主责、还有别的单位协办: some other body holds that role; 没有别的单位协办: none does."""
    words = next(token for token in clause.tokens if token.kind == "others")
    same = any(ROLES[role] & ROLES[named.role] for named in clause.named if named.role)
    if same or clause.number is not None or role == "do":
        return
    clause.used.add(words.start)
    if negated:
        clause.lacking.append(role)
    else:
        clause.number = (">=", 1, role)


def _of_bodies_asked(tokens: list[Token], at: int) -> bool:
    """Tell whether the role is said of the bodies behind it: 从不协办的单位."""
    behind = [token for token in tokens[at + 1 :] if token.kind != "skip"][:3]
    if behind and behind[0].kind == "thing" and behind[0].value in ("duty", "measure"):
        behind = behind[1:]  # 没有主责任务的单位
    behind = behind[:2]
    return len(behind) == 2 and behind[0].kind == "of" and (
        behind[1].kind == "company" or (behind[1].kind in ("thing", "who") and behind[1].value in ("unit", ""))
    )


def _subject(clause: Clause, at: int) -> tuple[list[Named] | str, bool, bool, set[int]]:
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
            listed = _listed(clause, place)
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
        if token.kind == "others" and not _joined(tokens, place):
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


def _is_there(tokens: list[Token], at: int) -> bool:
    """Tell whether measures are asked for that have some body in the role: 有协办单位的措施, 且有协办单位的几条."""
    behind = tokens[at + 1 :]
    there = at > 0 and tokens[at - 1].words in _THERE
    follows = behind[0].kind == "of" if behind else any(token.kind == "thing" and token.value != "unit" for token in tokens[:at])
    return there and follows and not any(token.kind == "who" or token.value == "unit" for token in behind)


def _bind_noun(clause: Clause, at: int) -> None:
    """牵头单位 is asked for, belongs to a body by 是 or 为, or is said to be lacking."""
    tokens, role = clause.tokens, clause.tokens[at].value
    left = at - 1
    while left >= 0 and tokens[left].kind == "skip":
        left -= 1
    beside = tokens[left] if left >= 0 else None
    if beside is not None and beside.kind == "not":
        clause.lacking.append(role)
        clause.used.add(beside.start)
        return
    if _is_there(tokens, at) and clause.number is None:
        # 有协办单位的措施: somebody holds that role.
        clause.number = (">=", 1, role)
        return
    after = next((token.kind for token in tokens[at + 1 :] if token.kind not in ("skip", "is", "of")), "")
    if after in _NUMBERED:
        return
    if (among := _among(clause, at)) is not None:
        _put_in_role(clause, role, *among)
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
    if beside is not None and beside.kind in _NUMBERED:
        return
    clause.asked_role = _wider(clause.asked_role, role)
