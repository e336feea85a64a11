"""Colours, sizes and positions for a network that other tools open."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from zeren.draw.layout import positions
from zeren.draw.texts import look
from zeren.ground.errors import WrongUsage

if TYPE_CHECKING:
    import networkx as nx

COLOURS = ("community", "level", "kind")
"""what the colour of a body tells"""
_LARGEST, _SMALLEST = 60.0, 12.0
"""diameter of the busiest body and the least of any, pixels"""
_ROOM = (90.0, 30.0)
"""width and height that a name takes beside its body, pixels"""
_OTHERS = {"community": "other", "level": "unknown", "kind": "unresolved"}


def dress(graph: nx.Graph, colour: str = "community") -> nx.Graph:
    """Give each body of ``network.single`` its look as ``viz``, as networkx has it for GEXF, and return the graph.

    Colours tell communities, levels or kinds as on the network page, sizes the number of measures, places the ties; the same
    network gets the same. WrongUsage for a colour that is none of ``COLOURS``.
    """
    if colour not in COLOURS:
        raise WrongUsage(f"colour: {colour!r} 不能定颜色 (tells no colour)", f"choose from {', '.join(COLOURS)}")
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
    return graph
