"""From duties to networks: bodies and measures, and bodies tied by the measures that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from zeren.ground.errors import WrongUsage
from zeren.ground.resources import table
from zeren.table.duties import GROUPS, ROLES, WEIGHTS, Duties, counted

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Tie:
    """Two bodies and the measures that tie them; mutual ties have ``a`` before ``b`` by name."""

    a: str
    """IRI of a body; of a directed tie the one it leaves from"""
    b: str
    """IRI of a body; of a directed tie the one it runs to"""
    count: int
    """number of shared measures"""
    newman: float
    """Σ 1/(k−1) over the shared measures, k bodies each; directed: 1/(receivers other than a)"""
    jaccard: float
    """shared measures over all measures of either in that role"""
    measures: tuple[str, ...]
    """IRIs of the shared measures in document order"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of ``pairs``."""

    a: str
    """resolved name"""
    b: str
    """resolved name"""
    count: int
    """number of shared measures"""
    a_id: str
    """IRI"""
    b_id: str
    """IRI"""


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of ``rank``."""

    agency: str
    """resolved name"""
    kind: str
    """as in ``duties.BodyRow.kind``"""
    count: int
    """number of measures"""
    id: str
    """IRI"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One body's number of measures under the readings of group expressions."""

    agency: str
    """resolved name"""
    kind: str
    """as in ``duties.BodyRow.kind``"""
    as_written: int
    """a group counts as one body"""
    expanded: int
    """groups replaced by their certain members"""
    possible: int
    """groups replaced by their certain and possible members"""
    id: str
    """IRI"""


def ties(duties: Duties, role: str, groups: str = "as-written") -> tuple[Tie, ...]:
    """Tie the bodies that share measures, strongest ties first.

    ``role`` is ``any``, a role code (both hold it) or a directed kind of ``ontology/vocabulary/ties.tsv``
    (``lead-responsible``: from each leading body to each responsible one). A body is never tied to itself.
    Formulas of the three weights: ``ontology/vocabulary/indices.tsv``. WrongUsage where the role is unknown.
    """
    order, heads, tails = _holders(duties, role, groups)
    shared: dict[tuple[int, int], list[str]] = {}
    parts: dict[tuple[int, int], Counter[int]] = {}
    for measure in duties.measures:
        givers, receivers = heads.get(measure, ()), tails.get(measure, ())
        for pair in _meetings(givers, receivers):
            met = len(receivers) - (pair[0] in receivers)
            shared.setdefault(pair, []).append(measure)
            parts.setdefault(pair, Counter())[met] += 1
    reach_head, reach_tail = _reach(heads), _reach(tails)
    # Added in the order of the numbers that divide: in any other the last digits would differ.
    newman = {pair: sum(times / met for met, times in sorted(its.items())) for pair, its in parts.items()}
    return tuple(
        Tie(
            order[a], order[b], len(m), newman[a, b], len(m) / (reach_head[a] + reach_tail[b] - len(m)), tuple(m)
        )
        for (a, b), m in sorted(shared.items(), key=lambda item: (-len(item[1]), item[0]))
    )  # fmt: skip


