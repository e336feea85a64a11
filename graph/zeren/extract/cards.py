"""Label lines before the measures they hold for: 责任单位：… 整改时限：… 整改措施：1.… 2.…, or 牵头单位：… 工作职责：….

A card is a run of lines that begin with labels, among them one of bodies and one of measures; the heading or item
above it is the task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from zeren.extract.columns import column_of
from zeren.extract.lexicon import labels
from zeren.extract.segments import mark_of
from zeren.fold import fold
from zeren.model import Paragraph, Place

_LABEL = re.compile(r"[\s\u3000—–·•●■◆▪]*[【\[〔]?(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,11}?)[】\]〕]?\s*[:：]")
_DUTIES = re.compile(r"(?:工作|主要|具体)?(?:职责|职能)(?:任务)?|主要任务|工作任务|重点任务|具体任务|(?:整改|工作|具体|主要)?措施")
_PROBLEM = re.compile(r"(?:存在|反馈|主要|具体|突出)?问题(?:描述|表现)?|整改问题|问题清单")
_LEAST = 2
"""lines of a card"""


@dataclass(slots=True)
class Card:
    """A run of label lines with the measures among them; places are ranges of offsets."""

    start: int
    statements: list[tuple[int, int]] = field(default_factory=list)
    """label lines of bodies, deadlines and persons, the label included"""
    targets: list[Place] = field(default_factory=list)
    task: tuple[int, int] | None = None
    """what a label of problems holds"""
    measures: list[tuple[str, int, int]] = field(default_factory=list)
    """number as printed, or empty, and the words of each measure"""
    others: list[tuple[int, int, str]] = field(default_factory=list)
    """lines under labels of none of these, with the label"""
    end: int = 0


def cards(paragraphs: Sequence[Paragraph]) -> tuple[list[Card], list[Paragraph]]:
    """Return the cards among paragraphs and the paragraphs that belong to none."""
    found: list[Card] = []
    rest: list[Paragraph] = []
    kinds = [_kind(paragraph.text) for paragraph in paragraphs]
    at = 0
    while at < len(paragraphs):
        stop = _card_end(paragraphs, kinds, at) if kinds[at] else at
        card = _card(paragraphs[at:stop], kinds[at:stop]) if stop - at >= _LEAST else None
        if card:
            found.append(card)
            at = stop
        else:
            rest.append(paragraphs[at])
            at += 1
    return found, rest


_Kind = tuple[str, str, int]
"""kind, label and where the words behind the label begin"""


def _kind(text: str) -> _Kind | None:
    match = _LABEL.match(fold(text[:60]))
    if match is None:
        return None
    label = re.sub(r"\s", "", match["label"])
    kind = _of(label)
    return (kind, label, match.end()) if kind else None


@cache
def _of(label: str) -> str | None:
    if _DUTIES.fullmatch(label):
        return "measure"
    if _PROBLEM.fullmatch(label):
        return "task"
    known = labels().get(label)
    if known:
        return known[0]
    kind = column_of(label).kind
    return {"task": "measure"}.get(kind, kind) if kind != "unknown" else None


def _card_end(paragraphs: Sequence[Paragraph], kinds: Sequence[_Kind | None], at: int) -> int:
    """One past the last paragraph of the card that may begin at ``at``."""
    seen: set[str] = set()
    level: int | None = None
    measures = False
    for stop in range(at, len(paragraphs)):
        kind = kinds[stop]
        if kind:
            if kind[1] in seen:
                return stop
            seen.add(kind[1])
            measures = kind[0] == "measure" and not paragraphs[stop].text[kind[2] :].strip()
            level = None
            continue
        numbered = mark_of(paragraphs[stop].text.lstrip())
        if not measures or (level is not None and (numbered is None or numbered[0] < level)):
            return stop
        if level is None:
            level = numbered[0] if numbered else 9
            if numbered and numbered[0] < _ITEM:
                return stop
    return len(paragraphs)


_ITEM = 3
"""level of 1.: 一、 and （一） above are headings"""


def _card(paragraphs: Sequence[Paragraph], kinds: Sequence[_Kind | None]) -> Card | None:
    """Read a run of label lines; None where it names no bodies or no measures."""
    card = Card(paragraphs[0].place.start, end=paragraphs[-1].place.end)
    bodies = False
    for paragraph, kind in zip(paragraphs, kinds, strict=True):
        start, end = paragraph.place.start, paragraph.place.end
        if kind is None:
            numbered = mark_of(paragraph.text.lstrip())
            lead = len(paragraph.text) - len(paragraph.text.lstrip())
            mark = numbered[1] if numbered else ""
            if not numbered and card.measures and not card.measures[-1][0]:
                card.measures[-1] = ("", card.measures[-1][1], end)
            else:
                card.measures.append((mark, start + lead + len(mark), end))
            continue
        name, label, behind = kind
        empty = not paragraph.text[behind:].strip()
        if name in ("role", "deadline"):
            bodies |= name == "role" and not empty
            card.statements.append((start, end))
        elif name == "measure":
            if not empty:
                card.measures.append(("", start + behind, end))
        elif name == "task":
            card.task = (start + behind, end)
        elif name == "target":
            card.targets.append(Place(start + behind, end))
        elif not empty:
            card.others.append((start, end, label))
    return card if bodies and card.measures else None
