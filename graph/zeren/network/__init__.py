"""The network of bodies: who shares measures with whom, counted from the plain table of duties."""

from __future__ import annotations

from zeren.network.bridges import Bridge, bridges
from zeren.network.communities import Communities, communities
from zeren.network.indices import Index, Periphery, definitions, density, indices, pagerank, periphery
from zeren.network.projection import (
    Comparison,
    Pair,
    Rank,
    Tie,
    bipartite,
    comparison,
    pairs,
    projection,
    rank,
    ties,
)

__all__ = [
    "Bridge",
    "Communities",
    "Comparison",
    "Index",
    "Pair",
    "Periphery",
    "Rank",
    "Tie",
    "bipartite",
    "bridges",
    "communities",
    "comparison",
    "definitions",
    "density",
    "indices",
    "pagerank",
    "pairs",
    "periphery",
    "projection",
    "rank",
    "ties",
]
