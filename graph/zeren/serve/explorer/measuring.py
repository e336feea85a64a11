"""The page of network measures: who is tied to how many, who stands between, who bridges, who belongs together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from zeren import network
from zeren.ground.errors import NotFound, WrongUsage
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Page, file, view
from zeren.serve.explorer.frame import LISTED
from zeren.serve.explorer.networks import DENSEST, KINDS, LARGEST, READINGS, Choice, Network
from zeren.store.reader import Reader
from zeren.table.duties import GROUPS, WEIGHTS

TABLES = ("bodies", "bridges", "communities", "comparison", "definitions")
"""tables of the page, as ``table=`` names them"""


def measures(ex: Explorer, _: Reader, asked: Asked) -> Answer:
    """The measures of the network that the address names, as a page or one of its tables as a file.

    Raises NotFound for a plan that is not there, WrongUsage for other values and for an unknown table.
    """
    told = {name: value for name in ("role", "groups", "weight", "plan") if (value := asked.query.get(name))}
    choice = Choice(**told)
    if choice.plan is not None and choice.plan not in ex.library.plans:
        raise NotFound(f"{choice.plan}: 没有这份计划 (no such plan)", "choose one on /plans")
    its = ex.networks.of(choice)
    if asked.form is not None:
        if its is None:
            raise WrongUsage("网络太大 (the network is too large for a page)", "choose a plan or a role, or use zeren network")
        return _file(its, asked)
    values: dict[str, Any] = {
        "its": its,
        "limits": (LARGEST, DENSEST),
        "told": told,
        "strips": _strips(ex, choice, asked.lang),
        "rest": {name: value for name, value in told.items() if name != "plan"},
        "more": ex.tables.plan_options((ex.library.plans[iri] for iri in ex.networks.plans()[LISTED:]), choice.plan),
    }
    if its is not None:
        values |= {"figures": _figures(ex, its), **_tables(its, asked)}
    return Page("explorer/measuring.html", values)


def _file(its: Network, asked: Asked) -> File:
    wanted = asked.query.get("table", TABLES[0])
    made: Mapping[str, Callable[[str], File]] = {
        "bodies": lambda name: file(its.bodies, asked, name),
        "bridges": lambda name: file(its.bridges, asked, name),
        "communities": lambda name: file(its.communities, asked, name),
        "comparison": lambda name: file(its.comparison, asked, name),
        "definitions": lambda name: file(its.definitions, asked, name),
    }
    if wanted not in made:
        raise WrongUsage(f"table={wanted}: 没有这张表 (no such table)", f"choose from {', '.join(TABLES)}")
    return made[wanted](f"network-{wanted}")


def _tables(its: Network, asked: Asked) -> dict[str, Any]:
    return {
        "core": its.measured.periphery,
        "parts": its.measured.communities,
        "alone": sum(len(group) == 1 for group in its.measured.communities.members),
        "tables": {
            "bodies": view(its.bodies, asked),
            "bridges": view(its.bridges, asked),
            "communities": view(its.communities, asked),
            "comparison": view(its.comparison, asked),
            "definitions": view(its.definitions, asked),
        },
    }


def _figures(ex: Explorer, its: Network) -> list[tuple[tuple[str, str], bool, int, int, float]]:
    """Return size and density of the network under each reading of groups: its names, whether it is the one shown."""
    found = []
    for groups, names in READINGS.items():
        other = ex.networks.of(replace(its.choice, groups=groups))
        if other is not None:
            graph = other.measured.graph
            size = (graph.number_of_nodes(), graph.number_of_edges(), network.density(graph))
            found.append((names, groups == its.choice.groups, *size))
    return found


def _strips(ex: Explorer, choice: Choice, lang: str) -> list[tuple[str, str, list[tuple[str | None, str, bool]]]]:
    """Return what may be chosen: name, title, and value, words and whether it is chosen; None lifts the choice."""
    at = lang != "zh"
    defined = {row["key"]: (row["zh"], row["en"]) for row in network.definitions()}
    kinds = {"any": ("任何角色", "any role"), **{key: KINDS[key] for key in ex.networks.kinds()}}
    offered = {
        "role": (("联系", "Ties")[at], {key: names[at] for key, names in kinds.items()}),
        "weight": (("权重", "Weight")[at], {key: defined[key][at] for key in WEIGHTS}),
        "groups": (("群体", "Groups")[at], {key: READINGS[key][at] for key in GROUPS}),
    }
    plain = asdict(Choice())
    chosen = asdict(choice)
    found = [
        (name, title, [(None if value == plain[name] else value, words, value == chosen[name]) for value, words in options.items()])
        for name, (title, options) in offered.items()
    ]
    plans = ex.networks.plans()
    if len(plans) > 1:
        every: tuple[str | None, str, bool] = (None, ("全部", "all")[at], choice.plan is None)
        its = [(iri, ex.tables.plan_words(iri), iri == choice.plan) for iri in plans[:LISTED]]
        found.append(("plan", ("计划", "Plan")[at], [every, *its]))
    return found
