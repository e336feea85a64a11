"""Feasts, seasons and other events that a deadline stands before (国庆节前, 2027年春节前, “五一”前).

The words are data in ``ontology/vocabulary/deadlines.tsv``; an event whose day follows the moon or the weather stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from zeren.ground.resources import table

_QUOTES = "“”\""
_YEAR = re.compile("(?:(?P<year>20\\d\\d)年?|(?P<near>[今本当明次翌])年)度?的?[“\"]?$")
"""the year printed before an event: 2027年春节前, 明年“五一”前"""
_DIGITS = "零一二三四五六七八九十两"
_NEXT = "明次翌"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the list, as running text names it."""

    begin: int
    """offset of its first character, that of its year or of an opening quote where one is printed"""
    stop: int
    """offset behind its last"""
    day: str | None
    """ISO date of the day before it; None where the year or the day is unknown"""
    before: bool
    """whether the words set a limit before it, not the event itself (汛期, 尽快)"""


@cache
def _relative() -> tuple[dict[str, str], ...]:
    rows = (row for row in table("vocabulary/deadlines") if row["kind"] == "relative")
    return tuple(sorted(rows, key=lambda row: -len(row["word"])))


def events_in(words: str, year: int | None, *, prose: bool = False) -> Iterator[Event]:
    """Yield the events that compacted words name, longest words first, none inside another.

    ``year`` is the plan's; a year printed before the event goes before it. ``prose`` leaves out what sets no date in a sentence.
    """
    spots = [at for at, char in enumerate(words) if char not in _QUOTES]
    bare = "".join(words[at] for at in spots)
    taken: list[tuple[int, int]] = []
    for row in _relative():
        if row["word"] not in bare or (prose and row["prose"] != "yes"):
            continue
        for match in re.finditer(re.escape(row["word"]), bare):
            around = row["word"].endswith("前") and bare.startswith("后", match.end())
            counted = row["word"][0] in _DIGITS and bare[max(0, match.start() - 1) : match.start()] in tuple("第" + _DIGITS)
            if around or counted or any(begin < match.end() and match.start() < end for begin, end in taken):
                continue  # 国庆节前后 ends with no day, 二十一前 is no feast
            taken.append(match.span())
            first, last = spots[match.start()], spots[match.end() - 1]
            quoted = first > 0 and words[first - 1] in "“\"" and any(char in "”\"" for char in words[first:last])
            printed = _YEAR.search(words, max(0, first - 9), first)
            yield Event(
                printed.start() if printed else first - quoted,
                last + 1,
                _day(row, printed, year),
                row["word"].endswith("前"),
            )


def event_at(words: str, offset: int, year: int) -> Event | None:
    """Return the event of the list that compacted words name from ``offset`` on, in ``year``; None where none stands there."""
    window = words[offset : offset + 16]
    if "前" not in window:
        return None
    lead = f"{year}年"
    found = (event for event in events_in(lead + window, year) if event.before)
    nearest = min(found, key=lambda event: (event.begin, -event.stop), default=None)
    if nearest is None or nearest.begin:
        return None
    return Event(offset, offset + nearest.stop - len(lead), nearest.day, True)


def _day(row: dict[str, str], printed: re.Match[str] | None, year: int | None) -> str | None:
    """The day before an event, in the year printed ahead of it, else the plan's."""
    if printed:
        year = int(printed["year"]) if printed["year"] else year and year + (printed["near"] in _NEXT)
    if row["word"].startswith("元旦"):
        # New Year's Day is the first of its year, and which one is meant only a printed year tells.
        return None if not printed or not year or row["word"] not in ("元旦前", "元旦节前") else f"{year - 1}-12-31"
    return f"{year}-{row['end']}" if year and row["end"] else None
