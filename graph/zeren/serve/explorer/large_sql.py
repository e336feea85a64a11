"""What the tables of a large store ask of the columns: rows, what they are sorted by, facets, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.ground.model import Place, Target
from zeren.ground.vocabulary import COMPARATORS
from zeren.serve.explorer.library import Promise
from zeren.serve.explorer.paged import Source
from zeren.table import Landing, whole

_BODIES = """(SELECT split_part(told, chr(9), 1) AS id, split_part(told, chr(9), 2) AS label, split_part(told, chr(9), 3) AS level
  FROM (SELECT unnest(string_split($bodies, chr(10))) AS told) x)"""

_PLAN_NUMBER = """(SELECT min(p.turn)
  FROM (SELECT id, row_number() OVER (ORDER BY file, start_offset, part_of IS NOT NULL, coalesce(annex, ''), id) AS turn FROM plan) p
  WHERE p.id = {plan})"""

# Of a measure that two files state the first counts; where none is, it need not be looked for.
_ONCE = "SELECT id, plan, section, task, place, text, file, start_offset, locator FROM measure"
_FIRST = """SELECT id, plan, section, task, place, text, file, start_offset, locator
FROM (SELECT m.*, row_number() OVER (PARTITION BY id ORDER BY file, start_offset, place, plan) AS turn FROM measure m) m
WHERE turn = 1"""

_DUES = """SELECT s.id, coalesce(substring(l.end_date, 1, 7), l.kind, 'none') AS v0
FROM ({stated}) s
LEFT JOIN deadline l ON l.measure = s.id AND l.file = s.file AND l.origin = 'Deadline'
UNION
SELECT s.id, coalesce(substring(d.end_date, 1, 7), d.kind)
FROM ({stated}) s
JOIN deadline d ON d.measure = s.id AND d.file = s.file AND d.origin = 'TextDate' AND d.start_offset IS NOT NULL
LEFT JOIN deadline l ON l.measure = s.id AND l.file = s.file AND l.origin = 'Deadline'
WHERE (d.end_date IS NOT NULL OR d.rrule IS NOT NULL OR d.kind = 'relative')
  AND (d.end_date IS NULL OR l.end_date IS NULL OR d.end_date <> l.end_date)"""

_OF_DEADLINE = "(SELECT min({cell}) FROM deadline l WHERE l.measure = found.id AND l.file = found.file AND l.origin = 'Deadline')"

_DUE = "coalesce(l.end_date, '~' || l.kind)"

_HELD = f"""(SELECT string_agg(h.label, '、' ORDER BY h.top, h.body)
  FROM (SELECT d.measure, d.role, d.body, b.label, min(d.position) AS top FROM duty d JOIN {_BODIES} b ON b.id = d.body GROUP BY ALL) h
  WHERE h.measure = found.{{measure}} AND h.role = {{role}})"""

_SECTIONS = """(WITH RECURSIVE inside AS (
  SELECT id FROM section WHERE regexp_matches(title, $word)
  UNION
  SELECT s.id FROM section s JOIN inside i ON s.outer_section = i.id
) SELECT id FROM inside)"""

_MEASURE_WORDS = f"""regexp_matches(text, $word)
  OR task IN (SELECT id FROM task WHERE regexp_matches(title, $word))
  OR plan IN (SELECT id FROM plan WHERE regexp_matches(title, $word))
  OR id IN (SELECT measure FROM deadline WHERE origin = 'Deadline' AND regexp_matches(raw, $word))
  OR section IN {_SECTIONS}"""


def measures(landing: Landing, roles: Sequence[str], bodies: str) -> Source:
    """Return where the rows of all measures come from; ``bodies`` has path, name and level of every body, a line each."""
    stated = _ONCE if landing.states_once else _FIRST
    sorts = {
        "plan": f"coalesce({_PLAN_NUMBER.format(plan='found.plan')}, 0)",
        "task": "(SELECT min(concat_ws(' ', nullif(t.number, ''), nullif(t.title, ''))) FROM task t WHERE t.id = found.task AND t.file = found.file)",
        "text": "text",
        "deadline": f"coalesce({_OF_DEADLINE.format(cell=_DUE)}, '~none')",
        **{role: _HELD.format(measure="id", role=f"'{role}'") for role in roles},
        "deadline_kind": f"coalesce({_OF_DEADLINE.format(cell='l.kind')}, 'none')",
        "deadline_start": _OF_DEADLINE.format(cell="l.start_date"),
        "deadline_end": _OF_DEADLINE.format(cell="l.end_date"),
        "file": "file",
        "locator": "locator",
        "id": "id",
    }
    facets = {
        "plan": f"SELECT id, plan AS v0 FROM ({stated}) s",
        "role": f"""SELECT DISTINCT d.measure AS id, d.role AS v0, coalesce(nullif(b.level, ''), 'unstated') AS v1
