"""What paragraph styles say about headings and lists (ECMA-376 part 1, clause 17.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from zeren.read.numbering import W

Said = TypeVar("Said")
_VAL = W + "val"
_PLAIN_SIZE = 10.0
"""points (17.3.2.38)"""
_PPR = W + "pPr"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what it inherits."""

    level: int | None = None
    """heading level, 1 for the outermost"""
    use: str | None = None
    """list that its paragraphs belong to"""
    at: int | None = None
    """0-based level in that list"""
    contents: bool = False
    """True for the lines of a table of contents"""


UNREAD = {"vanish": "hidden", "webHidden": "hidden", "strike": "struck", "dstrike": "struck"}
"""property of a run whose text is not meant to be read → its kind in ``unread.KINDS``"""
OFF = ("0", "false", "off", "none")
_NAMES = {"placeholder text": "placeholder"}
"""lower-case names of character styles that say the same"""


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    """Return paragraph styles by id, the default one also under the empty id."""
    nodes: dict[str, etree._Element] = {}
    default = None
    for node in root.iterchildren(W + "style") if root is not None else ():
        if node.get(W + "type") == "paragraph":
            key = node.get(W + "styleId") or ""
            nodes[key] = node
            if node.get(W + "default") in ("1", "true", "on"):
                default = key
    found = {key: stated.style() for key, stated in _inherited(nodes, _stated, _joined).items()}
    if default is not None:
        found[""] = found[default]
    return found


def default_size(root: etree._Element | None) -> float:
    """Return the points of characters that state no size: of the default paragraph style, else of the document, else ten."""
    nodes = [node for node in root.iterchildren(W + "style") if node.get(W + "default") in ("1", "true", "on")] if root is not None else []
    nodes = [node for node in nodes if node.get(W + "type") == "paragraph"]
    nodes += list(root.iterchildren(W + "docDefaults")) if root is not None else []
    for node in nodes:
        for size in node.iter(W + "sz"):
            value = size.get(_VAL) or ""
            if value.isdecimal() and 0 < len(value) < 4 and int(value):
                return int(value) / 2
    return _PLAIN_SIZE


def _inherited(
    nodes: Mapping[str, etree._Element], stated: Callable[[etree._Element], Said], joined: Callable[[Said, Said], Said]
) -> dict[str, Said]:
    """What each style says with all that it is based on; one of a circle inherits nothing from itself.

    Every style is looked at once, however long the chains are.
    """
    found: dict[str, Said] = {}
    for name in nodes:
        key, way = name, dict[str, None]()
        while key in nodes and key not in found and key not in way:
            way[key] = None
            key = _value(nodes[key], "basedOn") or ""
        above = found.get(key)
        for each in reversed(way):
            own = stated(nodes[each])
            above = found[each] = own if above is None else joined(own, above)
    return found


@dataclass(frozen=True, slots=True)
class _Stated:
    """What paragraph styles state, as it stands there."""

    level: int | None
    """0: body text"""
    use: str | None
    at: str | None
    contents: bool

    def style(self) -> Style:
        return Style(self.level or None, self.use, int(self.at[:2]) if self.at and self.at.isdecimal() else None, self.contents)


def _stated(node: etree._Element) -> _Stated:
    level: int | None = None
    use = at = None
    name = (_value(node, "name") or "").lower()
    properties = node.find(_PPR)
    if properties is not None:
        stated = properties.find(W + "outlineLvl")
        level = outline(stated) if stated is not None else None
        numbered = properties.find(W + "numPr")
        if numbered is not None:
            use, at = _value(numbered, "numId"), _value(numbered, "ilvl")
    if level is None and name.startswith("heading ") and name[8:].isdecimal():
        level = int(name[8:10])
    return _Stated(level, use, at, name.startswith("toc ") and name[4:].isdecimal())


def _joined(own: _Stated, above: _Stated) -> _Stated:
    level = above.level if own.level is None else own.level
    return _Stated(level, own.use or above.use, own.at or above.at, own.contents or above.contents)


def unread_styles(root: etree._Element | None) -> dict[str, str]:
    """Return the styles, of characters or paragraphs, whose text is not meant to be read: id → kind, inherited too."""
    nodes = {n.get(W + "styleId") or "": n for n in root.iterchildren(W + "style")} if root is not None else {}
    found = _inherited(nodes, _unread, lambda own, above: above if own is None else own)
    return {key: kind for key, kind in found.items() if kind}


def _unread(node: etree._Element) -> str | None:
    """What a style says itself: a kind, empty where it switches a property off that it may inherit, None where nothing."""
    named = _NAMES.get((_value(node, "name") or "").lower())
    if named:
        return named
    properties = node.find(W + "rPr")
    for word, kind in UNREAD.items():
        stated = None if properties is None else properties.find(W + word)
        if stated is not None:
            return "" if stated.get(_VAL) in OFF else kind
    return None


def outline(node: etree._Element) -> int | None:
    """Return the heading level that w:outlineLvl states, 1-based; 0 for body text, None for nonsense."""
    value = node.get(_VAL)
    if value is None or not value.isdecimal():
        return None
    return int(value[:2]) + 1 if int(value[:2]) < 9 else 0


def count(node: etree._Element, otherwise: int) -> int:
    """Return the number in w:val, cut to nine digits; ``otherwise`` where it is none."""
    value = node.get(_VAL)
    return int(value[:9]) if value and value.isdecimal() else otherwise


def _value(node: etree._Element, word: str) -> str | None:
    found = node.find(W + word)
    return None if found is None else found.get(_VAL)
