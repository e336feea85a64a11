"""Numbers of a workbook as they are printed: percentages, decimals, dates (ECMA-376 part 1, section 18.8.30).

A date that its format shows in part only (Jun-26, 9月1日) is given whole: what the cell holds is what was meant.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from lxml import etree

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 37: "#,##0",
    38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""formats that files name by number only; 27–58 as a Chinese system prints them (18.8.30)"""
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_FILL = re.compile(r"[_*].")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_TOKEN = re.compile(r'"[^"]*"|\\.|AM/PM|y+|m+|d+|h+|s+|.', re.IGNORECASE | re.DOTALL)
_DIGITS = re.compile(r"(?<![#0?,.])[#0?,.]*[#0?]")
_LONGEST = 40
_PLAIN_SIZE = 11.0
"""points of characters whose font states none"""


class Formats:
    """The number formats of a workbook."""

    def __init__(self, root: etree._Element | None, dates_1904: bool) -> None:
        self._epoch = datetime(1904, 1, 1) if dates_1904 else datetime(1899, 12, 30)
        self._codes: list[str] = []
        self._struck: set[str] = set()
        self._points: dict[str, float] = {}
        if root is None:
            return
        own = {node.get("numFmtId"): node.get("formatCode") or "" for node in root.iter(_S + "numFmt")}
        cells = root.find(_S + "cellXfs")
        fonts = root.find(_S + "fonts")
        struck = {str(at) for at, font in enumerate(fonts if fonts is not None else ()) if is_struck(font)}
        if struck and cells is not None:
            self._struck = {str(at) for at, node in enumerate(cells) if node.get("fontId") in struck}
        sizes = [_points(font) for font in fonts] if fonts is not None else []
        for at, node in enumerate(cells if cells is not None else ()):
            font = node.get("fontId") or ""
            self._points[str(at)] = sizes[int(font)] if font.isdecimal() and int(font) < len(sizes) else _PLAIN_SIZE
        for node in cells if cells is not None else ():
            key = node.get("numFmtId") or "0"
            code = own.get(key)
            self._codes.append(
                _BUILT_IN.get(int(key), "") if code is None and key.isdecimal() else code or ""
            )

    def points(self, style: str | None) -> float:
        """Return the points of the characters of cells of a style."""
        return self._points.get(style or "0", _PLAIN_SIZE)

    def struck(self, style: str | None) -> bool:
        """Return whether cells of a style are struck out."""
        return style in self._struck

    def blank(self, style: str | None) -> bool:
        """Return whether a style shows nothing of its cells (``;;;``)."""
        code = self._codes[int(style)] if style and style.isdecimal() and int(style) < len(self._codes) else ""
        return ";;" in code and not code.strip("; ")

    def printed(self, value: str, style: str | None) -> str:
        """Return the number ``value`` as its cell shows it; General and unknown formats give the plain number."""
        code = (
            self._codes[int(style)] if style and style.isdecimal() and int(style) < len(self._codes) else ""
        )
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value.strip()
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
            return value.strip()
        section = _section(code, number)
        bare = _QUOTED.sub("", section)
        if _DATE_LETTER.search(bare) and "general" not in bare.lower():
            return self._date(float(number), section)
        if not _DIGITS.search(bare) or len(section) > 200:
            return _general(number)
        return _decimal(number, section)

    def _date(self, serial: float, section: str) -> str:
        try:
            moment = self._epoch + timedelta(days=serial)
        except OverflowError:
            return f"{serial:g}"
        # Excel counts a 29 February 1900 that never was.
        if self._epoch.year == 1899 and serial < 60:
            moment += timedelta(days=1)
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        tokens = _TOKEN.findall(_BRACKETS.sub("", section))
        whole = _whole(tokens, moment)
        if whole:
            return whole
        out = []
        for index, token in enumerate(tokens):
            near = [t[0].lower() for t in tokens[max(0, index - 2) : index] + tokens[index + 1 : index + 3]]
            out.append(
                _part(token, moment, minutes=token[0] in "mM" and _is_minutes(tokens, index), near=near)
            )
        return "".join(out).strip()


