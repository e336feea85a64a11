"""Statements that the server makes itself, in whatever RDF format the client takes."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zeren.ground.vocabulary import PREFIXES
from zeren.serve.negotiate import GRAPHS, preferred
from zeren.store.results import serialise
from zeren.store.terms import Statement, Term, Triples

SPACES = {
    **PREFIXES,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "formats": "http://www.w3.org/ns/formats/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


def iri(name: str) -> Term:
    """Return the term of a prefixed name or of a whole IRI."""
    prefix, _, local = name.partition(":")
    return Term("iri", SPACES[prefix] + local if prefix in SPACES else name)


def number(value: int) -> Term:
    """Return an xsd:integer."""
    return Term("literal", str(value), PREFIXES["xsd"] + "integer")


def about(subject: Term, pairs: Iterable[tuple[str, Term]]) -> list[Statement]:
    """Return the statements of one subject; predicates are prefixed names."""
    return [(subject, iri(predicate), value) for predicate, value in pairs]


def answer(request: Request, statements: Iterable[Statement]) -> Response:
    """Return statements in the best format that the client takes; 406 where there is none."""
    formats = preferred(request.headers.get("accept", ""), GRAPHS)
    if not formats:
        raise HTTPException(406, not_acceptable(GRAPHS))
    ordered = sorted(set(statements), key=lambda s: (s[0].ntriples, s[1].ntriples, s[2].ntriples))
    body = serialise(Triples(tuple(ordered)), formats)
    return Response(bytes(body), media_type=body.media, headers={"Vary": "Accept"})


def not_acceptable(offers: Iterable[str]) -> str:
    """Return the words of a 406."""
    return f"不提供所要的格式 (none of the formats asked for); there are {', '.join(offers)}"
