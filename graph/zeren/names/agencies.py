"""Bodies as records: made from function and division, from an identifier, or from the register of named bodies."""

from __future__ import annotations

import re

from zeren.ground.model import Agency
from zeren.ground.resources import table
from zeren.names.divisions import COUNTRY, Divisions
from zeren.names.identity import agency_id, split_id
from zeren.names.parts import parts
from zeren.names.register import Register

_TOWN = ("街道办事处", "乡镇政府")
_LIKE_COUNTIES = ("林区", "特区")
"""areas that are called 区 and have the bureaus of a county: 神农架林区, 六枝特区"""


_TYPE = re.compile(r"(?:（集团）|（控股）|股份|控股|有限|责任|集团){0,6}(?:公司)?$")
"""what a company is by law: 股份有限公司, （集团）有限责任公司, 集团"""
_TELLING = 3
"""characters of a trade name that tells one company; of two only 酒钢 and 玉柴 do, whose last is no word: 建发公司 and 国贸公司 are many"""


def _differs(name: str, target: str) -> bool:
    """Whether a name states a legal form that the company has not: 柳钢股份 is not 柳钢集团, whose subsidiary it is."""
    return ("股份" in name and "股份" not in target) or ("集团" in name and "集团" not in target and "股份" in target)


def _trade_name(words: str) -> str:
    """A company's name without what it is by law: 玉柴 of 玉柴集团 and 玉柴股份有限公司; empty where little is left."""
    core = words[: match.start()] if (match := _TYPE.search(words)) else words
    return core if len(core) > 1 else ""


class Agencies:
    """Makes the records of bodies: one identity, one name."""

    def __init__(self, divisions: Divisions, register: Register) -> None:
        self._places, self._register = divisions, register
        self.entries: dict[str, list[dict[str, str]]] = {}
        """rows of bodies.tsv by spelling"""
        for row in table("register/bodies"):
            own = () if row["target"].startswith("=") else (row["target"],)
            for word in dict.fromkeys((*row["spellings"].split(" "), *own)):
                self.entries.setdefault(word, []).append(row)
        self._companies: dict[str, list[dict[str, str]]] = {}
        self._own: dict[str, dict[str, str]] = {}
        endings = table("register/endings")
        self._endings = {row["ending"]: row["kind"] for row in endings}
        self._partial = frozenset(row["ending"] for row in endings if row["alone"] != "yes")
        self._longest = max(map(len, self._endings))
        self._posted = table("register/posted")

    def agency(self, key: str, code: str, name: str | None = None, kind: str | None = None) -> Agency:
        """The body that serves function ``key`` in division ``code``; ``name`` for bodies outside the register."""
        function = self._register.function(key)
        place = self._places.get(code)
        if kind is None:
            kind = "company" if function is not None and function.kind == "company" else "agency"
        if name is None:
            name = self.posted_name(key, code) or self._register.name(key, code)
        return Agency(
            agency_id(code, key), name, kind, place, key if function is not None else None, place.level
        )

    def companies(self, name: str) -> list[dict[str, str]]:
        """Rows of the companies that a name differs from only in what they are by law (玉柴公司, 玉柴集团)."""
        if name.endswith(parts("company-part")) or self.ending(name) != "company":
            return []
        if not self._companies:
            for word, rows in self.entries.items():
                for row in rows:
                    if row["kind"] == "company" and (core := _trade_name(word)):
                        self._companies.setdefault(core, []).append(row)
        core = _trade_name(name)
        if len(core) < _TELLING and not core.endswith(parts("trade")):
            return []
        return [row for row in self._companies.get(core, []) if not _differs(name, row["target"])]

    def own(self, name: str, code: str) -> Agency:
        """A body of its own, outside the register."""
        kind = "company" if self.ending(name) == "company" else "agency"
        return self.agency(f"={name}", code, name, kind)

    def from_id(self, path: str, label: str = "") -> Agency | None:
        """The body with an identifier made here; None where its division is unknown."""
        try:
            sort, code, key = split_id(path)
            if sort != "agency":
                return None
            if self._register.function(key) is None:
                row = self._entry(path)
                name = label or key.removeprefix("=")
                kind = row["kind"] if row else "company" if self.ending(name) == "company" else "agency"
                return self.agency(key, code, name, kind)
            return self.town_body(code, key) if key in _TOWN else self.agency(key, code)
        except (KeyError, ValueError):
            return None

    def posting(self, key: str, code: str) -> str | None:
        """Code of the division whose body serves ``key`` in ``code`` by a branch; None where the area has its own."""
        return self._places.above(code)[1] if self._post(key, code) else None

    def _post(self, key: str, code: str) -> dict[str, str] | None:
        """The row of posted.tsv that holds for a function in an area; the first fitting counts."""
        places = self._places
        if len(code) != 6 or not code.isdigit() or code == COUNTRY or places.is_zone(code):
            return None
        chain = places.above(code)
        for row in self._posted:
            if row["function"] != key or row["scope"] not in chain or code[:2] in row["except"].split(" "):
                continue
            own = places.own_name(code)
            if row["area"] == "all" or (own.endswith(row["area"]) and not own.endswith(_LIKE_COUNTIES)):
                return row
        return None

    def posted_name(self, key: str, code: str, words: str = "", said: str = "") -> str | None:
        """Name of a branch that serves ``code``; ``words`` and ``said`` are the printed ones of the body that posts it and of the area."""
        row, places = self._post(key, code), self._places
        if row is None or "{" in self._register.official(key, code):
            return None
        whole = row["named"] == "full" or (said == places.own_name(code) and not said.endswith("区"))
        area = places.own_name(code) if whole else places.short(code)
        return f"{self._register.name(key, places.above(code)[1], words)}{area}分局"

    def key_of(self, agency: Agency) -> str:
        """The function or name in the identity of ``agency``."""
        return split_id(agency.id)[2]

    def own_parent(self, agency: Agency) -> str | None:
        """Name of the parent that the register gives a body with a name of its own."""
        row = self._entry(agency.id)
        return row["parent"] or None if row else None

    def town_body(self, code: str, key: str) -> Agency:
        """The body ``key`` of a township, named after it."""
        name = self._places.get(code).name
        ending = "办事处" if key == "街道办事处" or name.endswith("地区") else "人民政府"  # 北京's 黄村地区 is led by an office
        return self.agency(key, code, name if name.endswith(ending) else name + ending)

    def is_ending(self, word: str) -> bool:
        """Tell whether ``word`` is nothing but an ending (分局), which names no body, not even with a place."""
        return word in self._partial

    def entry(self, agency: Agency) -> dict[str, str] | None:
        """The row of bodies.tsv that gives ``agency`` its own name; None for all other bodies."""
        return self._entry(agency.id)

    def _entry(self, path: str) -> dict[str, str] | None:
        if not self._own:
            rows = (row for row in table("register/bodies") if not row["target"].startswith("="))
            self._own = {agency_id(row["code"], row["target"]): row for row in rows}
        return self._own.get(path)

    def town(self, code: str) -> Agency:
        """The street office or township government of a township."""
        street = self._places.own_name(code).endswith(("街道", "办事处"))
        return self.town_body(code, "街道办事处" if street else "乡镇政府")

    def ending(self, name: str) -> str | None:
        """What the last words of a name tell: agency, company, standing-group, none; None where they tell nothing."""
        for size in range(min(self._longest, len(name)), 0, -1):
            kind = self._endings.get(name[-size:])
            if kind is not None:
                return kind
        return None
