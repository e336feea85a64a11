"""The same documents and questions give the same rows on every engine: embedded, Oxigraph's server, Virtuoso."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import PLANS, ROOT
from questions.form import HERE, runs, written
from servers import PASSWORD, USER, demand_virtuoso, oxigraph, shared, virtuoso
from test_remote import put, rows, same_as_a_directory, triples
from zeren import ask
from zeren.check import check
from zeren.ground.errors import NoPermission, StoreBusy, StoreError, WrongUsage
from zeren.ground.vocabulary import with_prefixes
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.store import Solutions, claims, open_reader, open_writer, remote, syntax
from zeren.store.claims import claim, commit_iri, commits
from zeren.store.journal import Commit
from zeren.store.protocol import Endpoint
from zeren.store.reader import Reader

QUESTIONS = ask.questions()
RUNS = runs()
ENGINES = ["embedded", "oxigraph", "virtuoso"]


def fill(url: str) -> None:
    """Read the two plans into the store at an address."""
    with open_writer(url) as writer:
        build.build(files.find_files([PLANS]), writer, Settings())


@pytest.fixture(scope="session")
def credentials() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZEREN_USER", USER)
        patch.setenv("ZEREN_PASSWORD", PASSWORD)
        yield


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this run know."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def server(shelf: Path, credentials: None) -> Iterator[str]:
    """A Virtuoso with the two plans."""
    demand_virtuoso()
    with shared(shelf / "virtuoso", virtuoso, fill) as url:
        yield url


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, shelf: Path) -> Iterator[Path | str]:
    """The two plans in the engine that the parameter names."""
    if request.param == "embedded":
        yield request.getfixturevalue("store")
    elif request.param == "virtuoso":
        yield request.getfixturevalue("server")
    else:
        with shared(shelf / "oxigraph", lambda _: oxigraph(), fill) as url:
            yield url


@pytest.fixture(scope="session")
def plans(engine: Path | str) -> Iterator[Reader]:
    with open_reader(engine) as reader:
        yield reader


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize(("file", "question", "params"), RUNS, ids=[file for file, _, _ in RUNS])
def test_rows_on_the_two_plans(plans: Reader, file: str, question: str, params: dict[str, str]) -> None:
    answer = ask.run(plans, QUESTIONS[question], params)
    assert written(answer) == (HERE / f"{file}.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_every_statement_is_kept_as_it_was_stated(engine: Path | str, store: Path, plans: Reader) -> None:
    with open_reader(store) as embedded:
        for entry in embedded.documents():
            assert plans.history(entry.name)[-1].quads == embedded.history(entry.name)[-1].quads
    assert plans.verify() == []


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_the_table_of_duties_is_the_same(engine: Path | str, store: Path, plans: Reader) -> None:
    with open_reader(store) as embedded:
        assert ask.load_duties(plans) == ask.load_duties(embedded)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_the_checks_find_the_same_in_the_same_order(engine: Path | str, store: Path, plans: Reader) -> None:
    with open_reader(store) as embedded:
        expected = check(embedded)
    assert len(expected) > 40
    assert check(plans) == expected


@pytest.mark.parametrize("engine", ENGINES[1:], indirect=True)
def test_the_documented_queries_find_the_same(store: Path, plans: Reader) -> None:
    with open_reader(store) as embedded:
        for file in sorted((ROOT / "docs" / "sparql").glob("*.rq")):
            query = with_prefixes(file.read_text(encoding="utf-8"))
            found, expected = plans.query(query), embedded.query(query)
            if isinstance(found, Solutions) and isinstance(expected, Solutions):
                assert len(found) == len(expected), file.stem
                if "LIMIT" not in query and "SAMPLE" not in query:
                    assert sorted(map(repr, found.rows)) == sorted(map(repr, expected.rows)), file.stem


QUERIES = sorted((ROOT / "ontology").rglob("*.rq"))


@pytest.mark.parametrize("path", QUERIES, ids=[f"{path.parent.name}/{path.stem}" for path in QUERIES])
def test_an_aggregate_that_orders_stands_in_brackets(path: Path) -> None:
    """Virtuoso 7 takes no other; this holds where it is not installed too."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("ORDER BY"):
            assert not re.search(r"(?<!\()\b(MIN|MAX|SUM|COUNT|SAMPLE)\(", line), line


@pytest.mark.parametrize("path", QUERIES, ids=[f"{path.parent.name}/{path.stem}" for path in QUERIES])
def test_dates_are_compared_as_text(path: Path) -> None:
    """Virtuoso 7 passes over rows at ``<=``, in some plans only; this holds where it is not installed too."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if "<=" in line and not line.startswith("#"):
            assert re.search(r"STR\(\S+\) <= STR\(\S+\)", line), line


LAST_DAYS = ["2026-03-31", "2026-11-30", "2026-12-30", "2026-12-31", "2027-01-01"]


@pytest.mark.parametrize("engine", ["oxigraph", "virtuoso"], indirect=True)
def test_what_is_due_to_a_day_is_the_same(store: Path, plans: Reader) -> None:
    with open_reader(store) as embedded:
        for day in LAST_DAYS:
            expected = sorted(written(ask.run(embedded, QUESTIONS["due"], {"to": day})).splitlines())
            assert len(expected) > 1
            assert sorted(written(ask.run(plans, QUESTIONS["due"], {"to": day})).splitlines()) == expected


@pytest.mark.parametrize(
    ("condition", "refused"),
    [
        ('?d <= "2026-11-30"^^<http://www.w3.org/2001/XMLSchema#date>', True),
        ("?d<=('2026-11-30'^^xsd:date)", True),
        ('"2026-11-30"^^xsd:date >= ?d', True),
        ('?d < "2026-12-01"^^xsd:date', False),
        ('?d >= "2026-01-01"^^xsd:date', False),
        ('?d <= "2026-11-30T00:00:00"^^xsd:dateTime', True),
        ('STR(?d) <= "2026-11-30"', False),
        ('STR(?d) <= STR("2026-11-30"^^xsd:date)', False),
        ('?n <= 3', False),
    ],
)
def test_a_comparison_that_ends_at_a_date_is_known(condition: str, refused: bool) -> None:
    assert syntax.ends_at_date(f"SELECT ?d {{ ?l ?p ?d FILTER({condition}) }}") is refused


# ── Virtuoso ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def second(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store in the same server, beside the one with the two plans."""
    for module in (claims, remote):
        monkeypatch.setattr(module, "JOURNAL", "urn:zeren:second:journal")
    monkeypatch.setattr(remote, "UNION", "urn:zeren:second:union")
    return server


