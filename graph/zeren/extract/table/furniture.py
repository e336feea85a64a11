"""Rows of a form that say nothing of its tasks: the numbers of its columns under the head, who filled it in and signs at its foot."""

from __future__ import annotations

import re
from itertools import pairwise

from zeren.extract.table.rows import Row
from zeren.ground.fold import fold, unspaced

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEAST_COUNTED = 3
"""columns whose numbers stand under a head"""
_BESIDE = re.compile(r"(?:栏|列|行)[次号]")
_SIGNS = re.compile(
    "(?:填报|填表|填写|制表|编制|统计|上报|报送|审核|审批|审定|复核|核对|校对|签发|批准|经办|单位|部门|科室|本表)?"
    "(?:单位|部门|科室|主要|分管)?(?:负责人|领导|责任人|联系人|联络员|人员|人|单位|部门|时间|日期|联系电话|电话)?"
    "(?:[(](?:签字|签名|签章|盖章|公章|章)[)]|签字|签名|签章|盖章)?:.{0,30}"
)
"""填报人：王强, 审核：, 单位负责人（签字）：, 填报日期：2026年3月5日; the colon makes it one"""
_SIGNING = re.compile("填|制表|编制|统计|上报|报送|审|复核|核对|校对|签|批准|经办|盖章")


def counts_columns(row: Row) -> bool:
    """Whether a row numbers the columns of its table: 1 | 2 | 3, 甲 | 乙 | 丙, 栏次 | 1 | 2 | 3, 甲 | 1 | 2 | 3."""
    words = [fold(cell.text).strip("() ") for cell in row.filled]
    if not words or len(words) < max(_LEAST_COUNTED, len(row.cells)) - 1 or any(len(word) > 2 for word in words):
        return False
    words = words[1:] if _BESIDE.fullmatch(words[0]) else words
    told = [rank for word in words if (rank := _rank(word))]
    if len(told) < max(_LEAST_COUNTED, len(words)) or told[0][1] != 1:
        return False
    return all(after == (before[0], before[1] + 1) or (after[1] == 1 and after[0] != before[0]) for before, after in pairwise(told))


def _rank(word: str) -> tuple[str, int] | None:
    """The row of signs that a number belongs to, and its place in it."""
    if word.isascii() and word.isdigit():
        return "digits", int(word)
    for signs in (_STEMS, _LATIN):
        if len(word) == 1 and word in signs:
            return signs, signs.index(word) + 1
    return None


def is_signed(row: Row) -> bool:
    """Whether a row says who filled in, checked or signed the form, and nothing else: 填报人：王强 | 审核人：赵丽."""
    words = [unspaced(fold(cell.text)) for cell in row.filled]
    return bool(words) and all(_SIGNS.fullmatch(word) for word in words) and any(_SIGNING.search(word.partition(":")[0]) for word in words)
