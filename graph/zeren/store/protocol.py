"""The SPARQL 1.1 Protocol and Graph Store Protocol as a client speaks them; standard library only."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException, IncompleteRead
from typing import Any

from zeren.errors import StoreError, TimeOut, Unreachable, WrongUsage
from zeren.resources import table
from zeren.store.terms import Result, Statement, Triples, from_engine, solutions_of

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_LARGEST = 1 << 30
# Seconds to wait before the second, third and fourth try.
_PAUSES = (0.2, 0.8, 2.0)
_TRANSIENT = frozenset({429, 502, 503, 504})


class Endpoint:
    """A SPARQL server, named by the address of its query service.

    Update and graph store services are found from that address (``ontology/vocabulary/endpoints.tsv``), or
    given in ``ZEREN_UPDATE`` and ``ZEREN_GRAPHS``; user and password come from ``ZEREN_USER`` and
    ``ZEREN_PASSWORD`` only, never from the address.
    """

    def __init__(self, url: str, *, timeout: float = 60) -> None:
        parts = urllib.parse.urlsplit(url)
        if "@" in parts.netloc:
            raise WrongUsage(
                f"{parts.hostname}: 地址中不应有密码 (credentials in the address)",
                "set ZEREN_USER and ZEREN_PASSWORD",
            )
        self.url = url
        self._timeout = timeout
        row = max(
            (r for r in table("vocabulary/endpoints") if url.endswith(r["query"])), key=_length, default=None
        )
        stem = url.removesuffix(row["query"]) if row else ""
        self._update = os.environ.get("ZEREN_UPDATE") or (stem + row["update"] if row else "")
        self._graphs = os.environ.get("ZEREN_GRAPHS") or (stem + row["graphs"] if row else "")
        self._parameter = row["parameter"] if row else "graph"
        self._opener = self._with_credentials()

    def _with_credentials(self) -> urllib.request.OpenerDirector:
        user = os.environ.get("ZEREN_USER")
        if not user:
            return urllib.request.build_opener()
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        for address in (self.url, self._update, self._graphs):
            if address:
                known.add_password(None, address, user, os.environ.get("ZEREN_PASSWORD", ""))
        return urllib.request.build_opener(
            urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)
        )

    # ── The three services ──────────────────────────────────────────────────────────────

    def query(
        self,
        sparql: str,
        default: str | None = None,
        named: Sequence[str] = (),
        *,
        seconds: float | None = None,
        tries: int | None = None,
    ) -> Result:
        """Ask a query over the graphs given: one as the default graph, others by name.

        Without ``default`` the dataset is the server's own. Raises WrongUsage for a query that the server
        rejects, Unreachable, TimeOut, StoreError for an answer that is broken or cut off.
        """
        fields = [("query", sparql)]
        if default is not None:
            fields += [("default-graph-uri", default), *(("named-graph-uri", graph) for graph in named)]
        body = urllib.parse.urlencode(fields).encode()
        kind, data = self._send(
            "POST", self.url, body, {"Content-Type": _FORM, "Accept": _ACCEPT}, seconds, tries
        )
        return _result(self.url, kind, data)

    def update(self, sparql: str) -> None:
        """Send an update; it must be one that does no harm when it arrives twice."""
        if not self._update:
            raise _unknown(self.url, "update", "ZEREN_UPDATE")
        self._send(
            "POST",
            self._update,
            sparql.encode(),
            {"Content-Type": "application/sparql-update; charset=utf-8"},
        )

    def put(self, graph: str, triples: bytes) -> None:
        """Replace a graph by N-Triples."""
        self._send("PUT", self._graph(graph), triples, {"Content-Type": "application/n-triples"})

    def post(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph."""
        self._send("POST", self._graph(graph), triples, {"Content-Type": "application/n-triples"})

    def _graph(self, graph: str) -> str:
        if not self._graphs:
            raise _unknown(self.url, "graph store", "ZEREN_GRAPHS")
        return f"{self._graphs}?{urllib.parse.urlencode({self._parameter: graph})}"

    # ── The wire ────────────────────────────────────────────────────────────────────────

    def _send(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: dict[str, str],
        seconds: float | None = None,
        tries: int | None = None,
    ) -> tuple[str, bytes]:
        pauses = _PAUSES if tries is None else _PAUSES[: tries - 1]
        request = urllib.request.Request(url, body, {**headers, "User-Agent": "zeren"}, method=method)
        for pause in (*pauses, None):
            try:
                return self._once(request, seconds or self._timeout)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _TRANSIENT or pause is None:
                        raise _rejected(url, error) from error
            except TimeoutError as error:
                raise TimeOut(
                    f"{url}: {seconds or self._timeout:g} 秒内没有回答 (no answer in time)",
                    "ask for less, or try later",
                ) from error
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

    def _once(self, request: urllib.request.Request, seconds: float) -> tuple[str, bytes]:
        with self._opener.open(request, timeout=seconds) as response:
            data = response.read(_LARGEST + 1)
            if len(data) > _LARGEST:
                raise StoreError(f"{request.full_url}: 回答过大 (answer over 1 GiB)", "ask for less")
            if response.length:
                # A bounded read does not complain by itself when the line is cut before the announced end.
                raise IncompleteRead(data, response.length)
            return response.headers.get_content_type(), data


def _length(row: dict[str, str]) -> int:
    return len(row["query"])


def _unknown(url: str, what: str, variable: str) -> WrongUsage:
    return WrongUsage(
        f"{url}: 不知道其 {what} 地址 (the {what} address of this server is not known)",
        f"set {variable} to it",
    )


def _rejected(url: str, error: urllib.error.HTTPError) -> Exception:
    said = error.read(2000).decode("utf-8", "replace").strip().split("\n")[0]
    if error.code == 400:
        return WrongUsage(f"查询有误 (the server rejects the query): {said}")
    if error.code in (401, 403):
        return StoreError(f"{url}: 无权访问 (not allowed, {error.code})", "set ZEREN_USER and ZEREN_PASSWORD")
    if error.code in _TRANSIENT:
        return Unreachable(f"{url}: 服务器忙 (the server is busy, {error.code} {said})", "try again later")
    return StoreError(
        f"{url}: 服务器报错 (the server says {error.code} {said})", "look into the server's log"
    )


def _result(url: str, kind: str, data: bytes) -> Result:
    try:
        if "json" in kind:
            body: dict[str, Any] = json.loads(data)
            if "boolean" in body:
                return bool(body["boolean"])
            return solutions_of(body)
        return _triples(data)
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise StoreError(
            f"{url}: 回答残缺或格式不明 (the answer is cut off or not in a known form, {kind})", "try again"
        ) from error


def _triples(data: bytes) -> Triples:
    import pyoxigraph as ox

    found: set[Statement] = set()
    for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
        found.add((from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)))
    return Triples(tuple(sorted(found, key=lambda s: (s[0].ntriples, s[1].ntriples, s[2].ntriples))))
