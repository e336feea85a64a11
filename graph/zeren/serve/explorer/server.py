"""The addresses of the explorer: the library of the present state of the store, and what it answers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zeren.serve import pages, rdf
from zeren.serve.explorer import picture, things
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Moved, explorer
from zeren.serve.explorer.frame import given
from zeren.serve.explorer.library import load
from zeren.serve.explorer.source import Shelf
from zeren.serve.explorer.views import BELOW, VIEWS
from zeren.serve.kept import Kept
from zeren.serve.negotiate import GRAPHS, PAGES, preferred
from zeren.store.reader import Reader
from zeren.store.results import serialise
from zeren.store.terms import Triples

PICTURES = 16
"""network pages kept; each takes up to 1.5 MB"""

pages.PLACES[1:1] = [
    pages.Place("/plans", "计划", "Plans"),
    pages.Place("/measures", "措施", "Measures"),
    pages.Place("/bodies", "单位", "Bodies"),
    pages.Place("/indicators", "指标", "Indicators"),
    pages.Place("/matrix", "责任矩阵", "Matrix"),
    pages.Place("/calendar", "日历", "Calendar"),
    pages.Place("/network", "网络", "Network"),
]


class Hall:
    """The explorer of the present state of the store, and the pictures drawn of it."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self._lock = threading.Lock()
        self._stamp: Hashable = None
        self._explorer: Explorer | None = None
        self._shelf = Shelf()
        self._pictures: OrderedDict[Hashable, File] = OrderedDict()

    def explorer(self, reader: Reader) -> Explorer:
        """Return the explorer of the state that is current now, read once."""
        with self._lock:
            stamp = self.kept.stamp()
            if self._explorer is None or stamp != self._stamp:
                self._explorer = explorer(load(reader), self._shelf)
                self._pictures.clear()
                self._stamp = stamp
            return self._explorer

    def answer(self, asked: Asked) -> Answer:
        """Return what an address shows."""
        with self.kept.reading() as reader:
            ex = self.explorer(reader)
            view = VIEWS.get(asked.path) or next(view for path, view in BELOW.items() if asked.path.startswith(path))
            key = (asked.path, tuple(sorted((name, value) for name, value in asked.query.items() if name != "lang")))
            if asked.path != "/network":
                return view(ex, reader, asked)
            kept = self._pictures.get(key)
            if kept is not None:
                return kept
            made = view(ex, reader, asked)
            if isinstance(made, File):
                self._pictures[key] = made
                while len(self._pictures) > PICTURES:
                    self._pictures.popitem(last=False)
            return made

    def about(self, iri: str) -> Triples:
        """Return what the store says about an IRI."""
        with self.kept.reading() as reader:
            return Triples(things.about(reader, iri))


def hall(request: Request) -> Hall:
    """Return the hall of the application, made for its first request."""
    state = request.app.state
    found: Hall | None = getattr(state, "hall", None)
    if found is None or found.kept is not state.kept:
        found = state.hall = Hall(state.kept)
    return found


async def page(request: Request) -> Response:
    """Answer with a page or a file."""
    asked = Asked(pages.raw_path(request), dict(request.query_params), pages.language(request))
    return response(request, await run_in_threadpool(hall(request).answer, asked))


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


def response(request: Request, answer: Answer) -> Response:
    """Return an answer as HTTP sends it."""
    link = pages.addresser(pages.language(request))
    if isinstance(answer, Moved):
        anchor = f"#{answer.anchor}" if answer.anchor else ""
        return RedirectResponse(link(answer.path) + anchor, 303, {"Vary": "Accept"})
    if isinstance(answer, File):
        return Response(answer.data, headers=_headers(answer), media_type=answer.media)
    headers = {"Vary": "Accept"}
    own = given(pages.language(request), link)
    return pages.render(answer.template, request, 200, headers, still=False, **own, **answer.values)


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
    *(Route(path + "{path:path}", page) for path in ("/report/", "/source/")),
]
