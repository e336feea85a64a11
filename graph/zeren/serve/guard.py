"""Who may ask, in what way and how much: what every request passes before anything else sees it.

A page of another site must neither read this server nor make it work: by its Host header a name that was bound
to this machine (DNS rebinding) is refused, by Origin and Sec-Fetch-Site a request that another site made.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from zeren.serve.settings import (
    BODY,
    CONNECTIONS,
    HEAD,
    LINES,
    PARAMETER,
    PATIENCE,
    Settings,
    is_address,
    is_loopback,
)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""what a page may do; a page that needs more sets its own"""
_FOLLOWED = (("document",), ("document", "iframe"))
"""what a browser opens by a link: where pages may not be framed, and where they may"""
_ALONE = "frame-ancestors 'none'"
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""sent with every answer that does not set them itself"""
QUERIED = ("/sparql", "/sparql/")
"""the paths that run a query of the user's"""
RECONCILED = "/reconcile"
"""the path of the service for spreadsheets, and what stands below it: a page of OpenRefine on this machine may ask it"""
KEYED = f"{RECONCILED}/key/"
"""begins the path of that service with the token in it, for programs that can send none: OpenRefine"""
KEY = "zeren.key"
"""in the scope of such a request: ``/key/`` and the token as it stood in the address"""
POSTED = (*QUERIED, RECONCILED, f"{RECONCILED}/")
"""the paths that take POST, and parameters of any length"""

_TOO_LARGE = f"请求过大 (request over {BODY} bytes)"
_CLOSE = {"Connection": "close"}


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: Starlette, settings: Settings, posting: tuple[str, ...] = POSTED) -> None:
        self.app = app
        self._posting = posting
        self._origins = frozenset(origin.lower().rstrip("/") for origin in settings.origins)
        self._embed = " ".join(origin.lower() for origin in settings.embed)
        self._token = settings.token
        self._local = is_loopback(settings.host)
        own = (urlsplit(settings.base).hostname or "",) if settings.base else ()
        self._names = {name.lower().rstrip(".") for name in (settings.host, *settings.names, *own)}
        self._active = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        sending = _with_headers(send, self._embed)
        scope = self._opened(scope)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, sending)
            return
        self._active += 1
        try:
            await self.app(scope, _bounded(receive), sending)
        finally:
            self._active -= 1

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if (malformed := _malformed(scope, headers)) is not None:
            return malformed
        if not self._is_ours(headers.get("host", "")):
            return refuse(421, "此服务器不叫这个名字 (this server has no such name); open it by its own address")
        if scope.get(KEY) is None and self._token is not None and not _is_known(headers.get("authorization", ""), self._token):
            asked = {"WWW-Authenticate": 'Basic realm="zeren", charset="UTF-8"'}
            return refuse(401, "需要口令 (a token is needed); as password, or as Authorization: Bearer", asked)
        allowed = "GET, HEAD, POST" if scope["path"] in self._posting else "GET, HEAD"
        if scope["method"] not in allowed.split(", "):
            return refuse(405, f"只接受 {allowed} (only {allowed} here)", {"Allow": allowed})
        if _is_foreign(scope, headers, bool(self._embed)) and not self._may_reconcile(scope, headers):
            return refuse(403, "不接受其他网站发来的请求 (no requests from other sites)")
        if _announced(headers) > BODY:
            return refuse(413, _TOO_LARGE, _CLOSE)
        if self._active >= CONNECTIONS:
            return busy()
        return None

    def _opened(self, scope: Scope) -> Scope:
        """Take the token out of a path that holds it: such a path opens the service for spreadsheets alone."""
        raw = bytes(scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
        if self._token is None or not raw.startswith(KEYED.encode()):
            return scope
        given, slash, rest = raw[len(KEYED) :].partition(b"/")
        if not hmac.compare_digest(unquote_to_bytes(given), self._token.encode()):
            return scope
        path = f"{RECONCILED}{(slash + rest).decode('ascii', 'replace')}"
        return {**scope, "path": unquote(path), "raw_path": path.encode(), KEY: f"/key/{given.decode('ascii', 'replace')}"}

    def _may_reconcile(self, scope: Scope, headers: Headers) -> bool:
        """Tell whether a page of this machine, or of an origin that was allowed, matches names.

        It asks by a script of its own (CORS, with an Origin), by a script element (JSONP) or in a frame (previews, no Origin). Of
        the latter two the browser tells only how near the other site is: another port of the same host is the same site.
        """
        if not f"{scope['path']}/".startswith(f"{RECONCILED}/"):
            return False
        origin = headers.get("origin", "").lower()
        if origin:
            host = origin.partition("://")[2]
            host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
            return origin in self._origins or is_loopback(host)
        return headers.get("sec-fetch-site") == "same-site"

    def _is_ours(self, host: str) -> bool:
        """Tell whether a Host header names this server; the port may differ behind a tunnel."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.lower().rstrip(".")
        if is_loopback(name) or name in self._names:
            return True
        # A name can be bound to this machine by a stranger; an address cannot.
        return not self._local and is_address(name)


def refuse(status: int, words: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a refusal in one line."""
    return PlainTextResponse(words + "\n", status, dict(headers or {}))


def busy() -> Response:
    """Return the answer of a server that has too much to do."""
    return refuse(503, "服务器忙 (the server is busy); try again in a moment", {"Retry-After": "1"})


def _malformed(scope: Scope, headers: Headers) -> Response | None:
    """Return a refusal of a request that is too large before its body, or that can be read in two ways."""
    lines = scope["headers"]
    if len(lines) > LINES or sum(len(name) + len(value) for name, value in lines) + len(_target(scope)) > HEAD:
        return refuse(431, f"请求头过大 (over {LINES} header lines or {HEAD} bytes)", _CLOSE)
    # RFC 9112, section 6.1: two lengths of one body are a way to smuggle a second request past a proxy.
    if "content-length" in headers and "transfer-encoding" in headers:
        return refuse(400, "请求长度有两种说法 (both Content-Length and Transfer-Encoding)", _CLOSE)
    if len(headers.getlist("origin")) > 1:
        return refuse(403, "不接受其他网站发来的请求 (more than one Origin)", _CLOSE)
    if scope["path"] not in POSTED and max(map(len, scope["query_string"].split(b"&")), default=0) > PARAMETER:
        return refuse(414, f"参数过长 (a parameter of more than {PARAMETER} bytes)", _CLOSE)
    return None


def _target(scope: Scope) -> bytes:
    return bytes(scope.get("raw_path") or b"") + bytes(scope["query_string"])


def _is_known(authorization: str, token: str) -> bool:
    """Tell whether a request brings the token, as bearer or as the password of whatever user."""
    scheme, _, value = authorization.partition(" ")
    given = value.strip().encode("utf-8", "replace")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).partition(b":")[2]
        except binascii.Error:
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given, token.encode())


