"""Which documents figures are taken from: none counts beside another that says the same.

A computed graph may keep beside it, under ``LEFT_OUT``, documents whose figures another document's take the place of
(a mirror, a draft that was issued, a text that was revised), and under ``BETWEEN`` the documents that it speaks of. Of a
container of which another document says some plans too, a computed graph holds what the others state (``PART_OF``): it counts
in the container's place. Every
reader takes what counts from here, so that SQL, SPARQL, pages and networks agree. Nothing is taken out of the store: a
reader of all editions finds every document. A reader *on* a day finds the texts that held then: issued by that day (``DAYS``)
and not yet replaced, revised or followed by the next edition of their series (``AFTER``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from zeren.store.records import Version

LEFT_OUT = "left_out"
"""key in ``meta``: ``graph graph`` a line, the one left out and the one that is counted instead"""
BETWEEN = "between"
"""key in ``meta`` of a computed graph that counts: IRIs of the documents that it speaks of, parted by blanks"""

DAYS = "held_from"
"""key in ``meta`` of a document: ISO day of its issue, else the first day of its year; none where it prints neither"""
AFTER = "after"
"""key in ``meta`` of a computed graph: ``graph graph`` a line, an edition and the next one of its series"""

PART_OF = "part_of"
"""key in ``meta`` of a computed graph: ``graph digest``, the document of which it holds all but some plans, and its statements"""
INSTEAD = "instead"
"""key in ``meta`` of the same: ``graph title`` a line, of each plan that it lacks the document that counts for it, and its title"""

_LAST: dict[str, list[tuple[str, str]]] = {}
"""store → ``left_out_names`` of the reader of it that was closed last in this process; of one store at most"""

_EVERY: ContextVar[bool] = ContextVar("all_editions", default=False)
_ON: ContextVar[str | None] = ContextVar("on", default=None)


@contextmanager
def on_day(day: str | None) -> Iterator[None]:
    """Have every reader that is opened within take the texts that held on an ISO day; None: those in force now."""
    token = _ON.set(day)
    try:
        yield
    finally:
        _ON.reset(token)


def wanted_day() -> str | None:
    """Return the day of which a reader that is opened now tells; None: now."""
    return _ON.get()


@contextmanager
def all_editions(every: bool = True) -> Iterator[None]:
    """Have every reader that is opened within take all documents, mirrors and drafts too."""
    token = _EVERY.set(every)
    try:
        yield
    finally:
        _EVERY.reset(token)


def wants_all() -> bool:
    """Tell whether a reader that is opened now takes all documents."""
    return _EVERY.get()


def left_out(graphs: Mapping[str, Version], on: str | None = None) -> dict[str, str]:
    """Return graph → graph that is counted in its place, of the current documents, sorted; of those that were there ``on`` a day.

    A draft's issued text may be left out for its revision: the revision is what counts.
    """
    keys = (LEFT_OUT, AFTER) if on else (LEFT_OUT,)
    lines = {line for version in graphs.values() for key in keys for line in version.meta.get(key, "").splitlines()}
    graphs = {graph: version for graph, version in graphs.items() if not on or version.meta.get(DAYS, "") <= on}
    found: dict[str, str] = {}
    for line in sorted(lines):
        left, _, kept = line.partition(" ")
        # What was taken out of the store meanwhile takes nobody's place.
        if left in graphs and kept in graphs:
            found.setdefault(left, kept)
    return {left: _last(kept, found) for left, kept in found.items()}


def parts(graphs: Mapping[str, Version], on: str | None = None) -> dict[str, str]:
    """Return document → the computed graph that counts in its place, because others say some of its plans; by what is current.

    Where one of these others was taken out, or was not there yet on the day, the document counts as it is.
    """
    there = {graph for graph, version in graphs.items() if not on or version.meta.get(DAYS, "") <= on}
    found = {}
    for graph, version in graphs.items():
        document, _, quads = version.meta.get(PART_OF, "").partition(" ")
        others = {line.partition(" ")[0] for line in version.meta.get(INSTEAD, "").splitlines()}
        if document in there and graphs[document].quads == quads and others <= there:
            found[document] = graph
    return found


def without_parts(graphs: Mapping[str, Version]) -> dict[str, Version]:
    """Return the documents and computed graphs without those that hold a part of a document."""
    return {graph: version for graph, version in graphs.items() if PART_OF not in version.meta}


def left_out_names(graphs: Mapping[str, Version], on: str | None = None) -> list[tuple[str, str]]:
    """Return what does not count and what counts in its place, by names of files, sorted; a plan of a file by its title too."""
    whole_ones = [(graphs[one].name, graphs[kept].name) for one, kept in left_out(graphs, on).items()]
    plans = [(f"{graphs[one].name}《{title}》", graphs[kept].name) for one, title, kept in plans_left_out(graphs, on)]
    return sorted(whole_ones + plans)


def plans_left_out(graphs: Mapping[str, Version], on: str | None = None) -> list[tuple[str, str, str]]:
    """Return of documents that count but for some plans: document, title of such a plan, document that counts for it; sorted."""
    left = left_out(graphs, on)
    return sorted(
        (document, title, _last(other, left))
        for document, part in parts(graphs, on).items()
        if document not in left
        for other, _, title in (line.partition(" ") for line in graphs[part].meta[INSTEAD].splitlines())
    )


def _last(graph: str, instead: Mapping[str, str]) -> str:
    seen = {graph}
    while (after := instead.get(graph)) is not None and after not in seen:
        seen.add(graph := after)
    return graph


def later(graphs: Mapping[str, Version], on: str) -> list[str]:
    """Return the documents that were not there yet on an ISO day."""
    return [graph for graph, version in graphs.items() if version.meta.get(DAYS, "") > on]


def counted(graphs: Mapping[str, Version], on: str | None = None) -> dict[str, Version]:
    """Return the documents that count, now or ``on`` an ISO day, and the computed graphs that speak of such alone.

    A document that prints neither a day nor a year counts on every day.
    """
    left = {*left_out(graphs, on), *(later(graphs, on) if on else ())}
    held = parts(graphs, on)
    if not left and not held:
        return without_parts(graphs)
    taken = {part for document, part in held.items() if document not in left}
    return {
        graph: version
        for graph, version in graphs.items()
        if (graph in taken if PART_OF in version.meta else graph not in left and graph not in held)
        and left.isdisjoint(version.meta.get(BETWEEN, "").split())
    }


_NAMED = 5
"""files that a remark names"""


def remark(left: Sequence[tuple[str, str]]) -> str:
    """Return what stands beside figures: which files (each with the one that counts in its place) are not in them; empty for none."""
    if not left:
        return ""
    some = "、".join(f"{one}（计 {kept}）" for one, kept in left[:_NAMED]) + (" 等" if len(left) > _NAMED else "")
    return f"同一事项只计一份，{len(left)} 份文本未重复计数 (not counted again, another text says the same): {some}"


def note(store: str, names: list[tuple[str, str]]) -> None:
    """Keep what a reader of a store left out, for whoever tells it when the reader is closed."""
    _LAST.clear()
    _LAST[store] = names


def noted(store: str) -> list[tuple[str, str]] | None:
    """Return what ``note`` kept of a store, once; None where nothing was kept."""
    return _LAST.pop(store, None)
