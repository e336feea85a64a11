"""State organisations, groups and divisions as triples, each once a document."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.ground.model import Agency, AgencySet, Change, Jurisdiction, Kinship
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import digest, iri, segment

_ONE_NAME = ("national", "provincial")
"""levels whose bodies are called alike wherever they are named"""


class Bodies:
    """Adds what is known of bodies to a document's triples.

    A name that the document prints is the body's (skos:prefLabel), whatever the usual one would be. A body that only follows
    from another (the one above it, one before a reform) bears its usual name as rdfs:label, and below the province as that
    alone: names differ there from place to place, and where some document prints another the store still knows one (SKOS S14).
    """

    def __init__(self, triples: Triples, base: str, printed: Mapping[str, str]) -> None:
        self._triples = triples
        self._base = base
        self._printed = printed
        """identifier of an organisation that the document names → its name by the printed words"""
        self._stated: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def _iri(self, path: str) -> str:
        return iri(path, self._base)

    def division(self, division: Jurisdiction) -> str:
        """State a division; return its IRI."""
        subject = self._iri(f"division/{segment(division.code)}")
        self._triples.a(subject, "zr:Jurisdiction")
        self._triples.text(subject, "zr:divisionCode", division.code)
        self._named(subject, division.name)
        self._triples.code(subject, "zr:level", division.level)
        return subject

    def agency(self, agency: Agency) -> str:
        """State an organisation, once; return its IRI."""
        if agency.id in self._stated:
            return self._stated[agency.id]
        subject = self._organisation(agency)
        self._named(subject, self._printed.get(agency.id, agency.name))
        return subject

    def _implied(self, agency: Agency) -> str:
        """State an organisation that the document may not name: if so, without a name that claims to be its own."""
        if agency.id in self._stated:
            return self._stated[agency.id]
        subject = self._organisation(agency)
        self._usually_named(subject, agency)
        return subject

    def _organisation(self, agency: Agency) -> str:
        add, subject = self._triples, self._iri(agency.id)
        self._stated[agency.id] = subject
        for kind in ("zr:Agency", "zr:Body", "org:Organization"):
            add.a(subject, kind)
        add.code(subject, "zr:bodyKind", "body-" + agency.kind)
        add.text(subject, "zr:function", agency.function)
        if agency.level:
            add.code(subject, "zr:level", agency.level)
        if agency.jurisdiction:
            add.link(subject, "zr:jurisdiction", self.division(agency.jurisdiction))
        return subject

    def group(self, body: AgencySet) -> str:
        """State a group expression with the members that it has everywhere; return its IRI."""
        if body.id in self._stated:
            return self._stated[body.id]
        add, subject = self._triples, self._iri(body.id)
        self._stated[body.id] = subject
        add.a(subject, "zr:StandingGroup" if body.kind == "standing-group" else "zr:AgencySet")
        add.a(subject, "zr:Body")
        self._named(subject, body.name)
        add.code(subject, "zr:expansion", "expansion-" + body.expansion)
        if body.jurisdiction:
            add.link(subject, "zr:jurisdiction", self.division(body.jurisdiction))
        if body.expansion != "contextual":  # whose members differ from measure to measure
            for member in body.members:
                add.link(subject, "zr:hasMember", self.agency(member))
        return subject

    def kinship(self, kin: Kinship) -> None:
        """State how an organisation stands to others."""
        if kin.parent:
            self._triples.link(self.agency(kin.agency), "org:unitOf", self._implied(kin.parent))
        if kin.counterpart:
            self._triples.link(self.agency(kin.agency), "zr:counterpartOf", self._implied(kin.counterpart))

    def change(self, change: Change) -> None:
        """State a reform with the bodies before and after it."""
        sides = [[self._reformed(body) for body in side] for side in (change.before, change.after)]
        subject = self._iri("change/" + digest([change.date, *sides[0], "→", *sides[1]]))
        self._triples.a(subject, "org:ChangeEvent")
        self._triples.text(subject, "dcterms:date", change.date)
        self._triples.text(subject, "dcterms:description", change.note, "zh")
        self._triples.code(subject, "zr:changeKind", "reform-" + change.kind)
        for body in sides[0]:
            self._triples.link(subject, "org:originalOrganization", body)
        for body in sides[1]:
            self._triples.link(subject, "org:resultingOrganization", body)

    def spelling(self, subject: str, words: str) -> None:
        """State a printed spelling of a stated body, as a label only where it is not the name itself (SKOS, S13)."""
        self._triples.text(subject, "zr:printedAs", words)
        if words != self._names.get(subject):
            self._triples.text(subject, "skos:altLabel", words, "zh")

    def _named(self, subject: str, name: str) -> None:
        """Give a body its name, also for programs that know no other label than rdfs:label."""
        self._names[subject] = name
        self._triples.text(subject, "skos:prefLabel", name, "zh")
        self._triples.text(subject, "rdfs:label", name, "zh")

    def _usually_named(self, subject: str, agency: Agency) -> None:
        """Give a body that no words of the document print its usual name."""
        if agency.level in _ONE_NAME:
            self._named(subject, agency.name)
        else:
            self._triples.text(subject, "rdfs:label", agency.name, "zh")

    def unresolved(self, path: str, name: str) -> str:
        """State a name that nobody has settled; return its IRI."""
        subject = self._iri(path)
        self._triples.a(subject, "zr:UnresolvedBody")
        self._triples.a(subject, "zr:Body")
        self._named(subject, name)
        return subject

    def _reformed(self, agency: Agency) -> str:
        """State a body of a reform that no plan names: by its name only, so that no answer lists it as a body of plans."""
        if agency.id in self._stated:
            return self._stated[agency.id]
        subject = self._iri(agency.id)
        self._triples.a(subject, "org:Organization")
        self._usually_named(subject, agency)
        return subject
