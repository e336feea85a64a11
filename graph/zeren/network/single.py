"""The network of bodies alone, with all that other tools may want to know of bodies and ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zeren.network.columns import columns
from zeren.network.projection import ends_of, projection
from zeren.table.duties import ROLES, Duties, counted

if TYPE_CHECKING:
    import networkx as nx

MIXED = "mixed"
"""shared measures on which two bodies hold no role in common"""

Roles = dict[tuple[str, str], set[str]]
"""body and measure → the roles that it holds there"""


def single(duties: Duties, role: str = "any", groups: str = "as-written", weight: str = "count") -> nx.Graph:
    """Return the bodies that hold a role, tied by the measures that they share; a DiGraph for directed kinds of ties.

    Nodes carry name, label, kind, level, jurisdiction, aliases, the number of measures in each role and in all
    (``duties``), and the network measures (``COLUMNS``). Ties carry ``weight`` and all three weights, ``measures``, and for
    each role the number of shared measures on which both hold it, ``mixed`` where they hold none in common; of directed
    kinds the two roles are those of the kind. Parameters and errors as in ``projection``.
    """
    graph = projection(duties, role, groups, weight)
    figures = columns(duties, role, groups, weight)
    held: Roles = {}
    for duty in counted(duties, groups):
        held.setdefault((duty.body, duty.measure), set()).add(duty.role)
    totals = Counter(body for body, _ in held)
    by_role = Counter((body, held_role) for (body, _), roles in held.items() for held_role in roles)
    for body, data in graph.nodes(data=True):
        row = duties.bodies[body]
        counts = {name: by_role[body, name] for name in ROLES}
        data.update(jurisdiction=row.jurisdiction, aliases=row.aliases, duties=totals[body], **counts, **figures[body])
    _tell_roles(graph, held, mutual=len(set(ends_of(role))) == 1)
    return graph


def _tell_roles(graph: nx.Graph, held: Mapping[tuple[str, str], set[str]], mutual: bool) -> None:
    """Give each tie the number of its measures by the role that both ends hold on them."""
    for a, b, data in graph.edges(data=True) if mutual else ():
        counts = dict.fromkeys((*ROLES, MIXED), 0)
        for measure in data["measures"]:
            for shared in held[a, measure] & held[b, measure] or {MIXED}:
                counts[shared] += 1
        data.update(counts)
