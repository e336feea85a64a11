"""Duties as records, for the rooms that need objects: of a whole store, or of what was chosen from it; in document order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any
from urllib.parse import unquote

from zeren.ask.lookup import Reader, find_plans, landing_for, plan_paths
from zeren.ground.errors import WrongUsage
from zeren.ground.model import Deadline, Place, Target
from zeren.ground.recurrence import completed
from zeren.ground.vocabulary import COMPARATORS
from zeren.table import Landing, scope, short, whole
from zeren.table.choice import PORTION, Choice
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow, Portions, Proof, Words
from zeren.table.landing import Value
from zeren.table.scope import listed

_CHOSEN = """WITH chosen AS (
  SELECT DISTINCT id, plan
  FROM measure
  WHERE TRUE
    AND plan IN ($plan)
    AND id IN ($measures)
    AND id IN (SELECT measure FROM duty WHERE body = $body UNION SELECT measure FROM expanded_duty WHERE body = $body)
    AND id IN (SELECT measure FROM deadline WHERE rrule IS NOT NULL OR (end_date >= $first AND end_date <= '9999'))
    AND id IN (SELECT measure FROM deadline WHERE rrule IS NOT NULL OR end_date <= $last)
)
"""

# The view measure_line has not all of it; beside the view each of its tables would be read twice.
_MEASURES = """SELECT m.id, p.title, m.plan, p.annex, p.part_of_title, m.section, t.number, t.title, m.place, m.text,
       coalesce(d.raw, ''), coalesce(d.kind, 'none'), d.start_date, d.end_date, coalesce(d.inherited, FALSE), m.file,
       m.locator, p.lead_basis, d.rrule
FROM measure m
JOIN plan p ON p.id = m.plan AND p.file = m.file
LEFT JOIN task t ON t.id = m.task AND t.file = m.file
LEFT JOIN deadline d ON d.measure = m.id AND d.file = m.file AND d.origin = 'Deadline'
WHERE TRUE #WITHIN m.id#
ORDER BY m.file, m.start_offset, m.place, m.id"""

_SECTIONS = "SELECT DISTINCT id, title, outer_section FROM section"

_WRITTEN = """SELECT DISTINCT measure, body, role, role_raw, mention, position, basis, coalesce(open_ended, FALSE) AS open_ended
FROM duty
WHERE TRUE #WITHIN measure#"""

_EXPANDED = """SELECT DISTINCT e.measure, e.body, e.role, g.mention, g.position, e.certainty, g.body AS via
FROM expanded_duty e
JOIN duty g ON g.id = e.duty AND g.file = e.file
WHERE TRUE #WITHIN e.measure#"""

# A label is the spelling most often printed in the plans that were asked for, whatever else limits the answer.
_BODIES = """WITH held AS (
  SELECT body FROM duty WHERE TRUE
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
    AND body IN ($bodies)
  UNION
  SELECT body FROM expanded_duty WHERE TRUE
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
    AND body IN ($bodies)
),
written AS (
  SELECT DISTINCT measure, body, role, role_raw, mention, position, basis
  FROM duty
  WHERE TRUE
    AND body IN ($bodies)
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
),
printed AS (
  SELECT body, mention, count(*) AS times FROM written GROUP BY body, mention
),
ranked AS (
  SELECT body, mention, row_number() OVER (PARTITION BY body ORDER BY times DESC, mention) AS place FROM printed
),
spelled AS (
  SELECT body, label FROM spelling WHERE body IN (SELECT body FROM held)
  UNION
  SELECT body, mention FROM printed
),
called AS (
  SELECT body, list(label) AS labels FROM spelled GROUP BY body
),
levels AS (
  SELECT g.body, min(b.level) AS level
  FROM (
    SELECT id, file, body FROM duty WHERE TRUE
      AND body IN ($bodies)
  ) g
  JOIN expanded_duty e ON e.duty = g.id AND e.file = g.file
  JOIN body_name b ON b.id = e.body
  GROUP BY g.body
  HAVING count(DISTINCT b.level) = 1
)
SELECT n.id, n.name, coalesce(r.mention, n.name), coalesce(n.kind, 'agency'), coalesce(n.level, v.level), n.jurisdiction, c.labels
FROM body_name n
JOIN held h ON h.body = n.id
LEFT JOIN levels v ON v.body = n.id
LEFT JOIN ranked r ON r.body = n.id AND r.place = 1
LEFT JOIN called c ON c.body = n.id
WHERE TRUE
  AND n.id IN ($bodies)
ORDER BY n.name, n.id"""

