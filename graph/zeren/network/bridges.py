"""Bridges: the bodies without which the network falls apart most."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Bridge:
    """What a network loses with one body."""

    body: str
    """IRI"""
    separated: int
    """pairs of other bodies that are connected with it and not without it"""
    share: float
    """``separated`` over all pairs of other bodies, 0–1 (growth of Borgatti's fragmentation, 2006)"""
    pieces: tuple[tuple[str, ...], ...]
    """what its component falls into without it, IRIs, largest piece first"""


def bridges(graph: nx.Graph) -> tuple[Bridge, ...]:
    """Return the bodies whose removal splits the network, worst split first, then by name; direction ignored.

    Empty where no single removal splits anything, as in densely tied networks.
    """
    import networkx as nx

    plain = graph.to_undirected() if graph.is_directed() else graph
    others = plain.number_of_nodes() - 1
    found = []
    # Only a cut point splits its component; every other removal leaves the rest connected (Tarjan 1972).
    for body in nx.articulation_points(plain):
        component = nx.node_connected_component(plain, body)
        rest = plain.subgraph(component - {body})
        pieces = sorted(
            (tuple(sorted(piece)) for piece in nx.connected_components(rest)), key=lambda p: (-len(p), p)
        )
        separated = comb(len(component) - 1, 2) - sum(comb(len(piece), 2) for piece in pieces)
        found.append(Bridge(body, separated, separated / comb(others, 2), tuple(pieces)))
    names = graph.nodes
    return tuple(sorted(found, key=lambda row: (-row.separated, names[row.body].get("name", ""), row.body)))
