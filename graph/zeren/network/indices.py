"""Indices of a projected network; formulas and literature in ``ontology/vocabulary/indices.tsv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from zeren.resources import table

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Index:
    """The indices of one body; directed ties count in and out together unless said otherwise."""

    body: str
    """IRI"""
    degree: int
    """number of ties (Freeman 1979)"""
    strength: float
    """sum of the weights of its ties (Barrat et al. 2004)"""
    betweenness: float
    """share of shortest paths that pass through, 0–1, ties without weights (Freeman 1977)"""
    pagerank: float
    """along the ties by weight, damping 0.85; sums to 1 over the network (Brin and Page 1998)"""
    core: int
    """k-core number, direction ignored (Seidman 1983)"""


@dataclass(frozen=True, slots=True)
class Periphery:
    """A core of bodies tied to one another and a periphery tied to the core only."""

    core: tuple[str, ...]
    """IRIs, most ties first"""
    fit: float | None
    """correlation with the ideal pattern, −1 to 1 (Borgatti, Everett 2000); None where either is constant"""


def definitions() -> tuple[Mapping[str, str], ...]:
    """Return key, zh, en, formula and source of each index, to be printed with its figures."""
    return table("vocabulary/indices")


def indices(graph: nx.Graph) -> tuple[Index, ...]:
    """Compute the indices of every body of a projection, strongest first, then by name."""
    import networkx as nx

    plain = _mutual(graph)
    between = betweenness(graph)
    core, rank = nx.core_number(plain), pagerank(graph)
    strength = dict(graph.degree(weight="weight"))
    rows = [
        Index(body, graph.degree(body), strength[body], between[body], rank[body], core[body])
        for body in graph
    ]
    names = graph.nodes
    return tuple(
        sorted(rows, key=lambda row: (-row.strength, -row.degree, names[row.body].get("name", ""), row.body))
    )


def density(graph: nx.Graph) -> float:
    """Return ties over possible ties, 0–1; 0 for fewer than two bodies (Wasserman and Faust 1994)."""
    import networkx as nx

    return float(nx.density(graph))


def pagerank(graph: nx.Graph, damping: float = 0.85, tolerance: float = 1e-12) -> dict[str, float]:
    """Compute PageRank by power iteration along weighted ties (Brin and Page 1998); sums to 1.

    A body without outgoing ties passes its rank to all alike. Written here because the library's needs scipy.
    """
    total = graph.number_of_nodes()
    if not total:
        return {}
    out = {
        body: [(other, float(data["weight"])) for _, other, data in graph.edges(body, data=True)]
        for body in graph
    }
    sums = {body: sum(weight for _, weight in edges) for body, edges in out.items()}
    rank = dict.fromkeys(graph, 1 / total)
    for _ in range(1000):
        stuck = sum(rank[body] for body in graph if not sums[body])
        fresh = dict.fromkeys(graph, (1 - damping + damping * stuck) / total)
        for body, edges in out.items():
            for other, weight in edges:
                fresh[other] += damping * rank[body] * weight / sums[body]
        change = sum(abs(fresh[body] - rank[body]) for body in graph)
        rank = fresh
        if change < tolerance:
            break
    return rank


BLOCK = 256
"""bodies whose shortest paths are followed at a time; bounds the memory"""


def betweenness(graph: nx.Graph) -> dict[str, float]:
    """Compute the betweenness of every body, ties without weights, over the pairs of others, 0–1 (Freeman 1977).

    Brandes' (2001) sums, for many sources at once as products of matrices: many times faster in dense networks.
    """
    import numpy as np

    bodies = list(graph)
    size = len(bodies)
    if size < 3:
        return dict.fromkeys(bodies, 0.0)
    place = {body: index for index, body in enumerate(bodies)}
    tied = np.zeros((size, size))
    for a, b in graph.edges():
        tied[place[a], place[b]] = 1.0
        if not graph.is_directed():
            tied[place[b], place[a]] = 1.0
    total = np.zeros(size)
    for start in range(0, size, BLOCK):
        total += _through(tied, np.arange(start, min(start + BLOCK, size)))
    return dict(zip(bodies, (total / ((size - 1) * (size - 2))).tolist(), strict=True))


def _through(tied: Any, sources: Any) -> Any:
    """Return for every body the share of shortest paths from some sources that pass through it, summed over all pairs."""
    import numpy as np

    rows = np.arange(len(sources))
    paths = np.zeros((len(sources), len(tied)))
    paths[rows, sources] = 1.0
    reached, levels = paths > 0, [paths]
    while levels[-1].any():
        further = np.where(reached, 0.0, levels[-1] @ tied)
        reached |= further > 0
        levels.append(further)
    share = np.zeros_like(paths)
    for level, before in zip(levels[:0:-1], levels[-2::-1], strict=True):
        handed = np.divide(1.0 + share, level, out=np.zeros_like(level), where=level > 0)
        share += before * (handed @ tied.T)
    share[rows, sources] = 0.0
    return share.sum(axis=0)


def periphery(graph: nx.Graph) -> Periphery:
    """Split the bodies into core and periphery, direction ignored; an exact optimum of the discrete model.

    Bodies sorted by degree: some first k of them are an optimal core (Lip 2011), so all k are tried, the
    smallest best one is taken. Fit after Borgatti and Everett (2000); ties across the parts do not count.
    """
    plain = _mutual(graph)
    order = sorted(plain, key=lambda body: (-plain.degree(body), graph.nodes[body].get("name", ""), body))
    total, edges = len(order), plain.number_of_edges()
    best = (edges, 0, 0, edges)
    inside, outside, chosen = 0, edges, set[str]()
    for size, body in enumerate(order, start=1):
        to_core = sum(other in chosen for other in plain[body])
        inside += to_core
        outside -= plain.degree(body) - to_core
        chosen.add(body)
        missing = size * (size - 1) // 2 - inside
        if missing + outside < best[0]:
            best = (missing + outside, size, inside, outside)
    _, size, inside, outside = best
    return Periphery(tuple(order[:size]), _fit(size, total - size, inside, outside))


def _fit(core: int, rest: int, inside: int, outside: int) -> float | None:
    """Return the phi coefficient of ties and ideal pattern: all pairs of the core, none of the rest."""
    core_pairs, rest_pairs = core * (core - 1) // 2, rest * (rest - 1) // 2
    present = inside + outside
    absent = core_pairs + rest_pairs - present
    spread = core_pairs * rest_pairs * present * absent
    if not spread:
        return None
    return (inside * (rest_pairs - outside) - outside * (core_pairs - inside)) / sqrt(spread)


def _mutual(graph: nx.Graph) -> nx.Graph:
    """Return the network without directions."""
    return graph.to_undirected() if graph.is_directed() else graph
