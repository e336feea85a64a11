"""The administrative divisions of the country: from a name to its code and back.

Codes are those of GB/T 2260 (2, 4, 6 digits; townships 9); areas without one carry the code of the
division they answer to, ``Z`` and a number, or ``Z`` and their own name where the register does not know them
(3401Z长丰高新区). The shorter code of two always contains the longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from zeren.ground.fold import fold
from zeren.ground.model import Jurisdiction
from zeren.ground.resources import ontology_dir
from zeren.names.parts import parts

COUNTRY = "100000"
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""provinces that are cities: 市 stands for them in all documents below"""
_SUFFIXES = ("省", "市", "区", "县", "州", "旗", "盟")
_LEVELS = {2: "provincial", 4: "prefectural", 6: "county", 9: "township"}
_RANK = {"national": 0, "provincial": 1, "prefectural": 2, "county": 3, "township": 4}
_TOWNSHIP_ENDINGS = ("街道", "镇", "乡", "苏木", "办事处")
APPROVED = ("高新技术产业开发区", "经济技术开发区")
"""kinds of zones that the State Council approves, whose names no other zone bears"""
FREE_TRADE = "中国（"
"""how the names of free trade zones begin: 中国（辽宁）自由贸易试验区营口片区 holds its province already"""
_SIDED = ("左旗", "右旗", "前旗", "后旗", "中旗")
"""endings of banners whose first word alone names a pair (阿拉善左旗, 阿拉善右旗)"""
PLAIN = ("县", "市", "旗", "镇", "乡", "街道", "苏木")
"""endings of areas that the register does not know and that are no zones"""
_COUNTRY_NAMES = frozenset({"中国", "全国", "国家", "中央", "中华人民共和国"})


def town_stem(name: str) -> str:
    """A township's name without its kind, which reforms change: 黄村 of 黄村镇 and 黄村地区."""
    return _town_kind().sub("", name)


@cache
def _town_kind() -> re.Pattern[str]:
    """What kind of township a name says, with the peoples in it: 祁丰|藏族乡, 于家务|回族乡, 黄村|地区."""
    peoples = "|".join(parts("people"))
    return re.compile(f"(?:(?<=..)(?:(?:{peoples})族){{1,3}})?(?:街道(?:办事处)?|镇|乡|苏木|地区(?:办事处)?)$")


def is_stated(code: str) -> bool:
    """Tell whether a code was made of the printed name of an area that the register does not know."""
    over, mark, own = code.rpartition("Z")
    return bool(mark and over) and not own.isascii()


