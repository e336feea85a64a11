"""Let a segment begin an item or a heading, or go on with what is open.

Numbered lines without a statement of their own are headings, or the first part of an item whose statement follows.
"""

from __future__ import annotations

from dataclasses import replace

from zeren.extract.prose.habits import EDGE, heads, title
from zeren.extract.prose.passage import Heading, Passage
from zeren.extract.prose.segments import Segment
from zeren.extract.statement.spans import Span

_ITEM = 3
"""level of 1.; deeper marks part an item"""
_UPPER = 2
"""level of （一）: below such a paragraph plain ones are measures of the same heading"""
_TITLE_LENGTH = 45
"""code points; a longer first sentence is no title"""


def open_segment(passage: Passage, segment: Segment, closing: list[list[Span]]) -> None:
    """Let a segment begin an item or a heading, or go on with what is open."""
    state = passage.opened
    if segment.boundary:
        passage.flush(segment.start)
        state.start, state.own, state.pending = None, None, []
    elif segment.level is not None:
        _numbered(passage, segment, closing)
    elif closing and not segment.text[: closing[0][0].start].strip(EDGE):
        return
    elif not closing and segment.text.rstrip().endswith(("：", ":")):
        passage.flush(segment.start)
        state.start, state.own = None, None
    elif state.start is None or _restarts(passage, segment, closing):
        _open_section(passage, segment, closing)
        state.start, state.own = segment.start, None
        _take_title(passage, segment, closing)


def _open_section(passage: Passage, segment: Segment, closing: list[list[Span]]) -> None:
    """Let the title that opens a numbered paragraph be the heading of the plain measures below it too (（一）标题。…)."""
    own = passage.opened.own
    if own is None or not closing or own.level > _UPPER or not own.mark:
        return
    first = passage.text[own.place.start : own.place.end].partition("。")[0]
    words = own.title or first[first.find(own.mark) + len(own.mark) :].strip()
    if 2 < len(words) <= _TITLE_LENGTH:
        place = passage.place(own.place.start, own.place.start + len(first))
        passage.opened.stack = [one for one in passage.opened.stack if one.level < own.level]
        passage.opened.stack.append(replace(own, title=words, place=place))


def _restarts(passage: Passage, segment: Segment, closing: list[list[Span]]) -> bool:
    """A titled paragraph below a heading begins anew, any where no heading stands; below an item it goes on."""
    if not passage.opened.stack and not passage.opened.own:
        return bool(closing)
    level = passage.opened.stack[-1].level if passage.opened.stack else 0
    titled = passage.habits.titled_paragraphs and title(segment, closing) is not None
    return level < _ITEM and bool(closing) and titled


def _take_title(passage: Passage, segment: Segment, closing: list[list[Span]]) -> None:
    """Take the title of a paragraph without a number; below an item it is only its first sentence."""
    state = passage.opened
    if not passage.habits.titled_paragraphs or (state.stack and state.stack[-1].level >= _ITEM):
        return
    end = title(segment, closing)
    if end is not None:
        words = segment.text[segment.body : end].strip(EDGE + ":：")
        state.own = Heading(9, "", words, passage.place(segment.start, segment.start + end))
        if passage.habits.titles_apart:
            state.start = segment.start + end


def _numbered(passage: Passage, segment: Segment, closing: list[list[Span]]) -> None:
    state, level = passage.opened, segment.level or 0
    is_heading = heads(segment, closing)
    if level > _ITEM and not is_heading and (not closing or state.parts):
        # (1) or ① without a statement goes on with its item; the statement of the last one covers all.
        state.parts += 1
        if state.start is None:
            state.start = segment.start
        return
    passage.flush(segment.start, level)
    if state.own and state.own.level < level and state.own.title and "，" not in state.own.title:
        state.stack.append(state.own)
    if not (state.own and state.own.level == level):
        state.pending = []
    state.stack = [one for one in state.stack if one.level < level]
    state.parts = 0
    if is_heading:
        stop = closing[0][0].start if closing else len(segment.text)
        words = segment.text[segment.body : stop].strip(EDGE)
        place = passage.place(segment.start, segment.start + max(segment.body, stop))
        state.stack.append(Heading(level, segment.mark, words, place))
        state.start, state.own, state.pending = None, None, []
    else:
        _begin_item(passage, segment, closing)


def _begin_item(passage: Passage, segment: Segment, closing: list[list[Span]]) -> None:
    state = passage.opened
    end = title(segment, closing) if passage.habits.titled_items else None
    words = segment.text[segment.body : end].strip(EDGE + ":：") if end else ""
    stop = closing[0][0].start if closing else len(segment.text)
    state.own = Heading(
        segment.level or 0, segment.mark, words, passage.place(segment.start, segment.start + (end or stop))
    )
    state.start = segment.start + (end or segment.body)
    state.pending.append((segment.start + segment.body, state.own))
