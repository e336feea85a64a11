"""How much the server does for anybody: lengths, rows, time, connections; and that it asks nobody else and ends when told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from serving import HTML, JSON, Site, serving
from test_worker import HOSTILE as ENDLESS

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[Site]:
    """A server over the two plans."""
    with serving(store, "--seconds", "3", "--rows", "2000") as site:
        yield site


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
