"""The scene as a pyvis network, and as the numbers and texts that the page's script reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from zeren.draw.layout import positions
from zeren.draw.pyvis_model import network_class
from zeren.draw.scene import BITS, Held, Scene, measures_of
from zeren.draw.texts import look
from zeren.ground.initials import letters_of
from zeren.table.called import called
from zeren.table.duties import ROLES, BodyRow, MeasureRow

if TYPE_CHECKING:
    from pyvis.network import Network

LINE = 8
"""characters in a line of a label"""
LINES = 2
"""lines of a label; the whole name is in the tooltip and the panel"""
METRICS = ("degree", "strength", "betweenness", "pagerank")
"""columns that can give the size of a body"""
_ALL = sum(BITS)
_PROVINCE = re.compile("[^省市县]{2,8}?(?:省|自治区)")  # 安徽省|芜湖市, 广西壮族自治区|南宁市

Keep = Callable[[str, object, Callable[[], Any]], Any]
"""kind of a thing, what it is made of, and what makes it → the thing, as ``table.kept`` gives it"""


def anew(_: str, __: object, make: Callable[[], Any]) -> Any:
    """Return what is made, and keep nothing."""
    return make()


def network(scene: Scene, kept: Keep = anew) -> Network:
    """Build the pyvis network: nodes in the scene's order, numbered from 0, one edge a tie of the opening reading.

    Beside the options of vis-network, nodes carry the texts of the body, edges ``kind`` (key) and ``m``
    (numbers of the measures behind the tie).
    """
    import networkx as nx

    number = {body.id: index for index, body in enumerate(scene.bodies)}
    places = {measure.id: index for index, measure in enumerate(scene.measures)}
    graph = nx.MultiDiGraph()
    counts, names = _counts(scene), shown_names(scene)
    most = measures_of(scene.duties, number, _ALL)
    divisions = {body.jurisdiction for body in scene.bodies if body.jurisdiction}
    for index, body in enumerate(scene.bodies):
        node = _node(body, names[index], counts[body.id], len(most[body.id]))
        graph.add_node(index, **node, label=label(_near(body, names[index], divisions)))
    for tie in scene.ties:
        graph.add_edge(number[tie.a], number[tie.b], kind=tie.kind.key, m=[places[m] for m in tie.measures])
    boxes = [_box(data) for _, data in graph.nodes(data=True)]
    opening = sum(counts[body.id][-1] > 0 for body in scene.bodies)
    links = _links(scene, number)
    places_of = kept("layout", [boxes, links, opening], lambda: positions(boxes, links, opening))
    for index, (x, y) in enumerate(places_of):
        graph.nodes[index].update(x=x, y=y)
    # Directed only so that pyvis keeps parallel ties; the page decides by kind which ends carry arrows.
    drawn = network_class()(directed=True)
    for index, data in graph.nodes(data=True):
        drawn.add_node(index, **data)
    for a, b, data in graph.edges(data=True):
        drawn.add_edge(a, b, **data)
    return drawn


def record(scene: Scene, columns: Mapping[str, Mapping[str, float | int]] | None = None, kept: Keep = anew) -> dict[str, Any]:
    """Return all that the page shows; the shapes are described at the head of ``assets/model.js``.

    Texts that many measures share stand once, in lists, and ties are left to the page, which knows the duties
    that make them: a page of 500 bodies has to stay small, and three readings of groups have to fit into it.
    """
    drawn = network(scene, kept)
    lists, names = _Lists(), shown_names(scene)
    number = {body.id: index for index, body in enumerate(scene.bodies)}
    base = _base([body.id for body in scene.bodies] + [row.id for row in scene.measures])
    measures = [
        [row.id[len(base) :], *_described(row, lists), _held(scene, scene.duties[row.id], number, names, lists)] for row in scene.measures
    ]
    fields = ("full", "name", "iri", "kind", "level", "aliases", "counts", "label", "x", "y")
    return {
        "base": base,
        "center": None if scene.center is None else number[scene.center],
        "roles": ROLES,
        "kinds": [[k.key, k.head, k.tail, k.zh, k.en, k.colour, list(k.dash)] for k in scene.kinds],
        "nodes": [{**{key: node[key] for key in fields}, "iri": node["iri"][len(base) :]} for node in drawn.nodes],
        "measures": measures,
        "letters": letters_of(name for body in scene.bodies for name in (names[number[body.id]], body.name, *body.aliases)),
        "metrics": _metrics(scene, columns or {}),
        "communities": [_whole((columns or {}).get(body.id, {}).get("community", 0)) for body in scene.bodies],
        **{key: lists.values(key) for key in ("plans", "sections", "tasks", "deadlines", "heads")},
    }


def shown_names(scene: Scene) -> list[str]:
    """Return the names shown: labels, but full names where a label does not tell whose body it is."""
    names = called(scene.bodies)
    return [names[body.id] for body in scene.bodies]


class _Lists:
    """Lists of values that stand once and are named by their place."""

    def __init__(self) -> None:
        self._places: dict[str, dict[object, int]] = {}

    def place(self, key: str, value: object) -> int:
        """Return the place of a value in a list, adding it where it is new."""
        places = self._places.setdefault(key, {})
        return places.setdefault(value, len(places))

    def values(self, key: str) -> Collection[object]:
        """Return a list."""
        return list(self._places.get(key, {}))


def _described(row: MeasureRow, lists: _Lists) -> list[object]:
    """Return what a measure is and where it stands, without its duties; what many share by its place in a list."""
    return [
        lists.place("plans", (row.part_of, row.annex, row.plan, row.file)),
        lists.place("sections", row.section),
        lists.place("tasks", (row.task_no, row.task)),
        row.text,
        lists.place("deadlines", (row.deadline, row.deadline_kind, row.deadline_start, row.deadline_end, row.deadline_inherited)),
        row.locator,
    ]


def _held(
    scene: Scene, rows: Iterable[Held], number: Mapping[str, int], names: Sequence[str], lists: _Lists
) -> list[list[object]]:
    """Return the duties of a measure; bodies outside the picture get numbers below 0."""
    found: list[list[object]] = []
    for held in rows:
        duty = held.duty
        body = number.get(duty.body, -1)
        if body < 0:
            body = -1 - lists.place("outside", duty.body)
        entry: list[object] = [body, ROLES.index(duty.role), lists.place("heads", duty.role_raw)]
        if held.readings != _ALL:
            group = None if duty.via is None else names[number[duty.via]] if duty.via in number else duty.mention
            mention = None if body >= 0 and duty.mention == names[body] else duty.mention
            entry += [mention, group, held.readings]
        elif body < 0 or duty.mention != names[body]:
            entry += [duty.mention]
        found.append(entry)
    return found


def _metrics(scene: Scene, columns: Mapping[str, Mapping[str, float | int]]) -> dict[str, list[float | int]]:
    """Return the columns that can give the size, a figure for each body, 0 for a body that the columns leave out."""
    return {
        key: [columns.get(body.id, {}).get(key, 0) for body in scene.bodies]
        for key in METRICS
        if any(key in row for row in columns.values())
    }


def _whole(number: float | int) -> int:
    return int(number)


def _counts(scene: Scene) -> dict[str, list[int]]:
    """Return body → number of measures by role under the opening reading, in the order of ``ROLES``, any role last."""
    held: dict[str, list[set[str]]] = {body.id: [set() for _ in (*ROLES, "any")] for body in scene.bodies}
    for measure, rows in scene.duties.items():
        for row in rows:
            if row.duty.body in held and row.readings & scene.opening:
                held[row.duty.body][ROLES.index(row.duty.role)].add(measure)
                held[row.duty.body][-1].add(measure)
    return {body: [len(measures) for measures in by_role] for body, by_role in held.items()}


def _links(scene: Scene, number: Mapping[str, int]) -> list[tuple[int, int, float]]:
    """Return the pairs of bodies that meet on a measure under some reading, with the number of such measures."""
    links: Counter[tuple[int, int]] = Counter()
    for rows in scene.duties.values():
        readings: dict[int, int] = {}
        for held in rows:
            body = number.get(held.duty.body)
            if body is not None:
                readings[body] = readings.get(body, 0) | held.readings
        links.update((a, b) for a, b in combinations(sorted(readings), 2) if readings[a] & readings[b])
    return [(a, b, float(links[a, b])) for a, b in sorted(links)]


def _node(body: BodyRow, name: str, counts: list[int], most: int) -> dict[str, Any]:
    """Return the options of a node and the texts of its body; its size is that under the reading with most duties."""
    level, colour, _ = look("level", body.level, "unknown")
    kind, _, shape = look("kind", body.kind, "unresolved")
    return {
        "shape": shape,
        "color": colour,
        "size": round(7 + 3.2 * most**0.5),
        "font": {"size": round(12 + 1.3 * most**0.5)},
        "full": name,
        "name": body.name,
        "iri": body.id,
        "kind": kind,
        "level": level,
        "aliases": [alias for alias in body.aliases if alias not in (name, body.name)],
        "counts": counts,
    }


def _near(body: BodyRow, name: str, divisions: Collection[str]) -> str:
    """Return a full name without the divisions above that of the body: 西城区什刹海街道办事处, 朝阳区人民政府, 芜湖市水利局."""
    own = body.jurisdiction or ""
    province = _PROVINCE.match(own)
    places = divisions if province is None else {*divisions, province[0]}
    above = [place for place in places if place != own and own.startswith(place) and name.startswith(place)]
    return name.removeprefix(max(above, key=len)) if above and name == body.name else name


def label(name: str) -> str:
    """Break a name into lines of like length for the picture; what does not fit ends in an ellipsis.

    Characters that are not seen are left out: on a canvas nothing contains their effect on the text around.
    """
    clear = "".join(char for char in name if char.isprintable()) or "?"
    if len(clear) > LINE * LINES:
        clear = clear[: LINE * LINES - 1] + "…"
    if len(clear) <= LINE:
        return clear
    bracket = clear.find("（")
    cut = bracket if len(clear) - LINE <= bracket <= LINE else (len(clear) + 1) // 2
    return f"{clear[:cut]}\n{clear[cut:]}"


def _box(node: Mapping[str, Any]) -> tuple[float, float]:
    """Return width and height in pixels of a node with its label."""
    lines = node["label"].split("\n")
    disc, font = 2 * node["size"], node["font"]["size"]
    return max(disc, font * max(map(len, lines))) + 14, disc + 1.3 * font * len(lines) + 12


def _base(iris: Iterable[str]) -> str:
    """Return what all IRIs begin with, up to a slash."""
    ordered = sorted(iris)
    if not ordered:
        return ""
    first, last = ordered[0], ordered[-1]
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[: first.rfind("/", 0, same) + 1]
