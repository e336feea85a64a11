"""What a summary may tell beside the plans: what bodies reported, and what the versions of the documents changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from zeren.report.history import History, Versions, history
from zeren.table import short, whole

if TYPE_CHECKING:
    from zeren.ledger.standing import MeasureStanding
    from zeren.table import Landing

FAR = "9999-01-01"
"""a day after every report"""


class _Entry(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def graph(self) -> str | None: ...


class Store(Versions, Protocol):
    """A reader of a store, as far as it tells which documents there are and what they said before."""

    @property
    def on(self) -> str | None:
        """The ISO day whose texts are taken; None: those in force."""

    def documents(self) -> Iterable[_Entry]:
        """The documents with their file names and graphs."""

    def left_out_names(self) -> Sequence[tuple[str, str]]:
        """Files that do not count, each with the one that counts in its place."""

    def not_yet(self) -> Sequence[str]:
        """Files that were not issued yet on the day."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """What is known beside the plans as of a day."""

    on: str | None = None
    """ISO date; None: no day was asked for, every report counts"""
    standings: Mapping[str, MeasureStanding] = field(default_factory=dict)
    """IRI of a measure → how it stands"""
    history: History = field(default_factory=History)
    left_out: tuple[tuple[str, str], ...] = ()
    """file names: a text that is not counted, and the one counted in its place"""
    texts_of: str | None = None
    """ISO date whose texts are counted; None: those in force"""
    later: int = 0
    """files that were issued after ``texts_of``"""


NOTHING = AsOf()
"""the plans alone"""


def as_of_day(store: Store, landing: Landing, on: str | None, measures: Mapping[str, str]) -> AsOf:
    """Return what is known of measures (IRI → name of the file) as of the ISO date ``on``."""
    from zeren.ledger.standing import standing

    found = standing(landing, on or FAR, measures=[short(measure) for measure in measures])
    files = set(measures.values())
    graphs = [entry.graph for entry in store.documents() if entry.graph and entry.name in files]
    return AsOf(
        on,
        {whole(path): told for path, told in found.items()},
        history(store, graphs),
        tuple((left, kept) for left, kept in store.left_out_names() if kept in files),
        store.on,
        len(store.not_yet()),
    )
