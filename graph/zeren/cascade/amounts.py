"""Amounts that measures promise, read off their words.

The units are those of ``vocabulary/counters.tsv``; years of the calendar, days of the month, ages and
ranges (1—2个) are none.
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
SCALES = {"": 1.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8}
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 0.5}
_PLAIN = {"成": (10.0, "%"), "刻钟": (15.0, "分钟")}
"""unit → how many of a plainer one, which is told instead"""
_SPOKEN = "小时|分钟|刻钟|成|次|遍|天"
"""units before which a number in characters is one: 两小时, 九成; 一个 and 一批 are figures of speech"""
_FEW = "个(?!一|不|全|必|确保|坚持|到位|清零)|处|家(?!渠)|座|所|项|件|名|场|条|套|艘|支|栋|间|盏|辆|种|社区|街道|镇|村|县"
"""units before which a number in characters from two on is one; 三台县, 三门峡, 三部门, 二期, 三类水, 五家渠, 四个一批 and 三个全覆盖 are none"""
_YEARLY = {
    "年": 1, "半年": 2, "学期": 2, "季": 4, "季度": 4, "月": 12, "半月": 24, "旬": 36, "周": 52, "星期": 52, "日": 365, "天": 365, "晚": 365,
    "小时": 8760,
}  # fmt: skip
"""period → times a year"""
_EACH = re.compile(
    r"(?:每个?|逐|/)(?P<period>半年|学期|季度|星期|半月|[年季月旬周日天晚])|每(?:千人|万人|村|人|校|家|户)"
    # 每两个月, 每3天, 每隔两周, 每半个月, 隔周, 隔天
    r"|每隔?(?P<number>[两三四五六七八九十半]|\d{1,2})个?(?P<of>学期|季度|星期|小时|[年月周日天])|隔(?P<other>星期|[月周日天])"
)
_PER = re.compile(r"(?<![\d.百千万])每?[百千万]名?(?:常住)?(?:人口?|老年人|老人|学生)(?!次)|每百户|人均|户均|亩均|生均|平均每")
"""before an amount that is a rate: 每千人口托位数 5.2 个 adds up over no area"""
_MOST = re.compile("不超过|不高于|不多于|不大于|(?<!不)低于|控制在|压减|压缩|缩短")
_WITHIN = re.compile("以内|以下|内")
_LEAST = re.compile("不少于|不低于|不小于|不得少于|不得低于|至少")
_MORE = re.compile("以上|及以上|多")
_LOOK_BACK = 14
"""characters before an amount in which 每天 makes it a frequency (每周至少上门或电话问候一次)"""
_REPEATED = ("times", "batches", "sessions", "visits", "lessons")
"""groups of units that tell how often something is done"""
_LASTING = re.compile("[期限]|最长|放宽|延长|保存|留存|满|连续|为期|不少于|不低于|不超过|至少")
"""before a number of years that is a length of time (贴息期限最长2年) and no year of the calendar"""
_LONGEST = 100
"""years that a length of time has at most"""
_STOP = re.compile("[。；;]")
_DAY = re.compile(r"\d月\Z")
"""before a day of the month (6月30日); of 每月2次 the number is one"""


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
    """the words around it, within its clauses up to a full stop or semicolon"""
    start: int
    """first character in the text"""
    end: int
    most: bool
    """True where the number is a limit from above (不超过, 24小时内)"""
    least: bool = False
    """True where the number is a limit from below (不少于, 2次以上)"""
    per: str = ""
    """of a rate whose unit is that of counted things what it is for, as printed (每千人口, 人均); else empty"""


@cache
def units() -> dict[str, tuple[str, str, float]]:
    """Return the units: as printed → group, kind and how many of the group's first unit it is."""
    return {row["unit"]: (row["group"], row["kind"], float(row["base"])) for row in table("vocabulary/counters")}


