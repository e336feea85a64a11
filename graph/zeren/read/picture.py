"""A picture of one page (extra ``zeren[ocr]``): its words are recognised, its tables told by their rules."""

from __future__ import annotations

from zeren.ground.model import Document
from zeren.read.blocks import Builder
from zeren.read.limits import DEFAULT, Limits
from zeren.read.printed import check, compose, note_doubtful, of_picture
from zeren.read.recognise import Recognised


def read_picture(name: str, sha256: str, seen: Recognised, *, limits: Limits = DEFAULT) -> Document:
    """Return the page; ``seen`` is what was recognised on it. Raises UnreadableInput where that is nothing."""
    leaves = [of_picture(1, seen)]
    check(leaves, name)
    builder = Builder(name, limits)
    note_doubtful(builder, {1: seen})
    compose(builder, leaves)
    return builder.document(sha256, "picture")