def test_virtuoso_is_a_store_as_a_directory_is(second: str, tmp_path: Path) -> None:
    same_as_a_directory(second, tmp_path / "store")
    _literals_of_every_kind_arrive(second)
    _a_long_commit_is_read_back(second)
    _of_three_writers_one_commits(second)


def _literals_of_every_kind_arrive(url: str) -> None:
    words = ["", " a ", "A", "a", "\t\n\r\x01\x7f", '"\\', "\u202e\u200b\ufeff", "𠮷😀", "<b>", "%5C", "水" * 60_000]
    typed = "".join(
        f'<http://e/s> <http://e/q> "{value}"^^<http://www.w3.org/2001/XMLSchema#{name}> .\n'
        for value, name in (("true", "boolean"), ("29.5", "decimal"), ("2026-06-30", "date"), ("2026", "gYear"))
    )
    escaped = [word.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', '\\"') for word in words[:-1]]
    tagged = '<http://e/s> <http://e/p> "水"@zh .\n<http://e/s> <http://e/p> "水"@en .\n'
    quads = triples(*escaped, words[-1]) + (typed + tagged).encode()
    assert put(url, "literals", quads, "http://e/l", "l.txt").triples == len(words) + 6
    with open_reader(url) as reader:
        assert reader.verify() == []
        found = rows(reader, "SELECT ?o { GRAPH <http://e/l> { ?s <http://e/p> ?o } }")
    assert found == sorted([(word,) for word in words] + [("水",), ("水",)])


def _a_long_commit_is_read_back(url: str) -> None:
    """Virtuoso ends itself at one literal of 4 MB; the journal of a large build is longer."""
    with open_writer(url) as writer:
        for number in range(300):
            writer.refuse(f"{number}.pdf", "2" * 64, "扫描件, 没有文字 (scanned)" * 100)
        writer.commit()
    with open_reader(url) as reader:
        refused = [entry for entry in reader.documents() if entry.name.endswith(".pdf")]
    assert {entry.reason for entry in refused if entry.name != "bad.pdf"} == {"扫描件, 没有文字 (scanned)" * 100}
    assert len(refused) == 301


def _of_three_writers_one_commits(url: str) -> None:
    """Virtuoso lets conditional inserts pass one another; all who see another withdraw and try again."""
    _, number = commits(Endpoint(url))
    ends: list[str] = []
    gate = threading.Barrier(3)

    def write(name: str) -> None:
        endpoint = Endpoint(url)
        commits(endpoint)
        gate.wait()
        try:
            claim(endpoint, Commit(number + 1, ({"do": "refuse", "name": name, "sha256": "3" * 64, "reason": "r"},)))
            ends.append("done")
        except StoreBusy:
            ends.append("busy")

    threads = [threading.Thread(target=write, args=(f"{place}.doc",)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["busy", "busy", "done"]
    held = Endpoint(url).query(f"SELECT ?o {{ GRAPH <{claims.JOURNAL}> {{ <{commit_iri(number + 1)}> ?p ?o }} }}")
    assert isinstance(held, Solutions)
    assert len(held) == 1


def test_a_query_that_virtuoso_answers_with_too_few_rows_is_refused(server: str) -> None:
    """It loses rows, without a word, where dates are compared by ``<=``."""
    many = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?l { ?l <https://w3id.org/zeren/ns#endDate> ?d FILTER(%s) }"
    with open_reader(server) as reader:
        with pytest.raises(WrongUsage, match="compare as text"):
            reader.query(many % '?d <= "2026-11-30"^^xsd:date')
        assert len(rows(reader, many % 'STR(?d) <= "2026-11-30"')) == 5


def test_rows_that_virtuoso_cuts_off_are_an_error(server: str) -> None:
    """It answers 200 with fewer rows and says so in a header only."""
    cut = Endpoint(f"{server}?maxrows=5")
    with pytest.raises(StoreError, match="at most 5 rows"):
        cut.query("SELECT ?s { ?s ?p ?o }")
    whole = cut.query("SELECT ?s { ?s ?p ?o } LIMIT 3")
    assert isinstance(whole, Solutions)
    assert len(whole) == 3
    hurried = Endpoint(f"{server}?timeout=1000")
    with pytest.raises(StoreError, match=r"S1TAT|HY008"):
        hurried.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def test_virtuoso_takes_statements_only_from_a_user_it_knows(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_reader(server) as reader:
        before = reader.documents()
    for user, password in (("", ""), (USER, "wrong")):
        monkeypatch.setenv("ZEREN_USER", user)
        monkeypatch.setenv("ZEREN_PASSWORD", password)
        with pytest.raises(NoPermission, match="ZEREN_USER"):
            put(server, "v1", triples("x"))
        with open_reader(server) as reader:
            assert reader.documents() == before
