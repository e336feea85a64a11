"""Sentences that a shipped question answers, with the parameters that the grammar reads: cascade, citations, the network."""

from __future__ import annotations

import re
from dataclasses import replace
from weakref import WeakKeyDictionary

from zeren.ask.answer import Cell, Rows, run
from zeren.ask.lookup import Reader
from zeren.ask.questions import questions
from zeren.ask.sentence.clause import Clause
from zeren.ask.sentence.conditions import selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.measured import measures, row_of
from zeren.ask.sentence.nothing import nearest, wider_readings
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.refusal import NotUnderstood, not_understood
from zeren.ask.sentence.result import Result
from zeren.ask.sentence.tied import ties_about, untied
from zeren.ground.errors import NotFound

_STATES = {
    "taken": ("taken-up",), "not": ("not-taken-up",), "copied": ("copied",), "adapted": ("adapted",),
    "broken-down": ("broken-down",), "dropped": ("adapted", "narrowed", "broken-down"), "new": ("new",), "raised": ("raised",),
}  # fmt: skip
"""word of a question → states and changes of ``cascade.rq``"""


def shipped_reading(clause: Clause, reading: Reading) -> Reading | None:
    """Return the reading that a shipped question answers; None where the sentence asks for none."""
    name, params, states = _which(clause, reading)
    if not name:
        return None
    return replace(reading, asks="question", question=name, params=tuple(params.items()), states=states)


def _which(clause: Clause, reading: Reading) -> tuple[str, dict[str, str], tuple[str, ...]]:
    plan = {"plan": _plan(reading, clause)} if reading.plans else {}
    cascade = [token.value for token in clause.tokens if token.kind == "cascade"]
    between = clause.scope.upper and not clause.has("target", "compare", "plural", "each")
    if cascade or between or _led_above(clause, reading):
        if "broken-down" in cascade:
            return "cascade-targets", plan, ()
        if clause.has("compare") and "dropped" in cascade and "taken" not in cascade:
            # 区里跟市里比少了哪些任务: those that the lower plan does not have, not the words that it leaves out.
            cascade = ["not" if value == "dropped" else value for value in cascade]
        if not cascade and _counts_counterparts(clause):
            cascade = ["taken"]
        states = tuple(state for value in cascade for state in _STATES.get(value, ()))
        return "cascade", plan, () if {"taken", "not"} <= set(cascade) else states
    where = clause.has("source") or any(token.kind == "thing" for token in clause.tokens)
    titled = where and any(topic.how == "title" for topic in reading.topics)
    if clause.has("cited") and titled and not clause.has("repeal"):
        # 《…》是在哪条任务里引的, 《…》在哪儿被引用: the measures that print it.
        return "", {}, ()
    if clause.has("cited", "repeal"):
        relation = next((token.value for token in clause.tokens if token.kind == "cited" and token.value), "")
        relation = "repeals" if clause.has("repeal") else relation
        return "cited", plan | ({"relation": relation} if relation else {}), ()
    if clause.has("network") and reading.holders:
        network = clause.first("network")
        raise not_understood(clause.sentence, network.words if network else "", "可以问两个单位的共同措施 (ask for shared measures)")
    if clause.has("network") or _most_partners(clause, reading):
        without = {"without": reading.without[0]} if reading.without else {}
        return "connected", plan | without, ()
    if clause.has("overloaded") and not reading.holders:
        return (
            "overloaded",
            plan
            | (
                {"role": clause.asked_role} if clause.asked_role in ("lead", "responsible", "support") else {}
            ),
            (),
        )
    if clause.has("source") and len(reading.holders) == 1:
        return "sources-of", plan | {"body": reading.holders[0].bodies[0]}, ()
    if (
        any(token.kind == "deadline" and token.value == "spread" for token in clause.tokens)
        and not reading.holders
    ):
        return "by-deadline", plan, ()
    words = {token.kind for token in clause.tokens}
    timed = reading.period is not None or reading.deadline_kind or reading.recurring
    listed = any(token.kind in ("planword", "plural") for token in clause.scope.all) and clause.has(
        "list", "count", "plural"
    )
    if listed and not timed and not words & {"thing", "topic", "body", "who", "role", "rolenoun", "target", "mention"}:
        return "plans", plan, ()
    return "", {}, ()


def _counts_counterparts(clause: Clause) -> bool:
    """对应市级任务的有几条: those that have a counterpart are counted."""
    said = [token.words if token.words == "对应" else token.kind for token in clause.scope.all]
    return "对应" in said and "count" in said[said.index("对应") :]


