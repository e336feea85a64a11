"""The landing: rows in columns say what the statements say, and its SQL answers as SPARQL does."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

import commands
from conftest import CITY, DISTRICT, PLANS, SHARED
from questions.form import runs
from zeren import ask
from zeren.ask.lookup import _matching, bodies, match_bodies
from zeren.ground.errors import StoreError, TooMuch, WrongUsage
from zeren.ground.resources import ontology_dir
from zeren.ground.vocabulary import expand
from zeren.ingest import documents as build
from zeren.ingest import files, renew_terms
from zeren.ingest.settings import Settings
from zeren.serve.problems import on_error
from zeren.store import Source, journal, open_reader, open_writer, rebuild, verify
from zeren.store.place import Place
from zeren.store.reader import Reader
from zeren.table import Columns, Landing, landing_of, open_landing, schema, short, whole
from zeren.table.facts import read
from zeren.table.landing import bound, shipped_views
from zeren.table.parts import Held, Part, PartWriter, RowCounts, problems, read_manifest, stretches
from zeren.table.rows import rows_of

QUESTIONS = ask.questions()
IN_SQL = [run for run in runs() if QUESTIONS[run[1]].sql]
HISTORY = {1: "a5bb492372ff8db3", 2: "7a8ee024497cad3a", 3: "8108df1905eb1764", 4: "e125d157456d7d73", 5: "493ddb1e5512bd29", 6: "8c4e903a24b7ccda",
           7: "2807fac60b534b2b", 8: "82a1560b9eb58f67", 9: "6fa23821eca583b4", 10: "0bb1418a3652ff60", 11: "a4aff2cacb95edb8",
           12: "5f724cdbf24b20f0", 13: "1bd30407dc182eb6", 14: "6279772275ab19dc", 15: "a82d8997f6925d21", 16: "c8448dd4ad3ece72"}  # fmt: skip
"""number of a schema → what identified its tables and columns"""


@pytest.fixture(scope="module")
def plans(store: Path) -> Iterator[Reader]:
    with open_reader(store) as opened:
        yield opened


@pytest.fixture(scope="module")
def landing(plans: Reader) -> Landing:
    return landing_of(plans)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A store with every document of the corpus and the two plans."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("no corpus beside the checkout")
    path = tmp_path_factory.mktemp("corpus") / "store"
    with open_writer(path) as writer:
        build.build(files.find_files([SHARED / "corpus", PLANS]), writer, Settings())
    with open_reader(path) as opened:
        yield opened


def held(landing: Landing, table: str) -> list[tuple[object, ...]]:
    return sorted(landing.rows(f"SELECT * FROM {table}"), key=repr)


# ── Schema ───────────────────────────────────────────────────────────────────────────────


def test_a_change_of_the_columns_has_a_new_number() -> None:
    """Raise ``SCHEMA`` and add a line to ``HISTORY``: stores with older parts then make them anew."""
    assert HISTORY[schema.SCHEMA] == schema.digest()
    assert len(set(HISTORY.values())) == len(HISTORY)


def test_every_column_names_a_term_of_the_ontology() -> None:
    known = set(re.findall(r"^(zr:\w+)", (ontology_dir() / "zeren.ttl").read_text(encoding="utf-8"), re.M))
    used = {name for name in schema.properties() if name.startswith("zr:")}
    used |= {kind for table in schema.tables().values() for kind in table.classes if kind.startswith("zr:")}
    assert used <= known


def test_every_class_that_is_stated_has_a_table(plans: Reader) -> None:
    """Indicators and cited documents are only names of what their targets and references have; selectors, which repeat evidence, are not read."""
    stated = [graph for graph in plans.current() if graph != renew_terms.GRAPH]
    kinds = {kind for graph in stated for its in read(plans.statements(graph), ["rdf:type"]).values() for kind in its["rdf:type"]}
    tabled = {expand(kind) for table in schema.tables().values() for kind in table.classes}
    named = ("zr:Indicator", "zr:UnresolvedIndicator", "zr:CitedDocument")
    also = ("org:Organization", "zr:Body", "skos:Concept", "oa:SpecificResource")
    assert kinds - tabled == {expand(name) for name in (*named, *also)}


def test_an_iri_is_short_where_it_has_the_common_base() -> None:
    assert short("https://w3id.org/zeren/id/plan/1") == "plan/1"
    assert whole("plan/1") == "https://w3id.org/zeren/id/plan/1"
    assert whole(short("https://example.org/id/plan/1")) == "https://example.org/id/plan/1"
    assert whole(short("urn:left")) == "urn:left"
    assert whole("agency/甲:乙") == "https://w3id.org/zeren/id/agency/甲:乙"


# ── Rows ─────────────────────────────────────────────────────────────────────────────────

COUNTS = {
    "measure": "SELECT DISTINCT ?x WHERE { ?x a zr:Measure }",
    "duty": "SELECT DISTINCT ?x WHERE { ?m zr:hasAssignment ?x }",
    "target": "SELECT DISTINCT ?x WHERE { ?m zr:hasTarget ?x }",
    "expanded_duty": "SELECT DISTINCT ?x WHERE { ?m zr:hasExpandedAssignment ?x }",
    "link": "SELECT DISTINCT ?x WHERE { ?x a zr:CascadeLink }",
    "shared_passage": "SELECT DISTINCT ?link ?x WHERE { ?link zr:sharedPassage ?x }",
    "deadline": "SELECT DISTINCT ?x WHERE { ?m zr:hasDeadline|zr:hasTextDate ?x }",
}


@pytest.mark.parametrize("table", COUNTS)
def test_a_table_has_a_row_for_each_individual(plans: Reader, landing: Landing, table: str) -> None:
    answer = plans.query("PREFIX zr: <https://w3id.org/zeren/ns#> " + COUNTS[table])
    assert len(held(landing, table)) == len(list(answer)) > 0  # type: ignore[call-overload]


def agree(reader: Reader) -> None:
    landing = landing_of(reader)
    decoded: dict[str, list[tuple[object, ...]]] = {name: [] for name in schema.tables()}
    for graph in reader.current():
        for name, rows in rows_of(reader.statements(graph), graph).items():
            decoded[name] += rows
    for name, rows in decoded.items():
        assert held(landing, name) == sorted(rows, key=repr), name


def test_the_parts_of_the_two_plans_hold_what_their_statements_say(plans: Reader) -> None:
    agree(plans)


def test_the_parts_of_every_document_at_hand_hold_what_their_statements_say(corpus: Reader) -> None:
    agree(corpus)


def test_a_cell_is_what_the_plan_prints(landing: Landing) -> None:
    """附1, first row: 区生态环境局 is responsible, 年底前, PM2.5 about 29."""
    (row,) = landing.records(
        "SELECT d.mention, d.role, d.role_raw, t.raw, t.end_date, g.value, g.comparator, g.unit FROM measure m "
        "JOIN duty d ON d.measure = m.id AND d.position = 1 JOIN deadline t ON t.measure = m.id AND t.origin = 'Deadline' "
        "JOIN target g ON g.measure = m.id AND g.value IS NOT NULL WHERE m.text LIKE '巩固全区空气质量改善成效%'"
    )
    assert row == {
        "mention": "区生态环境局", "role": "responsible", "role_raw": "主责单位", "raw": "年底前", "end_date": "2026-12-31",
        "value": 29.0, "comparator": "about", "unit": "微克/立方米",
    }  # fmt: skip


def test_a_name_finds_in_the_columns_what_it_finds_among_all_bodies(plans: Reader, landing: Landing) -> None:
    known = bodies(plans)
    called = {name for body in known for name in (body.iri, body.name, *body.labels)}
    endings = {label[-4:] for body in known for label in body.labels}
    for name in [*sorted(called | endings), "区发改委", "市发改委", "公安", "没有这个局", "", " 区 水务局 "]:
        assert _matching(landing, name) == match_bodies(known, name), name


def test_marks_and_line_breaks_and_quotes_come_through(tmp_path: Path) -> None:
    words = 'a"b\\c\n\t中\u3000\U00020000\u202e\u0001'
    graph = "https://w3id.org/zeren/id/document/x"
    quads = (
        f"<{graph}> <{expand('rdf:type')}> <{expand('zr:SourceDocument')}> .\n"
        f'<{graph}> <{expand("zr:notice")}> "a\\"b\\\\c\\n\\t中\u3000\U00020000\u202e\\u0001" .\n'
        f'<{graph}> <{expand("zr:fileName")}> "it\'s.txt" .\n'
    ).encode()
    with open_writer(tmp_path / "store") as writer:
        writer.put(Source("x", hashlib.sha256(b"1").hexdigest(), b"1"), graph, quads)
        writer.commit()
    with open_reader(tmp_path / "store") as reader:
        assert held(landing_of(reader), "notice") == [("it's.txt", words)]


# ── Parts and the commit ─────────────────────────────────────────────────────────────────


def simple(name: str, notice: str) -> tuple[str, bytes]:
    graph = f"https://w3id.org/zeren/id/document/{name}"
    lines = [
        f"<{graph}> <{expand('rdf:type')}> <{expand('zr:SourceDocument')}> .",
        f'<{graph}> <{expand("zr:fileName")}> "{name}" .',
        f'<{graph}> <{expand("zr:notice")}> "{notice}" .',
    ]
    return graph, "\n".join(lines).encode() + b"\n"


def put(path: Path, *documents: tuple[str, str], remove: str = "") -> None:
    with open_writer(path) as writer:
        for name, notice in documents:
            graph, triples = simple(name, notice)
            data = notice.encode()
            writer.put(Source(name, hashlib.sha256(data).hexdigest(), data), graph, triples)
        if remove:
            writer.remove(remove)
        writer.commit()


def notices(path: Path) -> list[tuple[object, ...]]:
    with open_reader(path) as reader:
        return held(landing_of(reader), "notice")


def test_rows_of_replaced_and_removed_documents_are_gone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"), ("b", "1"), ("c", "1"))
    put(store, ("b", "2"))
    assert notices(store) == [("a", "1"), ("b", "2"), ("c", "1")]
    put(store, remove="a")
    assert notices(store) == [("b", "2"), ("c", "1")]
    put(store, ("b", "1"))
    assert notices(store) == [("b", "1"), ("c", "1")]


def _part(name: str, *documents: str) -> Part:
    """A part with documents ``甲@1``: file and version."""
    return Part(name, schema.SCHEMA, tuple(Held(file, version, file) for file, _, version in (one.partition("@") for one in documents)), {})


def test_parts_are_read_at_once_unless_what_is_dead_in_one_lives_in_another() -> None:
    parts = [_part("a", "甲@1", "乙@1"), _part("b", "丙@1", "丁@1"), _part("c", "甲@2"), _part("d", "戊@1"), _part("e", "己@1")]
    live = {"甲": "2", "乙": "1", "丙": "1", "戊": "1"}  # 丁 and 己 were removed
    found = [("".join(part.name for part in one.parts), one.dead) for one in stretches(parts, live)]
    assert found == [("ab", ("丁", "甲")), ("cd", ())]


def test_a_document_that_went_back_to_its_first_version_lives_where_that_stands() -> None:
    parts = [_part("a", "甲@1"), _part("b", "甲@2", "乙@1"), _part("c", "丙@1")]
    found = [("".join(part.name for part in one.parts), one.dead) for one in stretches(parts, {"甲": "1", "乙": "1", "丙": "1"})]
    assert found == [("a", ()), ("bc", ("甲",))]


def test_a_reader_keeps_its_view_while_others_write(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    with open_reader(store) as reader:
        put(store, ("a", "2"))
        put(store, remove="a")
        assert held(landing_of(reader), "notice") == [("a", "1")]


def test_a_document_that_no_part_holds_is_read_from_its_statements(tmp_path: Path) -> None:
    """A store of an earlier program has no parts at all; the next commit makes them."""
    store = tmp_path / "store"
    put(store, ("a", "1"), ("b", "1"))
    known = journal.read(Place(store)).commits
    journal.mend(Place(store), [replace(one, records=tuple(r for r in one.records if r["do"] != "part")) for one in known])
    with open_reader(store) as reader:
        assert reader.columns() == Columns(store / "columns", ())
    assert notices(store) == [("a", "1"), ("b", "1")]
    put(store, ("c", "1"))
    with open_reader(store) as reader:
        (name,) = reader.columns().parts  # type: ignore[union-attr]
        assert {one.file for one in read_manifest(store / "columns", name).documents} == {"a", "b", "c"}


def test_a_part_of_which_no_quick_sum_was_kept_is_compared_by_its_digest(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (manifest,) = (store / "columns").glob("*.json")
    body = json.loads(manifest.read_bytes())
    assert body.pop("crc32").keys() == body["files"].keys()
    manifest.write_text(json.dumps(body))
    assert notices(store) == [("a", "1")]
    (part,) = (store / "columns" / "notice").iterdir()
    data = part.read_bytes()
    part.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    with open_reader(store) as reader, pytest.raises(StoreError, match="损坏"):
        landing_of(reader).rows("SELECT * FROM notice")


def test_a_missing_part_is_named_with_the_remedy_and_made_anew_by_the_next_commit(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (part,) = (store / "columns" / "notice").iterdir()
    part.unlink()
    with open_reader(store) as reader, pytest.raises(StoreError, match=rf"{part.name}.*zeren rebuild"):
        open_landing(reader)
    put(store, ("b", "1"))
    assert notices(store) == [("a", "1"), ("b", "1")]


def test_a_damaged_part_is_named_with_the_remedy(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (part,) = (store / "columns" / "notice").iterdir()
    part.write_bytes(b"PAR1 no such thing")
    with open_reader(store) as reader, pytest.raises(StoreError, match="zeren rebuild"):
        landing_of(reader).rows("SELECT * FROM notice")


def test_a_view_comes_after_those_that_it_names() -> None:
    """An engine that makes them one after another (Spark) must know the first when it is told the second."""
    names = list(shipped_views())
    assert names.index("weighed_report") < names.index("latest_report")


def test_a_disk_that_fills_in_the_middle_of_a_part_keeps_what_was_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system refuses to let the file of rows grow; what was committed answers, and the next build takes the document in."""
    resource = pytest.importorskip("resource")
    store = tmp_path / "store"
    put(store, ("a", "1"))
    before = sorted(path.relative_to(store) for path in (store / "columns").rglob("*"))
    long = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(4000))
    copy = PartWriter._copy

    def full(self: PartWriter, select: str, target: Path) -> None:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
        try:
            copy(self, select, target)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    with monkeypatch.context() as patched:
        patched.setattr(PartWriter, "_copy", full)
        with pytest.raises(StoreError, match="free space"):
            put(store, ("b", long))
    assert notices(store) == [("a", "1")]
    assert sorted(path.relative_to(store) for path in (store / "columns").rglob("*")) == before
    assert list(verify(store)) == []
    put(store, ("b", long))
    assert notices(store) == [("a", "1"), ("b", long)]


