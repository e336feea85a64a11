"""Cut running text into segments: numbered items and headings, and paragraphs without a number.

A paragraph is a segment; a document set on one line is cut at its numbers; a paragraph that a page break
splits inside a bracket is joined again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zeren.extract.lexicon import is_label_line
from zeren.extract.numbers import whole
from zeren.ground.fold import fold
from zeren.ground.model import Paragraph
from zeren.outline import heading

_NUM = "一二三四五六七八九十"
_ARTICLE = re.compile(rf"第\s*(?:[{_NUM}百零]{{1,5}}|\d{{1,3}})\s*(?P<kind>[条节])\s*")
_NUMBER = re.compile(r"第\s{0,2}\d{1,4}\s{0,2}[号件](?=\s{0,4}(?:关于|[《“])|\s)\s{0,4}")
"""a proposal by its number: 第5号 关于推进供热管网入户的建议"""
_FIRSTLY = re.compile(rf"([{_NUM}]{{1,3}}(?:是|要)(?:要)?)(?=[^，。])")
_HALF = re.compile(r"\d{1,2}\s*[)）]\s*(?=[\u4e00-\u9fff])")
_BOX = re.compile(r"专\s*栏\s*\d*|附\s*[件表录]|注\s*[:：]|备注\s*[:：]")
_IN_LINE = re.compile(
    rf"(?P<top>[{_NUM}]{{1,3}}\s*、)|(?P<bracket>[(]\s*[{_NUM}]{{1,3}}\s*[)])|(?P<digit>(?<![\d.])\d{{1,3}}\s*[.、﹒](?!\d(?!\d?月)))"
)
_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
_CHAPTER = re.compile(r"\s{0,8}(?P<mark>\d{1,2})[ \t\u3000]{0,4}[\u4e00-\u9fff][\u4e00-\u9fff、（）]{1,22}\s*")
_SHORT = 45
"""code points; a longer numbered line is an item, not a heading"""
_TITLE = re.compile(r"\s*(?P<words>[^。；;！？\n]{2,40})。")
_SPACED = re.compile(r"\s*(?P<words>[^，,。；;：:\s]{4,24})[ \u3000]{1,4}(?=[\u4e00-\u9fff“《])")
_COLON = re.compile(r"\s*(?P<words>[^，,。；;：:\s]{4,20})[：:](?=\s*[\u4e00-\u9fff“《])")
_TAIL = re.compile(r"(?:治理|工作|主要|年度|总体)?(?:指标|目标|任务|措施|内容|要求)\s*[:：]")
_STATEMENTS = re.compile(r"(?:单位|部门)\s*:|(?:负责|落实|配合|[局委办厅部院处署会府区])\s*[)\]〕】〉>]")
_LONG = 1200
"""code points; a longer paragraph may be a whole document on one line"""
_JOIN = 300
"""code points within which a bracket split over two paragraphs is closed"""
_REMARK = re.compile(r"(?<=[。；;])\s{0,4}[(（][^()（）]{1,40}[)）]$")
"""brackets behind a whole sentence: …提前通知学生家长。（即日起）, …建立台账。（联系人：张三）"""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of running text."""

    text: str
    """verbatim"""
    folded: str
    start: int
    """offset in the document"""
    level: int | None
    """as in ``outline.heading``; 6 for 一是; None: not numbered"""
    mark: str
    """printed number"""
    body: int
    """where the words after the number begin, in ``text``"""
    short: bool
    """a heading: few words, at most one sentence"""
    boundary: bool = False
    """begins a box, a note or an annex: what stood before is closed"""

    @property
    def end(self) -> int:
        """One past the last offset in the document."""
        return self.start + len(self.text)


def cut(paragraphs: list[Paragraph], text: str) -> list[Segment]:
    """Return the segments of ``paragraphs`` in order."""
    segments: list[Segment] = []
    for start, end in _units(paragraphs, text):
        raw = text[start:end]
        folded = fold(raw)
        cuts = _cuts(folded) if end - start > _LONG or len(_STATEMENTS.findall(folded)) > 1 else []
        for begin, stop in zip([0, *cuts], [*cuts, len(raw)], strict=True):
            if raw[begin:stop].strip():
                segments.append(_segment(raw[begin:stop], folded[begin:stop], start + begin, in_line=bool(cuts)))
    if any(_DECIMAL.fullmatch(segment.mark) for segment in segments):
        segments = [_chapter(segment) for segment in segments]
    beside = zip([None, *segments], segments, [*segments[1:], None], strict=False)
    return [_weighed(before, segment, after) for before, segment, after in beside]


def _chapter(segment: Segment) -> Segment:
    """A bare number and a title as the chapter that 3.1 stands in: 3 应急响应."""
    match = _CHAPTER.fullmatch(segment.text) if segment.level is None else None
    if match is None:
        return segment
    return replace(segment, level=1, mark=match["mark"], body=match.end("mark"), short=True, boundary=False)


def _weighed(before: Segment | None, segment: Segment, following: Segment | None) -> Segment:
    """A numbered sentence is a measure where it has clauses, or stands right among its like."""
    level = segment.level or 0
    if level < 3 or not segment.short or not segment.text.rstrip().endswith("。"):
        return segment
    among = any(other is not None and other.level == segment.level for other in (before, following))
    return replace(segment, short=False) if among or re.search("[，,]", segment.text) else segment


