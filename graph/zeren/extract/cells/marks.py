"""Bodies as heads of columns with marks below them (▲ leads, △ assists), and months as heads with marks below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from zeren.extract.lexicon import role_in, rows
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Table

_MARKS = "√✓✔▲△●○◎★☆◆◇■□▇█*×"
_LEGEND = re.compile(
    rf"[“\"「]?(?P<mark>[{_MARKS}])[”\"」]?[^,;。、{_MARKS}]{{0,4}}?(?:为|表示|代表|是|:|=|指)?[^,;。、{_MARKS}]{{0,4}}?(?P<word>[\u4e00-\u9fff]{{2,10}})"
)
_LABELLED = re.compile(rf"(?P<word>[\u4e00-\u9fff]{{2,8}})\s{{0,2}}(?::|为|用|以|=|是)?\s{{0,2}}[“\"「(]?(?P<mark>[{_MARKS}])")
"""牵头单位：★；配合单位：☆"""
_LETTERS = re.compile(
    r"(?<![A-Za-z/+])[“\"「]?(?P<mark>[A-Z])[”\"」]?(?:类|级)?(?P<says>为|表示|代表|是|:|=|指|—{1,2}|-|–)?(?P<word>[\u4e00-\u9fff]{2,10})"
)
"""letters for roles: A—牵头，B—配合，C—知会"""
_CHARACTERS = re.compile(
    r"(?:^|(?<=[,;。、:\s(]))[“\"「]?(?P<mark>(?![注按即])[\u4e00-\u9fff])[”\"」]?(?:为|表示|代表|是|:|=|指|—{1,2}|-|–)[“\"「]?(?P<word>[\u4e00-\u9fff]{2,10})"
)
"""characters for roles: 主—牵头单位，协—配合单位，责—属地责任单位"""
_PERIOD = re.compile(
    r"(?P<time>(?:20\d\d年)?(?:(?:1[0-2]|0?[1-9])月(?:份|[上中下]旬|[底末]?前?|(?:[12]\d|3[01]|[1-9])日前)?|(?:十[一二]|[一二三四五六七八九十])月(?:份|[上中下]旬|[底末]?前?)?"
    r"|第?[一二三四1-4ⅠⅡⅢⅣ]季度[末底]?前?|[上下]半年|全年|年[底末内]前?|Q[1-4]"
    r"|(?:1[0-2]|[1-9])(?:月(?:份)?)?[-—~至](?:1[0-2]|[1-9])月(?:份)?))(?:(?<=前)(?:[需应拟]|计划)?完成的?)?(?:工作)?(?:计划|安排|目标|任务|进度|节点|事项|内容)?(?:[(].{1,8}[)])?"
)
"""4月, 3月上旬, 6月底前, 3月底前完成任务, 第三季度末, 年底前, 1—2月, 5月至6月"""

_SIGN = re.compile(f"[A-Z{_MARKS}]")
_FINISHED = re.compile("(?<!未)(?:完成|办结|竣工|完工|交付|投用|建成|验收|结束|截止)")


def is_period(head: str) -> bool:
    """Whether a head names a month, a quarter, half a year or the end of one."""
    return _PERIOD.fullmatch(unspaced(fold(head))) is not None


def time_of_period(head: str) -> str:
    """The time alone that such a head names (二季度 of 二季度工作计划); other words as they are."""
    words = unspaced(head)
    match = _PERIOD.fullmatch(fold(words))
    return words[: match.end("time")] if match else words


def legend(texts: Iterable[str]) -> dict[str, str]:
    """What marks mean by the words around a table: ▲为牵头部门，△为配合部门 → roles by mark."""
    found: dict[str, str] = {}
    for text in texts:
        folded = fold(text)
        if any(mark in folded for mark in _MARKS):
            said = ((match["mark"], _role(match["word"])) for match in _LEGEND.finditer(folded))
            told = {mark: role for mark, role in said if role}
            turned = {match["mark"]: role for match in _LABELLED.finditer(folded) if (role := _role(match["word"]))}
            # Of a line that reads both ways (牵头：★；配合：☆) the way holds that gives more marks a role, else the marks before.
            for mark, role in (turned if len(turned) > len(told) else told).items():
                found.setdefault(mark, role)
        said_ = [(m["mark"], _role(m["word"] if m["says"] else m["word"][:2])) for m in _LETTERS.finditer(unspaced(folded))]
        characters = [(m["mark"], _role(m["word"])) for m in _CHARACTERS.finditer(folded)]
        for letters in (dict(reversed(said_)), dict(reversed([one for one in characters if one[1]]))):
            if len(letters) > 1:
                found.update((mark, role) for mark, role in letters.items() if role and mark not in found)
    return found


def legend_of_rows(table: Table) -> dict[str, str]:
    """What marks mean by a table of two columns that says nothing else: 代码 | 含义 over A | 牵头."""
    lines: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.text:
            lines.setdefault(cell.row, []).append(unspaced(fold(cell.text)))
    told = list(lines.values())
    if told and not any(_SIGN.fullmatch(word) for word in told[0]):
        told = told[1:]
    if len(told) < 2 or not all(len(line) == 2 and _SIGN.fullmatch(line[0]) and _role(line[1]) for line in told):
        return {}
    return {sign: role for sign, word in told if (role := _role(word))}


def finishing(texts: Iterable[str]) -> frozenset[str]:
    """The marks that a legend takes for the end of a task, beside others for its course: 图例：○推进 ▲完成."""
    said = {m["mark"]: m["word"] for text in texts for m in _LEGEND.finditer(fold(text))}
    ends = frozenset(mark for mark, word in said.items() if _FINISHED.search(word))
    return ends if len(said) > len(ends) else frozenset()


def role_of_mark(text: str, meanings: Mapping[str, str]) -> tuple[str, bool] | None:
    """Role of the body over a filled cell, and whether the document says so; None for a cell that is no mark."""
    words = unspaced(fold(text))
    if words in meanings:
        return meanings[words], True
    both = words.replace("+", "/").split("/")
    if len(both) == 2 and all(one in meanings for one in both):
        return meanings[both[0]], False  # A/B: both at once, the first of them is taken as likely
    if role := _role(words) or rows("letter").get(words):
        return role, True
    if words == "×":
        return None
    if words in ("是", "有") or (words and all(char in _MARKS for char in words)):
        return "responsible", False
    return None


@cache
def _role(words: str) -> str | None:
    known = any(word in words for word in (*rows("after"), "责任", "会办", "主抓"))
    return role_in(words) if known and len(words) <= 10 else None
