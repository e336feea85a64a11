"""Who issued a document, under which number, when, for which years, and whether it is a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zeren.ground.fold import fold
from zeren.ground.model import Block, Paragraph, Table
from zeren.outline.headings import closed, heading
from zeren.outline.lines import MEETING, NUMBER, ORGAN_LABEL, bodies, colophon, date_in, is_noise, month_in
from zeren.outline.titles import is_title

_DRAFT = re.compile(
    r"征求意见稿|意见征集稿|送审稿|讨论稿|草案|草稿|修改稿|修订稿|初稿|审议稿|代拟稿|公示稿|报审稿|上会稿|(?:公开)?征求.{0,60}意见的?(?:公告|通知|函|启事)"
)
_ISSUED = re.compile(r"现?(?:将.{0,80})?印发(?:给你们|你们|实施|执行)|现予(?:以)?(?:印发|公布)|现印发")
_REPEALED = re.compile(r"《([^《》<>〈〉]{2,30}?)关于[^《》]*》(?:\([^()]*\))?(?:同时)?(?:予以)?废止")
_SIGNED = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{3,28}(?:政府|办公室|办公厅|委员会|管委会|领导小组|指挥部|[厅局部委办]))"
    r"\s*((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?!\s*印发)"
)
"""a signature and its date, also where a whole document stands on one line; not the printer's colophon"""
_AT_END = re.compile(
    r"[。！]\s*([\u4e00-\u9fff]{3,28}?)\s*([一二][〇○零O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)\s*$"
)
"""a signature with a date in numerals at the end of a document on one line"""
_OF = re.compile(r"^(?P<name>.{3,120}?)(?:印发|转发|批转|发布)?关于")
_RED = re.compile(r"(?P<name>.{4,60})文\s*件$")
_RANGE = re.compile(r"(20\d{2})\s{0,6}年?\s{0,6}[-—–－~～至到]{1,3}\s{0,6}(20\d{2})\s{0,6}年?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_BRACKET_YEAR = re.compile(r"[(（]\s{0,6}(20\d{2})\s{0,6}年?\s{0,6}[)）]")
_LEVEL = re.compile(r"[省市县区州旗](?![直级委政办])|[市县区州](?=[委政办])")
_TITLE_PLACE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,12}?[省市县区州旗])")
_MAKER = re.compile(
    r"^(?P<above>[\u4e00-\u9fff]{4,30})[ \t\u3000]{1,12}20\d\d年?$"  # 某县优化营商环境领导小组 2026年
    r"|(?:^|(?<=[\s\u3000]))(?:信息|内容)?来源\s{0,2}[:：丨|｜]\s{0,4}(?P<source>[\u4e00-\u9fff]{4,30})"
    r"|[本此该](?:清单|方案|计划|表|办法|要点|通知|分工)由(?P<note>[\u4e00-\u9fff]{4,30}?)(?:确定|制定|编制|制作|印发|发布|汇总)"
)
"""words that say who made a document"""
_BODIES_FOLLOW = re.compile("(?:单位|部门|主体|牵头|责任|负责|配合)[:：]?$")
"""how a line ends below which the bodies stand that answer (责任单位)"""
_TOP = 4
"""paragraphs at the top of a document that may name its maker"""
_FOOT = 12
"""paragraphs at the end of a document that may hold its signature"""
_SIGNATURE = 4
"""paragraphs at the end of a document, its signature among them"""
_LINE = 60
"""code points of a signature in a cell at the foot of a table"""
_ABOVE = 8
"""signatures of as many bodies may stand above one date"""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who issued a document and when."""

    names: tuple[str, ...] = ()
    """as printed, first first"""
    date: str | None = None
    """ISO date, or a month (2026-04)"""

    @property
    def issuer(self) -> str | None:
        """All signers as one text."""
        return "、".join(self.names) or None


def signers(
    title: str, head: Sequence[Paragraph], blocks: Sequence[Block], text: str, stated: dict[str, str], sheet: dict[str, str]
) -> tuple[str | None, str | None, str | None]:
    """Issuer, date and number of a document, each None where it says nothing.

    The red head, the words before 关于 in the title and the signature name the issuer; of names that end alike
    the fuller one is taken. ``stated`` is what the format says about itself, ``sheet`` the lines above a page.
    """
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    signed = _signature(blocks)
    lines = [*head, *paragraphs[-_FOOT:]]
    last = next((block for block in reversed(blocks) if isinstance(block, Table)), None)
    cells = [cell.text for cell in last.cells if len(cell.text) <= _LINE and cell.row >= last.rows - 2] if last else []
    apart = [found for words in (*(line.text for line in lines), *cells) if any(found := colophon(words))]
    labelled = _labelled(lines)
    inline = _SIGNED.search(text)
    ending = _AT_END.search(text[-200:])
    candidates = [
        *_red(head),
        _of_title(title),
        signed.issuer,
        _above_title(head, title),
        *(name for name, _, _ in apart),
        labelled.issuer,
        stated.get("issuer") or None,
        inline.group(1) if inline else None,
        ending.group(1) if ending else None,
        _of_minutes(title),
    ]
    known = [name for name in candidates if name]
    issuer = _fullest(known) or _repealer(text) or sheet.get("issuer") or _in_passing(blocks, paragraphs)
    dates = [
        signed.date,
        next((date for paragraph in paragraphs if (date := date_in(paragraph.text, whole=True))), None),
        *(date for _, _, date in apart if date and len(date) > 7),
        labelled.date,
        next((date_in(line.text) for line in head if MEETING.match(line.text)), None),
        date_in(inline.group(2)) if inline else None,
        date_in(ending.group(2)) if ending else None,
        next((date for words in cells if (date := date_in(words, whole=True))), None),
        stated.get("date"),
        sheet.get("date"),
    ]
    number = next((number for _, number, _ in apart if number), None)
    return _placed(issuer, title), next(filter(None, dates), None), number


def is_signed(blocks: Sequence[Block]) -> bool:
    """Whether a body and a date or month stand at the foot of a document."""
    foot = [block for block in blocks[-_FOOT:] if isinstance(block, Paragraph)][-_SIGNATURE:]
    return _signature(foot).date is not None or any(name and date for name, _, date in (colophon(one.text) for one in foot))


def month(head: Sequence[Paragraph], blocks: Sequence[Block]) -> int | None:
    """The year of a month that stands at the head or foot with a body or alone (2026年4月)."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    for paragraph in (*head, *paragraphs[-_FOOT:]):
        _, _, date = colophon(paragraph.text)
        alone = re.fullmatch(r"[(（]?(20\d{2})年\d{1,2}月[)）]?", fold(paragraph.text).strip())
        if date or alone:
            return int(date[:4]) if date else int(alone.group(1)) if alone else None
    return None


