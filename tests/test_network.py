"""The network room: projections, weights and indices against figures worked out by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations, product
from math import isclose
from pathlib import Path
from statistics import correlation

import networkx as nx
import pytest

from zeren import ask, network
from zeren.ground.errors import WrongUsage
from zeren.network import louvain
from zeren.network.indices import betweenness
from zeren.store import open_reader
from zeren.store.reader import Reader
from zeren.table.duties import GROUPS, BodyRow, Duties, Duty, MeasureRow

# measure: {role: bodies in the order printed}
PLAN = {
    "m1": {"lead": "甲", "responsible": "乙丙", "support": "丁戊"},
    "m2": {"lead": "甲乙", "responsible": "甲乙", "support": "丁戊己"},
    "m3": {"responsible": "丙", "support": "戊丁"},
    "m4": {"responsible": "庚"},
}


def duties_of(plan: dict[str, dict[str, str]], extra: tuple[Duty, ...] = ()) -> Duties:
    """A table of duties; bodies are single characters, their IRIs b:<character>."""
    rows = []
    for measure, roles in plan.items():
        printed = [(role, body) for role, bodies in roles.items() for body in bodies]
        rows += [
            Duty(measure, f"b:{body}", role, None, body, place, "cell")
            for place, (role, body) in enumerate(printed, start=1)
        ]
    rows += extra
    names = sorted({row.body for row in rows})
    return Duties(
        bodies={
            iri: BodyRow(iri, f"市{iri[2:]}", iri[2:], "group" if iri == "b:群" else "agency", "county", "市")
            for iri in names
        },
        measures={
            measure: MeasureRow(
                measure, "计划", "p", None, None, (), None, None, order, "文", "", "none", None, None, False,
                "f", "line 1", None,
            )
            for order, measure in enumerate(dict.fromkeys(row.measure for row in rows), start=1)
        },
        duties=tuple(rows),
    )  # fmt: skip


DUTIES = duties_of(PLAN)


def graph_of(*edges: str) -> nx.Graph:
    """A network whose ties are written as two characters, each of weight 1."""
    graph = nx.Graph()
    graph.add_weighted_edges_from((edge[0], edge[1], 1) for edge in edges)
    return graph


# ── pairs and rank ───────────────────────────────────────────────────────────────────────


def test_co_support_pairs_come_by_count_then_by_name() -> None:
    assert [(row.a, row.b, row.count) for row in network.pairs(DUTIES, "support")] == [
        ("市丁", "市戊", 3),
        ("市丁", "市己", 1),
        ("市己", "市戊", 1),
    ]


def test_co_responsible_pairs() -> None:
    found = [(row.a, row.b, row.count) for row in network.pairs(DUTIES, "responsible")]
    assert found == [("市丙", "市乙", 1), ("市乙", "市甲", 1)]


def test_any_role_counts_a_shared_measure_once() -> None:
    found = {(row.a, row.b): row.count for row in network.pairs(DUTIES, "any")}
    assert found["市乙", "市甲"] == 2
    assert found["市丁", "市戊"] == 3
    assert all("市庚" not in pair for pair in found)


def test_directed_pairs_run_from_the_leading_body_and_never_to_itself() -> None:
    found = [(row.a, row.b, row.count) for row in network.pairs(DUTIES, "lead-responsible")]
    assert found == [("市甲", "市乙", 2), ("市乙", "市甲", 1), ("市甲", "市丙", 1)]


def test_rank_counts_measures_of_a_role() -> None:
    found = [(row.agency, row.kind, row.count) for row in network.rank(DUTIES, "support")]
    assert found == [("市丁", "agency", 3), ("市戊", "agency", 3), ("市己", "agency", 1)]


def test_rank_of_any_role_counts_a_measure_with_two_roles_once() -> None:
    found = {row.agency: row.count for row in network.rank(DUTIES, "any")}
    assert found["市甲"] == 2


def test_a_body_printed_twice_in_one_cell_counts_once() -> None:
    twice = duties_of({"m1": {"support": "丁丁戊"}})
    assert [(row.agency, row.count) for row in network.rank(twice, "support")] == [("市丁", 1), ("市戊", 1)]
    assert [(row.a, row.b, row.count) for row in network.pairs(twice, "support")] == [("市丁", "市戊", 1)]


@pytest.mark.parametrize("call", [network.pairs, network.rank, network.projection])
def test_an_unknown_role_is_refused_with_the_roles_there_are(call: Callable[[Duties, str], object]) -> None:
    with pytest.raises(WrongUsage, match=r"'boss'.*lead, responsible, support"):
        call(DUTIES, "boss")


def test_rank_refuses_a_directed_kind() -> None:
    with pytest.raises(WrongUsage, match="lead-support"):
        network.rank(DUTIES, "lead-support")


def test_no_duties_give_no_rows() -> None:
    empty = Duties({}, {}, ())
    assert network.pairs(empty, "any") == ()
    assert network.rank(empty, "any") == ()
    assert network.indices(network.projection(empty, "any")) == ()


# ── groups ───────────────────────────────────────────────────────────────────────────────


def expanded(via: str) -> Duties:
    """One measure supported by 丁 and by a group with the certain members 丁, 戊 and the possible member 己."""
    members = tuple(
        Duty("m1", f"b:{body}", "support", None, "群", 2, "expanded", how, via)
        for body, how in (("丁", "certain"), ("戊", "certain"), ("己", "possible"))
    )
    return duties_of({"m1": {"support": "丁群"}, "m2": {"support": "群"}}, members)


@pytest.mark.parametrize("via", ["b:群", "市群", "群"])
@pytest.mark.parametrize(
    ("groups", "bodies"),
    [("as-written", {"市丁": 1, "市群": 2}), ("expanded", {"市丁": 1, "市戊": 1, "市群": 1}),
     ("possible", {"市丁": 1, "市戊": 1, "市己": 1, "市群": 1})],
)  # fmt: skip
def test_a_group_gives_way_to_its_members_only_where_it_has_any(
    via: str, groups: str, bodies: dict[str, int]
) -> None:
    """``via`` may be the IRI, the name or the label of the group; in m2 the group has no members."""
    assert {row.agency: row.count for row in network.rank(expanded(via), "support", groups)} == bodies


def test_readings_of_groups_side_by_side() -> None:
    rows = network.comparison(expanded("群"), "support")
    assert [(row.agency, row.as_written, row.expanded, row.possible) for row in rows] == [
        ("市群", 2, 1, 1),
        ("市丁", 1, 1, 1),
        ("市戊", 0, 1, 1),
        ("市己", 0, 0, 1),
    ]


def test_an_unknown_reading_of_groups_is_refused() -> None:
    with pytest.raises(WrongUsage, match=r"'all'.*as-written, expanded, possible"):
        network.pairs(DUTIES, "support", "all")


# ── the whole store, in columns ──────────────────────────────────────────────────────────



@pytest.mark.parametrize(("plan", "groups"), [*((None, groups) for groups in GROUPS), ("附2 加快", "possible")])
def test_columns_and_the_plain_table_give_the_same_networks(reader: Reader, plan: str | None, groups: str) -> None:
    """Two ways to count, in SQL and measure by measure: the same ties, weights, ranks and bodies."""
    duties = ask.load_duties(reader, plan)
    whole = network.Whole(ask.landing_for(reader), ask.plan_paths(reader, plan))
    assert whole.measures() == len(duties.measures)
    for role in ("any", "support", "lead-responsible"):
        ties = network.ties(duties, role, groups)
        assert whole.ties(role, groups) == ties
        assert whole.pairs(role, groups) == network.pairs(duties, role, groups)
        one, other = whole.projection(role, groups, "newman"), network.projection(duties, role, groups, "newman")
        assert list(one.nodes(data=True)) == list(other.nodes(data=True))
        assert [(a, b, data["weight"]) for a, b, data in one.edges(data=True)] == [(a, b, data["weight"]) for a, b, data in other.edges(data=True)]
        graph = network.bipartite(duties, groups, role)
        assert {(row.agency_id, row.id): row.roles for row in whole.bipartite(role, groups)} == {
            (a, b) if graph.nodes[a]["bipartite"] == 0 else (b, a): data["roles"] for a, b, data in graph.edges(data=True)
        }
    assert whole.rank("support", groups) == network.rank(duties, "support", groups)
    assert whole.comparison("any") == network.comparison(duties, "any")


def test_figures_are_computed_once_for_a_state_of_the_store(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reader finds the same figures without counting anything; another plan or a damaged file counts anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with open_reader(store) as first:
        found = network.Whole(ask.landing_for(first)).columns("support")
        assert found == network.columns(ask.load_duties(first), "support")
    (kept,) = tmp_path.rglob("network-*.json")
    with open_reader(store) as second, monkeypatch.context() as patched:
        patched.setattr(network.Whole, "projection", lambda *_: pytest.fail("counted again"))
        whole = network.Whole(ask.landing_for(second))
        again = whole.columns("support")
        assert (again, list(again)) == (found, list(found))
        with pytest.raises(pytest.fail.Exception):
            whole.columns("lead")
    kept.write_bytes(kept.read_bytes()[:100])
    with open_reader(store) as third:
        assert network.Whole(ask.landing_for(third)).columns("support") == found


def test_figures_need_no_place_to_be_kept(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with open_reader(store) as reader:
        assert network.Whole(ask.landing_for(reader)).columns("support") == network.columns(ask.load_duties(reader), "support")


@pytest.mark.parametrize("call", ["ties", "pairs", "rank", "projection"])
def test_columns_refuse_what_the_plain_table_refuses(reader: Reader, call: str) -> None:
    whole = network.Whole(ask.landing_for(reader))
    with pytest.raises(WrongUsage, match=r"'boss'.*lead, responsible, support"):
        getattr(whole, call)("boss")
    with pytest.raises(WrongUsage, match=r"'all'.*as-written, expanded, possible"):
        getattr(whole, call)("support", "all")


# ── weights and graphs ───────────────────────────────────────────────────────────────────


def test_the_three_weights_of_a_mutual_tie() -> None:
    """丁 and 戊 share m1 (2 supporters), m2 (3) and m3 (2); both support three measures in all."""
    tie = next(tie for tie in network.ties(DUTIES, "support") if (tie.a, tie.b) == ("b:丁", "b:戊"))
    assert tie.count == 3
    assert isclose(tie.newman, 1 + 1 / 2 + 1)
    assert tie.jaccard == 1.0
    assert tie.measures == ("m1", "m2", "m3")


def test_the_three_weights_of_a_directed_tie() -> None:
    """甲 leads m1 (receivers 乙, 丙) and m2 (receivers 乙, and itself); 乙 is responsible for m1 and m2."""
    tie = next(tie for tie in network.ties(DUTIES, "lead-responsible") if (tie.a, tie.b) == ("b:甲", "b:乙"))
    assert tie.count == 2
    assert isclose(tie.newman, 1 / 2 + 1)
    assert tie.jaccard == 1.0


def test_newman_weights_of_a_body_add_up_to_its_shared_measures() -> None:
    """What Newman's weight is for: every measure that a body shares gives it strength 1 (Newman 2001)."""
    graph = network.projection(DUTIES, "support", weight="newman")
    strength = {row.body: row.strength for row in network.indices(graph)}
    assert strength == {"b:丁": pytest.approx(3), "b:戊": pytest.approx(3), "b:己": pytest.approx(1)}


