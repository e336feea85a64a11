"""The network measures of one state of a store: computed once for each choice, as tables."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from zeren import network
from zeren.ground.resources import table
from zeren.network import Bridge, Comparison
from zeren.serve.explorer import words
from zeren.serve.explorer.cells import Ref, Said, Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.library import Library
from zeren.serve.explorer.shape import Column, Facet
from zeren.serve.explorer.values import held_label, held_order, level_number
from zeren.table.duties import GROUPS, Duties

LARGEST = 5000
"""measures of one network; of a larger store a plan is chosen first"""
DENSEST = 8000
"""ties of one network; finding communities among more takes seconds"""
KEPT = 48
"""networks kept; one of 500 bodies takes about 5 MB"""
KINDS = {row["key"]: (row["zh"], row["en"]) for row in table("vocabulary/ties")}
"""kind of tie → its names"""

Figures = Mapping[str, float | int]
Columns = Mapping[str, Figures]
"""body → column → figure, as ``network.columns`` gives them"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which network is measured."""

    role: str = "any"
    """kind of tie, or any"""
    groups: str = GROUPS[0]
    weight: str = "count"
    plan: str | None = None
    """IRI of a plan, with its annexes; None: the whole store"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure of a body with its place among all bodies."""

    zh: str
    en: str
    value: float
    place: int
    """1 for the largest; equal figures share a place"""
    among: int
    """bodies of the network"""
    formula: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """A community with its members."""

    number: int
    """from 1, largest first"""
    members: tuple[Ref, ...]
    stability: float
    """mean over its members, 0–1"""


