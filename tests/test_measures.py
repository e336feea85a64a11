"""``zeren network``: figures worked out by hand on a small plan, and by networkx itself on the district plan."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import commands
from zeren import network
from zeren.cli.measures import _COLUMNS
from zeren.ground.model import Extraction
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.store import open_writer

Run = commands.Run
Zeren = Callable[..., Run]

# Two triangles, 教育–民政–公安 and 水务–商务–统计, joined by one tie between 教育 and 水务.
SMALL = """# 北京市西城区校园节水2026年行动计划

| 序号 | 任务 | 措施 | 完成时限 | 主责单位 | 协办单位 |
|---|---|---|---|---|---|
| 1 | 校园安全 | 开展校园周边巡查。 | 年底前 | 区教育局 | 区民政局、区公安分局 |
| 2 | 节水 | 推广节水器具。 | 年底前 | 区水务局 | 区商务局、区统计局 |
| 3 | 校园节水 | 建设节水校园。 | 年底前 | 区教育局 | 区水务局 |
"""
EDUCATION, WATER, POLICE, TRADE, CIVIL, STATISTICS = (
    "北京市西城区教育委员会", "北京市西城区水务局", "北京市公安局西城分局", "北京市西城区商务局", "北京市西城区民政局",
    "北京市西城区统计局",
)  # fmt: skip


def runner(store: Path, folder: Path) -> Zeren:
    """Run ``zeren network``, or another command, on a store."""

    def run(*arguments: str, command: str = "network", **settings: str) -> Run:
        environment = {**os.environ, "ZEREN_STORE": str(store), "LC_ALL": "C", "COLUMNS": "160", **settings}
        return commands.run(command, *arguments, cwd=folder, env=environment)

    return run


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Zeren:
    folder = tmp_path_factory.mktemp("small")
    (folder / "plan.md").write_text(SMALL, encoding="utf-8")
    with open_writer(folder / "store") as writer:
        build.build(files.find_files([folder / "plan.md"]), writer, Settings())
    return runner(folder / "store", folder)


@pytest.fixture
def both(store: Path, tmp_path: Path) -> Zeren:
    return runner(store, tmp_path)


def rows(run: Run) -> list[dict[str, Any]]:
    assert run.returncode == 0, run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


# ── By hand ──────────────────────────────────────────────────────────────────────────────


def test_bodies_of_two_joined_triangles(small: Zeren) -> None:
    """教育 lies on the paths of 2 × 3 of 10 pairs; PageRank a of the two joining bodies and b of the four others:

    2a + 4b = 1 and a = 0.15/6 + 0.85 (a/3 + 2 b/2), hence a = 0.2375 / (1 − 0.85/3 + 0.425).
    """
    found = rows(small("--format", "json"))
    assert [row["agency"] for row in found] == [EDUCATION, WATER, POLICE, TRADE, CIVIL, STATISTICS]
    joining = 0.2375 / (1 - 0.85 / 3 + 0.425)
    other = (1 - 2 * joining) / 4
    assert [(row["degree"], row["strength"], row["betweenness"], row["core"]) for row in found] == [
        *[(3, 3, 0.6, 2)] * 2,
        *[(2, 2, 0.0, 2)] * 4,
    ]
    assert [row["pagerank"] for row in found] == pytest.approx([joining] * 2 + [other] * 4, abs=1e-6)
    assert [row["in_core"] for row in found] == [True, True, False, False, False, False]
    assert [row["community"] for row in found] == [1, 2, 1, 2, 1, 2]
    assert {row["stability"] for row in found} == {1.0}


def test_the_head_tells_the_figures_of_the_whole_and_what_was_counted(small: Zeren) -> None:
    """7 of 15 ties. Core of 2 leaves two ties among the six pairs of the rest: fit 4/√72.

    Modularity 2 (3/7 − (7/14)²).
    """
    counted, size, core, communities, source = small("--format", "json").stderr.splitlines()
    assert "any role · 3 项措施" in counted and "groups as written" in counted and "shared measures" in counted
    assert size.endswith("6 个单位 bodies · 7 条联系 ties · 密度 density 0.467")
    assert "核心 2 个单位" in core and core.endswith("fit 0.471")
    assert communities.startswith("社群 communities: 2（") and "modularity 0.357" in communities
    assert "stability 1.000 (20 seeded runs)" in communities
    assert source.endswith("zeren network --what definitions")


@pytest.mark.parametrize(("weight", "strength"), [("newman", 0.5 + 0.5 + 1), ("jaccard", 0.5 + 0.5 + 1 / 3)])
def test_the_weight_makes_the_strength(small: Zeren, weight: str, strength: float) -> None:
    """教育 shares measure 1 with two others and measure 3 with one; 水务 and it have three measures in all."""
    run = small("--weight", weight, "--format", "json")
    found = {row["agency"]: row for row in rows(run)}
    assert found[EDUCATION]["strength"] == pytest.approx(strength, abs=1e-5)
    assert found[EDUCATION]["degree"] == 3
    assert weight.capitalize() in run.stderr


def test_bridges_name_whom_they_keep_connected(small: Zeren) -> None:
    """Without 教育 two bodies lose three others: 6 of C(5, 2) pairs."""
    found = rows(small("--what", "bridges", "--format", "json"))
    assert [(row["agency"], row["separated"], row["share"], row["pieces"]) for row in found] == [
        (EDUCATION, 6, 0.6, [3, 2]),
        (WATER, 6, 0.6, [3, 2]),
    ]
    assert [sorted(row["cut_off"]) for row in found] == [sorted([POLICE, CIVIL]), sorted([TRADE, STATISTICS])]
    assert len(found[0]["cut_off_ids"]) == 2


def test_communities_list_their_bodies(small: Zeren) -> None:
    found = rows(small("--what", "communities", "--format", "json"))
    assert [(row["community"], row["size"], row["stability"]) for row in found] == [(1, 3, 1.0), (2, 3, 1.0)]
    assert [set(row["agencies"]) for row in found] == [{EDUCATION, POLICE, CIVIL}, {WATER, TRADE, STATISTICS}]


def test_ties_stand_in_the_order_of_the_chosen_weight(small: Zeren) -> None:
    first = {
        weight: rows(small("--what", "ties", "--weight", weight, "--top", "2", "--format", "json"))
        for weight in ("newman", "jaccard")
    }
    (joint, _) = first["newman"]
    assert (joint["a"], joint["b"], joint["count"], joint["newman"]) == (EDUCATION, WATER, 1, 1.0)
    assert joint["jaccard"] == pytest.approx(1 / 3, abs=1e-6)
    assert [(row["a"], row["b"], row["jaccard"]) for row in first["jaccard"]] == [
        (POLICE, CIVIL, 1.0),
        (TRADE, STATISTICS, 1.0),
    ]
    assert len(joint["measures"]) == 1
    assert joint["measures"][0].startswith("https://w3id.org/zeren/id/measure/")


def test_a_directed_kind_runs_from_the_responsible_to_the_supporting_bodies(small: Zeren) -> None:
    run = small("--role", "responsible-support", "--what", "ties", "--format", "json")
    assert {(row["a"], row["b"]) for row in rows(run)} == {
        (EDUCATION, POLICE), (EDUCATION, CIVIL), (EDUCATION, WATER), (WATER, TRADE), (WATER, STATISTICS)
    }  # fmt: skip
    assert "5 条有向联系 directed ties · 密度 density 0.167" in run.stderr


def test_the_two_mode_network_lists_each_body_with_each_of_its_measures(small: Zeren) -> None:
    run = small("--what", "bipartite", "--role", "responsible-support", "--format", "json")
    assert [(row["agency"], row["roles"], row["text"]) for row in rows(run)][:4] == [
        (POLICE, ["support"], "开展校园周边巡查。"),
        (EDUCATION, ["responsible"], "开展校园周边巡查。"),
        (CIVIL, ["support"], "开展校园周边巡查。"),
        (TRADE, ["support"], "推广节水器具。"),
    ]
    assert run.stderr.splitlines()[-1] == "二模网络 two-mode network: 6 个单位 bodies · 3 项措施 measures · 8 条联系 ties"


def test_rank_takes_the_measures_as_columns_when_asked(small: Zeren) -> None:
    """教育 is responsible in two measures, alone: no co-responsible tie. In any role it lies between the triangles."""
    plain = rows(small("--format", "json", command="rank"))
    wide = rows(small("--measures", "--format", "json", command="rank"))
    assert [tuple(row) for row in plain] == [("agency", "kind", "count", "printed", "agency_id")] * 6
    assert [{key: row[key] for key in plain[0]} for row in wide] == plain
    figures = {row["agency"]: [row[column] for column in network.COLUMNS] for row in wide}
    assert figures[EDUCATION] == [3, 3, 0.6, 0.208029, 2, True, 1, 1.0, 6]
    assert figures[STATISTICS] == [2, 2, 0.0, figures[CIVIL][3], 2, False, 2, 1.0, 0]
    alone = rows(small("--measures", "--role", "responsible", "--format", "json", command="rank"))
    assert {row["agency"]: (row["count"], row["degree"]) for row in alone} == {EDUCATION: (2, 0), WATER: (1, 0)}
    table = list(csv.DictReader(io.StringIO(small("--measures", "--format", "csv", command="rank").stdout)))
    assert [row["separated"] for row in table] == [str(row["separated"]) for row in wide]


def test_a_weight_without_measures_is_refused(small: Zeren) -> None:
    run = small("--weight", "newman", command="rank")
    assert run.returncode == 2
    assert "add --measures" in run.stderr


# ── The district plan ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def drawn(district: Extraction) -> nx.Graph:
    """The district's bodies as written, tied by shared measures, made without the network room."""
    graph = nx.Graph()
    for measure in district.measures:
        held = {
            each.resolution.body.name if each.resolution and each.resolution.body else each.full
            for each in measure.assignments
            if each.basis != "expanded"
        }
        graph.add_nodes_from(held)
        for a, b in combinations(sorted(held), 2):
            graph.add_edge(a, b, weight=graph.get_edge_data(a, b, {"weight": 0})["weight"] + 1)
    return graph


