"""Communities of a projected network that do not hang on one lucky run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from zeren.network.louvain import Neighbours, modularity, neighbours
from zeren.network.louvain import partition as louvain

if TYPE_CHECKING:
    import networkx as nx

RUNS = 20
FEWER = 10
"""runs of a network above ``LARGE``"""
LARGE = 1000
"""bodies; a run takes time in proportion to the ties, and ten runs tell stable from unstable as well"""
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


def communities(graph: nx.Graph, runs: int | None = None, seed: int = 0) -> Communities:
    """Find communities by Louvain runs with seeds ``seed … seed + runs − 1`` and their consensus.

    Direction is ignored. ``runs``: None for ``RUNS``, ``FEWER`` above ``LARGE`` bodies. Blondel et al. (2008); consensus
    with threshold one half, Lancichinetti and Fortunato (2012). The same network and seed give the same result.
    """
    runs = runs or (RUNS if len(graph) <= LARGE else FEWER)
    order = sorted(graph, key=lambda body: (graph.nodes[body].get("name", ""), body))
    number = {body: index for index, body in enumerate(order)}
    ties = sorted((*sorted((number[a], number[b])), data["weight"]) for a, b, data in graph.edges(data=True))
    plain = neighbours(len(order), ties)
    first = _partitions(plain, runs, seed)
    partition = _consensus(first, runs, seed)
    shares = _shares(partition, first)
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


def _classes(partitions: Sequence[Partition]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the sets of nodes that every partition keeps together, by their first node, and each set's communities."""
    labels: list[list[int]] = [[] for _ in range(sum(map(len, partitions[0])))]
    for partition in partitions:
        for number, group in enumerate(partition):
            for node in group:
                labels[node].append(number)
    found: dict[tuple[int, ...], list[int]] = {}
    for node, its in enumerate(labels):
        found.setdefault(tuple(its), []).append(node)
    return list(found.values()), [list(its) for its in found]


def _agreed(classes: list[list[int]], labels: list[list[int]]) -> Neighbours:
    """Return the network of sets of nodes: ties are the shares of runs above one half, summed over their pairs of nodes."""
    runs = len(labels[0])
    counts: dict[tuple[int, int], int] = {}
    for run in range(runs):
        groups: dict[int, list[int]] = {}
        for number, its in enumerate(labels):
            groups.setdefault(its[run], []).append(number)
        for group in groups.values():
            for pair in combinations(group, 2):
                counts[pair] = counts.get(pair, 0) + 1
    size = [len(its) for its in classes]
    within = ((number, number, its * (its - 1) / 2) for number, its in enumerate(size) if its > 1)
    between = ((i, j, count / runs * size[i] * size[j]) for (i, j), count in sorted(counts.items()) if 2 * count > runs)
    return neighbours(len(classes), (*within, *between))


def _consensus(partitions: list[Partition], runs: int, seed: int) -> Partition:
    """Cluster the co-occurrence of the runs again and again until all runs agree.

    What every run keeps together goes on as one node: no later run could wish to part it, and there is little left to do.
    """
    for _ in range(ROUNDS):
        if all(partition == partitions[0] for partition in partitions):
            break
        classes, labels = _classes(partitions)
        again = _partitions(_agreed(classes, labels), runs, seed)
        partitions = [
            sorted(sorted(node for number in group for node in classes[number]) for group in partition) for partition in again
        ]
    return partitions[0]


def _shares(partition: Partition, partitions: Sequence[Partition]) -> list[float]:
    """Return by node the mean share of runs that put it together with the others of its community."""
    met = dict.fromkeys((node for group in partition for node in group), 0)
    for run in partitions:
        place = {node: number for number, group in enumerate(run) for node in group}
        for group in partition:
            sizes = Counter(place[node] for node in group)
            for node in group:
                met[node] += sizes[place[node]] - 1
    others = {node: len(group) - 1 for group in partition for node in group}
    return [met[node] / (len(partitions) * others[node]) if others[node] else 1.0 for node in sorted(met)]
