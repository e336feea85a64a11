"""Clauses that set a time and say no more, or no more than that the matter is then done (2月下旬交账)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.times import is_bare_time, is_time
from zeren.ground.fold import fold
from zeren.ground.resources import table

_VERB = re.compile("[\u4e00-\u9fff]{2,4}")
"""the short word behind a time (交账, 见分晓)"""
_ENDS = re.compile("[前内底末止日旬]|季度|[上下]半年|[\\d十一二三四五六七八九]月份?|全年|[暑寒]期|期间")
"""how a time ends behind which such a word stands"""
_ONWARD = re.compile("[前后起止间内底末初旬]|[上中下]旬|左右|(?:全部)?完成|以[前后内]|之[前后内]|[至到—-]\\d|持续|长期|常态|并|取得")
"""what goes on with the time itself"""


_NAMED_TIME = re.compile("[^:]{1,12}[年月日季旬周度期]:(?!\\d)")
"""a time that has a name of its own behind it: 五月:河道清洁月"""


@lru_cache(maxsize=1 << 11)
def is_deadline(words: str) -> bool:
    """Whether a clause states a time and no body."""
    if is_time(words):
        return True
    if _NAMED_TIME.match(words) and not is_time(words.partition(":")[2]):
        return False
    if len(words) > 40 or is_whole(words) or any(is_body(piece) for piece in re.split("[,;、:()\\[\\]]", words)[:-1] if piece):
        return False
    return read_deadline(words, 2000).kind != "none"


@lru_cache(maxsize=1 << 11)
def limit_of(clause: str) -> int:
    """Where the time ends that a clause consists of, before a short word that says that the matter is then done; 0 where it is no time."""
    if is_bare_time(clause):
        return len(clause)
    for size in range(len(clause) - 2, max(1, len(clause) - 5), -1):
        if _is_time(clause[:size], clause[size:]):
            return size
    return len(clause) if is_deadline(clause) else 0


def _is_time(time: str, rest: str) -> bool:
    ends = any(match.end() == len(time) for match in _ENDS.finditer(time))
    done = ends and time[0] not in "每按逐" and _VERB.fullmatch(rest) is not None and not _ONWARD.match(rest)
    return done and is_deadline(time)


def finishes(words: str) -> bool:
    """Whether words say that a matter is then done and no more (全部办结, 见效)."""
    return _finishes().fullmatch(words) is not None


def ends_finished(words: str) -> bool:
    """Whether words end as those do that ``finishes`` is true of: most sentences do not, whatever time they hold."""
    return _ended().search(words[-_CLOSING:]) is not None


_BEHIND = "(?:实施|运行|到位|使用|执行|营业|任务|工作){0,2}"
_CLOSING = 24
"""code points of the words with which a matter is done"""


@cache
def _either() -> str:
    words = sorted((fold(row["word"]) for row in table("vocabulary/finishes")), key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, words))


@cache
def _finishes() -> re.Pattern[str]:
    return re.compile(f"(?:全部|全面|基本|正式|整体|统一|通过|发放|拨付|书面){{0,2}}(?:{_either()}){{1,2}}{_BEHIND}")


@cache
def _ended() -> re.Pattern[str]:
    return re.compile(f"(?:{_either()}){_BEHIND}$")
