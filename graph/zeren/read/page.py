"""A web page's main text, told from its navigation, and the metadata that it states about the document."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from lxml import etree

from zeren.ground.errors import UnreadableInput
from zeren.ground.fold import fold, unspaced
from zeren.ground.resources import table
from zeren.read.draft import Draft
from zeren.read.encoding import decode

_CHARSET = re.compile(rb"""charset\s*+=\s*+(?:["']\s*+)?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_MARKUP = re.compile(r"<!--|<(script|style|noscript|template|title|textarea|select)\b|<", re.IGNORECASE)
_NOT_WIDE = re.compile(r"[^\u3400-\u9fff]+")
BREAK = "\0"
"""stands for a line break in collected text; a NUL of the source never reaches it"""
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")


def page_text(data: bytes, name: str, *, encoding: str | None = None) -> tuple[str, str]:
    """Return the decoded source of a page; the declared charset counts where strict UTF-8 fails."""
    found = _CHARSET.search(data[:4096])
    declared = found.group(1).decode("ascii") if found else None
    text, codec = decode(data, name, encoding=encoding, declared=declared)
    return text.replace(BREAK, "\ufffd"), codec


def parse(text: str, name: str) -> etree._Element:
    """Return the tree of a page. Raises UnreadableInput where the parser lost some of its text."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput(
            f"{name}: 网页无内容 (no HTML in this page)", "check that it is the right file"
        ) from error
    if root is None:
        raise UnreadableInput(f"{name}: 网页无内容 (no HTML in this page)", "check that it is the right file")
    # The parser stops at 256 nested elements without an error; what it lost shows in the amount of text.
    printed = len(_NOT_WIDE.sub("", _without_markup(text)))
    parsed = sum(len(_NOT_WIDE.sub("", str(text))) for text in root.itertext())
    if parsed < 0.98 * printed - 20:
        raise UnreadableInput(
            f"{name}: 网页结构过深或残缺 (only {parsed} of {printed} characters of this page can be parsed)",
            "open it in a browser and save it again as a complete page",
        )
    return root


def _without_markup(text: str) -> str:
    """Return a page's words without tags, comments and what is never shown; each character is looked at once."""
    kept: list[str] = []
    at = 0
    missing: set[str] = set()
    """ends that do not occur any more"""
    while opened := _MARKUP.search(text, at):
        kept.append(text[at : opened.start()])
        kind = (opened[1] or "").lower()
        ends = [rf"</{kind}\s{{0,99}}>"] if kind else ["-->"] if opened[0] == "<!--" else []
        for end in (*ends, ">"):
            closed = None if end in missing else re.compile(end, re.IGNORECASE).search(text, opened.end())
            if closed:
                at = closed.end()
                break
            missing.add(end)
        else:
            kept.append(opened[0])
            at = opened.end()
    return "".join((*kept, text[at:]))


_BETWEEN_BUTTONS = re.compile(r"[\s:：|｜]+")
"""what parts buttons on one line: 分享到：微信 微博 【打印本页】"""


class Piece(NamedTuple):
    """A paragraph or a table before the main text is known."""

    text: str
    link: int
    """characters of ``text`` inside links"""
    level: int | None = None
    grid: tuple[list[Draft], int] | None = None
    """cells and number of rows; None for a paragraph"""


class Region(NamedTuple):
    """A container element and the pieces in it."""

    parent: int
    first: int
    last: int
    names: tuple[str, ...]
    """id and classes, lower case"""


@cache
def _words(kind: str) -> dict[str, str]:
    return {row["value"]: row["key"] for row in table("vocabulary/webpage") if row["kind"] == kind}


def main_text(pieces: list[Piece], regions: list[Region]) -> tuple[int, int]:
    """First and last piece of the main text: a known container, else the innermost that holds nearly all prose."""
    sums = [0]
    for piece in pieces:
        sums.append(sums[-1] + max(0, len(piece.text) - piece.link))
    weight = [sums[r.last] - sums[r.first] for r in regions]
    known = _words("container")
    named = [i for i, r in enumerate(regions) if not known.keys().isdisjoint(r.names)]
    if named:
        best = max(weight[i] for i in named)
        if best >= 0.75 * sums[-1] > 0:
            inner = next(i for i in reversed(named) if weight[i] >= 0.9 * best)
            return regions[inner].first, regions[inner].last
    return _densest(regions, weight, len(pieces), sums[-1])


def _densest(regions: list[Region], weight: list[int], pieces: int, total: int) -> tuple[int, int]:
    children: dict[int, list[int]] = {}
    for index, region in enumerate(regions):
        children.setdefault(region.parent, []).append(index)
    here, span, current = -1, (0, pieces), total
    while inner := [i for i in children.get(here, ()) if weight[i] >= 0.9 * current > 0]:
        here = inner[0]
        current = weight[here]
        span = regions[here].first, regions[here].last
    return span


def is_furniture(piece: Piece) -> bool:
    """True for words of the page itself: mostly links and no sentence, or a known button."""
    if piece.link > 0.6 * len(piece.text) and "。" not in piece.text and "《" not in piece.text:
        return piece.grid is None or len(piece.text) < 500
    buttons = _words("furniture").keys()
    several = set(_BETWEEN_BUTTONS.split(piece.text.strip()))
    return piece.grid is None and len(piece.text) < 60 and (piece.text in buttons or buttons >= several)


class Meta:
    """The metadata of a page: its printed block first, then its meta elements; one value a key."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._head: dict[str, str] = {}

    def from_head(self, root: etree._Element) -> None:
        """Read ``<title>`` and the meta elements that the vocabulary knows."""
        tags = _words("tag")
        for node in root.iter("meta"):
            key = tags.get((node.get("name") or "").strip().lower())
            value = (node.get("content") or "").strip()
            if key and value:
                self._head.setdefault(key, value)
        title = next(root.iter("title"), None)
        if title is not None and title.text and title.text.strip():
            self._head.setdefault("page-title", " ".join(title.text.split()))

    def take(self, piece: Piece, *, inside: bool) -> bool:
        """Take a piece of the printed block; True where it is one, which then is no text of the document.

        A single line of the main text (``inside``) stays in it: ``来源：…`` may be a line of the plan itself.
        """
        if inside and not piece.grid:
            return False
        alone = unspaced(piece.text)
        if not inside and not piece.grid and not piece.link and _NUMBER.fullmatch(alone):
            self._found.setdefault("number", alone)
            return True
        pairs = _grid_pairs(piece.grid[0], bare=not inside) if piece.grid else _line_pairs(piece.text)
        for label, value in pairs:
            if value:
                self._found.setdefault(_words("label")[label] or label, value)
        return bool(pairs)

    def pairs(self) -> list[tuple[str, str]]:
        """Key and value pairs; dates in ISO form."""
        merged = self._head | self._found
        for key in ("date", "published"):
            found = _DATE.search(merged.get(key, ""))
            if found:
                merged[key] = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
        return sorted(merged.items())


def _label(text: str) -> str:
    return unspaced(fold(text)).strip(":[]【】")


def _grid_pairs(cells: list[Draft], *, bare: bool) -> list[tuple[str, str]]:
    """Label and value of neighbouring cells; empty unless labels make up the table.

    They have a colon, or may be ``bare`` (文号 | 某政发〔2026〕1号).
    """
    labels = _words("label")
    pairs, filled = [], sum(bool(cell.text) for cell in cells)
    for cell, after in zip(cells, [*cells[1:], Draft(-1, 0, 1, 1, "")], strict=True):
        label = _label(cell.text)
        if label in labels and (bare or fold(cell.text).rstrip().endswith(":")):
            pairs.append((label, after.text if after.row == cell.row else ""))
        elif len(cell.text) < 200:
            pairs += _line_pairs(cell.text)
    return pairs if len(pairs) > 1 and len(pairs) >= 0.4 * filled else []


def _line_pairs(text: str) -> list[tuple[str, str]]:
    """``标签：值`` of one short line; a sentence that begins with such a word is text."""
    if len(text) > 120 or "。" in text:
        return []
    head, colon, value = text.partition("：")
    if not colon:
        head, colon, value = text.partition(":")
    label = _label(head)
    if not colon or label not in _words("label"):
        return []
    # 发布时间：2026-03-18 09:26信息来源：某市发展和改革局浏览次数：1208: labels in a row, often without a blank.
    found = list(_labels().finditer(value))
    ends = [*(match.start() for match in found), len(value)]
    pairs = [(label, value[: ends[0]])]
    pairs += [(match[1], value[match.end() : end]) for match, end in zip(found, ends[1:], strict=True)]
    return [(name, words.strip(" \t\u3000|｜【】[]")) for name, words in pairs]


@cache
def _labels() -> re.Pattern[str]:
    """A label of the printed block and its colon, the longest first."""
    return re.compile("(" + "|".join(sorted(_words("label"), key=lambda word: (-len(word), word))) + ")[：:]")


_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[]\d{4}[〕\]](?:第)?\d{1,5}号")
"""a document number, which a page may print alone between the title and the text"""
