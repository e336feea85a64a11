"""A table whose rows stay in the columns of the store: a page asks for its rows, and for the figures beside them, in SQL.

The same addresses show the same as those of a ``Grid`` over all rows, whatever the size of the store. Words are looked for in
each field by itself.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from threading import RLock
from typing import TypeVar

from zeren.ask.heard import SIEVES, UNHEARD, heard, holds, pattern, sieve
from zeren.serve.explorer.cells import Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.shape import PAGE, Column, Facet
from zeren.table import Landing, short, whole
from zeren.table.landing import BUILT_IN
from zeren.table.landing import Value as Parameter

R = TypeVar("R")

BETWEEN = f"[{BUILT_IN['blanks']}\x1c-\x1f{UNHEARD.removeprefix(chr(92) + 's')}_{{}}^]*"
"""what nobody hears, as RE2 has it, whose white space is that of ASCII alone"""

_MATCHED = re.compile(r"regexp_matches\((\w+), \$word\)")
"""``regexp_matches(title, $word)``: a cell that is to print a word"""

_NUMBERS = count()
"""of the tables that figures are kept in"""

SEARCHES = 4
"""searches and orders of which the rows are kept"""

FIGURES = 256
"""counts that are kept"""

PLAN = "plan"
"""the facet whose values are IRIs, which the columns hold as paths"""

PORTION = 2000
"""rows that a file is made of at a time"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of a table come from."""

    rows: str
    """SELECT of one row a thing: ``id``, what it is sorted by, and what ``words`` names"""
    order: str
    """what rows are sorted by where the reader has not chosen: columns of ``rows``, the last of them ``id``"""
    sorts: Mapping[str, str]
    """key of a column → what it is sorted by, in columns of ``rows``; null or empty where a row has no value"""
    facets: Mapping[str, str]
    """first name of a facet → SELECT of ``id`` and a value for each of its names, ``v0``, ``v1``, each combination once"""
    words: str
    """condition that a row prints ``$word``, a regular expression"""
    params: Mapping[str, Parameter]
    """what the parts of SQL name"""


Load = Callable[[Sequence[str]], tuple[Sequence[R], Sequence[Column[R]]]]
"""ids → their rows in the same order, and the columns that show them"""


