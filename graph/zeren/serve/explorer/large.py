"""The tables of a store too large to be held in memory: each page reads its own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache, partial

from zeren.ask.loading import IN_MEMORY
from zeren.ground.errors import WrongUsage
from zeren.serve.explorer import large_sql as sql
from zeren.serve.explorer.cells import Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.library import Left, Promise, promises_in
from zeren.serve.explorer.paged import Paged
from zeren.serve.explorer.review import Case
from zeren.serve.explorer.shape import Column
from zeren.serve.explorer.stored import Chosen, StoredLibrary
from zeren.serve.explorer.tables import Indicator, Tables
from zeren.store.records import Entry
from zeren.table import short, whole
from zeren.table.duties import BodyRow, MeasureRow

LOOKED_UP = 16
"""pages of indicators of which the values are kept: each is counted from all its targets"""


class LargeTables(Tables):
    """As ``Tables``, of a whole store; measures, targets, indicators and what needs a person are read page by page."""

    def __init__(self, library: StoredLibrary) -> None:
        super().__init__(library)
        self.store = library

    @property
    def _bodies_told(self) -> str:
        """A line a body: its path, the name it goes by, its level."""
        rows = self.library.bodies.values()
        return "\n".join(f"{short(row.id)}\t{self.body(row.id).text}\t{row.level or ''}" for row in rows)

    def warm(self) -> None:
        """Count what most pages show before somebody waits for it."""
        for grid in (self.measures, self.targets, self.indicators):
            grid.view({}, "zh")
        self.measures.view({"sort": "deadline"}, "zh")

    def chosen(self, measures: Sequence[str]) -> Chosen:
        """Return the library of some measures (paths)."""
        return Chosen(self.store, self.store.holding(measures))

    def narrowed(self, asked: Mapping[str, str]) -> Chosen:
        """Return the library of the measures that an address chooses; WrongUsage for more than fit into memory."""
        ids: list[str] = []
        if (count := self.measures.length(asked)) > IN_MEMORY:
            raise WrongUsage(f"{count} 项措施太多 (too many measures)", "choose a plan, a role, a month or words")
        for rows, _ in self.measures.portions(asked):
            ids += [short(row.id) for row in rows]
        return self.chosen(ids)

    @cached_property
    def measures(self) -> Grid[MeasureRow]:
        """As in ``Tables``."""

        def load(ids: Sequence[str]) -> tuple[Sequence[MeasureRow], Sequence[Column[MeasureRow]]]:
            library = self.chosen(ids)
            rows = library.duties.measures
            return [rows[whole(path)] for path in ids], Tables(library).measure_columns()

        landing = self.store.landing
        source = sql.measures(landing, self.library.roles(), self._bodies_told)
        return Paged("measures", landing, source, load, self.measure_columns(), self.measure_facets())

    @cached_property
    def targets(self) -> Grid[Promise]:
        """As in ``Tables``."""
        return self._targets(self.target_columns(), None)

    def _targets(self, columns: Sequence[Column[Promise]], indicator: str | None) -> Grid[Promise]:
        keys = {column.key for column in columns}

        def load(ids: Sequence[str]) -> tuple[Sequence[Promise], Sequence[Column[Promise]]]:
            found = {promise.id: promise for promise in promises_in(self.store.landing, targets=ids)} if ids else {}
            held = sorted({short(promise.measure) for promise in found.values() if promise.measure})
            shown = Tables(self.chosen(held)).target_columns()
            return [found[whole(path)] for path in ids], [column for column in shown if column.key in keys]

        landing = self.store.landing
        source = sql.targets(landing, self._bodies_told, indicator)
        return Paged("targets", landing, source, load, columns, self.target_facets())

    @cached_property
    def indicators(self) -> Grid[Indicator]:
        """As in ``Tables``."""
        landing, columns = self.store.landing, self.indicator_columns()
        looked_up = lru_cache(LOOKED_UP)(partial(sql.indicators_shown, landing))

        def load(ids: Sequence[str]) -> tuple[Sequence[Indicator], Sequence[Column[Indicator]]]:
            shown, counts, plans = looked_up(tuple(ids))
            found = [(whole(path), shown[path]) for path in ids]

            def count(row: Indicator) -> Value:
                return counts[short(row[0])]

            def named(row: Indicator) -> Value:
                return tuple(self.plan(whole(plan)) for plan in plans[short(row[0])])

            other = {"targets": count, "plans": named}
            told = [Column(c.key, c.zh, c.en, other.get(c.key, c.value), c.cell, shown=c.shown) for c in columns]
            return found, told

        return Paged("indicators", landing, sql.indicators(landing), load, columns, self.indicator_facets())

    @cached_property
    def review(self) -> Grid[Case]:
        """As in ``Tables``; only the measures in doubt are held."""
        doubtful = [path for (path,) in self.store.tallied(sql.DOUBTFUL)]
        library = Doubtful(self.store, self.store.holding(doubtful))
        return self.review_of(library, {whole(plan) for (plan,) in self.store.tallied(sql.DATED_PLANS)})


class Doubtful(Chosen):
    """The measures in doubt, beside what of the whole store needs a person."""

    @cached_property
    def bodies(self) -> Mapping[str, BodyRow]:
        """As in ``Library``."""
        return self._store.bodies

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """As in ``Library``."""
        return self._store.counts

    @cached_property
    def left(self) -> tuple[Left, ...]:
        """As in ``Library``."""
        return self._store.left

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """As in ``Library``."""
        return self._store.entries
