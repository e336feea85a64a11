"""The figures of the first page, and what the question box suggests on every page: counted in the columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zeren.ask.loading import is_large
from zeren.serve.explorer.cells import Bar, Ref
from zeren.serve.explorer.large_sql import DATED_PLANS
from zeren.serve.explorer.shape import Option
from zeren.serve.explorer.stored import tallied
from zeren.serve.explorer.values import due_label, due_order
from zeren.table import Landing, whole
from zeren.table.duties import ROLES

_FIGURES = """SELECT
  (SELECT count(DISTINCT id) FROM plan),
  (SELECT count(DISTINCT id) FROM measure),
  (SELECT count(*) FROM (SELECT body FROM duty UNION SELECT body FROM expanded_duty) x WHERE x.body IN (SELECT id FROM body)),
  (SELECT count(*) FROM (SELECT DISTINCT measure, body, role, role_raw, mention, position, basis FROM duty) x),
  (SELECT count(DISTINCT id) FROM target),
  (SELECT count(DISTINCT body) FROM duty WHERE body IN (SELECT id FROM body))"""

# Of a measure that two files state the first counts.
_STATED = """WITH stated AS (
  SELECT m.id, m.file, m.plan, m.turn
  FROM (SELECT id, plan, file, row_number() OVER (PARTITION BY id ORDER BY file, start_offset, place, plan) AS turn FROM measure) m
  JOIN plan p ON p.id = m.plan AND p.file = m.file
  WHERE m.turn = 1
)"""

_MATTERS = (
    _STATED
    + """
SELECT 'left', count(*) FROM (SELECT DISTINCT text, reason, plan, file, locator, start_offset FROM residue WHERE NOT ignored) x
UNION ALL
SELECT 'unresolved', count(*)
FROM (SELECT body FROM duty UNION SELECT body FROM expanded_duty) x
WHERE x.body IN (SELECT id FROM body WHERE class = 'UnresolvedBody')
UNION ALL
SELECT 'likely', count(DISTINCT measure) FROM duty WHERE likely
UNION ALL
SELECT 'two-roles', count(DISTINCT d.measure)
FROM duty d
JOIN duty o ON o.measure = d.measure AND o.body = d.body AND o.role = 'support'
WHERE d.role IN ('lead', 'responsible')
UNION ALL
SELECT 'no-principal', count(DISTINCT id) FROM unanswered
UNION ALL
SELECT 'no-deadline', count(*)
FROM stated s
LEFT JOIN deadline l ON l.measure = s.id AND l.file = s.file AND l.origin = 'Deadline'
WHERE coalesce(l.kind, 'none') = 'none' AND coalesce(l.raw, '') = '' AND s.plan IN ("""
    + DATED_PLANS
    + ")"
)

_DUES = (
    _STATED
    + """
SELECT due, count(*)
FROM (
  SELECT s.id, coalesce(substring(l.end_date, 1, 7), l.kind, 'none') AS due
  FROM stated s
  LEFT JOIN deadline l ON l.measure = s.id AND l.file = s.file AND l.origin = 'Deadline'
  UNION
  SELECT s.id, coalesce(substring(d.end_date, 1, 7), d.kind)
  FROM stated s
  JOIN deadline d ON d.measure = s.id AND d.file = s.file AND d.origin = 'TextDate' AND d.start_offset IS NOT NULL
  LEFT JOIN deadline l ON l.measure = s.id AND l.file = s.file AND l.origin = 'Deadline'
  WHERE (d.end_date IS NOT NULL OR d.rrule IS NOT NULL OR d.kind = 'relative')
    AND (d.end_date IS NULL OR l.end_date IS NULL OR d.end_date <> l.end_date)
) x
GROUP BY due"""
)

_BUSIEST = """WITH held AS (
  SELECT body, role, count(DISTINCT measure) AS measures FROM duty GROUP BY body, role
),
load AS (
  SELECT body, count(DISTINCT measure) AS measures FROM duty GROUP BY body
)
SELECT n.id, n.name, h.role, h.measures, l.measures, (SELECT max(x.shares) FROM (SELECT sum(measures) AS shares FROM held GROUP BY body) x)
FROM (
  SELECT l.body, row_number() OVER (ORDER BY l.measures DESC, b.name, b.id) AS place FROM load l JOIN body_name b ON b.id = l.body
) t
JOIN body_name n ON n.id = t.body
JOIN load l ON l.body = t.body
JOIN held h ON h.body = t.body
WHERE t.place <= $top
ORDER BY t.place"""

_OFFERED = """WITH written AS (
  SELECT DISTINCT measure, body, role, role_raw, mention, position, basis FROM duty
),
busy AS (
  SELECT body, count(*) AS duties FROM written GROUP BY body ORDER BY duties DESC, body LIMIT $top
),
printed AS (
  SELECT body, mention, row_number() OVER (PARTITION BY body ORDER BY count(*) DESC, mention) AS turn
  FROM written
  WHERE body IN (SELECT body FROM busy)
  GROUP BY body, mention
)
SELECT p.mention FROM busy b JOIN printed p ON p.body = b.body AND p.turn = 1 ORDER BY b.duties DESC, b.body"""

_SAID = """SELECT 1 FROM duty WHERE mention = $word
UNION ALL
SELECT 1 FROM measure WHERE contains(text, $word)
LIMIT 1"""


def _kept(landing: Landing, sql: str) -> Sequence[Sequence[Any]]:
    """The rows of a count over the whole store, kept by its state where it is large."""
    return tallied(landing, sql, large=is_large(landing))


def figures(landing: Landing) -> dict[str, int]:
    """Return how many plans, measures, bodies (members of groups too), duties as written and targets there are, and how many bodies are listed."""
    names = ("plans", "measures", "bodies", "duties", "targets", "listed")
    return dict(zip(names, _kept(landing, _FIGURES)[0], strict=True))


def matters(landing: Landing) -> dict[str, int]:
    """Return kind → number of the matters that need a person, without refused files; kinds as in ``review.KINDS``."""
    return {kind: count for kind, count in _kept(landing, _MATTERS) if count}


def dues(landing: Landing, lang: str) -> list[Option]:
    """Return what measures are due by, months first: a deadline or a date of their text, with the number of measures."""
    rows = sorted(_kept(landing, _DUES), key=lambda row: due_order("", row[0]))
    return [Option(due, due_label("", due, lang), count, False) for due, count in rows]


def busiest(landing: Landing, top: int) -> list[tuple[Ref, Bar, int]]:
    """Return the bodies with most measures: body, measures by role, measures."""
    found: dict[str, tuple[str, dict[str, int], int, int]] = {}
    for body, name, role, count, measures, most in _kept(landing, _BUSIEST.replace("$top", str(int(top)))):
        found.setdefault(body, (name, {}, measures, most))[1][role] = count
    return [
        (Ref(name, whole(body)), Bar(tuple((role, counts[role]) for role in ROLES if role in counts), int(most)), measures)
        for body, (name, counts, measures, most) in found.items()
    ]


def offered(landing: Landing, top: int) -> list[str]:
    """Return the bodies with most duties as written, each by the spelling most often printed."""
    return [mention for (mention,) in landing.rows(_OFFERED, {"top": top})]


def said(landing: Landing, words: Iterable[str]) -> set[str]:
    """Return those of the words that are a printed body or stand in a measure; of a large store kept by its state."""
    every = sorted(set(words))

    def look() -> list[str]:
        return [word for word in every if landing.rows(_SAID, {"word": word})]

    return set(landing.kept.made("said", every, look) if is_large(landing) else look())
