"""The terms under their own address: Turtle and other RDF for programs, documentation and a list for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zeren.ground.resources import ontology_dir
from zeren.ground.vocabulary import CODES, TERMS
from zeren.serve import pages, saved
from zeren.serve.negotiate import GRAPHS, PAGES, preferred
from zeren.serve.rdf import SPACES, not_acceptable
from zeren.store.results import serialise
from zeren.store.terms import Statement, Term, Triples, from_engine

FILES = {"ns": "zeren", "code": "codes"}
"""last part of the address → file under ``ontology/``"""
_SPACES = {**SPACES, "vann": "http://purl.org/vocab/vann/", "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#"}
_KINDS = (
    ("owl:Class", "类", "Classes"),
    ("owl:ObjectProperty", "对象属性", "Object properties"),
    ("owl:DatatypeProperty", "数据属性", "Data properties"),
)
_FACTS = (
    ("rdfs:subClassOf", "上位类", "Subclass of"),
    ("rdfs:subPropertyOf", "上位属性", "Subproperty of"),
    ("rdfs:domain", "主语", "Domain"),
    ("rdfs:range", "宾语", "Range"),
    ("owl:inverseOf", "互逆", "Inverse of"),
    ("skos:broader", "上位概念", "Broader"),
    ("skos:altLabel", "印成的写法", "As printed"),
    ("skos:exactMatch", "等同", "Same as"),
    ("skos:closeMatch", "相近", "Close to"),
    ("rdfs:seeAlso", "参见", "See also"),
)

Values = Mapping[str, list[Term]]
"""predicate as a prefixed name → its values"""


@dataclass(frozen=True, slots=True)
class Word:
    """A class, property, scheme or code, as the page shows it."""

    iri: str
    anchor: str
    """name of its place on the page"""
    short: str
    """prefixed name"""
    values: Values

    def said(self, name: str, lang: str) -> str:
        """Return the text of a predicate in a language, else in any; empty where there is none."""
        terms = self.values.get(name, [])
        found = [term.value for term in terms if term.language == lang] or [term.value for term in terms]
        return found[0] if found else ""

    def label(self, lang: str) -> str:
        """Return the name for people in a language."""
        return self.said("rdfs:label", lang) or self.said("skos:prefLabel", lang)

    @property
    def labels(self) -> list[str]:
        """Names in every language, and the printed words that mean the same."""
        names = ("rdfs:label", "skos:prefLabel", "skos:altLabel")
        return [term.value for name in names for term in self.values.get(name, [])]

    @property
    def facts(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Relations with their values, each as text and, for a term of our own, its place on the page."""
        told = []
        for name, zh, en in _FACTS:
            values = [(_short(term.value) if term.kind == "iri" else term.value, _anchor(term.value))
                      for term in self.values.get(name, [])]  # fmt: skip
            if values:
                told.append((zh, en, values))
        return told


@dataclass(frozen=True, slots=True)
class Group:
    """Words under one heading."""

    anchor: str
    zh: str
    en: str
    words: tuple[Word, ...]


