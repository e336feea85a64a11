"""What a report says without its state: words of a cell that say done while the cell of the state says nothing, or another thing.

Such a report is shown as one that a person must settle; it is neither counted as done nor told as late.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from zeren.ground.fold import fold, key
from zeren.ground.resources import table
from zeren.ledger.columns import status_labels

if TYPE_CHECKING:
    from zeren.table import Landing

_CLAUSE = re.compile(r"[\s,，.。;；:：、!！()（）]")
_BEFORE = re.compile(
    r"(?:该|本|此|各|所有|上述|全年|年度)?[项条]?(?:重点)?(?:任务|工作|事项|措施|目标|指标|进度)|目前|现|均|都|业|共|于|在|按期|按时|如期|已(?=于|在|按|如)"
    r"|20\d\d年|(?:1[0-2]|[1-9])月(?:(?:3[01]|[12]\d|[1-9])日|底|份)?|(?:3[01]|[12]\d|[1-9])日"
)
"""``该项工作``, ``目前``, ``均``, ``已于``, ``9月30日``, ``按期``: what stands before 完成 and says nothing else"""
_AFTER = ("任务", "工作", "目标", "指标", "整改", "年度", "全年", "全部", "并销号", "100%", "了")
"""what stands behind it and says nothing else"""
_REST = re.compile(r"未完|未按|没有?完成|尚|剩余|其余|还有|另有|仍|不足|正在|推进中|进行中|拟|计划完成|预计|\d%")
"""words of a cell that speak of what is left to do; 100% is taken away before they are looked for"""
_WHOLE = re.compile(r"(?<!\d)100(?:\.0+)?%")
_LONGEST = 60
"""code points; a longer clause says more than that all is done"""
_SAID = """
SELECT id, progress, completed_on FROM report
WHERE measure IS NOT NULL AND (status IS NULL OR status NOT IN ('done', 'changed'))
  AND (completed_on IS NOT NULL OR regexp_matches(progress, '完成|[完办]结|销号|完毕|到位|100'))
ORDER BY id
"""


@cache
def states() -> Mapping[str, str]:
    """Folded words → code of the state that they mean."""
    own = {key(row["word"]): row["status"] for row in table("vocabulary/reported")}
    return own | {key(label): code for label, code in status_labels().items()}


def says_done(words: str) -> bool:
    """Whether the words of a cell say that the whole is done: one clause says so and none speaks of what is left.

    ``已完成``, ``该项工作已于9月30日完成，通过验收`` and ``完成100%`` do; ``基本完成``, ``已完成3家``, ``已完成，尚未验收`` do not.
    """
    plain = fold(words)
    if _REST.search(_WHOLE.sub("", plain)):
        return False
    return any(_is_done(clause) for clause in _CLAUSE.split(plain))


def _is_done(clause: str) -> bool:
    if len(clause) > _LONGEST:
        return False
    if clause == "100%":
        return True
    words = clause
    while (found := _BEFORE.match(words)) is not None:
        words = words[found.end() :]
    while states().get(key(words)) != "done":
        shorter = next((words.removesuffix(end) for end in _AFTER if words.endswith(end)), "")
        if not shorter:
            return False
        words = shorter
    return True


def said_done(landing: Landing) -> list[str]:
    """Return the reports (paths) that say done by their words or a day of completion while their state says nothing or another thing."""
    return [str(report) for report, words, day in landing.rows(_SAID) if day is not None or says_done(str(words or ""))]