def title_end(text: str, start: int, stop: int) -> int | None:
    """Where the title that opens a measure ends; None where the words begin without one.

    A title is a short first sentence without a comma, or short words before a blank or colon; words follow it.
    """
    for pattern in (_TITLE, _SPACED, _COLON):
        match = pattern.match(text, start, stop)
        if match and text[match.end() : stop].strip(" \t\r\n\u3000。；，、"):
            words = match["words"]
            if not re.search("[，,]", words) or (len(words) <= 26 and pattern is _TITLE and words.count("，") == 1):
                return match.end()
    return None


def without_remark(words: str) -> str:
    """Words without what stands in brackets behind their last sentence (…提前通知学生家长。（即日起）), and without space at their end."""
    return _REMARK.sub("", words.rstrip())


def _units(paragraphs: list[Paragraph], text: str) -> Iterator[tuple[int, int]]:
    """Ranges of paragraphs; two are one where a bracket opens in the first and closes in the second."""
    at = 0
    while at < len(paragraphs):
        start, end = paragraphs[at].place.start, paragraphs[at].place.end
        labelled = is_label_line(paragraphs[at].text)
        while at + 1 < len(paragraphs) and (
            _runs_on(text, start, end, paragraphs[at + 1])
            or (labelled and _next_label(text, end, paragraphs[at + 1]))
        ):
            at += 1
            end = paragraphs[at].place.end
        yield start, end
        at += 1


def _next_label(text: str, end: int, following: Paragraph) -> bool:
    """Whether label lines go on: with another label, or with the list that the line before broke off."""
    if text[end : following.place.start].strip():
        return False
    broken = text[end - 1] in "、，,：:" and heading(following.text) is None
    return broken or is_label_line(following.text)


def _runs_on(text: str, start: int, end: int, following: Paragraph) -> bool:
    tail = fold(text[max(start, end - _JOIN) : end])
    opened = max(tail.rfind(mark) for mark in "([〔【")
    if opened < 0 or any(mark in tail[opened:] for mark in ")]〕】") or text[end : following.place.start].strip():
        return False
    first = re.search(r"[()\[\]〔〕【】]", fold(following.text[:_JOIN]))
    labelled = re.search("单位|部门|牵头|负责", tail[opened:]) is not None
    if first is None:
        return labelled and len(following.text) < _JOIN and heading(following.text) is None
    return (first[0] in ")]〕】" or labelled) and heading(following.text) is None


def _cuts(folded: str) -> list[int]:
    """Where items begin inside a paragraph: after a sentence or bracket, or where the next number is due."""
    cuts: list[int] = []
    last = {"top": 0, "bracket": 0, "digit": 0}
    onward = dict(last)
    for match in _IN_LINE.finditer(folded):
        kind = match.lastgroup or ""
        number = whole("".join(re.findall(rf"[{_NUM}\d]+", match[0]))) or 0
        before = folded[max(0, match.start() - 1) : match.start()]
        pause = not before or before.isspace() or before in "。;!?)]〕】〉>:”\"」"
        # Some documents number （一） through all their chapters.
        due = kind != "top" and number in (last[kind] + 1, onward[kind] + 1)
        if not (pause or due) or (pause and number > last[kind] + 3 and not before.isspace() and kind != "digit"):
            continue
        last[kind] = onward[kind] = number
        for lower in {"top": ("bracket", "digit"), "bracket": ("digit",)}.get(kind, ()):
            last[lower] = 0
        cuts.append(match.start())
    return cuts if len(cuts) >= 2 else []


def mark_of(words: str) -> tuple[int, str] | None:
    """Level and mark of the number that ``words`` begin with; None where they begin with none."""
    numbered = heading(words[:60])
    if numbered:
        return numbered.level, numbered.mark
    if article := _ARTICLE.match(words[:12]):
        return (3 if article["kind"] == "条" else 2), article[0].strip()
    if proposal := _NUMBER.match(words[:16]):
        return 3, proposal[0].strip()
    folded = fold(words[:8])
    if first := _FIRSTLY.match(folded):
        return 6, words[: first.end(1)]
    half = _HALF.match(folded)
    return (4, words[: half.end()].strip()) if half else None


def _segment(raw: str, folded: str, start: int, *, in_line: bool) -> Segment:
    lead = len(raw) - len(raw.lstrip())
    words = raw[lead:]
    numbered = mark_of(words)
    if numbered is None:
        return Segment(raw, folded, start, None, "", lead, False, bool(_BOX.match(words)))
    level, mark = numbered
    body = lead + len(mark)
    rest = raw[body:].strip()
    if in_line and level < 3 and (tail := _TAIL.search(rest[:40])):
        rest = rest[: tail.start()]
        return Segment(raw[: raw.index(rest) + len(rest)], folded[: raw.index(rest) + len(rest)], start, level, mark, body, True)
    part = level > 3 and rest.endswith(("。", "；", ";"))
    return Segment(raw, folded, start, level, mark, body, is_short(rest) and not part)


def is_short(words: str) -> bool:
    """Whether the words after a number are a heading's: few, and at most one sentence."""
    if words.endswith(("；", ";")):
        return False
    bare = re.sub(r"[(（〔【][^()（）]*[)）〕】]\s*$", "", words).rstrip("。：:；; ")
    return len(bare) <= _SHORT and not re.search("[。；;]", bare)
