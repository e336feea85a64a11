"""Branches of bodies: posted to an area, inside a body, named with the place in the middle."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.ground.model import Resolution
from zeren.names.agencies import Agencies
from zeren.names.divisions import COUNTRY, Divisions
from zeren.names.parts import parts
from zeren.names.register import Register

_COMMITTEES = ("委", "党委")
"""自治区党委史志办 is a body of the committee, no room of its office"""
_LEVEL_WORDS = tuple("省市区县州旗盟")


class Place:
    """A name cut after its place: which division, what follows, and the words that told it."""

    __slots__ = ("code", "rest", "words")

    def __init__(self, code: str, rest: str, words: str) -> None:
        self.code, self.rest, self.words = code, rest, words


class Branches:
    """Reads names of branches; what it cannot read it gives back as None."""

    def __init__(self, divisions: Divisions, register: Register, agencies: Agencies) -> None:
        self._places, self._register, self._agencies = divisions, register, agencies

    def posted(self, rest: str, place: Place) -> Resolution | None:
        """A branch: 规划自然资源委西城分局 after 市, 公安分局 after 西城."""
        cores, places = self._register.cores, self._places
        if rest.endswith("分局") and len(rest) > 2:
            stem = rest[:-2]
            key = cores.get(stem + "局") or cores.get(stem + "委")
            if key is not None:
                words = stem + ("局" if stem + "局" in cores else "委")
                return self._branch_body(key, place.code, "分局", words)
        for cut in range(len(rest) - 4, 1, -1):
            words = rest[:cut]
            key = cores.get(words) or cores.get(words + "局") or cores.get(words + "委")
            if key is None:
                continue
            for area, tail in places.prefixes(rest[cut:], place.code):
                if area != place.code and place.code in places.above(area):
                    said = rest[cut : len(rest) - len(tail)]
                    return self._branch_body(key, area, tail, words, place.code, said=said)
                if area == place.code and (not place.words or tail.endswith("分局")):
                    # 市 before the name of a county-level city is the city above (市生态环境局慈溪分局); a prefecture and
                    # its seat may share a name (州生态环境局大理分局).
                    return self._branch_body(key, self._namesake(area), tail, words)
        return None

    def _namesake(self, area: str) -> str:
        """The division inside ``area`` that bears its name (大理市 in 大理白族自治州); ``area`` itself where none does."""
        inside = [code for code in self._places.children(area) if self._places.short(code) == self._places.short(area)]
        return inside[0] if len(inside) == 1 else area

    def _branch_body(
        self, key: str, area: str, tail: str, words: str, over: str | None = None, *, said: str = ""
    ) -> Resolution | None:
        """The branch of the body above with ``words``; ``said`` is the area as printed (准格尔旗分局, 准格尔分局)."""
        over = over or self._places.parent(area)
        if over is None or over == COUNTRY or self._agencies.ending(tail) != "agency":
            return None
        served = self._places.get(area).name
        posted = tail == "分局" or self._register.cores.get(tail) == key
        if posted and self._agencies.posting(key, area) is not None:
            name = self._agencies.posted_name(key, area, words, said)
            body = self._agencies.agency(key, area, name)
            return Resolution(body, "rule", f"分局：{key}职能在{served}由上级派出机构承担")
        whole = self._register.name(key, over, words)
        served_by = self._register.cores.get(tail)
        if served_by is not None and self._register.name(served_by, area).startswith(whole):
            return Resolution(self._agencies.agency(served_by, area), "rule", f"{whole}的派出机构，服务地区{served}")
        body = self._agencies.agency(f"{key}/{tail}", area, f"{whole}{self._places.short(area)}{tail}")
        return Resolution(body, "rule", f"{whole}的派出机构，服务地区{served}")

    def inner(self, rest: str, place: Place) -> Resolution | None:
        """A division inside a body: 经济发展局农业处 after 区."""
        if not rest.endswith(parts("room")):
            return None
        for cut in range(len(rest) - 2, 1, -1):
            key = self._register.cores.get(rest[:cut]) if rest[:cut] not in _COMMITTEES else None
            if key is not None and rest[cut - 1] in "局委部厅会" and len(rest) - cut >= 2:
                if place.code == COUNTRY and next(self._places.prefixes(rest[cut:]), None):
                    # 国家能源局江苏监管办 is posted to a province, no division of the ministry.
                    return None
                whole = self._agencies.agency(key, place.code)
                body = self._agencies.agency(f"{key}/{rest[cut:]}", place.code, whole.name + rest[cut:])
                return Resolution(body, "rule", f"{key}职能机构的内设机构“{rest[cut:]}”")
        return None

    def patterned(self, full: str, code: str | None) -> Resolution | None:
        """An official name that holds its place: 中国石化销售股份有限公司湖北恩施来凤石油分公司, 国家能源局江苏监管办公室."""
        for head, key in self._register.patterns.get(full[:4], ()):
            if full.startswith(head):
                for area in self._areas(full[len(head) :], code):
                    if self._register.name(key, area) == full:
                        return Resolution(self._agencies.agency(key, area), "exact", f"{key}职能在{self._places.get(area).name}的机构")
        return None

    def _areas(self, words: str, code: str | None) -> Iterator[str]:
        """Areas that words begin with; the second of 浙江有限公司杭州分公司 too."""
        for area, rest in self._places.prefixes(words, code):
            yield area
            if rest.startswith("有限公司"):
                yield from (inner for inner, _ in self._places.prefixes(rest.removeprefix("有限公司"), area))

    def infix(self, full: str, code: str | None) -> Resolution | None:
        """The place between the words: 人民银行合肥中心支行, 国网北京市电力公司."""
        cores = self._register.cores
        for cut in range(min(len(full) - 3, 14), 1, -1):
            head = full[:cut]
            if head not in self._register.national and not self._posts(head):
                continue
            for area, tail in self._places.prefixes(full[cut:], code):
                if self._goes_on(tail):
                    continue
                key = cores.get(head + tail) or self._branch_of(head, tail)
                if key is not None and self._register.official(key, area) and not self._outranks(key, area, tail):
                    body = self._agencies.agency(key, area)
                    return Resolution(body, "rule", f"“{head}”在{self._places.get(area).name}的机构")
        return None

    def _goes_on(self, tail: str) -> bool:
        """Whether the place's name goes on before the ending of a branch: 石台|坡分公司, 石台|坡供电公司 are not of 石台县."""
        cores, first = self._register.cores, tail[:1]
        if first in _LEVEL_WORDS or self._agencies.ending(tail) is None:
            return False
        return (self._agencies.is_ending(tail[1:]) and not self._agencies.is_ending(tail)) or (tail[1:] in cores and tail not in cores)

    def _outranks(self, key: str, area: str, tail: str) -> bool:
        """Whether an ending is one that the body of this area does not have: counties have no 分行 of a bank, only 支行.

        人民银行临河分行 is then of another 临河, which the divisions do not list.
        """
        return tail == "分行" and self._register.name(key, area).endswith("支行")

    def _posts(self, head: str) -> bool:
        """Whether a short name is that of a central body or company with branches: 人行, 电信, 国网, 中石化."""
        key = self._register.cores.get(head)
        function = self._register.function(key) if key else None
        return head in ("国网", "人行", "人民银行") or (function is not None and bool(function.national) and function.kind in ("vertical", "company"))

    def _branch_of(self, head: str, tail: str) -> str | None:
        """Function of a vertical body or a company whose name is ``head``, where ``tail`` is a branch's ending."""
        key = self._register.national.get(head) or self._register.cores.get(head)
        function = self._register.function(key) if key else None
        fits = function is not None and function.kind in ("vertical", "company") and len(tail) < 6 and not tail.startswith(parts("own-field"))
        fits = fits and (self._agencies.is_ending(tail) or self._is_own(tail, key))
        return key if fits and self._agencies.ending(tail) in ("agency", "company") else None

    def _is_own(self, tail: str, key: str | None) -> bool:
        """Whether the words before the ending of a branch tell its business (金融监管局): 国网天津城西公司 is of 城西, not of 天津."""
        function = self._register.function(key) if key else None
        stem = next((tail[:end] for end in range(1, len(tail)) if self._agencies.is_ending(tail[end:])), "")
        words = (*function.national, *(official for _, official in function.official)) if function else ()
        return bool(stem) and any(stem in one for one in words)

    def ministry_part(self, full: str) -> Resolution | None:
        """A department inside a national body: 国家发展改革委价格司."""
        for cut in range(len(full) - 2, 2, -1):
            key = self._register.national.get(full[:cut])
            if key is not None and full.endswith(parts("ministry-part")) and not full.endswith("公司"):
                whole = self._agencies.agency(key, COUNTRY)
                area, _ = next(self._places.prefixes(full[cut:].removeprefix("驻")), (None, ""))
                if area is not None:
                    body = self._agencies.agency(f"{key}/{full[cut:]}", area, whole.name + full[cut:])
                    return Resolution(body, "rule", f"{whole.name}的派出机构“{full[cut:]}”")
                body = self._agencies.agency(f"{key}/{full[cut:]}", COUNTRY, whole.name + full[cut:])
                return Resolution(body, "rule", f"{whole.name}的内设机构“{full[cut:]}”")
        return None
