"""``network``: the network of bodies in figures, each with its formula and source at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say, show_rows, top
from zeren.cli.output import is_for_people, print_rows
from zeren.ground.resources import table
from zeren.ground.visible import visible
from zeren.network import (
    COLUMNS,
    Communities,
    Measured,
    Whole,
    communities,
    definitions,
    density,
    shown,
)
from zeren.network.bridges import bridges
from zeren.table.duties import GROUPS

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, Any]

_DIRECTED = tuple(row["key"] for row in table("vocabulary/ties") if row["head"] != row["tail"])
_COLUMNS = {
    "bodies": (
        "agency", "kind", "level", *COLUMNS, "agency_id",
    ),
    "communities": ("community", "size", "stability", "agencies", "agency_ids"),
    "bridges": ("agency", "kind", "separated", "share", "pieces", "cut_off", "agency_id", "cut_off_ids"),
    "comparison": ("agency", "kind", "as_written", "expanded", "possible", "agency_id"),
    "ties": ("a", "b", "count", "newman", "jaccard", "a_id", "b_id", "measures"),
    "bipartite": ("agency", "roles", "text", "plan", "agency_id", "id"),
    "definitions": ("key", "zh", "en", "formula", "source"),
}  # fmt: skip
"""what is asked for → the keys of its rows"""
_FOR_PROGRAMS = {"level", "agency_id", "agency_ids", "cut_off_ids", "a_id", "b_id", "id", "measures"}
"""keys that a narrow table leaves out"""
_READINGS = {
    "as-written": "群体按原文算一个单位 groups as written, each one body",
    "expanded": "群体展开到确定成员 groups expanded to their certain members",
    "possible": "群体展开，含可能成员 groups expanded, possible members among them",
}


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the figures are computed from."""

    whole: Whole
    role: str
    groups: str
    weight: str

    def graph(self, groups: str | None = None) -> nx.Graph:
        """Return the projection, under another reading of group expressions where one is named."""
        return self.whole.projection(self.role, groups or self.groups, self.weight)


@click.command()
@options.role(*_DIRECTED, "any", default="any")
@options.groups
@options.weight
@click.option(
    "--what",
    type=click.Choice(list(_COLUMNS)),
    default="bodies",
    show_default=True,
    help="Which figures; definitions gives formula and literature of each.",
)
@options.on
@options.plan
@top
@options.rows
@options.store
def network(
    role: str, groups: str, weight: str, what: str, plan: str | None, top: int | None, form: str | None, store: str
) -> None:
    """Measures of the network of bodies that share measures (单位网络指标).

    Two bodies are tied where both hold the role on one measure; a directed role (lead-responsible) ties each leading
    body to each responsible one. core is the k-core number; in_core tells the bodies of the core–periphery split;
    stability tells how often seeded runs keep a body with the others of its community. bridges are the bodies whose
    removal splits the network, worst split first: separated counts the pairs that lose each other, pieces the bodies
    in each part, and cut_off names those outside the largest, part by part. comparison counts the measures of each
    body under the three readings of group expressions. bipartite lists the two-mode network before its projection:
    each body with each of its measures. definitions needs no store.
    """
    if what == "definitions":
        _define(top, form)
        return
    from zeren import ask
    from zeren.ask.loading import demand_held
    from zeren.store import open_reader

    with open_reader(store) as reader:
        if what == "bipartite":
            # A row for each body and measure; all else is as long as there are bodies.
            demand_held(reader, plan)
        rows, head = _FIGURES[what](_Counted(Whole(ask.landing_for(reader), ask.plan_paths(reader, plan)), role, groups, weight))
    columns = _COLUMNS[what]
    show_rows(rows[:top], columns, form, shown=[name for name in columns if name not in _FOR_PROGRAMS])
    for line in head:
        say(line)


def _define(top: int | None, form: str | None) -> None:
    """Print the measures with formula and source: paragraphs for people, because a table would cut them off."""
    rows = definitions()[:top]
    if form == "md" or not is_for_people(form):
        print_rows(rows, _COLUMNS["definitions"], form)
        return
    for row in rows:
        click.echo(visible(f"{row['key']}  {row['zh']} {row['en']}\n  {row['formula']}\n  {row['source']}"))


def _bodies(counted: _Counted) -> tuple[list[Row], list[str]]:
    """Return a row for each body, strongest first, and the figures of the whole network."""
    its = Measured(counted.graph())
    graph = its.graph
    rows: list[Row] = [
        {
            "agency": graph.nodes[body]["name"],
            "kind": graph.nodes[body]["kind"],
            "level": graph.nodes[body]["level"],
            **figures,
            "in_core": bool(figures["in_core"]),
            "agency_id": body,
        }
        for body, figures in its.columns.items()
    ]
    head = _head(counted, graph)
    if graph.number_of_edges():
        fit = _short(its.periphery.fit)
        head += [
            f"核心–边缘 core–periphery: 核心 {len(its.periphery.core)} 个单位 bodies in the core · 拟合 fit {fit}",
            _partition(its.communities),
        ]
    return rows, [*head, _SOURCES]


_SOURCES = "公式与文献 formulas and sources: zeren network --what definitions"


def _communities(counted: _Counted) -> tuple[list[Row], list[str]]:
    """Return a row for each community, largest first."""
    graph = counted.graph()
    parts = communities(graph)
    rows: list[Row] = [
        {
            "community": place,
            "size": len(group),
            "stability": shown(sum(parts.body_stability[body] for body in group) / len(group)),
            "agencies": _names(graph, group),
            "agency_ids": list(group),
        }
        for place, group in enumerate(parts.members, start=1)
    ]
    return rows, [*_head(counted, graph), *([_partition(parts)] if graph.number_of_edges() else ())]


