"""Labels on lines of their own: 牵头 above 区政务服务局, as lists of terms on web pages set them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.cells.heads import head_of
from zeren.extract.lexicon import is_composed, labels, role_in
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Document, Paragraph

_LONGEST = 12
"""code points of a label"""
_LISTED = 200
"""code points of the bodies below it"""


def beside_labels(paragraphs: Sequence[Paragraph], document: Document) -> list[Paragraph]:
    """Put a label that stands alone together with the bodies or the time in the paragraph below it."""
    found: list[Paragraph] = []
    at = 0
    while at < len(paragraphs):
        one = paragraphs[at]
        below = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        if below is not None and len(one.text) <= _LONGEST and len(below.text) <= _LISTED and _holds(one.text, below.text):
            place = replace(one.place, end=below.place.end)
            one = replace(one, text=document.text[place.start : place.end], place=place)
            at += 1
        found.append(one)
        at += 1
    return found


def _holds(label: str, words: str) -> bool:
    """Whether a label says what the words below it are: bodies or a time."""
    closed = re.sub(r"\s", "", fold(label)).rstrip(":")
    kind = labels().get(closed, (_told(closed), None))[0]
    if kind == "deadline":
        return is_deadline(unspaced(fold(words)).rstrip("。;"))
    return kind == "role" and are_bodies(words)


def _told(label: str) -> str | None:
    """What a label that no list holds says: a role by its parts (谁牵头), or a time."""
    if re.search("[^\u4e00-\u9fff]", label) or is_body(label):
        return None
    head = head_of(label)
    if head.kind == "deadline":
        return head.kind
    composed = is_composed(label) and len(label) > 2
    return "role" if composed or (head.kind == "role" and role_in(label)) else None


def are_bodies(words: str) -> bool:
    """Whether words are nothing but whole names of bodies."""
    mentions = split(words.strip().rstrip("。；;"), 0, prose=True)
    names = [mention.printed for mention in mentions]
    return bool(names) and ":" not in fold(words) and all(is_body(name) and is_whole(name) and not is_deadline(name) for name in names)
