"""What of the measures a sentence asks for: themselves, their number, their bodies, pairs, targets, deadlines."""

from __future__ import annotations

from itertools import pairwise

from zeren.ask.sentence.amounts import number_said
from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.reading import Reading


def asks_of(clause: Clause, reading: Reading) -> str:
    """Return what is asked, one of ``ASKS`` but ``question``."""
    has = clause.has
    bodies_asked = _bodies_asked(clause)
    most = has("most", "least", "rank", "top", "nth") and not _two(clause)
    if has("member") and any(
        clause.store.body(body).kind == "group" for holder in reading.holders for body in holder.bodies
    ):
        return "members"
    if _targets(clause, reading, bodies_asked):
        return "targets"
    if _two(clause):
        return "pairs"
    if (has("most", "least") and _of_bodies(clause)) or _measures_by_size(clause):
        return "largest"
    counted = sum(token.kind == "count" for token in clause.tokens) > 1 and len(clause.named) == 1
    if len(reading.holders) > 1 and counted and not has("both"):
        return "compare"
    if len(reading.holders) > 1 and len(clause.named) == 1 and has("compare", "each"):
        return "compare"
    if len(reading.holders) > 1 and (has("compare", "each") or (bodies_asked and has("most", "least"))):
        return "compare"
    if has("share") and not bodies_asked:
        measures = has("mention") or any(token.kind == "thing" and token.value != "unit" for token in clause.tokens)
        return "share" if reading.holders or not reading.topics or measures else "targets"
    if bodies_asked:
        return _of_the_asked(clause, reading, most)
    if any(token.kind == "deadline" and token.value == "when" for token in clause.tokens):
        return "when"
    if has("standing") and reading.holders and not bodies_asked:
        return "standing"
    which = any(token.kind == "planword" and token.words.startswith("哪") for token in clause.scope.all)
    if which and (reading.holders or reading.topics) and not has("cited", "repeal", "target"):
        return "plans"
    beside = clause.scope.several and has("each", "count", "compare") and len(reading.holders) < 2
    if has("eachplan") or beside or (clause.scope.upper and has("compare", "plural", "each")):
        return "plans"
    if has("each") and not reading.holders:
        return "rank"
    if most and not reading.holders:
        return "rank"
    if _lone(clause, reading):
        return "summary"
    return "count" if reading.counted and not has("list") else "measures"


def _of_the_asked(clause: Clause, reading: Reading, most: bool) -> str:
    if (
        most
        or reading.measures is not None
        or clause.has("each", "compare")
        or reading.lacks_role
        or reading.holders
        or reading.level
        or reading.kind
    ):
        return "rank"
    if reading.topics or reading.task_no:
        return "rank" if reading.counted else "who"
    return "rank"


def _bodies_asked(clause: Clause) -> bool:
    if of_level(clause):
        return False
    if _measures_by_size(clause):
        return False
    listed = len(clause.named) > 1 and clause.has("list", "count")  # 甲和乙搭档的有哪几条: the measures that both share
    who = clause.has("who", "two") or any(
        token.kind == "together" and token.value == "unit" and not listed for token in clause.tokens
    )
    unit = any(token.kind == "thing" and token.value == "unit" for token in clause.tokens)
    who = who or (unit and any(token.kind.startswith("bodycount") for token in clause.tokens))
    who = who or (clause.has("company") and not clause.named and not clause.has("topic"))
    noun = clause.asked_role and clause.has("rolenoun") and not clause.number and not _numbered_measures(clause)
    nouns = [
        token for token in clause.tokens if token.kind == "rolenoun" and token.value == clause.asked_role
    ]
    return bool(
        who
        or (unit and clause.asked_not)
        or (unit and (clause.has("list", "most", "least", "rank", "top", "count", "each", "only")))
        or (noun and nouns)
    )


def _measures_by_size(clause: Clause) -> bool:
    """Tell whether measures are put in order by their number of bodies: 措施按主责单位数量排."""
    sized = any(token.kind == "who" and token.words.startswith("单位数") for token in clause.tokens)
    measures = any(token.kind == "thing" and token.value == "measure" for token in clause.tokens)
    return sized and measures and clause.has("rank") and not clause.has("each", "compare")


