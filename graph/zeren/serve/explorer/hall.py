"""The explorer of the present state of the store: its library, what it answers, and the pictures drawn of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace

from zeren.ask import landing_for
from zeren.ask.sentence.known import known
from zeren.ground.errors import StoreBusy
from zeren.serve.explorer import box, things
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Page, explorer
from zeren.serve.explorer.large import LargeTables
from zeren.serve.explorer.source import Shelf
from zeren.serve.explorer.standing import as_of, day_of
from zeren.serve.explorer.stored import StoredLibrary, load
from zeren.serve.explorer.tables import Tables
from zeren.serve.explorer.views import BELOW, VIEWS
from zeren.serve.kept import Kept
from zeren.store.counted import remark
from zeren.store.reader import Reader
from zeren.store.terms import Triples

PICTURES = 16
"""network pages kept; each takes up to 1.5 MB"""
WAIT = 0.5
"""seconds that a page waits for a new state of the store before it shows the one before"""


@dataclass(slots=True)
class _State:
    """One state of the store as pages, and the reader it was read with."""

    stamp: Hashable
    reader: Reader
    explorer: Explorer
    lease: ExitStack
    """holds the reader open"""
    pictures: OrderedDict[Hashable, File] = field(default_factory=OrderedDict)


class Hall:
    """The explorer of the present state of the store, and the pictures drawn of it."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._coming: Future[None] | None = None
        self._threads = ThreadPoolExecutor(1, "explorer")
        self._shelf = Shelf()
        self._offered: tuple[object, tuple[str, ...]] = (None, ())

    def renew(self) -> Future[None] | None:
        """Begin to read the present state of the store in a thread of its own; None where it is read already."""
        with self._lock:
            if self._state is not None and self._state.stamp == self.kept.stamp():
                return None
            if self._coming is None or self._coming.done():
                self._coming = self._threads.submit(self._read)
            return self._coming

    def _read(self) -> None:
        with ExitStack() as stack:
            # A write between the two lines makes the state look old, and it is read once more: never the reverse.
            stamp = self.kept.stamp()
            reader = stack.enter_context(self.kept.reading())
            made = _State(stamp, reader, explorer(load(reader), self._shelf), stack.pop_all())
        with self._lock:
            former, self._state = self._state, made
        if former is not None:
            former.lease.close()
        # The thread is refused where the server is ending.
        with suppress(RuntimeError):
            self._threads.submit(made.explorer.networks.warm)
            if isinstance(made.explorer.tables, LargeTables):
                self._threads.submit(made.explorer.tables.warm)
                self._threads.submit(known, made.reader)

    def close(self) -> None:
        """Give the reader back."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            state, self._state = self._state, None
        if state is not None:
            state.lease.close()

    @contextmanager
    def visit(self) -> Iterator[_State]:
        """Lend the explorer of the present state; while a large one is being read, that of the state before."""
        coming = self.renew()
        if coming is not None:
            with suppress(TimeoutError):
                coming.result(None if self._state is None else WAIT)
        with ExitStack() as stack:
            with self._lock:
                state = self._state
                if state is None:
                    raise StoreBusy("知识库正在读入 (the store is being read)", "try again in a moment")
                stack.enter_context(self.kept.reading(state.reader))
            yield state

    def answer(self, asked: Asked) -> Answer:
        """Return what an address shows."""
        with self.visit() as state:
            view = VIEWS.get(asked.path) or next(view for path, view in BELOW.items() if asked.path.startswith(path))
            if asked.path != "/network":
                if asked.form is not None:
                    asked = replace(asked, remark=remark(state.explorer.library.left_out))
                made = view(self._about(state, asked), state.reader, asked)
                if not isinstance(made, Page):
                    return made
                offered = self._offer(state)
                asof = as_of(state.reader, asked.query)
                asof.prime(made.template, made.values)
                told = {"former": state.stamp != self.kept.stamp(), "suggested": offered, "asof": asof}
                return replace(made, values={**made.values, **told})
            # What was reported is shown as of a day, which is today where the address names none.
            key = tuple(sorted((name, value) for name, value in {**asked.query, "on": day_of(asked.query)}.items() if name != "lang"))
            kept = state.pictures.get(key)
            if kept is not None:
                return kept
            made = view(state.explorer, state.reader, asked)
            if isinstance(made, File) and not made.passing:
                state.pictures[key] = made
                while len(state.pictures) > PICTURES:
                    state.pictures.popitem(last=False)
            return made

    def _about(self, state: _State, asked: Asked) -> Explorer:
        """Return the pages of a store, or of a large one those of what an address is about."""
        whole = state.explorer
        if not isinstance(whole.library, StoredLibrary) or not whole.library.is_large:
            return whole
        iri = subject(asked)
        if iri is None and asked.path == "/matrix":
            iri = next((plan for plan in whole.library.plans if plan in whole.library.sizes), None)
        if iri is None:
            return whole
        chosen = whole.library.about(iri)
        return replace(whole, library=chosen, tables=Tables(chosen))

    def _offer(self, state: _State) -> tuple[str, ...]:
        """Return what the question box suggests, worked out once a state."""
        stamp, offered = self._offered
        if stamp != state.stamp:
            offered = box.suggestions(landing_for(state.reader))
            self._offered = (state.stamp, offered)
        return offered

    def about(self, iri: str) -> Triples:
        """Return what the store says about an IRI."""
        with self.kept.reading() as reader:
            return Triples(things.about(reader, iri))


def subject(asked: Asked) -> str | None:
    """Return the IRI of what an address is about; None where it is about the whole store."""
    for start in ("/id/", "/report/", "/calendar/"):
        if asked.path.startswith(start):
            path = asked.path.removeprefix(start)
            return things.iri_of(path if start == "/id/" else path.rpartition(".")[0])
    if asked.path.startswith("/source/"):
        return asked.query.get("of") or None
    return asked.query.get("plan") if asked.path == "/matrix" else None
