"""Tables that a reader can search, narrow by facets, sort and take away; what is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Generic

from zeren.ask.heard import heard
from zeren.ground.errors import WrongUsage
from zeren.serve.explorer.cells import Bar, Ref, Said, Value
from zeren.serve.explorer.shape import (
    ANY,
    OWN,
    PAGE,
    UNSTATED,
    Column,
    Facet,
    Heading,
    Option,
    R,
    Strip,
    View,
    own_parameters,
)

CHOICES = 20
"""values that a message about an unknown one lists"""


class Grid(Generic[R]):
    """Rows with columns and facets; sets of rows are kept as integers, a bit a row, so that counting is quick."""

    def __init__(
        self,
        name: str,
        rows: Sequence[R],
        columns: Sequence[Column[R]],
        facets: Sequence[Facet[R]] = (),
        words: Callable[[R], str] | None = None,
        prefix: str = "",
    ) -> None:
        self.name, self.rows, self.columns, self.facets = name, rows, tuple(columns), tuple(facets)
        self.prefix = prefix
        self._words = words
        self._last = ("", 0)
        self._orders: dict[str, list[int]] = {}
        self._every = (1 << len(rows)) - 1

    @cached_property
    def _sets(self) -> list[dict[tuple[str, ...], int]]:
        return [self._bits(facet) for facet in self.facets]

    @cached_property
    def _texts(self) -> list[str]:
        return [heard(self._words(row)) for row in self.rows] if self._words else []

    def _bits(self, facet: Facet[R]) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], bytearray] = {}
        size = len(self.rows) // 8 + 1
        for number, row in enumerate(self.rows):
            for value in _values(facet, row):
                found.setdefault(value, bytearray(size))[number >> 3] |= 1 << (number & 7)
        return {value: int.from_bytes(bits, "little") for value, bits in found.items()}

    def view(self, asked: Mapping[str, str], lang: str) -> View:
        """Return what an address shows."""
        chosen = {name: value for name, value in asked.items() if name not in OWN and value}
        told = own_parameters(chosen, self.prefix)
        self._demand_known(told)
        found = self._count(told)
        pages = max(1, ceil(found / PAGE))
        page = _page(self.prefix, told.get("page", "1"), pages)
        shown = [column for column in self.columns if column.shown]
        return View(
            name=self.name,
            prefix=self.prefix,
            headings=tuple(self._heading(column, told.get("sort", ""), lang) for column in shown),
            rows=self._cells(told, (page - 1) * PAGE),
            all=self._count({}, every=True),
            found=found,
            page=page,
            pages=pages,
            strips=tuple(self._strips(told, lang)),
            words=told.get("q", ""),
            chosen=chosen,
        )

    def portions(self, asked: Mapping[str, str]) -> Iterator[tuple[Sequence[R], Sequence[Column[R]]]]:
        """Give all rows that an address shows, on whatever page, in its order, with the columns that show them."""
        yield self.chosen(asked), self.columns

    def length(self, asked: Mapping[str, str]) -> int:
        """Return the number of rows that an address shows, on whatever page."""
        return self._count(self._told(asked))

    def chosen(self, asked: Mapping[str, str]) -> list[R]:
        """Return all rows that an address shows, on whatever page, in its order."""
        return [self.rows[number] for number in self._numbers(self._told(asked))]

    def _told(self, asked: Mapping[str, str]) -> dict[str, str]:
        told = own_parameters({name: value for name, value in asked.items() if name not in OWN and value}, self.prefix)
        self._demand_known(told)
        return told

    def _count(self, told: Mapping[str, str], *, every: bool = False) -> int:
        """Return the number of rows that are chosen; ``every``: of all rows, whatever a facet leaves out by itself."""
        return len(self.rows) if every else self._found(told).bit_count()

    def _cells(self, told: Mapping[str, str], first: int) -> tuple[tuple[Value, ...], ...]:
        """Return the cells of the rows on a page that begins with the row ``first``."""
        shown = [column for column in self.columns if column.shown]
        rows = [self.rows[number] for number in self._numbers(told)[first : first + PAGE]]
        return tuple(tuple(column.value(row) for column in shown) for row in rows)

    def _values_of(self, facet: Facet[R], place: int) -> set[str]:
        """Return all values of one name of a facet."""
        return {one[place] for one in self._sets[self.facets.index(facet)]}

    def _counts(self, facet: Facet[R], place: int, told: Mapping[str, str]) -> tuple[dict[str, int], int]:
        """Return value → rows that it would leave beside all that is chosen otherwise, and the rows without it."""
        sets, name = self._sets[self.facets.index(facet)], facet.names[place]
        rest = self._found(told, but=name)
        wanted = [None if at == place else self._wanted(facet, other, told) for at, other in enumerate(facet.names)]
        held = dict.fromkeys((one[place] for one in sets), 0)
        for one, bits in sets.items():
            if _meets(one, wanted):
                held[one[place]] |= bits
        return {value: (rest & bits).bit_count() for value, bits in held.items()}, rest.bit_count()

    def _demand_known(self, told: Mapping[str, str]) -> None:
        """Raise WrongUsage for a value of a facet that no row has and that has no words of its own either, and for an unknown order.

        A known code that nothing here bears (a role that no plan gives) leaves no rows; a mistyped one must not look so.
        """
        sort = told.get("sort", "")
        keys = [column.key for column in self.columns]
        if sort and sort.removeprefix("-") not in keys:
            raise WrongUsage(
                f"{self.prefix}sort={sort[:100]}: 没有这一列 (no such column)",
                f"可选，前加 - 为倒序 (choose one, - before it turns the order): {'、'.join(keys)}",
            )
        for facet in self.facets:
            for place, name in enumerate(facet.names):
                if name not in told:
                    continue
                value = told[name]
                known = self._values_of(facet, place)
                if value in known | {ANY, UNSTATED, facet.default} or facet.label(name, value, "zh") != value:
                    continue
                named = sorted(known)
                more = f" …（共 {len(named)}）" if len(named) > CHOICES else ""
                raise WrongUsage(
                    f"{self.prefix}{name}={value[:100]}: 没有这个筛选值 (no such value)",
                    f"可选 (choose one of): {'、'.join(named[:CHOICES])}{more}",
                )

    def _found(self, told: Mapping[str, str], but: str | None = None) -> int:
        """Return the rows that all facets but one, and the words, leave."""
        bits = self._every
        for facet, sets in zip(self.facets, self._sets, strict=True):
            wanted = [self._wanted(facet, name, told) if name != but else None for name in facet.names]
            if any(value is not None for value in wanted):
                bits &= _union(sets, wanted)
        return bits & self._holding(told.get("q", ""))

    def _wanted(self, facet: Facet[R], name: str, told: Mapping[str, str]) -> str | None:
        value = told.get(name, facet.default)
        return None if value == ANY else value

    def _holding(self, words: str) -> int:
        """Return the rows that hold all words; those of the last search are remembered."""
        parts = [part for part in (heard(word) for word in words.split()) if part]
        if not parts or not self._words:
            return self._every
        last = self._last
        if last[0] == words:
            return last[1]
        bits = bytearray(len(self.rows) // 8 + 1)
        for number, text in enumerate(self._texts):
            if all(part in text for part in parts):
                bits[number >> 3] |= 1 << (number & 7)
        self._last = (words, int.from_bytes(bits, "little"))
        return self._last[1]

    def _numbers(self, told: Mapping[str, str]) -> list[int]:
        chosen = f"{self._found(told):b}"[::-1].ljust(len(self.rows), "0")
        return [number for number in self._order(told.get("sort", "")) if chosen[number] == "1"]

    def _order(self, sort: str) -> Sequence[int]:
        """Return all rows in the order of a column, worked out once; without one, as they stand."""
        column = next((c for c in self.columns if c.key == sort.removeprefix("-")), None)
        if column is None:
            return range(len(self.rows))
        if sort not in self._orders:
            keys = [_order(column, row) for row in self.rows]
            filled = [number for number, key in enumerate(keys) if key not in (None, "")]
            filled.sort(key=lambda number: _sortable(keys[number]), reverse=sort.startswith("-"))
            # Rows without a value stand last, whichever way the others are turned.
            self._orders[sort] = filled + [number for number, key in enumerate(keys) if key in (None, "")]
        return self._orders[sort]

    def _heading(self, column: Column[R], sort: str, lang: str) -> Heading:
        title = column.zh if lang == "zh" else column.en
        down = column.cell in ("number", "strip")
        first, second = ("-" + column.key, column.key) if down else (column.key, "-" + column.key)
        turn = {first: second, second: None}.get(sort, first)
        state = {column.key: "ascending", "-" + column.key: "descending"}.get(sort, "")
        return Heading(column.key, title, column.cell, state, turn, column.about)

    def _strips(self, told: Mapping[str, str], lang: str) -> Iterable[Strip]:
        for facet in self.facets:
            for place, name in enumerate(facet.names):
                counts, rest = self._counts(facet, place, told)
                active = self._wanted(facet, name, told)
                values = sorted(value for value in counts.keys() | ({active} if active else set()) if counts.get(value) or value == active)
                if len(values) > 1 or active not in (None, facet.default):
                    every = Option(ANY if facet.default else None, "全部" if lang == "zh" else "all", rest, active is None)
                    title = facet.titles[place][lang != "zh"]
                    options = self._options(facet, name, values, counts, active, lang)
                    yield Strip(name, title, (every, *options), len(values) - len(options))

    @staticmethod
    def _options(
        facet: Facet[R], name: str, values: Sequence[str], counts: Mapping[str, int], active: str | None, lang: str
    ) -> list[Option]:
        """Return the values of one name of a facet as a page offers them: in their order, or those with most rows first."""
        labels: dict[str, str] = {}
        if (order := facet.order) is not None:
            listed = sorted(values, key=lambda value: (order(name, _meant(value)),))
        else:
            labels = {value: facet.label(name, _meant(value), lang) for value in values}
            listed = sorted(values, key=lambda value: (-counts.get(value, 0), labels[value]))
        offered = [value for at, value in enumerate(listed) if facet.offered is None or at < facet.offered or value == active]
        return [
            Option(value, labels.get(value) or facet.label(name, _meant(value), lang), counts.get(value, 0), value == active)
            for value in offered
        ]


def _values(facet: Facet[R], row: R) -> Iterable[tuple[str, ...]]:
    return (tuple(part or UNSTATED for part in value) for value in facet.values(row))


def _meant(value: str) -> str:
    return "" if value == UNSTATED else value


def _union(sets: Mapping[tuple[str, ...], int], wanted: Sequence[str | None]) -> int:
    if None not in wanted:
        return sets.get(tuple(value or "" for value in wanted), 0)
    bits = 0
    for value, its in sets.items():
        if _meets(value, wanted):
            bits |= its
    return bits


def _meets(value: Sequence[str], wanted: Sequence[str | None]) -> bool:
    """Whether each name of a facet has the part that is wanted of it, None: any."""
    return all(want in (None, part) for want, part in zip(wanted, value, strict=True))


def _order(column: Column[R], row: R) -> object:
    if column.order is not None:
        return column.order(row)
    value = column.value(row)
    if isinstance(value, Ref):
        return value.text
    if isinstance(value, Said):
        return value.zh
    if isinstance(value, Bar):
        return sum(number for _, number in value.parts)
    if isinstance(value, tuple):
        return "、".join(ref.text for ref in value)
    return value


def _sortable(value: object) -> tuple[int, float, str]:
    """Return a key by which numbers stand before words."""
    if isinstance(value, int | float):
        return (0, float(value), "")
    return (1, 0.0, str(value))


def _page(prefix: str, text: str, pages: int) -> int:
    """Return the number of a page; WrongUsage for one that the table does not have."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= number <= pages:
        raise WrongUsage(f"{prefix}page={text[:100]}: 没有这一页 (no such page)", f"共 {pages} 页，从 1 起 (pages 1 to {pages})")
    return number
