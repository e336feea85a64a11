"""Rules a document prints once: who leads a list, and who answers for every measure without being listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.extract.bodies.mentions import split
from zeren.extract.draft import Draft
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Assignment, Place

_LEADERS = ("牵头", "主办", "主责", "第一责任", "主要责任")
_LEADER = rf"(?:总?{'|'.join(_LEADERS)})"
_REMEMBERED = 1 << 9
"""paragraphs, which are asked for their rule by all that read them"""
_FIRST = r"(?:第(?:一|1)(?!时间|书记|产业|季度|责任人|批|轮|阶段|线|步)|首(?=[位个名家])|(?:排|列|居)(?:名|序|位)?[在于]?最?(?:前面?|首)(?=[的者]))"
"""列第一位的, 首个单位, 排在最前的"""
_LEAD = re.compile(
    rf"(?:注[:：])?(?:[^,;。:()\[\]【】〔〕]{{0,14}}?{_FIRST}[^,;。:()]{{0,12}}?(?:为|是|系|作为)[^,;。:()]{{0,8}}?{_LEADER}"
    r"[^,;。:()]{0,8}?(?=[,;。:()\[\]】〔〕]|下同|$)"
    rf"|{_LEADER}(?:责任)?(?:单位|部门)[^,;。:()]{{0,2}}?(?:排|列|居)[^,;。:()]{{0,4}}?{_FIRST}[位个名]"
    rf"|(?:排|列|居)[^,;。:()]{{0,2}}?{_FIRST}[位个名](?:的|者)?(?:责任)?(?:单位|部门)?{_LEADER}(?=[,;。:()\[\]】〔〕]|$)"  # 列首位的牵头
    # 首个单位牵头, 排名首位的单位负总责、牵头落实
    rf"|(?:(?:排|列|居)[^,;。:()]{{0,2}}?)?{_FIRST}[位个名](?:的|者)?(?:责任)?(?:单位|部门)(?:负总责、?)?{_LEADER}(?:落实|负责|推进|组织)?(?=[,;。:()]|$))"
    r"(?:[,;](?:其余|其他|其它|后续)[^,;。:()]{0,8}?(?:[为是]|(?=配合|协办|协同|参与|协助))(?P<rest>配合|协办|协同|参与|参加|责任|协助)[^,;。:()]{0,6})?"
    r"(?P<onward>[,;。]?(?:以?下(?:均)?同|以下(?:均)?(?:类推|如此)|后同|余同|全文同|不再(?:说明|注明)))?"
)
_LEAD_BRIEF = re.compile(
    rf"(?:注[:：])?(?:{_LEADER}(?:责任)?(?:单位|部门|科室|处室)?(?:排|列|居|放|写)?(?:名|位|序)?在?最?前面?"
    rf"|(?:其中)?(?:前者|首者|首家|第一家|(?:排|列|居|放|写)(?:名|位|序)?(?:在?最前(?:面)?|第一|第1))(?:位|名|个)?的?者?(?:责任)?(?:单位|部门)?(?:为|是|作为|即)?{_LEADER}(?:责任)?(?:单位|部门)?)"
    r"(?P<onward>[,;。]?(?:以?下(?:均)?同|后同|余同))?(?=[,;。:()\[\]】〔〕]|$)"
)
"""牵头在前, 牵头单位排前, 前者为牵头单位, 排名第一的牵头"""
_HINT = re.compile(r"牵\s*头|第\s*[一1]|首|主\s*[办责]")
_EVERY = re.compile(
    r"(?:无|没有|未明确|未列)牵头(?:单位|部门)的?[^,;。:()]{0,4},?(?:其|则)?(?:各)?(?:责任|主责|负责)(?:单位|部门)(?:即|均|都)?为牵头(?:单位|部门)"
    r"(?P<onward>,?以?下同)?"
)
_TASKS = r"(?:各?项?|所有|全部|具体)?(?:重点|主要|目标)?(?:工作|任务|措施|事项|举措|内容)(?:任务|措施|事项)?"
_BODIES = r"(?P<bodies>[^,;。:]{2,60}?)"
_NO_MORE = (
    r"不再(?:一一|逐一|逐项|单独|另行|重复|具体)?(?:列出|列示|标注|注明|列入|做分工|作分工|分工|罗列|明确)(?:,?以?下同)?"
)
_STANDING = (
    re.compile(
        rf"(?:(?:以下|下列|上述|以上|本方案|本计划)(?:[^,;。]{{0,4}}?{_TASKS}[^,;。]{{0,4}}?)?|(?:各项|所有|全部)(?:重点|主要|目标|工作)?(?:任务|措施|事项)),?(?:均|都|皆)(?:需要?|须|应|要|由)?由?"
        rf"{_BODIES}(?P<role>(?:共同|分别|具体|按职责分工|按照职责分工)?(?:贯彻|组织|抓好)?(?:落实|负责|配合|参与|实施))"
        rf"(?:到位|执行|完成)?(?:,?{_NO_MORE})?"
    ),
    re.compile(
        rf"(?:[^,;。:]{{0,4}}?(?:单位|部门|分工)|{_TASKS})[^,;。]{{0,4}}?(?:均|都)(?:包括|包含|含|涉及|涵盖){_BODIES}"
        rf",?{_NO_MORE}"
    ),
    re.compile(
        rf"{_BODIES}(?:均)?(?:为|是)(?:以下|下列|上述|以上|本方案|本计划)[^,;。]{{0,4}}?{_TASKS}的?"
        r"(?P<role>(?:责任|落实|配合|协同|参与)(?:单位|部门|主体))"
    ),
)
_NEEDS = (("均", "都", "皆"), ("包括", "包含", "含", "涉及", "涵盖"), ("单位", "部门", "主体"))
"""words one of which each pattern of ``_STANDING`` needs: to look for them is quicker"""
_SUPPORT = ("配合", "协同", "参与", "参加", "协办", "协助")
_STARRED = re.compile(r"(?:[标带加注有]有?[“\"]?|(?<=[(（:：,，“\"]))(?P<mark>[*＊★☆△▲※])[”\"]?号?[^。；;，,]{0,6}[为是]\s*(?:第一)?牵头")
"""words that say which mark the leading bodies of lists bear"""


@dataclass(frozen=True, slots=True)
class LeadRule:
    """Words that make the body listed first the lead (列第一位者为牵头单位，下同)."""

    printed: str
    """as printed, white space taken out"""
    start: int
    """offset of its first code point in the text it was found in"""
    end: int
    onward: bool
    """it also holds for what follows (下同)"""
    rest: str | None = None
    """role of the bodies after the first; None: they keep theirs"""
    every: bool = False
    """all responsible bodies lead, not only the first (无牵头单位的，责任单位即为牵头单位)"""


@dataclass(frozen=True, slots=True)
class StandingRule:
    """Bodies that answer for every measure although no measure lists them."""

    printed: str
    """as printed, white space taken out"""
    place: Place
    """of the printed words"""
    assignments: tuple[Assignment, ...]
    """basis ``rule``; positions are counted anew for each measure"""


class Rules:
    """The rules of one plan as they are met, and how far each holds."""

    def __init__(self) -> None:
        self.printed: str | None = None
        """printed words of the first lead rule"""
        self._active: LeadRule | None = None
        self._once: LeadRule | None = None
        self.whole: LeadRule | None = None
        """the lead rule that stands in running text"""
        self._standing: list[tuple[StandingRule, int]] = []

    @property
    def standing(self) -> tuple[StandingRule, ...]:
        """Standing rules, once each."""
        return tuple(rule for rule, _ in self._standing)

    def lead(self, rule: LeadRule, *, whole: bool = False, beside: bool = False) -> None:
        """Keep a lead rule: for the ``whole`` plan, from here on (下同), or for the statement at hand only.

        One that stands ``beside`` a statement, in brackets of its own, is applied to it by the caller.
        """
        self.printed = self.printed or rule.printed
        if whole:
            self.whole = self.whole or rule
        elif rule.onward:
            self._active = rule
        elif not beside:
            self._once = rule

    def stand(self, rule: StandingRule, count: int) -> None:
        """Keep a standing rule met after ``count`` drafts: it holds from there on; at the end, for all before."""
        if all(rule.printed != one.printed for one, _ in self._standing):
            self._standing.append((rule, count))

    def led(self, assignments: Sequence[Assignment]) -> tuple[Assignment, ...]:
        """Apply the lead rule that holds at a statement to its assignments."""
        rule, self._once = self._once or self._active, None
        return led(assignments, rule) if rule else tuple(assignments)

    def applied(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Apply what holds for the whole plan."""
        found = list(drafts)
        if self.whole:
            found = [replace(one, assignments=led(one.assignments, self.whole)) for one in found]
        for rule, first in self._standing:
            later = 0 if first == len(found) else first
            found = [stood(one, rule) if at >= later else one for at, one in enumerate(found)]
        return found


