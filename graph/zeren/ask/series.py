"""A series of plans year by year: each measure's line, each indicator's targets, each body's duties, each tie.

A series is a chain of next editions (``edition`` of the landing) among the texts that count; what became of a measure from
one year to the next is what the store states between the two editions (``change``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zeren.ask.lookup import Reader, find_plans, landing_for
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.figures import figure
from zeren.table import Landing, short, whole

KINDS = ("measures", "targets", "bodies", "ties")
STAYS, NEW, GONE = "延续", "新增", "取消"
NOTE = "延续：下一年仍有对应措施且单位、时限、数量未变；取消：下一年的计划中没有找到对应措施；只随年度顺延的时限不算变。"
_MARKS = {"split": "拆分", "merged": "合并"}

_EDITIONS = """SELECT DISTINCT id, source_plan, derived_plan
FROM edition
WHERE kind = 'next-edition' AND NOT coalesce(likely, FALSE) AND source_plan <> derived_plan
  AND source_plan IN (SELECT id FROM plan) AND derived_plan IN (SELECT id FROM plan)
ORDER BY id"""
_PLANS = "SELECT DISTINCT id, title, plan_year FROM plan WHERE id IN ($plans) ORDER BY plan_year, id"
_ISSUED = """SELECT DISTINCT p.id
FROM plan p
LEFT JOIN plan q ON q.id = p.part_of AND q.file = p.file
WHERE coalesce(p.issued, q.issued, concat(CAST(p.plan_year AS STRING), '-01-01')) > $day"""
_CHANGES = """SELECT DISTINCT c.id, c.kind, coalesce(c.labels, ''), coalesce(c.likely, FALSE), t.side, t.measure
FROM change c
JOIN change_text t ON t.change = c.id
WHERE c.edition IN ($editions)
ORDER BY c.id, t.side, t.measure"""
_MEASURES = """SELECT l.plan, l.id, min(l.text), min(coalesce(l.deadline, '')), min(l.file), min(l.locator), min(l.place)
FROM measure_line l
WHERE l.plan IN ($plans)
GROUP BY l.plan, l.id
ORDER BY 1, 7, 2"""
_LEADS = """SELECT DISTINCT d.measure, d.mention, d.position
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
WHERE m.plan IN ($plans) AND d.role IN ('lead', 'responsible')
ORDER BY d.measure, d.position, d.mention"""
_TARGETS = """SELECT DISTINCT coalesce(m.plan, t.plan), t.indicator, t.label, coalesce(t.unit, ''), coalesce(t.comparator, ''), t.value,
       t.value_max, t.change, t.quote
FROM target t
LEFT JOIN measure m ON m.id = t.measure AND m.file = t.file
WHERE coalesce(m.plan, t.plan) IN ($plans) AND t.value IS NOT NULL
ORDER BY 1, 2, 4, 6, 9"""
_BODIES = """SELECT m.plan, d.body, n.name, count(DISTINCT CASE WHEN d.role IN ('lead', 'responsible') THEN m.id END),
       count(DISTINCT CASE WHEN d.role NOT IN ('lead', 'responsible') THEN m.id END), count(DISTINCT m.id)
FROM measure m
JOIN duty d ON d.measure = m.id AND d.file = m.file
JOIN body_name n ON n.id = d.body
WHERE m.plan IN ($plans)
GROUP BY m.plan, d.body, n.name
ORDER BY 1, 3, 2"""
_TIES = """SELECT m.plan, a.body, b.body, count(DISTINCT m.id)
FROM measure m
JOIN duty a ON a.measure = m.id AND a.file = m.file
JOIN duty b ON b.measure = m.id AND b.file = m.file AND a.body < b.body
WHERE m.plan IN ($plans)
GROUP BY m.plan, a.body, b.body
ORDER BY 4 DESC, 2, 3, 1"""


@dataclass(frozen=True, slots=True)
class Year:
    """One edition of a series; several plans where one year has several that count."""

    year: int
    plans: tuple[str, ...]
    """paths below the base"""
    title: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A measure in one year."""

    id: str
    """path below the base"""
    text: str
    leads: str
    """those that lead or answer for it, as printed"""
    due: str
    """as printed"""
    place: str
    """file and place"""


