"""A server is a store like a directory: the same documents give the same rows, and nothing is half there."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conftest import CITY, ROOT
from servers import OXIGRAPH, free_port, oxigraph
from zeren.cli import main
from zeren.ground.errors import (
    NoPermission,
    NotFound,
    StoreBusy,
    StoreError,
    TimeOut,
    Unreachable,
    WrongUsage,
)
from zeren.store import (
    Outcome,
    Solutions,
    Source,
    Triples,
    credentials,
    open_reader,
    open_writer,
    protocol,
    run_foreign,
)
from zeren.store.memory import earlier
from zeren.store.protocol import Endpoint
from zeren.store.reader import Reader
from zeren.store.remote import RemoteWriter

needs_server = pytest.mark.skipif(
    OXIGRAPH is None, reason="the oxigraph server is not installed (pip install oxigraph)"
)


def source(text: str, name: str = "a.txt") -> Source:
    data = text.encode()
    return Source(name, hashlib.sha256(data).hexdigest(), data)


def triples(*words: str) -> bytes:
    return "".join(f'<http://e/s> <http://e/p> "{word}" .\n' for word in words).encode()


def put(
    store: Path | str, text: str, quads: bytes, graph: str = "http://e/a", name: str = "a.txt"
) -> Outcome:
    with open_writer(store) as writer:
        outcome = writer.put(source(text, name), graph, quads, {"title": f'"{text}" \\u0041 100%5C'})
        writer.commit()
    return outcome


def rows(reader: Reader, sparql: str) -> list[tuple[str | None, ...]]:
    answer = reader.query(sparql)
    assert isinstance(answer, Solutions)
    return sorted(tuple(str(row[name]) if row[name] else None for name in answer.variables) for row in answer)


@pytest.fixture
def url() -> Iterator[str]:
    """A fresh server in memory."""
    with oxigraph() as address:
        yield address


QUESTIONS = [
    "SELECT ?o { ?s <http://e/p> ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?g { GRAPH ?g { ?s ?p 'both' } }",
    "SELECT ?o FROM <http://e/b> { ?s ?p ?o }",
    "BASE <http://e/> SELECT ?p { <s> ?p 'b' }",
    "SELECT ?o ?none { ?s ?p ?o OPTIONAL { ?o ?x ?none } FILTER(LANG(?o) = '' && STRLEN(?o) > 1) }",
]


@needs_server
def test_the_same_steps_give_the_same_rows_dump_and_history_as_a_directory(url: str, tmp_path: Path) -> None:
    same_as_a_directory(url, tmp_path / "store")


def same_as_a_directory(url: str, local: Path) -> None:
    """Do the same steps to a server and to a directory and compare what they answer."""
    steps: list[Callable[[Path | str], object]] = [
        lambda store: put(store, "v1", triples("both", "a", "旧 %5C \\u0042")),
        lambda store: put(store, "w1", triples("both", "b"), "http://e/b", "b.txt"),
        lambda store: put(store, "v1", triples("旧 %5C \\u0042", "both", "a")),
        lambda store: put(store, "v2", triples("a", "新")),
        lambda store: put(store, "x1", b"", "http://e/x", "x.txt"),
        lambda store: put(store, "v3", triples("both")),
    ]

    def remove(store: Path | str) -> None:
        with open_writer(store) as writer:
            writer.refuse("bad.pdf", "1" * 64, 'scanned "\\"')
            writer.remove("b.txt")
            writer.commit()

    for step in [*steps, remove]:
        assert step(url) == step(local)
        with open_reader(url) as there, open_reader(local) as here:
            for question in QUESTIONS:
                assert rows(there, question) == rows(here, question), question
            assert list(there.dump()) == list(here.dump())
            assert there.documents() == here.documents()
            assert there.verify() == []
    with open_reader(url) as there, open_reader(local) as here:
        assert there.history("a.txt") == here.history("a.txt")
        assert len(there.history("a.txt")) == 3
        assert there.statements("http://e/a", 1) == here.statements("http://e/a", 1)
        with earlier(there, "http://e/a", 2) as past:
            assert rows(past, "SELECT ?o { ?s ?p ?o }") == [("a",), ("新",)]
        graph = there.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert isinstance(graph, Triples)
        assert graph.ntriples == triples("both")
        assert there.query("ASK { ?s ?p 'both' }") is True
        with pytest.raises(NotFound, match="keeps no originals"):
            there.original("a.txt")
        with pytest.raises(WrongUsage):
            there.query("SELECT { ?s")


@needs_server
def test_a_document_larger_than_one_request_arrives_whole(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from zeren.store import remote

    monkeypatch.setattr(remote, "_PORTION", 7)
    assert put(url, "v1", triples(*map(str, range(50)))).triples == 50
    with open_reader(url) as reader:
        assert len(list(reader.dump())) == 50


@needs_server
def test_a_lost_part_is_noticed_and_readers_never_see_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(url, "v1", triples("old"))
    real = Endpoint.put
    with monkeypatch.context() as patch:
        patch.setattr(
            Endpoint, "put", lambda self, graph, data: real(self, graph, data[: data.index(b"\n") + 1])
        )
        with pytest.raises(StoreError, match="1 of 3 statements arrived"):
            put(url, "v2", triples("a", "b", "c"))
    with open_reader(url) as reader:
        assert rows(reader, "SELECT ?o { ?s ?p ?o }") == [("old",)]
    assert put(url, "v2", triples("a", "b", "c")).status == "replaced"
    with open_reader(url) as reader:
        assert rows(reader, "SELECT ?o { ?s ?p ?o }") == [("a",), ("b",), ("c",)]


@needs_server
def test_a_writer_cut_off_at_any_request_leaves_what_the_next_one_completes(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(url, "v0", triples("both", "0"))
    put(url, "w", triples("both", "w"), "http://e/b", "b.txt")
    real = Endpoint._send
    for fault in range(60):
        left = [fault]

        def send(self: Endpoint, *args: Any, _left: list[int] = left, **keywords: Any) -> tuple[str, bytes]:
            _left[0] -= 1
            if _left[0] == -1:
                raise Unreachable("cut off")
            return real(self, *args, **keywords)

        with monkeypatch.context() as patch:
            patch.setattr(Endpoint, "_send", send)
            with contextlib.suppress(Unreachable):
                put(url, f"v{fault + 1}", triples("both", str(fault + 1)))
        with open_writer(url):
            pass
        with open_reader(url) as reader:
            assert reader.verify() == []
            found = rows(reader, "SELECT ?o { ?s ?p ?o }")
        if left[0] >= 0:
            break
        put(url, "v0", triples("both", "0"))
    assert 8 < fault < 59
    assert found == sorted([("both",), ("w",), (str(fault + 1),)])


@needs_server
def test_of_two_writers_at_once_one_commits_and_the_other_is_told(url: str) -> None:
    one, two = RemoteWriter(url), RemoteWriter(url)
    one.put(source("one"), "http://e/a", triples("one"), {})
    two.put(source("two"), "http://e/a", triples("two"), {})
    one.commit()
    with pytest.raises(StoreBusy, match="another writer"):
        two.commit()
    with open_reader(url) as reader:
        assert rows(reader, "SELECT ?o { ?s ?p ?o }") == [("one",)]
        assert reader.verify() == []
    assert put(url, "two", triples("two")).status == "replaced"


@needs_server
def test_a_users_query_on_a_server_is_bounded_in_time_and_rows(url: str) -> None:
    put(url, "v1", triples(*map(str, range(3000))))
    answer = run_foreign(url, "SELECT ?o { ?s ?p ?o }", rows=10)
    assert (len(json.loads(answer)["results"]["bindings"]), answer.truncated) == (10, True)
    with pytest.raises(TimeOut, match=r"0\.5 "):
        run_foreign(url, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", seconds=0.5)


# ── a server that misbehaves ─────────────────────────────────────────────────────────────


class Script:
    """A server that gives prepared answers and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.pause = 0.0
        self.drip = 0.0
        self.server = "test"


