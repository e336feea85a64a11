"""What of the measures a sentence wants: themselves, their number, their bodies, pairs, targets, deadlines."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.ask.sentence.amounts import body_count_said, nth_said, number_said, top_said, unit_said
from zeren.ask.sentence.asks import asks_of, first_two, of_level
from zeren.ask.sentence.clause import Clause, holders, topics
from zeren.ask.sentence.home import divisions
from zeren.ask.sentence.reading import Holder, Reading, Topic
from zeren.ask.sentence.refusal import not_understood
from zeren.ask.sentence.shipped import shipped_reading
from zeren.ask.sentence.timed import joined_kinds, missing_deadline
from zeren.ask.sentence.token import Token
from zeren.ground.errors import NotFound


def wanted(clause: Clause) -> Reading:
    """Return the reading of a clause whose roles are bound."""
    reading = _conditions(clause)
    reading = _own_plans(clause, _same_role(clause, reading))
    shipped = shipped_reading(clause, reading)
    if shipped is not None:
        return shipped
    asks = asks_of(clause, reading)
    if asks in ("measures", "count") and not _said(clause, reading):
        raise not_understood(clause.sentence, clause.sentence, "")
    reading = _placed(clause, replace(reading, asks=asks, of_own=asks == "share" and _of_its_own(clause), of_timed=_of_timed(clause)))
    _refuse_lead_nowhere(clause, reading)
    if clause.has("sole") and not reading.holders and reading.number is None and asks in ("measures", "count", "share"):
        role = clause.asked_role if clause.asked_role not in ("", "any") else "principal"
        reading = replace(reading, number=("=", 1, role))
    if asks in ("rank", "who", "pairs", "largest"):
        reading = replace(reading, role=_asked_role(clause, reading, asks))
        if first_two(clause):
            told = "按项数取前两家；要问哪两家同在一项上最多，请加“一起” (the first two; for pairs on one measure add 一起)"
            reading = replace(reading, top=2, notes=(*reading.notes, told))
    elif asks == "compare" and (role := clause.asked_role or _only_role(clause, reading)):
        # 甲和乙谁牵头的多, 甲牵头的比乙多吗: one role is that of both.
        both = tuple(replace(one, role=role) if not named_role(clause, one) else one for one in reading.holders)
        reading = replace(reading, holders=both)
    elif (
        not reading.holders
        and clause.asked_role not in ("", "principal", "any")
        and asks in ("measures", "count", "share")
    ):
        # 谁 is not asked: a role without a body says that somebody holds it; 共同 that several do.
        least = 2 if clause.has("together") else 1
        reading = replace(reading, number=reading.number or (">=", least, clause.asked_role))
    if of_level(clause) and not reading.holders and asks in ("measures", "count"):
        reading = replace(reading, holders=(_holders_of_level(clause),), level="", number=None)
    if asks == "plans" and clause.scope.upper:
        reading = replace(reading, plans=(*clause.scope.upper, *reading.plans))
    if asks == "summary" or (asks in ("compare", "rank") and clause.has("each")):
        reading = replace(reading, apart=True)
    if asks == "count" and any(token.kind == "thing" and token.value == "task" for token in clause.tokens):
        reading = replace(reading, tasks=True)
    return reading


def _of_its_own(clause: Clause) -> bool:
    """Tell whether a part of a body's own work is asked for: 甲主责的占它全部任务的几成, 甲的任务里主责的占多少."""
    if any(token.kind == "share" and token.value == "own" for token in clause.tokens):
        return True
    said = [token for token in clause.scope.all if token.kind != "mark"]
    kinds = [token.kind for token in said]
    for at in range(len(said) - 3):
        if kinds[at : at + 2] == ["body", "of"] and kinds[at + 2] == "thing" and said[at + 3].value == "place-word":
            return "role" in kinds[at + 4 :]
    return False


def _of_timed(clause: Clause) -> bool:
    """Tell whether words of time, with 里 or 中 behind them, say of what a body holds a part: 长期实施的措施里甲占多少."""
    said = [token for token in clause.scope.all if token.kind != "mark"]
    body = next((at for at, token in enumerate(said) if token.kind == "body"), -1)
    timed = any(token.kind in ("time", "period") for token in said[: max(body, 0)])
    return timed and body > 0 and said[body - 1].words.endswith(("里", "中", "里面", "里头"))