FROM duty d LEFT JOIN {_BODIES} b ON b.id = d.body""",
        "deadline": _DUES.format(stated=stated),
    }
    return Source(stated, "file, start_offset, place, id", sorts, facets, _MEASURE_WORDS, {"bodies": bodies})


_TARGETS = """SELECT t.id, t.file, t.start_offset, t.measure, coalesce(m.plan, t.measure, t.plan) AS of_plan, t.indicator, t.kind, t.force,
  t.label, t.comparator, t.value, t.value_max, t.unit, t.change, t.quote, t.scope, t.locator, p.lead_basis, m.text
FROM ({targets}) t
LEFT JOIN ({stated}) m ON m.id = t.measure
LEFT JOIN (SELECT id, min(lead_basis) AS lead_basis, min(title) AS title FROM plan GROUP BY id) p ON p.id = m.plan"""

_TARGETS_FIRST = "SELECT * FROM (SELECT t.*, row_number() OVER (PARTITION BY id ORDER BY file, start_offset) AS turn FROM target t) t WHERE turn = 1"


def _targets(landing: Landing) -> str:
    """The SELECT of every target once, with what of its measure and plan is shown."""
    once = landing.kept.made("targets-once", [], lambda: bool(landing.rows("SELECT count(*) = count(DISTINCT id) FROM target")[0][0]))
    own = (_ONCE if landing.states_once else _FIRST) + (" WHERE" if landing.states_once else " AND")
    return _TARGETS.format(targets="SELECT * FROM target" if once else _TARGETS_FIRST, stated=f"{own} id IN (SELECT measure FROM target)")


def targets(landing: Landing, bodies: str, indicator: str | None = None) -> Source:
    """Return where the rows of all targets come from, or of those of one indicator (path)."""
    rows = _targets(landing) + ("" if indicator is None else "\nWHERE t.indicator = $indicator")
    principal = "coalesce((SELECT min(role) FROM answering a WHERE a.measure = found.measure), 'responsible')"
    sorts = {
        "indicator": "label", "value": "value", "quote": "quote", "scope": "scope",
        "bodies": _HELD.format(measure="measure", role=principal),
        "measure": "coalesce(text, (SELECT min(concat_ws(' ', p.annex, p.title)) FROM plan p WHERE p.id = found.of_plan))",
        "plan": f"coalesce({_PLAN_NUMBER.format(plan='found.of_plan')}, 0)",
        "comparator": "comparator", "number": "value", "number_max": "value_max", "unit": "unit", "file": "file", "locator": "locator",
        "id": "id",
    }  # fmt: skip
    facets = {name: f"SELECT id, coalesce(nullif({cell}, ''), 'unstated') AS v0 FROM ({rows}) t"
              for name, cell in (("plan", "of_plan"), ("kind", "kind"), ("force", "force"))}  # fmt: skip
    words = "regexp_matches(label, $word) OR regexp_matches(quote, $word) OR regexp_matches(scope, $word)"
    return Source(rows, "file, start_offset, id", sorts, facets, words, {"bodies": bodies, "indicator": indicator or ""})


def indicators(landing: Landing) -> Source:
    """Return where the rows of all indicators come from."""
    every = _targets(landing)
    rows = f"""SELECT indicator AS id, sum(times) AS targets, min_by(label, first) AS printed, min_by(label, (-times, label)) AS name
