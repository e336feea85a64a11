"""Exports: other tools read back exactly what the store holds, and the same store gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from math import isfinite
from pathlib import Path

import duckdb
import networkx as nx
import pytest
import rdflib
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

import commands
from conftest import CITY, DISTRICT
from samples import hostile, hostile_reader
from zeren import ask, draw, export, network
from zeren.ask import loading
from zeren.cli import exports as command_line
from zeren.export.plain import MARK
from zeren.ground.errors import MissingPackage, StoreError, WrongUsage
from zeren.ingest import documents as build
from zeren.ingest.files import find_files
from zeren.ingest.settings import Settings
from zeren.store import open_reader, open_writer
from zeren.table import choice
from zeren.table.duties import BodyRow, Duties, Duty, MeasureRow

G = "<https://w3id.org/zeren/id/document/a>"
ZR = "https://w3id.org/zeren/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LINES = sorted(
    [
        f"<https://w3id.org/zeren/id/m/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ZR}Measure> {G} .",
        f'<https://w3id.org/zeren/id/m/1> <{ZR}text> "第一行\\n\\"引号\\" \\\\ ^^ <{XSD}a>" {G} .',
        f'<https://w3id.org/zeren/id/m/1> <{ZR}text> "\\u0007\\u202E" {G} .',
        f'<https://w3id.org/zeren/id/m/1> <{ZR}order> "007"^^<{XSD}integer> {G} .',
        f'<https://w3id.org/zeren/id/m/1> <{ZR}order> "007"^^<{XSD}integer> <https://w3id.org/zeren/id/document/b> .',
        f'<https://w3id.org/zeren/id/m/1> <{ZR}label> "措施"@zh-CN {G} .',
        f"<https://w3id.org/zeren/id/m/1> <{ZR}inPlan> <https://w3id.org/zeren/id/p/%E5%8C%BA.> {G} .",
        f"<https://w3id.org/zeren/id/m/1> <{ZR}role> <https://w3id.org/zeren/code/lead> .",
        f'<https://w3id.org/zeren/id/m/1/x> <{ZR}text> "甲" {G} .',
    ]
)


@pytest.fixture(scope="module")
def duties() -> Duties:
    """Two bodies, a group and two measures, one of them hostile."""
    bodies = {
        "b:A": BodyRow("b:A", "甲市财政局", "财政局", "agency", "prefectural", "甲市", ("市财政局", "财政局")),
        "b:G": BodyRow("b:G", "甲市各区政府", "各区政府", "group", None, None, ("各区政府",)),
        "b:X": BodyRow("b:X", "-1+1<b>\x07", "@x\u202e", "unresolved", None, None, ()),
    }
    first = MeasureRow(
        "m:1", "计划", "p:1", None, None, ("一、总", "（一）分"), "1", "任务", 1, "按时完成\n第二行", "年底前", "by-date",
        None, "2026-12-31", False, "a.txt", "table 1 row 2", None,
    )  # fmt: skip
    second = replace(first, id="m:2", order=2, text='=1+1,"x" &</data>', task=None, deadline="", deadline_kind="none", deadline_end=None)
    rows = (
        Duty("m:1", "b:A", "responsible", "主责单位", "财政局", 1, "cell"),
        Duty("m:1", "b:G", "responsible", "主责单位", "各区政府", 2, "cell"),
        Duty("m:2", "b:A", "support", None, "市财政局", 2, "text"),
        Duty("m:2", "b:A", "responsible", None, "市财政局", 1, "text"),
        Duty("m:2", "b:X", "support", None, "@x\u202e", 3, "text"),
        Duty("m:1", "b:A", "support", None, "各区政府", 2, "expanded", "possible", "b:G"),
    )
    return Duties(bodies, {"m:1": first, "m:2": second}, rows)


FORMATS = {"nq": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD, "ttl": RdfFormat.TURTLE, "trig": RdfFormat.TRIG}


def quads(data: str, form: str) -> set[str]:
    """The statements that another reader finds, literals as printed."""
    return {str(quad) for quad in parse(data, format=FORMATS[form])}


def union(lines: list[str]) -> set[str]:
    """The statements of N-Quads without their graphs."""
    return {str(quad.triple) for quad in parse("\n".join(lines), format=RdfFormat.N_QUADS)}


# ── Triples ──────────────────────────────────────────────────────────────────────────────


def written(form: str, duties: Duties, path: Path, lines: list[str] = LINES) -> str:
    export.write(iter(lines), duties, form, path / f"x.{form}")
    return (path / f"x.{form}").read_text(encoding="utf-8")


def test_nquads_are_the_lines_of_the_store(duties: Duties, tmp_path: Path) -> None:
    assert written("nq", duties, tmp_path) == "".join(f"{line}\n" for line in LINES)


def test_jsonld_reads_back_as_the_same_quads(duties: Duties, tmp_path: Path) -> None:
    assert quads(written("jsonld", duties, tmp_path), "jsonld") == quads("\n".join(LINES), "nq")


def test_jsonld_shortens_names_and_keeps_values_as_printed(duties: Duties, tmp_path: Path) -> None:
    named = {entry["@id"]: entry["@graph"] for entry in json.loads(written("jsonld", duties, tmp_path))["@graph"] if "@graph" in entry}
    node = next(node for node in named["https://w3id.org/zeren/id/document/a"] if node["@id"].endswith("m/1"))
    assert node["@type"] == "zr:Measure"
    assert node["zr:order"] == {"@value": "007", "@type": "xsd:integer"}
    assert node["zr:label"] == {"@value": "措施", "@language": "zh-CN"}
    assert node["zr:text"] == ["\x07\u202e", f'第一行\n"引号" \\ ^^ <{XSD}a>']


def test_trig_reads_back_as_the_same_quads(duties: Duties, tmp_path: Path) -> None:
    assert quads(written("trig", duties, tmp_path), "trig") == quads("\n".join(LINES), "nq")


def test_trig_has_the_default_graph_first_then_each_graph_once_sorted(duties: Duties, tmp_path: Path) -> None:
    text = written("trig", duties, tmp_path)
    graphs = [G[1:-1], "https://w3id.org/zeren/id/document/b"]
    assert re.findall(r"^<([^>]+)> \{$", text, re.M) == graphs
    assert "\n<https://w3id.org/zeren/id/m/1> zr:role zrc:lead .\n" in text[: text.index(f"\n{G} {{")]
    first = '<https://w3id.org/zeren/id/m/1/x> zr:text "甲" .'
    assert f"\n{G} {{\n{first}\n<https://w3id.org/zeren/id/m/1> a zr:Measure ;\n    zr:inPlan " in text
    assert text.endswith('\n<https://w3id.org/zeren/id/document/b> {\n<https://w3id.org/zeren/id/m/1> zr:order "007"^^xsd:integer .\n}\n')


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rdflib_reads_trig_as_the_same_quads(tmp_path: Path, duties: Duties) -> None:
    def read(data: str, form: str) -> set[tuple[str, ...]]:
        found = rdflib.Dataset().parse(data=data, format=form)
        return {(*(term.n3() for term in quad[:3]), str(quad[3])) for quad in found.quads()}

    assert read(written("trig", duties, tmp_path), "trig") == read("\n".join(LINES), "nquads")


def test_turtle_reads_back_as_the_union_of_the_graphs(duties: Duties, tmp_path: Path) -> None:
    assert quads(written("ttl", duties, tmp_path), "ttl") == union(LINES)


def test_turtle_states_a_subject_once_with_its_class_first(duties: Duties, tmp_path: Path) -> None:
    text = written("ttl", duties, tmp_path)
    block = text[text.index("\n<https://w3id.org/zeren/id/m/1> ") :].split(" .\n")[0]
    assert block.startswith("\n<https://w3id.org/zeren/id/m/1> a zr:Measure ;\n    zr:inPlan <https://w3id.org/zeren/id/p/%E5%8C%BA.> ;")
    assert block.count("zr:order") == 1
    assert block.endswith("zr:text " + '"\\u0007\\u202E", ' + f'"第一行\\n\\"引号\\" \\\\ ^^ <{XSD}a>"')


def test_the_statements_of_the_two_plans_come_back(reader: ask.Reader, tmp_path: Path) -> None:
    kept = list(reader.dump())
    assert len(kept) > 40_000
    nothing = Duties({}, {}, ())
    # An offset of a selector has the type that the Web Annotation Data Model wants; the engine knows one type of integer.
    lines = written("nq", nothing, tmp_path, kept).splitlines()
    assert [line.replace("#nonNegativeInteger>", "#integer>") for line in lines] == kept
    assert any("#nonNegativeInteger>" in line for line in lines)
    assert quads(written("ttl", nothing, tmp_path, lines), "ttl") == union(lines)
    stated = quads("\n".join(lines), "nq")
    assert quads(written("jsonld", nothing, tmp_path, lines), "jsonld") == stated
    assert quads(written("trig", nothing, tmp_path, lines), "trig") == stated


@pytest.mark.parametrize("line", ["<a> <b> c .", '<a> <b> "c .', "<a> <b> <c d> .", "", "# note"])
def test_a_line_that_is_no_statement_is_refused_and_the_former_file_stays(line: str, duties: Duties, tmp_path: Path) -> None:
    for form in export.TRIPLES:
        path = tmp_path / f"x.{form}"
        path.write_text("former", encoding="utf-8")
        with pytest.raises(StoreError, match="no N-Quad"):
            export.write(iter([LINES[0], line]), duties, form, path)
        assert path.read_text(encoding="utf-8") == "former"
    assert len(list(tmp_path.iterdir())) == 4


# ── Tables ───────────────────────────────────────────────────────────────────────────────


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_hold_every_field_of_the_records(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "csv", tmp_path / "t")
    first, second = read_table(tmp_path / "t", "measures")
    assert set(first) == set(MeasureRow.__slots__)
    assert (first["text"], first["section"], first["annex"]) == ("按时完成\n第二行", '["一、总", "（一）分"]', "")
    assert (first["deadline_end"], first["deadline_inherited"], first["order"]) == ("2026-12-31", "false", "1")
    assert second["task"] == ""
    assert list(read_table(tmp_path / "t", "bodies")[0]) == list(BodyRow.__slots__)
    rows = read_table(tmp_path / "t", "duties")
    derived = read_table(tmp_path / "t", "expanded_duties")
    assert {*rows[0], *derived[0]} == {*Duty.__slots__, "agency", "plan_id"}
    assert [(r["measure"], r["body"], r["role"]) for r in rows] == [
        (d.measure, d.body, d.role) for d in duties.duties if d.expansion is None
    ]
    assert [(r["measure"], r["body"], r["expansion"], r["via"]) for r in derived] == [("m:1", "b:A", "possible", "b:G")]
    names = {row["id"]: row["name"] for row in read_table(tmp_path / "t", "bodies")}
    assert all(r["agency"] == names[r["body"]] for r in (*rows, *derived))


def test_no_cell_of_a_table_begins_a_formula_or_holds_a_control_character(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "csv", tmp_path)
    cells = [cell for name in TABLES for row in read_table(tmp_path, name) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=1+1,\"x\" &</data>" in cells and f"'-1+1<b>{MARK}" in cells and f"'@x{MARK}" in cells
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["replaced"], package["guarded"]) == (4, 5)


def test_a_guarded_cell_is_a_text_and_no_number_or_code(reader: ask.Reader, tmp_path: Path) -> None:
    """Nothing of the two plans needs the apostrophe, so their tables hold every word as it is printed."""
    export.write(iter(()), ask.load_duties(reader), "csv", tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["replaced"], package["guarded"]) == (0, 0)
    assert {row["comparator"] for row in read_table(tmp_path, "targets")} == {"", "about", "at-least", "at-most", "equal", "more-than", "less-than"}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_package_describes_the_tables_as_they_are(form: str, duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, form, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        header = data.decode("utf-8-sig").splitlines()[0].split(",") if form == "csv" else columns(tmp_path / resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


TABLES = ("bodies", "measures", "duties", "expanded_duties", "targets")
KINDS = {
    "string": re.compile(".*", re.S),
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "boolean": re.compile("true|false"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "array": re.compile(r'\[("(?:[^"\\]|\\.)*"(, "(?:[^"\\]|\\.)*")*)?\]'),
}
"""type of the Table Schema → how its cells are written (default formats)"""


@pytest.mark.parametrize("plan", [None, "two plans"])
def test_types_and_keys_of_the_package_hold_in_the_tables(plan: str | None, duties: Duties, reader: ask.Reader, tmp_path: Path) -> None:
    export.write(iter(()), ask.load_duties(reader) if plan else duties, "csv", tmp_path, {"b:A": {"degree": 3, "pagerank": 1e-7}})
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    tables = {name: read_table(tmp_path, name) for name in TABLES}
    assert (package["profile"], re.fullmatch("[-a-z0-9._/]+", package["name"])) != ("", None)
    for resource in package["resources"]:
        rows, schema = tables[resource["name"]], resource["schema"]
        for field in schema["fields"]:
            cells = [row[field["name"]] for row in rows]
            assert [cell for cell in cells if cell and not KINDS[field["type"]].fullmatch(cell)] == [], field
        primary = schema.get("primaryKey", [])
        names = [primary] if isinstance(primary, str) else primary
        keys = [tuple(row[name] for name in names) for row in rows]
        assert not names or len(set(keys)) == len(keys)
        assert all(all(key) for key in keys)
        for key in schema.get("foreignKeys", ()):
            known = {row[key["reference"]["fields"]] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in rows} - {""} <= known
    assert [len(package["resources"][place]["schema"].get("foreignKeys", ())) for place in range(5)] == [0, 0, 2, 2, 1]


def test_targets_of_measures_come_in_document_order_then_those_of_plans(reader: ask.Reader, tmp_path: Path) -> None:
    duties = ask.load_duties(reader)
    export.write(iter(()), duties, "csv", tmp_path)
    rows = read_table(tmp_path, "targets")
    assert len(rows) == 136
    assert sum(row["kind"] == "numeric" for row in rows) == 74
    assert [row["measure"] for row in rows[:100]] == [holder for holder in duties.measures for _ in duties.targets.get(holder, ())]
    assert {row["measure"] for row in rows[100:]} == {""}
    first = next(row for row in rows if row["indicator"] == "绿色企业比率")
    assert [first[name] for name in ("comparator", "value", "unit", "unit_code", "scope", "quote")] == [
        "at-least", "65", "%", "%", "北京市西城区", "全区绿色企业比率不低于65%",
    ]  # fmt: skip


MEASURED = {
    "b:A": {"degree": 3, "zeta": 0.5, "pagerank": 0.1 + 0.2, "core": None},
    "b:G": {"degree": 1, "zeta": 2, "pagerank": 1 / 3, "core": None},
}
"""network measures as they come: of two bodies out of three, one of them without any figure"""


def test_network_measures_are_typed_columns_of_the_bodies_in_a_fixed_order(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "csv", tmp_path, MEASURED)
    rows = {row["id"]: [row[name] for name in ("degree", "pagerank", "core", "zeta")] for row in read_table(tmp_path, "bodies")}
    assert rows == {"b:A": ["3", "0.3", "", "0.5"], "b:G": ["1", "0.333333333", "", "2"], "b:X": ["", "", "", ""]}
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    added = package["resources"][0]["schema"]["fields"][-4:]
    assert [(field["name"], field["type"]) for field in added] == [
        ("degree", "integer"), ("zeta", "number"), ("pagerank", "number"), ("core", "integer"),
    ]  # fmt: skip
    assert [field["title"] for field in added[:2]] == ["网络指标：度（合作单位数）", "网络指标：zeta"]


def columns(path: Path) -> list[str]:
    return [name for name, *_ in duckdb.connect().execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()]


def read_parquet(folder: Path, name: str) -> list[dict[str, object]]:
    found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(folder / f"{name}.parquet")])
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def as_cell(value: object) -> str:
    """A value of Parquet as the cell of CSV that says the same."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def test_parquet_holds_what_csv_holds(reader: ask.Reader, tmp_path: Path) -> None:
    duties = ask.load_duties(reader)
    measures = {body: {"degree": 2, "pagerank": 0.25} for body in duties.bodies}
    for form in ("csv", "parquet"):
        export.write(iter(()), duties, form, tmp_path / form, measures)
    for name, number in zip(TABLES, (106, 240, 941, 1861, 136), strict=True):
        rows = read_parquet(tmp_path / "parquet", name)
        assert [{key: as_cell(value) for key, value in row.items()} for row in rows] == read_table(tmp_path / "csv", name)
        assert len(rows) == number