def _most_partners(clause: Clause, reading: Reading) -> bool:
    """谁的合作单位最多 asks for the number of partners, not of measures."""
    kinds = [token.kind + token.value for token in clause.tokens if token.kind not in ("skip", "of", "is")]
    at = kinds.index("togetherunit") if "togetherunit" in kinds else -1
    return at >= 0 and not reading.holders and not clause.has("two") and kinds[at + 1 : at + 2] in (["most"], ["least"])


def _plan(reading: Reading, clause: Clause) -> str:
    """One name that finds the plans of a reading: that of the plan itself, or the jurisdiction where there are several."""
    plans = [plan for plan in clause.store.plans if plan.iri in reading.plans]
    iris = {plan.iri for plan in plans}
    outer = [plan for plan in plans if plan.part_of_iri not in iris]
    return outer[0].iri if len(outer) == 1 else outer[0].jurisdiction or outer[0].iri


def _led_above(clause: Clause, reading: Reading) -> bool:
    """Tell whether a body that stands only in other plans is asked for in the plans of the scope: its measures below are meant."""
    held = [holder for holder in reading.holders if not holder.negated]
    if not clause.scope.plans or not held or not clause.has("who", "by"):
        return False
    active = clause.scope.active(clause.store)
    return not any(body in active for holder in held for body in holder.bodies)


_TIES: WeakKeyDictionary[Reader, dict[tuple[tuple[str, str], ...], Rows]] = WeakKeyDictionary()
"""reader, which is a fixed view → what the question ``cascade`` found: every sentence about it begins with all of its rows"""


def _ties(reader: Reader, params: tuple[tuple[str, str], ...]) -> Rows:
    kept = _TIES.setdefault(reader, {})
    if params not in kept:
        kept[params] = run(reader, questions()["cascade"], dict(params))
    return kept[params]


def _of_upper(reader: Reader, reading: Reading, facts: Facts) -> Rows:
    """The ties of the plans below that a reading names; where it names plans above (市级没有落到西城的任务), those of their measures."""
    found = _ties(reader, reading.params)
    if found.rows or not reading.plans:
        return found
    every = _ties(reader, ())
    known = facts.measures({str(row["id"]) for row in every.rows})
    rows = [row for row in every.rows if str(row["id"]) in known and known[str(row["id"])].plan_id in reading.plans]
    return replace(every, rows=rows) if rows else found


def shipped(reader: Reader, sentence: str, reading: Reading, facts: Facts) -> Result:
    """Run the question of a reading and keep what its words of the matter, states and bodies ask for.

    Raises NotUnderstood for words of a matter that stand together nowhere, NotFound for plans that were never compared and
    for a number that no row says.
    """
    found = _of_upper(reader, reading, facts) if reading.question == "cascade" else run(reader, questions()[reading.question], dict(reading.params))
    rows, notes, others = found.rows, list[str](), list[dict[str, Cell]]()
    if reading.question == "cascade" and not rows:
        _refuse_unset(reader, reading, facts)
    if reading.question == "cascade":
        if "new" in reading.states:
            rows = _new(reading, facts, rows)
        else:
            about, notes = ties_about(reading, facts, rows)
            rows = [row for row in about if not reading.states or {row["state"], row["change"]} & set(reading.states)]
            if not rows and (reading.topics or reading.holders):
                # 西城谁来接: what nobody took up is told as such, never as a task that is not there.
                others = about
                notes += [_other_state(row) for row in others[:_NAMED]]
    elif reading.topics:
        rows, notes = _saying(reading, facts, rows)
    if reading.value is not None:
        rows = [row for row in rows if _says_number(reading.value, row)]
        if not rows:
            told = f"没有一条承接关系写着“{reading.value:g}” (no tie says this number)"
            raise NotFound(told, "不写数字再问，或写出任务的词 (ask without the number, or by words of the task)")
    notes += found.question.notes
    if not rows and reading.question == "cited" and reading.topics:
        said = measures(replace(reading, asks="measures", question="", params=()), facts)
        if said.nothing and len(reading.topics) > 1:
            raise NotUnderstood(f"{sentence}: 没有措施同时合乎这些条件 (no measure meets all of this)", nearest(reading, facts))
        listed = "所列是正文写到它的措施 (no citation in title marks; these measures say it)"
        said.notes.insert(0, f"没有以《》引用它的；{'正文也没有写到它 (nor does any text say it)' if said.nothing else listed}")
        return said
    if "new" in reading.states:
        elsewhere = untied(sentence, reading, facts, found.rows) if reading.topics and not rows else []
        notes = [_compared(reading, facts, found.rows), *elsewhere, *notes]
    elif not rows and found.rows and reading.question == "cascade" and reading.topics and not others:
        notes = [*untied(sentence, reading, facts, found.rows), *notes]
    elif not rows and found.rows and reading.question == "cascade" and not others:
        notes.insert(0, "已对齐的计划中没有这样的措施（查了全部承接关系）")
    elif not rows and found.rows and not others:
        notes.insert(0, f"查了这一问的全部 {len(found.rows)} 行，没有合乎条件的 (none of all rows)")
    elif not found.rows:
        notes.insert(0, found.question.empty or "没有结果 (no rows)")
    return Result(
        rows[: reading.top],
        _figure(reading, rows),
        notes,
        query=found.sparql,
    )


