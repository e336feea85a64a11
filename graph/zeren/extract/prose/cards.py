"""Label lines that hold for measures among them: 责任单位：… 整改时限：… 整改措施：1.… 2.…, or 【牵头单位】… 【工作职责】….

A card is a run of paragraphs that begin with labels, among them one of bodies and one of measures. What a label holds
is told from its words as those of a column head, and where these do not say it from what follows the label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from zeren.extract.cells.heads import head_of
from zeren.extract.lexicon import is_formality, labels, role_in
from zeren.extract.prose.beside import are_bodies
from zeren.extract.prose.segments import mark_of
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Paragraph

_HAN = r"[\u4e00-\u4e27\u4e29-\u9fff]"
"""but 丨, which stands for a bar"""
_WORDS = rf"{_HAN}(?:[ \u3000]{{0,4}}{_HAN}){{1,9}}(?:[ \u3000]{{0,2}}\d{{1,3}})?(?:\({_HAN}{{1,6}}\))?|[A-Za-z]{{2,12}}"
"""责任单位, 责 任 单 位, 任务 3, 责任科室（单位）"""
_LABEL = re.compile(
    rf"[\s\u3000—–·•●■◆▪→➢►▶◇○*]{{0,8}}(?:[【〖]\s{{0,4}}(?P<boxed>{_WORDS})\s{{0,4}}[】〗]\s{{0,4}}[:：]?|\[\s{{0,4}}(?P<square>{_WORDS})\s{{0,4}}\]\s{{0,4}}[:：]?|(?P<plain>{_WORDS})\s{{0,4}}[*]{{0,2}}(?:[:：?]|(?P<bar>[丨|│┃∣])))"
)
"""a label at the beginning of a line or behind white space: 责任单位：, 【责任单位】, 〖责任单位〗, 责任单位丨"""
_MARKED = re.compile(r"[:：?？【〖［\[\n︰﹕丨|｜│┃∣]")
"""one of them stands behind a label, or before it"""
_REACH = 80
"""code points within which it does"""
_LINED = re.compile(rf"[\s\u3000]{{0,8}}(?P<plain>{_WORDS})[ \t\u3000]{{0,4}}\n")
"""a label on a line of its own, put together with the words below it"""
_LABEL_ITEM = re.compile(
    rf"[\s\u3000]{{0,8}}(?:\([一二三四五六七八九十\d]{{1,3}}\)|\d{{1,2}}[.、)])\s{{0,4}}(?P<plain>{_WORDS})\s{{0,4}}:(?=\s{{0,4}}\S)"
)
"""a label that is an item of its own: （二）责任单位：县住建局"""
_COUNTED = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:[一二三四五六七八九十]{1,3}|\d{1,3})$")
"""the number of a card in its first label (任务一：, 问题3：)"""
_ASIDE = re.compile(r"(?<=.)[(（][^()（）]{1,6}[)）]$")
"""责任科室（单位）"""
_DUTIES = re.compile(
    r"(?:工作|主要|具体)?(?:职责|职能)(?:任务)?|主要任务|工作任务|重点任务|具体任务|(?:整改|工作|具体|主要|解决)?(?:措施|举措|办法|做法)|怎么[改办做干]|[抓干做改]什么"
)
_PROBLEM = re.compile(r"(?:存在|反馈|主要|具体|突出|整改)?(?:问题|痛点|短板|不足)(?:描述|表现|清单)?|.{1,6}(?:问题|痛点|短板)")
_SENTENCE = re.compile(r"[。；，]|[\u4e00-\u9fff]{10}")
_ITEM = 3
"""level of 1.: 一、 and （一） above are headings"""
_SHORTEST, _TITLE = 6, 15
"""code points of a measure above its labels at least, and of a title above it at most"""
_LEAST = 2
"""lines of a card, and cards whose label of measures no word list knows"""


@dataclass(frozen=True, slots=True)
class Line:
    """A label with the words that it holds; ranges are offsets of the document."""

    kind: str
    """``role``, ``deadline``, ``measure``, ``task``, ``target``, ``person`` or ``other``"""
    label: str
    """closed up"""
    role: str | None
    start: int
    """of the label"""
    begin: int
    """of the words behind it"""
    end: int
    likely: bool = False
    """no part of the label says the role, only its place among the labels"""


@dataclass(slots=True)
class Card:
    """A run of label lines with the measures among them."""

    start: int
    end: int
    lines: list[Line] = field(default_factory=list)
    """all labels but those of measures"""
    measures: list[tuple[str, int, int]] = field(default_factory=list)
    """number as printed, or empty, and the range of the words of each measure"""

    def of(self, kind: str) -> list[Line]:
        """The lines of a kind that hold words."""
        return [line for line in self.lines if line.kind == kind and line.begin < line.end]


def cards(paragraphs: Sequence[Paragraph]) -> tuple[list[Card], list[Paragraph]]:
    """Return the cards among paragraphs and the paragraphs that belong to none."""
    rows = [tuple(fields_of(paragraph)) for paragraph in paragraphs]
    found: list[Card] = []
    rest: list[Paragraph] = []
    at = 0
    while at < len(paragraphs):
        stop = _card_end(paragraphs, rows, at) if rows[at] else at
        lines = sum(map(len, rows[at:stop]))
        card = _card(paragraphs[at:stop], rows[at:stop]) if lines >= _LEAST else None
        if card:
            found.append(card)
            at = stop
        else:
            rest.append(paragraphs[at])
            at += 1
    return found, rest


def fields_of(paragraph: Paragraph) -> Iterator[Line]:
    """The labels of a paragraph with what they hold; none where it does not begin with one."""
    text = paragraph.text
    if not _MARKED.search(text, 0, _REACH):
        return
    folded = fold(text)
    first = _LABEL.match(folded)
    if first is None and (lined := _LINED.match(folded)) and label_kind(_words(lined))[0] in ("role", "deadline"):
        first = lined
    if first is None and (numbered := _LABEL_ITEM.match(folded)) and label_kind(_words(numbered))[0] in ("role", "deadline", "person", "measure"):
        first = numbered
    # Behind a bar stands many another thing; a label is known there.
    if first is None or (first.groupdict().get("bar") and label_kind(_words(first))[0] == "other"):
        return
    found = [(first.start(), first.end(), _words(first))]
    for match in _LABEL.finditer(folded, first.end()):
        # Inside a line only a label that is known begins a new one: 牵头单位：市教育局  完成时限：6月底.
        start, label = match.start(), _words(match)
        before = folded[start - 1 : start]
        apart = before.isspace() or before in ";；。】〗]" or match[0][0].isspace() or match["boxed"]
        if match["plain"] and (last := _behind_blank(match["plain"], folded[match.end() :])):
            start, label, apart = match.end("plain") - len(last), last, True
        if apart and (label_kind(label)[0] != "other" or _is_time(folded[match.end() :])):
            found.append((start, match.end(), label))
    stops = [*(start for start, _, _ in found[1:]), len(text.rstrip())]
    for (at, end, label), stop in zip(found, stops, strict=True):
        kind, role = label_kind(label)
        held = text[end:stop]
        begin = end + len(held) - len(held.lstrip())
        stop = begin + len(held.strip().rstrip("；;"))
        if kind == "other" and held.strip():
            if is_deadline(unspaced(fold(held)).rstrip("。;")):
                kind = "deadline"
            elif not is_formality(label) and are_bodies(held):
                kind, role = "role", role_in(label) or "responsible"
        start = paragraph.place.start
        yield Line(kind, label, role, start + at, start + begin, start + max(begin, stop))


def _behind_blank(words: str, behind: str) -> str | None:
    """The label at the end of words that a blank parts, known or with a time behind it (信息中心 谁来协同：, 设备管理部　限期：6月底); None
    where they are one label set wide (责 任 单 位)."""
    last = words.split()[-1]
    return last if last != words and len(last) > 1 and (label_kind(last)[0] != "other" or _is_time(behind)) else None


def _is_time(words: str) -> bool:
    """Whether a time stands from here to the next stop or blank."""
    first = re.split(r"[\s,;。]", words.strip(), maxsplit=1)[0]
    return is_deadline(first)


def _words(match: re.Match[str]) -> str:
    groups = match.groupdict()
    printed = re.sub(r"\s", "", groups.get("boxed") or groups.get("square") or match["plain"])
    return _COUNTED.sub("", printed)


@lru_cache(maxsize=1 << 11)
def is_problem(label: str) -> bool:
    """Whether a label says what is wrong (具体表现, 存在问题)."""
    return _PROBLEM.fullmatch(label) is not None or (label not in labels() and head_of(_ASIDE.sub("", label)).kind == "problem")


def label_kind(label: str) -> tuple[str, str | None]:
    """What a label holds, and the role of bodies."""
    if _DUTIES.fullmatch(label):
        return "measure", None
    if is_problem(label):
        return "task", None
    label = _ASIDE.sub("", label)
    known = labels().get(label)
    if known and known[0] in ("role", "person", "deadline"):
        return known
    head = head_of(label)
    if head.kind in ("role", "deadline", "measure", "task", "target", "person"):
        return head.kind, head.role
    return "other", None


def _card_end(paragraphs: Sequence[Paragraph], rows: Sequence[tuple[Line, ...]], at: int) -> int:
    """One past the last paragraph of the card that may begin at ``at``."""
    seen: set[str] = set()
    level: int | None = None
    measures = False
    for stop in range(at, len(paragraphs)):
        if rows[stop]:
            if any(line.label in seen for line in rows[stop]):
                return stop
            seen |= {line.label for line in rows[stop]}
            last = rows[stop][-1]
            measures = last.kind == "measure" and last.begin >= last.end
            # Items may follow their first on the label's line: 整改措施：1.…⏎2.…
            text = paragraphs[stop].text[last.begin - paragraphs[stop].place.start :]
            numbered = mark_of(text) if last.kind == "measure" and not measures else None
            measures, level = measures or numbered is not None, numbered[0] if numbered else None
            continue
        numbered = mark_of(paragraphs[stop].text.lstrip())
        if not measures or (level is not None and (numbered is None or numbered[0] < level)):
            return stop
        if level is None:
            level = numbered[0] if numbered else 9
            if numbered and numbered[0] < _ITEM and not measures:
                return stop
    return len(paragraphs)


def _card(paragraphs: Sequence[Paragraph], rows: Sequence[tuple[Line, ...]]) -> Card | None:
    """Read a run of label lines; None where it names no bodies or no measures."""
    card = Card(paragraphs[0].place.start, paragraphs[-1].place.end)
    for paragraph, row in zip(paragraphs, rows, strict=True):
        start = paragraph.place.start
        if not row:
            text = paragraph.text.lstrip()
            begin = start + len(paragraph.text) - len(text)
            mark = mark_of(text)
            if mark is None and card.measures and not card.measures[-1][0]:
                card.measures[-1] = ("", card.measures[-1][1], paragraph.place.end)
            else:
                card.measures.append((mark[1] if mark else "", begin + (len(mark[1]) if mark else 0), paragraph.place.end))
        for line in row:
            if line.kind != "measure":
                card.lines.append(line)
            elif line.begin < line.end:
                card.measures += items_of(paragraph.text[line.begin - start : line.end - start], line.begin)
    if not card.measures and _is_event(card):
        return card
    if not card.measures and (tasks := card.of("task")):
        card.measures = [("", line.begin, line.end) for line in tasks]
        card.lines = [line for line in card.lines if line.kind != "task"]
    return card if card.of("role") and card.measures else None


def _is_event(card: Card) -> bool:
    """Whether labels say what an event is, when and where, and who holds it: no duty is among them."""
    held = [_HOLDS.fullmatch(line.label) is not None for line in card.of("role")]
    named = [_EVENT.fullmatch(line.label) is not None for line in card.of("task")]
    return all([*held, *named]) and bool(held and named) and any(_WHERE.fullmatch(line.label) for line in card.lines)


_EVENT = re.compile("(?:活动|会议|赛事|节会|展会)?(?:名称|主题)")
"""名称, 活动主题"""
_WHERE = re.compile("(?:活动|会议|举办|比赛|办会|培训)?地[点址]")
"""地点, 举办地点"""
_HOLDS = re.compile("(?:主办|承办|协办|指导|支持|组织|冠名|合作)(?:单位|机构|方)?")
"""主办, 承办单位"""
_NUMBERED = re.compile(r"(?:^|(?<=[。；;\s]))(?P<mark>\d{1,2}[.．、](?!\d(?!\d?月))|[(（]\d{1,2}[)）]|[①-⑳])\s{0,4}")


def items_of(words: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """The numbered items of a label's words; all of them as one where they are not numbered from 1."""
    marks = list(_NUMBERED.finditer(words))
    if len(marks) < 1 or marks[0].start() > 0 or not re.search("[1１①]", marks[0]["mark"]):
        yield "", offset, offset + len(words)
        return
    for mark, stop in zip(marks, [*(m.start() for m in marks[1:]), len(words)], strict=True):
        yield mark["mark"], offset + mark.end(), offset + len(words[:stop].rstrip())
