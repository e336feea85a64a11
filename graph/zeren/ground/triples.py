"""Collect triples and write them as sorted N-Triples: same triples in, same bytes out."""

from __future__ import annotations

import re

from zeren.ground.vocabulary import expand

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff]')
_NAMES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

CONTEXT = 24
"""code points before and after quoted words that a selector holds, so that a changed file may be searched for them"""


class Triples:
    """A set of triples. Subjects are IRIs, predicates prefixed names, objects given by kind."""

    def __init__(self) -> None:
        self._lines: set[str] = set()
        self._expanded: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def link(self, subject: str, predicate: str, target: str) -> None:
        """Add a triple whose object is an IRI."""
        self._lines.add(f"<{subject}> <{self._name(predicate)}> <{target}> .\n")

    def a(self, subject: str, kind: str) -> None:
        """Say of which class a subject is; ``kind`` is a prefixed name."""
        self.link(subject, "rdf:type", self._name(kind))

    def code(self, subject: str, predicate: str, code: str) -> None:
        """Add a triple whose object is a concept of ``codes.ttl``."""
        self.link(subject, predicate, self._name("zrc:" + code))

    def text(self, subject: str, predicate: str, value: str | None, language: str | None = None) -> None:
        """Add a plain string; evidence is never typed, so that no store normalises it. None adds nothing."""
        if value is not None:
            tag = f"@{language}" if language else ""
            self._lines.add(f'<{subject}> <{self._name(predicate)}> "{_escape(value)}"{tag} .\n')

    def value(self, subject: str, predicate: str, value: str | int | float | bool | None, datatype: str = "") -> None:
        """Add a typed literal; None adds nothing. The type of int, float and bool is their own."""
        if value is None:
            return
        if isinstance(value, bool):
            lexical, datatype = str(value).lower(), "xsd:boolean"
        elif isinstance(value, int):
            lexical, datatype = str(value), "xsd:integer"
        elif isinstance(value, float):
            lexical, datatype = f"{value:.10f}".rstrip("0").rstrip("."), "xsd:decimal"
        else:
            lexical = value
        self._lines.add(
            f'<{subject}> <{self._name(predicate)}> "{_escape(lexical)}"^^<{self._name(datatype)}> .\n'
        )

    def select(self, evidence: str, span: tuple[int, int], text: str, begins: int = 0) -> None:
        """Add both selectors of a piece of evidence: the quote with its surroundings, and its position in code points.

        ``text`` is the text around ``span``; its first code point is number ``begins`` of the document.
        Source: Web Annotation Data Model (W3C Recommendation 2017), sections 4.2.4 and 4.2.5.
        """
        start, end = (place - begins for place in span)
        quote, position = f"{evidence}/quote", f"{evidence}/position"
        self.link(evidence, "oa:hasSelector", quote)
        self.a(quote, "oa:TextQuoteSelector")
        self.text(quote, "oa:exact", text[start:end])
        self.text(quote, "oa:prefix", text[max(0, start - CONTEXT) : start])
        self.text(quote, "oa:suffix", text[end : end + CONTEXT])
        self.link(evidence, "oa:hasSelector", position)
        self.a(position, "oa:TextPositionSelector")
        self.value(position, "oa:start", str(span[0]), "xsd:nonNegativeInteger")
        self.value(position, "oa:end", str(span[1]), "xsd:nonNegativeInteger")

    def lines(self) -> bytes:
        """Return the triples as sorted N-Triples in UTF-8."""
        return "".join(sorted(self._lines)).encode("utf-8")

    def _name(self, prefixed: str) -> str:
        if prefixed not in self._expanded:
            self._expanded[prefixed] = expand(prefixed)
        return self._expanded[prefixed]


def _escape(text: str) -> str:
    return _ESCAPED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    # A lone surrogate is no character of any RDF syntax: the replacement character says that something stood here.
    return "\ufffd" if "\ud800" <= char <= "\udfff" else _NAMES.get(char, f"\\u{ord(char):04X}")
