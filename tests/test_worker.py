"""A user's query can neither hang, nor fill the memory, nor reach the network."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from zeren.ground.errors import NotFound, StoreError, TimeOut, WrongUsage, ZerenError
from zeren.store import Solutions, Source, Term, Triples, open_writer, run_foreign
from zeren.store.engine import ask
from zeren.store.foreign import Worker
from zeren.store.results import serialise
from zeren.store.syntax import names_dataset

ROWS = 4_000
TEXT = '引号 " 逗号, <标签> &\t\x01\r\n末'


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 4,001 statements."""
    path = tmp_path_factory.mktemp("worker") / "store"
    lines = [f'<http://e/s{row}> <http://e/p{row % 3}> "{row % 50}" .\n' for row in range(ROWS)]
    lines.append(f"<http://e/text> <http://e/says> {Term('literal', TEXT, None, 'zh').ntriples} .\n")
    lines.append(
        "".join(f"<http://e/n{row}> <http://e/next> <http://e/n{row * 7 % 400}> .\n" for row in range(400))
    )
    with open_writer(path) as writer:
        data = b"plan"
        writer.put(
            Source("a.txt", hashlib.sha256(data).hexdigest(), data), "http://e/g", "".join(lines).encode(), {}
        )
        writer.commit()
    return path


HOSTILE = {
    "cartesian": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian rows": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (<http://e/next>|!<http://e/x>)* ?b . ?b (!<http://e/x>)* ?c . ?d ?e ?f }",
    "regex": 'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f, STR(?a), STR(?d)), "(.*a){20}x")) }',
    "order": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?c) ?f ?i",
    "group concat": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "distinct": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "doubling": "SELECT * { BIND('xxxxxxxxxxxxxxxx' AS ?a0) "
    + " ".join(f"BIND(CONCAT({', '.join([f'?a{n}'] * 16)}) AS ?a{n + 1})" for n in range(9))
    + " }",
    "nesting": "SELECT * { " + "FILTER EXISTS { ?a ?b ?c " * 95 + "}" * 95 + " }",
    "negations": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "subselects": "SELECT * { "
    + " ".join(f"{{ SELECT (COUNT(*) AS ?n{n}) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} }}" for n in range(20))
    + " }",
    "construct": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "values": "SELECT * { " + " ".join(f"VALUES ?v{n} {{ {'1 ' * 100} }}" for n in range(20)) + " }",
    "minus": "SELECT * { ?a ?b ?c MINUS { ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?d != ?l) } }",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_ends_within_its_time(path: Path, name: str) -> None:
    def ended() -> float:
        """Processor time of the processes that have ended."""
        used = os.times()
        return used.children_user + used.children_system

    with Worker(path) as worker:
        start = ended()
        worker.ask("ASK {}")
        worker.close()
        opening = ended() - start
        try:
            answer = worker.ask(HOSTILE[name], seconds=0.6, rows=1000)
            assert answer.rows <= 1000
        except (TimeOut, WrongUsage) as error:
            assert "query" in str(error)
        worker.close()
        assert ended() - start - 2 * opening < 0.6 + 0.5


