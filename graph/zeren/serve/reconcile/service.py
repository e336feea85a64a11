"""The addresses of the service, and what their answers carry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zeren.ground.errors import NotFound, WrongUsage
from zeren.serve import pages
from zeren.serve.explorer import words
from zeren.serve.guard import KEY
from zeren.serve.kept import Kept
from zeren.serve.reconcile import extend, suggest
from zeren.serve.reconcile.asked import batch
from zeren.serve.reconcile.manifest import BODY, PATH, PROPERTIES, TYPES, manifest
from zeren.serve.reconcile.matching import answered
from zeren.serve.reconcile.register import Decided
from zeren.store.reader import Reader

_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
"""``jQuery112_1.done``: the name of a function of the page that asks"""
_FRAMED = "default-src 'none'; style-src 'self'; frame-ancestors 'self' http://127.0.0.1:* http://localhost:* http://[::1]:*"


async def endpoint(request: Request) -> Response:
    """Answer with the manifest, a batch of queries, or an extension: GET and POST alike."""
    given = await _given(request)
    if "queries" in given:
        queries = batch(given["queries"])
        return await _found(request, given, lambda reader: answered(reader, queries))
    if "extend" in given:
        return await _found(request, given, lambda reader: extend.extended(reader, given["extend"]))
    return _json(request, given, manifest(pages.site(request), f"{PATH}{request.scope.get(KEY, '')}"))


async def suggested(request: Request) -> Response:
    """Suggest entities, types or properties."""
    given = await _given(request)
    kind = request.path_params["kind"]
    prefix, cursor = given.get("prefix", "").strip(), _whole(given.get("cursor"), 0)
    if kind == "entity":
        return await _found(request, given, lambda reader: suggest.entities(reader, prefix, cursor))
    if kind not in ("type", "property"):
        raise HTTPException(404, "Not Found")
    return _json(request, given, suggest.words(kind, prefix, cursor))


async def proposed(request: Request) -> Response:
    """Propose properties of a type for an extension."""
    given = await _given(request)
    return _json(request, given, extend.proposed(given.get("type", ""), _whole(given.get("limit"), 0) or None))


async def preview(request: Request) -> Response:
    """Show an entity in the small frame of a candidate."""
    path = _identifier(request)
    kept: Kept = request.app.state.kept
    values = (await kept.call(_decided(request).asked(lambda reader: extend.values_of(reader, [path])))).get(path)
    if not values:
        raise NotFound(f"id={path[:100]}: 没有这个标识 (no such identifier)", "use those of the answers")
    name = str(values.pop("name", [{"str": path}])[0]["str"])
    told = [(PROPERTIES[key].name, [_said(key, _plain(value)) for value in found]) for key, found in values.items()]
    kind = TYPES[extend.type_of(path) or BODY].name
    headers = {"Content-Security-Policy": _FRAMED, **_shared(request)}
    styled = not request.scope.get(KEY)
    return pages.render("reconcile/preview.html", request, 200, headers, name=name, kind=kind, values=told, id=path, styled=styled)


async def view(request: Request) -> Response:
    """Lead to the page of an entity."""
    return RedirectResponse(f"/id/{quote(_identifier(request), safe='/%')}", 303)


def _said(key: str, value: str) -> str:
    """Return a value as people read it: codes in words of both languages, as the properties are called."""
    kind = {"bodyKind": "body", "level": "level"}.get(key)
    return " ".join(words.word(kind, value, lang) for lang in pages.LANGUAGES) if kind else value


def _plain(value: dict[str, Any]) -> str:
    told = value.get("name", value.get("str", value.get("float")))
    return f"{told:g}" if isinstance(told, float) else str(told)


def _identifier(request: Request) -> str:
    path = request.query_params.get("id", "")
    if extend.type_of(path) is None:
        raise NotFound(f"id={path[:100]}: 没有这个标识 (no such identifier)", "use those of the answers")
    return path


async def _given(request: Request) -> dict[str, str]:
    """Parameters of the address and of the form; WrongUsage where they are no percent-encoded UTF-8, 415 for another body."""
    fields = request.scope["query_string"]
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise HTTPException(415, "查询应以表单发来 (send a form: application/x-www-form-urlencoded)")
        fields += b"&" + await request.body()
    try:
        return dict(parse_qsl(fields.decode(), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError as error:
        raise WrongUsage("参数不是百分号编码的 UTF-8 (parameters are not percent-encoded UTF-8)", "encode them") from error


def _whole(text: str | None, usual: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise WrongUsage(f"{text[:20]}: 不是整数 (no whole number)", "write it as digits")
    return int(text)


async def _found(request: Request, given: dict[str, str], function: Callable[[Reader], Any]) -> Response:
    kept: Kept = request.app.state.kept
    return _json(request, given, await kept.call(_decided(request).asked(function)))


def _decided(request: Request) -> Decided:
    """The register with the decisions of the server's folder."""
    state = request.app.state
    if not hasattr(state, "decided"):
        state.decided = Decided(state.settings.decisions if hasattr(state, "settings") else None)
    found: Decided = state.decided
    return found


def _json(request: Request, given: dict[str, str], value: Any) -> Response:
    """JSON, or a call of the page's own function with it (JSONP, section 3 of the specification)."""
    text = json.dumps(value, ensure_ascii=False)
    callback = given.get("callback")
    if callback is None:
        return Response(text, media_type="application/json", headers=_shared(request))
    if not _CALLBACK.fullmatch(callback):
        raise WrongUsage(f"callback={callback[:40]}: 不是函数名 (no name of a function)", "leave it out")
    # U+2028 and U+2029 end a line in older JavaScript.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
    return Response(f"/**/{callback}({text});", media_type="application/javascript", headers=_shared(request))


def _shared(request: Request) -> dict[str, str]:
    """Headers that let the page that asks read the answer; the guard has let in only those that may."""
    origin = request.headers.get("origin")
    allowed = {"Access-Control-Allow-Origin": origin} if origin else {}
    return {**allowed, "Vary": "Origin", "Cross-Origin-Resource-Policy": "same-site"}


routes = [
    *(Route(path, endpoint, methods=["GET", "POST"]) for path in (PATH, f"{PATH}/")),
    Route(PATH + "/suggest/{kind}", suggested),
    Route(f"{PATH}/extend/properties", proposed),
    Route(f"{PATH}/preview", preview),
    Route(f"{PATH}/view", view),
]
