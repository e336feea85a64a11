"""Cut a document into plans: title, issuer, number, dates, status, annexes; and tell headings.

What the document does not say stays None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zeren.ground.fold import fold
from zeren.ground.model import Block, Document, Paragraph, Place, Plan, Table
from zeren.outline import signers, titles, years
from zeren.outline.edges import STATED
from zeren.outline.edges import head as _head
from zeren.outline.evidence import Issued
from zeren.outline.headings import Heading, closed, heading
from zeren.outline.lines import ISSUE, NUMBER, iso
from zeren.outline.lines import tab as _tab
from zeren.outline.titles import is_title

__all__ = ["Heading", "Part", "closed", "heading", "is_title", "outline"]

_ANNEX = re.compile(r"附\s*(?:[件表录]\s*)?(?:[0-9一二三四五六七八九十]+\s*)?[:：]?$")
_GLUED = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s{0,6}附\s{0,6}件\s{0,6}[0-9一二三四五六七八九十]{0,3}\s{0,6}[:：]?$")
"""a date and the mark of an annex that a page sets right below it"""
_OWN_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[\[〔(（【]\d{4}[\]〕)）】])\s*(?:第\s*)?\d+\s*号")
_YEAR_OF_NUMBER = re.compile(r"\s{0,6}[\[〔]\s{0,6}\d{4}\s{0,6}[\]〕]\s{0,6}\d{1,5}\s{0,6}号")
_APART = re.compile(r"[\s\u3000]{2,}")
"""what parts the pieces of a line that a page sets below its title"""
_PREFIX = 8
"""characters of a document number before its year (浙政办发)"""
_REMARK = re.compile(r"\([^()]{1,20}\)$")
"""what a title says in brackets at its end"""
_TOP = 3
"""paragraphs at the top of a sheet that may be its title or the mark of an annex"""
_ONE_LINE = 1200
"""code points; a paragraph longer than this is a document on one line"""


@dataclass(frozen=True, slots=True)
class Part:
    """A plan and the blocks that belong to it."""

    plan: Plan
    """without identifier and jurisdiction, which other rooms know"""
    blocks: tuple[Block, ...]
    issued: tuple[Issued, ...] = ()
    """all that the document names as its issuer, the most likely first; of the carrying document alone"""


def outline(document: Document) -> tuple[Part, ...]:
    """Return the document's plans in order: the carrying document first, then the plan it carries, then its annexes.

    A document that begins with the mark of an annex is that annex and nothing else.
    """
    blocks = document.blocks
    cuts = [i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and _annex_mark(block)]
    if cuts and not any(isinstance(block, Paragraph) for block in blocks[: cuts[0]]):
        mark = blocks[cuts.pop(0)]
        rest = blocks[: cuts[0]] if cuts else blocks
        first = _main(document, tuple(block for block in rest if block is not mark))
        main = replace(first, plan=replace(first.plan, annex=_closed_mark(mark)))
        return main, *(_annex(blocks[begin:end], main.plan) for begin, end in pairwise([*cuts, len(blocks)]))
    own = _own_sheets(blocks)
    cuts = sorted({*cuts, *(at for at in own if not any(at <= cut < at + _TOP for cut in cuts))})
    stop = cuts[0] if cuts else len(blocks)
    glued = bool(cuts) and _GLUED.match(fold(blocks[stop].text)) is not None  # type: ignore[union-attr]
    main = _main(document, blocks[: stop + glued])
    parts = [main]
    if found := titles.carried(main.plan.title, blocks[:stop]) or titles.after_signature(main.plan.title, blocks[:stop]):
        parts = [replace(main, blocks=blocks[: found[0]]), _carried(blocks[found[0] : stop], found[1] - found[0], main.plan)]
    for begin, end in pairwise([*cuts, len(blocks)]):
        parts.append(_own(blocks[begin:end], main.plan) if begin in own else _annex(blocks[begin:end], main.plan))
    return tuple(parts)


def _own_sheets(blocks: Sequence[Block]) -> list[int]:
    """Where the sheets of a workbook begin, but for the first table's, that print a title of their own with a year.

    Titles that differ in what stands in brackets at their end (第一批, 县级) are those of one plan.
    """
    firsts = [at for at, block in enumerate(blocks) if _tab(block) and (at == 0 or _tab(block) != _tab(blocks[at - 1]))]
    told = {at: _REMARK.sub("", fold(_title_of_sheet(blocks[at:]))) for at in firsts}
    seen = {told[at] for at in firsts[:1]}
    found: list[int] = []
    for at in firsts[1:]:
        if told[at] and told[at] not in seen and any(isinstance(block, Table) for block in blocks[:at]):
            found.append(at)
        seen.add(told[at])
    return found


def _title_of_sheet(blocks: Sequence[Block]) -> str:
    """The printed title at the top of a sheet, where it says a year; else empty."""
    head = _head(tuple(blocks[:_TOP]))
    first, last = titles.printed(head)
    title = titles.joined(head[first:last])
    return title if title and years.years(title)[0] else ""


def _shared_title(blocks: Sequence[Block], title: str) -> str | None:
    """What the titles of several sheets have in common, where only what stands in brackets at their end tells them apart."""
    bare = _REMARK.sub("", fold(title))
    if not _tab(blocks[0]) or bare == fold(title):
        return None
    told = {fold(closed(block.text)) for block in blocks if isinstance(block, Paragraph) and fold(closed(block.text)).startswith(bare)}
    return title[: len(bare)] if len(told) > 1 and {_REMARK.sub("", one) for one in told} == {bare} else None


def _own(blocks: tuple[Block, ...], main: Plan) -> Part:
    """The plan of a sheet under its own title."""
    head = _head(blocks[:_TOP])
    first, _ = titles.printed(head)
    return Part(_below(_title_of_sheet(blocks), head[first].place, main), blocks)


def _annex_mark(paragraph: Paragraph) -> bool:
    if len(paragraph.text) > 20:
        return False
    folded = fold(paragraph.text)
    return (len(folded) <= 8 and _ANNEX.match(folded) is not None) or _GLUED.match(folded) is not None


def _main(document: Document, blocks: tuple[Block, ...]) -> Part:
    head = _head(blocks)
    meta, sheet = dict(document.meta), _sheet(head)
    text = fold(document.text)
    one_line = _one_line(head, document.text)
    place, title, below = (head[0].place, one_line[0], "") if one_line else _title(head, blocks, meta, sheet, document.name)
    signed = signers.signers(title, head, blocks, document, meta, sheet)
    issuer, date, number = signed.issuer, signed.date, signed.number
    number = (one_line[1] if one_line else None) or _number(head, text) or meta.get("number") or sheet.get("number") or number
    if title.startswith("关于") and issuer and issuer + title in document.text:
        title = issuer + title
    title = titles.of_report(title)
    first, last = years.years(title, below)
    dated = date if date and len(date) > 7 else None
    if first is None:
        first, last = years.years(re.sub(r"\D(\d{4})\D", r"\1年", fold(number or "")))
    if first is None:
        first = int(date[:4]) if date else signers.month(head, blocks)
    if first is None:
        first = years.of_lines(paragraph.text for paragraph in head) or years.of_deadlines(document.text)
    if date and last is None and first is not None and first < int(date[:4]) and years.looks_back(title):
        first = int(date[:4])
    if first is not None and last is None and not date:
        first = years.after_review(title, first, document.text)
    top = text[: head[-1].place.end if head else 0]
    official = bool(number or signers.is_signed(blocks) or (dated and not signers.is_put_up(dated, head, blocks, signed.weighed)))
    plan = Plan(
        id="",
        title=title,
        place=place,
        issuer=issuer,
        number=number,
        date=dated,
        year=first,
        last_year=last,
        status=signers.status(title + below + top, official=official),
    )
    return Part(plan, blocks, signed.weighed)


def _one_line(head: list[Paragraph], text: str) -> tuple[str, str] | None:
    """Title and number at the beginning of a document on one line; None where it begins with anything else."""
    if not head or len(head[0].text) < _ONE_LINE:
        return None
    top = text[head[0].place.start : head[0].place.start + 200].lstrip()
    match = _YEAR_OF_NUMBER.search(top)
    if match is None or re.search("[。；：]", top[: match.start()]):
        return None
    for begin in range(match.start() - 1, max(0, match.start() - _PREFIX), -1):
        if is_title(top[:begin]):
            return closed(top[:begin]), re.sub(r"\s+", "", top[begin : match.end()])
    return None


def _sheet(head: list[Paragraph]) -> dict[str, str]:
    """What the lines above a document state about it; empty values say nothing."""
    names = {"标": "title", "名": "title", "文": "number", "发文字号": "number", "成": "date"}
    found: dict[str, str] = {}
    for word, value in (pair for one in head for pair in _stated(one.text)):
        kind = names.get(word) or names.get(word[0]) or ("issuer" if word.endswith(("机构", "机关")) else "date")
        if kind == "date":
            value = iso(value) or ""
        if value:
            found.setdefault(kind, value)
    return found


def _stated(line: str) -> list[tuple[str, str]]:
    """Each label of a line and the words up to the next one."""
    marks = list(STATED.finditer(fold(line)))
    starts = [*(mark.start() for mark in marks), len(line)]
    return [(mark[1], line[mark.end() : starts[at]].strip()) for at, mark in enumerate(marks, 1)]


def _title(
    head: list[Paragraph], blocks: tuple[Block, ...], meta: dict[str, str], sheet: dict[str, str], name: str
) -> tuple[Place, str, str]:
    """Place and words of the title and the bracket below it; the file's name where nothing is printed or stated."""
    first, last = titles.printed(head)
    own = sheet.get("title") or meta.get("title")
    if last > first and (own is None or own in titles.joined(head[first:last])):
        below = head[last].text if last < len(head) and head[last].text.lstrip()[:1] in "(（" else ""
        title = titles.joined(head[first:last])
        return head[first].place, _shared_title(blocks, title) or title, below
    place = head[0].place if head else Place(0, 0)
    if told := (own or titles.stated(meta)):
        shown = (paragraph.place for paragraph in head if told in paragraph.text)
        return next(shown, place), told, ""
    line = titles.fallback(head)
    if caption := titles.captioned(blocks, line):
        return *caption, ""
    if line:
        return line.place, closed(line.text), ""
    if run_on := titles.opening(head):
        return place, run_on, ""
    return place, re.sub(r"\.\w{1,5}$", "", name.rsplit("/", 1)[-1]), ""


