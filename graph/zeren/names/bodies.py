"""From the printed name of one body to the body itself: place, level and function told apart."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model import Agency, AgencySet, Resolution
from zeren.names.agencies import Agencies
from zeren.names.divisions import COUNTRY, MUNICIPALITIES, Divisions
from zeren.names.identity import set_id
from zeren.names.register import Register

OUTSIDE = "登记之外"
"""stands in the reason where only the ending of a name told that it is a body"""
DOUBT = "须由人判定"
"""stands in the reason of a resolution that a person should look at"""
_OWN = ("本", "全", "我")
_LEVELS = ("省", "市", "区", "县", "州", "旗", "盟", "镇", "乡")
_LONG_LEVELS = (
    "自治区", "自治州", "自治县", "地区", "街道", "新区", "高新区", "经开区", "开发区", "实验区", "示范区", "合作区",
)  # fmt: skip
_GOVERNMENT = ("人民政府", "政府")
_INNER = ("处", "科", "室", "办", "组", "队", "中心", "站", "所")


class Place:
    """A name cut after its place: which division, what follows, and the words that told it."""

    __slots__ = ("code", "rest", "words")

    def __init__(self, code: str, rest: str, words: str) -> None:
        self.code, self.rest, self.words = code, rest, words


class Bodies:
    """Resolves single bodies; what it cannot read it gives back as None."""

    def __init__(self, divisions: Divisions, register: Register, agencies: Agencies) -> None:
        self._places, self._register = divisions, register
        self._agencies = agencies

    def resolve(self, full: str, code: str | None) -> Resolution | None:
        """Resolve one printed name in a document of division ``code``; None where no rule fits."""
        return self.known(full, code) or self.guess(full, code)

    def known(self, full: str, code: str | None) -> Resolution | None:
        """The body whose words the register holds, alone or put together by its rules."""
        if full.endswith("监察委员会") and "纪律检查委员会、" in full:
            full = full.partition("、")[0] + "监察委员会"
        found = self._from_register(full, code) or self._national(full, code)
        if found is None and full.endswith("）") and "（" in full[1:]:
            found = self._nameplate(full, code)
        return found or self._placed(full, code) or self._ministry_part(full)

    def guess(self, full: str, code: str | None) -> Resolution | None:
        """The body told by a place alone (its government) or by the ending of a name outside the register."""
        return self._place_itself(full, code) or self._bare(full, code)

    def _from_register(self, full: str, code: str | None) -> Resolution | None:
        """A body with a name of its own; the entry with the narrowest scope counts."""
        rows = self._agencies.entries.get(full)
        if not rows and full.startswith(_LEVELS):
            # A list may lend its level word to a name that bears none: 区西区邮政管理局.
            rows = [row for row in self._agencies.entries.get(full[1:], ()) if not row["target"].startswith("=")]
        if not rows:
            return None
        chain = tuple(self._places.above(code or COUNTRY))
        fitting = [row for row in rows if row["scope"] in chain]
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

    def _national(self, full: str, code: str | None) -> Resolution | None:
        key = self._register.national.get(full)
        if key is None or (full in self._register.cores and code not in (None, COUNTRY) and self._is_local(full)):
            return None
        function = self._register.function(key)
        official = function is not None and full == function.national[0]
        how = "exact" if official else "alias"
        return Resolution(self._agencies.agency(key, COUNTRY), how, f"国家机构名称：{full}")

    def _is_local(self, full: str) -> bool:
        return not full.startswith(("国家", "中国", "中央", "全国", "国务院", "最高"))

    def _placed(self, full: str, code: str | None) -> Resolution | None:
        for place in self._cuts(full, code):
            found = self._core(place.rest, place, full)
            if found is not None:
                return found
        found = self._infix(full, code)
        for place in self._levels(full, code) if found is None else ():
            # 区人民银行平潭支行: the level word repeats the place that the words hold.
            inner = self._infix(place.rest, place.code)
            if inner and isinstance(inner.body, Agency) and inner.body.jurisdiction == self._places.get(place.code):
                return inner
        return found

    def _cuts(self, full: str, code: str | None) -> Iterator[Place]:
        """All readings of the place at the start: none, level words, place names; the likeliest first."""
        register = self._register
        party = full[2:] if full.startswith("中共") else full
        if code is not None and party in register.cores:
            yield Place(code, party, "")
        for mark in ("共青团", "国家税务总局", "国家统计局"):
            if party.startswith(mark) and len(party) > len(mark) + 1:
                for cut in self._cuts(party[len(mark) :], code):
                    rest = {"共青团": "团委"}.get(mark, cut.rest) if cut.rest in ("委", "委员会") else cut.rest
                    yield Place(cut.code, rest, cut.words)
        yield from self._levels(party, code)
        for found, rest in self._places.prefixes(party, code):
            yield Place(found, rest, party[: len(party) - len(rest)])
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
                    yield Place(found, full[start + len(words) :], full[: start + len(words)])

    def level_code(self, word: str, code: str) -> str | None:
        """Which division 省, 市, 区 … means in a document of division ``code``; None where it could be several."""
        places = self._places
        chain = [c for c in places.above(code) if c != COUNTRY]
        if word in ("省", "自治区"):
            return next((c for c in chain if len(c) == 2 and c not in MUNICIPALITIES), None)
        if word == "区" and chain and places.own_name(chain[0]).endswith("自治区"):
            return chain[0]
        ending = {"自治州": "州", "自治县": "县"}.get(word, word)
        zone = ending == "区" and chain and places.is_zone(chain[0])
        if zone:
            return chain[0]
        fitting = [c for c in chain if places.own_name(c).endswith(ending)]
        return fitting[0] if fitting else None

    def _core(self, rest: str, place: Place, full: str) -> Resolution | None:
        """The function words after the place, as the register holds them or made of its words by rule."""
        cores = self._register.cores
        code = place.code
        words = rest
        if words not in cores:
            shorter = (words.removeprefix(government) for government in _GOVERNMENT)
            words = next((word for word in shorter if word in cores), words)
        key = cores.get(words)
        if len(code) == 9:
            return self._township(rest, place, full)
        if code == COUNTRY:
            key = self._register.national.get(full) or (key if self._has_national(key) else None)
        if key is not None:
            official = self._register.official(key, code)
            how = "exact" if official in (rest, words, words.removeprefix("委")) else "alias"
            where = f"“{place.words}”指{self._places.get(code).name}" if place.words else "名称未写地名，按本文件所属地区"
            return Resolution(self._agencies.agency(key, code), how, f"{where}；“{words}”是{key}职能的名称")
        return self._branch(rest, place) or self._inner(rest, place)

    def _has_national(self, key: str | None) -> bool:
        function = self._register.function(key) if key else None
        return function is not None and bool(function.national)

    def _township(self, rest: str, place: Place, full: str) -> Resolution | None:
        name = self._places.own_name(place.code)
        street = name.endswith(("街道", "办事处"))
        if rest in (("办事处", "办", "街道办事处", "街道办", "") if street else ("人民政府", "政府", "")):
            key = "街道办事处" if street else "乡镇政府"
            body = self._agencies.town_body(place.code, key)
            return Resolution(body, "exact", f"“{name}”是{self._places.get(place.code).name}")
        key = self._register.cores.get(rest, "")
        return Resolution(self._agencies.agency(key, place.code), "rule", f"“{name}”的{key}机构") if key else None

    # ── posted bodies, nameplates, bodies outside the register ──

    def _branch(self, rest: str, place: Place) -> Resolution | None:
        """A branch: 规划自然资源委西城分局 after 市, 公安分局 after 西城."""
        cores, places = self._register.cores, self._places
        if rest.endswith("分局") and len(rest) > 2:
            stem = rest[:-2]
            key = cores.get(stem + "局") or cores.get(stem + "委")
            if key is not None:
                return self._branch_body(key, place.code, "分局", place.words)
        for cut in range(len(rest) - 4, 1, -1):
            words = rest[:cut]
            key = cores.get(words) or cores.get(words + "局") or cores.get(words + "委")
            if key is None:
                continue
            for area, tail in places.prefixes(rest[cut:], place.code):
                if area != place.code and place.code in places.above(area):
                    return self._branch_body(key, area, tail, place.words, place.code)
                if area == place.code and not place.words:
                    return self._branch_body(key, area, tail, words)
        return None

    def _branch_body(self, key: str, area: str, tail: str, words: str, over: str | None = None) -> Resolution | None:
        over = over or self._places.parent(area)
        if over is None or over == COUNTRY or self._agencies.ending(tail) != "agency":
            return None
        served = self._places.get(area).name
        posted = tail == "分局" or self._register.cores.get(tail) == key
        if posted and self._agencies.posting(key, area) is not None:
            body = self._agencies.agency(key, area)
            return Resolution(body, "rule", f"分局：{key}职能在{served}由上级派出机构承担")
        whole = self._register.name(key, over)
        body = self._agencies.agency(f"{key}/{tail}", area, f"{whole}{self._places.short(area)}{tail}")
        return Resolution(body, "rule", f"{whole}的派出机构，服务地区{served}")

    def _inner(self, rest: str, place: Place) -> Resolution | None:
        """A division inside a body: 经济发展局农业处 after 区."""
        if not rest.endswith(_INNER):
            return None
        for cut in range(len(rest) - 2, 1, -1):
            key = self._register.cores.get(rest[:cut])
            if key is not None and rest[cut - 1] in "局委部厅会" and len(rest) - cut >= 2:
                whole = self._agencies.agency(key, place.code)
                body = self._agencies.agency(f"{key}/{rest[cut:]}", place.code, whole.name + rest[cut:])
                return Resolution(body, "rule", f"{key}职能机构的内设机构“{rest[cut:]}”")
        return None

    def _infix(self, full: str, code: str | None) -> Resolution | None:
        """The place between the words: 人民银行合肥中心支行, 国网北京市电力公司."""
        cores = self._register.cores
        for cut in range(min(len(full) - 3, 14), 1, -1):
            head = full[:cut]
            if head not in self._register.national and head not in ("人行", "人民银行", "国网"):
                continue
            for area, tail in self._places.prefixes(full[cut:], code):
                key = cores.get(head + tail) or self._branch_of(head, tail)
                if key is not None:
                    body = self._agencies.agency(key, area)
                    return Resolution(body, "rule", f"“{head}”在{self._places.get(area).name}的机构")
        return None

    def _branch_of(self, head: str, tail: str) -> str | None:
        """Function of a vertical body or a company whose name is ``head``, where ``tail`` is a branch's ending."""
        key = self._register.national.get(head)
        function = self._register.function(key) if key else None
        fits = function is not None and function.kind in ("vertical", "company") and len(tail) < 6
        return key if fits and self._agencies.ending(tail) in ("agency", "company") else None

    def _nameplate(self, full: str, code: str | None) -> Resolution | None:
        """A double name: one body with two nameplates, or two bodies; a person must say which."""
        front, _, back = full[:-1].partition("（")
        first, second = self.resolve(front, code), self.resolve(back, code)
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

    def _word(self, agency: Agency) -> str:
        return agency.function or self._agencies.key_of(agency)

    def _ministry_part(self, full: str) -> Resolution | None:
        """A department inside a national body: 国家发展改革委价格司."""
        for cut in range(len(full) - 2, 2, -1):
            key = self._register.national.get(full[:cut])
            if key is not None and full.endswith(("司", "局", "厅", "办", "办公室", "中心")):
                whole = self._agencies.agency(key, COUNTRY)
                body = self._agencies.agency(f"{key}/{full[cut:]}", COUNTRY, whole.name + full[cut:])
                return Resolution(body, "rule", f"{whole.name}的内设机构“{full[cut:]}”")
        return None

    def _bare(self, full: str, code: str | None) -> Resolution | None:
        """A body outside the register, told by its ending; its own name is its identity."""
        kind = self._agencies.ending(full)
        if kind in (None, "none") or "、" in full:
            return None
        place = next(iter(self._levels(full, code)), None) or next(
            (Place(c, rest, full[: len(full) - len(rest)]) for c, rest in self._places.prefixes(full, code)), None
        )
        if place is None and (code is None or len(full) < 4 or full.startswith(_LEVELS)):
            return None
        where = place.code if place else str(code)
        if where == COUNTRY and any(full[:end] in self._register.national for end in range(3, len(full))):
            # A branch of a national body that no rule could place.
            return None
        key, name = self._own_words(place, full)
        if kind == "standing-group":
            group = AgencySet(set_id(where, name), name, "standing-group", "roster", self._places.get(where))
            return Resolution(group, "rule", "议事协调机构：没有名单，成员未知")
        if self._agencies.is_ending(full) or (place and (len(place.rest) < 2 or self._agencies.is_ending(place.rest))):
            return None
        body = self._agencies.agency(key, where, name, str(kind))
        return Resolution(body, "rule", f"{OUTSIDE}，按“{full[-2:]}”等结尾认作{'企业' if kind == 'company' else '机构'}")

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
        if found is None or found == COUNTRY or not full.endswith(self._places.own_name(found)):
            return None
        name = self._places.get(found).name
        if len(found) == 9:
            return Resolution(self._agencies.town(found), "rule", f"以地名{name}代指其政府")
        body = self._agencies.agency("管委会" if self._places.is_zone(found) else "政府", found)
        return Resolution(body, "rule", f"以地名{name}代指其{'管委会' if self._places.is_zone(found) else '政府'}")


def _why(note: str) -> str:
    return f"；{note}" if note else ""
