"""Bodies with far more measures than the others."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from zeren.check.finding import Finding
from zeren.check.rules import Rule
from zeren.table.duties import Duties


def overload(duties: Duties, rule: Rule) -> Iterator[Finding]:
    """Give the bodies that hold more measures than the mean plus two standard deviations of their document.

    Counted in each document with its annexes, in any role, as written; groups are no bodies. The deviation is that
    of the population.
    """
    held: dict[tuple[str, str], dict[str, set[str]]] = {}
    for duty in duties.duties:
        measure = duties.measures[duty.measure]
        if duty.expansion is None and duties.bodies[duty.body].kind in ("agency", "company"):
            document = (measure.file, measure.part_of or measure.plan)
            held.setdefault(document, {}).setdefault(duty.body, set()).add(duty.measure)
    for (file, title), its in sorted(held.items()):
        counts = {body: len(measures) for body, measures in its.items()}
        number, total = len(counts), sum(counts.values())
        spread = sum(count * count for count in counts.values()) * number - total * total
        for body, count in sorted(counts.items(), key=lambda item: (-item[1], duties.bodies[item[0]].name)):
            above = count * number - total
            # Whole numbers on both sides of the comparison: no rounding decides.
            if above > 0 and above * above > 4 * spread:
                name = duties.bodies[body].name
                values = {
                    "body": name,
                    "count": count,
                    "mean": f"{total / number:.1f}",
                    "limit": f"{(total + 2 * sqrt(spread)) / number:.1f}",
                }
                yield rule.finding(values, id=body, subject=name, source=f"{file} {title}")