_TARGETS = """SELECT coalesce(t.measure, t.plan), t.id, t.label, t.indicator, t.comparator, t.value, t.value_max, t.unit, t.unit_code,
       t.scope, t.kind, t.force, t.change, t.baseline, t.period, t.reading, t.due_date, u.start_offset, t.quote, t.start_offset,
       t.end_offset, t.locator, v.line_no, v.page_no, v.table_no, v.row_no, v.column_no
FROM target t
LEFT JOIN target u ON u.id = t.tied_to AND u.file = t.file
LEFT JOIN evidence v ON v.file = t.file AND v.start_offset = t.start_offset AND v.end_offset = t.end_offset
WHERE TRUE #WITHIN t.measure OR t.plan#
ORDER BY t.file, t.start_offset, t.id"""

_DATES = """SELECT measure, file, raw, kind, start_date, end_date, rrule, start_offset, end_offset
FROM deadline
WHERE origin = 'TextDate' AND start_offset IS NOT NULL #WITHIN measure#
ORDER BY file, start_offset, raw, id"""

_PROVED = """SELECT x.measure, x.body, x.role, v.quote, x.file, v.locator, v.start_offset, v.end_offset
FROM (
  SELECT file, id AS measure, CAST(NULL AS STRING) AS body, 'measure' AS role, start_offset, end_offset FROM measure
  UNION ALL
  SELECT file, measure, CAST(NULL AS STRING), 'deadline', start_offset, end_offset FROM deadline WHERE origin = 'Deadline'
  UNION ALL
  SELECT file, measure, body, role, start_offset, end_offset FROM duty
) x
JOIN evidence v ON v.file = x.file AND v.start_offset = x.start_offset AND v.end_offset = x.end_offset
WHERE TRUE #WITHIN x.measure#
ORDER BY x.file, v.start_offset, v.end_offset"""

IN_MEMORY = 20_000
"""measures of a store that is held as a whole while it is asked; of a larger one each question asks for what it is about"""
HELD = 200_000
"""measures that are read at once for what is made of all of them, 8 kB each"""
_FEW = 20_000
"""measures that are handed to the engine one by one"""
_SIGNS = {name: sign for sign, name in COMPARATORS.items()}


def is_large(landing: Landing) -> bool:
    """Tell whether a store has more measures than are held as a whole."""
    return landing.measured > IN_MEMORY


def demand_held(reader: Reader, plan: str | None = None) -> None:
    """Raise WrongUsage where the store, or the plans that ``plan`` points to, have more measures than are read at once; NotFound for no plan."""
    given: dict[str, Value] = {"plan": plan_paths(reader, plan)}
    ((count,),) = landing_for(reader).rows("SELECT count(*) FROM measure WHERE TRUE\n  AND plan IN ($plan)", given)
    if count > HELD:
        raise _too_many(count)


