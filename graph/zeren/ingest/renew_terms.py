"""Keep the terms, codes and indicators in the store beside what is said in them, as a graph of their own.

A query that asks for the label of a code or of an indicator finds it in the same place as the duties. The graph follows
from the files under ``ontology/`` alone; it is written anew where they differ from what it was made of.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from zeren.ground.indicators import known_indicators
from zeren.ground.resources import ontology_dir
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, TERMS, iri, segment
from zeren.store import Source

if TYPE_CHECKING:
    from zeren.ingest.graphs import Graphs

FORM = "terms"
"""``meta["form"]`` of the graph, which no file gave"""
GRAPH = TERMS.removesuffix("#")
"""IRI of the named graph: that of the ontology"""
NAME = "术语与代码 (terms and codes)"
"""what the manifest calls it"""
FILES = ("zeren", "codes")
"""files under ``ontology/`` whose statements it holds, beside the indicators of ``vocabulary/indicators.tsv``"""
INDICATORS = "indicator"
"""path of the scheme of indicators, which stand below it"""
_SKOLEM = BASE + ".well-known/genid/terms-"


def renew(writer: Graphs) -> None:
    """Stage the terms where the store has none, or those of another ontology."""
    held = writer.graphs()
    if not held:
        return
    triples = statements()
    key = hashlib.sha256(triples).hexdigest()
    if GRAPH in held and held[GRAPH].meta.get("of") == key:
        return
    data = f"# {key}\n".encode() + triples
    writer.put(Source(NAME, hashlib.sha256(data).hexdigest(), data), GRAPH, triples, {"form": FORM, "of": key})


@cache
def statements() -> bytes:
    """Return the terms as sorted N-Triples; blank nodes have IRIs, by the order in which their file has them."""
    import pyoxigraph as ox

    lines: list[str] = []
    for name in FILES:
        data = (ontology_dir() / f"{name}.ttl").read_bytes()
        known: dict[str, ox.NamedNode] = {}

        def named(node: object, file: str = name, known: dict[str, ox.NamedNode] = known) -> object:
            if not isinstance(node, ox.BlankNode):
                return node
            return known.setdefault(node.value, ox.NamedNode(f"{_SKOLEM}{file}-{len(known) + 1}"))

        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            lines.append(f"{named(quad.subject)} {quad.predicate} {named(quad.object)} .\n")
    return b"".join(sorted({*(line.encode() for line in lines), *_indicators().splitlines(keepends=True)}))


def _indicators() -> bytes:
    """The known indicators as concepts of one scheme: label, spelling, unit and which way is better."""
    add, scheme = Triples(), iri(INDICATORS)
    add.a(scheme, "skos:ConceptScheme")
    add.text(scheme, "rdfs:label", "指标", "zh")
    add.text(scheme, "rdfs:label", "Indicators", "en")
    for row in known_indicators().values():
        subject = iri(f"{INDICATORS}/{segment(row['concept'])}")
        add.a(subject, "zr:Indicator")
        add.a(subject, "skos:Concept")
        add.link(subject, "skos:inScheme", scheme)
        add.text(subject, "skos:prefLabel", row["label"], "zh")
        add.text(subject, "rdfs:label", row["label"], "zh")
        add.text(subject, "zr:usualUnit", row["unit"] or None)
        if row["better"]:
            add.code(subject, "zr:direction", "better-" + row["better"])
    return add.lines()
