"""What a calendar is told of one dated duty, and what its events are named by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.report.words import Cleaner


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated duty."""

    id: str
    """IRI of the measure, or any text that stays the same from one edition to the next"""
    title: str
    text: str
    """the words of the measure and whatever else a reader should see"""
    end: str | None
    """ISO date, inclusive; None for a recurring duty"""
    start: str | None = None
    """ISO date on which an interval begins; None for a due day"""
    rrule: str | None = None
    """RFC 5545 rule of a recurring duty"""
    categories: tuple[str, ...] = ()
    measure: str = ""
    """IRI of the measure; empty: ``id`` is it"""


def uid(identifier: str) -> str:
    """A name that is the same in every edition: the last part of the IRI at its host."""
    match = re.match(r"https?://(?P<host>[^/]+)/(?P<path>.+)$", identifier)
    if match is None:
        return re.sub(r"[^\w.@-]", "-", identifier)
    return f"{re.sub(r'[^A-Za-z0-9._%-]', '-', match['path'])}@{match['host']}"


def clean(words: str) -> str:
    """Words without control and direction characters, which no calendar may hold."""
    return Cleaner()(words)
