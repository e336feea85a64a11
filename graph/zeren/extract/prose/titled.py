"""Items whose title is the body that answers for them: （一）区财政局。统筹安排资金，6月底前出台办法; ◆县林业局　承担日常工作。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.lexicon import remark, role_of
from zeren.extract.prose.heading_bodies import said, unmarked
from zeren.extract.prose.onward import with_helpers
from zeren.extract.prose.running import tells
from zeren.extract.prose.sections import by_heading
from zeren.extract.prose.segments import Segment, title_end
from zeren.extract.prose.sentence import Duty
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.ground.fold import fold

_ASIDE = re.compile("[(（][^()（）]{2,20}[)）]$")
"""what a title says beside its body: its role or its office in the group (（牵头单位）, （领导小组办公室）)"""
_EDGE = " \t\r\n\u3000。:：；;"
_LEAST = 2
"""items of one level that make a habit"""
_SPACED = re.compile(r"(?:[ \t]{2,8}|\u3000{1,4}|\t)(?=[\u4e00-\u9fff“\d])")
"""the wide blank between a body and its duty"""
_SENTENCE = re.compile(r"[^。；; \t\u3000]{6,}[。；;]")
"""what a body is to do, no name or post (县林业局　局长　王明)"""
_HEAD = 60
"""code points within which the bodies end at their blank"""
_UNTOLD = 3
"""such paragraphs without a bullet that make a habit"""


def titled(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
    """Return the items whose title is nothing but bodies, by the index of the segment: none where it is not done twice."""
    duties: dict[int, tuple[Duty, ...]] = {}
    for at, (segment, its) in enumerate(zip(segments, found, strict=True)):
        if segment.level is None or segment.short or any(span.kind in ("roles", "bare") and not span.line for span in its):
            continue
        end = title_end(segment.text, segment.body, len(segment.text))
        # 县财政局：… is a running sentence.
        statement = _bodies(segment, end, place_of) if end and segment.folded[:end].rstrip()[-1] != ":" else None
        if end and statement:
            words = segment.text[end:]
            start = segment.start + end + len(words) - len(words.lstrip())
            statement = with_helpers(statement, words.strip(), start, place_of)
            duties[at] = (Duty(start, segment.start + len(segment.text.rstrip()), statement, "heading"),)
    levels = Counter(segments[at].level for at in duties)
    duties = {at: one for at, one in duties.items() if levels[segments[at].level] >= _LEAST}
    return duties | _spaced(segments, found, place_of)


def _spaced(segments: Sequence[Segment], found: Sequence[Sequence[Span]], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
    """Paragraphs without a number that begin with bodies and a wide blank, then say what these do; none where a section holds one alone."""
    duties: dict[int, tuple[Duty, ...]] = {}
    for section in by_heading(segments):
        if tells(section.headings):
            continue
        its: dict[int, tuple[Duty, ...]] = {}
        bulleted = True
        for at in section.indices:
            segment = segments[at]
            begin = len(segment.text) - len(unmarked(segment.text.lstrip()))
            blank = _SPACED.search(segment.text, begin, begin + _HEAD)
            if segment.level is not None or blank is None or not _SENTENCE.match(segment.text, blank.end()):
                continue
            statement = said(segment, segment.text[begin : blank.start()], place_of)
            if statement and not any(span.kind in ("roles", "bare") and not span.line for span in found[at]):
                its[at] = (Duty(segment.start + blank.end(), segment.start + len(segment.text.rstrip()), statement, "heading"),)
                bulleted = bulleted and bool(segment.text[:begin].strip())
        if len(its) >= (_LEAST if bulleted else _UNTOLD):
            duties |= its
    return duties


def _bodies(segment: Segment, end: int, place_of: PlaceOf) -> Statement | None:
    """The bodies that a title consists of, with the role that it says beside them."""
    title = segment.text[segment.body : end].strip(_EDGE)
    aside = _ASIDE.search(title)
    if len(title) < 3 or not (statement := said(segment, title[: aside.start()].strip() if aside else title, place_of)):
        return None
    said_beside = remark().search(fold(title))
    role = role_of(said_beside["word"]) if said_beside else None
    if role is None or said_beside is None:
        return statement
    word = title[slice(*said_beside.span("word"))]
    return replace(statement, assignments=tuple(replace(one, role=role, role_raw=word) for one in statement.assignments))