class Network:
    """One network with its measures and the tables that show them, each made when it is first asked for."""

    def __init__(self, duties: Duties, choice: Choice, name: Callable[[str], Ref]) -> None:
        self.duties, self.choice, self._name = duties, choice, name
        self.measured = network.measured(duties, choice.role, choice.groups, choice.weight)

    @cached_property
    def bodies(self) -> Grid[tuple[str, Figures]]:
        """All bodies with their figures, strongest first."""
        rows: list[tuple[str, Figures]] = list(self.measured.columns.items())
        its = self.duties.bodies
        defined = {row["key"]: row for row in network.definitions()}
        columns: list[Column[tuple[str, Figures]]] = [
            Column("agency", "单位", "Body", lambda r: Ref(its[r[0]].name, r[0])),
            *(_figure(key, defined[of]) for key, of in network.COLUMNS.items()),
            Column("level", "级别", "Level", lambda r: words.code("level", its[r[0]].level),
                   order=lambda r: level_number(its[r[0]].level or "")),
            Column("kind", "类别", "Kind", lambda r: words.code("body", its[r[0]].kind)),
            Column("id", "标识", "Identifier", lambda r: r[0], shown=False),
        ]  # fmt: skip
        facets: list[Facet[tuple[str, Figures]]] = [
            Facet(("in_core",), (("核心–边缘", "Core–periphery"),), lambda r: [(str(r[1]["in_core"]),)],
                  lambda _, value, lang: CORE[value == "1"][lang != "zh"], lambda _, value: -int(value)),
            Facet(("community",), (("社群", "Community"),), lambda r: [(str(r[1]["community"]),)],
                  lambda _, value, __: value, lambda _, value: int(value)),
            Facet(("level",), (("级别", "Level"),), lambda r: [(its[r[0]].level or "",)], held_label, held_order),
            Facet(("kind",), (("类别", "Kind"),), lambda r: [(its[r[0]].kind,)], lambda _, v, lang: words.word("body", v, lang)),
        ]  # fmt: skip
        return Grid("bodies", rows, columns, facets,
                    lambda r: "\n".join((its[r[0]].name, *its[r[0]].aliases)), prefix="bodies.")  # fmt: skip

    @cached_property
    def bridges(self) -> Grid[Bridge]:
        """The bodies whose removal splits the network, worst split first."""

        def cut_off(bridge: Bridge) -> tuple[Ref, ...]:
            return tuple(self._name(body) for piece in bridge.pieces[1:] for body in piece)

        columns: list[Column[Bridge]] = [
            Column("agency", "单位", "Body", lambda r: Ref(self.duties.bodies[r.body].name, r.body)),
            Column("separated", "失去联系的单位对", "Pairs that part", lambda r: r.separated, "number"),
            Column("share", "占全部单位对", "Share of all pairs", lambda r: network.shown(r.share), "number"),
            Column("pieces", "分成", "Pieces", lambda r: " + ".join(str(len(piece)) for piece in r.pieces), "narrow"),
            Column("cut_off", "与最大部分断开的单位", "Cut off from the largest piece", cut_off, "bodies"),
            Column("id", "标识", "Identifier", lambda r: r.body, shown=False),
        ]
        return Grid("bridges", self.measured.bridges, columns, words=lambda r: self.duties.bodies[r.body].name, prefix="bridges.")

    @cached_property
    def communities(self) -> Grid[Group]:
        """The communities, largest first."""
        found = self.measured.communities
        rows = [
            Group(
                number,
                tuple(self._name(body) for body in members),
                network.shown(sum(found.body_stability[body] for body in members) / len(members)),
            )
            for number, members in enumerate(found.members, start=1)
        ]
        columns: list[Column[Group]] = [
            Column("community", "社群", "Community", lambda r: r.number, "number"),
            Column("size", "单位数", "Bodies", lambda r: len(r.members), "number"),
            Column("stability", "稳定度", "Stability", lambda r: r.stability, "number"),
            Column("agencies", "成员", "Members", lambda r: r.members, "bodies"),
        ]
        return Grid("communities", rows, columns, words=lambda r: "\n".join(ref.text for ref in r.members), prefix="communities.")

    @cached_property
    def comparison(self) -> Grid[Comparison]:
        """Measures of each body under the three readings of group expressions; none for ties of two roles."""
        rows = () if self.measured.graph.is_directed() else network.comparison(self.duties, self.choice.role)
        columns: list[Column[Comparison]] = [
            Column("agency", "单位", "Body", lambda r: Ref(r.agency, r.id)),
            *(Column(key.replace("-", "_"), zh, en, _counted(key), "number") for key, (zh, en) in READINGS.items()),
            Column("id", "标识", "Identifier", lambda r: r.id, shown=False),
        ]
        return Grid("comparison", rows, columns, words=lambda r: r.agency, prefix="comparison.")

    @cached_property
    def definitions(self) -> Grid[Mapping[str, str]]:
        """Formula and source of every figure, those of the columns under the names of the columns."""
        columns: list[Column[Mapping[str, str]]] = [
            Column("key", "列", "Column", lambda r: "、".join(c for c, of in network.COLUMNS.items() if of == r["key"]) or r["key"]),
            Column("zh", "指标", "In Chinese", lambda r: r["zh"]),
            Column("en", "英文", "Measure", lambda r: r["en"]),
            Column("formula", "公式", "Formula", lambda r: Said(r["formula"], r["formula_zh"], r["formula"]), "long"),
            Column("source", "文献", "Source", lambda r: r["source"], "long"),
        ]
        return Grid("definitions", network.definitions(), columns, prefix="definitions.")


QUICK = ("degree", "strength", "betweenness", "pagerank", "core")
"""figures that need no communities, and so are there at once"""
TITLES = {"communities": ("社群", "Community"), "bridges": ("断开的单位对", "Pairs that part")}
"""index → the name of its column, where that is not the index itself"""
CORE = (("边缘", "periphery"), ("核心", "core"))
READINGS = {
    "as-written": ("按原文", "As written"),
    "expanded": ("展开到确定成员", "Expanded to certain members"),
    "possible": ("含可能成员", "Possible members too"),
}
"""ways to count groups with their names"""


