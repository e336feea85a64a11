"""The column of what is to be done next, beside what a project is: 主要建设内容 | 目前进展 | 下一步工作任务.

Such a column is a remark where another holds the measures (具体举措 | 完成情况 | 下一步打算): it tells how these go on. Where the
others only name a matter and say how large it is, what is done next is what somebody answers for by the time beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.cells.heads import MIXED, Head
from zeren.extract.table.judge import Seen

_NEXT = re.compile("(?:拟|需)?(?:下一?步|下一?阶段|下一?月|下一?季度?|接下来|后续|近期)(?!进展|情况|问题)")
"""下一步工作任务, 下阶段推进举措, 后续工作"""
_PLANS = re.compile("工作|计划|安排|任务")
"""what a head says beside a time whose deeds stand below it (二季度工作计划)"""
_IS = re.compile(r"(?:内容|规模|概况|简介|概要|基本情况)(?:[(].{0,12}[)])?$")
"""how heads end that say what a project is"""
_DOES = re.compile("工作|任务|整改|举措|措施|落实|改革|具体|推进|服务|帮扶|办理|整治|治理|检查|排查|活动|宣传|培训|攻坚|创建")
"""what says in such a head that it is about what is done (工作内容, 整改内容, 整治内容)"""
_MOST = 0.5
"""share of cells that are deeds in a column of what is done next, and less in one that only names what it is about"""


def next_over_whole(seen: Sequence[Seen], cells: Sequence[Sequence[str]]) -> dict[int, str]:
    """The one column of what is done next as the words of the measures, those that say what a project is as remarks; empty where
    another column says what is to be done.
    """
    nexts = [at for at, one in enumerate(seen) if _is_next(one.head) and one.empty < _MOST and _acting(cells[at]) >= _MOST]
    worded = [at for at, one in enumerate(seen) if at not in nexts and one.head.kind in ("measure", MIXED, "request", "criteria")]
    named = [at for at, one in enumerate(seen) if at not in nexts and one.head.kind in ("task", "problem", "target", "yearly")]
    done = any(_acting(cells[at]) >= _MOST for at in named) or any(not _is_whole(seen[at].head) for at in worded)
    if len(nexts) != 1 or done or not (worded or named):
        return {}
    return {nexts[0]: "measure"} | dict.fromkeys(worded, "remark")


def _is_next(head: Head) -> bool:
    """Whether a head says that what stands below it is done next."""
    if head.kind == "period":
        return _PLANS.search(head.words) is not None
    return head.kind in ("note", "measure", "task") and _NEXT.match(head.words) is not None


def _is_whole(head: Head) -> bool:
    """Whether a head says what a project is and how large, not what is done (建设内容及规模, 项目概况, but 工作内容)."""
    return _IS.search(head.words) is not None and _DOES.search(head.words) is None


def _acting(cells: Sequence[str]) -> float:
    """Share of cells that begin with a deed."""
    return sum(map(opens_with_deed, cells)) / max(1, len(cells))
