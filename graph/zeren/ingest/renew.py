"""Keep what the store says about plans of two levels in step with its documents.

Each pair of documents has one graph of its own, made from their statements and the decisions of people alone: the same
whatever the order in which they were read. It is made again only where one of them, a decision or the rules changed,
and goes where one of them goes. Its "original" is its own text, so that it passes through every backup and rebuild.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from zeren import cascade, editions
from zeren.cascade import stated
from zeren.cascade.plans import Decided
from zeren.decisions import cascade as decisions
from zeren.ground.statements import Known, known_of
from zeren.ground.version import __version__
from zeren.ground.vocabulary import BASE, digest, iri
from zeren.ingest import namesakes, renew_editions, renew_reports, renew_terms
from zeren.ingest.facts import FactsRead, together
from zeren.ingest.graphs import Graphs, put
from zeren.store import Version
from zeren.store.counted import BETWEEN
from zeren.store.journal import HEADS

FORM = "cascade"
"""``meta["form"]`` of a computed graph, which no file gave"""
WANTED = frozenset({*cascade.HEAD, *editions.IDENTITY})
"""properties that tell it"""
RULES = "6"
"""to be raised when the rules change, so that every store is compared anew by the next build"""
_GRAPHS = BASE + "cascade-graph/"


@dataclass(frozen=True, slots=True)
class Considered:
    """All plans of a store and what people decided about them."""

    register: cascade.Register
    documents: dict[str, tuple[str, ...]]
    """IRI of a plan → graphs of the documents that hold it, sorted"""
    decided: Decided
    """by the IRIs of two plans or two measures"""
    key: str
    """digest of rules and decisions"""


def is_computed(graph: str) -> bool:
    """Tell whether a graph was made here and comes from no file."""
    return graph.startswith((_GRAPHS, renew_editions.GRAPHS, renew_reports.GRAPHS)) or graph == renew_terms.GRAPH


def original_of(version: Version, statements: bytes) -> bytes | None:
    """Return the "original" of a computed graph as its statements (sorted N-Quads) tell it; None for one of a file."""
    if version.meta.get("form") not in (FORM, renew_editions.FORM, renew_reports.FORM, renew_terms.FORM):
        return None
    # Every line names the same graph at its end, which N-Triples leave out.
    triples = sorted(line[: line.rindex(b" <")] + b" .\n" for line in statements.splitlines())
    return f"# {version.meta.get('of', '')}\n".encode() + b"".join(triples)


def heads_of(statements: bytes) -> dict[str, str]:
    """Return what is kept beside a document of these statements, so that others need not be read to find its pairs."""
    return heads_in(known_of(statements, WANTED))


def heads_in(known: Known) -> dict[str, str]:
    """Return the same of what is known with the properties ``WANTED``; IRIs may be paths below the base."""
    plans = [replace(head, id=_whole(head.id)) for head in cascade.heads_in(known)]
    texts = tuple(replace(one, id=_whole(one.id)) for one in editions.identities_in(known))
    return {HEADS: cascade.packed(plans)} | namesakes.ids_in(known) | renew_editions.texts_of(texts) | renew_reports.rows_of(known)


def _whole(path: str) -> str:
    return path if path.startswith(BASE) else iri(path)


def consider(
    metas: Mapping[str, Mapping[str, str]], statements: Callable[[str], bytes], folder: Path | None
) -> Considered:
    """Gather the plans of a store: ``metas`` gives by graph what is kept beside it, ``statements`` the rest where needed.

    ``folder`` is that of the decisions. Raises UnreadableInput for a faulty table of decisions.
    """
    documents: dict[str, list[str]] = {}
    heads = []
    for graph, meta in sorted(metas.items()):
        if is_computed(graph):
            continue
        kept = meta.get(HEADS)
        for head in cascade.unpacked(kept) if kept else cascade.heads(statements(graph)):
            heads.append(head)
            documents.setdefault(head.id, []).append(graph)
    made = decisions.read(folder / decisions.FILE) if folder else ()
    decided = {(iri(one.upper), iri(one.lower)): one.decision for one in made}
    key = digest([__version__, RULES, *(" ".join((*pair, word)) for pair, word in sorted(decided.items()))])
    return Considered(cascade.Register(heads), {plan: tuple(graphs) for plan, graphs in documents.items()}, decided, key)


def renew(writer: Graphs, folder: Path | None = None) -> int:
    """Stage what changed about the pairs of plans of a store; return the number of pairs of documents compared."""
    with _uncollected():
        return _renewed(writer, folder)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Have no cycles of objects looked for: comparing makes many objects and no cycle, and the search takes a tenth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _renewed(writer: Graphs, folder: Path | None) -> int:
    namesakes.settle(writer)
    current = writer.graphs()
    known = consider({graph: version.meta for graph, version in current.items()}, writer.statements, folder)
    wanted: dict[tuple[str, str], list[cascade.PlanPair]] = {}
    for pair in known.register.pairs(known.decided):
        for upper in known.documents[pair.upper.id]:
            for lower in known.documents[pair.lower.id]:
                wanted.setdefault((upper, lower), []).append(pair)
    read = FactsRead(writer.statements)
    compared, kept = 0, set()
    for upper, lower in together(wanted):
        pairs = wanted[upper, lower]
        graph = _GRAPHS + digest([upper, lower])
        kept.add(graph)
        key = digest([known.key, current[upper].quads, current[lower].quads, *(f"{p.upper.id} {p.lower.id} {p.basis}" for p in pairs)])
        if graph in current and current[graph].meta.get("of") == key:
            continue
        compared += 1
        found = [(pair, _links(pair, read(upper), read(lower), known.decided)) for pair in pairs]
        name = f"承接：{current[lower].name} ← {current[upper].name}"
        put(writer, stated.stated(found, upper, lower), graph, name, key, {"form": FORM, "of": key, BETWEEN: f"{upper} {lower}"})
    for graph in current:
        if graph.startswith(_GRAPHS) and graph not in kept:
            writer.remove(graph)
    renew_editions.renew(writer, folder, read)
    renew_terms.renew(writer)
    return compared


def _links(
    pair: cascade.PlanPair, upper: cascade.Facts, lower: cascade.Facts, decided: Decided
) -> tuple[cascade.Link, ...]:
    return cascade.links(
        [fact for fact in upper.measures if fact.plan == pair.upper.id],
        [fact for fact in lower.measures if fact.plan == pair.lower.id],
        (pair.upper.code, pair.lower.code),
        lower.counterparts,
        decided,
        pair.verdict == "likely",
    )
