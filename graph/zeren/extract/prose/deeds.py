"""What the subject of a clause does, and who helps it: 由A会同B制定办法, A牵头、B参加, C、D予以支持.

A role word, 要 or 应当, an opener (由, 请, 责成) or a verb behind the bodies tells that they answer for the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from zeren.extract.bodies.endings import is_body, is_solid
from zeren.extract.bodies.mentions import split
from zeren.extract.lexicon import role_of, role_words, rows
from zeren.extract.prose.name_ends import ADVERB
from zeren.extract.prose.subjects import is_nominal, subject
from zeren.extract.statement.clauses import acts
from zeren.extract.statement.grammar import Text
from zeren.extract.statement.phrases import MAINLY
from zeren.extract.target.indicators import verbs

LANDS = "(?:责任|任务)(?:具体|分别)?(?:落实|明确|压实|夯实|分解)(?:到|至|给|为)"
"""how a sentence lays a task on those that it names next (责任落实到)"""
OPENER = re.compile(
    f"{MAINLY}|(?:(?:建议|提议|拟|(?:初步|可)?考虑|可|统一|一律|均|全部|暂|分别|改|转|交|现)?由|请|责成|责令|委托|授权|商请|(?:移交|转交)(?=[^,;。]{{3,20}}(?:跟踪|督办|办理|处理|调查|核查|承办|落实)))|{LANDS}"
    "|(?P<role>责任|主责|实施|承办|牵头|主办|配合|协办|协同|落实|参与|指导|督办)(?:责任)?(?:单位|主体|部门|科室|处室)(?:分别)?(?:为|是|有)"
)
"""what stands before the bodies that a sentence hands its matter to"""
CHANGED = re.compile("由[^,;。由]{2,24}?(?:牵头|负责|承担|主办|承办|管理)?(?:工作)?(?:调整|变更|改|转|移交)(?:为由|为|给|由|至)")
"""what names the body that had a duty before the one that has it now (由区住建局牵头调整为|区城管局牵头)"""
MODAL = re.compile(f"(?:应当|必须|要|应|须|需|将|也|均|都|再|并|{ADVERB}){{0,8}}总?")
"""what may stand between a subject and its verb; matches nothing too"""
_MUST = re.compile("应当?|必须|务必|要(?!求)|须|需(?!求)")
_CONSISTS = re.compile("组成|构成|担任|兼任|主持|署名|任[组副]")
"""what says who is a member or in the chair, behind 由"""
JOINT = re.compile("(?:会同|联合|协同|商请?)(?=[^,;。:])")
"""what brings in the bodies beside a subject"""
PLAIN_VERBS = ("落实", "实施", "推进", "推动", "组织", "协调", "完成", "办理", "开展", "做好", "执行", "支持", "统筹")
"""role words of lists that are ordinary verbs behind a subject (县教育局组织学校…)"""
_HELPING = ("配合", "协助")
"""role words whose object may be the body that does the work"""
_BY_WHEN = re.compile("(?:(?:确保|力争)?(?:于|在)?[^,;。]{0,14}[前内底末](?:要|须|应)?(?:全部|全面|基本)?(?:完成|办结|到位|完工|完毕|清零)?)?")
"""a clause that sets a time and no more (确保6月底前完成), or nothing"""
_WEEKLY = re.compile("每(?:周|星期|月|季度?)[一二三四五六日天末初底]{0,2}")
"""how often, before the verb of a subject (每周五|开展)"""
_CARRIES = ("负责", "承担")
_RELATIVE = re.compile("[^,;。:、]{2,3}的")
"""what makes the subject part of a longer noun (县水利局提出的|方案)"""
_IS = re.compile("[为是](?:[^,;。要]{0,12})(?:单位|部门|成员|组长|召集人|主体)(?![^。;])")
"""what a body is, where the sentence says no more"""
_DESCRIBES = re.compile("位于|坐落|地处|下设|内设|设有|现有|共有|拥有|成立于|隶属|占地")
"""what tells how a body is, and of nothing that it does (县教育局位于城关镇)"""
_SETS_UP = re.compile(
    "(?:成立|设立|组建)[^,;。]{2,30}(?:领导小组|协调小组|指挥部|委员会|专班)(?:[(][^()]{2,20}[)])?"
    "(?:,[^;。]{0,60}?办公室设在|[^;。]{0,20}任(?:总?指挥长?|组长|主任)|。?$)"
)
"""what a government says of the group that it has set up, with no time (县政府成立领导小组，办公室设在县统计局)"""
_EXHORTS = re.compile(
    "高度重视|高度负责|提高.{0,4}认识|充分认识|统一思想|加强.{0,2}领导|强化.{0,4}领导|密切配合|通力协作|各司其职|认真贯彻|认真组织|抓好贯彻|切实增强"
)
"""what is asked of everybody and is no duty of anyone"""
_DONE = re.compile("已|曾|共(?![同享建治])|累计|原(?![则])|(?:研究)?(?:决定|同意|批准|批复)(?!书)")
"""what follows the subject of a sentence that tells what was done or decided"""
ENDS = re.compile("不再(?:作为|担任|列为|列入|纳入|是|承担|负责|牵头|主管|管理|参与|参加|配合|履行|行使|兼任|保留)")
"""what takes a duty away from its subject (市水利局不再承担管网运维)"""
_AS = re.compile("(?:作为|是)[^,;。]{2,24},")
"""what a subject is said to be before its duty (是第一责任人，要…)"""
HELPS = re.compile(
    "(?:要|应)?(?:全力|积极)?(?:做好|加强|提供|给予|强化|进行)[^,;。]{0,10}?(?:保障|支持|支撑|服务|协助|配合|(?P<guides>指导))"
    "|予以[^,;。]{0,6}(?:保障|服务)|保障(?:好)?(?:资金|经费|用地|要素|物资|后勤|用水|用电|人员|车辆|投入|交通|通信)"
)
"""what a later clause says of those that help or guide (县自然资源局做好用地保障, 市水利局加强技术指导)"""
_HELP_END = re.compile(
    "(?:要|应|须|共同|积极|全力|大力|密切|主动|给予|予以|做好|提供|协同){0,4}"
    "(?P<role>配合|协助|支持|参与|参加|协办|协同配合|指导|业务指导)(?:工作)?$"
)
"""all that is said of who only helps or guides: 请县委宣传部|支持, 请县财政局|给予大力支持, 县水利局要|积极配合"""
_URGED = re.compile("(?P<names>[^,;。:]{3,40}?)(?=限期|限时|立即|按期|按时|抓紧|尽快|整改|落实整改)")
"""those that another body urges, and how their deed begins"""
_HELPER = 20
"""code points of the name of one that helps"""
_WATCHES = re.compile("(?:加强|强化|开展|实施|做好|进行).{0,12}(?:监督|督查|督导|督察|监督检查|考核|验收)$")
_CHECKS = re.compile(
    rf"(?:应当|必须|务必|要|应|须|需)?(?:(?:依法|{ADVERB}){{0,2}}(?:加强|强化|开展|实施|做好|进行|对[^,;。]{{1,16}}?(?:进行|开展|实施|加强)).{{0,12}}(?:监督|督查|督导|督察|督办|监督检查|(?<=加强)检查|考核|验收)$"
    rf"|(?:{ADVERB}|派员|派人|予以|组织|进行|开展){{0,3}}(?:跟踪|监督|督查|督导|督察|督办|检查|抽查|考核|验收|通报){{1,2}}"
    "(?:[一1][次遍轮]|[\u4e00-\u9fff]{0,4}(?:情况|进展|进度)|结果)?$)"
)
"""what a later clause says of those that watch over the duty before it (纪检监察室全程监督, 医务科每月抽查一次, 审计部跟踪使用情况)"""
_FAVOURS = re.compile("在[^,;。]{2,24}(?:予以|给予|提供)(?:支持|保障|配合|协助|便利|倾斜)")
"""a clause whose subject only helps in some respect (县林业局在用地、采伐审批等方面予以支持)"""
_JOINS = re.compile("(?:做好|抓好|提供|强化|加强)[\u4e00-\u9fff]{2,10}")
"""the few words that a body beside one that leads has for its part (产业促进局做好企业宣讲)"""
_BROUGHT = 14
"""code points of a body after 会同 that no known verb follows"""
LEAST_WORDS = 5
"""code points of a duty behind a colon"""
Groups = list[tuple[int, int, str, str | None]]
"""ranges of words that are bodies, each with its role and the role word as printed"""


def named_role(opener: re.Match[str] | None, text: Text) -> tuple[str, str] | None:
    """The role that an opener names, with its word as printed (牵头单位为…); None for any other (由…)."""
    its = role_of(opener["role"]) or "responsible" if opener and opener.re is OPENER and opener["role"] else None
    return (its, text.printed(*opener.span("role"))) if its and opener else None


def part_of(text: Text, at: int) -> tuple[str, str | None]:
    """The role of a body before a colon, with its word where the words behind it give it a part (县税务局：配合做好…, 县商务局：牵头开展…).

    One that leads the first matter and has others beside it (牵头制定细则，公布名录) answers for the measure as a whole.
    """
    words = _share().match(text.words, at)
    first = _first_role().match(words["after"]) if words and words["after"] else None
    its = role_of(first[0]) if first else None
    if words and first and (its == "support" or (its == "lead" and _says_no_more(text.words[words.end() :]))):
        begin = words.start("after")
        return its, text.printed(begin, begin + first.end() if its == "lead" else words.end("after"))
    return "responsible", None


def _says_no_more(words: str) -> bool:
    """Whether the clauses behind the first only say by when or who helps."""
    return all(_BY_WHEN.fullmatch(one) or _HELP_END.search(one) for one in re.split("[,;。!]", words)[1:])


def must(words: str, at: int) -> bool:
    """Whether words at ``at`` lay a duty on the subject before them (要, 应当)."""
    return _MUST.match(words, at) is not None


def modal_end(words: str, at: int) -> int:
    """Where the words between a subject and its verb end (应当积极 before 配合); ``at`` where none stand."""
    match = MODAL.match(words, at)
    return match.end() if match else at


def acting(text: Text, begin: int, stop: int, *, opened: bool) -> tuple[str, Groups] | None:
    """What a subject does: its role and the bodies it brings in; None where no verb follows."""
    words = text.words
    if any(no.match(words, stop) for no in (_DONE, _RELATIVE, _IS, _DESCRIBES, ENDS)) or (opened and _CONSISTS.search(words, stop, stop + _BROUGHT)):
        return None
    if not opened and _SETS_UP.match(words, stop):
        return None
    described = _AS.match(words, stop)
    if _EXHORTS.match(words, modal_end(words, stop)):
        return None
    bound = described is not None or _MUST.match(words, stop) is not None
    described_end = described.end() if described else stop
    at = modal_end(words, described_end)
    modal = at > described_end
    joint = JOINT.match(words, at)
    if joint:
        brought = subject(text, joint.end(), generic=True) or _brought(text, joint.end())
        if brought is not None:
            role = role_words().match(words, brought)
            its = role_of(role["after"]) if role and role["after"] and role["after"] not in PLAIN_VERBS else None
            printed = text.printed(brought, role.end()) if role and its else None
            watching = "supervise" if _watches(words, brought) else "responsible"
            groups: Groups = [(begin, stop, its or watching, printed)]
            groups.append((joint.end(), brought, "support", text.printed(joint.start(), joint.end())))
            return ("role" if its else "opener" if opened else "modal" if bound else "act"), groups
    role = role_words().match(words, at)
    if role and role["after"] and (role["after"] == "统筹协调" or not role["after"].startswith(PLAIN_VERBS)):
        its = role_of(role["after"])
        if its:
            # 牵头做好 leads: the words behind the first role word belong to the duty.
            first = _first_role().match(role["after"])
            behind = role.start("after") + first.end() if first else role.end()
            if first and first[0] in _CARRIES and behind < role.end() and re.match("[\u4e00-\u9fff]{2}", words[role.end() :]):
                its = role_of(first[0]) or its  # 负责督促工地停工: the second verb is the matter, no share
            urged = list(_urged(text, role.end()))
            if opened and not urged and _asked_to_urge(text, begin, role):
                return "opener", [(begin, stop, "responsible", None)]
            helped = list(_helped(text, role.end())) if first and first[0] in _HELPING else []
            return "role", [(begin, stop, its, text.printed(at, behind)), *urged, *helped, *_beside(text, role.end())]
    helps = _HELP_END.fullmatch(re.split("[,;。!:]", words[stop:], maxsplit=1)[0])
    if helps and (opened or bound):
        return "role", [(begin, stop, role_of(helps["role"]) or "support", text.printed(stop + helps.start("role"), stop + helps.end("role")))]
    watches = "supervise" if _watches(words, stop) else "support" if _favours(words, stop) else "responsible"
    if opened:
        return "opener", [(begin, stop, watches, None)]
    if bound:
        return "modal", [(begin, stop, watches, None)]
    if modal or acts().match(words, stop) or verbs().match(words, stop) or re.match(r"[于\d]", words[stop : stop + 1]):
        return "act", [(begin, stop, watches, None)]
    told = re.split("[,;。!:]", words[stop:], maxsplit=1)[0]
    if len(told) >= LEAST_WORDS - 1 and not is_nominal(words, stop) and is_solid(re.split("[、和与及]", words[begin:stop])[-1]):
        return "plain", [(begin, stop, watches, None)]
    return None


def _asked_to_urge(text: Text, begin: int, role: re.Match[str]) -> bool:
    """Whether a body is asked to urge others that are no bodies by name (请县政府|督促企业落实…): to urge is its own duty."""
    asked = text.words[:begin].endswith(("请", "责成", "责令"))
    return asked and role["after"] == "督促" and re.match("[\u4e00-\u9fff]{4}", text.words[role.end() :]) is not None


def _helped(text: Text, at: int) -> Iterator[tuple[int, int, str, str | None]]:
    """The body whose own work a subject helps with: 请市公安局配合|市城管局|开展夜查."""
    stop = subject(text, at)
    if stop is None or is_nominal(text.words, stop):
        return
    weekly = _WEEKLY.match(text.words, stop)
    behind = weekly.end() if weekly else modal_end(text.words, stop)
    does = acts().match(text.words, behind) or verbs().match(text.words, behind)
    if does and is_solid(text.words[at:stop]) and re.match("[\u4e00-\u9fff]{2}", text.words[does.end() :]):
        yield at, stop, "responsible", None


def _urged(text: Text, at: int) -> Iterator[tuple[int, int, str, str | None]]:
    """Bodies that a subject urges to do something themselves: 教务处督促|化学学院、材料学院|限期整改."""
    if not text.words.endswith("督促", 0, at):
        return
    match = _URGED.match(text.words, at)
    stop = match.end("names") if match else subject(text, at)
    names = split(text.words[at:stop], prose=True) if stop is not None else ()
    if stop is not None and names and all(is_body(one.printed) and not one.printed[0].isdigit() for one in names):  # 6所学校 are a number
        yield at, stop, "responsible", None


def _beside(text: Text, at: int) -> Iterator[tuple[int, int, str, str | None]]:
    """Bodies with roles of their own right behind those of the subject: 由A牵头、B参加."""
    while text.words[at : at + 1] == "、" and (stop := subject(text, at + 1, generic=True)) is not None:
        role = role_words().match(text.words, stop)
        its = role_of(role["after"]) if role and role["after"] else None
        if role is None or its is None:
            return
        yield at + 1, stop, its, text.printed(stop, role.end())
        at = role.end()


def _watches(words: str, at: int) -> bool:
    """Whether the clause from ``at`` on says that its subject watches others (对乙方进行考核)."""
    return _WATCHES.search(re.split("[,;。!]", words[at:])[0]) is not None


def _favours(words: str, at: int) -> bool:
    """Whether the clause from ``at`` on says that its subject only helps others in some respect."""
    return _FAVOURS.fullmatch(re.split("[,;。!]", words[at:])[0]) is not None


@cache
def _first_role() -> re.Pattern[str]:
    words = [word for word, role in rows("after").items() if role and not word.startswith(PLAIN_VERBS)]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


def _brought(text: Text, at: int) -> int | None:
    """Where the one body ends that 会同 brings in, whatever verb follows it (会同城关镇政府修改)."""
    for end in range(min(len(text.words), at + _BROUGHT), at + 2, -1):
        name = text.words[at:end]
        if is_body(name) and not re.search("[,;。:、]", name):
            return end
    return None


def helping(text: Text, begin: int, end: int) -> Iterator[tuple[int, int, str, str | None]]:
    """A later clause that gives other bodies a share: C、D予以支持."""
    if joint := JOINT.match(text.words, begin, end):
        brought = subject(text, joint.end(), generic=True)
        if brought is not None and brought <= end:
            yield joint.end(), brought, "support", text.printed(begin, joint.end())
        return
    opener = OPENER.match(text.words, begin, end)
    begin = opener.end() if opener else begin
    stop = subject(text, begin, generic=True)
    if stop is not None and (named := named_role(opener, text)):
        yield begin, stop, *named
        return
    if stop is None or stop >= end:
        if found := _named_helpers(text, begin, end):
            yield found
        return
    if helps := HELPS.match(text.words, stop, end):
        yield begin, stop, "guide" if helps["guides"] else "support", None
        return
    if _CHECKS.match(text.words, stop, stop + len(text.words[stop:end].rstrip("。;!"))):
        yield begin, stop, "supervise", None
        return
    if begin and "牵头" in text.words[:begin] and _JOINS.fullmatch(text.words[stop:end].rstrip("。;!")):
        yield begin, stop, "support", None
        return
    role = _share().match(text.words, stop, end)
    its = role_of(role["after"]) if role and role["after"] else None
    if role and its:
        yield begin, stop, its, text.printed(role.start("after"), role.end("after"))


def _named_helpers(text: Text, begin: int, end: int) -> tuple[int, int, str, str] | None:
    """A clause that is nothing but names, one of them surely a body, and a role word of those that help (移动、电信青河分公司予以配合)."""
    words = text.words[begin:end].rstrip("。;！!")
    match = _HELP_END.search(words)
    if match is None or match.start() < 2:
        return None
    names = split(words[: match.start()], prose=True)
    short = all(2 <= len(name.printed) <= _HELPER and not re.match(acts(), name.printed) for name in names)
    if not names or not short or not any(is_body(name.printed) for name in names):
        return None
    role = role_of(match["role"])
    return (begin, begin + match.start(), role, text.printed(begin + match.start("role"), begin + match.end("role"))) if role else None


@cache
def _share() -> re.Pattern[str]:
    return re.compile(f"(?:要|应|予以|给予|做好|密切|{ADVERB}){{0,6}}(?:{role_words().pattern})")
