"""The same figures come from SPARQL and from the networkx graph."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from zeren import ask, export, network, report
from zeren.serve.explorer.stored import StoredLibrary
from zeren.table.duties import ROLES


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


def test_every_body_has_the_same_figures_in_command_page_summary_and_export(reader, tmp_path) -> None:
    """Of every body of both plans, by role: what a question counts in columns, the page, the network, the summary, the csv files."""
    duties, library, whole = ask.load_duties(reader), StoredLibrary(reader), network.Whole(ask.landing_for(reader))
    export.write(iter(()), duties, "csv", tmp_path)
    with (tmp_path / "duties.csv").open(encoding="utf-8-sig", newline="") as file:
        held = {(row["body"], row["role"], row["measure"]) for row in csv.DictReader(file)}
    exported = Counter((body, role) for body, role, _ in held)
    every = Counter(body for body, _ in {(body, measure) for body, _, measure in held})
    ledger = report.Ledger(duties)
    for role in (*ROLES, "any"):
        rows = ask.run(reader, ask.questions()["rank"], {"role": role, "top": "100000"}).rows
        asked = {row["agency_id"]: row["count"] for row in rows}
        assert asked == {row.id: row.count for row in whole.rank(role)}
        page = {body: counts["all" if role == "any" else role] for body, counts in library.counts.items()}
        assert asked == {body: count for body, count in page.items() if count}
        assert asked == {body: count for body in duties.bodies if (count := every[body] if role == "any" else exported[body, role])}
        if role != "any":
            assert asked == {body: count for body in duties.bodies if (count := ledger.summary(body).counts[role])}
    assert len(library.counts) > 100
