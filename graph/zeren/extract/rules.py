"""Rules a document prints once: who leads a list, and who answers for every measure without being listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zeren.extract.draft import Draft
from zeren.extract.mentions import split
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Place

_LEADER = r"(?:总?牵头|主办|主责|第一责任|主要责任)"
_FIRST = r"(?:第(?:一|1)(?!时间|书记|产业|季度|责任人|批|轮|阶段|线|步)|首(?=[位个名家]))"
_LEAD = re.compile(
    rf"(?:注[:：])?(?:[^,;。:()\[\]【】〔〕]{{0,14}}?{_FIRST}[^,;。:()]{{0,12}}?(?:为|是|系|作为)[^,;。:()]{{0,8}}?{_LEADER}"
    r"[^,;。:()]{0,8}?(?=[,;。:()\[\]】〔〕]|下同|$)"
    rf"|{_LEADER}(?:责任)?(?:单位|部门)[^,;。:()]{{0,2}}?(?:排|列|居)[^,;。:()]{{0,4}}?{_FIRST}[位个名]"
    rf"|(?:排|列|居)[^,;。:()]{{0,2}}?{_FIRST}[位个名](?:的|者)?(?:责任)?(?:单位|部门)?{_LEADER}(?=[,;。:()\[\]】〔〕]|$))"  # 列首位的牵头
    r"(?:[,;](?:其余|其他|其它|后续)[^,;。:()]{0,8}?(?:为|是)(?P<rest>配合|协办|协同|参与|参加|责任|协助)[^,;。:()]{0,6})?"
    r"(?P<onward>[,;。]?(?:以?下(?:均)?同|以下(?:均)?(?:类推|如此)|后同|余同|全文同|不再(?:说明|注明)))?"
)
_HINT = re.compile(r"牵\s*头|第\s*[一1]|首")
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
_WHEN = r"(?P<time>(?:\d{4}年|今年|本年|年|\d{1,2}月)[^,;。:]{0,10}?[前底末内]前?)"
_DUE_FOR_ALL = re.compile(
    r"(?:除[^,;。:]{1,16}外,)?(?:(?:以上|上述|以下|下列|所列|本表|表中)[^,;。:]{0,4}?)?"
    r"(?:各项|所有|全部|每项|上述|以上|以下|下列|所列)(?:重点|主要|目标|工作|任务|措施|事项|举措|项目){1,3}"
    rf"[^,;。:]{{0,6}}?{_WHEN}[^,;。:]{{0,6}}?(?:完成|办结|落实到位|见效)[^,;。:]{{0,4}}"
)
"""除另有要求外，各项任务均于2026年12月底前完成; 以上工作任务须在11月底前办结"""
_DUE_OF_ALL = re.compile(
    rf"(?:各(?:责任|有关|相关|牵头|承办)?(?:单位|部门|地区?|县[区市]|乡镇|镇街)[^,;。:]{{0,4}}?)?(?:[须需应要]|务必|必须)?于?{_WHEN}[^,;。:\d]{{0,4}}?"
    r"(?:完成|办结|落实)(?:好|完)?(?:上述|以上|以下|下列|所列|全部|所有|各项)(?:重点|主要|目标|工作|任务|措施|事项|举措|项目){1,3}"
)
"""各单位须于2026年11月30日前完成上述任务"""
_DEED = r"(?:完成|办结|落实|整改|销号|到位|完毕|见效)(?:完成|到位|完毕|销号)?(?:整改|整治|任务|工作|目标){0,2}(?=[,;。:]|$)"
"""what is then done, and no more: 完成自查 dates the checking alone"""
_DUE_BY_LIST = re.compile(
    r"(?:对照|对标|按照?|依据|依照|根据)(?:(?:以下|下列|上述|本|附|下|上|任务|责任|问题|整改|工作|分工|职责){0,3}(?:清单|台账|表)|表中|表内|分工|要求)"
    rf"[^。;:\d]{{0,20}}?{_WHEN}[^,;。:\d]{{0,6}}?{_DEED}"
)
"""请各责任单位对照下表，于5月20日前全部整改到位"""
_DUE_IN_LIST = re.compile(
    r"(?<![^\s。;:,(])(?:清单|台账|[本下上附]表|表中|本方案|本计划)(?:中|内)?(?:所列|列明的?|明确的?|的)?(?:各项|所有|全部)?(?:重点|主要|目标|工作|任务|措施|事项|举措|项目|问题){1,3}"
    rf"(?:,?除[^,;。:]{{1,20}}外)?[^;。:\d]{{0,8}}?{_WHEN}[^,;。:\d]{{0,6}}?{_DEED}"
)
"""清单所列任务除备注栏另有时限要求外，均须于2026年11月30日前完成; 省下达造林计划任务12月底前完成 dates one measure alone"""
_DUE_AS_LIMIT = re.compile(
    r"(?:(?:以上|上述|以下|下列|所列|本表|表中|清单)[^,;。:]{0,4}?)?(?:各项|所有|全部)?(?:重点|主要|目标|工作|任务|措施|事项|举措|项目|问题){1,3}的?"
    r"(?:完成|办结|整改|落实)(?:时限|时间|期限|日期)(?:要求)?(?:均|统一|一律|全部|都)(?:要求)?(?:为|是|定为|至|截至|到)"
    r"(?P<time>(?:\d{4}年|今年|本年|年|\d{1,2}月)[^,;。:]{0,10}?(?:[前底末内]前?|日(?:前|之前)?))"
)
"""以上任务完成时限均为2026年11月底"""
_TERM = r"(?:完成|办结|整改|落实|兑现|办理|工作)?(?:时限|时间|期限|节点|日期|进度)(?:要求|安排|节点)?"
_DUE_OF_BLANK = re.compile(
    rf"(?:(?:未|没有?|无|不)(?:另行|单独|特别|专门|作|明确|具体|再)?(?:注明|标明|写明|列明|载明|明确|规定|标注|填写|列出|说明|限定|要求){{0,1}}(?:具体|明确)?{_TERM}"
    rf"|{_TERM}(?:一?[栏列项])?(?:中|内)?(?:为|是|均|属)?(?:空白|为空|留空|空着|未填|未注明|未标明|未标注|未列|未明确|未作要求|未说明))"
    rf"[^;。:\d]{{0,16}}?{_WHEN}(?=[^,;。:\d]{{0,8}}(?:[,;。:]|$))"
)
"""以上任务未注明完成时限的，均于2026年12月20日前完成; 时间节点一栏空白的，均应于2030年12月底前完成"""
_DUE_OF_BODIES = re.compile(
    r"(?:^|(?<=[。;:])|(?<=如下,)|(?<=你们,)|(?<=分工,)|(?<=清单,))[\s\u3000]{0,4}(?:请|要求)?各(?:承办|责任|牵头|主办|分办|有关|相关|成员)?(?:单位|部门|科室|处室|镇街|乡镇|地区?)[^,;。:\d]{0,6}?(?:务必|必须|[须需应要])?于?"
    rf"{_WHEN}(?:全部|按期|按时)?(?:完成|办结|落实|整改|销号|办理)(?:完毕|到位|完成|办结|销号)?(?=[,;。:并]|$)"
)
"""请各承办单位于8月15日前办结并书面答复代表: what is done by then has no name in the sentence"""
_DUES = (_DUE_FOR_ALL, _DUE_OF_ALL, _DUE_BY_LIST, _DUE_IN_LIST, _DUE_AS_LIMIT, _DUE_OF_BLANK, _DUE_OF_BODIES)
_ALL = ("未", "空", "各", "所有", "全部", "每项", "上述", "以上", "以下", "下列", "所列", "表", "清单", "台账", "任务", "问题", "分工", "事项")
"""words one of which such a sentence holds"""
ABOVE, BELOW = ("以上", "上述"), ("以下", "下列")
"""words that hold such a sentence to the tasks on one side of it"""
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
            found = [_stood(one, rule) if at >= later else one for at, one in enumerate(found)]
        return found


def _stood(draft: Draft, rule: StandingRule) -> Draft:
    have = {a.full for a in draft.assignments}
    new = [one for one in rule.assignments if one.full not in have]
    count = len(draft.assignments)
    more = tuple(replace(one, position=count + at) for at, one in enumerate(new, 1))
    return replace(draft, assignments=draft.assignments + more)


def lead_rule(text: str) -> LeadRule | None:
    """Find a lead rule in ``text``; white space inside it does not matter."""
    folded = fold(text)
    if not _HINT.search(folded):
        return None
    spots = [at for at, char in enumerate(folded) if not char.isspace()]
    words = "".join(folded[at] for at in spots)
    every = _EVERY.search(words)
    match = every or _LEAD.search(words)
    if match is None:
        return None
    start, end = spots[match.start()], spots[match.end() - 1] + 1
    rest = None if every else match["rest"]
    role = ("support" if rest in _SUPPORT else "responsible") if rest else None
    printed = "".join(text[start:end].split())
    return LeadRule(printed, start, end, match["onward"] is not None, role, every is not None)


def due_for_all(text: str) -> tuple[int, int] | None:
    """Where ``text`` states a deadline for all tasks of its plan; None where it states none."""
    if not any(word in text for word in _ALL):
        return None
    match = _due(text)
    return match.span() if match else None


def _due(text: str) -> re.Match[str] | None:
    folded = fold(text)
    return next((match for pattern in _DUES if (match := pattern.search(folded))), None)


def time_for_all(sentence: str) -> tuple[int, int] | None:
    """Where a sentence that dates all tasks of its plan says the time (以上任务均于12月底前完成: 12月底前)."""
    match = _due(sentence)
    return match.span("time") if match else None


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
    for pattern in _STANDING:
        match = pattern.search(folded)
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
            return StandingRule("".join(text[match.start() : match.end()].split()), its, found)
    return None
