"""The SPARQL 1.1 Protocol and Graph Store Protocol as a client speaks them; standard library only."""

from __future__ import annotations

import contextlib
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from email.message import Message
from http.client import HTTPException, HTTPResponse, IncompleteRead

from zeren.ground.errors import NoPermission, NotFound, StoreError, TimeOut, Unreachable, WrongUsage
from zeren.store import credentials, syntax
from zeren.store.services import services
from zeren.store.terms import Result, Statement, Triples, from_engine, solutions_of

_TABLE = "application/sparql-results+json"
_STATEMENTS = "application/n-triples"
_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_LARGEST = 1 << 30
# Bytes read at once; the clock is looked at in between.
_PIECE = 1 << 16
_LONGEST = 86_400
# Seconds to wait before the second, third and fourth try.
_PAUSES = (0.2, 0.8, 2.0)
_TRANSIENT = frozenset({429, 502, 503, 504})
# A graph that no store has: asking for it costs nothing and tells whether the user may write.
_NOTHING = "urn:zeren:nothing"


class Endpoint:
    """A SPARQL server, named by the address of its query service.

    The addresses of its other services are found as ``zeren.store.services`` says; user and password come
    from ``ZEREN_USER`` and ``ZEREN_PASSWORD`` only, never from the address. ``ZEREN_TIMEOUT`` gives the
    seconds that an answer may take (60).
    """

    def __init__(self, url: str, *, timeout: float | None = None) -> None:
        parts = urllib.parse.urlsplit(url)
        if "@" in parts.netloc:
            raise WrongUsage(
                f"{parts.hostname}: 地址中不应有密码 (credentials in the address)",
                "set ZEREN_USER and ZEREN_PASSWORD",
            )
        self.url = url
        self._timeout = _seconds() if timeout is None else timeout
        self._server = ""
        told = services(url)
        self._login = credentials.from_environment((url, told.update, told.graphs))
        self._opener = urllib.request.build_opener()

    # ── The three services ──────────────────────────────────────────────────────────────

    def query(
        self,
        sparql: str,
        default: str | Sequence[str] | None = None,
        named: Sequence[str] = (),
        *,
        seconds: float | None = None,
        tries: int | None = None,
    ) -> Result:
        """Ask a query over the graphs given: one, or the union of several, as the default graph, others by name.

        Without ``default`` the dataset is the server's own. Raises WrongUsage for a query that the server
        rejects or is known to answer wrongly, Unreachable, TimeOut, NoPermission, StoreError for an answer that is broken or cut off.
        """
        fields = [("query", sparql)]
        if default is not None:
            several = [default] if isinstance(default, str) else default
            fields += [*(("default-graph-uri", graph) for graph in several), *(("named-graph-uri", graph) for graph in named)]
        body = urllib.parse.urlencode(fields).encode()
        # Virtuoso takes the first form that is named, whatever the query gives.
        wanted = _STATEMENTS if syntax.gives_graph(sparql) else _TABLE
        kind, data = self._send(
            "POST", self.url, body, {"Content-Type": _FORM, "Accept": wanted}, seconds, tries
        )
        # Virtuoso 7.2.5 looks such dates up in an index and passes over rows that are there.
        if self._server.startswith("Virtuoso") and syntax.ends_at_date(sparql):
            raise WrongUsage(
                f"{self.url}: Virtuoso 用 <= 比较 xsd:date 会漏行 (it loses rows where dates are compared by <=)",
                'compare as text: FILTER(STR(?date) <= "2026-06-30")',
            )
        return _result(self.url, wanted, kind, data)

    def statements(self, sparql: str) -> bytes:
        """Ask a CONSTRUCT query over the server's own dataset and return its N-Triples as they came."""
        body = urllib.parse.urlencode([("query", sparql)]).encode()
        kind, data = self._send("POST", self.url, body, {"Content-Type": _FORM, "Accept": _STATEMENTS})
        if kind not in (_STATEMENTS, "text/plain"):
            raise _broken(self.url, kind)
        return data

    def update(self, sparql: str) -> None:
        """Send an update; it must be one that does no harm when it arrives twice."""
        self._introduce()
        self._send(
            "POST",
            self._update,
            sparql.encode(),
            {"Content-Type": "application/sparql-update; charset=utf-8"},
        )

    def put(self, graph: str, triples: bytes) -> None:
        """Replace a graph by N-Triples."""
        self._introduce()
        self._send("PUT", self._graph(graph), triples, {"Content-Type": _STATEMENTS})

    def post(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph."""
        self._introduce()
        self._send("POST", self._graph(graph), triples, {"Content-Type": _STATEMENTS})

    @property
    def _update(self) -> str:
        update = services(self.url, self._server).update
        if not update:
            raise _unknown(self.url, "update", "ZEREN_UPDATE")
        return update

    def _graph(self, graph: str) -> str:
        graphs = services(self.url, self._server).graphs
        if not graphs:
            raise _unknown(self.url, "graph store", "ZEREN_GRAPHS")
        return f"{graphs}?{urllib.parse.urlencode({'graph': graph})}"

    def _introduce(self) -> None:
        """Hear how the server wants to be told who writes, before the first large body goes out."""
        if self._login.waits:
            # There is no such graph, and a server whose graphs are not known says so at the real request.
            with contextlib.suppress(NotFound, WrongUsage):
                self._send("GET", self._graph(_NOTHING), None, {"Accept": _STATEMENTS})
            self._login.waits = False

    # ── The wire ────────────────────────────────────────────────────────────────────────

    def _send(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: dict[str, str],
        seconds: float | None = None,
        tries: int | None = None,
    ) -> tuple[str, bytes]:
        pauses = _PAUSES if tries is None else _PAUSES[: tries - 1]
        request = urllib.request.Request(url, body, {**headers, "User-Agent": "zeren"}, method=method)
        limit = seconds or self._timeout
        for pause in (*pauses, None):
            try:
                return self._told(request, limit)
            except urllib.error.HTTPError as error:
                with error:
                    self._server = error.headers.get("Server", self._server)
                    if error.code not in _TRANSIENT or pause is None:
                        raise _rejected(url, error) from error
            except TimeoutError as error:
                raise _too_late(url, limit) from error
            except (urllib.error.URLError, HTTPException, ConnectionError) as error:
                reason = getattr(error, "reason", error)
                if isinstance(reason, TimeoutError) or pause is None:
                    raise Unreachable(
                        f"{url}: 无法连接 (cannot be reached: {reason})",
                        "check the address and that the server runs",
                    ) from error
            time.sleep(pause)
        raise Unreachable(
            f"{url}: 无法连接 (cannot be reached)", "check the address and that the server runs"
        )

    def _told(self, request: urllib.request.Request, seconds: float) -> tuple[str, bytes]:
        """Send a request, and once more with the credentials that the server asks for."""
        try:
            return self._once(request, seconds)
        except urllib.error.HTTPError as error:
            if error.code != 401 or not self._login.hear(error.headers.get_all("WWW-Authenticate") or ()):
                raise
            error.close()
            return self._once(request, seconds)

    def _once(self, request: urllib.request.Request, seconds: float) -> tuple[str, bytes]:
        header = self._login.header(request.get_method(), request.full_url)
        if header:
            request.add_unredirected_header("Authorization", header)
        end = time.monotonic() + seconds
        with self._opener.open(request, timeout=seconds) as response:
            data = _read(response, end)
            self._server = response.headers.get("Server", self._server)
            _demand_whole(request.full_url, response.headers)
            return response.headers.get_content_type(), data


def _read(response: HTTPResponse, end: float) -> bytes:
    """Read an answer piece by piece, so that one that comes drop by drop runs out of time as well."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > _LARGEST:
            raise StoreError(f"{response.geturl()}: 回答过大 (answer over 1 GiB)", "ask for less")
        if time.monotonic() > end:
            raise TimeoutError
    if response.length:
        # Reading does not complain by itself when the line is cut before the announced end.
        raise IncompleteRead(b"".join(pieces), response.length)
    return b"".join(pieces)


def _demand_whole(url: str, headers: Message) -> None:
    """Refuse rows that Virtuoso has cut off: it says so in a header only."""
    rows, state = headers.get("X-SPARQL-MaxRows"), headers.get("X-SQL-State")
    if rows is None and state is None:
        return
    why = f"at most {rows} rows" if rows is not None else f"{state} {headers.get('X-SQL-Message', '')[:120]}"
    raise StoreError(
        f"{url}: 服务器只给了部分结果 (the server cut the answer off: {why})",
        "raise ResultSetMaxRows and MaxQueryExecutionTime in its virtuoso.ini, or ask for less",
    )


def _seconds() -> float:
    told = os.environ.get("ZEREN_TIMEOUT", "60")
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= _LONGEST:
        raise WrongUsage(f"ZEREN_TIMEOUT: {told!r} 不是秒数 (not a number of seconds)", "give 1 to 86400")
    return seconds


def _too_late(url: str, seconds: float) -> TimeOut:
    return TimeOut(
        f"{url}: {seconds:g} 秒内没有回答 (no answer in time)", "ask for less, try later, or set ZEREN_TIMEOUT"
    )


def _unknown(url: str, what: str, variable: str) -> WrongUsage:
    return WrongUsage(
        f"{url}: 不知道其 {what} 地址 (the {what} address of this server is not known)",
        f"用 {variable} 写明 (set it to the address)",
    )


def _rejected(url: str, error: urllib.error.HTTPError) -> Exception:
    said = error.read(2000).decode("utf-8", "replace").strip().split("\n")[0]
    if error.code == 400:
        return WrongUsage(f"查询有误 (the server rejects the query): {said}")
    if error.code in (401, 403):
        return NoPermission(f"{url}: 无权访问 (not allowed, {error.code})", "set ZEREN_USER and ZEREN_PASSWORD")
    if error.code == 404:
        return NotFound(
            f"{url}: 服务器上没有这个地址 (no such address on the server)",
            "check the address; ZEREN_UPDATE and ZEREN_GRAPHS name the other services",
        )
    if error.code in _TRANSIENT:
        return Unreachable(f"{url}: 服务器忙 (the server is busy, {error.code} {said})", "try again later")
    return StoreError(
        f"{url}: 服务器报错 (the server says {error.code} {said})", "look into the server's log"
    )


def _result(url: str, wanted: str, kind: str, data: bytes) -> Result:
    try:
        if wanted == _STATEMENTS:
            return _triples(data)
        if "json" not in kind:
            raise TypeError(f"sent as {kind}")
        body = json.loads(data)
        if not isinstance(body, dict):
            raise TypeError("no object")
        if "boolean" not in body:
            return solutions_of(body)
        if not isinstance(body["boolean"], bool):
            raise TypeError("neither true nor false")
        return body["boolean"]
    except KeyError as error:
        raise _broken(url, kind, f"no {error}") from error
    except RecursionError as error:
        raise _broken(url, kind, "nested too deeply") from error
    except (ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise _broken(url, kind, str(error)) from error


def _broken(url: str, kind: str, why: str = "") -> StoreError:
    told = f"{kind}, {why[:200]}" if why else kind
    return StoreError(
        f"{url}: 回答残缺或格式不明 (the answer is cut off or not in a known form: {told})", "try again, and look at what the server sends"
    )


def _triples(data: bytes) -> Triples:
    import pyoxigraph as ox

    found: set[Statement] = set()
    for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
        found.add((from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)))
    return Triples(tuple(sorted(found, key=lambda s: (s[0].ntriples, s[1].ntriples, s[2].ntriples))))
