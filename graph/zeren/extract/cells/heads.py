"""What the head of a column says: a word of the vocabulary, else its parts (主抓单位: a body column by 单位)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from zeren.extract.bilingual import chinese_head
from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.marks import is_period
from zeren.extract.columns import column_of, is_known
from zeren.extract.lexicon import is_composed, labels, role_in
from zeren.extract.target.units import pattern
from zeren.ground.fold import fold
from zeren.ground.resources import table

_BRACKETS = re.compile(r"[(\[{〔【][^)\]}〕】]{0,200}[)\]}〕】]?")
_ASIDE = re.compile(r"[(〔\[](?P<words>[\u4e00-\u9fff]{2,6})[)〕\]]")
_UNIT = re.compile(r"[(〔\[](?:单位:)?(?P<unit>[^()〔〕\[\]\d]{1,8})[)〕\]]$")
_YEAR = re.compile(r"^20\d\d年?度?(?=.)|^(?:其中|截止|本年度?)[:：]?(?=..)")
_OF_YEAR = re.compile("(?:20\\d\\d年|本年|当年|今年|年度)[^,;()]{0,8}目标(?:任务)?")
"""a goal of the year says what is done in it (2026年目标, 本年度目标)"""
_PLACED = re.compile(
    "(?P<role>责任|主责|承办|主办|协办|牵头|配合|协助|落实|实施|承担|承接|包保|包抓|参与|发起)"
    "(?:村居?|社区|乡|镇|镇村|村镇|街道|街镇|县|区|市|省份?|学校|院校|高校|医院|企业|园区|局|委|办|站所|院所|中心)"
)
"""a role word before a kind of body (责任村, 承办街道, 牵头局)"""
_DONE = re.compile(
    "[做干办改建修补交][完好成结毕了账卷差]"
    "|(?:何时|几时|啥时|到时)?(?:完成|办结|见效|建成|收官|收口|销号|交付|交账|交卷|清零|投用|完工|竣工|结账|到期)"
)
"""a deed that ends: 办结, 做完, 收口; only dates below it make it a deadline"""
_PASSIVE = re.compile(
    "(?:被|受[审检查访评助援益训奖帮]|参[保评训赛展选]|(?:结对|帮扶|对口|挂点)(?=村|社区|[县区])|(?:隐患|问题|涉[事案]|违[法规])(?=单位|企业|场所|主体))[\u4e00-\u9fff]{0,4}?"
    "(?:单位|部门|科室|处室|机构|地区|企业|学校|乡镇|镇街|街道|村居?|社区|组织|县区?|区|方|场所|主体)"
)
"""whom a deed is done to, where what is wrong was found, or who only shows up (被审计单位, 隐患单位, 参训单位); 受托单位 takes a duty on"""
_PHONES = re.compile("(?<=..)(?:[及与和、/]|以及|[(])(?:其)?(?:联系|监督|咨询|举报|投诉|服务|值班|办公|公开){0,2}(?:电话|热线|手机)(?:号码?)?[)]?$")
"""telephones beside what a column names (主办单位及监督电话): 监督 says nothing of the bodies"""
_FORMER = re.compile(
    "(?:原(?:先|来|定|有)?|(?:调整|变更|划转|改革)之?前|此前|上一?年度?|去年)的?(?=[\u4e00-\u9fff]{2,6}(?:单位|部门|科室|处室|主体)$)"
)
"""who answered before (原责任单位, 调整前牵头部门)"""
_ACTUAL = re.compile("实际(?:完成|办结|销号|竣工|完工|整改|交付|投用|结束|到位)[\u4e00-\u9fff]{0,2}(?:时间|时限|日期|时点|节点|月份)$")
"""when a thing was done (实际完成时间), which is no limit"""
_BEGINS = re.compile("(?:开工|启动|开始|起始|立项)[\u4e00-\u9fff]{0,4}(?:时间|日期|时点|节点|年月|月份)$")
"""when a matter begins (计划开工时间, 开工建设时间, 立项批复日期), which is no limit"""
_JOINED = re.compile(r"(?<!参)与|[及和、/]|以及")
_LENGTH = 24
"""code points; a longer head is a sentence"""
MIXED = "mixed"
"""a measure together with its bodies (主要任务及责任单位)"""


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says."""

    words: str
    """printed head, closed up"""
    kind: str
    """a kind of ``vocabulary/columns``, ``mixed``, ``period`` (a month, a quarter),
    ``figure`` (quantities of a unit) or ``unknown``"""
    role: str | None
    """role code of a body column"""
    strength: float
    """1 for a word of the vocabulary, less for a part of one, 0 for ``unknown``"""
    why: str
    """the word or part that says so"""
    dated: bool = False
    """the head names a deadline beside the bodies (责任单位及时限)"""
    aside: str | None = None
    """role code of the bodies that cells set in brackets behind others (责任（配合）单位)"""
    second: str | None = None
    """role code of the bodies behind the stroke of a cell, where the head joins two roles so (牵头单位/配合单位)"""


