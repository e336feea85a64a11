"""Networks in GEXF 1.2 and GraphML, in the subset that Gephi and networkx both read."""

from __future__ import annotations

import csv
import pickle
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from xml.sax.saxutils import escape

from zeren.export.plain import FORMULA, Plain
from zeren.export.records import Measures, figures
from zeren.export.xml import QUOTES
from zeren.table.duties import BodyRow, Duty, MeasureRow, Portions

if TYPE_CHECKING:
    import networkx as nx

Value = str | int | float | bool

NODE_NAMES = frozenset({"id", "label", "pid", "for", "start", "end", "r", "g", "b", "x", "y", "z", "size"})
"""node attributes that GEXF, Gephi or networkx keep for themselves"""

EDGE_NAMES = frozenset({"id", "label", "source", "target", "type", "kind", "for", "start", "end"})
"""the same for ties"""

_BODY = ("name", "kind", "level", "jurisdiction", "aliases")
_MEASURE = ("plan", "annex", "section", "task_no", "task", "deadline", "deadline_kind", "deadline_end", "file", "locator")
_DUTY = ("role", "role_raw", "mention", "position", "basis", "expansion", "via")


@dataclass(frozen=True, slots=True)
class Look:
    """How a node is drawn."""

    red: int
    """0 to 255, as green and blue"""
    green: int
    blue: int
    size: float
    """diameter"""
    x: float
    """to the right"""
    y: float
    """upwards"""

    @property
    def shade(self) -> str:
        """The colour as #rrggbb."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def values(self) -> dict[str, Value]:
        """The attributes that Gephi reads it from in GraphML."""
        return {"r": self.red, "g": self.green, "b": self.blue, "size": self.size, "x": self.x, "y": self.y}


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a network."""

    id: str
    label: str
    values: Mapping[str, Value]
    look: Look | None = None
    """None: the tool that opens it decides"""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie of a network."""

    source: str
    target: str
    values: Mapping[str, Value]
    """``weight`` is the tie's weight in both formats"""


Item = TypeVar("Item")