def _too_many(count: int) -> WrongUsage:
    told = f"共 {count:,} 项措施，一次最多读 {HELD:,} 项 (more measures than are read at once)"
    return WrongUsage(told, "指明计划（--plan）或单位再试 (name a plan or a body)")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What of a store is loaded."""

    landing: Landing
    params: Mapping[str, Value]
    limited: bool
    """False: everything"""
    files: Sequence[str] | None = None
    """the documents in which all of it stands; None: any"""
    ids: Sequence[str] | None = None
    """paths of the chosen measures, where they are few; None: each statement finds them by itself"""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a statement, each ``#WITHIN column#`` replaced by what keeps to the chosen measures."""
        text = sql
        while "#WITHIN " in text:
            before, _, rest = text.partition("#WITHIN ")
            columns, _, after = rest.partition("#")
            text = before + self._within(columns) + after
        head = _CHOSEN if self.limited and self.ids is None else "WITH everything AS (SELECT 1)\n"
        return self.landing.rows(head + text, {**self.params, "ids": self.ids}, self.files)

    def _within(self, columns: str) -> str:
        if not self.limited:
            return ""
        measure, _, plan = columns.partition(" OR ")
        held = f"{measure} IN (SELECT id FROM chosen)" if self.ids is None else f"{measure} IN ($ids)"
        # What a table of values promises belongs to the plan as a whole, not to some of its measures.
        by_plan = {name for name, value in self.params.items() if value is not None} == {"plan"}
        return f"AND ({held} OR {plan} IN ($plan))" if plan and by_plan else f"AND {held}"


def _chosen(
    reader: Reader,
    plan: str | None = None,
    body: str | None = None,
    measures: Iterable[str] | None = None,
    days: tuple[str | None, str | None] = (None, None),
) -> _Chosen:
    params: dict[str, Value] = {
        "plan": [short(known.iri) for known in find_plans(reader, plan)] if plan else None,
        "body": None if body is None else short(body),
        "measures": None if measures is None else sorted({short(iri) for iri in measures}),
        "first": days[0],
        "last": days[1],
    }
    landing = landing_for(reader)
    files = None
    for name, of in (("measures", scope.OF_MEASURES), ("body", scope.OF_BODY), ("plan", scope.OF_PLAN)):
        if files is None and params[name] is not None:
            files = landing.files_of(of, {name: params[name]})
    if files is None:
        return _Chosen(landing, params, any(value is not None for value in params.values()))
    found = landing.rows(f"{_CHOSEN}SELECT DISTINCT id FROM chosen LIMIT {_FEW + 1}", params, files)
    # Each of the statements would look for them again.
    return _Chosen(landing, params, True, files, sorted(str(path) for (path,) in found) if len(found) <= _FEW else None)


def load_duties(
    reader: Reader,
    plan: str | None = None,
    *,
    body: str | None = None,
    measures: Iterable[str] | None = None,
    days: tuple[str | None, str | None] = (None, None),
    known: Mapping[str, BodyRow] | None = None,
    targets: bool = True,
) -> Duties:
    """Return the duties of the store, or of what was chosen: every condition that is given must hold.

    ``known`` are the bodies of the store, from ``load_bodies``, where they have been read before; without ``targets`` what is
    promised is left out.

    ``plan`` points to plans (see ``find_plans``), ``body`` (IRI) keeps to the measures in which it holds a duty, a group's
    member too, ``measures`` are IRIs, ``days`` the first and the last ISO day of a period in which a measure is dated or
    recurs. Measures and duties stand in document order, files by name; a measure stated by two files is placed by the
    first. Expanded duties follow those as written. Raises NotFound where no plan fits.
    """
    chosen = _chosen(reader, plan, body, measures, days)
    rows = _measures(chosen)
    places = {measure: place for place, measure in enumerate(rows)}

    def of(found: Iterable[Duty]) -> list[Duty]:
        # A measure without text or place is a fault that zeren check tells; it must not stop every other answer.
        return sorted((duty for duty in found if duty.measure in places), key=lambda duty: _order(duty, places))

    seen = _Seen()
    written, expanded = chosen.rows(_WRITTEN), chosen.rows(_EXPANDED)
    duties = (
        *of(
            Duty(seen(m), seen(b), role, raw, mention, position, basis, open_ended=going_on)
            for m, b, role, raw, mention, position, basis, going_on in written
        ),
        *of(
            Duty(seen(m), seen(b), role, None, mention, position, "expanded", certainty, seen(group))
            for m, b, role, mention, position, certainty, group in expanded
        ),
    )
    held = sorted({row[1] for rows in (written, expanded) for row in rows}) if chosen.limited else None
    del written, expanded
    dates = _dates(chosen)
    for measure, said in dates.items():
        if (row := rows.get(measure)) is not None:
            rows[measure] = replace(row, dates=tuple(one for one in said if not _repeats(one, row)))
    if known is not None and held is not None:
        named = set(map(whole, held))
        bodies = {iri: row for iri, row in known.items() if iri in named}
    else:
        bodies = _bodies(chosen, held)
    return Duties(bodies, rows, duties, _targets(chosen) if targets else {}, dates)


