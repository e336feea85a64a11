"""Which roles of a sentence belong to which of its bodies."""

from __future__ import annotations

import re

from zeren.ask.sentence.clause import Clause, Named
from zeren.ask.sentence.lexicon import turns
from zeren.ask.sentence.reading import ROLES
from zeren.ask.sentence.subject import behind_of, each_of, joined_before, of_bodies_asked, subject_of
from zeren.ask.sentence.token import Token

_NUMBERED = ("atleast", "morethan", "exactly", "several", "fewer", "atmost")
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
    if role != "do" and at and tokens[at - 1].kind == "not" and _NOBODY.search(tokens[at - 1].words) and not each_of(clause, at - 1):
        # 甲主责、没人协办: nobody holds the role, whoever was named before.
        clause.lacking.append(role)
        clause.used.add(tokens[at - 1].start)
        return
    unhelped = role == "support" and at and tokens[at - 1].kind == "not" and tokens[at - 1].words in turns("denial")
    if unhelped and _ends(tokens, at) and not of_bodies_asked(tokens, at):
        # 甲主责、没协办的: nobody helps; 不协办 would be said of the body.
        clause.lacking.append(role)
        clause.used.add(tokens[at - 1].start)
        return
    if (beside := _beside_its_role(clause, at)) is not None:
        # 甲主责的和协办的各几项: the other role of the same body.
        beside.roles = dict.fromkeys((*beside.roles, role))
        return
    subject, negated, only, denials = subject_of(clause, at)
    if negated:
        clause.used.update(denials)
    everybody = isinstance(subject, list) and subject and all(named.excepted for named in subject)
    if (not subject and of_bodies_asked(tokens, at)) or everybody:
        # 除了甲，主责最多的: those who are left are asked for.
        subject = "asked"
    if subject == "others":
        _held_by_others(clause, role, negated)
        return
    if subject == "asked":
        helped = behind_of(clause, at)
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
    behind = behind_of(clause, at)
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


def _beside_its_role(clause: Clause, at: int) -> Named | None:
    """Return the one body of which the role before, joined with 的和 or 的还是, is said, where both are counted; else None."""
    said = [token for token in clause.tokens[:at] if token.kind != "skip"]
    kinds = [token.kind for token in said[-4:]]
    joined = ["of", "and"], ["of", "compare"], ["compare", "compare"], ["of", "or"]
    beside = kinds[-3:] in (["role", *words] for words in joined) or kinds == ["role", "of", "compare", "compare"]
    if not beside or len(clause.named) != 1 or not clause.has("each", "compare", "count") or clause.has("not", "who"):
        return None
    named = clause.named[0]
    return named if named.role and not named.negated else None


def _among(clause: Clause, at: int) -> tuple[Named, Token | None] | None:
    """Return the body behind 主责里有, 协办名单中没有, and the word that denies it; None where the words do not stand so."""
    between: list[Token] = []
    for token in clause.tokens[at + 1 :]:
        if token.kind == "body":
            named = next(one for one in clause.named if one.token is token)
            no = next((one for one in between if one.kind == "not"), None)
            there = any(one.words in ("有", "含", "包括", "包含", "点了", "点名") for one in between)
            there = there or (no is not None and no.words in {*turns("denial"), "不含"})
            inside = any(one.words in ("里", "里面", "里头", "中", "当中", "之中", "名单") for one in between)
            inside = inside or any(one.words == "里有" for one in between)
            if clause.tokens[at].kind == "rolenoun" and no is None and any(one.kind in ("mention", "member") for one in between):
                # 主责单位里写了甲的, 主责单位含甲的, 主责单位包括甲的: the body is one of those in the role.
                return named, no
            return (named, no) if inside and (there or any(one.words == "里有" for one in between)) else None
        if token.kind not in ("skip", "not", "thing", "member", "together", "mention") and token.words != "里有":
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


def _held_by_others(clause: Clause, role: str, negated: bool) -> None:
    """甲主责、还有别的单位协办: some other body holds that role; 没有别的单位协办: none does."""
    words = next(token for token in clause.tokens if token.kind == "others")
    same = any(ROLES[role] & ROLES[named.role] for named in clause.named if named.role)
    only = clause.named[0] if len(clause.named) == 1 and not clause.named[0].negated and not clause.named[0].excepted else None
    if negated and only is not None and only.role in ("", role) and role in ("lead", "responsible", "principal"):
        # 甲、没有别的单位主责: it alone does.
        only.role, only.roles = role, {role: None}
        clause.used.update((words.start, *(token.start for token in clause.tokens if token.kind == "not" and token.start < words.start)))
        clause.alone = True
        return
    if same or clause.number is not None or role == "do":
        return
    clause.used.add(words.start)
    if negated:
        clause.lacking.append(role)
    else:
        clause.number = (">=", 1, role)


def _is_there(tokens: list[Token], at: int) -> bool:
    """Tell whether measures are asked for that have some body in the role: 有协办单位的措施, 且有协办单位的几条."""
    behind = tokens[at + 1 :]
    there = at > 0 and tokens[at - 1].words in turns("there")
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
    behind = behind_of(clause, at)
    if behind is not None and not behind.role:
        behind.role = role
        return
    if beside is not None and beside.kind == "body" and left < at - 1:
        for named in joined_before(clause, left):
            named.role = role
        return
    if beside is not None and beside.kind == "only":
        # 只有牵头单位: somebody holds that role.
        clause.number = (">=", 1, role)
        return
    if beside is not None and beside.kind in _NUMBERED:
        return
    clause.asked_role = _wider(clause.asked_role, role)
