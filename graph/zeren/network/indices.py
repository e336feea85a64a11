"""Indices of a projected network; formulas and literature in ``ontology/vocabulary/indices.tsv``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from zeren.ground.resources import table

if TYPE_CHECKING:
    import networkx as nx

Handing = Callable[[Any], Any]
"""values by source and body → their sums over the bodies that a tie leads from, by source and body"""


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
SPARSE = 128
"""bodies squared over ties beyond which it pays to follow the ties instead of multiplying the whole matrix"""


def betweenness(graph: nx.Graph) -> dict[str, float]:
    """Compute the betweenness of every body, ties without weights, over the pairs of others, 0–1 (Freeman 1977).

    Brandes' (2001) sums, for many sources at once as products of matrices: many times faster in dense networks. No
    path leaves a component, so that each is followed by itself: many small networks cost what each of them costs.
    """
    import networkx as nx

    size = graph.number_of_nodes()
    found = dict.fromkeys(graph, 0.0)
    if size < 3:
        return found
    parts = nx.weakly_connected_components(graph) if graph.is_directed() else nx.connected_components(graph)
    for part in parts:
        if len(part) > 2:
            bodies = sorted(part)
            for body, total in zip(bodies, _passing(graph, bodies), strict=True):
                found[body] = total / ((size - 1) * (size - 2))
    return found


def _passing(graph: nx.Graph, bodies: Sequence[str]) -> list[float]:
    """Return for every body of a component the share of shortest paths that pass through it, summed over all pairs."""
    import numpy as np

    place = {body: index for index, body in enumerate(bodies)}
    ends = [(place[a], place[b]) for a, b in graph.edges(bodies)]
    if not graph.is_directed():
        ends += [(b, a) for a, b in ends if a != b]
    tied = np.array(sorted(set(ends)), dtype=np.intp)
    sparse = len(bodies) ** 2 > SPARSE * len(tied) and len(bodies) > BLOCK
    step = max(1, BLOCK * BLOCK * 64 // len(tied)) if sparse else BLOCK
    along, back = (_sums(tied, len(bodies)), _sums(tied[:, ::-1], len(bodies))) if sparse else _products(tied, len(bodies))
    total = np.zeros(len(bodies))
    for start in range(0, len(bodies), step):
        total += _through(along, back, np.arange(start, min(start + step, len(bodies))), len(bodies))
    return [float(value) for value in total]


def _products(tied: Any, size: int) -> tuple[Handing, Handing]:
    """Return what hands values on along ties and against them, as products with the matrix of ties."""
    import numpy as np

    matrix = np.zeros((size, size))
    matrix[tied[:, 0], tied[:, 1]] = 1.0
    return lambda values: values @ matrix, lambda values: values @ matrix.T


def _sums(tied: Any, size: int) -> Handing:
    """Return what hands values on along ties, as sums over the ties that reach each body."""
    import numpy as np

    ordered = tied[np.lexsort((tied[:, 0], tied[:, 1]))]
    reached, starts = np.unique(ordered[:, 1], return_index=True)

    def handed(values: Any) -> Any:
        found = np.zeros((len(values), size))
        found[:, reached] = np.add.reduceat(values[:, ordered[:, 0]], starts, axis=1)
        return found

    return handed


def _through(along: Handing, back: Handing, sources: Any, size: int) -> Any:
    """Return for every body the share of shortest paths from some sources that pass through it, summed over all pairs."""
    import numpy as np

    rows = np.arange(len(sources))
    paths = np.zeros((len(sources), size))
    paths[rows, sources] = 1.0
    reached, levels = paths > 0, [paths]
    while levels[-1].any():
        further = np.where(reached, 0.0, along(levels[-1]))
        reached |= further > 0
        levels.append(further)
    share = np.zeros_like(paths)
    for level, before in zip(levels[:0:-1], levels[-2::-1], strict=True):
        handed = np.divide(1.0 + share, level, out=np.zeros_like(level), where=level > 0)
        share += before * back(handed)
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
