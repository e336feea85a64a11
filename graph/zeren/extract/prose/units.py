"""Sentences of running text, in paragraphs whose lines a page may have broken."""

from __future__ import annotations

import re

_WRAP = r"(?<=[^\n]{18}[^。；;：:！!\n])\n(?![ \t\u3000]{0,8}(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[①-⑳]|[^\n：:，,。]{2,10}[：:]))"
"""a line end that only wraps: the line above is no short one and ends without a stop, the one below begins no item and no label"""
UNIT = re.compile(rf"[^。；;！!\n]+(?:{_WRAP}[^。；;！!\n]+)*[。；;！!]*")
"""a sentence, or the part of one that a semicolon parts"""
