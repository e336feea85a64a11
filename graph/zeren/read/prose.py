"""From printed lines to paragraphs: what was only wrapped is joined, the page's own furniture taken out."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.ground.fold import key
from zeren.read.glyphs import Line

_PAGE_NUMBER = re.compile(
    r"[-—–―─_·•~|/]*(?:第|page)?\d{1,4}(?:页)?(?:[,，/]?共?\d{1,4}页?|of\d{1,4})?[-—–―─_·•~|]*$"
)
_DIGITS = re.compile(r"\d{1,4}")
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十百]+[、章节条是]|[（(][一二三四五六七八九十百\d]+[）)]|\d+(?:[.．、]\d+)*[.．、]?[^\d%％])"
)
_HEADING = re.compile(r"[一二三四五六七八九十⼀⼆⼋⼗]{1,3}、(?![一二三四五六七八九十⼀⼆⼋⼗])\S{2,28}$")
"""a numbered heading that ends with its line: it begins a paragraph whatever ends the line above it"""
_LISTS = tuple("一二三四五六七八九十、，,和及与第")
"""how a line ends whose list or number the next one goes on with"""
_CLOSED = tuple("。；：！？）】〕;:!?)")
_EDGE = 0.13
"""share of the page's height, at its top and at its bottom, where headers and footers stand"""

_ARTICLE = re.compile("第[一二三四五六七八九十百⼀⼆⼋⼗]{1,4}条(?![第之中的款、，和及至]|规定)")
_CITES = ("》", "、", "，", "和", "及", "照", "据", "（", "(", "反", "符合", "至")
"""how a line ends that cites an article at the beginning of the next (违反⏎第三条)"""


