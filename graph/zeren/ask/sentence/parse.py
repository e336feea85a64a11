"""From tokens to a reading: which roles belong to which bodies, and what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import spoken
from zeren.ask.sentence.reading import Holder, Reading, Topic
from zeren.ask.sentence.refusal import not_understood, out_of_scope, several
from zeren.ask.sentence.scope import Scope, scope_of
from zeren.ask.sentence.turns import plain
from zeren.ground.errors import NotFound

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


def parse(sentence: str, tokens: Iterable[Token], store: Known) -> Reading:
    """Return what the tokens ask.

    Raises OutOfScope for what plans do not say, NotUnderstood for words nobody knows, NotFound for bodies and plans that
    the store does not hold, Ambiguous for names of several bodies.
    """
    kept = plain(sentence, _mentioned([token for token in tokens if token.kind != "mark"]))
    _refuse(sentence, kept, store)
    scope = scope_of(sentence, kept, store)
    clause = Clause(sentence, scope.rest, store, scope)
    _name(clause)
    _bind(clause)
    _nobody_does(clause)
    if clause.asked_role == "do":
        clause.asked_role = "any"
    return _wanted(clause)


def _mentioned(tokens: list[Token]) -> list[Token]:
    """Take words that nobody knows behind 提到, 涉及, 含 for words of a matter: that no text holds them is an answer."""
    found = list(tokens)
    for at, (before, token) in enumerate(pairwise(tokens), 1):
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.kind == "unknown" and before.kind == "mention" and len(token.words) > 1 and after in ("of", "thing", "list", "count", ""):
            found[at] = replace(token, kind="topic", how="absent")
    return found


def _refuse(sentence: str, tokens: list[Token], store: Known) -> None:
    for token in tokens:
        if token.kind == "outside":
            raise out_of_scope(sentence, token.value, token.words)
    for token in tokens:
        if token.kind == "missing":
            from zeren.ask.lookup import Candidate, near

            known = [Candidate(row.id, row.name, row.aliases) for row in store.duties.bodies.values()]
            close = near(token.words, known, 4)
            hint = (
                f"是否要问 (did you mean): {'、'.join(close)}"
                if close
                else "zeren question bodies 列出全部单位"
            )
            raise NotFound(f"{token.words}: 库中没有这个单位 (no such body)", hint)
    strange = "”“".join(token.words for token in tokens if token.kind == "unknown")
    if strange:
        raise not_understood(sentence, strange, "")


def _nobody_does(clause: Clause) -> None:
    """没人管的事 has nobody who answers for it; what 不归甲地管 is, plans do not say.

    Raises NotUnderstood with what can be asked instead.
    """
    if clause.asked_not == "do" or ("do" in clause.lacking and clause.has("by")):
        raise not_understood(
            clause.sentence,
            "不" + ("归…管" if clause.has("by") else "做"),
            "计划不写单位归谁管；可以问 (plans do not say who is under whom; ask): 某地的计划里有哪些单位；哪些措施没有牵头单位；"
            "哪些措施与某单位没关系",
        )
    clause.lacking = ["principal" if role == "do" else role for role in clause.lacking]


def _name(clause: Clause) -> None:
    """Find the bodies of the sentence, each of the one jurisdiction that scope or neighbour tells."""
    before: Named | None = None
    for at, token in enumerate(clause.tokens):
        if token.kind == "place" and (government := _government(clause, at)):
            token = clause.tokens[at] = replace(token, kind="body", iris=government, how="place")
        if token.kind != "body":
            continue
        iris = _one(token, clause, before)
        named = Named(token, at, iris)
        named.excepted = _excepted(clause.tokens, at)
        clause.named.append(named)
        before = named


def _government(clause: Clause, at: int) -> tuple[str, ...]:
    """The government of a place without a plan, where the place is said to do something (朝阳区负责什么)."""
    after = next((token for token in clause.tokens[at + 1 :] if token.kind not in ("skip", "of")), None)
    if after is None or after.kind not in (
        "role",
        "rolenoun",
        "thing",
        "list",
        "count",
        "period",
        "not",
        "sole",
    ):
        return ()
    serving = clause.store.functions.get("政府", ())
    return tuple(iri for iri in serving if clause.store.body(iri).jurisdiction == clause.tokens[at].value)


def _one(token: Token, clause: Clause, before: Named | None) -> tuple[str, ...]:
    store, iris = clause.store, token.iris
    if token.how == "unit":
        return iris
    if len(iris) > 1 and clause.scope.plans:
        active = clause.scope.active(store)
        iris = tuple(iri for iri in iris if iri in active) or iris
    if len(iris) > 1 and before is not None:
        place = store.body(before.bodies[0]).jurisdiction
        iris = tuple(iri for iri in iris if store.body(iri).jurisdiction == place) or iris
    if len(iris) > 1 and not all(store.body(iri).kind == "group" for iri in iris):
        raise several(token.words, sorted(store.body(iri).name for iri in iris))
    return iris


def _excepted(tokens: list[Token], at: int) -> bool:
    """Tell whether 除了 or 之外 stands by a body, or by the list of bodies that it belongs to."""
    left = at - 1
    while left >= 0 and tokens[left].kind in ("body", "and", "skip"):
        left -= 1
    right = at + 1
    while right < len(tokens) and tokens[right].kind in ("body", "and"):
        right += 1
    beside = [tokens[left]] if left >= 0 else []
    beside += [tokens[right]] if right < len(tokens) else []
    return any(
        token.kind == "except" and token.words not in ("其他", "其它", "别的", "另外", "另有", "此外")
        for token in beside
    )


def _bind(clause: Clause) -> None:
    """Give each role to the bodies before it, to those asked for, or to the body after it."""
    tokens = clause.tokens
    for at, token in enumerate(tokens):
        if token.kind == "role":
            _bind_role(clause, at)
        elif token.kind == "rolenoun":
            _bind_noun(clause, at)


_NOBODY = re.compile("[人谁位门]")
"""没人, 谁也不, 没有单位, 没有部门"""


def _bind_role(clause: Clause, at: int) -> None:
    tokens = clause.tokens
    role = tokens[at].value
    if role != "do" and at and tokens[at - 1].kind == "not" and _NOBODY.search(tokens[at - 1].words):
        # 甲主责、没人协办: nobody holds the role, whoever was named before.
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
    if behind is not None and not behind.role:
        # 协办区水务局: the body named is the one that is helped.
        behind.role = "principal" if role == "support" else "any"
        clause.asked_role = _wider(clause.asked_role, role)
    elif negated:
        clause.lacking.append(role)
    else:
        clause.asked_role = _wider(clause.asked_role, role)
        clause.asked_only = clause.asked_only or only


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
            negated = True
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


# What is wanted


def _wanted(clause: Clause) -> Reading:
    from zeren.ask.sentence.wanted import wanted

    return wanted(clause)


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


def with_note(reading: Reading, note: str) -> Reading:
    """Add what the person should know."""
    return replace(reading, notes=(*reading.notes, note))
