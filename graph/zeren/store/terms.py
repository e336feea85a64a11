"""Answers as plain Python values, the same from the embedded engine and from a remote one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = XSD + "string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_INTEGERS = frozenset(
    f"{XSD}{sign}{name}"
    for sign, names in (
        ("", ("integer", "int", "long", "short", "byte")),
        ("unsigned", ("Int", "Long", "Short", "Byte")),
        ("non", ("NegativeInteger", "PositiveInteger")),
        ("negative", ("Integer",)),
        ("positive", ("Integer",)),
    )
    for name in names
)
_FLOATS = frozenset(XSD + name for name in ("decimal", "double", "float"))
# N-Triples 1.1 canonical form escapes these and only these inside a literal.
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f]')


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group(), f"\\u{ord(match.group()):04X}")


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term."""

    kind: str
    """``iri``, ``literal``, ``blank`` or ``triple`` (RDF 1.2; ``value`` then holds its N-Triples form)"""
    value: str
    """the IRI, the lexical form, or the label of the blank node"""
    datatype: str | None = None
    """datatype IRI of a literal that is neither a plain string nor tagged with a language"""
    language: str | None = None
    """language tag of a literal"""

    def __str__(self) -> str:
        return self.value

    @property
    def ntriples(self) -> str:
        """The term in canonical N-Triples."""
        if self.kind == "iri":
            return f"<{self.value}>"
        if self.kind == "blank":
            return f"_:{self.value}"
        if self.kind == "triple":
            return self.value
        text = f'"{_ESCAPED.sub(_escape, self.value)}"'
        if self.language:
            return f"{text}@{self.language}"
        return f"{text}^^<{self.datatype}>" if self.datatype else text

    @property
    def python(self) -> str | int | float | bool:
        """The nearest Python value: int, float and bool for XSD numbers and booleans, else the text."""
        try:
            if self.datatype in _INTEGERS:
                return int(self.value)
            if self.datatype in _FLOATS:
                return float(self.value)
        except ValueError:
            return self.value
        return self.value in ("true", "1") if self.datatype == XSD + "boolean" else self.value


Row = dict[str, Term | None]
Statement = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to a SELECT query."""

    variables: tuple[str, ...]
    """names without ``?``, in the order of the query"""
    rows: list[Row]
    """each row has every variable; None where it is unbound"""
    truncated: bool = False
    """True where a limit cut rows off"""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query, sorted, without repetition."""

    statements: tuple[Statement, ...]
    truncated: bool = False
    """True where a limit cut statements off"""

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)

    @property
    def ntriples(self) -> bytes:
        """Sorted N-Triples."""
        return "".join(f"{s.ntriples} {p.ntriples} {o.ntriples} .\n" for s, p, o in self.statements).encode()


Result = Solutions | Triples | bool


def from_engine(term: Any) -> Term:
    """Turn a term of pyoxigraph into a ``Term``; told by class name, so that the engine need not be imported."""
    name = type(term).__name__
    if name == "NamedNode":
        return Term("iri", term.value)
    if name == "BlankNode":
        return Term("blank", term.value)
    if name == "Literal":
        if term.language:
            return Term("literal", term.value, None, term.language)
        datatype = term.datatype.value
        return Term("literal", term.value, None if datatype == STRING else datatype)
    return Term("triple", str(term))


def from_json(value: dict[str, Any]) -> Term:
    """Turn a term of the W3C JSON results format into a ``Term``; KeyError and TypeError for anything else."""
    kind = value["type"]
    if kind == "triple":
        parts = value["value"]
        inner = " ".join(from_json(parts[key]).ntriples for key in ("subject", "predicate", "object"))
        return Term("triple", f"<<( {inner} )>>")
    text, datatype, language = value["value"], value.get("datatype"), value.get("xml:lang")
    if not all(isinstance(word, str) for word in (text, datatype or "", language or "")):
        raise TypeError(f"{str(text)[:80]!r} is no text")
    if kind == "uri":
        return Term("iri", text)
    if kind == "bnode":
        return Term("blank", text)
    if kind not in ("literal", "typed-literal"):
        raise TypeError(f"{str(kind)[:80]!r} is no kind of term")
    if language:
        return Term("literal", text, None, language)
    return Term("literal", text, None if datatype in (None, STRING) else datatype)


def solutions_of(body: dict[str, Any], *, truncated: bool = False) -> Solutions:
    """Read the rows of an answer to SELECT in the W3C JSON results format; KeyError and TypeError for anything else."""
    names = body["head"].get("vars", ()) if isinstance(body["head"], dict) else None
    rows = body["results"]["bindings"]
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise TypeError("the variables are no list of names")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TypeError("the bindings are no list of rows")
    read: list[Row] = [{n: from_json(r[n]) if n in r else None for n in names} for r in rows]
    return Solutions(tuple(names), read, truncated)


def materialise(answer: Any, rows: int | None = None) -> Result:
    """Read an answer of pyoxigraph to its end, or to ``rows`` rows and then mark it truncated.

    The caller must be the thread that asked the query: the engine aborts the process otherwise.
    """
    if isinstance(answer, bool) or type(answer).__name__ == "QueryBoolean":
        return bool(answer)
    if hasattr(answer, "variables"):
        return _solutions(answer, rows)
    seen: set[Statement] = set()
    for triple in answer:
        if rows is not None and len(seen) >= rows:
            return Triples(tuple(sorted(seen, key=_order)), truncated=True)
        seen.add((from_engine(triple.subject), from_engine(triple.predicate), from_engine(triple.object)))
    return Triples(tuple(sorted(seen, key=_order)))


def _order(statement: Statement) -> tuple[str, str, str]:
    return (statement[0].ntriples, statement[1].ntriples, statement[2].ntriples)


def _solutions(answer: Any, rows: int | None) -> Solutions:
    names = tuple(variable.value for variable in answer.variables)
    known: dict[Any, Term] = {}
    read: list[Row] = []
    for solution in answer:
        if rows is not None and len(read) >= rows:
            return Solutions(names, read, truncated=True)
        row: Row = {}
        for name in names:
            term = solution[name]
            if term is None:
                row[name] = None
                continue
            if term not in known:
                known[term] = from_engine(term)
            row[name] = known[term]
        read.append(row)
    return Solutions(names, read)
