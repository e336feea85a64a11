"""Collect triples and write them sorted: same triples in, same bytes out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from zeren.ground.statements import Known, unescaped
from zeren.ground.vocabulary import CODES, expand

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff\ufffe\uffff]')
_NAMES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

# http://a.example/b/%E7%94%B2-1#c; others may be sound too, which the engine then tells.
_PLAIN_IRI = re.compile(
    r"https?://[\w.~-]+(?:/[\w.~:@!$&'()*+,;=/-]*(?:%[0-9A-Fa-f]{2}[\w.~:@!$&'()*+,;=/-]*)*)?(?:#[\w.~-]*)?", re.ASCII
)
_PLAIN_LEXICAL = {
    # 0, 12, -12
    "xsd:integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    # 0, 12, 0.5, -12.25
    "xsd:decimal": re.compile(r"0|-?[1-9][0-9]{0,17}(?:\.[0-9]{0,9}[1-9])?|-?0\.[0-9]{0,9}[1-9]"),
    "xsd:boolean": re.compile(r"true|false"),
    "xsd:date": re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"),
}
"""datatype → lexical forms that an engine gives back as they are"""
_WHOLE = 10**18
"""below it every whole number is of such a form"""
_INTEGER = expand("xsd:integer")
_OFFSET = expand("xsd:nonNegativeInteger")
"""type of a code point's number in a selector (Web Annotation Data Model); engines keep that of integers"""
_POSITION, _QUOTE = "/position", "/quote"
"""what the IRIs of a piece of evidence's selectors have behind its own"""
_IS_QUOTE, _IS_POSITION = (f" <{expand('rdf:type')}> <{expand(name)}>" for name in ("oa:TextQuoteSelector", "oa:TextPositionSelector"))
_EXACT, _PREFIX, _SUFFIX, _START, _END = (f" <{expand(name)}> " for name in ("oa:exact", "oa:prefix", "oa:suffix", "oa:start", "oa:end"))

CONTEXT = 24
"""code points before and after quoted words that a selector holds, so that a changed file may be searched for them"""

_Selected = tuple[int, int, str, str, str]
"""first code point of words, one past the last, and the words, those before and those behind as terms"""


