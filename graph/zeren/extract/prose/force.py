"""The force of a sentence that names who does what: whether it asks for that, refuses it, or tells of what is done or past."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from zeren.extract.prose.subjects import subject
from zeren.extract.statement import grammar
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Block, Paragraph
from zeren.ground.resources import table

REFUSED = "refused or put off, no duty"
DONE = "said to be done already, no duty"
PAST = "tells what was done, no duty"
_NARRATES = re.compile(
    r"(?<![为除])了(?![解然])|先后|去年|上年|近年来|以来|截至|主持召开|(?<![\d期假])日前|近日|负责解释|解释权|(?:(?<![\u4e00-\u9fff])|(?<=[次届]))会议(?:听取|审议|学习|传达)"
)
"""words of a sentence that tells what was done, or explains; 报市政府常务会议审议 is yet to come"""
_SINCE = re.compile(r"(?:对|就|将|把|针对)[^,，;；。]{0,16}以来|20\d\d年以来的")
"""a stretch of time that only says which things a deed is about"""
_PASSED_ON = re.compile("由|移交|转交|划[转归入]")
"""what names another body that is to answer instead (甲局不再承担收费工作，移交乙局)"""
_PUT_OFF = re.compile(
    "(?:^|,)[^,;。]{0,30}?(?:建议|提议|拟|考虑|可)由[^;。]{2,80}(?:,|[(])"
    "待[^,;。()待]{0,12}(?:研究|论证|商议|协商|讨论)(?:同意|通过|审定)?(?:之?后)?再?(?:行)?(?:确定|明确|决定|定)?[)]?$"
)
"""a proposal that its sentence says is not decided yet (拟由县文旅局牵头，待县政府研究后再定; 拟由县文旅局牵头编制规划（待研究）)"""
TIME = re.compile(
    "(?P<time>去年|上年|近年来|近[一二两三几]年来?)[,:]?"
    r"|(?:(?P<year>20\d\d)年(?:度)?|今年|本年)?(?P<part>[上下]半年|第?[一二三四]季度|前三季度)?,"
)
"""the time at the head of a sentence: 近年来，上半年，2025年，2026年一季度，"""
_REMEMBERED = 1 << 10
"""sentences, which are looked at for duties and then for what lays none"""
_SUMS_UP = re.compile(
    "[^,;。:]{0,30}?(?P<year>20\\d\\d)年(?P<part>度|[上下]半年|第?[一二三四]季度|前三季度)?[^,;。:]{0,20}"
    "(?:总结|小结|回顾|述职|(?(part)情况的?(?:汇报|报告|通报)|总结)|(?(part)(?:工作|完成|进展)情况$|总结))"
)
"""a title that sums up what was done; one that tells how things stand does so where it says of what time (2025年度…情况的报告)"""
_TITLE, _TITLE_LENGTH = 6, 40
"""blocks among which the title of a paper stands, and code points that it has at most"""
_MONTHS = {"上半年": 6, "一季度": 3, "二季度": 6, "三季度": 9, "前三季度": 9, "四季度": 12, "下半年": 12}
"""the last month of a part of a year"""
_MODAL = re.compile("[要须将拟]|应(?![急对用届邀])|计划|继续|确保|力争|请|责成|责令|建议")
"""what asks all the same, whatever time stands at the head (近年来问题突出，县住建局要…)"""
_DAY = re.compile(r"^[ \t\u3000]{0,80}[(（]?(?P<year>20\d\d)年(?P<month>\d{1,2})月\d{1,2}日[)）]?[ \t\u3000]{0,20}$", re.MULTILINE)
"""a line that is nothing but the day on which a paper was written"""


def narrates(words: str) -> bool:
    """Whether a sentence tells what was done, or explains; a deed may be about what was since then (对2024年以来的项目开展审计)."""
    return _NARRATES.search(_SINCE.sub("", words)) is not None


def is_thanks(blocks: Sequence[Block]) -> bool:
    """Whether the title of a paper says that it thanks or praises for what is done (感谢信): it lays nothing on those that it names."""
    lines = (unspaced(block.text) for block in blocks[:_TITLE] if isinstance(block, Paragraph))
    return any(line.endswith(_thanks()) and len(line) <= _TITLE_LENGTH for line in lines)


def written_in(texts: Iterable[str]) -> tuple[int, int] | None:
    """The year and month in which a paper was written, by the last line that is a day and no more; else at the earliest, by a title that
    sums up a stretch of time (2026年上半年工作总结); None where neither is."""
    lines = list(texts)
    days = [day for text in lines for day in _DAY.finditer(text)]
    if days:
        return int(days[-1]["year"]), int(days[-1]["month"])
    summed = next((match for text in lines[:_TITLE] if (match := _SUMS_UP.match(unspaced(fold(text[: 2 * _TITLE_LENGTH]))))), None)
    last = _MONTHS.get((summed["part"] or "").removeprefix("第"), 12) if summed else 0
    return (int(summed["year"]) + last // 12, last % 12 + 1) if summed else None


def asks(words: str) -> bool:
    """Whether words ask for something (要, 须, 请, 确保), whatever they tell beside it."""
    return _MODAL.search(fold(words)) is not None


@lru_cache(maxsize=_REMEMBERED)
def without_force(words: str, written: tuple[int, int] | None = None) -> str | None:
    """Why a sentence lays no duty on the bodies that it names, as the label of a reason; None where it may lay one.

    ``written`` is the year and month of the paper; without it only words that are past in any paper show the past.
    """
    text = grammar.read(words, 0).words.rstrip("。;!")
    begins = _begins().match(text)
    if begins and (begins["by"] or subject(grammar.read(words, 0), begins.end()) is not None):
        return REFUSED
    if text.endswith(_words("ends")) or _PUT_OFF.search(text) or _is_denied(text):
        return REFUSED
    if _done().search(text):
        return DONE
    return PAST if is_past(text, written) else None


def may_lack_force(words: str) -> bool:
    """Whether ``without_force`` can be true of any part of ``words``: most paragraphs hold none of the words that it looks for."""
    return _lacks().search(grammar.read(words, 0).words) is not None or any(arrow in words for arrow in _ARROWS)


_ARROWS = "→➢"
"""signs that are taken out of some words and not of others"""


@cache
def _lacks() -> re.Pattern[str]:
    """One of the words of ``_begins``, of those that end a sentence, of ``_done`` or of ``TIME``."""
    past = r"[去上]年|近(?:年来|[一二两三几]年)|(?:半年|季度|20\d\d年度?),"
    refused = (*_words("begins"), *_words("ends"), *_words("denies"))
    first = "".join(sorted({word[0] for word in refused}))  # a look at the first character spares trying them all
    put_off = "待(?=[^,;。()待]{0,12}(?:研究|论证|商议|协商|讨论))"
    return re.compile(f"(?=[{first}已仍尚至去上近半季2待])(?:{put_off}|已|[仍尚]未|至今未|{past}|{'|'.join(map(re.escape, refused))})")


def is_past(words: str, written: tuple[int, int] | None) -> bool:
    """Whether a sentence begins with a time that was over when its paper was written, and asks for nothing."""
    head = TIME.match(fold(words))
    if head is None or asks(words):
        return False
    if head["time"]:
        return True
    if written is None or not (head["year"] or head["part"]):
        return False
    year = int(head["year"] or written[0])
    return (year, _MONTHS.get((head["part"] or "").removeprefix("第"), 12)) < written


@cache
def _begins() -> re.Pattern[str]:
    """What refuses, up to the bodies; a 的 before them makes it part of a noun (暂缓实施的项目由县发改局清理 asks)."""
    return re.compile(f"(?:会议|经研究,?)?(?:决定|议定|明确|原则上?)?,?{_either('begins')}(?:[^的,;。由]{{0,12}}(?P<by>由))?")


def _is_denied(text: str) -> bool:
    """Whether a body is said not to answer (甲局不承担经费), and nobody after it to do so (甲局不再承担收费，改由乙局负责)."""
    denied = re.search(_either("denies"), text)
    if denied is None or _PASSED_ON.search(text, denied.end()):
        return False
    begin = max(text.rfind(mark, 0, denied.start()) for mark in ",;。") + 1
    return subject(grammar.read(text, 0), begin) == denied.start()


@cache
def _done() -> re.Pattern[str]:
    """What says in the last clause that the matter is done: 已于2025年底完工,予以销号; 核实是否已完成 asks."""
    finishes = "|".join(re.escape(row["word"]) for row in table("vocabulary/finishes"))
    return re.compile(
        f"(?<![否实认保在对将把])已(?:经|全部|全面|基本|如期|按期|顺利|于[^,;。的已]{{1,12}}?)?(?:整改|建设|改造|发放|落实|通过验收并)?(?:{finishes}|销号)"
        "(?:,?(?:同意|予以|已)(?:销号|结案|办结))?$|(?:仍|至今|尚)未(?:开工|启动|实施|完成|开展|动工|落实)$"
    )


@cache
def _either(place: str) -> str:
    return f"(?:{'|'.join(map(re.escape, _words(place)))})"


@cache
def _thanks() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("vocabulary/thanks"))


@cache
def _words(place: str) -> tuple[str, ...]:
    words = (fold(row["word"]) for row in table("vocabulary/force") if row["place"] == place)
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
