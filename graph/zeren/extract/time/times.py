"""Times as offices print them, told by how their words are made, not by a list of spellings.

A time is a unit (年, 季度, 月, 旬, 周, 日, 学期, 冬季, 9时), a rhythm (每月, 逐周), a term (两周内, T+30日) or an event with
what it is related by (竣工验收后, 运动会期间), several of them one behind another (9月开学前, 8月第二周, 第3周（3月9日—15日）).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bodies.endings import SOLID, is_body, is_solid
from zeren.ground.resources import table

_COUNT = "(?:\\d{1,3}|[零一二三四五六七八九十两几半]{1,3})"
_WEEKDAY = "[一二三四五六日天]"
UNIT = "|".join((
    r"20\d\d(?:[./—]\d{1,2}){1,2}(?![\d.])",  # 2026-03, 2026.3.31
    r"(?:20\d\d|[今本当明次翌]|每)年度?(?![级龄检])",
    r"20\d\d(?!\d)",
    "二[〇○零][一二三四五六七八九〇○零]{2}年",
    r"年度?(?=[底末初中内终])",
    r"[上下]半年",
    r"第?(?:[一二三四1-4ⅠⅡⅢⅣ]|I{1,3}V?|IV)(?:[、—至到和][一二三四1-4])?个?季度?|[Qq][1-4](?!\d)|前[二三两]个?季度|季度?(?=[底末初中])",
    r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九腊正]|[本当下次上]个?|农历[一-龥]{1,2})月份?",
    r"月(?=[底末初中])",
    r"[上中下]{1,2}旬",
    rf"第{_COUNT}(?:—{_COUNT})?个?(?:教学)?周|第{_COUNT}[天日]|[本下上当]周{_WEEKDAY}?|(?:周|星期){_WEEKDAY}|周(?=[末初内])|(?<=月)第?{_COUNT}周",
    r"(?:[12]\d|3[01]|0?[1-9]|[初廿]?[一二三四五六七八九十]{1,3})[日号]|[次当翌即同]日|当[天晚]",
    r"[上下]午|凌晨|[早晚]上|中午|夜间|全天",
    r"\d{1,2}(?::\d\d|[时点](?:\d{1,2}分|半|整)?)(?!\d)",
    r"[春夏秋冬]季|[春夏秋冬]{2}(?:两?季)?|今[春夏秋冬]",
    r"(?:[春夏秋冬]季)?(?:第?[一二两本下上新每全]个?)?(?:学[期年](?!会)|开学)|期[末中初](?!考)|[暑寒]假|[暑寒伏]期|主?汛(?:期|(?=[前后中]))",
    r"“?十[一二三四五六七八九]五”?(?:规划)?(?:时期|期(?!间))?",
    r"全[年程]|近[期日]",
))  # fmt: skip
"""a stretch of the calendar, the day, the week or the school year"""
TERM = rf"(?:{_COUNT}(?:多|余)?(?:个?(?:工作日|自然日|学[期年]|季度|星期|小时|月)|[日天周年]|分钟)|(?<!\d)半(?:年|个?月|天))"
"""an amount of time: 两周, 5个工作日, 三个月, 半年"""
RELATED = "(?:之[日时]起?|之?[前后]|以[前后内]|前后|之?内|期间|期内|时节?|[底末初终中]|[起止]|为止|开始|以来|左右|当[天日])"
"""what places something by a time: 前, 底, 内, 期间, 起"""
_RHYTHM = (
    rf"(?:(?:每隔?|逐|按|隔){_COUNT}?个?|一个?(?=[^，。;]{{1,2}}[一两二三1-9]次))(?:半年|半个?月|季度?|月|年度?|周|星期|旬|工作日|日|天|学[期年])"
    rf"(?:度|{_COUNT}次|首月|末月|{_WEEKDAY}(?![\u4e00-\u9fff]))?"
    "|[月季]度(?=$|[、,，])|每?双周"
)
_AGAIN = f"{_COUNT}次"
_AHEAD = rf"第?{_COUNT}[年月日]?[—至到、和及](?=第?{_COUNT}个?[年月日季周])"
"""the first number of two before one unit: 3—5月, 二至四季度"""
_SHORT = r"(?:1[0-2]|0?[1-9])[./](?:[12]\d|3[01]|0?[1-9])(?![\d./])"
"""a day without its units, which only beside another time is one: 第3周（3.9—3.15）"""
_COUNTED = "[TtDd]日?[+—]\\d{1,3}(?:个?工作日|[日天周]|个?月)?|T日|[\u4e00-\u9fff]{0,4}倒计时\\d{1,3}[天日]|工期(?=\\d)"
_NOW = "立[行查整知]立改|立[即刻]|即[知查]即改|即[时刻]|马上|当场|边[查整]边[改建]"
_LEADS = "自|从|于|在|到|截[至止]到?|最[迟晚]于?|不[晚迟]于|力争|争取|原则上|确保|计划|预计|用|分别|各?限|大?约|贯穿|农历|于?每逢|倒排工期"
_PARTED = r"[、,，;；/和及与或—至()“”\"]|并"
_DONE = "基本|全部|全面|初步|取得(?:阶段性|初步|明显|实质性|重大)?(?:成效|进展|突破|成果)|(?:开展|推进|实施|进行|执行|启动|开工|整改|举行|举办)"
_EVENT = re.compile(
    "(?:[\u4e00-\u9fff]{1,3}、){0,2}[\u4e00-\u9fff“”\"]{1,9}?"
    "(?=(?:之[日时]|之?[前后]|前后|期间|当[天日])(?:$|完成|办结|[起立、,，;；()—]|的?第?[\\d一二三四五六七八九十两半])|(?<=[月节季周期])起(?:$|[、,，]))"
)
"""an event before what relates it to the time meant: 竣工验收 (前), 巡察反馈 (后一个月内)"""
_NO_EVENT = re.compile("(?:[目提此日先落今最背善售产以之空生从往面当向事课人台幕户房饭灾身]|[\u4e00-\u9fff]{0,8}(?:[以之此]|不|的|先|落|背))$")
"""what makes with 前 or 后 a word of its own: 目前, 提前, 售后, 课后, 幕后"""
_IN_FRONT = re.compile(
    "[\u4e00-\u9fff]{0,8}(?:(?<![开到进离入退登出清下上])[门院房屋楼口馆场站间路桥墙台窗车室厅店]|政府|委会|局|大楼|广场)|[房屋门]前[房屋门]"
)
"""what stands somewhere: 校门前, 县政府前, 屋后 are places, 进场前 and 开馆前 times"""
_SURELY = ("之日", "期间", "当")
_STRETCH = re.compile(
    "[\u4e00-\u9fff]{1,5}(?:(?<![前后中早日工周延逾定分到年首质用效值一二三四五六七八九十])期|季节?"
    "|(?<![环细季情关章小音礼调末枝使脱第一二三四五六七八九十])节)(?=$|[、,，()])"
)
"""a stretch of work that ends the words: 春季造林期, 采收季"""
_UNIT = re.compile(UNIT)


@cache
def _token() -> re.Pattern[str]:
    done = "|".join(sorted((re.escape(row["word"]) for row in table("vocabulary/finishes")), key=lambda word: (-len(word), word)))
    said = "|".join(sorted((re.escape(row["word"]) for row in table("vocabulary/deadlines")), key=lambda word: (-len(word), word)))
    parts = (
        f"(?P<now>{_NOW})", f"(?P<unit>{UNIT})", f"(?P<said>{said})", f"(?P<counted>{_COUNTED})", f"(?P<rhythm>{_RHYTHM})",
        f"(?P<ahead>{_AHEAD})", f"(?P<short>{_SHORT})", f"(?P<term>{TERM})", f"(?P<related>{RELATED})", f"(?P<lead>{_LEADS})",
        f"(?P<parted>{_PARTED})", f"(?P<done>{_AGAIN}|{done}|{_DONE})",
    )  # fmt: skip
    return re.compile("|".join(parts))


_CLOCK = re.compile(r"(?:[上下]午|凌晨|[早晚]上|中午|夜间|全天|\d{1,2}(?::\d\d|[时点](?:\d{1,2}分|半|整)?)|[—至前起、])+")


def is_clock(words: str) -> bool:
    """Whether compacted words tell the hour and no day (上午9:00, 9:10—9:30), as what stands beside a date does."""
    return _CLOCK.fullmatch(words) is not None


_BESIDE = ("parted", "lead", "done", "related", "ahead", "short")
"""tokens that make no time by themselves"""


@lru_cache(maxsize=1 << 12)
def is_time(words: str) -> bool:
    """Whether compacted words are nothing but a time, as a cell or what stands behind a label holds it.

    Events are open here (竣工验收前, 秋收后): in running text, where they have no left edge, this says too much.
    """
    return bool(_made_of(words))


def is_bare_time(words: str) -> bool:
    """The same without what is then done (10月底前完成, 全年推进)."""
    return _made_of(words)[-1:] not in ((), ("done",))


def is_stretch_of_work(words: str) -> bool:
    """Whether a time is nothing but a stretch that the work itself makes (集中整治期, 提名考察阶段): no calendar and no event places it."""
    return _made_of(words) == ("event",) and words[-1] not in "前后内间日时起"


def _made_of(words: str) -> tuple[str, ...]:
    """Kinds of the tokens that a time is made of; none where the words are no time."""
    at, core, kinds = 0, "", []
    while at < len(words):
        kind, end = _next(words, at, core)
        if not kind:
            return ()
        if kind == "related" and core == "term":
            core = "unit"  # 两周 alone is an amount, 两周内 a time
        elif kind not in _BESIDE and not (core and kind == "term"):
            core = kind
        kinds.append(kind)
        at = end
    return tuple(kinds) if core not in ("", "term") else ()


def _next(words: str, at: int, core: str) -> tuple[str, int]:
    """Kind and end of what stands at ``at`` behind a time's ``core``; no kind where it is part of no time."""
    match = _token().match(words, at)
    kind = match.lastgroup or "" if match else ""
    # 到期前, 三年级考试前, 竣工前: what could lead up to a time, be an amount or follow a time may begin an event's name.
    if (kind in ("", "lead", "term") or (kind in ("related", "done") and not core)) and (event := _event(words, at)):
        return "event", event
    # 完成时限 is no time.
    return (kind, match.end()) if match and (core or kind != "done") else ("", at)


