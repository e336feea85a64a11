"""State which plans and measures of two levels correspond, with the words that both print."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.cascade.facts import Fact
from zeren.cascade.measures import Link
from zeren.cascade.plans import PlanPair
from zeren.cascade.shares import Share
from zeren.ground.triples import Triples, integer, literal, node
from zeren.ground.vocabulary import BASE, digest, iri


def stated(
    found: Iterable[tuple[PlanPair, tuple[Link, ...]]], upper_document: str, lower_document: str, base: str = BASE
) -> Triples:
    """Return the pairs of plans of two documents and their links without blank nodes."""
    triples = Triples()
    for pair, links in found:
        subject = iri("cascade/" + digest([pair.upper.id, pair.lower.id]), base)
        triples.a(subject, "zr:PlanCascade")
        triples.link(subject, "zr:upperPlan", pair.upper.id)
        triples.link(subject, "zr:lowerPlan", pair.lower.id)
        triples.text(subject, "zr:cascadeBasis", pair.basis)
        if pair.verdict == "likely":
            triples.value(subject, "zr:likely", True)
        for link in links:
            _link(triples, subject, link, (upper_document, lower_document), base)
    return triples


def _link(triples: Triples, pair: str, link: Link, documents: tuple[str, str], base: str) -> None:
    subject = iri("cascade-link/" + digest([link.upper.id, link.lower.id]), base)
    triples.a(subject, "zr:CascadeLink")
    triples.link(subject, "zr:inCascade", pair)
    triples.link(subject, "zr:upperMeasure", link.upper.id)
    triples.link(subject, "zr:lowerMeasure", link.lower.id)
    triples.code(subject, "zr:cascadeKind", "cascade-" + link.kind)
    triples.text(subject, "zr:cascadeBasis", link.basis)
    triples.value(subject, "zr:score", link.score)
    if link.likely:
        triples.value(subject, "zr:likely", True)
    for share in link.shares:
        _amount(triples, subject, link, share, documents)
    for start, end, first, last in link.shared:
        passage = iri("passage/" + digest([*documents, *map(str, (start, end, first, last))]), base)
        triples.link(subject, "zr:sharedPassage", passage)
        triples.a(passage, "zr:SharedPassage")
        for predicate, side, fact, document, span in (
            ("zr:upperEvidence", "upper", link.upper, documents[0], (start, end)),
            ("zr:lowerEvidence", "lower", link.lower, documents[1], (first, last)),
        ):
            words = f"{passage}/{side}"
            triples.link(passage, predicate, words)
            evidence(triples, words, fact, document, span)


def _amount(triples: Triples, link: str, of: Link, share: Share, documents: tuple[str, str]) -> None:
    (start, end), (first, last) = share.at
    subject = f"{link}/amount/{start}-{first}"
    triples.link(link, "zr:sharedAmount", subject)
    triples.a(subject, "zr:SharedAmount")
    triples.value(subject, "zr:upperValue", share.upper)
    triples.value(subject, "zr:lowerValue", share.lower)
    triples.text(subject, "zr:unit", share.unit)
    above = (start + of.upper.start, end + of.upper.start)
    for target, begin, stop in of.upper.targets:
        if begin <= above[0] and above[1] <= stop:
            triples.link(subject, "zr:upperTarget", target)
    for predicate, side, fact, document, span in (
        ("zr:upperEvidence", "upper", of.upper, documents[0], above),
        ("zr:lowerEvidence", "lower", of.lower, documents[1], (first + of.lower.start, last + of.lower.start)),
    ):
        triples.link(subject, predicate, f"{subject}/{side}")
        evidence(triples, f"{subject}/{side}", fact, document, span)


def evidence(triples: Triples, subject: str, fact: Fact, document: str, span: tuple[int, int]) -> None:
    """State the words of a measure between two code points of a document, and where they stand."""
    start, end = span
    triples.select(subject, span, fact.text, fact.start)
    triples.link(subject, "oa:hasSource", document)
    terms = {
        "rdf:type": [node("zr:Evidence"), node("oa:SpecificResource")],
        "oa:exact": [literal(fact.text[start - fact.start : end - fact.start])],
        "oa:start": [integer(start)],
        "oa:end": [integer(end)],
    }
    triples.state(subject, terms | {name: [integer(value) if isinstance(value, int) else literal(value)] for name, value in fact.spot})
