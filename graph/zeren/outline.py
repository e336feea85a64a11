"""Cut a document into plans: title, issuer, number, dates, status, annexes; and tell headings.

What the document does not say stays None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from zeren.fold import fold
from zeren.model import Block, Document, Paragraph, Place, Plan, Table
from zeren.resources import table

_ANNEX = re.compile(r"附\s*(?:[件表录]\s*)?(?:[0-9一二三四五六七八九十]+\s*)?[:：]?$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[\[〔(（【]\d{4}[\]〕)）】])\s*(?:第\s*)?\d+\s*号")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_DRAFT = re.compile(r"征求意见稿|意见征集稿|送审稿|讨论稿|草案|草稿")
_ISSUED = re.compile(r"现?(?:将.{0,80})?印发(?:给你们|实施|执行)")
_REPEALED = re.compile(r"《([^《》<>〈〉]{2,30}?)关于[^《》]*》(?:\([^()]*\))?(?:同时)?(?:予以)?废止")
_SIGNED = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{3,28}(?:政府|办公室|办公厅|委员会|管委会|领导小组|指挥部|[厅局部委办]))"
    r"\s*((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?!\s*印发)"
)
"""a signature and its date, also where a whole document stands on one line; not the printer's colophon"""
_STATED = re.compile(r"(标题|名称|文号|发文字号|发布机构|发文机关|制发机关|成文日期|发文日期|发布日期|发布时间)\s*:\s*(.*)$")
"""a line of the sheet that government sites print above a document"""
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,6}\s*:\s*\S")
_SENTENCE = re.compile(r"[。;；!?！？]")
_HEADINGS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"第[一二三四五六七八九十百]+[章编部][分]?\s*"), 1),
    (re.compile(r"[一二三四五六七八九十百]+\s*[、.,]\s*"), 1),
    (re.compile(r"[(（]\s*[一二三四五六七八九十百]+\s*[)）]\s*[、.]?\s*"), 2),
    (re.compile(r"\d++(?!\s*[%年月日])\s*[、.．﹒](?!\d)\s*"), 3),
    (re.compile(r"[(（]\s*\d+\s*[)）]\s*"), 4),
    (re.compile(r"[①-⑳]\s*"), 5),
)
_HEAD = 12
"""paragraphs at the top of a document that may hold its letterhead, number and title"""
_ONE_LINE = 1200
"""code points; a paragraph longer than this is a document on one line"""
_TITLE_LENGTH = 80
"""code points; the longest titles of State Council notices stay below"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading or item, cut into its mark and its words."""

    level: int
    """1 一、 · 2 （一） · 3 1. · 4 （1） · 5 ①"""
    mark: str
    """as printed (（一）)"""
    words: str
    """what follows the mark"""


@dataclass(frozen=True, slots=True)
class Part:
    """A plan and the blocks that belong to it."""

    plan: Plan
    """without identifier and jurisdiction, which other rooms know"""
    blocks: tuple[Block, ...]


def heading(text: str) -> Heading | None:
    """Tell the numbering of a heading or item; None where ``text`` begins with none."""
    folded = fold(text)
    for pattern, level in _HEADINGS:
        if match := pattern.match(folded):
            return Heading(level, text[: match.end()].strip(), text[match.end() :].strip())
    return None


def outline(document: Document) -> tuple[Part, ...]:
    """Return the document's plans in order: the carrying document first, then its annexes.

    A document that begins with the mark of an annex is that annex and nothing else.
    """
    blocks = document.blocks
    cuts = [i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and _annex_mark(block)]
    if cuts and not any(isinstance(block, Paragraph) for block in blocks[: cuts[0]]):
        mark = blocks[cuts.pop(0)]
        rest = blocks[: cuts[0]] if cuts else blocks
        first = _main(document, tuple(block for block in rest if block is not mark))
        main = replace(first, plan=replace(first.plan, annex=_closed_mark(mark)))
    else:
        main = _main(document, blocks[: cuts[0]] if cuts else blocks)
    parts = [main]
    for begin, end in pairwise([*cuts, len(blocks)]):
        parts.append(_annex(blocks[begin:end], main.plan))
    return tuple(parts)


