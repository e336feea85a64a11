"""What else stands in a body cell beside the bodies: persons, telephones, units inside a body, a deadline, a second language.

They are blanked out before the names are read, so that a name stays whole and keeps its place; what was blanked is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zeren.extract.bilingual import beside_chinese
from zeren.extract.bodies.beside import beside as whose
from zeren.extract.bodies.endings import LEVELS, is_body
from zeren.extract.bodies.mentions import WRAP
from zeren.extract.bodies.persons import is_person
from zeren.extract.columns import column_of
from zeren.extract.lexicon import is_composed
from zeren.extract.time.deadline import read_deadline
from zeren.extract.time.times import is_time
from zeren.ground.fold import fold, unspaced

_BRACKET = re.compile(r"[(\[〔【](?P<words>[^()\[\]〔〕【】]{1,60})[)\]〕】]")
PHONE = re.compile(r"(?:(?:联系|监督|咨询|举报|投诉|服务|值班|办公)?(?:电话|热线|手机)|(?<![A-Za-z])[Tt]el\.?)?[:：]?\s?(?:\d{3,4}-)?\d{7,11}(?!\d)")
"""0564-5021876, 电话：0564-5021876"""
_BESIDE = re.compile(r"(?:联系人|联络员|负责人|责任人|电话|手机|科室|(?:代建|代管|代办|代理|运营|受托|施工|设计|监理)(?:单位|方|机构|主体)?)\s{0,2}:")
"""whom to ask, and who carries a thing out for the body before the bracket: 县开发区（代建：县城投公司）"""
_UNIT = re.compile(r"(?![省市区县州原各含]|国家)[\u4e00-\u9fff]{2,8}(?:股|科|室|中心|办|站|队|处)")
"""a unit inside a body, in brackets after it: 县卫健局（妇幼股）"""
_PIECE = re.compile(r"[^、，,；;\n]+")
_PART = re.compile(r"(?:20\d\d/\d{1,2}/\d{1,2}|[^\s/|])+")
_NAME = re.compile("[\u4e00-\u9fff]{2,16}")
"""what may name a body where it stands beside a date"""
_BATCH = re.compile(r"分(?:[两二三四五六\d]{1,2}|期分?)批(?:次)?(?:完成)?|分别于?")
"""words before several dates"""
_SEPARATORS = " \t\n\u3000、，,；;"
_REMEMBERED = 1 << 10
"""cells: many say the same"""
_DATED = 24
"""code points; a longer piece states no deadline"""


@dataclass(frozen=True, slots=True)
class Occupants:
    """The words of a body cell, told apart."""

    words: str
    """as long as the cell's text; what names no body is blanked out"""
    beside: tuple[tuple[int, int], ...]
    """ranges of persons, telephones, units and foreign words"""
    deadline: tuple[int, int] | None
    """range of a deadline"""


@lru_cache(maxsize=_REMEMBERED)
def occupants(text: str, *, persons: bool = False, aside: bool = False) -> Occupants:
    """Tell the words of a body cell apart; ranges count in ``text``. ``persons``: the head of the column names persons;
    ``aside``: it says that bodies stand in brackets behind others, so that an office there is no unit inside a body.
    """
    folded = fold(text)
    beside: list[tuple[int, int]] = list(whose(folded))
    dates: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(folded):
        before = folded[: match.start()].rstrip()
        words = match["words"].strip()
        if any(start < match.end() and match.start() < end for start, end in beside):
            continue
        if not before or before[-1] in _SEPARATORS or before[-1] in "：:" or _is_sign(before, words):
            continue
        if aside and is_body(words):
            continue
        if is_deadline(words):
            dates.append(match.span())
        elif _is_contact(words) or PHONE.search(words) or is_person(words) or _UNIT.fullmatch(words) or _BESIDE.search(words):
            beside.append(match.span())
    left = _blanked(folded, [*beside, *dates])
    beside += [match.span() for match in PHONE.finditer(left) if match.start()]
    beside += beside_chinese(left)
    left = _blanked(left, beside)
    labelled = -1
    for start, end in _pieces(left):
        piece = left[start:end]
        if labelled >= 0 and left[labelled:start].strip() in ("、", ",", "和", "及") and is_deadline(piece):
            labelled = end  # 时限：3月、9月
            continue
        labelled = -1
        if ":" in piece:
            colon = start + piece.index(":")
            labelled = end if is_deadline(left[colon + 1 : end]) else -1
            before, behind = left[start:colon].strip(), left[colon + 1 : end].strip()
            told = is_body(before) and column_of(before).kind == "unknown" and not is_composed(before)
            if told and (is_person(behind) or not is_body(behind)):
                beside.append((colon, end))
            continue  # a label says what follows it
        if is_deadline(piece):
            dates.append((start, end))
        elif (_BATCH.fullmatch(piece) and start) or _names_person(left, start, end, persons=persons):
            beside.append((start, end))
    strokes = [(start - 1, start) for start, _ in dates if start and folded[start - 1] in "/|"]
    blanked = _blanked(text, [*beside, *strokes, *dates], "、")
    deadline = _deadline(folded, sorted(dates))
    return Occupants(blanked, tuple(sorted(beside)), deadline)


