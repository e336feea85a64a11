"""Who may ask the server, and what it lets in and out: names, origins, tokens, headers, frames."""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request

from serving import BODY, HTML, JSON, Site, serving
from zeren.cli.server import serve
from zeren.ground.errors import NotFound, StoreError, WrongUsage
from zeren.serve import pages
from zeren.serve.kept import CACHED, Kept
from zeren.serve.problems import Sparing
from zeren.serve.settings import Settings as Serving


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[Site]:
    """A server over the two plans."""
    with serving(store, "--seconds", "3", "--rows", "2000") as site:
        yield site


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


@pytest.mark.parametrize("origin", ["*", "https://*.example.org", "https://example.org/page", "example.org", "https://a.org;script-src"])
def test_an_origin_that_could_loosen_the_policy_is_refused(tmp_path: Path, origin: str) -> None:
    from click.testing import CliRunner

    from zeren.cli.server import serve

    result = CliRunner().invoke(serve, ["--embed", origin, "--store", str(tmp_path)])
    assert result.exit_code != 0
    assert "--embed" in str(result.exception) + result.output