FROM (
  SELECT indicator, label, count(*) AS times, min((file, start_offset, id)) AS first FROM ({every}) t GROUP BY indicator, label
) named
GROUP BY indicator"""
    facets = {name: f"SELECT DISTINCT indicator AS id, coalesce(nullif({cell}, ''), 'unstated') AS v0 FROM ({every}) t"
              for name, cell in (("plan", "of_plan"), ("kind", "kind"))}  # fmt: skip
    words = "id IN (SELECT indicator FROM target WHERE regexp_matches(label, $word))"
    sorts = {"indicator": "name", "targets": "targets", "id": "id"}
    return Source(rows, "targets DESC, printed, id", sorts, facets, words, {})


def indicators_shown(
    landing: Landing, ids: Sequence[str]
) -> tuple[Mapping[str, list[Promise]], Mapping[str, int], Mapping[str, list[str]]]:
    """Return by path of an indicator one target for each name and value in document order, how many there are, their plans."""
    every = f"SELECT * FROM ({_targets(landing)}) t WHERE t.indicator IN ($ids)"
    values = f"""SELECT indicator, label, comparator, value, value_max, unit, change, count(*), min((file, start_offset, id)) AS first
FROM ({every}) x GROUP BY indicator, label, comparator, value, value_max, unit, change ORDER BY first"""
    plans = f"SELECT indicator, of_plan FROM ({every}) x GROUP BY indicator, of_plan ORDER BY min((file, start_offset, id))"
    signs = {code: sign for sign, code in COMPARATORS.items()}
    shown: dict[str, list[Promise]] = {path: [] for path in ids}
    counts = dict.fromkeys(ids, 0)
    times: dict[tuple[str, str], int] = {}
    for indicator, label, comparator, value, value_max, unit, change, count, _ in landing.rows(values, {"ids": ids}):
        target = Target(label, signs.get(comparator), value, value_max, unit, None, "", "", Place(0, 0), change=change)
        shown[indicator].append(Promise("", "", whole(indicator), "", None, target, comparator or "", "", ""))
        counts[indicator] += count
        times[indicator, label] = times.get((indicator, label), 0) + count
    for path, found in shown.items():
        # What an indicator is called is the name printed most often, which a list without repetitions does not tell.
        name = min((label for at, label in times if at == path), key=lambda label: (-times[path, label], label), default="")
        first = next((promise for promise in found if promise.target.indicator == name), None)
        found += [first] * len(found) if first else []
    named: dict[str, list[str]] = {path: [] for path in ids}
    for indicator, plan in landing.rows(plans, {"ids": ids}):
        named[indicator].append(plan)
    return shown, counts, named


_STATED = """SELECT m.id, m.file, m.plan, m.start_offset, m.place
FROM measure m
JOIN plan p ON p.id = m.plan AND p.file = m.file"""

DATED_PLANS = """SELECT DISTINCT m.plan
FROM deadline d
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE d.origin = 'Deadline' AND d.kind <> 'none'"""
"""plans with a deadline"""

DOUBTFUL = f"""WITH stated AS ({_STATED})
SELECT measure FROM duty WHERE likely
UNION
SELECT d.measure FROM duty d JOIN duty o ON o.measure = d.measure AND o.body = d.body AND o.role = 'support'
WHERE d.role IN ('lead', 'responsible')
UNION
SELECT id FROM unanswered
UNION
SELECT s.id FROM stated s
LEFT JOIN deadline l ON l.measure = s.id AND l.file = s.file AND l.origin = 'Deadline'
WHERE coalesce(l.kind, 'none') = 'none' AND s.plan IN ({DATED_PLANS})
UNION
SELECT min_by(x.measure, (s.file, s.start_offset, s.place, s.id))
FROM (SELECT body, measure FROM duty UNION SELECT body, measure FROM expanded_duty) x
JOIN stated s ON s.id = x.measure
WHERE x.body IN (SELECT id FROM body WHERE class = 'UnresolvedBody')
GROUP BY x.body"""
"""measures with a matter for a person, and of every body that is not resolved the first"""
