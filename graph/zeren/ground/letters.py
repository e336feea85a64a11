"""Scripts besides Han: where their letters lie in Unicode, and that they part words by blanks, which Chinese does not."""

from __future__ import annotations

import re

OTHER = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u1fff\ua000-\ua4ff\uac00-\ud7a3\ufb50-\ufdff\ufe70-\ufefc"
"""letters, digits and stops that are neither Han nor plain Latin, for the brackets of a pattern: Cyrillic, Arabic, Tibetan, Mongolian, Yi,
Korean and their kin; no kana, which stand among Han"""
_SPACED = re.compile(f"[\x00-\x7f{OTHER}]")


def is_spaced(char: str) -> bool:
    """Whether a code point belongs to a script that parts words by blanks."""
    return _SPACED.match(char) is not None
