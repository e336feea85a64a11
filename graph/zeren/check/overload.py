"""Bodies with far more measures than the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import sqrt

from zeren.check.finding import Finding
from zeren.check.rules import Rule
from zeren.table import Landing, whole

_HELD = """SELECT p.file, coalesce(p.part_of_title, p.title) AS title, d.body, n.name, count(DISTINCT d.measure) AS measures
FROM (
  SELECT id, plan, file, row_number() OVER (PARTITION BY id ORDER BY file, start_offset, place, plan) AS turn FROM measure
) m
JOIN plan p ON p.id = m.plan AND p.file = m.file
JOIN (SELECT DISTINCT measure, body FROM duty) d ON d.measure = m.id
JOIN body_name n ON n.id = d.body
WHERE m.turn = 1 AND coalesce(n.kind, 'agency') IN ('agency', 'company')
  AND m.plan IN ($plan)
GROUP BY p.file, coalesce(p.part_of_title, p.title), d.body, n.name
ORDER BY p.file, title, measures DESC, n.name, d.body"""


def overload(landing: Landing, rule: Rule, plans: Sequence[str] | None = None) -> Iterator[Finding]:
    """Give the bodies that hold more measures than the mean plus two standard deviations of their document.

    Counted in each document with its annexes, in any role, as written; groups are no bodies. The deviation is that
    of the population. ``plans``: paths of the plans that count; None: all.
    """
    for (file, title), group in groupby(landing.rows(_HELD, {"plan": plans}), key=lambda row: row[:2]):
        rows = [row[2:] for row in group]
        number, total = len(rows), sum(count for _, _, count in rows)
        spread = sum(count * count for _, _, count in rows) * number - total * total
        for body, name, count in rows:
            above = count * number - total
            # Whole numbers on both sides of the comparison: no rounding decides.
            if above > 0 and above * above > 4 * spread:
                values = {
                    "body": name,
                    "count": count,
                    "mean": f"{total / number:.1f}",
                    "limit": f"{(total + 2 * sqrt(spread)) / number:.1f}",
                }
                yield rule.finding(values, id=whole(body), subject=name, source=f"{file} {title}")
