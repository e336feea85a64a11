"""Communities of a projected network that do not hang on one lucky run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren.network.louvain import Neighbours, modularity, neighbours
from zeren.network.louvain import partition as louvain

if TYPE_CHECKING:
    import networkx as nx

RUNS = 20
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Communities:
    """A consensus partition with the figures that tell how far to trust it."""

    members: tuple[tuple[str, ...], ...]
    """IRIs by community, largest community first, bodies sorted by name"""
    modularity: float | None
    """of this partition in the weighted network, −0.5 to 1; None in a network without ties"""
    stability: float
    """mean over the bodies below, 0–1; 1: every run gave the same partition"""
    body_stability: dict[str, float]
    """body → mean share of runs that keep it with the others of its community; 1 where it stands alone"""
    runs: int
    """number of seeded runs behind the stability"""


def communities(graph: nx.Graph, runs: int = RUNS, seed: int = 0) -> Communities:
    """Find communities by Louvain runs with seeds ``seed … seed + runs − 1`` and their consensus.

    Direction is ignored. Blondel et al. (2008); consensus with threshold one half, Lancichinetti and
    Fortunato (2012). The same network and seed give the same result.
    """
    order = sorted(graph, key=lambda body: (graph.nodes[body].get("name", ""), body))
    number = {body: index for index, body in enumerate(order)}
    ties = sorted((*sorted((number[a], number[b])), data["weight"]) for a, b, data in graph.edges(data=True))
    plain = neighbours(len(order), ties)
    first = _partitions(plain, runs, seed)
    together = _together(first)
    partition = _consensus(first, runs, seed)
    shares = _shares(partition, together, runs)
    return Communities(
        members=tuple(
            tuple(order[i] for i in group) for group in sorted(partition, key=lambda g: (-len(g), g))
        ),
        modularity=modularity(plain, partition),
        stability=sum(shares) / len(shares) if shares else 1.0,
        body_stability={order[i]: share for i, share in enumerate(shares)},
        runs=runs,
    )


Partition = list[list[int]]


def _partitions(graph: Neighbours, runs: int, seed: int) -> list[Partition]:
    """Run Louvain once a seed."""
    return [louvain(graph, seed + run) for run in range(runs)]


def _together(partitions: Sequence[Partition]) -> dict[tuple[int, int], int]:
    """Count for each pair the partitions that put it together."""
    counts: dict[tuple[int, int], int] = {}
    for partition in partitions:
        for group in partition:
            for place, i in enumerate(group):
                for j in group[place + 1 :]:
                    counts[i, j] = counts.get((i, j), 0) + 1
    return counts


def _consensus(partitions: list[Partition], runs: int, seed: int) -> Partition:
    """Cluster the co-occurrence of the runs again and again until all runs agree."""
    size = sum(map(len, partitions[0]))
    for _ in range(ROUNDS):
        if all(partition == partitions[0] for partition in partitions):
            break
        counts = sorted(_together(partitions).items())
        agreed = neighbours(size, ((i, j, count / runs) for (i, j), count in counts if 2 * count > runs))
        partitions = _partitions(agreed, runs, seed)
    return partitions[0]


def _shares(partition: Partition, together: dict[tuple[int, int], int], runs: int) -> list[float]:
    """Return by node the mean share of runs that put it together with the others of its community."""
    shares = {}
    for group in partition:
        for node in group:
            met = sum(
                together.get((min(node, other), max(node, other)), 0) for other in group if other != node
            )
            shares[node] = met / (runs * (len(group) - 1)) if len(group) > 1 else 1.0
    return [shares[node] for node in sorted(shares)]
