"""Targets that a sentence asks for: by the words of the indicator, the place, the value, the body that answers for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from zeren.ask.lookup import KnownPlan
from zeren.ask.sentence.conditions import held_by_all
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.parts import parts_of
from zeren.ask.sentence.reading import Reading, Topic
from zeren.ask.sentence.result import Result, Row
from zeren.ground.figures import figure
from zeren.ground.model import Target
from zeren.ground.resources import table
from zeren.table.duties import MeasureRow

_GENERIC = frozenset(
    (
        "占比", "比例", "比率", "率", "浓度", "数量", "总数", "数", "水平", "值", "年均", "平均", "面积", "量", "家数", "标准", "建设", "治理",
        "项目", "要求", "工程", "情况", "年均浓度", "平均浓度", "新增", "新建", "提升", "推广", "布局", "增加", "下降", "减少", "完成", "抽检",
    )
)  # fmt: skip
"""words of an indicator that another plan may print otherwise: left out where nothing else fits, and told"""


def promised(reading: Reading, facts: Facts) -> Result:
    """Return the targets that meet the conditions, one row each."""
    candidates = list(_targets(reading, facts))
    found, notes, unused = _about(reading, facts, candidates)
    if not found and reading.plans:
        others, _, _ = _about(reading, facts, list(_targets(replace(reading, plans=()), facts)))
        notes.append(f"这里没有这个目标；全部计划中有 {len(others)} 个" + (f"，如 {_short(others[0][1])}" if others else ""))
    placed, more = _placed(reading, facts, found)
    if reading.value is not None:
        valued = [item for item in placed if item[1].value == reading.value]
        if placed and not valued:
            # That none has this value is said beside those that there are.
            told = list(dict.fromkeys(_short(target) for _, target in placed))
            listed = "；".join(told[:_NAMED]) + (f" 等 {len(told)} 个" if len(told) > _NAMED else "")
            notes.append(f"没有目标值是 {reading.value:g} 的；写明的有 (the values are): {listed}")
        placed = valued
    if reading.target_kind:
        placed = [item for item in placed if item[1].kind == reading.target_kind]
    plans, measures = {plan.iri: plan for plan in facts.store.plans}, facts.measures({holder for holder, _ in placed})
    rows = [_row(facts, measures.get(holder), holder, plans, target) for holder, target in placed]
    rows = _extreme(reading, rows)
    if unused and reading.unit and not any(_same_unit(reading.unit, row) for row in rows):
        # 绿化面积增加多少公顷 is not answered by shares of 绿化.
        return Result([], "0 个目标", [f"没有以“{reading.unit}”计的这个目标 (no target in that unit)"], nothing=True)
    return Result(rows, f"{len(rows)} 个目标", [*notes, *more], nothing=not rows)


def _same_unit(unit: str, row: Row) -> bool:
    printed = str(row["unit"] or "")
    return bool(printed) and (unit in printed or printed in unit)


_NAMED = 5
"""targets that a note tells"""


def _short(target: Target) -> str:
    return f"{target.scope or ''} {target.indicator} {figure(target.comparator, target.value, target.value_max, target.unit, target.change)}"


def _targets(reading: Reading, facts: Facts) -> Iterator[tuple[str, Target]]:
    """Give measure or plan and target, in document order, within the plans and the measures of the bodies asked for."""
    asked = [
        holder for holder in reading.holders if not _street(facts, holder.bodies) or holder.role != "any"
    ]
    promises = facts.targets(reading.plans, asked, [*reading.topics, *_split(reading.topics, facts)])
    measures = facts.measures(promises)
    for holder, targets in promises.items():
        measure = measures.get(holder)
        plan = measure.plan_id if measure is not None else holder
        if reading.plans and plan not in reading.plans:
            continue
        if asked and (measure is None or not held_by_all(asked, facts, measure)):
            continue
        for target in targets:
            yield holder, target


def _street(facts: Facts, bodies: tuple[str, ...]) -> bool:
    return all(facts.level(body) == "township" for body in bodies)


def _about(
    reading: Reading, facts: Facts, items: list[tuple[str, Target]]
) -> tuple[list[tuple[str, Target]], list[str], list[str]]:
    """Keep the targets of the topics: by indicator, else by concept, else by their sentence, else by the measure.

    Returns them, notes on how they were found, and the words that had no part in it.
    """
    topics = reading.topics
    if not topics:
        return items, [], []
    specific = tuple(topic for topic in topics if topic.words not in _GENERIC)
    split = _split(specific, facts)
    for where, test in (("", _in_indicator), ("目标的原句", _in_quote)):
        for wanted in (topics, specific, split):
            found = [item for item in items if wanted and all(test(topic, facts, *item) for topic in wanted)]
            if found and test is _in_indicator and wanted is not split:
                # 柴油货车淘汰 stands in one indicator as it is, in another in other order.
                said = set(found)
                found = [item for item in items if item in said or _said_in_parts(split, facts, *item)]
            if found:
                left = [topic.words for topic in topics if topic.words in _GENERIC and topic not in wanted]
                note = [f"没用上: {'、'.join(left)}（指标另有说法）"] if left else []
                note += [f"按{where}找到（指标名称里没有这些词）"] if where else []
                return _same_concept(items, found), note, left
    return *_in_measure_too(topics, split, facts, items), []


def _split(topics: Iterable[Topic], facts: Facts) -> tuple[Topic, ...]:
    """The words of the matter in parts that the texts hold."""
    return tuple(part for topic in topics for part in parts_of(replace(topic, how="") if topic.how == "task" else topic, facts))


def _in_measure_too(
    topics: tuple[Topic, ...], split: tuple[Topic, ...], facts: Facts, items: list[tuple[str, Target]]
) -> tuple[list[tuple[str, Target]], list[str]]:
    """Keep the targets whose indicator says one of several words, and whose measure or task says the others: 信访积案的化解率."""
    for wanted in (topics, split):
        found = [
            item
            for item in items
            if len(wanted) > 1
            and any(topic.words not in _GENERIC and _in_indicator(topic, facts, *item) for topic in wanted)
            and all(any(test(topic, facts, *item) for test in (_in_indicator, _in_quote, _in_its_measure)) for topic in wanted)
        ]
        if found:
            return found, ["按指标和所在措施、任务的词一起找到 (by the words of indicator and measure together)"]
    return [], []


def _in_its_measure(topic: Topic, facts: Facts, holder: str, target: Target) -> bool:
    """Tell whether the measure of a target says a word, in its text or in the title of its task."""
    said = (facts.texts.get(holder, ""), facts.titles.get(holder, ""))
    return any(word.lstrip("#§") in text for word in topic.any_of for text in said)


def _same_concept(items: list[tuple[str, Target]], found: list[tuple[str, Target]]) -> list[tuple[str, Target]]:
    """Add the targets of the same indicator that print its name otherwise (绿色企业比率, 累计绿色企业比例)."""
    concepts = {target.concept for _, target in found} - {None}
    said = set(found)
    return [item for item in items if item in said or item[1].concept in concepts]


def _in_indicator(topic: Topic, facts: Facts, holder: str, target: Target) -> bool:
    """Tell whether a word stands in the name of an indicator, or in a spelling of the concept that it is."""
    names = [folded(target.indicator), *spellings().get(target.concept or "", ())]
    return any(word in name for word in topic.any_of for name in names)


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Concept of an indicator → its label and the words by which it is known, folded."""
    found = {}
    for row in table("vocabulary/indicators"):
        parts = [folded(part) for spelling in row["words"].split("|") for part in spelling.split("&") if not part.startswith("!")]
        found[row["concept"]] = (folded(row["label"]), *(part for part in parts if part not in _GENERIC))
    return found


