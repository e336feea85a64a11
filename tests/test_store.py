"""The store's promises: what goes in comes out, and every version stays askable."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storing import ENVIRONMENT, GRAPH, crash, dump, indexed, put, sound, source, tree, triples, values
from zeren.ground.errors import Ambiguous, NotFound, StoreError, WrongUsage
from zeren.store import Outcome, Solutions, Source, Term, Triples, disk, open_reader, open_writer, snapshot
from zeren.store.memory import earlier


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


# ── putting and reading ──────────────────────────────────────────────────────────────────


def test_a_document_is_new_then_unchanged_then_replaced(path: Path) -> None:
    assert put(path, "v1", triples("b", "a")) == Outcome(GRAPH, "new", 2)
    assert put(path, "v1", triples("a", "b")) == Outcome(GRAPH, "unchanged", 2)
    assert put(path, "v2", triples("b", "c", "d")) == Outcome(GRAPH, "replaced", 3)
    assert values(path) == ["b", "c", "d"]
    assert sound(path)


def test_an_unchanged_document_writes_nothing_but_the_holder_of_the_lock(path: Path) -> None:
    put(path, "v1", triples("a"))
    before = tree(path)
    put(path, "v1", triples("a"))
    assert tree(path) == before


def test_the_same_text_with_other_statements_is_a_new_version(path: Path) -> None:
    put(path, "v1", triples("a"))
    assert put(path, "v1", triples("b")).status == "replaced"


def test_the_dump_is_sorted_canonical_and_independent_of_order_and_history(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    put(one, "a", triples("x", "国", "x"), graph="http://e/1")
    put(one, "b", triples("y"), graph="http://e/2", name="b.txt")
    put(two, "b", triples("old"), graph="http://e/2", name="b.txt")
    put(two, "b", triples("y"), graph="http://e/2", name="b.txt")
    put(two, "a", triples("国", "x"), graph="http://e/1")
    assert dump(one) == [
        '<http://example.org/s> <http://example.org/p> "x" <http://e/1> .',
        '<http://example.org/s> <http://example.org/p> "y" <http://e/2> .',
        '<http://example.org/s> <http://example.org/p> "国" <http://e/1> .',
    ]
    assert dump(two) == dump(one)


def test_nothing_counts_before_the_commit(path: Path) -> None:
    put(path, "v1", triples("a"))
    with open_writer(path) as writer:
        writer.put(source("v2"), GRAPH, triples("b"))
        assert values(path) == ["a"]
    assert values(path) == ["a"]
    assert put(path, "v2", triples("b")).status == "replaced"
    assert list((path / "staging").iterdir()) == []


def test_one_commit_takes_many_documents_and_two_versions_of_one(path: Path) -> None:
    with open_writer(path) as writer:
        for number in range(20):
            writer.put(*crash.document(number))
        writer.commit()
    with open_reader(path) as reader:
        assert [entry.versions for entry in reader.documents()] == [3] * 6 + [2]
        assert reader.number == 1
    assert sound(path)


def test_a_literal_is_kept_as_the_engine_will_answer_it(path: Path) -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    put(path, "v1", f'<http://e/s> <http://example.org/p> "00123"^^<{integer}> .\n'.encode())
    assert dump(path)[0].split(" ")[2] == f'"123"^^<{integer}>'
    with open_reader(path) as reader:
        answer = reader.query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(answer, Solutions)
    assert answer.rows == [{"o": Term("literal", "123", integer)}]
    assert answer.rows[0]["o"].python == 123
    assert sound(path)


def test_control_characters_quotes_and_backslashes_come_back_as_they_were(path: Path) -> None:
    text = '"引\\u0041号"\t\x01\x7f\u0085\u2028\r\n𠮷'
    line = f"<http://e/s> <http://example.org/p> {Term('literal', text).ntriples} .\n"
    put(path, "v1", line.encode())
    assert values(path) == [text]
    assert dump(path) == [line[:-2] + f"<{GRAPH}> ."]
    assert sound(path)


@pytest.mark.parametrize(
    ("quads", "word"),
    [
        (b'_:b <http://e/p> "x" .\n', "blank node"),
        (b"<http://e/s> <http://e/p> _:b .\n", "blank node"),
        (b'<http://e/s> <http://e/p> "x" <http://e/other> .\n', "another graph"),
        (b'<http://e/s> <http://e/p> "x .\n', "not valid N-Quads"),
        (b"<http://e/s> <relative> <http://e/o> .\n", "not valid N-Quads"),
    ],
)
def test_statements_that_cannot_be_kept_are_refused_and_harm_nothing(
    path: Path, quads: bytes, word: str
) -> None:
    put(path, "v1", triples("a"))
    with open_writer(path) as writer:
        with pytest.raises(StoreError, match=word):
            writer.put(source("bad"), GRAPH, quads)
        writer.put(source("good", "b.txt"), "http://e/b", triples("b"))
        writer.commit()
    assert values(path) == ["a", "b"]


def test_an_object_that_is_the_graph_itself_is_a_statement(path: Path) -> None:
    put(path, "v1", f"<http://e/s> <http://e/p> <{GRAPH}> .\n".encode())
    assert dump(path) == [f"<http://e/s> <http://e/p> <{GRAPH}> <{GRAPH}> ."]


def test_a_document_without_statements_is_a_document(path: Path) -> None:
    put(path, "v1", triples("a"))
    assert put(path, "v2", b"").triples == 0
    assert values(path) == []
    assert sound(path)
    assert put(path, "v3", triples("b")).status == "replaced"
    assert values(path) == ["b"]


def test_bytes_that_are_not_those_of_the_digest_are_refused(path: Path) -> None:
    with open_writer(path) as writer, pytest.raises(StoreError, match="digest and bytes differ"):
        writer.put(Source("a.txt", "0" * 64, b"x"), GRAPH, triples("a"))


# ── asking ───────────────────────────────────────────────────────────────────────────────


def test_the_default_graph_is_the_union_of_documents_unless_the_query_says_from(path: Path) -> None:
    put(path, "a", triples("a"), graph="http://e/1")
    put(path, "b", triples("b", "a"), graph="http://e/2", name="b.txt")
    with open_reader(path) as reader:

        def count(sparql: str) -> int:
            answer = reader.query(sparql)
            assert isinstance(answer, Solutions)
            return len(answer)

        assert count("SELECT ?o { ?s ?p ?o }") == 2
        assert count("SELECT ?o FROM <http://e/1> { ?s ?p ?o }") == 1
        assert count("PREFIX e: <http://e/> SELECT ?o FROM e:2 { ?s ?p ?o }") == 2
        assert count("SELECT ?o FROM NAMED <http://e/1> { GRAPH ?g { ?s ?p ?o } }") == 1
        assert count('SELECT ?o { ?s ?p ?o FILTER(?o != " FROM <http://e/1> ") } # FROM <http://e/1>') == 2
        assert count("PREFIX from: <http://e/> SELECT ?from { ?from ?p ?o . FILTER(?p != from:x) }") == 2
        assert count("SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == 3


def test_a_statement_of_two_documents_is_one_statement_until_both_are_gone(path: Path) -> None:
    put(path, "a", triples("both", "a"), graph="http://e/1")
    put(path, "b", triples("both", "b"), graph="http://e/2", name="b.txt")
    assert values(path) == ["a", "b", "both"]
    put(path, "a2", triples("a"), graph="http://e/1")
    assert values(path) == ["a", "b", "both"]
    put(path, "a3", triples("a", "both"), graph="http://e/1")
    with open_writer(path) as writer:
        writer.remove("b.txt")
        writer.commit()
    assert values(path) == ["a", "both"]
    with open_writer(path) as writer:
        writer.remove("http://e/1")
        writer.commit()
    assert values(path) == []
    assert sound(path)


def test_answers_are_plain_values_of_each_kind(path: Path) -> None:
    put(path, "a", triples("a") + b'<http://e/s> <http://e/q> "hallo"@de .\n')
    with open_reader(path) as reader:
        assert reader.query("ASK { ?s ?p 'a' }") is True
        graph = reader.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert isinstance(graph, Triples)
        assert graph.ntriples == b'<http://e/s> <http://e/q> "hallo"@de .\n' + triples("a")
        table = reader.query("SELECT ?s ?none { ?s <http://example.org/p> ?o }")
        assert isinstance(table, Solutions)
        assert table.variables == ("s", "none")
        assert table.rows == [{"s": Term("iri", "http://example.org/s"), "none": None}]
        with pytest.raises(WrongUsage, match="syntax error"):
            reader.query("SELECT { ?s")


def test_a_reader_keeps_its_view_while_others_write(path: Path) -> None:
    put(path, "v0", triples("0"))
    with open_reader(path) as reader:
        assert reader.query("ASK { ?s ?p '0' }") is True
        for number in range(1, 6):
            put(path, f"v{number}", triples(str(number)))
            assert values(path) == [str(number)]
        assert reader.query("ASK { ?s ?p '0' }") is True
        assert reader.query("ASK { ?s ?p '5' }") is False
        assert [f.name for f in indexed(path)] == ["00000001.0", "00000005.0", "00000006.0"]
        assert list(reader.dump()) == [f'<http://example.org/s> <http://example.org/p> "0" <{GRAPH}> .']
        assert len(reader.history(GRAPH)) == 1
    assert values(path) == ["5"]
    put(path, "v6", triples("6"))
    assert values(path) == ["6"]
    assert [f.name for f in indexed(path)] == ["00000006.0", "00000007.0"]


def test_a_reader_answers_from_other_threads(path: Path) -> None:
    put(path, "v1", triples("a"))
    found: list[object] = []
    with open_reader(path) as reader:
        threads = [
            threading.Thread(target=lambda: found.append(reader.query("ASK { ?s ?p 'a' }"))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [True] * 4


def test_a_hastened_reader_gives_the_same_answers_from_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(path, "a", triples("both", "a"), graph="http://e/1")
    put(path, "b", triples("both", "b"), graph="http://e/2", name="b.txt")
    queries = (
        "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?o FROM <http://e/1> { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?o",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    )
    with open_reader(path) as reader:
        before = [reader.query(sparql) for sparql in queries]
        assert reader.hasten() is True
        shutil.rmtree(path / "index" / "union")
        assert [reader.query(sparql) for sparql in queries] == before
    monkeypatch.setattr(snapshot, "SMALL", 3)
    with open_reader(path) as reader:
        assert reader.hasten() is False
        assert reader.query(queries[0]) == before[0]
    with pytest.raises(StoreError, match="reader is closed"):
        reader.query("ASK {}")


# ── manifest and history ─────────────────────────────────────────────────────────────────


def test_the_earlier_version_stays_askable(path: Path) -> None:
    put(path, "v1", triples("a", "b"))
    put(path, "v2", triples("b", "c"))
    with open_reader(path) as reader:
        first, second = reader.history("a.txt")
        assert (first.number, first.triples, first.commit, first.meta) == (1, 2, 1, {"title": "v1"})
        assert second.sha256 == source("v2").sha256
        assert reader.original("a.txt", 1) == b"v1"
        assert reader.original(GRAPH) == b"v2"
        gone = set(reader.statements(GRAPH, 1).splitlines()) - set(reader.statements(GRAPH, 2).splitlines())
        assert gone == {f'<http://example.org/s> <http://example.org/p> "a" <{GRAPH}> .'.encode()}
        with earlier(reader, GRAPH, 1) as past:
            assert past.query("ASK { ?s ?p 'a' }") is True
            assert past.query("ASK { ?s ?p 'c' }") is False
        with pytest.raises(NotFound, match="no such version"):
            reader.statements(GRAPH, 3)
        with pytest.raises(NotFound, match="no such document"):
            reader.history("nothing.txt")


def test_a_removed_document_is_gone_from_answers_and_its_history_stays(path: Path) -> None:
    put(path, "v1", triples("a"))
    put(path, "w1", triples("w"), graph="http://e/w", name="w.txt")
    with open_writer(path) as writer:
        writer.remove("a.txt")
        with pytest.raises(NotFound):
            writer.remove("a.txt")
        writer.commit()
    assert values(path) == ["w"]
    with open_reader(path) as reader:
        assert [(entry.name, entry.status) for entry in reader.documents()] == [
            ("a.txt", "removed"),
            ("w.txt", "stored"),
        ]
        assert reader.original("a.txt", 1) == b"v1"
    assert sound(path)
    assert put(path, "v1", triples("a")) == Outcome(GRAPH, "new", 1)
    assert values(path) == ["a", "w"]


def test_a_name_that_several_documents_bear_is_ambiguous(path: Path) -> None:
    put(path, "v1", triples("a"))
    put(path, "w1", triples("w"), graph="http://e/w")
    with open_writer(path) as writer, pytest.raises(Ambiguous, match=r"http://e/w"):
        writer.remove("a.txt")
    with open_reader(path) as reader, pytest.raises(Ambiguous, match=r"http://e/w"):
        reader.history("a.txt")


def test_a_refused_file_is_listed_until_it_is_taken(path: Path) -> None:
    put(path, "v1", triples("a"))
    for _ in range(2):
        with open_writer(path) as writer:
            writer.refuse("a.txt", "1" * 64, "not a plan")
            writer.commit()
    with open_reader(path) as reader:
        assert reader.number == 2
        assert [(e.status, e.reason) for e in reader.documents() if e.status == "refused"] == [
            ("refused", "not a plan")
        ]
    assert values(path) == ["a"]
    put(path, "v1", triples("a"))
    with open_reader(path) as reader:
        assert [entry.status for entry in reader.documents()] == ["stored"]


def test_a_commit_bears_the_time_that_the_caller_gives_and_no_other(path: Path) -> None:
    with open_writer(path, at="2026-03-01") as writer:
        writer.put(source("v1"), GRAPH, triples("a"))
        writer.commit()
    put(path, "v2", triples("b"))
    with open_reader(path) as reader:
        assert [version.at for version in reader.history(GRAPH)] == ["2026-03-01", None]


# ── time ─────────────────────────────────────────────────────────────────────────────────


def test_the_store_is_imported_without_the_engine_and_without_http() -> None:
    script = "import sys, zeren.store; print([m for m in ('pyoxigraph', 'urllib.request', 'subprocess', 'tarfile') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert done.stdout == "[]\n"


def test_a_document_of_ten_thousand_statements_costs_at_most_the_bulk_load_three_times(
    tmp_path: Path,
) -> None:
    import pyoxigraph as ox

    quads = "".join(
        f'<http://e/d/s{row // 10}> <http://e/p{row % 10}> "措施 {row} 的文字" <{GRAPH}> .\n'
        for row in range(10_000)
    ).encode()

    def plain(number: int) -> float:
        began = time.process_time()
        engine = ox.Store(str(tmp_path / f"plain{number}"))
        engine.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
        engine.flush()
        return time.process_time() - began

    def ours(number: int) -> float:
        began = time.process_time()
        put(tmp_path / f"ours{number}", "v1", quads)
        return time.process_time() - began

    assert min(ours(n) for n in range(3)) <= 3 * min(plain(n) for n in range(3)) + 0.1


def test_a_read_only_disk_is_told_with_its_own_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told, disk.disk_errors(tmp_path, "cannot open the store"):
        raise OSError(errno.EROFS, "Read-only file system")
    assert re.search(r"只读.*read-only file system.*--store", str(told.value))
    assert "free space" not in str(told.value)
