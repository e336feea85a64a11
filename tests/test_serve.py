"""The server: who may ask, what is answered, what cannot bring it down, and the editor in a browser."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import hashlib
import html
import http.client
import io
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request

import zeren.serve
from conftest import PLANS
from test_worker import HOSTILE as ENDLESS
from zeren import ask
from zeren.cli.server import serve
from zeren.ground.errors import NotFound, StoreError, WrongUsage
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve import pages
from zeren.serve.kept import CACHED, Kept
from zeren.serve.problems import Sparing
from zeren.serve.settings import Settings as Serving
from zeren.store import Source, open_writer
from zeren.store.reader import Reader

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

HERE = Path(zeren.serve.__file__).resolve().parent
SOURCE = str(HERE.parents[1])
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
BODY = "区生态环境局"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs in a process of its own."""

    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None, host: str | None = None
    ) -> Reply:
        """Send one request with exactly these headers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        with contextlib.closing(line):
            line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            line.putheader("Host", host or f"127.0.0.1:{self.port}")
            for name, value in headers.items():
                line.putheader(name, value)
            if body is not None:
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            answer = line.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def get(self, path: str, headers: dict[str, str] | None = None, host: str | None = None) -> Reply:
        return self.ask("GET", path, headers or {}, None, host)

    def query(self, sparql: str, headers: dict[str, str] | None = None) -> Reply:
        return self.ask("POST", "/sparql", {"Content-Type": "application/sparql-query", **(headers or {})}, sparql.encode())


@contextmanager
def serving(
    store: Path | str, *options: str, before: str = "", under: tuple[str, ...] = (), **environment: str
) -> Iterator[Site]:
    """Start ``zeren serve`` on a free port; ``before`` is Python that runs first, to lower a limit for a test.

    ``under`` is a command that runs the server.
    """
    code = f"{before}\nfrom zeren.cli.server import serve\nserve()"
    command = [*under, sys.executable, "-X", "utf8", "-c", code, "--store", str(store), "--port", "0", *options]
    paths = os.pathsep.join([SOURCE, *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": paths, **environment}
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.match(r"zeren serve: http://127\.0\.0\.1:(\d+)/ ", said)
        try:
            assert found, said + process.stderr.read()
            yield Site(int(found[1]), process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(20)


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[Site]:
    """A server over the two plans."""
    with serving(store, "--seconds", "3", "--rows", "2000") as site:
        yield site


# ── Who may ask ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost", 200), ("LOCALHOST:1", 200), ("127.0.0.1:80", 200), ("[::1]:8765", 200), ("evil.example", 421),
     ("evil.example:8765", 421), ("127.0.0.1.evil.example", 421), ("192.168.1.9", 421), ("", 421)],
)  # fmt: skip
def test_only_names_of_this_machine_are_answered(site: Site, host: str, status: int) -> None:
    assert site.get("/question", JSON, host=host or " ").status == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ],
)
def test_a_page_of_another_site_cannot_ask(site: Site, headers: dict[str, str]) -> None:
    assert site.get("/question/rank", headers).status == 403
    assert site.query("ASK {}", headers).status == 403


def test_a_link_from_another_site_opens_a_page_but_runs_no_query(site: Site) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert site.get("/question/leads?" + urlencode({"body": BODY}), HTML | followed).status == 200
    assert site.get("/sparql?query=ASK%20%7B%7D", followed).status == 403


def test_our_own_pages_can_ask(site: Site) -> None:
    ours = {"Origin": site.url.rstrip("/"), "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert site.query("ASK {}", ours).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_get_head_and_the_query_post_are_taken(site: Site, method: str) -> None:
    reply = site.ask(method, "/question/rank", {}, b"")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")
    if method != "POST":
        assert site.ask(method, "/sparql", {}, b"").headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%20%7B%7D", "/nothing", "/question/leads", "/static/base.css", "/ns"])
def test_every_answer_has_the_headers_that_keep_a_browser_in_bounds(site: Site, path: str) -> None:
    for headers in (HTML, {}):
        told = site.get(path, headers).headers
        assert "script-src 'self';" in told["content-security-policy"]
        assert told["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "no-referrer"
        assert not {"set-cookie", "access-control-allow-origin", "server"} & set(told)


def raw(site: Site, text: str) -> bytes:
    """What the server sends for a request as it stands, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=300) as line:
        line.sendall(text.replace("HOST", f"Host: 127.0.0.1:{site.port}").replace("\n", "\r\n").encode())
        said = b""
        # A refusal may come while there is more to send; the rest of the line is then cut off.
        with contextlib.suppress(ConnectionError):
            while came := line.recv(1 << 16):
                said += came
        return said


def test_a_request_of_two_lengths_is_refused_and_its_connection_closed(site: Site) -> None:
    smuggled = "GET /sparql?query=ASK{} HTTP/1.1\nHOST\n\n"
    head = "POST /sparql HTTP/1.1\nHOST\nContent-Type: application/sparql-query\n"
    said = raw(site, f"{head}Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n{smuggled}")
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in said.lower()


def test_a_second_origin_and_too_many_or_too_large_headers_are_refused(site: Site) -> None:
    own = f"Origin: http://127.0.0.1:{site.port}\n"
    assert raw(site, f"GET / HTTP/1.1\nHOST\n{own}{own}\n").startswith(b"HTTP/1.1 403 ")
    assert raw(site, "GET / HTTP/1.1\nHOST\n" + "A: b\n" * 150 + "\n").startswith(b"HTTP/1.1 431 ")
    assert raw(site, "GET / HTTP/1.1\nHOST\n" + f"A: {'b' * 5000}\n" * 60 + "\n")[:13] in (b"", b"HTTP/1.1 431 ", b"HTTP/1.1 400 ")
    assert site.get("/", {f"A{n}": "b" for n in range(50)}).status == 200


