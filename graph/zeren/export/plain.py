"""Text that no table and no XML file stumbles over."""

from __future__ import annotations

import re

MARK = "\N{REPLACEMENT CHARACTER}"
"""what stands for a character that these formats cannot hold or show"""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""first characters that a spreadsheet may take for the beginning of a formula, full-width forms included"""

# XML 1.0 allows no other control characters than tab and line breaks; direction marks would turn text around.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Plain:
    """Replaces what cannot be shown and counts it."""

    def __init__(self) -> None:
        self.replaced = 0

    def __call__(self, text: str) -> str:
        """Return ``text`` with ``MARK`` for each control or direction character."""
        shown, number = _UNSHOWABLE.subn(MARK, text)
        self.replaced += number
        return shown