def _refuse_lead_nowhere(clause: Clause, reading: Reading) -> None:
    """Raise NotUnderstood for measures without a lead where no plan of the scope names leads: all of them lack one, or none does."""
    if "lead" not in reading.lacking:
        return
    led = clause.store.led()
    if not any(plan in led for plan in reading.plans or led):
        hint = "这里的计划没有“牵头”栏；可以问没有主责单位的措施 (these plans name no leads: ask for measures without a responsible body)"
        raise not_understood(clause.sentence, "没有牵头单位", hint)


def _only_role(clause: Clause, reading: Reading) -> str:
    """The role that the sentence gives to some of the holders, where it is one; else empty."""
    roles = {named_role(clause, holder) for holder in reading.holders} - {"", "do"}
    return roles.pop() if len(roles) == 1 else ""


def _placed(clause: Clause, reading: Reading) -> Reading:
    """A place that has no plan and is no body is words of the matter: what is asked of it must say it.

    Raises NotFound for a place that no text names.
    """
    places = [token for token in clause.tokens if token.kind == "place"]
    plain = len(reading.topics) == 1 and not (reading.holders or reading.period or clause.has("mention", "who", "deadline"))
    first = clause.scope.all[0] if clause.scope.all else None  # 大|运河 is no place
    lone = reading.topics[0].words if plain and first is not None and first.kind == "topic" else ""
    if lone in divisions() and any(token.kind == "thing" for token in clause.tokens):
        # 天津的任务: a place of the country of which there is no plan, though some text names it.
        listed = "、".join(plan.caption for plan in clause.store.plans)
        hint = f"可以问提到“{lone}”的措施 (ask for measures that mention it)；现有 (there are): {listed}"
        raise NotFound(f"{lone}: 库中没有这里的计划 (no plan of that place)", hint)
    if reading.asks == "targets" or not places:
        return reading
    for token in places:
        if not clause.store.prints(token.words) or _listed_with_a_plan(clause, token):
            listed = "、".join(plan.caption for plan in clause.store.plans)
            raise NotFound(f"{token.words}: 库中没有这里的计划 (no plan of that place)", f"现有 (there are): {listed}")
    return replace(reading, topics=(*reading.topics, *(Topic(token.words, (token.words,)) for token in places)))


def _listed_with_a_plan(clause: Clause, place: Token) -> bool:
    """Tell whether a place without a plan stands beside one that has a plan: 朝阳区和西城区谁的任务多."""
    said = [token for token in clause.scope.all if token.kind not in ("skip", "mark", "of")]
    at = said.index(place)
    for joiner, place_at in ((at + 1, at + 2), (at - 1, at - 2)):
        if min(joiner, place_at) >= 0 and max(joiner, place_at) < len(said):
            joined = said[joiner].kind in ("and", "or", "compare")
            if joined and said[place_at].kind == "place":
                return True
    return False


def _same_role(clause: Clause, reading: Reading) -> Reading:
    """甲和谁一起主责: what is done together is done in one role."""
    if not clause.has("together") or not clause.asked_role or clause.has("both"):
        return reading
    holders_ = tuple(
        replace(one, role=clause.asked_role) if not named_role(clause, one) else one
        for one in reading.holders
    )
    return replace(reading, holders=holders_)


def _own_plans(clause: Clause, reading: Reading) -> Reading:
    """What a body does not hold is asked of the plans of its own jurisdiction, where there are any: the rest is not its own."""
    negated = [holder for holder in reading.holders if holder.negated]
    if reading.plans or not negated:
        return reading
    places = {clause.store.body(body).jurisdiction for holder in negated for body in holder.bodies}
    plans = tuple(plan.iri for plan in clause.store.plans if plan.jurisdiction in places)
    return (
        replace(reading, plans=plans, scope="、".join(sorted({p.jurisdiction or "" for p in clause.store.plans if p.iri in plans})) + "的计划")
        if plans
        else reading
    )


def _said(clause: Clause, reading: Reading) -> bool:
    """Tell whether a sentence names measures, or any condition on them."""
    conditions = (
        reading.holders,
        reading.topics,
        reading.plans,
        reading.period,
        reading.deadline_kind,
        reading.not_due,
        reading.lacking,
        reading.number,
        reading.task_no,
    )
    return any(conditions) or any(token.kind == "thing" and token.value != "unit" for token in clause.tokens)


