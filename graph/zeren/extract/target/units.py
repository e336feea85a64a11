"""Amounts: a number or a range with its unit, as printed and as UCUM code.

The units are data in ``ontology/vocabulary/units.tsv``. All words are compacted: folded and without white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zeren.extract.numbers import ARABIC, HAN, read_number
from zeren.ground.fold import fold
from zeren.ground.resources import table


@dataclass(frozen=True, slots=True)
class Amount:
    """A value or a range with its unit, and where it is printed in the compacted words."""

    value: float
    value_max: float | None
    """upper end of a range; None where one value is printed"""
    unit: str | None
    """as printed, magnitude included (万名); None for a fraction"""
    kind: str
    """``ratio``, ``point``, ``count``, ``times``, ``physical``, ``money`` or ``duration``"""
    strict: bool
    """True where the unit is too common a word to be a promise without a comparator"""
    numerals: bool
    """True where the number is printed in Chinese numerals"""
    roughly: bool
    """True where 余, 多 or 几 follows the number"""
    begin: int
    stop: int
    """one past the unit"""


@cache
def pattern() -> re.Pattern[str]:
    """Regular expression of an amount; groups low, high, rough, unit, part."""
    units = "|".join(
        re.escape(fold(row["unit"])) for row in sorted(_units(), key=lambda row: -len(row["unit"]))
    )
    # Most numbers have no unit: one look at the next character spares the trial of every unit.
    begins = re.escape("".join(sorted({fold(row["unit"])[0] for row in _units()})))
    number = rf"(?:{ARABIC}|{HAN})"
    return re.compile(
        rf"(?=[0-9〇零一二两三四五六七八九十百千])(?<![A-Za-z0-9.+_{{第国—])(?:(?P<low>{number})(?:%?[—至](?P<high>{number}))?(?P<rough>[余多几])?"
        rf"(?P<unit>(?=[十百千万亿{begins}])(?:[十百千]?(?:万亿|[万亿]))?(?:{units})|(?:万亿|[万亿])(?![级能人户物]))"
        rf"|(?P<part>[一二三四五六七八九十百]{{1,5}}分之[一二三四五六七八九十]{{1,5}}))"
    )


@cache
def _units() -> tuple[dict[str, str], ...]:
    return table("vocabulary/units")


@cache
def _by_name() -> dict[str, dict[str, str]]:
    return {fold(row["unit"]): row for row in _units()}


def _row(unit: str | None) -> dict[str, str] | None:
    if not unit:
        return None
    names = _by_name()
    return names.get(unit) or names.get(unit.lstrip("十百千万亿"))


def unit_code(unit: str | None) -> str | None:
    """Return the UCUM code of a unit as printed (微克/立方米 → ``ug/m3``, 万元 → ``10*4.[CNY]``); None where none exists."""
    name = re.sub(r"[/每](?:月|年|季度|周|半年|日)$", "", fold(unit)) if unit else None
    row = _row(name)
    if not row or not name or not row["ucum"]:
        return None
    scale = name[: len(name) - len(fold(row["unit"]))]
    power = sum({"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}[char] for char in scale)
    return (f"10*{power}." if power else "") + row["ucum"]


def amounts(words: str, offset: int = 0) -> list[Amount]:
    """Return every amount in compacted words that begin at ``offset``, promised or not, in order."""
    found = []
    for match in pattern().finditer(words):
        begin, stop = match.span()
        if match["part"]:
            value = read_number(match["part"])
            if value is not None:
                found.append(Amount(round(value, 4), None, None, "ratio", True, True, False, begin + offset, stop + offset))
            continue
        low, high = read_number(match["low"]), read_number(match["high"] or "")
        row = _row(match["unit"])
        if low is None:
            continue
        kind = row["kind"] if row else "count"
        numerals = not match["low"][0].isascii()
        found.append(
            Amount(
                low, high, match["unit"], kind, row is None or row["strict"] == "yes", numerals,
                match["rough"] is not None, begin + offset, stop + offset,
            )
        )  # fmt: skip
    return found