def _figure(reading: Reading, rows: list[dict[str, Cell]]) -> str:
    if reading.question == "cascade" and reading.states == ("taken-up",):
        return _sides(rows)
    return f"{len(rows)} 项" if reading.question in ("cascade", "cited") else ""


def _sides(rows: list[dict[str, Cell]]) -> str:
    """How many measures above are taken up, and by how many below."""
    upper, lower = (len({row.get(name) for row in rows}) for name in ("id", "lower"))
    return f"{len(rows)} 项" if upper == lower == len(rows) else f"{len(rows)} 条对应：上级 {upper} 项，下级 {lower} 项"


def _refuse_unset(reader: Reader, reading: Reading, facts: Facts) -> None:
    """Raise NotFound where these plans were set beside none above, but others of the store were: that is no answer of none."""
    below = {row.plan_id for row in facts.measures({str(row["lower"]) for row in _ties(reader, ()).rows}).values()}
    names = [plan.caption for plan in facts.store.plans if plan.iri in below]
    if names:
        raise NotFound(
            f"{reading.scope or '这些计划'}: 没有与上级计划对照过，说不出承接了哪些 (not set beside a plan above)",
            f"对照过的有 (set beside one): {'、'.join(names)}",
        )


_NUMBER = re.compile("(?<![0-9.])[0-9]+(?:[.][0-9]+)?")
_NAMED = 3
"""tasks of another state that a note tells"""


def _other_state(row: dict[str, Cell]) -> str:
    below = row["lower_text"]
    return f"承接了 (taken up): {row['text']} → {below}" if below else f"没有承接，下级计划中没有找到对应的措施 (not taken up): {row['text']}"


def _says_number(value: float, row: dict[str, Cell]) -> bool:
    """Tell whether a figure of the question stands in a row: as a value, or in the words of one of the two measures."""
    texts = " ".join(str(row.get(name) or "") for name in ("text", "lower_text"))
    return value in row.values() or any(float(number) == value for number in _NUMBER.findall(texts))


def _saying(reading: Reading, facts: Facts, rows: list[dict[str, Cell]]) -> tuple[list[dict[str, Cell]], list[str]]:
    """Return the rows that say the words of the matter, as they are or as ``wider_readings`` takes them, and how they were taken."""
    texts = [folded(" ".join(str(value) for value in row.values() if value)) for row in rows]
    for wider, left in ((reading, list[str]()), *wider_readings(reading, facts)):
        said = [all(any(word.lstrip("#§") in text for word in topic.any_of) for topic in wider.topics) for text in texts]
        if any(said):
            return [row for row, kept in zip(rows, said, strict=True) if kept], [f"没用上：{'、'.join(left)}"] if left else []
    return [], []


def _new(reading: Reading, facts: Facts, rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    """The measures of the lower plan to which no measure above corresponds, of the matter and the bodies that are asked for."""

    taken = {str(row["lower"]) for row in rows if row["lower"]}
    plans = {row.plan_id for row in facts.measures(taken).values()}
    if not plans:
        return []
    about = Reading("measures", plans=tuple(sorted(plans)), holders=reading.holders, topics=reading.topics)
    return [row_of(facts, row, []) for row, _ in selected(about, facts) if row.id not in taken]


def _compared(reading: Reading, facts: Facts, rows: list[dict[str, Cell]]) -> str:
    """Say which plans were set beside one above, and how many measures stand in plans that were not."""
    aligned = {row.plan_id for row in facts.measures({str(row["lower"]) for row in rows}).values()}
    inside, outside = (
        [row for row in facts.among(Reading("measures", plans=tuple(sorted(plans)))) if row.plan_id in plans] if plans else []
        for plans in (aligned, set(reading.plans) - aligned)
    )
    names = "、".join(dict.fromkeys(row.annex or row.plan for row in inside)) or "无"
    told = f"只有{names}（{len(inside)} 项）与上级计划对照过 (set beside a plan above)"
    rest = "、".join(dict.fromkeys(row.annex or row.plan for row in outside))
    return told + (f"；{rest} 的 {len(outside)} 项没有对照，不在其内 (not compared, not counted)" if outside else "")