def closed(text: str) -> str:
    """Return a title or name with the white space between Chinese characters taken out."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text.strip())


def _annex_mark(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= 8 and _ANNEX.match(fold(paragraph.text)) is not None


def _main(document: Document, blocks: tuple[Block, ...]) -> Part:
    head = _head(blocks)
    stated = {**dict(document.meta), **_sheet(head)}
    text = fold(document.text)
    place, title = _title(head, stated, document.name)
    number = _number(head, text) or stated.get("number")
    signed = _SIGNED.search(text)
    date = _date(blocks) or (_iso(signed.group(2)) if signed else None) or stated.get("date")
    issuer = _issuer(title, blocks, text) or (signed.group(1) if signed else None)
    year = _YEAR.search(fold(title)) or _YEAR.search(re.sub(r"\D(\d{4})\D", r"\1年", fold(number or "")))
    plan = Plan(
        id="",
        title=title,
        place=place,
        issuer=issuer or _repealer(text) or stated.get("issuer"),
        number=number,
        date=date,
        year=int(year.group(1)) if year else int(date[:4]) if date else None,
        status=_status(text[: head[-1].place.end if head else 0], number, date),
    )
    return Part(plan, blocks)


def _sheet(head: list[Paragraph]) -> dict[str, str]:
    """What the lines above a document state about it; empty values say nothing."""
    names = {"标": "title", "名": "title", "文": "number", "发文字号": "number", "成": "date"}
    found: dict[str, str] = {}
    for paragraph in head:
        match = _STATED.match(fold(paragraph.text))
        if match is None or not match.group(2):
            continue
        word, value = match.group(1), paragraph.text[-len(match.group(2)) :].strip()
        kind = names.get(word) or names.get(word[0]) or ("issuer" if word.endswith(("机构", "机关")) else "date")
        if kind == "date":
            value = _iso(value) or ""
        if value:
            found.setdefault(kind, value)
    return found


def _title(head: list[Paragraph], stated: dict[str, str], name: str) -> tuple[Place, str]:
    """Place and words of the title; the stated one, else the file's name, where the document prints none."""
    first, last = _title_range(head)
    if last > first and not any(_STATED.match(fold(paragraph.text)) for paragraph in head):
        # Lines of a title are parted by nothing but the page's width.
        return head[first].place, closed("".join(p.text for p in head[first:last]))
    place = head[0].place if head else Place(0, 0)
    for paragraph in head:
        if stated.get("title") and stated["title"] in paragraph.text:
            place = paragraph.place
            break
    printed = closed(head[0].text) if head and _could_be(head[0].text) else ""
    return place, stated.get("title") or printed or re.sub(r"\.\w{1,5}$", "", name.rsplit("/", 1)[-1])


def _could_be(line: str) -> bool:
    return len(closed(line)) <= _TITLE_LENGTH and not _SENTENCE.search(line)


def _head(blocks: tuple[Block, ...]) -> list[Paragraph]:
    """Paragraphs before the first table, the first few only."""
    head: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Table) or len(head) == _HEAD:
            break
        head.append(block)
    return head


def _title_range(head: list[Paragraph]) -> tuple[int, int]:
    """Indices of the paragraphs that make up the title: the first run of short lines that a title word closes."""
    for last, paragraph in enumerate(head):
        line = closed(paragraph.text)
        if _LABELLED.match(fold(line)):
            continue
        if len(line) > _TITLE_LENGTH or _SENTENCE.search(line):
            break
        if is_title(line):
            first = last
            while first and _wraps(closed(head[first - 1].text), closed(head[first].text)):
                first -= 1
            return first, last + 1
    return 0, 0