class Triples:
    """A set of triples. Subjects are IRIs, predicates prefixed names, objects given by kind."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, list[str]]] = {}
        """subject → prefixed property → terms as N-Triples writes them, some of them perhaps more than once"""
        self._selected: dict[str, dict[_Selected, None]] = {}
        """evidence → its words as the selectors say them again, which make a third of all triples and need no search for their order"""
        self._sound: set[str] = set()
        """IRIs that were looked at"""
        self.plain = True
        """whether an engine would keep every term as it is: no IRI and no lexical form is out of the ordinary"""

    def __len__(self) -> int:
        return len(self._lines(_OFFSET)) if self._said else 0

    def link(self, subject: str, predicate: str, target: str) -> None:
        """Add a triple whose object is an IRI."""
        self._look(target)
        self._add(subject, predicate, f"<{target}>")

    def a(self, subject: str, kind: str) -> None:
        """Say of which class a subject is; ``kind`` is a prefixed name."""
        self._add(subject, "rdf:type", node(kind))

    def code(self, subject: str, predicate: str, code: str) -> None:
        """Add a triple whose object is a concept of ``codes.ttl``."""
        self._add(subject, predicate, concept(code))

    def text(self, subject: str, predicate: str, value: str | None, language: str | None = None) -> None:
        """Add a plain string; evidence is never typed, so that no store normalises it. None adds nothing."""
        if value is not None:
            self._add(subject, predicate, f"{literal(value)}@{language}" if language else literal(value))

    def value(self, subject: str, predicate: str, value: str | int | float | bool | None, datatype: str = "") -> None:
        """Add a typed literal; None adds nothing. The type of int, float and bool is their own."""
        if value is None:
            return
        if isinstance(value, bool):
            lexical, datatype = str(value).lower(), "xsd:boolean"
        elif isinstance(value, int) and abs(value) < _WHOLE:
            self._add(subject, predicate, integer(value))
            return
        elif isinstance(value, int):
            lexical, datatype = str(value), "xsd:integer"
        elif isinstance(value, float):
            lexical, datatype = decimal(value), "xsd:decimal"
        else:
            lexical = value
        self._add(subject, predicate, self._typed(lexical, datatype))

    def state(self, subject: str, terms: dict[str, list[str]]) -> None:
        """Add what is said of a subject in one go: prefixed property → terms, as ``node``, ``literal`` and ``integer`` give them."""
        own = self._said.get(subject)
        if own is None:
            self._look(subject)
            self._said[subject] = terms
            return
        if own.keys().isdisjoint(terms):
            own.update(terms)
            return
        for predicate, added in terms.items():
            for one in added:
                self._add(subject, predicate, one)

    def select(self, evidence: str, span: tuple[int, int], text: str, begins: int = 0) -> str:
        """Add both selectors of a piece of evidence: the quote with its surroundings, and its position in code points.

        ``text`` is the text around ``span``; its first code point is number ``begins`` of the document. Returns the quote as a term.
        Source: Web Annotation Data Model (W3C Recommendation 2017), sections 4.2.4 and 4.2.5.
        """
        start, end = (place - begins for place in span)
        self.state(evidence, {"oa:hasSelector": [f"<{evidence}{_QUOTE}>", f"<{evidence}{_POSITION}>"]})
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        exact = literal(text[start:end])
        self._selected.setdefault(evidence, {})[*span, exact, literal(before), literal(after)] = None
        return exact

    def lines(self) -> bytes:
        """Return the triples as sorted N-Triples in UTF-8."""
        return _joined(self._lines(_OFFSET), " .\n")

    def quads(self, graph: str) -> bytes:
        """Return the triples as an engine keeps them, as sorted N-Quads of ``graph`` in UTF-8; only where they are ``plain``."""
        if not self.plain:
            raise ValueError("terms that only an engine can bring into the form in which they are kept")
        return _joined(self._lines(_INTEGER), f" <{graph}> .\n")

    def known(self, wanted: Collection[str], base: str = "") -> Known:
        """Return what the triples say with the wanted properties; IRIs below ``base`` by their paths.

        Selectors are left out, which say again what their evidence says.
        """
        found: Known = {}
        bare, shapes = _Bare(base), dict[tuple[str, ...], list[str]]()
        for subject, own in self._said.items():
            if (names := shapes.get(shape := tuple(own))) is None:
                names = shapes[shape] = [name for name in shape if name in wanted]
            if names:
                found[subject.removeprefix(base)] = {
                    name: [bare[terms[0]]] if len(terms := own[name]) == 1 else [bare[term] for term in sorted(set(terms))] for name in names
                }
        return found

    def _add(self, subject: str, predicate: str, term: str) -> None:
        own = self._said.get(subject)
        if own is None:
            self._look(subject)
            own = self._said[subject] = {}
        terms = own.get(predicate)
        if terms is None:
            own[predicate] = [term]
        else:
            terms.append(term)

    def _typed(self, lexical: str, datatype: str) -> str:
        plain = _PLAIN_LEXICAL.get(datatype)
        if plain is None or not plain.fullmatch(lexical):
            self.plain = False
        return f"{literal(lexical)}^^{node(datatype)}"

    def _look(self, iri: str) -> None:
        """Note whether an IRI is of the ordinary form."""
        if iri not in self._sound:
            self._sound.add(iri)
            self.plain = self.plain and bool(_PLAIN_IRI.fullmatch(iri))

    def _lines(self, offset: str) -> list[str]:
        """Each triple without its end, sorted as whole lines are; ``offset`` is the type of the numbers in selectors."""
        found: list[str] = []
        orders: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        selectors = {f"{evidence}{part}>": evidence for evidence in self._selected for part in (_POSITION, _QUOTE)}
        # The bracket closes a subject before any longer one: "…/1>" sorts behind "…/1/duty>".
        for closed in sorted([*map(_closed, self._said), *selectors]):
            if (evidence := selectors.get(closed)) is not None:
                found += _selector(closed, self._selected[evidence], offset)
                continue
            own = self._said[closed[:-1]]
            if (order := orders.get(names := tuple(own))) is None:
                order = orders[names] = sorted((f" {node(name)} ", name) for name in names)
            opened = "<" + closed
            found += [f"{opened}{predicate}{term}" for predicate, name in order for term in _once(own[name])]
        return found


def _once(terms: list[str]) -> list[str]:
    """Terms in order, each once; most properties have one."""
    return terms if len(terms) == 1 else sorted(set(terms))


def _selector(closed: str, selected: Mapping[_Selected, None], offset: str) -> list[str]:
    """What one selector of a piece of evidence says, as sorted lines; ``closed`` is its IRI with the bracket behind it."""
    opened, lines = "<" + closed, []
    for start, end, exact, before, after in selected:
        if closed.endswith(_QUOTE + ">"):
            lines += [f"{opened}{_IS_QUOTE}", f"{opened}{_EXACT}{exact}", f"{opened}{_PREFIX}{before}", f"{opened}{_SUFFIX}{after}"]
        else:
            lines += [f"{opened}{_IS_POSITION}", f'{opened}{_END}"{end}"^^<{offset}>', f'{opened}{_START}"{start}"^^<{offset}>']
    return lines if len(selected) == 1 else sorted(set(lines))


def _closed(subject: str) -> str:
    return subject + ">"


def _joined(lines: list[str], end: str) -> bytes:
    ending = end.encode()
    # Line by line: most are ASCII, which is copied as it is, where a whole text would be encoded sign by sign.
    return ending.join([line.encode() for line in lines]) + ending if lines else b""


@cache
def node(prefixed: str) -> str:
    """Return a prefixed name as a term."""
    return f"<{expand(prefixed)}>"


@cache
def concept(code: str) -> str:
    """Return a concept of ``codes.ttl`` as a term."""
    return f"<{CODES}{code}>"


def integer(number: int) -> str:
    """Return a whole number as a term."""
    return f'"{number}"^^<{_INTEGER}>'


def decimal(number: float) -> str:
    """Return a number as xsd:decimal writes it, which knows no exponent: ten digits behind the point at most."""
    return f"{number:.10f}".rstrip("0").rstrip(".")


def literal(text: str) -> str:
    """Return a plain string as a term."""
    # What is printable holds no control character and no lone surrogate.
    if text.isprintable():
        if '"' not in text and "\\" not in text:  # as in most
            return f'"{text}"'
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    lines = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{lines}"' if lines.isprintable() else f'"{_ESCAPED.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    # A lone surrogate is no character of any RDF syntax: the replacement character says that something stood here.
    return "\ufffd" if "\ud800" <= char <= "\udfff" else _NAMES.get(char, f"\\u{ord(char):04X}")


class _Bare(dict[str, str]):
    """Term → the lexical form of a literal, or an IRI without brackets, below ``base`` its path; each worked out once."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, term: str) -> str:
        text = term[1 : term.rindex('"')] if term[0] == '"' else term[1:-1].removeprefix(self._base)
        text = unescaped(text) if term[0] == '"' else text
        self[term] = text
        return text