class Spool(Generic[Item]):
    """Items in a file without a name, given in their order as often as wanted, one reader at a time."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 (closed when the last forgets these items)
        self._count = 0
        weakref.finalize(self, self._file.close)

    def add(self, item: Item) -> None:
        """Put an item behind the others."""
        pickle.dump(item, self._file)
        self._count += 1

    def __iter__(self) -> Iterator[Item]:
        self._file.seek(0)
        return (pickle.load(self._file) for _ in range(self._count))


@dataclass(frozen=True, slots=True)
class Joined(Generic[Item]):
    """What several collections give, one after the other, as often as wanted."""

    parts: tuple[Iterable[Item], ...]

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(self.parts)


@dataclass(frozen=True, slots=True)
class Network:
    """What both formats write."""

    nodes: Iterable[Node]
    """given from the first again each time"""
    edges: Iterable[Edge]
    directed: bool


def two_mode(duties: Portions, measures: Measures | None = None) -> Network:
    """Return bodies and measures as nodes and each duty as a tie; ``mode`` tells the two sorts of nodes apart.

    Bodies, by name, carry their network measures as attributes of their names; measures and duties stay in document order,
    what follows for members of groups after what is printed. Both are held in files that nobody else sees.
    """
    columns = figures(measures or {})
    names = [field.name for field in columns.fields]
    nodes, printed, derived = Spool[Node](), Spool[Edge](), Spool[Edge]()
    for row in sorted(duties.bodies.values(), key=lambda row: (row.name, row.id)):
        its = dict(zip(names, columns.of(row.id), strict=True)) | _fields(row, _BODY)
        nodes.add(Node(row.id, row.label, _values(NODE_NAMES, mode="body", **its)))
    for portion in duties.each():
        for measure in portion.measures.values():
            nodes.add(Node(measure.id, measure.text, _values(NODE_NAMES, mode="measure", **_fields(measure, _MEASURE))))
        for duty in portion.duties:
            edge = Edge(duty.body, duty.measure, _values(EDGE_NAMES, **_fields(duty, _DUTY)))
            (printed if duty.expansion is None else derived).add(edge)
    return Network(nodes, Joined((printed, derived)), directed=False)


def _fields(row: BodyRow | MeasureRow | Duty, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def from_networkx(graph: nx.Graph[Any]) -> Network:
    """Return a networkx graph's nodes and ties, sorted; a node's ``label``, else ``name``, is its label, ``viz`` its look."""
    nodes = []
    for node, data in graph.nodes(data=True):
        label = str(data.get("label") or data.get("name") or node)
        own = {name: value for name, value in data.items() if name not in ("label", "viz")}
        nodes.append(Node(str(node), label, _values(NODE_NAMES, **own), _look(data.get("viz"))))
    directed = graph.is_directed()
    edges = [_ordered(str(a), str(b), _values(EDGE_NAMES, **data), directed) for a, b, data in graph.edges(data=True)]
    edges.sort(key=lambda edge: (edge.source, edge.target, sorted((k, str(v)) for k, v in edge.values.items())))
    return Network(tuple(sorted(nodes, key=lambda node: node.id)), tuple(edges), directed)


def _look(viz: Mapping[str, Any] | None) -> Look | None:
    """Read a look as networkx keeps that of GEXF; None where there is none."""
    if viz is None:
        return None
    colour, place = viz["color"], viz["position"]
    return Look(colour["r"], colour["g"], colour["b"], float(viz["size"]), float(place["x"]), float(place["y"]))


def _ordered(a: str, b: str, values: Mapping[str, Value], directed: bool) -> Edge:
    # The ends of a mutual tie come in the order in which the graph was filled.
    return Edge(a, b, values) if directed or a <= b else Edge(b, a, values)


def _values(reserved: frozenset[str], /, **values: object) -> dict[str, Value]:
    """Return the attributes that both formats can hold: None left out, lists joined, reserved names changed."""
    held: dict[str, Value] = {}
    for name, value in values.items():
        if value is None:
            continue
        if isinstance(value, list | tuple | set | frozenset):
            parts = [str(item) for item in value]
            value = "; ".join(parts if isinstance(value, list | tuple) else sorted(parts))
        elif not isinstance(value, str | int | float | bool):
            value = str(value)
        held[f"{name}_" if name in reserved else name] = value
    return held


def written(network: Network, form: str) -> Iterator[bytes]:
    """Give the network as ``gexf`` or ``graphml`` in UTF-8, a line at a time."""
    plain = Plain()
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    for line in _gexf(network, plain) if form == "gexf" else _graphml(network, plain):
        yield f"{line}\n".encode()


def _types(rows: Iterable[Mapping[str, Value]]) -> dict[str, str]:
    """Return attribute → type, sorted by name; attributes of several types are strings."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, set()).add(_type(value))
    kinds = {}
    for name in sorted(found):
        several = "double" if found[name] == {"integer", "double"} else "string"
        kinds[name] = found[name].pop() if len(found[name]) == 1 else several
    return kinds


