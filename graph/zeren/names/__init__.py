"""Who is who: every body in China under one identity, groups opened, decisions of people kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.model import Agency, AgencySet, Jurisdiction, Resolution
from zeren.names.agencies import Agencies
from zeren.names.bodies import DOUBT, Bodies
from zeren.names.divisions import Divisions
from zeren.names.generic import Generic
from zeren.names.groups import Groups
from zeren.names.identity import clean
from zeren.names.register import Register

if TYPE_CHECKING:
    from zeren.ground.model import Change
    from zeren.names.judgements import Judgements

__all__ = ["DOUBT", "Names", "load"]

_KEPT = 200_000
_LONGEST = 80
_TAIL = re.compile(
    r"(?:等(?:\d{1,3}|[一二三四五六七八九十]{1,3})?[个家]?|及其?他?|和|会同|与|以及)?(?:各?有关|各?相关|其他|多个)?"
    r"(?:部门|单位|成员单位|责任单位|部门和单位|部门及单位|部门、单位|部门单位|单位和部门)?$"
)
"""区财政局等有关部门和单位, 区财政局会同有关部门, 区教育局等7部门: the body that is named, and others that are not"""
_TAIL_ENDS = ("部门", "单位", "等")
_OTHERS = ("等", "及", "和", "会同", "与", "以及")
_QUOTES = str.maketrans("", "", "“”\"‘’'")
_FOREIGN = re.compile(r"[|<>{}\\_=~^#@$%:：;；]")
"""characters that no name of a body holds: 市|数据局 is a name broken by a table's rule, 科室：采供中心 a label and a name"""


def load(judgements: Path | None = None) -> Names:
    """The register of names, with the decisions of people in the SSSOM file ``judgements`` if one is given.

    Without decisions the register is read once a process. Raises UnreadableInput where the file is no SSSOM table.
    """
    if judgements is None:
        return _plain()
    from zeren.names.judgements import read

    return Names(read(judgements))


@cache
def _plain() -> Names:
    return Names()


