"""Sorted N-Quads as they are, as Turtle, TriG and JSON-LD, read line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zeren.ground.errors import StoreError
from zeren.ground.statements import unescaped
from zeren.ground.vocabulary import PREFIXES

_IRI = r"<[^<>\"{}|^`\x00-\x20]*>"
_NODE = rf"(?:{_IRI}|_:[^\s<>\"]+)"
_LITERAL = rf'"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^{_IRI})?'
_LINE = re.compile(rf"({_NODE}) ({_IRI}) ({_NODE}|{_LITERAL})(?: ({_NODE}))? \.\n?")
_VALUE = re.compile(rf'"((?:[^"\\]|\\.)*)"(?:@(\S+)|\^\^({_IRI}))?')
# Local names that need no escape in Turtle; all others stay whole IRIs.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_OFFSETS = ("<http://www.w3.org/ns/oa#start>", "<http://www.w3.org/ns/oa#end>")
_INTEGER, _OFFSET = (f"^^<http://www.w3.org/2001/XMLSchema#{name}>" for name in ("integer", "nonNegativeInteger"))


@dataclass(frozen=True, slots=True)
class Quad:
    """One statement, each term as N-Quads writes it."""

    subject: str
    predicate: str
    object: str
    graph: str | None
    """None in the default graph"""


def nquads(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield the lines as they are, each checked and closed by a line feed."""
    for line in lines:
        one = quad(line)
        graph = f" {one.graph}" if one.graph else ""
        yield f"{one.subject} {one.predicate} {one.object}{graph} .\n".encode()


def turtle(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield Turtle: the union of all graphs, one block a subject, in the order of ``lines``."""
    names = _Names()
    yield _prefixes()
    for block in _blocks(map(quad, lines), names):
        yield f"\n{block}".encode()


def trig(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield TriG: the default graph bare, then each named graph in its braces, sorted by name."""
    names = _Names()
    graphs: dict[str | None, list[Quad]] = {}
    for line in lines:
        found = quad(line)
        graphs.setdefault(found.graph, []).append(found)
    yield _prefixes()
    for block in _blocks(graphs.pop(None, []), names):
        yield f"\n{block}".encode()
    for graph in sorted(graphs, key=str):
        yield f"\n{names.short(str(graph))} {{\n".encode()
        for block in _blocks(graphs[graph], names):
            yield block.encode()
        yield b"}\n"


def _prefixes() -> bytes:
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()


def _blocks(quads: Iterable[Quad], names: _Names) -> Iterator[str]:
    """Yield one block of Turtle a subject, whatever the graphs."""
    for subject, stated in groupby(quads, key=lambda one: one.subject):
        objects: dict[str, dict[str, None]] = {}
        for one in stated:
            objects.setdefault(one.predicate, {})[one.object] = None
        # The class of a subject stands first, as readers of Turtle expect.
        ordered = sorted(objects, key=lambda predicate: (predicate != _TYPE, predicate))
        block = " ;\n    ".join(
            ("a" if predicate == _TYPE else names.short(predicate))
            + " "
            + ", ".join(names.term(target) for target in objects[predicate])
            for predicate in ordered
        )
        yield f"{names.short(subject)} {block} .\n"


def jsonld(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield JSON-LD 1.1, compacted by prefixes, one node a line; each named graph is a node with ``@graph``."""
    names = _Names()
    graphs: dict[str | None, dict[str, dict[str, Any]]] = {}
    for one in map(quad, lines):
        node = graphs.setdefault(one.graph, {}).setdefault(one.subject, {"@id": _bare(one.subject)})
        if one.predicate == _TYPE:
            node.setdefault("@type", []).append(names.compact(one.object))
        else:
            node.setdefault(names.compact(one.predicate), []).append(names.value(one.object))
    context = json.dumps(PREFIXES, ensure_ascii=False, sort_keys=True)
    yield f'{{"@context": {context},\n"@graph": ['.encode()
    nodes = [_dump(node) for node in graphs.pop(None, {}).values()]
    for graph in sorted(graphs, key=str):
        inner = ",\n  ".join(_dump(node) for node in graphs[graph].values())
        name = json.dumps(_bare(str(graph)), ensure_ascii=False)
        nodes.append(f'{{"@id": {name}, "@graph": [\n  {inner}]}}')
    yield ("\n" + ",\n".join(nodes) + "\n]}\n").encode()


def quad(line: str) -> Quad:
    """Return the parts of one N-Quad; StoreError where the line is none."""
    found = _LINE.fullmatch(line)
    if not found:
        raise StoreError(f"{line[:80]!r}: 不是一条 N-Quad (no N-Quad)", "run: zeren verify")
    return Quad(found[1], found[2], _offset(found) if found[2] in _OFFSETS else found[3], found[4])


def _offset(found: re.Match[str]) -> str:
    """The object of an offset: engines keep one type of integer, the Web Annotation Data Model wants another of selectors."""
    return found[3].replace(_INTEGER, _OFFSET) if found[1].endswith("/position>") else found[3]


def _dump(node: dict[str, Any]) -> str:
    single = {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items()
    }
    return json.dumps(single, ensure_ascii=False)


def _bare(node: str) -> str:
    """Return an IRI without its brackets; a blank node stays as it is."""
    return unescaped(node[1:-1]) if node.startswith("<") else node


class _Names:
    """Shortens IRIs by the prefixes of ``zeren.vocabulary``, each worked out once."""

    def __init__(self) -> None:
        self._short: dict[str, str] = {}
        self._spaces = {namespace: prefix for prefix, namespace in PREFIXES.items()}

    def short(self, node: str) -> str:
        """Return the prefixed name of a node in brackets, or the node itself."""
        if node not in self._short:
            cut = max(node.rfind("#"), node.rfind("/")) + 1
            prefix, local = self._spaces.get(node[1:cut]), node[cut:-1]
            self._short[node] = f"{prefix}:{local}" if prefix and _LOCAL.fullmatch(local) else node
        return self._short[node]

    def term(self, term: str) -> str:
        """Return an object in Turtle, whose strings are written as in N-Quads."""
        if not term.startswith('"'):
            return self.short(term)
        head, mark, datatype = term.rpartition("^^")
        # The mark may also stand inside a string: only an IRI closes a typed one.
        return f"{head}^^{self.short(datatype)}" if mark and term.endswith(">") else term

    def compact(self, node: str) -> str:
        """Return a node as a key or type of JSON-LD."""
        short = self.short(node)
        return _bare(short) if short == node else short

    def value(self, term: str) -> str | dict[str, str]:
        """Return an object in JSON-LD: a plain string, or a map for everything else."""
        found = _VALUE.fullmatch(term)
        if not found:
            return {"@id": _bare(term)}
        text = unescaped(found[1])
        if found[2]:
            return {"@value": text, "@language": found[2]}
        return {"@value": text, "@type": self.compact(found[3])} if found[3] else text
