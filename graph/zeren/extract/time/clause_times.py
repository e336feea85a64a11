"""Where the words of a measure say when it is done without a limit: 三季度主体封顶, 防火期内禁火, 每月调度一次, 全年培训5万人次.

Such a time opens a clause, or stands right before what is done; one that is the attribute of a noun (2026年重点工作, 9月举办的博览会,
每周调度制度) or the measure of an amount (每人每天100元) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from zeren.extract.numbers import NUMERALS
from zeren.extract.time import times
from zeren.extract.time.dated import due_until, is_rate
from zeren.extract.time.moments import moments_in
from zeren.extract.time.rhythms import EVERY
from zeren.ground.resources import table
from zeren.ground.vocabulary import deeds

_NOT_DONE = re.compile(
    "的|以来|至今|度?(?:数据|水平|版|修订|预算|决算|计划|目标|指标|要点|工作要|重点|经济|财政收|报告|总结|台账|名单|清单|年报|试点|考核|活动|任务)"
    "|(?:新|拟|已)?[开竣]工(?:项目|企业)|年度|[A-Za-z]|[份度]?(?:是|为|我[省市县区乡镇州]|全[国省市县区州]|中央|一号)|平均|人均|均"
)
"""what makes a time that opens a clause the attribute of a noun (2026年重点工作, 一季度经济运行, 6月份全国安全生产月)"""
_NO_DEED = re.compile(
    "(?:最高|最多|不超过)[^，。；]{0,8}(?:元|补|奖)|(?:补[贴助]|奖[励补]|给予)|(?:[\u4e00-\u9fff]{1,4})?(?:制度|机制|例会制|办法)"
    "|例会(?![。，；]|$)|平均|人均|均|[^，。；,;]{0,8}的|(?:[开动完竣]工|投产|开业|挂牌|通水)(?:项目|企业|工程|单位)"
)
"""what makes a rhythm or a time inside a clause the attribute of a noun (每周调度制度, 每天产生的垃圾, 9月举办的博览会, 一季度开工项目)
or a term of what is paid"""
_ADVERB = "(?:要|应当?|须|需|将|拟|可|再|全面|基本|全部|集中|力争|争取|确保|计划|定期|至少|最少|不少于|不低于|组织|统一|分别|各|内|份)"
_AMOUNT = re.compile(rf"(?:不?[少低]于|至少|最少|不超过|约)?(?:\d[\d.,]{{0,9}}|[{NUMERALS}两]{{1,3}})[次轮遍批期场篇条件个家所户人万名部]")
"""how much, behind how often (每月2次, 每年20场)"""
_YEAR = re.compile("(?:20\\d\\d|[今本明]年?)年?度?$")
_STEP = re.compile("(?:基本|全面|全部|正式|力争)?(?:完成|建成|实现|开工|启动|竣工|投用|投产|通车|验收)")
"""what is reached in a year that opens a clause (2026年完成选址，2027年开工)"""
_GRANTS = re.compile("[^。；;]{0,40}?(?:给予|予以|减免|减征|免征|免收|补贴|补助|奖励|享受)")
"""what a stretch of days before it only bounds (2026年1月1日至12月31日，对…予以减免)"""
_UNDERTAKEN = re.compile("(?:负责|做好|抓好|承担)$")
"""words before a stretch of days in which something is done (负责9月18日至20日交通疏导)"""
_STANDS = re.compile(
    "(?<=[，,；;])(?P<time>(?:立行立改|立查立改|即知即改|边查边改)(?:[、并]{0,2}长期坚持)?|并?(?:长期(?:坚持|推进|实施)|持续(?:推进|坚持)|常态化(?:推进|坚持)))[。；;]?$"
)
"""the last clause of a sentence where it is nothing but how long (…，长期坚持。)"""
_NUMBER = re.compile(rf"[^，。；;]{{0,24}}?(?:\d|[{NUMERALS}两百千万]{{2}})")
_STRETCH = re.compile(
    "(?:^|(?<=[，,。；;:于在]))(?P<time>(?![此同该一])(?:(?![于在的])[\u4e00-\u9fff、]){1,8}?"
    "(?:(?<=[节季汛假会赛学考暖热运购播种应动峰])期间|(?<=[火汛伏禁讯旱渔耕烧收冻])期[内间]|时节))(?=[\u4e00-\u9fff，])"
)
"""a stretch that the calendar of others fixes, at the head of a clause
(防火期内, 艺术节期间, 元旦、春节期间, 春运期间); 合同期内 is one of a contract"""
_NOW_ON = re.compile("(?:自|从)?(?P<time>即日起)")
_STANDING = re.compile("(?:^|(?<=[，,。；;:]))(?P<time>常态化)(?=开展|推进|组织|实施|做好|进行|落实|抓好)")
_HOLIDAY = re.compile("(?:^|(?<=[，,。；;:]))(?P<time>(?:[寒暑]{1,2}假|暑期)(?:期间)?)(?=开展|组织|举办|推进|实施|做好|进行|落实|集中)")
"""寒暑假开展儿童关爱服务"""
_THIS_YEAR = re.compile("(?:^|(?<=[，,。；;:]))(?P<time>[今本]年)(?![上下底末内初第一二三四以来度全我])(?=[\u4e00-\u9fff][^，。；;以来的]{1,23}?\\d)")
"""the year of a target (今年改造小区30个)"""
_BY_THEN = re.compile(r"(?:上午|下午|晚)?(?:\d{1,2}(?:[时点]|:\d\d))?(?:之|以)?前(?![往去来后期])")
"""the hour, and what makes a recurrence a limit (每日｜17时前, 每月25日｜前)"""
_WEEKDAY = re.compile("[一二三四五六日](?![次个度天场期遍轮批回份名小年月篇条例])")
_WEEK_OF = re.compile("第[一二三四]周|最后[一1]周|[首末]周|(?:第[一二三四]|最后[一1])个(?:周|星期)[一二三四五六日]|[上中下]旬")
"""which week of each month (每月｜第一周, 每月｜最后一个周五)"""
_EACH_TERM = re.compile("每个?学[期年](?:[末初])?(?=[\u4e00-\u9fff]{2})")
_PER_HEAD = re.compile("[将把对给]$|(?<!专)人$|[户亩家村校次件个台辆]$|平均$|人均$|按$|较$|比$|[达至到为]$")
"""words before 每天, 每年 that make it the measure of an amount (每人｜每天100元)"""


def times_said(words: str) -> Iterator[tuple[int, int]]:
    """Where times stand that say when a thing is done."""
    opened = {anchor.end() for anchor in times.OPENS.finditer(words)}
    every = [match.span() for match in EVERY.finditer(words)]
    for moment in moments_in(words, 2000):
        stop = due_until(words, moment) or moment.stop + (words.startswith("起", moment.stop) and not words.startswith("起草", moment.stop))
        # 2026年1月1日至12月31日，对…予以减免 dates what is granted.
        begin = times.begin_of(words, moment.begin)
        opens = bool({begin, moment.begin} & opened) or (words[stop - 1] == "起" and words[begin - 1 : begin] in ("从", "自"))
        if any(first < stop and begin < last for first, last in every):
            continue
        if _YEAR.fullmatch(words[begin:stop]) and not (opens and (_NUMBER.match(words, stop) or _STEP.match(words, stop))):
            continue  # 2026年加强…: the year of the whole plan
        granted = moment.span and words[stop : stop + 1] in tuple("，,") and "20" in words[begin:stop] and _GRANTS.match(words, stop + 1)
        days = moment.span and "日" in words[begin:stop] and _UNDERTAKEN.search(words, 0, begin)
        if not granted and (days or _acts_at(words, stop) or (opens and _follows(words, stop))):
            yield _with_next(words, begin, stop)
    for pattern in (_STRETCH, _NOW_ON, _STANDING, _HOLIDAY, _THIS_YEAR, _STANDS, _at_feast()):
        for match in pattern.finditer(words):
            begin, stop = match.span("time")
            if pattern is _STRETCH and words.startswith(tuple(word for word in deeds() if len(word) > 1), begin):
                continue  # 支持企业春节期间连续生产
            following = moments_in(words[stop + 1 :], 2000) if words[stop : stop + 1] == "至" else []
            yield begin, stop + 1 + following[0].stop if following and not following[0].begin else stop


@cache
def _at_feast() -> re.Pattern[str]:
    """A feast at the head of a clause, before what is then held (元旦举办迎新跑)."""
    feasts = {row["word"].removesuffix("前") for row in table("vocabulary/deadlines") if row["prose"] == "yes" and _FEAST.search(row["word"])}
    either = "|".join(sorted(map(re.escape, feasts), key=lambda word: (-len(word), word)))
    return re.compile(f"(?:^|(?<=[，,。；;:]))(?P<time>[“\"]?(?:{either})[”\"]?(?:假期|当[天日]|前后)?)(?=举办|举行|组织|开展|召开|集中)")


_FEAST = re.compile("节|元旦|元宵|清明|端午|中秋|国庆|[一七八]前")
"""words of the list that are feasts, and no seasons"""


def _with_next(words: str, begin: int, stop: int) -> tuple[int, int]:
    """A time with the one that 和 or a stop adds (2月上旬和7月上旬)."""
    if words[stop : stop + 1] in ("和", "、", "及"):
        following = moments_in(words[stop + 1 : stop + 14], 2000)
        if following and not following[0].begin:
            return begin, stop + 1 + following[0].stop
    return begin, stop


def _follows(words: str, at: int) -> bool:
    """Whether the words behind a time at the head of a clause can be what is then done."""
    rest = words[at:]
    return bool(re.match("[，,]?[\u4e00-\u9fff“]{2}", rest)) and not _NOT_DONE.match(rest.lstrip("，,"))


def _acts_at(words: str, at: int) -> bool:
    rest = words[at:]
    return _acting().match(rest) is not None and not _NOT_DONE.match(rest) and not _NO_DEED.match(rest)


@cache
def _acting() -> re.Pattern[str]:
    done = [row["word"] for row in table("vocabulary/finishes")]
    verbs = sorted({*done, *(word for word in deeds() if len(word) > 1)}, key=lambda word: (-len(word), word))
    return re.compile(f"{_ADVERB}{{0,3}}(?:主体(?:结构|工程)?|全线|土建)?(?:[对向在面][^，。；,;]{{1,16}}?)?(?:{'|'.join(map(re.escape, verbs))})")


def rhythms_said(words: str) -> Iterator[tuple[int, int]]:
    """Where rhythms stand that say how often a thing is done."""
    yield from (match.span() for match in _EACH_TERM.finditer(words) if not _NO_DEED.match(words[match.end() :]))
    for every in EVERY.finditer(words):
        begin, stop = every.span()
        if is_rate(words, every) or _PER_HEAD.search(words, max(0, begin - 2), begin):
            continue
        if every["unit"] in ("周", "星期") and not every["weekday"] and (day := _WEEKDAY.match(words, stop)):
            stop = day.end()
        if every["unit"] in ("月", "季度") and (week := _WEEK_OF.match(words, stop)):
            stop = week.end()
        if tail := _BY_THEN.match(words, stop):
            stop = tail.end()
        deed = re.match("[，,]?[\u4e00-\u9fff“]{2}", words[stop:]) and not _NO_DEED.match(words[stop:])
        if (_AMOUNT.match(words, stop) or deed):
            yield begin, stop
