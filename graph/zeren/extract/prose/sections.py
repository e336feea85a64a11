"""The sections of running text: segments under one heading, and whether they are a list of bodies with their duties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zeren.extract.prose.deeds import LEAST_WORDS
from zeren.extract.prose.segments import Segment, title_end, without_remark
from zeren.extract.prose.sentence import is_contact, read
from zeren.extract.prose.subjects import subject
from zeren.extract.statement import grammar
from zeren.ground.model import Place

STATES = re.compile("职责|分工|责任落实|落实责任|明确责任|责任体系|议定|会议(?:明确|要求|决定|确定)")
"""headings and openings of sections that state duties"""
_MINUTES = re.compile(r"会议(?:议定|明确|决定|确定|要求)(?:事项|如下)?\s*[:：]|会议?纪要")
_BEFORE_COLON = 80
"""code points within which a list of bodies ends at its colon"""
LEAST = 3
"""items that make a list of bodies with their duties"""


@dataclass(frozen=True, slots=True)
class HeadedSegments:
    """Segments under one heading."""

    headings: tuple[str, ...]
    indices: tuple[int, ...]


def by_heading(segments: Sequence[Segment]) -> Iterator[HeadedSegments]:
    """Segments under one heading together, with the words of the headings and openings above them."""
    stack: list[tuple[int, str]] = []
    opening = ""
    indices: list[int] = []
    minutes = any(_MINUTES.search(segment.text[:200]) for segment in segments[:40])

    def made(*more: str) -> HeadedSegments:
        headings = (*(words for _, words in stack), opening, *more)
        numbered = any(headings) or any(segments[at].level is not None for at in indices)
        return HeadedSegments(("会议议定", *headings) if minutes and numbered else headings, tuple(indices))

    for at, segment in enumerate(segments):
        opens = segment.text.rstrip().endswith(("：", ":")) and not _colon(segment)
        if segment.boundary or opens or (segment.level is not None and segment.short and not (_colon(segment) or _is_duty(segment))):
            if indices:
                yield made()
            indices, opening = [], segment.text if opens else ""
            if segment.level is not None:
                stack = [one for one in stack if one[0] < (segment.level or 0)]
                stack.append((segment.level, segment.text))
            elif segment.boundary:
                stack = []
            continue
        if segment.level is not None and not _colon(segment) and (end := title_end(segment.text, segment.body, len(segment.text))):
            if indices and segment.level <= (segments[indices[-1]].level or 9):
                yield made()
                indices = []
            title = segment.text[segment.body : end]
            if STATES.search(title):
                indices = [at]
                yield made(title)
                indices = []
                continue
        indices.append(at)
    if indices:
        yield made()


def is_list(segments: Sequence[Segment], section: HeadedSegments) -> bool:
    """Whether every item of a section sets its duty behind its body and a colon (1. 县财政局：专项资金3月底前拨付)."""
    if len(section.indices) < LEAST or any(segments[at].level is None for at in section.indices):
        return False
    items = [segments[at].text[segments[at].body :] for at in section.indices]
    behind = [re.split("[：:]", words, maxsplit=1)[-1].strip(" 。；;\n") for words in items]
    told = all(_colon(segments[at]) for at in section.indices)
    return told and not any(is_contact(words) or len(words) < LEAST_WORDS for words in behind)


def _is_duty(segment: Segment) -> bool:
    """Whether a short numbered segment is a sentence with a subject of its own, no heading: （一）县督查室每月通报进度。"""
    words = without_remark(segment.text[segment.body :])
    return words.endswith(("。", "；", ";")) and read(words.strip(), segment.start + segment.body, Place) is not None


def _colon(segment: Segment) -> bool:
    """Whether a segment begins with bodies before a colon and words after it."""
    words = segment.text[segment.body : segment.body + _BEFORE_COLON]
    if "：" not in words and ":" not in words:
        return False
    text = grammar.read(words, 0)
    found = subject(text, 0)
    return found is not None and text.words[found : found + 1] == ":" and found + 1 < len(text.words)
