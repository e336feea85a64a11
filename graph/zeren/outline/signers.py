"""Who issued a document, under which number, when, for which years, and whether it is a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zeren.ground.fold import fold
from zeren.ground.model import Block, Cell, Document, Paragraph, Table
from zeren.outline import makers
from zeren.outline.headings import closed, heading
from zeren.outline.lines import (
    DATE,
    MEETING,
    NUMBER,
    bodies,
    colophon,
    date_in,
    is_noise,
    iso,
    month_in,
    printed_by,
)
from zeren.outline.titles import is_title

_DRAFT = re.compile(
    r"征求意见稿|意见征集稿|送审稿|讨论稿|草案|草稿|修改稿|修订稿|初稿|审议稿|代拟稿|公示稿|报审稿|上会稿|(?:公开)?征求.{0,60}意见的?(?:公告|通知|函|启事)"
)
_ISSUED = re.compile(r"现?(?:将.{0,80})?印发(?:给你们|你们|实施|执行)|现予(?:以)?(?:印发|公布)|现印发")
_SIGNED = re.compile(
    r"(?<![\u4e00-\u9fff、,，])(?<!(?:单位|部门|主体|牵头|负责|配合|责任):)([\u4e00-\u9fff]{3,28}(?:政府|办公室|办公厅|委员会|管委会|领导小组|指挥部|[厅局部委办]))"
    r"\s*((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?!\s*印发|[前起至到—内]|之前|以前)"
)
"""a signature and its date, also where a whole document stands on one line; not the printer's colophon, nor a limit
(县交通局2026年6月30日前完成)"""
_AT_END = re.compile(
    r"[。！]\s*([\u4e00-\u9fff]{3,28}?)\s*([一二][〇○零O一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)\s*$"
)
"""a signature with a date in numerals at the end of a document on one line"""
_OF = re.compile(r"^(?P<name>.{3,120}?)(?:印发|转发|批转|发布)?关于")
_RED = re.compile(r"(?P<name>.{4,60})文\s*件$")
_LEVEL = re.compile(r"[省市县区州旗](?![直级委政办])|[市县区州](?=[委政办])")
_TITLE_PLACE = re.compile(r"^(?:中共|政协|共青团)?(?P<place>[\u4e00-\u9fff]{2,12}?[省市县区州旗])")
_APPROVAL = re.compile("印发|通过|审定|批准|发布|公布|签发")
_SEALS = re.compile("盖章|签字|签章|签名")
_PAGE_DAY = re.compile(
    r"(?:(?:^|[\s\u3000]|发布|公布|发文|成文|印发|更新|公开|生成|交办|下达|编制|制表)(?:日期|时间)|发布于?)\s{0,2}:\s{0,2}"
    r"(20\d{2}[年./-]\s{0,2}\d{1,2}[月./-]\s{0,2}\d{1,2})"
)
_MET = re.compile(r"^\s{0,8}20\d{2}年\d{1,2}月\d{1,2}日(?:[上下]午|晚)?[,，][^。]{0,60}?(?:召开|主持|召集)")
"""how minutes begin that no other day dates: 2026年4月14日下午，副市长…主持召开会议"""
_PAGE_LINE = 120
"""code points of the line that a page prints below a title"""
_FOOT = 12
"""paragraphs at the end of a document that may hold its signature"""
_SIGNATURE = 4
"""paragraphs at the end of a document, its signature among them"""
_DUTY_HEAD = re.compile("单位|部门|责任|牵头|主体|配合|负责|时限|时间|期限|日期|节点|进度|步骤")
"""in the head of a column of bodies or limits"""
_HEAD_ROWS = 3
"""rows at the top of a table that may hold its heads"""
_CAPTION = 20
"""code points of a head of a column"""
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
    title: str,
    head: Sequence[Paragraph],
    blocks: Sequence[Block],
    document: Document,
    stated: dict[str, str],
    sheet: dict[str, str],
) -> tuple[str | None, str | None, str | None]:
    """Issuer, date and number of a ``document`` whose own part are ``blocks``, each None where it says nothing.

    The red head, the words before 关于 in the title and the signature name the issuer; of names that end alike
    the fuller one is taken. ``stated`` is what the format says about itself, ``sheet`` the lines above a page.
    """
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    signed = _signature(blocks)
    lines = [*head, *paragraphs[-_FOOT:]]
    text = fold(document.text)
    last = next((block for block in reversed(blocks) if isinstance(block, Table)), None)
    cells = [cell.text for cell in last.cells if len(cell.text) <= _LINE and cell.row >= last.rows - 2] if last else []
    signs = [words for row in range(max(0, last.rows - 2), last.rows) for words in _signing(last, row)] if last else []
    apart = [found for words in (*(line.text for line in lines), *signs) if any(found := colophon(MEETING.split(words)[0]))]
    # Minutes bear no signature: the office that prints them has kept them. A bureau's printer is only its office.
    prints = [printed_by(line.text) for line in lines] if title.endswith("纪要") else []
    printer = next((one for one in prints if any(one)), (None, None))
    named, named_in = makers.labelled([*(line.text for line in lines), *cells])
    inline = _on_one_line(document, text)
    ending = _AT_END.search(text[-200:])
    made, made_on = makers.above_table(title, blocks)
    minutes = makers.of_minutes(title, [name for name, _, _ in apart if name])
    candidates = [
        *([minutes] if minutes else ()),
        *_red(head),
        _of_title(title),
        signed.issuer,
        _above_title(head, title),
        *(name for name, _, _ in apart),
        "、".join(named),
        made,
        stated.get("issuer") or None,
        inline.group(1) if inline else None,
        ending.group(1) if ending else None,
    ]
    known = [name for name in candidates if name]
    told = _fullest(known) or makers.repealer(text) or sheet.get("issuer") or printer[0] or makers.in_passing(title, blocks, cells, stated)
    issuer = makers.whole(told, title, blocks)
    dates = [
        signed.date,
        next((date for paragraph in paragraphs if (date := date_in(paragraph.text, whole=True))), None),
        *(date for _, _, date in apart if date and len(date) > 7),
        date_in(named_in),
        next((date_in(line.text) for line in head if MEETING.match(line.text)), None),
        date_in(inline.group(2)) if inline else None,
        date_in(ending.group(2)) if ending else None,
        next((date for words in signs if (date := date_in(words, whole=True))), None),
        made_on,
        stated.get("date"),
        sheet.get("date"),
        printer[1],
        *(_approved(line.text) for line in head),
        *(_sealed(line.text) for line in lines),
        stated.get("published"),
        *(_published(line.text) for line in head),
        *(date_in(line.text[:_LINE]) for line in head if title.endswith("纪要") and _MET.match(line.text)),
    ]
    number = next((number for _, number, _ in apart if number), None)
    return _placed(issuer, title), next(filter(None, dates), None), number


def _signing(table: Table, row: int) -> list[str]:
    """The cells of a row that holds nothing but a signature; empty where it reads as a row of duties.

    A task or a number beside the body makes it one of duties, and so does a head above the body or the day
    (责任单位 | 完成时限: 县市场监管局 | 2026年12月31日).
    """
    filled = _filled(table, row)
    if _dated(filled) and any(_dated(_filled(table, other)) for other in range(table.rows) if other != row):
        return []  # one of several rows of a body and a day each
    heads = {cell.column: cell for cell in table.cells if cell.row < _HEAD_ROWS and _DUTY_HEAD.search(fold(cell.text)) and len(cell.text) <= _CAPTION}
    for cell in filled:
        above = heads.get(cell.column)
        if not _of_signature(cell.text) or (above and above.row < cell.row and above.columns >= cell.columns):
            return []
    return [cell.text for cell in filled if len(cell.text) <= _LINE]


def _filled(table: Table, row: int) -> list[Cell]:
    return [cell for cell in table.cells if cell.row <= row < cell.row + cell.rows and cell.text.strip()]


def _dated(cells: Sequence[Cell]) -> bool:
    """Whether cells hold a body and a day, each in one of its own."""
    return any(bodies(cell.text) for cell in cells) and any(date_in(cell.text, whole=True) for cell in cells)


def _of_signature(words: str) -> bool:
    """Whether a cell may stand in a row of signatures: a body, a day, both, or what a label opens (审核人：…)."""
    return bool(bodies(words) or date_in(words, whole=True) or any(colophon(words)) or re.search("[:：]", words))


def _on_one_line(document: Document, text: str) -> re.Match[str] | None:
    """The first body and day that follow each other in a ``document`` of the folded ``text``, rows of duties left out."""
    at = 0
    for table in (block for block in document.blocks if isinstance(block, Table)):
        if found := _SIGNED.search(text, at, table.place.start):
            return found
        at = table.place.end
        ends = sorted({row for row in (0, 1, table.rows - 2, table.rows - 1) if 0 <= row < table.rows})
        words = [*(fold(" ".join(_signing(table, row))) for row in ends), *(fold(cell.text) for cell in table.cells if len(cell.text) > _LINE)]
        if found := next(filter(None, map(_SIGNED.search, words)), None):
            return found
    return _SIGNED.search(text, at)


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
    """The day on which a page was published (来源：某局 日期：2026-04-02 阅读：312次)."""
    match = _PAGE_DAY.search(fold(line)) if len(line) <= _PAGE_LINE else None
    return iso(match[1]) if match else None


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


def status(top: str, *, official: bool) -> str | None:
    """Whether a document is a draft or issued; ``official`` says that a number, a signature or a notice stands there."""
    if _DRAFT.search(top):
        return "draft"
    return "issued" if official or _ISSUED.search(top) else None
