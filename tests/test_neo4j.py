"""The Neo4j export: headers that neo4j-admin reads, unique nodes, ties whose ends exist, hostile words as words."""

from __future__ import annotations

import csv
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from samples import ALIASES, BODY, GROUP, MEASURE, MEMBER, NAME, QUOTE, TEXT, hostile_reader
from zeren import ask, export
from zeren.export.neo4j import SEPARATOR
from zeren.export.neo4j_rows import TYPES as TYPES_OF_DUTIES
from zeren.export.plain import MARK
from zeren.ground.vocabulary import with_prefixes
from zeren.store import open_reader
from zeren.store.reader import Reader

TYPES = {"", "string[]", "int", "long", "double", "boolean", "date"}
"""the property types of the manual that the export uses; none is string"""


@dataclass(frozen=True)
class Imported:
    """The files as the importer would see them: nodes by space and ID, ties with their type and ends."""

    nodes: dict[tuple[str, str], dict[str, object]]
    ties: list[tuple[str, tuple[str, str], tuple[str, str], dict[str, object]]]
    rows: int
    """node rows, so that a repeated ID shows"""


def value(kind: str, cell: str) -> object:
    """A cell as the importer types it; an empty cell is null."""
    if not cell:
        return None
    if kind == "string[]":
        return cell.split(SEPARATOR)
    if kind == "boolean":
        assert cell in ("true", "false")
        return cell == "true"
    if kind == "date":
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", cell)
    return {"int": int, "long": int, "double": float}.get(kind, str)(cell)


def imported(folder: Path) -> Imported:
    nodes, ties, rows = {}, [], 0
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *records = csv.reader(file)
        names = [column.partition(":")[0] for column in header]
        kinds = [column.partition(":")[2] for column in header]
        for record in records:
            assert len(record) == len(header)
            special, its = {}, {}
            for name, kind, cell in zip(names, kinds, record, strict=True):
                found = re.fullmatch(r"(ID|START_ID|END_ID)\((\w+)\)|(LABEL|TYPE)", kind)
                if found:
                    special[found[1] or found[3]] = (found[2], cell) if found[1] else cell
                    assert bool(name) == (found[1] == "ID")
                else:
                    assert kind in TYPES and name
                    its[name] = value(kind, cell)
            if "ID" in special:
                rows += 1
                nodes[special["ID"]] = {"LABEL": special["LABEL"].split(SEPARATOR), **its}
            else:
                ties.append((special["TYPE"], special["START_ID"], special["END_ID"], its))
    return Imported(nodes, ties, rows)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("neo4j")
    measures = {BODY: {"degree": 2, "pagerank": 0.25}, GROUP: {"degree": 1}}
    export.write((), ask.load_portions(hostile_reader()), "neo4j", folder, measures)
    return imported(folder)