def _event(words: str, at: int) -> int:
    """Where an event that begins here ends, 0 where none does."""
    match = _EVENT.match(words, at)
    if match and _IN_FRONT.fullmatch(match[0]) and not words.startswith(_SURELY, match.end()):
        return 0
    if match and not _NO_EVENT.fullmatch(match[0]) and not any(is_body(name) for name in match[0].split("、")[:-1]):
        return match.end()
    stretch = _STRETCH.match(words, at)
    return stretch.end() if stretch else 0


_MODAL = "(?:确保|力争|争取|务必|必须|应当?|[须需]要?|要|将|拟|计划|预计|原则上|最[迟晚]|并|[均都]|全部|[于在到至请])"
OPENS = re.compile(f"(?:^|(?<=[，,。；;：:、（(])|(?<=^\\d[.．])|(?<=^\\d\\d[.．]))(?:{_MODAL}){{0,4}}|(?<=[于在])(?![于在])|(?=收到|接到|立[即刻])")
"""where the words of a time can begin in running text: a clause, with what modifies its verb, or behind 于, 在"""
_LED = re.compile(f"(?:{_MODAL}){{1,4}}")
_COUNTED_FROM = re.compile(
    "自?(?:[收接]到)?(?:(?![于在]|[收接]到)[\u4e00-\u9fff“”《》]){1,14}?"
    f"(?:(?:之日|当日)起?|之?(?<![最提此以目])[前后]|起)的?(?={TERM})"
)
"""an event from which a term is counted, which alone is told in running text without its left edge (收到通知后｜10日内)"""
_FIRM = "前内止"
_RANGED = re.compile("[月日号][—至]")
"""a stretch of days or months, in which a clause that begins with it is done (7月2日至4日停止夜间施工)"""
_REACH = 16
"""code points before a limit in which the units that belong to it stand (2026年秋季学期｜开学前)"""


