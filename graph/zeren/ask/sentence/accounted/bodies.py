"""Words about bodies: who is left out, alone, first, most, together; each is a condition of the reading, or what it asks."""

from __future__ import annotations

from itertools import pairwise

from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.token import Token

RANKS = ("rank", "largest", "pairs", "compare", "plans")
_MORE = ("另外", "另有", "此外")
"""words of ``except`` that only go on"""
_OTHER = ("其他", "其它", "别的")
"""words of ``except`` that need nothing named: 其他单位 behind 除了甲"""


def excepted(clause: Clause, reading: Reading, token: Token) -> bool:
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


def only(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲只协办: the body holds no other role; 只看附1 selects, 只有一家 counts."""
    counted = reading.number is not None and reading.number[0] == "="
    said = reading.only_role or bool(reading.lacks_role)
    return any(one.only or one.sole for one in reading.holders) or said or counted or (reading.asks != "rank" and _selects(clause, token))


def _selects(clause: Clause, token: Token) -> bool:
    """只看附1, 只列西城的: what is selected is a condition anyway; 只有牵头单位: somebody holds that role."""
    at = clause.scope.all.index(token)
    after = next((one.kind for one in clause.scope.all[at + 1 :] if one.kind not in ("skip", "is")), "")
    return after in ("annex", "plan", "place", "level", "period", "time", "years", "rolenoun", "list", "count")


def sole(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲单独主责: nobody else holds the role."""
    alone = reading.number is not None and reading.number[:2] == ("=", 1)
    return alone or any(one.sole and len(one.bodies) >= 1 for one in reading.holders)


def first(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲列首位: the body is listed first."""
    return any(one.first for one in reading.holders)


def most(clause: Clause, reading: Reading, token: Token) -> bool:
    """最多, 最少, 前三: bodies are ranked, in the order that is said."""
    if token.kind == "top" and reading.asks == "rank" and _top_of(clause, token) not in ("", "unit"):
        return False
    if reading.asks == "rank" and _of_a_measure(clause):
        return False
    if reading.asks == "largest" and any(one.kind == "thing" and one.value == "task" for one in clause.scope.all):
        return False  # 哪项重点任务涉及单位最多: bodies are counted of measures
    ranked = reading.asks in RANKS or reading.question in ("connected", "overloaded") or reading.asks == "targets"
    return ranked and (token.kind != "least" or reading.least) and (token.kind != "top" or reading.top is not None or reading.asks == "rank")


def nth(clause: Clause, reading: Reading, token: Token) -> bool:
    """第二多的: one place of a rank of bodies."""
    return reading.asks == "rank" and reading.nth is not None and reading.top is None and not _of_a_measure(clause)


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


def ranked(clause: Clause, reading: Reading, token: Token) -> bool:
    """排名: bodies, pairs, plans or measures are put in order; 甲排名多少 asks for a place, which is not told."""
    return reading.asks in RANKS or reading.asks == "targets" or reading.question in ("connected", "overloaded", "by-deadline")


def stands(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲排第几: the place of a named body; 附1排第几 asks for the place of something else."""
    plain = not any(one.negated or one.sole or one.first or one.only for one in reading.holders)
    return reading.asks == "standing" and plain and not clause.has("first", "least")


def both(clause: Clause, reading: Reading, token: Token) -> bool:
    """既主责又协办的单位: two roles of the bodies asked for are one or the other in a reading, never both."""
    roles = [one for one in clause.tokens if one.kind in ("role", "rolenoun")]
    joined = "+" in clause.asked_role or (clause.asked_role == "principal" and all(one.value != "principal" for one in roles))
    return not (token.words.startswith(("既", "又", "同时又")) and not clause.named and joined)


def together(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲和乙共同: several bodies, or their number, are a condition."""
    several = sum(len(one.bodies) for one in reading.holders if not one.negated) > 1
    counted = reading.number is not None
    asked = reading.asks in ("pairs", "rank", "compare") or reading.question == "connected"
    return several or counted or asked or _matter(clause, token)


def _matter(clause: Clause, token: Token) -> bool:
    """来, 同时 and the like beside two matters or two roles are no bodies that act together."""
    topics = sum(one.kind == "topic" for one in clause.tokens)
    roles = sum(one.kind in ("role", "rolenoun") for one in clause.tokens)
    return token.words == "同时" and (topics > 1 or roles > 1)


def every(clause: Clause, reading: Reading, token: Token) -> bool:
    """甲、乙、丙三家都: as many as are named right before; what is done by 都 is a condition of each."""
    place = clause.tokens.index(token) if token in clause.tokens else 0
    named = [one for one in clause.named if one.at < place]
    return len(named) == int(token.value) and len(named) > 1 and not any(one.excepted for one in named)


def company(clause: Clause, reading: Reading, token: Token) -> bool:
    """哪些企业: companies are ranked."""
    return reading.kind == "company" and reading.asks == "rank"


def two(clause: Clause, reading: Reading, token: Token) -> bool:
    """哪两个单位: pairs are asked for, or the first two."""
    if reading.asks == "rank" and reading.top == 2:
        return True
    named = [one for one in clause.named if not one.excepted]
    return reading.asks == "pairs" and not named
