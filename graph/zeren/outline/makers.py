"""Who made a document that no signature closes: a label, the source of its page, a note, the body that its title begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from zeren.ground.fold import fold, label
from zeren.ground.model import Block, Paragraph, Table
from zeren.outline.evidence import Witness
from zeren.outline.headings import closed
from zeren.outline.lines import ORGAN_LABEL, bodies, date_in

_REPEALED = re.compile(r"《([^《》<>〈〉]{2,30}?)关于[^《》]*》(?:\([^()]*\))?(?:同时)?(?:予以)?废止")
_AFTER_SOURCE = r"(?=浏览|点击|阅读|访问|字[体号]|发布|日期|时间|作者|打印|分享|[^\u4e00-\u9fff]|$)"
"""what a page sets after the name of its source, often without a blank"""
_MAKER = re.compile(
    r"^(?P<above>[\u4e00-\u9fff]{4,30})[ \t\u3000]{1,12}20\d\d年?$"  # 某县优化营商环境领导小组 2026年
    r"|(?:^|(?<=[\s\u3000\d]))(?:信息|内容|文章)?来源\s{0,2}[:：丨|｜]\s{0,4}(?P<source>[\u4e00-\u9fff]{4,30}?)" + _AFTER_SOURCE
    + r"|^[(（]?(?P<made>[\u4e00-\u9fff]{4,30}?)(?:编?制|编印|印制)[)）]?$"
    r"|[本此该](?:清单|方案|计划|表|办法|要点|通知|分工)由(?P<note>[\u4e00-\u9fff]{4,30}?)(?:确定|制定|编制|制作|印发|发布|汇总)"
)
"""words that say who made a document: a body beside a year, 信息来源：某县卫生健康局, （某县安委会办公室制）, 本清单由…确定"""
_OF_TITLE = re.compile(r"^(?P<name>[\u4e00-\u9fff]{4,30}?)(?:机关)?(?=(?:19|20)\d{2}|第[一二三四五六七八九十\d])")
"""the body whose plan a title says that it is: 东港市审计局2026年度审计项目计划, 省审计厅机关2026年党建工作月历"""
_OF_MINUTES = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,20}?(?:人民政府办公室|人民政府|政府|委员会|党委|管委会|公司|大学|学院))(?=[\u4e00-\u9fff第\d]{0,20}纪要$)"
)
"""某县人民政府县长办公会议纪要"""
_TERM = re.compile(r"第[一二三四五六七八九十\d]{1,3}届")
"""the term of a government, no part of its name: 某县第十九届人民政府第52次常务会议纪要"""
_PART = re.compile(r"(?!中|国)[^省市县区州旗盟镇乡]{2,12}(?:部|科|处|室|党委|党支部|工会|组)")
"""a part of a body that states no place: 企业管理部, 机关党委, 党政办公室"""
_BODIES_FOLLOW = re.compile("(?:单位|部门|主体|牵头|责任|负责|配合)[:：]?$")
"""how a line ends below which the bodies stand that answer (责任单位)"""
_INSTITUTION = re.compile("(?P<name>[\u4e00-\u9fff]{2,20}?(?:医院|大学|学院|学校|中学|小学|公司|集团(?!有限|股份|公司)|研究院|中心))")
"""at the beginning of a title: 某县人民医院二级甲等医院评审任务分解表"""
_OF_IT = re.compile("(?:集团|公司|学校|医院|学院|大学)[\u4e00-\u9fff]{2,14}(?:办公室|部|处|科|室)")
"""an office that names its institution by its kind alone: 集团改革办公室"""
_ROOM_OF = re.compile("[\u4e00-\u9fff]{2,24}[处科室股组站所队]")
"""what a label of the maker may name: 制表：某市第三中学教务处"""
_ROOM = re.compile(r"[\u4e00-\u9fff]{2,8}[科处室部](?=[\s、，；,;）)]|$)")
_BUREAU = re.compile(r"[\u4e00-\u9fff]{2,12}(?:局|委|政府|街道|镇|乡)(?=[\s、，；,;）)]|$)")
_PARTY = re.compile(r"(?P<label>[\u4e00-\u9fff]{1,5}(?:单位|方|机关))(?:\([^()]{1,6}\))?\s{0,6}:\s{0,6}(?P<name>[^\s:]{3,40})$")
"""a party of a letter of duties: 发责单位：某县人民政府"""
_LETTER = re.compile("责任书|责任状|承诺书|协议")
_OBLIGED = ("责任", "承", "签责", "受", "乙", "责")
"""how the label of the party begins that takes the duties on"""
_SITE = re.compile(r"[_|｜—–-]\s{0,4}(?P<name>[\u4e00-\u9fff]{4,30}?)(?:门户)?(?:网站)?$")
_TOP = 4
"""paragraphs at the top of a document that may name its maker"""
_BETWEEN = 3
"""lines between a title and its table"""
_PIECES = re.compile(r"[\s\u3000]+")
_DAY = re.compile(r"20\d{2}\s{0,2}年\s{0,2}\d{1,2}\s{0,2}月(?:\s{0,2}\d{1,2}\s{0,2}日)?")
_UNIT = re.compile(r"(?:计量|金额|面积)?单位:[^:]{1,12}")
_DONE = re.compile("通过|审定|批准|修订|修改|会议|截至|更新|印发|公布|发布")
_MADE = re.compile("(?:编?制表?|编印?|印制?)$")
_SIGNATURE = 4
"""paragraphs at the end of a document, its signature among them"""


def labelled(title: str, lines: Sequence[str]) -> Iterator[Witness]:
    """Bodies that 填报单位（盖章）：… names; in a letter of duties the first of two parties, whatever its label calls it."""
    for line in lines:
        for found in ORGAN_LABEL.finditer(line):
            name = found["name"] or found["party"] or ""
            if names := bodies(name) or ((name,) if _ROOM_OF.fullmatch(name) else ()):
                yield Witness("label", names, line, date_in(line))
                return
    parties = [(match, line) for line in lines if (match := _PARTY.match(fold(line).strip())) and bodies(match["name"])]
    if _LETTER.search(title) and len({match["label"] for match, _ in parties}) > 1 and not parties[0][0]["label"].startswith(_OBLIGED):
        yield Witness("party", bodies(parties[0][0]["name"]), parties[0][1])


def of_minutes(title: str, lines: Sequence[str]) -> str | None:
    """The body whose minutes a title names (某县人民政府县长办公会议纪要), or its office, which stands beside the day."""
    match = _OF_MINUTES.match(title)
    if match is None:
        return None
    whole_name = _TERM.sub("", _committee(match["name"]))
    offices = (name for name in lines if _committee(name).startswith(whole_name) and _committee(name) != whole_name)
    return next(offices, _TERM.sub("", match["name"]))


def _committee(name: str) -> str:
    return name.replace("管理委员会", "管委会")


def in_title(title: str) -> str | None:
    """The body that a title begins with, before the year of its plan; None where it begins with a place or anything else."""
    match = _OF_TITLE.match(label(title))
    names = bodies(match["name"]) if match and "关于" not in match["name"] else ()
    return names[0] if len(names) == 1 else None


def whole(issuer: str | None, title: str, blocks: Sequence[Block], others: Sequence[str]) -> str | None:
    """An issuer that is only a part of a body (企业管理部) by the body that signs at the end, else after the title's.

    A room of an institution, or an office that names it by its kind alone (集团改革办公室), issues for the one that the title
    begins with, or that is among ``others``, which the document names too.
    """
    by_kind = _OF_IT.fullmatch(issuer or "")
    if issuer and (by_kind or _is_bare_room(issuer, title)):
        named = [found["name"] for words in (title, *others) if (found := _INSTITUTION.match(label(words)))]
        return next((name for name in named if issuer[:2] in name or not by_kind), issuer)
    if issuer is None or not _PART.fullmatch(issuer) or title.startswith(issuer):
        return issuer
    over = in_title(title)
    if over is not None and issuer.startswith(over):
        return issuer
    last = blocks[-1] if blocks else None
    signed = bodies(last.text) if isinstance(last, Paragraph) else ()
    if len(signed) == 1 and (over is None or signed[0].startswith(over)):
        return signed[0]
    return over + issuer if over else issuer


def _is_bare_room(issuer: str, title: str) -> bool:
    """Whether a name is that of a room alone, below a title that no body with a year begins (制表：绩效考核办公室)."""
    return bool(_PART.fullmatch(issuer)) and not (_INSTITUTION.match(issuer) or in_title(title) or title.startswith(issuer))


def above_table(title: str, blocks: Sequence[Block]) -> Iterator[Witness]:
    """Body and day on a line between a title and the table right below, beside a unit, a day or 制.

    A body above each of several tables is the one whose tasks it holds.
    """
    tables = [at for at, block in enumerate(blocks) if isinstance(block, Table)]
    lines = [[one.text for one in blocks[max(0, at - _BETWEEN) : at] if isinstance(one, Paragraph)] for at in tables]
    if any(bodies(line) for others in lines[1:] for line in others[-1:]):
        return
    for line in lines[0] if lines else ():
        name, day = _maker(line) if closed(line) not in title else (None, None)
        if name:
            yield Witness("above-table", (name,), line, day)
            return


def _maker(line: str) -> tuple[str | None, str | None]:
    """Body and day of a line whose other pieces are units and days: 某县绿化委员会办公室　　单位：亩."""
    day = date_in(line)
    pieces = [piece for piece in _PIECES.split(_DAY.sub(" ", fold(line).strip(" ()\u3000"))) if piece and not _UNIT.fullmatch(piece)]
    name = _MADE.sub("", pieces[0]) if len(pieces) == 1 else ""
    # （校务会议通过 2026年3月1日） tells who decided, not who made it.
    signed = day is not None and not line.strip().startswith(("(", "（")) and re.fullmatch("[\u4e00-\u9fff]{4,30}", name) is not None
    signed = signed and not _DONE.search(name)
    return (name, day) if name and (signed or bodies(name) == (name,)) else (None, None)


def in_passing(title: str, blocks: Sequence[Block], cells: Sequence[str], page: Mapping[str, str], text: str) -> Iterator[Witness]:
    """The bodies that a document without any signature names as its maker.

    What it repeals, since a body repeals its own; beside a year, as source, in a note (``cells``: those at the foot of
    the last table), alone at the very end, in the title; last the owner of the page's site, where that is no
    government, on whose site all its bodies publish.
    """
    if repealed := _REPEALED.search(text):
        yield Witness("repealed", (repealed[1],), repealed[0])
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    for line in (*(one.text for one in (*paragraphs[:_TOP], *paragraphs[-_SIGNATURE:])), *cells):
        match = _MAKER.search(line.strip())
        if match and (names := bodies(match["above"] or match["source"] or match["made"] or match["note"])):
            yield Witness("year-line" if match["above"] else "source" if match["source"] else "note", names, line)
    source = bodies(page.get("source", ""))
    # The office that put the page up is not all of the body whose plan it is.
    if source and not (len(source) == 1 and _PART.fullmatch(source[0]) and in_title(title)):
        yield Witness("source", source, page["source"])
    alone, owner = _at_the_end(blocks, paragraphs), _of_site(page.get("page-title", ""))
    named = (("last-line", alone, alone), ("title", in_title(title), title), ("rooms", _over_rooms(title, text), title), ("site", owner, owner))
    for by, name, words in named:
        if name:
            yield Witness(by, (name,), words or name)


def _over_rooms(title: str, text: str) -> str | None:
    """The institution that a title begins with, where most of those that answer are rooms (医务科, 教务处) and none a bureau of a place."""
    match = _INSTITUTION.match(label(title))
    if match is None or not bodies(match["name"]) or match["name"].startswith("中共"):
        return None  # 中共某大学委员会 is the party's committee of it
    rooms, others = len(_ROOM.findall(text)), len(_BUREAU.findall(text))
    return match["name"] if rooms > 2 * others else None


def _at_the_end(blocks: Sequence[Block], paragraphs: Sequence[Paragraph]) -> str | None:
    """The one body that stands alone as the very last line; bodies below each item, or below a label, only answer for it."""
    last = blocks[-1] if len(blocks) > 1 else None
    names = bodies(last.text) if isinstance(last, Paragraph) else ()
    if len(names) != 1 or "、" in names[0] or names[0].startswith("各"):
        return None
    others = paragraphs[:-1]
    if any(bodies(one.text) for one in others) or (others and _BODIES_FOLLOW.search(closed(others[-1].text))):
        return None
    return names[0]


def _of_site(page_title: str) -> str | None:
    match = _SITE.search(page_title)
    names = bodies(match["name"]) if match else ()
    return names[0] if len(names) == 1 and not names[0].endswith("政府") else None
