"""Anything the store knows by an IRI, as statements: its own, its parts' and those that point to it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from zeren.ask.lookup import PREFIXES
from zeren.ground.errors import NotFound
from zeren.ground.vocabulary import BASE, segment
from zeren.store.reader import Reader
from zeren.store.terms import Statement, Triples

MOST = 20_000
"""statements of one description"""

_ABOUT = """CONSTRUCT { ?s ?p ?o } WHERE {
  { $root ?p ?o . BIND($root AS ?s) }
  UNION { $root zr:hasAssignment|zr:hasDeadline|zr:hasTarget|zr:evidence ?s . ?s ?p ?o }
  UNION { $root (zr:hasAssignment|zr:hasDeadline|zr:hasTarget)/zr:evidence ?s . ?s ?p ?o }
  UNION { $root zr:inPlan|zr:inTask|dcterms:isPartOf ?s . ?s dcterms:title ?o . BIND(dcterms:title AS ?p) }
  UNION { $root zr:hasAssignment/zr:body ?s . ?s skos:prefLabel ?o . BIND(skos:prefLabel AS ?p) }
  UNION {
    ?s ?p $root . BIND($root AS ?o)
    FILTER(?p IN (zr:body, zr:inPlan, zr:inTask, zr:indicator, zr:jurisdiction, zr:hasAssignment, zr:hasTarget,
      dcterms:isPartOf, org:unitOf, zr:hasMember, zr:counterpartOf, prov:wasDerivedFrom))
  }
}
LIMIT $most"""

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]+')


def iri_of(path: str) -> str:
    """Return the IRI whose page has this path below ``/id/``, as it came, percent-encoded; NotFound where it is none."""
    whole = unquote(path)
    if _IRI.fullmatch(whole) and "://" in whole:
        return whole
    # Clients encode alike but not always the same characters.
    iri = BASE + "/".join(segment(unquote(part)) for part in path.split("/"))
    if not path or "\ufffd" in unquote(path):
        raise NotFound(f"{whole}: 不是标识 (no identifier)", "open one from a list")
    return iri


def checked(iri: str) -> str:
    """Return an IRI that can stand in a query; NotFound for anything else."""
    if not _IRI.fullmatch(iri):
        raise NotFound(f"{iri}: 不是标识 (no identifier)", "open one from a list")
    return iri


def about(reader: Reader, iri: str) -> tuple[Statement, ...]:
    """Return what the store says about an IRI, sorted; NotFound where that is nothing."""
    asked = _ABOUT.replace("$root", f"<{checked(iri)}>").replace("$most", str(MOST))
    found = reader.query(PREFIXES + "PREFIX org: <http://www.w3.org/ns/org#>\n" + asked)
    statements = set(found) if isinstance(found, Triples) else set()
    if not any(subject.value == iri for subject, _, _ in statements):
        raise NotFound(f"{iri}: 库中没有 (not in the store)", "it may have gone with a document; search for it")
    return tuple(sorted(statements, key=lambda its: tuple(term.ntriples for term in its)))