def stood(draft: Draft, rule: StandingRule) -> Draft:
    """A measure with the bodies of a standing rule behind its own, those that it names itself left out."""
    have = {a.full for a in draft.assignments}
    new = [one for one in rule.assignments if one.full not in have]
    count = len(draft.assignments)
    more = tuple(replace(one, position=count + at) for at, one in enumerate(new, 1))
    return replace(draft, assignments=draft.assignments + more)


@lru_cache(maxsize=_REMEMBERED)
def lead_rule(text: str) -> LeadRule | None:
    """Find a lead rule in ``text``; white space inside it does not matter."""
    folded = fold(text)
    if not _HINT.search(folded):
        return None
    words = unspaced(folded)
    every = _EVERY.search(words) if "牵头" in words else None
    match = every or ((_LEAD.search(words) or _LEAD_BRIEF.search(words)) if any(leader in words for leader in _LEADERS) else None)
    if match is None:
        return None
    spots = [at for at, char in enumerate(folded) if not char.isspace()]
    start, end = spots[match.start()], spots[match.end() - 1] + 1
    rest = match["rest"] if "rest" in match.re.groupindex else None
    role = ("support" if rest in _SUPPORT else "responsible") if rest else None
    printed = unspaced(text[start:end])
    return LeadRule(printed, start, end, match["onward"] is not None, role, every is not None)


