"""Numbers as Chinese documents print them: 97.5, 2,000, 三分之一, 十二, 两, 百分之十五.

Magnitudes (万, 亿) stay in the unit, as printed: 1.2亿元 is 1.2 of 亿元.
"""

from __future__ import annotations

DIGITS = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
"""the value of each single numeral"""
TENS = {"十": 10, "百": 100, "千": 1000}
"""the multiplier of each positional numeral"""

ARABIC = r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
"""regular expression of a number in digits, thousands separated or not"""
HAN = r"[〇零一二两三四五六七八九十百千]{1,9}"
"""regular expression of a number in numerals"""
NUMERALS = "一二三四五六七八九十"
"""the numerals that dates and counts of days are printed in"""


def read_number(words: str) -> float | None:
    """Return the value of ``words`` (digits, numerals, a fraction 三分之一, 百分之十); None where it is no number."""
    if not words:
        return None
    if words[0].isascii():
        plain = words.replace(",", "").replace("，", "")
        try:
            return float(plain)
        except ValueError:
            return None
    if "分之" in words:
        below, _, above = words.partition("分之")
        base, share = read_number(below), read_number(above)
        return share / base if base and share is not None else None
    return _numerals(words)


def whole(words: str | None) -> int | None:
    """Return ``words`` as an integer; None where it is no whole number."""
    value = read_number(words) if words else None
    return int(value) if value is not None and value == int(value) else None


def _numerals(words: str) -> float | None:
    """Value of positional numerals (十二, 二十, 一百零五) or of a row of digits (二〇二六)."""
    if all(char in DIGITS for char in words):
        return float("".join(str(DIGITS[char]) for char in words))
    total, digit = 0, 0
    for char in words:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            total += (digit or 1) * TENS[char]
            digit = 0
        else:
            return None
    return float(total + digit)
