"""Which amounts of a sentence are promises, with the words that belong to each.

A comparator or a counted noun makes an amount a promise; the contexts of ``ontology/vocabulary/traps.tsv``
(周边30米范围, 满十年, 最高1000万元) and masked words (dates, titles, slogans) make it something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from zeren.extract.compact import Compact, clauses
from zeren.extract.target.indicators import DATE, OPAQUE, verbs
from zeren.extract.target.units import Amount, amounts
from zeren.extract.time.rhythms import EVERY
from zeren.ground.resources import table

_OPAQUE = re.compile(
    r"《[^《》]*》|〔[^〔〕]*〕|[“「『][^”\"」』，,。;]{1,14}[”\"」』]|国[一二三四五六][a-zA-Z]?"
    r"|[A-Z]{2,12}(?:/T)?\d+(?:\.\d+)?(?:—\d+)?|PM_?\{?\d+(?:\.\d+)?\}?|第[一二三四五六七八九十百\d]{1,8}[批届次期轮条章号个]"
    r"|(?<!\d)\d{1,3}\+\d{0,3}[A-Z]|(?<!容至)\d[A-Z]级?|[一二三四五六七八九十]{1,8}分(?!之)"
)
_DATE = re.compile(
    r"20\d\d(?:—20\d\d)?年度?(?:底|末|内)?|(?<![\d.])\d{1,2}(?:—\d{1,2})?月份?(?:\d{1,2}[日号]|底|末|[上中下]旬)?(?:前|内)?"
    r"|(?<![\d.])\d{1,3}(?:个?工作)?日内|年(?:底|末)前?|年内|全年|(?<=到)20\d\d年?|十[二三四五六]五(?:期间|时期|末)?"
)
CHANGE = {"up": "提升|提高|增长|增加|上升|扩大", "down": "下降|降低|减少|压减|压缩|缩减|削减|下调"}
"""verbs of change by direction; the amount after one is a change, not a level"""
YEARLY = re.compile(
    r"(?<![上下一\d▢本])年度(?=(?:内?(?:组织)?(?:开展|进行|实施)))"
    r"|(?<=[一-龥])(?<![上下一])年度(?=(?:[一-龥]{0,4}(?:调查|评估|检查|抽查|监测|审计|排查|核查)))"
)
"""年度 where it says how often (年度开展两轮次, 年度评估), not of which year"""
_RAISED = re.compile(
    r"[由从](?P<was>(?:▢{1,8}|目前|现在|现有|原来|原有|上年|去年|当前)?(?:水平)?的?(?:约|不足|不到)?\d[\d.,]{0,12}[^，,。;\d由从]{0,8}?)"
    r"(?:逐步|逐年|稳步|大幅|进一步|再)?"
    r"(?:提升|提高|增长|增加|上升|扩大|扩容|扩建|拓展|下降|降低|减少|压减|压缩|缩减|削减|下调|缩短|延长|上调|调整|[增升扩降压减缩调])(?:到|至|为)[^，,。;\d]{0,4}$"
)
"""before a value to reach, the value that it starts from: 治理率由41%提高到50%, 能力从现有的2万吨扩建至4万吨"""
_BASE = re.compile(
    r"(?:[^，,。;、]{0,18}(?:总数|总量|总额|总户数|数量)?的|[^，,。;、]{0,12}(?:总数|总量|总额))?"
)
_JOINT = re.compile(r"(?:[、和与]|以?及(?!以))+(?=[^、和与]*$)")
_CHANGED = re.compile(f"(?:{'|'.join(CHANGE.values())})(?:到|至)?了?$")
_CONDITION = re.compile("[^，,。;]{0,30}?的[^，,。;]{0,16}?[，,]?(?:可以?|将|按[^，,。;]{1,10})?(?:一次性|分别|最高)?(?:给予|予以|享受)")
"""what follows an amount that says who is rewarded (研发费用增长20%以上的企业给予补助), no promise"""
_REACH = 400
"""characters before an amount that can still say something about it"""


@dataclass(frozen=True, slots=True)
class Words:
    """A text under reading."""

    source: Compact
    masked: str
    """dates as ▢, titles and slogans as □, as long as ``source.words``"""
    scope: str | None
    """the jurisdiction that 全区 or nothing stands for"""

    def named(self, begin: int, end: int) -> str:
        """Return the words of a stretch with dates still masked, titles readable."""
        pairs = zip(self.masked[begin:end], self.source.words[begin:end], strict=True)
        return "".join(DATE if mask == DATE else char for mask, char in pairs)


@dataclass(frozen=True, slots=True)
class Promise:
    """An amount that is a promise, with the stretch of words that belongs to it."""

    amount: Amount
    begin: int
    end: int
    clause: int
    """where its comma clause begins"""
    head: int
    """one past the words that may name the indicator before the amount"""
    tail: int
    """first of the words that may name it after the amount"""
    comparator: str | None
    """a comparator, ``best`` (the better direction of the indicator), or None where none is printed"""
    base: str
    """what a share is of, as printed (持证单位总数的)"""
    was: tuple[int, int] | None = None
    """the value that a change starts from (41% of 由41%提高到50%); None where none is printed"""
    item: int | None = None
    """0-based place among the values that 分别 deals out to as many subjects; None elsewhere"""


def mask(words: str) -> str:
    """Return compacted words with all that holds numbers of another kind masked, same length."""
    masked = _OPAQUE.sub(lambda match: OPAQUE * len(match[0]), words)
    return _DATE.sub(lambda match: DATE * len(match[0]), masked)


def promises(masked: str, begin: int, end: int) -> list[Promise]:
    """Return the promises of a sentence in order."""
    found: list[Promise] = []
    for start, stop in clauses(masked, begin, end):
        inside = amounts(masked[start:stop], start)
        raised = {one.begin: match.span("was") for one in inside if (match := _RAISED.search(masked, start, one.begin))}
        inside = [one for one in inside if not any(begin <= one.begin < stop for begin, stop in raised.values())]
        edge, first = start, len(found)
        for index, amount in enumerate(inside):
            following = inside[index + 1] if index + 1 < len(inside) else None
            limit = _limit(masked, amount, following, stop)
            promise = _promise(masked, amount, edge, limit, max(start, amount.begin - _REACH))
            if promise:
                found.append(replace(promise, was=raised[amount.begin]) if amount.begin in raised else promise)
                edge = limit
        if len(found) - first > 1 and "分别" in masked[start : found[first].amount.begin]:
            found[first:] = _dealt(found[first:])
    return found


def _dealt(group: list[Promise]) -> list[Promise]:
    """Values after 分别: they share one comparator, printed before the first or after the last."""
    shared = next((promise.comparator for promise in (group[-1], *group) if promise.comparator), None)
    return [
        replace(promise, item=item, comparator=promise.comparator or shared)
        for item, promise in enumerate(group)
    ]


@cache
def _comparators(position: str) -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {
        row["word"]: row["comparator"]
        for row in table("vocabulary/comparators")
        if row["position"] == position
    }
    words = "|".join(sorted(rows, key=lambda word: -len(word)))
    return re.compile(words if position == "after" else rf"(?<!不)(?:{words})"), rows


@cache
def _traps() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    rows = table("vocabulary/traps")
    return tuple((row["side"], re.compile(row["words"]), row["binding"] == "yes") for row in rows)


def _trapped(before: str, amount: str, after: str, bound: bool) -> bool:
    for side, pattern, binding in _traps():
        if side == "past" or (bound and not binding):
            continue
        if (
            pattern.search(before)
            if side == "before"
            else pattern.match(after if side == "after" else amount + after)
        ):
            return True
    return False


def is_reached(before: str) -> bool:
    """Whether the masked words before a bare amount say that it was reached already (去年完成, 现有, 累计已)."""
    return any(pattern.search(before) for side, pattern, _ in _traps() if side == "past")


def _limit(masked: str, amount: Amount, following: Amount | None, stop: int) -> int:
    """Where the words of an amount end: before the next one's noun, at its bracket's end, or with the clause."""
    between = masked[amount.stop : following.begin if following else stop]
    close = between.find(")")
    if close >= 0 and "(" not in between[:close]:
        return amount.stop + close
    if following is None:
        return stop
    bracket = between.find("(")
    if bracket >= 0:
        return amount.stop + bracket
    joint = re.match(r"(?:[^、和与及]{0,3}?)[、和与]+", between) or _JOINT.search(between)
    return amount.stop + joint.end() if joint else following.begin


def _promise(masked: str, amount: Amount, edge: int, limit: int, clause: int) -> Promise | None:
    """The promise an amount makes; None where it is a number of another kind."""
    before, after = masked[edge : amount.begin], masked[amount.stop : limit]
    opening = masked[clause : amount.begin]
    tail, tails = _comparators("after")
    ending = tail.match(after)
    comparator, head, base = _before(before)
    if ending:
        comparator = tails[ending[0]]
    rest = amount.stop + (ending.end() if ending else 0)
    # 提升六类工程的水平 raises no number: a change of things that are counted ends with their unit.
    counted = amount.kind in ("count", "times") and re.match("[一-龥]", masked[rest : rest + 1])
    changed = bool(_CHANGED.search(before)) and not counted
    bound = comparator is not None or amount.value_max is not None or changed
    if _trapped(before, masked[amount.begin : amount.stop], masked[amount.stop : amount.stop + 32], bound):
        return None
    if amount.numerals and amount.value == 1 and not _recurs(opening, before):
        return None
    if _CONDITION.match(masked, amount.stop):
        return None
    # 投资5000万元以上的项目 says which projects, not how much.
    if (
        amount.kind in ("physical", "money")
        and ending
        and re.match(r"的?[一-龥A-Za-z]", masked[rest : rest + 2])
    ):
        return None
    if not bound and not _counts(amount, before, after, opening):
        return None
    if amount.roughly and not ending:
        comparator = "~"
    return Promise(amount, edge, limit, clause, edge + head, rest, comparator, base)


def _recurs(clause: str, before: str) -> bool:
    """Whether a single 一 is a number at all: 一批, 一次性 and 一轮 are not, 至少一次 and 每年一次 are."""
    return bool(re.search("至少|最少|不少于|不低于", before) or EVERY.search(clause) or YEARLY.search(clause))


def _before(before: str) -> tuple[str | None, int, str]:
    """Comparator before a number, where its words begin, and the base of a share between the two."""
    pattern, rows = _comparators("before")
    last: re.Match[str] | None = None
    for match in pattern.finditer(before):
        rest = before[match.end() :]
        if not rest or (rows[match[0]] != "=" and _BASE.fullmatch(rest)):
            last = match
            if rest:
                break
    if last is not None:
        return rows[last[0]], last.start(), before[last.end() :]
    # 至少在1个工地: the word stands before the verb of the counted thing.
    loose = re.search(r"(?:至少|最少)(?=[一-龥]{1,6}$)", before)
    return (">=" if loose else None), len(before), ""


def _counts(amount: Amount, before: str, after: str, clause: str) -> bool:
    """Whether an amount without a comparator is still promised."""
    if amount.strict or (before.endswith("等") and not verbs().search(clause)):
        return False
    if not amount.numerals:
        return amount.kind != "ratio" or not re.search(r"占[^，,]{0,8}$", before)
    if amount.kind == "times":
        return bool(EVERY.search(clause) or YEARLY.search(clause))
    if amount.value < 2 or amount.unit is None:
        return False
    return bool(verbs(numerals=True).search(clause)) and bool(re.match(r"[一-龥□]{2}", after))