def _numbered_measures(clause: Clause) -> bool:
    """Tell whether measures are asked for by how many bodies they have: 哪些措施的协办单位达到4家以上."""
    measures = any(token.kind == "thing" and token.value != "unit" for token in clause.tokens)
    return measures and number_said(clause) is not None and not clause.has("who")


def of_level(clause: Clause) -> bool:
    """Tell whether the bodies of a level are whose measures are asked for: 市级单位承担哪些任务."""
    kinds = [token.kind + token.value for token in clause.tokens if token.kind not in ("skip", "of")]
    measures = any(a in ("list", "count") and b in ("thingduty", "thingmeasure") for a, b in pairwise(kinds))
    return bool(clause.scope.level) and "thingunit" in kinds and measures and not clause.has("who", "most", "least")


def first_two(clause: Clause) -> bool:
    """Tell whether the first two bodies are asked for (哪两家协办最多), not two that act together (哪两家一起协办最多)."""
    two = any(token.kind == "two" and token.words.startswith("哪两") for token in clause.tokens)
    return two and clause.has("most", "least") and not clause.has("together", "among") and not clause.named


def _two(clause: Clause) -> bool:
    between = (
        clause.has("among") and clause.has("who") and clause.has("together", "most") and not clause.named
    )
    # 合作最少的两个单位: a pair, though 两个单位 may count.
    joined = clause.has("together") and clause.has("most", "least") and not clause.named and any(
        token.kind == "exactly" and token.value == "2" for token in clause.tokens
    )
    return (clause.has("two") and not first_two(clause)) or between or joined


def _of_bodies(clause: Clause) -> bool:
    """Tell whether bodies are what is most of: 协办单位最多的措施."""
    for at, token in enumerate(clause.tokens):
        if token.kind in ("most", "least"):
            before = [other for other in clause.tokens[:at] if other.kind not in ("skip", "is")]
            bodies = before and (
                before[-1].kind == "rolenoun" or (before[-1].kind == "thing" and before[-1].value == "unit")
            )
            measures = any(
                (other.kind == "thing" and other.value != "unit")
                or (other.kind == "list" and other.words.startswith(("哪条", "哪项", "哪件", "哪一条", "哪一项")))
                for other in clause.tokens
            )
            return bool(bodies and measures)
    return False


def _targets(clause: Clause, reading: Reading, bodies_asked: bool) -> bool:
    if reading.topics and any(token.kind == "deadline" and token.value == "when" for token in clause.tokens):
        return False  # 城市书房什么时候建成: the deadline of the measure, no figure
    if clause.has("target"):
        role = clause.asked_role or any(token.kind == "role" for token in clause.tokens)
        return not (
            bodies_asked
            and role
            and not any(token.value == "township" for token in clause.tokens if token.kind == "who")
        )
    if reading.topics and (
        clause.has("low", "high") or (reading.value is not None and not clause.has("role", "rolenoun"))
    ):
        return True
    things = any(token.kind in ("thing", "role", "rolenoun", "mention") for token in clause.tokens)
    counted = clause.has("count") or any(
        token.kind == "who" and token.value == "count" for token in clause.tokens
    )
    # 月坛街道PM2.5定的多少: a figure is asked for, of an indicator at a place.
    of_place = any(token.kind == "count" and token.words == "多少" for token in clause.tokens) and all(
        topic.any_of[0] in clause.store.indicators for topic in reading.topics
    )
    return bool(reading.topics and not things and (clause.has("reach") or (counted and (not reading.holders or of_place))))


def _lone(clause: Clause, reading: Reading) -> bool:
    """Tell whether a body's work as a whole is asked for."""
    said = (
        reading.topics
        or reading.period
        or reading.deadline_kind
        or clause.has("role", "rolenoun", "list", "together", "sole", "first", "count")
    )
    return len(reading.holders) == 1 and not said and (clause.has("summary") or not clause.has("thing"))
