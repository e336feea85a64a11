"""For which years a plan is: the years that its title prints, else those of its number, its day, its deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zeren.ground.fold import fold
from zeren.outline.headings import heading as numbered

_RANGE = re.compile(r"(20\d{2})\s{0,6}年?\s{0,6}[-—–－~～至到]{1,3}\s{0,6}(20\d{2})\s{0,6}年?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_BRACKET_YEAR = re.compile(r"[(（]\s{0,6}(20\d{2})\s{0,6}年?\s{0,6}[)）]")
_SCHOOL_YEAR = re.compile(r"^\s{0,2}(?:学年|学年度)\s{0,2}第?(?:二|2|下)学期|^\s{0,2}学年度?\s{0,2}下学期")
"""after 2025—2026: the second term lies in the later year"""
_AFTER_REVIEW = re.compile(r"20\d{2}年度?[\u4e00-\u9fff]{0,12}?(?:总结|回顾|完成情况)[及和与暨、]{0,2}(?P<year>20\d{2})\s{0,2}年")
"""the year planned behind that looked back on: 2025年工作总结及2026年任务分工"""
_LOOKED_BACK = re.compile(
    r"(?<!\d)(?P<year>20\d{2})年度?[\u4e00-\u9fff、（）()]{0,30}?(?:考核|巡[视察]|督[察查]|审计|检查|评估|评价|民主生活会|组织生活会|测评|述职|暗访)"
    r"[\u4e00-\u9fff、（）()]{0,30}?整改"
)
"""the year that was looked at, not that of the plan: 2025年度耕地保护责任制考核反馈问题整改清单"""
_DUE = re.compile(r"(?<!\d)(20\d{2})\s{0,2}年\s{0,2}(\d{1,2})\s{0,2}月\s{0,2}(?:\d{1,2}\s{0,2}日|底|末)?\s{0,2}(?:前|之前|以前|完成)")
"""a month or day of a year by which something is to be done: 2026年4月15日前"""

_AGAIN = 2
"""times that one month may be printed before it tells the year of a plan"""


def years(title: str, below: str = "") -> tuple[int | None, int | None]:
    """First and last year that a title, or the bracket below it, prints; the last is None for a plan of one year."""
    for words in (title, below):
        folded = fold(words)
        if match := _RANGE.search(folded):
            first, last = int(match.group(1)), int(match.group(2))
            if _SCHOOL_YEAR.match(folded[match.end() :]):
                return last, None
            return (first, last) if first < last else (first, None)
        if match := _AFTER_REVIEW.search(folded):
            return int(match["year"]), None
        if match := (_YEAR.search(folded) or _BRACKET_YEAR.search(folded)):
            return int(match.group(1)), None
    return None, None


def looks_back(title: str) -> bool:
    """Whether the year of a title is that of a review whose findings the plan mends: the plan itself is of a later year."""
    return _LOOKED_BACK.search(fold(title)) is not None


def after_review(title: str, first: int, text: str) -> int:
    """The year of a plan without a day that mends what a review of the whole year ``first`` found.

    It is the next one where ``text`` prints it and dates nothing in the year itself.
    """
    printed = fold(text)
    whole = re.search(rf"{first}\s?年度", fold(title)) is not None and looks_back(title)
    after = re.search(rf"(?<!\d){first + 1}\s?(?:年|[./-]\d)", printed) is not None
    return first + 1 if whole and after and not re.search(rf"{first}\s?(?:年\s?\d|[./-]\d)", printed) else first


def of_deadlines(text: str) -> int | None:
    """The one year in which everything falls due, where two months of it or one again and again are printed; None where there are several."""
    found = _DUE.findall(fold(text))
    often = len(set(found)) > 1 or len(found) > _AGAIN
    return int(found[0][0]) if often and len({year for year, _ in found}) == 1 else None


def of_lines(lines: Iterable[str]) -> int | None:
    """The year beside a label or a body above the tasks (开幕日期：2026年11月8日; 某领导小组 2026年)."""
    for line in lines:
        if numbered(line):
            continue  # an item may fall due in a later year
        match = _YEAR.search(fold(line))
        if match and len(line) <= 60 and not re.search("[。；;《]|今天", line):
            return int(match.group(1))
    return None
