"""Whether two measures count different kinds of one thing: 家政服务产业园10个, 跨境电商产业园2个.

Bodies, unit, deadline and the name of the thing agree, and yet neither carries out the other. What tells is the words before
the name: rare ones (``vocabulary/common.tsv``) on both sides, of which the other side has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from zeren.cascade.shares import Share
from zeren.cascade.traits import Traits, concepts, rarity

RARE = 4.3
"""rarity from which a word before the name of a thing tells its kind (家政, 跨境); 建设, 农村, 社区 tell none"""
_COUNTED = re.compile("[\u4e00-\u9fff]{2,16}$")
"""噪声自动监测站点 before its number"""
_NAME = 2
"""ideographs that the name of a thing has at least"""


def counts_other_kind(upper: Traits, lower: Traits, shares: Sequence[Share]) -> bool:
    """Tell whether an amount of the lower measure counts another kind of the thing that the upper one counts."""
    return any(_differ(upper, lower, one) for one in shares if one.kind == "count")


def _differ(upper: Traits, lower: Traits, share: Share) -> bool:
    above, below = (_COUNTED.search(side.text[: at[0]]) for side, at in zip((upper, lower), share.at, strict=True))
    if above is None or below is None:
        return False
    name = SequenceMatcher(None, above[0], below[0], autojunk=False).find_longest_match()
    if name.size < _NAME:
        return False
    kinds, others = _kinds(above[0][: name.a]), _kinds(below[0][: name.b])
    return bool(kinds and others) and not _told(kinds, below[0], lower.text) and not _told(others, above[0], upper.text)


def _kinds(before: str) -> list[str]:
    """The rare words among the two before the name of a thing, two ideographs each: 电离辐射环境 → 辐射."""
    pairs = (before[max(end - 2, 0) : end] for end in (len(before), len(before) - 2) if end > 1)
    return [pair for pair in pairs if rarity(pair) >= RARE]


def _told(kinds: Sequence[str], counted: str, text: str) -> bool:
    """Whether what is counted prints an ideograph of these words, or the whole text a word of the same matter."""
    return any(char in counted for kind in kinds for char in kind) or bool(concepts("，".join(kinds)).keys() & concepts(text).keys())
