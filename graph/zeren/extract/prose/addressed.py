"""Letters to one body, which speak to it (请你局办理, 交由贵单位落实): the body that is addressed is meant, and answers for the items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.draft import Draft
from zeren.extract.prose.segments import mark_of
from zeren.ground.model import Assignment, Block, Paragraph, Place

_YOU = (
    "[你贵](?:[局委办院厅司处科室股所站部会社校镇乡县区市州旗村厂矿行]"
    "|党组|党委|政府|街道|社区|公司|集团|中心|单位|部门|学校|医院|企业|支队|大队|管委会)"
)
_SPOKEN = re.compile(_YOU)
"""a word for the body that a letter goes to"""
_ASKED = re.compile(
    rf"(?:请|交|由|责成|转|要求|函告|望|将){_YOU}|{_YOU}[^，。；《\n]{{0,30}}(?:办理|落实|整改|承办|负责|完成|抓好|推进)|交{_YOU}"
)
"""what gives it tasks"""
_SALUTED = re.compile(r"\s{0,8}(?P<name>[^\s，。；：:、（）()]{3,30})[：:]\s{0,4}")
"""县水利局："""
_FIRST = 12
"""blocks among which the salutation stands"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The body that a letter goes to."""

    name: str
    place: Place
    """of the salutation"""
    asked: int
    """offset behind the sentence that gives it the tasks, or of the item that asks it"""

    @property
    def answers(self) -> Assignment:
        """The body as who answers, where no role is printed."""
        return Assignment("responsible", None, self.name, self.name, 1, "text", self.place)


def addressee_of(blocks: Sequence[Block]) -> Addressee | None:
    """The one body that a letter goes to and that it asks to act; None where it goes to several or asks nothing of it."""
    for at, block in enumerate(blocks[:_FIRST]):
        saluted = _SALUTED.fullmatch(block.text) if isinstance(block, Paragraph) else None
        if saluted is None or not isinstance(block, Paragraph):
            continue
        name = saluted["name"]
        if not (is_body(name) and is_whole(name) and len(split(name, 0)) == 1) or name[0] in "各":
            return None
        start = block.place.start + saluted.start("name")
        place = replace(block.place, start=start, end=start + len(name))
        asks = next((one for one in blocks[at + 1 :] if isinstance(one, Paragraph) and _ASKED.search(one.text)), None)
        if asks is None:
            return None
        return Addressee(name, place, asks.place.start if mark_of(asks.text.lstrip()) else asks.place.end)
    return None


def named(drafts: Iterable[Draft], addressee: Addressee | None) -> tuple[Draft, ...]:
    """Measures with the name of the addressed body where they speak to it (请你局牵头)."""
    if addressee is None:
        return tuple(drafts)
    return tuple(replace(draft, assignments=tuple(_meant(one, addressee) for one in draft.assignments)) for draft in drafts)


def _meant(one: Assignment, addressee: Addressee) -> Assignment:
    if not _SPOKEN.fullmatch(one.mention):
        return one
    return replace(one, mention=addressee.name, full=addressee.name, place=addressee.place)