@cache
def _pattern() -> re.Pattern[str]:
    known = sorted(units(), key=lambda unit: (-len(unit), unit))
    # 1.2万人次, 72 项 · 两小时, 九成, 二十四小时 · 两镇, 三家, 十二个 · 四分之一 · 半小时 · 百分之九十
    return re.compile(
        r"(?P<number>\d{1,9}(?:\.\d{1,6})?)"
        rf" ?(?P<scale>[百千万亿]?)[多余]? ?(?P<unit>{'|'.join(map(re.escape, known))})"
        rf"|(?P<spoken>[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半])(?P<said>{_SPOKEN})"
        rf"|(?P<few>[二三四五六七八九]?十[一二三四五六七八九]?|[两三四五六七八九])(?P<counted>{_FEW})"
        r"|(?P<of>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])"
        r"|百分之(?P<percent>[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九百])"
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


def _printed(match: re.Match[str]) -> tuple[float, str, str]:
    """The value without scale, the scale and the unit that a match prints."""
    if match["number"]:
        return float(match["number"]) * SCALES[match["scale"]], match["scale"], match["unit"]
    if match["of"]:
        return 100.0 * _DIGITS[match["part"]] / _DIGITS[match["of"]], "", "%"
    if match["percent"]:
        return 100.0 if match["percent"] == "百" else _spoken(match["percent"]), "", "%"
    if match["few"]:
        return _spoken(match["few"]), "", match["counted"]
    return _spoken(match["spoken"]), "", match["said"]


def _amount(match: re.Match[str], text: str) -> Amount | None:
    start, end = match.span()
    value, scale, unit = _printed(match)
    if any(_EACH.match(text, start - len(word)) for word in ("每", "每隔") if text.endswith(word, 0, start)):
        return None  # 每3天, 每隔两周, 每两个月: how long a period is
    before = text[start - 1 : start]
    if before in ("第", ".", "-", "—", "~", "～") or _DAY.search(text[max(start - 2, 0) : start]):
        return None
    if unit == "日" and text[end : end + 1] not in ("内", "以", "之"):
        return None
    group, kind, base = units()[unit]
    before, after = _STOP.split(text[max(start - NEARBY, 0) : start])[-1], _STOP.split(text[end : end + NEARBY])[0]
    sentence = _STOP.split(text[max(start - _LOOK_BACK, 0) : start])[-1]
    if group == "years" and (value > _LONGEST or not (_LASTING.search(before) or _WITHIN.match(after))):
        return None
    each = _EACH.search(f"{sentence}{after[:3]}") if group in _REPEATED and kind == "count" else None
    if each:
        kind, base = "often", base * _times_a_year(each)
    per = _PER.search(sentence) if not each and kind == "count" else None
    if per:
        group, kind = f"{group} each", "share"
    if match["said"] in ("次", "遍") and kind != "often":
        return None  # 一次性, 再一次: a figure of speech
    most = bool(_MOST.search(before[-5:]) or _WITHIN.match(after))
    if most and kind == "count":
        kind = "limit"
    if unit in _PLAIN:
        rate, unit = _PLAIN[unit]
        value, base = value * rate, base / rate
    least = bool(_LEAST.search(before[-5:]) or _MORE.match(after))
    return Amount(value, scale, unit, group, kind, value * base, before + after, start, end, most, least, per[0] if per else "")


def _times_a_year(each: re.Match[str]) -> float:
    """How often a period comes in a year: 4 for 每季度, 6 for 每两个月, 26 for 隔周; 1 for 每村, 每户."""
    if each["of"]:
        count = float(each["number"]) if each["number"].isdigit() else _spoken(each["number"])
        return _YEARLY[each["of"]] / (count or 1.0)
    if each["other"]:
        return _YEARLY[each["other"]] / 2
    return _YEARLY.get(each["period"] or "年", 1)


def demands(found: Sequence[Amount]) -> Iterator[Amount]:
    """The amounts that say how often or how fast something is to be done."""
    return (one for one in found if one.kind in ("often", "time"))
