"""Judge the columns of a table: by their heads and by what their cells are, all of them together.

Every column may be taken for a number, a section, a task, a measure, a deadline, a body column, a column of persons, of
targets, or for none of these (``remark``). The evidence of ``vocabulary/evidence`` gives each of these readings a weight;
the set of readings with the greatest sum holds, of which at most one is the number, one the task, one the measure and one
the deadline. So a second claimant of a field never takes it from the better one: it stays a named column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from zeren.extract.cells.finer import NO_WORK
from zeren.extract.cells.heads import MIXED, Head
from zeren.ground.resources import table

READINGS = ("number", "section", "task", "measure", "deadline", "role", "person", "target", "remark")
"""what a column may be taken for"""
_SINGLE = {"number": 1, "task": 2, "measure": 4, "deadline": 8}
"""readings that one column of a table can have at most"""
_ROLE = 16
_CHINESE = {
    "running": "递增的序号", "number": "编号", "value": "数量", "date": "时间", "person": "人名", "phone": "电话", "body": "单位名称",
    "states": "带职责词的单位", "stated": "自带单位的句子", "long": "长句", "text": "短语", "act": "以做什么开头的话", "status": "进展状态",
    "rule": "给分办法", "finding": "查出的问题", "gone": "已做的事", "sort": "类型", "place": "地点", "comparator": "比较词", "unit": "计量单位",
    "code": "编码", "address": "地址", "signature": "签字栏", "again": "隔行重复的短语", "reached": "要达到的状态", "extent": "整个项目的规模",
    "mark": "标记", "same": "同一句话", "over-rows": "承上一行",
    "empty": "空着",
}  # fmt: skip
"""natures and shapes in words"""
_OPEN = 2.0
"""a reading that is less than this behind the one taken is told as possible"""
_NO_WORDS = tuple(reading for reading in READINGS if reading not in ("task", "measure"))
_BARRED = 0.7
"""share of a column's cells that name no work, from which on it is no task and no measure"""
_STATED = 0.5
"""share of a column's cells that name their bodies themselves, from which on a table needs no column of them"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that speaks for or against a reading."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a column was taken for, and why."""

    head: Head
    reading: str
    """one of ``READINGS``"""
    evidence: tuple[Evidence, ...]
    """for the reading taken, strongest first"""
    others: tuple[tuple[str, float], ...]
    """other readings with the difference of their weight to the one taken, nearest first"""
    content: bool = False
    """taken for a body column by its cells alone, without a word of its head"""
    decided: bool = False
    """set by a person"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a column."""

    head: Head
    natures: Mapping[str, float]
    """shares of ``extract/cells/natures``"""
    over_rows: float = 0.0
    """share of rows whose cell comes down from a row above"""
    empty: float = 0.0
    """share of rows without words"""
    lone: bool = False
    """a builder in a table where no other column says who is responsible"""
    whole: bool = False
    """the head says how large the whole of a matter is (建设内容及规模)"""
    beside_whole: bool = False
    """a goal beside such a column: what is to be done of it this year"""
    series: bool = False
    """one of several goals side by side (2026年目标 | 2027年目标), none of which alone says what is to be done"""
    suggested: bool = False
    """the bodies of the table are only suggested (建议责任单位)"""


def judged(columns: Sequence[Seen], decided: Mapping[int, str] | None = None) -> list[Judgement]:
    """Return a judgement for every column; ``decided`` gives readings that a person set, by position in ``columns``."""
    decided = decided or {}
    weighed = [
        {reading: evidence_for(seen, reading) for reading in ((decided[at],) if at in decided else _possible(seen))}
        for at, seen in enumerate(columns)
    ]
    sums = [{reading: sum(one.weight for one in found) for reading, found in column.items()} for column in weighed]
    first = _best(sums)
    stated = any(seen.natures.get("stated", 0.0) >= _STATED for seen, reading in zip(columns, first, strict=True) if reading in ("measure", "task"))
    taken = _best(sums, duties=not stated)
    found = []
    for at, (seen, reading) in enumerate(zip(columns, taken, strict=True)):
        best = sums[at][reading]
        others = sorted(((name, sums[at][name] - best) for name in sums[at] if name != reading), key=lambda o: -o[1])
        why = tuple(sorted(weighed[at][reading], key=lambda one: -abs(one.weight)))
        if any(name != reading and behind > 0 for name, behind in others):
            why = (*why, Evidence("整张表要有任务也要有单位 (a table of duties has words and bodies)", weights()["whole:duties", "role"]))
        if seen.head.kind in ("task", "measure") and at not in decided and "measure" not in sums[at]:
            why = (*why, Evidence("格里没有要做的事，不能是任务或措施 (its cells name no work: no task, no measure)", 0.0))
        content = reading == "role" and at not in decided and seen.head.kind not in ("role", "builder", "scope")
        found.append(Judgement(seen.head, reading, why, tuple(others), content, at in decided))
    return found


