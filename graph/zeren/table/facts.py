"""What a document states, by subject: read from its lines without an engine, or gathered while it is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zeren.ground.vocabulary import BASE, expand

Facts = dict[str, dict[str, list[str]]]
"""path of the subject below the base IRI → prefixed property → values: lexical forms, and IRIs as ``short`` gives them"""

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_NAMES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def short(iri: str) -> str:
    """Return an IRI as the landing holds it: its path below the base, or whole where it has another base."""
    return iri.removeprefix(BASE)


def whole(path: str) -> str:
    """Return the IRI that ``short`` made shorter."""
    return path if ":" in path and ":" in path.partition("/")[0] else BASE + path


def read(statements: bytes, wanted: Iterable[str]) -> Facts:
    """Return what canonical N-Triples or N-Quads of one document say with the wanted properties, prefixed names."""
    names = {b"<" + expand(name).encode() + b">": name for name in wanted}
    found: Facts = {}
    last, own = b"", dict[str, list[str]]()
    for line in statements.splitlines():
        subject, predicate, rest = line.split(b" ", 2)
        if (name := names.get(predicate)) is None:
            continue
        if subject != last:
            last, own = subject, found.setdefault(short(subject[1:-1].decode()), {})
        # No IRI holds a quotation mark, so that the last one ends the literal, whatever follows it.
        ended = rest.index(b">") if rest[:1] == b"<" else rest.rindex(b'"')
        text = rest[1:ended].decode()
        own.setdefault(name, []).append(short(text) if rest[:1] == b"<" else _plain(text))
    return found


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _NAMES.get(m[3], m[3]), text)
