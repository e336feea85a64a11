"""The time that a heading says for what stands under it: 三月：文明礼仪月, 4月20日前：, 第一批（6月底前办结）, 第一阶段：3月1日至15日.

A heading is or holds a time by its form alone: all of its words, those before a stop or a blank, those in brackets at its end, those
behind a stop. What ends as limits do, or is a stretch of time, binds wherever it stands; a month, a quarter or a year alone
(二季度, 三月份工作) is a deadline only where headings beside it print others: by itself it may be what a paper is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.extract.compact import sentences
from zeren.extract.draft import Draft
from zeren.extract.time.limit_words import limits_in
from zeren.extract.time.limits import finishes
from zeren.extract.time.rhythms import EVERY
from zeren.extract.time.times import is_bare_time, is_stretch_of_work
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place, Section

_LONGEST = 60
"""code points of a heading"""
_HINT = re.compile(r"[前内底末月日号旬季周年期起止假持随近常长立]|[天时夜]:?|20\d\d|[Qq][1-4]|\d[./]\d")
"""one of these stands in every time"""
_NUMBER = re.compile(
    r"[\s\u3000]{0,8}[—–·•●■◆▪→➢►▶◇○▍▌◎★☆#*-]{0,4}[\s\u3000]{0,4}"
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.:][、.]?(?!\d{0,2}[日号])|\d{1,2}[、)]|\d{1,2}[.](?!\d)|[(]\d{1,2}[)]|[①-⑳])?[\s\u3000]{0,4}"
)
"""what numbers or marks a heading: 一、, （二）, 第一批, 3., ▍"""
_BOX = re.compile(r"[【〖\[〔<《「『](?P<inside>[^【】〖〗\[\]〔〕<>《》「」『』]{2,50})[】〗\]〕>》」』][:]?(?P<behind>[^【】]{0,40})")
_MATTER = re.compile(
    r"(?:(?:需|要|应|须|拟|计划|集中|重点)?(?:完成|办结|抓好|做好|推进|落实|开展|启动|实施))?"
    r"(?:的?(?:本|我)?(?:重点|主要|具体|计划|工作|任务|事项|项目|措施|内容|安排|目标|节点|清单|活动|举措|要求|打算|问题|类别?){1,4})?"
    r"[\s\u3000]{0,4}(?:[(](?:共|计)?[\s\u3000]{0,4}[\d一二三四五六七八九十]{1,4}[\s\u3000]{0,4}[项条个件][)])?[\s\u3000]{0,4}:?$"
)
"""what says no more than that something is then to be done: 完成的任务（3项）, 份重点工作："""
_BRACKET = re.compile(
    r"[(\[〔【](?:(?:完成|办结|整改|实施|活动|工作|计划|起止)?(?:时间|时限|期限|日期|节点)(?:安排|要求)?[:为]?)?(?P<time>[^()\[\]〔〕【】]{2,24}?)"
    r"(?:办结|完成|销号|见效|交账|到位|清零|落实到位)?[)\]〕】][\s\u3000]{0,4}[:。]?[\s\u3000]{0,4}$"
)
"""第一批（6月底前办结）, 集中整治阶段（时间：4月—6月）"""
_ASIDE = re.compile(r"[(](?P<time>[^()]{2,24})[)]")
_NUMBERED_TIME = re.compile(r"\d|[一二三四五六七八九十]月")
_CALENDAR = re.compile(r"\d|[一二三四五六七八九十]月|年|季|周|旬|假|学期|节|汛")
_LABEL = re.compile("(?:时限|时间|期限|日期|节点|进度|要求|周期|频次)$")
"""the end of a label, whose time is that of what stands above it as often"""
_STOP = re.compile(r"[:|丨│/·•]|[—–]{1,2}|[ \t\u3000]+")
"""what parts a time from the words beside it: 三月：文明礼仪月, 4月——动员, 第一阶段 3月底前"""
_COMMA = re.compile(",")
_RANGE = re.compile(r"[日月旬起][—–~至到-]+\S{1,10}$")
_OF_ALL = re.compile("以[上下]|下列|上述|如下|本表|表中|各项|所有|全部")
"""words of a line that speaks of all below it, which begin no event (以下任务汛期前完成)"""
_ABOUT_BELOW = re.compile("以下|下列|如下|下述|重点|主要|各项")
_LED_IN = re.compile(
    r"(?:请|各[\u4e00-\u9fff]{0,4}?(?:单位|部门|科室|处室|地区?|镇街|乡镇)|[要须需应将拟于在到底前内并均好的]|务必|计划|力争|争取|确保|必须|原则上|集中|重点|主要|全面|全部|统一|各项"
    r"|完成|办结|抓好|做好|推进|落实|开展|解决|办好|启动|整改|销号|到位|完毕|以下|下列|如下|下述|工作|任务|事项|项目|措施|内容|问题|目标|清单|举措|\d{1,2}[项件条个]|[:,，])*"
)
"""all that a line says that leads in what is to be done by its time: 请于｜3月底前｜完成以下任务："""
_FIRM = re.compile(r"[前内止底末]$|立改|即改|长期坚持|[—至~-]|[前内]完成$|T\+|之日起")
"""how times end that are limits, and what joins the ends of a stretch"""
_DONE = re.compile(r"(?<=[前底内])[\u4e00-\u9fff]{2,4}$")
"""the short word behind a limit (6月底前｜交账)"""
_YEARS = re.compile(r"(?:20\d\d年?(?:[—至-]20\d\d年?)?|[今本当明次]年)度?")
_PLAIN = re.compile(r"[^。；;!?，,]{1,30}")
"""the title beside a time: no sentence"""


@dataclass(frozen=True, slots=True)
class HeadingTime:
    """A time that a heading says."""

    begin: int
    """offset in the heading"""
    end: int
    words: str
    """closed up"""
    form: str
    """``label``, ``alone``, ``opens``, ``bracket``, ``closes`` or ``lead-in``: how it stands in the heading"""
    firm: bool
    """a limit or a stretch of time: it binds without a heading of the same form beside it"""

    @property
    def titled(self) -> bool:
        """Whether the heading says what it is about too."""
        return self.form in ("opens", "bracket", "closes")


@lru_cache(maxsize=1 << 10)
def time_of(heading: str) -> HeadingTime | None:
    """The time that a heading says for what stands under it; None where it says none, or where the words are no heading."""
    if len(heading) > _LONGEST or not _HINT.search(heading):
        return None
    folded = fold(heading)
    number = _NUMBER.match(folded)
    begin, end = number.end() if number else 0, len(folded.rstrip())
    box = _BOX.fullmatch(folded, begin, end)
    if box and not box["behind"].strip():
        begin, end = box.span("inside")
    elif box and (whole := _told(folded, *box.span("inside"), "opens")):
        return whole  # 【4月】学雷锋活动
    for form in (_alone, _bracketed, _opening, _heading_on, _closing, _leading_in):
        if found := form(folded, begin, end):
            return found
    return None


def _told(folded: str, begin: int, end: int, form: str) -> HeadingTime | None:
    """The time that stands from ``begin`` to ``end``; None where something else does."""
    raw = folded[begin:end]
    begin, end = begin + len(raw) - len(raw.lstrip()), begin + len(raw.rstrip())
    if folded[begin:end].startswith("(") and (bracket := _BRACKET.fullmatch(folded, begin, end)):
        begin, end = bracket.span("time")
    words = unspaced(folded[begin:end])
    if not 2 <= len(words) <= 30 or _OF_ALL.match(words):
        return None
    done = _DONE.search(words)
    if done and is_bare_time(_dashed(words[: done.start()])) and (form == "bracket" or finishes(done[0])):
        words = words[: done.start()]  # 6月底前完成, 6月底前交账: without the word that says that it is then done
        end = begin + len(_up_to(folded[begin:end], len(words)))
    elif not is_bare_time(_dashed(words)):
        return None
    return HeadingTime(begin, end, words, form, firm=_FIRM.search(words) is not None and not _YEARS.fullmatch(words))


def _up_to(raw: str, count: int) -> str:
    """The beginning of ``raw`` with so many characters that are no blanks."""
    for at in range(1, len(raw) + 1):
        if len(unspaced(raw[:at])) == count:
            return raw[:at]
    return raw


def _dashed(words: str) -> str:
    return re.sub("[-–~～]+|—+", "—", words)


def _alone(folded: str, begin: int, end: int) -> HeadingTime | None:
    bracket = _BRACKET.search(folded, begin, end)
    if bracket and bracket.start() > begin and not _CALENDAR.search(folded, begin, bracket.start()) and _told(folded, *bracket.span("time"), ""):
        return None  # 近期（2026年6月底前）
    matter = _MATTER.search(folded, begin, end)
    found = _told(folded, begin, matter.start() if matter else end, "alone")
    if found and ((_YEARS.fullmatch(found.words) and matter and matter[0].strip(" :")) or is_stretch_of_work(_dashed(found.words))):
        return None  # 2026年重点任务, 集中整治期
    aside = _ASIDE.search(folded, found.begin, found.end) if found else None
    if found and aside and not _NUMBERED_TIME.search(folded, found.begin, aside.start()) and (inside := _told(folded, *aside.span("time"), "alone")):
        return inside  # 汛期（5月15日至9月30日）持续开展
    return found


def _bracketed(folded: str, begin: int, end: int) -> HeadingTime | None:
    bracket = _BRACKET.search(folded, begin, end)
    return _told(folded, *bracket.span("time"), "bracket") if bracket and bracket.start() > begin else None


def _opening(folded: str, begin: int, end: int) -> HeadingTime | None:
    """三月：文明礼仪月, 4月 环境整治: a time, a stop and a title."""
    stops = list(_STOP.finditer(folded, begin + 1, end))[:4]
    if begin and (comma := folded.find(",", begin, end)) > 0 and _RANGE.search(folded, begin, comma):
        stops += _COMMA.finditer(folded, comma, comma + 1)  # （一）即日起至6月30日，开展广告整治: a number, a stretch of time, a title
    for stop in stops:
        title = folded[stop.end() : end].strip(" \u3000:")
        if title and title.count("(") == title.count(")") and _PLAIN.fullmatch(title) and (found := _told(folded, begin, stop.start(), "opens")):
            return found
    return None


def _heading_on(folded: str, begin: int, end: int) -> HeadingTime | None:
    """第一周（3月2日—8日）主题宣传周: a time with its bracket, and the title right behind."""
    bracket = _ASIDE.search(folded, begin + 1, end)
    if bracket is None or bracket.start() == begin or not _PLAIN.fullmatch(title := folded[bracket.end() : end].strip(" \u3000:")):
        return None
    return None if not title else _told(folded, *bracket.span("time"), "opens")


def _closing(folded: str, begin: int, end: int) -> HeadingTime | None:
    """第一阶段：3月1日至15日, 集中整治——6月底前: a title, a stop and a time."""
    end = begin + len(folded[begin:end].rstrip(" \u3000:"))
    for stop in reversed(list(_STOP.finditer(folded, begin + 1, end))[-4:]):
        title = folded[begin : stop.start()].strip()
        matter = _MATTER.search(folded, stop.end(), end)
        if _PLAIN.fullmatch(title) and not _LABEL.search(title) and (found := _told(folded, stop.end(), matter.start() if matter else end, "closes")):
            return found
    return None


def _leading_in(folded: str, begin: int, end: int) -> HeadingTime | None:
    """请于3月底前完成以下任务：, 下列事项4月底前办结："""
    line = folded[begin:end]
    if not line.endswith(":") or not _ABOUT_BELOW.search(line):
        return None
    limits = limits_in(line)
    if len(limits) != 1:
        return None
    start, stop = limits[0]
    if not _LED_IN.fullmatch(unspaced(line[:start] + line[stop:])):
        return None
    return _told(folded, begin + start, begin + stop, "lead-in")


@dataclass(frozen=True, slots=True)
class TimeOver:
    """A time that a heading gives to what stands below it."""

    words: str
    place: Place
    """of the time"""
    begin: int
    """offset behind the heading"""
    end: int
    """offset where the time holds no more"""
    first: bool
    """a label that holds for what stands under it only where no measure stands over it (活动时间：5月23日至30日)"""
    section: Section | None
    """the heading itself, where no number makes it one and it says more than the time"""


def under_times(drafts: Sequence[Draft], over: Sequence[TimeOver]) -> list[Draft]:
    """Measures that print no time of their own, with that of the heading over them, the nearest where several do."""
    if not over:
        return list(drafts)
    begins = min((draft.place.start for draft in drafts), default=0)
    inside = [one for one in over if not any(d.place.start < one.place.start < d.place.end for d in drafts)]
    inside = [one for one in inside if not one.first or one.begin <= begins]
    found = []
    for draft in drafts:
        its = [one for one in inside if one.begin <= draft.place.start < one.end]
        if its and not draft.deadline and draft.deadline_place is None:
            nearest = its[-1]
            draft = replace(draft, deadline=nearest.words, deadline_place=nearest.place, deadline_inherited=True)
        sections = [one.section for one in its if one.section and one.section not in draft.sections]
        found.append(replace(draft, sections=(*draft.sections, *sections)) if sections else draft)
    return found


_BOXED = re.compile(r"[\s\u3000]{0,8}[【〖\[〔](?P<time>[^【】〖〗\[\]〔〕]{2,24})(?P<stop>[】〗\]〕])(?=.{4})", re.DOTALL)
"""【8月中旬】举办人才峰会"""
_OPENS = re.compile(r"[\s\u3000]{0,8}(?P<time>[^，,：:。；;·•|丨\s\u3000]{2,24})(?P<stop>[，,：:·•|丨]|[\u3000 ]{1,4}|——)(?=.{4})", re.DOTALL)
"""what may be the time of a measure before its words: 3月至5月，开展…, 4月底前：修订…"""
_RHYTHM_LENGTH = 10
"""code points of a sentence that is nothing but a rhythm (每季度一次, 每月不少于2次)"""
_TIMES = re.compile(
    r"(?:开展|组织|进行|召开|举办|调度)?(?:至少|最少|不少于|不低于|原则上)?"
    r"(?:[\d一二两三四五六七八九十]{1,3}(?:—\d{1,2})?[次场批期轮回](?:以上)?)?"
)
"""what may stand behind a rhythm in a sentence that says no more than how often"""
_RHYTHM = re.compile("[每逐按]|[月季]度")
_ALIKE = 2
"""measures that open with a time, or titles that say one, where it is no limit"""


def opened_by_times(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Measures that print no other time, with the one that their words open with (3月至5月，开展…) or that their own title says.

    A time that is no limit counts where it is the way of the plan. Words that are nothing but a time are that of the title over them.
    """
    found = [draft if draft.deadline or draft.deadline_place else _titled(draft, text) for draft in drafts]
    told = [None if one.deadline or one.deadline_place else _own(one, text) for one in found]
    often = len({one.words for one in told if one}) >= _ALIKE
    return [
        replace(draft, deadline=one.words, deadline_place=replace(draft.place, start=one.begin, end=one.end))
        if one and (one.firm or often)
        else draft
        for draft, one in zip(found, told, strict=True)
    ]


