"""Indices of a projected network; formulas and literature in ``ontology/vocabulary/indices.tsv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from zeren.ground.resources import table

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
    import numpy as np

    total = graph.number_of_nodes()
    if not total:
        return {}
    place = {body: index for index, body in enumerate(graph)}
    ties = [(place[body], place[other], float(data["weight"])) for body in graph for _, other, data in graph.edges(body, data=True)]
    near, far, weight = (np.array(side) for side in zip(*ties, strict=True)) if ties else (np.zeros(0, dtype=np.intp),) * 3
    sums = np.bincount(near, weight, total)
    rank = np.full(total, 1 / total)
    for _ in range(1000):
        fresh = np.full(total, (1 - damping + damping * float(rank[sums == 0].sum())) / total)
        np.add.at(fresh, far, damping * rank[near] * weight / sums[near])
        change = float(np.abs(fresh - rank).sum())
        rank = fresh
        if change < tolerance:
            break
    return dict(zip(graph, rank.tolist(), strict=True))


BLOCK = 256
"""bodies whose shortest paths are followed at a time; bounds the memory"""
SPARSE = 250
"""what following a tie costs, in cells of the matrix of ties that are multiplied instead"""


def betweenness(graph: nx.Graph) -> dict[str, float]:
    """Compute the betweenness of every body, ties without weights, over the pairs of others, 0–1 (Freeman 1977).

    Brandes' (2001) sums, for many sources at once. No path leaves a component, so that each is followed by itself:
    many small networks cost what each of them costs.
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
    import networkx as nx
    import numpy as np

    size = len(bodies)
    place = {body: index for index, body in enumerate(bodies)}
    ends = {(place[a], place[b]) for a, b in graph.edges(bodies)}
    if not graph.is_directed():
        ends |= {(b, a) for a, b in ends}
    tied = np.array(sorted(ends), dtype=np.intp)
    far = max(nx.single_source_shortest_path_length(graph, bodies[0]).values())
    along_ties = size * size * far > SPARSE * len(tied)
    through = _Followed(tied, size) if along_ties else _Multiplied(tied, size)
    step = max(1, BLOCK * BLOCK * 64 // (len(tied) + size)) if along_ties else BLOCK
    total = np.zeros(size)
    for start in range(0, size, step):
        total += through(np.arange(start, min(start + step, size)))
    return [float(value) for value in total]


class _Multiplied:
    """Shortest paths as products with the matrix of ties: many times faster where most bodies are near each other."""

    def __init__(self, tied: Any, size: int) -> None:
        import numpy as np

        self._tied = np.zeros((size, size))
        self._tied[tied[:, 0], tied[:, 1]] = 1.0

    def __call__(self, sources: Any) -> Any:
        """Return for every body the share of shortest paths from some sources that pass through it, summed over all pairs."""
        import numpy as np

        rows = np.arange(len(sources))
        paths = np.zeros((len(sources), len(self._tied)))
        paths[rows, sources] = 1.0
        reached, levels = paths > 0, [paths]
        while levels[-1].any():
            further = np.where(reached, 0.0, levels[-1] @ self._tied)
            reached |= further > 0
            levels.append(further)
        share = np.zeros_like(paths)
        for level, before in zip(levels[:0:-1], levels[-2::-1], strict=True):
            handed = np.divide(1.0 + share, level, out=np.zeros_like(level), where=level > 0)
            share += before * (handed @ self._tied.T)
        share[rows, sources] = 0.0
        return share.sum(axis=0)


class _Followed:
    """Shortest paths tie by tie: each tie once a source, however far the bodies are from each other."""

    def __init__(self, tied: Any, size: int) -> None:
        import numpy as np

        self._size, self._ends = size, tied[:, 1].astype(np.int32)
        self._ties = np.bincount(tied[:, 0], minlength=size).astype(np.int32)
        self._first = (np.cumsum(self._ties) - self._ties).astype(np.int32)

    def __call__(self, sources: Any) -> Any:
        """As ``_Multiplied``; what is known of a source and a body stands at one place of a flat column."""
        import numpy as np

        starts = np.arange(len(sources), dtype=np.int32) * np.int32(self._size) + sources.astype(np.int32)
        paths = np.zeros(len(sources) * self._size)
        paths[starts] = 1.0
        new, edge, steps = paths == 0, starts, []
        while len(edge):
            ties, far = self._further(edge)
            fresh = new[far]
            near, far = np.repeat(edge, ties)[fresh], far[fresh]
            np.add.at(paths, far, paths[near])
            met = np.zeros(len(paths), dtype=bool)
            met[far] = True
            new &= ~met
            edge = np.flatnonzero(met).astype(np.int32)
            steps.append((near, far))
        share = np.zeros(len(paths))
        for near, far in reversed(steps):
            np.add.at(share, near, paths[near] / paths[far] * (1.0 + share[far]))
        share[starts] = 0.0
        return share.reshape(len(sources), self._size).sum(axis=0)

    def _further(self, edge: Any) -> tuple[Any, Any]:
        """Return how many ties leave each place of ``edge``, and the places that they lead to."""
        import numpy as np

        bodies = edge % np.int32(self._size)
        ties = self._ties[bodies]
        past = np.cumsum(ties, dtype=np.int32)
        which = np.arange(past[-1], dtype=np.int32) + np.repeat(self._first[bodies] - past + ties, ties)
        return ties, self._ends[which] + np.repeat(edge - bodies, ties)


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