@pytest.fixture(scope="module")
def plans(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("plans")
    with open_reader(store) as reader:
        export.write((), ask.load_portions(reader), "neo4j", folder)
    return imported(folder)


def test_the_two_plans_import_whole(plans: Imported) -> None:
    assert plans.rows == len(plans.nodes), "an ID stands twice in its space"
    assert [tie for tie in plans.ties if tie[1] not in plans.nodes or tie[2] not in plans.nodes] == []
    assert Counter(space for space, _ in plans.nodes) == {
        "Document": 2, "Plan": 6, "Task": 97, "Measure": 240, "Body": 106, "Target": 136, "Indicator": 98,
    }  # fmt: skip
    assert Counter(kind for kind, *_ in plans.ties) == {
        "LEADS": 129, "RESPONSIBLE_FOR": 574, "SUPPORTS": 238,
        "LEADS_AS_MEMBER": 263, "RESPONSIBLE_FOR_AS_MEMBER": 1192, "SUPPORTS_AS_MEMBER": 406, "FROM_DOCUMENT": 6, "PART_OF": 4, "IN_PLAN": 337,
        "IN_TASK": 240, "HAS_TARGET": 136, "MEASURED_AS": 136, "HAS_MEMBER": 31, "UNIT_OF": 18, "COUNTERPART_OF": 17,
    }  # fmt: skip


def test_a_duty_of_the_plans_carries_its_words_and_their_place(plans: Imported) -> None:
    written = [its for kind, *_, its in plans.ties if kind in ("LEADS", "RESPONSIBLE_FOR", "SUPPORTS")]
    derived = [its for kind, *_, its in plans.ties if kind.endswith("_AS_MEMBER")]
    assert all(its["quote"] and its["file"] and its["locator"] for its in (*written, *derived))
    assert {its["expansion"] for its in derived} <= {"certain", "possible"}
    assert len(written) == 941
    assert {its["end"] - its["start"] - len(its["quote"]) for its in written} == {0}


def test_what_is_made_of_columns_is_what_the_record_says(plans: Imported, reader: Reader) -> None:
    def said(query: str) -> set[tuple[str, ...]]:
        return {tuple(term.value for term in row.values() if term) for row in reader.query(with_prefixes(query))}

    def nodes(space: str, *names: str) -> set[tuple[str, ...]]:
        return {(iri, *(str(its[name] or "") for name in names)) for (kind, iri), its in plans.nodes.items() if kind == space}

    spelled = {(iri, spelling) for (kind, iri), its in plans.nodes.items() if kind == "Indicator" for spelling in its["spellings"] or ()}
    assert spelled == said("SELECT DISTINCT ?i ?s WHERE { ?t zr:indicator ?i . ?i skos:altLabel ?s }")
    assert len(spelled) > 10
    assert nodes("Indicator", "name") == said("SELECT DISTINCT ?i ?n WHERE { ?t zr:indicator ?i . ?i skos:prefLabel|rdfs:label ?n }")
    settled = {(iri,) for (kind, iri), its in plans.nodes.items() if kind == "Indicator" and "Unresolved" not in its["LABEL"]}
    assert settled == said("SELECT DISTINCT ?i WHERE { ?t zr:indicator ?i . ?i a zr:Indicator }")
    kin = {(start[1], kind, end[1]) for kind, start, end, _ in plans.ties if kind in ("HAS_MEMBER", "UNIT_OF", "COUNTERPART_OF")}
    held = "{ ?m zr:hasAssignment|zr:hasExpandedAssignment [ zr:body ?b ] }"
    assert kin == said(
        f"""SELECT DISTINCT ?a ?kind ?b WHERE {{
        VALUES (?p ?kind) {{ (zr:hasMember "HAS_MEMBER") (org:unitOf "UNIT_OF") (zr:counterpartOf "COUNTERPART_OF") }} ?a ?p ?b
        FILTER EXISTS {held} FILTER EXISTS {held.replace("?b", "?a")} }}"""
    )
    words = {
        (start[1], end[1], its["quote"], str(its["start"]), its["locator"], its["file"])
        for kind, start, end, its in plans.ties if kind in TYPES_OF_DUTIES.values()
    }  # fmt: skip
    assert words == said(
        """SELECT ?b ?m ?quote ?start ?spot ?file WHERE { ?m zr:hasAssignment ?d . ?d zr:body ?b ; zr:evidence ?e .
        ?e oa:exact ?quote ; oa:start ?start ; zr:locator ?spot ; oa:hasSource/zr:fileName ?file }"""
    )


def test_hostile_words_come_back_as_they_are(bad: Imported) -> None:
    body = bad.nodes["Body", BODY]
    assert body["name"] == NAME
    assert body["aliases"] == [*ALIASES[:2], f"e{MARK}f", *ALIASES[3:]]
    measure = bad.nodes["Measure", MEASURE]
    assert (measure["text"], measure["section"]) == (TEXT, ["一、总;则", '（一）"分"'])
    assert bad.nodes["Target", f"{MEASURE}/target/1"]["quote"] == QUOTE


def test_values_have_their_types(bad: Imported) -> None:
    measure = bad.nodes["Measure", MEASURE]
    assert (measure["order"], measure["deadline_inherited"], measure["deadline_end"]) == (1, False, "2026-12-31")
    first, second = (bad.nodes["Target", f"{MEASURE}/target/{number}"] for number in (1, 2))
    assert (first["value"], first["value_max"], first["comparator"], first["force"]) == (65.0, 70.5, "at-least", "aspired")
    assert (second["value"], second["kind"], second["start"]) == (None, "qualitative", 20)
    bodies = [(bad.nodes["Body", iri]["degree"], bad.nodes["Body", iri]["pagerank"]) for iri in (BODY, GROUP, MEMBER)]
    assert bodies == [(2, 0.25), (1, None), (None, None)]


def test_labels_tell_agencies_from_groups(bad: Imported) -> None:
    assert bad.nodes["Body", BODY]["LABEL"] == ["Body", "Agency"]
    assert bad.nodes["Body", GROUP]["LABEL"] == ["Body", "Group"]


def test_the_duty_of_a_member_stands_on_the_words_of_its_group(bad: Imported) -> None:
    ties = {(kind, start[1]): its for kind, start, _, its in bad.ties}
    assert set(ties) >= {("LEADS", BODY), ("RESPONSIBLE_FOR", BODY), ("SUPPORTS", GROUP), ("SUPPORTS_AS_MEMBER", MEMBER)}
    derived = ties["SUPPORTS_AS_MEMBER", MEMBER]
    assert (derived["expansion"], derived["via"], derived["quote"]) == ("certain", GROUP, "各区政府")
    assert ties["LEADS", BODY]["quote"] == ALIASES[0]


def test_ties_to_what_is_not_exported_are_left_out(bad: Imported) -> None:
    members = [(start[1], end[1]) for kind, start, end, _ in bad.ties if kind == "HAS_MEMBER"]
    assert members == [(GROUP, MEMBER)]


def test_the_script_names_every_file_once_and_runs_the_importer_on_them(tmp_path: Path) -> None:
    export.write((), ask.load_portions(hostile_reader()), "neo4j", tmp_path / "x")
    fake = tmp_path / "admin"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\n', encoding="utf-8")
    fake.chmod(0o755)
    run = subprocess.run(
        ["sh", str(tmp_path / "x" / "import.sh"), "计划"], env={"NEO4J_ADMIN": str(fake), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    place, *words = run.stdout.splitlines()
    assert Path(place) == tmp_path / "x"
    assert words[:4] == ["database", "import", "full", "计划"]
    assert {"--array-delimiter=U+001F", "--multiline-fields=true", "--legacy-style-quoting=false"} < set(words)
    named = [word.rpartition("=")[2] for word in words if word.startswith(("--nodes", "--relationships"))]
    assert sorted(named) == sorted(path.name for path in (tmp_path / "x").glob("*.csv"))
    sorts = {word.rpartition("=")[2]: word.partition("=")[0] for word in words if word.endswith(".csv")}
    assert sorts["bodies.csv"] == "--nodes" and sorts["duties.csv"] == "--relationships"