def _red(head: Sequence[Paragraph]) -> Iterator[str]:
    """The body of a red head (某某县人民政府文件), also where it takes two lines."""
    for at, paragraph in enumerate(head[:6]):
        match = _RED.fullmatch(fold(closed(paragraph.text)))
        if match is None or "关于" in paragraph.text:
            continue
        above = closed(head[at - 1].text) if at else ""
        broken = above and not is_noise(above) and not bodies(above) and not NUMBER.search(fold(above)) and len(above) <= 30
        name = (above if broken and not re.search("[。:：]", above) and not heading(above) else "") + match["name"]
        if bodies(name):
            yield "、".join(bodies(name))


def _of_title(title: str) -> str | None:
    match = _OF.match(title)
    if match is None:
        return None
    names = bodies(match["name"])
    return "、".join(names) if names else None


def _of_minutes(title: str) -> str | None:
    """The body whose minutes a title names (某县人民政府县长办公会议纪要)."""
    match = re.match(r"(?P<name>[\u4e00-\u9fff]{2,20}?(?:人民政府|政府|委员会|党委|管委会|公司|大学))(?=[\u4e00-\u9fff第\d]{0,20}纪要$)", title)
    return match["name"] if match else None


def _above_title(head: Sequence[Paragraph], title: str) -> str | None:
    """Bodies on the line right above the title, or below it, where a date or number stands near."""
    for at, paragraph in enumerate(head):
        if closed(paragraph.text) and title.startswith(closed(paragraph.text)[:12]) and at:
            names = bodies(head[at - 1].text)
            return "、".join(names) if names else None
    return None


