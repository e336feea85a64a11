"""The addresses of the explorer: the library of the present state of the store, and what it answers."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zeren.ask import landing_for
from zeren.ground.errors import StoreBusy, ZerenError
from zeren.serve import pages, rdf, saved
from zeren.serve.explorer import box, feed, picture, things
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Moved, Page, explorer
from zeren.serve.explorer.frame import given
from zeren.serve.explorer.large import LargeTables
from zeren.serve.explorer.source import Shelf
from zeren.serve.explorer.standing import as_of, day_of
from zeren.serve.explorer.stored import StoredLibrary, load
from zeren.serve.explorer.tables import Tables
from zeren.serve.explorer.views import BELOW, VIEWS
from zeren.serve.kept import Kept
from zeren.serve.negotiate import GRAPHS, PAGES, preferred
from zeren.store.counted import remark
from zeren.store.reader import Reader
from zeren.store.results import serialise
from zeren.store.terms import Triples

PICTURES = 16
"""network pages kept; each takes up to 1.5 MB"""
WAIT = 0.5
"""seconds that a page waits for a new state of the store before it shows the one before"""

pages.PLACES[1:1] = [
    pages.Place("/plans", "计划", "Plans"),
    pages.Place("/measures", "措施", "Measures"),
    pages.Place("/bodies", "单位", "Bodies"),
    pages.Place("/indicators", "指标", "Indicators"),
    pages.Place("/matrix", "责任矩阵", "Matrix"),
    pages.Place("/flow", "承接", "Flow"),
    pages.Place("/calendar", "日历", "Calendar"),
    pages.Place("/network", "网络", "Network"),
    pages.Place("/compare", "比较", "Compare"),
]


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


def hall(request: Request) -> Hall:
    """Return the hall of the application."""
    state = request.app.state
    found: Hall = state.whole if pages.every(request) else state.hall
    return found


async def page(request: Request) -> Response:
    """Answer with a page or a file."""
    query = {name: value for name, value in request.query_params.items() if name not in ("editions", saved.PARAMETER)}
    framed = bool(request.app.state.settings.embed)
    asked = Asked(pages.raw_path(request), query, pages.language(request), pages.site(request), framed)
    answer = await run_in_threadpool(hall(request).answer, asked)
    if isinstance(answer, Page) and saved.asked(request):
        return await run_in_threadpool(_as_file, request, answer, asked)
    return response(request, answer)


def _as_file(request: Request, answer: Page, asked: Asked) -> Response:
    """Return a page as one file, its pictures drawn into it."""
    own = given(asked.lang, pages.addresser(asked.lang, pages.every(request), pages.day(request)))
    text = pages.text_of(answer.template, request, **own, **answer.values)

    def fetch(target: str) -> bytes | None:
        path, _, told = target.partition("?")
        try:
            made = hall(request).answer(Asked(path, dict(parse_qsl(told)), asked.lang, asked.site))
        except (ZerenError, StopIteration):
            return None
        return made.data if isinstance(made, File) else None

    return saved.as_file(request, text, fetch)


async def thing(request: Request) -> Response:
    """Answer for an IRI: a page for people, statements for programs, files of its tables."""
    wished = request.query_params.get("format")
    path = pages.raw_path(request)
    if wished in GRAPHS:
        formats = [str(wished)]
    elif wished is not None:
        formats = ["html"]
    else:
        # A person's browser and whoever takes everything get the page.
        formats = preferred(request.headers.get("accept", ""), {**PAGES, **GRAPHS})
    if not formats:
        raise HTTPException(406, rdf.not_acceptable({**PAGES, **GRAPHS}))
    if formats[0] == "html":
        return await page(request)
    found = await run_in_threadpool(hall(request).about, things.iri_of(path.removeprefix("/id/")))
    answer = serialise(found, formats)
    headers = {"Vary": "Accept"}
    if len(found) >= things.MOST:
        headers["Zeren-Truncated"] = f"rows={len(found)}"
    return Response(bytes(answer), media_type=answer.media, headers=headers)


SUBSCRIBED = ("text/calendar", feed.MEDIA)
"""what programs look at again and again"""


def response(request: Request, answer: Answer) -> Response:
    """Return an answer as HTTP sends it."""
    link = pages.addresser(pages.language(request), pages.every(request), pages.day(request))
    if isinstance(answer, Moved):
        anchor = f"#{answer.anchor}" if answer.anchor else ""
        return RedirectResponse(link(answer.path) + anchor, 303, {"Vary": "Accept"})
    if isinstance(answer, File) and answer.media.startswith(SUBSCRIBED):
        return _calendar(request, answer)
    if isinstance(answer, File):
        return Response(answer.data, headers=_headers(answer), media_type=answer.media)
    headers = {"Vary": "Accept"}
    own = given(pages.language(request), link)
    return pages.render(answer.template, request, 200, headers, **own, **answer.values, savable=True)


def _calendar(request: Request, file: File) -> Response:
    """A calendar or a feed as programs that subscribe to it want it: shown in its place, and sent again only where it changed (RFC 9110)."""
    tag = f'"{hashlib.sha256(file.data).hexdigest()[:32]}"'
    headers = {**_headers(file), "ETag": tag, "Cache-Control": "no-cache"}
    headers["Content-Disposition"] = headers["Content-Disposition"].replace("attachment", "inline", 1)
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return Response(file.data, headers=headers, media_type=file.media)


def _headers(file: File) -> Mapping[str, str]:
    if file.inline:
        its = picture.policy(file.data)
        return {"Content-Security-Policy": its} if its else {}
    # RFC 6266: the name in UTF-8, and a plain one for clients that do not know how to read it.
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in file.name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"}


routes = [
    *(Route(path, page) for path in VIEWS),
    Route("/id/{path:path}", thing),
    *(Route(path + "{path:path}", page) for path in ("/report/", "/calendar/", "/feed/", "/source/")),
]