def _rows(name: str) -> Iterator[list[str]]:
    """Rows of a large register file; a dict a row would cost more than the rest of the start."""
    lines = (ontology_dir() / "register" / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    body = (line.split("\t") for line in lines if line and line[0] != "#")
    next(body)
    return body


def _colloquial(name: str, short: str) -> tuple[str, ...]:
    """How documents shorten an autonomous area or a district of a people: 延边州, 环江县, 酉阳自治县, 鄂伦春旗, 梅里斯区."""
    kind = name[-3:] if name.endswith(("自治州", "自治县", "自治旗")) else ""
    if name.endswith("族区"):
        kind = "区"
    return tuple(dict.fromkeys((short + kind[-1], short + kind))) if kind else ()


class Divisions:
    """All divisions with their names; townships are read when first asked for."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._shorts: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        self._by_short: dict[str, list[str]] = {}
        self._zones: dict[str, tuple[str, str]] = {}
        for code, name, *short in _rows("divisions"):
            self._names[code] = name
            self._by_name.setdefault(name, []).append(code)
            if short:
                words = short[0].split(" ")
                self._shorts[code] = words[0]
                for word in dict.fromkeys((*words, *_colloquial(name, words[0]))):
                    self._by_short.setdefault(word, []).append(code)
        for code, name, shorts, parent, level in _rows("zones"):
            self._names[code] = name
            self._zones[code] = (parent, level)
            self._by_name.setdefault(name, []).append(code)
            self._shorts[code] = shorts.split(" ")[0]
            for word in shorts.split(" "):
                self._by_short.setdefault(word, []).append(code)
        self._first = {name[:2] for name in self._by_name} | {name[:2] for name in self._by_short}
        self._known: dict[str, Jurisdiction] = {COUNTRY: Jurisdiction(COUNTRY, "中国", "national")}
        self._titles: dict[str, str] = {}
        self._counties: dict[str, tuple[str, ...]] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._below: dict[str, tuple[str, ...]] = {}
        self._raw_towns: dict[str, str] = {}
        self._towns: dict[str, dict[str, str]] | None = None

    # ── one division ──

    def own_name(self, code: str) -> str:
        """Name without parents (西城区); KeyError where there is no such code."""
        if len(code) == 9 and code.isdigit():
            return self.townships(code[:6])[code]
        if code == COUNTRY:
            return "中国"
        name = self._names.get(code)
        if name is None:
            if not is_stated(code):
                raise KeyError(code)
            name = code.rpartition("Z")[2]
        return name

    def short(self, code: str) -> str:
        """Name without its kind (西城, 内蒙古, 延边, 滨海 for 滨海新区); 阿拉善左旗 is never 阿拉善左."""
        name = self.own_name(code)
        if name.endswith(_SIDED):
            return name
        kind = 2 if name.endswith("新区") and len(code) == 6 and len(name) > 3 else 1
        return self._shorts.get(code) or (name[:-kind] if len(name) > 2 else name)

    def is_zone(self, code: str) -> bool:
        """Tell whether the area is a development zone or the like and not a division of GB/T 2260."""
        if is_stated(code):
            return not code.endswith(PLAIN)
        return "Z" in code or (len(code) == 6 and code[4] == "7" and code != COUNTRY)

    def parent(self, code: str) -> str | None:
        """Code of the division above; None for the country."""
        if code == COUNTRY:
            return None
        if code in self._zones:
            return self._zones[code][0]
        if is_stated(code):
            return code.rpartition("Z")[0]
        if len(code) == 9:
            return code[:6] if code[:6] in self._names else code[:4]
        if len(code) == 6 and code[:4] in self._names:
            return code[:4]
        return code[:2] if len(code) > 2 else COUNTRY

    def above(self, code: str) -> tuple[str, ...]:
        """The division itself and all above it, up to the country."""
        chain = self._chains.get(code)
        if chain is None:
            over = self.parent(code)
            chain = self._chains[code] = (code, *(self.above(over) if over is not None else ()))
        return chain

    def level(self, code: str) -> str:
        """One of the levels of ``model.Jurisdiction``."""
        if code == COUNTRY:
            return "national"
        if is_stated(code):
            if code.endswith((*_TOWNSHIP_ENDINGS, "团")):
                return "township"
            if code.startswith(COUNTRY + "Z"):  # what stands over it is not printed
                return "prefectural" if code.endswith("市") else "county"
            over = self.level(code.rpartition("Z")[0])
            return {"national": "provincial", "provincial": "prefectural"}.get(over, "county")
        return self._zones[code][1] if code in self._zones else _LEVELS[len(code)]

    def get(self, code: str) -> Jurisdiction:
        """The division as a record; KeyError where there is no such code."""
        found = self._known.get(code)
        if found is None:
            found = self._known[code] = Jurisdiction(code, self._full_name(code), self.level(code))
        return found

    def _full_name(self, code: str) -> str:
        own, parent = self.own_name(code), self.parent(code)
        if parent is None or parent == COUNTRY or own.startswith(FREE_TRADE):
            return own
        if self.is_zone(code):
            # 石家庄高新技术产业开发区 holds its city already: the city is not written twice.
            for place in self.above(parent):
                if place != COUNTRY and own.startswith(self.short(place)):
                    over = self.parent(place)
                    return own if over in (None, COUNTRY) else self.get(str(over)).name + own
        return self.get(parent).name + own

    def title(self, code: str) -> str:
        """Name that bodies of the area bear: its full name; a zone that bears its city's name goes by its own.

        合肥高新技术产业开发区财政局 stands on no paper with the province in front.
        """
        if code not in self._titles:
            own, parent, name = self.own_name(code), self.parent(code), self.get(code).name
            known = self.is_zone(code) and (not is_stated(code) or own.endswith(APPROVED))
            over = [c for c in self.above(parent) if c != COUNTRY] if parent and known else []
            holds = any(own.startswith(self.short(c)) if len(c) > 2 else c in MUNICIPALITIES and self.short(c) in own for c in over)
            self._titles[code] = own if holds else name
        return self._titles[code]

    # ── below a division ──

    def children(self, code: str) -> tuple[str, ...]:
        """Codes directly below, in code order, without zones; townships below a county."""
        if code not in self._below:
            self._below[code] = self._children(code)
        return self._below[code]

    def _children(self, code: str) -> tuple[str, ...]:
        if len(code) == 6 and code != COUNTRY:
            return tuple(sorted(self.townships(code)))
        if code == COUNTRY:
            return tuple(sorted(c for c in self._names if len(c) == 2))
        below = [c for c in self._names if c.startswith(code) and c != code and not self.is_zone(c)]
        return tuple(sorted(c for c in below if self.parent(c) == code)) or self.all_townships(code)

    def all_townships(self, code: str) -> tuple[str, ...]:
        """Codes of all townships and streets in an area, in code order; cities without counties have them too."""
        self.townships("")
        inside = "" if code == COUNTRY else code
        counties = sorted(county for county in self._raw_towns if county.startswith(inside))
        return tuple(town for county in counties for town in sorted(self.townships(county)))

    def counties(self, code: str) -> tuple[str, ...]:
        """Codes of all county-level divisions in an area, in code order, without zones."""
        if code not in self._counties:
            inside = "" if code == COUNTRY else code
            found = (c for c in self._names if len(c) == 6 and c.startswith(inside) and not self.is_zone(c))
            self._counties[code] = tuple(sorted(found))
        return self._counties[code]

    def townships(self, county: str) -> dict[str, str]:
        """Nine-digit code and name of the townships and streets of a county; empty where unknown."""
        if self._towns is None:
            self._towns = {}
            self._raw_towns = {row[0]: row[1] for row in _rows("townships")}
        if county not in self._towns:
            words = self._raw_towns.get(county, "").split()
            self._towns[county] = {county + word[:3]: word[3:] for word in words}
        return self._towns[county]

    # ── from a name to a division ──

    def find(self, name: str, within: str | None = None, near: bool = False) -> str | None:
        """Code of the division called ``name``, full or short, with or without its parents; None where unclear.

        Of several bearers the one nearest to ``within`` counts: inside it, else inside its parent, and so on; of
        those the highest, if it is one. With ``near`` a county outside the province of ``within`` needs its
        parents in the name.
        """
        if name in _COUNTRY_NAMES:
            return COUNTRY
        if len(name) < 2:
            return None
        for codes in (self._by_name.get(name, []), self._short_bearers(name), self._town_bearers(name, within)):
            found = self._nearest(codes, within, near)
            if found:
                return found
        return self._through_parents(name, within, near)

    def bearers_in_full(self, name: str) -> tuple[str, ...]:
        """Codes of the divisions with exactly this name, without parents."""
        return tuple(self._by_name.get(name, ()))

    def bearers(self, name: str) -> tuple[str, ...]:
        """Codes of the divisions with this full or short name, without parents."""
        return (*self._by_name.get(name, ()), *self._short_bearers(name))

    def _short_bearers(self, name: str) -> list[str]:
        found = list(self._by_short.get(name, ()))
        for suffix in _SUFFIXES:
            for code in self._by_name.get(name + suffix, ()):
                if code not in self._shorts:
                    found.append(code)
        return found

    def _town_bearers(self, name: str, within: str | None) -> list[str]:
        if within is None or within == COUNTRY or not name.endswith(_TOWNSHIP_ENDINGS) or len(name) < 3:
            return []
        county = within[:6] if len(within) == 9 else within
        # Names come folded here; a few townships are written with characters that folding changes (氾水镇).
        towns = self.all_townships(county)
        found = [town for town in towns if fold(self.own_name(town)) == name]
        if not found and len(county) == 6:
            # 祁丰藏族乡 stands in the list as 祁丰乡, 黄村镇 as 黄村地区, 白马乡 of an older paper as 白马镇.
            stem = town_stem(name)
            found = [town for town in towns if town_stem(fold(self.own_name(town))) == stem] if len(stem) > 1 else []
            found = found if len(found) == 1 else []
        if not found and len(county) == 6:
            over = self.parent(county) or COUNTRY
            return [] if over == COUNTRY else self._town_bearers(name, over)
        return found

    def _nearest(self, codes: list[str], within: str | None, near: bool) -> str | None:
        if not codes:
            return None
        for anchor in self.above(within or COUNTRY):
            inside = [c for c in codes if anchor == COUNTRY or c == anchor or self._is_inside(c, anchor)]
            if anchor == COUNTRY and near and within not in (None, COUNTRY):
                inside = [c for c in inside if self.level(c) in ("provincial", "prefectural")]
            if inside:
                top = min(_RANK[self.level(c)] for c in inside)
                best = [c for c in inside if _RANK[self.level(c)] == top]
                divisions = [c for c in best if not self.is_zone(c)] if within is None else best
                best = divisions or best
                return best[0] if len(best) == 1 else None
        return None

    def _is_inside(self, code: str, area: str) -> bool:
        return area in self.above(code)

    def _through_parents(self, name: str, within: str | None, near: bool) -> str | None:
        if name[:2] not in self._first:
            return None
        for cut in range(len(name) - 2, 1, -1):
            head = name[:cut]
            for code in (*self._by_name.get(head, ()), *self._short_bearers(head)):
                below = self.find(name[cut:], code, near)
                if below is not None and below != code and self._is_inside(below, code):
                    return below
        return None

    def prefixes(self, text: str, within: str | None = None) -> Iterator[tuple[str, str]]:
        """Places that ``text`` begins with, longest first: code and the words after the place."""
        if text[:2] not in self._first and not any(word in text for word in ("街道", "镇", "乡", "苏木")):
            return
        for end in range(min(len(text) - 1, 20), 1, -1):
            code = self.find(text[:end], within, near=True)
            if code is not None:
                yield code, text[end:]
