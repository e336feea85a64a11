"""The addresses of the explorer, and its answers as HTTP sends them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zeren.ground.errors import ZerenError
from zeren.serve import pages, rdf, saved
from zeren.serve.explorer import feed, picture, things
from zeren.serve.explorer.answers import Answer, Asked, File, Moved, Page
from zeren.serve.explorer.frame import given
from zeren.serve.explorer.hall import Hall
from zeren.serve.explorer.views import VIEWS
from zeren.serve.negotiate import GRAPHS, PAGES, preferred
from zeren.store.results import serialise

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
