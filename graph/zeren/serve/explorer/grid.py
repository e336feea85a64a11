"""Tables that a reader can search, narrow by facets, sort and take away; what is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Generic, TypeVar

from zeren.ask.heard import heard
from zeren.ground.errors import WrongUsage
from zeren.serve.explorer.cells import Bar, Ref, Said, Value

R = TypeVar("R")

PAGE = 50
"""rows on one page"""
ANY = "any"
"""value of a facet with a default by which a reader lifts it"""
UNSTATED = "unstated"
"""value of a facet in an address for rows that have none: an empty one would lift the facet"""
CHOICES = 20
"""values that a message about an unknown one lists"""
OWN = frozenset({"lang", "format", "table"})
"""parameters that say how to answer, not what is chosen"""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a table."""

    key: str
    zh: str
    en: str
    value: Callable[[R], Value]
    cell: str = "text"
    """how it looks: text, long, number, bodies, roles, place or strip"""
    order: Callable[[R], object] | None = None
    """what it is sorted by; None: its value"""
    shown: bool = True
    """False: in files only"""
    about: str = ""
    """what a reader should know of its values, shown with its head"""


@dataclass(frozen=True, slots=True)
class Facet(Generic[R]):
    """Values by which rows are narrowed; several names that must hold together (a role, and the level of its holder)."""

    names: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]
    """Chinese and English, one a name"""
    values: Callable[[R], Iterable[tuple[str, ...]]]
    label: Callable[[str, str, str], str]
    """name, value and language → words"""
    order: Callable[[str, str], object] | None = None
    """name and value → what the options are sorted by; None: most rows first"""
    default: str | None = None
    """value that holds while the address says nothing"""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet as the page offers it."""

    value: str | None
    """None: all"""
    label: str
    count: int
    active: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """A facet as the page shows it."""

    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column."""

    key: str
    title: str
    cell: str
    sorted: str
    """``ascending``, ``descending`` or empty"""
    turn: str | None
    """value of ``sort`` that a click asks for"""
    about: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The part of a table that one address shows."""

    name: str
    prefix: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Value, ...], ...]
    all: int
    found: int
    page: int
    pages: int
    strips: tuple[Strip, ...]
    words: str
    """the words searched for"""
    chosen: Mapping[str, str]
    """all parameters of the address that say what is chosen"""

    @property
    def narrowed(self) -> bool:
        """Tell whether the reader has narrowed the table."""
        return any(name not in ("sort", "page") for name in _own(self.chosen, self.prefix))

    def turn(self, **changes: object) -> dict[str, str]:
        """Return the parameters after a change; None lifts one, and any change but of the page begins at page 1."""
        told = {**self.chosen, **{self.prefix + name: value for name, value in changes.items()}}
        if "page" not in changes:
            told.pop(self.prefix + "page", None)
        return {name: str(value) for name, value in told.items() if value is not None}

    def bare(self) -> dict[str, str]:
        """Return the parameters without those of this table."""
        own = {self.prefix + name for name in _own(self.chosen, self.prefix)}
        return {name: value for name, value in self.chosen.items() if name not in own}


def _own(chosen: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the parameters of one table under their bare names; those of others have a dot in theirs."""
    bare = {name[len(prefix) :]: value for name, value in chosen.items() if name.startswith(prefix)}
    return {name: value for name, value in bare.items() if "." not in name}


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
        told = _own(chosen, self.prefix)
        self._demand_known(told, lang)
        found = self._count(told)
        pages = max(1, ceil(found / PAGE))
        page = min(max(1, _number(told.get("page", "1"))), pages)
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
        told = _own({name: value for name, value in asked.items() if name not in OWN and value}, self.prefix)
        self._demand_known(told, asked.get("lang", "zh"))
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
        other = [self._wanted(facet, other, told) for other in facet.names]
        counts = {}
        for value in {one[place] for one in sets}:
            wanted = [value if at == place else its for at, its in enumerate(other)]
            counts[value] = (rest & _union(sets, wanted)).bit_count()
        return counts, rest.bit_count()

    def _demand_known(self, told: Mapping[str, str], lang: str) -> None:
        """Raise WrongUsage for a value of a facet that no row has and that has no words of its own either.

        A known code that nothing here bears (a role that no plan gives) leaves no rows; a mistyped one must not look so.
        """
        for facet in self.facets:
            for place, name in enumerate(facet.names):
                if name not in told:
                    continue
                value = told[name]
                known = self._values_of(facet, place)
                if value in known | {ANY, UNSTATED, facet.default} or facet.label(name, value, lang) != value:
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
        """Return all rows in the order of a column, worked out once; an unknown one leaves them as they stand."""
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
                options = [
                    Option(value, facet.label(name, _meant(value), lang), counts.get(value, 0), value == active)
                    for value in sorted(counts.keys() | ({active} if active else set()))
                    if counts.get(value) or value == active
                ]
                order = facet.order
                options.sort(key=lambda o: (order(name, _meant(o.value or "")),) if order else (-o.count, o.label))
                if len(options) > 1 or active not in (None, facet.default):
                    every = Option(ANY if facet.default else None, "全部" if lang == "zh" else "all", rest, active is None)
                    title = facet.titles[place][lang != "zh"]
                    yield Strip(name, title, (every, *options))


def _values(facet: Facet[R], row: R) -> Iterable[tuple[str, ...]]:
    return (tuple(part or UNSTATED for part in value) for value in facet.values(row))


def _meant(value: str) -> str:
    return "" if value == UNSTATED else value


def _union(sets: Mapping[tuple[str, ...], int], wanted: Sequence[str | None]) -> int:
    if None not in wanted:
        return sets.get(tuple(value or "" for value in wanted), 0)
    bits = 0
    for value, its in sets.items():
        if all(want in (None, part) for want, part in zip(wanted, value, strict=True)):
            bits |= its
    return bits


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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