def _number(head: list[Paragraph], text: str) -> str | None:
    """The document's own number: alone on a line, else the first that no bracket or title quotes."""
    for line in (line for paragraph in head for line in paragraph.text.split("\n")):
        match = NUMBER.search(fold(line))
        if match and len(closed(line)) <= len(match.group()) + 20 and "《" not in line:
            return re.sub(r"\s+", "", line[match.start() : match.end()])
    for piece in (piece for paragraph in head for piece in _APART.split(paragraph.text.strip())):
        if NUMBER.fullmatch(fold(piece)):
            return re.sub(r"\s+", "", piece)
    for paragraph in head:
        if ISSUE.fullmatch(fold(closed(paragraph.text))):
            return re.sub(r"\s+", "", paragraph.text)
    if not head or len(head[-1].text) < _ONE_LINE:
        return None
    for match in _OWN_NUMBER.finditer(text, 0, head[0].place.start + _ONE_LINE):
        if text[: match.start()].rstrip()[-1:] not in "(（《〈" and text[match.end() : match.end() + 1] not in ")）":
            return re.sub(r"\s+", "", match.group())
    return None


def _closed_mark(mark: Block) -> str:
    words = re.sub(r"[\s:：]", "", mark.text) if isinstance(mark, Paragraph) else ""
    return words[words.rfind("附") :]


def _annex(blocks: tuple[Block, ...], main: Plan) -> Part:
    mark = blocks[0]
    head = _head(blocks[1:])
    first, last = titles.printed(head[:4])
    if last == 0 or first > 0:
        first, last = 0, min(1, len(head))
    title = titles.joined(head[first:last]) if head else _closed_mark(mark)
    return Part(_below(title, head[0].place if head else mark.place, main, annex=_closed_mark(mark)), blocks)


def _carried(blocks: tuple[Block, ...], lines: int, main: Plan) -> Part:
    """The plan that a notice carries under its own title, ``lines`` long."""
    head = [block for block in blocks[:lines] if isinstance(block, Paragraph)]
    return Part(_below(titles.joined(head), head[0].place, main), blocks[lines:] or blocks)


def _below(title: str, place: Place, main: Plan, *, annex: str | None = None) -> Plan:
    first, last = years.years(title)
    return replace(
        main,
        title=title,
        place=place,
        part_of=main.title,
        annex=annex,
        year=first or main.year,
        last_year=last if first else main.last_year,
    )
