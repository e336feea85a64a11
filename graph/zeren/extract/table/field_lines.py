"""Where the labelled fields of running text stand: in lines, in the pieces of a line, in labels on lines of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from zeren.extract.cells.natures import nature
from zeren.extract.prose.cards import Line, label_kind
from zeren.extract.prose.pieced import pieced
from zeren.extract.prose.pieces import Pieced
from zeren.extract.prose.segments import mark_of
from zeren.extract.table.field import (
    LEAST,
    UNNAMED,
    Field,
    FieldLine,
    field_of_line,
    field_under,
    is_known,
    label_of,
    may_be_label,
)
from zeren.ground.model import Paragraph, Place

_ALONE = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]{0,4}[\u4e00-\u9fff（）()]){1,9}[:：]?")
"""a label on a line of its own"""


def in_pieces(lines: Sequence[FieldLine], held: Mapping[int, Sequence[Line]], alone: Collection[str]) -> Iterator[FieldLine]:
    """Lines whose pieces stand apart by signs alone as their words and their fields, the fields behind the words."""
    own = [not line.fields and not held[id(line)] for line in lines]
    for at, line in enumerate(lines):
        if alone and label_of(line.words.text) in alone:
            own[at : at + 2] = [False] * len(own[at : at + 2])  # a label over its value
    made = pieced([line.words.text if free else "" for line, free in zip(lines, own, strict=True)])
    lines, made = _words_first(lines, made)
    unnamed: Counter[str] = Counter()
    for at, line in enumerate(lines):
        its = made.get(at)
        unnamed = unnamed if its and its.words is None else Counter()
        if its is None:
            yield line
            continue
        place = line.words.place
        start = place.start
        if its.words:
            first, end = its.words
            begin = 0 if all(first < piece.begin for piece in its.pieces) else first  # a number before bodies is no number of the words
            words = replace(place, start=start + begin, end=start + end)
            yield FieldLine(Paragraph(line.words.text[begin:end], words), line.block)
        fields = list(_of_pieces(its, place, unnamed, lines))
        yield FieldLine(line.words, None if its.words else line.block, fields)


def _words_first(lines: Sequence[FieldLine], made: dict[int, Pieced]) -> tuple[Sequence[FieldLine], dict[int, Pieced]]:
    """Lines with what stands apart in lines of its own behind the words it is said of, also where it is printed above them.

    Which of the two it is, the ends tell: above the first such line stands a title, or the words of a measure like the others. Where
    they do not tell, and where such lines stand over several measures, these lines are taken for nothing here.
    """
    free = sorted(at for at, its in made.items() if its.words is None)
    runs = [at for at in free if at - 1 not in free]
    ends = [next(stop for stop in range(at + 1, len(lines) + 1) if stop not in free) for at in runs]
    if len(runs) < LEAST or all(piece.label and piece.closed for at in free for piece in made[at].pieces):
        return lines, made
    gaps = [below - stop for stop, below in zip(ends, runs[1:], strict=False)]
    between = {_form(lines[at].words.text) for stop, gap in zip(ends, gaps, strict=False) for at in range(stop, stop + gap)}
    first, last = runs[0] - 1, ends[-1]
    over = first >= 0 and _form(lines[first].words.text) in between
    under = last < len(lines) and _form(lines[last].words.text) in between
    if over and (first > 0 or not under):
        return lines, made
    if not under:
        return lines, made
    bare = all(piece.kind == "role" and not piece.label for at in free for piece in made[at].pieces)
    if bare or set(gaps) != {1}:
        return lines, {at: its for at, its in made.items() if its.words is not None}
    order = list(range(len(lines)))
    for at, stop in zip(runs, ends, strict=True):
        order[at : stop + 1] = [stop, *range(at, stop)]
    return [lines[at] for at in order], {new: made[old] for new, old in enumerate(order) if old in made}


def _form(words: str) -> tuple[int | None, str]:
    """How a line is set: the level of its number, and how it ends."""
    mark = mark_of(words.strip())
    last = words.rstrip()[-1:]
    return (mark[0] if mark else None, last if last in "。；;：:" else "")


def _of_pieces(its: Pieced, place: Place, unnamed: Counter[str], lines: Sequence[FieldLine]) -> Iterator[Field]:
    """The pieces of a line as fields; those without a label are named by what they are and how many stood before them."""
    for piece in its.pieces:
        label = piece.label
        head = piece.head
        if head:
            above = lines[head.line].words
            label = above.text[head.start : head.end]
        elif not label:
            unnamed[piece.kind] += 1
            label = f"{UNNAMED}{piece.kind}{unnamed[piece.kind]}"
        begin, end = place.start + piece.begin, place.start + piece.end
        own = Field(label, piece.kind, place.start + piece.start, begin, end, place, alone=False, apart=True)
        if head:
            own.named = replace(above.place, start=above.place.start + head.start, end=above.place.start + head.end)
        yield own


def fields_in(lines: Sequence[FieldLine], held: Mapping[int, Sequence[Line]], alone: Collection[str]) -> dict[int, tuple[list[Field], int]]:
    """The fields that begin in each line and the number of lines that they take; labels that come again alone."""
    paragraphs = [line.words for line in lines]
    own = [held.get(id(line), ()) for line in lines]
    counts = Counter(label for its in own for label in {line.label for line in its})
    found: dict[int, tuple[list[Field], int]] = {}
    at = 0
    while at < len(paragraphs):
        one = paragraphs[at]
        its = own[at]
        if lines[at].fields:
            found[at] = lines[at].fields, 1
        elif its and not (label_of(one.text) in alone and its[0].begin >= its[0].end) and (
            counts[its[0].label] >= LEAST or (at - 1 in found and its[0].kind != "other")
        ):
            found[at] = [field_of_line(line, one) for line in its], 1
        elif (label := label_of(one.text)) in alone:
            below = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
            opener = next((label_of(paragraphs[first].text) for first in found), "")
            last = at + 2 < len(paragraphs) and label_of(paragraphs[at + 2].text) == opener
            blank = below is None or (label_of(below.text) in alone and is_known(label_of(below.text)))
            blank = blank or (last and below is not None and not _fits(label, below.text))
            value = replace(one.place, start=one.place.end) if below is None or blank else below.place
            found[at] = [field_under(label, one.place, value, "" if below is None or blank else below.text)], 1 if blank else 2
            at += found[at][1] - 1
        at += 1
    return found


def _fits(label: str, words: str) -> bool:
    """Whether a line can be the value of the last label of a block, and no title of the next: a time, names of bodies."""
    natures = {"deadline": ("date",), "role": ("body", "states", "person")}.get(label_kind(label)[0])
    return natures is None or nature(words) in natures


def labels_alone(paragraphs: Sequence[Paragraph], own: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Words that stand on lines of their own again and again, each time over another line: labels, whatever they say."""
    words = [label_of(one.text) if _ALONE.fullmatch(one.text.strip()) else "" for one in paragraphs]
    counts = Counter(word for word, its in zip(words, own, strict=True) if word and not (its and its[0].begin < its[0].end))
    often = {word for word, count in counts.items() if count >= LEAST and nature(word) != "status" and (is_known(word) or may_be_label(word))}
    told: Counter[str] = Counter()
    at = 0
    while at < len(words):  # a value that comes again stands below a label each time
        if words[at] in often:
            told[words[at]] += 1
            blank = at + 1 < len(words) and words[at + 1] in often and is_known(words[at + 1])
            at += 0 if blank else 1
        at += 1
    return frozenset(word for word in often if 2 * told[word] > counts[word] and told[word] >= LEAST)
