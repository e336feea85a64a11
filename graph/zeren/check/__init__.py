"""Check a store: what is missing in the plans, what does not fit together, what was read with doubt.

Every rule is a claim that should find nothing. Most are queries under ``ontology/checks``; those that count or
compare are worked out beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zeren import ask
from zeren.check.agreement import agreements
from zeren.check.finding import SEVERITIES, Finding, ordered
from zeren.check.overload import overload
from zeren.check.quotes import Texts, quoted, quotes
from zeren.check.rules import Rule, asked, columns_that_tell, rules

__all__ = ["SEVERITIES", "Finding", "Rule", "Texts", "check", "ordered", "rules"]

Progress = Callable[[int, int], None]
"""told how many steps of how many are done: a rule, or a document compared with its original"""


def check(
    reader: ask.Reader,
    plan: str | None = None,
    texts: Texts | None = None,
    progress: Progress = lambda done, total: None,
    *,
    engine: str | None = None,
) -> tuple[Finding, ...]:
    """Return what the rules find in the store, or in the plans that ``plan`` points to; the gravest first.

    ``texts`` gives the text of a document's original by its IRI, to compare the quotes with; where it is None they
    are not compared. ``engine``: ``columns`` or ``sparql``, what answers the rules that are queries; None: columns where the store
    keeps some that tell all. Raises NotFound where no plan fits.
    """
    known = rules()
    landing, plans = ask.landing_for(reader), ask.plan_paths(reader, plan)
    queries = [rule for rule in known.values() if rule.question]
    works: list[Callable[[], Iterable[Finding]]] = [
        lambda: agreements(reader, landing, known, plans),
        lambda: overload(landing, known["overload"], plans),
    ]
    documents = quoted(landing, plans) if texts is not None else []
    begun = len(queries) + len(works)
    total = begun + len(documents)
    if texts is not None:
        works.append(lambda: quotes(landing, known, texts, documents, lambda done: progress(begun + done, total)))
    found: list[Finding] = []
    telling = columns_that_tell(reader, engine)
    for done, rule in enumerate(queries):
        progress(done, total)
        found += asked(reader, rule, plan, telling)
    for done, work in enumerate(works, len(queries)):
        progress(done, total)
        found += work()
    progress(total, total)
    return ordered(found)