def test_parquet_columns_are_typed_and_hold_text_as_it_is(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "parquet", tmp_path, MEASURED)
    first, second = read_parquet(tmp_path, "measures")
    assert (first["deadline_end"], first["deadline_inherited"], first["order"]) == (date(2026, 12, 31), False, 1)
    assert (first["section"], first["annex"], second["deadline_end"]) == (["一、总", "（一）分"], None, None)
    assert second["text"] == '=1+1,"x" &</data>'
    bodies = {row["id"]: row for row in read_parquet(tmp_path, "bodies")}
    assert (bodies["b:X"]["name"], bodies["b:X"]["label"], bodies["b:X"]["degree"]) == ("-1+1<b>\x07", "@x\u202e", None)
    assert (bodies["b:A"]["degree"], bodies["b:A"]["pagerank"]) == (3, 0.3)


def test_without_its_package_parquet_says_what_to_install(duties: Duties, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingPackage, match=r"pip install 'zeren\[parquet\]'"):
        export.write(iter(()), duties, "parquet", tmp_path / "x")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("form", export.FOLDERS)
def test_a_file_where_the_folder_should_be_is_refused(form: str, duties: Duties, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUsage, match="folder"):
        export.write(iter(()), duties, form, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == "mine"


# ── Networks ─────────────────────────────────────────────────────────────────────────────


def opened(form: str, path: Path) -> nx.MultiGraph:
    return nx.read_gexf(path) if form == "gexf" else nx.read_graphml(path, force_multigraph=True)


@pytest.mark.parametrize("form", export.NETWORKS)
def test_networkx_reads_each_duty_back_as_a_tie(form: str, duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, form, tmp_path / "x")
    graph = opened(form, tmp_path / "x")
    assert graph.number_of_nodes() == 5
    ties = sorted((a, b, data["role"], data.get("expansion"), data["position"]) for a, b, data in graph.edges(data=True))
    assert ties == sorted((d.body, d.measure, d.role, d.expansion, d.position) for d in duties.duties)
    assert graph.nodes["b:A"] == {
        "label": "财政局", "mode": "body", "name": "甲市财政局", "kind": "agency", "level": "prefectural",
        "jurisdiction": "甲市", "aliases": "市财政局; 财政局",
    }  # fmt: skip
    assert "level" not in graph.nodes["b:G"]
    assert graph.nodes["m:1"]["section"] == "一、总; （一）分"
    assert graph.nodes["m:1"]["label"] == "按时完成\n第二行"
    assert graph.nodes["m:2"]["label"] == '=1+1,"x" &</data>'
    assert graph.nodes["b:X"]["name"] == f"-1+1<b>{MARK}"


@pytest.mark.parametrize("form", export.NETWORKS)
def test_bodies_of_a_network_carry_their_measures(form: str, duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, form, tmp_path / "x", MEASURED)
    graph = opened(form, tmp_path / "x")
    assert [graph.nodes["b:A"].get(name) for name in ("degree", "pagerank", "zeta", "core")] == [3, 0.3, 0.5, None]
    assert [graph.nodes["b:G"].get(name) for name in ("degree", "pagerank", "zeta", "core")] == [1, 0.333333333, 2.0, None]
    assert not {"degree", "pagerank"} & set(graph.nodes["b:X"])
    assert not {"degree", "pagerank"} & set(graph.nodes["m:1"])


@pytest.mark.parametrize("form", export.NETWORKS)
def test_none_lists_and_reserved_names_do_not_break_a_network(form: str, tmp_path: Path) -> None:
    graph = nx.DiGraph()
    graph.add_node("x", name="甲", pid=3, id="own", level=None, list=["a", "b"], mixed=1, share=1)
    graph.add_node("y", pid=4, mixed="one", share=0.5, flag=True)
    graph.add_edge("y", "x", weight=2, type="lead", kind="k", measures=("m1", "m2"), none=None)
    export.write_network(graph, form, tmp_path / "x")
    found = opened(form, tmp_path / "x")
    assert found.is_directed()
    assert found.nodes["x"] == {
        "label": "甲", "name": "甲", "pid_": 3, "id_": "own", "list": "a; b", "mixed": "1", "share": 1.0,
    }  # fmt: skip
    assert found.nodes["y"] == {"label": "y", "pid_": 4, "mixed": "one", "share": 0.5, "flag": True}
    ((a, b, data),) = found.edges(data=True)
    assert (a, b, data["weight"], data["type_"], data["kind_"], data["measures"]) == ("y", "x", 2, "lead", "k", "m1; m2")


@pytest.mark.parametrize("form", export.NETWORKS)
def test_a_projection_keeps_its_weights(form: str, duties: Duties, tmp_path: Path) -> None:
    export.write_network(network.projection(duties, "responsible"), form, tmp_path / "x")
    found = opened(form, tmp_path / "x")
    assert [(a, b, data["weight"], data["newman"]) for a, b, data in found.edges(data=True)] == [("b:A", "b:G", 1, 1.0)]


def test_gexf_is_in_the_namespace_and_form_that_gephi_opens(duties: Duties, tmp_path: Path) -> None:
    text = written("gexf", duties, tmp_path)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">')
    assert set(re.findall(r'type="(\w+)"/>', text)) == {"string", "integer"}
    declared, used = set(re.findall(r'attribute id="([^"]+)"', text)), set(re.findall(r'attvalue for="([^"]+)"', text))
    assert used <= declared


# ── Bodies alone ─────────────────────────────────────────────────────────────────────────

GEXF, VIZ = "{http://www.gexf.net/1.2draft}", "{http://www.gexf.net/1.2draft/viz}"
TYPES = {"string": str, "integer": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}


def demand_what_gephi_demands(path: Path) -> None:
    """What makes Gephi's importer of GEXF report an error or drop something (gexf.net/schema.html, 1.2draft)."""
    graph = ET.parse(path).getroot().find(f"{GEXF}graph")
    declared = {
        kind.get("class"): {one.get("id"): TYPES[one.get("type")] for one in kind} for kind in graph.findall(f"{GEXF}attributes")
    }
    nodes, edges = list(graph.find(f"{GEXF}nodes")), list(graph.find(f"{GEXF}edges"))
    identifiers = [node.get("id") for node in nodes]
    assert len(set(identifiers)) == len(identifiers)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    ends = [(edge.get("source"), edge.get("target")) for edge in edges]
    assert {end for pair in ends for end in pair} <= set(identifiers)
    assert all(a != b for a, b in ends)
    assert len(set(map(frozenset, ends) if graph.get("defaultedgetype") == "undirected" else ends)) == len(ends)
    assert all(float(edge.get("weight")) > 0 for edge in edges)
    for kind, elements in (("node", nodes), ("edge", edges)):
        for value in (value for element in elements for value in element.iter(f"{GEXF}attvalue")):
            declared[kind][value.get("for")](value.get("value"))
    for node in nodes:
        assert node.get("label")
        colour, place, size = (node.find(VIZ + name) for name in ("color", "position", "size"))
        assert all(0 <= int(colour.get(shade)) <= 255 for shade in "rgb")
        assert all(isfinite(float(place.get(axis))) for axis in "xyz")
        assert float(size.get("value")) > 0


def demand_what_gephi_demands_of_tables(folder: Path) -> None:
    """What Gephi's import of spreadsheets asks for: an Id column, Source and Target, a known Type, numbers where it reads numbers.

    Gephi wiki, Import CSV Data; its heads are compared without regard to case, its texts read as UTF-8.
    """
    nodes, links = (list(csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines())) for name in ("nodes", "links"))
    assert {"id", "label"} <= {head.lower() for head in nodes[0]}
    assert {"source", "target", "type", "weight"} <= {head.lower() for head in links[0]}
    for rows in (nodes, links):
        heads = [head.lower() for head in rows[0]]
        assert len(set(heads)) == len(heads) and all(heads)
        assert all(None not in row and None not in row.values() for row in rows)  # every line has as many cells as the head
    identifiers = [row["id"] for row in nodes]
    assert len(set(identifiers)) == len(identifiers) and all(identifiers)
    assert {row[end] for row in links for end in ("source", "target")} <= set(identifiers)
    assert {row["type"] for row in links} <= {"Directed", "Undirected", "Mixed"}
    assert all(float(row["weight"]) > 0 for row in links)


