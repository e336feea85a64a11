"""Functional areas and unknown counties at the start of a name: 合肥高新区财政局, 第八师, 安和县水利局.

An area that neither GB/T 2260 nor the register holds is a place of its own: named as printed, inside the division that
its name or the document gives. Its bodies are its own, never those of the city or the province.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property

from zeren.ground.resources import table
from zeren.names.divisions import COUNTRY, FREE_TRADE, MUNICIPALITIES, Divisions

_NO_NAME = re.compile(
    "各|相关|有关|所有|其他|其它|全部|本|该|所在|属地|部分|责成|督促|指导|协调|配合|会同|要求|组织|推动|支持|加快|建设|打造|统筹|重点"
    "|和|与|及|的|在|对|级|直|属|以上|国家"
)
"""words that no name of a zone holds"""
_NO_COUNTY = re.compile(
    "^(?:各|相关|有关|所有|其他|其它|本|该|所在|属地|部分|责成|督促|指导|协调|配合|会同|要求|组织|推动|支持|加快|建设|打造|统筹|重点)|[级直属的]"
)
"""words that no name of a county begins with or holds: 责成县 is an order to a county; 安和县 is a name"""
_COUNTY = re.compile(r"([\u4e00-\u9fff]{1,7}?(?:自治县|自治旗|县|区|旗|市|街道|镇|乡|苏木))(?=[\u4e00-\u9fff])")
_LEVELS = "省市区县州旗盟镇乡"
_NAME_GOES_ON = re.compile("[湾港湖山岛峡泉溪谷洲滩岭峰塘寺关—－-]|[江河](?![东西南北])")
"""after the short name of a division they make another name: 台州湾, 天津港, 云龙湖 (徐州 has a district 云龙), 奎屯—独山子"""
_PART_OF_NAME = tuple("东西南北中域际直属级内外")
"""after a level word they make a name of it: 市北, 市中, 区域, 县域, 州际"""
_TRADE = re.compile(
    "(?:中国（)?(?P<before>[\u4e00-\u9fff]{2,6}?)?）?(?:自由贸易试验区|自由贸易区|自贸试验区|自贸区|自贸)"
    "(?P<piece>(?!片区)[\u4e00-\u9fff]{2,8}?)?(?P<part>片区)?"
)
"""营口自贸片区, 自贸试验区营口片区, 辽宁自贸区, 辽宁自贸试验区营口片区, 中国（辽宁）自由贸易试验区"""
_DIVISION = re.compile(r"(?:新疆生产建设)?(?:兵团)?第?([一二三四五六七八九十]{1,3}|\d{1,2})师(?!范|资)(?P<city>[\u4e00-\u9fff]{2,5}市)?")
_REGIMENT = re.compile(r"([一二三四五六七八九十〇零百]{1,4}|\d{1,3})团(?!县|市|省|区|委|支|队)")
_CORPS = "65Z1"
_DIGITS = "〇一二三四五六七八九"


class Zones:
    """Reads areas that have no code of their own off the start of a name."""

    def __init__(self, divisions: Divisions, level_code: Callable[[str, str], str | None]) -> None:
        self._places, self._level_code = divisions, level_code

    @cached_property
    def _kinds(self) -> dict[str, dict[str, str]]:
        return {row["word"]: row for row in table("register/zone-kinds")}

    @cached_property
    def _kindless(self) -> tuple[str, ...]:
        return tuple(word for row in table("register/generic") if row["match"] == "area" for word in row["words"].split(" "))

    @cached_property
    def _ends(self) -> re.Pattern[str]:
        words = sorted(self._kinds, key=lambda word: (-len(word), word))
        return re.compile("|".join(words))

    @cached_property
    def _approved(self) -> dict[tuple[str, str, str], str]:
        """Code of the place, a name of the zone’s own and kind → name of an area approved by the State Council."""
        found = {}
        for row in table("register/national-zones"):
            for place in row["places"].split(" "):
                code, own = self._placed(place, None, trusted=True)
                if code is not None:
                    found[code, own, row["kind"]] = place + row["kind"]
        return found

    def is_kind(self, words: str) -> bool:
        """Tell whether words are only the kind of an area (新区, 园区), which names none."""
        return words in self._kinds or words in self._kindless

    def cuts(self, full: str, code: str | None) -> Iterator[tuple[str, str, str]]:
        """Readings of ``full`` as an area and what follows: code, rest, words of the area; the longest area first.

        ``code`` is the document's division. The rest is empty where the area stands for its management.
        """
        name, within = full, code
        corps = self._corps(full, code)
        if corps is not None:
            yield corps
            return
        ends = [match for match in self._ends.finditer(full) if match.end() > 1]
        for match in reversed(ends):
            found = self._free_trade(name[: match.end()], within) or self._area(name[: match.start()], match.group(), within)
            rest = full[match.end() :]
            if found is not None and (rest or self._kinds[match.group()]["itself"]):
                yield found, rest, full[: match.end()]

    def unknown(self, full: str, code: str | None) -> Iterator[tuple[str, str, str]]:
        """A county, town or the like that the register does not know, before the words of one of its bodies."""
        if code is None:
            return
        parent, name = self._placed(full, code)
        skipped = len(full) - len(name) if parent else 0
        for match in _COUNTY.finditer(full, skipped):
            words = match.group(1)
            if match.start() != skipped or words[:1] in _LEVELS or words.endswith(self._kindless) or _NO_COUNTY.search(words) or len(words) < 3:
                return
            if self._places.bearers(words) or words.endswith(tuple(self._kinds)):
                return
            yield f"{parent or self._within(code, words)}Z{words}", full[match.end() :], full[: match.end()]
            return

    def elsewhere(self, full: str) -> bool:
        """Whether a name begins with a county or town that the register knows, but not in the document's area."""
        match = _COUNTY.match(full)
        return match is not None and match.group(1)[:1] not in _LEVELS and bool(self._places.bearers(match.group(1)))

    def _within(self, code: str, words: str) -> str:
        """The division that an unknown area lies in: towns in the county, counties in what is above one."""
        if words.endswith(("镇", "乡", "街道", "苏木")) or self._places.level(code) != "county":
            return code
        return self._places.parent(code) or code

    def _free_trade(self, words: str, within: str | None) -> str | None:
        """Code of a free trade zone or of a piece of one, by the name that the State Council gives all of them.

        Only one zone lies in a province, so 营口自贸片区 is the piece 营口 of that of 辽宁.
        """
        match = _TRADE.fullmatch(words) if "自贸" in words or "自由贸易" in words else None
        if match is None:
            return None
        before, piece, places = match["before"] or "", match["piece"] or "", self._places
        area = places.find(before, within, near=within is not None) if before else within
        if area is None or area == COUNTRY or (match["part"] is None and piece):
            return None
        if match["part"] and not piece:
            # A piece is called after the city that it lies in.
            if not before:
                return None
            piece = places.short(area)
        province = places.above(area)[-2] if places.above(area)[-1] == COUNTRY else places.above(area)[-1]
        tail = f"{piece}片区" if match["part"] else ""
        name = f"{FREE_TRADE}{places.short(province)}）自由贸易试验区{tail}"
        registered = places.bearers_in_full(name)
        return registered[0] if len(registered) == 1 else f"{province}Z{name}"

    def _area(self, before: str, kind: str, within: str | None) -> str | None:
        """Code of the area whose name is ``before`` and ``kind``; 苏州国家高新区 is 苏州高新区."""
        before = before.removesuffix("级").removesuffix("国家")
        if _NO_NAME.search(before) or len(before) > 12:
            return None
        registered = self._places.find(before + kind, within, near=within is not None)
        if registered is not None and self._places.is_zone(registered) and before:
            return registered  # 东湖高新区 is the short name of 武汉东湖新技术开发区
        parent, own = self._placed(before, within)
        if parent is None and before[:1] in _LEVELS and within is not None and len(before) == 1:
            parent, own = self._level_code(before, within), ""
        elif parent is None and before[:1] in _LEVELS and within is not None and not before[1:].startswith(_PART_OF_NAME):
            # 市漓江风景名胜区: the level word is no part of the name.
            parent = self._level_code(before[:1], within)
            own = before[1:] if parent is not None else own
        parent = parent or within
        if parent is None or parent == COUNTRY or (not own and not before and not self._kinds[kind]["alone"]):
            return None
        known = self._known(parent, own, kind, named=bool(before) and not own and before not in _LEVELS)
        if known is not None:
            return known
        if not own and (not before or before in _LEVELS) and self._kinds[kind]["alone"] == "known":
            return None
        if self._places.is_zone(parent) and parent != _CORPS:
            # A park inside another area keeps the words it is printed with.
            return f"{parent}Z{own or ''}{kind}" if own else None
        seat, whole = self._approved_name(parent, own, kind)
        official = self._kinds[kind]["usual"] or kind
        name = whole or (own if own else self._places.short(parent)) + official
        return f"{seat}Z{name}"

    def _approved_name(self, parent: str, own: str, kind: str) -> tuple[str, str | None]:
        """Code of its place and name of the approved zone that is called so, or by the beginning of its own name.

        辽滨经开区 is 盘锦辽滨沿海经济技术开发区. ``parent`` and None where there is none.
        """
        wholes = self._wholes(kind)
        for whole in wholes:
            if name := self._approved.get((parent, own, whole)):
                return parent, name
        over = self._places.above(parent)
        longer = [(code, name) for (code, word, whole), name in self._approved.items() if whole in wholes and code in over and word.startswith(own)]
        return longer[0] if len(longer) == 1 and len(own) > 1 else (parent, None)

    def _wholes(self, kind: str) -> tuple[str, ...]:
        whole = self._kinds[kind]["whole"]
        return (kind, *whole.split(" ")) if whole else (kind,)

    def _known(self, parent: str, own: str, kind: str, *, named: bool) -> str | None:
        """Code of the register for the area of this place and kind; None where none or several fit.

        ``named``: the words name the place itself, so an area named after another place is not meant (大兴经开区 is not
        北京经济技术开发区, which 经开区 in a document of 大兴 may be).
        """
        places = self._places
        for whole in self._wholes(kind):
            heads = [""] if own else []
            for place in places.above(parent):
                if place != COUNTRY and (own or place == parent or (not named and self._shares(parent, place))):
                    over = places.parent(place) or COUNTRY
                    heads += [places.short(place), places.own_name(place), places.short(over) + places.short(place)]
            for head in heads:
                codes = sorted({c for c in places.bearers(head + own + whole) if self._near(c, parent)})
                if len(codes) == 1:
                    return codes[0]
        return None

    def _shares(self, parent: str, place: str) -> bool:
        """Whether 高新区 in a document of ``parent`` can be the one named after ``place``: a county means its own."""
        return place == parent or self._places.level(parent) != "county" or parent[:2] in MUNICIPALITIES

    def _near(self, code: str, parent: str) -> bool:
        places = self._places
        return places.is_zone(code) and (parent in places.above(code) or places.parent(code) in places.above(parent))

    def _placed(self, words: str, within: str | None, *, trusted: bool = False) -> tuple[str | None, str]:
        """The division that words begin with, full or short, and the words after it.

        A county's short name counts inside the document's own area only, unless the words are ``trusted``: 海港 is a
        district of 秦皇岛 and no part of the name of a zone in 唐山. 台州湾 and 云龙湖 are names of their own.
        """
        places = self._places
        for end in range(min(len(words), 16), 1, -1):
            found = places.find(words[:end], within, near=within is not None)
            if found is None or found == COUNTRY or (places.is_zone(found) and end == len(words) and found != _CORPS):
                continue
            if not trusted and not words[:end].endswith(places.own_name(found)):
                inside = within is not None and (within in places.above(found) or found in places.above(within))
                if (places.level(found) == "county" and not inside) or _NAME_GOES_ON.match(words, end):
                    continue
            return found, words[end:]
        return None, words

    def _corps(self, full: str, code: str | None) -> tuple[str, str, str] | None:
        """A division of the Xinjiang Corps and its regiments: 第八师财政局, 八师一四三团."""
        code = division_of(code) or code
        if code is not None and code.startswith(_CORPS + "Z"):
            inner = _REGIMENT.match(full)
            if inner:
                over = "Z".join(code.split("Z")[:3])
                return f"{over}Z{_numeral(inner.group(1))}团", full[inner.end() :], inner.group()
        if "师" not in full[:12]:
            return None
        in_corps = code is not None and code.startswith("65")
        match = _DIVISION.match(full)
        if not match or not (in_corps or full.startswith(("新疆生产建设兵团", "兵团"))):
            return None
        here = f"{_CORPS}Z第{_chinese(match.group(1))}师"
        rest = full[match.end() :]
        inner = _REGIMENT.match(rest)
        if inner:
            return f"{here}Z{_numeral(inner.group(1))}团", rest[inner.end() :], full[: len(full) - len(rest) + inner.end()]
        return here, rest, full[: match.end()]


def _numeral(number: str) -> str:
    """The number of a regiment, digit by digit (143 → 一四三)."""
    return "".join(_DIGITS[int(char)] if char.isdigit() else char for char in number)


def division_of(code: str | None) -> str | None:
    """Code of the division of the Corps that a city is one with (659001: 第八师); None for any other place."""
    return _cities().get(code or "")


def city_of(division: str) -> str:
    """Code of the city that a division of the Corps is one with; raises KeyError where it has none."""
    return {held: city for city, held in _cities().items()}[division]


@cache
def _cities() -> dict[str, str]:
    return {row["city"]: f"{_CORPS}Z{row['division']}" for row in table("register/corps-cities")}


def corps(words: str) -> str | None:
    """Code of the division of the Xinjiang Corps that words name; None where they name none."""
    match = re.search("第([一二三四五六七八九十]{1,3})师", words)
    return f"{_CORPS}Z第{match.group(1)}师" if match else None


def _chinese(number: str) -> str:
    if not number.isdigit():
        return number
    value = int(number)
    tens = "" if value < 10 else "十" if value < 20 else _DIGITS[value // 10] + "十"
    return tens + (_DIGITS[value % 10] if value % 10 else "")
