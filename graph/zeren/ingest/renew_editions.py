"""Keep what the store says about mirrors, drafts and editions in step with its documents.

As ``renew`` does for plans of two levels: each pair of documents has one graph of its own, made from their statements and
the decisions of people alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from zeren import editions
from zeren.decisions import editions as decisions
from zeren.editions import changes as compared
from zeren.editions.changes import Change
from zeren.editions.near import Nearness
from zeren.editions.stated import stated
from zeren.editions.titles import marks
from zeren.ground.version import __version__
from zeren.ground.vocabulary import BASE, digest, iri
from zeren.ingest.facts import FactsRead, together
from zeren.ingest.graphs import Graphs, put, put_text
from zeren.ingest.partial import without
from zeren.store import Version
from zeren.store.counted import AFTER, DAYS, INSTEAD, LEFT_OUT, PART_OF
from zeren.store.journal import TEXTS

FORM = "edition"
"""``meta["form"]`` of a computed graph, which no file gave"""
LEFT = "left"
"""key in ``meta`` of a computed graph: files that still count beside one that says the same, one a line"""
RULES = "11"
"""to be raised when the rules change"""
GRAPHS = BASE + "edition-graph/"


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a store and what people decided about them."""

    identities: tuple[editions.Identity, ...]
    decided: dict[tuple[str, str], str]
    relations: tuple[editions.Relation, ...]


def texts_of(found: tuple[editions.Identity, ...]) -> dict[str, str]:
    """Return what is kept beside a document with these texts, so that others need not be read to find its editions."""
    days = [one.date or f"{one.year:04}-01-01" for one in found if one.date or one.year]
    return {TEXTS: editions.packed(found), **({DAYS: min(days)} if days else {})}


def consider(
    metas: Mapping[str, Mapping[str, str]], statements: Callable[[str], bytes], folder: Path | None, read: FactsRead | None = None
) -> Texts:
    """Gather the texts of a store and relate them; a document is read only where its words are compared, by ``read`` if given.

    Raises UnreadableInput for a faulty table of decisions.
    """
    found: list[editions.Identity] = []
    for graph, meta in sorted(metas.items()):
        if meta.get("form") in (FORM, "cascade", "report", "terms"):
            continue
        kept = meta.get(TEXTS)
        for one in editions.unpacked(kept) if kept else editions.identities(statements(graph)):
            found.append(replace(one, graph=graph))
    made = decisions.read(folder / decisions.FILE) if folder else ()
    decided = {_pair(iri(one.one), iri(one.other)): one.decision for one in made}
    relations = tuple(editions.related(found, _reading(read or FactsRead(statements)), decided))
    return Texts(tuple(found), decided, relations)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _reading(read: FactsRead) -> Callable[[editions.Identity, editions.Identity], float]:
    """How near two texts are, each document read when it is first asked for."""
    nearness, taken = Nearness(), set[str]()

    def take(graph: str) -> None:
        if graph not in taken:
            taken.add(graph)
            for fact in read(graph).measures:
                nearness.add(fact.plan, fact.text, graph)

    @cache
    def near(one: editions.Identity, other: editions.Identity) -> float:
        take(one.graph)
        take(other.graph)
        return nearness(one, other)

    return near


def renew(writer: Graphs, folder: Path | None, read: FactsRead) -> int:
    """Stage what changed about the editions of a store; return the number of relations. ``read`` gives the measures of its documents."""
    current = writer.graphs()
    known = consider({graph: version.meta for graph, version in current.items()}, writer.statements, folder, read)
    wanted: dict[tuple[str, str], list[editions.Relation]] = {}
    for one in known.relations:
        pair = one.source.graph, one.derived.graph
        # That a plan makes a higher one local is stated where the two are aligned, as zr:PlanCascade.
        if one.kind != "localised":
            wanted.setdefault(_pair(*pair), []).append(one)
    left, kept = editions.left_out(known.identities, known.relations), set()
    followed = _followed(known)
    parted = editions.plans_left_out(known.identities, known.relations)
    changed = _changed(read, {one.derived.graph for one in known.relations if one.kind == "mirror" and not one.likely})
    for first, second in together(wanted):
        relations = wanted[first, second]
        graph = GRAPHS + digest([first, second])
        kept.add(graph)
        told = (f"{r.source.id} {r.derived.id} {r.kind} {r.likely} {r.basis}" for r in relations)
        out = [f"{one} {left[one]}" for one in (first, second) if left.get(one) in (first, second)]
        still = sorted({_left(r, current) for r in relations if not out and not _by_plan(r, parted)} - {""})
        after = [f"{one} {followed[one]}" for one in (first, second) if followed.get(one) in (first, second)]
        key = digest([__version__, RULES, current[first].quads, current[second].quads, *told, *out, *still, *after])
        if graph in current and current[graph].meta.get("of") == key:
            continue
        name = f"同题文本：{current[first].name} — {current[second].name}"
        meta = {"form": FORM, "of": key, LEFT_OUT: "\n".join(out), AFTER: "\n".join(after), LEFT: "\n".join(still)}
        put(writer, stated(relations, left, changed), graph, name, key, meta)
    kept |= _parts(writer, parted, {one.text: one.title for one in known.identities}, current)
    for graph in current:
        if graph.startswith(GRAPHS) and graph not in kept:
            writer.remove(graph)
    return len(known.relations)


