"""What the lines of statements say, read without an engine: the only place that takes N-Triples and N-Quads apart by properties."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zeren.ground.vocabulary import expand

Known = dict[str, dict[str, list[str]]]
"""subject → prefixed property → values in the order of their terms: lexical forms, and IRIs without brackets"""

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SELECTORS = (b"/quote>", b"/position>")


def known_of(statements: bytes, wanted: Iterable[str], base: str = "") -> Known:
    """Return what N-Triples or N-Quads say with the wanted properties (prefixed names); IRIs below ``base`` by their paths.

    Selectors are left out, which say again what their evidence says.
    """
    names = {b"<" + expand(name).encode() + b">": name for name in wanted}
    found: Known = {}
    last, own = b"", dict[str, list[str]]()
    for line in statements.splitlines():
        cut = line.split(b" ", 2)  # of a comment perhaps fewer
        if (name := names.get(cut[1])) is None:
            continue
        subject, _, rest = cut
        if subject != last:  # those of one subject mostly stand together
            last, own = subject, {} if subject.endswith(_SELECTORS) else found.setdefault(subject[1:-1].decode().removeprefix(base), {})
        # No IRI holds a quotation mark, so that the last one ends the literal, whatever follows it.
        iri = rest[:1] == b"<"
        value = rest[1 : rest.index(b">") if iri else rest.rindex(b'"')].decode()
        value = value.removeprefix(base) if iri else unescaped(value)
        if name in own:
            own[name].append(value)
        else:
            own[name] = [value]
    return found


def unescaped(text: str) -> str:
    """Return the characters that the escapes of N-Triples stand for."""
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SIGNS.get(found[3], found[3])