def test_a_slow_start_of_the_process_takes_nothing_from_the_time_of_the_query(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.Popen

    def late(command: list[str], **settings: object) -> subprocess.Popen[bytes]:
        return real(["sh", "-c", 'sleep 1; exec "$0" "$@"', *command], **settings)

    monkeypatch.setattr(subprocess, "Popen", late)
    with Worker(path) as worker:
        assert json.loads(worker.ask("ASK { ?s ?p ?o }", seconds=0.4))["boolean"] is True


def test_the_same_worker_answers_again_after_a_query_that_was_cut_off(path: Path) -> None:
    with Worker(path) as worker:
        worker.start()
        with pytest.raises(TimeOut, match=r"0\.3 seconds"):
            worker.ask(HOSTILE["cartesian"], seconds=0.3)
        assert json.loads(worker.ask("ASK { ?s ?p ?o }"))["boolean"] is True
        first = worker.snapshot
        assert json.loads(worker.ask("ASK { ?s ?p ?o }"))["boolean"] is True
        assert worker.snapshot == first != ""


def test_a_query_that_fills_the_memory_is_ended(path: Path) -> None:
    with pytest.raises(TimeOut, match="256 MiB"):
        run_foreign(path, HOSTILE["doubling"], seconds=20, memory=256 << 20)


def test_time_memory_stack_and_damage_are_told_apart(path: Path, tmp_path: Path) -> None:
    def said(sparql: str, store: Path = path, **limits: int) -> str:
        with pytest.raises((TimeOut, StoreError)) as error:
            run_foreign(store, sparql, **limits)
        return f"{type(error.value).__name__} {error.value}"

    assert re.match(r"TimeOut .*ran out of its 1 seconds", said(HOSTILE["cartesian"], seconds=1))
    assert re.match(r"TimeOut .*256 MiB of memory", said(HOSTILE["doubling"], seconds=20, memory=256 << 20))
    assert re.match(r"TimeOut .*used up its stack", said(HOSTILE["negations"]))
    shutil.copytree(path, tmp_path / "store")
    for table in (tmp_path / "store" / "index").rglob("*.sst"):
        data = bytearray(table.read_bytes())
        data[len(data) // 3 : len(data) // 3 + 8] = bytes(8)
        table.unlink()
        table.write_bytes(data)
    assert re.match(r"StoreError .*index is damaged.*zeren rebuild", said("SELECT * { ?s ?p ?o }", tmp_path / "store"))


def test_deep_and_long_queries_are_refused_before_they_run(path: Path) -> None:
    with pytest.raises(WrongUsage, match="too many brackets"):
        run_foreign(path, "SELECT * { " + "{ " * 2200 + "}" * 2200 + " }")
    with pytest.raises(WrongUsage, match="at most 65536 bytes"):
        run_foreign(path, "ASK {} #" + "x" * 70_000)


def test_a_wrong_query_is_answered_with_the_parsers_words(path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"error at 1:\d+"):
        run_foreign(path, "SELECT { ?s")
    for update in ("LOAD <http://127.0.0.1:9/>", "INSERT DATA { <a:b> <a:c> 1 }", "DROP ALL"):
        with pytest.raises(WrongUsage, match="syntax error"):
            run_foreign(path, update)


def test_no_store_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        run_foreign(tmp_path / "none", "ASK {}")


def test_a_lost_index_is_made_again_and_without_what_it_is_made_of_there_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with open_writer(path) as writer:
        writer.put(Source("a", hashlib.sha256(b"a").hexdigest(), b"a"), "http://e/g", b"<http://e/s> <http://e/p> 'a' .".replace(b"'", b'"'), {})
        writer.commit()
    for _ in range(2):
        assert json.loads(run_foreign(path, "ASK { ?s ?p 'a' }"))["boolean"] is True
        shutil.rmtree(path / "index")
    shutil.rmtree(path / "graphs")
    with pytest.raises(StoreError, match="zeren rebuild"):
        run_foreign(path, "ASK {}")


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine and the connections that came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def accept() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                came.append(address)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], came
        done.set()
        thread.join()


def test_the_listener_hears_the_engine_where_nothing_confines_it(listener: tuple[int, list[object]]) -> None:
    import pyoxigraph as ox

    port, came = listener
    with pytest.raises(StoreError):
        ask(ox.Store(), f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}", None, "here")
    for _ in range(600):
        if came:
            break
        time.sleep(0.1)
    assert came


def test_no_query_makes_a_connection(path: Path, listener: tuple[int, list[object]]) -> None:
    port, came = listener
    url = f"http://127.0.0.1:{port}/"
    for query in (
        f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(IRI('{url}') AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
        f"SELECT * {{ S\\u0045RVICE <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE <http://localhost:{port}/> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"LOAD <{url}>",
        f"DESCRIBE <{url}>",
    ):
        with contextlib.suppress(ZerenError):
            run_foreign(path, query, seconds=3)
    with pytest.raises(WrongUsage, match="SERVICE is off"):
        run_foreign(path, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    time.sleep(0.3)
    assert came == []


def test_where_there_is_no_filter_of_calls_the_lack_of_handles_keeps_the_network_away(
    path: Path, listener: tuple[int, list[object]]
) -> None:
    port, came = listener
    script = (
        "import sys; from zeren.store import confine; import platform, pyoxigraph as ox\n"
        "store = ox.Store(); platform.machine = lambda: 'other'\n"
        "assert confine.without_sockets()\n"
        "try: list(store.query(sys.argv[1]))\n"
        "except OSError as error: print('refused')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
    done = subprocess.run(
        [sys.executable, "-c", script, query], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout == "refused\n", done.stderr
    time.sleep(0.3)
    assert came == []


def test_a_worker_sees_what_was_committed_since(tmp_path: Path) -> None:
    path = tmp_path / "store"

    def put(word: str) -> None:
        with open_writer(path) as writer:
            data = word.encode()
            quads = f'<http://e/s> <http://e/p> "{word}" .'.encode()
            writer.put(Source("a.txt", hashlib.sha256(data).hexdigest(), data), "http://e/g", quads, {})
            writer.commit()

    put("one")
    with Worker(path) as worker:
        assert b'"one"' in worker.ask("SELECT ?o { ?s ?p ?o }")
        put("two")
        assert b'"two"' in worker.ask("SELECT ?o { ?s ?p ?o }")
        put("three")
        put("four")
        assert b'"four"' in worker.ask("SELECT ?o { ?s ?p ?o }")


def test_rows_beyond_the_limit_are_cut_off_and_it_is_said(path: Path) -> None:
    query = "SELECT ?s { ?s <http://e/p0> ?o }"
    answer = run_foreign(path, query, rows=10)
    assert (answer.rows, answer.truncated, len(json.loads(answer)["results"]["bindings"])) == (10, True, 10)
    whole = run_foreign(path, query)
    assert (whole.rows, whole.truncated) == (1334, False)
    exact = run_foreign(path, query, rows=1334)
    assert (exact.rows, exact.truncated) == (1334, False)
    graph = run_foreign(path, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", rows=10, format="nt")
    assert (graph.count(b"\n"), graph.truncated) == (10, True)


SAYS = "SELECT ?s ?o ?none { ?s <http://e/says> ?o }"


def test_json_is_the_w3c_form(path: Path) -> None:
    answer = run_foreign(path, SAYS)
    assert answer.media == "application/sparql-results+json"
    assert json.loads(answer) == {
        "head": {"vars": ["s", "o", "none"]},
        "results": {
            "bindings": [
                {
                    "s": {"type": "uri", "value": "http://e/text"},
                    "o": {"type": "literal", "value": TEXT, "xml:lang": "zh"},
                }
            ]
        },
    }


def test_csv_and_tsv_are_the_w3c_forms(path: Path) -> None:
    table = run_foreign(path, SAYS, format="csv").decode()
    assert list(csv.reader(io.StringIO(table, newline=""))) == [
        ["s", "o", "none"],
        ["http://e/text", TEXT, ""],
    ]
    assert run_foreign(path, SAYS, format="tsv").decode() == (
        '?s\t?o\t?none\n<http://e/text>\t"引号 \\" 逗号, <标签> &\\t\\u0001\\r\\n末"@zh\t\n'
    )
    assert run_foreign(path, "ASK {}", format="csv") == b"true\r\n"


def test_xml_is_the_w3c_form_and_well_formed_whatever_the_text(path: Path) -> None:
    root = ET.fromstring(run_foreign(path, SAYS, format="xml"))
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert [element.get("name") for element in root.iter(f"{space}variable")] == ["s", "o", "none"]
    literal = next(root.iter(f"{space}literal"))
    assert literal.text == TEXT.replace("\x01", "\ufffd")
    assert literal.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"
    assert (
        next(ET.fromstring(run_foreign(path, "ASK {}", format="xml")).iter(f"{space}boolean")).text == "true"
    )


@pytest.mark.parametrize(
    ("format", "start"), [("ttl", b"<http://e/text>"), ("nt", b"<http"), ("jsonld", b"["), ("rdf", b"<?xml")]
)
def test_graphs_come_in_their_formats(path: Path, format: str, start: bytes) -> None:
    import pyoxigraph as ox

    answer = run_foreign(
        path, "CONSTRUCT { ?s ?p 'x' } { ?s ?p ?o FILTER(?p = <http://e/says>) }", format=format
    )
    assert answer.startswith(start)
    forms = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }
    (quad,) = ox.parse(bytes(answer), format=forms[format])
    assert (quad.subject.value, quad.predicate.value, quad.object.value) == (
        "http://e/text",
        "http://e/says",
        "x",
    )


def test_a_format_that_does_not_fit_is_refused_and_the_first_that_fits_is_taken(path: Path) -> None:
    with pytest.raises(WrongUsage, match="choose json"):
        run_foreign(path, "ASK {}", format="ttl")
    assert run_foreign(path, "ASK {}", format=("ttl", "tsv", "json")) == b"true\n"


def test_the_same_serialisation_serves_trusted_answers() -> None:
    number = Term("literal", "5", "http://www.w3.org/2001/XMLSchema#integer")
    rows = Solutions(("n", "b"), [{"n": number, "b": Term("blank", "x")}])
    assert serialise(rows, ("tsv",)) == b'?n\t?b\n"5"^^<http://www.w3.org/2001/XMLSchema#integer>\t_:x\n'
    assert serialise(rows, ("csv",)) == b"n,b\r\n5,_:x\r\n"
    iri = Term("iri", "http://e/a")
    assert serialise(Triples(((iri, iri, number),)), ("nt",)).count(b"<http://e/a> <http://e/a>") == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <a:b> {}", True),
        ("SELECT * from<a:b> {}", True),
        ("SELECT * FROM NAMED <a:b> {}", True),
        ("PREFIX p: <a:> SELECT * FROM p:x {}", True),
        ("SELECT * { ?from ?p 'FROM <a:b>' } # FROM <a:b>", False),
        ("PREFIX from: <a:> SELECT * { ?s from:a ?o . <x:FROM> ?p ?o }", False),
        ('SELECT * { ?s ?p """ " FROM <a:b> """ }', False),
    ],
)
def test_a_dataset_clause_is_told_from_the_word(query: str, expected: bool) -> None:
    assert names_dataset(query) is expected
