"""Two bodies, two plans or two districts side by side: what they share, what each has alone, roles, dates and targets.

``sides`` finds what two names mean, ``facts`` asks the landing for what either side holds, ``comparison`` puts them side by
side, ``workbook`` and ``records`` write it down. Every row leads to a measure, and so to the words that prove it.
"""

from __future__ import annotations

from collections.abc import Sequence

from zeren.ask.lookup import Reader, landing_for
from zeren.compare.comparison import Comparison, compared
from zeren.compare.sides import KINDS, Side, sides
from zeren.compare.telling import sentence

__all__ = ["KINDS", "Comparison", "Side", "compare", "compared", "sentence", "sides"]


def compare(reader: Reader, one: str, other: str, by: str | None = None, plans: Sequence[str] | None = None) -> Comparison:
    """Return what two names have in common and what each has alone.

    ``by`` is one of ``KINDS``; None takes the first of them that both names are. ``plans`` (paths) bounds what bodies are
    compared over. Raises NotFound or Ambiguous where a name leads to none or several, WrongUsage where both are one.
    """
    landing = landing_for(reader)
    return compared(landing, *sides(reader, landing, one, other, by), plans)