@dataclass(frozen=True, slots=True)
class Line:
    """A measure through the years."""

    stops: tuple[tuple[Stop, ...], ...]
    """one entry a year; empty where no measure was found, several where it is split"""
    steps: tuple[str, ...]
    """what became of it between each two years; empty where it stands in neither"""
    likely: bool
    """True where a step waits for a person"""


@dataclass(frozen=True, slots=True)
class Series:
    """A chain of editions."""

    years: tuple[Year, ...]
    lines: tuple[Line, ...]
    targets: tuple[tuple[str, str, tuple[tuple[str, ...], ...], tuple[str, ...]], ...]
    """indicator, unit, printed values of each year, and 升, 降, 同, 新增 or 取消 between each two"""
    bodies: tuple[tuple[str, str, tuple[tuple[int, int, int], ...]], ...]
    """IRI, name, and for each year the measures that it leads or answers for, has another share in, and all"""
    ties: tuple[tuple[str, str, tuple[int, ...]], ...]
    """IRIs of two bodies and the measures that they share in each year"""

    @property
    def title(self) -> str:
        """Title of the last edition."""
        return self.years[-1].title


def chains(landing: Landing) -> list[tuple[str, ...]]:
    """Return the series of a store as the plans of each, sorted."""
    parent: dict[str, str] = {}
    for _, one, other in landing.rows(_EDITIONS):
        _join(parent, one, other)
    held: dict[str, list[str]] = {}
    for plan in sorted(parent):
        held.setdefault(_root(parent, plan), []).append(plan)
    return sorted(tuple(plans) for plans in held.values())


def every(landing: Landing) -> Iterator[Series]:
    """Give each series of a store, by its plans."""
    for plans in chains(landing):
        yield _made(landing, plans)


def series(reader: Reader, words: str | None = None, day: str | None = None) -> Series:
    """Return the series that ``words`` point to (title, number, jurisdiction or IRI of any of its plans), or the only one.

    ``day``: only the editions that were issued by that ISO day, those without a day from the first of their year.

    Raises NotFound where there is none, Ambiguous where there are several.
    """
    landing = landing_for(reader)
    found = chains(landing)
    if words:
        wanted = {short(plan.iri) for plan in find_plans(reader, words)}
        found = [plans for plans in found if wanted & set(plans)]
    if day:
        coming = {plan for (plan,) in landing.rows(_ISSUED, {"day": day})}
        found = [kept for plans in found if len(kept := tuple(plan for plan in plans if plan not in coming)) > 1]
    if not found:
        raise NotFound(
            f"{words or ''}: 库中没有这样的系列 (no series of yearly editions here)".removeprefix(": "),
            "先读入同一计划另一年的文本，两年起才成系列 (build the same plan of another year: a series begins with two); "
            "zeren editions 列出上下期 (lists next editions)",
        )
    if len(found) > 1:
        titles = "、".join(str(landing.rows(_PLANS, {"plans": list(plans)})[-1][1]) for plans in found[:6])
        raise Ambiguous(f"{words or ''}: 有几个系列 (several series): {titles}".removeprefix(": "), "写出标题 (name one by its title)")
    return _made(landing, found[0])


def _made(landing: Landing, plans: tuple[str, ...]) -> Series:
    given = {"plans": list(plans)}
    years: dict[int, list[tuple[str, str]]] = {}
    for plan, title, year in landing.rows(_PLANS, given):
        years.setdefault(int(year or 0), []).append((plan, title))
    made = tuple(Year(year, tuple(p for p, _ in held), held[0][1]) for year, held in sorted(years.items()))
    place = {plan: number for number, year in enumerate(made) for plan in year.plans}
    return Series(made, _lines(landing, plans, place), _targets(landing, plans, place), _bodies(landing, plans, place), _ties(landing, plans, place))


