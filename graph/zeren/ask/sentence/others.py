"""Words that stand for several at once: 牵头或协办 of roles, 别的单位 of bodies that have no name."""

from __future__ import annotations

from dataclasses import replace

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.token import Token


def join_roles(clause: Clause) -> None:
    """Take 或 between two roles as said: the roles are joined already, each of them will do."""
    said = [token for token in clause.tokens if token.kind not in ("skip", "mark", "list")]
    for before, token, after in zip(said, said[1:], said[2:], strict=False):
        if token.kind == "or" and {before.kind, after.kind} <= {"role", "rolenoun"}:
            clause.used.add(token.start)


def others_in_one(clause: Clause) -> None:
    """Take 其他 and 部门, cut in two, as the one word they are; behind 除了甲 they are just the bodies that are left."""
    tokens = clause.tokens
    for at, token in enumerate(tokens):
        if _other_units(tokens, at):
            tokens[at] = replace(token, kind="others", value="")
            tokens[at + 1] = replace(tokens[at + 1], kind="skip")
        if tokens[at].kind == "others" and any(named.excepted for named in clause.named):
            clause.used.add(token.start)
            tokens[at] = replace(token, kind="thing", value="unit")


def with_others(clause: Clause) -> None:
    """甲跟别的单位一起主责: at least one other body holds the role too.

    Whatever else 别的单位 may say is no condition, and refused as such.
    """
    for token in clause.tokens:
        if token.kind != "others":
            continue
        holding = [named for named in clause.named if not named.negated and not named.excepted]
        if len(holding) == 1 and clause.has("together") and clause.number is None and not clause.has("not", "who"):
            clause.number = (">=", 2, holding[0].role if holding[0].role not in ("", "do") else "any")
            clause.used.add(token.start)


def _other_units(tokens: list[Token], at: int) -> bool:
    """Tell whether 其他|部门 stands there in two words."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return tokens[at].words in ("其他", "其它", "别的") and after is not None and after.kind == "thing" and after.value == "unit"
