"""Where in a sentence names of bodies may end: looked up once, however often the sentence is asked for its subjects.

Most sentences of a narrative hold no such place, and can have no body for a subject wherever one is looked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

from zeren.extract.bodies.endings import CLOSE, endings_of, may_close_solid, may_end
from zeren.extract.lexicon import role_words
from zeren.extract.statement import grammar
from zeren.extract.statement.clauses import acts
from zeren.extract.statement.grammar import Text
from zeren.extract.target.indicators import verbs
from zeren.ground.resources import table


def around_subject(part: str) -> tuple[str, ...]:
    """Words of one kind that stand around the body a sentence names as its subject."""
    return tuple(row["word"] for row in table("vocabulary/subjects") if row["part"] == part)


ADVERB = "|".join((*around_subject("adverb"), "逐[月季周年一]", "常态化?", r"每(?:[年月周季日半旬]|\d{1,2}(?:个?小时|[日天周月]))"))
"""words between a subject and its verb"""
URGES = re.compile("|".join(around_subject("urges")))
"""what stands before the bodies that a sentence calls on: they are to do what follows"""
CONSULTS = (
    "商(?![务业会贸标品事检量定讨谈洛丘圈铺户家住场人协请]|[水河南都城]县|州区)"
    "(?=[^,;。:、]{1,20}(?:局|委|办|厅|部|院|室|政府|中心|公司|集团|支队|大队|联)[^,;。:、])"
)
"""what brings in the body behind it (市财政局|商市审计局提出…) and begins no name (商务局, 商丘市, 商城县)"""
GOES_ON = re.compile("部[分署门队位件下]|办[理好事结公学证案成完妥实出法]|室[内外]|处[理置罚]|院[校长]|局[面部势]|委(?:[托员]|派(?![驻出]))")
"""a last character that begins another word (市委|组织部|门)"""
_STOPS = re.compile("[,;。:、《》“”\"由的了是将把被到]|[移转]交|划[转归入]|对(?![外口台])")
"""what no name reaches over, unless it stands in brackets: all but 对, which ends a name there too"""
_FIELDS = r"(?:部门|机关)(?=要(?!求)|应|须|必须|负责|牵头|会同|具体|依法|加强|强化|建立|开展|做好|及时)"
_TOWNS = r"(?:乡|镇|街道|苏木)(?=要(?!求)|应|须|必须|负责|牵头|承担|抓紧|尽快|于\d|在\d|[、和][\u4e00-\u9fff]{1,4}(?:乡|镇|街道|苏木))"
SECTOR = re.compile(
    r"(?:各级|各地)?(?P<fields>(?!有关|相关|其他|其它|所在|主管|上级|下级|同级|职能|责任|牵头|成员|本|该|各|等)[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6}){0,6})"
    rf"(?:等)?{_FIELDS}"
)
"""departments named by their field alone (教育部门要…, 气象、水利等部门负责…)"""
TOWN = re.compile(rf"(?![各全本该乡集城小市古重特村])[\u4e00-\u9fff]{{1,3}}{_TOWNS}")
"""a town or subdistrict by its name alone, before what it is to do (请红崖乡抓紧…)"""
YOU = (
    "[你贵](?:[局委办院厅司处科室股所站部会社校镇乡县区市州旗村厂矿行]"
    "|党组|党委|政府|街道|社区|公司|集团|中心|单位|部门|学校|医院|企业|支队|大队|管委会)"
)
"""words for the body that a letter goes to (你局, 贵单位)"""
ADDRESSED = re.compile(
    f"{YOU}(?=要(?!求)|应|须|需(?!求)|必须|务必|负责|牵头|承担|承办|会同|于\\d|在\\d|抓紧|尽快|切实|认真|将|组织|按|对|结合|参照|配合|协助|支持|派|选派|指派|安排"
    "|提供|做好|加强|加快|开展|制定|完善|落实|推进|完成|研究|及时|同步|立即|督促|指导|协调)"
)
"""the addressed body before what it is to do (你县要…, 请你单位组织…)"""
_EITHER = re.compile(f"{_FIELDS}|{_TOWNS}|{ADDRESSED.pattern}")
"""how those that are told by what follows them end: 教育部门|要, 红崖乡|抓紧, 你县|要"""
_NEXT = re.compile(
    r"[、,;:)〕和与及等\d于]|[(〔\[][^()〔〕\[\]]{1,30}[)〕\]](?:[、,;:和与及等]|$)|总?(?:牵头|负责)|会同|予以|给予|将(?!军)|把|对(?![外口台])|[一两三]个?[月周年]|[今明本]?年[内底]|[上下]半年|[全今明]年|[一二三四]季度"
    rf"|(?:{ADVERB})|{CONSULTS}|报(?=[^,;。]{{2,20}}(?:审[批定核议]|备案|批准|同意))"
)
_NAME = 34
"""code points within which a name ends"""
_LEAST = 2
"""code points of a name"""
_REMEMBERED = 1 << 12
"""sentences of a document, of which each is asked several times, and places of names in them"""


@dataclass(frozen=True, slots=True)
class NameEnds:
    """The places of one sentence."""

    text: Text
    ends: tuple[int, ...]
    """one past each code point that closes a name by its ending, in order"""
    stops: tuple[int, ...]
    """one past each code point that no name reaches over, in order"""
    handed: bool
    """some name may end where only the words before it tell that (委托后勤服务中心|聘请…), whatever ``ends`` says"""
    told: bool
    """some name may be told by what follows it alone (教育部门要…)"""

    def behind(self, at: int) -> bool:
        """Whether a name that begins at ``at`` may end anywhere."""
        return self.told or (bool(self.ends) and self.ends[-1] >= at + _LEAST)

    def of_name(self, at: int) -> tuple[int, ...]:
        """Where a name may end that begins at ``at``, up to the first stop in it."""
        first, limit = at + _LEAST, at + _NAME
        begin = bisect_left(self.ends, first)
        stop = bisect_left(self.stops, first)
        last = min(limit, self.stops[stop] - 1) if stop < len(self.stops) else limit
        return self.ends[begin : bisect_left(self.ends, last + 1, begin)]


@lru_cache(maxsize=_REMEMBERED)
def name_ends(words: str) -> NameEnds:
    """Return the places of a sentence without white space."""
    text = grammar.read(words, 0)
    words, depth = text.words, text.depth
    every = [
        match.end()
        for match in _last().finditer(words)
        if (not depth[match.start()] or match[0] in ")〕]")
        and (match[0] in CLOSE or may_end(words, match.end()))
        and not GOES_ON.match(words, match.start())
    ]
    ends = tuple(end for end in every if end == len(words) or may_close_solid(words[max(0, end - _NAME) : end]) or follows(words, end))
    stops = tuple(match.end() for match in _STOPS.finditer(words) if match[0] == "对" or not depth[match.start()]) if ends else ()
    return NameEnds(text, ends, stops, bool(every), _EITHER.search(words) is not None)


@lru_cache(maxsize=_REMEMBERED)
def follows(words: str, at: int) -> bool:
    """Whether what a subject does begins at ``at``, or another name or a stop stands there."""
    return bool(_NEXT.match(words, at) or acts().match(words, at) or verbs().match(words, at) or role_words().match(words, at))


@cache
def _last() -> re.Pattern[str]:
    """A character that names of bodies end with: most places of a sentence are none of their ends."""
    return re.compile(f"[{re.escape(''.join(sorted(lasts())))}]")


@cache
def lasts() -> frozenset[str]:
    """Characters that names of bodies end with."""
    kinds = ("body", "branch", "part", "group")
    return frozenset(word[-1] for kind in kinds for word in endings_of(kind)) | frozenset(")〕]}】>")
