"""What plans promise, one row a target: with the bodies that answer for it and the place of its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from zeren.ask.lookup import Reader, find_plans, landing_for
from zeren.ground.fold import key
from zeren.ground.resources import table
from zeren.ground.vocabulary import COMPARATORS
from zeren.table import Landing, scope, short, whole
from zeren.table.landing import Value

COLUMNS = (
    "plan", "annex", "id", "indicator", "comparator", "value", "value_max", "unit", "scope", "kind", "period", "force",
    "quote", "agencies", "source", "concept", "unit_code", "change", "baseline", "reading",
)  # fmt: skip
"""keys of a row, in order"""

# A target and a measure that two files state are placed by the first.
_PROMISED = """WITH line AS (
  SELECT * FROM (
    SELECT l.*, row_number() OVER (PARTITION BY l.id ORDER BY l.file, l.start_offset, l.place) AS turn
    FROM measure_line l
    WHERE l.id IN (SELECT measure FROM target)
      AND l.plan IN ($plan)
  ) WHERE turn = 1
),
own AS (
  SELECT * FROM (
    SELECT p.*, row_number() OVER (PARTITION BY p.id ORDER BY p.file, coalesce(p.annex, ''), p.title) AS turn
    FROM plan p
    WHERE p.id IN (SELECT plan FROM target)
      AND p.id IN ($plan)
  ) WHERE turn = 1
),
single AS (
  SELECT * FROM (
    SELECT t.*, row_number() OVER (PARTITION BY t.id ORDER BY t.file, t.start_offset) AS turn
    FROM target t
    WHERE TRUE
      AND t.kind = $kind
      AND t.indicator || chr(10) || t.label IN ($named)
      AND t.measure IN (SELECT measure FROM duty WHERE body = $body)
  ) WHERE turn = 1
),
held AS (
  SELECT d.measure, list(n.name ORDER BY d.position, d.role, d.body) AS names
  FROM duty d
  JOIN body_name n ON n.id = d.body
  WHERE d.role IN ('lead', 'responsible') AND d.measure IN (SELECT measure FROM single)
  GROUP BY d.measure
)
SELECT coalesce(l.plan_title, o.title), coalesce(l.annex, o.annex), l.id, t.label, t.comparator, t.value, t.value_max, t.unit, t.scope,
       t.kind, t.period, t.force, t.quote, h.names, concat(coalesce(l.file, o.file), ' ', t.locator), t.indicator, t.unit_code,
       t.change, t.baseline, t.reading
FROM single t
LEFT JOIN line l ON l.id = t.measure
LEFT JOIN own o ON o.id = t.plan AND t.measure IS NULL
LEFT JOIN held h ON h.measure = t.measure
WHERE l.id IS NOT NULL OR o.id IS NOT NULL
ORDER BY l.id IS NULL, coalesce(l.file, o.file), l.start_offset, l.place, l.id, coalesce(o.annex, ''), o.title, o.id,
         t.file, t.start_offset, t.id
LIMIT $top"""

_NAMES = "SELECT DISTINCT indicator, label FROM target"
_SIGNS = {name: sign for sign, name in COMPARATORS.items()}


def promised(
    reader: Reader,
    plan: str | None = None,
    body: str | None = None,
    indicator: str | None = None,
    kind: str | None = None,
    top: int | None = None,
) -> list[dict[str, Any]]:
    """Return the targets with the keys of ``COLUMNS``, those of measures in document order, then those of tables.

    ``plan`` keeps to the plans that it points to, ``body`` (IRI) to the measures in which it holds a duty, ``indicator``
    to names that hold these words, ``kind`` to ``numeric``, ``frequency`` or ``qualitative``.
    """
    landing = landing_for(reader)
    params: dict[str, Value] = {
        "plan": [short(known.iri) for known in find_plans(reader, plan)] if plan else None,
        "body": None if body is None else short(body),
        "kind": kind,
        "top": top,
        "named": _about(landing, indicator) if indicator else None,
    }
    return [_row(*cells) for cells in landing.rows(_PROMISED, params, _files(landing, params))]


# Targets of measures stand before those of tables, by the first file that states the measure.
_BY_FILE = """SELECT m.file, count(*)
FROM (
  SELECT DISTINCT id, measure FROM target
  WHERE measure IS NOT NULL
    AND kind = $kind
    AND indicator || chr(10) || label IN ($named)
) t
JOIN (SELECT id, min(file) AS file FROM measure WHERE id IN (SELECT measure FROM target) GROUP BY id) m ON m.id = t.measure
GROUP BY m.file
ORDER BY m.file"""
_BY_FILE_ONCE = """SELECT file, count(*)
FROM target
WHERE measure IS NOT NULL
  AND kind = $kind
  AND indicator || chr(10) || label IN ($named)
GROUP BY file
ORDER BY file"""
"""the same where no measure is stated by two files"""


def _files(landing: Landing, params: Mapping[str, Value]) -> list[str] | None:
    """The documents in which all that is asked for stands; None where it may stand in any."""
    if params["body"] is not None:
        return landing.files_of(scope.OF_BODY, {"body": params["body"]})
    if params["plan"] is not None:
        return landing.files_of(scope.OF_PLAN, {"plan": params["plan"]})
    if not isinstance(top := params["top"], int):
        return None
    first, held = [], 0
    for file, count in landing.rows(_BY_FILE_ONCE if landing.states_once else _BY_FILE, {"kind": params["kind"], "named": params["named"]}):
        first.append(str(file))
        held += count
        if held >= top:
            # The same measure may be stated by a later file too.
            more = "SELECT DISTINCT file FROM measure WHERE id IN (SELECT id FROM measure WHERE file IN ($first))"
            return first if landing.states_once else landing.files_of(more, {"first": first})
    return None


def _row(*cells: Any) -> dict[str, Any]:
    row = dict(zip(COLUMNS, cells, strict=True))
    row["id"] = whole(row["id"]) if row["id"] else None
    row["comparator"] = _SIGNS.get(row["comparator"])
    row["concept"] = _concept(row["concept"], row["indicator"])
    row["agencies"] = list(dict.fromkeys(row["agencies"] or ()))
    for name in ("value", "value_max"):
        # A whole number without a fraction, so that 65 % is not printed as 65.0.
        row[name] = int(row[name]) if row[name] is not None and row[name].is_integer() else row[name]
    return row


def _concept(indicator: str, label: str) -> str | None:
    """Key of a known concept; None for an indicator that goes by its printed name."""
    concept = unquote(indicator.rpartition("indicator/")[2])
    return concept if concept.isascii() and concept != label else None


def _about(landing: Landing, words: str) -> list[str]:
    """The indicators, each with a printed name, of which one name holds the words."""
    labels = {concept["concept"]: concept["label"] for concept in table("vocabulary/indicators")}
    found = []
    for indicator, label in landing.rows(_NAMES):
        concept = _concept(indicator, label) or ""
        if any(key(words) in key(name) for name in (label, concept, labels.get(concept, ""))):
            found.append(f"{indicator}\n{label}")
    return sorted(found)
