"""One time for all tasks of a plan, or for those that print none: 以上任务均于12月底前完成; 未注明时限的，均于12月底前完成.

The words of a sentence say which tasks it means (``above``, ``below``, all), and that its time ends the whole matter: what follows
the time is a word of ``vocabulary/finishes``, not a further duty (各单位3月15日前报送方案 dates the sending alone).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.compact import compact
from zeren.extract.draft import Draft
from zeren.extract.time.feasts import events_in
from zeren.extract.time.headings import TimeOver, opened_by_times, under_times
from zeren.extract.time.limit_words import limits_in
from zeren.extract.time.limits import ends_finished, finishes
from zeren.extract.time.own import with_own_times
from zeren.extract.time.rhythms import EVERY
from zeren.extract.time.times import is_bare_time
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place

_KINDS = r"(?:重点|主要|目标|工作|任务|措施|事项|举措|项目|问题|指标|建议|提案|清单|政策|实事|内容){1,3}"
_YEAR = "(?:20\\d\\d年|[今本明]年)?"
_WHEN = (
    r"(?P<time>二[〇○零][〇○零一二三四五六七八九]{2}年[^,;。:\d]{1,8}?[前底末内]前?|(?:\d{4}年|今年|本年|年|\d{1,2}月)[^,;。:]{0,10}?[前底末内]前?"
    r"|(?<=[于在到须应要需均务项题作容标])(?![于在到须应要需均])[“”\"\u4e00-\u9fff]{2,10}?前"
    rf"|{_YEAR}(?:(?:第?[一二三四1-4]季度|[上下]半年)[底末]?(?:内|前)?|(?<!\d)\d{{1,2}}月(?:份|[上中下]旬)?)"
    r"|(?:\d{1,2}|[一两二三四五六七八九十]{1,2})个?(?:月|周|星期|工作日)(?:之?内|以内)"
    r"|(?:自[^,;。:\d]{0,8}?)?(?:印发|下发|发布|公布|交办|收到|转办)[^,;。:\d]{0,8}?起?\d{1,3}个?(?:工作日|[日天月周])(?:之?内|以内))"
)
_SAID = r"[^,;。:()外]{0,8}?(?:注明|另有|明确|标明|标注|要求|规定|说明|时限|时间|备注)"
"""rows that print a time of their own: 除已注明外, 除备注栏另有要求外"""
_FOR_ALL = re.compile(
    r"(?:除[^,;。:]{1,16}外,)?(?:(?:以上|上述|以下|下列|所列|本表|表中)[^,;。:]{0,4}?)?"
    rf"(?:各项|所有|全部|每项|上述|以上|以下|下列|所列){_KINDS}"
    rf"(?:,?[(]?除?{_SAID}[^,;。:()]{{0,8}}外[)]?,?)?[^,;。:]{{0,6}}?{_WHEN}[^,;。:]{{0,6}}?"
    r"(?:完成|办结|(?:落实|整改|执行)(?:到位|完毕)|办理完毕|销号|见效)(?![率度比的]|情况|进度|时)[^,;。:]{0,4}"
)
"""除另有要求外，各项任务均于2026年12月底前完成; 以上工作任务须在11月底前办结; 以下任务除已注明外，均应于春节前整改到位"""
_OF_ALL = re.compile(
    rf"(?:各(?:责任|有关|相关|牵头|承办)?(?:单位|部门|地区?|县[区市]|乡镇|镇街|镇[(]街道[)]|乡镇[(]街道[)])[^,;。:]{{0,4}}?)?(?:[须需应要]|务必|必须)?于?{_WHEN}[^,;。:\d]{{0,4}}?"
    rf"(?:完成|办结|落实)(?:好|完)?(?:上述|以上|以下|下列|所列|全部|所有|各项){_KINDS}"
)
"""各单位须于2026年11月30日前完成上述任务; 各镇（街道）须于11月30日前完成全部指标任务"""
_DEED = r"(?:完成|办结|落实|整改|销号|到位|完毕|见效)(?:完成|到位|完毕|销号)?(?:整改|整治|任务|工作|目标){0,2}(?=[,;。:]|$)"
"""what is then done, and no more: 完成自查 dates the checking alone"""
_BY_LIST = re.compile(
    r"(?:对照|对标|按照?|依据|依照|根据)(?:(?:以下|下列|上述|本|附|下|上|任务|责任|问题|整改|工作|分工|职责){0,3}(?:清单|台账|表)|表中|表内|分工|要求)"
    rf"[^。;:\d]{{0,20}}?{_WHEN}[^,;。:\d]{{0,6}}?{_DEED}"
)
"""请各责任单位对照下表，于5月20日前全部整改到位"""
_IN_LIST = re.compile(
    r"(?<![^\s。;:,(])(?:清单|台账|[本下上附]表|表中|本方案|本计划)(?:中|内)?(?:所列|列明的?|明确的?|的)?(?:各项|所有|全部)?"
    rf"{_KINDS}(?:,?除[^,;。:]{{1,20}}外)?[^;。:\d]{{0,8}}?{_WHEN}[^,;。:\d]{{0,6}}?{_DEED}"
)
"""清单所列任务除备注栏另有时限要求外，均须于2026年11月30日前完成; 省下达造林计划任务12月底前完成 dates one measure alone"""
_AS_LIMIT = re.compile(
    rf"(?:(?:以上|上述|以下|下列|所列|本表|表中|清单)[^,;。:]{{0,4}}?)?(?:各项|所有|全部)?{_KINDS}的?"
    r"(?:完成|办结|整改|落实)(?:时限|时间|期限|日期)(?:要求)?(?:均|统一|一律|全部|都)(?:要求)?(?:为|是|定为|至|截至|到)"
    r"(?P<time>(?:\d{4}年|今年|本年|年|\d{1,2}月)[^,;。:]{0,10}?(?:[前底末内]前?|日(?:前|之前)?)|[^,;。:()\s]{2,16}(?=[,;。)\s]|$))"
)
"""以上任务完成时限均为2026年11月底"""
_LIMIT = r"(?:完成|办结|整改|落实|兑现|办理|工作)?(?:时限|时间|期限|节点|日期|进度|时点)(?:要求|安排|节点)?"
_LABELLED = re.compile(
    r"(?:^|(?<=[\s。;:(]))(?:(?:完成|办结|整改|落实|实施|工作|任务)(?:时限|时间|期限|日期)|时限|期限)(?:要求)?[:为]?\s{0,2}"
    r"(?:(?:除[^,;。:]{1,20}外|未注明的|如?无特殊说明),?)?(?:均|统一|一律|全部|都)(?:为|是|定为|至|截至|到|于)?"
    r"(?P<time>(?:\d{4}年|今年|本年|年|\d{1,2}月)[^,;。:\s]{0,10}?(?:[前底末内]前?|日(?:前|之前)?))"
)
"""完成时限：除注明外均为2026年11月底"""
_UNDATED = re.compile(
    r"(?:(?:未|没有?|无|不)(?:另行|单独|特别|专门|作|明确|具体|再)?"
    r"(?:注明|标明|写明|列明|载明|明确|规定|标注|填写|列出|说明|限定|要求|写|填|注|列){0,1}(?:具体|明确)?"
    rf"(?:[\u4e00-\u9fff]{{2}})?{_LIMIT}|{_LIMIT}(?:一?[栏列项])?(?:中|内)?(?:为|是|均|属)?(?:空白|为空|留空|空着|空的|空缺|未填|未注明|未标明|未标注|未列|未明确|未作要求|未说明))"
    rf"[^;。:\d]{{0,16}}?{_WHEN}(?=[^,;。:\d]{{0,8}}(?:[,;。:]|$))"
)
"""表中未注明兑现期限的事项，均于6月30日前完成兑现; 时间节点一栏空白的，均应于12月底前完成"""
_ADDRESSED = re.compile(
    r"(?:^|(?<=[。;:,]))[\s\u3000]{0,4}(?:请|要求)(?P<who>(?:各(?:承办|责任|牵头|主办|分办|有关|相关|成员)?(?:单位|部门|科室|处室|镇街|乡镇|地区?)|[你贵][\u4e00-\u9fff]{1,2})[^,;。:\d]{0,6}?)?(?:务必|必须|[须需应要])?于?"
    rf"{_WHEN}(?:全部|按期|按时)?(?:完成|办结|落实|整改|销号|办理)(?:完毕|到位|完成|办结|销号)?(?(who)(?=[,;。:并]|$)|(?=[。]|$))"
)
"""请各承办单位于8月15日前办结并书面答复代表: what is done by then has no name in the sentence, so that only a request counts, and one
that asks nobody only where it says no more (请于9月30日前办结。)"""
_AT_ONCE = re.compile(
    rf"(?:以上|上述|以下|下列|所列|本表|表中)(?:[\d一二三四五六七八九十]{{1,3}}[项个条件])?(?:各项|所有|全部)?{_KINDS}[^,;。:]{{0,4}}?"
    r"(?P<time>立[行查整知]立改(?:、|,?并)?(?:长期坚持|立查立改|即知即改)?|[即边][知查][即边]改|长期坚持|立即整改|常态化推进|持续推进)(?:到位)?(?=\s{0,4}(?:[,;。:]|$))"
)
"""以下问题立行立改; 上述措施长期坚持"""
_ALL = ("各项", "所有", "全部", "每项", "上述", "以上", "以下", "下列", "所列")
_PATTERNS = (
    (_FOR_ALL, _ALL),
    (_OF_ALL, _ALL),
    (_BY_LIST, ("对照", "对标", "按", "依据", "依照", "根据")),
    (_IN_LIST, ("清单", "台账", "表", "本方案", "本计划")),
    (_AS_LIMIT, ("时限", "时间", "期限", "日期")),
    (_LABELLED, ("均", "统一", "一律", "全部", "都")),
    (_UNDATED, ("未", "没", "无", "不", "空")),
    (_AT_ONCE, ("以上", "上述", "以下", "下列", "所列", "本表", "表中")),
    (_ADDRESSED, ("请各", "要求各", "请于", "请你", "请贵")),
)
"""each with words of which it needs one: to look for them is quicker"""
_HINTS = (
    "各", "所有", "全部", "每项", "上述", "以上", "以下", "下列", "所列", "表",
    "清单", "台账", "任务", "问题", "分工", "事项", "未", "空", "均", "统一", "一律", "请",
)  # fmt: skip
"""words one of which such a sentence holds"""
_TIME_ENDS = ("前", "底", "末", "内", "日", "月", "季度", "半年", "立改", "即改", "坚持", "推进")
"""one of these stands in every time that closes a matter"""
_SURELY = re.compile(
    "\\d|[今本明年]|自|二[〇○零]|印发|下发|发布|公布|交办|收到|转办|第?[一二三四]季度|[上下]半年|[一两二三四五六七八九十]{1,2}个?[月周工星]"
    "|[立即边]|长期|持续|常态"
)
"""how a time begins that a pattern told by its form; what else stands before 前 must be an event (春节前, “五一”前)"""
_ABOVE, _BELOW = ("以上", "上述"), ("以下", "下列")
"""words that hold such a sentence to the tasks on one side of it"""
_LEAD = re.compile(r"(?:并|且|须|应|要|需|均|都|全部|统一|一律|确保|力争|争取|计划|预计|最迟|于|在|到){0,4}")
"""what may stand before the time of a clause that closes a matter"""
_HABIT = 2
"""measures of a plan that close with a limit; one alone is no habit"""
_LAST = re.compile(r"[^,;。:\n]{4,40}[。;]?\s{0,4}$")
_TAIL = 46
"""code points of the last clause and what follows it"""


def due_for_all(text: str) -> tuple[int, int] | None:
    """Where ``text`` states a deadline for all tasks of its plan; None where it states none."""
    match = _due(text)
    return match.span() if match else None


def time_for_all(sentence: str) -> tuple[int, int] | None:
    """Where a sentence that dates all tasks of its plan says the time (以上任务均于12月底前完成: 12月底前)."""
    match = _due(sentence)
    return match.span("time") if match else None


def _due(text: str) -> re.Match[str] | None:
    if not any(hint in text for hint in _HINTS) or not any(end in text for end in _TIME_ENDS):
        return None
    folded = fold(text)
    patterns = (pattern for pattern, needs in _PATTERNS if any(word in folded for word in needs))
    return next((match for pattern in patterns if (match := pattern.search(folded)) and _is_when(match["time"])), None)


def _is_when(time: str) -> bool:
    """Whether words before 前 name an event (春节前), and no place or order (校门前, 目前)."""
    return _SURELY.match(time) is not None or is_bare_time(time) or any(event.before for event in events_in(time, None))


def dated(
    drafts: Sequence[Draft], dues: Sequence[Place], text: str, over: Sequence[TimeOver] = (), year: int | None = None
) -> tuple[list[Draft], list[str]]:
    """Give tasks without a deadline the one that their own words close with, where plans do so, else that of a heading ``over`` them,
    else the one of a sentence for all.

    Returns the drafts and the sentences that dated some, closed up. 以上任务 are those above a sentence alone, 以下任务 those below,
    up to the next such sentence; of several sentences that mean all none counts, nor does one that stands in a measure.
    """
    opened = opened_by_times(_closing(drafts, text), text)
    found = under_times(with_own_times(opened, text, year, how_often=False), over)
    starts = sorted((draft.place.start, draft.place.end) for draft in drafts)
    told = sorted({place for place in dues if not _inside(place, starts)}, key=lambda place: place.start)
    said: list[str] = []
    for at, place in enumerate(told):
        sentence = text[place.start : place.end]
        span = time_for_all(sentence)
        above, below = (any(word in sentence for word in words) for words in (_ABOVE, _BELOW))
        if span is None or (len(told) > 1 and not (above or below)):
            continue
        first = told[at - 1].end if above and at else 0 if not below else place.end
        last = place.start if above else told[at + 1].start if below and at + 1 < len(told) else len(text)
        meant = [not draft.deadline and draft.deadline_place is None and first <= draft.place.start < last for draft in found]
        if any(meant):
            words = unspaced(sentence[slice(*span)])
            found = [
                replace(one, deadline=words, deadline_place=place, deadline_inherited=True) if is_meant else one
                for one, is_meant in zip(found, meant, strict=True)
            ]
            said.append(unspaced(sentence))
    return with_own_times(found, text, year, how_often=True), said


def _inside(place: Place, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(spans, (place.start, len(spans) + place.start)) - 1
    return at >= 0 and spans[at][0] <= place.start < spans[at][1]


def _closing(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Measures with the limit that their words close with, in a plan whose habit it is and that prints no deadline elsewhere.

    Where a column or a statement may print one, a date in the words is one of their dates.
    """
    if len(drafts) < _HABIT or any(draft.deadline for draft in drafts):
        return list(drafts)
    dues = [closing_due(text[draft.place.start : draft.place.end], draft.place.start) for draft in drafts]
    if sum(due is not None for due in dues) < _HABIT:
        return list(drafts)
    return [
        replace(draft, deadline=due[0], deadline_place=replace(draft.place, start=due[1], end=due[2])) if due else draft
        for draft, due in zip(drafts, dues, strict=True)
    ]