class _Seen:
    """Gives each IRI once, so that equal ones are one object."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = whole(path)
        return found


def _measures(chosen: _Chosen) -> dict[str, MeasureRow]:
    sections = _sections(chosen)
    found: dict[str, MeasureRow] = {}
    for path, title, plan, annex, part_of, section, *others in chosen.rows(_MEASURES):
        if (measure := whole(path)) not in found:
            found[measure] = MeasureRow(measure, title, whole(plan), annex, part_of, sections.get(section, ()), *others)
    return found


def _sections(chosen: _Chosen) -> dict[str, tuple[str, ...]]:
    """Return section → headings from the outermost to its own."""
    rows = chosen.rows(_SECTIONS)
    heading = {section: title for section, title, _ in rows}
    outer = {section: above for section, _, above in rows}
    paths = {}
    for section in heading:
        path: list[str] = []
        above = section
        while above and above in heading and len(path) < len(heading):
            path.insert(0, heading[above])
            above = outer[above]
        paths[section] = tuple(path)
    return paths


def _order(duty: Duty, places: Mapping[str, int]) -> tuple[int, int, str, str, str]:
    return (places[duty.measure], duty.position, duty.role, duty.expansion or "", duty.body)


def _bodies(chosen: _Chosen, held: Sequence[str] | None = None) -> dict[str, BodyRow]:
    """Return the bodies that hold a duty, those given or all, sorted by name; the label is the spelling most often printed."""
    rows = chosen.landing.rows(_BODIES, {"plan": chosen.params["plan"], "bodies": held})
    return {
        whole(path): BodyRow(whole(path), name, label, kind, level, place, tuple(sorted(labels or ())))
        for path, name, label, kind, level, place, labels in rows
    }


def _targets(chosen: _Chosen) -> dict[str, tuple[Target, ...]]:
    """Return measure or plan → its targets in document order; one stated by two files is placed by the first."""
    return _of_rows(chosen.rows(_TARGETS))


def _of_rows(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[Target, ...]]:
    found: dict[str, list[Target]] = {}
    seen = set()
    for holder, target, *cells in rows:
        if target not in seen:
            seen.add(target)
            found.setdefault(whole(holder), []).append(_target(*cells))
    return {holder: tuple(targets) for holder, targets in found.items()}


def _target(
    label: str, indicator: str, comparator: str | None, value: float | None, value_max: float | None, unit: str | None,
    unit_code: str | None, scope: str | None, kind: str, force: str, change: str | None, baseline: str | None,
    period: str | None, reading: str | None, due: str | None, tied: int | None, quote: str, start: int, end: int, locator: str, *spot: int | None,
) -> Target:  # fmt: skip
    concept = unquote(indicator.rpartition("indicator/")[2])
    return Target(
        label, _SIGNS.get(comparator or ""), value, value_max, unit, scope, kind, quote, _place(start, end, locator, *spot),
        # Indicators without a concept go by their printed name.
        concept if concept.isascii() and concept != label else None,
        unit_code, force, tied, change, baseline, period, reading, due,
    )  # fmt: skip


def _place(start: int, end: int, locator: str, *spot: int | None) -> Place:
    """The place of the words; a format's own address is only kept in the locator."""
    line, page, table, row, column = spot
    bare = Place(start, end, line=line, page=page, table=table, row=row, column=column)
    path = locator.removeprefix(bare.locator).strip() if bare.table else ""
    return replace(bare, path=path or None)


