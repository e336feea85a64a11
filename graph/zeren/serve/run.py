"""Serving until told to end."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from zeren.ground.errors import StoreError, WrongUsage
from zeren.serve import problems
from zeren.serve.app import application
from zeren.serve.guard import HEADERS, busy
from zeren.serve.settings import CONNECTIONS, HEAD, PATIENCE, Settings

_GRACE = 2.0
"""seconds that queries at work are given at the end; then they are killed"""
_ARENA_MAX = -8
"""the parameter of mallopt(3) that bounds the heaps"""


def run(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve; ``ready`` is told the address once requests are taken. Returns after SIGTERM or Ctrl-C.

    Raises WrongUsage for a host that is none, StoreError for a port that cannot be had.
    """
    _few_heaps()
    bound = listen(settings.host, settings.port)
    app = application(settings)
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(PATIENCE),
        timeout_graceful_shutdown=int(_GRACE) + 1,
        h11_max_incomplete_event_size=HEAD,
    )
    for name in ("uvicorn.error", problems.LOG.name):
        logging.getLogger(name).addFilter(problems.SPARING)
    server = _Server(config)
    server.ready = lambda: ready(_address(settings.host, bound))
    server.hurry = lambda: app.app.state.pool.close()
    with bound:
        asyncio.run(server.serve(sockets=[bound]))
    if not app.app.state.idle:
        # A shipped question that still runs is inside the engine, where nothing can stop it; it only reads.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _few_heaps() -> None:
    """Have the threads share two heaps: glibc gives each up to eight a core, and what they once held they keep (mallopt(3))."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens."""
    try:
        family = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host.strip("[]"), port), family=family, backlog=CONNECTIONS)
    except socket.gaierror as error:
        raise WrongUsage(f"{host}: 没有这个主机名 (no such host)", "give an address of this machine") from error
    except OSError as error:
        raise StoreError(
            f"{host}:{port}: 端口不能用 (the port cannot be had: {error.strerror})", "choose another with --port"
        ) from error


def _address(host: str, bound: socket.socket) -> str:
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{name}:{bound.getsockname()[1]}/"


class _Server(uvicorn.Server):
    """A server that says when it is ready, and for which the order to end is no failure."""

    ready: Callable[[], None]
    hurry: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        clock = loop.call_later(_GRACE, loop.run_in_executor, None, self.hurry)
        await super().shutdown(sockets)
        clock.cancel()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # The base class would raise the signal again at the end, and the process would die of it.
        self.should_exit = True


class _Protocol(H11Protocol):
    """HTTP/1.1 with an end to patience: a request must come in, and an answer be taken, within it."""

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a connection that cannot be written to")
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            self.app = _busy
        raw = transport.get_extra_info("socket")
        if raw is not None:
            # Head and body go out in two writes; without this the second waits 40 ms for the first to be confirmed.
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(PATIENCE * 1000))
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        elif self._clock is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._clock = self.loop.call_later(PATIENCE, self._give_up)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _give_up(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self.transport.close()


async def _busy(scope: Scope, receive: Receive, send: Send) -> None:
    answer = busy()
    for name, value in {**HEADERS, "Connection": "close"}.items():
        answer.headers[name] = value
    await answer(scope, receive, send)