def test_jaccard_lies_below_one_where_measures_are_not_shared() -> None:
    graph = network.projection(DUTIES, "support", weight="jaccard")
    assert isclose(graph["b:丁"]["b:己"]["weight"], 1 / 3)


def test_a_projection_keeps_bodies_without_partners() -> None:
    graph = network.projection(DUTIES, "responsible")
    assert list(graph) == ["b:丙", "b:乙", "b:庚", "b:甲"]
    assert graph.degree("b:庚") == 0
    assert graph.nodes["b:庚"]["label"] == "庚"


def test_the_bipartite_network_has_a_tie_for_each_body_and_measure() -> None:
    graph = network.bipartite(DUTIES)
    assert graph["b:甲"]["m2"]["roles"] == ("lead", "responsible")
    assert {node for node, data in graph.nodes(data=True) if data["bipartite"] == 1} == set(PLAN)
    assert graph.number_of_edges() == 5 + 5 + 3 + 1


def test_the_bipartite_network_of_a_role_or_of_a_directed_kind_has_its_ties_only() -> None:
    """Supporters: two of m1, three of m2, two of m3."""
    held = {
        (body, measure): data["roles"]
        for body, measure, data in network.bipartite(DUTIES, role="support").edges(data=True)
    }
    assert len(held) == 7
    assert set(held.values()) == {("support",)}
    both = network.bipartite(DUTIES, role="lead-responsible")
    assert "b:戊" not in both
    assert both["b:甲"]["m2"]["roles"] == ("lead", "responsible")
    with pytest.raises(WrongUsage, match="boss"):
        network.bipartite(DUTIES, role="boss")


