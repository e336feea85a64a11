"""A small tree of XML elements, written with every text made harmless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from zeren.export.plain import Plain

QUOTES = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
"""what escapes a text so that it comes back the same from an attribute"""


@dataclass(frozen=True, slots=True)
class Element:
    """An element with text or with children."""

    name: str
    content: str | tuple[Element, ...] = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def every(self) -> Iterator[Element]:
        """Yield the element and all that it holds."""
        yield self
        if not isinstance(self.content, str):
            for child in self.content:
                yield from child.every()


def lines(element: Element, plain: Plain, depth: int = 0) -> Iterator[str]:
    """Yield an element line by line, indented by two spaces a level; an element of text is one line."""
    attributes = "".join(f' {name}="{escape(plain(value), QUOTES)}"' for name, value in element.attributes.items())
    indent = "  " * depth
    if isinstance(element.content, str):
        text = escape(plain(element.content), QUOTES)
        yield f"{indent}<{element.name}{attributes}>{text}</{element.name}>" if text else f"{indent}<{element.name}{attributes}/>"
        return
    yield f"{indent}<{element.name}{attributes}>"
    for child in element.content:
        yield from lines(child, plain, depth + 1)
    yield f"{indent}</{element.name}>"


def render(root: Element, plain: Plain) -> bytes:
    """Return a whole document in UTF-8."""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines(root, plain)) + "\n").encode("utf-8")
