"""Identifiers of two texts that bear one title in one place and say different things: those of the second bear a mark.

The identifier of a plan follows from its place and title, that of a measure from its plan, task and words. A list that an
office prints again under the old title would so share identifiers with the older one, and an answer would take who leads
from one text and by when from the other. The mark follows from the document alone: ``measure/0f…9a~3c5d7e91``.
"""

from __future__ import annotations

import re

from zeren.ground.vocabulary import digest

SIGN = "~"
_MARK = re.compile(r"~[0-9a-f]{8}")


def mark_of(graph: str) -> str:
    """Return the mark of the document whose IRI is ``graph``.

    >>> mark_of("https://w3id.org/zeren/id/document/b.txt")
    '~a9cbd9cd'
    """
    return SIGN + digest([graph])[:8]


def unmarked(path: str) -> str:
    """Return an identifier as it would be without namesake: ``measure/0f…9a~3c5d7e91/duty/2`` → ``measure/0f…9a/duty/2``."""
    return _MARK.sub("", path)


def mark_in(path: str) -> str:
    """Return the mark that an identifier bears; empty for none."""
    found = _MARK.search(path)
    return found[0] if found else ""