@lru_cache(maxsize=1 << 13)
def head_of(text: str) -> Head:
    """Return what a head says; of a head in two languages the Chinese words count."""
    printed = re.sub(r"\s+", "", text)
    words = _PHONES.sub("", re.sub(r"\s+", "", fold(chinese_head(text))))
    column = column_of(words)
    bare = _bare(words)
    if _FORMER.match(bare) or _ACTUAL.match(bare):
        return Head(printed, "note", None, 1.0, bare)
    if is_period(words):
        return Head(printed, "period", None, 1.0, words)
    if not is_known(bare) and is_body(bare) and role_in(bare) is None and not _PASSIVE.match(bare):
        return Head(printed, "unknown", None, 0.0, "")  # a body heads a column of marks, and names none itself
    if not is_known(bare) and (together := _together(printed, bare)):
        return together
    if column.kind in ("task", "measure") and not is_known(bare) and (said := _by_parts(printed, bare)).kind in ("note", "problem"):
        return said  # 需协调解决事项, 存在的主要问题和事项: what the head begins with says more than how it ends
    if column.kind == "target" and _OF_YEAR.fullmatch(words):
        return Head(printed, "yearly", None, 1.0, bare)
    if column.kind != "unknown":
        role = column.role if is_known(bare) or not column.role else role_in(bare) or column.role
        aside = _aside(words, role) if column.kind == "role" else None
        return Head(printed, column.kind, role, 1.0, bare, aside=aside)
    if not bare or len(bare) > _LENGTH:
        return Head(printed, "unknown", None, 0.0, "")
    if (unit := _UNIT.search(words)) and pattern().fullmatch("1" + unit["unit"]):
        return Head(printed, "figure", None, 1.0, unit["unit"])
    head = _by_parts(printed, bare)
    return replace(head, aside=_aside(words, head.role)) if head.kind == "role" else head


def _aside(words: str, role: str | None) -> str | None:
    """The role that a bracket of a head gives beside its own: 责任（配合）单位, 牵头单位（协办单位）."""
    inner = _ASIDE.search(words)
    its = role_in(inner["words"]) if inner else None
    return its if its != role else None


def _bare(words: str) -> str:
    bare = _BRACKETS.sub("", words).strip(":：、.,*※“”\"%")
    return _YEAR.sub("", bare) or words.strip("()（）")


def _together(printed: str, bare: str) -> Head | None:
    """A head that joins several (责任单位及时限, 牵头领导及单位, 主要任务及责任单位)."""
    pieces = [piece.removeprefix("其") for piece in _JOINED.split(bare) if piece]
    if len(pieces) < 2:
        return None
    heads = [_vocabulary(piece) or _by_parts(piece, piece) for piece in pieces]
    kinds = [head.kind for head in heads]
    if kinds[0] in ("measure", "task") and "deadline" in kinds[1:]:
        return Head(printed, kinds[0], None, 0.9, bare)  # 整改措施及时限: the time stands in its words
    if "role" in kinds:
        if any(kind in ("measure", "task") for kind in kinds):
            return Head(printed, MIXED, None, 1.0, bare)
        role = next((head.role for head in heads if head.role), None)
        acting = next((one for one in ("lead", "responsible") if any(head.role == one for head in heads)), None)
        role = acting or role_in(bare) or role or "responsible"  # 责任单位及配合单位 names who answers first
        dated = "deadline" in kinds
        roles = [head.role for head in heads]
        second = roles[1] if len(pieces) == 2 and None not in roles and roles[0] != roles[1] and role == roles[0] else None
        return Head(printed, "role", role, 0.9, bare, dated, second=second)
    return None


def _vocabulary(words: str) -> Head | None:
    column = column_of(words)
    if column.kind == "unknown":
        return None
    return Head(words, column.kind, column.role, 1.0, words)


def _by_parts(printed: str, bare: str) -> Head:
    if _PASSIVE.match(bare) or _BEGINS.search(bare):
        return Head(printed, "note", None, 1.0, bare)
    if (placed := _PLACED.fullmatch(bare)) and (role := role_in(placed["role"])):
        return Head(printed, "role", role, 0.6, bare)
    for place in ("holds", "opens", "closes"):
        best = ""
        for part in _parts(place):
            # What opens a head speaks of what follows: 截至3月底, but 截至 alone is the time itself.
            opens = bare.startswith(part) and bare != part
            fits = part in bare if place == "holds" else opens if place == "opens" else bare.endswith(part)
            if fits and len(part) > len(best):
                best = part
        if not best:
            continue
        kind = _parts(place)[best]
        if kind == "body":
            return Head(printed, "role", role_in(bare) or "responsible", 0.6, best)
        return Head(printed, kind, None, 0.6, best)
    if is_composed(bare) or labels().get(bare, ("", None))[0] == "role":
        return Head(printed, "role", role_in(bare) or labels().get(bare, ("", None))[1] or "responsible", 0.6, bare)
    if _DONE.fullmatch(bare):
        return Head(printed, "deadline", None, 0.4, bare)
    return Head(printed, "unknown", None, 0.0, "")


@cache
def _parts(place: str) -> dict[str, str]:
    return {fold(row["part"]): row["kind"] for row in table("vocabulary/heads") if row["place"] == place}