def _repeats(date: Deadline, row: MeasureRow) -> bool:
    """Whether a date of the text only says the deadline again: the same day, or the same days of each month (每月 beside 每月底前)."""
    if date.end is not None:
        return date.end == row.deadline_end
    return date.rrule is not None and row.deadline_rrule is not None and completed(date.rrule) == completed(row.deadline_rrule)


def _dates(chosen: _Chosen) -> dict[str, tuple[Deadline, ...]]:
    """Return measure → the dates that its text sets, in document order; of several files the first."""
    found: dict[str, dict[str, list[Deadline]]] = {}
    for measure, file, raw, kind, first, last, rrule, start, end in chosen.rows(_DATES):
        date = Deadline(raw, kind, first, last, rrule, place=Place(start, end))
        found.setdefault(whole(measure), {}).setdefault(file, []).append(date)
    return {measure: tuple(next(iter(files.values()))) for measure, files in found.items()}


def load_bodies(reader: Reader, plan: str | None = None, bodies: Iterable[str] | None = None) -> dict[str, BodyRow]:
    """Return what ``load_duties`` gives as ``bodies``, of those (IRIs) alone where they are given; raises as it does."""
    return _bodies(_chosen(reader, plan), None if bodies is None else sorted(map(short, bodies)))


def kept_bodies(reader: Reader) -> dict[str, BodyRow]:
    """Return what ``load_bodies`` gives of a large store, kept by the state of the store."""
    kept = landing_for(reader).kept
    told = kept.made("bodies", [], lambda: [astuple(row) for row in load_bodies(reader).values()])
    return {iri: BodyRow(iri, name, label, kind, level, place, tuple(aliases)) for iri, name, label, kind, level, place, aliases in told}


_IN_ORDER = """SELECT l.id, l.plan
FROM measure_line l
WHERE TRUE
  AND l.id IN (SELECT id FROM measure WHERE plan IN ($plan))
ORDER BY l.file, l.start_offset, l.place, l.id"""
_THESE_TARGETS = _TARGETS.replace("WHERE TRUE #WITHIN t.measure OR t.plan#", "WHERE t.id IN ($chosen)")
_OF_PLANS = _TARGETS.replace(
    "WHERE TRUE #WITHIN t.measure OR t.plan#",
    "WHERE (t.measure IS NULL OR t.measure NOT IN (SELECT id FROM measure))\n  AND t.plan IN ($plan)",
)


def load_portions(reader: Reader, plan: str | None = None) -> Portions:
    """Return what ``load_duties`` gives, a few measures at a time; raises as it does."""
    chosen = _chosen(reader, plan)
    whole_store = replace(chosen, limited=False, files=None, ids=None)
    bodies = _bodies(chosen)

    def each() -> Iterator[Duties]:
        order = list(dict.fromkeys(path for path, _ in whole_store.rows(_IN_ORDER)))
        for start in range(0, len(order), PORTION):
            yield load_duties(reader, measures=order[start : start + PORTION], known=bodies)

    def by_plan() -> Iterator[Duties]:
        for some in _whole_plans(whole_store.rows(_IN_ORDER)):
            yield load_duties(reader, measures=some, known=bodies)

    plans = plan_paths(reader, plan)
    choice = Choice(chosen.landing, plans, None if chosen.files is None else tuple(chosen.files))
    return Portions(bodies, each, _of_rows(whole_store.rows(_OF_PLANS)), choice, by_plan)


