"""What a cell of words is, told finer: a rule for points, a finding, what was done so far, a code, a place, a sort, a signature.

None of these is work that somebody is to do, whatever the head of the column says. The coarse natures stand in ``natures``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby

from zeren.extract.target.units import pattern
from zeren.ground.fold import fold, unspaced
from zeren.ground.resources import table
from zeren.ground.vocabulary import deeds

NO_WORK = frozenset({"comparator", "unit", "code", "address", "signature", "number", "value", "phone", "person", "mark"})
"""natures of cells that name no work: neither an act nor a state to reach nor a thing to work on"""
_SHORT = 8
"""code points; a longer cell is of no sort that comes again"""
_RULED = 60
"""code points; a longer cell says more than how points are given"""
_LEAST = 4
"""cells of a column, from which on words that come again say that it sorts things"""
_RULE = re.compile(
    r"扣[\d.]{0,4}分|[加减得计记赋][\d.]{1,4}分(?![钟类之])|不[得计给]分|(?:比例|权重|系数|得分|排名|档次?|情况)(?:进行)?(?:计分|折算|赋分|得分|打分|评分)"
    r"|一票否决|扣完为止|酌情(?:扣|加|给)|得满分|(?:^|[,;。])每[低高少多超差缺晚迟]"
)
"""每差0.2个百分点扣3分; 按完成比例计分; 未完成不得分; 按得分折算"""
_CODE = re.compile(
    r"[A-Za-z]{1,6}[-—_ ]?\d[\dA-Za-z_—-]{0,20}"  # XM-2026-01, A12
    r"|(?:[\u4e00-\u9fff]{1,12})?[\[〔(]20\d\d[\])〕]第?\d{1,4}号?"  # 川府发〔2026〕3号
    r"|(?:第|No\.?)\d{1,5}号?|\d{12,20}"  # 第0012号
    r"|[\u4e00-\u9fff]{0,6}附件\d{0,2}"  # 详见附件2
)
_ADDRESS = re.compile(r"(?:https?:|www\.)[!-~]{3,200}|[\w.+-]{1,40}@[\w.-]{3,60}|[\u4e00-\u9fff\d]{2,20}[路街巷道]\d{1,5}号.{0,16}")
"""http://www.example.cn, a@b.cn, 人民路12号"""
_SIGNATURE = re.compile(
    r"[\u4e00-\u9fff、/()]{0,14}(?:签[字名章收]|[盖印公]章)[\u4e00-\u9fff、/()]{0,6}[:：]?_{0,30}|(?:\d{4}|_{0,8})年_{0,8}月_{0,8}日"
)
"""负责人签字：, （盖章）, 年  月  日"""
_AIMS = re.compile(
    "坚决|严[禁防查厉]|不得|禁止|对|将|把|针对|围绕|聚焦|着力|重点|切实|进一步|深入|全面|认真|逐[一项步]|依法|定期|每[日天周旬月季年半]"
)
"""words that lead up to what is to be done, whatever it is done to (对未按要求备案的企业依法查处)"""
_MODAL = re.compile("[要应须需将]+")
_COMPARES = re.compile("[≥≤<>=≧≦＝~]{1,2}")


@lru_cache(maxsize=8192)
def finer(text: str) -> str | None:
    """What the words of a cell are, if a finer nature tells: ``comparator``, ``unit``, ``code``, ``address``, ``signature``,
    ``rule``, ``place``, ``sort``, ``gone`` or ``finding``; None for words of work and for others."""
    words = unspaced(fold(text)).strip("。;；")
    if not words:
        return None
    if _COMPARES.fullmatch(words) or _says("comparator", words):
        return "comparator"
    for name, form in (("signature", _SIGNATURE), ("code", _CODE), ("address", _ADDRESS)):
        if form.fullmatch(words):
            return name
    if len(words) <= _SHORT and pattern().fullmatch("1" + words):
        return "unit"
    if _RULE.search(words) and len(words) <= _RULED:
        return "rule"
    if begins_with_act(text) or _AIMS.match(words):
        return None
    return next((name for name in ("sort", "place", "gone", "finding") if _says(name, words)), None)


def begins_with_act(text: str) -> bool:
    """Whether words begin with what is to be done (改造老旧管网, 开办助餐点)."""
    return unspaced(fold(text)).lstrip("(0123456789.、)").startswith(_deeds_but_modal())


_DEEDS = frozenset(
    "做办建修改清理整合并控管治查验检测评审核拆除移搬迁疏通浚扩增减降压缩补配备装换更新设立创培训宣讲推进促引招签落实抓盯督巡"
    "防救护排消灭扫洗铺架挖掘种植造绿播收储放发兑付还退停关开启运营购买租售征供送接转升优化完成编制订定拟写印报批投融筹募捐助"
    "扶帮带组织举召访问慰调研摸登记录归档公示联共享互认试选派聘留育养教导演练竞赛展销打提高强加深拓延伸封堵截击取缔毁回处置解"
    "协商约谈追责考奖惩纠正规范统一集中划识亮挂布覆盖保障守卫值看复垦翻耕灌溉闭淤安"
)
"""characters that say a deed by themselves"""
_MANNERS = frozenset("严深全精细狠快速重广普常先再强力合联共分逐")
"""characters that say how a deed is done, before its verb"""


@cache
def _deeds_but_modal() -> tuple[str, ...]:
    return tuple(sorted(word for word in deeds() if not _MODAL.fullmatch(word)))


def opens_with_deed(text: str) -> bool:
    """Whether words begin with what is to be done, by a verb of the list or by the form of their first two characters.

    Of a Chinese verb of two characters each says a deed by itself (合并, 清理, 疏浚), or the first how it is done (严控, 深挖).
    """
    if begins_with_act(text):
        return True
    first = unspaced(fold(text)).lstrip("(0123456789.、)")[:2]
    return len(first) == 2 and first[1] in _DEEDS and (first[0] in _DEEDS or first[0] in _MANNERS)


def reaches(text: str) -> bool:
    """Whether words tell a state that is to be reached: 完成主体封顶, 竣工投用, 覆盖率达到98%."""
    return _says("reached", unspaced(fold(text)).strip("。;；"))


def measures_whole(text: str) -> bool:
    """Whether words tell how large a whole thing is, and no state to reach: 全长9.3公里，双向四车道."""
    words = unspaced(fold(text)).strip("。;；")
    return _says("extent", words) and not _says("reached", words)


def coming_again(texts: Sequence[str]) -> float:
    """Share of cells with short words that stand in rows apart from one another too (新建, 续建, 新建): they sort the rows.

    Words in neighbouring rows alone are a merged cell printed again.
    """
    words = [unspaced(fold(text)) for text in texts]
    runs = Counter(word for word, _ in groupby(words))
    if len(words) < _LEAST:
        return 0.0
    return sum(runs[word] > 1 and 0 < len(word) <= _SHORT for word in words) / len(words)


def _says(nature: str, words: str) -> bool:
    whole, opens, closes, holds = _vocabulary()[nature]
    return words in whole or words.startswith(opens) or words.endswith(closes) or any(word in words for word in holds)


@cache
def _vocabulary() -> dict[str, tuple[frozenset[str], tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    rows = [(row["nature"], row["place"], fold(row["words"])) for row in table("vocabulary/cells")]
    places = ("whole", "opens", "closes", "holds")
    return {
        nature: (frozenset(found[0]), found[1], found[2], found[3])
        for nature in {nature for nature, _, _ in rows}
        for found in [[tuple(words for n, p, words in rows if n == nature and p == place) for place in places]]
    }