def _lines(landing: Landing, plans: tuple[str, ...], place: Mapping[str, int]) -> tuple[Line, ...]:
    stops, year_of = _stops(landing, plans, place)
    editions = [e for e, one, other in landing.rows(_EDITIONS) if one in place and other in place]
    changes: dict[str, dict[str, Any]] = {}
    for change, kind, labels, likely, side, measure in landing.rows(_CHANGES, {"editions": editions or [""]}):
        its = changes.setdefault(change, {"kind": kind, "labels": labels, "likely": likely, "before": [], "after": []})
        its[side].append(measure)
    parent = {measure: measure for measure in stops}
    for its in changes.values():
        held = [one for one in (*its["before"], *its["after"]) if one in parent]
        for one in held[1:]:
            _join(parent, held[0], one)
    found: dict[str, list[str]] = {}
    for measure in stops:
        found.setdefault(_root(parent, measure), []).append(measure)
    said: dict[str, list[dict[str, Any]]] = {}
    for its in changes.values():
        if its["before"] and its["after"] and its["before"][0] in parent:
            said.setdefault(_root(parent, its["before"][0]), []).append(its)
    count = max(place.values()) + 1
    return tuple(_line(measures, stops, year_of, said.get(root, []), count) for root, measures in found.items())


def _line(
    measures: list[str], stops: Mapping[str, Stop], year_of: Mapping[str, int], said: list[dict[str, Any]], count: int
) -> Line:
    by_year = tuple(tuple(stops[one] for one in measures if year_of[one] == year) for year in range(count))
    steps = []
    for year in range(count - 1):
        before, after = by_year[year], by_year[year + 1]
        if not before or not after:
            steps.append(GONE if before else NEW if after and not any(by_year[:year]) else "恢复" if after else "")
            continue
        its = [one for one in said if year_of.get(one["before"][0]) == year]
        labels = dict.fromkeys(word for one in its for word in (*([_MARKS[one["kind"]]] if one["kind"] in _MARKS else []), *one["labels"].split()))
        steps.append(" ".join(labels) or STAYS)
    return Line(by_year, tuple(steps), any(one["likely"] for one in said))


def _stops(landing: Landing, plans: tuple[str, ...], place: Mapping[str, int]) -> tuple[dict[str, Stop], dict[str, int]]:
    leads: dict[str, dict[str, None]] = {}
    for measure, mention, _ in landing.rows(_LEADS, {"plans": list(plans)}):
        leads.setdefault(measure, {})[mention] = None
    rows = sorted(landing.rows(_MEASURES, {"plans": list(plans)}), key=lambda row: (place[row[0]], row[6], row[1]))
    stops = {m: Stop(m, text, "、".join(leads.get(m, ())), due, f"{file} {spot}") for _, m, text, due, file, spot, _ in rows}
    return stops, {row[1]: place[row[0]] for row in rows}


def _targets(landing: Landing, plans: tuple[str, ...], place: Mapping[str, int]) -> tuple[Any, ...]:
    count = max(place.values()) + 1
    found: dict[tuple[str, str, str], tuple[str, list[dict[str, float]]]] = {}
    for plan, indicator, label, unit, comparator, value, most, change, _ in landing.rows(_TARGETS, {"plans": list(plans)}):
        _, years = found.setdefault((indicator, unit, change or ""), (label, [{} for _ in range(count)]))
        years[place[plan]][figure(comparator, value, most, change=change)] = value
    made = []
    for (_, unit, _), (label, years) in found.items():
        steps = tuple(_step(one, other) for one, other in itertools.pairwise(years))
        made.append((label, unit, tuple(tuple(each) for each in years), steps))
    return tuple(sorted(made, key=lambda row: (-sum(1 for each in row[2] if each), row[0], row[1])))


def _step(one: Mapping[str, float], other: Mapping[str, float]) -> str:
    """升, 降 or 同 where each year names one value; nothing is said where one names several."""
    if not one or not other:
        return NEW if other else GONE if one else ""
    if len(one) > 1 or len(other) > 1:
        return "同" if one == other else ""
    before, after = next(iter(one.values())), next(iter(other.values()))
    return "同" if before == after else "升" if after > before else "降"


def _bodies(landing: Landing, plans: tuple[str, ...], place: Mapping[str, int]) -> tuple[Any, ...]:
    count = max(place.values()) + 1
    found: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for plan, body, name, principal, others, every in landing.rows(_BODIES, {"plans": list(plans)}):
        years = found.setdefault((body, name), [(0, 0, 0)] * count)
        had = years[place[plan]]
        years[place[plan]] = (had[0] + principal, had[1] + others, had[2] + every)
    rows = [(whole(body), name, tuple(years)) for (body, name), years in found.items()]
    return tuple(sorted(rows, key=lambda row: (-sum(each[2] for each in row[2]), row[1], row[0])))