@dataclass(frozen=True, slots=True)
class Margins:
    """The text area of a page, in points."""

    left: float
    right: float
    em: float
    """size of the running text"""
    pitch: float
    """distance of two lines of one paragraph"""


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[int]]:
    """Return for each page the indexes of lines that are page numbers, running headers or footers.

    A running line stands at the same height, with the same words but for digits, on three pages or on half
    of them (two at least). A page number stands near the edge, or anywhere as a page's first or last line where
    it counts with the pages.
    """
    edges: list[dict[int, tuple[str, int]]] = []
    for lines, height in zip(pages, heights, strict=True):
        marks = {}
        for index in {*range(min(3, len(lines))), *range(max(0, len(lines) - 3), len(lines))}:
            line = lines[index]
            if not _EDGE * height < line.base < (1 - _EDGE) * height:
                marks[index] = re.sub(r"\d+", "#", key(line.text)), round(line.base / 4)
        edges.append(marks)
    counts: Counter[tuple[str, int]] = Counter(mark for marks in edges for mark in set(marks.values()))
    enough = max(2, min(3, (len(pages) + 1) // 2))
    counting = _counting(pages, enough)
    return [
        {
            index
            for index, (words, height) in marks.items()
            if _PAGE_NUMBER.match(key(lines[index].text))
            or sum(counts[words, height + near] for near in (-1, 0, 1)) >= enough
        }
        | numbers
        for lines, marks, numbers in zip(pages, edges, counting, strict=True)
    ]


def _counting(pages: Sequence[Sequence[Line]], enough: int) -> list[set[int]]:
    """Indexes of first and last lines that are nothing but numbers which grow by one from page to page."""
    found: list[dict[int, int]] = []
    for number, lines in enumerate(pages):
        ends = {0, len(lines) - 1} if lines else set()
        marks = {at: _DIGITS.findall(words) for at in ends if _PAGE_NUMBER.fullmatch(words := key(lines[at].text))}
        found.append({at: int(digits[0]) - number for at, digits in marks.items() if digits})
    steps = Counter(step for marks in found for step in set(marks.values()))
    return [{at for at, step in marks.items() if steps[step] >= enough} for marks in found]


Area = dict[tuple[int, int], Margins]
"""the text area of each column of each page, by the number of the page and of the column"""


def margins(pages: Sequence[Sequence[Line]]) -> Area:
    """Return the text areas; a page with too few full lines takes the document's, a column is measured by itself."""
    whole = _measured([line for lines in pages for line in lines], None)
    area: Area = {}
    for lines in pages:
        columns = sorted({(line.page, line.column) for line in lines})
        for place in columns:
            inside = [line for line in lines if (line.page, line.column) == place]
            area[place] = _measured(inside, whole if len(columns) == 1 else None)
    return area


def _measured(lines: Sequence[Line], fallback: Margins | None) -> Margins:
    em = _usual([line.em for line in lines], 0.5) or 12.0
    body = [line for line in lines if abs(line.em - em) < 0.1 * em] or list(lines)
    left = _lowest([line.x0 for line in body], em)
    right = _usual([line.x1 for line in body if line.x1 - line.x0 > 12 * em], 2.0)
    steps = [b.base - a.base for a, b in itertools.pairwise(body) if 0 < b.base - a.base < 3.5 * em]
    pitch = _usual(steps, 1.0) or 1.8 * em
    if fallback is None:
        return Margins(left, right or max((line.x1 for line in body), default=0.0), em, pitch)
    # A page of indented one-line items shows no left margin of its own; an odd page may be shifted a little.
    shifted = abs(left - fallback.left) < 1.2 * em
    usable = right is not None and abs(right - fallback.right) < 2 * em
    return Margins(
        left if shifted else fallback.left, right if usable and right else fallback.right, fallback.em, pitch
    )


def _usual(values: Sequence[float], step: float) -> float | None:
    """The most frequent value on a raster of ``step`` points, the larger of equals; None without values."""
    if not values:
        return None
    counts = Counter(round(value / step) for value in values)
    best = max(counts, key=lambda bucket: (counts[bucket], bucket))
    chosen = sorted(value for value in values if round(value / step) == best)
    return chosen[len(chosen) // 2]


def _lowest(values: Sequence[float], em: float) -> float:
    """The leftmost beginning that at least two lines share."""
    ordered = sorted(values)
    for first, second in itertools.pairwise(ordered):
        if second - first < 0.5 * em:
            return first
    return ordered[0] if ordered else 0.0


def paragraphs(lines: Sequence[Line], area: Area) -> list[list[Line]]:
    """Group lines, page after page and column after column, into paragraphs."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else line
        here = area[line.page, line.column]
        if groups and _continues(groups[-1], line, area[last.page, last.column], here):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(group: list[Line], line: Line, there: Margins, here: Margins) -> bool:
    """True where ``line`` goes on with the paragraph: the last line was full and this one is not indented."""
    last = group[-1]
    if abs(last.em - line.em) > 0.15 * max(last.em, line.em) and len(line.text) > 2 and len(last.text) > 2:
        return False
    same = (last.page, last.column) == (line.page, line.column)
    if same and line.base - last.base > 1.6 * here.pitch:
        return False
    if _centred(last, there) and _centred(line, here) and last.em > 1.15 * here.em:
        return not line.text.startswith(("（", "("))
    if line.x0 > here.left + 1.0 * here.em:
        return False
    if last.x1 + line.head < there.right - 0.3 * here.em:
        return False
    if _ARTICLE.match(line.text) and not last.text.endswith(_CITES):
        return False
    if _HEADING.match(line.text) and not last.text.endswith(_LISTS):
        return False
    return not (_NUMBERED.match(line.text) and last.text.endswith(_CLOSED))


def _centred(line: Line, area: Margins) -> bool:
    middle = (area.left + area.right) / 2
    inside = line.x0 > area.left + area.em and line.x1 < area.right - 0.5 * area.em
    return inside and abs((line.x0 + line.x1) / 2 - middle) < 1.5 * line.em


def joined(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a paragraph in one line, and where it goes on on another page, with the page.

    A space stands only where two Latin words meet.
    """
    text = ""
    edges = []
    page = lines[0].page
    for line in lines:
        if text and _latin(text[-1]) and _latin(line.text[0]):
            text += " "
        if line.page != page:
            edges.append((len(text), line.page))
            page = line.page
        text += line.text
    return text, edges


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
