"""What pictures say, in Chinese and English, and text made fit to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from unicodedata import east_asian_width

from zeren.ground.labels import words_of
from zeren.ground.resources import table
from zeren.table.duties import MeasureRow

LANGUAGES = ("zh", "en")
LISTED = 5
"""plans that a caption names"""
LETTERS = {"lead": "A", "responsible": "R", "support": "S", "guide": "G", "supervise": "V"}
"""role → its letter in pictures"""

# What XML cannot hold, and what turns the direction of text or breaks a line where nobody sees one.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_WIDTHS = (("ijltfr.,:;'!|()[]· ", 0.34), ("ABCDEFGHIJKLNOPQRSTUVXYZ", 0.68), ("mwMW@%", 0.9))
"""characters and their width as a part of the type size; all others that are not wide take 0.58"""


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {row["key"]: (row["zh"], row["en"]) for row in table("vocabulary/pictures")}


@cache
def _codes() -> dict[tuple[str, str], tuple[str, str]]:
    return words_of("reports")


def say(key: str, lang: str, **values: object) -> str:
    """Return words of ``ontology/vocabulary/pictures.tsv``, filled in."""
    return _words()[key][lang != "zh"].format(**values)


def code(kind: str, key: str | None, lang: str) -> str:
    """Return the word for a code of ``codes.ttl`` or ``vocabulary/reports.tsv``; an unknown code is its own word."""
    if not key:
        return "未知" if lang == "zh" else "unknown"
    return _codes().get((kind, key), (key, key))[lang != "zh"]


def clear(text: object) -> str:
    """Return text of a document on one line, with a blank for line breaks and U+FFFD for what cannot be shown."""
    return _UNSEEN.sub("\ufffd", re.sub(r"(?<!\s)\s*[\n\r\t]\s*", " ", str(text)))


def width(text: str, size: float) -> float:
    """Return about how wide text is, in the unit of its size."""
    return size * sum(_width(char) for char in text)


@cache
def _width(char: str) -> float:
    if east_asian_width(char) in "WFA":
        return 1.0
    return next((wide for chars, wide in _WIDTHS if char in chars), 0.58)


def wrap(text: str, size: float, room: float, most: int | None = None) -> list[str]:
    """Break text into lines no wider than ``room``; where there are more than ``most`` lines the last ends in …."""
    lines, line, used = [], "", 0.0
    for part in re.findall(r"[!-~]+ *|\s+|.", clear(text)):
        its = width(part.rstrip() or part, size)
        if line and used + its > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        while its > room and len(part) > 1:
            fit = max(1, int(len(part) * room / its) - 1)
            lines.append(part[:fit])
            part = part[fit:]
            its = width(part, size)
        line, used = line + part, used + width(part, size)
    lines.append(line.rstrip())
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last + "…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], last + "…"]


def cut(text: str, size: float, room: float) -> str:
    """Return the beginning of text that fits on one line, ending in … where not all does."""
    return wrap(text, size, room, 1)[0]


@dataclass(frozen=True, slots=True)
class Sources:
    """The plans that a picture is drawn from, in document order."""

    plans: Mapping[tuple[str, str], int]
    """title with its mark as an annex, and file → number of measures"""
    titles: tuple[str, ...]
    """each of the documents that the plans are annexes of, or of the plans themselves"""

    @classmethod
    def of(cls, measures: Iterable[MeasureRow]) -> Sources:
        """Return the plans of measures."""
        return cls.counted((row.annex, row.plan, row.part_of, row.file, 1) for row in measures)

    @classmethod
    def counted(cls, rows: Iterable[tuple[str | None, str, str | None, str, int]]) -> Sources:
        """Return plans of mark, title, title of the outer document, file and number of measures."""
        plans: dict[tuple[str, str], int] = {}
        titles: dict[str, None] = {}
        for annex, title, outer, file, count in rows:
            key = " ".join(filter(None, (annex, title))), file
            plans[key] = plans.get(key, 0) + count
            titles[outer or title] = None
        return cls(plans, tuple(titles))


def sources(drawn: Sources, lang: str) -> str:
    """Return the documents that a picture is drawn from, with the number of their measures."""
    named = [say("source-plan", lang, title=t, file=f, count=n) for (t, f), n in list(drawn.plans.items())[:LISTED]]
    if len(drawn.plans) > LISTED:
        named.append(say("source-rest", lang, count=len(drawn.plans), measures=sum(drawn.plans.values())))
    return say("source", lang, plans=("、" if lang == "zh" else "; ").join(named))


def subtitle(drawn: Sources, lang: str) -> str:
    """Return the plans of a picture in a line: the documents they are annexes of, or themselves."""
    if len(drawn.titles) <= 3:
        return "、".join(drawn.titles)
    return f"{drawn.titles[0]} {say('source-rest', lang, count=len(drawn.titles), measures=sum(drawn.plans.values()))}"
