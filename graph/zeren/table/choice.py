"""What of a store was chosen to be written out: its tables, narrowed to some plans, asked a few individuals at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zeren.table import scope
from zeren.table.facts import short, whole
from zeren.table.landing import Landing, Value

PORTION = 3_000
"""measures, or other individuals, that are held at a time where all of a store are written"""

TARGETS = """target
WHERE (plan IS NOT NULL OR measure IN (SELECT m.id FROM measure m JOIN plan p ON p.id = m.plan AND p.file = m.file))
  AND (plan IN ($plan) OR measure IN (SELECT id FROM measure WHERE plan IN ($plan)))"""
"""what stands behind FROM for the targets of the chosen measures and plans"""

_IN_TASK = "SELECT id, task FROM measure WHERE id IN ($measures) AND task IS NOT NULL ORDER BY file, task"


@dataclass(frozen=True, slots=True)
class Choice:
    """Some plans of a store, or all of it."""

    landing: Landing
    plans: tuple[str, ...] | None
    """their paths; None: all"""
    files: tuple[str, ...] | None
    """the documents that state them; None: all"""

    def rows(self, sql: str, params: Mapping[str, Value] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT; raises as ``Landing.rows``.

        ``$plan`` stands for the chosen plans and ``$files`` for their documents, where not all of the store was chosen. Tables
        of ``scope.SCOPED`` hold what these documents state; with ``measures`` among ``params``, what those of the measures do.
        """
        files: Sequence[str] | None = self.files
        if params and "measures" in params:
            files = self.landing.files_of(scope.OF_MEASURES, {"measures": params["measures"]})
        given: dict[str, Value] = {"plan": self.plans, "files": self.files, **(params or {})}
        return self.landing.rows(sql, given, files)

    def of_measures(self, sql: str, measures: Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT in which ``$measures`` stands for some measures (IRIs)."""
        return self.rows(sql, {"measures": sorted(map(short, measures))})

    def tasks_of(self, measures: Iterable[str]) -> dict[str, str]:
        """Return measure → its task, of measures that stand in one (IRIs); of several files the first tells."""
        found: dict[str, str] = {}
        for measure, task in self.of_measures(_IN_TASK, measures):
            found.setdefault(whole(measure), whole(task))
        return found

    def each(self, identifiers: str, sql: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a SELECT in portions: ``$ids`` stands for some paths, in the order in which ``identifiers`` gives them."""
        found = [str(path) for (path,) in self.rows(identifiers)]
        for start in range(0, len(found), PORTION):
            yield self.rows(sql, {"ids": found[start : start + PORTION]})