class Names:
    """Turns printed names into divisions, bodies and groups."""

    def __init__(self, judgements: Judgements | None = None) -> None:
        self.divisions = Divisions()
        self.register = Register(self.divisions)
        self.agencies = Agencies(self.divisions, self.register)
        self._bodies = Bodies(self.divisions, self.register, self.agencies)
        self._groups = Groups(self.divisions, self.register, self.agencies, self._bodies)
        self._generic = Generic()
        self.judgements = judgements
        self._cache: dict[tuple[str, str | None], Resolution] = {}

    def division(self, name: str, within: Jurisdiction | None = None) -> Jurisdiction | None:
        """The division called ``name``, nearest to ``within``; None where none or several are.

        ``name`` is full or short, with or without parents (北京市西城区, 西城区, 西城).
        """
        code = self.divisions.find(clean(name), within.code if within else None)
        return self.divisions.get(code) if code else None

    def jurisdiction(
        self, *, title: str, issuer: str | None, number: str | None, text: str, mentions: Sequence[str]
    ) -> tuple[Jurisdiction | None, str | None]:
        """The division whose document this is, and the words or rule that gave it; (None, None) where nothing tells."""
        from zeren.names.issuer import decide

        national = self.register.national
        code, basis = decide(
            self.divisions, national, title=title, issuer=issuer, number=number, text=text, mentions=mentions
        )
        return (self.divisions.get(code), basis) if code else (None, None)

    def resolve(self, full: str, jurisdiction: Jurisdiction | None, text: str = "") -> Resolution:
        """What one mention stands for in a document of ``jurisdiction``.

        ``full`` is a single mention, wrapping repaired and shared parts completed; ``text`` the measure's own text,
        which decides the members of a contextual group. ``body`` is None where no rule settles it.
        """
        code = jurisdiction.code if jurisdiction else None
        key = (full, code)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _KEPT:
                self._cache.clear()
            found = self._cache[key] = self._resolve(clean(full), code, "")
        if text and isinstance(found.body, AgencySet) and found.body.expansion == "contextual":
            return self._groups.narrowed(found, text)
        return found

    def _resolve(self, full: str, code: str | None, text: str) -> Resolution:
        if self.judgements is not None:
            decided = self.judgements.decide(full, code, self)
            if decided is not None:
                return decided
        return self.by_rule(full, code, text)

    def by_rule(self, full: str, code: str | None, text: str = "") -> Resolution:
        """Resolve a clean mention by register and rules alone, without decisions of people."""
        if full[:2] in ("省省", "县县", "州州", "旗旗") or full[:3] in ("市市直", "市市外", "区区直", "区区外"):
            full = full[1:]  # a list lent its level to a name that had one
        if not full or len(full) > _LONGEST:
            return Resolution(None, "unresolved", "空名称" if not full else f"超过{_LONGEST}字，不是名称")
        if full.endswith(_TAIL_ENDS):
            named = self._named(full, code)
            if named is not None:
                return named
        if _FOREIGN.search(full):
            return Resolution(None, "unresolved", "名称里有分隔符，可能是两个名称或一个名称的碎片")
        generic = self._generic.why(full)
        if generic is not None and full not in self.agencies.entries:
            return Resolution(None, "unresolved", f"泛称：{generic}")
        found = self._bodies.known(full, code)
        if found is None and (bare := full.translate(_QUOTES)) != full:
            found = self._bodies.known(bare, code)  # 市“五水共治”办 is 市五水共治办
        found = found or self._groups.resolve(full, code, text) or self._bodies.guess(full, code)
        return found or Resolution(None, "unresolved", _reason(full, code))

    def _named(self, full: str, code: str | None) -> Resolution | None:
        """The body that a name states before 等有关部门 and the like; None where nothing such ends it."""
        for size in range(min(len(full) - 2, 14), 0, -1):
            tail = full[-size:]
            if tail.startswith(_OTHERS) and _TAIL.fullmatch(tail) and not full[:-size].endswith(("各", "有关", "相关")):
                found = self.by_rule(full[:-size], code)
                if tail.startswith("等") or isinstance(found.body, Agency):
                    return found
        return None

    def functional(self, key: str, code: str) -> Agency:
        """The body that serves the register's function ``key`` in division ``code``; KeyError for an unknown code."""
        return self.agencies.agency(key, code)

    def own_body(self, name: str, code: str) -> Agency:
        """A body of its own called ``name`` in division ``code``, whatever the rules would make of the name."""
        return self.agencies.own(name, code)

    def body(self, path: str, label: str = "") -> Agency | None:
        """The body with the identifier ``path``; None where its division is unknown.

        ``label`` names bodies outside the register.
        """
        return self.agencies.from_id(path, label)

    def aliases(self, agency: Agency) -> tuple[str, ...]:
        """Spellings of ``agency`` that the register knows, sorted: with the level word of its division and without."""
        from zeren.names.relations import aliases

        return aliases(self, agency)

    def level_word(self, code: str) -> str:
        """The word that stands for division ``code`` in its own documents (省, 市, 区 …); empty where none does."""
        words = ("省", "市", "区", "县", "州", "旗", "盟", "自治区")
        return next((word for word in words if self._bodies.level_code(word, code) == code), "")

    def changes(self, agency: Agency) -> tuple[Change, ...]:
        """Reforms that ``agency`` came from or went into, oldest first."""
        from zeren.names.changes import touching

        return touching(self, agency)

    def proposals(self, name: str, jurisdiction: Jurisdiction | None, limit: int = 5) -> tuple[str, ...]:
        """Names of bodies near to ``name`` for a person to choose from; slow, only when asked."""
        from zeren.names.review import candidates

        return tuple(body.name for body in candidates(self, clean(name), jurisdiction, limit))

    def parent(self, agency: Agency) -> Agency | None:
        """The body that ``agency`` is a unit of; None for departments of a government and bodies on their own.

        That is the posting body of a branch, the superior of a vertical body, the whole of a part.
        """
        from zeren.names.relations import parent

        return parent(self, agency)

    def counterpart(self, agency: Agency) -> Agency | None:
        """The body with the same function one level above (区生态环境局 → 市生态环境局); None where there is none."""
        from zeren.names.relations import counterpart

        return counterpart(self, agency)

    def explain(
        self, name: str, jurisdiction: Jurisdiction | None = None, text: str = ""
    ) -> tuple[tuple[str, str], ...]:
        """The steps from ``name`` to its body, as pairs of a step's title and its words."""
        from zeren.names.explain import steps

        return steps(self, name, jurisdiction, text)


def _reason(full: str, code: str | None) -> str:
    if code is None and full[:1] in "省市区县州旗盟镇乡":
        return f"“{full[:1]}”指哪里不明：文件没有所属地区，请用 --jurisdiction 指定"
    if code is not None and full[:1] in "市区县州旗":
        return f"“{full[:1]}”在本级文件里可以是几个地区，没有写明是哪一个；或名称不在登记之内"
    return "名称不在登记之内，也没有规则能读出地区与职能"
