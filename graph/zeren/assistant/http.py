"""The same tools over HTTP: on this machine only, with a token, behind the guard of the explorer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from zeren.assistant.desk import Desk
from zeren.assistant.protocol import PATH, application
from zeren.ground.errors import WrongUsage
from zeren.serve.guard import Guard, refuse
from zeren.serve.run import listen
from zeren.serve.settings import CONNECTIONS, HEAD, PATIENCE, Settings, is_loopback


def guarded(desk: Desk) -> Guard:
    """Return the application; WrongUsage without a token, or for an address that other machines reach."""
    settings = desk.settings
    if settings.token is None:
        raise WrongUsage("--http 须有口令 (only with a token)", "set ZEREN_TOKEN to a long random word")
    if not is_loopback(settings.host):
        raise WrongUsage(f"--host {settings.host}: 只对本机开放 (this machine only)", "leave --host out, use a tunnel")
    app = application(desk)
    app.add_middleware(_PostOnly)
    return Guard(app, settings, posting=(PATH,))


class _PostOnly:
    """Refuses the stream of a GET, which would be held open for messages that this server never sends.

    Source: specification of 2025-06-18, Streamable HTTP, "Listening for Messages from the Server": a server may answer 405.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] != "POST":
            await refuse(405, "只接受 POST (only POST here)", {"Allow": "POST"})(scope, receive, send)
            return
        await self._app(scope, receive, send)


def serve_http(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve over HTTP until SIGTERM or Ctrl-C; ``ready`` is told the address. Raises as ``guarded``, StoreError for a port in use."""
    import uvicorn

    with listen(settings.host, settings.port) as bound:

        async def serving() -> None:
            async with Desk(settings).opened() as desk:
                config = uvicorn.Config(
                    guarded(desk),
                    ws="none",
                    loop="asyncio",
                    lifespan="on",
                    log_level="warning",
                    access_log=False,
                    proxy_headers=False,
                    server_header=False,
                    limit_concurrency=CONNECTIONS,
                    timeout_keep_alive=int(PATIENCE),
                    h11_max_incomplete_event_size=HEAD,
                )
                ready(f"http://{settings.host}:{bound.getsockname()[1]}{PATH}")
                await uvicorn.Server(config).serve(sockets=[bound])

        asyncio.run(serving())