@contextlib.contextmanager
def scripted_server() -> Iterator[tuple[str, Script]]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            script.asked.append((self.command, self.path, dict(self.headers), body))
            time.sleep(script.pause)
            code, headers, data = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            self.send_response(code)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                for piece in [data[i : i + 1] for i in range(len(data))] if script.drip else [data]:
                    self.wfile.write(piece)
                    time.sleep(script.drip)

        def version_string(self) -> str:
            return script.server

        do_GET = do_POST = do_PUT = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/query", script
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def scripted() -> Iterator[tuple[str, Script]]:
    with scripted_server() as served:
        yield served


TRUE = (200, {"Content-Type": "application/sparql-results+json"}, b'{"head":{},"boolean":true}')


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a name on a server of their own."""
    for name in ("ZEREN_USER", "ZEREN_PASSWORD", "ZEREN_UPDATE", "ZEREN_GRAPHS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_PAUSES", (0.01, 0.01, 0.01))


def test_a_busy_server_is_asked_again(scripted: tuple[str, Script], hasty: None) -> None:
    url, script = scripted
    script.answers = [(503, {}, b"busy"), (502, {}, b""), TRUE]
    assert Endpoint(url).query("ASK {}") is True
    assert len(script.asked) == 3
    script.answers = [(503, {}, b"busy")]
    with pytest.raises(Unreachable, match="503 busy"):
        Endpoint(url).query("ASK {}")
    assert len(script.asked) == 3 + 4


def test_a_busy_server_takes_the_same_body_at_the_next_try(scripted: tuple[str, Script], hasty: None) -> None:
    url, script = scripted
    script.answers = [(503, {"Retry-After": "1"}, b""), (204, {}, b"")]
    Endpoint(url).put("http://e/a", triples("水"))
    assert [(method, path, body) for method, path, _, body in script.asked] == [
        ("PUT", "/store?graph=http%3A%2F%2Fe%2Fa", triples("水"))
    ] * 2


def test_a_server_that_is_not_there_is_unreachable(hasty: None) -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        open_reader(url)
    assert caught.value.exit_code == 69


def test_a_silent_server_runs_out_of_time_and_is_not_asked_again(scripted: tuple[str, Script]) -> None:
    url, script = scripted
    # Whoever waits longer than it says is answered, and raises nothing.
    script.answers, script.pause = [TRUE], 1
    with pytest.raises(TimeOut, match="no answer in time"):
        Endpoint(url).query("ASK {}", seconds=0.2)
    assert len(script.asked) == 1


def test_an_answer_that_comes_drop_by_drop_runs_out_of_time_too(
    scripted: tuple[str, Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, script = scripted
    script.answers, script.drip = [TRUE], 0.05
    monkeypatch.setenv("ZEREN_TIMEOUT", "0.3")
    with pytest.raises(TimeOut, match=r"0\.3 .*ZEREN_TIMEOUT"):
        Endpoint(url).query("ASK {}")


@pytest.mark.parametrize("told", ["0", "-1", "soon", "nan", "inf", ""])
def test_a_timeout_that_is_no_number_of_seconds_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_TIMEOUT", told)
    with pytest.raises(WrongUsage, match="ZEREN_TIMEOUT"):
        Endpoint("http://h/query")


@pytest.mark.parametrize(
    "data",
    [
        b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://e/',
        b'{"head":{"vars":["s"]}}',
        b'{"results":{"bindings":[]}}',
        b"<html>welcome</html>",
        b"[1]",
        b"",
    ],
)
def test_a_broken_answer_is_an_error_and_never_fewer_rows(scripted: tuple[str, Script], data: bytes) -> None:
    url, script = scripted
    script.answers = [(200, {"Content-Type": "application/sparql-results+json"}, data)]
    with pytest.raises(StoreError, match="cut off or not in a known form"):
        Endpoint(url).query("SELECT ?s {}")


JSON = {"Content-Type": "application/sparql-results+json"}
TABLE = '{"head":{"vars":["s","line","shown","n"]},"results":{"bindings":[%s]}}'


def cell(name: str, value: object) -> str:
    return json.dumps({name: {"type": "literal", "value": value}}, ensure_ascii=False)


def line(**changed: object) -> str:
    put = {"do": "put", "graph": "http://e/g", "name": "a", "sha256": "0", "quads": "0", "triples": 1, "meta": {}}
    body = {"commit": 1, "at": None, "by": "x", "records": [{**put, **changed.pop("put", {})}], **changed}  # type: ignore[dict-item]
    return cell("line", json.dumps(body))


ODD = {
    "not json": "{",
    "a list": "[]",
    "a number": "5",
    "null": "null",
    "a text": '"yes"',
    "deep": "[" * 60_000 + "]" * 60_000,
    "deep within": '{"head":' * 20_000 + "1" + "}" * 20_000,
    "a truth that is a text": '{"head":{},"boolean":"false"}',
    "no head": '{"results":{"bindings":[]}}',
    "head a list": '{"head":[],"results":{"bindings":[]}}',
    "head null": '{"head":null,"results":{"bindings":[]}}',
    "names are numbers": '{"head":{"vars":[1,2]},"results":{"bindings":[]}}',
    "no results": '{"head":{"vars":["s"]}}',
    "results a list": '{"head":{"vars":["s"]},"results":[]}',
    "bindings an object": '{"head":{"vars":["s"]},"results":{"bindings":{}}}',
    "a row that is a list": TABLE % "[]",
    "a row that is null": TABLE % "null",
    "a cell that is a text": TABLE % '{"line":"x"}',
    "a cell without a type": TABLE % '{"line":{"value":"x"}}',
    "a cell of another kind": TABLE % '{"line":{"type":"cell","value":"x"}}',
    "a cell without a value": TABLE % '{"line":{"type":"literal"}}',
    "a value that is a number": TABLE % cell("line", 5),
    "a value that is a list": TABLE % cell("line", ["x"]),
    "a triple of texts": TABLE % '{"line":{"type":"triple","value":"x"}}',
    "a line that is no json": TABLE % cell("line", "x"),
    "a line that is a list": TABLE % cell("line", "[]"),
    "a line that is nested": TABLE % cell("line", "[" * 60_000 + "]" * 60_000),
    "a commit that is a text": TABLE % line(commit="1"),
    "a commit that is nothing": TABLE % line(commit=None),
    "a commit that is true": TABLE % line(commit=True),
    "a commit below one": TABLE % line(commit=-3),
    "no records": TABLE % cell("line", '{"commit":1}'),
    "records that are a number": TABLE % line(records=5),
    "records that are texts": TABLE % line(records=["x"]),
    "a record without a kind": TABLE % line(records=[{}]),
    "a graph that is a list": TABLE % line(put={"graph": []}),
    "a meta that is a list": TABLE % line(put={"meta": []}),
    "triples that are a text": TABLE % line(put={"triples": "1"}),
    "a name that is nothing": TABLE % line(put={"name": None}),
    "a time that is a number": TABLE % line(at=5),
    "a part that is not there": TABLE % cell("line", '{"commit":1,"by":"x","parts":3}'),
    "shown that is no number": TABLE % cell("shown", "three"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_is_a_store_error_with_the_reason_in_every_command(
    scripted: tuple[str, Script], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, script = scripted
    script.answers = [(200, JSON, ODD[name].encode())]
    (tmp_path / "ask.rq").write_text("SELECT * { ?s ?p ?o }")
    for arguments in (["status"], ["rank"], ["query", str(tmp_path / "ask.rq")], ["build", str(CITY)], ["verify"]):
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--store", url])
        said = capsys.readouterr().err
        assert end.value.code == 74, (arguments, said)
        assert url in said
        assert said.count("\n") == 1


def test_an_answer_shorter_than_announced_is_an_error(scripted: tuple[str, Script], hasty: None) -> None:
    url, script = scripted
    script.answers = [(200, {"Content-Type": "application/n-triples", "Content-Length": "500"}, triples("a"))]
    with pytest.raises(Unreachable, match="IncompleteRead"):
        Endpoint(url).query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_web_page_in_place_of_an_answer_is_an_error(scripted: tuple[str, Script]) -> None:
    url, script = scripted
    script.answers = [(200, {"Content-Type": "text/html"}, b"<html>log in</html>")]
    with pytest.raises(StoreError, match="text/html"):
        Endpoint(url).query("ASK {}")


def test_rows_are_taken_as_json_only(scripted: tuple[str, Script]) -> None:
    url, script = scripted
    xml = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><results/></sparql>'
    script.answers = [(200, {"Content-Type": "application/sparql-results+xml"}, xml)]
    with pytest.raises(StoreError, match=r"sparql-results\+xml"):
        Endpoint(url).query("SELECT ?s {}")
    assert script.asked[0][2]["Accept"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("headers", "words"),
    [({"X-SPARQL-MaxRows": "10000"}, "at most 10000 rows"), ({"X-SQL-State": "S1TAT"}, "S1TAT")],
)
def test_rows_that_a_server_cut_off_are_an_error_and_never_fewer_rows(
    scripted: tuple[str, Script], headers: dict[str, str], words: str
) -> None:
    url, script = scripted
    whole = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
    script.answers = [(200, {"Content-Type": "application/sparql-results+json", **headers}, whole)]
    with pytest.raises(StoreError, match=words):
        Endpoint(url).query("SELECT ?s {}")


def test_an_address_that_the_server_has_not_is_not_found(scripted: tuple[str, Script]) -> None:
    url, script = scripted
    script.answers = [(404, {}, b"")]
    with pytest.raises(NotFound, match=r"/query: .*no such address"):
        Endpoint(url).query("ASK {}")


@pytest.mark.parametrize(
    ("sparql", "graph"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", True),
        ("# SELECT\nBASE <http://e/#x>PREFIX a: <b> prefix : <construct> describe <x>", True),
        ("PREFIX construct: <http://e/> SELECT ?s { ?s construct:x 'CONSTRUCT' }", False),
        ("# CONSTRUCT\nASK {}", False),
    ],
)
def test_statements_are_asked_for_where_a_query_gives_them(
    scripted: tuple[str, Script], sparql: str, graph: bool
) -> None:
    """Virtuoso sends whatever the header names first, rows of JSON for a CONSTRUCT as well."""
    url, script = scripted
    script.answers = [(200, {"Content-Type": "application/n-triples"}, triples("a")) if graph else TRUE]
    assert isinstance(Endpoint(url).query(sparql), Triples) is graph
    assert ("n-triples" in script.asked[0][2]["Accept"]) is graph


@needs_server
def test_a_copy_that_a_server_swallows_is_noticed_and_the_manifest_stays(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(url, "v1", triples("old"))
    real = Endpoint.update
    with monkeypatch.context() as patch:
        patch.setattr(
            Endpoint, "update", lambda self, sparql: None if "?version=" in sparql else real(self, sparql)
        )
        with pytest.raises(StoreError, match="holds 1, should hold 2"):
            put(url, "v2", triples("a", "b"))
    with open_reader(url) as reader:
        assert reader.number == 1
        assert len(reader.history("a.txt")) == 1
        assert rows(reader, "SELECT ?o { ?s ?p ?o }") == [("old",)]
    with open_writer(url):
        pass
    with open_reader(url) as reader:
        assert rows(reader, "SELECT ?o { ?s ?p ?o }") == [("a",), ("b",)]
        assert reader.verify() == []


def test_credentials_come_from_the_environment_and_go_to_the_server_only(
    scripted: tuple[str, Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, script = scripted
    monkeypatch.setenv("ZEREN_USER", "researcher")
    monkeypatch.setenv("ZEREN_PASSWORD", "秘密")
    script.answers = [(401, {"WWW-Authenticate": 'Basic realm="store"'}, b""), TRUE]
    assert Endpoint(url).query("ASK {}") is True
    sent = script.asked[-1][2]["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == "researcher:秘密"
    script.answers = [(403, {}, b"no")]
    with pytest.raises(StoreError, match="ZEREN_USER") as caught:
        Endpoint(url).query("ASK {}")
    assert "秘密" not in str(caught.value)
    with pytest.raises(WrongUsage, match="credentials in the address"):
        Endpoint("http://me:secret@127.0.0.1/query")


def test_a_password_goes_to_no_other_server(
    scripted: tuple[str, Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, script = scripted
    monkeypatch.setenv("ZEREN_USER", "researcher")
    monkeypatch.setenv("ZEREN_PASSWORD", "secret")
    with scripted_server() as (elsewhere, other):
        script.answers = [(401, {"WWW-Authenticate": "Basic"}, b""), (302, {"Location": elsewhere}, b"")]
        other.answers = [(401, {"WWW-Authenticate": "Basic"}, b"")]
        with pytest.raises(NoPermission):
            Endpoint(url).query("ASK {}")
        assert "Authorization" in script.asked[-1][2]
        assert other.asked
        assert not any("Authorization" in headers for _, _, headers, _ in other.asked)


DIGEST = 'Digest realm="SPARQL", nonce="n1", opaque="o", stale="false", qop="auth", algorithm="MD5"'


def test_a_challenge_is_heard_before_the_first_large_body_and_then_answered_in_advance(
    scripted: tuple[str, Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, script = scripted
    monkeypatch.setenv("ZEREN_USER", "zeren")
    monkeypatch.setenv("ZEREN_PASSWORD", "密码")
    fresh = DIGEST.replace("n1", "n2")
    refused = (401, {"WWW-Authenticate": DIGEST}, b"")
    script.answers = [refused, (404, {}, b""), (201, {}, b""), (401, {"WWW-Authenticate": fresh}, b""), (201, {}, b"")]
    endpoint = Endpoint(url)
    endpoint.put("http://e/a", triples("a"))
    endpoint.post("http://e/a", triples("b"))
    said = [(method, len(body), dict(_parts(headers))) for method, _, headers, body in script.asked]
    assert [(method, size > 0, parts.get("nonce"), parts.get("nc")) for method, size, parts in said] == [
        ("GET", False, None, None),
        ("GET", False, "n1", "00000001"),
        ("PUT", True, "n1", "00000002"),
        ("POST", True, "n1", "00000003"),
        ("POST", True, "n2", "00000001"),
    ]
    last = said[-1][2]
    secret = hashlib.md5("zeren:SPARQL:密码".encode()).hexdigest()
    asked = hashlib.md5(b"POST:/store?graph=http%3A%2F%2Fe%2Fa").hexdigest()
    expected = hashlib.md5(f"{secret}:n2:00000001:{last['cnonce']}:auth:{asked}".encode()).hexdigest()
    assert (last["response"], last["opaque"]) == (expected, "o")


def _parts(headers: dict[str, str]) -> list[tuple[str, str]]:
    return re.findall(r'(\w+)="?([^",]*)', headers.get("Authorization", ""))


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_a_digest_is_that_of_the_example_in_rfc_7616(
    monkeypatch: pytest.MonkeyPatch, algorithm: str, response: str
) -> None:
    monkeypatch.setattr(
        credentials.secrets, "token_hex", lambda size: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    )
    url = "http://www.example.org/dir/index.html"
    login = credentials.Login("Mufasa", "Circle of Life", [url])
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    basic = 'Basic realm="x"'
    assert login.hear([basic, f'Digest realm="http-auth@example.org", nonce="{nonce}", qop="auth, auth-int", algorithm={algorithm}'])
    assert f'response="{response}"' in str(login.header("GET", url))


@pytest.mark.parametrize(
    "challenge",
    ["Bearer", "Negotiate", "", 'Digest realm="x", nonce="n", algorithm="MD5-sess"', 'Digest nonce="n", qop="auth-int"'],
)
def test_a_challenge_that_cannot_be_answered_is_a_refusal(
    scripted: tuple[str, Script], monkeypatch: pytest.MonkeyPatch, challenge: str
) -> None:
    url, script = scripted
    monkeypatch.setenv("ZEREN_USER", "researcher")
    script.answers = [(401, {"WWW-Authenticate": challenge}, b"")]
    with pytest.raises(NoPermission, match="401") as caught:
        Endpoint(url).query("ASK {}")
    assert caught.value.exit_code == 77
    assert len(script.asked) == 1


def test_a_server_says_itself_what_it_is(scripted: tuple[str, Script]) -> None:
    url, script = scripted
    url = url.replace("/query", "/sparql")
    script.answers, script.server = [TRUE], "Virtuoso/07.20.3229 (Linux)"
    endpoint = Endpoint(url)
    assert endpoint._update.endswith("/update")
    endpoint.query("ASK {}")
    assert endpoint._update.endswith("/sparql-auth")
    assert endpoint._graph("a:b").endswith("/sparql-graph-crud-auth?graph=a%3Ab")


def test_the_dataset_goes_with_the_question(scripted: tuple[str, Script]) -> None:
    url, script = scripted
    script.answers = [TRUE]
    Endpoint(url).query("ASK { ?s ?p '措施' }", "urn:u", ["http://e/a"])
    method, path, headers, body = script.asked[0]
    assert (method, path) == ("POST", "/query")
    assert "application/sparql-results+json" in headers["Accept"]
    assert urllib.parse.parse_qsl(body.decode()) == [
        ("query", "ASK { ?s ?p '措施' }"),
        ("default-graph-uri", "urn:u"),
        ("named-graph-uri", "http://e/a"),
    ]


@pytest.mark.parametrize(
    ("url", "update", "graphs"),
    [
        ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store?graph=a%3Ab"),
        ("http://h:3030/ds/sparql", "http://h:3030/ds/update", "http://h:3030/ds/data?graph=a%3Ab"),
        (
            "http://h:8890/sparql",
            "http://h:8890/sparql-auth",
            "http://h:8890/sparql-graph-crud-auth?graph=a%3Ab",
        ),
        (
            "http://h:7200/repositories/plans",
            "http://h:7200/repositories/plans/statements",
            "http://h:7200/repositories/plans/rdf-graphs/service?graph=a%3Ab",
        ),
        ("https://h:8182/sparql", "https://h:8182/sparql", "https://h:8182/sparql/gsp/?graph=a%3Ab"),
    ],
)
def test_the_services_of_known_servers_are_found_from_the_query_address(
    url: str, update: str, graphs: str
) -> None:
    endpoint = Endpoint(url)
    assert (endpoint._update, endpoint._graph("a:b")) == (update, graphs)


@pytest.mark.parametrize("product", ["oxigraph", "virtuoso", "fuseki", "graphdb", "neptune"])
def test_the_documents_show_the_addresses_that_the_program_uses(product: str) -> None:
    text = (ROOT / "docs" / "stores" / f"{product}.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| (query|update|graph store)\b[^|]*\| `(http[^`]+)`", text, re.MULTILINE))
    endpoint = Endpoint(shown["query"])
    assert (endpoint._update, endpoint._graph("")) == (shown["update"], shown["graph store"].removesuffix("…"))


def test_an_unknown_server_needs_its_addresses_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongUsage, match="ZEREN_UPDATE"):
        Endpoint("http://h/plans").update("CLEAR ALL")
    with pytest.raises(WrongUsage, match="ZEREN_GRAPHS"):
        Endpoint("http://h/plans").put("a:b", b"")
    monkeypatch.setenv("ZEREN_UPDATE", "http://h/plans/change")
    monkeypatch.setenv("ZEREN_GRAPHS", "http://h/plans/graphs")
    endpoint = Endpoint("http://h/plans")
    assert (endpoint._update, endpoint._graph("a:b")) == (
        "http://h/plans/change",
        "http://h/plans/graphs?graph=a%3Ab",
    )