def _signature(blocks: Sequence[Block]) -> Signed:
    """The lines right above a date that stands alone: one body or several."""
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        date = date_in(block.text, whole=True) or (month_in(block.text) if at > len(blocks) - _FOOT else None)
        if date is None:
            continue
        names: list[str] = []
        for above in reversed(blocks[max(0, at - _ABOVE) : at]):
            if not isinstance(above, Paragraph):
                break
            line = closed(above.text)
            found = bodies(above.text)
            if not found and not names and _signs(line):
                found = (line,)
            if not found or is_title(line) or heading(line):
                break
            names[:0] = found
        if names:
            return Signed(tuple(dict.fromkeys(names)), date)
    return Signed()


def _signs(line: str) -> bool:
    """Whether a line above a date may be a signature although no ending of bodies closes it."""
    return len(line) <= 40 and not re.search(r"[。；;:：,，!?！？\d]", line) and not NUMBER.search(fold(line)) and len(line) > 3


def _labelled(lines: Sequence[Paragraph]) -> Signed:
    """填报单位（盖章）：… 填报时间：…, and the first party of a target letter."""
    for paragraph in lines:
        match = ORGAN_LABEL.search(paragraph.text)
        if match:
            names = bodies(match["name"] or match["party"] or "")
            if names:
                return Signed(names, date_in(paragraph.text))
    return Signed()


def _fullest(names: Sequence[str]) -> str | None:
    """The first name, or one of the others that ends like it and says more."""
    if not names:
        return None
    first = names[0]
    core = re.sub(r"^[省市县区州旗](?=[\u4e00-\u9fff]{2})", "", first)
    fuller = [name for name in names if len(name) > len(first) and name.endswith(core) and "、" not in name]
    return max(fuller, key=len) if fuller else first


def _placed(issuer: str | None, title: str) -> str | None:
    """An issuer that states only its level (县人民政府办公室) with the place that the title begins with."""
    if issuer is None or not re.match(r"[省市县区州](?=[\u4e00-\u9fff]{2})", issuer):
        return issuer
    place = _TITLE_PLACE.match(title)
    if place and place["place"].endswith(issuer[0]) and len(place["place"]) > 2:
        return place["place"] + issuer[1:]
    return issuer


def _repealer(text: str) -> str | None:
    """The issuer of what the document repeals: a body repeals its own, the last resort where a draft is unsigned."""
    repealed = _REPEALED.search(text)
    return repealed.group(1) if repealed else None


def _in_passing(blocks: Sequence[Block], paragraphs: Sequence[Paragraph]) -> str | None:
    """The body that a document without any signature names as its maker: beside a year, as source, in a note, or alone at the very end."""
    for paragraph in (*paragraphs[:_TOP], *paragraphs[-_SIGNATURE:]):
        match = _MAKER.search(paragraph.text.strip())
        if match and (names := bodies(match["above"] or match["source"] or match["note"])):
            return "、".join(names)
    return _at_the_end(blocks, paragraphs)


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


def years(title: str, below: str = "") -> tuple[int | None, int | None]:
    """First and last year that a title, or the bracket below it, prints; the last is None for a plan of one year."""
    for words in (title, below):
        folded = fold(words)
        if match := _RANGE.search(folded):
            first, last = int(match.group(1)), int(match.group(2))
            return (first, last) if first < last else (first, None)
        if match := (_YEAR.search(folded) or _BRACKET_YEAR.search(folded)):
            return int(match.group(1)), None
    return None, None


def status(top: str, *, official: bool) -> str | None:
    """Whether a document is a draft or issued; ``official`` says that a number, a signature or a notice stands there."""
    if _DRAFT.search(top):
        return "draft"
    return "issued" if official or _ISSUED.search(top) else None
