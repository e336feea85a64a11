"""The network of bodies: who shares measures with whom, counted from the plain table of duties."""

from __future__ import annotations

from zeren.network.bridges import Bridge, bridges
from zeren.network.columns import COLUMNS, Measured, columns, measured, shown
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
from zeren.network.single import single
from zeren.network.whole import COUNTED, Held, Whole

__all__ = [
    "COLUMNS",
    "COUNTED",
    "Bridge",
    "Communities",
    "Comparison",
    "Held",
    "Index",
    "Measured",
    "Pair",
    "Periphery",
    "Rank",
    "Tie",
    "Whole",
    "bipartite",
    "bridges",
    "columns",
    "communities",
    "comparison",
    "definitions",
    "density",
    "indices",
    "measured",
    "pagerank",
    "pairs",
    "periphery",
    "projection",
    "rank",
    "shown",
    "single",
    "ties",
]