def _is_foreign(scope: Scope, headers: Headers, framed: bool = False) -> bool:
    """Tell whether a page of another site made the request.

    Following a link to a page is allowed, for such an address may stand in a mail; a link that runs a query is not. Where
    pages may be framed, the browser asks for them as for links; by their policy it shows them to the origins named alone.
    """
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
        return True
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in _FOLLOWED[framed]
    return not followed or scope["path"] in QUERIED or scope["method"] == "POST"


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    """Count what comes in, for a body that does not announce its length, and wait for it no longer than PATIENCE."""
    came, whole = 0, False
    late = asyncio.get_running_loop().time() + PATIENCE

    async def counted() -> Message:
        nonlocal came, whole
        try:
            # After the whole body the next message is the end of the connection, and that may be far off.
            async with asyncio.timeout_at(None if whole else late):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, "请求未在时限内到齐 (the request did not come in time)", _CLOSE) from error
        whole = whole or not message.get("more_body", False)
        came += len(message.get("body", b""))
        if came > BODY:
            raise HTTPException(413, _TOO_LARGE, _CLOSE)
        return message

    return counted


def _with_headers(send: Send, embed: str) -> Send:
    """Add what bounds a browser; ``embed``: origins whose pages may show ours in a frame."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if embed:
                # The older header knows no list of origins, and would forbid what the newer one allows.
                del headers["X-Frame-Options"]
                headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(_ALONE, f"frame-ancestors {embed}")
        await send(message)

    return sending