def test_a_parameter_of_a_page_is_bounded_and_a_query_is_not(site: Site) -> None:
    assert site.get("/?x=" + "a" * 2_000).status == 200
    assert site.get("/?x=" + "a" * 3_000).status == 414
    assert site.get("/sparql?query=" + quote("ASK {} #" + "a" * 3_000)).status == 200


def test_long_keys_take_their_room_in_the_cache_of_answers(store: Path) -> None:
    kept = Kept(str(store))
    for number in range(400):
        key = ("question", (("text", f"{number} " + "字" * 100_000),))
        assert asyncio.run(kept.cached(key, lambda reader: "", len)) == ""
    kept.close()
    assert sum(len(repr(key)) * 2 for key in kept._answers) <= CACHED * 1.1


def test_bad_requests_do_not_fill_the_log() -> None:
    now = [0.0]
    sparing = Sparing(most=3, seconds=10, clock=lambda: now[0])
    record = logging.LogRecord("x", logging.WARNING, "", 0, "坏请求 %s", (1,), None)
    assert [sparing.filter(record) for _ in range(9)] == [True] * 3 + [False] * 6
    now[0] = 11
    assert sparing.filter(record)
    assert record.getMessage() == "(6 行未显示 lines not shown) 坏请求 1"


def test_a_token_is_asked_of_everybody(store: Path) -> None:
    import base64

    token = "correct-horse-battery"
    with serving(store, ZEREN_TOKEN=token) as site:
        refused = site.get("/question")
        assert (refused.status, refused.headers["www-authenticate"]) == (401, 'Basic realm="zeren", charset="UTF-8"')
        for wrong in (f"Bearer {token}x", "Bearer", "Basic !!", f"Digest {token}", "Basic " + base64.b64encode(b"u:x").decode()):
            assert site.get("/question", {"Authorization": wrong}).status == 401
        basic = "Basic " + base64.b64encode(f"anybody:{token}".encode()).decode()
        for right in (f"Bearer {token}", basic):
            assert site.get("/question", {"Authorization": right}).status == 200


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "only with a token"),
        (["--host", "192.168.0.1"], "only with a token"),
        (["--token", "short"], "at least 16"),
        (["--host", "0.0.0.0", "--token", "密码密码密码密码密码密码密码密码"], "at least 16 ASCII"),
    ],
)
def test_other_machines_need_a_good_token(store: Path, options: list[str], words: str) -> None:
    result = CliRunner().invoke(serve, ["--store", str(store), *options])
    assert isinstance(result.exception, WrongUsage)
    assert words in str(result.exception)


def test_no_store_and_a_port_in_use_are_said_before_anything_is_served(tmp_path: Path, store: Path) -> None:
    assert isinstance(CliRunner().invoke(serve, ["--store", str(tmp_path / "none")]).exception, NotFound)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        error = CliRunner().invoke(serve, ["--store", str(store), "--port", port]).exception
    assert isinstance(error, StoreError)
    assert f"127.0.0.1:{port}" in str(error)


def test_names_that_were_given_are_answered_behind_a_proxy(store: Path) -> None:
    with serving(store, "--name", "plans.example.org") as site:
        assert site.get("/question", JSON, host="plans.example.org").status == 200
        assert site.get("/question", JSON, host="other.example.org").status == 421


# ── How much ─────────────────────────────────────────────────────────────────────────────


def test_a_body_over_one_mebibyte_is_refused_announced_or_not(site: Site) -> None:
    head = "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=300) as line:
        line.sendall(f"{head}Content-Length: {(1 << 20) + 1}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")
    with socket.create_connection(("127.0.0.1", site.port), timeout=300) as line:
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(4):
            line.sendall(b"40000\r\n" + b"#" * 0x40000 + b"\r\n")
        line.sendall(b"1\r\n#\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_the_longest_query_that_is_taken_fits_into_an_address(site: Site) -> None:
    longest = "ASK {} #" + "责" * 21_842
    assert len(longest.encode()) == (64 << 10) - 2
    assert site.get("/sparql?query=" + quote(longest)).status == 200
    assert site.query(longest + "xyz").status == 400


def test_rows_beyond_the_limit_are_cut_off_and_it_is_said(site: Site) -> None:
    reply = site.query("SELECT ?s { ?s ?p ?o }")
    found = json.loads(reply.body)
    assert reply.headers["zeren-truncated"] == "rows=2000"
    assert (len(found["results"]["bindings"]), found["truncated"]) == (2000, {"rows": 2000})
    table = site.query("SELECT ?s { ?s ?p ?o }", {"Accept": "text/csv"})
    assert (table.headers["zeren-truncated"], table.body.count(b"\r\n")) == ("rows=2000", 2001)
    whole = site.query("SELECT ?s { ?s ?p ?o } LIMIT 2000")
    assert "zeren-truncated" not in whole.headers
    assert "truncated" not in json.loads(whole.body)


def test_an_answer_that_is_too_large_comes_with_fewer_rows_and_whole(store: Path) -> None:
    lower = "import zeren.serve.pool; zeren.serve.pool.ANSWER = 20_000"
    with serving(store, "--seconds", "60", before=lower) as site:  # the size is tried, whatever else the machine does
        reply = site.query("SELECT * { ?s ?p ?o }")
        assert reply.status == 200, reply.text
        rows = len(json.loads(reply.body)["results"]["bindings"])
        assert 20 < rows < 200
        assert reply.headers["zeren-truncated"] == f"rows={rows}"
        assert len(reply.body) < 20_100
        one = site.query("SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s ?p ?o }")
        assert one.status == 400
        assert "too large" in one.text


HOSTILE = [
    SLOW,
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(.*a){20}x')) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?c) ?f",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { " + "FILTER EXISTS { ?a ?b ?c " * 95 + "}" * 95 + " }",
    "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "ASK { " + "{ " * 2000 + "}" * 2000 + " }",
]


def test_hostile_queries_end_and_everybody_else_is_answered(site: Site) -> None:
    with ThreadPoolExecutor(len(HOSTILE)) as many:
        asked = [many.submit(site.query, sparql) for sparql in HOSTILE]
        time.sleep(0.2)
        meanwhile = 0
        while not all(done.done() for done in asked):
            assert site.get("/question/plans", JSON).status == 200
            meanwhile += not all(done.done() for done in asked)
            time.sleep(0.05)
        statuses = {done.result().status for done in asked}
    assert statuses <= {200, 400, 500, 503}
    assert 500 in statuses
    assert meanwhile > 0, "a page is answered while they are at work"
    assert site.query("ASK {}").status == 200


def test_a_server_that_has_too_much_to_do_says_so(store: Path) -> None:
    # Who waits is told soon, so that it is told while the slow query runs, however busy the machine.
    soon = "import zeren.serve.pool as p; p.PATIENCE = 0.2"
    with serving(store, "--workers", "1", "--seconds", "4", before=soon) as site, ThreadPoolExecutor(1) as other:
        slow = other.submit(site.query, SLOW)
        reply = site.query("ASK {}")
        for _ in range(600):
            if reply.status != 200:
                break
            # The slow query has not arrived yet, or found the one process at work for the other.
            if slow.done():
                slow = other.submit(site.query, SLOW)
            time.sleep(0.05)
            reply = site.query("ASK {}")
        assert (reply.status, reply.headers["retry-after"]) == (503, "1")
        assert site.get("/question/plans", JSON).status == 200
        late = slow.result()
        assert (late.status, "4 seconds" in late.text) == (500, True)
        assert site.query("ASK {}").status == 200


def test_each_hostile_query_ends_and_the_next_is_answered(store: Path) -> None:
    with serving(store, "--seconds", "0.4", "--workers", "1") as site:
        for name, sparql in ENDLESS.items():
            # What they cost in processor time is held in test_inquiries.
            assert site.query(sparql).status in (200, 400, 500), name
            assert site.query("ASK {}").status == 200, name


QUIET = Path(__file__).with_name("store") / "quiet.py"


def test_what_watches_connections_sees_one(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}))"
        run = subprocess.run([sys.executable, str(QUIET), str(report), sys.executable, "-c", code], check=False)
    if run.returncode == 77:
        pytest.skip("this system does not let a process watch the calls of its child (seccomp user notification)")
    assert (run.returncode, report.read_text()) == (0, f"connect 127.0.0.1:{port}\n")


