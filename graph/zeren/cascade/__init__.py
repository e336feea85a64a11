"""Plans of two levels: which of them are a pair, and which measures below carry out which above."""

from __future__ import annotations

from zeren.cascade.facts import HEAD, Fact, Facts, Head, facts, heads, heads_in, packed, unpacked
from zeren.cascade.measures import Link, links
from zeren.cascade.plans import PlanPair, Register

__all__ = [
    "HEAD", "Fact", "Facts", "Head", "Link", "PlanPair", "Register", "facts", "heads", "heads_in", "links", "packed", "unpacked",
]  # fmt: skip