def _points(font: etree._Element) -> float:
    stated = font.find(_S + "sz")
    try:
        size = float(stated.get("val") or "") if stated is not None else _PLAIN_SIZE
    except ValueError:
        return _PLAIN_SIZE
    return size if 1 <= size <= 409 else _PLAIN_SIZE


def is_struck(properties: etree._Element) -> bool:
    """Return whether a font, or the properties of a run, strike out (18.4.10)."""
    stated = properties.find(_S + "strike")
    return stated is not None and stated.get("val") not in ("0", "false")


def _whole(tokens: list[str], moment: datetime) -> str | None:
    """The whole date of a cell whose format leaves a part of it out or adds an empty time; None where it prints well.

    ``mmm-yy`` on the first of a month is a month: who types 2026-6 gets it so. A time of day alone is no date.
    """
    letters = {t[0].lower() for i, t in enumerate(tokens) if t[0].lower() in "yd" or (t[0] in "mM" and not _is_minutes(tokens, i))}
    if not letters:
        return None
    timed = any(t[0].lower() in "hs" for t in tokens)
    named = any(len(t) > 2 and t[0] in "mM" for t in tokens)
    midnight = moment.hour == moment.minute == moment.second == 0
    if letters == {"y", "m", "d"} and not named and not (timed and midnight):
        return None
    if letters == {"y", "m"} and moment.day == 1:
        return f"{moment.year}年{moment.month}月" if named else None
    if letters == {"y"}:
        return None
    return f"{moment:%Y-%m-%d}"


def _is_minutes(tokens: list[str], index: int) -> bool:
    """An m after h or before s counts minutes."""
    before = next((t[0].lower() for t in reversed(tokens[:index]) if t[0].lower() in "ymdhs"), "")
    after = next((t[0].lower() for t in tokens[index + 1 :] if t[0].lower() in "ymdhs"), "")
    return before == "h" or after == "s"


def _part(token: str, moment: datetime, *, minutes: bool, near: list[str]) -> str:
    letter, long = token[0].lower(), len(token) > 1
    if letter == '"':
        return token[1:-1]
    if letter == "\\":
        return token[1:]
    if token.upper() == "AM/PM":
        return "AM" if moment.hour < 12 else "PM"
    if letter == "y":
        return f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
    if letter == "m" and minutes:
        return f"{moment.minute:02d}" if long else str(moment.minute)
    if letter == "m" and len(token) > 2:
        return moment.strftime("%b") if len(token) == 3 else moment.strftime("%B")
    values = {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}
    if letter in values:
        return f"{values[letter]:02d}" if long else str(values[letter])
    return "" if letter in "@;" else token


def _section(code: str, number: Decimal) -> str:
    """The part of a format for positive, negative or zero values."""
    parts = code.split(";")
    if number < 0 and len(parts) > 1 and parts[1]:
        return parts[1]
    if number == 0 and len(parts) > 2 and parts[2]:
        return parts[2]
    return parts[0]


def _general(number: Decimal) -> str:
    """Eleven significant digits without trailing zeros, as the General format shows them."""
    text = f"{float(number):.11g}"
    if "e" in text:
        text = f"{number.normalize():f}"[:_LONGEST]
    return text


def _decimal(number: Decimal, section: str) -> str:
    section = _FILL.sub("", _BRACKETS.sub("", section))
    bare = _QUOTED.sub("", section)
    if "%" in bare:
        number *= 100
    pattern = _DIGITS.search(bare)
    digits = pattern.group() if pattern else "0"
    whole, _, fraction = digits.partition(".")
    places = min(len(fraction), 15)
    rounded = abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and text.endswith("0") and "." in text:
        text, optional = text[:-1], optional - 1
    text = text.rstrip(".") if "." in text else text
    width = whole.count("0")
    head, dot, tail = text.partition(".")
    text = head.zfill(width) + dot + tail
    sign = "-" if number < 0 and ";" not in section and rounded != 0 else ""
    placed = _DIGITS.sub("\0", section, count=1)
    words = _QUOTED.sub(lambda found: found[1] if found[1] is not None else found[2], placed)
    return (sign + words.replace("\0", text)).strip()
