"""Which format a client gets: by the Accept header (RFC 9110, section 12.5.1) or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TABLES: Mapping[str, Sequence[str]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
"""formats of SELECT and ASK, the server's own preference first, with the media types that ask for them"""

GRAPHS: Mapping[str, Sequence[str]] = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples",),
    "jsonld": ("application/ld+json", "application/json"),
    "rdf": ("application/rdf+xml", "application/xml"),
}
"""formats of CONSTRUCT, DESCRIBE and of all descriptions"""

PAGES: Mapping[str, Sequence[str]] = {"html": ("text/html", "application/xhtml+xml")}
"""formats for people"""


_TABLE_NAMES: Mapping[str, str] = {"sparql-results+json": "json", "sparql-results+xml": "xml", "sparql": "xml", "rdf": "xml", "rdf+xml": "xml"}
_GRAPH_NAMES: Mapping[str, str] = {
    "turtle": "ttl", "n3": "ttl", "text/n3": "ttl", "text/rdf+n3": "ttl", "ntriples": "nt", "n-triples": "nt",
    "json-ld": "jsonld", "json": "jsonld", "xml": "rdf", "rdf+xml": "rdf", "rdfxml": "rdf", "rdf/xml": "rdf", "rdf-xml": "rdf",
}  # fmt: skip
"""names of formats that clients send besides ours; SPARQLWrapper sends xml for every query unless told otherwise"""


def by_name(wished: str, offers: Mapping[str, Sequence[str]]) -> str | None:
    """Return the offered format that a client names, by our name, another one in use or its media type; None for none.

    A ``+`` that came unescaped, and so as a space, is one.
    """
    name = wished.strip().lower().replace(" ", "+").partition(";")[0]
    also = _GRAPH_NAMES if "ttl" in offers else _TABLE_NAMES
    media = {media: known for known in reversed(list(offers)) for media in offers[known]}
    found = name if name in offers else also.get(name) or media.get(name)
    return found if found in offers else None


def preferred(accept: str, offers: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the offered formats that a client takes, its best first, then in the order of ``offers``.

    An empty header takes everything. The most specific range decides about a media type, as the RFC says.
    """
    ranges = _ranges(accept)
    worth = {name: max(_quality(media, ranges) for media in types) for name, types in offers.items()}
    return sorted((name for name in offers if worth[name] > 0), key=lambda name: -worth[name])


def wants_page(accept: str) -> bool:
    """Tell whether a person's browser asks: HTML is named and nothing else is liked better."""
    ranges = _ranges(accept)
    html = max((quality for kind, quality in ranges if kind in PAGES["html"]), default=0.0)
    return html > 0 and all(quality <= html for _, quality in ranges)


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Return media ranges with their quality; a part that is malformed is passed over."""
    found = []
    for part in accept.split(",") if accept.strip() else ["*/*"]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        if kind.count("/") == 1:
            found.append((kind, quality))
    return found


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        qualities = [quality for kind, quality in ranges if kind == wanted]
        if qualities:
            return max(qualities)
    return 0.0
