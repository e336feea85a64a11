"""Louvain's method on whole-numbered nodes: one seeded run costs little, so that many can be compared."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from random import Random

Neighbours = list[dict[int, float]]
"""node → neighbour → weight; a node of its own as neighbour is a loop, its weight counted once"""


def neighbours(size: int, ties: Iterable[tuple[int, int, float]]) -> Neighbours:
    """Return the neighbours of every node; ties given twice add up."""
    found: Neighbours = [{} for _ in range(size)]
    for a, b, weight in ties:
        found[a][b] = found[a].get(b, 0.0) + weight
        if a != b:
            found[b][a] = found[b].get(a, 0.0) + weight
    return found


def partition(graph: Neighbours, seed: int) -> list[list[int]]:
    """Partition the nodes by one run (Blondel et al. 2008): communities sorted, each sorted.

    Nodes are visited in an order drawn from the seed, at every level anew; of equal gains the one met first counts, a
    node's own community before all. The same graph and seed give the same partition.
    """
    random = Random(seed)
    members = [[node] for node in range(len(graph))]
    while True:
        group = _moved(graph, random)
        names = {name: place for place, name in enumerate(dict.fromkeys(group))}
        if len(names) == len(graph):
            return sorted(sorted(its) for its in members)
        merged: list[list[int]] = [[] for _ in names]
        for node, name in enumerate(group):
            merged[names[name]] += members[node]
        members = merged
        graph = _joined(graph, [names[name] for name in group], len(names))


def modularity(graph: Neighbours, parts: Iterable[Sequence[int]]) -> float | None:
    """Return the modularity of a partition, −0.5 to 1 (Newman and Girvan 2004); None in a graph without ties."""
    degrees = _degrees(graph)
    total = sum(degrees)
    if not total:
        return None
    score = 0.0
    for part in parts:
        own = set(part)
        inside = sum(weight * (2 if a == b else 1) for a in part for b, weight in graph[a].items() if b in own)
        score += inside / total - (sum(degrees[node] for node in part) / total) ** 2
    return score


def _degrees(graph: Neighbours) -> list[float]:
    """Return the strength of every node; a loop counts twice."""
    return [sum(its.values()) + its.get(node, 0.0) for node, its in enumerate(graph)]


def _moved(graph: Neighbours, random: Random) -> list[int]:
    """Move single nodes to the neighbouring community that gains most, until none gains; return their communities.

    After the first round only nodes beside one that moved are visited again (Ozaki et al. 2016): the others have
    nothing new to gain by.
    """
    degrees = _degrees(graph)
    total = sum(degrees)
    group, weight_of = list(range(len(graph))), list(degrees)
    order = list(range(len(graph)))
    random.shuffle(order)
    beside = [[(other, weight) for other, weight in its.items() if other != node] for node, its in enumerate(graph)]
    queue, waits = deque(order if total else ()), [True] * len(graph)
    while queue:
        node = queue.popleft()
        waits[node] = False
        own, degree = group[node], degrees[node]
        tied: dict[int, float] = {own: 0.0}
        for other, weight in beside[node]:
            at = group[other]
            tied[at] = tied.get(at, 0.0) + weight
        weight_of[own] -= degree
        part = degree / total
        best, most = own, tied[own] - weight_of[own] * part
        for at, weight in tied.items():
            gain = weight - weight_of[at] * part
            # Sums of weights in another order differ in their last bits; such a gain is none.
            if gain > most and gain > most + 1e-9 * (1 + abs(most)):
                best, most = at, gain
        weight_of[best] += degree
        if best != own:
            group[node] = best
            for other, _ in beside[node]:
                if not waits[other] and group[other] != best:
                    waits[other] = True
                    queue.append(other)
    return group


def _joined(graph: Neighbours, group: Sequence[int], size: int) -> Neighbours:
    """Return the graph of communities; ties inside one become its loop."""
    ties: dict[tuple[int, int], float] = {}
    for a, its in enumerate(graph):
        for b, weight in its.items():
            if a <= b:
                pair = (min(group[a], group[b]), max(group[a], group[b]))
                ties[pair] = ties.get(pair, 0.0) + weight
    return neighbours(size, ((a, b, weight) for (a, b), weight in ties.items()))