def _said_in_parts(parts: tuple[Topic, ...], facts: Facts, holder: str, target: Target) -> bool:
    """Tell whether each part of a matter stands in an indicator or its sentence, and one in the indicator: 淘汰国三柴油货车350辆."""
    inside = [_in_indicator(part, facts, holder, target) for part in parts]
    return any(inside) and all(own or _in_quote(part, facts, holder, target) for own, part in zip(inside, parts, strict=True))


def _in_quote(topic: Topic, facts: Facts, holder: str, target: Target) -> bool:
    return any(word in folded(target.quote) for word in topic.any_of)


def _placed(
    reading: Reading, facts: Facts, items: list[tuple[str, Target]]
) -> tuple[list[tuple[str, Target]], list[str]]:
    """Keep the targets of the place that was named, where any is for it alone."""
    streets = [body for holder in reading.holders if _street(facts, holder.bodies) for body in holder.bodies]
    names = {name for name, body in facts.store.streets.items() if body in streets}
    if streets:
        groups = any(facts.store.body(body).kind == "group" for body in streets)
        kept = [
            item
            for item in items
            if item[1].scope and (folded(item[1].scope) in names or (groups and _is_street(item[1].scope)))
        ]
        return (kept, []) if kept else (items, ["没有只给该街道的目标，列出全部"])
    if reading.level == "township":
        return [item for item in items if item[1].scope and _is_street(item[1].scope)], []
    place = reading.place
    if not place and reading.plans:
        places = {plan.jurisdiction for plan in facts.store.plans if plan.iri in reading.plans}
        place = (places.pop() or "") if len(places) == 1 else ""
    kept = [item for item in items if item[1].scope == place] if place and reading.topics else []
    if not kept and reading.place and items and not any(plan.jurisdiction == reading.place for plan in facts.store.plans):
        return [], [f"没有给“{reading.place}”的这个目标；给其他范围的有 {len(items)} 个 (none for that place)"]
    if kept and len(kept) < len(items):
        return kept, [f"另有 {len(items) - len(kept)} 个是给其他范围的（如各街道）"]
    return kept or items, []


def _is_street(scope: str) -> bool:
    return re.search("(?:街道|镇|乡)$", scope) is not None and not scope.startswith("各")


def _extreme(reading: Reading, rows: list[Row]) -> list[Row]:
    """Keep the lowest or highest where that is asked."""
    if not reading.extreme:
        return rows[: reading.top]
    valued = [row for row in rows if isinstance(row["value"], (int, float))]
    if not valued:
        return rows
    pick = min if reading.extreme == "low" else max
    edge = pick(float(str(row["value"])) for row in valued)
    return [row for row in valued if float(str(row["value"])) == edge]


def _row(facts: Facts, measure: MeasureRow | None, holder: str, plans: Mapping[str, KnownPlan], target: Target) -> Row:
    plan = plans.get(measure.plan_id if measure else holder)
    bodies = [facts.store.body(body).name for body in facts.bodies(measure, "principal")] if measure else []
    value = target.value
    return {
        "indicator": target.indicator,
        "comparator": target.comparator,
        "value": int(value) if value is not None and value.is_integer() else value,
        "value_max": target.value_max,
        "unit": target.unit,
        "change": target.change,
        "scope": target.scope,
        "kind": target.kind,
        "bodies": "、".join(bodies) or None,
        "plan": measure.plan if measure else plan.title if plan else None,
        "annex": plan.annex if plan else None,
        "id": measure.id if measure else None,
        "text": measure.text if measure else None,
        "quote": target.quote,
        "source": (
            f"{measure.file} {measure.locator}"
            if measure
            else f"{plan.file if plan else ''} {target.place.locator if target.place else ''}"
        ),
    }
