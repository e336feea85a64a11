"""Answers in the formats of the W3C."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from html import escape

from zeren.ground.errors import WrongUsage
from zeren.store.terms import Result, Solutions, Term, Triples, solutions_of

TABLES = {
    "json": "application/sparql-results+json",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "xml": "application/sparql-results+xml",
}
"""formats of SELECT and ASK with their media types"""
GRAPHS = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""formats of CONSTRUCT and DESCRIBE with their media types"""
# XML 1.0 has no place for these.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
USUAL = ("json", "ttl")


class Answer(bytes):
    """A serialised answer; the bytes themselves, with what a server must say about them."""

    media: str = ""
    """media type"""
    truncated: bool = False
    """True where the limit of rows cut something off"""
    rows: int = 0
    """rows or statements inside; 0 for ASK"""


def serialise(result: Result, formats: Sequence[str] = USUAL) -> Answer:
    """Write a result in the first of ``formats`` that fits its kind.

    Raises WrongUsage where none does: a table has no Turtle, a graph no csv.
    """
    fitting = GRAPHS if isinstance(result, Triples) else TABLES
    for name in formats:
        if name in fitting:
            break
    else:
        kind = "graph" if isinstance(result, Triples) else "table"
        raise WrongUsage(
            f"{'/'.join(formats)}: 此查询的结果是 {kind} (this query gives a {kind})",
            f"choose {', '.join(fitting)}",
        )
    answer = Answer(_graph(result, name) if isinstance(result, Triples) else _TABLE[name](result))
    answer.media = fitting[name]
    if not isinstance(result, bool):
        answer.truncated = result.truncated
        answer.rows = len(result)
    return answer


def table_of(answer: Answer) -> Solutions:
    """Read a JSON answer to SELECT back into rows; WrongUsage for the answer to a query of another form."""
    body = json.loads(answer) if answer.media == TABLES["json"] else {}
    if "results" not in body:
        raise WrongUsage("此查询给不出表 (this query gives no table of rows)", "write a SELECT query")
    return solutions_of(body, truncated=answer.truncated)


def _graph(result: Triples, name: str) -> bytes:
    if name == "nt":
        return result.ntriples
    import pyoxigraph as ox

    form = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}[name]
    try:
        return ox.serialize(ox.parse(result.ntriples, format=ox.RdfFormat.N_TRIPLES), format=form) or b""
    except (ValueError, OSError) as error:
        raise WrongUsage(
            f"{name}: 此结果无法写成该格式 (cannot be written so): {error}", "choose ttl"
        ) from error


def _json_term(term: Term) -> dict[str, str]:
    if term.kind == "iri":
        return {"type": "uri", "value": term.value}
    if term.kind == "blank":
        return {"type": "bnode", "value": term.value}
    value = {"type": "literal", "value": term.value}
    if term.language:
        value["xml:lang"] = term.language
    elif term.datatype:
        value["datatype"] = term.datatype
    return value


def _json(result: Solutions | bool) -> bytes:
    if isinstance(result, bool):
        return json.dumps({"head": {}, "boolean": result}).encode()
    rows = [{name: _json_term(term) for name, term in row.items() if term is not None} for row in result]
    body = {"head": {"vars": list(result.variables)}, "results": {"bindings": rows}}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _csv(result: Solutions | bool) -> bytes:
    if isinstance(result, bool):
        return b"true\r\n" if result else b"false\r\n"
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(result.variables)
    for row in result:
        cells = [row[name] for name in result.variables]
        rows.writerow([("_:" if cell.kind == "blank" else "") + cell.value if cell else "" for cell in cells])
    return text.getvalue().encode()


def _tsv(result: Solutions | bool) -> bytes:
    if isinstance(result, bool):
        return b"true\n" if result else b"false\n"
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    for row in result:
        cells = [row[name] for name in result.variables]
        lines.append("\t".join(cell.ntriples if cell else "" for cell in cells))
    return "".join(f"{line}\n" for line in lines).encode()


def _attribute(text: str) -> str:
    return f'"{escape(text)}"'


def _xml_term(term: Term) -> str:
    if term.kind == "iri":
        return f"<uri>{escape(term.value, quote=False)}</uri>"
    if term.kind == "blank":
        return f"<bnode>{escape(term.value, quote=False)}</bnode>"
    value = escape(_UNPRINTABLE.sub("\ufffd", term.value), quote=False).replace("\r", "&#13;")
    if term.language:
        return f"<literal xml:lang={_attribute(term.language)}>{value}</literal>"
    datatype = f" datatype={_attribute(term.datatype)}" if term.datatype else ""
    return f"<literal{datatype}>{value}</literal>"


def _xml(result: Solutions | bool) -> bytes:
    start = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
    if isinstance(result, bool):
        return f"{start}<head/><boolean>{str(result).lower()}</boolean></sparql>\n".encode()
    parts = [
        start,
        "<head>",
        *(f"<variable name={_attribute(name)}/>" for name in result.variables),
        "</head><results>",
    ]
    for row in result:
        parts.append("<result>")
        for name, term in row.items():
            if term is not None:
                parts.append(f"<binding name={_attribute(name)}>{_xml_term(term)}</binding>")
        parts.append("</result>\n")
    return "".join([*parts, "</results></sparql>\n"]).encode()


_TABLE: dict[str, Callable[[Solutions | bool], bytes]] = {
    "json": _json,
    "csv": _csv,
    "tsv": _tsv,
    "xml": _xml,
}