def test_parts_of_a_newer_program_are_refused_and_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (manifest,) = (store / "columns").glob("*.json")
    newer = manifest.read_bytes().replace(b'"schema":%d' % schema.SCHEMA, b'"schema":999')
    manifest.write_bytes(newer)
    with open_reader(store) as reader, pytest.raises(StoreError, match=r"999.*newer zeren"):
        open_landing(reader)


def test_parts_of_an_older_schema_are_made_anew(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (manifest,) = (store / "columns").glob("*.json")
    manifest.write_bytes(manifest.read_bytes().replace(b'"schema":%d' % schema.SCHEMA, b'"schema":0'))
    assert notices(store) == [("a", "1")]
    put(store, ("b", "1"))
    assert notices(store) == [("a", "1"), ("b", "1")]


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        put(tmp_path / name, ("a", "1"), ("b", "1"))
        put(tmp_path / name, ("b", "2"))
    one, two = ({p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n / "columns").rglob("*") if p.is_file()} for n in ("one", "two"))
    assert one == two != {}


class Elsewhere:
    """A store that keeps no columns itself, as a server."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.reader, self.folder, self.read = reader, folder, list[str]()

    def current(self) -> dict[str, str]:
        return self.reader.current()

    def columns(self) -> None:
        return None

    def cache(self) -> Path:
        return self.folder

    def statements(self, document: str) -> bytes:
        self.read.append(document.rpartition("/")[2])
        return self.reader.statements(document)


def test_columns_of_a_server_are_kept_by_the_version_of_each_document(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"), ("b", "1"))
    for asked, expected in (["a", "b"], ["1", "1"]), ([], ["1", "1"]):
        with open_reader(store) as reader:
            there = Elsewhere(reader, tmp_path / "cache")
            assert [notice for _, notice in held(open_landing(there), "notice")] == expected
            assert there.read == asked
    put(store, ("b", "2"))
    with open_reader(store) as reader:
        there = Elsewhere(reader, tmp_path / "cache")
        assert held(open_landing(there), "notice") == [("a", "1"), ("b", "2")]
        assert there.read == ["b"]
        blocked = tmp_path / "file"
        blocked.write_text("no folder")
        assert held(open_landing(Elsewhere(reader, blocked / "cache")), "notice") == [("a", "1"), ("b", "2")]


def names(path: Path) -> tuple[str, ...]:
    with open_reader(path) as reader:
        kept = reader.columns()
        assert kept is not None
        return tuple(kept.parts)


def files_of(path: Path) -> set[str]:
    return {file.name for file in (path / "columns").rglob("*") if file.is_file()}


def test_many_small_parts_become_one_and_their_files_go(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for number in range(20):
        put(store, (f"{number:02}", "x"))
    assert len(names(store)) < 8
    assert notices(store) == [(f"{number:02}", "x") for number in range(20)]
    assert {name.partition(".")[0].rpartition("-")[2] for name in files_of(store)} == set(names(store))
    assert verify(store) == []


def test_files_of_parts_stay_while_somebody_reads_them(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for number in range(15):
        put(store, (f"{number:02}", "x"))
    with open_reader(store) as reader:
        for number in range(15, 20):
            put(store, (f"{number:02}", "x"))
        assert len(held(landing_of(reader), "notice")) == 15
    put(store, ("20", "x"))
    assert {name.partition(".")[0].rpartition("-")[2] for name in files_of(store)} == set(names(store))


def test_a_part_that_is_dead_for_the_most_part_is_written_anew(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"), ("b", "1"), ("c", "1"))
    put(store, ("a", "2"), ("b", "2"))
    put(store, ("d", "1"))
    kept = [read_manifest(store / "columns", name) for name in names(store)]
    assert sorted(one.file for part in kept for one in part.documents) == ["a", "b", "c", "d"]
    assert notices(store) == [("a", "2"), ("b", "2"), ("c", "1"), ("d", "1")]


def harm_bytes(store: Path) -> None:
    (part,) = (store / "columns" / "notice").iterdir()
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)


def harm_manifest(store: Path) -> None:
    (path,) = (store / "columns").glob("*.json")
    path.unlink()


def harm_file(store: Path) -> None:
    (part,) = (store / "columns" / "notice").iterdir()
    part.unlink()


@pytest.mark.parametrize("harm", [harm_bytes, harm_manifest, harm_file])
def test_verify_names_a_harmed_part_and_rebuild_makes_it_anew(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    assert verify(store) == []
    harm(store)
    found = verify(store)
    assert [problem.place.split("/")[0] for problem in found if "columns" in problem.place] == ["columns"]
    assert "zeren rebuild" in found[0].remedy
    rebuild(store, lambda source, graph: simple("a", "1")[1])
    assert verify(store) == []
    assert notices(store) == [("a", "1")]


def test_a_part_with_another_number_of_rows_than_its_manifest_says_is_told(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (path,) = (store / "columns").glob("*.json")
    path.write_bytes(re.sub(rb'("notice":\["\w+",)1\]', rb"\g<1>2]", path.read_bytes()))
    found = list(problems(store / "columns", path.stem, hashlib.sha256(path.read_bytes()).hexdigest(), RowCounts()))
    assert [(file.parent.name, "2" in what) for file, what in found] == [("notice", True)]


def test_a_writer_of_an_older_program_leaves_newer_parts_alone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (manifest,) = (store / "columns").glob("*.json")
    manifest.write_bytes(manifest.read_bytes().replace(b'"schema":%d' % schema.SCHEMA, b'"schema":999'))
    before = files_of(store)
    with pytest.raises(StoreError, match="newer zeren"):
        put(store, ("b", "1"))
    assert files_of(store) == before


# ── Questions in SQL ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("file", "question", "params"), IN_SQL, ids=[file for file, _, _ in IN_SQL])
def test_columns_and_sparql_give_the_same_rows_on_the_two_plans(plans: Reader, file: str, question: str, params: dict[str, str]) -> None:
    asked = QUESTIONS[question]
    assert ask.run(plans, asked, params, engine="columns").rows == ask.run(plans, asked, params, engine="sparql").rows


WHOLE = sorted({question for _, question, _ in IN_SQL if not any(param.required for param in QUESTIONS[question].params)})


@pytest.mark.parametrize("question", WHOLE)
def test_columns_and_sparql_give_the_same_rows_on_the_corpus(corpus: Reader, question: str) -> None:
    asked = QUESTIONS[question]
    assert ask.run(corpus, asked, {}, engine="columns").rows == ask.run(corpus, asked, {}, engine="sparql").rows


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A store with one plan from two files."""
    folder = tmp_path_factory.mktemp("twins")
    for name in ("a.txt", "b.txt"):
        (folder / name).write_bytes(CITY.read_bytes())
    with open_writer(folder / "store") as writer:
        build.build(files.find_files([folder / "a.txt", folder / "b.txt"]), writer, Settings(), jobs=1)
    with open_reader(folder / "store") as opened:
        yield opened


