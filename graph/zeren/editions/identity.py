"""What tells one text from another: title, number, date, division, and a digest of each measure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from zeren.cascade.facts import one_of
from zeren.editions.titles import marks, subject
from zeren.ground import packed as lines
from zeren.ground.fold import fold, key
from zeren.ground.statements import Known, known_of
from zeren.ground.vocabulary import expand

IDENTITY = (
    "rdf:type", "dcterms:title", "dcterms:issued", "dcterms:isPartOf", "zr:jurisdiction", "zr:divisionCode", "zr:year",
    "zr:documentNumber", "zr:annex", "zr:status", "zr:inPlan", "zr:text", "zr:order", "zr:hasReference", "zr:relation",
)  # fmt: skip
_ENDS = ("relation-repeals", "relation-amends")


@dataclass(frozen=True, slots=True)
class Identity:
    """A plan with measures, as one text among others."""

    id: str
    """IRI"""
    title: str
    about: str
    """its title without place, year, kind of document and what the text is; of an annex its own title"""
    marks: tuple[str, ...]
    """kinds of ``vocabulary/editions.tsv``; ``draft`` also where the document says so"""
    code: str
    """division code; empty where unknown"""
    year: int | None
    number: str | None
    date: str | None
    annex: str | None
    ends: tuple[str, ...]
    """titles and numbers of documents that it repeals or amends, folded"""
    measures: tuple[str, ...]
    """digest of the letters of each, in their order"""
    graph: str = ""
    """IRI of the document that holds it: two documents of one title and place are one plan, and still two texts"""

    @property
    def text(self) -> tuple[str, str]:
        """What tells this text from all others: plan and document."""
        return self.id, self.graph


def identities(statements: bytes) -> tuple[Identity, ...]:
    """Return the plans with measures that N-Triples or N-Quads of one document state, by IRI."""
    return identities_in(known_of(statements, IDENTITY))


def identities_in(known: Known) -> tuple[Identity, ...]:
    """Return the plans with measures of what ``known_of`` gave for ``IDENTITY`` or more."""
    measure, plan = expand("zr:Measure"), expand("zr:Plan")
    texts: dict[str, list[tuple[int, str]]] = {}
    for subject_, properties in known.items():
        if measure in properties.get("rdf:type", ()):
            for of in properties.get("zr:inPlan", ()):
                order = int(one_of(known, subject_, "zr:order") or 0)
                texts.setdefault(of, []).append((order, letters(one_of(known, subject_, "zr:text"))))
    found = []
    for iri in sorted(texts):
        if plan not in known.get(iri, {}).get("rdf:type", ()):
            continue
        over = [one_of(known, one, "dcterms:title") for one in known[iri].get("dcterms:isPartOf", ())]
        title = one_of(known, iri, "dcterms:title")
        code = one_of(known, one_of(known, iri, "zr:jurisdiction"), "zr:divisionCode")
        said = {kind for each in (title, *over) for kind in marks(each)}
        if one_of(known, iri, "zr:status").endswith("/draft"):
            said.add("draft")
        year, number = one_of(known, iri, "zr:year"), one_of(known, iri, "zr:documentNumber")
        found.append(
            Identity(
                id=iri,
                title=title,
                about=subject(title, code),
                marks=tuple(sorted(said)),
                code=code,
                year=int(year) if year else None,
                number=number or None,
                date=one_of(known, iri, "dcterms:issued")[:10] or None,
                annex=one_of(known, iri, "zr:annex") or None,
                ends=tuple(sorted(_ends(known, iri))),
                measures=tuple(digest_of(text) for _, text in sorted(texts[iri])),
            )
        )
    return tuple(found)


def _ends(known: dict[str, dict[str, list[str]]], plan: str) -> set[str]:
    over = known.get(plan, {}).get("dcterms:isPartOf", [])
    references = [
        one
        for each in (plan, *over)
        for one in known.get(each, {}).get("zr:hasReference", [])
        if one_of(known, one, "zr:relation").endswith(_ENDS)
    ]
    return {key(one_of(known, one, name)) for one in references for name in ("dcterms:title", "zr:documentNumber")} - {""}


def letters(text: str) -> str:
    """Return the letters and digits of a text, folded: two prints that differ in punctuation alone are one."""
    return "".join(filter(str.isalnum, fold(text).lower()))


def digest_of(text: str) -> str:
    """Return a short digest of letters."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def packed(found: Iterable[Identity]) -> str:
    """Return identities as one line, to be kept beside a document."""
    rows = [
        [i.id, i.title, i.about, i.marks, i.code, i.year, i.number, i.date, i.annex, i.ends, " ".join(i.measures)] for i in found
    ]
    return lines.packed(rows)


def unpacked(line: str) -> tuple[Identity, ...]:
    """Return the identities that ``packed`` wrote."""
    return tuple(
        Identity(iri, title, about, tuple(said), code, year, number, date, annex, tuple(ends), tuple(measures.split()))
        for iri, title, about, said, code, year, number, date, annex, ends, measures in lines.unpacked(line)
    )
