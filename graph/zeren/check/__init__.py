"""Check a store: what is missing in the plans, what does not fit together, what was read with doubt.

Every rule is a claim that should find nothing. Most are queries under ``ontology/checks``; those that count or
compare are worked out beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

from zeren import ask
from zeren.check.agreement import agreements
from zeren.check.finding import SEVERITIES, Finding, ordered
from zeren.check.overload import overload
from zeren.check.quotes import Texts, quotes
from zeren.check.rules import Rule, asked, rules

__all__ = ["SEVERITIES", "Finding", "Rule", "Texts", "check", "ordered", "rules"]


def check(reader: ask.Reader, plan: str | None = None, texts: Texts | None = None) -> tuple[Finding, ...]:
    """Return what the rules find in the store, or in the plans that ``plan`` points to; the gravest first.

    ``texts`` gives the text of a document's original by its IRI, to compare the quotes with; where it is None they
    are not compared. Raises NotFound where no plan fits.
    """
    known = rules()
    duties = ask.load_duties(reader, plan)
    found: list[Iterable[Finding]] = [asked(reader, rule, plan) for rule in known.values() if rule.question]
    # A plan is also compared with the one above it, which is not among its own targets.
    whole = duties if plan is None else ask.load_duties(reader)
    found.append(agreements(reader, whole, known, duties.targets))
    found.append(overload(duties, known["overload"]))
    if texts is not None:
        found.append(quotes(reader, known, texts, plan))
    return ordered(finding for each in found for finding in each)