@pytest.mark.parametrize("engine", ["columns", "sparql"])
def test_words_are_found_in_every_form_of_their_characters(tmp_path: Path, engine: str) -> None:
    """Radicals of a PDF and traditional characters are words like others; what is quoted keeps them."""
    plan = "甲市建设2026年行动计划\n序号\t工作措施\t责任单位\n1\t盘活⼚房2处，⾮遺⼯坊达到3家。\t市财政局\n2\t建房舍1处。\t市教育局\n"
    (tmp_path / "a.txt").write_text(plan, encoding="utf-8")
    with open_writer(tmp_path / "store") as writer:
        build.build(files.find_files([tmp_path / "a.txt"]), writer, Settings(), jobs=1)
    with open_reader(tmp_path / "store") as reader:
        for words in ("厂房", "⼚房", "非遗工坊", "盘 活"):
            found = ask.run(reader, QUESTIONS["who"], {"words": words}, engine=engine).rows
            assert [row["text"] for row in found] == ["盘活⼚房2处，⾮遺⼯坊达到3家。"]
            assert len(ask.mentions(reader, words, top=5).rows) == 1
        assert not ask.run(reader, QUESTIONS["who"], {"words": "_"}, engine=engine).rows
        assert ask.run(reader, QUESTIONS["targets"], {"indicator": "工坊"}, engine=engine).rows


