"""Plans of two levels: which of them are a pair, and which measures below carry out which above."""

from __future__ import annotations

from zeren.cascade.facts import Fact, Facts, Head, facts, heads, packed, unpacked
from zeren.cascade.measures import Link, links
from zeren.cascade.plans import PlanPair, Register

__all__ = ["Fact", "Facts", "Head", "Link", "PlanPair", "Register", "facts", "heads", "links", "packed", "unpacked"]
