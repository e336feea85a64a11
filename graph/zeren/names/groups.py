"""Group expressions: which bodies 各区政府, 各街道办事处, 相关区政府 stand for."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.ground.fold import fold
from zeren.ground.model import Agency, AgencySet, Resolution
from zeren.ground.resources import table
from zeren.names.agencies import Agencies
from zeren.names.bodies import Bodies
from zeren.names.divisions import COUNTRY, MUNICIPALITIES, Divisions
from zeren.names.identity import set_id
from zeren.names.parts import parts
from zeren.names.register import Register

_MARKS = str.maketrans("", "", "（）()、，,和及与/·")
_OF_ONE = re.compile("各|有关|相关")
"""州局有关科室: some rooms of one body"""
_DEPARTMENTS = re.compile("[\u4e00-\u9fff]{0,5}各[委部办局厅行]{1,4}")
"""市政府各委办局: all its departments"""
_RESIDENT = re.compile(r"(?:在|驻)[\u4e00-\u9fff]{1,3}?(?:高校|院校|企业|央企|单位|部队|科研院所|金融机构|高等院校|新闻单位)$")
"""在汉高校, 驻鲁部队: the universities of a place, whoever runs them"""
_WHOLE_AREA = re.compile(r"(?:全[省市县区州旗]|辖区内?|域内|区域内)[\u4e00-\u9fff]{1,10}(?:学校|院校|医院|机构|企业|单位|部门|平台|银行|公司|协会)$")
"""全市中小学校: all of a kind, whose list nobody keeps here"""
_LEVEL_UNIT = re.compile(
    r"(?P<levels>(?:设区的?市|地级以上市|地级市|省辖市|县级市|直辖市|自治州|自治县|自治旗|市|州|地区|地|盟|县|区|旗|林区|特区){1,8})"
    r"(?P<body>(?:党委|市委|县委|区委|人民政府|政府|行政公署|行署|和){0,6})"
)
"""各市、自治州人民政府, 各市（地）人民政府（行署), 各区（市）县党委、政府 without their marks"""
_LEVEL_TOKEN = re.compile("设区的?市|地级以上市|地级市|省辖市|县级市|直辖市|自治州|自治县|自治旗|林区|特区|地区|[市州地盟县区旗]")
_TOWN_UNIT = re.compile(
    r"(?:民族乡|乡|镇|街道|街|苏木){1,6}(?:党委|党工委|人民政府|政府|街道办事处|办事处|街道办|街道|和){0,6}"
)
_TOWN_UNITS = ("街道", "乡镇", "镇街", "街镇")
_DIRECT = ("直管市", "省直管")
"""county-level cities right under a province: 直管市人民政府 in 湖北"""
_PREFECTURES = ("设区市", "设区的市", "地级以上市", "地级市", "省辖市", "自治州", "州", "地区", "地", "盟")
_FUNCTIONAL = {
    "区": {"select": "county:区"},
    "县": {"select": "county"},
    "旗": {"select": "county:旗"},
    "市": {"select": "prefectural"},
    "州": {"select": "prefectural:州"},
    "盟": {"select": "prefectural:盟"},
    "省": {"select": "provincial"},
}
_EXCEPTING = re.compile("除.{2,40}外的?(?:其他|其余|其它)?.{0,3}(?:各|有关|相关|成员)")
"""除东山镇外的各乡镇: who is left is not counted out"""
_ROSTER = ("成员单位", "成员")
_LEVEL_WORDS = ("省", "市", "区", "县", "州", "旗", "盟")


class Groups:
    """Recognises group expressions and lists their members from the divisions."""

    def __init__(self, divisions: Divisions, register: Register, agencies: Agencies, bodies: Bodies) -> None:
        self._places, self._register, self._agencies, self._bodies = divisions, register, agencies, bodies
        rows = table("register/quantifiers")
        self._quantifiers = sorted(((r["word"], r["expansion"]) for r in rows), key=lambda p: -len(p[0]))
        self._regions = table("register/regions")
        self._units = {word: row for row in table("register/units") for word in row["words"].split(" ")}

    def resolve(self, full: str, code: str | None, text: str) -> Resolution | None:
        """Resolve a group expression of a document of division ``code``; None where ``full`` is none.

        ``text`` is the measure's own text: the places it names are the certain members of a contextual group.
        """
        if full.endswith(_ROSTER) and len(full) > 6:
            return self._roster(full, code)
        if _EXCEPTING.match(full):
            return self._open(full, code)
        area, rest = self._area(full, code)
        for word, expansion in self._quantifiers:
            if rest.startswith(word) and len(rest) > len(word):
                if word in parts("spot") and rest.endswith(parts("spot-office")):
                    continue
                return self._quantified(full, area, rest[len(word) :], expansion, text)
        unit = full.translate(_MARKS)
        if (unit in self._units or unit[1:] in self._register.cores) and self._is_several(unit, code):
            if self._members(unit, code):
                return self._quantified(full, code, full, "contextual", text)
            return self._open(full, code) if unit in self._units and unit[:2] in _TOWN_UNITS else None
        if _RESIDENT.match(unit) or _WHOLE_AREA.match(unit) or (_OF_ONE.search(unit, 1) and unit.endswith(parts("of-one"))):
            return self._open(full, area)
        if _DEPARTMENTS.fullmatch(unit):
            return self._open(full, area)
        if unit.endswith(parts("open")) and (unit.endswith(("部门", "单位", "企业")) or unit.startswith(parts("of-level"))):
            return self._open(full, area)
        return None

    def _is_several(self, unit: str, code: str | None) -> bool:
        """Tell whether a unit without quantifier means bodies below: 县（市、区）人民政府, 市水利局 in a province."""
        if code is None or (unit in self._units and unit[:2] in _TOWN_UNITS):
            return code is not None and self._places.level(code) != "township"
        if unit.startswith(_DIRECT):
            return self._places.level(code) == "provincial"
        return unit[:1] in _LEVEL_WORDS and self._bodies.level_code(unit[:1], code) is None

    def _area(self, full: str, code: str | None) -> tuple[str | None, str]:
        """The area in front of the quantifier (北京市各区政府, 省各有关部门), else the document's."""
        for word, _ in self._quantifiers:
            at = full.find(word)
            if at > 0:
                head = full[:at]
                level = self._bodies.level_code(head[-1:], code) if code and len(head) <= 2 else None
                found = level or self._places.find(head, code)
                if found is not None:
                    return found, full[at:]
        return code, full

    def _quantified(self, full: str, area: str | None, unit: str, expansion: str, text: str) -> Resolution:
        members = self._members(unit.translate(_MARKS), area)
        if members is None or area is None or expansion == "open":
            return self._open(full, area)
        place = self._places.get(area)
        words = ("各" if expansion == "closed" else "相关") + self._unit_name(unit.translate(_MARKS), area)
        name = words if area == COUNTRY else place.name + words
        if expansion == "closed":
            group = AgencySet(set_id(area, words), name, "group", "closed", place, members)
            return Resolution(group, "rule", f"封闭群体：{place.name}的{len(members)}个，取自行政区划")
        group = AgencySet(set_id(area, words), name, "group", "contextual", place, (), members)
        found = Resolution(group, "rule", "语境群体：措施正文没有点名，成员只是可能")
        return self.narrowed(found, text) if text else found

    def narrowed(self, found: Resolution, text: str) -> Resolution:
        """A contextual group with the members that ``text`` names; the same where it names none.

        Others stay possible only where the text's own list ends in 等.
        """
        group = found.body
        if not isinstance(group, AgencySet) or group.expansion != "contextual" or group.jurisdiction is None:
            return found
        members = tuple(sorted((*group.members, *group.possible), key=lambda member: member.id))
        certain, more = self._mentioned(members, fold(text), group.jurisdiction.code)
        if not certain:
            return found
        possible = tuple(m for m in members if m not in certain) if more else ()
        said = "、".join(self._place_word(m) for m in certain) + ("等" if more else "")
        group = replace(group, members=certain, possible=possible)
        return Resolution(group, "rule", f"语境群体：措施正文点名：{said}")

    def _unit_name(self, unit: str, area: str) -> str:
        """One name for all spellings of a unit, so that one expression has one identity."""
        row = self._row(unit, area)
        return row["name"] if row else f"{unit[:1]}级{self._register.cores[unit[1:]]}机构"

    def _row(self, unit: str, area: str | None) -> dict[str, str] | None:
        """What a unit counts: as the register lists it, else read off its level words."""
        row = self._units.get(unit)
        if row is not None or area is None:
            return row
        if _TOWN_UNIT.fullmatch(unit) and self._places.level(area) != "township":
            return self._units["镇街"]
        match = _LEVEL_UNIT.fullmatch(unit)
        if match is None:
            return None
        here, levels = self._places.level(area), set()
        for token in _LEVEL_TOKEN.findall(match["levels"]):
            upper = token in _PREFECTURES or (token == "市" and area not in MUNICIPALITIES)
            levels.add("prefectural" if here == "provincial" and upper else "county")
        if here not in ("provincial", "prefectural"):
            return None
        return self._units["市县市区" if len(levels) > 1 else "设区市" if "prefectural" in levels else "县市区"]

    def _members(self, unit: str, area: str | None) -> tuple[Agency, ...] | None:
        row = self._row(unit, area)
        if row is not None:
            key = row["function"]
        else:
            # 各区生态环境局: a level and a function.
            key = next((self._register.cores.get(unit[1:], "") for w in _LEVEL_WORDS if unit.startswith(w)), "")
            row = _FUNCTIONAL.get(unit[:1]) if key else None
        if row is None or area is None:
            return None
        level, _, endings = row["select"].partition(":")
        codes = tuple(code for one in level.split("+") for code in self._codes(one, area))
        if endings:
            codes = tuple(c for c in codes if self._places.own_name(c).endswith(tuple(endings.split(" "))))
        if not codes:
            return None
        if level == "township":
            return tuple(self._agencies.town(c) for c in codes)
        return tuple(self._agencies.agency(key, c) for c in codes)

    def _codes(self, level: str, area: str) -> tuple[str, ...]:
        """Divisions of a level below an area; () where the area lies below that level."""
        places = self._places
        here = places.level(area)
        if level == "provincial":
            return tuple(c for c in places.children(COUNTRY) if c < "71") if area == COUNTRY else ()
        if level == "prefectural":
            below = places.children(area) if here == "provincial" else ()
            return tuple(c for c in below if len(c) == 4)
        if level == "direct":
            return tuple(c for c in places.counties(area) if places.parent(c) == area) if here == "provincial" else ()
        if level == "county":
            return places.counties(area) if here in ("provincial", "prefectural") else ()
        return places.all_townships(area) if here in ("provincial", "prefectural", "county") else ()

    def _place_word(self, member: Agency) -> str:
        return self._places.own_name(member.jurisdiction.code) if member.jurisdiction else member.name

    def _mentioned(self, members: tuple[Agency, ...], text: str, area: str) -> tuple[tuple[Agency, ...], bool]:
        """Members whose place the text names in full, in code order; True where the text's list ends in 等."""
        certain, more = [], False
        regional = self._regional(text, area)
        for member in members:
            if member.jurisdiction and member.jurisdiction.code in regional:
                certain.append(member)
                continue
            word = self._place_word(member)
            at = text.find(word)
            while at >= 0 and (self._is_other(text, at, area) or (len(word) < 3 and not self._is_alone(text, at))):
                at = text.find(word, at + 1)
            if at >= 0:
                certain.append(member)
                more = more or text[at + len(word) :].startswith("等")
        return tuple(certain), more

    def _regional(self, text: str, area: str) -> frozenset[str]:
        """Codes of the divisions that words like 平蓟兴 stand for, where the text has such a word."""
        chain = self._places.above(area)
        found = (r["codes"] for r in self._regions if r["word"] in text and r["scope"] in chain)
        return frozenset(code for codes in found for code in codes.split(" "))

    def _is_other(self, text: str, at: int, area: str) -> bool:
        """Tell whether a place of another area precedes: 长春市朝阳区 is no district of Beijing."""
        before = text[max(0, at - 4) : at]
        for size in (4, 3, 2):
            found = self._places.find(before[-size:], area, near=True) if len(before) >= size else None
            if found and found != area and found not in self._places.above(area) and before.endswith(("市", "省")):
                return True
        return False

    def _is_alone(self, text: str, at: int) -> bool:
        """Tell whether a list begins here: 城区 inside 主城区 is no district."""
        return at == 0 or text[at - 1] in "、，,。；;：:（(和与及在由对" or text[at - 1].isspace()

    def _open(self, full: str, area: str | None) -> Resolution:
        level = self._bodies.level_code(full[:1], area) if area and full.startswith(parts("of-level")) else None
        area = level or area  # 省直有关部门 in a city's document are the province's
        place = self._places.get(area) if area else None
        group = AgencySet(set_id(area or COUNTRY, full), full, "group", "open", place)
        return Resolution(group, "rule", "开放群体：没有固定成员，不展开")

    def _roster(self, full: str, code: str | None) -> Resolution:
        """Members of a command or leading group: known only from a roster."""
        words = full.removeprefix("等其他").removeprefix("其他").removeprefix("各")
        level = self._bodies.level_code(words[:1], code) if code else None
        area = level or code or COUNTRY
        place = self._places.get(area)
        name = place.name + words[1:] if level else words
        group = AgencySet(set_id(area, name), name, "standing-group", "roster", place)
        return Resolution(group, "rule", "成员名册群体：没有名册，成员未知")