@pytest.mark.parametrize("top", [1, 7, 1_000])
def test_the_first_measures_that_say_words_are_the_same_however_far_they_are_looked_for_at_first(
    twins: Reader, plans: Reader, monkeypatch: pytest.MonkeyPatch, top: int
) -> None:
    monkeypatch.setattr(sys.modules["zeren.ask.mentions"], "_REACHES", (1, 2))
    for reader in (twins, plans):
        every = ask.run(reader, ask.questions()["who"], {"words": "噪声"}).rows
        assert len(every) > 7
        assert ask.mentions(reader, "噪声", top=top).rows == every[:top]


@pytest.mark.parametrize("question", WHOLE)
def test_a_plan_that_is_stored_twice_counts_once_by_either_engine(twins: Reader, question: str) -> None:
    asked = QUESTIONS[question]
    assert ask.run(twins, asked, {}, engine="columns").rows == ask.run(twins, asked, {}, engine="sparql").rows


def test_tables_and_views_open_in_whatever_order_they_are_asked_for(plans: Reader) -> None:
    for first in ("measure_line", "plan, measure_line, body_name", "deadline"):
        fresh = open_landing(plans)
        assert fresh.rows(f"SELECT count(*) FROM {first}")[0][0] > 0
        assert all(fresh.rows(f"SELECT count(*) FROM {table}") for table in schema.tables())
        fresh.close()