def _whole_plans(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[str]]:
    """Yield measures of one plan after the other, of as many whole plans as make a portion; rows of measure and plan in order."""
    placed: dict[str, str] = {}
    for measure, plan in rows:
        placed.setdefault(measure, plan)
    held: dict[str, list[str]] = {}
    for measure, plan in placed.items():
        held.setdefault(plan, []).append(measure)
    portion: list[str] = []
    for measures in held.values():
        if portion and len(portion) + len(measures) > PORTION:
            yield portion
            portion = []
        portion += measures
    if portion:
        yield portion


def load_held(reader: Reader, bodies: Iterable[str], known: Mapping[str, BodyRow], plan: str | None = None) -> Duties:
    """Return the measures in which some bodies (IRIs) hold duties, with all duties in them; ``known`` from ``load_bodies``."""
    params = {"bodies": sorted(map(short, bodies)), "plan": plan_paths(reader, plan)}
    return load_duties(reader, measures=[path for (path,) in landing_for(reader).rows(_HELD, params)], known=known)


def load_around(reader: Reader, body: str, hops: int, plan: str | None = None) -> Duties:
    """Return the measures of all bodies that are within so many ties of a body (IRI), with all duties in them.

    Raises NotFound where no plan fits, WrongUsage where they have more measures than are read at once.
    """
    landing, plans = landing_for(reader), plan_paths(reader, plan)
    near = {short(body)}
    for _ in range(hops):
        near |= {str(path) for (path,) in landing.rows(_NEAR, {"bodies": sorted(near), "plan": plans})}
    measures = sorted({str(path) for (path,) in landing.rows(_HELD, {"bodies": sorted(near), "plan": plans})})
    if len(measures) > HELD:
        raise _too_many(len(measures))
    found = load_duties(reader, measures=measures, targets=False)
    # Bodies are called as in all plans that were asked for.
    return replace(found, bodies=load_bodies(reader, plan, found.bodies))


_NEAR = """WITH shared AS (
  SELECT id
  FROM measure
  WHERE id IN (SELECT measure FROM duty WHERE body IN ($bodies) UNION SELECT measure FROM expanded_duty WHERE body IN ($bodies))
    AND plan IN ($plan)
)
SELECT body FROM duty WHERE measure IN (SELECT id FROM shared)
UNION SELECT body FROM expanded_duty WHERE measure IN (SELECT id FROM shared)"""
_HELD = """SELECT id
FROM measure
WHERE id IN (SELECT measure FROM duty WHERE body IN ($bodies) UNION SELECT measure FROM expanded_duty WHERE body IN ($bodies))
  AND plan IN ($plan)"""


def load_targets(reader: Reader, plan: str | None = None, ids: Iterable[str] | None = None) -> dict[str, tuple[Target, ...]]:
    """Return what ``load_duties`` gives as ``targets``, of some of them (paths) alone where they are given; raises as it does."""
    if ids is None:
        return _targets(_chosen(reader, plan))
    landing, these = landing_for(reader), {"chosen": sorted(ids)}
    files = listed(landing.rows("SELECT DISTINCT file FROM target WHERE id IN ($chosen)", these))
    return _of_rows(landing.rows(_THESE_TARGETS, these, files))


def load_proofs(reader: Reader, plan: str | None = None, measures: Iterable[str] | None = None) -> dict[str, Proof]:
    """Return measure → the words that prove it, of all plans, of those that ``plan`` points to, or of the measures given.

    Of a measure stated by two files the words of the first file by name count, as in ``load_duties``. Raises NotFound
    where no plan fits.
    """
    stated: dict[str, Words] = {}
    deadlines: dict[str, Words] = {}
    duties: dict[str, dict[tuple[str, str], Words]] = {}
    for measure, body, role, *words in _chosen(reader, plan, measures=measures).rows(_PROVED):
        if body is not None:
            duties.setdefault(whole(measure), {}).setdefault((whole(body), role), Words(*words))
        else:
            (stated if role == "measure" else deadlines).setdefault(whole(measure), Words(*words))
    return {measure: Proof(words, deadlines.get(measure), duties.get(measure, {})) for measure, words in stated.items()}
