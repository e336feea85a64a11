"""Numbered headings and items, and titles without their blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.ground.fold import fold
from zeren.ground.letters import OTHER

_HEADINGS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"第[一二三四五六七八九十百]+[章编部][分]?\s*"), 1),
    (re.compile(r"[一二三四五六七八九十百]+\s*[、.,]\s*"), 1),
    (re.compile(r"[(（]\s*[一二三四五六七八九十百]+\s*[)）]\s*[、.]?\s*"), 2),
    (re.compile(r"\d{1,2}\.\d{1,2}[ \t\u3000]{1,4}(?=[^\d\s%])(?![万亿千百个家项])"), 2),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}[ \t\u3000]{1,4}(?=[^\d\s%])"), 3),
    (re.compile(r"\d++(?!\s*[%年月日])\s*[、.．﹒](?!\d(?!\d?月|\d{3}年))\s*"), 3),
    (re.compile(r"[(（]\s*\d+\s*[)）]\s*"), 4),
    (re.compile(r"[①-⑳]\s*"), 5),
)


_BETWEEN = re.compile(rf"(?<=[^\x00-\x7f{OTHER}])\s+(?=[^\x00-\x7f{OTHER}])")
_FIRST = frozenset("第一二三四五六七八九十百(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""what the number of a heading begins with, folded, beside digits"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading or item, cut into its mark and its words."""

    level: int
    """1 一、 · 2 （一）, 3.1 · 3 1., 3.1.1 · 4 （1） · 5 ①"""
    mark: str
    """as printed (（一）)"""
    words: str
    """what follows the mark"""


def heading(text: str) -> Heading | None:
    """Tell the numbering of a heading or item; None where ``text`` begins with none."""
    folded = fold(text)
    if folded[:1] not in _FIRST and not folded[:1].isdecimal():  # as most words begin
        return None
    for pattern, level in _HEADINGS:
        if match := pattern.match(folded):
            return Heading(level, text[: match.end()].strip(), text[match.end() :].strip())
    return None


def closed(text: str) -> str:
    """Return a title or name with the white space between Chinese characters taken out."""
    if text.isalnum():  # as most names are: no blank in them
        return text
    bare = text.strip()
    if len(bare.split(None, 1)) < 2:  # as most have none
        return bare
    return _BETWEEN.sub("", bare)
