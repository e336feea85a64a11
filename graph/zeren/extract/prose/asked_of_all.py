"""What a notice asks of all that it goes to: 请各单位于6月底前完成盘点 below 各乡镇人民政府，县直各单位：; these answer for it.

Only items that set a time count, and only where the notice goes to bodies or groups that its salutation names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.extract.prose.addressed import salutation
from zeren.extract.prose.force import narrates, without_force
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty
from zeren.extract.prose.units import UNIT
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.time.due import first_due
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Block

_ALL = re.compile(
    "(?:请|望)?各(?:(?:有关|相关|成员|责任)?单位|地各?(?:部门|单位)|地区?|部门|(?:有关|相关)部门)(?:、各(?:单位|部门))?(?:要(?!求)|应当?|须|必须|务必|于|在|按|对|结合|认真|抓紧|尽快|组织|将)"
)
"""how a sentence begins that asks all (请各单位于…, 各地各部门要…)"""


def asked_of_all(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], blocks: Sequence[Block], place_of: PlaceOf
) -> dict[int, tuple[Duty, ...]]:
    """Return the items of a notice that ask all that it goes to for something by a time, by the index of the segment."""
    bodies = tuple(
        Assignment("responsible", None, name, name, at, "text", place) for at, (name, place) in enumerate(salutation(blocks), 1)
    )
    duties: dict[int, tuple[Duty, ...]] = {}
    for at, segment in enumerate(segments) if bodies else ():
        if segment.level is None or any(span.kind in ("roles", "bare") for span in found[at]):
            continue
        asked = []
        for unit in UNIT.finditer(segment.text, segment.body):
            words = unit[0].strip()
            start = segment.start + unit.start() + len(unit[0]) - len(unit[0].lstrip())
            due = first_due(words, start) if _ALL.match(fold(words)) and not narrates(words) and not without_force(words) else None
            if due:
                asked.append(Duty(start, start + len(words), Statement(bodies, due[0], place_of(due[1], due[2])), "opener"))
        if asked:
            duties[at] = tuple(asked)
    return duties
