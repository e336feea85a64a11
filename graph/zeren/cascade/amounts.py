"""Amounts that measures promise, and which of a lower measure answers to which of the upper.

Amounts are read off the words, with the units of ``vocabulary/counters.tsv``; years, days of the month and ages are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.ground.fold import fold
from zeren.ground.resources import table

NEARBY = 8
"""characters on either side of an amount that tell what it is of"""
AKIN = 0.35
"""share of the characters around two amounts from which more below can be the same promise as less above"""
_SCALES = {"": 1.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8}
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 0.5}
_PLAIN = {"成": (10.0, "%"), "刻钟": (15.0, "分钟")}
"""unit → how many of a plainer one, which is told instead"""
_SPOKEN = "小时|分钟|刻钟|成|次|遍|天"
"""units before which a number in characters is one: 两小时, 九成; 一个 and 一批 are figures of speech"""
_YEARLY = {
    "年": 1, "半年": 2, "学期": 2, "季": 4, "季度": 4, "月": 12, "半月": 24, "旬": 36, "周": 52, "星期": 52, "日": 365, "天": 365, "晚": 365,
}  # fmt: skip
"""period → times a year"""
_EACH = re.compile(r"(?:每个?|逐|/)(?P<period>半年|学期|季度|星期|半月|[年季月旬周日天晚])|每(?:千人|万人|村|人|校|家|户)")
_MOST = re.compile("不超过|不高于|不多于|不大于|(?<!不)低于|控制在|压减|压缩|缩短")
_WITHIN = re.compile("以内|以下|内")
_LOOK_BACK = 14
"""characters before an amount in which 每天 makes it a frequency (每周至少上门或电话问候一次)"""
_REPEATED = ("times", "batches", "sessions", "visits", "lessons")
"""groups of units that tell how often something is done"""
_STOP = re.compile("[。；;]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with a unit."""

    value: float
    """in the printed unit without 万 and 亿: 1.2万人次 is 12000"""
    scale: str
    """万, 亿 or empty, as printed"""
    unit: str
    """as printed, folded"""
    group: str
    kind: str
    """``count``, ``limit`` (a count not to be passed), ``share``, ``point``, ``time`` or ``often``"""
    base: float
    """value in the first unit of its group"""
    near: str
    """the words around it"""
    start: int
    """first character in the text"""
    end: int
    most: bool
    """True where the number is a limit from above (不超过, 24小时内)"""


@dataclass(frozen=True, slots=True)
class Share:
    """An amount above and the one below that answers to it, both in the unit and scale that the lower one prints."""

    upper: float
    lower: float
    unit: str
    kind: str
    stricter: bool
    """True where the lower one asks for more: a higher rate, a shorter time, more often"""
    at: tuple[tuple[int, int], tuple[int, int]]
    """first and last characters of both, each in its text"""


@cache
def _units() -> dict[str, tuple[str, str, float]]:
    return {row["unit"]: (row["group"], row["kind"], float(row["base"])) for row in table("vocabulary/counters")}


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted(_units(), key=lambda unit: (-len(unit), unit))))
    # 1.2万人次, 72 项 · 两小时, 九成, 二十四小时 · 四分之一 · 半小时
    return re.compile(
        rf"(?P<number>\d{{1,9}}(?:\.\d{{1,6}})?) ?(?P<scale>[百千万亿]?)[多余]? ?(?P<unit>{units})"
        rf"|(?P<spoken>[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半])(?P<said>{_SPOKEN})"
        r"|(?P<of>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])"
    )


