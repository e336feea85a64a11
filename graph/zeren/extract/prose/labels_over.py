"""Label lines over the items that they hold for: 责任单位：县住建局, then 1、… 2、…, then 责任单位：县城管局 and 3、….

The same lines stand under items as often. What tells is their order in each stretch of a document: a label line comes first
and an item last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zeren.extract.bodies.endings import is_whole
from zeren.extract.cells.finer import opens_with_deed
from zeren.extract.lexicon import is_label_line, labels, with_colons
from zeren.extract.prose.segments import Segment
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.statement import parse
from zeren.ground.fold import fold

_STOPPED = ("。", "；", ";")
_LABELS = 4
"""label lines between a heading and its items"""
_MATTER = 6
"""code points that an item without a number has at least"""
_LABEL = re.compile(r"\s{0,8}[【\[〔]?(?P<label>[^\s:：【】〔〕\[\]]{2,8})[】\]〕]?\s{0,4}[:：]?")
_LINE = re.compile("[^\n]+")
_BRACKET = re.compile(r"\s{0,40}[（(](?P<inner>[^（）()\n]{4,160})[）)]\s{0,8}")


def labels_over(segments: Sequence[Segment], place_of: PlaceOf) -> dict[int, Statement]:
    """Return the label lines that stand over their items, by the index of the segment; none where the order says otherwise."""
    over: dict[int, Statement] = {}
    if not any(map(_is_labels, segments)):
        return over
    for stretch in _stretches(segments):
        lines = [at for at in stretch if _is_labels(segments[at])]
        if not lines:
            continue
        numbered = any(segments[at].level is not None for at in stretch)
        items = [at for at in stretch if at not in lines and _is_item(segments[at], numbered=numbered)]
        runs = _runs(lines)
        if not items or lines[0] > items[0] or lines[-1] > items[-1] or not all(run[-1] + 1 in items for run in runs):
            return {}
        if any(_is_chapter(segments, run[-1] + 1) for run in runs):
            return {}
        for run in runs:
            said = _said([segments[at] for at in run], place_of)
            if said is None:
                return {}
            over |= dict.fromkeys(run, said)
    return over


def _is_chapter(segments: Sequence[Segment], at: int) -> bool:
    """Whether an item only names what the running text below it is about: 一、总体要求 over 坚持人民至上…, no task of a body."""
    words, below = segments[at].text[segments[at].body :].strip(), segments[at + 1] if at + 1 < len(segments) else None
    plain = below is not None and below.level is None and not _is_labels(below)
    return plain and segments[at].level is not None and segments[at].short and not words.endswith(_STOPPED) and not opens_with_deed(words)


def _runs(lines: Sequence[int]) -> list[list[int]]:
    """Label lines that follow one another right away, together."""
    runs: list[list[int]] = []
    for at in lines:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _said(lines: Sequence[Segment], place_of: PlaceOf) -> Statement | None:
    """What label lines say together; None where a word of them is neither a whole body nor a time, or none leads."""
    said = Statement()
    for line in lines:
        words, start = _unbracketed(line)
        more = parse(with_colons(words), start, place_of, "responsible", None, len(said.assignments) + 1)
        said = said.joined(more)
    sure = all(one.role_raw and is_whole(one.mention) for one in said.assignments)
    leads = any(one.role in ("lead", "responsible") for one in said.assignments)
    return said if sure and leads and not said.residue else None


def _stretches(segments: Sequence[Segment]) -> Iterator[list[int]]:
    """Segments between headings."""
    stretch: list[int] = []
    for at in range(len(segments)):
        if parts(segments, at):
            yield stretch
            stretch = []
        else:
            stretch.append(at)
    yield stretch


def parts(segments: Sequence[Segment], at: int) -> bool:
    """Whether a segment ends a stretch: a box or note, or a short numbered heading over a label line or a deeper item."""
    level, deeper = segments[at].level, _below(segments, at)
    if segments[at].boundary or level is None or deeper is None:
        return segments[at].boundary
    return segments[at].short and not segments[at].text.rstrip().endswith(_STOPPED) and (deeper.level or 0) > level


def _below(segments: Sequence[Segment], at: int) -> Segment | None:
    """The segment below another, label lines passed over."""
    return next((one for one in segments[at + 1 : at + 2 + _LABELS] if not _is_labels(one)), None)


def _is_labels(segment: Segment) -> bool:
    """Whether every line of a plain segment is a label of bodies or of a time, and one names who answers."""
    if segment.level is not None or segment.boundary or not is_label_line(words := with_colons(_unbracketed(segment)[0])):
        return False
    lines = [line for line in _LINE.findall(words) if line.strip()]
    found = [labels().get(fold(match["label"]), ("", None))[0] for line in lines if (match := _LABEL.match(line))]
    return len(found) == len(lines) and set(found) <= {"role", "deadline"}


def _unbracketed(segment: Segment) -> tuple[str, int]:
    """The words of a line without brackets around all of them (（责任单位：县住建局；时限：6月底）), and where they begin."""
    match = _BRACKET.fullmatch(segment.text)
    return (match["inner"], segment.start + match.start("inner")) if match else (segment.text, segment.start)


def _is_item(segment: Segment, *, numbered: bool) -> bool:
    words = segment.text.strip()
    return segment.level is not None if numbered else len(words) >= _MATTER and words.endswith(_STOPPED)