def _titled(draft: Draft, text: str) -> Draft:
    """A measure whose words are nothing but a time, with the words of its title (走访企业300家。每季度一次。).

    A short duty that opens with its rhythm has that.
    """
    words = unspaced(fold(draft.text)).strip("。；;")
    if not draft.task or not draft.task_place or len(words) > _RHYTHM_LENGTH:
        return draft
    said = text[draft.place.start : draft.place.end]
    if not (is_bare_time(_dashed(words)) or _only_how_often(words)):
        every = EVERY.match(said)
        # 会商。每月召开一次会议。: the sentence is the duty, its title short for it, and its rhythm alone the time.
        at = draft.place.start + every.end() if every else 0
        return replace(draft, deadline=every[0], deadline_place=replace(draft.place, end=at)) if every else draft
    place = replace(draft.place, end=draft.place.start + len(said.rstrip("。；; \n\u3000")))
    due = unspaced(said).strip("。；;")
    return replace(draft, text=draft.task, place=draft.task_place, task=None, task_place=None, deadline=due, deadline_place=place)


def _only_how_often(words: str) -> bool:
    """Whether a sentence says how often and no more (每月不少于2次); 每月召开一次会议 is a duty, and its title short for it."""
    every = EVERY.match(words)
    return every is not None and _TIMES.fullmatch(words, every.end()) is not None


