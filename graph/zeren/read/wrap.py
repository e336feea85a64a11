"""Running text that was saved with the line ends of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import NamedTuple

_ENOUGH = 6
"""full lines that show a habit"""
_SEVERAL = 3
"""lines that go on from a full one, where all paragraphs are set in"""
_FEW = 2
"""lines that break off in the midst of a sentence, where the paragraph is set in and its next line is not"""
_MOST = 0.8
"""share of the broken lines that break off at one breadth, where all paragraphs are set in"""
_SAMPLE = 2000
"""filled lines at the top of a text that show whether it was wrapped"""
_NARROW, _BROAD = 30, 110
"""columns that lines of a page are wide; a Chinese character takes two"""
_SLACK = 4
"""columns that a full line may lack: a stop never begins a line, a Latin word is not cut"""
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十百]+[、章节条]|[(（]\s*[一二三四五六七八九十\d]+\s*[)）]|[\d０-９]{1,3}\s*[.．、﹒](?![\d０-９](?!\d?月))|[①-⑳]|附\s*[件录]|[一二三四五六七八九十]是)"
)
_CLOSED = re.compile(r"[。；;：:！？!?）)】〕”]\s*$")
_INDENTED = re.compile(r"[\u3000\u00a0]{2}| {4}")
_FIELD = re.compile("[\u4e00-\u9fff]{1,3}[ \u3000]{0,4}[\u4e00-\u9fff]{1,3}[:：]")
"""组　长：, 副组长："""
_BOXED = re.compile(r"\s{0,8}[【〖][^【】〖〗]{1,30}[】〗]\s{0,8}")
"""a heading in a box on a line of its own: 【6月】"""
_LABEL = re.compile(r"[^:：\s，。；]{2,8}(?:单位|部门|领导|时限|时间|机构|主体)\s*[:：]")


class Page(NamedTuple):
    """How broad the lines of a page are; programs count columns or characters."""

    columns: int
    characters: int


def wrapped_at(lines: Iterable[str]) -> Page | None:
    """Return the breadth at which ``lines`` were wrapped; None where every line is a paragraph of its own."""
    every = list(islice(lines, 2 * _SAMPLE))
    raw = [line for line in every if line.strip()][:_SAMPLE]
    filled = [line.strip() for line in raw]
    if len(filled) < 2 * _ENOUGH:
        return _broken_off(every)
    # Few lines are broader than the page (an address, a row of a table).
    broader = 1 + len(filled) // 50
    page = Page(sorted(map(columns, filled))[-broader], sorted(map(len, filled))[-broader])
    full = sum(_is_full(line, page) for line in filled)
    enough = full >= max(_ENOUGH, len(filled) // 4) or _set_in(raw, page)
    return page if _NARROW <= page.columns <= _BROAD and enough else _broken_off(every)


def _broken_off(lines: list[str]) -> Page | None:
    """The breadth at which the lines break off that end in the midst of a sentence; None where they end anywhere.

    Some lines of such a text are paragraphs of their own and broader than its page.
    """
    at_ends = [at for at, (line, following) in enumerate(pairwise(lines)) if _is_broken(line, following)]
    broken = [lines[at].rstrip() for at in at_ends]
    indented = 2 * sum(_INDENTED.match(line) is not None for line in broken) > len(broken)
    if indented and broken:
        broken = [lines[at].rstrip() for at in at_ends if _is_of_set_in(lines, at)]
        # A title of two lines or a list of persons breaks off elsewhere.
        breadth = sorted(map(columns, broken))[len(broken) // 2]
        near = [line for line in broken if abs(columns(line) - breadth) <= _SLACK]
        broken = near if _MOST * len(broken) <= len(near) else broken
    widths, lengths = sorted(map(columns, broken)), sorted(map(len, broken))
    if len(broken) < (_FEW if indented else _SEVERAL) or not _NARROW <= widths[0] <= widths[-1] <= _BROAD:
        return None
    by_length = lengths[-1] - lengths[0] <= _SLACK // 2
    if not by_length and widths[-1] - widths[0] > _SLACK:
        return None
    return Page(widths[-1], lengths[0] if by_length else lengths[-1])


def _is_of_set_in(lines: list[str], at: int) -> bool:
    """Whether the paragraph of a line begins with blanks: a letterhead or a signature beside such paragraphs wraps nothing."""
    while at and not _INDENTED.match(lines[at]) and lines[at - 1].strip():
        at -= 1
    return _INDENTED.match(lines[at]) is not None


def _is_broken(line: str, following: str) -> bool:
    """Whether a line of some breadth ends in the midst of a sentence that the next line takes up."""
    if not following.strip() or _INDENTED.match(following) or _CLOSED.search(line):
        return False
    begins = _NUMBERED.match(following) or _LABEL.match(following) or _FIELD.match(following)
    return not begins and columns(line.rstrip()) >= _NARROW



def _set_in(lines: list[str], page: Page) -> bool:
    """Whether paragraphs are set in, and a line that is not goes on from a full one without a stop."""
    inside = [at for at, line in enumerate(lines) if at and not _INDENTED.match(line) and not _CLOSED.search(lines[at - 1])]
    indented = sum(_INDENTED.match(line) is not None for line in lines)
    return len(inside) >= _SEVERAL and 2 * indented > len(lines) and all(_is_full(lines[at - 1].rstrip(), page) for at in inside)


def goes_on(line: str, following: str, page: Page) -> bool:
    """Whether the paragraph of ``line`` goes on in ``following``: the line is full and no new item begins."""
    if not _is_full(line.rstrip(), page) or _INDENTED.match(following) or _BOXED.fullmatch(following):
        return False
    begins = _NUMBERED.match(following.lstrip()) or _LABEL.match(following.lstrip())
    return not (begins and _CLOSED.search(line))


def _is_full(line: str, page: Page) -> bool:
    width = columns(line)
    if width > page.columns + _SLACK and len(line) > page.characters + _SLACK:
        return False  # nobody wrapped it
    return width >= page.columns - _SLACK or len(line) >= page.characters


def columns(text: str) -> int:
    """Return the columns that a line takes on a page: two for a Chinese character or mark, one for a Latin one."""
    # GBK has one byte for Latin and two for Chinese characters; asking each for its width takes ten times as long.
    return len(text.encode("gbk", "replace"))