def _bridges(counted: _Counted) -> tuple[list[Row], list[str]]:
    """Return a row for each body whose removal splits the network, worst split first."""
    graph = counted.graph()
    rows: list[Row] = []
    for bridge in bridges(graph):
        cut_off = [body for piece in bridge.pieces[1:] for body in piece]
        rows.append(
            {
                **_body(graph, bridge.body),
                "separated": bridge.separated,
                "share": shown(bridge.share),
                "pieces": [len(piece) for piece in bridge.pieces],
                "cut_off": _names(graph, cut_off),
                "cut_off_ids": cut_off,
            }
        )
    found = f"{len(rows)} 个单位 bodies" if rows else "没有 none: 去掉任何一个单位都不会拆分网络 no single removal splits it"
    return rows, [*_head(counted, graph), f"桥梁单位 bridges: {found}"]


def _comparison(counted: _Counted) -> tuple[list[Row], list[str]]:
    """Return each body's measures under the three readings of groups, and the network under each."""
    rows = [
        {
            "agency": row.agency,
            "kind": row.kind,
            "as_written": row.as_written,
            "expanded": row.expanded,
            "possible": row.possible,
            "agency_id": row.id,
        }
        for row in counted.whole.comparison(counted.role)
    ]
    sizes = [f"{groups}: {_size(counted.graph(groups))}" for groups in GROUPS]
    return rows, [f"{_basis(counted)} · 三种口径并列 three readings side by side", *sizes]


def _ties(counted: _Counted) -> tuple[list[Row], list[str]]:
    """Return a row for each tie, largest weight first, then most shared measures, then by name."""
    graph = counted.graph()
    rows: list[Row] = [
        {
            "a": graph.nodes[tie.a]["name"],
            "b": graph.nodes[tie.b]["name"],
            "count": tie.count,
            "newman": shown(tie.newman),
            "jaccard": shown(tie.jaccard),
            "a_id": tie.a,
            "b_id": tie.b,
            "measures": list(tie.measures),
        }
        for tie in counted.whole.ties(counted.role, counted.groups)
    ]
    rows.sort(key=lambda row: -row[counted.weight])
    return rows, _head(counted, graph)


def _bipartite(counted: _Counted) -> tuple[list[Row], list[str]]:
    """Return a row for each body and measure that it holds the role on, measures in document order."""
    held = counted.whole.bipartite(counted.role, counted.groups)
    rows: list[Row] = [
        {"agency": h.agency, "roles": list(h.roles), "text": h.text, "plan": h.plan, "agency_id": h.agency_id, "id": h.id} for h in held
    ]
    bodies, measures = ({getattr(row, key) for row in held} for key in ("agency_id", "id"))
    return rows, [
        f"{_basis(counted)} · {_READINGS[counted.groups]}",
        f"二模网络 two-mode network: {len(bodies)} 个单位 bodies · {len(measures)} 项措施 measures · {len(rows)} 条联系 ties",
    ]


_FIGURES: dict[str, Callable[[_Counted], tuple[list[Row], list[str]]]] = {
    "bodies": _bodies,
    "communities": _communities,
    "bridges": _bridges,
    "comparison": _comparison,
    "ties": _ties,
    "bipartite": _bipartite,
}


def _body(graph: nx.Graph, body: str) -> Row:
    node = graph.nodes[body]
    return {"agency": node["name"], "kind": node["kind"], "agency_id": body}


def _names(graph: nx.Graph, bodies: Sequence[str]) -> list[str]:
    return [graph.nodes[body]["name"] for body in bodies]


def _short(value: float | None) -> str:
    """Return a figure of the head; a dash where it is not defined."""
    return "—" if value is None else f"{value:.3f}"


def _head(counted: _Counted, graph: nx.Graph) -> list[str]:
    """Return what was counted and how large and dense the network is."""
    words = {row["key"]: f"{row['zh']} {row['en']}" for row in table("vocabulary/indices")}
    lines = [
        f"{_basis(counted)} · {_READINGS[counted.groups]} · 权重 weight: {words[counted.weight]}",
        f"网络 network: {_size(graph)}",
    ]
    if not graph.number_of_nodes():
        lines.append("没有单位承担这个角色 (no body holds this role); --role any 计所有角色 (counts all roles)")
    elif not graph.number_of_edges():
        lines.append("没有两个单位共有措施 (no two bodies share a measure in this role)")
    return lines


def _basis(counted: _Counted) -> str:
    """Return which duties were counted, in words."""
    words = {row["key"]: f"{row['zh']} {row['en']}" for row in table("vocabulary/ties")}
    role = words.get(counted.role, "任何角色 any role")
    return f"口径 counted: {role} · {counted.whole.measures()} 项措施 measures"


def _size(graph: nx.Graph) -> str:
    kind = "条有向联系 directed ties" if graph.is_directed() else "条联系 ties"
    return (
        f"{graph.number_of_nodes()} 个单位 bodies · {graph.number_of_edges()} {kind}"
        f" · 密度 density {_short(density(graph))}"
    )


def _partition(parts: Communities) -> str:
    """Return the figures that tell how far to trust the communities."""
    alone = sum(len(group) == 1 for group in parts.members)
    return (
        f"社群 communities: {len(parts.members)}（单个单位 of one body {alone}）· 模块度 modularity {_short(parts.modularity)}"
        f" · 稳定度 stability {_short(parts.stability)} ({parts.runs} seeded runs)"
    )
