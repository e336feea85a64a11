"""The library of a store: what a page shows is asked of the columns when it is shown, and nothing is read before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from zeren.ask import kept_bodies, landing_for, load_bodies, load_duties
from zeren.ask.loading import IN_MEMORY
from zeren.serve.explorer.library import Left, Library, Plan, Promise, Size, promises_in
from zeren.store.reader import Reader
from zeren.store.records import Entry
from zeren.table import Landing, scope, short, whole
from zeren.table.duties import ROLES, BodyRow, Duties
from zeren.table.landing import Value
from zeren.table.plans import plan_rows

_LIKELY = """SELECT DISTINCT measure, body, role
FROM duty
WHERE likely
  AND measure IN ($measures)
ORDER BY measure, body, role"""

_LEFT = """SELECT DISTINCT r.text, r.reason, r.plan, r.file, r.locator, r.start_offset, d.id
FROM residue r
JOIN document d ON d.file = r.file
WHERE NOT r.ignored
ORDER BY r.file, r.start_offset, r.text, r.reason, r.locator"""

_COUNTS = """SELECT body, role, count(DISTINCT measure) FROM duty GROUP BY body, role
UNION ALL
SELECT body, 'all', count(DISTINCT measure) FROM duty GROUP BY body"""

_THROUGH = """SELECT e.body, count(DISTINCT e.measure)
FROM expanded_duty e
WHERE NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = e.measure AND d.body = e.body)
GROUP BY e.body"""

_PLANS_OF = """SELECT DISTINCT x.body, m.plan
FROM (SELECT body, measure FROM duty UNION SELECT body, measure FROM expanded_duty) x
JOIN measure m ON m.id = x.measure"""

_LISTED_IN = """SELECT DISTINCT d.body, m.plan
FROM duty d
JOIN measure m ON m.id = d.measure"""

_SIZES = """SELECT m.plan, count(DISTINCT m.id),
       count(DISTINCT CASE WHEN t.title IS NOT NULL OR t.number IS NOT NULL
                           THEN concat(coalesce(m.section, ''), chr(9), coalesce(t.number, ''), chr(9), coalesce(t.title, '')) END),
       count(DISTINCT d.body)
