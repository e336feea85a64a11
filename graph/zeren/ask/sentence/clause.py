"""A sentence while it is read: its tokens, the bodies that it names, the roles that they are given."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import QUOTES, spoken, turns
from zeren.ask.sentence.reading import Holder, Topic
from zeren.ask.sentence.refusal import not_understood
from zeren.ask.sentence.scope import Scope
from zeren.ask.sentence.token import Token


@dataclass(slots=True)
class Named:
    """A body of the sentence while its role is looked for."""

    token: Token
    at: int
    bodies: tuple[str, ...]
    role: str = ""
    negated: bool = False
    excepted: bool = False
    only: bool = False
    denied_before: bool = False
    """不 stands before the name: 不由甲主责 is what others do"""
    roles: dict[str, None] = field(default_factory=dict)
    """every role that the sentence gives it, in order"""
    also: str = ""
    """a second role that it holds on the same measure (既牵头又主责)"""


@dataclass(slots=True)
class Clause:
    """A sentence while it is read."""

    sentence: str
    tokens: list[Token]
    store: Known
    scope: Scope
    named: list[Named] = field(default_factory=list)
    asked_role: str = ""
    asked_not: str = ""
    asked_only: bool = False
    lacking: list[str] = field(default_factory=list)
    number: tuple[str, int, str] | None = None
    alone: bool = False
    """nobody else holds the role of the body that is named (没有别的单位主责)"""
    not_due: list[Token] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """where the words start that became a condition: of 不, 或, 别的单位 and the like each must"""

    def has(self, *kinds: str) -> bool:
        """Tell whether a token of one of these kinds stands in the sentence."""
        return any(token.kind in kinds for token in self.tokens)

    def first(self, kind: str) -> Token | None:
        """Return the first token of a kind."""
        return next((token for token in self.tokens if token.kind == kind), None)


def holders(clause: Clause) -> tuple[Holder, ...]:
    """The conditions that the bodies of the sentence make, with any role where none is said."""
    sole, first = clause.alone or clause.has("sole"), clause.has("first")
    for named in clause.named:
        _take_part(clause, named)
    found = (
        Holder(
            named.bodies,
            "principal" if role in ("do", "") and first else "any" if role in ("do", "") else role,
            named.token.words,
            named.token.how if named.token.how in ("slip", "either") else "",
            negated=named.negated,
            sole=sole and not named.negated,
            first=first and not named.negated,
            only=named.only,
        )
        for named in clause.named
        if not named.excepted
        for role in _roles(clause, named)
    )
    # A body that is named twice is one condition.
    return tuple({(one.bodies, one.role, one.negated): one for one in found}.values())


def besides(clause: Clause, number: Token) -> int:
    """How many named bodies a number of bodies comes to: one in 甲和至少两个单位一起主责, else none."""
    said = [token for token in clause.scope.all if token.kind not in ("skip", "mark")]
    at = said.index(number)
    if at < 2 or said[at - 1].kind != "and" or said[at - 2].kind != "body":
        return 0
    joined = 1
    while at - 2 * joined - 2 >= 0 and (said[at - 2 * joined - 1].kind, said[at - 2 * joined - 2].kind) == ("and", "body"):
        joined += 1
    return joined


_SPECIFIC = ("lead", "responsible", "principal", "support")


def _take_part(clause: Clause, named: Named) -> None:
    """甲参与、但不是它主责的: it takes part in another role. 甲不主责的 may also mean all that others do.

    Raises NotUnderstood with both readings where the words say neither.
    """
    if not named.negated or named.role not in _SPECIFIC or len(clause.named) > 1 or named.denied_before:
        return
    if not any(token.words in turns("but") for token in clause.scope.all):
        if clause.scope.plans and any(token.kind == "thing" and token.value == "measure" for token in clause.scope.all):
            # 附2里甲不主责的措施: the measures of the plan are told apart, not those of the body.
            return
        name, role = named.token.words, {"lead": "牵头", "responsible": "主责", "principal": "负责", "support": "协办"}[named.role]
        hint = f"可以问：{name}参与但不{role}的措施；或：不由{name}{role}的措施 (it takes part otherwise, or others do)"
        raise not_understood(clause.sentence, f"{name}不{role}", hint)
    named.role, named.roles, named.negated, named.only = f"any-{named.role}", {}, False, True


def _roles(clause: Clause, named: Named) -> list[str]:
    """One condition for each role: two where both are asked for at once (既…又…) or one beside the other (各)."""
    if named.also:
        return list(dict.fromkeys((named.role, named.also)))
    counted = sum(token.kind == "count" for token in clause.tokens)
    if len(clause.named) != 1 or not named.roles:
        return [named.role]
    if len(named.roles) > 1 and (clause.has("each", "compare") or counted > 1):
        return list(named.roles)
    # 一共多少项，其中主责多少: the whole beside the part.
    return ["any", named.role] if counted > 1 and len(named.roles) == 1 else [named.role]


def topics(clause: Clause) -> tuple[Topic, ...]:
    """The matters of the sentence, each with the spellings of documents."""
    found: list[Topic] = []
    for at, token in enumerate(clause.tokens):
        if token.kind != "topic":
            continue
        spelled = spoken().get(token.value, (token.value,)) if token.how == "synonym" else (token.value,)
        either = _either(clause.tokens, at) if found else None
        if either is not None:
            # 噪声或扬尘: one of the two will do.
            clause.used.add(either.start)
            last = found.pop()
            found.append(Topic(f"{last.words}或{token.words}", (*last.any_of, *spelled), "either"))
        else:
            found.append(Topic(token.words.strip(QUOTES), spelled, token.how))
    return tuple(found)


def _either(tokens: list[Token], at: int) -> Token | None:
    """Return the 或 between a matter and the one before it (噪声或者扬尘, 提到噪声或提到扬尘); None where there is none."""
    before = [token for token in tokens[:at] if token.kind not in ("skip", "mark", "mention")][-2:]
    return before[1] if [token.kind for token in before] == ["topic", "or"] else None
