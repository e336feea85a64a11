"""The network of bodies alone, as a graph that other tools open as it should look: colours, sizes, positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import sqrt
from typing import TYPE_CHECKING

from zeren.draw.layout import positions
from zeren.draw.texts import look
from zeren.ground.errors import WrongUsage
from zeren.network import columns, projection
from zeren.network.projection import ends_of
from zeren.table.duties import ROLES, Duties, counted

if TYPE_CHECKING:
    import networkx as nx

COLOURS = ("community", "level", "kind")
"""what the colour of a body tells"""
MIXED = "mixed"
"""shared measures on which two bodies hold no role in common"""
_LARGEST, _SMALLEST = 60.0, 12.0
"""diameter of the busiest body and the least of any, pixels"""
_ROOM = (90.0, 30.0)
"""width and height that a name takes beside its body, pixels"""
_OTHERS = {"community": "other", "level": "unknown", "kind": "unresolved"}

Roles = dict[tuple[str, str], set[str]]
"""body and measure → the roles that it holds there"""


def single(
    duties: Duties, role: str = "any", groups: str = "as-written", weight: str = "count", colour: str = "community"
) -> nx.Graph:
    """Return the bodies that hold a role, tied by the measures that they share; a DiGraph for directed kinds of ties.

    Nodes carry name, label, kind, level, jurisdiction, aliases, the number of measures in each role and in all
    (``duties``), the network measures (``network.COLUMNS``), and ``viz`` as networkx has it for GEXF: colour, size and
    position. Ties carry ``weight`` and all three weights, ``measures``, and for each role the number of shared measures on
    which both hold it, ``mixed`` where they hold none in common; of directed kinds the two roles are those of the kind.
    Parameters and errors as in ``network.projection``; WrongUsage for a colour that is none of ``COLOURS``.
    """
    if colour not in COLOURS:
        raise WrongUsage(f"colour: {colour!r} 不能定颜色 (tells no colour)", f"choose from {', '.join(COLOURS)}")
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
    _dress(graph, colour)
    return graph


def _tell_roles(graph: nx.Graph, held: Mapping[tuple[str, str], set[str]], mutual: bool) -> None:
    """Give each tie the number of its measures by the role that both ends hold on them."""
    for a, b, data in graph.edges(data=True) if mutual else ():
        counts = dict.fromkeys((*ROLES, MIXED), 0)
        for measure in data["measures"]:
            for shared in held[a, measure] & held[b, measure] or {MIXED}:
                counts[shared] += 1
        data.update(counts)


def _dress(graph: nx.Graph, colour: str) -> None:
    """Give each body its colour, size and place; the same network gets the same."""
    bodies = sorted(graph.nodes, key=lambda body: (-graph.nodes[body]["duties"], graph.nodes[body]["name"], body))
    place = {body: number for number, body in enumerate(bodies)}
    most = max((graph.nodes[body]["duties"] for body in bodies), default=1)
    sizes = [max(_SMALLEST, _LARGEST * sqrt(graph.nodes[body]["duties"] / most)) for body in bodies]
    links = [(place[a], place[b], float(data["count"])) for a, b, data in graph.edges(data=True)]
    links.sort()
    spots = positions([(size + _ROOM[0], size + _ROOM[1]) for size in sizes], links)
    for body, size, (x, y) in zip(bodies, sizes, spots, strict=True):
        data = graph.nodes[body]
        _, shade, _ = look(colour, None if data[colour] is None else str(data[colour]), _OTHERS[colour])
        red, green, blue = (int(shade[at : at + 2], 16) for at in (1, 3, 5))
        # Screens count downwards, these formats upwards.
        data["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": round(size, 1),
            "position": {"x": float(x), "y": float(-y), "z": 0.0},
        }