FROM (
  SELECT id, plan, file, section, task, start_offset, row_number() OVER (PARTITION BY id ORDER BY file, start_offset, place, plan) AS turn
  FROM measure
) m
LEFT JOIN task t ON t.id = m.task AND t.file = m.file
LEFT JOIN duty d ON d.measure = m.id
WHERE m.turn = 1
GROUP BY m.plan
ORDER BY min(m.file), min(m.start_offset), m.plan"""

_PROMISED = """SELECT coalesce(m.plan, t.measure, t.plan), count(DISTINCT t.id)
FROM target t
LEFT JOIN (SELECT id, min(plan) AS plan FROM measure GROUP BY id) m ON m.id = t.measure
GROUP BY coalesce(m.plan, t.measure, t.plan)"""

_PLAN_OF_MEASURE = "SELECT plan FROM measure WHERE id = $id LIMIT 1"

_PLAN_OF_TASK = "SELECT plan FROM task WHERE id = $id LIMIT 1"

_IS_INDICATOR = "SELECT 1 FROM target WHERE indicator = $id LIMIT 1"

_OF_PLANS = """SELECT id FROM measure WHERE plan IN ($plans)
UNION
SELECT upper_measure FROM link WHERE lower_measure IN (SELECT id FROM measure WHERE plan IN ($plans))
UNION
SELECT lower_measure FROM link WHERE upper_measure IN (SELECT id FROM measure WHERE plan IN ($plans))"""

_MEASURES = "SELECT DISTINCT id FROM measure WHERE plan IN ($plans)"

_OF_INDICATOR = "SELECT DISTINCT measure FROM target WHERE indicator = $id AND measure IS NOT NULL"

def tallied(landing: Landing, sql: str, *, large: bool) -> Sequence[Sequence[Any]]:
    """The rows of a count over the whole store; of a large one kept by its state."""
    if not large:
        return landing.rows(sql)
    made: Sequence[Sequence[Any]] = landing.kept.made("counted", [sql], lambda: landing.rows(sql))
    return made


class StoredLibrary(Library):
    """The library of a whole store: only ``duties`` and what hangs on it read all measures, when they are first asked for."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(Duties({}, {}, ()))
        self.reader = reader

    @cached_property
    def landing(self) -> Landing:
        """The columns of the store; of a large one what pages ask again and again is kept in memory."""
        landing = landing_for(self.reader)
        if landing.measured > IN_MEMORY:
            landing.stay()
        return landing

    @cached_property
    def duties(self) -> Duties:
        """As in ``Library``."""
        return load_duties(self.reader)

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """As in ``Library``."""
        return plan_rows(self.landing)

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """As in ``Library``."""
        return tuple(promises_in(self.landing))

    @cached_property
    def likely(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """As in ``Library``."""
        return likely_in(self.landing)

    @cached_property
    def left(self) -> tuple[Left, ...]:
        """As in ``Library``."""
        return tuple(
            Left(text, reason, whole(plan) if plan else None, file, locator, start, whole(document))
            for text, reason, plan, file, locator, start, document in self.landing.rows(_LEFT)
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """As in ``Library``."""
        return tuple(self.reader.documents())

    @cached_property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """As in ``Library``."""
        return tuple(self.reader.left_out_names())

    @cached_property
    def bodies(self) -> Mapping[str, BodyRow]:
        """As in ``Library``."""
        if not self.is_large:
            return load_bodies(self.reader)
        return kept_bodies(self.reader)

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """As in ``Library``."""
        found = {body: dict.fromkeys((*ROLES, "all"), 0) for body in self.bodies}
        for body, role, count in self.tallied(_COUNTS):
            found.setdefault(whole(body), dict.fromkeys((*ROLES, "all"), 0))[role] = count
        return found

    @cached_property
    def through(self) -> dict[str, int]:
        """As in ``Library``."""
        found = dict.fromkeys(self.bodies, 0)
        return found | {whole(body): count for body, count in self.tallied(_THROUGH)}

    @cached_property
    def plans_of(self) -> dict[str, set[str]]:
        """As in ``Library``."""
        found: dict[str, set[str]] = {body: set() for body in self.bodies}
        for body, plan in self.tallied(_PLANS_OF):
            found.setdefault(whole(body), set()).add(whole(plan))
        return found

    @cached_property
    def listed_in(self) -> dict[str, set[str]]:
        """As in ``Library``."""
        found: dict[str, set[str]] = {body: set() for body in self.bodies}
        for body, plan in self.tallied(_LISTED_IN):
            found.setdefault(whole(body), set()).add(whole(plan))
        return found

    @cached_property
    def sizes(self) -> dict[str, Size]:
        """As in ``Library``."""
        return {whole(plan): Size(*counts) for plan, *counts in self.tallied(_SIZES)}

    @cached_property
    def promised(self) -> Counter[str]:
        """As in ``Library``."""
        return Counter({whole(plan): count for plan, count in self.tallied(_PROMISED)})

    def within(self, plans: Collection[str]) -> Duties:
        """As in ``Library``."""
        return self._measures(_MEASURES, {"plans": [short(plan) for plan in plans]}) if self.is_large else super().within(plans)

    @property
    def is_large(self) -> bool:
        """Whether pages are not to read all measures."""
        return self.landing.measured > IN_MEMORY

    def tallied(self, sql: str) -> Sequence[Sequence[Any]]:
        """The rows of a count over the whole store; of a large one kept by its state."""
        return tallied(self.landing, sql, large=self.is_large)

    def about(self, iri: str) -> Chosen:
        """Return what the page of a thing needs: of a measure, a task or a plan the measures of the plan and those linked to them,
        of a body those in which it holds a duty, of an indicator those that promise it; nothing of any other thing.
        """
        path = short(iri)
        if plan := self._plan_of(path):
            return Chosen(self, self._measures(_OF_PLANS, {"plans": [plan]}))
        if iri in self.bodies:
            return Chosen(self, load_duties(self.reader, body=iri, known=self.bodies, targets=False))
        if self.landing.rows(_IS_INDICATOR, {"id": path}):
            return Chosen(self, self._measures(_OF_INDICATOR, {"id": path}), promises_in(self.landing, indicator=path))
        return Chosen(self, Duties({}, {}, ()))

    def _plan_of(self, path: str) -> str | None:
        """Return the plan that a path names, or that has the measure or task that it names; None where it names no such thing."""
        if whole(path) in self.plans:
            return path
        # A part of a measure leads to the measure.
        measure = "/".join(path.split("/")[:2]) if path.startswith("measure/") else path
        files = self.landing.files_of(scope.OF_MEASURES, {"measures": [measure]})
        found = self.landing.rows(_PLAN_OF_MEASURE, {"id": measure}, files) or (
            [] if whole(path) in self.bodies else self.landing.rows(_PLAN_OF_TASK, {"id": path})
        )
        return next((str(plan) for (plan,) in found), None)

    def _measures(self, sql: str, params: Mapping[str, Value]) -> Duties:
        return self.holding([path for (path,) in self.landing.rows(sql, params)])

    def holding(self, measures: Sequence[str]) -> Duties:
        """Return the duties of some measures (paths)."""
        if not measures:
            return Duties({}, {}, ())
        # Pages show what is promised as they find it in ``promises``.
        return load_duties(self.reader, measures=measures, known=self.bodies if self.is_large else None, targets=False)


class Chosen(Library):
    """The library of some measures of a store; what counts for the whole store is that of the store."""

    def __init__(self, store: StoredLibrary, duties: Duties, promises: Sequence[Promise] | None = None) -> None:
        super().__init__(duties)
        self._store, self._given = store, promises

    def roles(self) -> tuple[str, ...]:
        """Return the roles that occur in the store: tables have the same columns on every page."""
        return self._store.roles()

    @property
    def _paths(self) -> Sequence[str]:
        return [short(measure) for measure in self.duties.measures]

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """As in ``Library``."""
        return self._store.plans

    @cached_property
    def called(self) -> dict[str, str]:
        """As in ``Library``."""
        return self._store.called

    @cached_property
    def sizes(self) -> dict[str, Size]:
        """As in ``Library``."""
        return self._store.sizes

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """As in ``Library``."""
        if self._given is not None:
            return tuple(self._given)
        own = promises_in(self._store.landing, self._paths)
        return (*own, *_of_plans(self._store.landing, {row.plan_id for row in self.duties.measures.values()}))

    @cached_property
    def likely(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """As in ``Library``."""
        return likely_in(self._store.landing, self._paths)


def load(reader: Reader) -> StoredLibrary:
    """Return the library of a store."""
    return StoredLibrary(reader)


def _of_plans(landing: Landing, plans: Iterable[str]) -> list[Promise]:
    """Return what plans promise as a whole."""
    return promises_in(landing, plans=[short(plan) for plan in sorted(plans)])


def likely_in(landing: Landing, measures: Sequence[str] | None = None) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return ``Library.likely``, of some measures (paths) where they are given."""
    found: dict[str, list[tuple[str, str]]] = {}
    files = None if measures is None else landing.files_of(scope.OF_MEASURES, {"measures": measures})
    for measure, body, role in landing.rows(_LIKELY, {"measures": measures}, files):
        found.setdefault(whole(measure), []).append((whole(body), role))
    return {measure: tuple(held) for measure, held in found.items()}