def demand_what_gephi_demands_of_graphml(path: Path) -> None:
    """What Gephi's importer of GraphML knows: declared keys of its types, no nested graphs, hyperedges or ports."""
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.parse(path).getroot()
    keys = {(one.get("for"), one.get("id")): one.get("attr.type") for one in root.iter(f"{space}key")}
    assert set(keys.values()) <= {"boolean", "int", "long", "float", "double", "string"}
    assert not any(list(root.iter(space + name)) for name in ("hyperedge", "port"))
    (graph,) = root.iter(f"{space}graph")
    assert graph.get("edgedefault") in ("directed", "undirected")
    nodes, edges = graph.findall(f"{space}node"), graph.findall(f"{space}edge")
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= {node.get("id") for node in nodes}
    read = {"int": int, "long": int, "float": float, "double": float, "string": str, "boolean": {"true": 1, "false": 0}.__getitem__}
    for kind, elements in (("node", nodes), ("edge", edges)):
        for data in (data for element in elements for data in element.findall(f"{space}data")):
            read[keys[kind, data.get("key")]](data.text or "")
    names = {one.get("attr.name") for one in root.iter(f"{space}key")}
    assert {"label", "r", "g", "b", "size", "x", "y", "weight"} <= names  # the names that Gephi takes for look and place


