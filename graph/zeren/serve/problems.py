"""What a client is told when something cannot be done: the value, the place and the remedy, never a path of ours."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from zeren.ground.errors import (
    Ambiguous,
    MissingPackage,
    NotFound,
    StoreBusy,
    TimeOut,
    TooMuch,
    Unreachable,
    WrongUsage,
    ZerenError,
)
from zeren.serve import pages
from zeren.serve.guard import busy
from zeren.serve.negotiate import PAGES, preferred, wants_page

LOG = logging.getLogger("zeren.serve")


class Sparing(logging.Filter):
    """Lets few lines of a log pass in a time, and then says how many did not."""

    def __init__(self, most: int = 20, seconds: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most, self._seconds, self._clock = most, seconds, clock
        self._begun, self._count = clock(), 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line passes."""
        if self._clock() - self._begun >= self._seconds:
            held = self._count - self._most
            self._begun, self._count = self._clock(), 0
            if held > 0:
                record.msg, record.args = f"({held} 行未显示 lines not shown) {record.getMessage()}", ()
        self._count += 1
        return self._count <= self._most


SPARING = Sparing()
"""for all that is told of requests: whoever sends bad ones must not fill the disk"""

STATUS: Mapping[type[ZerenError], int] = {
    WrongUsage: 400,
    Ambiguous: 400,
    NotFound: 404,
    # SPARQL 1.1 Protocol, section 2.1.6: a service that refuses or fails to run a query says 500. A 503 or 504
    # would make clients send the same slow query again.
    TimeOut: 500,
    TooMuch: 500,
    MissingPackage: 501,
    Unreachable: 502,
}
"""errors whose words may go out; of any other only that it happened"""

_HIDDEN = ("知识库无法读取 (the store cannot be read)", "see the server's own messages, run zeren verify")


async def on_error(request: Request, error: Exception) -> Response:
    """Answer an error of this program."""
    if isinstance(error, StoreBusy):
        return busy()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 0)
    if isinstance(error, ZerenError) and status:
        if isinstance(error, Unreachable):
            LOG.error("%s", error.__cause__ or error)
        return tell(request, status, error.message, error.remedy)
    LOG.error("%s %s: %s", request.method, request.url.path, error)
    return tell(request, 500, *_HIDDEN)


async def on_refusal(request: Request, error: Exception) -> Response:
    """Answer an HTTPException."""
    if not isinstance(error, HTTPException):
        return await on_fault(request, error)
    words = error.detail
    if error.status_code == 404 and words == "Not Found":
        words = "没有这一页 (there is no such page)"
    return tell(request, error.status_code, words, "", error.headers)


async def on_fault(request: Request, error: Exception) -> Response:
    """Answer a fault of our own; the traceback goes to the server's own messages."""
    words = "服务器内部错误 (a fault of the server itself); the server's messages name it\n"
    return PlainTextResponse(words, 500)


def tell(
    request: Request, status: int, words: str, remedy: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error as a page, as JSON or as a line of text, as the client likes."""
    accept = request.headers.get("accept", "")
    given = {"Vary": "Accept", **(headers or {})}
    if wants_page(accept):
        return pages.render("error.html", request, status, given, code=status, words=words, remedy=remedy)
    kinds = {"text": ("text/plain",), "json": ("application/json", "application/problem+json"), **PAGES}
    if accept and preferred(accept, kinds)[:1] == ["json"]:
        return JSONResponse({"error": words, "remedy": remedy}, status, given)
    return PlainTextResponse(f"{words}; {remedy}\n" if remedy else f"{words}\n", status, given)
