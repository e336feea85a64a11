"""What paragraph styles say about headings and lists (ECMA-376 part 1, clause 17.7)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from zeren.read.numbering import W

_VAL = W + "val"
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
    found = {key: _style(key, nodes) for key in nodes}
    if default is not None:
        found[""] = found[default]
    return found


def _style(key: str, nodes: dict[str, etree._Element]) -> Style:
    level: int | None = None
    use = at = None
    contents = False
    seen: set[str] = set()
    while key in nodes and key not in seen:
        seen.add(key)
        node = nodes[key]
        name = (_value(node, "name") or "").lower()
        contents = contents or (name.startswith("toc ") and name[4:].isdecimal())
        properties = node.find(_PPR)
        if properties is not None:
            stated = properties.find(W + "outlineLvl")
            level = outline(stated) if level is None and stated is not None else level
            numbered = properties.find(W + "numPr")
            if numbered is not None:
                use = use or _value(numbered, "numId")
                at = at or _value(numbered, "ilvl")
        if level is None and name.startswith("heading ") and name[8:].isdecimal():
            level = int(name[8:10])
        key = _value(node, "basedOn") or ""
    return Style(level or None, use, int(at[:2]) if at and at.isdecimal() else None, contents)


def unread_styles(root: etree._Element | None) -> dict[str, str]:
    """Return the styles, of characters or paragraphs, whose text is not meant to be read: id → kind, inherited too."""
    nodes = {n.get(W + "styleId") or "": n for n in root.iterchildren(W + "style")} if root is not None else {}
    found: dict[str, str] = {}
    for key in nodes:
        kind = _unread(key, nodes)
        if kind:
            found[key] = kind
    return found


def _unread(key: str, nodes: dict[str, etree._Element]) -> str | None:
    """What a style says first on its way up; a property switched off ends the search."""
    seen: set[str] = set()
    while key in nodes and key not in seen:
        seen.add(key)
        node = nodes[key]
        named = _NAMES.get((_value(node, "name") or "").lower())
        if named:
            return named
        properties = node.find(W + "rPr")
        for word, kind in UNREAD.items():
            stated = None if properties is None else properties.find(W + word)
            if stated is not None:
                return None if stated.get(_VAL) in OFF else kind
        key = _value(node, "basedOn") or ""
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