def _possible(seen: Seen) -> tuple[str, ...]:
    """The readings that a column can have at all: whatever its head says, cells that name no work are no task and no measure; nor are
    those under a month or a quarter, which are done in it, each a measure of its own.
    """
    if seen.head.kind == "period":
        return _NO_WORDS
    if not seen.head.words and not seen.natures:
        return ("remark",)  # a blank column
    none = sum(share for name, share in seen.natures.items() if name in NO_WORK)
    return _NO_WORDS if none >= _BARRED else READINGS


def evidence_for(seen: Seen, reading: str) -> list[Evidence]:
    """What speaks for or against a reading of a column."""
    found = []
    kind = "measure" if seen.head.kind == MIXED else "extent" if seen.whole else seen.head.kind
    if weight := weights().get((f"head:{kind}", reading)):
        found.append(Evidence(f"表头“{seen.head.why}” (head)", weight * seen.head.strength))
    for name, share in sorted(seen.natures.items()):
        if weight := weights().get((f"cells:{name}", reading)):
            found.append(Evidence(f"{share:.0%} 的格是{_CHINESE[name]} ({name})", weight * share))
    for name, share in (("over-rows", seen.over_rows), ("empty", seen.empty)):
        if share and (weight := weights().get((f"shape:{name}", reading))):
            found.append(Evidence(f"{share:.0%} 的行{_CHINESE[name]} ({name})", weight * share))
    if seen.lone and (weight := weights().get(("whole:lone", reading))):
        found.append(Evidence("别的列没有说谁负责 (no other column is responsible)", weight))
    if seen.beside_whole and (weight := weights().get(("whole:extent", reading))):
        found.append(Evidence("旁边一栏是整个项目的规模，这一栏是今年要做的 (this year's work beside the size of the whole)", weight))
    if seen.series and (weight := weights().get(("whole:series", reading))):
        found.append(Evidence("几个目标并列 (one of several goals side by side)", weight))
    if seen.suggested and kind == "request" and (weight := weights().get(("whole:suggested", reading))):
        found.append(Evidence("单位只是建议的 (suggested)", weight))
    if reading == "remark":
        found.append(Evidence("别无所属 (nothing else)", weights()["whole:any", "remark"]))
    return found


def _best(sums: Sequence[Mapping[str, float]], *, duties: bool = True) -> list[str]:
    """The readings with the greatest sum, by the readings that are used up from the left on.

    Where not ``duties``, a table need not have a column of bodies: its words name them.
    """
    order, bodies = weights()["whole:order", "task"], weights()["whole:duties", "role"] if duties else 0.0
    states: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for column in sums:
        following: dict[int, tuple[float, tuple[str, ...]]] = {}
        for used, (sum_, names) in states.items():
            for reading, weight in column.items():
                bit = _SINGLE.get(reading, _ROLE if reading in ("role", "mark") else 0)
                if reading in _SINGLE and used & bit:
                    continue
                now = sum_ + weight + (order if reading == "task" and used & _SINGLE["measure"] else 0.0)
                if used | bit not in following or now > following[used | bit][0]:
                    following[used | bit] = (now, (*names, reading))
        states = following

    def whole(item: tuple[int, tuple[float, tuple[str, ...]]]) -> float:
        used, (sum_, _) = item
        worded = used & (_SINGLE["task"] | _SINGLE["measure"])
        return sum_ + (bodies if worded and used & _ROLE else 0.0)

    return list(max(states.items(), key=whole)[1][1])


def near(judgement: Judgement) -> list[str]:
    """Readings that the column could almost as well have been taken for."""
    return [name for name, behind in judgement.others if behind > -_OPEN]


@cache
def weights() -> dict[tuple[str, str], float]:
    """The weights of ``vocabulary/evidence`` by evidence and reading."""
    return {(row["evidence"], row["column"]): float(row["weight"]) for row in table("vocabulary/evidence")}


def decided_as(judgement: Judgement, reading: str) -> Judgement:
    """The judgement with what a person decided in its place."""
    return replace(judgement, reading=reading, decided=True)