def _type(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "double" if isinstance(value, float) else "string"


def _shown(value: Value, plain: Plain) -> str:
    """Return a value as the text of an XML attribute."""
    return escape(plain(str(value).lower() if isinstance(value, bool) else str(value)), QUOTES)


def _gexf(network: Network, plain: Plain) -> Iterable[str]:
    direction = "directed" if network.directed else "undirected"
    shown = ' xmlns:viz="http://www.gexf.net/1.2draft/viz"' if any(node.look for node in network.nodes) else ""
    yield f'<gexf xmlns="http://www.gexf.net/1.2draft"{shown} version="1.2">'
    yield "  <meta><creator>zeren</creator></meta>"
    yield f'  <graph mode="static" defaultedgetype="{direction}">'
    kept = {"node": _types(node.values for node in network.nodes), "edge": _types(e.values for e in network.edges)}
    kept["edge"].pop("weight", None)
    for name, types in kept.items():
        yield f'    <attributes class="{name}" mode="static">'
        for attribute, kind in types.items():
            yield f'      <attribute id="{_shown(attribute, plain)}" title="{_shown(attribute, plain)}" type="{kind}"/>'
        yield "    </attributes>"
    yield "    <nodes>"
    for node in network.nodes:
        yield f'      <node id="{_shown(node.id, plain)}" label="{_shown(node.label, plain)}">'
        yield from _attvalues(node.values, plain)
        if node.look:
            yield f'        <viz:color r="{node.look.red}" g="{node.look.green}" b="{node.look.blue}" a="1.0"/>'
            yield f'        <viz:position x="{node.look.x}" y="{node.look.y}" z="0.0"/>'
            yield f'        <viz:size value="{node.look.size}"/>'
        yield "      </node>"
    yield "    </nodes>"
    yield "    <edges>"
    for number, edge in enumerate(network.edges):
        weight = f' weight="{_shown(edge.values["weight"], plain)}"' if "weight" in edge.values else ""
        ends = f'source="{_shown(edge.source, plain)}" target="{_shown(edge.target, plain)}"'
        yield f'      <edge id="{number}" {ends}{weight}>'
        yield from _attvalues({k: v for k, v in edge.values.items() if k != "weight"}, plain)
        yield "      </edge>"
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def _attvalues(values: Mapping[str, Value], plain: Plain) -> Iterable[str]:
    if values:
        yield "        <attvalues>"
        for name in sorted(values):
            yield f'          <attvalue for="{_shown(name, plain)}" value="{_shown(values[name], plain)}"/>'
        yield "        </attvalues>"


def _graphml(network: Network, plain: Plain) -> Iterable[str]:
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    nodes = _types(map(_held, network.nodes))
    edges = _types(edge.values for edge in network.edges)
    for scope, types in (("node", nodes), ("edge", edges)):
        for name, kind in types.items():
            key = f"{scope}.{_shown(name, plain)}"
            kind = "long" if kind == "integer" else kind
            yield f'  <key id="{key}" for="{scope}" attr.name="{_shown(name, plain)}" attr.type="{kind}"/>'
    yield f'  <graph edgedefault="{"directed" if network.directed else "undirected"}">'
    for node in network.nodes:
        yield f'    <node id="{_shown(node.id, plain)}">'
        yield from _data("node", _held(node), plain)
        yield "    </node>"
    for number, edge in enumerate(network.edges):
        ends = f'source="{_shown(edge.source, plain)}" target="{_shown(edge.target, plain)}"'
        yield f'    <edge id="{number}" {ends}>'
        yield from _data("edge", edge.values, plain)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _held(node: Node) -> dict[str, Value]:
    return {"label": node.label, **node.values, **(node.look.values if node.look else {})}


def _data(scope: str, values: Mapping[str, Value], plain: Plain) -> Iterable[str]:
    for name in sorted(values):
        yield f'      <data key="{scope}.{_shown(name, plain)}">{_shown(values[name], plain)}</data>'


def write_tables(network: Network, folder: Path) -> None:
    """Write ``nodes.csv`` and ``links.csv``, with the columns that Cosmograph and Gephi's import of spreadsheets know.

    Texts that a spreadsheet would take for a formula get an apostrophe before them. UTF-8 without a mark: Cosmograph would
    take the mark for a part of the first column's name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain = Plain()
    nodes = [{"id": n.id, "label": n.label, **n.values, **_drawn(n.look)} for n in network.nodes]
    # The types of GEXF and GraphML stand in the column that Gephi reads the direction from.
    kind = "Directed" if network.directed else "Undirected"
    links = [{"source": e.source, "target": e.target, "type": kind, **e.values} for e in network.edges]
    for name, rows, first in (("nodes", nodes, ("id", "label")), ("links", links, ("source", "target", "type", "weight"))):
        columns = list(dict.fromkeys((*first, *sorted({column for row in rows for column in row}))))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([[_cell(row.get(column), plain) for column in columns] for row in rows])


def _drawn(look: Look | None) -> dict[str, Value]:
    return {"color": look.shade, "size": look.size, "x": look.x, "y": look.y} if look else {}


def _cell(value: Value | None, plain: Plain) -> str:
    text = "" if value is None else plain(str(value).lower() if isinstance(value, bool) else str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
