"""Lists of what an inspection found: 发现以下问题： over lines that name bodies and what is wrong there; they lay nothing on these."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.extract.prose.cards import is_problem
from zeren.extract.prose.segments import Segment

LEADS_IN = re.compile(
    "(?:发现|查出|查明|检出|存在|反馈|通报)(?:了|的|有|以下|下列|如下|主要|突出|典型|共性|个性|一些|部分){0,3}(?:问题|隐患|不足|情形|缺陷)"
    "(?:和不足|及隐患|、隐患|隐患)?(?:主要)?(?:如下|有|是)?[:：]$"
)
"""how a line ends that leads into what was found (检查发现问题如下：, 存在以下隐患：)"""
_LABEL = re.compile(r"\s{0,8}(?P<label>[\u4e00-\u9fff]{2,8}):")
_ASKS = re.compile("(?:请|以上|上述|针对|对上述|对以上|下一步|各|要求|责令)")
"""how a plain line begins that asks for something about them"""


def findings_in(segments: Sequence[Segment]) -> frozenset[int]:
    """Return the indices of the segments that such lists hold, the run of one level right below the line that leads in, and of those
    that say behind a label what is wrong (具体表现：县财政局审核把关不严)."""
    found = {at for at, one in enumerate(segments) if (label := _LABEL.match(one.folded, one.body)) and is_problem(label["label"])}
    for at, segment in enumerate(segments[:-1]):
        if not LEADS_IN.search(segment.folded.rstrip()):
            continue
        level = segments[at + 1].level
        for item in range(at + 1, len(segments)):
            one = segments[item]
            if one.boundary or one.level != level or (level is None and _ASKS.match(one.text.strip())):
                break
            found.add(item)
    return frozenset(found)
