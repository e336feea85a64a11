"""The functions that bodies serve, with the words that name them at each level of government."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zeren.ground.resources import ontology_dir, table
from zeren.names.divisions import COUNTRY, MUNICIPALITIES, Divisions

KEPT = "~"
"""marks a short form that may stand for several official ones: it stays as printed"""
_AS_PRINTED = ("government", "institution", "mass", "company")
"""kinds of bodies whose printed words are their official ones unless the register says what they are short for"""
_PREFECTURAL = {"政府": "行政公署", "政府办公": "行政公署办公室"}
"""leagues and prefectures are governed by an administrative office of the province"""
_TYPES = ("委员会", "办公室", "办公厅", "局", "厅", "委", "办")
_FULL = {"委": "委员会", "办": "办公室"}
_EXPAND = {"委": ("委员会", "委"), "办": ("办公室", "办"), "公室": ("办公厅", "办公室")}
_CLASS = {"national": "国", "provincial": "省", "prefectural": "市", "county": "县", "township": "县"}


@dataclass(frozen=True, slots=True)
class Function:
    """What a body is for: one row of the register."""

    key: str
    """the stable name of the function, part of every identity"""
    kind: str
    """``government``, ``party``, ``vertical``, ``company`` …"""
    national: tuple[str, ...]
    """names of the national body, the official one first; empty where there is none"""
    stem: str
    """official words before the ending"""
    endings: tuple[str, ...]
    """endings, the usual one first"""
    official: tuple[tuple[str, str], ...]
    """pairs of level class (省, 直, 市, 县) and official words, where not stem + ending"""


class Register:
    """Function keys by the words that name them, and official words by function."""

    def __init__(self, divisions: Divisions) -> None:
        self._divisions = divisions
        self._rows: dict[str, list[str]] = {}
        self._functions: dict[str, Function] = {}
        self.cores: dict[str, str] = {}
        """words after the place or level (生态环境局, 委宣传部) → function key"""
        self.national: dict[str, str] = {}
        """names of national bodies, also without 国家 or 中国 → function key"""
        self.formal: dict[str, str] = {}
        """words as printed → official words that they are short for, or they themselves; ``KEPT`` where they may be
        short for several; words that leave it to the official words of the place have no entry"""
        self._overrides: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._scoped: dict[str, list[tuple[str, str, str]]] = {}
        lines = (ontology_dir() / "register" / "functions.tsv").read_text(encoding="utf-8").split("\n")
        for line in (one for one in lines if one and one[0] != "#"):
            if not line.startswith("key\t"):
                self._enter((line.split("\t") + [""] * 6)[:7])
        for row in table("register/officials"):
            self._overrides.setdefault((row["function"], row["level"]), []).append((row["scope"], row["official"]))
        for row in table("register/wordings"):
            for word in row["printed"].split(" "):
                self._scoped.setdefault(word, []).append((row["scope"], row["levels"], row["official"]))
                if word not in self.cores and row["official"] in self.cores:
                    # Elsewhere 城管执法委 may be short for other words: it stays as printed there.
                    self._word(word, self.cores[row["official"]], KEPT, party=False)

    def _enter(self, row: list[str]) -> None:
        key, kind, national, stems, endings, _, also = row
        self._rows[key] = row
        party, tails = kind == "party", [_EXPAND.get(ending, (ending,)) for ending in endings.split(" ")]
        for stem in stems.split(" "):
            word, short, target = stem.partition("=")
            whole = target if short else word if kind in _AS_PRINTED else ""
            for forms in tails:
                for tail in forms:
                    official = whole if whole in ("", KEPT) else whole + forms[0]
                    self._word(word + tail, key, official, party)
        for spelling in also.split(" "):
            word, _, target = spelling.partition("=")
            self._word(word, key, target, party)
        for name in national.split(" "):
            if name:
                self.national.setdefault(name, key)
                for mark in ("国家", "中国"):
                    if name.startswith(mark) and len(name) > 4:
                        self.national.setdefault(name[2:], key)

    def _word(self, word: str, key: str, official: str, party: bool) -> None:
        if not word:
            return
        spellings: tuple[str, ...] = (word, "委" + word, "党委" + word) if party else (word,)
        if word.startswith("委") and len(word) > 2:
            spellings += ("党" + word,)  # 自治区党委金融办: autonomous regions and the Corps write 党委 for 委
        for spelling in spellings:
            if self.cores.setdefault(spelling, key) == key and official:
                self.formal.setdefault(spelling, official)

    def keys(self) -> tuple[str, ...]:
        """All function keys in the order of the register."""
        return tuple(self._rows)

    def function(self, key: str) -> Function | None:
        """The function called ``key``; None where the register has none."""
        if key not in self._functions and key in self._rows:
            _, kind, national, stems, endings, official, _ = self._rows[key]
            pairs = tuple((part[0], part[2:]) for part in official.split(" ") if part)
            names = tuple(national.split(" ")) if national else ()
            tails = tuple(endings.split(" "))
            stem = stems.split(" ")[0].partition("=")[0]
            self._functions[key] = Function(key, kind, names, stem, tails, pairs)
        return self._functions.get(key)

    def spellings(self, key: str) -> tuple[str, ...]:
        """All words of the register for a function, without places, sorted."""
        return tuple(sorted(word for word, owner in self.cores.items() if owner == key))

    @cached_property
    def patterns(self) -> dict[str, list[tuple[str, str]]]:
        """First four characters of official words that hold the place → (words before it, function key)."""
        found: dict[str, dict[tuple[str, str], None]] = {}
        worded = [(key, words) for key in self._rows for _, words in getattr(self.function(key), "official", ())]
        worded += [(key, words) for (key, _), rows in self._overrides.items() for _, words in rows]
        for key, words in worded:
            head = words.partition("{")[0]
            if len(head) >= 4 and _has_place(words):
                found.setdefault(head[:4], {})[head, key] = None
        return {start: sorted(pairs) for start, pairs in found.items()}

    def level_class(self, code: str) -> str:
        """国, 省, 直 (municipality), 市 or 县."""
        return "直" if code in MUNICIPALITIES else _CLASS[self._divisions.level(code)]

    def official(self, key: str, code: str, words: str = "") -> str:
        """Official words of the function in a division, without the place; may hold the marks of :meth:`_filled`.

        The entry of the body itself in officials.tsv counts, then ``words``, the printed name without its place
        (水务局 stays 水务局, 资规局 is 自然资源和规划局), then the narrowest entry for the area, the function's own words
        for the level, last stem and ending.
        """
        function, level = self.function(key), self.level_class(code)
        if function is None:
            return key
        chain = self._divisions.above(code)
        fitting = [pair for pair in self._overrides.get((key, level), ()) if pair[0] in chain]
        usual = min(fitting, key=lambda pair: chain.index(pair[0]))[1] if fitting else self._usual(function, level, code)
        if words and function.kind == "vertical" and usual.endswith(("局", "处")) and words.endswith(("局", "处")) and _has_place(usual):
            # 浦东海事局 is none of the 海事处 that counties usually have.
            return usual[:-1] + words[-1] if usual[:-1].endswith(words[:-1]) else usual
        if words and "{省}" in usual and not any(len(one) == 2 for one in chain):
            return words  # the province is not known: 移动公司 of a county that no register holds stays as printed
        if not words or _has_place(usual) or (fitting and any(scope == code for scope, _ in fitting)):
            return usual
        printed = self._worded(words, chain, level, usual)
        # 区教育局 in Beijing, whose districts have 教育委员会: the register knows better than a loose ending.
        return usual if fitting and _stem(printed) == _stem(usual) else printed

    def _usual(self, function: Function, level: str, code: str) -> str:
        if function.key in _PREFECTURAL and self._divisions.own_name(code).endswith(("盟", "地区")):
            return _PREFECTURAL[function.key]
        for mark, words in function.official:
            if mark == level:
                return words
        ending = function.endings[0]
        if ending == "厅" and level != "省" and "局" in function.endings:
            ending = "局"
        return function.stem + _EXPAND.get(ending, (ending,))[0]

    def _worded(self, words: str, chain: tuple[str, ...], level: str, usual: str) -> str:
        """Official words that the printed ones stand for in an area; ``usual`` where they tell nothing."""
        scoped = [row for row in self._scoped.get(words, ()) if row[0] in chain and level in row[1]]
        if scoped:
            return min(scoped, key=lambda row: chain.index(row[0]))[2]
        formal = self.formal.get(words)
        if formal == KEPT:
            return words
        if formal is not None:
            return formal
        # 城管局 is no 城市管理委员会: the printed ending decides.
        printed = next((end for end in _TYPES if words.endswith(end)), "")
        ending = next((end for end in _TYPES if usual.endswith(end)), "")
        if not printed or not ending or _FULL.get(printed, printed) == ending:
            return usual
        return usual.removesuffix(ending) + _FULL.get(printed, printed)

    def why(self, key: str, code: str, words: str) -> str:
        """Where the official words for ``words`` come from, in words for people."""
        function, level = self.function(key), self.level_class(code)
        if function is None or code == COUNTRY:
            return "全国性机构的正式名称"
        chain, official = self._divisions.above(code), self.official(key, code, words)
        if any(scope == code for scope, _ in self._overrides.get((key, level), ())):
            return "登记有本机构的正式名称"
        if self.formal.get(words) == KEPT and official == words:
            return f"“{words}”可能是几个名称的简称，按所印名称"
        if official == words.removeprefix("党委").removeprefix("委"):
            return "登记没有本机构的条目，按所印名称"
        if any(row[0] in chain and level in row[1] for row in self._scoped.get(words, ())):
            return f"“{words}”在当地是“{official}”的简称"
        if self.formal.get(words) == official:
            return f"“{words}”是“{official}”的简称"
        return "当地同类机构通常的名称"

    def name(self, key: str, code: str, words: str = "") -> str:
        """Resolved name of the body: the place in full and the official words (北京市西城区生态环境局).

        ``words`` are the printed ones without their place; without them the usual name for the area.
        """
        function, places = self.function(key), self._divisions
        if code == COUNTRY:
            return function.national[0] if function and function.national else key
        words, place = self.official(key, code, words), places.title(code)
        if "{" in words:
            whole = _has_place(words)
            words = self._filled(words, code)
            if whole:
                return words
        if function and (function.kind == "party" or words.startswith(("委党史", "委台港澳"))):
            # The committees of autonomous regions call themselves 党委.
            committee = "党委" if place.endswith(("自治区", "兵团", "师")) else "委"
            place = place.removesuffix("区") if len(code) == 4 and place.endswith("地区") else place  # 大兴安岭地委
            return f"中共{place}{committee}{words.removeprefix('党委').removeprefix('委')}"
        return place + words

    def _filled(self, words: str, code: str) -> str:
        """Official words with the place put in: {名} in full, {末} its own name, {短} its short name (in full where several
        places share it), {简} its short name in any case, {上} the place above,
        {上短} that place's short name where it is a prefecture, {上市} where it is a city, {省} the province's short name,
        {级} the last character of its own name (省, 市, 县 …)."""
        places = self._divisions
        place, own, short = places.get(code).name, places.own_name(code), places.short(code)
        over = places.parent(code) or COUNTRY
        above = places.short(over) if len(over) == 4 else ""
        city = above if places.own_name(over).endswith("市") else ""
        province = next((places.short(c) for c in places.above(code) if len(c) == 2), short)
        level = own[-3:] if own.endswith("自治区") and "治{级}" not in words else own[-1]
        level = "兵团" if own.endswith("兵团") else level
        if len(code) > 4 and not any(mark in words for mark in ("{上", "{省}")) and len(places.bearers(short)) > 1:
            # Several counties are called 西湖 or 朝阳: their branches need the whole place to differ.
            own = short = place
        words = words.replace("{简}", places.short(code))
        marks = {"名": place, "末": own, "短": short, "上": places.get(over).name, "上短": above, "上市": city, "省": province, "级": level}
        for mark, value in marks.items():
            words = words.replace("{" + mark + "}", value)
        return words


def _stem(words: str) -> str:
    """Official words without the ending that tells the type of office."""
    return words.removesuffix(next((ending for ending in _TYPES if words.endswith(ending)), ""))


def _has_place(words: str) -> bool:
    """Whether official words hold the place themselves."""
    return any(mark in words for mark in ("{名}", "{末}", "{短}", "{简}", "{上}"))