def _by_plan(relation: editions.Relation, parted: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether the text that says the same is taken out of its document, which holds others."""
    left = editions.not_counted(relation)
    return left is not None and left.id in parted.get(left.graph, {})


def _parts(
    writer: Graphs, parted: Mapping[str, Mapping[str, str]], titles: Mapping[tuple[str, str], str], current: Mapping[str, Version]
) -> set[str]:
    """Stage what documents state without the plans that another one says too; return the graphs of these."""
    found = set()
    for document, plans in parted.items():
        graph = GRAPHS + "part/" + digest([document])
        found.add(graph)
        key = digest([__version__, RULES, current[document].quads, *(f"{plan} {kept}" for plan, kept in plans.items())])
        if graph in current and current[graph].meta.get("of") == key:
            continue
        said = "\n".join(f"{kept} {titles[plan, document]}" for plan, kept in plans.items())
        meta = {"form": FORM, "of": key, PART_OF: f"{document} {current[document].quads}", INSTEAD: said}
        text = without(writer.statements(document), plans, document, graph)
        put_text(writer, text, graph, f"其余计划：{current[document].name}", key, meta)
    return found


_COMPARED = ("draft-issued", "revision", "next-edition")
"""kinds of which each measure is followed from one text to the other"""


def _changed(read: FactsRead, mirrors: Collection[str]) -> Callable[[editions.Relation], Sequence[Change]]:
    """Give what became of each measure; of a text that stands on several sites one is compared."""
    def changed(one: editions.Relation) -> Sequence[Change]:
        if one.likely or one.kind not in _COMPARED or one.source.graph in mirrors or one.derived.graph in mirrors:
            return ()
        texts = [[fact for fact in read(each.graph).measures if fact.plan == each.id] for each in (one.source, one.derived)]
        years = compared.rolled(one.source, one.derived, one.kind)
        return compared.changes(texts[0], texts[1], one.derived.code or one.source.code, years)

    return changed


def _followed(known: Texts) -> dict[str, str]:
    """Document → the one that holds the next edition of each of its plans; a document of which one goes on alone is not there."""
    texts: dict[str, set[tuple[str, str]]] = {}
    for one in known.identities:
        texts.setdefault(one.graph, set()).add(one.text)
    after: dict[tuple[str, str], str] = {}
    for relation in known.relations:
        if relation.kind == "next-edition" and not relation.likely:
            after.setdefault(relation.source.text, relation.derived.graph)
    return {graph: after[min(held)] for graph, held in sorted(texts.items()) if held <= after.keys()}


def _left(relation: editions.Relation, current: Mapping[str, Version]) -> str:
    """The file whose text should not count again, and the file that says the same; empty where both count."""
    left = editions.not_counted(relation)
    if left is None:
        return ""
    kept = relation.source if left.text == relation.derived.text else relation.derived
    return f"{current[left.graph].name} → {current[kept.graph].name}"


def still_counted(metas: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return, from what is kept beside the graphs of a store, the files that count beside another that says the same: ``file → file``.

    They are those whose text a third one would have to take the place of.
    """
    return tuple(sorted({line for meta in metas for line in meta.get(LEFT, "").splitlines()}))


def explanations(refused: Iterable[tuple[str, str]], texts: Iterable[editions.Identity]) -> list[editions.Relation]:
    """Return which refused files explain which plans; ``refused`` gives the name of a file and why it was refused."""
    plans, found = sorted(texts, key=lambda one: one.id), []
    for name, reason in sorted(refused):
        if "explanation" not in marks(reason):
            continue
        reason = reason.partition("(explains a plan): ")[2].rpartition("; ")[0] or reason
        told = editions.Identity(name, reason, "", ("explanation",), "", None, None, None, None, (), ())
        found += [relation for plan in plans if (relation := editions.explained(plan, reason, told))]
    return found
