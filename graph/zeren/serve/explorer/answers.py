"""What is asked and what is answered, without a word of HTTP: the server and the static site make the same pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from zeren.picture.words import say
from zeren.serve.explorer import pictured, takeaway
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.large import LargeTables
from zeren.serve.explorer.library import Library
from zeren.serve.explorer.networks import Networks
from zeren.serve.explorer.shape import View
from zeren.serve.explorer.source import Shelf
from zeren.serve.explorer.stored import StoredLibrary
from zeren.serve.explorer.tables import Tables
from zeren.store.reader import Reader
from zeren.table import short

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a page."""

    path: str
    """as it came, percent-encoded"""
    query: Mapping[str, str]
    lang: str = "zh"
    site: str = ""
    """scheme, host and port by which others reach the server, for what is read elsewhere"""
    framed: bool = False
    """whether pages of another site may show this one"""
    remark: str = ""
    """which texts are not counted, for files to take away; empty for none"""

    @property
    def form(self) -> str | None:
        """The file asked for in place of the page."""
        return self.query.get("format")


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it is given."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    data: bytes
    media: str
    name: str
    inline: bool = False
    """True for a page that a browser shows as it is"""
    passing: bool = False
    """True for a page that will say more when it is asked for again"""


@dataclass(frozen=True, slots=True)
class Moved:
    """Another address that shows what was asked for."""

    path: str
    anchor: str = ""


Answer = Page | File | Moved


@dataclass(frozen=True, slots=True)
class Explorer:
    """One state of a store as pages."""

    library: Library
    tables: Tables
    shelf: Shelf
    """outlives the state: a document that has not changed is not read again"""
    networks: Networks


Show = Callable[[Explorer, Reader, Asked], Answer]


def explorer(library: Library, shelf: Shelf | None = None) -> Explorer:
    """Return the pages of a library."""
    tables = LargeTables(library) if isinstance(library, StoredLibrary) and library.is_large else Tables(library)
    return Explorer(library, tables, shelf or Shelf(), Networks(library, tables.body))


def holding(ex: Explorer, measures: Collection[str]) -> Explorer:
    """Return pages that know some measures (IRIs): of a large store these alone are read."""
    if not isinstance(ex.tables, LargeTables):
        return ex
    library = ex.tables.chosen(sorted(map(short, measures)))
    return replace(ex, library=library, tables=Tables(library))


def listing(grid: Grid[R], asked: Asked, template: str, **values: Any) -> Answer:
    """Return a table as a page, or as the file that the address asks for."""
    if asked.form is not None:
        return file(grid, asked)
    return Page(template, {"view": view(grid, asked), **values})


def view(grid: Grid[R], asked: Asked) -> View:
    """Return what of a table an address shows."""
    return grid.view(asked.query, asked.lang)


def file(grid: Grid[R], asked: Asked, name: str | None = None) -> File:
    """Return a table as the file that the address asks for."""
    form = asked.form or "csv"
    if form in pictured.FORMS:
        drawn = pictured.table(view(grid, asked), say(f"table-{name or grid.name}", asked.lang), asked.lang)
        return File(pictured.data(drawn, form), pictured.FORMS[form], f"{name or grid.name}.{form}")
    return File(takeaway.taken(grid, asked.query, form, asked.lang, asked.remark), takeaway.MEDIA.get(form, ""), f"{name or grid.name}.{form}")