def test_no_query_and_no_page_makes_a_connection_in_the_whole_run(store: Path, tmp_path: Path) -> None:
    """As the kernel sees it: no call of the server or its processes names an address to send to."""
    report = tmp_path / "report"
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        under = (sys.executable, str(QUIET), str(report)) if watchable() else ()
        with serving(store, under=under) as site:
            for sparql in REACHING:
                site.query(sparql.replace("URL", url))
                site.query(sparql.replace("URL", "http://example.org/"))
            for field in ("default-graph-uri", "named-graph-uri"):
                site.get("/sparql?" + urlencode({"query": "ASK { ?s ?p ?o }", field: url}))
            site.ask("POST", "/sparql", {"Content-Type": "application/sparql-update"}, f"LOAD <{url}>".encode())
            for page in ("/", "/question/rank", "/sparql/editor", "/network", "/ns"):
                assert site.get(page, HTML).status < 400, page
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()
    if not under:
        pytest.skip("connections were listened for only: this system lets no process watch its child's calls")
    assert report.read_text() == ""


REACHING = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { BIND(IRI('URL') AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { S\\u0045RVICE <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } } } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <URL>",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <http://example.org/g>",
)
"""queries that would reach out, were they let"""


def watchable() -> bool:
    run = subprocess.run([sys.executable, str(QUIET), os.devnull, sys.executable, "-c", ""], check=False)
    return run.returncode == 0


def test_a_request_that_trickles_in_is_given_up(store: Path) -> None:
    lower = "import zeren.serve.run as r, zeren.serve.guard as g; r.PATIENCE = g.PATIENCE = 1.0"
    with serving(store, before=lower) as site:
        for first in (b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"):
            with socket.create_connection(("127.0.0.1", site.port), timeout=300) as line:
                line.sendall(first)
                assert line.recv(100) == b""
        with socket.create_connection(("127.0.0.1", site.port), timeout=300) as line:
            head = "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\nContent-Length: 9"
            line.sendall(head.encode() + b"\r\n\r\nASK")
            assert line.recv(100).startswith(b"HTTP/1.1 408 ")
        assert site.get("/question/plans", JSON).status == 200


def test_connections_beyond_the_limit_are_told_that_the_server_is_busy(store: Path) -> None:
    with serving(store, before="import zeren.serve.run as r; r.CONNECTIONS = 3") as site:
        held = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(3)]
        reply = site.get("/question/plans", JSON)
        assert (reply.status, reply.headers["retry-after"]) == (503, "1")
        for line in held:
            line.close()
        # It is told of their end when it comes to it; only a failure lasts.
        for _ in range(600):
            if (reply := site.get("/question/plans", JSON)).status == 200:
                break
            time.sleep(0.1)
        assert reply.status == 200


