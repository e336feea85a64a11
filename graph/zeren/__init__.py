"""zeren (责任): who answers for what in Chinese government plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from zeren.book import Book
    from zeren.ground.version import __version__

__all__ = ["__version__", "open"]


def open(store: str | PathLike[str], *, all_editions: bool = False, on: str | None = None) -> Book:
    """Open a store, a directory or the address of a SPARQL endpoint, for reading in a notebook or a script.

    ``all_editions`` counts mirrors, drafts and revised texts beside the text that says the same; else each counts once.
    ``on`` (2018-06-01) tells of the texts that held on that day.

    Raises NotFound where no store is, StoreError for a folder of something else, Unreachable for a server that does
    not answer.
    """
    from zeren.book import Book

    return Book(store, all_editions=all_editions, on=on)


def __getattr__(name: str) -> str:
    """Return ``__version__``, without which no room need be loaded."""
    if name != "__version__":
        raise AttributeError(f"module 'zeren' has no attribute {name!r}")
    from zeren.ground.version import __version__

    return __version__
