"""Exports: other tools read back exactly what the store holds, and the same store gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from pyoxigraph import RdfFormat, parse

from zeren import ask, export, network
from zeren.duties import BodyRow, Duties, Duty, MeasureRow
from zeren.errors import StoreError, WrongUsage
from zeren.export.plain import MARK

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


FORMATS = {"nq": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD, "ttl": RdfFormat.TURTLE}


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


def test_turtle_reads_back_as_the_union_of_the_graphs(duties: Duties, tmp_path: Path) -> None:
    assert quads(written("ttl", duties, tmp_path), "ttl") == union(LINES)


def test_turtle_states_a_subject_once_with_its_class_first(duties: Duties, tmp_path: Path) -> None:
    text = written("ttl", duties, tmp_path)
    block = text[text.index("\n<https://w3id.org/zeren/id/m/1> ") :].split(" .\n")[0]
    assert block.startswith("\n<https://w3id.org/zeren/id/m/1> a zr:Measure ;\n    zr:inPlan <https://w3id.org/zeren/id/p/%E5%8C%BA.> ;")
    assert block.count("zr:order") == 1
    assert block.endswith("zr:text " + '"\\u0007\\u202E", ' + f'"第一行\\n\\"引号\\" \\\\ ^^ <{XSD}a>"')


def test_the_statements_of_the_two_plans_come_back(reader: ask.Reader, tmp_path: Path) -> None:
    lines = list(reader.dump())
    assert len(lines) > 40_000
    nothing = Duties({}, {}, ())
    assert quads(written("ttl", nothing, tmp_path, lines), "ttl") == union(lines)
    assert quads(written("jsonld", nothing, tmp_path, lines), "jsonld") == quads("\n".join(lines), "nq")


@pytest.mark.parametrize("line", ["<a> <b> c .", '<a> <b> "c .', "<a> <b> <c d> .", "", "# note"])
def test_a_line_that_is_no_statement_is_refused_and_the_former_file_stays(line: str, duties: Duties, tmp_path: Path) -> None:
    for form in ("nq", "ttl", "jsonld"):
        path = tmp_path / f"x.{form}"
        path.write_text("former", encoding="utf-8")
        with pytest.raises(StoreError, match="no N-Quad"):
            export.write(iter([LINES[0], line]), duties, form, path)
        assert path.read_text(encoding="utf-8") == "former"
    assert len(list(tmp_path.iterdir())) == 3


# ── Tables ───────────────────────────────────────────────────────────────────────────────


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
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
    assert list(rows[0]) == list(Duty.__slots__)
    assert [(r["measure"], r["body"], r["role"], r["expansion"]) for r in rows] == [
        (d.measure, d.body, d.role, d.expansion or "") for d in duties.duties
    ]


def test_no_cell_of_a_table_begins_a_formula_or_holds_a_control_character(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "csv", tmp_path)
    cells = [cell for name in ("bodies", "measures", "duties") for row in read_table(tmp_path, name) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=1+1,\"x\" &</data>" in cells and f"'-1+1<b>{MARK}" in cells and f"'@x{MARK}" in cells
    assert json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["replaced"] == 3


def test_the_package_describes_the_tables_as_they_are(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "csv", tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["bodies", "measures", "duties"]
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        header = data.decode("utf-8").splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


def test_keys_of_the_package_hold_in_the_tables(duties: Duties, tmp_path: Path) -> None:
    export.write(iter(()), duties, "csv", tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    keys = package["resources"][2]["schema"]["foreignKeys"]
    assert [key["fields"] for key in keys] == ["measure", "body"]
    for key in keys:
        known = {row[key["reference"]["fields"]] for row in read_table(tmp_path, key["reference"]["resource"])}
        assert {row[key["fields"]] for row in read_table(tmp_path, "duties")} <= known


def test_a_file_where_the_folder_should_be_is_refused(duties: Duties, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUsage, match="folder"):
        export.write(iter(()), duties, "csv", tmp_path / "x.csv")
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


# ── All forms ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", export.FORMS)
def test_the_same_store_gives_the_same_bytes(form: str, duties: Duties, tmp_path: Path) -> None:
    turned = Duties(dict(reversed(duties.bodies.items())), duties.measures, duties.duties)
    paths = [tmp_path / "a" / "x", tmp_path / "b" / "x"]
    for path, its in zip(paths, (duties, turned), strict=True):
        export.write(iter(LINES), its, form, path)
    files = [sorted(path.iterdir()) if form == "csv" else [path] for path in paths]
    assert [file.read_bytes() for file in files[0]] == [file.read_bytes() for file in files[1]]


def test_an_unknown_form_names_the_known_ones(duties: Duties, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="ttl, nq, jsonld, csv, gexf, graphml"):
        export.write(iter(LINES), duties, "xml", tmp_path / "x")
    with pytest.raises(WrongUsage, match="gexf, graphml"):
        export.write_network(nx.Graph(), "ttl", tmp_path / "x")