def _short(iri: str) -> str:
    for prefix, space in sorted(_SPACES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(space):
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def _anchor(iri: str) -> str:
    """Return the place of a term of ours; codes are told apart, for a code may bear a term's name."""
    if iri.startswith(TERMS):
        return iri[len(TERMS) :]
    return "code-" + iri[len(CODES) :] if iri.startswith(CODES) else ""


@cache
def statements(name: str) -> tuple[Statement, ...]:
    """Return the statements of a file under ``ontology/``."""
    import pyoxigraph as ox

    data = (ontology_dir() / f"{name}.ttl").read_bytes()
    quads = ox.parse(data, format=ox.RdfFormat.TURTLE)
    return tuple((from_engine(q.subject), from_engine(q.predicate), from_engine(q.object)) for q in quads)


@cache
def groups() -> tuple[Mapping[str, str], tuple[Group, ...]]:
    """Return title, version and description of the ontology, and all its words in the order of the files."""
    words = _words([*statements("zeren"), *statements("codes")])
    told = words[TERMS.rstrip("#")]
    head = {f"{name} {lang}": told.said(f"dcterms:{name}", lang) for name in ("title", "description") for lang in ("zh", "en")}
    head["version"] = told.said("owl:versionInfo", "en")
    made = []
    for kind, zh, en in _KINDS:
        made.append(Group(kind.partition(":")[2], zh, en, tuple(w for w in words.values() if _is(w, kind))))
    for scheme in (w for w in words.values() if _is(w, "skos:ConceptScheme")):
        codes = tuple(w for w in words.values() if scheme.iri in [t.value for t in w.values.get("skos:inScheme", [])])
        made.append(Group(scheme.anchor, scheme.said("rdfs:label", "zh"), scheme.said("rdfs:label", "en"), codes))
    return head, tuple(group for group in made if group.words)


def _is(word: Word, kind: str) -> bool:
    return bool(word.anchor) and kind in [_short(term.value) for term in word.values.get("rdf:type", [])]


def _words(found: Iterable[Statement]) -> dict[str, Word]:
    gathered: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, value in found:
        name = subject.value if subject.kind == "iri" else f"_:{subject.value}"
        gathered.setdefault(name, {}).setdefault(_short(predicate.value), []).append(value)
    return {
        iri: Word(iri, _anchor(iri), _short(iri), {k: _spread(v, gathered) for k, v in values.items()})
        for iri, values in gathered.items()
        if not iri.startswith("_:")
    }


def _spread(values: Iterable[Term], gathered: Mapping[str, Values]) -> list[Term]:
    """Put the members of a union of classes in its place."""
    told: list[Term] = []
    for value in values:
        if value.kind != "blank":
            told.append(value)
            continue
        place = gathered[f"_:{value.value}"].get("owl:unionOf", [])
        while place and place[0].kind == "blank":
            node = gathered[f"_:{place[0].value}"]
            told += node.get("rdf:first", [])
            place = node.get("rdf:rest", [])
    return told


async def terms(request: Request) -> Response:
    """Answer for the terms: the documentation for people, the file itself as Turtle, other RDF by negotiation."""
    formats = _formats(request)
    if formats[0] != "html":
        return _rdf("ns", formats)
    made = documentation(pages.language(request))
    return saved.page("lode.html", request, {"Vary": "Accept"}, documentation=made)


@cache
def documentation(lang: str) -> Markup:
    """Return the documentation that pyLODE made of the terms as HTML; see ``scripts/document.py``.

    It comes with the program and holds no word of a document or of a user; no other text of a page is taken as HTML.
    """
    return Markup((ontology_dir() / "documentation" / f"{lang}.html").read_text(encoding="utf-8"))


async def listed(request: Request) -> Response:
    """Show all terms and codes in one list, with what the documentation leaves out: codes and their printed words."""
    head, words = groups()
    return saved.page("ontology.html", request, head=head, groups=words, kinds=len(_KINDS))


async def codes(request: Request) -> Response:
    """Answer for all codes: their place on the page of the terms, or the file."""
    formats = _formats(request)
    return _to_page(request, "codes") if formats[0] == "html" else _rdf("code", formats)


async def code(request: Request) -> Response:
    """Answer for one code: its place on the page, or the file that defines it."""
    name = request.path_params["name"]
    if not any(subject.value == CODES + name for subject, _, _ in statements("codes")):
        raise HTTPException(404, f"{name}: 没有这个代码 (no such code)")
    formats = _formats(request)
    return _to_page(request, f"code-{name}") if formats[0] == "html" else _rdf("code", formats)


def _formats(request: Request) -> list[str]:
    formats = preferred(request.headers.get("accept", ""), {**GRAPHS, **PAGES})
    if not formats:
        raise HTTPException(406, not_acceptable({**GRAPHS, **PAGES}))
    return formats


def _to_page(request: Request, anchor: str) -> Response:
    link = pages.addresser(pages.language(request))
    return RedirectResponse(f"{link('/ns/list')}#{anchor}", 303, {"Vary": "Accept"})


def _rdf(which: str, formats: list[str]) -> Response:
    if formats[0] == "ttl":
        # The file as it was written, with its comments and its order.
        data = (ontology_dir() / f"{FILES[which]}.ttl").read_bytes()
        return Response(data, media_type="text/turtle", headers={"Vary": "Accept"})
    answer = serialise(Triples(statements(FILES[which])), formats)
    return Response(bytes(answer), media_type=answer.media, headers={"Vary": "Accept"})


def _file(which: str, ending: str) -> Route:
    """Return the address of one format, for those who cannot send a header."""

    async def answer(request: Request) -> Response:
        return _rdf(which, [ending])

    return Route(f"/{which}.{ending}", answer)


async def context(request: Request) -> Response:
    """Answer with the JSON-LD context."""
    return Response((ontology_dir() / "context.jsonld").read_bytes(), media_type="application/ld+json")


routes = [
    *(Route(path, terms) for path in ("/ns", "/ns/")),
    Route("/ns/list", listed),
    *(Route(path, codes) for path in ("/code", "/code/")),
    *(_file(which, ending) for which in FILES for ending in GRAPHS),
    Route("/code/{name}", code),
    Route("/context.jsonld", context),
]