def _is_sign(before: str, words: str) -> bool:
    """Whether a centre in brackets is an office by its other name (经济发展办公室（统计站）), no unit inside it."""
    return words.endswith("中心") and before.endswith("办公室")


def _is_contact(words: str) -> bool:
    """Whether words in brackets name a unit with a person or a telephone (康复科 田甜, 镇长 卜凡, 办公室6620559)."""
    pieces = [piece for piece in re.split(r"[\s、,;:]+", PHONE.sub(" ", words)) if piece]
    return bool(pieces) and all(is_person(piece) or _UNIT.fullmatch(piece) for piece in pieces)


def _pieces(words: str) -> list[tuple[int, int]]:
    """Ranges between separators; a line of several words is cut at its blanks unless it names one person."""
    found = []
    for match in _PIECE.finditer(words):
        piece = match[0]
        start = match.start() + len(piece) - len(piece.lstrip())
        end = match.start() + len(piece.rstrip())
        if start >= end:
            continue
        parts = list(_PART.finditer(words, start, end))
        if _beside_date(parts):
            found += [part.span() for part in parts]
        elif " " not in piece.strip() or is_person(piece) or is_deadline(piece):
            found.append((start, end))
        else:
            found += [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", words[start:end])]
    return found


def _beside_date(parts: list[re.Match[str]]) -> bool:
    """Whether a blank or a stroke parts bodies from a date (镇村建办 7月15日, 各村委会/9月底)."""
    dates = [is_deadline(part[0]) for part in parts]
    named = all(date or is_body(part[0]) or _NAME.fullmatch(part[0]) for date, part in zip(dates, parts, strict=True))
    return any(dates) and not all(dates) and named


def _names_person(words: str, start: int, end: int, *, persons: bool) -> bool:
    piece = words[start:end]
    return is_person(piece) and not is_body(piece) and (persons or not _wraps(words, start, end))


def _wraps(words: str, start: int, end: int) -> bool:
    """Whether a line that looks like a person is part of a name that a narrow cell breaks (卫生⏎健康委, 浙江⏎金融⏎监管局)."""
    above = words[:start].rstrip(" ").endswith(("\n", WRAP))
    below = words[end:].lstrip(" ").startswith(("\n", WRAP))
    following = words[end:].strip().split("\n")[0]
    return (above or below) and not following.startswith(tuple(LEVELS))


@lru_cache(maxsize=1 << 12)
def is_deadline(words: str) -> bool:
    """Whether words state a time and name no body; the pieces of the cells of a plan are few."""
    closed = unspaced(words)
    return 1 < len(closed) <= _DATED and not is_body(closed) and (is_time(closed) or read_deadline(closed, 2000).kind != "none")


def _blanked(text: str, spans: list[tuple[int, int]], by: str = " ") -> str:
    for start, end in spans:
        text = text[:start] + by * (end - start) + text[end:]
    return text


def _deadline(folded: str, dates: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The deadline: its pieces together where nothing but separators parts them, else the first."""
    if not dates:
        return None
    start, end = dates[0]
    for first, last in dates[1:]:
        if folded[end:first].strip(_SEPARATORS):
            break
        end = last
    while folded[start] in "([〔【" + _SEPARATORS:
        start += 1
    while folded[end - 1] in ")]〕】" + _SEPARATORS:
        end -= 1
    return start, end
