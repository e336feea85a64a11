"""Where the bodies end that stand as the subject of a clause: 县公安局交通警察大队|负责疏导, 市住房城乡建设局|集中整治.

A name ends at the first whole body that a known verb, a stop or another name follows. Before a verb that no list knows it
ends only where its own form is beyond doubt: a level or a place first, an ending that only bodies have.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bodies.endings import (
    EXCEPT,
    LEVELS,
    SOLID,
    begins_with_place,
    divisions,
    ending_of,
    endings_of,
    is_body,
    is_solid,
)
from zeren.extract.bodies.persons import is_person
from zeren.extract.lexicon import role_of, role_words
from zeren.extract.prose.name_ends import (
    ADDRESSED,
    ADVERB,
    CONSULTS,
    GOES_ON,
    SECTOR,
    TOWN,
    URGES,
    NameEnds,
    around_subject,
    follows,
    lasts,
    name_ends,
)
from zeren.extract.statement.clauses import acts
from zeren.extract.statement.grammar import Text
from zeren.extract.target.indicators import verbs
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold

_ADVERBS = re.compile(f"(?:{ADVERB}){{1,3}}")
_MORE = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位)?(?:和单位)?)?[、和与及](?:以及)?")
_CONSULTED = re.compile(CONSULTS)
_ET_AL = re.compile(r"等(?:有关|相关)?(?:部门|单位)?(?:和单位)?")
_REMARK = re.compile(r"[(〔\[][^()〔〕\[\]]{1,30}[)〕\]]")
_NOMINAL = re.compile(
    "[的长内、等]|局长|主任|书记|党[组委]|网站|官网|微信|官方|干部|职工|系统|人员|负责人|主要|领导|分管|所属|下属|直属|机关|数据|统计|消息|获悉|介绍|表示|认为|指出|强调"
    "|汇报|关于|文件|公章|牵头人|副(?![中食产业])|以[上下内外]|之间|同志|班子|办公楼|门口|出席|列席|参加会议|总?[河湖林田路链]长(?!制)"
)
"""what follows the name of a body inside a longer noun, or tells that it only speaks"""
_ALONE = frozenset(around_subject("alone"))
"""bodies that a plan names without more once it has set them up"""
_GENERIC = re.compile(
    r"(?:国务院|[省市区县州])?[级直]?(?:各级|各地|各|有关|相关|其他|其它)+(?:职能|主管|成员|责任|牵头|行业|业务)*"
    r"(?:部门|单位|地方政府|地方人民政府|地方|地区|方面|机构|企业)?(?:和(?:部门|单位))?|全[省市区县]各级?(?:部门|单位)?"
)
"""subjects that name nobody in particular"""
_SHARERS = re.compile(r"(?:[\u4e00-\u9fff]{2,5}、){1,8}")
_SHARED_END = re.compile("(?:公司|银行|[分支]行|分局|集团|街道办事处|人民政府|县政府|镇政府)$")
"""names before the last one of a list, and how that ends where it speaks for all"""
_BOUND = re.compile("[、,:和与及等(〔要应须]|必须|会同|将(?!军)|对(?![外口台])|予以|给予")
"""what may follow a name whose form is in doubt: another name, a colon, a word that lays a duty on it"""
_LEVEL = re.compile(
    "(?:乡镇|街道|园区|[乡镇区县市旗])(?:人民政府|办事处|党工委)?(?=[、,;:。和与(]|具体|分别|按|要|应|须|负责|牵头|配合|协助|协同|参与|参加|落实|组织|共同|做好|支持|$)"
)
"""a level alone behind others that 各 begins (各街道、镇)"""
_BRINGS = around_subject("brings")
_LAYS = "应当|必须|共同|负责|牵头|承担|承办|组织实施|按职责"
"""words that lay a duty on a name right before them"""
_LAST = re.compile(rf"[\u4e00-\u9fff]{{3,12}}?(?={_LAYS})")
_ANY_DUTY = re.compile(_LAYS)
_HANDS = re.compile(
    f"[由请]|责成|责令|委托|授权|[移转]交|责任|任务|(?:单位|主体|部门|科室|处室)(?:分别)?[为是有]|{URGES.pattern}"
)
"""one of these stands in every sentence that hands its matter to somebody, or calls on them"""
_NO_NAME = ("于", "在", "自", "按", "从", "至", "待")
"""what no name begins with but that of a place (请于6月底前…; 于都县政府)"""
_REMEMBERED = 1 << 12
"""places of sentences whose subjects are kept"""
_HOUSES = "局委厅办部处科室组队"
"""endings of one character of bodies that may be named by what they do (审计三处, 执法二队)"""
_OFFICES = "室处科办"
"""how the parts of bodies end that may begin like a verb (县政府|督查室)"""
_OFFICE = re.compile(r"办(?![\d事理好结公学证案成完妥实出])")
_WITH_OFFICE = "委协大会府组指"
"""how the bodies end whose office is named with 办 right after them (县安委|办, 县政协|办, 县防指|办)"""
_CARRIER = re.compile("联通[^,;。]{0,8}公司$")
"""a company whose name is a verb too"""
_DIVISION, _HOUSE = 6, 3
"""code points of a division of a body (市委|组织部, 市公安局|督察室), and of one that needs no verb behind it"""
_DEED = re.compile("(?:承|协|主|领|催|代|举|兴|创|转|(?<!公)交|(?<!督)查|督)办$")
"""what ends like an office and is a verb (市水利局|跟踪督办)"""
_ITSELF = "机关"
"""what stands behind the name of a committee for its own office, without its branches"""
_BY = ("根据", "按")
"""what may stand between a subject and its verb besides adverbs (学科建设处|根据会议意见修改)"""
_LONGEST = 14
"""code points of a name that nothing but its place in the sentence tells"""
_LEAST_HOUSE = 4
"""code points of a house of a body whose kind alone tells it"""
_PART = 10
"""code points that a part adds to the name of its body (市公安局|交通警察支队)"""


def is_generic(words: str) -> bool:
    """Whether words name nobody in particular (各部门, 有关单位)."""
    return _GENERIC.fullmatch(fold(words)) is not None


def is_alone(words: str) -> bool:
    """Whether words are a body that papers name without more (团委, 工会)."""
    return fold(words) in _ALONE


def may_name(text: Text) -> bool:
    """Whether any body can be told in a sentence as the subject of a clause, or as who its matter is handed to."""
    words = text.words
    places = name_ends(words)
    if places.ends or places.told or places.text.words != words or (places.handed and _HANDS.search(words)):
        return True
    by = words.find("由")  # who a matter is handed to may be told by the duty alone: 由县公路段|承担
    return by >= 0 and _ANY_DUTY.search(words, by) is not None


def subject(text: Text, at: int, *, generic: bool = False) -> int | None:
    """Where the bodies end that stand at ``at``; None where none do, or none in particular."""
    return _subject(text.words, at, generic) if name_ends(text.words).behind(at) else None


@lru_cache(maxsize=_REMEMBERED)
def _subject(words: str, at: int, generic: bool) -> int | None:
    """As ``subject``: the same clause of a sentence is asked for its subject again and again."""
    places = name_ends(words)
    text = places.text
    end: int | None = None
    first = at
    if words.startswith("除", at) and (excepted := EXCEPT.match(words, at)):
        at = excepted.end()  # 除城关镇外各乡镇|要: the group without those is one name
    while (stop := _name_end(places, at) or (_told_after(text, first, at) if end is not None else _listed(places, at))) is not None:
        end = stop
        remark = _REMARK.match(text.words, end)
        if remark and not any(role in remark[0] for role in ("牵头", "负责")):
            end = remark.end()
        more = _MORE.match(text.words, end)
        if not more:
            break
        at = more.end()
    if end is None or (not generic and _GENERIC.fullmatch(text.words, first, end)):
        return None
    closing = _ET_AL.match(text.words, end)
    return closing.end() if closing else end


def _listed(places: NameEnds, at: int) -> int | None:
    """Where a list ends whose last name alone states what all are, before a colon or a role word: 电信、移动、联通青山分公司|：负责….

    The names before it are bare: a few characters, none of which begins a deed.
    """
    text = places.text
    match = _SHARERS.match(text.words, at)
    stop = _name_end(places, match.end()) if match else None
    if match is None or stop is None or not _SHARED_END.search(text.words[match.end() : stop]):
        return None
    deeds = (acts(), verbs(), role_words())
    bare = all(not any(deed.match(name) for deed in deeds) for name in match[0].rstrip("、").split("、"))
    return stop if bare and (text.words[stop : stop + 1] == ":" or _BOUND.match(text.words, stop) or _plays(text.words, stop)) else None


def _told_after(text: Text, first: int, at: int) -> int | None:
    """Where a name behind others ends that only they tell: 各街道、|镇 before 配合, 县水利局、县公路段 before 承担."""
    if text.words[first] == "各" and (level := _LEVEL.match(text.words, at)):
        return level.end()
    return told_by_verb(text, at)


def told_by_verb(text: Text, at: int) -> int | None:
    """Where a name ends whose ending no list knows, right before a word that lays a duty on it: 由县公路段|承担."""
    match = _LAST.match(text.words, at)
    return match.end() if match and not _is_deed(match[0]) and not match[0].endswith("同志") and not is_person(match[0]) else None


def handed(text: Text, at: int, end: int, opener: str) -> int | None:
    """Where a name ends that a sentence hands its matter to, whatever verb follows it: 委托后勤服务中心|聘请设计单位."""
    if opener.endswith("由") and (stop := told_by_verb(text, at)):
        return stop
    if text.words[at : at + 1] in _NO_NAME and not begins_with_place(text.words[at:]):
        return None
    for stop in range(at + SOLID + 1, min(end - 1, at + _LONGEST)):
        name = text.words[at:stop]
        if name[-1] not in lasts() or text.depth[stop] or (text.depth[stop - 1] and name[-1] not in ")〕]") or not is_body(name):
            continue
        if any(_FOUNDS.match(name, within) for within in range(2, len(name))):
            return None
        rest = GOES_ON.match(text.words, stop - 1) or _begins_ending(text.words, stop) or is_nominal(text.words, stop)
        return None if rest or _is_deed(name) or is_deadline(name) or _STOPS.search(name) else stop
    return None


_FOUNDS = re.compile("|".join(around_subject("founds")))
"""deeds whose object is a body or a paper (县政府|成立领导小组)"""
_STOPS = re.compile("[,;。:、《》“”由的了是将把被到报]|月|日前")
"""what stands in no name"""


def _is_firm(name: str) -> bool:
    """Whether a name is one by its beginning or by an ending that things do not share (厕所 ends like 研究所)."""
    kind, ending = ending_of(name)
    begins = name[0] in LEVELS + "各" or begins_with_place(name)
    return begins or name in _ALONE or (kind != "group" and (len(ending) > 1 or ending in "局委厅办部处科"))


def is_nominal(words: str, at: int) -> bool:
    """Whether what stands from ``at`` goes on with a noun (市教育局|网站) or tells that a body speaks."""
    return _NOMINAL.match(words, at) is not None


def _name_end(places: NameEnds, at: int) -> int | None:
    """Where the one name ends that begins at ``at``."""
    text = places.text
    words = text.words
    if not places.behind(at):
        return None
    if words[at : at + 1] in _NO_NAME and not begins_with_place(words[at:]):
        return None
    if URGES.match(words, at):
        return None  # 建议县政府牵头
    if words.startswith(("经与", "经商"), at):
        return None  # 经与县财政局研究: who was asked
    if words.startswith("每", at):
        return None  # 每所学校每学期开展2次: what is counted, not who
    if places.told and (plain := SECTOR.match(words, at) or TOWN.match(words, at) or ADDRESSED.match(words, at)):
        return None if _is_deed(plain[0]) else plain.end()
    solid: int | None = None
    for end in places.of_name(at):
        name = words[at:end]
        office = solid is not None and end == solid + 1 and _has_office(words, solid)
        part = solid is not None and (_is_part(words[solid:end]) or _is_house(words, solid, end))
        if solid is not None and not office and not part and len(ending_of(name)[1]) <= end - solid:
            continue  # 管委|会 is one ending
        followed = end == len(words) or follows(words, end)
        if not followed and (not is_solid(name) or _begins_ending(words, end)):
            continue
        if followed and not _is_firm(name) and not _BOUND.match(words, end) and not _plays(words, end):
            continue  # 新改建卫生厕所1200座
        if "\u4e00" <= name[0] <= "\u9fff" and not _is_deed(name) and (is_body(name) or name in _ALONE) and not is_deadline(name):
            if followed:
                return _longer(text, at, end)
            solid = end
    if solid is not None and words.startswith(_ITSELF, solid) and follows(words, solid + len(_ITSELF)):
        return solid + len(_ITSELF)  # 县纪委监委机关|全程监督
    return solid if solid is not None and not is_nominal(words, solid) else None


def _is_deed(name: str) -> bool:
    """Whether words that end like a body begin with a verb: 新建口袋公园, 建设社区服务中心."""
    if name[0] in "向从到往":
        return name[:2] not in divisions() and name[:3] not in divisions()
    if "各" in name[1:] and name[0] not in LEVELS + "各" and not begins_with_place(name):
        return True  # 计算各县区
    if len(name) == SOLID + 1 and _builds(name):
        return True
    if len(name) <= SOLID + 1 or not (verbs().match(name) or acts().match(name) or role_words().match(name)):
        return False
    return not name.endswith(("局", "委", "厅", "办", "办公室", "小组", "指挥部", "专班")) and not _CARRIER.match(name)


def _builds(name: str) -> bool:
    """Whether four characters are a verb and a thing whose ending is one character of its own (新建|驿站, but 监测|中心)."""
    deed = verbs().match(name) or acts().match(name)
    kind, ending = ending_of(name)
    return deed is not None and deed.end() == 2 and kind != "group" and len(ending) == 1 and ending not in _HOUSES


def _plays(words: str, at: int) -> bool:
    """Whether a role word stands at ``at``, or behind an adverb one that gives others a share (全程监督, 积极配合)."""
    if role_words().match(words, at):
        return True
    adverbs = _ADVERBS.match(words, at)
    role = role_words().match(words, adverbs.end()) if adverbs else None
    return role is not None and role["after"] is not None and role_of(role["after"]) in ("support", "guide", "supervise")


def _has_office(words: str, at: int) -> bool:
    """Whether 办 at ``at`` names the office of the body before it (县安委办|每季度通报), not what it does (县教委|办3件实事)."""
    if words[at - 1] not in _WITH_OFFICE or _OFFICE.match(words, at) is None:
        return False
    return at + 1 == len(words) or follows(words, at + 1)


def _is_part(rest: str) -> bool:
    """Whether words go on with the name of a body as its parts do: 公安局|治安支队, 住建局|质监站."""
    if _DEED.search(rest):
        return False
    if len(rest) <= _PART // 2 and rest[-1] in _OFFICES and is_body(rest):
        return True
    if len(rest) > _PART or acts().match(rest) or verbs().match(rest) or role_words().match(rest):
        return False
    if rest.endswith("办公室") and is_body(rest[:-3]):
        return True  # 市人大|常委会办公室
    return rest.startswith((*endings_of("trade"), "派驻", "派出")) or (len(rest) <= _PART // 2 and is_body(rest))


def _is_house(words: str, begin: int, end: int) -> bool:
    """Whether a body of its own kind goes on with the name before it, told by what lays a duty on it (各乡镇|便民服务中心|要)."""
    rest = words[begin:end]
    if not _LEAST_HOUSE <= len(rest) <= _PART or any(word.match(rest) for word in (acts(), verbs(), role_words())):
        return False
    if _STOPS.search(rest) or _FOUNDS.match(rest) or words[end : end + 1] in (",", ";", ""):
        return False
    return is_body(rest) and (_BOUND.match(words, end) is not None or _plays(words, end))


def _begins_ending(words: str, at: int) -> bool:
    """Whether an ending of names begins at ``at``, so that the name is longer: 各乡|镇人民政府."""
    return words[at] in "区市县镇乡州旗村街" or words.startswith(_long_endings(), at)


@cache
def _long_endings() -> tuple[str, ...]:
    return tuple(word for kind in ("body", "branch", "part", "group") for word in endings_of(kind) if len(word) > 1)


def _longer(text: Text, at: int, end: int) -> int:
    """The end of a longer name whose rest only looks like a verb (市委|组织部, 市政府|督查室, 住房城乡|建设局)."""
    words, last = text.words, text.words[end - 1]
    if _has_office(words, end):
        return end + 1
    if last not in "委府局镇乡区市县科":
        return end
    firm = "局委厅办处部院室" if last in "委府" else _OFFICES if last == "局" else "处部院" if last == "科" else "局委厅办"
    for stop in range(end + 2, min(len(words), end + _DIVISION) + 1):
        rest = words[end:stop]
        if rest[0] in "、,:;和与及等(" or "牵头" in rest or "负责" in rest or rest.startswith(_BRINGS) or _CONSULTED.match(words, end):
            break
        if rest[-1] not in firm or GOES_ON.match(words, stop - 1) or _DEED.search(rest) or not (is_body(rest) or rest in _ALONE):
            continue
        # A house of two or three characters is a name whatever follows it.
        house = last in "委府" and len(rest) <= _HOUSE
        if house or stop == len(words) or follows(words, stop) or words.startswith(_BY, stop):
            return stop
    return end
