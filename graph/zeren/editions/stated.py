"""State how two texts stand to one another, and what became of each measure from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from zeren.cascade.stated import evidence
from zeren.editions.changes import Change, amounts_of
from zeren.editions.relate import Relation, not_counted
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, digest, iri

_DIRECT = {
    "draft-issued": "prov:wasRevisionOf",
    "revision": "prov:wasRevisionOf",
    "mirror": "prov:alternateOf",
    "excerpt": "prov:wasDerivedFrom",
}
NONE = "无"
"""of bodies and deadlines: none was printed"""
"""kind → how the derived text stands to its source, in terms that others read"""


def stated(
    found: Iterable[Relation], left: Mapping[str, str], changed: Callable[[Relation], Iterable[Change]], base: str = BASE
) -> Triples:
    """Return relations between texts of two documents without blank nodes.

    ``changed`` gives what became of each measure between two texts, ``left`` the document that does not count → the one that
    counts in its place. Two documents of one title and place hold one plan: only the documents tell its texts apart.
    """
    triples = Triples()
    for one in found:
        subject = iri("edition/" + digest([*one.source.text, *one.derived.text]), base)
        triples.a(subject, "zr:EditionLink")
        triples.link(subject, "zr:sourceText", one.source.id)
        triples.link(subject, "zr:derivedText", one.derived.id)
        triples.text(subject, "zr:sourceTitle", one.source.title)
        triples.text(subject, "zr:derivedTitle", one.derived.title)
        triples.link(subject, "zr:sourceDocument", one.source.graph)
        triples.link(subject, "zr:derivedDocument", one.derived.graph)
        triples.code(subject, "zr:editionKind", "edition-" + one.kind)
        triples.text(subject, "zr:editionBasis", one.basis)
        if one.likely:
            triples.value(subject, "zr:likely", True)
            continue
        text_out = not_counted(one)
        if text_out is not None and text_out.graph in left:
            triples.link(subject, "zr:leftOutDocument", text_out.graph)
        for change in changed(one):
            _change(triples, subject, one, change, base)
        if one.source.id == one.derived.id:
            continue
        if text_out is not None:
            triples.link(subject, "zr:notCounted", text_out.id)
        if one.kind in _DIRECT:
            triples.link(one.derived.id, _DIRECT[one.kind], one.source.id)
        if one.kind in ("revision", "next-edition"):
            triples.link(one.derived.id, "dcterms:replaces", one.source.id)
    return triples


def _change(triples: Triples, edition: str, of: Relation, one: Change, base: str) -> None:
    sides = (("before", of.source.graph, one.before), ("after", of.derived.graph, one.after))
    told = [f"{side} {fact.id} {fact.start}" for side, _, facts in sides for fact in facts]
    subject = iri("change/" + digest([edition, *told]), base)
    triples.a(subject, "zr:MeasureChange")
    triples.link(subject, "zr:inEdition", edition)
    triples.code(subject, "zr:measureChangeKind", "measure-change-" + one.kind)
    triples.value(subject, "zr:textChanged", one.text_changed)
    if not one.certain:
        triples.value(subject, "zr:likely", True)
    for before, after, pair in (
        ("zr:leadsBefore", "zr:leadsAfter", one.leads),
        ("zr:helpsBefore", "zr:helpsAfter", one.helps),
        ("zr:dueBefore", "zr:dueAfter", one.due),
    ):
        for name, words in zip((before, after), pair or (), strict=False):
            triples.text(subject, name, words or NONE)
    for name, words in (("zr:changeLabels", " ".join(one.labels)), ("zr:changedAmounts", amounts_of(one))):
        if words:
            triples.text(subject, name, words)
    for side, document, facts in sides:
        for fact in facts:
            text = f"{subject}/{side}/{fact.start}"
            triples.a(text, "zr:ChangedText")
            triples.link(text, "zr:inChange", subject)
            triples.text(text, "zr:changeSide", side)
            triples.link(text, "zr:changedMeasure", fact.id)
            triples.link(text, "zr:evidence", f"{text}/words")
            evidence(triples, f"{text}/words", fact, document, (fact.start, fact.start + len(fact.text)))