def test_an_unknown_weight_is_refused() -> None:
    with pytest.raises(WrongUsage, match=r"'cosine'.*count, newman, jaccard"):
        network.projection(DUTIES, "support", weight="cosine")


# ── indices ──────────────────────────────────────────────────────────────────────────────


def test_indices_of_a_star() -> None:
    """The middle of a star of four lies on all three paths between the others; PageRank after the closed form."""
    rows = {row.body: row for row in network.indices(graph_of("ab", "ac", "ad"))}
    assert (rows["a"].degree, rows["a"].strength, rows["a"].core) == (3, 3, 1)
    assert rows["a"].betweenness == 1.0
    assert rows["b"].betweenness == 0.0
    # p_a = .15/4 + .85·3·p_b and p_b = .15/4 + .85·p_a/3
    middle = (0.15 / 4) * (1 + 0.85 * 3) / (1 - 0.85**2)
    assert isclose(rows["a"].pagerank, middle, rel_tol=1e-9)
    assert isclose(sum(row.pagerank for row in rows.values()), 1.0, rel_tol=1e-9)


def test_pagerank_follows_direction_and_weight_and_spreads_dead_ends() -> None:
    """a gives b three quarters and c one; b and c are dead ends whose rank all three share."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 3), ("a", "c", 1)])
    rank = network.pagerank(graph)
    base = (1 - 0.85 * rank["a"]) / 3
    assert isclose(rank["a"], base, rel_tol=1e-9)
    assert isclose(rank["b"], base + 0.85 * rank["a"] * 0.75, rel_tol=1e-9)
    assert isclose(rank["c"], base + 0.85 * rank["a"] * 0.25, rel_tol=1e-9)


def test_density() -> None:
    assert network.density(graph_of("ab", "bc", "ca", "cd")) == 4 / 6
    assert network.density(nx.Graph()) == 0.0


def test_core_and_periphery_of_an_ideal_pattern_fit_perfectly() -> None:
    """Core a b c fully tied, each with one body of its own that is tied to nobody else."""
    split = network.periphery(graph_of("ab", "bc", "ca", "ax", "by", "cz"))
    assert split.core == ("a", "b", "c")
    assert split.fit == 1.0


def test_the_core_is_the_best_of_all_subsets() -> None:
    """Compared with every subset of seven bodies, by Borgatti and Everett's count of misplaced pairs."""
    graph = graph_of("ab", "ac", "bc", "cd", "de", "ef", "fg", "bd")
    nodes = sorted(graph)

    def misplaced(core: set[str]) -> int:
        return sum(
            (graph.has_edge(a, b) and not {a, b} & core) + (not graph.has_edge(a, b) and {a, b} <= core)
            for place, a in enumerate(nodes)
            for b in nodes[place + 1 :]
        )

    every = ({node for bit, node in enumerate(nodes) if mask >> bit & 1} for mask in range(2 ** len(nodes)))
    assert misplaced(set(network.periphery(graph).core)) == min(map(misplaced, every))