def test_the_measures_of_the_district_are_those_of_networkx(both: Zeren, drawn: nx.Graph) -> None:
    run = both("--plan", "西城", "--format", "json")
    found = {row["agency"]: row for row in rows(run)}
    assert nx.density(drawn) == pytest.approx(0.267, abs=0.0005)
    assert "46 个单位 bodies · 276 条联系 ties · 密度 density 0.267" in run.stderr
    assert {name: row["degree"] for name, row in found.items()} == dict(drawn.degree)
    assert {name: row["strength"] for name, row in found.items()} == dict(drawn.degree(weight="weight"))
    assert {name: row["core"] for name, row in found.items()} == nx.core_number(drawn)
    between = nx.betweenness_centrality(drawn)
    assert {name: row["betweenness"] for name, row in found.items()} == pytest.approx(between, rel=1e-5)


def test_pagerank_solves_its_equation(both: Zeren, drawn: nx.Graph) -> None:
    rank = {row["agency"]: row["pagerank"] for row in rows(both("--plan", "西城", "--format", "json"))}
    strength = dict(drawn.degree(weight="weight"))
    solved = {
        body: 0.15 / len(drawn)
        + 0.85 * sum(rank[other] * tie["weight"] / strength[other] for other, tie in drawn[body].items())
        for body in drawn
    }
    assert rank == pytest.approx(solved, rel=1e-5)
    assert sum(rank.values()) == pytest.approx(1, abs=1e-5)