def named_role(clause: Clause, holder: Holder) -> str:
    """The role that the sentence itself gives a body; empty where it gives none."""
    return next((named.role for named in clause.named if named.bodies == holder.bodies), "")


def _conditions(clause: Clause) -> Reading:
    scope, found = clause.scope, holders(clause)
    subjects = topics(clause)
    places = [token for token in clause.tokens if token.kind == "place"]
    recurring = clause.first("time")
    kind = recurring.value if recurring else ""
    lacking = list(clause.lacking)
    if missing_deadline(clause):
        kind, recurring = "none", None
    if (kinds := joined_kinds(clause)) is not None:
        kind = kinds
    if kind == "dated" and scope.period is not None:
        kind, recurring = "", None
    number = number_said(clause) or clause.number
    task = clause.first("taskno")
    excepted = tuple(iri for named in clause.named if named.excepted for iri in named.bodies)
    value = clause.first("number")
    return Reading(
        "measures",
        holders=found,
        plans=scope.plans,
        scope=scope.words,
        topics=subjects,
        period=scope.period,
        period_words=scope.period_words,
        recurring=recurring.words if recurring else "",
        deadline_kind=kind,
        not_due=tuple(clause.not_due),
        lacking=tuple(lacking),
        number=number,
        task_no=task.value if task else "",
        without=excepted,
        lacks_role=clause.asked_not,
        level=_level(clause),
        kind="company" if _companies(clause) else "",
        place=(places or scope.places)[0].value if places or scope.places else "",
        value=float(re.sub("[^0-9.]", "", value.value)) if value else None,
        unit=unit_said(clause),
        top=top_said(clause),
        nth=nth_said(clause),
        least=clause.has("least"),
        target_kind="numeric"
        if any(token.kind == "target" and token.value for token in clause.tokens)
        else "",
        ends=clause.has("due"),
        extreme="low" if clause.has("low") else "high" if clause.has("high") else "",
        # 只牵头、不主责: what is excluded is said.
        only_role=clause.asked_only and not clause.asked_not,
        measures=body_count_said(clause),
        singular=any(
            token.kind in ("who", "list") and token.words.startswith(("哪个", "哪家", "哪一", "谁", "哪条", "哪项", "哪件"))
            for token in clause.tokens
        ),
        few=any(token.kind == "count" and "几" in token.words for token in clause.tokens),
        grouped=clause.has("grouped"),
        counted=clause.has("count")
        or any(token.kind == "who" and token.value == "count" for token in clause.tokens),
        notes=tuple(scope.notes),
    )


def _level(clause: Clause) -> str:
    street = any(token.kind == "who" and token.value == "township" for token in clause.tokens)
    return "township" if street else clause.scope.level


def _companies(clause: Clause) -> bool:
    return any(
        (token.kind == "who" and token.value == "company") or token.kind == "company"
        for token in clause.tokens
    )


def _holders_of_level(clause: Clause) -> Holder:
    bodies = tuple(row.id for row in clause.store.duties.bodies.values() if row.level == clause.scope.level and row.kind != "group")
    role = clause.asked_role or "any"
    return Holder(bodies, role, "".join(token.words for token in clause.scope.all if token.kind == "level") + "单位")


def _joined_to_asked(clause: Clause) -> bool:
    """Tell whether the role stands right behind 一起, which joins a body to those that are asked for: 和甲一起协办的."""
    said = [token for token in clause.tokens if token.kind not in ("skip", "mark")]
    return any(
        [one.kind for one in said[at : at + 4]] == ["and", "body", "together", "role"] and (not at or said[at - 1].kind in ("who", "thing"))
        for at in range(len(said))
    )


def _asked_role(clause: Clause, reading: Reading, asks: str) -> str:
    if clause.asked_role:
        return clause.asked_role
    named: Holder | None = reading.holders[0] if reading.holders else None
    if clause.has("together") and named is not None and named.role == "support" and _joined_to_asked(clause):
        # 和甲一起协办最多的单位: they assist as it does; 甲协办时和谁一起 is asked of those it assists.
        return "support"
    if named is not None and named.role == "support":
        return "principal"
    if clause.has("together") and named is not None and named.role != "any":
        return named.role
    if reading.number is not None and asks == "largest":
        return reading.number[2]
    return "any"