@lru_cache(maxsize=4096)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return the amounts of a text, in its order."""
    folded = fold(text)
    return tuple(found for match in _pattern().finditer(folded) if (found := _amount(match, folded)))


def _spoken(words: str) -> float:
    """The value of 三, 半, 十二 or 二十四."""
    tens, ten, ones = words.partition("十")
    if not ten:
        return float(_DIGITS[words])
    return 10.0 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _amount(match: re.Match[str], text: str) -> Amount | None:
    start, end = match.span()
    if match["number"]:
        value, scale, unit = float(match["number"]) * _SCALES[match["scale"]], match["scale"], match["unit"]
    elif match["of"]:
        value, scale, unit = 100.0 * _DIGITS[match["part"]] / _DIGITS[match["of"]], "", "%"
    else:
        value, scale, unit = _spoken(match["spoken"]), "", match["said"]
    if text[start - 1 : start] in ("第", "月", ".", "-", "—") or (unit == "日" and text[end : end + 1] not in ("内", "以", "之")):
        return None
    group, kind, base = _units()[unit]
    before, after = text[max(start - NEARBY, 0) : start], text[end : end + NEARBY]
    sentence = _STOP.split(text[max(start - _LOOK_BACK, 0) : start])[-1]
    each = _EACH.search(f"{sentence}{after[:3]}") if group in _REPEATED and kind == "count" else None
    if each:
        kind, base = "often", base * _YEARLY.get(each["period"] or "年", 1)
    if match["said"] in ("次", "遍") and kind != "often":
        return None  # 一次性, 再一次: a figure of speech
    most = bool(_MOST.search(before[-5:]) or _WITHIN.match(after))
    if most and kind == "count":
        kind = "limit"
    if unit in _PLAIN:
        rate, unit = _PLAIN[unit]
        value, base = value * rate, base / rate
    return Amount(value, scale, unit, group, kind, value * base, before + after, start, end, most)


def shares(upper: Sequence[Amount], lower: Sequence[Amount], level: bool = False) -> tuple[Share, ...]:
    """Return which amounts below answer to which above, by the order of the lower ones; each is taken once.

    Two answer to one another where their units count the same and the words around them, or their order, agree best.
    ``level``: both are of one level, so that the second may count more than the first.
    """
    if not upper or not lower:
        return ()
    if len(upper) == len(lower) == 1:
        return (_share(upper[0], lower[0]),) if _same(upper[0], lower[0], level) else ()
    ranked = sorted(
        ((-_alike(one, other), abs(i - j), i, j) for i, one in enumerate(upper) for j, other in enumerate(lower) if _same(one, other, level)),
    )
    taken_above: set[int] = set()
    taken_below: set[int] = set()
    found = []
    for _, _, i, j in ranked:
        if i in taken_above or j in taken_below:
            continue
        taken_above.add(i)
        taken_below.add(j)
        found.append((j, _share(upper[i], lower[j])))
    return tuple(share for _, share in sorted(found, key=lambda one: one[0]))


def _same(upper: Amount, lower: Amount, level: bool) -> bool:
    """Whether two amounts can be one promise: the same group, and a share of a count is no more than all of it."""
    if upper.group != lower.group or (upper.kind != lower.kind and "often" in (upper.kind, lower.kind)):
        return False
    if level or upper.kind != "count" or lower.base <= upper.base:
        return True
    return upper.unit == lower.unit and _near(upper, lower) >= AKIN


def _alike(upper: Amount, lower: Amount) -> float:
    return _near(upper, lower) + (0.2 if upper.unit == lower.unit else 0.0) + (0.1 if lower.base <= upper.base or upper.kind != "count" else 0.0)


def _near(upper: Amount, lower: Amount) -> float:
    """The share of the characters around two amounts that stand around both."""
    above, below = _signs(upper.near), _signs(lower.near)
    both = len(above & below)
    return both / (len(above) + len(below) - both or 1)


@lru_cache(maxsize=4096)
def _signs(words: str) -> frozenset[str]:
    return frozenset(words)


def _share(upper: Amount, lower: Amount) -> Share:
    scale = _SCALES[lower.scale]
    rate = _units().get(lower.unit, ("", "", 1.0))[2]
    above, below = upper.base / rate / scale, lower.base / rate / scale
    if lower.kind == "often":  # once a quarter and once a month are told as they are printed
        above, below = upper.value / scale, lower.value / scale
    more = lower.base < upper.base if (lower.kind == "time" and (upper.most or lower.most)) or upper.most else lower.base > upper.base
    return Share(
        round(above, 6), round(below, 6), lower.scale + lower.unit, lower.kind, more and lower.base != upper.base,
        ((upper.start, upper.end), (lower.start, lower.end)),
    )  # fmt: skip


def demands(found: Sequence[Amount]) -> Iterator[Amount]:
    """The amounts that say how often or how fast something is to be done."""
    return (one for one in found if one.kind in ("often", "time"))
