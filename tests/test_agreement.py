"""The same figures come from SPARQL and from the networkx graph."""

from __future__ import annotations

import pytest

from zeren import ask, network


@pytest.mark.parametrize("plan", [None, "西城", "北京市_深化"])
@pytest.mark.parametrize("role", ["lead", "responsible", "support", "any"])
def test_rank_and_pairs_agree(role, plan, reader) -> None:
    duties = ask.load_duties(reader, plan)
    given = {"role": role, "plan": plan or "", "top": "100000"}
    ranked = ask.run(reader, ask.questions()["rank"], given).rows
    assert [(r["agency"], r["count"]) for r in ranked] == [(r.agency, r.count) for r in network.rank(duties, role)]
    paired = ask.run(reader, ask.questions()["pairs"], given).rows
    assert [(p["a"], p["b"], p["count"]) for p in paired] == [(p.a, p.b, p.count) for p in network.pairs(duties, role)]
    assert ranked or (role == "lead" and plan == "西城")


def test_workload_agrees_with_the_degrees_of_the_bipartite_graph(reader) -> None:
    duties = ask.load_duties(reader)
    (body,) = ask.find_bodies(reader, "区生态环境局")
    graph = network.bipartite(duties)
    edges = [role for _, _, roles in graph.edges(body.iri, data="roles") for role in roles]
    totals = ask.run(reader, ask.questions()["workload"], {"body": body.iri}).rows
    for role in ("responsible", "support"):
        assert sum(row[role] for row in totals) == edges.count(role)
    assert edges.count("responsible") == 107
