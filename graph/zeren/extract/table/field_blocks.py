"""Runs of fields as blocks, the blocks of the same labels that follow one another, and the lines above each that are its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zeren.extract.lexicon import is_composed, labels
from zeren.extract.prose.segments import mark_of
from zeren.extract.table.field import LEAST, STATEMENT, WORDS, Field, FieldBlock, is_known, number_of
from zeren.ground.model import Paragraph

_SHARE = 0.6
"""share of the blocks that hold a label which makes them alike"""
_ABOVE = 3
"""lines above a block that are its own at most"""
_HEADING = 45
"""code points; a longer line between blocks is no heading over the next ones"""
_VALUE = 40
"""lines that a value has at most"""
_STATES = re.compile(r"[（(][^（）()]{0,12}(?:单位|部门|科室|处室|牵头|配合|责任)[^（）()]{0,80}[）)][。；;]?$")
"""（配合单位：各团场；时限：6月底） at the end of an item"""


def field_blocks(paragraphs: Sequence[Paragraph], fields: dict[int, tuple[list[Field], int]]) -> list[FieldBlock]:
    """Runs of fields without a label twice; lines between a label and the next one of its block go on with its value."""
    found: list[FieldBlock] = []
    first = next((its[0].label for _, (its, _) in sorted(fields.items())), "")
    for at, (its, count) in sorted(fields.items()):
        last = found[-1] if found else None
        again = last is not None and any(one.label in last.labels for one in its)
        if last is None or again or (last.stop < at and not _goes_on(last, at, its[0], first)):
            found.append(FieldBlock(at, at + count, list(its)))
            continue
        if last.stop < at:
            value = last.fields[-1]
            value.begin = value.begin if value.begin < value.end else paragraphs[last.stop].place.start
            value.end = paragraphs[at - 1].place.end
        last.fields += its
        last.stop = at + count
    for one, following in zip(found, [*found[1:], None], strict=False):
        _take_items(one, following.first if following else len(paragraphs), paragraphs)
    return found


def _goes_on(block: FieldBlock, at: int, below: Field, first: str) -> bool:
    """Whether the lines between a block and a field are more of the block's last value."""
    last = block.fields[-1]
    longer = last.begin >= last.end or last.kind in {*WORDS, "other"}
    return longer and at - block.stop <= _VALUE and below.label != first


def _take_items(block: FieldBlock, stop: int, paragraphs: Sequence[Paragraph]) -> None:
    """Give the last label of a block the numbered items below it (整改措施：⏎1.…⏎2.…)."""
    last = block.fields[-1]
    if last.kind != "measure":
        return
    start = paragraphs[block.stop - 1].place
    own = mark_of(paragraphs[block.stop - 1].text[max(0, last.begin - start.start) :]) if last.begin < last.end else None
    level = own[0] if own else None
    while block.stop < stop and (mark := mark_of(paragraphs[block.stop].text)) and mark[0] >= (level or 3):
        if level is None and last.begin < last.end:
            return
        level = level or mark[0]
        last.begin = last.begin if last.begin < last.end else paragraphs[block.stop].place.start
        last.end = paragraphs[block.stop].place.end
        block.stop += 1


def groups_of_blocks(blocks: Sequence[FieldBlock], paragraphs: Sequence[Paragraph]) -> Iterator[tuple[list[FieldBlock], int]]:
    """Blocks of the same labels that follow one another and say duties, and how many lines above each are its own."""
    group: list[FieldBlock] = []
    for block in (*blocks, None):
        if block is not None and group and len(block.labels & group[0].labels) >= _shared(group[0]):
            group.append(block)
            continue
        if group and _is_apart(group[0]) and _stands_first(group, paragraphs):
            del group[0]  # a title that is made like a line of fields
        if group and (above := _lines_above(group, paragraphs)) is not None and _says_duties(group, above) and not _say_their_own(group, paragraphs):
            yield group, above
        group = [block] if block is not None else []


def _stands_first(group: Sequence[FieldBlock], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether less stands above the first block than above each of the others."""
    least = min((below.first - one.stop for one, below in pairwise(group)), default=0)
    return group[0].first < least


def _say_their_own(group: Sequence[FieldBlock], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the items of blocks name bodies in brackets themselves: they are measures of running text under the labels."""
    own = [paragraphs[at].text.rstrip() for block in group for at in range(block.first, block.stop)]
    return sum(bool(_STATES.search(line)) and mark_of(line) is not None for line in own) >= LEAST


def _shared(block: FieldBlock) -> int:
    """How many labels the blocks of a group share with its first: one where nothing but a body stands apart in it."""
    return min(LEAST, len(block.labels)) if _is_apart(block) else LEAST


def _is_apart(block: FieldBlock) -> bool:
    return all(one.apart for one in block.fields)


def _lines_above(group: Sequence[FieldBlock], paragraphs: Sequence[Paragraph]) -> int | None:
    """How many lines right above each block are its own; None where other lines than headings stand between the blocks."""
    if len(group) < LEAST:
        return None
    gaps = [range(one.stop, below.first) for one, below in pairwise(group)]
    least = min(map(len, gaps))
    if least > _ABOVE or group[0].first < least:
        return None
    headings = [paragraphs[at] for gap in gaps for at in gap[: len(gap) - least]]
    lines = [[paragraphs[at].text for at in range(one.first - least, one.first)] for one in group]
    numbered = [bool(least) and number_of(own[0]) != "" for own in lines]
    plain = all(len(one.text) <= _HEADING and not one.text.rstrip().endswith(("。", "；", "：")) for one in headings)
    return least if plain and len(set(numbered)) == 1 else None


def _says_duties(group: Sequence[FieldBlock], above: int) -> bool:
    """Whether blocks name bodies and words, in a way that no statement below a measure would be read as well."""
    counts = Counter(label for one in group for label in one.labels)
    common = {label for label, count in counts.items() if count >= max(LEAST, _SHARE * len(group))}
    kinds = {one.label: one.kind for block in group for one in block.fields if one.label in common}
    told = set(kinds.values())
    apart = any(one.apart for block in group for one in block.fields)
    known = any(kind == "role" and (is_known(label) or (apart and len(group) > LEAST)) for label, kind in kinds.items())
    worded = above > 0 or bool(told & {*WORDS, "other"})
    stated = all(label in labels() or is_composed(label) for label in common)
    more = bool(told - STATEMENT) or not stated or apart or any(one.alone for block in group for one in block.fields)
    return len(common) >= (1 if apart and above else LEAST) and "role" in told and (known or "deadline" in told) and worded and more


def parted_by_headings(group: Sequence[FieldBlock], above: int) -> Iterator[list[FieldBlock]]:
    """The blocks between headings that stand over several of them."""
    part: list[FieldBlock] = []
    for one in group:
        if part and one.first - part[-1].stop > above:
            yield part
            part = []
        part.append(one)
    yield part