def led(assignments: Sequence[Assignment], rule: LeadRule) -> tuple[Assignment, ...]:
    """Apply a lead rule: the first body leads, unless a printed role word already names a lead."""
    if any(a.role == "lead" for a in assignments):
        return tuple(assignments)
    if rule.every:
        return tuple(replace(a, role="lead", basis="rule") if a.role == "responsible" else a for a in assignments)
    first = next((a for a in assignments if a.role == "responsible" and a.basis != "rule"), None)
    return tuple(
        replace(a, role="lead", basis="rule")
        if a is first
        else replace(a, role=rule.rest)
        if rule.rest and first and a.role == "responsible"
        else a
        for a in assignments
    )


def starred_lead(text: str) -> str | None:
    """The mark that a document says its leading bodies bear (标*的为牵头单位); None where it says no such thing."""
    match = _STARRED.search(text)
    return match.group("mark") if match else None


_OTHERS = re.compile(r"(?:其余|其他|其它)(?:各|的)?(?:单位|部门)?(?:均|都)?[为是](?:配合|协办|协助|协同|参与)")
"""标★的为牵头单位，同格其余为配合单位: what is said of those that bear no mark beside one that does"""


def others_support(text: str) -> bool:
    """Whether a document says that bodies beside a marked one assist."""
    found = _STARRED.search(text)
    return found is not None and _OTHERS.search(text, found.end(), found.end() + _BESIDE) is not None


_BESIDE = 60
"""code points behind the rule on marks within which the rule on the others stands"""


def starred(assignments: Sequence[Assignment], text: str, mark: str, *, others: bool = False) -> tuple[Assignment, ...]:
    """Make the bodies lead that bear the mark in ``text``, right before or after their name; the ``others`` beside them assist."""
    marked = {
        a.place
        for a in assignments
        if a.role == "responsible" and mark in (text[a.place.end : a.place.end + 1], text[a.place.start - 1 : a.place.start])
    }
    if not marked:
        return tuple(assignments)
    beside = "support" if others else "responsible"
    return tuple(
        a if a.role != "responsible" else replace(a, role="lead", basis="rule") if a.place in marked else replace(a, role=beside)
        for a in assignments
    )


def standing_rule(text: str, start: int, place: Place) -> StandingRule | None:
    """Find a rule for the whole document (以下各项工作均需各县（市、区）落实，不再单独列出) in a paragraph."""
    folded = fold(text)
    if "均" not in folded and "都" not in folded and "各项" not in folded and "任务" not in folded:
        return None
    for pattern, needs in zip(_STANDING, _NEEDS, strict=True):
        match = pattern.search(folded) if any(word in folded for word in needs) else None
        if match is None:
            continue
        printed = match.groupdict().get("role")
        role = "support" if printed and any(word in printed for word in _SUPPORT) else "responsible"
        begin, end = match.span("bodies")
        found = tuple(
            Assignment(
                role,
                printed,
                mention.printed,
                mention.full,
                position,
                "rule",
                replace(place, start=mention.start, end=mention.end),
                open_ended=mention.open_ended,
            )
            for position, mention in enumerate(split(text[begin:end], start + begin, prose=True), 1)
        )
        if found:
            its = replace(place, start=start + match.start(), end=start + match.end())
            return StandingRule(unspaced(text[match.start() : match.end()]), its, found)
    return None
