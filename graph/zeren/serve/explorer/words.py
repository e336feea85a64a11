"""What codes are called on the pages, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from zeren.ground import labels
from zeren.ground.labels import words_of
from zeren.ground.resources import table
from zeren.serve.explorer.cells import Said

STANDING = {"certain": ("确定", "certain"), "likely": ("待人确认", "to be confirmed"), "none": ("没有找到对应措施", "no match found")}
"""how sure it is that a measure below carries out one above"""
LETTERS = {"lead": "A", "responsible": "R", "support": "S", "guide": "G", "supervise": "V"}
"""role → its letter in the responsibility matrix"""
LEVELS = ("national", "provincial", "prefectural", "county", "township", "")

_QUOTED = re.compile("(“[^“”]*”|《[^《》]*》)")
_STOPS = str.maketrans({"、": ", ", "，": ", ", "；": "; ", "（": " (", "）": ")"})


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    return words_of("reports")


def word(kind: str, key: str | None, lang: str) -> str:
    """Return the word for a code of ``codes.ttl`` or ``vocabulary/reports.tsv``; an unknown code is its own word."""
    if not key:
        return "未知" if lang == "zh" else "unknown"
    return _words().get((kind, key), (key, key))[lang != "zh"]


def code(kind: str, key: str | None) -> Said:
    """Return a code of ``codes.ttl`` or ``vocabulary/reports.tsv`` with its words."""
    return Said(key or "", word(kind, key, "zh"), word(kind, key, "en"))


def known(kind: str) -> dict[str, tuple[str, str]]:
    """Return all codes of a kind with their Chinese and English words."""
    return {key: pair for (its, key), pair in _words().items() if its == kind}


def lead_basis(key: str | None) -> tuple[str, str]:
    """Return in both languages what gives a plan a lead role; None: it has none."""
    return _words()["lead-basis", key or "none"]


def said(pair: tuple[str, str], lang: str) -> str:
    """Return one of two words."""
    return pair[lang != "zh"]


def among(known: Mapping[str, tuple[str, str]], key: str, lang: str) -> str:
    """Return the word for a code of one of the tables above; an unknown code is its own word."""
    return said(known.get(key, (key, key)), lang)


def marked(known: Mapping[str, tuple[str, str]], key: str | None) -> Said | None:
    """Return a code of one of the tables above with its words; None for none."""
    return Said(key, *known.get(key, (key, key))) if key else None


def month(value: str, lang: str) -> str:
    """Return a month (``2026-06``) or a deadline kind in words."""
    if re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", value):
        return f"{value[:4]}年{int(value[5:])}月" if lang == "zh" else value
    return word("deadline", value, lang)


def basis(told: str, lang: str) -> str:
    """Return why two measures or plans are a pair in the language of a page: ``连续9字相同`` → 9 characters in a row the same.

    What is quoted stays as printed, and so does what ``vocabulary/bases.tsv`` has no words for.
    """
    if lang == "zh":
        return told
    parts = _QUOTED.split(told)
    parts[::2] = [_in_english(part) for part in parts[::2]]
    return re.sub("(?<=[a-z])(?=[“《])", " ", "".join(parts))


def _in_english(told: str) -> str:
    for pattern, en in _bases():
        told = pattern.sub(en, told)
    return told.translate(_STOPS)


@cache
def _bases() -> list[tuple[re.Pattern[str], str]]:
    """Patterns with what stands for them, the longest first: it may hold a shorter one."""
    rows = sorted(table("vocabulary/bases"), key=lambda row: -len(row["zh"]))
    return [(re.compile(re.escape(row["zh"]).replace(r"\{\}", r"([\d.%]{1,9})")), row["en"].replace("{}", r"\1")) for row in rows]


def place(locator: str, lang: str) -> str:
    """Return a locator in words: ``table 2 row 23`` → 表2第23行."""
    return labels.place(locator) if lang == "zh" else locator
