"""What a list of bodies states once for several of them: the branch of firms, the body of rooms, the 各 of places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from zeren.extract.bodies.endings import LEVELS, words_in
from zeren.ground.fold import fold

_ROOM_OF = re.compile(r"(?P<whole>[\u4e00-\u9fff]{2,20}(?:局|委|厅|委员会|政府办公室|政府办|委办))(?P<room>[\u4e00-\u9fff]{1,7}[科股室])")
"""市教育局基教科"""
_ROOM = re.compile(rf"(?![{LEVELS}各])[\u4e00-\u9fff]{{1,7}}(?<!实验)[科股室](?<!科室|股室)")
"""体卫艺科 behind 市教育局基教科 is a room of the same bureau"""
_COVERED = re.compile("(?:工业|产业)?园区(?:管委会)?|功能区(?:管委会)?|工业区|团场|农场|林场|垦殖场|社区")
"""what the 各 of the name before covers too: 各乡镇人民政府、园区管委会"""
_ZONES = re.compile("开发区(?:管委会|管理委员会)?")
_PARTS = re.compile("各.{0,6}[县市区](?:(?:人民)?政府)?")
"""the counties of a city, each of which may have a zone: 各县（市）区、开发区"""


def shared(names: Sequence[tuple[str, str]]) -> list[str]:
    """The full names of a list's mentions, given as pairs of printed and full name, with what others of the list state."""
    full = [whole for _, whole in names]
    tail = ""
    for at in range(len(names) - 1, -1, -1):
        printed = fold(names[at][0])
        match = _firms().match(printed)
        if match is None:
            tail = ""
        elif match.end() == len(printed):
            full[at] = names[at][0] + tail
        else:
            tail = names[at][0][match.end() :] if _branch().fullmatch(printed, match.end()) else ""
    several = False
    for at in range(1, len(names)):
        printed, before = fold(names[at][0]), fold(full[at - 1])
        several = before.startswith("各") or (several and before.startswith("街道"))
        room = _ROOM_OF.fullmatch(before)
        if room and _ROOM.fullmatch(printed):
            full[at] = full[at - 1][: room.end("whole")] + names[at][0]
        elif several and (_COVERED.fullmatch(printed) or (_ZONES.fullmatch(printed) and _PARTS.fullmatch(before))):
            full[at] = "各" + names[at][0]
    return full


@cache
def _firms() -> re.Pattern[str]:
    words = sorted(words_in("firm"), key=lambda word: (-len(word), word))
    return re.compile(f"(?:中国)?(?:{'|'.join(map(re.escape, words))})")


@cache
def _branch() -> re.Pattern[str]:
    """A place and the ending of a branch: 联通|石台岭分公司, 建行|瑞金支行; 移动|公司 states no place."""
    return re.compile(r"[\u4e00-\u9fff]{1,12}?(?:分公司|支公司|分行|支行|营业部)")
