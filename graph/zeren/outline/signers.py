"""Who issued a document, under which number, when, for which years, and whether it is a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zeren.ground.fold import fold
from zeren.ground.model import Block, Document, Paragraph, Table
from zeren.outline import edges, makers
from zeren.outline.evidence import Issued, Witness, weigh
from zeren.outline.lines import DATE, MEETING, NUMBER, ORGAN_LABEL, bodies, colophon, date_in, iso
from zeren.outline.witnesses import signature, witnesses

_DRAFT = re.compile(
    r"征求意见稿|意见征集稿|送审稿|讨论稿|草案|草稿|修改稿|修订稿|初稿|审议稿|代拟稿|公示稿|报审稿|上会稿|(?:公开)?征求.{0,60}意见的?(?:公告|通知|函|启事)"
)
_ISSUED = re.compile(r"印发了?《[^《》]{4,60}》,?并发出通知|现?(?:将.{0,80})?印发(?:给你们|你们|实施|执行)|现予(?:以)?(?:印发|公布)|现印发")
_TITLE_PLACE = re.compile(r"^(?:中共|政协|共青团)?(?P<place>[\u4e00-\u9fff]{2,12}?[省市县区州旗])")
_APPROVAL = re.compile("印发|通过|审定|批准|发布|公布|签发")
_SEALS = re.compile("盖章|签字|签章|签名")
_PAGE_DAY = re.compile(
    r"(?:(?:^|[\s\u3000]|发布|公布|发文|成文|印发|更新|公开|生成|交办|下达|编制|制表|填报|填表|报送)(?:日期|时间)|发布于?)\s{0,2}:\s{0,2}"
    r"(20\d{2}[年./-]\s{0,2}\d{1,2}[月./-]\s{0,2}\d{1,2})"
)
_DAY_ALONE = re.compile(r"20\d{2}[./-]\d{1,2}[./-]\d{1,2}")
_OF_DUTY = re.compile("责任|牵头|主体|配合|负责|时限|期限|节点|完成|统计|截[至止]")
"""what a label beside a day says that is no day of issue"""
_MET = re.compile(
    r"^\s{0,8}20\d{2}年\d{1,2}月\d{1,2}日(?:[上下]午|晚)?[,，](?:[^。]{0,60}?(?:召开|主持|召集)|"
    "(?:经)?会议(?:议定|研究|听取|审议|决定|明确|要求|指出))"
)
"""how minutes begin that no other day dates: 2026年4月14日下午，副市长…主持召开会议; 2026年12月20日，会议议定以下事项"""
_TITLE_DAY = re.compile(r"[(](?P<day>20\d{2}年\d{1,2}月\d{1,2}日)(?:印发|通过|修订)?[)]\s{0,4}$")
"""…常务会议纪要（2026年12月20日）"""
_PAGE_LINE = 120
"""code points of the line that a page prints below a title"""
_FOOT = 12
"""paragraphs at the end of a document that may hold its signature"""
_SIGNATURE = 4
"""paragraphs at the end of a document, its signature among them"""

@dataclass(frozen=True, slots=True)
class Signed:
    """Who issued a document, when and under which number."""

    issuer: str | None
    """all signers as one text, as printed, first first"""
    date: str | None
    """ISO date, or a month (2026-04)"""
    number: str | None
    """the number that stands beside a body or a day"""
    weighed: tuple[Issued, ...] = ()
    """all that the document names as its issuer, the most likely first"""


def signers(
    title: str, head: Sequence[Paragraph], blocks: Sequence[Block], document: Document, stated: dict[str, str], sheet: dict[str, str]
) -> Signed:
    """Issuer, date and number of a ``document`` whose own part are ``blocks``, each None where it says nothing.

    ``stated`` is what the format says about itself, ``sheet`` the lines above a page.
    """
    seen = witnesses(title, head, blocks, document, stated, sheet)
    weighed = tuple(weigh(seen))
    issuer = makers.whole(weighed[0].issuer, title, blocks, [name for other in weighed[1:] for name in other.names]) if weighed else None
    number = next((one.number for one in seen if one.number), None)
    return Signed(_placed(issuer, title), _date(seen, title, head, blocks, stated, sheet), number, weighed)


def _date(
    seen: Sequence[Witness], title: str, head: Sequence[Paragraph], blocks: Sequence[Block], stated: dict[str, str], sheet: dict[str, str]
) -> str | None:
    """The day of a document: below its signature, alone on a line, beside its maker, that of a meeting, of its page."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    lines = [line.text for line in (*head, *paragraphs[-_FOOT:])]
    last = next((block for block in reversed(blocks) if isinstance(block, Table)), None)
    signs = [words for row in edges.signing_rows(last) for words in row]

    def told(*kinds: str) -> Iterator[str | None]:
        return (one.date for one in seen if one.by in kinds and (one.by != "dated-line" or len(one.date or "") > 7))

    dates = [
        *told("signature"),
        next((date for paragraph in paragraphs if (date := date_in(paragraph.text, whole=True))), None),
        *told("dated-line"),
        *told("label"),
        next((date_in(line.text) for line in head if MEETING.match(line.text)), None),
        *told("inline"),
        next((date for words in signs if (date := date_in(words, whole=True))), None),
        *told("above-table"),
        stated.get("date"),
        sheet.get("date"),
        *(_approved(line.text) for line in head),
        *map(_sealed, lines),
        *told("imprint"),
        stated.get("published"),
        *map(_published, (*lines, *signs)),
        *(date_in(match["day"]) for match in (_TITLE_DAY.search(fold(title)),) if match),
        *(date_in(line.text[: edges.LINE]) for line in head if title.endswith("纪要") and _MET.match(line.text)),
    ]
    return next(filter(None, dates), None)