class Paged(Grid[R]):
    """Rows that are read a page at a time; columns and facets are those of a ``Grid``, but their values come from SQL.

    Rows are numbered once in the memory of the engine, and of each facet the numbers are kept with its values, a few bytes
    a row, so that every page counts numbers.
    """

    def __init__(
        self, name: str, landing: Landing, source: Source, load: Load[R], columns: Sequence[Column[R]], facets: Sequence[Facet[R]]
    ) -> None:
        super().__init__(name, (), columns, facets)
        self._landing, self._source, self._load = landing, source, load
        self._lock = RLock()
        self._is_numbered = False
        self._searched: OrderedDict[str, str] = OrderedDict()
        self._own = f"{name}_{next(_NUMBERS)}"
        self._searches = count()
        self._sorted: OrderedDict[str, str] = OrderedDict()
        self._counted: OrderedDict[tuple[object, ...], list[tuple[str, ...]]] = OrderedDict()

    def portions(self, asked: Mapping[str, str]) -> Iterator[tuple[Sequence[R], Sequence[Column[R]]]]:
        """As in ``Grid``, some thousand rows at a time."""
        ids = self._ids(self._told(asked), 0, None)
        for first in range(0, len(ids), PORTION):
            yield self._load(ids[first : first + PORTION])

    def chosen(self, asked: Mapping[str, str]) -> list[R]:
        """As in ``Grid``: for as many rows as fit into memory."""
        return [row for rows, _ in self.portions(asked) for row in rows]

    def warm(self) -> None:
        """Number the rows before somebody waits for it."""
        with self._lock:
            if self._is_numbered:
                return
            base = f"{self._own}_numbered"
            order = self._source.order
            number = f"CAST(row_number() OVER (ORDER BY {order}) AS INTEGER) AS n"
            self._made(f"CREATE TABLE {base} AS SELECT {number}, id FROM ({self._source.rows}) x")
            for facet in self.facets:
                own = f"{self._own}_{facet.names[0]}"
                values = self._source.facets[facet.names[0]]
                self._made(f"CREATE TABLE {own}_plain AS SELECT b.n, x.* EXCLUDE (id) FROM ({values}) x JOIN {base} b ON b.id = x.id")
                cells = []
                for at in range(len(facet.names)):
                    self._made(f"CREATE TYPE {own}_{at} AS ENUM (SELECT DISTINCT v{at} FROM {own}_plain ORDER BY 1)")
                    cells.append(f"CAST(v{at} AS {own}_{at}) AS v{at}")
                self._made(f"CREATE TABLE {own} AS SELECT DISTINCT n, {', '.join(cells)} FROM {own}_plain")
                self._made(f"DROP TABLE {own}_plain")
            self._is_numbered = True

    def _made(self, statement: str) -> None:
        self._landing.make(statement, self._source.params)

    def _count(self, told: Mapping[str, str], *, every: bool = False) -> int:
        return self._number({} if every else told, None)

    def _cells(self, told: Mapping[str, str], first: int) -> tuple[tuple[Value, ...], ...]:
        rows, columns = self._load(self._ids(told, first, PAGE))
        shown = [column for column in columns if column.shown]
        return tuple(tuple(column.value(row) for column in shown) for row in rows)

    def _values_of(self, facet: Facet[R], place: int) -> set[str]:
        return set(self._counts(facet, place, {})[0])

    def _counts(self, facet: Facet[R], place: int, told: Mapping[str, str]) -> tuple[dict[str, int], int]:
        name = facet.names[place]
        beside, params = ["TRUE"], dict[str, Parameter]()
        for at, other in enumerate(facet.names):
            if at != place and (wanted := self._wanted(facet, other, told)) is not None:
                beside.append(f"v{at} = $beside_{at}")
                params[f"beside_{at}"] = wanted
        rows = self._remembered(
            f"SELECT CAST(v{place} AS STRING), count(DISTINCT n) FROM {self._own}_{facet.names[0]} "
            f"WHERE {' AND '.join(beside)} AND #FOUND# GROUP BY 1",
            told, name, params,
        )  # fmt: skip
        told_as = whole if name == PLAN else str
        return {told_as(str(value)): int(held) for value, held in rows}, self._number(told, name)

    def _remembered(
        self, sql: str, told: Mapping[str, str], but: str | None, params: Mapping[str, Parameter] | None = None
    ) -> list[tuple[str, ...]]:
        """As ``_asked``, of figures: those that were asked for last are kept, for rows and facets never change."""
        wanted = {name: self._wanted(facet, name, told) for facet in self.facets for name in facet.names if name != but}
        key = (sql, *sorted((params or {}).items()), *wanted.items(), *map(heard, told.get("q", "").split()))
        with self._lock:
            if key not in self._counted:
                self._counted[key] = self._asked(sql, told, but, params)
            self._counted.move_to_end(key)
            while len(self._counted) > FIGURES:
                self._counted.popitem(last=False)
            return self._counted[key]

    def _ids(self, told: Mapping[str, str], first: int, most: int | None) -> list[str]:
        sort = told.get("sort", "")
        limit = "" if most is None else f" LIMIT {most} OFFSET {first}"
        base = f"{self._own}_numbered"
        with self._lock:  # so that no other request drops the order before it is used
            if sort.removeprefix("-") in self._source.sorts:
                keys = self._keys_of(sort.removeprefix("-"))
                # Rows without a value stand last, whichever way the others are turned.
                turned = " DESC" if sort.startswith("-") else ""
                found = f"SELECT n, id FROM {base} WHERE #FOUND#"
                sql = f"SELECT b.id FROM ({found}) b JOIN {keys} k ON k.n = b.n ORDER BY k.key IS NULL, k.key{turned}, b.n{limit}"
            else:
                sql = f"SELECT id FROM {base} WHERE #FOUND# ORDER BY n{limit}"
            return [str(path) for (path,) in self._asked(sql, told, None)]

    def _keys_of(self, column: str) -> str:
        """The table of the place of all rows among the values of a column, made when it is first asked for; null without a value."""
        self.warm()
        with self._lock:
            if column not in self._sorted:
                name = f"{self._own}_by_{next(self._searches)}"
                found = f"SELECT x.*, b.n FROM ({self._source.rows}) x JOIN {self._own}_numbered b ON b.id = x.id"
                keys = f"SELECT n, {self._source.sorts[column]} AS value FROM found"
                empty = "value IS NULL OR CAST(value AS STRING) = ''"
                key = f"CASE WHEN {empty} THEN NULL ELSE CAST(dense_rank() OVER (ORDER BY value) AS INTEGER) END AS key"
                self._made(f"CREATE TABLE {name} AS WITH found AS ({found}), keyed AS ({keys}) SELECT n, {key} FROM keyed")
                self._sorted[column] = name
                if len(self._sorted) > SEARCHES:
                    self._landing.make(f"DROP TABLE {self._sorted.popitem(last=False)[1]}", {})
            self._sorted.move_to_end(column)
            return self._sorted[column]

    def _number(self, told: Mapping[str, str], but: str | None) -> int:
        ((found,),) = self._remembered(f"SELECT count(*) FROM {self._own}_numbered WHERE #FOUND#", told, but)
        return int(found)

    def _asked(
        self, sql: str, told: Mapping[str, str], but: str | None, params: Mapping[str, Parameter] | None = None
    ) -> list[tuple[str, ...]]:
        """The rows of a SELECT; ``#FOUND#`` stands for the condition on ``n`` that all facets but one, and the words, make."""
        self.warm()
        conditions, values = ["TRUE"], {**self._source.params, **(params or {})}
        for number, facet in enumerate(self.facets):
            chosen = []
            for at, name in enumerate(facet.names):
                if name != but and (wanted := self._wanted(facet, name, told)) is not None:
                    chosen.append(f"CAST(v{at} AS STRING) = $facet_{number}_{at}")
                    values[f"facet_{number}_{at}"] = short(wanted) if name == PLAN else wanted
            if chosen:
                conditions.append(f"n IN (SELECT n FROM {self._own}_{facet.names[0]} WHERE {' AND '.join(chosen)})")
        with self._lock:
            if words := [word for word in map(heard, told.get("q", "").split()) if word]:
                conditions.append(f"n IN (SELECT n FROM {self._holding_words(words)})")
            return self._landing.rows(sql.replace("#FOUND#", " AND ".join(conditions)), values)

    def _holding_words(self, words: Sequence[str]) -> str:
        """Return the table of the rows that print all words; those of the last searches are kept."""
        key = "\n".join(words)
        if key not in self._searched:
            found = f"{self._own}_words_{next(self._searches)}"
            conditions, values = [], dict(self._source.params)
            for number, word in enumerate(words):
                condition, own = _printing(self._source.words, f"word_{number}", word)
                conditions.append(f"({condition})")
                values |= own
            rows = f"SELECT id FROM ({self._source.rows}) x WHERE {' AND '.join(conditions)}"
            self._landing.make(f"CREATE TABLE {found} AS SELECT b.n FROM ({rows}) x JOIN {self._own}_numbered b ON b.id = x.id", values)
            self._searched[key] = found
            if len(self._searched) > SEARCHES:
                self._landing.make(f"DROP TABLE {self._searched.popitem(last=False)[1]}", {})
        self._searched.move_to_end(key)
        return self._searched[key]


def _printing(condition: str, name: str, word: str) -> tuple[str, dict[str, Parameter]]:
    """Return ``Source.words`` for a word under a name of its own, and the parameters that it names."""
    forms = sieve(word)
    values: dict[str, Parameter] = {name: pattern(word, BETWEEN)}
    values |= {f"{name}_{at}": form for at, form in enumerate(forms[:SIEVES])}
    return _MATCHED.sub(lambda told: holds(told[1], name, len(forms)), condition), values