def _ties(landing: Landing, plans: tuple[str, ...], place: Mapping[str, int]) -> tuple[Any, ...]:
    count = max(place.values()) + 1
    found: dict[tuple[str, str], list[int]] = {}
    for plan, one, other, shared in landing.rows(_TIES, {"plans": list(plans)}):
        found.setdefault((one, other), [0] * count)[place[plan]] += shared
    rows = [(whole(one), whole(other), tuple(years)) for (one, other), years in found.items()]
    return tuple(sorted(rows, key=lambda row: (-sum(row[2]), row[0], row[1])))


def _root(parent: dict[str, str], one: str) -> str:
    while parent.setdefault(one, one) != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


def _join(parent: dict[str, str], one: str, other: str) -> None:
    first, last = sorted((_root(parent, one), _root(parent, other)))
    parent[last] = first


# ── Rows ─────────────────────────────────────────────────────────────────────────────────


def tabulated(found: Series, kind: str = "measures") -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows of one of ``KINDS``; a column a year, and one for what became of it between each two.

    KeyError for another kind.
    """
    columns, rows = {"measures": _measure_rows, "targets": _target_rows, "bodies": _body_rows, "ties": _tie_rows}[kind](found)
    return tuple(columns), rows


def _between(found: Series) -> list[str]:
    return [f"{one.year}→{other.year}" for one, other in zip(found.years, found.years[1:], strict=False)]


def _columns(found: Series) -> list[str]:
    names = [str(found.years[0].year)]
    for step, year in zip(_between(found), found.years[1:], strict=True):
        names += [step, str(year.year)]
    return names


def _measure_rows(found: Series) -> tuple[list[str], list[dict[str, Any]]]:
    years = [str(year.year) for year in found.years]
    columns = ["line", *_columns(found), *(f"{what} {year}" for what in ("leads", "due", "place") for year in years), "certainty"]
    rows = []
    for number, line in enumerate(found.lines, 1):
        row: dict[str, Any] = {"line": number, **dict(zip(_between(found), line.steps, strict=True))}
        for year, stops in zip(years, line.stops, strict=True):
            row[year] = "\n".join(stop.text for stop in stops) or None
            for what in ("leads", "due", "place"):
                row[f"{what} {year}"] = "；".join(dict.fromkeys(filter(None, (getattr(stop, what) for stop in stops)))) or None
        rows.append({**row, "certainty": "likely" if line.likely else "certain"})
    return columns, rows


def _target_rows(found: Series) -> tuple[list[str], list[dict[str, Any]]]:
    rows = [
        {"indicator": label, "unit": unit or None, **dict(zip(_between(found), steps, strict=True))}
        | {str(year.year): "、".join(values) or None for year, values in zip(found.years, each, strict=True)}
        for label, unit, each, steps in found.targets
    ]
    return ["indicator", "unit", *_columns(found)], rows


def _body_rows(found: Series) -> tuple[list[str], list[dict[str, Any]]]:
    columns = ["agency", *(f"{what} {year.year}" for what in ("principal", "other", "all") for year in found.years), "agency_id"]
    rows = []
    for iri, name, years in found.bodies:
        told = {
            f"{what} {year.year}": counts[place]
            for place, what in enumerate(("principal", "other", "all"))
            for year, counts in zip(found.years, years, strict=True)
        }
        rows.append({"agency": name, **told, "agency_id": iri})
    return columns, rows


def _tie_rows(found: Series) -> tuple[list[str], list[dict[str, Any]]]:
    names = {iri: name for iri, name, _ in found.bodies}
    rows = [
        {"a": names[one], "b": names[other], **dict(zip(_between(found), moves(years), strict=True))}
        | {str(year.year): count for year, count in zip(found.years, years, strict=True)}
        | {"a_id": one, "b_id": other}
        for one, other, years in found.ties
    ]
    return ["a", "b", *_columns(found), "a_id", "b_id"], rows


def moves(years: Iterable[int]) -> list[str]:
    """Return what became of a tie between each two years: 新增, 取消, 升, 降, 同; empty where it stands in neither."""
    listed = list(years)
    said = []
    for one, other in itertools.pairwise(listed):
        if not one or not other:
            said.append(NEW if other else GONE if one else "")
        else:
            said.append("同" if one == other else "升" if other > one else "降")
    return said