def _own(draft: Draft, text: str) -> HeadingTime | None:
    """The time that the words of a measure open with, or that its title says; offsets are those of the document."""
    begin = draft.place.start
    match = _BOXED.match(text, begin, draft.place.end) or _OPENS.match(text, begin, draft.place.end)
    if match:
        words = unspaced(fold(match["time"]))
        # Of several sentences the first dates itself alone, and 自2026年1月1日起 dates a rule.
        clause = match["stop"] in "，," and (_RHYTHM.search(words) or words[-1] == "起" or len(sentences(draft.text)) > 1)
        if is_bare_time(_dashed(words)) and not clause and not _YEARS.fullmatch(words) and not is_stretch_of_work(_dashed(words)):
            printed = unspaced(match["time"])
            # 2019年1月1日至12月31日，对…予以减免 may date what is granted: a clause is the way of a plan or none.
            firm = match["stop"] not in "，," and _FIRM.search(words) is not None
            return HeadingTime(match.start("time"), match.end("time"), printed, "opens", firm=firm)
    if draft.task and draft.task_place and (told := time_of(draft.task)):
        at = text.find(draft.task[told.begin : told.end], draft.task_place.start, draft.task_place.end)
        return replace(told, begin=at, end=at + told.end - told.begin, words=unspaced(draft.task[told.begin : told.end])) if at >= 0 else None
    return None
