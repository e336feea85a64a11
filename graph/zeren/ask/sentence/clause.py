"""A sentence while it is read: its tokens, the bodies that it names, the roles that they are given."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import spoken
from zeren.ask.sentence.reading import Holder, Topic
from zeren.ask.sentence.scope import Scope


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

    def has(self, *kinds: str) -> bool:
        """Tell whether a token of one of these kinds stands in the sentence."""
        return any(token.kind in kinds for token in self.tokens)

    def first(self, kind: str) -> Token | None:
        """Return the first token of a kind."""
        return next((token for token in self.tokens if token.kind == kind), None)


def holders(clause: Clause) -> tuple[Holder, ...]:
    """The conditions that the bodies of the sentence make, with any role where none is said."""
    sole, first = clause.has("sole"), clause.has("first")
    found = (
        Holder(
            named.bodies,
            "principal" if role in ("do", "") and first else "any" if role in ("do", "") else role,
            named.token.words,
            named.token.how if named.token.how == "slip" else "",
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


def _roles(clause: Clause, named: Named) -> list[str]:
    """One condition for each role: two where both are asked for at once (既…又…) or one beside the other (各)."""
    if named.also:
        return list(dict.fromkeys((named.role, named.also)))
    counted = sum(token.kind == "count" for token in clause.tokens)
    if len(clause.named) != 1 or not named.roles:
        return [named.role]
    if len(named.roles) > 1 and (clause.has("each") or counted > 1):
        return list(named.roles)
    # 一共多少项，其中主责多少: the whole beside the part.
    return ["any", named.role] if counted > 1 and len(named.roles) == 1 else [named.role]


def topics(clause: Clause) -> tuple[Topic, ...]:
    """The matters of the sentence, each with the spellings of documents."""
    found = []
    for token in clause.tokens:
        if token.kind == "topic":
            spelled = (
                spoken().get(token.value, (token.value,)) if token.how == "synonym" else (token.value,)
            )
            found.append(Topic(token.words, spelled, token.how))
    return tuple(found)