def test_the_bridges_of_the_district_are_its_cut_points(both: Zeren, drawn: nx.Graph) -> None:
    found = rows(both("--plan", "西城", "--what", "bridges", "--format", "json"))
    assert {row["agency"] for row in found} == set(nx.articulation_points(drawn))
    # 区数据局 stands in two measures: alone, and with 区城市管理委 (余热回收).
    (keeper,) = (row for row in found if row["cut_off"] == ["北京市西城区数据局"])
    assert (keeper["agency"], keeper["separated"], keeper["pieces"]) == ("北京市西城区城市管理委员会", 44, [44, 1])


def test_communities_share_out_all_bodies(both: Zeren, drawn: nx.Graph) -> None:
    run = both("--plan", "西城", "--what", "communities", "--format", "json")
    found = rows(run)
    assert sorted(name for row in found for name in row["agencies"]) == sorted(drawn)
    assert [row["size"] for row in found] == sorted((row["size"] for row in found), reverse=True)
    modularity = nx.community.modularity(drawn, [row["agencies"] for row in found])
    assert f"modularity {modularity:.3f}" in run.stderr


def test_expanded_groups_make_another_network_and_the_head_says_so(both: Zeren) -> None:
    """All fifteen sub-districts of 西城 take the place of 各街道办事处 and are tied to one another."""
    run = both("--plan", "西城", "--role", "support", "--groups", "expanded", "--format", "json")
    streets = [row for row in rows(run) if row["kind"] == "agency" and row["agency"].endswith("街道办事处")]
    assert len(streets) == 15
    assert all(row["degree"] >= 14 for row in streets)
    assert "expanded to their certain members" in run.stderr