def closing_due(text: str, offset: int) -> tuple[str, int, int] | None:
    """The limit that closes a matter (…，10月前完成。), with its offsets; None where the words set another limit too, or a further duty."""
    first = max(0, len(text) - _TAIL)
    last = _LAST.search(fold(text[first:]))
    if last is None or not first + last.start() or not ends_finished(compact(last[0], 0).words.rstrip("。;")):
        return None
    limits = limits_in(text)
    if len(limits) != 1 or limits[0][0] < first + last.start():
        return None
    begin, stop = limits[0]
    before, after = compact(text[first + last.start() : begin], 0).words, compact(text[stop:], 0).words.rstrip("。;")
    if not _LEAD.fullmatch(before) or not finishes(after):
        return None
    return unspaced(text[begin:stop]), offset + begin, offset + stop


_DONE = re.compile("(?:全部|全面|基本|正式)?(?:完成[\u4e00-\u9fff]{0,4}|执行|实施|施行|启动|开展|推进|上报|报送)$")
"""what is done by or from a time and says no more (6月5日起｜执行, 三季度｜完成设立)"""
_HELD = re.compile("(?:开展|组织|召开|进行|调度|举办|实施)[一1]次$")
"""what is done at each turn of a rhythm and says no more (每季度｜开展一次)"""


def bare_time(words: str) -> str:
    """The time of words that say no more than that a matter is then done, or how often (9月底前办结: 9月底前); empty where they say else."""
    every = EVERY.match(words)
    held = _HELD.search(words) if every else None
    if every and held and held.start() == every.end():
        return words[: held.start()]
    if is_bare_time(words) or words.startswith(("常态", "长期", "持续")):
        return ""  # 常态化开展 is all of it how long
    done = _DONE.search(words)
    return limit_that_ends(words) or (words[: done.start()] if done and is_bare_time(words[: done.start()]) else "")


def shown_time(words: str) -> str:
    """The time as printed of words that say no more than that a matter is then done (8月底前完成: 8月底前); the words where they say else."""
    limit = bare_time(unspaced(words))
    return limit if limit and words.startswith(limit) else words


def limit_that_ends(words: str) -> str:
    """The limit of words that say no more than that a matter is then done (10月底前完成: 10月底前); empty where they say less or more."""
    limits = limits_in(words)
    if len(limits) != 1 or compact(words[: limits[0][0]], 0).words:
        return ""
    stop = limits[0][1]
    return unspaced(words[:stop]) if finishes(compact(words[stop:], 0).words.rstrip("。;")) else ""
