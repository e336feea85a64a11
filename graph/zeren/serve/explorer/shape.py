"""What a table is made of, columns and facets, and the part of it that one address shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from zeren.serve.explorer.cells import Value

R = TypeVar("R")
PAGE = 50
"""rows on one page"""
OFFERED = 200
"""values of a facet, or plans, that a page offers, those with most rows; the others are counted"""
ANY = "any"
"""value of a facet with a default by which a reader lifts it"""
UNSTATED = "unstated"
"""value of a facet in an address for rows that have none: an empty one would lift the facet"""
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
    offered: int | None = OFFERED
    """values that a page is given at most, beside the chosen one; None: all"""


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
    more: int = 0
    """values that are not offered because there are too many"""


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
        return any(name not in ("sort", "page") for name in own_parameters(self.chosen, self.prefix))

    def turn(self, **changes: object) -> dict[str, str]:
        """Return the parameters after a change; None lifts one, and any change but of the page begins at page 1."""
        told = {**self.chosen, **{self.prefix + name: value for name, value in changes.items()}}
        if "page" not in changes:
            told.pop(self.prefix + "page", None)
        return {name: str(value) for name, value in told.items() if value is not None}

    def bare(self) -> dict[str, str]:
        """Return the parameters without those of this table."""
        own = {self.prefix + name for name in own_parameters(self.chosen, self.prefix)}
        return {name: value for name, value in self.chosen.items() if name not in own}


def own_parameters(chosen: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the parameters of one table under their bare names; those of others have a dot in theirs."""
    bare = {name[len(prefix) :]: value for name, value in chosen.items() if name.startswith(prefix)}
    return {name: value for name, value in bare.items() if "." not in name}