def test_comparison_puts_the_three_readings_side_by_side(both: Zeren) -> None:
    """23 measures name 各街道办事处, three more 相关街道办事处, whose members are possible only."""
    run = both("--plan", "西城", "--role", "support", "--what", "comparison", "--format", "json")
    found = {row["agency"]: (row["as_written"], row["expanded"], row["possible"]) for row in rows(run)}
    assert found["北京市西城区各街道办事处"] == (23, 0, 0)
    assert found["北京市西城区相关街道办事处"] == (3, 3, 0)
    assert found["北京市西城区德胜街道办事处"] == (0, 23, 26)
    assert found["北京市西城区生态环境局"] == (15, 15, 15)
    assert [line.split(":")[0] for line in run.stderr.splitlines()[1:]] == ["as-written", "expanded", "possible"]


# ── Formats and failures ─────────────────────────────────────────────────────────────────


def test_definitions_give_formula_and_source_without_a_store(both: Zeren) -> None:
    run = both("--what", "definitions", "--format", "json", ZEREN_STORE="/no/such/store")
    assert rows(run) == [dict(row) for row in network.definitions()]
    shown = both("--what", "definitions", "--format", "table", COLUMNS="40").stdout
    for row in network.definitions():
        assert row["formula"] in shown
        assert row["source"] in shown


def test_every_figure_of_a_body_has_a_definition() -> None:
    others = {"agency", "kind", "level", "agency_id"}
    keys = {row["key"] for row in network.definitions()}
    assert {network.COLUMNS[column] for column in _COLUMNS["bodies"] if column not in others} <= keys


@pytest.mark.parametrize("what", ["bodies", "communities", "bridges", "comparison", "ties", "bipartite"])
def test_csv_has_the_columns_of_json(small: Zeren, what: str) -> None:
    objects = rows(small("--what", what, "--format", "json"))
    table = list(csv.DictReader(io.StringIO(small("--what", what, "--format", "csv").stdout)))
    assert len(table) == len(objects)
    assert set(table[0]) == set(objects[0])


def test_tables_leave_the_identifiers_out(small: Zeren) -> None:
    shown = small("--format", "table", "--top", "1").stdout.splitlines()
    assert len(shown) == 2
    assert shown[1].split() == [EDUCATION, "agency", "3", "3", "0.6", "0.208029", "2", "✓", "1", "1.0", "6"]
    assert small("--format", "md").stdout.startswith("| agency | kind | degree | strength |")


def test_a_role_that_no_body_holds_gives_no_rows_and_says_so(both: Zeren) -> None:
    run = both("--plan", "西城", "--role", "lead", "--format", "json")
    assert rows(run) == []
    assert "no body holds this role" in run.stderr
    assert "modularity" not in run.stderr
    header = both("--plan", "西城", "--role", "lead", "--format", "csv").stdout
    assert header == ",".join(_COLUMNS["bodies"]) + "\n"


def test_bodies_without_ties_are_rows_too(both: Zeren) -> None:
    """The district plan has responsible bodies, but none that leads."""
    run = both("--plan", "西城", "--role", "lead-responsible", "--format", "json")
    assert {row["degree"] for row in rows(run)} == {0}
    assert "no two bodies share a measure" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--role", "boss"), 2, "lead-responsible"),
        (("--weight", "cosine"), 2, "jaccard"),
        (("--role", "lead-support", "--what", "comparison"), 2, "ties two roles"),
        (("--plan", "南城"), 66, "no such plan"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(
    both: Zeren, arguments: tuple[str, ...], code: int, words: str
) -> None:
    run = both(*arguments)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr


@pytest.mark.parametrize("what", ["bodies", "communities", "bridges", "ties"])
def test_the_same_store_gives_the_same_bytes(both: Zeren, what: str) -> None:
    first, second = (both("--what", what, "--format", "csv", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.returncode == 0
    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)
