"""How names of bodies begin and end: whether words are a whole name, a body, or the rest of one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.ground.fold import fold
from zeren.ground.resources import table

OPEN, CLOSE = "([{〔【<", ")]}〕】>"
LEVELS = "省市区县州旗盟"
"""characters that state the level of a body: 省财政厅, 区财政局"""
_FIRST = re.compile(
    "科[技学协工]|司法|社[会科保]|园[林区]|会[计展议]|台港|海关|海事|银行|法院|检察|大[数学]|妇联|残联|文联|侨联|工商联"
    "|团[省市区县]委|街道|镇|乡|军区|武装"
)
"""what begins names although it, or its first character, also ends names"""
_COUNTED = re.compile("(?<![第\\d])[1-9]\\d{0,4}[余多万亿千百]?(?:处|所|室|站|部|社|组|村|镇|乡|县|区|市|街道|台|馆|院|园|店|队|厂|场|库|会|个中心)$")
"""a number of things, no name: 疏通暗渠12处, 新建学校3所"""
_TIMED = re.compile(r"\d月\d{0,2}[日底前末]|[年季月]底前|\d日前")
"""a time, which stands in no name: 各部门4月25日前报县安委办"""
_FIRM = "局委厅办部"
"""endings of one character that only bodies have"""
SOLID = 3
"""code points of a name that is beyond doubt (县财局 is none, 县财政局 is)"""
EXCEPT = re.compile(r"除[^,;。:除()\[\]]{2,40}?(?:之外|以外|外)的?(?:其他|其余|其它)?(?=(?:[省市区县州][直属级]?)?(?:各|有关|相关|成员))")
"""what takes bodies out of the group behind it, and belongs to its name: 除城关镇、北山镇外的|各乡镇"""
_REMEMBERED = 4096
"""names whose reading is kept: the same bodies stand in every statement of a plan"""


@lru_cache(maxsize=_REMEMBERED)
def is_whole(name: str) -> bool:
    """Whether ``name`` ends as names of bodies or groups do and its brackets are closed."""
    folded = fold(name)
    balanced = sum(map(folded.count, OPEN)) == sum(map(folded.count, CLOSE))
    return balanced and (ending_of(name)[0] is not None or folded.endswith(tuple(CLOSE)))


_LEAGUE = re.compile("团[省市县区州旗]委")
"""a committee of the Youth League: the ending is the whole name"""


@lru_cache(maxsize=_REMEMBERED)
def is_body(name: str) -> bool:
    """Whether ``name`` surely names who can answer for something: a body, a stated group of bodies, or a place."""
    name = fold(name)
    if _COUNTED.search(name) or _TIMED.search(name):
        return False
    kind, ending = ending_of(name)
    if kind is None:
        return name.endswith(tuple(CLOSE)) and is_whole(name)
    if kind != "group":
        return len(name) > len(ending) or _LEAGUE.fullmatch(name) is not None
    if any(word in name for word in ("各", "有关", "相关", "成员单位", "第三方")) or begins_with_place(name):
        return True
    return len(name) > 2 and name[0] in LEVELS and name[1] in "直属级"


def is_counted(name: str) -> bool:
    """Whether words count things and only end as names do (拆除残垣断壁40处)."""
    return _COUNTED.search(fold(name)) is not None


def begins_name(words: str) -> bool:
    """Whether a name begins here and not the rest of one (部, 小组办公室); 科技部, 司法部 and 海关总署 do."""
    folded = fold(words)
    if _FIRST.match(folded):
        return True
    return bool(words) and not any(folded.startswith(e) for e, kind in _endings().items() if kind in ("body", "part"))


def begins_with_place(name: str) -> bool:
    """Whether ``name`` begins with a division's short name (如皋市, 原州区)."""
    name = fold(name[:4])
    return name.startswith(words_in("place")) or name[:2] in divisions() or name[:3] in divisions()


def is_solid(name: str) -> bool:
    """Whether the form of a name is beyond doubt: it begins with a level or a place and ends as only bodies do."""
    kind, ending = ending_of(name)
    if len(name) < SOLID or kind is None:
        return False
    if name[0] == "各":
        return is_body(name) and (kind == "group" or len(ending) > 1 or ending in "局委办")
    return _firm(kind, ending) and (name[0] in LEVELS or begins_with_place(name))


def may_close_solid(folded: str) -> bool:
    """Whether a solid name may close ``folded`` words by its ending, wherever in them it begins."""
    for size in range(min(len(folded), _longest()), 0, -1):
        kind = _endings().get(folded[-size:])
        if kind == "group" or (kind and kind != "thing" and (size > 1 or folded[-1] in _FIRM)):
            return True
    return False


def _firm(kind: str | None, ending: str) -> bool:
    return kind in ("body", "branch") and (len(ending) > 1 or ending in _FIRM)


def may_be_solid(folded: str) -> bool:
    """Whether ``folded`` words begin as names do that are solid."""
    return folded[:1] in _BEGINS or begins_with_place(folded)


_BEGINS = frozenset(LEVELS + "各")


@lru_cache(maxsize=_REMEMBERED)
def ending_of(name: str) -> tuple[str | None, str]:
    """Kind and words of the longest ending that closes ``name``; ``(None, "")`` where none does."""
    name = fold(name[-_longest() :])
    for size in range(len(name), 0, -1):
        ending = name[-size:]
        kind = _endings().get(ending)
        if kind == "thing":
            break
        if kind:
            return kind, ending
    return None, ""


def may_end(folded: str, end: int) -> bool:
    """Whether a name of two code points or more may end at ``end`` of ``folded`` text, wherever in it the name begins."""
    if folded[end - 2 : end - 1].isdigit() and _COUNTED.search(folded, max(0, end - _NUMBER), end):
        return False
    for size in range(min(end, _longest()), 0, -1):
        kind = _endings().get(folded[end - size : end])
        if kind:
            # A name that begins inside a longer word which names a thing has an ending of its own at most.
            return kind != "thing" or size > _INSIDE
    return False


_NUMBER = 12
"""code points of a number of things"""
_INSIDE = 2
"""code points of a word that no name of two begins in and ends with"""


@cache
def _endings() -> dict[str, str]:
    return {row["ending"]: row["kind"] for row in table("vocabulary/endings") if row["kind"] != "trade"}


@cache
def _longest() -> int:
    return max(map(len, _endings()))


@cache
def words_in(kind: str) -> tuple[str, ...]:
    """Words of a kind of ``vocabulary/names``."""
    return tuple(row["word"] for row in table("vocabulary/names") if row["kind"] == kind)


@cache
def divisions() -> frozenset[str]:
    """Short names of divisions, two or three characters: what stands first in 平潭海关."""
    rows = table("register/divisions")
    words = (word for row in rows for word in (row.get("short") or row["name"][:-1]).split(" "))
    return frozenset(word for word in words if 2 <= len(word) <= 3)


@cache
def endings_of(kind: str) -> tuple[str, ...]:
    """Endings of a kind of ``vocabulary/endings``."""
    return tuple(row["ending"] for row in table("vocabulary/endings") if row["kind"] == kind)
