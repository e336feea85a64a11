"""How one document sets out its measures: what its statements look like, whether first sentences are titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zeren.extract.prose.segments import Segment, is_short, title_end
from zeren.extract.statement.spans import Span

EDGE = " \t\r\n\u3000。；;，,、…—–·•●■◆▪→➢►▶◇○"
"""what parts words from a statement without belonging to either"""
_HALF, _NEARLY_ALL = 0.5, 0.85
"""shares of paragraphs that make a habit, and one without doubt"""


@dataclass(frozen=True, slots=True)
class Habits:
    """What holds throughout a document, told by majority."""

    kinds: frozenset[str]
    """kinds of spans that state duties: brackets with nothing but bodies do in some documents only"""
    titled_items: bool
    """the first sentence of a numbered item is its title"""
    titled_paragraphs: bool
    """the first sentence of a paragraph without a number is its title"""
    titles_apart: bool
    """nearly all such paragraphs have titles: the title is none of the measure's own words; else it stays in them too"""
    covers: bool
    """a statement covers all items since the last heading, not only the nearest"""
    ahead: bool
    """a statement right below or beside a heading belongs to the words that follow, not to the heading's own"""


def habits(
    segments: Sequence[Segment], found: Sequence[list[Span]], unread: Collection[int] = (), styled: Collection[int] = ()
) -> Habits:
    """Tell the habits of a document from its segments and the statements in each; ``unread`` are those with one that was not read,
    ``styled`` the offsets of paragraphs that the format itself calls headings."""
    counts = Counter(span.kind for its in found for span in its)
    kinds = {"roles", "rule", "accessory"}
    # One bracket may hold a body by chance: after a sentence two statements are a habit, elsewhere most must be so.
    if counts["bare"] + counts["roles"] > 1:
        kinds.add("bare")
    # The last clauses of a sentence may be ordinary words once; twice they are the way of the document.
    # In an item beside others with statements once will do.
    numbered = any(span.kind == "clause" for one, its in zip(segments, found, strict=True) if one.level is not None for span in its)
    if counts["clause"] > 1 or (numbered and counts["roles"] + counts["bare"] > 1):
        kinds.add("clause")
    if counts["weak"] >= max(2, counts["roles"] + counts["bare"]):
        kinds |= {"bare", "weak"}
    closings = [
        groups(segment, [span for span in its if span.kind in kinds])
        for segment, its in zip(segments, found, strict=True)
    ]
    return Habits(
        frozenset(kinds),
        _titled(segments, closings, numbered=True) >= _HALF,
        (plain := _titled(segments, closings, numbered=False)) > _HALF,
        plain >= _NEARLY_ALL,
        _covers(segments, closings, unread),
        _ahead(segments, closings, styled),
    )


def groups(segment: Segment, its: Sequence[Span]) -> list[list[Span]]:
    """Statements side by side, （牵头单位：…）（完成时限：…）, as one; an accessory alone is none."""
    gathered: list[list[Span]] = []
    for span in its:
        if span.kind == "rule":
            continue
        if gathered and not segment.text[gathered[-1][-1].end : span.start].strip(EDGE):
            gathered[-1].append(span)
        else:
            gathered.append([span])
    return [group for group in gathered if any(span.kind != "accessory" for span in group)]


def heads(segment: Segment, closing: Sequence[list[Span]]) -> bool:
    """Whether a numbered segment is a heading; one with a statement is where no sentence stands before that."""
    if not closing:
        return segment.short
    words = segment.text[segment.body : closing[0][0].start].strip()
    if len(closing) > 1 or words.endswith(("。", "；", ";")):
        return False
    return is_short(words) and not segment.text[closing[-1][-1].end :].strip(EDGE)


def title(segment: Segment, closing: Sequence[list[Span]]) -> int | None:
    """Where the title that opens a segment ends; None where it begins without one."""
    return title_end(segment.text, segment.body, closing[0][0].start if closing else len(segment.text))


_Closings = Sequence[list[list[Span]]]


def _titled(segments: Sequence[Segment], closings: _Closings, *, numbered: bool) -> float:
    """Share of items (``numbered``) or plain paragraphs that open with a title: none of either counts as half."""
    votes: list[bool] = []
    for segment, closing in zip(segments, closings, strict=True):
        if not closing or (segment.level is not None) != numbered:
            continue
        end = title(segment, closing)
        if end is not None or "。" in segment.text[segment.body : closing[0][0].start].strip(EDGE):
            votes.append(end is not None)
    # Items begin with titles unless most of them do not; plain paragraphs do not unless most of them do.
    return sum(votes) / len(votes) if votes else _HALF


def _covers(segments: Sequence[Segment], closings: _Closings, unread: Collection[int]) -> bool:
    counts, items, level = [], 0, 0
    for at, (segment, closing) in enumerate(zip(segments, closings, strict=True)):
        if segment.level is not None:
            if heads(segment, closing):
                items = 0
            else:
                items = items + 1 if segment.level == level else 1
                level = segment.level
        if closing or at in unread:
            counts.append(items)
            items = 0
    return 2 * sum(count > 1 for count in counts) > len(counts)


def _ahead(segments: Sequence[Segment], closings: _Closings, styled: Collection[int]) -> bool:
    """Whether plain words follow most statements that stand beside a heading or on the line below one."""
    votes: list[bool] = []
    for at, (segment, closing) in enumerate(zip(segments, closings, strict=True)):
        if not closing:
            continue
        if segment.level is None:
            above = segments[at - 1] if at else None
            first = not segment.text[: closing[0][0].start].strip(EDGE)
            beside = first and above is not None and not closings[at - 1] and above.short
        else:
            beside = heads(segment, closing)
        if beside:
            following = segments[at + 1] if at + 1 < len(segments) else None
            plain = following is not None and following.level is None and not following.boundary and following.start not in styled
            votes.append(plain and not (closings[at + 1] and not _words(segments[at + 1], closings[at + 1])))
    return 2 * sum(votes) > len(votes)


def _words(segment: Segment, closing: list[list[Span]]) -> str:
    return segment.text[: closing[0][0].start].strip(EDGE)
