"""Whose document it is: the division told by issuer, number, title, words of the text and the bodies named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cache

from zeren.ground.fold import fold, unspaced
from zeren.ground.resources import table
from zeren.ground.vocabulary import deeds
from zeren.names.divisions import COUNTRY, MUNICIPALITIES, Divisions
from zeren.names.parts import parts
from zeren.names.zones import corps

_SUFFIXES = "省市区县州旗盟"
_LEVEL_OF = {"省": 2, "自": 2, "市": 4, "州": 4, "盟": 4, "区": 6, "县": 6, "旗": 6}
_NO_END = ("域", "划", "位", "间", "块", "段")
"""characters after which 区 or 县 ends no name (吴中区域)"""
_NATIONAL = ("国务院", "中共中央", "中央办公厅", "国家")
_NUMBER = {
    "国": COUNTRY, "京": "11", "津": "12", "冀": "13", "晋": "14", "内": "15", "辽": "21", "吉": "22", "黑": "23",
    "沪": "31", "苏": "32", "浙": "33", "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41", "鄂": "42",
    "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "黔": "52", "滇": "53", "云": "53",
    "藏": "54", "陕": "61", "甘": "62", "青": "63", "宁": "64", "新": "65",
}  # fmt: skip


_BEFORE_PLACE = re.compile("^(?:20[0-9]{2}年度?|关于(?:印发|下发|公布)?《?|中共|共青团|中国共产主义青年团|政协|中国人民政治协商会议)")
"""before the words that may name a place: 2026年安和县…, 关于安和县…的通知, 共青团安和县委, 政协安和县委员会; 关于县委巡察反馈问题… names none"""
_STATED = re.compile(
    r"(?:中共)?([\u4e00-\u9fff]{1,6}?(?:[县市区旗乡镇]|街道))(?=人民政府|政府|办事处|党|委|[“《]|20\d\d|年度|关于|贯彻|落实|国民经济|十[四五六]"
    r"|推进|实施|加快|开展|深化|优化|重点|森林|应急|防汛|安全|乡村|农村|促进|营商|文化|民生|十件|招商|数字)"
)
"""the county or city that an issuer or a title begins with: 安和县2026年…, 安澜市贯彻落实…"""
_AUTONOMOUS = re.compile("[\u4e00-\u9fff]{2,12}?自治[县州旗](?=[\u4e00-\u9fff\\d])")
_PLACE_ENDS = re.compile(
    "(?:县(?![域城级直属内外市区乡])|市(?![场政直级民容属内外井辖域县区州])|区(?![域划位间块段级直属内外县市])|旗(?![下舰帜])|乡(?![村镇])|镇(?![街域])|街道)(?=[\u4e00-\u9fff\\d“《])"
)
"""where the name of a place may end: not in 市场, 县域, 区块"""
_HAN = re.compile("[\u4e00-\u9fff]+")
_OPENING = 9
"""code points in which the name of a place at the beginning of words ends"""
_NAMED_AREAS = ("新区", "山区", "湖区")
"""endings of names of districts that are words for areas too (房山区; 贫困山区)"""
_TOWNS = ("镇", "乡", "街道", "苏木", "镇人民政府", "乡人民政府", "街道办事处", "镇政府", "乡政府")
_OFTEN = 3
"""times that a text names the place it is about"""
_BEFORE = frozenset("在由对向与和及、的到从为是于至将把请据经给让被比自，。；：（“")
"""characters that may stand before a name of two characters; after any other it may be the end of a longer one"""


def decide(
    places: Divisions,
    national: Container[str],
    *,
    title: str,
    issuer: str | None,
    number: str | None,
    text: str,
    mentions: Sequence[str],
) -> tuple[str | None, str | None]:
    """Code of the document's division and the words that gave it; (None, None) where nothing tells.

    The issuer's own place counts first, then a document number that only one government uses where the title prints
    no other place, the title, the text and last the level of most bodies with the places they name. ``national`` holds
    the names of national bodies.
    """
    letter = fold(number or "").strip()[:1]
    for source, words in (("发文机关", issuer), ("文号", number), ("标题", title)):
        if words:
            clean = unspaced(fold(words))
            stated = _issuing(places, clean, title) if source == "发文机关" else None
            if source == "标题":
                stated = _unknown(places, clean, text, mentions, letter)
            if stated:
                sure = source == "发文机关" or _speaks_for(stated, mentions) or _is_dated(stated, clean)
                sure = sure or _is_numbered(_printed(stated), letter)
                return (stated, f"{source}：{clean}（名册没有此地，按所印）") if sure else (None, None)
            if source == "文号":
                code = _from_number(clean)
                if code not in (None, COUNTRY) and (_is_below(code, issuer) or _is_outbid(places, code, letter, title, text, mentions)):
                    continue
            elif source == "发文机关" and _is_national(clean, national):
                code = COUNTRY
            else:
                code = _from_words(places, clean, source == "标题", fold(text))
            if code == "65Z1":
                code = corps(clean) or code
            if code:
                return code, f"{source}：{clean}"
    folded, mentions = fold(text), [fold(word) for word in mentions]
    level = _level(mentions)
    code = _from_text(places, folded, level, mentions)
    if code:
        return code, f"正文与责任单位：{places.get(code).name}出现最多，责任单位多以“{level or '?'}”开头"
    ministries = sum(1 for word in mentions if _is_national(word, national))
    if not (level or issuer) and mentions and ministries * 3 >= len(mentions):
        return COUNTRY, "责任单位：多为国家机构"
    return None, None


def _is_dated(code: str, title: str) -> bool:
    """Whether a year follows the place in a title: 青石岭县2026年森林防火目标管理责任书."""
    name = code.rpartition("Z")[2]
    return re.search(f"{name}20[0-9]{{2}}", title) is not None and not name.endswith(_NAMED_AREAS)


def _printed(code: str) -> str:
    """The name of a place outside the register, as printed: 云岭坪市 of 100000Z云岭坪市."""
    return code.partition("Z")[2]


def _is_numbered(name: str, letter: str) -> bool:
    """Whether a document number that begins with ``letter`` may be of the place ``name`` (云政办发, 云岭坪市)."""
    return name[:1] == letter and name[-1] in "市县区旗州" and len(name) <= 5 and not name.endswith(_area_words())


def _is_below(code: str, issuer: str | None) -> bool:
    """Whether an issuer that says only its level stands below the province ``code`` (市政府办公室, 县委)."""
    said = re.match("(?:中共)?([市县旗州])(?:人民政府|政府|委)", fold(issuer or ""))
    return said is not None and not (said[1] == "市" and code in MUNICIPALITIES)


def _is_outbid(places: Divisions, code: str, letter: str, title: str, text: str, mentions: Sequence[str]) -> bool:
    """Whether a title prints a place that speaks against the province ``code`` of the number's first ``letter``.

    鲁政办〔2026〕9号 is of 鲁山县, whose title begins with it, as 云政办发 is of 云和县. A place inside the title
    (关于做好云和县…) speaks where it begins with the letter itself: others may be what a province writes about. What may
    be the name of a place outside the register leaves the number silent too, unless bodies of a province are named.
    """
    words = unspaced(fold(title))
    body = _BEFORE_PLACE.sub("", words).removeprefix("中共")
    begun = _begun(places, body)
    if begun:
        return begun != code and not places.own_name(begun).endswith(_zone_words())
    stated = _unknown(places, words, text, mentions, letter)
    if stated:
        return not stated.endswith(_zone_words())
    may_be = any(name[-1] in "市县区旗" and len(name) <= 5 and _code(places, name) for name in _openings(body))
    if may_be and not any(word.startswith(("省", "自治区")) for word in mentions):
        return True
    return any(name[0] == letter and one != code for one, name in _named(places, words))


def _unknown(places: Divisions, words: str, text: str, mentions: Sequence[str], letter: str) -> str | None:
    """Code of the county or city that a title begins with, where the register holds none of this name.

    The document's number speaks for it where it begins with the same ``letter``.

    Nothing else in such a document says whose it is: 安和县 is not 和县, 龙泉山区 is not 泉山区. What stands over it is
    known only where it is printed in full before it.
    """
    words = _BEFORE_PLACE.sub("", words)
    stated = _STATED.match(words)
    names = [stated.group(1)] if stated else list(_openings(words))
    for name in names:
        code = _code(places, name)
        if code == "":
            return None
        if code and (stated or _is_government_in(name, text) or _speaks_for(name, mentions) or _is_numbered(name, letter)):
            return code
    return None


def _code(places: Divisions, name: str, *, governs: bool = False) -> str | None:
    """Code of a printed place that the register does not hold; empty where it does, None where the words are no name of a place.

    ``governs`` tells that 人民政府 follows, which only a place has.
    """
    if len(name) < 3 or name[:1] in "全我本各省市区县" or name.startswith("自治") or any(act in name for act in _verbs_in_no_place()):
        return None
    if name.endswith(_area_words()) and not governs and not (len(name) > 3 and name.endswith(_NAMED_AREAS)):
        return None
    if places.find(name) is not None or places.bearers(name):
        return ""
    for code, rest in places.prefixes(name):
        if name[: len(name) - len(rest)].endswith(places.own_name(code)):
            return f"{code}Z{rest}" if len(rest) > 2 else ""
    return f"{COUNTRY}Z{name}"


def _issuing(places: Divisions, issuer: str, title: str) -> str | None:
    """Code of the place that the register does not hold and whose body issues a document; None where there is none.

    蓝湾区人民政府 governs a district, however much 湾区 is a word of its own. A city that a title prints before the
    district stands over it (某市某区助企十条, by 某区人民政府).
    """
    words = _BEFORE_PLACE.sub("", issuer)
    for place in _openings(words):
        behind = words[len(place) :]
        code = _code(places, place, governs=behind.startswith("人民政府"))
        if code == "":
            return None
        if code:
            over = re.match(f"(?:关于)?([\u4e00-\u9fff]{{2,6}}市){place}", title)
            if over and _code(places, over[1]):
                return f"{COUNTRY}Z{over[1]}Z{place}"
            inner = next((name for name in _openings(behind) if name[-1] in "区县" and _code(places, name) is not None), "")
            return code + (f"Z{inner}" if inner else "")
    return None


def _openings(words: str) -> Iterator[str]:
    """What begins words and ends as places do, the shortest first, before words of its body or its plan."""
    autonomous = _AUTONOMOUS.match(words)
    if autonomous:
        yield autonomous[0]
        return
    for match in _PLACE_ENDS.finditer(words[: _OPENING + 1]):
        if _HAN.fullmatch(name := words[: match.end()]):
            yield name


def _is_government_in(name: str, text: str) -> bool:
    """Whether a text prints a place as one with a government, or again and again."""
    return text.count(name) >= _OFTEN or any(name + tail in text for tail in ("人民政府", "政府", "委办公室", "委、"))


def _speaks_for(code: str, mentions: Sequence[str]) -> bool:
    """Whether many bodies of a document begin with the level of the place (县财政局 in a plan of 安和县)."""
    level = code[-1].replace("道", "街")
    # 城关镇 and 街道办事处 speak for the county above them, 各乡镇 for any.
    towns = _TOWNS if level in "县区市旗" and not code.endswith(_NAMED_AREAS) else ()
    said = (word.startswith(level) or (word.endswith(towns) and word[:1] != "各") for word in map(fold, mentions))
    return 4 * sum(said) >= len(mentions) > 0


@cache
def _verbs_in_no_place() -> tuple[str, ...]:
    """Verbs, which no name of a place holds (加快县…, 高质量推进市…)."""
    return tuple(sorted(word for word in deeds() if len(word) > 1))


@cache
def _area_words() -> tuple[str, ...]:
    """Words that end like the name of a county and are none (城区, 示范区)."""
    rows = [word for row in table("register/generic") if row["match"] == "area" for word in row["words"].split(" ")]
    return (*rows, *_zone_words())


@cache
def _zone_words() -> tuple[str, ...]:
    """Words that end the names of zones, about which a province writes (新区, 开发区)."""
    return tuple(row["word"] for row in table("register/zone-kinds"))


def _is_national(words: str, national: Container[str]) -> bool:
    """Tell whether words begin with the name of a national body; bare names that places use too do not count."""
    if words.startswith(_NATIONAL):
        return True
    for end in range(min(len(words), 20), 2, -1):
        if words[:end] in national:
            return words[:end].endswith(("部", "总局", "署", "总署")) or words.startswith(("中国", "全国", "中央"))
    return False


def _from_number(number: str) -> str | None:
    word = number.partition("〔")[0].partition("[")[0].partition("(")[0]
    code = _NUMBER.get(word[:1])
    return code if code and word[1:] in parts("number") else None


def _from_words(places: Divisions, words: str, title: bool, text: str) -> str | None:
    """The division an issuer or a title names: at its start, after 《, else the fullest name inside."""
    if words.startswith(("国务院", "中共中央")):
        return COUNTRY
    begun = _begun(places, _BEFORE_PLACE.sub("", words).removeprefix("中共"))
    if begun:
        return begun
    found = {}
    for code, name in _named(places, words):
        bearers = places.bearers_in_full(name)
        inside = [one for one in bearers if any(places.own_name(p) in text for p in places.above(one)[1:-1])]
        if len(bearers) == 1 or inside == [code]:
            found[code] = len(name)
    if found:
        return max(sorted(found), key=lambda c: (len(c), found[c]))
    return _short_in(places, words, text) if title else None


def _begun(places: Divisions, words: str) -> str | None:
    """The division whose full name words begin with."""
    for code, rest in places.prefixes(words):
        said, own = words[: len(words) - len(rest)], places.own_name(code)
        # 丰宁县 is the usual name of 丰宁满族自治县.
        usual = len(said) > 2 and said[-1] == own[-1] and own.endswith(("自治县", "自治州", "自治旗"))
        if (said.endswith(own) or usual) and rest[:1] not in _NO_END:
            return code
    return None


def _short_in(places: Divisions, title: str, text: str) -> str | None:
    """A short name inside a title (美丽西城) counts where the text has the full name too."""
    for size in (4, 3, 2):
        for at in range(len(title) - size + 1):
            word = title[at : at + size]
            if size == 2 and word[-1] in _SUFFIXES and not _begins(title, at):
                # 安和县 does not hold 和县.
                continue
            if title[at + size : at + size + 1] in (*_SUFFIXES, "镇", "乡"):
                # 洮北县 is not 洮北区 by its short name.
                continue
            bearers = [c for c in places.bearers(word) if _stands_in(places.own_name(c), text)]
            if len(bearers) == 1:
                return bearers[0]
            parents = [c for c in bearers if any(places.own_name(p) in text for p in places.above(c)[1:-1])]
            if len(parents) == 1:
                return parents[0]
    return None


def _stands_in(name: str, text: str) -> bool:
    at = text.find(name)
    while at >= 0 and text[at + len(name) : at + len(name) + 1] in _NO_END:
        at = text.find(name, at + 1)
    return at >= 0


def _named(places: Divisions, text: str) -> Iterator[tuple[str, str]]:
    """Full names of divisions in running text, where they end in their kind; code and name."""
    for at, char in enumerate(text):
        if char in _SUFFIXES:
            for size in range(12, 1, -1):
                name = text[at + 1 - size : at + 1] if at + 1 >= size else ""
                codes = places.bearers_in_full(name) if name and text[at + 1 : at + 2] not in _NO_END else ()
                if codes and at + 1 - size == 1 and not _begins(text, 1):
                    break  # 龙泉山区 does not hold 泉山区
                if size == 2 and codes and not _begins(text, at - 1):
                    break
                if codes:
                    yield from ((code, name) for code in codes)
                    break


def _begins(text: str, at: int) -> bool:
    """Whether a name can begin at ``at``: 和县 begins in 马鞍山市和县 and not in 安和县."""
    before = text[at - 1 : at]
    return not before or not "\u4e00" <= before <= "\u9fff" or before in _BEFORE or before in _SUFFIXES


def _level(mentions: Sequence[str]) -> str:
    """The level word that most bodies begin with; empty where hardly any does."""
    first = Counter(word[0] for word in mentions if word and word[0] in _LEVEL_OF)
    if not first or sum(first.values()) * 4 < len(mentions):
        return ""
    return min(first, key=lambda word: (-first[word], word))


def _from_text(places: Divisions, text: str, level: str, mentions: Sequence[str]) -> str | None:
    """The division of the level of most bodies whose own name and whose parts' names the words hold most."""
    if not level:
        return None
    counts = Counter(code for code, _ in _named(places, text + "\n" + "\n".join(mentions)))
    scores: dict[str, float] = {}
    for code, count in counts.items():
        bearers = len(places.bearers_in_full(places.own_name(code)))
        for area in places.above(code):
            if area != COUNTRY and _fits(places, area, level):
                # A part speaks for its whole, less than the whole's own name does.
                weight = (4 if area == code else 1) / (1 if bearers == 1 else 4)
                scores[area] = scores.get(area, 0) + count * weight
    if not scores:
        return None
    best = max(scores.values())
    top = sorted(code for code, score in scores.items() if score == best)
    return top[0] if len(top) == 1 else None


def _fits(places: Divisions, code: str, level: str) -> bool:
    name = places.own_name(code)
    if level == "自":
        return name.endswith("自治区")
    return name.endswith(level) and (level != "市" or len(code) == 4 or code in MUNICIPALITIES or len(code) == 6)
