"""Bodies that an item of a letter itself lets act: 市水利局负责新建泵站, 清淤10公里，由镇水利站抓好落实.

Items of a letter are said to the party that is bound and mostly have no subject (配合县水利局…, 接受县安委办监督): only what surely is the
name of a body that acts is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body, is_solid
from zeren.extract.lexicon import role_words
from zeren.extract.prose.deeds import OPENER
from zeren.extract.prose.sentence import is_opening, read
from zeren.extract.prose.subjects import is_generic
from zeren.extract.statement.clauses import acts
from zeren.extract.statement.said import PlaceOf
from zeren.extract.target.indicators import verbs
from zeren.ground.fold import fold
from zeren.ground.model import Assignment

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_NO_NAME = re.compile("[甲乙丙双]方|[我本贵]|接受|服从|听从|主动|积极|成立|组建|新建|改建|扩建|[按依遵对向与和同在为将把被]")
"""how words begin that name no body by themselves (接受县安委办, 乙方应配合县水利局)"""
_CARRIED = re.compile(
    "(?:具体|全面|统一|全程|分别|认真|切实|负责|牵头|抓好|做好|组织|统筹|落实|实施|推进|推动|完成|承办|主办|承担|办理|执行|建设|到位|工作|任务){1,6}(?=[,。;]|$)"
)
"""all that is said of who does the whole of what stands before it (由镇水利站负责组织实施, 镇水利站具体负责)"""


def acting(words: str, start: int, party: Sequence[Assignment], place_of: PlaceOf) -> tuple[Assignment, ...]:
    """Return who answers for an item, a verbatim slice at offset ``start``: the bodies that it lets act, and its ``party`` where these
    have only a part of it (新建泵站3座，市发展改革委负责立项审批) or none."""
    own: list[Assignment] = []
    whole = False
    for unit in _SENTENCE.finditer(words):
        duty = read(unit[0].strip(), start + unit.start() + len(unit[0]) - len(unit[0].lstrip()), place_of)
        for one in duty.statement.assignments if duty else ():
            begins = duty is not None and duty.strength in ("role", "opener", "modal", "colon")
            if not _is_name(one.mention) or not (begins or one.role_raw or is_solid(fold(one.mention))):
                continue
            own.append(one)
            whole = whole or (one.role in ("lead", "responsible") and _has_whole(words, one.place.start - start, one.place.end - start))
    known = {one.full for one in own}
    bound = () if whole else tuple(one for one in party if one.full not in known)
    return tuple(replace(one, position=at) for at, one in enumerate((*bound, *own), 1)) if own else tuple(party)


def _is_name(mention: str) -> bool:
    words = fold(mention)
    verb = any(one.match(words) for one in (_NO_NAME, acts(), verbs(), role_words()))
    return is_body(words) and not verb and not is_generic(words)


def _has_whole(words: str, begin: int, end: int) -> bool:
    """Whether a body, a range of the words of an item, answers for all of it: as its first subject, or because no more is said of it."""
    *earlier, clause = re.split("[,。;]", fold(words[:begin]))
    clause = clause.strip()
    if all(is_opening(one.strip()) for one in earlier) and (not clause or OPENER.match(clause) or is_opening(clause)):
        return True
    return _CARRIED.match(fold(words[end:])) is not None