def _wraps(above: str, below: str) -> bool:
    """Whether a title line runs on in the next one."""
    if is_title(above) or _NUMBER.search(fold(above)) or heading(above) or above.endswith((":", "：", "文件", "】")):
        return False
    return "关于" in above or above.count("《") > above.count("》") or below.startswith(("关于", "的", "》"))


def is_title(line: str) -> bool:
    """Whether a line ends as titles of plans and notices do; a bracketed remark after it does not count."""
    bare = re.sub(r"[(（〔][^()（）〔〕]*[)）〕]$", "", line.strip()).rstrip("》>〉")
    return bare.endswith(_title_words()) and not heading(line)


@cache
def _title_words() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("vocabulary/titles"))


def _issuer(title: str, blocks: tuple[Block, ...], text: str) -> str | None:
    """Who issued it: the words before 关于 in the title, else the signature."""
    if (before := title.split("关于")[0]) and before != title and len(before) <= 60:
        return closed(before)
    return _signature(blocks)


def _repealer(text: str) -> str | None:
    """The issuer of what the document repeals: a body repeals its own, the last resort where a draft is unsigned."""
    repealed = _REPEALED.search(text)
    return repealed.group(1) if repealed else None


def _signature(blocks: tuple[Block, ...]) -> str | None:
    """The line above a date that stands alone."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    for above, below in pairwise(paragraphs):
        if _DATE.fullmatch(fold(below.text).strip()) and len(above.text) <= 40 and not _SENTENCE.search(above.text):
            name = closed(above.text)
            if not is_title(name) and not _NUMBER.search(fold(name)) and not heading(name):
                return name
    return None


def _number(head: list[Paragraph], text: str) -> str | None:
    """The document's own number: alone on a line, else the first that no bracket or title quotes."""
    for paragraph in head:
        match = _NUMBER.search(fold(paragraph.text))
        if match and len(closed(paragraph.text)) <= len(match.group()) + 20 and "《" not in paragraph.text:
            return re.sub(r"\s+", "", paragraph.text[match.start() : match.end()])
    if not head or len(head[-1].text) < _ONE_LINE:
        return None
    for match in _NUMBER.finditer(text, 0, head[0].place.start + _ONE_LINE):
        if text[: match.start()].rstrip()[-1:] not in "(（《〈" and text[match.end() : match.end() + 1] not in ")）":
            return re.sub(r"\s+", "", match.group())
    return None


def _date(blocks: tuple[Block, ...]) -> str | None:
    for block in blocks:
        if isinstance(block, Paragraph) and (match := _DATE.fullmatch(fold(block.text).strip(" ()（）"))):
            return _iso(match.group())
    return None


def _iso(text: str) -> str | None:
    """The ISO date at the beginning of some words; None where none stands there."""
    match = re.match(r"\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})", fold(text))
    return "{:04d}-{:02d}-{:02d}".format(*map(int, match.groups())) if match else None


def _status(top: str, number: str | None, date: str | None) -> str | None:
    if _DRAFT.search(top):
        return "draft"
    return "issued" if number or date or _ISSUED.search(top) else None


def _closed_mark(mark: Block) -> str:
    return re.sub(r"[\s:：]", "", mark.text) if isinstance(mark, Paragraph) else ""


def _annex(blocks: tuple[Block, ...], main: Plan) -> Part:
    mark = blocks[0]
    head = _head(blocks[1:])
    title = closed(head[0].text) if head else _closed_mark(mark)
    year = _YEAR.search(fold(title))
    plan = Plan(
        id="",
        title=title,
        place=head[0].place if head else mark.place,
        part_of=main.title,
        annex=_closed_mark(mark),
        issuer=main.issuer,
        number=main.number,
        date=main.date,
        year=int(year.group(1)) if year else main.year,
        status=main.status,
    )
    return Part(plan, blocks)