def limits(words: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where running text sets limits by words that end as limits do (下周五前, 会后3个工作日内), and where it only says when a thing is done.

    The second are times right before what is then finished (一季度完成…), at once (立即) and from when on (5月1日起).
    """
    firm, loose = [], []
    for anchor in OPENS.finditer(words):
        begin = anchor.end()
        stop, kind = _run(words, begin)
        if kind == "counted":
            begin = _behind_body(words, begin, stop)
        if stop and (words[stop - 1] in _FIRM or kind == "counted"):
            firm.append((begin, stop))
        elif stop and (kind == "now" or words[stop - 1] == "起" or _RANGED.search(words[begin:stop]) or _finished(words, stop)):
            loose.append((begin, stop))
    return firm, loose


_CALLED = re.compile("由|请|责成|要求")
"""what may stand before the body that a limit follows (由县林业局｜会后3日内)"""


def _behind_body(words: str, begin: int, stop: int) -> int:
    """Where a counted limit begins behind the body that stands right before its event (县教育局｜会后3日内)."""
    called = _CALLED.match(words, begin)
    first = called.end() if called else begin
    ends = range(first + SOLID + 1, min(stop, first + _REACH))
    return max((end for end in ends if words[end] not in "之前后起" and is_solid(words[first:end])), default=begin)


def _finished(words: str, at: int) -> bool:
    """Whether what is then done follows a time (一季度｜完成), once and not as a rate of the whole year."""
    if words[at - 2 : at] in ("全年", "全程"):
        return False
    match = _token().match(words, at)
    return match is not None and match.lastgroup == "done" and not re.match(f"的|{_AGAIN}", words[match.end() :])


def _run(words: str, begin: int) -> tuple[int, str]:
    """Where the time ends that begins at ``begin`` of running text, and the kind of its first token; 0 where none does."""
    at, core, stop = begin, "", 0
    while at < len(words):
        counted = _COUNTED_FROM.match(words, at) if not core else None
        match = counted or _token().match(words, at)
        kind = "event" if counted else match.lastgroup or "" if match else ""
        ranged = kind == "parted" and stop == at and words[at] in "—至"
        if match is None or (kind in ("said", "rhythm", "lead", "parted", "done", "short") and not ranged):
            break
        at = match.end()
        core = core or (kind if kind in ("unit", "event", "now", "counted", "term") else "")
        if core == "event" and not counted:
            core = "counted"  # 活动开始前15日
        if kind == "related" or (core and core != "term" and kind not in ("ahead", "parted")):
            stop = at if core else stop
    return stop, core


_REPORTS = re.compile("(?:上?报|反馈|汇报|通报|抄送|回复|提交|答复)")


def closes(words: str, stop: int) -> bool:
    """Whether a limit that ends at ``stop`` closes its sentence with what is then done (…，3月底前整改完毕。), no report of it."""
    rest = _CLOSING.match(words, stop)
    return rest is not None and not _REPORTS.match(rest["deed"])


_DATES = re.compile(r"(?:(?<![\d年.])(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|[底末初])?|[一二三四]季度[末底]?)[、和及]){1,3}$")
"""dates before the last of a list that one 前 closes (5月底、9月底、｜11月底前)"""
_LISTED = re.compile("(?:^|(?<=[，,。；;：:（(于在]))(?P<name>(?:[\u4e00-\u9fff“”]{2,4}、){1,2})$")
"""feasts before the last of a list (元旦、|春节前)"""
_CLOSING = re.compile("(?:基本|全部|全面)?(?P<deed>[\u4e00-\u9fff]{2,6})(?:[。；;]|$)")


def without_lead(words: str, begin: int, stop: int) -> int:
    """Where a limit begins without the words that modify its verb (确保｜国庆节前)."""
    lead = _LED.match(words, begin, stop)
    return lead.end() if lead and lead.end() < stop else begin


def begin_of(words: str, begin: int) -> int:
    """Where the noun phrase begins that ends in a time at ``begin`` of running text.

    The units right before it belong to it (9月｜开学前), and what a clause names before it in one list (国庆、｜中秋节前).
    """
    if (listed := _LISTED.search(words, max(0, begin - _REACH), begin)) and listed.start():
        return listed.start("name")
    if listed:
        return 0
    if dates := _DATES.search(words, max(0, begin - 2 * _REACH), begin):
        begin = dates.start()
    for start in range(max(0, begin - _REACH), begin):
        at = start
        while at < begin and (unit := _UNIT.match(words, at, begin)):
            at = unit.end()
        if at == begin and not words[start - 1 : start].isdigit():
            return start
    return begin