def test_a_damaged_part_is_told_each_time(tmp_path: Path) -> None:
    store = tmp_path / "store"
    put(store, ("a", "1"))
    (part,) = (store / "columns" / "notice").iterdir()
    part.write_bytes(b"PAR1")
    with open_reader(store) as reader:
        for _ in range(2):
            with pytest.raises(StoreError, match="zeren rebuild"):
                landing_of(reader).rows("SELECT * FROM notice")


@pytest.mark.parametrize("question", [name for name, question in QUESTIONS.items() if question.sql])
def test_the_sql_of_a_question_names_the_parameters_of_its_head_and_no_others(question: str) -> None:
    from zeren.table.landing import BUILT_IN, names_in

    asked = QUESTIONS[question]
    assert set(names_in(asked.sql)) - BUILT_IN.keys() == {param.name for param in asked.params}


@pytest.mark.parametrize("question", [name for name, question in QUESTIONS.items() if question.sql])
def test_the_sql_of_a_question_has_the_columns_of_its_head(landing: Landing, question: str) -> None:
    asked = QUESTIONS[question]
    values = {param.name: 1 if param.kind == "number" else [] if param.kind == "plan" else "x" for param in asked.params}
    statement, given = bound(asked.sql, values)
    described = landing._provided(statement).execute(statement, given).description
    assert [column[0] for column in described] == [column.name for column in asked.columns]


