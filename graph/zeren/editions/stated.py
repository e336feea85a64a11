"""State how two texts stand to one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zeren.editions.relate import Relation, not_counted
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, digest, iri

_DIRECT = {
    "draft-issued": "prov:wasRevisionOf",
    "revision": "prov:wasRevisionOf",
    "mirror": "prov:alternateOf",
    "excerpt": "prov:wasDerivedFrom",
}
"""kind → how the derived text stands to its source, in terms that others read"""


def stated(found: Iterable[Relation], left: Mapping[str, str], base: str = BASE) -> bytes:
    """Return relations between texts of two documents as sorted N-Triples without blank nodes.

    ``left`` gives the document that does not count → the one that counts in its place. Two documents of one title and place
    hold one plan: only the documents tell its texts apart.
    """
    triples = Triples()
    for one in found:
        subject = iri("edition/" + digest([*one.source.text, *one.derived.text]), base)
        triples.a(subject, "zr:EditionLink")
        triples.link(subject, "zr:sourceText", one.source.id)
        triples.link(subject, "zr:derivedText", one.derived.id)
        triples.link(subject, "zr:sourceDocument", one.source.graph)
        triples.link(subject, "zr:derivedDocument", one.derived.graph)
        triples.code(subject, "zr:editionKind", "edition-" + one.kind)
        triples.text(subject, "zr:editionBasis", one.basis)
        if one.likely:
            triples.value(subject, "zr:likely", True)
            continue
        for text, other in ((one.source, one.derived), (one.derived, one.source)):
            if left.get(text.graph) == other.graph:
                triples.link(subject, "zr:leftOutDocument", text.graph)
        if one.source.id == one.derived.id:
            continue
        if (text_out := not_counted(one)) is not None:
            triples.link(subject, "zr:notCounted", text_out.id)
        if one.kind in _DIRECT:
            triples.link(one.derived.id, _DIRECT[one.kind], one.source.id)
        if one.kind in ("revision", "next-edition"):
            triples.link(one.derived.id, "dcterms:replaces", one.source.id)
    return triples.lines()