def pairs(duties: Duties, role: str, groups: str = "as-written") -> tuple[Pair, ...]:
    """Pairs of bodies with the number of measures they share: most first, then by name (code points).

    ``role`` and errors as in ``ties``.
    """
    order, heads, tails = _holders(duties, role, groups)
    counts = Counter(
        chain.from_iterable(
            _meetings(heads[measure], tails[measure]) for measure in heads if measure in tails
        )
    )
    bodies = [duties.bodies[body] for body in order]
    return tuple(
        Pair(bodies[a].name, bodies[b].name, count, bodies[a].id, bodies[b].id)
        for (a, b), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def rank(duties: Duties, role: str, groups: str = "as-written") -> tuple[Rank, ...]:
    """Bodies by number of measures on which they hold the role: most first, then by name (code points).

    ``role`` is a role code or ``any``; a measure counts once for a body. WrongUsage where it is neither.
    """
    head, tail = ends_of(role)
    if head != tail:
        raise WrongUsage(f"role: {role!r} 连的是两种角色 (ties two roles)", f"choose from {', '.join(ROLES)}, any")
    order, heads, _ = _holders(duties, role, groups)
    bodies = [duties.bodies[body] for body in order]
    return tuple(
        Rank(bodies[body].name, bodies[body].kind, count, bodies[body].id)
        for body, count in sorted(_reach(heads).items(), key=lambda item: (-item[1], item[0]))
    )


def comparison(duties: Duties, role: str) -> tuple[Comparison, ...]:
    """Number of measures of every body, groups as written and expanded; order and errors as in ``rank``.

    Bodies that only one reading knows stand with 0 under the others.
    """
    return compared({groups: rank(duties, role, groups) for groups in GROUPS})


def compared(ranks: Mapping[str, Iterable[Rank]]) -> tuple[Comparison, ...]:
    """Return the ranks under each reading of ``GROUPS`` side by side."""
    known: dict[str, Rank] = {}
    counts: dict[str, dict[str, int]] = {}
    for groups, ranked in ranks.items():
        for row in ranked:
            known.setdefault(row.id, row)
            counts.setdefault(groups, {})[row.id] = row.count
    written, certain, possible = (counts.get(groups, {}) for groups in GROUPS)
    rows = [
        Comparison(row.agency, row.kind, written.get(body, 0), certain.get(body, 0), possible.get(body, 0), body)
        for body, row in known.items()
    ]
    return tuple(
        sorted(rows, key=lambda row: (-row.as_written, -row.expanded, -row.possible, row.agency, row.id))
    )


def bipartite(duties: Duties, groups: str = "as-written", role: str = "any") -> nx.Graph:
    """Two-mode network: bodies (``bipartite=0``) and measures (``bipartite=1``), nodes named by IRI.

    Ties carry ``roles``, the sorted role codes that the body holds on the measure. ``role`` keeps to one role, or to
    the two of a directed kind of tie; its one-mode projection is ``projection``. WrongUsage where it is unknown.
    """
    import networkx as nx

    graph = nx.Graph()
    wanted = ends_of(role)
    roles: dict[tuple[str, str], set[str]] = {}
    for duty in counted(duties, groups):
        if role == "any" or duty.role in wanted:
            roles.setdefault((duty.body, duty.measure), set()).add(duty.role)
    graph.add_nodes_from(sorted({body for body, _ in roles}), bipartite=0)
    graph.add_nodes_from(sorted({measure for _, measure in roles}), bipartite=1)
    graph.add_edges_from(
        (body, measure, {"roles": tuple(sorted(held))}) for (body, measure), held in roles.items()
    )
    return graph


def projection(duties: Duties, role: str, groups: str = "as-written", weight: str = "count") -> nx.Graph:
    """One-mode network of the bodies that hold the role, isolated ones too; a DiGraph for directed kinds.

    Nodes are IRIs with ``name``, ``label``, ``kind``, ``level``; ties carry ``weight``, all three weights by
    their names, and ``measures``. WrongUsage where the role or the weight is unknown.
    """
    import networkx as nx

    demand_weight(weight)
    head, tail = ends_of(role)
    graph = nx.Graph() if head == tail else nx.DiGraph()
    rows = counted(duties, groups)
    for body in sorted({duty.body for duty in rows if head == "any" or duty.role in (head, tail)}):
        row = duties.bodies[body]
        graph.add_node(body, name=row.name, label=row.label, kind=row.kind, level=row.level)
    for tie in ties(duties, role, groups):
        values = {"count": tie.count, "newman": tie.newman, "jaccard": tie.jaccard}
        graph.add_edge(tie.a, tie.b, weight=values[weight], measures=tie.measures, **values)
    return graph


def demand_weight(weight: str) -> None:
    """Raise WrongUsage where ``weight`` is not one of ``WEIGHTS``."""
    if weight not in WEIGHTS:
        raise WrongUsage(f"weight: {weight!r} 不是权重 (no weight)", f"choose from {', '.join(WEIGHTS)}")


def ends_of(role: str) -> tuple[str, str]:
    """Return the roles at both ends of a kind of tie, ``any`` twice for whatever role; WrongUsage where it is unknown."""
    if role == "any":
        return "any", "any"
    kinds = {row["key"]: (row["head"], row["tail"]) for row in table("vocabulary/ties")}
    if role not in kinds:
        raise WrongUsage(
            f"role: {role!r} 不是角色也不是连线的种类 (no role and no kind of tie)", f"choose from {', '.join(kinds)}, any"
        )
    return kinds[role]


Holders = dict[str, list[int]]


def _holders(duties: Duties, role: str, groups: str) -> tuple[list[str], Holders, Holders]:
    """Return bodies by name and, by their places in it, who holds the head and who the tail role on a measure.

    Numbers instead of IRIs: they sort by name without being told how, and large tables are counted in seconds.
    """
    head, tail = ends_of(role)
    names = duties.bodies
    order = sorted(names, key=lambda body: (names[body].name, body))
    number = {body: place for place, body in enumerate(order)}
    rows = counted(duties, groups)

    def holding(wanted: str) -> Holders:
        held: dict[str, set[int]] = {}
        for duty in rows:
            if wanted in ("any", duty.role):
                held.setdefault(duty.measure, set()).add(number[duty.body])
        return {measure: sorted(bodies) for measure, bodies in held.items()}

    heads = holding(head)
    return order, heads, heads if head == tail else holding(tail)


def _meetings(heads: Sequence[int], tails: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Return the pairs that meet on one measure; the same list at both ends stands for a mutual tie."""
    if heads is tails:
        return combinations(heads, 2)
    return ((a, b) for a, b in product(heads, tails) if a != b)


def _reach(held: Holders) -> Counter[int]:
    """Return body → number of measures on which it holds the role."""
    return Counter(chain.from_iterable(held.values()))
