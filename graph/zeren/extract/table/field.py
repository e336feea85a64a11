"""Labels with their values, the lines that hold them, and the runs of them: what blocks of fields are made of.

A label stands before its value in a line, on a line above it, or in the cell beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zeren.extract.bodies.endings import is_body
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import nature
from zeren.extract.lexicon import labels
from zeren.extract.prose.cards import Line, label_kind
from zeren.extract.prose.segments import mark_of
from zeren.extract.table.card_labels import Pair
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Block, Paragraph, Place

_NO_LABEL = frozenset({"number", "value", "date", "phone", "person", "mark", "long", "stated", "body", "states", "status"})
"""natures that no such label has"""
_BARE_NUMBER = re.compile(r"\d{1,3}(?=[ \t\n\u3000]|$)")
"""01　开办企业"""
_COUNTED = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[一二三四五六七八九十]{1,3}|\d{1,2})[ \t\u3000]{0,2}[:：]")
"""任务一：拆除违法建设"""
LEAST = 2
"""blocks of the same labels, and labels that they share"""
_CLOSES = re.compile(r"[:：︰﹕】〗\]］\n]")
"""what closes a label that running text is read by too"""
UNNAMED = "\0"
"""begins the name of a field whose label is not printed"""
WORDS = frozenset({"measure", "task", "target"})
STATEMENT = frozenset({"role", "deadline"})


@dataclass(slots=True)
class Field:
    """A label with its value; the ranges are offsets of the document."""

    label: str
    kind: str
    start: int
    """of the label"""
    begin: int
    """of the value"""
    end: int
    place: Place
    """of the line or cell that holds the value"""
    alone: bool
    """the label stands on a line of its own or in a cell"""
    apart: bool = False
    """no colon parts it from its value, or no label is printed"""
    named: Place | None = None
    """where a line above gives the label"""

    @property
    def words(self) -> int:
        """How many code points its value has."""
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A paragraph, or the part of a card that stands for one."""

    words: Paragraph
    block: Block | None
    """what it is in the document; None where a line before stands for the same table"""
    fields: list[Field] = field(default_factory=list)
    """of a card, or of a line in pieces"""


@dataclass(slots=True)
class FieldBlock:
    """A run of labels with their values, none of them twice."""

    first: int
    """index of its first paragraph"""
    stop: int
    """one past its last"""
    fields: list[Field] = field(default_factory=list)

    @property
    def labels(self) -> set[str]:
        """What its fields are called."""
        return {one.label for one in self.fields}


def field_of_line(line: Line, paragraph: Paragraph) -> Field:
    """A label in a line of running text with the words behind it."""
    start = paragraph.place.start
    apart = not _CLOSES.search(paragraph.text, line.start - start, line.begin - start)
    return Field(line.label, line.kind, line.start, line.begin, line.end, paragraph.place, alone=False, apart=apart)


def field_of_pair(pair: Pair) -> Field:
    """A label in a cell with the value in the cell beside it."""
    value = pair.values[0]
    return field_under(pair.head.words.rstrip(":："), pair.label.place, value.place, value.text)


def field_under(label: str, place: Place, value: Place, words: str) -> Field:
    """A label that stands apart from its value, above it or in the cell beside it."""
    kind = label_kind(label)[0]
    if kind == "other" and words:
        told = nature(words)
        kind = "role" if told in ("body", "states") else "deadline" if told == "date" else kind
    return Field(label, kind, place.start, value.start, value.end, value, alone=True)


def is_known(label: str) -> bool:
    """Whether a list knows what a label says, in whole or in part."""
    return label in labels() or head_of(label).strength > 0


def may_be_label(words: str) -> bool:
    """Whether words could name a field: no number, time or person, no name of a body and no sentence."""
    return nature(words) not in _NO_LABEL and not is_body(words)


def label_of(words: str) -> str:
    """Words as a label is looked up: folded, without blanks and the colon at their end."""
    return unspaced(fold(words)).rstrip(":")


def number_of(words: str) -> str:
    """The number that a line begins with, as printed; empty where it begins with none."""
    words = words.lstrip()
    bare = _BARE_NUMBER.match(words) or _COUNTED.match(words)
    mark = mark_of(words)
    return mark[1] if mark else bare[0] if bare else ""
