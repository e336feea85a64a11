"""Which words name an indicator: the known ones of ``ontology/vocabulary/indicators.tsv``, and names by their form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from zeren.ground.resources import table

NAME = 18
"""characters of a name at most, without what stands in brackets"""
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
"""(EI), （PM2.5）"""


@cache
def known_indicators() -> Mapping[str, Mapping[str, str]]:
    """Return concept → its row: concept, label, unit, better (``lower``, ``higher`` or empty), family, words."""
    return {row["concept"]: row for row in table("vocabulary/indicators")}


@cache
def _traits() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What opens a clause, and what only a clause has within."""
    rows = list(table("vocabulary/fragments"))
    opening = "|".join(re.escape(row["word"]) for row in rows if row["place"] == "opening")
    within = "|".join(re.escape(row["word"]) for row in rows if row["place"] == "within")
    return re.compile(opening), re.compile(within)


def names_indicator(words: str) -> bool:
    """Tell whether words are the name of something that is measured, rather than a piece of a sentence.

    绿色出行比例 and 市级美丽工厂 are names; 使用的草坪机、割灌机等园林机械 and 完成市级下达的目标要求 are not.
    """
    name = _BRACKETS.sub("", words).strip()
    opening, within = _traits()
    return 1 < len(name) <= NAME and not opening.match(name) and not within.search(name)


def indicator_name(concept: str | None, words: str) -> str | None:
    """Return what the indicator of a target is called, by its concept or by its printed words; None: they name no indicator."""
    if known := known_indicators().get(concept or ""):
        return known["label"]
    return words if names_indicator(words) else None