def test_a_line_that_names_an_open_parameter_is_left_out() -> None:
    sql = "SELECT 1 -- $no\nWHERE '$no' = $yes\nAND x IN ($plan)\nAND y = $open"
    statement, values = bound(sql, {"yes": "a", "plan": ["p", "q"], "open": None})
    assert statement == "SELECT 1 -- $no\nWHERE '$no' = $yes\nAND x IN ($plan_1, $plan_2)"
    assert values == {"yes": "a", "plan_1": "p", "plan_2": "q"}


def test_a_question_without_sql_says_so(plans: Reader) -> None:
    with pytest.raises(WrongUsage, match="engine sparql"):
        ask.run(plans, replace(QUESTIONS["rank"], sql=""), {}, engine="columns")


def test_the_command_prints_the_same_bytes_by_either_engine(store: Path) -> None:
    question = ("question", "rank", "role=lead", "--store", str(store), "--format", "json")
    runs = [commands.run(*question, "--engine", engine) for engine in ("sparql", "columns")]
    assert [run.returncode for run in runs] == [0, 0]
    assert runs[0].stdout == runs[1].stdout
    assert "北京市生态环境局" in runs[0].stdout


def test_an_answer_that_memory_cannot_hold_is_told_so_with_the_remedy_and_to_strangers_too(plans: Reader) -> None:
    landing = open_landing(plans)
    landing.rows("SET memory_limit = '8MB'")
    landing.rows("SET max_temp_directory_size = '0MB'")
    with pytest.raises(TooMuch, match=r"^内存不足 \(out of memory\); 少问一些，或只问一份计划（--plan） \(ask for less") as told:
        landing.rows("SELECT md5(CAST(i AS STRING)) AS word FROM range(2000000) r(i) ORDER BY word")
    landing.close()
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": [(b"accept", b"application/json")]})
    answer = asyncio.run(on_error(request, told.value))
    assert (answer.status_code, json.loads(answer.body)["error"]) == (500, "内存不足 (out of memory)")


def test_a_bit_flipped_anywhere_in_a_part_is_an_error_and_never_other_rows(tmp_path: Path) -> None:
    """Parquet keeps no checksum of its pages here; what is read is compared with the manifest first."""
    path = tmp_path / "store"
    with open_writer(path) as writer:
        build.build(files.find_files([DISTRICT]), writer, Settings())
    (part,) = (path / "columns" / "deadline").glob("*.parquet")
    sound = part.read_bytes()
    for place in range(0, len(sound), len(sound) // 7):
        part.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        with open_reader(path) as reader, pytest.raises(StoreError, match="损坏"):
            landing_of(reader).rows("SELECT count(*) FROM deadline")
    part.write_bytes(sound)
    with open_reader(path) as reader:
        assert landing_of(reader).rows("SELECT count(*) FROM deadline WHERE kind = 'none'") == [(2,)]
