"""The network measures of all bodies as columns, for whoever shows, exports or ranks bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from zeren.network.bridges import Bridge, bridges
from zeren.network.communities import Communities, communities
from zeren.network.indices import Index, Periphery, indices, periphery
from zeren.network.projection import projection
from zeren.table.duties import Duties

if TYPE_CHECKING:
    import networkx as nx

COLUMNS: Mapping[str, str] = {
    "degree": "degree",
    "strength": "strength",
    "betweenness": "betweenness",
    "pagerank": "pagerank",
    "core": "core",
    "in_core": "core-periphery",
    "community": "communities",
    "stability": "stability",
    "separated": "bridges",
}
"""columns in their fixed order → the key of ``definitions`` that gives formula and source"""
DIGITS = 6
"""significant digits of a figure that is shown; PageRank converges far beyond them"""


@dataclass(frozen=True)
class Measured:
    """All measures of one projected network; each is computed when it is first asked for, and then kept."""

    graph: nx.Graph
    """as ``projection`` gives it"""

    @cached_property
    def indices(self) -> tuple[Index, ...]:
        """Return the indices of every body, strongest first."""
        return indices(self.graph)

    @cached_property
    def communities(self) -> Communities:
        """Return the consensus partition."""
        return communities(self.graph)

    @cached_property
    def periphery(self) -> Periphery:
        """Return the core–periphery split."""
        return periphery(self.graph)

    @cached_property
    def bridges(self) -> tuple[Bridge, ...]:
        """Return the bodies whose removal splits the network, worst split first."""
        return bridges(self.graph)

    @cached_property
    def columns(self) -> dict[str, dict[str, float | int]]:
        """Return the figures by body and column; see ``columns``."""
        place = {body: n for n, group in enumerate(self.communities.members, start=1) for body in group}
        core, split = set(self.periphery.core), {bridge.body: bridge.separated for bridge in self.bridges}
        return {
            row.body: {
                "degree": row.degree,
                "strength": shown(row.strength),
                "betweenness": shown(row.betweenness),
                "pagerank": shown(row.pagerank),
                "core": row.core,
                "in_core": int(row.body in core),
                "community": place[row.body],
                "stability": shown(self.communities.body_stability[row.body]),
                "separated": split.get(row.body, 0),
            }
            for row in self.indices
        }


def measured(duties: Duties, role: str = "any", groups: str = "as-written", weight: str = "count") -> Measured:
    """Project the duties and return the network with its measures; parameters and errors as in ``projection``."""
    return Measured(projection(duties, role, groups, weight))


def columns(
    duties: Duties, role: str = "any", groups: str = "as-written", weight: str = "count"
) -> dict[str, dict[str, float | int]]:
    """Return body IRI → column → figure, bodies strongest first, columns in the order of ``COLUMNS``.

    Every body of the projection has every column, bodies without ties too. ``in_core`` is 0 or 1, ``community``
    a number from 1 (largest), ``separated`` the pairs of bodies that lose each other without this one. Figures have
    six significant digits, whole numbers are ``int``. The same duties give the same figures in every process.
    Parameters and errors as in ``projection``; formula and source of a column: the row of ``definitions`` whose key
    ``COLUMNS`` names.
    """
    return measured(duties, role, groups, weight).columns


def shown(value: float) -> float:
    """Return a figure in as many digits as it is shown with; whole numbers stay whole."""
    return value if isinstance(value, int) else float(f"{value:.{DIGITS}g}")
