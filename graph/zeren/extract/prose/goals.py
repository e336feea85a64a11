"""What a plan sets itself as a whole: values in its sections of goals, and tasks that name no body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zeren.extract.prose.segments import Segment, title_end
from zeren.extract.prose.sentence import Duty
from zeren.extract.statement.said import Statement
from zeren.extract.statement.spans import Span
from zeren.extract.target.targets import targets_in
from zeren.extract.time.dated import last_days
from zeren.ground.fold import fold
from zeren.ground.model import Place, Target

_GOALS = re.compile(
    r"(?:(?:[发开]展|工作|总体|主要|行动|建设|奋斗|预期|年度|阶段|阶段性|近期|远期|具体|整治|治理|创建|攻坚|改革|重点|绩效|实施|任务|规划)和?){0,4}"
    r"(?:目标(?:任务|指标|要求)?|主要指标)"
)
"""headings of sections that set goals: 发展目标, 工作目标, 主要目标任务"""
_TASKS = re.compile(
    r"(?:(?:重点|主要|工作|具体|目标|政策|建设|整治|改革|实施|行动|推进|落实)和?){0,4}(?:任务|措施|举措|重点工作|工作重点|工作内容|建设内容|工作安排|任务安排)"
    r"(?:及分工|和措施|及措施)?"
)
"""headings of sections that list tasks"""
_BARE = re.compile(r"[\s。，、：:；;（）()]")


def stretches(segments: Sequence[Segment], found: Sequence[Sequence[Span]]) -> tuple[Place, ...]:
    """Return the stretches of running text that stand in sections of goals, statements of bodies left out."""
    return tuple(
        Place(segments[at].start + begin, segments[at].end)
        for at, begin in _under(segments, _GOALS)
        if not any(span.kind in ("roles", "bare") for span in found[at])
    )


def tasks(segments: Sequence[Segment]) -> dict[int, tuple[Duty, ...]]:
    """Return the items of sections that list tasks, by the index of the segment: measures without any body."""
    items: dict[int, tuple[Duty, ...]] = {}
    for at, begin in _under(segments, _TASKS):
        segment = segments[at]
        if segment.level is None:
            continue
        end = title_end(segment.text, segment.body, len(segment.text))
        start = max(begin, end or segment.body)
        words = segment.text[start:]
        start += len(words) - len(words.lstrip())
        stop = len(segment.text.rstrip())
        if start < stop:
            items[at] = (Duty(segment.start + start, segment.start + stop, Statement(), "task"),)
    return items


def _under(segments: Sequence[Segment], wanted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Indices of the segments below wanted headings, and where in each its sentences begin."""
    level: int | None = None
    for at, segment in enumerate(segments):
        if segment.boundary:
            level = None
            continue
        if segment.level is not None and (level is None or segment.level <= level):
            end = title_end(segment.text, segment.body, len(segment.text))
            title = segment.text[segment.body : None if segment.short else (end or segment.body)]
            heads = bool(title) and wanted.fullmatch(_BARE.sub("", fold(title))) is not None
            level = segment.level if heads else None
            if heads and not segment.short and end:
                yield at, end
            continue
        if level is not None and not segment.short:
            yield at, 0


def targets(
    text: str, stretch: Place, *, scope: str | None, year: int | None
) -> Iterator[tuple[Target, str | None]]:
    """Yield the values that a stretch of ``text`` sets, each with the day by which it is due (ISO; None: not printed).

    A date holds for the values after it in its sentence, and for later sentences that print none.
    """
    words = text[stretch.start : stretch.end]
    days = last_days(words, stretch.start, year)
    for target in targets_in(words, stretch.start, scope=scope, year=year):
        if target.value is not None:
            yield target, next((day for at, day in reversed(days) if at < target.place.end), None)
