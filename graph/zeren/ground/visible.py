"""What of a document's text may be shown: nothing that steers a terminal, turns a line around or makes a spreadsheet reckon."""

from __future__ import annotations

import re

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
"""as a class of a regular expression: control characters but tab and line feed, marks of direction, hidden line ends,
lone surrogates and code points that stand for no character"""
_UNSEEN = re.compile(f"[{CONTROLS}]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""what a spreadsheet program takes for the beginning of a formula"""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
"""-3, +0.5: a figure, which no program takes for more"""


def visible(text: str) -> str:
    """Return ``text`` with what no reader sees written out (``\\x1b``, ``\\u202e``)."""
    return _UNSEEN.sub(lambda m: f"\\u{ord(m.group()):04x}" if ord(m.group()) > 255 else f"\\x{ord(m.group()):02x}", text)


def clear(text: str) -> str:
    """Return ``text`` with each character that no reader sees replaced by U+FFFD."""
    return _UNSEEN.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Return JSON text with what no reader sees as JSON escapes, so that it still parses to the same value."""
    return _UNSEEN.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def harmless(text: str) -> str:
    """Return a spreadsheet cell that no program takes for a formula; the comparator ``=`` alone is none."""
    return "'" + text if text.startswith(FORMULA) and text != "=" and _NUMBER.fullmatch(text) is None else text
