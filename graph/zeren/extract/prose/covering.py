"""One sentence that says who answers for the items above it: 以上3项由市应急局牵头，市住建局配合."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.extract.numbers import whole
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.statement.said import PlaceOf

_COVERS = re.compile(
    r"[\s(]{0,8}(?:以上|上述|前述|本节|本部分|本条|本项|此项|该项)(?:各|所列|全部)?(?:第)?(?P<count>\d{1,2}|[一二三四五六七八九十两]{1,3})?[项条]?"
    r"(?:重点|主要|目标|工作|任务|措施|事项|内容|项目){0,3},?(?:均|都)?(?:由|请|责成|牵头|责任|主责)"
)
_LONGEST = 200
"""code points of such a sentence"""


@dataclass(frozen=True, slots=True)
class Cover:
    """A sentence that answers for items above it."""

    duty: Duty
    count: int | None
    """how many items, as printed; None: all that have no statement of their own"""


def covering(segments: Sequence[Segment], place_of: PlaceOf) -> dict[int, Cover]:
    """Return such sentences by the index of their segment, each a paragraph of its own right below items."""
    found: dict[int, Cover] = {}
    for at, segment in enumerate(segments):
        match = _COVERS.match(segment.folded) if segment.level is None and len(segment.text) <= _LONGEST else None
        if match is None:
            continue
        words = segment.text.strip()
        duty = read(words, segment.start + segment.text.index(words), place_of)
        if duty and duty.strength in ("role", "opener"):
            found[at] = Cover(duty, whole(match["count"]) if match["count"] else None)
    return found