def test_networks_of_bodies_keep_to_the_rules_of_the_importers(alone: nx.Graph, tmp_path: Path) -> None:
    export.write_network(alone, export.COSMOGRAPH, tmp_path / "tables")
    demand_what_gephi_demands_of_tables(tmp_path / "tables")
    export.write_network(alone, "graphml", tmp_path / "x.graphml")
    demand_what_gephi_demands_of_graphml(tmp_path / "x.graphml")
    # Cosmograph asks for the columns of both ends by name and takes numbers for sizes and a colour for colours.
    with (tmp_path / "tables" / "nodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert re.fullmatch("#[0-9a-f]{6}", row["color"])
            assert float(row["size"]) > 0 and all(isfinite(float(row[axis])) for axis in "xy")


@pytest.fixture(scope="module")
def alone(store: Path) -> nx.Graph:
    """The bodies of both plans alone."""
    with open_reader(store) as reader:
        return draw.dress(network.single(ask.load_duties(reader)))


def test_bodies_alone_are_a_network_that_gephi_opens_as_it_should_look(alone: nx.Graph, store: Path, tmp_path: Path) -> None:
    export.write_network(alone, "gexf", tmp_path / "x.gexf")
    demand_what_gephi_demands(tmp_path / "x.gexf")
    found = nx.read_gexf(tmp_path / "x.gexf")
    assert (len(found), found.size()) == (len(alone), alone.size())
    (bureau,) = [node for node in found if found.nodes[node]["name"] == "北京市西城区生态环境局"]
    data = found.nodes[bureau]
    # Its 107 measures as 主责 and 15 as 协办, none as both: it is named on 122.
    assert (data["responsible"], data["support"], data["lead"], data["duties"]) == (107, 15, 0, 122)
    assert (data["level"], data["jurisdiction"], data["kind"]) == ("county", "北京市西城区", "agency")
    assert data["viz"]["size"] == max(other["viz"]["size"] for _, other in found.nodes(data=True))
    again = {node: other["viz"]["color"] for node, other in found.nodes(data=True) if other["community"] == data["community"]}
    assert len({tuple(sorted(colour.items())) for colour in again.values()}) == 1
    spots = [tuple(other["viz"]["position"].values()) for _, other in found.nodes(data=True)]
    assert len(set(spots)) == len(spots)
    with open_reader(store) as reader:
        export.write_network(draw.dress(network.single(ask.load_duties(reader))), "gexf", tmp_path / "y.gexf")
    assert (tmp_path / "x.gexf").read_bytes() == (tmp_path / "y.gexf").read_bytes()


def test_igraph_reads_the_same_bodies_ties_and_weights(alone: nx.Graph, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    export.write_network(alone, "graphml", tmp_path / "x.graphml")
    found = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml"))
    assert (found.vcount(), found.ecount(), found.is_directed()) == (len(alone), alone.size(), False)
    names = found.vs["id"]
    ties = {frozenset((names[edge.source], names[edge.target])): edge["weight"] for edge in found.es}
    assert ties == {frozenset((a, b)): data["weight"] for a, b, data in alone.edges(data=True)}
    assert {"r", "g", "b", "size", "x", "y", "level", "jurisdiction", "community"} <= set(found.vs.attributes())


def test_a_tie_tells_on_how_many_measures_both_hold_which_role(duties: Duties) -> None:
    graph = network.single(duties)
    assert graph.size() == 2
    (first,) = [data for a, b, data in graph.edges(data=True) if {a, b} == {"b:A", "b:G"}]
    assert (first["responsible"], first["support"], first["mixed"]) == (1, 0, 0)
    (second,) = [data for a, b, data in graph.edges(data=True) if {a, b} == {"b:A", "b:X"}]
    # 甲市财政局 is both 主责 and 协办 of that measure, the other 协办 alone.
    assert (second["responsible"], second["support"], second["mixed"]) == (0, 1, 0)


def test_bodies_alone_as_printed_or_with_groups_opened(duties: Duties, tmp_path: Path) -> None:
    member = Duty("m:1", "b:X", "responsible", None, "各区政府", 2, "expanded", "certain", "b:G")
    grouped = replace(duties, duties=(*duties.duties[:-1], member))
    assert set(network.single(grouped)) == {"b:A", "b:G", "b:X"}
    assert set(network.single(grouped, groups="expanded")) == {"b:A", "b:X"}
    directed = draw.dress(network.single(duties, "responsible-support"))
    assert directed.is_directed()
    export.write_network(directed, "gexf", tmp_path / "x.gexf")
    demand_what_gephi_demands(tmp_path / "x.gexf")
    with pytest.raises(WrongUsage, match="community, level, kind"):
        draw.dress(directed, "taste")


def test_tables_for_cosmograph_name_ends_and_weights_and_run_no_formula(duties: Duties, tmp_path: Path) -> None:
    export.write_network(draw.dress(network.single(duties)), export.COSMOGRAPH, tmp_path / "x")
    assert sorted(files(tmp_path / "x")) == ["links.csv", "nodes.csv"]
    tables = {}
    for name in ("nodes", "links"):
        data = (tmp_path / "x" / f"{name}.csv").read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        tables[name] = list(csv.DictReader(data.decode().splitlines()))
    assert list(tables["links"][0])[:4] == ["source", "target", "type", "weight"]
    assert list(tables["nodes"][0])[:2] == ["id", "label"]
    nodes = {row["id"]: row for row in tables["nodes"]}
    assert {end for row in tables["links"] for end in (row["source"], row["target"])} <= set(nodes)
    assert nodes["b:X"]["label"] == f"'@x{MARK}"
    assert float(nodes["b:A"]["x"]) != float(nodes["b:X"]["x"]) or float(nodes["b:A"]["y"]) != float(nodes["b:X"]["y"])
    assert re.fullmatch("#[0-9a-f]{6}", nodes["b:A"]["color"])


def test_the_command_writes_bodies_alone_and_refuses_what_does_not_go_together(store: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(command_line.export, [*arguments, "--store", str(store)])

    options = ["--network", "bodies", "--role", "support", "--weight", "newman", "--colour", "level"]
    told = run("--as", "gexf", *options, "-o", str(tmp_path / "x.gexf"))
    assert "个单位" in told.stderr
    demand_what_gephi_demands(tmp_path / "x.gexf")
    for wrong in (["--as", "ttl", "--network", "bodies"], ["--as", "gexf", "--role", "lead"], ["--as", "csv", "--groups", "expanded"]):
        assert isinstance(run(*wrong, "-o", str(tmp_path / "y")).exception, WrongUsage)
    assert not (tmp_path / "y").exists()


# ── All forms ────────────────────────────────────────────────────────────────────────────


def files(path: Path) -> dict[str, bytes]:
    """The bytes of a file, or of every file of a folder, by name."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in paths}


@pytest.mark.parametrize("form", export.FORMS)
def test_the_same_store_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    lines, duties = hostile()
    turned = Duties(dict(reversed(duties.bodies.items())), duties.measures, duties.duties, duties.targets, duties.dates)
    measures = {body: {"degree": 1, "pagerank": 0.5} for body in duties.bodies}
    one, other = (duties, turned) if form not in export.ASKING else map(ask.load_portions, (hostile_reader(), hostile_reader()))
    for place, its, figures in (("a", one, measures), ("b", other, dict(reversed(measures.items())))):
        export.write(iter(lines), its, form, tmp_path / place / "x", figures)
    assert files(tmp_path / "a" / "x") == files(tmp_path / "b" / "x")
    assert (tmp_path / "a" / "x").is_dir() == (form in export.FOLDERS)


EXPORT_ALL = """
import sys
from pathlib import Path
from zeren import ask, draw, export, network
from zeren.ask import loading
from zeren.store import open_reader
with open_reader(sys.argv[1]) as reader:
    lines, duties, portions = list(reader.dump()), ask.load_duties(reader), ask.load_portions(reader)
measures = {row.body: {"betweenness": row.betweenness} for row in network.indices(network.projection(duties, "any"))}
for form in export.FORMS:
    export.write(iter(lines), portions if form in export.ASKING else duties, form, Path(sys.argv[2]) / form, measures)
"""


ROW = "{n}\t{task}\t{words}第{n}项工作，全市{what}达到{n}{n}%以上。\t2026年{n}月底\t{lead}\t{bodies}\t各区政府、市公安局\n"
BODIES = ("市水务局", "市生态环境局、市财政局", "市住房城乡建设委、市城市管理委、市园林绿化局", "市教委、团市委", "各有关部门")


def made(folder: Path) -> list[Path]:
    """Two plans of nine rows, whose bodies are partly the same."""
    folder.mkdir()
    for title, words in (("北京市2026年重点工作方案", "推进"), ("上海市2026年行动计划", "完成")):
        rows = []
        for n in range(1, 10):
            what, lead = ("污水处理率", "绿化覆盖率")[n % 2], BODIES[n % 4].split("、")[0]
            rows.append(ROW.format(n=n, task=f"任务{n // 4}", words=words, what=what, lead=lead, bodies=BODIES[n % 5]))
        head = "序号\t重点任务\t工作措施\t完成时限\t牵头单位\t责任单位\t配合单位\n"
        (folder / f"{title}.txt").write_text(f"{title}\n{head}{''.join(rows)}", encoding="utf-8")
    return sorted(folder.iterdir())


def test_a_store_built_again_in_another_order_gives_the_same_bytes(tmp_path: Path) -> None:
    """In another process, whose sets come in another order. In a full run of the two plans that come with the program."""
    plans = [CITY, DISTRICT] if os.environ.get("ZEREN_TEST_FULL") else made(tmp_path / "plans")
    for name, order in (("once", plans), ("again", plans[::-1])):
        with open_writer(tmp_path / name) as writer:
            for plan in order:
                build.build(find_files([plan]), writer, Settings())
    with open_reader(tmp_path / "once") as reader:
        duties = ask.load_duties(reader)
    assert len(duties.measures) >= 18
    assert len(duties.bodies) >= 9
    assert duties.targets
    for seed, its in (("1", tmp_path / "once"), ("2", tmp_path / "again")):
        command = [sys.executable, "-c", EXPORT_ALL, str(its), str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    for form in export.FORMS:
        assert files(tmp_path / "1" / form) == files(tmp_path / "2" / form), form


@pytest.mark.parametrize("form", export.ASKING)
def test_a_form_that_asks_the_columns_refuses_a_plain_table_and_writes_nothing(form: str, duties: Duties, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="load_portions"):
        export.write((), duties, form, tmp_path / form)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("form", export.ASKING)
def test_portions_show_in_no_byte(form: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (choice.PORTION, 50):
        monkeypatch.setattr(choice, "PORTION", size)
        monkeypatch.setattr(loading, "PORTION", size)
        with open_reader(store) as reader:
            export.write((), ask.load_portions(reader), form, tmp_path / str(size))
    assert [*files(tmp_path / "3000").values()] == [*files(tmp_path / "50").values()]


def command(*arguments: str) -> str:
    """What ``zeren export`` with these arguments prints."""
    run = commands.run("export", *arguments)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_command_offers_every_form_and_says_who_opens_it() -> None:
    shown = command("--help")
    told = dict(re.findall(r"^  (\w+) +(\S.*)$", shown, re.M))
    forms = (*export.FORMS, export.COSMOGRAPH)
    assert [form for form in forms if len(told.get(form, "")) < 20] == []
    assert "[" + "|".join(forms) + "]" in "".join(line.strip() for line in shown.splitlines())


def test_the_command_writes_network_measures_unless_told_not_to(store: Path, tmp_path: Path) -> None:
    for name, options in (("a", []), ("b", ["--no-measures"])):
        command("--as", "csv", "-o", str(tmp_path / name), "--store", str(store), *options)
    assert list(read_table(tmp_path / "b", "bodies")[0]) == list(BodyRow.__slots__)
    with open_reader(store) as reader:
        graph = network.projection(ask.load_duties(reader), "any")
    body = next(row for row in read_table(tmp_path / "a", "bodies") if row["name"] == "北京市西城区生态环境局")
    assert int(body["degree"]) == graph.degree(body["id"])
    assert float(body["pagerank"]) == pytest.approx(network.pagerank(graph)[body["id"]], rel=1e-5)


def test_an_unknown_form_names_the_known_ones(duties: Duties, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="ttl, trig, nq, jsonld, csv, parquet, gexf, graphml, neo4j, cube, stratml"):
        export.write(iter(LINES), duties, "xml", tmp_path / "x")
    with pytest.raises(WrongUsage, match="gexf, graphml"):
        export.write_network(nx.Graph(), "ttl", tmp_path / "x")
