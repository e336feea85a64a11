"""Word's automatic numbering resolved to the printed number (ECMA-376 part 1, sections 17.9 and 17.18.59)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition."""

    start: int = 1
    form: str = "decimal"
    """w:numFmt"""
    text: str = ""
    """w:lvlText with %1 … %9"""
    suffix: str = "tab"
    legal: bool = False
    """all numbers in it are Arabic"""
    restart: int | None = None
    """level (1-based) after which it begins again; 0 never; None after any higher level"""
    style: str | None = None


def _chinese(number: int, digits: str, units: tuple[str, str, str], ten_alone: bool) -> str:
    """Number below 10,000 in counting words; digits beyond."""
    if not 0 < number < 10000:
        return digits[0] if number == 0 else str(number)
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + (units[3 - power] if power else "")
            gap = False
        else:
            gap = bool(out)
    one_ten = digits[1] + units[2]
    return out[1:] if ten_alone and out.startswith(one_ten) else out


def _roman(number: int) -> str:
    out = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        while number >= value and len(out) < 40:
            out += sign
            number -= value
    return out


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * min(40, (number - 1) // 26 + 1) if number > 0 else ""


def _circled(number: int) -> str:
    for first, last, point in ((0, 0, 0x24EA), (1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(point + number - first)
    return str(number)


def _counting(number: int) -> str:
    return _chinese(number, _DIGITS.replace("〇", "零"), ("千", "百", "十"), True)


def _digitwise(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _formal(number: int) -> str:
    return _chinese(number, _FORMAL, ("仟", "佰", "拾"), False)


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "ideographDigital": _digitwise,
    "japaneseDigitalTenThousand": _digitwise,
    "taiwaneseDigital": _digitwise,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda n: chr(0x2487 + n) if 1 <= n <= 20 else f"{n}.",
    "decimalEnclosedParen": lambda n: chr(0x2473 + n) if 1 <= n <= 20 else f"({n})",
    "ideographEnclosedCircle": lambda n: chr(0x327F + n) if 1 <= n <= 10 else str(n),
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "ideographZodiac": lambda n: _BRANCHES[(n - 1) % 12],
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda n: f"- {n} -",
    "none": lambda n: "",
    "bullet": lambda n: "",
}


def printed(number: int, form: str) -> str:
    """Return ``number`` as the number format ``form`` prints it; Arabic digits for formats not listed."""
    return _FORMS.get(form, str)(number)


class Numbering:
    """The list definitions of a document and how far each list has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, dict[int, Level]] = {}
        self._uses: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        linked: dict[str, str] = {}
        by_style: dict[str, str] = {}
        for node in root.iterchildren(W + "abstractNum"):
            key = node.get(W + "abstractNumId") or ""
            self._lists[key] = dict(map(_level, node.iterchildren(W + "lvl")))
            if (link := _child(node, "numStyleLink")) is not None:
                linked[key] = link
            if (link := _child(node, "styleLink")) is not None:
                by_style[link] = key
        for key, link in linked.items():
            self._lists[key] = self._lists.get(by_style.get(link, ""), self._lists[key])
        for node in root.iterchildren(W + "num"):
            starts: dict[int, int] = {}
            levels = self._lists.get(_child(node, "abstractNumId") or "", {})
            for change in node.iterchildren(W + "lvlOverride"):
                at = _number(change.get(W + "ilvl"), 0)
                for inner in change.iterchildren(W + "lvl"):
                    levels = levels | dict([_level(inner)])
                if (start := _child(change, "startOverride")) is not None:
                    starts[at] = _number(start, 1)
            self._uses[node.get(W + "numId") or ""] = (_child(node, "abstractNumId") or "", levels, starts)

    def level_of(self, use: str, style: str) -> int:
        """Return the 0-based level of a list that belongs to a paragraph style, 0 where none does."""
        levels = self._uses.get(use, ("", {}, {}))[1]
        return next((at for at, level in sorted(levels.items()) if level.style == style), 0)

    def label(self, use: str, at: int) -> str:
        """Count one paragraph of list ``use`` at the 0-based level ``at`` and return its printed number."""
        if use not in self._uses or use == "0":
            return ""
        family, levels, starts = self._uses[use]
        level = levels.get(at)
        if level is None:
            return ""
        counts = self._counts.setdefault(family, {})
        if use not in self._begun:
            self._begun.add(use)
            for changed in starts:
                counts.pop(changed, None)
        begin = starts.get(at, level.start)
        counts[at] = counts[at] + 1 if at in counts else begin
        for deeper in [d for d in counts if d > at]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart != 0 and at < restart):
                del counts[deeper]
        return _spelled(level, levels, counts)


def _spelled(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    def number(found: re.Match[str]) -> str:
        at = int(found.group(1)) - 1
        other = levels.get(at, Level())
        return printed(counts.get(at, other.start), "decimal" if level.legal else other.form)

    if level.form == "bullet":
        return ""
    text = _PLACE.sub(number, level.text)
    if not text or level.suffix == "nothing":
        return text
    return text + " " if level.suffix == "space" or (text[-1].isascii() and text[-1].isalnum()) else text


def _level(node: etree._Element) -> tuple[int, Level]:
    level = Level(
        start=_number(_child(node, "start"), 1),
        form=_child(node, "numFmt") or "decimal",
        text=_child(node, "lvlText") or "",
        suffix=_child(node, "suff") or "tab",
        style=_child(node, "pStyle"),
    )
    legal = node.find(W + "isLgl")
    if legal is not None and legal.get(_VAL) not in ("0", "false"):
        level = replace(level, legal=True)
    if (restart := _child(node, "lvlRestart")) is not None:
        level = replace(level, restart=_number(restart, 0))
    return _number(node.get(W + "ilvl"), 0), level


def _child(node: etree._Element, word: str) -> str | None:
    found = node.find(W + word)
    return None if found is None else found.get(_VAL)


def _number(value: str | None, otherwise: int) -> int:
    """An integer attribute; a huge or foreign value counts as absent."""
    return int(value) if value and re.fullmatch(r"\d{1,6}", value) else otherwise