def test_sigterm_ends_with_0_and_does_not_wait_for_the_query_at_work(store: Path) -> None:
    with serving(store, "--seconds", "3000") as site:
        with socket.create_connection(("127.0.0.1", site.port)) as line:
            body = urlencode({"query": SLOW}).encode()
            line.sendall(b"GET /sparql?" + body + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            time.sleep(0.5)
            site.process.send_signal(signal.SIGTERM)
            assert site.process.wait(120) == 0
        assert site.process.stderr is not None
        assert "Traceback" not in site.process.stderr.read()


def test_ctrl_c_ends_an_idle_server_with_0(store: Path) -> None:
    with serving(store) as site:
        site.process.send_signal(signal.SIGINT)
        assert site.process.wait(120) == 0


# ── What is answered ─────────────────────────────────────────────────────────────────────


def test_the_questions_are_listed_for_people_and_programs(site: Site) -> None:
    listed = json.loads(site.get("/question", JSON).body)
    assert {row["name"] for row in listed} == set(ask.questions())
    leads = next(row for row in listed if row["name"] == "leads")
    assert leads["question"] == "区生态环境局牵头哪些措施？"
    assert leads["params"][0]["required"] is True
    page = site.get("/question?lang=en", HTML).text
    assert '<a href="/question/leads?lang=en">Measures that a body leads</a>' in page


def test_a_question_gives_the_rows_that_the_store_gives(site: Site, reader: Reader) -> None:
    address = "/question/leads?" + urlencode({"body": BODY, "plan": "附1"})
    expected = ask.run(reader, ask.questions()["leads"], {"body": BODY, "plan": "附1"})
    assert json.loads(site.get(address, JSON).body) == expected.rows
    reply = site.get(address + "&format=csv")
    assert reply.headers["content-disposition"] == 'attachment; filename="leads.csv"'
    table = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
    assert [row["text"] for row in table] == [row["text"] for row in expected.rows]
    assert site.get(address + "&format=sparql").text == expected.sparql
    pages = [site.get(f"{address}&r.page={number}", HTML) for number in (1, 2)]
    assert [(page.status, page.text.count('<tr role="row">') - 1) for page in pages] == [(200, 50), (200, len(expected.rows) - 50)]
    assert "北京市西城区生态环境局" in pages[0].text


def test_a_question_page_speaks_the_language_of_its_reader_and_offers_what_may_be_chosen(site: Site) -> None:
    page = site.get("/question/due", HTML).text
    form, rows = page.partition("</form>")[2].partition("</form>")[0], page.partition('<section class="grid"')[2]
    assert 'type="date"' in form
    assert ">协办</option>" in form
    assert ">附1 持续污染防治攻坚2026年行动计划（北京市西城区）</option>" in form
    assert '<option value="北京市西城区水务局">' in form, "bodies are suggested"
    words = re.sub(r"<[^>]*>", "\n", rows)
    assert not re.search(r"\b(by-date|interval|responsible|support|table \d)", words), "no code and no English place"
    assert "表7第2行" in rows
    english = re.sub(r"<[^>]*>", "\n", site.get("/question/due?lang=en", HTML).text)
    assert "responsible" in english
    assert "协办" not in english


def test_a_long_answer_begins_with_its_first_month_and_is_narrowed_and_taken_away(site: Site) -> None:
    page = site.get("/question/due", HTML).text
    assert '<b class="found">21</b> / 715' in page, "March 2026 comes first; programs get all"
    assert len(json.loads(site.get("/question/due", JSON).body)) == 715
    assert '<b class="found">715</b>' in site.get("/question/due?r.date=any", HTML).text
    narrowed = json.loads(site.get("/question/due?r.date=2026-03&r.role=lead&format=json&table=due").body)
    assert {(row["date"][:7], row["role"]) for row in narrowed} == {("2026-03", "lead")}
    assert len(narrowed) == 10


def test_a_question_that_needs_something_shows_a_form_with_an_example_that_works(site: Site) -> None:
    for name, question in ask.questions().items():
        needed = [param.name for param in question.params if param.required]
        if not needed:
            continue
        page = site.get(f"/question/{name}", HTML)
        assert page.status == 200
        link = re.search(rf'href="(/question/{name}\?[^"]+)"', page.text)
        assert link, name
        answer = site.get(link[1].replace("&amp;", "&"), HTML)
        assert (answer.status, 'class="error"' in answer.text) == (200, False), name
        assert site.get(f"/question/{name}", JSON).status == 400


def test_what_is_wrong_with_a_parameter_is_said_on_the_page_and_to_programs(site: Site) -> None:
    address = "/question/leads?" + urlencode({"body": "局"})
    page = site.get(address, HTML)
    assert (page.status, "several bodies bear this name" in page.text) == (400, True)
    assert "several bodies" in json.loads(site.get(address, JSON).body)["error"]
    assert site.get("/question/leads?" + urlencode({"body": "火星局"}), JSON).status == 404
    assert site.get("/question/nothing", JSON).status == 404
    assert site.get("/question/rank?nonsense=1", JSON).status == 400
    assert site.get("/question/rank?format=xls", JSON).status == 400
    assert site.get("/question/rank", {"Accept": "image/png"}).status == 406


def test_an_unknown_question_or_value_of_a_filter_is_told_as_such(site: Site) -> None:
    assert site.get("/question?name=nope", JSON).status == 404
    known = site.get("/question?name=plans", JSON)
    assert (known.status, known.headers["location"]) == (303, "/question/plans")
    for address in ("/measures?role=xyz", "/measures?role=xyz&format=csv", "/bodies?role=xyz"):
        reply = site.get(address)
        assert reply.status == 400
        assert "role=xyz" in reply.text
        assert "support" in reply.text, "the choices are named"
    for address in ("/calendar?deadline=abc", "/calendar?month=2026-13", "/measures?deadline=2026-00", "/measures?page=999", "/bodies?sort=x"):
        assert site.get(address).status == 400, address
    assert site.get("/calendar?month=2026-06&format=csv").text == site.get("/calendar?deadline=2026-06&format=csv").text
    assert site.get("/calendar?month=2019-06&lang=en").status == 200, "a month in which nothing is due is no mistake"
    assert site.get("/measures?role=guide").status == 200, "a role that no plan here gives is no mistake"
    assert site.get("/measures?role=support&level=").status == 200


def test_memory_and_stack_are_not_told_as_time(store: Path) -> None:
    small = "from zeren.store.foreign import Worker\nWorker.__init__.__kwdefaults__['memory'] = 256 << 20"
    with serving(store, "--seconds", "30", before=small) as site:
        for name, words in (("doubling", "256 MiB of memory"), ("negations", "used up its stack")):
            reply = site.query(ENDLESS[name])
            assert (reply.status, words in reply.text, "30 seconds" in reply.text) == (500, True, False), reply.text


def test_questions_of_ones_own_stand_beside_the_shipped_ones(store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(
        "# title: Number of measures\n# question: 共有多少条措施？\n# column: n | number | 措施数 | Measures\n\n"
        "PREFIX zr: <https://w3id.org/zeren/ns#>\nSELECT (COUNT(DISTINCT ?m) AS ?n) WHERE { ?m a zr:Measure }\n",
        encoding="utf-8",
    )
    with serving(store, "--questions", str(tmp_path)) as site:
        assert json.loads(site.get("/question/mine", JSON).body) == [{"n": 240}]
        assert "共有多少条措施？" in site.get("/question", HTML).text
        assert site.get("/question/rank", JSON).status == 200


def test_the_data_set_is_described(site: Site, reader: Reader) -> None:
    import pyoxigraph as ox

    reply = site.get("/.well-known/void", {"Accept": "text/turtle"})
    graph = ox.Store()
    graph.load(reply.body, format=ox.RdfFormat.TURTLE)
    found = graph.query(
        """PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?triples ?endpoint ?measures (COUNT(?part) AS ?documents) (SUM(?held) AS ?sum) {
          ?data a void:Dataset ; void:triples ?triples ; void:sparqlEndpoint ?endpoint ; void:subset ?part ;
            void:classPartition [ void:class <https://w3id.org/zeren/ns#Measure> ; void:entities ?measures ] .
          ?part void:triples ?held ; dcterms:source ?document } GROUP BY ?triples ?endpoint ?measures"""
    )
    row = next(iter(found))
    # The two plans, what was computed about the pair, and the terms.
    assert (row["measures"].value, row["documents"].value) == ("240", "4")
    assert row["endpoint"].value == f"{site.url}sparql"
    assert int(row["triples"].value) == len({line.rpartition(" <")[0] for line in reader.dump()})
    assert int(row["sum"].value) == sum(entry.triples for entry in reader.documents())
    assert graph.query(
        """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
        ASK { ?data a dcat:Dataset ; dcterms:license ?licence ; dcterms:rights ?rights ; dcat:distribution ?way .
          ?way dcterms:license ?licence ; dcat:accessService ?service . ?service a dcat:DataService ; dcat:servesDataset ?data }"""
    )


def test_the_terms_are_served_as_file_as_rdf_and_as_page(site: Site) -> None:
    import pyoxigraph as ox

    turtle = site.get("/ns", {"Accept": "text/turtle"})
    assert turtle.body == (HERE.parents[2] / "ontology" / "zeren.ttl").read_bytes()
    assert site.get("/ns.ttl").body == turtle.body

    def read(body: bytes, form: ox.RdfFormat) -> set[str]:
        held = ox.Dataset(ox.parse(body, format=form))
        held.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return {str(quad.triple) for quad in held}

    as_file = read(turtle.body, ox.RdfFormat.TURTLE)
    assert read(site.get("/ns.rdf").body, ox.RdfFormat.RDF_XML) == as_file
    assert read(site.get("/ns.nt").body, ox.RdfFormat.N_TRIPLES) == as_file
    made = site.get("/ns", HTML)
    assert (made.media, '<nav id="toc" aria-label="目录">' in made.text) == ("text/html", True)
    assert 'id="Measure"><h3>Measure' in site.get("/ns?lang=en", HTML).text
    page = site.get("/ns/list", HTML).text
    english = site.get("/ns/list?lang=en", HTML).text
    assert '<section class="term card" id="Measure">' in page
    assert "计划中有自己责任单位的最小单元；表格中一行是一条措施。" in page
    assert "The smallest unit of a plan that has its own bodies; in a table one row is one measure." in english
    assert re.findall(r' id="([^"]+)"', page).count("code-lead") == 1
    declared = {s.rpartition("#")[2] for s in re.findall(r"<https://w3id\.org/zeren/ns#\w+>", " ".join(as_file))}
    assert [name for name in sorted(declared) if f'id="{name[:-1]}"' not in page] == []
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links - set(re.findall(r' id="([^"]+)"', page)) == set()


def test_codes_have_addresses_of_their_own(site: Site) -> None:
    assert site.get("/code/lead", HTML).headers["location"] == "/ns/list#code-lead"
    assert site.get("/code/lead", {"Accept": "text/turtle"}).text.count("zrc:lead a skos:Concept") == 1
    assert site.get("/code/none").status == 404
    assert site.get("/context.jsonld").media == "application/ld+json"


def test_a_request_for_a_term_is_made_into_a_record_and_kept_nowhere(site: Site) -> None:
    asked = {"label_zh": "挂牌督办", "kind": "code", "example": "</textarea><script>alert(1)</script>\n第二行"}
    address = "/ns/request?" + urlencode(asked)
    page = site.get(address, HTML).text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; 第二行" in page
    assert "<script>" not in page
    assert '<a href="#definition_zh">定义</a>' in page
    assert "zrc:supervise" in page
    record = site.get(address + "&format=md")
    assert (record.media, record.headers["content-disposition"]) == ("text/markdown", 'attachment; filename="term.md"')
    assert record.text.startswith("# 术语申请 Term request: 挂牌督办\n")
    assert site.get(address + "&format=tsv").text.splitlines()[1].startswith("挂牌督办\t\tcode\t")
    assert site.get("/ns/request?format=exe").status == 400
    assert '<section class="card"' not in site.get("/ns/request", HTML).text


def test_a_document_read_later_is_answered_without_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "store"
    count = "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a <https://w3id.org/zeren/ns#Measure> }"
    plans = files.find_files([PLANS])
    with open_writer(store) as writer:
        build.build(plans[:1], writer, Settings())
    with serving(store) as site:
        first = json.loads(site.query(count).body)["results"]["bindings"][0]["n"]["value"]
        listed = json.loads(site.get("/question/plans", JSON).body)
        with open_writer(store) as writer:
            build.build(plans[1:], writer, Settings())
        assert first == "61"
        assert json.loads(site.query(count).body)["results"]["bindings"][0]["n"]["value"] == "240"
        assert len(json.loads(site.get("/question/plans", JSON).body)) > len(listed)


HOSTILE_NAME = "<script>alert(1)</script>\"'&\u202e局\x07"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over one body whose name is an attack."""
    from zeren.store import Term

    path = tmp_path_factory.mktemp("hostile") / "store"
    name = Term("literal", HOSTILE_NAME).ntriples
    ns, skos, oa = "https://w3id.org/zeren/ns#", "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/oa#"
    said = (
        f"<https://w3id.org/zeren/id/agency/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}Agency> .\n"
        f"<https://w3id.org/zeren/id/agency/x> <{skos}prefLabel> {name} .\n"
        f'<https://w3id.org/zeren/id/agency/x> <{skos}altLabel> "=HYPERLINK(1)" .\n'
        f"<https://w3id.org/zeren/id/duty/x> <{ns}body> <https://w3id.org/zeren/id/agency/x> .\n"
        f"<https://w3id.org/zeren/id/duty/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}Assignment> .\n"
        f"<https://w3id.org/zeren/id/measure/x> <{ns}hasAssignment> <https://w3id.org/zeren/id/duty/x> .\n"
        f"<https://w3id.org/zeren/id/duty/x> <{ns}role> <https://w3id.org/zeren/code/lead> .\n"
        f"<https://w3id.org/zeren/id/duty/x> <{ns}basis> <https://w3id.org/zeren/code/basis-cell> .\n"
        f'<https://w3id.org/zeren/id/duty/x> <{ns}mention> "x" .\n'
        f'<https://w3id.org/zeren/id/duty/x> <{ns}position> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f"<https://w3id.org/zeren/id/duty/x> <{ns}evidence> <https://w3id.org/zeren/id/words/x> .\n"
        f'<https://w3id.org/zeren/id/words/x> <{oa}start> "0"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f'<https://w3id.org/zeren/id/words/x> <{oa}end> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f'<https://w3id.org/zeren/id/words/x> <{ns}locator> "line 1" .\n'
    )
    with open_writer(path) as writer:
        writer.put(Source("x.txt", hashlib.sha256(b"x").hexdigest(), b"x"), "https://w3id.org/zeren/id/doc/x", said.encode(), {})
        writer.commit()
    with serving(path) as site:
        yield site


def test_text_of_a_document_is_text_on_a_page_and_no_formula_in_a_table(hostile: Site) -> None:
    page = hostile.get("/question/bodies", HTML)
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;\ufffd局\ufffd" in page.text
    table = hostile.get("/question/bodies?format=csv").text
    assert "'=HYPERLINK" in table
    assert "\u202e" not in table
    reflected = hostile.get("/question/leads?" + urlencode({"body": HOSTILE_NAME + "x", "plan": "<img src=x>"}), HTML).text
    assert "<script>alert" not in reflected
    assert "<img src=x>" not in reflected
    assert "<b>" not in hostile.get("/%3Cb%3E", HTML).text.partition("<main")[2].partition('class="error"')[2]


def test_errors_of_the_store_name_no_path_to_strangers(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with open_writer(store) as writer:
        build.build(files.find_files([PLANS])[:1], writer, Settings())
    with serving(store) as site:
        assert site.get("/question/plans", JSON).status == 200
        for folder in ("columns", "graphs", "index"):
            for file in (store / folder).rglob("*"):
                if file.is_file():
                    file.unlink()
        # The server looks again where the journal has changed.
        os.utime(store / "journal", (0, 0))
        for reply in (site.get("/question/plans", JSON), site.query("ASK {}")):
            assert str(tmp_path) not in reply.text
            assert reply.status in (200, 500)
        assert site.get("/question/plans", JSON).status == 500


def test_the_vendored_editor_is_what_was_published() -> None:
    folder = HERE / "assets" / "yasgui"
    for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    licence = (folder / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("@zazuko/yasgui 4.6.2")
    assert "──── codemirror" in licence


def test_our_pages_have_no_script_inside_and_our_scripts_write_text_only_as_text() -> None:
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|\|\s*safe", text) == [], template.name
    for script in (HERE / "static").glob("*.js"):
        found = re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script.read_text("utf-8"))
        assert found == [], script.name


# ── In a browser without a network ───────────────────────────────────────────────────────

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --window-size=1440,1000
    --host-resolver-rules=MAP\x00*\x00~NOTFOUND\x00,\x00EXCLUDE\x00127.0.0.1"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Debian's Chromium that reaches this machine only; see test_draw for when it may be missing."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver and find_spec("selenium")):
        reason = "needs chromium, chromedriver (apt install chromium chromium-driver) and selenium"
        if os.environ.get("ZEREN_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag.replace("\x00", " "))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield chrome
    chrome.quit()


def visit(browser: Chrome, site: Site, path: str) -> None:
    """Open a page and forget what earlier ones logged."""
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(site.url.rstrip("/") + path)


def quiet(browser: Chrome, site: Site) -> None:
    """No word on the console, no request to anywhere else."""
    assert browser.get_log("browser") == []
    sent = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"]
    assert asked
    assert [url for url in asked if not url.startswith((site.url, "data:", "about:"))] == []


def until(browser: Chrome, script: str) -> Any:
    """Wait until a script gives something."""
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(browser, 20).until(lambda page: page.execute_script(f"return {script}"))


def test_the_editor_runs_shipped_questions_offline_without_a_word_on_the_console(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    tabs = browser.execute_script("return [...document.querySelectorAll('.tabsList .tab a > span')].map(s => s.textContent)")
    assert tabs[0] == "哪两个单位共同协办最多？"
    assert len(tabs) == 6
    assert "PREFIX zr: <https://w3id.org/zeren/ns#>" in browser.execute_script("return zerenEditor.getTab().getYasqe().getValue()")
    browser.find_element("css selector", ".tabPanel.active .yasqe_queryButton").click()
    until(browser, "document.querySelectorAll('.tabPanel.active .yasr table tbody tr').length > 10")
    first = browser.execute_script("return document.querySelector('.tabPanel.active .yasr table tbody tr').textContent")
    assert "北京市" in first
    assert "xsd:" not in first
    assert browser.find_element("css selector", ".tabPanel.active .select_table").text == "表"
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    browser.find_element("css selector", ".tabPanel.active .select_network").click()
    until(browser, "document.querySelectorAll('.tabPanel.active .network circle').length > 10")
    assert browser.execute_script("return document.querySelectorAll('.tabPanel.active .network line').length") == 182
    quiet(browser, site)


def test_every_shipped_question_opens_as_a_tab_with_its_chinese_title(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    browser.find_element("id", "all").click()
    known = ask.questions()
    until(browser, f"document.querySelectorAll('.tabsList .tab').length === {len(known)}")
    names = browser.execute_script("return Object.values(zerenEditor._tabs).map(t => [t.getName(), t.persistentJson.yasqe.value])")
    assert {name for name, _ in names} == {question.question for question in known.values()}
    for name, value in names:
        assert value.startswith(f"# {name}\n"), name
        assert re.search(r"\bSELECT\b", value), name
    browser.find_element("id", "sift").send_keys("协办最多")
    shown = browser.execute_script("return [...document.querySelectorAll('#list li')].filter(i => !i.hidden).map(i => i.textContent.trim())")
    assert shown == ["哪两个单位共同协办最多？", "谁协办最多？"]
    quiet(browser, site)


def test_the_editor_completes_our_terms_and_asks_nobody_else(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    hints = browser.execute_async_script(
        """const done = arguments[0], tab = zerenEditor.addTab(true), editor = tab.getYasqe();
        editor.setValue('PREFIX zr: <https://w3id.org/zeren/ns#>\\nSELECT * { ?s zr:hasAs');
        editor.focus(); editor.setCursor({ line: 1, ch: 100 });
        editor.autocomplete(false);
        setTimeout(() => done([...document.querySelectorAll('.CodeMirror-hint')].map(h => h.textContent)), 800);"""
    )
    assert hints == ["zr:hasAssignment"]
    quiet(browser, site)


def test_a_hostile_name_is_text_in_the_editors_table_and_network(browser: Chrome, hostile: Site) -> None:
    query = """SELECT ?a ?b { ?x <http://www.w3.org/2004/02/skos/core#prefLabel> ?a ; <http://www.w3.org/2004/02/skos/core#altLabel> ?b }"""
    visit(browser, hostile, "/sparql/editor#" + urlencode({"query": query}, quote_via=quote))
    until(browser, "document.querySelectorAll('.tabPanel.active .yasr table tbody tr').length === 1")
    assert "<script>alert(1)</script>" in browser.find_element("css selector", ".tabPanel.active .yasr table").text
    browser.find_element("css selector", ".tabPanel.active .select_network").click()
    until(browser, "document.querySelectorAll('.tabPanel.active .network circle').length === 2")
    assert "<script>" in browser.find_element("css selector", ".network text").text
    quiet(browser, hostile)


@pytest.mark.parametrize("path", ["/question", "/question/rank", "/ns", "/ns?lang=en", "/ns/list", "/ns/request?label_zh=x", "/sparql/editor"])
def test_pages_open_offline_and_fit_a_telephone(browser: Chrome, site: Site, path: str) -> None:
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    visit(browser, site, path)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    quiet(browser, site)


def test_answers_of_many_at_once_are_the_same_as_of_one(site: Site) -> None:
    alone = {name: site.get(f"/question/{name}", JSON).body for name in ("rank", "pairs", "plans", "targets")}
    wrong: list[str] = []

    def work(name: str) -> None:
        for _ in range(10):
            if site.get(f"/question/{name}", JSON).body != alone[name]:
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in alone for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def guarded(headers: dict[str, str], path: str = "/", embed: tuple[str, ...] = ()) -> tuple[int, dict[str, str]]:
    """Status and headers of a page behind the guard, asked for with these headers."""
    import asyncio

    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    from zeren.serve.guard import Guard

    def page(request: object) -> PlainTextResponse:
        return PlainTextResponse("page")

    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    lines = [(name.lower().encode(), value.encode()) for name, value in {"Host": "127.0.0.1", **headers}.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": lines}
    asyncio.run(Guard(Starlette(routes=[Route(path, page)]), Serving("store", embed=embed))(scope, receive, send))
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_pages_may_be_framed_by_the_named_origin_alone_and_only_where_that_is_asked_for() -> None:
    framed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    embed = ("https://www.example.org",)
    assert guarded(framed)[0] == 403
    assert guarded({})[1]["x-frame-options"] == "DENY"
    status, told = guarded(framed, embed=embed)
    assert status == 200
    assert told["content-security-policy"].endswith("frame-ancestors https://www.example.org")
    assert "x-frame-options" not in told
    # Its pages are shown, its queries and scripts still ask nothing.
    assert guarded(framed, "/sparql", embed)[0] == 403
    assert guarded({**framed, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, embed=embed)[0] == 403


def test_a_page_gives_the_code_for_a_frame_only_where_it_may_stand_in_one() -> None:
    def shown(*embed: str) -> str:
        app = Starlette()
        app.state.settings = Serving("store", embed=embed)
        scope = {
            "type": "http", "app": app, "method": "GET", "scheme": "http", "server": ("127.0.0.1", 8765), "path": "/question",
            "raw_path": b"/question", "query_string": b"q=%22%3E&lang=en&saved=1", "headers": [(b"host", b"127.0.0.1:8765")],
        }  # fmt: skip
        return pages.text_of("questions.html", Request(scope), questions=[], savable=True)

    assert "iframe" not in shown()
    (code,) = re.findall(r"<code>([^<]*iframe[^<]*)</code>", shown("https://www.example.org"))
    address = "http://127.0.0.1:8765/question?q=%22%3E&amp;lang=en"
    assert html.unescape(code) == f'<iframe src="{address}" title="Questions" width="100%" height="700" loading="lazy"></iframe>'


@pytest.mark.parametrize("path", ["/question", "/question/pairs?role=support", "/question/due?lang=en", "/ns", "/ns/list?lang=en"])
def test_pages_of_questions_and_terms_are_saved_as_one_file(site: Site, path: str) -> None:
    page = site.get(path, {"Accept": "text/html"}).text
    offered = re.search(r'<a class="save" href="([^"]*)" download>', page)
    assert offered is not None
    reply = site.get(html.unescape(offered[1]), {"Accept": "text/html"})
    assert reply.status == 200 and reply.headers["content-disposition"].startswith("attachment")
    assert not re.search(r'<(?:link|script|form)\b|(?:href|src)="/|class="save"', reply.text)
    assert "<style>" in reply.text and f"http://127.0.0.1:{site.port}{path.partition('?')[0]}" in reply.text
    for heading in re.findall(r"<h[123][^<>]*>([^<>]+)<", page):
        assert heading in reply.text
    assert reply.text.count("<tr") == page.count("<tr")


def test_an_answer_is_a_picture_where_it_is_asked_for_by_name(site: Site) -> None:
    rows = json.loads(site.get("/question/pairs?role=support&format=json").text)
    reply = site.get("/question/pairs?role=support&format=svg&lang=en")
    assert (reply.status, reply.media) == (200, "image/svg+xml")
    root = ElementTree.fromstring(reply.body)
    said = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said[0] == "Pairs of bodies that hold a role on the same measure"
    assert f"{len(rows)} of {len(rows)} rows" in said[1]
    assert said[said.index(rows[0]["a"]) + 1 :][:2] == [rows[0]["b"], str(rows[0]["count"])]
    assert said.count(str(rows[0]["count"])) >= 1 and len([1 for its in said if its.isdigit()]) == min(50, len(rows))
    assert site.get("/question/pairs", {"Accept": "image/*"}).status == 406


@pytest.mark.parametrize("origin", ["*", "https://*.example.org", "https://example.org/page", "example.org", "https://a.org;script-src"])
def test_an_origin_that_could_loosen_the_policy_is_refused(tmp_path: Path, origin: str) -> None:
    from click.testing import CliRunner

    from zeren.cli.server import serve

    result = CliRunner().invoke(serve, ["--embed", origin, "--store", str(tmp_path)])
    assert result.exit_code != 0
    assert "--embed" in str(result.exception) + result.output


def test_a_query_is_saved_as_a_question_that_the_server_lists_and_a_closed_tab_comes_back(browser: Chrome, site: Site, tmp_path: Path) -> None:
    visit(browser, site, "/sparql/editor")
    until(browser, "document.getElementById('editor').dataset.ready")
    query = "SELECT ?plan (COUNT(DISTINCT ?m) AS ?measures) WHERE { ?m zr:inPlan ?plan } GROUP BY ?plan"
    text = browser.execute_script("return zerenSaved(arguments[0], arguments[1])", "每份计划几条措施", query)
    (tmp_path / "counted.rq").write_text(text, encoding="utf-8")
    own = ask.questions(tmp_path)["counted"]
    assert (own.question, [column.name for column in own.columns]) == ("每份计划几条措施", ["plan", "measures"])
    before = browser.execute_script("return zerenEditor.getTab().getYasqe().getValue()")
    browser.execute_script("zerenEditor.getTab().close()")
    until(browser, "!document.getElementById('reopen').disabled")
    browser.find_element("id", "reopen").click()
    until(browser, "document.getElementById('reopen').disabled")
    assert browser.execute_script("return zerenEditor.getTab().getYasqe().getValue()") == before
    quiet(browser, site)


def test_axe_finds_no_serious_fault_in_the_editor_and_the_pages_of_questions(browser: Chrome, site: Site) -> None:
    """Needs axe-core (npm), whose ``axe.min.js`` the variable ZEREN_AXE names."""
    script = os.environ.get("ZEREN_AXE")
    if not script:
        pytest.skip("ZEREN_AXE does not name axe.min.js")
    for path in ("/question", "/question/due", "/sparql/editor"):
        visit(browser, site, path)
        if path == "/sparql/editor":
            until(browser, "document.getElementById('editor').dataset.ready")
            browser.find_element("css selector", ".tabPanel.active .yasqe_queryButton").click()
            until(browser, "document.querySelector('.tabPanel.active .tableSizer[aria-label]')")
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": Path(script).read_text(encoding="utf-8")})
        faults = browser.execute_async_script("axe.run().then((r) => arguments[0](r.violations))")
        serious = [(its["id"], [node["target"] for node in its["nodes"]][:3]) for its in faults if its["impact"] in ("serious", "critical")]
        assert serious == [], path


def test_the_box_of_the_first_page_answers_the_sentences_that_it_offers(browser: Chrome, site: Site) -> None:
    visit(browser, site, "/")
    offered = browser.execute_script("return [...document.querySelectorAll('.hero a[lang=zh-CN]')].map(a => a.textContent)")
    assert len(offered) == 10
    for sentence in offered:
        browser.get(site.url.rstrip("/") + "/")
        box = browser.find_element("css selector", ".hero input[name=q]")
        box.send_keys(sentence)
        box.submit()
        until(browser, "document.querySelector('h1') && location.pathname === '/search'")
        shown = browser.find_element("css selector", "main").text
        assert "按这样理解" in shown, sentence
        assert "没有听懂" not in shown, sentence
        assert browser.execute_script("return document.querySelectorAll('main tbody tr').length") > 0, sentence
    quiet(browser, site)
