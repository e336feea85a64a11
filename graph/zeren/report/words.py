"""What the figures of a summary are called, and how they were counted, in Chinese and English."""

from __future__ import annotations

import re
from functools import cache

from zeren.ground.labels import words_of
from zeren.ground.visible import CONTROLS

MARK = "\N{REPLACEMENT CHARACTER}"
"""what stands for a character that cannot be shown"""

_UNSHOWABLE = re.compile(f"[{CONTROLS}]")


class Cleaner:
    """Makes text fit to be shown and counts what it replaced, a text that comes again once only."""

    def __init__(self) -> None:
        self.replaced = 0
        self._shown: dict[str | None, str] = {None: ""}

    def __call__(self, text: str | None) -> str:
        """Return ``text`` with line breaks as line feeds and ``MARK`` for each unshowable character; None is empty."""
        if text not in self._shown:
            lines = str(text).replace("\r\n", "\n").replace("\r", "\n")
            self._shown[text], number = _UNSHOWABLE.subn(MARK, lines)
            self.replaced += number
        return self._shown[text]


@cache
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    return words_of("reports")


def label(kind: str, key: str | None) -> str:
    """Return the Chinese word for a code of ``codes.ttl`` or ``vocabulary/reports.tsv``; an unknown code is its own word."""
    if key is None:
        return "—"
    return _labels().get((kind, key), (key, key))[0]


def method(key: str, **values: object) -> tuple[str, str]:
    """Return one statement of the method box in Chinese and English, filled in."""
    zh, en = _labels()["method", key]
    return zh.format(**values), en.format(**values)