def test_fit_is_pearsons_correlation_with_the_ideal_pattern() -> None:
    """Core a b c fully tied, two of the six pairs of the others tied too."""
    split = network.periphery(
        graph_of("ab", "ac", "ad", "bc", "bd", "aw", "ax", "bw", "bx", "wx", "cy", "dy")
    )
    assert split.core == ("a", "b", "c")
    ties, ideal = [1, 1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert split.fit is not None
    assert isclose(split.fit, correlation(ties, ideal))


def test_fit_is_unknown_where_every_pair_is_alike() -> None:
    assert network.periphery(graph_of("ab", "bc", "ca")).fit is None


def test_two_cliques_are_two_communities_in_every_run() -> None:
    found = network.communities(graph_of("ab", "bc", "ca", "xy", "yz", "zx", "cx"))
    assert found.members == (("a", "b", "c"), ("x", "y", "z"))
    assert found.stability == 1.0
    assert set(found.body_stability.values()) == {1.0}
    # seven ties, three in each community, degrees 7 and 7: 2 · (3/7 − (7/14)²)
    assert found.modularity is not None
    assert isclose(found.modularity, 2 * (3 / 7 - 1 / 4))


def test_a_body_between_two_communities_is_less_stable() -> None:
    """m is tied to both cliques alike; where it goes is chance, and the figure says so."""
    left = ["ab", "ac", "ad", "bc", "bd", "cd"]
    right = ["wx", "wy", "wz", "xy", "xz", "yz"]
    found = network.communities(graph_of(*left, *right, "am", "bm", "wm", "xm"), runs=40)
    assert found.body_stability["m"] < found.body_stability["a"]
    assert found.body_stability["m"] < 0.95


def random_network(seed: int, directed: bool = False) -> nx.Graph:
    """Sixty bodies, some without ties, with whole weights of 1 to 4."""
    graph = nx.gnp_random_graph(60, 0.06, seed=seed, directed=directed)
    for a, b in graph.edges:
        graph[a][b]["weight"] = 1 + (a * b) % 4
    return nx.relabel_nodes(graph, {node: f"b{node:02}" for node in graph})


@pytest.mark.parametrize("sparse", [1, 10_000])
@pytest.mark.parametrize("seed", range(4))
def test_betweenness_is_that_of_networkx(seed: int, sparse: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tie by tie and by products of matrices; one large component and some small ones."""
    monkeypatch.setattr(sys.modules["zeren.network.indices"], "BLOCK", 7)
    monkeypatch.setattr(sys.modules["zeren.network.indices"], "SPARSE", sparse)
    for graph in (random_network(seed), random_network(seed, directed=True)):
        assert betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_communities_are_as_good_as_those_of_networkx_and_their_modularity_is_its(seed: int) -> None:
    """The consensus of twenty runs; of networkx the best of twenty runs."""
    graph = random_network(seed)
    found = network.communities(graph)
    assert found.modularity == pytest.approx(nx.community.modularity(graph, found.members))
    best = max(nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=run)) for run in range(20))
    assert found.modularity is not None
    assert found.modularity > 0.97 * best


def test_joining_two_communities_of_a_run_never_improves_it() -> None:
    """What Louvain's last level promises, tried with every two communities."""
    graph = random_network(1)
    order = sorted(graph)
    ties = [(order.index(a), order.index(b), data["weight"]) for a, b, data in graph.edges(data=True)]
    plain = louvain.neighbours(len(order), ties)
    parts = louvain.partition(plain, 3)
    score = louvain.modularity(plain, parts)
    assert score is not None
    assert len(parts) > 3
    for one, other in combinations(parts, 2):
        joined = louvain.modularity(plain, [part for part in parts if part not in (one, other)] + [one + other])
        assert joined is not None
        assert joined <= score + 1e-9


def test_stability_is_the_mean_share_of_runs_that_keep_a_body_with_its_community() -> None:
    """Counted anew from the runs themselves, pair by pair, in a network whose runs differ."""
    graph = random_network(2)
    found = network.communities(graph)
    order = sorted(graph)
    ties = sorted((*sorted((order.index(a), order.index(b))), data["weight"]) for a, b, data in graph.edges(data=True))
    runs = [louvain.partition(louvain.neighbours(len(order), ties), seed) for seed in range(found.runs)]
    assert found.runs == 20
    assert any(run != runs[0] for run in runs)
    for group in found.members:
        for body in group:
            others = [order.index(other) for other in group if other != body]
            met = sum(other in part for run in runs for part in run if order.index(body) in part for other in others)
            assert isclose(found.body_stability[body], met / (20 * len(others)) if others else 1.0)


def test_above_a_thousand_bodies_ten_runs_tell_the_planted_groups() -> None:
    """Thirty groups of 34 bodies: each tied to six of its own group, every second one to one of another group."""
    graph = nx.Graph()
    for group, place in product(range(30), range(34)):
        for step in (1, 3, 9):
            graph.add_edge(f"{group:02}-{place:02}", f"{group:02}-{(place + step) % 34:02}", weight=2)
        if place % 2:
            graph.add_edge(f"{group:02}-{place:02}", f"{(group + 1 + place % 29) % 30:02}-{place * 7 % 34:02}", weight=1)
    found = network.communities(graph)
    assert graph.number_of_nodes() == 1020
    assert found.runs == 10
    assert [len(group) for group in found.members] == [34] * 30
    assert all(len({body[:2] for body in group}) == 1 for group in found.members)
    assert found.stability == 1.0


def test_bodies_without_ties_are_communities_of_their_own() -> None:
    graph = nx.Graph()
    graph.add_nodes_from("ab")
    found = network.communities(graph)
    assert found.members == (("a",), ("b",))
    assert (found.modularity, found.stability) == (None, 1.0)


def test_bridges_come_by_the_pairs_that_they_keep_together() -> None:
    """Path a–b–c–d–e: without c four of six pairs part, without b or d three."""
    found = network.bridges(graph_of("ab", "bc", "cd", "de"))
    assert [(row.body, row.separated, row.pieces) for row in found] == [
        ("c", 4, (("a", "b"), ("d", "e"))),
        ("b", 3, (("c", "d", "e"), ("a",))),
        ("d", 3, (("a", "b", "c"), ("e",))),
    ]
    assert isclose(found[0].share, 4 / 6)


def test_a_ring_has_no_bridge() -> None:
    assert network.bridges(graph_of("ab", "bc", "cd", "da")) == ()


# ── columns ──────────────────────────────────────────────────────────────────────────────

# Two triangles, joined by one tie between 丙 and 丁, and 庚 alone.
BOWTIE = duties_of({"m1": {"support": "甲乙丙"}, "m2": {"support": "丁戊己"}, "m3": {"support": "丙丁"}, "m4": {"support": "庚"}})


def test_the_columns_of_two_triangles_are_those_worked_out_by_hand() -> None:
    """丙 and 丁 each stand between 2 and 3 others: 6 of 15 paths, and 10 − 1 − 3 pairs part without them.

    Core 丙, 丁: misplaced are only 甲乙 and 戊己. PageRank of the inner (c) and outer (a) bodies and of 庚 (o), which
    gives its rank to all alike: o = (0.15 + 0.85 o)/7, a = o + 0.85 (a/2 + c/3), c = o + 0.85 (a + c/3).
    """
    o = 0.15 / (7 - 0.85)
    c = o * (1 + 0.85 / (1 - 0.425)) / (1 - 0.85 / 3 - 0.85**2 / 3 / (1 - 0.425))
    a = (o + 0.85 * c / 3) / (1 - 0.425)
    assert isclose(2 * c + 4 * a + o, 1)
    found = network.columns(BOWTIE, "support")
    assert list(found) == ["b:丁", "b:丙", "b:乙", "b:己", "b:戊", "b:甲", "b:庚"]
    names = tuple(network.COLUMNS)
    assert all(tuple(row) == names for row in found.values())
    inner = (3, 3, 0.4, float(f"{c:.6g}"), 2, 1)
    outer = (2, 2, 0.0, float(f"{a:.6g}"), 2, 0)
    assert {body: tuple(row.values()) for body, row in found.items()} == {
        "b:丁": (*inner, 1, 1.0, 6),
        "b:丙": (*inner, 2, 1.0, 6),
        "b:己": (*outer, 1, 1.0, 0),
        "b:戊": (*outer, 1, 1.0, 0),
        "b:乙": (*outer, 2, 1.0, 0),
        "b:甲": (*outer, 2, 1.0, 0),
        "b:庚": (0, 0, 0.0, float(f"{o:.6g}"), 0, 0, 3, 1.0, 0),
    }


def test_every_column_has_its_formula_and_source() -> None:
    assert set(network.COLUMNS.values()) <= {row["key"] for row in network.definitions()}


def test_no_duties_give_no_columns() -> None:
    assert network.columns(Duties({}, {}, ())) == {}


def test_columns_follow_the_weight_and_refuse_an_unknown_one() -> None:
    """In m1 and m2 each pair has Newman weight 1/2, in m3 weight 1."""
    assert network.columns(BOWTIE, "support", weight="newman")["b:丙"]["strength"] == 2.0
    with pytest.raises(WrongUsage, match="cosine"):
        network.columns(BOWTIE, "support", weight="cosine")


def test_every_index_has_formula_and_source() -> None:
    rows = {row["key"]: row for row in network.definitions()}
    assert {"count", "newman", "jaccard", "degree", "strength", "betweenness", "pagerank", "core", "density",
            "core-periphery", "communities", "stability", "bridges"} == set(rows)  # fmt: skip
    assert all(row["zh"] and row["en"] and row["formula"] and row["source"] for row in rows.values())


def test_figures_do_not_hang_on_the_hash_seed() -> None:
    """Two processes with other hash seeds print the same partition, ranks and bridges."""
    code = """
import networkx as nx
from zeren import network
from zeren.network import louvain
from zeren.network.indices import betweenness
from zeren.store import open_reader
from zeren.store.reader import Reader
graph = nx.Graph()
graph.add_weighted_edges_from((f"b{i % 23}", f"b{(i * i + 3 * i + 1) % 29}", 1 + i % 4) for i in range(90))
graph.remove_edges_from(list(nx.selfloop_edges(graph)))
print(network.communities(graph), network.indices(graph), network.bridges(graph), network.periphery(graph))
"""
    source = str(Path(network.__file__).resolve().parents[2])
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert "Communities" in runs[0]


def test_importing_the_room_does_not_load_networkx() -> None:
    code = "import sys; import zeren.network; sys.exit('networkx' in sys.modules)"
    source = str(Path(network.__file__).resolve().parents[2])
    assert (
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": source}).returncode == 0
    )