class Networks:
    """The networks of a library, the last used kept."""

    def __init__(self, library: Library, name: Callable[[str], Ref]) -> None:
        self._library, self._name = library, name
        self._lock = threading.Lock()
        self._kept: OrderedDict[Choice, Network | None] = OrderedDict()
        self._measuring = ThreadPoolExecutor(1, "networks")
        self._coming: dict[Choice, Future[Columns]] = {}

    def of(self, choice: Choice) -> Network | None:
        """Return a network; None where it is too large to be measured while somebody waits.

        Raises WrongUsage for an unknown kind of tie, weight or way to count groups.
        """
        with self._lock:
            if choice not in self._kept:
                small = self.measures(choice.plan) <= LARGEST
                made = Network(self.duties(choice.plan), choice, self._name) if small else None
                fits = made is not None and made.measured.graph.number_of_edges() <= DENSEST
                self._kept[choice] = made if fits else None
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(choice)
            return self._kept[choice]

    def columns(self, choice: Choice, seconds: float | None = None) -> Columns | None:
        """Return body → column → figure; None where the network is too large, as in ``of``.

        Raises TimeoutError where they are not there after so many seconds (None: waits for them); measuring goes on in
        a thread of its own, and who asks later finds them. Other errors as in ``of``.
        """
        its = self.of(choice)
        if its is None:
            return None
        with self._lock:
            if choice not in self._coming:
                self._coming[choice] = self._measuring.submit(lambda: its.measured.columns)
            coming = self._coming[choice]
        found = coming.result(seconds)
        with self._lock:
            # The network keeps its figures itself, and may be forgotten.
            self._coming.pop(choice, None)
        return found

    def standing(self, body: str) -> list[Standing]:
        """Return where a body stands in the network of the whole store; empty where that is too large."""
        its = self.of(Choice())
        found = []
        rows = its.measured.indices if its is not None else ()
        for defined in network.definitions() if rows else ():
            figures = {row.body: getattr(row, defined["key"]) for row in rows} if defined["key"] in QUICK else {}
            if body in figures:
                place = 1 + sum(value > figures[body] for value in figures.values())
                zh, en = _titles(defined)
                found.append(Standing(zh, en, figures[body], place, len(rows), defined["formula"], defined["source"]))
        return found

    def measures(self, plan: str | None) -> int:
        """Return the number of measures of a plan and of its annexes, of all plans where none is named."""
        sizes, plans = self._library.sizes, self._library.plans
        return sum(size.measures for iri, size in sizes.items() if plan is None or plan in (iri, plans[iri].over if iri in plans else None))

    def duties(self, plan: str | None) -> Duties:
        """Return the duties of a plan and of its annexes."""
        if plan is None:
            return self._library.duties
        return self._library.within({plan} | {iri for iri, other in self._library.plans.items() if other.over == plan})

    def kinds(self) -> Sequence[str]:
        """Return the kinds of ties whose roles occur."""
        held = set(self._library.roles())
        return [row["key"] for row in table("vocabulary/ties") if {row["head"], row["tail"]} <= held]

    def warm(self) -> None:
        """Measure the network that most pages show, before somebody waits for it."""
        its = self.of(Choice())
        if its is not None and self.columns(Choice()):
            its.bodies.chosen({})

    def plans(self) -> list[str]:
        """Return the plans with measures of their own or in annexes, as they stand in the library."""
        library = self._library
        above = {library.plans[iri].over for iri in library.sizes if iri in library.plans}
        return [iri for iri in library.plans if iri in library.sizes or iri in above]


def _figure(key: str, defined: Mapping[str, str]) -> Column[tuple[str, Figures]]:
    """Return the column of a figure."""
    zh, en = _titles(defined)
    about = f"{defined['formula']}\n{defined['source']}"
    if key == "in_core":
        return Column(key, zh, en, lambda r: Said(("periphery", "core")[r[1][key]], *CORE[r[1][key]]),
                      order=lambda r: r[1][key], about=about)  # fmt: skip

    def value(row: tuple[str, Figures]) -> Value:
        return row[1][key]

    return Column(key, zh, en, value, "number", about=about)


def _titles(defined: Mapping[str, str]) -> tuple[str, str]:
    """Return what the column of an index is called, short."""
    if defined["key"] in TITLES:
        return TITLES[defined["key"]]
    return defined["zh"].partition("（")[0], defined["en"][:1].upper() + defined["en"][1:]


def _counted(key: str) -> Callable[[Comparison], Value]:
    return lambda row: int(getattr(row, key.replace("-", "_")))
