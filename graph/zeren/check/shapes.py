"""The shapes of the ontology, checked by pySHACL over the whole store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zeren.check.finding import Finding, short
from zeren.ground.errors import NotFound
from zeren.ground.resources import ontology_dir
from zeren.ground.vocabulary import expand

_SEVERITY = {"Violation": "error", "Warning": "warning", "Info": "info"}


def shapes(quads: Iterable[str]) -> Iterator[Finding]:
    """Give what the shapes of ``shapes.ttl`` find in a dump of N-Quads lines; the rule is ``shape``.

    Raises NotFound where pySHACL is not installed. Takes some seconds a plan: a check of the program, not of the day.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise NotFound("pySHACL 未安装 (not installed)", "pip install pyshacl") from error
    from rdflib import RDF, Graph, Literal, URIRef

    graph = Graph().parse(data="".join(map(_triple, quads)), format="nt")
    known = Graph().parse(ontology_dir() / "shapes.ttl")
    _, report, _ = pyshacl.validate(graph, shacl_graph=known, inference="none")

    def told(result: Any, name: str) -> str:
        value = report.value(result, URIRef(expand(f"sh:{name}")))
        return str(value) if value is not None else ""

    found = []
    for result in report.subjects(RDF.type, URIRef(expand("sh:ValidationResult"))):
        focus = URIRef(told(result, "focusNode"))
        severity = _SEVERITY[told(result, "resultSeverity").rpartition("#")[2]]
        words = graph.value(focus, URIRef(expand("zr:text"))) or graph.value(focus, URIRef(expand("skos:prefLabel")))
        subject = str(words) if isinstance(words, Literal) else str(focus)
        path = told(result, "resultPath").rpartition("#")[2]
        message = told(result, "resultMessage")
        quote, source = _evidence(graph, focus)
        english = f"does not have the shape of its class ({path})" if path else "does not have the shape of its class"
        found.append(Finding("shape", severity, short(subject), message, english, source, str(focus), quote))
    yield from sorted(found, key=lambda finding: (finding.id, finding.zh))


def _evidence(graph: Any, focus: Any) -> tuple[str, str]:
    """The first of the words behind a subject, and their place."""
    from rdflib import URIRef

    spots = sorted(graph.objects(focus, URIRef(expand("zr:evidence"))))
    if not spots:
        return "", ""
    exact = graph.value(spots[0], URIRef(expand("oa:exact")))
    locator = graph.value(spots[0], URIRef(expand("zr:locator")))
    source = graph.value(spots[0], URIRef(expand("oa:hasSource")))
    file = graph.value(source, URIRef(expand("zr:fileName"))) if source is not None else None
    return str(exact or ""), " ".join(str(part) for part in (file, locator) if part)


def _triple(line: str) -> str:
    """A line of a dump without its last term, the named graph, which no space can stand in."""
    return line.rstrip().removesuffix(" .").rpartition(" ")[0] + " .\n"