def is_signed(blocks: Sequence[Block]) -> bool:
    """Whether a body and a date or month stand at the foot of a document."""
    foot = [block for block in blocks[-_FOOT:] if isinstance(block, Paragraph)][-_SIGNATURE:]
    return any(one.date for one in signature(foot)) or any(name and date for name, _, date in (colophon(one.text) for one in foot))


def is_put_up(day: str, head: Sequence[Paragraph], blocks: Sequence[Block], weighed: Sequence[Issued]) -> bool:
    """Whether the day of a document is only that on which a form was filled in or a page put up, which issues nothing.

    填报单位：… 填报时间：2026年3月27日; 发布时间：2026-04-11 浏览次数：77次
    """
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    signed = any(one.date for issued in weighed for one in issued.witnesses if one.by != "label")
    if signed or any(date_in(one.text, whole=True) for one in paragraphs):
        return False
    tables = [block for block in blocks if isinstance(block, Table)]
    rows = [row for one in dict.fromkeys((*tables[:1], *tables[-1:])) for row in edges.signing_rows(one)]
    if any(day == date_in(words, whole=True) for row in rows if ORGAN_LABEL.match(row[0]) for words in row[1:]):
        return True  # 制表：某县督查室 | 2026年1月8日
    return day in {_published(words) for words in (*(one.text for one in (*head, *paragraphs[-_FOOT:])), *(words for row in rows for words in row))}


def month(head: Sequence[Paragraph], blocks: Sequence[Block]) -> int | None:
    """The year of a month that stands at the head or foot with a body or alone (2026年4月)."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    for paragraph in (*head, *paragraphs[-_FOOT:]):
        _, _, date = colophon(paragraph.text)
        alone = re.fullmatch(r"[(（]?(20\d{2})年\d{1,2}月[)）]?", fold(paragraph.text).strip())
        if date or alone:
            return int(date[:4]) if date else int(alone.group(1)) if alone else None
    return None


def _approved(line: str) -> str | None:
    """The day in a bracket below the title: （经市委审计委员会第七次会议审议通过，2026年1月20日印发）."""
    words = fold(line).strip()
    dates = DATE.findall(words) if words.startswith("(") and words.endswith(")") and _APPROVAL.search(words) else []
    return date_in(words) if len(set(dates)) == 1 else None


def _sealed(line: str) -> str | None:
    """The day that both parties of a letter write below their seals, where it is the same."""
    dates = DATE.findall(fold(line)) if _SEALS.search(line) else []
    return date_in(line) if len(set(dates)) == 1 else None


def _published(line: str) -> str | None:
    """The day on which a page or table was put up (来源：某局 日期：2026-04-02 阅读：312次), also alone between other pieces."""
    if len(line) > _PAGE_LINE:
        return None
    words = fold(line)
    if match := _PAGE_DAY.search(words):
        return iso(match[1])
    pieces = [piece for piece in re.split(r"\s+", words.strip()) if not re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", piece)]
    if _OF_DUTY.search(words.replace("责任编辑", "")):
        return None
    days = [day for piece in pieces if (day := iso(piece)) and _DAY_ALONE.fullmatch(piece)]
    told = all(_DAY_ALONE.fullmatch(piece) or re.search("[:：]", piece) or bodies(piece) or NUMBER.fullmatch(piece) for piece in pieces)
    return days[0] if len(days) == 1 and told else None


def _placed(issuer: str | None, title: str) -> str | None:
    """An issuer that states only its level (县人民政府办公室) with the place that the title begins with."""
    if issuer is None or not re.match(r"[省市县区州](?=[\u4e00-\u9fff]{2})", issuer):
        return issuer
    place = _TITLE_PLACE.match(title)
    if place and place["place"].endswith(issuer[0]) and len(place["place"]) > 2:
        return place["place"] + issuer[1:]
    return issuer


def status(top: str, *, official: bool) -> str | None:
    """Whether a document is a draft or issued; ``official`` says that a number, a signature or a notice stands there."""
    if _DRAFT.search(top):
        return "draft"
    return "issued" if official or _ISSUED.search(top) else None
