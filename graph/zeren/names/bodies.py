"""From the printed name of one body to the body itself: place, level and function told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.ground.model import Agency, AgencySet, Resolution
from zeren.names.agencies import Agencies
from zeren.names.branches import Branches, Place
from zeren.names.divisions import COUNTRY, MUNICIPALITIES, Divisions, town_stem
from zeren.names.identity import set_id
from zeren.names.parts import parts
from zeren.names.register import Register
from zeren.names.zones import Zones, city_of, division_of

OUTSIDE = "登记之外"
"""stands in the reason where only the ending of a name told that it is a body"""
DOUBT = "须由人判定"
"""stands in the reason of a resolution that a person should look at"""
_OWN = ("本", "全", "我")
_LEVELS = ("省", "市", "区", "县", "州", "旗", "盟", "镇", "乡")
_LONG_LEVELS = (
    "自治区", "自治州", "自治县", "地区", "林区", "特区", "矿区", "街道", "师市", "师",
    "新区", "高新区", "经开区", "开发区", "实验区", "示范区", "合作区", "园区",
)  # fmt: skip
_MANAGED = ("管委会", "党工委", "党工委管委会")
"""functions that zones have and divisions have not"""
_COUPLE = re.compile(r"(?P<place>.{1,20}?)(?:党委|委)(?:和|与|及|、)?(?P<again>.{0,20}?)(?:人民政府|政府)")
"""县委县政府, 镇党委和政府: the party committee and the government together"""
_DOUBLE_PLACE = re.compile(r"(?P<one>[\u4e00-\u9fff]{2,12}区)（(?P<two>[\u4e00-\u9fff]{2,16}区)）(?P<rest>[\u4e00-\u9fff]{2,14})")
_GOVERNMENT = ("人民政府", "政府")
_COMMITTEE = ("管委会", "管理委员会")
_OF_PREFECTURE = ("行政公署", "行署")
_SCHOOLS = ("大学", "学院")
_REMARK = re.compile(
    "(?:具体|主要|共同|分别)?(?:负责|指导|协助|配合|牵头|统筹|督促|落实|实施|承办)"
    "|(?:责任|主责|主办|协办|参与|支持|帮扶|联系|包联|包保|监管|主管|业主)(?:单位|部门)$"
)
"""县水务局（负责技术指导）, 县供电公司（帮扶单位）: what the body does, no second name of it"""
_LEAGUE = re.compile("团(?P<level>[省市区县州旗盟])委")
"""the league of the division that its name states: 团市委 in a document of a county is the city's"""
_TOWNS = ("镇", "乡", "苏木")
_RIVER = re.compile("[\u4e00-\u9fff]{1,3}[江河]")
_STREET = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,6}?)街(?:道)?(?:办事处|办)?")
"""坞城街办, 石牌街, 榔梨街道办"""


_ROOM = re.compile("[\u4e00-\u9fff]{1,12}(?:科|股|室(?<!实验室)|处(?<!管理处)(?<!事务处)(?<!服务处)(?<!管护处)(?<!办事处)|部(?<!总部)|办公室)")
"""手术麻醉科, 人力资源部: a room of a body that is not named"""
_SHORT_AS_IT_IS = (*(place + "委" for place in _LEVELS), *("党委", "团委", "纪委", "常委", "工委", "编委", "地委", "政委", "村委", "居委"))
"""what ends in 委 and is no 委员会 of a government"""
_LEVEL_TWICE = re.compile(r"^(党?委)(?:自治区|兵团|[省市县区州旗盟])(?=直|级)")
"""县委县直机关工委 writes its level twice"""


