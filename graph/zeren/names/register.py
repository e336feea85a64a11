"""The functions that bodies serve, with the words that name them at each level of government."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.names.divisions import COUNTRY, MUNICIPALITIES, Divisions
from zeren.resources import ontology_dir, table

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
        self._overrides: dict[tuple[str, str], list[tuple[str, str]]] = {}
        lines = (ontology_dir() / "register" / "functions.tsv").read_text(encoding="utf-8").split("\n")
        for line in (one for one in lines if one and one[0] != "#"):
            if not line.startswith("key\t"):
                self._enter((line.split("\t") + [""] * 6)[:7])
        for row in table("register/officials"):
            self._overrides.setdefault((row["function"], row["level"]), []).append((row["scope"], row["official"]))

    def _enter(self, row: list[str]) -> None:
        key, kind, national, stems, endings, _, also = row
        self._rows[key] = row
        cores, party = self.cores, kind == "party"
        tails = [tail for ending in endings.split(" ") for tail in _EXPAND.get(ending, (ending,))]
        words = [stem + tail for stem in stems.split(" ") for tail in tails] + also.split(" ")
        for word in words:
            if word:
                cores.setdefault(word, key)
                if party:
                    cores.setdefault("委" + word, key)
                    cores.setdefault("党委" + word, key)
        for name in national.split(" "):
            if name:
                self.national.setdefault(name, key)
                for mark in ("国家", "中国"):
                    if name.startswith(mark) and len(name) > 4:
                        self.national.setdefault(name[2:], key)

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
            self._functions[key] = Function(key, kind, names, stems.split(" ")[0], tails, pairs)
        return self._functions.get(key)

    def spellings(self, key: str) -> tuple[str, ...]:
        """All words of the register for a function, without places, sorted."""
        return tuple(sorted(word for word, owner in self.cores.items() if owner == key))

    def level_class(self, code: str) -> str:
        """国, 省, 直 (municipality), 市 or 县."""
        return "直" if code in MUNICIPALITIES else _CLASS[self._divisions.level(code)]

    def official(self, key: str, code: str) -> str:
        """Official words of the function in a division, without the place; may hold {名} (place in full),
        {末} (its own name), {短} (its short name), {上} (the place above).

        The narrowest entry of officials.tsv counts, else the function's own words for the level, else stem and ending.
        """
        function, level = self.function(key), self.level_class(code)
        if function is None:
            return key
        chain = tuple(self._divisions.above(code))
        fitting = [pair for pair in self._overrides.get((key, level), ()) if pair[0] in chain]
        if fitting:
            return min(fitting, key=lambda pair: chain.index(pair[0]))[1]
        for mark, words in function.official:
            if mark == level:
                return words
        ending = function.endings[0]
        if ending == "厅" and level != "省" and "局" in function.endings:
            ending = "局"
        return function.stem + _EXPAND.get(ending, (ending,))[0]

    def name(self, key: str, code: str) -> str:
        """Resolved name of the body: the place in full and the official words (北京市西城区生态环境局)."""
        function, places = self.function(key), self._divisions
        if code == COUNTRY:
            return function.national[0] if function and function.national else key
        words, place = self.official(key, code), places.get(code).name
        if "{" in words:
            own = places.own_name(code)
            over, short = places.get(places.parent(code) or COUNTRY).name, places.short(code)
            if len(code) > 4 and len(places.bearers(short)) > 1:
                # Several counties are called 西湖 or 朝阳: their branches need the whole place to differ.
                own = short = place
            for mark, value in (("名", place), ("末", own), ("短", short), ("上", over)):
                words = words.replace("{" + mark + "}", value)
            return words
        if function and function.kind == "party":
            # The committees of autonomous regions call themselves 党委.
            committee = "党委" if place.endswith("自治区") else "委"
            return f"中共{place}{committee}{words.removeprefix('委')}"
        return place + words