class Bodies:
    """Resolves single bodies; what it cannot read it gives back as None."""

    def __init__(self, divisions: Divisions, register: Register, agencies: Agencies) -> None:
        self._places, self._register = divisions, register
        self._agencies = agencies
        self._branches = Branches(divisions, register, agencies)
        self._zones = Zones(divisions, self.level_code)

    def resolve(self, full: str, code: str | None) -> Resolution | None:
        """Resolve one printed name in a document of division ``code``; None where no rule fits."""
        return self.known(full, code) or self.guess(full, code)

    def known(self, full: str, code: str | None) -> Resolution | None:
        """The body whose words the register holds, alone or put together by its rules."""
        if full.endswith("监察委员会") and "纪律检查委员会、" in full:
            full = full.partition("、")[0] + "监察委员会"
        found = self._from_register(full, code) or self._national(full, code)
        if found is None and "（" in full[1:]:
            found = self._nameplate(full, code) if full.endswith("）") else self._double_place(full, code)
        found = found or self._couple(full, code) or self._placed(full, code) or self._zoned(full, code) or self._branches.ministry_part(full)
        return found or self._lent(full)

    def _lent(self, full: str) -> Resolution | None:
        """A national body to which a list lent its level: 长江委 behind 省水利厅; only one that has no like in the places."""
        key = self._register.national.get(full[1:]) if full.startswith(_LEVELS) else None
        function = self._register.function(key) if key else None
        if key is None or function is None or function.stem or full[1:] not in function.national:
            return None  # 县移民管理局 settles people, which 国家移民管理局 does not
        return Resolution(self._agencies.agency(key, COUNTRY), "alias", f"国家机构名称：{full[1:]}")

    def _couple(self, full: str, code: str | None) -> Resolution | None:
        """A committee and a government named as one: both are members of a group."""
        match = _COUPLE.fullmatch(full) if full.endswith("政府") and "委" in full else None
        if match is None or match["again"] not in ("", match["place"], match["place"][-1]):
            return None
        members = [self.resolve(match["place"] + tail, code) for tail in ("委" if len(match["place"]) == 1 else "党委", "政府")]
        bodies = tuple(found.body for found in members if found is not None and isinstance(found.body, Agency))
        if len(bodies) != 2 or bodies[0].jurisdiction is None or bodies[0].jurisdiction != bodies[1].jurisdiction:
            return None
        where = bodies[0].jurisdiction
        group = AgencySet(set_id(where.code, "党委、政府"), f"{where.name}党委、政府", "group", "closed", where, bodies)
        return Resolution(group, "rule", f"并称：{bodies[0].name}和{bodies[1].name}")

    def guess(self, full: str, code: str | None) -> Resolution | None:
        """The body told by a place alone (its government) or by the ending of a name outside the register."""
        known = self._company(full, code) or self._place_itself(full, code) or self._street(full, code)
        return known or self._unknown(full, code) or self._bare(full, code)

    def _company(self, full: str, code: str | None) -> Resolution | None:
        """The one company of the area whose registered name differs only in its legal form: 玉柴公司 is 玉柴集团."""
        chain = self._places.above(code or COUNTRY)
        fitting = {row["target"]: row for row in self._agencies.companies(full) if row["scope"] in chain}
        if len(fitting) != 1:
            return None
        ((target, row),) = fitting.items()
        body = self._agencies.agency(target, row["code"], target, row["kind"])
        return Resolution(body, "alias", f"登记（{row['scope']}）：{target}，“{full}”只在公司类型上不同")

    def _from_register(self, full: str, code: str | None) -> Resolution | None:
        """A body with a name of its own; the entry with the narrowest scope counts."""
        rows, spelling = self._agencies.entries.get(full), full
        if not rows and full.startswith(_LEVELS):
            # A list may lend its level word to a name that bears none: 区西区邮政管理局.
            spelling = full[1:]
            rows = [row for row in self._agencies.entries.get(spelling, ()) if not row["target"].startswith("=")]
        if not rows:
            return None
        chain = self._places.above(code or COUNTRY)
        fitting = [row for row in rows if row["scope"] in chain and self._same_level(spelling, code, row["scope"])]
        if not fitting:
            # A full official name says its place itself, whatever the document.
            fitting = [row for row in rows if row["target"] == full]
            chain += tuple(row["scope"] for row in fitting)
        if not fitting:
            return None
        row = min(fitting, key=lambda one: chain.index(one["scope"]))
        target, note = row["target"], f"登记（{row['scope']}）：{full}"
        if target.startswith("="):
            # 区 in an entry of a district means that district, also where a township's document writes it.
            inner = self.resolve(target[1:], row["scope"])
            return inner and Resolution(inner.body, "alias", f"{note} 即 {target[1:]}" + _why(row["note"]))
        body = self._agencies.agency(target, row["code"], target, row["kind"])
        return Resolution(body, "exact" if full == target else "alias", note + _why(row["note"]))

    def _same_level(self, full: str, code: str | None, scope: str) -> bool:
        """Whether the level word of ``full`` means the division of an entry: 市 of 张家港市 is not that of 苏州市."""
        if full[:1] not in _LEVELS or code is None or scope == COUNTRY:
            return True
        here = self.level_code(full[:1], code)
        return here is None or here == self.level_code(full[:1], scope) or here == scope

    def _national(self, full: str, code: str | None) -> Resolution | None:
        key = self._register.national.get(full)
        if key is None or (full in self._register.cores and code != COUNTRY and self._is_local(full)):
            return None
        function = self._register.function(key)
        if function is not None and function.kind == "company" and full not in function.national and code != COUNTRY:
            return None  # 物流集团, 能源集团, 旅游集团 of a province are its own, not 中国物流集团
        official = function is not None and full == function.national[0]
        how = "exact" if official else "alias"
        return Resolution(self._agencies.agency(key, COUNTRY), how, f"国家机构名称：{full}")

    def _is_local(self, full: str) -> bool:
        return not full.startswith(("国家", "中国", "中央", "全国", "国务院", "最高"))

    def _placed(self, full: str, code: str | None) -> Resolution | None:
        found = self._branches.patterned(full, code)
        if found is not None:
            return found
        for place in self._cuts(full, code):
            found = self._core(place.rest, place, full)
            if found is not None:
                return found
        found = self._branches.infix(full, code)
        for place in self._levels(full, code) if found is None else ():
            # 区人民银行平潭支行: the level word repeats the place that the words hold.
            inner = self._branches.infix(place.rest, place.code)
            if inner and isinstance(inner.body, Agency) and inner.body.jurisdiction == self._places.get(place.code):
                return inner
        return found

    def _cuts(self, full: str, code: str | None) -> Iterator[Place]:
        """All readings of the place at the start: none, level words, place names; the likeliest first."""
        register = self._register
        party = full[2:] if full.startswith("中共") else full
        if code is not None and (league := _LEAGUE.fullmatch(party)):
            if (found := self.level_code(league["level"], code)) is not None:
                yield Place(found, "团委", league["level"])
            return
        if code is not None and party in register.cores:
            yield Place(code, party, "")
        for mark in ("共青团", "国家税务总局", "国家统计局"):
            if party.startswith(mark) and len(party) > len(mark) + 1:
                for cut in self._cuts(party[len(mark) :], code):
                    rest = {"共青团": "团委"}.get(mark, cut.rest) if cut.rest in ("委", "委员会") else cut.rest
                    yield Place(cut.code, rest, cut.words)
        yield from self._levels(party, code)
        for found, rest in self._places.prefixes(party, code):
            words = party[: len(party) - len(rest)]
            if rest.startswith("地委") and self._places.own_name(found).endswith("地区"):
                yield Place(found, rest[1:], words + "地")
            if not (rest.startswith(parts("river")) and _RIVER.fullmatch(words) and self._places.own_name(found) != words):
                yield Place(found, rest, words)
        if code is not None and party.endswith("分局"):
            yield Place(code, party, "")

    def _levels(self, full: str, code: str | None) -> Iterator[Place]:
        """Readings of 国家, 省, 自治区, 市, 区 … at the start as a division of the document."""
        start = 1 if full[:1] in _OWN and len(full) > 2 else 0
        for words in ("国家", "中央", "全国"):
            if full.startswith(words):
                yield Place(COUNTRY, full[len(words) :], words)
        for words in (*_LONG_LEVELS, "省", "市", "区", "县", "州", "旗", "盟", "镇", "乡"):
            if full.startswith(words, start) and code is not None:
                found = self.level_code(words, code)
                if found is not None:
                    rest = full[start + len(words) :]
                    yield Place(found, rest, full[: start + len(words)])
                    if len(words) == 1 and rest[2:3]:
                        yield from self._below(rest, found)
        for words, cut in (("地委", 1), ("行署", 2)):
            # 地委宣传部, 行署生态环境局: the committee and the office that lead a prefecture stand for it.
            if full.startswith(words) and (len(full) > 3 or full == "地委") and code is not None and self.level_code("地区", code):
                yield Place(str(self.level_code("地区", code)), full[cut:], full[:cut])

    def _below(self, rest: str, over: str) -> Iterator[Place]:
        """Divisions of ``over`` that follow its level word: 市荷塘区政府."""
        for found, tail in self._places.prefixes(rest, over):
            words = rest[: len(rest) - len(tail)]
            if found != over and over in self._places.above(found) and words.endswith(self._places.own_name(found)):
                yield Place(found, tail, words)

    def level_code(self, word: str, code: str) -> str | None:
        """Which division 省, 市, 区 … means in a document of division ``code``; None where it could be several."""
        places = self._places
        chain = [c for c in places.above(code) if c != COUNTRY]
        if word in ("省", "自治区"):
            return next((c for c in chain if len(c) == 2 and c not in MUNICIPALITIES), None)
        if word == "区" and chain and places.own_name(chain[0]).endswith("自治区"):
            return chain[0]
        if word in ("师市", "师") and (division := next(filter(None, map(division_of, chain)), None)):
            return division
        ending = {"自治州": "州", "自治县": "县", "师市": "师"}.get(word, word)
        zone = ending == "区" and chain and places.is_zone(chain[0])
        if zone:
            return chain[0]
        fitting = [c for c in chain if places.own_name(c).endswith(ending)]
        return fitting[0] if fitting else None

    def _core(self, rest: str, place: Place, full: str) -> Resolution | None:
        """The function words after the place, as the register holds them or made of its words by rule."""
        cores = self._register.cores
        code = place.code
        words = rest = _LEVEL_TWICE.sub(r"\1", rest) if rest[:1] in "委党" else rest
        if words not in cores:
            shorter = (words.removeprefix(government) for government in _GOVERNMENT)
            words = next((word for word in shorter if word in cores), words)
        key = cores.get(words) or cores.get(self._office_of(words))
        if len(code) == 9 and code.isdigit():
            return self._township(rest, place, full)
        if code == COUNTRY:
            key = self._register.national.get(full) or (key if self._has_national(key) else None)
        if words.startswith(_OF_PREFECTURE) and not self._places.own_name(code).endswith(("盟", "地区")):
            return None  # 各地州市人民政府、行政公署: no office of the region itself
        if key in _MANAGED and len(place.words) == 1 and not self._places.is_zone(code):
            return None
        if key is not None:
            official = self._register.official(key, code, words)
            how = "exact" if official in (rest, words, words.removeprefix("委")) else "alias"
            where = f"“{place.words}”指{self._places.get(code).name}" if place.words else "名称未写地名，按本文件所属地区"
            body = self._agencies.agency(key, code, self._called(key, place, words))
            return Resolution(body, how, f"{where}；“{words}”是{key}职能的名称")
        return self._branches.posted(rest, place) or self._branches.inner(rest, place)

    def _called(self, key: str, place: Place, words: str) -> str | None:
        """Name of a body that the register knows by its function: as printed where its words are official ones."""
        if place.code == COUNTRY:
            return None
        if place.words.endswith("师市"):
            # 师市财政局 is that of the division and of its city: 第八师石河子市财政局.
            title = self._places.title(place.code)
            return self._register.name(key, place.code, words).replace(title, title + self._places.own_name(city_of(place.code)), 1)
        function = self._register.function(key)
        local = function is not None and function.kind == "company" and not function.national and len(place.words) > 1
        local = local and "{" not in self._register.official(key, place.code)
        if local and not place.words.endswith(_LEVELS) and place.words not in _LONG_LEVELS:
            # 青岛地铁集团 is registered so, without 市.
            return place.words + words
        if (office := self._office_of(words)) and words not in self._register.cores:
            committee, place_name = words[: -len(office)], self._places.title(place.code)
            return f"中共{place_name}{committee}{self._register.official(key, place.code, office)}"
        over = self._agencies.posting(key, place.code)
        if over is None:
            return self._register.name(key, place.code, words)
        if words.endswith("局") and len(place.words) > 1 and not place.words.endswith(_LEVELS):
            # 鼓楼生态环境局 of 徐州市 is called so.
            return self._places.get(over).name + self._places.short(place.code) + words
        return None

    def _office_of(self, words: str) -> str:
        """The office of a leading group that sits with the party committee: 大湾区办 of 委大湾区办; empty where none."""
        office = words.removeprefix("党").removeprefix("委")
        function = self._register.function(self._register.cores.get(office, ""))
        fits = words.startswith(("委", "党委")) and office.endswith(("办", "办公室")) and len(office) > 2
        return office if fits and function is not None and function.kind == "government" else ""

    def _has_national(self, key: str | None) -> bool:
        function = self._register.function(key) if key else None
        return function is not None and bool(function.national)

    def _township(self, rest: str, place: Place, full: str) -> Resolution | None:
        name = self._places.own_name(place.code)
        street = name.endswith(("街道", "办事处"))
        street = place.words.endswith("街道") or (street and not place.words.endswith(("镇", "乡")))
        if rest in (("办事处", "办", "街道办事处", "街道办", "") if street else ("人民政府", "政府", "")):
            body = self._town(place.code, place.words)
            return Resolution(body, "exact", f"“{name}”是{self._places.get(place.code).name}")
        key = self._register.cores.get(rest, "")
        return Resolution(self._agencies.agency(key, place.code), "rule", f"“{name}”的{key}机构") if key else None

    def _town(self, code: str, words: str) -> Agency:
        """The office or government of a township, called as ``words`` say its kind: 黄村镇 stands in the list as 黄村地区."""
        own, at = self._places.own_name(code), words.rfind(town_stem(self._places.own_name(code)))
        printed = words[max(at, 0) :]
        if not printed.endswith(("镇", "乡", "苏木", "街道")) or printed == own or len(town_stem(own)) < 2:
            return self._agencies.town(code)
        street = printed.endswith("街道")
        name = self._places.get(code).name.removesuffix(own) + printed + ("办事处" if street else "人民政府")
        return self._agencies.agency("街道办事处" if street else "乡镇政府", code, name)

    def _zoned(self, full: str, code: str | None) -> Resolution | None:
        """A body of a functional area, or the area for its management."""
        for area, rest, words in self._zones.cuts(full, code):
            name = self._places.title(area)
            if not rest:
                corps = area.startswith("65Z1")
                body = self._agencies.agency("师团" if corps else "管委会", area, name if corps else None)
                return Resolution(body, "rule", f"以地名{name}代指其{'机关' if corps else '管委会'}")
            if rest.startswith(_COMMITTEE) and rest.endswith("局"):
                rest = rest.removeprefix(_COMMITTEE[0]).removeprefix(_COMMITTEE[1])  # 高新区管委会财政局 is 高新区财政局
            found = self._core(rest, Place(area, rest, words), full)
            if found is not None:
                return found
            if rest.endswith("委") and (stem := self._stem(rest[:-1], area)) != rest[:-1]:
                body = self._agencies.agency(rest, area, f"{name}{stem}委员会", "agency")
                return Resolution(body, "rule", f"{OUTSIDE}，“{words}”是{name}，“{rest[:-1]}”是{stem}的简称")
            if self._agencies.ending(rest) == "agency" and len(rest) > 1 and not self._agencies.is_ending(rest):
                body = self._agencies.agency(rest, area, name + rest, "agency")
                return Resolution(body, "rule", f"{OUTSIDE}，“{words}”是{name}，按“{rest[-2:]}”等结尾认作机构")
        return None

    def _street(self, full: str, code: str | None) -> Resolution | None:
        """The office of a street under a shortened name, or of one that the register of streets does not hold."""
        match = _STREET.fullmatch(full)
        if match is None or code is None or self._places.level(code) != "county" or full.startswith((*_LEVELS, *_OWN, "各")):
            return None
        street = match["name"] + "街道"
        known = self._places.find(street, code, near=True)
        if known is not None and code in self._places.above(known):
            return Resolution(self._agencies.town(known), "rule", f"“{full}”是{self._places.get(known).name}的简称")
        if "街道" not in full or self._places.bearers(street):
            return None
        body = self._agencies.agency("街道办事处", f"{code}Z{street}", f"{self._places.title(code)}{street}办事处")
        return Resolution(body, "rule", f"{OUTSIDE}的街道“{street}”，按所印名称")

    def _unknown(self, full: str, code: str | None) -> Resolution | None:
        """A body of a county or town that the register of divisions does not hold: stated as printed."""
        if full.endswith(_TOWNS) and (full.endswith("族乡") or (code is not None and self._places.level(code) == "county")):
            # 街津口赫哲族乡 among bodies is its government, as 四季青镇 is in a document of its district.
            full += "人民政府"
        for area, rest, words in self._zones.unknown(full, code):
            key = self._register.cores.get(rest)
            if key is not None:
                body = self._agencies.agency(key, area, self._register.name(key, area, rest))
                return Resolution(body, "rule", f"{OUTSIDE}的地区“{words}”，按所印名称；“{rest}”是{key}职能的名称")
        return None

    # ── posted bodies, nameplates, bodies outside the register ──

    def _nameplate(self, full: str, code: str | None) -> Resolution | None:
        """A double name: one body with two nameplates, or two bodies; a person must say which."""
        front, _, back = full[:-1].partition("（")
        if back in _OF_PREFECTURE:
            return None  # 人民政府（行署) of several: what one 各 of a broken list covered
        seat = self._places.find(back, code) if front.endswith(_SCHOOLS) else None
        if seat is not None:
            body = self._agencies.agency(full, code or seat, full, "agency")
            return Resolution(body, "rule", f"{OUTSIDE}，括号里的{back}是学校名称的一部分")
        first = self.resolve(front, code)
        if first is not None and _REMARK.match(back):
            return Resolution(first.body, first.how, f"{first.reason}；括号里“{back}”是说明")
        second = self.resolve(back, code)
        if first is None or not isinstance(first.body, Agency) or first.body.jurisdiction is None:
            return None
        one, two = first.body, second.body if second else None
        if two is not None and two.id == one.id:
            return first
        if not isinstance(two, Agency) and self._agencies.ending(back) != "agency":
            return None
        name = two.name if isinstance(two, Agency) else back
        key = f"{self._word(one)}（{self._word(two) if isinstance(two, Agency) else back}）"
        body = self._agencies.agency(key, first.body.jurisdiction.code, f"{one.name}（{name}）", one.kind)
        return Resolution(body, "rule", f"双名称：{one.name}与{name}是一个机构两块牌子还是并列，{DOUBT}")

    def _double_place(self, full: str, code: str | None) -> Resolution | None:
        """A district and the zone that shares its offices: 钱塘区（钱塘新区）管委会, whichever has such a body."""
        match = _DOUBLE_PLACE.fullmatch(full)
        if match is None or match["one"].startswith("各"):
            return None
        for area in (match["two"], match["one"]):
            found = self._zoned(area + match["rest"], code) or self._placed(area + match["rest"], code)
            where = found.body.jurisdiction if found is not None and found.body is not None else None
            if where is not None and match["rest"] in _COMMITTEE and not self._places.is_zone(where.code):
                continue  # a district has none: 高新区（新市区）管委会
            if found is not None:
                return Resolution(found.body, "rule", f"两个地名{match['one']}与{match['two']}；{found.reason}")
        return None

    def _word(self, agency: Agency) -> str:
        return agency.function or self._agencies.key_of(agency)

    def _bare(self, full: str, code: str | None) -> Resolution | None:
        """A body outside the register, told by its ending; its own name is its identity."""
        kind = self._agencies.ending(full)
        if kind in (None, "none") or "、" in full or full in _OF_PREFECTURE:
            return None
        place = next(iter(self._levels(full, code)), None) or next(
            (Place(c, rest, full[: len(full) - len(rest)]) for c, rest in self._places.prefixes(full, code)), None
        )
        if place is not None and "驻" in place.rest:
            # 佛山海关驻顺德办事处 serves the part of the area that follows.
            seat = next(self._places.prefixes(place.rest.partition("驻")[2], place.code), (None, ""))[0]
            if seat is not None and place.code in self._places.above(seat)[1:]:
                place = Place(seat, place.rest, full[: len(full) - len(place.rest)])
        if place is None and (code is None or len(full) < 4 or full.startswith(_LEVELS)):
            return None
        if place is None and self._zones.elsewhere(full):
            return None
        if place is not None and place.rest in ("管委会", "管理委员会", "党工委"):
            return None
        if self._zones.is_kind((place.rest if place else full).removesuffix("管委会")):
            return None
        if (place is None and _ROOM.fullmatch(full)) or self._is_two(full):
            return None
        if place is not None and self._is_by_chance(place, code):
            place = None
        where = place.code if place else str(code)
        if where == COUNTRY and any(full[:end] in self._register.national for end in range(3, len(full))):
            # A branch of a national body that no rule could place.
            return None
        key, name = self._own_words(place, full)
        if place and place.rest.startswith(("委", "党委")) and len(place.rest) > 3 and name.endswith(place.rest) and name != full:
            # 省委农村工作领导小组 is the committee's, not the government's.
            name = "中共" + name
        if kind == "standing-group":
            group = AgencySet(set_id(where, name), name, "standing-group", "roster", self._places.get(where))
            return Resolution(group, "rule", "议事协调机构：没有名单，成员未知")
        if self._agencies.is_ending(full) or (place and (len(place.rest) < 2 or self._agencies.is_ending(place.rest))):
            return None
        if name.endswith("管委会"):
            name = name.removesuffix("管委会") + "管理委员会"
        elif key.endswith("行委") and len(key) > 3:
            # 察尔汗行委 governs a part of a city of 青海 as 行政委员会.
            name, key = name.removesuffix("行委") + "行政委员会", key.removesuffix("行委") + "行政委员会"
        elif key.endswith("委") and len(key) > 4 and not key.endswith(_SHORT_AS_IT_IS) and key[-3:] not in self._register.cores:
            # 市市场发展委 is a committee; 市道安委 is one by a short form of its field, which stays as printed.
            name, key = name + "员会", key + "员会"
        elif name.endswith("办") and self._places.level(where) == "township":
            # 镇经发办: towns have offices, whose names end in 办公室; above them 办 may be that of a leading group.
            stem = self._stem(key.removesuffix("办"), where)
            name, key = name.removesuffix(key) + stem + "办公室", stem + "办公室"
        body = self._agencies.agency(key, where, name, str(kind))
        return Resolution(body, "rule", f"{OUTSIDE}，按“{full[-2:]}”等结尾认作{'企业' if kind == 'company' else '机构'}")

    def _is_by_chance(self, place: Place, code: str | None) -> bool:
        """Whether a name of its own only begins like a county far below the document: 中原出版集团 of 河南 is not of 中原区."""
        places = self._places
        far = code is not None and len(code) == 2 and code not in MUNICIPALITIES and places.level(place.code) == "county"
        return far and len(place.words) == 2 and places.own_name(place.code) != place.words

    def _is_two(self, full: str) -> bool:
        """Whether two names stand here without a mark between them: 县城管局市生态环境局文峰分局."""
        cores = self._register.cores
        cuts = (at for at in range(3, len(full) - 2) if full[at] in _LEVELS and full[1:at] in cores)
        return full[:1] in _LEVELS and any(full[at + 1 : end] in cores for at in cuts for end in range(at + 3, len(full) + 1))

    def _stem(self, short: str, code: str) -> str:
        """What the words before 局 or 办 are short for (经发: 经济发展); as they are where the register knows no such 局."""
        known = self._register.cores.get(short + "局")
        official = self._register.official(known, code, short + "局") if known else ""
        return official.removesuffix("局") if official.endswith("局") and "{" not in official else short

    def _own_words(self, place: Place | None, full: str) -> tuple[str, str]:
        """Key and name of a body outside the register: without its place, where that is a level or a full name.

        市X中心 and 北京市X中心 are one; in 西城园管委会 the short place is part of the name.
        """
        if place is None or place.code == COUNTRY:
            return full, full
        own = self._places.own_name(place.code)
        if place.words.endswith(own) or len(place.words) == 1 or place.words[:1] in _OWN or place.words in _LONG_LEVELS:
            return place.rest, self._places.get(place.code).name + place.rest
        return full, full

    def _place_itself(self, full: str, code: str | None) -> Resolution | None:
        """A full name of a place among bodies: its government."""
        found = self._places.find(full, code, near=True)
        if found is None and full[:1] in _LEVELS and code is not None:
            # 市武陵源区: a list lent its level word to a place inside.
            over = self.level_code(full[:1], code)
            found = self._places.find(full[1:], over) if over is not None else None
            found = found if found is not None and over in self._places.above(found)[1:] else None
        if found is None or found == COUNTRY:
            return None
        own = self._places.own_name(found)
        kind = "区" if self._places.is_zone(found) else "州盟旗县"
        town = len(found) == 9 and found.isdigit()
        if not town and not full.endswith(own) and not (len(full) > 2 and full[-1] == own[-1] and full[-1] in kind):
            return None
        name = self._places.get(found).name
        if town:
            return Resolution(self._town(found, full), "rule", f"以地名{name}代指其政府")
        body = self._agencies.agency("管委会" if self._places.is_zone(found) else "政府", found)
        return Resolution(body, "rule", f"以地名{name}代指其{'管委会' if self._places.is_zone(found) else '政府'}")


def _why(note: str) -> str:
    return f"；{note}" if note else ""
